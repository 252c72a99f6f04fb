"""Columns answer questions by id, by text or by a mapping, and an unclear column is reported."""

import io
import time
from collections.abc import Callable, Mapping
from typing import Any  # any: frames of all kinds

import polars as pl
import pytest
from data import data
from engines import KINDS, PLAIN, Frame, pd

import attain
from attain import AnswersError, Level, Option, Question, Rubric
from attain._frames.matching import remarks
from attain._frames.request import Request
from attain._testing.frames import rows

TIERS = attain.loads("""
attain = 1
id = "acme-tiers"
version = "1.0"
title = "Partner tiers"
[levels]
registered = "Registered"
silver = "Silver"
gold = "Gold"
[questions]
revenue = { text = "Revenue sourced in the last 12 months", kind = "number", unit = "EUR", min = 0 }
churn = { text = "Yearly customer churn", kind = "number", unit = "%", min = 0, max = 100, better = "lower" }
msp = "Is the partner an audited managed service provider?"
cloud = "Does the partner hold the cloud competency?"
[requires]
silver = { revenue = 100_000 }
gold = { revenue = 500_000, churn = 8, any = [{ msp = true }, { cloud = true }] }
""")
TEXTS = {field.id: field.text for field in TIERS.fields}

# Google Forms: the time comes first, then the texts as headers. Each row of a grid has a header "Question [Row]".
GOOGLE = (
    "\ufeffTimestamp,Email Address,Partner,Revenue sourced in the last 12 months,Yearly customer churn,"
    "Is the partner an audited managed service provider?,Does the partner hold the cloud competency?,"
    "How do you rate us? [Support],How do you rate us? [Prices]\n"
    "2026/11/02 9:14:03 AM GMT+1,a@example.com,Alfa,550000,5,Yes ,No,4,3\n"
    "2026/11/02 9:20:41 AM GMT+1,b@example.com,Beta,120000,9,NO,YES,5,\n"
)
# Microsoft Forms: a number and the times come first. Headers have no-break spaces at their ends, and line breaks. Texts
# that occur again get a number. A question with several answers ends in a semicolon.
MICROSOFT = (
    "ID,Start time,Completion time,Email,Name,Last modified time,Name2,Revenue sourced in the last 12 months\u00a0,"
    '"Yearly\ncustomer churn",Is the partner an audited managed service provider?\u00a0,'
    "Does the partner hold  the cloud competency?,Which regions do you serve?\n"
    "1,11/2/26 9:14:03,11/2/26 9:20:00,anonymous,,,Alfa,550000,5,Yes,No\u00a0,EMEA;US;\n"
    "2,11/2/26 9:20:41,11/2/26 9:31:12,anonymous,,,Beta,120000,9,No,Yes,EMEA;\n"
)


def questions(**of: Question) -> Rubric:
    """Return a rubric of some questions, each worth a point; one point is enough for the high level."""
    return rubric_of(of, {})


def rubric_of(of: Mapping[str, Question], facts: Mapping[str, attain.Fact]) -> Rubric:
    """Return the same rubric with facts."""
    levels = [Level("low"), Level("high")]
    bands: dict[str, Any] = {"low": "0", "high": "1+"}
    return Rubric(
        id="some", version="1", title="Some", levels=levels, score="sum", bands=bands, questions=of, facts=facts
    )


def levels(scored: Frame, id_: str = "Partner") -> dict[object, object]:
    return {row[id_]: row["level"] for row in rows(scored)}


def reported(rubric: Rubric, given: Frame, **options: Any) -> list[str]:
    with pytest.raises(AnswersError) as caught:
        rubric.assess_frame(given, **options)
    return [str(data(each)) for each in caught.value.problems]


# ---------------------------------------------------------------- exports of forms


