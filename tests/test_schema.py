"""The schemas describe the format that the readers accept, as JSON Schema's own validator and an editor of TOML understand it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Literal  # any: values in JSON

import attrs
import pytest
import tomli
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import attain
from attain import Policy, Rubric, RubricError, Rule
from attain._core.data import FrozenDict
from attain._core.names import id_problem
from attain._core.shapes import file_fields
from attain._format.schema import result_schema, rubric_schema
from attain._model.bands import Band
from attain._model.dates import parse_period
from attain._results import Result
from attain.testing import ON, answers, facts, rubrics

ROOT = Path(__file__).parents[1]
PACKAGE = Path(attain.__file__).parent
COPIES = {"rubric": PACKAGE / "schema" / "rubric.schema.json", "result": PACKAGE / "schema" / "result.schema.json"}

PAGES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md"))]
SNIPPETS = [
    text for page in PAGES for text in re.findall(r"^```toml\n(attain = .*?)^```", page, re.DOTALL | re.MULTILINE)
]
FILES = [*sorted((PACKAGE / "models").glob("*.toml")), *sorted((ROOT / "tests" / "models").glob("*.toml"))]
TEXTS = [*(path.read_text(encoding="utf-8") for path in FILES), *SNIPPETS]

START = 'attain = 1\nid = "plans"\nversion = "1"\ntitle = "How we plan"\n'
LEVELS = 'levels = { none = "None", some = "Some" }\n'
WHOLE = START + LEVELS

RUBRIC: dict[str, Any] = rubric_schema()
RUBRICS = Draft7Validator(RUBRIC)
RESULTS = Draft7Validator(result_schema())


def plain(data: object) -> Any:
    """Return parsed TOML as JSON has it, with dates as text."""
    return json.loads(json.dumps(data, default=lambda day: day.isoformat()))


def complaints(validator: Draft7Validator, data: object) -> list[str]:
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(plain(data))]


def accepts(schema: Mapping[str, Any], text: str) -> bool:
    return complaints(Draft7Validator(schema), tomli.loads(text)) == []


def tables(schema: object, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of a table inside a schema, with its path."""
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield path, schema
        for key, inner in schema.items():
            yield from tables(inner, f"{path}/{key}")
    elif isinstance(schema, list):
        for inner in schema:
            yield from tables(inner, path)


# ---------------------------------------------------------------- the schemas


def printed(*what: str, path: Path | None = None) -> str:
    """Return the output of the command; with a path, load the plugins that are installed there."""
    environment = os.environ | ({"PYTHONPATH": str(path)} if path else {"ATTAIN_PLUGINS": "0"})
    command = [sys.executable, "-m", "attain", "schema", *what]
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8", env=environment).stdout


@pytest.mark.parametrize("what", COPIES)
def test_the_packaged_copy_is_current(what: str) -> None:
    fresh = printed(what) == COPIES[what].read_text(encoding="utf-8")
    assert fresh, f"write it again: ATTAIN_PLUGINS=0 attain schema {what} > src/attain/schema/{what}.schema.json"


def test_the_command_prints_the_schema_of_rubrics_by_default() -> None:
    assert json.loads(printed()) == rubric_schema()


@pytest.mark.parametrize("schema", [rubric_schema(), result_schema()], ids=COPIES)
class TestBoth:
    def test_is_a_schema_of_draft_7(self, schema: Mapping[str, Any]) -> None:
        Draft7Validator.check_schema(schema)
        assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"

    def test_says_what_each_key_means(self, schema: Mapping[str, Any]) -> None:
        undescribed = [
            f"{path}/{key}"
            for path, table in tables(schema)
            for key, value in table.get("properties", {}).items()
            if not value.get("description", "").endswith((".", "`"))
        ]
        assert undescribed == []

    def test_closes_each_table_of_fixed_keys(self, schema: Mapping[str, Any]) -> None:
        opened = [path for path, table in tables(schema) if "additionalProperties" not in table]
        assert opened == []
        anything = [path for path, table in tables(schema) if table["additionalProperties"] is True]
        assert [path.rpartition("/")[2] for path in anything] in ([], ["answers", "facts"])


def test_the_schema_has_each_key_of_a_rubric() -> None:
    keys = set(RUBRIC["properties"])
    assert keys == {"attain", "extends", "remove", *file_fields(Rubric)} - {"rule"}


def test_a_description_is_one_line_of_markdown() -> None:
    text = json.dumps([rubric_schema(), result_schema()])
    assert "``" not in text
    assert ":class:" not in text
    assert "The treatment of an open question: `worst`, `exclude` (skipped) or `block` (no level)." in text


# ---------------------------------------------------------------- accepted data


