"""What is kept of an article, and tables that are the same whether its lines were copied or written anew."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from pathlib import Path

import pytest

from helpers import MakeFolder
from pipeline import Pipeline, run_corpus
from pipeline.changes import ProjectChanges, Tally
from pipeline.facts.projects import PartReader, _twins
from pipeline.facts.repeats import Repetitions, Said
from pipeline.kept import Kept, Written
from pipeline.store import scratch
from pipeline.writers.article_rows import KeptRows, parsed
from pipeline.writers.rows import COLUMNS, all_rows

TEXT = "5月6日，平罗县沙湖湿地修复工程开工。该工程总投资2.3亿元，其中援助资金1亿元，修复湿地1.6万亩。\n"
STAGE = re.compile(r"[一二三四五六七八九十\d]+期(?:项目|工程)?$")
AGAIN = "转载：平罗县沙湖湿地修复工程总投资2.3亿元，修复湿地1.6万亩。\n"


@pytest.fixture(scope="module")
def reader(pipeline: Pipeline) -> PartReader:
    return PartReader(pipeline.rules.gazetteer, pipeline.rules.indicators.subjects)


@pytest.mark.parametrize("text", [TEXT, "没有数字的文章。", '=1+1亿元，“引号”,"x"\r\n3万元。', ""])
def test_rows_come_back_from_what_is_kept(text: str, pipeline: Pipeline, reader: PartReader) -> None:
    extraction = pipeline.extract(text, "2024-05-07", doc="a.txt")
    kept = Kept.unpacked(Kept.of_extraction(extraction, reader).packed())
    assert Kept.of_plain(kept.plain()) == kept
    rows = kept.rows()
    assert rows.tables == all_rows(extraction)
    again = Kept.of(KeptRows.of_rows(rows), reader)
    assert again == kept


@pytest.mark.parametrize("repeats", ["a0123456789abcdef", "", 'see, "below"', "两行\n字"])
def test_what_a_fact_repeats_is_a_cell_like_any_other(repeats: str, pipeline: Pipeline, reader: PartReader) -> None:
    kept = Kept.of_extraction(pipeline.extract(TEXT, doc="a.txt"), reader)
    told = [repeats, *(fact.repeats for fact in kept.said[1:])]
    written = kept.written(told)
    rows = Kept.of(KeptRows.of_rows(kept.rows()), reader).rows().tables["facts"]
    assert Written.unpacked(written.packed()) == {table: lines.decode() for table, lines in written.lines.items()}
    assert _cells(written.lines["facts"].decode(), "repeats") == [repeats, *(row["repeats"] for row in rows[1:])]


def test_the_first_who_says_it_is_repeated() -> None:
    repetitions = Repetitions(scratch())
    assert repetitions.of([Said("a1", "", 1, None), Said("a2", "", 2, 3)]) == ["", ""]
    assert repetitions.of([Said("b1", "", 1, 3), Said("b2", "", None, 3), Said("b3", "x", 2, 4)]) == ["a1", "a2", "x"]
    assert repetitions.of([Said("c1", "", 4, -(1 << 63))]) == ["x"]


def test_tables_are_those_of_a_fresh_run_whatever_changed(corpus: MakeFolder, tmp_path: Path) -> None:
    folder, outputs = corpus({"a.txt": TEXT, "b.txt": AGAIN, "c.txt": "环县肉羊加工厂总投资3亿元。"}), tmp_path / "out"
    steps = {
        "a.txt": "5月6日，平罗县沙湖湿地修复工程开工。该工程总投资2.4亿元。\n",
        "b.txt": "",
        "d.txt": AGAIN,
        "A.txt": TEXT,
    }
    run_corpus(folder, outputs, workers=1, ner="off")
    for name, text in steps.items():
        (folder / name).write_text(text, encoding="utf-8") if text else (folder / name).unlink()
        run_corpus(folder, outputs, workers=1, ner="off")
        shutil.rmtree(tmp_path / "fresh", ignore_errors=True)
        run_corpus(folder, tmp_path / "fresh", workers=1, ner="off")
        for table in ("documents", "facts", "projects", "amounts", "places"):
            assert (outputs / f"{table}.csv").read_bytes() == (tmp_path / "fresh" / f"{table}.csv").read_bytes(), (name, table)


def test_changes_of_projects_are_counted_while_they_are_written() -> None:
    def row(key: str, name: str, **cells: str) -> dict[str, str]:
        return {**dict.fromkeys(COLUMNS["projects"], ""), "id": key, "project": name, **cells}

    then = [row("1", "same"), row("2", "more"), row("3", "moved"), row("4", "gone"), row("5", "judged")]
    tally = Tally()
    changes = ProjectChanges(tally, scratch(), iter(then))
    changes.add([row("1", "same"), row("2", "more", jobs="8 人"), row("30", "moved", adcode="110000")])
    changes.add([row("5", "judged", verdict="ok"), row("6", "new")])
    changes.finish()
    assert tally.how == Counter({"changed": 3, "removed": 1, "added": 1})
    assert tally.causes == Counter({"another article or review": 4, "review": 1})


def test_twins_are_those_that_a_comparison_in_pairs_finds() -> None:
    draw = random.Random(4)
    letters = "东西南北新大中安永产业园纺织中学一二三期项目工程"
    names = {"".join(draw.choices(letters[: draw.choice((5, 24))], k=draw.randrange(1, 13))) for _ in range(120)}
    names |= {name[draw.randrange(3) :] + draw.choice(("园", "二期", "")) for name in list(names)} - {""}
    found = {(name, other) for name, others in _twins(names).items() for other in others}
    assert found == {(one, other) for one in names for other in names if one != other and _alike(one, other)}


def _alike(one: str, other: str) -> bool:
    if min(len(one), len(other)) < 4 or bool(STAGE.search(one)) != bool(STAGE.search(other)):
        return False
    shared = sum((Counter(one) & Counter(other)).values())
    return one in other or other in one or 2 * shared / (len(one) + len(other)) >= 0.75


def _cells(lines: str, column: str) -> list[str]:
    return [row[column] for row in parsed(lines, "facts")]
