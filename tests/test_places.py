"""An error points at the key that it means, in every spelling and nesting of a file."""

import re
from collections.abc import Iterator
from typing import Literal, TypeVar

import attrs
import pytest
import tomli
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from attain._core.errors import Path
from attain._format.locations import Place, place_of, places

Table = dict[str, object]
Item = TypeVar("Item")

# ---------------------------------------------------------------- the content of a text, read by the parser itself


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Yield the paths of all keys and elements."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for name, child in inner:
        yield (*path, name)
        yield from paths(child, (*path, name))


def place_at(text: str, offset: int) -> Place:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def key_at(text: str, place: Place) -> str:
    """Return the key at a place, as the parser reads it."""
    line, column = place
    rest = text.split("\n")[line - 1][column - 1 :]
    spelled = re.match(r"""[\w-]+|"([^"\\]|\\.)*"|'[^']*'""", rest, re.ASCII)
    assert spelled, rest
    return next(iter(tomli.loads(f"{spelled[0]} = 0")))


# ---------------------------------------------------------------- random documents

AWKWARD = st.text(st.sampled_from("ab \"\"\"'''\\\n\t#=,.[]{}é😀\x1b"), max_size=8)
NAMES = st.text("ab-_09", min_size=1, max_size=3) | AWKWARD | st.text(max_size=5)
SCALARS = (
    st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.times()
    | st.datetimes()
    | AWKWARD
    | st.text(max_size=10)
)
VALUES: st.SearchStrategy[object] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(NAMES, inner, max_size=3)
        | st.lists(st.dictionaries(NAMES, inner, max_size=3), max_size=3)
    ),
    max_leaves=12,
)
DOCUMENTS: st.SearchStrategy[Table] = st.dictionaries(NAMES, VALUES, max_size=4)


@attrs.define
class Writer:
    """A writer of documents in one of the many ways that TOML allows, which notes the place of each key and element."""

    draw: st.DrawFn
    text: str = ""
    offsets: dict[Path, int] = attrs.field(factory=dict)

    def either(self) -> bool:
        return self.draw(st.booleans())

    def blank(self) -> None:
        self.text += self.draw(st.sampled_from(["", " ", "\t "]))

    def end_line(self) -> None:
        self.blank()
        self.text += self.draw(st.sampled_from(["\n", "\r\n", "\n \n", '# [no.table] """ \'\n', "#é\r\n\t# a = [\n"]))

    def gap(self) -> None:
        """Write blanks, and sometimes the end of a line, between the parts of an array or an inline table."""
        self.blank()
        if self.either():
            self.end_line()
            self.blank()

    def key(self, path: Path, given: int) -> int:
        """Write the part of a path that follows the given one, as a dotted key; return the offset of its last part."""
        begin = 0
        for end in range(given + 1, len(path) + 1):
            part = path[end - 1]
            if isinstance(part, str):
                if end > given + 1:
                    self.blank()
                    self.text += "."
                    self.blank()
                begin = len(self.text)
                self.offsets.setdefault(path[:end], begin)
                self.text += self.draw(st.sampled_from(key_spellings(part)))
        return begin

    def header(self, path: Path) -> None:
        self.blank()
        self.text += "[[" if isinstance(path[-1], int) else "["
        self.blank()
        self.offsets[path] = self.key(path, 0)
        self.blank()
        self.text += "]]" if isinstance(path[-1], int) else "]"
        self.end_line()

    def table(self, path: Path, table: Table) -> None:
        lines: Table = {}
        within: Table = {}
        for name, value in table.items():
            has_header = isinstance(value, dict) or (value and is_tables(value))
            (within if has_header and self.either() else lines)[name] = value
        is_element = bool(path) and isinstance(path[-1], int)
        implied = within and not lines and not is_element and self.either()
        late = within and path and not is_element and self.either()
        if late:
            self.tables(path, within)
        if path and not implied:
            self.header(path)
        for inner, value in self.pairs(path, lines):
            self.blank()
            self.pair(inner, len(path), value)
            self.end_line()
        if not late:
            self.tables(path, within)

    def tables(self, path: Path, within: Table) -> None:
        for name, value in within.items():
            if isinstance(value, dict):
                self.table((*path, name), value)
            elif isinstance(value, list):
                for index, element in enumerate(value):
                    self.table((*path, name, index), element)

    def pairs(self, path: Path, table: Table) -> list[tuple[Path, object]]:
        """Return the keys and values of a table, with some of its inner tables taken apart into dotted keys."""
        flat: list[tuple[Path, object]] = []
        for name, value in table.items():
            if isinstance(value, dict) and value and self.either():
                flat += self.pairs((*path, name), value)
            else:
                flat.append(((*path, name), value))
        return self.draw(st.permutations(flat))

    def pair(self, path: Path, given: int, value: object) -> None:
        self.key(path, given)
        self.blank()
        self.text += "="
        self.blank()
        self.value(path, value)

    def value(self, path: Path, value: object) -> None:
        if isinstance(value, dict):
            self.text += "{"
            for inner, element in self.separated(self.pairs(path, value)):
                self.pair(inner, len(path), element)
            self.text += "}"
        elif isinstance(value, list):
            self.text += "["
            for index, element in self.separated(list(enumerate(value))):
                self.offsets[*path, index] = len(self.text)
                self.value((*path, index), element)
            self.text += "]"
        elif isinstance(value, str):
            self.text += self.draw(st.sampled_from(string_spellings(value)))
        else:
            self.text += written(value)

    def separated(self, items: list[Item]) -> Iterator[Item]:
        for count, item in enumerate(items, 1):
            self.gap()
            yield item
            self.gap()
            if count < len(items) or self.either():
                self.text += ","
        self.gap()


