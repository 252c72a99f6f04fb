"""Short forms, and overlays: one rubric that changes another."""

from collections.abc import Mapping

import pytest
from data import data, placed
from hypothesis import given
from hypothesis import strategies as st

import attain
from attain._format.canonical import normalise
from attain._format.overlay import merge
from attain._format.tables import without

BASE = normalise(
    {
        "attain": 1,
        "id": "base",
        "version": "1",
        "title": "Base",
        "levels": {"basic": "Basic", "good": {"title": "Good", "summary": "Fine"}, "best": "Best"},
        "scales": {"size": {"options": {"small": 0, "large": 1}}},
        "defaults": {"overlap": "highest"},
        "dimensions": {
            "agreement": {
                "bands": {"basic": "0", "good": "1+"},
                "actions": [{"text": "Write one."}],
                "questions": {"nda": "Is there one?", "fair": {"text": "Is it fair?", "weight": 2}},
            },
            "tiers": {"requires": {"good": {"agreement": {"level": "good"}}}, "cumulative": False},
        },
        "examples": [{"title": "Nothing", "answers": {}}],
    }
)


def overlay(**tables: object) -> dict[str, object]:
    return normalise({"attain": 1, "id": "mine", "version": "2", "extends": "base", **tables})


def merged(**tables: object) -> dict[str, object]:
    found, problems = merge(BASE, overlay(**tables))
    assert problems == ()
    return found


def reported(**tables: object) -> list[str]:
    return [placed(problem) for problem in merge(BASE, overlay(**tables))[1]]


def at(table: object, path: str) -> object:
    for key in path.split("."):
        assert isinstance(table, Mapping)
        table = table[key]
    return table


def keys_at(table: object, path: str) -> list[str]:
    found = at(table, path)
    assert isinstance(found, dict)
    return list(found)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ({"levels": {"basic": "Basic"}}, {"levels": {"basic": {"title": "Basic"}}}),
        ({"levels": [{"id": "b"}, {"id": "a", "title": "A"}]}, {"levels": {"b": {}, "a": {"title": "A"}}}),
        ({"questions": {"nda": "Is it?"}}, {"questions": {"nda": {"text": "Is it?"}}}),
        ({"defaults": {"questions": {"nda": "Is it?"}}}, {"defaults": {"questions": {"nda": {"text": "Is it?"}}}}),
        ({"dimensions": {"a": {"questions": {"q": "?"}}}}, {"dimensions": {"a": {"questions": {"q": {"text": "?"}}}}}),
        ({"facts": {"eu": "In the EU?"}}, {"facts": {"eu": {"text": "In the EU?"}}}),
        ({"facts": {"size": {"options": {"s": 1}}}}, {"facts": {"size": {"options": {"s": {"points": 1}}}}}),
        (
            {"scales": {"s": {"options": [{"id": "no", "points": 0}]}}},
            {"scales": {"s": {"options": {"no": {"points": 0}}}}},
        ),
        ({"questions": {"q": {"options": {"no": 0.5}}}}, {"questions": {"q": {"options": {"no": {"points": 0.5}}}}}),
        ({"terms": {"level": "tier"}}, {"terms": {"level": {"one": "tier"}}}),
        ({"questions": {"q": {"not-applicable": "best"}}}, {"questions": {"q": {"not-applicable": {"as": "best"}}}}),
    ],
)
def test_short_forms_become_long(short: dict[str, object], long: dict[str, object]) -> None:
    found = normalise(short)
    assert found == long
    assert str(found) == str(long), "the order of keys means something"
    assert normalise(long) == long


@pytest.mark.parametrize(
    "wrong",
    [
        {"levels": 5, "scales": "x", "facts": [], "dimensions": None, "questions": 1, "defaults": 2},
        {"levels": {"basic": 5}, "scales": {"s": 1}, "facts": {"f": 1}, "dimensions": {"d": []}, "questions": {"q": 3}},
        {"levels": ["basic", 5]},
        {"levels": [{"id": "a"}, {"title": "B"}]},
        {"levels": [{"id": "a"}, {"id": "a"}]},
        {"scales": {"s": {"options": {"no": True}}}, "questions": {"q": {"options": 1, "not-applicable": 2}}},
        {"requires": {"good": {"nda": [True]}}},
    ],
)
def test_wrong_shapes_are_left_for_the_reader(wrong: dict[str, object]) -> None:
    assert normalise(wrong) == wrong


