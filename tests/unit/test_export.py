"""What goes out of a run: every format holds what the tables hold, whole, typed, and the same bytes each time."""

from __future__ import annotations

import json
import re
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from small_run import Run, rows_of
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.exchange import xlsx
from pipeline.exchange.formats import FORMATS, export
from pipeline.readers import read_document
from pipeline.reviews.anchors import missed_id
from pipeline.reviews.journal import Journal, Review, journal_path
from pipeline.writers.columns import columns_of
from pipeline.writers.rows import COLUMNS, KINDS, TABLES

TRAP = "陷阱.txt"


def text_of(run: Run, doc: str) -> str:
    return read_document(run.corpus, doc, None).text


def utf16(text: str, start: int, end: int) -> str:
    """A slice in UTF-16 code units, as JavaScript cuts."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


# -- all formats


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_run_gives_the_same_bytes(run: Run, tmp_path: Path, name: str) -> None:
    one = export(run.outputs, name, corpus=run.corpus, path=tmp_path / "one" / "x.json")
    two = export(run.outputs, name, corpus=run.corpus, path=tmp_path / "two" / "x.json")
    assert [path.name for path in one.files] == [path.name for path in two.files]
    assert [path.read_bytes() for path in one.files] == [path.read_bytes() for path in two.files]


@pytest.mark.parametrize("name", FORMATS)
def test_an_export_that_fails_leaves_the_old_one(run: Run, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = {path: path.read_bytes() for path in export(run.outputs, name, corpus=run.corpus).files}
    around = sorted(run.outputs.parent.rglob("*"))

    def full(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        export(run.outputs, name, corpus=run.corpus)
    assert {path: path.read_bytes() for path in before} == before
    assert sorted(run.outputs.parent.rglob("*")) == around


@pytest.mark.parametrize("name", ["xlsx", "parquet", "jsonl"])
@pytest.mark.parametrize("saved", ["7.0E+06", "7,000,000", "７", "NaN", "7_0", "-", "7百万"])
def test_a_number_that_another_program_rewrote_is_named(run: Run, name: str, saved: str) -> None:
    replace(run.outputs / "amounts.csv", "700万元,7000000,", f'700万元,"{saved}",')
    with pytest.raises(UsageError, match=rf"amounts\.csv, row a[0-9a-f]{{16}}: value is '{re.escape(saved)}', not number"):
        export(run.outputs, name, corpus=run.corpus)


@pytest.mark.parametrize("saved", ["2023/11/1", "20231101", "2023-11-31", "45231"])
def test_a_day_that_another_program_rewrote_is_named(run: Run, saved: str) -> None:
    replace(run.outputs / "dates.csv", "2023-11-01", saved)
    with pytest.raises(UsageError, match=rf"start_date is '{saved}', not date"):
        export(run.outputs, "xlsx")


def test_a_table_in_another_encoding_is_named(run: Run) -> None:
    path = run.outputs / "facts.csv"
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))
    with pytest.raises(UsageError, match=r"facts\.csv is no longer UTF-8"):
        export(run.outputs, "xlsx")


def test_no_run_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run `shuzhai run` first"):
        export(tmp_path / "nothing", "jsonl")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_format_is_told(run: Run) -> None:
    with pytest.raises(UsageError, match="choose from xlsx, parquet, jsonl, doccano, labelstudio"):
        export(run.outputs, "docx")


def test_the_command_names_the_file_and_the_next_step(run: Run) -> None:
    result = CliRunner().invoke(app, ["export", str(run.outputs), "--to", "labelstudio", "--corpus", str(run.corpus)])
    assert result.exit_code == 0
    assert (run.outputs.parent / "outputs.labelstudio.json").exists()
    assert (run.outputs.parent / "outputs.labelstudio.xml").exists()


# -- workbooks


def test_a_workbook_holds_every_cell(run: Run) -> None:
    (path,) = export(run.outputs, "xlsx").files
    sheets = xlsx.read_sheets(path)
    for table in TABLES:
        expected = [{name: text.replace("\x07", "\ufffd") for name, text in row.items()} for row in rows_of(run, table)]
        assert sheets.get(table, []) == expected


def test_cells_of_a_workbook_are_typed(run: Run) -> None:
    (path,) = export(run.outputs, "xlsx").files
    workbook = load_workbook(path)
    types = {"integer": (int,), "number": (int, float), "date": (datetime,), "string": (str,)}
    for table in TABLES:
        columns = columns_of(table)
        for row in workbook[table].iter_rows(min_row=2):
            for cell, column in zip(row, columns, strict=True):
                assert cell.value is None or isinstance(cell.value, types[column.type]), (table, column.name, cell.value)
                assert cell.data_type != "f"


def test_numbers_that_excel_would_cut_stay_text(run: Run) -> None:
    replace(run.outputs / "amounts.csv", "700万元,7000000,7000000,", "700万元,1234567890123456,123456789012345.6,")
    replace(run.outputs / "amounts.csv", ",7000000,exact,CNY", ",123456789012345,exact,CNY")
    (path,) = export(run.outputs, "xlsx").files
    (row,) = (row for row in load_workbook(path)["amounts"].iter_rows(values_only=True) if row[4] == "700万元")
    assert row[5:8] == ("1234567890123456", "123456789012345.6", 123456789012345)


def test_days_before_excel_counts_right_stay_text(run: Run) -> None:
    replace(run.outputs / "dates.csv", "2023-11-01", "1900-02-28")
    (path,) = export(run.outputs, "xlsx").files
    found = {cell for row in load_workbook(path)["dates"].iter_rows(values_only=True) for cell in row}
    assert "1900-02-28" in found and datetime(2023, 11, 30) in found


def test_text_that_looks_like_a_formula_or_an_error_stays_text(run: Run) -> None:
    journal = Journal(journal_path(run.outputs))
    first, second = rows_of(run, "amounts")[:2]
    journal.append(
        [Review("amounts", first["id"], "wrong", "=1+1", "#N/A"), Review("amounts", second["id"], "wrong", "-5", "@x")]
    )
    (path,) = export(run.outputs, "xlsx").files
    sheet = load_workbook(path)["amounts"]
    cells = [cell for row in sheet.iter_rows(min_row=2, max_row=3) for cell in row[-3:]]
    assert [cell.value for cell in cells] == ["wrong", "'=1+1", "#N/A", "wrong", "−5", "'@x"]
    assert {cell.data_type for cell in cells} == {"s"}


def test_the_verdict_is_chosen_from_a_list(run: Run) -> None:
    (path,) = export(run.outputs, "xlsx").files
    workbook = load_workbook(path)
    for table in ("amounts", "counts", "dates", "places", "facts", "projects"):
        sheet = workbook[table]
        (verdicts,) = sheet.data_validations.dataValidation
        letter = sheet.cell(1, COLUMNS[table].index("verdict") + 1).column_letter
        assert verdicts.formula1 == '"ok,wrong"'
        assert str(verdicts.sqref) == f"{letter}2:{letter}{max(sheet.max_row, 2)}".replace(f"{letter}2:{letter}2", f"{letter}2")


def test_the_first_row_stays_in_sight_and_filters(run: Run) -> None:
    (path,) = export(run.outputs, "xlsx").files
    sheet = load_workbook(path)["facts"]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == sheet.dimensions


def test_a_workbook_says_nothing_of_when_it_was_made(run: Run) -> None:
    (path,) = export(run.outputs, "xlsx").files
    with ZipFile(path) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = archive.read("docProps/core.xml").decode()
    assert core.count("1980-01-01T00:00:00Z") == core.count("Z<") == 2


def test_a_cell_that_is_too_long_is_cut_and_told(run: Run) -> None:
    long = "长" * 40_000
    fact = rows_of(run, "facts")[0]
    Journal(journal_path(run.outputs)).append([Review("facts", fact["id"], "wrong", note=long)])
    written = export(run.outputs, "xlsx")
    (notice,) = written.notices
    assert fact["id"] in notice and "32,767" in notice
    (cell,) = (row["note"] for row in xlsx.read_sheets(written.files[0])["facts"] if row["note"])
    assert len(cell) == 32_767 and cell.endswith("[40,000 characters; the rest is in the CSV 其余见 CSV]")


def test_rows_beyond_a_sheet_go_on_the_next(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 11)
    written = export(run.outputs, "xlsx")
    counts = rows_of(run, "counts")
    assert len(counts) > 20
    workbook = load_workbook(written.files[0])
    assert {"counts", "counts 2", "counts 3"} <= set(workbook.sheetnames)
    assert workbook["counts 2"].max_row <= 11
    assert [row["id"] for row in xlsx.read_sheets(written.files[0])["counts"]] == [row["id"] for row in counts]
    assert any("counts 2" in notice for notice in written.notices)


def test_the_columns_are_explained_in_the_workbook(run: Run) -> None:
    (path,) = export(run.outputs, "xlsx").files
    told = {row[:2] for row in load_workbook(path)["columns"].iter_rows(min_row=2, values_only=True)}
    assert told == {(table, name) for table in TABLES for name in COLUMNS[table]}


# -- Parquet


def test_parquet_holds_every_cell_typed(run: Run) -> None:
    from pyarrow import parquet

    written = export(run.outputs, "parquet")
    assert {path.stem for path in written.files} == set(TABLES)
    for table in TABLES:
        told = parquet.read_table(run.outputs.parent / "outputs.parquet" / f"{table}.parquet")
        assert told.schema.names == list(COLUMNS[table])
        types = {"string": "string", "integer": "int64", "number": "decimal128(38, 12)", "date": "date32[day]"}
        assert [str(field.type) for field in told.schema] == [types[column.type] for column in columns_of(table)]
        for row, expected in zip(told.to_pylist(), rows_of(run, table), strict=True):
            for name, value in row.items():
                text = expected[name]
                if isinstance(value, (int, Decimal)):
                    assert value == Decimal(text)
                elif isinstance(value, date):
                    assert value.isoformat() == text
                else:
                    assert text in (value or "", f"'{value}")


def test_parquet_keeps_units_and_version(run: Run) -> None:
    from pyarrow import parquet

    from pipeline import __version__

    export(run.outputs, "parquet")
    schema = parquet.read_schema(run.outputs.parent / "outputs.parquet" / "amounts.parquet")
    assert schema.metadata[b"shuzhai"].decode() == __version__
    assert schema.field("value").metadata[b"unit"] == b"{currency}"
    assert schema.field("start").metadata[b"unit"] == b"characters"
    assert "金额" in schema.metadata[b"description"].decode()


def test_a_number_that_decimal_cannot_hold_is_left_empty_and_told(run: Run) -> None:
    from pyarrow import parquet

    most, beyond = "9" * 26 + "." + "9" * 12, "1" + "0" * 26
    replace(run.outputs / "amounts.csv", "700万元,7000000,7000000,", f"700万元,{beyond},{most},")
    written = export(run.outputs, "parquet")
    (notice,) = written.notices
    assert "value" in notice and beyond in notice
    rows = parquet.read_table(run.outputs.parent / "outputs.parquet" / "amounts.parquet").to_pylist()
    (row,) = (row for row in rows if row["text"] == "700万元")
    assert row["value"] is None and row["low"] == Decimal(most)


def test_parquet_without_its_library_says_what_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"pip install 'shuzhai\[parquet\]'"):
        export(run.outputs, "parquet")


# -- JSON Lines


def test_json_lines_hold_every_article_with_its_rows(run: Run) -> None:
    (path,) = export(run.outputs, "jsonl").files
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [article["doc"] for article in articles] == [row["doc"] for row in rows_of(run, "documents")]
    for table in (*KINDS, "facts"):
        told = [row for article in articles for row in article[table]]
        assert [row["id"] for row in told] == [row["id"] for row in rows_of(run, table)]


def test_json_mentions_lie_in_the_article(run: Run) -> None:
    (path,) = export(run.outputs, "jsonl").files
    for line in path.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        text = text_of(run, article["doc"])
        assert article["chars"] == len(text)
        for kind in KINDS:
            for row in article[kind]:
                assert "".join(text[row["start"] : row["end"]].split()) == "".join(row["text"].replace("−", "-").split())


def test_json_numbers_are_exact_and_empty_cells_null(run: Run) -> None:
    (path,) = export(run.outputs, "jsonl").files
    (trap,) = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if TRAP in line)
    by_text = {row["text"]: row for row in trap["amounts"]}
    assert by_text["700万元"]["value"] == "7000000"
    assert by_text["700万元"]["verdict"] is None


def test_tables_out_of_order_are_told(run: Run) -> None:
    path = run.outputs / "facts.csv"
    header, *lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([header, *reversed(lines)]), encoding="utf-8", newline="")
    with pytest.raises(UsageError, match="not in the order of documents"):
        export(run.outputs, "jsonl")


# -- tools in which people annotate text


def test_doccano_labels_lie_on_the_mentions(run: Run) -> None:
    (path,) = export(run.outputs, "doccano", corpus=run.corpus).files
    told = 0
    for line in path.read_text(encoding="utf-8").split("\n")[:-1]:
        record = json.loads(line)
        assert record["text"] == text_of(run, record["meta"]["doc"])
        assert len(record["label"]) == len(record["meta"]["mentions"])
        for (start, end, label), mention in zip(record["label"], record["meta"]["mentions"], strict=True):
            assert label == mention["label"] and mention["id"][0] == label[0]
            assert utf16(record["text"], start, end) == record["text"][mention["start"] : mention["end"]]
            told += 1
    assert told == sum(len(rows_of(run, kind)) for kind in KINDS)


def test_doccano_counts_code_units(run: Run) -> None:
    (path,) = export(run.outputs, "doccano", corpus=run.corpus).files
    (trap,) = (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1] if TRAP in line)
    index = next(i for i, mention in enumerate(trap["meta"]["mentions"]) if mention["text"] == "700万元")
    start, end, _ = trap["label"][index]
    assert trap["text"][start:end] != "700万元" == utf16(trap["text"], start, end)


def test_label_studio_regions_lie_on_the_mentions_and_fit_the_interface(run: Run) -> None:
    tasks_path, interface_path = export(run.outputs, "labelstudio", corpus=run.corpus).files
    interface = ElementTree.fromstring(interface_path.read_text(encoding="utf-8"))
    labels, text = interface.find("Labels"), interface.find("Text")
    assert labels is not None and text is not None
    assert labels.get("toName") == text.get("name")
    allowed = {label.get("value") for label in labels}
    tasks = json.loads(tasks_path.read_text(encoding="utf-8"))
    ids = []
    for task in tasks:
        whole = task["data"][(text.get("value") or "").removeprefix("$")]
        for region in task["predictions"][0]["result"]:
            value = region["value"]
            assert (region["from_name"], region["to_name"], region["type"]) == (labels.get("name"), text.get("name"), "labels")
            assert whole[value["start"] : value["end"]] == value["text"]
            assert set(value["labels"]) <= allowed
            ids.append(region["id"])
    assert sorted(ids) == sorted(row["id"] for kind in KINDS for row in rows_of(run, kind))


@pytest.mark.parametrize("name", ["doccano", "labelstudio"])
def test_an_article_that_changed_since_the_run_is_left_out_and_told(run: Run, name: str) -> None:
    (run.corpus / TRAP).write_text("别的文章", encoding="utf-8")
    (run.corpus / "10_外事访问与经贸.txt").unlink()
    written = export(run.outputs, name, corpus=run.corpus)
    assert written.counts["articles"] == 1
    assert len(written.notices) == 2 and TRAP in "".join(written.notices)


def test_markup_in_an_article_stays_text(run: Run) -> None:
    (path,) = export(run.outputs, "doccano", corpus=run.corpus).files
    assert "<script>alert(1)</script>" in json.loads(path.read_text(encoding="utf-8").split("\n")[-2])["text"]


# -- reviews


def test_exports_hold_the_newest_reviews(run: Run) -> None:
    amounts = rows_of(run, "amounts")
    refused, corrected = amounts[0], amounts[1]
    text = text_of(run, TRAP)
    start = text.index("伊宁县𠮷祥村")
    added = Review(
        "places",
        missed_id("places", TRAP, start, "伊宁县𠮷祥村"),
        "ok",
        doc=TRAP,
        start=start,
        end=start + 6,
        text="伊宁县𠮷祥村",
        missed=True,
    )
    journal = Journal(journal_path(run.outputs))
    journal.append([Review("amounts", refused["id"], "wrong"), Review("amounts", corrected["id"], "wrong", "1.3亿"), added])
    (path,) = export(run.outputs, "jsonl").files
    told = {row["id"]: row for line in path.read_text(encoding="utf-8").splitlines() for row in json.loads(line)["amounts"]}
    assert told[refused["id"]]["verdict"] == "wrong" and told[corrected["id"]]["correction"] == "1.3亿"
    (path,) = export(run.outputs, "doccano", corpus=run.corpus).files
    sent = {m["id"] for line in path.read_text(encoding="utf-8").split("\n")[:-1] for m in json.loads(line)["meta"]["mentions"]}
    assert refused["id"] not in sent and {corrected["id"], added.id} <= sent


def test_a_review_taken_back_is_gone_though_the_table_still_shows_it(run: Run) -> None:
    first = rows_of(run, "amounts")[0]
    replace(run.outputs / "amounts.csv", f"{first['check']},,,\n", f"{first['check']},ok,,\n")
    journal = Journal(journal_path(run.outputs))
    assert _verdict(run, first["id"]) == "ok"
    journal.append([Review("amounts", first["id"], "ok")])
    journal.append([Review("amounts", first["id"])])
    assert _verdict(run, first["id"]) is None


def _verdict(run: Run, key: str) -> str | None:
    (path,) = export(run.outputs, "jsonl").files
    rows = (row for line in path.read_text(encoding="utf-8").splitlines() for row in json.loads(line)["amounts"])
    (verdict,) = (row["verdict"] for row in rows if row["id"] == key)
    return verdict
