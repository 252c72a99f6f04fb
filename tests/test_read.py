"""Rubrics are read strictly, with every problem reported at once and in its place."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from data import data, placed
from hypothesis import given
from hypothesis import strategies as st
from shelf import NOTHING, Shelf

from attain._core.errors import Problem, RubricError
from attain._format.read import read, read_dict, read_file, read_text
from attain._format.source import from_dict, from_text
from attain._model.bands import Band
from attain._rubric import Rubric, default_registry

TINY = """\
attain = 1
id = "tiny"
version = "1"
title = "Tiny"
combine = "minimum"

[levels]
none = "None"
some = "Some"

[dimensions.first]
bands = { none = "0", some = "1+" }
questions = { plan = "Is there a plan?" }

[dimensions.second]
bands = { none = "0", some = "1+" }
[dimensions.second.questions]
review = "Is it reviewed?"
budget = { text = "Is there a budget?", weight = 2 }
"""


def loads(text: str) -> Rubric:
    return read_text(text, finder=NOTHING, kind=Rubric)


def problems(make: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(RubricError) as caught:
        make()
    return caught.value.problems


def reported(text: str) -> list[str]:
    return [placed(problem) for problem in problems(lambda: loads(text))]


def reported_of(**tables: object) -> list[str]:
    """Return the problems of a dict that differs from a good one; None removes a key."""
    table = {"attain": 1, "id": "tiny", "version": "1", "title": "Tiny", "levels": {"none": {}, "some": {}}, **tables}
    data = {key: value for key, value in table.items() if value is not None}
    return [placed(problem) for problem in problems(lambda: read_dict(data, finder=NOTHING, kind=Rubric))]


def changed(old: str, new: str) -> list[str]:
    """Return the problems of a good text after one change."""
    assert TINY.count(old) == 1
    return reported(TINY.replace(old, new))


# Mistakes of new users.


def test_a_good_text_is_read() -> None:
    rubric = loads(TINY)
    assert [level.title for level in rubric.levels] == ["None", "Some"]
    assert rubric.dimensions["first"].questions["plan"].text == "Is there a plan?"
    assert rubric.dimensions["second"].questions["budget"].weight == 2
    bands = rubric.dimensions["second"].bands
    assert bands is not None
    assert bands["some"] == Band("1+", 1, None)


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        pytest.param(
            "weight = 2", "wieght = 2",
            ["19:41: dimensions.second.questions.budget.wieght: unknown-key(key='wieght') -> fix.near(name='weight')"],
            id="a typo in a key",
        ),
        pytest.param(
            "weight = 2", 'weight = "2"',
            ["19:41: dimensions.second.questions.budget.weight: wrong-type.number(given='2') -> fix.unquoted(found='2')"],
            id="text for a number",
        ),
        pytest.param(
            'combine = "minimum"', 'combine = "minumum"',
            ["5:1: combine: wrong-type.choice(allowed=('minimum', 'maximum', 'majority', 'mean'), given='minumum')"],
            id="a typo in a word",
        ),
        pytest.param(
            'id = "tiny"\n', "",
            ["id: missing-key(key='id') -> fix.id"],
            id="no id",
        ),
        pytest.param(
            "attain = 1\n", "",
            ["attain: missing-key(key='attain') -> fix.attain(format=1)"],
            id="no format",
        ),
        pytest.param(
            "attain = 1\n", 'attain = "1"\n',
            ["1:1: attain: format-version.wrong(given='1', format=1)"],
            id="a wrong format",
        ),
        pytest.param(
            "attain = 1\n", "attain = 2\n",
            [
                ("1:1: attain: format-version.newer(given=2, format=1)")
            ],
            id="a newer format",
        ),
        pytest.param(
            'review = "Is it reviewed?"', "review = 3",
            ["18:1: dimensions.second.questions.review: wrong-type.text-or-table(given=3)"],
            id="a number for a question",
        ),
        pytest.param(
            'some = "Some"', "some = 1",
            ["9:1: levels.some: wrong-type.text-or-table(given=1)"],
            id="a number for a level",
        ),
        pytest.param(
            'questions = { plan = "Is there a plan?" }', 'questions = ["Is there a plan?"]',
            ["13:1: dimensions.first.questions: wrong-type.table(given=value(text='a list')) -> fix.by-id(name='questions')"],
            id="a list for a table",
        ),
        pytest.param(
            '[dimensions.first]\nbands = { none = "0", some = "1+" }', '[dimensions.first]\nbands = { none = "0", some = "1 or more" }',
            [
                ("12:23: dimensions.first.bands.some: band-syntax.text(given='1 or more')")
            ],
            id="a range in words",
        ),
        pytest.param(
            'title = "Tiny"', "title = Tiny",
            ["4:9: toml-syntax(cause='invalid value') -> fix.toml-value"],
            id="text without quotes",
        ),
        pytest.param(
            'combine = "minimum"', "actions = { text = \"Begin.\" }",
            ["5:1: actions: wrong-type.list(given=value(text='a table')) -> fix.brackets"],
            id="a table for a list of tables",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_reported_with_its_place_and_a_fix(old: str, new: str, messages: list[str]) -> None:
    assert changed(old, new) == messages


def test_all_problems_are_reported_at_once_in_the_order_of_the_text() -> None:
    text = (
        TINY.replace("attain = 1\n", "")
        .replace("weight = 2", 'weight = "2"')
        .replace('none = "None"', "none = 5")
        .replace('{ plan = "Is there a plan?" }', '{ plan = { txt = "Is there a plan?" } }')
    )
    assert reported(text) == [
        "attain: missing-key(key='attain') -> fix.attain(format=1)",
        "7:1: levels.none: wrong-type.text-or-table(given=5)",
        "12:24: dimensions.first.questions.plan.txt: unknown-key(key='txt') -> fix.near(name='text')",
        "18:41: dimensions.second.questions.budget.weight: wrong-type.number(given='2') -> fix.unquoted(found='2')",
    ]


def test_wrong_shapes_and_wrong_meanings_are_reported_together() -> None:
    text = TINY.replace("weight = 2", "wieght = 2").replace(
        '[dimensions.first]\nbands = { none = "0", some', '[dimensions.first]\nbands = { none = "0", sone'
    )
    assert reported(text) == [
        "12:23: dimensions.first.bands.sone: unknown-level(name='sone') -> fix.near(name='some')",
        "19:41: dimensions.second.questions.budget.wieght: unknown-key(key='wieght') -> fix.near(name='weight')",
    ]


def test_a_wrong_key_hides_no_other_problem_of_its_dimension() -> None:
    wrong = '[dimensions.second]\ntitel = "x"\ngap = "up"\nbase = "1"\noverlap = "higest"\n'
    text = TINY.replace("[dimensions.second]\n", wrong).replace("weight = 2", "weight = -2")
    assert [line.partition(": ")[2].partition(":")[0] for line in reported(text)] == [
        "dimensions.second.titel",
        "dimensions.second.gap",
        "dimensions.second.base",
        "dimensions.second.overlap",
        "dimensions.second.questions.budget.weight",
    ]


@pytest.mark.parametrize(
    ("change", "only"),
    [
        (('review = "Is it reviewed?"', "review = 3"), "dimensions.second.questions.review"),
        (('some = "Some"\n', 'some = "Some"\nmore = 7\n'), "levels.more"),
        (("[dimensions.second.questions]", "[dimensions.second.question]"), "dimensions.second.question"),
        (("[dimensions.second]\n", "[dimension.second]\n"), "dimension"),
    ],
)
def test_problems_that_follow_from_another_one_are_not_reported(change: tuple[str, str], only: str) -> None:
    requires = '[dimensions.third.requires]\nsome = { "second.review" = true, second = "some" }\n'
    text = (TINY + requires).replace(*change)
    paths = [".".join(map(str, problem.path)) for problem in problems(lambda: loads(text))]
    assert paths[0] == only
    assert all(path.startswith(("dimension.second", "dimensions.second.questions", only)) for path in paths)


def test_problems_of_scales_defaults_and_whole_tables_are_reported_alone() -> None:
    for wrong in ("[scales.size]\noptions = 1\n", '[defaults]\nscore = "sums"\n', "facts = 5\n"):
        text = TINY.replace("some", "sone", 1) if wrong.startswith("facts") else TINY
        text = text.replace("[levels]", wrong + "[levels]").replace("weight = 2", 'scale = "sise"')
        assert len(reported(text)) == 1


# Shapes.


@pytest.mark.parametrize(
    ("tables", "messages"),
    [
        ({"levels": None, "rating": True}, [
            "levels: few-levels.none(way='rating')",
        ]),
        ({"levels": 5}, ["levels: wrong-type.table(given=5)"]),
        ({"levels": [1, 2]}, [
            "levels.0: wrong-type.entry(given=1)",
            "levels.1: wrong-type.entry(given=2)",
        ]),
        ({"levels": [{"id": "a"}, {"title": "B"}, {"id": 5}, {"id": "a"}]}, [
            "levels.1.id: missing-key(key='id')",
            "levels.2.id: wrong-type.text(given=5)",
            "levels.3.id: id-twice.siblings(id='a')",
        ]),
        ({"levels": {"a": {"id": "b"}}}, ["levels.a.id: unknown-key.id(id='a')"]),
        ({"title": None, "version": 1.0}, ["title: missing-key(key='title')", "version: wrong-type.text(given=1.0) -> fix.text-line(name='version', found='1.0')"]),
        ({"dimensions": []}, ["dimensions: wrong-type.table(given=value(text='a list')) -> fix.by-id(name='dimensions')"]),
        ({"terms": []}, ["terms: wrong-type.table(given=value(text='a list'))"]),
        ({"dimensions": {"a": 5}}, ["dimensions.a: wrong-type.table(given=5)"]),
        ({"actions": [{"text": "A"}, {}, {"text": 3}]}, ["actions.1.text: missing-key(key='text')", "actions.2.text: wrong-type.text(given=3)"]),
        ({"actions": "Do it"}, ["actions: wrong-type.list(given='Do it')"]),
        ({"needs": ["note", "prove"]}, ["needs.1: wrong-type.choice(allowed=('note', 'evidence'), given='prove')"]),
        ({"rating": "true"}, ["rating: wrong-type.bool(given='true') -> fix.unquoted(found='true')"]),
        ({"round": 1.5}, ["round: wrong-type.whole(given=1.5)"]),
        ({"terms": {"level": 5}}, [
            "terms.level: wrong-type.term(given=5)"
        ]),
        ({"terms": {"level": {"many": "tiers"}, "subject": {"one": "x", "many": 5}}}, [
            ("terms.level: wrong-type.term-keys"),
            "terms.subject.many: wrong-type.text(given=5)",
        ]),
        ({"valid-for": "a year"}, ["valid-for: period-syntax.text(given='a year')"]),
        ({"questions": {"q": {"not-applicable": "bets"}}}, [
            "questions.q.not-applicable.as: wrong-type.choice(allowed=('forbidden', 'exclude', 'best', 'worst'), given='bets')"
        ]),
        ({"questions": {"q": {"not-applicable": 5}}}, ["questions.q.not-applicable: wrong-type.text-or-table(given=5)"]),
        ({"questions": {"q": {"points": 5}}}, [
            ("questions.q.points: points-syntax.form(given=5) -> fix.points")
        ]),
        ({"questions": {"q": {"options": {"a": True}}}}, ["questions.q.options.a: wrong-type.number-or-table(given=True)"]),
        ({"questions": {"q": {"not_applicable": "best"}}}, [
            "questions.q.not_applicable: unknown-key(key='not_applicable') -> fix.near(name='not-applicable')"
        ]),
        ({"requires": {"some": {"any": 5}}}, [
            "requires.some.any: condition-syntax.members(kind='any')"
        ]),
        ({"examples": [{"on": "tomorrow"}]}, ["examples.0.on: wrong-type.date(given='tomorrow') -> fix.on"]),
        (
            {"examples": [{"on": "2026-11-21 09:30"}]},
            ["examples.0.on: wrong-type.date(given='2026-11-21 09:30') -> fix.day-alone(day='2026-11-21')"],
        ),
        ({"examples": [{"answers": 3}]}, ["examples.0.answers: wrong-type.table(given=3)"]),
        ({"x" * 200: 1}, [f"{'x' * 200}: unknown-key(key='{'x' * 200}')"]),
        ({"remove": ["title"]}, ["remove: idle-key.remove"]),
        ({"title": {1, 2}}, ["title: wrong-type.plain(type='set')"]),
        ({"terms": {5: "a"}}, ["terms: wrong-type.keys(given=5)"]),
        ({"title": "\ud800"}, ["title: half-character"]),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_reported_with_its_path(tables: dict[str, object], messages: list[str]) -> None:
    assert reported_of(**tables) == messages


def test_a_whole_number_is_accepted_as_a_number() -> None:
    weight = loads(TINY).dimensions["second"].questions["budget"].weight
    assert weight == 2
    assert type(weight) is int


def test_a_rubric_is_a_dict() -> None:
    assert [placed(problem) for problem in problems(lambda: from_dict([1]))] == ["wrong-type.dict(type='list')"]


def test_levels_and_options_may_be_lists_that_keep_their_order() -> None:
    options = [{"id": "zero", "points": 0}, {"id": "whole", "points": 1}]
    table = {
        "attain": 1, "id": "tiny", "version": "1", "title": "Tiny", "bands": {"none": "0", "most": "1+"},
        "levels": [{"id": "none"}, {"id": "most", "title": "Most"}],
        "questions": {"q": {"text": "How much?", "options": options}},
    }  # fmt: skip
    rubric = read_dict(table | {"levels": tuple(table["levels"])}, finder=NOTHING, kind=Rubric)  # type: ignore[arg-type]
    assert [level.id for level in rubric.levels] == ["none", "most"]
    found = rubric.questions["q"].options
    assert found is not None
    assert [option.id for option in found] == ["zero", "whole"]


# Limits.


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_a_dict_that_contains_itself_or_one_object_very_often_is_refused() -> None:
    table: dict[str, object] = {"attain": 1}
    table["facts"] = table
    assert [problem.code for problem in problems(lambda: read_dict(table, finder=NOTHING, kind=Rubric))] == ["too-deep"]
    table["facts"] = [[1] * 2000] * 1000
    assert [problem.code for problem in problems(lambda: read_dict(table, finder=NOTHING, kind=Rubric))] == [
        "too-large"
    ]


@pytest.mark.parametrize(
    ("tables", "messages"),
    [
        ({"title": nested(64)}, [f"title{'.0' * 63}: too-deep.data(most=64)"]),
        ({"title": "x" * 100_001}, ["title: too-large.text(most=100000)"]),
        ({"x" * 100_001: 1}, ["too-large: wrong-type.key(problem=too-large.text(most=100000))"]),
        ({"title": 10**5000}, ["title: too-large.number"]),
        ({"levels": {f"l{n}": {} for n in range(101)}}, ["levels: too-large.entries(found=101, most=100)"]),
        ({"dimensions": {f"d{n}": {} for n in range(2001)}}, ["dimensions: too-large.entries(found=2001, most=2000)"]),
        ({"examples": [{}] * 1001}, ["examples: too-large.entries(found=1001, most=1000)"]),
        ({"scales": {"s": {"options": {f"o{n}": n for n in range(1001)}}}}, [
            "scales.s.options: too-large.entries(found=1001, most=1000)"
        ]),
        ({"dimensions": {"d": {"questions": {"q": {"options": {f"o{n}": n for n in range(1001)}}}}}}, [
            "dimensions.d.questions.q.options: too-large.entries(found=1001, most=1000)"
        ]),
        ({"remove": ["title"] * 1001}, ["remove: too-large.entries(found=1001, most=1000)"]),
        ({"facts": {"f": {"options": [1] * 1001}}}, ["facts.f.options: too-large.entries(found=1001, most=1000)"]),
        ({"defaults": {"questions": dict.fromkeys("abc", "?")}, "questions": dict.fromkeys(map(str, range(99_995)), "?"), "dimensions": {"d": {}, "e": {"questions": {"q": "?"}}}}, ["too-large.questions(found=100002, most=100000)"]),
        ({"questions": dict.fromkeys(map(str, range(100_001)), "?")}, ["too-large.questions(found=100001, most=100000)"]),
    ],
)  # fmt: skip
def test_too_much_is_refused(tables: dict[str, object], messages: list[str]) -> None:
    assert reported_of(**tables) == messages


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = " + "[" * 10_000, "too-deep.data(most=64)"),
        ("a = " + "[" * 70 + "]" * 70, "1:68: a.0.0.0.0: too-deep.data(most=64)"),
        ("a" + ".a" * 5_000 + " = 1", "too-deep.data(most=64)"),
        ("a = " + "1" * 5_000, "too-large.digits"),
        ("#" * (8 * 1024**2 + 1), "too-large.file(most=8)"),
        ("", "empty.rubric(format=1)"),
        ("# nothing\n", "empty.rubric(format=1)"),
        ("agreement.nda = true", "missing-key.all(keys=('attain', 'id', 'version', 'title', 'levels'))"),
        ('{"attain": 1}', "1:1: toml-syntax(cause='invalid statement') -> fix.json"),
        ("my-tiers.toml", "1:14: toml-syntax(cause=\"expected '=' after a key in a key/value pair\") -> fix.load"),
        ("attain = 1\na = 12:00:00", "2:1: a: wrong-type.time"),
        ("attain = 1\na = 2026-01-01T12:00:00Z", "2:1: a: wrong-type.date-and-time"),
    ],
)  # fmt: skip
def test_a_text_that_is_not_a_rubric_is_refused(text: str, message: str) -> None:
    [only] = reported(text)
    assert only.replace(".0" * 59, "") == message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("title = “Tiny”", "fix.toml-curly(quote='“')"),
        ("title = 'Tiny’\n", "fix.toml-curly(quote='’')"),
        ('title = "Tiny”', "fix.toml-curly(quote='”')"),
        ("say = 'the “tiny” one\n", "fix.toml-quote"),
        ("revenue = 50,000", "fix.toml-thousands-or-decimal(found='50_000', decimal='50.000')"),
        ("silver = { revenue = 1,500,000 }", "fix.toml-thousands(found='1_500_000')"),
        ("revenue = 1.500.000", "fix.toml-thousands(found='1_500_000')"),
        ("share = 0,7", "fix.toml-decimal(found='0.7')"),
        ("[levels]\na = 1\n[facts]\n[levels] # again", "fix.toml-twice-line(line=1)"),
        ("[levels]\na = 1\nb = 2\na = 3", "fix.toml-twice-line(line=2)"),
        ("a = 1\na = 2", "fix.toml-twice-line(line=1)"),
        ("[[a]]\nb = 1\nb = 2", "fix.toml-twice"),
        ("a = 1\na = [\n2\n]", "fix.toml-twice"),
        ("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 1\nc = 2", "fix.toml-twice"),
        ("Größe = 1", "id-syntax.letters(id='Größe', example='groesse')"),
        ("a.Größe.b = 1", "id-syntax.letters(id='Größe', example='groesse')"),
        ("öl-preis = 1", "id-syntax.letters(id='öl-preis', example='oel-preis')"),
        ("[dimensions.Größe]", "id-syntax.letters(id='Größe', example='groesse')"),
        ("[Ärger]", "id-syntax.letters(id='Ärger', example='aerger')"),
        ("größe x = 1", "id-syntax.letters(id='größe', example='groesse')"),
        ("size ä = 1", "id-syntax.letters(id='ä', example='ae')"),
        ("size x = 'ä'", "fix.toml-key"),
    ],
)  # fmt: skip
def test_a_slip_in_toml_is_reported_with_a_fix(text: str, hint: str) -> None:
    [only] = problems(lambda: loads(text))
    assert (only.code, data(only.fix)) == ("toml-syntax", hint)


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ('version = "1"', 'verison = "1"', ["3:1: verison: unknown-key(key='verison') -> fix.near(name='version')"]),
        ("attain = 1\n", "atain = 1\n", ["1:1: atain: unknown-key(key='atain') -> fix.near(name='attain')"]),
        (
            TINY[TINY.index("title") :],
            'extend = "tiny"\n',
            ["4:1: extend: unknown-key(key='extend') -> fix.near(name='extends')"],
        ),
    ],
)
def test_a_misspelt_key_is_not_reported_as_missing_too(old: str, new: str, messages: list[str]) -> None:
    assert changed(old, new) == messages


def test_tables_in_a_list_are_reported_with_a_hint_to_use_ids() -> None:
    assert reported(TINY + '[[questions]]\ntext = "Is it?"\n') == [
        "20:3: questions: wrong-type.table(given=value(text='a list')) -> fix.by-id(name='questions')"
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (b"attain = 1", "wrong-type.str(type='bytes') -> fix.decode"),
        (Path("tiny.toml"), f"wrong-type.str(type='{type(Path()).__name__}') -> fix.load"),
    ],
    ids=str,
)
def test_a_value_that_is_not_text_is_refused(given: str, message: str) -> None:
    assert reported(given) == [message]


def test_the_number_of_reported_problems_is_limited() -> None:
    assert len(reported_of(**{f"x{number}": 1 for number in range(5_000)})) == 1_001
    assert len(reported_of(questions={f"x{number}": 1 for number in range(5_000)})) == 1_001


# Files.


def load(path: str | os.PathLike[str]) -> list[str]:
    return [placed(problem) for problem in problems(lambda: read_file(path, finder=NOTHING, kind=Rubric))]


@pytest.mark.parametrize("as_given", [str, Path])
def test_a_file_is_read_by_any_form_of_its_path(tmp_path: Path, as_given: Callable[[Path], str | Path]) -> None:
    file = tmp_path / "tiny.toml"
    for begin in ("", "\ufeff"):
        file.write_text(begin + TINY, encoding="utf-8")
        assert read_file(as_given(file), finder=NOTHING, kind=Rubric) == loads(TINY)
    file.write_bytes(TINY.replace("\n", "\r\n").encode())
    assert read_file(as_given(file), finder=NOTHING, kind=Rubric) == loads(TINY)


def test_a_problem_of_a_file_names_it(tmp_path: Path) -> None:
    file = tmp_path / "tiny.toml"
    file.write_text(TINY.replace("weight = 2", "wieght = 2"))
    assert load(file) == [
        f"{file}:19:41: dimensions.second.questions.budget.wieght: unknown-key(key='wieght') -> fix.near(name='weight')"
    ]
    text = TINY.replace("weight = 2", "wieght = 2")
    [only] = problems(lambda: read_text(text, file="my.toml", finder=NOTHING, kind=Rubric))
    assert only.place == "my.toml:19:41"


def test_a_file_that_does_not_exist_is_reported_with_the_nearest_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tiers.toml").write_text(TINY)
    assert load(tmp_path / "teirs.toml") == [f"{tmp_path / 'teirs.toml'}: no-file -> fix.near(name='tiers.toml')"]
    assert load(tmp_path / "no" / "tiers.toml") == [f"{tmp_path / 'no' / 'tiers.toml'}: no-file"]
    monkeypatch.chdir(tmp_path)
    assert load("teirs.toml") == ["teirs.toml: no-file -> fix.near(name='tiers.toml')"]
    assert load("iamcp-p2p") == ["iamcp-p2p: no-file -> fix.registered-rubric(id='iamcp-p2p')"]


def test_a_path_that_can_not_be_read_is_reported(tmp_path: Path) -> None:
    assert load(tmp_path) == [f"{tmp_path}: unreadable.directory"]
    assert load("a\0b") == ["a\0b: unreadable.name"]
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    [loop] = problems(lambda: read_file(tmp_path / "loop.toml", finder=NOTHING, kind=Rubric))
    assert loop.code == "unreadable"


def test_a_file_that_is_too_large_is_not_read_completely(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    with file.open("wb") as stream:
        stream.truncate(9 * 1024**2)
    assert load(file) == [f"{file}: too-large.file(most=8)"]


def test_a_file_in_another_encoding_is_reported_with_the_place(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('attain = 1\ntitle = "Réifegrad für "'.encode().replace("ü".encode(), b"\xfc"))
    assert load(file) == [f"{file}:2:21: not-utf-8(byte='0xfc', offset=32)"]
    file.write_bytes("attain = 1".encode("utf-16"))
    assert load(file) == [f"{file}:1:1: not-utf-8(byte='0xff', offset=0)"]


# Overlays.

OVERLAY = """\
attain = 1
id = "mine"
version = "2"
extends = "tiny.toml"

