"""Facts gathered by project across articles: names brought together, every cell with the facts behind it.

Contradictions stand side by side and are named, never averaged; names that may mean one project are proposed, not merged.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from pipeline.facts.repeats import BUILT
from pipeline.facts.totals import is_refused
from pipeline.rulebook import Rules
from pipeline.rulebook.gazetteer import Gazetteer

Row = Mapping[str, str]
#: name without what hangs on it, and place
Key = tuple[str, str]
#: cell → indicators that fill it, the first that a project has
MEASURES: dict[str, tuple[tuple[str, ...], ...]] = {
    "total_investment": (("总投资",), ("投资", "概算", "协议投资")),
    "aid_money": (("援助资金",),),
    "land_area": (("占地面积",),),
    "floor_area": (("建筑面积",),),
    "capacity": (("产能", "产量", "装机容量", "库容"),),
    "jobs": (("就业", "就业岗位", "员工人数"),),
}
STEPS = {"start": "start_date", "completion": "completion_date"}
_SEPARATOR = " | "
_QUOTES = str.maketrans("", "", "“”\"'「」『』《》 ()（）")
_ENDINGS = re.compile(r"(?:建设)?(?:项目|工程)$")
_STAGE = re.compile(r"[一二三四五六七八九十\d]+期(?:项目|工程)?$")
_ALIKE = 0.75
_PER_YEAR = "产能"
_LEAST = 4
_LEAST_UNNAMED = 8


class Part(NamedTuple):
    """What one fact, or one day (`step`), tells of a project.

    `base` and `adcode` say of which, `named` whether the name is that of one thing; `indicator` is empty where the figure
    fills no cell. `fact` is which fact of its article it is, -1 for a day.
    """

    base: str
    adcode: str
    named: bool
    subject: str
    type: str
    place: str
    status: str
    id: str
    fact: int
    donor: str = ""
    alias: str = ""
    indicator: str = ""
    unit: str = ""
    said: str = ""
    by_person: bool = False
    step: str = ""
    date_start: str = ""
    date_end: str = ""


class PartReader:
    """Reads what an article's rows tell of projects. Built from the gazetteer and the bare names of kinds (项目, 产业园)."""

    def __init__(self, gazetteer: Gazetteer, bare: Iterable[str]) -> None:
        self._gazetteer, self._bare = gazetteer, frozenset(bare)

    @classmethod
    def of(cls, rules: Rules) -> PartReader:
        return cls(rules.gazetteer, rules.indicators.subjects)

    def parts(self, facts: Iterable[Row], milestones: Iterable[Row]) -> list[Part]:
        """Of one article, without those judged wrong; milestones have subject, subject_type, step, date_start, date_end, adcode,
        place, doc, id."""
        rows = list(facts)
        subjects = {row["id"]: row["subject"] for row in rows}
        found = [part for index, row in enumerate(rows) if (part := self._of_fact(index, row, subjects)) is not None]
        return found + [part for row in milestones if (part := self._of_day(row)) is not None]

    def _of_fact(self, index: int, row: Row, subjects: Mapping[str, str]) -> Part | None:
        if row["subject_type"] not in BUILT or row["subject_via"] == "object" or is_refused(row):
            return None
        base, named = self._base(row)
        if not base:
            return None
        alias = row["subject_text"]
        is_share = bool(row["part_of"]) and subjects.get(row["part_of"]) == row["subject"]  # not its row of a table with a sum
        fills = not (is_share or row["change"]) and (not row["per"] or row["indicator"] == _PER_YEAR)
        return Part(
            base, row["adcode"], named, row["subject"], row["subject_type"], row["place"], row["status"], row["id"], index,
            donor=row["donor"], alias="" if alias in self._bare else alias, indicator=row["indicator"] if fills else "",
            unit=row["currency"] or row["unit"], said=_said(row), by_person=bool(row["by_person"]),
        )  # fmt: skip

    def _of_day(self, row: Row) -> Part | None:
        base, named = self._base(row) if row["subject_type"] in BUILT else ("", False)
        if not base:
            return None
        return Part(
            base, row["adcode"], named, row["subject"], row["subject_type"], row["place"], row["status"], row["id"], -1,
            step=row["step"], date_start=row["date_start"], date_end=row["date_end"],
        )  # fmt: skip

    def _base(self, row: Row) -> tuple[str, bool]:
        """The name without quotation marks, places in front and 项目 at the end, and whether it names one thing by itself;
        empty for what is no name."""
        name = row["subject"].translate(_QUOTES)
        rest = name
        for division in reversed(self._gazetteer.path(row["adcode"])):
            full = self._gazetteer.divisions[division].name
            rest = rest.removeprefix(full) if rest.startswith(full) else rest.removeprefix(full[:-1])
        placed = len(rest) < len(name)
        listed = "、" in name and row["subject_type"] != "project"  # 浙江大学、嘉兴大学: two
        if not rest or listed or (rest in self._bare and (row["subject_type"] == "project" or not placed)):
            return "", False
        if rest in self._bare:
            return name, True
        least = _LEAST if row.get("subject_via") == "attribute" else _LEAST_UNNAMED
        base = _ENDINGS.sub("", rest)
        base = base if len(base) > 1 and base not in self._bare else rest
        return base, placed or bool(row["named"]) or len(name) > least


