"""What verdicts say of the tables, scores against an annotation, and reviewed articles as annotation."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from helpers import written
from pipeline import Pipeline, run_corpus
from pipeline.cli import app
from pipeline.errors import ShuzhaiError, UsageError
from pipeline.evaluation.agreement import Score, read_gold
from pipeline.evaluation.aspects import JUDGED, SHOWN, genre_of, keys, reading
from pipeline.evaluation.cases import write_cases
from pipeline.evaluation.corrected import corrections_of
from pipeline.evaluation.evaluate import Drawn, Group, Sample, Tally, score, worst_rules
from pipeline.evaluation.export import Exported, export_gold, file_name
from pipeline.evaluation.intervals import Stratum, estimate, wilson
from pipeline.evaluation.run import write_evaluation
from pipeline.evaluation.verdicts import Judge, Verdicts, verdicts
from pipeline.reviews.journal import Journal, Review, journal_path
from pipeline.totals import read_rows
from pipeline.writers.rows import COLUMNS, KINDS, Row
from test_cases import differences, rows, without_nested

# -- intervals


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval(right: int, n: int, low: float, high: float) -> None:
    assert [round(end, 4) for end in wilson(right / n, n)] == [low, high]


def test_an_interval_needs_rows() -> None:
    with pytest.raises(ValueError, match="without rows"):
        wilson(1.0, 0)


def test_one_stratum_is_the_plain_share() -> None:
    found = estimate([Stratum(1000, 40, 30)])
    assert found
    assert (found.share, (found.low, found.high)) == (0.75, wilson(0.75, 40))


def test_strata_are_weighed_back_to_their_rows() -> None:
    found = estimate([Stratum(900, 10, 10), Stratum(100, 10, 5)])
    assert found
    assert found.share == pytest.approx(0.95)  # not 0.75, the share of the judged rows
    effective = 1000**2 / (900**2 / 10 + 100**2 / 10)
    assert (found.low, found.high) == pytest.approx(wilson(0.95, effective))


def test_strata_without_verdicts_say_nothing() -> None:
    assert estimate([Stratum(50, 0, 0)]) is None
    assert estimate([Stratum(50, 0, 0), Stratum(10, 5, 5)]) == estimate([Stratum(10, 5, 5)])


def test_more_right_than_judged_is_refused() -> None:
    with pytest.raises(ValueError, match="3 right of 2 judged"):
        Stratum(5, 2, 3)


# -- verdicts

AMOUNT = {
    **dict.fromkeys(COLUMNS["amounts"], ""), "id": "a1", "doc": "2023/a.txt", "start": "10", "end": "16", "text": "500万元", "value": "5000000",
    "low": "5000000", "high": "5000000", "bound": "exact", "currency": "CNY", "sentence": "投资500万元。", "rule": "amount.currency",
}  # fmt: skip
FACT = {
    **dict.fromkeys(COLUMNS["facts"], ""), "id": "a1", "doc": "2023/a.txt", "start": "10", "end": "16", "text": "500万元", "kind": "amount",
    "value": "5000000", "currency": "CNY", "bound": "exact", "subject": "甲厂", "subject_via": "clause", "indicator": "投资",
    "confidence": "low", "by_person": "",
}  # fmt: skip


class UnreadError(ShuzhaiError):
    """What a reader of corrections raises."""


def correct(table: str, row: Row, text: str) -> dict[str, str]:
    """`column=value; …`, as is."""
    if "=" not in text:
        raise UnreadError(text)
    return dict(pair.strip().split("=") for pair in text.split(";"))


def amounts(n: int, **cells: str) -> list[Row]:
    return [{**AMOUNT, "id": f"a{i}", "start": str(20 * i), "end": str(20 * i + 6), **cells} for i in range(n)]


def judged(rows: list[Row], *reviews: Review, table: str = "amounts") -> Verdicts:
    return verdicts({table: rows}, Judge(reviews, correct))


def outcome(row: Row, *reviews: Review, table: str = "amounts") -> str:
    return judged([row], *reviews, table=table).rows[0].outcome


def tallied(key: str, told: Verdicts, sample: Sample | None = None) -> Tally:
    tally = Tally(keys({}), (key,), sample)
    for row in told.rows:
        tally.add(row)
    return tally


def by(key: str, told: Verdicts, sample: Sample | None = None) -> list[Group]:
    return tallied(key, told, sample).groups(key, told)


def test_the_journal_is_newer_than_the_table() -> None:
    row = {**AMOUNT, "verdict": "wrong"}
    assert outcome(row) == "wrong"
    assert outcome(row, Review("amounts", "a1", "ok")) == "right"
    assert outcome(row, Review("amounts", "a1", "ok", at="1"), Review("amounts", "a1", at="2")) == ""  # taken back


def test_a_correction_alone_says_wrong_and_a_note_alone_nothing() -> None:
    assert outcome(AMOUNT, Review("amounts", "a1", correction="value=1")) == "wrong"
    assert outcome(AMOUNT, Review("amounts", "a1", note="?")) == ""


@pytest.mark.parametrize("verdict", ["ok", "wrong"])
def test_a_reading_that_changed_since_is_no_fault_of_the_present_rules(verdict: str) -> None:
    then = {"value": "5000000", "bound": "exact", "sentence": "another column may differ"}
    assert outcome(AMOUNT, Review("amounts", "a1", verdict, read=then)) == ("right" if verdict == "ok" else "wrong")
    assert outcome(AMOUNT, Review("amounts", "a1", verdict, read=then | {"value": "500"})) == "changed"


def test_a_correction_that_the_run_says_by_now_is_no_fault() -> None:
    assert outcome(AMOUNT, Review("amounts", "a1", "wrong", "value=5000000; bound=exact")) == "changed"
    assert outcome(AMOUNT, Review("amounts", "a1", "wrong", "value=5000000; bound=about")) == "wrong"
    assert outcome(AMOUNT, Review("amounts", "a1", "wrong", "cannot be read")) == "wrong"


def test_what_a_person_put_into_the_table_is_not_the_runs() -> None:
    applied = {**FACT, "subject": "乙厂", "by_person": "subject"}
    review = Review("facts", "a1", "wrong", "subject=乙厂", read={"subject": "甲厂"})
    assert outcome(applied, review, table="facts") == "wrong"
    assert outcome({**applied, "by_person": ""}, review, table="facts") == "changed"  # the rules have learnt it


def test_precision_by_rule_and_genre() -> None:
    table = amounts(8) + [{**row, "id": f"b{i}", "doc": "b.txt", "rule": "amount.rate"} for i, row in enumerate(amounts(4))]
    told = judged(table, *(Review("amounts", row["id"], "wrong" if row["id"] in ("a0", "b0") else "ok") for row in table))
    assert [(g.name, g.rows, g.judged, g.wrong) for g in by("rule", told)] == [
        ("amount.currency", 8, 8, 1),
        ("amount.rate", 4, 4, 1),
    ]
    assert [(g.name, g.precision and g.precision.share) for g in by("genre", told)] == [("(no folder)", 0.75), ("2023", 7 / 8)]


def test_doubtful_rows_judged_more_often_do_not_bend_the_share() -> None:
    table = amounts(90) + [{**row, "id": f"b{i}", "check": "guessed"} for i, row in enumerate(amounts(10))]
    reviews = [Review("amounts", f"a{i}", "ok") for i in range(9)] + [Review("amounts", f"b{i}", "wrong") for i in range(10)]
    (group,) = by("kind", judged(table, *reviews))
    assert group.precision
    assert group.precision.share == pytest.approx(0.9)
    assert group.covered == 1.0
    (half,) = by("kind", judged(table, *reviews[:9]))
    assert half.covered == pytest.approx(0.9)


def test_a_sample_counts_its_own_rows_with_its_weights() -> None:
    told = judged(amounts(4), *(Review("amounts", f"a{i}", "ok" if i else "wrong") for i in range(4)))
    sample = {("amounts", "a0"): Drawn("one", Decimal(30)), ("amounts", "a1"): Drawn("two", Decimal(10))}
    (group,) = by("kind", told, sample=sample)
    assert (group.rows, group.judged) == (2, 2)
    assert group.precision
    assert group.precision.share == pytest.approx(0.25)


def test_fields_of_facts_by_what_corrections_name() -> None:
    facts = [{**FACT, "id": f"a{i}"} for i in range(3)]
    reviews = (Review("facts", "a0", "ok"), Review("facts", "a1", "wrong", "subject=乙厂"), Review("facts", "a2", "wrong"))
    found = {g.name: (g.right, g.wrong) for g in by("field", judged(facts, *reviews, table="facts"))}
    assert found == {"subject": (1, 1), "indicator": (2, 0)}  # the third says nothing of a single field; the others are empty


# -- recall


def missed(start: int, doc: str = "2023/a.txt", **cells: Any) -> Review:
    return Review("amounts", f"m{start}", "ok", missed=True, doc=doc, start=start, end=start + 5, text="1.3亿元", **cells)


def test_recall_over_articles_read_in_full() -> None:
    table = amounts(4) + amounts(2, doc="half.txt")
    table[4:] = [{**row, "id": f"h{i}"} for i, row in enumerate(table[4:])]
    reviews = [
        Review("amounts", "a0", "wrong", "value=1"),
        Review("amounts", "a1", "wrong"),
        *(Review("amounts", i, "ok") for i in ("a2", "a3", "h0")),
    ]
    told = judged(table, *reviews, missed(500), missed(900, doc="half.txt"), missed(7, doc="no-rows.txt"))
    assert told.articles("amounts") == {"2023/a.txt", "no-rows.txt"}
    recall = by("kind", told)[0].recall
    assert recall
    assert (recall.articles, recall.wanted, recall.missed) == (2, 5, 2)  # two right, one misread, two missed
    assert recall.estimate.share == pytest.approx(2 / 5)
    genres = {group.name: group.recall for group in by("genre", told)}
    assert genres["(no folder)"]
    assert genres["2023"]
    assert (genres["(no folder)"].missed, genres["2023"].missed) == (1, 1)


def test_no_recall_where_nobody_looked_for_missed_ones() -> None:
    assert by("kind", judged(amounts(2), Review("amounts", "a0", "ok"), Review("amounts", "a1", "ok")))[0].recall is None


def test_a_missed_mention_that_the_run_finds_now() -> None:
    told = judged(amounts(2), Review("amounts", "a0", "ok"), missed(21))
    assert (len(told.missed), len(told.found_since)) == (0, 1)
    assert [row.outcome for row in told.rows] == ["right", "changed"]
    assert told.articles("amounts") == {"2023/a.txt"}


def test_a_persons_row_in_the_table_is_not_the_runs() -> None:
    told = judged(
        [*amounts(1), {**AMOUNT, "id": "m500", "start": "500", "end": "505"}, {**AMOUNT, "id": "", "start": ""}], missed(500)
    )
    assert len(told.rows) == 1
    assert len(told.missed) == 1


def test_what_the_run_writes_of_a_missed_mention_is_not_counted() -> None:
    added = missed(21, correction="1亿元")
    carried = {
        **amounts(2)[1],
        "verdict": "ok",
        "correction": "1亿元",
    }  # the run found it and carries the verdict on the missed one
    fact = {**FACT, "id": "m500", "start": "500", "end": "505", "verdict": "", "by_person": "value"}
    told = verdicts({"amounts": [carried], "facts": [FACT, fact]}, Judge([added, missed(500)], correct))
    assert [(judged.table, judged.row["id"], judged.outcome) for judged in told.rows] == [
        ("amounts", "a1", "changed"),
        ("facts", "a1", ""),
    ]


def test_reviews_of_rows_that_are_gone_are_counted() -> None:
    assert [review.id for review in judged(amounts(1), Review("amounts", "a9", "ok"), Review("amounts", "a0", "ok")).gone] == [
        "a9"
    ]


# -- worst rules


def test_worst_rules_need_enough_rows_and_show_faults() -> None:
    table = amounts(20) + [{**row, "id": f"b{i}", "rule": "bad"} for i, row in enumerate(amounts(6))]
    table += [{**row, "id": f"c{i}", "rule": "rare"} for i, row in enumerate(amounts(2))]
    wrong = {"a0", "b0", "b1", "b2", "c0", "c1"}
    told = judged(table, *(Review("amounts", row["id"], "wrong" if row["id"] in wrong else "ok") for row in table))
    worst = worst_rules(tallied("rule", told), told)
    assert [bad.group.name for bad in worst] == ["bad", "amount.currency"]  # two rows of `rare` are too few
    assert [[fault.row["id"] for fault in bad.examples] for bad in worst] == [["b0", "b1"], ["a0"]]


def test_aspects() -> None:
    assert (genre_of("2023/may/a.txt"), genre_of("a.txt")) == ("2023", "(no folder)")
    assert reading("amounts", AMOUNT) == "value=5000000; bound=exact; currency=CNY"
    assert all(set(SHOWN[table]) <= set(COLUMNS[table]) for table in JUDGED)


# -- annotation


def mention(**fields: Any) -> dict[str, Any]:
    return {"kind": "amount", "start": 10, "end": 16, "text": "500万元", "value": "5000000", "bound": "exact", **fields}


@pytest.mark.parametrize(
    ("gold", "right"),
    [
        ({}, 1),
        ({"value": ["1", "5000000"]}, 1),
        ({"value": "5000001"}, 0),
        ({"currency": "USD"}, 0),
        ({"per": "年"}, 0),
        ({"per": ""}, 1),
        ({"bound": ["exact", "about"]}, 1),
        ({"start": 15, "end": 30}, 1),
        ({"start": 16, "end": 30}, 0),
    ],
)
def test_what_counts_as_right(gold: dict[str, Any], right: int) -> None:
    tally = Score()
    tally.add("amounts", "a.txt", [mention(**gold)], [AMOUNT])
    assert tally.right == right
    assert (tally.wanted, tally.given) == (1, 1)


def test_optional_mentions_are_neither_wanted_nor_punished() -> None:
    tally = Score()
    tally.add(
        "amounts",
        "a.txt",
        [mention(start=1, optional=True, value="1"), mention(kind="place", start=22, end=30, optional=True)],
        amounts(3),
    )
    assert (tally.wanted, tally.given, tally.right) == (0, 1, 0)  # one row touches neither


def test_what_people_put_into_the_tables_is_not_scored() -> None:
    applied = {**FACT, "subject": "乙厂", "indicator": "总投资", "by_person": "subject indicator"}
    review = Review("facts", "a1", "wrong", "subject=乙厂; indicator=总投资", read={"subject": "甲厂"})
    fact = {"subject": "乙厂", "indicator": "总投资"}
    added = {**AMOUNT, "id": "m500", "start": "500", "end": "505"}
    gold = {"doc": "2023/a.txt", "mentions": [mention(fact=fact), mention(start=500, end=505)]}
    scored = score(verdicts({"amounts": [AMOUNT, added], "facts": [applied]}, Judge([review, missed(500)], correct)), [gold])
    assert (scored.kinds["amounts"].wanted, scored.kinds["amounts"].found) == (2, 1)
    assert scored.facts.wrong == {"subject": 1}  # the run said 甲厂
    assert scored.facts.wanted["indicator"] == 1
    assert not +scored.facts.right


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "no annotated article"),
        ('{"doc": "a", "mentions": [{"kind": "thing"}]}', "mention 1: kind"),
        ('{"doc": "a", "mentions": [{"kind": "date", "start": 3, "end": 3}]}', "start below end"),
    ],
)
def test_faulty_annotation_is_named(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "bad.json").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        read_gold(tmp_path)
    with pytest.raises(UsageError, match="no annotated articles"):
        read_gold(tmp_path / "nothing")


# -- export: a whole round

TEXT = "2023年，江苏省南通市投入援疆资金700万元，带动1500多户增收。\n伊宁县新建学校3所，其中两所在<script>乡，总投资约2.6亿元。\n伊宁县人民医院新增床位30张。\n"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a corpus and its outputs; the journal says ok of every row of the first article, nothing of the second."""
    folder = tmp_path_factory.mktemp("run")
    files = {"year/a.txt": TEXT, "year/b.txt": "去年投资500万元。", "metadata.csv": "doc,published\nyear/a.txt,2024-01-30\n"}
    outputs = folder / "out"
    run_corpus(written(folder / "articles", files), outputs, workers=1, ner="off")
    Journal(journal_path(outputs)).append(
        Review(
            table, row["id"], "ok", doc=row["doc"], start=int(row["start"]), end=int(row["end"]), text=row["text"],
            sentence=row["sentence"], read=row,
        )
        for table in JUDGED
        for row in read_rows(outputs, table)
        if row["doc"] == "year/a.txt"
    )  # fmt: skip
    return folder


