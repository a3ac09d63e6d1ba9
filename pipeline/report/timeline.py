"""What happened when: the days of projects and the largest dated sums of money, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipeline.facts.projects import STEPS
from pipeline.report.evidence import Evidence, Quotes, size
from pipeline.report.wording import CELLS, Words, period
from pipeline.writers.rows import Row

_STEPS, _AMOUNTS, _COUNTS = 30, 24, 12
_HOME = "CNY"


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry, from `begins` to `at` (the same where one of them is open); `step` is told of a project's days, `weight` is
    the size of an amount of home money, else 0."""

    begins: date
    at: date
    when: str
    headline: str
    step: Words | None
    weight: Decimal
    planned: bool
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries by time; how many dated facts that sums count, and how many days of projects, are not among them."""

    entries: tuple[Entry, ...]
    facts_left: int
    steps_left: int


def gather_timeline(
    facts: Iterable[Row],
    projects: Sequence[Row],
    dates: Mapping[str, Row],
    published: Mapping[str, str],
    quotes: Quotes,
    date_quotes: Quotes,
) -> Timeline:
    """`facts` are those that sums count; `projects` and `dates` (by id) tell when something was begun and completed, which
    is a plan where it lies after the day that the article was `published`.

    Chosen are the days of the first projects, the largest amounts of home money and, where those leave room, the surest counts.
    """
    dated = [row for row in facts if _day(row["date_start"], row["date_end"])]
    money = sorted((row for row in dated if row["currency"] == _HOME), key=_largest_first)[:_AMOUNTS]
    counts = sorted((row for row in dated if row["kind"] == "count" and row["confidence"] == "high"), key=_newest_first)
    counts = counts[: _COUNTS + _AMOUNTS - len(money)]
    steps = list(_steps(projects, dates, published, date_quotes))
    entries = [
        *steps[:_STEPS],
        *(entry for row in (*money, *counts) if (entry := _of_fact(row, quotes)) is not None),
    ]
    chosen = sorted(entries, key=lambda entry: (entry.at, entry.evidence.doc, entry.evidence.id))
    return Timeline(tuple(chosen), len(dated) - len(money) - len(counts), len(steps[_STEPS:]))


def _steps(projects: Sequence[Row], dates: Mapping[str, Row], published: Mapping[str, str], quotes: Quotes) -> Iterator[Entry]:
    for project in projects:
        for cell in STEPS.values():
            ids, told = project[f"{cell}_ids"].split(), project[cell].split(" | ")
            for number, row in enumerate(dates[name] for name in ids if name in dates):
                days = _said(row, told, number if len(told) == len(ids) else -1)
                if (at := _day(*days)) is not None:
                    said, evidence = published.get(row["doc"], ""), quotes.mention(row)
                    planned = bool(said) and days[0][: len(said)] > said
                    yield Entry(_begins(*days), at, period(*days), project["project"], CELLS[cell], Decimal(0), planned, evidence)


def _said(row: Row, told: Sequence[str], number: int) -> tuple[str, str]:
    """First and last day as the project's cell tells them: a reviewer may have corrected what the date's row says."""
    start, end = row["start_date"] or row["end_date"], row["end_date"] or row["start_date"]
    if (start if start == end else f"{start}/{end}") in told:
        return start, end
    first, _, last = (told[number] if number >= 0 else "").partition("/")
    return first, last or first


def _of_fact(row: Row, quotes: Quotes) -> Entry | None:
    evidence, days = quotes.fact(row), (row["date_start"], row["date_end"])
    if (at := _day(*days)) is None:
        return None
    headline = " · ".join(dict.fromkeys(part for part in (row["subject"], row["indicator"]) if part))
    weight = size(row) if row["currency"] == _HOME else Decimal(0)
    return Entry(_begins(*days), at, evidence.period, headline, None, weight, evidence.planned, evidence)


def _begins(start: str, end: str) -> date:
    """The first day, the last where that is open; one of them is a day."""
    return date.fromisoformat(start or end)


def _day(start: str, end: str) -> date | None:
    """The day under which something stands; None where no day is known."""
    try:
        return date.fromisoformat(end or start)
    except ValueError:
        return None


def _largest_first(row: Row) -> tuple[Decimal, str, int]:
    return -size(row), row["doc"], int(row["start"])


def _newest_first(row: Row) -> tuple[int, str, int]:
    at = _day(row["date_start"], row["date_end"])
    return -(at.toordinal() if at else 0), row["doc"], int(row["start"])