@dataclass(slots=True)
class _Project:
    """All that is told of one project, in the order of the articles."""

    names: Counter[str] = field(default_factory=Counter)
    aliases: set[str] = field(default_factory=set)
    types: Counter[str] = field(default_factory=Counter)
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    donors: Counter[str] = field(default_factory=Counter)
    docs: set[str] = field(default_factory=set)
    facts: list[Part] = field(default_factory=list)
    steps: list[Part] = field(default_factory=list)
    statuses: set[str] = field(default_factory=set)

    def add(self, part: Part, doc: str, *, repeated: bool) -> None:
        self.names[part.subject] += 1
        self.types[part.type] += 1
        self.docs.add(doc)
        if part.place:
            self.places[part.adcode, part.place] += 1
        if part.step:
            self.steps.append(part)
            return
        if part.status:
            self.statuses.add(part.status)
        if part.donor:
            self.donors[part.donor] += 1
        if part.alias:
            self.aliases.add(part.alias)
        if not repeated:
            self.facts.append(part)


class Projects:
    """Takes parts article by article, into a scratch database; `rows` are those of projects.csv, by place and name."""

    def __init__(self, scratch: sqlite3.Connection) -> None:
        self._db = scratch
        self._db.execute(f"CREATE TABLE told (doc TEXT NOT NULL, repeated INTEGER NOT NULL, {', '.join(Part._fields)})")

    def add(self, doc: str, parts: Iterable[Part], repeats: Sequence[str]) -> None:
        """The parts of one article; `repeats` says of each of its facts what it repeats."""
        rows = [(doc, part.fact >= 0 and bool(repeats[part.fact]), *part) for part in parts]
        self._db.executemany(_INSERT, rows)

    def rows(self) -> Iterator[dict[str, str]]:
        """One row a project that a figure or a day is told of."""
        merged, name_of = self._merged, lru_cache(maxsize=_NAMES_HELD)(self._name)
        for _, keys in groupby(merged, key=itemgetter(1)):  # place by place
            here = list(keys)
            twins = _twins(base for base, _ in here)
            for base, adcode in here:
                others = [name_of(merged[twin, adcode]) for twin in twins.get(base, ())]
                yield {"id": _identity((base, adcode))} | _row(self._project(merged[base, adcode]), others)

    def names(self) -> Iterator[tuple[str, str]]:
        """The id and the name of every row."""
        return ((_identity(key), self._name(parts_of)) for key, parts_of in self._merged.items())

    @cached_property
    def _merged(self) -> dict[Key, tuple[Key, ...]]:
        """The projects by place and name, and what each is made of; asked when all parts are there."""
        self._db.execute("CREATE INDEX told_of ON told (adcode, base, named, subject)")
        keys = self._db.execute("SELECT base, adcode FROM told GROUP BY adcode, base HAVING max(named) ORDER BY adcode, base")
        return _without_unplaced(keys.fetchall())

    def _name(self, keys: Iterable[Key]) -> str:
        names: Counter[str] = Counter()
        for base, adcode in keys:
            names.update(dict(self._db.execute(_SELECT_NAMES, (adcode, base))))
        return _longest(names)

    def _project(self, keys: Iterable[Key]) -> _Project:
        project = _Project()
        for base, adcode in keys:
            for doc, repeated, *cells in self._db.execute(_SELECT, (adcode, base)):
                project.add(Part(*cells), doc, repeated=bool(repeated))
        return project


_INSERT = f"INSERT INTO told VALUES ({', '.join('?' * (len(Part._fields) + 2))})"
_SELECT = "SELECT * FROM told WHERE adcode = ? AND base = ? ORDER BY rowid"
_SELECT_NAMES = "SELECT subject, count(*) FROM told WHERE adcode = ? AND base = ? GROUP BY subject"
#: names of twins that are not looked up anew
_NAMES_HELD = 4096


def _without_unplaced(keys: Iterable[Key]) -> dict[Key, tuple[Key, ...]]:
    """What each project is made of: a name without a place joins the one project of that name that has one."""
    merged: dict[Key, tuple[Key, ...]] = {key: (key,) for key in keys}
    places: defaultdict[str, list[str]] = defaultdict(list)
    for base, adcode in merged:
        places[base].append(adcode)
    for base, told in places.items():
        if len(told) == 2 and not told[0]:  # the one without a place comes first
            merged[base, told[1]] += merged.pop((base, ""))
    return merged


def _longest(names: Counter[str]) -> str:
    """The longest of the names, the most frequent of those."""
    return max(names, key=lambda name: (len(name), names[name], name))


