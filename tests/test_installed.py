"""Installed plugins: what they may bring, the reason why one can't be used, and which of their modules are imported when."""

import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from distributions import HERE, RULE, TIERS, Site, bringing, line

import attain
from attain import AttainError, Entry, Plugin, PluginError, PluginWarning, Registry, RubricError

BUILT_IN = ["iamcp-p2p", "iamcp-p2p-keyed"]

MIDDLE = 'overlap = "acme.middle"\n'

AREAS = """\
attain = 1
id = "areas"
version = "1"
title = "Areas"
levels = { low = "Low", middle = "Middle", high = "High" }
rule = { kind = "acme.best", of = ["sales"] }
[dimensions.sales]
bands = { low = "0-2", middle = "1-2", high = "2+" }
overlap = "acme.middle"
questions = { plan = "Is there a plan?", review = "Is it reviewed?" }
"""


def ids(registry: Registry) -> list[str]:
    return [entry.id for entry in registry.rubrics()]


def the_plugin() -> Plugin:
    (plugin,) = Registry().plugins()
    return plugin


def refusal(ask: Callable[[], object]) -> str:
    """Return the code and the text of the one problem that is raised."""
    with pytest.raises(AttainError) as caught:
        ask()
    (problem,) = caught.value.problems
    return f"{problem.code} | {problem}"


def imported() -> list[str]:
    """Return the modules of plugins that have been imported."""
    return [name for name in sys.modules if name.startswith("plugin_")]


def tiers(version: str = "1", title: str = "Acme tiers", id_: str = "acme-tiers") -> str:
    text = TIERS.replace('version = "1"', f'version = "{version}"')
    return text.replace("Acme tiers", title).replace('"acme-tiers"', f'"{id_}"')


# ---------------------------------------------------------------- contents of plugins


def test_a_plugin_is_listed_with_its_contents(site: Site) -> None:
    file = site.folder / "tiers.toml"
    file.write_text(TIERS)
    site.install(RULE + bringing(f"[pathlib.Path({str(file)!r})]"))
    assert Registry().plugins() == (
        Plugin(
            "acme",
            "acme-rules",
            "1.0",
            status="loaded",
            rubrics=("acme-tiers@1",),
            rules=("acme.best",),
            policies=("acme.middle", "acme.upper"),
        ),
    )
    assert Registry().rubrics()[0] == Entry("acme-tiers", "1", "Acme tiers", "acme-rules", str(file))


def test_rules_and_policies_are_found_by_name_and_listed(site: Site) -> None:
    site.install(RULE)
    registry = Registry()
    (best,) = registry.rules()
    middle, upper = registry.policies()
    assert (best.summary, middle.clash, upper.clash) == ("the best area counts", "overlap", "gap")
    assert registry.rule("acme.best") is best
    assert registry.policy("acme.upper") is upper


def test_a_file_uses_rules_and_policies_by_their_names(site: Site) -> None:
    site.install(RULE)
    found = attain.loads(AREAS).assess({"sales.plan": True, "sales.review": True})
    assert (str(found.level), found["sales"].policy) == ("Middle", 'overlap = "acme.middle"')


def test_python_names_a_policy_as_a_file_does(site: Site) -> None:
    site.install(RULE)
    rubric = attain.loads(TIERS)
    assert str(rubric.with_policy(gap="acme.upper").defaults.gap) == "acme.upper"
    assert refusal(lambda: rubric.with_policy(gap="acme.uper")) == (
        "unknown-policy | there is no policy 'acme.uper'; did you mean 'acme.upper'?"
    )


def test_a_rubric_may_be_made_in_python_and_use_a_rule_of_its_own_plugin(site: Site) -> None:
    made = """
attain.Rubric(
    id="made", version="1", title="Made", levels=[attain.Level("low"), attain.Level("high")], rule=Best(of=("sales",)),
    dimensions={"sales": attain.Dimension(bands={"low": "0", "high": "1+"}, questions={"plan": attain.Question("?")})},
)"""
    site.install(RULE + bringing(f"[{made}]"))
    registry = Registry()
    assert registry.rubrics()[-1] == Entry("made", "1", "Made", "acme-rules", "made@1")
    assert str(registry.rubric("made").assess({"sales.plan": True}).level) == "High"


