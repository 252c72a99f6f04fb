"""What makes no sense in a rubric is told, all at once, before anything is scored: each message as its victim reads it."""

import attrs
import pytest

import attain
from attain import Level, Rubric, RubricError

START = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
"""


def told(text: str) -> list[str]:
    """The problems of a rubric: the code of each, and what its user reads but for the line."""
    with pytest.raises(RubricError) as caught:
        attain.loads(text)
    problems = caught.value.problems
    return [f"{each.code} | {attrs.evolve(each, file=None, line=None, column=None)}" for each in problems]


WRONG = [
    # ids and names
    pytest.param(
        "dimensions.Sales = {}",
        ["id-syntax | dimensions.Sales: 'Sales' is no id: use small letters, digits and single hyphens, as in 'sales'"],
        id="ids and names: an id in capitals",
    ),
    pytest.param(
        'questions.sales_plan = "Is there a plan?"',
        [
            "id-syntax | questions.sales_plan: 'sales_plan' is no id: use small letters, digits and single hyphens, as in 'sales-plan'"
        ],
        id="ids and names: an id with an underline",
    ),
    pytest.param(
        'questions."" = "Is there a plan?"',
        ["id-syntax | questions.: '' is no id: use small letters, digits and single hyphens, as in 'joint-planning'"],
        id="ids and names: an empty id",
    ),
    pytest.param(
        f'questions.{"x" * 101} = "Is there a plan?"',
        [f"id-syntax | questions.{'x' * 101}: an id of 101 characters is too long: 100 are allowed"],
        id="ids and names: an id that is too long",
    ),
    pytest.param(
        """
dimensions.level.rating = true
questions.points = "Are there any?"
scales.degree.options = ["no", "unknown"]
""",
        [
            "id-syntax | dimensions.level: 'level' means something in rules, so it can't be an id; give it another id, such as 'our-level'",
            "id-syntax | questions.points: 'points' means something in rules, so it can't be an id; give it another id, such as 'our-points'",
            "id-syntax | scales.degree.options.unknown: 'unknown' means something in rules, so it can't be an id; give it another id, such as 'our-unknown'",
        ],
        id="ids and names: ids that mean something in rules",
    ),
    pytest.param(
        """
scales.Degree.options = ["No", "yes"]
facts.EU = "Is it in the EU?"
""",
        [
            "id-syntax | scales.Degree: 'Degree' is no id: use small letters, digits and single hyphens, as in 'degree'",
            "id-syntax | scales.Degree.options.No: 'No' is no id: use small letters, digits and single hyphens, as in 'no'",
            "id-syntax | facts.EU: 'EU' is no id: use small letters, digits and single hyphens, as in 'eu'",
        ],
        id="ids and names: ids of scales, options and facts",
    ),
    pytest.param(
        'terms = { levels = "tiers", colour = "hue" }',
        [
            "unknown-term | terms.levels: nothing is called 'levels' here; did you mean 'level'?",
            "unknown-term | terms.colour: nothing is called 'colour' here; there is 'dimension', 'level', 'question' or 'subject'",
        ],
        id="ids and names: a word that nothing uses",
    ),
    pytest.param(
        """
dimensions.plan = {}
questions.plan = "Is there a plan?"
""",
        ["id-twice | dimensions.plan: 'plan' is a question, too; give one of them another id"],
        id="ids and names: a question called like a dimension beside it",
    ),
    pytest.param(
        """
dimensions.sales.questions.plan = "Is there a plan?"
dimensions.plan.parent = "sales"
""",
        ["id-twice | dimensions.plan: 'plan' is a question, too; give one of them another id"],
        id="ids and names: a question called like a dimension within",
    ),
    pytest.param(
        """
rating = true
questions.tiers = "Are there tiers?"
""",
        [
            "id-twice | rating: the rating of the whole is answered as 'tiers', and something else is called so; give the other another id"
        ],
        id="ids and names: a rating called like a question",
    ),
    pytest.param(
        """
rating = true
dimensions.tiers = {}
""",
        [
            "id-twice | rating: the rating of the whole is answered as 'tiers', and something else is called so; give the other another id"
        ],
        id="ids and names: a rating called like a dimension",
    ),
    # levels, dimensions and examples that there are not
    pytest.param(
        'descriptors.golden = "All that glitters"',
        ["unknown-level | descriptors.golden: no level is called 'golden'; did you mean 'gold'?"],
        id="levels, dimensions and examples that there are not: a level of descriptors",
    ),
    pytest.param(
        """
actions = [{ text = "Plan." }, { text = "Review.", level = "golden" }]
questions.plan.actions = [{ text = "Plan.", level = "platinum" }]
""",
        [
            "unknown-level | actions.1.level: no level is called 'golden'; did you mean 'gold'?",
            "unknown-level | questions.plan.actions.0.level: no level is called 'platinum'; there is 'bronze', 'silver' or 'gold'",
        ],
        id="levels, dimensions and examples that there are not: a level of actions",
    ),
    pytest.param(
        """
bands = { bronze = "0", golden = "1" }
questions.plan = "Is there a plan?"
""",
        ["unknown-level | bands.golden: no level is called 'golden'; did you mean 'gold'?"],
        id="levels, dimensions and examples that there are not: a level of bands",
    ),
    pytest.param(
        """
requires.golden.plan = true
questions.plan = "Is there a plan?"
""",
        ["unknown-level | requires.golden: no level is called 'golden'; did you mean 'gold'?"],
        id="levels, dimensions and examples that there are not: a level of requirements",
    ),
    pytest.param(
        """
ladder = {}
questions.plan = { level = "golden" }
""",
        ["unknown-level | questions.plan.level: no level is called 'golden'; did you mean 'gold'?"],
        id="levels, dimensions and examples that there are not: a level of a question",
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
            "unknown-level | examples.0.level: no level is called 'golden'; did you mean 'gold'?",
            "unknown-level | examples.0.levels.sales: no level is called 'golden'; did you mean 'gold'?",
            "unknown-dimension | examples.0.levels.sale: no dimension is called 'sale'; did you mean 'sales'?",
            "unknown-dimension | examples.0.scores.sale: no dimension is called 'sale'; did you mean 'sales'?",
        ],
        id="levels, dimensions and examples that there are not: a level and a dimension of an example",
    ),
    pytest.param(
        """