@pytest.mark.parametrize(("export", "id_"), [(GOOGLE, "Partner"), (MICROSOFT, "Name2")], ids=["google", "microsoft"])
def test_exports_of_forms_are_matched_by_the_texts_of_questions(export: str, id_: str) -> None:
    content = export.encode()
    expected = {"Alfa": "gold", "Beta": "silver"}
    for given in (pl.read_csv(content), pl.read_csv(content, infer_schema=False), pd.read_csv(io.BytesIO(content))):
        assert levels(TIERS.assess_frame(given, id=id_), id_) == expected
    assert levels(TIERS.assess_frame(pl.read_csv(content).lazy(), id=id_, check=True), id_) == expected


@pytest.mark.parametrize("kind", PLAIN)
@pytest.mark.parametrize(
    "name",
    [
        "Is it  audited?",
        " is it audited? ",
        "IS IT AUDITED?",
        "Is\u00a0it\naudited?\u200b",
        "\ufeffIs it\u2028audited?",
        "MSP ",
        "\tmsp",
    ],
)
def test_case_blanks_and_invisible_characters_make_no_difference(kind: str, name: str) -> None:
    rubric = questions(msp=Question("Is it audited?"))
    given = KINDS[kind](pl.DataFrame({"who": ["a", "b"], name: ["yes", "no"]}))
    assert levels(rubric.assess_frame(given, id="who"), "who") == {"a": "high", "b": "low"}


def test_facts_ratings_notes_and_days_are_matched_in_the_same_way() -> None:
    rubric = rubric_of(
        {"plan": Question("Is there a plan?", applies_when={"region": "emea"}, needs=["note"])},
        {"region": attain.Fact("Where?", options=[Option("emea"), Option("apac")])},
    )
    frame = pl.DataFrame({"who": ["a", "b"], "Plan": ["yes", "yes"], "PLAN.note ": ["x", None], "where?": ["emea"] * 2})
    assert levels(rubric.assess_frame(frame, id="who"), "who") == {"a": "high", "b": "low"}
    rated = Rubric(id="some", version="1", title="S", levels=[Level("low"), Level("high")], rating=True)
    assert levels(rated.assess_frame(pl.DataFrame({"who": ["a"], "SOME": ["high"]}), id="who"), "who") == {"a": "high"}


def test_an_exact_id_wins_over_a_text_and_a_mapping_over_both() -> None:
    rubric = questions(a=Question("B"), b=Question("Something else"))
    frame = pl.DataFrame({"who": ["x"], "a": ["no"], "b": ["no"], "c": ["yes"]})
    assert rubric.assess_frame(frame, id="who")["level"].to_list() == ["low"]
    assert rubric.assess_frame(frame, id="who", columns={"b": "c"})["level"].to_list() == ["high"]
    assert rubric.assess_frame(frame, id="who", columns={"a": "b", "b": "a"})["level"].to_list() == ["low"]


def test_the_column_of_the_subjects_answers_nothing() -> None:
    rubric = questions(name=Question("Partner"), msp=Question("Is it one?"))
    frame = pl.DataFrame({"Partner": ["yes"], "msp": ["yes"]})
    assert rubric.assess_frame(frame, id="Partner", partial=True)["level"].to_list() == ["high"]
    assert reported(rubric, frame, id="Partner")[0].startswith("name: missing-column.question(id='name')")


# ---------------------------------------------------------------- unclear columns


def test_a_text_that_two_questions_have_is_refused() -> None:
    rubric = questions(
        first=Question("Is there a plan?"), second=Question("Is there a plan? "), third=Question("Other?")
    )
    frame = pl.DataFrame({"Is there a plan?": ["yes"], "third": ["no"]})
    message = "Is there a plan?: ambiguous-column.questions(column='Is there a plan?', ids=('first', 'second'), mapping=mapping.python(key='\"first\"', value='\"…\"'))"
    assert reported(rubric, frame) == [message]
    columns = {field.id: field.text.strip() for field in rubric.fields} | {"third": "third"}
    assert reported(rubric, frame, columns=columns) == [message]


