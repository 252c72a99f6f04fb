"""A rubric that makes no sense is refused before anything is scored, with all problems at once, each as data."""

import pytest
from data import data

import attain
from attain import Level, Rubric, RubricError

START = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
"""


def reported(text: str) -> list[str | None]:
    """Return the problems of a rubric, as data."""
    with pytest.raises(RubricError) as caught:
        attain.loads(text)
    return list(map(data, caught.value.problems))


WRONG = [
    # ids and names
    pytest.param(
        "dimensions.Sales = {}",
        ["dimensions.Sales: id-syntax.letters(id='Sales', example='sales')"],
        id="ids and names: an id in capitals",
    ),
    pytest.param(
        'questions.sales_plan = "Is there a plan?"',
        ["questions.sales_plan: id-syntax.letters(id='sales_plan', example='sales-plan')"],
        id="ids and names: an id with an underline",
    ),
    pytest.param(
        'questions."" = "Is there a plan?"',
        ["questions.: id-syntax.letters(id='', example='joint-planning')"],
        id="ids and names: an empty id",
    ),
    pytest.param(
        f'questions.{"x" * 101} = "Is there a plan?"',
        [
            "questions.xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx: id-syntax.long(length=101, most=100)"
        ],
        id="ids and names: an id that is too long",
    ),
    pytest.param(
        """
dimensions.level.rating = true
questions.points = "Are there any?"
scales.degree.options = ["no", "unknown"]
""",
        [
            "dimensions.level: id-syntax.reserved(id='level') -> fix.other-id(example='our-level')",
            "questions.points: id-syntax.reserved(id='points') -> fix.other-id(example='our-points')",
            "scales.degree.options.unknown: id-syntax.reserved(id='unknown') -> fix.other-id(example='our-unknown')",
        ],
        id="ids and names: ids that mean something in rules",
    ),
    pytest.param(
        """
scales.Degree.options = ["No", "yes"]
facts.EU = "Is it in the EU?"
""",
        [
            "scales.Degree: id-syntax.letters(id='Degree', example='degree')",
            "scales.Degree.options.No: id-syntax.letters(id='No', example='no')",
            "facts.EU: id-syntax.letters(id='EU', example='eu')",
        ],
        id="ids and names: ids of scales, options and facts",
    ),
    pytest.param(
        'terms = { levels = "tiers", colour = "hue" }',
        [
            "terms.levels: unknown-term(name='levels') -> fix.near(name='level')",
            "terms.colour: unknown-term(name='colour') -> fix.choices(names=('dimension', 'level', 'question', 'subject', 'effort'))",
        ],
        id="ids and names: a word that nothing uses",
    ),
    pytest.param(
        """
dimensions.plan = {}
questions.plan = "Is there a plan?"
""",
        ["dimensions.plan: id-twice.question(id='plan')"],
        id="ids and names: a question called like a dimension beside it",
    ),
    pytest.param(
        """
dimensions.sales.questions.plan = "Is there a plan?"
dimensions.plan.parent = "sales"
""",
        ["dimensions.plan: id-twice.question(id='plan')"],
        id="ids and names: a question called like a dimension within",
    ),
    pytest.param(
        """
rating = true
questions.tiers = "Are there tiers?"
""",
        ["rating: id-twice.rating(id='tiers')"],
        id="ids and names: a rating called like a question",
    ),
    pytest.param(
        """
rating = true
dimensions.tiers = {}
""",
        ["rating: id-twice.rating(id='tiers')"],
        id="ids and names: a rating called like a dimension",
    ),
    # ids of levels, dimensions and examples that do not exist
    pytest.param(
        'descriptors.golden = "All that glitters"',
        ["descriptors.golden: unknown-level(name='golden') -> fix.near(name='gold')"],
        id="levels, dimensions and examples that do not exist: a level of descriptors",
    ),
    pytest.param(
        """
actions = [{ text = "Plan." }, { text = "Review.", level = "golden" }]
questions.plan.actions = [{ text = "Plan.", level = "platinum" }]
""",
        [
            "actions.1.level: unknown-level(name='golden') -> fix.near(name='gold')",
            "questions.plan.actions.0.level: unknown-level(name='platinum') -> fix.choices(names=('bronze', 'silver', 'gold'))",
        ],
        id="levels, dimensions and examples that do not exist: a level of actions",
    ),
    pytest.param(
        """
bands = { bronze = "0", golden = "1" }
questions.plan = "Is there a plan?"
""",
        ["bands.golden: unknown-level(name='golden') -> fix.near(name='gold')"],
        id="levels, dimensions and examples that do not exist: a level of bands",
    ),
    pytest.param(
        """
requires.golden.plan = true
questions.plan = "Is there a plan?"
""",
        ["requires.golden: unknown-level(name='golden') -> fix.near(name='gold')"],
        id="levels, dimensions and examples that do not exist: a level of requirements",
    ),
    pytest.param(
        """
ladder = {}
questions.plan = { level = "golden" }
""",
        ["questions.plan.level: unknown-level(name='golden') -> fix.near(name='gold')"],
        id="levels, dimensions and examples that do not exist: a level of a question",
    ),
    pytest.param(
        """
[[examples]]
level = "golden"
levels = { sales = "golden", sale = "gold" }
scores = { sale = 5 }
[dimensions.sales]
rating = true
""",
        [
            "examples.0.level: unknown-level(name='golden') -> fix.near(name='gold')",
            "examples.0.levels.sales: unknown-level(name='golden') -> fix.near(name='gold')",
            "examples.0.levels.sale: unknown-dimension(name='sale') -> fix.near(name='sales')",
            "examples.0.scores.sale: unknown-dimension(name='sale') -> fix.near(name='sales')",
        ],
        id="levels, dimensions and examples that do not exist: a level and a dimension of an example",
    ),
    pytest.param(
        """
dimensions.sales.parent = "market"
dimensions.plan.parent = "sale"
""",
        [
            "dimensions.sales.parent: unknown-dimension(name='market')",
            "dimensions.plan.parent: unknown-dimension(name='sale') -> fix.near(name='sales')",
        ],
        id="levels, dimensions and examples that do not exist: a parent",
    ),
    pytest.param(
        """
defaults.parent = "sales"
dimensions.sales = {}
""",
        ["defaults.parent: default-parent"],
        id="levels, dimensions and examples that do not exist: a parent that is not a default",
    ),
    pytest.param(
        'dimensions.sales.parent = "sales"',
        ["dimensions.sales.parent: parent-cycle(cycle=('sales', 'sales'))"],
        id="levels, dimensions and examples that do not exist: a dimension within itself",
    ),
    pytest.param(
        """
