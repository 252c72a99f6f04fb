"""A pytest plugin that runs the fastest tests first, so that most mutants are killed within milliseconds."""

import json
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    stats = Path("mutmut-stats.json")  # how long each test took, once mutmut has run them
    took: dict[str, float] = json.loads(stats.read_bytes())["duration_by_test"] if stats.exists() else {}
    items.sort(key=lambda item: took.get(item.nodeid, 0.0))