def is_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(element, dict) for element in value)


def written(value: object) -> str:
    return tomli_w.dumps({"v": value}).removeprefix("v = ").removesuffix("\n")


def key_spellings(text: str) -> list[str]:
    literal = [f"'{text}'"] if text.isprintable() and "'" not in text else []
    bare = [text] if re.fullmatch(r"[A-Za-z0-9_-]+", text) else []
    return [written(text), '"' + "".join(map(escaped, text)) + '"', *literal, *bare]


def escaped(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08x}"


def string_spellings(text: str) -> list[str]:
    spellings = key_spellings(text)[:3]
    if all(character in "\n\t" or character.isprintable() for character in text):
        spellings.append('"""\n' + text.replace("\\", "\\\\").replace('"""', '""\\"') + '"""')
        if "'''" not in text:
            spellings.append(f"'''\n{text}'''")
    return [spelling for spelling in spellings if tomli.loads(f"v = {spelling}") == {"v": text}]


@st.composite
def written_documents(draw: st.DrawFn) -> tuple[Table, str, dict[Path, Place]]:
    document = draw(DOCUMENTS)
    writer = Writer(draw)
    writer.table((), document)
    return document, writer.text, {path: place_at(writer.text, offset) for path, offset in writer.offsets.items()}


@given(written_documents())
def test_every_key_and_element_is_found_where_it_was_written(written: tuple[Table, str, dict[Path, Place]]) -> None:
    document, text, expected = written
    assert tomli.loads(text) == document
    assert set(expected) == set(paths(document))
    assert places(text) == expected


@given(DOCUMENTS, st.booleans())
def test_files_of_another_writer_are_read_correctly(document: Table, multiline_strings: bool) -> None:
    text = tomli_w.dumps(document, multiline_strings=multiline_strings)
    found = places(text)
    assert set(found) == set(paths(tomli.loads(text)))
    assert all(key_at(text, place) == path[-1] for path, place in found.items() if isinstance(path[-1], str))


# ---------------------------------------------------------------- any text

PIECES = ["a", "b", "1", " ", ".", "=", ",", "\n", "\r\n", "[", "]", "[[", "]]", "{", "}", "#", '"', "'", '"""', "'''"]
MORE = ["\\", "\\u0041", "\\U99999999", "a=1\n", "[a]\n", "[[a]]\n", "b={"]
SOUP = st.lists(st.sampled_from(PIECES + MORE)).map("".join)
TORN = written_documents().flatmap(lambda written: st.integers(0, len(written[1])).map(lambda cut: written[1][:cut]))


@given(st.text() | SOUP | TORN)
def test_any_text_can_be_read_and_one_that_parses_has_all_its_places(text: str) -> None:
    found = places(text)
    lines = text.split("\n")
    assert all(column <= len(lines[line - 1]) for line, column in found.values())
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    assert set(found) == set(paths(document))


def test_an_escape_that_names_no_character_stays_as_it_is() -> None:
    assert list(places(r'"\U00110000\x4" = 1')) == [(r"\U00110000\x4",)]


OPENINGS = [
    "[",
    "{",
    "]",
    ",",
    "a.",
    "a=[",
    "a={",
    "a=[1,",
    "[a]\nb=[{",
    "[a.b]\n",
    "[[a]]\n",
    "[[a]]\n[[a.b]]\n",
    "#",
    "\n",
]
QUOTES = [
    '\\"""\n',
    '"',
    "'",
    "\\",
    '"\\\\',
    '"\\U0010',
    '"""\\',
    '"""\\"',
    "'''\\'",
    '""" ',
    "''' ",
    'a="""\n',
    "a='''\n",
]


