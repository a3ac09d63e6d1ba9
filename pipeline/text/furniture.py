"""Page furniture: front matter, lines of navigation, licences, telephones and counters, which yield no mention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

from pipeline.rulebook.gate import GatedPatterns, LatePattern


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

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Front matter, lines that a rule knows, what follows some of them. Long lines are prose and never looked at."""
        front = FRONT_MATTER.match(text)
        spans = [front.span()] if front else []
        rules = [self._rules[index] for index in self._gates.possible(text)]
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            if line and len(line) <= _LONGEST_LINE:
                for rule in rules:
                    if rule.found_in(line):
                        if rule.rest and start >= _TAIL * len(text):
                            spans.append((start, len(text)))
                            return spans
                        spans.append((start, end))
                        break
            start = end + 1
        return spans
