"""A numeral as it is written, without its unit: 3700余万, 一百几十, 三五百, 248万681, 壹佰贰拾; what 多, 几 and 来 inside it mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from pipeline.model.mention import Bound
from pipeline.numerals.parse import NumeralSystem
from pipeline.numerals.parsed import Modifier, UnitAt

_ONE = Decimal(1)
_MORE = ("余", "多")
#: 多数, 人数: what 数 ends as a noun
_WITH_NUMBER = frozenset("多少人总次户岁倍系参基指代函")
#: 数字, 数组: units that 数 makes another word with
_NUMBER_WORDS = frozenset("字组列")


class Written(NamedTuple):
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


class WrittenNumerals:
    """Reads the numeral that begins at a position; `hit` finds where one may begin.

    What is no numeral behind a digit word (几, 数, 两) is told by the unit that follows (`unit_at`) and by `is_word`.
    """

    def __init__(
        self, numbers: NumeralSystem, inside: Mapping[str, Modifier], unit_at: Callable[[str, int], UnitAt | None],
        is_word: Callable[[str], bool],
    ) -> None:  # fmt: skip
        self.numbers, self._inside, self._unit_at, self._is_word = numbers, inside, unit_at, is_word
        self._compile()

    def _compile(self) -> None:
        n = self.numbers
        plain = [c for c in (*n.digits, *n.tens, *n.contracted) if c not in n.capitals]
        digits = "".join(c for c in n.digits if c not in n.capitals)
        tens = "".join(c for c in n.tens if c not in n.capitals)
        myriads = "".join(n.myriads)
        capitals = "".join(sorted(n.capitals))
        inside = "".join(self._inside)
        # 千 and 兆 of 千米 and 兆瓦 belong to the unit, 百 of 百分点 to its word
        magnitude = rf"(?:[{tens}]?(?:[万亿]{{1,2}}|兆(?![瓦帕赫比欧伏字焦]))|百(?![{myriads}分帕])|千(?![{myriads}米瓦克伏卡帕安赫焦升比吨字]))"
        arabic = r"(?:\d{1,3}(?:[,，]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
        # 3万6,415 and 2万4500: digits without a magnitude may close the number
        # and 248万681人, 1万500元, 2万234.5公顷 too
        closing = r"(?:\d{3,4}\.\d+(?=[\u4e00-\u9fff])(?![年月日号时点万亿])|(?:\d,\d{3}|\d{4})(?![\d.,，年万亿])|\d{3}(?=[\u4e00-\u9fff])(?![年月日号时点万亿])|\d{2}(?=[人元])|(?<=零)\d(?=[人元]))"
        mixed = rf"{arabic}(?:{magnitude}零?{arabic}(?={magnitude}))*(?:(?<=\d)万零?{closing}|{magnitude}?)"
        chinese = "".join(plain) + myriads
        # 十二.五元 as papers in Taiwan write, but not at the head of a line, where 三.五 is the number of a heading
        spelt = rf"(?:(?<=\S)[{chinese}]+\.[{digits}]+|[{chinese}]+(?:点[{digits}]+)?)[{myriads}]*"
        capital = rf"[{capitals}][{capitals}零{myriads}]+|[{capitals}](?=[元圆])"
        vague = rf"(?:好几|几|数)(?:[{tens}](?:[{myriads}]+)?|[{myriads}]+)?|若干"
        self._number_re = re.compile(
            rf"(?:(?P<arabic>{mixed})|(?P<vague>{vague})|(?P<capital>{capital})|(?P<spelt>{spelt}))"
            rf"(?P<in1>[{inside}几数])?(?P<ge>个(?=[万亿]|[十百千]+[万亿])(?![十百千万亿]+元(?:以上|级|大?项目|产业|工业|企业|园区|[村镇乡县街楼]|重[大点])))?(?P<mag>{magnitude})?(?P<in2>[{inside}])?"
        )
        self.fraction = re.compile(rf"({spelt}|\d+)分之(?=[\d{chinese}几数])")
        self.hit = re.compile(rf"(?P<run>[0-9{chinese}{capitals}]+)|好几|几|数|若干")
        self._side_by_side = re.compile(rf"(?<![{digits}])([一二两三四五六七八九])([二三四五六七八九]|(?<=一)两)(?![{digits}])")
        self._tens, self._myriads = set(tens), set(myriads)
        self._magnitudes = tens + myriads
        self._closing = myriads + "百千"
        #: digits in Chinese, and what makes a longer number with the one before it
        self._lone = {char: value for char in digits if not char.isdecimal() and (value := n.value(char)) is not None}
        #: behind these 几 and 数 are not the whole of a numeral
        self._numerals = frozenset((*plain, *myriads, *"0123456789"))
        self._lengthens = frozenset((*n.digits, *plain, *capitals, *myriads, *inside, *"0123456789几点.个兆"))

    def read(self, text: str, position: int) -> Written | None:
        """The numeral that begins at `position`, None where none does."""
        if (value := self._lone.get(text[position : position + 1])) and text[position + 1 : position + 2] not in self._lengthens:
            return Written(position, position + 1, value, value, value, "exact", value, _ONE, False, "chinese")
        match = self._number_re.match(text, position)
        if match is None:
            return None
        if match["vague"]:
            before = text[match.start() - 1 : match.start()]
            many = text[match.start()] == "数" and before in _WITH_NUMBER
            return None if many or before in self._numerals else self._vague(text, match)  # 多数, 人数; 一百 | 几十
        return self._certain(text, match)

    def _vague(self, text: str, match: re.Match[str]) -> Written:
        """数百, 几十, 几, 若干: from twice to ten times the magnitude named."""
        word = match["vague"].removeprefix("好几").removeprefix("几").removeprefix("数").removeprefix("若干")
        scale = (self.numbers.value(word) if word else None) or _ONE
        end = match.end("vague")
        tail = self._tail_magnitude(match) if word or match["in1"] in (None, "") else None
        if tail is not None:
            factor, end = tail
            scale *= factor
        elif word and match["in1"] in _MORE:
            end = match.end("in1")  # 几千余件
        return Written(match.start(), end, scale, 2 * scale, 10 * scale, "vague", scale, scale, False, "chinese")

    def _tail_magnitude(self, match: re.Match[str]) -> tuple[Decimal, int] | None:
        if not match["mag"]:
            return None
        factor = self.numbers.value(match["mag"])
        return (factor or _ONE, match.end("mag"))

    def _certain(self, text: str, match: re.Match[str]) -> Written | None:
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
            return Written(start, end, value * factor, low, high, "vague", value, factor, False, style)
        if inside and self._modifies(inside, written, text, match):
            bound = self._inside[inside].bound or "exact"
            end = match.end("in1")
        elif inside:
            return self._settle(written, text, start, end, style, "exact", _ONE)
        if match["mag"] and (inside or match["ge"]):
            written, end = written + match["mag"], match.end("mag")
            if match["in2"] and bound == "exact":
                bound, end = self._inside[match["in2"]].bound or "exact", match.end("in2")
        return self._settle(written, text, start, end, style, bound, factor)

    def _some_more(self, written: str, text: str, match: re.Match[str], style: str) -> Written | None:
        """一百几十, 两千几百: a round number and some tens, hundreds."""
        end = match.end("in1")
        value, step = self.numbers.value(written), self.numbers.value(text[end : end + 1])
        if value is None or step is None or self.numbers.value(written[-1]) != 10 * step:
            return None
        return Written(match.start(), end + 1, value, value + 2 * step, value + 9 * step, "vague", value, _ONE, False, style)

    def _is_teen(self, written: str, inside: str, text: str, match: re.Match[str]) -> bool:
        """十几, 20几, 十数家: some more than a round ten; but 三十 | 数字."""
        if not (written[-1] == "十" or (written.isdecimal() and len(written) == 2 and written[1] == "0")):
            return False
        end = match.end("in1")
        return inside == "几" or (text[end : end + 1] not in _NUMBER_WORDS and self._unit_at(text, end) is not None)

    def _modifies(self, inside: str, written: str, text: str, match: re.Match[str]) -> bool:
        """余 and 多 follow any numeral that a unit follows; 来 only a round Chinese one (十来个), never 3来."""
        if inside == "+":  # 10亿+|美元, 5000+家; not 1+8
            return text[match.end("in1") : match.end("in1") + 1].isalpha()
        if inside == "来":
            if written.isascii():  # 600来米
                return written.isdecimal() and written[-1] == "0" and self._unit_at(text, match.end("in1")) is not None
            return written[-1] in self._tens or written[-1] in self._myriads
        if inside == "多" and written[-1] not in self._myriads:
            return not text.startswith(("多方", "多元化", "多元文", "多次元", "多层次", "多维"), match.start("in1"))
        return True

    def _settle(self, written: str, text: str, start: int, end: int, style: str, bound: Bound, factor: Decimal) -> Written | None:
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
        return Written(start, end, worth, worth, worth, bound, coefficient, scale * factor, bare, style)

    def _split(self, written: str, value: Decimal) -> tuple[Decimal, Decimal]:
        """A numeral as coefficient and the magnitude that closes it: 30万 is 30 and 10000."""
        stem = written.rstrip(self._closing)
        if not stem or stem == written:
            return value, _ONE
        coefficient = self.numbers.value(stem)
        return (coefficient, value / coefficient) if coefficient else (value, _ONE)

    def _pair(self, written: str, pair: re.Match[str], text: str, start: int, end: int, factor: Decimal) -> Written | None:
        """三五百, 一万六七, 四十五六: two digits side by side are the ends of a range."""
        first, second = (self.numbers.digits[pair[i]] for i in (1, 2))
        if second - first != 1 and (first, second) != (3, 5):
            value = Decimal(10 * first + second)  # 一四% as papers in Taiwan write
            alone = pair[0] == written and text.startswith("%", end)
            return Written(start, end, value, value, value, "exact", value, _ONE, False, "chinese") if alone else None
        if pair[2] == "两" and pair.end() == len(written) and self._unit_at(text, end) is None and factor == 1:
            return self._settle(written[:-1], text, start, end - 1, "chinese", "exact", factor)  # 一|两黄金
        second_word = len(text) > end and pair.end() == len(written) and self._unit_at(text, end) is None
        if second_word and self._is_word(text[end - 1 : end + 1]):
            return self._settle(
                written[:-1], text, start, end - 1, style="chinese", bound="exact", factor=factor
            )  # 百分之一 | 二手房
        low, high = (self.numbers.value(written[: pair.start()] + pair[i] + written[pair.end() :]) for i in (1, 2))
        if low is None or high is None or low >= high:
            return None
        scale = max(factor, Decimal(10_000 if any(c in self._myriads for c in written) else 1))
        return Written(start, end, None, low * factor, high * factor, "range", low, scale, False, "chinese")
