"""A written rubric reads back equal, and is laid out for people."""

import itertools
import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import tomli
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from shelf import NOTHING

from attain._core.data import FrozenDict
from attain._core.errors import Path, RubricError
from attain._core.shapes import file_fields
from attain._format.read import read_dict, read_text
from attain._format.write import to_dict, to_toml
from attain._model.bands import Band
from attain._model.dates import Period
from attain._model.parts import Action, Example, Fact, Ladder, Level, Option, Question, Scale
from attain._model.points import Curve, Per, Ranges
from attain._model.rubric import Dimension
from attain._model.words import Noun
from attain._rubric import Rubric, default_registry

FULL = r'''
attain = 1
id = "full"
version = "1.0"
title = "Everything: \"quoted\""
summary = """
Two lines,
and a \\ backslash.
"""
terms = { level = "tier" }
valid-for = "12 months"

[levels]
none = {}
silver = "Silver"
gold = { title = "Gold", summary = "The best" }

[defaults]
unanswered = "exclude"

[facts]
eu = { text = "In the EU?", default = false }
segment = { text = "Which segment?", options = { enterprise = {}, small = { title = "Small and medium" } } }

[scales.implementation]
options = { not = 0, partly = 1.5, fully = { points = 3, title = "Wholly", needs = ["evidence"] } }
met = "partly"

[requires]
silver = { revenue = 100000, "agreement.nda" = true, applies-when = { segment = ["enterprise", "small"] } }
gold = { revenue = 500000, churn = 8, process = { score = 2 }, any = [{ msp = true }, { growth = { points = 3 } }], count = { at-least = 1, of = ["msp", { plan = "fully" }] }, each = { value = true, of = ["msp", "agreement.nda"] } }

[questions]
revenue = { text = "Revenue", kind = "number", unit = "EUR", min = 0 }
msp = "Is the partner audited?"
churn = { text = "Churn", kind = "number", unit = "%", min = 0, max = 100, better = "lower", needs = ["note"] }
plan = { text = "Is there a plan?", scale = "implementation", anchors = { fully = "Signed" }, not-applicable = { as = "exclude", needs = ["note"] } }
growth = { text = "Growth", kind = "number", points = { per = 100, earn = 5 }, min = 0, max = 1000 }

[dimensions.agreement]
title = "Agreement"
bands = { none = "0", silver = "1–3", gold = "4+" }
overlap = "lowest"
cap = 5
round = 0
applies-when = { segment = "enterprise" }
actions = [
    { text = "Write one.", level = "gold" },
]

[dimensions.agreement.descriptors]
none = "Nothing"

[dimensions.agreement.questions]
nda = { text = "Is there a template?", weight = 3, applies-when = { eu = true } }
fair = { text = "Is it fair?", keyed = "no", not-applicable = "worst", points = { yes = -1, no = 2 }, valid-for = "2 weeks" }

[dimensions.process]
score = "sum"
base = 10

[dimensions.process.questions]
tickets = { text = "Tickets", kind = "number", points = { bands = { "0-4.9" = 5, "5-9" = 7 } } }
speed = { text = "Speed", kind = "number", points = { curve = [[0, 0], [5, 20.5]] } }

[dimensions.steps]
ladder = { need = 0.5 }

[dimensions.steps.questions]
first = { text = "First?", level = "silver" }

[dimensions.feeling]
rating = true
parent = "steps"

[[examples]]
title = "One"
on = 2026-11-21
level = "none"
answers = { revenue = 5, agreement.nda = { value = true, on = 2026-01-01, note = "Seen" } }
facts = { segment = "enterprise" }
levels = { agreement = "silver" }
'''


@pytest.fixture
def full() -> Rubric:
    return read_text(FULL, finder=NOTHING, kind=Rubric)


def test_toml_reads_back_equal(full: Rubric) -> None:
    written = to_toml(full)
    again = read_text(written, finder=NOTHING, kind=Rubric)
    assert again == full
    assert list(again.questions) == list(full.questions)
    assert to_toml(again) == written


def test_a_dict_reads_back_equal_and_so_does_its_json(full: Rubric) -> None:
    written = to_dict(full)
    assert read_dict(written, finder=NOTHING, kind=Rubric) == full
    again = read_dict(json.loads(json.dumps(written, sort_keys=True)), finder=NOTHING, kind=Rubric)
    assert again == full
    assert [level.id for level in again.levels] == ["none", "silver", "gold"], "sorted keys don't hurt it"


@pytest.mark.parametrize("spec", ["iamcp-p2p", "iamcp-p2p-keyed"])
def test_the_built_in_rubrics_read_back_equal(spec: str) -> None:
    rubric = default_registry().rubric(spec)
    assert read_text(to_toml(rubric), finder=NOTHING, kind=Rubric) == rubric
    assert read_dict(to_dict(rubric), finder=NOTHING, kind=Rubric) == rubric