[dimensions.second.questions]
budget = { weight = 3 }
"""


def folder(path: Path, **files: str) -> Path:
    for name, text in files.items():
        (path / f"{name}.toml").write_text(text)
    return path


def test_a_file_extends_another_one_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path, tiny=TINY, mine=OVERLAY)
    (tmp_path / "deeper").mkdir()
    folder(
        tmp_path / "deeper", third=OVERLAY.replace("tiny", "../mine").replace('mine"', 'third"', 1).replace("3", "4")
    )
    rubric = read_file(tmp_path / "deeper" / "third.toml", finder=NOTHING, kind=Rubric)
    assert (rubric.id, rubric.title) == ("third", "Tiny")
    assert rubric.dimensions["second"].questions["budget"].weight == 4
    monkeypatch.chdir(tmp_path)
    assert read_file("mine.toml", finder=NOTHING, kind=Rubric).dimensions["second"].questions["budget"].weight == 3


def test_a_rubric_extends_a_registered_one() -> None:
    base = from_text(TINY)
    text = OVERLAY.replace("tiny.toml", "tiny@1")
    assert read_text(text, finder=Shelf({"tiny@1": base}), kind=Rubric).title == "Tiny"


def test_a_problem_is_reported_where_it_is_written(tmp_path: Path) -> None:
    base = TINY.replace('plan = "Is there a plan?"', "plan = 3")
    over = OVERLAY.replace("weight = 3", "wieght = 3") + '[dimensions.first.bands]\nsome = "x"\n'
    folder(tmp_path, tiny=base, mine=over)
    assert load(tmp_path / "mine.toml") == [
        f"{tmp_path / 'mine.toml'}:7:12: dimensions.second.questions.budget.wieght: unknown-key(key='wieght') -> fix.near(name='weight')",
        f"{tmp_path / 'mine.toml'}:9:1: dimensions.first.bands.some: band-syntax.text(given='x')",
        f"{tmp_path / 'tiny.toml'}:13:15: dimensions.first.questions.plan: wrong-type.text-or-table(given=3)",
    ]


def test_a_wrong_reference_of_an_overlay_to_its_base_is_reported_in_the_overlay(tmp_path: Path) -> None:
    over = OVERLAY.replace("[dim", 'remove = ["dimensions.frist"]\nlevels = { more = "More", some = "Some" }\n[dim', 1)
    folder(tmp_path, tiny=TINY, mine=over.replace("attain = 1\n", ""))
    mine = tmp_path / "mine.toml"
    assert load(mine) == [
        f"{mine}: attain: missing-key(key='attain') -> fix.attain(format=1)",
        f"{mine}:5:11: remove.0: unknown-path.removed(path='dimensions.frist') -> fix.near(name='dimensions.first')",
        f"{mine}:6:1: levels: partial-order(what='levels') -> fix.order-levels(names=('none', 'some'))",
    ]


def test_a_problem_that_an_overlay_causes_is_reported_where_most_of_its_path_is_written(tmp_path: Path) -> None:
    over = OVERLAY.replace("[dim", 'remove = ["levels.some"]\n[levels]\nnone = "Nothing"\n[dim', 1)
    folder(tmp_path, tiny=TINY, mine=over)
    found = load(tmp_path / "mine.toml")
    assert (
        f"{tmp_path / 'tiny.toml'}:12:23: dimensions.first.bands.some: unknown-level(name='some')"
        f" <- cause.removes(overlay='{tmp_path / 'mine.toml'}:6', path='levels.some')"
        " -> fix.remove-too(path='dimensions.first.bands.some')"
    ) in found


TIERS = """\
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { bronze = "Bronze", silver = "Silver", gold = "Gold" }

