"""A summary of a frame equals that of its rows, scored one by one, with every engine."""

import json
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from statistics import fmean, median_low
from typing import Any  # any: frames of all kinds

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import attain
from attain import AnswersError, Rubric, Summary, testing
from attain._frames.outputs import column_name
from attain._frames.summary import COARSE, FINE, ranged
from attain._render.summaries import percent, summary_html, summary_text
from attain._testing.frames import expected

P2P = attain.rubric("iamcp-p2p")

MIXED = """
attain = 1
id = "mixed"
version = "1"
title = "Mixed & more"
levels = { low = "Low", mid = "Mid", high = "<High>" }
combine = "minimum"
[dimensions.plans]
bands = { low = "0-2", mid = "3-4", high = "6+" }
gap = "error"
[dimensions.plans.questions]
written = { options = { no = 0, partly = 3, fully = 7 } }
known = "Is it known?"
[dimensions.share]
title = "Share"
score = "percent"
not-applicable = "exclude"
[dimensions.share.questions]
one = "One?"
two = { text = "Two?", weight = 2 }
[dimensions.revenue]
bands = { low = "0-99", mid = "100-299", high = "300+" }
[dimensions.revenue.questions]
sum = { kind = "number", min = 0, points = { curve = [[0, 0], [500, 500]] } }
[dimensions.again]
parent = "plans"
view = true
unanswered = "block"
score = "sum"
[dimensions.again.questions]
known = { same-as = "plans.known" }
[dimensions.rated]
rating = true
unanswered = "block"
"""


@pytest.fixture(scope="module")
def mixed() -> Rubric:
    return attain.loads(MIXED)


ROWS: list[dict[str, object]] = [
    {"plans.written": "no", "plans.known": "yes", "share.one": "yes", "share.two": "no", "revenue.sum": 0, "rated": "low"},
    {"plans.written": "partly", "plans.known": "no", "share.one": "n/a", "share.two": "n/a", "revenue.sum": 250.5, "rated": "high"},
    {"plans.written": "partly", "plans.known": None, "share.one": "yes", "share.two": "yes", "revenue.sum": 500, "rated": None},
    {"plans.written": "fully", "plans.known": "yes", "share.one": "no", "share.two": "yes", "revenue.sum": 25, "rated": "high"},
]  # fmt: skip


def frame(rows: list[dict[str, object]]) -> pl.DataFrame:
    return pl.DataFrame(rows).with_row_index("subject")


KINDS: dict[str, Callable[[pl.DataFrame], Any]] = {
    "polars": lambda table: table,
    "lazy": lambda table: table.lazy(),
    "pandas": lambda table: table.to_pandas(),
    "pyarrow": lambda table: table.to_arrow(),
    "duckdb": lambda table: duckdb.from_arrow(table.to_arrow()),
}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> Callable[[pl.DataFrame], Any]:
    if request.param in ("pandas", "pyarrow", "duckdb"):
        pytest.importorskip("pyarrow")
        pytest.importorskip("pandas")
    return KINDS[request.param]


def counted(rubric: Rubric, rows: list[Mapping[str, object]], summary: Summary) -> None:
    """Compare a summary with the rows that the interpreter gives."""
    assert (summary.subjects, summary.ambiguous) == (len(rows), sum(bool(row["ambiguous"]) for row in rows))
    for id_ in ("", *rubric.dimensions):
        found = summary[id_] if id_ else summary.root
        levels = [level for row in rows if (level := row.get(column_name(id_, "level"))) is not None]
        assert {each.level.id: each.count for each in found.levels if each.count} == Counter(levels), id_
        assert found.without == len(rows) - len(levels)
        ranks = [next(level.rank for level in rubric.levels if level.id == id_) for id_ in levels]
        assert (found.median and found.median.rank) == (median_low(ranks) if ranks else None)
        assert found.mean_rank == (pytest.approx(fmean(ranks), abs=1e-6) if ranks else None)
        scores = [float(str(score)) for row in rows if (score := row.get(column_name(id_, "score"))) is not None]
        assert found.mean == (pytest.approx(fmean(scores), abs=1e-5) if scores else None)
        starts = [bucket.low for bucket in found.scores]
        assert Counter(bisect_right(starts, score + 5e-7) - 1 for score in scores) == Counter(
            {at: bucket.count for at, bucket in enumerate(found.scores) if bucket.count}
        )
        assert found.unscored == len(rows) - len(scores)
        answered = [(row[column_name(id_, "answered")], row[column_name(id_, "total")]) for row in rows]
        assert found.incomplete == sum(some != all_ for some, all_ in answered)


