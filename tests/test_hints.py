"""Hints: each fixes its problem, none contradicts another, and no word in an id changes the problems that are reported."""

import re
from itertools import product

import attrs
import pytest
from data import data
from test_check import START, WRONG

import attain
from attain import Problem, RubricError
from attain._format.misplaced import in_place

HEAD = 'attain = 1\nid = "tiers"\nversion = "1"\ntitle = "Tiers"\n'
LEVELS = '[levels]\nbronze = "Bronze"\ngold = "Gold"\n'


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(RubricError) as caught:
        attain.loads(text)
    return caught.value.problems


def as_data(text: str) -> list[str | None]:
    """Return the problems of a text, as data."""
    return list(map(data, problems(text)))


# ---------------------------------------------------------------- numbers


@pytest.mark.parametrize(
    "text", ["500,000", "1.000.000", "1.500", "1 million", "0,7", "500 EUR", "80 %", "many", "", "007"]
)
@pytest.mark.parametrize(
    "wrong",
    [
        'questions.revenue = {{ kind = "number" }}\nrequires.gold.revenue = "{}"',
        'score = "sum"\nquestions.plan = "?"\nrequires.gold.score = "{}"',
        'score = "sum"\nquestions.plan = "?"\nrequires.gold.plan = {{ points = "{}" }}',
        'score = "sum"\nquestions.plan = {{ points = {{ yes = "{}", no = 0 }} }}',
        'score = "sum"\nquestions.plan = {{ weight = "{}" }}',
        'score = "sum"\ncap = "{}"\nquestions.plan = "?"',
        'questions.plan = {{ kind = "number", min = "{}" }}',
        'facts.staff = {{ kind = "number", default = "{}" }}',
        '[[examples]]\nscores = {{ sales = "{}" }}\n[dimensions.sales]\nscore = "sum"\nquestions.plan = "?"',
    ],
)
def test_a_text_that_is_not_a_number_is_never_read_as_one(wrong: str, text: str) -> None:
    (problem,) = problems(START + wrong.format(text))
    assert data(problem.fix) == "fix.number"


@pytest.mark.parametrize("text", ["500", "0.7", "-3", "1_000", " 5 "])
def test_a_text_that_is_a_number_is_offered_without_its_quotes(text: str) -> None:
    number = text.strip()
    revenue = 'questions.revenue = { kind = "number" }\n'
    (problem,) = problems(START + revenue + f'requires.gold.revenue = "{text}"')
    assert data(problem.fix) == f"fix.line(name='revenue', found='{number}')"
    (problem,) = problems(START + f'score = "sum"\nquestions.plan.weight = "{text}"')
    assert data(problem.fix) == f"fix.unquoted(found='{number}')"


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ('round = "1.5"', "round: wrong-type.whole(given='1.5') -> fix.whole"),
        ('rating = "True"', "rating: wrong-type.bool(given='True') -> fix.unquoted(found='true')"),
        ('rating = "yes"', "rating: wrong-type.bool(given='yes') -> fix.unquoted(found='true or false')"),
        ("bands = { bronze = 0 }", "bands.bronze: band-syntax.text(given=0) -> fix.band(level='bronze', band='0')"),
        (
            "bands = { bronze = -1 }",
            "bands.bronze: band-syntax.text(given=-1)",
        ),
        (
            'dimensions.sales = { score = "sum", questions.p = "?" }\nrequires.gold.sales = "80"',
            "requires.gold.sales: unknown-level(name='80') -> fix.score-line(name='sales', found='80')",
        ),
        (
            'dimensions.sales = { score = "sum", questions.p = "?" }\nrequires.gold.sales.score = "gold"',
            "requires.gold.sales: condition-kind.dimension(id='sales') -> fix.text-line(name='sales', found='gold')",
        ),
    ],
)
def test_other_values_of_the_wrong_type_get_a_hint(wrong: str, problem: str) -> None:
    assert as_data(START + wrong) == [problem]


@pytest.mark.parametrize(
    ("wrong", "fix"),
    [
        ("questions.plan.weight = 12,5", "fix.toml-decimal(found='12.5')"),
        ("cap = 1.000.000", "fix.toml-thousands(found='1_000_000')"),
        ("cap = 500,000", "fix.toml-thousands-or-decimal(found='500_000', decimal='500.000')"),
    ],
)
def test_a_number_as_people_write_it_gets_a_hint(wrong: str, fix: str) -> None:
    assert [data(problem.fix) for problem in problems(START + wrong)] == [fix]


