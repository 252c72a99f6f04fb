"""Plain answers, and the generated function that scores them."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from operator import itemgetter
from typing import NamedTuple, TypeAlias, cast

import attrs

from attain._cells.cells import ALWAYS, NEVER, Added, AnswerCell, AnswerPart, CellBuilder, Does, FactsHold, uses
from attain._cells.function import TOOLS, Constants, Statements
from attain._cells.translate import Form, Presence, Translation
from attain._core.data import Data
from attain._core.types import LARGEST
from attain._model.conditions import Value
from attain._plan.nodes import Completion
from attain._plan.plan import Code, FactInput, Input, Missing, Plan


@attrs.frozen(eq=False, repr=False)
class PlainAnswers(Data):
    """The plain answers to a question that need no further reading, and the code of each.

    Arguments:
        codes: The code of each answer; to a question for a number, only of the answers that are not numbers.
        low: The lowest number that is accepted, as its code; above `high` if no number is.
        high: The highest number that is accepted, as its code.
    """

    codes: Mapping[object, Code]
    low: float = 1.0
    high: float = 0.0


def plain_answers(input_: Input) -> PlainAnswers:
    """Return the codes of the plain answers to a question.

    >>> import attain
    >>> found = plain_answers(attain.rubric("iamcp-p2p").plan.inputs[0])
    >>> found.codes["Yes"], found.codes[0], found.codes["unknown"], "n/a" in found.codes
    (1.0, 0.0, <Missing.OPEN: 'open'>, False)
    """
    found: dict[object, Code] = {
        given: Missing.OPEN if _needs(input_, code) else code
        for given, code in input_.vocabulary.plain.items()
        if code is not Missing.NOT_APPLICABLE or input_.not_applicable.as_ != "forbidden"
    }
    if input_.kind != "number" or input_.needs:  # a number without details is then open, unless it is the worst
        return PlainAnswers(found)
    return PlainAnswers(found, max(input_.low, -LARGEST), min(input_.high, LARGEST))


def _needs(input_: Input, code: Code) -> bool:
    """Return whether an answer needs a note or evidence to count."""
    if code is Missing.NOT_APPLICABLE:
        return bool(input_.not_applicable.needs)
    if not isinstance(code, float) or code <= input_.low:
        return False
    return bool(input_.needs or (input_.option_needs and input_.option_needs[int(code)]))


def spelled_facts(fact: FactInput) -> Mapping[object, Value | None]:
    """Return the value of each accepted spelling of a fact; for a number, only of those that are not numbers.

    >>> from attain._plan.plan import FactInput
    >>> found = spelled_facts(FactInput("segment", "choice", ("small", "large"), default="small", needed=True))
    >>> found["Large"], found[None]
    ('large', 'small')
    """
    found: dict[object, Value | None] = {}
    for given, code in fact.vocabulary.plain.items():
        if isinstance(code, float):
            found[given] = fact.options[int(code)] if fact.kind == "choice" else bool(code)
        elif fact.default is not None or not fact.needed:
            found[given] = fact.default
    return found


Marks: TypeAlias = tuple[tuple[int | None, ...], tuple[float | None, ...]]
"""The rank of the level of every output of a plan, and the score of every output."""

_Function: TypeAlias = Callable[[tuple[object, ...], tuple[object, ...]], tuple[Marks, Marks, Marks] | None]


class Scored(NamedTuple):
    """The levels and scores of some plain answers.

    Arguments:
        answers: The answers, in the order of the plan; None for each open one.
        facts: The facts, in the order of the plan; None for each unknown one.
        marks: The levels and scores of the answers as they are.
        worst: The levels and scores with the worst answer to each open question.
        best: The levels and scores with the best answer to each open question.
    """

    answers: tuple[object, ...]
    facts: tuple[object, ...]
    marks: Marks
    worst: Marks
    best: Marks


class Executor:
    """Scores answers with functions that are generated from a plan, each when it is first needed.

    It accepts plain answers and facts, flat in a dict. It leaves everything else to the interpreter: answers with notes
    or dates, mistakes, and bands that do not decide.

    >>> import attain
    >>> executor = Executor(attain.rubric("iamcp-p2p").plan)
    >>> levels, scores = executor.score({"agreement.nda": "yes"}, {}).marks
    >>> levels[3], scores[3]
    (1, 1)
    >>> executor.score({"agreement": {"nda": "yes"}}, {}) is None
    True
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._open: dict[str, object] = dict.fromkeys(input_.id for input_ in plan.inputs)
        self._unknown: dict[str, object] = dict.fromkeys(fact.id for fact in plan.facts)
        self._total = len(self._open)
        self._all = itemgetter(*self._open) if self._total > 1 else None

    def score(self, answers: Mapping[str, object], facts: Mapping[str, object]) -> Scored | None:
        """Score answers; return None if the interpreter has to."""
        if type(answers) is not dict or type(facts) is not dict:  # other mappings may have values for missing keys
            return None
        known = tuple({**self._unknown, **facts}.values()) if facts or self._unknown else ()
        if len(known) > len(self._unknown):
            return None
        if len(answers) == self._total and self._all:
            complete = self._complete
            try:
                given = self._all(answers)
                found = complete(given, known)
            except (KeyError, TypeError):  # an answer is missing or not plain
                pass
            else:
                return Scored(given, known, *found) if found else None
        return self._with_open(answers, known)

    def _with_open(self, answers: dict[str, object], known: tuple[object, ...]) -> Scored | None:
        given = tuple((self._open | answers).values())
        if len(given) > self._total:
            return None
        partial = self._partial
        try:
            found = partial(given, known)
        except (KeyError, TypeError):
            return None
        return Scored(given, known, *found) if found else None

    @cached_property
    def _complete(self) -> _Function:
        return _function(write(self._plan, "never"))

    @cached_property
    def _partial(self) -> _Function:
        return _function(write(self._plan, "maybe"))