@pytest.mark.parametrize("text", TEXTS)
def test_good_rubrics_are_accepted_as_files_and_as_dicts(text: str) -> None:
    assert complaints(RUBRICS, tomli.loads(text)) == []
    assert complaints(RUBRICS, attain.loads(text).to_dict()) == []


@given(rubrics())
def test_every_written_rubric_is_accepted(rubric: Rubric) -> None:
    assert complaints(RUBRICS, rubric.to_dict()) == []
    assert complaints(RUBRICS, tomli.loads(rubric.to_toml())) == []


@given(st.data())
def test_every_result_is_accepted(data: st.DataObject) -> None:
    rubric = data.draw(rubrics())
    given_answers, given_facts = data.draw(answers(rubric)), data.draw(facts(rubric))
    try:
        result = rubric.assess(given_answers, facts=given_facts, on=ON, subject="Example Ltd")
    except attain.AmbiguousLevelError:
        return
    assert complaints(RESULTS, result.to_dict()) == []


@pytest.mark.parametrize(
    "body",
    [
        'levels = ["none", "some"]',
        'levels = [{ id = "none" }, { id = "some", title = "Some" }]',
        LEVELS + 'questions.a.options = { no = "Not at all", yes = { title = "Fully" } }',
        LEVELS + 'questions.a = { options = [{ id = "no", points = 0 }, { id = "yes", points = 1.5 }] }',
        LEVELS + 'bands = { some = " 4.0..5.0 ", none = "−3–3" }',
        LEVELS + 'bands = { some = "> 4 - <5", none = "<4" }',
        LEVELS + 'bands = { none = ">-4--1", some = ">85" }',
        LEVELS
        + "requires.some = { score = 1, a.points = 3, a.b.points = 3, a.level = 'some', 'c.d' = true }\nscore = 'sum'",
        LEVELS + 'examples = [{ on = "2026-11-21" }, { on = 2026-11-21, answers = { a.b = { value = [1] } } }]',
    ],
)
def test_every_spelling_is_accepted(body: str) -> None:
    assert accepts(RUBRIC, START + body)


def test_an_overlay_has_only_its_changes() -> None:
    overlay = (
        'attain = 1\nid = "mine"\nversion = "1"\nextends = "iamcp-p2p@2016"\nremove = ["dimensions.geography"]\n'
        'scales.a.title = "A"\nquestions.a.not-applicable.needs = ["note"]\nrequires.some.count.at-least = 3\n'
    )
    assert accepts(RUBRIC, overlay)
    assert not accepts(RUBRIC, overlay.replace("extends", "title"))


# ---------------------------------------------------------------- refused data

