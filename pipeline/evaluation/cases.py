"""Reviewed sentences as test cases, one JSON object a line: what must be found in the sentence, and nothing beside it.

A sentence is a case of a kind when each of its rows of that kind has a verdict. Where the run was right but the sentence
alone does not say so (去年 after another date, a name that the article tells apart), it is left out. `gap` marks a case that
the rules do not pass yet.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.article import Pipeline
from pipeline.errors import ShuzhaiError
from pipeline.evaluation.aspects import JUDGED, SHOWN
from pipeline.evaluation.truths import Truth, added_mention, true_fact, true_mention
from pipeline.evaluation.verdicts import Correct, Judged, Verdicts
from pipeline.model import Extraction
from pipeline.reviews.journal import Review
from pipeline.writers.rows import KINDS, mention_values, readable
from pipeline.writers.whole import whole_file

_FACT_COLUMNS = ("subject", "indicator", "change", "status", "date_start", "date_end", "adcode")
Case = dict[str, Any]
Found = list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Cases:
    """How many cases of each kind were written, how many of them are gaps, and how many sentences were left out."""

    written: Mapping[str, int]
    gaps: int
    left_out: int


@dataclass(slots=True)
class _Sentence:
    """The judged rows of one sentence, by table, and the mentions that people added."""

    doc: str
    text: str
    rows: dict[str, list[Judged]]
    added: list[Review]

    def rows_of(self, table: str) -> list[Judged]:
        return self.rows.get(table, [])

    def added_of(self, table: str) -> list[Review]:
        return [review for review in self.added if review.table == table]

    def is_judged(self, table: str) -> bool:
        rows = self.rows_of(table)
        return bool(rows or self.added_of(table)) and all(judged.outcome for judged in rows)

    def stands_once(self) -> bool:
        """Whether the article says it once only: else its mentions would count twice."""
        spans = [(int(judged.row["start"]), int(judged.row["end"])) for rows in self.rows.values() for judged in rows]
        spans += [(review.start, review.end) for review in self.added]
        return max(end for _, end in spans) - min(start for start, _ in spans) <= len(self.text)


def write_cases(folder: Path, verdicts: Verdicts, published: Mapping[str, str], pipeline: Pipeline, correct: Correct) -> Cases:
    """Writes `<kind>.jsonl` for each kind and for facts into the folder; `published` holds the date of every article."""
    cases: dict[str, list[Case]] = {table: [] for table in JUDGED}
    left_out = 0
    for sentence in _sentences(verdicts):
        tables = [table for table in JUDGED if sentence.is_judged(table)]
        if not tables:
            continue
        date = published.get(sentence.doc, "")
        alone = pipeline.extract(sentence.text, date)
        for table in tables:
            case = _fact_case(sentence, alone, correct) if table == "facts" else _mention_case(table, sentence, alone, correct)
            if case is None:
                left_out += 1
            else:
                cases[table].append({"text": sentence.text, "published": date, **case})
    for table, found in cases.items():
        lines = {(case["text"], case["published"]): json.dumps(case, ensure_ascii=False) + "\n" for case in reversed(found)}
        with whole_file(folder / f"{table}.jsonl") as file:
            file.writelines(reversed(lines.values()))
    gaps = sum("gap" in case for found in cases.values() for case in found)
    return Cases(Counter({table: len(found) for table, found in cases.items()}), gaps, left_out)


def _sentences(verdicts: Verdicts) -> Iterator[_Sentence]:
    """Sentences with something judged, in the order of articles and positions."""
    told: dict[tuple[str, str], _Sentence] = {}

    def at(doc: str, text: str) -> _Sentence:
        return told.setdefault((doc, text), _Sentence(doc, text.removeprefix("'"), {}, []))

    for judged in sorted(verdicts.rows, key=lambda judged: (judged.row["doc"], int(judged.row["start"]))):
        at(judged.row["doc"], judged.row["sentence"]).rows.setdefault(judged.table, []).append(judged)
    for review in (*verdicts.missed, *verdicts.found_since):
        if review.sentence and review.table in KINDS:
            at(review.doc, review.sentence).added.append(review)
    yield from (sentence for sentence in told.values() if sentence.stands_once())


def _mention_case(table: str, sentence: _Sentence, alone: Extraction, correct: Correct) -> Case | None:
    """None where the right values cannot be read, or need the article."""
    try:
        truths = [truth for judged in sentence.rows_of(table) if (truth := true_mention(judged, correct))]
        truths += [added_mention(review, correct) for review in sentence.added_of(table)]
    except ShuzhaiError:
        return None
    truths.sort(key=lambda truth: int(truth.row["start"]))
    wanted = [_told(truth) for truth in truths]
    found = _found(table, alone)
    if any(
        truth.row.get("resolved_by") == "context" or (truth.as_read and told not in found)
        for truth, told in zip(truths, wanted, strict=True)
    ):
        return None
    return {"find": wanted, "why": f"reviewed: {sentence.doc}", **_gap(wanted, found)}


def _told(truth: Truth) -> dict[str, str]:
    """The mention as cases write it: its text and the columns that say something."""
    return _filled({"text": truth.row["text"].removeprefix("'"), **truth.row}, (*SHOWN[truth.table], "within"))


def _filled(row: Mapping[str, str], columns: Sequence[str]) -> dict[str, str]:
    ends = ("low", "high") if row.get("bound") == "exact" else ()
    return {"text": row["text"], **{name: row[name] for name in columns if row.get(name) and name not in ends}}


def _found(table: str, alone: Extraction) -> Found:
    mentions = getattr(alone, table)
    columns = (*SHOWN[table], "within")
    return [_filled({"text": readable(mention.surface), **mention_values(table, mention)}, columns) for mention in mentions]


def _gap(wanted: Found, found: Found) -> dict[str, str]:
    """What the rules make of the sentence, where that is not what is wanted. Places within longer names may be found or not;
    those found must be right."""
    listed = {mention["text"] for mention in wanted}
    got = [mention for mention in found if not mention.get("within") or mention["text"] in listed]
    there = {mention["text"] for mention in got}
    wanted = [mention for mention in wanted if not mention.get("within") or mention["text"] in there]
    if len(got) == len(wanted) and all(one.items() <= other.items() for one, other in zip(wanted, got, strict=True)):
        return {}
    for mention in got:
        if not any(one.items() <= mention.items() for one in wanted):
            return {"gap": f"not yet: reads {'; '.join(f'{name}={value}' for name, value in mention.items())}"}
    return {"gap": f"not yet: finds {' '.join(mention['text'] for mention in got) or 'nothing'}"}


def _fact_case(sentence: _Sentence, alone: Extraction, correct: Correct) -> Case | None:
    """A fact tells what the reviewer gave, and of what was right as much as the sentence alone says."""
    facts = [(judged, true_fact(judged)) for judged in sentence.rows_of("facts")]
    figures = {
        judged.row["id"] for table in ("amounts", "counts") for judged in sentence.rows_of(table) if judged.outcome == "right"
    }
    linked = [fact.figure.surface for fact in alone.facts]
    texts = [judged.row["text"].removeprefix("'") for judged, _ in facts]
    if linked != texts or not all(truth and judged.row["id"] in figures for judged, truth in facts):
        return None
    wanted, gap = [], False
    for (_, truth), fact in zip(facts, alone.facts, strict=True):
        assert truth is not None
        said = {name: str(getattr(fact, name)) for name in _FACT_COLUMNS}
        told = {
            name: truth.row[name]
            for name in _FACT_COLUMNS
            if name in truth.given or (truth.row[name] and truth.row[name] == said[name])
        }
        gap = gap or any(said[name] != value for name, value in told.items())
        wanted.append({"text": fact.figure.surface, **told})
    return {"facts": wanted, **({"gap": "not yet: the reviewer corrected it"} if gap else {})}
