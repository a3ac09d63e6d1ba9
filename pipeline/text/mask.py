"""Masks: stretches that a rule has taken out, asked by offset."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable


class Mask:
    """A set of half-open spans, merged; built once, asked often."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], end)
            else:
                self._starts.append(start)
                self._ends.append(end)

    @property
    def ends(self) -> tuple[int, ...]:
        """Where the masked stretches end."""
        return tuple(self._ends)

    def blocked(self, start: int, end: int) -> int:
        """The end of the masked stretch that `[start, end)` touches, 0 where it touches none."""
        index = bisect_right(self._starts, end - 1) - 1
        return self._ends[index] if index >= 0 and self._ends[index] > start else 0

    def covers(self, start: int, end: int) -> bool:
        """Whether `[start, end)` lies wholly in a masked stretch."""
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and self._ends[index] >= end

    def hidden(self, text: str, filler: str = "\x00") -> str:
        """`text` with every masked character replaced, so that no grammar reads across it."""
        if not self._starts:
            return text
        pieces, kept = [], 0
        for start, end in zip(self._starts, self._ends, strict=True):
            pieces.append(text[kept:start])
            pieces.append(filler * (end - start))
            kept = end
        pieces.append(text[kept:])
        return "".join(pieces)
