"""Tells that it was imported, by a file."""

import os
from collections.abc import Iterable
from pathlib import Path

import attain

Path(os.environ["TELLTALE"]).touch()


@attain.hookimpl
def attain_rules() -> Iterable[type[attain.Rule]]:
    return ()