def test_a_hook_may_yield_and_may_be_implemented_more_than_once(site: Site) -> None:
    site.install(
        """
import attain

@attain.hookimpl
def attain_policies():
    yield attain.Policy("acme.first", "gap", min)

@attain.hookimpl(specname="attain_policies")
def more_policies():
    yield attain.Policy("acme.last", "gap", max)
"""
    )
    assert set(the_plugin().policies) == {"acme.first", "acme.last"}


def test_an_entry_point_may_name_an_object_with_the_hooks(site: Site) -> None:
    code = """
import attain

class Hooks:
    @attain.hookimpl
    def attain_policies(self):
        return [attain.Policy("acme.last", "gap", max)]

hooks = Hooks()
"""
    site.install(code, entry="{module}:hooks")
    assert the_plugin().policies == ("acme.last",)


def zipped(folder: Path, name: str, **files: str) -> Path:
    """Return a distribution in a zip file: a package that brings ``tiers.toml``."""
    code = "from importlib.resources import files\nimport attain\n@attain.hookimpl\ndef attain_rubrics():\n"
    archive = folder / f"{name}.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr(f"{name}/__init__.py", code + '    return [files(__name__) / "tiers.toml"]\n')
        file.writestr(f"{name}-1.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n")
        file.writestr(f"{name}-1.dist-info/entry_points.txt", f"[attain]\nacme = {name}\n")
        for resource, text in files.items():
            file.writestr(f"{name}/{resource}.toml", text)
    return archive


