"""The columns of the output contract and the row of every record."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
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
#: a row in the order of its columns
Cells = tuple[str, ...]
_BREAKS = re.compile(r"[ \t\u3000]*[\r\n]+[ \t\u3000]*")
_NEGATIVE = re.compile(r"-\d[\d.,]*[^\d=+@|!*/()-]*$")
_FORMULA = frozenset("=+-@\t\r")


def plain(number: Decimal | None) -> str:
    """A plain decimal string: no exponent, no trailing zeros; empty for None."""
    if number is None:
        return ""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def readable(surface: str) -> str:
    """A surface as a person would write it: without the line breaks and the marks of bold print inside it."""
    surface = surface.replace("**", "")
    return (_BREAKS.sub("", surface) if "\n" in surface or "\r" in surface else surface).strip()


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula: a hyphen before a number becomes a minus sign, the rest is quoted."""
    if text[:1] not in _FORMULA:
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


def mention_cells(extraction: Extraction, kind: str, *, guarded: bool = True) -> Iterator[Cells]:
    """The rows of one kind, in text order, each in the order of its columns; `guarded` ones are safe in a spreadsheet, others
    are as written."""
    own = _OWN[kind]
    safe = cell if guarded else str
    seen: dict[tuple[str, str], int] = {}
    document, sentences = extraction.document, extraction.sentences
    starts = [sentence.start for sentence in sentences]
    doc, prefix = safe(document.doc), f"{kind[:-1]}\x00{document.doc}\x00"
    first, following = 0, 0
    for mention in getattr(extraction, kind):
        start, end = mention.span.start, mention.span.end
        if not first <= start < following:  # of another sentence than the one before
            index = max(bisect_right(starts, start) - 1, 0)
            first, following = starts[index], starts[index + 1] if index + 1 < len(starts) else len(document.text)
            context = document.text[first : sentences[index].end]
            sentence, identity = safe(readable(context)), _identity(kind[0], prefix + context)
        surface = mention.surface
        place = f"{start - first}\x00{surface}"
        ordinal = seen[context, place] = seen.get((context, place), 0) + 1
        yield (
            identity(f"{place}\x00{ordinal}"), doc, str(start), str(end),
            surface if surface.isalnum() else safe(readable(surface)), *own(mention, safe),
            sentence, mention.rule, safe(mention.check), "", "", "",
        )  # fmt: skip


def named(rows: Iterable[Sequence[str]], columns: tuple[str, ...]) -> list[Row]:
    """Cells by the names of their columns; raises ValueError where there are more or fewer."""
    return [dict(zip(columns, cells, strict=True)) for cells in rows]


def all_rows(extraction: Extraction, *, guarded: bool = True) -> dict[str, list[Row]]:
    """The rows of every kind and of the facts, in text order."""
    cells = {kind: list(mention_cells(extraction, kind, guarded=guarded)) for kind in KINDS}
    rows = {kind: named(cells[kind], COLUMNS[kind]) for kind in KINDS}
    return rows | {"facts": list(fact_rows(extraction, cells, guarded=guarded))}


def fact_rows(extraction: Extraction, cells: Mapping[str, Sequence[Cells]], *, guarded: bool = True) -> Iterator[Row]:
    """The rows of the facts, in text order; `cells` are those of the article's mentions, whose ids they share or name.

    `named` is no column of the file: it tells projects.csv what is the name of one thing.
    """
    safe = cell if guarded else str
    figures = {int(told[_START]): (kind, told) for kind in ("amounts", "counts") for told in cells[kind]}
    dates, places = _Meanings(cells["dates"], _date_meaning), _Meanings(cells["places"], _place_meaning)
    for fact in extraction.facts:
        start = fact.figure.span.start
        kind, told = figures[start]
        columns = _INDEX[kind]
        identity, doc, begin, end, text, value, low, high, bound = told[:9]
        date_text = safe(readable(fact.date_text))
        yield {
            "id": identity, "doc": doc, "kind": fact.figure.kind, "subject": safe(readable(fact.subject)),
            "indicator": safe(fact.indicator), "group": fact.group, "value": value, "low": low, "high": high, "bound": bound,
            "unit": told[columns["unit"]] if kind == "counts" else "",
            "currency": told[columns["currency"]] if kind == "amounts" else "", "per": told[columns["per"]],
            "change": fact.change, "status": fact.status,
            "date_start": fact.date_start, "date_end": fact.date_end, "date_text": date_text,
            "adcode": fact.adcode, "place": fact.place, "donor": fact.donor, "recipient": fact.recipient,
            "part_of": figures[fact.part_of.span.start][1][0] if fact.part_of else "",
            "repeats": figures[fact.repeats.span.start][1][0] if fact.repeats else "",
            "cumulative": "yes" if fact.cumulative else "", "confidence": fact.confidence,
            "indicator_source": fact.indicator_source, "subject_via": fact.subject_via,
            "subject_text": safe(readable(fact.subject_text)), "subject_type": fact.subject_type,
            "date_id": dates.nearest(date_text, start), "place_id": places.nearest((fact.place, fact.adcode), start), "by_person": "",
            "named": "yes" if fact.subject_named else "",
            "text": text, "start": begin, "end": end, "sentence": told[columns["sentence"]],
            "verdict": "", "correction": "", "note": "",
        }  # fmt: skip


