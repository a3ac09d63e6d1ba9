"""What reviewers said of the rows of a run, and what of it still speaks of the rules that made them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
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
    """What was said of the rows of a run.

    `rows` are all that were judged, and others that were kept; `missed` are mentions that people added and the run does not
    find, `found_since` those that it finds now, `gone` reviews of rows that the run gives no more. `whole` are the articles
    that count as fully reviewed, by table: every row of the table in them has a verdict; one without such rows counts when
    somebody added one. `spoken_of` are the rows (table, id) that the journal ever spoke of.
    """

    rows: tuple[Judged, ...]
    missed: tuple[Review, ...] = ()
    found_since: tuple[Review, ...] = ()
    gone: tuple[Review, ...] = ()
    whole: frozenset[tuple[str, str]] = frozenset()
    spoken_of: frozenset[tuple[str, str]] = frozenset()

    def articles(self, table: str) -> set[str]:
        """The fully reviewed articles of a table."""
        return {doc for of, doc in self.whole if of == table}


class Judge:
    """The journal laid over rows one by one; where it says nothing of a row, the verdict in the table holds.

    `correct` reads corrections; without it none is read.
    """

    def __init__(self, entries: Iterable[Review], correct: Correct | None = None) -> None:
        entries = [entry for entry in entries if not entry.aside]
        self.told, self._holds, self._correct = frozenset(entry.key for entry in entries), current(entries), correct
        self._added = {review.id: review for review in self._holds.values() if review.missed}
        self._added_in: defaultdict[tuple[str, str], list[Review]] = defaultdict(list)
        for review in self._added.values():
            self._added_in[review.table, _plain(review.doc)].append(review)
        self._found: set[str] = set()
        self._seen: set[tuple[str, str]] = set()

    def judged(self, table: str, row: Row) -> Judged | None:
        """None for a row that a person added."""
        if row["id"] in self._added or not row["start"].strip():
            return None
        key = table, row["id"]
        found = [review.id for review in self._added_in.get((table, _plain(row["doc"])), ()) if _overlaps(review, row)]
        self._found.update(found)
        if key in self.told:
            self._seen.add(key)
            return _judged(table, row, self._holds.get(key), self._correct)
        if found:  # what was said of the missed mention is not of the row
            return Judged(table, row, "changed")
        return _judged(table, row, _written(table, row), self._correct)

    def missed(self) -> list[Review]:
        """After all rows: the added mentions that none of them overlaps."""
        return sorted((review for key, review in self._added.items() if key not in self._found), key=_place)

    def found_since(self) -> list[Review]:
        """After all rows: the other added mentions."""
        return sorted((review for key, review in self._added.items() if key in self._found), key=_place)

    def gone(self) -> list[Review]:
        """After all rows: reviews of rows that were not among them."""
        left = (review for key, review in self._holds.items() if key not in self._seen and not review.missed)
        return sorted((review for review in left if review.table in JUDGED), key=_place)


def verdicts(
    tables: Mapping[str, Iterable[Row]],
    judge: Judge,
    *,
    keep: Callable[[str], bool] = lambda doc: True,
    each: Callable[[Judged], object] = lambda judged: None,
) -> Verdicts:
    """What was said of the rows of a run, told in one pass: `each` sees every row, of those without a verdict only the ones
    of articles to `keep` are held."""
    rows: list[Judged] = []
    whole: dict[tuple[str, str], bool] = {}
    for table in JUDGED:
        for row in tables.get(table, ()):
            if (judged := judge.judged(table, row)) is None:
                continue
            each(judged)
            article = table, row["doc"]
            whole[article] = bool(judged.outcome) and whole.get(article, True)
            if judged.outcome or keep(row["doc"]):
                rows.append(judged)
    missed = judge.missed()
    for review in missed:
        whole.setdefault((review.table, review.doc), True)
    articles = frozenset(article for article, is_whole in whole.items() if is_whole)
    return Verdicts(tuple(rows), tuple(missed), tuple(judge.found_since()), tuple(judge.gone()), articles, judge.told)


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


def _overlaps(missed: Review, row: Row) -> bool:
    return int(row["start"]) < missed.end and missed.start < int(row["end"])


def wrong_columns(judged: Judged) -> Iterator[str]:
    """The columns of a corrected row in which the run was wrong."""
    for name, value in (judged.fixes or {}).items():
        if name in by_person(judged.row) or _plain(judged.row.get(name, "")) != _plain(value):
            yield name
