"""What a figure is per: 每年投入700万元, 人均2.3万元, 年产值超4亿元, 300元/亩."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.rulebook.lexicon import Lexicon, lengths_by_edge

_CLAUSE = re.compile(r"[，,。；;！？!?\n：:、()（）《》|\t]")
_REACH = 24
#: 一年三茬, 一天两趟: one period right before the figure
_ONE_TIME = re.compile(
    r"(?<![\d十百千万第同有近这那])一(年|天|周|个月|季|个季度|个学期|小时|个小时|斤|亩|公斤|吨|户|人|只|头)(?:能|可|种|收|跑|出|产|卖|挣|赚|补){0,2}$"
)
_EVERY = ("每年", "每月", "每天", "每日", "每周", "每人每年", "每户每年", "每人每月", "每季度")
_DIGITS = "0-9〇零一二两三四五六七八九十百千万亿廿"
#: what, standing right before, makes 年 月 日 the calendar's (2023年产值) and 均 an adverb (三人均获奖)
_BLOCKED = {
    "年": re.compile(
        rf"[{_DIGITS}按今去明前昨后当本同全上下次首末近历往来翌多几数半周整跨新青少中老壮学财过逐连某该哪早晚成童丰]$"
    ),
    "月": re.compile(rf"[{_DIGITS}本当上下每个同次首满某该腊正闰岁]$"),
    "日": re.compile(rf"[{_DIGITS}今昨明前后当本同次首翌近某该单节假息作生即末终往]$"),
    "均": re.compile(rf"(?:[{_DIGITS}]|工作|个|名|等|贫困|各|所有|比|全|被告|嫌疑|当事|负责|责任|受害|申请|候选|病|老|证)$"),
    "户": re.compile(r"[农用住客商租]$"),
}
_CHANGES = re.compile(
    r"(?:则|亦|也|再|仍|大|急|微|略|轻微|显著|大幅|小幅){0,2}(?:[增升跌减降涨]|上升|下[降跌滑]|回[落升]|收窄|扩大|倒退)"
)
_ONCE_BUILT = re.compile(r"[产成运营用投]后$")
_FIGURE_BETWEEN = re.compile(rf"[0-9一二三四五六七八九十百千万亿两][^年月日季{_DIGITS}]")
_NAMED = re.compile(r"(?:项目|基地|工程|园区|公司|企业|工厂|车间|生产线|计划|任务|目标)|等$")


class PerReader:
    """Reads the word before a figure in its clause, or the one that follows its unit."""

    def __init__(self, before: Mapping[str, str], after: Mapping[str, str]) -> None:
        self._before, self._after = Lexicon(before), dict(after)
        self._opening = re.compile(f"[{re.escape(''.join(sorted({word[0] for word in before})))}]")
        self._after_lengths = lengths_by_edge(after, 0)

    def before(self, text: str, start: int) -> str:
        """The `per` that the figure's clause says before `start`, or an empty string."""
        low = max(0, start - _REACH)
        if not self._opening.search(text, low, start) and text.find("一", low, start) < 0:
            return ""
        told = text[low:start].rstrip(": ")  # 人均纯收入:|15236元
        clause = _CLAUSE.split(told)[-1]
        found = ""
        position = 0
        while match := self._next(clause, position):
            word, begin = match
            position = begin + len(word)
            if self._blocked(word, clause[:begin], text, low + len(told) - len(clause)):
                position = begin + 1  # 三月人均: 月人均 is none, 人均 is
                continue
            rest = clause[position:]
            if word[0] == "按" and _CHANGES.match(rest):
                continue  # 按年|增长4.5%
            if word not in _EVERY and (_FIGURE_BETWEEN.search(rest) or _NAMED.search(rest)):
                continue
            per = self._before.entries[word]
            if "/" in per or (found and not rest):
                per = found or per.partition("/")[0]  # 每人每月: what a person gets
            found = per
        if not found and (once := _ONE_TIME.search(clause)):
            return once[1].removeprefix("个")
        return found

    def _next(self, clause: str, position: int) -> tuple[str, int] | None:
        """The first word at `position` or behind it, the longest that begins there, and where."""
        for opening in self._opening.finditer(clause, position):
            if word := self._before.longest_at(clause, opening.start()):
                return word[0], opening.start()
        return None

    def _blocked(self, word: str, left: str, text: str, clause_start: int) -> bool:
        before = left or text[max(0, clause_start - 1) : clause_start]
        if (
            len(word) > 1
            and word[1] == "均"
            and (_BLOCKED["均"].search(before) or (word[0] == "户" and _BLOCKED["户"].search(before)))
        ):
            return True
        if word[0] in "年月日" and _BLOCKED[word[0]].search(before):
            return _ONCE_BUILT.search(before) is None
        return False

    def after(self, text: str, end: int) -> tuple[str, int] | None:
        """`/亩` or `每亩` right behind the unit: what it says and where it ends."""
        for length in self._after_lengths.get(text[end : end + 1], ()):
            if len(piece := text[end : end + length]) == length and (per := self._after.get(piece)) is not None:
                return per, end + length
        return None