BAD = {
    "no format": (WHOLE.replace("attain = 1\n", ""),0),
    "another format": (WHOLE.replace("attain = 1", "attain = 2"), 1),
    "no title": (WHOLE.replace('title = "How we plan"\n', ""),0),
    "an overlay without an id": ('attain = 1\nversion = "1"\nextends = "iamcp-p2p"\n',0),
    "an unknown key": (WHOLE + "\ncombin = 'mean'\n", 7),
    "an unknown key of a dimension": (WHOLE + "\n[dimensions.a]\ntitel = 'A'\n", 8),
    "an unknown key of a question": (WHOLE + "\n[questions]\na = { txt = 'A?' }\n", 8),
    "an unknown key of a level": (START + "[levels]\nnone = {}\nsome = { name = 'Some' }\n", 7),
    "a parent in the defaults": (WHOLE + "\n[defaults]\nparent = 'a'\n", 8),
    "a key that the rubric itself does not take": (WHOLE + "view = true\n", 6),
    "a rule that is not installed": (WHOLE + "rule = { kind = 'acme.best' }\n", 6),
    "a policy that is not installed": (WHOLE + "gap = 'acme.middle'\n", 6),
    "an unknown term": (WHOLE + "terms = { area = 'Field' }\n", 6),
    "a number for a text": (WHOLE.replace('"1"', "1"), 3),
    "a text for a number": (WHOLE + "score = 'sum'\nbase = '5'\n", 7),
    "a text for true": (WHOLE + "rating = 'true'\n", 6),
    "a text for a list": (WHOLE + "needs = 'note'\n", 6),
    "a list for a table": (WHOLE + "dimensions = []\n", 6),
    "a number for a question": (WHOLE + "[questions]\na = 5\n", 7),
    "an unknown choice": (WHOLE + "combine = 'average'\n", 6),
    "an unknown need": (WHOLE + "needs = ['notes']\n", 6),
    "an unknown treatment": (WHOLE + "[questions]\na = { not-applicable = 'never' }\n", 7),
    "too many digits": (WHOLE + "round = 7\n", 6),
    "a negative weight": (WHOLE + "[dimensions.a]\nweight = -1\n", 7),
    "a share above 1": (WHOLE + "ladder = { need = 80 }\n", 6),
    "an id with a capital": (WHOLE + "[dimensions.Agreement]\ntitle = 'A'\n", 6),
    "a reserved word as an id": (WHOLE + "[questions]\nscore = 'A?'\n", 7),
    "a version in words": (WHOLE.replace('"1"', '"v1"'), 3),
    "a range in words": (WHOLE + "bands = { none = 'few', some = '1+' }\n", 6),
    "a period in words": (WHOLE + "valid-for = 'a year'\n", 6),
    "an action without a text": (WHOLE + "actions = [{ level = 'some' }]\n", 6),
    "a scale without options": (WHOLE + "[scales.a]\nmet = 'b'\n", 6),
    "an option without an id": (WHOLE + "[questions]\na = { options = [{ points = 1 }] }\n", 7),
    "an option with two ids": (WHOLE + "[questions]\na = { options = { b = { id = 'b' } } }\n", 7),
    "points in words": (WHOLE + "[questions]\na = { points = { yes = '1' } }\n", 7),
    "a curve of one corner": (WHOLE + "[questions]\na = { points = { curve = [[0, 0]] } }\n", 7),
    "points of a range in words": (WHOLE + "[questions]\na = { points = { bands = { few = 1 } } }\n", 7),
    "a fact without a value": (WHOLE + "[dimensions.a]\napplies-when = { segment = [] }\n", 7),
    "a condition that is no table": (WHOLE + "[requires]\nsome = 5\n", 7),
    "a list to ask for": (WHOLE + "[requires]\nsome = { a = [1] }\n", 7),
    "a table for any": (WHOLE + "[requires]\nsome = { any = { a = true } }\n", 7),
    "a count of none": (WHOLE + "[requires]\nsome = { count = { at-least = 0, of = ['a'] } }\n", 7),
    "an unknown key of a count": (WHOLE + "[requires]\nsome = { count = { at-least = 1, off = ['a'] } }\n", 7),
    "an unknown aspect of each": (WHOLE + "[requires]\nsome = { each = { worth = 1, of = ['a'] } }\n", 7),
    "a name too deep": (WHOLE + "[requires]\nsome = { a.b.c.d = 1 }\n", 7),
    "a day in words": (WHOLE + "[[examples]]\non = 'tomorrow'\n", 7),
    "an example that is a table": (WHOLE + "[examples]\ntitle = 'one'\n", 6),
}  # fmt: skip
"""Files of a wrong shape, and the line with the mistake; 0 if the file lacks something."""


@pytest.mark.parametrize("text", [text for text, _ in BAD.values()], ids=BAD)
def test_the_schema_refuses_every_shape_that_the_reader_refuses(text: str) -> None:
    with pytest.raises(RubricError):
        attain.loads(text)
    assert not accepts(RUBRIC, text)


@pytest.mark.parametrize(
    "change",
    [{"attain": 2}, {"levels": {}}, {"score": 5}, {"on": "today"}, {"dimensions": {"a": {"id": "a"}}}],
    ids=str,
)
def test_data_that_is_not_a_result_is_refused(change: dict[str, object]) -> None:
    result = attain.rubric("iamcp-p2p").assess({"agreement.nda": True}, on=date(2026, 11, 21)).to_dict()
    assert complaints(RESULTS, result) == []
    with pytest.raises(attain.AnswersError):
        Result.from_dict(result | change)
    assert complaints(RESULTS, result | change) != []


def pattern(name: str) -> "re.Pattern[str]":
    return re.compile(RUBRIC["definitions"][name]["pattern"])


@given(st.text("0123-−–—.+ x", max_size=12))
@example("1-3")
@example("-203..-1")
@example("6+")
def test_the_schema_and_the_reader_accept_the_same_ranges(text: str) -> None:
    try:
        Band.parse(text)
        syntax = True
    except RubricError as error:
        syntax = error.problems[0].code != "band-syntax"
    assert bool(pattern("Range").search(text)) == syntax


@given(st.text("ab0-_A", max_size=8) | st.sampled_from(["score", "level", "a" * 100, "a" * 101]))
def test_the_schema_and_the_reader_accept_the_same_ids(name: str) -> None:
    ids = Draft7Validator(RUBRIC["definitions"]["Id"])
    assert ids.is_valid(name) == (id_problem(name) is None)


@given(st.from_regex(r"\A[0-9]{0,5} ?(day|weeks|month|years|a)s?\Z"))
def test_the_schema_and_the_reader_accept_the_same_periods(text: str) -> None:
    try:
        parse_period(text)
        right = True
    except RubricError:
        right = False
    assert accepts(RUBRIC, WHOLE + f"valid-for = '{text}'\n") == right


