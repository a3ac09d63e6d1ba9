"""Anchoring: from what the words say to days, by the article's date and by what was said before.

A bare month or day follows the narrative of its paragraph (`2023年5月,…,7月进驻` is July 2023), else the article's date:
the nearest one, past before future unless the words look ahead. A comparison (`较2019年`) never becomes the narrative.
"""

from __future__ import annotations

import calendar
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.model.time import Granularity, Interval, Point, Relative, ResolvedTime, TimeExpression
from pipeline.rulebook.calendar import holiday_span, lunar_day
from pipeline.text import Mask

#: 完成全年|目标|的85% tells how much of a goal is done
_DONE_OF = r"(?!的[超近逾约达]?[\d.]+[%％])"
_FUTURE = re.compile(
    rf"将(?!近)|计划{_DONE_OF}|预计|拟|力争|有望|确保|争取|届时|即将|目标{_DONE_OF}|规划|截标|截止报名|明年|预期(?!目标的)|待|预测|预报|展望|冲刺|启动招标|定于|前完成|前建成|生效|起实施|起施行"
)
_COMPARES = re.compile(r"(?:比|较|同比|与|恢复至|恢复到|相当于|对比|高于|低于|超过|超|优于|多于|自)(?:上年|)$")
_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_REPORTS = re.compile(r"公报|年报|年度|报告(?!会)|总结|回顾|利润|营收|业绩|运行|统计|决算|盘点|发展情况|经济")
_TITLE_MONTH = re.compile(r"(?:((?:19|20)\d\d)年)?(?<!\d)(\d{1,2})月(?:份)?(?!\d)")
_STATISTICS = re.compile(r"CPI|PPI|PMI|指数|价格|零售|统计|数据|国民经济|工业增加值|进出口|物价")
_AHEAD = 6
#: no article is from before: 光绪十八年 and 民国二十年 tell of history, not when it was written
_FIRST_NEWS = 1949
#: so many years ago is no year
_AGES = 500
#: behind a quarter that is not over, makes it the one that an event opens: 第四季度|项目集中开工
_EVENT = re.compile(r"(?:全[省市县区州])?(?:重大|重点|招商引资|产业)?(?:建设)?(?:工程|项目)?集中(?:开工|签约|开竣工|开复工|竣工)")
#: a year so long past does not date the days of later sentences, but where it opens its own; and how far in that is
_LONG_PAST, _OPENING = 5, 2
#: how many days after its dateline an article may come out
_LATEST = 3
_CLAUSE = "。！？!?\n；;"
_MONTH_PARTS = {"start": (1, 10), "mid": (11, 20), "end": (21, 31), "first": (1, 10), "second": (11, 20),
                "third": (21, 31), "half1": (1, 15), "half2": (16, 31), "first2": (1, 20), "last2": (11, 31)}  # fmt: skip
_YEAR_PARTS = {"start": (1, 3), "mid": (6, 7), "end": (10, 12)}
_SHIFT = re.compile(r"P(?:(\d+(?:\.\d+)?)Y)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)W)?(?:(\d+(?:\.\d+)?)D)?(T.+)?")


@dataclass(slots=True)
class _Narrative:
    """The last date told, and the paragraph and sentence in which it was told."""

    interval: Interval
    paragraph: int
    sentence: int
    #: 截至2月: how far figures reach, not when the next day told is
    until: bool = False
    #: whether its sentence opens with it
    opens: bool = False


def resolve_dates(
    expressions: Sequence[TimeExpression], text: str, published: date | None, sentences: Sequence[int], title: str = "",
    datelines: Mask | None = None,
) -> list[ResolvedTime]:  # fmt: skip
    """Every expression with its interval, in the given order; a past year in the title is what the article is about, and 今天
    is the day of the dateline."""
    return _Resolver(text, published, sentences, title, datelines).resolve(expressions)


