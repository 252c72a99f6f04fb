"""Score every partner in a spreadsheet by the IAMCP P2P Maturity Model, print the levels and save the results.

    python examples/score_partners.py examples/partners.csv results.jsonl

The spreadsheet, saved as CSV, has a row for each question and a column for each partner. Empty cells are open questions.
"""

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import attain

RUBRIC = attain.rubric("iamcp-p2p@2016")  # name the version, so that a newer one never scores old sheets unnoticed
MOST_REPORTED = 20  # problems to report


def read(path: Path) -> dict[str, dict[str, str]]:
    """Return the answers of each partner, by question."""
    with path.open(encoding="utf-8-sig", newline="") as file:  # -sig: some spreadsheet programs write a byte order mark
        rows = [row for row in csv.reader(file, strict=True) if any(row)]
    head, *answers = rows or [[]]
    if len(head) < 2 or not answers:
        raise ValueError("expected a column for each partner and a row for each question, separated by commas")
    if uneven := [row[0] for row in answers if len(row) != len(head)]:
        raise ValueError(
            f"the first row has {len(head)} columns, but these rows have more or fewer: {', '.join(uneven)}"
        )
    for names in (head[1:], [row[0] for row in answers]):
        if twice := [name for name, count in Counter(names).items() if count > 1]:
            raise ValueError(f"in the file twice: {', '.join(twice)}")
    return {partner: {row[0]: row[column] for row in answers} for column, partner in enumerate(head[1:], 1)}


def assess(sheet: dict[str, dict[str, str]]) -> list[attain.Result]:
    """Return the result of each partner, or report all cells that are not answers at once, up to a limit."""
    asked = {field.id for field in RUBRIC.fields}
    if asked.isdisjoint(next(iter(sheet.values()))):
        raise ValueError("the first column names no question of the model; are rows and columns swapped?")
    results, problems = [], []
    for partner, answers in sheet.items():
        try:
            results.append(RUBRIC.assess(answers, subject=partner))
        except attain.AnswersError as error:
            problems += [f"{partner}: {problem}" for problem in error.problems]
    if problems:
        more = [f"and {len(problems) - MOST_REPORTED:,} more"] if len(problems) > MOST_REPORTED else []
        raise ValueError("\n  ".join(["these answers can't be used", *problems[:MOST_REPORTED], *more]))
    return results


def weakest(result: attain.Result) -> attain.DimensionResult:
    """Return the function on the lowest level; in a tie, the one with the lowest share of its full marks."""

    def standing(found: attain.DimensionResult) -> tuple[int, float]:
        return (found.level.rank if found.level else -1), (found.score or 0) / (found.full or 1)

    return min(result.dimensions.values(), key=standing)


def table(results: list[attain.Result]) -> Iterator[str]:
    """Yield a line for each partner."""
    yield f"{'Partner':14}{'Level':11}{'Answered':10}{'Weakest function':32}What to do next"
    for result in results:
        function, answered = weakest(result), f"{result.root.answered}/{result.root.total}"
        step = function.next_steps[0].text if function.next_steps else ""
        yield f"{result.subject:14}{result.level!s:11}{answered:10}{function.title:32}{step}"


def main() -> None:
    """Read, score, print, write."""
    parser = argparse.ArgumentParser(description="Score every partner of a spreadsheet.")
    parser.add_argument("sheet", type=Path, help="the CSV file: a row for each question, a column for each partner")
    parser.add_argument("results", type=Path, help="where to write the results: a line of JSON for each partner")
    wanted = parser.parse_args()
    try:
        results = assess(read(wanted.sheet))
        lines = "".join(f"{json.dumps(result.to_dict())}\n" for result in results)
        wanted.results.write_text(lines, encoding="utf-8")
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}")
    except (ValueError, csv.Error) as error:  # the file is not text or not a sheet, or contains invalid answers
        sys.exit(f"{wanted.sheet}: {error}")
    print(*table(results), sep="\n")


if __name__ == "__main__":
    main()
