"""The columns of the output contract and the row of every record."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from pipeline.model import Extraction
from pipeline.model.mention import Amount, Count, Date, Place

_SHARED = ("id", "doc", "start", "end", "text")
_CLOSING = ("sentence", "rule", "check", "verdict", "correction", "note")
FIGURE = ("value", "low", "high", "bound")
COLUMNS: dict[str, tuple[str, ...]] = {
    "documents": (
        "doc", "title", "source", "author", "published", "published_from", "encoding", "chars", "sha256",
        "amounts", "counts", "dates", "places", "facts", "main_place", "status", "error",
    ),
    "amounts": (*_SHARED, *FIGURE, "currency", "per", *_CLOSING),
    "counts": (*_SHARED, *FIGURE, "unit", "dimension", "value_si", "unit_si", "object", "per", *_CLOSING),
    "dates": (*_SHARED, "type", "value", "mod", "start_date", "end_date", "resolved_by", *_CLOSING),
    "places": (
        *_SHARED, "name", "level", "adcode", "country", "province", "prefecture", "county", "source", "within", "candidates", *_CLOSING,
    ),
    "facts": (
        "id", "doc", "kind", "subject", "indicator", "group", *FIGURE, "unit", "currency", "per", "change", "status",
        "date_start", "date_end", "date_text", "adcode", "place", "donor", "recipient", "part_of", "repeats", "cumulative",
        "confidence", "indicator_source", "subject_via", "subject_text", "subject_type", "date_id", "place_id", "by_person",
        "text", "start", "end", "sentence", "verdict", "correction", "note",
    ),
}  # fmt: skip
_CELLS = ("total_investment", "aid_money", "land_area", "floor_area", "capacity", "jobs")
COLUMNS["projects"] = (
    "id", "project", "aliases", "type", "adcode", "place", "donor",
    *(column for cell in _CELLS for column in (cell, f"{cell}_ids")),
    "start_date", "start_date_ids", "completion_date", "completion_date_ids",
    "status", "articles", "facts", "contradictions", "maybe_same_as", "by_person", "verdict", "correction", "note",
)  # fmt: skip
COLUMNS["totals"] = (
    "indicator", "place", "year", "subject", "donor", "status", "doc", "unit", "total", "low", "high", "planned", "facts", "inexact", "by_person", "ids",
)  # fmt: skip
COLUMNS["orphaned"] = (
    "table", "id", "doc", "text", "verdict", "correction", "note", "reason", "now", "candidates", "sentence", "by",
)  # fmt: skip
COLUMNS["totals_left_out"] = ("id", "doc", "subject", "indicator", "text", "reason", "sentence")
COLUMNS["sample"] = (
    "table",
    "id",
    "doc",
    "text",
    "reading",
    "sentence",
    "rule",
    "check",
    "stratum",
    "weight",
    "verdict",
    "correction",
    "note",
)
COLUMNS["evaluation"] = (
    "against", "by", "kind", "group", "rows", "judged", "right", "wrong", "changed", "covered", "precision", "precision_low", "precision_high",
    "articles", "wanted", "missed", "recall", "recall_low", "recall_high", "f1",
)  # fmt: skip
#: a table of scaled runs only
COLUMNS["errors"] = ("doc", "error")
#: the tables of a run
TABLES = ("documents", "amounts", "counts", "dates", "places", "facts", "projects", "orphaned")
KINDS = ("amounts", "counts", "dates", "places")
#: columns that a reviewer fills in
REVIEW = ("verdict", "correction", "note")
#: what projects.csv is told of days, and of a fact beside its columns
MILESTONE = ("id", "doc", "subject", "subject_type", "step", "date_start", "date_end", "status", "adcode", "place", "named")
FACT = (*COLUMNS["facts"], "named")
Row = dict[str, str]
_NUMBERS = frozenset(("value", "low", "high", "value_si"))
_BREAKS = re.compile(r"[ \t\u3000]*[\r\n]+[ \t\u3000]*")
_NEGATIVE = re.compile(r"-\d[\d.,]*[^\d=+@|!*/()-]*$")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def plain(number: Decimal | None) -> str:
    """A plain decimal string: no exponent, no trailing zeros; empty for None."""
    if number is None:
        return ""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def readable(surface: str) -> str:
    """A surface as a person would write it: without the line breaks inside it."""
    return (_BREAKS.sub("", surface) if "\n" in surface or "\r" in surface else surface).strip()


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a hyphen before a number becomes a minus sign, the rest is quoted."""
    if not text.startswith(_FORMULA):
        return text
    return f"−{text[1:]}" if _NEGATIVE.match(text) else f"'{text}"


