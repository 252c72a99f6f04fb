"""The fields of a form: every answer that they offer is accepted, and every answer has a field."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain import AmbiguousLevelError, FrozenDict
from attain._model.dates import Period
from attain.testing import rubrics

SURVEY = attain.loads("""
attain = 1
id = "survey"
version = "1"
title = "Survey"
combine = "minimum"
[levels]
low = "Low"
high = "High"
[facts]
segment = { text = "Which segment?", options = { small = {}, large = { title = "Large enterprise" } } }
public = { default = false }
[scales.depth]
options = { not = 0, fully = { points = 1, needs = ["evidence"] } }
[dimensions.sales]
bands = { low = "0", high = "1+" }
[dimensions.sales.questions]
plan = { text = "Is there a plan?", summary = "A written one.", not-applicable = { as = "best", needs = ["note"] } }
depth = { scale = "depth", anchors = { fully = "With every partner" }, needs = ["note"] }
revenue = { text = "Revenue", kind = "number", unit = "EUR", min = 0, max = 1_000, points = { per = 1000, earn = 1 } }
audit = { applies-when = { segment = "large" } }
[dimensions.team]
applies-when = { segment = ["small", "large"] }
bands = { low = "0", high = "1+" }
[dimensions.team.questions]
lead = { applies-when = { segment = "large" } }
desk = { applies-when = { public = true } }
same = { same-as = "sales.plan" }
own = { same-as = "sales.audit", applies-when = { public = true } }
[dimensions.culture]
title = "Partner culture"
summary = "How people speak of partners."
rating = true
descriptors = { low = "Nobody asks" }
""")
FIELDS = {field.id: field for field in SURVEY.fields}


def test_facts_come_first_and_questions_that_share_an_answer_are_asked_once() -> None:
    assert [(field.id, field.asks, field.dimension) for field in SURVEY.fields] == [
        ("segment", "fact", None),
        ("public", "fact", None),
        ("sales.plan", "question", "sales"),
        ("sales.depth", "question", "sales"),
        ("sales.revenue", "question", "sales"),
        ("sales.audit", "question", "sales"),
        ("team.lead", "question", "team"),
        ("team.desk", "question", "team"),
        ("culture", "rating", "culture"),
    ]


def test_a_question_has_its_texts() -> None:
    plan, audit = FIELDS["sales.plan"], FIELDS["sales.audit"]
    assert (plan.kind, plan.text, plan.summary, dict(plan.options)) == (
        "yes-no",
        "Is there a plan?",
        "A written one.",
        {"yes": "Yes", "no": "No"},
    )
    assert audit.text == "Audit"


def test_a_choice_has_its_options_the_worst_first_with_their_meaning() -> None:
    assert list(FIELDS["sales.depth"].options.items()) == [("not", "Not"), ("fully", "Fully: With every partner")]


def test_a_number_has_its_unit_and_its_bounds() -> None:
    revenue = FIELDS["sales.revenue"]
    assert (revenue.kind, revenue.unit, revenue.min, revenue.max, len(revenue.options)) == ("number", "EUR", 0, 1000, 0)


def test_a_field_lists_everything_that_an_answer_may_need() -> None:
    assert FIELDS["sales.plan"].needs == ("note",)  # asked by the "n/a"
    assert FIELDS["sales.depth"].needs == ("note", "evidence")  # asked by the question, and by one of its options
    assert FIELDS["sales.revenue"].needs == ()


def test_a_field_says_whether_na_is_an_answer() -> None:
    assert [field.id for field in SURVEY.fields if field.not_applicable] == ["sales.plan"]


def test_a_fact_says_whether_it_is_required() -> None:
    segment, public = FIELDS["segment"], FIELDS["public"]
    assert (segment.required, segment.default, public.required, public.default) == (True, None, False, False)
    assert (segment.text, segment.kind, segment.options["large"]) == ("Which segment?", "choice", "Large enterprise")
    assert (public.text, public.kind, public.options["yes"]) == ("Public", "yes-no", "Yes")


def test_a_rating_offers_the_levels_with_their_descriptors() -> None:
    culture = FIELDS["culture"]
    assert (culture.text, culture.summary, culture.kind) == (
        "Partner culture",
        "How people speak of partners.",
        "choice",
    )
    assert list(culture.options.items()) == [("low", "Low: Nobody asks"), ("high", "High")]


def test_the_whole_is_rated_by_the_id_of_the_rubric() -> None:
    rated = attain.loads("""
