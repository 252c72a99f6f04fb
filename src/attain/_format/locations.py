"""The line and column of each key of a TOML text, for errors that point at it.

The TOML parser returns values without places. This scanner reads the text a second time, only to report an error, and
keeps nothing but places. It also accepts a text that the parser refuses, and never fails.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

import attrs

from attain._core.errors import Path

Place = tuple[int, int]
"""A line and a column, both counted from 1; columns in characters, as editors show them."""

_DEEPEST = 100  # without a limit, a text of nothing but brackets would need paths of quadratic size

# No token fails once begun (one without its end runs on), and none is read twice, so the scan is linear.
# Blanks match nothing and are skipped. A number such as 1.5 becomes three tokens, of which only the first matters.
_TOKEN = re.compile(
    r'''
      \#[^\n]*                                        # comment
    | """(?: [^"\\] | \\. | "{1,2}(?!") )*+ "{0,5}    # up to two quotes may precede the closing three
    | \'\'\'(?: [^'] | '{1,2}(?!') )*+ '{0,5}
    | "(?: [^"\\\n] | \\[^\n] )*+ "?
    | '[^'\n]*'?
    | [^\s"'\#=,.\[\]{}]+                             # bare key, number, date, true, false
    | [\n=,.\[\]{}]
    ''',
    re.VERBOSE | re.DOTALL,
)
_HEADER = re.compile(r"\s*\[\[?[^\[\],{}=]+\]\]?\s*(#|$)")
_ESCAPE = re.compile(r'\\([btnfre"\\]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})')
_ESCAPED = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b", '"': '"', "\\": "\\"}


def places(text: str) -> dict[Path, Place]:
    r"""Return the line and column where each key and each element of an array begins.

    A key's place is its first mention, alone or as a part of a dotted key; but a table's own header takes precedence
    over an earlier ``[table.within]``. The place of an element of ``[[tables]]`` is the name in its header. Values
    under more than 100 keys are left out.

    Arguments:
        text: A TOML text that the parser accepts.

    >>> for path, place in places('[scales.size]\noptions = [\n  "small",\n  { id = "large" },\n]').items():
    ...     print(place, path)
    (1, 2) ('scales',)
    (1, 9) ('scales', 'size')
    (2, 1) ('scales', 'size', 'options')
    (3, 3) ('scales', 'size', 'options', 0)
    (4, 3) ('scales', 'size', 'options', 1)
    (4, 5) ('scales', 'size', 'options', 1, 'id')
    """
    found: dict[Path, Place] = {}
    waiting: list[tuple[Path, _Node]] = [((), _scan(text))]
    while waiting:
        path, node = waiting.pop()
        if path:
            found[path] = node.place
        if len(path) < _DEEPEST:
            waiting.extend(((*path, name), child) for name, child in reversed(node.children.items()))
    return found


def place_of(text: str, path: Path) -> tuple[Place | None, int]:
    r"""Return the place of the longest prefix of a path that is in the text, and the length of the prefix.

    Repeated calls with one text scan it once.

    Arguments:
        text: A TOML text that the parser accepts.
        path: The keys that lead to a value; the last ones may be missing in the text.

    >>> text = '[levels]\nbasic = { title = "Basic" }'
    >>> place_of(text, ("levels", "basic", "title"))
    ((2, 11), 3)
    >>> place_of(text, ("levels", "basic", "summary"))
    ((2, 1), 2)
    >>> place_of(text, ("title",))
    (None, 0)
    """
    node, length = _scan(text), 0
    while length < len(path) and (child := node.children.get(path[length])):
        node, length = child, length + 1
    return (node.place if length else None), length


def earlier(text: str, line: int) -> Place | None:
    r"""Return the place where the key or table of a line occurs first; None if it is not easily known.

    Arguments:
        text: A TOML text that the parser refuses, because a key or a table occurs twice.
        line: The line of the second occurrence.

    >>> earlier('[gold]\nneed = 1\n\n[silver]\n\n[gold]', 6)
    (1, 2)
    """
    *before, last = text.split("\n")[:line]
    header = "" if _HEADER.match(last) else next(filter(_HEADER.match, reversed(before)), "")
    if header.lstrip().startswith("[["):
        return None  # such a table can occur several times
    above = places(header)
    paths = [path for path in places(f"{header}\n{last}") if path not in above and isinstance(path[-1], str)]
    found = [(path, *place_of("\n".join(before), path)) for path in (paths if header else paths[-1:])]
    return next((place for path, place, length in reversed(found) if length == len(path)), None)


@attrs.define(eq=False)
class _Node:
    """A value of the text: a table has its children under names, an array under numbers."""

    place: Place
    children: dict[str | int, "_Node"] = attrs.field(factory=dict)

    def child(self, name: str | int, place: Place) -> "_Node":
        return self.children.setdefault(name, _Node(place))

    def element(self, place: Place) -> "_Node":
        return self.child(len(self.children), place)

    def reach(self, key: list[tuple[str, Place]]) -> "_Node":
        """Return the node of a dotted key, through the last element of each array of tables."""
        node = self
        for part, place in key:
            last = len(node.children) - 1  # only arrays match, because no key of a table is a number
            node = node.children.get(last, node).child(part, place)
        return node


@lru_cache(maxsize=1)  # all problems of one text are located in succession
def _scan(text: str) -> _Node:
    """Return the whole text as a tree."""
    root = _Node((1, 1))
    scanner = _Scanner(root, root)
    for token, place in _tokens(text):
        scanner.take(token, place)
    return root


@attrs.define
class _Scanner:
    """The state of the scanner at one point of the text; its nesting is a list, to exceed Python's recursion limit."""

    root: _Node
    table: _Node  # the node that the next key or element belongs to
    bracket: str = ""  # its opening bracket: "{" or "["; empty for a table with lines of its own
    outer: list[tuple[_Node, str]] = attrs.field(factory=list)  # the enclosing nodes, with their brackets
    header: int = 0  # the brackets before the key of a header
    key: list[tuple[str, Place]] = attrs.field(factory=list)  # the parts of the current key
    value: _Node | None = None  # the current value, up to a comma or the end of the line

    def take(self, token: str, place: Place) -> None:
        match token[0]:
            case "\n" | ",":
                self.header, self.key, self.value = 0, [], None
            case "]" | "}" if self.outer:
                self.table, self.bracket = self.outer.pop()
            case "]" if self.key:
                self.begin_table()
            case first if self.value or self.bracket == "[":
                self.take_value(first, place)
            case "[":
                self.header += 1
            case "=":
                self.key, self.value = [], self.table.reach(self.key)
            case first if first != ".":
                self.key.append((_name(token), place))

    def begin_table(self) -> None:
        _, place = self.key[-1]
        self.table = self.root.reach(self.key)
        if self.header > 1:
            self.table = self.table.element(place)
        else:
            self.table.place = place
        self.key = []

    def take_value(self, first: str, place: Place) -> None:
        value = self.value or self.table.element(place)
        if first in "[{":
            self.outer.append((self.table, self.bracket))
            self.table, self.bracket, self.value = value, first, None
        else:
            self.value = value


def _tokens(text: str) -> Iterator[tuple[str, Place]]:
    """Yield the tokens of a text, without comments, each with its place."""
    line, line_start = 1, 0
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token[0] != "#":
            yield token, (line, match.start() - line_start + 1)
        if breaks := token.count("\n"):
            line, line_start = line + breaks, match.start() + token.rindex("\n") + 1


def _name(token: str) -> str:
    """Return the key, or part of a dotted key, that a token spells."""
    if token[0] == '"':
        return _ESCAPE.sub(lambda escape: _ESCAPED.get(escape[1]) or chr(int(escape[1][1:], 16)), token[1:-1])
    return token[1:-1] if token[0] == "'" else token