def document_row(extraction: Extraction) -> Row:
    document = extraction.document
    failed = document.status == "error"
    return {
        "doc": cell(document.doc), "title": cell(readable(document.title)), "source": cell(document.source),
        "author": cell(document.author), "published": document.published, "published_from": document.published_from,
        "encoding": document.encoding, "chars": "" if failed else str(len(document.text)), "sha256": document.sha256,
        **{kind: "" if failed else str(len(getattr(extraction, kind))) for kind in KINDS},
        "facts": "" if failed else str(len(extraction.facts)), "main_place": extraction.main_place, "status": document.status, "error": cell(document.error),
    }  # fmt: skip


def mention_rows(extraction: Extraction, kind: str, *, guarded: bool = True) -> Iterator[Row]:
    """The rows of one kind, in text order; `guarded` ones are safe in a spreadsheet, others are as written."""
    specific = _SPECIFIC[kind]
    safe = cell if guarded else str
    seen: Counter[tuple[str, str]] = Counter()
    document, sentences = extraction.document, extraction.sentences
    starts = [sentence.start for sentence in sentences]
    doc = safe(document.doc)
    for index, mentions in groupby(getattr(extraction, kind), lambda m: max(bisect_right(starts, m.span.start) - 1, 0)):
        context = document.text[sentences[index].start : sentences[index].end]
        sentence, identity = safe(readable(context)), _identity(kind[0], f"{kind[:-1]}\x00{document.doc}\x00{context}")
        for mention in mentions:
            place = f"{mention.span.start - starts[index]}\x00{mention.surface}"
            seen[context, place] += 1
            own = specific(mention)
            if guarded:
                own = {name: text if name in _NUMBERS else cell(text) for name, text in own.items()}
            yield {
                "id": identity(f"{place}\x00{seen[context, place]}"), "doc": doc,
                "start": str(mention.span.start), "end": str(mention.span.end), "text": safe(readable(mention.surface)),
                **own, "sentence": sentence, "rule": safe(mention.rule), "check": safe(mention.check),
                "verdict": "", "correction": "", "note": "",
            }  # fmt: skip


def all_rows(extraction: Extraction, *, guarded: bool = True) -> dict[str, list[Row]]:
    """The rows of every kind and of the facts, in text order."""
    rows = {kind: list(mention_rows(extraction, kind, guarded=guarded)) for kind in KINDS}
    return rows | {"facts": list(fact_rows(extraction, rows, guarded=guarded))}


def fact_rows(extraction: Extraction, rows: Mapping[str, Sequence[Row]], *, guarded: bool = True) -> Iterator[Row]:
    """The rows of the facts, in text order; `rows` are those of the article's mentions, whose ids they share or name.

    `named` is no column of the file: it tells projects.csv what is the name of one thing.
    """
    safe = cell if guarded else str
    by_start = {int(row["start"]): row for kind in ("amounts", "counts") for row in rows[kind]}
    dates = _by_columns(rows["dates"], ("text",))
    places = _by_columns(rows["places"], ("name", "adcode"))
    for fact in extraction.facts:
        figure = fact.figure
        row = by_start[figure.span.start]
        yield {
            "id": row["id"], "doc": row["doc"], "kind": figure.kind, "subject": safe(readable(fact.subject)),
            "indicator": safe(fact.indicator), "group": fact.group, **{name: row[name] for name in FIGURE}, "unit": row.get("unit", ""),
            "currency": row.get("currency", ""), "per": row["per"], "change": fact.change, "status": fact.status,
            "date_start": fact.date_start, "date_end": fact.date_end, "date_text": safe(readable(fact.date_text)),
            "adcode": fact.adcode, "place": fact.place, "donor": fact.donor, "recipient": fact.recipient,
            "part_of": by_start[fact.part_of.span.start]["id"] if fact.part_of else "",
            "repeats": by_start[fact.repeats.span.start]["id"] if fact.repeats else "",
            "cumulative": "yes" if fact.cumulative else "", "confidence": fact.confidence,
            "indicator_source": fact.indicator_source, "subject_via": fact.subject_via,
            "subject_text": safe(readable(fact.subject_text)), "subject_type": fact.subject_type,
            "date_id": _nearest(dates, (safe(readable(fact.date_text)),), row),
            "place_id": _nearest(places, (fact.place, fact.adcode), row), "by_person": "",
            "named": "yes" if fact.subject_named else "",
            "text": row["text"], "start": row["start"], "end": row["end"], "sentence": row["sentence"],
            "verdict": "", "correction": "", "note": "",
        }  # fmt: skip


