"""The largest projects, each cell with the facts that it rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.facts.projects import STEPS
from pipeline.report.evidence import Evidence, Quotes
from pipeline.report.wording import CELLS, STATUSES, Told, Words, told
from pipeline.writers.rows import Row

_SHOWN, _QUOTED = 20, 12
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?) CNY")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of projects.csv: what is said, whether the accounts differ, how many rows it rests on, and the first of them."""

    words: Words
    said: tuple[Told, ...]
    differs: bool
    rows: int
    evidence: tuple[Evidence, ...]

    @property
    def is_doubtful(self) -> bool:
        """Whether it rests on a fact that was not surely linked."""
        return any(evidence.confidence == "low" for evidence in self.evidence)


@dataclass(frozen=True, slots=True)
class Project:
    """One row of projects.csv; `evidence` are the first of its `facts`."""

    name: str
    aliases: str
    place: str
    donor: str
    status: Words | None
    articles: int
    facts: int
    evidence: tuple[Evidence, ...]
    cells: tuple[Cell, ...]
    maybe_same_as: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Projects:
    """The largest of all; `differing` says of how many the accounts differ."""

    shown: tuple[Project, ...]
    all: int
    differing: int


def gather_projects(
    projects: Sequence[Row],
    facts: Mapping[str, Row],
    dates: Mapping[str, Row],
    quotes: Quotes,
    date_quotes: Quotes,
    currencies: Mapping[str, str],
) -> Projects:
    """`projects` are rows, the largest first; `facts` and `dates` rows by id, `dates` at least those that the cells rest on."""

    def cells(row: Row) -> Iterator[Cell]:
        for column, words in CELLS.items():
            ids = row[f"{column}_ids"].split()
            if column in STEPS.values():
                evidence = [date_quotes.mention(dates[date]) for date in ids[:_QUOTED] if date in dates]
            else:
                evidence = [quotes.fact(facts[fact]) for fact in ids[:_QUOTED] if fact in facts]
            if row[column]:
                yield Cell(
                    words, told(row[column], currencies), column in row["contradictions"].split(), len(ids), tuple(evidence)
                )

    shown = tuple(
        Project(
            row["project"], row["aliases"].replace(" | ", "、"), row["place"], row["donor"], STATUSES.get(row["status"]),
            int(row["articles"]), len(row["facts"].split()),
            tuple(quotes.fact(facts[fact]) for fact in row["facts"].split()[:_QUOTED] if fact in facts), tuple(cells(row)),
            row["maybe_same_as"].replace(" | ", "、"), row["verdict"],
        )
        for row in projects[:_SHOWN]
    )  # fmt: skip
    return Projects(shown, len(projects), sum(bool(row["contradictions"]) for row in projects))


def date_ids(projects: Sequence[Row]) -> frozenset[str]:
    """The rows of dates.csv that projects rest on."""
    return frozenset(date for row in projects for cell in STEPS.values() for date in row[f"{cell}_ids"].split())


def largest_first(row: Row) -> tuple[Decimal, Decimal, int, str, str]:
    """The order of projects: by total investment, then by aid money, then by the number of their facts."""
    return -_money(row["total_investment"]), -_money(row["aid_money"]), -len(row["facts"].split()), row["project"], row["adcode"]


def _money(cell: str) -> Decimal:
    """The largest amount of home money in a cell; 0 where there is none."""
    return max(map(Decimal, _AMOUNT.findall(cell)), default=Decimal(0))