def test_normalising_does_not_change_its_argument() -> None:
    table: dict[str, object] = {"levels": {"a": "A"}, "questions": {"q": "?"}}
    normalise(table)
    assert table == {"levels": {"a": "A"}, "questions": {"q": "?"}}


def test_an_overlay_has_its_own_id_and_inherits_the_rest() -> None:
    found = merged()
    assert found == {**{k: v for k, v in BASE.items() if k != "examples"}, "id": "mine", "version": "2"}
    assert "id" not in merge(BASE, {"version": "2"})[0]


def test_tables_merge_and_lists_replace() -> None:
    found = merged(
        dimensions={"agreement": {"actions": [], "questions": {"fair": {"weight": 3}, "nda": "Is there an NDA?"}}},
        defaults={"gap": "upper"},
    )
    assert at(found, "dimensions.agreement.actions") == []
    assert at(found, "dimensions.agreement.questions.fair") == {"text": "Is it fair?", "weight": 3}
    assert at(found, "dimensions.agreement.questions.nda") == {"text": "Is there an NDA?"}
    assert at(found, "defaults") == {"overlap": "highest", "gap": "upper"}


def test_new_entries_come_last() -> None:
    found = merged(dimensions={"new": {}, "agreement": {"questions": {"a": "?", "nda": "?"}}})
    assert keys_at(found, "dimensions") == ["agreement", "tiers", "new"]
    assert keys_at(found, "dimensions.agreement.questions") == ["nda", "fair", "a"]


@pytest.mark.parametrize(
    ("dimension", "way", "keys"),
    [
        ("agreement", {"combine": "mean"}, {"actions", "questions", "combine"}),
        ("agreement", {"requires": {}, "cumulative": True}, {"actions", "questions", "requires", "cumulative"}),
        ("tiers", {"bands": {"basic": "0"}}, {"bands"}),
        ("tiers", {"requires": {"best": {"agreement": "good"}}}, {"requires", "cumulative"}),
        ("tiers", {"rating": False}, {"requires", "cumulative", "rating"}),
        ("tiers", {"cumulative": True}, {"requires", "cumulative"}),
    ],
)
def test_one_way_to_a_level_replaces_another(dimension: str, way: dict[str, object], keys: set[str]) -> None:
    found = at(merged(dimensions={dimension: way}), f"dimensions.{dimension}")
    assert isinstance(found, dict)
    assert set(found) == keys


def test_a_question_may_be_called_like_a_way_to_a_level() -> None:
    base: dict[str, object] = {"questions": {"ladder": {"text": "Is there one?"}}}
    assert merge(base, {"questions": {"rating": {"text": "Is there one?"}}})[0]["questions"] == {
        "ladder": {"text": "Is there one?"},
        "rating": {"text": "Is there one?"},
    }


def test_levels_may_be_reworded_one_by_one() -> None:
    found = at(merged(levels={"good": "Very good"}), "levels")
    assert str(found) == str(
        {"basic": {"title": "Basic"}, "good": {"title": "Very good", "summary": "Fine"}, "best": {"title": "Best"}}
    )


@pytest.mark.parametrize("levels", [["best", "good", "basic"], ["basic", "new", "good", "best"]])
def test_levels_that_are_all_restated_have_the_order_of_the_overlay(levels: list[str]) -> None:
    found = merged(levels=dict.fromkeys(levels, "A level"))
    assert keys_at(found, "levels") == levels
    assert at(found, "levels.good.summary") == "Fine"


@pytest.mark.parametrize("levels", [["best", "good"], ["basic", "new"], ["new"]])
def test_adding_or_moving_a_level_needs_all_levels(levels: list[str]) -> None:
    assert reported(levels=dict.fromkeys(levels, "A level")) == [
        ("levels: partial-order(what='levels') -> fix.order-levels(names=('basic', 'good', 'best'))")
    ]


