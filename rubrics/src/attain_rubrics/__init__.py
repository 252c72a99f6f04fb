"""Maturity models for attain, as data: each is a TOML file in the folder ``models``.

Once this is installed, ``attain.rubric("knack-partner-program")`` gives one, and ``attain rubrics`` lists them all.
"""

from importlib.resources import files
from importlib.resources.abc import Traversable

import attain


@attain.hookimpl
def attain_rubrics() -> list[Traversable]:
    """Return the file of every model in the folder, in the order of their names.

    >>> [file.name for file in attain_rubrics() if "p2p-2010" in file.name]
    ['iamcp-p2p-2010.toml']
    """
    models = (files("attain_rubrics") / "models").iterdir()
    return sorted((file for file in models if file.name.endswith(".toml")), key=lambda file: file.name)
