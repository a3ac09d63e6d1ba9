"""One shard from input to parts: what a task does, wherever it runs."""

from __future__ import annotations

import hashlib
import time
from collections import Counter
from dataclasses import dataclass, field

from pipeline.article import Pipeline
from pipeline.errors import ReadError, program_error
from pipeline.facts.projects import PartReader
from pipeline.fingerprints import short_hash
from pipeline.kept import Kept
from pipeline.model import Document, Extraction
from pipeline.readers import document_of, failed_document
from pipeline.scale.articles import Article, articles
from pipeline.scale.kit import Kit, TooSlow, no_longer_than, pipeline_of
from pipeline.scale.manifest import Entry, entry_name, read_entry
from pipeline.scale.parts import KeptArticle, Parts, part_names
from pipeline.scale.place import Place
from pipeline.scale.shards import Shard
from pipeline.scale.trail import Trail
from pipeline.store import Origin
from pipeline.writers.article_rows import KeptRows

_NOTICES = 20
_KILLED = "two workers were killed while they read it, perhaps for want of memory"


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a shard; `before` when an earlier run had done it and nothing was touched."""

    shard: str
    before: bool
    documents: int
    errors: int
    chars: int
    input_bytes: int
    output_bytes: int
    seconds: float
    rows: dict[str, int] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def finished(shard: Shard, source: Place, target: Place, kit: Kit) -> Done:
    """The shard, extracted unless it stands there already, of this input and by these rules.

    Parts are put in place first, their entry last: killed at any moment, the shard is either done or done again, and the same
    shard gives the same bytes. Raises `ShardError` and `OSError` where it cannot be read or written.
    """
    entry = read_entry(target, shard.number)
    names = part_names(shard.number, kit.settings.format)
    if entry and (entry.input, entry.fingerprint) == (shard.identity, kit.fingerprint) and entry.is_whole(target):
        return _done(entry, names, before=True)
    # what stands there is of another input or other rules: it must not outlive its entry, nor the entry the parts
    target.remove([entry_name(shard.number), *(entry.parts if entry else ()), *names.values()])
    return _done(_extracted(shard, source, target, kit, names), names, before=False)


def _done(entry: Entry, names: dict[str, str], *, before: bool) -> Done:
    return Done(
        shard=entry.shard, before=before, documents=entry.documents, errors=entry.errors, chars=entry.chars,
        input_bytes=entry.input_bytes, output_bytes=sum(part.bytes for part in entry.parts.values()), seconds=entry.seconds,
        rows={table: entry.parts[name].rows for table, name in names.items()}, notices=entry.notices,
    )  # fmt: skip


def _extracted(shard: Shard, source: Place, target: Place, kit: Kit, names: dict[str, str]) -> Entry:
    pipeline = pipeline_of(kit)
    begun = time.process_time()
    counts: Counter[str] = Counter()
    last = entry_name(shard.number)
    with Trail(target, shard.number) as trail, target.putting([*names.values(), last]) as folder:
        with Parts(folder, names) as parts:
            for article in articles(source, shard, kit.settings.columns):
                with trail.at(article.doc) as given_up:
                    _write(article, parts, pipeline, kit, counts, _KILLED if given_up else "")
        entry = Entry(
            shard.name, shard.identity, kit.fingerprint, parts.written(), counts["documents"], counts["errors"], counts["chars"],
            counts["bytes"], round(time.process_time() - begun, 3), tuple(parts.notices[:_NOTICES]),
        )  # fmt: skip
        (folder / last).write_text(entry.text(), encoding="utf-8", newline="\n")
    return entry


def _write(article: Article, parts: Parts, pipeline: Pipeline, kit: Kit, counts: Counter[str], failed: str) -> None:
    """The rows of one article into the parts; one that fails, or has `failed`, stands in errors, and the shard goes on."""
    document = _document(article, kit.settings.published)
    try:
        with no_longer_than(kit.settings.seconds if document.status == "ok" else 0):
            extraction = Extraction(document=document) if document.error or failed else pipeline.extract_document(document)
    except TooSlow as error:
        failed = str(error)
    except Exception as error:  # whatever one article does to the program, the others are extracted
        failed = program_error(error)
    if failed:
        document = failed_document(document.doc, failed)
        extraction = Extraction(document=document)
    told = KeptRows.of(extraction)
    rows = told.rows()
    parts.add("documents", rows.document)
    for table, found in rows.tables.items():
        for row in found:
            parts.add(table, row)
    if document.error:
        parts.add("errors", {"doc": rows.document["doc"], "error": rows.document["error"]})
    if article.data is not None:
        kept = None if failed else Kept.of(told, PartReader.of(pipeline.rules)).plain()
        parts.keep(KeptArticle(article.doc, _key(article, kit), article.data, article.given, kept))
    counts.update(documents=1, errors=bool(document.error), chars=len(document.text), bytes=len(article.data or b""))


def _document(article: Article, published: str) -> Document:
    if article.data is None:
        return failed_document(article.doc, article.error)
    try:
        return document_of(article.data, article.doc, article.given, published)
    except ReadError as error:
        return failed_document(article.doc, str(error))


def _key(article: Article, kit: Kit) -> str:
    """What a run would keep the article's rows under."""
    told = short_hash(repr(article.given), kit.settings.published)
    return Origin(hashlib.sha256(article.data or b"").hexdigest(), told, kit.rules, kit.code).key
