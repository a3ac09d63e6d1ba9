"""Where the marks of the charts lie. Widths and positions across are percents, so that charts fit any screen; heights are pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import sqrt

from pipeline.report.sums import Sum
from pipeline.report.timeline import Entry

_LEAST = 0.4
_COLUMNS, _COLUMN_HEIGHT, _COLUMN_PART, _WIDEST = 15, 120.0, 0.62, 12.0
_TICKS, _DOT, _LARGEST_DOT = 8, 4.0, 15.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar across: what is done from the left, what is planned behind it."""

    done: str
    planned: str


@dataclass(frozen=True, slots=True)
class Column:
    """A bar upward of one year; `index` is that of its sum, None for a year without one."""

    label: str
    x: str
    middle: str
    width: str
    done: str
    planned: str
    y_done: str
    y_planned: str
    index: int | None


@dataclass(frozen=True, slots=True)
class Dot:
    """One entry of the timeline; `index` is that of the entry."""

    x: str
    r: str
    index: int


@dataclass(frozen=True, slots=True)
class Strip:
    """All entries along the years."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[str, str], ...]


def bars(sums: Sequence[Sum]) -> list[Bar]:
    """On one scale from zero; what is there at all can be seen."""
    largest = max((_size(item.sizes[0]) + _size(item.sizes[1]) for item in sums), default=0.0)
    return [Bar(*(_percent(_share(size, largest)) for size in item.sizes)) for item in sums]


def shares(numbers: Iterable[int]) -> list[tuple[str, str]]:
    """(start, width) of parts of a whole, side by side."""
    parts = list(numbers)
    whole = sum(parts) or 1
    return [(_percent(100 * sum(parts[:i]) / whole), _percent(100 * part / whole)) for i, part in enumerate(parts)]


def columns(sums: Sequence[Sum]) -> list[Column]:
    """One column for each year from the first to the last, the latest fifteen at most; undated sums have none."""
    index = {item.key: number for number, item in enumerate(sums) if item.key.isdigit()}
    if not index:
        return []
    last = max(map(int, index))
    shown = range(max(min(map(int, index)), last - _COLUMNS + 1), last + 1)
    step = 100 / len(shown)
    width = min(step * _COLUMN_PART, _WIDEST)
    largest = max(_size(sums[number].sizes[0]) + _size(sums[number].sizes[1]) for number in index.values())
    found = []
    for place, year in enumerate(shown):
        number = index.get(f"{year:04d}")
        sizes = sums[number].sizes if number is not None else (Decimal(0), Decimal(0))
        done, planned = (_height(size, largest) for size in sizes)
        middle = step * (place + 0.5)
        found.append(
            Column(
                f"{year:04d}", _percent(middle - width / 2), _percent(middle), _percent(width), _pixels(done), _pixels(planned),
                _pixels(_COLUMN_HEIGHT - done), _pixels(_COLUMN_HEIGHT - done - planned), number,
            )
        )  # fmt: skip
    return found


def strip(entries: Sequence[Entry]) -> Strip:
    """Entries by their day; the area of a dot is the amount of money."""
    if not entries:
        return Strip((), ())
    first, last = entries[0].at.year, entries[-1].at.year + 1
    largest = max(_size(entry.weight) for entry in entries)

    def across(at: date) -> float:
        return 100 * (at.year + (at.timetuple().tm_yday - 1) / 366 - first) / (last - first)

    dots = [
        Dot(_percent(across(entry.at)), _pixels(max(_DOT, _LARGEST_DOT * sqrt(_size(entry.weight) / (largest or 1)))), index)
        for index, entry in enumerate(entries)
    ]
    step = -(-(last - first) // _TICKS)
    ticks = [(f"{year:04d}", _percent(across(date(year, 1, 1)))) for year in range(first, last, step)]
    return Strip(tuple(sorted(dots, key=lambda dot: (-float(dot.r), dot.index))), tuple(ticks))


def _size(number: Decimal) -> float:
    """Sums below zero have no bar."""
    return max(float(number), 0.0)


def _share(number: Decimal, largest: float) -> float:
    return max(100 * _size(number) / largest, _LEAST) if number > 0 else 0.0


def _height(number: Decimal, largest: float) -> float:
    return max(_COLUMN_HEIGHT * _size(number) / largest, 1.0) if number > 0 else 0.0


def _percent(number: float) -> str:
    return f"{number:.2f}%"


def _pixels(number: float) -> str:
    return f"{number:.1f}"
