"""What changed between two runs: rows added, removed and changed, each with its cause."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.store import PROJECTS, Origin, Store
from pipeline.writers.article_rows import Lines, parsed
from pipeline.writers.rows import COLUMNS, REVIEW, Row

#: columns in which a row may differ and still say the same
_ELSEWHERE = ("start", "end", "sha256")
_NEW, _DELETED, _EDITED, _RENAMED = "article new", "article deleted", "article edited", "article renamed"
_BY_REVIEW, _ELSEWHERE_TOLD = "review", "another article or review"
_CAUSES = (("told", "metadata or options"), ("rules", "rules"), ("code", "code"))


@dataclass(frozen=True, slots=True)
class Change:
    """One row: `how` is added, removed or changed; `columns` those that differ, with `then` and `now`."""

    how: str
    table: str
    id: str
    doc: str
    text: str
    cause: str
    columns: tuple[str, ...] = ()
    then: Row | None = None
    now: Row | None = None


Side = tuple[Origin, Lines] | None


def article_changes(doc: str, then: Side, now: Side, *, renamed: bool = False) -> Iterator[Change]:
    """The changes of one article's rows; None for no article. `renamed`: `then` stood under another name."""
    causes = _RENAMED if renamed else "" if doc == PROJECTS else _causes(then[0] if then else None, now[0] if now else None)
    old, new = then[1] if then else {}, now[1] if now else {}
    for table in sorted({*old, *new} - {"documents"}):
        if old.get(table, "") != new.get(table, ""):
            yield from _table_changes(doc, table, _rows(old, table), _rows(new, table), causes)


def _causes(then: Origin | None, now: Origin | None) -> str:
    """Why an article's rows may differ; empty when it and all rules are the same: then a review did it, or another article."""
    if then is None:
        return _NEW
    if now is None:
        return _DELETED
    if then.article != now.article:
        return _EDITED
    return " and ".join(name for part, name in _CAUSES if getattr(then, part) != getattr(now, part))


def _rows(lines: Lines, table: str) -> dict[str, Row]:
    try:
        return {row["id"]: row for row in parsed(lines.get(table, ""), table)}
    except ValueError:  # another version had other columns: all its rows count as removed and added
        return {}


def _table_changes(doc: str, table: str, old: Mapping[str, Row], new: Mapping[str, Row], causes: str) -> Iterator[Change]:
    removed = [row for key, row in old.items() if key not in new]
    added = [row for key, row in new.items() if key not in old]
    pairs = [(row, new[key]) for key, row in old.items() if key in new]
    again = _again(removed, added)
    pairs += [(removed[i], added[j]) for i, j in again.items()]
    for then, now in pairs:
        columns = tuple(name for name in COLUMNS[table] if then[name] != now[name] and name not in ("id", *_ELSEWHERE))
        if columns:
            yield Change("changed", table, now["id"], _doc(doc), _text(now), causes or _other_cause(columns), columns, then, now)
    for index, row in enumerate(removed):
        if index not in again:
            yield Change("removed", table, row["id"], _doc(doc), _text(row), causes or _of_row(row), (), row, None)
    kept = set(again.values())
    for index, row in enumerate(added):
        if index not in kept:
            yield Change("added", table, row["id"], _doc(doc), _text(row), causes or _of_row(row), (), None, row)


def _again(removed: list[Row], added: list[Row]) -> dict[int, int]:
    """Rows that only took another id, since their sentence or path changed: the same text, in its order."""
    waiting: defaultdict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(added):
        waiting[_text(row)].append(index)
    pairs = {}
    for index, row in enumerate(removed):
        if waiting[_text(row)]:
            pairs[index] = waiting[_text(row)].pop(0)
    return pairs


def _other_cause(columns: tuple[str, ...]) -> str:
    return _BY_REVIEW if {*REVIEW, "by_person"}.intersection(columns) else _ELSEWHERE_TOLD


def _of_row(row: Row) -> str:
    return _BY_REVIEW if row.get("rule") == "person" or row.get("indicator_source") == "person" else _ELSEWHERE_TOLD


def _doc(doc: str) -> str:
    return "" if doc == PROJECTS else doc


def _text(row: Row) -> str:
    return row.get("text") or row.get("project", "")


