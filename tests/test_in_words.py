"""The scoring of a rubric in sentences, for readers who have never seen its file."""

import attrs
import pytest
from hypothesis import given

import attain
from attain import Rubric
from attain._render.sentences import answers_of, demand_of, facts_of, sentences
from attain.testing import rubrics

START = """
attain = 1
id = "tiers"
version = "1"
title = "Tiers"
levels = { low = "Low", high = "High" }
"""
ASKED = 'questions = { a = "A?", b = "B?" }\n'


def rubric(text: str) -> Rubric:
    return attain.loads(START + text)


def said(text: str, dimension: str = "") -> list[str]:
    made = rubric(text)
    return list(sentences(made, made.scope.places[dimension]))


OPEN = "An open question counts like the worst answer."
WITHIN = '[dimensions.x]\nbands = { low = "0", high = "1+" }\nquestions.x = "X?"\n'


@pytest.mark.parametrize(
    ("text", "sentences_"),
    [
        (
            'bands = { low = "0-1", high = "1+" }\ngap = "upper"\noverlap = "lowest"\n' + ASKED,
            [
                "The score decides the level: Low 0-1, High 1+.",
                "If ranges overlap, the lower level wins; in a gap between ranges, the higher level begins.",
                "The score is the sum of the points of its questions.",
                OPEN,
            ],
        ),
        (
            'bands = { high = "1+" }\ngap = "error"\noverlap = "error"\nunanswered = "block"\n' + ASKED,
            [
                "The score decides the level: High 1+.",
                "If ranges overlap, nothing is decided; in a gap between ranges, nothing is decided.",
                "The score is the sum of the points of its questions.",
                "An open question withholds the level and the score.",
            ],
        ),
        (
            "requires.high = { a = true, b = true }\n" + ASKED,
            ["The level is the highest whose requirements are met, if those of every level below are met, too.", OPEN],
        ),
        (
            "requires.high = { a = true, b = true }\ncumulative = false\n" + ASKED,
            ["The level is the highest whose own requirements are met.", OPEN],
        ),
        (
            'ladder = { need = 0.5 }\nquestions.a = { text = "A?", level = "high" }\n',
            ["A level is reached if 50% of its questions are met, and every level below is reached.", OPEN],
        ),
        (
            'ladder = { need = 1 }\nquestions.a = { text = "A?", level = "high" }\nunanswered = "exclude"',
            [
                "A level is reached if all its questions are met, and every level below is reached.",
                "An open question is left out of the score.",
            ],
        ),
        (
            'rating = true\nnot-applicable = "exclude"\nneeds = ["note", "evidence"]\nvalid-for = "1 year"\n',
            [
                "The assessor picks the level that fits.",
                OPEN,
                "An answer better than the worst needs a note and evidence.",
                "An answer is valid for 1 year.",
                '"n/a" leaves the question out.',
            ],
        ),
        ('combine = "minimum"\n' + WITHIN, ["The level is the lowest level of its dimensions."]),
        (
            'score = "percent"\nbase = 5\ncap = 90\nround = 1\n' + WITHIN,
            [
                "It has no level of its own.",
                "The score is the scores of its dimensions, as a percentage of full marks, plus 5, at most 90, rounded half up to 1 digit.",
            ],
        ),
        (
            'score = "mean"\nrequires.high.score = 1\nquestions.a = "A?"\n' + WITHIN,
            [
                "The level is the highest whose requirements are met, if those of every level below are met, too.",
                "The score is the mean of the points of its questions and the scores of its dimensions.",
                OPEN,
            ],
        ),
    ],
)
def test_the_scoring_of_a_rubric_is_described(text: str, sentences_: list[str]) -> None:
    assert said(text) == sentences_


def test_a_dimension_says_when_it_applies_and_how_it_counts() -> None:
    facts = 'facts.size = { text = "Which size?", options = ["small", "large"] }\n'
    head = f'combine = "mean"\n{facts}[dimensions.x]\nrating = true\n'
    assert said(head + 'weight = 2\napplies-when = { size = ["large", "small"] }', "x")[:2] == [
        "It applies if size is large or small.",
        "It counts with weight 2.",
    ]
    view = '[dimensions.y]\nrating = true\nview = true\ndescriptors = { low = "a", high = "b" }'
    assert (
        said(f"{head}{view}", "y")[0]
        == "It is evaluated by itself, and never counts in the dimension or rubric that contains it."
    )


@attrs.frozen
class Best(attain.Rule):
    kind = "acme.best"
    summary = "the best region counts"

    def build(self, builder: attain.RuleBuilder) -> attain.LevelTerm:
        return builder.highest([builder.level("emea")])


def test_a_rule_or_a_policy_of_a_plugin_is_described_by_its_name() -> None:
    policy = attain.Policy("acme.middle", "overlap", max)
    emea = attain.Dimension(bands={"low": "0-1", "high": "1+"}, overlap=policy, questions={"a": attain.Question("A?")})
    levels = [attain.Level("low"), attain.Level("high")]
    made = Rubric(id="a", version="1", title="A", levels=levels, dimensions={"emea": emea}, rule=Best())
    whole, region = made.scope.places.values()
    assert list(sentences(made, whole)) == ["The level comes from the rule acme.best: the best region counts."]
    assert "the best region counts" in made.to_html()
    sentence = "If ranges overlap, the policy acme.middle decides; in a gap between ranges, the lower level continues."
    assert sentence in sentences(made, region)


