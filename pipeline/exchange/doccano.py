"""doccano, sequence labelling: JSON Lines with `text`, `label` and `meta`.

doccano keeps what it does not know (`id`, `meta`) and gives it back beside its own fields; it counts in UTF-16 code units.
Its files do not say which articles were approved: it can leave the others out of an export (Export only approved documents),
and the reader is told whether it did. Old versions name the approver in `annotation_approver`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.exchange.marks import (
    LABELS,
    Fault,
    Mark,
    Marked,
    MarkError,
    Returned,
    from_units,
    mark_in,
    marked_articles,
    offset,
    sent_marks,
    sent_record,
    to_units,
)
from pipeline.exchange.source import Source
from pipeline.exchange.written import Written
from pipeline.writers.whole import replacing

#: where labels stand: today, with relations, in old versions
_LABELS = ("label", "entities", "labels")


def write(source: Source, path: Path) -> Written:
    """One line an article, the mentions that stand as labels."""
    notices: list[str] = []
    labels = articles = 0
    with replacing(path.parent, [path.name]) as place, (place / path.name).open("w", encoding="utf-8", newline="\n") as file:
        for marked in marked_articles(source, notices):
            file.write(json.dumps(_line(marked), ensure_ascii=False) + "\n")
            articles += 1
            labels += len(marked.mentions)
    return Written((path,), {"articles": articles, "labels": labels}, tuple(notices))


def _line(marked: Marked) -> dict[str, Any]:
    document = marked.document
    units = to_units(document.text)
    marks = sorted(mention.mark for mention in marked.mentions)
    return {
        "id": document.doc,
        "text": document.text,
        "label": [[units[mark.start], units[mark.end], mark.label] for mark in marks],
        "meta": {"doc": document.doc, "title": document.title, "mentions": sent_record(marked.mentions)},
    }


def read(path: Path, *, approved: bool) -> Iterator[Returned | Fault]:
    """The articles of an exported file. `approved` says that it holds only approved ones."""
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            where = f"line {number}"
            try:
                yield _returned(where, json.loads(line.decode("utf-8-sig")), approved)
            except UnicodeDecodeError:
                yield Fault(where, "not UTF-8")
            except (json.JSONDecodeError, RecursionError) as error:
                yield Fault(where, f"no JSON ({error})")
            except MarkError as error:
                yield Fault(where, str(error))


def _returned(where: str, record: object, approved: bool) -> Returned:
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        raise MarkError("no article: `text` is missing")
    text, meta = record["text"], _meta(record)
    told = next((record[name] for name in _LABELS if isinstance(record.get(name), list)), None)
    if told is None:
        raise MarkError("no labels: `label` is missing")
    units = to_units(text)
    spans = [_span(label) for label in told]
    return Returned(
        where=where, doc=str(meta["doc"]), text=text, sent=sent_marks(meta.get("mentions")),
        marks=frozenset(_mark(text, units, *span) for span in spans if span[2] in LABELS),
        reviewed=approved or bool(record.get("annotation_approver")), by=str(record.get("annotation_approver") or ""),
        unknown=tuple(sorted({name for _, _, name in spans if name not in LABELS})),
    )  # fmt: skip


def _meta(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Our `meta`, which old versions put into their own."""
    meta = record.get("meta")
    for candidate in (meta, meta.get("meta") if isinstance(meta, dict) else None):
        if isinstance(candidate, dict) and "doc" in candidate:
            return candidate
    raise MarkError("`meta` does not name the article; only files that `shuzhai export` wrote can come back")


def _span(label: object) -> tuple[int, int, str]:
    """A label as doccano writes it: [start, end, name], or an object where relations are used."""
    try:
        if isinstance(label, dict):
            return offset(label["start_offset"]), offset(label["end_offset"]), str(label["label"])
        assert isinstance(label, list)
        start, end, name = label
        return offset(start), offset(end), str(name)
    except (AssertionError, KeyError, ValueError) as error:
        raise MarkError(f"a label is none: {json.dumps(label, ensure_ascii=False)[:60]}") from error


def _mark(text: str, units: Any, start: int, end: int, label: str) -> Mark:
    return mark_in(text, from_units(units, start), from_units(units, end), label)
