"""Is every key of a rubric well-formed, and read by something? What is not, would be believed and do nothing."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Sized

from attain._core.data import FrozenDict, given
from attain._core.errors import Path, Problem
from attain._core.names import RESERVED, as_id, id_problem, nearest, one_of
from attain._core.text import number
from attain._core.types import number_hint
from attain._model.bands import Band, unordered
from attain._model.conditions import Condition, Group, Value, inside
from attain._model.extensions import Policy
from attain._model.parts import Action, Fact, Kind, Option, Question
from attain._model.rubric import Dimension, RubricData, Rules

from .questions import accepted, kind_of, options_of, titles_of, wrong_met
from .scope import root_rules, unknown
from .steps import POLICIES

_PLAIN = re.compile(r"[A-Za-z0-9_-]*")
VERSION = re.compile(r"\d{1,9}(\.\d{1,9}){0,5}", re.ASCII)
TERMS = ("dimension", "level", "question", "subject")
_FROM_ORIGIN = (
    "kind", "keyed", "better", "min", "max", "whole", "unit", "scale", "options", "needs", "not_applicable", "valid_for", "anchors",
)  # fmt: skip
_ONLY_FOR: Mapping[Kind, tuple[str, ...]] = {
    "yes-no": ("keyed",),
    "number": ("better", "min", "max", "whole", "unit"),
    "choice": ("scale", "options", "met", "anchors"),
}
_CLASHES = {"overlap": "overlap", "gap": "leave a gap"}
_ANY: Mapping[Kind, str] = {"yes-no": "a yes/no question", "number": "a number", "choice": "a choice"}

MOST = {"levels": 100, "options": 1_000, "dimensions": 2_000, "examples": 1_000}
"""How many there may be of what stands under a key."""

MOST_QUESTIONS = 100_000
"""How many questions there may be in all."""


class Checks:
    """The checks of one rubric, and the problems they find.

    Arguments:
        rubric: The rubric.
        problems: Where problems are noted.
    """

    def __init__(self, rubric: RubricData, problems: list[Problem]) -> None:
        self.rubric = rubric
        self.problems = problems
        self.titles = {level.id: str(level) for level in rubric.levels}
        self.levels = tuple(self.titles)

    def add(self, code: str, path: Path, message: str, hint: str | None = None, *related: Path) -> None:
        """Note a problem."""
        self.problems.append(Problem(code, path, message, hint, related=related))

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
        """Note that a name is none of those there are."""
        found = len(self.problems)
        self.problems.append(unknown(kind, name, known, path, titles=titles, within=within, found=found))

    def ids(self, names: Iterable[str], path: Path) -> None:
        """Check how ids are written, and that none comes twice."""
        seen: set[str] = set()
        for name in names:
            if told := id_problem(name):
                self.add("id-syntax", (*path, name), told, _title_of(name, path))
            elif name in seen:
                self.add(
                    "id-twice", (*path, name), f"the id '{name}' comes twice", "ids are unique among their siblings"
                )
            seen.add(name)

    def many(self, found: Sized, path: Path) -> None:
        """Check that there are not too many of what stands under a key."""
        if len(found) > (most := MOST[str(path[-1])]):
            self.add("too-large", path, f"are {len(found):,}, and more than {most:,} are too many")

    def known_level(self, level: str, path: Path) -> bool:
        """Check that there is such a level."""
        if level not in self.levels:
            self.unknown("level", level, self.levels, path, titles=self.titles)
        return level in self.levels

    def above_lowest(self, level: str, path: Path, what: str) -> None:
        """Check that there is such a level, and that it is not the lowest, which everyone has."""
        if self.known_level(level, path) and level == self.levels[0]:
            told = f"'{level}' is the lowest level, which everyone has, so {what}"
            self.add("lowest-level", path, told, f"put a level below '{level}'", ("levels",))

    def facts(self, applies: Mapping[str, tuple[Value, ...]], path: Path) -> None:
        """Check that facts exist and can have the values asked for."""
        for name, values in applies.items():
            fact = self.rubric.facts.get(name)
            if fact is None:
                self.unknown("fact", name, self.rubric.facts, (*path, name))
            else:
                for value in values:
                    self.fact_value(name, value, (*path, name))

    def conditions(self, condition: Condition, path: Path) -> None:
        """Check the facts under which conditions are asked, however deep."""
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
            self.add("fact-value", path, "the fact is true or false", "write true or false", home)
        elif kind == "number" and isinstance(value, bool | str):
            self.add("fact-value", path, "the fact is a number", number_hint(value), home)

    def actions(self, actions: Sequence[Action], path: Path) -> None:
        """Check that actions name levels and facts that there are."""
        for position, action in enumerate(actions):
            if action.level is not None:
                self.known_level(action.level, (*path, "actions", position, "level"))
            self.facts(action.applies_when, (*path, "actions", position, "applies-when"))

    def options(self, asked: Question | Fact, path: Path) -> None:
        """Check what a question or a fact can be answered with."""
        kind = kind_of(asked)
        for other, names in _ONLY_FOR.items():
            for name in names:
                if other != kind and hasattr(asked, name) and given(asked, name):
                    hint = (
                        'set kind = "number"'
                        if (other, kind) == ("number", "yes-no") and not asked.kind
                        else "leave it out"
                    )
                    self.add(
                        "idle-key", (*path, name), f"only {_ANY[other]} has '{name}', and this is {_ANY[kind]}", hint
                    )
        if asked.scale is not None and asked.options is not None:
            self.add("two-scales", (*path, "scale"), "has both a scale and options", "keep one of them")
        if asked.scale is not None and asked.scale not in self.rubric.scales:
            self.unknown("scale", asked.scale, self.rubric.scales, (*path, "scale"))
        if asked.options is not None:
            self.scale(asked.options, (*path, "options"))
        if kind == "choice" and asked.options is None and asked.scale is None:
            self.add("no-options", (*path, "kind"), "a choice has nothing to choose from", "give it a scale or options")

    def scale(self, options: Sequence[Option], path: Path) -> None:
        """Check some options, worst first."""
        self.ids((option.id for option in options), path)
        self.many(options, path)
        if len(options) < 2:
            self.add("few-options", path, "it takes at least two options to choose from", "add one")
        points = [option.points for option in options if option.points is not None]
        if points and len(points) < len(options):
            missing = one_of(option.id for option in options if option.points is None)
            self.add("points-missing", path, f"gives no points to {missing}", "give points to every option, or to none")
        elif points != sorted(points):
            self.add(
                "points-fall", path, "points fall from a worse option to a better one", "list the options worst first"
            )


def check(rubric: RubricData, problems: list[Problem]) -> None:
    """Check everything that can be told of a rubric without following its rules.

    Arguments:
        rubric: The rubric.
        problems: Where problems are noted.
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
        told = f"the rating of the whole is answered as '{rubric.id}', and something else is called so"
        checks.add("id-twice", ("rating",), told, "give the other another id")
    if rubric.defaults.parent is not None:
        checks.add(
            "default-parent",
            ("defaults", "parent"),
            "not every dimension can have the same parent",
            "name it in each dimension",
        )
    for name, dimension in rubric.dimensions.items():
        _rules(checks, dimension, ("dimensions", name))
        parent = rubric.dimensions.get(dimension.parent or "")
        if name in rubric.questions or (parent and name in parent.questions):
            checks.add("id-twice", ("dimensions", name), f"'{name}' is a question, too", "give one of them another id")
    _examples(checks, rubric)


