"""Which days a part of a year or month is: 6月底, 上半年, 春节, 第三个周五; and how dates are moved. No state, no text."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from pipeline.model.time import Granularity, Interval, Point
from pipeline.rulebook.calendar import holiday_span, lunar_day

#: first and last day, and how fine they are told
Stretch = tuple[date, date, Granularity]
_MONTH_PARTS = {"start": (1, 10), "mid": (11, 20), "end": (21, 31), "first": (1, 10), "second": (11, 20),
                "third": (21, 31), "half1": (1, 15), "half2": (16, 31), "first2": (1, 20), "last2": (11, 31)}  # fmt: skip
_YEAR_PARTS = {"start": (1, 3), "mid": (6, 7), "end": (10, 12)}


def in_year(point: Point, year: int) -> Stretch | None:
    """What the point says of `year`; None for a year that the calendar has not."""
    if not 1 <= year <= 9998:
        return None
    if point.holiday:
        return (*_holiday(point.holiday, year), "day")
    if point.lunar is not None:
        return _lunar(point.lunar, year)
    if point.months is not None or point.quarters is not None or point.half is not None:
        return _months(point, year)
    if point.season is not None:
        first = date(year, point.season * 3, 1)
        last_month, last_year = (2, year + 1) if point.season == 4 else (point.season * 3 + 2, year)
        return first, month_end(last_year, last_month), "season"
    if point.month is not None:
        return in_month(point, year, point.month)
    if point.part in _YEAR_PARTS:
        low, high = _YEAR_PARTS[point.part]
        return date(year, low, 1), month_end(year, high), "year"
    return date(year, 1, 1), date(year, 12, 31), "year"


def _months(point: Point, year: int) -> Stretch:
    grain: Granularity = "month"
    if point.half is not None:
        low, high, grain = (1, 6, "half") if point.half == 1 else (7, 12, "half")
    elif point.quarters is not None:
        low, high, grain = point.quarters[0] * 3 - 2, point.quarters[1] * 3, "quarter"
    else:
        assert point.months is not None
        low, high = point.months
        if (low, high) == (1, 12):
            grain = "year"
    if point.part == "start":
        high = low
    elif point.part == "end":
        low = high
    return date(year, low, 1), month_end(year, high), grain


def in_month(point: Point, year: int, month: int) -> Stretch:
    """What the point says of that month."""
    if point.nth_weekday is not None:
        nth, weekday = point.nth_weekday
        first, end = date(year, month, 1), month_end(year, month)
        day = first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
        if nth < 0:
            day = end - timedelta((end.isoweekday() - weekday) % 7)
        return day, day, "day"
    if point.day is not None:
        day = date(year, month, point.day)
        return day, day, "day"
    last = calendar.monthrange(year, month)[1]
    if point.part:
        low, high = _MONTH_PARTS[point.part]
        return date(year, month, low), date(year, month, min(high, last)), "month"
    return date(year, month, 1), date(year, month, last), "month"


def nearest_day(day: int, published: date, *, ahead: bool) -> date:
    """The last day of that number up to the article's date; `ahead` lets it be later in its month."""
    year, month = published.year, published.month
    if day > published.day and not ahead:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    while day > calendar.monthrange(year, month)[1]:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return date(year, month, day)


def hinted_day(hint: tuple[int | None, int], published: date, weekday: int | None) -> date | None:
    """The day that a bracket names (下周三(30日)): the nearest one that is that weekday."""
    candidates = []
    for offset in range(-2, 3):
        year, month = month_on(published, offset)
        if hint[0] not in (None, month) or hint[1] > calendar.monthrange(year, month)[1]:
            continue
        day = date(year, month, hint[1])
        if weekday is None or day.isoweekday() == weekday:
            candidates.append(day)
    return min(candidates, key=lambda day: abs(day - published), default=None)


def whole_unit(day: date, years: float, months: float, weeks: float, by: str) -> Interval:
    """三年前 is that year, 两个月前 that month, 三天后 that day."""
    if years and not months and years == int(years):
        return Interval(date(day.year, 1, 1), date(day.year, 12, 31), "year", by)
    if years or months:
        return Interval(date(day.year, day.month, 1), month_end(day.year, day.month), "month", by)
    return Interval(day, day, "day", by)


def month_end(year: int, month: int) -> date:
    """The last day of the month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def month_on(day: date, months: int) -> tuple[int, int]:
    """Year and month that many months on from the day's."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def years_on(day: date, years: int) -> date:
    """The day so many years later; the end of a month stays one."""
    last = calendar.monthrange(day.year + years, day.month)[1]
    end_of_month = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(day.year + years, day.month, last if end_of_month else min(day.day, last))


def moved(day: date, months: int, days: int) -> date:
    """The day so many months and days later."""
    year, month = month_on(day, months)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1])) + timedelta(days)


def _holiday(rule: str, year: int) -> tuple[date, date]:
    """The holiday whose day falls into `year` (New Year's Eve of the lunar calendar: the one before that spring)."""
    for lunar_year in (year - 1, year) if rule.startswith("lunar 12") else (year,):
        start, end = holiday_span(rule, lunar_year)
        if start.year == year:
            return start, end
    return holiday_span(rule, year)


def _lunar(lunar: tuple[int, int | None], year: int) -> Stretch:
    month, day = lunar
    late = month >= 11 and lunar_day(year - 1, month, day if day and day > 0 else 15).year == year
    lunar_year = year - 1 if late else year
    if day is None:
        return lunar_day(lunar_year, month, 1), lunar_day(lunar_year, month, None), "month"
    found = lunar_day(lunar_year, month, None if day == -1 else day)
    return found, found, "day"
