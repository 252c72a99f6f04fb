"""The rule does what its docstring says, in a registry that raises every error of the plugin."""

import inspect
from pathlib import Path

import acme_best_region
import pytest

import attain
from attain.testing import check_rubric

REGISTRY = attain.Registry(strict=True)

GOOD = {"team": True, "plan": True, "desk": True}
FAIR = {"team": True, "plan": True, "desk": False}
POOR = {"team": False, "plan": False, "desk": False}


def level(*regions: dict[str, bool]) -> str:
    result = REGISTRY.rubric("acme-regions").assess(dict(zip(("emea", "apac", "americas"), regions, strict=True)))
    return str(result.level)


def test_the_plugin_provides_its_rule_and_its_rubric() -> None:
    plugin = next(each for each in REGISTRY.plugins() if each.name == "acme")
    assert (plugin.rules, plugin.rubrics) == (("acme.best-region",), ("acme-regions@1",))


def test_the_rubric_obeys_the_laws_for_every_rubric() -> None:
    check_rubric(REGISTRY.rubric("acme-regions"), tries=20)


def test_the_best_two_regions_decide_wherever_they_are() -> None:
    assert level(GOOD, POOR, POOR) == level(POOR, GOOD, POOR) == "Silver"
    assert level(GOOD, FAIR, POOR) == "Silver"
    assert level(FAIR, GOOD, {**POOR, "team": True}) == "Gold"
    assert level(POOR, POOR, FAIR) == "Bronze"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("best = 0", "6:89: rule.best: 'acme.best-region' does not accept this: 'best' must be >= 1: 0"),
        ("best = 4", "6:37: rule.of: 4 regions should count, and 2 are named; name 4 to 10"),
        ("bets = 1", "6:89: rule.bets: unknown key 'bets'; did you mean 'best'?"),
        (
            "everywhere = { golden = 1 }",
            "6:104: rule.everywhere.golden: there is no level 'golden'; did you mean 'gold'?",
        ),
    ],
)
def test_wrong_options_are_reported_where_they_are_written(options: str, message: str) -> None:
    text = f"""\
attain = 1
id = "mine"
version = "1"
extends = "acme-regions"
remove = ["rule"]
rule = {{ kind = "acme.best-region", of = ["emea", "apac"], thresholds = {{ silver = 3 }}, {options} }}
"""
    with pytest.raises(attain.RubricError) as caught:
        REGISTRY.loads(text)
    assert str(caught.value) == message


def test_the_guide_shows_the_rule_as_it_is() -> None:
    guide = Path(__file__).parents[1].joinpath("README.md").read_text(encoding="utf-8")
    code = inspect.getsource(acme_best_region)
    for part in code.split("\n\n\n")[1:]:
        assert part.strip() in guide