@pytest.fixture
def reviewed(run: Path, tmp_path: Path) -> tuple[Path, Path]:
    """A copy of its articles and outputs."""
    shutil.copytree(run, tmp_path / "run")
    return tmp_path / "run" / "articles", tmp_path / "run" / "out"


def tables_of(outputs: Path) -> dict[str, list[Row]]:
    return {table: list(read_rows(outputs, table)) for table in (*JUDGED, "documents")}


def exported(pipeline: Pipeline, articles: Path, outputs: Path, gold: Path) -> tuple[Exported, Verdicts]:
    tables = tables_of(outputs)
    reader = corrections_of(pipeline, {row["doc"]: row["published"] for row in tables["documents"]})
    told = verdicts(tables, Judge(Journal(journal_path(outputs)).entries(), reader))
    return export_gold(gold, told, tables["documents"], articles, reader), told


def test_what_was_judged_right_scores_one(pipeline: Pipeline, reviewed: tuple[Path, Path], tmp_path: Path) -> None:
    articles, outputs = reviewed
    found, _ = exported(pipeline, articles, outputs, tmp_path / "gold")
    assert [path.name for path in found.files] == ["year__a.txt.json"]
    gold = read_gold(tmp_path / "gold")
    assert all(TEXT[m["start"] : m["end"]] == m["text"] for m in gold[0]["mentions"])
    scored = score(verdicts(tables_of(outputs), Judge(())), [gold[0]])
    assert [(tally.right_f1, tally.found) for tally in scored.kinds.values()] == [
        (1.0, tally.wanted) for tally in scored.kinds.values()
    ]
    assert scored.kinds["amounts"].wanted == 2
    assert not +scored.facts.wrong
    assert scored.facts.right == scored.facts.wanted
    assert sum(scored.facts.wanted.values()) > 8