# ---------------------------------------------------------------- keys in another table


@pytest.mark.parametrize(
    "line",
    [
        'score = "sum"',
        'bands = { bronze = "0", gold = "1+" }',
        "requires = { gold = { plan = true } }",
        "ladder = {}",
        'combine = "minimum"',
        "rating = true",
        "cumulative = false",
        "base = 5",
        "cap = 5.5",
        "round = 1",
        'overlap = "lowest"',
        'gap = "acme.middle"',
        'unanswered = "block"',
        'not-applicable = "exclude"',
        'needs = ["note"]',
        'valid-for = "1 year"',
        'summary = "What it is"',
        'source = "A book"',
        'interpretation = "Ours"',
        'extends = "other"',
        'terms = { level = "tier" }',
        'defaults = { gap = "upper" }',
        'scales = { degree = { options = ["no", "yes"] } }',
        'facts = { region = "Which?" }',
        "dimensions = { sales = {} }",
        'descriptors = { gold = "All" }',
        'actions = [{ text = "Plan." }]',
        "examples = [{ answers = {} }]",
        'remove = ["title"]',
    ],
)
@pytest.mark.parametrize("table", ["levels", "scales", "dimensions"])
def test_a_key_of_the_rubric_below_a_table_is_sent_above_the_first(table: str, line: str) -> None:
    key = line.partition(" ")[0]
    written = {"levels": {"bronze": "Bronze", "gold": "Gold"}, table: attain_tables(line)}
    if table == key or (table, key) == ("dimensions", "defaults"):
        return  # the key is where it belongs
    moved, (problem,) = in_place(written)
    assert (problem.code, problem.path, problem.related) == ("misplaced-key", (table, key), ((key,),))
    assert (problem.key, problem.values["line"]) == ("misplaced-key.rubric", line)
    assert moved[key] == attain_tables(line)[key]
    assert in_place(moved) == (moved, ())


def attain_tables(text: str) -> dict[str, object]:
    import tomli

    return tomli.loads(text)


def test_keys_of_the_rubric_below_the_levels_are_sent_above_them() -> None:
    text = f'attain = 1\n{LEVELS}id = "tiers"\nversion = "1"\ntitle = "Tiers"\n'
    lines = {"id": 'id = "tiers"', "version": 'version = "1"', "title": 'title = "Tiers"'}
    assert [(each.path, each.values["line"]) for each in problems(text)] == [
        (("levels", key), line) for key, line in lines.items()
    ]
    text = "[levels]\nattain = 1\n" + HEAD.replace("attain = 1\n", "") + "a = {}\nb = {}"
    assert [(each.path, each.values["line"]) for each in problems(text)] == [
        (("levels", key), line) for key, line in {"attain": "attain = 1", **lines}.items()
    ]


