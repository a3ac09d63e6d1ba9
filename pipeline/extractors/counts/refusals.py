"""Why a numeral with a unit behind it may be no count: 三角形, 一家人, 五大学府, 下午三点, 第一位."""

from __future__ import annotations

import re

from pipeline.numerals import ParsedFigure
from pipeline.rulebook.figures import FigureRules, MeasureUnit
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists
from pipeline.rulebook.senses import UnitSenses
from pipeline.text import WordMap

_CLOSING = re.compile(r"[(，,。；;、左以)]|$")
_CLAUSE = re.compile(r"[，,。；;、]")
#: how far before 一 the one before it of a list stands
_LISTED_REACH = 10
_OF_CLOCK = re.compile(r"[\d一二三四五六七八九十]点$")
_SCORE = re.compile(r"\d{1,3}[:：]\d{1,3}(?!\d)")
_MEDALS = frozenset("金银铜")
_MEDAL_TALLY = re.compile(
    r"[一二两三四五六七八九十]金、?[一二两三四五六七八九十][银铜]|[一二两三四五六七八九十]银、?[一二两三四五六七八九十]铜"
)
#: 两男一女被捕: men and women are counted together
_SEXES = frozenset("男女")
_MEN_AND_WOMEN = re.compile(r"[\d一二两三四五六七八九十]{1,3}男、?[\d一二两三四五六七八九十]{1,3}女")
_SEXES_REACH = 4
#: 调高|一成五, no 高一
_BEFORE_TENTHS = frozenset("高低升降涨跌增减")
#: 一 of these is a figure: 增长一倍
_MEASURED = frozenset(("%", "倍", "个百分点", "百分点"))