[requires]
silver = { skills = "silver", "skills.coder" = true, revenue = 1 }
gold.skills.architect = true
gold.any = [{ skills = "gold" }, { revenue = 5 }]

[questions]
revenue = { text = "Revenue", kind = "number", min = 0 }

[dimensions.skills]
bands = { bronze = "0", silver = "1-3", gold = "4+" }
questions = { architect = { text = "Is there one?", weight = 4 }, coder = "And a coder?" }
"""


@pytest.mark.parametrize(
    ("overlay", "messages"),
    [
        ('remove = ["dimensions.skills"]', [
            ("8:12: requires.silver.skills: unknown-name(name='skills') <- cause.removes(overlay=line(line=4), path='dimensions.skills') -> fix.remove-too(path='requires.silver.skills')"),
            ("8:31: requires.silver.skills.coder: unknown-name(name='skills.coder') <- cause.removes(overlay=line(line=4), path='dimensions.skills') -> fix.remove-too(path='requires.silver.skills.coder')"),
            ("9:13: requires.gold.skills.architect: unknown-name(name='skills.architect') <- cause.removes(overlay=line(line=4), path='dimensions.skills') -> fix.remove-too(path='requires.gold.skills.architect')"),
            ("10:15: requires.gold.any.0.skills: unknown-name(name='skills') <- cause.removes(overlay=line(line=4), path='dimensions.skills') -> fix.remove-rewrite(path='requires.gold.any')"),
        ]),
        ('remove = [\n"levels.gold"]', [
            "9:1: requires.gold: unknown-level(name='gold') <- cause.removes(overlay=line(line=5), path='levels.gold') -> fix.remove-too(path='requires.gold')",
            ("16:41: dimensions.skills.bands.gold: unknown-level(name='gold') <- cause.removes(overlay=line(line=5), path='levels.gold') -> fix.remove-too(path='dimensions.skills.bands.gold')"),
        ]),
        ('remove = ["dimensions.skills.bands"]', [
            ("8:12: requires.silver.skills: no-level(dimension='skills') <- cause.removes(overlay=line(line=4), path='dimensions.skills.bands')"),
            ("10:15: requires.gold.any.0.skills: no-level(dimension='skills') <- cause.removes(overlay=line(line=4), path='dimensions.skills.bands')"),
            ("17:53: dimensions.skills.questions.architect.weight: idle-key.whole-score(key='weight', whole=dimension(id='skills'), score='sum') <- cause.removes(overlay=line(line=4), path='dimensions.skills.bands')"),
        ]),
        ('remove = ["requires.gold.skills", "requires.gold.any"]', [
            ("9:1: requires.gold: condition-empty.asks <- cause.removes(overlay=line(line=4), path='requires.gold.skills')"),
        ]),
        ('remove = ["title"]', ["4:1: title: missing-key(key='title') <- cause.removes(overlay=line(line=4), path='title')"]),
        ('[dimensions.skills]\nbands.silver = "5-6"', [
            ("16:41: dimensions.skills.bands.gold: bands-order.levels(band='4+', lower_band='5-6', lower='silver') <- cause.changes(overlay=line(line=5), path='dimensions.skills.bands.silver')"),
        ]),
        ('[questions.revenue]\nkind = "yes-no"', [
            ("13:48: questions.revenue.min: idle-key.only-number(key='min', this=kind.yes-no) <- cause.changes(overlay=line(line=4), path='questions.revenue') -> fix.remove-too(path='questions.revenue.min')"),
        ]),
    ],
)  # fmt: skip
def test_a_problem_that_an_overlay_causes_in_its_base_names_the_line_of_the_overlay(
    overlay: str, messages: list[str]
) -> None:
    text = 'id = "mine"\nversion = "1"\nextends = "tiers"\n' + overlay + "\n"
    finder = Shelf({"tiers": from_text(TIERS)})
    found = [
        placed(each)
        for each in problems(lambda: read_text(text, finder=finder, kind=Rubric))
        if each.path != ("attain",)
    ]
    assert found == messages


def test_an_overlay_without_a_text_is_named_and_other_problems_are_reported_as_usual() -> None:
    base = TIERS.replace("[dimensions.skills]", "[dimensions.skills]\nround = 9")
    overlay = {"attain": 1, "id": "mine", "version": "1", "extends": "tiers", "remove": ["levels.gold"]}
    found = problems(lambda: read_dict(overlay, finder=Shelf({"tiers": from_text(base)}), kind=Rubric))
    assert [each.hint for each in found] == [
        "mine@1 removes 'levels.gold'; remove \"requires.gold\" too",
        "write round = 1",
        "mine@1 removes 'levels.gold'; remove \"dimensions.skills.bands.gold\" too",
    ]


def test_a_misspelt_entry_of_an_overlay_is_reported_in_the_overlay() -> None:
    text = 'attain = 1\nid = "mine"\nversion = "1"\nextends = "tiers"\n[dimensions.skills.questions]\narchitct = { weight = 5 }\n'
    found = problems(lambda: read_text(text, finder=Shelf({"tiers": from_text(TIERS)}), kind=Rubric))
    assert [placed(each) for each in found] == [
        (
            "6:1: dimensions.skills.questions.architct: misspelt-entry(name='architct', key='text') -> fix.near-else(name='architect', fix=fix.give(key='text'))"
        )
    ]


def test_a_broken_base_is_reported_in_the_base(tmp_path: Path) -> None:
    folder(tmp_path, tiny="attain = ", mine=OVERLAY)
    assert load(tmp_path / "mine.toml") == [
        f"{tmp_path / 'tiny.toml'}:1:10: toml-syntax(cause='invalid value') -> fix.toml-value"
    ]


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ('"tinny.toml"', "no-file: in-file(what=no-file, file='{}/tinny.toml') -> fix.near(name='tiny.toml')"),
        ('"other@1"', "unknown-rubric: no rubric 'other@1' is registered"),
        ("5", "wrong-type.extends(given=5)"),
        ('"mine.toml"', "extends-cycle(cycle='{0}/mine.toml → {0}/mine.toml')"),
        (r'"a\u0000.toml"', r"unreadable: in-file(what=unreadable.name, file='{}/a\x00.toml')"),
    ],
)
def test_a_base_that_can_not_be_extended_is_reported_where_it_is_named(
    tmp_path: Path, extends: str, message: str
) -> None:
    folder(tmp_path, tiny=TINY, mine=OVERLAY.replace('"tiny.toml"', extends))
    assert load(tmp_path / "mine.toml") == [f"{tmp_path}/mine.toml:4:1: extends: {message.format(tmp_path)}"]


def test_the_file_to_extend_needs_its_ending(tmp_path: Path) -> None:
    folder(tmp_path, tiny=TINY, mine=OVERLAY.replace("tiny.toml", "tiny"))
    assert load(tmp_path / "mine.toml") == [
        f"{tmp_path}/mine.toml:4:1: extends: unknown-rubric: no rubric 'tiny' is registered -> fix.toml-file(name='tiny')"
    ]


def test_files_that_extend_each_other_are_reported_as_a_chain(tmp_path: Path) -> None:
    folder(tmp_path, tiny=OVERLAY.replace("tiny", "./mine"), mine=OVERLAY)
    (message,) = load(tmp_path / "mine.toml")
    assert f"extends-cycle(cycle='{tmp_path}/mine.toml → {tmp_path}/tiny.toml → {tmp_path}/mine.toml')" in message
    assert message.startswith(f"{tmp_path}/tiny.toml:4:1: extends: ")


def test_a_rubric_may_not_extend_itself_by_its_id() -> None:
    source = from_text(OVERLAY.replace("tiny.toml", "mine@2"))
    assert [
        placed(problem) for problem in problems(lambda: read(source, finder=Shelf({"mine@2": source}), kind=Rubric))
    ] == ["4:1: extends: extends-cycle(cycle='mine@2 → mine@2')"]


def test_a_chain_has_a_limit(tmp_path: Path) -> None:
    folder(tmp_path, file0=TINY)
    for number in range(1, 17):
        overlay = OVERLAY.replace("tiny", f"file{number - 1}").replace('version = "2"', f'version = "2.{number}"')
        folder(tmp_path, **{f"file{number}": overlay})
    assert read_file(tmp_path / "file15.toml", finder=NOTHING, kind=Rubric).title == "Tiny"
    assert load(tmp_path / "file16.toml") == [f"{tmp_path}/file1.toml:4:1: extends: too-deep.extends(most=16)"]


def test_a_text_and_a_dict_have_no_folder_so_they_extend_no_path() -> None:
    assert reported(OVERLAY) == ["4:1: extends: extends-path(path='tiny.toml')"]
    assert reported_of(extends="tiny.toml") == ["extends: extends-path(path='tiny.toml')"]


def test_a_name_with_dots_is_found_in_the_tables_that_it_means() -> None:
    text = TINY + '[dimensions.third.requires]\nsome = { second.reviev = true, "first.plan" = "x" }\n'
    assert [problem.place for problem in problems(lambda: loads(text))] == ["21:17", "21:32"]


# No input raises any other error than RubricError.


def read_or_refuse(make: Callable[[], Rubric]) -> None:
    refused: tuple[Problem, ...] | None = None
    try:
        make()
    except RubricError as error:
        refused = error.problems
    assert refused is None or all(problem.code and str(problem) for problem in refused)
    assert refused != ()


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes(content)
    read_or_refuse(lambda: read_file(file, finder=NOTHING, kind=Rubric))


@given(st.text(alphabet=st.characters() | st.sampled_from('\n[]{}=".,# "'), max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(lambda: loads(text))
    read_or_refuse(lambda: loads("attain = 1\n" + text))


snippets = st.sampled_from(
    ['"', "[", "]", "{", "}", "=", "\n", ".", "[levels]", "[[examples]]", "1", "true", "nan", "-inf", "é", "\0"]
)


@given(st.data())
def test_any_edit_of_a_file_is_read_or_refused(data: st.DataObject) -> None:
    text = TINY + FULL
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 30)))
        text = text[:start] + data.draw(snippets | st.just("")) + text[end:]
    read_or_refuse(lambda: loads(text))


FULL = """
[scales.size]
options = { small = 0, large = { points = 1, needs = ["note"] } }
[facts]
eu = { text = "In the EU?", default = false }
[dimensions.third]
requires.some = { first = "some", any = [{ second.review = true }, { second = { score = 1 } }], count = { at-least = 1, of = ["second.budget"] } }
actions = [{ text = "Act." }]
[dimensions.fourth]
bands = { none = "0", some = "2+" }
[dimensions.fourth.questions]
growth = { text = "Growth", kind = "number", points = { curve = [[0, 0], [5, 20]] } }
size = { text = "Size", scale = "size", not-applicable = "best", applies-when = { eu = true }, valid-for = "1 year" }
[[examples]]
title = "One"
on = 2026-11-21
answers = { first.plan = true }
level = "none"
"""

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.dates()
    | st.sampled_from(["none", "some", "plan"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5) | st.just("id"), inner, max_size=3),
    max_leaves=5,
)


def places_in(table: object) -> list[tuple[dict[str, object] | list[object], str | int]]:
    pairs = table.items() if isinstance(table, dict) else enumerate(table) if isinstance(table, list) else ()
    return [place for key, value in pairs for place in [(table, key), *places_in(value)]]  # type: ignore[misc]


@given(st.data())
def test_any_change_of_a_dict_is_read_or_refused(data: st.DataObject) -> None:
    table = json.loads(json.dumps(loads(TINY + FULL).to_dict()))
    for _ in range(data.draw(st.integers(1, 3))):
        places = places_in(table)
        inside, key = places[data.draw(st.integers(0, len(places) - 1))]
        inside[key] = data.draw(plain)  # type: ignore[index]  # a key of just this table
    read_or_refuse(lambda: read_dict(table, finder=NOTHING, kind=Rubric))


@given(st.dictionaries(st.sampled_from(["attain", "extends", "remove", "levels", "dimensions", "title"]), plain))
def test_any_overlay_is_read_or_refused(overlay: dict[str, object]) -> None:
    table = {"attain": 1, "id": "mine", "version": "1", "extends": "iamcp-p2p", **overlay}
    read_or_refuse(lambda: read_dict(table, finder=default_registry(), kind=Rubric))


def test_a_key_of_the_base_that_an_overlay_makes_idle_has_a_hint_to_remove_it(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(
        'attain = 1\nid = "base"\nversion = "1"\ntitle = "Base"\nlevels = ["a", "b"]\n'
        '[dimensions.d]\noverlap = "lowest"\nbands = { a = "0", b = "1+" }\nquestions = { q = "Is it?" }\n',
        encoding="utf-8",
    )
    overlay = tmp_path / "overlay.toml"
    text = (
        'attain = 1\nid = "mine"\nversion = "1"\nextends = "base.toml"\n[dimensions.d.requires]\nb = { "d.q" = true }\n'
    )
    overlay.write_text(text, encoding="utf-8")
    with pytest.raises(RubricError) as caught:
        read_file(overlay, finder=NOTHING, kind=Rubric)
    [problem] = caught.value.problems
    assert (problem.code, problem.file, problem.line) == ("idle-key", str(tmp_path / "base.toml"), 7)
    assert problem.hint == f"{overlay}:5 changes 'dimensions.d'; remove \"dimensions.d.overlap\" too"
    overlay.write_text(text.replace("[dimensions", 'remove = ["dimensions.d.overlap"]\n[dimensions'), encoding="utf-8")
    assert read_file(overlay, finder=NOTHING, kind=Rubric).dimensions["d"].overlap is None


def test_a_level_that_an_overlay_misspells_is_reported_as_such() -> None:
    overlay = {"attain": 1, "id": "mine", "version": "1", "extends": "iamcp-p2p", "levels": {"dynamc": "Leading"}}
    [problem] = problems(lambda: read_dict(overlay, finder=default_registry(), kind=Rubric))
    assert (problem.key, problem.values["name"]) == ("partial-order", "dynamic")
    assert (problem.hint or "").startswith(
        "did you mean 'dynamic'? if not, list all of them in order, lowest first: basic,"
    )
