"""What is kept between runs, in `.shuzhai/` of the outputs folder: extracted articles, what the tables said, the runs.

SQLite in WAL mode, one transaction a step: killed at any moment, the next run goes on from the last step. A lock file lets
one run write at a time. All of it can be deleted: the next run extracts everything anew.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from filelock import FileLock, Timeout

from pipeline.errors import UsageError
from pipeline.kept import Kept, Written, lines_unpacked
from pipeline.writers.article_rows import Lines, parsed
from pipeline.writers.rows import Row

FOLDER = ".shuzhai"
_SCHEMA_VERSION = 2
_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (id INTEGER PRIMARY KEY, at TEXT NOT NULL, done INTEGER NOT NULL DEFAULT 0, told TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS articles (doc TEXT PRIMARY KEY, key TEXT NOT NULL, rows BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS versions (
    doc TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER, origin TEXT NOT NULL, digest BLOB NOT NULL, lines BLOB NOT NULL,
    PRIMARY KEY (doc, since)
);
CREATE INDEX IF NOT EXISTS versions_now ON versions (doc, origin, digest) WHERE until IS NULL;
CREATE INDEX IF NOT EXISTS versions_spans ON versions (since, until, doc);
CREATE TABLE IF NOT EXISTS pending (doc TEXT PRIMARY KEY, origin TEXT NOT NULL, digest BLOB NOT NULL, lines BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS files (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL, size INTEGER NOT NULL, mtime INTEGER NOT NULL);
"""
#: the name under which the lines of projects.csv are kept among those of articles
PROJECTS = "\x00projects"


@dataclass(frozen=True, slots=True)
class Origin:
    """What an article's rows come from: checksum of the file, of what is told of it (metadata, options), of rules and of code."""

    article: str = ""
    told: str = ""
    rules: str = ""
    code: str = ""

    @property
    def key(self) -> str:
        return f"{self.article}.{self.told}.{self.rules}.{self.code}"

    @classmethod
    def of_key(cls, key: str) -> Origin:
        article, *others = key.split(".")
        return cls(article, *map(sys.intern, others))  # one string for all articles, mostly


