"""How time and memory grow: with the number of articles, and with the length of one.

    python benchmarks/growth.py --articles 100 1000 10000 100000 --plot benchmarks/growth.svg
    python benchmarks/growth.py --texts                      one long article, one long line, odd texts

Articles are generated from the samples with other figures and names (generated.py). Every count is a run of its own process,
under `--workers`; its processor time is that of the process and its workers. The exponent is the slope between two counts on
double logarithmic paper: 1 is linear. The plot needs matplotlib.
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

from generated import generated_articles, write_articles
from measuring import cpu_seconds, machine, print_table

_COUNTS = (100, 1000, 10_000)
_LENGTHS = (850_000, 1_700_000, 3_400_000)  # the last is 10 MB in UTF-8
#: of which an odd text is made; the last ones are what patterns may stumble over
_UNITS = {
    "一": "一", "1": "1", "百万千亿": "百万千亿", "(": "(", "“": "“", "1,": "1,", "年": "年", "第": "第", "市": "市",
    "、-list of places": "伊宁县、霍城县、", "1月1日至": "1月1日至", "约近超": "约近超", "blank lines": "\n \n", "1-": "1-",
}  # fmt: skip
_RUN = """
import json, resource, sys, time
from pipeline import run_corpus
begin = time.perf_counter()
report = run_corpus(sys.argv[1], sys.argv[2], workers=int(sys.argv[3]), ner=sys.argv[4])
wall = time.perf_counter() - begin
own, workers = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
cpu = own.ru_utime + own.ru_stime + workers.ru_utime + workers.ru_stime
print(json.dumps([report.chars, wall, cpu, own.ru_maxrss / 1024, workers.ru_maxrss / 1024]))
"""


@dataclass(frozen=True, slots=True)
class Grown:
    """One count: seconds by the clock and of all processors, peaks in MB of the run's process and of its largest worker."""

    articles: int
    characters: int
    wall: float
    cpu: float
    memory: float
    worker_memory: float


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="How time and memory grow.")
    parser.add_argument("--articles", nargs="+", type=int, default=_COUNTS, metavar="N")
    parser.add_argument("--chars", type=int, help="cut every article behind so many characters")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ner", default="off")
    parser.add_argument("--repeats", type=int, default=5, help="of counts up to 1000; larger ones run once")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draws both into one picture (.svg, .png)")
    parser.add_argument("--texts", action="store_true", help="one long text instead of many articles")
    parser.add_argument("--json", action="store_true", help="lines of JSON instead of a table")
    options = parser.parse_args(arguments)
    if options.texts:
        print_table(long_texts(options.repeats))
    else:
        grown = [grow(count, options) for count in sorted(options.articles)]
        if options.json:
            print("\n".join(json.dumps(asdict(each)) for each in grown))
        else:
            print_table(_rows(grown))
        if options.plot:
            draw(grown, options.plot)
    print(", ".join(f"{name} {value}" for name, value in machine().items()))
    return 0


def grow(count: int, options: argparse.Namespace) -> Grown:
    """A fresh run of `count` articles; the medians of several where they are few."""
    with tempfile.TemporaryDirectory(prefix="shuzhai-growth-") as scratch:
        corpus = Path(scratch) / "corpus"
        write_articles(corpus, count, chars=options.chars)
        told = []
        for repeat in range(options.repeats if count <= 1000 else 1):
            command = [sys.executable, "-c", _RUN, str(corpus), f"{scratch}/outputs{repeat}", str(options.workers), options.ner]
            told.append(json.loads(subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout))
    characters, *figures = (median(column) for column in zip(*told, strict=True))
    return Grown(count, int(characters), *figures)


def _rows(grown: Sequence[Grown]) -> list[tuple[str, ...]]:
    exponents = ["", *(f"{_exponent(one.articles, one.cpu, two.articles, two.cpu):.2f}" for one, two in pairwise(grown))]
    return [
        ("articles", "characters", "seconds", "core-seconds", "per 1000 articles", "exponent", "memory MB", "worker MB"),
        *(
            (
                f"{each.articles:,}", f"{each.characters:,}", f"{each.wall:,.1f}", f"{each.cpu:,.1f}",
                f"{each.cpu / each.articles * 1000:,.2f}", exponent, f"{each.memory:,.0f}", f"{each.worker_memory:,.0f}",
            )
            for each, exponent in zip(grown, exponents, strict=True)
        ),
    ]  # fmt: skip


def _exponent(size: float, seconds: float, larger: float, longer: float) -> float:
    return math.log(longer / seconds) / math.log(larger / size)


def long_texts(repeats: int) -> list[tuple[str, ...]]:
    """Seconds for texts of three lengths, without the model of names."""
    from pipeline import Pipeline  # noqa: PLC0415

    pipeline = Pipeline(ner="off")
    articles = "\n".join(text for _, text in generated_articles(2000))
    makers: dict[str, Callable[[int], str]] = {
        "one article": lambda length: _repeated(articles, length),
        "one line": lambda length: _repeated(articles.replace("\n", ""), length),
        **{name: lambda length, unit=unit: _repeated(unit, length) for name, unit in _UNITS.items()},  # type: ignore[misc]
    }
    rows = [("text", *(f"{length:,} chars" for length in _LENGTHS), "exponent")]
    for name, make in makers.items():
        texts = [make(length) for length in _LENGTHS]
        seconds = [median(cpu_seconds(lambda text=text: pipeline.extract(text)) for _ in range(repeats)) for text in texts]  # type: ignore[misc]
        exponent = _exponent(_LENGTHS[0], max(seconds[0], 1e-3), _LENGTHS[-1], max(seconds[-1], 1e-3))
        rows.append((name, *(f"{each:.2f} s" for each in seconds), f"{exponent:.2f}"))
    return rows


def _repeated(text: str, length: int) -> str:
    return (text * (length // len(text) + 1))[:length]


def draw(grown: Sequence[Grown], path: Path) -> None:
    """Time and memory over the number of articles, on one plot."""
    import matplotlib  # noqa: PLC0415

    matplotlib.use("Agg")
    from matplotlib import pyplot  # noqa: PLC0415

    counts = [each.articles for each in grown]
    figure, seconds = pyplot.subplots(figsize=(7, 4.2), layout="constrained")
    last = grown[-1]
    seconds.loglog(counts, [each.cpu for each in grown], "o-", color="#1a5c50", label="core-seconds")
    seconds.loglog(counts, [last.cpu / last.articles * count for count in counts], ":", color="#888888", label="linear")
    seconds.set(xlabel="articles", ylabel="core-seconds")
    memory = seconds.twinx()
    memory.semilogx(counts, [each.memory for each in grown], "s--", color="#a0560b", label="memory of the run, MB")
    memory.semilogx(counts, [each.worker_memory for each in grown], "^--", color="#d9a25f", label="memory of a worker, MB")
    memory.set(ylabel="MB", ylim=(0, None))
    lines = [*seconds.get_lines(), *memory.get_lines()]
    seconds.legend(lines, [str(line.get_label()) for line in lines], loc="upper left", frameon=False)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


if __name__ == "__main__":
    begin = time.perf_counter()
    code = main()
    print(f"{time.perf_counter() - begin:,.0f} s in all", file=sys.stderr)
    sys.exit(code)
