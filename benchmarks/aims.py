"""Shared by the benchmarks: time tasks in turns, and print each aim beside the measured figure."""

import statistics
import time
from collections.abc import Callable, Mapping

Task = Callable[[], object]


_LEAST = 0.005
"""A task that takes fewer seconds is repeated within a turn."""


def in_turns(tasks: Mapping[str, Task], times: int) -> dict[str, float]:
    """Return the median time of each task in seconds, over some turns after a first run of each.

    Other work on the machine slows down all tasks alike, because they take turns. So it leaves their ratios unchanged.
    """
    for task in tasks.values():
        task()
    loops = {name: max(1, round(_LEAST / _timed(task, 1))) for name, task in tasks.items()}
    turns = [{name: _timed(task, loops[name]) for name, task in tasks.items()} for _ in range(times)]
    return {name: statistics.median(turn[name] for turn in turns) for name in tasks}


def _timed(task: Task, loops: int) -> float:
    begun = time.perf_counter()
    for _ in range(loops):
        task()
    return (time.perf_counter() - begun) / loops


def aim(what: str, measured: float, least: float | None = None, most: float | None = None) -> None:
    """Print an aim and the measured figure."""
    wanted = f"at least {least:g}" if least is not None else f"at most {most:g}"
    met = (least is None or measured >= least) and (most is None or measured <= most)
    print(f"{what:78}{wanted:>16}{measured:>10.2f}  {'met' if met else 'missed'}", flush=True)