PLAN = '[questions]\nplan = "Is there a plan?"\n'
SALES = "[dimensions.sales]\nrating = true\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            PLAN + 'score = "sum"',
            "questions.score: misplaced-key.rubric(key='score', table='[questions]', line='score = \"sum\"')",
        ),
        (
            PLAN + "rating = true",
            "questions.rating: misplaced-key.rubric(key='rating', table='[questions]', line='rating = true')",
        ),
        (
            '[questions.plan]\ntext = "?"\ncombine = "mean"',
            "questions.plan.combine: misplaced-key.rubric(key='combine', table='[questions.plan]', line='combine = \"mean\"')",
        ),
        (
            '[facts]\nregion = "?"\nunanswered = "block"',
            "facts.unanswered: misplaced-key.rubric(key='unanswered', table='[facts]', line='unanswered = \"block\"')",
        ),
        (
            '[defaults]\ngap = "upper"\nterms = { level = "tier" }',
            "defaults.terms: misplaced-key.rubric(key='terms', table='[defaults]', line='terms = { level = \"tier\" }')",
        ),
        (
            PLAN + "[requires]\ngold = { plan = true }\ncumulative = false",
            "requires.cumulative: misplaced-key.rubric(key='cumulative', table='[requires]', line='cumulative = false')",
        ),
        (
            PLAN + '[requires.gold]\nplan = true\ncombine = "mean"',
            "requires.gold.combine: misplaced-key.rubric(key='combine', table='[requires.gold]', line='combine = \"mean\"')",
        ),
        (
            PLAN + '[bands]\nbronze = "0"\ngold = "1"\nscore = "sum"',
            "bands.score: misplaced-key.rubric(key='score', table='[bands]', line='score = \"sum\"')",
        ),
        (
            SALES + "facts = {}",
            "dimensions.sales.facts: misplaced-key.rubric(key='facts', table='[dimensions.sales]', line='facts = {}')",
        ),
        (
            "[[examples]]\nladder = {}",
            "examples.0.ladder: misplaced-key.rubric(key='ladder', table='[[examples]]', line='ladder = {}')",
        ),
        (
            '[dimensions.sales.questions]\nplan = "?"\nbands = { bronze = "0", gold = "1" }',
            "dimensions.sales.questions.bands: misplaced-key.dimension(key='bands', owner='[dimensions.sales]', table='[dimensions.sales.questions]', line='bands = { bronze = \"0\", gold = \"1\" }')",
        ),
        ("[overall]\nrating = true", "overall: misplaced-key.whole(key='overall', lines=('rating = true',))"),
        ("[overall]", "overall: misplaced-key.empty(key='overall')"),
        (
            SALES + "[dimensions.sales.dimensions.partners]\nrating = true",
            "dimensions.sales.dimensions: misplaced-key.nested(tables=('[dimensions.partners]',), parent='sales')",
        ),
        (
            SALES + "[dimensions.sales.partners]\nrating = true",
            "dimensions.sales.partners: misplaced-key.nested(tables=('[dimensions.partners]',), parent='sales')",
        ),
        (
            SALES + '[dimensions.sales.plan]\nkind = "number"',
            "dimensions.sales.plan: misplaced-key.question(key='plan', line='[dimensions.sales.questions.plan]')",
        ),
        (
            SALES + 'plan = "Is there a plan?"',
            "dimensions.sales.plan: misplaced-key.question(key='plan', line='questions.plan = \"Is there a plan?\"')",
        ),
        ("[sales]\nrating = true", "sales: misplaced-key.entry(key='sales', kind='dimensions')"),
        ('[plan]\ntext = "Is there a plan?"', "plan: misplaced-key.entry(key='plan', kind='questions')"),
        (
            "[scales.degree]\nno = 0\nyes = 1",
            "scales.degree: misplaced-key.options(scale='degree', lines=('no = 0', 'yes = 1'))",
        ),
        (
            'scales.degree = ["no", "yes"]',
            "scales.degree: misplaced-key.options-list(scale='degree', options='[\"no\", \"yes\"]')",
        ),
    ],
)
def test_a_key_in_another_table_is_reported_alone_with_what_to_write(text: str, problem: str) -> None:
    assert as_data(HEAD + f"levels = {{ bronze = {{}}, gold = {{}} }}\n{text}") == [problem]


@pytest.mark.parametrize(
    "text",
    [
        'levels = { low = "Low", base = "Base", rating = "Rated" }\nrating = true',
        'questions = { title = "Is there a title?", gap = "Is there a gap?", source = "Known?", rating = { text = "?" } }',
        'questions = { rating = "?", bands = { text = "?" } }\nrequires.gold = { rating = true, bands = true }',
        'facts = { score-of-them = "?", summary = "Is there one?" }',
        "dimensions = { levels = {}, questions = { rating = true } }",
        'scales.degree = { title = "Degree", options = ["no", "yes"] }\nquestions.plan.scale = "degree"',
    ],
)
def test_a_name_that_is_spelt_like_a_key_stays_where_it_is(text: str) -> None:
    levels = "" if text.startswith("levels") else "levels = { bronze = {}, gold = {} }\n"
    assert attain.loads(HEAD + levels + text).id == "tiers"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("[default]\nrating = true", ["unknown-key"]),
        ("[sales]", ["unknown-key"]),
        (SALES + 'owner = "Bob"', ["unknown-key"]),
        (SALES + "dimensions = 5", ["unknown-key"]),
        (SALES + "dimensions = {}", ["unknown-key"]),
        ("[scales.degree]\nno = 0", ["missing-key", "unknown-key"]),
        ('scales = ["no"]\ndimensions = 5\nquestions = []\nexamples = 5', ["wrong-type"] * 4),
    ],
)
def test_a_text_that_can_not_be_fixed_is_left_to_the_reader(text: str, codes: list[str]) -> None:
    assert [each.code for each in problems(HEAD + f"levels = {{ bronze = {{}}, gold = {{}} }}\n{text}")] == codes