class _Meanings:
    """Mentions of one kind, in text order, by what they mean."""

    def __init__(self, cells: Iterable[Cells], meaning: Callable[[Cells], object]) -> None:
        self._found: dict[object, tuple[list[int], list[str]]] = {}
        for told in cells:
            starts, ids = self._found.setdefault(meaning(told), ([], []))
            starts.append(int(told[_START]))
            ids.append(told[0])

    def nearest(self, meaning: object, start: int) -> str:
        """The id of the mention of that meaning that begins nearest to `start`, the first of two; empty for none."""
        if (found := self._found.get(meaning)) is None:
            return ""
        starts, ids = found
        index = bisect_left(starts, start)
        if index == len(starts) or (index and start - starts[index - 1] <= starts[index] - start):
            index -= 1
        return ids[index]


def milestone_rows(extraction: Extraction, dates: Iterable[Cells], published: str) -> Iterator[Row]:
    """What projects.csv is told of days: the subject, the step, and the date that says it, of the cells of the dates."""
    by_start = {told[_START]: told for told in dates} if extraction.milestones else {}
    for milestone in extraction.milestones:
        told = by_start[str(milestone.date.span.start)]
        start, end = milestone.date.start_date, milestone.date.end_date
        planned = bool(published) and (start or end)[: len(published)] > published
        yield {
            "id": told[0], "doc": told[1], "subject": cell(readable(milestone.subject)), "subject_type": milestone.subject_type,
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


def _figure(mention: Amount | Count) -> tuple[str, str, str, str]:
    if mention.bound == "exact":  # all three are one number
        value = plain(mention.value)
        return value, value, value, "exact"
    return plain(mention.value), plain(mention.low), plain(mention.high), mention.bound


def _amount(mention: Amount, safe: Callable[[str], str]) -> Cells:
    return (*_figure(mention), mention.currency, safe(mention.per))


def _count(mention: Count, safe: Callable[[str], str]) -> Cells:
    return (
        *_figure(mention), safe(mention.unit), mention.dimension, plain(mention.value_si), mention.unit_si,
        safe(mention.object), safe(mention.per),
    )  # fmt: skip


def _date(mention: Date, safe: Callable[[str], str]) -> Cells:
    return mention.type, mention.value, mention.mod, mention.start_date, mention.end_date, mention.resolved_by


def _place(mention: Place, safe: Callable[[str], str]) -> Cells:
    return (
        safe(mention.name), mention.level, mention.adcode, mention.country,
        mention.province, mention.prefecture, mention.county, mention.source, safe(readable(mention.within)),
        safe("|".join(mention.candidates)),
    )  # fmt: skip


def mention_values(table: str, mention: Any) -> Row:
    """What a mention means: the columns of its table that no other has."""
    columns = COLUMNS[table][len(_SHARED) : -len(_CLOSING)]
    return dict(zip(columns, _OWN[table](mention, str), strict=True))


_OWN: dict[str, Callable[[Any, Callable[[str], str]], Cells]] = {
    "amounts": _amount, "counts": _count, "dates": _date, "places": _place,
}  # fmt: skip
#: where a column stands
_INDEX = {kind: {name: index for index, name in enumerate(COLUMNS[kind])} for kind in KINDS}
_START = _SHARED.index("start")
_date_meaning = itemgetter(_INDEX["dates"]["text"])
_place_meaning = itemgetter(_INDEX["places"]["name"], _INDEX["places"]["adcode"])
