"""How far the tables can be trusted: what asks for a look, how surely facts were linked, and what reviewers found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.report.wording import CONFIDENCES, KINDS, PUBLISHED_FROM, Words
from pipeline.reviews.journal import Journal, Review, current, journal_path
from pipeline.writers.rows import COLUMNS, Row, cell

_ERRORS = 50


@dataclass(frozen=True, slots=True)
class TableQuality:
    """One table: its rows; those with something in `check` (None: it has no such column); the verdicts on what was
    extracted; `missed`, mentions that reviewers added; `carried`, ids of rows that hold their review word for word."""

    table: str
    words: Words
    rows: int
    check: int | None
    ok: int
    wrong: int
    missed: int
    carried: frozenset[str]

    @property
    def judged(self) -> int:
        return self.ok + self.wrong


@dataclass(frozen=True, slots=True)
class Quality:
    """`confidence`: facts by level; `dated_by`: articles by where their date comes from; `errors`: (doc, reason) of the first
    files that could not be read, `failed` the number of all; `waiting`: reviews that these tables do not hold yet; `orphaned`: those to look at again; `broken`:
    lines of the journal that cannot be read."""

    tables: tuple[TableQuality, ...]
    confidence: tuple[tuple[str, Words, int], ...]
    dated_by: tuple[tuple[Words, int], ...]
    errors: tuple[tuple[str, str], ...]
    failed: int
    waiting: int
    orphaned: int
    broken: int


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The journal of a run: what `holds` by table and id, and all that was ever `seen`, taken back or not."""

    holds: Mapping[tuple[str, str], Review]
    seen: frozenset[tuple[str, str]]
    broken: int

    @staticmethod
    def of(outputs: Path) -> Verdicts:
        """Read from beside the folder; empty where nothing was reviewed."""
        journal = Journal(journal_path(outputs))
        entries = list(journal.entries())
        return Verdicts(current(entries), frozenset(entry.key for entry in entries), len(journal.broken))

    def on(self, table: str, row: Row) -> str:
        """ok, wrong or empty; the journal may be newer than the row. A row that a person added is no extraction to judge."""
        key = table, row.get("id", "")
        if (review := self.holds.get(key)) is not None:
            return "" if review.missed else review.verdict
        return "" if key in self.seen else row["verdict"].strip().lower()

    def is_carried(self, table: str, row: Row) -> bool:
        """Whether the row holds the review on it, as the last run wrote it."""
        review = self.holds.get((table, row.get("id", "")))
        return review is not None and tuple(map(cell, review.says)) == (row["verdict"], row["correction"], row["note"])

    def missed(self, table: str) -> int:
        """Mentions of a table that reviewers added."""
        return sum(review.missed for review in self.holds.values() if review.table == table)

    def waiting(self, tables: Iterable[TableQuality], orphaned: Iterable[Row]) -> int:
        """Reviews that are neither in the tables nor orphaned: made since the last run."""
        told = {(table.table, row) for table in tables for row in table.carried}
        return len(self.holds.keys() - told - {(row["table"], row["id"]) for row in orphaned})


def table_quality(table: str, rows: Iterable[Row], verdicts: Verdicts) -> TableQuality:
    """Counts through the rows of one table."""
    counts: Counter[str] = Counter()
    carried = set()
    for row in rows:
        counts["rows"] += 1
        counts["check"] += bool(row.get("check"))
        counts[verdicts.on(table, row)] += 1
        if verdicts.is_carried(table, row):
            carried.add(row["id"])
    check = counts["check"] if "check" in COLUMNS[table] else None
    missed = verdicts.missed(table)
    return TableQuality(table, KINDS[table], counts["rows"], check, counts["ok"], counts["wrong"], missed, frozenset(carried))


def gather_quality(
    documents: Sequence[Row], facts: Iterable[Row], tables: Sequence[TableQuality], orphaned: Sequence[Row], verdicts: Verdicts
) -> Quality:
    """Of the whole run; `tables` are those of all tables, `orphaned` the rows of reviews that the run could not carry over."""
    levels = Counter(row["confidence"] for row in facts)
    dated = Counter(row["published_from"] for row in documents if row["status"] == "ok")
    failed = [(row["doc"], row["error"]) for row in documents if row["status"] == "error"]
    return Quality(
        tuple(tables),
        tuple((level, words, levels[level]) for level, words in CONFIDENCES.items()),
        tuple((PUBLISHED_FROM.get(source, (source, source)), number) for source, number in dated.most_common()),
        tuple(failed[:_ERRORS]), len(failed), verdicts.waiting(tables, orphaned), len(orphaned), verdicts.broken,
    )  # fmt: skip
