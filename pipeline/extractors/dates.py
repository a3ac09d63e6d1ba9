"""Dates, durations and recurring times: 6月底, 10月18日至21日, 去年同期, 一年半, 每周三; never 1805名 or 百年大计.

The reader is tried only where a number stands before a calendar character or a calendar word begins. It reads one
`Point` (year, then what is smaller, in falling order), then a second one behind 至 or a dash, then what is attached.
Nothing is resolved here: 去年 stays "year -1 from the article's date".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.extractors.calendar_grammar import RANGE, SUFFIX, Patterns, Starts, small_number, year_number
from pipeline.model.time import Anchor, Open, Point, Relative, TimeExpression
from pipeline.numerals import NumeralSystem
from pipeline.rulebook.calendar import CalendarRules, CalendarWord, Era, lunar_day
from pipeline.rulebook.lexicon import lengths_by_edge
from pipeline.rulebook.lists import WordLists
from pipeline.text import WordMap
from pipeline.text.lookup import Hits

_ANCHORS: dict[str, tuple[str, Anchor]] = {
    "year": ("year", "published"), "syear": ("year", "subject"), "quarter": ("quarter", "published"), "nyear": ("year", "narrative"), "month": ("month", "published"),
    "nmonth": ("month", "narrative"), "day": ("day", "published"), "nday": ("day", "narrative"), "week": ("week", "published"),
}  # fmt: skip
_VAGUE = {"past": "PAST_REF", "present": "PRESENT_REF", "future": "FUTURE_REF"}
_PARTS = {"初": "start", "底": "end", "末": "end", "中": "mid", "上": "first", "下": "third"}
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_ISO_UNITS = {
    "年": "Y", "周年": "Y", "个月": "M", "月": "M", "周": "W", "星期": "W", "礼拜": "W", "天": "D", "日": "D", "昼夜": "D", "日夜": "D",
    "工作日": "D", "工作天": "D", "小时": "TH", "钟头": "TH", "分钟": "TM", "分": "TM", "秒": "TS", "秒钟": "TS",
    "季度": "Q", "世纪": "C", "学年": "Y", "学期": "S",
}  # fmt: skip
_SEPARATOR = re.compile(rf"[ ]?起?(?:{RANGE})[ ]?")
#: between two years also the stroke of a fiscal year or a season: 2018/19年度
_YEARS_APART = re.compile(rf"{_SEPARATOR.pattern}|/")
_PREFIX = re.compile(r"截至(?!目前|当前|今)|截止到?|截至到?")
_NEAR = re.compile(r"(近|最近|过去|过去的|刚过去的|前|此前|未来|今后|接下来的?|后|上|此后|之后|随后|下|这|头)$")
#: words at a length, in the order they are tried
_BOUND_BEFORE = {
    "不少于": "MORE_THAN", "不低于": "MORE_THAN", "不超过": "LESS_THAN", "超过": "MORE_THAN", "不到": "LESS_THAN", "不足": "LESS_THAN",
    "至少": "MORE_THAN", "将近": "APPROX", "大约": "APPROX", "大概": "APPROX", "约": "APPROX", "近": "APPROX", "超": "MORE_THAN", "逾": "MORE_THAN",
}  # fmt: skip
_BOUND_BEHIND = {"以上": "MORE_THAN", "左右": "APPROX", "以内": "LESS_THAN", "之内": "LESS_THAN"}
#: behind these 近五年 is "nearly five years long"
_LASTS = tuple("历时 耗时 时间 长达 经过 达 已 了 用时 花费 过去 有 时长 等了 将 附 连续 工期".split())
_HALVES = {
    "年": "P6M", "月": "P15D", "星期": "P3.5D", "小时": "PT30M", "钟头": "PT30M", "世纪": "P50Y", "天": "PT12H", "日": "PT12H",
    "学期": "P3M", "季度": "P45D",
}  # fmt: skip
_OPENS: dict[str, Open] = {"since": "since", "now": "now", "until": "before", "after": "after"}
_REPUBLIC = 1911
#: since this year months are those of our calendar in Japan, since 1912 in China
_SOLAR_SINCE = 1873
_WEEKDAYS = "一二三四五六日天"
_LOOK_BACK = 6
_EMPTY = Point()
#: characters that patterns begin with: where none of them stands, the pattern need not be tried
_YEAR_OPENS = frozenset("〇零一二三四五六七八九十'’‘")
_CENTURY_OPENS, _SEASON_OPENS = frozenset("公西上本"), frozenset("今去前明")
_MONTH_OPENS, _MONTHS_OPENS = frozenset("0123456789一二三四五六七八九十"), frozenset("前头首")
_QUARTER_OPENS, _LUNAR_OPENS = frozenset("第前首Qq1234一二三四"), frozenset("农阴旧正腊冬大")
_EDGE_OPENS = frozenset("的最第")
#: of the months that have as many days in every year
_LAST_DAYS = {1: 31, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
_DAY_OPENS, _NTH_OPENS = frozenset("0123456789一二三四五六七八九十廿卅两"), frozenset("的第")


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """What a reader asks of the rules."""

    calendar: CalendarRules
    numbers: NumeralSystem
    numbered: tuple[str, ...]
    lengths: tuple[str, ...]
    single: tuple[str, ...]
    spans: tuple[str, ...]
    named: tuple[str, ...]


class DateExtractor:
    """Finds time expressions in a flow."""

    def __init__(self, calendar: CalendarRules, numbers: NumeralSystem, lists: WordLists) -> None:
        names = ("date.numbered", "date.length", "date.single", "date.span", "date.named")
        self._vocabulary = _Vocabulary(calendar, numbers, *(tuple(sorted(lists[name])) for name in names))
        self._surnames, self._given_names = lists["surname"], lists["given_name"]
        #: what is to be looked up
        self.words = {"date": sorted({*calendar.words, *calendar.holidays, *calendar.periods, *calendar.eras})}
        self._era_lengths = lengths_by_edge(calendar.eras, -1)

    def extract(self, text: str, hits: Hits, blocked: Callable[[int, int], int], map_: WordMap) -> Iterator[TimeExpression]:
        """Time expressions, ascending and not overlapping; `hits` may lie in what is blocked."""
        words: dict[int, str] = {}
        for _, start, end in hits["date"]:
            if end - start > len(words.get(start, "")) and not blocked(start, end):
                words[start] = text[start:end]
        republic = next(Starts.republic.finditer(text), None) is not None
        starts = sorted(words.keys() | {match.start() for match in Starts.numbers.finditer(text)})
        ages = "世纪" in text or "年代" in text
        resume, eras = 0, self._vocabulary.calendar.eras
        for start in starts:
            if start < resume or blocked(start, start + 1):
                continue
            if start not in words and (end := self._unplaced(text, start)):
                resume = end
                continue
            if start in words and words[start] not in eras and self._part_of_word(start, start + len(words[start]), map_):
                if not Starts.numeric.match(text, start):
                    continue
                words.pop(start)
            expression = _Reader(text, start, self._vocabulary, words, republic=republic, ages=ages).read()
            if expression is not None and expression.start >= resume:
                yield expression
                resume = expression.end

    def _unplaced(self, text: str, start: int) -> int:
        """Where the date at `start` ends that an era stands before which does not place it (建武|二十六年三月); 0 where there is none."""
        for length in self._era_lengths.get(text[start - 1 : start], ()):
            era = self._vocabulary.calendar.eras.get(text[max(start - length, 0) : start])
            if era is not None and not (era.spelt and text[start].isascii()) and (match := Patterns.reign_day.match(text, start)):
                return match.end()
        return 0

    def _part_of_word(self, start: int, end: int, words: WordMap) -> bool:
        """证明 | 年检, 去 | 年轻人, 李国庆: a calendar word whose characters the segmenter gives to other words."""
        text = words.text
        first, stop = words.covering(start)
        if (
            first == start
            and start
            and text[start - 1] in self._surnames
            and text[start - 2 : start - 1] in _NAME_BEFORE
            and not SUFFIX.match(text, end)
        ):
            return text[start:end] in self._given_names  # 李国庆 cut as 李 | 国庆
        if text[first:start] in ("从", "自", "到", "至", "在", "以", "于", "由", "据"):
            return False  # 从今天起 is one word of the segmenter
        if first < start and (words.segmenter.is_word(text[first:stop]) or text[first] in self._surnames):
            return stop < end or stop - first > end - start
        first, stop = words.covering(end - 1)
        if stop <= end:
            return False
        word = text[first:stop]
        if not words.segmenter.is_word(word) or text[end] in "底初末" or text.endswith("年度", start, end):  # 明年度|预算
            return False
        return first > start or (
            first == start
            and not SUFFIX.match(text, end)
            and not Patterns.daypart.match(text, end - 1)
            and _LONGER.match(text, end) is not None
        )


_NAME_BEFORE = ("", "\n", " ", "，", ",", "、", "。", "：", ":", "；", "“", "(", "由", "与", "和", "是")
#: behind 清明, 国庆 and the like: what makes the whole a title or a name
_LONGER = re.compile(r"上河图|路|街|镇|乡|村|桥|寺|山|河|湖|县|区|市|门|茶|粽|月饼")


class _Reader:
    """Reads one time expression that begins at `start`; `at` moves forward over what was understood."""

    def __init__(
        self, text: str, start: int, vocabulary: _Vocabulary, words: dict[int, str], *, republic: bool, ages: bool
    ) -> None:
        self.text, self.start, self.at = text, start, start
        self.republic, self.ages = republic, ages
        self.vocabulary, self.words = vocabulary, words
        self.calendar, self.numbers = vocabulary.calendar, vocabulary.numbers
        self.rule: list[str] = []
        self.mod = ""
        #: the year whose months are those of the old calendar; 0 for ours
        self.lunar_year = 0

    def read(self) -> TimeExpression | None:
        if self.text.startswith("每", self.start) and (each := self._each()):
            return each
        if vague := self._vague():
            return vague
        if clocked := Patterns.stopwatch.match(self.text, self.start):
            self.at = clocked.end()
            minutes = f"{int(clocked[1])}M" if clocked[1] else ""
            seconds = f"{int(clocked[2])}.{clocked[3]}" if clocked[3] else str(int(clocked[2]))
            return self._plain_duration(f"PT{minutes}{seconds}S")
        first = self._point()
        if first is None or first == _EMPTY:
            return self._duration_range() or self._duration()
        return self._whole(first)

    # -- the whole expression: range, what is attached

    def _whole(self, first: Point) -> TimeExpression:
        second = self._range_end(first)
        suffix = SUFFIX.match(self.text, self.at)
        opened: Open = ""
        if suffix:
            opened = _OPENS.get(suffix.lastgroup or "", "")
            self.at = suffix.end()
        start = self._prefixed()
        if start < self.start and not opened:
            opened = "until"
        self._closing_quote(suffix is not None)
        mod = "APPROX" if suffix and suffix.lastgroup == "around" else self.mod
        return TimeExpression(
            start=start if not self._quoted(suffix is not None) else self.start - 1, end=self.at, type="DATE",
            rule="date." + "-".join(self.rule), first=first, second=second, open=opened, mod=mod,
        )  # fmt: skip

    def _prefixed(self) -> int:
        for length in (3, 2):
            begin = self.start - length
            if begin >= 0 and (match := _PREFIX.match(self.text, begin)) and match.end() == self.start:
                self.rule.append("until")
                return begin
        return self.start

    def _quoted(self, suffixed: bool) -> bool:
        """“十四五”期间: with what follows the closing quote, the opening one belongs to the span as well."""
        return (
            (suffixed or self.text[self.at - 1] != "”")
            and "”" in self.text[self.start : self.at]
            and self.text[self.start - 1 : self.start] == "“"
        )

    def _closing_quote(self, suffixed: bool) -> None:
        if not suffixed and self.text[self.at - 1] == "”" and "“" not in self.text[self.start : self.at]:
            self.at -= 1

    def _range_end(self, first: Point) -> Point | None:
        """The second point behind 至 or a dash; it takes over from the first what it leaves out."""
        separator = (_YEARS_APART if self.rule == ["year"] else _SEPARATOR).match(self.text, self.at)
        if separator is None or first.fixed is not None:
            return None
        if self.text.startswith(("至今", "到现在", "到目前", "到了"), separator.start()):
            return None
        kept, rules = self.at, list(self.rule)
        self.at = separator.end()
        second = self._short_year(first) or self._point()
        if second is None or second == _EMPTY or (second.clock is not None and second == Point(clock=second.clock)):
            if second is None or second.clock is None:
                self.at, self.rule = kept, rules
            return None
        self.rule.append("range")
        return _inherit(first, second)

    def _short_year(self, first: Point) -> Point | None:
        """54年 of 1950-54年, 19年度 of 2018/19年度."""
        if self.rule != ["year"] or first.year is None or not (match := Patterns.year_short.match(self.text, self.at)):
            return None
        year = first.year - first.year % 100 + year_number(match[1])
        return self._took(match.end(), "year", Point(year=year)) if year > first.year else None

    # -- one point, from the year downwards

    def _point(self) -> Point | None:
        begin, before, self.lunar_year = self.at, self.lunar_year, 0
        year = self._year(_EMPTY)
        found = self._below_year(year, begin)
        if found is not None and (lunar := self.lunar_year or (0 if year.has_year or year.relative else before)):
            found = self._solar(found, lunar)
        return self._clock(found) if found is not None else None

    def _year(self, point: Point) -> Point:
        text, at = self.text, self.at
        opening = text[at : at + 1]
        if (opening.isdecimal() or opening in _YEAR_OPENS) and (found := self._numbered_year(point)) is not None:
            return found
        if (era := self.calendar.eras.get(self.words.get(at, ""))) and (match := Patterns.reign.match(text, at + len(era.name))):
            return self._era(point, era, match)
        if opening in _CENTURY_OPENS and (found := self._century(point)) is not None:
            return found
        if opening in _SEASON_OPENS and (match := Patterns.season_word.match(text, at)):
            relative = Relative("year", {"今": 0, "去": -1, "前": -2, "明": 1}[match[1]], "published")
            return self._took(match.end(), "season", point._replace(relative=relative, season="春夏秋冬".index(match[2]) + 1))
        if word := self._word_at(at):
            return self._calendar_word(point, word)
        return self._lexeme(point)

    def _numbered_year(self, point: Point) -> Point | None:
        """A year, decade or century that a numeral opens."""
        text, at = self.text, self.at
        for pattern in (Patterns.iso, Patterns.compact):
            if match := pattern.match(text, at):
                return self._iso(point, match)
        if match := Patterns.year_range.match(text, at) or Patterns.year_list.match(text, at):
            return self._took(match.end(), "year", point._replace(year=year_number(match[1])))
        if self.rule and (match := Patterns.year_end.match(text, at)) and match[2] in ("学年", "学年度"):
            return self._took(match.end(), "school", point._replace(year=_full_year(match[1]), school_year=True))
        if Patterns.ages.match(text, at):
            return None
        if match := Patterns.year.match(text, at):
            return self._took(match.end(), "year", point._replace(year=year_number(match[1])))
        if match := Patterns.year2.match(text, at):
            digits = next(group for group in match.groups() if group)
            end = match.end() - 1 if match[3] else match.end()
            return self._took(end, "year2", point._replace(year=_two_digit_year(digits)))
        if self.republic and (
            match := Patterns.republic.match(text, at)
            or Patterns.republic_alone.match(text, at)
            or Patterns.republic_list.match(text, at)
        ):
            return self._took(match.end(), "era", point._replace(year=year_number(match[1]) + _REPUBLIC))
        return self._century(point)

    def _iso(self, point: Point, match: Any) -> Point:
        groups = match.groups()
        year, month, day = (groups[0], groups[2], groups[3]) if len(groups) > 3 else groups[:3]
        try:
            date(int(year), int(month), int(day))
        except ValueError:
            return point
        clock = (int(groups[4]), int(groups[5])) if len(groups) > 4 and groups[4] else None
        return self._took(match.end(), "iso", point._replace(year=int(year), month=int(month), day=int(day), clock=clock))

    def _era(self, point: Point, era: Era, match: Any) -> Point:
        """光绪十八年, 民国二十六年, 公元1368年."""
        number = Decimal(1) if match[1] == "元" else self.numbers.value(match[1])
        year = era.year(int(number)) if number and not (era.spelt and match[1].isascii()) else None
        if year is None:
            return point
        if era.lunar or (year < _SOLAR_SINCE and era.first > 1):
            self.lunar_year = year
        return self._took(match.end(), "era", point._replace(year=year))

    def _solar(self, point: Point, year: int) -> Point:
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

    def _century(self, point: Point) -> Point | None:
        """20世纪90年代, 3至5世纪, 上世纪中叶, 80年代."""
        if not self.ages:
            return None
        text, at = self.text, self.at
        if match := Patterns.centuries.match(text, at):
            first, last = small_number(match[1]), small_number(match[2])
            if first < last:
                years = date(first * 100 - 99, 1, 1), date(last * 100, 12, 31)
                return self._took(match.end(), "century", point._replace(fixed=years))
        if match := Patterns.century.match(text, at):
            relative = match["relative"]
            return self._decade(point, match, 21 if relative == "本" else 20 if relative else small_number(match["number"]))
        if match := Patterns.decade.match(text, at):
            return self._decade(point, match, None)
        return None

    def _decade(self, point: Point, match: Any, century: int | None) -> Point:
        *_, decade, until, part = match.groups()
        first, last = (
            _decades(century, decade, until) if until or (decade and len(decade) == 3) else _decade_years(century, decade, part)
        )
        self.mod = "" if not part else "START" if part[0] in "初前" else "MID" if part[0] == "中" else "END"
        if first is None or last is None:
            return point
        return self._took(match.end(), "decade", point._replace(fixed=(date(first, 1, 1), date(last, 12, 31))))

    def _word_at(self, at: int) -> CalendarWord | None:
        word = self.calendar.words.get(self.words.get(at, ""))
        if word is None:
            return None
        if self.text[at + len(word.word) : at + len(word.word) + 1] in tuple(word.follow):
            return None
        return None if at and self.text[at - 1] in word.after else word

    def _calendar_word(self, point: Point, word: CalendarWord) -> Point:
        end = self.at + len(word.word)
        if word.what in _ANCHORS:
            unit, anchor = _ANCHORS[word.what]
            relative = Relative(unit, word.first, anchor)  # type: ignore[arg-type]
            point = self._took(end, word.what, point._replace(relative=relative))
            return self._bracketed(point)
        if word.what == "years":
            return self._took(end, "years", point._replace(years=(word.first, word.last)))
        if word.what == "days":
            return self._took(end, "days", point._replace(spread=(word.first, word.last)))
        if word.what == "same":
            said = Relative("year", word.first, "subject" if word.word.startswith("上") else "published") if word.first else None
            return self._took(end, "same", point._replace(relative=point.relative or said, same=True))
        return point

    def _bracketed(self, point: Point) -> Point:
        """今年(2024年), 上月(9月): what the bracket says in the same grain is the word's own value."""
        assert point.relative is not None
        if not self.text.startswith("(", self.at):
            return point
        if point.relative.unit == "year" and (match := Patterns.year.match(self.text, self.at + 1)):
            if self.text.startswith(")", match.end()):
                year = year_number(match[1])
                return self._took(match.end() + 1, "bracket", point._replace(year=year, relative=None))
        elif point.relative.unit == "month" and (match := Patterns.month.match(self.text, self.at + 1)):
            if self.text.startswith(")", match.end()):
                return self._took(match.end() + 1, "bracket", point)
        return point

    def _lexeme(self, point: Point) -> Point:
        """Holidays and named periods."""
        word = self.words.get(self.at, "")
        end = self.at + len(word)
        if self.text.startswith(self.vocabulary.named, end) and word in self.calendar.holidays:
            return point
        if holiday := self.calendar.holidays.get(word):
            numbered = not holiday.bare and self.text[end : end + 1] in tuple("点时月日号个分年周届名家万")
            if not numbered and (holiday.bare or self.rule or SUFFIX.match(self.text, end)):
                return self._took(end, "holiday", point._replace(holiday=holiday.rule))
        if period := self.calendar.periods.get(word):
            after = end + (1 if self.text.startswith("”", end) else 0)
            planned = after + (2 if self.text.startswith("规划", after) else 0)
            suffix = SUFFIX.match(self.text, after)
            part = Patterns.part.match(self.text, after)
            if suffix or part:
                after_part = part.end() if part and not suffix else after
                what = (
                    _PARTS.get(self.text[after], "") if part and not suffix and part[0] != "中" else ""
                )  # 抗日战争中: during it
                return self._took(after_part, "period", point._replace(fixed=(period.start, period.end), part=what))
            if self.text[end : end + 1] in ("摄", "度", "岁", "个", "人", "名", "家", "万", "亿", "元", "块", "斤", "公", "米"):
                return point
            if period.bare or (planned > after and self.text[self.at - 1 : self.at] == "“"):
                return self._took(end, "period", point._replace(fixed=(period.start, period.end)))
        return point

    def _below_year(self, point: Point, begin: int) -> Point | None:
        """Half, quarter, months, month and day, season, holiday: what may stand alone or behind a year."""
        said = self.at > begin
        if point.month is not None or point.fixed is not None or point.school_year:
            return point
        yearly = self._in_year(point, said)
        if yearly is not None:
            return yearly
        monthly = self._month(point, said)
        if monthly is not None:
            return self._day(monthly)
        if point.relative is not None and point.relative.unit == "month":
            return self._day(point)
        if point.relative is not None and point.relative.unit == "quarter":
            return point
        if point.relative is not None and point.relative.unit == "week":
            return self._weekday(point, True)
        if not said:
            return self._alone(point)
        if word := self._word_at(self.at):
            return self._attached_word(point, word)
        if self.text.startswith("的", self.at) and (word := self._word_at(self.at + 1)) and word.what in ("half", "part"):
            self.at += 1
            return self._attached_word(point, word)
        return self._lexeme(point)

    def _attached_word(self, point: Point, word: CalendarWord) -> Point:
        """What a calendar word adds behind a year or month: 2022年年底, 去年同期, 今年以来 is no word but a suffix."""
        end = self.at + len(word.word)
        if word.what == "half":
            return self._took(end, "half", point._replace(half=word.first))
        if word.what == "months":
            return self._took(end, "months", point._replace(months=(word.first, word.last)))
        if word.what == "part":
            return self._took(end, "part", point._replace(part=word.detail))
        if word.what == "same":
            return self._took(end, "same", point._replace(same=True))
        return point

    def _in_year(self, point: Point, said: bool) -> Point | None:
        text, at = self.text, self.at
        if self.text.startswith(("度", "的"), at):
            at += 1
        if text.startswith(("上半年", "下半年", "前半年", "后半年"), at):
            half = 1 if text[at] in "上前" else 2
            return self._parted(self._took(at + 3, "half", point._replace(half=half)))
        opening = text[at : at + 1]
        if opening in _QUARTER_OPENS and (match := Patterns.quarter.match(text, at)):
            first, last = quarters = _quarters(match)
            return self._parted(self._took(match.end(), "quarter", point._replace(quarters=quarters))) if first <= last else None
        if opening in _MONTHS_OPENS and (match := Patterns.months_first.match(text, at)):
            months = (1, small_number(match[1]))
            return self._took(match.end(), "months", point._replace(months=months)) if months[1] <= 12 else None
        if text[self.at : self.at + 1] in _MONTH_OPENS and (
            match := Patterns.months.match(text, self.at) or Patterns.months_list.match(text, self.at)
        ):
            first, last = small_number(match[1]), small_number(match[2])
            if first < last:
                return self._parted(self._took(match.end(), "months", point._replace(months=(first, last))))
        if point.has_year and opening in _EDGE_OPENS and (match := Patterns.edge_day.match(text, self.at)):
            month, day = (12, 31) if match[1] == "最后" else (1, 1)
            return self._took(match.end(), "edge-day", point._replace(month=month, day=day))
        if said and (match := Patterns.season.match(text, self.at)):
            season = "春夏秋冬".index(match[1] or match[2]) + 1
            return self._took(match.end(), "season", point._replace(season=season))
        return None

    def _parted(self, point: Point) -> Point:
        """二季度末, 上半年末."""
        if self.text[self.at : self.at + 1] in ("初", "末", "底") and Patterns.part.match(self.text, self.at) is not None:
            part = _PARTS[self.text[self.at]]
            return self._took(self.at + 1, "part", point._replace(part=part))
        return point

    def _month(self, point: Point, said: bool) -> Point | None:
        text = self.text
        at = self.at + (1 if text.startswith("的", self.at) and said else 0)
        opening = text[at : at + 1]
        is_numeral = opening in _MONTH_OPENS
        if opening in _LUNAR_OPENS or (is_numeral and text[at - 1 : at] == "历"):
            if match := Patterns.lunar_head.match(text, at) or Patterns.lunar.match(text, at):
                return self._lunar(point, match)
        match = Patterns.month_list.match(text, at) or Patterns.month.match(text, at) if is_numeral else None
        if match is None:
            if said and (match := Patterns.part.match(text, self.at)) and point.has_year:
                return self._parts(point, match)
            return None
        return self._took(match.end(), "month", point._replace(month=small_number(match[1])))

    def _lunar(self, point: Point, match: Any) -> Point | None:
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
        return self._took(match.end(), "lunar", point._replace(lunar=lunar))

    def _parts(self, point: Point, match: Any) -> Point:
        """初 中 底 末 上旬 …, attached to a year or month."""
        surface = match[0]
        if surface.startswith(("上旬", "中旬", "下旬", "上中旬", "中下旬")):
            part = {"上旬": "first", "中旬": "second", "下旬": "third", "上中": "first2", "中下": "last2"}[surface[:2]]
        elif surface in ("上半月", "下半月"):
            part = "half1" if surface[0] == "上" else "half2"
        elif surface == "伊始":
            part = "start"
        else:
            part = _PARTS[surface[0]]
        return self._took(match.end(), "part", point._replace(part=part))

    def _day(self, point: Point) -> Point:
        text = self.text
        if point.lunar is not None:
            return point
        opening = text[self.at : self.at + 1]
        if opening in _NTH_OPENS and (match := Patterns.nth_weekday.match(text, self.at)):
            nth = small_number(match[1]), _weekday(match[2])
            return self._took(match.end(), "nth-weekday", point._replace(nth_weekday=nth))
        if opening in _EDGE_OPENS and point.month in _LAST_DAYS and (match := Patterns.edge_day.match(text, self.at)):
            day = _LAST_DAYS[point.month] if match[1] == "最后" else 1
            return self._took(match.end(), "edge-day", point._replace(day=day))
        if opening in _DAY_OPENS:
            if match := Patterns.day_bare.match(text, self.at):
                return self._took(match.end(), "day", point._replace(day=small_number(match[1])))
            if match := Patterns.day_suffixed.match(text, self.at) or Patterns.day.match(text, self.at):
                point = self._took(match.end(), "day", point._replace(day=small_number(match[1])))
                return self._weekday_in_brackets(point)
        if match := Patterns.part.match(text, self.at):
            return self._parts(point, match)
        if (word := self._word_at(self.at)) and word.what == "mpart":
            return self._took(self.at + len(word.word), "part", point._replace(part=word.detail))
        if word and word.what == "same":
            return self._took(self.at + len(word.word), "same", point._replace(same=True))
        return point

    def _weekday_in_brackets(self, point: Point) -> Point:
        """8日(周五): the weekday is inside the date's mention."""
        if self.text.startswith("(", self.at) and (match := Patterns.weekday.match(self.text, self.at + 1)):
            if self.text.startswith(")", match.end()):
                self.at = match.end() + 1
        return point

    def _alone(self, point: Point) -> Point | None:
        """A bare day, weekday or part with nothing in front: 19日, 周三, 年底, 月底."""
        text, at = self.text, self.at
        if text[at : at + 1] in _DAY_OPENS and (
            match := Patterns.day_bare.match(text, at) or Patterns.day_suffixed.match(text, at) or Patterns.day.match(text, at)
        ):
            if self._is_calendar_day(match):
                return self._took(match.end(), "day", point._replace(day=small_number(match[1])))
            return point
        if Patterns.weekday.match(text, at):
            return self._weekday(point, False)
        word = self._word_at(at)
        if word is None:
            return point
        end = at + len(word.word)
        if word.what == "half":
            return self._took(end, "half", point._replace(half=word.first))
        if word.what == "months":
            return self._took(end, "months", point._replace(months=(word.first, word.last)))
        if word.what in ("part", "mpart"):
            relative = Relative("month", 0, "published") if word.what == "mpart" else None
            return self._took(end, "part", point._replace(part=word.detail, relative=relative))
        return point

    def _is_calendar_day(self, match: Any) -> bool:
        """Whether a bare N日 is the day of a month: not 为期3日, not 三日 (how long), not 21号 of a building."""
        before = self.text[max(0, match.start() - _LOOK_BACK) : match.start()]
        spelt = not match[1].isascii()
        if before.endswith(self.vocabulary.lengths) or (spelt and len(match[1]) == 1 and not self.rule):
            return False
        if before[-1:].isascii() and before[-1:].isalnum():
            return False
        if len(match.groups()) > 2 and match[3] and not self.rule:
            closes_name = self.text.startswith("”", match.end()) and not before.endswith("“")  # “神女19号”
            return not closes_name and not before.endswith(self.vocabulary.numbered)
        return True

    def _weekday(self, point: Point, in_week: bool) -> Point:
        match = Patterns.weekday.match(self.text, self.at)
        if match is None:
            if in_week and (found := Patterns.weekday_bare.match(self.text, self.at)):
                return self._took(found.end(), "weekday", point._replace(weekday=_weekday(found[0])))
            if in_week and self.text.startswith("末", self.at):
                return self._took(self.at + 1, "weekday", point._replace(days=(6, 7)))
            return point
        week = match[1] or match[3] or match[5]
        offset = {"上": -1, "上上": -2, "下": 1, "下下": 2, "本": 0, "这": 0}.get(week or "")
        relative = Relative("week", offset, "published") if offset is not None else None
        point = point._replace(relative=relative)
        if match[2] or match[4]:
            day = _weekday(match[2] or match[4])
            return self._took(match.end(), "weekday", point._replace(weekday=day, hint=self._day_hint(match.end())))
        return self._took(match.end(), "weekend", point._replace(days=(6, 7)))

    def _day_hint(self, at: int) -> tuple[int | None, int] | None:
        """下周三(30日), 周六(10月26日): the bracket tells which one."""
        if not self.text.startswith("(", at):
            return None
        month = Patterns.month.match(self.text, at + 1)
        day = Patterns.day.match(self.text, month.end() if month else at + 1)
        return (small_number(month[1]) if month else None, small_number(day[1])) if day else None

    def _clock(self, point: Point) -> Point:
        """Time of day behind a day, or part of day with a clock alone."""
        daily = (
            point.day is not None or point.weekday is not None or bool(point.holiday)
            or (point.relative is not None and point.relative.unit == "day") or point.lunar is not None
        )  # fmt: skip
        if not daily and point != _EMPTY:
            return point
        at = self.at
        if self.text.startswith("的", at) and Patterns.daypart.match(self.text, at + 1):
            at += 1
        part = Patterns.daypart.match(self.text, at)
        clock = Patterns.clock.match(self.text, part.end() if part else at)
        if not daily and not (part and clock) and not (clock and ":" in clock[0]):
            return point
        if not daily and clock and ":" in clock[0] and not part and not self._clock_context():
            return point
        if clock and (part or clock[0][-1:] != "点" or daily):
            hour = int(clock[1]) if clock[1] else 0 if clock[3] == "零" else small_number(clock[3])
            minute = int(clock[2]) if clock[2] else 0
            self._took(clock.end(), "clock", point)
            point = point._replace(clock=(min(hour, 24), minute))
            if not daily:
                point = point._replace(relative=Relative("day", 0, "narrative"))
            return self._clock_end(point)
        if part:
            return self._took(part.end(), "daypart", point)
        return point

    def _clock_end(self, point: Point) -> Point:
        """上午9时30分至下午5时30分: the end of a stretch of the day belongs to the mention."""
        separator = _SEPARATOR.match(self.text, self.at)
        if separator is None:
            return point
        part = Patterns.daypart.match(self.text, separator.end())
        clock = Patterns.clock.match(self.text, part.end() if part else separator.end())
        if clock:
            self.at = clock.end()
        return point

    def _clock_context(self) -> bool:
        before = self.text[max(0, self.start - 4) : self.start]
        return before.endswith(("于", "在", "北京时间", "当地时间", "至", "到", "从", "截至", "约"))

    # -- durations, sets, vague words

    def _duration_range(self) -> TimeExpression | None:
        """三至五个月: from the shorter to the longer."""
        match = Patterns.duration_range.match(self.text, self.start)
        if match is None:
            return None
        low, high = self.numbers.value(match[1]), self.numbers.value(match[2])
        unit = match[3].removeprefix("个")
        if low is None or high is None or low >= high or (match[3] == "年" and high > 100):
            return None
        self.at = match.end()
        return self._plain_duration(f"{_iso(low, unit)}/{_iso(high, unit)}")

    def _duration(self) -> TimeExpression | None:
        if match := Patterns.one_and_more.match(self.text, self.start):  # 等了个多小时
            self.at = match.end()
            return self._plain_duration(_iso(Decimal(1), match[1]) or "", "MORE_THAN")
        match = Patterns.duration.match(self.text, self.start)
        if match is None or self.text[self.start - 1 : self.start] == "第":
            return None
        value, mod = self._length(match)
        if value is None:
            return None
        self.at = match.end()
        return self._placed(match, value, mod)

    def _length(self, match: Any) -> tuple[str | None, str]:
        if match["half"]:
            more = match["hmore"] or match["hmore2"] or match["half"] == "大半"
            return self._half_length(match), "MORE_THAN" if more else ""
        unit, number = match["unit"], match["n"]
        grouped = match["ge"] is not None
        if unit in ("月", "季度", "世纪") and not grouped and number not in ("数", "几"):
            return None, ""
        if unit == "岁月" or (unit in ("年", "周", "天", "日", "秒", "分钟") and grouped and not match["gehalf"]):
            return None, ""
        if not self._is_length(match):
            return None, ""
        if number in ("数", "几") or match["more"] == "几":
            return _iso(None, unit), ""
        amount = self.numbers.value(number)
        if amount is None:
            return self._side_by_side(number, unit), "APPROX"
        if match["gehalf"] or match["plushalf"]:
            amount += Decimal("0.5")
        rest = [(match["n2"], match["unit2"], match["half2"]), (match["n3"], "秒", None)]
        more = match["more"] in ("多", "余") or match["more2"] or match["tail"]
        length = self._compound(amount, unit, [part for part in rest if part[0]], Decimal(match["fraction"] or 0) / 100)
        return length, "MORE_THAN" if more else "APPROX" if match["more"] == "来" else ""

    def _side_by_side(self, number: str, unit: str) -> str | None:
        """两三天 is two or three days."""
        low, high = (self.numbers.value(end) for end in (number[:-1], number[:-2] + number[-1]))
        if low is None or high is None or high - low != 1:
            return None
        return f"{_iso(low, unit)}/{_iso(high, unit)}"

    def _half_length(self, match: Any) -> str | None:
        if match["hunit"] in ("月", "星期", "世纪", "学期", "季度") and not match["hge"]:
            return None
        return _HALVES[match["hunit"]]

    def _is_length(self, match: Any) -> bool:
        """Whether N年, N日 say how long; four digits are a year, a round Chinese 百年 千年 万年 is for effect."""
        number, unit = match["n"], match["unit"]
        before = self.text[max(0, self.start - _LOOK_BACK) : self.start]
        after = self.text[match.end() : match.end() + 2]
        if number == "一" and before.endswith(self.vocabulary.single):
            return False
        if unit == "年" and number.isascii() and len(number) == 4 and number[0] in "12" and not match["more"]:
            return Patterns.ages.match(self.text, self.start) is not None
        if unit == "年" and number.isdecimal() and len(number) == 3 and not match["more"]:
            if Patterns.to_year.match(self.text, match.end()) or (before.endswith(("于", "自", "至")) and after[:1] != "的"):
                return False  # 476年-1453年, 建于723年
        if unit == "年" and "." in number and len(number.partition(".")[2]) > 2:
            return False
        if after.startswith(("制", "一贯")) or (unit == "日" and after.startswith(("元", "圆", "币"))):
            return False
        if (
            number in ("百", "千")
            and unit in ("日", "天")
            and before.endswith(("奋战", "大干", "攻坚", "冲刺", "会战", "倒计时"))
        ):
            return True
        if (
            unit == "年"
            and after.startswith(("级", "龄", "代", "轮", "期", "生", "制", "糕"))
            and not after.startswith(("期间", "代表"))
        ):
            return after.startswith("期")
        if number in ("百", "千", "万", "百千"):
            return False
        if unit == "日" and not (
            "." in number or before.endswith(self.vocabulary.lengths) or after.startswith(("内", "之内", "游", "假", "长假"))
        ):
            return (
                not number.isascii() and after.startswith(("后", "之后", "前", "之前")) and not after.startswith(("前往", "前去"))
            )
        if unit == "天" and after.startswith(("堂", "然", "津", "气", "才")):
            return False
        if unit == "周" and after.startswith(("边", "围", "岁", "转", "期")):
            return False
        return not (unit in ("秒", "秒钟") and before.endswith("分"))

    def _compound(self, amount: Decimal, unit: str, rest: Sequence[tuple[str, str, str | None]], fraction: Decimal) -> str | None:
        """2小时 and the smaller units behind it, 10分 and 48秒; `fraction` of a second belongs to the last."""
        found = _iso(amount if rest else amount + fraction, unit)
        for index, (number, smaller, half) in enumerate(rest, 1):
            more = self.numbers.value(number)
            if more is None or found is None:
                return found
            more += Decimal("0.5") if half else fraction if index == len(rest) else 0
            last = _iso(more, smaller)
            if last is None:
                return found
            found += last.removeprefix("PT" if "T" in found and "T" in last else "P")
        return found

    def _placed(self, match: Any, value: str, mod: str) -> TimeExpression | None:
        """A length placed on the time line: 近五年, 三年前, 20年来, 两天后; else a duration."""
        text = self.text
        near = _NEAR.search(text[max(0, self.start - 4) : self.start])
        after = Patterns.placed_behind.match(text, self.at)
        start = self.start
        if ("T" in value and "D" not in value) or text[max(0, start - 6) : start].endswith(self.vocabulary.spans):
            return self._plain_duration(value, mod)
        if after:
            sign = {"来": "since", "前": "ago", "后": "later"}.get(after[1] or "来", "since")
            start = (
                self._near_start(near)
                if sign == "since" and near and near[1] in ("近", "最近", "过去", "过去的", "这")
                else start
            )
            return self._shifted(start, after.end(), value, sign, mod)
        if near and near[1] not in ("上", "下", "这", "头", "随后", "之后", "此后", "前", "后", "此前") and "X" not in value:
            sign = "next" if near[1] in ("未来", "今后", "接下来", "接下来的") else "since"
            if sign == "since" and text.startswith(("时间", "里", "中", "的时间"), self.at):
                return self._plain_duration(value, mod)
            if near[1] == "近" and not self._is_recent(match):
                return self._plain_duration(value, mod)
            return self._shifted(self._near_start(near), self.at, value, sign, mod)
        return self._plain_duration(value, mod)

    def _is_recent(self, match: Any) -> bool:
        """近五年 (the last five years) against 历时近五年 (nearly five years long)."""
        if self.text[max(0, self.start - 4) : self.start - 1].endswith(_LASTS):
            return False
        return match["unit"] in ("年", "月", "周", "天", "日", "季度") and not match["half"]

    def _near_start(self, near: Any) -> int:
        return self.start - len(near[1]) if near else self.start

    def _shifted(self, start: int, end: int, value: str, sign: str, mod: str) -> TimeExpression:
        self.at = end
        vague = "X" in value
        ref = {"since": "PAST_REF", "ago": "PAST_REF", "later": "FUTURE_REF", "next": "FUTURE_REF"}[sign]
        return TimeExpression(
            start=start, end=end, type="DATE", rule=f"date.duration-{sign}", value=ref if vague else "", mod=mod,
            shift=None if vague else (sign, value),
        )  # fmt: skip

    def _plain_duration(self, value: str, mod: str = "") -> TimeExpression:
        text, start, end = self.text, self.start, self.at
        before = text[max(0, start - 3) : start]
        if before.endswith(("最近", "附近", "临近", "违约", "预约", "签约", "节约")):
            before = ""
        for word, meaning in _BOUND_BEFORE.items():
            if before.endswith(word):
                start, mod = start - len(word), mod or meaning
                break
        for word, meaning in _BOUND_BEHIND.items():
            if text.startswith(word, end):
                end, mod = end + len(word), mod or meaning
                break
        return TimeExpression(start=start, end=end, type="DURATION", rule="date.duration", value=value, mod=mod)

    def _each(self) -> TimeExpression | None:
        match = Patterns.each.match(self.text, self.start)
        if match is None:
            return None
        if match[1]:
            return self._set(match.end(), "P1W")
        number = self.numbers.value(match[2]) if match[2] else Decimal(1)
        if number is None:
            return None
        unit = match[3]
        value = _iso(number, unit)
        return self._set(match.end(), value) if value else None

    def _set(self, end: int, value: str) -> TimeExpression:
        """A repeated period; 每年5月 and 每天上午 are one mention."""
        for pattern in (
            Patterns.each_month,
            Patterns.each_day,
            Patterns.weekday,
            Patterns.daypart,
            Patterns.clock,
        ):
            if (more := pattern.match(self.text, end)) and not (
                pattern is Patterns.clock and "点" in more[0] and end == len(self.text)
            ):
                end = more.end()
        return TimeExpression(start=self.start, end=end, type="SET", rule="date.set", value=value)

    def _vague(self) -> TimeExpression | None:
        word = self._word_at(self.start)
        if word is None:
            return None
        end = self.start + len(word.word)
        if word.what == "set":
            return self._set(end, word.detail)
        if word.what not in _VAGUE:
            return None
        if word.word in ("过去", "未来", "今后", "最近") and Patterns.duration.match(
            self.text, end + (self.text[end : end + 1] == "的")
        ):
            return None
        start = self.start
        if self.text[start - 2 : start] == "截至":
            start -= 2
        return TimeExpression(start=start, end=end, type="DATE", rule=f"date.{word.what}", value=_VAGUE[word.what])

    def _took(self, end: int, rule: str, point: Point) -> Point:
        self.at = end
        self.rule.append(rule)
        return point


