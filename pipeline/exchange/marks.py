"""An article with its labelled spans, for tools in which people annotate text, and what such a tool gives back.

A label is the kind of a mention: amount, count, date, place. Offsets are code points of the article's text, as in the
tables; `to_units` and `from_units` lead to and from the UTF-16 code units in which some tools count.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from pipeline.exchange.source import Source, as_written
from pipeline.model import Document
from pipeline.readers import read_document
from pipeline.reviews.journal import Review
from pipeline.writers.rows import KINDS, Row

LABELS: Mapping[str, str] = {kind[:-1]: kind for kind in KINDS}
_ASTRAL = "\U00010000"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A labelled span: half-open, in code points."""

    start: int
    end: int
    label: str

    @property
    def table(self) -> str:
        return LABELS[self.label]


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention that stands: the id of its row, its mark, and what it means in a few words."""

    id: str
    mark: Mark
    text: str
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """An article of the run as it goes to a tool; `checksum` is that of its file."""

    document: Document
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Returned:
    """An article as it comes back. `where` is its place in the file; `sent` are the marks that went out, by id.

    `reviewed` says that a person confirmed the article: marks that stand are right. `by` names the person where told.
    """

    where: str
    doc: str
    text: str
    sent: Mapping[str, Mark]
    marks: frozenset[Mark]
    reviewed: bool
    by: str = ""
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """A piece of a file that cannot be read, and why."""

    where: str
    reason: str


class MarkError(ValueError):
    """A span that lies nowhere in its text."""


def marked_articles(source: Source, notices: list[str]) -> Iterator[Marked]:
    """The articles of the run with the mentions that stand. What changed since the run is told in `notices`."""
    missed: dict[str, list[Review]] = {}
    for review in source.holds.values():
        if review.missed and review.table in KINDS:
            missed.setdefault(review.doc, []).append(review)
    for article in source.articles():
        if article.row["status"] == "error":
            notices.append(f"{article.row['doc']}: left out, the run could not read it 文章读不了，未导出")
            continue
        document = same_document(source, article.row)
        if document is None:
            notices.append(f"{article.row['doc']}: left out, the article is not what the run read 文章与运行时不同，未导出")
            continue
        rows = {table: article.tables[table] for table in KINDS}
        yield Marked(document, standing(source, rows, missed.get(document.doc, ())))


def same_document(source: Source, row: Row) -> Document | None:
    """The article of a row of documents.csv; None where the file is another now, gone, or never was readable."""
    document = read_document(source.corpus, as_written(row["doc"]), None)
    return document if document.status == "ok" and document.sha256 == row["sha256"] else None


def standing(source: Source, rows: Mapping[str, Iterable[Row]], missed: Iterable[Review]) -> tuple[Mention, ...]:
    """What is marked in an article: its rows without those that a person calls no mention, and what a person added."""
    mentions = {
        row["id"]: Mention(row["id"], mark_of(table, row), as_written(row["text"]), _meaning(table, row))
        for table, told in rows.items()
        for row in told
        if not is_refused(source.says(table, row))
    }
    present = {row["id"] for told in rows.values() for row in told}
    for review in missed:
        if review.id not in present and not is_refused(review.says):
            mark = Mark(review.start, review.end, review.table[:-1])
            mentions[review.id] = Mention(review.id, mark, review.text, review.correction)
    return tuple(sorted(mentions.values(), key=lambda mention: (mention.mark, mention.id)))


def mark_of(table: str, row: Row) -> Mark:
    return Mark(int(row["start"]), int(row["end"]), table[:-1])


def is_refused(says: tuple[str, str, str]) -> bool:
    """Whether a reviewer calls the mention itself wrong; one with a correction stands, only its value was wrong."""
    verdict, correction, _ = says
    return verdict == "wrong" and not correction


def _meaning(table: str, row: Row) -> str:
    if table == "dates":
        return row["value"]
    if table == "places":
        return " ".join(filter(None, (row["name"], row["adcode"])))
    number = row["value"] or f"{row['low']}–{row['high']}"
    unit = row.get("currency") or row.get("unit", "")
    return " ".join(
        filter(None, ("" if row["bound"] == "exact" else row["bound"], number, unit, row["per"] and f"/ {row['per']}"))
    )


def to_units(text: str) -> Sequence[int]:
    """The offset in UTF-16 code units of every code point of the text, and of its end."""
    if not any(char >= _ASTRAL for char in text):
        return range(len(text) + 1)
    return list(accumulate((2 if char >= _ASTRAL else 1 for char in text), initial=0))


def from_units(units: Sequence[int], offset: int) -> int:
    """The code point at an offset of `to_units`. Raises `MarkError` inside a character or beyond the text."""
    index = bisect_left(units, offset)
    if offset < 0 or index == len(units) or units[index] != offset:
        raise MarkError(f"offset {offset} is no place in the text")
    return index


def mark_in(text: str, start: int, end: int, label: str) -> Mark:
    """The mark without the blanks at its edges. Raises `MarkError` for a span that is none or empty."""
    if not 0 <= start < end <= len(text):
        raise MarkError(f"span {start}–{end} is no part of the text")
    surface = text[start:end]
    if not surface.strip():
        raise MarkError(f"span {start}–{end} holds nothing but blanks")
    return Mark(start + len(surface) - len(surface.lstrip()), end - len(surface) + len(surface.rstrip()), label)


def offset(told: object) -> int:
    """An offset as JSON tells it, a number or its digits. Raises `MarkError`."""
    if isinstance(told, bool) or not isinstance(told, (int, str)):
        raise MarkError(f"{told!r} is no offset")
    try:
        return int(told)
    except ValueError as error:
        raise MarkError(f"{told!r} is no offset") from error


def sent_record(mentions: Iterable[Mention]) -> list[dict[str, object]]:
    """The mentions of an article as they travel with it, to be compared with what comes back."""
    return [
        {
            "id": mention.id, "start": mention.mark.start, "end": mention.mark.end, "label": mention.mark.label,
            "text": mention.text, "value": mention.meaning,
        }
        for mention in mentions
    ]  # fmt: skip


def sent_marks(record: object) -> dict[str, Mark]:
    """What `sent_record` says. Raises `MarkError` where it is not one."""
    try:
        assert isinstance(record, list)
        marks = {str(told["id"]): Mark(offset(told["start"]), offset(told["end"]), str(told["label"])) for told in record}
        assert all(mark.label in LABELS for mark in marks.values())
    except (AssertionError, KeyError, TypeError, MarkError) as error:
        raise MarkError("what was exported with the article is damaged") from error
    return marks