dimensions.a.parent = "b"
dimensions.b.parent = "a"
dimensions.c.parent = "a"
""",
        [
            "dimensions.a.parent: parent-cycle(cycle=('a', 'b', 'a'))",
            "dimensions.b.parent: parent-cycle(cycle=('b', 'a', 'b'))",
        ],
        id="levels, dimensions and examples that do not exist: dimensions within each other",
    ),
    pytest.param(
        "\n".join(["dimensions.d0 = {}", *(f'dimensions.d{n}.parent = "d{n - 1}"' for n in range(1, 17))]),
        ["dimensions.d16.parent: too-deep.dimensions(most=16)"],
        id="levels, dimensions and examples that do not exist: dimensions nested too deep",
    ),
    pytest.param(
        """
defaults.overlap = "upper"
overlap = "first"
gap = "highest"
""",
        [
            "defaults.overlap: unknown-policy(name='upper') -> fix.choices(names=('highest', 'lowest', 'error'))",
            "overlap: unknown-policy(name='first') -> fix.choices(names=('highest', 'lowest', 'error'))",
            "gap: unknown-policy(name='highest') -> fix.choices(names=('lower', 'upper', 'error'))",
        ],
        id="levels, dimensions and examples that do not exist: a policy",
    ),
    # facts
    pytest.param(
        "questions.plan.applies-when.region = true",
        ["questions.plan.applies-when.region: unknown-fact(name='region') -> fix.declare(table='facts')"],
        id="facts: no fact at all",
    ),
    pytest.param(
        """
facts.region = "Is it in the region?"
defaults.applies-when.regoin = true
dimensions.sales.applies-when.area = true
questions.plan.applies-when.regoin = true
""",
        [
            "defaults.applies-when.regoin: unknown-fact(name='regoin') -> fix.near(name='region')",
            "dimensions.sales.applies-when.area: unknown-fact(name='area') -> fix.choices(names=('region',))",
            "questions.plan.applies-when.regoin: unknown-fact(name='regoin') -> fix.near(name='region')",
        ],
        id="facts: a fact that is misspelt, wherever it is asked for",
    ),
    pytest.param(
        """
facts.region = "Is it in the region?"
questions.plan = "Is there a plan?"
[requires]
silver = { plan = true, applies-when = { regoin = true } }
gold = { any = [{ all = [{ plan = true, applies-when = { area = true } }] }] }
""",
        [
            "requires.silver.applies-when.regoin: unknown-fact(name='regoin') -> fix.near(name='region')",
            "requires.gold.any.0.all.0.applies-when.area: unknown-fact(name='area') -> fix.choices(names=('region',))",
        ],
        id="facts: a fact that is misspelt in a condition",
    ),
    pytest.param(
        """
facts = { region = "Is it in the region?", size = { options = ["small", "large"] }, staff = { kind = "number" } }
questions.a.applies-when = { region = "yes" }
questions.b.applies-when = { size = ["small", "largest"] }
questions.c.applies-when = { size = true }
questions.d.applies-when = { staff = "many" }
questions.e.applies-when = { staff = true }
requires.gold = { a = true, applies-when = { size = 5 } }
""",
        [
            "questions.a.applies-when.region: fact-value.bool",
            "questions.b.applies-when.size: unknown-option(name='largest') -> fix.near(name='large')",
            "questions.c.applies-when.size: unknown-option(name='true') -> fix.choices(names=('small', 'large'))",
            "questions.d.applies-when.staff: fact-value.number -> fix.number",
            "questions.e.applies-when.staff: fact-value.number -> fix.number",
            "requires.gold.applies-when.size: unknown-option(name='5') -> fix.choices(names=('small', 'large'))",
        ],
        id="facts: a value that a fact can't have",
    ),
    pytest.param(
        """
facts.region.default = "yes"
facts.staff = { kind = "number", default = "many" }
facts.size = { options = ["small", "large"], default = "middle" }
""",
        [
            "facts.region.default: fact-value.bool",
            "facts.staff.default: fact-value.number -> fix.number",
            "facts.size.default: unknown-option(name='middle') -> fix.choices(names=('small', 'large'))",
        ],
        id="facts: a default that a fact can't have",
    ),
    pytest.param(
        """
facts.size.kind = "choice"
questions.plan.applies-when.size = "large"
""",
        ["facts.size.kind: no-options"],
        id="facts: a fact with nothing to choose from",
    ),
    pytest.param(
        """
facts.size.scale = "sizes"
questions.plan.applies-when.size = "large"
""",
        ["facts.size.scale: unknown-scale(name='sizes') -> fix.declare(table='scales')"],
        id="facts: a fact of a scale that does not exist",
    ),
    pytest.param(
        'facts.size = { kind = "number", options = ["small", "large"] }',
        ["facts.size.options: idle-key.only-choice(key='options', this=kind.number) -> fix.leave-out"],
        id="facts: options that a fact does not offer",
    ),
    pytest.param(
        """
facts.region = "Is it in the region?"
requires.gold.region = true
""",
        ["requires.gold.region: fact-in-condition(name='region')"],
        id="facts: a fact as a condition",
    ),
    # scales and options
    pytest.param(
        """
scales.degree.options = ["no", "yes"]
questions.plan = { scale = "degree", options = ["no", "yes"] }
""",
        ["questions.plan.scale: two-scales"],
        id="scales and options: a scale and options",
    ),
    pytest.param(
        """
scales.degree.options = ["no", "yes"]
questions.plan.scale = "degrees"
facts.size.scale = "sizes"
""",
        [
            "questions.plan.scale: unknown-scale(name='degrees') -> fix.near(name='degree')",
            "facts.size.scale: unknown-scale(name='sizes') -> fix.choices(names=('degree',))",
        ],
        id="scales and options: a scale that does not exist",
    ),
    pytest.param(
        """
scales.degree = { options = ["no"], met = "no" }
questions.plan = { options = [], met = "no" }
facts.size.options = ["small"]
""",
        [
            "scales.degree.options: few-options",
            "questions.plan.options: few-options",
            "facts.size.options: few-options",
        ],
        id="scales and options: too few options",
    ),
    pytest.param(
        'questions.plan.kind = "choice"',
        ["questions.plan.kind: no-options"],
        id="scales and options: nothing to choose from",
    ),
    pytest.param(
        "scales.degree.options = { no = 0, partly = {}, fully = 2, more = {} }",
        ["scales.degree.options: points-missing.options(missing=('partly', 'more'))"],
        id="scales and options: points for some options only",
    ),
    pytest.param(
        """
scales.degree.options = { yes = 1, no = 0 }
questions.plan.options = { yes = 1, no = 0 }
""",
        ["scales.degree.options: points-fall.options", "questions.plan.options: points-fall.options"],
        id="scales and options: points that fall",
    ),
    pytest.param(
        """