@pytest.mark.parametrize(
    ("columns", "both"),
    [
        ({"a": "c", "b": "c"}, "('a', 'b')"),
        ({"a": "b"}, "('a', 'b')"),
        ({"region": "b"}, "('b', 'region')"),
        ({"region": "b", "size": "b", "b": "c"}, "('region', 'size')"),
        ({"a.note": "a"}, "('a', 'a.note')"),
    ],
)
def test_a_column_answers_one_question(columns: Mapping[str, str], both: str) -> None:
    options = [Option("yes"), Option("no")]
    rubric = rubric_of(
        {"a": Question("A?", applies_when={"region": "yes"}), "b": Question("B?", applies_when={"size": "yes"})},
        {name: attain.Fact(default="yes", options=options) for name in ("region", "size")},
    )
    frame = pl.DataFrame({"a": ["yes"], "b": ["yes"], "c": ["yes"]})
    [problem] = reported(rubric, frame, columns=columns)
    name = next(iter(columns.values()))
    assert problem.startswith(f"{name}: ambiguous-column.questions(column='{name}', ids={both}, ")


@pytest.mark.parametrize("columns", [{"a": "who"}, {"a.note": "who"}])
def test_the_column_of_the_subjects_answers_no_question(columns: Mapping[str, str]) -> None:
    rubric = questions(a=Question("A?"))
    frame = pl.DataFrame({"who": ["yes"], "a": ["yes"]})
    assert reported(rubric, frame, id="who", columns=columns) == [
        f"id: column-clash.id(column='who', id='{next(iter(columns))}')"
    ]


def test_one_column_of_days_may_serve_many_answers() -> None:
    dated = questions(a=Question("A?", valid_for="1 year"), b=Question("B?", valid_for="1 year"))
    frame = pl.DataFrame({"Timestamp": ["2025-01-01", "2026-11-01"], "a": ["yes"] * 2, "b": ["yes"] * 2})
    columns = {"a.on": "Timestamp", "b.on": "Timestamp"}
    found = dated.assess_frame(frame, columns=columns, on="2026-11-21")
    assert found["level"].to_list() == ["low", "high"]


def test_questions_that_share_an_answer_share_a_column() -> None:
    rubric = questions(first=Question("Is there a plan?"), again=Question("Really?", same_as="first"))
    frame = pl.DataFrame({"plan": ["yes"], "other": ["no"]})
    for columns in ({"first": "plan", "again": "plan"}, {"again": "plan"}):
        assert rubric.assess_frame(frame, columns=columns)["level"].to_list() == ["high"]
    assert rubric.assess_frame(frame.rename({"plan": "REALLY?"}))["level"].to_list() == ["high"]
    [problem] = reported(rubric, frame, columns={"first": "plan", "again": "other"})
    assert problem == (
        "first: ambiguous-column.several(id='first', columns=('plan', 'other'), mapping=mapping.python(key='\"first\"', value='\"plan\"'))"
    )


@pytest.mark.parametrize("own", ["first", "FIRST ", "Is there a plan?"])
def test_a_column_mapped_for_a_shared_answer_hides_no_other_column_of_it(own: str) -> None:
    rubric = questions(first=Question("Is there a plan?"), again=Question("Really?", same_as="first"))
    frame = pl.DataFrame({own: ["yes"], "other": ["no"], "Really? ": ["no"]})
    [problem] = reported(rubric, frame, columns={"again": "other"})
    assert problem == (
        f"first: ambiguous-column.several(id='first', columns=('other', '{own}'), mapping=mapping.python(key='\"first\"', value='\"other\"'))"
    )
    both = {"first": "other", "again": "other"}
    assert rubric.assess_frame(frame, columns=both)["level"].to_list() == ["low"]


