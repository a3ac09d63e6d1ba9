"""What the model of names adds and costs: off, doubtful and all in one run.

    python benchmarks/ner.py                          speed, loading and memory on the sample corpus
    python benchmarks/ner.py DIR --uner FILE.iob2     on any folder; and how well places of an IOB2 file are found

README.md in this folder says what each line means.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median

from measuring import SAMPLES, cpu_seconds, print_table, printed

ROOT = Path(__file__).resolve().parent.parent
MODES = ("off", "doubtful", "all")
REPEATS = 5
_LOADING = """
import resource, sys, time
from pipeline import Pipeline
begin = time.perf_counter(); pipeline = Pipeline(ner=sys.argv[1]); built = time.perf_counter(); pipeline.name_model
print(built - begin, time.perf_counter() - built, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
_GAZETTEER = """
import time
from pipeline.config import RULES
from pipeline.rulebook.gazetteer import load_gazetteer
from pipeline.rulebook.layers import Layers
from pipeline.rulebook.names import PlaceNames
begin = time.perf_counter(); PlaceNames(load_gazetteer(Layers((RULES,)))); print(time.perf_counter() - begin)
"""
Spans = list[tuple[int, int]]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("corpus", nargs="?", type=Path, default=SAMPLES, help="folder of articles; default: the samples")
    parser.add_argument("--uner", type=Path, help="an IOB2 file of Universal NER")
    parser.add_argument("--repeats", type=int, default=REPEATS)
    options = parser.parse_args(arguments)
    rows = [*loading(options.repeats), *speed(options.corpus, options.repeats)]
    print_table([*rows, *(accuracy(options.uner) if options.uner else ())])


def loading(repeats: int) -> Iterable[tuple[str, str]]:
    """Medians over fresh processes."""
    seconds = median(float(printed(_GAZETTEER)) for _ in range(repeats))
    yield "gazetteer and automaton", f"{seconds:.2f} s"
    for mode in ("off", "all"):
        runs = [tuple(map(float, printed(_LOADING, mode).split())) for _ in range(repeats)]
        built, loaded, memory = (median(column) for column in zip(*runs, strict=True))
        yield f"ner {mode}: Pipeline(), model, memory", f"{built:.2f} s, {loaded:.2f} s, {memory:.0f} MiB"


def speed(corpus: Path, repeats: int) -> Iterable[tuple[str, str]]:
    """Characters a second of processor time, of whole runs with one worker, the modes taking turns."""
    from pipeline import run_corpus  # noqa: PLC0415  a parent that is small lets the memory of its children be seen

    seconds: dict[str, list[float]] = {mode: [] for mode in MODES}
    characters = 0
    with tempfile.TemporaryDirectory(prefix="shuzhai-ner-") as outputs:
        for _, mode in product(range(repeats), MODES):
            run = partial(run_corpus, corpus, outputs, workers=1, ner=mode, fresh=True)
            characters = run().chars  # loads what this mode needs
            seconds[mode].append(cpu_seconds(run))
    for mode in MODES:
        ratio = median(off / own for off, own in zip(seconds["off"], seconds[mode], strict=True))
        yield f"ner {mode}", f"{characters / median(seconds[mode]):,.0f} chars/s, {ratio:.2f} of off"


def accuracy(uner: Path) -> Iterable[tuple[str, str]]:
    """The model alone, exactly the annotated spans; then the places of each mode, found where they touch a LOC."""
    sys.path.insert(0, str(ROOT / "rules" / "ner"))
    from train import uner_sentences  # noqa: PLC0415

    from pipeline import Pipeline  # noqa: PLC0415

    data = list(uner_sentences(uner))
    asked = Pipeline(ner="all")
    assert asked.name_model is not None
    seen = asked.name_model.entities([text for text, _ in data])
    for label in ("LOC", "ORG", "PER"):
        tally: Counter[str] = Counter()
        for (_, gold), entities in zip(data, seen, strict=True):
            wanted = {(start, end) for start, end, own in gold if own == label}
            given = {(e.span.start, e.span.end) for e in entities if e.label == label}
            tally.update(wanted=len(wanted), given=len(given), hits=len(wanted & given), found=len(wanted & given))
        yield f"model alone, {label} exact", _scores(tally)
    for mode in MODES:
        pipeline = Pipeline(asked.rules, ner=mode)
        yield (
            f"places, ner {mode}",
            _scores(_touching(data, lambda text, p=pipeline: [(m.span.start, m.span.end) for m in p.extract(text).places])),
        )


def _touching(data: Iterable[tuple[str, list[tuple[int, int, str]]]], places: Callable[[str], Spans]) -> Counter[str]:
    """Places against LOC: right where they overlap one; those within an ORG count neither way."""
    tally: Counter[str] = Counter()
    for text, gold in data:
        wanted = [(start, end) for start, end, label in gold if label == "LOC"]
        other = [(start, end) for start, end, label in gold if label == "ORG"]
        given = [span for span in places(text) if not any(_overlap(span, organisation) for organisation in other)]
        tally.update(
            wanted=len(wanted),
            given=len(given),
            hits=sum(any(_overlap(span, loc) for loc in wanted) for span in given),
            found=sum(any(_overlap(span, loc) for span in given) for loc in wanted),
        )
    return tally


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _scores(tally: Counter[str]) -> str:
    precision, recall = tally["hits"] / max(tally["given"], 1), tally["found"] / max(tally["wanted"], 1)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return f"P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({tally['wanted']} annotated, {tally['given']} given)"


if __name__ == "__main__":
    main()
