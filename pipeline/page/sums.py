"""Totals of the facts as reviewed up to now, without waiting for the next run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.errors import ShuzhaiError
from pipeline.facts.totals import LeftOut, Total, add_up
from pipeline.page.desk import Desk
from pipeline.page.tables import Tables
from pipeline.page.verdicts import Row, Verdicts

Read = Callable[[str, Row, str, str], Mapping[str, str]]


def reviewed_facts(tables: Tables, verdicts: Verdicts, read: Read) -> Iterator[Row]:
    """The rows of facts.csv with what was said of them and of their figures since: corrected ones have the right values
    and count, wrong ones without a correction carry their verdict."""
    for rows in tables.rows["facts"].values():
        for row in rows:
            figure = "amounts" if row["kind"] == "amount" else "counts"
            said = [verdicts.holds.get((table, row["id"])) for table in (figure, "facts")]
            if not any(said) and not {(figure, row["id"]), ("facts", row["id"])} & verdicts.touched:
                yield row
                continue
            published = tables.documents[row["doc"]]["published"] if row["doc"] in tables.documents else ""
            texts = [(review.table, review.correction) for review in said if review and review.correction]
            wrong = any(review and review.verdict == "wrong" and not review.correction for review in said)
            corrected, readable = _corrected(row, texts, published, read)
            yield {**corrected, "verdict": "wrong" if wrong or not readable else ""}


def _corrected(row: Row, texts: Iterable[tuple[str, str]], published: str, read: Read) -> tuple[dict[str, str], bool]:
    """The row with the corrections read into its columns; false where one cannot be read any more."""
    corrected = dict(row)
    for table, text in texts:
        try:
            values = read(table, corrected, text, published)
        except ShuzhaiError:
            return corrected, False
        corrected |= {name: value for name, value in values.items() if name in corrected}
    return corrected, True


@dataclass(frozen=True, slots=True)
class Added:
    """Totals with what was left out, and the facts behind them by id."""

    totals: Sequence[Total]
    left_out: Sequence[LeftOut]
    facts: Mapping[str, Row]

    def name(self, total: Total) -> str:
        """What tells a total from the others."""
        return "\x1f".join((*total.keys, total.unit))


class Sums:
    """Totals of a desk's facts; the last ones are kept until a table or a review changes. `levels` gives the indicators that
    do not add up."""

    def __init__(self, desk: Desk, read: Read, levels: Callable[[], frozenset[str]]) -> None:
        self._desk, self._read, self._levels = desk, read, levels
        self._lock = threading.Lock()
        self._held: tuple[object, Added] | None = None

    def of(self, by: Sequence[str], confidence: str, *, every: bool) -> Added:
        """The totals by these keys (`KEYS`) of facts of at least that confidence."""
        asked = (self._desk.tables_version(), self._desk.journal_version(), tuple(by), confidence, every)
        with self._lock:
            if self._held is None or self._held[0] != asked:
                facts = list(reviewed_facts(self._desk.tables(), self._desk.verdicts(), self._read))
                totals, left_out = add_up(facts, by, levels=self._levels(), confidence=confidence, every=every)
                self._held = asked, Added(totals, left_out, {fact["id"]: fact for fact in facts})
            return self._held[1]