dimensions.sales.parent = "market"
dimensions.plan.parent = "sale"
""",
        [
            "unknown-dimension | dimensions.sales.parent: no dimension is called 'market'",
            "unknown-dimension | dimensions.plan.parent: no dimension is called 'sale'; did you mean 'sales'?",
        ],
        id="levels, dimensions and examples that there are not: a parent",
    ),
    pytest.param(
        """
defaults.parent = "sales"
dimensions.sales = {}
""",
        ["default-parent | defaults.parent: not every dimension can have the same parent; name it in each dimension"],
        id="levels, dimensions and examples that there are not: a parent that is no default",
    ),
    pytest.param(
        'dimensions.sales.parent = "sales"',
        [
            "parent-cycle | dimensions.sales.parent: dimensions lie within each other: 'sales' in 'sales'; give one of them another parent"
        ],
        id="levels, dimensions and examples that there are not: a dimension within itself",
    ),
    pytest.param(
        """
dimensions.a.parent = "b"
dimensions.b.parent = "a"
dimensions.c.parent = "a"
""",
        [
            "parent-cycle | dimensions.a.parent: dimensions lie within each other: 'a' in 'b' in 'a'; give one of them another parent",
            "parent-cycle | dimensions.b.parent: dimensions lie within each other: 'b' in 'a' in 'b'; give one of them another parent",
        ],
        id="levels, dimensions and examples that there are not: dimensions within each other",
    ),
    pytest.param(
        "\n".join(["dimensions.d0 = {}", *(f'dimensions.d{n}.parent = "d{n - 1}"' for n in range(1, 17))]),
        ["too-deep | dimensions.d16.parent: lies more than 16 dimensions deep; flatten the dimensions"],
        id="levels, dimensions and examples that there are not: dimensions nested too deep",
    ),
    pytest.param(
        """
defaults.overlap = "upper"
overlap = "first"
gap = "highest"
""",
        [
            "unknown-policy | defaults.overlap: no policy is called 'upper'; there is 'highest', 'lowest' or 'error'",
            "unknown-policy | overlap: no policy is called 'first'; there is 'highest', 'lowest' or 'error'",
            "unknown-policy | gap: no policy is called 'highest'; there is 'lower', 'upper' or 'error'",
        ],
        id="levels, dimensions and examples that there are not: a policy",
    ),
    # facts
    pytest.param(
        "questions.plan.applies-when.region = true",
        ["unknown-fact | questions.plan.applies-when.region: no fact is called 'region'; declare it in [facts]"],
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
            "unknown-fact | defaults.applies-when.regoin: no fact is called 'regoin'; did you mean 'region'?",
            "unknown-fact | dimensions.sales.applies-when.area: no fact is called 'area'; there is 'region'",
            "unknown-fact | questions.plan.applies-when.regoin: no fact is called 'regoin'; did you mean 'region'?",
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
            "unknown-fact | requires.silver.applies-when.regoin: no fact is called 'regoin'; did you mean 'region'?",
            "unknown-fact | requires.gold.any.0.all.0.applies-when.area: no fact is called 'area'; there is 'region'",
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
            "fact-value | questions.a.applies-when.region: the fact is true or false; write true or false",
            "unknown-option | questions.b.applies-when.size: no option is called 'largest'; did you mean 'large'?",
            "unknown-option | questions.c.applies-when.size: no option is called 'true'; there is 'small' or 'large'",
            "fact-value | questions.d.applies-when.staff: the fact is a number; write a number such as 500_000 or 0.7, without quotes",
            "fact-value | questions.e.applies-when.staff: the fact is a number; write a number such as 500_000 or 0.7, without quotes",
            "unknown-option | requires.gold.applies-when.size: no option is called '5'; there is 'small' or 'large'",
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
            "fact-value | facts.region.default: the fact is true or false; write true or false",
            "fact-value | facts.staff.default: the fact is a number; write a number such as 500_000 or 0.7, without quotes",
            "unknown-option | facts.size.default: no option is called 'middle'; there is 'small' or 'large'",
        ],
        id="facts: a default that a fact can't have",
    ),
    pytest.param(
        """
facts.size.kind = "choice"
questions.plan.applies-when.size = "large"
""",
        ["no-options | facts.size.kind: a choice has nothing to choose from; give it a scale or options"],
        id="facts: a fact with nothing to choose from",
    ),
    pytest.param(
        """
facts.size.scale = "sizes"
questions.plan.applies-when.size = "large"
""",
        ["unknown-scale | facts.size.scale: no scale is called 'sizes'; declare it in [scales]"],
        id="facts: a fact of a scale that there is not",
    ),
    pytest.param(
        'facts.size = { kind = "number", options = ["small", "large"] }',
        ["idle-key | facts.size.options: only a choice has 'options', and this is a number; leave it out"],
        id="facts: options that a fact does not offer",
    ),
    pytest.param(
        """
facts.region = "Is it in the region?"
requires.gold.region = true
""",
        [
            "fact-in-condition | requires.gold.region: 'region' is a fact, and a fact is neither good nor bad; write applies-when = { region = … }"
        ],
        id="facts: a fact as a condition",
    ),
    # scales and options
    pytest.param(
        """
scales.degree.options = ["no", "yes"]
questions.plan = { scale = "degree", options = ["no", "yes"] }
""",
        ["two-scales | questions.plan.scale: has both a scale and options; keep one of them"],
        id="scales and options: a scale and options",
    ),
    pytest.param(
        """
scales.degree.options = ["no", "yes"]
questions.plan.scale = "degrees"
facts.size.scale = "sizes"
""",
        [
            "unknown-scale | questions.plan.scale: no scale is called 'degrees'; did you mean 'degree'?",
            "unknown-scale | facts.size.scale: no scale is called 'sizes'; there is 'degree'",
        ],
        id="scales and options: a scale that there is not",
    ),
    pytest.param(
        """
