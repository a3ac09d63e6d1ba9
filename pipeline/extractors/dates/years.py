"""Years and what is longer or has a name: 2024年, 光绪十八年, 20世纪90年代, 去年, “十四五”期间."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.extractors.dates.cursor import Cursor
from pipeline.extractors.dates.grammar import small_number, year_number
from pipeline.model.time import Anchor, Point, Relative
from pipeline.rulebook.calendar import CalendarWord, Era

_ANCHORS: dict[str, tuple[str, Anchor]] = {
    "year": ("year", "published"), "syear": ("year", "subject"), "quarter": ("quarter", "published"), "nyear": ("year", "narrative"), "month": ("month", "published"),
    "nmonth": ("month", "narrative"), "day": ("day", "published"), "nday": ("day", "narrative"), "week": ("week", "published"), "nweek": ("week", "narrative"),
}  # fmt: skip
#: parts of a year, month or period
PARTS = {"初": "start", "底": "end", "末": "end", "中": "mid", "上": "first", "下": "third"}
_REPUBLIC = 1911
#: since this year months are those of our calendar in Japan, since 1912 in China
_SOLAR_SINCE = 1873
#: characters that patterns begin with: where none of them stands, the pattern need not be tried
_YEAR_OPENS = frozenset("〇零一二三四五六七八九十'’‘")
_CENTURY_OPENS, _SEASON_OPENS = frozenset("公西上本"), frozenset("今去前明")
#: how far the words before a bracket lead from the article's date: 去(2025)年, 昨(6)日, 上(8)月
_BRACKET_OPENS = {"今": 0, "本": 0, "昨": -1, "去": -1, "上": -1, "前": -2, "明": 1}


def read_year(cursor: Cursor, point: Point) -> Point:
    """`point` with the year, period or calendar word that stands at the cursor; as it was where none does."""
    text, at = cursor.text, cursor.at
    opening = text[at : at + 1]
    if (opening.isdecimal() or opening in _YEAR_OPENS) and (found := _numbered_year(cursor, point)) is not None:
        return found
    if (era := cursor.calendar.eras.get(cursor.words.get(at, ""))) and (
        match := cursor.patterns.reign.match(text, at + len(era.name))
    ):
        return _era(cursor, point, era, match)
    if opening in _BRACKET_OPENS and (match := cursor.patterns.bracketed.match(text, at)):
        return _told_in_bracket(cursor, point, match)
    if opening in _CENTURY_OPENS and (found := _century(cursor, point)) is not None:
        return found
    if opening in _SEASON_OPENS and (match := cursor.patterns.season_word.match(text, at)):
        relative = Relative("year", {"今": 0, "去": -1, "前": -2, "明": 1}[match[1]], "published")
        return cursor.took(match.end(), "season", point._replace(relative=relative, season="春夏秋冬".index(match[2]) + 1))
    if word := cursor.word_at(at):
        return _calendar_word(cursor, point, word)
    return named_period(cursor, point)


def _numbered_year(cursor: Cursor, point: Point) -> Point | None:
    """A year, decade or century that a numeral opens."""
    text, at = cursor.text, cursor.at
    for pattern in (cursor.patterns.iso, cursor.patterns.compact):
        if match := pattern.match(text, at):
            return _iso_date(cursor, point, match)
    if (
        match := cursor.patterns.year_range.match(text, at)
        or cursor.patterns.year_list.match(text, at)
        or cursor.patterns.year_last.match(text, at)
    ):
        return cursor.took(match.end(), "year", point._replace(year=year_number(match[1])))
    if cursor.rule and (match := cursor.patterns.year_end.match(text, at)) and match[2] in ("学年", "学年度"):
        return cursor.took(match.end(), "school", point._replace(year=_full_year(match[1]), school_year=True))
    if cursor.patterns.ages.match(text, at):
        return None
    if match := cursor.patterns.school_year.match(text, at):
        year = year_number(match[1])
        year += 1 + (_REPUBLIC if year < 1000 else 0)
        return cursor.took(match.end(), "school", point._replace(year=year, school_year=True))
    if match := cursor.patterns.year.match(text, at):
        return cursor.took(match.end(), "year", point._replace(year=year_number(match[1])))
    if cursor.told and (match := cursor.patterns.republic_told.match(text, at)) and (told := cursor.numbers.value(match[1])):
        return cursor.took(match.end(), "era", point._replace(year=int(told) + _REPUBLIC))
    if match := cursor.patterns.year2.match(text, at):
        digits = next(group for group in match.groups() if group)
        end = match.end() - 1 if match[3] else match.end()
        return cursor.took(end, "year2", point._replace(year=_two_digit_year(digits)))
    if cursor.republic and (
        match := cursor.patterns.republic.match(text, at)
        or cursor.patterns.republic_alone.match(text, at)
        or cursor.patterns.republic_list.match(text, at)
    ):
        return cursor.took(match.end(), "era", point._replace(year=year_number(match[1]) + _REPUBLIC))
    return _century(cursor, point)


def _iso_date(cursor: Cursor, point: Point, match: Any) -> Point:
    groups = match.groups()
    year, month, day = (groups[0], groups[2], groups[3]) if len(groups) > 3 else groups[:3]
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return point
    clock = (int(groups[4]), int(groups[5])) if len(groups) > 4 and groups[4] else None
    return cursor.took(match.end(), "iso", point._replace(year=int(year), month=int(month), day=int(day), clock=clock))


def _era(cursor: Cursor, point: Point, era: Era, match: Any) -> Point:
    """光绪十八年, 民国二十六年, 公元1368年."""
    number = Decimal(1) if match[1] == "元" else cursor.numbers.value(match[1])
    year = era.year(int(number)) if number and not (era.spelt and match[1].isascii()) else None
    if year is None:
        return point
    if era.lunar or (year < _SOLAR_SINCE and era.first > 1):
        cursor.lunar_year = year
    return cursor.took(match.end(), "era", point._replace(year=year))


def _century(cursor: Cursor, point: Point) -> Point | None:
    """20世纪90年代, 3至5世纪, 上世纪中叶, 80年代."""
    if not cursor.ages:
        return None
    text, at = cursor.text, cursor.at
    if match := cursor.patterns.centuries.match(text, at):
        first, last = small_number(match[1]), small_number(match[2])
        if first < last:
            years = date(first * 100 - 99, 1, 1), date(last * 100, 12, 31)
            return cursor.took(match.end(), "century", point._replace(fixed=years))
    if match := cursor.patterns.century.match(text, at):
        relative = match["relative"]
        return _decade(cursor, point, match, 21 if relative == "本" else 20 if relative else small_number(match["number"]))
    if match := cursor.patterns.decade.match(text, at):
        return _decade(cursor, point, match, None)
    return None


def _decade(cursor: Cursor, point: Point, match: Any, century: int | None) -> Point:
    *_, decade, until, part = match.groups()
    first, last = (
        _decades(century, decade, until) if until or (decade and len(decade) == 3) else _decade_years(century, decade, part)
    )
    cursor.mod = "" if part in (None, "", "中后期") else "START" if part[0] in "初前" else "MID" if part[0] == "中" else "END"
    if first is None or last is None:
        return point
    return cursor.took(match.end(), "decade", point._replace(fixed=(date(first, 1, 1), date(last, 12, 31))))


def _calendar_word(cursor: Cursor, point: Point, word: CalendarWord) -> Point:
    end = cursor.at + len(word.word)
    if word.what in _ANCHORS:
        unit, anchor = _ANCHORS[word.what]
        relative = Relative(unit, word.first, anchor)  # type: ignore[arg-type]
        point = cursor.took(end, word.what, point._replace(relative=relative))
        return _bracketed(cursor, point)
    if word.what == "years":
        return cursor.took(end, "years", point._replace(years=(word.first, word.last)))
    if word.what == "days":
        return cursor.took(end, "days", point._replace(spread=(word.first, word.last)))
    if word.what == "same":
        said = Relative("year", word.first, "subject" if word.word.startswith("上") else "published") if word.first else None
        return cursor.took(end, "same", point._replace(relative=point.relative or said, same=True))
    return point


def _told_in_bracket(cursor: Cursor, point: Point, match: Any) -> Point:
    """今(2026)年, 去(114)年 of the Republic, 本(8)月, 今(17)日, 昨(6)晚."""
    number, unit = int(match[2]), match[3]
    if unit.startswith("年"):
        if number < 100:
            return point
        return cursor.took(match.end(), "told", point._replace(year=number + (_REPUBLIC if number < 1000 else 0)))
    if unit.startswith("月"):
        return cursor.took(match.end(), "told", point._replace(month=number)) if 1 <= number <= 12 else point
    relative = Relative("day", _BRACKET_OPENS[match[1]], "published")
    return cursor.took(match.end(), "told", point._replace(relative=relative, day=number)) if 1 <= number <= 31 else point


def _bracketed(cursor: Cursor, point: Point) -> Point:
    """今年(2024年), 上月(9月): what the bracket says in the same grain is the word's own value."""
    assert point.relative is not None
    if not cursor.text.startswith("(", cursor.at):
        return point
    if point.relative.unit == "year" and (match := cursor.patterns.year.match(cursor.text, cursor.at + 1)):
        if cursor.text.startswith(")", match.end()):
            year = year_number(match[1])
            return cursor.took(match.end() + 1, "bracket", point._replace(year=year, relative=None))
    elif point.relative.unit == "month" and (match := cursor.patterns.month.match(cursor.text, cursor.at + 1)):
        if cursor.text.startswith(")", match.end()):
            return cursor.took(match.end() + 1, "bracket", point)
    return point


