"""One vocabulary for each question: every executor accepts the same answers, and refuses the same."""

import math
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import Any  # any: frames of all kinds

import attrs
import polars as pl
import pytest
from engines import KINDS, sqlframe
from hypothesis import given, settings
from hypothesis import strategies as st

import attain
from attain import AnswersError, Rubric, RubricError, Words
from attain._format.schema import rubric_schema
from attain._frames import dialect
from attain._model.words import BLANKS, LOWERED, is_comparable, normal
from attain._plan.plan import FactInput, Input
from attain._testing.frames import SubjectAnswers, differing, expected, rows

HEAD = """\
attain = 1
id = "words"
version = "1"
title = "Words"
levels = { low = "Low level", high = "High" }
"""
MANY = attain.loads(
    HEAD
    + """
score = "sum"

[answers]
yes = ["Ja", "ΝΑΊΣ", "oké"]
no = "nie wieder"
unknown = ["?", "weiß nicht", "1 of 2"]
not-applicable = ["entfällt", "İLGİSİZ"]

[facts]
eu = { default = false }
segment = { options = { small = {}, 2 = { title = "Kiosk" }, y = { title = "Über 100" } }, default = "small" }
staff = { kind = "number", default = 0 }

[defaults]
score = "sum"
not-applicable = "exclude"

[dimensions]
d0.questions.q = "Yes?"
d1.questions.q = { text = "No?", keyed = "no", not-applicable = "forbidden" }
d2.questions.q = { text = "Which?", options = { initial = 0, 1 = 1, 2 = { points = 2, title = "Day and night" }, risky = { points = 3, title = "İyi ΌΣΟΣ" }, "10" = { points = 4, title = "1" } } }
d3.questions.q = { text = "Which?", options = { yes = 0, no = { points = 1, title = "same" }, "0" = { points = 2, title = "Same" }, yy = { points = 3, title = "unknown" } }, not-applicable = "forbidden" }
d4.questions.q = { text = "How many?", kind = "number", min = -1000000, max = 1000000, points = { curve = [[-1000000, -1000000], [1000000, 1000000]] } }
d5.questions.q = { text = "How many?", kind = "number", whole = true, better = "lower", min = 0, max = 100, points = { curve = [[0, 100], [100, 0]] } }
d6 = { rating = true, score = "maximum", questions.q = { text = "Really?", needs = ["note"] } }
d7 = { applies-when = { eu = true }, questions.q = "Yes?" }
d8 = { applies-when = { segment = ["2", "y"] }, questions.q = "Yes?" }
d9 = { applies-when = { staff = [0.5, 2, 100] }, questions.q = "Yes?" }
"""
)
WANTED: list[Input | FactInput] = [*MANY.plan.inputs, *MANY.plan.facts]
ASKED = [each.id for each in WANTED]
FACTS = {fact.id for fact in MANY.plan.facts}

TEXTS = sorted({text for each in WANTED for text in each.vocabulary.plain if isinstance(text, str)})  # fmt: skip
NUMBERS = ["-5", "1e3", "1E2", ".5", "5.", "+7", "1e-5", "007", "2.00", "0.0", "10.0", "-0", "100.0000001", "1e15", "1e99", "9" * 400]  # fmt: skip
OTHERS = ["٣", "５", "1_000", "0x10", "inf", "NaN", "nan", "1,000", "0,7", "1.000.000", "1 million", "--1", "1e", ".", "e1", "true.", "n / a", "yes!", "same", "None", "null", "NA", "on", "❤"]  # fmt: skip
ALIKE = {"s": "ſ", "i": "İıi̇", "k": "K", "σ": "ςΣ", "ς": "Σσ", "ß": "ẞſs", "å": "Å", "ω": "Ω", "a": "а", "1": "١１", " ": "\xa0\u200b_"}  # fmt: skip
AROUND = [*BLANKS, "\u180e", "\u2060", "\u200e", "\u00ad", "_", "\x01", "\x1b", "\x00"]


def near(text: str, random: Random) -> str:
    """Return a text near an accepted one: in another case, with blanks, or with a character that looks like another."""
    for _ in range(random.randrange(3)):
        match random.randrange(4):
            case 0:
                text = random.choice([str.upper, str.lower, str.title, str.swapcase, str.capitalize])(text)
            case 1:
                text = random.choice(["", random.choice(AROUND)]) + text + random.choice(["", random.choice(AROUND)])
            case 2:
                at = random.randrange(len(text) + 1)
                text = text[:at] + random.choice(["", *AROUND]) + text[at + random.randrange(2) :]
            case _:
                at = random.randrange(len(text) or 1)
                text = text[:at] + random.choice(ALIKE.get(text[at : at + 1].lower(), "") or "x") + text[at + 1 :]
    return text


