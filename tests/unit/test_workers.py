"""Workers that die: their article gets another chance, then a row that says so; the run goes on."""

from __future__ import annotations

import csv
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from helpers import MakeFolder
from pipeline import Pipeline, RunReport, run_corpus, workers
from pipeline.model import Document, Extraction
from pipeline.readers import read_document

DEADLY = "b.txt"
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no process can be killed so there")
TEXTS = {f"{name}.txt": f"伊宁县投资{number}亿元。" for number, name in enumerate("abcdefghijklmnopqrstuvwxyz", 1)}


class Deadly:
    """Reads an article, but kills its process at `b.txt` as long as `lives` files are left to take."""

    def __init__(self, folder: Path, deaths: int) -> None:
        self.lives = [folder / str(number) for number in range(deaths)]
        for life in self.lives:
            life.touch()

    def __call__(self, corpus: Path, doc: str, *arguments: Any) -> Any:
        if doc == DEADLY:
            for life in self.lives:
                if life.exists():
                    life.unlink()
                    os.kill(os.getpid(), signal.SIGKILL)
        return read_document(corpus, doc, *arguments)


@pytest.fixture
def folder(corpus: MakeFolder) -> Path:
    return corpus(TEXTS)


def run(folder: Path, outputs: Path) -> RunReport:
    return run_corpus(folder, outputs, workers=2, ner="off")


def documents(outputs: Path) -> dict[str, dict[str, str]]:
    with (outputs / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["doc"]: row for row in csv.DictReader(file)}


def test_a_worker_that_dies_once_costs_nothing(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calm, shaken = tmp_path / "calm", tmp_path / "shaken"
    run(folder, calm)
    deadly = Deadly(tmp_path, 1)
    monkeypatch.setattr(workers, "read_document", deadly)
    assert run(folder, shaken).errors == ()
    assert not deadly.lives[0].exists()
    assert all((shaken / path.name).read_bytes() == path.read_bytes() for path in calm.glob("*.csv"))


def test_an_article_that_kills_again_gets_an_error_row(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outputs = tmp_path / "out"
    monkeypatch.setattr(workers, "read_document", Deadly(tmp_path, 2))
    report = run(folder, outputs)
    assert [doc for doc, _ in report.errors] == [DEADLY]
    rows = documents(outputs)
    assert list(rows) == sorted(TEXTS)
    assert {row["status"] for doc, row in rows.items() if doc != DEADLY} == {"ok"}
    assert "killed" in rows[DEADLY]["error"]

    again = run(folder, outputs)  # there is memory now
    assert not again.unchanged
    assert again.extracted == 1
    assert again.errors == ()
    assert run(folder, outputs).unchanged


def test_a_program_error_is_the_row_of_its_article(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    extract = Pipeline.extract_document

    def fails(pipeline: Pipeline, document: Document) -> Extraction:
        if document.doc == DEADLY:
            raise ValueError("no such day")
        return extract(pipeline, document)

    monkeypatch.setattr(Pipeline, "extract_document", fails)
    report = run_corpus(folder, tmp_path / "out", workers=1, ner="off")
    assert report.errors == ((DEADLY, "the program failed on it: ValueError: no such day"),)
    assert list(documents(tmp_path / "out")) == sorted(TEXTS)


@pytest.mark.skipif(os.name == "nt", reason="no such signals there")
def test_ctrl_c_waits_for_what_must_not_be_cut() -> None:
    done = False
    with pytest.raises(KeyboardInterrupt), workers.undisturbed():
        signal.raise_signal(signal.SIGINT)
        done = True
    assert done
    with workers.undisturbed(drop=True):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