def test_a_plugin_may_be_in_a_zip_file(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(site.folder, "zipped_tiers", tiers=TIERS)
    monkeypatch.syspath_prepend(archive)
    assert Registry().rubric("acme-tiers").title == "Acme tiers"
    assert Registry().rubrics()[0].file == str(archive / "zipped_tiers" / "tiers.toml")


def test_a_resource_that_a_zip_file_lacks_is_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = zipped(site.folder, "zipped_lost")
    monkeypatch.syspath_prepend(archive)
    assert str(the_plugin().reason).startswith(f"{archive / 'zipped_lost' / 'tiers.toml'} can't be read: ")


# ---------------------------------------------------------------- versions


def test_the_newest_version_is_found_by_its_numbers(site: Site) -> None:
    site.install_rubrics(*(tiers(version, f"Tiers {version}") for version in ("1.9", "1.10", "1", "1.2")))
    registry = Registry()
    assert registry.rubric("acme-tiers").title == "Tiers 1.10"
    assert registry.rubric("acme-tiers@1.2").title == "Tiers 1.2"
    assert [entry.version for entry in registry.rubrics() if entry.id == "acme-tiers"] == ["1", "1.2", "1.9", "1.10"]
    assert refusal(lambda: registry.rubric("acme-tiers@2")) == (
        "unknown-version | version '2' of the rubric 'acme-tiers' is not registered; use"
        " 'acme-tiers@1', 'acme-tiers@1.2', 'acme-tiers@1.9' or 'acme-tiers@1.10'"
    )


def test_a_built_in_rubric_comes_first_and_a_plugin_may_add_a_version(site: Site) -> None:
    site.install_rubrics(tiers("2030", id_="iamcp-p2p"))
    registry = Registry()
    assert registry.rubric("iamcp-p2p").version == "2016"
    assert registry.rubric("iamcp-p2p@2030").title == "Acme tiers"
    assert refusal(lambda: registry.rubric("iamcp-p2p@1")) == (
        "unknown-version | version '1' of the rubric 'iamcp-p2p' is not registered;"
        " use 'iamcp-p2p@2016' or 'iamcp-p2p@2030'"
    )


def test_a_misspelt_id_gets_the_nearest_one_of_a_plugin(site: Site) -> None:
    site.install_rubrics(TIERS)
    assert refusal(lambda: Registry().rubric("acme-teirs")) == (
        "unknown-rubric | no rubric 'acme-teirs' is registered; did you mean 'acme-tiers'?"
        " registered rubrics: acme-tiers, iamcp-p2p, iamcp-p2p-keyed"
    )


# ---------------------------------------------------------------- two plugins with the same name or rubric


def test_two_distributions_that_bring_one_rubric_are_both_named(site: Site) -> None:
    site.install_rubrics(tiers(title="One"), name="one", of="acme-one")
    site.install_rubrics(tiers(title="Two"), name="two", of="acme-two")
    registry = Registry()
    assert [(entry.distribution, entry.title) for entry in registry.rubrics()][:2] == [
        ("acme-one", "One"),
        ("acme-two", "Two"),
    ]
    assert refusal(lambda: registry.rubric("acme-tiers")) == (
        "rubric-twice | acme-one and acme-two provide the rubric acme-tiers@1;"
        " remove all but one of them, or read the file that you mean with attain.load"
    )


def test_two_distributions_with_one_entry_point_name_are_both_named_and_not_imported(site: Site) -> None:
    site.install("raise SystemExit", of="acme-one")
    site.install("raise SystemExit", of="acme-two")
    registry = Registry()
    message = "acme-one and acme-two provide a plugin called 'acme'; remove all but one of them"
    assert refusal(lambda: registry.rule("acme.best")) == f"plugin-twice | {message}"
    assert refusal(lambda: registry.loads(AREAS.replace(MIDDLE, ""))) == (f"plugin-twice | 6:10: rule.kind: {message}")
    assert imported() == []


def test_a_copy_of_a_distribution_under_another_name_is_another_distribution(site: Site) -> None:
    module = site.install_rubrics(TIERS, of="acme-one").stem
    site.install("", of="acme-two", entry=module)  # so that the two entry points are equal
    registry = Registry()
    assert [plugin.distribution for plugin in registry.plugins()] == ["acme-one", "acme-two"]
    assert "acme-one and acme-two provide" in refusal(lambda: registry.rubric("acme-tiers"))
    assert "acme-one and acme-two provide" in refusal(lambda: registry.policy("acme.middle"))


# ---------------------------------------------------------------- names that no plugin has


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("acme.bets", "there is no rule 'acme.bets'; did you mean 'acme.best'?"),
        ("acme.zzz", "there is no rule 'acme.zzz'; use 'acme.best'"),
        ("acne.best", "no plugin called 'acne' is installed; did you mean 'acme'?"),
        ("zzz.best", "no plugin called 'zzz' is installed; install the distribution that provides the rule"),
        ("best", "'best' does not begin with the name of a plugin; install the distribution that provides the rule"),
    ],
)
def test_an_unknown_rule_is_reported_with_the_known_ones(site: Site, kind: str, message: str) -> None:
    site.install(RULE)
    assert refusal(lambda: Registry().rule(kind)) == f"unknown-rule | {message}"


def test_a_plugin_without_policies_says_so(site: Site) -> None:
    site.install_rubrics(TIERS)
    assert refusal(lambda: Registry().policy("acme.middle")) == (
        "unknown-policy | there is no policy 'acme.middle'; the plugin 'acme' provides none"
    )


# ---------------------------------------------------------------- wrong values of every kind


