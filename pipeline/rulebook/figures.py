"""Rules of figures: numerals, modifiers, units, currencies, what a figure is per."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import cast

from pipeline.model.mention import BOUNDS, Bound
from pipeline.rulebook.layers import Layers
from pipeline.rulebook.lexicon import Lexicon
from pipeline.rulebook.senses import SenseCue, load_senses
from pipeline.rulebook.table import Row, Unique, one_of, typed

DIMENSIONS = frozenset(
    "count length area mass volume power energy percent points multiple ratio age temperature speed flow pressure "
    "voltage current frequency data force angle magnitude time concentration density resolution luminance "
    "dose resistance charge illuminance amount sound fuel rate".split()
)
UNIT_KINDS = frozenset(("measure", "unit", "noun", "collective"))


@dataclass(frozen=True, slots=True)
class MeasureUnit:
    """A unit or measure word. `discrete` ones count whole things; `risky` ones are mostly no unit behind a Chinese
    numeral (the row's note says when)."""

    name: str
    dimension: str
    factor: Fraction | None
    si_unit: str
    kind: str
    risky: bool

    @property
    def discrete(self) -> bool:
        return self.kind != "unit"


#: 三分之二, 一半: a share that no unit is written for
RATIO = MeasureUnit("ratio", "ratio", None, "", "unit", risky=False)


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency by its ISO 4217 code; a `minor` unit (角, 美分) is `factor` of the major one."""

    code: str
    factor: Decimal = Decimal(1)

    @property
    def discrete(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class ModifierRow:
    word: str
    place: str
    bound: Bound | None
    not_after: str


@dataclass(frozen=True, slots=True)
class NumeralRow:
    char: str
    role: str
    value: int
    capital: bool


@dataclass(frozen=True, slots=True)
class FigureRules:
    numerals: tuple[NumeralRow, ...]
    modifiers: tuple[ModifierRow, ...]
    units: Lexicon[MeasureUnit]
    currencies: Lexicon[Currency]
    prefixes: Mapping[str, Currency]
    per_before: Mapping[str, str]
    per_after: Mapping[str, str]
    money_words: frozenset[str]
    word_classes: Mapping[str, str]
    unit_traps: Lexicon[bool]
    unit_senses: tuple[SenseCue, ...]


def load_figures(layers: Layers) -> FigureRules:
    currencies, prefixes = _currencies(layers)
    per_before, per_after = _per(layers)
    return FigureRules(
        numerals=_numerals(layers),
        modifiers=_modifiers(layers),
        units=Lexicon(_units(layers)),
        currencies=Lexicon(currencies),
        prefixes=prefixes,
        per_before=per_before,
        per_after=per_after,
        money_words=frozenset(row["word"] for row in layers.rows("money_words.tsv")),
        unit_traps=Lexicon({row["word"]: True for row in layers.rows("unit_traps.tsv")}),
        unit_senses=load_senses(layers),
        word_classes={row["word"]: one_of(row, "class", frozenset(("noun", "verb"))) for row in layers.rows("word_classes.tsv")},
    )


def _numerals(layers: Layers) -> tuple[NumeralRow, ...]:
    seen = Unique("numeral")
    found = []
    for row in layers.rows("numerals.tsv"):
        if len(row["char"]) != 1:
            raise row.error(f"char is {row['char']!r}; it must be one character")
        seen.add(row["char"], row)
        role = one_of(row, "role", frozenset(("digit", "ten", "myriad", "both")))
        style = one_of(row, "style", frozenset(("plain", "capital")))
        found.append(NumeralRow(row["char"], role, cast(int, typed(row, "value", int, "a whole number")), style == "capital"))
    return tuple(found)


def _modifiers(layers: Layers) -> tuple[ModifierRow, ...]:
    seen = Unique("modifier")
    places = frozenset(("before", "before_bare", "inside", "after", "after_end"))
    found = []
    for row in layers.rows("modifiers.tsv"):
        place = one_of(row, "place", places)
        bound = one_of(row, "bound", BOUNDS - {"range", "vague", "exact"} | {"none"})
        seen.add(f"{row['word']} ({place})", row)
        found.append(ModifierRow(row["word"], place, None if bound == "none" else cast(Bound, bound), row["not_after"]))
    return tuple(found)


def _units(layers: Layers) -> dict[str, MeasureUnit]:
    seen = Unique("unit")
    units: dict[str, MeasureUnit] = {}
    for row in layers.rows("units.tsv"):
        unit = MeasureUnit(
            name=row["unit"],
            dimension=one_of(row, "dimension", DIMENSIONS),
            factor=_factor(row),
            si_unit=row["si_unit"] if row["si_factor"] else "",
            kind=one_of(row, "kind", UNIT_KINDS),
            risky=row["note"].startswith("risky"),
        )
        for name in (row["unit"], *row.items("aliases")):
            seen.add(name, row)
            units[name] = unit
    return units


#: equal factors are one object: rules that are kept hold each of them once
_fraction = lru_cache(maxsize=None)(Fraction)


def _factor(row: Row) -> Fraction | None:
    if not row["si_factor"]:
        return None
    if not row["si_unit"]:
        raise row.error("si_factor without si_unit; name the SI unit that the factor leads to")
    factor = cast(Fraction, typed(row, "si_factor", _fraction, "a number such as 1000, 0.5 or 2000/3"))
    if factor <= 0:
        raise row.error(f"si_factor is {row['si_factor']}; it must be greater than 0")
    return factor


def _currencies(layers: Layers) -> tuple[dict[str, Currency], dict[str, Currency]]:
    seen_after, seen_before = Unique("currency word"), Unique("currency prefix")
    after: dict[str, Currency] = {}
    before: dict[str, Currency] = {}
    for row in layers.rows("currencies.tsv"):
        code = row["code"]
        if len(code) != 3 or not (code.isascii() and code.isupper()):
            raise row.error(f"code is {code!r}; it must be an ISO 4217 code such as CNY")
        for word in row.items("after"):
            seen_after.add(word, row)
            after[word] = Currency(code)
        for word in row.items("before"):
            seen_before.add(word, row)
            before[word] = Currency(code)
        for item in row.items("minor"):
            word, _, factor = item.partition(":")
            try:
                after.setdefault(word, Currency(code, Decimal(factor)))
            except ArithmeticError as error:
                raise row.error(f"minor is {item!r}; it should look like 角:0.1") from error
    return after, before


def _per(layers: Layers) -> tuple[dict[str, str], dict[str, str]]:
    """每年, 人均; /亩: what the figure behind the word, or before it, is per."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    seen = Unique("per word")
    for row in layers.rows("per.tsv"):
        seen.add(f"{row['word']} ({row['place']})", row)
        place = one_of(row, "place", frozenset(("before", "after")))
        if not row["per"]:
            raise row.error("per is empty; say what the figure is per (年, 人, 亩 …)")
        (before if place == "before" else after)[row["word"]] = row["per"]
    return before, after
