"""The traces of a rubric's plan on some answers, as the basis of results."""

from collections.abc import Iterator, Mapping

import attrs

from attain._core.data import Data, FrozenDict
from attain._core.precision import quantised
from attain._model.conditions import Value
from attain._model.parts import Level, Question
from attain._plan.compile import CompiledRubric
from attain._plan.plan import Output, Plan

from .answers import Understood
from .fast import Marks
from .interpreter import Trace


@attrs.frozen(eq=False, repr=False)
class Outcome(Data):
    """The rubric, the answers, and the traces of the plan: on the answers as given, at worst and at best."""

    rubric: CompiledRubric
    understood: Understood
    as_given: Trace
    worst: Trace
    best: Trace
    outputs: Mapping[str, Output] = attrs.field(init=False)

    @outputs.default
    def _by_id(self) -> Mapping[str, Output]:
        return {output.id: output for output in self.plan.outputs}

    @property
    def plan(self) -> Plan:
        """The rubric's plan."""
        return self.rubric.plan

    @property
    def facts(self) -> FrozenDict[str, Value | None]:
        """The value of each fact, by its id; None if it is not known."""
        return FrozenDict(zip(self.rubric.facts, self.understood.facts, strict=True))

    def level(self, trace: Trace, node: int | None) -> Level | None:
        """Return the level of a node in a trace."""
        value = None if node is None else trace.values[node]
        return None if value is None else self.rubric.levels[int(value)]

    def held(self, output: Output) -> frozenset[int]:
        """Return the open inputs that withhold the level and score of a dimension."""
        nodes = [node for node in (output.score, output.level) if node is not None]
        return frozenset().union(*(self.as_given.blocked[node] for node in nodes))

    def _present(self, output: Output, node: int | None) -> float | None:
        """Return the level or the score of a dimension; None if open answers withhold it or the bands do not decide."""
        return None if node is None or self.held(output) or self.as_given.clashes[node] else self.as_given.values[node]

    def reached(self, output: Output) -> Level | None:
        """Return the level of a dimension, if nothing withholds it."""
        rank = self._present(output, output.level)
        return None if rank is None else self.rubric.levels[int(rank)]

    def scored(self, output: Output) -> float | None:
        """Return the score of a dimension, if nothing withholds it."""
        value = self._present(output, output.score)
        return None if value is None else quantised(value)

    @property
    def marks(self) -> Marks:
        """The rank of the level, and the score, of every output; None for each that is withheld."""
        levels = [self.reached(output) for output in self.plan.outputs]
        scores = [self.scored(output) for output in self.plan.outputs]
        return tuple(None if level is None else level.rank for level in levels), tuple(scores)

    def number(self, trace: Trace, node: int | None) -> float | None:
        """Return the number of a node in a trace, rounded to millionths as in results."""
        value = None if node is None else trace.values[node]
        return None if value is None else quantised(value)

    def within(self, output: Output) -> Iterator[Output]:
        """Yield the outputs of the dimensions directly within one, except views."""
        return (self.outputs[name] for name in self.rubric.scope.places[output.id].within)

    def below(self, output: Output) -> Iterator[Output]:
        """Yield the output of a dimension and of all within it, except views."""
        yield output
        for inner in self.within(output):
            yield from self.below(inner)


def known(facts: Mapping[str, Value | None]) -> dict[str, Value]:
    """Return the known facts, in a form that can be assessed again.

    >>> known({"region": "europe", "segment": None})
    {'region': 'europe'}
    """
    return {id_: value for id_, value in facts.items() if value is not None}


def combined(outcome: Outcome, output: Output) -> FrozenDict[str, Level]:
    """Return the levels of the dimensions within a dimension that are combined, by id."""
    names = output.combined.of if output.combined else ()
    levels = {name: outcome.reached(outcome.outputs[name]) for name in names}
    return FrozenDict({id_: level for id_, level in levels.items() if level is not None})


def question_of(rubric: CompiledRubric, id_: str) -> Question:
    """Return the question that an input asks; an empty one for a rating."""
    return rubric.scope.questions[id_][2] if id_ in rubric.scope.questions else Question()