def _by_columns(rows: Iterable[Row], columns: tuple[str, ...]) -> dict[tuple[str, ...], list[Row]]:
    """Mentions by what they mean, in text order."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(tuple(row[column] for column in columns), []).append(row)
    return found


def _nearest(mentions: Mapping[tuple[str, ...], Sequence[Row]], meaning: tuple[str, ...], figure: Row) -> str:
    """The id of the mention of that meaning that stands nearest to the figure; empty for none."""
    if not (told := mentions.get(meaning)):
        return ""
    start = int(figure["start"])
    return min(told, key=lambda row: abs(int(row["start"]) - start))["id"] if len(told) > 1 else told[0]["id"]


def milestone_rows(extraction: Extraction, dates: Iterable[Row], published: str) -> Iterator[Row]:
    """What projects.csv is told of days: the subject, the step, and the row of the date that says it."""
    by_start = {int(row["start"]): row for row in dates}
    for milestone in extraction.milestones:
        row = by_start[milestone.date.span.start]
        start, end = row["start_date"], row["end_date"]
        planned = bool(published) and (start or end)[: len(published)] > published
        yield {
            "id": row["id"], "doc": row["doc"], "subject": cell(readable(milestone.subject)), "subject_type": milestone.subject_type,
            "step": milestone.step, "date_start": start or end, "date_end": end or start, "status": "planned" if planned else "done",
            "adcode": milestone.adcode, "place": milestone.place, "named": "yes" if milestone.named else "",
        }  # fmt: skip


def project_row(row: Row) -> Row:
    """The row of a project, with room for a reviewer."""
    return {**row, "verdict": "", "correction": "", "note": ""}


def _identity(prefix: str, shared: str) -> Callable[[str], str]:
    """Makes the ids of a sentence: a hash of what its mentions share (kind, path, sentence) and what each adds."""
    begun = hashlib.sha256(f"{shared}\x00".encode("utf-8", "surrogatepass"))

    def identity(own: str) -> str:
        digest = begun.copy()
        digest.update(own.encode("utf-8", "surrogatepass"))
        return prefix + digest.hexdigest()[:16]

    return identity


def _figure(mention: Amount | Count) -> Row:
    return {"value": plain(mention.value), "low": plain(mention.low), "high": plain(mention.high), "bound": mention.bound}


def _amount(mention: Amount) -> Row:
    return {**_figure(mention), "currency": mention.currency, "per": mention.per}


def _count(mention: Count) -> Row:
    return {
        **_figure(mention), "unit": mention.unit, "dimension": mention.dimension, "value_si": plain(mention.value_si),
        "unit_si": mention.unit_si, "object": mention.object, "per": mention.per,
    }  # fmt: skip


def _date(mention: Date) -> Row:
    return {
        "type": mention.type, "value": mention.value, "mod": mention.mod, "start_date": mention.start_date,
        "end_date": mention.end_date, "resolved_by": mention.resolved_by,
    }  # fmt: skip


def _place(mention: Place) -> Row:
    return {
        "name": mention.name, "level": mention.level, "adcode": mention.adcode, "country": mention.country,
        "province": mention.province, "prefecture": mention.prefecture, "county": mention.county,
        "source": mention.source, "within": readable(mention.within),
        "candidates": "|".join(mention.candidates),
    }  # fmt: skip


def mention_values(table: str, mention: Any) -> Row:
    """What a mention means: the columns of its table that no other has."""
    return _SPECIFIC[table](mention)


_SPECIFIC: dict[str, Callable[[Any], Row]] = {"amounts": _amount, "counts": _count, "dates": _date, "places": _place}