def drawn(random: Random) -> str:
    kind = random.randrange(10)
    if kind == 0:
        return "".join(chr(random.choice([random.randrange(128), random.randrange(0x2000, 0xD800), random.randrange(0x10000, 0x1E000)])) for _ in range(random.randrange(4)))  # fmt: skip
    return near(random.choice(TEXTS if kind < 6 else NUMBERS if kind < 8 else OTHERS), random)


def alone(question: str, answer: object) -> SubjectAnswers:
    """Return one answer, or one fact, and nothing else."""
    return ({}, {question: answer}) if question in FACTS else ({question: answer}, {})


@lru_cache(maxsize=None, typed=True)  # each kind of frame is compared with the same rows
def expected_row(question: str, answer: object) -> dict[str, object]:
    """Return the row that the interpreter gives; :meth:`Rubric.assess`, which asks the generated function first, agrees."""
    answers = alone(question, answer)
    try:
        found = expected(MANY, *answers)
    except AnswersError:
        with pytest.raises(AnswersError):
            MANY.assess(answers[0], facts=answers[1])
        return {"unreadable": 1}
    assert MANY.assess(answers[0], facts=answers[1]).score == found["score"]
    return {**found, "unreadable": 0}


def frame(cases: Sequence[tuple[str, Any]], dtype: Any) -> pl.DataFrame:
    """Return a frame with a row for each case, in which one column holds its answer."""
    columns = {name: [given_ if asked == name else None for asked, given_ in cases] for name in ASKED}
    return pl.DataFrame({"id": range(len(cases)), **columns}, schema={"id": pl.Int64, **dict.fromkeys(ASKED, dtype)})


def disagreeing(kind: str, cases: Sequence[tuple[str, Any]], dtype: Any = pl.String) -> list[str]:
    """Return the differences between a frame of some kind and the single assessment."""
    scored = rows(
        MANY.assess_frame(KINDS[kind](frame(cases, dtype)), id="id", output="full", partial=True, check=False)
    )
    found = {row["id"]: row for row in scored}
    return [f"{case}: {line}" for at, case in enumerate(cases) for line in differing(expected_row(*case), found[at])]


# ---------------------------------------------------------------- the law


@st.composite
def cases(draw: st.DrawFn) -> list[tuple[str, str]]:
    random = draw(st.randoms(use_true_random=False))
    texts = [drawn(random) for _ in range(20)]
    return [(asked, text) for text in texts for asked in ASKED]


@settings(max_examples=3)
@pytest.mark.parametrize("kind", KINDS)
@given(cases())
def test_frames_accept_the_texts_that_assess_accepts(kind: str, drawn_: list[tuple[str, str]]) -> None:
    assert disagreeing(kind, drawn_) == []


@pytest.mark.parametrize("kind", KINDS)
def test_frames_accept_every_text_of_the_vocabulary_with_blanks_around_it_and_in_any_case(kind: str) -> None:
    texts = [blank + change(text) for text in TEXTS for change in (str.upper, str.title) for blank in ("", "\u3000\n")]
    assert disagreeing(kind, [(asked, text) for text in texts for asked in ASKED]) == []


@pytest.mark.parametrize("dtype", [pl.Float64, pl.Int64])
@pytest.mark.parametrize("kind", KINDS)
def test_frames_accept_the_numbers_that_assess_accepts(kind: str, dtype: Any) -> None:
    numbers: list[float] = [0, 1, 2, 3, 10, -1, 100, 101, 10**15, 10**16]
    numbers += [0.5, 1.5, 2.0000001, 1e300, math.inf, -math.inf] if dtype is pl.Float64 else []
    given_ = [dtype.to_python()(number) for number in numbers]
    assert disagreeing(kind, [(asked, number) for number in given_ for asked in ASKED], dtype) == []


def test_a_frame_of_sqlframe_accepts_them_too() -> None:
    columns = {each.id: f"c{at}" for at, each in enumerate(WANTED)}
    texts = [*dict.fromkeys(drawn(Random(seed)) for seed in range(20))]
    texts = [text for text in texts if "\x00" not in text]
    these = [(asked, text) for text in texts for asked in ASKED]
    data = frame(these, pl.String).rename(columns)
    scored = MANY.assess_frame(sqlframe(data), id="id", columns=columns, output="full", partial=True, check=False)
    found = {row["id"]: row for row in rows(scored)}
    assert [line for at, case in enumerate(these) for line in differing(expected_row(*case), found[at])] == []


