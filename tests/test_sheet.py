"""A blank sheet asks everything and reads back as no answers; filled in, it reads back as the answers."""

import json
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import get_args

import pytest
import tomli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_cli import Attain, run
from test_fields import SURVEY

import attain
from attain import FrozenDict, Result, Rubric
from attain._cli.answers_file import assess_file
from attain._cli.sheet import AnswerSheet, Format
from attain.testing import ON, answers, facts, rubrics

__all__ = ["run"]

LAW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
FORMATS: tuple[Format, ...] = get_args(Format)

HOSTILE = 'A "b" \x1b[31m """ \u202e\u2028 \r\n[answers]\nx = 1 \\ é 成\x00'


def read_back(sheet: AnswerSheet, form: Format) -> Result:
    """Write and read a sheet, and return its result."""
    with TemporaryDirectory() as folder:
        file = Path(folder, f"answers.{form}")
        file.write_text(sheet.written(form), encoding="utf-8")
        return assess_file(sheet.rubric, str(file), facts={}, on=ON, subject=None, check=False)


def same(found: Result, expected: Result) -> bool:
    """Return whether two results are equal, except for the places of their problems."""
    plain, other = found.to_dict(), expected.to_dict()
    plain.pop("problems", None)
    other.pop("problems", None)
    codes = [[(problem.code, problem.path) for problem in each.problems] for each in (found, expected)]
    return plain == other and codes[0] == codes[1]


@LAW
@given(rubrics(), st.sampled_from(FORMATS))
def test_a_blank_sheet_gives_the_result_of_no_answers(rubric: Rubric, form: Format) -> None:
    assert same(read_back(AnswerSheet(rubric=rubric), form), rubric.assess({}, on=ON, check=False))


@LAW
@given(st.data(), rubrics(), st.sampled_from(FORMATS))
def test_a_sheet_that_is_filled_in_gives_the_result_of_its_answers(
    data: st.DataObject, rubric: Rubric, form: Format
) -> None:
    expected = rubric.assess(data.draw(answers(rubric)), facts=data.draw(facts(rubric)), on=ON, check=False)
    sheet = AnswerSheet(rubric=rubric, answers=expected.answers, facts=expected.facts)
    assert same(read_back(sheet, form), expected)


ANSWERED = SURVEY.assess(
    {
        "sales": {"plan": {"value": "n/a", "note": HOSTILE}, "revenue": 2.5, "depth": {"note": "To be asked"}},
        "culture": "high",
    },
    facts={"segment": "large"},
    check=False,
)


def test_a_sheet_in_toml_asks_for_everything_in_comments() -> None:
    sheet = AnswerSheet(
        rubric=SURVEY,
        answers=ANSWERED.answers,
        facts=FrozenDict(segment="large"),
        subject="Example Ltd",
        on=date(2026, 11, 21),
        done=["sales.review"],
    )
    assert sheet.written("toml") == (Path(__file__).parent / "cases" / "sheet.toml").read_text(encoding="utf-8")


def test_a_sheet_in_json_describes_what_it_asks_beside_the_answers() -> None:
    sheet = json.loads(AnswerSheet(rubric=SURVEY, answers=ANSWERED.answers).written("json"))
    assert list(sheet) == ["rubric", "subject", "on", "facts", "answers", "fields"]
    assert (sheet["rubric"], sheet["facts"]) == ("survey@1", {"segment": None, "public": None})
    assert sheet["answers"]["culture"] == "high"
    assert sheet["answers"]["sales"]["depth"] == {"value": None, "note": "To be asked"}
    assert sheet["fields"] == [field.to_dict() for field in SURVEY.fields]


def test_texts_end_no_comment_and_notes_no_line() -> None:
    questions = {
        "plan": {"text": HOSTILE, "summary": HOSTILE, "applies-when": {"fact": "one"}},
        "staff": {
            "text": HOSTILE,
            "kind": "number",
            "unit": HOSTILE,
            "points": {"per": 1, "earn": 1},
            "min": 0,
            "max": 9,
        },
    }
    rubric = Rubric.from_dict(
        {
            "attain": 1,
            "id": "hostile",
            "version": "1",
            "title": HOSTILE,
            "score": "sum",
            "facts": {"fact": {"text": HOSTILE, "options": {"one": {"title": HOSTILE}, "two": {}}}},
            "dimensions": {"sales": {"title": HOSTILE, "score": "sum", "questions": questions}},
        }
    )
    blank = AnswerSheet(rubric=rubric).written("toml")
    assert tomli.loads(blank) == {
        "rubric": "hostile@1",
        "facts": {"fact": ""},
        "answers": {"sales": {"plan": "", "staff": ""}},
    }
    assert {*map(ord, "\x1b\x00\u202e\u2028\r")}.isdisjoint(map(ord, blank))


BARE = attain.loads("""
attain = 1
id = "bare"
version = "1"
title = "Bare"
score = "sum"
facts.size = { kind = "number", default = 1 }
[questions]
answers = { text = "Are there answers?", applies-when = { size = 1 } }
[dimensions.sales]
score = "sum"
questions.plan = "Is there a plan?"
""")


@pytest.mark.parametrize("form", FORMATS)
def test_without_an_envelope_a_sheet_has_only_the_answers(form: Format) -> None:
    expected = BARE.assess({"answers": True}, on=ON)
    sheet = AnswerSheet(rubric=BARE, answers=expected.answers)
    assert same(read_back(sheet, form), expected)
    assert ("--fact NAME=VALUE" in sheet.written(form)) is (form == "toml")


def test_the_questions_of_a_rated_dimension_are_not_in_a_table() -> None:
    rubric = attain.loads("""
    attain = 1
    id = "rated"
    version = "1"
    title = "Rated"
    levels = ["low", "high"]
    combine = "minimum"
    [dimensions.culture]
    rating = true
    questions.talk = "Do people talk about it?"
    """)
    sheet = tomli.loads(AnswerSheet(rubric=rubric).written("toml"))
    assert sheet["answers"] == {"culture": "", "culture.talk": ""}


@pytest.mark.parametrize("form", FORMATS)
def test_the_command_writes_a_sheet_that_is_scored_unchanged(run: Attain, tmp_path: Path, form: Format) -> None:
    file = tmp_path / f"answers.{form}"
    written = run("sheet", "iamcp-p2p", "--format", form)
    assert (written.status, written.err) == (0, "")
    file.write_text(written.out, encoding="utf-8")
    scored = run("score", "iamcp-p2p", str(file), "--on", str(ON), "--format", "json")
    assert (scored.status, scored.err) == (0, "")
    assert Result.from_dict(json.loads(scored.out)) == attain.rubric("iamcp-p2p").assess({}, on=ON)
