"""Page furniture: front matter, lines of navigation, licences, telephones and counters, which yield no mention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate
from typing import Protocol

from pipeline.rulebook.gate import LatePattern
from pipeline.text.gated import GatedPatterns
from pipeline.text.lookup import Hits


class FurnitureRule(Protocol):
    """A pattern for a line, and whether all below goes with it."""

    @property
    def pattern(self) -> LatePattern: ...

    @property
    def rest(self) -> bool: ...

    def found_in(self, line: str) -> bool: ...


#: fields between two lines of dashes at the head of a file
FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LONGEST_LINE = 160
_TAIL = 0.6


class Furniture:
    """Built once from the rules; `spans` are the half-open stretches of a flow that are furniture."""

    def __init__(self, rules: Sequence[FurnitureRule]) -> None:
        self._rules = rules
        self._gates = GatedPatterns(rule.pattern for rule in rules)
        #: what is to be looked up
        self.words = {"furniture": self._gates.literals}

    def spans(self, text: str, hits: Hits) -> list[tuple[int, int]]:
        """Front matter, lines that a rule knows, what follows some of them. Long lines are prose and never looked at."""
        front = FRONT_MATTER.match(text)
        spans = [front.span()] if front else []
        lines = text.split("\n")
        starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        possible = self._gates.by_line(text, hits["furniture"], starts)
        for number, (line, start) in enumerate(zip(lines, starts, strict=True)):
            if not line or len(line) > _LONGEST_LINE:
                continue
            for index in sorted(possible.get(number, self._gates.ungated)):
                rule = self._rules[index]
                if rule.found_in(line):
                    if rule.rest and start >= _TAIL * len(text):
                        spans.append((start, len(text)))
                        return spans
                    spans.append((start, start + len(line)))
                    break
        return spans
