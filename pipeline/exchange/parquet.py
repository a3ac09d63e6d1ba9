"""Parquet: a folder with one typed file a table.

Numbers are decimal128(38, 12), exact; days date32; integers int64; all else UTF-8 text, an empty cell null. Every field
carries its description and unit, every file the table and the version that wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from pathlib import Path
from types import ModuleType
from typing import Any

from pipeline.config import VERSION
from pipeline.errors import UsageError
from pipeline.exchange.source import Source, Value, typed
from pipeline.exchange.written import Written
from pipeline.writers.columns import Column, columns_of, described_tables
from pipeline.writers.rows import Row
from pipeline.writers.whole import replacing

DIGITS, PLACES = 38, 12
_BATCH = 20_000


def write(source: Source, path: Path) -> Written:
    """Every table of the run into the folder `path`. A number that the type cannot hold is left empty and told."""
    arrow, parquet = _libraries()
    tables = source.tables()
    names = [f"{table}.parquet" for table in tables]
    counts: dict[str, int] = {}
    notices: list[str] = []
    with replacing(path, names) as place:
        for table, name in zip(tables, names, strict=True):
            columns = columns_of(table)
            schema = _schema(arrow, table, columns)
            counts[table] = 0
            with parquet.ParquetWriter(place / name, schema) as writer:
                for rows in _batches(source.rows(table)):
                    arrays = [
                        arrow.array([_value(table, column, row, notices) for row in rows], type=field.type)
                        for column, field in zip(columns, schema, strict=True)
                    ]
                    writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
                    counts[table] += len(rows)
    return Written(tuple(path / name for name in names), counts, tuple(notices))


def _libraries() -> tuple[ModuleType, ModuleType]:
    try:
        import pyarrow  # noqa: PLC0415  an extra, and heavy
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow 需要 pyarrow: pip install 'shuzhai[parquet]'") from error
    return pyarrow, parquet


def _schema(arrow: Any, table: str, columns: Sequence[Column]) -> Any:
    types = {
        "string": arrow.string(), "integer": arrow.int64(), "number": arrow.decimal128(DIGITS, PLACES), "date": arrow.date32(),
    }  # fmt: skip
    fields = [
        arrow.field(
            column.name, types[column.type],
            metadata={"description": column.description} | ({"unit": column.unit} if column.unit else {}),
        )
        for column in columns
    ]  # fmt: skip
    return arrow.schema(fields, metadata={"shuzhai": VERSION, "table": table, "description": described_tables()[table]})


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, _BATCH)):
        yield batch


def _value(table: str, column: Column, row: Row, notices: list[str]) -> Value:
    value = typed(table, column, row)
    if not isinstance(value, Decimal) or _fits(value):
        return value
    notices.append(
        f"{table} {row.get('id', '')}: {column.name} {row[column.name]} is left empty, decimal({DIGITS}, {PLACES}) cannot hold it; "
        "the CSV has it 位数过多，未写入，见 CSV"
    )
    return None


def _fits(number: Decimal) -> bool:
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and -exponent <= PLACES and (not number or number.adjusted() < DIGITS - PLACES)
