"""How a row is put on the page: the line that sums it up, its cells, and its state as data for the scripts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.page.marks import Place
from pipeline.page.verdicts import Item, Row
from pipeline.writers.rows import KINDS, REVIEW

_NOT_CELLS = frozenset(("id", "doc", "start", "end", "text", "sentence", "rule", "check", "kind", "date_id", "place_id", *REVIEW))
_NUMBERS = frozenset(("value", "low", "high", "value_si"))


def grouped(number: str) -> str:
    """A number as a person reads it: 2617000000 → 2,617,000,000; what is no number stays."""
    whole, point, rest = number.partition(".")
    sign = whole[:1] if whole[:1] in "-−" else ""
    digits = whole[len(sign) :]
    return f"{sign}{int(digits):,}{point}{rest}" if digits.isascii() and digits.isdecimal() else number


def figures(text: str) -> str:
    """Text with its numbers as a person reads them."""
    return " ".join(map(grouped, text.split(" ")))


def headline(item: Item) -> str:
    """What the row says, in a line."""
    row = item.row
    if item.table == "dates":
        days = " … ".join(dict.fromkeys(day for day in (row.get("start_date"), row.get("end_date")) if day))
        return "　".join(part for part in (row.get("value"), days if days != row.get("value") else "") if part)
    if item.table == "places":
        return " ".join(part for part in (row.get("name"), row.get("adcode") or row.get("country")) if part)
    if item.table == "facts":
        return " · ".join(part for part in (row["subject"], row["indicator"]) if part)
    return figure(row)


def figure(row: Row) -> str:
    """Value or range, unit, and what it is per."""
    value = grouped(row.get("value", "")) or " … ".join(grouped(row.get(end, "")) for end in ("low", "high"))
    unit = row.get("currency") or row.get("unit") or ""
    per = f"/ {row['per']}" if row.get("per") else ""
    return " ".join(part for part in (value, unit, per) if part.strip(" …"))


def days(row: Row) -> str:
    """When a fact holds."""
    return " … ".join(dict.fromkeys(day for day in (row["date_start"], row["date_end"]) if day))


def cells(item: Item) -> Iterator[tuple[str, str]]:
    """Column and cell of what the row holds, without what stands elsewhere on its card."""
    for column, value in item.row.items():
        if value and column not in _NOT_CELLS:
            yield column, grouped(value) if column in _NUMBERS else value


def state(item: Item) -> dict[str, Any]:
    """What the scripts must know of a row."""
    table, identity = item.key
    said = dict(zip(REVIEW, item.says, strict=True))
    who = {"by": item.review.by, "at": item.review.at} if item.review else {}
    return {"table": table, "id": identity, "doc": item.row.get("doc", ""), **said, **who, "missed": item.missed}


def places(items: Sequence[Item], chosen: Sequence[bool], start: int) -> tuple[list[Place], list[int]]:
    """The places of items, one for each span, and for every item the number of its place; the text begins at `start`."""
    spans: dict[tuple[int, int], list[int]] = {}
    for number, item in enumerate(items):
        spans.setdefault(item.span, []).append(number)
    found: list[Place] = []
    of_item = [0] * len(items)
    for (left, right), numbers in spans.items():
        for number in numbers:
            of_item[number] = len(found)
        kinds = [items[n].table for n in numbers]
        kind = next((kind for kind in kinds if kind in KINDS), "facts")
        found.append(
            Place(left - start, right - start, kind, _together([items[n] for n in numbers]), any(chosen[n] for n in numbers))
        )
    return found, of_item


def _together(items: Sequence[Item]) -> str:
    """The state of what is said about one span: wrong where something is, open while something is."""
    verdicts = {item.verdict for item in items if item.is_reviewed}
    if "wrong" in verdicts:
        return "wrong"
    return "ok" if all(item.is_reviewed for item in items) else "open"


def states(items: Sequence[Item]) -> Mapping[str, dict[str, Any]]:
    """The states of the reviewed rows, by `table-id`."""
    return {"-".join(item.key): state(item) for item in items if item.is_reviewed or item.missed}