def test_a_value_that_toml_can_not_write_is_left_out_of_the_line_to_copy() -> None:
    table = {"attain": 1, "id": "tiers", "version": "1", "title": "Tiers", "levels": {"low": {}, "high": {}}}
    with pytest.raises(attain.RubricError) as caught:
        attain.Rubric.from_dict({**table, "scales": {"degree": [None, "part"]}})
    found = [each.values["options"] for each in caught.value.problems if each.code == "misplaced-key"]
    assert found == ["…"]


def test_other_problems_are_reported_along_with_a_key_in_another_table() -> None:
    text = HEAD + LEVELS + "rating = true\n[questions.plan]\nweight = -1\n"
    assert [each.code for each in problems(text)] == ["misplaced-key", "negative-weight"]


def test_at_most_a_hundred_keys_are_moved() -> None:
    _, found = in_place({"dimensions": {f"d{number}": {"plan": "Is there a plan?"} for number in range(300)}})
    assert len(found) == 100


def test_a_table_that_exists_at_its_new_place_gets_the_new_keys() -> None:
    moved, _ = in_place({"dimensions": {"a": {"b": {"rating": True}}, "b": {"title": "B"}}})
    assert moved == {"dimensions": {"a": {}, "b": {"title": "B", "parent": "a", "rating": True}}}


# ---------------------------------------------------------------- conditions, options, ids

SIZES = 'questions.size = { met = "part", options = { no = 0, part = { points = 1, title = "In part" }, full = 2 } }\n'
ASKED = 'questions.staff = { kind = "number" }\nquestions.churn = { kind = "number", better = "lower" }\n'


@pytest.mark.parametrize(
    ("conditions", "problem"),
    [
        (
            "staff = { at-least = 5 }",
            "requires.gold.staff.at-least: condition-syntax.compared(word='at-least') -> fix.value-line(name='staff', found=5, better='higher')",
        ),
        (
            "staff = { min = 5 }",
            "requires.gold.staff.min: condition-syntax.compared(word='min') -> fix.value-line(name='staff', found=5, better='higher')",
        ),
        (
            'staff = { ">=" = 5 }',
            "requires.gold.staff.>=: condition-syntax.compared(word='>=') -> fix.value-line(name='staff', found=5, better='higher')",
        ),
        (
            "staff = { max = 5 }",
            "requires.gold.staff.max: condition-syntax.compared(word='max') -> fix.compared-better(name='staff', found=5, better='lower')",
        ),
        (
            "churn = { at_most = 5 }",
            "requires.gold.churn.at_most: condition-syntax.compared(word='at_most') -> fix.value-line(name='churn', found=5, better='lower')",
        ),
        (
            "churn = { gte = 5 }",
            "requires.gold.churn.gte: condition-syntax.compared(word='gte') -> fix.compared-better(name='churn', found=5, better='higher')",
        ),
        (
            "sales = { at-least = 80 }",
            "requires.gold.sales.at-least: condition-syntax.compared(word='at-least') -> fix.value-line(name='sales', found=80, better='higher')",
        ),
    ],
)
def test_a_condition_has_no_word_for_at_least(conditions: str, problem: str) -> None:
    sales = 'dimensions.sales = { score = "sum", questions.p = "?" }\n'
    assert as_data(START + ASKED + sales + f"requires.gold = {{ {conditions} }}") == [problem]


def test_a_question_may_be_called_like_a_comparison() -> None:
    assert attain.loads(START + 'dimensions.sales.questions.min = "?"\nrequires.gold.sales.min = true').id == "tiers"
    assert [each.code for each in problems(START + "requires.gold.staff.min = 5")] == ["unknown-name"]


@pytest.mark.parametrize("group", ["any", "all"])
def test_groups_accept_the_names_of_conditions_to_meet(group: str) -> None:
    asked = 'questions.msp = "?"\nquestions.late.keyed = "no"\nquestions.revenue.kind = "number"\n' + SIZES
    bare = attain.loads(START + asked + f'requires.gold.{group} = ["msp", "late", "size", {{ revenue = 5 }}]')
    tables = "{ msp = true }, { late = false }, { size = 'part' }, { revenue = 5 }"
    long = attain.loads(START + asked.replace('met = "part", ', "") + f"requires.gold.{group} = [{tables}]")
    assert attain.loads(bare.to_toml()) == bare
    assert attain.Rubric.from_dict(bare.to_dict()) == bare
    for msp, late, size, revenue in product([True, False, None], [True, False], ["no", "part", "full"], [4, 5]):
        given = {"msp": msp, "late": late, "size": size, "revenue": revenue}
        assert bare.assess(given).level == long.assess(given).level


