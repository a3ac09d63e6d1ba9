"""`shuzhai text`, `shuzhai rules check` and the small rest of the command."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from helpers import MakeFolder
from pipeline import Pipeline, __version__
from pipeline.writers.rows import KINDS, all_rows

Shuzhai = Callable[..., Any]
PASSAGE = "今年，江苏省南通市第十一批援疆项目总投资约26.17亿元，带动1500多户。"
PUBLISHED = "2024-01-30"


def test_marks_and_values(shuzhai: Shuzhai) -> None:
    result = shuzhai("text", PASSAGE, "--published", PUBLISHED)
    assert (result.status, result.err) == (0, "")
    assert "[约26.17亿元]" in result.out
    for value in ("2617000000", "about", "CNY", "1500", "over", "2024-01-01", "320600", "amount.currency"):
        assert value in result.out, value


def test_standard_input(shuzhai: Shuzhai) -> None:
    assert shuzhai("text", given=b"\xef\xbb\xbf" + PASSAGE.encode()) == shuzhai("text", PASSAGE)


def test_json_agrees_with_the_library(shuzhai: Shuzhai, pipeline: Pipeline) -> None:
    shown = json.loads(shuzhai("text", PASSAGE, "--published", PUBLISHED, "--json", "--rejected").out)
    extraction = pipeline.extract(PASSAGE, PUBLISHED)
    assert (shown["published"], shown["published_from"]) == (PUBLISHED, "option")
    for kind in KINDS:
        rows = all_rows(extraction, guarded=False)[kind]
        assert len(shown[kind]) == len(rows) > 0
        for mention, row in zip(shown[kind], rows, strict=True):
            assert {name: str(value) for name, value in mention.items()} == {name: row[name] for name in mention}
            assert PASSAGE[mention["start"] : mention["end"]] == mention["text"]
    assert [(r["text"], r["reason"]) for r in shown["rejected"]] == [("第十一批", "ordinal")]


@pytest.mark.parametrize("passage", ["", "\x00会议\x1b"])
def test_nothing_found(shuzhai: Shuzhai, passage: str) -> None:
    result = shuzhai("text", given=passage.encode())
    assert result.status == 0
    assert "No mentions" in result.out


def test_passage_with_markup(shuzhai: Shuzhai) -> None:
    assert "[red]共[3万元][/red]" in shuzhai("text", "[red]共3万元[/red]").out


def test_trace_and_rejected(shuzhai: Shuzhai) -> None:
    """Modifier, numeral, magnitude and unit, each with what it was read as; numerals that are none, and why."""
    result = shuzhai("text", PASSAGE, "--trace", "--rejected")
    assert result.status == 0
    assert re.search(r"第十一批 +ordinal", result.out)
    trace = result.out.partition("约26.17亿元  amount  amount.currency\n")[2]
    for piece, reading in (("约", "about"), ("26.17", "26.17"), ("元", "CNY")):
        assert any(piece in line and reading in line for line in trace.splitlines()[:6]), piece


def test_own_rules(shuzhai: Shuzhai, rules_folder: MakeFolder) -> None:
    own = rules_folder({"exclusions.tsv": "text\tkind\treason\tnote\n1500多户\tword\tname\t\n"})
    shown = json.loads(shuzhai("text", PASSAGE, "--rules", own, "--json", "--rejected").out)
    assert shown["counts"] == []
    assert "1500多户" in [r["text"] for r in shown["rejected"]]


@pytest.mark.parametrize(
    ("arguments", "given", "says"),
    [
        (["text"], PASSAGE.encode("gb18030"), "UTF-8"),
        (["text", "x", "--published", "soon"], b"", "2024-01-30"),
        (["text", "x", "--rules", "nowhere"], b"", "nowhere"),
        (["text", "x", "y"], b"", "y"),
        (["texts"], b"", "texts"),
        (["rules", "check", "nowhere"], b"", "nowhere"),
    ],
)
def test_wrong_use(shuzhai: Shuzhai, arguments: list[str], given: bytes, says: str) -> None:
    result = shuzhai(*arguments, given=given)
    assert result.status == 2
    assert says in result.err


def test_rules_check(shuzhai: Shuzhai) -> None:
    result = shuzhai("rules", "check")
    assert (result.status, result.err) == (0, "")
    assert "built-in" in result.out


def test_rules_check_names_file_line_and_remedy(shuzhai: Shuzhai, rules_folder: MakeFolder) -> None:
    folder = rules_folder(
        {
            "units.tsv": "# mine\nunit\taliases\tdimension\tsi_factor\tsi_unit\tucum\tkind\tnote\n坨\t\tweight\n",
            "calendar/holidays.tsv": "name\taliases\trule\tbare\n五一\t\t05-01\tperhaps\n",
            "unit.tsv": "",
        }
    )
    result = shuzhai("rules", "check", folder)
    assert result.status == 2
    for fault in ("units.tsv, line 3: dimension is 'weight'", "holidays.tsv, line 2: bare is 'perhaps'", "unit.tsv"):
        assert fault in result.err.replace("\n", ""), fault


def test_sound_rules_of_ones_own(shuzhai: Shuzhai, rules_folder: MakeFolder) -> None:
    folder = rules_folder({"words.tsv": "word\tnote\n砬川\t\n"})
    result = shuzhai("rules", "check", folder)
    assert (result.status, result.err) == (0, "")


def test_help_and_version(shuzhai: Shuzhai) -> None:
    assert all(command in shuzhai("--help").out for command in ("run", "text", "rules"))
    assert shuzhai("version").out.strip() == __version__
