"""How well a run's rows agree with an annotation, kind by kind.

A row and an annotated mention belong together when their spans overlap: pairs are made one to one, most alike first.
*Found* asks for such a pair, *right* also for the values that the annotation gives. Optional mentions are not wanted,
and a row that touches one, of whatever kind, is not held against the run.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from pipeline.writers.rows import Row

Gold = Mapping[str, Any]
FIGURE = ("bound", "per")
FIELDS = {
    "amounts": (*FIGURE, "currency"),
    "counts": (*FIGURE, "unit"),
    "dates": ("type",),
    "places": ("adcode", "country"),
}
NUMBERS = frozenset(("value", "low", "high"))
TWINS = {"公里": "千米", "km": "千米", "公斤": "千克", "kg": "千克", "㎡": "平方米"}
SLACK = Decimal("0.00001")


@dataclass(slots=True)
class Score:
    """Tallies over any number of articles."""

    wanted: int = 0
    given: int = 0
    found: int = 0
    right: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def found_f1(self) -> float:
        return self._f1(self.found)

    @property
    def right_f1(self) -> float:
        return self._f1(self.right)

    def _f1(self, hits: int) -> float:
        return 2 * hits / (self.wanted + self.given) if self.wanted + self.given else 1.0

    def add(self, kind: str, doc: str, gold: Iterable[Gold], rows: Iterable[Row]) -> None:
        """One article: all its annotated mentions and the rows of `kind`."""
        everything, rows = list(gold), list(rows)
        mentions = [m for m in everything if f"{m['kind']}s" == kind]
        optional = [m for m in everything if m.get("optional")]
        partner = dict(_pairs(mentions, rows))
        self.wanted += sum(not m.get("optional") for m in mentions)
        self.faults += [
            f"{doc}:{m['start']} missed {m['text']}"
            for index, m in enumerate(mentions)
            if index not in partner.values() and not m.get("optional")
        ]
        for index, row in enumerate(rows):
            mention = mentions[partner[index]] if index in partner else None
            if mention is None:
                if not any(_shared(m, row) for m in optional):
                    self.given += 1
                    self.faults.append(f"{doc}:{row['start']} too much {row['text']}")
            elif not mention.get("optional"):
                self.given += 1
                self.found += 1
                wrong = list(_wrong(kind, mention, row))
                self.right += not wrong
                self.faults += [f"{doc}:{row['start']} {row['text']}: {fault}" for fault in wrong]


def _shared(mention: Gold, row: Row) -> int:
    return max(0, min(int(mention["end"]), int(row["end"])) - max(int(mention["start"]), int(row["start"])))


def _pairs(mentions: list[Gold], rows: list[Row]) -> Iterator[tuple[int, int]]:
    """Row and mention by index, one to one: most overlap first, wanted mentions before optional ones."""

    def likeness(mention: Gold, row: Row) -> float:
        shared = _shared(mention, row)
        return shared / (int(mention["end"]) - int(mention["start"]) + int(row["end"]) - int(row["start"]) - shared)

    ranked = sorted(
        (-likeness(mention, row), bool(mention.get("optional")), m, r)
        for m, mention in enumerate(mentions)
        for r, row in enumerate(rows)
        if _shared(mention, row)
    )
    taken_mentions: set[int] = set()
    taken_rows: set[int] = set()
    for _, _, m, r in ranked:
        if m not in taken_mentions and r not in taken_rows:
            taken_mentions.add(m)
            taken_rows.add(r)
            yield r, m


def _wrong(kind: str, mention: Gold, row: Row) -> Iterator[str]:
    for name in (*FIELDS[kind], *_values(mention)):
        if name not in mention:
            continue
        accepted = mention[name] if isinstance(mention[name], list) else [mention[name]]
        if name in ("per", "country") and not all(accepted):
            continue
        if not any(_same(name, value, row[name]) for value in accepted):
            yield f"{name} wanted {mention[name]!r}, got {row[name]!r}"


def _values(mention: Gold) -> tuple[str, ...]:
    """A range is told by its ends, a date by its days where the annotation gives them, all else by its value."""
    if mention.get("bound") == "range":
        return ("low", "high")
    if mention.get("type") == "DATE" and "start_date" in mention:
        return ("start_date", "end_date")
    return ("value",)


def _same(name: str, wanted: str, got: str) -> bool:
    if name == "unit":
        return TWINS.get(wanted, wanted) == TWINS.get(got, got)
    if name in NUMBERS and wanted and got and _is_number(wanted) and _is_number(got):
        return abs(Decimal(wanted) - Decimal(got)) <= abs(Decimal(wanted)) * SLACK
    return wanted == got


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()


FACT_FIELDS = ("subject", "indicator", "date", "place", "status", "change")
_LOOSE = frozenset(("subject", "indicator"))
_MARKS = str.maketrans("", "", "“”\"'《》 \n")
_ALIKE = 0.6


@dataclass(slots=True)
class FactScore:
    """Fields of facts against an annotation that accepts one or several answers each; an empty field is no answer."""

    wanted: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    by_confidence: Counter[tuple[str, bool]] = field(default_factory=Counter)
    faults: dict[str, list[str]] = field(default_factory=lambda: {name: [] for name in FACT_FIELDS})

    def precision(self, name: str) -> float:
        answered = self.right[name] + self.wrong[name]
        return self.right[name] / answered if answered else 1.0

    def recall(self, name: str) -> float:
        return self.right[name] / self.wanted[name] if self.wanted[name] else 1.0

    def right_of(self, confidence: str) -> float:
        """The share of the answers of facts of that confidence that are right."""
        right, wrong = self.by_confidence[confidence, True], self.by_confidence[confidence, False]
        return right / (right + wrong)

    def add(self, doc: str, gold: Iterable[Gold], rows: Iterable[Row]) -> None:
        """One article: its annotated mentions and its rows of facts.csv."""
        figures = [m for m in gold if m.get("fact") and not m.get("optional")]
        rows = list(rows)
        partner = {mention: row for row, mention in _pairs(figures, rows)}
        for index, figure in enumerate(figures):
            row = rows[partner[index]] if index in partner else None
            for name in FACT_FIELDS:
                self._add_field(f"{doc}:{figure['start']} {figure['text']}", name, figure["fact"].get(name, []), row)

    def _add_field(self, where: str, name: str, accepted: str | list[str], row: Row | None) -> None:
        answers = [accepted] if isinstance(accepted, str) else accepted
        if not answers or "" in answers:
            return
        self.wanted[name] += 1
        if row is None or not (got := _fact_field(row, name)):
            return
        good = any(_agrees(answer, got) for answer in answers) if name in _LOOSE else got in answers
        (self.right if good else self.wrong)[name] += 1
        self.by_confidence[row["confidence"], good] += 1
        if not good:
            self.faults[name].append(f"{where}: {name} {got!r}, not {answers[:3]}")


def _fact_field(row: Row, name: str) -> str:
    if name == "date":
        return f"{row['date_start']}/{row['date_end']}".strip("/")
    return row["adcode"] if name == "place" else row[name]


def _agrees(answer: str, got: str) -> bool:
    """The same words, one within the other, or mostly the same characters."""
    one, other = answer.translate(_MARKS), got.translate(_MARKS)
    if one == other or (min(len(one), len(other)) > 1 and (one in other or other in one)):
        return True
    shared = sum((Counter(one) & Counter(other)).values())
    return 2 * shared >= _ALIKE * (len(one) + len(other))
