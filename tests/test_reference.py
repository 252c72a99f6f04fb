"""References: no group is small enough to identify anyone, and a percentile follows its definition."""

import json
from itertools import accumulate, pairwise
from typing import Any, cast  # any: parsed JSON

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain import AnswersError, Bucket, Percentile, Reference
from attain._score.reference import merged
from attain._score.reference import reference as make_reference

P2P = attain.rubric("iamcp-p2p")
AGREEMENT = [id_ for id_ in P2P.scope.questions if id_.startswith("agreement.")]


def scored(*scores: int) -> pl.DataFrame:
    """Return a frame with a subject for each score in Agreement."""
    return pl.DataFrame({id_: ["yes" if score > at else "no" for score in scores] for at, id_ in enumerate(AGREEMENT)})


def of(score: int) -> attain.Result:
    return P2P.assess({id_: score > at for at, id_ in enumerate(AGREEMENT)})


SCORES = [0] * 6 + [1] * 2 + [2] * 3 + [3] * 20 + [7]


@pytest.fixture(scope="module")
def reference() -> Reference:
    return P2P.benchmark(scored(*SCORES), smallest=5, partial=True)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40), st.integers(2, 12))
def test_every_group_is_large_enough_and_nobody_is_lost(counts: list[int], smallest: int) -> None:
    buckets = [Bucket(at, at, count) for at, count in enumerate(counts)]
    groups = merged(buckets, smallest)
    assert bool(groups) == (sum(counts) >= smallest)
    if groups:
        assert all(group.count >= smallest for group in groups)
        assert sum(group.count for group in groups) == sum(counts)
        assert (groups[0].low, groups[-1].high) == (0, len(counts) - 1)
        assert all(low.high + 1 == high.low for low, high in pairwise(groups))
        assert all(group.count == sum(counts[int(group.low) : int(group.high) + 1]) for group in groups)


@given(st.lists(st.integers(2, 30), min_size=1, max_size=12))
def test_groups_that_are_large_enough_are_not_merged(counts: list[int]) -> None:
    buckets = tuple(Bucket(at, at, count) for at, count in enumerate(counts))
    assert merged(buckets, 2) == buckets


def test_a_group_too_small_is_merged_with_its_neighbour(reference: Reference) -> None:
    groups = reference.dimensions["agreement"].groups
    assert groups == (Bucket(0, 0, 6), Bucket(1, 2, 5), Bucket(3, 7, 21))
    assert (reference.subjects, reference.smallest, reference.rubric, reference.version) == (32, 5, "iamcp-p2p", "2016")
    assert reference.scoring_digest == P2P.scoring_digest
    assert repr(reference) == "<Reference iamcp-p2p@2016: 32 subjects, in groups of 5 or more>"


@pytest.mark.parametrize(
    ("score", "below", "same"), [(0, 0, 6), (1, 6, 5), (2, 6, 5), (3, 11, 21), (5, 11, 21), (7, 11, 21)]
)
def test_a_percentile_is_a_mid_rank_with_its_range(reference: Reference, score: int, below: int, same: int) -> None:
    found = of(score).against(reference)["agreement"]
    assert found == Percentile(100 * (below + same / 2) / 32, 100 * below / 32, 100 * (below + same) / 32)


@given(st.lists(st.integers(0, 7), min_size=10, max_size=60), st.integers(0, 7))
def test_the_true_mid_rank_lies_within_the_range(scores: list[int], own: int) -> None:
    buckets = [Bucket(value, value, scores.count(value)) for value in range(8)]
    groups = merged(buckets, 5)
    [at] = [at for at, group in enumerate(groups) if group.low <= own <= group.high]
    starts = [0, *accumulate(group.count for group in groups)]
    true = sum(score < own for score in scores) + scores.count(own) / 2
    assert starts[at] <= true <= starts[at + 1]


def test_without_a_score_levels_are_the_groups(reference: Reference) -> None:
    assert reference.root is not None
    assert reference.root.by == "level"
    assert reference.root.groups == (Bucket(0, 3, 32),)
    whole = of(3).against(reference).root
    assert whole == Percentile(50, 0, 100)
    assert str(whole) == "50 (0 to 100)"


TEXT = """
attain = 1
id = "gated"
version = "1"
title = "Gated"
levels = { low = "Low", high = "High" }
[dimensions.plan]
rating = true
unanswered = "block"
[dimensions.share]
score = "percent"
[dimensions.share.questions]
a = { options = { none = 0, some = 3, full = 7 } }
"""


def gated(without: int, subjects: int = 20) -> Reference:
    plan = [None] * without + ["low", "high"] * subjects
    return attain.loads(TEXT).benchmark(
        pl.DataFrame({"plan": plan[:subjects], "share.a": (["none", "some"] * subjects)[:subjects]}), smallest=5
    )


@pytest.mark.parametrize("without", [0, 5, 12])
def test_subjects_without_a_level_are_none_or_enough(without: int) -> None:
    reference = gated(without)
    assert reference.dimensions["plan"].subjects == 20 - without
    assert all(group.count >= 5 for group in reference.dimensions["plan"].groups)


@pytest.mark.parametrize("without", [1, 4, 16, 19, 20])
def test_a_dimension_that_would_reveal_a_few_subjects_is_left_out(without: int) -> None:
    assert "plan" not in gated(without).dimensions


def test_without_a_value_on_either_side_there_is_no_percentile() -> None:
    rubric, reference = attain.loads(TEXT), gated(0)
    result = rubric.assess({"share.a": "some"})
    assert result.against(reference).root is None  # no level, no score
    assert result.against(reference)["plan"] is None  # withheld
    assert rubric.assess({"plan": "high"}).against(gated(1))["plan"] is None  # left out
    assert rubric.assess({"plan": "high"}).against(reference)["plan"] == Percentile(75, 50, 100)


