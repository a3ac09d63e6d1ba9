"""What changed between two runs: rows added, removed and changed, each with its cause."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.store import PROJECTS, Origin, Store
from pipeline.writers.article_rows import Lines, parsed
from pipeline.writers.rows import COLUMNS, REVIEW, Row

#: columns in which a row may differ and still say the same
_ELSEWHERE = ("start", "end", "sha256")
_NEW, _DELETED, _EDITED = "article new", "article deleted", "article edited"
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


def article_changes(doc: str, then: tuple[Origin, Lines] | None, now: tuple[Origin, Lines] | None) -> Iterator[Change]:
    """The changes of one article's rows; None for no article."""
    causes = _causes(then[0] if then else None, now[0] if now else None) if doc != PROJECTS else ""
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
    return "review" if {*REVIEW, "by_person"}.intersection(columns) else "another article or review"


def _of_row(row: Row) -> str:
    return "review" if row.get("rule") == "person" or row.get("indicator_source") == "person" else "another article or review"


def _doc(doc: str) -> str:
    return "" if doc == PROJECTS else doc


def _text(row: Row) -> str:
    return row.get("text") or row.get("project", "")


def changes_between(store: Store, start: int, end: int) -> Iterator[Change]:
    """Every change from after run `start` to after run `end`, by article and table."""
    for doc, then, now in store.versions_between(start, end):
        yield from article_changes(doc, (then.origin, then.lines) if then else None, (now.origin, now.lines) if now else None)


@dataclass(slots=True)
class Tally:
    """Changes counted: rows by how they changed, and by cause."""

    how: Counter[str]
    causes: Counter[str]

    @classmethod
    def new(cls) -> Tally:
        return cls(Counter(), Counter())

    def add(self, changes: Iterator[Change]) -> None:
        for change in changes:
            self.how[change.how] += 1
            self.causes[change.cause] += 1
