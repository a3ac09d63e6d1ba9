"""One corpus run: what reviewers said is taken up, what changed is extracted, and the tables are written anew.

sheets ─▶ journal        what people wrote into the tables since the last run
parts ─▶ store           what a cluster extracted, where it is the same
articles ─▶ store        extraction, of what is not there yet
store + journal ─▶ tables    reviews laid over rows, repetitions, projects; whole or not at all
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import islice
from pathlib import Path

from pipeline.changes import ProjectChanges, Tally, article_changes, renamed
from pipeline.config import RULES
from pipeline.facts.projects import Projects
from pipeline.facts.repeats import Repetitions
from pipeline.fingerprints import code_fingerprint, library_versions, rules_fingerprint, short_hash
from pipeline.kept import Kept, Written, lines_packed, pieces_packed
from pipeline.readers import (
    Metadata,
    checksum,
    corpus_files,
    demand_folder,
    is_converted,
    load_metadata,
    read_document,
    shown_name,
)
from pipeline.reviews.anchors import Anchored, Articles, Orphan, anchor
from pipeline.reviews.applied import Applier
from pipeline.reviews.corrections import Corrections
from pipeline.reviews.intake import SheetReader, changed_sheets
from pipeline.reviews.journal import Journal, Review, current, journal_path
from pipeline.rulebook.layers import Layers
from pipeline.rulebook.lists import load_lists
from pipeline.scale.taken import packed_articles
from pipeline.store import PROJECTS, Origin, RunRecord, Staged, Store, scratch
from pipeline.workers import Job, extracted, failed, part_reader, prepared, undisturbed
from pipeline.writers.article_rows import ArticleRows, KeptRows
from pipeline.writers.csv_files import TableFolder, csv_text
from pipeline.writers.datapackage import DATAPACKAGE, datapackage
from pipeline.writers.rows import COLUMNS, KINDS, TABLES, Row, cell, project_row
from pipeline.writers.texts import sweep_texts, text_file, write_text
from pipeline.writers.whole import file_checksum

_BATCH = 64
_COUNTED = (*KINDS, "facts")
_KILLED = "the process that read it was killed twice, perhaps for want of memory; run again with fewer workers"


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: files, mentions and facts by kind, projects, the files that failed with the reason; what it took up from
    tables that people changed, what it could not understand there, and what became of the rows of the run before."""

    files: int
    chars: int
    mentions: Mapping[str, int]
    errors: tuple[tuple[str, str], ...]
    outputs: Path
    projects: int = 0
    run: int = 0
    extracted: int = 0
    unchanged: bool = False
    changes: Mapping[str, int] = field(default_factory=dict)
    causes: Mapping[str, int] = field(default_factory=dict)
    reviews: int = 0
    taken: Mapping[str, int] = field(default_factory=dict)
    from_parts: int = 0
    faults: tuple[tuple[str, int, str], ...] = ()
    orphans: int = 0
    passed_over: Mapping[str, int] = field(default_factory=dict)