def test_a_name_that_occurs_twice_in_a_group_is_refused() -> None:
    text = START + 'questions.msp = "?"\nrequires.gold.any = ["msp", "msp"]'
    assert as_data(text) == ["requires.gold.any: condition-syntax.named-twice(name='msp')"]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (SIZES.replace('met = "part"', 'met = "In part"'), "questions.size.met"),
        (
            'score = "sum"\n' + SIZES.replace("{ met", '{ points = { "In part" = 2 }, met'),
            "questions.size.points.In part",
        ),
        (SIZES.replace("{ met", '{ anchors = { "In part" = "Half" }, met'), "questions.size.anchors.In part"),
        (SIZES + 'requires.gold.size = "in PART"', "requires.gold.size"),
        (
            'facts.size.options = { no = "No", part = "In part" }\nquestions.plan.applies-when.size = "In part"',
            "questions.plan.applies-when.size",
        ),
        ('scales.s = { met = "In part", options = { no = "No", part = "In part" } }', "scales.s.met"),
    ],
)
def test_the_title_of_an_option_leads_to_its_id(text: str, path: str) -> None:
    found = {".".join(map(str, each.path)): data(each.fix) for each in problems(START + text)}
    assert found[path] == "fix.title(id='part', title='In part')"


def test_the_title_of_a_level_leads_to_its_id() -> None:
    text = (
        HEAD
        + 'levels = { low = "Member", high = "Top partner" }\nquestions.plan = "?"\nrequires."Top partner".plan = true'
    )
    assert as_data(text) == [
        "requires.Top partner: unknown-level(name='Top partner') -> fix.title(id='high', title='Top partner')"
    ]


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("Größe", "groesse"),
        ("Gro\u0308ße", "groesse"),
        ("Café au lait", "cafe-au-lait"),
        ("Ärzte & Pflege", "aerzte-pflege"),
        ("Łódź", "lodz"),
        ("Sales Plan", "sales-plan"),
    ],
)
def test_a_hint_writes_other_letters_in_those_of_ids(name: str, id_: str) -> None:
    (problem,) = problems(START + f'dimensions."{name}" = {{}}')
    assert (problem.values["example"], data(problem.fix)) == (id_, f"fix.titled(id='{id_}', title='{name}')")


@pytest.mark.parametrize("name", ["Sales_Plan", "SALES", "Größe"])
def test_a_question_with_a_text_needs_no_title(name: str) -> None:
    (problem,) = problems(START + f'questions."{name}" = "?"')
    assert problem.hint is None


def test_an_id_without_any_valid_letter_gets_an_example() -> None:
    (problem,) = problems(START + 'dimensions."Размер" = {}')
    assert (problem.values["example"], problem.hint) == ("joint-planning", None)


# ---------------------------------------------------------------- hints that work together


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (
            'score = "sum"\nquestions.deals = { kind = "number", weight = 2 }',
            'score = "sum"\nquestions.deals = { kind = "number", weight = 2, points = { curve = [[0, 0], [5, 5]] } }',
        ),
        ("cap = 50\nquestions.plan = { weight = 2 }", 'score = "sum"\ncap = 50\nquestions.plan = { weight = 2 }'),
        (
            "cap = 9\ndimensions.sales = { weight = 2, questions = { plan = { weight = 3 } } }",
            'score = "sum"\ncap = 9\ndimensions.sales = { score = "sum", weight = 2, questions = { plan = { weight = 3 } } }',
        ),
        (
            'score = "sum"\ndimensions.sales = { weight = 2, questions.plan.points = { yes = 5, no = 0 } }',
            'score = "sum"\ndimensions.sales = { score = "sum", weight = 2, questions.plan.points = { yes = 5, no = 0 } }',
        ),
        (
            "questions.plan = { weight = 2, points = { yes = 5, no = 0 } }\nrequires.gold.score = 5",
            'score = "sum"\nquestions.plan = { weight = 2, points = { yes = 5, no = 0 } }\nrequires.gold.score = 5',
        ),
    ],
)
def test_keys_that_need_a_score_or_points_ask_for_them_first(wrong: str, right: str) -> None:
    asks = {
        "nothing-to-score",
        "no-score",
        "idle-key.no-points",
        "idle-key.no-score",
        "idle-key.outer-score",
        "idle-key.unscored",
        "idle-key.whole-score",
    }
    assert {problem.key for problem in problems(START + wrong)} <= asks
    assert attain.loads(START + right).id == "tiers"