attain = 1
id = "rated"
version = "1"
title = "As a whole"
levels = { low = {}, high = {} }
rating = true
""")
    (field,) = rated.fields
    assert (field.id, field.asks, field.text, field.dimension) == ("rated", "rating", "As a whole", None)
    assert rated.assess({field.id: "high"}).level == rated.levels[1]


@pytest.mark.parametrize(
    ("name", "facts", "asked"),
    [
        ("sales.plan", {}, True),
        ("team.lead", {"segment": "large"}, True),  # the condition of its dimension, and the same one of its own
        ("team.lead", {"segment": "small"}, False),
        ("team.lead", {}, False),
        ("team.desk", {"segment": "small", "public": True}, True),
        ("team.desk", {"segment": "small", "public": False}, False),
        ("sales.audit", {"segment": "large"}, True),
        ("sales.audit", {"segment": "small"}, False),
        ("sales.audit", {"segment": "small", "public": True}, True),  # another question that uses its answer is asked
    ],
)
def test_a_field_depends_on_the_facts(name: str, facts: dict[str, bool | str], asked: bool) -> None:
    assert FIELDS[name].applies(facts) is asked


def test_the_facts_under_which_a_field_is_asked_can_be_read() -> None:
    assert FIELDS["sales.plan"].applies_when == ()
    assert FIELDS["team.lead"].applies_when == (FrozenDict({"segment": ("large",)}),)
    assert FIELDS["sales.audit"].applies_when == (
        FrozenDict({"segment": ("large",)}),
        FrozenDict({"segment": ("large", "small"), "public": (True,)}),
    )


def test_a_field_is_plain_data_for_a_front_end() -> None:
    assert FIELDS["sales.depth"].to_dict() == {
        "id": "sales.depth",
        "asks": "question",
        "kind": "choice",
        "text": "Depth",
        "dimension": "sales",
        "options": [{"id": "not", "title": "Not"}, {"id": "fully", "title": "Fully: With every partner"}],
        "needs": ["note", "evidence"],
    }
    revenue = FIELDS["sales.revenue"].to_dict()
    assert {key: revenue[key] for key in ("kind", "unit", "min", "max")} == {
        "kind": "number",
        "unit": "EUR",
        "min": 0,  # a bound of 0 is not left out
        "max": 1000,
    }
    assert FIELDS["public"].to_dict()["default"] is False
    assert FIELDS["segment"].to_dict()["required"] is True
    assert FIELDS["sales.plan"].to_dict()["not-applicable"] is True
    assert FIELDS["sales.audit"].to_dict()["applies-when"] == [
        {"segment": ["large"]},
        {"segment": ["large", "small"], "public": [True]},
    ]
    dated = attain.Field("plan", "question", "yes-no", "Is there a plan?", valid_for=Period(1, "years"))
    assert dated.to_dict()["valid-for"] == "1 year"


@given(rubrics())
def test_every_field_can_be_written_as_json(rubric: attain.Rubric) -> None:
    for field in rubric.fields:
        data = field.to_dict()
        assert json.loads(json.dumps(data, allow_nan=False)) == data
        assert [option["id"] for option in data.get("options", [])] == list(field.options)  # type: ignore[attr-defined]


@given(rubrics(), st.data())
def test_every_answer_that_a_field_offers_is_accepted_and_every_answer_has_a_field(
    rubric: attain.Rubric, data: st.DataObject
) -> None:
    given_: dict[str, dict[str, object]] = {"fact": {}, "question": {}, "rating": {}}
    for field in rubric.fields:
        numbers = st.floats(field.min, field.max, allow_nan=False, allow_infinity=False).filter(lambda x: abs(x) < 1e15)
        if field.whole:
            numbers = st.integers(*(None if end is None else int(end) for end in (field.min, field.max))).map(float)
            numbers = numbers.filter(lambda x: abs(x) < 1e15)
        offered = st.sampled_from([*field.options]) if field.options else numbers
        na = st.just("n/a") if field.not_applicable else st.nothing()
        given_[field.asks][field.id] = data.draw(offered | na)
    try:
        result = rubric.assess(given_["question"] | given_["rating"], facts=given_["fact"], on="2026-11-21")
    except AmbiguousLevelError:  # raised for answers that were accepted
        return
    assert set(result.answers) == {*given_["question"], *given_["rating"]}
    assert set(result.facts) == set(given_["fact"])
