"""How fast a run is, beside jieba.lcut; how long shuzhai takes to start; how much memory it needs.

    python benchmarks/speed.py                      the sample corpus
    python benchmarks/speed.py DIR --json           any folder, as one JSON object
    python benchmarks/speed.py DIR --profile        where the time goes, by function

README.md in this folder says what each line means.
"""

from __future__ import annotations

import argparse
import cProfile
import csv
import gc
import json
import math
import os
import platform
import pstats
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

SAMPLES = Path(__file__).resolve().parent.parent / "corpus"
MIN_CHARS = 300_000
REPEATS = 5
_PROFILE_LINES = 25
_PASSAGE = "2023年，全县总投资26.17亿元，同比增长8.5%，新增就业4500余人。"
_LIBRARIES = ("shuzhai", "jieba", "rjieba", "regex", "ahocorasick-rs")

_RUN = "import sys; from pipeline import run_corpus; run_corpus(sys.argv[1], sys.argv[2], workers=1)"
_PEAK = f"{_RUN}; import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
_BUILD = (
    "import sys, time; from pipeline import Pipeline; begin = time.perf_counter(); pipeline = Pipeline();"
    " built = time.perf_counter(); pipeline.extract(sys.argv[1]); print(built - begin, time.perf_counter() - built)"
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What is measured: `folder` holds `copies` links to the corpus, `texts` are the readable articles of all."""

    folder: Path
    copies: int
    texts: tuple[str, ...]

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))


@dataclass(frozen=True, slots=True)
class Speed:
    """Medians over the repeats. Each repeat has a ratio of its own; `ratio` is their median, beside the extremes."""

    repeats: int
    extraction_chars_per_second: float
    jieba_chars_per_second: float
    ratio: float
    ratio_low: float
    ratio_high: float
    cores_used: float


@dataclass(frozen=True, slots=True)
class StartUp:
    """Medians in seconds, each repeat in a fresh process; the first three are whole processes."""

    bare_python: float
    import_pipeline: float
    text_command: float
    build_pipeline: float
    first_extract: float


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="shuzhai-speed-") as name:
        scratch = Path(name)
        try:
            corpus = repeated(options.corpus, scratch / "corpus", options.min_chars)
            check_rules()
        except ValueError as error:
            print(f"speed: {error}", file=sys.stderr)
            return 2
        if options.profile:
            print_profile(corpus, scratch / "outputs")
            return 0
        # memory comes first, while this process is small: a child's peak counts what its parent held at its start
        memory = peak_memory(corpus, scratch / "outputs")
        start = start_up(options.repeats)
        speed = throughput(corpus, scratch / "outputs", options.repeats)
    if options.json:
        print(json.dumps(_as_json(options.corpus, corpus, speed, start, memory), ensure_ascii=False, indent=2))
    else:
        _print_table(options.corpus, corpus, speed, start, memory)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure speed, start-up and memory of shuzhai on a folder of articles.")
    parser.add_argument("corpus", nargs="?", type=Path, default=SAMPLES, help="folder of articles; default: the samples")
    parser.add_argument("--repeats", type=_positive, default=REPEATS, metavar="N", help=f"default {REPEATS}")
    parser.add_argument(
        "--min-chars", type=_positive, default=MIN_CHARS, metavar="N",
        help=f"the corpus is repeated until it has this many characters; default {MIN_CHARS:,}",
    )  # fmt: skip
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="one JSON object instead of the table")
    output.add_argument(
        "--profile",
        action="store_true",
        help=f"only run under cProfile: the {_PROFILE_LINES} functions of most own time",
    )
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


# -- the corpus


def repeated(source: Path, folder: Path, min_chars: int) -> Corpus:
    """A corpus in `folder` of as many links to `source` as `min_chars` asks for, with its metadata for each of them.

    Raises `ValueError` where `source` holds no readable article.
    """
    from pipeline.errors import UsageError  # noqa: PLC0415  see main: this process stays small until memory is measured
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
    return Corpus(folder, copies, tuple(texts) * copies)


def _link(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source, target_is_directory=True)
    except OSError:  # Windows lets only some accounts make links
        shutil.copytree(source, target)


def check_rules() -> None:
    """Raises `ValueError` where the built-in rules are broken: told here in one line, not by a child's traceback."""
    checked = subprocess.run([*_command(), "rules", "check"], check=False, capture_output=True, encoding="utf-8")
    if checked.returncode:
        raise ValueError(checked.stderr.strip())


# -- what is measured


def throughput(corpus: Corpus, outputs: Path, repeats: int) -> Speed:
    """Whole runs with one worker, from folder to CSV files, in turn with `jieba.lcut` over the same articles."""
    from pipeline import run_corpus  # noqa: PLC0415

    lcut = _private_jieba()

    def extraction() -> None:
        run_corpus(corpus.folder, outputs, workers=1)

    def segmentation() -> None:
        for text in corpus.texts:
            lcut(text)

    extraction()
    segmentation()
    extracted, busy, ratios = [], [], []
    cut = [_timed(segmentation)[0]]
    for _ in range(repeats):
        wall, cpu = _timed(extraction)
        extracted.append(wall)
        busy.append(cpu / wall)
        cut.append(_timed(segmentation)[0])
        ratios.append((cut[-2] + cut[-1]) / 2 / wall)  # jieba before and behind: a machine that slows down slows both
    return Speed(
        repeats=repeats,
        extraction_chars_per_second=corpus.characters / median(extracted),
        jieba_chars_per_second=corpus.characters / median(cut),
        ratio=median(ratios),
        ratio_low=min(ratios),
        ratio_high=max(ratios),
        cores_used=median(busy),
    )


def _private_jieba() -> Callable[[str], list[str]]:
    """`lcut` of a tokenizer of its own with the stock dictionary, so that neither side warms or slows the other."""
    import jieba  # noqa: PLC0415

    jieba.setLogLevel("WARNING")
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()
    lcut: Callable[[str], list[str]] = tokenizer.lcut
    return lcut


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds by the clock and of processor time."""
    gc.collect()
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def start_up(repeats: int) -> StartUp:
    """What a user waits for before the first article: the interpreter, the import, a whole command, the rules."""
    builds = [tuple(map(float, _python(_BUILD, _PASSAGE).split())) for _ in range(repeats)]
    return StartUp(
        bare_python=_process_seconds([sys.executable, "-c", "pass"], repeats),
        import_pipeline=_process_seconds([sys.executable, "-c", "import pipeline"], repeats),
        text_command=_process_seconds([*_command(), "text", _PASSAGE], repeats),
        build_pipeline=median(built for built, _ in builds),
        first_extract=median(first for _, first in builds),
    )


def _process_seconds(command: Sequence[str], repeats: int) -> float:
    """The median over fresh processes; one before them fills the disk cache."""
    seconds = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        seconds.append(time.perf_counter() - begin)
    return median(seconds[1:])


def _command() -> list[str]:
    """The installed `shuzhai` of this Python; its module where the script is not beside the interpreter."""
    script = Path(sys.executable).with_name("shuzhai")
    return [str(script)] if script.exists() else [sys.executable, "-m", "pipeline.cli"]


def peak_memory(corpus: Corpus, outputs: Path) -> float | None:
    """Peak of a fresh process that runs the whole corpus with one worker, in MiB; None where the system cannot tell."""
    try:
        import resource  # noqa: F401, PLC0415  only Unix has it
    except ImportError:
        return None
    peak = int(_python(_PEAK, str(corpus.folder), str(outputs)))
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


def _python(code: str, *arguments: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=True, capture_output=True, encoding="utf-8")
    return done.stdout


def print_profile(corpus: Corpus, outputs: Path) -> None:
    """The functions of most own time in one warm run. cProfile itself slows calls down: read shares, not seconds."""
    from pipeline import run_corpus  # noqa: PLC0415

    run_corpus(corpus.folder, outputs, workers=1)
    with _profiled() as profile:
        run_corpus(corpus.folder, outputs, workers=1)
    print(f"{corpus.characters:,} characters ({corpus.copies} × the corpus)")
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(_PROFILE_LINES)


@contextmanager
def _profiled() -> Iterator[cProfile.Profile]:
    profile = cProfile.Profile()
    profile.enable()
    try:
        yield profile
    finally:
        profile.disable()


# -- what is shown


def machine() -> dict[str, str]:
    """What the figures hold for."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cpu": _cpu_model(),
        "cores": str(cores),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{library: _version(library) for library in _LIBRARIES},
    }