def named_period(cursor: Cursor, point: Point) -> Point:
    """Holidays and named periods."""
    word = cursor.words.get(cursor.at, "")
    end = cursor.at + len(word)
    if cursor.text.startswith(cursor.vocabulary.named, end) and word in cursor.calendar.holidays:
        return point
    if holiday := cursor.calendar.holidays.get(word):
        numbered = not holiday.bare and cursor.text[end : end + 1] in tuple("点时月日号个分年周届名家万")
        if not numbered and (holiday.bare or cursor.rule or cursor.patterns.suffix.match(cursor.text, end)):
            return cursor.took(end, "holiday", point._replace(holiday=holiday.rule))
    if period := cursor.calendar.periods.get(word):
        after = end + (1 if cursor.text.startswith("”", end) else 0)
        planned = after + (2 if cursor.text.startswith("规划", after) else 0)
        suffix = cursor.patterns.suffix.match(cursor.text, after)
        part = cursor.patterns.part.match(cursor.text, after)
        if suffix or part:
            after_part = part.end() if part and not suffix else after
            what = PARTS.get(cursor.text[after], "") if part and not suffix and part[0] != "中" else ""  # 抗日战争中: during it
            return cursor.took(after_part, "period", point._replace(fixed=(period.start, period.end), part=what))
        if cursor.text[end : end + 1] in ("摄", "度", "岁", "个", "人", "名", "家", "万", "亿", "元", "块", "斤", "公", "米"):
            return point
        if period.bare or (planned > after and cursor.text[cursor.at - 1 : cursor.at] == "“"):
            return cursor.took(end, "period", point._replace(fixed=(period.start, period.end)))
    return point