GIVEN = [
    ("attain_rubrics", "None", "attain_rubrics returns nothing instead of a list"),
    ("attain_rubrics", "5", "attain_rubrics returns 5 instead of a list"),
    ("attain_rubrics", "'a.toml'", "attain_rubrics returns 'a.toml' instead of a list"),
    ("attain_rubrics", "{'a': 'a.toml'}", "attain_rubrics returns an object of type dict instead of a list"),
    (
        "attain_rubrics",
        "attain.rubric('iamcp-p2p')",
        "attain_rubrics returns an object of type Rubric instead of a list",
    ),
    ("attain_rubrics", "[None]", "attain_rubrics returns nothing instead of a file or a rubric"),
    ("attain_rubrics", "[b'attain = 1']", "attain_rubrics returns b'attain = 1' instead of a file or a rubric"),
    ("attain_rubrics", "[object()]", "attain_rubrics returns an object of type object instead of a file or a rubric"),
    (
        "attain_rubrics",
        "['a.toml']",
        """attain_rubrics returns 'a.toml' instead of a file or a rubric; write files("…") / "….toml", with files from""",
    ),
    (
        "attain_rubrics",
        "[pathlib.Path('a.toml')]",
        "it provides a rubric that can't be read: a.toml: there is no such file",
    ),
    ("attain_rubrics", "[pathlib.Path('.')]", "it provides a rubric that can't be read: .: is a directory, not a file"),
    (
        "attain_rubrics",
        "[attain.rubric('iamcp-p2p').with_policy(overlap='lowest')]",
        "it provides iamcp-p2p@2016, which is built in; give the rubric another id or version",
    ),
    (
        "attain_rubrics",
        "[attrs.evolve(attain.rubric('iamcp-p2p'), id='acme-p2p')] * 2",
        "it provides 'acme-p2p@2016' twice",
    ),
    ("attain_rules", "attain.Rule", "attain_rules returns the class Rule instead of a list"),
    ("attain_rules", "[attain.Rule]", "attain_rules returns the class Rule instead of a subclass of attain.Rule"),
    ("attain_rules", "[attain.Policy]", "attain_rules returns the class Policy instead of a subclass of attain.Rule"),
    ("attain_rules", "['acme.best']", "attain_rules returns 'acme.best' instead of a subclass of attain.Rule"),
    ("attain_policies", "[max]", "attain_policies returns an object of type builtin_function_or_method instead of an"),
    ("attain_policies", "['highest']", "attain_policies returns 'highest' instead of an attain.Policy"),
    ("attain_policies", "[attain.Policy('acme.last', 'gap', max)] * 2", "it provides 'acme.last' twice"),
    ("attain_rubric", "[]", "there is no hook 'attain_rubric'; did you mean 'attain_rubrics'?"),
    ("models", "[]", "there is no hook 'models'; use 'attain_rubrics', 'attain_rules' or 'attain_policies'"),
]


@pytest.mark.parametrize(("hook", "things", "message"), GIVEN, ids=[f"{hook}: {things}" for hook, things, _ in GIVEN])
def test_a_wrong_value_of_a_hook_is_reported_with_the_line_of_the_hook(
    site: Site, monkeypatch: pytest.MonkeyPatch, hook: str, things: str, message: str
) -> None:
    monkeypatch.chdir(site.folder)
    file = site.install(bringing(things, hook))
    reason = str(the_plugin().reason)
    assert reason.startswith(message)
    assert reason.endswith(f" ({line(file)})")


def hook_of(body: str) -> str:
    """Return the code of a plugin with one hook."""
    return f"import attain\n@attain.hookimpl\ndef attain_policies():\n    {body}"


def rule_of(body: str, above: str = "@attrs.frozen") -> str:
    """Return the code of a plugin with one rule, whose class begins at the line that is marked."""
    return f"""
import attain, attrs
from typing import Any, Literal

{above}  {HERE}
class Best(attain.Rule):
    {body}

@attain.hookimpl
def attain_rules():
    return [Best]
"""


WHOLE = 'kind = "acme.best"; summary = "the best counts"; build = max'

