"""Time `attain` beside a bare loop and other libraries: `nox -s bench`.

The task is the built-in rubric. The rivals are a bare loop, zen-engine with one expression for each business function, and
datalogic-py with one rule for the level of each. Compared tasks take turns in one process, and each time is a median.
"""

import json
import os
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Mapping
from functools import cache, partial
from tempfile import TemporaryDirectory

import datalogic_py as datalogic
import zen
from aims import Task, aim, in_turns

import attain
from attain._score.fast import Executor

SIZES = (10, 100, 1_000, 10_000)


@cache
def p2p() -> attain.Rubric:
    """Return the built-in rubric."""
    return attain.rubric("iamcp-p2p")


@cache
def functions() -> list[tuple[str, list[str], list[float]]]:
    """Return the id of each business function, its questions, and the score at which each level but the lowest begins."""
    return [
        (
            output.id,
            [p2p().plan.inputs[asked.input].id for asked in output.asked],
            [round(cut) for cut in output.banded.steps.cuts],
        )
        for output in p2p().plan.outputs
        if output.banded
    ]


def complete() -> dict[str, bool]:
    """Return an answer to every question: two yes, one no, and so on."""
    return {input_.id: position % 3 > 0 for position, input_ in enumerate(p2p().plan.inputs)}


# ---------------------------------------------------------------- one assessment


def bare_loop() -> Task:
    """Sum dict lookups and bisect for each function, without checks, bounds or an overall level."""
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
    """Sum the answers of each function in a decision graph with one expression for each; the levels come from a bisect."""
    answers: dict[str, dict[str, int]] = {}  # numbers under plain names: the form that zen-engine evaluates fastest
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


def nested(answers: Mapping[str, bool]) -> dict[str, dict[str, bool]]:
    """Return the answers by function, the form that datalogic-py scores fastest."""
    found: dict[str, dict[str, bool]] = {}
    for id_, answer in answers.items():
        function, _, question = id_.rpartition(".")
        found.setdefault(function, {})[question] = answer
    return found


@cache
def datalogic_rule(*, flat: bool = False) -> tuple[datalogic.Session, datalogic.Rule]:
    """Return a rule for the level of each function, in the fastest form that was found."""

    def level(questions: list[str], cuts: list[float]) -> dict[str, object]:
        path = [[each] if flat else each.split(".") for each in questions]
        points = {"+": [{"val": each} for each in path]}
        steps = [[{">=": [points, cuts[rank - 1]]}, p2p().levels[rank].id] for rank in range(len(cuts), 0, -1)]
        return {"if": [*(each for step in steps for each in step), p2p().levels[0].id]}

    engine = datalogic.Engine(templating=True)
    rule = engine.compile({function: level(questions, cuts) for function, questions, cuts in functions()})
    return engine.session(), rule


def datalogic_py(*, flat: bool = False) -> Task:
    """Compute the level of each function, from a dict."""
    session, rule = datalogic_rule(flat=flat)
    answers = complete() if flat else nested(complete())
    return lambda: session.evaluate(rule, answers)


def assessing(answers: dict[str, bool]) -> Task:
    """Assess a set of answers, and nothing else."""
    return lambda: p2p().assess(answers)


def with_profile() -> Task:
    """Assess, and read the level of each function."""
    answers = complete()
    return lambda: p2p().assess(answers).profile


def with_detail() -> Task:
    """Assess, and read everything about one function."""
    answers = complete()
    return lambda: p2p().assess(answers)["agreement"]


def with_all_details() -> Task:
    """Assess, and read everything about every function."""
    answers = complete()
    return lambda: p2p().assess(answers).dimensions


# ---------------------------------------------------------------- size


@cache
def sized(count: int) -> tuple[attain.Rubric, dict[str, bool]]:
    """Return a rubric with a number of questions, ten in each dimension, and answers to them."""
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
    """Assess a rubric with a number of questions, and read the profile."""
    rubric, answers = sized(count)
    return lambda: rubric.assess(answers).profile


def generating(count: int) -> Task:
    """Generate and compile the function for a rubric with a number of questions."""
    rubric, answers = sized(count)
    return lambda: Executor(rubric.plan).score(answers, {})


# ---------------------------------------------------------------- the aims


