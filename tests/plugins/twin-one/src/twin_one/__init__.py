from importlib.resources import files
from importlib.resources.abc import Traversable

import attain


@attain.hookimpl
def attain_rubrics() -> list[Traversable]:
    return [files("twin_one") / "twins.toml"]