scales.degree = { options = ["no"], met = "no" }
questions.plan = { options = [], met = "no" }
facts.size.options = ["small"]
""",
        [
            "few-options | scales.degree.options: it takes at least two options to choose from; add one",
            "few-options | questions.plan.options: it takes at least two options to choose from; add one",
            "few-options | facts.size.options: it takes at least two options to choose from; add one",
        ],
        id="scales and options: too few options",
    ),
    pytest.param(
        'questions.plan.kind = "choice"',
        ["no-options | questions.plan.kind: a choice has nothing to choose from; give it a scale or options"],
        id="scales and options: nothing to choose from",
    ),
    pytest.param(
        "scales.degree.options = { no = 0, partly = {}, fully = 2, more = {} }",
        [
            "points-missing | scales.degree.options: gives no points to 'partly' or 'more'; give points to every option, or to none"
        ],
        id="scales and options: points for some options only",
    ),
    pytest.param(
        """
scales.degree.options = { yes = 1, no = 0 }
questions.plan.options = { yes = 1, no = 0 }
""",
        [
            "points-fall | scales.degree.options: points fall from a worse option to a better one; list the options worst first",
            "points-fall | questions.plan.options: points fall from a worse option to a better one; list the options worst first",
        ],
        id="scales and options: points that fall",
    ),
    pytest.param(
        """
scales.degree = { options = ["no", "partly", "fully"], met = "full" }
questions.plan = { scale = "degree", met = "yes", anchors = { full = "Written", none = "Unwritten" } }
""",
        [
            "unknown-option | scales.degree.met: no option is called 'full'; did you mean 'fully'?",
            "unknown-option | questions.plan.met: no option is called 'yes'; there is 'no', 'partly' or 'fully'",
            "unknown-option | questions.plan.anchors.full: no option is called 'full'; did you mean 'fully'?",
            "unknown-option | questions.plan.anchors.none: no option is called 'none'; did you mean 'no'?",
        ],
        id="scales and options: an option that a scale does not have",
    ),
    pytest.param(
        """
scales.degree = { options = ["no", "partly", "fully"], met = "no" }
questions.plan = { options = ["no", "yes"], met = "no" }
""",
        [
            "condition-idle | scales.degree.met: every answer is at least as good as 'no'; write 'partly' or 'fully'",
            "condition-idle | questions.plan.met: every answer is at least as good as 'no'; write 'yes'",
        ],
        id="scales and options: an option that every answer meets",
    ),
    pytest.param(
        """
questions.churn = { kind = "number", min = 100, max = 0 }
questions.deals = { kind = "number", min = 2.5, max = 2.5 }
""",
        [
            "empty-range | questions.churn.max: no number lies between 100 and 0; min must be less than max",
            "empty-range | questions.deals.max: no number lies between 2.5 and 2.5; min must be less than max",
        ],
        id="scales and options: no number between the bounds",
    ),
    # keys of other kinds of questions
    pytest.param(
        'questions.plan = { better = "lower", min = 0, max = 9, unit = "EUR", met = "yes", anchors = { yes = "Written" } }',
        [
            "idle-key | questions.plan.better: only a number has 'better', and this is a yes/no question; set kind = \"number\"",
            "idle-key | questions.plan.min: only a number has 'min', and this is a yes/no question; set kind = \"number\"",
            "idle-key | questions.plan.max: only a number has 'max', and this is a yes/no question; set kind = \"number\"",
            "idle-key | questions.plan.unit: only a number has 'unit', and this is a yes/no question; set kind = \"number\"",
            "idle-key | questions.plan.met: only a choice has 'met', and this is a yes/no question; leave it out",
            "idle-key | questions.plan.anchors: only a choice has 'anchors', and this is a yes/no question; leave it out",
        ],
        id="keys of other kinds of questions: of a yes/no question",
    ),
    pytest.param(
        'questions.plan = { kind = "yes-no", unit = "EUR", options = ["no", "yes"] }',
        [
            "idle-key | questions.plan.unit: only a number has 'unit', and this is a yes/no question; leave it out",
            "idle-key | questions.plan.options: only a choice has 'options', and this is a yes/no question; leave it out",
        ],
        id="keys of other kinds of questions: of a question that says it is a yes/no question",
    ),
    pytest.param(
        """
scales.degree.options = ["no", "yes"]
questions.plan = { kind = "number", keyed = "no", scale = "degree", met = "no", anchors = { yes = "Written" } }
""",
        [
            "idle-key | questions.plan.keyed: only a yes/no question has 'keyed', and this is a number; leave it out",
            "idle-key | questions.plan.scale: only a choice has 'scale', and this is a number; leave it out",
            "idle-key | questions.plan.met: only a choice has 'met', and this is a number; leave it out",
            "idle-key | questions.plan.anchors: only a choice has 'anchors', and this is a number; leave it out",
        ],
        id="keys of other kinds of questions: of a number",
    ),
    pytest.param(
        'questions.plan = { options = ["no", "yes"], keyed = "no", min = 1, better = "lower" }',
        [
            "idle-key | questions.plan.keyed: only a yes/no question has 'keyed', and this is a choice; leave it out",
            "idle-key | questions.plan.min: only a number has 'min', and this is a choice; leave it out",
            "idle-key | questions.plan.better: only a number has 'better', and this is a choice; leave it out",
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
            "unknown-question | questions.again.same-as: no question is called 'portal'; did you mean 'assets.portal'?",
            "unknown-question | questions.other.same-as: no question is called 'nothing-alike'; write its full id",
        ],
        id="shared answers: a question that there is not",
    ),
    pytest.param(
        """
questions.a = "Is there a plan?"
questions.b.same-as = "a"
questions.c.same-as = "b"
questions.d.same-as = "d"
""",
        [
            "same-as-cycle | questions.c.same-as: 'b' is no answer of its own: it is the same as 'a'; name the question that is asked",
            "same-as-cycle | questions.d.same-as: 'd' is no answer of its own: it is the same as 'd'; name the question that is asked",
        ],
        id="shared answers: a question that is not asked itself",
    ),
    pytest.param(
        """
