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
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from pipeline.model.mention import Bound
from pipeline.numerals.parse import NumeralSystem
from pipeline.rulebook.lexicon import any_of, lengths_by_edge


class Unit(Protocol):
    """What the grammar must know of a unit: whether it counts whole things."""

    @property
    def discrete(self) -> bool: ...


class UnitAt(NamedTuple):
    """A unit found in a text: `unit` ends at `end`; `surface` is how it is written."""

    unit: Unit
    surface: str
    end: int


class ParsedFigure(NamedTuple):
    """A figure in the flow. `low` and `high` are the two ends of a range or of a vague numeral, else both `value`.

    `numeral` is where the numeral itself begins; `unit` is None where none follows; `prefix` is a currency in front;
    `shared_unit` and `from_heading` tell that the unit stands elsewhere, behind a list or over a table.
    """

    start: int
    end: int
    numeral: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: Bound
    unit: UnitAt | None = None
    prefix: Unit | None = None
    bare: bool = False
    magnitude: bool = False
    style: str = "arabic"
    shared_unit: bool = False
    from_heading: bool = False

    def worth(self, value: Decimal, end: int) -> ParsedFigure:
        """The figure with another exact value, read on to `end`: 八块 with 五 behind it."""
        return self._replace(value=value, low=value, high=value, end=end)


@dataclass(frozen=True, slots=True)
class Modifier:
    """A word at a figure; `not_after` are characters that make it part of another word."""

    word: str
    bound: Bound | None
    not_after: str = ""


@dataclass(frozen=True, slots=True)
class Modifiers:
    """By place: `before`, `before_bare` (only before 百 千 万 亿 alone), `inside`, `after`, `after_end` (not before Han)."""

    before: Mapping[str, Modifier]
    before_bare: Mapping[str, Modifier]
    inside: Mapping[str, Modifier]
    after: Mapping[str, Modifier]
    after_end: Mapping[str, Modifier]


class _Number(NamedTuple):
    """A numeral with what is inside it: `value`, or `low`..`high` where it is vague or two digits stand side by side."""

    start: int
    end: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: Bound
    coefficient: Decimal
    scale: Decimal
    bare: bool
    style: str