@pytest.mark.parametrize(
    ("tables", "path", "meant"),
    [
        ({"dimensions": {"agreement": {"questions": {"ndaa": {"weight": 2}}}}}, "dimensions.agreement.questions.ndaa", "nda"),
        ({"dimensions": {"agrement": {"bands": {"good": "2+"}}}}, "dimensions.agrement", "agreement"),
        ({"dimensions": {"agrement": {"questions": {"nda": {"weight": 2}}}}}, "dimensions.agrement", "agreement"),
        ({"dimensions": {"agrement": {"questions": 5}}}, "dimensions.agrement", "agreement"),
        ({"levels": {"goood": {"summary": "Fine"}}}, "levels.goood", "good"),
        ({"facts": {"regoin": {"default": "emea"}}}, "facts.regoin", "region"),
        ({"questions": {"revenu": {"weight": 2}}}, "questions.revenu", "revenue"),
        ({"defaults": {"questions": {"planed": {"weight": 2}}}}, "defaults.questions.planed", "planned"),
    ],
)  # fmt: skip
def test_an_entry_that_looks_misspelt_is_reported_with_the_one_that_is_meant(
    tables: dict[str, object], path: str, meant: str
) -> None:
    base = BASE | normalise(
        {
            "facts": {"region": "Where?"},
            "questions": {"revenue": "How much?"},
            "defaults": {"questions": {"planned": "Is it?"}},
        }
    )
    [problem] = merge(base, overlay(**tables))[1]
    key = "text" if "questions" in path or "facts" in path else "title"
    name = path.rpartition(".")[2]
    fix = f"fix.near-else(name='{meant}', fix=fix.give(key='{key}'))"
    assert data(problem) == f"{path}: misspelt-entry(name='{name}', key='{key}') -> {fix}"


@pytest.mark.parametrize(
    "tables",
    [
        {"dimensions": {"agreement": {"questions": {"ndaa": "Is there another one?"}}}},
        {"dimensions": {"agreement": {"questions": {"ndaa": {"same-as": "agreement.nda"}}}}},
        {"dimensions": {"agreement": {"questions": {"risk": {"weight": 2}}}}},
        {"dimensions": {"agreements": {"title": "Agreements"}}},
        {"dimensions": {"agreements": {"questions": {"nda": "Is there one?"}}}},
        {"dimensions": {"agreements": {"combine": "mean"}, "agreement": {"weight": 2}}},
        {"dimensions": {"agreements": 5}},
    ],
    ids=str,
)
def test_an_entry_that_defines_itself_or_is_near_to_no_other_is_new(tables: dict[str, object]) -> None:
    assert reported(**tables) == []


def test_an_option_may_be_added_as_the_best() -> None:
    assert keys_at(merged(scales={"size": {"options": {"huge": 2}}}), "scales.size.options") == [
        "small",
        "large",
        "huge",
    ]


@pytest.mark.parametrize("options", [{"huge": 2, "large": 1}, {"medium": 1, "small": 0}])
def test_an_option_is_added_elsewhere_only_if_all_are_named(options: dict[str, object]) -> None:
    assert reported(scales={"size": {"options": options}}) == [
        ("scales.size.options: partial-order(what='options') -> fix.order-options(names=('small', 'large'))")
    ]
    found = merged(scales={"size": {"options": {"tiny": 0, "large": 2, "small": 1}}})
    assert keys_at(found, "scales.size.options") == ["tiny", "large", "small"]


def test_options_of_a_question_have_an_order_and_those_of_a_fact_do_not() -> None:
    base = normalise(
        {
            "questions": {"q": {"options": {"a": 0, "b": 1}}, "options": "Are there options?"},
            "facts": {"f": {"options": {"a": {}, "b": {}}}},
            "dimensions": {"d": {"questions": {"q": {"options": {"a": 0, "b": 1}}}}},
        }
    )
    new: dict[str, object] = {"options": {"c": {}, "b": {}}}
    assert [problem.path for problem in merge(base, {"questions": {"q": new}})[1]] == [("questions", "q", "options")]
    assert len(merge(base, {"dimensions": {"d": {"questions": {"q": new}}}})[1]) == 1
    assert merge(base, {"facts": {"f": new}})[1] == ()
    assert merge(base, {"questions": {"options": {"weight": 1}}})[1] == ()


