"""Reviewed articles as annotation: one JSON file an article, in the format that `agreement` reads.

An article is exported when every row of its four mention tables has a verdict. What was judged right stands as it was read
then, what was corrected with the right values, what was missed is added, what was judged wrong without a correction is left
out. Places within longer names are optional. `fact` is there where the fact was judged right or corrected.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ReadError, ShuzhaiError
from pipeline.evaluation.agreement import FACT_FIELDS, fact_field
from pipeline.evaluation.truths import Truth, added_mention, gone_mention, true_fact, true_mention
from pipeline.evaluation.verdicts import Correct, Judged, Verdicts
from pipeline.readers import read_document
from pipeline.writers.rows import KINDS, Row, cell, readable
from pipeline.writers.whole import whole_file

_LONGEST_NAME = 200


class _UnfitError(ShuzhaiError):
    """Why an article is not exported."""


@dataclass(frozen=True, slots=True)
class Exported:
    """The files written; the articles left out, each with the reason; the files of the folder that were there before."""

    files: tuple[Path, ...]
    left_out: tuple[tuple[str, str], ...]
    older: tuple[Path, ...]


def export_gold(folder: Path, verdicts: Verdicts, documents: Iterable[Row], corpus: Path, correct: Correct) -> Exported:
    """Writes the fully reviewed articles into the folder. `documents` are the rows of documents.csv; raises `UsageError`."""
    written: list[Path] = []
    left_out: list[tuple[str, str]] = []
    reviewed = {judged.row["doc"] for judged in verdicts.rows if judged.outcome} | {review.doc for review in verdicts.missed}
    for document in documents:
        if (doc := document["doc"]) not in reviewed:
            continue
        try:
            article = _article(document, verdicts, corpus, correct)
        except ShuzhaiError as reason:
            left_out.append((doc, str(reason)))
            continue
        path = folder / file_name(doc)
        with whole_file(path) as file:
            file.write(json.dumps(article, ensure_ascii=False, indent=1) + "\n")
        written.append(path)
    older = sorted(set(folder.glob("*.json")) - set(written))
    return Exported(tuple(written), tuple(left_out), tuple(older))


def file_name(doc: str) -> str:
    """`2023/flood.txt` → `2023__flood.txt.json`; what is too long for a file system ends in a hash."""
    name = doc.removeprefix("'").replace("/", "__")
    if len(name.encode()) > _LONGEST_NAME:
        short = name.encode()[: _LONGEST_NAME - 20].decode("utf-8", "ignore")
        name = f"{short}~{hashlib.sha256(doc.encode()).hexdigest()[:8]}"
    return f"{name}.json"


def _article(document: Row, verdicts: Verdicts, corpus: Path, correct: Correct) -> dict[str, Any]:
    doc = document["doc"]
    rows = [judged for judged in verdicts.rows if judged.row["doc"] == doc]
    _check_all_judged(rows)
    source = read_document(corpus, doc.removeprefix("'"), None)
    if source.status == "error" or source.sha256 != document["sha256"]:
        raise ReadError(f"{corpus / doc} is not there as it was read; name its folder with --corpus")
    facts = {judged.row["id"]: truth for judged in rows if judged.table == "facts" and (truth := true_fact(judged))}
    mentions = [_gold(truth, source.text, facts.get(truth.row["id"])) for truth in _mentions(doc, rows, verdicts, correct)]
    mentions.sort(key=lambda mention: (mention["start"], mention["end"], mention["kind"]))
    return {"doc": source.doc, "published": document["published"], "mentions": mentions}


def _check_all_judged(rows: Sequence[Judged]) -> None:
    left = Counter(judged.table for judged in rows if judged.table in KINDS and not judged.outcome)
    if left:
        everything = sum(judged.table in KINDS for judged in rows)
        listed = ", ".join(f"{table} {number}" for table, number in left.items())
        raise _UnfitError(f"{sum(left.values())} of {everything} rows have no verdict ({listed})")


def _mentions(doc: str, rows: Iterable[Judged], verdicts: Verdicts, correct: Correct) -> Iterator[Truth]:
    """All mentions that the article has: those of its rows, those added, those that the run gives no more."""
    there = [truth for judged in rows if judged.table in KINDS and (truth := true_mention(judged, correct))]
    there += [added_mention(review, correct) for review in (*verdicts.missed, *verdicts.found_since) if review.doc == doc]
    yield from there
    for review in verdicts.gone:
        if review.doc == doc and (truth := gone_mention(review, correct)) and not any(_overlap(truth, other) for other in there):
            yield truth


def _overlap(one: Truth, other: Truth) -> bool:
    ends = (int(one.row["end"]), int(other.row["end"]))
    return one.table == other.table and max(int(one.row["start"]), int(other.row["start"])) < min(ends)


def _gold(truth: Truth, text: str, fact: Truth | None) -> dict[str, Any]:
    row, start, end = truth.row, int(truth.row["start"]), int(truth.row["end"])
    surface = readable(text[start:end])
    if row["text"] not in (surface, cell(surface)):
        raise _UnfitError(f"{row['text']} is not at {start} to {end} of the article; there is {surface!r}")
    mention: dict[str, Any] = {"kind": truth.table.removesuffix("s"), "start": start, "end": end, "text": surface}
    mention |= _values(truth.table, row)
    if row.get("within"):
        mention["optional"] = True
    if fact and (fields := {name: said for name in FACT_FIELDS if (said := fact_field(fact.row, name))}):
        mention["fact"] = fields
    return mention


def _values(table: str, row: Row) -> dict[str, str]:
    """The columns by which an annotation tells a mention right."""
    if table == "places":
        return {"adcode": row["adcode"], **({"country": row["country"]} if row["country"] not in ("", "CN") else {})}
    if table == "dates":
        days = ("start_date", "end_date") if row["type"] == "DATE" and (row["start_date"] or row["end_date"]) else ("value",)
        return {name: row[name] for name in ("type", *days)}
    ends = ("low", "high") if row["bound"] == "range" else ("value",)
    named = (*ends, "bound", "currency" if table == "amounts" else "unit")
    return {name: row[name] for name in named} | ({"per": row["per"]} if row["per"] else {})
