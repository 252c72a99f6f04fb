"""Rules and policies of plugins: options, the builder, digests, overlays, explanations, and the laws that any rule obeys."""

import inspect
import itertools
import json
import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal

import attrs
import pytest
from data import data, placed
from hypothesis import given
from hypothesis import strategies as st
from shelf import Shelf

import attain
from attain import FrozenDict, Policy, Problem, Rubric, RubricError, Rule, RuleBuilder
from attain._core.messages import say
from attain._format.read import read_dict, read_text
from attain._format.source import from_text
from attain._plan.plan import Combined, Demand
from attain._plan.rule_builder import LevelTerm
from attain._testing.checks import broken
from attain._testing.laws import EXECUTORS, KEPT, LAWS

Build = Callable[[RuleBuilder], object]


@attrs.frozen
class Area:
    """An area and its weight."""

    id: str
    weight: float = 1.0


@attrs.frozen
class Best(Rule):
    """The best of some areas."""

    kind = "acme.best"
    summary = "the best area counts"
    of: tuple[str, ...]

    def build(self, builder: RuleBuilder) -> LevelTerm:
        return builder.highest([builder.level(area) for area in self.of])


@attrs.frozen
class Rich(Rule):
    """A rule with an option of each type."""

    kind = "acme.rich"
    summary = "everyone is silver"
    strict: bool = False
    text: str = "a"
    most: int = 3
    least: float = 0.5
    how: Literal["up", "down"] = "up"
    names: tuple[str, ...] = ()
    numbers: FrozenDict[str, float] = FrozenDict()
    areas: tuple[Area, ...] = ()
    since: date | None = None
    requires: FrozenDict[str, object] = FrozenDict()
    applies_when: tuple[str, ...] = ()

    def build(self, builder: RuleBuilder) -> LevelTerm:
        return builder.ladder({"silver": builder.condition({"sales.plan": True, **self.requires})})


@attrs.frozen
class Picky(Rule):
    """A rule that refuses options in its own way."""

    kind = "acme.picky"
    summary = "nothing is good enough"
    at_least: int = attrs.field(default=1, validator=attrs.validators.ge(1))
    how: str = attrs.field(default="up", validator=attrs.validators.in_(("up", "down")))
    odd: int = attrs.field(default=1)

    @odd.validator
    def _check(self, _: object, value: int) -> None:
        if value == 0:
            raise ValueError("zero is not odd")
        if value == 2:
            raise LookupError("no such number")
        if value == 4:
            raise RubricError([Problem("rule-options", ("at-least",), "4 is too odd", "write 1")])

    def build(self, builder: RuleBuilder) -> LevelTerm:
        return builder.highest([builder.level("sales")])


