"""Hypothesis strategies: random rubrics that use the whole of the format, and answers and facts for any rubric.

The rubrics are valid by construction. Their numbers lie on a small grid, so that answers often meet a threshold exactly.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Literal, TypeVar, get_args

import attrs
from hypothesis import reject
from hypothesis import strategies as st

from attain import (
    Action,
    Dimension,
    Example,
    Fact,
    Ladder,
    Level,
    NotApplicable,
    Option,
    Question,
    Rubric,
    RubricError,
    Scale,
)
from attain._model.parts import Kind, Need, Treatment
from attain._model.points import Ranges
from attain._model.rubric import Combine, Score, Unanswered
from attain._plan.plan import Input

ON = date(2026, 11, 21)
"""The day on which the answers that :func:`answers` gives are to be assessed."""

NAN = float("nan")
T = TypeVar("T")
Draw = st.DrawFn
Table = dict[str, Any]  # any: what stands in a file

_WEIGHED = ("sum", "mean", "percent")
_NEEDS: tuple[Need, ...] = get_args(Need)
_TEXTS = st.text("aé\"'\\\n\r\t{}=#.😀 ", max_size=6)
_GRID = st.sampled_from([-4, -1, -0.5, 0, 0, 0.1, 0.3, 0.5, 1, 1, 1.5, 2, 2, 2.5, 3, 3, 4, 5, 6, 8, 10, 12])


# ---------------------------------------------------------------- answers and facts


@st.composite
def answers(draw: Draw, rubric: Rubric, *, open: bool = True, inapplicable: bool = True) -> dict[str, object]:  # noqa: A002  # the word for it
    """Answers to a rubric, to be assessed on the day :data:`ON`.

    Arguments:
        draw: Hypothesis gives it.
        rubric: The rubric.
        open: Whether questions may be left open: not answered, expired, or without what they need.
        inapplicable: Whether "n/a" may be answered where the rubric takes it.
    """
    found: dict[str, object] = {}
    for input_ in rubric.plan.inputs:
        way = draw(st.integers(0, 9))
        if open and way == 0:
            continue
        if open and way == 1:
            found[input_.id] = draw(st.sampled_from([None, "", "unknown", NAN]))
        elif inapplicable and way == 2 and input_.not_applicable.as_ != "forbidden":
            found[input_.id] = {"value": "n/a", "note": "…", "evidence": "…"}
        else:
            found[input_.id] = draw(_answer(input_, open=open))
    return found


@st.composite
def _answer(draw: Draw, input_: Input, *, open: bool) -> object:  # noqa: A002  # the word for it
    """An answer to one question: plain where nothing hangs on what it comes with."""
    value = draw(values(input_))
    needy = bool(input_.needs or any(input_.option_needs) or input_.valid_for)
    if not needy and draw(st.booleans()):
        return value
    if not open:
        return full_answer(value)
    parts = draw(
        st.fixed_dictionaries({}, optional={"note": st.just("…"), "evidence": st.just("…"), "by": st.just("…")})
    )
    day = draw(st.none() | st.integers(-40, 800))
    return {"value": value, **parts} | ({} if day is None else {"on": ON - timedelta(day)})


def full_answer(value: object) -> dict[str, object]:
    """An answer with everything that any rubric may need: a note, evidence, and a fresh date."""
    return {"value": value, "note": "…", "evidence": "…", "on": ON}


def values(input_: Input) -> st.SearchStrategy[object]:
    """The values that answer a question, in the spellings that are taken."""
    if input_.kind == "yes-no":
        return st.sampled_from([True, False, "yes", "no", "Y", "n", 1, 0])
    if input_.kind == "choice":
        return st.sampled_from(input_.options)
    low, high = sorted((input_.sign * input_.low, input_.sign * input_.high))
    return (_GRID | st.integers(-30, 30) | st.floats(-30, 30)).map(lambda number: min(max(number, low), high))


@st.composite
def facts(draw: Draw, rubric: Rubric) -> dict[str, object]:
    """Facts for a rubric: every one that it needs, and some of the others.

    Arguments:
        draw: Hypothesis gives it.
        rubric: The rubric.
    """
    found: dict[str, object] = {}
    for fact in rubric.plan.facts:
        if (fact.needed and fact.default is None) or draw(st.booleans()):
            kinds: dict[Kind, st.SearchStrategy[object]] = {
                "yes-no": st.booleans(),
                "choice": st.sampled_from(fact.options or ("",)),
                "number": st.sampled_from([1, 2, 3]),
            }
            found[fact.id] = draw(kinds[fact.kind])
    return found


# ---------------------------------------------------------------- rubrics


@st.composite
def rubrics(draw: Draw, *, facts: bool = True, dimensions: int = 4, questions: int = 3) -> Rubric:
    """Rubrics that use every feature of the format.

    Arguments:
        draw: Hypothesis gives it.
        facts: Whether what applies may depend on facts.
        dimensions: The most dimensions.
        questions: The most questions directly in a dimension.
    """
    maker = _Maker(draw, facts=facts, most_questions=questions)
    try:
        made = maker.rubric(draw(st.integers(0, dimensions)))
    except RubricError as error:
        if all(problem.code == "score-too-large" for problem in error.problems):
            reject()  # products of products can be
        raise
    if draw(st.integers(0, 4)):
        return made
    plain = {name: value for name, value in draw(answers(made)).items() if value not in (None, NAN)}
    example = Example(
        draw(_TEXTS), answers=plain, on=ON, level=maker.level(), levels=dict.fromkeys(made.dimensions, maker.level())
    )
    return attrs.evolve(made, examples=(example,))


@attrs.define
class _Asked:
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


@attrs.define
class _Area:
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


class _Maker:
    """Makes one rubric."""

    def __init__(self, draw: Draw, *, facts: bool, most_questions: int) -> None:
        self.draw = draw
        self.most_questions = most_questions
        self.levels = tuple(
            Level(f"l{rank}", self.maybe(_TEXTS), summary=self.maybe(_TEXTS)) for rank in range(draw(st.integers(2, 4)))
        )
        self.scales = {f"s{number}": self.scale() for number in range(draw(st.integers(0, 2)))}
        self.facts = {f"f{number}": self.fact() for number in range(draw(st.integers(0, 2)) if facts else 0)}
        self.asked: list[_Asked] = []
        self.areas: list[_Area] = []

    # ------------------------------------------------------------ small things

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
        found = sorted(max(self.draw(_GRID), floor) for _ in range(count))
        return [*found[:-1], max(found[-1], top)]

    def needs(self) -> tuple[Need, ...]:
        return tuple(self.some(_NEEDS, 0, 2)) if self.chance(6) else ()

    def ranges(self, most: int) -> list[str]:
        """Published ranges, of which neither starts nor ends fall; they may overlap and leave gaps."""
        texts: list[str] = []
        start, end = -4.0, -4.0
        for number in range(most):
            start += self.draw(st.sampled_from([0, 0.5, 1, 1, 2, 3])) if number else self.draw(st.integers(0, 6))
            end = max(start, end + self.draw(st.sampled_from([0, 0.5, 1, 1.9, 3])))
            low, high = (f"{each:g}" for each in (start, end))
            if number == most - 1 and self.chance(2):
                texts.append(f"{low}+")
            else:
                dash = self.one(["..", "–", "-"]) if start >= 0 else ".."
                texts.append(low if low == high else f"{low}{dash}{high}")
        return list(dict.fromkeys(texts))

    def scale(self) -> Scale:
        options = self.options()
        return Scale(options, met=self.one([None, *(option.id for option in options[1:])]), title=self.maybe(_TEXTS))

    def options(self, floor: float = -6, top: float = -6) -> tuple[Option, ...]:
        ids = ["o0", "o1", "o2", "o3"][: self.draw(st.integers(2, 4))]
        points: list[float | None] = [*self.rising(len(ids), floor, top)] if self.chance(2) else [None] * len(ids)
        return tuple(
            Option(id_, worth, title=self.maybe(_TEXTS), needs=self.needs())
            for id_, worth in zip(ids, points, strict=True)
        )

    def fact(self) -> Fact:
        kind: Kind = self.one(["choice", "yes-no", "number"])
        options = tuple(Option(id_) for id_ in ("a", "b", "c")) if kind == "choice" else None
        values: dict[Kind, list[Any]] = {"choice": ["a", "b", "c"], "yes-no": [True, False], "number": [1, 2, 3]}
        default = self.maybe(st.sampled_from(values[kind]), 2)
        return Fact(self.maybe(_TEXTS), kind=kind, options=options, default=default)

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
            self.draw(_TEXTS),
            level=self.maybe(st.sampled_from([level.id for level in self.levels])),
            source=self.maybe(_TEXTS),
        )
        names = ("summary", "source", "interpretation")
        return {**{name: self.maybe(_TEXTS, 2) for name in names}, "actions": (action,)}

    # ------------------------------------------------------------ the whole

    def rubric(self, dimensions: int) -> Rubric:
        default_way = self.one([None, None, None, "bands", "ladder", "rating"])
        default_score: Score | None = self.one([None, None, None, *get_args(Score)])
        self.areas = [_Area(0, None, view=False)]
        self.areas += [
            _Area(number, self.draw(st.integers(0, number - 1)), view=self.chance(6))
            for number in range(1, dimensions + 1)
        ]
        for area in reversed(self.areas):
            self.choose(area, default_way if area.number else None, default_score if area.number else None)
        for area in self.areas:
            self.inherit(area)
        for area in self.areas:
            for position in range(self.count_questions(area)):
                self.question(area, f"{'q' if area.number else 'r'}{position}", first=position == 0)
        for area in self.areas:
            self.finish(area)
        root, *others = self.areas
        return Rubric(
            id="random",
            version="1",
            title=self.draw(_TEXTS),
            levels=self.levels,
            scales=self.scales,
            facts=self.facts,
            defaults=self.defaults(default_way, default_score),
            terms=self.one([{}, {"dimension": "area", "subject": "team"}]),
            dimensions={
                area.id: Dimension(
                    parent=f"d{area.parent}" if area.parent else None,
                    view=area.view or None,
                    questions=area.questions,
                    **area.rules,
                )
                for area in others
            },
            questions=root.questions,
            **root.rules,
        )

    def within(self, area: _Area) -> list[_Area]:
        return [other for other in self.areas if other.parent == area.number and not other.view]

    def choose(self, area: _Area, default_way: str | None, default_score: Score | None) -> None:
        """Choose how a dimension comes to its level and its score."""
        within = self.within(area)
        combinable = any(other.way for other in within)
        ways = ["bands", "bands", "requires", "requires", "ladder", "rating", None, *["combine"] * (8 * combinable)]
        own = self.one(ways)
        area.own_way, area.way = own is not None, own or default_way
        area.combine = self.one(get_args(Combine)) if own == "combine" else None
        scored: Score | None = self.one([None, *get_args(Score)])
        if scored is None or (area.way != "bands" and not self.chance(3)):
            area.own_score, area.score = False, default_score or ("sum" if area.way == "bands" else None)
        else:
            area.score = scored

    def inherit(self, area: _Area) -> None:
        """Tell a dimension what its own rules and those around it ask of what is in it."""
        outer = None if area.parent is None or area.view else self.areas[area.parent]
        area.climbed = area.way == "ladder" or bool(outer and outer.climbed)
        if area.score == "product" or (outer and outer.floor == 0 and area.score):
            area.floor = 0
        if area.score == "percent" or (outer and outer.top == 1 and area.score):
            area.top = 1

    def count_questions(self, area: _Area) -> int:
        scored = area.score and not any(other.score for other in self.within(area))
        return self.draw(st.integers(1 if scored or area.way == "ladder" else 0, self.most_questions))

    def defaults(self, way: str | None, score: Score | None) -> Dimension:
        return Dimension(
            overlap=self.maybe(st.sampled_from(["highest", "lowest", "error"]), 2),
            gap=self.maybe(st.sampled_from(["lower", "upper", "error"]), 2),
            unanswered=self.maybe(st.sampled_from(get_args(Unanswered)), 2),
            not_applicable=self.maybe(st.sampled_from(get_args(Treatment)), 2),
            needs=self.maybe(st.just(("evidence",)), 8),
            valid_for=self.maybe(st.sampled_from(["30 days", "6 months", "1 year"]), 6),
            weight=self.maybe(st.sampled_from([0.5, 1, 2]), 6),
            applies_when=self.applies_when(8),
            score=score,
            **(self.way_itself(way) if way else {}),
        )

    # ------------------------------------------------------------ rules

    def way_itself(self, way: str) -> Table:
        if way == "bands":
            levels = self.some(self.levels, 1, 4)
            return {"bands": dict(zip([level.id for level in levels], self.ranges(len(levels)), strict=False))}
        return {"ladder": Ladder(self.one([1.0, 1, 0.5, 0.34, 0.75]))} if way == "ladder" else {"rating": True}

    def finish(self, area: _Area) -> None:
        """Give a dimension its rules, now that all questions are there."""
        rules = area.rules
        rules.update(self.wording())
        if area.number:
            rules["title"] = self.maybe(_TEXTS)
            rules["applies_when"] = self.applies_when(5)
            rules["weight"] = self.weight(area)
        if area.own_score:
            rules["score"] = area.score
        if area.way == "requires":
            rules["requires"] = {level.id: self.conditions(area, 2) for level in self.some(self.levels[1:])}
            rules["cumulative"] = self.maybe(st.booleans(), 2)
        elif area.combine:
            rules["combine"] = area.combine
        elif area.own_way and area.way:
            rules.update(self.way_itself(area.way))
        if area.score:
            rules["base"] = self.maybe(_GRID.map(lambda number: max(number, area.floor, -4 if area.top < 1 else 0)))
            rules["cap"] = self.maybe(_GRID.map(lambda number: max(number, area.floor, area.top)))
            outer = None if area.parent is None or area.view else self.areas[area.parent]
            if outer is None or outer.top < 1:  # full marks of which there is a percentage don't become 0
                rules["round"] = self.maybe(st.integers(0, 3))
        ranged = any(isinstance(question.points, Ranges) for question in area.questions.values())
        if area.way == "bands" or ranged:
            rules["overlap"] = self.maybe(st.sampled_from(["highest", "lowest", "error"]), 2)
            rules["gap"] = self.maybe(st.sampled_from(["lower", "upper", "error"]), 2)
        if area.questions or area.way == "rating":
            rules["unanswered"] = self.maybe(st.sampled_from(get_args(Unanswered)), 3)
            rules["not_applicable"] = self.maybe(st.sampled_from(get_args(Treatment)), 3)
            rules["needs"] = self.maybe(st.just(("note",)), 8)
            rules["valid_for"] = self.maybe(st.sampled_from(["2 weeks", "12 months"]), 8)
        if self.chance(4):
            rules["descriptors"] = {self.level(): self.draw(_TEXTS)}

    def weight(self, area: _Area) -> float | None:
        outer = self.areas[area.parent or 0]
        scored = area.score and outer.score in _WEIGHED
        meant = area.way and outer.combine == "mean"
        if area.view or not (scored or meant):
            return None
        return self.maybe(st.sampled_from([0.1, 0.5, 2, 3]), 2)

    def conditions(self, area: _Area, depth: int) -> Table:
        """A table of conditions."""
        table: Table = {}
        for _ in range(self.draw(st.integers(1, 3))):
            form = self.one(["ask", "ask", "ask", "any", "all", "count", "each"] if depth else ["ask"])
            if form == "ask":
                table.update(self.ask(area))
            elif form in ("any", "all"):
                table[form] = [self.conditions(area, depth - 1) for _ in range(self.draw(st.integers(1, 2)))]
            elif form == "count":
                table.update(self.counted(area, depth))
            else:
                table.update(self.each(area))
        if not table:
            table.update(self.fallback(area))
        if applies := self.applies_when(6):
            table["applies-when"] = applies
        return table

    def name(self, asked: _Asked, area: _Area) -> str:
        return asked.short if asked.area == area.number and self.chance(2) else asked.id

    def fallback(self, area: _Area) -> Table:
        """A condition that can always be asked: of the first question, which is there for it."""
        if not self.asked:
            self.question(area, "r0" if not area.number else "q0", first=True)
        return self.ask_question(self.asked[0], area)

    def ask(self, area: _Area) -> Table:
        """One thing that is asked of a question, a score or a level; nothing where there is nothing to ask."""
        later = [other for other in self.areas[area.number + 1 :] if other.score or other.way]
        kind = self.one(["question", "question", "question", "score", "dimension"])
        if kind == "score" and area.score:
            return {"score": self.draw(_GRID)}
        if kind == "dimension" and later:
            other = self.one(later)
            aspect = "score" if other.score and (not other.way or self.chance(2)) else "level"
            least = self.draw(_GRID) if aspect == "score" else self.level()
            return {other.id: self.one([least, {aspect: least}])}
        return self.ask_question(self.one(self.asked), area) if self.asked else {}

    def ask_question(self, asked: _Asked, area: _Area) -> Table:
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

    def number_asked(self, asked: _Asked) -> float:
        """A number that not every accepted answer is as good as."""
        question, number = asked.origin, self.draw(_GRID)
        if question.better == "lower":
            return number if question.max is None else min(number, question.max - 0.5)
        return number if question.min is None else self.more_than(question.min)

    def more_than(self, number: float) -> float:
        return max(self.draw(_GRID), number + self.one([0.1, 0.5, 1]))

    def counted(self, area: _Area, depth: int) -> Table:
        """So many of some questions that are met, and of some conditions."""
        able = [asked for asked in self.asked if asked.met]
        of: list[object] = [asked.id for asked in self.some(able, 1, 3)] if able else []
        if not of or self.chance(3):
            of.append(self.conditions(area, depth - 1))
        return {"count": {"at-least": self.draw(st.integers(1, len(of))), "of": of}}

    def each(self, area: _Area) -> Table:
        """One thing asked of several."""
        later, worth = self.areas[area.number + 1 :], [asked for asked in self.asked if asked.worth]
        forms: dict[str, tuple[list[str], object]] = {
            "points": ([asked.id for asked in worth], self.more_than(max([asked.worst for asked in worth], default=0))),
            "value": ([asked.id for asked in self.asked if asked.kind == "yes-no" and asked.keyed == "yes"], True),
            "score": ([other.id for other in later if other.score], self.draw(_GRID)),
            "level": ([other.id for other in later if other.way], self.level()),
        }
        able = [aspect for aspect, (of, _) in forms.items() if of]
        if not able:
            return {}
        aspect = self.one(able)
        of, least = forms[aspect]
        return {"each": {aspect: least, "of": self.some(of, 1, 3)}}

    # ------------------------------------------------------------ questions

    def question(self, area: _Area, short: str, *, first: bool) -> None:
        """Make a question; the first of a dimension that has a score always counts."""
        id_ = f"{area.id}.{short}" if area.id else short
        counts = bool(area.score) and (first or not self.chance(5))
        origins = [
            asked
            for asked in self.asked
            if not asked.question.same_as and not (area.climbed and asked.kind == "number")
        ]
        if origins and self.chance(5):
            made = self.shared(area, id_, short, self.one(origins), counts=counts)
        else:
            kinds: list[Kind] = ["yes-no", "yes-no", "choice", "number"]
            kind = self.one(kinds[:3] if area.climbed else kinds)
            made = {"yes-no": self.yes_no, "choice": self.choice, "number": self.number}[kind](
                area, id_, short, counts=counts
            )
        common: Table = {"applies_when": self.applies_when(6)}
        if area.climbed:
            common["level"] = self.level(1)
        if area.score and made.worth:
            if not counts:
                common["scored"] = False
            elif area.score in _WEIGHED:
                weights = [0.1, 0.5, 1, 2, 3] if first else [0, 0.1, 0.5, 1, 2, 3]
                common["weight"] = self.maybe(st.sampled_from(weights), 3)
        made.question = attrs.evolve(made.question, **common)
        area.questions[short] = made.question
        self.asked.append(made)

    def asking(self, kind: Kind) -> Table:
        """What any question that is asked itself can have."""
        table: Table = {
            "text": self.maybe(_TEXTS, 2),
            "kind": self.one([kind, kind, None]) if kind != "number" else kind,
        }
        if self.chance(5):
            table["not_applicable"] = NotApplicable(self.one(get_args(Treatment)), self.needs())
        if needs := self.needs():
            table["needs"] = needs
        table["valid_for"] = self.maybe(st.sampled_from(["1 day", "1 month", "2 years"]), 8)
        return table | self.wording()

    def yes_no(self, area: _Area, id_: str, short: str, *, counts: bool) -> _Asked:
        keyed: Literal["yes", "no"] = self.one(["yes", "yes", "no"])
        points = (
            self.table(area, ("no", "yes") if keyed == "yes" else ("yes", "no")) if counts and self.chance(2) else None
        )
        given: Literal["yes", "no"] | None = keyed if keyed == "no" else self.one([None, keyed])
        question = Question(**self.asking("yes-no"), keyed=given, points=points)
        worst = min(points.values()) if points else 0
        return _Asked(
            id_, short, area.number, question, question, "yes-no", ("no", "yes"), keyed, worth=True, met=True, worst=worst
        )  # fmt: skip

    def table(self, area: _Area, options: Sequence[str]) -> dict[str, float]:
        return dict(zip(options, self.rising(len(options), area.floor, area.top), strict=True))

    def choice(self, area: _Area, id_: str, short: str, *, counts: bool) -> _Asked:
        name = self.one([None, *self.scales])
        options = self.scales[name].options if name else self.options(area.floor, area.top)
        ids = tuple(option.id for option in options)
        worth = options[0].points is not None
        points, worst = None, options[0].points or 0
        if counts and (not worth or area.floor == 0 or area.top == 1 or self.chance(3)):
            points, worth = self.table(area, ids), True
            worst = min(points.values())
        met = self.scales[name].met if name else None
        own_met = self.one(ids[1:]) if area.climbed and (met is None or self.chance(2)) else None
        question = Question(
            **self.asking("choice"),
            scale=name,
            options=None if name else options,
            met=own_met,
            points=points,
            anchors={self.one(ids): self.draw(_TEXTS)} if self.chance(5) else {},
        )
        return _Asked(
            id_, short, area.number, question, question, "choice", ids, "yes",
            worth=worth, met=bool(own_met or met), worst=worst,
        )  # fmt: skip

    def number(self, area: _Area, id_: str, short: str, *, counts: bool) -> _Asked:
        better: Literal["higher", "lower"] = self.one(["higher", "lower"])
        points, worst = self.number_points(area, better) if counts else (None, 0.0)
        least = self.maybe(st.sampled_from([-4, 0, 0.5]), 2)
        most = self.maybe(st.sampled_from([6, 10.5, 12]), 2)
        if points and "per" in points:
            least, most = 0, 12
        elif area.top == 1:  # a bound on the better side could keep it from full marks
            least, most = (least, None) if better == "higher" else (None, most)
        question = Question(
            **self.asking("number"),
            better=better if better == "lower" else self.one([None, "higher"]),
            unit=self.maybe(st.sampled_from(["EUR", "%"])),
            min=least,
            max=most,
            points=points,
        )
        return _Asked(
            id_, short, area.number, question, question, "number", (), "yes", worth=bool(points), met=False, worst=worst
        )  # fmt: skip

    def number_points(self, area: _Area, better: str, *, floor: float = -6, per: bool = True) -> tuple[Table, float]:
        """Points for a number, in any of their forms, which rise to the side that is better; and the most of them."""
        forms = [
            "curve",
            "bands",
            *(["per"] if per and (better == "higher" or (area.floor < 0 and area.top < 1)) else []),
        ]
        form = self.one(forms)
        if form == "per":
            earn = self.one([1, 2, 0.5, 3])
            return {"per": self.one([0.5, 1, 2.5, 3, 4]), "earn": earn if better == "higher" else -earn}, 0
        texts = self.ranges(self.draw(st.integers(1, 3)))
        xs = sorted({float(self.draw(_GRID)) for _ in range(3)} | {-1.0, 11.0})
        worth = self.rising(len(xs) if form == "curve" else len(texts), max(area.floor, floor), area.top)
        most = worth[-1]
        if better == "lower":
            worth.reverse()
        if form == "curve":
            return {"curve": [list(corner) for corner in zip(xs, worth, strict=True)]}, most
        return {"bands": dict(zip(texts, worth, strict=True))}, most

    def shared(self, area: _Area, id_: str, short: str, origin: _Asked, *, counts: bool) -> _Asked:
        """A question whose answer is that of another."""
        points: Mapping[str, Any] | None = None
        worst = origin.worst
        bounded = origin.question.min is not None and origin.question.max is not None
        needed = area.floor == 0 or area.top == 1 or not origin.worth
        if counts and (needed or self.chance(2)):
            if origin.kind == "number":
                floor = 1 if area.top == 1 else -6  # the question's own bounds could keep it from full marks
                points, worst = self.number_points(
                    area,
                    origin.question.better or "higher",
                    floor=floor,
                    per=bounded and area.top < 1 and area.floor < 0,
                )
            else:
                answers = origin.options if origin.kind == "choice" or origin.keyed == "yes" else origin.options[::-1]
                points = self.table(area, answers)
                worst = min(points.values())
        pick = origin.kind == "choice" and area.climbed and not (origin.met and self.chance(2))
        met = self.one(origin.options[1:]) if pick else None
        question = Question(self.maybe(_TEXTS), same_as=origin.id, points=points, met=met)
        return _Asked(
            id_, short, area.number, question, origin.question, origin.kind, origin.options, origin.keyed,
            worth=bool(points) or origin.worth, met=bool(met) or origin.met, worst=worst,
        )  # fmt: skip
