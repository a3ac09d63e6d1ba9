"""A workbook for reviewing: one sheet a table, typed cells, a list of verdicts; and the workbook read back.

Excel holds 15 digits of a number, 32,767 characters of a cell and 1,048,576 rows of a sheet. Longer numbers stay text,
longer cells are cut where a mark says so and a notice tells, further rows go to a second sheet.
"""

from __future__ import annotations

import re
import shutil
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile, ZipInfo

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.datavalidation import DataValidation

from pipeline.errors import UsageError
from pipeline.exchange.intake import SheetRow, Taken, said_in, sheet_reviews
from pipeline.exchange.source import Source, typed
from pipeline.exchange.written import Written
from pipeline.reviews.journal import REVIEWED
from pipeline.writers.columns import Column, columns_of
from pipeline.writers.rows import COLUMNS, REVIEW, Row, plain
from pipeline.writers.whole import replacing

#: what Excel can hold
MOST_CHARS, MOST_ROWS, MOST_DIGITS = 32_767, 1_048_576, 15
#: the first day that Excel counts as others do: it believes in 29 February 1900
_FIRST_DAY = date(1900, 3, 1)
#: what XML cannot say
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = {
    "sentence": 70, "text": 24, "doc": 28, "title": 36, "subject": 28, "project": 28, "object": 20, "id": 20, "check": 28,
    "correction": 24, "note": 24, "error": 36, "reason": 36, "main_place": 20, "candidates": 28, "ids": 28,
}  # fmt: skip
_NARROWEST = 8
_BOLD = Font(bold=True)
_FOR_REVIEWER = PatternFill("solid", fgColor="FFF2CC")
#: what is there at the export, so that a workbook that comes back says what was changed since
BEFORE = "reviews before"
_BEFORE_COLUMNS = ("table", "id", *REVIEW)
_EXPLAINED = "columns"
_EXPLAINED_COLUMNS = ("table", "column", "type", "unit", "values", "English", "中文")
_EPOCH = (1980, 1, 1, 0, 0, 0)
#: a number format that shows the day of a date, outside quotes, colours and escapes
_SHOWS_DAY = re.compile(r'^(?:[^d"\[\\]|"[^"]*"|\[[^\]]*\]|\\.)*d', re.IGNORECASE)
#: what reading a damaged workbook raises
_BROKEN = (BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, zlib.error)
_NUMBERED = re.compile(r" \d+$")
_CHANGED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write(source: Source, path: Path) -> Written:
    """The workbook of all tables of the run; its bytes are the same for the same rows and reviews.

    Raises `UsageError` where `path` is a workbook with reviews that the journal does not know.
    """
    if path.exists() and (unread := _unread(source, path)):
        raise UsageError(
            f"{path} holds {unread} reviews that were not imported; `shuzhai import {path}` first, or name another --file "
            "其中有未导入的核对，请先导入或另存"
        )
    counts: dict[str, int] = {}
    notices: list[str] = []
    before: list[tuple[str, ...]] = []
    with replacing(path.parent, [path.name]) as place:
        with _workbook(place / "made") as workbook:
            for table in source.tables():
                counts[table] = _write_table(workbook, table, source.rows(table), before, notices)
            _write_plain(workbook, _EXPLAINED, _EXPLAINED_COLUMNS, _explanations(source))
            _write_plain(workbook, BEFORE, _BEFORE_COLUMNS, before, hidden=True)
        _steady(place / "made", place / path.name)
    return Written((path,), counts, tuple(notices))


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    """A workbook that is written row by row, and saved where the block ends well."""
    workbook = Workbook(write_only=True)
    try:
        yield workbook
        workbook.save(path)
    finally:
        for sheet in workbook.worksheets:
            if not sheet.closed:
                sheet.close()