def test_two_columns_for_one_question_are_refused() -> None:
    frame = pl.DataFrame({"msp": ["yes"], "MSP ": ["no"], TEXTS["msp"]: ["no"], "who": ["a"]})
    assert reported(TIERS, frame, id="who", partial=True) == [
        (
            "msp: ambiguous-column.several(id='msp', columns=('msp', 'MSP ', 'Is the partner an audited managed service provider?'), mapping=mapping.python(key='\"msp\"', value='\"msp\"'))"
        )
    ]
    assert TIERS.assess_frame(frame, id="who", partial=True, columns={"msp": "MSP "}).height == 1


@pytest.mark.parametrize("read", [pl.read_csv, pd.read_csv], ids=["polars", "pandas"])
def test_a_header_that_occurs_twice_is_recognised_after_it_is_renamed(read: Callable[..., Frame]) -> None:
    given = read(io.BytesIO(b"id,revenue,churn,msp,cloud,msp\na,550000,5,yes,no,no\n"))
    again = list(given.columns)[-1]
    assert [line for line in reported(TIERS, given, id="id") if "ambiguous-column.renamed(" in line] != []
    assert levels(TIERS.assess_frame(given, id="id", columns={"msp": again}), "id") == {"a": "silver"}


@pytest.mark.parametrize("partial", [True, False])
def test_a_mapping_in_the_wrong_direction_is_recognised(partial: bool) -> None:
    frame = pl.DataFrame({name: ["1"] for name in TEXTS.values()})
    columns = {text: id_ for id_, text in TEXTS.items()}
    assert reported(TIERS, frame, columns=columns, partial=partial) == [
        (
            "columns.Revenue sourced in the last 12 months: swapped-columns(column='Revenue sourced in the last 12 months', id='revenue', mapping=mapping.python(key='\"revenue\"', value='\"Revenue sourced in the last 12 months\"'))"
        )
    ]


@pytest.mark.parametrize(
    ("id_", "columns", "both"),
    [
        ("question", {}, "('id', 'question')"),
        ("who", {"answer": "question"}, "('question', 'answer')"),
        ("who", {"note": "answer"}, "('answer', 'note')"),
    ],
)
def test_a_column_of_rows_of_answers_has_one_purpose(id_: str, columns: Mapping[str, str], both: str) -> None:
    frame = pl.DataFrame({"who": ["a"], "question": ["msp"], "answer": ["yes"]})
    [problem] = reported(TIERS, frame, id=id_, format="long", columns=columns)
    assert f": ambiguous-column.roles(column='{problem.partition(':')[0]}', roles={both})" in problem


# ---------------------------------------------------------------- notes, evidence and days that answers need

REPORT = questions(report=Question("Is there a report?", needs=["evidence"]), other=Question("Other?", scored=False))
SIZED = questions(
    size=Question("How large?", options=[Option("small", points=0), Option("large", points=1, needs=["note"])])
)
AWAY = questions(plan=Question("A plan?", not_applicable=attain.NotApplicable("exclude", needs=["note"])))


@pytest.mark.parametrize("kind", PLAIN)
def test_a_need_that_no_column_can_meet_is_reported_like_a_missing_column(kind: str) -> None:
    given = pl.DataFrame({"who": ["a", "b"], "report": ["yes", "no"], "other": ["no", "no"]})
    message = "report.evidence: missing-column.need(id='report.evidence') -> "
    assert reported(REPORT, KINDS[kind](given), id="who") == [
        message + "fix.needs(map=option.map-it-python, partial=option.partial-python)"
    ]
    assert levels(REPORT.assess_frame(KINDS[kind](given), id="who", partial=True), "who") == {"a": "low", "b": "low"}
    named = given.with_columns(pl.Series("link", ["https://example.com", None]))
    columns = {"report.evidence": "link"}
    assert levels(REPORT.assess_frame(KINDS[kind](named), id="who", columns=columns), "who") == {
        "a": "high",
        "b": "low",
    }
    blank = named.rename({"link": "report.evidence "})
    assert levels(REPORT.assess_frame(KINDS[kind](blank), id="who"), "who") == {"a": "high", "b": "low"}
    near = named.rename({"link": "report.evidnce"})
    assert reported(REPORT, KINDS[kind](near), id="who") == [
        message + "fix.near(name='report.evidnce')",
        "report.evidnce: unknown-question.column(id='report.evidnce') -> fix.near(name='report.evidence')",
    ]
    assert reported(REPORT, KINDS[kind](near), id="who", partial=True)[0].startswith(
        "report.evidnce: unknown-question."
    )