def test_toml_is_laid_out_for_people(full: Rubric) -> None:
    written = to_toml(full)
    assert written.startswith('attain = 1\nid = "full"\nversion = "1.0"\ntitle = "Everything: \\"quoted\\""\n')
    assert '\nsummary = """\nTwo lines,\nand a \\\\ backslash.\n"""\n' in written
    assert '\n[levels]\nnone = {}\nsilver = "Silver"\ngold = { title = "Gold", summary = "The best" }\n' in written
    assert '\nmsp = "Is the partner audited?"\n' in written
    assert '\nactions = [\n    { text = "Write one.", level = "gold" },\n]\n' in written
    assert '\nbands = { none = "0", silver = "1–3", gold = "4+" }\n' in written
    assert "\non = 2026-11-21\n" in written
    assert "\n\n\n" not in written
    assert [line for line in written.split("\n") if line.startswith("[")] == [
        "[levels]",
        "[defaults]",
        "[facts]",
        "[scales.implementation]",
        "[requires]",
        "[questions]",
        "[dimensions.agreement]",
        "[dimensions.agreement.descriptors]",
        "[dimensions.agreement.questions]",
        "[dimensions.process]",
        "[dimensions.process.questions]",
        "[dimensions.steps]",
        "[dimensions.steps.questions]",
        "[dimensions.feeling]",
        "[[examples]]",
    ]


def test_a_dict_is_plain_data_without_keys_that_are_not_set(full: Rubric) -> None:
    written = to_dict(full)
    assert list(written)[:5] == ["attain", "id", "version", "title", "summary"]
    assert written["levels"] == [
        {"id": "none"},
        {"id": "silver", "title": "Silver"},
        {"id": "gold", "title": "Gold", "summary": "The best"},
    ]
    assert written["valid-for"] == "12 months"
    assert written["questions"]["msp"] == {"text": "Is the partner audited?"}  # type: ignore[index]  # a table
    assert written["examples"] == [
        {
            "title": "One",
            "on": "2026-11-21",
            "level": "none",
            "answers": {"revenue": 5, "agreement": {"nda": {"value": True, "on": "2026-01-01", "note": "Seen"}}},
            "facts": {"segment": "enterprise"},
            "levels": {"agreement": "silver"},
        }
    ]


def tiny(**more: object) -> Rubric:
    table = {"attain": 1, "id": "tiny", "version": "1", "title": "Tiny", "levels": {"none": {}, "some": {}}, **more}
    return read_dict(
        {"questions": {"plan": "Is there one?"}, "bands": {"none": "0", "some": "1+"}, **table},
        finder=NOTHING,
        kind=Rubric,
    )


def test_a_ladder_is_written_with_its_default() -> None:
    rubric = tiny(bands=None, ladder={}, questions={"plan": {"text": "Is there one?", "level": "some"}})
    assert to_dict(rubric)["ladder"] == {"need": 1.0}
    assert "\nladder = { need = 1.0 }\n" in to_toml(rubric)


def test_toml_has_no_null_so_an_unknown_answer_is_written_as_such() -> None:
    rubric = tiny(examples=[{"title": "?", "answers": {"plan": None}, "level": "none"}])
    assert read_dict(to_dict(rubric), finder=NOTHING, kind=Rubric) == rubric
    answers = read_text(to_toml(rubric), finder=NOTHING, kind=Rubric).examples[0].answers
    assert answers == FrozenDict(plan="unknown")


def test_text_that_would_not_survive_on_several_lines_stays_on_one() -> None:
    rubric = tiny(summary="one\r\ntwo\rthree\n")
    assert read_text(to_toml(rubric), finder=NOTHING, kind=Rubric) == rubric


def test_long_tables_get_a_header_of_their_own() -> None:
    answers = {f"question-{number}": number for number in range(20)}
    rubric = tiny(examples=[{"title": "Long", "answers": answers, "level": "none"}], terms={"level": "L" * 120})
    written = to_toml(rubric)
    assert "\n[terms]\n" in written
    assert "\n[[examples]]\n" in written
    assert "\n[examples.answers]\nquestion-0 = 0\n" in written
    assert written.index("[[examples]]") < written.index('level = "none"') < written.index("[examples.answers]")
    assert read_text(written, finder=NOTHING, kind=Rubric) == rubric


def test_every_field_of_the_model_has_its_key() -> None:
    for cls in (Rubric, Dimension, Question, Fact, Scale, Example, Action, Ladder, Option, Level):
        keys = list(file_fields(cls))
        assert len(keys) == len(set(keys))
        assert all("_" not in key for key in keys)
    assert {"rank", "scale"}.isdisjoint(file_fields(Level))
    assert {"plan"}.isdisjoint(file_fields(Rubric))


