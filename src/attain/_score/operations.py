"""Each operation of a plan as source."""

import math
from collections.abc import Iterator, Mapping

from attain._plan.nodes import (
    Bend,
    Count,
    Else,
    Greatest,
    Holds,
    Ladder,
    Least,
    OnlyIf,
    Points,
    Product,
    Ratio,
    Same,
    Step,
    Sum,
    bent,
    worth,
)
from attain._plan.steps import Steps

from .run import Missing, enough
from .terms import Known, Local, Term, always
from .writer import Writer, Written

_MOST_RUNGS = 16  # of a ladder in one expression, into which the compiler goes down once for each of them
_VALUES = 8  # a sum of whole numbers is looked up if it has up to so many values for each of its terms


class Operations(Writer):
    """Writes the nodes of a plan, one after the other."""

    def write(self, position: int) -> None:
        """Write a node, after its arguments."""
        self.now = Written()
        self.now.term = self._term(position)
        self.written[position] = self.now

    def _term(self, position: int) -> Term:
        does, name = self.plan.nodes[position].does, f"n{position}"
        match does:
            case Points():
                return self._points(does, name, blocks=self.plan.nodes[position].blocks)
            case Sum():
                return self._sum(does, name)
            case Ratio():
                return self._ratio(does, name)
            case Product(args=args) | Least(args=args) | Greatest(args=args):
                function = {Product: "prod", Least: "min", Greatest: "max"}[type(does)]
                return self.gathered(function, args, [self.times(arg) for arg in args], name)
            case Count():
                return self._count(does, name)
            case Ladder():
                return self._ladder(does, name)
            case OnlyIf(arg=arg, facts=facts):
                so = self.conditions.setdefault(facts, f"w{len(self.conditions)}")
                return self.local(name, f"{self.kept(arg, f'x{position}')} if {so} else None", nullable=True)
            case Else(first=first, second=second):
                return self._else(first, second, name)
            case Bend(arg=arg, base=0, cap=None, digits=None):
                return self.term(arg)
            case _:
                return self._unary(does, name)

    def _unary(self, does: Bend | Step | Holds, name: str) -> Term:
        """An operation on one number: told beforehand for every value that it can have, or else worked out."""
        term = self.term(does.arg)
        if isinstance(term, Known):
            return Known(term.key, term.keys, dict(self._beforehand(does, term.values)))
        x = term.name
        match does:
            case Bend():
                value = f"bent({self.constant(does)}, {x})"
            case Step(steps=steps):
                value = self._height(steps, x)
            case _:
                value = f"{x} >= {self.constant(does.threshold)}"
        return self.local(name, f"None if {x} is None else {value}" if term.nullable else value, nullable=term.nullable)

    def _beforehand(
        self, does: Bend | Step | Holds, values: Mapping[object, float | None]
    ) -> Iterator[tuple[object, float | None]]:
        heights = self._heights(does.steps) if isinstance(does, Step) else {}
        for of, x in values.items():
            if x is None:
                yield of, None
                continue
            match does:
                case Bend():
                    yield of, bent(does, x)
                case Step(steps=steps):
                    if (step := steps.step(x)) in heights:
                        yield of, heights[step]
                case _:
                    yield of, float(x >= does.threshold)

    def _heights(self, steps: Steps) -> dict[object, float]:
        """The height of every step; where the policy is to raise, only with the open questions answered."""
        heights: dict[object, float] = dict(enumerate(steps.values))
        for step, (low, high) in steps.clashes.items():
            if self.reading in ("worst", "best"):
                heights[step] = low if self.reading == "worst" else high
            else:
                del heights[step]
        return heights

    def _height(self, steps: Steps, x: str) -> str:
        return f"{self.table(self._heights(steps))}[bisect_right({self.constant(steps.cuts)}, {x})]"

    def _points(self, does: Points, name: str, *, blocks: bool) -> Term:
        codes = self.spelled[does.input].codes
        states = set(codes.values())
        missing: dict[object, float | None] = {}
        if Missing.NOT_APPLICABLE in states:
            missing[Missing.NOT_APPLICABLE] = does.not_applicable
        if Missing.OPEN in states and not blocks:  # else only the interpreter can tell what it withholds
            missing[Missing.OPEN] = does.open
        if self.plan.inputs[does.input].kind == "number":
            return self._number(does, missing, {state for state in states if isinstance(state, Missing)}, name)
        values = missing | {code: worth(does.worth, code) for code in states if not isinstance(code, Missing)}
        return Known(f"a{does.input}", codes, values).settled()

    def _number(self, does: Points, missing: dict[object, float | None], states: set[Missing], name: str) -> Term:
        code = f"c{does.input}"
        match does.worth:
            case Same():
                value = code
            case Steps(cuts=(), values=(only,)) if len(missing) == len(states) and {*missing.values(), only} == {only}:
                return always(only)
            case Steps() as steps:
                value = self._height(steps, code)
            case _:
                value = f"worth({self.constant(does.worth)}, {code})"
        if states:
            value = f"{self.table(missing)}[{code}] if {code}.__class__ is Missing else {value}"
        return self.local(name, value, nullable=None in missing.values())

    def _sum(self, does: Sum, name: str) -> Term:
        """From left to right, as the interpreter adds; whole ones as int, which no score is too large to tell apart."""
        weighed = list(zip(does.args, does.weights, strict=True))
        if len(weighed) == 1 and isinstance(only := self.term(does.args[0]), Known):
            return only.each(lambda x: does.weights[0] * x)
        wholes = [term.whole(weight) for arg, weight in weighed if isinstance(term := self.term(arg), Known)]
        terms = [whole for whole in wholes if whole]
        if len(terms) < len(does.args):
            each = [self.times(arg, weight) for arg, weight in weighed]
            if self.nullable(does.args):
                return self.gathered("added", does.args, each, name)
            return self.local(name, self.added(name, each))
        low, high = (int(sum(end)) for end in zip(*(term.ends for term in terms), strict=True))
        nullable = len(self.nullable(does.args)) == len(does.args)
        if not any(term.key for term in terms) and not nullable:
            return always(float(low))
        self.local(name, self.added(name, [self.look(term) for term in terms]))
        if nullable:
            there = " or ".join(self.present(arg) for arg in does.args)
            self.now.lines.append(f"if not {name} and not ({there}): {name} = None")
        if high - low > _VALUES * len(terms):
            return Local(name, nullable)
        values: dict[object, float | None] = {x: float(x) for x in range(low, high + 1)}
        if nullable:
            values[None] = None
        return Known(name, {x: x for x in values}, values)

    def _ratio(self, does: Ratio, name: str) -> Term:
        """Both sums from left to right, as the interpreter forms them; what does not count adds 0 to either."""
        above: list[str] = []
        below: list[str] = []
        at_least = at_most = 0.0  # of the lower one
        for arg, weight, full in zip(does.args, does.weights, does.full or [None] * len(does.args), strict=True):
            x = self.term(arg)
            marks = always(1.0) if full is None else self.term(full)
            if isinstance(x, Known) and isinstance(marks, Known) and (pair := _pair(x, marks, weight)):
                upper, lower = pair
                above.append(self.look(upper))
                below.append(self.look(lower))
                at_least += lower.ends[0]
                at_most += lower.ends[1]
            else:
                x_name = self.kept(arg, f"x{arg}")
                marks_name = self.constant(1.0) if full is None else self.kept(full, f"x{full}")
                counts = f"{x_name} is not None and {marks_name} is not None and {marks_name} > 0"
                above.append(f"({self.constant(weight)} * {x_name} if {counts} else 0.0)")
                below.append(f"({self.constant(weight)} * {marks_name} if {counts} else 0.0)")
                at_most = math.inf
        if at_least == at_most > 0:
            over = self.constant(at_least)
        else:
            over = self.local(f"{name}_below", self.added(f"{name}_below", below, "0.0 + ")).name
        value = f"{self.constant(does.times)} * ({self.added(f'{name}_above', above, '0.0 + ')}) / {over}"
        return self.local(name, value if at_least > 0 else f"{value} if {over} > 0 else None", nullable=at_least <= 0)

    def _count(self, does: Count, name: str) -> Term:
        nulls = self.nullable(does.args)
        holding = self.added(f"{name}_held", [self.holding(arg) for arg in does.args])
        total = len(does.args)
        if not nulls:
            least = next(held for held in range(total + 1) if enough(held, total, does.need))
            value = f"{holding} >= {least}"
            if not self.now.lines and all(self.certain(arg) for arg in does.args):
                self.now.condition = value
            return self.local(name, value)
        there = self.added(f"{name}_there", [self.present(arg) for arg in nulls], f"{total - len(nulls)} + ")
        if len(nulls) < total:
            return self.local(name, f"enough({holding}, {there}, {self.constant(does.need)})")
        self.local(f"{name}_there", there)
        value = f"enough({holding}, {name}_there, {self.constant(does.need)}) if {name}_there else None"
        return self.local(name, value, nullable=True)

    def _ladder(self, does: Ladder, name: str) -> Term:
        if len(does.args) > _MOST_RUNGS or self.nullable(does.args):
            every = "".join(f"{self.value(arg)}, " for arg in does.args)
            nullable = len(self.nullable(does.args)) == len(does.args)
            return self.local(name, f"climb({self.constant(does)}, ({every}))", nullable=nullable)
        ranks = [0, *does.ranks]
        if does.cumulative:
            value = f"{ranks[-1]}"
            for rank, arg in zip(ranks[-2::-1], does.args[::-1], strict=True):
                value = f"({value} if {self._condition(arg)} else {rank})"
        else:
            value = "0"
            for rank, arg in zip(does.ranks, does.args, strict=True):
                value = f"{rank} if {self._condition(arg)} else {value}"
        return self.local(name, value)

    def _condition(self, node: int) -> str:
        """A condition within an expression of which only as much is worked out as it takes."""
        written = self.written[node]
        if written.condition is None:
            return self.kept(node, f"x{node}")
        self.now.nodes |= written.nodes
        return written.condition

    def _else(self, first: int, second: int, name: str) -> Term:
        term = self.term(first)
        if not term.nullable:
            return term
        value = self.kept(first, f"x{first}")
        other = self.kept(second, f"x{second}")
        return self.local(name, f"{other} if {value} is None else {value}", nullable=self.term(second).nullable)


def _pair(x: Known, full: Known, weight: float) -> tuple[Known, Known] | None:
    """What a number and its full marks add to the two sums of a ratio, where both hang on the same thing."""
    of = x if x.key else full
    if full.key not in ("", of.key):
        return None
    above: dict[object, float | None] = {}
    below: dict[object, float | None] = {}
    for each in of.values:
        value = x.values.get(each if x.key else None)
        marks = full.values.get(each if full.key else None)
        present = value is not None and marks is not None and marks > 0
        above[each] = weight * value if present and value is not None else 0.0
        below[each] = weight * marks if present and marks is not None else 0.0
    return Known(of.key, of.keys, above).settled(), Known(of.key, of.keys, below).settled()
