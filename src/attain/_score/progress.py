"""How far it is to the next level, and what leads there."""

from collections.abc import Iterator, Mapping, Sequence

from attain._millionths import quantised
from attain._model.nouns import Noun
from attain._model.parts import Action, Level
from attain._plan.plan import Output
from attain._plan.steps import Steps
from attain._plan.vocabulary import Missing

from .outcome import Outcome, combined, question_of
from .result import Progress, Requirement
from .run import applies


def progress(
    outcome: Outcome,
    output: Output,
    demanded: Mapping[str, Requirement],
    level: Level | None,
    score: float | None,
) -> Progress | None:
    """How far it is to the next level above the present one; None on the highest, and where that can't be told."""
    if level is None or level.rank == len(outcome.rubric.levels) - 1:
        return None
    if output.banded is not None and score is not None:
        return _progress_of_bands(outcome, output.banded.steps, level, score)
    if output.combined is not None:
        return _progress_of_levels(outcome, output, output.combined.kind, level)
    return _progress_of_demands(outcome, output, demanded, level)


def _progress_of_demands(
    outcome: Outcome, output: Output, demanded: Mapping[str, Requirement], level: Level
) -> Progress | None:
    for rank, demand in output.demands:
        if rank > level.rank and outcome.told.values[demand.node] == 0:
            following = outcome.rubric.levels[rank]
            asked = demanded[following.id]
            present = [part.standing for part in asked.parts or (asked,) if part.standing != "n/a"]
            need = 1 if asked.kind == "any" else len(present) if asked.needed is None else asked.needed
            one = "question" if asked.kind == "share" else "requirement"
            return Progress(following, float(present.count("met")), float(need), f"{one}s", one)
    return None


def _progress_of_bands(outcome: Outcome, steps: Steps, level: Level, score: float) -> Progress | None:
    for cut, rank in zip(steps.cuts, steps.values[1:], strict=True):
        if rank > level.rank:
            return Progress(outcome.rubric.levels[int(rank)], score, quantised(cut), "points", "point")
    return None


def _progress_of_levels(outcome: Outcome, output: Output, kind: str, level: Level) -> Progress | None:
    rank = level.rank + 1
    ranks = [inner.rank for inner in combined(outcome, output).values()]
    have = float(sum(each >= rank for each in ranks))
    needs = {"minimum": len(ranks), "maximum": 1, "majority": len(ranks) // 2 + 1}
    need = needs.get(kind)
    term = outcome.rubric.terms.get("dimension", Noun("dimension"))
    return None if need is None else Progress(outcome.rubric.levels[rank], have, float(need), term.several, term.one)


def next_steps(outcome: Outcome, output: Output, level: Level | None) -> Iterator[Action]:
    """Yield the actions towards the next level that has any and those without a level, then those of its questions.

    A question's actions are those towards a level above the present one and those without a level, while its answer is not the
    best. A dimension that does not apply has none.
    """
    if not applies(output.facts, outcome.understood.facts):
        return
    ranks = {each.id: each.rank for each in outcome.rubric.levels}
    reached = level.rank if level else 0
    actions = _that_apply(outcome, outcome.rubric.scope.places[output.id].rules.actions)
    above = [ranks[action.level] for action in actions if action.level and ranks[action.level] > reached]
    following = min(above, default=None)
    yield from (each for each in actions if each.level is None or ranks[each.level] == following)
    for asked in output.asked:
        code, input_ = outcome.understood.codes[asked.input], outcome.plan.inputs[asked.input]
        best = code is Missing.NOT_APPLICABLE or (isinstance(code, float) and code >= input_.high)
        if not best and applies(asked.facts, outcome.understood.facts):
            actions = _that_apply(outcome, question_of(outcome.rubric, asked.id).actions)
            yield from (each for each in actions if each.level is None or ranks[each.level] > reached)


def _that_apply(outcome: Outcome, actions: Sequence[Action]) -> list[Action]:
    """The actions that the facts let be told; where a fact is not known, none that depends on it."""
    facts = dict(zip(outcome.rubric.facts, outcome.understood.facts, strict=True))
    return [each for each in actions if all(facts[name] in among for name, among in each.applies_when.items())]