_HAN_OR_DIGIT = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")
_SLASH = re.compile(r"(?<=[的占约近超过到逾足有])([1-9])/([2-9]|1\d|100)(?![\d/年月日])")
_RANGE = re.compile(r"至|到|[-—~]{1,2}")
_RANGE_OPENS = frozenset("至到-—~")
_LISTED = re.compile(r"[、,，]|和|与|及|以及")
_LIST_NUMBER = re.compile(r"(?:^|(?<=\n))[ ]*\d{1,2}\.(?=\d)")
_STRONG: frozenset[str] = frozenset(("over", "at_least", "at_most", "under", "nearly"))
_LONGEST_RUN = 60
_MAX_LIST = 40
#: more numbers than that, none with a unit: seen at a glance, for every one of them would be tried as a list of its own
_ENDLESS_LIST = re.compile(
    rf"(?:、\d++(?:\.\d++)?|、[〇零一二三四五六七八九十百千万亿两]++|[,，]\d{{1,2}}+(?!\d)){{{_MAX_LIST}}}"
)
_ONE = Decimal(1)
#: behind 多 these make it the word "many" of what follows: 5元多种, 3米多层, 5亩多半
_MANY = frozenset("元媒功层维样种次方边样家个项名地省人震额量热粮款半")
_TENS = (Decimal(100), Decimal(1000))
_HUNDRED_MILLION = Decimal(100_000_000)
#: 多数, 人数: what 数 ends as a noun
_WITH_NUMBER = frozenset("多少人总次户岁倍系参基指代函")
#: 数字, 数组: units that 数 makes another word with
_NUMBER_WORDS = frozenset("字组列")
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
        self.numbers = numbers
        self._data = any_of(data_words)
        (self._percent, self._ratio), self._is_word = shares, is_word
        self.modifiers = modifiers
        self.unit_at = unit_at
        self.prefixes = prefixes
        self._before_lengths = lengths_by_edge(modifiers.before, -1)
        self._after_lengths = lengths_by_edge((*modifiers.after, *modifiers.after_end), 0)
        self._prefix_lengths = lengths_by_edge(prefixes, -1)
        #: what may stand right before a figure and belong to it: the last of a modifier, a currency, a blank behind it, a sign
        self._edges_before = frozenset((*self._before_lengths, *self._prefix_lengths, *modifiers.before_bare, *" -负下"))
        self._compile()

    def _compile(self) -> None:
        n = self.numbers
        plain = [c for c in (*n.digits, *n.tens, *n.contracted) if c not in n.capitals]
        digits = "".join(c for c in n.digits if c not in n.capitals)
        tens = "".join(c for c in n.tens if c not in n.capitals)
        myriads = "".join(n.myriads)
        capitals = "".join(sorted(n.capitals))
        inside = "".join(self.modifiers.inside)
        # 千 and 兆 of 千米 and 兆瓦 belong to the unit, 百 of 百分点 to its word
        magnitude = rf"(?:[{tens}]?(?:[万亿]{{1,2}}|兆(?![瓦帕赫比欧伏字焦]))|百(?![{myriads}分])|千(?![{myriads}米瓦克伏卡帕安赫焦升比吨字]))"
        arabic = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
        # 3万6,415 and 2万4500: digits without a magnitude may close the number
        # and 248万681人, 1万500元 too
        closing = r"(?:(?:\d,\d{3}|\d{4})(?![\d.,，年万亿])|\d{3}(?=[\u4e00-\u9fff])(?![年月日号时点万亿])|\d{2}(?=[人元]))"
        mixed = rf"{arabic}(?:{magnitude}零?{arabic}(?={magnitude}))*(?:(?<=\d)万{closing}|{magnitude}?)"
        chinese = "".join(plain) + myriads
        # 十二.五元 as papers in Taiwan write, but not at the head of a line, where 三.五 is the number of a heading
        spelt = rf"(?:(?<=\S)[{chinese}]+\.[{digits}]+|[{chinese}]+(?:点[{digits}]+)?)[{myriads}]*"
        capital = rf"[{capitals}][{capitals}零{myriads}]+|[{capitals}](?=[元圆])"
        vague = rf"(?:好几|几|数)(?:[{tens}](?:[{myriads}]+)?|[{myriads}]+)?|若干"
        self._number_re = re.compile(
            rf"(?:(?P<arabic>{mixed})|(?P<vague>{vague})|(?P<capital>{capital})|(?P<spelt>{spelt}))"
            rf"(?P<in1>[{inside}几数])?(?P<ge>个(?=[万亿]|[十百千]+[万亿]))?(?P<mag>{magnitude})?(?P<in2>[{inside}])?"
        )
        self._fraction_re = re.compile(rf"({spelt}|\d+)分之(?=[\d{chinese}几数])")
        self._hit = re.compile(rf"(?P<run>[0-9{chinese}{capitals}]+)|好几|几|数|若干")
        self._side_by_side = re.compile(rf"(?<![{digits}])([一二两三四五六七八九])([二三四五六七八九]|(?<=一)两)(?![{digits}])")
        self._tens, self._myriads = set(tens), set(myriads)
        self._magnitudes = tens + myriads
        self._closing = myriads + "百千"
        #: digits in Chinese, and what makes a longer number with the one before it
        self._lone = {char: value for char in digits if not char.isdecimal() and (value := n.value(char)) is not None}
        #: behind these 几 and 数 are not the whole of a numeral
        self._numerals = frozenset((*plain, *myriads, *"0123456789"))
        self._lengthens = frozenset((*n.digits, *plain, *capitals, *myriads, *inside, *"0123456789几点.个兆"))

    def scan(self, text: str, blocked: Callable[[int, int], int]) -> Iterator[ParsedFigure]:
        """Figures of the flow, ascending. `blocked(start, end)` gives the end of what excludes that stretch, or 0."""
        position = 0
        while hit := self._hit.search(text, position):
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
        above = self._number(text, match.end())
        if not below or above is None:
            return None
        longer = text[above.end - 1 : above.end + 2] if above else ""
        if above is not None and above.value is None and len(longer) == 3 and self._is_word(longer):
            above = self._number(text[: above.end - 1], match.end()) or above  # 百分之一 | 二手房
        unit = UnitAt(self._percent if below == 100 else self._ratio, "%" if below == 100 else "ratio", above.end)
        figure = self._plain(above, unit)
        separator = _RANGE.match(text, above.end)
        if separator and above.value is not None:
            begin = separator.end()
            repeated = self._fraction_re.match(text, begin)
            second = self._number(text, repeated.end() if repeated else begin)
            if second is not None and second.value is not None and second.value > above.value:
                closing = self.unit_at(text, second.end)
                if closing is None or repeated:
                    figure = self._plain(second, unit._replace(end=second.end))._replace(low=above.value, value=None,
                                     high=second.value, bound="range")  # fmt: skip
        if below != 100:
            value, low, high = (_ratio(x, below) for x in (figure.value, figure.low, figure.high))
            figure = figure._replace(value=value, low=low, high=high)
        return [self._dressed(text, figure._replace(start=match.start(), numeral=match.start(), bare=False))]

    def _slash(self, text: str, match: re.Match[str]) -> list[ParsedFigure] | None:
        """占总数的1/3."""
        above, below = Decimal(match[1]), Decimal(match[2])
        value = _ratio(above, below) if above < below else None
        if value is None:
            return None
        unit = UnitAt(self._ratio, "ratio", match.end())
        figure = ParsedFigure(match.start(), match.end(), match.start(), value, value, value, "exact", unit)
        return [self._dressed(text, figure)]

    def _figure(self, text: str, position: int) -> list[ParsedFigure] | None:
        if fraction := self._fraction_re.match(text, position):
            return self._fraction(text, fraction)
        if text.startswith("/", position + 1) and (slash := _SLASH.match(text, position)):
            return self._slash(text, slash)
        first = self._number(text, position)
        if first is None:
            return None
        first, unit = self._with_unit(text, first)
        ranged = self._ranged(text, first, unit)
        if ranged is not None:
            return [self._dressed(text, ranged)]
        if unit is None and (shared := self._list(text, first)):
            return shared
        return [self._dressed(text, self._plain(first, unit))]

    def _with_unit(self, text: str, number: _Number) -> tuple[_Number, UnitAt | None]:
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
            shorter = self._number_re.match(text[: number.end - 1], number.start)
            if unit is not None and unit.end > number.end and shorter is not None and not unit.unit.discrete:
                kept = self._certain(text[: number.end - 1], shorter) if not shorter["vague"] else None
                if kept is not None and kept.end == number.end - 1 and kept.value is not None:
                    return kept, unit
        lengths = self._after_lengths.get(text[number.end : number.end + 1])
        if lengths and any(text[number.end : number.end + n] in self.modifiers.after for n in lengths if n > 1):
            return number, None  # 三万出头
        unit = self.unit_at(text, number.end)
        if (
            unit is None
            and number.style == "arabic"
            and text[number.end - 1] == "兆"
            and (bits := self.unit_at(text, number.end - 1))
        ):
            without = self._number(text[: number.end - 1], number.start)  # 300兆: no trillion without a unit behind it
            if without is not None and without.value is not None and without.value < 100 and not self._data.search(text):
                return number, None  # but 1.25兆 where nothing speaks of data
            return (without, bits) if without is not None else (number, None)
        return number, unit

    # -- numerals

    def _number(self, text: str, position: int) -> _Number | None:
        if (value := self._lone.get(text[position : position + 1])) and text[position + 1 : position + 2] not in self._lengthens:
            return _Number(position, position + 1, value, value, value, "exact", value, _ONE, False, "chinese")
        match = self._number_re.match(text, position)
        if match is None:
            return None
        if match["vague"]:
            before = text[match.start() - 1 : match.start()]
            many = text[match.start()] == "数" and before in _WITH_NUMBER
            return None if many or before in self._numerals else self._vague(text, match)  # 多数, 人数; 一百 | 几十
        return self._certain(text, match)

    def _vague(self, text: str, match: re.Match[str]) -> _Number:
        """数百, 几十, 几, 若干: from twice to ten times the magnitude named."""
        word = match["vague"].removeprefix("好几").removeprefix("几").removeprefix("数").removeprefix("若干")
        scale = (self.numbers.value(word) if word else None) or _ONE
        end = match.end("vague")
        tail = self._tail_magnitude(match) if word or match["in1"] in (None, "") else None
        if tail is not None:
            factor, end = tail
            scale *= factor
        return _Number(match.start(), end, scale, 2 * scale, 10 * scale, "vague", scale, scale, False, "chinese")

    def _tail_magnitude(self, match: re.Match[str]) -> tuple[Decimal, int] | None:
        if not match["mag"]:
            return None
        factor = self.numbers.value(match["mag"])
        return (factor or _ONE, match.end("mag"))

    def _certain(self, text: str, match: re.Match[str]) -> _Number | None:
        group = "arabic" if match["arabic"] else "capital" if match["capital"] else "spelt"
        style = {"arabic": "arabic", "capital": "capital", "spelt": "chinese"}[group]
        written, start, end = match[group], match.start(group), match.end(group)
        bound: Bound = "exact"
        factor = _ONE
        inside = match["in1"] or ""
        if inside in ("几", "数"):
            if inside == "几" and (some := self._some_more(written, text, match, style)):
                return some
            if not self._is_teen(written, inside, text, match):
                return self._settle(written, text, start, end, style, "exact", _ONE)
            factor, end = self._tail_magnitude(match) or (_ONE, match.end("in1"))
            value = self.numbers.value(written)
            if value is None:
                return None
            low, high = (value + 1) * factor, (value + 9) * factor
            return _Number(start, end, value * factor, low, high, "vague", value, factor, False, style)
        if inside and self._modifies(inside, written, text, match):
            bound = self.modifiers.inside[inside].bound or "exact"
            end = match.end("in1")
        elif inside:
            return self._settle(written, text, start, end, style, "exact", _ONE)
        if match["mag"] and (inside or match["ge"]):
            written, end = written + match["mag"], match.end("mag")
            if match["in2"] and bound == "exact":
                bound, end = self.modifiers.inside[match["in2"]].bound or "exact", match.end("in2")
        return self._settle(written, text, start, end, style, bound, factor)

    def _some_more(self, written: str, text: str, match: re.Match[str], style: str) -> _Number | None:
        """一百几十, 两千几百: a round number and some tens, hundreds."""
        end = match.end("in1")
        value, step = self.numbers.value(written), self.numbers.value(text[end : end + 1])
        if value is None or step is None or self.numbers.value(written[-1]) != 10 * step:
            return None
        return _Number(match.start(), end + 1, value, value + 2 * step, value + 9 * step, "vague", value, _ONE, False, style)

    def _is_teen(self, written: str, inside: str, text: str, match: re.Match[str]) -> bool:
        """十几, 20几, 十数家: some more than a round ten; but 三十 | 数字."""
        if not (written[-1] == "十" or (written.isdecimal() and len(written) == 2 and written[1] == "0")):
            return False
        end = match.end("in1")
        return inside == "几" or (text[end : end + 1] not in _NUMBER_WORDS and self.unit_at(text, end) is not None)

    def _modifies(self, inside: str, written: str, text: str, match: re.Match[str]) -> bool:
        """余 and 多 follow any numeral that a unit follows; 来 only a round Chinese one (十来个), never 3来."""
        if inside == "来":
            if written.isascii():  # 600来米
                return written.isdecimal() and written[-1] == "0" and self.unit_at(text, match.end("in1")) is not None
            return written[-1] in self._tens or written[-1] in self._myriads
        if inside == "多" and written[-1] not in self._myriads:
            return not text.startswith(("多方", "多元化", "多元文", "多次元", "多层次", "多维"), match.start("in1"))
        return True

    def _settle(self, written: str, text: str, start: int, end: int, style: str, bound: Bound, factor: Decimal) -> _Number | None:
        if style == "chinese" and "点" not in written and "." not in written and (pair := self._side_by_side.search(written)):
            return self._pair(written, pair, text, start, end, factor)
        value = self.numbers.value(written)
        if value is None and len(written) > 1 and written[-1] == "两":
            return self._settle(written[:-1], text, start, end - 1, style, bound, factor)  # 三|两白酒
        if value is None:
            return None
        bare = not written.strip(self._magnitudes)
        coefficient, scale = self._split(written, value)
        worth = value * factor
        return _Number(start, end, worth, worth, worth, bound, coefficient, scale * factor, bare, style)

    def _split(self, written: str, value: Decimal) -> tuple[Decimal, Decimal]:
        """A numeral as coefficient and the magnitude that closes it: 30万 is 30 and 10000."""
        stem = written.rstrip(self._closing)
        if not stem or stem == written:
            return value, _ONE
        coefficient = self.numbers.value(stem)
        return (coefficient, value / coefficient) if coefficient else (value, _ONE)

    def _pair(self, written: str, pair: re.Match[str], text: str, start: int, end: int, factor: Decimal) -> _Number | None:
        """三五百, 一万六七, 四十五六: two digits side by side are the ends of a range."""
        first, second = (self.numbers.digits[pair[i]] for i in (1, 2))
        if second - first != 1 and (first, second) != (3, 5):
            value = Decimal(10 * first + second)  # 一四% as papers in Taiwan write
            alone = pair[0] == written and text.startswith("%", end)
            return _Number(start, end, value, value, value, "exact", value, _ONE, False, "chinese") if alone else None
        if pair[2] == "两" and pair.end() == len(written) and self.unit_at(text, end) is None and factor == 1:
            return self._settle(written[:-1], text, start, end - 1, "chinese", "exact", factor)  # 一|两黄金
        second_word = len(text) > end and pair.end() == len(written) and self.unit_at(text, end) is None
        if second_word and self._is_word(text[end - 1 : end + 1]):
            return self._settle(
                written[:-1], text, start, end - 1, style="chinese", bound="exact", factor=factor
            )  # 百分之一 | 二手房
        low, high = (self.numbers.value(written[: pair.start()] + pair[i] + written[pair.end() :]) for i in (1, 2))
        if low is None or high is None or low >= high:
            return None
        scale = max(factor, Decimal(10_000 if any(c in self._myriads for c in written) else 1))
        return _Number(start, end, None, low * factor, high * factor, "range", low, scale, False, "chinese")

    # -- units, ranges, lists

    def _plain(self, number: _Number, unit: UnitAt | None) -> ParsedFigure:
        return ParsedFigure(
            number.start, unit.end if unit else number.end, number.start, number.value, number.low, number.high, number.bound,
            unit, None, number.bare, number.bare or number.scale >= 10_000, number.style,
        )  # fmt: skip

    def _ranged(self, text: str, first: _Number, unit: UnitAt | None) -> ParsedFigure | None:
        """`20至30万元`, `2000万元至3000万元`, `3、4百万元`; None where the two are no ends of a range."""
        if first.value is None:
            return None
        position = unit.end if unit else first.end
        separator = _RANGE.match(text, position) if text[position : position + 1] in _RANGE_OPENS else None
        if separator is None:
            if unit is None and text.startswith("、", position):
                return self._neighbours(text, first, position + 1)
            return None
        second = self._number(text, separator.end())
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
        figure = self._plain(second, closing)
        return figure._replace(start=start, numeral=start, value=None, low=low, high=second.value, bound="range")

    def _neighbours(self, text: str, first: _Number, position: int) -> ParsedFigure | None:
        """`3、4百万元`, `七、八个`: two neighbouring digits before one unit."""
        second = self._number(text, position)
        if second is None or second.value is None or first.value is None or first.value >= 10 or first.value < 1:
            return None
        scale = second.value / (first.value + 1)
        if scale not in _POWERS or second.bound not in ("exact", "over") or second.style != first.style:
            return None
        closing = self.unit_at(text, second.end)
        if closing is None or text[first.start - 1 : first.start] in ("、", "第", ",", "，"):
            return None
        figure = self._plain(second, closing)
        low = first.value * scale
        return figure._replace(start=first.start, numeral=first.start, value=None, low=low, high=second.value, bound="range")

    def _list(self, text: str, first: _Number) -> list[ParsedFigure] | None:
        """`3、5、8个` and `3.2%、4.5和5.1个百分点`: bare numbers of a list take the unit that closes it.

        One comma ends a clause (人口12.6万，六成以上住在城里); only from two on they may list."""
        numbers = [first]
        position, commas = first.end, 0
        if not _LISTED.match(text, position):
            return None
        if text.startswith("、", position) and text[first.start - 1 : first.start] in ("", "\n"):
            return None  # 五、十万亩棉田: the number of a heading
        if _ENDLESS_LIST.match(text, position):
            return None
        while len(numbers) < _MAX_LIST and (mark := _LISTED.match(text, position)):
            following = self._number(text, mark.end())
            if following is None or following.value is None or following.style != first.style:
                return None
            numbers.append(following)
            commas += mark[0] in ",，"
            if unit := self.unit_at(text, following.end):
                return self._shared(text, numbers, unit) if commas != 1 else None
            position = following.end
        return None

    def _shared(self, text: str, numbers: list[_Number], unit: UnitAt) -> list[ParsedFigure]:
        figures = [self._plain(number, None)._replace(unit=unit, shared_unit=True) for number in numbers[:-1]]
        return [*(self._dressed(text, f, behind=False) for f in figures), self._dressed(text, self._plain(numbers[-1], unit))]

    # -- modifiers

    def _dressed(self, text: str, figure: ParsedFigure, *, behind: bool = True) -> ParsedFigure:
        """The figure with the modifiers and the currency that stand at it."""
        start, end, prefix = figure.start, figure.end, None
        bounds: list[Bound] = [figure.bound]
        value, low, high = figure.value, figure.low, figure.high
        if text[start - 1 : start] in self._edges_before:
            sign = self._sign(text, figure)
            if sign:
                start -= sign
                if figure.bound == "range" and text[start] == "-":
                    low = None if low is None else -low  # -5至3℃
                else:
                    value, low, high = (None if x is None else -x for x in (value, high, low))
            start, prefix = self._in_front(text, start, bounds, figure)
        if behind and (figure.unit is not None or prefix is not None or figure.magnitude):
            end = self._behind(text, end, bounds, figure.unit)
        if start == figure.start and end == figure.end:
            return figure  # nothing stands at it
        return figure._replace(start=start, end=end, value=value, low=low, high=high, bound=_combined(bounds), prefix=prefix)

    def _in_front(self, text: str, start: int, bounds: list[Bound], figure: ParsedFigure) -> tuple[int, Unit | None]:
        """Where modifiers and a currency before `start` begin, and that currency; what they bound is added to `bounds`."""
        prefix = None
        while True:
            if word := self._word_before(text, start, figure):
                start -= len(word.word)
                if word.bound:
                    bounds.append(word.bound)
                continue
            if prefix is None and (found := self._prefix_before(text, start)):
                prefix, start = found
                continue
            return start, prefix

    def _sign(self, text: str, figure: ParsedFigure) -> int:
        """The length of a minus sign in front: 零下20摄氏度, -5℃, 为-3.2%; 0 where a dash joins or lists."""
        start = figure.start
        if text.startswith("零下", start - 2) and start >= 2:
            return 2
        if not start or figure.unit is None or figure.unit.unit.discrete:
            return 0
        if text[start - 1] == "负" and text[start - 2 : start - 1] not in ("胜", "肩", "担"):
            return 1
        joined = start >= 2 and re.match(r"[0-9A-Za-z%年月日号时点℃)]", text[start - 2])
        return 1 if text[start - 1] == "-" and not joined else 0

    def _word_before(self, text: str, start: int, figure: ParsedFigure) -> Modifier | None:
        words = self.modifiers.before
        for length in self._before_lengths.get(text[start - 1 : start], ()):
            word = words.get(text[start - length : start]) if start >= length else None
            if word is not None and not self._part_of_word(text, start - length, word):
                return word
        if figure.bare and start == figure.start and start:
            word = self.modifiers.before_bare.get(text[start - 1])
            if word is not None and not self._part_of_word(text, start - 1, word):
                return word
        return None

    def _part_of_word(self, text: str, begin: int, word: Modifier) -> bool:
        """Whether the character before makes the modifier another word: 签约3家, but not 损失约2亿 (损失 | 约)."""
        if not begin or text[begin - 1] not in word.not_after:
            return False
        return not (begin > 1 and self._is_word(text[begin - 2 : begin]))

    def _prefix_before(self, text: str, start: int) -> tuple[Unit, int] | None:
        gap = 1 if text[start - 1 : start] == " " else 0
        for length in self._prefix_lengths.get(text[start - gap - 1 : start - gap], ()):
            begin = start - gap - length
            if begin < 0:
                continue
            surface = text[begin : start - gap]
            if (unit := self.prefixes.get(surface)) is not None:
                latin = surface[0].isascii() and surface[0].isalpha()
                if latin and begin and text[begin - 1].isascii() and text[begin - 1].isalpha():
                    continue
                return unit, begin
        return None

    def _behind(self, text: str, end: int, bounds: list[Bound], unit: UnitAt | None) -> int:
        for length in self._after_lengths.get(text[end : end + 1], ()):
            piece = text[end : end + length]
            word = self.modifiers.after.get(piece)
            if word is None and (word := self.modifiers.after_end.get(piece)) is not None:
                following = text[end + length : end + length + 1]
                measured = piece in ("多", "余") and unit is not None and not unit.unit.discrete
                sold = piece == "起" and following in tuple("订售批拍征租")
                if following and _HAN_OR_DIGIT.match(following) and not sold and (not measured or following in _MANY):
                    word = None
            if word is not None and piece in self.modifiers.before and self._hit.match(text, end + length):
                word = None  # 一个|不到一平方公里的山坳
            if word is not None:
                if word.bound:
                    bounds.append(word.bound)
                return end + len(piece)
        return end


def _combined(bounds: list[Bound]) -> Bound:
    """One bound of several: a range stays a range, an inequality beats about, about beats exact."""
    for fixed in ("range", "vague"):
        if fixed in bounds:
            return "range" if fixed == "range" else "vague"
    strong = [bound for bound in bounds if bound in _STRONG]
    if strong:
        return strong[-1]
    return "about" if "about" in bounds else "exact"


def _ratio(above: Decimal | None, below: Decimal) -> Decimal | None:
    return None if above is None else round(above / below, 6).normalize()
