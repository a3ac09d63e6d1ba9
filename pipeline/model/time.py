"""Time expressions as they are said, before anything is resolved."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

Anchor = Literal["published", "narrative", "subject"]
#: what is attached to a date; since and now run to the article's date
Open = Literal["", "since", "until", "before", "after", "now"]
Granularity = Literal["day", "week", "month", "quarter", "half", "season", "year", "span"]


class Relative(NamedTuple):
    """`offset` periods of `unit` from an anchor: 去年 is year -1 from the article's date, 次年 year 1 from the narrative's
    last date, 上年 year -1 from the year that the text tells of, else from the article's."""

    unit: Literal["year", "quarter", "month", "week", "day"]
    offset: int
    anchor: Anchor


class Point(NamedTuple):
    """One date as written; every part None or empty that the words leave out.

    `years` and `spread` are years and days counted from the article's date; `months` and `quarters` are closed ranges within the year; `part` is start, mid, end, first, second, third, half1,
    half2 of the year or month said; `fixed` is a stretch that needs no anchor (a decade, a plan period); `lunar` is
    month and day of the Chinese calendar (day None: the month, -1: its last day); `same` is the period said last, in
    this point's year (去年同期); `nth_weekday` is the Nth of a weekday in the month (-1: the last); `clock` is hour and minute.
    """

    year: int | None = None
    relative: Relative | None = None
    years: tuple[int, int] | None = None
    spread: tuple[int, int] | None = None
    fixed: tuple[date, date | None] | None = None
    half: int | None = None
    quarters: tuple[int, int] | None = None
    months: tuple[int, int] | None = None
    month: int | None = None
    season: int | None = None
    part: str = ""
    day: int | None = None
    days: tuple[int, int] | None = None
    weekday: int | None = None
    nth_weekday: tuple[int, int] | None = None
    holiday: str = ""
    lunar: tuple[int, int | None] | None = None
    same: bool = False
    school_year: bool = False
    clock: tuple[int, int] | None = None
    hint: tuple[int | None, int] | None = None

    @property
    def has_year(self) -> bool:
        """Whether the words themselves say which year."""
        year_word = self.relative is not None and self.relative.unit == "year"
        return self.year is not None or year_word or self.years is not None or self.fixed is not None


class TimeExpression(NamedTuple):
    """A date mention as read from the flow: `first` to `second` for a range, or a duration, a set, a vague reference.

    `open` tells what is attached: since, until (截至, 前), after; `value` is given for durations, sets and vague words;
    `shift` is since, ago, later or next with an ISO length: 三年前 is ("ago", "P3Y").
    """

    start: int
    end: int
    type: Literal["DATE", "DURATION", "SET"]
    rule: str
    first: Point | None = None
    second: Point | None = None
    open: Open = ""
    value: str = ""
    mod: str = ""
    shift: tuple[str, str] | None = None


class Interval(NamedTuple):
    """A closed stretch of days; `by` says what told the year: explicit, published, context."""

    start: date
    end: date | None
    granularity: Granularity
    by: str


class ResolvedTime(NamedTuple):
    """A time expression with its interval; an interval of None stays unresolved."""

    expression: TimeExpression
    interval: Interval | None = None
    open_start: bool = False
    open_end: bool = False
    check: str = ""
