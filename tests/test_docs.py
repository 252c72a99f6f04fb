"""The pages are complete: every command, public name and term has its place, and links outside the site lead somewhere."""

import re
from pathlib import Path

import pytest

import attain
import attain.testing
from attain._cli.commands import COMMANDS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
OUTSIDE = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *ROOT.glob("examples/*/README.md")]


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def headings(page: str, level: int) -> list[str]:
    prose = re.sub(r"^(`{3,})\w.*?^\1$", "", page, flags=re.DOTALL | re.MULTILINE)
    return re.findall(rf"^{'#' * level} (.*)$", prose, re.MULTILINE)


@pytest.mark.parametrize("page", sorted((DOCS / "how-to").glob("*.md")), ids=lambda page: page.stem)
def test_every_guide_ends_with_problems_and_their_solutions(page: Path) -> None:
    assert headings(text(page), 2)[-1] == "What can go wrong"


def test_every_public_name_is_on_exactly_one_page_of_the_reference() -> None:
    pages = "\n".join(text(page) for page in (DOCS / "reference" / "python").glob("*.md"))
    assert sorted(re.findall(r"^\.\. auto\w+:: attain\.([A-Za-z]\w*)$", pages, re.MULTILINE)) == sorted(
        [*attain.__all__, "testing"]  # the testing kit has a page of its own
    )


def test_every_command_has_a_page() -> None:
    assert {page.stem for page in (DOCS / "reference" / "cli").glob("*.md")} == {*COMMANDS, "index"}


def test_every_term_of_the_glossary_is_a_link_with_one_sentence() -> None:
    _, *terms = re.split(r"\n\n(?=\[)", text(DOCS / "glossary.md").strip())
    names = []
    for term in terms:
        found = re.fullmatch(r"\[(.+?)\]\(\S+\)\n: [^\n]+\.", term)
        assert found is not None, term
        assert ". " not in term, term
        names.append(found[1])
    assert names == sorted(names)


@pytest.mark.parametrize("page", OUTSIDE, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_of_other_pages_lead_to_a_file(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#\s]+)", text(page))
    assert [link for link in links if not (page.parent / link).exists()] == []