def _inherit(first: Point, second: Point) -> Point:
    """What the end of a range leaves out: 10月18日至21日 ends in October."""
    if second.has_year or second.relative is not None:
        return second
    if second.weekday is not None:
        return second._replace(relative=first.relative)
    changes: dict[str, Any] = {"year": first.year, "relative": first.relative if not second.relative else second.relative}
    if second.month is None and second.day is not None:
        changes["month"] = first.month
    if second.month is not None and first.month is not None and second.month < first.month:
        changes |= {"year": first.year + 1 if first.year is not None else None}
    if first.relative is not None and first.relative.unit in ("day", "week"):
        changes["relative"] = None
    return second._replace(**changes)


def _iso(amount: Decimal | None, unit: str) -> str | None:
    code = _ISO_UNITS.get(unit)
    if code is None:
        return None
    if amount is None:
        return {"Q": "PXM", "C": "PXY", "S": "PXM"}.get(code) or (f"PTX{code[1]}" if code.startswith("T") else f"PX{code}")
    if code in "QCS":
        times = {"Q": 3, "C": 100, "S": 6}[code]
        amount, code = amount * times, {"Q": "M", "C": "Y", "S": "M"}[code]
    whole = int(amount)
    if code == "Y" and amount - whole == Decimal("0.5"):
        return f"P{whole}Y6M" if whole else "P6M"
    if code == "M" and amount - whole == Decimal("0.5"):
        return f"P{whole}M15D" if whole else "P15D"
    if code == "TH" and amount - whole == Decimal("0.5") and whole:
        return f"PT{whole}H30M"
    number = f"{amount.normalize():f}"
    return f"PT{number}{code[1]}" if code.startswith("T") else f"P{number}{code}"


def _weekday(char: str) -> int:
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
