"""The command that writes a rubric to start from, or a plugin around one."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from attain._core.messages import phrase
from attain._core.names import id_problem, label
from attain._format.source import from_file
from attain._render.layout import Block, Line, clean
from attain._rubric import Rubric, default_registry

from .arguments import command, find_sources, option
from .distribution import distribution
from .files import create
from .printing import show
from .skeleton import WAYS, SkeletonWay, skeleton

Value = TypeVar("Value")

_LEVELS = "Member, Silver, Gold"
_LONGEST = 200  # the longest title
_MOST = 100  # the largest number of levels or dimensions


def checked(parse: Callable[[str], Value]) -> Callable[[click.Context, click.Parameter, str | None], Value | None]:
    """Return the callback of an optional argument or option that a function parses."""
    return lambda _context, _parameter, given: None if given is None else parse(given)


def parse_id(text: str) -> str:
    """Return an id; the name of a file is not accepted.

    Raises:
        click.BadParameter: The text is not an id, or is the name of a file.
    """
    id_ = text.removesuffix(".toml")
    if problem := id_problem(id_):
        raise click.BadParameter(str(problem))
    if id_ != text:
        raise click.BadParameter(phrase("usage.id-of-file", file=text, id=id_))
    return id_


def parse_title(text: str) -> str:
    """Return a title, on one line.

    Raises:
        click.BadParameter: It is empty, or too long.
    """
    title = " ".join(clean(text).replace("\ufffd", "").split())
    if not title:
        raise click.BadParameter(phrase("usage.empty-title", example=_LEVELS))
    if len(title) > _LONGEST:
        raise click.BadParameter(phrase("usage.long-title", length=len(title), most=_LONGEST))
    return title


def parse_titles(text: str) -> tuple[str, ...]:
    """Return titles from a list separated by commas.

    Raises:
        click.BadParameter: There are too many, or two of them are the same.
    """
    titles = [parse_title(each) for each in text.split(",")] if text.strip() else []
    if len(titles) > _MOST:
        raise click.BadParameter(phrase("usage.many-titles", count=len(titles), most=_MOST))
    known: dict[str, str] = {}
    for title in titles:
        letters = re.sub(r"\W+", " ", title.casefold()).strip()
        if letters in known:
            raise click.BadParameter(phrase("usage.same-titles", first=known[letters], second=title))
        known[letters] = title
    return tuple(titles)


def parse_levels(text: str) -> tuple[str, ...]:
    """Return the titles of levels.

    Raises:
        click.BadParameter: There are too few or too many, or two of them are the same.
    """
    levels = parse_titles(text)
    if len(levels) < 2:
        raise click.BadParameter(phrase("usage.few-levels", example=_LEVELS))
    return levels


def parse_way(text: str) -> SkeletonWay:
    """Return the way to a level.

    Raises:
        click.BadParameter: A new rubric can't begin with it.
    """
    for way in WAYS:
        if text == way:
            return way
    raise click.BadParameter(phrase("usage.choice", given=text, choices=WAYS))


@command(
    "new",
    {
        "Write partner-tiers.toml": "new partner-tiers --levels 'Registered, Silver, Gold'",
        "Write a plugin around it": "new partner-tiers --plugin",
    },
)
@click.argument("name", callback=checked(parse_id))
@option("--title", callback=checked(parse_title), help="The title; by default the name in words.")
@option(
    "--levels", metavar="TITLES", callback=checked(parse_levels), help=f"The levels, lowest first, such as: {_LEVELS}"
)
@option("--way", metavar=f"[{'|'.join(WAYS)}]", callback=checked(parse_way), help="The way to a level.")
@option(
    "--dimensions", metavar="TITLES", callback=checked(parse_titles), help="The dimensions, such as: Sales, Service"
)
@option("--plugin", is_flag=True, help="Write a plugin instead.")
def new(
    *,
    name: str,
    title: str | None,
    levels: tuple[str, ...] | None,
    way: SkeletonWay | None,
    dimensions: tuple[str, ...] | None,
    plugin: bool,
) -> None:
    """Create a rubric to start from, or a plugin.

    NAME is the id of the rubric, and NAME.toml its file. In a terminal, attain asks for everything that you don't pass as an option;
    elsewhere it uses defaults. With --plugin, attain writes the folder NAME: a distribution that brings the rubric, with a test. If there is a
    file NAME.toml, the plugin gets a copy of it. attain never overwrites a file.
    """
    file = Path(f"{name}.toml")
    target = Path(name) if plugin else file
    if os.path.lexists(target):
        raise click.ClickException(phrase("new.exists", file=str(target)))
    if plugin and name == "attain":
        raise click.BadParameter(phrase("new.own-name"))
    given = {"title": title, "levels": levels, "way": way, "dimensions": dimensions}
    copied = file if plugin and file.is_file() else None
    if copied:
        rubric, text = _existing(copied, [f"--{key}" for key, value in given.items() if value is not None])
    else:
        text = _new(name, title, levels, way, dimensions)
        rubric = default_registry().loads(text)
    files = {file: text}
    if plugin:
        written = distribution(name, rubric, text, _needed(copied) if copied else ())
        files = {Path(name, path): content for path, content in written.items()}
    create(files)
    show(_page([*files], copied))


def _new(
    name: str,
    title: str | None,
    levels: tuple[str, ...] | None,
    way: SkeletonWay | None,
    dimensions: tuple[str, ...] | None,
) -> str:
    """Return a new rubric, after asking for missing values."""
    if title is None:
        title = _asked(phrase("label.title"), label(name, None), parse_title)
    if levels is None:
        levels = _asked(phrase("new.ask-levels"), _LEVELS, parse_levels)
    chosen = _asked(phrase("new.ask-way", ways=WAYS), WAYS[0], parse_way) if way is None else way
    if dimensions is None:
        dimensions = _asked(phrase("new.ask-dimensions"), "", parse_titles)
    return skeleton(name, title=title, levels=levels, way=chosen, dimensions=dimensions)


def _existing(file: Path, given: list[str]) -> tuple[Rubric, str]:
    """Return the rubric in an existing file, and its text."""
    if given:
        raise click.UsageError(phrase("new.options", file=str(file), options=tuple(given)))
    rubric = default_registry().load(file)
    base = from_file(file).data.get("extends")
    if str(base).endswith(".toml"):
        raise click.ClickException(phrase("new.extends", file=str(file), base=str(base)))
    return rubric, file.read_text(encoding="utf-8-sig")


def _needed(file: Path) -> list[str]:
    """Return the distributions that provide the extended rubrics, and the rules and policies in use."""
    own, *extended = find_sources(str(file))
    used = {source.name for source in extended} | {*_texts(own.data)}
    plugins = default_registry().plugins()
    return [each.distribution for each in plugins if used & {*each.rubrics, *each.rules, *each.policies}]


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    for inner in data.values() if isinstance(data, dict) else data if isinstance(data, list | tuple) else ():
        yield from _texts(inner)


def _asked(what: str, default: str, parse: Callable[[str], Value]) -> Value:
    """Return a value typed in a terminal, asked for until it can be parsed; the default without a terminal."""
    if not sys.stdin.isatty():
        return parse(default)
    asked: Value = click.prompt(what, default=default, value_proc=parse, show_default=bool(default))
    return asked


def _page(files: list[Path], copied: Path | None) -> Iterator[Block]:
    """Yield the page that lists the new files and the next steps."""
    if len(files) == 1:
        yield Line(phrase("new.wrote", file=str(files[0])))
        return
    folder = str(files[0].parent)
    if copied:
        yield Line(phrase("new.wrote-around", folder=folder, file=str(copied)))
    else:
        yield Line(phrase("new.wrote-plugin", folder=folder))
    yield from (Line(file.as_posix(), 2) for file in files)
    yield Line(phrase("new.next"))
    yield Line(phrase("new.test", folder=folder), 2)
    yield Line(phrase("new.install", folder=folder), 2)