def test_written_toml_keeps_every_date_and_number() -> None:
    rubric = tiny(examples=[{"title": "d", "on": "2026-02-28", "score": 1e-7}])
    table = tomli.loads(to_toml(rubric))["examples"][0]
    assert table == {"title": "d", "on": date(2026, 2, 28), "score": 1e-7}
    with pytest.raises(RubricError, match="must be a date"):
        tiny(examples=[{"title": "d", "on": "2026-02-30"}])


# ---------------------------------------------------------------- any rubric that can be made

ODD = st.text(max_size=5) | st.sampled_from(
    ["\ud800", "\x00", "\r\n", "\x7f", "\u2028", "'''", '"""', "\\", "\ufeff", "a" * 100_000, "a" * 100_001]
)
NUMBERS = st.integers() | st.floats() | st.sampled_from([-0.0, 5e-324, 1e15, -1e15, 0.1 + 0.2, 10**15 + 1, True, 2**70])
KEY = ODD | st.sampled_from(["plan", "area", "area.plan", "value", "note", "on", ""])
DATA = st.recursive(
    st.none() | st.booleans() | NUMBERS | ODD | st.dates() | st.sampled_from([{1}, b"", object()]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEY, inner, max_size=3),
    max_leaves=6,
)
BANDS = st.builds(Band, ODD | st.just("0-4"), NUMBERS, NUMBERS | st.none()) | st.sampled_from(
    [Band.parse(text) for text in ("0", "0–4", "-3..-1", "6 +")]
)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), max_size=3)
POINTS = (
    st.builds(Per, NUMBERS, NUMBERS, st.none() | NUMBERS)
    | st.builds(Curve, PAIRS.map(tuple) | PAIRS)
    | st.builds(Ranges, st.lists(st.tuples(BANDS, NUMBERS), max_size=2).map(tuple))
    | st.dictionaries(KEY, NUMBERS, max_size=2).map(FrozenDict)
)


PERIODS = st.builds(Period, st.integers(-1, 20_000), st.sampled_from(["days", "weeks", "months", "years"]))
NOUNS = ODD | st.builds(Noun, ODD | NUMBERS, st.none() | ODD)
ANSWERS = st.dictionaries(KEY, DATA, max_size=3)
SPOTS: dict[str, tuple[st.SearchStrategy[Any], object]] = {
    "version": (ODD | st.sampled_from(["1.0", "01", "1.2.3.4.5.6", "1.2.3.4.5.6.7", "999999999"]), "1"),
    "id": (ODD | st.sampled_from(["a-b", "0", "score", "a" * 101]), "odd"),
    "text": (ODD, None),
    "words": (st.dictionaries(KEY | st.sampled_from(["none", "some"]), ODD, max_size=2), {}),
    "noun": (NOUNS, "tier"),
    "low": (BANDS, "0"),
    "range": (PAIRS, ()),
    "number": (NUMBERS, 1),
    "points": (POINTS, {"per": 1, "earn": 1}),
    "period": (PERIODS, None),
    "answers": (ANSWERS, {}),
    "facts": (ANSWERS, {}),
}


@st.composite
def whatever(draw: st.DrawFn) -> Rubric | None:
    """Draw a rubric with odd values in some of its places; None if it refuses them."""
    odd = draw(st.sets(st.sampled_from(sorted(SPOTS)), min_size=1, max_size=2))

    def at(spot: str) -> Any:
        strategy, plain = SPOTS[spot]
        return draw(strategy) if spot in odd else plain

    try:
        number = Question(at("text"), kind="number", min=0, max=at("number") or 5, points=at("points"), unit=at("text"))
        options = [Option("a", 0, title=at("text")), Option("b", at("number"))]
        choice = Question(
            at("text"), options=options, anchors=at("words"), valid_for=at("period"), actions=[Action(at("text") or "")]
        )
        rated = Question(kind="number", points=Curve(tuple(at("range") or ((0, 0), (1, 1)))))
        return Rubric(
            id=at("id"),
            version=at("version"),
            title=at("text") or "Odd",
            levels=[Level("none", at("text")), Level("some", summary=at("text"))],
            terms={"level": at("noun")},
            bands={"none": at("low")},
            base=at("number"),
            cap=at("number"),
            descriptors=at("words"),
            dimensions={"area": Dimension(score="sum", questions={"plan": choice, "rated": rated})},
            questions={"number": number},
            facts={"size": Fact(at("text"), kind="number", default=at("number"))},
            examples=[Example(at("text") or "", answers=at("answers"), facts=at("facts"), score=at("number"))],
        )
    except RubricError:
        return None


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
@given(whatever())
def test_any_rubric_that_can_be_made_can_be_written_and_read_back(made: Rubric | None) -> None:
    assume(made)
    assert made is not None
    for again in (
        read_dict(to_dict(made), finder=NOTHING, kind=Rubric),
        read_text(to_toml(made), finder=NOTHING, kind=Rubric),
    ):
        assert again == made
        assert again.scoring_digest == made.scoring_digest
        assert again.wording_digest == made.wording_digest
    assert read_dict(json.loads(json.dumps(to_dict(made))), finder=NOTHING, kind=Rubric) == made