PLAIN_CLASS = rule_of(WHOLE).replace(
    f"@attrs.frozen  {HERE}\nclass Best(attain.Rule):", f"class Best(attain.Rule):  {HERE}"
)
CODE = [
    ("import no_such_module  # here", "importing it fails: ModuleNotFoundError: No module named 'no_such_module'"),
    ("attain = = 5  # here", "importing it fails: SyntaxError: invalid syntax"),
    ("raise SystemExit('bye')  # here", "importing it fails: SystemExit: bye"),
    ("import json\njson.loads('{')  # here", "importing it fails: JSONDecodeError: "),
    ("def __getattr__(name):\n    raise LookupError(name)  # here", "finding its hooks fails: LookupError: "),
    ("def attain_rules():  # here\n    pass", "attain_rules is not marked as a hook; put @attain.hookimpl above it"),
    (
        "import attain\n@attain.hookimpl  # here\ndef attain_rules(config, registry): ...",
        "attain_rules takes no arguments; remove 'config' or 'registry'",
    ),
    (
        "import attain\n@attain.hookimpl(wrapper=True)  # here\ndef attain_rubrics():\n    return (yield)",
        "attain_rubrics returns nothing instead of a file or a rubric",
    ),
    (hook_of("raise LookupError('lost')  # here"), "attain_policies fails: LookupError: lost"),
    (hook_of("exit('bye')  # here"), "attain_policies fails: SystemExit: bye"),
    (
        hook_of("yield attain.Policy('acme.last', 'gap', max)\n    raise LookupError('lost')  # here"),
        "attain_policies fails halfway through: LookupError: lost",
    ),
    (
        hook_of("return [attain.Policy(5, 'gap', max)]  # here"),
        "attain_policies fails: RubricError: id: must be text, not 5",
    ),
    (
        hook_of("return [attain.Policy('last', 'gap', max)]  # here"),
        "attain_policies fails: RubricError: id: 'last' is not the id of a plugin's policy; write the name of the plugin, a dot and an id, such as 'acme.middle'",
    ),
    (
        "class File:\n    def __fspath__(self):\n        raise LookupError('lost')  # here\n"
        + hook_of("return [File()]").replace("policies", "rubrics"),
        "checking the result of attain_rubrics fails: LookupError: lost",
    ),
    (
        "def middle(candidates):  # here\n    return 0\n"
        + hook_of("return [attain.Policy('acne.middle', 'overlap', middle)]"),
        "a policy has the id 'acne.middle'; write 'acme.', the name of the entry point, and an id: 'acme.best-re",
    ),
    (PLAIN_CLASS, "the rule Best is not an attrs class; put @attrs.frozen above it"),
    (rule_of('kind = "acme.best"'), "the rule Best has no method build(self, builder); write one that returns a level"),
    (rule_of("build = max"), 'the rule Best has no kind; write kind = "…" in its class, without a type'),
    (
        rule_of(f'{WHOLE}; kind: str = "acme.best"'),
        'the rule Best has no kind; write kind = "…" in its class, without',
    ),
    (rule_of(f'{WHOLE}; summary = ""'), 'the rule Best has no summary; write summary = "…" in its class, without a'),
    (rule_of(f"{WHOLE}; version = 2"), 'the rule Best has no version; write version = "…" in its class, without a'),
    (
        rule_of(f'{WHOLE}; kind = "acne.best"'),
        "the rule Best has the kind 'acne.best'; write 'acme.', the name of the entry point, and an id: 'acme.be",
    ),
    (
        rule_of(f'{WHOLE}; kind = "acme.The_Best"'),
        "the rule Best has the kind 'acme.The_Best'; write 'acme.', the",
    ),
    (
        rule_of(f'{WHOLE}; of: "Region"'),
        "the rule Best has options whose types can't be found: NameError: name 'Region' is not defined",
    ),
]


@pytest.mark.parametrize(("code", "message"), CODE, ids=[message for _, message in CODE])
def test_wrong_code_is_reported_with_its_line(site: Site, code: str, message: str) -> None:
    file = site.install(code)
    reason = str(the_plugin().reason)
    assert reason.startswith(message)
    assert reason.endswith(f" ({line(file)})")


@pytest.mark.parametrize(
    "of",
    [
        "Any",
        "object",
        "None",
        "list[str]",
        "tuple[str, int]",
        "tuple[list[str], ...]",
        "dict[str, int]",
        "attain.FrozenDict",
        "attain.FrozenDict[int, str]",
        "attain.FrozenDict[str, set[int]]",
        "Literal[1, 2]",
        "str | tuple[str, ...]",
        "Region | None",
        "Endless",
    ],
)
def test_an_option_of_a_type_that_no_file_can_write_is_reported(site: Site, of: str) -> None:
    classes = """
@attrs.frozen
class Region:
    sizes: list[int]

@attrs.frozen
class Endless:
    inner: "Endless | None"
"""
    file = site.install(rule_of(f'{WHOLE}; many_regions: "{of}"') + classes)
    assert the_plugin().reason == (
        "the rule Best has an option 'many-regions' of a type that can't be written to a file; use str, bool, int, float, date,"
        " Period, Literal['…'], tuple[T, ...], FrozenDict[str, T] or attrs classes of these, each also with | None"
        f" ({line(file)})"
    )