def infer_published(expressions: Sequence[TimeExpression], text: str, sentences: Sequence[int]) -> tuple[str, date] | None:
    """The article's date from its text: the latest date told that is no plan, as EDTF and as the day to anchor on."""
    resolver = _Resolver(text, None, sentences)
    latest_day: date | None = None
    latest_year = 0
    for found in resolver.resolve(expressions):
        interval, expression = found.interval, found.expression
        if interval is None or expression.shift is not None or interval.start.year < _FIRST_NEWS:
            continue
        if expression.open in ("before", "since", "now") or resolver.is_planned(expression):
            continue
        if interval.granularity in ("day", "week", "month"):
            last = interval.start if interval.granularity == "month" else interval.end or interval.start
            latest_day = max(latest_day or last, last)
        elif interval.granularity == "year":
            latest_year = max(latest_year, interval.start.year)
    if latest_day is None and not latest_year:
        return None
    if latest_day is not None and latest_day.year >= latest_year:
        return latest_day.isoformat(), latest_day
    return f"{latest_year:04}", date(latest_year, 12, 31)


class _Resolver:
    def __init__(
        self, text: str, published: date | None, sentences: Sequence[int], title: str = "", datelines: Mask | None = None
    ) -> None:
        self._text, self._published, self._sentences = text, published, sentences
        self._datelines = datelines or Mask(())
        #: the days that 今天 and 昨天 count from: the dateline's, where the article came out within days of it
        self._today = self._yesterday = published
        self._paragraphs = [match.start() for match in re.finditer("\n", text)]
        self._told: _Narrative | None = None
        self._here: _Narrative | None = None
        self._day_told: Interval | None = None
        self._year_told: int | None = None
        self._period: Interval | None = None
        self._theme = _theme(title, published)
        self._theme_month = _theme_month(title, published)

    def resolve(self, expressions: Sequence[TimeExpression]) -> list[ResolvedTime]:
        found = []
        for expression in expressions:
            paragraph = bisect_right(self._paragraphs, expression.start)
            if self._here is not None and self._here.paragraph != paragraph:
                self._here = self._day_told = None
            resolved = self._one(expression)
            self._remember(resolved, paragraph)
            found.append(resolved)
        return found

    def _one(self, expression: TimeExpression) -> ResolvedTime:
        try:
            if expression.shift is not None:
                return self._shifted(expression)
            if expression.first is None:
                return ResolvedTime(expression)
            return self._dated(expression, expression.first)
        except (ValueError, OverflowError):
            return ResolvedTime(expression, check="no such day in the calendar")

    def _dated(self, expression: TimeExpression, first: Point) -> ResolvedTime:
        if expression.second is not None and expression.second.school_year:
            first, expression = expression.second, expression._replace(second=None)  # 2022-2023学年 is one stretch
        interval = self._point(first, expression)
        if interval is None:
            return ResolvedTime(expression, check="no anchor to resolve it by")
        if expression.second is not None:
            interval = self._range(interval, expression.second, expression)
            if interval is None:
                return ResolvedTime(expression, check="the range ends before it begins")
        if expression.open in ("since", "now"):
            return self._since(expression, interval)
        if expression.open in ("before", "until"):
            return ResolvedTime(expression, _outside(interval, expression), open_start=True)
        if expression.open == "after":
            return ResolvedTime(expression, _outside(interval, expression), open_end=True)
        return ResolvedTime(expression, interval)

    def _since(self, expression: TimeExpression, interval: Interval) -> ResolvedTime:
        end = self._published
        if end is None or end < interval.start:
            return ResolvedTime(expression, interval._replace(end=None), open_end=True)
        return ResolvedTime(expression, interval._replace(end=end))

    def _range(self, first: Interval, second: Point, expression: TimeExpression) -> Interval | None:
        if not second.has_year and second.relative is None and second.weekday is None:
            second = second._replace(year=first.start.year)
            if second.month is None and second.day is not None and second.lunar is None:
                second = second._replace(month=first.start.month)
        last = self._point(second, expression)
        if last is not None and last.end is not None and last.end < first.start and second.weekday is not None:
            last = last._replace(start=last.start + timedelta(7), end=last.end + timedelta(7))
        if last is None or last.end is None:
            return None
        if last.end < first.start and expression.second is not None and not expression.second.has_year:
            last = self._point(second._replace(year=first.start.year + 1), expression)
        if last is None or last.end is None or last.end < first.start:
            return None
        grain: Granularity = first.granularity if first.granularity == last.granularity else "span"
        return Interval(first.start, last.end, grain, first.by)

    # -- points

    def _point(self, point: Point, expression: TimeExpression) -> Interval | None:
        if point.fixed is not None:
            return self._fixed(point)
        if point.years is not None:
            if self._published is None:
                return None
            low, high = (self._published.year + offset for offset in point.years)
            return Interval(date(low, 1, 1), date(high, 12, 31), "span", "published")
        if point.spread is not None:
            if self._published is None:
                return None
            first, last = (self._published + timedelta(offset) for offset in point.spread)
            return Interval(first, last, "day", "published")
        if point.school_year and point.year is not None:  # 2022-2023学年 is named by both its years
            return Interval(date(point.year - 1, 9, 1), date(point.year, 8, 31), "span", "explicit")
        unit = point.relative.unit if point.relative is not None else ""
        if point.relative is not None and unit == "day":
            return self._day_told_twice(point, point.relative)
        if unit == "week" or point.weekday is not None or point.days is not None:
            return self._weekday(point, expression)
        if point.relative is not None and unit == "quarter":
            return self._relative_quarter(point.relative.offset)
        year, by = self._year_of(point, expression)
        if point.same and point.month is None:  # 8月同期 is August
            said = point.year is not None or point.relative is not None
            monthly = self._text.endswith("同月", 0, expression.end)
            return self._same_period(year if said else None, by, monthly=monthly)
        if point.relative is not None and unit == "month":
            return self._relative_month(point, point.relative, expression)
        return self._calendar(point, year, by, expression)

    def _fixed(self, point: Point) -> Interval:
        assert point.fixed is not None
        start, end = point.fixed
        if point.part == "start":
            end = date(start.year, 12, 31)
        elif point.part in ("end", "third") and end is not None:
            start = date(end.year, 1, 1)
        elif point.part == "mid" and end is not None:
            middle = (start.year + end.year) // 2
            start, end = date(middle, 1, 1), date(middle, 12, 31)
        return Interval(start, end or self._published, "span", "explicit")

    def _year_of(self, point: Point, expression: TimeExpression) -> tuple[int | None, str]:
        if point.year is not None:
            return point.year, "explicit"
        if point.relative is not None and point.relative.unit == "year":
            if point.relative.anchor == "published":
                return (self._published.year + point.relative.offset, "published") if self._published else (None, "none")
            if point.relative.anchor == "subject":
                return self._subject_year(point.relative.offset)
            told = self._told_year()
            return (told + point.relative.offset, "context") if told is not None else (None, "none")
        told = self._narrative_year(point, expression)
        if told is not None:
            return told, self._told_by()
        if self._published is None:
            return (self._year_told, "context") if self._year_told else (None, "none")
        return None, "published"

    def _narrative_year(self, point: Point, expression: TimeExpression) -> int | None:
        """The year that the paragraph tells of, else the one that the whole article is about, unless the words look ahead."""
        year = self._here.interval.start.year if self._here is not None else self._theme
        published = self._published
        if published is None or year is None:
            return year
        if year < published.year and self.looks_ahead(expression):
            return None
        if year == published.year and self._here is not None and self._here.interval.by == "published":
            whole = point.months == (1, 12) and self._here.interval.granularity == "year"
            if whole or (point.months is not None and not self._told_elsewhere(expression)):
                return year  # 今年一季度3亿元，全年可达12亿元; 今年安排39个项目。全年投资2亿元
            return None  # nothing but the article's own year: its date decides
        dated = point.day or point.half is not None or point.quarters is not None or point.months is not None
        if self._here is not None and dated and self._here.interval.start > published and self._told_elsewhere(expression):
            return None  # 预计2024年3月试产。9月18日投放鱼苗: told after a plan, not within it
        if self._here is not None and self._is_recent(point) and self._told_elsewhere(expression):
            return None
        if self._is_in_passing(year) and point.month and point.day and self._told_elsewhere(expression):
            return None
        if self._here is None and point.month and point.day and (point.month, point.day) <= (published.month, published.day):
            return None  # a day just past, though the article reports on the year before
        return year

    def _is_in_passing(self, year: int) -> bool:
        """Whether the narrative's year is long past, and no sentence opened with it: 江西在1997年派出第一批干部。6月16日，…"""
        here = self._here
        if here is None or here.opens or here.interval.granularity != "year" or self._published is None:
            return False
        return self._published.year - year >= _LONG_PAST

    def _is_recent(self, point: Point) -> bool:
        """Whether the month or day lies within the two months up to the article's date."""
        published = self._published
        if published is None or point.month is None:
            return False
        found = self._in_year(point, published.year)
        return found is not None and timedelta(-10) <= published - found[1] <= timedelta(60)

    def _told_elsewhere(self, expression: TimeExpression) -> bool:
        """Whether the narrative's year was told in another sentence than the expression's."""
        return self._here is not None and self._here.sentence != bisect_right(self._sentences, expression.start)

    def _told_by(self) -> str:
        """Where the narrative's year comes from: the article's date, when that is what settled it."""
        here = self._here
        return "published" if here is not None and here.interval.by == "published" else "context"

    def _subject_year(self, offset: int) -> tuple[int | None, str]:
        """上年: the year before the one that is told of (a bulletin of 2021 says 比上年增长), else before the article's."""
        here = self._here
        surely = here is not None and here.interval.by == "explicit"
        told = here.interval.start.year if here is not None and surely else (self._theme or (self._year_told if offset else None))
        if told is not None:
            return told + offset, "context"
        return (self._published.year + offset, "published") if self._published else (None, "none")

    def _told_year(self) -> int | None:
        if self._told is not None:
            return self._told.interval.start.year
        return self._published.year if self._published else None

    def _calendar(self, point: Point, year: int | None, by: str, expression: TimeExpression) -> Interval | None:
        """Everything that lies within one year; without a year, the nearest one to the article's date."""
        if point.day is not None and point.month is None and year is not None and by != "explicit":
            return self._bare_day(point, expression)
        if year is not None:
            found = self._in_year(point, year)
            return Interval(found[0], found[1], found[2], by) if found else None
        if by == "none" or self._published is None:
            return None
        if point.day is not None and point.month is None:
            return self._bare_day(point, expression)
        this = self._in_year(point, self._published.year)
        if this is None:
            return None
        running = self.looks_ahead(expression) or _EVENT.match(self._text, expression.end) is not None
        if this[2] in ("quarter", "half", "month", "year") and self._unfinished(this, point) and not running:
            this = self._in_year(point, self._published.year - 1) or this
        ahead = (this[0].year - self._published.year) * 12 + this[0].month - self._published.month
        if (
            this[0] > self._published
            and not self.looks_ahead(expression)
            and ahead > _AHEAD
            and (earlier := self._in_year(point, self._published.year - 1))
        ):
            this = earlier
        elif (
            this[1] < self._published
            and ahead < -_AHEAD
            and self._announced(expression)
            and (later := self._in_year(point, self._published.year + 1))
        ):
            this = later
        return Interval(this[0], this[1], this[2], "published")

    def _unfinished(self, stretch: tuple[date, date, Granularity], point: Point) -> bool:
        """A half, quarter or row of months that ends well after the article's date: last year's is meant."""
        assert self._published is not None
        if point.month is not None or (stretch[2] == "year" and point.months is None):
            return False
        return stretch[0] <= self._published and (stretch[1] - self._published).days > 31

    def _in_year(self, point: Point, year: int) -> tuple[date, date, Granularity] | None:
        if not 1 <= year <= 9998:
            return None
        if point.holiday:
            return (*_holiday(point.holiday, year), "day")
        if point.lunar is not None:
            return _lunar(point.lunar, year)
        if point.months is not None or point.quarters is not None or point.half is not None:
            return self._months(point, year)
        if point.season is not None:
            first = date(year, point.season * 3, 1)
            last_month, last_year = (2, year + 1) if point.season == 4 else (point.season * 3 + 2, year)
            return first, _month_end(last_year, last_month), "season"
        if point.month is not None:
            return self._in_month(point, year, point.month)
        if point.part in _YEAR_PARTS:
            low, high = _YEAR_PARTS[point.part]
            return date(year, low, 1), _month_end(year, high), "year"
        return date(year, 1, 1), date(year, 12, 31), "year"

    def _months(self, point: Point, year: int) -> tuple[date, date, Granularity]:
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
        return date(year, low, 1), _month_end(year, high), grain

    def _in_month(self, point: Point, year: int, month: int) -> tuple[date, date, Granularity]:
        if point.nth_weekday is not None:
            nth, weekday = point.nth_weekday
            first = date(year, month, 1)
            day = first + timedelta((weekday - first.isoweekday()) % 7 + 7 * (nth - 1))
            return day, day, "day"
        if point.day is not None:
            day = date(year, month, point.day)
            return day, day, "day"
        last = calendar.monthrange(year, month)[1]
        if point.part:
            low, high = _MONTH_PARTS[point.part]
            return date(year, month, low), date(year, month, min(high, last)), "month"
        return date(year, month, 1), date(year, month, last), "month"

    def _bare_day(self, point: Point, expression: TimeExpression) -> Interval | None:
        assert point.day is not None
        here = self._here
        elsewhere = here is not None and here.until and here.interval.granularity == "month" and self._told_elsewhere(expression)
        if here is not None and not elsewhere and here.interval.granularity in ("day", "month", "week"):
            start = here.interval.end if here.interval.granularity == "week" else here.interval.start
            base = start or here.interval.start
            if point.day <= calendar.monthrange(base.year, base.month)[1]:
                day = date(base.year, base.month, point.day)
                return Interval(day, day, "day", "context")
        if self._published is None:
            return None
        found = self._nearest_day(point.day, self.is_planned(expression))
        return Interval(found, found, "day", "published")

    def _nearest_day(self, day: int, ahead: bool) -> date:
        assert self._published is not None
        year, month = self._published.year, self._published.month
        if day > self._published.day and not ahead:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        while day > calendar.monthrange(year, month)[1]:
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        return date(year, month, day)

    # -- relative to an anchor

    def _day_told_twice(self, point: Point, relative: Relative) -> Interval | None:
        """今(17)日: the day that the word means, else the nearest one of that number."""
        found = self._relative_day(relative)
        if point.day is None or self._published is None or (found is not None and found.start.day == point.day):
            return found
        nearest = self._nearest_day(point.day, relative.offset > 0)
        return Interval(nearest, nearest, "day", "published")

    def _relative_day(self, relative: Relative) -> Interval | None:
        anchor, by = self._yesterday if relative.offset < 0 else self._today, "published"
        if relative.anchor == "narrative":
            told = self._told.interval if self._told is not None else None
            day = self._day_told
            if told and day and told.granularity == "year" and told.start <= day.start <= (told.end or day.start):
                told = day  # 3月21日，2024年推介会举行。当天
            anchor, by = (told.end if told and told.granularity == "day" else None), "context"
            if anchor is None and relative.offset == 0:
                anchor, by = self._today, "published"
        if anchor is None:
            return None
        meant = anchor + timedelta(relative.offset)
        return Interval(meant, meant, "day", by)

    def _relative_month(self, point: Point, relative: Relative, expression: TimeExpression) -> Interval | None:
        anchor, by = self._published, "published"
        compared = relative.offset == -1 and self._compares(expression) and self._here is not None
        if self._theme_month is not None and relative.offset == -1:
            anchor, by = self._theme_month, "context"
        elif relative.anchor == "narrative" or compared:
            told = self._told
            if told is not None and told.interval.granularity not in ("year", "span"):
                anchor, by = told.interval.start, "context"
                if told.interval.granularity in ("month", "quarter", "half"):
                    anchor = told.interval.end or anchor  # 1—4月累计138万辆，当月38万辆
        elif point.part and relative.offset == 0 and self._here and self._here.interval.granularity in ("month", "day"):
            anchor, by = self._here.interval.start, "context"
        if anchor is None:
            return None
        found = self._in_month(point, *_month_on(anchor, relative.offset))
        return Interval(found[0], found[1], found[2], by)

    def _relative_quarter(self, offset: int) -> Interval | None:
        if self._published is None:
            return None
        index = self._published.year * 4 + (self._published.month - 1) // 3 + offset
        year, first = index // 4, index % 4 * 3 + 1
        return Interval(date(year, first, 1), _month_end(year, first + 2), "quarter", "published")

    def _weekday(self, point: Point, expression: TimeExpression) -> Interval | None:
        published = self._published
        if published is None:
            return None
        if point.hint is not None:
            hinted = self._hinted(point.hint, published, point.weekday)
            if hinted is not None:
                return Interval(hinted, hinted, "day", "published")
        monday = published - timedelta(published.weekday())
        if point.relative is not None:
            monday += timedelta(7 * point.relative.offset)
            if point.weekday is None and point.days is None:
                return Interval(monday, monday + timedelta(6), "week", "published")
        low, high = point.days or (point.weekday or 1, point.weekday or 1)
        start, end = monday + timedelta(low - 1), monday + timedelta(high - 1)
        if point.relative is None:
            ahead = self.looks_ahead(expression)
            shift = 7 * ((ahead and end < published) - (not ahead and start > published))
            start, end = start + timedelta(shift), end + timedelta(shift)
        return Interval(start, end, "day", "published")

    def _hinted(self, hint: tuple[int | None, int], published: date, weekday: int | None) -> date | None:
        """The day that a bracket names (下周三(30日)): the nearest one that is that weekday."""
        candidates = []
        for offset in range(-2, 3):
            year, month = _month_on(published, offset)
            if hint[0] not in (None, month) or hint[1] > calendar.monthrange(year, month)[1]:
                continue
            day = date(year, month, hint[1])
            if weekday is None or day.isoweekday() == weekday:
                candidates.append(day)
        return min(candidates, key=lambda day: abs(day - published), default=None)

    def _same_period(self, year: int | None, by: str, *, monthly: bool) -> Interval | None:
        """同期: the period said last, in the year said here (the year before where none is); 同月 the month that it begins in."""
        period = self._period
        if year is None:
            year = period.start.year if period is not None else None
        if year is None:
            return None
        if period is None or period.end is None or period.granularity == "year":
            return Interval(date(year, 1, 1), date(year, 12, 31), "year", by)
        moved = year - period.start.year
        if monthly and period.granularity in ("day", "month"):
            return Interval(date(year, period.start.month, 1), _month_end(year, period.start.month), "month", by)
        return Interval(_years_on(period.start, moved), _years_on(period.end, moved), period.granularity, by)

    def _shifted(self, expression: TimeExpression) -> ResolvedTime:
        assert expression.shift is not None
        sign, length = expression.shift
        match = _SHIFT.fullmatch(length)
        anchor, by = self._published, "published"
        if sign == "later" and self._told is not None and not self.looks_ahead(expression):
            anchor, by = self._told.interval.end or self._told.interval.start, "context"
        elif sign == "later" and not self.looks_ahead(expression):
            anchor = None  # 三天后，他去世: told of the past, and nobody knows from when on
        if match is None or anchor is None or (match[5] and not any(match.group(1, 2, 3, 4))):
            return ResolvedTime(expression, check="" if match and match[5] else "no anchor to resolve it by")
        years, months, weeks, days = (float(group) if group else 0.0 for group in match.group(1, 2, 3, 4))
        if sign == "ago" and years >= _AGES:
            return ResolvedTime(expression, check="a round number of years")
        step = round(months + 12 * years), round(7 * weeks + days)
        if sign == "since" and years and (span := self._years_told(years)) is not None:
            return ResolvedTime(expression, span)
        if sign == "since":
            start = _moved(anchor, -step[0], -step[1]) + timedelta(1)
            return ResolvedTime(expression, Interval(min(start, anchor), anchor, "span", by))
        if sign == "next":
            return ResolvedTime(expression, Interval(anchor, _moved(anchor, *step), "span", by))
        direction = -1 if sign == "ago" else 1
        day = _moved(anchor, direction * step[0], direction * step[1])
        return ResolvedTime(expression, self._whole_unit(day, years, months, weeks, by))

    def _years_told(self, years: float) -> Interval | None:
        """2012年—2015年派出医疗队。4年来: the years that the paragraph told of, where they are over and that many."""
        told = self._here.interval if self._here is not None else None
        if told is None or told.end is None or self._published is None or told.end.year >= self._published.year:
            return None
        whole = (told.start.month, told.start.day, told.end.month, told.end.day) == (1, 1, 12, 31)
        counted = told.end.year - told.start.year + 1
        return Interval(told.start, told.end, "span", "context") if whole and 1 < counted == years else None

    def _whole_unit(self, day: date, years: float, months: float, weeks: float, by: str) -> Interval:
        """三年前 is that year, 两个月前 that month, 三天后 that day."""
        if years and not months and years == int(years):
            return Interval(date(day.year, 1, 1), date(day.year, 12, 31), "year", by)
        if years or months:
            return Interval(date(day.year, day.month, 1), _month_end(day.year, day.month), "month", by)
        return Interval(day, day, "day", by)

    # -- what is remembered, what the words around say

    def _remember(self, resolved: ResolvedTime, paragraph: int) -> None:
        interval, expression = resolved.interval, resolved.expression
        if interval is None or expression.first is None or interval.end is None:
            return
        if interval.granularity == "day" and self._datelines.covers(expression.start, expression.end):
            self._sent_on(interval.start, expression)
        beside = self._period is not None and self._compares(expression)  # 4月209人，比3月增加23%，比去年同期高84%
        if interval.granularity != "span" and not expression.first.same and interval.start != interval.end and not beside:
            self._period = interval
        if expression.open in ("since", "now") and interval.granularity == "year" and self._published is not None:
            self._period = interval if interval.start.year == self._published.year else self._period
        if expression.open in ("since", "now", "after") and interval.granularity != "day":
            return
        if self._text.startswith("起", expression.end):
            return
        if expression.first.same or expression.first.fixed is not None or self._compares(expression):
            return
        if self._published is not None and interval.start > self._published and interval.granularity in ("year", "span"):
            return
        sentence = bisect_right(self._sentences, expression.start)
        opens = expression.start - (self._sentences[sentence - 1] if sentence else 0) <= _OPENING
        told = _Narrative(interval, paragraph, sentence, expression.open == "until", opens)
        self._told = self._here = told
        if interval.granularity == "day":
            self._day_told = interval
        self._year_told = interval.start.year

    def _sent_on(self, day: date, expression: TimeExpression) -> None:
        """A dateline: 今天 of the dispatch is that day; 昨天 is so too, but newspapers write it of the day they come out."""
        late = (self._published - day).days if self._published else 0
        own = self._text.find("本报", self._sentence(expression)[0], expression.start) >= 0
        self._today = day if 0 <= late <= _LATEST else self._published
        self._yesterday = (own and self._published) or self._today

    def _compares(self, expression: TimeExpression) -> bool:
        return _COMPARES.search(self._text[max(0, expression.start - 5) : expression.start]) is not None

    def _sentence(self, expression: TimeExpression) -> tuple[int, int]:
        index = bisect_right(self._sentences, expression.start)
        return self._sentences[index - 1], self._sentences[index] if index < len(self._sentences) else len(self._text)

    def _clause(self, expression: TimeExpression) -> str:
        begin, end = self._sentence(expression)
        before = self._text[max(begin, expression.start - 12) : expression.start]
        return before + self._text[expression.end : min(end, expression.end + 16)]

    def looks_ahead(self, expression: TimeExpression) -> bool:
        """Whether the words at the expression speak of the future."""
        return expression.open == "before" or _FUTURE.search(self._clause(expression)) is not None

    def _announced(self, expression: TimeExpression) -> bool:
        """Whether the words right before the expression, or 前 behind it, speak of the future."""
        begin = max(self._sentence(expression)[0], expression.start - 12)
        return expression.open == "before" or _FUTURE.search(self._text, begin, expression.start) is not None

    def is_planned(self, expression: TimeExpression) -> bool:
        """Whether the sentence up to the expression, or the words right behind it, speak of plans."""
        begin, _ = self._sentence(expression)
        return self.looks_ahead(expression) or _FUTURE.search(self._text, begin, expression.start) is not None