scales.degree = { options = ["no", "partly", "fully"], met = "full" }
questions.plan = { scale = "degree", met = "yes", anchors = { full = "Written", none = "Unwritten" } }
""",
        [
            "scales.degree.met: unknown-option(name='full') -> fix.near(name='fully')",
            "questions.plan.met: unknown-option(name='yes') -> fix.choices(names=('no', 'partly', 'fully'))",
            "questions.plan.anchors.full: unknown-option(name='full') -> fix.near(name='fully')",
            "questions.plan.anchors.none: unknown-option(name='none') -> fix.near(name='no')",
        ],
        id="scales and options: an option that a scale does not have",
    ),
    pytest.param(
        """
scales.degree = { options = ["no", "partly", "fully"], met = "no" }
questions.plan = { options = ["no", "yes"], met = "no" }
""",
        [
            "scales.degree.met: condition-idle.met(met='no', better=('partly', 'fully'))",
            "questions.plan.met: condition-idle.met(met='no', better=('yes',))",
        ],
        id="scales and options: an option that every answer meets",
    ),
    pytest.param(
        """
questions.churn = { kind = "number", min = 100, max = 0 }
questions.deals = { kind = "number", min = 2.5, max = 2.5 }
""",
        ["questions.churn.max: empty-range(min=100, max=0)", "questions.deals.max: empty-range(min=2.5, max=2.5)"],
        id="scales and options: no number between the bounds",
    ),
    # keys of other kinds of questions
    pytest.param(
        'questions.plan = { better = "lower", min = 0, max = 9, unit = "EUR", met = "yes", anchors = { yes = "Written" } }',
        [
            "questions.plan.better: idle-key.only-number(key='better', this=kind.yes-no) -> fix.kind",
            "questions.plan.min: idle-key.only-number(key='min', this=kind.yes-no) -> fix.kind",
            "questions.plan.max: idle-key.only-number(key='max', this=kind.yes-no) -> fix.kind",
            "questions.plan.unit: idle-key.only-number(key='unit', this=kind.yes-no) -> fix.kind",
            "questions.plan.met: idle-key.only-choice(key='met', this=kind.yes-no) -> fix.leave-out",
            "questions.plan.anchors: idle-key.only-choice(key='anchors', this=kind.yes-no) -> fix.leave-out",
        ],
        id="keys of other kinds of questions: of a yes/no question",
    ),
    pytest.param(
        'questions.plan = { kind = "yes-no", unit = "EUR", options = ["no", "yes"] }',
        [
            "questions.plan.unit: idle-key.only-number(key='unit', this=kind.yes-no) -> fix.leave-out",
            "questions.plan.options: idle-key.only-choice(key='options', this=kind.yes-no) -> fix.leave-out",
        ],
        id="keys of other kinds of questions: of a question that says it is a yes/no question",
    ),
    pytest.param(
        """
scales.degree.options = ["no", "yes"]
questions.plan = { kind = "number", keyed = "no", scale = "degree", met = "no", anchors = { yes = "Written" } }
""",
        [
            "questions.plan.keyed: idle-key.only-yes-no(key='keyed', this=kind.number) -> fix.leave-out",
            "questions.plan.scale: idle-key.only-choice(key='scale', this=kind.number) -> fix.leave-out",
            "questions.plan.met: idle-key.only-choice(key='met', this=kind.number) -> fix.leave-out",
            "questions.plan.anchors: idle-key.only-choice(key='anchors', this=kind.number) -> fix.leave-out",
        ],
        id="keys of other kinds of questions: of a number",
    ),
    pytest.param(
        'questions.plan = { options = ["no", "yes"], keyed = "no", min = 1, better = "lower" }',
        [
            "questions.plan.keyed: idle-key.only-yes-no(key='keyed', this=kind.choice) -> fix.leave-out",
            "questions.plan.min: idle-key.only-number(key='min', this=kind.choice) -> fix.leave-out",
            "questions.plan.better: idle-key.only-number(key='better', this=kind.choice) -> fix.leave-out",
        ],
        id="keys of other kinds of questions: of a choice",
    ),
    # shared answers
    pytest.param(
        """
dimensions.assets.questions.portal = "Is there a portal?"
questions.again.same-as = "portal"
questions.other.same-as = "nothing-alike"
""",
        [
            "questions.again.same-as: unknown-question.same-as(name='portal') -> fix.near(name='assets.portal')",
            "questions.other.same-as: unknown-question.same-as(name='nothing-alike')",
        ],
        id="shared answers: a question that does not exist",
    ),
    pytest.param(
        """
questions.a = "Is there a plan?"
questions.b.same-as = "a"
questions.c.same-as = "b"
questions.d.same-as = "d"
""",
        [
            "questions.c.same-as: same-as-cycle(name='b', origin='a')",
            "questions.d.same-as: same-as-cycle(name='d', origin='d')",
        ],
        id="shared answers: a question that is not asked itself",
    ),
    pytest.param(
        """
questions.a = "Is there a plan?"
questions.b = { same-as = "a", kind = "number", keyed = "no", min = 5, needs = ["note"], not-applicable = "best", valid-for = "1 year" }
""",
        [
            "questions.b.kind: idle-key.same-as(key='kind', origin='a')",
            "questions.b.keyed: idle-key.same-as(key='keyed', origin='a')",
            "questions.b.min: idle-key.same-as(key='min', origin='a')",
            "questions.b.needs: idle-key.same-as(key='needs', origin='a')",
            "questions.b.not-applicable: idle-key.same-as(key='not-applicable', origin='a')",
            "questions.b.valid-for: idle-key.same-as(key='valid-for', origin='a')",
        ],
        id="shared answers: what belongs to the question that is asked",
    ),
    pytest.param(
        """
questions.a = "Is there a plan?"
questions.b = { same-as = "a", met = "yes" }
""",
        ["questions.b.met: idle-key.met"],
        id="shared answers: from which option on a yes/no question is met",
    ),
    pytest.param(
        """
questions.a.options = ["no", "partly", "fully"]
questions.b = { same-as = "a", met = "full" }
questions.c = { same-as = "a", met = "no" }
""",
        [
            "questions.b.met: unknown-option(name='full') -> fix.near(name='fully')",
            "questions.c.met: condition-idle.met(met='no', better=('partly', 'fully'))",
        ],
        id="shared answers: an option that the question does not have",
    ),
    pytest.param(
        """
score = "sum"
questions.a.options = ["no", "yes"]
questions.b = { same-as = "a", points = { no = 1, maybe = 2 } }
""",
        [
            "questions.b.points: points-missing.answers(missing=('yes',))",
            "questions.b.points.maybe: unknown-option(name='maybe') -> fix.choices(names=('no', 'yes'))",
        ],
        id="shared answers: points that do not fit the question",
    ),
    # points
    pytest.param(
        """
