"""The scope of a rubric: its dimensions and their nesting, their facts, and the meanings of names in rules."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain

import attrs

from attain._core.data import Data, FrozenDict, given
from attain._core.errors import Path, Problem
from attain._core.messages import Message, say
from attain._core.names import choices, label, nearest
from attain._core.text import display
from attain._model.conditions import Value
from attain._model.parts import Action, Benefit, Question
from attain._model.rubric import WAYS, Dimension, RubricData, Rules

FORMAT_DEFAULTS = Dimension(
    overlap="highest", gap="lower", unanswered="worst", not_applicable="forbidden", weight=1, cumulative=True
)
"""The rules that apply unless a dimension or the rubric's defaults set others."""

DEEPEST = 16
"""The deepest nesting of dimensions."""

_FOR_ALL = tuple(field.name for field in attrs.fields(Dimension) if field.name != "parent")
FOR_ROOT = ("overlap", "gap", "unanswered", "not_applicable", "needs", "valid_for", "cumulative")
_WORDS = ("text", "summary", "source")


def with_defaults(rules: Dimension, defaults: Dimension, names: Iterable[str]) -> Dimension:
    """Return rules with the defaults for missing keys; a default way to a level applies only if they have none.

    >>> with_defaults(Dimension(overlap="lowest"), Dimension(overlap="highest", gap="upper"), ["overlap", "gap"]).gap
    'upper'
    """
    open_to = [name for name in names if not given(rules, name) and not (name in WAYS and rules.settles_way)]
    return attrs.evolve(rules, **{name: getattr(defaults, name) for name in open_to})


def root_rules(rubric: RubricData) -> Dimension:
    """Return the rules at the top of a rubric as a dimension."""
    return Dimension(**{field.name: getattr(rubric, field.name) for field in attrs.fields(Rules)})


@attrs.frozen(eq=False, repr=False)
class Place(Data):
    """A dimension, or the rubric itself, in its place.

    Arguments:
        id: The id of the dimension; empty for the rubric itself.
        rules: The rules of the dimension, with defaults applied.
        path: The path of the dimension in the rubric.
        parent: The id of the dimension that contains it; None for the rubric itself.
        applies: The facts under which it is assessed, including those of its parents.
        within: The ids of the dimensions directly within it, without views.
    """

    id: str
    rules: Dimension
    path: Path
    parent: str | None
    applies: tuple[tuple[str, tuple[Value, ...]], ...]
    within: tuple[str, ...]

    @property
    def title(self) -> str:
        """The display name."""
        return label(self.id, self.rules.title)

    @property
    def weight(self) -> float:
        """The factor of its score, or of the rank of its level, in its parent."""
        return 1 if self.rules.weight is None else self.rules.weight

    @property
    def scores(self) -> bool:
        """Whether it has a score."""
        return self.rules.score is not None or self.rules.bands is not None

    @property
    def whole(self) -> Message:
        """The name in messages."""
        return say("dimension", id=self.id) if self.id else say("rubric")

    def full_id(self, question: str) -> str:
        """Return the full id of one of its questions."""
        return f"{self.id}.{question}" if self.id else question