def test_a_summary_agrees_with_its_rows(mixed: Rubric, kind: Callable[[pl.DataFrame], Any]) -> None:
    rows = [expected(mixed, row) for row in ROWS]
    counted(mixed, rows, mixed.summarise(kind(frame(ROWS)), id="subject"))


@settings(max_examples=10, suppress_health_check=[*HealthCheck])
@given(st.data())
def test_a_summary_agrees_with_the_rows_of_any_rubric(data: st.DataObject) -> None:
    rubric = data.draw(testing.rubrics())
    plan = rubric.plan
    assume(plan.inputs and not any(fact.needed and fact.default is None for fact in plan.facts))
    answers = [
        {each.id: data.draw(st.sampled_from(["n/a", None, *each.options])) for each in plan.inputs if each.options}
        for _ in range(3)
    ]
    answers = [
        {name: value for name, value in row.items() if value != "n/a" or _takes_not_applicable(rubric, name)}
        for row in answers
    ]
    assume(any(answers))
    table = pl.DataFrame(answers, schema=dict.fromkeys({name for row in answers for name in row}, pl.String))
    table = table.with_row_index("(row)")  # without an id, a row that answers nothing would be blank
    counted(rubric, [expected(rubric, row) for row in answers], rubric.summarise(table, id="(row)", partial=True))


def _takes_not_applicable(rubric: Rubric, name: str) -> bool:
    [asked] = [each for each in rubric.plan.inputs if each.id == name]
    return asked.not_applicable.as_ != "forbidden" and not asked.not_applicable.needs


def test_scores_that_no_range_decides_are_ambiguous_and_have_no_level(mixed: Rubric) -> None:
    rows = [{**ROWS[1], "plans.known": known} for known in ("yes", "no")]
    torn = attain.loads(mixed.to_toml().replace('mid = "3-4"', 'mid = "4-5"'))
    summary = torn.summarise(frame(rows))
    assert (summary.ambiguous, summary["plans"].without, summary["plans"].unscored) == (1, 1, 0)
    assert "Ambiguous: 50% (1) have a score that lies in several ranges or in none" in repr(summary).splitlines()


def test_values_that_are_not_answers_are_counted_or_raise(mixed: Rubric, kind: Callable[[pl.DataFrame], Any]) -> None:
    table = kind(frame([{**ROWS[0], "plans.known": "perhaps"}, ROWS[0]]))
    summary = mixed.summarise(table, id="subject")
    assert (summary.subjects, summary.unreadable, summary["plans"].without) == (2, 1, 1)
    assert "Unreadable: 50% (1) have a value that is not an answer; they have no level" in repr(summary).splitlines()
    with pytest.raises(AnswersError, match="perhaps"):
        mixed.summarise(table, id="subject", check=True)


def test_a_frame_may_have_a_row_for_each_answer(mixed: Rubric) -> None:
    rows = [
        (at, name, None if value is None else str(value)) for at, row in enumerate(ROWS) for name, value in row.items()
    ]
    long = pl.DataFrame(rows, schema=["who", "asked", "answer"], orient="row")
    summary = mixed.summarise(long, id="who", format="long", columns={"question": "asked"})
    counted(mixed, [expected(mixed, row) for row in ROWS], summary)