questions.a = "Is there a plan?"
questions.b = { same-as = "a", kind = "number", keyed = "no", min = 5, needs = ["note"], not-applicable = "best", valid-for = "1 year" }
""",
        [
            "idle-key | questions.b.kind: 'kind' belongs to the question that is answered, 'a'; set it there",
            "idle-key | questions.b.keyed: 'keyed' belongs to the question that is answered, 'a'; set it there",
            "idle-key | questions.b.min: 'min' belongs to the question that is answered, 'a'; set it there",
            "idle-key | questions.b.needs: 'needs' belongs to the question that is answered, 'a'; set it there",
            "idle-key | questions.b.not-applicable: 'not-applicable' belongs to the question that is answered, 'a'; set it there",
            "idle-key | questions.b.valid-for: 'valid-for' belongs to the question that is answered, 'a'; set it there",
        ],
        id="shared answers: what belongs to the question that is asked",
    ),
    pytest.param(
        """
questions.a = "Is there a plan?"
questions.b = { same-as = "a", met = "yes" }
""",
        ["idle-key | questions.b.met: only a choice has 'met'; leave it out"],
        id="shared answers: from which option on a yes/no question is met",
    ),
    pytest.param(
        """
questions.a.options = ["no", "partly", "fully"]
questions.b = { same-as = "a", met = "full" }
questions.c = { same-as = "a", met = "no" }
""",
        [
            "unknown-option | questions.b.met: no option is called 'full'; did you mean 'fully'?",
            "condition-idle | questions.c.met: every answer is at least as good as 'no'; write 'partly' or 'fully'",
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
            "points-missing | questions.b.points: gives no points to 'yes'; give points to each answer",
            "unknown-option | questions.b.points.maybe: no option is called 'maybe'; there is 'no' or 'yes'",
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
            "points-missing | questions.plan.points: gives no points to 'no'; give points to each answer",
            "points-missing | questions.goal.points: gives no points to 'no' or 'fully'; give points to each answer",
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
            "points-missing | questions.goal.points: gives no points to 'no' or 'fully'; give points to each answer",
            "unknown-option | questions.goal.points.maybe: no option is called 'maybe'; there is 'no' or 'fully'",
        ],
        id="points: for no answer, and what asks for it is passed over",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.points = { yes = 5, no = 1, maybe = 2 }
""",
        ["unknown-option | questions.plan.points.maybe: no option is called 'maybe'; there is 'no' or 'yes'"],
        id="points: for an answer that there is not",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.points = { yes = 1, no = 5 }
