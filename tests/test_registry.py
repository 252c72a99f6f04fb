"""Rubrics by their ids."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from data import placed

from attain._core.errors import RubricError
from attain._plugins.registry import Entry
from attain._rubric import Registry, default_registry

TINY = """\
attain = 1
id = "tiny"
version = "1.2"
title = "Tiny"
bands = { none = "0", some = "1+" }
levels = { none = "None", some = "Some" }
questions = { plan = "Is there a plan?" }
"""


@pytest.fixture
def models(tmp_path: Path) -> Path:
    (tmp_path / "tiny.toml").write_text(TINY)
    return tmp_path


def refusal(ask: Callable[[], object]) -> str:
    with pytest.raises(RubricError) as caught:
        ask()
    (problem,) = caught.value.problems
    return placed(problem)


def message_of(registry: Registry, spec: str) -> str:
    return refusal(lambda: registry.rubric(spec))


@pytest.mark.parametrize("spec", ["iamcp-p2p", "iamcp-p2p@2016"])
def test_a_built_in_rubric_has_an_id_and_a_version(spec: str) -> None:
    rubric = default_registry().rubric(spec)
    assert (rubric.id, rubric.version) == ("iamcp-p2p", "2016")
    assert sum(len(dimension.questions) for dimension in rubric.dimensions.values()) == 99


def test_a_built_in_rubric_may_extend_another() -> None:
    rubric = default_registry().rubric("iamcp-p2p-keyed")
    assert sum(len(dimension.questions) for dimension in rubric.dimensions.values()) == 98
    assert rubric.dimensions["geography"].questions["languages"].keyed == "no"
    assert rubric.dimensions["agreement"] == default_registry().rubric("iamcp-p2p").dimensions["agreement"]


def test_a_rubric_is_read_once_under_all_its_names(models: Path) -> None:
    registry = Registry(models=models)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(registry.rubric, ["tiny", "tiny@1.2"] * 20))
    assert len({id(rubric) for rubric in found}) == 1


def test_registered_rubrics_are_listed_with_their_origin(models: Path) -> None:
    (models / "README.md").write_text("no rubric")
    assert Registry(models=models).rubrics() == (Entry("tiny", "1.2", "Tiny", "attain", str(models / "tiny.toml")),)


def test_asking_for_one_rubric_reads_no_other(models: Path) -> None:
    (models / "other.toml").write_text("no rubric")
    registry = Registry(models=models)
    assert registry.rubric("tiny").title == "Tiny"
    assert "other.toml:1:4" in message_of(registry, "other")


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("tinny", "unknown-rubric.registered(id='tinny') -> fix.near-or-registered(name='tiny', ids=('tiny',))"),
        ("zzz@1", "unknown-rubric.registered(id='zzz') -> fix.registered(ids=('tiny',))"),
        ("tiny@9", "unknown-version.registered(version='9', id='tiny', registered=('tiny@1.2',))"),
        ("tiny.toml", "rubric-path(spec='tiny.toml')"),
        ("tiers/tiny", "rubric-path(spec='tiers/tiny')"),
        ("..\\tiny", "rubric-path(spec='..\\\\tiny')"),
    ],
)
def test_an_unregistered_rubric_is_reported_with_the_registered_ones(models: Path, spec: str, message: str) -> None:
    assert message_of(Registry(models=models), spec) == message


def test_a_name_that_is_far_too_long_for_an_id_is_reported_like_any_other(models: Path) -> None:
    assert message_of(Registry(models=models), "x" * 1_000).startswith("unknown-rubric.registered")


def test_files_texts_and_dicts_may_extend_a_registered_rubric(models: Path, tmp_path: Path) -> None:
    registry = Registry(models=models)
    overlay = {"attain": 1, "id": "mine", "version": "1", "extends": "tiny@1.2"}
    text = 'attain = 1\nid = "mine"\nversion = "1"\nextends = "tiny"\n'
    (tmp_path / "mine.toml").write_text(text)
    rubrics = [registry.from_dict(overlay), registry.loads(text), registry.load(tmp_path / "mine.toml")]
    assert rubrics[0] == rubrics[1] == rubrics[2]
    assert rubrics[0].title == "Tiny"
    with pytest.raises(RubricError, match=r"^4:1: extends: no rubric 'small' is registered"):
        registry.loads(text.replace("tiny", "small"))


def test_an_id_is_text() -> None:
    assert message_of(default_registry(), 2016) == "wrong-type.spec(given=2016)"  # type: ignore[arg-type]  # that is the point


def test_an_overlay_has_an_id_or_a_version_of_its_own(models: Path) -> None:
    registry = Registry(models=models)
    overlay = {"attain": 1, "id": "tiny", "version": "1.2", "extends": "tiny"}
    assert refusal(lambda: registry.from_dict(overlay)) == "id: id-twice.extended(id='tiny', version='1.2')"
    assert registry.from_dict(overlay | {"version": "1.3"}).title == "Tiny"
    assert registry.from_dict(overlay | {"id": "mine"}).title == "Tiny"
