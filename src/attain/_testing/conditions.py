"""Random conditions: every form of what a level can demand."""

import math

from hypothesis import strategies as st

from .drawing import GRID, Area, Asked, Table
from .questions import Questions


class Conditions(Questions):
    """Makes what the levels of one rubric demand."""

    def conditions(self, area: Area, depth: int) -> Table:
        """A table of conditions."""
        table: Table = {}
        for _ in range(self.draw(st.integers(1, 3))):
            form = self.one(["ask", "ask", "ask", "any", "all", "count", "each"] if depth else ["ask"])
            if form == "ask":
                table.update(self.ask(area))
            elif form in ("any", "all"):
                table[form] = self.members(area, depth)
            elif form == "count":
                table.update(self.counted(area, depth))
            else:
                table.update(self.each(area))
        if not table:
            table.update(self.fallback(area))
        if applies := self.applies_when(6):
            table["applies-when"] = applies
        return table

    def name(self, asked: Asked, area: Area) -> str:
        return asked.short if asked.area == area.number and asked.brief else asked.id

    def fallback(self, area: Area) -> Table:
        """A condition that can always be asked: of the first question, which is there for it."""
        first, *_ = self.asked or [self.question(area, "q0" if area.number else "r0", first=True)]
        return self.ask_question(first, area)

    def ask(self, area: Area) -> Table:
        """One thing that is asked of a question, a score or a level; nothing where there is nothing to ask."""
        later = [other for other in self.areas[area.number + 1 :] if other.score or other.way]
        kind = self.one(["question", "question", "question", "score", "dimension"])
        if kind == "score" and area.score:
            return {"score": self.draw(GRID)}
        if kind == "dimension" and later:
            other = self.one(later)
            aspect = "score" if other.score and (not other.way or self.chance(2)) else "level"
            least = self.draw(GRID) if aspect == "score" else self.level()
            return {other.id: self.one([least, {aspect: least}])}
        return self.ask_question(self.one(self.asked), area) if self.asked else {}

    def ask_question(self, asked: Asked, area: Area) -> Table:
        least: object = self.number_asked(asked)
        if asked.kind == "choice":
            least = self.one(asked.options[1:])
        elif asked.kind == "yes-no":
            least = self.one([asked.keyed == "yes", asked.keyed])
        forms = [least, {"value": least}]
        if asked.worth:
            points = self.more_than(asked.worst)
            forms += [{"points": points}, {"points": points, "value": least}]
        return {self.name(asked, area): self.one(forms)}

    def number_asked(self, asked: Asked) -> float:
        """A number that not every accepted answer is as good as."""
        question, number = asked.origin, self.draw(GRID)
        if question.better == "lower":
            number = number if question.max is None else min(number, question.max - 0.5)
            return math.floor(number) if question.whole else number
        number = number if question.min is None else self.more_than(question.min)
        return math.ceil(number) if question.whole else number

    def more_than(self, number: float) -> float:
        return max(self.draw(GRID), number + self.one([0.1, 0.5, 1]))

    def members(self, area: Area, depth: int) -> list[object]:
        """What a group holds: questions that are met, and tables of conditions."""
        able = [asked for asked in self.asked if asked.met]
        of: list[object] = [asked.id for asked in self.some(able, 1, 3)] if able and self.chance(2) else []
        if not of or self.chance(3):
            of += [self.conditions(area, depth - 1) for _ in range(self.draw(st.integers(1, 2)))]
        return of

    def counted(self, area: Area, depth: int) -> Table:
        """So many of some questions that are met, and of some conditions."""
        of = self.members(area, depth)
        return {"count": {"at-least": self.draw(st.integers(1, len(of))), "of": of}}

    def each(self, area: Area) -> Table:
        """One thing asked of several."""
        later, worth = self.areas[area.number + 1 :], [asked for asked in self.asked if asked.worth]
        forms: dict[str, tuple[list[str], object]] = {
            "points": ([asked.id for asked in worth], self.more_than(max([asked.worst for asked in worth], default=0))),
            "value": ([asked.id for asked in self.asked if asked.kind == "yes-no" and asked.keyed == "yes"], True),
            "score": ([other.id for other in later if other.score], self.draw(GRID)),
            "level": ([other.id for other in later if other.way], self.level()),
        }
        able = [aspect for aspect, (of, _) in forms.items() if of]
        if not able:
            return {}
        aspect = self.one(able)
        of, least = forms[aspect]
        return {"each": {aspect: least, "of": self.some(of, 1, 3)}}
