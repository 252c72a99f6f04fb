"""Random questions: each kind, with every form of points, and those that share another's answer."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import attrs
from hypothesis import strategies as st

from attain._model.parts import Kind, NotApplicable, Question, Treatment
from attain._shapes import choices

from .drawing import GRID, TEXTS, Area, Asked, Drawing, Table

WEIGHED = ("sum", "mean", "percent")
"""The scores in which weights count."""


class Questions(Drawing):
    """Makes the questions of one rubric."""

    def question(self, area: Area, short: str, *, first: bool) -> Asked:
        """Make a question; the first of a dimension that has a score always counts."""
        id_ = f"{area.id}.{short}" if area.id else short
        counts = bool(area.score) and (first or not self.chance(5))
        origins = [
            asked
            for asked in self.asked
            if not asked.question.same_as and not (area.climbed and asked.kind == "number")
        ]
        if origins and self.chance(5):
            made = self.shared(area, id_, short, self.one(origins), counts=counts)
        else:
            kinds: list[Kind] = ["yes-no", "yes-no", "choice", "number"]
            kind = self.one(kinds[:3] if area.climbed else kinds)
            made = {"yes-no": self.yes_no, "choice": self.choice, "number": self.number}[kind](
                area, id_, short, counts=counts
            )
        common: Table = {"applies_when": self.applies_when(6)}
        if area.climbed and not (made.question.same_as and made.origin.level and self.chance(2)):
            common["level"] = self.level(1)
        if area.score and made.worth:
            if not counts:
                common["scored"] = False
            elif area.score in WEIGHED:
                weights = [0.1, 0.5, 1, 2, 3] if first else [0, 0.1, 0.5, 1, 2, 3]
                common["weight"] = self.maybe(st.sampled_from(weights), 3)
        made.question = attrs.evolve(made.question, **common)
        made.brief = self.chance(2)
        area.questions[short] = made.question
        self.asked.append(made)
        return made

    def asking(self, kind: Kind) -> Table:
        """What any question that is asked itself can have."""
        table: Table = {
            "text": self.maybe(TEXTS, 2),
            "kind": self.one([kind, kind, None]) if kind != "number" else kind,
        }
        if self.chance(5):
            table["not_applicable"] = NotApplicable(self.one(choices(Treatment)), self.needs())
        if needs := self.needs():
            table["needs"] = needs
        table["valid_for"] = self.maybe(st.sampled_from(["1 day", "1 month", "2 years"]), 8)
        return table | self.wording()

    def yes_no(self, area: Area, id_: str, short: str, *, counts: bool) -> Asked:
        keyed: Literal["yes", "no"] = self.one(["yes", "yes", "no"])
        points = (
            self.table(area, ("no", "yes") if keyed == "yes" else ("yes", "no")) if counts and self.chance(2) else None
        )
        given: Literal["yes", "no"] | None = keyed if keyed == "no" else self.one([None, keyed])
        question = Question(**self.asking("yes-no"), keyed=given, points=points)
        worst = min(points.values()) if points else 0
        return Asked(
            id_, short, area.number, question, question, "yes-no", ("no", "yes"), keyed, worth=True, met=True, worst=worst
        )  # fmt: skip

    def table(self, area: Area, options: Sequence[str]) -> dict[str, float]:
        return dict(zip(options, self.rising(len(options), area.floor, area.top), strict=True))

    def choice(self, area: Area, id_: str, short: str, *, counts: bool) -> Asked:
        name = self.one([None, *self.scales])
        options = self.scales[name].options if name else self.options(area.floor, area.top)
        ids = tuple(option.id for option in options)
        worth = options[0].points is not None
        points, worst = None, options[0].points or 0
        if counts and (not worth or area.floor == 0 or area.top == 1 or self.chance(3)):
            points, worth = self.table(area, ids), True
            worst = min(points.values())
        met = self.scales[name].met if name else None
        own_met = self.one(ids[1:]) if area.climbed and (met is None or self.chance(2)) else None
        question = Question(
            **self.asking("choice"),
            scale=name,
            options=None if name else options,
            met=own_met,
            points=points,
            anchors={self.one(ids): self.draw(TEXTS)} if self.chance(5) else {},
        )
        return Asked(
            id_, short, area.number, question, question, "choice", ids, "yes",
            worth=worth, met=bool(own_met or met), worst=worst,
        )  # fmt: skip

    def number(self, area: Area, id_: str, short: str, *, counts: bool) -> Asked:
        better: Literal["higher", "lower"] = self.one(["higher", "lower"])
        points, worst = self.number_points(area, better) if counts else (None, 0.0)
        least = self.maybe(st.sampled_from([-4, 0, 0.5]), 2)
        most = self.maybe(st.sampled_from([6, 10.5, 12]), 2)
        per = points is not None and "per" in points
        full = area.top == 1  # then a bound on the better side could keep it from full marks
        whole = self.chance(3)
        least, most = (end and int(end) if whole else end for end in (least, most))
        least = 0 if per else None if full and better == "lower" else least
        most = 12 if per else None if full and better == "higher" else most
        if points is not None and "cap" in points and self.chance(2):  # which does where no number is too good
            least, most = (least, None) if better == "higher" else (None, most)
        question = Question(
            **self.asking("number"),
            better=better if better == "lower" else self.one([None, "higher"]),
            unit=self.maybe(st.sampled_from(["EUR", "%"])),
            min=least,
            max=most,
            whole=True if whole else self.one([None, False]),
            points=points,
        )
        return Asked(
            id_, short, area.number, question, question, "number", (), "yes", worth=bool(points), met=False, worst=worst
        )  # fmt: skip

    def number_points(self, area: Area, better: str, *, floor: float = -6, per: bool = True) -> tuple[Table, float]:
        """Points for a number, in any of their forms, which rise to the side that is better; and the most of them."""
        forms = [
            "curve",
            "bands",
            *(["per"] if per and (better == "higher" or (area.floor < 0 and area.top < 1)) else []),
        ]
        form = self.one(forms)
        if form == "per":
            earn = self.one([1, 2, 0.5, 3])
            table = {"per": self.one([0.5, 1, 2.5, 3, 4]), "earn": earn if better == "higher" else -earn}
            return table | ({"cap": max(self.draw(GRID), area.floor, area.top)} if self.chance(2) else {}), 0
        texts = self.ranges(self.draw(st.integers(1, 3)))
        xs = sorted({float(self.draw(GRID)) for _ in range(3)} | {-1.0, 11.0})
        worth = self.rising(len(xs) if form == "curve" else len(texts), max(area.floor, floor), area.top)
        most = worth[-1]
        if better == "lower":
            worth.reverse()
        if form == "curve":
            return {"curve": [list(corner) for corner in zip(xs, worth, strict=True)]}, most
        return {"bands": dict(zip(texts, worth, strict=True))}, most

    def shared(self, area: Area, id_: str, short: str, origin: Asked, *, counts: bool) -> Asked:
        """A question whose answer is that of another."""
        points: Mapping[str, Any] | None = None
        worst = origin.worst
        bounded = origin.question.min is not None and origin.question.max is not None
        needed = area.floor == 0 or area.top == 1 or not origin.worth
        if counts and (needed or self.chance(2)):
            if origin.kind == "number":
                floor = 1 if area.top == 1 else -6  # the question's own bounds could keep it from full marks
                points, worst = self.number_points(
                    area,
                    origin.question.better or "higher",
                    floor=floor,
                    per=bounded and area.top < 1 and area.floor < 0,
                )
            else:
                answers = origin.options if origin.kind == "choice" or origin.keyed == "yes" else origin.options[::-1]
                points = self.table(area, answers)
                worst = min(points.values())
        pick = origin.kind == "choice" and area.climbed and not (origin.met and self.chance(2))
        met = self.one(origin.options[1:]) if pick else None
        question = Question(self.maybe(TEXTS), same_as=origin.id, points=points, met=met)
        return Asked(
            id_, short, area.number, question, origin.question, origin.kind, origin.options, origin.keyed,
            worth=bool(points) or origin.worth, met=bool(met) or origin.met, worst=worst,
        )  # fmt: skip
