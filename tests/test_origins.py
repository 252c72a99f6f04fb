"""A rubric that extends another one lists which part comes from which file."""

from pathlib import Path

import pytest

from attain._cli.arguments import find, find_sources
from attain._cli.commands import commands
from attain._format.source import Origin, origins

BASE = """
attain = 1
id = "base"
version = "1"
title = "Base"
levels = { low = "Low", high = "High" }
combine = "minimum"
[dimensions.plans]
bands = { low = "0", high = "1+" }
questions = { plan = "Is there a plan?", review = { text = "Is it reviewed?", weight = 2 } }
[dimensions.people]
title = "People"
bands = { low = "0", high = "1+" }
questions = { team = "Is there a team?" }
"""

MIDDLE = """
attain = 1
id = "middle"
version = "1"
extends = "base.toml"
title = "Middle"
remove = ["dimensions.people.title"]
[dimensions.plans]
title = "Planning"
bands.high = "2+"
questions.review = "Is it reviewed every month?"
[dimensions.money]
requires.high = { "plans.plan" = true }
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "middle.toml").write_text(MIDDLE, encoding="utf-8")
    return tmp_path


def origins_of(rubric_id: str) -> tuple[Origin, ...]:
    return origins(find(rubric_id), rubric_id, find_sources(rubric_id))


def overlay(folder: Path, text: str) -> str:
    head = 'attain = 1\nid = "top"\nversion = "1"\nextends = "middle.toml"\n'
    (folder / "top.toml").write_text(head + text, encoding="utf-8")
    return "top.toml"


def test_a_rubric_that_extends_none_has_no_origins() -> None:
    assert origins_of("base.toml") == origins_of("iamcp-p2p") == ()


def test_parts_are_listed_by_dimension_in_the_largest_units() -> None:
    middle, base = origins_of("middle.toml")
    assert middle == Origin(
        "middle.toml",
        ("title, dimensions.money", "dimensions.plans: title, bands.high, questions.review.text"),
        ("dimensions.people.title",),
    )
    assert base == Origin("base.toml", ("everything else",))


def test_a_part_that_a_nearer_file_repeats_is_listed_only_there(folder: Path) -> None:
    text = 'title = "Top"\n[dimensions.plans]\nbands = { low = "0-1", high = "3+" }\n[levels]\nlow = "Lowest"\n'
    top, middle, base = origins_of(overlay(folder, text))
    assert top == Origin("top.toml", ("title, levels.low", "dimensions.plans: bands"))
    assert middle.parts == ("dimensions.money", "dimensions.plans: title, questions.review.text")
    assert base.name == "base.toml"


def test_a_part_that_was_removed_or_replaced_on_the_way_is_not_listed(folder: Path) -> None:
    text = 'remove = ["dimensions.plans.title"]\n[dimensions.money]\nrating = true\ndescriptors = { low = "a", high = "b" }\n'
    top, middle, _ = origins_of(overlay(folder, text))
    assert top == Origin("top.toml", ("dimensions.money",), ("dimensions.plans.title",))
    assert middle.parts == ("title", "dimensions.plans: bands.high, questions.review.text")


def test_a_registered_rubric_is_listed_by_its_version() -> None:
    own, base = origins_of("iamcp-p2p-keyed")
    assert (own.name, base) == ("iamcp-p2p-keyed", Origin("iamcp-p2p@2016", ("everything else",)))
    assert own.parts[:2] == (
        "title, summary, interpretation",
        "dimensions.joint-business-planning: questions.opportunity-only (summary, keyed)",
    )


def test_show_ends_with_the_origins(capsys: pytest.CaptureFixture[str]) -> None:
    commands.main(["show", "middle.toml"], standalone_mode=False)
    assert capsys.readouterr().out.endswith(
        """
From middle.toml
  title, dimensions.money
  dimensions.plans: title, bands.high, questions.review.text
  without dimensions.people.title

From base.toml
  everything else
"""
    )


def test_an_overlay_without_content_of_its_own_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commands.main(["show", overlay(folder, "")], standalone_mode=False)
    assert "\nFrom top.toml\n  nothing\n" in capsys.readouterr().out