def _decade_years(century: int | None, decade: str | None, part: str | None) -> tuple[int | None, int | None]:
    if decade is None:
        if century is None:
            return None, None
        first, length = (century - 1) * 100, 100
        first += 1
    else:
        number = int(decade) if decade.isascii() else small_number(decade)
        if number >= 1000:
            first = number
        elif century is not None:
            first = (century - 1) * 100 + number
        else:
            first = (1900 if number >= 30 else 2000) + number
        length = 10
    third = length // 3
    if part and part.startswith(("初", "前")):
        return first, first + third
    if part == "中后期":
        return first + third, first + length - 1
    if part and part.startswith("中"):
        return first + third, first + 2 * third
    if part:
        return first + length - third - 1, first + length - 1
    return first, first + length - 1


def _decades(century: int | None, first: str, last: str | None) -> tuple[int | None, int | None]:
    """80至90, 七八十: from the first year of the one to the last of the other."""
    if last is None:
        first, last = first[0] + "十", first[1:]
    begin, _ = _decade_years(century, first, None)
    known = century if century is not None or begin is None else begin // 100 + 1
    _, end = _decade_years(known, last, None)
    return (begin, end) if begin is not None and end is not None and begin < end else (None, None)


def _two_digit_year(text: str) -> int:
    number = year_number(text)
    return number + (1900 if number >= 50 else 2000)


def _full_year(text: str) -> int:
    return year_number(text) if len(text) == 4 else _two_digit_year(text)
