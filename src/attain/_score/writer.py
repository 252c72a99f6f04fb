"""What writing any node of a plan takes: names for constants and tables, and the values of the nodes before it."""

from collections.abc import Hashable, Mapping, Sequence

import attrs

from attain._millionths import quantised
from attain._plan.nodes import Facts
from attain._plan.plan import Plan

from .spelled import Reading, Spelled, spelled
from .terms import Known, Local, Term, always

_AT_ONCE = 64  # terms of a sum in one expression, into which the compiler goes down once for each of them


@attrs.define(eq=False)
class Written:
    """What has been written for a node.

    Arguments:
        term: Where its value is.
        lines: What comes before.
        inputs: The inputs that are certain to be looked up in these lines, and so are checked.
        nodes: The nodes that are read.
        condition: Its value as one expression that can be left out, since it checks no answer.
    """

    term: Term = attrs.field(factory=lambda: always(None))
    lines: list[str] = attrs.field(factory=list)
    inputs: set[int] = attrs.field(factory=set)
    nodes: set[int] = attrs.field(factory=set)
    condition: str | None = None


class Writer:
    """Writes source, with what has been written for each node so far.

    Arguments:
        plan: The plan.
        reading: How open questions are taken.
    """

    def __init__(self, plan: Plan, reading: Reading) -> None:
        self.plan = plan
        self.reading = reading
        self.constants: dict[str, object] = {}
        self.conditions: dict[Facts, str] = {}
        self.written: dict[int, Written] = {}
        self.now = Written()
        self._names: dict[Hashable, str] = {}
        self._spellings: dict[Hashable, Spelled] = {}
        self.spelled = [self._shared(position) for position in range(len(plan.inputs))]

    def _shared(self, position: int) -> Spelled:
        """What the plain answers to a question come to: the same object for all questions of a kind."""
        each = self.plan.inputs[position]
        key = each.kind, each.options, each.low, each.high, each.needs, each.option_needs, each.not_applicable
        if key not in self._spellings:
            self._spellings[key] = spelled(each, self.reading)
        return self._spellings[key]

    # ------------------------------------------------------------ names

    def constant(self, value: Hashable) -> str:
        """The name of a constant."""
        return self._named((type(value), value), value)

    def table(self, table: Mapping[object, object]) -> str:
        """The name of a table."""
        return self._named(tuple((given, x, type(x)) for given, x in table.items()), table)

    def look(self, known: Known) -> str:
        """The expression that looks a value up."""
        if not known.key and known.values:
            return self.constant(known.values[None])
        # The keys stay: they are those of a kind of question, or of a node that has been written.
        key = id(known.keys), tuple((of, x, type(x)) for of, x in known.values.items())
        name = self._names[key] if key in self._names else self._named(key, known.table())
        if known.key.startswith("a"):
            self.now.inputs.add(int(known.key[1:]))
        return f"{name}[{known.key or None}]"

    def _named(self, key: Hashable, value: object) -> str:
        if key not in self._names:
            self._names[key] = f"K{len(self._names)}"
            self.constants[self._names[key]] = value
        return self._names[key]

    # ------------------------------------------------------------ values

    def term(self, node: int) -> Term:
        """Where the value of a node is."""
        self.now.nodes.add(node)
        return self.written[node].term

    def value(self, node: int) -> str:
        """The value of a node."""
        term = self.term(node)
        return term.name if isinstance(term, Local) else self.look(term)

    def shown(self, node: int) -> str:
        """The value of a node in millionths, as results show it."""
        term = self.term(node)
        if isinstance(term, Known):
            return self.look(term.each(quantised))
        value = f"quantised({term.name})"
        return f"None if {term.name} is None else {value}" if term.nullable else value

    def times(self, node: int, weight: float = 1) -> str:
        """The value of a node, times its weight."""
        term = self.term(node)
        if isinstance(term, Known):
            return self.look(term.each(lambda x: weight * x))
        if weight == 1:
            return term.name
        times = f"{self.constant(weight)} * {term.name}"
        return f"(None if {term.name} is None else {times})" if term.nullable else times

    def holding(self, node: int) -> str:
        """1 where the condition that a node is holds, else 0."""
        term = self.term(node)
        if isinstance(term, Known):
            return self.look(term.holds())
        return f"({term.name} or 0)" if term.nullable else term.name

    def present(self, node: int) -> str:
        """Whether a node that can be None has a value."""
        term = self.term(node)
        if isinstance(term, Known):
            return self.look(term.present())
        return f"({term.name} is not None)"

    def certain(self, node: int) -> bool:
        """Whether a node has a value whatever is answered, so that it can do without being looked up."""
        term = self.written[node].term
        return isinstance(term, Local) or (not term.key.startswith("a") and len(term.values) == len(term.keys))

    def nullable(self, nodes: Sequence[int]) -> list[int]:
        """Those of some nodes that can be None."""
        return [node for node in nodes if self.written[node].term.nullable]

    def local(self, name: str, value: str, *, nullable: bool = False) -> Local:
        """A new variable, unless the value stands in it already."""
        if value != name:
            self.now.lines.append(f"{name} = {value}")
        return Local(name, nullable)

    def kept(self, node: int, name: str) -> str:
        """The variable that holds the value of a node: what is looked up gets one."""
        term = self.term(node)
        return term.name if isinstance(term, Local) else self.local(name, self.look(term)).name

    def added(self, name: str, terms: Sequence[str], start: str = "") -> str:
        """The sum of some terms from left to right: an expression, or a variable where they are many."""
        first, *rest = (" + ".join(terms[at : at + _AT_ONCE]) for at in range(0, len(terms), _AT_ONCE))
        if not rest:
            return f"{start}{first}"
        self.now.lines.append(f"{name} = {start}{first}")
        self.now.lines += (f"{name} = {name} + {more}" for more in rest)
        return name

    def gathered(self, function: str, args: Sequence[int], values: Sequence[str], name: str) -> Local:
        """What a function makes of the values that are not None; None if all are."""
        nulls = self.nullable(args)
        every = f"({''.join(f'{value}, ' for value in values)})"
        if not nulls:
            return self.local(name, f"{function}({every})")
        there = self.local(name, f"[x for x in {every} if x is not None]").name
        if len(nulls) < len(args):
            return self.local(name, f"{function}({there})")
        return self.local(name, f"{function}({there}) if {there} else None", nullable=True)
