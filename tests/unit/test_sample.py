"""Samples: every stratum seen, weights that sum to all rows, the same rows for the same seed."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import run_corpus
from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.evaluation.aspects import JUDGED, keys
from pipeline.evaluation.evaluate import Sample, Tally
from pipeline.evaluation.sample import Ticket, draw, read_sample, sample_csv
from pipeline.evaluation.verdicts import Judged, Outcome, Verdicts
from pipeline.reviews.journal import Journal, Review, journal_path
from pipeline.totals import read_rows
from pipeline.writers.rows import COLUMNS

#: rows of a rule, sure and doubtful
RULES = {"count.count": (700, 60), "count.area": (120, 0), "count.rare": (3, 1)}


def population(rules: dict[str, tuple[int, int]] | None = None) -> list[Judged]:
    cells = dict.fromkeys(COLUMNS["counts"], "")
    return [
        Judged(
            "counts", {**cells, "id": f"{rule} {doubt} {n}", "doc": f"{n % 7}.txt", "start": str(n), "rule": rule, "check": doubt}
        )
        for rule, numbers in (rules or RULES).items()
        for doubt, number in zip(("", "guessed"), numbers, strict=True)
        for n in range(number)
    ]


def tickets(rows: list[Judged]) -> list[Ticket]:
    return [Ticket.of(row) for row in rows]


def groups(drawn: Sample) -> Counter[tuple[str, str]]:
    """Rows by rule and doubt."""
    return Counter((rule, doubt) for _, key in drawn for rule, doubt, _ in [key.split(" ")])


@pytest.mark.parametrize("n", [10, 60, 200, 884, 5000])
def test_weights_sum_to_the_rows_drawn_from(n: int) -> None:
    rows = tickets(population())
    drawn = draw(rows, n)
    assert len(drawn) == min(n, len(rows))
    assert float(sum(row.weight for row in drawn.values())) == pytest.approx(len(rows), abs=1e-3)
    names = {row.stratum for row in drawn.values()}
    sizes = Counter(row.stratum if row.stratum in names else f"counts|other|{row.stratum.rpartition('|')[2]}" for row in rows)
    for stratum, number in Counter(row.stratum for row in drawn.values()).items():
        (weight,) = {row.weight for row in drawn.values() if row.stratum == stratum}
        assert float(weight) * number == pytest.approx(sizes[stratum], abs=1e-3)


def test_rare_rules_are_seen_and_doubtful_rows_more_often() -> None:
    number = groups(draw(tickets(population()), 100))
    assert number["count.rare", ""] == 2
    assert number["count.rare", "guessed"] == 1
    assert number["count.count", "guessed"] / 60 > 2 * number["count.count", ""] / 700
    assert number["count.count", ""] / 700 == pytest.approx(number["count.area", ""] / 120, abs=0.02)


def test_the_rarest_rules_share_a_stratum_where_they_are_too_many() -> None:
    rows = population({f"count.{i:02}": (i + 1, 0) for i in range(60)} | {"count.count": (500, 9)})
    drawn = draw(tickets(rows), 40)
    strata = Counter(row.stratum for row in drawn.values())
    assert len(drawn) == 40
    assert sum(min(2, n) for n in strata.values()) <= 20
    assert strata["counts|other|sure"] > 2
    assert strata["counts|count.count|sure"] > strata["counts|count.59|sure"] == 2


def test_the_same_seed_draws_the_same_rows_whatever_their_order() -> None:
    rows = tickets(population())
    first = draw(rows, 50)
    assert draw(rows[::-1], 50) == first
    assert draw(rows, 50, seed=2).keys() != first.keys()
    assert draw(rows, 30).keys() < draw(rows, 300).keys()  # a larger sample holds the smaller one


def test_every_row_of_a_stratum_has_the_same_chance() -> None:
    rows = tickets(population({"count.count": (40, 0)}))
    drawn = Counter(key for seed in range(600) for key in draw(rows, 10, seed=seed))
    assert len(drawn) == 40
    assert max(abs(number - 150) for number in drawn.values()) < 5 * (600 * 0.25 * 0.75) ** 0.5


def test_too_few_rows_to_see_every_kind() -> None:
    with pytest.raises(UsageError, match="at least 2"):
        draw(tickets(population()), 1)


def test_weighing_back_leads_to_the_true_share() -> None:
    """Doubtful rows are wrong more often and drawn more often: the plain share of the drawn rows would be too low."""
    rows = population({"count.count": (900, 100)})

    def is_right(row: Judged) -> bool:
        return int(row.row["start"]) % (2 if row.row["check"] else 20) != 0

    truth = sum(map(is_right, rows)) / len(rows)
    shares, inside = [], 0
    for seed in range(200):
        drawn = draw(tickets(rows), 120, seed=seed)
        tally = Tally(keys({}), ["kind"])
        for row in rows:
            outcome: Outcome = "" if (row.table, row.row["id"]) not in drawn else "right" if is_right(row) else "wrong"
            tally.add(Judged(row.table, row.row, outcome))
        precision = tally.groups("kind", Verdicts(()))[0].precision
        assert precision
        shares.append(precision.share)
        inside += precision.low <= truth <= precision.high
    assert sum(shares) / len(shares) == pytest.approx(truth, abs=0.005)
    assert inside >= 180  # of 200, where 190 are expected


def test_the_file_and_back(tmp_path: Path) -> None:
    told = population()
    drawn = draw(tickets(told), 30)
    text = sample_csv(told, drawn)
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert list(rows[0]) == list(COLUMNS["sample"])
    assert {row["verdict"] for row in rows} == {""}
    path = tmp_path / "mine.csv"
    for encoding in ("utf-8", "gb18030"):
        path.write_text(text.removeprefix("\ufeff").replace(",guessed,", ",两种读法，请核对这里的数值和单位,"), encoding=encoding)
        sample = read_sample(path)
        assert sample == drawn
        assert list(sample) == [(row["table"], row["id"]) for row in rows]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("table,a\n1,2\n", "lacks the columns correction, id, note, stratum"),
        ("a,b\n1,2\n", "no column has a known name"),
        ("table,id,stratum,weight,verdict,correction,note\ncounts,c1,x,much\n", "line 2: weight"),
        ("table,id,stratum,weight,verdict,correction,note\ncounts,c1,x,0\n", "above 0"),
    ],
)
def test_a_faulty_sample_file(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "sample.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=says):
        read_sample(path)


# -- the command


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    (folder / "articles").mkdir()
    lines = [f"{year}年，江苏省投资{year}万元，建设学校{year - 2000}所。" for year in range(2004, 2024)]
    (folder / "articles" / "a.txt").write_text("\n".join(lines), encoding="utf-8")
    run_corpus(folder / "articles", folder / "out", workers=1, ner="off")
    return folder / "out"


def test_reviewed_rows_are_left_out_unless_told(outputs: Path, tmp_path: Path) -> None:
    row = next(read_rows(outputs, "amounts"))
    path = tmp_path / "s.csv"
    command = ["sample", str(outputs), "--kinds", "amounts", "--n", "20", "--to", str(path)]
    Journal(journal_path(outputs)).append([Review("amounts", row["id"], "wrong", "1亿元")])
    try:
        assert CliRunner().invoke(app, command).exit_code == 0
        assert len(read_sample(path)) == 19
        assert CliRunner().invoke(app, [*command, "--reviewed"]).exit_code == 0
        with path.open(encoding="utf-8-sig", newline="") as file:
            told = {drawn["id"]: (drawn["verdict"], drawn["correction"]) for drawn in csv.DictReader(file)}
        assert told.pop(row["id"]) == ("wrong", "1亿元")
        assert set(told.values()) == {("", "")}
    finally:
        journal_path(outputs).unlink()


def test_the_same_bytes_again(outputs: Path) -> None:
    command = ["sample", str(outputs), "--n", "30"]
    assert CliRunner().invoke(app, command).exit_code == 0
    first = (outputs / "sample.csv").read_bytes()
    assert CliRunner().invoke(app, command).exit_code == 0
    assert (outputs / "sample.csv").read_bytes() == first
    everything = sum(len(list(read_rows(outputs, table))) for table in JUDGED)
    assert float(sum(drawn.weight for drawn in read_sample(outputs / "sample.csv").values())) == pytest.approx(
        everything, abs=1e-3
    )


def test_a_filled_sample_is_not_replaced_before_it_is_taken_up(outputs: Path, tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    command = ["sample", str(outputs), "--n", "30", "--to", str(path)]
    assert CliRunner().invoke(app, command).exit_code == 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["verdict"] = "wrong"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS["sample"])
        writer.writeheader()
        writer.writerows(rows)
    filled = path.read_bytes()
    assert isinstance(CliRunner().invoke(app, command).exception, UsageError)
    assert path.read_bytes() == filled
    Journal(journal_path(outputs)).append([Review(rows[0]["table"], rows[0]["id"], "wrong")])
    try:
        assert CliRunner().invoke(app, command).exit_code == 0
        assert (rows[0]["table"], rows[0]["id"]) not in read_sample(path)
    finally:
        journal_path(outputs).unlink()


def test_another_file_is_not_replaced(outputs: Path) -> None:
    before = (outputs / "amounts.csv").read_bytes()
    result = CliRunner().invoke(app, ["sample", str(outputs), "--n", "30", "--to", str(outputs / "amounts.csv")])
    assert isinstance(result.exception, UsageError)
    assert (outputs / "amounts.csv").read_bytes() == before


@pytest.mark.parametrize("options", [("--kinds", "facts,colours"), ("--n", "1")])
def test_wrong_use_of_sample(outputs: Path, tmp_path: Path, options: tuple[str, str]) -> None:
    result = CliRunner().invoke(app, ["sample", str(outputs), *options, "--to", str(tmp_path / "none.csv")])
    assert isinstance(result.exception, UsageError)
    assert not (tmp_path / "none.csv").exists()
