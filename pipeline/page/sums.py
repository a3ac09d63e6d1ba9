"""Totals of the facts as reviewed up to now, without waiting for the next run."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.facts.totals import LeftOut, Total
from pipeline.page.desk import Desk
from pipeline.page.tables import IN_ARTICLE, Tables
from pipeline.page.verdicts import Row, Verdicts
from pipeline.reviews.applied import Applier
from pipeline.totals import sum_up
from pipeline.writers.article_rows import ArticleRows
from pipeline.writers.rows import REVIEW

_FIGURES = ("amounts", "counts", "facts")


def reviewed_facts(tables: Tables, verdicts: Verdicts, applier: Applier) -> Iterator[Row]:
    """The rows of facts.csv with what was said since it was written, as the next run will write them."""
    for doc in tables.documents:
        rows = tables.rows["facts"].get(doc, ())
        if doc in verdicts.docs:
            yield from _as_reviewed(doc, tables, verdicts, applier)
        else:
            yield from rows


def _as_reviewed(doc: str, tables: Tables, verdicts: Verdicts, applier: Applier) -> Iterator[Row]:
    """The facts of one article with its reviews laid over them; verdicts that were taken back are off."""
    written = {
        table: [
            {**row, **dict(zip(REVIEW, verdicts.item(table, row).says, strict=True))}
            for row in tables.rows[table].get(doc, ())
            if not verdicts.is_gone(table, row)
        ]
        for table in IN_ARTICLE
    }
    rows = ArticleRows(dict(tables.documents[doc]), written, [])
    applied, _ = applier.apply(rows, verdicts.by_doc.get(doc, ()))
    yield from applied.tables["facts"]


def unsettled(tables: Tables, verdicts: Verdicts) -> int:
    """How many facts have a person's value in the tables that was taken back since: the next run gives them their own."""
    taken_back = verdicts.touched - verdicts.holds.keys()
    return sum(
        bool(row["by_person"])
        and not verdicts.is_gone("facts", row)
        and any((table, row["id"]) in taken_back for table in _FIGURES)
        for doc in verdicts.docs
        for row in tables.rows["facts"].get(doc, ())
    )


@dataclass(frozen=True, slots=True)
class Added:
    """Totals with what was left out, and the facts behind them by id."""

    totals: Sequence[Total]
    left_out: Sequence[LeftOut]
    facts: Mapping[str, Row]
    unsettled: int

    def name(self, total: Total) -> str:
        """What tells a total from the others."""
        return "\x1f".join((*total.keys, total.unit))


class Sums:
    """Totals of a desk's facts; the last ones are kept until a table or a review changes. `rules` are the folders that the run
    had beside the built-in rules."""

    def __init__(self, desk: Desk, rules: Sequence[Path] = ()) -> None:
        self._desk, self._rules = desk, rules
        self._applier = Applier(desk.corrections)
        self._lock = threading.Lock()
        self._held: tuple[object, Added] | None = None

    def of(self, by: Sequence[str], confidence: str, *, every: bool) -> Added:
        """The totals by these keys (`KEYS`) of facts of at least that confidence."""
        asked = (self._desk.tables_version(), self._desk.journal_version(), tuple(by), confidence, every)
        with self._lock:
            if self._held is None or self._held[0] != asked:
                tables, verdicts = self._desk.tables(), self._desk.verdicts()
                facts = [dict(row) for row in reviewed_facts(tables, verdicts, self._applier)]
                totals, left_out = sum_up(facts, by, confidence=confidence, every=every, rules=self._rules)
                self._held = asked, Added(totals, left_out, {fact["id"]: fact for fact in facts}, unsettled(tables, verdicts))
            return self._held[1]