def test_a_removed_path_is_gone() -> None:
    found = merged(remove=["dimensions.agreement.questions.nda", "dimensions.tiers", "title"])
    assert at(found, "dimensions") == {
        "agreement": {
            "bands": {"basic": "0", "good": "1+"},
            "actions": [{"text": "Write one."}],
            "questions": {"fair": {"text": "Is it fair?", "weight": 2}},
        }
    }
    assert "title" not in found


@pytest.mark.parametrize(
    ("points", "merged_points"),
    [
        ({"per": 5}, {"per": 5, "earn": 1}),
        ({"curve": [[0, 0], [5, 5]]}, {"curve": [[0, 0], [5, 5]]}),
        ({"bands": {"0-5": 1}}, {"bands": {"0-5": 1}}),
        ({"yes": 5, "no": 0}, {"yes": 5, "no": 0}),
    ],
    ids=str,
)
def test_points_of_one_form_merge_and_another_form_replaces_them(points: object, merged_points: object) -> None:
    base = normalise({"questions": {"deals": {"kind": "number", "points": {"per": 10, "earn": 1}}}})
    found, problems = merge(base, normalise({"questions": {"deals": {"points": points}}}))
    assert (at(found, "questions.deals.points"), problems) == (merged_points, ())


@pytest.mark.parametrize(
    ("base", "overlay", "merged_points"),
    [
        ({"per": 10, "earn": 1}, {"earn": 6}, {"per": 10, "earn": 6}),
        ({"per": 10, "earn": 1}, {"cap": 50}, {"per": 10, "earn": 1, "cap": 50}),
        ({"per": 10, "earn": 1}, {"yes": 1}, {"yes": 1}),
        ({"yes": 0, "no": -5}, {"no": -10}, {"yes": 0, "no": -10}),
        ({"partly": 2, "fully": 10}, {"fully": 8}, {"partly": 2, "fully": 8}),
        ({"none": 0, "cap": 5}, {"cap": 6}, {"none": 0, "cap": 6}),
        ({"none": 0, "bands": 5}, {"bands": 6}, {"none": 0, "bands": 6}),
        ({"curve": [[0, 0], [5, 20]]}, {"curve": [[0, 0], [5, 10]]}, {"curve": [[0, 0], [5, 10]]}),
        ({"curve": [[0, 0], [5, 20]]}, {"per": 1, "earn": 1}, {"per": 1, "earn": 1}),
        ({"bands": {"0–4.9": 25, "5+": 9}}, {"bands": {"0-4.90": 30}}, {"bands": {"0–4.9": 30, "5+": 9}}),
        ({"bands": {"0-4": 25, "0–4": 9}}, {"bands": {"0-4": 30}}, {"bands": {"0-4": 30, "0–4": 9}}),
        ({"bands": {"0-4": 25}}, {"bands": {"often": 30}}, {"bands": {"0-4": 25, "often": 30}}),
    ],
    ids=str,
)
def test_an_overlay_restates_any_key_of_points(base: object, overlay: object, merged_points: object) -> None:
    found, problems = merge(
        normalise({"questions": {"deals": {"points": base}}}), normalise({"questions": {"deals": {"points": overlay}}})
    )
    assert (at(found, "questions.deals.points"), problems) == (merged_points, ())


@pytest.mark.parametrize("dimensions", [5, {"sales": 5}, {"sales": {"questions": 5}}], ids=str)
def test_a_value_of_another_shape_is_left_for_the_reader(dimensions: object) -> None:
    found, (problem,) = merge(normalise({"dimensions": dimensions}), normalise({"remove": ["plan"]}))
    assert found == {"dimensions": dimensions}
    assert problem.hint is None


def test_a_path_that_is_removed_and_set_is_replaced_completely() -> None:
    found = merged(remove=["dimensions.agreement"], dimensions={"agreement": {"combine": "mean"}})
    assert at(found, "dimensions.agreement") == {"combine": "mean"}


