"""Reflow: the folded text without the breaks and blanks that only layout put there.

`江苏援伊·南通工作⏎⏎组联合` is one sentence cut by a page end; `2017 年 8 月` is a date with blanks. In the flow both are
whole, and `Flow.raw` leads any of its spans back to the offsets of the article.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.model import Span
from pipeline.text.scanner import Scanner

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
#: what may be taken out: zero-width marks, one or two blanks between digit and Han, a line break with what surrounds it
_REMOVABLE = re.compile(
    "[\u200b-\u200d\u2060\ufeff\u00ad]+"
    rf"|(?<=[0-9%)])[ \t]{{1,2}}(?=[{_HAN}(])|(?<=[{_HAN})(])[ \t]{{1,2}}(?=[0-9(])|(?<=[{_HAN}])[ \t](?=\()"
    r"|(?<=[0-9])[ \t](?=[-—~][ \t][0-9])|(?<=[0-9][ ][-—~])[ \t](?=[0-9])"
    r"|(?<=[0-9])[ ](?=%)"
    r"|(?:(?<=(?<![\d.,])\d)|(?<=(?<![\d.,])\d\d)|(?<=(?<![\d.,])\d{3}))[ ](?=\d{3}(?:[ ]\d{3})*(?:\.\d+)?[\u4e00-\u9fff%])"
    r"|(?<![ \t])[ \t]*\r?\n\s*"
)
_REMOVALS = Scanner(_REMOVABLE)
_TERMINAL = '。！？!?…；;：:”"』】》>|#*~-=_'
_CONTINUES = "，,、（(《“及和与的在将了对为是把被由向从以到且而或并等要再又也就还都这那其各每"
#: a line that starts like this starts something new: heading, list item, bullet, bracketed title, table row
_STARTS_NEW = re.compile(
    r"[#*\-·•★☆●◆■□▲△※>|\[【〔(《☎]|\d{1,2}[.、．)](?!\d)|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十\d]{1,3}[章节条]"
    r"|(?:图为|图片|来源|来\s源|编辑|责编|责任编辑|记者|作者|发布日期|时间|日期)"
)
#: a sentence closed, and behind it who wrote it
_SIGNED = re.compile(r"[。！？]\s*[(（][^()（）。，,]{2,24}[)）]$")
_LONG_LINE = 30
_WORD_REACH = 3


@dataclass(frozen=True, slots=True)
class Flow:
    """`text` is what the rules read. `_cuts[i]` is where, in the flow, the i-th removal stood; `_shifts[i]` is how
    many characters had been removed before it."""

    text: str
    _cuts: tuple[int, ...] = ()
    _shifts: tuple[int, ...] = (0,)

    def raw_offset(self, position: int) -> int:
        """The article's offset of the flow's character at `position`."""
        return position + self._shifts[bisect_right(self._cuts, position)]

    def raw(self, start: int, end: int) -> Span:
        """The article's span of the flow's span."""
        if not self._cuts:
            return Span(start, end)
        first = bisect_right(self._cuts, start)
        last = bisect_right(self._cuts, end - 1, first)
        return Span(start + self._shifts[first], end + self._shifts[last])


def reflow(folded: str, is_word: Callable[[str], bool]) -> Flow:
    """Take layout out of `folded`; `is_word` tells whether a string is in the segmenter's dictionary.

    A line break is taken out only where the line before it stops in the middle of a sentence; else it ends one.
    """
    pieces: list[str] = []
    cuts: list[int] = []
    shifts: list[int] = [0]
    kept = removed = 0
    for match in _REMOVALS.finditer(folded):
        start, end = match.span()
        if "\n" in match.group() and not _is_soft_break(folded, start, end, is_word):
            continue
        pieces.append(folded[kept:start])
        cuts.append(start - removed)
        removed += end - start
        shifts.append(removed)
        kept = end
    if not cuts:
        return Flow(folded)
    pieces.append(folded[kept:])
    return Flow("".join(pieces), tuple(cuts), tuple(shifts))


def _is_soft_break(text: str, start: int, end: int, is_word: Callable[[str], bool]) -> bool:
    """Whether the sentence goes on across the break `text[start:end]`."""
    if not start or end >= len(text):
        return False
    before = text[start - 1]
    gap = text[start:end]
    if before in _TERMINAL or gap.rstrip("\n\r").endswith("  ") or len(gap) - len(gap.rstrip(" ")) >= 2:
        return False
    if _STARTS_NEW.match(text, end):
        return False
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start:start].strip()
    if _SIGNED.search(line):
        return False
    has_clause = any(mark in line for mark in "，,。；")
    if before in _CONTINUES:
        return len(line) > 8
    if has_clause and len(line) >= _LONG_LINE:
        return True
    least = 2 if has_clause else 3  # a line without any comma is most likely a heading
    if not has_clause and len(line) < _LONG_LINE // 2:
        return False
    return _word_crosses(text[max(line_start, start - _WORD_REACH) : start], text[end : end + _WORD_REACH], least, is_word)


def _word_crosses(left: str, right: str, least: int, is_word: Callable[[str], bool]) -> bool:
    """Whether a dictionary word of `least` to four characters starts in `left` and ends in `right`."""
    return any(
        is_word(left[-a:] + right[:b])
        for a in range(1, min(len(left), _WORD_REACH) + 1)
        for b in range(1, min(len(right), _WORD_REACH) + 1)
        if least <= a + b <= 4
    )
