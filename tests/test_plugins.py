"""Plugins as people install them: real distributions, built by hatchling, installed by pip into a real virtual environment.

One environment is made for all. A distribution that only some tests want is unpacked into a folder of its own, which is all
that pip does with its wheel, and is there for a program whose path has that folder.
"""

import json
import re
from pathlib import Path

import pytest
from house import EXAMPLE, ROOT, RUBRICS, SOURCES, House

# ---------------------------------------------------------------- working plugins


def test_a_plugin_is_available_while_it_is_installed(house: House) -> None:
    ids = "print([entry.id for entry in attain.rubrics()])"
    before = house.python(ids)
    assert before == "['iamcp-p2p', 'iamcp-p2p-keyed']"
    house.pip("install", "--no-deps", "--no-index", str(house.wheel("acme-tiers")))
    try:
        assert house.python(ids) == "['acme-tiers', 'iamcp-p2p', 'iamcp-p2p-keyed']"
        print_level = "print(attain.rubric('acme-tiers').assess({'sales.plan': 1, 'service.desk': 1}).level)"
        assert house.python(print_level) == "Silver"
    finally:
        house.pip("uninstall", "--yes", "acme-tiers")
    assert house.python(ids) == before


@pytest.mark.parametrize("backend", ["hatchling", "setuptools"])
def test_the_files_of_the_guide_make_a_plugin(house: House, tmp_path: Path, backend: str) -> None:
    page = (ROOT / "docs" / "how-to" / "write-a-plugin.md").read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```\w+ file=(\S+)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE))
    files = {"pyproject.toml": blocks.pop(backend)} | {name: text for name, text in blocks.items() if "/" in name}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    house.pip("install", "--no-build-isolation", "--no-deps", "--no-index", str(tmp_path))
    try:
        listed = house.run("attain", "rubrics").stdout
        status = house.run("attain", "plugins").returncode
    finally:
        house.pip("uninstall", "--yes", "acme-tiers")
    assert "acme-tiers       1.0      acme-tiers  Partner tiers" in listed.splitlines()
    assert listed in page
    assert status == 0


def test_a_plugin_of_data_alone_takes_three_lines_of_python() -> None:
    lines = (SOURCES / "acme-tiers/src/acme_tiers/__init__.py").read_text().splitlines()
    assert len([line for line in lines if line and not line.startswith(("import", "from"))]) == 3


def test_a_rule_and_a_policy_score_in_every_executor_and_are_explained(house: House) -> None:
    code = """
from attain.testing import check_rubric
areas = attain.rubric("acme-areas")
check_rubric(areas, tries=10)
answers = {"sales": {"plan": True, "review": True}, "support": {"line": True, "night": True, "local": False}}
result = areas.assess(answers)
print(result.why)
print(result["support"].why)
print(areas.to_toml().splitlines()[4:6])
"""
    lines = house.python(code, "acme-tiers", "acme-rules").splitlines()
    assert lines == [
        "Gold: the level that enough areas reach. 2 of 7 questions are open, and their answers can't change the level.",
        (
            "Silver: a score of 2 out of 3 lies in the ranges of Bronze (0-2), Silver (1-2) and Gold (2+)."
            " The policy acme.middle decides; the highest is Gold and the lowest is Bronze."
            " Gold begins above 2 points."
        ),
        """['rule = { kind = "acme.quorum" }', '']""",
    ]


def test_a_result_reads_back_without_the_plugin(house: House, tmp_path: Path) -> None:
    saved = tmp_path / "result.json"
    code = f"import json; file = {str(saved)!r}\n"
    save = "json.dump(attain.rubric('acme-areas').assess({'sales.plan': 1}).to_dict(), open(file, 'w'))"
    house.python(code + save, "acme-tiers", "acme-rules")
    read = "found = attain.Result.from_dict(json.load(open(file))); print(found.level, found.why, sep='; ')"
    assert house.python(code + read).startswith("Silver; Silver: the level that enough areas reach.")


def test_a_pickle_needs_only_the_plugin(house: House, tmp_path: Path) -> None:
    file = tmp_path / "rubric.pickle"
    code = f"import pickle; file = {str(file)!r}\n"
    house.python(code + "pickle.dump(attain.rubric('acme-areas'), open(file, 'wb'))", "acme-tiers", "acme-rules")
    again = "found = pickle.load(open(file, 'rb')); print(found == attain.rubric('acme-areas'), found.scoring_digest)"
    output = house.python(code + again, "acme-tiers", "acme-rules")
    assert output.startswith("True ")


def test_an_id_means_the_newest_version(house: House) -> None:
    code = "print([attain.rubric(id).title for id in ('acme-tiers', 'acme-tiers@1', 'acme-tiers@1.10')])"
    output = house.python(code, "acme-tiers", "acme-tiers-next")
    assert (
        output == "['Acme partner tiers of next year', 'Acme partner tiers', 'Acme partner tiers of next year']"
    )  # 1.10 is newer than 1


def test_a_policy_has_the_same_name_in_python_and_in_a_file(house: House) -> None:
    code = """
areas = attain.rubric("acme-areas").with_policy(overlap="highest").with_policy(overlap="acme.middle")
print(areas.scoring_digest == attain.rubric("acme-areas").scoring_digest, areas.defaults.overlap)
"""
    assert house.python(code, "acme-tiers", "acme-rules") == "True acme.middle"


# ---------------------------------------------------------------- broken plugins


BROKEN = {
    "broken-import": "importing it fails: ModuleNotFoundError: No module named 'there_is_no_such_module' (FILE:1)",
    "broken-halfway": "attain_rubrics fails halfway through: LookupError: the second rubric is lost (FILE:11)",
    "broken-nonsense": "attain_rubrics returns 'nonsense.toml' instead of a list (FILE:4)",
    "broken-hook": "there is no hook 'attain_rubric'; did you mean 'attain_rubrics'? (FILE:4)",
}


def reason(house: House, name: str) -> str:
    return BROKEN[name].replace("FILE", str(house.unpacked(name) / name.replace("-", "_") / "__init__.py"))


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_plugin_is_named_with_its_reason_and_does_no_other_harm(house: House, name: str) -> None:
    code = "print([entry.id for entry in attain.rubrics()]); attain.rubrics()"
    ids, _, warning = house.python(code, "acme-tiers", name).partition("]")
    assert ids == "['acme-tiers', 'iamcp-p2p', 'iamcp-p2p-keyed'"
    message = (
        f"PluginWarning: the plugin '{name}' of {name} can't be used: {reason(house, name)};"
        f" fix or remove {name}; `attain plugins` lists all plugins"
    )
    assert warning.count("PluginWarning") == 1  # although it was asked twice
    assert message in warning


@pytest.mark.parametrize("name", BROKEN)
def test_a_strict_registry_raises_for_a_broken_plugin_each_time(house: House, name: str) -> None:
    code = """
registry = attain.Registry(strict=True)
for ask in (registry.plugins, registry.rubrics, registry.rubrics, lambda: registry.rubric("acme-tiers")):
    try:
        ask()
    except attain.PluginError as error:
        print(error.problems[0].code, error.problems[0].message)
"""
    message = f"plugin-failed the plugin '{name}' of {name} can't be used: {reason(house, name)}"
    assert house.python(code, "acme-tiers", name).splitlines() == [message] * 4


def test_the_command_lists_them_all_and_reports_a_finding(house: House) -> None:
    done = house.run("attain", "plugins", "--format", "json", plugins=["acme-tiers", "acme-rules", *BROKEN])
    assert (done.returncode, done.stderr) == (1, "")
    found = {plugin["name"]: plugin for plugin in json.loads(done.stdout)}
    assert {name: plugin["reason"] for name, plugin in found.items()} == {
        "acme": None,
        "acme-tiers": None,
        **{name: reason(house, name) for name in BROKEN},
    }
    assert found["acme"] == {
        "name": "acme",
        "distribution": "acme-rules",
        "version": "1.0",
        "status": "loaded",
        "reason": None,
        "rubrics": ["acme-areas@1"],
        "rules": ["acme.quorum"],
        "policies": ["acme.middle"],
    }
    fine = house.run("attain", "plugins", plugins=["acme-tiers", "acme-rules"])
    assert fine.returncode == 0
    assert "acme.quorum" in fine.stdout


def test_two_plugins_that_bring_one_rubric_are_both_named_if_it_is_used(house: House, tmp_path: Path) -> None:
    done = house.run("attain", "show", "twins", plugins=["twin-one", "twin-two"])
    assert done.returncode == 2
    assert "twin-one and twin-two provide the rubric twins@1" in done.stderr
    assert "Traceback" not in done.stderr
    mine = tmp_path / "mine.toml"
    mine.write_text('attain = 1\nid = "mine"\nversion = "1"\nextends = "twins"\n')
    done = house.run("attain", "show", str(mine), plugins=["twin-one", "twin-two"])
    assert f"{mine}:4:1: error: extends: twin-one and twin-two provide the rubric twins@1" in done.stderr
    code = "print([entry.distribution for entry in attain.rubrics() if entry.id == 'twins'])"
    assert house.python(code, "twin-one", "twin-two") == "['twin-one', 'twin-two']"


def test_two_plugins_of_one_name_are_both_named_if_a_rule_of_theirs_is_used(house: House, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('attain = 1\nid = "mine"\nversion = "1"\nextends = "acme-tiers"\nrule.kind = "acme.quorum"\n')
    done = house.run("attain", "show", str(mine), plugins=["acme-tiers", "acme-rules", "acme-again"])
    assert done.returncode == 2
    assert f"{mine}:5:6: error: rule.kind: acme-again and acme-rules provide a plugin called 'acme'" in done.stderr


# ---------------------------------------------------------------- imports


def test_nothing_of_a_plugin_is_imported_before_it_is_needed(house: House, tmp_path: Path) -> None:
    imported = tmp_path / "imported"
    p2p = "attain.rubric('iamcp-p2p').assess({'agreement.nda': True})\n"
    own = """attain.loads('attain = 1\\nid = "a"\\nversion = "1"\\nextends = "iamcp-p2p"\\nrule.kind = "acme.quorum"')\n"""
    house.python(p2p + own, "telltale", "acme-rules", TELLTALE=str(imported))
    assert not imported.exists()
    house.python("attain.rubrics()", "telltale", "acme-rules", TELLTALE=str(imported), ATTAIN_PLUGINS="0")
    assert not imported.exists()
    house.python("attain.rubrics()", "telltale", "acme-rules", TELLTALE=str(imported))
    assert imported.exists()


def test_plugins_can_be_turned_off(house: House, tmp_path: Path) -> None:
    plugins = ["acme-tiers", "acme-rules", *BROKEN]
    code = "print([entry.id for entry in attain.rubrics()], attain.Registry().plugins())"
    assert house.python(code, *plugins, ATTAIN_PLUGINS="0") == "['iamcp-p2p', 'iamcp-p2p-keyed'] ()"
    mine = tmp_path / "mine.toml"
    mine.write_text('attain = 1\nid = "mine"\nversion = "1"\nextends = "iamcp-p2p"\nrule.kind = "acme.quorum"\n')
    done = house.run("attain", "show", str(mine), plugins=plugins, variables={"ATTAIN_PLUGINS": "0"})
    assert "no plugin called 'acme' is installed" in done.stderr
    assert "ATTAIN_PLUGINS=0 turns all plugins off" in done.stderr


# ---------------------------------------------------------------- distributions with tests of their own


@pytest.mark.parametrize(
    ("name", "where", "what"), [("acme-best-region", ROOT, [str(EXAMPLE)]), ("attain-rubrics", RUBRICS, [])]
)
def test_a_distribution_of_this_repository_passes_its_own_tests_once_installed(
    house: House, name: str, where: Path, what: list[str]
) -> None:
    house.pip("install", "--no-deps", "--no-index", str(house.wheel(name)))
    try:
        done = house.run("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", *what, cwd=where)
    finally:
        house.pip("uninstall", "--yes", name)
    assert done.returncode == 0, done.stdout + done.stderr
