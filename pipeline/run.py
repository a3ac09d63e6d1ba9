"""One corpus run, from folder to CSVs: read, extract and write article by article, with any number of workers."""

from __future__ import annotations

import gc
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.article import Pipeline
from pipeline.facts.projects import Projects
from pipeline.facts.repeats import Repetitions
from pipeline.model import Document, Extraction
from pipeline.readers import Metadata, corpus_files, load_metadata, read_document
from pipeline.writers.csv_files import TableFolder, csv_text
from pipeline.writers.rows import COLUMNS, KINDS, Row, document_row, fact_rows, mention_rows, milestone_rows, project_row

_AHEAD = 8


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did: files, mentions and facts by kind, projects, and the files that failed with the reason."""

    files: int
    chars: int
    mentions: Mapping[str, int]
    errors: tuple[tuple[str, str], ...]
    outputs: Path
    projects: int = 0


@dataclass(frozen=True, slots=True)
class _Job:
    """What a worker must know of the run besides the article."""

    corpus: Path
    rules: tuple[Path, ...]
    published: str
    ner: str


@dataclass(frozen=True, slots=True)
class _Written:
    """One article's CSV lines by table, with what the summary counts."""

    doc: str
    chars: int
    error: str
    counts: Mapping[str, int]
    lines: Mapping[str, str]
    facts: Sequence[Row] = ()
    milestones: Sequence[Row] = ()


def run_corpus(
    corpus: Path | str = "corpus",
    outputs: Path | str = "outputs",
    *,
    rules: Sequence[Path | str] = (),
    workers: int | None = None,
    published: str = "",
    ner: str = "doubtful",
    progress: Callable[[int, int], None] | None = None,
) -> RunReport:
    """Extracts every article below `corpus` into the CSVs of `outputs` and reports.

    `published` is the date for articles that carry none; `ner` is that of `Pipeline`; `workers` None means all cores; `progress(done, all)` is called
    after every article. The files are the same bytes for any number of workers. Raises `UsageError` and `RuleError`.
    """
    corpus, outputs = Path(corpus), Path(outputs)
    docs = corpus_files(corpus)
    metadata = load_metadata(corpus)
    job = _Job(corpus, tuple(Path(folder) for folder in rules), published, ner)
    mentions: Counter[str] = Counter()
    errors: list[tuple[str, str]] = []
    chars = 0
    loaded = _prepare(job).rules
    repetitions, projects = Repetitions(), Projects(loaded.gazetteer, loaded.indicators.subjects)
    with TableFolder(outputs) as tables:
        for done, written in enumerate(_extracted(docs, metadata, job, workers or os.cpu_count() or 1), 1):
            repetitions.mark(written.facts)
            projects.add(written.facts, written.milestones)
            tables.append({**written.lines, "facts": csv_text(written.facts, COLUMNS["facts"])})
            mentions.update(written.counts)
            chars += written.chars
            if written.error:
                errors.append((written.doc, written.error))
            if progress is not None:
                progress(done, len(docs))
        gathered = [project_row(row) for row in projects.rows()]
        tables.append({"projects": csv_text(gathered, COLUMNS["projects"])})
        tables.commit()
    return RunReport(
        len(docs), chars, {kind: mentions[kind] for kind in (*KINDS, "facts")}, tuple(errors), outputs, len(gathered)
    )


def _extracted(docs: Sequence[str], metadata: Mapping[str, Metadata], job: _Job, workers: int) -> Iterator[_Written]:
    """Articles in the order of `docs`, whoever extracts them."""
    arguments = ((doc, metadata.get(doc)) for doc in docs)
    pipeline = _prepare(job)  # broken rules are told here, once, and forked workers share what was loaded
    if docs:
        pipeline.name_model  # noqa: B018  likewise
    if workers == 1 or len(docs) < 2:
        yield from (_article(argument) for argument in arguments)
        return
    with _frozen(), ProcessPoolExecutor(min(workers, len(docs)), initializer=_prepare, initargs=(job,)) as pool:
        waiting = [pool.submit(_article, argument) for argument in islice(arguments, workers * _AHEAD)]
        while waiting:
            yield waiting.pop(0).result()
            waiting.extend(pool.submit(_article, argument) for argument in islice(arguments, 1))


@contextmanager
def _frozen() -> Iterator[None]:
    """Workers share what was loaded only as long as no collector touches it; afterwards the caller's process is as before."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _Worker:
    """The pipeline of this process."""

    job: _Job | None = None
    pipeline: Pipeline | None = None


def _prepare(job: _Job) -> Pipeline:
    if _Worker.job != job or _Worker.pipeline is None:
        _Worker.job, _Worker.pipeline = job, Pipeline(job.rules, ner=job.ner)
    return _Worker.pipeline


def _article(argument: tuple[str, Metadata | None]) -> _Written:
    doc, given = argument
    assert _Worker.job is not None and _Worker.pipeline is not None
    document = read_document(_Worker.job.corpus, doc, given, _Worker.job.published)
    extraction = Extraction(document=document) if document.status == "error" else _Worker.pipeline.extract_document(document)
    return _lines(extraction)


def _lines(extraction: Extraction) -> _Written:
    document: Document = extraction.document
    lines = {"documents": csv_text([document_row(extraction)], COLUMNS["documents"])}
    rows = {kind: list(mention_rows(extraction, kind)) for kind in KINDS}
    lines |= {kind: csv_text(rows[kind], COLUMNS[kind]) for kind in rows}
    counts = {kind: len(getattr(extraction, kind)) for kind in (*KINDS, "facts")}
    facts = list(fact_rows(extraction, [*rows["amounts"], *rows["counts"]]))
    milestones = list(milestone_rows(extraction, rows["dates"], document.published))
    return _Written(document.doc, len(document.text), document.error, counts, lines, facts, milestones)