@pytest.mark.parametrize("piece", [*OPENINGS, *QUOTES])
def test_a_hostile_text_is_read_to_its_end_and_has_no_more_places_than_characters(piece: str) -> None:
    text = piece * 50_000  # in quadratic time, this would take minutes
    assert len(places(text)) <= len(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [("a = " + "[" * 50_000, 0), ("a = " + "{ a = " * 50_000, "a"), ("a" + ".a" * 50_000 + " = 1", "a")],
)
def test_deep_nesting_causes_no_overflow(text: str, part: Literal[0, "a"]) -> None:
    assert max(map(len, places(text))) == 100
    (_, column), length = assert_placed(place_of(text, ("a", *[part] * 40_000)))
    assert length == 40_001
    assert column > 40_000


def assert_placed(found: tuple[Place | None, int]) -> tuple[Place, int]:
    place, length = found
    assert place
    return place, length


# ---------------------------------------------------------------- the nearest place


@given(written_documents(), NAMES, st.integers(0, 5))
def test_a_missing_key_has_the_place_of_the_nearest_one(
    written: tuple[Table, str, dict[Path, Place]], name: str, index: int
) -> None:
    _, text, expected = written
    for path, place in expected.items():
        assert place_of(text, path) == (place, len(path))
        for part in (name, index):
            if (*path, part) not in expected:
                assert place_of(text, (*path, part, part)) == (place, len(path))


def test_the_whole_text_and_an_unknown_key_have_no_place() -> None:
    assert place_of("a = 1", ()) == (None, 0)
    assert place_of("a = 1", ("b", "a")) == (None, 0)
    assert place_of("", ("a",)) == (None, 0)


def test_texts_are_read_one_after_another() -> None:
    assert place_of("a = 1", ("a",)) == ((1, 1), 1)
    assert place_of("\n a = 1", ("a",)) == ((2, 2), 1)
    assert place_of("a = 1", ("a",)) == ((1, 1), 1)


def test_changing_the_places_changes_no_later_ones() -> None:
    places("a = 1").clear()
    assert places("a = 1") == {("a",): (1, 1)}


# ---------------------------------------------------------------- special cases