@attrs.frozen(eq=False, repr=False)
class Scope(Data):
    """All the dimensions and questions of a rubric, by id.

    Arguments:
        rubric: The rubric.
        places: Every dimension, by id; the rubric itself first, under the empty id.
        questions: The dimension, the short id and the question, by the full id of each question.
    """

    rubric: RubricData
    places: Mapping[str, Place]
    questions: Mapping[str, tuple[Place, str, Question]]

    @classmethod
    def of(cls, rubric: RubricData, places: Mapping[str, Place]) -> "Scope":
        """Return the scope of some dimensions."""
        questions = {
            place.full_id(short): (place, short, question)
            for place in places.values()
            for short, question in place.rules.questions.items()
        }
        return cls(rubric, places, questions)

    @cached_property
    def titles(self) -> FrozenDict[str, str]:
        """The display name of each dimension, by its id."""
        return FrozenDict({id_: place.title for id_, place in self.places.items() if id_})

    @cached_property
    def terms(self) -> FrozenDict[str, str]:
        """The rubric's words for one dimension, level and subject."""
        return FrozenDict({name: noun.one for name, noun in self.rubric.terms.items()})

    @cached_property
    def shared(self) -> Mapping[str, str]:
        """The full id of the other question, for each question that takes another's answer."""
        return {id_: question.same_as for id_, (_, _, question) in self.questions.items() if question.same_as}

    def path(self, question: str) -> Path:
        """Return the path of a question in the rubric."""
        place, short, _ = self.questions[question]
        return (*place.path, "questions", short)

    def prerequisite(self, place: Place, name: str) -> str | None:
        """Return the full id of a prerequisite of a dimension's question; None if it does not exist.

        Arguments:
            place: The dimension.
            name: The id in `after`: full, or short for the same dimension.
        """
        found = next((id_ for id_ in (place.full_id(name), name) if id_ in self.questions), None)
        return None if found is None else self.shared.get(found, found)

    @cached_property
    def prerequisites(self) -> Mapping[str, tuple[str, ...]]:
        """The full ids of the questions that must be met first, for each question with any."""
        named = {id_: (place, question.after) for id_, (place, _, question) in self.questions.items() if question.after}
        found = {id_: [self.prerequisite(place, name) for name in after] for id_, (place, after) in named.items()}
        return {id_: tuple(filter(None, each)) for id_, each in found.items()}

    def descendants(self, place: Place) -> Iterator[Place]:
        """Yield a dimension and all dimensions within it, without views."""
        yield place
        for inner in place.within:
            yield from self.descendants(self.places[inner])

    def in_ladder(self, place: Place) -> bool:
        """Return whether the questions of a dimension are in a ladder: its own, or a parent's."""
        while place.rules.ladder is None and place.parent is not None:
            if place.rules.view:
                return False
            place = self.places[place.parent]
        return place.rules.ladder is not None

    def checklist(self, place: Place) -> Mapping[str, Action]:
        """Return the actions of a dimension and its questions that can be marked as done, by their full ids."""
        lists = [("", place.rules.actions), *((id_, each.actions) for id_, each in place.rules.questions.items())]
        return {
            ".".join(filter(None, (place.id, question, action.id))): action
            for question, actions in lists
            for action in actions
            if action.id
        }

    @cached_property
    def actions(self) -> Mapping[str, Action]:
        """Return every action that can be marked as done, by its full id."""
        return {id_: action for place in self.places.values() for id_, action in self.checklist(place).items()}

    def benefits(self, place: Place) -> Mapping[str, tuple[Benefit, ...]]:
        """Return the benefits of each level in a dimension, or overall, by level id."""
        return place.rules.benefits if place.id else {level.id: level.benefits for level in self.rubric.levels}

    @cached_property
    def further(self) -> tuple[Action | Benefit, ...]:
        """Every action and every benefit, the rubric's own first."""
        found: list[Action | Benefit] = []
        for place in self.places.values():
            found += chain(place.rules.actions, *(each.actions for each in place.rules.questions.values()))
            found += chain(*self.benefits(place).values())
        return tuple(found)

    def worded(self, question: Question) -> Question:
        """Return a question with the wording of the question whose answer it takes, if it has none of its own."""
        if question.same_as is None:
            return question
        origin = self.questions[question.same_as][2]
        return attrs.evolve(question, **{name: getattr(question, name) or getattr(origin, name) for name in _WORDS})

    def level_of(self, question: Question, place: Place) -> str | None:
        """Return the level of a dimension's question in a ladder; a level from a shared question counts only there."""
        if question.level is not None or question.same_as is None or not self.in_ladder(place):
            return question.level
        return self.questions[question.same_as][2].level

    def paths(self, name: str, place: Place) -> tuple[Path, ...]:
        """Return the paths of everything that a name in a dimension's rule can mean, whether it exists or not."""
        dimension, _, question = name.partition(".")
        if question:
            return (("dimensions", dimension, "questions", question), *self._origin(name))
        own = place.full_id(name)
        return (
            (*place.path, "questions", name), *self._origin(own), ("questions", name), *self._origin(name),
            ("dimensions", name), ("facts", name),
        )  # fmt: skip

    def _origin(self, question: str) -> tuple[Path, ...]:
        """Return the path of the question whose answer another question takes."""
        return (self.path(self.shared[question]),) if question in self.shared else ()

    def meanings(self, name: str, place: Place) -> list[tuple[str, str]]:
        """Return the possible meanings of a name in a rule: ``("question", full id)`` or ``("dimension", id)``."""
        own = place.full_id(name)
        found = [("question", own)] if name in place.rules.questions else []
        if name in self.questions and ("question", name) not in found:
            found.append(("question", name))
        if name in self.places and name:
            found.append(("dimension", name))
        return found

    @cached_property
    def full_ids(self) -> Mapping[str, str]:
        """The full id of the first question with each short id."""
        return {short: full for full, (_, short, _) in reversed([*self.questions.items()])}

    def resolve(self, name: str, place: Place, path: Path, *, found: int = 0) -> tuple[str, str] | Problem:
        """Return the meaning of a name in a dimension's rule, or the problem that it has none or several.

        Arguments:
            name: The name.
            place: The dimension of the rule.
            path: The path of the name in the rubric.
            found: The number of problems found before, which limits hints.
        """
        meanings = self.meanings(name, place)
        if len(meanings) == 1:
            return meanings[0]
        related = self.paths(name, place)
        if meanings:
            own = place.full_id(name)
            fix = say("fix.own", own=own) if ("question", own) in meanings and place.id else say("fix.another-id")
            first, second = (say(f"ambiguous-name.{kind}", id=full) for kind, full in sorted(meanings)[:2])
            return Problem.of(say("ambiguous-name", name=name, first=first, second=second), path, fix, related=related)
        if name in self.rubric.facts:
            return Problem.of(say("fact-in-condition", name=name), path, related=related)
        elsewhere = self.full_ids.get(name)
        known = chain(place.rules.questions, self.questions, self.places)
        meant = say("fix.near", name=elsewhere) if elsewhere else nearest(name, known, found=found)
        return Problem.of(say("unknown-name", name=name), path, meant, related=related)


