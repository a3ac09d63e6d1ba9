"""Place names found so far: which stretches they cover, and how those of two readers are merged."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from pipeline.model.place import PlacePart
from pipeline.model.span import Span


class Covered:
    """Spans of parts that ascend and do not overlap, asked by offset."""

    def __init__(self, parts: Sequence[PlacePart]) -> None:
        self._starts = [part.span.start for part in parts]
        self._ends = [part.span.end for part in parts]

    def has(self, start: int, end: int) -> bool:
        """Whether one is `[start, end)`."""
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] == start and self._ends[index] == end

    def touch(self, start: int, end: int) -> bool:
        """Whether one overlaps `[start, end)`."""
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and self._ends[index] > start

    def cut_by(self, start: int, end: int) -> bool:
        """Whether one overlaps `[start, end)` and does not lie in it: `start` or `end` is within it."""
        return any(
            (index := bisect_left(self._starts, offset) - 1) >= 0 and self._ends[index] > offset for offset in (start, end)
        )


def merged(listed: list[PlacePart], ruled: list[PlacePart]) -> list[PlacePart]:
    """Both in text order; a name found by rule that covers listed ones is the whole and replaces them."""
    if not ruled:
        return listed
    ordered = sorted([*listed, *ruled], key=lambda part: (part.span.start, -part.span.end))
    by_rule = set(map(id, ruled))
    found: list[PlacePart] = []
    whole = Span(0, 1)  # of the names by rule so far, the one that reaches farthest
    for part in ordered:
        if id(part) in by_rule:
            whole = part.span if part.span.end > whole.end else whole
        elif whole.covers(part.span) and whole != part.span:
            continue
        if not found or part.span.start >= found[-1].span.end:
            found.append(part)
    return found