questions.complaints = { keyed = "no", points = { yes = 5, no = 1 } }
questions.goal = { options = ["no", "yes"], points = { no = 5, yes = 1 } }
""",
        [
            'points-fall | questions.plan.points: points fall from a worse answer to a better one; if No is the better answer, write keyed = "no"',
            'points-fall | questions.complaints.points: points fall from a worse answer to a better one; if Yes is the better answer, write keyed = "yes"',
            "points-fall | questions.goal.points: points fall from a worse answer to a better one; the answers from worst to best are no, yes",
        ],
        id="points: that fall",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.points = { per = 5, earn = 1 }
questions.goal = { options = ["no", "yes"], points = { curve = [[0, 0], [1, 1]] } }
""",
        [
            "points-kind | questions.plan.points: only a number earns points so; write a number for each answer",
            "points-kind | questions.goal.points: only a number earns points so; write a number for each answer",
        ],
        id="points: of a number, for yes or no",
    ),
    pytest.param(
        """
score = "sum"
questions.deals = { kind = "number", points = { yes = 1, no = 0 } }
""",
        [
            "points-kind | questions.deals.points: a number has no options to give points to; write { per = 100, earn = 5 }, { curve = … } or { bands = … }"
        ],
        id="points: of options, for a number",
    ),
    pytest.param(
        """
score = "sum"
questions.deals = { kind = "number", min = 0, points = { per = 10, earn = 1 } }
questions.leads = { kind = "number", max = 10, points = { per = 10, earn = 1 } }
""",
        [
            "points-unbounded | questions.deals.points: points for every full amount have no bound; set 'max' on the question; a 'cap' of the points does instead of 'max'",
            "points-unbounded | questions.leads.points: points for every full amount have no bound; set 'min' on the question",
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
            'points-fall | questions.a.points: points fall where a higher number is better; turn them round, or set better = "lower"',
            'points-fall | questions.b.points: points fall where a higher number is better; turn them round, or set better = "lower"',
            'points-fall | questions.c.points: points fall where a higher number is better; turn them round, or set better = "lower"',
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
            'points-fall | questions.a.points: points fall where a lower number is better; turn them round, or set better = "higher"',
            'points-fall | questions.b.points: points fall where a lower number is better; turn them round, or set better = "higher"',
            'points-fall | questions.c.points: points fall where a lower number is better; turn them round, or set better = "higher"',
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
        [
            "bands-order | questions.a.points: one range lies within another; let each begin and end later than the one before",
            "bands-order | questions.b.points: one range lies within another; let each begin and end later than the one before",
        ],
        id="points: for ranges within each other",
    ),
    # scores
    pytest.param(
        """
score = "sum"
dimensions.sales.bands = { bronze = "0", silver = "1+" }
""",
        [
            "nothing-to-score | score: there is nothing to make a score of; give it questions with points, or leave 'score' and 'bands' out",
            "nothing-to-score | dimensions.sales.bands: there is nothing to make a score of; give it questions with points, or leave 'score' and 'bands' out",
        ],
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
        [
            "nothing-to-score | score: there is nothing to make a score of; give it questions with points, or leave 'score' and 'bands' out"
        ],
        id="scores: of nothing that counts",
    ),
    pytest.param(
        """
score = "maximum"
dimensions.sales = { score = "sum", weight = 0, questions = { goal = "Is there a goal?" } }
""",
        [
            "nothing-to-score | score: there is nothing to make a score of; give it questions with points, or leave 'score' and 'bands' out",
            "idle-key | dimensions.sales.weight: nothing reads 'weight' here: score = \"maximum\" weighs nothing; give the rubric 'sum', 'mean' or 'percent', or leave 'weight' out",
        ],
        id="scores: of a dimension that does not count",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.weight = -1
dimensions.sales = { score = "sum", weight = -2, questions = { goal = "Is there a goal?" } }
""",
        [
            "negative-weight | questions.plan.weight: a weight below 0 would make a better answer count against; turn the points round instead",
            "negative-weight | dimensions.sales.weight: a weight below 0 would make a better answer count against; turn the points round instead",
        ],
        id="scores: a weight below 0",
    ),
    pytest.param(
        """
score = "product"
questions.plan.points = { yes = 1, no = -1 }
""",
        [
            "negative-factor | score: 'plan' can be -1, and a product rises with its factors only where none is negative; use 'sum', or points from 0 on"
        ],
        id="scores: a negative factor",
    ),
    pytest.param(
        """
score = "product"
[questions]
plan.points = { yes = 1_000_000, no = -1_000_000 }
goal.points = { yes = 1_000_000, no = -1_000_000 }
""",
        [
            "negative-factor | score: 'plan' can be -1,000,000, and a product rises with its factors only where none is negative; use 'sum', or points from 0 on"
        ],
        id="scores: negative factors of which the product would be too large, too",
    ),
    pytest.param(
        """
score = "product"
dimensions.sales = { score = "sum", base = -10, questions = { goal = "Is there a goal?" } }
""",
        [
            "negative-factor | score: 'sales' can be -10, and a product rises with its factors only where none is negative; use 'sum', or points from 0 on"
        ],
        id="scores: a dimension as a negative factor",
    ),
    pytest.param(
        """
score = "percent"
questions.goal = "Is there a goal?"
questions.plan.points = { yes = 0, no = -5 }
""",
        [
            "no-full-marks | score: 'plan' has 0 for full marks, so there is no percentage of them; use 'sum' with a 'base', or leave it out of the score"
        ],
        id="scores: a percentage of nothing",
    ),
    pytest.param(
        """
score = "percent"
dimensions.sales = { score = "sum", base = -10, questions = { goal = "Is there a goal?" } }
""",
        [
            "no-full-marks | score: 'sales' has -9 for full marks, so there is no percentage of them; use 'sum' with a 'base', or leave it out of the score"
        ],
        id="scores: a dimension without full marks",
    ),
    pytest.param(
        """
score = "sum"
questions.plan.points = { yes = 0, no = -2e9 }
""",
        [
            "score-too-large | score: can be from -2,000,000,000 to 0, and a score stays within 1,000,000,000; score in larger units"
        ],
        id="scores: too large",
    ),
    pytest.param(
        """
score = "sum"
round = 7
questions.plan = "Is there a plan?"
""",
        ["round-digits | round: scores are rounded to 0 to 6 digits; write round = 1"],
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
            "two-ways | combine: 'ladder' and 'combine' each give a level, and there is one way to it; keep one of them",
            "two-ways | dimensions.sales.rating: 'bands' and 'rating' each give a level, and there is one way to it; keep one of them",
        ],
        id="ways to a level: two",
    ),
    pytest.param(
        """
[defaults]
combine = "mean"
rating = true
""",
        [
            "two-ways | defaults.rating: 'combine' and 'rating' each give a level, and there is one way to it; keep one of them"
        ],
        id="ways to a level: two by default",
    ),
    pytest.param(
        """
bands = {}
questions.plan = "Is there a plan?"
""",
        ["no-bands | bands: names no range; give each level its range"],
        id="ways to a level: bands of nothing",
    ),
    pytest.param(
        """
bands = { bronze = "0", gold = "3-5", silver = "4+" }
questions.plan = "Is there a plan?"
""",
        [
            "bands-order | bands.gold: '3-5' begins or ends before '4+' of the lower level 'silver' does; neither end may fall from level to level"
        ],
        id="ways to a level: bands that fall",
    ),
    pytest.param(
        "requires = {}",
        ["condition-empty | requires: requires nothing for any level; leave it out"],
        id="ways to a level: requirements for nothing",
    ),
    pytest.param(
        """
requires.bronze.plan = true
questions.plan = "Is there a plan?"
""",
        [
            "lowest-level | requires.bronze: 'bronze' is the lowest level, which everyone has, so it can't require anything; put a level below 'bronze'"
        ],
        id="ways to a level: requirements for the lowest level",
    ),
    pytest.param(
        """
ladder.need = 0
questions.plan.level = "silver"
""",
        [
            "ladder-need | ladder.need: the share of questions is above 0 and up to 1; write 0.8 for 80 %, 1.0 for all of them"
        ],
        id="ways to a level: a share of nothing",
    ),
    pytest.param(
        """
ladder.need = 80
questions.plan.level = "silver"
""",
        [
            "ladder-need | ladder.need: the share of questions is above 0 and up to 1; write 0.8 for 80 %, 1.0 for all of them"
        ],
        id="ways to a level: a share in percent",
    ),
    pytest.param(
        "ladder = {}",
        ["nothing-to-climb | ladder: there are no questions to climb by; give it questions with a level"],
        id="ways to a level: a ladder of nothing",
    ),
    pytest.param(
        """
ladder = {}
questions.plan = "Is there a plan?"
dimensions.sales.questions.goal = { kind = "number" }
""",
        [
            "no-rung | questions.plan: stands in a ladder and names no level; set level to 'silver' or 'gold'",
            "no-rung | dimensions.sales.questions.goal: stands in a ladder and names no level; set level to 'silver' or 'gold'",
        ],
        id="ways to a level: questions that are on no rung",
    ),
    pytest.param(
        """
ladder = {}
questions.plan.level = "bronze"
""",
        [
            "lowest-level | questions.plan.level: 'bronze' is the lowest level, which everyone has, so no question can lead to it; put a level below 'bronze'"
        ],
        id="ways to a level: a question on the lowest rung",
    ),
    pytest.param(
        """
ladder = {}
[questions]
plan = { level = "silver", options = ["no", "partly", "fully"] }
deals = { level = "silver", kind = "number" }
""",
        [
            "not-met | questions.plan: no option is named from which on an answer counts as met; set met to 'partly' or 'fully'",
            "not-met | questions.deals: a number can't simply be met; ask for a value of it in 'requires'",
        ],
        id="ways to a level: questions that can't be met",
    ),
    pytest.param(
        """
combine = "majority"
dimensions.sales = {}
dimensions.market = { rating = true, view = true }
""",
        ["nothing-to-combine | combine: no dimension within has a level; give one a way to its level"],
        id="ways to a level: nothing to combine",
    ),
    pytest.param(
        """
combine = "mean"
dimensions.sales = { rating = true, weight = 0 }
""",
        ["nothing-to-combine | combine: every weight within is 0; give one dimension a weight"],
        id="ways to a level: nothing that weighs",
    ),
    pytest.param(
        'dimensions.sales.requires.gold.sales = "silver"',
        [
            "rule-cycle | dimensions.sales.requires: goes round in a circle: the level of 'sales', from the level of 'sales'; let one of them not ask for the other"
        ],
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
            "rule-cycle | dimensions.a.requires: goes round in a circle: the level of 'a', from the level of 'b', from the level of 'a'; let one of them not ask for the other"
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
            "unknown-name | requires.gold.plam: no question or dimension is called 'plam'; did you mean 'plan'?",
            "unknown-name | requires.gold.strategy: no question or dimension is called 'strategy'",
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
            "unknown-name | requires.silver.plan: no question or dimension is called 'plan'; did you mean 'sales.plan'?",
            "unknown-name | requires.gold.sales.plam: no question or dimension is called 'sales.plam'; did you mean 'sales.plan'?",
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
            "ambiguous-name | dimensions.sales.requires.gold.plan: 'plan' may mean the dimension 'plan' and the question 'sales.plan'; write 'sales.plan' for its own, or give one of them another id"
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
            "ambiguous-name | dimensions.sales.requires.gold.plan: 'plan' may mean the question 'plan' and the question 'sales.plan'; write 'sales.plan' for its own, or give one of them another id"
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
            "unknown-name | requires.gold.any.0.all.0.a: no question or dimension is called 'a'",
            "unknown-name | requires.gold.any.0.all.1.b: no question or dimension is called 'b'",
            "unknown-name | requires.gold.any.1.c: no question or dimension is called 'c'",
            "unknown-name | requires.gold.count.of.0: no question or dimension is called 'd'",
            "unknown-name | requires.gold.count.of.2.any.0.e: no question or dimension is called 'e'",
            "unknown-name | requires.gold.each.of.1: no question or dimension is called 'f'",
        ],
        id="names in conditions: however deep",
    ),
    pytest.param(
        """
defaults.requires.gold.plam = true
dimensions.sales.questions.plan = "Is there a plan?"
""",
        [
            "unknown-name | dimensions.sales.requires.gold.plam: no question or dimension is called 'plam'; did you mean 'plan'?"
        ],
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
            "condition-kind | requires.gold.plan: 'plan' is answered with yes or no; write plan = true",
            "condition-kind | requires.silver.plan: 'plan' is answered with yes or no; write plan = true",
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
            "condition-idle | requires.silver.plan: every answer is at least as good as that; the mature answer to 'plan' is true",
            "condition-idle | requires.silver.complaints: every answer is at least as good as that; the mature answer to 'complaints' is false",
            "condition-idle | requires.gold.plan: every answer is at least as good as that; the mature answer to 'plan' is true",
            "condition-idle | requires.gold.complaints: every answer is at least as good as that; the mature answer to 'complaints' is false",
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
            "unknown-option | requires.silver.goal: no option is called 'true'; there is 'no', 'partly' or 'fully'",
            "unknown-option | requires.gold.goal: no option is called '2'; there is 'no', 'partly' or 'fully'",
        ],
        id="conditions on questions: yes or a number of a choice",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
requires.gold.goal = "full"
""",
        ["unknown-option | requires.gold.goal: no option is called 'full'; did you mean 'fully'?"],
        id="conditions on questions: an option that there is not",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
requires.gold.goal = "no"
""",
        ["condition-idle | requires.gold.goal: every answer is at least as good as that; ask for 'partly' or 'fully'"],
        id="conditions on questions: the worst option",
    ),
    pytest.param(
        """
questions.deals.kind = "number"
requires.silver.deals = true
requires.gold = { deals = "many", all = [{ deals = "250_000" }, { deals = ">= 4.2 of 5" }] }
""",
        [
            "condition-kind | requires.silver.deals: 'deals' is answered with a number; write a number such as 500_000 or 0.7, without quotes",
            "condition-kind | requires.gold.deals: 'deals' is answered with a number; write a number such as 500_000 or 0.7, without quotes",
            "condition-kind | requires.gold.all.0.deals: 'deals' is answered with a number; write deals = 250_000",
            "condition-kind | requires.gold.all.1.deals: 'deals' is answered with a number; write a number such as 500_000 or 0.7, without quotes",
        ],
        id="conditions on questions: yes or an option of a number",
    ),
    pytest.param(
        """
questions.deals = { kind = "number", min = 0 }
questions.churn = { kind = "number", better = "lower", max = 100 }
requires.gold = { deals = 0, churn = 100 }
""",
        [
            "condition-idle | requires.gold.deals: every answer is at least as good as that; ask for more than 0",
            "condition-idle | requires.gold.churn: every answer is at least as good as that; ask for less than 100",
        ],
        id="conditions on questions: no more than every number",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
questions.deals.kind = "number"
requires.gold.count = { at-least = 1, of = ["goal", "deals"] }
""",
        [
            "not-met | requires.gold.count.of.0: no option is named from which on an answer counts as met; set met to 'partly' or 'fully'",
            "not-met | requires.gold.count.of.1: a number can't simply be met; ask for a value of it in 'requires'",
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
            "condition-kind | requires.silver.plan: 'plan' is a question: it has no level; ask for its value or its points",
            "condition-kind | requires.gold.plan: 'plan' is a question: it has no score; ask for its value or its points",
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
            "condition-kind | requires.silver.plan: points are a number; write a number such as 500_000 or 0.7, without quotes",
            "condition-kind | requires.gold.plan: points are a number; write a number such as 500_000 or 0.7, without quotes",
        ],
        id="conditions on questions: points that are no number",
    ),
    pytest.param(
        """
questions.goal.options = ["no", "partly", "fully"]
questions.deals.kind = "number"
requires.gold.each = { points = 1, of = ["goal", "deals"] }
""",
        [
            "no-points | requires.gold.each.of.0: the answers to 'goal' are worth no points; give them points, or ask for a value",
            "no-points | requires.gold.each.of.1: the answers to 'deals' are worth no points; give them points, or ask for a value",
        ],
        id="conditions on questions: points where there are none",
    ),
    pytest.param(
        """
questions.plan.points = { yes = 5, no = -5 }
requires.gold.plan.points = -5
""",
        ["condition-idle | requires.gold.plan: every answer is at least as good as that; ask for more than -5"],
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
            "condition-kind | requires.silver.sales: 'sales' is a dimension: it can be asked for a level or for a score; write sales = \"gold\"",
            "condition-kind | requires.gold.each.of.0: 'sales' is a dimension: it can be asked for a level or for a score; write sales = \"gold\"",
            "condition-kind | requires.gold.count.of.0: 'sales' is a dimension: it can be asked for a level or for a score; write sales = \"gold\"",
            "condition-kind | requires.gold.any.0.sales: 'sales' is a dimension: it can be asked for a level or for a score; write sales = \"gold\"",
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
            "condition-kind | requires.silver.sales: 'sales' is a dimension: it can be asked for a level or for a score; write sales = \"gold\"",
            "condition-kind | requires.gold.sales: 'sales' is a dimension: it can be asked for a level or for a score; write sales = \"gold\"",
        ],
        id="conditions on dimensions: a level that is a number, a score that is a level",
    ),
    pytest.param(
        """
dimensions.sales.rating = true
requires.gold.sales = "golden"
""",
        ["unknown-level | requires.gold.sales: no level is called 'golden'; did you mean 'gold'?"],
        id="conditions on dimensions: a level that there is not",
    ),
    pytest.param(
        """
dimensions.sales = {}
requires.gold.sales = "gold"
""",
        [
            "no-level | requires.gold.sales: 'sales' has no level to ask for; give it bands, requires, a ladder, combine or rating"
        ],
        id="conditions on dimensions: a level where there is none",
    ),
    pytest.param(
        """
dimensions.sales.rating = true
requires.silver.score = 5
requires.gold.sales = 5
""",
        [
            'no-score | requires.silver.score: the rubric itself has no score to ask for; give it a score: score = "sum"',
            "no-score | requires.gold.sales: 'sales' has no score to ask for; give it a score: score = \"sum\"",
        ],
        id="conditions on dimensions: a score where there is none",
    ),
    pytest.param(
        """
dimensions.sales.score = "sum"
dimensions.market.combine = "minimum"
requires.gold = { sales = 5, market = "gold" }
""",
        [
            "nothing-to-score | dimensions.sales.score: there is nothing to make a score of; give it questions with points, or leave 'score' and 'bands' out",
            "nothing-to-combine | dimensions.market.combine: no dimension within has a level; give one a way to its level",
        ],
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
            "condition-kind | requires.silver.score: a score is a number; write a number such as 500_000 or 0.7, without quotes",
            "condition-kind | requires.gold.score: a score is a number; write a number such as 500_000 or 0.7, without quotes",
        ],
        id="conditions on dimensions: a score that is no number",
    ),
    # keys that nothing reads
    pytest.param(
        """
base = 10
cap = 100
dimensions.sales.round = 1
""",
        [
            "idle-key | base: nothing reads 'base' here: there is no score; give it one: score = \"sum\"",
            "idle-key | cap: nothing reads 'cap' here: there is no score; give it one: score = \"sum\"",
            "idle-key | dimensions.sales.round: nothing reads 'round' here: there is no score; give it one: score = \"sum\"",
        ],
        id="keys that nothing reads: of a score that there is not",
    ),
    pytest.param(
        """
cumulative = false
dimensions.sales = { rating = true, cumulative = true }
""",
        [
            "idle-key | cumulative: nothing reads 'cumulative' here: no level requires anything; leave it out",
            "idle-key | dimensions.sales.cumulative: nothing reads 'cumulative' here: no level requires anything; leave it out",
        ],
        id="keys that nothing reads: of requirements that there are not",
    ),
    pytest.param(
        """
overlap = "lowest"
dimensions.sales = { rating = true, gap = "upper" }
""",
        [
            "idle-key | overlap: nothing reads 'overlap' here: there are no bands; set it in [defaults] or on a dimension",
            "idle-key | dimensions.sales.gap: nothing reads 'gap' here: there are no bands; leave it out",
        ],
        id="keys that nothing reads: of bands that there are not",
    ),
    pytest.param(
        """
unanswered = "block"
needs = ["note"]
dimensions.sales = { not-applicable = "best", valid-for = "1 year" }
""",
        [
            "idle-key | unanswered: nothing reads 'unanswered' here: there are no questions directly in it; set it in [defaults] or on a dimension",
            "idle-key | needs: nothing reads 'needs' here: there are no questions directly in it; set it in [defaults] or on a dimension",
            "idle-key | dimensions.sales.not-applicable: nothing reads 'not-applicable' here: there are no questions directly in it; leave it out",
            "idle-key | dimensions.sales.valid-for: nothing reads 'valid-for' here: there are no questions directly in it; leave it out",
        ],
        id="keys that nothing reads: of questions that there are not",
    ),
    pytest.param(
        """
combine = "majority"
dimensions.sales = { rating = true, weight = 2 }
dimensions.market = { rating = true, view = true, weight = 2 }
""",
        [
            "idle-key | dimensions.sales.weight: nothing reads 'weight' here: the rubric has no score to weigh it in; give the rubric one (score = \"sum\"), or leave 'weight' out",
            "idle-key | dimensions.market.weight: nothing reads 'weight' here: a view never counts; leave it out",
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
            "idle-key | questions.plan.weight: nothing reads 'weight' here: score = \"product\" weighs nothing; use 'sum', 'mean' or 'percent', or leave 'weight' out",
            "idle-key | dimensions.sales.weight: nothing reads 'weight' here: score = \"product\" weighs nothing; give the rubric 'sum', 'mean' or 'percent', or leave 'weight' out",
        ],
        id="keys that nothing reads: the weight of a factor",
    ),
    pytest.param(
        """
score = "sum"
questions.plan = "Is there a plan?"
questions.goal = { scored = false, weight = 2 }
""",
        [
            "idle-key | questions.goal.weight: nothing reads 'weight' here: scored = false keeps it out of the score; leave 'scored' or 'weight' out",
        ],
        id="keys that nothing reads: the weight of a gate",
    ),
    pytest.param(
        "questions.plan.weight = 2",
        [
            "idle-key | questions.plan.weight: nothing reads 'weight' here: the rubric has no score; give it one (score = \"sum\"), or leave 'weight' out",
        ],
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
            "idle-key | questions.deals.scored: nothing reads 'scored' here: its answers are worth no points; give them points, or leave 'scored' out",
            "idle-key | dimensions.sales.questions.goal.scored: nothing reads 'scored' here: 'sales' has no score; give it one (score = \"sum\"), or leave 'scored' out",
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
            "idle-key | questions.goal.points: nothing reads 'points' here: scored = false keeps it out of the score; leave 'scored' or 'points' out",
            "idle-key | dimensions.sales.questions.goal.points: nothing reads 'points' here: 'sales' has no score; give it one (score = \"sum\"), or leave 'points' out",
        ],
        id="keys that nothing reads: points that nobody counts",
    ),
    pytest.param(
        """
ladder = {}
questions.plan.level = "silver"
dimensions.sales = { view = true, questions = { goal = { level = "gold" } } }
""",
        [
            "idle-key | dimensions.sales.questions.goal.level: nothing reads 'level' here: it stands in no ladder; write ladder = { need = 1.0 } on its dimension"
        ],
        id="keys that nothing reads: the level of a question that is in no ladder",
    ),
    pytest.param(
        """
questions.goal = { options = ["no", "partly", "fully"], met = "partly" }
questions.again = { same-as = "plan", met = "partly" }
questions.plan.options = ["no", "partly", "fully"]
requires.gold.goal = "fully"
""",
        [
            "idle-key | questions.goal.met: nothing reads 'met' here: nothing asks whether it is met; leave it out",
            "idle-key | questions.again.met: nothing reads 'met' here: nothing asks whether it is met; leave it out",
        ],
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
            "id-syntax | questions.Plan: 'Plan' is no id: use small letters, digits and single hyphens, as in 'plan'",
            "unknown-fact | questions.goal.applies-when.region: no fact is called 'region'; declare it in [facts]",
            "two-ways | rating: 'bands' and 'rating' each give a level, and there is one way to it; keep one of them",
        ],
        id="several at once: in different places",
    ),
    pytest.param(
        """
bands = { bronze = "0", silver = "1+" }
cap = 100
questions.deals = { kind = "number", points = { yes = 1, no = 0 } }
""",
        [
            "points-kind | questions.deals.points: a number has no options to give points to; write { per = 100, earn = 5 }, { curve = … } or { bands = … }"
        ],
        id="several at once: what a dimension makes of a question that makes no sense is not told",
    ),
]