class Staged(NamedTuple):
    """Lines that are others than those that stand, as `Written` packs them; empty where only the origin is another."""

    doc: str
    origin: Origin
    digest: bytes = b""
    packed: bytes = b""


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run: when, by what (`versions`: rules, code, libraries), and what it said (`counts`) and changed (`changes`)."""

    id: int
    at: str
    versions: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    causes: Mapping[str, int] = field(default_factory=dict)
    errors: tuple[tuple[str, str], ...] = ()
    #: checksum of the journal that the run took into account
    journal: str = ""


class Store:
    """Use as a context; take the lock with `try_lock` first where something is to be written."""

    def __init__(self, outputs: Path) -> None:
        self.folder = outputs / FOLDER
        self._lock = FileLock(self.folder / "lock")

    def exists(self) -> bool:
        return (self.folder / "state.sqlite").exists()

    def __enter__(self) -> Store:
        """Opens the database."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._open()
        except sqlite3.OperationalError as error:
            raise UsageError(f"{self.folder}: {error}; is the disk full or the folder read-only?") from error
        except sqlite3.DatabaseError:  # not ours, or torn by a full disk: nothing in it is a person's word
            self._db.close()
            for path in self.folder.glob("state.sqlite*"):
                path.unlink()
            self._open()
        return self

    def _open(self) -> None:
        self._db = sqlite3.connect(self.folder / "state.sqlite", isolation_level=None, timeout=60)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=NORMAL")
        (version,) = self._db.execute("PRAGMA user_version").fetchone()
        if version not in (0, _SCHEMA_VERSION):
            raise sqlite3.DatabaseError("of another version")
        self._db.executescript(_SCHEMA)
        self._db.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._db.close()
        self._lock.release()

    def try_lock(self, seconds: float) -> bool:
        """Whether the folder is ours to write, after waiting for that long."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            self._lock.acquire(timeout=seconds)
        except Timeout:
            return False
        except OSError as error:
            raise UsageError(f"{self.folder} cannot be written: {error.strerror}") from error
        return True

    def sweep(self) -> None:
        """Removes what a killed run left half written beside the tables."""
        for path in self.folder.parent.glob(".writing-*"):
            shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)
        self._db.execute("DELETE FROM pending")

    # -- extracted articles

    def key(self, doc: str) -> str:
        """The key under which an article was extracted; empty for none."""
        found = self._db.execute("SELECT key FROM articles WHERE doc = ?", (doc,)).fetchone()
        return str(found[0]) if found else ""

    def has_failed(self) -> bool:
        """Whether an article is kept under no key: the next run tries it again."""
        return self._db.execute("SELECT 1 FROM articles WHERE key = ''").fetchone() is not None

    def keep(self, articles: Iterable[tuple[str, str, bytes]]) -> None:
        """Extracted articles with their keys, as `Kept.packed`, in one transaction."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?, ?)", articles)
        self._db.execute("COMMIT")

    def article(self, doc: str) -> Kept | None:
        """What was extracted from an article; None for nothing."""
        found = self._db.execute("SELECT rows FROM articles WHERE doc = ?", (doc,)).fetchone()
        return Kept.unpacked(found[0]) if found else None

    # -- what the tables said

    def origins(self) -> Iterator[tuple[str, Origin]]:
        """Where the present lines of every article come from, by the names of articles."""
        found = self._db.execute("SELECT doc, origin FROM versions WHERE until IS NULL ORDER BY doc")
        return ((doc, Origin.of_key(key)) for doc, key in found if doc != PROJECTS)

    def standing(self, doc: str) -> tuple[Origin, bytes] | None:
        """Where the present lines of an article come from, and their digest; None for no article."""
        found = self._db.execute("SELECT origin, digest FROM versions WHERE doc = ? AND until IS NULL", (doc,)).fetchone()
        return (Origin.of_key(found[0]), found[1]) if found else None

    def lines(self, doc: str, run: int | None = None) -> Lines:
        """The lines of an article as they stand, or as they stood after a run; none for no article."""
        if run is None:
            found = self._db.execute("SELECT lines FROM versions WHERE doc = ? AND until IS NULL", (doc,)).fetchone()
        else:
            found = self._db.execute(
                "SELECT lines FROM versions WHERE doc = ? AND since <= ? AND (until IS NULL OR until > ?)", (doc, run, run)
            ).fetchone()
        if not found:
            return {}
        return {"projects": "".join(lines_unpacked(found[0], "projects"))} if doc == PROJECTS else Written.unpacked(found[0])

    def project_rows(self) -> Iterator[Row]:
        """The rows of projects.csv as they stand, one after the other; raises ValueError where they have other columns."""
        found = self._db.execute("SELECT lines FROM versions WHERE doc = ? AND until IS NULL", (PROJECTS,)).fetchone()
        for lines in lines_unpacked(found[0], "projects") if found else ():
            yield from parsed(lines, "projects")

    def changed_between(self, start: int, end: int) -> list[tuple[str, Origin | None, Origin | None]]:
        """Articles whose lines after run `end` are others than after run `start`, with their origins then and now."""
        query = """
            SELECT doc FROM versions WHERE (since > ? AND since <= ?) OR (until > ? AND until <= ?) GROUP BY doc ORDER BY doc
        """
        docs = self._db.execute(query, (start, end, start, end)).fetchall()
        return [(doc, self._origin(doc, start), self._origin(doc, end)) for (doc,) in docs]

    def _origin(self, doc: str, run: int) -> Origin | None:
        found = self._db.execute(
            "SELECT origin FROM versions WHERE doc = ? AND since <= ? AND (until IS NULL OR until > ?)", (doc, run, run)
        ).fetchone()
        return Origin.of_key(found[0]) if found else None

    # -- runs

    def runs(self) -> list[RunRecord]:
        """All that finished, the oldest first."""
        found = self._db.execute("SELECT id, at, told FROM runs WHERE done = 1 ORDER BY id")
        return [RunRecord(id=number, at=at, **_told(told)) for number, at, told in found]

    def next_run(self) -> int:
        (last,) = self._db.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()
        return int(last) + 1

    def unfinished(self) -> bool:
        """Whether the last run was killed while it put the tables in place."""
        return self._db.execute("SELECT 1 FROM runs WHERE done = 0").fetchone() is not None

    def stage(self, told: Iterable[Staged]) -> None:
        """What is to stand from `begin_commit` on."""
        rows = [(doc, origin.key, digest, packed) for doc, origin, digest, packed in told]
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR REPLACE INTO pending VALUES (?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def begin_commit(self, record: RunRecord, gone: Iterable[str]) -> None:
        """What was staged stands from this run on, without the articles that are `gone`; the tables take their places now."""
        told = {
            name: getattr(record, name) for name in ("versions", "options", "counts", "changes", "causes", "errors", "journal")
        }
        at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        names = [(doc,) for doc in gone]
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        db.execute("DELETE FROM runs WHERE done = 0")
        db.execute("INSERT INTO runs VALUES (?, ?, 0, ?)", (record.id, at, json.dumps(told, ensure_ascii=False)))
        db.execute(
            "UPDATE versions SET origin = pending.origin FROM pending "
            "WHERE versions.doc = pending.doc AND until IS NULL AND pending.lines = x''"
        )
        db.execute("DELETE FROM pending WHERE lines = x''")
        db.execute("UPDATE versions SET until = ? WHERE until IS NULL AND doc IN (SELECT doc FROM pending)", (record.id,))
        db.executemany(f"UPDATE versions SET until = {record.id:d} WHERE until IS NULL AND doc = ?", names)
        db.executemany("DELETE FROM articles WHERE doc = ?", names)
        db.execute("INSERT INTO versions SELECT doc, ?, NULL, origin, digest, lines FROM pending", (record.id,))
        db.execute("DELETE FROM pending")
        db.execute("COMMIT")

    def finish_commit(self, run: int, files: Mapping[str, tuple[str, int, int]]) -> None:
        """The tables are in place: their checksum, size and time of change."""
        self._db.execute("BEGIN IMMEDIATE")
        self._db.execute("UPDATE runs SET done = 1 WHERE id = ?", (run,))
        self._db.execute("DELETE FROM files")
        self._db.executemany("INSERT INTO files VALUES (?, ?, ?, ?)", [(name, *told) for name, told in files.items()])
        self._db.execute("COMMIT")

    def files(self) -> dict[str, tuple[str, int, int]]:
        """Checksum, size and time of change of the tables as they were written."""
        return {name: (sha, size, mtime) for name, sha, size, mtime in self._db.execute("SELECT * FROM files")}


def scratch() -> sqlite3.Connection:
    """An empty database for one run: in memory while it is small, then in a temporary file; closed, it is gone."""
    db = sqlite3.connect("")
    db.execute("PRAGMA journal_mode=OFF")
    db.execute("PRAGMA cache_size=-16000")
    return db


def _told(text: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(text)
    told["errors"] = tuple((doc, error) for doc, error in told["errors"])
    return told