TEXT = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
RULE
[dimensions.sales]
bands = { bronze = "0", silver = "1", gold = "2+" }
questions.plan = "Is there a sales plan?"
questions.review = "Is it reviewed?"
[dimensions.service]
bands = { bronze = "0", silver = "1", gold = "2+" }
questions.desk = "Is there a service desk?"
questions.hours = "Is it reached at night?"
questions.staff = { text = "How many work there?", kind = "number", min = 0, points.bands = { "0-9" = 0, "10+" = 1 } }
questions.city = { text = "In which city?", kind = "number", min = 0 }
"""


def middle(candidates: tuple[int, ...]) -> int:
    return candidates[len(candidates) // 2]


SHELF = Shelf(
    rules=[Best, Rich, Picky],
    policies=[Policy("acme.middle", "overlap", middle), Policy("acme.upper", "gap", max)],
)


def read(rule: str) -> Rubric:
    return read_text(TEXT.replace("RULE", rule), finder=SHELF, kind=Rubric)


def digests(rubric: Rubric) -> tuple[str, str]:
    return rubric.scoring_digest, rubric.wording_digest


def reported(rule: str) -> str:
    with pytest.raises(RubricError) as caught:
        read(rule)
    return "\n".join(map(placed, caught.value.problems))


# ---------------------------------------------------------------- options


def test_an_option_is_read_by_its_type() -> None:
    rubric = read(
        'rule = { kind = "acme.rich", strict = true, text = "b", most = 4, least = 1, how = "down", names = ["x"],'
        ' numbers = { silver = 2.5 }, areas = [{ id = "sales", weight = 2 }], since = 2026-11-21,'
        " requires = { sales.review = true }, applies-when = ['y'] }"
    )
    assert rubric.rule == Rich(
        strict=True,
        text="b",
        most=4,
        least=1,
        how="down",
        names=("x",),
        numbers=FrozenDict(silver=2.5),
        areas=(Area("sales", 2.0),),
        since=date(2026, 11, 21),
        requires=FrozenDict(sales=FrozenDict(review=True)),
        applies_when=("y",),
    )
    for again in (
        read_text(rubric.to_toml(), finder=SHELF, kind=Rubric),
        read_dict(json.loads(json.dumps(rubric.to_dict())), finder=SHELF, kind=Rubric),
        pickle.loads(pickle.dumps(rubric)),
    ):
        assert again == rubric
        assert digests(again) == digests(rubric)


def test_options_that_have_their_defaults_are_not_written() -> None:
    assert 'rule = { kind = "acme.rich" }' in read('rule = { kind = "acme.rich" }').to_toml()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ('strict = "true"', "6:30: rule.strict: wrong-type.bool(given='true') -> fix.unquoted(found='true')"),
        ("text = 5", "6:30: rule.text: wrong-type.text(given=5) -> fix.text-line(name='text', found='5')"),
        ("most = 1.5", "6:30: rule.most: wrong-type.whole(given=1.5)"),
        ('least = "1"', "6:30: rule.least: wrong-type.number(given='1') -> fix.unquoted(found='1')"),
        ('how = "left"', "6:30: rule.how: wrong-type.choice(allowed=('up', 'down'), given='left')"),
        ('names = "x"', "6:30: rule.names: wrong-type.list(given='x')"),
        ("names = [1]", "6:39: rule.names.0: wrong-type.text(given=1)"),
        ("numbers = [1]", "6:30: rule.numbers: wrong-type.table(given=value(text='a list'))"),
        (
            'numbers = { silver = "1" }',
            "6:42: rule.numbers.silver: wrong-type.number(given='1') -> fix.unquoted(found='1')",
        ),
        ("areas = [{ weight = 1 }]", "6:39: rule.areas.0.id: missing-key(key='id')"),
        (
            'areas = [{ id = "a", wight = 1 }]',
            "6:51: rule.areas.0.wight: unknown-key(key='wight') -> fix.near(name='weight')",
        ),
        ('nmaes = ["x"]', "6:30: rule.nmaes: unknown-key(key='nmaes') -> fix.near(name='names')"),
        (
            "requires = { sales.plam = true }",
            "6:49: rule.requires.sales.plam: unknown-name(name='sales.plam') -> fix.near(name='sales.plan')",
        ),
    ],
)
def test_an_option_of_another_type_is_reported_where_it_is_written(options: str, message: str) -> None:
    assert message in reported(f'rule = {{ kind = "acme.rich", {options} }}')


def test_a_missing_option_is_reported() -> None:
    assert reported('rule = { kind = "acme.best" }') == "6:1: rule.of: missing-key(key='of')"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            "at-least = 0",
            "6:31: rule.at-least: rule-options.refused(rule='acme.picky', cause=\"'at_least' must be >= 1: 0\")",
        ),
        (
            'how = "left"',
            "6:31: rule.how: rule-options.refused(rule='acme.picky', cause=\"'how' must be in ('up', 'down') (got 'left')\")",
        ),
        ("odd = 0", "6:31: rule.odd: rule-options.refused(rule='acme.picky', cause='zero is not odd')"),
    ],
)
def test_an_option_that_a_validator_refuses_is_reported_in_its_place(options: str, message: str) -> None:
    assert reported(f'rule = {{ kind = "acme.picky", {options} }}') == message


def test_a_validator_may_refuse_with_problems_of_its_own() -> None:
    assert (
        reported('rule = { kind = "acme.picky", odd = 4, at-least = 3 }')
        == "6:40: rule.at-least: rule-options: 4 is too odd -> write 1"
    )


def test_a_validator_that_fails_is_reported_with_its_line() -> None:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "raise LookupError" in text)
    found = reported('rule = { kind = "acme.picky", odd = 2 }')
    assert found.startswith("6:1: rule: rule-failed.raised(rule='acme.picky', ")
    assert found.endswith(f"error='LookupError: no such number'), place=' ({__file__}:{line})')")


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ('rule = "acme.best"', "6:1: rule: wrong-type.table(given='acme.best') -> fix.rule"),
        ("rule = { of = [] }", "6:1: rule.kind: missing-key(key='kind') -> fix.rule"),
        ("rule = { kind = 5 }", "6:10: rule.kind: wrong-type.text(given=5) -> fix.rule"),
        ('rule = { kind = "acme.bets" }', "6:10: rule.kind: unknown-rule: no rule is called 'acme.bets'"),
        ('overlap = "acme.midle"', "6:1: overlap: unknown-policy: there is no policy 'acme.midle'"),
        ('defaults.overlap = "acme.midle"', "6:10: defaults.overlap: unknown-policy: there is no policy 'acme.midle'"),
    ],
)
def test_a_name_that_no_plugin_brings_is_reported_where_it_is_written(rule: str, message: str) -> None:
    assert message in reported(rule)


def test_other_problems_are_reported_along_with_those_of_a_rule() -> None:
    problems = reported(
        'rule = { kind = "acme.rich", most = "x" }\nterms = { levels = "tiers" }\nweigth = 1'
    ).splitlines()
    assert [line.partition(": ")[0] for line in problems] == ["6:30", "7:11", "8:1"]


def test_dimensions_that_are_not_tables_are_reported() -> None:
    text = TEXT.partition("RULE")[0]
    with pytest.raises(RubricError, match=r"dimensions\.sales: must be a table, not 5"):
        read_text(text + "dimensions.sales = 5", finder=SHELF, kind=Rubric)
    with pytest.raises(RubricError, match="dimensions: must be a table, not 5"):
        read_text(text + "dimensions = 5", finder=SHELF, kind=Rubric)
    with pytest.raises(RubricError, match="defaults: must be a table, not 5"):
        read_text(text + "defaults = 5", finder=SHELF, kind=Rubric)


def test_in_python_options_are_checked_when_the_rule_is_made() -> None:
    with pytest.raises(RubricError, match="of: must be a tuple here, not a list"):
        Best(of=["sales"])  # type: ignore[arg-type]  # that is the point
    with pytest.raises(RubricError, match="numbers: must be a FrozenDict here, not a dict"):
        Rich(numbers={"silver": 1.0})  # type: ignore[arg-type]  # that is the point
    with pytest.raises(RubricError, match="id: must be text, not 5"):
        Policy(5, "overlap", max)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(RubricError, match="choose: must be a function, not 5"):
        Policy("acme.five", "overlap", 5)  # type: ignore[arg-type]  # that is the point


# ---------------------------------------------------------------- levels that a rule builds


def rubric_of(build: Build, **more: object) -> Rubric:
    """Return the rubric of the text with a rule that has this build method."""

    @attrs.frozen
    class Tried(Rule):
        kind = "acme.tried"
        summary = "it is tried"
        number: float = 3.0
        flag: bool = False
        name: str = "sales"
        nothing: str | None = None
        areas: tuple[Area, ...] = (Area("apac"),)
        tops: tuple[str, ...] = ("golden", "bronze")
        table: FrozenDict[str, float] = FrozenDict(silver=7.0)

        def build(self, builder: RuleBuilder) -> LevelTerm:
            return build(builder)  # type: ignore[return-value]  # some tests return nonsense

    return attrs.evolve(PLAIN, rule=Tried(), **more)  # type: ignore[arg-type]  # its fields, as a test gives them


PLAIN = read("")


def refused(build: Build) -> str:
    with pytest.raises(RubricError) as caught:
        rubric_of(build)
    return "\n".join(map(placed, caught.value.problems))


GIVEN = {"sales": {"plan": True, "review": True}, "service": {"desk": True, "hours": False, "staff": 10, "city": 5}}


def level(build: Build) -> str:
    return str(rubric_of(build).assess(GIVEN).level)


BUILT: list[tuple[Build, str]] = [
    (lambda b: b.highest([b.level("sales"), b.level("service")]), "Gold"),
    (lambda b: b.lowest([b.level("sales"), b.steps(b.points("service.desk"), {"silver": 1})]), "Silver"),
    (lambda b: b.majority([b.level(name) for name in b.dimensions]), "Gold"),
    (lambda b: b.average([b.level("sales"), b.steps(b.score("service"), {"silver": 9})]), "Silver"),
    (lambda b: b.average([b.level("sales"), b.steps(b.score("service"), {"silver": 9})], [3, 1]), "Silver"),
    (lambda b: b.steps(b.sum([b.score("sales"), b.score("service")]), {"silver": 4, "gold": 4.5}), "Silver"),
    (lambda b: b.steps(b.sum([b.score("sales"), b.score("service")], [1, 2]), {"gold": 6}), "Gold"),
    (lambda b: b.steps(b.mean([b.score("sales"), b.points("service.hours")]), {"silver": 1, "gold": 2}), "Silver"),
    (lambda b: b.steps(b.mean([b.score("sales"), b.points("service.hours")], [1, 0]), {"gold": 2}), "Gold"),
    (lambda b: b.steps(b.product([b.score("sales"), b.points("service.hours")]), {"silver": 1}), "Bronze"),
    (lambda b: b.steps(b.least([b.score("sales"), b.points("service.hours")]), {"silver": 1}), "Bronze"),
    (lambda b: b.steps(b.greatest([b.score("sales"), b.points("service.hours")]), {"gold": 2}), "Gold"),
    (lambda b: b.steps(b.bend(b.score("sales"), base=-1, cap=0.6, digits=0), {"silver": 1, "gold": 2}), "Silver"),
    (lambda b: b.steps(b.bend(b.score("sales"), base=-1), {"silver": 1}), "Silver"),
    (lambda b: b.ladder({"silver": b.at_least(b.level("sales"), "gold")}), "Silver"),
    (lambda b: b.ladder({"silver": b.condition({"sales": "gold", "service.staff": 10})}), "Silver"),
    (lambda b: b.ladder({"silver": b.condition({"service.staff": 11}), "gold": b.condition({"sales": 2})}), "Bronze"),
    (
        lambda b: b.ladder(
            {"silver": b.condition({"service.staff": 11}), "gold": b.condition({"sales": 2})}, cumulative=False
        ),
        "Gold",
    ),
    (lambda b: b.ladder({"gold": b.all_of([b.condition({"sales": 2}), b.condition({"service.staff": 11})])}), "Bronze"),
    (lambda b: b.ladder({"gold": b.any_of([b.condition({"sales": 2}), b.condition({"service.staff": 11})])}), "Gold"),
    (
        lambda b: b.ladder({"gold": b.count([b.condition({"sales": 2}), b.condition({"service.staff": 11})], 2)}),
        "Bronze",
    ),
    (
        lambda b: b.ladder({"gold": b.share([b.condition({"sales": 2}), b.condition({"service.staff": 11})], 0.5)}),
        "Gold",
    ),
]


@pytest.mark.parametrize(("build", "expected"), BUILT, ids=range(len(BUILT)))
def test_a_rule_builds_its_level_from_the_terms_of_the_builder(build: Build, expected: str) -> None:
    assert level(build) == expected


def test_a_rule_sees_the_dimensions_questions_and_levels_of_the_rubric() -> None:
    seen = []

    def build(builder: RuleBuilder) -> LevelTerm:
        seen.append((builder.dimensions, builder.questions, [each.id for each in builder.levels]))
        return builder.level("sales")

    rubric_of(build)
    assert seen[-1] == (("sales", "service"), (), ["bronze", "silver", "gold"])


def test_a_rule_of_a_dimension_reads_its_own_questions_and_score() -> None:
    @attrs.frozen
    class Own(Rule):
        kind = "acme.own"
        summary = "its own score counts"

        def build(self, builder: RuleBuilder) -> LevelTerm:
            assert builder.questions == ("sales.plan", "sales.review")
            points = builder.sum([builder.points(name) for name in builder.questions])
            return builder.lowest([builder.steps(builder.score(), {"gold": 2}), builder.steps(points, {"gold": 2})])

    sales = attrs.evolve(PLAIN.dimensions["sales"], bands=None, score="sum", rule=Own())
    rubric = attrs.evolve(PLAIN, dimensions={**PLAIN.dimensions, "sales": sales})
    assert str(rubric.assess(GIVEN)["sales"].level) == "Gold"
    assert rubric.assess({"sales": {"plan": True}})["sales"].why.startswith("Bronze: its own score counts.")


@attrs.frozen
class Mixed(Rule):
    """A rule that asks for some of everything."""

    kind = "acme.mixed"
    summary = "points, scores, levels and conditions count"

    def build(self, builder: RuleBuilder) -> LevelTerm:
        points = builder.at_least(builder.points("desk"), 1)
        rest = [builder.at_least(builder.score("sales"), 2), builder.at_least(builder.level("sales"), "gold")]
        plan = builder.condition({"sales.plan": True})
        return builder.ladder({"silver": plan, "gold": builder.all_of([points, *rest])})


def test_a_rule_becomes_these_nodes() -> None:
    service = attain.Dimension(
        questions={"desk": attain.Question("Is there a desk?")},
        unanswered="exclude",
        applies_when={"eu": True},
        rule=Mixed(),
    )
    facts = {"eu": attain.Fact("Is it in the EU?")}
    sales = PLAIN.dimensions["sales"]
    plan = attrs.evolve(PLAIN, facts=facts, dimensions={"sales": sales, "service": service}).plan
    made = [f"{'.'.join(map(str, node.path[2:]))}: {node.does}" for node in plan.nodes if node.path[1] == "service"]
    assert made == [
        "questions.desk: AnswerPoints(input=2, worth=OptionPoints(points=(0.0, 1.0)), open=0.0, not_applicable=None)",
        "questions.desk: OnlyIf(arg=9, facts=((0, frozenset({True})),))",
        "rule: Threshold(arg=10, threshold=0.9999995)",
        "rule: Threshold(arg=3, threshold=1.9999995)",
        "rule: Threshold(arg=8, threshold=2.0)",
        "rule.sales.plan: AnswerPoints(input=0, worth=OptionPoints(points=(0.0, 1.0)), open=0.0, not_applicable=None)",
        "rule: Count(args=(14,), need=1.0)",
        "rule: Count(args=(11, 12, 13), need=1.0)",
        "rule: HighestRung(args=(15, 16), ranks=(1, 2), cumulative=True)",
        # the same, if an open question is skipped
        "questions.desk: AnswerPoints(input=2, worth=OptionPoints(points=(0.0, 1.0)), open=None, not_applicable=None)",
        "questions.desk: OnlyIf(arg=18, facts=((0, frozenset({True})),))",
        "rule: Threshold(arg=19, threshold=0.9999995)",
        "rule: Threshold(arg=3, threshold=1.9999995)",
        "rule: Threshold(arg=8, threshold=2.0)",
        "rule.sales.plan: AnswerPoints(input=0, worth=OptionPoints(points=(0.0, 1.0)), open=0.0, not_applicable=None)",
        "rule: Count(args=(23,), need=1.0)",
        "rule: Count(args=(20, 21, 22), need=1.0)",
        "rule: HighestRung(args=(24, 25), ranks=(1, 2), cumulative=True)",
        "rule: Coalesce(first=26, second=17)",
        "rule: OnlyIf(arg=27, facts=((0, frozenset({True})),))",
    ]
    has_plan = Demand(23, "value", "sales.plan", True, value=23, threshold=1.0, input=0)
    has_more = (
        Demand(20, "points", "service.desk", 1, value=19, threshold=1.0, input=2),
        Demand(21, "score", "sales", 2, value=3, threshold=2.0),
        Demand(22, "level", "sales", "gold", value=8, threshold=2.0),
    )
    demands = ((1, Demand(24, "all", parts=(has_plan,))), (2, Demand(25, "all", parts=has_more)))
    assert (plan.outputs[2].level, plan.outputs[2].demands) == (28, demands)


def test_a_level_that_a_rule_combines_from_others_names_them() -> None:
    plan = rubric_of(lambda b: b.lowest([b.level("sales"), b.level("service")])).plan
    assert plan.outputs[0].combined == Combined("minimum", ("sales", "service"))


REFUSED: list[tuple[Build, str]] = [
    (lambda b: b.level("apac"), "rule.areas.0.id: unknown-name(name='apac')"),
    (lambda b: b.level("sales.plan"), "rule: rule-options.question(id='sales.plan')"),
    (lambda b: b.points("sales"), "rule.name: rule-options.dimension(id='sales')"),
    (lambda b: b.points("service.city"), "rule: no-points.rule(id='service.city')"),
    (lambda b: b.steps(b.score(), {"silver": 1}), "rule: no-score(whole=dimension(id='tiers'))"),
    (
        lambda b: b.level("apac.plan"),
        "rule: unknown-name(name='apac.plan') -> fix.near(name='sales.plan')",
    ),
    (
        lambda b: b.at_least(b.level("sales"), "golden"),
        "rule.tops.0: unknown-level(name='golden') -> fix.near(name='gold')",
    ),
    (lambda b: b.ladder({"bronze": b.condition({"sales": 2})}), "rule.tops.1: lowest-level.rule(level='bronze')"),
    (lambda b: b.condition({"count": {"at-least": 1, "of": ["apac"]}}), "rule: unknown-name(name='apac')"),
    (lambda b: b.condition({"apac": None}), "rule.apac: wrong-type.asked(given=None)"),
    (lambda b: b.at_least(b.score("sales"), "gold"), "rule: rule-options.number(given='gold')"),
    (lambda b: b.at_least(b.score("sales"), float("nan")), "rule: rule-options.number(given=nan)"),
    (lambda b: b.sum([b.score("sales")], [float("inf")]), "rule: rule-options.number(given=inf)"),
    (lambda b: b.sum([b.score("sales")], [-1]), "rule: negative-weight"),
    (lambda b: b.sum([b.score("sales")], [1, 2]), "rule: rule-options.weights(weights=2, terms=1)"),
    (lambda b: b.mean([b.score("sales")], [0]), "rule: rule-options.zero-weights"),
    (lambda b: b.bend(b.score("sales"), base=float("nan")), "rule: rule-options.number(given=nan)"),
    (lambda b: b.bend(b.score("sales"), digits=7), "rule.table.silver: round-digits.rule"),
    (lambda b: b.bend(b.score("sales"), digits=-1), "rule: round-digits.rule"),
    (lambda b: b.product([b.bend(b.score("sales"), base=-1)]), "rule: negative-factor.rule(low=-1.0)"),
    (
        lambda b: b.steps(b.sum([b.score("sales")], [1e10]), {"silver": 1}),
        "rule: score-too-large(low=0.0, high=20000000000.0, limit=1000000000.0)",
    ),
    (lambda b: b.highest([]), "rule: rule-options.nothing"),
    (lambda b: b.count([b.condition({"sales": 2})], 3), "rule.number: rule-options.count(least=3, most=1)"),
    (lambda b: b.count([b.condition({"sales": 2})], 0), "rule: rule-options.count(least=0, most=1)"),
    (lambda b: b.share([b.condition({"sales": 2})], 0.0), "rule: rule-options.share"),
    (lambda b: b.steps(b.score("sales"), {"silver": 2, "gold": 1}), "rule: rule-options.thresholds"),
    (
        lambda b: b.condition({"sales.plam": True}),
        "rule: unknown-name(name='sales.plam') -> fix.near(name='sales.plan')",
    ),
    (lambda b: b.condition({}), "rule: condition-empty.asks"),
    (
        lambda b: b.condition({"sales": True}),
        "rule.name: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
    ),
    (lambda b: b.fail("no", "so", option="number"), "rule.number: rule-options: no -> so"),
    (lambda b: b.fail("no"), "rule: rule-options: no"),
]


@pytest.mark.parametrize(("build", "message"), REFUSED, ids=range(len(REFUSED)))
def test_a_wrong_call_of_the_builder_is_reported_at_the_option_it_comes_from(build: Build, message: str) -> None:
    problems = refused(build)
    assert message in problems
    assert "fails" not in problems


PROBLEMS: list[tuple[Build, str]] = [
    (
        lambda b: b.level("service.desk"),
        "rule: rule-options.question(id='service.desk')",
    ),
    (
        lambda b: b.points("sales"),
        "rule.name: rule-options.dimension(id='sales')",
    ),
    (
        lambda b: b.points("service.city"),
        "rule: no-points.rule(id='service.city')",
    ),
    (
        lambda b: b.score(),
        "rule: no-score(whole=dimension(id='tiers'))",
    ),
    (
        lambda b: b.level("apac"),
        "rule.areas.0.id: unknown-name(name='apac')",
    ),
    (
        lambda b: b.condition({"sales": True}),
        "rule.name: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
    ),
    (
        lambda b: b.condition({"apac": None}),
        "rule.apac: wrong-type.asked(given=None)",
    ),
    (lambda b: b.fail("no", "so", option="number"), "rule.number: rule-options: no -> so"),
]


@pytest.mark.parametrize(("build", "problem"), PROBLEMS, ids=range(len(PROBLEMS)))
def test_a_wrong_call_of_the_builder_is_reported_with_its_place_and_a_fix(build: Build, problem: str) -> None:
    with pytest.raises(RubricError) as caught:
        rubric_of(build)
    assert list(map(data, caught.value.problems)) == [problem]


@pytest.mark.parametrize(
    ("read", "name", "code"),
    [
        (lambda b, name: b.level(name), "service.desk", "rule-options"),
        (lambda b, name: b.points(name), "service.city", "no-points"),
        (lambda b, name: b.score(name), "market", "no-score"),
    ],
    ids=["level", "points", "score"],
)
def test_a_name_without_the_wanted_value_is_reported_at_its_option(
    read: Callable[[RuleBuilder, str], object], name: str, code: str
) -> None:
    @attrs.frozen
    class Named(Rule):
        kind = "acme.named"
        summary = "what is named counts"
        of: tuple[str, ...]

        def build(self, builder: RuleBuilder) -> LevelTerm:
            return [read(builder, each) for each in self.of]  # type: ignore[return-value]  # it does not come to that

    with pytest.raises(RubricError) as caught:
        attrs.evolve(
            PLAIN,
            dimensions={**PLAIN.dimensions, "market": attain.Dimension(rating=True)},
            rule=Named(of=(name,)),
        )
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [(code, ("rule", "of", 0))]


def within(**rules: Rule) -> list[tuple[str, tuple[str | int, ...]]]:
    """Return the problems of dimensions that have these rules instead of ranges, without the common start of all paths."""
    dimensions = {
        name: attrs.evolve(PLAIN.dimensions[name], bands=None, score="sum", rule=rule) for name, rule in rules.items()
    }
    with pytest.raises(RubricError) as caught:
        attrs.evolve(PLAIN, dimensions={**PLAIN.dimensions, **dimensions})
    assert {problem.path[:1] for problem in caught.value.problems} == {("dimensions",)}
    return [(problem.code, problem.path[1:]) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("requires", "code", "place"),
    [
        ({"any": 5}, "condition-syntax", ("any",)),
        ({"any": ({"sales.plam": True},)}, "unknown-name", ("requires", "any", 0, "sales.plam")),
        ({"applies-when": {"regoin": "emea"}}, "unknown-fact", ("requires", "applies-when", "regoin")),
    ],
    ids=["no list", "unknown name", "unknown fact"],
)
def test_wrong_conditions_in_an_option_are_reported_at_the_option(
    requires: dict[str, object], code: str, place: tuple[str | int, ...]
) -> None:
    rule = Rich(requires=FrozenDict(requires))
    assert within(service=rule) == [(code, ("service", "rule", *place))]


def test_problems_of_several_rules_are_reported_for_each_and_for_no_other() -> None:
    lost = ("unknown-name", ("sales", "rule", "of", 0))
    assert within(sales=Best(of=("apac",)), service=Rich()) == [lost]
    syntax = ("condition-syntax", ("service", "rule", "any"))
    assert within(sales=Best(of=("apac",)), service=Rich(requires=FrozenDict(any=5))) == [lost, syntax]


def test_the_level_of_a_dimension_without_one_can_not_be_used() -> None:
    dimensions = {"sales": attain.Dimension(questions={"plan": attain.Question("Is there a plan?")})}
    with pytest.raises(
        RubricError, match=r"rule\.name: 'sales' has no level; give it bands, requires, a ladder"
    ) as caught:
        rubric_of(lambda builder: builder.level("sales"), dimensions=dimensions)
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [("no-level", ("rule", "name"))]


NO_REGIONS: dict[str, LevelTerm] = {}
FAILING: list[tuple[Build, str]] = [
    (lambda _: NO_REGIONS["emea"], "fails: KeyError: 'emea' ({file}:"),
    (
        lambda b: b.level("salse"),
        "fails: ValueError: there is no question or dimension 'salse'; did you mean 'sales'? ({file}:",
    ),
    (
        lambda b: b.steps(b.points("service.dsk"), {"silver": 1}),
        "fails: ValueError: there is no question or dimension 'service.dsk'; did you mean 'service.desk'? ({file}:",
    ),
    (
        lambda b: b.ladder({"goldd": b.condition({"sales": 2})}),
        "fails: ValueError: there is no level 'goldd'; did you mean 'gold'? ({file}:",
    ),
    (
        lambda b: b.condition({"service": "goldd"}),
        "fails: ValueError: there is no level 'goldd'; did you mean 'gold'? ({file}:",
    ),
    (
        lambda b: b.condition({"any": 5}),
        "fails: ValueError: must be a list of at least one name or table of conditions; write any = [",
    ),
    (
        lambda b: b.fail("no", option="ares"),
        "fails: ValueError: the rule has no option 'ares'; did you mean 'areas'? ({file}:",
    ),
    (
        lambda b: b.fail("no", option="zzz"),
        "fails: ValueError: the rule has no option 'zzz'; use 'number', 'flag',",
    ),
    (lambda b: b.highest([5]), "fails: TypeError: 5 does not come from this builder ({file}:"),  # type: ignore[list-item]
    (lambda b: b.level(["sales"]), "fails: TypeError: unhashable type: 'list' ({file}:"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("build", "message"), FAILING, ids=range(len(FAILING)))
def test_a_rule_that_fails_is_reported_with_its_exception(build: Build, message: str) -> None:
    with pytest.raises(RubricError) as caught:
        rubric_of(build)
    (problem,) = caught.value.problems
    assert (problem.key, problem.path) == ("rule-failed.raised", ("rule",))
    assert str(problem.values["cause"]).startswith(message.partition(" ({file}")[0])


@pytest.mark.parametrize(
    ("build", "given"),
    [
        (lambda _: None, None),
        (lambda b: b.score("sales"), say("value", text="ScoreTerm()")),
        (lambda b: b.condition({"sales": 2}), say("value", text="ConditionTerm()")),
    ],
    ids=["nothing", "score", "condition"],
)
def test_a_rule_returns_a_level_of_its_builder(build: Build, given: object) -> None:
    with pytest.raises(RubricError) as caught:
        rubric_of(build)
    (problem,) = caught.value.problems
    assert (problem.key, problem.path, problem.values["given"]) == ("rule-failed.term", ("rule",), given)


@pytest.mark.parametrize("build", [build for build, message in FAILING if "{file}" in message], ids=itertools.count())
def test_a_rule_that_fails_is_named_with_its_line(build: Build) -> None:
    assert f"place=' ({__file__}:" in refused(build)


def of_no_options(build: Build) -> str:
    """Return the cause that is reported for a rule without options, after a check that the right line is blamed."""

    @attrs.frozen
    class Bare(Rule):
        kind = "acme.bare"
        summary = "it is tried"

        def build(self, builder: RuleBuilder) -> LevelTerm:
            return build(builder)  # type: ignore[return-value]  # some tests return nonsense

    with pytest.raises(RubricError) as caught:
        attrs.evolve(PLAIN, rule=Bare())
    (problem,) = caught.value.problems
    assert (problem.key, problem.path) == ("rule-failed.raised", ("rule",))
    assert problem.values["place"] == f" ({__file__}:{inspect.getsourcelines(build)[1]})"
    return str(problem.values["cause"])


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (
            lambda b: b.ladder({level: b.condition({"sales": 2}) for level in b.levels}),
            "fails: ValueError: 'bronze' is the lowest level, which everyone has; name a level above it",
        ),
        (lambda b: b.fail("no", option="off"), "fails: ValueError: the rule has no option 'off'; it has none"),
        (lambda b: b.level("zzz"), "fails: ValueError: there is no question or dimension 'zzz'"),
    ],
    ids=["lowest level", "no option", "unknown name"],
)
def test_a_wrong_call_that_comes_from_no_option_is_blamed_on_the_rule(build: Build, message: str) -> None:
    assert of_no_options(build) == message


def test_a_rule_without_options_can_not_blame_one() -> None:
    @attrs.frozen
    class Blames(Rule):
        kind = "acme.blames"
        summary = "it is never well"

        def build(self, builder: RuleBuilder) -> LevelTerm:
            builder.fail("no", option="off")

    with pytest.raises(RubricError, match=r"fails: ValueError: the rule has no option 'off'; it has none( \(|;)"):
        attrs.evolve(PLAIN, rule=Blames())


@pytest.mark.parametrize(
    ("build", "term"),
    [
        (lambda b: b.level("sales") if b.condition({"sales": 2}) else b.level("service"), "ConditionTerm"),
        (lambda b: b.level("sales") if not b.score("sales") else b.level("service"), "ScoreTerm"),
        (lambda b: b.level("sales") and b.level("service"), "LevelTerm"),
        (lambda b: b.level("sales") if b.level("sales") == "gold" else b.level("service"), "LevelTerm"),
    ],
    ids=["if", "not", "and", "=="],
)
def test_a_term_can_not_be_used_as_a_value(build: Build, term: str) -> None:
    assert of_no_options(build) == (
        f"fails: TypeError: {term}() is not known before answers are scored, so 'if', 'and', 'or',"
        " 'not' and '==' can't use it; combine conditions with any_of and all_of, and compare with at_least"
    )


def test_terms_may_be_in_sets_and_tables() -> None:
    def build(builder: RuleBuilder) -> LevelTerm:
        sales = builder.level("sales")
        return builder.highest(sorted({sales, builder.level("service")}, key=lambda term: term is sales))

    assert level(build) == "Gold"


TOP: list[Build] = [
    lambda b: b.ladder({top: b.condition({"sales": 2}) for top in b.levels[2:]}),
    lambda b: b.ladder({"gold": b.condition({"sales": b.levels[-1]})}),
    lambda b: b.ladder({"gold": b.condition({"any": [{"sales": {"level": b.levels[-1]}}]})}),
    lambda b: b.ladder({"gold": b.at_least(b.level("sales"), b.levels[-1])}),
    lambda b: b.steps(b.score("sales"), dict(zip(b.levels[1:], (1, 2), strict=True))),
]


@pytest.mark.parametrize("build", TOP, ids=["ladder", "condition", "condition within", "at_least", "steps"])
def test_a_level_may_be_given_instead_of_its_id(build: Build) -> None:
    rubric = rubric_of(build)
    assert str(rubric.assess(GIVEN).level) == "Gold"
    holds(rubric)


def test_a_term_of_another_builder_is_refused() -> None:
    kept: list[LevelTerm] = []

    def build(builder: RuleBuilder) -> LevelTerm:
        kept.append(builder.level("sales"))
        return kept[0]

    assert "rule-failed.term(rule='acme.tried', given=value(text='LevelTerm()')" in refused(build)


@pytest.mark.parametrize(
    "ask",
    [
        lambda builder: builder.level("service"),
        lambda builder: builder.steps(builder.score("service"), {"silver": 1}),
        lambda builder: builder.steps(builder.points("service.desk"), {"silver": 1}),
        lambda builder: builder.ladder({"silver": builder.condition({"service": "gold"})}),
    ],
    ids=["level", "score", "points", "condition"],
)
def test_a_rule_that_builds_something_else_each_time_is_refused(ask: Build) -> None:
    times: list[str] = []

    def build(builder: RuleBuilder) -> object:
        times.append("built")
        return ask(builder) if len(times) > 1 else builder.level("sales")

    assert refused(build).startswith(f"rule: rule-failed.varies(rule='acme.tried', place=' ({__file__}:")


def test_a_rule_that_hides_a_refused_call_is_reported() -> None:
    def build(builder: RuleBuilder) -> LevelTerm:
        try:
            return builder.steps(builder.points("sales"), {"silver": 1})
        except RubricError:
            return builder.level("sales")

    with pytest.raises(RubricError) as caught:
        rubric_of(build)
    (problem,) = caught.value.problems
    assert (problem.key, problem.path) == ("rule-failed.varies", ("rule",))


def test_rules_that_ask_for_each_other_are_refused() -> None:
    sales = attrs.evolve(PLAIN.dimensions["sales"], bands=None, rule=Best(of=("service",)))
    service = attrs.evolve(PLAIN.dimensions["service"], bands=None, rule=Best(of=("sales",)))
    with pytest.raises(RubricError, match="rule: depends on itself: the level of"):
        attrs.evolve(PLAIN, dimensions={"sales": sales, "service": service})


def test_a_problem_elsewhere_is_reported_once_and_not_by_the_rule_too() -> None:
    text = TEXT.replace("RULE", 'rule = { kind = "acme.best", of = ["sales"] }').replace(
        'silver = "1"', 'silver = "x"', 1
    )
    with pytest.raises(RubricError) as caught:
        read_text(text, finder=SHELF, kind=Rubric)
    assert [problem.path for problem in caught.value.problems] == [("dimensions", "sales", "bands", "silver")]


@pytest.mark.parametrize(
    "build",
    [lambda b: b.level("sales"), lambda b: b.ladder({"silver": b.condition({"sales": "silver"})})],
    ids=["level", "condition"],
)
def test_a_problem_of_a_dimension_is_reported_once_and_not_by_the_rule_that_uses_it(build: Build) -> None:
    falling = attrs.evolve(PLAIN.dimensions["sales"], bands={"bronze": "0", "silver": "5", "gold": "2+"})
    with pytest.raises(RubricError) as caught:
        rubric_of(build, dimensions={"sales": falling})
    assert [problem.path for problem in caught.value.problems] == [("dimensions", "sales", "bands", "gold")]


def test_a_problem_of_a_question_is_reported_once_and_not_by_the_rule_that_uses_its_points() -> None:
    desk = attain.Question("Is there a desk?", kind="number", points={"yes": 1, "no": 0})
    service = attrs.evolve(PLAIN.dimensions["service"], bands=None, questions={"desk": desk})
    with pytest.raises(RubricError) as caught:
        rubric_of(
            lambda b: b.steps(b.points("service.desk"), {"silver": 1}),
            dimensions={"sales": PLAIN.dimensions["sales"], "service": service},
        )
    assert [problem.path[:4] for problem in caught.value.problems] == [("dimensions", "service", "questions", "desk")]


# ---------------------------------------------------------------- answer states


@attrs.frozen
class Points(Rule):
    """A rule by the points of some questions."""

    kind = "acme.points"
    summary = "the mean of the points counts"
    of: tuple[str, ...]

    def build(self, builder: RuleBuilder) -> LevelTerm:
        return builder.steps(builder.mean([builder.points(name) for name in self.of]), {"silver": 0.5, "gold": 1})


def holds(rubric: Rubric) -> None:
    """Check the laws for every rubric, on random answers."""
    broken_ = {name: broken(law, rubric, 5) for name, law in {**LAWS, "executors": EXECUTORS, "kept": KEPT}.items()}
    assert {name: text for name, text in broken_.items() if text} == {}


ONE = {"plan": attain.Question("Is there a plan?"), "desk": attain.Question("Is there a desk?")}


def small(**more: object) -> Rubric:
    levels = [attain.Level("bronze"), attain.Level("silver"), attain.Level("gold")]
    rubric = Rubric(id="a", version="1", title="A", levels=levels, questions=ONE, rule=Points(of=("plan", "desk")))
    return attrs.evolve(rubric, **more)  # type: ignore[arg-type]  # its fields, as a test gives them


def test_an_open_question_counts_as_its_worst_answer() -> None:
    found = small().assess({"plan": True}).root
    assert (str(found.level), str(found.low), str(found.high)) == ("Silver", "Silver", "Gold")


def test_an_open_question_is_skipped_if_the_dimension_says_so() -> None:
    rubric = small(unanswered="exclude")
    assert str(rubric.assess({"plan": True}).level) == "Gold"
    assert str(rubric.assess({}).level) == "Bronze"
    holds(rubric)


def test_a_rule_that_fails_only_if_open_questions_are_skipped_is_reported() -> None:
    @attrs.frozen
    class Sometimes(Points):
        kind = "acme.sometimes"

        def build(self, builder: RuleBuilder) -> LevelTerm:
            if builder._passed_over:
                raise LookupError("not so")
            return super().build(builder)

    with pytest.raises(RubricError, match=r"rule: the rule 'acme\.sometimes' fails: LookupError: not so"):
        small(unanswered="exclude", rule=Sometimes(of=("plan",)))


def test_an_open_question_withholds_the_level_if_the_dimension_says_so() -> None:
    found = small(unanswered="block").assess({"plan": True}).root
    assert (found.level, found.blocked_by, str(found.high)) == (None, ("desk",), "Gold")


def test_a_question_that_is_not_applicable_is_skipped() -> None:
    rubric = small(not_applicable="exclude")
    assert str(rubric.assess({"plan": True, "desk": "n/a"}).level) == "Gold"
    assert rubric.assess({"plan": "n/a", "desk": "n/a"}).level is None


def test_a_dimension_with_a_rule_may_depend_on_facts() -> None:
    dimension = attain.Dimension(questions=ONE, rule=Points(of=("plan",)), applies_when={"local": True})
    rubric = small(
        rule=None, questions={}, combine="minimum", facts={"local": attain.Fact("Local?")}, dimensions={"a": dimension}
    )
    assert str(rubric.assess({"a.plan": True}, facts={"local": True})["a"].level) == "Gold"
    assert rubric.assess({}, facts={"local": False})["a"].level is None


# ---------------------------------------------------------------- the place of a rule


def test_a_rule_in_the_defaults_counts_for_dimensions_without_another_way() -> None:
    rubric = small(
        rule=None,
        combine="minimum",
        questions={},
        defaults=attain.Dimension(rule=Points(of=("plan", "desk"))),
        dimensions={"a": attain.Dimension(questions=ONE), "b": attain.Dimension(questions=ONE, rating=True)},
    )
    assert [rubric.plan.outputs[number].way for number in range(3)] == ["combine", "acme.points", "rating"]


def overlay(more: str, rule: str = 'rule = { kind = "acme.best", of = ["sales"] }') -> Rubric:
    base = TEXT.replace("RULE", rule)
    shelf = Shelf(rules=[Best, Rich, Picky], policies=SHELF.policies.values())
    shelf.sources = {"tiers": from_text(base)}
    return read_text(f'attain = 1\nid = "mine"\nversion = "1"\nextends = "tiers"\n{more}', finder=shelf, kind=Rubric)


def test_an_overlay_changes_one_option() -> None:
    rubric = overlay("rule.most = 5", 'rule = { kind = "acme.rich", text = "b", most = 4 }')
    assert rubric.rule == Rich(text="b", most=5)


def test_an_overlay_replaces_a_rule_by_another_with_its_options() -> None:
    assert overlay('rule = { kind = "acme.rich" }').rule == Rich()
    assert overlay('combine = "minimum"').rule is None
    rubric = overlay('rule = { kind = "acme.best", of = ["service"] }', 'combine = "minimum"')
    assert (rubric.rule, rubric.combine) == (Best(of=("service",)), None)


def test_an_overlay_gives_a_dimension_a_rule() -> None:
    rubric = overlay('dimensions.sales.rule = { kind = "acme.best", of = ["service"] }')
    assert rubric.dimensions["sales"].ways == ("rule",)


# ---------------------------------------------------------------- digests


def scoring(**more: object) -> str:
    return small(**more).scoring_digest


def another(version: str = "1", summary: str = "another", name: str = "acme.points") -> type[Points]:
    @attrs.frozen
    class Another(Points):
        kind = name

    Another.version, Another.summary = version, summary
    return Another


def test_the_scoring_digest_covers_everything_that_decides_in_a_rule() -> None:
    of = ("plan", "desk")
    same = scoring(rule=another()(of=of))
    assert scoring(rule=another(summary="more")(of=of)) == same
    assert scoring(rule=Points(of=of)) == same
    assert len({same, scoring(rule=another(version="2")(of=of)), scoring(rule=another()(of=("plan",)))}) == 3
    assert scoring(rule=another(name="acme.others")(of=of)) != same
    assert small(rule=another(summary="more")(of=of)).wording_digest == small().wording_digest


def test_every_option_is_in_the_digest_under_any_name() -> None:
    @attrs.frozen
    class Unit:
        unit: str = "EUR"

    @attrs.frozen
    class Named(Points):
        kind = "acme.named"
        title: str = "a"
        units: tuple[Unit, ...] = ()
        since: date | None = None

    of = ("plan",)
    made = [
        Named(of=of),
        Named(of=of, title="b"),
        Named(of=of, units=(Unit(),)),
        Named(of=of, units=(Unit("USD"),)),
        Named(of=of, since=date(2026, 1, 1)),
    ]
    assert len({scoring(rule=rule) for rule in made}) == len(made)


BANDS = {"bronze": "0-2", "silver": "1-2", "gold": "2+"}
CLEAR = attain.Dimension(bands=BANDS, questions={**ONE, "hours": attain.Question("At night?")})


def banded(**more: object) -> Rubric:
    return small(rule=None, questions={}, combine="minimum", dimensions={"a": CLEAR}, **more)


def test_the_scoring_digest_covers_the_version_of_a_policy_and_not_its_function() -> None:
    def first(candidates: tuple[int, ...]) -> int:
        return candidates[0]

    policies = [Policy("acme.a", "overlap", middle), Policy("acme.a", "overlap", first)]
    assert len({banded(overlap=None, defaults=attain.Dimension(overlap=each)).scoring_digest for each in policies}) == 1
    newer = Policy("acme.a", "overlap", middle, version="2")
    assert (
        banded().with_policy(overlap=newer).scoring_digest != banded().with_policy(overlap=policies[0]).scoring_digest
    )


# ---------------------------------------------------------------- policies


YES = {"a": {"plan": True, "desk": True, "hours": False}}


def test_a_policy_chooses_the_middle_of_three_and_why_names_it() -> None:
    found = banded().with_policy(overlap=SHELF.policies["acme.middle"]).assess(YES)["a"]
    assert str(found.level) == "Silver"
    assert found.policy == 'overlap = "acme.middle"'
    assert {name: str(level) for name, level in found.alternatives.items()} == {"lowest": "Bronze", "highest": "Gold"}
    assert "The policy acme.middle decides; the highest is Gold" in found.why
    assert attain.Result.from_dict(banded().with_policy(overlap=SHELF.policies["acme.middle"]).assess(YES).to_dict())


def test_a_policy_of_a_gap_is_read_from_a_file() -> None:
    text = TEXT.replace("RULE", 'combine = "minimum"\ndefaults.gap = "acme.upper"').replace(
        '"1", gold = "2+"', '"2", gold = "3+"'
    )
    rubric = read_text(text, finder=SHELF, kind=Rubric)
    found = rubric.assess({"sales.plan": True, "sales.review": False})["sales"]
    assert (str(found.level), found.policy) == ("Silver", 'gap = "acme.upper"')
    assert 'gap = "acme.upper"' in rubric.to_toml()
    assert read_text(rubric.to_toml(), finder=SHELF, kind=Rubric) == rubric
    assert pickle.loads(pickle.dumps(rubric)) == rubric


def test_a_policy_reads_the_ranges_of_points_too() -> None:
    points = {"bands": {"0-20": 1, "10-20": 2, "20+": 3}}
    staff = attain.Question("How many?", kind="number", min=0, points=points)
    dimension = attain.Dimension(score="sum", questions={"staff": staff}, overlap=SHELF.policies["acme.middle"])
    rubric = small(rule=None, questions={}, score="sum", dimensions={"a": dimension})
    assert [rubric.assess({"a.staff": number}).score for number in (5, 15, 20, 21)] == [1, 2, 2, 3]


def refusal(policy: Policy) -> str:
    with pytest.raises(RubricError) as caught:
        banded().with_policy(**{policy.clash: policy})
    return "\n".join(map(placed, caught.value.problems))


def failing(_: tuple[int, ...]) -> int:
    raise LookupError("no choice")


def falling(candidates: tuple[int, ...]) -> int:
    return min(candidates) if len(candidates) == 3 else max(candidates)


def test_a_policy_that_breaks_the_order_is_refused() -> None:
    found = refusal(Policy("acme.falling", "overlap", falling))
    assert found == "dimensions.a.overlap: policy-failed.order(policy='acme.falling')"


def test_a_policy_that_fails_is_named_with_its_line() -> None:
    line = failing.__code__.co_firstlineno + 1
    found = refusal(Policy("acme.failing", "overlap", failing))
    assert found.startswith("dimensions.a.overlap: policy-failed.raised(policy='acme.failing', ")
    assert found.endswith(f"error='LookupError: no choice'), place=' ({__file__}:{line})')")


@pytest.mark.parametrize("chosen", [9, None, "gold", [0], 1.0, True])
def test_a_policy_that_chooses_nonsense_is_refused(chosen: object) -> None:
    found = refusal(Policy("acme.odd", "overlap", lambda _: chosen))  # type: ignore[arg-type, return-value]  # nonsense
    assert "policy-failed.choice(policy='acme.odd', chosen=" in found


@pytest.mark.parametrize("id_", ["a", "", "acme", "acme.", ".middle", "acme.The_Middle", "Acme.middle", "acme.a.b"])
def test_a_policy_has_an_id_that_files_can_name(id_: str) -> None:
    with pytest.raises(RubricError) as caught:
        Policy(id_, "overlap", max)
    assert (
        str(caught.value)
        == f"id: {id_!r} is not the id of a plugin's policy; write the name of the plugin, a dot and an id, such as 'acme.middle'"
    )


def test_a_policy_that_fails_for_points_is_reported_there() -> None:
    points = {"bands": {"0-20": 1, "10-20": 2, "20+": 3}}
    staff = attain.Question("How many?", kind="number", min=0, points=points)
    policy = Policy("acme.failing", "overlap", failing)
    dimension = attain.Dimension(score="sum", questions={"staff": staff}, overlap=policy)
    with pytest.raises(RubricError, match=r"the policy 'acme\.failing' fails: LookupError") as caught:
        small(rule=None, questions={}, score="sum", dimensions={"a": dimension})
    assert "only the author of the plugin can fix this" in [problem.hint for problem in caught.value.problems]


def test_a_policy_for_gaps_can_not_decide_overlaps() -> None:
    with pytest.raises(RubricError) as caught:
        banded().with_policy(overlap=Policy("acme.upper", "gap", max))
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("policy-kind", ("defaults", "overlap"))


# ---------------------------------------------------------------- laws for every rule


@attrs.frozen
class Random(Rule):
    """A rule that builds a recipe, from the names in the rubric."""

    kind = "acme.random"
    summary = "chance decides"
    level: object

    def build(self, builder: RuleBuilder) -> LevelTerm:
        made = _built(self.level, builder)
        assert isinstance(made, LevelTerm)
        return made


def _built(recipe: object, builder: RuleBuilder) -> object:
    """Build a recipe: the name of a method of the builder, and its arguments."""
    if isinstance(recipe, FrozenDict):
        return {key: _built(value, builder) for key, value in recipe.items()}
    if isinstance(recipe, tuple) and recipe[:1] == ("make",):
        _, name, arguments, options = recipe
        make: Callable[..., object] = getattr(builder, name)
        return make(*(_built(each, builder) for each in arguments), **options)
    return [_built(each, builder) for each in recipe] if isinstance(recipe, tuple) else recipe


def make(
    name: str, *arguments: st.SearchStrategy[object], **options: st.SearchStrategy[object]
) -> st.SearchStrategy[object]:
    return st.tuples(
        st.just("make"), st.just(name), st.tuples(*arguments), st.fixed_dictionaries(options).map(FrozenDict)
    )


LEVELS = ("silver", "gold")
QUESTIONS = ("d0.q0", "d0.q1", "d1.q0", "d1.q1")
NUMBERS = st.sampled_from([0, 0.5, 1, 1.5, 2, 3])
WEIGHTS = st.sampled_from([0, 0.5, 1, 2])


def some(what: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(what, min_size=1, max_size=most).map(tuple)


def weighted(what: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[tuple[object, ...], tuple[float, ...]]]:
    pairs = st.lists(st.tuples(what, WEIGHTS), min_size=1, max_size=3)
    heavy = pairs.filter(lambda found: any(weight for _, weight in found))
    return heavy.map(lambda found: (tuple(each for each, _ in found), tuple(weight for _, weight in found)))


def make_weighted(name: str, what: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return weighted(what).map(lambda found: ("make", name, found, FrozenDict()))


SCORES: st.SearchStrategy[object] = st.recursive(
    make("points", st.sampled_from(QUESTIONS)) | make("score", st.sampled_from(["d0", "d1"])),
    lambda inner: st.one_of(
        make_weighted("sum", inner),
        make_weighted("mean", inner),
        make("product", some(inner)),
        make("least", some(inner)),
        make("greatest", some(inner)),
        make(
            "bend",
            inner,
            base=st.sampled_from([0, 1]),
            cap=st.sampled_from([None, 3]),
            digits=st.sampled_from([None, 0]),
        ),
    ),
    max_leaves=4,
)


def ladders(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    conditions = st.recursive(
        make("at_least", SCORES, NUMBERS) | make("at_least", inner, st.sampled_from(LEVELS)),
        lambda of: (
            make("all_of", some(of)) | make("any_of", some(of)) | make("share", some(of), st.sampled_from([0.5, 1.0]))
        ),
        max_leaves=3,
    )
    by_level = st.dictionaries(st.sampled_from(LEVELS), conditions, min_size=1).map(FrozenDict)
    return make("ladder", by_level, cumulative=st.booleans())


STEPS = st.lists(NUMBERS, min_size=2, max_size=2).map(lambda found: FrozenDict(zip(LEVELS, sorted(found), strict=True)))
RECIPES: st.SearchStrategy[object] = st.recursive(
    make("level", st.sampled_from(["d0", "d1"])) | make("steps", SCORES, STEPS),
    lambda inner: st.one_of(
        ladders(inner),
        make("highest", some(inner)),
        make("lowest", some(inner)),
        make("majority", some(inner)),
        make_weighted("average", inner),
    ),
    max_leaves=4,
)


def random_rubric(recipe: object, unanswered: object, keyed: object) -> Rubric:
    dimension = attain.Dimension(
        bands={"bronze": "0", "silver": "1", "gold": "2+"},
        questions={
            "q0": attain.Question("Is there a plan?", keyed=keyed),  # type: ignore[arg-type]  # drawn
            "q1": attain.Question(
                "How far?",
                options=[
                    attain.Option("no", points=0),
                    attain.Option("partly", points=1),
                    attain.Option("fully", points=3),
                ],
            ),
        },
    )
    levels = [attain.Level("bronze"), attain.Level("silver"), attain.Level("gold")]
    return Rubric(
        id="random", version="1", title="Random", levels=levels, dimensions={"d0": dimension, "d1": dimension},
        rule=Random(recipe), defaults=attain.Dimension(unanswered=unanswered, not_applicable="exclude"),  # type: ignore[arg-type]  # drawn
    )  # fmt: skip


@st.composite
def random_rubrics(draw: st.DrawFn) -> Rubric:
    unanswered = draw(st.sampled_from(["worst", "exclude", "block"]))
    return random_rubric(draw(RECIPES), unanswered, draw(st.sampled_from(["yes", "no"])))


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of strategies within each other
@given(st.data(), random_rubrics())
def test_any_rule_obeys_the_laws_in_every_executor(data: st.DataObject, rubric: Rubric) -> None:
    law = data.draw(st.sampled_from([*LAWS.values(), EXECUTORS, KEPT]))
    law.holds(data.draw(law.cases(rubric)), data)
    again = pickle.loads(pickle.dumps(rubric))
    assert (again, digests(again)) == (rubric, digests(rubric))


def test_recipes_make_more_than_one_level() -> None:
    """The test above would test nothing if every recipe gave the same level."""
    recipe: object = (
        "make",
        "steps",
        (("make", "points", ("d0.q1",), FrozenDict()), FrozenDict(silver=1, gold=3)),
        FrozenDict(),
    )
    rubric = random_rubric(recipe, "worst", "yes")
    assert [str(rubric.assess({"d0.q1": answer}).level) for answer in ("no", "partly", "fully")] == [
        "Bronze",
        "Silver",
        "Gold",
    ]
