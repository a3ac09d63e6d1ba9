"""How fast a run is, beside jieba.lcut, and where its time goes; how long shuzhai takes to start; how much memory it needs.

    python benchmarks/speed.py                      the sample corpus and the ordinary news
    python benchmarks/speed.py DIR … --json         any folders, as one JSON object
    python benchmarks/speed.py DIR --profile        where the time goes, by function

README.md in this folder says what each line means.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import wraps
from inspect import isgenerator
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

from measuring import (
    ORDINARY,
    SAMPLES,
    Corpus,
    machine,
    peak_memory,
    print_table,
    printed,
    private_jieba,
    process_seconds,
    ratios,
    repeated,
    shuzhai,
)

MIN_CHARS = 100_000
REPEATS = 5
_PROFILE_LINES = 25
_PASSAGE = "2023年，全县总投资26.17亿元，同比增长8.5%，新增就业4500余人。"
_RUN = "import sys; from pipeline import run_corpus; run_corpus(sys.argv[1], sys.argv[2], workers=1, ner=sys.argv[3])"
_BUILD = (
    "import sys, time; from pipeline import Pipeline; begin = time.perf_counter(); pipeline = Pipeline(ner='off');"
    " built = time.perf_counter(); pipeline.extract(sys.argv[1]); print(built - begin, time.perf_counter() - built)"
)
#: stages of a run and the functions that are theirs; what one calls of another is the other's
_STAGES = {
    "reading": ("pipeline.workers.read_document", "pipeline.run.checksum"),
    "folding, sentences, furniture": ("pipeline.article._Reading.__init__",),
    "word lists": ("pipeline.text.lookup.Lookup.hits",),
    "words": ("pipeline.text.segment.Segmenter.words", "pipeline.text.segment.Segmenter.tagged"),
    "exclusions": ("pipeline.extractors.exclusions.ExclusionFinder.find",),
    "dates": (
        "pipeline.extractors.dates.extractor.DateExtractor.extract",
        "pipeline.resolve.dates.resolver.Resolver.resolve",
        "pipeline.article.normalise_date",
    ),
    "places": ("pipeline.article._Reading._places_found", "pipeline.article._Reading._place_mentions"),
    "amounts and counts": ("pipeline.article._Reading._figures",),
    "facts": ("pipeline.article._Reading._linked",),
    "rows": ("pipeline.workers._packed",),
    "tables": ("pipeline.run._Run.write",),
}


@dataclass(frozen=True, slots=True)
class Speed:
    """Medians over the repeats, in processor time. Each repeat has a ratio of its own; `ratio` is their median, beside the extremes."""

    ner: str
    chars_per_second: float
    megabytes_per_second: float
    jieba_chars_per_second: float
    ratio: float
    lowest: float
    highest: float


@dataclass(frozen=True, slots=True)
class StartUp:
    """Medians in seconds, each repeat in a fresh process; the first three are whole processes."""

    bare_python: float
    import_pipeline: float
    text_command: float
    build_pipeline: float
    first_extract: float


@dataclass(frozen=True, slots=True)
class Measured:
    """All of one corpus; `stages` are shares of a run without the model of names, `memory` is in MB."""

    corpus: Corpus
    speeds: tuple[Speed, ...]
    stages: dict[str, float]
    memory: dict[str, float | None]


def main(arguments: Sequence[str] | None = None) -> int:
    options = _options(arguments)
    with tempfile.TemporaryDirectory(prefix="shuzhai-speed-") as name:
        scratch = Path(name)
        try:
            corpora = [
                repeated(folder, scratch / str(number), options.min_chars) for number, folder in enumerate(options.corpora)
            ]
            check_rules()
        except ValueError as error:
            print(f"speed: {error}", file=sys.stderr)
            return 2
        outputs = scratch / "outputs"
        if options.profile:
            print_profile(corpora[0], outputs)
            return 0
        memories = [memory(corpus, scratch) for corpus in corpora]  # while this process is small
        start = start_up(options.repeats)
        measured = [
            Measured(corpus, tuple(throughput(corpus, outputs, options.repeats, ner) for ner in ("off", "doubtful")),
                     stages(corpus, outputs), peak)
            for corpus, peak in zip(corpora, memories, strict=True)
        ]  # fmt: skip
    if options.json:
        print(json.dumps(_as_json(measured, start), ensure_ascii=False, indent=2))
    else:
        _print(measured, start)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure speed, start-up and memory of shuzhai on folders of articles.")
    parser.add_argument("corpora", nargs="*", type=Path, default=[SAMPLES, ORDINARY], help="default: corpus and ordinary")
    parser.add_argument("--repeats", type=_positive, default=REPEATS, metavar="N", help=f"default {REPEATS}")
    parser.add_argument(
        "--min-chars", type=_positive, default=MIN_CHARS, metavar="N",
        help=f"a corpus is repeated until it has this many characters; default {MIN_CHARS:,}",
    )  # fmt: skip
    output = parser.add_mutually_exclusive_group()
    output.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    output.add_argument(
        "--profile", action="store_true", help=f"only run under cProfile: the {_PROFILE_LINES} functions of most own time"
    )
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def check_rules() -> None:
    """Raises `ValueError` where the built-in rules are broken: told here in one line, not by a child's traceback."""
    checked = subprocess.run([*shuzhai(), "rules", "check"], check=False, capture_output=True, encoding="utf-8")
    if checked.returncode:
        raise ValueError(checked.stderr.strip())


# -- what is measured