@pytest.mark.parametrize(("rubric", "name"), [(SIZED, "size"), (AWAY, "plan")])
def test_needs_of_options_and_of_not_applicable_count_too(rubric: Rubric, name: str) -> None:
    given = pl.DataFrame({name: ["small" if name == "size" else "yes"]})
    assert reported(rubric, given)[0].startswith(f"{name}.note: missing-column.need(")
    assert rubric.assess_frame(given.with_columns(pl.lit("x").alias(f"{name}.note"))).height == 1
    empty = pl.DataFrame({name: [None]})
    with pytest.warns(attain.AnswersWarning):
        assert rubric.assess_frame(empty).height == 1


def test_true_and_false_need_no_note_for_not_applicable() -> None:
    assert AWAY.assess_frame(pl.DataFrame({"plan": [True]}))["level"].to_list() == ["high"]


def test_many_needs_are_reported_in_one_line() -> None:
    many = questions(**{f"q{at}": Question(f"Number {at}?", needs=["evidence"]) for at in range(20)})
    given = pl.DataFrame({f"q{at}": ["yes"] for at in range(20)})
    assert reported(many, given) == [
        (
            "missing-column.needs(count=20, ids=('q0.evidence', 'q1.evidence', 'q2.evidence')) -> fix.needs(map=option.map-it-python, partial=option.partial-python)"
        )
    ]


def test_rows_of_answers_report_a_missing_need_too() -> None:
    given = pl.DataFrame({"who": ["a"], "question": ["report"], "answer": ["yes"]})
    message = "evidence: missing-column.part(part='evidence', id='report') -> "
    assert reported(REPORT, given, id="who", format="long") == [
        message + "fix.needs(map=option.map-it-python, partial=option.partial-python)"
    ]
    assert reported(REPORT, given.with_columns(evidance=pl.lit("x")), id="who", format="long") == [
        message + "fix.near(name='evidance')"
    ]
    found = REPORT.assess_frame(
        given.with_columns(proof=pl.lit("x")), id="who", format="long", columns={"evidence": "proof"}
    )
    assert levels(found, "who") == {"a": "high"}


# ---------------------------------------------------------------- running time


def test_many_questions_and_many_columns_are_matched_quickly() -> None:
    many = questions(**{f"question-{at}": Question(f"What about number {at} of all of these?") for at in range(1_000)})
    frame = pl.DataFrame(
        {f"question-{at + 5_000}-of-something": ["yes"] for at in range(2_000)} | {"question-0": ["yes"]}
    )
    start = time.process_time()
    assert len(reported(many, frame)) < 10
    assert len(reported(many, frame, columns={f"question-{at}x": f"c{at}" for at in range(500)}, partial=True)) == 500
    assert time.process_time() - start < 10


def test_a_fact_without_a_column_whose_default_counts_is_named() -> None:
    rubric = attain.loads("""
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { low = "Low", high = "High" }
requires.high = { stock = true, applies-when = { reseller = true } }
facts.reseller = { text = "Does the partner resell?", default = false }
questions.stock = "Does it keep stock?"
""")
    asked = Request(id="who")
    assert remarks(rubric, ["who", "stock", "Do you resell?"], asked) == (
        "there is no column for 'reseller', so every row has the default; not used: 'Do you resell?'"
    )
    assert remarks(rubric, ["who", "stock", "does the partner resell?"], asked) == (
        "matched by text: 'does the partner resell?' to 'reseller'"
    )
