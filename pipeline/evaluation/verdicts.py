"""What reviewers said of the rows of a run, and what of it still speaks of the rules that made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from pipeline.errors import ShuzhaiError
from pipeline.evaluation.aspects import JUDGED
from pipeline.reviews.applied import READING
from pipeline.reviews.journal import Review, current
from pipeline.writers.rows import Row

Outcome = Literal["", "right", "wrong", "changed"]
#: the columns that a correction changes, with their new values: `(table, row, text) -> {column: value}`
Correct = Callable[[str, Row, str], Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Judged:
    """A row of a run with what holds of it. `outcome` is empty where nobody judged it; `changed` where the run reads it
    differently now than when it was judged, so that the verdict says nothing of the present rules. `fixes` are the columns
    that the reviewer's correction changes, with the right values; empty where it cannot be read."""

    table: str
    row: Row
    outcome: Outcome = ""
    review: Review | None = None
    fixes: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Verdicts:
    """All rows of a run and what was said of them.

    `missed` are mentions that people added and the run does not find; `found_since` are those that it finds now; `gone` are
    reviews of rows that the run gives no more.
    """

    rows: tuple[Judged, ...]
    missed: tuple[Review, ...] = ()
    found_since: tuple[Review, ...] = ()
    gone: tuple[Review, ...] = ()

    @property
    def judged(self) -> int:
        return sum(bool(row.outcome) for row in self.rows)

    def articles(self, table: str) -> set[str]:
        """The articles that count as fully reviewed: every row of the table in them has a verdict.

        An article without such rows counts when somebody added one.
        """
        judged: dict[str, bool] = {review.doc: True for review in self.missed if review.table == table}
        for row in self.rows:
            if row.table == table:
                doc = row.row["doc"]
                judged[doc] = judged.get(doc, True) and bool(row.outcome)
        return {doc for doc, whole in judged.items() if whole}


def verdicts(tables: Mapping[str, Sequence[Row]], entries: Iterable[Review], correct: Correct | None = None) -> Verdicts:
    """The journal laid over the tables of a run; where it says nothing of a row, the verdict in the table holds.

    `correct` reads corrections; without it none is read.
    """
    entries = [entry for entry in entries if not entry.aside]
    told, holds = {entry.key for entry in entries}, current(entries)
    added = {review.id: review for review in holds.values() if review.missed}
    rows = [(table, row) for table in JUDGED for row in tables.get(table, ()) if row["start"].strip() and row["id"] not in added]
    finders = _finders(added.values(), rows)
    found_now = {key for keys in finders.values() for key in keys} - told  # what was said of the missed one is not of the row
    judged = tuple(
        Judged(table, row, "changed")
        if (key := (table, row["id"])) in found_now
        else _judged(table, row, holds.get(key) if key in told else _written(table, row), correct)
        for table, row in rows
    )
    known = {(table, row["id"]) for table, row in rows}
    missed = [review for key, review in added.items() if not finders[key]]
    found_since = [review for key, review in added.items() if finders[key]]
    gone = [review for key, review in holds.items() if not review.missed and key not in known and review.table in JUDGED]
    return Verdicts(judged, *(tuple(sorted(reviews, key=_place)) for reviews in (missed, found_since, gone)))


def _place(review: Review) -> tuple[str, int, str, str]:
    return review.doc, review.start, review.table, review.id


def _written(table: str, row: Row) -> Review | None:
    """The verdict that stands in the table itself."""
    verdict = row["verdict"].strip().lower()
    if not (verdict or row["correction"].strip()):
        return None
    return Review(
        table, row["id"], verdict if verdict in ("ok", "wrong") else "", row["correction"], row["note"], doc=row["doc"],
        start=int(row["start"]), end=int(row["end"]), text=row["text"], sentence=row["sentence"],
    )  # fmt: skip


def _judged(table: str, row: Row, review: Review | None, correct: Correct | None) -> Judged:
    if review is None:
        return Judged(table, row)
    verdict = review.verdict or ("wrong" if review.correction.strip() else "")
    if not verdict:
        return Judged(table, row, review=review)
    fixes = _fixes(table, row, review, correct) if verdict == "wrong" and review.correction.strip() else None
    if _reads_otherwise(table, row, review) or (fixes and _is_met(row, fixes)):
        return Judged(table, row, "changed", review, fixes)
    return Judged(table, row, "right" if verdict == "ok" else "wrong", review, fixes)


def _fixes(table: str, row: Row, review: Review, correct: Correct | None) -> Mapping[str, str] | None:
    """None where the correction cannot be read: the verdict holds without it."""
    try:
        return correct(table, row, review.correction) if correct else None
    except ShuzhaiError:
        return None


def _reads_otherwise(table: str, row: Row, review: Review) -> bool:
    """Whether the run says something else than when the row was judged; what a person put there is not the run's."""
    persons = by_person(row)
    return any(
        _plain(review.read[name]) != _plain(row[name])
        for name in READING[table]
        if name in review.read and name in row and name not in persons
    )


def _is_met(row: Row, fixes: Mapping[str, str]) -> bool:
    """Whether the run itself says now what the correction says."""
    persons = by_person(row)
    return all(name not in persons and _plain(row.get(name, "")) == _plain(value) for name, value in fixes.items())


def as_judged(table: str, row: Row, review: Review | None) -> Row:
    """The row with what the run said when it was judged, without the apostrophes that guard spreadsheets."""
    read = review.read if review else {}
    return {**row, **{name: read[name].removeprefix("'") for name in READING[table] if name in read}}


def of_the_run(judged: Judged) -> Row:
    """The row without what people put into it: in its place what the run said when it was judged, nothing where that is unknown."""
    persons = by_person(judged.row)
    was = as_judged(judged.table, dict.fromkeys(persons, ""), judged.review)
    return {**judged.row, **{name: was[name] for name in persons}} if persons else judged.row


def by_person(row: Row) -> frozenset[str]:
    """The columns whose value a person gave."""
    return frozenset(row.get("by_person", "").split())


def _plain(cell: str) -> str:
    return cell.strip().removeprefix("'")


def _finders(added: Iterable[Review], rows: Iterable[tuple[str, Row]]) -> dict[str, list[tuple[str, str]]]:
    """By the id of an added mention, the rows of its table that overlap it: the run finds it now."""
    by_article: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for table, row in rows:
        by_article[table, _plain(row["doc"])].append(row)
    return {
        review.id: [(review.table, row["id"]) for row in by_article[review.table, _plain(review.doc)] if _overlaps(review, row)]
        for review in added
    }


def _overlaps(missed: Review, row: Row) -> bool:
    return int(row["start"]) < missed.end and missed.start < int(row["end"])


def wrong_columns(judged: Judged) -> Iterator[str]:
    """The columns of a corrected row in which the run was wrong."""
    for name, value in (judged.fixes or {}).items():
        if name in by_person(judged.row) or _plain(judged.row.get(name, "")) != _plain(value):
            yield name