def _write_table(workbook: Any, table: str, rows: Iterator[Row], before: list[tuple[str, ...]], notices: list[str]) -> int:
    """The sheets of one table, further ones numbered; gives the number of rows."""
    columns = columns_of(table)
    total = 0
    while True:
        number = total // (MOST_ROWS - 1) + 1
        sheet = workbook.create_sheet(table if number == 1 else f"{table} {number}")
        _begin(sheet, [column.name for column in columns])
        count = 0
        for row in islice(rows, MOST_ROWS - 1):
            count += 1
            sheet.append([_cell(sheet, table, column, row, notices) for column in columns])
            if any(row.get(name) for name in REVIEW):
                before.append((table, row.get("id", ""), *(row[name] for name in REVIEW)))
        _finish(sheet, columns, count)
        total += count
        if count < MOST_ROWS - 1:
            return total
        notices.append(f"{table}: further rows are on the sheet `{table} {number + 1}` 行数过多，续写在下一张工作表")


def _begin(sheet: Any, names: Sequence[str]) -> None:
    """What a sheet is told before its rows: the first row stays in sight, widths, names."""
    sheet.freeze_panes = "A2"
    for index, name in enumerate(names, 1):
        dimension = sheet.column_dimensions[get_column_letter(index)]
        dimension.width = _WIDTHS.get(name, max(_NARROWEST, len(name) + 4))
        if name in REVIEW:
            dimension.number_format = "@"  # what a person writes stays as written: 2024-06, 12%
    sheet.append([_named(sheet, name) for name in names])


def _named(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, name)
    cell.font = _BOLD
    if name in REVIEW:
        cell.fill = _FOR_REVIEWER
    return cell


def _finish(sheet: Any, columns: Sequence[Column], rows: int) -> None:
    """What a sheet is told behind its rows: the filter, and the list of verdicts."""
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{rows + 1}"
    for index, column in enumerate(columns, 1):
        if column.name == "verdict":
            verdicts = DataValidation(type="list", formula1=f'"{",".join(column.values)}"', allow_blank=True)
            verdicts.error, verdicts.errorTitle = "ok, wrong or empty. 只能填 ok、wrong 或留空。", "verdict"
            letter = get_column_letter(index)
            verdicts.add(f"{letter}2:{letter}{max(rows + 1, 2)}")
            sheet.data_validations.append(verdicts)


def _cell(sheet: Any, table: str, column: Column, row: Row, notices: list[str]) -> Any:
    """A cell; text keeps the apostrophe of the CSV, which guards it when the workbook is saved as CSV again."""
    value = typed(table, column, row)
    if isinstance(value, int):
        return value
    if isinstance(value, Decimal) and len(value.as_tuple().digits) <= MOST_DIGITS:
        cell = WriteOnlyCell(sheet, int(value) if value == value.to_integral() else float(value))
        cell.number_format = "#,##0" if value == value.to_integral() else "#,##0.######"
        return cell
    if isinstance(value, date) and value >= _FIRST_DAY:
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = "yyyy-mm-dd"
        return cell
    return _text(sheet, row[column.name], f"{table} {row.get('id') or row.get('doc', '')}: {column.name}", notices)


def _text(sheet: Any, text: str, where: str, notices: list[str]) -> Any:
    """Text that no reader takes for a formula, an error or a number."""
    if not text:
        return None
    shown = _CONTROL.sub("\ufffd", text)
    if len(shown) > MOST_CHARS:
        mark = f" …[{len(shown):,} characters; the rest is in the CSV 其余见 CSV]"
        shown = shown[: MOST_CHARS - len(mark)] + mark
        notices.append(
            f"{where} has more than {MOST_CHARS:,} characters and is cut; the CSV has it whole 单元格过长，已截断，见 CSV"
        )
    if not shown.startswith(("=", "#")):
        return shown
    cell = WriteOnlyCell(sheet, shown)
    cell.data_type = "s"
    return cell


def _write_plain(
    workbook: Any, name: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, hidden: bool = False
) -> None:
    sheet = workbook.create_sheet(name)
    if hidden:
        sheet.sheet_state = "hidden"
    _begin(sheet, columns)
    for row in rows:
        sheet.append([_text(sheet, text, name, []) for text in row])


