"""Everything that the report shows, gathered from the tables of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import RULES
from pipeline.report.evidence import Quotes
from pipeline.report.projects import Projects, date_ids, gather_projects, largest_first
from pipeline.report.quality import Quality, Verdicts, gather_quality, table_quality
from pipeline.report.sums import Sums, gather_sums
from pipeline.report.timeline import Timeline, gather_timeline
from pipeline.rulebook.layers import Layers
from pipeline.totals import read_rows
from pipeline.writers.rows import KINDS, Row

_PLACES, _ARTICLES = 8, 200
_YUAN = {"CNY": "元"}


@dataclass(frozen=True, slots=True)
class Article:
    """One row of documents.csv."""

    doc: str
    title: str
    source: str
    published: str
    facts: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The corpus: articles that were read, their characters, first and last date (empty: none is dated), the divisions that
    they tell most of as (code and name, articles), and the articles themselves, the first ones of many."""

    read: int
    chars: int
    first: str
    last: str
    main_places: tuple[tuple[str, int], ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """All of one report; `confidence` is the least that its sums count."""

    overview: Overview
    sums: Sums
    timeline: Timeline
    projects: Projects
    quality: Quality
    confidence: str


def gather(outputs: Path, *, confidence: str = "medium", rules: Sequence[Path | str] = ()) -> Report:
    """Reads all tables of `outputs` and the journal beside it. Raises `UsageError` where a table is not there, and `RuleError`."""
    documents = list(read_rows(outputs, "documents"))
    facts = {row["id"]: row for row in read_rows(outputs, "facts")}
    projects = sorted(read_rows(outputs, "projects"), key=largest_first)
    verdicts = Verdicts.of(outputs)
    tables = [table_quality(kind, read_rows(outputs, kind), verdicts) for kind in KINDS]
    tables += [table_quality(table, rows, verdicts) for table, rows in (("facts", facts.values()), ("projects", projects))]

    orphaned = list(read_rows(outputs, "orphaned"))

    titles = {row["doc"]: row["title"] for row in documents}
    published = {row["doc"]: row["published"] for row in documents}
    quotes = Quotes(titles, facts.values())
    dates = _told_with(date_ids(projects), outputs)
    date_quotes = Quotes(titles, dates)
    dates_by_id = {row["id"]: row for row in dates}
    currencies = {row["code"]: row["name"] for row in Layers((RULES, *map(Path, rules))).rows("currencies.tsv")} | _YUAN

    sums = gather_sums(facts, quotes, currencies, confidence, rules)
    return Report(
        _overview(documents),
        sums,
        gather_timeline(
            [row for fact, row in facts.items() if fact in sums.ids], projects, dates_by_id, published, quotes, date_quotes
        ),
        gather_projects(projects, facts, dates_by_id, quotes, date_quotes, currencies),
        gather_quality(documents, facts.values(), tables, orphaned, verdicts),
        confidence,
    )


def _told_with(ids: frozenset[str], outputs: Path) -> list[Row]:
    """The rows of dates.csv with the ids, and all others of their sentences."""
    if not ids:
        return []
    sentences = {(row["doc"], row["sentence"]) for row in read_rows(outputs, "dates") if row["id"] in ids}
    return [row for row in read_rows(outputs, "dates") if (row["doc"], row["sentence"]) in sentences]


def _overview(documents: Sequence[Row]) -> Overview:
    read = [row for row in documents if row["status"] == "ok"]
    published = sorted(row["published"] for row in read if row["published"]) or [""]
    places = Counter(row["main_place"] for row in read if row["main_place"])
    return Overview(
        len(read), sum(int(row["chars"] or 0) for row in read), published[0], published[-1],
        tuple(sorted(places.items(), key=lambda pair: (-pair[1], pair[0]))[:_PLACES]),
        tuple(Article(row["doc"], row["title"], row["source"], row["published"], int(row["facts"] or 0)) for row in read[:_ARTICLES]),
    )  # fmt: skip