def _outside(interval: Interval, expression: TimeExpression) -> Interval:
    """抗战前 ends where the named period begins, 抗战后 begins where it ends; 2019年前 is told to the end of the year."""
    point = expression.first
    if point is None or point.fixed is None or point.part or "period" not in expression.rule:
        return interval
    begin, end = point.fixed
    if expression.open == "before":
        return interval._replace(start=begin, end=begin)
    return interval._replace(start=end) if expression.open == "after" and end is not None else interval


def _theme(title: str, published: date | None) -> int | None:
    """The one past year of a title that reports on a year: 2021年国民经济和社会发展统计公报."""
    years = {int(year) for year in _TITLE_YEAR.findall(title)}
    if len(years) != 1 or published is None or not _REPORTS.search(title):
        return None
    year = years.pop()
    return year if published.year - 2 <= year < published.year else None


def _theme_month(title: str, published: date | None) -> date | None:
    """The month that a title's statistics are of: 7月份CPI同比上涨2.7%."""
    match = _TITLE_MONTH.search(title)
    if match is None or published is None or not _STATISTICS.search(title) or not 1 <= int(match[2]) <= 12:
        return None
    month = int(match[2])
    return date(int(match[1]) if match[1] else published.year - (month > published.month), month, 1)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _month_on(day: date, months: int) -> tuple[int, int]:
    """Year and month that many months on from the day's."""
    index = day.year * 12 + day.month - 1 + months
    return index // 12, index % 12 + 1


def _years_on(day: date, years: int) -> date:
    last = calendar.monthrange(day.year + years, day.month)[1]
    end_of_month = day.day == calendar.monthrange(day.year, day.month)[1]
    return date(day.year + years, day.month, last if end_of_month else min(day.day, last))


def _moved(day: date, months: int, days: int) -> date:
    year, month = _month_on(day, months)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1])) + timedelta(days)


def _holiday(rule: str, year: int) -> tuple[date, date]:
    """The holiday whose day falls into `year` (New Year's Eve of the lunar calendar: the one before that spring)."""
    for lunar_year in (year - 1, year) if rule.startswith("lunar 12") else (year,):
        start, end = holiday_span(rule, lunar_year)
        if start.year == year:
            return start, end
    return holiday_span(rule, year)


def _lunar(lunar: tuple[int, int | None], year: int) -> tuple[date, date, Granularity]:
    month, day = lunar
    late = month >= 11 and lunar_day(year - 1, month, day if day and day > 0 else 15).year == year
    lunar_year = year - 1 if late else year
    if day is None:
        return lunar_day(lunar_year, month, 1), lunar_day(lunar_year, month, None), "month"
    found = lunar_day(lunar_year, month, None if day == -1 else day)
    return found, found, "day"