def _explanations(source: Source) -> list[tuple[str, ...]]:
    return [
        (table, column.name, column.type, column.unit, " ".join(column.values), column.english, column.chinese)
        for table in source.tables()
        for column in columns_of(table)
    ]


def _steady(made: Path, path: Path) -> None:
    """The same archive without the time of its making."""
    with ZipFile(made) as old, ZipFile(path, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            info = ZipInfo(entry.filename, _EPOCH)
            info.compress_type, info.create_system, info.file_size = ZIP_DEFLATED, 3, entry.file_size
            if entry.filename == "docProps/core.xml":
                new.writestr(info, _CHANGED.sub(rb"\g<1>1980-01-01T00:00:00Z", old.read(entry)))
                continue
            with old.open(entry) as content, new.open(info, "w") as target:
                shutil.copyfileobj(content, target)


# -- the workbook read back


def read(source: Source, path: Path) -> Taken:
    """What a reviewer wrote into a workbook of the run since it was written. Raises `UsageError` for what is no workbook."""
    with _opened(path) as workbook:
        before = {
            (row.cells.get("table", ""), row.cells.get("id", "")): said_in(row.cells)
            for row in _sheet_rows(workbook, {BEFORE: _BEFORE_COLUMNS})
        }
        return sheet_reviews(source, _sheet_rows(workbook, {table: COLUMNS[table] for table in REVIEWED}), before)


def _unread(source: Source, path: Path) -> int:
    """How many reviews of a workbook would be lost with it."""
    taken = read(source, path)
    return len(taken.reviews) + taken.unplaced


def read_sheets(path: Path) -> dict[str, list[dict[str, str]]]:
    """The rows of a workbook by table, cells as text: numbers plain, days ISO. Sheets of other names are passed over."""
    tables: dict[str, list[dict[str, str]]] = {}
    with _opened(path) as workbook:
        for row in _sheet_rows(workbook, COLUMNS):
            tables.setdefault(row.table, []).append(dict(row.cells))
    return tables


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The workbook, to be read row by row."""
    try:
        workbook = load_workbook(path, read_only=True, data_only=True)
    except _BROKEN as error:
        raise _unreadable(path, error) from error
    try:
        yield workbook
    finally:
        workbook.close()


def _unreadable(path: object, error: Exception) -> UsageError:
    return UsageError(f"{path} is no workbook that can be read ({error}); save it as .xlsx 请另存为 .xlsx")


def _rows(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # what other programs write there may be wrong
    try:
        yield from sheet.iter_rows()
    except _BROKEN as error:
        raise _unreadable(f"the sheet {sheet.title}", error) from error


def _sheet_rows(workbook: Any, known: Mapping[str, Sequence[str]]) -> Iterator[SheetRow]:
    """The rows of the sheets that are called like a table, `facts` or `facts 2`, by the names of the first row."""
    for sheet in workbook.worksheets:
        table = sheet.title if sheet.title in known else _NUMBERED.sub("", sheet.title)
        if table not in known:
            continue
        rows = _rows(sheet)
        names = [_as_text(cell).strip().lower() for cell in next(rows, ())]
        for number, row in enumerate(rows, 2):
            texts = [_as_text(cell) for cell in row]
            texts += [""] * (len(names) - len(texts))
            cells = {name: text for name, text in zip(names, texts, strict=False) if name in known[table]}
            if any(cells.values()):
                yield SheetRow(table, f"{sheet.title}, row {number}", cells)


def _as_text(cell: Any) -> str:
    """What a cell shows: numbers plain, percents with their sign, days ISO, a month where only that is shown."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        if not _SHOWS_DAY.search(cell.number_format):
            return f"{value:%Y-%m}"
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    number = Decimal(repr(value))
    return f"{plain(number * 100)}%" if "%" in cell.number_format else plain(number)
