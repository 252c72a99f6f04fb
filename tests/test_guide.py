"""The tutorial about tiers and the guide that continues it give the output that they show, from the first command to the last."""

import difflib
import re
from pathlib import Path

import attrs
import pytest
from house import ROOT, House

PAGES = ("tutorials/tier-programme.md", "how-to/adapt-a-model.md")  # the second continues where the first ends
GUIDE = "\n".join((ROOT / "docs" / page).read_text(encoding="utf-8") for page in PAGES)

_BLOCK = re.compile(r"^```(?P<kind>\w+)(?: file=(?P<file>\S+))?\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE)
_SECONDS = re.compile(r"\b\d+\.\d\ds\b")  # the running time of tests


@attrs.frozen
class Block:
    """A block of the guide: a file to write, or commands and their output."""

    kind: str
    file: str | None
    text: str


BLOCKS = [Block(found["kind"], found["file"], found["text"]) for found in _BLOCK.finditer(GUIDE)]
FILES = {block.file: block.text for block in BLOCKS if block.file}


def followed(block: Block, house: House, folder: Path) -> str:
    """Run the commands of a block, and return the block as the page would show it."""
    lines = []
    for command in re.findall(r"^\$ (.*)$", block.text, re.MULTILINE):
        printed = house.shell(command, folder)
        lines += [f"$ {command}", *(line.rstrip() for line in printed.strip("\n").splitlines())]
    return "\n".join(lines)


def test_every_step_gives_the_output_in_the_guide(house: House, tmp_path: Path) -> None:
    shown, ran = [], []
    try:
        for block in BLOCKS:
            if block.file:
                (tmp_path / block.file).write_text(block.text, encoding="utf-8")
            else:
                assert block.kind == "console"
                shown += _SECONDS.sub("…s", block.text).rstrip().splitlines()
                ran += _SECONDS.sub("…s", followed(block, house, tmp_path)).splitlines()
    finally:
        house.pip("uninstall", "--yes", "my-tiers")
    assert "\n".join(difflib.unified_diff(shown, ran, "the guide", "the run", lineterm="")) == ""


@pytest.mark.parametrize(("file", "most"), [("my-tiers.toml", 60), ("our-p2p.toml", 40)])
def test_a_programme_takes_few_lines(file: str, most: int) -> None:
    assert len(FILES[file].splitlines()) < most
