"""What a number rests on: the sentence with the figure marked in it, the article, and what the fact says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.report.wording import grouped, period
from pipeline.writers.rows import Row

#: characters of a sentence that are shown on either side of the figure
_AROUND = 160


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mention as it is quoted. `before`, `figure`, `after` are the sentence, perhaps cut; `figure` is empty where it
    cannot be told which of several equal ones is meant. `value` is exact, with its unit."""

    id: str
    doc: str
    title: str
    text: str
    before: str
    figure: str
    after: str
    value: str = ""
    subject: str = ""
    indicator: str = ""
    place: str = ""
    period: str = ""
    planned: bool = False
    confidence: str = ""
    verdict: str = ""
    by_person: str = ""


class Quotes:
    """Makes evidence of rows. `titles` are those of the articles; `rows` all rows of the table, in text order, which tell the
    first 5个 of a sentence from the second."""

    def __init__(self, titles: Mapping[str, str], rows: Iterable[Row]) -> None:
        self._titles = titles
        self._equal: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        for row in rows:
            if row["sentence"].count(row["text"]) > 1:
                self._equal[_mention(row)].append(row["id"])

    def mention(self, row: Row) -> Evidence:
        """Of a row of any table of mentions."""
        before, figure, after = self._marked(row)
        return Evidence(row["id"], row["doc"], self._titles.get(row["doc"], ""), row["text"], before, figure, after)

    def fact(self, row: Row) -> Evidence:
        """Of a row of facts.csv."""
        return replace(
            self.mention(row), value=exact(row), subject=row["subject"], indicator=row["indicator"], place=row["place"],
            period=period(row["date_start"], row["date_end"]), planned=row["status"] == "planned",
            confidence=row["confidence"], verdict=row["verdict"], by_person=row.get("by_person") or "",
        )  # fmt: skip

    def _marked(self, row: Row) -> tuple[str, str, str]:
        sentence, text = row["sentence"], row["text"]
        at = _nth(sentence, text, self._which(row, sentence.count(text))) if text else -1
        if at < 0:
            return sentence[: 2 * _AROUND] + "…" * (len(sentence) > 2 * _AROUND), "", ""
        before, after = sentence[:at], sentence[at + len(text) :]
        if len(before) > _AROUND:
            before = "…" + before[-_AROUND:]
        if len(after) > _AROUND:
            after = after[:_AROUND] + "…"
        return before, text, after

    def _which(self, row: Row, times: int) -> int:
        """Which of equal texts in the sentence the row is, counted from 0; -1 where that is not certain.

        A sentence that the article says twice has twice as many rows.
        """
        if times < 2:
            return times - 1
        rows = self._equal[_mention(row)]
        return rows.index(row["id"]) % times if row["id"] in rows and len(rows) % times == 0 else -1


def _mention(row: Row) -> tuple[str, str, str]:
    return row["doc"], row["sentence"], row["text"]


def _nth(sentence: str, text: str, which: int) -> int:
    at = -1
    for _ in range(which + 1):
        at = sentence.find(text, at + 1 if at < 0 else at + len(text))
    return at


def exact(row: Row) -> str:
    """The value of a fact, or what its words allow, with separators and unit: 5,000,000 – 10,000,000 CNY."""
    unit = row["currency"] or row["unit"]
    if row["value"]:
        return f"{grouped(Decimal(row['value']))} {unit}"
    ends = [grouped(Decimal(end)) if end else "…" for end in (row["low"], row["high"])]
    return f"{' – '.join(ends)} {unit}"


def size(row: Row) -> Decimal:
    """How large a fact's figure is, for ordering."""
    return Decimal(row["value"] or row["low"] or row["high"] or 0)
