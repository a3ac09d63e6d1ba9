"""The gazetteer: every name with the places it may mean, and the tree of divisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pipeline.model.mention import LEVELS
from pipeline.model.place import PlaceEntry
from pipeline.rulebook.layers import Layers
from pipeline.rulebook.table import Row, Unique, one_of, uncollected

NATURAL_KINDS = frozenset("basin desert gorge grassland island lake mountain pass plain plateau river sea".split())


def _adcode(row: Row, column: str) -> str:
    """A six-digit code, or nothing."""
    if row[column] and (len(row[column]) != 6 or not row[column].isdigit()):
        raise row.error(f"{column} is {row[column]!r}; it must be six digits")
    return row[column]


@dataclass(frozen=True, slots=True)
class Division:
    """A province, prefecture or county of the tree."""

    adcode: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A character that stands for divisions: a place alone behind one of `behind`, else only beside another."""

    entries: tuple[PlaceEntry, ...]
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """`names`: surface → what it may mean; `common`: names that are ordinary words too → the support that they need.

    `abbreviations` are the one-character names: 疆, 京; `countries` gives the name of each ISO 3166-1 code.
    """

    names: Mapping[str, tuple[PlaceEntry, ...]]
    divisions: Mapping[str, Division]
    townships: Mapping[str, tuple[str, ...]]
    common: Mapping[str, str]
    abbreviations: Mapping[str, Abbreviation]
    countries: Mapping[str, str]
    #: what was asked once: the tree never changes
    _paths: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    _named_paths: dict[str, tuple[str, str, str]] = field(default_factory=dict, repr=False, compare=False)

    def path(self, adcode: str) -> tuple[str, ...]:
        """Codes from the division itself up to its province; empty for an unknown code."""
        if (path := self._paths.get(adcode)) is not None:
            return path
        division = self.divisions.get(adcode) if adcode else None
        path = self._paths[adcode] = (adcode, *self.path(division.parent)) if division else ()
        return path

    def named_path(self, adcode: str) -> tuple[str, str, str]:
        """Names of the province, prefecture and county that a code is or lies in; empty where there is none."""
        if (names := self._named_paths.get(adcode)) is None:
            levels = {self.divisions[code].level: self.divisions[code].name for code in self.path(adcode)}
            names = levels.get("province", ""), levels.get("prefecture", ""), levels.get("county", "")
            self._named_paths[adcode] = names
        return names

    def full_name(self, entry: PlaceEntry) -> str:
        """With the names of what it lies in: 吉林省长春市朝阳区."""
        above = self.path(entry.adcode)
        if above and self.divisions[above[0]].name == entry.name:
            above = above[1:]
        return "".join(self.divisions[code].name for code in reversed(above)) + entry.name

    def abroad(self) -> list[str]:
        """Names of places outside China."""
        return [name for name, entries in self.names.items() if entries[0].country != "CN"]


@uncollected()
def load_gazetteer(layers: Layers) -> Gazetteer:
    divisions = {row["adcode"]: _division(row) for row in layers.rows("gazetteer/divisions.tsv")}
    for division in divisions.values():
        if division.parent and division.parent not in divisions:
            row = next(r for r in layers.rows("gazetteer/divisions.tsv") if r["adcode"] == division.adcode)
            raise row.error(f"parent {division.parent} of {division.name} is not in the table")
    names: dict[str, list[PlaceEntry]] = {}
    for surface, entry in _entries(layers, divisions):
        known = names.setdefault(surface, [])
        if not known or all((e.name, e.adcode, e.country) != (entry.name, entry.adcode, entry.country) for e in known):
            known.append(entry)
    return Gazetteer(
        names={surface: tuple(entries) for surface, entries in names.items()},
        divisions=divisions,
        townships=_townships(layers),
        common={
            row["name"]: one_of(row, "support", frozenset(("near", "article", "none")))
            for row in layers.rows("gazetteer/common_words.tsv")
        },
        abbreviations=_abbreviations(layers, divisions),
        countries={row["alpha2"]: row["name"] for row in layers.rows("gazetteer/countries.tsv")},
    )


def _townships(layers: Layers) -> dict[str, tuple[str, ...]]:
    """Names with the codes of the counties that have one."""
    counties: dict[str, tuple[str, ...]] = {}
    for row in layers.rows("gazetteer/townships.tsv"):
        cells, columns = row.cells, row.columns  # 40,000 rows: `row["code"]` would be a call each
        code, name = cells[columns["code"]], cells[columns["name"]]
        if len(code) != 9 or not code.isdigit():
            raise row.error(f"code is {code!r}; it must be nine digits")
        known = counties.get(name)
        if known is None:
            counties[name] = (code[:6],)
        elif code[:6] not in known:
            counties[name] = (*known, code[:6])
    return counties


