"""A message is data until it is read; the catalogue holds every message that is used, and shows the values that are given.

The text of each message is in sentences.txt, which `python tests/test_messages.py > tests/sentences.txt` writes.
"""

import ast
import pickle
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from fractions import Fraction
from pathlib import Path

import attrs
import pytest

import attain
from attain import FrozenDict, Problem
from attain._core.english import CATALOGUE
from attain._core.messages import Message, say

PACKAGE = Path(attain.__file__).parent
SENTENCES = Path(__file__).parent / "sentences.txt"
SLOT = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
NUMBERS: FrozenDict[str, float] = FrozenDict(
    count=3,
    end=2.5,
    found=101,
    full=0,
    given=7,
    high=20,
    least=5,
    length=101,
    limit=1000,
    low=-1,
    max=0,
    min=9,
    most=100,
)
SAMPLES = FrozenDict({"value": "often", "or": ("a", "b"), "and": ("a", "b"), "in": ("a", "b"), ",": ("a", "b"), ";": ("a", "b", "c", "d"), "any": ("a", "b"), "some": ("a", "b"), "list": ("a", "b"), "list-or": ("a", "b"), "from": ("a", "b"), "yes-no": "no"})  # fmt: skip

MODULES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.name != "_core/english.py"
}
CONSTANTS = {each.value for tree in MODULES.values() for each in ast.walk(tree) if isinstance(each, ast.Constant)}


def slots(template: str) -> dict[str, str]:
    return {name: form or "" for name, form in SLOT.findall(template)}


def sentences() -> Iterator[str]:
    """Yield every message with sample values."""
    for key, template in CATALOGUE.items():
        values = {
            name: SAMPLES.get(form, NUMBERS.get(name, name.upper()) if not {*"#|"} & {*form} else 2)
            for name, form in slots(template).items()
        }
        message = Message(key, FrozenDict(values))
        yield "; ".join(filter(None, [f"{key}: {message}", message.fix]))


def takes_key(function: ast.AST) -> bool:
    return isinstance(function, ast.FunctionDef) and [each.arg for each in function.args.posonlyargs][:1] == ["key"]


def sayings() -> Iterator[tuple[str, ast.expr, frozenset[str] | None]]:
    """Yield the place of each call that makes a message, the expression of its key, and the names of its values (None if passed on)."""
    for name, tree in MODULES.items():
        makers = {"say", "phrase", *(each.name for each in ast.walk(tree) if takes_key(each))}  # type: ignore[attr-defined]  # it is a function
        for call in ast.walk(tree):
            if (
                isinstance(call, ast.Call)
                and getattr(call.func, "id", getattr(call.func, "attr", "")) in makers
                and call.args
            ):
                named = [each.arg for each in call.keywords if each.arg != "related"]
                yield f"{name}:{call.lineno}", call.args[0], None if None in named else frozenset(filter(None, named))


def keys(expression: ast.expr) -> list[str]:
    """Return the keys of the catalogue that an expression gives; if a part is filled in at run time, all keys that fit."""
    match expression:
        case ast.Constant(value=str(key)):
            return [key]
        case ast.IfExp(body=body, orelse=other):
            return keys(body) + keys(other)
        case ast.JoinedStr(values=parts):
            pattern = "".join(
                re.escape(str(each.value)) if isinstance(each, ast.Constant) else r"([\w-]+)" for each in parts
            )
            found = [match for match in map(re.compile(pattern).fullmatch, CATALOGUE) if match]
            return [match[0] for match in found if CONSTANTS.issuperset(match.groups())]
        case _:
            return []  # a parameter: its caller counts instead


def test_every_message_that_is_used_is_in_the_catalogue() -> None:
    found = [(place, key) for place, expression, _ in sayings() for key in keys(expression)]
    assert [(place, key) for place, key in found if key not in CATALOGUE] == []
    assert len(found) > 200


def test_every_message_of_the_catalogue_is_used() -> None:
    used = {key for _, expression, _ in sayings() for key in keys(expression)}
    assert sorted(CATALOGUE.keys() - used - CONSTANTS) == []


def test_a_message_is_given_the_values_that_its_template_shows() -> None:
    wrong = []
    for place, expression, given in sayings():
        shown = {name for key in keys(expression) for name in slots(CATALOGUE.get(key, ""))}
        if (
            given is not None
            and keys(expression)
            and (shown - given if isinstance(expression, ast.JoinedStr) else shown ^ given)
        ):
            wrong.append((place, keys(expression), sorted(given), sorted(shown)))
    assert wrong == []


