"""Random questions and conditions, and helpers to draw them."""

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeVar

import attrs
from hypothesis import strategies as st

from attain._core.shapes import choices
from attain._format.tables import Table
from attain._model.bands import Band
from attain._model.parts import (
    Action,
    Benefit,
    Fact,
    Gain,
    Kind,
    Level,
    Need,
    NotApplicable,
    Option,
    Question,
    Scale,
    Treatment,
)
from attain._model.rubric import Combine, Score

T = TypeVar("T")

TEXTS = st.text("aé\"'\\\n\r\t{}=#.😀 ", max_size=6)
STAGES = ("plan", "sell")
GRID = st.sampled_from([-4, -1, -0.5, 0, 0, 0.1, 0.3, 0.5, 1, 1, 1.5, 2, 2, 2.5, 3, 3, 4, 5, 6, 8, 10, 12])
"""Numbers lie on a small grid, so that answers often meet a threshold exactly."""

_NEEDS: tuple[Need, ...] = choices(Need)


@attrs.define
class DrawnQuestion:
    """A finished question, and the requirements that rules can have for it."""

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
    worst: float = 0  # an upper bound of the worst answer's worth
    brief: bool = False  # use the short id if possible; always the same, as a table may not require anything twice


@attrs.define
class Area:
    """An unfinished dimension; the rubric itself is the first. The dimensions that it reads have higher numbers."""

    number: int
    parent: int | None
    view: bool
    way: str | None = None  # the final one, its own or from the defaults
    own_way: bool = True
    combine: Combine | None = None
    score: Score | None = None  # the final one, as above
    own_score: bool = True
    climbed: bool = False  # whether it is in a ladder
    floor: float = -6  # points must be at least this
    top: float = -6  # full marks must be at least this
    rules: Table = attrs.field(factory=dict)
    questions: dict[str, Question] = attrs.field(factory=dict)

    @property
    def id(self) -> str:
        return f"d{self.number}" if self.number else ""

    @property
    def is_bounded(self) -> bool:
        """Whether points have a lower bound, or full marks a least sum."""
        return self.floor == 0 or self.top == 1


class Ends(NamedTuple):
    """The ends of a range, and whether they are excluded."""

    start: float = -4.0
    end: float = -4.0
    after: bool = False
    before: bool = False


