"""The page on lint lists every code, and the first example of each gives the finding, which the second fixes."""

import ast
import re
from pathlib import Path

import pytest

import attain
from attain._analysis.finding import SEVERITIES
from attain._core.english import CATALOGUE

PAGE = (Path(__file__).parent.parent / "docs" / "reference" / "lint.md").read_text(encoding="utf-8")
PARTS = {"beside", "change", "decision", "fix", "overall", "score", "standing", "value", "whole"}  # parts of messages
LINT = Path(attain.__file__).parent / "_analysis"
START = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }
"""
SECTIONS = dict(re.findall(r"^### `(.+?)`$(.*?)(?=^##|\Z)", PAGE, re.MULTILINE | re.DOTALL))
EXAMPLES = {
    code: re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL) for code, text in SECTIONS.items()
}


def codes(text: str, **options: int) -> set[str]:
    return {
        finding.code for finding in attain.loads(text if text.startswith("attain") else START + text).lint(**options)
    }


def said() -> set[str]:
    """Return the codes of all messages of the lint, and the first words of the keys of their parts."""
    sources = [ast.parse(path.read_text(encoding="utf-8")) for path in LINT.glob("lint*.py")]
    found = (each.value for source in sources for each in ast.walk(source) if isinstance(each, ast.Constant))
    return {str(key).partition(".")[0] for key in found if key in CATALOGUE}


def test_the_page_and_the_tests_begin_rubrics_alike() -> None:
    assert "".join(f"... {line}\n" for line in START.splitlines()).replace("... ", ">>> START = '''", 1) in PAGE


def test_every_code_in_the_source_has_its_weight_and_its_section() -> None:
    assert said() - PARTS == set(SEVERITIES) == set(SECTIONS)


def test_each_code_is_under_its_weight() -> None:
    found: dict[str, str] = {}
    for heading, text in re.findall(r"^## (Errors|Warnings|Notes)$(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL):
        found |= dict.fromkeys(re.findall(r"^### `(.+)`$", text, re.MULTILINE), heading.lower().removesuffix("s"))
    assert found == SEVERITIES


@pytest.mark.parametrize("code", sorted(set(SECTIONS) - {"question-count", "undecided"}))
def test_the_first_example_gives_the_finding_and_the_second_does_not(code: str) -> None:
    bad, fixed = EXAMPLES[code]
    assert code in codes(bad)
    assert code not in codes(fixed)


def test_a_larger_budget_decides_what_a_small_one_leaves_undecided() -> None:
    (text,) = EXAMPLES["undecided"]
    assert codes(text, budget=1) == {"undecided", "level-unused"}
    assert codes(text) == {"level-unused"}
