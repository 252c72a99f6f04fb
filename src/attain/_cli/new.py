"""The command that writes a rubric to begin with, or a plugin around one."""

import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import click

from attain._core.names import id_problem, label
from attain._core.text import one_of
from attain._format.source import from_file
from attain._render.text import Block, Line, clean
from attain._rubric import Rubric, default_registry

from .arguments import command, find_sources
from .distribution import distribution
from .files import create
from .skeleton import WAYS, Way, skeleton
from .terminal import show

Value = TypeVar("Value")

_LEVELS = "Member, Silver, Gold"
_LONGEST = 200  # characters of a title
_MOST = 100  # levels, or dimensions


def checked(parse: Callable[[str], Value]) -> Callable[[click.Context, click.Parameter, str | None], Value | None]:
    """The callback of an argument or option that is read by a function, where it is given."""
    return lambda _context, _parameter, given: None if given is None else parse(given)


def parse_id(text: str) -> str:
    """An id that is given as it is, not as the name of its file.

    Raises:
        click.BadParameter: It is none; with one that would do.
    """
    id_ = text.removesuffix(".toml")
    if problem := id_problem(id_):
        raise click.BadParameter(str(problem))
    if id_ != text:
        raise click.BadParameter(f"'{text}' is the name of its file; write '{id_}'")
    return id_


def parse_title(text: str) -> str:
    """A title, on one line.

    Raises:
        click.BadParameter: It says nothing, or far too much.
    """
    title = " ".join(clean(text).replace("\ufffd", "").split())
    if not title:
        raise click.BadParameter(f"a title is empty; separate titles by one comma, as in: {_LEVELS}")
    if len(title) > _LONGEST:
        raise click.BadParameter(f"a title of {len(title)} characters is too long: {_LONGEST} are allowed")
    return title


def parse_titles(text: str) -> tuple[str, ...]:
    """Titles, with commas between them; none where there is no text.

    Raises:
        click.BadParameter: There are too many, or two of them are called alike.
    """
    titles = [parse_title(each) for each in text.split(",")] if text.strip() else []
    if len(titles) > _MOST:
        raise click.BadParameter(f"{len(titles)} are too many: {_MOST} are allowed")
    known: dict[str, str] = {}
    for title in titles:
        letters = re.sub(r"\W+", " ", title.casefold()).strip()
        if letters in known:
            raise click.BadParameter(f"'{known[letters]}' and '{title}' are called alike; give each a title of its own")
        known[letters] = title
    return tuple(titles)


def parse_levels(text: str) -> tuple[str, ...]:
    """The titles of levels.

    Raises:
        click.BadParameter: There are too few or too many, or two of them are called alike.
    """
    levels = parse_titles(text)
    if len(levels) < 2:
        raise click.BadParameter(f"there are at least two levels, lowest first, as in: {_LEVELS}")
    return levels


def parse_way(text: str) -> Way:
    """A way to a level.

    Raises:
        click.BadParameter: It is none that a rubric can begin with.
    """
    for way in WAYS:
        if text == way:
            return way
    raise click.BadParameter(f"{text!r} is not {one_of(WAYS)}")


@command("new")
@click.argument("name", callback=checked(parse_id))
@click.option("--title", callback=checked(parse_title), help="What people call it.")
@click.option("--levels", metavar="TITLES", callback=checked(parse_levels), help=f"Lowest first, as in: {_LEVELS}")
@click.option("--way", metavar=f"[{'|'.join(WAYS)}]", callback=checked(parse_way), help="The way to a level.")
@click.option("--dimensions", metavar="TITLES", callback=checked(parse_titles), help="As in: Sales, Service")
@click.option("--plugin", is_flag=True, help="Write a plugin instead.")
def new(
    *,
    name: str,
    title: str | None,
    levels: tuple[str, ...] | None,
    way: Way | None,
    dimensions: tuple[str, ...] | None,
    plugin: bool,
) -> None:
    """Write a rubric to begin with, or a plugin.

    NAME is the id of the rubric, and NAME.toml its file. What is not given as an option is asked for in a terminal, and
    made up elsewhere. With --plugin the folder NAME is written, a distribution that brings the rubric, with a test; where
    there is a file NAME.toml, around a copy of that. Nothing is overwritten.
    """
    file = Path(f"{name}.toml")
    target = Path(name) if plugin else file
    if os.path.lexists(target):
        raise click.ClickException(f"{target} is there already; move it away, or choose another name")
    if plugin and name == "attain":
        raise click.BadParameter("pip would put a distribution of this name in the place of the library")
    given = {"title": title, "levels": levels, "way": way, "dimensions": dimensions}
    copied = plugin and file.is_file()
    if copied:
        rubric, text = _existing(file, [f"--{key}" for key, value in given.items() if value is not None])
    else:
        text = skeleton(
            name,
            title=title or _asked("Title", label(name, None), parse_title),
            levels=levels or _asked("Levels, lowest first", _LEVELS, parse_levels),
            way=_asked(f"Way to a level ({', '.join(WAYS)})", WAYS[0], parse_way) if way is None else way,
            dimensions=_asked("Dimensions, if any", "", parse_titles) if dimensions is None else dimensions,
        )
        rubric = default_registry().loads(text)
    files = distribution(name, rubric, text, _needed(file) if copied else ()) if plugin else {f"{name}.toml": text}
    written = {Path(name, path) if plugin else Path(path): content for path, content in files.items()}
    create(written)
    show(_page([*written], file if copied else None))


def _existing(file: Path, given: list[str]) -> tuple[Rubric, str]:
    """The rubric of a file that is there, and its text."""
    if given:
        raise click.UsageError(
            f"{file} is there already, so it is what the plugin brings; leave out {', '.join(given)}"
        )
    rubric = default_registry().load(file)
    base = from_file(file).data.get("extends")
    if str(base).endswith(".toml"):
        told = f"{file} extends '{base}', which the plugin would not have; write both as one rubric"
        raise click.ClickException(f"{told}: attain show {file} --format toml")
    return rubric, file.read_text(encoding="utf-8-sig")


def _needed(file: Path) -> list[str]:
    """The distributions of what a rubric extends, and of the rules and policies that it names."""
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
    """What is typed in a terminal, asked for until it can be read; elsewhere the default."""
    if not sys.stdin.isatty():
        return parse(default)
    asked: Value = click.prompt(what, default=default, value_proc=parse, show_default=bool(default))
    return asked


def _page(files: list[Path], copied: Path | None) -> Iterator[Block]:
    """What was written, and what to do with it."""
    if len(files) == 1:
        yield Line(f"Wrote {files[0]}; its first lines tell what to do with it.")
        return
    folder = files[0].parent
    yield Line(
        f"Wrote the plugin {folder}, around {f'a copy of {copied}: go on in that' if copied else 'a new rubric'}."
    )
    yield from (Line(file.as_posix(), 2) for file in files)
    yield Line("To test it, and to install it:")
    yield Line(f"python -m pytest {folder}", 2)
    yield Line(f"python -m pip install ./{folder}", 2)