def run_corpus(
    corpus: Path | str = "corpus",
    outputs: Path | str = "outputs",
    *,
    rules: Sequence[Path | str] = (),
    workers: int | None = None,
    published: str = "",
    ner: str = "doubtful",
    fresh: bool = False,
    reviews: Path | str | None = None,
    reviewer: str = "",
    from_parts: str = "",
    progress: Callable[[int, int], None] | None = None,
    waiting: Callable[[], None] | None = None,
) -> RunReport:
    """Extracts every article below `corpus` into the CSVs of `outputs` and reports.

    What reviewers wrote into those CSVs is taken up first, into the journal `reviews` (beside `outputs` unless named), signed
    by `reviewer`. Articles that are as they were under rules that are as they were are not extracted again, unless `fresh`; nor
    are those that stand, of the same bytes and by the same rules, in the parts of `scale_corpus` at `from_parts`.
    `published` is the date for articles that carry none; `ner` is that of `Pipeline`; `workers` None means all cores;
    `progress(done, all)` is called after every article that is extracted; `waiting()` once when another run has to end first.
    The files are the same bytes for any number of workers, fresh or not. Raises `UsageError` and `RuleError`.
    """
    corpus, outputs = Path(corpus), Path(outputs)
    settings = _Settings(tuple(Path(folder) for folder in rules), published, ner, from_parts)
    demand_folder(corpus)  # told before anything is made
    journal = Journal(Path(reviews) if reviews else journal_path(outputs))
    with _locked(outputs, waiting) as store:
        passed_over = Counter[str]()
        docs = {shown_name(doc): doc for doc in corpus_files(corpus, passed_over)}
        run = _Run(corpus, outputs, store, journal, settings, docs, load_metadata(corpus))
        if not fresh and (report := run.unchanged()) is not None:
            return replace(report, passed_over=passed_over)
        store.sweep()
        run.take_up(reviewer)
        run.extract(workers or os.cpu_count() or 1, progress, fresh=fresh)
        return replace(run.write(), passed_over=passed_over)


@contextmanager
def _locked(outputs: Path, waiting: Callable[[], None] | None) -> Iterator[Store]:
    store = Store(outputs)
    if not store.try_lock(0):
        if waiting is not None:
            waiting()
        store.try_lock(-1)
    with store:
        yield store


@dataclass(frozen=True, slots=True)
class _Settings:
    """What a run was asked for beside its folders."""

    rules: tuple[Path, ...]
    published: str
    ner: str
    from_parts: str = ""


