"""How fast `attain` is, in one run, beside what one would write or take instead: `nox -s bench`.

The full built-in rubric is scored beside a bare loop, and beside zen-engine with one expression for each business
function. pyperf runs each measurement in processes of its own; the table shows the best of them, which other work on the machine
disturbs least. Its options work here, too:
`nox -s bench -- --fast`, or `-- -o before.json`, which `python -m pyperf compare_to` reads.
"""

import json
import sys
import time
from bisect import bisect_right
from collections.abc import Callable
from functools import cache, partial

import pyperf
import zen

import attain
from attain._core.precision import SCALE
from attain._score.fast import Executor

Task = Callable[[], object]

SIZES = (10, 100, 1_000, 10_000)
COMMANDS = {
    "python": "pass",
    "import attrs": "import attrs",
    "import attain": "import attain",
    "first load": "import attain; attain.rubric('iamcp-p2p')",
    "first result": "import attain; attain.rubric('iamcp-p2p').assess({}).profile",
}


@cache
def p2p() -> attain.Rubric:
    """The built-in rubric."""
    return attain.rubric("iamcp-p2p")


@cache
def functions() -> list[tuple[str, list[str], list[float]]]:
    """Of each business function: its id, its questions, and where its score reaches each level but the lowest."""
    return [
        (
            output.id,
            [p2p().plan.inputs[asked.input].id for asked in output.asked],
            [cut / SCALE for cut in output.banded.steps.cuts],
        )
        for output in p2p().plan.outputs
        if output.banded
    ]


def complete() -> dict[str, bool]:
    """An answer to every question: two yes, one no, and so on."""
    return {input_.id: position % 3 > 0 for position, input_ in enumerate(p2p().plan.inputs)}


# ---------------------------------------------------------------- one assessment


def bare_loop() -> Task:
    """A sum over dict lookups and a bisect for each function: no check of anything, no bounds, no overall level."""
    answers, rules, levels = complete(), functions(), p2p().levels

    def score() -> object:
        profile = {}
        for function, questions, cuts in rules:
            points = 0
            for question in questions:
                points += answers[question]
            profile[function] = levels[bisect_right(cuts, points)]
        return profile

    return score


def zen_engine() -> Task:
    """A decision graph with one expression, the sum of its answers, for each function; the levels come from a bisect."""
    answers: dict[str, dict[str, int]] = {}  # numbers under plain names: the form that takes it least time
    for id_, answer in complete().items():
        function, _, question = id_.replace("-", "_").rpartition(".")
        answers.setdefault(function, {})[question] = int(answer)
    expressions = [
        {"id": function, "key": function, "value": f"sum([{', '.join(questions).replace('-', '_')}])"}
        for function, questions, _ in functions()
    ]
    place = {"position": {"x": 0, "y": 0}}
    graph = {
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", **place},
            {"id": "sums", "name": "sums", "type": "expressionNode", "content": {"expressions": expressions}, **place},
            {"id": "out", "name": "out", "type": "outputNode", **place},
        ],
        "edges": [
            {"id": "first", "type": "edge", "sourceId": "in", "targetId": "sums"},
            {"id": "second", "type": "edge", "sourceId": "sums", "targetId": "out"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(graph))
    rules, levels = functions(), p2p().levels

    def score() -> object:
        points = decision.evaluate(answers)["result"]
        return {function: levels[bisect_right(cuts, points[function])] for function, _, cuts in rules}

    return score


def assessing(answers: dict[str, bool]) -> Task:
    """The assessment alone."""
    return lambda: p2p().assess(answers)


def with_profile() -> Task:
    """The assessment, and the level of each function."""
    answers = complete()
    return lambda: p2p().assess(answers).profile


def with_detail() -> Task:
    """The assessment, and everything about one function."""
    answers = complete()
    return lambda: p2p().assess(answers)["agreement"]


def with_all_details() -> Task:
    """The assessment, and everything about every function."""
    answers = complete()
    return lambda: p2p().assess(answers).dimensions


# ---------------------------------------------------------------- size


@cache
def sized(count: int) -> tuple[attain.Rubric, dict[str, bool]]:
    """A rubric of so many questions, ten in each dimension, and answers to them."""
    questions = {f"q{number}": attain.Question("…") for number in range(10)}
    rubric = attain.Rubric(
        id="sized",
        version="1",
        title="Sized",
        levels=[attain.Level("low"), attain.Level("middle"), attain.Level("high")],
        combine="majority",
        dimensions={
            f"d{number}": attain.Dimension(bands={"low": "0", "middle": "1-5", "high": "6+"}, questions=questions)
            for number in range(count // 10)
        },
    )
    return rubric, {input_.id: position % 3 > 0 for position, input_ in enumerate(rubric.plan.inputs)}


def assessing_sized(count: int) -> Task:
    """The assessment and the profile, on a rubric of so many questions."""
    rubric, answers = sized(count)
    return lambda: rubric.assess(answers).profile


def generating(count: int) -> Task:
    """Writing and compiling the function for a rubric of so many questions."""
    rubric, answers = sized(count)
    return lambda: Executor(rubric.plan).score(answers, {})


# ---------------------------------------------------------------- the run


def timed(loops: int, make: Callable[[], Task]) -> float:
    """How long it takes so many times, once it has been done."""
    task = make()
    task()
    start = time.perf_counter()
    for _ in range(loops):
        task()
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a table."""
    runner = pyperf.Runner(processes=8)
    runner.metadata["description"] = "attain, beside a bare loop and zen-engine"
    tasks: dict[str, Callable[[], Task]] = {
        "bare loop": bare_loop,
        "assess": lambda: assessing(complete()),
        "assess, profile": with_profile,
        "zen-engine": zen_engine,
        "assess, half open": lambda: assessing(dict(list(complete().items())[::2])),
        "assess, all open": lambda: assessing({}),
        "assess, one function in detail": with_detail,
        "assess, all functions in detail": with_all_details,
    }
    tasks |= {f"assess, {count} questions": partial(assessing_sized, count) for count in SIZES}
    tasks |= {f"generate, {count} questions": partial(generating, count) for count in SIZES}
    found = {name: runner.bench_time_func(name, timed, make) for name, make in tasks.items()}
    found |= {name: runner.bench_command(name, [sys.executable, "-c", code]) for name, code in COMMANDS.items()}
    if not runner.args.worker and all(found.values()):
        report({name: min(bench.get_values()) for name, bench in found.items()})


def report(seconds: dict[str, float]) -> None:
    """Print the table."""
    bare, attrs = seconds["bare loop"], seconds["import attrs"] - seconds["python"]
    print(f"\n{'':34}{'best':>12}{'beside':>26}")
    for name, took in seconds.items():
        beside = ""
        if name in COMMANDS:
            beside = f"{(took - seconds['python']) / attrs:.2f} of import attrs" if name != "python" else ""
        elif "questions" in name:
            beside = f"{took / int(name.split()[1]) * 1e6:.3f} µs a question"
        else:
            beside = f"{took / bare:.2f} of the bare loop"
        print(f"{name:34}{took * 1e6:>9.1f} µs{beside:>26}")
    ratio = seconds["zen-engine"] / seconds["assess, profile"]
    print(f"\nWith its profile, an assessment is {ratio:.1f} times as fast as zen-engine.")


if __name__ == "__main__":
    main()
