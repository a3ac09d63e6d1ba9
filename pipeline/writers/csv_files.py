"""CSV files that are whole or not there: written beside the old ones, moved over them only when all are complete."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import IO

from pipeline.writers.rows import COLUMNS, TABLES, Row

_LONGEST_CELL = 1 << 30


def csv_text(rows: Iterable[Row], columns: tuple[str, ...], *, header: bool = False) -> str:
    """RFC 4180 lines with `\\n`; the header only where asked for."""
    cells: Iterator[tuple[str, ...]] = map(itemgetter(*columns), rows)
    return cells_text(chain((columns,), cells) if header else cells)


def cells_text(rows: Iterable[tuple[str, ...]]) -> str:
    """The same of rows in the order of their columns."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


def allow_long_cells() -> None:
    """Readers of `csv` refuse cells beyond 128 KB unless told otherwise; the ids behind a sum or a project may be longer."""
    csv.field_size_limit(_LONGEST_CELL)


class TableFolder:
    """The tables of one run. `append` takes lines in their final order; `commit` puts all files in place at once.

    Left without `commit` (an error, a full disk, Ctrl-C), the previous files stay as they were.
    """

    def __init__(self, folder: Path, tables: Iterable[str] = TABLES) -> None:
        self._folder = folder
        self._tables = tuple(tables)
        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        self._files: dict[str, IO[bytes]] = {}
        self._others: list[str] = []

    def __enter__(self) -> TableFolder:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._temporary = tempfile.TemporaryDirectory(prefix=".writing-", dir=self._folder)
        try:
            for table in self._tables:
                path = Path(self._temporary.name) / f"{table}.csv"
                self._files[table] = path.open("wb")
                self._files[table].write(f"\ufeff{csv_text((), COLUMNS[table], header=True)}".encode())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def append(self, lines: Mapping[str, str | bytes]) -> None:
        """CSV lines by table, in UTF-8 where they are bytes."""
        for table, text in lines.items():
            self._files[table].write(text.encode() if isinstance(text, str) else text)

    def seal(self) -> Path:
        """Everything reaches the disk; gives the folder where the files wait."""
        assert self._temporary is not None
        for file in self._files.values():
            if not file.closed:
                file.flush()
                os.fsync(file.fileno())
                file.close()
        return Path(self._temporary.name)

    def add(self, name: str, text: str) -> None:
        """One more file that takes its place with the tables."""
        path = self.seal() / name
        path.write_text(text, encoding="utf-8", newline="\n")
        self._others.append(name)

    def commit(self) -> None:
        """Each file takes its place, once all are sealed."""
        waiting = self.seal()
        for name in (*(f"{table}.csv" for table in self._tables), *self._others):
            (waiting / name).replace(self._folder / name)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for file in self._files.values():
            if not file.closed:
                try:
                    file.close()
                except OSError:
                    continue
        if self._temporary is not None:
            self._temporary.cleanup()