def test_the_catalogue_names_each_key_once() -> None:
    (catalogue,) = (
        each
        for each in ast.walk(ast.parse((PACKAGE / "_core/english.py").read_text(encoding="utf-8")))
        if isinstance(each, ast.Dict)
    )
    assert len(catalogue.keys) == len(CATALOGUE)


DRAWN = ("_render/", "_score/", "_plugins/")
SHOWN = {"Line", "UsageError", "BadParameter", "ClickException"}
NOT_SHOWN = {"AttributeError"}
REASONS = {
    "without note",
    "without evidence",
    "without note and evidence",
}  # reasons why an answer is open, as results state them


def spoken(tree: ast.AST) -> Iterator[str]:
    """Yield the words in code, except in docstrings, in markup, in types and in errors that only a programmer meets."""
    for each in ast.iter_child_nodes(tree):
        called = getattr(each.func, "id", "") if isinstance(each, ast.Call) else ""
        if (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)) or called in NOT_SHOWN:
            continue
        if isinstance(each, ast.Constant) and isinstance(each.value, str) and each.value not in REASONS:
            yield from re.findall(r"[A-Za-z]{2,}[,;:]? [a-z]{2,}.*", each.value) if not {*"<["} & {*each.value} else ()
        if not isinstance(each, ast.keyword) or each.arg != "look":
            yield from spoken(each)


def shown(tree: ast.AST) -> Iterator[str]:
    """Yield the words in the arguments of calls that print or raise."""
    for each in ast.walk(tree):
        if isinstance(each, ast.Call) and getattr(each.func, "id", getattr(each.func, "attr", "")) in SHOWN:
            yield from spoken(each)


def test_texts_that_people_read_are_only_in_the_catalogue() -> None:
    written = {name: [*spoken(tree)] for name, tree in MODULES.items() if name.startswith(DRAWN)}
    written |= {name: [*shown(tree)] for name, tree in MODULES.items() if name.startswith(("_cli/", "_tables/"))}
    written.pop("_score/codegen.py")  # this module writes Python
    assert {name: words for name, words in written.items() if words} == {}


def test_every_message_reads_as_in_sentences_txt() -> None:
    assert SENTENCES.read_text(encoding="utf-8").splitlines() == list(sentences())


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        *((each, each) for each in ("a", 5, 2.5, True, None, date(2026, 11, 21), ("a", 1))),
        ({"a": 1}, say("value", text="a table")),
        (["a"], say("value", text="a list")),
        ((["a"],), say("value", text="a list")),
        (Fraction(1, 2), say("value", text="1/2")),
        (datetime(2026, 11, 21, tzinfo=UTC), say("value", text="2026-11-21 00:00:00+00:00")),
    ],
    ids=str,
)
def test_the_values_of_a_message_are_plain_data(given: object, kept: object) -> None:
    message = say("wrong-type.text", given=given)
    assert message.values["given"] == kept
    assert {message, pickle.loads(pickle.dumps(message))} == {message}


def test_a_number_of_another_library_becomes_a_plain_one() -> None:
    class Exact(float): ...

    assert type(say("wrong-type.text", given=Exact(0.5)).values["given"]) is float


BANDS = say("unknown-level", name="golden")


def test_a_problem_has_a_key_and_values_and_makes_its_texts_when_they_are_read() -> None:
    problem = Problem.of(BANDS, ("bands", "golden"), say("fix.choices", names=("silver", "gold")))
    assert (problem.code, problem.key, problem.values) == (
        "unknown-level",
        "unknown-level",
        FrozenDict[str, object](name="golden", names=("silver", "gold")),
    )
    assert (problem.message, problem.hint) == ("there is no level 'golden'", "use 'silver' or 'gold'")
    assert Problem.of(say("negative-weight"), ()).hint == "reverse the points instead"


def test_a_problem_of_a_plugin_has_its_own_text() -> None:
    problem = Problem("acme-region", ("rule",), "there is no region", "add one")
    assert (problem.key, problem.values, problem.message, problem.hint) == (
        None,
        FrozenDict[str, object](),
        "there is no region",
        "add one",
    )


def test_problems_are_equal_if_their_text_and_place_are_equal() -> None:
    problem = Problem.of(BANDS, ("bands",))
    text = Problem("unknown-level", ("bands",), "there is no level 'golden'")
    assert (problem, hash(problem)) == (text, hash(text))
    assert pickle.loads(pickle.dumps(problem)) == problem
    assert attrs.evolve(problem, related=(("levels",),)) == problem
    for other in ({"line": 5}, {"path": ()}, {"hint": "rename it"}, {"message": "is wrong"}, {"code": "unknown"}):
        assert attrs.evolve(problem, **other) != problem
    assert problem != "there is no level 'golden'"


if __name__ == "__main__":
    print(*sentences(), sep="\n")  # noqa: T201  # the file is its output