def test_options_reach_the_scoring(mixed: Rubric) -> None:
    table = frame(ROWS).drop("rated").rename({"plans.known": "known"})
    with pytest.raises(AnswersError, match="rated"):
        mixed.summarise(table, columns={"plans.known": "known"})
    summary = mixed.summarise(table, columns={"plans.known": "known"}, partial=True, on="2026-11-21")
    assert (summary.on, summary["rated"].without) == (date(2026, 11, 21), 4)
    with pytest.raises(AnswersError, match="format"):
        mixed.summarise(table, format="tall")  # type: ignore[arg-type]  # as users do


def test_the_summary_of_a_frame_without_rows_is_empty() -> None:
    summary = P2P.summarise(frame([{"agreement.nda": "yes"}]).clear(), partial=True)
    assert (summary.subjects, summary.root.median, summary["agreement"].mean, summary.root.mean_rank) == (
        0,
        None,
    ) + (None,) * 2
    assert (summary.share(0), summary.strongest, summary.weakest) == (0.0, (), ())
    assert repr(summary).startswith("IAMCP P2P Maturity Model (iamcp-p2p@2016): 0 organisations\n")


def test_the_strongest_and_the_weakest_include_all_that_tie() -> None:
    table = pl.DataFrame(
        {"agreement.nda": ["yes"] * 3, "geography.global-reach": ["yes"] * 3, "agreement.fair": ["yes", "no", "no"]}
    )
    summary = P2P.summarise(table, partial=True)
    assert summary.strongest == ("agreement", "geography")
    assert len(summary.weakest) == 8
    assert summary.profile["geography"] == P2P.levels[1]
    lines = repr(summary).splitlines()
    assert "Strongest: Agreement and Geography" in lines
    alike = P2P.summarise(table.select("agreement.fair").tail(1), partial=True)
    assert alike.strongest == alike.weakest
    assert "Strongest" not in repr(alike)


def test_equal_medians_are_ordered_by_the_mean_rank() -> None:
    table = pl.DataFrame({"agreement.nda": ["no", "no", "yes"], "geography.global-reach": ["no"] * 3})
    assert P2P.summarise(table, partial=True).strongest == ("agreement",)


def test_a_view_is_neither_strongest_nor_weakest(mixed: Rubric) -> None:
    summary = mixed.summarise(frame(ROWS))
    assert "again" not in (*summary.strongest, *summary.weakest)
    assert "share" not in (*summary.strongest, *summary.weakest)


def test_a_dimension_is_found_by_its_id(mixed: Rubric) -> None:
    summary = mixed.summarise(frame(ROWS))
    assert list(summary) == list(mixed.dimensions)
    with pytest.raises(KeyError, match="did you mean 'plans'"):
        summary["plan"]
    with pytest.raises(KeyError, match="there is no dimension 'zzz'"):
        summary["zzz"]


@pytest.mark.parametrize(
    ("ends", "whole", "count", "first", "last"),
    [
        ((0, 39), True, 40, (0, 0), (39, 39)),
        ((0, 40), True, 14, (0, 2), (39, 40)),
        ((-5, 995), True, 20, (-5, 45), (964, 995)),
        ((0, 1), False, 20, (0, 0.05), (0.95, 1)),
        ((2.5, 2.5), False, 1, (2.5, 2.5), (2.5, 2.5)),
    ],
)
def test_ranges_cover_all_scores(
    ends: tuple[float, float], whole: bool, count: int, first: tuple[float, float], last: tuple[float, float]
) -> None:
    found = list(ranged(*ends, COARSE, whole=whole))
    assert (len(found), found[0], found[-1]) == (count, first, last)
    assert len(list(ranged(0, 1e6, FINE, whole=whole))) == 100