def survey(rubric: RubricData, problems: list[Problem]) -> Scope | None:
    """Return the scope of a rubric; if dimensions do not form a tree, add the problems and return None."""
    broken = "" in rubric.dimensions  # not an id; it means the rubric itself here
    for name, dimension in rubric.dimensions.items():
        path: Path = ("dimensions", name, "parent")
        outwards = [name]
        while (parent := rubric.dimensions[outwards[-1]].parent) in rubric.dimensions and parent not in outwards:
            if len(outwards) > DEEPEST:
                break
            outwards.append(str(parent))
        if dimension.parent is not None and dimension.parent not in rubric.dimensions:
            meant = nearest(dimension.parent, rubric.dimensions, found=len(problems))
            what, related = say("unknown-dimension", name=dimension.parent), ("dimensions", dimension.parent)
            problems.append(Problem.of(what, path, meant, related=(related,)))
            broken = True
        elif parent == name:
            within = tuple(("dimensions", each) for each in outwards)
            problems.append(Problem.of(say("parent-cycle", cycle=(*outwards, name)), path, related=within))
            broken = True
        elif len(outwards) > DEEPEST:
            problems.append(Problem.of(say("too-deep.dimensions", most=DEEPEST), path))
            broken = True
    return None if broken else _scope(rubric)


def _scope(rubric: RubricData) -> Scope:
    within: dict[str, list[str]] = {"": [], **{name: [] for name in rubric.dimensions}}
    for name, dimension in rubric.dimensions.items():
        if not (rubric.defaults.view if dimension.view is None else dimension.view):
            within[dimension.parent or ""].append(name)
    defaults = with_defaults(rubric.defaults, FORMAT_DEFAULTS, _FOR_ALL)
    root = with_defaults(root_rules(rubric), defaults, FOR_ROOT)
    places = {"": Place("", root, (), None, (), tuple(within[""]))}

    def place(name: str) -> Place:
        """Return a dimension, after those that contain it."""
        if name not in places:
            dimension = rubric.dimensions[name]
            outer = place(dimension.parent or "")
            rules = with_defaults(dimension, defaults, _FOR_ALL)
            applies = (*outer.applies, *rules.applies_when.items())
            places[name] = Place(name, rules, ("dimensions", name), outer.id, applies, tuple(within[name]))
        return places[name]

    return Scope.of(rubric, {name: place(name) for name in ("", *rubric.dimensions)})


def unknown(
    kind: str,
    name: Value,
    known: Mapping[str, object] | tuple[str, ...],
    path: Path,
    *,
    titles: Mapping[str, str] = FrozenDict(),
    within: Path | None = None,
    found: int = 0,
) -> Problem:
    """Return the problem of an unknown name.

    Arguments:
        kind: The kind of thing that it should name.
        name: The unknown name.
        known: The valid names.
        path: The path of the name in the rubric.
        titles: The titles of the valid names: a title in place of an id is the most common mistake.
        within: The path of the table that should have the name; by default the rubric's.
        found: The number of problems found before, which limits hints.

    >>> print(unknown("level", "golden", ("silver", "gold"), ("requires", "golden")))
    requires.golden: there is no level 'golden'; did you mean 'gold'?
    """
    text = name if isinstance(name, str) else display(name)
    listed = choices(known) if known else say("fix.declare", table=f"{kind}s")
    called = {title.casefold(): id_ for id_, title in titles.items()}.get(text.casefold())
    fix = say("fix.title", id=called, title=titles[called]) if called else nearest(text, known, found=found) or listed
    related = (*(within or (f"{kind}s",)), text)
    return Problem.of(say(f"unknown-{kind}", name=text), path, fix, related=(related,))