CASES: dict[str, tuple[str, dict[Path, Place]]] = {
    "a header places each of its parts": (
        "[dimensions.agreement.questions]\nnda = '?'",
        {
            ("dimensions",): (1, 2),
            ("dimensions", "agreement"): (1, 13),
            ("dimensions", "agreement", "questions"): (1, 23),
            ("dimensions", "agreement", "questions", "nda"): (2, 1),
        },
    ),
    "a second mention moves nothing": (
        "[a.b]\n[a.c]\nx.y = 1\nx.z = 2",
        {
            ("a",): (1, 2),
            ("a", "b"): (1, 4),
            ("a", "c"): (2, 4),
            ("a", "c", "x"): (3, 1),
            ("a", "c", "x", "y"): (3, 3),
            ("a", "c", "x", "z"): (4, 3),
        },
    ),
    "a table's own header beats an earlier mention": (
        "[a.b.c]\n[a.b]\n[a]",
        {("a",): (3, 2), ("a", "b"): (2, 4), ("a", "b", "c"): (1, 6)},
    ),
    "a table's own header beats a later mention": (
        "[a]\n[a.b]\n[a.b.c]",
        {("a",): (1, 2), ("a", "b"): (2, 4), ("a", "b", "c"): (3, 6)},
    ),
    "arrays of tables are counted, inner ones within the last element": (
        "[[a]]\nx = 1\n[[a.b]]\n[[a.b]]\n[a.b.c]\n[[ a ]]\n[[a.b]]",
        {
            ("a",): (1, 3),
            ("a", 0): (1, 3),
            ("a", 0, "x"): (2, 1),
            ("a", 0, "b"): (3, 5),
            ("a", 0, "b", 0): (3, 5),
            ("a", 0, "b", 1): (4, 5),
            ("a", 0, "b", 1, "c"): (5, 6),
            ("a", 1): (6, 4),
            ("a", 1, "b"): (7, 5),
            ("a", 1, "b", 0): (7, 5),
        },
    ),
    "keys that look like indices and numbers": (
        "1.0 = [1.5]\n[[2]]\n0 = 1",
        {
            ("1",): (1, 1),
            ("1", "0"): (1, 3),
            ("1", "0", 0): (1, 8),
            ("2",): (2, 3),
            ("2", 0): (2, 3),
            ("2", 0, "0"): (3, 1),
        },
    ),
    "quoted keys": (
        '"a.b" . \'c"]\' = 1\n[\'[\\x41]\'."\\x41\\u00e9\\U0001F600\\e\\""]\n"" = 1',
        {
            ("a.b",): (1, 1),
            ("a.b", 'c"]'): (1, 9),
            ("[\\x41]",): (2, 2),
            ("[\\x41]", 'Aé😀\x1b"'): (2, 11),
            ("[\\x41]", 'Aé😀\x1b"', ""): (3, 1),
        },
    ),
    "every short escape": (
        r'"\b\t\n\f\r\e\"\\x41" = 1',
        {('\b\t\n\f\r\x1b"\\x41',): (1, 1)},
    ),
    "the first and last characters an escape can name": (
        r'"\x00\xFf\u0000\uFfFf\U00000000\U000Ffff0\U0010FfFf" = 1',
        {("\0\xff\0\uffff\0\U000ffff0\U0010ffff",): (1, 1)},
    ),
    "columns count characters": (
        "a = { '😀é' = 1, b = 2 }",
        {("a",): (1, 1), ("a", "😀é"): (1, 7), ("a", "b"): (1, 17)},
    ),
    "inline tables over several lines": (
        "a = { # {\n  b.c = 1, # , x = 1\n\n  b.d = {}, # }\n}\ne = 1",
        {
            ("a",): (1, 1),
            ("a", "b"): (2, 3),
            ("a", "b", "c"): (2, 5),
            ("a", "b", "d"): (4, 5),
            ("e",): (6, 1),
        },
    ),
    "arrays over several lines": (
        "a = [ # [\n  [], # ]\n  [\n    1, 2 ]\n  , { b = 1 }, # ,\n]\ne = 1",
        {
            ("a",): (1, 1),
            ("a", 0): (2, 3),
            ("a", 1): (3, 3),
            ("a", 1, 0): (4, 5),
            ("a", 1, 1): (4, 8),
            ("a", 2): (5, 5),
            ("a", 2, "b"): (5, 7),
            ("e",): (7, 1),
        },
    ),
    "values that look like something else": (
        'a = \'[b]\' # c = 1\nd = "e = \\" { #"\nf = ["]", \']\', 2026-11-21 10:00:00, -1.5e+3, 1_0, inf]',
        {
            ("a",): (1, 1),
            ("d",): (2, 1),
            ("f",): (3, 1),
            ("f", 0): (3, 6),
            ("f", 1): (3, 11),
            ("f", 2): (3, 16),
            ("f", 3): (3, 37),
            ("f", 4): (3, 46),
            ("f", 5): (3, 51),
        },
    ),
    "multi-line strings": (
        'a = """\n[b]\n\\""" c = 1\n"""\nd = \'\'\'\n\\\'\'\n[e]\'\'\'\nf = 1',
        {("a",): (1, 1), ("d",): (5, 1), ("f",): (8, 1)},
    ),
    "quotes before the closing delimiter": (
        'a = ["""x""""", \'\'\'x\'\'\'\'\', """""", \'\'\'\'\'\', "", \'\', """"x""""]\nb = 1',
        {
            ("a",): (1, 1),
            ("a", 0): (1, 6),
            ("a", 1): (1, 17),
            ("a", 2): (1, 28),
            ("a", 3): (1, 36),
            ("a", 4): (1, 44),
            ("a", 5): (1, 48),
            ("a", 6): (1, 52),
            ("b",): (2, 1),
        },
    ),
    "lines that end in CRLF": (
        'a = """\r\nx\r\n"""\r\n[b] # c\r\nd = [\r\n1,\r\n]\r\n',
        {("a",): (1, 1), ("b",): (4, 2), ("b", "d"): (5, 1), ("b", "d", 0): (6, 1)},
    ),
    "blanks everywhere": (
        "\n\t[ a\t. b ]\n  c =1",
        {("a",): (2, 4), ("a", "b"): (2, 8), ("a", "b", "c"): (3, 3)},
    ),
    "what follows a multi-line string on its last line": (
        'a = ["""\n\n""", 1]',
        {("a",): (1, 1), ("a", 0): (1, 6), ("a", 1): (3, 6)},
    ),
    "nothing but a comment": ("# a = 1", {}),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_special_cases_have_their_places(text: str, expected: dict[Path, Place]) -> None:
    assert set(paths(tomli.loads(text))) == set(expected)
    assert places(text) == expected
