"""What random rubrics are made of: the small things that are drawn, and what is known of a rubric in the making."""

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import attrs
from hypothesis import strategies as st

from attain._model.parts import Action, Fact, Kind, Level, Need, Option, Question, Scale
from attain._model.rubric import Combine, Score
from attain._shapes import choices

T = TypeVar("T")
Table: TypeAlias = dict[str, Any]  # any: what stands in a file

TEXTS = st.text("aé\"'\\\n\r\t{}=#.😀 ", max_size=6)
GRID = st.sampled_from([-4, -1, -0.5, 0, 0, 0.1, 0.3, 0.5, 1, 1, 1.5, 2, 2, 2.5, 3, 3, 4, 5, 6, 8, 10, 12])
"""Numbers lie on a small grid, so that answers often meet a threshold exactly."""

_NEEDS: tuple[Need, ...] = choices(Need)


@attrs.define
class Asked:
    """A question that has been made, and what a rule can ask of it."""

    id: str
    short: str
    area: int
    question: Question
    origin: Question
    kind: Kind
    options: tuple[str, ...]
    keyed: str
    worth: bool
    met: bool
    worst: float = 0  # what the worst answer is worth, or more
    brief: bool = (
        False  # named by its short id where that will do; one name for each, as a table asks for nothing twice
    )


@attrs.define
class Area:
    """A dimension in the making; the rubric itself is the first. What it reads has a higher number."""

    number: int
    parent: int | None
    view: bool
    way: str | None = None  # in the end, be it its own or that of the defaults
    own_way: bool = True
    combine: Combine | None = None
    score: Score | None = None  # in the end, as above
    own_score: bool = True
    climbed: bool = False  # stands in a ladder
    floor: float = -6  # the least that points can be
    top: float = -6  # what full marks come to at least
    rules: Table = attrs.field(factory=dict)
    questions: dict[str, Question] = attrs.field(factory=dict)

    @property
    def id(self) -> str:
        return f"d{self.number}" if self.number else ""


class Drawing:
    """Draws the small things of one rubric.

    Arguments:
        draw: Hypothesis gives it.
        facts: Whether what applies may depend on facts.
        most_questions: The most questions directly in a dimension.
    """

    def __init__(self, draw: st.DrawFn, *, facts: bool, most_questions: int) -> None:
        self.draw = draw
        self.most_questions = most_questions
        self.levels = tuple(
            Level(f"l{rank}", self.maybe(TEXTS), summary=self.maybe(TEXTS))
            for rank in range(0 if self.chance(8) else draw(st.integers(2, 4)))
        )
        self.scales = {f"s{number}": self.scale() for number in range(draw(st.integers(0, 2)))}
        self.facts = {f"f{number}": self.fact() for number in range(draw(st.integers(0, 2)) if facts else 0)}
        self.asked: list[Asked] = []
        self.areas: list[Area] = []

    def maybe(self, strategy: st.SearchStrategy[T], one_in: int = 4) -> T | None:
        return None if self.draw(st.integers(1, one_in)) > 1 else self.draw(strategy)

    def chance(self, one_in: int) -> bool:
        return self.draw(st.integers(1, one_in)) == 1

    def some(self, things: Sequence[T], least: int = 1, most: int = 3) -> list[T]:
        indexes = st.lists(st.integers(0, len(things) - 1), min_size=least, max_size=most, unique=True)
        return [things[index] for index in sorted(self.draw(indexes))]

    def one(self, things: Sequence[T]) -> T:
        return self.draw(st.sampled_from(things))

    def level(self, from_: int = 0) -> str:
        return self.one(self.levels[from_:]).id

    def rising(self, count: int, floor: float = -6, top: float = -6) -> list[float]:
        """Points from worst to best, of which the best is worth at least `top`."""
        found = sorted(max(self.draw(GRID), floor) for _ in range(count))
        return [*found[:-1], max(found[-1], top)]

    def needs(self) -> tuple[Need, ...]:
        return tuple(self.some(_NEEDS, 0, 2)) if self.chance(6) else ()

    def ranges(self, most: int) -> list[str]:
        """Ranges, of which neither starts nor ends fall; they may overlap and leave gaps."""
        texts: list[str] = []
        start, end, after, before = -4.0, -4.0, False, False
        for number in range(most):
            further = self.draw(st.sampled_from([0, 0.5, 1, 1, 2, 3])) if number else self.draw(st.integers(0, 6))
            after = (after and not further) or self.chance(6)
            start += further
            further = max(self.draw(st.sampled_from([0, 0.5, 1, 1.9, 3])), start - end)
            if after and start == end + further:
                further += 1
            before = (before or further > 0) and start < end + further and self.chance(6)
            end += further
            low, high = f"{'>' if after else ''}{start:g}", f"{'<' if before else ''}{end:g}"
            if number == most - 1 and self.chance(2):
                texts.append(low if after else f"{low}+")
            else:
                dash = self.one(["..", "–", "-"]) if start >= 0 else ".."
                texts.append(low if start == end else f"{low}{dash}{high}")
        if most == 1 and self.chance(8):
            return [f"<{end:g}"]
        return list(dict.fromkeys(texts))

    def scale(self) -> Scale:
        options = self.options()
        return Scale(options, met=self.one([None, *(option.id for option in options[1:])]), title=self.maybe(TEXTS))

    def options(self, floor: float = -6, top: float = -6) -> tuple[Option, ...]:
        ids = ["o0", "o1", "o2", "o3"][: self.draw(st.integers(2, 4))]
        points: list[float | None] = [*self.rising(len(ids), floor, top)] if self.chance(2) else [None] * len(ids)
        return tuple(
            Option(id_, worth, title=self.maybe(TEXTS), needs=self.needs())
            for id_, worth in zip(ids, points, strict=True)
        )

    def fact(self) -> Fact:
        kind: Kind = self.one(["choice", "yes-no", "number"])
        options = tuple(Option(id_) for id_ in ("a", "b", "c")) if kind == "choice" else None
        values: dict[Kind, list[Any]] = {"choice": ["a", "b", "c"], "yes-no": [True, False], "number": [1, 2, 3]}
        default = self.maybe(st.sampled_from(values[kind]), 2)
        return Fact(self.maybe(TEXTS), kind=kind, options=options, default=default)

    def applies_when(self, one_in: int) -> Table:
        """The facts under which something applies; mostly none."""
        if not self.facts or not self.chance(one_in):
            return {}
        name = self.one(list(self.facts))
        values: dict[Kind | None, list[Any]] = {"choice": ["a", "b", "c"], "yes-no": [True, False], "number": [1, 2, 3]}
        return {name: tuple(self.some(values[self.facts[name].kind], 1, 2))}

    def wording(self) -> Table:
        """What people read, and no score depends on."""
        if not self.chance(4):
            return {}
        action = Action(
            self.draw(TEXTS),
            level=self.maybe(st.sampled_from([level.id for level in self.levels])) if self.levels else None,
            resource=self.maybe(TEXTS),
            source=self.maybe(TEXTS),
            applies_when=self.applies_when(3),
        )
        names = ("summary", "source", "interpretation")
        return {**{name: self.maybe(TEXTS, 2) for name in names}, "actions": (action,)}