def _title_of(name: str, path: Path) -> str | None:
    """The hint of an id that its author means to be read, and whose letters ids do not have."""
    if name in RESERVED:
        return f"give it another id, such as 'our-{name}'"
    better = as_id(name)
    titled = path[-1] in ("levels", "dimensions", "scales", "options") and not _PLAIN.fullmatch(name)
    return f'write {better} = {{ title = "{name}" }}' if titled and better else None


def _identity(checks: Checks, rubric: RubricData) -> None:
    if told := id_problem(rubric.id):
        checks.add("id-syntax", ("id",), told)
    if not VERSION.fullmatch(rubric.version):
        checks.add(
            "version-syntax", ("version",), f"{rubric.version!r} is no version", 'write dotted numbers: "2016" or "1.0"'
        )
    for name, table in (("dimensions", rubric.dimensions), ("scales", rubric.scales), ("facts", rubric.facts)):
        checks.ids(table, (name,))
    for found, key in ((rubric.levels, "levels"), (rubric.dimensions, "dimensions"), (rubric.examples, "examples")):
        checks.many(found, (key,))
    for term in rubric.terms:
        if term not in TERMS:
            hint = nearest(term, TERMS, found=len(checks.problems)) or f"there is {one_of(TERMS)}"
            checks.add("unknown-term", ("terms", term), f"nothing is called '{term}' here", hint)


def _levels(checks: Checks, rubric: RubricData) -> None:
    """Check the levels: none at all will do where nothing gives one."""
    checks.ids((level.id for level in rubric.levels), ("levels",))
    way = next((way for rules in (rubric, *rubric.dimensions.values(), rubric.defaults) for way in rules.ways), None)
    if way and not rubric.levels:
        hint = 'write [levels], and below it, lowest first: basic = "Basic"'
        checks.add("few-levels", ("levels",), f"there are no levels, and '{way}' gives one", hint)
    elif len(rubric.levels) == 1:
        checks.add("few-levels", ("levels",), "a rubric has at least two levels", "add one, lowest first")


def _fact(checks: Checks, name: str, fact: Fact) -> None:
    checks.options(fact, ("facts", name))
    if fact.default is not None:
        checks.fact_value(name, fact.default, ("facts", name, "default"))


