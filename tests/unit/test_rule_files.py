"""Strict loading: every kind of bad row says file, line and fault; an analyst's folder adds and overrides."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import MakeFolder, written
from pipeline import Pipeline
from pipeline.errors import RuleError, UsageError
from pipeline.rulebook import check_rules, load_rules
from pipeline.rulebook.layers import FILES

#: file, row (cells parted by blanks, `-` an empty cell), words of the message
BAD_ROWS = [
    ("folding.tsv", "國家 国", "one character"),
    ("folding.tsv", "國 -", "one character"),
    ("numerals.tsv", "十二 digit 12 plain", "one character"),
    ("numerals.tsv", "玖 cipher 9 plain", "role"),
    ("numerals.tsv", "玖 digit nine plain", "value"),
    ("numerals.tsv", "玖 digit 9 fancy", "style"),
    ("modifiers.tsv", "约莫 beside about -", "place"),
    ("modifiers.tsv", "约莫 before roughly -", "bound"),
    ("units.tsv", "坨 - weight - - - measure -", "dimension"),
    ("units.tsv", "坨 - mass heavy kg - unit -", "si_factor"),
    ("units.tsv", "坨 - mass 1/0 kg - unit -", "si_factor"),
    ("units.tsv", "坨 - mass -2 kg - unit -", "greater than 0"),
    ("units.tsv", "坨 - mass 2 - - unit -", "si_unit"),
    ("units.tsv", "坨 - mass 2 kg - thing -", "kind"),
    ("units.tsv", "坨 砣|坨 count - - - measure -", "坨"),
    ("unit_senses.tsv", "亩 angle before 转 - - 5 clause -", "several senses"),
    ("unit_senses.tsv", "度 rank before 转 - - 5 clause -", "sense"),
    ("unit_senses.tsv", "度 angle beside 转 - - 5 clause -", "side"),
    ("unit_senses.tsv", "度 angle before - - - 5 clause -", "word"),
    ("unit_senses.tsv", "度 angle before 转 - - far clause -", "reach"),
    ("unit_senses.tsv", "度 angle before 转 - - 90 clause -", "reach"),
    ("unit_senses.tsv", "度 angle before 转 - - 5 text -", "within"),
    ("currencies.tsv", "yuan 元 金元 - -", "ISO 4217"),
    ("currencies.tsv", "XAU 金 金元|金元 - -", "金元"),
    ("currencies.tsv", "XAU 金 金元 - 金角", "金角"),
    ("currencies.tsv", "XAU 金 金元 - 金角:few", "金角"),
    ("lists.tsv", "place.verb 来到 -", "list"),
    ("indicators.tsv", "酒旗数 - count 酒旗 - -", "group"),
    ("indicators.tsv", "酒旗数 项目数 - 酒旗 - -", "takes"),
    ("indicators.tsv", "酒旗数 项目数 flags 酒旗 - -", "takes"),
    ("indicators.tsv", "酒旗数 项目数 count 酒旗|酒旗 - -", "酒旗"),
    ("subjects.tsv", "酒旗 flag -", "type"),
    ("lists.tsv", "place.stop - -", "word"),
    ("lists.tsv", "date.lasted 走过 -", "one character"),
    ("per.tsv", "每垄 垄 beside -", "place"),
    ("per.tsv", "每垄 - before -", "per"),
    ("exclusions.tsv", "三只松鼠 phrase name -", "kind"),
    ("exclusions.tsv", "三只松鼠 word brand -", "reason"),
    ("exclusions.tsv", "三(只 pattern name -", "pattern"),
    ("exclusions.tsv", "三?只? pattern name -", "empty string"),
    ("exclusions.tsv", r"\d+号线 pattern name 例:三号线", "example"),
    ("organisations.tsv", "- organisation -", "empty"),
    ("place_endings.tsv", "砬屯 hamlet - - -", "type"),
    ("furniture.tsv", "(ICP line -", "pattern"),
    ("furniture.tsv", "ICP page -", "scope"),
    ("calendar/words.tsv", "今载 year -", "means"),
    ("calendar/words.tsv", "今载 year:now -", "means"),
    ("calendar/holidays.tsv", "五一劳动节 - 05.01 yes", "rule"),
    ("calendar/holidays.tsv", "造林节 - 02-30 yes", "02-30"),
    ("calendar/holidays.tsv", "劳动节 - 04-05 yes", "05-01"),
    ("calendar/holidays.tsv", "造林节 - 03-12 maybe", "bare"),
    ("calendar/holidays.tsv", "造林节 - lunar\u00a013-01 yes", "13"),
    ("calendar/periods.tsv", "某规划 2021 2025-12-31 yes", "start"),
    ("calendar/periods.tsv", "某规划 2021-01-01 2020-12-31 yes", "before it starts"),
    ("calendar/periods.tsv", "某规划 2021-01-01 2025-12-31 no", "bare"),
    ("calendar/eras.tsv", "新元 18x5 - lunar any -", "year such as"),
    ("calendar/eras.tsv", "新元 1875 1870 lunar any -", "before it begins"),
    ("calendar/eras.tsv", "新元 1875 - moon any -", "calendar"),
    ("calendar/traps.tsv", "楼号 - -", "begin with one of"),
    ("calendar/traps.tsv", "号 - -", "begin with one of"),
    ("gazetteer/divisions.tsv", "32 某县 - county 320000 -", "six digits"),
    ("gazetteer/divisions.tsv", "329999 某县 - town 320000 -", "level"),
    ("gazetteer/divisions.tsv", "329999 某县 - county 990000 -", "990000"),
    ("gazetteer/aliases.tsv", "999999 某地 -", "999999"),
    ("gazetteer/former.tsv", "旧某县 - county 999999 1990 -", "999999"),
    ("gazetteer/hkmotw.tsv", "某区 - borough 810000 香港特别行政区", "level"),
    ("gazetteer/world.tsv", "某城 town JP -", "level"),
    ("gazetteer/regions.tsv", "某湾区 - CN 44", "adcode"),
    ("gazetteer/natural.tsv", "某山 - hill CN", "kind"),
    ("gazetteer/countries.tsv", "JPN 某国 - - -", "alpha2"),
    ("gazetteer/townships.tsv", "3206 某镇", "code"),
    ("gazetteer/corps.tsv", "第九十九师 - - 65 -", "adcode"),
    ("gazetteer/regiments.tsv", "九九九团 - 第一师 65", "adcode"),
]
#: a row that may stand once in its file, but not twice
UNIQUE_ROWS = [
    ("numerals.tsv", "玖 digit 9 plain"),
    ("modifiers.tsv", "约莫 before about -"),
    ("units.tsv", "坨 - count - - - measure -"),
    ("unit_senses.tsv", "度 angle before 砬 - - 5 clause -"),
    ("currencies.tsv", "XAU 金 金元 - -"),
    ("exclusions.tsv", "三只松鼠 word name -"),
    ("calendar/words.tsv", "今载 year:0 - -"),
    ("calendar/holidays.tsv", "造林节 - 03-12 yes"),
    ("calendar/periods.tsv", "某规划 2021-01-01 2025-12-31 yes"),
    ("calendar/eras.tsv", "新元 1875 1880 lunar spelt -"),
    ("calendar/traps.tsv", "号砬 - -"),
    ("gazetteer/divisions.tsv", "329999 某县 - county 320600 -"),
    ("per.tsv", "每垄 垄 before -"),
    ("lists.tsv", "place.stop 探花 -"),
    ("place_endings.tsv", "砬屯 village - 里 -"),
]


def table(name: str, *rows: str) -> str:
    lines = ["\t".join("" if cell == "-" else cell.replace("\u00a0", " ") for cell in row.split(" ")) for row in rows]
    return "\n".join(["# my own", "\t".join(FILES[name]), *lines, ""])


def fault(folder: Path) -> RuleError:
    with pytest.raises(RuleError) as caught:
        load_rules([folder])
    assert str(caught.value).startswith(f"{caught.value.path}, line {caught.value.line}: ")
    return caught.value


@pytest.mark.parametrize(("name", "row", "says"), BAD_ROWS)
def test_bad_row(rules_folder: MakeFolder, name: str, row: str, says: str) -> None:
    folder = rules_folder({name: table(name, row)})
    error = fault(folder)
    assert (error.path, error.line) == (folder / name, 3)
    assert says in error.fault


@pytest.mark.parametrize(("name", "row"), UNIQUE_ROWS)
def test_row_twice(rules_folder: MakeFolder, name: str, row: str) -> None:
    folder = rules_folder({name: table(name, row, row)})
    error = fault(folder)
    assert (error.path, error.line) == (folder / name, 4)


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("# nothing but a comment\n", 1, "header"),
        ("", 1, "header"),
        ("word\tremark\n", 1, "unknown column remark"),
        ("# one\nword\n", 2, "missing column note"),
        ("word\tnote\tword\n", 1, "twice"),
        ("word\tnote\n投入\t例\t多\n", 2, "3 cells"),
        ("word\tnote\n\t例\n", 2, "empty"),
    ],
)
def test_bad_table(rules_folder: MakeFolder, text: str, line: int, says: str) -> None:
    error = fault(rules_folder({"money_words.tsv": text}))
    assert error.line == line
    assert says in error.fault


def test_not_utf8(rules_folder: MakeFolder) -> None:
    folder = rules_folder({"money_words.tsv": ""})
    (folder / "money_words.tsv").write_bytes("word\tnote\n投入\t\n".encode("gb18030"))
    assert "UTF-8" in fault(folder).fault


def test_a_folder_in_place_of_a_file(rules_folder: MakeFolder) -> None:
    folder = rules_folder({"money_words.tsv/x.md": ""})
    assert "cannot be read" in fault(folder).fault


@pytest.mark.parametrize("name", ["unit.tsv", "gazetteer/cities.tsv", "sub/units.tsv"])
def test_unknown_file(rules_folder: MakeFolder, name: str) -> None:
    error = fault(rules_folder({name: "x\n"}))
    assert name.rpartition("/")[2] in str(error)
    assert "units.tsv" in error.fault


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere"):
        load_rules([tmp_path / "nowhere"])


def test_check_names_one_fault_a_file(rules_folder: MakeFolder) -> None:
    files = {
        "units.tsv": table("units.tsv", "坨 - weight - - - measure -"),
        "exclusions.tsv": table("exclusions.tsv", "三只松鼠 phrase name -"),
        "calendar/periods.tsv": table("calendar/periods.tsv", "某规划 2021 - yes"),
        "other.tsv": "x\n",
    }
    faults = list(check_rules([rules_folder(files)]))
    assert sorted(error.path.name for error in faults if isinstance(error, RuleError)) == [
        *("exclusions.tsv", "other.tsv", "periods.tsv", "units.tsv"),
    ]


def test_built_in_rules_are_sound() -> None:
    assert list(check_rules()) == []


# -- an analyst's own folder


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """A unit, an alias of one, a currency word, an exclusion, places, a holiday, a word and a changed unit."""
    files = {
        "units.tsv": table("units.tsv", "砬 砬块 mass 2.5 kg - unit -", "亩 - area 1000 m2 - unit -"),
        "currencies.tsv": table("currencies.tsv", "CNY 人民币 砬币 - -"),
        "unit_senses.tsv": table(
            "unit_senses.tsv",
            "度 angle before 砬角 老 - 5 clause -",
            "级 magnitude behind 砬风 - 机 - - -",
            "度 angle before 鞠躬 未 - 5 clause -",
        ),
        "exclusions.tsv": table("exclusions.tsv", "三百砬子 word name -"),
        "gazetteer/aliases.tsv": table("gazetteer/aliases.tsv", "320600 砬川城 -"),
        "gazetteer/regions.tsv": table("gazetteer/regions.tsv", "沿砬地区 - CN 320600"),
        "calendar/holidays.tsv": table("calendar/holidays.tsv", "造林节 - 03-12 yes"),
        "calendar/traps.tsv": table("calendar/traps.tsv", "号砬 过 -", "号楼 空 -"),
        "place_endings.tsv": table("place_endings.tsv", "砬屯 village 老 病 -"),
    }
    return Pipeline(written(tmp_path_factory.mktemp("rules") / "my-rules", files))


@pytest.mark.parametrize(
    ("text", "kind", "surface", "values"),
    [
        ("村里有3砬。", "counts", "3砬", {"unit": "砬", "dimension": "mass", "value_si": 7.5, "unit_si": "kg"}),
        ("村里有4砬块。", "counts", "4砬块", {"unit": "砬块", "value_si": 10}),
        ("把砬角调到30度。", "counts", "30度", {"dimension": "angle"}),
        ("未鞠躬30度。", "counts", "30度", {"dimension": "temperature"}),
        ("老砬角30度。", "counts", "30度", {"dimension": "temperature"}),
        ("转为7级砬风，3级砬风机停转。", "counts", "7级", {"dimension": "magnitude"}),
        ("村里有2亩。", "counts", "2亩", {"value_si": 2000}),
        ("他带着50砬币上路。", "amounts", "50砬币", {"value": 50, "currency": "CNY"}),
        ("她来自砬川城。", "places", "砬川城", {"name": "南通市", "adcode": "320600"}),
        ("考察沿砬地区。", "places", "沿砬地区", {"level": "region", "adcode": "320600"}),
        ("走访布力开砬屯。", "places", "布力开砬屯", {"level": "village", "rule": "place.rule-village"}),
        ("今年造林节，大家上山。", "dates", "今年造林节", {"start_date": "2024-03-12"}),
        ("12号砬过了检，13号砬没有。", "dates", "12号", {"value": "2024-01-12"}),
        ("12号楼空了，13号楼没有。", "dates", "12号", {"value": "2024-01-12"}),
    ],
)
def test_own_rules(own: Pipeline, text: str, kind: str, surface: str, values: dict[str, object]) -> None:
    (mention,) = getattr(own.extract(text, "2024-01-30"), kind)
    assert mention.surface == surface
    assert {name: getattr(mention, name) for name in values} == values


@pytest.mark.parametrize("text", ["村里有3砬。", "走访布力开砬屯。", "他带着50砬币上路。", "她来自砬川城。", "考察沿砬地区。"])
def test_without_own_rules(pipeline: Pipeline, text: str) -> None:
    extraction = Pipeline(pipeline.rules, ner="off").extract(text, "2024-01-30")
    assert not (*extraction.amounts, *extraction.counts, *extraction.places)


@pytest.mark.parametrize("text", ["走访布力老砬屯。", "走访布力开砬屯病院。"])
def test_own_ending_holds_back(own: Pipeline, text: str) -> None:
    assert not own.extract(text).places


def test_own_exclusion(pipeline: Pipeline, own: Pipeline) -> None:
    text = "他家住在三百砬子户旁。"
    plain = "他家住在三百户旁。"
    assert len(own.extract(plain).counts) == len(pipeline.extract(plain).counts) == 1
    assert not own.extract(text).counts
    assert [r.reason for r in own.extract(text).rejected if r.surface == "三百砬子"] == ["name"]


def test_a_mention_names_the_rule_folder_it_was_refused_by(own: Pipeline) -> None:
    (rejected,) = own.extract("他家住在三百砬子。").rejected
    assert "my-rules" in rejected.rule


def test_later_folders_win(tmp_path: Path) -> None:
    for name, factor in (("a", "2"), ("b", "3")):
        path = tmp_path / name / "units.tsv"
        path.parent.mkdir()
        path.write_text(table("units.tsv", f"坨 - mass {factor} kg - unit -"), encoding="utf-8")
    (count,) = Pipeline([tmp_path / "a", tmp_path / "b"]).extract("有1坨。").counts
    assert count.value_si == 3
