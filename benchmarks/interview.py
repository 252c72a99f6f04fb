"""How many questions an interview saves: random answers to the built-in model, in seconds and questions.

python benchmarks/interview.py 100
"""

import random
import sys
from collections.abc import Sequence
from statistics import mean
from time import perf_counter

import attain

AIMS: dict[str, Sequence[str] | None] = {"all levels": None, "the overall level": ("",), "one function": ("agreement",)}
SHARES = (0.25, 0.5, 0.75)


def asked(of: Sequence[str] | None, answers: dict[str, bool]) -> int:
    """Return how many questions an interview asks until nothing open can change a level."""
    interview = attain.rubric("iamcp-p2p").interview(of=of)
    while (field := interview.field) is not None:
        interview = interview.answer(answers[field.id])
    return len(interview.replies)


def main(rounds: int) -> None:
    """Print the mean share of questions that is saved, by what is asked for and by the share of Yes."""
    rubric, chance = attain.rubric("iamcp-p2p"), random.Random(2016)  # noqa: S311  # no secrets
    for name, of in AIMS.items():
        ids = [field.id for field in rubric.fields if of in (None, ("",)) or field.dimension in of]
        for share in SHARES:
            start = perf_counter()
            counts = [asked(of, {id_: chance.random() < share for id_ in ids}) for _ in range(rounds)]
            took = (perf_counter() - start) / rounds
            saved = 1 - mean(counts) / len(ids)
            print(f"{name}, {share:.0%} Yes: {mean(counts):.1f} of {len(ids)} asked, {saved:.0%} saved; {took:.2f} s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
