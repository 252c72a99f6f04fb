"""The built-in rubric scores as the playbook's table does; the table is written out here by hand, not read from the rubric."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain import AmbiguousLevelError, Level, Rubric

P2P = attain.rubric("iamcp-p2p")
KEYED = attain.rubric("iamcp-p2p-keyed")

LEVELS = {"B": "basic", "R": "reactive", "P": "proactive", "D": "dynamic"}

# For every count of Yes, from none to all, the printed level: "R+P" if a count is printed for two levels, "P|D" if it is
# printed for none and lies between them.
TABLE = {
    "joint-business-planning": "B R R R+P P P D D D D D D",
    "leads-and-pipeline": "B R R R+P P P D D D D D D D",
    "agreement": "B R R R P P+D D D",
    "sales-compensation": "B R R R+P P P P|D P|D D D D D",
    "market-messaging": "B R R R P P P|D D D",
    "geography": "B R R R+P P P P|D P|D D D D D",
    "resource-utilization": "B R R P P D D",
    "readiness-and-certification": "B R R R+P P P D D D D D D",
    "product-and-customer-support": "B R R R+P P P D D D D D D D",
    "customer-relationships-and-satisfaction": "B R R R+P P P D D D D D",
}
QUESTIONS = {name: len(cells.split()) - 1 for name, cells in TABLE.items()}

# The questions that the playbook words so that Yes speaks for a low level: function and number of the question.
TURNED = {
    ("joint-business-planning", 6),
    ("leads-and-pipeline", 1),
    ("leads-and-pipeline", 6),
    ("geography", 1),
    ("geography", 9),
    ("geography", 10),
    ("customer-relationships-and-satisfaction", 3),
}

POLICIES = list(product(["highest", "lowest", "error"], ["lower", "upper", "error"]))
BY_POLICIES = {(overlap, gap): P2P.with_policy(overlap=overlap, gap=gap) for overlap, gap in POLICIES}


def printed(cell: str, overlap: str, gap: str) -> str | None:
    """Return the level of a cell of the table under two policies; None if one of them refuses."""
    policy = overlap if "+" in cell else gap if "|" in cell else "highest"
    return None if policy == "error" else LEVELS[cell[0] if policy in ("lowest", "lower") else cell[-1]]


def number(source: str | None) -> int:
    found = re.search(r", question (\d+)$", source or "")
    assert found, source
    return int(found[1])


def id_of(level: Level | None) -> str | None:
    return None if level is None else level.id


# ---------------------------------------------------------------- the published table


def test_the_table_has_99_questions_in_ten_functions() -> None:
    assert list(QUESTIONS.values()) == [11, 12, 7, 11, 8, 11, 6, 11, 12, 10]
    assert sum(QUESTIONS.values()) == 99


def test_the_rubric_has_the_functions_questions_and_levels_of_the_table() -> None:
    assert {name: len(dimension.questions) for name, dimension in P2P.dimensions.items()} == QUESTIONS
    assert [str(level) for level in P2P.levels] == ["Basic", "Reactive", "Proactive", "Dynamic"]
    assert len(P2P.plan.inputs) == 99


@pytest.mark.parametrize("function", TABLE)
@pytest.mark.parametrize(("overlap", "gap"), POLICIES)
def test_every_count_of_yes_gives_the_printed_level(function: str, overlap: str, gap: str) -> None:
    rubric, random = BY_POLICIES[overlap, gap], Random(f"{function} {overlap} {gap}")
    questions = list(P2P.dimensions[function].questions)
    for count, cell in enumerate(TABLE[function].split()):
        answers = {f"{function}.{question}": True for question in random.sample(questions, count)}
        wanted = printed(cell, overlap, gap)
        if wanted is None:
            with pytest.raises(AmbiguousLevelError) as caught:
                rubric.assess(answers)
            assert {problem.path[:2] for problem in caught.value.problems} == {("dimensions", function)}
        else:
            found = rubric.assess(answers)[function]
            assert (found.score, id_of(found.level)) == (count, wanted)


@pytest.mark.parametrize("function", TABLE)
def test_a_result_has_the_printed_levels_and_those_by_the_other_policy(function: str) -> None:
    questions = list(P2P.dimensions[function].questions)
    for count, cell in enumerate(TABLE[function].split()):
        found = P2P.assess({f"{function}.{question}": True for question in questions[:count]})[function]
        assert [level.id for level in found.candidates] == [LEVELS[letter] for letter in re.split(r"[+|]", cell)]
        assert list(found.bands) == ([] if "|" in cell else [level.id for level in found.candidates])
        clash = {"+": ('overlap = "highest"', {"lowest"}), "|": ('gap = "lower"', {"upper"})}
        policy, others = clash.get(cell[1:2], (None, set()))
        assert (found.policy, set(found.alternatives)) == (policy, others)


COUNTS = st.fixed_dictionaries({name: st.integers(0, count) for name, count in QUESTIONS.items()})


def answers_with(rubric: Rubric, counts: Mapping[str, int], random: Random) -> Iterator[tuple[str, bool]]:
    for name, count in counts.items():
        questions = list(rubric.dimensions[name].questions)
        yes = set(random.sample(questions, min(count, len(questions))))
        yield from ((f"{name}.{question}", question in yes) for question in questions)


@given(COUNTS, st.randoms(use_true_random=False))
def test_only_the_count_matters_and_functions_do_not_affect_each_other(counts: dict[str, int], random: Random) -> None:
    result = P2P.assess(dict(answers_with(P2P, counts, random)))
    for name, count in counts.items():
        assert result[name].score == count
        assert id_of(result[name].level) == printed(TABLE[name].split()[count], "highest", "lower")


@given(COUNTS, st.randoms(use_true_random=False))
def test_the_overall_level_is_the_highest_that_more_than_half_of_the_functions_reach(
    counts: dict[str, int], random: Random
) -> None:
    result = P2P.assess(dict(answers_with(P2P, counts, random)))
    order = list(LEVELS.values())
    ranks = [order.index(str(id_of(level))) for level in result.profile.values()]
    reached = [rank for rank in range(len(order)) if sum(each >= rank for each in ranks) > 5]
    assert id_of(result.level) == order[max(reached)]


# ---------------------------------------------------------------- the keyed reading


def numbered(rubric: Rubric) -> dict[tuple[str, int], str | None]:
    """Return how each question is keyed, by its function and its number in the playbook."""
    return {
        (name, number(question.source)): question.keyed
        for name, dimension in rubric.dimensions.items()
        for question in dimension.questions.values()
    }


def test_the_questions_are_those_of_the_playbook_in_their_order_and_all_count_yes() -> None:
    wanted = [(name, place) for name, count in QUESTIONS.items() for place in range(1, count + 1)]
    assert list(numbered(P2P)) == wanted
    assert set(numbered(P2P).values()) <= {None, "yes"}


def test_the_keyed_reading_turns_seven_questions_and_drops_the_repeated_one() -> None:
    keyed = numbered(KEYED)
    assert {place for place, key in keyed.items() if key == "no"} == TURNED
    assert set(numbered(P2P)) - set(keyed) == {("geography", 7)}
    assert len(KEYED.plan.inputs) == len(keyed) == 98


def test_the_keyed_reading_keeps_everything_else() -> None:
    for name, dimension in P2P.dimensions.items():
        assert KEYED.dimensions[name].bands == dimension.bands
        assert KEYED.dimensions[name].actions == dimension.actions
        for short, question in KEYED.dimensions[name].questions.items():
            assert question.text == dimension.questions[short].text
    assert KEYED.levels == P2P.levels
    assert KEYED.combine == P2P.combine


@given(COUNTS, st.randoms(use_true_random=False))
def test_a_turned_question_counts_no(counts: dict[str, int], random: Random) -> None:
    answers = dict(answers_with(KEYED, counts, random))
    result = KEYED.assess(answers)
    for name, dimension in KEYED.dimensions.items():
        mature = [
            answers[f"{name}.{short}"] != ((name, number(question.source)) in TURNED)
            for short, question in dimension.questions.items()
        ]
        assert result[name].score == sum(mature)


# ---------------------------------------------------------------- sources


def sources(rubric: Rubric) -> Iterator[tuple[str, str | None]]:
    yield "the rubric", rubric.source
    yield from ((f"level {level.id}", level.source) for level in rubric.levels)
    yield from ((f"rubric action {action.text}", action.source) for action in rubric.actions)
    for name, dimension in rubric.dimensions.items():
        yield name, dimension.source
        yield from ((f"{name} action {action.text}", action.source) for action in dimension.actions)
        for short, question in dimension.questions.items():
            yield f"{name}.{short}", question.source
            yield from ((f"{name}.{short} action {action.text}", action.source) for action in question.actions)


@pytest.mark.parametrize("rubric", [P2P, KEYED], ids=["iamcp-p2p", "iamcp-p2p-keyed"])
def test_everything_has_its_source(rubric: Rubric) -> None:
    assert [what for what, source in sources(rubric) if not source] == []


@pytest.mark.parametrize("rubric", [P2P, KEYED], ids=["iamcp-p2p", "iamcp-p2p-keyed"])
def test_every_function_says_what_each_level_looks_like_and_what_leads_to_it(rubric: Rubric) -> None:
    for dimension in rubric.dimensions.values():
        assert list(dimension.descriptors) == list(LEVELS.values())
        assert {action.level for action in dimension.actions} >= {"reactive", "proactive", "dynamic"}


# The cells of the playbook's framework table, and the number of points in which the table of each function describes the levels
# of that function (0 if it says the same in one).
CELLS = {
    "joint-business-planning": ["None", "Ad hoc", "Activity based", "Annual plan with regular follow-up"],
    "leads-and-pipeline": ["No sharing", "Ad hoc, no structure", "Share specific campaigns, some structure but outcome not measured", "Shared process to generate leads, scheduled pipeline reviews, in-person meetings"],
    "agreement": ["No template", "Rely on handshake or deal-specific contract", "Letter of intent", "Formal contract that defines all aspects of the relationship"],
    "sales-compensation": ["No compensation for partnering", "Ad hoc compensation for partnering", "Alignment of referral and project-based compensation", "Rationalized campaign-based compensation"],
    "market-messaging": ["None", "Only when asked or in response to an opportunity", "Ad hoc messaging; recognition of partners and capabilities", "Fully integrated marketing"],
    "geography": ["Locally only", "Locally only", "Gain access to markets in other geographies", "Strategically use partnering for broader geographical coverage"],
    "resource-utilization": ["Subcontractor", "Opportunity based", "Predefined rates for shared resources; access to architects for sales activities", "Integrated resource planning covering multiple competencies"],
    "readiness-and-certification": ["No plan", "Ad hoc, opportunity based", "Joint partner training in overlapping areas, joint planning to reduce overlaps", "Formal plan to earn certifications, use strength in combined advanced certifications to win customers"],
    "product-and-customer-support": ["None", "Ad hoc as customers report problems; may have spreadsheet tracking system", "Single point of contact (SPOC) for support; scheduled meetings to review customer and product issues", "SPOC for support with shared CRM to proactively resolve and track customers and product issues"],
    "customer-relationships-and-satisfaction": ["None", "Ad hoc, some 1:1 customer meetings to understand experience with each partner", "Proactive management of customer satisfaction; shared references", "Shared responsibility and action for customer service regardless of fault"],
}  # fmt: skip
POINTS = {
    "joint-business-planning": [2, 5, 3, 3],
    "leads-and-pipeline": [3, 3, 3, 3],
    "agreement": [0, 2, 2, 0],
    "sales-compensation": [0, 2, 2, 2],
    "market-messaging": [0, 0, 2, 2],
    "geography": [1, 1, 1, 0],
    "resource-utilization": [0, 0, 0, 0],
    "readiness-and-certification": [0, 0, 0, 0],
    "product-and-customer-support": [1, 0, 0, 0],
    "customer-relationships-and-satisfaction": [0, 0, 0, 0],
}


@pytest.mark.parametrize("rubric", [P2P, KEYED], ids=["iamcp-p2p", "iamcp-p2p-keyed"])
def test_the_framework_table_equals_the_printed_one_with_the_points_of_the_functions(
    rubric: Rubric,
) -> None:
    found = {name: list(each.descriptors.values()) for name, each in rubric.dimensions.items()}
    assert {name: [each.summary for each in cells] for name, cells in found.items()} == CELLS
    assert {name: [len(each.details) for each in cells] for name, cells in found.items()} == POINTS
    quoted = [str(each.summary) for cells in found.values() for each in cells if len(str(each.summary).split()) > 8]
    assert len(quoted) == 12
    assert "twelve of them longer than eight words" in str(P2P.interpretation)
    described = [str(each.details or each.summary) for cells in found.values() for each in cells[:2]]
    assert len({*described[10:12]}) == 2  # Geography: Reactive differs from Basic


# The playbook's tables "take actions": the resource beside each row.
TAKEN = {
    "sales-compensation": ["Microsoft Incentives", "Driving Profitability with an Optimal Sales Model", "Cloud SureStep: Path to Maximizing Profitability", "The Keys to a Successful Cloud Channel Program"],
    "market-messaging": ["Microsoft Pinpoint", "Ready to Go Marketing", "Smart Partner Marketing", "Microsoft Go to Market Services", "Cloud SureStep - Marketing"],
    "resource-utilization": ["Practice Plan Template", "Subcontracting Rate Sheet Template", "Skills Inventory Assessment Template"],
}  # fmt: skip


def test_every_row_of_the_tables_of_actions_exists_in_order() -> None:
    found = {
        name: [str(action.resource) for action in each.actions if "take actions, row" in str(action.source)]
        for name, each in P2P.dimensions.items()
    }
    assert {name: resources for name, resources in found.items() if resources} == TAKEN


def test_the_call_to_action_is_a_next_step_on_every_level() -> None:
    steps = [action.text for action in P2P.assess({}).root.next_steps]
    assert [word in text for word, text in zip(["training", "chapter", "conferences"], steps, strict=True)] == [
        True
    ] * 3
    yes = {f"{name}.{short}": True for name, each in P2P.dimensions.items() for short in each.questions}
    assert [action.text for action in P2P.assess(yes).root.next_steps] == steps
