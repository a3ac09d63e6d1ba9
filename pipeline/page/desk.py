"""The reviewer's desk: the tables, the articles, the journal, and the acts that go into it.

Acts are checked before they are written: the row must stand as its reviewer saw it, and a correction must be readable.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pipeline.errors import ShuzhaiError
from pipeline.model import Document
from pipeline.page.choice import Choice, Listed, listed, ordered
from pipeline.page.tables import Cached, Facets, Record, Tables, file_version, read_tables, tables_version
from pipeline.page.verdicts import Item, Row, Verdicts, reading_order
from pipeline.readers import corpus_files, read_document, shown_name
from pipeline.reviews.anchors import missed_id
from pipeline.reviews.corrections import CorrectionError, Corrections
from pipeline.reviews.journal import CONTEXT, Journal, Review, journal_path
from pipeline.text import sentence_starts
from pipeline.writers.rows import KINDS, REVIEW, cell, readable

Says = tuple[str, str, str]
NOTHING: Says = ("", "", "")
_VIA = "page"
#: choices whose articles stay counted
_LISTINGS = 8
_NOT_READ = frozenset((*REVIEW, "by_person"))


class NotThereError(ShuzhaiError):
    """An article or row that the tables or the corpus do not have."""


class NewerError(ShuzhaiError):
    """The row was judged otherwise in the meantime; `item` is how it stands now, None where it is gone."""

    def __init__(self, item: Item | None) -> None:
        self.item = item
        super().__init__("judged otherwise in the meantime")


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it is shown. `changed`: its file is no longer what the run read, so spans may be off."""

    document: Record
    text: str
    items: tuple[Item, ...]
    changed: bool