def test_it_is_written_and_read_back_equal(mixed: Rubric) -> None:
    summary = mixed.summarise(frame(ROWS), on=date(2026, 11, 21))
    data = json.loads(json.dumps(summary.to_dict(), sort_keys=True))
    assert Summary.from_dict(data) == summary
    assert data["dimensions"]["plans"]["median"] == summary.to_dict()["dimensions"]["plans"]["median"] == "mid"  # type: ignore[index]  # JSON
    assert data["strongest"] == list(summary.strongest)
    with pytest.raises(AnswersError, match=r"pass the dict that Summary.to_dict returned"):
        Summary.from_dict({})
    with pytest.raises(AnswersError, match=r"must be a table, not a list"):
        Summary.from_dict([])  # type: ignore[arg-type]  # as users do
    with pytest.raises(AnswersError, match="reads version 1"):
        Summary.from_dict({"attain": 2})


# ---------------------------------------------------------------- pages


def test_a_share_never_looks_like_nobody_or_everybody() -> None:
    assert [percent(each) for each in (0, 0.004, 0.25, 0.996, 1)] == ["0%", "<1%", "25%", ">99%", "100%"]


def test_text_leaves_out_empty_columns(mixed: Rubric) -> None:
    lines = summary_text(mixed.summarise(frame(ROWS))).splitlines()
    assert lines[1].split() == ["Dimension", "Median", "Low", "Mid", "<High>", "None", "Mean", "score", "Open"]
    assert sum(line.startswith("  Again") for line in lines) == 1
    whole = summary_text(mixed.summarise(frame([ROWS[0], ROWS[3]]))).splitlines()
    assert "None" not in whole[1]
    assert "Open" not in whole[1]


def test_html_has_shares_and_escapes_every_text(mixed: Rubric) -> None:
    html = summary_html(mixed.summarise(frame(ROWS), on="2026-11-21"))
    assert "Mixed &amp; more · version 1 · 2026-11-21" in html
    assert "&lt;High&gt;" in html
    assert "<High>" not in html
    assert "without a level" in html
    assert "with open questions" in html
    assert "by itself" in html
    assert "no level" in html
    summary = mixed.summarise(frame(ROWS))
    assert html.count("(median)") == sum(
        each.median is not None for each in (summary.root, *summary.dimensions.values())
    )
    assert "style=" not in html


def test_html_of_a_rubric_without_dimensions_or_without_an_overall_level() -> None:
    text = 'attain = 1\nid = "own"\nversion = "1"\ntitle = "Own"\nlevels = { low = "Low", high = "High" }\n'
    flat = attain.loads(text + 'bands = { low = "0", high = "1+" }\nquestions.plan = "A plan?"')
    summary = flat.summarise(pl.DataFrame({"plan": ["yes", "no"]}))
    html = summary.to_html()
    assert html == summary._repr_html_() == summary.__html__()
    assert '<th scope="col">Level</th>' in html
    assert "Overall" in html
    parts = attain.loads(text + "dimensions.plan = { rating = true }")
    html = parts.summarise(pl.DataFrame({"plan": ["low", "high"]}))._repr_html_()
    assert "Overall" not in html


def test_bars_are_empty_for_nobody_and_full_for_everybody() -> None:
    none, some = pl.DataFrame({"agreement.nda": ["no"] * 3}), pl.DataFrame({"agreement.nda": ["no"] * 999 + ["yes"]})
    assert "attain-part-0" in summary_html(P2P.summarise(none, partial=True))
    assert "attain-part-20" in summary_html(P2P.summarise(none, partial=True))
    html = summary_html(P2P.summarise(some, partial=True))
    agreement = html[html.index('scope="row" class="attain-in-0">Agreement') :]
    agreement = agreement[: agreement.index("</tr>")]
    assert "attain-part-19" in agreement
    assert 'attain-part-1"' in agreement


def test_a_summary_that_lacks_levels_still_shows(mixed: Rubric) -> None:
    data: Any = json.loads(json.dumps(mixed.summarise(frame(ROWS)).to_dict()))
    data["dimensions"]["plans"]["levels"].pop(0)
    damaged = Summary.from_dict(data)
    assert damaged["plans"].median == mixed.levels[1]
    lines = repr(damaged).splitlines()
    assert [line.split()[2] for line in lines if line.startswith("Plans")] == ["0%"]
    assert "Mid" in damaged._repr_html_()
