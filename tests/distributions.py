"""Distributions as pip installs them: a module, and a folder of metadata beside it."""

import importlib
from itertools import count
from pathlib import Path

import attrs

HERE = "# here"
"""The mark on the line of a plugin's code that a message is expected to name."""

RULE = """\
import attain, attrs

@attrs.frozen
class Best(attain.Rule):
    kind = "acme.best"
    summary = "the best area counts"
    of: tuple[str, ...]

    def build(self, builder):
        return builder.highest([builder.level(area) for area in self.of])

def middle(candidates):
    return candidates[len(candidates) // 2]

@attain.hookimpl
def attain_rules():
    return [Best]

@attain.hookimpl
def attain_policies():
    return [attain.Policy("acme.middle", "overlap", middle), attain.Policy("acme.upper", "gap", max)]
"""

TIERS = """\
attain = 1
id = "acme-tiers"
version = "1"
title = "Acme tiers"
levels = { none = "None", some = "Some" }
bands = { none = "0", some = "1+" }
questions = { plan = "Is there a plan?" }
"""

_numbers = count(1)  # Python caches modules, so each has a name of its own


@attrs.frozen
class Site:
    """A folder on Python's path."""

    folder: Path

    def install(
        self, code: str, *, name: str = "acme", of: str = "acme-rules", version: str = "1.0", entry: str = "{module}"
    ) -> Path:
        """Install a distribution there.

        Arguments:
            code: The code of its only module.
            name: The name of its entry point.
            of: The name of the distribution; empty for one whose metadata is lost.
            version: Its version.
            entry: What the entry point says.

        Returns:
            The file of the module.
        """
        number = next(_numbers)
        file = self.folder / f"plugin_{number}.py"
        file.write_text(code, encoding="utf-8")
        about = self.folder / f"{(of or 'lost').replace('-', '_')}-{version}.dist-info"
        about.mkdir()
        if of:
            (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {of}\nVersion: {version}\n")
        (about / "entry_points.txt").write_text(f"[attain]\n{name} = {entry.format(module=file.stem)}\n")
        importlib.invalidate_caches()
        return file

    def install_rubrics(self, *texts: str, name: str = "acme", of: str = "acme-tiers") -> Path:
        """Install a distribution there that has only rubrics."""
        files = []
        for text in texts:
            files.append(self.folder / f"rubric_{next(_numbers)}.toml")
            files[-1].write_text(text, encoding="utf-8")
        return self.install(
            bringing(f"[pathlib.Path(file) for file in {[str(file) for file in files]}]"), name=name, of=of
        )


def bringing(things: str, hook: str = "attain_rubrics") -> str:
    """Return the code of a plugin with one hook."""
    return f"import attain, attrs, pathlib\n@attain.hookimpl  {HERE}\ndef {hook}():\n    return {things}\n"


def line(file: Path) -> str:
    """Return the file and line that a message about the code of a plugin is expected to name."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return f"{file}:{next(number for number, text in enumerate(lines, 1) if HERE in text)}"
