"""Targets: the levels that they demand, and the levels among these that are reached."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from attain._core.data import FrozenDict
from attain._core.errors import AnswersError, Problem
from attain._core.messages import Message, say
from attain._core.names import choices, label, nearest
from attain._model.parts import Level
from attain._plan.compile import CompiledRubric

from .result import TargetGap

Goal: TypeAlias = str | Level | Mapping[str, str | Level]
"""A target of the rubric by its id, an overall level, or levels by dimension."""


def wanted(rubric: CompiledRubric, goal: Goal | None, level: Level | None) -> FrozenDict[str, Level]:
    """Return the level that a target demands in each dimension, by its id, with ``""`` for the rubric as a whole.

    Arguments:
        rubric: The rubric that has the target.
        goal: The target. In a mapping, the overall level has the empty id or the id of the rubric. None for the overall
            level above the present one.
        level: The present overall level; None if there is none.

    Raises:
        AnswersError: The rubric has no such target, level or dimension, or gives no level there.

    >>> import attain
    >>> p2p = attain.rubric("iamcp-p2p")
    >>> wanted(p2p, {"agreement": "dynamic"}, None)["agreement"], wanted(p2p, None, p2p.levels[0])[""]
    (Level('dynamic', rank=3), Level('reactive', rank=1))
    """
    named = _named(rubric, _next(rubric, level) if goal is None else goal)
    levels = {each.id: each for each in rubric.levels}
    if problems := [*_problems(rubric, named, levels)]:
        raise AnswersError(problems)
    return FrozenDict({id_: levels[each] for id_, each in named.items()})


def _next(rubric: CompiledRubric, level: Level | None) -> Goal:
    """Return the overall level above the present one, or the highest level if there is none above."""
    rank = 0 if level is None else level.rank + 1
    return rubric.levels[min(rank, len(rubric.levels) - 1)] if rubric.levels else {}


def _named(rubric: CompiledRubric, goal: Goal) -> dict[str, str]:
    """Return the ids of the demanded levels, by dimension."""
    if isinstance(goal, str) and goal in rubric.targets:
        target = rubric.targets[goal]
        return {**({"": target.level} if target.level else {}), **target.levels}
    levels = goal if isinstance(goal, Mapping) else {"": goal}
    whole = {rubric.id} - rubric.dimensions.keys()
    return {
        "" if id_ in whole else id_: each.id if isinstance(each, Level) else str(each) for id_, each in levels.items()
    }


def _problems(rubric: CompiledRubric, named: Mapping[str, str], levels: Mapping[str, Level]) -> Iterator[Problem]:
    """Yield the problems with the names of dimensions and levels."""
    if not named:
        yield Problem.of(say("target-level.target"), ("target",))
    outputs = {output.id: output for output in rubric.plan.outputs}
    for id_, level in named.items():
        path = ("target", id_ or rubric.id)
        if id_ not in outputs:
            yield Problem.of(say("unknown-dimension.target", name=id_), path, _meant(id_, rubric.dimensions))
        elif outputs[id_].level is None:
            yield Problem.of(say("target-level.dimension", id=id_) if id_ else say("target-level.rubric"), path)
        elif level not in levels:
            known = levels if id_ else {**levels, **rubric.targets}
            yield Problem.of(say("unknown-level.target", name=level), path, _meant(level, known))


def _meant(name: str, known: Mapping[str, object]) -> Message | None:
    return nearest(name, known) or choices(known)


def gap(rubric: CompiledRubric, goal: Goal, reached: Mapping[str, Level | None]) -> TargetGap:
    """Return the demanded levels of a target beside the reached ones.

    Arguments:
        rubric: The rubric that has the target.
        goal: The target, as :func:`wanted` takes it.
        reached: The reached level of each dimension, with ``""`` for the rubric as a whole; None for no level.

    Raises:
        AnswersError: The rubric has no such target, level or dimension, or gives no level there.
    """
    title = label(goal, rubric.targets[goal].title) if isinstance(goal, str) and goal in rubric.targets else ""
    levels = wanted(rubric, goal, None)
    return TargetGap(title, levels, FrozenDict({id_: reached[id_] for id_ in levels}))
