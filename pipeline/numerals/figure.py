"""The grammar of a figure: modifiers, numeral, magnitude, unit, range. One reading both finds and values it.

    约 | 人民币 | 3700 余 万 | 元 | 左右        modifier, currency in front, numeral, unit, modifier behind
    20 至 30 万 | 元                           a range; the magnitude is carried back
    三 五 百 | 人                              two digits side by side are the ends of a range

The grammar knows characters only. Which strings are units is told by the `Units` it is given; what is not followed by a
unit is no figure and is returned as such, for the extractors to take up (money without 元) or to reject.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal

from pipeline.numerals.dressed import Dresser
from pipeline.numerals.parse import NumeralSystem
from pipeline.numerals.parsed import Modifiers, ParsedFigure, Unit, UnitAt
from pipeline.numerals.written import Written, WrittenNumerals
from pipeline.rulebook.lexicon import any_of

_SLASH = re.compile(r"(?<=[的占约近超过到逾足有])([1-9])/([2-9]|1\d|100)(?![\d/年月日])")
_RANGE = re.compile(r"至|到|[-—~]{1,2}")
_RANGE_OPENS = frozenset("至到-—~")
_LISTED = re.compile(r"[、,，]|和|与|及|以及")
#: before a number and before the next of a list, tell which measures of a thing they are: 长|14.7|、东西宽|5.75米
_SIZED = re.compile(r"[长宽高深厚径](?:约|为|达)?$")
_DIMENSION = re.compile(r"、(?:[东西南北口底腹残通最大小]{0,2})[长宽高深厚径](?:约|为|达)?")
#: deals out the numbers of a list: 收、支总计各是|4125.49，4143.91万元
_DEALT = re.compile(r"分别|各[是为减增达]")
_DEALT_REACH = 10
_LIST_NUMBER = re.compile(r"(?:^|(?<=\n))[ ]*\d{1,2}\.(?=\d)")
_LONGEST_RUN = 60
_MAX_LIST = 40
#: more numbers than that, none with a unit: seen at a glance, for every one of them would be tried as a list of its own
_ENDLESS_LIST = re.compile(
    rf"(?:、\d++(?:\.\d++)?|、[〇零一二三四五六七八九十百千万亿两]++|[,，]\d{{1,2}}+(?!\d)){{{_MAX_LIST}}}"
)
_TENS = (Decimal(100), Decimal(1000))
#: how far a number without a magnitude may be from the one that closes its list, to share its magnitude: 300、500、800万元
_ALIKE = 100
#: before what something rose by, whose new value follows, and from how many times as much on that is no range
_ROSE_BY, _FAR = re.compile(r"(?:增加|上升|增长|增|升|净增)了?约?$"), 3
_HUNDRED_MILLION = Decimal(100_000_000)
_POWERS = frozenset(Decimal(10) ** power for power in range(13))


class FigureGrammar:
    """Built once from the rules; `scan` reads a text from left to right."""

    def __init__(
        self,
        numbers: NumeralSystem,
        modifiers: Modifiers,
        unit_at: Callable[[str, int], UnitAt | None],
        prefixes: Mapping[str, Unit],
        shares: tuple[Unit, Unit],
        is_word: Callable[[str], bool] = lambda _: False,
        data_words: Collection[str] = (),
    ) -> None:
        """`shares` are 百分之N and other fractions; `data_words` in a text make 兆 bits (300兆 of 宽带), where it could be 10 to the 12th (1.25兆)."""
        self.numbers, self.modifiers, self.prefixes, self.unit_at = numbers, modifiers, prefixes, unit_at
        self._percent, self._ratio = shares
        self._is_word, self._data = is_word, any_of(data_words)
        self._written = WrittenNumerals(numbers, modifiers.inside, unit_at, is_word)
        self._dresser = Dresser(modifiers, prefixes, is_word, self._written.hit)

    def scan(self, text: str, blocked: Callable[[int, int], int]) -> Iterator[ParsedFigure]:
        """Figures of the flow, ascending. `blocked(start, end)` gives the end of what excludes that stretch, or 0."""
        position = 0
        while hit := self._written.hit.search(text, position):
            start = hit.start()
            if resume := blocked(start, start + 1):
                position = max(resume, start + 1)
                continue
            if hit.end() - start > _LONGEST_RUN:
                position = hit.end()  # no number; reading it from every character would take for ever
                continue
            position = start + 1 if hit["run"] else hit.end()
            if figures := self.read(text, start):
                yield from figures
                position = max(figures[-1].end, position)

    def read(self, text: str, position: int) -> list[ParsedFigure] | None:
        """The figure whose numeral begins at `position`; several where a list shares one unit (分别为3、5、8个)."""
        opens_line = position == 0 or text[position - 1] == "\n"
        if opens_line and (item := _LIST_NUMBER.match(text, position)):
            after = self._figure(text, item.end())
            if after and after[0].unit is not None and after[0].unit.unit.discrete and not after[0].magnitude:
                return after
        return self._figure(text, position)

    def _fraction(self, text: str, match: re.Match[str]) -> list[ParsedFigure] | None:
        """百分之三十五 is 35 %, 三分之二 a ratio; 百分之五到八 a range of them."""
        below = self.numbers.value(match[1])
        above = self._written.read(text, match.end())
        if not below or above is None:
            return None
        longer = text[above.end - 1 : above.end + 2] if above else ""
        if above is not None and above.value is None and len(longer) == 3 and self._is_word(longer):
            above = self._written.read(text[: above.end - 1], match.end()) or above  # 百分之一 | 二手房
        unit = UnitAt(self._percent if below == 100 else self._ratio, "%" if below == 100 else "ratio", above.end)
        figure = self._plain(above, unit)
        separator = _RANGE.match(text, above.end)
        if separator and above.value is not None:
            begin = separator.end()
            repeated = self._written.fraction.match(text, begin)
            second = self._written.read(text, repeated.end() if repeated else begin)
            if second is not None and second.value is not None and second.value > above.value:
                closing = self.unit_at(text, second.end)
                if closing is None or repeated:
                    figure = self._plain(second, unit._replace(end=second.end))._replace(low=above.value, value=None,
                                     high=second.value, bound="range")  # fmt: skip
        if below != 100:
            value, low, high = (_ratio(x, below) for x in (figure.value, figure.low, figure.high))
            figure = figure._replace(value=value, low=low, high=high)
        return [self._dresser.dressed(text, figure._replace(start=match.start(), numeral=match.start(), bare=False))]

    def _slash(self, text: str, match: re.Match[str]) -> list[ParsedFigure] | None:
        """占总数的1/3."""
        above, below = Decimal(match[1]), Decimal(match[2])
        value = _ratio(above, below) if above < below else None
        if value is None:
            return None
        unit = UnitAt(self._ratio, "ratio", match.end())
        figure = ParsedFigure(match.start(), match.end(), match.start(), value, value, value, "exact", unit)
        return [self._dresser.dressed(text, figure)]

    def _figure(self, text: str, position: int) -> list[ParsedFigure] | None:
        if fraction := self._written.fraction.match(text, position):
            return self._fraction(text, fraction)
        if text.startswith("/", position + 1) and (slash := _SLASH.match(text, position)):
            return self._slash(text, slash)
        first = self._written.read(text, position)
        if first is None:
            return None
        first, unit = self._with_unit(text, first)
        ranged = self._ranged(text, first, unit)
        if ranged is not None:
            return [self._dresser.dressed(text, ranged)]
        if unit is None and (shared := self._list(text, first)):
            return shared
        return [self._dresser.dressed(text, self._plain(first, unit))]

    def _with_unit(self, text: str, number: Written) -> tuple[Written, UnitAt | None]:
        """The unit behind the number. 一千瓦 is one 千瓦; 3个多百分点 is over three 百分点."""
        if text.startswith("个多", number.end) and (unit := self.unit_at(text, number.end + 2)) and not unit.unit.discrete:
            return number._replace(bound="over" if number.bound == "exact" else number.bound), unit
        if (
            number.style == "chinese"
            and number.end - number.start > 1
            and text[number.end - 1] in "千兆"
            and number.bound == "exact"
        ):
            unit = self.unit_at(text, number.end - 1)
            if unit is not None and unit.end > number.end and not unit.unit.discrete:
                kept = self._written.read(text[: number.end - 1], number.start)
                if kept is not None and kept.end == number.end - 1 and kept.value is not None and kept.bound != "vague":
                    return kept, unit
        if self._dresser.goes_on(text, number.end):
            return number, None  # 三万出头
        unit = self.unit_at(text, number.end)
        if (
            unit is None
            and number.style == "arabic"
            and text[number.end - 1] == "兆"
            and (bits := self.unit_at(text, number.end - 1))
        ):
            without = self._written.read(text[: number.end - 1], number.start)  # 300兆: no trillion without a unit behind it
            if without is not None and without.value is not None and without.value < 100 and not self._data.search(text):
                return number, None  # but 1.25兆 where nothing speaks of data
            return (without, bits) if without is not None else (number, None)
        return number, unit

    def _plain(self, number: Written, unit: UnitAt | None) -> ParsedFigure:
        return ParsedFigure(
            number.start, unit.end if unit else number.end, number.start, number.value, number.low, number.high, number.bound,
            unit, None, number.bare, number.bare or number.scale >= 10_000, number.style,
        )  # fmt: skip

    def _ranged(self, text: str, first: Written, unit: UnitAt | None) -> ParsedFigure | None:
        """`20至30万元`, `2000万元至3000万元`, `3、4百万元`; None where the two are no ends of a range."""
        if first.value is None:
            return None
        position = unit.end if unit else first.end
        separator = _RANGE.match(text, position) if text[position : position + 1] in _RANGE_OPENS else None
        if separator is None:
            if unit is None and text.startswith("、", position):
                return self._neighbours(text, first, position + 1)
            return None
        second = self._written.read(text, separator.end())
        if second is None or second.value is None or second.bound not in ("exact", "over"):
            return None
        closing = self.unit_at(text, second.end)
        bare = unit is None and first.scale == 1 < second.scale and first.coefficient < second.coefficient  # 投资25-30亿
        both = unit is None and first.scale >= 10_000 <= second.scale and first.bound == "exact"  # 年薪20万至30万
        if (closing is None and not bare and not both) or (unit is not None and (closing is None or unit.unit != closing.unit)):
            return None
        low = first.value
        if bare:
            low *= second.scale  # 20至30万元: the magnitude is said once
        elif (
            unit is None and first.scale in _TENS and first.value < 10_000 <= second.value and second.value / 10_000 > first.value
        ):
            low *= 10_000 if second.value < _HUNDRED_MILLION else _HUNDRED_MILLION  # 三千至四千万
        start = first.start
        if low >= second.value:
            if (
                closing is not None
                and not closing.unit.discrete
                and text[start - 1 : start] == "-"
                and not re.match(r"[0-9A-Za-z%]", text[start - 2 : start - 1])
            ):
                low, start = -low, start - 1  # -5至3℃
            else:
                return None
        if unit is not None and second.value >= _FAR * low and _ROSE_BY.search(text, max(0, start - 4), start):
            return None  # 增加3,900人|至31.01万人: by how many, and to how many
        figure = self._plain(second, closing)
        return figure._replace(start=start, numeral=start, value=None, low=low, high=second.value, bound="range")

    def _neighbours(self, text: str, first: Written, position: int) -> ParsedFigure | None:
        """`3、4百万元`, `七、八个`: two neighbouring digits before one unit."""
        second = self._written.read(text, position)
        if second is None or second.value is None or first.value is None or first.value >= 10 or first.value < 1:
            return None
        scale = second.value / (first.value + 1)
        if scale not in _POWERS or second.bound not in ("exact", "over") or second.style != first.style:
            return None
        closing = self.unit_at(text, second.end)
        listing = ("、", "第") if first.style == "chinese" else ("、", "第", ",", "，")
        if closing is None or text[first.start - 1 : first.start] in listing:
            return None
        figure = self._plain(second, closing)
        low = first.value * scale
        return figure._replace(start=first.start, numeral=first.start, value=None, low=low, high=second.value, bound="range")

    def _list(self, text: str, first: Written) -> list[ParsedFigure] | None:
        """`3、5、8个` and `3.2%、4.5和5.1个百分点`: bare numbers of a list take the unit that closes it.

        One comma ends a clause (人口12.6万，六成以上住在城里); only from two on they may list, or where 分别 deals them out."""
        numbers = [first]
        position, commas = first.end, 0
        if not _LISTED.match(text, position):
            return None
        sized = text.startswith("、", position) and _SIZED.search(text, max(0, first.start - 3), first.start) is not None
        if text.startswith("、", position) and text[first.start - 1 : first.start] in ("", "\n"):
            return None  # 五、十万亩棉田: the number of a heading
        if _ENDLESS_LIST.match(text, position):
            return None
        while len(numbers) < _MAX_LIST and (
            mark := (sized and _DIMENSION.match(text, position)) or _LISTED.match(text, position)
        ):
            following = self._written.read(text, mark.end())
            if following is None or following.value is None or following.style != first.style:
                return None
            numbers.append(following)
            commas += mark[0] in ",，"
            if unit := self.unit_at(text, following.end):
                dealt = commas != 1 or _DEALT.search(text, max(0, first.start - _DEALT_REACH), first.start)
                return self._shared(text, numbers, unit) if dealt else None
            position = following.end
        return None

    def _shared(self, text: str, numbers: list[Written], unit: UnitAt) -> list[ParsedFigure]:
        last = numbers[-1]
        carried = [_carried(number, last) for number in numbers[:-1]]
        figures = [self._plain(number, None)._replace(unit=unit, shared_unit=True) for number in carried]
        return [
            *(self._dresser.dressed(text, f, behind=False) for f in figures),
            self._dresser.dressed(text, self._plain(numbers[-1], unit)),
        ]


def _carried(number: Written, last: Written) -> Written:
    """A number of a list with the magnitude that closes it: 3、5、|8万元, but 3200、|5.1万人."""
    if number.scale != 1 or last.scale < 10_000 or number.value is None or not number.value or not last.coefficient:
        return number
    if not 1 <= number.value * _ALIKE / last.coefficient <= _ALIKE**2:
        return number
    value = number.value * last.scale
    return number._replace(value=value, low=value, high=value, scale=last.scale)


def _ratio(above: Decimal | None, below: Decimal) -> Decimal | None:
    return None if above is None else round(above / below, 6).normalize()
