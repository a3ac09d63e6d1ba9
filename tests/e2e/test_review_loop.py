"""The loop that the tool exists for, through the real command: run, review in spreadsheets, correct, change everything, run
again; killed at any moment. No review is lost, and the tables are those of a run that nothing disturbed."""

from __future__ import annotations

import csv
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers import SAMPLES
from pipeline.readers.decode import decode
from pipeline.reviews.journal import Journal, current, journal_path
from pipeline.store import Store
from pipeline.writers.rows import TABLES

ARTICLES, VERDICTS, KILLS = 30, 200, 20
RULES = {
    "exclusions.tsv": "text\tkind\treason\tnote\n暖企26条\tword\tpolicy\tname of a set of measures\n",
    "units.tsv": "unit\taliases\tdimension\tsi_factor\tsi_unit\tucum\tkind\tnote\n瓮\t\tcount\t\t\t\tmeasure\n",
}
Row = dict[str, str]
Step = Callable[["Desk"], None]


class Desk:
    """A folder of articles with its outputs, and the person who works there."""

    def __init__(self, folder: Path) -> None:
        self.corpus, self.outputs, self.rules = folder / "articles", folder / "outputs", folder / "rules"
        self.corpus.mkdir(parents=True)
        for number, (name, text) in enumerate(articles(ARTICLES)):
            (self.corpus / f"{number:02}_{name}").write_text(text, encoding="utf-8")

    def command(self) -> list[str]:
        rules = ["--rules", str(self.rules)] if self.rules.exists() else []
        options = ["--outputs", str(self.outputs), "--workers", "2", "--ner", "off", "--published", "2024-05-01"]
        return [sys.executable, "-m", "pipeline.cli", "run", str(self.corpus), *options, *rules]

    def run(self) -> None:
        done = subprocess.run(self.command(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    def kill(self, seconds: float) -> bool:
        """Begins a run and kills it; whether it was still going on."""
        process = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(seconds)
        going = process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.wait()
        return going

    def rows(self, table: str) -> list[Row]:
        with (self.outputs / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def save(self, table: str, rows: list[Row], columns: list[str], encoding: str, delimiter: str) -> None:
        """As a spreadsheet would: its own encoding and delimiter, CRLF, columns as the person left them."""
        with (self.outputs / f"{table}.csv").open("w", encoding=encoding, errors="replace", newline="") as file:
            writer = csv.DictWriter(file, columns, delimiter=delimiter, extrasaction="ignore", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)

    def tables(self) -> dict[str, bytes]:
        return {table: (self.outputs / f"{table}.csv").read_bytes() for table in TABLES}


def articles(number: int) -> Iterator[tuple[str, str]]:
    """Samples with other figures, so that no article is a reprint of another."""
    files = sorted(path for path in (SAMPLES / "samples").iterdir() if path.suffix == ".txt")
    for index in range(number):
        text, _ = decode(files[index % len(files)].read_bytes())
        dice = random.Random(index)
        yield f"{index}.txt", "".join(str(dice.randint(3, 9)) if sign in "3456789" else sign for sign in text)


# -- what the person does, the same at every desk


def judge(rows: list[Row], number: int, dice: random.Random, correction: Callable[[Row], str]) -> None:
    for row in dice.sample(rows, number):
        wrong = dice.random() < 0.5
        row["verdict"], row["correction"] = ("wrong", correction(row)) if wrong else ("ok", "")
        row["note"] = dice.choice(("", "看过", "存疑，待核"))


def review(desk: Desk) -> None:
    """200 verdicts in three dialects: WPS (GB18030, semicolons), Excel (UTF-16, tabs), LibreOffice (UTF-8, columns moved)."""
    dice = random.Random(1)
    amounts = desk.rows("amounts")
    judge(amounts, 70, dice, lambda row: dice.choice(("1.3亿", "130000000", "约5000万元", "5亿至6亿元")))
    dice.shuffle(amounts)
    for row in amounts:
        row["value"] = f"{float(row['value']):.5E}" if len(row["value"]) > 9 else row["value"]
    missed = dict.fromkeys(amounts[0], "") | {"doc": amounts[0]["doc"], "text": amounts[0]["sentence"][:9], "correction": "3亿元"}
    desk.save("amounts", [*amounts, missed], list(amounts[0]), "gb18030", ";")
    places = desk.rows("places")
    judge(places, 65, dice, lambda row: dice.choice(("654023", "霍城县")))
    kept = [row for row in places if row["verdict"] or dice.random() < 0.5]  # rows deleted
    desk.save("places", kept, [name for name in places[0] if name not in ("candidates", "sentence", "rule")], "utf-16", "\t")
    facts = desk.rows("facts")
    judge(facts, 65, dice, lambda row: dice.choice(("subject=甲项目; indicator=总投资", "date=2024-06", "place=霍城县")))
    for row in facts:
        row["date_start"] = row["date_start"].replace("-0", "-").replace("-", "/")
    desk.save("facts", facts, list(reversed(facts[0])), "utf-8-sig", ",")


def change_rules(desk: Desk) -> None:
    desk.rules.mkdir()
    for name, text in RULES.items():
        (desk.rules / name).write_text(text, encoding="utf-8")


def change_articles(desk: Desk) -> None:
    files = sorted(desk.corpus.iterdir())
    for path in files[:5]:  # edited
        text = path.read_text(encoding="utf-8")
        path.write_text(f"编者按：本文有改动，新增投入12.5万元。\n{text}".replace("全市", "全市各地"), encoding="utf-8")
    for path in files[5:8]:  # renamed
        path.rename(path.with_name(f"renamed_{path.name}"))
    for path in files[8:10]:  # deleted
        path.unlink()
    for number, (name, text) in enumerate(articles(ARTICLES + 4)):  # added
        if number >= ARTICLES:
            (desk.corpus / f"new_{name}").write_text(text, encoding="utf-8")


STEPS: tuple[Step, ...] = (lambda desk: None, review, change_rules, change_articles, lambda desk: None)


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX systems")
def test_nothing_is_lost_and_kills_leave_no_trace(tmp_path: Path) -> None:
    calm, shaken = Desk(tmp_path / "calm"), Desk(tmp_path / "shaken")
    dice = random.Random(7)
    killed = 0
    for step in STEPS:
        step(calm)
        begin = time.monotonic()
        calm.run()
        seconds = time.monotonic() - begin
        step(shaken)
        for _ in range(KILLS // len(STEPS)):
            killed += shaken.kill(dice.uniform(0.1, seconds))
        shaken.run()
        assert shaken.tables() == calm.tables()
    assert killed >= KILLS // 2  # others came when the run had ended
    for desk in (calm, shaken):
        held = current(Journal(journal_path(desk.outputs)).entries())
        assert len(held) >= VERDICTS
        placed = {
            (table, row["id"])
            for table in ("amounts", "places", "facts")
            for row in desk.rows(table)
            if any(map(row.get, ("verdict", "correction", "note")))
        }
        orphaned = {(row["table"], row["id"]) for row in desk.rows("orphaned")}
        assert set(held) <= placed | orphaned
        assert len(placed) > VERDICTS * 0.8
    fresh = subprocess.run([*calm.command(), "--fresh"], capture_output=True, text=True, check=False)
    before = shaken.tables()
    assert fresh.returncode == 0
    assert calm.tables() == before


def test_a_second_run_waits_and_says_so(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    with Store(desk.outputs) as other:
        assert other.try_lock(0)
        second = subprocess.Popen(desk.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        assert not (desk.outputs / "facts.csv").exists()
    told, _ = second.communicate(timeout=300)
    assert second.returncode == 0, told
    assert len(desk.rows("documents")) == ARTICLES


@pytest.mark.skipif(sys.platform == "win32", reason="no Ctrl-C can be sent there")
def test_ctrl_c_leaves_whole_files_and_a_run_that_can_go_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "desk")
    desk.run()
    before = desk.tables()
    for path in desk.corpus.iterdir():
        path.write_text(path.read_text(encoding="utf-8") + "伊宁县投资5亿元。\n", encoding="utf-8")
    stopped = subprocess.Popen(
        desk.command(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )  # fmt: skip
    time.sleep(2.5)
    os.killpg(stopped.pid, signal.SIGINT)  # as a terminal does it: the run and its workers
    told = "".join(stopped.communicate(timeout=300))
    assert "Traceback" not in told
    if stopped.returncode:  # else it was done before
        assert stopped.returncode == 130, told
        assert "stopped" in told
        assert desk.tables() == before
    assert not list(desk.outputs.glob(".writing-*"))
    desk.run()
    ended = desk.tables()
    subprocess.run([*desk.command(), "--fresh"], capture_output=True, check=True)
    assert desk.tables() == ended != before
