"""Two rubrics compared: every change between them, and answers that they score differently."""

from functools import cached_property

import attrs

from attain._core.data import Data, thaw
from attain._format.write import plain
from attain._plan.compile import CompiledRubric

from .changes import Change, changes
from .witness import Witness, witness


@attrs.frozen(eq=False, repr=False)
class Difference(Data):
    """What differs between two rubrics; true where anything does.

    Arguments:
        was: The one rubric.
        now: The other.
        changes: Every change, in the order of the rubrics.

    >>> import attain
    >>> p2p, keyed = attain.rubric("iamcp-p2p"), attain.rubric("iamcp-p2p-keyed")
    >>> difference = p2p.diff(keyed)
    >>> sum(change.kind == "meaning" for change in difference.changes)
    7
    >>> print(difference.witness)
    joint-business-planning.opportunity-only = no: Joint business planning was Basic (score 0), is Reactive (score 1)
    """

    was: CompiledRubric
    now: CompiledRubric
    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __repr__(self) -> str:
        return f"Difference({_name(self.was)!r}, {_name(self.now)!r}, changes={len(self.changes)})"

    def __str__(self) -> str:
        return "\n".join(map(str, self.changes))

    @property
    def scores_alike(self) -> bool:
        """Whether it is sure that both score all answers alike: the changes are of wording, or come to the same plan.

        >>> import attain
        >>> p2p = attain.rubric("iamcp-p2p")
        >>> p2p.diff(p2p.with_policy(overlap="highest")).scores_alike
        True
        """
        if all(change.kind == "wording" for change in self.changes):
            return True
        levels = [[level.id for level in rubric.levels] for rubric in (self.was, self.now)]
        return levels[0] == levels[1] and self.was.plan == self.now.plan

    @property
    def witness(self) -> Witness | None:
        """Answers that the two score differently; None where none were found among :attr:`tried` sets of answers."""
        return self._found[0]

    @property
    def tried(self) -> int:
        """How many sets of answers were tried to find the witness: none where they score alike for sure."""
        return self._found[1]

    @cached_property
    def _found(self) -> tuple[Witness | None, int]:
        return (None, 0) if self.scores_alike else witness(self.was, self.now, self.changes)

    def to_dict(self) -> dict[str, object]:
        """The difference as plain data, ready for JSON."""
        found = self.witness
        shown = None if found is None else plain(attrs.asdict(found, recurse=False), toml=False)
        return {
            "was": _name(self.was),
            "now": _name(self.now),
            "changes": [
                {"kind": each.kind, "path": list(each.path), "was": thaw(each.was), "now": thaw(each.now)}
                for each in self.changes
            ],
            "witness": shown,
            "tried": self.tried,
        }


def _name(rubric: CompiledRubric) -> str:
    return f"{rubric.id}@{rubric.version}"


def diff(was: CompiledRubric, now: CompiledRubric) -> Difference:
    """What differs between two rubrics; :meth:`Rubric.diff` tells more."""
    return Difference(was, now, changes(was, now))