def _abbreviations(layers: Layers, divisions: Mapping[str, Division]) -> dict[str, Abbreviation]:
    found: dict[str, Abbreviation] = {}
    for row in layers.rows("gazetteer/abbreviations.tsv"):
        char, division = row["char"], divisions.get(row["adcode"])
        if len(char) != 1:
            raise row.error(f"char is {char!r}; it must be one character")
        if division is None:
            raise row.error(f"adcode {row['adcode']} is not in divisions.tsv")
        known = found.get(char, Abbreviation((), ()))
        entry = PlaceEntry(division.name, division.level, division.adcode, "CN", "alias")
        found[char] = Abbreviation((*known.entries, entry), (*known.behind, *row.items("behind")))
    return found


def _division(row: Row) -> Division:
    level = one_of(row, "level", frozenset(("province", "prefecture", "county")))
    if len(row["adcode"]) != 6 or not row["adcode"].isdigit():
        raise row.error(f"adcode is {row['adcode']!r}; it must be six digits")
    return Division(row["adcode"], row["name"], level, row["parent"])


def _entries(layers: Layers, divisions: Mapping[str, Division]) -> Iterator[tuple[str, PlaceEntry]]:
    yield from _division_entries(layers, divisions)
    yield from _corps_entries(layers)
    yield from _foreign_entries(layers)
    for row in layers.rows("gazetteer/regions.tsv"):
        entry = PlaceEntry(row["name"], "region", _adcode(row, "adcode"), row["country"], "full")
        yield from ((name, entry) for name in (row["name"], *row.items("aliases")))
    for row in layers.rows("gazetteer/natural.tsv"):
        kind = one_of(row, "kind", NATURAL_KINDS)
        entry = PlaceEntry(row["name"], "natural", "", row["country"], "full", kind)
        yield from ((name, entry) for name in (row["name"], *row.items("aliases")))


#: levels that also stand behind the short name alone, without the peoples: 双江自治县
_AUTONOMOUS = ("自治州", "自治县", "自治旗")


def _division_entries(layers: Layers, divisions: Mapping[str, Division]) -> Iterator[tuple[str, PlaceEntry]]:
    def entry(adcode: str, form: str) -> PlaceEntry:
        division = divisions[adcode]
        return PlaceEntry(division.name, division.level, adcode, "CN", form)

    seen = Unique("adcode")
    for row in layers.rows("gazetteer/divisions.tsv"):
        seen.add(row["adcode"], row)
        yield row["name"], entry(row["adcode"], "full")
        if row["short"]:
            yield row["short"], entry(row["adcode"], "short")
            if (level := row["name"][-3:]) in _AUTONOMOUS:
                yield row["short"] + level, entry(row["adcode"], "alias")
        yield from ((alias, entry(row["adcode"], "alias")) for alias in row.items("aliases"))
    for row in layers.rows("gazetteer/aliases.tsv"):
        if row["adcode"] not in divisions:
            raise row.error(f"adcode {row['adcode']} is not in divisions.tsv")
        yield row["alias"], entry(row["adcode"], "alias")
    for row in layers.rows("gazetteer/hkmotw.tsv"):
        part = PlaceEntry(row["name"], one_of(row, "level", LEVELS), row["adcode"], "CN", "full", "hkmotw")
        yield row["name"], part
        if row["short"]:
            yield row["short"], part._replace(form="short")
    for row in layers.rows("gazetteer/former.tsv"):
        if row["adcode"] not in divisions:
            raise row.error(f"adcode {row['adcode']} is not in divisions.tsv")
        yield from ((name, entry(row["adcode"], "former")) for name in (row["name"], row["short"]) if name)


def _corps_entries(layers: Layers) -> Iterator[tuple[str, PlaceEntry]]:
    for row in layers.rows("gazetteer/corps.tsv"):
        level = "prefecture" if row["name"].endswith("师") else "region"
        entry = PlaceEntry(row["name"], level, _adcode(row, "adcode") or "650000", "CN", "full", "corps")
        for name in (row["name"], row["short"], *row.items("aliases")):
            if name and not (row["city"] and name.endswith(row["city"])):
                yield name, entry
    for row in layers.rows("gazetteer/regiments.tsv"):
        entry = PlaceEntry(row["name"], "township", _adcode(row, "adcode"), "CN", "full", "corps")
        yield from ((name, entry) for name in (row["name"], *row.items("aliases")))


def _foreign_entries(layers: Layers) -> Iterator[tuple[str, PlaceEntry]]:
    for row in layers.rows("gazetteer/countries.tsv"):
        if len(row["alpha2"]) != 2 or not row["alpha2"].isupper():
            raise row.error(f"alpha2 is {row['alpha2']!r}; it must be an ISO 3166-1 code such as JP")
        entry = PlaceEntry(row["name"], "country", "", row["alpha2"], "full")
        yield from ((name, entry) for name in (row["name"], row["full"], *row.items("aliases")) if name)
        if row["capital"] and row["alpha2"] != "CN":
            yield row["capital"], PlaceEntry(row["capital"], "prefecture", "", row["alpha2"], "full")
    for row in layers.rows("gazetteer/world.tsv"):
        entry = PlaceEntry(row["name"], one_of(row, "level", LEVELS), "", row["country"], "full")
        yield from ((name, entry) for name in (row["name"], *row.items("aliases")))
