from importlib.resources import files
from importlib.resources.abc import Traversable

import attain


@attain.hookimpl
def attain_rubrics() -> list[Traversable]:
    return [files("acme_tiers_next") / "acme-tiers.toml"]