def test_an_option_without_a_type_is_reported(site: Site) -> None:
    site.install(rule_of(f"{WHOLE}; region = attrs.field(default=5)", above="@attrs.frozen(auto_attribs=False)"))
    assert "the rule Best has an option 'region' of a type that can't be written to a file" in str(the_plugin().reason)


@pytest.mark.parametrize(
    ("of", "value"),
    [
        ("str | None", '"emea"'),
        ("bool | int", "5"),
        ("date", "2026-11-21"),
        ("attain.Period", '"12 months"'),
        ("Literal['up', 'down']", '"up"'),
        ("tuple[Region, ...] | None", '[{ id = "emea", sizes = [1, 2] }]'),
        ("attain.FrozenDict[str, float]", "{ emea = 1 }"),
        ("attain.FrozenDict[str, object]", "{ sales.plan = true }"),
    ],
)
def test_an_option_of_any_other_type_is_read_and_written(site: Site, of: str, value: str) -> None:
    code = f"""
from __future__ import annotations
from datetime import date
from typing import Literal
import attain, attrs

@attrs.frozen
class Region:
    id: str
    sizes: tuple[int, ...]
    total: list[int] = attrs.field(init=False, factory=list)

@attrs.frozen
class Best(attain.Rule):
    kind = "acme.best"
    summary = "the best counts"
    many_regions: {of}

    def build(self, builder):
        return builder.level("sales")
"""
    site.install(code + bringing("[Best]", "attain_rules"))
    registry = Registry()
    rubric = registry.loads(AREAS.replace('of = ["sales"]', f"many-regions = {value}").replace(MIDDLE, ""))
    assert "many-regions = " in rubric.to_toml()
    assert registry.loads(rubric.to_toml()).scoring_digest == rubric.scoring_digest


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (
            {"name": "Acme"},
            "the name of its entry point is not valid: 'Acme' is not an id: use lower-case letters,",
        ),
        (
            {"name": "score"},
            "the name of its entry point is not valid: 'score' has a meaning in rules,",
        ),
        (
            {"entry": "acme-tiers"},
            """its entry point 'acme-tiers' names no module; write acme = "acme_tiers", the name of a module as Python""",
        ),
        ({"entry": "no_such_module"}, "importing it fails: ModuleNotFoundError: No module named 'no_such_module'"),
        ({"entry": "{module}:hooks"}, "importing it fails: AttributeError: module 'plugin_"),
        (
            {},
            "it has no hooks; write 'attain_rubrics', 'attain_rules' or 'attain_policies', with @attain.hookimpl",
        ),
    ],
    ids=str,
)
def test_an_entry_point_that_leads_nowhere_is_reported(site: Site, more: dict[str, str], message: str) -> None:
    site.install("", **more)
    assert str(the_plugin().reason).startswith(message)


@pytest.mark.parametrize("text", ["title = 'Acme'", tiers("one"), tiers("1.1.1.1.1.1.1"), tiers(id_="Acme")])
def test_a_rubric_without_an_id_and_a_version_is_reported_with_its_file(site: Site, text: str) -> None:
    site.install_rubrics(text)
    (file,) = site.folder.glob("*.toml")
    assert str(the_plugin().reason).startswith(
        f'it provides a rubric without a valid id and version; write id = "acme-tiers" and version = "1" at the top of {file}'
    )


def test_a_file_that_is_not_toml_is_reported_with_the_place_in_it(site: Site) -> None:
    site.install_rubrics("attain = 1\nid = acme")
    (file,) = site.folder.glob("*.toml")
    assert str(the_plugin().reason).startswith(
        f"it provides a rubric that can't be read: {file}:2:6: is not valid TOML: "
    )


def test_a_distribution_that_has_lost_its_metadata_is_named_by_its_folder(site: Site) -> None:
    site.install(RULE, of="")
    site.install_rubrics(TIERS)
    lost = f"an unnamed distribution in {site.folder}"
    plugins = Registry().plugins()
    assert [(plugin.distribution, plugin.version) for plugin in plugins] == [("acme-tiers", "1.0"), (lost, "")]


# ---------------------------------------------------------------- effects of a broken plugin


