"""单位:亿元 above a table: the unit of the bare numbers in the lines below it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from pipeline.numerals.figure import ParsedFigure, UnitAt
from pipeline.numerals.parse import NumeralSystem

_HEADING = re.compile(r"单位\s*:\s*(?:人民币)?([十百千]?[万亿]?)(?=\S)")
_PROSE = 30
_BEFORE_CELL = re.compile(r"[ \t|\n\u4e00-\u9fff)]")  # reflow takes the blank between 总收入 and its number
_CELL_AFTER = (" ", "\t", "|", "\n", "")


class _Scope(NamedTuple):
    start: int
    end: int
    unit: UnitAt
    factor: Decimal


class HeadingUnits:
    """The headings of one flow and how far each reaches: to the next one, or to the first line of prose."""

    def __init__(self, text: str, unit_at: Callable[[str, int], UnitAt | None], numbers: NumeralSystem) -> None:
        self._text = text
        self._scopes: list[_Scope] = []  # ascending, none overlaps another
        if "单位" not in text:
            return
        prose = _prose(text)
        for match in _HEADING.finditer(text):
            unit = unit_at(text, match.end())
            if unit is None:
                continue
            if self._scopes and self._scopes[-1].end > match.start():
                self._scopes[-1] = self._scopes[-1]._replace(end=match.start())
            factor = numbers.value(match[1]) if match[1] else None
            index = bisect_left(prose, unit.end)
            end = prose[index] if index < len(prose) else len(text)
            self._scopes.append(_Scope(match.end(), end, unit, factor or Decimal(1)))

    def applied(self, figure: ParsedFigure) -> ParsedFigure:
        """The figure with the heading's unit, where it is a bare number in a cell of its table; else unchanged."""
        if not self._scopes or figure.unit is not None or figure.prefix is not None or figure.value is None:
            return figure
        scope = self._scopes[bisect_right(self._scopes, figure.start, key=itemgetter(0)) - 1]
        if figure.style != "arabic" or not scope.start <= figure.start < scope.end or not self._is_cell(figure):
            return figure
        low, high = (None if x is None else x * scope.factor for x in (figure.low, figure.high))
        unit = scope.unit._replace(end=figure.end)
        return figure._replace(value=figure.value * scope.factor, low=low, high=high, unit=unit, from_heading=True)

    def _is_cell(self, figure: ParsedFigure) -> bool:
        text, start = self._text, figure.start
        if text[figure.end : figure.end + 1] not in _CELL_AFTER or (start and not _BEFORE_CELL.match(text[start - 1])):
            return False
        while start and text[start - 1] in " \t|":
            start -= 1
        at_line_start = not start or text[start - 1] == "\n"
        year = figure.value is not None and figure.end - figure.start == 4 and 1900 <= figure.value <= 2100
        return not at_line_start and not year


def _prose(text: str) -> list[int]:
    """Offsets of the line breaks that a line of prose follows."""
    found = []
    position = text.find("\n")
    while position >= 0:
        following = text.find("\n", position + 1)
        line = text[position + 1 : following if following >= 0 else len(text)]
        if len(line) > _PROSE and ("。" in line or "，" in line):
            found.append(position)
        position = following
    return found
