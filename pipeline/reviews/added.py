"""Rows that a person added to a table: mentions that were missed, and figures with what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from pipeline.errors import ShuzhaiError
from pipeline.reviews.anchors import Articles, missed_id, occurrences, row_at
from pipeline.reviews.applied import READING
from pipeline.reviews.journal import CONTEXT, Review
from pipeline.writers.rows import FIGURE, Row

_STOPS = "。！？；\n"
#: of a mention that the rules found after all, the cells that are its correction
_TELLING = ("value", "name", "adcode")


class AddedRowError(ShuzhaiError):
    """A row that cannot be put to a place of an article: says what is missing."""


def added_reviews(
    table: str, row: Row, articles: Articles, machine: Callable[[str], Mapping[str, list[Row]]]
) -> Iterator[Review]:
    """The reviews that an added row amounts to: of the mention, and of the fact for a row of facts.csv.

    `machine` gives what the rules found in an article. Raises `AddedRowError` before the first.
    """
    doc, text = row["doc"], row.get("text", "").removeprefix("'")
    if doc not in articles.checksums:
        raise AddedRowError(f"the column doc names no article: {doc!r}")
    if not text:
        raise AddedRowError("the column text is empty; write what the article says")
    whole = articles.text(doc)
    start = _place(whole, text, row)
    kind = _kind(row, text) if table == "facts" else table
    found = row_at(machine(doc)[kind], start, start + len(text))
    return _reviews(table, kind, row, _quoted(kind, row, whole, start, articles.checksums[doc]), found)


def _reviews(table: str, kind: str, row: Row, quoted: Review, found: Row | None) -> Iterator[Review]:
    quoted = replace(quoted, id=found["id"] if found else missed_id(kind, quoted.doc, quoted.start, quoted.text))
    correction = row.get("correction", "").removeprefix("'")
    if table != "facts" or found is None:
        given = {name: row[name] for name in READING[kind] if row.get(name)}
        telling = next((given[name] for name in _TELLING if name in given), "") if found else ""
        own = "" if table == "facts" else correction
        yield replace(quoted, correction=own or telling, missed=found is None, read=given)
    if table == "facts":
        pairs = [f"{name}={row[name]}" for name in READING["facts"] if row.get(name) and name not in FIGURE]
        if (said := "; ".join(filter(None, [*pairs, correction]))) or quoted.note:
            yield replace(quoted, table="facts", correction=said)


def _kind(row: Row, text: str) -> str:
    """Whether a figure added to facts.csv is money."""
    return "amounts" if row.get("kind") == "amount" or row.get("currency") or text.rstrip().endswith("元") else "counts"


def _quoted(kind: str, row: Row, whole: str, start: int, checksum: str) -> Review:
    text = row["text"].removeprefix("'")
    end = start + len(text)
    return Review(
        kind, "", row["verdict"], "", row.get("note", "").removeprefix("'"), row["doc"], start, end, text,
        whole[max(0, start - CONTEXT) : start], whole[end : end + CONTEXT], row.get("sentence") or _sentence(whole, start, end), checksum,
    )  # fmt: skip


def _place(whole: str, text: str, row: Row) -> int:
    """Where in the article the text stands."""
    starts = occurrences(whole, text)
    told = row.get("start", "")
    if told.isdigit() and int(told) in starts:
        return int(told)
    if not starts:
        raise AddedRowError(f"the article does not have the text {text!r}")
    if len(starts) > 1 and (sentence := row.get("sentence", "").removeprefix("'")):
        inside = [start for at in occurrences(whole, sentence) for start in starts if at <= start < at + len(sentence)]
        starts = inside or starts
    if len(starts) > 1:
        raise AddedRowError(f"{text!r} stands in the article {len(starts)} times; fill in the column start or sentence")
    return starts[0]


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span, roughly: between stops or line breaks."""
    low = max(text.rfind(stop, 0, start) for stop in _STOPS) + 1
    high = min((found for stop in _STOPS if (found := text.find(stop, end)) >= 0), default=len(text))
    return text[low : high + 1].strip()