@pytest.mark.parametrize(("text", "problems"), WRONG)
def test_what_makes_no_sense_is_told(text: str, problems: list[str]) -> None:
    assert told(START + text) == problems


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            'id = "tiers"',
            'id = "Our Tiers"',
            "id-syntax | id: 'Our Tiers' is no id: use small letters, digits and single hyphens, as in 'our-tiers'",
        ),
        (
            'version = "1"',
            'version = "v1"',
            'version-syntax | version: \'v1\' is no version; write dotted numbers: "2016" or "1.0"',
        ),
        (
            "bronze =",
            "Bronze =",
            "id-syntax | levels.Bronze: 'Bronze' is no id: use small letters, digits and single hyphens, as in 'bronze'",
        ),
        (
            ', silver = "Silver", gold = "Gold"',
            "",
            "few-levels | levels: a rubric has at least two levels; add one, lowest first",
        ),
    ],
)
def test_what_every_rubric_has_to_say_makes_sense(before: str, after: str, problem: str) -> None:
    assert START.count(before) == 1
    assert told(START.replace(before, after)) == [problem]


def test_the_same_is_told_of_a_rubric_made_in_python() -> None:
    with pytest.raises(RubricError) as caught:
        Rubric(id="tiers", version="1", title="Tiers", levels=[Level("low"), Level("high"), Level("low")])
    assert [str(problem) for problem in caught.value.problems] == [
        "levels.low: the id 'low' comes twice; ids are unique among their siblings"
    ]


