"""Sums of facts that count nothing twice, with what was left out and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

Row = Mapping[str, str]
#: what sums may be told apart by
KEYS = ("indicator", "place", "year", "subject", "donor", "status", "doc")
_RATES = frozenset(("%", "百分点", "倍", "ratio", "℃", "岁", "度", "级"))
_CONFIDENCES = ("low", "medium", "high")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A fact that no sum counts, and why."""

    row: Row
    reason: str


@dataclass(slots=True)
class Total:
    """One sum. `total` adds what is done or told without a time, `planned` what is planned; `low` and `high` add what the
    words allow, high None where one is open. `inexact` says how many of the facts are no exact figures, `by_person` how many a
    reviewer corrected or added."""

    keys: tuple[str, ...]
    unit: str
    total: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)
    low: Decimal = Decimal(0)
    high: Decimal | None = Decimal(0)
    inexact: int = 0
    by_person: int = 0
    ids: list[str] = field(default_factory=list)

    def add(self, row: Row) -> None:
        value, low, high = (_number(row[name]) for name in ("value", "low", "high"))
        point = value if value is not None else low
        assert point is not None
        if row["status"] == "planned":
            self.planned += point
        else:
            self.total += point
            self.low += low if low is not None else Decimal(0) if row["bound"] in ("under", "at_most", "nearly") else point
            top = high if high is not None else point if row["bound"] == "about" else None
            self.high = None if self.high is None or top is None else self.high + top
        self.inexact += row["bound"] != "exact"
        self.by_person += bool(row["by_person"])
        self.ids.append(row["id"])


def add_up(
    rows: Iterable[Row], by: Sequence[str], *, levels: frozenset[str], confidence: str = "medium", every: bool = False
) -> tuple[list[Total], list[LeftOut]]:
    """Totals by the keys (`KEYS`) and unit, in the order of the keys.

    Left out: facts below `confidence`, the indicators of `levels`, and those that no rule names unless `every`.
    """
    rows = list(rows)
    superseded = _superseded(rows)
    totals: dict[tuple[str, ...], Total] = {}
    left_out: list[LeftOut] = []
    for row in rows:
        if reason := _reason(row, confidence, superseded, levels, every=every):
            left_out.append(LeftOut(row, reason))
            continue
        keys = tuple(_key(row, name) for name in by)
        unit = row["currency"] or row["unit"]
        totals.setdefault((*keys, unit), Total(keys, unit)).add(row)
    return [totals[key] for key in sorted(totals)], left_out


def reasons(left_out: Iterable[LeftOut]) -> dict[str, int]:
    """How many facts were left out for each reason, the most frequent first."""
    counts: defaultdict[str, int] = defaultdict(int)
    for item in left_out:
        counts[item.reason] += 1
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def _reason(row: Row, confidence: str, superseded: frozenset[str], levels: frozenset[str], *, every: bool) -> str:
    """Why the fact is not to be added; empty when it is."""
    for reason, holds in (
        ("judged wrong by a reviewer", is_refused(row)),
        ("says again what another fact says (repeats)", bool(row["repeats"])),
        ("a part of another figure (part_of)", bool(row["part_of"])),
        ("a change, not an amount (change)", bool(row["change"])),
        ("a rate or level, which does not add up", row["unit"] in _RATES or row["indicator"] in levels),
        ("per year, head or thing (per)", bool(row["per"])),
        ("no indicator", not row["indicator"]),
        ("an indicator that no rule names (indicator_source)", row["indicator_source"] == "text" and not every),
        ("a vague figure", row["bound"] == "vague" or not (row["value"] or row["low"])),
        (f"confidence below {confidence}", _CONFIDENCES.index(_trust(row)) < _CONFIDENCES.index(confidence)),
        ("an earlier state of a figure that is told up to a later day (cumulative)", row["id"] in superseded),
    ):
        if holds:
            return reason
    return ""


def _trust(row: Row) -> str:
    """How sure a fact is: what a reviewer confirmed or put right is as sure as can be."""
    judged = row["verdict"] == "ok" or (row["correction"] and row["by_person"])
    return "high" if judged else row["confidence"]


def is_refused(row: Row) -> bool:
    """Whether a reviewer judged the fact wrong and gave nothing right instead."""
    return row["verdict"] == "wrong" and not (row["correction"] and row["by_person"])


def _superseded(rows: Sequence[Row]) -> frozenset[str]:
    """Cumulative facts of one subject that a later day's includes."""
    states: defaultdict[tuple[str, ...], list[Row]] = defaultdict(list)
    for row in rows:
        if row["cumulative"] and row["subject"] and row["indicator"]:
            states[tuple(row[name] for name in ("subject", "indicator", "unit", "currency", "adcode", "kind"))].append(row)
    return frozenset(_earlier(states.values()))


def _earlier(states: Iterable[Sequence[Row]]) -> Iterator[str]:
    for told in states:
        latest = max(row["date_end"] for row in told)
        yield from (row["id"] for row in told if row["date_end"] and row["date_end"] < latest)


def _key(row: Row, name: str) -> str:
    if name == "year":
        return row["date_end"][:4] or row["date_start"][:4]
    return f"{row['adcode']} {row['place']}".strip() if name == "place" else row[name]


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None
