"""CSV files: their bytes, their cells, their ids, and that they are whole or not there."""

from __future__ import annotations

import csv
import errno
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from helpers import MakeFolder
from pipeline import Pipeline, frames, run_corpus
from pipeline.model import Count, Document, Extraction, Span
from pipeline.readers import Metadata, read_document
from pipeline.writers.article_rows import parsed
from pipeline.writers.csv_files import TableFolder, csv_text
from pipeline.writers.rows import COLUMNS, KINDS, TABLES, all_rows, cell, document_row, plain, readable

TEXT = "总投资26.17亿元，带动1500多户。2023年8月，江苏省南通市开工。"


def read(table: Path) -> list[dict[str, str]]:
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# -- bytes and cells


def test_bytes(corpus: MakeFolder, tmp_path: Path) -> None:
    folder = corpus({"a.txt": f"他说：“好”。\r\n{TEXT}\r\n", "bad.txt": b""})
    outputs = run_corpus(folder, tmp_path / "out", workers=1).outputs
    assert sorted(path.name for path in outputs.glob("*.csv")) == sorted(f"{table}.csv" for table in TABLES)
    for table, columns in ((table, COLUMNS[table]) for table in TABLES):
        data = (outputs / f"{table}.csv").read_bytes()
        assert data.startswith(b"\xef\xbb\xbf" + ",".join(columns).encode() + b"\n")
        assert data.endswith(b"\n")
        assert b"\r" not in data
        assert not data.startswith(b"\xef\xbb\xbf" * 2)


def test_a_run_without_mentions_writes_headers(corpus: MakeFolder, tmp_path: Path) -> None:
    outputs = run_corpus(corpus({"a.txt": "会议开始。"}), tmp_path / "out", workers=1).outputs
    for kind in KINDS:
        assert (outputs / f"{kind}.csv").read_text(encoding="utf-8-sig") == ",".join(COLUMNS[kind]) + "\n"


def test_quoting() -> None:
    row = {"a": 'say "x", y', "b": "two\nlines", "c": "plain"}
    assert csv_text([row], ("a", "b", "c"), header=True) == 'a,b,c\n"say ""x"", y","two\nlines",plain\n'


def test_long_cells_come_back() -> None:
    row = {**dict.fromkeys(COLUMNS["projects"], ""), "facts": " ".join(["a0123456789abcdef"] * 10_000)}
    csv.field_size_limit(128 * 1024)
    assert parsed(csv_text([row], COLUMNS["projects"]), "projects") == [row]


@pytest.mark.parametrize("text", ["=1+1", "+86", "-cmd", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"


def test_a_negative_number_stays_readable() -> None:
    assert cell("-5℃") == "\N{MINUS SIGN}5℃"


def test_formulas_in_an_article(corpus: MakeFolder, tmp_path: Path) -> None:
    table = 'doc,published,title,source,author\n=a.txt,,"=HYPERLINK(""x"")",@b,+c\n'
    folder = corpus({"=a.txt": "-5℃的天气，\n=SUM(A1)共3万元。\n+3%的增长。", "metadata.csv": table})
    outputs = run_corpus(folder, tmp_path / "out", workers=1).outputs
    numbers = {"value", "low", "high", "value_si"}
    for path in outputs.glob("*.csv"):
        for row in read(path):
            for column, text in row.items():
                assert not text.startswith(("=", "+", "@", "\t", "\r")), (path.name, column)
                assert not text.startswith("-") or (column in numbers and Decimal(text) < 0), (path.name, column)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        *(("1.36E8", "136000000"), ("136000000.00", "136000000"), ("0.10", "0.1"), ("1E-7", "0.0000001"), ("0", "0")),
        *(("-0.0", "0"), ("-3.20", "-3.2"), ("100", "100"), ("12345678901234567890.5", "12345678901234567890.5")),
    ],
)
def test_plain_decimals(number: str, written: str) -> None:
    assert plain(Decimal(number)) == written
    assert plain(None) == ""


def test_readable() -> None:
    assert readable("江苏援伊工作\r\n\r\n　　组联合 共 30 家") == "江苏援伊工作组联合 共 30 家"


# -- rows


def test_rows_follow_doc_and_start(corpus: MakeFolder, tmp_path: Path) -> None:
    folder = corpus(dict.fromkeys(("b.txt", "a/z.txt", "a.txt", "甲.txt", "B.txt"), TEXT * 2))
    outputs = run_corpus(folder, tmp_path / "out", workers=2).outputs
    docs = [row["doc"] for row in read(outputs / "documents.csv")]
    assert docs == sorted(docs)
    for kind in KINDS:
        places = [(row["doc"], int(row["start"])) for row in read(outputs / f"{kind}.csv")]
        assert places == sorted(places)


def test_document_row(pipeline: Pipeline, corpus: MakeFolder) -> None:
    folder = corpus({"a.txt": TEXT, "bad.txt": b""})
    given = Metadata(published="2023-09-01", title="题目", source="某报", author="周敏")
    row = document_row(pipeline.extract_document(read_document(folder, "a.txt", given)))
    assert list(row) == list(COLUMNS["documents"])
    assert (row["title"], row["published"], row["published_from"]) == ("题目", "2023-09-01", "metadata")
    assert row["chars"] == str(len(TEXT))
    assert (row["amounts"], row["counts"], row["dates"], row["places"], row["facts"]) == ("1", "1", "1", "2", "2")
    failed = document_row(Extraction(document=read_document(folder, "bad.txt", None)))
    assert (failed["doc"], failed["status"], failed["chars"], failed["amounts"]) == ("bad.txt", "error", "", "")
    assert failed["error"]


