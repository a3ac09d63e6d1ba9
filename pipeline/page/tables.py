"""The written tables of a run in memory, by article; read again only when they are written anew."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from pipeline.totals import read_rows
from pipeline.writers.rows import KINDS, TABLES

#: the tables whose rows stand in an article, in the order in which rows of one place are shown
IN_ARTICLE = (*KINDS, "facts")
_TRIES = 5

T = TypeVar("T")


class Record(Mapping[str, str]):
    """A row as written: column → cell. Rows of a table share their columns, equal cells of all tables are one string."""

    __slots__ = ("_cells", "_index")

    def __init__(self, index: Mapping[str, int], cells: tuple[str, ...]) -> None:
        self._index, self._cells = index, cells

    def __getitem__(self, column: str) -> str:
        return self._cells[self._index[column]]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)


Rows = Sequence[Record]


@dataclass(frozen=True, slots=True)
class Tables:
    """One run's tables. `documents` is by doc in the order of the file, `rows` by table and doc."""

    documents: Mapping[str, Record]
    rows: Mapping[str, Mapping[str, Rows]]
    projects: Rows

    def of(self, doc: str) -> Iterator[tuple[str, Record]]:
        """Table and row of all that was found in one article, table by table."""
        for table in IN_ARTICLE:
            for row in self.rows[table].get(doc, ()):
                yield table, row

    def find(self, table: str, identity: str) -> Record | None:
        """The row of an id."""
        rows = self.projects if table == "projects" else (row for rows in self.rows[table].values() for row in rows)
        return next((row for row in rows if row.get("id") == identity), None)


@dataclass(frozen=True, slots=True)
class Facets:
    """The rules and checks that rows of the tables have, sorted."""

    rules: tuple[str, ...]
    checks: tuple[str, ...]

    @staticmethod
    def of(tables: Tables) -> Facets:
        rules, checks = set[str](), set[str]()
        for kind in KINDS:
            for rows in tables.rows[kind].values():
                rules.update(row["rule"] for row in rows)
                checks.update(row["check"] for row in rows)
        return Facets(tuple(sorted(rules - {""})), tuple(sorted(checks - {""})))


class Cached(Generic[T]):
    """A value kept as long as its version stays the same; threads wait for one another while it is loaded."""

    def __init__(self, version: Callable[[], str], load: Callable[[], T]) -> None:
        self._version, self._load = version, load
        self._lock = threading.Lock()
        self._held: tuple[str, T] | None = None

    def get(self) -> T:
        """The value of now."""
        return self.versioned()[1]

    def versioned(self) -> tuple[str, T]:
        """The version and the value."""
        with self._lock:
            for _ in range(_TRIES):
                version = self._version()
                if self._held is None or self._held[0] != version:
                    self._held = version, self._load()
                if self._version() == version:  # else it was written while it was read
                    break
            return self._held or (version, self._load())


def file_version(*paths: Path) -> str:
    """Changes when one of the files does."""
    return " ".join(_stamp(path) for path in paths)


def _stamp(path: Path) -> str:
    try:
        stat = path.stat()
    except OSError:
        return "-"
    return f"{stat.st_mtime_ns:x}.{stat.st_size:x}"


def tables_version(outputs: Path) -> str:
    """Changes when a run writes the tables."""
    return file_version(*(outputs / f"{table}.csv" for table in TABLES))


def read_tables(outputs: Path) -> Tables:
    """All tables of a run. Raises `UsageError` where one is missing or of another version."""
    shared: dict[str, str] = {}

    def records(table: str) -> Iterator[Record]:
        index: dict[str, int] = {}
        for row in read_rows(outputs, table):
            index = index or {column: number for number, column in enumerate(filter(None, row))}
            yield Record(index, tuple([shared.setdefault(cell, cell) for column in index for cell in (row[column] or "",)]))

    with _no_collector():
        return _tables(records)


def _tables(records: Callable[[str], Iterator[Record]]) -> Tables:
    documents = {row["doc"]: row for row in records("documents")}
    rows: dict[str, dict[str, list[Record]]] = {table: {} for table in IN_ARTICLE}
    for table, by_doc in rows.items():
        for row in records(table):
            if row["id"] and row["start"].isdecimal() and row["end"].isdecimal():  # else added by hand: a run takes it up
                by_doc.setdefault(row["doc"], []).append(row)
    return Tables(documents, rows, tuple(records("projects")))


@contextmanager
def _no_collector() -> Iterator[None]:
    """Rows hold nothing that refers back to them: looking for circles among a million of them only takes time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
