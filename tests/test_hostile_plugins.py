"""Plugins that do whatever Python code can do to a program: each breaks only what it provides."""

import os
import subprocess
import sys
import warnings

import pytest
from distributions import RULE, TIERS, Site, bringing

import attain
from attain import PluginWarning, Registry, RubricError

BUILT_IN = ["iamcp-p2p", "iamcp-p2p-keyed"]

RAISED = """\
class Bare(BaseException): ...
class Mute(Exception):
    def __str__(self): raise Bare()
    __repr__ = __str__
class Nameless(type):
    __name__ = property(lambda self: 1 / 0)
class Untitled(ValueError, metaclass=Nameless): ...
class Placeless(Exception):
    __traceback__ = property(lambda self: 1 / 0)
class Long(Exception):
    def __str__(self): return "x" * 10_000_000
class Argument:
    def __str__(self): raise SystemExit(0)
class Evil:
    __class__ = property(lambda self: 1 / 0)
    __hash__ = __eq__ = __repr__ = __iter__ = __getattr__ = lambda self, *_: 1 / 0
class Word(str):
    __hash__ = __eq__ = lambda self, *_: 1 / 0
"""
ERRORS = {
    "SystemExit()": "SystemExit",
    "SystemExit(Mute())": "an exception that can't be shown",
    "Bare('bye')": "Bare: bye",
    "GeneratorExit()": "GeneratorExit",
    "Mute()": "an exception that can't be shown",
    "Untitled()": "an exception that can't be shown",
    "Placeless()": "Placeless",
    "Long()": f"Long: {'x' * 500}",
    "ValueError(Argument())": "an exception that can't be shown",
    "SyntaxError(Argument())": "an exception that can't be shown",
}
each_error = pytest.mark.parametrize(("raised", "message"), ERRORS.items(), ids=[*ERRORS])


def reason() -> str:
    """Return why the only plugin can't be used, after a check that everything else works."""
    registry = Registry()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PluginWarning)
        assert [entry.id for entry in registry.rubrics()] == BUILT_IN
    (plugin,) = registry.plugins()
    assert plugin.status == "failed"
    return plugin.reason or ""


# ---------------------------------------------------------------- loading


@each_error
def test_any_error_on_import_is_blamed_on_the_plugin(site: Site, raised: str, message: str) -> None:
    site.install(f"{RAISED}raise {raised}")
    assert reason().startswith(f"importing it fails: {message}")
    assert len(reason()) < 2000


@each_error
def test_any_error_of_a_hook_is_blamed_on_the_plugin(site: Site, raised: str, message: str) -> None:
    site.install(RAISED + bringing(f"(_ for _ in [0] if (_ for _ in ()).throw({raised}))"))
    assert reason().startswith(f"attain_rubrics fails halfway through: {message}")


@pytest.mark.parametrize(
    ("hook", "things"),
    [
        ("attain_rubrics", "Evil()"),
        ("attain_rubrics", "[Evil()]"),
        ("attain_rules", "[Evil()]"),
        ("attain_policies", "[Evil()]"),
        ("attain_policies", "[attain.Policy(Word('acme.x'), 'gap', max), attain.Policy(Word('acme.y'), 'gap', max)]"),
        ("attain_policies", "[attain.Policy('Acme', 'gap', Evil())]"),
    ],
)
def test_objects_that_fail_on_every_use_are_refused(site: Site, hook: str, things: str) -> None:
    site.install(RAISED + bringing(things, hook))
    assert reason()


@pytest.mark.parametrize("variable", ["kind", "summary", "version"])
def test_a_property_in_place_of_a_text_is_refused(site: Site, variable: str) -> None:
    line = f"    {variable} = property(lambda self: 1 / 0)\n    of: tuple"
    site.install(RULE.replace("    of: tuple", line))
    assert f"the rule Best has no {variable}; " in reason()


def test_the_user_may_interrupt_a_plugin(site: Site) -> None:
    site.install("raise KeyboardInterrupt")
    with pytest.raises(KeyboardInterrupt):
        Registry().plugins()