def test_scores_that_are_not_whole_lie_in_ranges() -> None:
    rubric, reference = attain.loads(TEXT), gated(0)
    groups = reference.dimensions["share"].groups
    assert [group.count for group in groups] == [10, 10]
    assert [(group.low, group.high) for group in groups] == [(0, 1), (1, 100)]
    for answer, value in (("none", 25), ("some", 75), ("full", 75)):
        found = rubric.assess({"share.a": answer}).against(reference)["share"]
        assert found is not None
        assert found.value == value


def test_a_reference_of_other_rules_is_refused(reference: Reference) -> None:
    strict = P2P.with_policy(overlap="lowest")
    with pytest.raises(AnswersError, match="score differently") as caught:
        strict.assess({}).against(reference)
    assert caught.value.problems[0].code == "other-scoring"
    renamed = attrs.evolve(P2P, version="2017", title="Another title")
    assert renamed.assess({}).against(reference).root is not None  # the title does not decide scores


def test_fewer_subjects_than_a_group_are_refused() -> None:
    with pytest.raises(AnswersError, match="there are 9 subjects, but a reference needs at least 10") as caught:
        P2P.benchmark(scored(*range(9)), partial=True)
    assert caught.value.problems[0].code == "few-subjects"


@pytest.mark.parametrize("smallest", [1, 0, -5, 2.5, True, "10"])
def test_a_group_has_at_least_two_subjects(smallest: int) -> None:
    with pytest.raises(AnswersError, match="at least 2 subjects") as caught:
        P2P.benchmark(scored(*SCORES), smallest=smallest, partial=True)
    assert caught.value.problems[0].code == "group-size"


def test_values_that_are_not_answers_are_refused() -> None:
    table = scored(*SCORES).with_row_index("who").with_columns(pl.lit("perhaps").alias(AGREEMENT[0]))
    with pytest.raises(AnswersError, match="perhaps"):
        P2P.benchmark(table, partial=True)
    with pytest.raises(AnswersError, match="32 values are not an answer"):
        P2P.benchmark(table.lazy(), id="who", partial=True)


def test_a_summary_with_values_that_are_not_answers_makes_no_reference() -> None:
    table = scored(*SCORES).with_row_index("who").lazy()
    for bad, subject in ((32, "32 rows have values"), (1, "1 row has values")):
        wrong = pl.when(pl.col("who") < bad).then(pl.lit("perhaps")).otherwise(pl.lit("no")).alias(AGREEMENT[0])
        summary = P2P.summarise(table.with_columns(wrong), id="who", partial=True)
        with pytest.raises(AnswersError, match=f"{subject} that are not answers"):
            make_reference(summary, 10, attain.Reference)


def test_the_same_subject_twice_makes_no_group_larger() -> None:
    table = scored(*SCORES).with_columns(pl.lit("solo").alias("who")).lazy()
    with pytest.raises(AnswersError, match="several rows have the same id, such as 'solo'"):
        P2P.benchmark(table, id="who", partial=True)


def test_a_value_that_is_not_a_reference_is_refused(reference: Reference) -> None:
    result = P2P.assess({})
    with pytest.raises(
        AnswersError, match=r"reference: must be a Reference, not a table; read one with attain\.Reference\.from_dict"
    ):
        result.against(cast(Any, reference.to_dict()))
    with pytest.raises(KeyError, match="there is no dimension 'agrement'; did you mean 'agreement'"):
        result.against(reference)["agrement"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"subjects": 20}, "counts 32 subjects, but there are only 20"),
        ({"subjects": 35}, "leaves out fewer than 5 subjects"),
    ],
)
def test_a_reference_whose_counts_do_not_fit_is_refused(
    reference: Reference, change: dict[str, object], message: str
) -> None:
    with pytest.raises(AnswersError, match=message):
        Reference.from_dict(reference.to_dict() | change)


def test_a_dimension_under_another_name_is_refused(reference: Reference) -> None:
    data: Any = reference.to_dict()
    data["dimensions"]["geography"] = data["dimensions"]["agreement"]
    with pytest.raises(
        AnswersError, match=r"dimensions\.geography: the id inside is 'agreement', which differs from its key"
    ):
        Reference.from_dict(data)


def test_it_is_written_and_read_back_equal(reference: Reference) -> None:
    data = json.loads(json.dumps(reference.to_dict()))
    assert Reference.from_dict(data) == reference
    assert Reference.from_dict(json.loads(json.dumps(gated(0).to_dict()))) == gated(0)
    with pytest.raises(AnswersError, match=r"pass the dict that Reference.to_dict returned"):
        Reference.from_dict({})


def test_it_contains_counts_and_no_data_of_anyone(reference: Reference) -> None:
    assert set(reference.to_dict()) == {
        "attain", "rubric", "version", "title", "scoring-digest", "smallest", "subjects", "root", "dimensions",
    }  # fmt: skip


def small(data: Any) -> None:
    data["dimensions"]["agreement"]["groups"][0]["count"] = 4


def unordered(data: Any) -> None:
    data["dimensions"]["agreement"]["groups"].reverse()


def twice(data: Any) -> None:
    groups = data["root"]["groups"]
    groups.append(groups[0])


def empty(data: Any) -> None:
    data["root"]["groups"] = []


@pytest.mark.parametrize("damage", [small, unordered, twice, empty])
def test_a_damaged_reference_is_refused(reference: Reference, damage: Any) -> None:
    data = json.loads(json.dumps(reference.to_dict()))
    damage(data)
    with pytest.raises(AnswersError) as caught:
        Reference.from_dict(data)
    assert caught.value.problems[0].code == "reference-groups"