def one() -> None:
    """Time one assessment with its profile, from a dict."""
    ours = {id_: level.id for id_, level in p2p().assess(complete()).profile.items() if level}
    assert datalogic_py()() == datalogic_py(flat=True)() == ours
    assert zen_engine()() == p2p().assess(complete()).profile
    tasks = {"attain": with_profile(), "flat": datalogic_py(flat=True), "nested": datalogic_py(), "zen": zen_engine()}
    found = in_turns(tasks, 51)
    aim(
        "one with its profile, times as fast as datalogic-py from the same flat dict",
        found["flat"] / found["attain"],
        1,
    )
    aim("the same, datalogic-py from the nested dict that suits it best", found["nested"] / found["attain"], 1)
    aim("the same, beside zen-engine", found["zen"] / found["attain"], 15)


def many(count: int = 10_000) -> None:
    """Time many dicts, each with other answers, and all their profiles."""
    ids = [input_.id for input_ in p2p().plan.inputs]
    flat = [{id_: (row * 7 + at * at) % 5 > 1 for at, id_ in enumerate(ids)} for row in range(count)]
    deep = [nested(each) for each in flat]
    session, rule = datalogic_rule()
    handle = datalogic.DataHandle
    tasks: dict[str, Task] = {
        "attain": lambda: [each.profile for each in p2p().assess_many(flat)],
        "batch": lambda: session.evaluate_batch(rule, [handle(each) for each in deep]),
        "loop": lambda: [session.evaluate(rule, each) for each in deep],
    }
    found = in_turns(tasks, 11)
    aim(
        "assess_many of 10,000 dicts, times as fast as datalogic-py's batch of dicts",
        found["batch"] / found["attain"],
        1,
    )
    aim("the same, beside a loop over datalogic-py, which is faster than its batch", found["loop"] / found["attain"], 1)


def start_up() -> None:
    """Time new processes beside Python alone and its imports, all with compiled modules."""
    codes = {
        "python": "pass",
        "import attrs": "import attrs",
        "import click, rich": "import click, rich.console",
        "import attain": "import attain",
        "first rubric": "import attain; attain.rubric('iamcp-p2p')",
        "first result": "import attain; attain.rubric('iamcp-p2p').assess({}).profile",
    }
    commands = {"attain --help": ["--help"], "attain score": ["score", "iamcp-p2p", "examples/assessment.toml"]}
    with TemporaryDirectory() as compiled:
        python = [sys.executable, "-X", f"pycache_prefix={compiled}"]
        tasks = {name: partial(run, [*python, "-c", code]) for name, code in codes.items()}
        tasks |= {name: partial(run, [*python, "-m", "attain", *command]) for name, command in commands.items()}
        found = in_turns(tasks, 15)
    for name, seconds in found.items():
        print(f"{name:34}{seconds * 1e3:>9.1f} ms")
    libraries = found["import click, rich"]
    aim("attain --help, times as long as importing click and rich", found["attain --help"] / libraries, most=2)
    aim("attain score of one assessment, the same", found["attain score"] / libraries, most=3)


def run(command: list[str]) -> None:
    """Run a command; it may write compiled modules."""
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environ)  # noqa: S603  # those of this file


# ---------------------------------------------------------------- the run


def main() -> None:
    """Measure, and print the aims and a table."""
    one()
    many()
    start_up()
    tasks: dict[str, Task] = {
        "bare loop": bare_loop(),
        "assess": assessing(complete()),
        "assess, profile": with_profile(),
        "zen-engine": zen_engine(),
        "datalogic-py": datalogic_py(),
        "assess, half open": assessing(dict(list(complete().items())[::2])),
        "assess, all open": assessing({}),
        "assess, one function in detail": with_detail(),
        "assess, all functions in detail": with_all_details(),
    }
    tasks |= {f"assess, {count} questions": assessing_sized(count) for count in SIZES}
    tasks |= {f"generate, {count} questions": generating(count) for count in SIZES}
    found = in_turns(tasks, 11)
    print(f"\n{'':34}{'median':>12}{'beside':>26}")
    for name, seconds in found.items():
        beside = f"{seconds / found['bare loop']:.2f} of the bare loop"
        if "questions" in name:
            beside = f"{seconds / int(name.split()[1]) * 1e6:.3f} µs a question"
        print(f"{name:34}{seconds * 1e6:>9.1f} µs{beside:>26}")


if __name__ == "__main__":
    main()
