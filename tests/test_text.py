"""Results and rubrics as text, at Python's prompt and in a pipe: a line for each dimension, in columns, with any title."""

import attrs
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import attain
from attain import AmbiguousLevelError, Dimension, Level, LevelTerm, Question, Rubric, Rule, RuleBuilder, testing
from attain._render.layout import Grid, Line, cells, clean, plain, shortened
from attain._render.text import nested

P2P = attain.rubric("iamcp-p2p")


def nesting(title: str = "Governance", **more: str) -> Rubric:
    """Return a rubric with a dimension within a dimension, and one without a level."""
    return Rubric(
        id="nesting",
        version="2.1",
        title="Nesting",
        levels=[Level("low"), Level("high")],
        combine="minimum",
        terms=more,
        dimensions={
            "risk": Dimension(
                parent="governance", bands={"low": "0", "high": "1+"}, questions={"plan": Question("Is there one?")}
            ),
            "strategy": Dimension(questions={"goal": Question("Is there one?")}),
            "governance": Dimension(title=title, combine="maximum"),
        },
    )


def test_a_result_names_its_subject_its_rubric_the_day_and_the_levels() -> None:
    result = P2P.assess({"agreement.nda": True}, subject="Example Ltd", on=testing.ON)
    first, headings, *rows = repr(result).splitlines()
    assert first == "Example Ltd, IAMCP P2P Maturity Model (iamcp-p2p@2016), 2026-11-21: Basic"
    assert headings.split() == ["Business", "function", "Level", "Score", "Answered", "Possible"]
    assert rows[2] == "Agreement                                Reactive    1/7       1/7  Reactive to Dynamic"
    assert rows[-1] == "Overall                                  Basic                1/99  Basic to Dynamic"
    assert len(rows) == 11


def test_a_result_with_all_questions_answered_has_no_column_of_possible_levels() -> None:
    text = repr(P2P.assess({input_.id: True for input_ in P2P.plan.inputs}))
    assert "Possible" not in text
    assert text.splitlines()[0] == "IAMCP P2P Maturity Model (iamcp-p2p@2016): Dynamic"


def test_a_dimension_is_under_the_one_that_contains_it() -> None:
    assert repr(nesting().assess({"risk.plan": True})).splitlines() == [
        "Nesting (nesting@2.1): High",
        "Dimension   Level  Score  Answered",
        "Strategy    -                  0/1",
        "Governance  High               1/1",
        "  Risk      High     1/1       1/1",
        "Overall     High               1/2",
    ]


def test_a_rubric_lists_its_levels_and_how_each_dimension_gets_its_own() -> None:
    assert repr(nesting(dimension="area")).splitlines() == [
        "Nesting (nesting@2.1)",
        "Levels: Low, High",
        "Area        Questions  Level by",
        "Strategy            1  -",
        "Governance          1  maximum",
        "  Risk              1  bands 0, 1+",
        "Overall             2  minimum",
    ]
    assert "Overall                                         99  majority" in repr(P2P)


@attrs.frozen
class Asked(Rule):
    """A rule that gives the higher level if there is a plan."""

    kind = "acme.asked"
    summary = "whether there is a plan"

    def build(self, builder: RuleBuilder) -> LevelTerm:
        return builder.steps(builder.points("plan"), {"high": 1})


def test_a_rule_of_a_plugin_is_shown_by_its_kind() -> None:
    levels, questions = [Level("low"), Level("high")], {"plan": Question("Is there one?")}
    rubric = Rubric(id="asked", version="1", title="Asked", levels=levels, questions=questions, rule=Asked())
    assert "rule acme.asked" in repr(rubric)


def test_a_rubric_without_a_rule_for_the_whole_says_so() -> None:
    rubric = Rubric(
        id="bare",
        version="1",
        title="Bare",
        levels=[Level("low"), Level("high")],
        questions={"goal": Question("Is there one?")},
    )
    assert repr(rubric.assess({})).startswith("Bare (bare@1): no overall level")


@pytest.mark.parametrize(
    "title",
    ["x" * 500, "成熟度" * 50, "e\u0301" * 500, "a\x1b[2J\r\nb\x07\u202e" + "c" * 300, "\u200d" * 90],
    ids=["long", "wide", "accents", "controls", "without width"],
)
def test_no_title_breaks_a_line_or_a_column(title: str) -> None:
    text = repr(nesting(title).assess({"risk.plan": True}, subject=title))
    lines = text.splitlines()
    assert len(lines) == 6
    assert {cells(line) for line in lines[1:]} == {cells(lines[1])}
    assert all(cells(line) <= 100 for line in lines)
    assert not set(text) & set("\x1b\x07\r\u202e")


def test_a_lone_surrogate_is_replaced_by_a_visible_character() -> None:
    assert clean("Example\ud800 Ltd") == "Example\ufffd Ltd"


@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_any_rubric_and_any_result_shows_with_a_line_for_each_dimension(data: st.DataObject) -> None:
    rubric: Rubric = data.draw(testing.rubrics())
    assert len(repr(rubric).splitlines()) == 3 + bool(rubric.levels) + len(rubric.dimensions)
    try:
        result = rubric.assess(
            data.draw(testing.answers(rubric)), facts=data.draw(testing.facts(rubric)), on=testing.ON
        )
    except AmbiguousLevelError:
        assume(False)
    assert len(repr(result).splitlines()) == 3 + len(rubric.dimensions)


@given(st.text(), st.integers(1, 30))
def test_a_shortened_text_fits_and_one_that_fits_is_unchanged(text: str, most: int) -> None:
    found = shortened(text, most)
    assert cells(found) <= most
    assert found == clean(text) or found.endswith("…")
    if cells(clean(text)) <= most:
        assert found == clean(text)


@given(st.text())
def test_a_clean_text_is_one_line_and_cleaning_it_again_changes_nothing(text: str) -> None:
    assert len(clean(text).splitlines()) <= 1
    assert clean(clean(text)) == clean(text)


def test_a_number_is_never_shortened() -> None:
    text = plain([Grid(("What", "Score"), (("Revenue", "1" * 60),), right=(1,))])
    assert text.splitlines()[1].endswith("1" * 60)


def test_a_grid_may_be_shown_without_shortening() -> None:
    name = "acme-partner-programme-and-tiers " * 3
    cut, whole = (
        plain([Grid(("Plugin", "From"), ((name, name),), whole=whole)]).splitlines()[1] for whole in (False, True)
    )
    assert "…" in cut
    assert whole.split() == name.split() * 2


def test_a_line_is_indented() -> None:
    assert plain([Line("one"), Line(), Line("two", 4)]) == "one\n\n    two"


def test_ids_whose_parents_form_a_circle_do_not_hang() -> None:
    assert list(nested({"a": "b", "b": "a", "c": "gone"})) == [("c", 0)]
