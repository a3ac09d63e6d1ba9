"""What reviewers said so far, laid over the rows as written: the journal may be newer than the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.page.tables import IN_ARTICLE, Tables
from pipeline.reviews.journal import Review, current

Key = tuple[str, str]
Row = Mapping[str, str]
REVIEW_COLUMNS = ("verdict", "correction", "note")


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
    """The journal as it holds now. `touched` are the rows that it ever spoke of: what was taken back is open again."""

    holds: Mapping[Key, Review] = field(default_factory=dict)
    touched: frozenset[Key] = frozenset()
    missed: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    docs: frozenset[str] = frozenset()

    @staticmethod
    def of(entries: Iterable[Review]) -> Verdicts:
        acts = [entry for entry in entries if not entry.aside]
        holds = current(acts)
        missed: dict[str, list[Review]] = {}
        for review in holds.values():
            if review.missed:
                missed.setdefault(review.doc, []).append(review)
        touched = frozenset(key for act in acts for key in (act.key, (act.table, act.was or act.id)))
        by_doc = {doc: tuple(reviews) for doc, reviews in missed.items()}
        return Verdicts(holds, touched, by_doc, frozenset(act.doc for act in acts))

    def item(self, table: str, row: Row) -> Item:
        """The row with what holds of it."""
        key = table, row.get("id", "")
        if (review := self.holds.get(key)) is not None:
            return Item(table, row, *review.says, review)
        if key in self.touched:
            return Item(table, row, "", "", "")
        return Item(table, row, row["verdict"], row["correction"], row["note"])

    def items(self, tables: Tables, doc: str) -> Iterator[Item]:
        """All items of an article, table by table, what was missed behind the rest."""
        written: set[Key] = set()
        missed = self.missed.get(doc, ())
        for table, row in tables.of(doc):
            if missed:
                written.add((table, row["id"]))
            yield self.item(table, row)
        for review in missed:
            if review.key not in written:
                yield Item(review.table, missed_row(review), *review.says, review)

    def progress(self, tables: Tables, doc: str) -> Counter[str]:
        """How many rows an article has (`all`) and how many were reviewed, in all (`reviewed`) and by verdict."""
        counts: Counter[str] = Counter()
        for item in self.items(tables, doc):
            counts["all"] += 1
            counts["reviewed"] += item.is_reviewed
        return counts


def missed_row(review: Review) -> Row:
    """The row that a person added: the cells that were read in it, its place and its sentence."""
    own = {"id": review.id, "doc": review.doc, "start": str(review.start), "end": str(review.end), "text": review.text}
    return {**review.read, **own, "sentence": review.sentence, "rule": "", "check": ""}


def reading_order(item: Item) -> tuple[int, int, int]:
    """Where an item stands in the article: a figure right before its fact, the longer mention before what lies in it."""
    start, end = item.span
    return start, -end, IN_ARTICLE.index(item.table)
