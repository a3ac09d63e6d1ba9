"""Where the marks of the charts lie. Widths and positions across are percents, so that charts fit any screen; heights are pixels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import hypot, sqrt

from pipeline.report.sums import Sum
from pipeline.report.timeline import Entry

_LEAST = 0.4
#: where columns stand, from the top
BASE = 156.0
_COLUMNS, _COLUMN_HEIGHT, _COLUMN_PART, _WIDEST, _GAP = 15, 120.0, 0.62, 12.0, 5.0
_TICKS, _DOT, _LARGEST_DOT, _PIXELS_A_PERCENT = 8, 4.0, 16.0, 10.0
_MIDDLE = 52.0
_LANES = (_MIDDLE, *(_MIDDLE + side * step * 5 for step in range(1, 9) for side in (-1, 1)))
#: a bar is cut where there are so many others, it is so many times the next one, and is drawn so much longer
_OTHERS, _TIMES, _BEYOND = 4, 6.0, 1.25


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar across: what is done from the left, what is planned behind it. One that is `cut` goes beyond the scale."""

    done: str
    planned: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A bar upward of one year, with room for words above it; `index` is that of its sum, None for a year without one."""

    label: str
    x: str
    middle: str
    width: str
    done: str
    planned: str
    y_done: str
    y_planned: str
    y_words: str
    index: int | None


@dataclass(frozen=True, slots=True)
class Dot:
    """One entry of the timeline; `index` is that of the entry."""

    x: str
    y: str
    r: str
    index: int


@dataclass(frozen=True, slots=True)
class Strip:
    """All entries along the years."""

    dots: tuple[Dot, ...]
    ticks: tuple[tuple[str, str], ...]


def bars(sums: Sequence[Sum]) -> list[Bar]:
    """On one scale from zero; what is there at all can be seen. One that would leave nothing of the others is cut."""
    lengths = [_size(item.sizes[0]) + _size(item.sizes[1]) for item in sums]
    end = _scale(lengths)
    return [_bar(item, length, end) for item, length in zip(sums, lengths, strict=True)]


def shares(numbers: Iterable[int]) -> list[tuple[str, str]]:
    """(start, width) of parts of a whole, side by side."""
    parts = list(numbers)
    whole = sum(parts) or 1
    return [(_percent(100 * sum(parts[:i]) / whole), _percent(100 * part / whole)) for i, part in enumerate(parts)]


def columns(sums: Sequence[Sum]) -> list[Column]:
    """One column for each year from the first to the last, the latest fifteen at most; undated sums have none. Empty for a single year."""
    index = {item.key: number for number, item in enumerate(sums) if item.key.isdigit()}
    if len(index) < 2:
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
                _pixels(BASE - done), _pixels(BASE - done - planned), _pixels(BASE - done - planned - _GAP), number,
            )
        )  # fmt: skip
    return found


def strip(entries: Sequence[Entry]) -> Strip:
    """Entries within their time; the area of a dot is the amount of money. Dots give way to one another, the largest first."""
    if not entries:
        return Strip((), ())
    first, last = min(entry.begins for entry in entries).year, entries[-1].at.year + 1
    largest = max(_size(entry.weight) for entry in entries)

    def across(at: date) -> float:
        return 100 * (at.year + (at.timetuple().tm_yday - 1) / 366 - first) / (last - first)

    radii = [max(_DOT, _LARGEST_DOT * sqrt(_size(entry.weight) / (largest or 1))) for entry in entries]
    placed: list[tuple[float, float, float]] = []
    dots = []
    for index in sorted(range(len(entries)), key=lambda index: (-radii[index], index)):
        x, y = _free(across(entries[index].begins), across(entries[index].at), radii[index], placed)
        placed.append((x, y, radii[index]))
        dots.append(Dot(_percent(x), _pixels(y), _pixels(radii[index]), index))
    step = -(-(last - first) // _TICKS)
    ticks = [(f"{year:04d}", _percent(across(date(year, 1, 1)))) for year in range(first, last, step)]
    return Strip(tuple(dots), tuple(ticks))


def _bar(item: Sum, length: float, end: float) -> Bar:
    done, planned = (_percent(_share(size, max(end, length))) for size in item.sizes)
    return Bar(done, planned, cut=length > end)


def _free(first: float, last: float, radius: float, placed: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Where a dot touches no other on a page of usual width: near the middle of its time, else anywhere within it."""

    def touches(x: float, y: float) -> bool:
        return any(hypot((x - left) * _PIXELS_A_PERCENT, y - top) < radius + other for left, top, other in placed)

    middle = (first + last) / 2
    shifts = [side * step for step in range(int(last - middle) + 1) for side in (-1, 1)]
    return next(((middle + shift, y) for shift in shifts for y in _LANES if not touches(middle + shift, y)), (middle, _MIDDLE))


def _scale(lengths: Sequence[float]) -> float:
    """The end of a scale for bars: the longest; where it is far beyond all of many others, somewhat more than the next."""
    longest, following = (*sorted(lengths, reverse=True)[:2], 0.0, 0.0)[:2]
    far = len(lengths) > _OTHERS and longest > _TIMES * following > 0
    return following * _BEYOND if far else longest


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
