"""What stands at a figure and belongs to it: modifiers before and behind, a currency in front, a sign: 约|人民币|3700万元|左右."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from pipeline.model.mention import Bound
from pipeline.numerals.parsed import Modifier, Modifiers, ParsedFigure, Unit, UnitAt
from pipeline.rulebook.lexicon import lengths_by_edge

_HAN_OR_DIGIT = re.compile(r"[\u4e00-\u9fff0-9A-Za-z]")
_STRONG: frozenset[str] = frozenset(("over", "at_least", "at_most", "under", "nearly"))
#: behind 多 these make it the word "many" of what follows: 5元多种, 3米多层, 5亩多半
_MANY = frozenset("元媒功层维样种次方边样家个项名地省人震额量热粮款半")
#: what a currency behind it counts
_NUMBERS = frozenset("0123456789十百千万亿")


class Dresser:
    """Reads modifiers and currencies around a figure; `hit` matches where a numeral may begin."""

    def __init__(
        self, modifiers: Modifiers, prefixes: Mapping[str, Unit], is_word: Callable[[str], bool], hit: re.Pattern[str]
    ) -> None:
        self.modifiers, self.prefixes, self._is_word, self._hit = modifiers, prefixes, is_word, hit
        self._before_lengths = lengths_by_edge(modifiers.before, -1)
        self._after_lengths = lengths_by_edge((*modifiers.after, *modifiers.after_end), 0)
        self._prefix_lengths = lengths_by_edge(prefixes, -1)
        #: what may stand right before a figure and belong to it: the last of a modifier, a currency, a blank behind it, a sign
        self._edges_before = frozenset((*self._before_lengths, *self._prefix_lengths, *modifiers.before_bare, *" -负下"))

    def dressed(self, text: str, figure: ParsedFigure, *, behind: bool = True) -> ParsedFigure:
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

    def goes_on(self, text: str, at: int) -> bool:
        """Whether a modifier of several characters begins at `at`: 三万|出头."""
        lengths = self._after_lengths.get(text[at : at + 1], ())
        return any(text[at : at + n] in self.modifiers.after for n in lengths if n > 1)

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
                unit = figure.unit.surface if figure.unit is not None else ""
                solved = word.word == "破" and unit in _CASES
                last = word.word == "近" and unit in _RECENT and (figure.value or 0) <= _FEW
                other = word.word == "快" and unit not in _AGES  # 同比快3个百分点
                return None if solved or last or other else word
        if figure.bare and start == figure.start and start and (figure.value or 0) > _TEN:  # 分成|十个小组
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
                if surface[-1] in "元镑" and begin and text[begin - 1] in _NUMBERS:
                    continue  # 500万|美元|约3500万元: what counts the figure before
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


_TEN = 10
_AGES = frozenset(("岁", "周岁"))
#: units of what is solved, no limit passed: 警方破|3宗|贩毒案
_CASES = frozenset(("宗", "起", "件", "案", "桩"))
#: of so few of these 近 means the last: 近|5届|奥运会, but 近200场
_RECENT, _FEW = frozenset(("届", "场", "轮", "期", "赛季", "个赛季", "个交易日", "交易日")), 20


def _combined(bounds: list[Bound]) -> Bound:
    """One bound of several: a range stays a range, an inequality beats about, about beats exact."""
    for fixed in ("range", "vague"):
        if fixed in bounds:
            return "range" if fixed == "range" else "vague"
    strong = [bound for bound in bounds if bound in _STRONG]
    if strong:
        return strong[-1]
    return "about" if "about" in bounds else "exact"
