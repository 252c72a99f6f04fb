"""A Hypothesis strategy for rubrics that use every feature of the format."""

import attrs
from hypothesis import assume, note
from hypothesis import strategies as st

from attain._core.errors import RubricError
from attain._core.shapes import choices
from attain._format.tables import Table
from attain._model.parts import Descriptor, Example, Ladder, Target, Treatment
from attain._model.points import Ranges
from attain._model.rubric import Combine, Dimension, Score, Unanswered
from attain._model.words import NO_WORDS, Words
from attain._render.drawn import Printer
from attain._rubric import Rubric

from .answers import NAN, ON, answers
from .questions import GRID, STAGES, TEXTS, WEIGHED, Area, Conditions


def rubrics(*, facts: bool = True, dimensions: int = 4, questions: int = 3) -> st.SearchStrategy[Rubric]:
    """Draw rubrics that use every feature of the format, to test code that must work with any rubric.

    Their numbers lie on a small grid, so that answers often meet a threshold exactly.

    Arguments:
        facts: Whether facts decide what applies.
        dimensions: The largest number of dimensions.
        questions: The largest number of questions directly in a dimension.

    >>> import attain
    >>> from attain.testing import rubrics
    >>> from hypothesis import given, settings
    >>> @settings(max_examples=10)
    ... @given(rubrics())
    ... def a_file_reads_back(rubric):
    ...     assert attain.loads(rubric.to_toml()) == rubric
    >>> a_file_reads_back()
    """
    return _rubrics(facts, dimensions, questions)


@st.composite
def _rubrics(draw: st.DrawFn, facts: bool, dimensions: int, questions: int) -> Rubric:  # noqa: FBT001  # positions of a private function
    maker = _Maker(draw, facts=facts, most_questions=questions)
    made = sound(maker.rubric(draw(st.integers(0, dimensions))))
    assume(made)
    assert made is not None  # noqa: S101  # mypy can't infer it
    if not draw(st.integers(0, 4)):
        made = attrs.evolve(made, examples=(draw(_examples(made, maker)),))
    note(_ShownRubric(made))
    return made


