"""Reading rubrics: strictly, with every problem told at once and in its place."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
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


def told(text: str) -> list[str]:
    return [str(problem) for problem in problems(lambda: loads(text))]


def told_of(**tables: object) -> list[str]:
    """What is told of a dict that differs from a good one; None takes a key out."""
    table = {"attain": 1, "id": "tiny", "version": "1", "title": "Tiny", "levels": {"none": {}, "some": {}}, **tables}
    data = {key: value for key, value in table.items() if value is not None}
    return [str(problem) for problem in problems(lambda: read_dict(data, finder=NOTHING, kind=Rubric))]


def changed(old: str, new: str) -> list[str]:
    """What is told of a good text when one thing in it is changed."""
    assert TINY.count(old) == 1
    return told(TINY.replace(old, new))


# What a new user may get wrong.


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
            ["19:41: dimensions.second.questions.budget.wieght: nothing reads the key 'wieght'; did you mean 'weight'?"],
            id="a typo in a key",
        ),
        pytest.param(
            "weight = 2", 'weight = "2"',
            ["19:41: dimensions.second.questions.budget.weight: must be a number, not '2'; write 2, without quotes"],
            id="text for a number",
        ),
        pytest.param(
            'combine = "minimum"', 'combine = "minumum"',
            ["5:1: combine: must be 'minimum', 'maximum', 'majority' or 'mean', not 'minumum'"],
            id="a typo in a word",
        ),
        pytest.param(
            'id = "tiny"\n', "",
            ["id: the key 'id' is missing; write id = \"my-tiers\""],
            id="no id",
        ),
        pytest.param(
            "attain = 1\n", "",
            ["attain: the key 'attain' is missing; begin with attain = 1, the version of the file format"],
            id="no format",
        ),
        pytest.param(
            "attain = 1\n", 'attain = "1"\n',
            ["1:1: attain: must be the version of the file format, not '1'; write attain = 1"],
            id="a wrong format",
        ),
        pytest.param(
            "attain = 1\n", "attain = 2\n",
            [
                ("1:1: attain: is written in version 2 of the file format, and this release reads version 1; "
                "a newer release of attain may read it")
            ],
            id="a newer format",
        ),
        pytest.param(
            'review = "Is it reviewed?"', "review = 3",
            ["18:1: dimensions.second.questions.review: must be text or a table, not 3"],
            id="a number for a question",
        ),
        pytest.param(
            'some = "Some"', "some = 1",
            ["9:1: levels.some: must be text or a table, not 1"],
            id="a number for a level",
        ),
        pytest.param(
            'questions = { plan = "Is there a plan?" }', 'questions = ["Is there a plan?"]',
            ["13:1: dimensions.first.questions: must be a table, not a list; give each an id: [questions.an-id] instead of [[questions]]"],
            id="a list for a table",
        ),
        pytest.param(
            '[dimensions.first]\nbands = { none = "0", some = "1+" }', '[dimensions.first]\nbands = { none = "0", some = "1 or more" }',
            [
                ("12:23: dimensions.first.bands.some: '1 or more' is not a range; "
                'write "0", "1-3", "4.0..5.0" or "6+"; to exclude an end, "0-<4", ">4-24", "<4" or ">85"')
            ],
            id="a range in words",
        ),
        pytest.param(
            'title = "Tiny"', "title = Tiny",
            ['4:9: this is no TOML: invalid value; true and false are bare words, and every text stands in "quotes"'],
            id="text without quotes",
        ),
        pytest.param(
            'combine = "minimum"', "actions = { text = \"Begin.\" }",
            ["5:1: actions: must be a list, not a table; write [[double brackets]] around its name"],
            id="a table for a list of tables",
        ),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_how_to_mend_it(old: str, new: str, messages: list[str]) -> None:
    assert changed(old, new) == messages


def test_all_problems_are_told_at_once_in_the_order_of_the_text() -> None:
    text = (
        TINY.replace("attain = 1\n", "")
        .replace("weight = 2", 'weight = "2"')
        .replace('none = "None"', "none = 5")
        .replace('{ plan = "Is there a plan?" }', '{ plan = { txt = "Is there a plan?" } }')
    )
    assert told(text) == [
        "attain: the key 'attain' is missing; begin with attain = 1, the version of the file format",
        "7:1: levels.none: must be text or a table, not 5",
        "12:24: dimensions.first.questions.plan.txt: nothing reads the key 'txt'; did you mean 'text'?",
        "18:41: dimensions.second.questions.budget.weight: must be a number, not '2'; write 2, without quotes",
    ]


def test_wrong_shapes_and_wrong_meanings_are_told_together() -> None:
    text = TINY.replace("weight = 2", "wieght = 2").replace(
        '[dimensions.first]\nbands = { none = "0", some', '[dimensions.first]\nbands = { none = "0", sone'
    )
    assert told(text) == [
        "12:23: dimensions.first.bands.sone: there is no level 'sone'; did you mean 'some'?",
        "19:41: dimensions.second.questions.budget.wieght: nothing reads the key 'wieght'; did you mean 'weight'?",
    ]


def test_a_key_that_is_wrong_hides_nothing_else_of_its_dimension() -> None:
    wrong = '[dimensions.second]\ntitel = "x"\ngap = "up"\nbase = "1"\noverlap = "higest"\n'
    text = TINY.replace("[dimensions.second]\n", wrong).replace("weight = 2", "weight = -2")
    assert [line.partition(": ")[2].partition(":")[0] for line in told(text)] == [
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
def test_what_follows_from_another_problem_is_not_told(change: tuple[str, str], only: str) -> None:
    requires = '[dimensions.third.requires]\nsome = { "second.review" = true, second = "some" }\n'
    text = (TINY + requires).replace(*change)
    paths = [".".join(map(str, problem.path)) for problem in problems(lambda: loads(text))]
    assert paths[0] == only
    assert all(path.startswith(("dimension.second", "dimensions.second.questions", only)) for path in paths)


def test_problems_of_scales_defaults_and_whole_tables_are_told_alone() -> None:
    for wrong in ("[scales.size]\noptions = 1\n", '[defaults]\nscore = "sums"\n', "facts = 5\n"):
        text = TINY.replace("some", "sone", 1) if wrong.startswith("facts") else TINY
        text = text.replace("[levels]", wrong + "[levels]").replace("weight = 2", 'scale = "sise"')
        assert len(told(text)) == 1


# Shapes.


@pytest.mark.parametrize(
    ("tables", "messages"),
    [
        ({"levels": None, "rating": True}, [
            'levels: there are no levels, but \'rating\' needs them; write [levels], and below it, lowest first: basic = "Basic"',
        ]),
        ({"levels": 5}, ["levels: must be a table, not 5"]),
        ({"levels": [1, 2]}, [
            "levels.0: must be a table with an id, not 1; write its id, or { id = \"…\" }, or a table keyed by id instead of the list",
            "levels.1: must be a table with an id, not 2; write its id, or { id = \"…\" }, or a table keyed by id instead of the list",
        ]),
        ({"levels": [{"id": "a"}, {"title": "B"}, {"id": 5}, {"id": "a"}]}, [
            "levels.1.id: the key 'id' is missing",
            "levels.2.id: must be text, not 5",
            "levels.3.id: the id 'a' is used twice; give each of its siblings an id of its own",
        ]),
        ({"levels": {"a": {"id": "b"}}}, ["levels.a.id: its id is 'a' already; leave it out"]),
        ({"title": None, "version": 1.0}, ["title: the key 'title' is missing", 'version: must be text, not 1.0; write version = "1.0"']),
        ({"dimensions": []}, ["dimensions: must be a table, not a list; give each an id: [dimensions.an-id] instead of [[dimensions]]"]),
        ({"terms": []}, ["terms: must be a table, not a list"]),
        ({"dimensions": {"a": 5}}, ["dimensions.a: must be a table, not 5"]),
        ({"actions": [{"text": "A"}, {}, {"text": 3}]}, ["actions.1.text: the key 'text' is missing", "actions.2.text: must be text, not 3"]),
        ({"actions": "Do it"}, ["actions: must be a list, not 'Do it'"]),
        ({"needs": ["note", "prove"]}, ["needs.1: must be 'note' or 'evidence', not 'prove'"]),
        ({"rating": "true"}, ["rating: must be true or false, not 'true'; write true, without quotes"]),
        ({"round": 1.5}, ["round: must be a whole number, not 1.5"]),
        ({"terms": {"level": 5}}, [
            'terms.level: must be text, not 5; write "area", or { one = "person", many = "people" }'
        ]),
        ({"terms": {"level": {"many": "tiers"}, "subject": {"one": "x", "many": 5}}}, [
            ("terms.level: takes 'one', and 'many' if the plural is irregular; "
            'write "area", or { one = "person", many = "people" }'),
            "terms.subject.many: must be text, not 5",
        ]),
        ({"valid-for": "a year"}, ["valid-for: 'a year' is not a length of time; write \"12 months\""]),
        ({"questions": {"q": {"not-applicable": "bets"}}}, [
            "questions.q.not-applicable.as: must be 'forbidden', 'exclude', 'best' or 'worst', not 'bets'"
        ]),
        ({"questions": {"q": {"not-applicable": 5}}}, ["questions.q.not-applicable: must be text or a table, not 5"]),
        ({"questions": {"q": {"points": 5}}}, [
            ("questions.q.points: 5 gives no points; write { yes = 0, no = -5 }, a number for each option, "
            '{ per = 100, earn = 5 }, { curve = [[0, 0], [5, 20]] } or { bands = { "0-4.9" = 250 } }')
        ]),
        ({"questions": {"q": {"options": {"a": True}}}}, ["questions.q.options.a: must be a number or a table, not true"]),
        ({"questions": {"q": {"not_applicable": "best"}}}, [
            "questions.q.not_applicable: nothing reads the key 'not_applicable'; did you mean 'not-applicable'?"
        ]),
        ({"requires": {"some": {"any": 5}}}, [
            "requires.some.any: must be a list of at least one name or table of conditions; write any = [\"msp\", { revenue = 500_000 }]"
        ]),
        ({"examples": [{"on": "tomorrow"}]}, ["examples.0.on: must be a date, not 'tomorrow'; write on = 2026-11-21"]),
        ({"examples": [{"answers": 3}]}, ["examples.0.answers: must be a table, not 3"]),
        ({"x" * 200: 1}, [f"{'x' * 200}: nothing reads the key '{'x' * 56}..."]),
        ({"remove": ["title"]}, ["remove: nothing is extended, so there is nothing to remove; leave it out, or say what is extended"]),
        ({"title": {1, 2}}, ["title: must be plain data, not a set"]),
        ({"terms": {5: "a"}}, ["terms: keys are text, not int"]),
        ({"title": "\ud800"}, ["title: has half a character, a lone surrogate"]),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_told_with_its_path(tables: dict[str, object], messages: list[str]) -> None:
    assert told_of(**tables) == messages


def test_a_whole_number_will_do_where_a_number_is_asked_for() -> None:
    weight = loads(TINY).dimensions["second"].questions["budget"].weight
    assert weight == 2
    assert type(weight) is int


def test_a_rubric_is_a_dict() -> None:
    assert [str(problem) for problem in problems(lambda: from_dict([1]))] == ["a rubric is a dict, not list"]


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


def test_a_dict_that_holds_itself_or_one_thing_very_often_is_refused() -> None:
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
        ({"title": nested(64)}, [f"title{'.0' * 63}: is nested more than 64 deep"]),
        ({"title": "x" * 100_001}, ["title: is a text of more than 100,000 characters"]),
        ({"x" * 100_001: 1}, ["a key is a text of more than 100,000 characters"]),
        ({"title": 10**5000}, ["title: is too large a number"]),
        ({"levels": {f"l{n}": {} for n in range(101)}}, ["levels: has 101 entries, more than the 100 allowed"]),
        ({"dimensions": {f"d{n}": {} for n in range(2001)}}, ["dimensions: has 2,001 entries, more than the 2,000 allowed"]),
        ({"examples": [{}] * 1001}, ["examples: has 1,001 entries, more than the 1,000 allowed"]),
        ({"scales": {"s": {"options": {f"o{n}": n for n in range(1001)}}}}, [
            "scales.s.options: has 1,001 entries, more than the 1,000 allowed"
        ]),
        ({"dimensions": {"d": {"questions": {"q": {"options": {f"o{n}": n for n in range(1001)}}}}}}, [
            "dimensions.d.questions.q.options: has 1,001 entries, more than the 1,000 allowed"
        ]),
        ({"remove": ["title"] * 1001}, ["remove: has 1,001 entries, more than the 1,000 allowed"]),
        ({"facts": {"f": {"options": [1] * 1001}}}, ["facts.f.options: has 1,001 entries, more than the 1,000 allowed"]),
        ({"defaults": {"questions": dict.fromkeys("abc", "?")}, "questions": dict.fromkeys(map(str, range(99_995)), "?"), "dimensions": {"d": {}, "e": {"questions": {"q": "?"}}}}, ["has 100,002 questions in all, more than the 100,000 allowed"]),
        ({"questions": dict.fromkeys(map(str, range(100_001)), "?")}, ["has 100,001 questions in all, more than the 100,000 allowed"]),
    ],
)  # fmt: skip
def test_too_much_is_refused(tables: dict[str, object], messages: list[str]) -> None:
    assert told_of(**tables) == messages


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = " + "[" * 10_000, "is nested more than 64 deep"),
        ("a = " + "[" * 70 + "]" * 70, "1:68: a.0.0.0.0: is nested more than 64 deep"),
        ("a" + ".a" * 5_000 + " = 1", "is nested more than 64 deep"),
        ("a = " + "1" * 5_000, "has a number of thousands of digits"),
        ("#" * (8 * 1024**2 + 1), "is larger than 8 MiB"),
        ("", "says nothing; begin with attain = 1, an id, a version and a title"),
        ("# nothing\n", "says nothing; begin with attain = 1, an id, a version and a title"),
        ('{"attain": 1}', "1:1: this is no TOML: invalid statement; this looks like JSON: read it with json.load, and the rubric with Rubric.from_dict"),
        ("my-tiers.toml", "1:14: this is no TOML: expected '=' after a key in a key/value pair; attain.load reads a file"),
        ("attain = 1\na = 12:00:00", "2:1: a: must be plain data, not a time"),
        ("attain = 1\na = 2026-01-01T12:00:00Z", "2:1: a: must be plain data, not a date with a time"),
    ],
)  # fmt: skip
def test_a_text_that_is_no_rubric_is_refused(text: str, message: str) -> None:
    [only] = told(text)
    assert only.replace(".0" * 59, "") == message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("title = “Tiny”", '“ is no quote of TOML: write "'),
        ("title = 'Tiny’\n", '’ is no quote of TOML: write "'),
        ('title = "Tiny”', '” is no quote of TOML: write "'),
        ("say = 'the “tiny” one\n", "a quote is not closed on its line"),
        ("revenue = 50,000", "group thousands by underscores: write 50_000, or 50.000 if that is a decimal comma"),
        ("silver = { revenue = 1,500,000 }", "group thousands by underscores: write 1_500_000"),
        ("revenue = 1.500.000", "group thousands by underscores: write 1_500_000"),
        ("share = 0,7", "decimals follow a point: write 0.7"),
        ("[levels]\na = 1\n[facts]\n[levels] # again", "it stands in line 1 already, and a key or a table may stand only once"),
        ("[levels]\na = 1\nb = 2\na = 3", "it stands in line 2 already, and a key or a table may stand only once"),
        ("a = 1\na = 2", "it stands in line 1 already, and a key or a table may stand only once"),
        ("[[a]]\nb = 1\nb = 2", "the key stands twice; a table may stand only once, too"),
        ("a = 1\na = [\n2\n]", "the key stands twice; a table may stand only once, too"),
        ("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\nc = 1\nc = 2", "the key stands twice; a table may stand only once, too"),
        ("Größe = 1", "'Größe' is no id: use small letters, digits and single hyphens, as in 'groesse'"),
        ("a.Größe.b = 1", "'Größe' is no id: use small letters, digits and single hyphens, as in 'groesse'"),
        ("öl-preis = 1", "'öl-preis' is no id: use small letters, digits and single hyphens, as in 'oel-preis'"),
        ("[dimensions.Größe]", "'Größe' is no id: use small letters, digits and single hyphens, as in 'groesse'"),
        ("[Ärger]", "'Ärger' is no id: use small letters, digits and single hyphens, as in 'aerger'"),
        ("größe x = 1", "'größe' is no id: use small letters, digits and single hyphens, as in 'groesse'"),
        ("size ä = 1", "'ä' is no id: use small letters, digits and single hyphens, as in 'ae'"),
        ("size x = 'ä'", "TOML is written key = value, under [tables]"),
    ],
)  # fmt: skip
def test_a_slip_in_toml_is_told_with_its_cure(text: str, hint: str) -> None:
    [only] = problems(lambda: loads(text))
    assert (only.code, only.hint) == ("toml-syntax", hint)


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ('version = "1"', 'verison = "1"', ["3:1: verison: nothing reads the key 'verison'; did you mean 'version'?"]),
        ("attain = 1\n", "atain = 1\n", ["1:1: atain: nothing reads the key 'atain'; did you mean 'attain'?"]),
        (
            TINY[TINY.index("title") :],
            'extend = "tiny"\n',
            ["4:1: extend: nothing reads the key 'extend'; did you mean 'extends'?"],
        ),
    ],
)
def test_a_key_that_is_misspelt_is_not_told_as_missing_too(old: str, new: str, messages: list[str]) -> None:
    assert changed(old, new) == messages


def test_tables_in_a_list_are_told_to_have_ids() -> None:
    assert told(TINY + '[[questions]]\ntext = "Is it?"\n') == [
        "20:3: questions: must be a table, not a list; give each an id: [questions.an-id] instead of [[questions]]"
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (b"attain = 1", "what is read is text, a str, not bytes; decode it: content.decode()"),
        (Path("tiny.toml"), f"what is read is text, a str, not {type(Path()).__name__}; attain.load reads a file"),
    ],
    ids=str,
)
def test_what_is_no_text_is_refused(given: str, message: str) -> None:
    assert told(given) == [message]


def test_not_more_is_told_than_anyone_reads() -> None:
    assert len(told_of(**{f"x{number}": 1 for number in range(5_000)})) == 1_001
    assert len(told_of(questions={f"x{number}": 1 for number in range(5_000)})) == 1_001


# Files.


def load(path: str | os.PathLike[str]) -> list[str]:
    return [str(problem) for problem in problems(lambda: read_file(path, finder=NOTHING, kind=Rubric))]


@pytest.mark.parametrize("as_given", [str, Path])
def test_a_file_is_read_however_its_path_is_given(tmp_path: Path, as_given: Callable[[Path], str | Path]) -> None:
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
        f"{file}:19:41: dimensions.second.questions.budget.wieght: nothing reads the key 'wieght'; did you mean 'weight'?"
    ]
    text = TINY.replace("weight = 2", "wieght = 2")
    [only] = problems(lambda: read_text(text, file="my.toml", finder=NOTHING, kind=Rubric))
    assert only.place == "my.toml:19:41"


def test_a_file_that_is_not_there_is_told_with_the_nearest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tiers.toml").write_text(TINY)
    assert load(tmp_path / "teirs.toml") == [
        f"{tmp_path / 'teirs.toml'}: there is no such file; did you mean 'tiers.toml'?"
    ]
    assert load(tmp_path / "no" / "tiers.toml") == [f"{tmp_path / 'no' / 'tiers.toml'}: there is no such file"]
    monkeypatch.chdir(tmp_path)
    assert load("teirs.toml") == ["teirs.toml: there is no such file; did you mean 'tiers.toml'?"]
    assert load("iamcp-p2p") == [
        "iamcp-p2p: there is no such file; attain.rubric('iamcp-p2p') gives a registered rubric"
    ]


def test_what_is_no_readable_file_is_told(tmp_path: Path) -> None:
    assert load(tmp_path) == [f"{tmp_path}: this is a directory, not a file"]
    assert load("a\0b") == ["a\0b: can't be read: no file can be called that"]
    (tmp_path / "loop.toml").symlink_to(tmp_path / "loop.toml")
    [loop] = problems(lambda: read_file(tmp_path / "loop.toml", finder=NOTHING, kind=Rubric))
    assert loop.code == "unreadable"


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "large.toml"
    with file.open("wb") as stream:
        stream.truncate(9 * 1024**2)
    assert load(file) == [f"{file}: is larger than 8 MiB"]


def test_a_file_in_another_encoding_is_told_with_the_place(tmp_path: Path) -> None:
    file = tmp_path / "latin.toml"
    file.write_bytes('attain = 1\ntitle = "Réifegrad für "'.encode().replace("ü".encode(), b"\xfc"))
    assert load(file) == [f"{file}:2:21: this is no UTF-8: the byte 0xfc at offset 32; save the file as UTF-8"]
    file.write_bytes("attain = 1".encode("utf-16"))
    assert load(file) == [f"{file}:1:1: this is no UTF-8: the byte 0xff at offset 0; save the file as UTF-8"]


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


def test_a_file_extends_another_that_lies_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_a_problem_is_told_where_it_is_written(tmp_path: Path) -> None:
    base = TINY.replace('plan = "Is there a plan?"', "plan = 3")
    over = OVERLAY.replace("weight = 3", "wieght = 3") + '[dimensions.first.bands]\nsome = "x"\n'
    folder(tmp_path, tiny=base, mine=over)
    assert load(tmp_path / "mine.toml") == [
        f"{tmp_path / 'mine.toml'}:7:12: dimensions.second.questions.budget.wieght: nothing reads the key 'wieght'; did you mean 'weight'?",
        (
            f"{tmp_path / 'mine.toml'}:9:1: dimensions.first.bands.some: 'x' is not a range; "
            'write "0", "1-3", "4.0..5.0" or "6+"; to exclude an end, "0-<4", ">4-24", "<4" or ">85"'
        ),
        f"{tmp_path / 'tiny.toml'}:13:15: dimensions.first.questions.plan: must be text or a table, not 3",
    ]


def test_what_an_overlay_says_wrong_about_its_base_is_told_in_the_overlay(tmp_path: Path) -> None:
    over = OVERLAY.replace("[dim", 'remove = ["dimensions.frist"]\nlevels = { more = "More", some = "Some" }\n[dim', 1)
    folder(tmp_path, tiny=TINY, mine=over.replace("attain = 1\n", ""))
    mine = tmp_path / "mine.toml"
    assert load(mine) == [
        f"{mine}: attain: the key 'attain' is missing; begin with attain = 1, the version of the file format",
        f"{mine}:5:11: remove.0: there is no 'dimensions.frist' to remove from what is extended; did you mean 'dimensions.first'?",
        (
            f"{mine}:6:1: levels: adds or moves levels without naming them all, so that their order is open; "
            "name them all, lowest first: 'none', 'some' and what is new"
        ),
    ]


def test_what_an_overlay_makes_wrong_is_told_where_most_of_its_path_stands(tmp_path: Path) -> None:
    over = OVERLAY.replace("[dim", 'remove = ["levels.some"]\n[levels]\nnone = "Nothing"\n[dim', 1)
    folder(tmp_path, tiny=TINY, mine=over)
    found = load(tmp_path / "mine.toml")
    assert (
        f"{tmp_path / 'tiny.toml'}:12:23: dimensions.first.bands.some: there is no level 'some'; "
        f"{tmp_path / 'mine.toml'}:6 removes 'levels.some'; remove \"dimensions.first.bands.some\" too"
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
            ("8:12: requires.silver.skills: there is no question or dimension 'skills'; "
            "line 4 removes 'dimensions.skills'; remove \"requires.silver.skills\" too"),
            ("8:31: requires.silver.skills.coder: there is no question or dimension 'skills.coder'; "
            "line 4 removes 'dimensions.skills'; remove \"requires.silver.skills.coder\" too"),
            ("9:13: requires.gold.skills.architect: there is no question or dimension 'skills.architect'; "
            "line 4 removes 'dimensions.skills'; remove \"requires.gold.skills.architect\" too"),
            ("10:15: requires.gold.any.0.skills: there is no question or dimension 'skills'; "
            "line 4 removes 'dimensions.skills'; remove \"requires.gold.any\" too, and write it anew"),
        ]),
        ('remove = [\n"levels.gold"]', [
            "9:1: requires.gold: there is no level 'gold'; line 5 removes 'levels.gold'; remove \"requires.gold\" too",
            ("16:41: dimensions.skills.bands.gold: there is no level 'gold'; "
            "line 5 removes 'levels.gold'; remove \"dimensions.skills.bands.gold\" too"),
        ]),
        ('remove = ["dimensions.skills.bands"]', [
            ("8:12: requires.silver.skills: 'skills' has no level to ask for; "
            "line 4 removes 'dimensions.skills.bands'; give it bands, requires, a ladder, combine, rating or a rule"),
            ("10:15: requires.gold.any.0.skills: 'skills' has no level to ask for; "
            "line 4 removes 'dimensions.skills.bands'; give it bands, requires, a ladder, combine, rating or a rule"),
            ("17:53: dimensions.skills.questions.architect.weight: nothing reads 'weight' here: "
            "'skills' has no score; line 4 removes 'dimensions.skills.bands'; give it one (score = \"sum\"), or leave 'weight' out"),
        ]),
        ('remove = ["requires.gold.skills", "requires.gold.any"]', [
            ("9:1: requires.gold: asks for nothing; "
            "line 4 removes 'requires.gold.skills'; name at least one condition, or leave the level out"),
        ]),
        ('remove = ["title"]', ["4:1: title: the key 'title' is missing; line 4 removes 'title'"]),
        ('[dimensions.skills]\nbands.silver = "5-6"', [
            ("16:41: dimensions.skills.bands.gold: '4+' begins or ends before '5-6' of the lower level 'silver' does; "
            "line 5 changes 'dimensions.skills.bands.silver'; let both ends rise from level to level"),
        ]),
        ('[questions.revenue]\nkind = "yes-no"', [
            ("13:48: questions.revenue.min: only a number has 'min', and this is a yes/no question; "
            "line 4 changes 'questions.revenue'; remove \"questions.revenue.min\" too"),
        ]),
    ],
)  # fmt: skip
def test_what_an_overlay_makes_wrong_in_its_base_names_the_line_that_does(overlay: str, messages: list[str]) -> None:
    text = 'id = "mine"\nversion = "1"\nextends = "tiers"\n' + overlay + "\n"
    finder = Shelf({"tiers": from_text(TIERS)})
    found = [
        str(each) for each in problems(lambda: read_text(text, finder=finder, kind=Rubric)) if each.path != ("attain",)
    ]
    assert found == messages


def test_an_overlay_without_a_text_is_named_and_what_it_does_not_touch_is_told_as_ever() -> None:
    base = TIERS.replace("[dimensions.skills]", "[dimensions.skills]\nround = 9")
    overlay = {"attain": 1, "id": "mine", "version": "1", "extends": "tiers", "remove": ["levels.gold"]}
    found = problems(lambda: read_dict(overlay, finder=Shelf({"tiers": from_text(base)}), kind=Rubric))
    assert [each.hint for each in found] == [
        "mine@1 removes 'levels.gold'; remove \"requires.gold\" too",
        "write round = 1",
        "mine@1 removes 'levels.gold'; remove \"dimensions.skills.bands.gold\" too",
    ]


def test_a_misspelt_entry_of_an_overlay_is_told_in_the_overlay() -> None:
    text = 'attain = 1\nid = "mine"\nversion = "1"\nextends = "tiers"\n[dimensions.skills.questions]\narchitct = { weight = 5 }\n'
    found = problems(lambda: read_text(text, finder=Shelf({"tiers": from_text(TIERS)}), kind=Rubric))
    assert [str(each) for each in found] == [
        (
            "6:1: dimensions.skills.questions.architct: adds 'architct', which has no text of its own; "
            "did you mean 'architect'? else give it a text"
        )
    ]


BARE = 'true and false are bare words, and every text stands in "quotes"'


def test_a_broken_base_is_told_in_the_base(tmp_path: Path) -> None:
    folder(tmp_path, tiny="attain = ", mine=OVERLAY)
    assert load(tmp_path / "mine.toml") == [f"{tmp_path / 'tiny.toml'}:1:10: this is no TOML: invalid value; {BARE}"]


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ('"tinny.toml"', "there is no such file: '{}/tinny.toml'; did you mean 'tiny.toml'?"),
        ('"other@1"', "no rubric 'other@1' is registered"),
        ("5", 'must be text, not 5; write extends = "iamcp-p2p@2016", or the path of a file that ends in .toml'),
        ('"mine.toml"', "extends itself: {0}/mine.toml → {0}/mine.toml; let the last one extend something else"),
        (r'"a\u0000.toml"', "can't be read: no file can be called that: '{}/a\0.toml'"),
    ],
)
def test_what_can_not_be_extended_is_told_where_it_is_named(tmp_path: Path, extends: str, message: str) -> None:
    folder(tmp_path, tiny=TINY, mine=OVERLAY.replace('"tiny.toml"', extends))
    assert load(tmp_path / "mine.toml") == [f"{tmp_path}/mine.toml:4:1: extends: {message.format(tmp_path)}"]


def test_the_ending_of_what_is_extended_may_not_be_left_out(tmp_path: Path) -> None:
    folder(tmp_path, tiny=TINY, mine=OVERLAY.replace("tiny.toml", "tiny"))
    assert load(tmp_path / "mine.toml") == [
        (
            f"{tmp_path}/mine.toml:4:1: extends: no rubric 'tiny' is registered; "
            'write extends = "tiny.toml" for the file beside it'
        )
    ]


def test_files_that_extend_each_other_are_told_as_a_chain(tmp_path: Path) -> None:
    folder(tmp_path, tiny=OVERLAY.replace("tiny", "./mine"), mine=OVERLAY)
    (message,) = load(tmp_path / "mine.toml")
    assert f"extends itself: {tmp_path}/mine.toml → {tmp_path}/tiny.toml → {tmp_path}/mine.toml" in message
    assert message.startswith(f"{tmp_path}/tiny.toml:4:1: extends: ")


def test_a_rubric_may_not_extend_itself_by_its_id() -> None:
    source = from_text(OVERLAY.replace("tiny.toml", "mine@2"))
    assert [
        str(problem) for problem in problems(lambda: read(source, finder=Shelf({"mine@2": source}), kind=Rubric))
    ] == ["4:1: extends: extends itself: mine@2 → mine@2; let the last one extend something else"]


def test_a_chain_has_an_end(tmp_path: Path) -> None:
    folder(tmp_path, file0=TINY)
    for number in range(1, 17):
        overlay = OVERLAY.replace("tiny", f"file{number - 1}").replace('version = "2"', f'version = "2.{number}"')
        folder(tmp_path, **{f"file{number}": overlay})
    assert read_file(tmp_path / "file15.toml", finder=NOTHING, kind=Rubric).title == "Tiny"
    assert load(tmp_path / "file16.toml") == [
        f"{tmp_path}/file1.toml:4:1: extends: 16 files extend one another, and no more may"
    ]


def test_a_text_and_a_dict_lie_nowhere_so_they_extend_no_path() -> None:
    hint = "read the file with attain.load, or extend a registered rubric by its id"
    assert told(OVERLAY) == [f"4:1: extends: 'tiny.toml' is relative to a file, and this is none; {hint}"]
    assert told_of(extends="tiny.toml") == [f"extends: 'tiny.toml' is relative to a file, and this is none; {hint}"]


def test_a_name_with_dots_is_found_in_the_tables_it_stands_for() -> None:
    text = TINY + '[dimensions.third.requires]\nsome = { second.reviev = true, "first.plan" = "x" }\n'
    assert [problem.place for problem in problems(lambda: loads(text))] == ["21:17", "21:32"]


# Nothing but RubricError escapes, whatever is read.


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


def test_what_no_longer_is_read_of_the_base_is_to_be_removed_by_the_overlay(tmp_path: Path) -> None:
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


def test_a_level_that_an_overlay_misspells_is_told_as_such() -> None:
    overlay = {"attain": 1, "id": "mine", "version": "1", "extends": "iamcp-p2p", "levels": {"dynamc": "Leading"}}
    [problem] = problems(lambda: read_dict(overlay, finder=default_registry(), kind=Rubric))
    assert problem.code == "partial-order"
    assert (problem.hint or "").startswith("did you mean 'dynamic'? Else name them all, lowest first: 'basic',")
