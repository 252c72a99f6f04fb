"""How Sphinx builds these pages; they need no network."""

import inspect
import re
from importlib.metadata import version as installed

from docutils.nodes import Element
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

project = "attain"
author = "The attain contributors"
copyright = author  # noqa: A001  # the name Sphinx asks for
version = release = installed("attain")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"attain {release}"

autodoc_member_order = "bysource"
autodoc_typehints = "description"
autodoc_typehints_description_target = "documented"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
napoleon_use_ivar = True  # otherwise an attribute in a docstring is described twice

# Names of Python and of other libraries are not looked up: that would take the network.
nitpick_ignore_regex = [(r"py:.*", r"(?!attain(\.|$)).*")]

# A type variable: the kind of frame that is given and comes back; and what scores, which users never make.
nitpick_ignore = [("py:class", "attain._rubric.Frame"), ("py:class", "attain._score.assess.Assessor")]


def public_name(app: Sphinx, environment: BuildEnvironment, node: pending_xref, content: Element) -> Element | None:
    """Lead from where a class is written (attain._model.Rubric) to where its users find it (attain.Rubric)."""
    target = node["reftarget"]
    if not target.startswith("attain._"):
        return None
    name = "attain." + target.rpartition(".")[2]
    python = environment.get_domain("py")
    return python.resolve_xref(environment, node["refdoc"], app.builder, node["reftype"], name, node, content)


FIELDS = re.compile(r" *Its fields are those of :class:`(\w+)`\.")


def own_fields(app: Sphinx, what: str, name: str, thing: object, options: object, lines: list[str]) -> None:  # noqa: ARG001, PLR0917  # as Sphinx calls it
    """Describe the fields of a class where its docstring refers to those of a base that has no page."""
    for at, line in enumerate(lines):
        if isinstance(thing, type) and (match := FIELDS.search(line)):
            base = next(each for each in thing.__mro__ if each.__name__ == match[1])
            _, _, after = inspect.cleandoc(base.__doc__ or "").partition("Arguments:\n")
            fields = after.partition("\n\n")[0].splitlines()
            lines[at : at + 1] = [FIELDS.sub("", line), "", "Arguments:", *fields, ""]
            return


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", own_fields, priority=400)  # before napoleon reads the sections
    app.connect("missing-reference", public_name)
