"""A plugin that creates a file when it is imported."""

import os
from collections.abc import Iterable
from pathlib import Path

import attain

Path(os.environ["TELLTALE"]).touch()


@attain.hookimpl
def attain_rules() -> Iterable[type[attain.Rule]]:
    return ()