score = "sum"
questions.plan.points.yes = 5
questions.goal = { options = ["no", "partly", "fully"], points = { partly = 5 } }
""",
        [
            "questions.plan.points: points-missing.answers(missing=('no',))",
            "questions.goal.points: points-missing.answers(missing=('no', 'fully'))",
        ],
        id="points: not for every answer",
    ),
    pytest.param(
        """
score = "sum"
questions.goal = { options = ["no", "fully"], points = { maybe = 1 } }
requires.silver.goal = "fully"
""",
        [
            "questions.goal.points: points-missing.answers(missing=('no', 'fully'))",
            "questions.goal.points.maybe: unknown-option(name='maybe') -> fix.choices(names=('no', 'fully'))",
        ],
        id="points: for no answer, so questions that share it are skipped",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.points = { yes = 5, no = 1, maybe = 2 }
""",
        ["questions.plan.points.maybe: unknown-option(name='maybe') -> fix.choices(names=('no', 'yes'))"],
        id="points: for an answer that does not exist",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.points = { yes = 1, no = 5 }
questions.complaints = { keyed = "no", points = { yes = 5, no = 1 } }
questions.goal = { options = ["no", "yes"], points = { no = 5, yes = 1 } }
""",
        [
            "questions.plan.points: points-fall.answers -> fix.keyed(answer='no')",
            "questions.complaints.points: points-fall.answers -> fix.keyed(answer='yes')",
            "questions.goal.points: points-fall.answers -> fix.worst-first(answers=('no', 'yes'))",
        ],
        id="points: that fall",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.points = { per = 5, earn = 1 }
questions.goal = { options = ["no", "yes"], points = { curve = [[0, 0], [1, 1]] } }
""",
        ["questions.plan.points: points-kind.answers", "questions.goal.points: points-kind.answers"],
        id="points: of a number, for yes or no",
    ),
    pytest.param(
        """
score = "sum"
questions.deals = { kind = "number", points = { yes = 1, no = 0 } }
""",
        ["questions.deals.points: points-kind.number"],
        id="points: of options, for a number",
    ),
    pytest.param(
        """
score = "sum"
questions.deals = { kind = "number", min = 0, points = { per = 10, earn = 1 } }
questions.leads = { kind = "number", max = 10, points = { per = 10, earn = 1 } }
""",
        [
            "questions.deals.points: points-unbounded -> fix.bounds-or-cap(ends=('max',), best='max')",
            "questions.leads.points: points-unbounded -> fix.bounds(ends=('min',))",
        ],
        id="points: for every full amount, without a bound",
    ),
    pytest.param(
        """
score = "sum"
[questions]
a = { kind = "number", min = 0, max = 50, points = { per = 10, earn = -1 } }
b = { kind = "number", points = { curve = [[0, 20], [5, 0]] } }
c = { kind = "number", points = { bands = { "0-5" = 20, "6-10" = 5 } } }
""",
        [
            "questions.a.points: points-fall.number(better='higher', worse='lower')",
            "questions.b.points: points-fall.number(better='higher', worse='lower')",
            "questions.c.points: points-fall.number(better='higher', worse='lower')",
        ],
        id="points: that fall with a number",
    ),
    pytest.param(
        """
score = "sum"
[questions]
a = { kind = "number", better = "lower", min = 0, max = 50, points = { per = 10, earn = 1 } }
b = { kind = "number", better = "lower", points = { curve = [[0, 0], [5, 20]] } }
c = { kind = "number", better = "lower", points = { bands = { "0-5" = 5, "6-10" = 20 } } }
""",
        [
            "questions.a.points: points-fall.number(better='lower', worse='higher')",
            "questions.b.points: points-fall.number(better='lower', worse='higher')",
            "questions.c.points: points-fall.number(better='lower', worse='higher')",
        ],
        id="points: that rise where a lower number is better",
    ),
    pytest.param(
        """
score = "sum"
[questions]
a = { kind = "number", points = { bands = { "0-9" = 1, "2-5" = 5 } } }
b = { kind = "number", better = "lower", points = { bands = { "0-9" = 5, "2+" = 1, "3-4" = 0 } } }
""",
        ["questions.a.points: bands-order.points", "questions.b.points: bands-order.points"],
        id="points: for ranges within each other",
    ),
    # scores
    pytest.param(
        """
score = "sum"
dimensions.sales.bands = { bronze = "0", silver = "1+" }
""",
        ["score: nothing-to-score", "dimensions.sales.bands: nothing-to-score"],
        id="scores: of nothing",
    ),
    pytest.param(
        """
score = "sum"
[questions]
a = { kind = "number" }
b = { options = ["no", "yes"] }
c.scored = false
d.weight = 0
""",
        ["score: nothing-to-score"],
        id="scores: of nothing that counts",
    ),
    pytest.param(
        """
score = "maximum"
dimensions.sales = { score = "sum", weight = 0, questions = { goal = "Is there a goal?" } }
""",
        [
            "score: nothing-to-score",
            "dimensions.sales.weight: idle-key.outer-weights(key='weight', whole=rubric, score='maximum')",
        ],
        id="scores: of a dimension that does not count",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.weight = -1
dimensions.sales = { score = "sum", weight = -2, questions = { goal = "Is there a goal?" } }
""",
        ["questions.plan.weight: negative-weight", "dimensions.sales.weight: negative-weight"],
        id="scores: a weight below 0",
    ),
    pytest.param(
        """
score = "product"
questions.plan.points = { yes = 1, no = -1 }
""",
        ["score: negative-factor.named(name='plan', low=-1.0)"],
        id="scores: a negative factor",
    ),
    pytest.param(
        """
score = "product"
[questions]
plan.points = { yes = 1_000_000, no = -1_000_000 }
goal.points = { yes = 1_000_000, no = -1_000_000 }
""",
        ["score: negative-factor.named(name='plan', low=-1000000.0)"],
        id="scores: negative factors of which the product would be too large, too",
    ),
    pytest.param(
        """
score = "product"
dimensions.sales = { score = "sum", base = -10, questions = { goal = "Is there a goal?" } }
""",
        ["score: negative-factor.named(name='sales', low=-10.0)"],
        id="scores: a dimension as a negative factor",
    ),
    pytest.param(
        """
score = "percent"
questions.goal = "Is there a goal?"
questions.plan.points = { yes = 0, no = -5 }
""",
        ["score: no-full-marks(name='plan', full=0.0)"],
        id="scores: a percentage of nothing",
    ),
    pytest.param(
        """
score = "percent"
dimensions.sales = { score = "sum", base = -10, questions = { goal = "Is there a goal?" } }
""",
        ["score: no-full-marks(name='sales', full=-9.0)"],
        id="scores: a dimension without full marks",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.points = { yes = 0, no = -2e9 }
""",
        ["score: score-too-large(low=-2000000000.0, high=0.0, limit=1000000000.0)"],
        id="scores: too large",
    ),
    pytest.param(
        """
score = "sum"
round = 7
questions.plan = "Is there a plan?"
""",
        ["round: round-digits.rules"],
        id="scores: digits",
    ),
    # ways to a level
    pytest.param(
        """
combine = "mean"
ladder = {}
dimensions.sales = { rating = true, bands = { bronze = "0", silver = "1+" }, questions = { goal = "Is there a goal?" } }
""",
        [
            "combine: two-ways(ways=('ladder', 'combine'))",
            "dimensions.sales.rating: two-ways(ways=('bands', 'rating'))",
        ],
        id="ways to a level: two",
    ),
    pytest.param(
        """
[defaults]
combine = "mean"
rating = true
""",
        ["defaults.rating: two-ways(ways=('combine', 'rating'))"],
        id="ways to a level: two by default",
    ),
    pytest.param(
        """
bands = {}
questions.plan = "Is there a plan?"
""",
        ["bands: no-bands"],
        id="ways to a level: bands of nothing",
    ),
    pytest.param(
        """
bands = { bronze = "0", gold = "3-5", silver = "4+" }
questions.plan = "Is there a plan?"
""",
        ["bands.gold: bands-order.levels(band='3-5', lower_band='4+', lower='silver')"],
        id="ways to a level: bands that fall",
    ),
    pytest.param(
        "requires = {}",
        ["requires: condition-empty.requires"],
        id="ways to a level: requirements for nothing",
    ),
    pytest.param(
        """
requires.bronze.plan = true
questions.plan = "Is there a plan?"
""",
        ["requires.bronze: lowest-level.requires(level='bronze')"],
        id="ways to a level: requirements for the lowest level",
    ),
    pytest.param(
        """
ladder.need = 0
questions.plan.level = "silver"
""",
        ["ladder.need: ladder-need"],
        id="ways to a level: a share of nothing",
    ),
    pytest.param(
        """
ladder.need = 80
questions.plan.level = "silver"
""",
        ["ladder.need: ladder-need"],
        id="ways to a level: a share in percent",
    ),
    pytest.param(
        "ladder = {}",
        ["ladder: nothing-to-climb"],
        id="ways to a level: a ladder of nothing",
    ),
    pytest.param(
        """
ladder = {}
questions.plan = "Is there a plan?"
dimensions.sales.questions.goal = { kind = "number" }
""",
        [
            "questions.plan: no-rung(levels=('silver', 'gold'))",
            "dimensions.sales.questions.goal: no-rung(levels=('silver', 'gold'))",
        ],
        id="ways to a level: questions that are on no rung",
    ),
    pytest.param(
        """
ladder = {}
questions.plan.level = "bronze"
""",
        ["questions.plan.level: lowest-level.question(level='bronze')"],
        id="ways to a level: a question on the lowest rung",
    ),
    pytest.param(
        """
ladder = {}
[questions]
plan = { level = "silver", options = ["no", "partly", "fully"] }
deals = { level = "silver", kind = "number" }
""",
        ["questions.plan: not-met.choice(options=('partly', 'fully'))", "questions.deals: not-met.number"],
        id="ways to a level: questions that can't be met",
    ),
    pytest.param(
        """
combine = "majority"
dimensions.sales = {}
dimensions.market = { rating = true, view = true }
""",
        ["combine: nothing-to-combine.levels"],
        id="ways to a level: nothing to combine",
    ),
    pytest.param(
        """
combine = "mean"
dimensions.sales = { rating = true, weight = 0 }
""",
        ["combine: nothing-to-combine.weights"],
        id="ways to a level: nothing that weighs",
    ),
    pytest.param(
        'dimensions.sales.requires.gold.sales = "silver"',
        ["dimensions.sales.requires: rule-cycle(cycle=[rule-cycle.level(of='sales'), rule-cycle.level(of='sales')])"],
        id="ways to a level: a level that waits for itself",
    ),
    pytest.param(
        """
combine = "minimum"
dimensions.a.requires.silver.b = "silver"
dimensions.b = { parent = "c", requires = { silver = { a = { level = "gold" } } } }
dimensions.c.combine = "minimum"
""",
        [
            "dimensions.a.requires: rule-cycle(cycle=[rule-cycle.level(of='a'), rule-cycle.level(of='b'), rule-cycle.level(of='a')])"
        ],
        id="ways to a level: levels that wait for each other",
    ),
    # names in conditions
    pytest.param(
        """
questions.plan = "Is there a plan?"
requires.gold = { plam = true, strategy = true }
""",
        [
            "requires.gold.plam: unknown-name(name='plam') -> fix.near(name='plan')",
            "requires.gold.strategy: unknown-name(name='strategy')",
        ],
        id="names in conditions: that mean nothing",
    ),
    pytest.param(
        """
dimensions.sales.questions.plan = "Is there a plan?"
requires.silver.plan = true
requires.gold.sales.plam = true
""",
        [
            "requires.silver.plan: unknown-name(name='plan') -> fix.near(name='sales.plan')",
            "requires.gold.sales.plam: unknown-name(name='sales.plam') -> fix.near(name='sales.plan')",
        ],
        id="names in conditions: of a question elsewhere",
    ),
    pytest.param(
        """
dimensions.plan = {}
[dimensions.sales]
questions.plan = "Is there a plan?"
requires.gold.plan = true
""",
        [
            "dimensions.sales.requires.gold.plan: ambiguous-name(name='plan', first=ambiguous-name.dimension(id='plan'), second=ambiguous-name.question(id='sales.plan')) -> fix.own(own='sales.plan')"
        ],
        id="names in conditions: of a question and of a dimension",
    ),
    pytest.param(
        """
questions.plan = "Is there a plan?"
[dimensions.sales]
questions.plan = "Is there a sales plan?"
requires.gold.plan = true
""",
        [
            "dimensions.sales.requires.gold.plan: ambiguous-name(name='plan', first=ambiguous-name.question(id='plan'), second=ambiguous-name.question(id='sales.plan')) -> fix.own(own='sales.plan')"
        ],
        id="names in conditions: of a question here and of one at the top",
    ),
    pytest.param(
        """
questions.plan = "Is there a plan?"
[requires.gold]
any = [{ all = [{ a = true }, { b = true }] }, { c = true }]
count = { at-least = 1, of = ["d", "plan", { any = [{ e = true }] }] }
each = { value = true, of = ["plan", "f"] }
""",
        [
            "requires.gold.any.0.all.0.a: unknown-name(name='a')",
            "requires.gold.any.0.all.1.b: unknown-name(name='b')",
            "requires.gold.any.1.c: unknown-name(name='c')",
            "requires.gold.count.of.0: unknown-name(name='d')",
            "requires.gold.count.of.2.any.0.e: unknown-name(name='e')",
            "requires.gold.each.of.1: unknown-name(name='f')",
        ],
        id="names in conditions: however deep",
    ),
    pytest.param(
        """
defaults.requires.gold.plam = true
dimensions.sales.questions.plan = "Is there a plan?"
""",
        ["dimensions.sales.requires.gold.plam: unknown-name(name='plam') -> fix.near(name='plan')"],
        id="names in conditions: that are defaults",
    ),
    # conditions on questions
    pytest.param(
        """
questions.plan = "Is there a plan?"
requires.gold.plan = 3
requires.silver.plan = "partly"
""",
        [
            "requires.gold.plan: condition-kind.yes-no(id='plan')",
            "requires.silver.plan: condition-kind.yes-no(id='plan')",
        ],
        id="conditions on questions: a number of yes or no",
    ),
    pytest.param(
        """
questions.plan = "Is there a plan?"
questions.complaints.keyed = "no"
requires.silver = { plan = false, complaints = true }
requires.gold = { plan = "no", complaints = { value = "yes" } }
""",
        [
            "requires.silver.plan: condition-idle.yes-no(id='plan', mature=True)",
            "requires.silver.complaints: condition-idle.yes-no(id='complaints', mature=False)",
            "requires.gold.plan: condition-idle.yes-no(id='plan', mature=True)",
            "requires.gold.complaints: condition-idle.yes-no(id='complaints', mature=False)",
        ],
        id="conditions on questions: the answer that is not the mature one",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
requires.silver.goal = true
requires.gold.goal = 2
""",
        [
            "requires.silver.goal: unknown-option(name='true') -> fix.choices(names=('no', 'partly', 'fully'))",
            "requires.gold.goal: unknown-option(name='2') -> fix.choices(names=('no', 'partly', 'fully'))",
        ],
        id="conditions on questions: yes or a number of a choice",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
requires.gold.goal = "full"
""",
        ["requires.gold.goal: unknown-option(name='full') -> fix.near(name='fully')"],
        id="conditions on questions: an option that does not exist",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
requires.gold.goal = "no"
""",
        ["requires.gold.goal: condition-idle.option(better=('partly', 'fully'))"],
        id="conditions on questions: the worst option",
    ),
    pytest.param(
        """
questions.deals.kind = "number"
requires.silver.deals = true
requires.gold = { deals = "many", all = [{ deals = "250_000" }, { deals = ">= 4.2 of 5" }] }
""",
        [
            "requires.silver.deals: condition-kind.number(id='deals') -> fix.number",
            "requires.gold.deals: condition-kind.number(id='deals') -> fix.number",
            "requires.gold.all.0.deals: condition-kind.number(id='deals') -> fix.line(name='deals', found='250_000')",
            "requires.gold.all.1.deals: condition-kind.number(id='deals') -> fix.number",
        ],
        id="conditions on questions: yes or an option of a number",
    ),
    pytest.param(
        """
questions.deals = { kind = "number", min = 0 }
questions.churn = { kind = "number", better = "lower", max = 100 }
requires.gold = { deals = 0, churn = 100 }
""",
        ["requires.gold.deals: condition-idle.more(least=0)", "requires.gold.churn: condition-idle.less(least=100)"],
        id="conditions on questions: no more than every number",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
questions.deals.kind = "number"
requires.gold.count = { at-least = 1, of = ["goal", "deals"] }
""",
        [
            "requires.gold.count.of.0: not-met.choice(options=('partly', 'fully'))",
            "requires.gold.count.of.1: not-met.number",
        ],
        id="conditions on questions: that a choice or a number is met",
    ),
    pytest.param(
        """
questions.plan = "Is there a plan?"
requires.silver.plan.level = "silver"
requires.gold.plan.score = 5
""",
        [
            "requires.silver.plan: condition-kind.no-level(id='plan')",
            "requires.gold.plan: condition-kind.no-score(id='plan')",
        ],
        id="conditions on questions: a level or a score",
    ),
    pytest.param(
        """
questions.plan = "Is there a plan?"
requires.silver.plan.points = "many"
requires.gold.plan.points = true
""",
        [
            "requires.silver.plan: condition-kind.points -> fix.number",
            "requires.gold.plan: condition-kind.points -> fix.number",
        ],
        id="conditions on questions: points that are not a number",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
questions.deals.kind = "number"
requires.gold.each = { points = 1, of = ["goal", "deals"] }
""",
        ["requires.gold.each.of.0: no-points.asked(id='goal')", "requires.gold.each.of.1: no-points.asked(id='deals')"],
        id="conditions on questions: points where there are none",
    ),
    pytest.param(
        """
questions.plan.points = { yes = 5, no = -5 }
requires.gold.plan.points = -5
""",
        ["requires.gold.plan: condition-idle.more(least=-5.0)"],
        id="conditions on questions: no more than the fewest points",
    ),
    # conditions on dimensions
    pytest.param(
        """
dimensions.sales.rating = true
requires.silver.sales = true
requires.gold = { each = { points = 3, of = ["sales"] }, count = { at-least = 1, of = ["sales"] }, any = [{ sales = { value = "gold" } }] }
""",
        [
            "requires.silver.sales: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
            "requires.gold.each.of.0: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
            "requires.gold.count.of.0: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
            "requires.gold.any.0.sales: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
        ],
        id="conditions on dimensions: yes, points or a value",
    ),
    pytest.param(
        """
dimensions.sales.rating = true
requires.silver.sales.level = 2
requires.gold.sales.score = "gold"
""",
        [
            "requires.silver.sales: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
            "requires.gold.sales: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
        ],
        id="conditions on dimensions: a level that is a number, a score that is a level",
    ),
    pytest.param(
        """
dimensions.sales.rating = true
requires.gold.sales = "golden"
""",
        ["requires.gold.sales: unknown-level(name='golden') -> fix.near(name='gold')"],
        id="conditions on dimensions: a level that does not exist",
    ),
    pytest.param(
        """
dimensions.sales = {}
requires.gold.sales = "gold"
""",
        ["requires.gold.sales: no-level(dimension='sales')"],
        id="conditions on dimensions: a level where there is none",
    ),
    pytest.param(
        """
dimensions.sales.rating = true
requires.silver.score = 5
requires.gold.sales = 5
""",
        ["requires.silver.score: no-score(whole=rubric)", "requires.gold.sales: no-score(whole=dimension(id='sales'))"],
        id="conditions on dimensions: a score where there is none",
    ),
    pytest.param(
        """
dimensions.sales.score = "sum"
dimensions.market.combine = "minimum"
requires.gold = { sales = 5, market = "gold" }
""",
        ["dimensions.sales.score: nothing-to-score", "dimensions.market.combine: nothing-to-combine.levels"],
        id="conditions on dimensions: a score of nothing, a level of nothing",
    ),
    pytest.param(
        """
score = "sum"
questions.plan = "Is there a plan?"
requires.silver.score = "high"
requires.gold.score = true
""",
        [
            "requires.silver.score: condition-kind.score -> fix.number",
            "requires.gold.score: condition-kind.score -> fix.number",
        ],
        id="conditions on dimensions: a score that is not a number",
    ),
    # keys that nothing reads
    pytest.param(
        """
base = 10
cap = 100
dimensions.sales.round = 1
""",
        [
            "base: idle-key.no-score(key='base')",
            "cap: idle-key.no-score(key='cap')",
            "dimensions.sales.round: idle-key.no-score(key='round')",
        ],
        id="keys that nothing reads: of a score that does not exist",
    ),
    pytest.param(
        """
cumulative = false
dimensions.sales = { rating = true, cumulative = true }
""",
        [
            "cumulative: idle-key.no-requires(key='cumulative')",
            "dimensions.sales.cumulative: idle-key.no-requires(key='cumulative')",
        ],
        id="keys that nothing reads: of requirements that do not exist",
    ),
    pytest.param(
        """
overlap = "lowest"
dimensions.sales = { rating = true, gap = "upper" }
""",
        [
            "overlap: idle-key.no-bands(key='overlap') -> fix.defaults",
            "dimensions.sales.gap: idle-key.no-bands(key='gap') -> fix.leave-out",
        ],
        id="keys that nothing reads: of bands that do not exist",
    ),
    pytest.param(
        """
unanswered = "block"
needs = ["note"]
dimensions.sales = { not-applicable = "best", valid-for = "1 year" }
""",
        [
            "unanswered: idle-key.no-questions(key='unanswered') -> fix.defaults",
            "needs: idle-key.no-questions(key='needs') -> fix.defaults",
            "dimensions.sales.not-applicable: idle-key.no-questions(key='not-applicable') -> fix.leave-out",
            "dimensions.sales.valid-for: idle-key.no-questions(key='valid-for') -> fix.leave-out",
        ],
        id="keys that nothing reads: of questions that do not exist",
    ),
    pytest.param(
        """
combine = "majority"
dimensions.sales = { rating = true, weight = 2 }
dimensions.market = { rating = true, view = true, weight = 2 }
""",
        [
            "dimensions.sales.weight: idle-key.outer-score(key='weight', whole=rubric, score='sum')",
            "dimensions.market.weight: idle-key.view(key='weight', whole=rubric, score='sum')",
        ],
        id="keys that nothing reads: the weight of what is not weighed",
    ),
    pytest.param(
        """
score = "product"
questions.plan.weight = 2
dimensions.sales = { score = "sum", weight = 2, questions = { goal = "Is there a goal?" } }
""",
        [
            "questions.plan.weight: idle-key.weights(key='weight', whole=rubric, score='product')",
            "dimensions.sales.weight: idle-key.outer-weights(key='weight', whole=rubric, score='product')",
        ],
        id="keys that nothing reads: the weight of a factor",
    ),
    pytest.param(
        """
score = "sum"
questions.plan = "Is there a plan?"
questions.goal = { scored = false, weight = 2 }
""",
        ["questions.goal.weight: idle-key.not-scored(key='weight', whole=rubric, score='sum')"],
        id="keys that nothing reads: the weight of a gate",
    ),
    pytest.param(
        "questions.plan.weight = 2",
        ["questions.plan.weight: idle-key.whole-score(key='weight', whole=rubric, score='sum')"],
        id="keys that nothing reads: the weight of a question where nothing is scored",
    ),
    pytest.param(
        """
score = "sum"
questions.plan = "Is there a plan?"
questions.deals = { kind = "number", scored = false }
dimensions.sales.questions.goal.scored = false
""",
        [
            "questions.deals.scored: idle-key.no-points(key='scored', whole=rubric, score='sum')",
            "dimensions.sales.questions.goal.scored: idle-key.whole-score(key='scored', whole=dimension(id='sales'), score='sum')",
        ],
        id="keys that nothing reads: that a question is not scored, where nothing is",
    ),
    pytest.param(
        """
score = "sum"
questions.plan = "Is there a plan?"
questions.goal = { scored = false, points = { yes = 5, no = 0 } }
dimensions.sales.questions.goal.points = { yes = 5, no = 0 }
""",
        [
            "questions.goal.points: idle-key.not-scored(key='points', whole=rubric, score='sum')",
            "dimensions.sales.questions.goal.points: idle-key.whole-score(key='points', whole=dimension(id='sales'), score='sum')",
        ],
        id="keys that nothing reads: points that nobody counts",
    ),
    pytest.param(
        """
ladder = {}
questions.plan.level = "silver"
dimensions.sales = { view = true, questions = { goal = { level = "gold" } } }
""",
        ["dimensions.sales.questions.goal.level: idle-key.no-ladder(key='level')"],
        id="keys that nothing reads: the level of a question that is in no ladder",
    ),
    pytest.param(
        """
questions.goal = { options = ["no", "partly", "fully"], met = "partly" }
questions.again = { same-as = "plan", met = "partly" }
questions.plan.options = ["no", "partly", "fully"]
requires.gold.goal = "fully"
""",
        ["questions.goal.met: idle-key.not-asked(key='met')", "questions.again.met: idle-key.not-asked(key='met')"],
        id="keys that nothing reads: from which option on a question is met that nobody asks",
    ),
    # several at once
    pytest.param(
        """
cap = 100
questions.Plan = "Is there a plan?"
questions.goal = { level = "gold", applies-when = { region = true } }
bands = { bronze = "0", silver = "1+" }
rating = true
""",
        [
            "questions.Plan: id-syntax.letters(id='Plan', example='plan')",
            "questions.goal.applies-when.region: unknown-fact(name='region') -> fix.declare(table='facts')",
            "rating: two-ways(ways=('bands', 'rating'))",
        ],
        id="several at once: in different places",
    ),
    pytest.param(
        """
bands = { bronze = "0", silver = "1+" }
cap = 100
questions.deals = { kind = "number", points = { yes = 1, no = 0 } }
""",
        ["questions.deals.points: points-kind.number"],
        id="several at once: a faulty question causes no further problems in its dimension",
    ),
]


@pytest.mark.parametrize(("text", "problems"), WRONG)
def test_a_rubric_that_makes_no_sense_is_refused(text: str, problems: list[str]) -> None:
    assert reported(START + text) == problems


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            'id = "tiers"',
            'id = "Our Tiers"',
            "id: id-syntax.letters(id='Our Tiers', example='our-tiers')",
        ),
        (
            'version = "1"',
            'version = "v1"',
            "version: version-syntax(given='v1')",
        ),
        (
            "bronze =",
            "Bronze =",
            "levels.Bronze: id-syntax.letters(id='Bronze', example='bronze')",
        ),
        (
            ', silver = "Silver", gold = "Gold"',
            "",
            "levels: few-levels.one",
        ),
    ],
)
def test_the_keys_that_every_rubric_needs_are_checked(before: str, after: str, problem: str) -> None:
    assert START.count(before) == 1
    assert reported(START.replace(before, after)) == [problem]


def test_the_same_is_reported_of_a_rubric_made_in_python() -> None:
    with pytest.raises(RubricError) as caught:
        Rubric(id="tiers", version="1", title="Tiers", levels=[Level("low"), Level("high"), Level("low")])
    assert list(map(data, caught.value.problems)) == ["levels.low: id-twice.siblings(id='low')"]


def test_a_value_that_is_not_a_level_is_reported_in_python() -> None:
    with pytest.raises(RubricError) as caught:
        Rubric(id="tiers", version="1", title="Tiers", levels=["low", "high"])  # type: ignore[list-item]  # the point
    assert list(map(data, caught.value.problems)) == ["levels: wrong-type.made(name='Level', given='low')"]


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (
            "{ plan = true, applies-when = { region = true } }",
            (
                46,
                "requires.gold.any.1.all.0.applies-when.region: unknown-fact(name='region') -> fix.declare(table='facts')",
            ),
        ),
        (
            "{ plan = 5 }",
            (16, "requires.gold.any.1.all.0.plan: condition-kind.yes-no(id='plan')"),
        ),
    ],
)
def test_a_problem_of_a_condition_is_shown_where_it_is_written(condition: str, problem: tuple[int, str]) -> None:
    text = f"""
questions.plan = "Is there a plan?"
[requires.gold]
any = [
    {{ plan = true }},
    {{ all = [{condition}] }},
]
"""
    with pytest.raises(RubricError) as caught:
        attain.loads(START + text)
    assert [(each.line, each.column, data(each)) for each in caught.value.problems] == [(11, *problem)]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            """
score = "sum"
questions.plan = "Is there a plan?"
questions.goal.scored = false
""",
            id="a gate beside a score",
        ),
        pytest.param(
            """
combine = "mean"
dimensions.sales = { rating = true, weight = 2 }
""",
            id="a weight in a mean of levels",
        ),
        pytest.param(
            """
questions.plan.points = { yes = 5, no = 0 }
requires.gold.plan.points = 5
""",
            id="points that a rule asks for",
        ),
        pytest.param(
            """
questions.plan.points = { yes = 5, no = 0 }
dimensions.sales = { score = "sum", questions = { plan = { same-as = "plan" } } }
""",
            id="points that another question takes over",
        ),
        pytest.param(
            """
questions.goal = { options = ["no", "partly", "fully"], met = "partly" }
dimensions.sales = { ladder = {}, questions = { goal = { same-as = "goal", level = "gold" } } }
""",
            id="from which option on another question is met",
        ),
        pytest.param(
            """
questions.goal = { options = ["no", "partly", "fully"], met = "partly" }
requires.gold.count = { at-least = 1, of = ["goal"] }
""",
            id="from which option on a question is met that a rule asks",
        ),
        pytest.param(
            """
ladder = {}
questions.goal = { options = ["no", "partly", "fully"], met = "partly", level = "silver" }
questions.again = { same-as = "goal", met = "fully", level = "gold" }
""",
            id="another option from which on the same answer is met",
        ),
        pytest.param(
            """
ladder = {}
dimensions.sales.questions.plan.level = "silver"
dimensions.deals = { parent = "sales", questions = { goal = { level = "gold" } } }
""",
            id="a level of a question within the ladder's dimension",
        ),
        pytest.param(
            """
score = "sum"
overlap = "lowest"
gap = "upper"
questions.deals = { kind = "number", points = { bands = { "0-9" = 1, "9-20" = 5 } } }
""",
            id="policies for the points of a number",
        ),
        pytest.param(
            """
rating = true
unanswered = "block"
needs = ["note"]
not-applicable = "exclude"
valid-for = "1 year"
""",
            id="how a rating is answered",
        ),
        pytest.param(
            """
dimensions.sales.questions.plan = "Is there a sales plan?"
dimensions.market.questions.plan = "Is there a market plan?"
""",
            id="the same id in two dimensions",
        ),
        pytest.param(
            """
questions.plan = "Is there a plan?"
[dimensions.sales]
questions.plan = "Is there a sales plan?"
requires.gold.sales.plan = true
""",
            id="the own question by its full id",
        ),
        pytest.param(
            """
questions.complaints.keyed = "no"
requires.silver.complaints = false
requires.gold.complaints = "no"
""",
            id="a yes that is mature because of its key",
        ),
    ],
)
def test_a_rubric_that_makes_sense_is_accepted(text: str) -> None:
    rubric = attain.loads(START + text)
    assert attain.loads(rubric.to_toml()) == rubric


def test_a_question_that_shares_the_answer_to_a_faulty_one_is_skipped() -> None:
    text = """
        attain = 1
        id = "tiny"
        version = "1"
        title = "Tiny"
        ladder = { need = 1.0 }
        [levels]
        none = "None"
        some = "Some"
        [questions]
        plan = { text = "Is there a plan?", scale = "missing", level = "some" }
        again = { same-as = "plan", level = "some" }
    """
    with pytest.raises(RubricError) as caught:
        attain.loads(text)
    assert [problem.code for problem in caught.value.problems] == ["unknown-scale"]


def test_an_empty_id_of_a_dimension_is_reported() -> None:
    with pytest.raises(RubricError) as caught:
        attain.loads(attain.rubric("iamcp-p2p").to_toml() + '\n[dimensions.""]\nladder = { need = 1.0 }\n')
    assert [problem.code for problem in caught.value.problems] == ["id-syntax"]


def test_a_name_that_an_id_should_be_changed_to_gets_no_hint_that_says_the_opposite() -> None:
    text = """
        attain = 1
        id = "tiers"
        version = "1"
        title = "Tiers"
        levels = { bronze = "Bronze", Silver = "Silver" }
        questions.plan = "Is there a plan?"
        requires.silver = { plan = true }
    """
    with pytest.raises(RubricError) as caught:
        attain.loads(text)
    assert [(problem.code, problem.hint) for problem in caught.value.problems] == [
        ("id-syntax", None),
        ("unknown-level", None),
    ]
