"""The description of a run's tables for programs: datapackage.json, a Frictionless tabular data package."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.config import VERSION
from pipeline.writers.columns import Column, columns_of, described_tables
from pipeline.writers.whole import file_checksum

DATAPACKAGE = "datapackage.json"


def datapackage(folder: Path, tables: Sequence[str]) -> str:
    """The text of datapackage.json for the CSVs of `tables` in `folder`: schemas, keys, sizes and checksums.

    References to tables that are not among `tables` are left out. The same files give the same text. Raises `OSError`
    where a file cannot be read.
    """
    package = {
        "profile": "tabular-data-package",
        "name": "shuzhai",
        "title": "数摘 shuzhai",
        "description": "Amounts, counts, dates, places and facts of Chinese news articles · 中文新闻里的金额、数量、日期、地名和事实",
        "generator": {"name": "shuzhai", "version": VERSION},
        "resources": [_resource(folder, table, tables) for table in tables],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _resource(folder: Path, table: str, tables: Sequence[str]) -> dict[str, Any]:
    path = folder / f"{table}.csv"
    return {
        "profile": "tabular-data-resource",
        "name": table,
        "path": path.name,
        "description": described_tables()[table],
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "bytes": path.stat().st_size,
        "hash": f"sha256:{file_checksum(path)}",
        "schema": _schema(table, tables),
    }


def _schema(table: str, tables: Sequence[str]) -> dict[str, Any]:
    columns = columns_of(table)
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns], "missingValues": [""]}
    if primary := [column.name for column in columns if column.primary]:
        schema["primaryKey"] = primary
    if references := list(_references(table, columns, tables)):
        schema["foreignKeys"] = references
    return schema


def _field(column: Column) -> dict[str, Any]:
    """A field with its unit, which is no property of the standard: a word, or the name of a column in braces."""
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.description}
    if column.unit:
        field["unit"] = column.unit
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.primary:
        constraints["unique"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if column.pattern:
        constraints["pattern"] = column.pattern
    return field | ({"constraints": constraints} if constraints else {})


def _references(table: str, columns: Sequence[Column], tables: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Foreign keys; the standard writes a reference to the table itself as an empty name."""
    for column in columns:
        if column.refers and column.refers[0] in tables:
            other, name = column.refers
            yield {"fields": [column.name], "reference": {"resource": "" if other == table else other, "fields": [name]}}