@pytest.mark.parametrize("version", ["1", "2016.10", "1.2.3.4.5.6", "1.2.3.4.5.6.7", "", "1.", "v1", "1234567890"])
def test_the_schema_and_the_reader_accept_the_same_versions(version: str) -> None:
    text = WHOLE.replace('version = "1"', f'version = "{version}"')
    try:
        attain.loads(text)
        right = True
    except RubricError:
        right = False
    assert accepts(RUBRIC, text) == right


def test_the_schema_and_the_reader_accept_the_same_terms() -> None:
    terms = RUBRIC["properties"]["terms"]["propertyNames"]["enum"]
    assert list(attain.loads(WHOLE + "".join(f"terms.{term} = 'x'\n" for term in terms)).terms) == terms
    with pytest.raises(RubricError, match=", ".join(f"'{term}'" for term in terms[:-1])):
        attain.loads(WHOLE + "terms.xyz = 'x'\n")


# ---------------------------------------------------------------- plugins


@attrs.frozen
class Region:
    """A part of the world.

    Arguments:
        name: What it is called.
    """

    name: str


@attrs.frozen
class BestRegion(Rule):
    """The best of some regions.

    Arguments:
        of: The regions.
        least: How many must be assessed.
        how: What is compared.
        since: From when on.
        weights: How much each counts.
        anything: Whatever you like.
        at_home: Where the head office is.
    """

    kind = "acme.best-region"
    summary = "the best region counts"

    of: "tuple[str, ...]"
    least: int = 1
    how: Literal["level", "score"] = "level"
    since: date | None = None
    weights: FrozenDict[str, float] = FrozenDict()
    anything: object = None
    at_home: Region | None = None

    def build(self, builder: object) -> Any:
        raise NotImplementedError


@attrs.frozen
class Always(Rule):
    kind = "acme.always"
    summary = "everyone reaches it"

    level: str

    def build(self, builder: object) -> Any:
        raise NotImplementedError


def first(candidates: tuple[int, ...]) -> int:
    return candidates[0]


INSTALLED: dict[str, Any] = rubric_schema([BestRegion, Always], [Policy("acme.first", "overlap", first)])


@pytest.mark.parametrize(
    "body",
    [
        "rule = { kind = 'acme.best-region', of = ['emea'], least = 2, how = 'score', since = 2026-11-21 }",
        "rule = { kind = 'acme.best-region', of = [], weights = { 'a.b' = 1 }, anything = [1], at-home = { name = 'x' } }",
        "rule = { kind = 'acme.always', level = 'some' }",
        "[dimensions.a]\noverlap = 'acme.first'",
        "overlap = 'highest'",
    ],
)
def test_rules_and_policies_of_plugins_are_accepted(body: str) -> None:
    assert accepts(INSTALLED, WHOLE + body)


@pytest.mark.parametrize(
    "body",
    [
        "rule = { kind = 'acme.worst-region', of = [] }",
        "rule = { of = ['emea'] }",
        "rule = { kind = 'acme.best-region' }",
        "rule = { kind = 'acme.best-region', of = 'emea' }",
        "rule = { kind = 'acme.best-region', of = [], how = 'luck' }",
        "rule = { kind = 'acme.best-region', of = [], at-home = {} }",
        "rule = { kind = 'acme.always', of = [] }",
        "gap = 'acme.first'",
    ],
)
def test_other_rules_and_policies_are_refused(body: str) -> None:
    assert not accepts(INSTALLED, WHOLE + body)


def test_the_options_of_a_rule_are_explained() -> None:
    best, always = INSTALLED["properties"]["rule"]["oneOf"]
    Draft7Validator.check_schema(INSTALLED)
    assert best["properties"]["of"]["description"] == "The regions."
    assert best["properties"]["kind"]["const"] == "acme.best-region"
    assert always["description"] == "everyone reaches it"


ACME = """
import attain
from attain import Policy, Rule
import attrs

@attrs.frozen
class Best(Rule):
    kind = "acme.best"
    summary = "the best counts"
    of: tuple[str, ...]

    def build(self, builder):
        raise NotImplementedError

def first(candidates):
    return candidates[0]

@attain.hookimpl
def attain_rules():
    return [Best]

@attain.hookimpl
def attain_policies():
    return [Policy("acme.first", "gap", first)]
"""


def test_the_command_knows_the_plugins_installed(tmp_path: Path) -> None:
    (tmp_path / "acme.py").write_text(ACME, encoding="utf-8")
    about = tmp_path / "acme-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[attain]\nacme = acme\n", encoding="utf-8")
    schema = json.loads(printed(path=tmp_path))
    assert accepts(schema, WHOLE + "rule = { kind = 'acme.best', of = ['emea'] }\ngap = 'acme.first'\n")
    assert not accepts(schema, WHOLE + "overlap = 'acme.first'\n")