def renamed(gone: Mapping[str, Origin], new: Mapping[str, Origin]) -> dict[str, str]:
    """New articles that are gone ones under another name: new name → old name."""
    old_names = {origin.article: doc for doc, origin in sorted(gone.items(), reverse=True) if origin.article}
    found: dict[str, str] = {}
    for doc, origin in sorted(new.items()):
        if old := old_names.pop(origin.article, ""):
            found[doc] = old
    return found


def changes_between(store: Store, start: int, end: int) -> Iterator[Change]:
    """Every change from after run `start` to after run `end`, by article and table."""
    changed = store.changed_between(start, end)
    gone = {doc: then for doc, then, now in changed if then and not now}
    new = {doc: now for doc, then, now in changed if now and not then}
    names = renamed(gone, new)
    for doc, then, now in changed:
        if doc in names.values():
            continue
        name = names.get(doc, doc)
        before = gone[name] if name != doc else then
        old = (before, store.lines(name, start)) if before else None
        yield from article_changes(doc, old, (now, store.lines(doc, end)) if now else None, renamed=name != doc)


@dataclass(slots=True)
class Tally:
    """Changes counted: rows by how they changed, and by cause."""

    how: Counter[str] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)

    def count(self, how: str, cause: str, rows: int) -> None:
        """Rows that changed alike."""
        if rows:
            self.how[how] += rows
            self.causes[cause] += rows

    def add_new(self, rows: int) -> None:
        """The rows of a new article."""
        self.count("added", _NEW, rows)

    def add(self, changes: Iterator[Change]) -> None:
        for change in changes:
            self.count(change.how, change.cause, 1)


class ProjectChanges:
    """Counts what changes in projects.csv while it is written: a scratch database holds hashes of its rows as they were."""

    def __init__(self, tally: Tally, scratch: sqlite3.Connection, then: Iterator[Row]) -> None:
        self._tally, self._db = tally, scratch
        self._db.execute("CREATE TABLE was (id TEXT PRIMARY KEY, name TEXT, said INTEGER, rest INTEGER)")
        try:
            self._db.executemany("INSERT OR REPLACE INTO was VALUES (?, ?, ?, ?)", map(_hashes, then))
        except ValueError:  # another version had other columns: all its rows count as removed and added
            self._db.execute("DELETE FROM was")
        self._added: list[_Hashed] = []

    def add(self, rows: Iterable[Row]) -> None:
        """Rows as they are now."""
        for now in map(_hashes, rows):
            if (then := self._db.execute("SELECT * FROM was WHERE id = ?", now[:1]).fetchone()) is None:
                self._added.append(now)
            else:
                self._compare(_Hashed(*then), now)
                self._db.execute("DELETE FROM was WHERE id = ?", now[:1])

    def finish(self) -> None:
        """What is left was removed, or took another id with its place: the same name, in their order."""
        waiting: defaultdict[str, list[_Hashed]] = defaultdict(list)
        for now in reversed(self._added):
            waiting[now.name].append(now)
        removed = 0
        for row in self._db.execute("SELECT * FROM was ORDER BY rowid"):
            then = _Hashed(*row)
            if again := waiting.get(then.name):
                self._compare(then, again.pop())
            else:
                removed += 1
        self._tally.count("removed", _ELSEWHERE_TOLD, removed)
        self._tally.count("added", _ELSEWHERE_TOLD, sum(map(len, waiting.values())))

    def _compare(self, then: _Hashed, now: _Hashed) -> None:
        if (then.said, then.rest) != (now.said, now.rest):
            self._tally.count("changed", _BY_REVIEW if then.said != now.said else _ELSEWHERE_TOLD, 1)


class _Hashed(NamedTuple):
    """A row of projects.csv: hashes of what reviewers say and of all else."""

    id: str
    name: str
    said: int
    rest: int


def _hashes(row: Row) -> _Hashed:
    said = hash(tuple(row[name] for name in _SAID))
    return _Hashed(row["id"], row["project"], said, hash(tuple(row[name] for name in _REST)))


_SAID = (*REVIEW, "by_person")
_REST = tuple(name for name in COLUMNS["projects"] if name not in ("id", *_SAID))
