"""What the benchmarks share: tasks that are timed in turns, and what is aimed at beside what was measured."""

import statistics
import time
from collections.abc import Callable, Mapping

Task = Callable[[], object]


def in_turns(tasks: Mapping[str, Task], times: int) -> dict[str, float]:
    """Return the median time of each task in seconds; each is done once before, and then one after the other, so many times.

    What else runs on the machine slows tasks that take turns alike, so that their ratios stay what they are.
    """
    taken: dict[str, list[float]] = {name: [] for name in tasks}
    for task in tasks.values():
        task()
    for _ in range(times):
        for name, task in tasks.items():
            begun = time.perf_counter()
            result = task()
            taken[name].append(time.perf_counter() - begun)
            del result
    return {name: statistics.median(each) for name, each in taken.items()}


def aim(what: str, measured: float, least: float | None = None, most: float | None = None) -> None:
    """Print what is aimed at, and what was measured."""
    wanted = f"at least {least:g}" if least is not None else f"at most {most:g}"
    met = (least is None or measured >= least) and (most is None or measured <= most)
    print(f"{what:78}{wanted:>16}{measured:>10.2f}  {'met' if met else 'missed'}", flush=True)
