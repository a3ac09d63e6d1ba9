"""Strict reading of one rule file: tab-separated, `#` comments, one header line."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import RuleError


@contextmanager
def uncollected() -> Iterator[None]:
    """Tables make hundreds of thousands of objects that stay: the garbage collector would look at them again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


class Row:
    """One line of a rule file; `row["column"]` is its stripped cell. There are tens of thousands: no dataclass, for speed."""

    __slots__ = ("cells", "columns", "line", "path")

    def __init__(self, path: Path, line: int, columns: Mapping[str, int], cells: list[str]) -> None:
        self.path, self.line, self.columns, self.cells = path, line, columns, cells

    def __getitem__(self, column: str) -> str:
        return self.cells[self.columns[column]]

    def items(self, column: str) -> list[str]:
        """The `|`-separated items of a cell."""
        cell = self.cells[self.columns[column]]
        return [item for item in cell.split("|") if item] if cell else []

    def error(self, fault: str) -> RuleError:
        return RuleError(self.path, self.line, fault)


def read_table(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    """Rows of the file, checked against its header; `columns` are those that must be there, others are errors."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RuleError(path, 1, f"not UTF-8 (byte {error.start}); save the file as UTF-8") from error
    except OSError as error:
        raise RuleError(path, 0, f"cannot be read: {error.strerror}") from error
    header: list[str] | None = None
    places: dict[str, int] = {}
    width = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line[:1] == "#":
            continue
        cells = line.split("\t")
        if " " in line or "\u3000" in line:
            cells = list(map(str.strip, cells))
        if not cells[0]:
            if line.strip():
                raise RuleError(path, number, f"column {(header or columns)[0]!r} is empty; fill it or delete the row")
            continue
        if header is None:
            header = _checked_header(path, number, cells, columns)
            places = {name: index for index, name in enumerate(header)}
            width = len(header)
            continue
        if len(cells) != width:
            if len(cells) > width:
                raise RuleError(path, number, f"{len(cells)} cells, but the header names {width} ({', '.join(header)})")
            cells += [""] * (width - len(cells))
        yield Row(path, number, places, cells)
    if header is None:
        raise RuleError(path, 1, f"no header line; it should name the columns {', '.join(columns)} separated by tabs")


def _checked_header(path: Path, number: int, header: list[str], columns: tuple[str, ...]) -> list[str]:
    unknown = [name for name in header if name not in columns]
    missing = [name for name in columns if name not in header]
    if unknown or missing:
        fault = "; ".join(
            part
            for part in (
                f"unknown column {', '.join(unknown)}" if unknown else "",
                f"missing column {', '.join(missing)}" if missing else "",
            )
            if part
        )
        raise RuleError(path, number, f"{fault}; the columns are {', '.join(columns)}, separated by tabs")
    if len(set(header)) != len(header):
        raise RuleError(path, number, "a column is named twice")
    return header


def one_of(row: Row, column: str, allowed: frozenset[str]) -> str:
    """The cell, if it is an allowed word."""
    if row[column] not in allowed:
        raise row.error(f"{column} is {row[column]!r}; it must be one of {', '.join(sorted(allowed))}")
    return row[column]


def typed(row: Row, column: str, convert: Callable[[str], object], what: str) -> object:
    """The cell converted, or an error that says what it should be."""
    try:
        return convert(row[column])
    except (ValueError, ArithmeticError) as error:
        raise row.error(f"{column} is {row[column]!r}; it should be {what}") from error


class Unique:
    """Refuses a key that was given before in the same layer; a later layer (the user's folder) may override."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._seen: dict[str, Row] = {}

    def add(self, key: str, row: Row) -> None:
        before = self._seen.get(key)
        if before is not None and before.path.parent == row.path.parent:
            where = f"line {before.line}" if before.path == row.path else f"{before.path.name} line {before.line}"
            raise row.error(f"{self._what} {key!r} is already given ({where}); keep one of the two")
        self._seen[key] = row