class _Run:
    """One run under its lock. `docs` maps the names of articles to their paths."""

    def __init__(
        self, corpus: Path, outputs: Path, store: Store, journal: Journal, settings: _Settings,
        docs: Mapping[str, str], metadata: Mapping[str, Metadata],
    ) -> None:  # fmt: skip
        self._corpus, self._outputs, self._store, self._journal, self._settings = corpus, outputs, store, journal, settings
        self._docs, self._metadata = docs, metadata
        rules, code = rules_fingerprint(settings.rules, settings.ner), code_fingerprint()
        self._origins = {
            doc: Origin(checksum(corpus, path), sys.intern(short_hash(repr(metadata.get(path)), settings.published)), rules, code)
            for doc, path in docs.items()
        }
        self._versions = {"rules": rules, "code": code, **library_versions()}
        self._taken: Counter[str] = Counter()
        self._faults: list[tuple[str, int, str]] = []
        self._extracted = self._from_parts = 0
        self._rows = lru_cache(maxsize=64)(self._read_rows)

    # -- nothing to do

    def unchanged(self) -> RunReport | None:
        """The report of the last run, where articles, rules, reviews and tables are as it left them."""
        runs = self._store.runs()
        if not runs or self._store.unfinished() or not self._as_stored():
            return None
        last = runs[-1]
        if self._store.has_failed():
            return None
        if last.journal != self._journal_checksum() or last.versions != self._versions:
            return None
        if changed_sheets(self._outputs, self._store) or any(not (self._outputs / f"{t}.csv").exists() for t in TABLES):
            return None
        failed = {doc for doc, _ in last.errors}
        if any(cell(doc) not in failed and not text_file(self._outputs, doc).exists() for doc in self._converted):
            return None
        return replace(self._report(last), unchanged=True)

    def _as_stored(self) -> bool:
        """Whether the articles are those of the tables, and every one could be read."""
        count = 0
        for doc, origin in self._store.origins():
            count += 1
            if self._origins.get(doc) != origin or not origin.article:
                return False
        return count == len(self._origins)

    @cached_property
    def _converted(self) -> list[str]:
        return [doc for doc in self._docs if is_converted(doc)]

    @cached_property
    def _checksums(self) -> dict[str, str]:
        return {doc: origin.article for doc, origin in self._origins.items()}

    def _journal_checksum(self) -> str:
        path = self._journal.path
        return file_checksum(path) if path.exists() else ""

    # -- what people wrote

    def take_up(self, reviewer: str) -> None:
        """Reviews in changed tables go into the journal before anything is written."""
        sheets = changed_sheets(self._outputs, self._store)
        if not sheets:
            return
        lists = load_lists(Layers((RULES, *self._settings.rules)))
        entries = list(self._journal.entries())
        intake = SheetReader(self._store, self._articles(), entries, lists).read(sheets)
        self._journal.append(intake.reviews, by=reviewer)
        self._taken.update(review.via for review in intake.reviews if not review.aside)
        self._faults += intake.faults

    def _articles(self) -> Articles:
        return Articles(self._checksums, self._rows, lru_cache(maxsize=64)(self._text))

    def _read_rows(self, doc: str) -> ArticleRows:
        kept = self._store.article(doc)
        assert kept is not None
        return kept.rows()

    def _text(self, doc: str) -> str:
        path = self._docs[doc]
        return read_document(self._corpus, path, self._metadata.get(path), self._settings.published).text

    # -- articles

    def extract(self, workers: int, progress: Callable[[int, int], None] | None, *, fresh: bool) -> None:
        """Whatever is not in the store yet, kept there batch by batch: a killed run goes on where it was."""
        wanted = [
            doc for doc, origin in self._origins.items() if fresh or not origin.article or self._store.key(doc) != origin.key
        ]
        if wanted and self._settings.from_parts:
            there = self._take_parts(wanted)
            wanted = [doc for doc in wanted if doc not in there]
        self._extracted = len(wanted)
        arguments = [(self._docs[doc], self._metadata.get(self._docs[doc])) for doc in wanted]
        batch: list[tuple[str, str, bytes]] = []
        for done, (doc, packed) in enumerate(zip(wanted, extracted(arguments, self._job, workers), strict=True), 1):
            # what killed its workers is tried again by the next run, which may have more memory
            batch.append((doc, self._origins[doc].key, packed) if packed else (doc, "", failed(doc, _KILLED)))
            if len(batch) == _BATCH or done == len(wanted):
                self._store.keep(batch)
                batch.clear()
            if progress is not None:
                progress(done, len(wanted))

    def _take_parts(self, wanted: Sequence[str]) -> set[str]:
        """Keeps what a cluster extracted of the wanted articles; names those that it has."""
        keys = {doc: origin.key for doc in wanted if (origin := self._origins[doc]).article}
        articles = packed_articles(self._settings.from_parts, keys)
        there: set[str] = set()
        while batch := list(islice(articles, _BATCH)):
            self._store.keep(batch)
            there.update(doc for doc, _, _ in batch)
        self._from_parts = len(there)
        return there

    @cached_property
    def _job(self) -> Job:
        return Job(self._corpus, self._outputs, self._settings.rules, self._settings.published, self._settings.ner)

    # -- tables

    def write(self) -> RunReport:
        """Tables of all articles with what reviewers said; the old ones stand until the new ones are whole."""
        articles = self._articles()
        entries = list(self._journal.entries())
        self._faults += [(self._journal.path.name, line, f"the line cannot be read: {why}") for line, why in self._journal.broken]
        held = current(entries)
        anchored = anchor((review for review in held.values() if review.table != "projects"), articles)
        self._journal.append(anchored.moved)
        orphans = anchored.orphans + [Orphan(entry, f"set aside: {entry.note}") for entry in entries if entry.aside]
        with TableFolder(self._outputs) as tables:
            writing = _Writing(self._store, self._origins, anchored, self._job, tables)
            writing.articles()
            writing.projects([review for review in held.values() if review.table == "projects"])
            tables.append({"orphaned": _orphan_lines([*orphans, *writing.orphans])})
            writing.count_gone()
            counts = {
                **writing.counts,
                "articles": len(self._docs),
                "reviews": len(held),
                "orphans": len(orphans) + len(writing.orphans),
            }
            record = RunRecord(
                id=self._store.next_run(), at="", versions=self._versions, options={"ner": self._settings.ner, "published": self._settings.published},
                counts=counts, changes=dict(writing.tally.how), causes=dict(writing.tally.causes), errors=tuple(writing.errors),
                journal=self._journal_checksum(),
            )  # fmt: skip
            tables.add(DATAPACKAGE, datapackage(tables.seal(), TABLES))
            with undisturbed(drop=True):  # from here on it is done sooner than undone
                self._store.begin_commit(record, writing.gone)
                tables.commit()
                self._store.finish_commit(record.id, self._written_files())
                self._write_texts()
        return replace(
            self._report(record), extracted=self._extracted, changes=record.changes, causes=record.causes, taken=dict(self._taken),
            from_parts=self._from_parts, faults=tuple(self._faults),
        )  # fmt: skip

    def _write_texts(self) -> None:
        """Texts that no worker wrote just now because their articles are as they were; those of articles that are gone go."""
        for doc in self._converted:
            if not text_file(self._outputs, doc).exists():
                document = read_document(self._corpus, self._docs[doc], None)
                if document.status == "ok":
                    write_text(self._outputs, document)
        sweep_texts(self._outputs, self._converted)

    def _report(self, record: RunRecord) -> RunReport:
        """What the tables of a run hold."""
        counts = record.counts
        return RunReport(
            files=len(self._docs), chars=counts["chars"], mentions={kind: counts[kind] for kind in _COUNTED}, errors=record.errors,
            outputs=self._outputs, projects=counts["projects"], run=record.id, reviews=counts["reviews"], orphans=counts["orphans"],
        )  # fmt: skip

    def _written_files(self) -> dict[str, tuple[str, int, int]]:
        """Checksum, size and time of change of the tables, and of samples that were taken up."""
        found = {}
        for path in [*(self._outputs / f"{table}.csv" for table in TABLES), *self._outputs.glob("sample*.csv")]:
            stat = path.stat()
            found[path.name] = file_checksum(path), stat.st_size, stat.st_mtime_ns
        return found


