"""Answers in tables, Parquet or CSV, of any size: Polars reads, scores and writes them piece by piece."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import IO, TYPE_CHECKING, cast, get_args

import attrs
import click

from attain._errors import AnswersError, Problem
from attain._files.content import opened
from attain._frames.request import Extent, Request, Shape
from attain._model.rubric import Rubric
from attain._names import one_of
from attain._score.summary import Summary

from .answers_file import fail
from .arguments import Command
from .files import replacing
from .terminal import progress, tell

if TYPE_CHECKING:
    import polars as pl

ENDINGS = (".parquet", ".csv")

SHOWN = 5
"""So many subjects are shown of a table that is not written to a file."""

_IDS = ("id", "subject")
_NUMBER = r"^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
_NEEDED = ("polars", "narwhals")
_AS_OPTIONS = (  # hints of the library, as one would do it here
    (r"partial=True leaves", "--partial leaves"),
    (r', or map them in columns; answers in rows take format="long"', "; answers in rows take --answers long"),
    (r", or map it in columns", ""),
    (r", or map it: columns=\{[^}]*\}", ""),
    (r'map it: columns=\{"(question|answer)": "…"\}', r"call the column of the \1s so"),
)


@attrs.frozen(kw_only=True)
class Asked:
    """What is asked of a table.

    Arguments:
        file: The path of the table.
        id: The column that tells the subjects apart, if one is named.
        shape: How answers lie in it.
        partial: Whether questions without a column are open.
        on: The day of the assessment.
    """

    file: str
    id: str | None
    shape: Shape
    partial: bool
    on: date


def table_options(command: Command) -> Command:
    """The options that tell how to read a table."""
    options = (
        click.option(
            "--id",
            "id_",
            metavar="COLUMN",
            help="The column that tells subjects apart: id or subject, if there is one.",
        ),
        click.option(
            "--answers",
            "shape",
            type=click.Choice(get_args(Shape)),
            default="wide",
            show_default=True,
            help="A row for each subject, or for each answer.",
        ),
        click.option("--partial", is_flag=True, help="Questions without a column are open."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def is_table(name: str) -> bool:
    """Whether a file is a table, by its ending.

    Arguments:
        name: The path of the file.
    """
    return name.lower().endswith(ENDINGS)


# ---------------------------------------------------------------- reading


@contextmanager
def _scanned(file: str, rows: int | None = None) -> Iterator["pl.LazyFrame"]:
    """A table, to be read piece by piece; problems name it.

    Arguments:
        file: Its path.
        rows: So many of its rows alone.

    Raises:
        AnswersError: It can't be read, or does not fit.
        click.ClickException: Polars or narwhals is not installed.
    """
    if missing := [name for name in _NEEDED if find_spec(name) is None]:
        told = f'tables take {" and ".join(missing)}; to install what they take: pip install "attain[tables]"'
        raise click.ClickException(told)
    import polars as pl

    from attain._frames.dialect import EngineError

    with opened(file, fail):
        pass  # so that what is wrong with it is told as of any other file
    try:
        with pl.Config(engine_affinity="streaming"):
            if file.lower().endswith(".csv"):
                texts = pl.scan_csv(file, infer_schema=False, glob=False, n_rows=rows)  # so that nothing is guessed
                _must_be_parted_by_commas(texts.collect_schema().names())
                # Only if all columns are asked for does Polars notice lines with too many values.
                yield texts.map_batches(pl.DataFrame.clone, projection_pushdown=False, streamable=True)
            else:
                yield pl.scan_parquet(file, glob=False, n_rows=rows)
    except (pl.exceptions.PolarsError, EngineError, OSError) as error:
        told = f"is no table that can be read: {str(error).strip().splitlines()[0]}"
        hint = (
            "a CSV file is UTF-8: a line of names, then a line for each row" if file.lower().endswith(".csv") else None
        )
        raise AnswersError([Problem("table-syntax", (), told, hint, file)]) from None
    except AnswersError as error:
        raise AnswersError([_as_told_here(problem, file) for problem in error.problems]) from None


def _must_be_parted_by_commas(names: Sequence[str]) -> None:
    other = next((mark for mark in (";", "\t", "|") if len(names) == 1 and mark in names[0]), None)
    if other:
        mark = "tabs" if other == "\t" else f"'{other}'"
        told = f"is no table that can be read: its columns are parted by {mark}"
        raise AnswersError([Problem("table-syntax", (), told, "save it with commas")])


def _must_fit_csv(table: "pl.LazyFrame") -> None:
    import polars as pl

    for name, dtype in table.collect_schema().items():
        if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
            told = "the column holds lists or tables, which a CSV file can't"
            raise AnswersError([Problem("column-type", (name,), told, "write a .parquet, or leave it out")])


def _as_told_here(problem: Problem, file: str) -> Problem:
    hint = problem.hint
    for python, command in _AS_OPTIONS:
        hint = hint and re.sub(python, command, hint)
    return attrs.evolve(problem, hint=hint, file=file)


def _named_id(asked: Asked, names: Sequence[str]) -> str | None:
    """The column of the subjects that is named, or that is usually called so."""
    return asked.id or next((name for name in _IDS if name in names), None)


def _id(rubric: Rubric, asked: Asked, names: Sequence[str]) -> str:
    """The column that tells subjects apart."""
    found = _named_id(asked, names)
    if found is None:
        told = "no column is named that tells subjects apart, and none is called 'id' or 'subject'"
        answers = {field.id for field in rubric.fields}
        others = [name for name in names if name not in answers] or [*names]
        raise AnswersError([Problem("no-id", (), told, f"name it: --id COLUMN; there is {one_of(others[:10])}")])
    return found


def tell_left_out(rubric: Rubric, asked: Asked) -> None:
    """Tell on the other stream what of a partial table stands open, and what of it nothing reads.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.
    """
    if asked.partial and asked.shape == "wide":
        from attain._frames.matching import left_out

        with _scanned(asked.file) as frame:
            names = frame.collect_schema().names()
        id_ = _named_id(asked, names)
        if told := left_out(rubric, names, Request(id=id_)):
            tell("note", told, asked.file)


# ---------------------------------------------------------------- what is done


def summarised(rubric: Rubric, asked: Asked) -> Summary:
    """What a table comes to.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.

    Raises:
        AnswersError: It can't be read, or does not fit.
    """
    with _scanned(asked.file) as frame:
        if asked.shape == "wide" and asked.id is None:
            id_ = "-".join(["number", *frame.collect_schema().names()])  # which no column is called
            table = frame.with_row_index(id_)
        else:
            id_ = _id(rubric, asked, frame.collect_schema().names())
            table = frame
        return rubric.summarise(table, id=id_, format=asked.shape, partial=asked.partial, on=asked.on)


def first(rubric: Rubric, asked: Asked, *, check: bool) -> tuple[str, list[dict[str, object]]]:
    """The column of the subjects, and the first rows of levels: one more than are shown, where there are more.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.
        check: Whether values that are no answers raise.

    Raises:
        AnswersError: It can't be read, or does not fit.
    """
    with _scanned(asked.file, SHOWN + 1 if asked.shape == "wide" else None) as frame:
        id_ = _id(rubric, asked, frame.collect_schema().names())
        scored = rubric.assess_frame(frame, id=id_, format=asked.shape, partial=asked.partial, on=asked.on, check=check)
        in_order = scored if asked.shape == "wide" else scored.sort(id_)
        return id_, in_order.head(SHOWN + 1).collect().to_dicts()


def write_scored(rubric: Rubric, asked: Asked, out: Path, *, output: Extent, keep: Sequence[str], check: bool) -> None:
    """Score a table into a file, piece by piece; where that fails there is none, or the one that was there.

    Arguments:
        rubric: The rubric.
        asked: What is asked of the table.
        out: The file to write.
        output: How much is told.
        keep: Other columns to pass on.
        check: Whether values that are no answers raise; else the column ``unreadable`` counts them.

    Raises:
        AnswersError: The table can't be read, or does not fit.
    """
    with _scanned(asked.file) as frame:
        id_ = _id(rubric, asked, frame.collect_schema().names())

        def scored(*, check: bool) -> "pl.LazyFrame":
            return rubric.assess_frame(
                frame,
                id=id_,
                output=output,
                format=asked.shape,
                keep=keep,
                partial=asked.partial,
                on=asked.on,
                check=check,
            )

        found = scored(check=False)  # which tells at once whether the columns fit
        csv = out.suffix.lower() == ".csv"
        if csv:
            _must_fit_csv(found)
        if asked.shape == "long":
            found = found.sort(id_)  # subjects come together as it happens
        if check and _unclear(frame, id_, asked.shape):
            scored(check=True)  # raises, and tells which
        with progress(lambda: _rows(frame) if asked.shape == "wide" else None) as advance:
            passing = Passing(advance)
            told = _told(found, passing, csv=csv, counts=not check)
            with replacing(out) as written:
                stream = cast(IO[bytes], written)  # Polars does no more with it than write
                _ = told.sink_csv(stream) if csv else told.sink_parquet(stream)
                if passing.unreadable and check:
                    scored(check=True)  # likewise


def _unclear(frame: "pl.LazyFrame", id_: str, shape: Shape) -> bool:
    """Whether the rows of some subject can't be told: they have no id, or that of another."""
    import polars as pl

    ids = pl.col(id_)
    several = ids.n_unique() < pl.len() if shape == "wide" else pl.lit(value=False)
    return bool(frame.select(ids.is_null().any() | several).collect().item())