# ---------------------------------------------------------------- texts


def lowered(kind: str, texts: Sequence[str]) -> list[str]:
    """Return texts as an engine compares them."""
    table, _ = dialect.spelled_safely(dialect.opened(KINDS[kind](pl.DataFrame({"id": range(len(texts)), "a": texts}))))  # type: ignore[arg-type]  # it is one
    made = table.select(
        "c0", dialect.normal(dialect.column("c1"), LOWERED.values(), dialect.lowered(table)).alias("text")
    )
    return [str(row["text"]) for row in sorted(rows(made.to_native()), key=lambda row: int(str(row["c0"])))]


@pytest.mark.parametrize("kind", KINDS)
def test_engines_compare_all_characters_alike_except_those_that_no_word_may_have(kind: str) -> None:
    cased = [code for code in range(1, 0x20000) if not 0xD800 <= code < 0xE000]  # higher characters have no case
    texts = [f"{chr(code)}A{chr(code)}" for code in cased]
    found = zip(map(normal, texts), lowered(kind, texts), strict=True)
    odd = {text for pair in found if len({*pair}) > 1 for text in pair}
    assert [text for text in odd if is_comparable(text)] == []


def test_blanks_are_all_of_unicode_s_white_space() -> None:
    assert {chr(code) for code in range(0x110000) if chr(code).isspace()} | {"\u200b", "\ufeff"} == {*BLANKS}


# ---------------------------------------------------------------- accepted values


PLAN = attain.loads(HEAD + """
not-applicable = "exclude"
bands = { low = "0", high = "1+" }
[facts]
eu = { default = false }
[questions]
plan = "Is there a plan?"
dated = { text = "Is it new?", valid-for = "1 year" }
noted = { text = "Is it so?", needs = ["note"] }
depth = { options = { none = { title = "Same" }, some = { title = "same" }, none-yet = { title = "None" }, every = { title = "All of it" } } }
revenue = { kind = "number" }
""")  # fmt: skip
NEAR = "answer true or false, 'yes' or 'no', or leave it out"


def value(question: str, answer: object, rubric: Rubric = PLAN) -> object:
    return rubric.assess({question: answer}, on="2026-11-21").answers[question].value


def refused(question: str, answer: object, rubric: Rubric = PLAN) -> str:
    with pytest.raises(AnswersError) as caught:
        rubric.assess({question: answer}, on="2026-11-21")
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "number"), [("12", 12), (" 12.50\n", 12.5), ("-1e3", -1000), ("+.5", 0.5), ("5.", 5), ("007", 7)]
)
def test_a_number_may_come_as_text(text: str, number: float) -> None:
    assert value("revenue", text) == number
    assert type(value("revenue", text)) is type(number)


def test_letters_that_only_look_alike_are_different() -> None:
    assert value("plan", "yes\u3000") is True
    assert refused("plan", "yeſ").startswith(f"plan: 'yeſ' is neither yes nor no; {NEAR}")


def test_a_title_answers_like_its_option_if_it_is_unique() -> None:
    assert value("depth", " ALL of it") == "every"
    assert value("depth", "None") == "none"  # an id takes precedence
    assert value("depth", "none-yet") == "none-yet"
    assert "'Same' is not an option" in refused("depth", "Same")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("day", "accepted"),
    [("2026-11-21", True), (" 2026-11-21\u3000", True), ("20261121", False), ("2026-W47-6", False), ("2026-02-30", False)],
)  # fmt: skip
def test_days_have_one_spelling(kind: str, day: str, accepted: bool) -> None:
    data = pl.DataFrame({"id": [1], "dated": ["yes"], "dated.on": [day]})
    scored = PLAN.assess_frame(KINDS[kind](data), id="id", partial=True, on="2026-11-21", check=False)
    assert [row["unreadable"] for row in rows(scored)] == [int(not accepted)]
    if accepted:
        assert PLAN.assess({"dated": {"value": True, "on": day}}, on=day).answers["dated"].on == date(2026, 11, 21)
    else:
        assert "must be a date, not" in refused("dated", {"value": True, "on": day})
        with pytest.raises(AnswersError, match="must be a date"):
            PLAN.assess({}, on=day)


