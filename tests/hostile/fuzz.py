"""Feed millions of hostile inputs to whatever reads input: each ends in a result or an AttainError, in bounded time and memory.

Run as ``python tests/hostile/fuzz.py TARGET -runs=1000 …``, by ``nox -s hostile``. libFuzzer mutates the input towards code
that no input has reached yet, stops at the first other error, at an input that takes longer than ``-timeout`` seconds, and
at more memory than ``-rss_limit_mb``, and leaves that input in a file.
"""

import copy
import importlib
import io
import json
import pkgutil
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any  # any: plain data of any shape

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]  # only its own session has it
import attrs

with atheris.instrument_imports(include=["attain"]):
    import attain

    for module in pkgutil.walk_packages(attain.__path__, "attain."):
        if "_testing" not in module.name and not module.name.endswith(("testing", "__main__")):
            importlib.import_module(module.name)
    from attain import Rubric
    from attain._cli.answers_file import open_answers, read_answers
    from attain._format.read import read
    from attain._format.source import from_bytes
    from attain._rubric import Registry

MODELS = sorted((Path(__file__).parent.parent / "models").glob("*.toml"))
REGISTRY = Registry()
RUBRICS = [REGISTRY.load(model) for model in MODELS]
TABLES = [rubric.to_dict() for rubric in RUBRICS]
RESULTS = [rubric.assess({}, on="2026-11-21").to_dict() for rubric in RUBRICS if not rubric.facts]
LARGE = 10**400

tried = {"inputs": 0, "accepted": 0}


def hostile(data: atheris.FuzzedDataProvider, depth: int = 0) -> object:
    """Return a value that may be anywhere in plain data."""
    kind = data.ConsumeIntInRange(0, 11 if depth < 3 else 9)
    match kind:
        case 0:
            return None
        case 1:
            return data.ConsumeBool()
        case 2:
            return data.ConsumeInt(8)
        case 3:
            return data.ConsumeFloat()
        case 4:
            return data.ConsumeUnicode(20)
        case 5:
            return data.PickValueInList(
                ["yes", "No", "n/a", "unknown", "", " ", "2026-11-21", "1-3", "6+", "12 months", "error"]
            )
        case 6:
            return data.PickValueInList([0, 1, -1, 0.1, 1e-9, 1e15, -1e300, float("nan"), float("inf"), LARGE])
        case 7:
            return data.PickValueInList(
                ["gold", "score", "all", "any", "count", "each", "points", "acme.rule", "\ud800", "\x00"]
            )
        case 8:
            return [] if data.ConsumeBool() else {}
        case 9:
            return "x" * data.ConsumeIntInRange(0, 5_000)
        case 10:
            return [hostile(data, depth + 1) for _ in range(data.ConsumeIntInRange(1, 3))]
        case _:
            return {data.ConsumeUnicode(8): hostile(data, depth + 1) for _ in range(data.ConsumeIntInRange(1, 3))}


def places(thing: Any) -> list[tuple[Any, Any]]:
    """Return every place in plain data: the container, and the key."""
    found: list[tuple[Any, Any]] = []
    waiting = [thing]
    while waiting:
        inside = waiting.pop()
        keys = [*inside] if isinstance(inside, dict) else [*range(len(inside))] if isinstance(inside, list) else []
        found += [(inside, key) for key in keys]
        waiting += [inside[key] for key in keys]
    return found


def edited(tables: list[dict[str, object]], data: atheris.FuzzedDataProvider) -> dict[str, object]:
    """Return one of some tables, with a few places changed, moved, renamed or removed."""
    table: dict[str, object] = copy.deepcopy(data.PickValueInList(tables))
    for _ in range(data.ConsumeIntInRange(1, 4)):
        there = places(table)
        if not there:
            break
        inside, key = there[data.ConsumeIntInRange(0, len(there) - 1)]
        match data.ConsumeIntInRange(0, 3):
            case 0:
                inside[key] = hostile(data)
            case 1:
                elsewhere, other = there[data.ConsumeIntInRange(0, len(there) - 1)]
                inside[key] = copy.deepcopy(elsewhere[other])
            case 2 if isinstance(inside, dict):
                inside[data.ConsumeUnicode(10)] = inside.pop(key)
            case _:
                del inside[key]
    return table