def test_articles_partly_reviewed_are_told_and_left_out(pipeline: Pipeline, reviewed: tuple[Path, Path], tmp_path: Path) -> None:
    articles, outputs = reviewed
    half = tables_of(outputs)["amounts"][-1]
    assert half["doc"] == "year/b.txt"
    Journal(journal_path(outputs)).append([Review("amounts", half["id"], "ok", doc=half["doc"])])
    found, _ = exported(pipeline, articles, outputs, tmp_path / "gold")
    assert found.left_out == (("year/b.txt", "1 of 2 rows have no verdict (dates 1)"),)
    assert len(found.files) == 1


def test_corrections_missed_and_wrong_ones_show_as_errors(
    pipeline: Pipeline, reviewed: tuple[Path, Path], tmp_path: Path
) -> None:
    articles, outputs = reviewed
    tables = tables_of(outputs)
    money = {row["text"]: row for row in tables["amounts"]}
    house = next(row for row in tables["counts"] if row["text"] == "3所")
    fact = next(row for row in tables["facts"] if row["text"] == "700万元")
    start = TEXT.index("学校")
    Journal(journal_path(outputs)).append(
        [
            Review("amounts", money["约2.6亿元"]["id"], "wrong", "约26亿元", read=money["约2.6亿元"], doc="year/a.txt"),
            Review("counts", house["id"], "wrong", read=house, doc="year/a.txt"),
            Review("facts", fact["id"], "wrong", "indicator=总投资", read=fact, doc="year/a.txt"),
            Review(
                "places",
                "pmissed",
                "ok",
                missed=True,
                doc="year/a.txt",
                start=start,
                end=start + 2,
                text="学校",
                correction="654023",
            ),
        ]
    )
    exported(pipeline, articles, outputs, tmp_path / "gold")
    article = read_gold(tmp_path / "gold")[0]
    wanted = {m["text"]: m for m in article["mentions"]}
    assert wanted["约2.6亿元"]["value"] == "2600000000"
    assert wanted["700万元"]["fact"]["indicator"] == "总投资"
    assert wanted["学校"]["adcode"] == "654023"
    assert "3所" not in wanted
    scored = score(verdicts(tables, Judge(())), [article])
    tallies = {kind: (tally.wanted - tally.right, tally.given - tally.found) for kind, tally in scored.kinds.items()}
    assert tallies == {"amounts": (1, 0), "counts": (0, 1), "dates": (0, 0), "places": (1, 0)}
    assert +scored.facts.wrong == {"indicator": 1}