class Drawing:
    """Draws the small parts of one rubric.

    Arguments:
        draw: Hypothesis's function that draws from a strategy.
        facts: Whether facts decide what applies.
        most_questions: The largest number of questions directly in a dimension.
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
        self.asked: list[DrawnQuestion] = []
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
        """Draw points from worst to best, with at least `top` for the best."""
        found = sorted(max(self.draw(GRID), floor) for _ in range(count))
        return [*found[:-1], max(found[-1], top)]

    def needs(self) -> tuple[Need, ...]:
        return tuple(self.some(_NEEDS, 0, 2)) if self.chance(6) else ()

    def ranges(self, most: int) -> list[str]:
        """Draw ranges with rising starts and ends; they may overlap and leave gaps."""
        texts: list[str] = []
        ends = Ends()
        for number in range(most):
            ends = self.next_range(ends, first=number == 0)
            low, high = f"{'>' if ends.after else ''}{ends.start:g}", f"{'<' if ends.before else ''}{ends.end:g}"
            if number == most - 1 and self.chance(2):
                texts.append(low if ends.after else f"{low}+")
            else:
                dash = self.one(["..", "–", "-"]) if ends.start >= 0 else ".."
                texts.append(low if ends.start == ends.end else f"{low}{dash}{high}")
        if most == 1 and self.chance(8):
            return [f"<{ends.end:g}"]
        return list(dict.fromkeys(texts))

    def next_range(self, last: "Ends", *, first: bool) -> "Ends":
        """Draw the ends of a range after the last one."""
        further = self.draw(st.integers(0, 6) if first else st.sampled_from([0, 0.5, 1, 1, 2, 3]))
        after = (last.after and not further) or self.chance(6)
        start = last.start + further
        further = max(self.draw(st.sampled_from([0, 0.5, 1, 1.9, 3])), start - last.end)
        if after and start == last.end + further:
            further += 1
        before = (last.before or further > 0) and start < last.end + further and self.chance(6)
        return Ends(start, last.end + further, after, before)

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
        """Draw the facts under which something applies; mostly none."""
        if not self.facts or not self.chance(one_in):
            return {}
        name = self.one(list(self.facts))
        values: dict[Kind | None, list[Any]] = {"choice": ["a", "b", "c"], "yes-no": [True, False], "number": [1, 2, 3]}
        return {name: tuple(self.some(values[self.facts[name].kind], 1, 2))}

    def wording(self) -> Table:
        """Draw wording, which no score depends on."""
        if not self.chance(4):
            return {}
        action = Action(
            self.draw(TEXTS),
            level=self.maybe(st.sampled_from([level.id for level in self.levels])) if self.levels else None,
            resource=self.maybe(TEXTS),
            source=self.maybe(TEXTS),
            id=self.maybe(st.just("do")),
            stage=self.maybe(st.sampled_from(STAGES)),
            applies_when=self.applies_when(3),
        )
        names = ("summary", "source", "interpretation")
        return {**{name: self.maybe(TEXTS, 2) for name in names}, "actions": (action,)}

    def benefits(self) -> list[Benefit]:
        """Draw the benefits of a level; mostly none."""
        if not self.chance(6):
            return []
        kind, source = self.maybe(st.sampled_from(choices(Gain)), 2), self.maybe(TEXTS)
        stage = self.maybe(st.sampled_from(STAGES), 2)
        return [Benefit(self.draw(TEXTS), kind, source, stage=stage, applies_when=self.applies_when(3))]


WEIGHED = ("sum", "mean", "percent")
"""The scores in which weights count."""


class Questions(Drawing):
    """Draws the questions of one rubric."""

    def question(self, area: Area, short: str, *, first: bool) -> DrawnQuestion:
        """Return a question; the first of a dimension with a score always counts."""
        counts = bool(area.score) and (first or not self.chance(5))
        made = self.make(area, f"{area.id}.{short}" if area.id else short, short, counts=counts)
        common: Table = {"applies_when": self.applies_when(6)}
        if area.climbed and not (made.question.same_as and made.origin.level and self.chance(2)):
            common["level"] = self.level(1)
        if area.score and made.worth:
            common.update(self.counting(area, first=first, counts=counts))
        made.question = attrs.evolve(made.question, **common)
        made.brief = self.chance(2)
        area.questions[short] = made.question
        self.asked.append(made)
        return made

    def make(self, area: Area, id_: str, short: str, *, counts: bool) -> DrawnQuestion:
        """Return a question of any kind, or one that shares another's answer."""
        able = (asked for asked in self.asked if not (area.climbed and asked.kind == "number"))
        origins = [asked for asked in able if not asked.question.same_as]
        if origins and self.chance(5):
            return self.shared(area, id_, short, self.one(origins), counts=counts)
        kinds: list[Kind] = ["yes-no", "yes-no", "choice", "number"]
        kind = self.one(kinds[:3] if area.climbed else kinds)
        return {"yes-no": self.yes_no, "choice": self.choice, "number": self.number}[kind](
            area, id_, short, counts=counts
        )

    def counting(self, area: Area, *, first: bool, counts: bool) -> Table:
        """Draw whether a question counts in a score, or its weight."""
        if not counts:
            return {"scored": False}
        if area.score not in WEIGHED:
            return {}
        weights = [0.1, 0.5, 1, 2, 3] if first else [0, 0.1, 0.5, 1, 2, 3]
        return {"weight": self.maybe(st.sampled_from(weights), 3)}

    def asking(self, kind: Kind) -> Table:
        """Draw the keys that any question without a shared answer can have."""
        table: Table = {
            "text": self.maybe(TEXTS, 2),
            "kind": self.one([kind, kind, None]) if kind != "number" else kind,
        }
        if self.chance(5):
            table["not_applicable"] = NotApplicable(self.one(choices(Treatment)), self.needs())
        if needs := self.needs():
            table["needs"] = needs
        table["valid_for"] = self.maybe(st.sampled_from(["1 day", "1 month", "2 years"]), 8)
        table["effort"] = self.maybe(st.sampled_from([0, 0.5, 2, 3]), 4)
        if self.asked and self.chance(8):
            table["after"] = [self.one(self.asked).id]
        return table | self.wording()

    def yes_no(self, area: Area, id_: str, short: str, *, counts: bool) -> DrawnQuestion:
        keyed: Literal["yes", "no"] = self.one(["yes", "yes", "no"])
        points = (
            self.table(area, ("no", "yes") if keyed == "yes" else ("yes", "no")) if counts and self.chance(2) else None
        )
        given: Literal["yes", "no"] | None = keyed if keyed == "no" else self.one([None, keyed])
        question = Question(**self.asking("yes-no"), keyed=given, points=points)
        worst = min(points.values()) if points else 0
        return DrawnQuestion(
            id_, short, area.number, question, question, "yes-no", ("no", "yes"), keyed, worth=True, met=True, worst=worst
        )  # fmt: skip

    def table(self, area: Area, options: Sequence[str]) -> dict[str, float]:
        return dict(zip(options, self.rising(len(options), area.floor, area.top), strict=True))

    def choice(self, area: Area, id_: str, short: str, *, counts: bool) -> DrawnQuestion:
        name = self.one([None, *self.scales])
        scale = self.scales[name] if name else None
        options = scale.options if scale else self.options(area.floor, area.top)
        ids, worst = tuple(option.id for option in options), options[0].points
        points = self.points_of_options(area, ids, worst, counts=counts)
        met = scale.met if scale else None
        own_met = self.own_met(area, ids, met)
        question = Question(
            **self.asking("choice"),
            scale=name,
            options=None if scale else options,
            met=own_met,
            points=points,
            anchors={self.one(ids): self.draw(TEXTS)} if self.chance(5) else {},
        )
        return DrawnQuestion(
            id_, short, area.number, question, question, "choice", ids, "yes",
            worth=worst is not None or points is not None, met=bool(own_met or met), worst=min((points or {"": worst or 0}).values()),
        )  # fmt: skip

    def points_of_options(
        self, area: Area, options: Sequence[str], worst: float | None, *, counts: bool
    ) -> dict[str, float] | None:
        """Draw points of the question's own, which it needs if its options have none, or unsuitable ones."""
        needed = counts and (worst is None or area.is_bounded or self.chance(3))
        return self.table(area, options) if needed else None

    def own_met(self, area: Area, options: Sequence[str], met: str | None) -> str | None:
        """Draw the first option that counts as met, if the question sets its own."""
        return self.one(options[1:]) if area.climbed and (met is None or self.chance(2)) else None

    def number(self, area: Area, id_: str, short: str, *, counts: bool) -> DrawnQuestion:
        better: Literal["higher", "lower"] = self.one(["higher", "lower"])
        points, worst = self.number_points(area, better) if counts else (None, 0.0)
        least = self.maybe(st.sampled_from([-4, 0, 0.5]), 2)
        most = self.maybe(st.sampled_from([6, 10.5, 12]), 2)
        whole = self.chance(3)
        if whole:
            least, most = (end and int(end) for end in (least, most))
        least, most = self.bounds(area, better, points or {}, least, most)
        question = Question(
            **self.asking("number"),
            better=better if better == "lower" else self.one([None, "higher"]),
            unit=self.maybe(st.sampled_from(["EUR", "%"])),
            min=least,
            max=most,
            whole=True if whole else self.one([None, False]),
            points=points,
        )
        return DrawnQuestion(
            id_, short, area.number, question, question, "number", (), "yes", worth=bool(points), met=False, worst=worst
        )  # fmt: skip

    def per_full(self, area: Area, better: str) -> Table:
        earn = self.one([1, 2, 0.5, 3])
        table = {"per": self.one([0.5, 1, 2.5, 3, 4]), "earn": earn if better == "higher" else -earn}
        return table | ({"cap": max(self.draw(GRID), area.floor, area.top)} if self.chance(2) else {})

    def bounds(
        self, area: Area, better: str, points: Table, least: float | None, most: float | None
    ) -> tuple[float | None, float | None]:
        """Return bounds that points for full amounts need, and that allow full marks."""
        if "per" in points:
            least, most = 0, 12
            open_end = "cap" in points and self.chance(2)  # without a bound at the better end, a cap is enough
        else:
            open_end = area.top == 1
        if not open_end:
            return least, most
        return (least, None) if better == "higher" else (None, most)

    def number_points(self, area: Area, better: str, *, floor: float = -6, per: bool = True) -> tuple[Table, float]:
        """Draw points for a number, in any form, that rise towards better numbers; return also the most of them."""
        rises = better == "higher" or (area.floor < 0 and area.top < 1)
        form = self.one(["curve", "bands", *(["per"] if per and rises else [])])
        if form == "per":
            return self.per_full(area, better), 0
        texts = [*{Band.parse(text): text for text in self.ranges(self.draw(st.integers(1, 3)))}.values()]
        xs = sorted({float(self.draw(GRID)) for _ in range(3)} | {-1.0, 11.0})
        worth = self.rising(len(xs) if form == "curve" else len(texts), max(area.floor, floor), area.top)
        most = worth[-1]
        if better == "lower":
            worth.reverse()
        if form == "curve":
            return {"curve": [list(corner) for corner in zip(xs, worth, strict=True)]}, most
        return {"bands": dict(zip(texts, worth, strict=True))}, most

    def shared(self, area: Area, id_: str, short: str, origin: DrawnQuestion, *, counts: bool) -> DrawnQuestion:
        """Draw a question that shares another's answer."""
        needed = area.is_bounded or not origin.worth
        points, worst = None, origin.worst
        if counts and (needed or self.chance(2)):
            points, worst = self.shared_points(area, origin)
        pick = origin.kind == "choice" and area.climbed and not (origin.met and self.chance(2))
        met = self.one(origin.options[1:]) if pick else None
        question = Question(self.maybe(TEXTS), same_as=origin.id, points=points, met=met)
        return DrawnQuestion(
            id_, short, area.number, question, origin.question, origin.kind, origin.options, origin.keyed,
            worth=bool(points) or origin.worth, met=bool(met) or origin.met, worst=worst,
        )  # fmt: skip

    def shared_points(self, area: Area, origin: DrawnQuestion) -> tuple[Table, float]:
        """Return points for another question's answers, and the worst answer's points."""
        if origin.kind == "number":
            floor = 1 if area.top == 1 else -6  # the question's own bounds could prevent full marks
            bounded = origin.question.min is not None and origin.question.max is not None
            per = bounded and area.top < 1 and area.floor < 0
            return self.number_points(area, origin.question.better or "higher", floor=floor, per=per)
        rises = origin.kind == "choice" or origin.keyed == "yes"
        points: Table = self.table(area, origin.options if rises else origin.options[::-1])
        return points, min(points.values())