def test_a_broken_plugin_causes_one_warning_and_no_other_harm(site: Site) -> None:
    file = site.install("raise LookupError('lost')  # here", of="acme-broken", name="broken")
    site.install_rubrics(TIERS)
    registry = Registry()
    message = (
        f"the plugin 'broken' of acme-broken can't be used: importing it fails: LookupError: lost ({line(file)});"
        " fix or remove acme-broken; `attain plugins` lists all plugins"
    )
    with pytest.warns(PluginWarning, match=f"^{re.escape(message)}$"):
        assert ids(registry) == ["acme-tiers", *BUILT_IN]
    assert ids(registry) == ["acme-tiers", *BUILT_IN]  # pytest makes any further warning an error
    assert registry.rules() == ()


def test_two_files_of_one_rubric_are_both_named(site: Site) -> None:
    module = site.install_rubrics(TIERS, tiers(title="Two"))
    one, two = sorted(site.folder.glob("rubric_*.toml"), key=lambda each: int(each.stem.partition("_")[2]))
    assert the_plugin().reason == f"it provides 'acme-tiers@1' twice: in {one} and {two} ({line(module)})"


def test_rubrics_made_in_python_by_two_plugins_are_different_rubrics(site: Site) -> None:
    for name in ("one", "two"):
        made = f"[attrs.evolve(attain.rubric('iamcp-p2p'), id='made', title='{name}')]"
        site.install(bringing(made), name=name, of=f"acme-{name}")
    assert [entry.title for entry in Registry().rubrics() if entry.id == "made"] == ["one", "two"]


def test_the_list_of_plugins_includes_broken_ones_without_a_warning(site: Site) -> None:
    site.install("raise LookupError('lost')")
    assert the_plugin().status == "failed"


def test_a_strict_registry_raises_each_time(site: Site) -> None:
    site.install("raise LookupError('lost')")
    registry = Registry(strict=True)
    message = "plugin-failed | the plugin 'acme' of acme-rules can't be used: importing it fails: LookupError: lost"
    for ask in (registry.plugins, registry.rubrics, registry.rules, registry.policies, registry.rubrics):
        assert refusal(ask).startswith(message)
    assert registry.rubric("iamcp-p2p").version == "2016"


def test_a_rule_of_a_broken_plugin_is_reported_at_each_place_that_uses_it(site: Site) -> None:
    site.install("raise LookupError('lost')")
    registry = Registry()
    message = "the plugin 'acme' of acme-rules can't be used: importing it fails: LookupError: lost"
    assert refusal(lambda: registry.rule("acme.best")).startswith(f"plugin-failed | {message}")
    with pytest.raises(RubricError) as caught:
        registry.loads(AREAS)
    assert [(each.line, each.message.startswith(message)) for each in caught.value.problems] == [(6, True), (9, True)]


def test_a_rubric_that_can_not_be_read_is_left_out_with_a_warning(site: Site) -> None:
    site.install_rubrics(TIERS, tiers(id_="acme-bad").replace("title", "titel"))
    file = sorted(site.folder.glob("rubric_*.toml"), key=lambda each: int(each.stem.partition("_")[2]))[1]
    registry = Registry()
    message = "the rubric acme-bad@1 of acme-tiers can't be read: "
    with pytest.warns(PluginWarning, match=message) as warned:
        assert ids(registry) == ["acme-tiers", *BUILT_IN]
    assert f"{file}:4:1: unknown key 'titel'; did you mean 'title'?" in str(warned[0].message)
    with pytest.raises(RubricError, match="did you mean 'title'"):
        registry.rubric("acme-bad")
    with pytest.raises(PluginError, match=message):
        Registry(strict=True).rubrics()


def test_a_plugin_with_a_rubric_that_can_not_be_read_is_listed_as_failed(site: Site) -> None:
    site.install_rubrics(TIERS, tiers(id_="acme-bad").replace("title", "titel").replace("1+", "x"))
    plugin = the_plugin()
    assert (plugin.status, plugin.rubrics) == ("failed", ("acme-tiers@1",))
    assert str(plugin.reason).startswith("the rubric acme-bad@1 of acme-tiers can't be read: ")
    assert ":4:1: unknown key 'titel'; did you mean 'title'?; " in str(plugin.reason)
    assert ":6:23: bands.some: " in str(plugin.reason)
    assert refusal(Registry(strict=True).plugins) == (
        f"plugin-failed | {plugin.reason}; fix or remove acme-tiers; `attain plugins` lists all plugins"
    )


