"""Report the share of mutants that the tests kill in each module, and the survivors that survivors.toml does not list.

Run it in the folder where mutmut has run: `python tests/mutation/report.py`.
"""

import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

ENOUGH = 95.0
"""The percentage of mutants that must be killed."""

LISTED = Path(__file__).with_name("survivors.toml")


class Change(NamedTuple):
    """The change that a mutant makes.

    Arguments:
        function: The function, as people call it.
        was: The lines before.
        now: The lines after, or that there are none.
    """

    function: str
    was: str
    now: str


def mutmut(*args: str) -> list[str]:
    """Return the lines that a command of mutmut prints."""
    done = subprocess.run(["mutmut", *args], check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return done.stdout.splitlines()


def function(mutant: str) -> str:
    """Return the name under which people call the function of a mutant.

    >>> function("attain._model.bands.xǁBandǁparse__mutmut_22")
    'attain._model.bands.Band.parse'
    """
    return mutant.rpartition("__mutmut_")[0].replace(".x_", ".").replace(".xǁ", ".").replace("ǁ", ".")


def change(mutant: str) -> Change:
    """Return the change that a mutant makes."""
    diff = [line for line in mutmut("show", mutant) if not line.startswith(("---", "+++"))]
    was, now = ("\n".join(line[1:].strip() for line in diff if line.startswith(sign)) for sign in "-+")
    return Change(function(mutant), was, now or f"without {was}")


def everywhere(found: Change, families: list[dict[str, str]]) -> bool:
    """Return whether a change is listed for all functions: some text in place of some other.

    >>> everywhere(Change("f", "zip(a, b, strict=True)", "zip(a, b, )"), [{"was": "strict=True)", "now": ")"}])
    True
    """
    for family in families:
        before, *after = found.was.split(family["was"])
        while after:
            if f"{before}{family['now']}{family['was'].join(after)}" == found.now:
                return True
            before = f"{before}{family['was']}{after.pop(0)}"
    return False


def main() -> int:
    """Print the scores and the unknown survivors; return 1 if too few mutants are killed or a survivor is unknown."""
    pairs = [line.strip().rpartition(": ")[::2] for line in mutmut("results", "--all", "true")]
    found = {mutant: status for mutant, status in pairs if status != "not checked"}
    survivors = {mutant: status for mutant, status in found.items() if status != "killed"}
    modules = Counter(mutant.rpartition(".")[0] for mutant in found)
    missed = Counter(mutant.rpartition(".")[0] for mutant in survivors)
    lines = [f"{module}: {total - missed[module]} of {total} killed" for module, total in sorted(modules.items())]
    percent = 100 * (1 - len(survivors) / len(found))
    lines.append(f"all: {len(found) - len(survivors)} of {len(found)} killed, {percent:.1f} % (at least {ENOUGH:g} %)")

    listed = tomllib.loads(LISTED.read_text(encoding="utf-8"))
    known = Counter((each["in"], line) for each in listed["survivors"] for line in each["now"])
    unknown = 0
    for mutant, status in survivors.items():
        each = change(mutant)
        if known[each.function, each.now]:
            known[each.function, each.now] -= 1
        elif not everywhere(each, listed["everywhere"]):
            unknown += 1
            lines.append(f"unknown, {status}: {mutant}\n  was: {each.was}\n  now: {each.now}")
    gone = [entry for entry in known.elements() if any(entry[0].startswith(f"{module}.") for module in modules)]
    lines += [f"listed, and no survivor any more: {name}\n  now: {now}" for name, now in gone]
    sys.stdout.write("\n".join(lines) + "\n")
    return int(percent < ENOUGH or unknown > 0)


if __name__ == "__main__":
    sys.exit(main())
