"""A run as it goes out: the rows of its tables with their newest reviews, table by table or article by article."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.reviews.journal import Journal, Review, current, journal_path
from pipeline.totals import read_rows
from pipeline.writers.columns import Column
from pipeline.writers.rows import REVIEW, TABLES, Row, cell

_NOTHING = ("", "", "")
ARTICLE_TABLES = ("amounts", "counts", "dates", "places", "facts")
_REWRITTEN = "another program saved the table: run `shuzhai run`, then export 表格被别的程序改写过，请先重新运行"
Value = str | int | Decimal | date | None
#: numbers and days as a run writes them, and what they are
_WRITTEN = {
    "integer": re.compile(r"[0-9]+"), "number": re.compile(r"-?[0-9]+(?:\.[0-9]+)?"), "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
}  # fmt: skip
_TYPES: Mapping[str, Callable[[str], Value]] = {"integer": int, "number": Decimal, "date": date.fromisoformat}


@dataclass(frozen=True, slots=True)
class Source:
    """The folder of a run, that of its articles, and what the journal says: `holds` now, `acted` on at any time."""

    outputs: Path
    corpus: Path
    holds: Mapping[tuple[str, str], Review]
    acted: frozenset[tuple[str, str]]

    def tables(self) -> tuple[str, ...]:
        """The tables of the run that are there."""
        return tuple(table for table in TABLES if (self.outputs / f"{table}.csv").exists())

    def rows(self, table: str) -> Iterator[Row]:
        """The rows of one table; verdict, correction and note are the journal's where it knows the row."""
        for row in read_rows(self.outputs, table):
            yield {**row, **dict(zip(REVIEW, map(cell, self.says(table, row)), strict=True))} if "verdict" in row else row

    def says(self, table: str, row: Row) -> tuple[str, str, str]:
        """What a reviewer says of a row: the journal, else what the row itself holds."""
        key = (table, row.get("id", ""))
        if key not in self.acted:
            return as_written(row["verdict"]), as_written(row["correction"]), as_written(row["note"])
        return self.holds[key].says if key in self.holds else _NOTHING

    def articles(self) -> Iterator[Article]:
        """The articles of the run in order, each with its rows. Raises `UsageError` for tables out of order."""
        groups = {table: _Groups(self.rows(table)) for table in ARTICLE_TABLES}
        for row in self.rows("documents"):
            yield Article(row, {table: groups[table].of(row["doc"]) for table in groups})
        for table, left in groups.items():
            if left.doc is not None:
                raise UsageError(f"{self.outputs / table}.csv is not in the order of documents.csv ({left.doc}); {_REWRITTEN}")


@dataclass(frozen=True, slots=True)
class Article:
    """One row of documents.csv with the rows of the article by table."""

    row: Row
    tables: Mapping[str, Sequence[Row]]


class _Groups:
    """The rows of one table, taken article by article."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._groups = groupby(rows, key=lambda row: row["doc"])
        self._rows: list[Row] = []
        self.doc: str | None = None
        self._next()

    def _next(self) -> None:
        doc, rows = next(self._groups, (None, iter(())))
        self.doc, self._rows = doc, list(rows)

    def of(self, doc: str) -> Sequence[Row]:
        if doc != self.doc:
            return ()
        rows = self._rows
        self._next()
        return rows


def open_source(outputs: Path, corpus: Path, reviews: Path | str | None = None) -> Source:
    """The run in `outputs`, read together with the journal `reviews`, by default the one beside it."""
    entries = list(journal_of(outputs, reviews).entries())
    return Source(outputs, corpus, current(entries), frozenset(entry.key for entry in entries))


def journal_of(outputs: Path, reviews: Path | str | None) -> Journal:
    """The journal of a run: the file that is named, else the one beside its folder."""
    return Journal(Path(reviews) if reviews else journal_path(outputs))


def as_written(text: str) -> str:
    """A cell without the apostrophe that keeps spreadsheets from taking it for a formula."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text


def typed(table: str, column: Column, row: Row) -> Value:
    """A cell as its column's type, text as it was written, None where it is empty.

    Raises `UsageError` for a cell that is no such thing: another program saved the table.
    """
    text = row[column.name]
    if not text:
        return None
    if column.type == "string":
        return as_written(text)
    try:
        if not _WRITTEN[column.type].fullmatch(text):  # 1.36E+08 may have lost digits, 2024/6/21 its order
            raise ValueError(text)
        return _TYPES[column.type](text)
    except ValueError as error:
        where = f"{table}.csv, row {row.get('id') or row.get('doc', '')}"
        raise UsageError(f"{where}: {column.name} is {text!r}, not {column.type}; {_REWRITTEN}") from error
