"""All rows of one article, in memory and as they are kept between runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pipeline.model import Extraction
from pipeline.writers.csv_files import csv_text
from pipeline.writers.rows import COLUMNS, FACT, KINDS, MILESTONE, Row, all_rows, document_row, milestone_rows

Lines = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """The rows of an article by table (amounts, counts, dates, places, facts), each in text order."""

    document: Row
    tables: Mapping[str, list[Row]]
    milestones: list[Row]

    @classmethod
    def of(cls, extraction: Extraction) -> ArticleRows:
        tables = all_rows(extraction)
        days = milestone_rows(extraction, tables["dates"], extraction.document.published)
        return cls(document_row(extraction), tables, list(days))

    def lines(self) -> dict[str, str]:
        """CSV lines by table."""
        rows = {"documents": [self.document], **self.tables}
        return {table: csv_text(told, COLUMNS[table]) for table, told in rows.items()}


@dataclass(frozen=True, slots=True)
class KeptRows:
    """An article's rows as they are kept: CSV lines of the mentions, which mostly go into the tables as they are, and the
    cells of what is worked on, facts and milestones."""

    lines: Lines
    facts: list[Row]
    milestones: list[Row]

    @classmethod
    def of(cls, rows: ArticleRows) -> KeptRows:
        lines = rows.lines()
        del lines["facts"]
        return cls(lines, rows.tables["facts"], rows.milestones)

    def rows(self) -> ArticleRows:
        """The rows of all tables."""
        tables = {table: parsed(self.lines[table], table) for table in KINDS}
        (document,) = parsed(self.lines["documents"], "documents")
        return ArticleRows(document, {**tables, "facts": self.facts}, self.milestones)

    def packed(self) -> dict[str, Any]:
        """As JSON can keep it: without the names of the columns."""
        return {"lines": dict(self.lines), "facts": _cells(self.facts, FACT), "milestones": _cells(self.milestones, MILESTONE)}

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> KeptRows:
        """From `packed`; raises ValueError for what another version packed."""
        return cls(packed["lines"], _named(packed["facts"], FACT), _named(packed["milestones"], MILESTONE))


def parsed(text: str, table: str) -> list[Row]:
    """CSV lines as rows; raises ValueError where they have other columns."""
    cells = csv.reader(io.StringIO(text, newline=""))
    return _named(cells, COLUMNS[table])


def _cells(rows: Iterable[Row], columns: tuple[str, ...]) -> list[list[str]]:
    return [[row[column] for column in columns] for row in rows]


def _named(rows: Iterable[list[str]], columns: tuple[str, ...]) -> list[Row]:
    return [dict(zip(columns, cells, strict=True)) for cells in rows]