class _ShownRubric:
    """A rubric that failing tests show as its file, not as every field of every part."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric

    def _repr_pretty_(self, printer: Printer, cycle: bool) -> None:  # noqa: ARG002, FBT001  # IPython's protocol
        printer.text(self.rubric.to_toml())


@st.composite
def _examples(draw: st.DrawFn, made: Rubric, maker: "_Maker") -> Example:
    plain = {name: value for name, value in draw(answers(made)).items() if value not in (None, NAN)}
    return Example(
        draw(TEXTS),
        answers=plain,
        on=ON,
        level=maker.level() if made.levels else None,
        score=draw(GRID),
        levels=dict.fromkeys(made.dimensions, maker.level()) if made.levels else {},
        scores=dict.fromkeys(made.dimensions, draw(GRID)),
    )


def sound(rules: Table) -> Rubric | None:
    """Return the rubric with some rules; None if its scores would be too large, for example for nested products.

    Arguments:
        rules: The fields of the rubric, by name.

    Raises:
        RubricError: It would have any other problem.
    """
    try:
        return Rubric(**rules)
    except RubricError as error:
        if any(problem.code != "score-too-large" for problem in error.problems):
            raise
        return None


class _Maker(Conditions):
    """Builds one rubric."""

    def rubric(self, dimensions: int) -> Table:
        """Return the fields of a rubric."""
        default_way = self.one([None, None, None, "bands", "ladder", "rating"]) if self.levels else None
        default_score: Score | None = self.one([None, None, None, *choices(Score)])
        self.make_areas(dimensions, default_way, default_score)
        terms: list[Table] = [{}, {"dimension": "area", "subject": "team"}, {"dimension": {"one": "x", "many": "ys"}}]
        words = [NO_WORDS, NO_WORDS, Words(yes="Ja", no=["nö", "−"], unknown="?", not_applicable="❌")]
        root, *others = self.areas
        return {
            "id": "random",
            "version": "1",
            "title": self.draw(TEXTS),
            "levels": [attrs.evolve(level, benefits=self.benefits()) for level in self.levels],
            "scales": self.scales,
            "facts": self.facts,
            "defaults": self.defaults(default_way, default_score),
            "terms": self.one(terms),
            "stages": STAGES,
            "answers": self.one(words),
            "targets": self.targets(),
            "dimensions": {area.id: self.dimension(area) for area in others},
            "questions": root.questions,
            **root.rules,
        }

    def targets(self) -> dict[str, Target]:
        """Draw a target; mostly none."""
        if not self.levels or not self.chance(4):
            return {}
        levels = {area.id: self.level() for area in self.areas if area.way and self.chance(2)}
        level = levels.pop("", None)
        return {"far": Target(title=self.maybe(TEXTS), level=level, levels=levels)} if level or levels else {}

    def make_areas(self, dimensions: int, default_way: str | None, default_score: Score | None) -> None:
        """Add the rubric itself and its dimensions, with their questions and rules."""
        self.areas = [Area(0, None, view=False)]
        self.areas += [
            Area(number, self.draw(st.integers(0, number - 1)), view=self.chance(6))
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

    def dimension(self, area: Area) -> Dimension:
        parent = f"d{area.parent}" if area.parent else None
        return Dimension(parent=parent, view=area.view or None, questions=area.questions, **area.rules)

    def outer(self, area: Area) -> Area | None:
        """Return the dimension that a dimension counts in; None if there is none."""
        return None if area.parent is None or area.view else self.areas[area.parent]

    def within(self, area: Area) -> list[Area]:
        return [other for other in self.areas if other.parent == area.number and not other.view]

    def choose(self, area: Area, default_way: str | None, default_score: Score | None) -> None:
        """Choose the ways of a dimension to its level and its score."""
        within = self.within(area)
        combinable = any(other.way for other in within)
        ways = ["bands", "bands", "requires", "requires", "ladder", "rating", None, *["combine"] * (8 * combinable)]
        own = self.one(ways) if self.levels else None
        area.own_way, area.way = own is not None, own or default_way
        area.combine = self.one(choices(Combine)) if own == "combine" else None
        scored: Score | None = self.one([None, *choices(Score)])
        if scored is None or (area.way != "bands" and not self.chance(3)):
            area.own_score, area.score = False, default_score or ("sum" if area.way == "bands" else None)
        else:
            area.score = scored

    def inherit(self, area: Area) -> None:
        """Copy the constraints that the rules of a dimension and its parents impose on its content."""
        outer = self.outer(area)
        area.climbed = area.way == "ladder" or bool(outer and outer.climbed)
        if area.score:
            area.floor = 0 if area.score == "product" or (outer and outer.floor == 0) else area.floor
            area.top = 1 if area.score == "percent" or (outer and outer.top == 1) else area.top

    def count_questions(self, area: Area) -> int:
        scored = area.score and not any(other.score for other in self.within(area))
        return self.draw(st.integers(1 if scored or area.way == "ladder" else 0, self.most_questions))

    def defaults(self, way: str | None, score: Score | None) -> Dimension:
        return Dimension(
            overlap=self.maybe(st.sampled_from(["highest", "lowest", "error"]), 2),
            gap=self.maybe(st.sampled_from(["lower", "upper", "error"]), 2),
            unanswered=self.maybe(st.sampled_from(choices(Unanswered)), 2),
            not_applicable=self.maybe(st.sampled_from(choices(Treatment)), 2),
            needs=self.maybe(st.just(("evidence",)), 8),
            valid_for=self.maybe(st.sampled_from(["30 days", "6 months", "1 year"]), 6),
            weight=self.maybe(st.sampled_from([0.5, 1, 2]), 6),
            applies_when=self.applies_when(8),
            score=score,
            **(self.way_itself(way) if way else {}),
        )

    def way_itself(self, way: str) -> Table:
        if way == "bands":
            levels = self.some(self.levels, 1, 4)
            return {"bands": dict(zip([level.id for level in levels], self.ranges(len(levels)), strict=False))}
        return {"ladder": Ladder(self.one([1.0, 1, 0.5, 0.34, 0.75]))} if way == "ladder" else {"rating": True}

    def finish(self, area: Area) -> None:
        """Set the rules of a dimension, after all questions have been made."""
        rules = area.rules
        rules.update(self.wording())
        if area.number:
            rules["title"] = self.maybe(TEXTS)
            rules["applies_when"] = self.applies_when(5)
            rules["weight"] = self.weight(area)
        if area.own_score:
            rules["score"] = area.score
        rules.update(self.own_way(area))
        if area.score:
            rules.update(self.ends_of_score(area))
        if area.way == "bands" or any(isinstance(each.points, Ranges) for each in area.questions.values()):
            rules["overlap"] = self.maybe(st.sampled_from(["highest", "lowest", "error"]), 2)
            rules["gap"] = self.maybe(st.sampled_from(["lower", "upper", "error"]), 2)
        if area.questions or area.way == "rating":
            rules["unanswered"] = self.maybe(st.sampled_from(choices(Unanswered)), 3)
            rules["not_applicable"] = self.maybe(st.sampled_from(choices(Treatment)), 3)
            rules["needs"] = self.maybe(st.just(("note",)), 8)
            rules["valid_for"] = self.maybe(st.sampled_from(["2 weeks", "12 months"]), 8)
        if self.levels and self.chance(4):
            rules["closing"] = self.maybe(TEXTS)
            details = self.draw(st.lists(TEXTS, max_size=2))
            rules["descriptors"] = {self.level(): Descriptor(self.maybe(TEXTS, 2), details)}
        if area.number and self.levels and (given := self.benefits()):
            rules["benefits"] = {self.level(): given}

    def own_way(self, area: Area) -> Table:
        """Return a dimension's own way to its level."""
        if area.way == "requires":
            requires = {level.id: self.conditions(area, 2) for level in self.some(self.levels[1:])}
            return {"requires": requires, "cumulative": self.maybe(st.booleans(), 2)}
        if area.combine:
            return {"combine": area.combine}
        return self.way_itself(area.way) if area.own_way and area.way else {}

    def ends_of_score(self, area: Area) -> Table:
        """Draw the base, the cap and the rounding of a score."""
        base = GRID.map(lambda number: max(number, area.floor, -4 if area.top < 1 else 0))
        cap = GRID.map(lambda number: max(number, area.floor, area.top))
        ends: Table = {"base": self.maybe(base), "cap": self.maybe(cap)}
        outer = self.outer(area)
        if outer is None or outer.top < 1:  # keeps the full marks of a percentage above 0
            ends["round"] = self.maybe(st.integers(0, 3))
        return ends

    def weight(self, area: Area) -> float | None:
        outer = self.areas[area.parent or 0]
        scored = area.score and outer.score in WEIGHED
        meant = area.way and outer.combine == "mean"
        if area.view or not (scored or meant):
            return None
        return self.maybe(st.sampled_from([0.1, 0.5, 2, 3]), 2)