class Refusals:
    """Tells figures from words and ordinals that look like them; the segmenter and the neighbours decide."""

    def __init__(self, figures: FigureRules, senses: UnitSenses, lists: WordLists) -> None:
        self._traps, self._senses = figures.unit_traps, senses
        self._parties, self._next = lists["count.party"], lists["count.next"]
        self._numbered = lists["count.numbered"]
        self._one = re.compile(f"(?:{any_of(lists['count.one']).pattern})$")
        self._closes = re.compile(rf"[，,。；;、！？!?)\n：:]|$|(?:{any_of(lists['count.closes']).pattern})")

    def reason(self, figure: ParsedFigure, unit: MeasureUnit, surface: str, text: str, words: WordMap) -> str:
        """The reason why the figure is none, or an empty string."""
        end = figure.unit.end if figure.unit else figure.end
        if unit.kind == "collective":
            return "collective"
        if figure.bare and figure.bound == "exact" and (figure.value or 0) < 100_000 and "十" not in text[figure.numeral : end]:
            return "effect"
        if surface in _SEXES:
            told = _MEN_AND_WOMEN.search(text, max(0, figure.numeral - _SEXES_REACH), end + _SEXES_REACH)
            return "" if told else "word"
        if surface in self._numbered and figure.bare is False and self._is_number_of_one(figure, text):
            return "name"
        if figure.style == "chinese" and (reason := self._chinese(figure, unit, surface, text, words)):
            return reason
        if surface == "个" and _SCORE.match(text, end):
            return "score"  # 以两个|21:7战胜对手
        if text[figure.numeral] == "0" and text[figure.numeral + 1 : figure.numeral + 2].isdecimal():
            return "identifier"  # 014拨号
        score = surface == "分" and self._senses.behind("分", "score", text, end)  # 83.8|分|居前三位
        if unit.risky and len(surface) == 1 and not score and self._opens_word(end, text, words):
            return "word"
        if (trap := self._traps.longest_at(text, end - len(surface))) and len(trap[0]) > len(surface):
            return "word"
        if surface in ("位", "名") and self._senses.before(surface, "rank", text, figure.start):
            return "ordinal"
        return self._needs_company(figure, surface, end, text, words)

    def _needs_company(self, figure: ParsedFigure, surface: str, end: int, text: str, words: WordMap) -> str:
        """Words that are units only beside certain others: 级 of an earthquake, 分 of a score, 折 of a price."""
        if surface == "级":
            sure = self._senses.behind("级", "magnitude", text, end) or "." in text[figure.start : end]
            return "" if sure or self._is_magnitude(figure.start, end, text) else "series"
        if surface == "分":
            return self._no_score(figure.start, end, text)
        if surface == "点":
            return self._no_points(figure, end, text, words)
        if surface in ("折", "番"):
            return "" if self._senses.before(surface, "discount", text, figure.start) else "word"
        return ""

    def _is_magnitude(self, start: int, end: int, text: str) -> bool:
        """发生3|级|左右, 风力达7|级|。"""
        if not self._senses.before("级", "magnitude", text, start):
            return False
        return _CLOSING.match(text, end) is not None or self._senses.behind("级", "magnitude", text, end, side="allows")

    def _no_score(self, start: int, end: int, text: str) -> str:
        before = text[max(0, start - 12) : start]
        if _OF_CLOCK.search(before):
            return "clock"  # 11点|40分
        closed = (
            text[end : end + 1] in tuple("，,。；;、)的之") or text.startswith(("以上", "以下"), end)
        ) and "时" not in before[-4:]
        told = self._senses.before("分", "score", text, start) or self._senses.behind("分", "score", text, end)
        return "" if closed or told else "word"

    def _no_points(self, figure: ParsedFigure, end: int, text: str, words: WordMap) -> str:
        if figure.style == "chinese" and noun_follows(end, text, words):
            return ""
        if figure.magnitude or text[end : end + 2] == "以上" or self._senses.before("点", "score", text, figure.start):
            return ""
        return "" if figure.value is not None and figure.value >= 100 else "clock"

    @staticmethod
    def _is_number_of_one(figure: ParsedFigure, text: str) -> bool:
        """Whether three digits number one thing of many: 106|煤矿, 301|医院; not 共设|120|车间."""
        end = figure.unit.end - len(figure.unit.surface) if figure.unit else figure.end
        return (
            figure.style == "arabic"
            and figure.bound == "exact"
            and len(text[figure.numeral : end]) == 3
            and text[figure.numeral : end].isdecimal()
        )

    def _is_listed(self, position: int, end: int, surface: str, text: str) -> bool:
        """Whether the one is the next of a list counted alike: 上海四例、福建|一例."""
        before = text.rfind(surface, max(0, position - _LISTED_REACH), position)
        listed = before > 0 and _is_numeral(text[before - 1]) and text[before + len(surface)] in "、，,"
        return (
            listed and not _CLAUSE.search(text, before + len(surface) + 1, position) and self._closes.match(text, end) is not None
        )

    @staticmethod
    def _opens_word(end: int, text: str, words: WordMap) -> bool:
        """Whether the unit that ends at `end` belongs to a longer word: 2006|巴斯, 十八|罗汉."""
        start, stop = words.covering(end - 1)
        return start == end - 1 and stop > end and words.segmenter.is_word(text[start:stop])

    def _chinese(self, figure: ParsedFigure, unit: MeasureUnit, surface: str, text: str, words: WordMap) -> str:
        """Chinese numerals begin many words: 三角形, 一家人, 七里河; the segmenter and the context decide."""
        end = figure.unit.end if figure.unit else figure.end
        if surface in _MEDALS and _MEDAL_TALLY.search(text, max(0, figure.numeral - 2), end + 3):
            return ""  # 一金二银四铜
        numeral = text[figure.numeral : end - len(surface)]
        start, stop = words.covering(figure.numeral)
        before = text[start : figure.numeral]
        if (
            start < figure.start
            and before not in ("上", "成")
            and not (surface == "成" and before in _BEFORE_TENTHS)
            and not _is_numeral(before)
            and words.segmenter.is_word(text[start:stop])
        ):
            return "word"
        if stop > end and words.segmenter.is_word(text[start:stop]):
            return "word"
        if numeral == "数" and words.covering(end - 1)[1] > end:
            return "word"  # 立案数|下降
        if numeral == "一" and figure.bound == "exact" and unit.discrete:
            more = self._one.search(text, max(0, figure.start - 4), figure.start) and self._closes.match(text, end)
            if not more and surface not in _MEASURED and not self._is_listed(figure.numeral, end, surface, text):
                return "article"
        if numeral == "两" and surface in self._parties and figure.bound == "exact":
            return "collective"  # 沪深两市
        if numeral == "一" and text[figure.numeral - 1 : figure.numeral] in self._next:
            return "ordinal"  # 上一交易日
        if numeral == "二" and unit.discrete and not figure.shared_unit:
            return "ordinal"  # 二期, 二次: two of a thing is 两
        if surface == "成":
            return ""
        if surface == "度" and self._senses.before("度", "spelt", text, figure.numeral):
            return ""
        if unit.risky and len(numeral) == 1 and figure.bound == "exact" and not figure.shared_unit:
            return "" if noun_follows(end, text, words) and numeral != "一" else "word"
        return ""


def noun_follows(end: int, text: str, words: WordMap) -> bool:
    """Whether a noun begins where a unit ends."""
    tagged = words.segmenter.tagged(text[end : end + 6])
    return bool(tagged) and tagged[0][1].startswith(("n", "vn", "b", "a")) and words.is_boundary(end)


def _is_numeral(text: str) -> bool:
    return all(c in "0123456789〇零一二两三四五六七八九十百千万亿.,，点余多来几数第约近超" for c in text)
