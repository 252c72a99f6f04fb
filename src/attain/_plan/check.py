"""Checks of every key of a rubric, because authors would rely on a key that is malformed or that nothing reads."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Sized

import attrs

from attain._core.data import FrozenDict, given
from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.names import RESERVED, as_id, choices, id_problem, nearest
from attain._core.types import number_hint, too_fine
from attain._model.bands import Band, unordered
from attain._model.conditions import Condition, Group, Value, inside
from attain._model.extensions import Policy
from attain._model.parts import Action, Benefit, Example, Fact, Kind, Option, Question, Target
from attain._model.rubric import Dimension, RubricData, Rules

from .questions import kind_of, options_of, titles_of, wrong_met
from .scope import root_rules, unknown
from .steps import POLICIES

_PLAIN = re.compile(r"[A-Za-z0-9_-]*")
VERSION = re.compile(r"\d{1,9}(\.\d{1,9}){0,5}", re.ASCII)
TERMS = ("dimension", "level", "question", "subject", "effort")
_FROM_ORIGIN = (
    "kind", "keyed", "better", "min", "max", "whole", "unit", "scale", "options", "needs", "not_applicable", "valid_for", "anchors", "effort", "after",
)  # fmt: skip
_ONLY_FOR: Mapping[str, Kind] = {
    "keyed": "yes-no",
    **dict.fromkeys(("better", "min", "max", "whole", "unit"), "number"),
    **dict.fromkeys(("scale", "options", "met", "anchors"), "choice"),
}
"""The kind of question that reads a key, if only one does."""

MOST = {"levels": 100, "options": 1_000, "dimensions": 2_000, "examples": 1_000}
"""The largest number of entries under a key."""

MOST_QUESTIONS = 100_000
"""The largest number of questions in a rubric."""


class Checks:
    """The checks of one rubric, and the problems they find.

    Arguments:
        rubric: The rubric.
        problems: The list to add problems to.
    """

    def __init__(self, rubric: RubricData, problems: list[Problem]) -> None:
        self.rubric = rubric
        self.problems = problems
        self.titles = {level.id: str(level) for level in rubric.levels}
        self.levels = tuple(self.titles)
        self.respelt: set[str | None] = set()  # the ids to suggest for invalid names

    def add(self, what: Message, path: Path, fix: Message | None = None, *related: Path) -> None:
        """Add a problem."""
        self.problems.append(Problem.of(what, path, fix, related=related))

    def unknown(
        self,
        kind: str,
        name: Value,
        known: Mapping[str, object] | tuple[str, ...],
        path: Path,
        *,
        titles: Mapping[str, str] = FrozenDict(),
        within: Path | None = None,
    ) -> None:
        """Add the problem of an unknown name."""
        problem = unknown(kind, name, known, path, titles=titles, within=within, found=len(self.problems))
        self.problems.append(attrs.evolve(problem, hint=None) if name in self.respelt else problem)

    def ids(self, names: Iterable[str], path: Path) -> None:
        """Check that ids are valid and unique."""
        seen: set[str] = set()
        for name in names:
            if wrong := id_problem(name):
                self.add(wrong, (*path, name), _title_of(name, path))
                self.respelt.add(as_id(name))
            elif name in seen:
                self.add(say("id-twice.siblings", id=name), (*path, name))
            seen.add(name)

    def many(self, found: Sized, path: Path) -> None:
        """Check that a key does not have too many entries."""
        if len(found) > (most := MOST[str(path[-1])]):
            self.add(say("too-large.entries", found=len(found), most=most), path)

    def known_level(self, level: str, path: Path) -> bool:
        """Check that a level exists, and return whether it does."""
        if level not in self.levels:
            self.unknown("level", level, self.levels, path, titles=self.titles)
        return level in self.levels

    def above_lowest(self, level: str, path: Path, key: str) -> None:
        """Check that a level exists and is not the lowest, which everyone has."""
        if self.known_level(level, path) and level == self.levels[0]:
            self.add(say(key, level=level), path, None, ("levels",))

    def facts(self, applies: Mapping[str, tuple[Value, ...]], path: Path) -> None:
        """Check that facts exist and can have the required values."""
        for name, values in applies.items():
            fact = self.rubric.facts.get(name)
            if fact is None:
                self.unknown("fact", name, self.rubric.facts, (*path, name))
            else:
                for value in values:
                    self.fact_value(name, value, (*path, name))

    def conditions(self, condition: Condition, path: Path) -> None:
        """Check the facts under which conditions apply, at any depth."""
        if isinstance(condition, Group):
            self.facts(condition.applies_when, (*path, "applies-when"))
            for part, inner in inside(condition, path):
                self.conditions(part, inner)

    def fact_value(self, name: str, value: Value, path: Path) -> None:
        """Check that a fact can have a value."""
        fact, home = self.rubric.facts[name], ("facts", name)
        kind = kind_of(fact)
        answers = tuple(option.id for option in options_of(fact, self.rubric))
        if kind == "choice" and answers and value not in answers:
            self.unknown("option", value, answers, path, titles=titles_of(options_of(fact, self.rubric)), within=home)
        elif kind == "yes-no" and not isinstance(value, bool):
            self.add(say("fact-value.bool"), path, None, home)
        elif kind == "number" and isinstance(value, bool | str):
            self.add(say("fact-value.number"), path, number_hint(value), home)
        elif kind == "number":
            self.compared(float(value), path)

    def compared(self, value: float | None, path: Path) -> None:
        """Check that comparisons do not round a threshold to another number."""
        if value is not None and (what := too_fine(value)):
            self.add(what, path)

    def stage(self, stage: str, path: Path) -> None:
        """Check that a stage exists."""
        if not self.rubric.stages:
            self.add(say("unknown-stage.none", name=stage), path, None, ("stages",))
        elif stage not in self.rubric.stages:
            self.unknown("stage", stage, self.rubric.stages, path)

    def served(self, things: Sequence[Action | Benefit], path: Path) -> None:
        """Check that the stages and facts of actions or benefits exist."""
        for position, thing in enumerate(things):
            if thing.stage is not None:
                self.stage(thing.stage, (*path, position, "stage"))
            self.facts(thing.applies_when, (*path, position, "applies-when"))

    def actions(self, actions: Sequence[Action], path: Path) -> None:
        """Check that the levels, stages and facts of actions exist."""
        self.ids((action.id for action in actions if action.id is not None), (*path, "actions"))
        for position, action in enumerate(actions):
            if action.level is not None:
                self.known_level(action.level, (*path, "actions", position, "level"))
        self.served(actions, (*path, "actions"))

    def options(self, asked: Question | Fact, path: Path) -> None:
        """Check the possible answers to a question or a fact."""
        kind = kind_of(asked)
        self._check_kind(asked, kind, path)
        if asked.scale is not None and asked.options is not None:
            self.add(say("two-scales"), (*path, "scale"))
        if asked.scale is not None and asked.scale not in self.rubric.scales:
            self.unknown("scale", asked.scale, self.rubric.scales, (*path, "scale"))
        if asked.options is not None:
            self.scale(asked.options, (*path, "options"))
        if kind == "choice" and asked.options is None and asked.scale is None:
            self.add(say("no-options"), (*path, "kind"))

    def _check_kind(self, asked: Question | Fact, kind: Kind, path: Path) -> None:
        """Check that no key belongs to another kind alone."""
        for key, other in _ONLY_FOR.items():
            if other != kind and hasattr(asked, key) and given(asked, key):
                is_number = (other, kind) == ("number", "yes-no") and not asked.kind
                what = say(f"idle-key.only-{other}", key=key, this=say(f"kind.{kind}"))
                self.add(what, (*path, key), say("fix.kind" if is_number else "fix.leave-out"))

    def scale(self, options: Sequence[Option], path: Path) -> None:
        """Check some options, worst first."""
        self.ids((option.id for option in options), path)
        self.many(options, path)
        if len(options) < 2:
            self.add(say("few-options"), path)
        points = [option.points for option in options if option.points is not None]
        if points and len(points) < len(options):
            missing = tuple(option.id for option in options if option.points is None)
            self.add(say("points-missing.options", missing=missing), path)
        elif points != sorted(points):
            self.add(say("points-fall.options"), path)


def check(rubric: RubricData, problems: list[Problem]) -> None:
    """Check everything that can be checked without following the rules of a rubric.

    Arguments:
        rubric: The rubric.
        problems: The list to add problems to.
    """
    checks = Checks(rubric, problems)
    _identity(checks, rubric)
    _levels(checks, rubric)
    for name, scale in rubric.scales.items():
        checks.scale(scale.options, ("scales", name, "options"))
        problems += wrong_met(scale.met, scale.options, ("scales", name, "met"))
    for name, fact in rubric.facts.items():
        _fact(checks, name, fact)
    _rules(checks, root_rules(rubric), ())
    _rules(checks, rubric.defaults, ("defaults",))
    if rubric.rating and (rubric.id in rubric.questions or rubric.id in rubric.dimensions):
        checks.add(say("id-twice.rating", id=rubric.id), ("rating",))
    if rubric.defaults.parent is not None:
        checks.add(say("default-parent"), ("defaults", "parent"))
    for name, dimension in rubric.dimensions.items():
        _dimension(checks, name, dimension)
    for name, target in rubric.targets.items():
        _target(checks, name, target)
    _examples(checks, rubric)


def _dimension(checks: Checks, name: str, dimension: Dimension) -> None:
    _rules(checks, dimension, ("dimensions", name))
    parent = checks.rubric.dimensions.get(dimension.parent or "")
    if name in checks.rubric.questions or (parent and name in parent.questions):
        checks.add(say("id-twice.question", id=name), ("dimensions", name))


def _title_of(name: str, path: Path) -> Message | None:
    """Return the hint for an invalid id: another id than a reserved word, or an id with the text as its title."""
    if name in RESERVED:
        return say("fix.other-id", example=f"our-{name}")
    better = as_id(name)
    titled = path[-1] in ("levels", "dimensions", "scales", "options") and not _PLAIN.fullmatch(name)
    return say("fix.titled", id=better, title=name) if titled and better else None


def _identity(checks: Checks, rubric: RubricData) -> None:
    if wrong := id_problem(rubric.id):
        checks.add(wrong, ("id",))
    if not VERSION.fullmatch(rubric.version):
        checks.add(say("version-syntax", given=rubric.version), ("version",))
    for name, table in (
        ("dimensions", rubric.dimensions),
        ("scales", rubric.scales),
        ("facts", rubric.facts),
        ("targets", rubric.targets),
    ):
        checks.ids(table, (name,))
    checks.ids(rubric.stages, ("stages",))
    for found, key in ((rubric.levels, "levels"), (rubric.dimensions, "dimensions"), (rubric.examples, "examples")):
        checks.many(found, (key,))
    for term in rubric.terms:
        if term not in TERMS:
            fix = nearest(term, TERMS, found=len(checks.problems)) or choices(TERMS)
            checks.add(say("unknown-term", name=term), ("terms", term), fix)


def _levels(checks: Checks, rubric: RubricData) -> None:
    """Check the levels; they may be missing if nothing gives one."""
    checks.ids((level.id for level in rubric.levels), ("levels",))
    for level in rubric.levels:
        checks.served(level.benefits, ("levels", level.id, "benefits"))
    way = next((way for rules in (rubric, *rubric.dimensions.values(), rubric.defaults) for way in rules.ways), None)
    if way and not rubric.levels:
        checks.add(say("few-levels.none", way=way), ("levels",))
    elif len(rubric.levels) == 1:
        checks.add(say("few-levels.one"), ("levels",))


def _fact(checks: Checks, name: str, fact: Fact) -> None:
    checks.options(fact, ("facts", name))
    if fact.default is not None:
        checks.fact_value(name, fact.default, ("facts", name, "default"))


def _rules(checks: Checks, rules: Dimension, path: Path) -> None:
    """Check the rules of a dimension, of the rubric itself, or the defaults."""
    if len(ways := rules.ways) > 1:
        checks.add(say("two-ways", ways=tuple(ways)), (*path, ways[1]))
    for level in rules.descriptors:
        checks.known_level(level, (*path, "descriptors", level))
    checks.actions(rules.actions, path)
    for level, benefits in rules.benefits.items():
        checks.known_level(level, (*path, "benefits", level))
        checks.served(benefits, (*path, "benefits", level))
    checks.facts(rules.applies_when, (*path, "applies-when"))
    _bands(checks, rules, path)
    _requires(checks, rules, path)
    if rules.ladder is not None and not 0.000001 <= rules.ladder.need <= 1:
        checks.add(say("ladder-need"), (*path, "ladder", "need"))
    if rules.round is not None and not 0 <= rules.round <= 6:
        checks.add(say("round-digits.rules"), (*path, "round"))
    _positive(checks, rules.weight, (*path, "weight"))
    for kind, policy in (("overlap", rules.overlap), ("gap", rules.gap)):
        _policy(checks, kind, policy, (*path, kind))
    checks.ids(rules.questions, (*path, "questions"))
    for short, question in rules.questions.items():
        _question(checks, question, (*path, "questions", short))


def _requires(checks: Checks, rules: Rules, path: Path) -> None:
    for level, group in (rules.requires or {}).items():
        checks.above_lowest(level, (*path, "requires", level), "lowest-level.requires")
        checks.conditions(group, (*path, "requires", level))
    if rules.requires is not None and not rules.requires:
        checks.add(say("condition-empty.requires"), (*path, "requires"))


def _policy(checks: Checks, kind: str, policy: str | Policy | None, path: Path) -> None:
    if isinstance(policy, Policy) and policy.clash != kind:
        checks.add(say(f"policy-kind.{policy.clash}", policy=policy.id), path)
    elif isinstance(policy, str) and policy not in POLICIES[kind]:
        checks.unknown("policy", policy, POLICIES[kind], path)


def _bands(checks: Checks, rules: Rules, path: Path) -> None:
    bands: Mapping[str, Band] = rules.bands or {}
    known = [level for level in bands if checks.known_level(level, (*path, "bands", level))]
    ordered = [level for level in checks.levels if level in known]
    fallen = unordered([bands[level] for level in ordered])
    if fallen is not None:
        before, level = ordered[fallen - 1], ordered[fallen]
        what = say("bands-order.levels", band=bands[level].text, lower_band=bands[before].text, lower=before)
        checks.add(what, (*path, "bands", level), None, (*path, "bands", before), ("levels",))
    if rules.bands is not None and not bands:
        checks.add(say("no-bands"), (*path, "bands"))


def _positive(checks: Checks, weight: float | None, path: Path) -> None:
    if weight is not None and weight < 0:
        checks.add(say("negative-weight"), path)


def _question(checks: Checks, question: Question, path: Path) -> None:
    if question.same_as is not None:
        for name in _FROM_ORIGIN:
            if given(question, name):
                key = name.replace("_", "-")
                checks.add(say("idle-key.same-as", key=key, origin=question.same_as), (*path, key))
    else:
        _answerable(checks, question, path)
    checks.facts(question.applies_when, (*path, "applies-when"))
    checks.actions(question.actions, path)
    _positive(checks, question.weight, (*path, "weight"))
    if question.effort is not None and question.effort < 0:
        checks.add(say("negative-effort"), (*path, "effort"))
    if question.level is not None:
        checks.above_lowest(question.level, (*path, "level"), "lowest-level.question")


def _answerable(checks: Checks, question: Question, path: Path) -> None:
    """Check a question that is asked itself, not by way of another."""
    checks.options(question, path)
    if question.min is not None and question.max is not None and question.min >= question.max:
        checks.add(say("empty-range", min=question.min, max=question.max), (*path, "max"))
    for key, end in (("min", question.min), ("max", question.max)):
        checks.compared(end, (*path, key))
        if question.whole and end is not None and not float(end).is_integer():
            checks.add(say("not-whole", end=end, key=key, whole=math.floor(end)), (*path, key))
    if kind_of(question) == "choice" and (options := options_of(question, checks.rubric)):
        checks.problems += wrong_met(question.met, options, (*path, "met"))
        _anchors(checks, question, titles_of(options), path)


def _anchors(checks: Checks, question: Question, titles: Mapping[str, str], path: Path) -> None:
    for name in question.anchors:
        if name not in titles:
            home, within = (*path, "anchors", name), (*path, "options")
            checks.unknown("option", name, tuple(titles), home, titles=titles, within=within)


def _target(checks: Checks, name: str, target: Target) -> None:
    path: Path = ("targets", name)
    _named_levels(checks, target, path)
    if name in checks.levels:
        checks.add(say("id-twice.target", id=name), path)
    if target.level is None and not target.levels:
        checks.add(say("empty-target"), path)


def _named_levels(checks: Checks, expected: Target | Example, path: Path) -> None:
    """Check the overall level and the levels of dimensions in a target or an example."""
    if expected.level is not None:
        checks.known_level(expected.level, (*path, "level"))
    for name, level in expected.levels.items():
        if name not in checks.rubric.dimensions:
            checks.unknown("dimension", name, checks.rubric.dimensions, (*path, "levels", name))
        checks.known_level(level, (*path, "levels", name))


def _examples(checks: Checks, rubric: RubricData) -> None:
    for position, example in enumerate(rubric.examples):
        path: Path = ("examples", position)
        _named_levels(checks, example, path)
        for name in example.scores:
            if name not in rubric.dimensions:
                checks.unknown("dimension", name, rubric.dimensions, (*path, "scores", name))