class Desk:
    """One reviewer at the outputs of one corpus. Safe for threads. `journal` is the file of reviews, beside the outputs unless
    named; `corrections` is asked for when something is corrected."""

    def __init__(
        self, outputs: Path, corpus: Path, corrections: Callable[[], Corrections], *, journal: Path | None = None, reviewer: str = ""
    ) -> None:  # fmt: skip
        self.outputs, self.corpus, self.reviewer, self.corrections = outputs, corpus, reviewer, corrections
        self.journal = Journal(journal or journal_path(outputs))
        self._tables = Cached(self.tables_version, lambda: read_tables(outputs))
        self._verdicts = Cached(self.journal_version, lambda: Verdicts.of(self.journal.entries()))
        self._files = Cached(self.tables_version, lambda: {cell(shown_name(name)): name for name in corpus_files(corpus)})
        self._facets = Cached(self.tables_version, lambda: Facets.of(self.tables()))
        self._listing = _Listing()
        self._writing = threading.Lock()
        self._done: list[tuple[Review, Review]] = []

    # -- what there is

    def tables_version(self) -> str:
        """Changes when a run writes the tables."""
        return tables_version(self.outputs)

    def journal_version(self) -> str:
        """Changes with every act."""
        return file_version(self.journal.path)

    def tables(self) -> Tables:
        """The tables of the last run. Raises `UsageError`."""
        return self._tables.get()

    def verdicts(self) -> Verdicts:
        """What the journal says now."""
        return self._verdicts.get()

    def facets(self) -> Facets:
        """The rules and checks of the tables."""
        return self._facets.get()

    def articles(self, choice: Choice) -> list[Listed]:
        """The articles with rows of that choice; all of them where nothing is left out."""
        version, tables = self._tables.versioned()
        return self._listing.of(choice, (version, tables), self._verdicts.versioned())

    def article(self, doc: str) -> Article:
        """One article of the tables with its text. Raises `NotThereError` where the corpus has no such file."""
        tables = self.tables()
        if (document := tables.documents.get(doc)) is None:
            raise NotThereError(f"{doc!r} is no article of these tables")
        read = self._document(doc)
        items = sorted(self.verdicts().items(tables, doc), key=reading_order)
        fitting = tuple(item for item in items if item.span[0] < item.span[1] <= len(read.text))
        return Article(document, read.text, fitting, len(fitting) < len(items) or read.sha256 != document["sha256"])

    def item(self, table: str, identity: str, doc: str) -> Item:
        """One row with what holds of it. Raises `NotThereError`."""
        tables, verdicts = self.tables(), self.verdicts()
        if table == "projects":
            if row := tables.find(table, identity):
                return verdicts.item(table, row)
        elif found := next((item for item in verdicts.items(tables, doc) if item.key == (table, identity)), None):
            return found
        raise NotThereError(f"{table}.csv has no row {identity!r} in {doc!r}")

    def _document(self, doc: str) -> Document:
        """The file of an article, one that a run on this corpus would read; no other is ever opened."""
        if (name := self._files.get().get(doc)) is None:
            raise NotThereError(f"{doc!r} is not in the corpus {self.corpus}; is it the folder of this run?")
        document = read_document(self.corpus, name, None)
        if document.status == "error":
            raise NotThereError(f"{doc}: {document.error}")
        return document

    # -- acts

    def judge(self, table: str, identity: str, doc: str, *, base: Says, says: Says) -> Item | None:
        """Writes a verdict, correction and note on a row that says `base` as yet; nothing said takes back.

        Gives the row as it stands then, None where a person's own addition is taken back. Raises `NewerError`, `NotThereError` and
        `CorrectionError`.
        """
        with self._writing:
            item = self.item(table, identity, doc)
            if item.says != base:
                raise NewerError(item)
            if says == base:
                return item
            self._append(self._review(item, says), back=self._review(item, base))
            return self._now(table, identity, doc)

    def add_missed(self, table: str, doc: str, start: int, end: int, text: str, *, value: str = "", note: str = "") -> Item:
        """Writes a mention that the run missed; `text` must be what stands between `start` and `end`, `value` says what
        it means where the words alone do not."""
        with self._writing:
            document = self._document(doc)
            whole = document.text
            if table not in KINDS or not text.strip() or whole[start:end] != text:
                raise NotThereError("the article does not read so there; load the page again")
            identity = missed_id(table, document.doc, start, text)
            if (standing := self._now(table, identity, doc)) is not None:
                raise NewerError(standing)
            starts = [*sentence_starts(whole), len(whole)]
            behind = bisect_right(starts, start)
            review = replace(
                _quote(document, start, end), table=table, id=identity, verdict="ok", correction=value, note=note, text=text,
                sentence=readable(whole[starts[behind - 1] : starts[behind]]), read=self._meaning(table, text, value, doc), missed=True,
            )  # fmt: skip
            self._append(review, back=_taken_back(review))
            return self.item(table, identity, doc)

    def _meaning(self, table: str, text: str, value: str, doc: str) -> Mapping[str, str]:
        """The cells of a missed mention: what its value says, else what its own words say; empty where they say nothing."""
        if value:
            return self._read(table, {}, value, doc)
        try:
            return self._read(table, {}, readable(text), doc)
        except CorrectionError:
            return {}

    def _read(self, table: str, row: Row, text: str, doc: str) -> Mapping[str, str]:
        document = self.tables().documents.get(doc)
        return self.corrections().read(table, row, text, document["published"] if document else "")

    def undo(self) -> tuple[Review, Item | None] | None:
        """Takes the last act back that was made here and not yet taken back; gives the act written for it and the row as it
        stands then (None: gone), or nothing where there is no act. Raises `NewerError` where somebody judged the row since."""
        with self._writing:
            if not self._done:
                return None
            back, done = self._done.pop()
            standing = self._now(done.table, done.id, done.doc)
            if (standing.says if standing else NOTHING) != done.says:
                raise NewerError(standing)
            self.journal.append([back], by=self.reviewer, via=_VIA)
            return back, self._now(back.table, back.id, back.doc)

    def _append(self, review: Review, *, back: Review) -> None:
        self.journal.append([review], by=self.reviewer, via=_VIA)
        self._done.append((back, review))

    def _now(self, table: str, identity: str, doc: str) -> Item | None:
        try:
            return self.item(table, identity, doc)
        except NotThereError:
            return None

    def _review(self, item: Item, says: Says) -> Review:
        """The act that says so of the row. Raises what the reader of corrections raises."""
        verdict, correction, note = says
        review = replace(self._about(item), verdict=verdict, correction=correction, note=note)
        read: Mapping[str, str] = {}
        if correction and correction != item.correction:
            read = self._read(item.table, item.row, correction, item.row.get("doc", ""))
        if item.missed:
            return replace(review, read={**review.read, **read}) if any(says) else _taken_back(review)
        return review

    def _about(self, item: Item) -> Review:
        """The row with its quote and what it said, as yet without a verdict."""
        if item.review is not None and item.missed:
            return replace(item.review, at="", by="", via="", was="")
        read = {name: value for name, value in item.row.items() if name not in _NOT_READ}
        table, identity = item.key
        if table == "projects":
            return Review(table=table, id=identity, text=item.row["project"], read=read)
        document, (start, end) = self._document(item.row["doc"]), item.span
        row: dict[str, Any] = {"table": table, "id": identity, "sentence": item.row["sentence"], "read": read}
        read_then = self.tables().documents[item.row["doc"]]["sha256"]
        if document.sha256 != read_then:  # what stands there now is not what was judged
            return Review(**row, doc=document.doc, start=start, end=end, text=item.row["text"], sha256=read_then)
        return replace(_quote(document, start, end), **row, text=readable(document.text[start:end]))


class _Listing:
    """The latest listings, counted again only where something may have changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[tuple[str, Choice], tuple[str, dict[str, Listed]]] = {}

    def of(self, choice: Choice, tables: tuple[str, Tables], verdicts: tuple[str, Verdicts]) -> list[Listed]:
        """The articles of a choice in its order."""
        unsorted = replace(choice, sort="doc")
        documents, docs = tables[1].documents, verdicts[1].docs
        with self._lock:
            version, found = self._held.pop((tables[0], unsorted), ("", {}))
            if version != verdicts[0]:
                changed = docs & documents.keys() if found else documents
                found = {**found, **self._counted(unsorted, tables[1], verdicts[1], changed)}
            self._held[tables[0], unsorted] = verdicts[0], found
            while len(self._held) > _LISTINGS:
                del self._held[next(iter(self._held))]
        return ordered((article for article in found.values() if article.chosen or not choice.filters), choice.sort)

    def _counted(self, choice: Choice, tables: Tables, verdicts: Verdicts, docs: Iterable[str]) -> dict[str, Listed]:
        return {doc: listed(tables.documents[doc], verdicts.items(tables, doc), choice) for doc in docs}


def _taken_back(review: Review) -> Review:
    return replace(review, verdict="", correction="", note="", missed=False, read={})


def _quote(document: Document, start: int, end: int) -> Review:
    """Where something stands in an article and what stands around it."""
    before, after = document.text[max(start - CONTEXT, 0) : start], document.text[end : end + CONTEXT]
    return Review(
        table="facts", id="", doc=document.doc, start=start, end=end, before=before, after=after, sha256=document.sha256
    )  # fmt: skip