def use(rubric: attain.Rubric) -> None:
    """Call everything that a caller may call on an accepted rubric."""
    rubric.to_dict()
    rubric = attrs.evolve(rubric, examples=())  # their answers may hold NaN, which does not equal itself
    if REGISTRY.loads(rubric.to_toml()) != rubric:
        raise AssertionError("a rubric does not survive its own file")
    repr(rubric)
    with suppress(attain.AttainError):
        show(rubric.assess({}))


def show(result: attain.Result) -> None:
    """Call everything that a caller may call on a result."""
    if attain.Result.from_dict(json.loads(json.dumps(result.to_dict()))) != result:
        raise AssertionError("a result does not survive being saved")
    repr(result)
    for dimension in result:
        str(result[dimension].why)


def files(content: bytes) -> None:
    """Read the bytes of a rubric's file."""
    use(read(from_bytes(content, "hostile.toml"), finder=REGISTRY, kind=Rubric))


def tables(content: bytes) -> None:
    """Read a rubric's tables."""
    use(REGISTRY.from_dict(edited(TABLES, atheris.FuzzedDataProvider(content))))


def answers(content: bytes) -> None:
    """Assess answers and facts of any shape."""
    data = atheris.FuzzedDataProvider(content)
    rubric = data.PickValueInList(RUBRICS)
    ids = [input_.id for input_ in rubric.plan.inputs]
    given: dict[str, object] = {}
    for _ in range(data.ConsumeIntInRange(0, 8)):
        key = data.PickValueInList(ids) if data.ConsumeIntInRange(0, 9) else data.ConsumeUnicode(10)
        value = hostile(data)
        parts = ["value", "note", "evidence", "on", "by", "state", "reason"]
        table = {data.PickValueInList(parts): hostile(data) for _ in range(data.ConsumeIntInRange(1, 3))}
        given[key] = value if data.ConsumeBool() else table
    facts = {name: hostile(data) for name in rubric.facts if data.ConsumeIntInRange(0, 9)}
    show(rubric.assess(given, facts=facts, on="2026-11-21" if data.ConsumeBool() else None))


def answers_files(content: bytes) -> None:
    """Read the bytes of a file of answers."""
    rubric = RUBRICS[len(content) % len(RUBRICS)]
    sys.stdin = SimpleNamespace(buffer=io.BytesIO(content))
    given = open_answers(read_answers("-"), rubric).given
    show(rubric.assess(given.answers, facts=given.facts, on=given.on or "2026-11-21"))


def results(content: bytes) -> None:
    """Read a saved result."""
    attain.Result.from_dict(edited(RESULTS, atheris.FuzzedDataProvider(content)))


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (files, tables, answers, answers_files, results)
}


def main() -> None:
    """Run one target until libFuzzer has had enough."""
    target = TARGETS[sys.argv.pop(1)]
    slowest = 0.0
    start = time.perf_counter()

    def one(content: bytes) -> None:
        nonlocal slowest
        before = time.perf_counter()
        tried["inputs"] += 1
        try:
            target(content)
            tried["accepted"] += 1
        except attain.AttainError as error:
            str(error)
        slowest = max(slowest, time.perf_counter() - before)
        if tried["inputs"] % 50_000 == 0:
            seconds = time.perf_counter() - start
            summary = f"{tried['inputs']:,} inputs, {tried['accepted']:,} accepted, slowest {slowest:.2f} s, {seconds:.0f} s in all"
            sys.stdout.write(f"{target.__name__}: {summary}\n")
            sys.stdout.flush()

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
