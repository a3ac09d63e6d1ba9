"""What the columns of the tables hold, from columns.tsv: types, units, allowed words, keys, descriptions."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.writers.rows import COLUMNS

_FILE = Path(__file__).with_name("columns.tsv")
TYPES = frozenset(("string", "integer", "number", "date"))


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    `unit` is a word (characters) or names the column of the unit (`{currency}`); `values` are the words that may stand
    there, none meaning any; `pattern` is a regular expression of the whole cell; `refers` is the table and column of
    another row that the cell names. The descriptions are one line each.
    """

    name: str
    type: str
    unit: str = ""
    values: tuple[str, ...] = ()
    pattern: str = ""
    required: bool = False
    primary: bool = False
    refers: tuple[str, str] | None = None
    english: str = ""
    chinese: str = ""

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"column {self.name}: type {self.type!r}")

    @property
    def description(self) -> str:
        return f"{self.english} · {self.chinese}"


@cache
def described_columns() -> Mapping[tuple[str, str], Column]:
    """Every row of columns.tsv that describes a column, by table and name."""
    return {
        (table, row["column"]): _column(row) for row in _rows() if row["column"] for table in row["tables"].split()
    }  # fmt: skip


@cache
def described_tables() -> Mapping[str, str]:
    """What one row of a table is, in English and Chinese."""
    return {row["tables"]: f"{row['description_en']} · {row['description_zh']}" for row in _rows() if not row["column"]}


def columns_of(table: str) -> tuple[Column, ...]:
    """The columns of a table in the order of its file."""
    described = described_columns()
    return tuple(described[table, name] for name in COLUMNS[table])


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    lines = (line for line in _FILE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""))


def _column(row: Mapping[str, str]) -> Column:
    values, key = row["values"], row["key"]
    is_pattern = values.startswith("/") and values.endswith("/")
    table, _, column = key.partition(".")
    return Column(
        name=row["column"], type=row["type"], unit=row["unit"], values=() if is_pattern else tuple(values.split()),
        pattern=values[1:-1] if is_pattern else "", required=row["required"] == "yes", primary=key == "primary",
        refers=(table, column) if column else None, english=row["description_en"], chinese=row["description_zh"],
    )  # fmt: skip