def test_days_may_be_dates_or_times() -> None:
    for day in (date(2026, 11, 21), datetime(2026, 11, 21, 23, 59)):  # noqa: DTZ001  # as given
        assert PLAN.assess({"dated": {"value": True, "on": day}}, on=day).answers["dated"].on == date(2026, 11, 21)


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_note_counts_as_no_note(kind: str) -> None:
    data = pl.DataFrame({"id": [1, 2], "noted": ["yes", "yes"], "noted.note": ["\u3000\u200b", "\u3000x"]})
    scored = PLAN.assess_frame(KINDS[kind](data), id="id", partial=True, output="full")
    assert sorted((row["id"], row["answered"]) for row in rows(scored)) == [(1, 0), (2, 1)]
    assert PLAN.assess({"noted": {"value": True, "note": "\u3000\u200b"}}).answers["noted"].reason == "without note"


# ---------------------------------------------------------------- words for answers


def test_words_of_a_caller_work_in_every_method() -> None:
    model = PLAN.with_words(yes=["Ja", "Ὀδυσσεύς"], no="nein", unknown="weiß nicht", not_applicable="entfällt")
    assert [value("plan", text, model) for text in ("JA", "ὈΔΥΣΣΕΎΣ", " Nein", "Weiß nicht")] == [
        True,
        True,
        False,
        None,
    ]
    assert model.assess({"depth": "Entfällt"}).answers["depth"].state == "n/a"
    assert model.assess({}, facts={"eu": "ja"}).facts["eu"] is True
    frame_ = pl.DataFrame({"plan": ["ja", "nein", "weiß nicht"]})
    assert model.assess_frame(frame_, partial=True)["level"].to_list() == ["high", "low", "low"]
    assert model.summarise(frame_, partial=True).unreadable == 0


def test_words_are_added_and_change_no_score() -> None:
    model = PLAN.with_words(yes="ja").with_words(yes=["ja", "oui"], no="non")
    assert model.answers == Words(yes=["ja", "oui"], no=["non"])
    assert model.scoring_digest == PLAN.scoring_digest
    assert model.wording_digest != PLAN.wording_digest
    assert [(change.kind, str(change)) for change in PLAN.diff(model).changes] == [
        ("wording", "answers.yes: was [], is ['ja', 'oui']"),
        ("wording", "answers.no: was [], is ['non']"),
    ]
    assert PLAN.with_words() is PLAN
    result = model.assess({"plan": "oui"})
    assert PLAN.assess(result.answers).level == result.level


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"yes": "no"}, "yes: 'no' already means 'no'; give each word one meaning"),
        ({"yes": "Ja", "unknown": ["JA "]}, "unknown: 'JA ' already means 'yes'; give each word one meaning"),
        ({"no": " \u3000"}, "no: an empty text is not a word; leave it out: an empty answer always counts as open"),
        ({"not_applicable": "-1"}, "not-applicable: '-1' is a number, so it can't be a word; use another word, or options whose ids are numbers"),
        ({"yes": "\ua7dc"}, "yes: '\\ua7dc' contains a letter whose upper and lower case can't be matched; use another word"),
    ],
)  # fmt: skip
def test_a_word_has_one_meaning(words: dict[str, Any], message: str) -> None:
    with pytest.raises(RubricError) as caught:
        PLAN.with_words(**words)
    assert str(caught.value) == message


def test_a_caller_s_word_must_not_contradict_the_rubric_s() -> None:
    with pytest.raises(RubricError, match="no: 'ja' already means 'yes'"):
        PLAN.with_words(yes="Ja").with_words(no="ja")


def test_a_rubric_has_its_words_in_its_file_and_overlays_change_them(tmp_path: Path) -> None:
    path = tmp_path / "base.toml"
    path.write_text(MANY.to_toml(), encoding="utf-8")
    assert attain.load(path) == MANY == Rubric.from_dict(MANY.to_dict())
    over = tmp_path / "over.toml"
    over.write_text(
        'attain = 1\nid = "over"\nversion = "1"\nextends = "base.toml"\nremove = ["answers.no"]\nanswers.yes = "Si"\n'
    )
    assert attain.load(over).answers == attrs.evolve(MANY.answers, yes="Si", no=())


def test_the_schema_accepts_a_word_or_several() -> None:
    model: Any = rubric_schema()["definitions"]
    assert model["Words"]["properties"]["not-applicable"]["anyOf"] == [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]  # fmt: skip
