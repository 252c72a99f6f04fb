"""The format is described once: only that description uses annotations, and adding a field adds a key."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Literal

import pytest

import attain
from attain._core.data import FrozenDict
from attain._core.shapes import Shape, Written, file_fields, shape_of

PACKAGE = Path(attain.__file__).parent
LOOKS = {"get_origin", "get_args", "get_type_hints", "resolve_types", "get_annotations", "__annotations__", "type"}
ENGINES = {"_frames/arrays.py", "_frames/dialect.py", "_frames/native.py"}  # columns have a type


def looks(source: str) -> list[str]:
    """Return the names in a module that read annotations; ``type`` counts only as an attribute."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute):
            found.append(node.attr)
        elif isinstance(node, ast.alias):
            found.append(node.name)
    return [name for name in found if name in LOOKS]


def test_no_other_module_reads_annotations() -> None:
    modules = {path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    found = {name for name, source in modules.items() if looks(source)}
    assert found - ENGINES == {"_core/shapes.py"}


@pytest.mark.parametrize(
    "source",
    [
        "from typing import get_args",
        "import typing\ntyping.get_type_hints(cls)",
        "[field.type for field in attrs.fields(cls)]",
        "cls.__annotations__",
    ],
)
def test_reading_annotations_is_found(source: str) -> None:
    assert looks(source)


# ---------------------------------------------------------------- one edit for a key

FIELDS = {
    "Question": "    channel: str | None = attrs.field(default=None, metadata=WORDING)\n    hours: float | None = None",
    "Level": "    sponsor: str | None = attrs.field(default=None, kw_only=True, metadata=WORDING)",
    "Action": "    owners: tuple[Need, ...] = attrs.field(default=(), kw_only=True, converter=tuple[Need, ...], metadata=WORDING)",
    "Scale": "    colours: FrozenDict[str, str] = attrs.field(factory=FrozenDict, kw_only=True, converter=FrozenDict[str, str])",
    "Ladder": "    until: Period | None = attrs.field(default=None, converter=parse_period)",
}

BASE = """
attain = 1
id = "tiny"
version = "1"
title = "Tiny"
ladder = { need = 1.0, until = "2 years" }
levels = { low = {}, high = { title = "High", sponsor = "The board" } }
actions = [{ text = "Plan", level = "high", owners = ["note"] }]

[questions]
plan = { text = "Is there a plan?", channel = "Telephone", hours = 2, level = "high" }
done = { text = "How far?", level = "high", scale = "far" }

[scales]
far = { options = { not = 0, fully = 1 }, met = "fully", colours = { not = "red" } }
"""

OVERLAY = """
attain = 1
id = "mine"
version = "1"
extends = "base.toml"
remove = ["questions.plan.channel"]

[questions]
plan = { hours = 3 }

[scales]
far = { colours = { fully = "green" } }
"""

PROGRAM = """
import json
import attain
from attain import Action, Question, RubricError
from attain._format.schema import result_schema, rubric_schema

base, mine = attain.load("base.toml"), attain.load("mine.toml")
assert attain.loads(base.to_toml()) == base == attain.Rubric.from_dict(json.loads(json.dumps(base.to_dict())))
result = base.assess({"plan": "no", "done": "not"})
assert attain.Result.from_dict(json.loads(json.dumps(result.to_dict()))) == result
wrong = []
for make in (lambda: Question("?", hours="3"), lambda: attain.loads(base.to_toml().replace("Telephone", "").replace('channel = ""', "channel = 5"))):
    try:
        make()
    except RubricError as error:
        wrong.append(str(error))
schemas = rubric_schema()["definitions"], result_schema()["definitions"]
print(json.dumps({
    "base": base.to_dict(), "mine": mine.to_dict(), "wrong": wrong,
    "changes": [[change.kind, ".".join(map(str, change.path))] for change in base.diff(mine).changes],
    "scoring": base.scoring_digest == mine.scoring_digest,
    "wording": base.wording_digest == attain.loads(base.to_toml().replace("Telephone", "Letter")).wording_digest,
    "scores": base.scoring_digest == attain.loads(base.to_toml().replace("Telephone", "Letter")).scoring_digest,
    "steps": result.to_dict()["root"]["next-steps"], "levels": result.to_dict()["levels"],
    "schema": [schemas[0]["Question"], schemas[0]["Levels"], schemas[1]["Action"]],
}))
"""


def test_a_key_is_added_by_adding_a_field(tmp_path: Path) -> None:
    shutil.copytree(PACKAGE, tmp_path / "attain", ignore=shutil.ignore_patterns("__pycache__"))
    model = tmp_path / "attain" / "_model" / "parts.py"
    source = model.read_text(encoding="utf-8")
    for cls, field in FIELDS.items():
        before, start, rest = source.partition(f"class {cls}(Checked):")
        docstring, quotes, body = rest.partition('    """\n\n')
        documented = docstring.replace("    Arguments:\n", "    Arguments:\n        channel: How it is asked.\n", 1)
        source = "".join([before, start, documented, quotes, _with_field(body, field)])
    model.write_text(source, encoding="utf-8")
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    (tmp_path / "mine.toml").write_text(OVERLAY, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=tmp_path,
        check=False,
        capture_output=True,
        encoding="utf-8",
        env={
            name: value for name, value in os.environ.items() if not name.startswith("COV")
        },  # coverage does not measure the copy
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)

    plan = {"text": "Is there a plan?", "channel": "Telephone", "hours": 2, "level": "high"}
    assert found["base"]["questions"]["plan"] == plan
    assert found["base"]["ladder"] == {"need": 1.0, "until": "2 years"}
    assert found["mine"]["questions"]["plan"] == {"text": "Is there a plan?", "hours": 3, "level": "high"}
    assert found["mine"]["scales"]["far"]["colours"] == {"not": "red", "fully": "green"}
    assert found["wrong"][0] == "hours: must be a number, not '3'"
    assert "questions.plan.channel: must be text, not 5" in found["wrong"][1]
    assert ["wording", "questions.plan.channel"] in found["changes"]
    assert ["meaning", "questions.plan.hours"] in found["changes"]
    assert ["meaning", "scales.far.colours.fully"] in found["changes"]
    assert (found["scoring"], found["wording"], found["scores"]) == (False, False, True)
    assert found["steps"][0]["owners"] == ["note"]
    assert found["levels"][1] == {"id": "high", "title": "High", "sponsor": "The board"}
    question, levels, action = found["schema"]
    assert question["anyOf"][1]["properties"]["channel"] == {"description": "How it is asked.", "type": "string"}
    assert "sponsor" in levels["anyOf"][1]["items"]["anyOf"][1]["properties"]
    assert action["anyOf"][1]["properties"]["owners"]["items"] == {"enum": ["note", "evidence"]}


def _with_field(body: str, field: str) -> str:
    """Return the body of a class with one more field after its others: before its methods, or the next class."""
    lines = body.split("\n")
    last = next(at for at, line in enumerate(lines) if not line.strip() or line.startswith("    def "))
    return "\n".join([*lines[:last], field, *lines[last:]])


# ---------------------------------------------------------------- shapes


def under(shape: Shape, *keys: str) -> Shape:
    for key in keys:
        found = shape.under(key)
        assert found is not None
        shape = found
    return shape


def test_the_shape_of_a_key_is_found_within_that_of_its_table() -> None:
    rubric = shape_of(attain.Rubric)
    question = under(rubric, "questions", "plan")
    assert question.made_of is attain.Question
    assert under(question, "options", "fully").made_of is attain.Option
    assert under(rubric, "terms", "level").made_of is not None
    assert rubric.under("no-such-key") is None
    assert under(rubric, "title").under("x") is None
    assert under(rubric, "title").made_of is None


def test_a_type_that_no_file_can_hold_has_a_shape_too() -> None:
    assert shape_of(list[int]).check([1]) is None
    assert shape_of(tuple[int, str]).check((1, "a")) is None
    assert str(shape_of(tuple[int, str]).check(5)) == "must be a tuple, not 5"
    assert str(shape_of(FrozenDict[str, Literal["a"]]).check(FrozenDict(x="b"))) == "must be 'a', not 'b'"


def test_a_shape_checks_values_and_a_language_writes_them() -> None:
    with pytest.raises(NotImplementedError):
        Shape().check(1)
    with pytest.raises(NotImplementedError):
        Written().written()


def test_the_keys_of_a_class_are_in_the_order_to_write_them() -> None:
    assert list(file_fields(attain.Option)) == ["id", "title", "points", "needs"]
    assert file_fields(attain.Option)["id"].required
