"""The sums that the report shows, each with the facts behind it; the adding up is that of `shuzhai totals`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.facts.totals import LeftOut, Total, reasons
from pipeline.report.evidence import Evidence, Quotes, size
from pipeline.report.wording import Shown, Words, reason, shown
from pipeline.totals import sum_up
from pipeline.writers.rows import Row

#: facts that are quoted behind a total, a bar and a reason at most
_QUOTED, _QUOTED_BAR, _QUOTED_REASON = 30, 12, 8
_BREAKDOWNS, _PLACES = 6, 8
_HOME = "CNY"


@dataclass(frozen=True, slots=True)
class Sum:
    """One total. `key` is what it is told apart by (indicator, place or year), `code` the division of a place, `group` the family of the indicator; `done` and
    `planned` the two sums with their `sizes`; `least`, `most` what the words allow (None: open), told where facts are inexact; `by_person` counts facts with values of a reviewer."""

    key: str
    code: str
    unit: str
    sizes: tuple[Decimal, Decimal]
    done: Shown
    planned: Shown
    group: str
    least: Shown | None
    most: Shown | None
    facts: int
    inexact: int
    by_person: int
    evidence: tuple[Evidence, ...]

    @property
    def weight(self) -> Decimal:
        """Done and planned together, for ordering."""
        return sum(self.sizes, Decimal(0))


@dataclass(frozen=True, slots=True)
class Family:
    """Sums of one currency."""

    unit: str
    sums: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """One total by place and by year: the largest places, with how many more there are, and all years."""

    total: Sum
    places: tuple[Sum, ...]
    more_places: int
    years: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why facts were left out of all sums, how many, and some of them, the largest first."""

    words: Words
    facts: int
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """All sums of a report; `ids` are the facts that they count."""

    money: tuple[Family, ...]
    counts: tuple[Sum, ...]
    breakdowns: tuple[Breakdown, ...]
    left_out: tuple[Reason, ...]
    ids: frozenset[str]


def gather_sums(
    facts: Mapping[str, Row], quotes: Quotes, currencies: Mapping[str, str], confidence: str, rules: Sequence[Path | str]
) -> Sums:
    """The sums of all facts by indicator, and of the indicators that are told most of by place and by year; `facts` by id."""

    def made(total: Total, quoted: int) -> Sum:
        return _sum(total, [facts[fact] for fact in total.ids], quotes, currencies, quoted)

    totals, left_out = sum_up(facts.values(), ("indicator",), confidence=confidence, rules=rules)
    ids = frozenset(fact for total in totals for fact in total.ids)
    counted = [row for fact, row in facts.items() if fact in ids]
    by_place, by_year = (
        _parts(sum_up(counted, ("indicator", key), confidence=confidence, rules=rules)[0]) for key in ("place", "year")
    )
    money, counts = _by_kind(totals, facts, lambda total: made(total, _QUOTED))
    breakdowns = []
    for total in _most_told(totals, by_place, by_year):
        places = sorted((made(part, _QUOTED_BAR) for part in by_place[_whole(total)]), key=_by_weight)
        years = tuple(made(part, _QUOTED_BAR) for part in by_year[_whole(total)])
        breakdowns.append(Breakdown(made(total, 0), tuple(places[:_PLACES]), max(len(places) - _PLACES, 0), years))
    return Sums(_families(money), _grouped(counts), tuple(breakdowns), _reasons(left_out, quotes), ids)


def _sum(total: Total, facts: Sequence[Row], quotes: Quotes, currencies: Mapping[str, str], quoted: int) -> Sum:
    key = total.keys[-1]
    code, _, name = key.partition(" ")
    placed = len(code) == 6 and code.isdigit() and bool(name)
    told = total.inexact and total.total
    largest = sorted(facts, key=lambda row: (-size(row), row["doc"], int(row["start"])))[:quoted]
    return Sum(
        name if placed else key, code if placed else "", total.unit, (total.total, total.planned),
        shown(total.total, total.unit, currencies), shown(total.planned, total.unit, currencies), facts[0]["group"],
        shown(total.low, total.unit, currencies) if told else None,
        shown(total.high, total.unit, currencies) if told and total.high is not None else None,
        len(total.ids), total.inexact, sum(bool(row.get("by_person")) for row in facts), tuple(map(quotes.fact, largest)),
    )  # fmt: skip


def _by_kind(totals: Sequence[Total], facts: Mapping[str, Row], made: Callable[[Total], Sum]) -> tuple[list[Sum], list[Sum]]:
    """Sums of money and of counts."""
    sums: dict[str, list[Sum]] = {"amount": [], "count": []}
    for total in totals:
        sums[facts[total.ids[0]]["kind"]].append(made(total))
    return sums["amount"], sums["count"]


def _families(money: Sequence[Sum]) -> tuple[Family, ...]:
    """By currency, that of home first, then by what is told most; the largest sums first."""
    by_code: dict[str, list[Sum]] = {}
    for item in sorted(money, key=_by_weight):
        by_code.setdefault(item.unit, []).append(item)
    codes = sorted(by_code, key=lambda code: (code != _HOME, -sum(item.facts for item in by_code[code]), code))
    return tuple(Family(code, tuple(by_code[code])) for code in codes)


def _grouped(counts: Sequence[Sum]) -> tuple[Sum, ...]:
    """Those of one group together, the groups and the sums of most facts first."""
    told = Counter[str]()
    for item in counts:
        told[item.group] += item.facts
    return tuple(sorted(counts, key=lambda item: (-told[item.group], item.group, -item.facts, item.key, item.unit)))


def _most_told(totals: Sequence[Total], *parted: Mapping[tuple[str, str], Sequence[Total]]) -> list[Total]:
    """The totals of most facts that come from several places or years."""
    several = [total for total in totals if any(len(parts[_whole(total)]) > 1 for parts in parted)]
    return sorted(several, key=lambda total: (-len(total.ids), total.keys, total.unit))[:_BREAKDOWNS]


def _parts(totals: Sequence[Total]) -> dict[tuple[str, str], list[Total]]:
    """Totals of two keys by indicator and unit."""
    parts: dict[tuple[str, str], list[Total]] = {}
    for total in totals:
        parts.setdefault(_whole(total), []).append(total)
    return parts


def _whole(total: Total) -> tuple[str, str]:
    """Indicator and unit."""
    return total.keys[0], total.unit


def _by_weight(item: Sum) -> tuple[Decimal, str, str]:
    return -item.weight, item.key, item.unit


def _reasons(left_out: Sequence[LeftOut], quotes: Quotes) -> tuple[Reason, ...]:
    rows: dict[str, list[Row]] = {}
    for item in left_out:
        rows.setdefault(item.reason, []).append(dict(item.row))
    found = []
    for text, number in reasons(left_out).items():
        largest = sorted(rows[text], key=lambda row: (row["kind"] != "amount", -size(row), row["doc"], int(row["start"])))
        found.append(Reason(reason(text), number, tuple(map(quotes.fact, largest[:_QUOTED_REASON]))))
    return tuple(found)
