"""The files of one shard: a part of every table, and of the articles as a run keeps them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Protocol

from pipeline.exchange.parquet import ParquetRows, ParquetTable, libraries
from pipeline.readers import Metadata
from pipeline.scale.manifest import PartFile, part_name
from pipeline.writers.csv_files import csv_text
from pipeline.writers.rows import COLUMNS, KINDS, Row
from pipeline.writers.whole import file_checksum

#: the tables that a shard has a part of; projects stand across articles, and come from `shuzhai run`
TABLES = ("documents", *KINDS, "facts", "errors")
ARTICLES = "articles"
#: what is told of an article beside its text
TOLD = ("published", "title", "source", "author")
_BATCH = 200
_NOTHING = Metadata()


@dataclass(frozen=True, slots=True)
class KeptArticle:
    """An article as a run keeps it: its bytes and what is told of it; `rows` are `Kept.plain`, none where the program failed on it,
    and `key` what they were extracted from and by."""

    doc: str
    key: str
    data: bytes
    given: Metadata | None
    rows: bytes | None


class _Table(Protocol):
    """One table as it is written."""

    rows: int
    notices: list[str]

    def add(self, row: Row) -> None: ...
    def __enter__(self) -> _Table: ...
    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...


def part_names(number: int, format: str) -> dict[str, str]:
    """The files of a shard by table."""
    names = {table: f"{table}/{part_name(number)}.{format}" for table in TABLES}
    return {**names, ARTICLES: f"{ARTICLES}/{part_name(number)}.parquet"}


class Parts:
    """The parts of a shard while they are written into `folder`, under the names that they will have."""

    def __init__(self, folder: Path, names: Mapping[str, str]) -> None:
        self._paths = {table: folder / name for table, name in names.items()}
        self._names = names
        self._open = ExitStack()

    def __enter__(self) -> Parts:
        with ExitStack() as opened:
            self._tables = {table: opened.enter_context(_table(self._paths[table], table)) for table in TABLES}
            self._articles = opened.enter_context(_Articles(self._paths[ARTICLES]))
            self._open = opened.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.__exit__(kind, error, trace)

    def add(self, table: str, row: Row) -> None:
        self._tables[table].add(row)

    def keep(self, article: KeptArticle) -> None:
        self._articles.add(article)

    @property
    def rows(self) -> dict[str, int]:
        return {**{table: file.rows for table, file in self._tables.items()}, ARTICLES: self._articles.rows}

    @property
    def notices(self) -> list[str]:
        return [notice for file in self._tables.values() for notice in file.notices]

    def written(self) -> dict[str, PartFile]:
        """Rows, size and checksum of the parts by file name, once they are closed."""
        rows = self.rows
        return {
            self._names[table]: PartFile(rows[table], path.stat().st_size, file_checksum(path))
            for table, path in self._paths.items()
        }


def _table(path: Path, table: str) -> _Table:
    return ParquetTable(path, table) if path.suffix == ".parquet" else _CsvTable(path, table)


class _CsvTable:
    """A part as a run writes its tables."""

    def __init__(self, path: Path, table: str) -> None:
        self._file: IO[str] = path.open("w", encoding="utf-8", newline="")
        self._columns = COLUMNS[table]
        self._file.write("\ufeff" + csv_text((), self._columns, header=True))
        self.rows = 0
        self.notices: list[str] = []

    def add(self, row: Row) -> None:
        self._file.write(csv_text((row,), self._columns))
        self.rows += 1

    def __enter__(self) -> _CsvTable:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._file.close()


class _Articles(ParquetRows[KeptArticle]):
    """The part that a run takes up again."""

    def __init__(self, path: Path) -> None:
        arrow, _ = libraries()
        text, data = arrow.string(), arrow.binary()
        schema = arrow.schema({"doc": text, "key": text, **dict.fromkeys(TOLD, text), "rows": data, "data": data})
        # dictionaries and statistics of whole texts would only take room
        super().__init__(path, schema, _BATCH, compression_level=9, use_dictionary=False, write_statistics=["doc"])

    def _values(self, name: str, records: Sequence[KeptArticle]) -> list[Any]:
        return [getattr((article.given or _NOTHING) if name in TOLD else article, name) for article in records]