def _row(project: _Project, twins: Sequence[str]) -> dict[str, str]:
    name, told = _longest(project.names), project.facts
    row = {
        "project": name,
        "aliases": _SEPARATOR.join(sorted((set(project.names) | project.aliases) - {name})),
        "type": _most(project.types), "adcode": _most(Counter({code: n for (code, _), n in project.places.items()})),
        "place": _most(Counter({place: n for (_, place), n in project.places.items()})), "donor": _most(project.donors),
    }  # fmt: skip
    contradictions, by_person = [], []
    for cell, choices in MEASURES.items():
        behind = _behind(told, choices)
        values = list(dict.fromkeys(fact.said for fact in behind))
        row[cell], row[f"{cell}_ids"] = _SEPARATOR.join(values), " ".join(fact.id for fact in behind)
        if _contradict(behind):
            contradictions.append(cell)
        if any(fact.by_person for fact in behind):
            by_person.append(cell)
    for step, cell in STEPS.items():
        steps = [milestone for milestone in project.steps if milestone.step == step]
        days = list(dict.fromkeys(_day(milestone) for milestone in steps))
        row[cell] = _SEPARATOR.join(days)
        row[f"{cell}_ids"] = " ".join(dict.fromkeys(milestone.id for milestone in steps))
        if len(days) > 1 and not _nested(steps):
            contradictions.append(cell)
    return row | {
        "status": _status(project), "articles": str(len(project.docs)), "facts": " ".join(fact.id for fact in told),
        "contradictions": " ".join(contradictions), "maybe_same_as": _SEPARATOR.join(twins),
        "by_person": " ".join(by_person),
    }  # fmt: skip


def _identity(key: tuple[str, str]) -> str:
    """The same for a name and a place whatever else the articles tell."""
    return "j" + hashlib.sha256("\x00".join(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _behind(facts: Sequence[Part], choices: Sequence[Sequence[str]]) -> list[Part]:
    """The facts that fill a cell: of the first indicators that there are."""
    for names in choices:
        if found := [fact for fact in facts if fact.indicator in names]:
            return found
    return []


def _said(fact: Row) -> str:
    """A value with its unit, or the ends of its range."""
    value = fact["value"] or f"{fact['low']}..{fact['high']}"
    return f"{value} {fact['currency'] or fact['unit']}{' planned' if fact['status'] == 'planned' else ''}"


def _contradict(facts: Sequence[Part]) -> bool:
    """Whether one article's value is another's no more: two values of one indicator and unit."""
    values: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for fact in facts:
        values[fact.indicator, fact.unit, fact.status].add(fact.said)
    return any(len(said) > 1 for said in values.values())


def _day(milestone: Part) -> str:
    start, end = milestone.date_start, milestone.date_end
    return start if start == end else f"{start}/{end}"


def _nested(steps: Sequence[Part]) -> bool:
    """Whether the days only say one thing more and less exactly: 2024 and 2024-08-29."""
    latest = max(step.date_start for step in steps)
    earliest = min((step.date_end for step in steps if step.date_end), default="")
    return bool(earliest) and latest <= earliest


def _status(project: _Project) -> str:
    """done when completed or all told is done; planned when nothing but plans is told; else started."""
    completed = [step.status for step in project.steps if step.step == "completion"]
    begun = [step.status for step in project.steps if step.step == "start"]
    if "done" in completed:
        return "done"
    if "done" in begun:
        return "started"
    if completed or begun:
        return "planned"
    return next(iter(project.statuses)) if len(project.statuses) == 1 else ""


def _most(counts: Mapping[str, int]) -> str:
    return max(sorted(counts), key=lambda item: counts[item], default="")


def _twins(names: Iterable[str]) -> dict[str, list[str]]:
    """Names of one place that hold one another or are nearly alike; stages of one project are not twins."""
    staged: defaultdict[bool, list[str]] = defaultdict(list)
    for name in names:
        if len(name) >= _LEAST:
            staged[bool(_STAGE.search(name))].append(name)
    found: defaultdict[str, set[str]] = defaultdict(set)
    for alike in staged.values():
        for one, other in _alike(alike):
            found[one].add(other)
            found[other].add(one)
    return {name: sorted(others) for name, others in found.items()}


def _alike(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs of which one stands in the other, or whose letters are the same in `_ALIKE` of them.

    Each of such a pair has three letters in five from the other, so they share one at least of the rarest two in five, and
    one more, of each: thousands of names of one place need not be compared in pairs.
    """
    known, letters = frozenset(names), {name: _counted_letters(name) for name in names}
    frequency = Counter(letter for found in letters.values() for letter in found)
    by_letter: defaultdict[str, list[str]] = defaultdict(list)
    for name, own in letters.items():
        inner = {name[i:j] for i in range(len(name)) for j in range(i + _LEAST, len(name) + 1)} & known
        yield from ((name, other) for other in inner if other != name)
        met: set[str] = set()
        for letter in sorted(own, key=lambda letter: (frequency[letter], letter))[: len(name) * 2 // 5 + 1]:
            met.update(by_letter[letter])
            by_letter[letter].append(name)
        yield from (
            (name, other) for other in met if 2 * len(own & letters[other]) >= _ALIKE * (len(name) + len(other))
        )  # fmt: skip


def _counted_letters(name: str) -> frozenset[str]:
    """The letters of a name, those that come again with their count."""
    return frozenset(letter * (name[:index].count(letter) + 1) for index, letter in enumerate(name))