def test_a_key_that_never_counts_is_reported_alone() -> None:
    view = (
        'score = "sum"\nquestions.p = "?"\ndimensions.s = { view = true, weight = 2, score = "sum", questions.q = "?" }'
    )
    assert [each.key for each in problems(START + view)] == ["idle-key.view"]
    mean = 'combine = "mean"\ndimensions = { s = { rating = true }, t = { weight = 2 } }'
    assert [each.key for each in problems(START + mean)] == ["idle-key.no-level"]


# ---------------------------------------------------------------- words in ids

WORDS = {
    "plan": "answer", "goal": "point", "sales": "question", "market": "yes", "deals": "bands", "review": "answers",
    "bronze": "no", "silver": "questions", "gold": "levels", "region": "scored", "size": "given", "other": "rules", "zz": "it",
}  # fmt: skip
BROKEN = [
    "",
    "questions.zz = 5\n",
    "dimensions.zz = { questions = 5 }\n",
    'questions.zz = { weight = "x" }\n',
    "facts.zz = 3\n",
]


def renamed(text: object) -> object:
    """Return a text with other ids: words that messages and hints consist of."""
    return (
        re.sub(rf"\b({'|'.join(WORDS)})\b(?!-)", lambda found: WORDS[found[0]], text) if isinstance(text, str) else text
    )


@pytest.mark.parametrize("broken", BROKEN)
def test_renaming_every_id_changes_no_problem(broken: str) -> None:
    for case in WRONG:
        text = f"{START}{broken}{case.values[0]}"
        found = [(each.code, each.path) for each in problems(text)]
        if found[0][0] != "toml-syntax":  # the same table in the case and in the broken text
            again = {(each.code, each.path) for each in problems(str(renamed(text)))}
            assert again == {(code, tuple(map(renamed, path))) for code, path in found}, case.id


def test_a_broken_question_hides_no_problem_of_another_whatever_its_id() -> None:
    text = START + 'questions.answer = 5\nquestions.revenue = { kind = "number" }\nrequires.gold = { revenue = "many" }'
    assert [each.code for each in problems(text)] == ["wrong-type", "condition-kind"]


def test_problems_that_follow_from_a_broken_question_are_not_reported() -> None:
    text = START + 'questions.answer = 5\nrequires.gold = { answer = true }\nrequires.silver = { any = ["answer"] }'
    assert [each.code for each in problems(text)] == ["wrong-type"]


def test_a_term_changes_only_itself_in_a_sentence() -> None:
    text = (
        HEAD
        + 'levels = { low = {}, high = {} }\ncombine = "minimum"\ndimensions = { a.rating = true, b.rating = true }\n'
    )
    whys = [attain.loads(text + terms).assess({"a": "low"}).why for terms in ("", 'terms.dimension = "point"\n')]
    assert "dimension" in whys[0]
    assert whys[1] == whys[0].replace("dimension", "point")


def test_a_problem_carries_the_paths_that_it_concerns() -> None:
    text = START + 'dimensions.sales.questions.plan = "?"\nrequires.gold = { sales.plan = 5 }'
    (problem,) = problems(text)
    assert ("dimensions", "sales", "questions", "plan") in problem.related
    assert attrs.evolve(problem, related=()) == problem


@pytest.mark.parametrize(
    ("points", "problem"),
    [
        (
            "{ per = 2, cap = 20 }",
            ("questions.q.points: points-kind.number -> fix.per(per=2, cap=', cap = 20')"),
        ),
        ("{ earn = 5 }", "questions.q.points: points-kind.number -> fix.earn(earn=5, cap='')"),
        ("{ per = 2, earn = 1, max = 20 }", "questions.q.points: points-kind.number -> fix.per-cap(per=2, earn=1)"),
        ("{ yes = 1 }", "questions.q.points: points-kind.number"),
    ],
)
def test_points_for_every_full_amount_that_lack_a_part_get_a_hint(points: str, problem: str) -> None:
    questions = f'questions.p = "?"\nquestions.q = {{ kind = "number", points = {points} }}'
    assert as_data(START + f'score = "sum"\n{questions}') == [problem]
