"""A new rubric, and a plugin around one: valid for any input, and never in place of an existing file."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import attrs
import click
import pytest
import tomli
from distributions import RULE, Site
from house import House
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain._cli import main
from attain._cli.distribution import distribution, package_of
from attain._cli.new import parse_levels, parse_title, parse_titles
from attain._cli.skeleton import WAYS, SkeletonWay, ids_of, skeleton

HOSTILE = """A "b" {name} \\ ''' \"\"\" # = [x]\n[y] <b>|%s é 成"""


def words(title: str) -> str:
    """Return the words that distinguish a title from others."""
    return re.sub(r"\W+", " ", title.casefold()).strip()


def readable(text: str) -> bool:
    try:
        return bool(parse_title(text))
    except click.BadParameter:
        return False


texts = (
    st.text(max_size=12)
    | st.text('"\\\n#=[]{}. -Aa1', max_size=12)
    | st.sampled_from(["Plan", "Level", "Any", HOSTILE])
)
titles = texts.map(lambda text: text.replace(",", ";")).filter(readable).map(parse_title)


@attrs.frozen
class Done:
    """The exit status and the output of a command."""

    status: int
    out: str
    err: str


class Terminal(io.TextIOWrapper):
    """A standard input at which somebody types."""

    def isatty(self) -> bool:
        return True


New = Callable[..., Done]


@pytest.fixture
def new(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> New:
    """Return a function that runs `attain new` in an empty folder, in a terminal if something is typed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")

    def call(*args: str, typed: str | None = None) -> Done:
        stdin = io.TextIOWrapper(io.BytesIO()) if typed is None else Terminal(io.BytesIO(typed.encode()))
        monkeypatch.setattr(sys, "argv", ["attain", "new", *args])
        monkeypatch.setattr(sys, "stdin", stdin)
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        return Done(ended.value.code, out, err)

    return call


def files_written() -> list[str]:
    """Return the files in the folder."""
    return sorted(path.as_posix() for path in Path().rglob("*") if path.is_file())


# ---------------------------------------------------------------- the file


def test_a_rubric_is_written_at_once_and_has_no_findings(new: New) -> None:
    done = new("my-tiers")
    assert done == Done(0, "Wrote my-tiers.toml; its first lines say what to do with it.\n", "")
    rubric = attain.load("my-tiers.toml")
    assert (rubric.id, rubric.version, rubric.title) == ("my-tiers", "1", "My tiers")
    assert [str(level) for level in rubric.levels] == ["Member", "Silver", "Gold"]
    assert rubric.ways == ("requires",)
    assert rubric.lint() == ()


def test_its_first_line_names_the_schema_and_its_comments_the_commands() -> None:
    lines = skeleton("my-tiers", title="My tiers", levels=["Low", "High"], way="bands").splitlines()
    assert lines[0] == "#:schema ./rubric.schema.json"
    assert "#   attain lint my-tiers.toml           checks the file, and runs its examples" in lines


@pytest.mark.parametrize("dimensions", [(), ("Sales", "Service")])
@pytest.mark.parametrize("way", WAYS)
def test_every_key_is_explained_at_its_first_place(way: SkeletonWay, dimensions: tuple[str, ...]) -> None:
    text = skeleton("tiers", title="Tiers", levels=["Low", "Middle", "High"], way=way, dimensions=dimensions)
    lines = [line for line in text.splitlines() if "  # " in line]
    keys = [line.partition("  # ")[0].partition(" = ")[0].strip("[]") for line in lines]
    where = "dimensions.sales." if dimensions else ""
    tables = [f"{where}{key}" for key in {"rating": ["descriptors"], "requires": ["requires"]}.get(way, [])]
    questions = [] if way == "rating" else [f"{where}questions"]
    own = {"requires": []}.get(way, [way])
    head = ["attain", "id", "version", "title", *(["combine"] if dimensions else own), "levels"]
    inside = ["dimensions.sales", *own] if dimensions else []
    assert keys == [*head, *inside, *tables, *questions, "examples"]


@pytest.mark.parametrize("dimensions", [(), ("Sales", "Service")])
@pytest.mark.parametrize("way", WAYS)
def test_each_dimension_has_the_way_or_else_the_whole(way: SkeletonWay, dimensions: tuple[str, ...]) -> None:
    levels = ["Low", "Middle", "High"]
    rubric = attain.loads(skeleton("tiers", title="Tiers", levels=levels, way=way, dimensions=dimensions))
    assert {each.ways for each in rubric.dimensions.values()} == ({(way,)} if dimensions else set())
    assert rubric.ways == (("combine",) if dimensions else (way,))
    results = [rubric.assess(example.answers) for example in rubric.examples]
    assert [str(result.level) for result in results] == ["High", "Middle"]


@given(
    titles,
    st.lists(titles, min_size=2, max_size=6, unique_by=words),
    st.sampled_from(WAYS),
    st.lists(titles, max_size=3, unique_by=words),
)
def test_any_input_gives_a_file_without_findings(
    title: str, levels: list[str], way: SkeletonWay, dimensions: list[str]
) -> None:
    steps, areas = parse_levels(",".join(levels)), parse_titles(" , ".join(dimensions))
    rubric = attain.loads(skeleton("my-tiers", title=title, levels=steps, way=way, dimensions=areas))
    assert rubric.title == title
    assert [str(level) for level in rubric.levels] == levels
    assert [dimension.title for dimension in rubric.dimensions.values()] == dimensions
    assert {finding.code for finding in rubric.lint()} <= {"level-count"}


@pytest.mark.parametrize("way", WAYS)
def test_a_new_rubric_may_have_many_levels(way: SkeletonWay) -> None:
    levels = [f"Step {number}" for number in range(25)]
    findings = attain.loads(skeleton("steps", title="Steps", levels=levels, way=way)).lint()
    assert [finding.code for finding in findings] == ["level-count"]


def test_ids_are_made_of_letters_and_numbered_if_they_would_clash() -> None:
    assert ids_of(["Größe", "A" * 200, "Score", "!", "!?", "kind-4"], "kind") == (
        "grosse",
        "a" * 60,
        "score-3",
        "kind-4",
        "kind-5",
        "kind-4-6",
    )
    assert ids_of(["Plan", "Plan b"], "dimension", taken=["plan"]) == ("plan-1", "plan-b")


# ---------------------------------------------------------------- questions


def test_in_a_terminal_it_asks_and_uses_the_replies(new: New) -> None:
    done = new("my-tiers", typed="Our tiers\nLow, High\nbands\nSales, Service\n")
    assert done.status == 0
    assert [line.partition(":")[0] for line in done.err.replace(": ", ":\n").splitlines()] == [
        "Title [My tiers]",
        "Levels, lowest first [Member, Silver, Gold]",
        "Way to a level (requires, bands, ladder, rating) [requires]",
        "Dimensions, if any",
    ]
    assert done.out == "Wrote my-tiers.toml; its first lines say what to do with it.\n"
    rubric = attain.load("my-tiers.toml")
    assert (rubric.title, list(map(str, rubric.levels)), list(rubric.dimensions)) == (
        "Our tiers",
        ["Low", "High"],
        ["sales", "service"],
    )
    assert rubric.dimensions["sales"].ways == ("bands",)


def test_an_empty_reply_is_the_default(new: New) -> None:
    assert new("one", typed="\n\n\n\n").status == 0
    asked = Path("one.toml").rename("asked.toml")
    new("one")
    assert asked.read_text(encoding="utf-8") == Path("one.toml").read_text(encoding="utf-8")


def test_it_asks_again_until_it_can_read_the_reply(new: New) -> None:
    done = new("my-tiers", typed="Tiers\nLow\nLow,,High\nLow, low!\nLow, High\nfast\nrating\n\n")
    assert done.status == 0
    assert [line for line in done.err.split("Error: ")[1:] if "\n" in line] != []
    for message in (
        "a rubric needs at least two levels, lowest first, as in: Member, Silver, Gold",
        "a title is empty; separate titles by one comma, as in: Member, Silver, Gold",
        "'Low' and 'low!' are the same; give each its own title",
        "'fast' is not 'requires', 'bands', 'ladder' or 'rating'",
    ):
        assert message in done.err
    assert attain.load("my-tiers.toml").rating


def test_a_value_that_is_given_as_an_option_is_not_asked(new: New) -> None:
    options = ("--title", "T", "--levels", "A, B", "--way", "ladder", "--dimensions", "")
    assert new("my-tiers", *options, typed="").status == 0
    assert attain.load("my-tiers.toml").ways == ("ladder",)


def test_ending_the_input_early_leaves_nothing_behind(new: New) -> None:
    assert new("my-tiers", typed="Title\n").status == 130
    assert files_written() == []


# ---------------------------------------------------------------- refused input


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("My_Tiers",), "'My_Tiers' is not an id: use lower-case letters, digits and single hyphens, as in 'my-tiers'"),
        (("../tiers",), "as in 'tiers'"),
        (("score",), "'score' has a meaning in rules, so it can't be an id"),
        (("my-tiers.toml",), "'my-tiers.toml' is the name of its file; write 'my-tiers'"),
        (("a", "--title", " \n\x07"), "Invalid value for '--title': a title is empty"),
        (("a", "--title", "x" * 201), "a title of 201 characters is too long: 200 are allowed"),
        (("a", "--levels", "Gold"), "Invalid value for '--levels': a rubric needs at least two levels"),
        (("a", "--levels", "Gold, gold"), "'Gold' and 'gold' are the same; give each its own title"),
        (("a", "--dimensions", "x," * 100 + "y"), "there are 101, but at most 100 are allowed"),
        (("a", "--way", "magic"), "'magic' is not 'requires', 'bands', 'ladder' or 'rating'"),
        (("attain", "--plugin"), "pip would replace attain itself by a distribution of this name"),
    ],
)
def test_input_that_makes_no_rubric_is_reported_with_a_fix(new: New, args: tuple[str, ...], message: str) -> None:
    done = new(*args)
    assert (done.status, done.out) == (2, "")
    assert message in " ".join(done.err.split())
    assert files_written() == []


@pytest.mark.parametrize(("args", "path"), [((), "mine.toml"), (("--plugin",), "mine")])
def test_nothing_is_overwritten(new: New, args: tuple[str, ...], path: str) -> None:
    Path(path).write_text("precious", encoding="utf-8")
    done = new("mine", *args)
    assert done == Done(2, "", f"Error: {path} already exists; move it away, or choose another name\n")
    assert Path(path).read_text(encoding="utf-8") == "precious"


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links are another matter there")
def test_nothing_is_written_through_a_link(new: New) -> None:
    Path("mine.toml").symlink_to("elsewhere.toml")
    assert new("mine").status == 2
    assert not Path("elsewhere.toml").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="the folder of a program can't be removed there")
def test_a_folder_that_accepts_no_file_is_reported(new: New, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    done = new("mine")
    assert (done.status, done.out) == (2, "")
    assert done.err.startswith("Error: mine.toml can't be written: there is no folder")


# ---------------------------------------------------------------- a plugin


def test_a_plugin_brings_a_new_rubric(new: New) -> None:
    done = new("my-tiers", "--plugin", "--levels", "Low, High")
    assert (done.status, done.err) == (0, "")
    assert done.out.splitlines()[0] == "Wrote the plugin my-tiers, around a new rubric."
    assert files_written() == [
        "my-tiers/pyproject.toml",
        "my-tiers/src/my_tiers/__init__.py",
        "my-tiers/src/my_tiers/my-tiers.toml",
        "my-tiers/tests/test_my_tiers.py",
    ]
    assert [line.strip() for line in done.out.splitlines()[1:5]] == files_written()
    assert [str(level) for level in attain.load("my-tiers/src/my_tiers/my-tiers.toml").levels] == ["Low", "High"]


def test_a_plugin_needs_the_distributions_that_its_rubric_builds_on(new: New, site: Site) -> None:
    base = "attain.Rubric(id='base', version='2', title='Base', levels=[attain.Level('a'), attain.Level('b')], rating=True)"
    hook = f"import attain\n@attain.hookimpl\ndef attain_rubrics():\n    return [{base}]\n"
    site.install(RULE, of="acme-rules")
    site.install(hook, name="bases", of="acme-bases")
    site.install(hook.replace("'base'", "'other'"), name="others", of="acme-others")
    Path("mine.toml").write_text(
        'attain = 1\nid = "mine"\nversion = "1"\nextends = "base"\ndefaults.overlap = "acme.middle"\n'
        '[dimensions.area]\nbands = { a = "0-1", b = "1+" }\nquestions = { plan = "Is there a plan?" }\n',
        encoding="utf-8",
    )
    assert new("mine", "--plugin").status == 0
    project = tomli.loads(Path("mine/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["dependencies"] == ["attain", "acme-rules", "acme-bases"]


def test_a_plugin_takes_a_copy_of_the_file_that_is_there(new: New) -> None:
    text = '# ours\nattain = 1\nid = "ours"\nversion = "3.1"\nextends = "iamcp-p2p"\ntitle = "Ours"\n'
    Path("my-tiers.toml").write_text(text, encoding="utf-8")
    done = new("my-tiers", "--plugin", typed="")
    assert done.out.startswith(
        "Wrote the plugin my-tiers, around a copy of my-tiers.toml: edit that copy from now on.\n"
    )
    assert Path("my-tiers/src/my_tiers/my-tiers.toml").read_text(encoding="utf-8") == text
    project = tomli.loads(Path("my-tiers/pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], project["version"], project["description"]) == (
        "my-tiers",
        "3.1",
        "Ours: a rubric for attain",
    )


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("attain = 1", (), "my-tiers.toml: error: the key 'id' is missing"),
        (
            'attain = 1\nid = "a"\nversion = "1"\nextends = "base.toml"',
            (),
            "write both as one rubric: attain show my-tiers.toml --format toml",
        ),
        (
            "",
            ("--title", "x", "--way", "bands"),
            "my-tiers.toml already exists, so the plugin uses it; leave out --title, --way",
        ),
    ],
)
def test_a_file_that_a_plugin_can_not_have_is_reported_and_nothing_is_written(
    new: New, text: str, options: tuple[str, ...], message: str
) -> None:
    new("base")
    Path("my-tiers.toml").write_text(text, encoding="utf-8")
    done = new("my-tiers", "--plugin", *options)
    assert (done.status, done.out) == (2, "")
    assert message in " ".join(done.err.split())
    assert files_written() == ["base.toml", "my-tiers.toml"]


@pytest.mark.parametrize("name", ["365-partners", "class", "json", "attain-it"])
def test_the_tests_of_a_plugin_pass_before_it_is_installed(new: New, name: str) -> None:
    assert new(name, "--plugin", "--title", HOSTILE, "--way", "bands").status == 0
    plain = {key: value for key, value in os.environ.items() if not key.startswith("COV")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", name]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8", env=plain)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 passed" in done.stdout


def test_a_package_has_a_name_that_can_be_imported_and_has_no_other_meaning() -> None:
    named = {name: package_of(name) for name in ("my-tiers", "365", "class", "json", "attain", "attain-it")}
    assert named == {
        "my-tiers": "my_tiers",
        "365": "rubric_365",
        "class": "rubric_class",
        "json": "rubric_json",
        "attain": "rubric_attain",
        "attain-it": "attain_it",
    }


@given(st.text(min_size=1))
def test_a_project_is_described_in_one_line_with_any_title(title: str) -> None:
    levels = [attain.Level("low"), attain.Level("high")]
    rubric = attain.Rubric(id="tiers", version="1.0", title=title, levels=levels, rating=True)
    project = tomli.loads(distribution("tiers", rubric, "")["pyproject.toml"])["project"]
    assert project["description"].endswith(": a rubric for attain")
    assert project["description"].isprintable()


def test_a_plugin_installs_and_its_rubric_is_listed_with_its_origin(new: New, house: House) -> None:
    assert new("365-partners", "--plugin", "--title", HOSTILE).status == 0
    folder = str(Path("365-partners").absolute())
    Path(folder, "src", "rubric_365_partners", "rubric.schema.json").write_text(
        "{}", encoding="utf-8"
    )  # for the editor
    house.pip("wheel", "--no-build-isolation", "--no-deps", "--no-index", "--wheel-dir", str(house.wheels), folder)
    listed = json.loads(house.run("attain", "rubrics", "--format", "json", plugins=["365-partners"]).stdout)
    assert listed[0] == {
        "id": "365-partners",
        "version": "1",
        "title": " ".join(HOSTILE.split()),
        "distribution": "365-partners",
    }
    brought = house.unpacked("365-partners") / "rubric_365_partners"
    assert {path.name for path in brought.glob("*.*")} == {"__init__.py", "365-partners.toml"}
