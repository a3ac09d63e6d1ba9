"""The unit of bare numbers: in the head of their column, in their row, above the table (单位:亿元), or in their label (预算金额(元):)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from pipeline.numerals.parse import NumeralSystem
from pipeline.numerals.parsed import ParsedFigure, UnitAt
from pipeline.text.tables import Cell, Tables

_HEADING = re.compile(r"单位\s*:\s*(?:人民币)?([十百千]?[万亿]?)(?=\S)")
_PROSE = 30
#: what a cell says of units alone, the last bracket of a head or label, and the head of a column of units
_UNIT = re.compile(r"([十百千]?[万亿]?)(?=\S)")
_IN_BRACKET = re.compile(r"\(([^()]{1,8})\)$")
#: a label right before its number: 预算金额(元):
_LABEL = re.compile(r"[\u4e00-\u9fff]\(([^()]{1,8})\)\s*:\s*$")
_LABEL_REACH = 16
_CLOSES = re.compile(r"\s|[，,。；;、)]|$")
_UNITS_HEAD = re.compile(r"(?:计量)?单位")
#: heads of columns whose unit is another than that of the values they tell of
_OF_ITS_OWN = re.compile(r"增|减|升|降|同比|环比|±|比上|比去|比重|占比|比例|率|进度|位次|排名|序号")
_BEFORE_CELL = re.compile(r"[ \t|\n\u4e00-\u9fff)]")  # reflow takes the blank between 总收入 and its number
_CELL_AFTER = (" ", "\t", "|", "\n", "")


class _Scope(NamedTuple):
    start: int
    end: int
    unit: UnitAt
    factor: Decimal


class HeadingUnits:
    """The headings of one flow and how far each reaches: to the next one, or to the first line of prose; and its tables."""

    def __init__(self, text: str, unit_at: Callable[[str, int], UnitAt | None], numbers: NumeralSystem, tables: Tables) -> None:
        self._text, self._unit_at, self._numbers, self._tables = text, unit_at, numbers, tables
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
        """The figure with the unit of its table, where it is a bare number in a cell; else unchanged."""
        if figure.unit is not None or figure.prefix is not None or figure.value is None or figure.style != "arabic":
            return figure
        if (cell := self._tables.cell_at(figure.start)) is not None:
            if figure.start == cell.start + 1 and self._text[cell.start] in "-—":
                figure = figure._replace(start=cell.start, value=-figure.value, low=-figure.value, high=-figure.value)
            if figure.end != cell.end or figure.start != cell.start:
                return figure
            told = self._of_cell(cell)
            if told is not None:
                return _with_unit(figure, *told)
            heads = self._tables.all_heads(cell.table) if self._tables.is_ragged(cell) else self._tables.heads(cell)
            if self._are_of_their_own(heads):
                return figure
        if (told := self._of_label(figure)) is not None:
            return _with_unit(figure, *told)
        if not self._scopes:
            return figure
        scope = self._scopes[bisect_right(self._scopes, figure.start, key=itemgetter(0)) - 1]
        if not scope.start <= figure.start < scope.end or not self._is_cell(figure):
            return figure
        return _with_unit(figure, scope.unit, scope.factor)

    def _of_cell(self, cell: Cell) -> tuple[UnitAt, Decimal] | None:
        """The unit in the head of the column, in the row's cell of units, or in its label: 产值(亿元)."""
        heads = list(self._tables.heads(cell))
        for head in reversed(heads):
            if told := self._in_bracket(head):
                return told
        if self._are_of_their_own(heads):
            return None
        units = self._tables.beside(cell, _UNITS_HEAD)
        if units is not None and (told := self._unit(units.start, units.end)):
            return told
        label = self._tables.label(cell)
        return self._in_bracket(label) if label is not None else None

    def _of_label(self, figure: ParsedFigure) -> tuple[UnitAt, Decimal] | None:
        """The unit in the brackets of a label: 预算金额(元):|13500000."""
        if figure.start < 2 or self._text[figure.start - 1] not in ": " or not _CLOSES.match(self._text, figure.end):
            return None
        match = _LABEL.search(self._text, max(0, figure.start - _LABEL_REACH), figure.start)
        return self._unit(match.start(1), match.end(1)) if match else None

    def _are_of_their_own(self, heads: Iterable[Cell]) -> bool:
        """Whether a head tells of growths, shares or the like, whose unit is not that of the table."""
        return any(_OF_ITS_OWN.search(self._text, head.start, head.end) for head in heads)

    def _in_bracket(self, cell: Cell) -> tuple[UnitAt, Decimal] | None:
        match = _IN_BRACKET.search(self._text[cell.start : cell.end])
        return self._unit(cell.start + match.start(1), cell.start + match.end(1)) if match else None

    def _unit(self, start: int, end: int) -> tuple[UnitAt, Decimal] | None:
        """The unit that fills the stretch, with its magnitude: 万吨."""
        match = _UNIT.match(self._text, start, end)
        for begin, magnitude in ((start, ""), *([(match.end(), match[1])] if match and match[1] else [])):
            unit = self._unit_at(self._text, begin)
            factor = self._numbers.value(magnitude) if magnitude else Decimal(1)
            if unit is not None and unit.end == end and factor is not None:
                return unit, factor
        return None

    def _is_cell(self, figure: ParsedFigure) -> bool:
        text, start = self._text, figure.start
        if text[figure.end : figure.end + 1] not in _CELL_AFTER or (start and not _BEFORE_CELL.match(text[start - 1])):
            return False
        while start and text[start - 1] in " \t|":
            start -= 1
        at_line_start = not start or text[start - 1] == "\n"
        year = figure.value is not None and figure.end - figure.start == 4 and 1900 <= figure.value <= 2100
        return not at_line_start and not year


def _with_unit(figure: ParsedFigure, unit: UnitAt, factor: Decimal) -> ParsedFigure:
    value, low, high = (None if x is None else x * factor for x in (figure.value, figure.low, figure.high))
    return figure._replace(value=value, low=low, high=high, unit=unit._replace(end=figure.end), from_heading=True)


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
