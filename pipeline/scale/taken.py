"""Parts that come back: into the store of a run, which then need not extract them; or as a folder of articles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatch
from pathlib import Path

from pipeline.config import METADATA_FILE
from pipeline.errors import UsageError
from pipeline.kept import Kept
from pipeline.readers import Metadata
from pipeline.scale.manifest import FOLDER, entries
from pipeline.scale.parts import ARTICLES, TOLD, KeptArticle
from pipeline.scale.place import Place
from pipeline.writers.csv_files import csv_text
from pipeline.writers.whole import whole_file

_SMALL = ("doc", "key", "rows")
_BATCH = 200


def packed_articles(parts: str, wanted: Mapping[str, str]) -> Iterator[tuple[str, str, bytes]]:
    """Articles of scaled parts whose keys are the `wanted` ones, as a store keeps them: doc, key, packed rows.

    An article that changed since, or that other rules extracted, has another key and is passed over. Raises `UsageError`
    where there are no parts.
    """
    for article in _kept(Place(parts), _SMALL):
        if article.rows is not None and wanted.get(article.doc) == article.key:
            yield article.doc, article.key, Kept.of_plain(article.rows).packed()


@dataclass(slots=True)
class Gathered:
    """A folder of articles that was written from parts; `twice` names articles of one name, of which the first was taken."""

    articles: int = 0
    twice: list[str] = field(default_factory=list)


def gather(parts: str, folder: Path | str, *, only: str = "") -> Gathered:
    """Writes the articles of scaled parts into a new folder, byte by byte as they were extracted, with their `metadata.csv`.

    `only` is a pattern of names (`2024*.txt`). `shuzhai run` of that folder with the same parts extracts nothing anew.
    Raises `UsageError` where there are no parts, or where something stands in the folder.
    """
    folder = Path(folder)
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; name a new folder 请指定一个新文件夹")
    gathered = Gathered()
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / METADATA_FILE) as metadata:
        metadata.write(csv_text((), ("doc", *TOLD), header=True))
        for article in _kept(Place(parts), ("doc", "data", *TOLD)):
            if only and not fnmatch(article.doc, only):
                continue
            path = _below(folder, article.doc)
            if path.exists():
                gathered.twice.append(article.doc)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(article.data)
            gathered.articles += 1
            if article.given:
                told = {name: getattr(article.given, name) for name in TOLD}
                metadata.write(csv_text(({"doc": article.doc, **told},), ("doc", *TOLD)))
    return gathered


def _below(folder: Path, doc: str) -> Path:
    """The path of an article; raises `UsageError` for one that would lie elsewhere."""
    path = folder / doc
    if not path.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"the parts name an article {doc!r}, which lies outside of {folder}")
    return path


def _kept(place: Place, columns: tuple[str, ...]) -> Iterator[KeptArticle]:
    """The articles of all shards that are done, with some of their columns."""
    from pyarrow import ArrowException  # noqa: PLC0415
    from pyarrow.parquet import ParquetFile  # noqa: PLC0415

    if not place.names(FOLDER):
        raise UsageError(f"no parts of a scaled run at {place.address} 那里没有 shuzhai scale 的分片")
    for entry in entries(place):
        name = next(name for name in entry.parts if name.startswith(f"{ARTICLES}/"))
        try:
            with place.opened(name) as file:
                for batch in ParquetFile(file).iter_batches(_BATCH, columns=list(columns)):
                    yield from map(_article, batch.to_pylist())
        except (OSError, ArrowException) as error:
            raise UsageError(
                f"{place.address}/{name} cannot be read: {error}; run `shuzhai scale` again, which does what is missing"
            ) from error


def _article(row: Mapping[str, object]) -> KeptArticle:
    told = {name: str(row.get(name) or "") for name in TOLD}
    given = Metadata(**told) if any(told.values()) else None
    data, rows = row.get("data"), row.get("rows")
    return KeptArticle(
        str(row["doc"]), str(row.get("key", "")), data if isinstance(data, bytes) else b"", given,
        rows if isinstance(rows, bytes) else None,
    )  # fmt: skip