class Conditions(Questions):
    """Draws the requirements of one rubric's levels."""

    def conditions(self, area: Area, depth: int) -> Table:
        """Draw a table of conditions."""
        table: Table = {}
        for _ in range(self.draw(st.integers(1, 3))):
            form = self.one(["ask", "ask", "ask", "any", "all", "count", "each"] if depth else ["ask"])
            if form == "ask":
                table.update(self.ask(area))
            elif form in ("any", "all"):
                table[form] = self.members(area, depth)
            elif form == "count":
                table.update(self.counted(area, depth))
            else:
                table.update(self.each(area))
        if not table:
            table.update(self.fallback(area))
        if applies := self.applies_when(6):
            table["applies-when"] = applies
        return table

    def name(self, asked: DrawnQuestion, area: Area) -> str:
        return asked.short if asked.area == area.number and asked.brief else asked.id

    def fallback(self, area: Area) -> Table:
        """Return a condition on the first question, which is always possible."""
        first, *_ = self.asked or [self.question(area, "q0" if area.number else "r0", first=True)]
        return self.ask_question(first, area)

    def ask(self, area: Area) -> Table:
        """Draw a condition on a question, a score or a level; an empty one if there are none."""
        later = [other for other in self.areas[area.number + 1 :] if other.score or other.way]
        kind = self.one(["question", "question", "question", "score", "dimension"])
        if kind == "score" and area.score:
            return {"score": self.draw(GRID)}
        if kind == "dimension" and later:
            return self.ask_dimension(self.one(later))
        return self.ask_question(self.one(self.asked), area) if self.asked else {}

    def ask_dimension(self, other: Area) -> Table:
        aspect = "score" if other.score and (not other.way or self.chance(2)) else "level"
        least = self.draw(GRID) if aspect == "score" else self.level()
        return {other.id: self.one([least, {aspect: least}])}

    def ask_question(self, asked: DrawnQuestion, area: Area) -> Table:
        least: object = self.number_asked(asked)
        if asked.kind == "choice":
            least = self.one(asked.options[1:])
        elif asked.kind == "yes-no":
            least = self.one([asked.keyed == "yes", asked.keyed])
        forms = [least, {"value": least}]
        if asked.worth:
            points = self.more_than(asked.worst)
            forms += [{"points": points}, {"points": points, "value": least}]
        return {self.name(asked, area): self.one(forms)}

    def number_asked(self, asked: DrawnQuestion) -> float:
        """Draw a threshold that not every accepted answer reaches."""
        question, number = asked.origin, self.draw(GRID)
        if question.better == "lower":
            number = number if question.max is None else min(number, question.max - 0.5)
            return math.floor(number) if question.whole else number
        number = number if question.min is None else self.more_than(question.min)
        return math.ceil(number) if question.whole else number

    def more_than(self, number: float) -> float:
        return max(self.draw(GRID), number + self.one([0.1, 0.5, 1]))

    def members(self, area: Area, depth: int) -> list[object]:
        """Draw the members of a group: questions that must be met, and tables of conditions."""
        able = [asked for asked in self.asked if asked.met]
        of: list[object] = [asked.id for asked in self.some(able, 1, 3)] if able and self.chance(2) else []
        if not of or self.chance(3):
            of += [self.conditions(area, depth - 1) for _ in range(self.draw(st.integers(1, 2)))]
        return of

    def counted(self, area: Area, depth: int) -> Table:
        """Draw a count of some questions that must be met and of some conditions."""
        of = self.members(area, depth)
        return {"count": {"at-least": self.draw(st.integers(1, len(of))), "of": of}}

    def each(self, area: Area) -> Table:
        """Draw one condition on several questions or dimensions."""
        later, worth = self.areas[area.number + 1 :], [asked for asked in self.asked if asked.worth]
        forms: dict[str, tuple[list[str], object]] = {
            "points": ([asked.id for asked in worth], self.more_than(max([asked.worst for asked in worth], default=0))),
            "value": ([asked.id for asked in self.asked if asked.kind == "yes-no" and asked.keyed == "yes"], True),
            "score": ([other.id for other in later if other.score], self.draw(GRID)),
            "level": ([other.id for other in later if other.way], self.level()),
        }
        able = [aspect for aspect, (of, _) in forms.items() if of]
        if not able:
            return {}
        aspect = self.one(able)
        of, least = forms[aspect]
        return {"each": {aspect: least, "of": self.some(of, 1, 3)}}
