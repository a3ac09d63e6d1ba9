"""The articles of a shard, each as the bytes of a file: files as they are, records as the UTF-8 of their text.

A record is named after its file: `news.jsonl/<id>.txt`; without an id after the byte its line begins at, or its row:
`news.jsonl/000000004096.txt`. So names differ between files, sort in the order of the file, and can be written out as a corpus.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import IO, Any

from pipeline.config import MAX_FILE_BYTES
from pipeline.errors import ReadError, ShuzhaiError, UsageError
from pipeline.readers import Metadata, shown_name
from pipeline.readers.corpus import check_size
from pipeline.readers.metadata import told_metadata
from pipeline.scale.place import Found, Place
from pipeline.scale.shards import Shard

#: what file systems or shells stumble over
_UNSAFE = re.compile(r"""[\x00-\x1f\x7f\\:*?"<>|\ud800-\udfff]""")
_LONGEST_NAME = 200
_BATCH = 256
#: so many records without a text are no accident: the column has another name
_TELLING = 100
#: JSON escapes may make a text several times as long as its characters
_LONGEST_LINE = 6 * MAX_FILE_BYTES


class ShardError(ShuzhaiError):
    """A shard that cannot be read as it was asked for."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Names of the columns of records; an empty one means the usual name, where there is such a column."""

    text: str = ""
    id: str = ""
    published: str = ""
    title: str = ""
    source: str = ""
    author: str = ""

    def read(self) -> dict[str, str]:
        """The column that each thing stands in."""
        return {field.name: getattr(self, field.name) or field.name for field in fields(self)}

    def demanded(self) -> set[str]:
        """Columns that a file without them is not read for."""
        return {
            getattr(self, field.name) or "text" for field in fields(self) if getattr(self, field.name) or field.name == "text"
        }


@dataclass(frozen=True, slots=True)
class Article:
    """An article before it is decoded: its name, its bytes, what is told of it; or why there are no bytes."""

    doc: str
    data: bytes | None
    given: Metadata | None = None
    error: str = ""


def articles(place: Place, shard: Shard, columns: Columns) -> Iterator[Article]:
    """The articles of a shard in order. Raises `ShardError` where the whole shard cannot be read, `OSError` where its place cannot."""
    if shard.kind == "files":
        return (_file(place, file.name, given) for file, given in zip(shard.files, shard.given, strict=True))
    return _records(place, shard, columns)


def _file(place: Place, name: str, given: Metadata | None) -> Article:
    try:
        return Article(shown_name(name), place.bytes_of(name), given)
    except ReadError as error:
        return Article(shown_name(name), None, given, str(error))


# -- records


def _records(place: Place, shard: Shard, columns: Columns) -> Iterator[Article]:
    named, demanded = columns.read(), columns.demanded()
    (file,) = shard.files
    rows = _json_rows(place, file, shard) if shard.kind == "jsonl" else _parquet_rows(place, file, shard, named, demanded)
    seen: set[str] = set()
    rows_met, any_text = 0, False
    for number, row in rows:
        beside = _doc(file.name, f"{number:012d}")
        if isinstance(row, ReadError):
            yield Article(beside, None, error=str(row))
            continue
        rows_met, any_text = rows_met + 1, any_text or named["text"] in row
        told = {name: row.get(column) for name, column in named.items()}
        doc = beside if told["id"] in (None, "") else _doc(file.name, str(told["id"]))
        yield _record(doc, told, named["text"]) if doc not in seen else Article(beside, None, error=f"another record is {doc}")
        seen.add(doc)
    if rows_met >= _TELLING and not any_text:
        raise ShardError(f"none of {rows_met:,} records has the column {named['text']}")


def _record(doc: str, row: Mapping[str, Any], column: str) -> Article:
    try:
        told = told_metadata({name: _told(row[name]) for name in ("published", "title", "source", "author")}, "the record")
        given = None if told == Metadata() else told
        return Article(doc, _text(row["text"], column), given)
    except (ReadError, UsageError) as error:
        return Article(doc, None, error=str(error))