def test_two_plugins_with_the_same_name_or_rubric_are_listed_as_conflicting(site: Site) -> None:
    site.install_rubrics(TIERS, tiers("2"), name="one", of="acme-one")
    site.install_rubrics(TIERS, name="two", of="acme-two")
    site.install(RULE)
    site.install_rubrics(of="acme-void")
    site.install_rubrics(tiers("1", id_="free"), name="free", of="acme-free")
    rubric = "acme-one and acme-two provide the rubric acme-tiers@1"
    name = "acme-rules and acme-void provide a plugin called 'acme'"
    assert {each.distribution: (each.status, each.reason) for each in Registry().plugins()} == {
        "acme-one": ("conflicting", rubric),
        "acme-two": ("conflicting", rubric),
        "acme-rules": ("conflicting", name),
        "acme-void": ("conflicting", name),
        "acme-free": ("loaded", None),
    }
    with pytest.raises(PluginError) as caught:
        Registry(strict=True).plugins()
    assert [(each.code, each.message) for each in caught.value.problems] == [
        ("plugin-twice", name),
        ("rubric-twice", rubric),
    ]


def test_a_list_of_plugins_reports_nothing_twice(site: Site) -> None:
    """A rubric that is read for the list may ask for one of a broken plugin, which the list reports anyway."""
    site.install("raise LookupError('lost')", name="broken", of="acme-broken")
    more = 'attain = 1\nid = "more-tiers"\nversion = "1"\nextends = "acme-tiers"\n'
    site.install_rubrics(TIERS, more)
    registry = Registry()
    assert [each.status for each in registry.plugins()] == ["loaded", "failed"]  # pytest makes a warning an error
    with pytest.warns(PluginWarning, match="LookupError: lost"):
        registry.rubrics()
    with pytest.raises(PluginError) as caught:
        Registry(strict=True).plugins()
    assert len(caught.value.problems) == 1


# ---------------------------------------------------------------- imports


def test_a_built_in_rubric_imports_no_plugin_and_a_rule_only_its_own(site: Site) -> None:
    own = site.install(RULE).stem
    site.install_rubrics(TIERS, name="other")
    registry = Registry()
    registry.rubric("iamcp-p2p")
    assert imported() == []
    registry.loads(AREAS)
    assert imported() == [own]
    registry.rubric("acme-tiers")
    assert len(imported()) == 2


def test_a_variable_turns_all_plugins_off(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    site.install(RULE)
    monkeypatch.setenv("ATTAIN_PLUGINS", "0")
    registry = Registry(strict=True)
    assert (ids(registry), registry.plugins(), registry.rules()) == (BUILT_IN, (), ())
    assert refusal(lambda: registry.policy("acme.middle")) == (
        "unknown-policy | no plugin called 'acme' is installed; ATTAIN_PLUGINS=0 turns all plugins off"
    )
    monkeypatch.setenv("ATTAIN_PLUGINS", "1")
    assert Registry().policy("acme.middle").clash == "overlap"


def test_a_plugin_may_ask_for_a_rubric_of_another_while_it_is_loaded(site: Site) -> None:
    site.install_rubrics(TIERS)
    made = "[attrs.evolve(attain.rubric('acme-tiers'), id='more-tiers')]"
    site.install(bringing(made), name="more", of="more-tiers")
    assert [entry.id for entry in attain.rubrics()] == ["acme-tiers", *BUILT_IN, "more-tiers"]


def test_a_plugin_that_uses_its_own_rules_too_early_gets_a_hint(site: Site) -> None:
    site.install(RULE + bringing(f"[attain.loads({AREAS.replace(MIDDLE, '')!r})]"))
    message = "it uses its own rubrics, rules or policies while it is being loaded; return the file from attain_rubrics without reading it"
    with pytest.warns(PluginWarning, match=message):
        assert [entry.id for entry in attain.rubrics()] == BUILT_IN
