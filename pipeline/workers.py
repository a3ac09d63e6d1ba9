"""Articles extracted by any number of processes, in their order."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pipeline.article import Pipeline
from pipeline.model import Extraction
from pipeline.readers import Metadata, read_document
from pipeline.store import pack
from pipeline.writers.article_rows import ArticleRows, KeptRows

_AHEAD = 8
_WATCH_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know of the run besides the article."""

    corpus: Path
    rules: tuple[Path, ...]
    published: str
    ner: str


class _Worker:
    """The pipeline of this process."""

    job: Job | None = None
    pipeline: Pipeline | None = None


def prepared(job: Job) -> Pipeline:
    """The pipeline of this process, built when the job is another."""
    if _Worker.job != job or _Worker.pipeline is None:
        _Worker.job, _Worker.pipeline = job, Pipeline(job.rules, ner=job.ner)
    return _Worker.pipeline


def extracted(docs: Sequence[tuple[str, Metadata | None]], job: Job, workers: int) -> Iterator[bytes]:
    """The packed rows of every article, in the order of `docs`, whoever extracts them."""
    if not docs:
        return
    pipeline = prepared(job)  # broken rules are told here, once, and forked workers share what was loaded
    pipeline.name_model  # noqa: B018  likewise
    if workers == 1 or len(docs) < 2:
        yield from map(_article, docs)
        return
    arguments = iter(docs)
    with _frozen(), ProcessPoolExecutor(min(workers, len(docs)), initializer=_begin, initargs=(job, os.getpid())) as pool:
        waiting = [pool.submit(_article, argument) for argument in islice(arguments, workers * _AHEAD)]
        while waiting:
            yield waiting.pop(0).result()
            waiting.extend(pool.submit(_article, argument) for argument in islice(arguments, 1))


def _begin(job: Job, parent: int) -> None:
    """A worker outlives its run by no more than a moment: it would keep the lock of the tables."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    prepared(job)


@contextmanager
def _frozen() -> Iterator[None]:
    """Workers share what was loaded only as long as no collector touches it; afterwards the caller's process is as before."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _article(argument: tuple[str, Metadata | None]) -> bytes:
    doc, given = argument
    assert _Worker.job is not None and _Worker.pipeline is not None
    document = read_document(_Worker.job.corpus, doc, given, _Worker.job.published)
    extraction = Extraction(document=document) if document.status == "error" else _Worker.pipeline.extract_document(document)
    return pack(KeptRows.of(ArticleRows.of(extraction)).packed())
