"""Articles extracted by any number of processes, in their order."""

from __future__ import annotations

import gc
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.article import Pipeline
from pipeline.errors import program_error
from pipeline.facts.projects import PartReader
from pipeline.kept import Kept
from pipeline.model import Extraction
from pipeline.readers import Metadata, failed_document, is_converted, read_document
from pipeline.writers.texts import write_text

_AHEAD = 8
#: new objects, between two looks of the garbage collector
_SELDOM = 20_000
_WATCH_SECONDS = 0.2
#: path of an article, and what metadata.csv says of it
Argument = tuple[str, Metadata | None]


@dataclass(frozen=True, slots=True)
class Job:
    """What a worker must know of the run besides the article."""

    corpus: Path
    outputs: Path
    rules: tuple[Path, ...]
    published: str
    ner: str


class _Worker:
    """The pipeline of this process."""

    job: Job | None = None
    pipeline: Pipeline | None = None
    parts: PartReader | None = None


def prepared(job: Job) -> Pipeline:
    """The pipeline of this process, built when the job asks for other rules or another model."""
    known, _Worker.job = _Worker.job, job
    if _Worker.pipeline is None or known is None or (known.rules, known.ner) != (job.rules, job.ner):
        _Worker.pipeline = Pipeline(job.rules, ner=job.ner)
        _Worker.parts = PartReader.of(_Worker.pipeline.rules)
    return _Worker.pipeline


def part_reader(job: Job) -> PartReader:
    """What reads the parts of projects, by the rules of the job."""
    prepared(job)
    assert _Worker.parts is not None
    return _Worker.parts


def extracted(docs: Sequence[Argument], job: Job, workers: int) -> Iterator[bytes | None]:
    """The packed rows of every article, in the order of `docs`, whoever extracts them; None for one that killed its worker twice.

    One worker is this process itself.
    """
    if not docs:
        return
    pipeline = prepared(job)  # broken rules are told here, once, and forked workers share what was loaded
    pipeline.name_model  # noqa: B018  likewise
    left = deque(docs)
    with _frozen():
        if workers == 1 or len(docs) < 2:
            yield from map(_article, docs)
            return
        while left:
            suspects = yield from _pooled(left, job, min(workers, len(left)))
            for argument in suspects:  # one of them killed a worker; which, shows when each has one to itself
                yield _alone(argument, job)


def _pooled(left: deque[Argument], job: Job, workers: int) -> Generator[bytes | None, None, list[Argument]]:
    """Rows until all is done or a worker dies (killed, out of memory); what was taken from `left` and not given is returned."""
    taken: deque[Argument] = deque()
    promised: deque[Future[bytes]] = deque()
    pool = _pool(job, workers)
    try:
        while left or taken:
            while left and len(taken) < workers * _AHEAD:
                taken.append(left.popleft())
                with undisturbed():
                    promised.append(pool.submit(_article, taken[-1]))
            packed = promised.popleft().result()
            taken.popleft()
            yield packed
    except BrokenProcessPool:
        pass
    finally:
        pool.shutdown(cancel_futures=True)
    return list(taken)


def _alone(argument: Argument, job: Job) -> bytes | None:
    with _pool(job, 1) as pool, suppress(BrokenProcessPool):
        with undisturbed():
            promised = pool.submit(_article, argument)
        return promised.result()
    return None


@contextmanager
def undisturbed(*, drop: bool = False) -> Iterator[None]:
    """Ctrl-C waits until the block ends, and is forgotten if `drop`. A worker forked within it takes no notice before `_begin`."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed and not drop:
        signal.raise_signal(signal.SIGINT)


def _pool(job: Job, workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, initializer=_begin, initargs=(job, os.getpid()))


def _begin(job: Job, parent: int) -> None:
    """A worker outlives its run by no more than a moment: it would keep the lock of the tables. Ctrl-C is the run's affair."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_WATCH_SECONDS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
    prepared(job)


@contextmanager
def _frozen() -> Iterator[None]:
    """The collector need not look through the rules again and again, and workers share what was loaded only as long as it does not
    touch it; an article leaves no cycles, so it need not look often either. Afterwards the caller's process is as before."""
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_SELDOM, *thresholds[1:])
    try:
        yield
    finally:
        gc.set_threshold(*thresholds)
        gc.unfreeze()


def _article(argument: Argument) -> bytes:
    doc, given = argument
    assert _Worker.job is not None and _Worker.pipeline is not None
    document = read_document(_Worker.job.corpus, doc, given, _Worker.job.published)
    if document.status == "ok" and is_converted(document.doc):
        write_text(_Worker.job.outputs, document)
    try:
        return _packed(
            Extraction(document=document) if document.status == "error" else _Worker.pipeline.extract_document(document)
        )
    except Exception as error:  # whatever one article does to the program, the others are extracted
        return failed(document.doc, program_error(error))


def failed(doc: str, reason: str) -> bytes:
    """The packed rows of an article that could not be extracted."""
    return _packed(Extraction(document=failed_document(doc, reason)))


def _packed(extraction: Extraction) -> bytes:
    assert _Worker.parts is not None
    return Kept.of_extraction(extraction, _Worker.parts).packed()
