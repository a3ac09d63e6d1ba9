"""Page furniture: front matter, lines of navigation, licences, telephones and counters, which yield no mention."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol


class FurnitureRule(Protocol):
    """A pattern for a line, and whether all below goes with it."""

    @property
    def rest(self) -> bool: ...

    def found_in(self, line: str) -> bool: ...


#: fields between two lines of dashes at the head of a file
FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LONGEST_LINE = 160
_TAIL = 0.6


def furniture_spans(text: str, rules: Sequence[FurnitureRule]) -> list[tuple[int, int]]:
    """Half-open spans of the flow that are furniture. Long lines are prose and never looked at."""
    front = FRONT_MATTER.match(text)
    spans = [front.span()] if front else []
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
