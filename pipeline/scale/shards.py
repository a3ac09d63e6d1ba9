"""The input as shards: each the work of one task, listed lazily and always in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count

from pipeline.config import METADATA_FILE
from pipeline.errors import ReadError, UsageError
from pipeline.fingerprints import short_hash
from pipeline.readers import Metadata
from pipeline.readers.corpus import is_article
from pipeline.readers.metadata import metadata_table
from pipeline.scale.place import Found, Place

JSONL = (".jsonl", ".jsonl.gz", ".jsonl.zst")
PARQUET = (".parquet",)
#: bytes of a file of records that make a shard: some minutes of a core
RANGE = 64 * 1024 * 1024
#: files that are looked up in one request
_LOOKED_UP = 200


@dataclass(frozen=True, slots=True)
class Shard:
    """One piece of the input.

    `files` are articles with what `metadata.csv` says of each, or one file of records; of that, JSON Lines that begin in
    the bytes from `start` to `end`, or the row groups from `start` to `end`; `end` 0 means all of it.
    """

    number: int
    kind: str
    files: tuple[Found, ...]
    given: tuple[Metadata | None, ...] = ()
    start: int = 0
    end: int = 0

    def __post_init__(self) -> None:
        if self.kind not in ("files", "jsonl", "parquet"):
            raise ValueError(f"a shard of {self.kind!r}")
        if not self.files or (self.kind != "files" and len(self.files) > 1):
            raise ValueError("a shard has articles, or one file of records")

    @property
    def name(self) -> str:
        """What a person knows it by."""
        first, last = self.files[0].name, self.files[-1].name
        if self.kind == "files":
            return f"{first} … {last}" if len(self.files) > 1 else first
        unit = "bytes" if self.kind == "jsonl" else "row groups"
        return f"{first} ({unit} {self.start:,} to {self.end:,})" if self.end else first

    @property
    def identity(self) -> str:
        """Of the input as it was listed: names, sizes and times of change of the files, and what is told of them."""
        told = ((file.name, file.size, file.changed) for file in self.files)
        return short_hash(self.kind, repr([*told]), repr(self.given), f"{self.start} {self.end}")


def input_at(address: str) -> tuple[Place, str]:
    """The folder of the input, and the name in it where the input is one file. Raises `UsageError` where nothing can be there."""
    place = Place(address)
    kind = place.kind()
    if not kind:
        raise UsageError(f"nothing at {address}; name a folder of articles, or of files {', '.join((*JSONL, *PARQUET))}")
    if kind == "folder":
        return place, ""
    folder, name = place.split()
    if not is_records(name):
        raise UsageError(f"{address} is one article; name its folder, or a file {', '.join((*JSONL, *PARQUET))}")
    return folder, name


def shards(place: Place, only: str = "", *, docs: int = 1000, size: int = RANGE) -> Iterator[Shard]:
    """The shards of a folder, or of one file in it, numbered from 0: `docs` articles each; a file of records, or about
    `size` bytes of it."""
    numbers = count()
    files = _looked_up(place, [only]) if only else _files(place)
    for shard in _folder_shards(place, files, {} if only else _metadata(place), docs, size):
        yield replace(shard, number=next(numbers))


def _folder_shards(
    place: Place, files: Iterator[Found], metadata: Mapping[str, Metadata], docs: int, size: int
) -> Iterator[Shard]:  # fmt: skip
    articles: list[Found] = []
    for file in files:
        if is_records(file.name):
            yield from _records(place, file, size)
            continue
        articles.append(file)
        if len(articles) == docs:
            yield _group(articles, metadata)
            articles.clear()
    if articles:
        yield _group(articles, metadata)


def _group(articles: list[Found], metadata: Mapping[str, Metadata]) -> Shard:
    return Shard(0, "files", tuple(articles), tuple(metadata.get(file.name) for file in articles))


def _metadata(place: Place) -> Mapping[str, Metadata]:
    if place.found([METADATA_FILE]) == [None]:
        return {}
    try:
        return metadata_table(place.bytes_of(METADATA_FILE), f"{place.address}/{METADATA_FILE}")
    except ReadError as error:
        raise UsageError(f"{place.address}/{METADATA_FILE}: {error}") from error


def _files(place: Place) -> Iterator[Found]:
    """Every article and file of records with its size and time; what cannot be looked up is an article that will say why."""
    waiting: list[str] = []
    for name in place.walked(lambda name: is_article(name) or is_records(name)):
        waiting.append(name)
        if len(waiting) == _LOOKED_UP:
            yield from _looked_up(place, waiting)
            waiting.clear()
    yield from _looked_up(place, waiting)


def _looked_up(place: Place, names: list[str]) -> Iterator[Found]:
    for name, file in zip(names, place.found(names), strict=True):
        yield file or Found(name, -1, -1)


def is_records(name: str) -> bool:
    return name.lower().endswith((*JSONL, *PARQUET))


def _records(place: Place, file: Found, size: int) -> Iterator[Shard]:
    """A file of records as one shard, or in pieces where it is large and can be read from the middle."""
    kind = "parquet" if file.name.lower().endswith(PARQUET) else "jsonl"
    if file.size <= size:
        yield Shard(0, kind, (file,))
    elif kind == "parquet":
        for start, end in _row_groups(place, file, size):
            yield Shard(0, kind, (file,), start=start, end=end)
    elif file.name.lower().endswith(".jsonl"):
        for start in range(0, file.size, size):
            yield Shard(0, kind, (file,), start=start, end=min(start + size, file.size))
    else:
        yield Shard(0, kind, (file,))


def _row_groups(place: Place, file: Found, size: int) -> Iterator[tuple[int, int]]:
    """Neighbouring row groups that come to about `size` bytes; the whole where the file cannot be read, which its task will say."""
    from pyarrow import ArrowException  # noqa: PLC0415
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    try:
        with place.opened(file.name) as opened:
            told = ParquetFile(opened).metadata
            sizes = [told.row_group(index).total_byte_size for index in range(told.num_row_groups)]
    except (OSError, ArrowException):
        yield 0, 0
        return
    start = held = 0
    for index, more in enumerate(sizes, 1):
        held += more
        if held >= size or index == len(sizes):
            yield start, index
            start, held = index, 0
