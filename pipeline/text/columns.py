"""Columns: text that a printer or a PDF broke at a fixed width, wherever a sentence stood just then."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from itertools import islice

#: in cells, of which a Chinese character takes two: narrower are verses and lists, wider are paragraphs
_NARROWEST, _WIDEST = 20, 150
#: how much shorter a line may be whose last character would not fit, or may not open the next one
_RAGGED = 5
_FEWEST = 3
_REACH = 3
#: of the breaks at a fixed width a third falls into a word; of those between the entries of a list hardly any
_CROSSING = 0.2
#: a line end where no sentence ends
_GOES_ON = re.compile(r"\n(?<=[^\s。！？!?；…：:”》]\n)(?=\S)")
#: what rows of tables have none of
_CLAUSES = re.compile("[，、；。：]")
_IN_FIGURE = frozenset("0123456789.万亿千百年月日元%余多")


def width(line: str) -> int:
    """The cells that a line takes."""
    return 2 * len(line) - len(line.encode("ascii", "ignore"))


def fills(line: str, column: int) -> bool:
    """Whether `line` is as wide as the column is."""
    return column - _RAGGED <= width(line) <= column


def column_of(text: str, is_word: Callable[[str], bool]) -> int:
    """The width at which the lines of `text` were broken, in cells; 0 where lines end because something ended."""
    if sum(1 for _ in islice(_GOES_ON.finditer(text), _FEWEST)) < _FEWEST:
        return 0
    lines = [line.rstrip() for line in text.split("\n")]
    widths = Counter(map(width, filter(None, lines)))
    column = max(widths, key=lambda wide: (sum(widths[wide - less] for less in range(_RAGGED + 1)), wide), default=0)
    if not _NARROWEST <= column <= _WIDEST:
        return 0
    full = [fills(line, column) for line in lines]
    said = sum(wide and _CLAUSES.search(line) is not None for line, wide in zip(lines, full, strict=True))
    if 3 * sum(full) < widths.total() or 3 * said < sum(full):
        return 0
    breaks = [(line, following) for line, following, wide in zip(lines, lines[1:], full, strict=False) if wide and following]
    crossing = sum(_splits_figure(line, following) or word_crosses(line, following, 2, is_word) for line, following in breaks)
    return column if len(breaks) >= _FEWEST and crossing >= _CROSSING * len(breaks) else 0


def _splits_figure(line: str, following: str) -> bool:
    return line[-1:].isdigit() and following[0] in _IN_FIGURE


def word_crosses(line: str, following: str, least: int, is_word: Callable[[str], bool]) -> bool:
    """Whether a dictionary word of `least` to four characters starts in `line` and ends in `following`."""
    left, right = line[-_REACH:], following[:_REACH]
    if least < 3 and is_word(left[-2:]) and is_word(right[:2]):
        return False  # 感受新变化|作为重要内容: both lines are whole, though 化作 is a word
    return any(
        is_word(left[-a:] + right[:b]) for a in range(1, len(left) + 1) for b in range(1, len(right) + 1) if least <= a + b <= 4
    )
