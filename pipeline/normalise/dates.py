"""Dates to contract values: EDTF (ISO 8601-2), ISO 8601 durations, closed intervals of days."""

from __future__ import annotations

from datetime import date, timedelta

from pipeline.model.mention import Date
from pipeline.model.span import Span
from pipeline.model.time import Interval, ResolvedTime

_MODS = {"start": "START", "mid": "MID", "end": "END"}


def normalise_date(resolved: ResolvedTime, span: Span, surface: str) -> Date:
    """The record of a resolved time expression; what could not be resolved keeps empty days and says so."""
    expression, interval = resolved.expression, resolved.interval
    mod = expression.mod
    if expression.first is not None and not mod:
        mod = _MODS.get(expression.first.part, "")
    if interval is None:
        return Date(
            span=span, surface=surface, rule=expression.rule, type=expression.type, value=expression.value, mod=mod,
            check=resolved.check,
        )  # fmt: skip
    start, end = interval.start.isoformat(), interval.end.isoformat() if interval.end else ""
    if resolved.open_start:
        start = ""
    if resolved.open_end and expression.open == "after":
        end = ""
    return Date(
        span=span, surface=surface, rule=expression.rule, type="DATE", value=_edtf(resolved, interval, mod), mod=mod,
        start_date=start, end_date=end, resolved_by=interval.by, check=resolved.check,
    )  # fmt: skip


def _edtf(resolved: ResolvedTime, interval: Interval, mod: str) -> str:
    if resolved.open_start:
        return f"../{_end(interval, mod)}"
    if resolved.open_end:
        return f"{_level(interval.start, interval)}/.."
    if resolved.expression.open in ("since", "now") and interval.end:
        return f"{_level(interval.start, interval)}/{interval.end.isoformat()}"
    if interval.end is None:
        return f"{_level(interval.start, interval)}/.."
    return _closed(interval, mod)


def _closed(interval: Interval, mod: str) -> str:
    start, end = interval.start, interval.end or interval.start
    if mod in ("START", "MID", "END") and start.year == end.year:
        if interval.granularity == "year":
            return f"{start.year:04}"
        if start.month == end.month:
            return f"{start:%Y-%m}"
    if start == end:
        return start.isoformat()
    if _whole_years(start, end):
        return f"{start.year:04}" if start.year == end.year else f"{start.year:04}/{end.year:04}"
    if _whole_months(start, end):
        low, high = f"{start:%Y-%m}", f"{end:%Y-%m}"
        return low if low == high else f"{low}/{high}"
    return f"{start.isoformat()}/{end.isoformat()}"


def _end(interval: Interval, mod: str) -> str:
    return _closed(interval, mod).rpartition("/")[2]


def _level(day: date, interval: Interval) -> str:
    """The start of an open interval at the grain that was said."""
    if interval.granularity == "year":
        return f"{day.year:04}"
    return f"{day:%Y-%m}" if interval.granularity == "month" and day.day == 1 else day.isoformat()


def _whole_years(start: date, end: date) -> bool:
    return (start.month, start.day, end.month, end.day) == (1, 1, 12, 31)


def _whole_months(start: date, end: date) -> bool:
    return start.day == 1 and (end + timedelta(1)).day == 1
