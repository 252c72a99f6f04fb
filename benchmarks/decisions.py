"""Time decisions on random answers, and count the questions that an interview saves.

python benchmarks/decisions.py 100
"""

import sys
from collections.abc import Callable, Sequence
from random import Random
from statistics import mean, median
from time import perf_counter

import attain
from attain import ImprovementPath, Result

AIMS: dict[str, Sequence[str] | None] = {"all levels": None, "the overall level": ("",), "one function": ("agreement",)}
SHARES = (0.25, 0.5, 0.75)


def timed(name: str, action: Callable[[], object], rounds: int) -> None:
    """Print the median and the longest time that a call takes, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = perf_counter()
        action()
        times.append((perf_counter() - start) * 1_000)
    print(f"{name}: {median(times):.1f} ms, {max(times):.1f} ms at most")


def assessed(rubric: attain.Rubric, chance: Random) -> Result:
    """Return the result of random answers, of which a random share is Yes."""
    share = chance.choice(SHARES)
    return rubric.assess({field.id: chance.random() < share for field in rubric.fields})


def way(result: Result, chance: Random) -> ImprovementPath:
    """Return the path to a random profile; raise an error if it is not proved to be the cheapest."""
    profile = {dimension: chance.choice(result.levels) for dimension in result if chance.random() < 0.7}
    path = result.path_to(profile or None)
    if not path.is_cheapest:
        raise AssertionError(path)
    return path


def thousand() -> attain.Rubric:
    """Return a rubric of 1,000 questions that take different efforts, whose overall level is the lowest of ten."""
    dimensions = {
        f"d{number}": attain.Dimension(
            score="sum",
            bands={"low": "0-20", "middle": "21-60", "high": "61+"},
            questions={f"q{at}": attain.Question("?", effort=1 + (at * 7 + number) % 13) for at in range(100)},
        )
        for number in range(10)
    }
    levels = [attain.Level("low"), attain.Level("middle"), attain.Level("high")]
    return attain.Rubric(
        id="thousand", version="1", title="Thousand", levels=levels, combine="minimum", dimensions=dimensions
    )


def asked(rubric: attain.Rubric, of: Sequence[str] | None, answers: dict[str, bool]) -> int:
    """Return how many questions an interview asks until nothing open can change a level."""
    interview = rubric.interview(of=of)
    while (field := interview.field) is not None:
        interview = interview.answer(answers[field.id])
    return len(interview.replies)


def main(rounds: int) -> None:
    """Print all figures."""
    p2p, chance = attain.rubric("iamcp-p2p"), Random(2016)  # noqa: S311  # no secrets
    timed("P2P, path to any profile", lambda: way(assessed(p2p, chance), chance), rounds)
    timed("P2P, sensitivity", lambda: assessed(p2p, chance).sensitivity(), rounds)
    large = thousand()
    timed("1,000 questions, path to the highest level", lambda: assessed(large, chance).path_to("high"), rounds // 10)
    for name, of in AIMS.items():
        ids = [field.id for field in p2p.fields if of in (None, ("",)) or field.dimension in of]
        for share in SHARES:
            counts = [asked(p2p, of, {id_: chance.random() < share for id_ in ids}) for _ in range(rounds)]
            saved = 1 - mean(counts) / len(ids)
            print(f"interview for {name}, {share:.0%} Yes: {mean(counts):.1f} of {len(ids)} asked, {saved:.0%} saved")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
