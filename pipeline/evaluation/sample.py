"""A sample of rows to review: stratified, so that rare rules are seen and doubtful rows more often, and weighed back.

Strata are table × rule × doubt (of facts: where the subject was found × confidence). Each gets its least number of rows; what
is left goes to strata by their rows, doubtful ones counted several times (Sainte-Laguë). Where the least numbers alone would
take more than half of the sample, the rarest rules of a table share one stratum, `other`. Within a stratum every row has the
same chance; `weight` is how many rows a drawn one stands for, so that the weights sum to the rows drawn from (Horvitz and
Thompson 1952). Rows are drawn in the order of a hash of seed and id: the same seed draws the same rows, on any machine.
"""

from __future__ import annotations

import hashlib
import heapq
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pipeline.errors import ReadError, UsageError
from pipeline.evaluation.aspects import JUDGED, doubt_of, reading, rule_of, stratum_of
from pipeline.evaluation.evaluate import Drawn, Sample
from pipeline.evaluation.verdicts import Judged, Verdicts
from pipeline.reviews.sheets import read_sheet
from pipeline.writers.csv_files import csv_text
from pipeline.writers.rows import COLUMNS, REVIEW, Row, cell, plain

LEAST = 2
#: how many times a row of such doubt counts when rows are shared out
_DOUBTFUL = {"check": 3, "low": 2}
_PLACES = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Ticket:
    """A row that may be drawn."""

    table: str
    id: str
    stratum: str

    @classmethod
    def of(cls, judged: Judged) -> Ticket:
        return cls(judged.table, judged.row["id"], sys.intern(stratum_of(judged.table, judged.row)))


def draw(tickets: Iterable[Ticket], n: int, *, seed: int = 1, least: int = LEAST) -> dict[tuple[str, str], Drawn]:
    """`n` of the rows by table and id; all, where there are fewer. Raises `UsageError` where `n` is too few to see every
    stratum once."""
    strata = _strata(tickets, n, least)
    sizes = {name: len(members) for name, members in strata.items()}
    numbers = _shared_out(sizes, n, least)
    return {
        (ticket.table, ticket.id): Drawn(name, (Decimal(sizes[name]) / numbers[name]).quantize(_PLACES))
        for name, members in strata.items()
        for ticket in heapq.nsmallest(numbers[name], members, key=lambda ticket: _lot(seed, ticket))
    }


def _lot(seed: int, ticket: Ticket) -> bytes:
    return hashlib.sha256(f"{seed}\0{ticket.table}\0{ticket.id}".encode()).digest()


def _strata(tickets: Iterable[Ticket], n: int, least: int) -> dict[str, list[Ticket]]:
    """Rows by stratum, in the order of names; the rarest rules together where they are too many for the sample."""
    strata: defaultdict[str, list[Ticket]] = defaultdict(list)
    for ticket in tickets:
        strata[ticket.stratum].append(ticket)
    rarest = sorted(strata, key=lambda name: (-len(strata[name]), name))
    while rarest and sum(min(least, len(members)) for members in strata.values()) > n / 2:
        name = rarest.pop()
        strata[f"{name.partition('|')[0]}|other|{name.rpartition('|')[2]}"] += strata.pop(name)
    return dict(sorted(strata.items()))


def _shared_out(sizes: Mapping[str, int], n: int, least: int) -> dict[str, int]:
    """How many rows each stratum gives."""
    n = min(n, sum(sizes.values()))
    while least > 1 and sum(min(least, size) for size in sizes.values()) > n:
        least -= 1
    numbers = {name: min(least, size) for name, size in sizes.items()}
    if (fewest := sum(numbers.values())) > n:
        raise UsageError(f"--n {n} is too few to see every kind of row once; draw at least {fewest}, or name fewer --kinds")

    def claim(name: str) -> tuple[float, str]:
        doubt = _DOUBTFUL.get(name.rpartition("|")[2], 1)
        return -sizes[name] * doubt / (numbers[name] + 0.5), name

    claims = [claim(name) for name in sizes if numbers[name] < sizes[name]]
    heapq.heapify(claims)
    for _ in range(n - fewest):
        _, name = heapq.heappop(claims)
        numbers[name] += 1
        if numbers[name] < sizes[name]:
            heapq.heappush(claims, claim(name))
    return numbers


def sample_csv(rows: Iterable[Judged], sample: Sample) -> str:
    """The file to fill in, in the order of articles and positions, with the verdicts that rows already have."""
    columns = COLUMNS["sample"]
    drawn = [(judged, said) for judged in rows if (said := sample.get((judged.table, judged.row["id"])))]
    drawn.sort(key=lambda pair: (pair[0].row["doc"], int(pair[0].row["start"]), JUDGED.index(pair[0].table)))
    return "\ufeff" + csv_text((), columns, header=True) + csv_text((_sample_row(*pair) for pair in drawn), columns)


def _sample_row(judged: Judged, drawn: Drawn) -> Row:
    table, row = judged.table, judged.row
    verdict, correction, note = judged.review.says if judged.review else ("", "", "")
    return {
        "table": table, "id": row["id"], "doc": row["doc"], "text": row["text"], "reading": reading(table, row),
        "sentence": row["sentence"], "rule": rule_of(table, row),
        "check": row["check"] if "check" in row else f"confidence {doubt_of(table, row)}",
        "stratum": drawn.stratum, "weight": plain(drawn.weight), "verdict": verdict, "correction": cell(correction), "note": cell(note),
    }  # fmt: skip


def read_sample(path: Path) -> Sample:
    """The rows of a sample file with their strata and weights, whoever saved it. Raises `UsageError`."""
    sample = {}
    for line, row in _read(path):
        try:
            weight = Decimal(row["weight"])
        except ArithmeticError as error:
            raise UsageError(f"{path}, line {line}: weight is {row['weight']!r}; it should be a number") from error
        if not weight > 0:
            raise UsageError(f"{path}, line {line}: weight is {row['weight']!r}; it should be above 0")
        sample[row["table"], row["id"]] = Drawn(row["stratum"], weight)
    return sample


def waiting(path: Path, verdicts: Verdicts) -> int:
    """The rows of a sample file that somebody filled in and of which nothing is known yet. Raises `UsageError`."""
    known = verdicts.spoken_of | {(judged.table, judged.row["id"]) for judged in verdicts.rows if judged.review}
    return sum(any(row[name].strip() for name in REVIEW) and (row["table"], row["id"]) not in known for _, row in _read(path))


def _read(path: Path) -> Iterator[tuple[int, Row]]:
    """Line and row of a sample file, however a spreadsheet saved it."""
    try:
        sheet = read_sheet(path, COLUMNS["sample"])
    except ReadError as error:
        raise UsageError(f"{path}: {error}; `shuzhai sample` draws a sample") from error
    if missing := {"table", "id", "stratum", "weight", *REVIEW} - set(sheet.columns):
        raise UsageError(f"{path} is no sample: it lacks the columns {', '.join(sorted(missing))}; keep all columns when saving")
    yield from sheet.rows
