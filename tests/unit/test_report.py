"""The report: its numbers are those of the totals, its links lead somewhere, and nothing in it comes from outside."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from helpers import SAMPLES, MakeFolder
from pipeline import run_corpus, write_totals
from pipeline.cli import app
from pipeline.errors import UsageError
from pipeline.facts.totals import Total
from pipeline.report import charts
from pipeline.report.evidence import Evidence, Quotes
from pipeline.report.gather import Report, gather
from pipeline.report.quality import TableQuality, Verdicts
from pipeline.report.render import render, write_report
from pipeline.report.sums import Sum
from pipeline.report.timeline import Entry
from pipeline.report.wording import Shown, Told, grouped, period, reason, shown, told
from pipeline.reviews.journal import Journal, Review, journal_path
from pipeline.totals import read_rows
from pipeline.writers.whole import whole_file

TEXT = (
    "镇原县“五谷”产业园项目总投资5亿元，其中帮扶资金4000万元。<script>alert(1)</script>项目总投资<b>3000万元</b>。\n"
    "2023年，庆阳市苹果产业园总投资2亿元，建筑面积3万平方米。2024年8月29日，庆阳市苹果产业园竣工投用。\n"
)
NAMES = {"CNY": "元", "USD": "美元"}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of the sample articles."""
    return run_corpus(SAMPLES, tmp_path_factory.mktemp("samples") / "out", workers=1).outputs


@pytest.fixture(scope="module")
def report(samples: Path) -> Report:
    return gather(samples)


@pytest.fixture
def outputs(corpus: MakeFolder, tmp_path: Path) -> Path:
    """The tables of one short article."""
    return run_corpus(corpus({"<i>a.txt": TEXT}), tmp_path / "out", workers=1, published="2024-09-01").outputs


