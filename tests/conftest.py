"""Settings and fixtures of the tests: ATTAIN_HYPOTHESIS_PROFILE is `default`, `ci`, `long` or `quick`."""

import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from distributions import Site
from house import house
from hypothesis import Phase, settings

__all__ = ["house"]

collect_ignore = [
    "frames",  # sessions of their own run these folders
    "hostile",
    "mutation",
    "prose",
    "plugins",  # sources of distributions, some of them broken on purpose
    *([] if find_spec("pyspark") else ["spark"]),  # installed only in the session `spark`
]

# There are no deadlines, because on a busy machine they fail correct tests.
settings.register_profile("default", max_examples=25, deadline=None)
settings.register_profile("ci", max_examples=25, deadline=None, derandomize=True, print_blob=True)
settings.register_profile("long", max_examples=5_000, deadline=None)
settings.register_profile(
    "quick",
    max_examples=5,
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # report a failure without shrinking it
)
settings.load_profile(os.environ.get("ATTAIN_HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "default"))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """Yield a place for distributions that this process sees, and remove all traces of them after the test."""
    from attain._rubric import default_registry  # imported only after coverage has started

    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(folder)
    default_registry.cache_clear()
    yield Site(folder)
    default_registry.cache_clear()
    for name, module in list(sys.modules.items()):
        if str(getattr(module, "__file__", None)).startswith(str(folder)):
            del sys.modules[name]
