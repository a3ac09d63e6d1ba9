"""Facts gathered by project across articles: names brought together, every cell with the facts behind it.

Contradictions stand side by side and are named, never averaged; names that may mean one project are proposed, not merged.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.facts.repeats import BUILT
from pipeline.facts.totals import is_refused
from pipeline.rulebook.gazetteer import Gazetteer

Row = Mapping[str, str]
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
_LEAST = 4
_LEAST_UNNAMED = 8


@dataclass(slots=True)
class _Project:
    names: Counter[str] = field(default_factory=Counter)
    aliases: set[str] = field(default_factory=set)
    types: Counter[str] = field(default_factory=Counter)
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    donors: Counter[str] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    steps: list[Row] = field(default_factory=list)
    named: bool = False


class Projects:
    """Takes the rows of facts and milestones article by article; `rows` are those of projects.csv, by place and name."""

    def __init__(self, gazetteer: Gazetteer, bare: Iterable[str]) -> None:
        self._gazetteer, self._bare = gazetteer, frozenset(bare)
        self._found: dict[tuple[str, str], _Project] = {}

    def add(self, facts: Iterable[Row], milestones: Iterable[Row]) -> None:
        """Rows of one article, without those judged wrong; milestones have subject, subject_type, step, date_start, date_end, adcode, place, doc, id."""
        for row in facts:
            if row["subject_via"] == "object" or is_refused(row) or (project := self._project(row)) is None:
                continue
            project.rows.append(row)
            project.donors.update([row["donor"]] if row["donor"] else [])
            if row["subject_text"] and row["subject_text"] not in self._bare:
                project.aliases.add(row["subject_text"])
        for row in milestones:
            if (project := self._project(row)) is not None:
                project.steps.append(row)

    def rows(self) -> Iterator[dict[str, str]]:
        """One row a project that a figure or a day is told of."""
        keys = sorted((key for key, project in self._found.items() if project.named), key=lambda key: (key[1], key[0]))
        merged = self._without_unplaced(keys)
        twins = _twins(merged)
        for key in keys:
            if key in merged:
                yield {"id": _identity(key)} | self._row(merged[key], [self._name(merged[twin]) for twin in twins.get(key, ())])

    # -- which project a name means

    def _project(self, row: Row) -> _Project | None:
        base, named = self._base(row) if row["subject_type"] in BUILT else ("", False)
        if not base:
            return None
        project = self._found.setdefault((base, row["adcode"]), _Project())
        project.named = project.named or named
        project.names[row["subject"]] += 1
        project.types[row["subject_type"]] += 1
        if row["place"]:
            project.places[row["adcode"], row["place"]] += 1
        return project

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

    def _without_unplaced(self, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], _Project]:
        """A name without a place joins the one project of that name that has one."""
        by_base: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for key in keys:
            by_base[key[0]].append(key)
        merged = {}
        for same in by_base.values():
            placed = [key for key in same if key[1]]
            unplaced = [key for key in same if not key[1]]
            target = placed[0] if len(placed) == 1 else None
            for key in placed or unplaced:
                merged[key] = self._found[key]
            if target and unplaced:
                merged[target] = _joined(self._found[target], self._found[unplaced[0]])
            elif placed and unplaced:
                merged[unplaced[0]] = self._found[unplaced[0]]
        return merged

    # -- the row

    @staticmethod
    def _name(project: _Project) -> str:
        """The longest of the names, the most frequent of those."""
        return max(project.names, key=lambda name: (len(name), project.names[name], name))

    def _row(self, project: _Project, twins: Sequence[str]) -> dict[str, str]:
        name = self._name(project)
        told = [row for row in project.rows if not row["repeats"]]
        row = {
            "project": name,
            "aliases": _SEPARATOR.join(sorted((set(project.names) | project.aliases) - {name})),
            "type": _most(project.types), "adcode": _most(Counter({code: n for (code, _), n in project.places.items()})),
            "place": _most(Counter({place: n for (_, place), n in project.places.items()})), "donor": _most(project.donors),
        }  # fmt: skip
        contradictions, by_person = [], []
        for cell, choices in MEASURES.items():
            behind = _behind(told, choices)
            values = list(dict.fromkeys(_said(fact) for fact in behind))
            row[cell], row[f"{cell}_ids"] = _SEPARATOR.join(values), " ".join(fact["id"] for fact in behind)
            if _contradict(behind):
                contradictions.append(cell)
            if any(fact["by_person"] for fact in behind):
                by_person.append(cell)
        for step, cell in STEPS.items():
            steps = [milestone for milestone in project.steps if milestone["step"] == step]
            days = list(dict.fromkeys(_day(milestone) for milestone in steps))
            row[cell] = _SEPARATOR.join(days)
            row[f"{cell}_ids"] = " ".join(dict.fromkeys(milestone["id"] for milestone in steps))
            if len(days) > 1 and not _nested(steps):
                contradictions.append(cell)
        docs = {fact["doc"] for fact in [*project.rows, *project.steps]}
        return row | {
            "status": _status(project), "articles": str(len(docs)), "facts": " ".join(fact["id"] for fact in told),
            "contradictions": " ".join(contradictions), "maybe_same_as": _SEPARATOR.join(twins),
            "by_person": " ".join(by_person),
        }  # fmt: skip


def _identity(key: tuple[str, str]) -> str:
    """The same for a name and a place whatever else the articles tell."""
    return "j" + hashlib.sha256("\x00".join(key).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _joined(one: _Project, other: _Project) -> _Project:
    return _Project(
        one.names + other.names, one.aliases | other.aliases, one.types + other.types, one.places + other.places,
        one.donors + other.donors, [*one.rows, *other.rows], [*one.steps, *other.steps], one.named or other.named,
    )  # fmt: skip


def _behind(facts: Sequence[Row], choices: Sequence[Sequence[str]]) -> list[Row]:
    """The facts that fill a cell: of the first indicators that there are, no parts, no changes; per year only capacities."""
    for names in choices:
        told = [f for f in facts if f["indicator"] in names and not (f["part_of"] or f["change"])]
        if found := [f for f in told if not f["per"] or f["indicator"] == "产能"]:
            return found
    return []


def _said(fact: Row) -> str:
    """A value with its unit, or the ends of its range."""
    value = fact["value"] or f"{fact['low']}..{fact['high']}"
    return f"{value} {fact['currency'] or fact['unit']}{' planned' if fact['status'] == 'planned' else ''}"


def _contradict(facts: Sequence[Row]) -> bool:
    """Whether one article's value is another's no more: two values of one indicator and unit."""
    values: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
    for fact in facts:
        values[fact["indicator"], fact["currency"] or fact["unit"], fact["status"]].add(_said(fact))
    return any(len(said) > 1 for said in values.values())


def _day(milestone: Row) -> str:
    start, end = milestone["date_start"], milestone["date_end"]
    return start if start == end else f"{start}/{end}"


def _nested(steps: Sequence[Row]) -> bool:
    """Whether the days only say one thing more and less exactly: 2024 and 2024-08-29."""
    latest = max(step["date_start"] for step in steps)
    earliest = min((step["date_end"] for step in steps if step["date_end"]), default="")
    return bool(earliest) and latest <= earliest


def _status(project: _Project) -> str:
    """done when completed or all told is done; planned when nothing but plans is told; else started."""
    completed = [step["status"] for step in project.steps if step["step"] == "completion"]
    begun = [step["status"] for step in project.steps if step["step"] == "start"]
    told = {row["status"] for row in project.rows if row["status"]}
    if "done" in completed:
        return "done"
    if "done" in begun:
        return "started"
    if completed or begun:
        return "planned"
    return told.pop() if len(told) == 1 else ""


def _most(counts: Mapping[str, int]) -> str:
    return max(sorted(counts), key=lambda item: counts[item], default="")


def _twins(projects: Mapping[tuple[str, str], _Project]) -> dict[tuple[str, str], list[tuple[str, str]]]:
    """Projects of one place whose names hold one another or are nearly alike; stages of one project are not twins."""
    by_place: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for key in sorted(projects):
        by_place[key[1]].append(key)
    found: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for keys in by_place.values():
        for index, key in enumerate(keys):
            for other in keys[index + 1 :]:
                if _alike(key[0], other[0]):
                    found[key].append(other)
                    found[other].append(key)
    return found


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < _LEAST or bool(_STAGE.search(one)) != bool(_STAGE.search(other)):
        return False
    shared = sum((Counter(one) & Counter(other)).values())
    return one in other or other in one or 2 * shared / (len(one) + len(other)) >= _ALIKE