@attrs.frozen(eq=False, repr=False)
class FunctionSource(Data):
    """The source of a function `score(a, f)`, and the constants that it names.

    The function takes plain answers and facts in the order of the plan. It returns the marks of the answers as they
    are, with the worst and with the best answer to each open question; None if bands do not decide.
    """

    text: str
    constants: Mapping[str, object]


def write(plan: Plan, open_: Presence) -> FunctionSource:
    """Return the source of the function that scores by a plan.

    Arguments:
        plan: The plan to score by.
        open_: ``maybe`` if answers may be open, else ``never``.
    """
    return _Writer(plan, open_).source()


def _function(source: FunctionSource) -> _Function:
    space = {**TOOLS, **source.constants}
    exec(compile(source.text, "<generated by attain>", "exec"), space)  # noqa: S102  # positions and names alone
    return cast(_Function, space["score"])


_Cells: TypeAlias = tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]
"""The levels and the scores of all outputs, each as the cell of its value and the cell that says if it has one."""

_STATES: Mapping[AnswerPart, Missing] = {"open": Missing.OPEN, "inapplicable": Missing.NOT_APPLICABLE}


class _Writer:
    """Writes the function that scores answers that may be open, or answers that are not."""

    def __init__(self, plan: Plan, open_: Presence) -> None:
        self.plan = plan
        self.sheet = CellBuilder()
        self.constants = Constants()
        self.in_place: set[int] = set()  # the inputs whose codes are looked up where they are added
        self.completions: tuple[Completion | None, ...] = (None,) if open_ == "never" else (None, "worst", "best")
        self.answers = [plain_answers(input_) for input_ in plan.inputs]
        self.forms = [
            Form(open_, "never" if input_.not_applicable.as_ == "forbidden" else "maybe") for input_ in plan.inputs
        ]

    def source(self) -> FunctionSource:
        """Return the source of the function."""
        found, ambiguous = zip(*map(self._marks, self.completions), strict=True)
        clash = self.sheet.some(sorted(set[int]().union(*ambiguous)))
        roots = [clash, *(cell for marks in found for side in marks for pair in side for cell in pair)]
        leaves = self._leaves(uses(self.sheet.cells, roots))
        statements = Statements(self.sheet.cells, leaves, roots, self.constants)
        lines = [
            "def score(a, f):",
            *self._inputs(),
            *statements.lines,
            "" if clash == NEVER else f"if {statements[clash]}: return None",
            *self._outputs(statements, found),
        ]
        return FunctionSource("\n    ".join(filter(None, lines)) + "\n", self.constants.values)

    def _inputs(self) -> Iterator[str]:
        """Yield the statements that read answers and facts."""
        yield from _unpacked("a", len(self.plan.inputs))
        yield from _unpacked("f", len(self.plan.facts))
        yield from (self._fact(position, fact) for position, fact in enumerate(self.plan.facts))
        yield from map(self._answer, range(len(self.plan.inputs)))

    def _outputs(self, statements: Statements, found: Sequence[_Cells]) -> Iterator[str]:
        """Yield the statements that return the marks: of the answers as they are, at worst and at best."""
        names = {marks: f"s{at}" for at, marks in enumerate(found)}
        for marks, name in names.items():
            yield f"{name} = {', '.join(self._side(statements, side) for side in marks)}"
        as_given, *bounds = (names[marks] for marks in found)
        yield f"return {', '.join([as_given, *(bounds or [as_given, as_given])])}"

    def _marks(self, completion: Completion | None) -> tuple[_Cells, set[int]]:
        """Return the cells of all levels and scores; and, without a completion, those that say if no policy decides."""
        sheet, translation = self.sheet, Translation(self.sheet, self.plan, self.forms, completion)
        levels, scores, ambiguous = list[tuple[int, int]](), list[tuple[int, int]](), set[int]()
        for output in self.plan.outputs:
            flows = [None if node is None else translation.flow(node) for node in (output.level, output.score)]
            counts = sheet.negate(sheet.some(flow.held for flow in flows if flow))
            for side, flow in zip((levels, scores), flows, strict=True):
                shown = NEVER if flow is None else flow.value if side is levels else sheet.rounded(flow.value, 6)
                side.append((shown, sheet.every([flow.present, counts]) if flow else NEVER))
                if flow and completion is None:
                    ambiguous.add(sheet.every([flow.ambiguous, counts]))
        return (tuple(levels), tuple(scores)), ambiguous

    def _side(self, statements: Statements, side: Iterable[tuple[int, int]]) -> str:
        texts = (_value(statements, *pair) for pair in side)
        return f"({''.join(f'{text}, ' for text in texts)})"

    # ------------------------------------------------------------ answers and facts

    def _leaves(self, used: Mapping[int, int]) -> dict[int, str]:
        """Return the expression of every cell that reads an answer or facts."""
        self.in_place = {*self._read_once(used)}
        leaves = {position: self._leaf(self.sheet.cells[position].does) for position in used}
        return {position: leaf for position, leaf in leaves.items() if leaf}

    def _read_once(self, used: Mapping[int, int]) -> Iterator[int]:
        """Yield the inputs whose codes are used once, in a sum, except numbers, which are checked first."""
        summed = {arg for cell in used if isinstance(does := self.sheet.cells[cell].does, Added) for arg in does.args}
        for position in summed:
            match self.sheet.cells[position].does:
                case AnswerCell(input=input_, part="code") if self.plan.inputs[input_].kind != "number":
                    if used[position] == 1:
                        yield input_
                case _:
                    pass

    def _leaf(self, does: Does) -> str:
        match does:
            case AnswerCell(input=input_, part="code"):
                return self._code(input_) if input_ in self.in_place else f"c{input_}"
            case AnswerCell(input=input_, part=part):
                return self._state(input_, part)
            case FactsHold(facts=facts):
                return f"({' and '.join(f'f{fact} in {self.constants.name(values)}' for fact, values in facts)})"
            case _:
                return ""

    def _code(self, input_: int) -> str:
        """Return the expression that looks up a code; it is 0 if an answer has none."""
        return f"{self._table(input_, 'code')}[a{input_}]"

    def _state(self, input_: int, part: AnswerPart) -> str:
        look = f"{self._table(input_, part)}[a{input_}]"
        return f"(a{input_}.__class__ not in NUMBERS and {look})" if self.plan.inputs[input_].kind == "number" else look

    def _table(self, input_: int, part: AnswerPart) -> str:
        """Return the name of the table of all spellings of an answer; questions of one kind share it."""
        codes = self.answers[input_].codes
        if self.forms[input_].open == "never":
            codes = {given: code for given, code in codes.items() if code is not Missing.OPEN}
        if part == "code":
            table = {given: 0 if isinstance(code, Missing) else _plain(code) for given, code in codes.items()}
        else:
            table = {given: code is _STATES[part] for given, code in codes.items()}
        return self.constants.name(table, tuple((given, type(given), x) for given, x in table.items()))

    def _answer(self, position: int) -> str:
        """Return the statement that reads an answer; empty if it is looked up in place."""
        look, input_, found = self._code(position), self.plan.inputs[position], self.answers[position]
        if input_.kind == "number":
            low, high = (found.low, found.high) if input_.sign > 0 else (-found.high, -found.low)
            fits = self._between(f"a{position}", low, high) + (f" and not a{position} % 1" * input_.whole)
            return f"c{position} = {'-' * (input_.sign < 0)}a{position} if {fits} else {look}"
        return "" if position in self.in_place else f"c{position} = {look}"

    def _fact(self, position: int, fact: FactInput) -> str:
        """Return the statement that reads a fact."""
        table = spelled_facts(fact)
        look = f"{self.constants.name(table, tuple((given, type(given), x, type(x)) for given, x in table.items()))}[f{position}]"
        number = f"quantised(f{position}) if {self._between(f'f{position}', -LARGEST, LARGEST)} else " * (
            fact.kind == "number"
        )
        return f"f{position} = {number}{look}"

    def _between(self, name: str, low: float, high: float) -> str:
        return f"{name}.__class__ in NUMBERS and {self.constants.name(low)} <= {name} <= {self.constants.name(high)}"


def _plain(code: float) -> float:
    """Return a whole number as an int, which is quicker in sums."""
    return int(code) if code.is_integer() else code


def _unpacked(name: str, count: int) -> list[str]:
    return [f"({''.join(f'{name}{position}, ' for position in range(count))}) = {name}"] if count else []


def _value(statements: Statements, value: int, present: int) -> str:
    """Return the expression of a value that may be missing."""
    if present in (NEVER, ALWAYS):
        return statements[value] if present == ALWAYS else "None"
    return f"{statements[value]} if {statements[present]} else None"
