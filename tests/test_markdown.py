"""A page of Markdown made from a rubric: it is complete, the committed pages are current, and no text in them is markup."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import attain
from attain import Dimension, Example, Fact, Level, Question, Rubric
from attain._cli.commands import commands
from attain._render.layout import clean
from attain._render.markdown import escaped, rubric_markdown
from attain.testing import rubrics

ROOT = Path(__file__).parents[1]
PAGES = ROOT / "docs" / "models"
MODELS = {path.stem: path for path in sorted((ROOT / "src" / "attain" / "models").glob("*.toml"))}
ELSEWHERE = [
    path.stem for path in ROOT.glob("rubrics/src/*/models/*.toml")
]  # attain-rubrics checks the pages of its own models

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SHOWN = {"text", "text_special", "softbreak"}

HOSTILE = [
    "<script>alert(1)</script>",
    "[click](javascript:alert(1)) ![x](y)",
    "*b* _i_ **s** ~~d~~ `code` $x$ ^a^",
    "a | b \\| c \\",
    "&lt;b&gt; &#60;",
    "# one\n## two\n- three",
    "1. one",
    "2) two",
    "- one",
    "+++",
    "> quoted",
    "::: note",
    "% gone",
    "(label)=",
    "{role}`x` {{ y }}",
    "---",
    "===",
    "\x1b[2J\u202e tricks",
    "https://example.com www.example.com me@example.com :smile:",
]


@pytest.mark.parametrize("name", MODELS)
def test_the_page_of_a_model_is_current(name: str) -> None:
    fresh = rubric_markdown(attain.load(MODELS[name])) == (PAGES / f"{name}.md").read_text(encoding="utf-8")
    path = MODELS[name].relative_to(ROOT).as_posix()
    assert fresh, f"write it again: attain show {path} --format markdown > docs/models/{name}.md"


def test_every_page_belongs_to_a_model() -> None:
    assert {path.stem for path in PAGES.glob("*.md")} == {*MODELS, *ELSEWHERE}


def test_the_command_prints_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    commands.main(["show", "iamcp-p2p", "--format", "markdown"], standalone_mode=False)
    assert capsys.readouterr().out == rubric_markdown(attain.rubric("iamcp-p2p"))


# ---------------------------------------------------------------- text is text


def inside(page: str) -> list[Token]:
    """Return the tokens in headings, paragraphs, items and cells."""
    return [token for block in READER.parse(page) for token in block.children or ()]


def hostile(text: str) -> Rubric:
    """Return a rubric with a text in every place that can have one."""
    levels = [Level("low", text, text), Level("high", text, text)]
    return Rubric(
        id="x",
        version="1",
        title=text,
        summary=text,
        source=text,
        interpretation=text,
        terms={"dimension": text, "level": text},
        levels=levels,
        descriptors={"low": text, "high": text},
        rating=True,
        facts={"f": Fact(text, source=text)},
        dimensions={
            "d": Dimension(
                title=text,
                summary=text,
                source=text,
                interpretation=text,
                requires={"high": {"q": True}},
                questions={"q": Question(text, summary=text, source=text, interpretation=text)},
            )
        },
        examples=[Example(text)],
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_text_shows_as_it_is(text: str) -> None:
    plain = " ".join(clean(text).split())
    for page in (
        escaped(text),
        f"# {escaped(text)}",
        f"- {escaped(text)}",
        f"1. {escaped(text)}",
        f"| x |\n| --- |\n| {escaped(text)} |",
    ):
        tokens = [token for token in inside(page) if token.content != "x"]
        assert {token.type for token in tokens} <= SHOWN
        assert "".join(token.content for token in tokens) == plain


@example("|")
@given(st.text() | st.text("\\`*_{}[]<>|~&$#@^:=.w-+%1() \nx"))
def test_no_text_is_markup(text: str) -> None:
    plain = " ".join(clean(text).split())
    cell = inside(f"| {escaped(text)} | x |\n| --- | --- |\n| {escaped(text)} | y |")
    assert {token.type for token in cell} <= SHOWN
    assert "".join(token.content for token in cell) == f"{plain}x{plain}y"
    line = inside(escaped(text))
    assert {token.type for token in line} <= SHOWN
    assert "".join(token.content for token in line) == plain


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("{role} {{ name }}", r"\{role\} \{\{ name \}\}"),
        ("$x$ a^b^", r"\$x\$ a\^b\^"),
        ("::: note", r"\:\:: note"),
        ("% gone", r"\% gone"),
        ("(label)=", r"(label)\="),
        (
            "https://example.com WWW.example.com me@example.com",
            r"https\://example.com WWW\.example.com me\@example.com",
        ),
        (":smile: 1:1 #12", r"\:smile: 1\:1 \#12"),
        ("Plain: 1-3 (50%), a = b. Why?", "Plain: 1-3 (50%), a = b. Why?"),
    ],
)
def test_only_the_markup_of_other_readers_is_escaped_too(text: str, page: str) -> None:
    assert escaped(text) == page


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_rubric_is_markup(text: str) -> None:
    harmless, page = READER.parse(rubric_markdown(hostile("Harmless"))), READER.parse(rubric_markdown(hostile(text)))
    assert [token.type for token in page] == [token.type for token in harmless]
    kinds = {token.type for block in page for token in block.children or ()}
    assert kinds <= SHOWN | {"code_inline", "strong_open", "strong_close"}
    strong = [token for block in page for token in block.children or () if token.type == "strong_open"]
    assert len(strong) == 3  # two levels, and one that has a condition


# ---------------------------------------------------------------- the content of a page


def page(text: str) -> str:
    return rubric_markdown(attain.loads(text))


TIERS = """
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { low = "Low", high = "High" }
requires.high = { revenue = 5, sales = "high" }
[questions]
revenue = { text = "Revenue", kind = "number", unit = "EUR", source = "Guide, page 3" }
again = { same-as = "sales.plan" }
[dimensions.sales]
bands = { low = "0", high = "1" }
questions.plan = { text = "Is there a plan?", interpretation = "Ours." }
[dimensions.desk]
parent = "sales"
rating = true
descriptors = { low = "None", high = "Always there" }
[[examples]]
answers = { revenue = 5, sales = { plan = true, desk = "low" } }
[[examples]]
title = "Nothing"
level = "low"
"""


def test_the_table_has_descriptors_ranges_and_demands() -> None:
    table = [line for line in page(TIERS).splitlines() if line.startswith("|")][:5]
    assert table == [
        "| Dimension | Low | High |",
        "| --- | --- | --- |",
        "| Sales | 0 points | 1 point |",
        "| › Desk | None | Always there |",
        "| Overall |  | Revenue (required: at least 5 EUR); Sales (required: at least High) |",
    ]


def test_conditions_that_are_too_long_for_the_table_are_below_it() -> None:
    many = "\n".join(f'q{number} = "Is practice {number} in place?"' for number in range(20))
    asked = ", ".join(f"q{number} = true" for number in range(20))
    text = page(
        f'attain = 1\nid = "a"\nversion = "1"\ntitle = "A"\nlevels = ["low", "high"]\nrequires.high = {{ {asked} }}\n[questions]\n{many}'
    )
    assert "| Overall |  | more than fits here, see below |" in text
    assert "- **High**: Is practice 0 in place? (required: yes); Is practice 1 in place? (required: yes); " in text


def test_questions_are_under_their_dimension_with_their_id_answer_and_source() -> None:
    text = page(TIERS)
    assert "| `revenue` | Revenue | a number, in EUR; higher is better | Guide, page 3 |" in text
    assert "| `sales.plan` | Is there a plan? | yes or no |  |" in text
    assert "| `again` | Is there a plan? | the answer to sales.plan; yes or no |  |" in text
    assert "| `desk` | Which level fits? | Low, High |  |" in text
    assert re.findall(r"^#+ .*", text, re.MULTILINE) == [
        "# Tiers",
        "## Levels",
        "## Dimension by level",
        "## Sales",
        "### Desk",
        "## Overall",
        "## Interpretation",
        "## Examples",
    ]
    assert text.endswith("## Interpretation\n\n- `sales.plan`: Ours.\n\n## Examples\n\n- Example 1\n- Nothing\n")


def test_a_rubric_of_questions_alone_has_no_table_of_dimensions() -> None:
    text = page(
        'attain = 1\nid = "a"\nversion = "1"\ntitle = "A"\nlevels = ["low", "high"]\nscore = "sum"\nquestions.q = "Q?"'
    )
    assert "## Dimension by level" not in text
    assert "It has no level of its own." in text


@given(rubrics())
def test_every_rubric_has_a_page_with_all_of_its_questions(made: Rubric) -> None:
    text = rubric_markdown(made)
    lines = text.splitlines()
    for id_ in made.scope.questions:
        assert sum(line.startswith(f"| `{id_}` |") for line in lines) == 1
    for before, line in pairwise(lines):
        if before.startswith("|") and line.startswith("|"):
            assert len(re.findall(r"(?<!\\)\|", line)) == len(re.findall(r"(?<!\\)\|", before))
