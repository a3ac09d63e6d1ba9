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
from pipeline.text.columns import column_of, fills, word_crosses
from pipeline.text.scanner import Scanner
from pipeline.text.tables import is_row

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_MYRIADS, _TAIL = "[万亿千百]", "[万亿千百余多]"
#: what may be taken out: zero-width marks, what prints bold in Markdown, a blank between digit and Han, a line break with what surrounds it
_REMOVABLE = re.compile(
    r"[\u200b-\u200d\u2060\ufeff\u00ad]+|\*\*"
    rf"|(?:(?<=[0-9%)])|(?<=[0-9]\*\*))[ ](?=[{_HAN}(])|(?<=[{_HAN})(])[ ](?=[0-9(]|\*\*[0-9])|(?<=[{_HAN}])[ ](?=\()"
    r"|(?<=[0-9])[ ](?=[-—~][ ][0-9])|(?<=[0-9][ ][-—~])[ ](?=[0-9])"
    r"|(?<=[0-9])[ ](?=%)"
    rf"|(?:(?<=[0-9]{_TAIL})|(?<=[0-9] {_TAIL})|(?<={_MYRIADS}[余多])|(?<={_MYRIADS} [余多]))[ ](?=[万亿千百余多元人户名吨亩])"
    r"|(?:(?<=[0-9][年月])|(?<=[0-9] [年月]))[ ](?=[底初末]|[上中下]旬)"
    r"|(?:(?<=(?<![\d.,])\d)|(?<=(?<![\d.,])\d\d)|(?<=(?<![\d.,])\d{3}))[ ](?=\d{3}(?:[ ]\d{3})*(?:\.\d+)?[ ]?[\u4e00-\u9fff%])"
    r"|(?<![ \t])[ \t]*\r?\n\s*"
)
_REMOVALS = Scanner(_REMOVABLE)
#: of a text that stands letter by letter, or word by word: the mark between digits may be that of 1,821 or 1:2
_MARKS = "，。、；：“”（）()《》%‰℃°$:~—/+-"
_SPACED = re.compile(
    rf"(?<=[{_HAN}{_MARKS}])[ ](?=[{_HAN}{_MARKS}])|(?<=[0-9])[ ](?=[A-Za-z{_MARKS}]|[.,][ ]?[0-9])|(?<=[A-Za-z{_MARKS}])[ ](?=[0-9])"
    r"|(?:(?<=[0-9][.,])|(?<=[0-9][ ][.,]))[ ](?=[0-9])|(?<=(?<![0-9.])[0-9])[ ](?=[0-9](?![0-9]))|(?<=[A-Z])[ ](?=\$)"
)
_SPACED_REMOVALS = Scanner(re.compile(f"{_SPACED.pattern}|{_REMOVABLE.pattern}"))
_TERMINAL = '。！？!?…；;：:”"』】》>|#*~-=_'
_CONTINUES = "，,、（(《“及和与的在将了对为是把被由向从以到且而或并等要再又也就还都这那其各每"
#: a line that starts like this starts something new: heading, list item, bullet, bracketed title, table row
_STARTS_NEW = re.compile(
    r"[#*\-·•★☆●◆■□▲△※>|\[【〔(《☎]|\d{1,2}[.、．)](?!\d)|[一二三四五六七八九十]{1,3}[、.]|第[一二三四五六七八九十\d]{1,3}[章节条]"
    r"|(?:图为|图片|来源|来\s源|编辑|责编|责任编辑|记者|作者|发布日期|时间|日期)"
)
#: what closes a sentence even where a line is full
_CLOSED = re.compile(r"[。！？!?…>|#*=_][”\"』】)]*$")
#: a sentence closed, and behind it who wrote it
_SIGNED = re.compile(r"[。！？]\s*[(（][^()（）。，,]{2,24}[)）]$")
_LONG_LINE = 30
_WIDER = 1.3


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
    column = column_of(folded, is_word)
    for match in (_SPACED_REMOVALS if _is_spaced(folded) else _REMOVALS).finditer(folded):
        start, end = match.span()
        if "\n" in match.group() and (not _is_soft_break(folded, start, end, column, is_word) or _in_table(folded, start, end)):
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


def _is_spaced(text: str) -> bool:
    """Whether blanks stand between the letters or words of the text: 霍 城 县 共 有, 全县 完成 投资."""
    return 6 * text.count(" ") > len(text) and 10 * sum(1 for _ in _SPACED.finditer(text)) > len(text)


def _is_wider(text: str, start: int, line: str) -> bool:
    """Whether the line that begins there is so much longer than the one before it that no width broke that: it is a title."""
    stop = text.find("\n", start)
    return (len(text) if stop < 0 else stop) - start > _WIDER * len(line)


def _in_table(text: str, start: int, end: int) -> bool:
    """Whether the line before the break or the one behind it is a row of a table."""
    return is_row(text[text.rfind("\n", 0, start) + 1 : start]) or is_row(text[end : text.find("\n", end)])


def _is_soft_break(text: str, start: int, end: int, column: int, is_word: Callable[[str], bool]) -> bool:
    """Whether the sentence goes on across the break `text[start:end]`."""
    if not start or end >= len(text):
        return False
    before, gap = text[start - 1], text[start:end]
    if (before in _TERMINAL and not column) or gap.rstrip("\n\r").endswith("  ") or len(gap) - len(gap.rstrip(" ")) >= 2:
        return False
    if _STARTS_NEW.match(text, end):
        return False
    line_start = text.rfind("\n", 0, start) + 1
    line = text[line_start:start].strip()
    if _SIGNED.search(line):
        return False
    if column and gap.count("\n") == 1 and fills(text[line_start:start], column):
        return _CLOSED.search(line) is None
    if before in _TERMINAL:
        return False
    has_clause = any(mark in line for mark in "，,。；")
    if before in _CONTINUES:
        return len(line) > 8
    if has_clause and len(line) >= _LONG_LINE and (text[:line_start].strip() or not _is_wider(text, end, line)):
        return True
    least = 2 if has_clause and len(line) < _LONG_LINE else 3  # a line without any comma is most likely a heading
    if not has_clause and len(line) < _LONG_LINE // 2:
        return False
    return word_crosses(line, text[end : end + 4], least, is_word)
