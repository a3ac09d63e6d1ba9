"""From the tables and the journal of a run to evaluation.csv, to a sample, and to annotation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.article import Pipeline
from pipeline.errors import UsageError
from pipeline.evaluation.agreement import read_gold
from pipeline.evaluation.aspects import JUDGED, keys
from pipeline.evaluation.cases import Cases, write_cases
from pipeline.evaluation.corrected import corrections_of
from pipeline.evaluation.evaluate import BadRule, GoldScore, Group, Tally, score, worst_rules
from pipeline.evaluation.export import Exported, export_gold
from pipeline.evaluation.sample import Ticket, draw, read_sample, sample_csv, waiting
from pipeline.evaluation.table import gold_rows, verdict_rows
from pipeline.evaluation.verdicts import Judge, Judged, Verdicts, verdicts
from pipeline.reviews.journal import Journal, journal_path
from pipeline.totals import read_rows
from pipeline.writers.csv_files import TableFolder, csv_text
from pipeline.writers.rows import COLUMNS, Row
from pipeline.writers.whole import whole_file

#: what the groups of an evaluation may be told apart by
KEYS = (*keys({}), "field")
_ALWAYS = ("kind", "rule", "genre", "field")


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was found: `groups` by key, the `worst` rules, `gold` where there was an annotation, and the `rows` of
    evaluation.csv; `absent` are annotated articles that the run has not; `exported` with its `cases`; `waiting` are samples with verdicts that no run has taken up, `broken` lines
    of the journal that cannot be read."""

    verdicts: Verdicts
    groups: Mapping[str, Sequence[Group]]
    worst: Sequence[BadRule]
    rows: Sequence[Row]
    journal: Path
    gold: GoldScore | None = None
    absent: Sequence[str] = ()
    exported: Exported | None = None
    cases: Cases | None = None
    waiting: Mapping[Path, int] = field(default_factory=dict)
    broken: Sequence[tuple[int, str]] = ()


def write_evaluation(
    outputs: Path | str = "outputs",
    by: Sequence[str] = ("kind",),
    *,
    sample: Path | str | None = None,
    gold: Path | str | None = None,
    export: Path | str | None = None,
    corpus: Path | str = "corpus",
    rules: Sequence[Path | str] = (),
) -> Evaluation:
    """Counts what reviewers said of the tables, writes evaluation.csv beside them, and returns all.

    `by` are keys of `KEYS`; with `sample`, the rows of that file count with its weights; `gold` is a folder of annotated
    articles to score against; into the folder `export` go reviewed articles of `corpus` as annotation and, in `cases/`, as
    test cases; `rules` are the folders that the run had. Raises `UsageError` and `RuleError`.
    """
    outputs = Path(outputs)
    if not by or not set(by) <= set(KEYS):
        raise UsageError(f"--by {','.join(by)!r}: choose from {', '.join(KEYS)} 请从中选择")
    documents = list(read_rows(outputs, "documents"))
    published = {document["doc"]: document["published"] for document in documents}
    annotated = read_gold(Path(gold)) if gold else []
    scored_docs = {article["doc"] for article in annotated}
    drawn = read_sample(Path(sample)) if sample else None
    tally = Tally(keys({document["doc"]: document["source"] for document in documents}), (*_ALWAYS, *by), drawn)
    journal = Journal(journal_path(outputs))
    folders = [Path(folder) for folder in rules]
    correct = corrections_of(folders, published)
    told = verdicts(
        {table: read_rows(outputs, table) for table in JUDGED}, Judge(journal.entries(), correct),
        keep=lambda doc: export is not None or doc in scored_docs, each=tally.add,
    )  # fmt: skip
    groups = {key: tally.groups(key, told) for key in tally.by}
    scored = score(told, annotated) if annotated else None
    rows = [row for group in groups.values() for row in verdict_rows(group)] + (list(gold_rows(scored)) if scored else [])
    with TableFolder(outputs, ("evaluation",)) as tables:
        tables.append({"evaluation": csv_text(rows, COLUMNS["evaluation"])})
        tables.commit()
    exported = cases = None
    if export:
        exported = export_gold(Path(export), told, documents, Path(corpus), correct)
        cases = write_cases(Path(export) / "cases", told, published, Pipeline(folders), correct)
    return Evaluation(
        told, groups, worst_rules(tally, told), rows, journal.path, gold=scored,
        absent=[article["doc"] for article in annotated if article["doc"] not in published], exported=exported, cases=cases,
        waiting=_waiting(outputs, sample, told), broken=journal.broken,
    )  # fmt: skip


def _waiting(outputs: Path, sample: Path | str | None, told: Verdicts) -> dict[Path, int]:
    """Samples with verdicts that the journal does not have; a file that is no sample is told by the run."""
    found = {}
    for path in dict.fromkeys([*sorted(outputs.glob("sample*.csv")), *([Path(sample)] if sample else [])]):
        try:
            unsaved = waiting(path, told)
        except UsageError:
            continue
        if unsaved:
            found[path] = unsaved
    return found


@dataclass(frozen=True, slots=True)
class SampleReport:
    """The file written, and of each table how many rows were `drawn` of how many, from how many strata; `reviewed` is how many
    rows were reviewed already."""

    path: Path
    drawn: Mapping[str, int]
    rows: Mapping[str, int]
    strata: Mapping[str, int]
    reviewed: int


def write_sample(
    outputs: Path | str = "outputs",
    n: int = 200,
    *,
    kinds: Sequence[str] = JUDGED,
    seed: int = 1,
    to: Path | str | None = None,
    reviewed: bool = False,
) -> SampleReport:
    """Draws `n` rows to review and writes them to `to` (sample.csv in the outputs); no file where there is no row to draw.

    Rows with a verdict are left out unless `reviewed`. Raises `UsageError`, also where the file holds verdicts that no run has
    taken up.
    """
    outputs = Path(outputs)
    path = Path(to) if to else outputs / "sample.csv"
    if unknown := [kind for kind in kinds if kind not in JUDGED]:
        raise UsageError(f"--kinds {', '.join(unknown)}: choose from {', '.join(JUDGED)} 请从中选择")
    chosen = [table for table in JUDGED if table in kinds]
    entries = list(Journal(journal_path(outputs)).entries())
    tickets: list[Ticket] = []

    def enter(judged: Judged) -> None:
        if reviewed or not judged.outcome:
            tickets.append(Ticket.of(judged))

    told = verdicts({table: read_rows(outputs, table) for table in JUDGED}, Judge(entries), keep=lambda doc: False, each=enter)
    tickets = [ticket for ticket in tickets if ticket.table in chosen]
    if path.exists() and (unsaved := waiting(path, told)):
        raise UsageError(
            f"{path} holds verdicts on {unsaved} rows that no run has taken up; `shuzhai run` takes up those in {outputs}/, "
            "or draw into another file with --to 里面有尚未收取的核对结果：先运行 shuzhai run，或用 --to 另存"
        )
    drawn = draw(tickets, n, seed=seed) if tickets else {}
    if drawn:
        judge = Judge(entries)
        rows = [
            judged
            for table in chosen
            for row in read_rows(outputs, table)
            if (table, row["id"]) in drawn and (judged := judge.judged(table, row))
        ]
        with whole_file(path) as file:
            file.write(sample_csv(rows, drawn))
    return SampleReport(
        path, Counter(table for table, _ in drawn), Counter(ticket.table for ticket in tickets),
        Counter(stratum.partition("|")[0] for stratum in {said.stratum for said in drawn.values()}), len(told.rows),
    )  # fmt: skip
