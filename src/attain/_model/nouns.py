"""What a rubric calls its dimensions, levels, questions and subjects: one of them, and many."""

from collections.abc import Mapping

import attrs

from attain._errors import Problem, RubricError
from attain._frozen import FrozenDict
from attain._shapes import SHORT, Checked, Written
from attain._types import said
from attain._words import plural

_HINT = 'write "area", or { one = "person", many = "people" }'


@attrs.frozen(eq=False, repr=False)
class Noun(Checked, Written):
    """A word for a thing: ``"area"``, or ``{ one = "person", many = "people" }`` where the plural is no regular one.

    Arguments:
        one: What one is called.
        many: What several are called; by default the regular plural.
    """

    one: str = attrs.field(metadata=SHORT)
    many: str | None = None

    def __str__(self) -> str:
        return self.one

    def written(self) -> object:
        """Return what a file has: the word, or a table of both where the plural is no regular one."""
        return self.one if self.many is None else {"one": self.one, "many": self.many}

    @property
    def several(self) -> str:
        """What several are called.

        >>> Noun("capability").several, Noun("person", "people").several
        ('capabilities', 'people')
        """
        return self.many or plural(self.one)


def parse_terms(table: object) -> FrozenDict[str, Noun]:
    """Read what a rubric calls its things.

    Raises:
        RubricError: With the problem of every word that can't be read.

    >>> parse_terms({"dimension": "area", "subject": {"one": "person", "many": "people"}})["subject"].several
    'people'
    """
    if not isinstance(table, Mapping):
        raise RubricError([Problem("wrong-type", (), f"must be a table, not {said(table)}")])
    found, problems = {}, []
    for key, word in table.items():
        if isinstance(word, Noun | str):
            found[str(key)] = word if isinstance(word, Noun) else Noun(word)
        elif not isinstance(word, Mapping):
            problems.append(Problem("wrong-type", (key,), f"must be text, not {said(word)}", _HINT))
        elif not {"one"} <= set(word) <= {"one", "many"}:
            problems.append(
                Problem("wrong-type", (key,), "takes 'one', and 'many' if that is no regular plural", _HINT)
            )
        elif wrong := [part for part, text in word.items() if not isinstance(text, str)]:
            problems.append(Problem("wrong-type", (key, wrong[0]), f"must be text, not {said(word[wrong[0]])}"))
        else:
            found[str(key)] = Noun(**word)
    if problems:
        raise RubricError(problems)
    return FrozenDict(found)
