"""Points of time, from the year downwards: 2024年6月底, 去年同期, 腊月廿三, 周三上午9时, each part in falling order."""

from __future__ import annotations

import re
from typing import Any

from pipeline.extractors.dates.cursor import NOTHING, Cursor
from pipeline.extractors.dates.grammar import SEPARATOR, small_number
from pipeline.extractors.dates.years import PARTS, named_period, read_year
from pipeline.model.time import Point, Relative
from pipeline.rulebook.calendar import CalendarWord, lunar_day

_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_WEEKDAYS = "一二三四五六日天"
_MONTH_OPENS, _MONTHS_OPENS = frozenset("0123456789一二三四五六七八九十元"), frozenset("前头首")
_QUARTER_OPENS, _LUNAR_OPENS = frozenset("第前首头Qq1234一二三四"), frozenset("农阴旧正腊冬大")
_EDGE_OPENS = frozenset("的最第")
#: 街|1至|7号
_FIRST_NUMBER = re.compile(r"\d{1,5}号?[至到、和及~-]$")
#: of the months that have as many days in every year
_LAST_DAYS = {1: 31, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
_DAY_OPENS, _NTH_OPENS = frozenset("0123456789一二三四五六七八九十廿卅两"), frozenset("的第最")


def read_point(cursor: Cursor) -> Point | None:
    """The point that stands at the cursor: `NOTHING` where none does, None where what stands there is no time."""
    begin, before, cursor.lunar_year = cursor.at, cursor.lunar_year, 0
    year = read_year(cursor, NOTHING)
    found = _below_year(cursor, year, begin)
    if found is not None and (lunar := cursor.lunar_year or (0 if year.has_year or year.relative else before)):
        found = _solar(cursor, found, lunar)
    return _clock(cursor, found) if found is not None else None


def _solar(cursor: Cursor, point: Point, year: int) -> Point:
    """A month or day of the old calendar in the days of ours: 光绪二十六年七月二十日 is 14 August 1900."""
    month, day = point.lunar or (point.month, point.day)
    if month is None and point.months is None:
        return point
    bare = point._replace(month=None, day=None, lunar=None, months=None, part="")
    try:
        if month is None:
            first, last = point.months or (1, 12)
            return bare._replace(fixed=(lunar_day(year, first, 1), lunar_day(year, last, None)))
        if day is not None:
            found = lunar_day(year, month, None if day == -1 else day)
            return bare._replace(year=found.year, month=found.month, day=found.day)
        return bare._replace(fixed=(lunar_day(year, month, 1), lunar_day(year, month, None)))
    except ValueError:
        return bare


def _below_year(cursor: Cursor, point: Point, begin: int) -> Point | None:
    """Half, quarter, months, month and day, season, holiday: what may stand alone or behind a year."""
    said = cursor.at > begin
    if point.month is not None and cursor.rule[-1:] == ["told"]:
        return _day(cursor, point)  # 本(8)月底
    if point.month is not None or point.fixed is not None or point.school_year:
        return point
    yearly = _in_year(cursor, point, said)
    if yearly is not None:
        return yearly
    monthly = _month(cursor, point, said)
    if monthly is not None:
        return _day(cursor, monthly)
    if point.relative is not None and point.relative.unit == "month":
        return _day(cursor, point)
    if point.relative is not None and point.relative.unit == "quarter":
        return _parted(cursor, point)
    if point.relative is not None and point.relative.unit == "week":
        return _weekday(cursor, point, True)
    if not said:
        return _alone(cursor, point)
    if word := cursor.word_at(cursor.at):
        return _attached_word(cursor, point, word)
    if cursor.text.startswith("的", cursor.at) and (word := cursor.word_at(cursor.at + 1)) and word.what in ("half", "part"):
        cursor.at += 1
        return _attached_word(cursor, point, word)
    return named_period(cursor, point)


def _attached_word(cursor: Cursor, point: Point, word: CalendarWord) -> Point:
    """What a calendar word adds behind a year or month: 2022年年底, 去年同期, 今年以来 is no word but a suffix."""
    end = cursor.at + len(word.word)
    if word.what == "half":
        return cursor.took(end, "half", point._replace(half=word.first))
    if word.what == "months":
        return cursor.took(end, "months", point._replace(months=(word.first, word.last)))
    if word.what == "part":
        return cursor.took(end, "part", point._replace(part=word.detail))
    if word.what == "same":
        return cursor.took(end, "same", point._replace(same=True))
    return point


def _in_year(cursor: Cursor, point: Point, said: bool) -> Point | None:
    text, at = cursor.text, cursor.at
    if cursor.text.startswith(("度", "的"), at):
        at += 1
    if text.startswith(("上半年", "下半年", "前半年", "后半年"), at):
        half = 1 if text[at] in "上前" else 2
        return _parted(cursor, cursor.took(at + 3, "half", point._replace(half=half)))
    opening = text[at : at + 1]
    if opening in _QUARTER_OPENS and (match := cursor.patterns.quarter.match(text, at)):
        first, last = quarters = _quarters(match)
        return _parted(cursor, cursor.took(match.end(), "quarter", point._replace(quarters=quarters))) if first <= last else None
    if opening in _MONTHS_OPENS and (match := cursor.patterns.months_first.match(text, at)):
        months = (1, small_number(match[1]))
        return cursor.took(match.end(), "months", point._replace(months=months)) if months[1] <= 12 else None
    if text[cursor.at : cursor.at + 1] in _MONTH_OPENS and (
        match := cursor.patterns.months.match(text, cursor.at) or cursor.patterns.months_list.match(text, cursor.at)
    ):
        first, last = small_number(match[1]), small_number(match[2])
        if first < last:
            return _parted(cursor, cursor.took(match.end(), "months", point._replace(months=(first, last))))
    if point.has_year and opening in _EDGE_OPENS and (match := cursor.patterns.edge_day.match(text, cursor.at)):
        month, day = (12, 31) if match[1] == "最后" else (1, 1)
        return cursor.took(match.end(), "edge-day", point._replace(month=month, day=day))
    if said and not point.season and (match := cursor.patterns.season.match(text, cursor.at)):
        season = "春夏秋冬".index(match[1] or match[2]) + 1
        return cursor.took(match.end(), "season", point._replace(season=season))
    return None


def _parted(cursor: Cursor, point: Point) -> Point:
    """二季度末, 上半年末."""
    if (
        cursor.text[cursor.at : cursor.at + 1] in ("初", "末", "底")
        and cursor.patterns.part.match(cursor.text, cursor.at) is not None
    ):
        part = PARTS[cursor.text[cursor.at]]
        return cursor.took(cursor.at + 1, "part", point._replace(part=part))
    return point


def _month(cursor: Cursor, point: Point, said: bool) -> Point | None:
    text = cursor.text
    at = cursor.at + (1 if text.startswith("的", cursor.at) and said else 0)
    opening = text[at : at + 1]
    is_numeral = opening in _MONTH_OPENS
    if opening in _LUNAR_OPENS or (is_numeral and text[at - 1 : at] == "历"):
        if match := cursor.patterns.lunar_head.match(text, at) or cursor.patterns.lunar.match(text, at):
            return _lunar(cursor, point, match)
    match = cursor.patterns.month_list.match(text, at) or cursor.patterns.month.match(text, at) if is_numeral else None
    if match is None:
        if said and (match := cursor.patterns.part.match(text, cursor.at)) and point.has_year:
            return _parts(cursor, point, match)
        return None
    return cursor.took(match.end(), "month", point._replace(month=small_number(match[1])))


def _lunar(cursor: Cursor, point: Point, match: Any) -> Point | None:
    groups = list(match.groups())
    if len(groups) == 3 and groups[2]:
        day = 30 if groups[2] == "三十" else small_number(groups[2].removeprefix("初"))
        lunar = (12, -1) if day == 30 else (1, day)
    else:
        name = (groups[0] or "").removesuffix("月")
        month = _LUNAR_MONTHS.get(name) or (small_number(name) if name else 0)
        if not 1 <= month <= 12:
            return None
        lunar = (month, small_number(groups[1].removeprefix("初")) if groups[1] else None)  # type: ignore[assignment]
    return cursor.took(match.end(), "lunar", point._replace(lunar=lunar))


def _parts(cursor: Cursor, point: Point, match: Any) -> Point:
    """初 中 底 末 上旬 …, attached to a year or month."""
    surface = match[0]
    if surface.startswith(("上旬", "中旬", "下旬", "上中旬", "中下旬")):
        part = {"上旬": "first", "中旬": "second", "下旬": "third", "上中": "first2", "中下": "last2"}[surface[:2]]
    elif surface in ("上半月", "下半月"):
        part = "half1" if surface[0] == "上" else "half2"
    elif surface == "伊始":
        part = "start"
    else:
        part = PARTS[surface[0]]
    return cursor.took(match.end(), "part", point._replace(part=part))


def _day(cursor: Cursor, point: Point) -> Point:
    text = cursor.text
    if point.lunar is not None:
        return point
    opening = text[cursor.at : cursor.at + 1]
    if opening in _NTH_OPENS and (match := cursor.patterns.nth_weekday.match(text, cursor.at)):
        nth = small_number(match[1]) if match[1] else -1, _weekday_of(match[2])
        return cursor.took(match.end(), "nth-weekday", point._replace(nth_weekday=nth))
    if opening in _EDGE_OPENS and point.month in _LAST_DAYS and (match := cursor.patterns.edge_day.match(text, cursor.at)):
        day = _LAST_DAYS[point.month] if match[1] == "最后" else 1
        return cursor.took(match.end(), "edge-day", point._replace(day=day))
    if opening in _DAY_OPENS:
        if match := cursor.patterns.day_bare.match(text, cursor.at):
            return cursor.took(match.end(), "day", point._replace(day=small_number(match[1])))
        if match := cursor.patterns.day_suffixed.match(text, cursor.at) or cursor.patterns.day.match(text, cursor.at):
            point = cursor.took(match.end(), "day", point._replace(day=small_number(match[1])))
            return _weekday_in_brackets(cursor, point)
    if match := cursor.patterns.part.match(text, cursor.at):
        return _parts(cursor, point, match)
    if (word := cursor.word_at(cursor.at)) and word.what == "mpart":
        return cursor.took(cursor.at + len(word.word), "part", point._replace(part=word.detail))
    if word and word.what == "same":
        return cursor.took(cursor.at + len(word.word), "same", point._replace(same=True))
    return point


def _weekday_in_brackets(cursor: Cursor, point: Point) -> Point:
    """8日(周五): the weekday is inside the date's mention."""
    if cursor.text.startswith("(", cursor.at) and (match := cursor.patterns.weekday.match(cursor.text, cursor.at + 1)):
        if cursor.text.startswith(")", match.end()):
            cursor.at = match.end() + 1
    return point


def _alone(cursor: Cursor, point: Point) -> Point | None:
    """A bare day, weekday or part with nothing in front: 19日, 周三, 年底, 月底."""
    text, at = cursor.text, cursor.at
    if text[at : at + 1] in _DAY_OPENS and (
        match := cursor.patterns.day_bare.match(text, at)
        or cursor.patterns.day_suffixed.match(text, at)
        or cursor.patterns.day.match(text, at)
    ):
        if _is_calendar_day(cursor, match):
            return cursor.took(match.end(), "day", point._replace(day=small_number(match[1])))
        return point
    if cursor.patterns.weekday.match(text, at):
        return _weekday(cursor, point, False)
    word = cursor.word_at(at)
    if word is None:
        return point
    end = at + len(word.word)
    if word.what == "half":
        return cursor.took(end, "half", point._replace(half=word.first))
    if word.what == "months":
        return cursor.took(end, "months", point._replace(months=(word.first, word.last)))
    if word.what in ("part", "mpart"):
        relative = Relative("month", 0, "published") if word.what == "mpart" else None
        return cursor.took(end, "part", point._replace(part=word.detail, relative=relative))
    return point


#: makes of so many days a time within which something is done, behind no month
_WITHIN = re.compile("日内(?![部地容蒙外阁战环销贸陆政存讧塔罗心在勤控])")


def _is_calendar_day(cursor: Cursor, match: Any) -> bool:
    """Whether a bare N日 is the day of a month: not 为期3日, not 三日 (how long), not 21号 of a building."""
    before = cursor.before(match.start())
    spelt = not match[1].isascii()
    if before.endswith(cursor.vocabulary.lengths) or (spelt and len(match[1]) == 1 and not cursor.rule):
        return False
    if before[-1:].isascii() and before[-1:].isalnum():
        return False
    if _WITHIN.match(cursor.text, match.end() - 1) and not cursor.rule:
        return False  # 30日|内办理
    listed = len(match.groups()) == 1 and "号" in cursor.text[match.end() : match.end() + 5].partition("日")[0]  # 街1|至7号
    if (listed or (len(match.groups()) > 2 and match[3])) and not cursor.rule:
        closes_name = cursor.text.startswith("”", match.end()) and not before.endswith("“")  # “神女19号”
        return not closes_name and not _FIRST_NUMBER.sub("", before).endswith(cursor.vocabulary.numbered)
    return True


def _weekday(cursor: Cursor, point: Point, in_week: bool) -> Point:
    match = cursor.patterns.weekday.match(cursor.text, cursor.at)
    if match is None:
        if in_week and (found := cursor.patterns.weekday_bare.match(cursor.text, cursor.at)):
            return cursor.took(found.end(), "weekday", point._replace(weekday=_weekday_of(found[0])))
        if in_week and cursor.text.startswith("末", cursor.at):
            return cursor.took(cursor.at + 1, "weekday", point._replace(days=(6, 7)))
        return point
    week = match[1] or match[3] or match[5]
    offset = {"上": -1, "上上": -2, "下": 1, "下下": 2, "本": 0, "这": 0}.get(week or "")
    relative = Relative("week", offset, "published") if offset is not None else None
    point = point._replace(relative=relative)
    if match[2] or match[4]:
        day = _weekday_of(match[2] or match[4])
        return cursor.took(match.end(), "weekday", point._replace(weekday=day, hint=_day_hint(cursor, match.end())))
    return cursor.took(match.end(), "weekend", point._replace(days=(6, 7)))


def _day_hint(cursor: Cursor, at: int) -> tuple[int | None, int] | None:
    """下周三(30日), 周六(10月26日): the bracket tells which one."""
    if not cursor.text.startswith("(", at):
        return None
    month = cursor.patterns.month.match(cursor.text, at + 1)
    day = cursor.patterns.day.match(cursor.text, month.end() if month else at + 1)
    return (small_number(month[1]) if month else None, small_number(day[1])) if day else None


def _clock(cursor: Cursor, point: Point) -> Point:
    """Time of day behind a day, or part of day with a clock alone."""
    daily = (
        point.day is not None or point.weekday is not None or bool(point.holiday)
        or (point.relative is not None and point.relative.unit == "day") or point.lunar is not None
    )  # fmt: skip
    if not daily and point != NOTHING:
        return point
    at = cursor.at
    if cursor.text.startswith("的", at) and cursor.patterns.daypart.match(cursor.text, at + 1):
        at += 1
    part = cursor.patterns.daypart.match(cursor.text, at)
    clock = cursor.patterns.clock.match(cursor.text, part.end() if part else at)
    if not daily and not (part and clock) and not (clock and ":" in clock[0]):
        return point
    if not daily and clock and ":" in clock[0] and not part and not _clock_context(cursor):
        return point
    if clock and (part or clock[0][-1:] != "点" or daily):
        hour = int(clock[1]) if clock[1] else 0 if clock[3] == "零" else small_number(clock[3])
        minute = int(clock[2]) if clock[2] else 0
        cursor.took(clock.end(), "clock", point)
        point = point._replace(clock=(min(hour, 24), minute))
        if not daily:
            point = point._replace(relative=Relative("day", 0, "narrative"))
        return _clock_end(cursor, point)
    if part:
        return cursor.took(part.end(), "daypart", point)
    if daily and (hours := cursor.patterns.hours.match(cursor.text, at)):
        return cursor.took(hours.end(), "clock", point._replace(clock=(int(hours[1]), 0)))
    return point


def _clock_end(cursor: Cursor, point: Point) -> Point:
    """上午9时30分至下午5时30分: the end of a stretch of the day belongs to the mention."""
    separator = SEPARATOR.match(cursor.text, cursor.at)
    if separator is None:
        return point
    part = cursor.patterns.daypart.match(cursor.text, separator.end())
    clock = cursor.patterns.clock.match(cursor.text, part.end() if part else separator.end())
    if clock:
        cursor.at = clock.end()
    return point


def _clock_context(cursor: Cursor) -> bool:
    before = cursor.text[max(0, cursor.start - 4) : cursor.start]
    return before.endswith(("于", "在", "北京时间", "当地时间", "至", "到", "从", "截至", "约"))


def _weekday_of(char: str) -> int:
    """1 for 一 to 7 for 日 or 天."""
    return min(_WEEKDAYS.index(char), 6) + 1


def _quarters(match: Any) -> tuple[int, int]:
    first, last, ahead, upto, one, two, three, four = match.groups()
    if first:
        return small_number(first), small_number(last)
    if ahead:
        return 1, small_number(upto)
    only = 1 if three else small_number(one or two or four)
    return only, only
