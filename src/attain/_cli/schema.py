"""The command that prints JSON Schemas, for editors and for other languages."""

import click

from attain._files.schema import result_schema, rubric_schema
from attain._rubric import default_registry

from .terminal import show_json


@click.command("schema")
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