def _cpu_model() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "unknown"
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"


def _as_json(source: Path, corpus: Corpus, speed: Speed, start: StartUp, memory: float | None) -> dict[str, object]:
    return {
        "corpus": {
            "folder": str(source),
            "articles": len(corpus.texts) // corpus.copies,
            "characters": corpus.characters // corpus.copies,
            "copies": corpus.copies,
        },
        "speed": _rounded(asdict(speed)),
        "start_up_seconds": _rounded(asdict(start)),
        "peak_memory_mib": None if memory is None else round(memory, 1),
        "machine": machine(),
    }


def _rounded(figures: dict[str, float]) -> dict[str, float]:
    """Three decimals below 100, whole numbers above: more is noise."""
    return {name: round(value, 3) if value < 100 else round(value) for name, value in figures.items()}


def _print_table(source: Path, corpus: Corpus, speed: Speed, start: StartUp, memory: float | None) -> None:
    rows = (
        ("corpus", f"{source}: {len(corpus.texts) // corpus.copies} articles, repeated {corpus.copies} times"),
        ("characters in a repeat", f"{corpus.characters:,}"),
        ("extraction, chars/s and core", f"{speed.extraction_chars_per_second:,.0f}"),
        ("jieba.lcut, chars/s and core", f"{speed.jieba_chars_per_second:,.0f}"),
        ("ratio", f"{speed.ratio:.2f} ({speed.ratio_low:.2f} to {speed.ratio_high:.2f} in {speed.repeats} repeats)"),
        ("cores used by extraction", f"{speed.cores_used:.2f}"),
        ("python -c pass", f"{start.bare_python:.3f} s"),
        ('python -c "import pipeline"', f"{start.import_pipeline:.3f} s"),
        ('shuzhai text "…"', f"{start.text_command:.3f} s"),
        ("building Pipeline()", f"{start.build_pipeline:.3f} s"),
        ("first extract()", f"{start.first_extract:.3f} s"),
        ("peak memory", "unknown" if memory is None else f"{memory:,.0f} MiB"),
        ("machine", ", ".join(f"{name} {value}" for name, value in machine().items())),
    )
    width = max(len(name) for name, _ in rows)
    for name, value in rows:
        print(f"{name:<{width}}  {value}")


if __name__ == "__main__":
    sys.exit(main())
