"""What the built-in rules state, held against independent sources."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from functools import cache

import pint
import pycountry
import pytest
from babel.numbers import get_currency_name, list_currencies
from opencc import OpenCC

from pipeline.config import RULES
from pipeline.rulebook.layers import FILES
from pipeline.rulebook.table import Row, read_table

#: spellings that pint knows as another unit (survey barrel, pennyweight, radians, milli …)
PINT_DIFFERS = frozenset(("ML", "bbl", "barrel", "barrels", "dwt", "rpm", "mbps"))
FEWEST_UNITS = 120
WITHDRAWN = frozenset(("BGN", "DEM", "FRF", "ITL"))
PROVINCES = 34


@cache
def rows(name: str) -> list[Row]:
    return list(read_table(RULES / name, FILES[name]))


@pytest.mark.parametrize("name", FILES)
def test_every_file_explains_itself(name: str) -> None:
    """It opens with comments that name each of its columns, and ends its lines with a line feed alone."""
    text = (RULES / name).read_bytes().decode()
    head = re.match(r"(?:#.*\n)*", text)
    assert head is not None
    missing = [column for column in FILES[name] if not re.search(rf"\b{re.escape(column)}\b", head[0])]
    assert not missing
    assert "\r" not in text
    assert text.endswith("\n")


# -- units


def spellings() -> Iterator[tuple[str, Fraction, str]]:
    for row in rows("units.tsv"):
        if row["si_factor"]:
            for name in (row["unit"], *row.items("aliases")):
                yield name, Fraction(row["si_factor"]), row["si_unit"]


def test_si_factors_agree_with_pint() -> None:
    registry: pint.UnitRegistry[float] = pint.UnitRegistry()
    checked, wrong = 0, []
    for name, factor, si_unit in spellings():
        if name in PINT_DIFFERS or not name.isascii():
            continue
        try:
            known = registry.Quantity(1.0, name).to(re.sub(r"(?<=m)([23])", r"**\1", si_unit).replace(".", "*"))
        except pint.PintError:
            continue  # pint does not know the spelling, or knows another thing by it
        checked += 1
        if known.magnitude != pytest.approx(float(factor), rel=1e-5):
            wrong.append(f"{name}: {float(factor)}, pint {known.magnitude} {si_unit}")
    assert not wrong
    assert checked >= FEWEST_UNITS


@pytest.mark.parametrize(
    ("unit", "factor"),
    [
        *(("亩", "2000/3"), ("公顷", "10000"), ("里", "500"), ("丈", "10/3"), ("尺", "1/3"), ("斤", "1/2")),
        *(("担", "50"), ("公斤", "1"), ("吨", "1000"), ("海里", "1852"), ("坪", "400/121"), ("千瓦时", "3600000")),
        *(("英里", "1609.344"), ("磅", "0.45359237"), ("盎司", "0.028349523125"), ("英亩", "4046.8564224")),
    ],
)
def test_si_factor(unit: str, factor: str) -> None:
    assert {value for name, value, _ in spellings() if name == unit} == {Fraction(factor)}


def test_one_si_unit_a_dimension() -> None:
    units: dict[str, set[str]] = {}
    for row in rows("units.tsv"):
        if row["si_unit"]:
            units.setdefault(row["dimension"], set()).add(row["si_unit"])
    several = {dimension for dimension, si_units in units.items() if len(si_units) > 1}
    assert several <= {"power", "rate", "dose"}


# -- currencies


def test_currencies_are_iso_4217() -> None:
    codes = {row["code"] for row in rows("currencies.tsv")}
    current = {currency.alpha_3 for currency in pycountry.currencies}
    assert codes - WITHDRAWN <= current
    assert codes <= set(list_currencies())


def test_currency_names_agree_with_cldr() -> None:
    """A name that CLDR gives to one currency is not given to another here."""
    current = [currency.alpha_3 for currency in pycountry.currencies]
    named = {get_currency_name(code, locale="zh"): code for code in current}
    wrong = [
        (word, row["code"], named[word])
        for row in rows("currencies.tsv")
        for word in (row["name"], *row.items("after"))
        if named.get(word, row["code"]) != row["code"]
    ]
    assert not wrong


# -- folding


def test_folding_is_one_to_one_character_and_final() -> None:
    table = {row["from"]: row["to"] for row in rows("folding.tsv")}
    assert all(len(source) == len(target) == 1 and source != target for source, target in table.items())
    assert not set(table) & set(table.values())
    assert len(table) == len(rows("folding.tsv"))


def test_folding_agrees_with_opencc() -> None:
    """Where OpenCC simplifies a character, so does the table, and the same way."""
    convert = OpenCC("t2s").convert
    wrong = []
    for row in rows("folding.tsv"):
        source = unicodedata.normalize("NFKC", row["from"])
        simplified = convert(convert(source))
        if simplified not in (source, row["to"]):
            wrong.append((row["from"], row["to"], simplified))
    assert not wrong


# -- gazetteer


def test_divisions_form_a_tree() -> None:
    divisions = {row["adcode"]: row for row in rows("gazetteer/divisions.tsv")}
    rank = {"province": 0, "prefecture": 1, "county": 2}
    for code, row in divisions.items():
        assert re.fullmatch(r"[1-9]\d{5}", code)
        if row["level"] == "province":
            assert (code[2:], row["parent"]) == ("0000", "")
        else:
            parent = divisions[row["parent"]]
            assert rank[parent["level"]] < rank[row["level"]]
            assert code[:2] == parent["adcode"][:2]
    levels = [row["level"] for row in divisions.values()]
    assert levels.count("province") == PROVINCES
    assert levels.count("prefecture") >= 333
    assert levels.count("county") >= 2800


@pytest.mark.parametrize("name", [name for name in FILES if "adcode" in FILES[name]])
def test_codes_lead_somewhere(name: str) -> None:
    known = {row["adcode"] for row in rows("gazetteer/divisions.tsv")}
    assert {row["adcode"] for row in rows(name)} - known <= {""}


def test_townships_lie_in_a_division() -> None:
    known = {row["adcode"] for row in rows("gazetteer/divisions.tsv")}
    codes = [row["code"] for row in rows("gazetteer/townships.tsv")]
    assert not [code for code in codes if not {code[:6], f"{code[:4]}00"} & known]
    assert all(re.fullmatch(r"\d{9}", code) for code in codes)


def test_countries_are_iso_3166() -> None:
    known = {country.alpha_2 for country in pycountry.countries}
    tables = [name for name in FILES if "country" in FILES[name]]
    used = {row["country"] for name in tables for row in rows(name)} - {""}
    assert {row["alpha2"] for row in rows("gazetteer/countries.tsv")} | used <= known
    assert len(rows("gazetteer/countries.tsv")) >= 240


def test_common_words_are_places() -> None:
    """A warning about a name that no table holds would warn of nothing."""
    names = {
        name
        for table in FILES
        if table.startswith("gazetteer/") and table not in ("gazetteer/common_words.tsv", "gazetteer/generic.tsv")
        for row in rows(table)
        for column in ("name", "short", "full", "alias", "aliases", "capital")
        if column in FILES[table]
        for name in row.items(column)
    }
    assert not [row["name"] for row in rows("gazetteer/common_words.tsv") if row["name"] not in names]