@pytest.mark.parametrize(
    ("question", "answers"),
    [
        ('"A?"', "yes or no"),
        ('{ text = "A?", keyed = "no" }', "yes or no; No is the mature answer"),
        ('{ text = "A?", points = { yes = 2, no = -1 }, weight = 3 }', "yes (2 points) or no (-1 points); weight 3"),
        (
            '{ text = "A?", options = { never = 0, often = { points = 1, title = "Very often" } }, anchors = { often = "weekly" } }',
            "Never (0 points) / Very often (1 point): weekly",
        ),
        (
            '{ text = "A?", options = { never = 0, often = 1 }, points = { often = 5 } }',
            "Never (0 points) / Often (5 points)",
        ),
        (
            '{ kind = "number", min = 0, max = 9, unit = "EUR", points = { per = 3, earn = 1 } }',
            "a number from 0 to 9, in EUR; higher is better; 1 point for every full 3",
        ),
        (
            '{ kind = "number", min = 0, points = { per = 3, earn = 1, cap = 2 } }',
            "a number from 0; higher is better; 1 point for every full 3, at most 2 points",
        ),
        (
            '{ kind = "number", min = 0, better = "lower", points = { curve = [[1, 2], [24, 0]] } }',
            "a number from 0; lower is better; points along 2 at 1, 0 at 24",
        ),
        (
            '{ kind = "number", max = 9, points = { bands = { "0-4" = 1, "5-9" = 2 } } }',
            "a number up to 9; higher is better; points by range: 0-4 1, 5-9 2",
        ),
        (
            '{ kind = "number", points = { curve = [[1, 2], [2, 3]] } }',
            "a number; higher is better; points along 2 at 1, 3 at 2",
        ),
        ('{ text = "A?", scored = false }', "yes or no; not scored"),
        ('{ text = "A?", applies-when = { eu = true } }', "yes or no; asked if eu is yes"),
        (
            '{ text = "A?", needs = ["note"], valid-for = "90 days", not-applicable = { as = "best", needs = ["note"] } }',
            'yes or no; an answer better than the worst needs a note; an answer is valid for 90 days; "n/a" counts like the best answer, with a note',
        ),
        ('{ same-as = "b" }', "the answer to b; yes or no"),
    ],
)
def test_possible_answers_are_described_with_their_points(question: str, answers: str) -> None:
    facts = 'facts.eu = { text = "In the EU?", default = true }\n'
    made = rubric(f'score = "sum"\nrequires.high.score = 1\n{facts}[questions]\na = {question}\nb = "B?"\n')
    place, _, asked = made.scope.questions["a"]
    assert answers_of(made, asked, place) == answers


def test_a_question_of_a_ladder_says_its_level() -> None:
    made = rubric('ladder = { need = 1 }\nquestions.a = { text = "A?", level = "high" }\n')
    place, _, asked = made.scope.questions["a"]
    assert answers_of(made, asked, place) == "yes or no; for High"
    assert [demand_of(made, demand) for _, demand in made.plan.outputs[0].demands] == ["100% of 1 question"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("a = true", "A? (required: yes)"),
        ("a = true\nn = 1_000", "A? (required: yes); Revenue (required: at least 1,000 EUR)"),
        (
            "any = [{ a = true, b = true }, { n = 5 }]",
            "any of: (all of: A? (required: yes) | B? (required: yes)) | Revenue (required: at least 5 EUR)",
        ),
        (
            'count = { at-least = 2, of = ["a", "b", { n = 5 }] }',
            "at least 2 of: A? (required: yes) | B? (required: yes) | Revenue (required: at least 5 EUR)",
        ),
        ('each = { value = true, of = ["a", "b"] }', "each of: A? (required: yes) | B? (required: yes)"),
        ("applies-when = { eu = [true, false] }\na = true", "if eu is no or yes: A? (required: yes)"),
        (
            "b = true\nall = [{ a = true, applies-when = { eu = true } }]",
            "B? (required: yes); if eu is yes: A? (required: yes)",
        ),
    ],
)
def test_the_demands_of_a_level_are_described_down_to_the_last_condition(asked: str, words: str) -> None:
    facts = 'facts.eu = { text = "In the EU?", default = true }\n'
    number = 'n = { text = "Revenue", kind = "number", unit = "EUR" }'
    made = rubric(f'{facts}[questions]\na = "A?"\nb = "B?"\n{number}\n[requires.high]\n{asked}\n')
    assert [demand_of(made, demand) for _, demand in made.plan.outputs[0].demands] == [words]


def test_a_fact_says_its_possible_values() -> None:
    facts = """
    [facts]
    eu = { text = "In the EU?", default = false }
    size = { text = "Which size?", options = { small = "Small", large = "Very large" } }
    people = { text = "How many people?", kind = "number" }
    """
    made = rubric(f"rating = true\n{facts}")
    assert [facts_of(made, fact) for fact in made.facts.values()] == [
        "yes or no; no if it is not given",
        "Small / Very large",
        "a number",
    ]


@given(rubrics())
def test_every_rubric_can_be_described(made: Rubric) -> None:
    for place in made.scope.places.values():
        for sentence in sentences(made, place):
            assert sentence.endswith(".")
            assert "None" not in sentence