def throughput(corpus: Corpus, outputs: Path, repeats: int, ner: str) -> Speed:
    """Whole runs with one worker, from folder to CSV files, in turn with `jieba.lcut` over the same articles."""
    lcut = private_jieba()

    def segmentation() -> None:
        for text in corpus.texts:
            lcut(text)

    cut, ran, each = ratios(segmentation, _fresh_run(corpus, outputs, ner), repeats)
    return Speed(
        ner=ner,
        chars_per_second=corpus.characters / median(ran),
        megabytes_per_second=corpus.megabytes / median(ran),
        jieba_chars_per_second=corpus.characters / median(cut),
        ratio=median(each),
        lowest=min(each),
        highest=max(each),
    )


def _fresh_run(corpus: Corpus, outputs: Path, ner: str) -> Callable[[], object]:
    from pipeline import run_corpus  # noqa: PLC0415  this process stays small until memory is measured

    return lambda: run_corpus(corpus.folder, outputs, workers=1, ner=ner, fresh=True)


def stages(corpus: Corpus, outputs: Path) -> dict[str, float]:
    """The share of each stage in a warm run; the rest is "other"."""
    run = _fresh_run(corpus, outputs, "off")
    run()
    own: Counter[str] = Counter()
    with timed_stages(own):
        begin = time.process_time()
        run()
        whole = time.process_time() - begin
    own["other"] = whole - own.total()
    return {name: seconds / whole for name, seconds in own.items()}


@contextmanager
def timed_stages(own: Counter[str]) -> Iterator[None]:
    """Within it, processor time that functions of a stage take themselves is added to `own`."""
    inner = [0.0]

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def call(*arguments: Any, **named: Any) -> Any:
            inner.append(0.0)
            begin = time.process_time()
            try:
                told = function(*arguments, **named)
                return iter(list(told)) if isgenerator(told) else told
            finally:
                seconds = time.process_time() - begin
                own[stage] += seconds - inner.pop()
                inner[-1] += seconds

        return call

    patches = [(stage, patch(name)) for stage, names in _STAGES.items() for name in names]
    try:
        for stage, patched in patches:
            target, name = patched.getter(), patched.attribute
            patched.new = timed(stage, getattr(target, name))
            patched.start()
        yield
    finally:
        patch.stopall()


def start_up(repeats: int) -> StartUp:
    """What a user waits for before the first article: the interpreter, the import, a whole command, the rules."""
    builds = [tuple(map(float, printed(_BUILD, _PASSAGE).split())) for _ in range(repeats)]
    return StartUp(
        bare_python=process_seconds([sys.executable, "-c", "pass"], repeats),
        import_pipeline=process_seconds([sys.executable, "-c", "import pipeline"], repeats),
        text_command=process_seconds([*shuzhai(), "text", _PASSAGE], repeats),
        build_pipeline=median(built for built, _ in builds),
        first_extract=median(first for _, first in builds),
    )


def memory(corpus: Corpus, scratch: Path) -> dict[str, float | None]:
    """Peak of a fresh process that runs the whole corpus with one worker, without and with the model of names."""
    folder = corpus.folder.name
    return {
        ner: peak_memory(_RUN, str(corpus.folder), str(scratch / f"memory-{folder}-{ner}"), ner) for ner in ("off", "doubtful")
    }


def print_profile(corpus: Corpus, outputs: Path) -> None:
    """The functions of most own time in one warm run. cProfile itself slows calls down: read shares, not seconds."""
    run = _fresh_run(corpus, outputs, "off")
    run()
    profile = cProfile.Profile()
    profile.runcall(run)
    print(f"{corpus.characters:,} characters ({corpus.copies} × the corpus)")
    pstats.Stats(profile).strip_dirs().sort_stats("tottime").print_stats(_PROFILE_LINES)


# -- what is shown


def _as_json(measured: Sequence[Measured], start: StartUp) -> dict[str, object]:
    return {
        "corpora": [
            {
                "folder": str(each.corpus.source),
                "articles": len(each.corpus.texts) // each.corpus.copies,
                "characters": each.corpus.characters // each.corpus.copies,
                "copies": each.corpus.copies,
                "speeds": [asdict(speed) for speed in each.speeds],
                "stages": each.stages,
                "peak_memory_mb": each.memory,
            }
            for each in measured
        ],
        "start_up_seconds": asdict(start),
        "machine": machine(),
    }


def _print(measured: Sequence[Measured], start: StartUp) -> None:
    print_table([
        ("corpus", "articles", "characters", "names", "chars/s", "MB/s", "jieba chars/s", "ratio", "from", "to", "memory MB"),
        *(_row(each, speed) for each in measured for speed in each.speeds),
    ])  # fmt: skip
    print()
    names = list(dict.fromkeys(name for each in measured for name in each.stages))
    print_table([
        ("share of a run", *(each.corpus.source.name for each in measured)),
        *((name, *(f"{each.stages.get(name, 0):.0%}" for each in measured)) for name in names),
    ])  # fmt: skip
    print()
    print_table([(name.replace("_", " "), f"{seconds:.3f} s") for name, seconds in asdict(start).items()])
    print()
    print(", ".join(f"{name} {value}" for name, value in machine().items()))


def _row(each: Measured, speed: Speed) -> tuple[str, ...]:
    peak = each.memory[speed.ner]
    return (
        each.corpus.source.name, f"{len(each.corpus.texts):,}", f"{each.corpus.characters:,}", speed.ner,
        f"{speed.chars_per_second:,.0f}", f"{speed.megabytes_per_second:.2f}", f"{speed.jieba_chars_per_second:,.0f}",
        f"{speed.ratio:.2f}", f"{speed.lowest:.2f}", f"{speed.highest:.2f}", "unknown" if peak is None else f"{peak:,.0f}",
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
