"""Rules of facts: what a figure measures, and what it can be about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pipeline.rulebook.figures import DIMENSIONS
from pipeline.rulebook.layers import Layers
from pipeline.rulebook.table import Row, Unique

ANY_COUNT = "*"
#: area in units of land: 亩, 公顷
LAND = "land"
#: classes of figures that an indicator may take: money, a dimension, and counts told apart by their unit
TAKES = DIMENSIONS | {"amount", "person", "household", "edition", LAND, ANY_COUNT}
#: in place of a trigger: names figures of its class that no word tells more of
DEFAULT = "*"
_COUNTED = TAKES - {"amount", ANY_COUNT}
SUBJECT_TYPES = frozenset("project site school hospital company organisation event group".split())


@dataclass(frozen=True, slots=True)
class Indicator:
    """A canonical name of what figures measure, and the group that it belongs to.

    A generic one gives way to others; one of an `area` is said of a place, one of a `firm` of the company
    that the title names, where the text names nobody else; a `level` (a price, a stock) does not add up; a `share` only says
    what part of something the figure before it is, so that a change behind it is that figure's.
    """

    name: str
    group: str
    generic: bool = False
    area: bool = False
    firm: bool = False
    level: bool = False
    share: bool = False


#: trigger word → class of figure → indicator
Triggers = Mapping[str, Mapping[str, Indicator]]


@dataclass(frozen=True, slots=True)
class IndicatorRules:
    """Triggers that stand before a figure and behind it; `defaults` name a class where there is none; `subjects` are endings of names that a figure may be about, with
    their type."""

    before: Triggers
    after: Triggers
    defaults: Mapping[str, Indicator]
    subjects: Mapping[str, str]

    def all(self) -> Iterator[Indicator]:
        """Every indicator, as often as it has triggers."""
        for classes in (*self.before.values(), *self.after.values(), self.defaults):
            yield from classes.values()

    def levels(self) -> frozenset[str]:
        """Names of indicators that do not add up."""
        return frozenset(indicator.name for indicator in self.all() if indicator.level)

    def groups(self) -> dict[str, str]:
        """The group of each indicator."""
        return {indicator.name: indicator.group for indicator in self.all()}


def load_indicators(layers: Layers) -> IndicatorRules:
    """Indicators and subjects; a word that would name one figure in two ways is an error."""
    sides: dict[str, dict[str, dict[str, Indicator]]] = {"before": {}, "after": {}}
    names = Unique("indicator")
    words = Unique("word")
    for row in layers.rows("indicators.tsv"):
        names.add(row["name"] + (" (generic)" if "generic" in row["note"].split() else ""), row)
        if not row["group"]:
            raise row.error("group is empty; name the family that the indicator belongs to")
        indicator = Indicator(
            row["name"], row["group"], *(flag in row["note"].split() for flag in ("generic", "area", "firm", "level", "share"))
        )
        for side, triggers in sides.items():
            for word in row.items(side):
                for taken in _taken(row):
                    words.add(f"{word} ({side}, {taken})", row)
                    triggers.setdefault(word, {})[taken] = indicator
    defaults = sides["before"].pop(DEFAULT, {})
    return IndicatorRules(before=sides["before"], after=sides["after"], defaults=defaults, subjects=_subjects(layers))


def _taken(row: Row) -> list[str]:
    """The classes of figures that a row takes, `*` spelt out."""
    given = row.items("takes")
    if not given:
        raise row.error("takes is empty; say what figures it names: amount, a dimension, person, household, edition or *")
    for item in given:
        if item not in TAKES:
            raise row.error(f"takes is {item!r}; it must be one of {', '.join(sorted(TAKES))}")
    if ANY_COUNT in given:
        return sorted(_COUNTED)
    return [*given, LAND] if "area" in given and "floor" not in row["note"].split() else given


def _subjects(layers: Layers) -> dict[str, str]:
    seen = Unique("word")
    found: dict[str, str] = {}
    for row in layers.rows("subjects.tsv"):
        seen.add(row["word"], row)
        if row["type"] not in SUBJECT_TYPES:
            raise row.error(f"type is {row['type']!r}; it must be one of {', '.join(sorted(SUBJECT_TYPES))}")
        found[row["word"]] = row["type"]
    return found
