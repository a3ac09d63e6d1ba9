"""Tables in a text: rows whose cells are parted by tabs, as web pages and documents give them, by the strokes of Markdown, or by
two and more blanks."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

#: what parts the cells of a row
_BETWEEN = re.compile(r"\t|\|| {2,}")
_FIRM = re.compile(r"[\t|]")
_PROSE = re.compile(r"[，。；！？]")
_RULE = re.compile(r"[|:\- \t]+")
_NUMBER = re.compile(r"[-—+]?\d[\d.,]*[%‰]?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SERIAL = re.compile(r"序号|编号|\d{1,3}")


class Cell(NamedTuple):
    """A cell that is not empty, by its offsets in the flow, and where it stands."""

    start: int
    end: int
    table: int
    row: int
    column: int


class Tables:
    """The tables of one flow: two and more rows in a row, of two and more cells."""

    def __init__(self, text: str) -> None:
        self._text = text
        #: by table and row, its cells
        self._rows: list[list[list[Cell]]] = []
        #: of each table, how many rows are heads
        self._heads: list[int] = []
        #: tables and rows parted by blanks alone with fewer or more cells than heads: which column is missing, nobody can tell
        self._ragged: set[tuple[int, int]] = set()
        for rows in _found(text):
            self._add(rows)
        #: by table and what a label or head says, its row or column
        self._named: dict[tuple[int, re.Pattern[str]], list[Cell] | None] = {}
        self._columns: dict[tuple[int, re.Pattern[str]], int | None] = {}
        self._cells = [cell for rows in self._rows for row in rows for cell in row]
        self._starts = [cell.start for cell in self._cells]

    def __bool__(self) -> bool:
        return bool(self._cells)

    def _add(self, rows: Sequence[Sequence[tuple[int, int, int]]]) -> None:
        number = len(self._rows)
        cells = [[Cell(start, end, number, row, at) for start, end, at in found] for row, found in enumerate(rows)]
        heads = next((row for row, found in enumerate(cells) if any(self._is_number(cell) for cell in found[1:])), 1)
        self._rows.append(cells)
        self._heads.append(heads)
        if not _FIRM.search(self._text, cells[0][0].start, cells[-1][-1].end):
            wide = len(cells[heads - 1])
            self._ragged.update((number, row) for row, found in enumerate(cells) if row >= heads and len(found) != wide)

    def _is_number(self, cell: Cell) -> bool:
        text = self._text[cell.start : cell.end]
        return _NUMBER.fullmatch(text) is not None and _YEAR.fullmatch(text) is None

    def reaches_into(self, start: int, end: int) -> bool:
        """Whether a cell begins in the stretch."""
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] < end

    def cell_at(self, position: int) -> Cell | None:
        """The cell below the heads of its table that holds the position; never the one that its row begins with."""
        index = bisect_right(self._starts, position) - 1
        if index < 0 or position >= self._cells[index].end:
            return None
        cell = self._cells[index]
        return cell if cell.row >= self._heads[cell.table] and cell != self.label(cell) else None

    def is_ragged(self, cell: Cell) -> bool:
        """Whether nobody can tell which columns the row leaves out."""
        return (cell.table, cell.row) in self._ragged

    def label(self, cell: Cell) -> Cell | None:
        """What the row begins with, a number of the row aside."""
        row = self._rows[cell.table][cell.row]
        return next((other for other in row if not _SERIAL.fullmatch(self._text, other.start, other.end)), None)

    def heads(self, cell: Cell) -> Iterator[Cell]:
        """What stands over the cell, from above: of cells that were one, the first has the words."""
        rows = [] if self.is_ragged(cell) else self._rows[cell.table][: self._heads[cell.table]]
        for number, row in enumerate(rows, 1):
            index = bisect_right(row, cell.column, key=attrgetter("column")) - 1
            if index >= 0 and (row[index].column == cell.column or number < len(rows)):
                yield row[index]

    def in_row_of(self, cell: Cell, labels: re.Pattern[str]) -> Cell | None:
        """The cell of the same column in the first row of the table whose label says `labels`; None within that row."""
        if (key := (cell.table, labels)) not in self._named:
            rows = self._rows[cell.table][self._heads[cell.table] :]
            told = (
                row
                for row in rows
                if row and (label := self.label(row[-1])) and labels.fullmatch(self._text, label.start, label.end)
            )
            self._named[key] = next(told, None)
        row = self._named[key]
        if row is None or row[-1].row == cell.row or self.is_ragged(row[-1]) or self.is_ragged(cell):
            return None
        return _in_column(row, cell.column)

    def all_heads(self, table: int | None = None) -> Iterator[Cell]:
        """The cells of the head rows, of one table or of all."""
        for number, (rows, heads) in enumerate(zip(self._rows, self._heads, strict=True)):
            if table in (None, number):
                for row in rows[:heads]:
                    yield from row

    def beside(self, cell: Cell, heads: re.Pattern[str]) -> Cell | None:
        """The cell of the same row under a head that says `heads`."""
        if (key := (cell.table, heads)) not in self._columns:
            rows = self._rows[cell.table][: self._heads[cell.table]]
            columns = (head.column for row in rows for head in row if heads.fullmatch(self._text, head.start, head.end))
            self._columns[key] = next(columns, None)
        column = None if self.is_ragged(cell) else self._columns[key]
        return None if column is None else _in_column(self._rows[cell.table][cell.row], column)


def _in_column(row: list[Cell], column: int) -> Cell | None:
    index = bisect_right(row, column, key=attrgetter("column")) - 1
    return row[index] if index >= 0 and row[index].column == column else None


def is_row(line: str) -> bool:
    """Whether a line is a row of cells."""
    if "\t" in line.strip() or (line.lstrip().startswith("|") and line.count("|") > 1):
        return True
    return "  " in line.strip() and _PROSE.search(line) is None


def _found(text: str) -> Iterator[list[list[tuple[int, int, int]]]]:
    """Of each table the rows, of each row the bounds and columns of its cells."""
    if "\t" not in text and "|" not in text and "  " not in text:
        return
    rows: list[list[tuple[int, int, int]]] = []
    start = 0
    for line in [*text.split("\n"), ""]:
        if is_row(line):
            if not _RULE.fullmatch(line):
                rows.append(list(_cells(line, start)))
        else:
            if len(rows) > 1:
                yield rows
            rows = []
        start += len(line) + 1


def _cells(line: str, start: int) -> Iterator[tuple[int, int, int]]:
    first = len(line) - len(line.lstrip(" |")) if line.lstrip().startswith("|") else 0
    at, column = first, 0
    for end in (*(match.start() for match in _BETWEEN.finditer(line, first)), len(line)):
        cell = line[at:end]
        if cell.strip():
            left = at + len(cell) - len(cell.lstrip())
            yield start + left, start + left + len(cell.strip()), column
        at, column = end + 1, column + 1
