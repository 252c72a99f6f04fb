"""The commands that list and show rubrics and plugins, and print schemas."""

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

from .arguments import FINDINGS, RUBRIC_ID, command, find, find_sources, formats, option
from .printing import show, show_json, write


@command(
    "rubrics",
    {
        "List all rubrics": "rubrics",
    },
)
@formats("table", "json")
def list_rubrics(form: str) -> None:
    """List the registered rubrics."""
    entries = default_registry().rubrics()
    if form == "json":
        names = ("id", "version", "title", "distribution")
        show_json([{name: getattr(entry, name) for name in names} for entry in entries])
    else:
        show(rubrics_page(entries))


@command(
    "show",
    {
        "Show a rubric": "show iamcp-p2p",
        "List its questions with their ids": "show iamcp-p2p --questions",
        "Write a page of documentation": "show tiers.toml --format markdown > tiers.md",
    },
)
@click.argument("rubric_id", metavar="ID", type=RUBRIC_ID)
@option("--questions", is_flag=True, help="List the questions, too, with their ids.")
@formats("table", "json", "toml", "markdown", "html")
def show_rubric(*, rubric_id: str, questions: bool, form: str) -> None:
    """Show the levels, dimensions and rules of a rubric.

    attain shows its levels, its dimensions and how each gets its level, its facts, its interpretation of the sources and, if it extends
    another rubric, which file each setting is from. With --format markdown, the page holds everything.
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


@command(
    "plugins",
    {
        "List all plugins": "plugins",
    },
)
@formats("table", "json")
def list_plugins(form: str) -> int:
    """List the installed plugins.

    attain lists what each plugin brings. If one fails, or two conflict, it shows the reason, and the exit status is 1.
    """
    plugins = default_registry().plugins()
    if form == "json":
        show_json([attrs.asdict(plugin) for plugin in plugins])
    else:
        show(plugins_page(plugins, kept_out=kept_out()))
    return FINDINGS if any(plugin.status != "loaded" for plugin in plugins) else 0


@command(
    "schema",
    {
        "Let an editor check rubrics": "schema > rubric.schema.json",
        'Describe what "attain score --format json" prints': "schema result > result.schema.json",
    },
)
@click.argument("what", type=click.Choice(["rubric", "result"]), default="rubric")
def show_schema(what: str) -> None:
    """Print the JSON Schema of rubric files, or of results.

    With the first line "#:schema ./rubric.schema.json" in a rubric, an editor checks and completes it. The schema allows the rules and policies of
    the plugins that are installed. "attain schema result" describes what "attain score --format json" prints.
    """
    if what == "result":
        show_json(result_schema())
    else:
        registry = default_registry()
        show_json(rubric_schema(registry.rules(), registry.policies()))