def _rows(frame: "pl.LazyFrame") -> int:
    import polars as pl

    return int(frame.select(pl.len()).collect().item())


class Passing:
    """Lets pieces of a scored table pass, and counts their rows and the values that are no answers.

    Arguments:
        advance: Is told how many rows have passed.
    """

    def __init__(self, advance: Callable[[int], None]) -> None:
        self.unreadable = 0
        self._advance = advance
        self._lock = Lock()  # several pieces may pass at once

    def __call__(self, piece: "pl.DataFrame") -> "pl.DataFrame":
        found = int(piece["unreadable"].sum())
        with self._lock:
            self.unreadable += found
            self._advance(piece.height)
        return piece


def _no_formulas(table: "pl.LazyFrame") -> "Iterator[pl.Expr]":
    """Texts that a spreadsheet would take for formulas, behind an apostrophe; numbers are left alone."""
    import polars as pl

    for name, dtype in table.collect_schema().items():
        if dtype in (pl.String, pl.Categorical) or isinstance(dtype, pl.Enum):
            text = pl.col(name).cast(pl.String)
            formula = text.str.contains(r"^[=+@\t\r-]") & ~text.str.contains(_NUMBER)
            yield pl.when(formula).then("'" + text).otherwise(text).alias(name)


def _told(found: "pl.LazyFrame", passing: Passing, *, csv: bool, counts: bool) -> "pl.LazyFrame":
    """A scored table as it is written, with or without the count of values that are no answers."""
    # Dropped from the pieces instead, the count would not be there to add up.
    counted = found.map_batches(passing, projection_pushdown=False, streamable=True)
    told = counted if counts else counted.drop("unreadable")
    return told.with_columns(*_no_formulas(told)) if csv else told
