"""One whole time expression: a point or two with what is attached (截至6月底, 10月18日至21日), a length, a set (每周三), a vague word."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from pipeline.extractors.dates.cursor import NOTHING, Cursor
from pipeline.extractors.dates.durations import duration, duration_range, iso_length, plain_duration
from pipeline.extractors.dates.grammar import SEPARATOR, year_number
from pipeline.extractors.dates.points import read_point
from pipeline.model.time import Open, Point, Relative, TimeExpression

_VAGUE = {"past": "PAST_REF", "present": "PRESENT_REF", "future": "FUTURE_REF"}
#: between two years also the stroke of a fiscal year or a season: 2018/19年度
_YEARS_APART = re.compile(rf"{SEPARATOR.pattern}|/")
_PREFIX = re.compile(r"截[至止]到?")
#: up to now, which is no second point; but 去年9月|至|今年5月
_UP_TO_NOW = ("至今", "到现在", "到目前", "到了")
_THIS_YEAR = re.compile(r"至今年(?:[\d一二三四五六七八九十上下底初末前第]|春季?|夏季?|秋季?|冬季?)")
#: before years, tells that what follows is the next of its kind
_SUCCEEDS = re.compile(r"继[^，,。；;]{0,14}$")
_OPENS: dict[str, Open] = {"since": "since", "now": "now", "until": "before", "after": "after"}


def read_expression(cursor: Cursor) -> TimeExpression | None:
    """The time expression that begins where the cursor was set, if one does."""
    if cursor.text.startswith("每", cursor.start) and (each := _each(cursor)):
        return each
    if vague := _vague(cursor):
        return vague
    if clocked := cursor.patterns.stopwatch.match(cursor.text, cursor.start):
        cursor.at = clocked.end()
        minutes = f"{int(clocked[1])}M" if clocked[1] else ""
        seconds = f"{int(clocked[2])}.{clocked[3]}" if clocked[3] else str(int(clocked[2]))
        return plain_duration(cursor, f"PT{minutes}{seconds}S")
    first = read_point(cursor)
    if first is None or first == NOTHING:
        return duration_range(cursor) or duration(cursor)
    return _whole(cursor, first)


def _whole(cursor: Cursor, first: Point) -> TimeExpression:
    second = _range_end(cursor, first)
    suffix = cursor.patterns.suffix.match(cursor.text, cursor.at)
    if suffix and suffix.lastgroup == "after" and _SUCCEEDS.search(cursor.text[max(0, cursor.start - 16) : cursor.start]):
        suffix = None  # 继2006年和|2015年|后再次夺冠
    opened: Open = ""
    if suffix:
        of_day = suffix.lastgroup == "after" and first.clock is not None  # 昨晚7时后
        opened = "" if of_day else _OPENS.get(suffix.lastgroup or "", "")
        cursor.at = suffix.end()
    start = _prefixed(cursor)
    if start < cursor.start and not opened:
        opened = "until"
    _closing_quote(cursor, suffix is not None)
    mod = "APPROX" if suffix and suffix.lastgroup == "around" else cursor.mod
    return TimeExpression(
        start=start if not _quoted(cursor, suffix is not None) else cursor.start - 1, end=cursor.at, type="DATE",
        rule="date." + "-".join(cursor.rule), first=first, second=second, open=opened, mod=mod,
    )  # fmt: skip


def _prefixed(cursor: Cursor) -> int:
    for length in (3, 2):
        begin = cursor.start - length
        if begin >= 0 and (match := _PREFIX.match(cursor.text, begin)) and match.end() == cursor.start:
            cursor.rule.append("until")
            return begin
    return cursor.start


def _quoted(cursor: Cursor, suffixed: bool) -> bool:
    """“十四五”期间: with what follows the closing quote, the opening one belongs to the span as well."""
    return (
        (suffixed or cursor.text[cursor.at - 1] != "”")
        and "”" in cursor.text[cursor.start : cursor.at]
        and cursor.text[cursor.start - 1 : cursor.start] == "“"
    )


def _closing_quote(cursor: Cursor, suffixed: bool) -> None:
    if not suffixed and cursor.text[cursor.at - 1] == "”" and "“" not in cursor.text[cursor.start : cursor.at]:
        cursor.at -= 1


def _range_end(cursor: Cursor, first: Point) -> Point | None:
    """The second point behind 至 or a dash; it takes over from the first what it leaves out."""
    separator = (_YEARS_APART if cursor.rule == ["year"] else SEPARATOR).match(cursor.text, cursor.at)
    if separator is None or first.fixed is not None:
        return None
    if cursor.text.startswith(_UP_TO_NOW, separator.start()) and not _THIS_YEAR.match(cursor.text, separator.start()):
        return None
    kept, rules = cursor.at, list(cursor.rule)
    cursor.at = separator.end()
    second = _short_year(cursor, first) or read_point(cursor)
    if second is None or second == NOTHING or (second.clock is not None and second == Point(clock=second.clock)):
        if second is None or second.clock is None:
            cursor.at, cursor.rule = kept, rules
        return None
    cursor.rule.append("range")
    if first.relative is not None and first.relative.unit == "month" and cursor.text.startswith("年", separator.end()):
        return second._replace(relative=Relative("year", 0, "published"))  # 本月起至年底
    return _inherit(first, second)


def _short_year(cursor: Cursor, first: Point) -> Point | None:
    """54年 of 1950-54年, 19年度 of 2018/19年度."""
    if cursor.rule != ["year"] or first.year is None or not (match := cursor.patterns.year_short.match(cursor.text, cursor.at)):
        return None
    year = first.year - first.year % 100 + year_number(match[1])
    return cursor.took(match.end(), "year", Point(year=year)) if year > first.year else None


def _each(cursor: Cursor) -> TimeExpression | None:
    match = cursor.patterns.each.match(cursor.text, cursor.start)
    if match is None:
        return None
    if match[1]:
        return _set(cursor, match.end(), "P1W")
    number = cursor.numbers.value(match[2]) if match[2] else Decimal(1)
    if number is None:
        return None
    unit = match[3]
    value = iso_length(number, unit)
    return _set(cursor, match.end(), value) if value else None


def _set(cursor: Cursor, end: int, value: str) -> TimeExpression:
    """A repeated period; 每年5月, 每天上午 and 每年3月至5月 are one mention."""
    patterns = cursor.patterns
    parts = (patterns.each_month, patterns.each_day, patterns.weekday, patterns.daypart, patterns.clock)
    for pattern in parts:
        if (more := pattern.match(cursor.text, end)) and not (
            pattern is patterns.clock and "点" in more[0] and end == len(cursor.text)
        ):
            end = more.end()
    if until := patterns.each_until.match(cursor.text, end):
        ends = (pattern.match(cursor.text, until.end()) for pattern in (*parts, patterns.weekday_bare))
        end = next((found.end() for found in ends if found), end)
    return TimeExpression(start=cursor.start, end=end, type="SET", rule="date.set", value=value)


def _vague(cursor: Cursor) -> TimeExpression | None:
    word = cursor.word_at(cursor.start)
    if word is None:
        return None
    end = cursor.start + len(word.word)
    if word.what == "set":
        return _set(cursor, end, word.detail)
    if word.what not in _VAGUE:
        return None
    if word.word in ("过去", "未来", "今后", "最近") and cursor.patterns.duration.match(
        cursor.text, end + (cursor.text[end : end + 1] == "的")
    ):
        return None
    return TimeExpression(start=_prefixed(cursor), end=end, type="DATE", rule=f"date.{word.what}", value=_VAGUE[word.what])


def _inherit(first: Point, second: Point) -> Point:
    """What the end of a range leaves out: 10月18日至21日 ends in October, 10月30日至2日 in November."""
    if second.has_year or second.relative is not None:
        return second
    if second.weekday is not None:
        return second._replace(relative=first.relative)
    changes: dict[str, Any] = {"year": first.year, "relative": first.relative if not second.relative else second.relative}
    month = second.month
    if month is None and second.day is not None:
        over = first.month is not None and first.day is not None and second.day < first.day
        month = changes["month"] = first.month % 12 + 1 if over and first.month else first.month
    if month is not None and first.month is not None and month < first.month:
        changes |= {"year": first.year + 1 if first.year is not None else None}
    if first.relative is not None and first.relative.unit in ("day", "week"):
        changes["relative"] = None
    return second._replace(**changes)