def test_a_removed_path_may_lie_in_another_one() -> None:
    assert "dimensions" not in merged(remove=["dimensions", "dimensions.agreement"])


@pytest.mark.parametrize(
    ("removed", "message"),
    [
        (
            ["dimensions.agrement.questions"],
            (
                "remove.0: unknown-path.removed(path='dimensions.agrement.questions') -> fix.near(name='dimensions.agreement')"
            ),
        ),
        (
            ["title", "dimensions.agreement.questions.ndaa"],
            (
                "remove.1: unknown-path.removed(path='dimensions.agreement.questions.ndaa') -> fix.near(name='dimensions.agreement.questions.nda')"
            ),
        ),
        (
            ["agreement"],
            "remove.0: unknown-path.removed(path='agreement') -> fix.near(name='dimensions.agreement')",
        ),
        (
            ["nda"],
            ("remove.0: unknown-path.removed(path='nda') -> fix.near(name='dimensions.agreement.questions.nda')"),
        ),
        (
            ["agreement.fair"],
            (
                "remove.0: unknown-path.removed(path='agreement.fair') -> fix.near(name='dimensions.agreement.questions.fair')"
            ),
        ),
        (["id"], "remove.0: unknown-path.removed(path='id')"),
        (["title.x"], "remove.0: unknown-path.removed(path='title.x')"),
        ([5], "remove.0: wrong-type.text(given=5)"),
        (
            "title",
            "remove: wrong-type.remove(given='title')",
        ),
    ],
)
def test_a_path_that_does_not_exist_can_not_be_removed(removed: object, message: str) -> None:
    assert reported(remove=removed) == [message]


def test_leaving_out_a_missing_path_changes_nothing() -> None:
    assert without({"a": 1}, ["a", "b"]) == {"a": 1}
    assert without({"a": 1}, ["b", "c"]) == {"a": 1}


keys = st.sampled_from(
    [
        "levels",
        "dimensions",
        "questions",
        "options",
        "scales",
        "bands",
        "requires",
        "cumulative",
        "remove",
        "id",
        "defaults",
    ]
)
tables = st.recursive(
    st.none() | st.booleans() | st.integers() | keys,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
)
roots = st.dictionaries(keys, tables, max_size=5)


@given(roots, roots)
def test_tables_of_any_shape_merge_to_one_with_the_whole_overlay(
    base: dict[str, object], over: dict[str, object]
) -> None:
    base, over = normalise(base), normalise(over)
    found, _ = merge(base, over)
    assert normalise(found) == found
    assert {**found, "remove": 0}.keys() >= over.keys()
    again, _ = merge(found, over | {"remove": []})
    assert again == found


@given(roots)
def test_normalising_twice_equals_normalising_once(table: dict[str, object]) -> None:
    assert normalise(normalise(table)) == normalise(table)


def test_a_list_of_ids_and_a_title_are_short_for_tables() -> None:
    facts = {"size": {"options": ["small", "large"]}, "segment": {"options": {"smb": "Small business"}}}
    assert normalise({"facts": facts})["facts"] == {
        "size": {"options": {"small": {}, "large": {}}},
        "segment": {"options": {"smb": {"title": "Small business"}}},
    }


def test_a_value_that_is_not_a_group_is_left_for_the_reader() -> None:
    assert merged(requires={"good": {"any": 5}})["requires"] == {"good": {"any": 5}}


def test_a_rubric_that_is_too_large_only_with_its_overlay_is_refused() -> None:
    levels = "\n".join(f'l{number} = "Level {number}"' for number in range(98))
    text = f'attain = 1\nid = "many"\nversion = "1"\nextends = "iamcp-p2p"\n[levels]\n{levels}\n'
    with pytest.raises(attain.RubricError) as caught:
        attain.loads(text)
    assert [(problem.code, problem.path) for problem in caught.value.problems] == [("too-large", ("levels",))]


def test_a_condition_that_can_not_be_read_is_kept_for_the_reader() -> None:
    found = merged(dimensions={"tiers": {"requires": {"good": {"agreement": [True]}}}})
    assert at(found, "dimensions.tiers.requires.good") == {"agreement": [True]}
