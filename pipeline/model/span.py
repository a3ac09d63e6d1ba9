"""Where something stands in a text."""

from __future__ import annotations

from dataclasses import dataclass

_set = object.__setattr__


@dataclass(frozen=True, slots=True, order=True, init=False)
class Span:
    """Half-open interval of Unicode code points, `0 <= start < end`."""

    start: int
    end: int

    def __init__(self, start: int, end: int) -> None:  # by hand: no record is made so often
        if not 0 <= start < end:
            raise ValueError(f"no span: start {start}, end {end}")
        _set(self, "start", start)
        _set(self, "end", end)

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end