def _text(text: Any, column: str) -> bytes:
    if text is None or text == "":
        raise ReadError(f"the record has no {column}")
    if not isinstance(text, str):
        raise ReadError(f"{column} is no text but {type(text).__name__}")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise ReadError(f"{column} holds half a character at {error.start}") from error
    check_size(len(data))
    return data


def _told(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def _doc(file: str, name: str) -> str:
    """The name of a record, which is a path below a folder on any machine: what cannot stand there becomes `_`."""
    steps = [_step(step) for step in re.sub(r"^[a-z]+://", "", name).split("/") if step.strip(" .")]
    below = "/".join(steps) or "_"
    return shown_name(f"{file}/{below}{'' if below.endswith('.txt') else '.txt'}")


def _step(step: str) -> str:
    """One name of a path: not hidden, without blanks at its ends, no longer than file systems allow."""
    safe = _UNSAFE.sub("_", step.strip(" ."))
    if len(safe.encode()) <= _LONGEST_NAME:
        return safe
    kept = safe.encode()[: _LONGEST_NAME - 20].decode(errors="ignore")
    return f"{kept}-{hashlib.sha256(safe.encode()).hexdigest()[:16]}"


# -- JSON Lines


def _json_rows(place: Place, file: Found, shard: Shard) -> Iterator[tuple[int, Mapping[str, Any] | ReadError]]:
    """Objects with the bytes that their lines begin at."""
    for offset, line in _lines(place, file, shard):
        if line is None:
            yield offset, ReadError(f"the line is longer than {_LONGEST_LINE // 1024 // 1024} MB")
        elif line.strip():
            yield offset, _object(line)


def _object(line: bytes) -> Mapping[str, Any] | ReadError:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return ReadError(f"the line is no JSON: {error}")
    return row if isinstance(row, dict) else ReadError("the line is JSON but no object")


def _lines(place: Place, file: Found, shard: Shard) -> Iterator[tuple[int, bytes | None]]:
    """The lines that begin in the shard's bytes; None for one that is too long."""
    whole = not shard.end
    # a line that begins right at the start is ours: the byte before it is the end of another
    offset = 0 if whole else max(shard.start - 1, 0)
    with place.unpacked_lines(file.name) if whole else place.lines_at(file.name, offset) as opened:
        if offset or shard.start:
            offset += sum(map(len, _rest(opened)))
        while whole or offset < shard.end:
            line = opened.readline(_LONGEST_LINE)
            if not line:
                return
            length = len(line)
            if not line.endswith(b"\n") and length == _LONGEST_LINE:
                length += sum(map(len, _rest(opened)))
                yield offset, None
            else:
                yield offset, line
            offset += length


def _rest(opened: IO[bytes]) -> Iterator[bytes]:
    """What is left of a line, in pieces."""
    while piece := opened.readline(1 << 20):
        yield piece
        if piece.endswith(b"\n"):
            return


# -- Parquet


def _parquet_rows(
    place: Place, file: Found, shard: Shard, named: Mapping[str, str], demanded: set[str]
) -> Iterator[tuple[int, Mapping[str, Any] | ReadError]]:
    """Rows with their numbers in the file, of the columns that are read."""
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    with place.opened(file.name) as opened:
        parquet = ParquetFile(opened)
        names = parquet.schema_arrow.names
        if missing := sorted(demanded - set(names)):
            raise ShardError(f"it has no column {', '.join(missing)}; its columns are {', '.join(names)}")
        groups = range(shard.start, shard.end or parquet.num_row_groups)
        number = sum(parquet.metadata.row_group(index).num_rows for index in range(shard.start))
        columns = [column for column in dict.fromkeys(named.values()) if column in names]
        for batch in parquet.iter_batches(_BATCH, row_groups=list(groups), columns=columns):
            for row in batch.to_pylist():
                yield number, row
                number += 1
