"""Parquet: a folder with one typed file a table.

Numbers are decimal128(38, 12), exact; days date32; integers int64; all else UTF-8 text, an empty cell null. Every field
carries its description and unit, every file the table and the version that wrote it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any, Generic, Self, TypeVar

from pipeline.config import VERSION
from pipeline.errors import UsageError
from pipeline.exchange.source import Source, Value, typed
from pipeline.exchange.written import Written
from pipeline.writers.columns import Column, columns_of, described_tables
from pipeline.writers.rows import Row
from pipeline.writers.whole import replacing

DIGITS, PLACES = 38, 12
_BATCH = 20_000
#: records that wait as such; as columns they take a tenth of the room
_BLOCK = 1_000
Record = TypeVar("Record")


def write(source: Source, path: Path) -> Written:
    """Every table of the run into the folder `path`. A number that the type cannot hold is left empty and told."""
    tables = source.tables()
    names = [f"{table}.parquet" for table in tables]
    counts: dict[str, int] = {}
    notices: list[str] = []
    with replacing(path, names) as place:
        for table, name in zip(tables, names, strict=True):
            with ParquetTable(place / name, table) as file:
                for row in source.rows(table):
                    file.add(row)
            counts[table] = file.rows
            notices += file.notices
    return Written(tuple(path / name for name in names), counts, tuple(notices))


class ParquetRows(Generic[Record]):
    """A file as it is written, record by record, of which a `batch` waits to be written together."""

    def __init__(self, path: Path, schema: Any, batch: int, **options: Any) -> None:
        self._arrow, parquet = libraries()
        self._schema, self._batch = schema, batch
        self._writer = parquet.ParquetWriter(path, schema, compression="zstd", **options)
        self._waiting: list[Record] = []
        self._blocks: list[Any] = []
        self.rows = 0

    def add(self, record: Record) -> None:
        self._waiting.append(record)
        self.rows += 1
        if self.rows % self._batch == 0:
            self._write()
        elif len(self._waiting) == _BLOCK:
            self._pack()

    def _values(self, name: str, records: Sequence[Record]) -> list[Any]:
        """What the records hold in one column."""
        raise NotImplementedError

    def _pack(self) -> None:
        arrays = [self._arrow.array(self._values(field.name, self._waiting), type=field.type) for field in self._schema]
        self._blocks.append(self._arrow.Table.from_arrays(arrays, schema=self._schema))
        self._waiting.clear()

    def _write(self) -> None:
        self._pack()
        self._writer.write_table(self._arrow.concat_tables(self._blocks).combine_chunks())
        self._blocks.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if kind is None and self.rows % self._batch:
            self._write()
        self._writer.close()


class ParquetTable(ParquetRows[Row]):
    """One table as it is written, row by row. `notices` tell of numbers that were left empty."""

    def __init__(self, path: Path, table: str) -> None:
        self._table, self._columns = table, {column.name: column for column in columns_of(table)}
        super().__init__(path, _schema(libraries()[0], table, self._columns.values()), _BATCH)
        self.notices: list[str] = []

    def _values(self, name: str, records: Sequence[Row]) -> list[Any]:
        return [_value(self._table, self._columns[name], row, self.notices) for row in records]


def libraries() -> tuple[ModuleType, ModuleType]:
    """pyarrow and its Parquet module; raises `UsageError` where they are not installed."""
    try:
        import pyarrow  # noqa: PLC0415  an extra, and heavy
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow 需要 pyarrow: pip install 'shuzhai[parquet]'") from error
    return pyarrow, parquet


def _schema(arrow: Any, table: str, columns: Iterable[Column]) -> Any:
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
