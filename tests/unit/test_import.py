"""What comes back from workbooks and annotation tools: every change becomes a review, nothing is guessed, twice adds nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from small_run import Run, rows_of
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.exchange.formats import export
from pipeline.exchange.imports import import_reviews
from pipeline.exchange.intake import Taken
from pipeline.exchange.marks import MarkError, from_units, mark_in, to_units
from pipeline.reviews.anchors import missed_id
from pipeline.reviews.journal import Journal, Review, current, journal_path
from pipeline.writers.rows import COLUMNS, KINDS

TRAP = "陷阱.txt"
Record = dict[str, Any]


def mention(run: Run, text: str, table: str = "amounts") -> dict[str, str]:
    (row,) = (row for row in rows_of(run, table) if row["text"] == text and row["doc"] == TRAP)
    return row


def said(run: Run) -> dict[tuple[str, str], Review]:
    return current(Journal(journal_path(run.outputs)).entries())


def everything(run: Run) -> int:
    return sum(len(rows_of(run, kind)) for kind in KINDS)


# -- doccano, as it answers: its own id is overlaid by ours, what it does not know stays, labels are sorted


def doccano(run: Run, change: Callable[[Record], object] = lambda record: None) -> Path:
    """The export, given to doccano and exported from it, after `change` of the article full of traps."""
    (path,) = export(run.outputs, "doccano", corpus=run.corpus).files
    lines = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n")[:-1], 1):
        told = json.loads(line)
        record = {"id": number, "text": told.pop("text"), "label": told.pop("label")} | told | {"Comments": []}
        record["label"].sort()
        if record["meta"]["doc"] == TRAP:
            change(record)
        lines.append(json.dumps(record, ensure_ascii=False) + "\n")
    back = run.outputs.parent / "all.jsonl"
    back.write_text("".join(lines), encoding="utf-8")
    return back


def take(run: Run, path: Path, **options: Any) -> Taken:
    return import_reviews(path, run.outputs, corpus=run.corpus, **options)


def span(record: Record, text: str, label: str) -> list[Any]:
    """A label as a person draws it in a browser: in UTF-16 code units."""
    start = len(record["text"][: record["text"].index(text)].encode("utf-16-le")) // 2
    return [start, start + len(text.encode("utf-16-le")) // 2, label]


def test_articles_approved_as_they_are_are_right(run: Run) -> None:
    taken = take(run, doccano(run), approved=True, reviewer="李")
    assert taken.counts() == {"ok": everything(run)} and taken.notices == []
    rows = {(kind, row["id"]): row for kind in KINDS for row in rows_of(run, kind)}
    for review in taken.reviews:
        assert (review.verdict, review.by) == ("ok", "李")
        assert review.read["text"] == rows[review.key]["text"] and int(review.read["start"]) == review.start
    assert {(key, review.via) for key, review in said(run).items()} == {(key, "doccano") for key in rows}


def test_articles_that_nobody_approved_say_nothing(run: Run) -> None:
    assert take(run, doccano(run)).reviews == []
    assert not journal_path(run.outputs).exists()


def test_old_versions_name_the_approver(run: Run) -> None:
    taken = take(run, doccano(run, lambda record: record.update(annotation_approver="admin")))
    assert set(taken.counts()) == {"ok"}
    assert {(review.doc, review.by) for review in taken.reviews} == {(TRAP, "admin")}


def test_a_label_taken_away_is_wrong(run: Run) -> None:
    def change(record: Record) -> None:
        record["label"].remove(span(record, "700万元", "amount"))

    (review,) = take(run, doccano(run, change)).reviews
    row = mention(run, "700万元")
    assert (review.table, review.id, review.verdict, review.missed) == ("amounts", row["id"], "wrong", False)
    assert (str(review.start), str(review.end), review.sentence) == (row["start"], row["end"], row["sentence"])
    assert review.before.endswith("伊宁县𠮷祥村投入") and review.after.startswith("，带动1500多户")


def test_a_label_moved_is_wrong_there_and_missed_here(run: Run) -> None:
    def change(record: Record) -> None:
        record["label"].remove(span(record, "700万元", "amount"))
        record["label"].append(span(record, "投入700万元", "amount"))

    taken = take(run, doccano(run, change))
    wrong, missed = taken.reviews
    text = (run.corpus / TRAP).read_bytes().decode()
    assert (wrong.verdict, wrong.id) == ("wrong", mention(run, "700万元")["id"])
    assert (missed.missed, missed.verdict, missed.table, missed.text) == (True, "ok", "amounts", "投入700万元")
    assert text[missed.start : missed.end] == "投入700万元"
    assert missed.id == missed_id("amounts", TRAP, missed.start, "投入700万元")
    assert missed.sentence.startswith("😀伊宁县𠮷祥村投入700万元") and missed.sentence.endswith("。")


def test_another_label_is_wrong_and_missed(run: Run) -> None:
    def change(record: Record) -> None:
        next(label for label in record["label"] if label == span(record, "1500多户", "count"))[2] = "amount"

    wrong, missed = take(run, doccano(run, change)).reviews
    assert (wrong.table, wrong.verdict, missed.table, missed.missed) == ("counts", "wrong", "amounts", True)
    assert (wrong.start, wrong.end) == (missed.start, missed.end)


def test_blanks_around_a_label_do_not_matter(run: Run) -> None:
    def change(record: Record) -> None:
        text = record["text"]
        for label in record["label"]:
            if text.encode("utf-16-le")[2 * label[1] :].startswith("。\r\n".encode("utf-16-le")):
                label[1] += 1
        record["label"].append(span(record, "\r\n\r\n😀伊宁县𠮷祥村", "place"))

    taken = take(run, doccano(run, change), dry_run=True)
    (added,) = (review for review in taken.reviews if review.table == "places" and review.missed)
    assert added.text == "😀伊宁县𠮷祥村"


@pytest.mark.parametrize("approved", [False, True])
def test_the_same_file_twice_adds_nothing(run: Run, approved: bool) -> None:
    def change(record: Record) -> None:
        record["label"].remove(span(record, "700万元", "amount"))
        record["label"].append(span(record, "𠮷祥村", "place"))

    path = doccano(run, change)
    assert len(take(run, path, approved=approved).reviews) >= 2
    before = journal_path(run.outputs).read_bytes()
    assert take(run, path, approved=approved).reviews == []
    assert journal_path(run.outputs).read_bytes() == before


def test_what_was_added_and_taken_away_again_is_taken_back(run: Run) -> None:
    take(run, doccano(run, lambda record: record["label"].append(span(record, "𠮷祥村", "place"))))
    ((key, added),) = said(run).items()
    assert added.missed

    def change(record: Record) -> None:
        record["label"].remove(span(record, "𠮷祥村", "place"))

    taken = take(run, doccano(run, change))
    assert taken.counts() == {"taken back": 1} and taken.reviews[0].key == key
    assert said(run) == {}


def test_what_the_journal_calls_wrong_since_stays_wrong(run: Run) -> None:
    path = doccano(run)
    row = mention(run, "700万元")
    Journal(journal_path(run.outputs)).append([Review("amounts", row["id"], "wrong", doc=TRAP)])
    taken = take(run, path, approved=True)
    assert said(run)["amounts", row["id"]].verdict == "wrong"
    assert any("the journal calls them wrong" in notice for notice in taken.notices)


def test_a_value_corrected_before_is_not_touched(run: Run) -> None:
    row = mention(run, "700万元")
    Journal(journal_path(run.outputs)).append([Review("amounts", row["id"], "wrong", "701万元", doc=TRAP)])
    take(run, doccano(run), approved=True)
    assert said(run)["amounts", row["id"]].says == ("wrong", "701万元", "")


def test_a_note_is_kept_beside_the_verdict(run: Run) -> None:
    row = mention(run, "700万元")
    Journal(journal_path(run.outputs)).append([Review("amounts", row["id"], note="看一下", doc=TRAP)])
    take(run, doccano(run), approved=True)
    assert said(run)["amounts", row["id"]].says == ("ok", "", "看一下")


def test_a_label_inside_one_that_stands_is_not_judged(run: Run) -> None:
    """doccano drops overlapping labels where a project does not allow them."""
    place = span({"text": (run.corpus / TRAP).read_bytes().decode()}, "伊宁县𠮷祥村投入", "place")
    take(run, doccano(run, lambda record: record["label"].append(place)))
    before = said(run)

    def drop(record: Record) -> None:
        record["label"].remove(place)

    taken = take(run, doccano(run, drop))
    assert taken.reviews == [] and said(run) == before
    assert any("overlap a mark that stands" in notice for notice in taken.notices)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda record: record.update(text=record["text"] + "。"), "the text is not that of the article"),
        (lambda record: record["meta"].update(doc="../../etc/passwd"), "the run has no such article"),
        (lambda record: record["label"].clear(), "nobody confirmed the article"),
        (lambda record: record["label"].append([1, 10**6, "amount"]), "is no place in the text"),
        (lambda record: record["label"].append([5, 5, "amount"]), "is no part of the text"),
        (lambda record: record["label"].append(["x", 5, "amount"]), "a label is none"),
        (lambda record: record["label"].append([1.5, 5, "amount"]), "a label is none"),
        (lambda record: record["label"].append([float("inf"), 5, "amount"]), "a label is none"),
        (lambda record: record["label"].append([1, 5]), "a label is none"),
        (lambda record: record.update(meta={}), "`meta` does not name the article"),
        (lambda record: record["meta"].update(mentions="none"), "is damaged"),
        (lambda record: record.pop("label"), "no labels"),
        (lambda record: record.pop("text"), "no article"),
    ],
)
def test_an_article_that_does_not_agree_is_told_and_left_alone(run: Run, change: Callable[[Record], object], reason: str) -> None:
    taken = take(run, doccano(run, change), approved=reason != "nobody confirmed the article")
    (notice,) = taken.notices
    assert notice.startswith("line 3: ") and reason in notice
    assert TRAP not in {review.doc for review in taken.reviews}
    assert taken.pieces == 2


def test_bad_lines_are_named_and_the_rest_is_done(run: Run) -> None:
    path = doccano(run)
    first, second, third = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(
        b"\xef\xbb\xbf" + first + b"{broken\n" + b"\n" + b'{"text": "\xff"}\n' + b"[1]\n" + b"[" * 10**5 + b"\n" + second + third
    )
    taken = take(run, path, approved=True, origin="doccano")
    assert [notice.split(":")[0] for notice in taken.notices] == ["line 2", "line 4", "line 5", "line 6"]
    assert taken.counts() == {"ok": everything(run)}


def test_an_article_that_changed_since_the_run_is_left_alone(run: Run) -> None:
    path = doccano(run)
    (run.corpus / TRAP).write_text("别的文章", encoding="utf-8")
    taken = take(run, path, approved=True)
    assert "run again, then import" in taken.notices[0] and taken.pieces == 2


def test_labels_of_other_kinds_are_passed_over_and_told(run: Run) -> None:
    taken = take(run, doccano(run, lambda record: record["label"].append([0, 3, "机构"])))
    assert taken.reviews == [] and "机构" in taken.notices[0]


def test_two_versions_of_one_article_are_left_alone(run: Run) -> None:
    path = doccano(run)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    other = json.loads(lines[2])
    other["label"].pop()
    path.write_text("".join([*lines, lines[0], json.dumps(other, ensure_ascii=False) + "\n"]), encoding="utf-8")
    taken = take(run, path, approved=True)
    assert taken.notices == [
        f"line 3, line 4: {TRAP} is in the file 2 times with different marks; left alone 标注不一致，未导入"
    ] or (len(taken.notices) == 1 and "line 3, line 5" in taken.notices[0])
    assert TRAP not in {review.doc for review in taken.reviews} and taken.pieces == 2


def test_a_project_with_relations_answers_with_objects(run: Run) -> None:
    def change(record: Record) -> None:
        record["label"].remove(span(record, "700万元", "amount"))
        record["entities"] = [
            {"id": 9, "label": label, "start_offset": start, "end_offset": end} for start, end, label in record.pop("label")
        ]
        record.update(relations=[], label=[])
        del record["label"]

    path = run.outputs.parent / "relations.jsonl"
    lines = []
    for line in doccano(run).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        record["label"].sort()
        if record["meta"]["doc"] == TRAP:
            change(record)
        lines.append(json.dumps(record, ensure_ascii=False))
    path.write_text("\n".join(lines), encoding="utf-8")
    assert take(run, path).counts() == {"wrong": 1}


# -- Label Studio


def labelstudio(run: Run, change: Callable[[Record, list[Record]], object] = lambda task, result: None) -> Path:
    """The tasks after a person opened and submitted each; `change(task, result)` works on the article full of traps."""
    path, _ = export(run.outputs, "labelstudio", corpus=run.corpus).files
    tasks = json.loads(path.read_text(encoding="utf-8"))
    for number, task in enumerate(tasks, 1):
        result = json.loads(json.dumps(task["predictions"][0]["result"]))
        task |= {"id": number, "predictions": [], "annotations": [{"id": number, "completed_by": 1, "was_cancelled": False, "ground_truth": False, "result": result}]}  # fmt: skip
        if task["data"]["shuzhai"]["doc"] == TRAP:
            change(task, result)
    back = run.outputs.parent / "project-1.json"
    back.write_text(json.dumps(tasks, ensure_ascii=False), encoding="utf-8")
    return back


def region(task: Record, text: str, label: str) -> Record:
    start = task["data"]["text"].index(text)
    value = {"start": start, "end": start + len(text), "text": text, "labels": [label]}
    return {"id": "Dx_aB91ISN", "from_name": "label", "to_name": "text", "type": "labels", "origin": "manual", "value": value}


def dropped(result: list[Record], text: str) -> None:
    (found,) = (told for told in result if told["value"]["text"] == text)
    result.remove(found)


def test_submitted_tasks_are_right(run: Run) -> None:
    taken = take(run, labelstudio(run))
    assert taken.counts() == {"ok": everything(run)} and taken.notices == []
    assert {review.via for review in said(run).values()} == {"labelstudio"}


def test_regions_taken_away_and_added(run: Run) -> None:
    def change(task: Record, result: list[Record]) -> None:
        dropped(result, "700万元")
        result.append(region(task, "投入700万元", "amount"))
        task["annotations"][0]["completed_by"] = {"id": 1, "email": "li@example.org"}

    path = labelstudio(run, change)
    taken = take(run, path)
    assert taken.counts()["wrong"] == taken.counts()["missed"] == 1
    (missed,) = (review for review in taken.reviews if review.missed)
    assert (missed.text, missed.by) == ("投入700万元", "li@example.org")
    assert take(run, path).reviews == []


def test_skipped_and_untouched_tasks_say_nothing(run: Run) -> None:
    def change(task: Record, result: list[Record]) -> None:
        result.clear()
        task["annotations"][0]["was_cancelled"] = True

    taken = take(run, labelstudio(run, change))
    assert TRAP not in {review.doc for review in taken.reviews} and taken.pieces == 2 and taken.notices == []
    assert take(run, labelstudio(run, lambda task, result: task["annotations"].clear()), dry_run=True).pieces == 2


def test_annotations_that_differ_wait_for_the_ground_truth(run: Run) -> None:
    def differing(task: Record, result: list[Record]) -> None:
        task["annotations"].append({"id": 7, "result": [*result, region(task, "𠮷祥村", "place")], "was_cancelled": False})

    def settled(task: Record, result: list[Record]) -> None:
        differing(task, result)
        task["annotations"][1]["ground_truth"] = True

    taken = take(run, labelstudio(run, differing), dry_run=True)
    assert taken.notices == ["task 3: 2 annotations differ; mark one of them as ground truth"] and taken.pieces == 2
    (missed,) = (review for review in take(run, labelstudio(run, settled)).reviews if review.missed)
    assert missed.text == "𠮷祥村"


def test_offsets_in_code_units_are_recognised_by_their_texts(run: Run) -> None:
    def change(task: Record, result: list[Record]) -> None:
        units = to_units(task["data"]["text"])
        for told in result:
            told["value"].update(start=units[told["value"]["start"]], end=units[told["value"]["end"]])

    taken = take(run, labelstudio(run, change))
    assert taken.counts() == {"ok": everything(run)} and taken.notices == []


def test_spans_away_from_their_texts_are_left_alone(run: Run) -> None:
    def change(task: Record, result: list[Record]) -> None:
        for told in result:
            told["value"].update(start=told["value"]["start"] + 3, end=told["value"]["end"] + 3)

    taken = take(run, labelstudio(run, change))
    assert taken.notices == ["task 3: the spans do not lie where their texts are"]
    assert TRAP not in {review.doc for review in taken.reviews}


@pytest.mark.parametrize("text", ["{", '{"data": {}}', '"x"'])
def test_what_is_no_list_of_tasks_is_told(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="in the format JSON"):
        take(run, tmp_path / "x.json", origin="labelstudio")


@pytest.mark.parametrize("task", [1, {}, {"data": {"text": "x"}}, {"text": "x", "label": []}])
def test_a_task_that_is_none_is_named(run: Run, tmp_path: Path, task: object) -> None:
    (tmp_path / "x.json").write_text(json.dumps([task]), encoding="utf-8")
    taken = take(run, tmp_path / "x.json")
    assert taken.reviews == [] and taken.notices[0].startswith("task 1: ")


# -- workbooks


def workbook(run: Run) -> Path:
    (path,) = export(run.outputs, "xlsx").files
    return path


def write(path: Path, table: str, key: str, number_format: str = "", **cells: object) -> None:
    """Cells of a row, as a person fills them in."""
    book = load_workbook(path)
    row = next(row for row in book[table].iter_rows(min_row=2) if row[0].value == key)
    for name, value in cells.items():
        cell = row[COLUMNS[table].index(name)]
        cell.value = value
        if number_format:
            cell.number_format = number_format
    book.save(path)


def test_an_untouched_workbook_says_nothing(run: Run) -> None:
    taken = take(run, workbook(run))
    assert taken.reviews == [] and taken.notices == []


def test_verdicts_of_a_workbook_come_back(run: Run) -> None:
    path, row, fact = workbook(run), mention(run, "700万元"), rows_of(run, "facts")[0]
    write(path, "amounts", row["id"], verdict="Wrong", correction="701万元", note="看")
    write(path, "facts", fact["id"], verdict="ok")
    taken = take(run, path, reviewer="李")
    assert taken.counts() == {"wrong": 1, "ok": 1} and taken.notices == []
    review = said(run)["amounts", row["id"]]
    assert (*review.says, review.by, review.via) == ("wrong", "701万元", "看", "李", "xlsx")
    assert (review.doc, str(review.start), review.text) == (TRAP, row["start"], "700万元")
    assert review.read == {name: text for name, text in row.items() if text}
    assert take(run, path).reviews == []


@pytest.mark.parametrize(
    ("typed", "number_format", "correction"),
    [
        (130000000, "General", "130000000"),
        (1.3e8, "0.00E+00", "130000000"),
        (0.1, "General", "0.1"),
        (0.125, "0.0%", "12.5%"),
        (date(2024, 6, 21), "yyyy-mm-dd", "2024-06-21"),
        (date(2024, 6, 21), "[$-804]d/m/yy", "2024-06-21"),
        (date(2024, 6, 1), "mmm-yy", "2024-06"),
        (date(2024, 6, 1), 'yyyy"day"mm', "2024-06"),
    ],
)
def test_a_correction_that_a_spreadsheet_reformats_is_read_as_shown(
    run: Run, typed: object, number_format: str, correction: str
) -> None:
    path, row = workbook(run), mention(run, "700万元")
    write(path, "amounts", row["id"], number_format, correction=typed)
    (review,) = take(run, path).reviews
    assert review.correction == correction


def test_a_review_taken_out_of_the_workbook_is_taken_back(run: Run) -> None:
    row = mention(run, "700万元")
    Journal(journal_path(run.outputs)).append([Review("amounts", row["id"], "wrong", note="?", doc=TRAP)])
    path = workbook(run)
    write(path, "amounts", row["id"], verdict=None, note=None)
    assert take(run, path).counts() == {"taken back": 1}
    assert said(run) == {}


def test_an_old_workbook_takes_nothing_back_that_was_said_since(run: Run) -> None:
    one, other = mention(run, "700万元"), mention(run, "1500多户", "counts")
    journal = Journal(journal_path(run.outputs))
    journal.append([Review("amounts", one["id"], "ok", doc=TRAP)])
    path = workbook(run)
    journal.append([Review("amounts", one["id"], "wrong", doc=TRAP), Review("counts", other["id"], "ok", doc=TRAP)])
    assert take(run, path).reviews == []
    assert said(run)["amounts", one["id"]].verdict == "wrong"


def test_a_note_in_an_old_workbook_leaves_the_newer_verdict(run: Run) -> None:
    row = mention(run, "700万元")
    journal = Journal(journal_path(run.outputs))
    journal.append([Review("amounts", row["id"], "ok", doc=TRAP)])
    path = workbook(run)
    journal.append([Review("amounts", row["id"], "wrong", "701万元", doc=TRAP)])
    write(path, "amounts", row["id"], note="再看")
    take(run, path)
    assert said(run)["amounts", row["id"]].says == ("wrong", "701万元", "再看")


def test_rows_that_the_run_does_not_have_are_told(run: Run) -> None:
    path = workbook(run)
    book = load_workbook(path)
    book["amounts"].append(["a" + "0" * 16, TRAP, 1, 2, "x", *[None] * 9, "wrong"])
    book["amounts"].append([None, TRAP, None, None, "𠮷祥村"])
    book.save(path)
    last = book["amounts"].max_row
    taken = take(run, path)
    assert taken.reviews == []
    assert f"amounts, row {last - 1}: the run has no row a0000000000000000" in "".join(taken.notices)
    assert f"amounts, row {last}: no id" in "".join(taken.notices)
    with pytest.raises(UsageError, match="holds 2 reviews that were not imported"):
        export(run.outputs, "xlsx")


def test_a_verdict_that_is_none_is_told(run: Run) -> None:
    path, row = workbook(run), mention(run, "700万元")
    write(path, "amounts", row["id"], verdict="maybe")
    taken = take(run, path)
    assert taken.reviews == [] and "'maybe' is none of ok, wrong" in taken.notices[0]


def test_a_value_typed_over_is_not_read_but_told(run: Run) -> None:
    path, row = workbook(run), mention(run, "700万元")
    write(path, "amounts", row["id"], value=7010000)
    taken = take(run, path)
    assert taken.reviews == []
    assert taken.notices[0].startswith("amounts: 1 cells of value differ from the run")


def test_a_workbook_with_new_reviews_is_not_written_over(run: Run) -> None:
    path, row = workbook(run), mention(run, "700万元")
    write(path, "amounts", row["id"], verdict="wrong")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="holds 1 reviews that were not imported"):
        export(run.outputs, "xlsx")
    assert path.read_bytes() == before
    take(run, path)
    export(run.outputs, "xlsx")
    assert take(run, path).reviews == []


def test_columns_may_be_moved_and_dropped(run: Run) -> None:
    path, row = workbook(run), mention(run, "700万元")
    book = load_workbook(path)
    for name in book.sheetnames:
        if name != "amounts":
            del book[name]
    sheet = book["amounts"]
    sheet.delete_cols(2, 10)
    sheet.insert_cols(1)
    names = [cell.value for cell in sheet[1]]
    found = next(cells for cells in sheet.iter_rows(min_row=2) if cells[1].value == row["id"])
    found[names.index("verdict")].value = "ok"
    book.save(path)
    assert take(run, path).counts() == {"ok": 1}


# -- which file it is


def test_a_broken_workbook_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 no archive")
    for origin in ("xlsx", "auto"):
        with pytest.raises(UsageError):
            take(run, tmp_path / "x.xlsx", origin=origin)


def test_a_workbook_with_a_damaged_sheet_is_told_and_nothing_is_taken(run: Run) -> None:
    path, row = workbook(run), mention(run, "700万元")
    write(path, "amounts", row["id"], verdict="ok")
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data[: len(data) // 2] if name == "xl/worksheets/sheet6.xml" else data)
    with pytest.raises(UsageError, match="no workbook that can be read"):
        take(run, path)
    assert not journal_path(run.outputs).exists()


def test_an_archive_is_to_be_unpacked(run: Run, tmp_path: Path) -> None:
    with ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("admin.jsonl", "{}")
    with pytest.raises(UsageError, match="unpack it"):
        take(run, tmp_path / "x.zip")


def test_a_table_of_the_run_needs_no_import(run: Run) -> None:
    with pytest.raises(UsageError, match="need no import"):
        take(run, run.outputs / "amounts.csv")


def test_no_file_is_told(run: Run) -> None:
    with pytest.raises(UsageError, match="is no file"):
        take(run, run.outputs / "nothing.jsonl")
    with pytest.raises(UsageError, match="choose from doccano, labelstudio, xlsx, auto"):
        take(run, doccano(run), origin="brat")


def test_a_dry_run_writes_nothing(run: Run) -> None:
    assert take(run, doccano(run), approved=True, dry_run=True).reviews
    assert not journal_path(run.outputs).exists()


def test_the_journal_may_stand_elsewhere(run: Run, tmp_path: Path) -> None:
    reviews = tmp_path / "elsewhere" / "reviews.jsonl"
    assert take(run, doccano(run), approved=True, reviews=reviews).counts() == {"ok": everything(run)}
    assert len(current(Journal(reviews).entries())) == everything(run) and said(run) == {}
    (path,) = export(run.outputs, "jsonl", reviews=reviews).files
    assert path.read_text(encoding="utf-8").count('"verdict": "ok"') == everything(run)


def test_the_command_counts_what_it_took(run: Run) -> None:
    arguments = ["import", str(doccano(run)), "--outputs", str(run.outputs), "--corpus", str(run.corpus), "--approved"]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0
    assert len(said(run)) == everything(run)


# -- offsets


@pytest.mark.parametrize("text", ["", "abc", "😀a𠮷\r\n", "a" * 5 + "😀"])
def test_code_units_lead_back(text: str) -> None:
    units = to_units(text)
    assert [from_units(units, unit) for unit in units] == list(range(len(text) + 1))
    assert units[len(text)] == len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("offset", [-1, 1, 4])
def test_no_place_inside_a_character_or_outside(offset: int) -> None:
    with pytest.raises(MarkError):
        from_units(to_units("😀a"), offset)


def test_a_mark_has_no_blanks_at_its_edges() -> None:
    assert (mark_in("a 　5元\n", 1, 6, "amount").start, mark_in("a 　5元\n", 1, 6, "amount").end) == (3, 5)
    with pytest.raises(MarkError):
        mark_in("a  b", 1, 3, "amount")