def test_an_article_that_changed_is_left_out(pipeline: Pipeline, reviewed: tuple[Path, Path], tmp_path: Path) -> None:
    articles, outputs = reviewed
    (articles / "year/a.txt").write_text(f"新{TEXT}", encoding="utf-8")
    found, _ = exported(pipeline, articles, outputs, tmp_path / "gold")
    assert not found.files
    assert "--corpus" in found.left_out[0][1]


def test_a_missed_mention_must_stand_in_its_article(pipeline: Pipeline, reviewed: tuple[Path, Path], tmp_path: Path) -> None:
    articles, outputs = reviewed
    Journal(journal_path(outputs)).append([replace(missed(1, doc="year/a.txt"), read={"value": "1"})])
    found, _ = exported(pipeline, articles, outputs, tmp_path / "gold")
    assert not found.files
    assert "1.3亿元 is not at 1 to 6" in found.left_out[0][1]


def test_cases_hold_for_the_rules(pipeline: Pipeline, reviewed: tuple[Path, Path], tmp_path: Path) -> None:
    articles, outputs = reviewed
    row = next(row for row in tables_of(outputs)["amounts"] if row["text"] == "约2.6亿元")
    within = next(place for place in tables_of(outputs)["places"] if place["within"])
    Journal(journal_path(outputs)).append(
        [
            Review("amounts", row["id"], "wrong", "约26亿元", read=row, doc="year/a.txt"),
            Review("places", within["id"], "wrong", "654023", read=within, doc="year/a.txt"),
        ]
    )
    _, told = exported(pipeline, articles, outputs, tmp_path / "gold")
    published = {"year/a.txt": "2024-01-30"}
    cases_of = write_cases(tmp_path / "cases", told, published, pipeline, corrections_of(pipeline, published))
    assert cases_of.gaps == 2
    for kind in KINDS:
        cases = [json.loads(line) for line in (tmp_path / f"cases/{kind}.jsonl").read_text(encoding="utf-8").splitlines()]
        assert len(cases) == cases_of.written[kind] > 0
        for case in cases:
            found, wanted = rows(pipeline, kind, case), case["find"]
            if kind == "places":
                found, wanted = without_nested(found, wanted)
            assert bool(differences(wanted, found)) == ("gap" in case), case
    facts = [json.loads(line) for line in (tmp_path / "cases/facts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [fact["text"] for case in facts for fact in case["facts"]] == ["700万元", "1500多户", "30张"]


def test_file_names_are_told_apart_and_fit() -> None:
    assert file_name("a/b.txt") != file_name("a/b.md")
    long = "很长的文件夹/" * 40
    assert len(file_name(f"{long}一.txt").encode()) < 255
    assert file_name(f"{long}一.txt") != file_name(f"{long}二.txt")


# -- the command


def test_without_verdicts_it_says_what_to_do(reviewed: tuple[Path, Path]) -> None:
    _, outputs = reviewed
    journal_path(outputs).unlink()
    result = CliRunner().invoke(app, ["evaluate", str(outputs)])
    assert result.exit_code == 0
    assert "No verdicts yet" in result.output
    assert (outputs / "evaluation.csv").read_text(encoding="utf-8-sig").splitlines() == [",".join(COLUMNS["evaluation"])]


def test_the_table_of_an_evaluation(reviewed: tuple[Path, Path], tmp_path: Path) -> None:
    articles, outputs = reviewed
    command = ["evaluate", str(outputs), "--export-gold", str(tmp_path / "gold"), "--corpus", str(articles)]
    assert CliRunner().invoke(app, command).exit_code == 0
    assert CliRunner().invoke(app, ["evaluate", str(outputs), "--gold", str(tmp_path / "gold"), "--json"]).exit_code == 0
    first = (outputs / "evaluation.csv").read_bytes()
    with (outputs / "evaluation.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    kinds = {row["kind"]: row for row in table if row["against"] == "verdicts" and row["by"] == "kind"}
    assert (kinds["amounts"]["rows"], kinds["amounts"]["judged"], kinds["amounts"]["precision"]) == ("3", "2", "1.0000")
    assert {
        row["precision"] for row in table if row["against"] == "gold" and row["by"] == "found" and row["kind"] != "dates"
    } == {"1.0000"}
    CliRunner().invoke(app, ["evaluate", str(outputs), "--gold", str(tmp_path / "gold")])
    assert (outputs / "evaluation.csv").read_bytes() == first


def test_annotated_articles_that_the_run_has_not_are_told(reviewed: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(json.dumps({"doc": "elsewhere.txt", "mentions": [mention()]}), encoding="utf-8")
    evaluation = write_evaluation(reviewed[1], gold=tmp_path)
    assert evaluation.absent == ["elsewhere.txt"]
    assert evaluation.gold
    assert {kind: tally.recall(tally.found) for kind, tally in evaluation.gold.kinds.items()} == {"amounts": 0.0}


@pytest.mark.parametrize("options", [("--by", "colour"), ("--by", ""), ("--sample", "nothing.csv"), ("--gold", "nowhere")])
def test_wrong_use_of_evaluate(reviewed: tuple[Path, Path], options: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["evaluate", str(reviewed[1]), *options])
    assert isinstance(result.exception, UsageError)
    assert not (reviewed[1] / "evaluation.csv").exists()
