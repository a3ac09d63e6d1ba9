"""What the benchmarks share: corpora large enough to measure, clocks, memory, the machine."""

from __future__ import annotations

import csv
import gc
import math
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from statistics import median

SAMPLES = Path(__file__).resolve().parent.parent / "corpus"
ORDINARY = Path(__file__).resolve().parent / "ordinary"
LIBRARIES = ("shuzhai", "jieba", "rjieba", "regex", "ahocorasick-rs")


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is measured: `folder` holds `copies` links to the corpus `source`, `texts` are the readable articles of all."""

    source: Path
    folder: Path
    copies: int
    texts: tuple[str, ...]

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))

    @property
    def megabytes(self) -> float:
        """Of the texts in UTF-8."""
        return sum(len(text.encode()) for text in self.texts) / 1e6


def repeated(source: Path, folder: Path, min_chars: int) -> Corpus:
    """A corpus in `folder` of as many links to `source` as `min_chars` asks for, with its metadata for each of them.

    Raises `ValueError` where `source` holds no readable article.
    """
    from pipeline.errors import UsageError  # noqa: PLC0415  a parent that is small lets the memory of its children be seen
    from pipeline.readers import corpus_files, load_metadata, read_document  # noqa: PLC0415

    try:
        metadata = load_metadata(source)
        documents = [read_document(source, doc, metadata.get(doc)) for doc in corpus_files(source)]
    except UsageError as error:
        raise ValueError(error) from error
    texts = [document.text for document in documents if document.status != "error"]
    characters = sum(map(len, texts))
    if not characters:
        raise ValueError(f"{source} holds no readable article")
    copies = math.ceil(min_chars / characters)
    folder.mkdir()
    for copy in range(copies):
        _link(source.resolve(), folder / f"{copy:05}")
    if metadata:
        columns = ("doc", *asdict(next(iter(metadata.values()))))
        with (folder / "metadata.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.DictWriter(file, columns)
            rows.writeheader()
            for copy in range(copies):
                rows.writerows({"doc": f"{copy:05}/{doc}", **asdict(given)} for doc, given in metadata.items())
    return Corpus(source, folder, copies, tuple(texts) * copies)


def _link(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source, target_is_directory=True)
    except OSError:  # Windows lets only some accounts make links
        shutil.copytree(source, target)


def private_jieba() -> Callable[[str], list[str]]:
    """`lcut` of a tokenizer of its own with the stock dictionary, so that neither side warms or slows the other."""
    import jieba  # noqa: PLC0415

    jieba.setLogLevel("WARNING")
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    lcut: Callable[[str], list[str]] = tokenizer.lcut
    return lcut


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor time of this process: what other processes do to the clock does not count."""
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def ratios(
    reference: Callable[[], object], work: Callable[[], object], repeats: int
) -> tuple[list[float], list[float], list[float]]:
    """Seconds of `reference`, seconds of `work`, and of each repeat their ratio: how much faster `work` is.

    Both run once unmeasured, then take turns; each `work` is compared with the reference before and behind it, so that a
    machine that changes pace does so for both.
    """
    reference()
    work()
    of_reference, of_work = [cpu_seconds(reference)], []
    for _ in range(repeats):
        of_work.append(cpu_seconds(work))
        of_reference.append(cpu_seconds(reference))
    around = pairwise(of_reference)
    return of_reference, of_work, [(before + behind) / 2 / own for (before, behind), own in zip(around, of_work, strict=True)]


def process_seconds(command: Sequence[str], repeats: int) -> float:
    """The median over fresh processes, by the clock; one before them fills the disk cache and leaves its bytecode, as an
    installed program has it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    seconds = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
        seconds.append(time.perf_counter() - begin)
    return median(seconds[1:])


def shuzhai() -> list[str]:
    """The installed `shuzhai` of this Python; its module where the script is not beside the interpreter."""
    script = Path(sys.executable).with_name("shuzhai")
    return [str(script)] if script.exists() else [sys.executable, "-m", "pipeline.cli"]


def printed(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def peak_memory(code: str, *arguments: str) -> float | None:
    """Peak of a fresh interpreter that runs `code`, in MB; None where the system cannot tell.

    On Linux a child's peak also counts what its parent held when it was started: ask before anything large is loaded.
    """
    try:
        import resource  # noqa: F401, PLC0415  only Unix has it
    except ImportError:
        return None
    told = printed(f"{code}; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)", *arguments)
    return int(told.split()[-1]) / (1e6 if sys.platform == "darwin" else 1e6 / 1024)


def machine(libraries: Sequence[str] = LIBRARIES) -> dict[str, str]:
    """What the figures hold for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cpu": _cpu_model(),
        "cores": str(cores),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{library: installed(library) or "not installed" for library in libraries},
    }


def installed(library: str) -> str:
    """The version of an installed library; empty for none."""
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Columns as wide as their longest cell, the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = (f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True))
        print("  ".join([f"{first:<{widths[0]}}", *cells]).rstrip())
