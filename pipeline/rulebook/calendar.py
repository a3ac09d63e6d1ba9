"""Rules of the calendar: relative words, holidays, named periods."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from functools import cache

from pipeline.rulebook.layers import Layers
from pipeline.rulebook.table import Row, Unique, one_of

_MEANS = re.compile(
    r"(?:(?:[ns]?year|n?month|n?day|n?week|same):-?\d+|quarter:-?\d+|(?:years|days):-?\d+\.\.-?\d+|half:[12]|quarters:[1-4]\.\.[1-4]"
    r"|months:\d+\.\.\d+|part:(?:start|mid|end)|mpart:(?:start|mid|end|first|second|third|half1|half2)"
    r"|past|present|future|set:P(?:\d+[YMWD]|T\d+[HM]))"
)
_HOLIDAY = re.compile(
    r"(?P<fixed>\d\d-\d\d)(?:\.\.(?P<last>\d\d-\d\d))?|lunar (?P<lunar>(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|30|end))|term (?P<term>\S+)"
    r"|easter (?P<easter>-?\d+)|nth (?P<month>\d\d) (?P<weekday>[1-7]) (?P<nth>[1-5])"
)
#: characters of a date that other words begin with too
_TRAPPED = "年月日号时点春夏秋冬初底末前后晚一"
#: days on which a fixed date of a public holiday may be checked against a slip of the pen
_WELL_KNOWN = {"元旦": "01-01", "劳动节": "05-01", "国庆节": "10-01", "妇女节": "03-08", "儿童节": "06-01", "教师节": "09-10"}


@dataclass(frozen=True, slots=True)
class CalendarWord:
    """`means` is `(what, first, last)`: ("year", -1, -1) for 去年, ("years", 0, 1) for 今明两年, ("set:P1Y", 0, 0)."""

    word: str
    what: str
    first: int
    last: int
    detail: str
    follow: str
    after: str


@dataclass(frozen=True, slots=True)
class Holiday:
    """A holiday's rule as written in the file; `bare` tells whether the name alone is a date."""

    name: str
    rule: str
    bare: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A named stretch of time; `end` is None where it runs until now."""

    name: str
    start: date
    end: date | None
    bare: bool


@dataclass(frozen=True, slots=True)
class Era:
    """What years are counted in. `first` is 0 where the name does not tell when it began; `spelt` ones stand before Chinese numerals only."""

    name: str
    first: int
    last: int
    lunar: bool
    spelt: bool

    def year(self, number: int) -> int | None:
        """The year of our era that is its `number`th; None where it has none such."""
        year = self.first + number - 1
        return year if self.first and number > 0 and year <= self.last else None


@dataclass(frozen=True, slots=True)
class CalendarRules:
    words: dict[str, CalendarWord]
    holidays: dict[str, Holiday]
    periods: dict[str, Period]
    eras: dict[str, Era]
    #: by the character of a date that words begin like (号 in 号楼), a pattern of what follows it in them
    traps: dict[str, str]


def load_calendar(layers: Layers) -> CalendarRules:
    words: dict[str, CalendarWord] = {}
    seen_word, seen_period = Unique("calendar word"), Unique("period")
    for row in layers.rows("calendar/words.tsv"):
        seen_word.add(row["word"], row)
        words[row["word"]] = _word(row)
    holidays: dict[str, Holiday] = {}
    seen = Unique("holiday")
    for row in layers.rows("calendar/holidays.tsv"):
        holiday = Holiday(row["name"], _holiday_rule(row), one_of(row, "bare", frozenset(("yes", "no"))) == "yes")
        for name in (row["name"], *row.items("aliases")):
            seen.add(name, row)
            holidays[name] = holiday
    periods: dict[str, Period] = {}
    for row in layers.rows("calendar/periods.tsv"):
        seen_period.add(row["name"], row)
        start, end = _day(row, "start"), _day(row, "end") if row["end"] else None
        if end is not None and end < start:
            raise row.error(f"the period ends ({end}) before it starts ({start})")
        bare = one_of(row, "bare", frozenset(("yes", "since"))) == "yes"
        periods[row["name"]] = Period(row["name"], start, end, bare)
    eras: dict[str, Era] = {}
    seen_era = Unique("era")
    for row in layers.rows("calendar/eras.tsv"):
        seen_era.add(row["era"], row)
        eras[row["era"]] = _era(row)
    return CalendarRules(words, holidays, periods, eras, _traps(layers))


def _traps(layers: Layers) -> dict[str, str]:
    seen = Unique("word")
    found: dict[str, dict[str, str]] = {char: {} for char in _TRAPPED}
    for row in layers.rows("calendar/traps.tsv"):
        seen.add(row["word"], row)
        if row["word"][0] not in found or len(row["word"]) < 2:
            raise row.error(f"word is {row['word']!r}; it should begin with one of {' '.join(_TRAPPED)} and go on")
        lifted = "|".join(map(re.escape, row.items("unless")))
        found[row["word"][0]][row["word"]] = re.escape(row["word"][1:]) + (f"(?!{lifted})" if lifted else "")
    return {char: "|".join(words.values()) or "(?!)" for char, words in found.items()}


def _era(row: Row) -> Era:
    first, last = (_year(row, column) for column in ("first", "last"))
    if (last and not first) or (last and last < first):
        raise row.error(f"the era ends ({row['last']}) before it begins ({row['first'] or 'empty'})")
    lunar = one_of(row, "calendar", frozenset(("lunar", "solar"))) == "lunar"
    spelt = one_of(row, "numerals", frozenset(("any", "spelt"))) == "spelt"
    return Era(row["era"], first, last or MAXYEAR, lunar, spelt)


def _year(row: Row, column: str) -> int:
    if row[column] and not re.fullmatch(r"[1-9]\d{0,3}", row[column]):
        raise row.error(f"{column} is {row[column]!r}; it should be a year such as 1875, or empty")
    return int(row[column] or 0)


def _word(row: Row) -> CalendarWord:
    means = row["means"]
    if not _MEANS.fullmatch(means):
        raise row.error(f"means is {means!r}; see the top of the file for what may stand there")
    what, _, detail = means.partition(":")
    first, _, last = detail.partition("..")
    numeric = re.fullmatch(r"-?\d+", first) is not None
    low = int(first) if numeric else 0
    high = int(last) if last else low
    return CalendarWord(row["word"], what, low, high, "" if numeric else detail, row["follow"], row["after"])


def _holiday_rule(row: Row) -> str:
    match = _HOLIDAY.fullmatch(row["rule"])
    if match is None:
        raise row.error(f"rule is {row['rule']!r}; it should look like 10-01, lunar 08-15, term 清明 or nth 05 7 2")
    for part in ("fixed", "last"):
        if match[part]:
            try:
                date.fromisoformat(f"2024-{match[part]}")
            except ValueError as error:
                raise row.error(f"{match[part]} is no day of the year") from error
    expected = _WELL_KNOWN.get(row["name"])
    if expected and match["fixed"] != expected:
        raise row.error(f"{row['name']} is on {expected}, not on {row['rule']}")
    return row["rule"]


def _day(row: Row, column: str) -> date:
    try:
        return date.fromisoformat(row[column])
    except ValueError as error:
        raise row.error(f"{column} is {row[column]!r}; it should be a day such as 2021-01-01") from error


def holiday_span(rule: str, year: int) -> tuple[date, date]:
    """First and last day of a holiday in `year`; lunar ones lie in the Chinese lunar year that begins in it."""
    match = _HOLIDAY.fullmatch(rule)
    if match is None:
        raise ValueError(f"holiday rule {rule!r}")
    if match["fixed"]:
        return date.fromisoformat(f"{year:04}-{match['fixed']}"), date.fromisoformat(
            f"{year:04}-{match['last'] or match['fixed']}"
        )
    if match["lunar"]:
        month, _, day = match["lunar"].partition("-")
        found = lunar_day(year, int(month), None if day == "end" else int(day))
    elif match["easter"]:
        found = easter(year) + timedelta(int(match["easter"]))
    elif match["term"]:
        found = _solar_term(year, match["term"])
    else:
        first = date(year, int(match["month"]), 1)
        offset = (int(match["weekday"]) - first.isoweekday()) % 7 + 7 * (int(match["nth"]) - 1)
        found = first + timedelta(days=offset)
    return found, found


@cache  # a year's lunar month takes a millisecond to work out
def lunar_day(year: int, month: int, day: int | None) -> date:
    """The solar day of a lunar one; `day` None is the last of that lunar month."""
    from lunar_python import Lunar, LunarMonth  # noqa: PLC0415  only texts with lunar dates need it

    last = LunarMonth.fromYm(year, month).getDayCount()
    if day is not None and day > last:
        raise ValueError(f"lunar month {month} of {year} has {last} days")
    solar = Lunar.fromYmd(year, month, last if day is None else day).getSolar()
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


@cache
def _solar_term(year: int, name: str) -> date:
    from lunar_python import Solar  # noqa: PLC0415

    table = Solar.fromYmd(year, 6, 1).getLunar().getJieQiTable()
    solar = table[name]
    if solar.getYear() != year:
        solar = Solar.fromYmd(year, 12, 31).getLunar().getJieQiTable()[name]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (the anonymous Gregorian computus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, skipped = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * skipped + 2 * (rest // 4) - moon - rest % 4) % 7
    shift = (golden + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