def _rules(checks: Checks, rules: Dimension, path: Path) -> None:
    """Check the rules of a dimension, of the rubric itself, or the defaults."""
    if len(ways := rules.ways) > 1:
        told = f"{one_of(ways).replace(' or ', ' and ')} each give a level, and there is one way to it"
        checks.add("two-ways", (*path, ways[1]), told, "keep one of them")
    for level in rules.descriptors:
        checks.known_level(level, (*path, "descriptors", level))
    checks.actions(rules.actions, path)
    checks.facts(rules.applies_when, (*path, "applies-when"))
    _bands(checks, rules, path)
    for level, group in (rules.requires or {}).items():
        checks.above_lowest(level, (*path, "requires", level), "it can't require anything")
        checks.conditions(group, (*path, "requires", level))
    if rules.requires is not None and not rules.requires:
        checks.add("condition-empty", (*path, "requires"), "requires nothing for any level", "leave it out")
    if rules.ladder is not None and not 0.000001 <= rules.ladder.need <= 1:
        checks.add(
            "ladder-need",
            (*path, "ladder", "need"),
            "the share of questions is above 0 and up to 1",
            "write 0.8 for 80 %, 1.0 for all of them",
        )
    if rules.round is not None and not 0 <= rules.round <= 6:
        checks.add("round-digits", (*path, "round"), "scores are rounded to 0 to 6 digits", "write round = 1")
    _positive(checks, rules.weight, (*path, "weight"))
    for kind, policy in (("overlap", rules.overlap), ("gap", rules.gap)):
        if isinstance(policy, Policy) and policy.clash != kind:
            told = f"the policy '{policy.id}' decides where bands {_CLASHES[policy.clash]}"
            checks.add("policy-kind", (*path, kind), told, f'write {policy.clash} = "{policy.id}"')
        elif isinstance(policy, str) and policy not in POLICIES[kind]:
            checks.unknown("policy", policy, POLICIES[kind], (*path, kind))
    checks.ids(rules.questions, (*path, "questions"))
    for short, question in rules.questions.items():
        _question(checks, question, (*path, "questions", short))


def _bands(checks: Checks, rules: Rules, path: Path) -> None:
    bands: Mapping[str, Band] = rules.bands or {}
    known = [level for level in bands if checks.known_level(level, (*path, "bands", level))]
    ordered = [level for level in checks.levels if level in known]
    fallen = unordered([bands[level] for level in ordered])
    if fallen is not None:
        before, level = ordered[fallen - 1], ordered[fallen]
        told = f"'{bands[level].text}' begins or ends before '{bands[before].text}' of the lower level '{before}' does"
        hint = "neither end may fall from level to level"
        checks.add("bands-order", (*path, "bands", level), told, hint, (*path, "bands", before), ("levels",))
    if rules.bands is not None and not bands:
        checks.add("no-bands", (*path, "bands"), "names no range", "give each level its range")


def _positive(checks: Checks, weight: float | None, path: Path) -> None:
    if weight is not None and weight < 0:
        checks.add(
            "negative-weight",
            path,
            "a weight below 0 would make a better answer count against",
            "turn the points round instead",
        )


def _question(checks: Checks, question: Question, path: Path) -> None:
    if question.same_as is not None:
        for name in _FROM_ORIGIN:
            if given(question, name):
                key = name.replace("_", "-")
                told = f"'{key}' belongs to the question that is answered, '{question.same_as}'"
                checks.add("idle-key", (*path, key), told, "set it there")
    else:
        _answerable(checks, question, path)
    checks.facts(question.applies_when, (*path, "applies-when"))
    checks.actions(question.actions, path)
    _positive(checks, question.weight, (*path, "weight"))
    if question.level is not None:
        checks.above_lowest(question.level, (*path, "level"), "no question can lead to it")


def _answerable(checks: Checks, question: Question, path: Path) -> None:
    """Check a question that is asked itself."""
    kind = kind_of(question)
    checks.options(question, path)
    if question.min is not None and question.max is not None and question.min >= question.max:
        checks.add(
            "empty-range",
            (*path, "max"),
            f"no number lies between {number(question.min)} and {number(question.max)}",
            "min must be less than max",
        )
    for key, end in (("min", question.min), ("max", question.max)):
        if question.whole and end is not None and not float(end).is_integer():
            told = f"answers are whole numbers, and {number(end)} is none"
            checks.add(
                "not-whole", (*path, key), told, f"write {key} = {number(math.floor(end))}, or leave 'whole' out"
            )
    options = options_of(question, checks.rubric)
    answers = accepted(question, options)
    if kind == "choice" and answers:
        checks.problems += wrong_met(question.met, options, (*path, "met"))
        for name in question.anchors:
            if name not in answers:
                checks.unknown(
                    "option",
                    name,
                    answers,
                    (*path, "anchors", name),
                    titles=titles_of(options),
                    within=(*path, "options"),
                )


def _examples(checks: Checks, rubric: RubricData) -> None:
    for position, example in enumerate(rubric.examples):
        path: Path = ("examples", position)
        if example.level is not None:
            checks.known_level(example.level, (*path, "level"))
        for key, table in (("levels", example.levels), ("scores", example.scores)):
            for name in table:
                if name not in rubric.dimensions:
                    checks.unknown("dimension", name, rubric.dimensions, (*path, key, name))
        for name, level in example.levels.items():
            checks.known_level(level, (*path, "levels", name))