def test_sentence_of_a_mention(pipeline: Pipeline) -> None:
    sentence = "他说，企业自去年落户以来一直在扩大规模，新车间和配套仓库全部建成以后，总共投资3亿元。"
    (row,) = all_rows(pipeline.extract(f"第一句。{sentence[:-4]}\n{sentence[-4:]}第三句。"))["amounts"]
    assert row["sentence"] == sentence


def test_frames(pipeline: Pipeline) -> None:
    extraction = pipeline.extract(TEXT, "2024-01-30", doc="a.txt")
    tables = frames([extraction, extraction])
    wanted = {name: columns for name, columns in COLUMNS.items() if name in ("documents", *KINDS, "facts")}
    assert {name: tuple(frame.columns) for name, frame in tables.items()} == wanted
    assert list(tables["amounts"]["value"]) == [Decimal("2617000000")] * 2
    assert list(tables["counts"]["high"]) == [None, None]
    assert tables["places"]["adcode"][0] == "320000"
    assert tables["dates"]["start"].dtype == "int64"
    empty = frames([])
    assert {name: len(frame) for name, frame in empty.items()} == dict.fromkeys(wanted, 0)


def test_negative_numbers(pipeline: Pipeline) -> None:
    document = Document(doc="a.txt", text="-5℃")
    cold: dict[str, Any] = dict.fromkeys(("value", "low", "high"), Decimal(-5))
    count = Count(span=Span(0, 3), surface="-5℃", rule="test", bound="exact", unit="℃", dimension="temperature", **cold)
    extraction = Extraction(document=document, counts=(count,), sentences=(Span(0, 3),))
    (row,) = all_rows(extraction)["counts"]
    assert (row["text"], row["value"]) == ("\N{MINUS SIGN}5℃", "-5")
    (row,) = all_rows(extraction, guarded=False)["counts"]
    assert row["text"] == "-5℃"


# -- ids


def ids(pipeline: Pipeline, text: str, doc: str = "a.txt") -> list[str]:
    extraction = pipeline.extract(text, "2024-01-30", doc=doc)
    return [row["id"] for kind in KINDS for row in all_rows(extraction)[kind]]


def test_ids_stay_when_other_sentences_change(pipeline: Pipeline) -> None:
    sentence = "今年总投资26.17亿元，带动1500多户。"
    before = ids(pipeline, f"开头的一句。{sentence}结尾。")
    assert len(before) == 3
    assert ids(pipeline, f"换了一个很不一样的开头，还更长。\n\n{sentence}结尾没有了。") == before
    assert ids(pipeline, sentence) == before


def test_ids_stay_when_other_files_come(corpus: MakeFolder, tmp_path: Path) -> None:
    alone = read(run_corpus(corpus({"b.txt": TEXT}), tmp_path / "1", workers=1).outputs / "counts.csv")
    both = read(run_corpus(corpus({"a.txt": TEXT + TEXT}), tmp_path / "2", workers=1).outputs / "counts.csv")
    assert [row for row in both if row["doc"] == "b.txt"] == alone


def test_ids_differ(pipeline: Pipeline) -> None:
    """Equal mentions of one sentence, equal sentences of one article, equal articles of one corpus."""
    text = "投资3亿元和3亿元。投资3亿元和3亿元。"
    found = ids(pipeline, text) + ids(pipeline, text, "b.txt")
    assert len(set(found)) == len(found) == 8


# -- whole or not there


def test_what_was_there_stays_when_a_run_breaks(corpus: MakeFolder, tmp_path: Path) -> None:
    folder, outputs = corpus({"a.txt": TEXT, "b.txt": TEXT}), tmp_path / "out"
    before = snapshot(run_corpus(folder, outputs, workers=1).outputs)
    (folder / "a.txt").write_text("共5万元。", encoding="utf-8")

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_corpus(folder, outputs, workers=1, progress=interrupt)
    assert snapshot(outputs) == before


def test_what_was_there_stays_when_the_disk_is_full(corpus: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, outputs = corpus({"a.txt": TEXT}), tmp_path / "out"
    before = snapshot(run_corpus(folder, outputs, workers=1).outputs)
    (folder / "a.txt").write_text("共5万元。", encoding="utf-8")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        run_corpus(folder, outputs, workers=1)
    assert snapshot(outputs) == before


def test_nothing_is_left_when_tables_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(OSError, match="No space"), TableFolder(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_other_files_stay(corpus: MakeFolder, tmp_path: Path) -> None:
    outputs = tmp_path / "out"
    outputs.mkdir()
    (outputs / "README.md").write_text("mine")
    run_corpus(corpus({"a.txt": TEXT}), outputs, workers=1)
    assert (outputs / "README.md").read_text() == "mine"
    assert not [path.name for path in outputs.iterdir() if path.name.startswith(".writing")]


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