@pytest.mark.parametrize("content", [b"[attain]\nacme = caf\xe9\n", b"[attain]\nacme\n"])
def test_unreadable_entry_points_cause_a_warning(site: Site, content: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(site.folder)  # once more, so that everything there is found twice
    site.install(RULE)
    site.install_rubrics(TIERS, of="acme-broken", name="broken")
    (site.folder / "acme_broken-1.0.dist-info" / "entry_points.txt").write_bytes(content)
    with pytest.warns(PluginWarning, match="the entry points of 'acme-broken' in .* can't be read: "):
        (plugin,) = Registry().plugins()
    assert (plugin.name, plugin.status) == ("acme", "loaded")


# ---------------------------------------------------------------- use

RUBRIC = """\
attain = 1
id = "areas"
version = "1"
title = "Areas"
levels = { low = "Low", high = "High" }
rule = { kind = "acme.best", of = ["sales"] }
[dimensions.sales]
bands = { low = "0-1", high = "1+" }
overlap = "acme.middle"
questions = { plan = "Is there a plan?" }
"""

BUILD = "return builder.highest([builder.level(area) for area in self.of])"
CHOOSE = "return candidates[len(candidates) // 2]"


def refusals(site: Site, *replaced: str) -> list[str]:
    """Return the problems of a rubric whose plugin has other code in one place."""
    site.install(RAISED + RULE.replace(*replaced))  # type: ignore[arg-type]  # what is there, and what is there instead
    with pytest.raises(RubricError) as caught:
        attain.loads(RUBRIC)
    assert attain.loads(TIERS).id == "acme-tiers"
    return [f"{problem.code} {problem.message}" for problem in caught.value.problems]


@each_error
def test_any_error_of_a_rule_is_reported_in_the_rubric_that_uses_it(site: Site, raised: str, message: str) -> None:
    (found,) = refusals(site, BUILD, f"raise {raised}")
    assert found.startswith(f"rule-failed the rule 'acme.best' fails: {message}")
    assert len(found) < 2000


@each_error
def test_any_error_of_a_policy_is_reported_in_the_rubric_that_uses_it(site: Site, raised: str, message: str) -> None:
    (found,) = refusals(site, CHOOSE, f"raise {raised}")
    assert found.startswith(f"policy-failed the policy 'acme.middle' fails: {message}")


@each_error
def test_any_error_of_options_is_reported_in_the_rubric_that_uses_them(site: Site, raised: str, message: str) -> None:
    fails = f"    of: tuple[str, ...] = attrs.field()\n    @of.validator\n    def _(self, *_): raise {raised}"
    (found,) = refusals(site, "    of: tuple[str, ...]", fails)
    assert found.startswith(
        (
            "rule-failed the rule 'acme.best' fails: " + message,
            "rule-options 'acme.best' does not accept this: " + message,
        )
    )


def test_a_rule_that_can_not_be_compared_is_refused(site: Site) -> None:
    (found,) = refusals(site, "    of: tuple", "    def __eq__(self, other): return 1 / 0\n    of: tuple")
    assert found.startswith("rule-failed the rule 'acme.best' fails: ZeroDivisionError: division by zero (")


@pytest.mark.parametrize("given", ["Evil()", "[Evil()]", "Word('x')", "None"])
def test_a_rule_may_return_anything(site: Site, given: str) -> None:
    (found,) = refusals(site, BUILD, f"return {given}")
    assert found.startswith("rule-failed the rule 'acme.best' ")


@pytest.mark.parametrize("given", ["Evil()", "Word('x')", "True", "type('Whole', (int,), {'__eq__': None})(0)"])
def test_a_policy_may_choose_anything(site: Site, given: str) -> None:
    (found,) = refusals(site, CHOOSE, f"return {given}")
    assert found.startswith("policy-failed the policy 'acme.middle' ")


@pytest.mark.parametrize("place", [BUILD, CHOOSE])
def test_the_user_may_interrupt_a_rule_and_a_policy(site: Site, place: str) -> None:
    site.install(RULE.replace(place, "raise KeyboardInterrupt"))
    with pytest.raises(KeyboardInterrupt):
        attain.loads(RUBRIC)


# ---------------------------------------------------------------- the command line


@pytest.mark.parametrize("raised", ["SystemExit(0)", "Mute()", "Bare()"])
def test_no_plugin_makes_a_command_fail(site: Site, raised: str) -> None:
    site.install(f"{RAISED}raise {raised}")
    for command, status in ((["rubrics"], 0), (["plugins"], 1)):
        done = subprocess.run(
            [sys.executable, "-m", "attain", *command],
            check=False,
            capture_output=True,
            encoding="utf-8",
            env=os.environ | {"PYTHONPATH": str(site.folder)},
        )
        assert done.returncode == status, done.stderr
        assert "importing it fails: " in done.stdout + done.stderr
        assert "Traceback" not in done.stderr