class Page(HTMLParser):
    """What a browser would make of the page: tags, their attributes, and the text of styles and scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.raw: dict[str, str] = {}
        self._within = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._within = tag if tag in ("style", "script") else ""

    def handle_data(self, data: str) -> None:
        if self._within:
            self.raw[self._within] = self.raw.get(self._within, "") + data

    def handle_endtag(self, tag: str) -> None:
        self._within = ""

    def all(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _, attrs in self.tags if attribute in attrs]


def all_sums(report: Report) -> Iterator[Sum]:
    for family in report.sums.money:
        yield from family.sums
    yield from report.sums.counts


def sizes(totals: list[Total]) -> dict[tuple[str, ...], tuple[Decimal, Decimal]]:
    return {(*total.keys, total.unit): (total.total, total.planned) for total in totals}


def test_sums_are_the_totals(samples: Path, report: Report) -> None:
    totals, left_out = write_totals(samples, ("indicator",))
    assert {(item.key, item.unit): item.sizes for item in all_sums(report)} == sizes(totals)
    assert {item.facts for item in all_sums(report)} == {len(total.ids) for total in totals}
    assert sum(found.facts for found in report.sums.left_out) == len(left_out)
    assert len(report.sums.ids) + len(left_out) == sum(1 for _ in read_rows(samples, "facts"))


@pytest.mark.parametrize("key", ["place", "year"])
def test_breakdowns_are_the_totals(samples: Path, report: Report, key: str) -> None:
    totals = sizes(write_totals(samples, ("indicator", key))[0])
    assert report.sums.breakdowns
    for breakdown in report.sums.breakdowns:
        whole = breakdown.total
        parts = breakdown.places if key == "place" else breakdown.years
        for part in parts:
            name = f"{part.code} {part.key}".strip()
            assert totals[whole.key, name, whole.unit] == part.sizes
        if key == "year" or not breakdown.more_places:
            assert tuple(map(sum, zip(*(part.sizes for part in parts), strict=True))) == whole.sizes
            assert sum(part.facts for part in parts) == whole.facts


def test_every_sum_quotes_its_facts(samples: Path, report: Report) -> None:
    rows = {row["id"]: row for row in read_rows(samples, "facts")}
    for item in all_sums(report):
        assert len(item.evidence) == min(item.facts, 30)
        for evidence in item.evidence:
            row = rows[evidence.id]
            assert (row["indicator"], row["currency"] or row["unit"]) == (item.key, item.unit)
            assert evidence.figure in (row["text"], "")
            assert (evidence.before + evidence.figure + evidence.after).strip("…") in row["sentence"]
    assert all(found.evidence for found in report.sums.left_out)


def test_reasons_are_told_in_both_languages(report: Report) -> None:
    assert all(found.words[0] != found.words[1] for found in report.sums.left_out)
    assert reason("on holiday") == ("on holiday", "on holiday")


def test_links_lead_to_one_place_each(report: Report) -> None:
    page = Page(render(report))
    ids = Counter(page.all("id"))
    links = page.all("href")
    assert all(number == 1 for number in ids.values())
    assert links
    assert {link.removeprefix("#") for link in links} <= ids.keys()
    assert {evidence.id for item in all_sums(report) for evidence in item.evidence} <= ids.keys()


def test_nothing_comes_from_outside(report: Report) -> None:
    page = Page(render(report))
    assert all(link.startswith("#") for link in page.all("href"))
    assert not [name for name in ("src", "style", "onclick", "action", "srcset") if page.all(name)]
    assert not {tag for tag, _ in page.tags} & {"img", "link", "iframe", "object", "base", "form"}
    assert "@import" not in page.raw["style"]
    (policy,) = (text for text in page.all("content") if "default-src" in text)
    for kind, source in page.raw.items():
        allowed = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{allowed}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_what_articles_hold_is_escaped(outputs: Path) -> None:
    html = write_report(outputs).path.read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "&lt;i&gt;a.txt" in html
    tags = Counter(tag for tag, _ in Page(html).tags)
    assert tags["script"] == 1
    assert "alert(1)" not in Page(html).raw["script"]


def test_same_tables_same_bytes(samples: Path, tmp_path: Path) -> None:
    command = "import sys; from pipeline.report.render import write_report; write_report(*sys.argv[1:])"
    pages = []
    for seed in ("1", "2"):
        page = tmp_path / f"{seed}.html"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2])}
        subprocess.run([sys.executable, "-c", command, str(samples), str(page)], check=True, env=environment)
        pages.append(page.read_bytes())
    assert pages[0] == pages[1]


def test_projects_and_days(outputs: Path) -> None:
    found = gather(outputs)
    names = [project.name for project in found.projects.shown]
    investment = {
        project.name: [said for cell in project.cells for said in cell.said if cell.words[1] == "total investment"]
        for project in found.projects.shown
    }
    assert found.projects.all == len(names)
    orchard = next(name for name in names if "苹果" in name)
    assert investment[orchard] == [Told(Shown("2亿元", "200 m CNY", "200,000,000 CNY"), planned=False)]
    (day,) = (entry for entry in found.timeline.entries if entry.step)
    assert (day.at, day.when, day.headline, day.planned) == (date(2024, 8, 29), "2024-08-29", orchard, False)
    assert day.evidence.figure == "2024年8月29日"
    assert all(evidence.text for project in found.projects.shown for cell in project.cells for evidence in cell.evidence)


def test_projects_that_are_told_of_in_two_ways(corpus: MakeFolder, tmp_path: Path) -> None:
    texts = {
        "a.txt": "镇原县苹果产业园总投资2亿元。",
        "b.txt": "镇原县苹果产业园总投资3亿元。",
        "c.txt": "镇原县肉羊产业园总投资1亿元。",
    }
    projects = gather(run_corpus(corpus(texts), tmp_path / "out", workers=1).outputs).projects
    assert (projects.all, projects.differing) == (2, 1)
    (two,), (one,) = (project.cells for project in projects.shown)
    assert (two.differs, [said.value.short for said in two.said]) == (True, ["2亿元", "3亿元"])
    assert [evidence.doc for evidence in two.evidence] == ["a.txt", "b.txt"]
    assert (one.differs, one.rows) == (False, 1)


def test_reviews_newer_than_the_tables(outputs: Path) -> None:
    facts, amounts = list(read_rows(outputs, "facts")), list(read_rows(outputs, "amounts"))
    reviews = [
        Review(table="facts", id=facts[0]["id"], verdict="ok"),
        Review(table="facts", id=facts[1]["id"], verdict="wrong"),
        Review(table="facts", id=facts[2]["id"], verdict="wrong"),
        Review(table="facts", id=facts[2]["id"]),
        Review(table="amounts", id=amounts[0]["id"], verdict="ok"),
        Review(table="amounts", id="a0", verdict="ok", missed=True),
    ]
    Journal(journal_path(outputs)).append(reviews, by="甲")
    quality = gather(outputs).quality
    tables = {table.words[1]: table for table in quality.tables}
    assert (tables["facts"].ok, tables["facts"].wrong, tables["facts"].judged) == (1, 1, 2)
    assert (tables["amounts"].ok, tables["amounts"].missed, tables["amounts"].rows) == (1, 1, len(amounts))
    assert quality.waiting == 4
    assert not quality.broken


def test_reviews_that_the_tables_hold(corpus: MakeFolder, outputs: Path) -> None:
    facts = list(read_rows(outputs, "facts"))
    Journal(journal_path(outputs)).append([Review(table="facts", id=facts[0]["id"], verdict="ok", note="=a")])
    path = outputs / "facts.csv"
    (line,) = (line for line in path.read_text(encoding="utf-8-sig").splitlines() if line.startswith(facts[0]["id"]))
    path.write_text(path.read_text(encoding="utf-8").replace(line, f"{line.removesuffix(',,,')},ok,,'=a"), encoding="utf-8")
    assert gather(outputs).quality.waiting == 0


def test_reviews_set_aside_do_not_wait() -> None:
    reviews = [Review(table="facts", id=name, verdict="ok") for name in ("a1", "a2", "a3")]
    verdicts = Verdicts({review.key: review for review in reviews}, frozenset(), 0)
    table = TableQuality("facts", ("", ""), 3, None, 1, 0, 0, frozenset({"a1"}))
    assert verdicts.waiting([table], [{"table": "facts", "id": "a1"}]) == 2
    assert verdicts.waiting([table], [{"table": "facts", "id": "a2"}]) == 1


def test_confidence_is_that_of_totals(samples: Path) -> None:
    high = gather(samples, confidence="high")
    totals, _ = write_totals(samples, ("indicator",), confidence="high")
    assert {(item.key, item.unit): item.sizes for item in all_sums(high)} == sizes(totals)
    with pytest.raises(UsageError, match="confidence"):
        gather(samples, confidence="total")


def test_articles_that_failed_are_named(corpus: MakeFolder, tmp_path: Path) -> None:
    folder = corpus({"good.txt": "总投资5亿元。", "empty.txt": ""})
    found = gather(run_corpus(folder, tmp_path / "out", workers=1).outputs)
    assert (found.overview.read, found.quality.failed) == (1, 1)
    assert found.quality.errors[0][0] == "empty.txt"
    assert "empty.txt" in render(found)


def test_a_run_without_articles(corpus: MakeFolder, tmp_path: Path) -> None:
    written = write_report(run_corpus(corpus({}), tmp_path / "out", workers=1).outputs)
    html = written.path.read_text(encoding="utf-8")
    assert written.counted == 0
    assert "No article was read yet" in html
    assert {link.removeprefix("#") for link in Page(html).all("href")} <= set(Page(html).all("id"))


def test_no_run_yet(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="shuzhai run"):
        write_report(tmp_path)
    assert not list(tmp_path.iterdir())


def test_no_article_is_overwritten(outputs: Path, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text("总投资5亿元。", encoding="utf-8")
    with pytest.raises(UsageError, match="html"):
        write_report(outputs, article)
    assert article.read_text(encoding="utf-8") == "总投资5亿元。"


def test_a_page_is_whole_or_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "pages" / "report.html"
    with whole_file(page) as file:
        file.write("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="space"), whole_file(page) as file:
        file.write("new")
    assert page.read_text(encoding="utf-8") == "old"
    assert list(page.parent.iterdir()) == [page]


def test_command(outputs: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = CliRunner().invoke(app, ["report", str(outputs), "--to", str(page)])
    assert result.exit_code == 0
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


# -- sentences


def row(identity: str, sentence: str, text: str, start: int) -> dict[str, str]:
    return {"id": identity, "doc": "a.txt", "sentence": sentence, "text": text, "start": str(start)}


def test_equal_figures_are_told_apart() -> None:
    rows = [row("c1", "东区5个村，西区5个村。", "5个", 2), row("c2", "东区5个村，西区5个村。", "5个", 8)]
    quotes = Quotes({}, rows)
    assert [quotes.mention(mention).before for mention in rows] == ["东区", "东区5个村，西区"]


def test_a_figure_that_cannot_be_told_is_not_marked() -> None:
    rows = [row("c1", "15个村，其中5个新建。", "5个", 7)]
    evidence = Quotes({}, rows).mention(rows[0])
    assert (evidence.before, evidence.figure, evidence.after) == ("15个村，其中5个新建。", "", "")


def test_a_long_sentence_is_cut_around_the_figure() -> None:
    rows = [row("c1", "前" * 500 + "7家" + "后" * 500, "7家", 500)]
    evidence = Quotes({"a.txt": "标题"}, rows).mention(rows[0])
    assert (evidence.before, evidence.figure, evidence.after) == ("…" + "前" * 160, "7家", "后" * 160 + "…")
    assert evidence.title == "标题"


# -- numbers and days


@pytest.mark.parametrize(
    ("number", "unit", "short", "english", "exact"),
    [
        ("6388000000", "CNY", "63.88亿元", "6.39 bn CNY", "6,388,000,000 CNY"),
        ("10249196000", "CNY", "102.49亿元", "10.25 bn CNY", "10,249,196,000 CNY"),
        ("1730000000000", "CNY", "1.73万亿元", "1.73 trn CNY", "1,730,000,000,000 CNY"),
        ("26184000", "USD", "2,618.4万美元", "26.18 m USD", "26,184,000 USD"),
        ("9999", "CNY", "9,999元", "9,999 CNY", "9,999 CNY"),
        ("9.43", "亩", "9.43亩", "9.43 亩", "9.43 亩"),
        ("0.5", "亩", "0.5亩", "0.5 亩", "0.5 亩"),
        ("-45000", "CNY", "-4.5万元", "-45,000 CNY", "-45,000 CNY"),
        ("0", "家", "0家", "0 家", "0 家"),
    ],
)
def test_numbers_as_read_and_as_they_are(number: str, unit: str, short: str, english: str, exact: str) -> None:
    assert shown(Decimal(number), unit, NAMES) == Shown(short, english, exact)


def test_a_negative_fraction_keeps_its_sign() -> None:
    assert grouped(Decimal("-0.5")) == "-0.5"


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("212000000 CNY", [("2.12亿元", "212 m CNY", "212,000,000 CNY", False)]),
        ("1805 名 | 30000 人 planned", [("1,805名", "1,805 名", "1,805 名", False), ("3万人", "30,000 人", "30,000 人", True)]),
        ("200000..300000 CNY", [("20万元 – 30万元", "200,000 CNY – 300,000 CNY", "200,000 CNY – 300,000 CNY", False)]),
        ("100.. CNY", [("100.. CNY", "100.. CNY", "100.. CNY", False)]),
        ("2024-08-29", [("2024-08-29", "2024-08-29", "2024-08-29", False)]),
        ("", []),
    ],
)
def test_cells_of_projects(cell: str, said: list[tuple[str, str, str, bool]]) -> None:
    assert told(cell, NAMES) == tuple(Told(Shown(*forms), planned) for *forms, planned in said)


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2024-08-29", "2024-08-29", "2024-08-29"),
        ("2024-02-01", "2024-02-29", "2024-02"),
        ("2023-01-01", "2023-12-31", "2023"),
        ("2021-01-01", "2025-12-31", "2021–2025"),
        ("2024-06-21", "2024-06-30", "2024-06-21 – 2024-06-30"),
        ("", "2024-06-30", "… – 2024-06-30"),
        ("", "", ""),
    ],
)
def test_periods(start: str, end: str, text: str) -> None:
    assert period(start, end) == text


# -- charts


def total(key: str, done: int, planned: int = 0) -> Sum:
    nothing = Shown("", "", "")
    return Sum(key, "", "CNY", (Decimal(done), Decimal(planned)), nothing, nothing, "", None, None, 1, 0, 0, ())


def test_bars_share_one_scale() -> None:
    bars = charts.bars([total("a", 60, 40), total("b", 25), total("c", 0)])
    assert [(bar.done, bar.planned, bar.cut) for bar in bars] == [
        ("60.00%", "40.00%", False),
        ("25.00%", "0.00%", False),
        ("0.00%", "0.00%", False),
    ]


def test_only_an_outlier_among_many_is_cut() -> None:
    others = [total(str(size), size) for size in (80, 60, 40, 20)]
    assert [bar.cut for bar in charts.bars([total("a", 1000), *others])] == [True, False, False, False, False]
    assert [bar.done for bar in charts.bars([total("a", 1000), *others])][1] == "80.00%"
    assert not any(bar.cut for bar in charts.bars([total("a", 1000), *others[:3]]))
    assert not any(bar.cut for bar in charts.bars([total("a", 400), *others]))


def test_years_without_a_sum_keep_their_place() -> None:
    columns = charts.columns([total("", 5), total("2021", 50), total("2024", 100, 100)])
    assert [(column.label, column.index) for column in columns] == [("2021", 1), ("2022", None), ("2023", None), ("2024", 2)]
    assert (columns[0].done, columns[3].done, columns[3].planned) == ("30.0", "60.0", "60.0")
    assert charts.columns([total("2021", 50), total("", 5)]) == []


def test_dots_of_one_day_do_not_hide_one_another() -> None:
    evidence = Evidence("a1", "a.txt", "", "", "", "", "")
    entries = [Entry(date(2023, 1, 1), date(2023, 12, 31), "2023", "", None, Decimal(n), False, evidence) for n in range(6)]
    strip = charts.strip(entries)
    assert len({(dot.x, dot.y) for dot in strip.dots}) == 6
    assert {dot.index for dot in strip.dots} == set(range(6))
    assert strip.ticks == (("2023", "0.00%"),)
    assert all(re.fullmatch(r"\d+\.\d\d%", dot.x) for dot in strip.dots)
