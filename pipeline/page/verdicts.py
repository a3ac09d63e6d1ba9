"""What reviewers said so far, laid over the rows as written: the journal may be newer than the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.page.tables import IN_ARTICLE, Tables
from pipeline.reviews.applied import PERSON
from pipeline.reviews.journal import VERDICTS, Review, current
from pipeline.writers.rows import REVIEW, cell, readable

Key = tuple[str, str]
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Item:
    """A row with what holds of it now. `review` is None where the journal says nothing; `missed` was added by a person."""

    table: str
    row: Row
    verdict: str
    correction: str
    note: str
    review: Review | None = None

    @property
    def key(self) -> Key:
        return self.table, self.row.get("id", "")

    @property
    def says(self) -> tuple[str, str, str]:
        """Verdict, correction, note."""
        return self.verdict, self.correction, self.note

    @property
    def missed(self) -> bool:
        return self.review is not None and self.review.missed

    @property
    def is_reviewed(self) -> bool:
        return any(self.says)

    @property
    def span(self) -> tuple[int, int]:
        """Start and end in the article's text."""
        return int(self.row["start"]), int(self.row["end"])


@dataclass(frozen=True, slots=True)
class Verdicts:
    """The journal as it holds now. `touched` are the rows that it ever spoke of: what was taken back is open again. `by_doc`
    are the reviews that hold of each article, by its name in the tables; `docs` all articles that it ever spoke of."""

    holds: Mapping[Key, Review] = field(default_factory=dict)
    touched: frozenset[Key] = frozenset()
    by_doc: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    docs: frozenset[str] = frozenset()

    @staticmethod
    def of(entries: Iterable[Review]) -> Verdicts:
        acts = [entry for entry in entries if not entry.aside]
        holds = current(acts)
        by_doc: dict[str, list[Review]] = {}
        for review in holds.values():
            by_doc.setdefault(cell(review.doc), []).append(review)
        touched = frozenset(key for act in acts for key in (act.key, (act.table, act.was or act.id)))
        docs = frozenset(cell(act.doc) for act in acts)
        return Verdicts(holds, touched, {doc: tuple(told) for doc, told in by_doc.items()}, docs)

    def item(self, table: str, row: Row) -> Item:
        """The row with what holds of it."""
        key = table, row.get("id", "")
        if (review := self.holds.get(key)) is not None:
            return Item(table, row, *review.says, review)
        if key in self.touched:
            return Item(table, row, "", "", "")
        verdict, correction, note = (row[column].strip() for column in REVIEW)
        return Item(table, row, verdict if verdict in VERDICTS else "", correction, note)  # others are for the next run to read

    def items(self, tables: Tables, doc: str) -> Iterator[Item]:
        """All items of an article, table by table, what was missed and is in no table yet behind the rest."""
        if doc not in self.docs:
            yield from (self.item(table, row) for table, row in tables.of(doc))
            return
        written: set[Key] = set()
        for table, row in tables.of(doc):
            if not self.is_gone(table, row):
                written.add((table, row["id"]))
                yield self.item(table, row)
        for review in self.by_doc.get(doc, ()):
            if review.missed and review.key not in written:
                yield Item(review.table, missed_row(review), *review.says, review)

    def is_gone(self, table: str, row: Row) -> bool:
        """Whether the last run wrote the row for a person who has taken it back since."""
        if table == "facts":
            figure = "amounts" if row["kind"] == "amount" else "counts"
            return row["indicator_source"] == PERSON and self._is_taken_back((figure, row["id"]))
        return row["rule"] == PERSON and self._is_taken_back((table, row["id"]))

    def _is_taken_back(self, key: Key) -> bool:
        return key in self.touched and key not in self.holds


def missed_row(review: Review) -> Row:
    """The row that a person added: the cells that were read in it, its place and its sentence."""
    place = {"id": review.id, "doc": cell(review.doc), "start": str(review.start), "end": str(review.end)}
    return {**review.read, **place, "text": readable(review.text), "sentence": review.sentence, "rule": PERSON, "check": ""}


def reading_order(item: Item) -> tuple[int, int, int]:
    """Where an item stands in the article: a figure right before its fact, the longer mention before what lies in it."""
    start, end = item.span
    return start, -end, IN_ARTICLE.index(item.table)