class _Writing:
    """The tables while they are written, article by article in the order of their names."""

    def __init__(
        self, store: Store, origins: Mapping[str, Origin], anchored: Anchored, job: Job, tables: TableFolder
    ) -> None:  # fmt: skip
        self._store, self._origins, self._anchored, self._tables = store, origins, anchored, tables
        self._parts = part_reader(job)
        self._applier = Applier(lru_cache(maxsize=1)(lambda: Corrections(prepared(job))))
        self._scratch = scratch()
        self._repetitions, self._projects = Repetitions(self._scratch), Projects(self._scratch)
        self.gone = {doc: origin for doc, origin in store.origins() if doc not in origins}
        new = {doc: origin for doc, origin in origins.items() if not store.standing(doc)} if self.gone else {}
        self._renamed = renamed(self.gone, new)
        self.counts: Counter[str] = Counter(dict.fromkeys((*_COUNTED, "chars", "projects"), 0))
        self.tally = Tally()
        self.errors: list[tuple[str, str]] = []
        self.orphans: list[Orphan] = []

    def articles(self) -> None:
        staged: list[Staged] = []
        for doc, origin in self._origins.items():
            kept = self._reviewed(doc)
            repeats = self._repetitions.of(kept.said)
            self._projects.add(doc, kept.parts, repeats)
            written = kept.written(repeats)
            self._tables.append(written.lines)
            self.counts.update(kept.counts)
            if kept.error:
                self.errors.append((cell(doc), kept.error))
            staged += self._staged(doc, origin, kept, written)
            if len(staged) >= _BATCH:
                self._store.stage(staged)
                staged.clear()
        self._store.stage(staged)

    def _reviewed(self, doc: str) -> Kept:
        """What is kept of the article, with its reviews."""
        kept = self._store.article(doc)
        assert kept is not None
        if reviews := self._anchored.by_doc.get(doc):
            rows, orphans = self._applier.apply(kept.rows(), reviews)
            self.orphans += orphans
            kept = Kept.of(KeptRows.of_rows(rows), self._parts)
        return kept

    def _staged(self, doc: str, origin: Origin, kept: Kept, written: Written) -> Iterator[Staged]:
        """What is to be kept of the lines: nothing where they stand as they are."""
        name, digest = self._renamed.get(doc, doc), written.digest()
        then = self._store.standing(name)
        if then is None:
            self.tally.add_new(kept.rows_told)
        elif name == doc and then[1] == digest:
            if then[0] != origin:
                yield Staged(doc, origin)
            return
        else:
            before, now = (then[0], self._store.lines(name)), (origin, Written.unpacked(written.packed()))
            self.tally.add(article_changes(doc, before, now, renamed=name != doc))
        yield Staged(doc, origin, digest, written.packed())

    def projects(self, reviews: Sequence[Review]) -> None:
        """projects.csv, with what was said of its rows: by id, else by name."""
        told = self._reviews_of_projects(reviews)
        digest, pieces = hashlib.blake2b(digest_size=16), []
        changes = ProjectChanges(self.tally, self._scratch, self._store.project_rows())
        rows = (self._project(row, told.get(row["id"], ())) for row in self._projects.rows())
        while batch := list(islice(rows, _BATCH)):
            lines = csv_text(batch, COLUMNS["projects"]).encode()
            self._tables.append({"projects": lines})
            digest.update(lines)
            pieces.append(lines_packed({"projects": lines}))
            changes.add(batch)
            self.counts["projects"] += len(batch)
        then = self._store.standing(PROJECTS)
        if then is None or then[1] != digest.digest():
            self._store.stage([Staged(PROJECTS, Origin(), digest.digest(), pieces_packed(pieces))])
        changes.finish()

    def _reviews_of_projects(self, reviews: Sequence[Review]) -> Mapping[str, Sequence[Review]]:
        """Reviews of projects by the ids of the rows that they are of; the others become orphans."""
        wanted = {review.id for review in reviews} | {review.text for review in reviews}
        by_name = {name: key for key, name in self._projects.names() if key in wanted or name in wanted} if wanted else {}
        present, found = set(by_name.values()), defaultdict[str, list[Review]](list)
        for review in reviews:
            key = review.id if review.id in present else by_name.get(review.text)
            if key is None:
                self.orphans.append(Orphan(review, "no project has this id or name"))
            else:
                found[key].append(review)
        return found

    def _project(self, row: Row, reviews: Iterable[Review]) -> Row:
        row = project_row(row)
        for review in reviews:
            row, orphans = self._applier.project(row, review)
            self.orphans += orphans
        return row

    def count_gone(self) -> None:
        for doc in set(self.gone) - set(self._renamed.values()):
            self.tally.add(article_changes(doc, (self.gone[doc], self._store.lines(doc)), None))


def _orphan_lines(orphans: Sequence[Orphan]) -> str:
    """Rows of orphaned.csv, by table, article and place."""

    def row(orphan: Orphan) -> Row:
        review = orphan.review
        told = {name: cell(getattr(review, name)) for name in ("doc", "text", "verdict", "correction", "note", "sentence", "by")}
        return {
            "table": review.table, "id": review.id, **told, "reason": cell(orphan.reason), "now": cell(orphan.now),
            "candidates": cell(" | ".join(orphan.candidates)),
        }  # fmt: skip

    ordered = sorted(orphans, key=lambda o: (o.review.table, o.review.doc, o.review.start, o.review.id, o.reason))
    return csv_text(map(row, ordered), COLUMNS["orphaned"])
