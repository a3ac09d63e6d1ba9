"""Tables as spreadsheets save them: any encoding, comma, semicolon or tab, columns moved, dropped or added, cells reformatted."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.writers.csv_files import allow_long_cells

Row = dict[str, str]
_DELIMITERS = (",", ";", "\t")
_ENCODINGS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
#: numbers as spreadsheets show them: 1.36E+08, 1,360,000
_NUMBER = re.compile(r"[-−+]?[\d,]*\.?\d+(?:[eE][+-]?\d+)?")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:T?00?:00(?::00)?)?")
_OTHER_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NAMED_MONTH = re.compile(r"(?:(\d{1,2})-)?([A-Za-z]{3})[a-z]*-(\d{2,4})")
#: digits that a spreadsheet keeps of a number
_KEPT_DIGITS = 15
_ASCII = 127


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was saved: the columns that are known, and rows with the line that each began on."""

    columns: tuple[str, ...]
    rows: tuple[tuple[int, Row], ...]


def read_sheet(path: Path, known: Sequence[str]) -> Sheet:
    """The rows of a saved table by the `known` columns that it has; raises `ReadError` for what is no table."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"it cannot be read: {error.strerror}") from error
    text = _decoded(data)
    first, _, rest = text.partition("\n")
    text = rest if first.strip().lower().startswith("sep=") else text
    allow_long_cells()
    try:
        return _parsed(text, known)
    except csv.Error as error:
        raise ReadError(f"it is no CSV: {error}") from error


def _parsed(text: str, known: Sequence[str]) -> Sheet:
    header_line = text.partition("\n")[0]
    best = max(_DELIMITERS, key=lambda sign: len(set(_names(next(csv.reader([header_line], delimiter=sign), []))) & set(known)))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=best)
    names = _names(next(reader, []))
    places = {name: index for index, name in reversed(list(enumerate(names))) if name in known}
    if not places:
        raise ReadError(f"no column has a known name; the first line must name them: {', '.join(known[:5])} …")
    rows = []
    line = reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            rows.append((line, {name: cells[index].strip() if index < len(cells) else "" for name, index in places.items()}))
        line = reader.line_num + 1
    return Sheet(tuple(places), tuple(rows))


def _names(cells: Iterable[str]) -> list[str]:
    return [cell.strip().strip("\ufeff\"'").strip().lower() for cell in cells]


def _decoded(data: bytes) -> str:
    for mark, encoding in _ENCODINGS:
        if data.startswith(mark):
            return _lines(data.decode(encoding, "replace"))
    half = data[:200]
    if half.count(0) > len(half) // 4:  # UTF-16 without its mark
        return _lines(data.decode("utf-16-le" if half[1:2] == b"\0" else "utf-16-be", "replace"))
    try:
        return _lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _lines(data.decode("gb18030", "replace"))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def same_cell(written: str, saved: str) -> bool:
    """Whether a saved cell says what was written, as far as a spreadsheet keeps it: 130000000 and 1.3E+08, 2024-06-21 and 2024/6/21."""
    one, other = _plain(written), _plain(saved)
    if one == other:
        return True
    if not one or not other:
        return False
    if "?" in other and len(one) == len(other):  # characters that the saved encoding lacks: ㎡, ²
        return all(a == b or (b == "?" and ord(a) > _ASCII) for a, b in zip(one, other, strict=True))
    return _same_number(one, other) or _same_day(one, other)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", text.replace("\u00a0", "")).removeprefix("'").replace("−", "-").replace("\ufffd", "")


def _same_number(written: str, saved: str) -> bool:
    if not (_NUMBER.fullmatch(written) and _NUMBER.fullmatch(saved.rstrip("%"))):
        return False
    try:
        one, other = Decimal(written.replace(",", "")), Decimal(saved.rstrip("%").replace(",", ""))
    except InvalidOperation:
        return False
    if one == other:
        return True
    if "e" in saved.lower():
        return one != 0 and round(one.scaleb(-one.adjusted()), len(other.as_tuple().digits) - 1) == other.scaleb(
            -other.adjusted()
        )
    kept = Decimal(10) ** (one.adjusted() + 1 - _KEPT_DIGITS)
    return len(one.as_tuple().digits) > _KEPT_DIGITS and abs(one - other) < kept


def _same_day(written: str, saved: str) -> bool:
    """A day, month or year in other clothes; where the order of day and month is not told, either."""
    if not re.match(r"\d{4}", written):
        return False
    if (day := _DAY.fullmatch(saved)) or (day := _MONTH.fullmatch(saved)):
        parts = [int(part) for part in day.groups()]
        told = [int(part) for part in re.findall(r"\d+", written)]
        return told[: len(parts)] == parts[: len(told)] and "/" not in written
    if named := _NAMED_MONTH.fullmatch(saved):
        month = _MONTH_NAMES.index(named[2].lower()) + 1 if named[2].lower() in _MONTH_NAMES else 0
        return [int(n) for n in re.findall(r"\d+", written)[:2]] == [2000 + int(named[3]) % 100, month]
    if other := _OTHER_DAY.fullmatch(saved):
        one, two, year = int(other[1]), int(other[2]), 2000 + int(other[3]) % 100
        return any(_iso(year, month, day) == written for month, day in ((one, two), (two, one)))
    if saved.isdigit() and len(saved) == 5:  # days since 1899-12-30
        return written == date.fromordinal(date(1899, 12, 30).toordinal() + int(saved)).isoformat()
    return False


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
