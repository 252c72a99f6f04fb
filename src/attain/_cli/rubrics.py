"""The commands that list and show what is registered, and print schemas."""

import attrs
import click

from attain._core.messages import phrase
from attain._format.schema import result_schema, rubric_schema
from attain._format.source import origins
from attain._plugins.installed import kept_out
from attain._render.markdown import rubric_markdown
from attain._render.markup import document
from attain._render.pages import plugins_page, rubric_page, rubrics_page
from attain._rubric import default_registry

from .arguments import FINDINGS, command, find, find_sources, formats
from .terminal import show, show_json, write


@command("rubrics")
@formats("table", "json")
def list_rubrics(form: str) -> None:
    """List the rubrics that are registered."""
    entries = default_registry().rubrics()
    if form == "json":
        names = ("id", "version", "title", "distribution")
        show_json([{name: getattr(entry, name) for name in names} for entry in entries])
    else:
        show(rubrics_page(entries))


@command("show")
@click.argument("rubric_id", metavar="ID")
@click.option("--questions", is_flag=True, help="List what is asked, with the ids to answer it by.")
@formats("table", "json", "toml", "markdown", "html")
def show_rubric(*, rubric_id: str, questions: bool, form: str) -> None:
    """Show what a rubric is about.

    Its levels, its dimensions and how each finds its level, its facts, what of it is an interpretation of its sources, and,
    if it extends another one, which file says what. As markdown it is a page with everything.
    """
    if questions and form != "table":
        raise click.UsageError(phrase("usage.questions", format=form))
    rubric = find(rubric_id)
    if form == "json":
        show_json(rubric.to_dict())
    elif form == "toml":
        write(rubric.to_toml())
    elif form == "markdown":
        write(rubric_markdown(rubric))
    elif form == "html":
        write(document(rubric.title, rubric.to_html()))
    else:
        show(rubric_page(rubric, questions=questions, origins=origins(rubric, rubric_id, find_sources(rubric_id))))


@command("plugins")
@formats("table", "json")
def list_plugins(form: str) -> int:
    """List the plugins that are installed.

    What each brings. If one can't be used, or two claim the same, the reason is below, and the exit status is 1.
    """
    plugins = default_registry().plugins()
    if form == "json":
        show_json([attrs.asdict(plugin) for plugin in plugins])
    else:
        show(plugins_page(plugins, kept_out=kept_out()))
    return FINDINGS if any(plugin.status != "loaded" for plugin in plugins) else 0


@command("schema")
@click.argument("what", type=click.Choice(["rubric", "result"]), default="rubric")
def show_schema(what: str) -> None:
    """Print the JSON Schema of rubric files, or of results.

    An editor checks and completes a rubric whose first line is "#:schema ./rubric.schema.json" by what "attain schema >
    rubric.schema.json" wrote, with the rules and policies of the plugins installed. "attain schema result" describes what
    "attain score --format json" prints.
    """
    if what == "result":
        show_json(result_schema())
    else:
        registry = default_registry()
        show_json(rubric_schema(registry.rules(), registry.policies()))
