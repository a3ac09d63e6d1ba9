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
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
class DrawnRow:
    """A row of the sample: from which stratum, and how many rows it stands for."""

    judged: Judged
    stratum: str
    weight: Decimal


def draw(rows: Iterable[Judged], n: int, *, seed: int = 1, least: int = LEAST) -> list[DrawnRow]:
    """`n` of the rows (all, where there are fewer), in the order of articles and positions.

    Raises `UsageError` where `n` is too few to see every stratum once.
    """
    strata = _strata(rows, n, least)
    sizes = {name: len(members) for name, members in strata.items()}
    numbers = _shared_out(sizes, n, least)
    drawn = [
        DrawnRow(judged, name, (Decimal(sizes[name]) / numbers[name]).quantize(_PLACES))
        for name, members in strata.items()
        for judged in sorted(members, key=lambda judged: _lot(seed, judged))[: numbers[name]]
    ]
    return sorted(drawn, key=lambda row: _place(row.judged))


def _place(judged: Judged) -> tuple[str, int, int]:
    return judged.row["doc"], int(judged.row["start"]), JUDGED.index(judged.table)


def _lot(seed: int, judged: Judged) -> str:
    return hashlib.sha256(f"{seed}\0{judged.table}\0{judged.row['id']}".encode()).hexdigest()


def _strata(rows: Iterable[Judged], n: int, least: int) -> dict[str, list[Judged]]:
    """Rows by stratum, in the order of names; the rarest rules together where they are too many for the sample."""
    strata: defaultdict[str, list[Judged]] = defaultdict(list)
    for judged in rows:
        strata[stratum_of(judged.table, judged.row)].append(judged)
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


def sample_csv(drawn: Sequence[DrawnRow]) -> str:
    """The file to fill in, with the verdicts that rows already have."""
    columns = COLUMNS["sample"]
    return "\ufeff" + csv_text((), columns, header=True) + csv_text(map(_sample_row, drawn), columns)


def _sample_row(drawn: DrawnRow) -> Row:
    table, row, review = drawn.judged.table, drawn.judged.row, drawn.judged.review
    verdict, correction, note = review.says if review else ("", "", "")
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
            weight = float(row["weight"])
        except ValueError as error:
            raise UsageError(f"{path}, line {line}: weight is {row['weight']!r}; it should be a number") from error
        if not weight > 0:
            raise UsageError(f"{path}, line {line}: weight is {row['weight']!r}; it should be above 0")
        sample[row["table"], row["id"]] = Drawn(row["stratum"], weight)
    return sample


def waiting(path: Path, verdicts: Verdicts) -> int:
    """The rows of a sample file that somebody filled in and of which nothing is known yet. Raises `UsageError`."""
    known = {(judged.table, judged.row["id"]) for judged in verdicts.rows if judged.review} | {r.key for r in verdicts.gone}
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
