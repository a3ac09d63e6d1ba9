"""All rows of one article, as reviewers' words are laid over them and as they are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.model import Extraction
from pipeline.writers.csv_files import allow_long_cells, cells_text, csv_text
from pipeline.writers.rows import COLUMNS, KINDS, Row, document_row, fact_rows, mention_cells, milestone_rows, named

Lines = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """The rows of an article by table (amounts, counts, dates, places, facts), each in text order."""

    document: Row
    tables: Mapping[str, list[Row]]
    milestones: list[Row]


@dataclass(frozen=True, slots=True)
class KeptRows:
    """An article's rows as they are kept: CSV lines of the mentions, which mostly go into the tables as they are, and what is
    worked on: the rows of facts and milestones, and of the document."""

    lines: Lines
    document: Row
    facts: list[Row]
    milestones: list[Row]

    @classmethod
    def of(cls, extraction: Extraction) -> KeptRows:
        cells = {kind: list(mention_cells(extraction, kind)) for kind in KINDS}
        lines = {kind: cells_text(told) for kind, told in cells.items()}
        days = milestone_rows(extraction, cells["dates"], extraction.document.published)
        return cls(lines, document_row(extraction), list(fact_rows(extraction, cells)), list(days))

    @classmethod
    def of_rows(cls, rows: ArticleRows) -> KeptRows:
        lines = {kind: csv_text(rows.tables[kind], COLUMNS[kind]) for kind in KINDS}
        return cls(lines, rows.document, rows.tables["facts"], rows.milestones)

    def rows(self) -> ArticleRows:
        """The rows of all tables."""
        tables = {table: parsed(self.lines[table], table) for table in KINDS}
        return ArticleRows(self.document, {**tables, "facts": self.facts}, self.milestones)


def parsed(text: str, table: str) -> list[Row]:
    """CSV lines as rows; raises ValueError where they have other columns."""
    allow_long_cells()
    return named(csv.reader(io.StringIO(text, newline="")), COLUMNS[table])