@pytest.mark.parametrize(
    "make",
    [
        lambda: Period(10_000, "days"),
        lambda: Question("\ud800"),
        lambda: Question("a" * 100_001),
        lambda: Dimension(descriptors={"\udfff": "Half a character"}),
        lambda: Noun(5),  # type: ignore[arg-type]  # the check is for this
        lambda: Dimension(bands={"gold": Band("0-4", 0, 5)}),
        lambda: Dimension(bands={"gold": Band("some", 0, 5)}),
        lambda: Question(points=Per(0, 1)),
        lambda: Question(points=Per("many", 1)),  # type: ignore[arg-type]  # the check is for this
        lambda: Question(points=Curve(((1, 1), (1, 2)))),
        lambda: Question(points=Curve(5)),  # type: ignore[arg-type]  # the check is for this
        lambda: Question(points=Ranges(((Band.parse("5+"), 1), (Band.parse("0-4"), 0)))),
        lambda: Question(points=Ranges(((Band.parse("0-4"), 1), (Band.parse("0-4"), 0)))),
        lambda: Question(points=FrozenDict()),
        lambda: Question(points=FrozenDict(per=1, earn=2)),
        lambda: Example(answers={"plan": {1, 2}}),
        lambda: Example(answers={"plan": 2**70}),
        lambda: Example(answers={"plan": "\ud800"}),
        lambda: Example(answers={"\ud800": 1}),
        lambda: Example(answers={1: 1}),  # type: ignore[dict-item]  # as a caller without a type checker may
        lambda: Example(answers={"area": {1: 1}}),
        lambda: Example(answers={"plan": datetime(2026, 1, 1)}),  # noqa: DTZ001  # a date with a time, whatever the zone
        lambda: Example(facts=5),  # type: ignore[arg-type]  # the check is for this
        lambda: Example(answers={"plan": nested(40, list)}),
        lambda: Example(answers={"plan": nested(40, dict)}),
    ],
    ids=itertools.count(),
)
def test_a_value_that_a_file_can_not_hold_is_refused_in_python(make: Callable[[], object]) -> None:
    with pytest.raises(RubricError):
        make()


def nested(depth: int, kind: type) -> object:
    found: object = 1
    for _ in range(depth):
        found = [found] if kind is list else {"a": found}
    return found


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"levels": [Level(f"l{number}") for number in range(101)], "bands": None, "score": "sum"}, ("levels",)),
        ({"dimensions": {f"d{number}": Dimension() for number in range(2_001)}}, ("dimensions",)),
        ({"examples": [Example()] * 1_001}, ("examples",)),
        (
            {"questions": {"plan": Question(options=[Option(f"o{number}") for number in range(1_001)])}},
            ("questions", "plan", "options"),
        ),
        ({"questions": {f"q{number}": Question() for number in range(100_001)}}, ()),
    ],
    ids=["levels", "dimensions", "examples", "options", "questions"],
)
def test_a_rubric_can_not_be_larger_than_a_file_can_hold(more: dict[str, Any], path: Path) -> None:
    made: dict[str, Any] = {
        "levels": [Level("none"), Level("some")],
        "bands": {"none": "0"},
        "questions": {"plan": Question()},
    }
    with pytest.raises(RubricError) as caught:
        Rubric(id="many", version="1", title="Many", **(made | more))
    assert ("too-large", path) in [(problem.code, problem.path) for problem in caught.value.problems]


def test_the_answers_of_an_example_have_one_spelling() -> None:
    flat = Example(
        answers={"area.plan": True, "area": {"team": None}, "desk": {"value": None, "note": None, "on": "2026-01-02"}}
    )
    assert flat.answers == {
        "area": {"plan": True, "team": "unknown"},
        "desk": {"value": "unknown", "on": date(2026, 1, 2)},
    }
    rated = {"area": "good", "area.plan": True}
    assert Example(answers=rated).answers == rated
    answers = {"area": {"value": "good", "note": "Seen"}, "area.plan": True}
    assert Example(answers=answers).answers == answers
    twice = {"area": {"plan": False}, "area.plan": True}
    assert Example(answers=twice).answers == twice