def test_what_is_no_level_is_told_in_python() -> None:
    with pytest.raises(RubricError) as caught:
        Rubric(id="tiers", version="1", title="Tiers", levels=["low", "high"])  # type: ignore[list-item]  # the point
    assert [str(problem) for problem in caught.value.problems] == [
        "levels: must be a Level, such as Level('low'), not text"
    ]


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        (
            "{ plan = true, applies-when = { region = true } }",
            "11:46: requires.gold.any.1.all.0.applies-when.region: no fact is called 'region'; declare it in [facts]",
        ),
        (
            "{ plan = 5 }",
            "11:16: requires.gold.any.1.all.0.plan: 'plan' is answered with yes or no; write plan = true",
        ),
    ],
)
def test_a_problem_of_a_condition_is_shown_where_it_stands(condition: str, problem: str) -> None:
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
    assert [str(each) for each in caught.value.problems] == [problem]


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
def test_what_makes_sense_passes(text: str) -> None:
    rubric = attain.loads(START + text)
    assert attain.loads(rubric.to_toml()) == rubric


def test_what_shares_the_answer_to_a_question_that_makes_no_sense_is_passed_over() -> None:
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


def test_an_empty_id_of_a_dimension_is_told() -> None:
    with pytest.raises(RubricError) as caught:
        attain.loads(attain.rubric("iamcp-p2p").to_toml() + '\n[dimensions.""]\nladder = { need = 1.0 }\n')
    assert [problem.code for problem in caught.value.problems] == ["id-syntax"]
