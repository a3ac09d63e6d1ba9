"""How well a run's rows agree with an annotation, kind by kind.

A row and an annotated mention belong together when their spans overlap: pairs are made one to one, most alike first.
*Found* asks for such a pair, *right* also for the values that the annotation gives. Optional mentions are not wanted,
and a row that touches one, of whatever kind, is not held against the run.

An annotation is one JSON file an article: `{"doc", "published", "mentions": [{"kind", "start", "end", "text", …}]}` with the
values of the kind's columns; a list of values accepts any of them, `optional` marks what is neither wanted nor punished,
and `fact` of a figure holds the fields `subject`, `indicator`, `date` (`first day/last day`), `place` (code), `status`, `change`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pipeline.errors import UsageError
from pipeline.writers.rows import KINDS, Row

Gold = Mapping[str, Any]
#: values that an annotation gives besides the value itself, and what stands for one that it leaves out
_ALWAYS = {"amounts": {"currency": "CNY"}, "dates": {"type": "DATE"}}
_WHERE_GIVEN = {"amounts": ("bound",), "counts": ("bound", "unit"), "dates": (), "places": ("adcode",)}
#: an empty one says nothing
_WHERE_FILLED = {"amounts": ("per",), "counts": ("per",), "dates": (), "places": ("country",)}
_NUMBERS = frozenset(("value", "low", "high"))
_TWINS = {
    "公里": "千米", "KM": "千米", "km": "千米", "㎡": "平方米", "m²": "平方米", "％": "%", "斤": "市斤", "MW": "兆瓦", "kg": "千克",
    "公斤": "千克", "kWh": "千瓦时",
}  # fmt: skip
_SLACK = Decimal("0.00001")


def read_gold(folder: Path) -> list[Gold]:
    """The annotated articles of a folder, in the order of their names. Raises `UsageError` that names file and fault."""
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise UsageError(
            f"{folder} holds no annotated articles (.json) 没有标注文件; `shuzhai evaluate --export-gold {folder}` makes them"
        )
    return [_checked(path) for path in paths]


def _checked(path: Path) -> Gold:
    try:
        article = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(article, dict) or not isinstance(article.get("doc"), str) or not isinstance(article.get("mentions"), list):
        raise UsageError(f"{path} is no annotated article: it needs `doc` and a list of `mentions`")
    for number, mention in enumerate(article["mentions"], 1):
        if not isinstance(mention, dict) or f"{mention.get('kind')}s" not in KINDS:
            raise UsageError(f"{path}, mention {number}: kind must be amount, count, date or place")
        start, end = mention.get("start"), mention.get("end")
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
            raise UsageError(f"{path}, mention {number}: start and end must be offsets, start below end")
        if not isinstance(mention.get("fact", {}), dict):
            raise UsageError(f"{path}, mention {number}: fact must be an object of fields")
    return article


@dataclass(slots=True)
class Score:
    """Tallies over any number of articles: annotated mentions wanted, rows given, found among them, and right."""

    wanted: int = 0
    given: int = 0
    found: int = 0
    right: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def found_f1(self) -> float:
        return self.f1(self.found)

    @property
    def right_f1(self) -> float:
        return self.f1(self.right)

    def precision(self, hits: int) -> float:
        return hits / self.given if self.given else float(self.wanted == 0)

    def recall(self, hits: int) -> float:
        return hits / self.wanted if self.wanted else 1.0

    def f1(self, hits: int) -> float:
        return 2 * hits / (self.wanted + self.given) if self.wanted + self.given else 1.0

    def add(self, kind: str, doc: str, gold: Iterable[Gold], rows: Iterable[Row]) -> None:
        """One article: all its annotated mentions and the rows of `kind`."""
        everything, rows = list(gold), list(rows)
        mentions = [m for m in everything if f"{m['kind']}s" == kind]
        optional = [m for m in everything if m.get("optional")]
        partner = dict(_pairs(mentions, rows))
        self.wanted += sum(not m.get("optional") for m in mentions)
        self.faults += [
            f"{doc}:{m['start']} missed {m.get('text', '')}"
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
    for name, accepted in _asked(kind, mention):
        if not any(_same(name, value, row[name]) for value in accepted):
            yield f"{name} wanted {mention.get(name, accepted[0])!r}, got {row[name]!r}"


def _asked(kind: str, mention: Gold) -> Iterator[tuple[str, list[str]]]:
    """The columns that the annotation speaks of, with what it accepts."""
    for name in _values(mention):
        if name in mention or (name == "value" and kind in ("amounts", "counts")):
            yield name, _accepted(mention.get(name, ""))
    for name, default in _ALWAYS.get(kind, {}).items():
        yield name, _accepted(mention.get(name, default))
    for name in _WHERE_GIVEN[kind]:
        if name in mention:
            yield name, _accepted(mention[name])
    for name in _WHERE_FILLED[kind]:
        if mention.get(name):
            yield name, _accepted(mention[name])


def _values(mention: Gold) -> tuple[str, ...]:
    """A range is told by its ends, a date by its days where the annotation gives them, a place by its code, all else by its value."""
    if mention["kind"] == "place":
        return ()
    if mention.get("bound") == "range":
        return ("low", "high")
    if mention["kind"] == "date" and mention.get("type", "DATE") == "DATE" and "start_date" in mention:
        return ("start_date", "end_date")
    return ("value",)


def _accepted(value: Any) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else [str(value)]


def _same(name: str, wanted: str, got: str) -> bool:
    if name == "unit":
        return _TWINS.get(wanted.strip(), wanted.strip()) == _TWINS.get(got.strip(), got.strip())
    if name in _NUMBERS and (one := _number(wanted)) is not None and (other := _number(got)) is not None:
        # only what cannot be written exactly, such as a third, may differ in its last places
        return one == other or (one != one.to_integral_value() and abs(one - other) < abs(one) * _SLACK)
    return wanted == got


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None


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
                where = f"{doc}:{figure['start']} {figure.get('text', '')}"
                self._add_field(where, name, _accepted(figure["fact"].get(name, [])), row)

    def _add_field(self, where: str, name: str, answers: list[str], row: Row | None) -> None:
        if not answers or "" in answers:
            return
        self.wanted[name] += 1
        if row is None or not (got := fact_field(row, name)):
            return
        good = any(_agrees(answer, got) for answer in answers) if name in _LOOSE else got in answers
        (self.right if good else self.wrong)[name] += 1
        self.by_confidence[row["confidence"], good] += 1
        if not good:
            self.faults[name].append(f"{where}: {name} {got!r}, not {answers[:3]}")


def fact_field(row: Row, name: str) -> str:
    """What a row of facts.csv says in the terms of an annotation."""
    if name == "date":
        return f"{row['date_start']}/{row['date_end']}".strip("/")
    return (row["adcode"] if name == "place" else row[name]).strip()


def _agrees(answer: str, got: str) -> bool:
    """The same words, one within the other, or mostly the same characters."""
    one, other = answer.translate(_MARKS), got.translate(_MARKS)
    if one == other or (min(len(one), len(other)) > 1 and (one in other or other in one)):
        return True
    shared = sum((Counter(one) & Counter(other)).values())
    return bool(one and other) and 2 * shared / (len(one) + len(other)) >= _ALIKE
