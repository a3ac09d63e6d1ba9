"""shuzhai beside other tools on the same texts in one run: those that are installed beside it, never a dependency.

    python benchmarks/peers.py [DIR …] [--repeats 5]

Peers: JioNLP (its extractors of money, of times with their parser, and of places), cpca (places of a list of texts) and the
Chinese part of the Recognizers-Text suite (numbers with units, currencies, dates). They do less than shuzhai: none links a
figure to what it says. Install them for instance with `pip install jionlp cpca recognizers-text-suite`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from measuring import LIBRARIES, ORDINARY, SAMPLES, Corpus, cpu_seconds, installed, machine, print_table, private_jieba, repeated

MIN_CHARS = 5_000
#: takes all texts, gives how many mentions it found
Peer = Callable[[Sequence[str]], int]
_LIBRARIES = {"JioNLP": "jionlp", "cpca": "cpca", "Recognizers-Text": "recognizers-text-suite"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="shuzhai beside other tools, in one run.")
    parser.add_argument("corpora", nargs="*", type=Path, default=[SAMPLES, ORDINARY])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--min-chars", type=int, default=MIN_CHARS, help="a corpus is repeated until it has this many characters")
    options = parser.parse_args(arguments)
    peers = _peers()
    rows = [("corpus", "tool", "finds", "mentions", "chars/s", "of jieba.lcut", "shuzhai is faster")]
    with tempfile.TemporaryDirectory() as scratch:
        for number, folder in enumerate(options.corpora):
            rows += _compared(repeated(folder, Path(scratch) / str(number), options.min_chars), peers, options.repeats)
    print_table(rows)
    for name, library in _LIBRARIES.items():
        if not installed(library):
            print(f"{name} is not installed: pip install {library}")
    print(", ".join(f"{name} {value}" for name, value in machine([*LIBRARIES, *_LIBRARIES.values()]).items()))
    return 0


def _peers() -> dict[str, tuple[str, Peer]]:
    """What is installed: its name, what it finds, and how it is asked."""
    makers = {
        "JioNLP": ("money, times, places", _jionlp),
        "cpca": ("places", _cpca),
        "Recognizers-Text": ("numbers, units, money, dates", _recognizers),
    }
    told = {"jieba.lcut": ("words", _jieba()), "shuzhai": ("all, with facts", _shuzhai())}
    return told | {name: (finds, make()) for name, (finds, make) in makers.items() if installed(_LIBRARIES[name])}


def _compared(corpus: Corpus, peers: dict[str, tuple[str, Peer]], repeats: int) -> list[tuple[str, ...]]:
    """Every tool once unmeasured, then all take turns."""
    found = {name: _quiet(peer, corpus.texts) for name, (_, peer) in peers.items()}
    seconds: dict[str, list[float]] = {name: [] for name in peers}
    for _ in range(repeats):
        for name, (_, peer) in peers.items():
            seconds[name].append(cpu_seconds(lambda peer=peer: _quiet(peer, corpus.texts)))  # type: ignore[misc]
    medians = {name: median(each) for name, each in seconds.items()}
    return [
        (
            corpus.source.name, name, finds, f"{found[name]:,}", f"{corpus.characters / medians[name]:,.0f}",
            f"{medians['jieba.lcut'] / medians[name]:.3f}", f"{medians[name] / medians['shuzhai']:,.1f} ×",
        )
        for name, (finds, _) in peers.items()
    ]  # fmt: skip


def _quiet(peer: Peer, texts: Sequence[str]) -> int:
    with contextlib.redirect_stdout(io.StringIO()):
        return peer(texts)


def _jieba() -> Peer:
    lcut = private_jieba()
    return lambda texts: sum(len(lcut(text)) for text in texts)


def _shuzhai() -> Peer:
    from pipeline import Pipeline  # noqa: PLC0415

    pipeline = Pipeline(ner="off")

    def extract(texts: Sequence[str]) -> int:
        found = map(pipeline.extract, texts)
        return sum(len(each.amounts) + len(each.counts) + len(each.dates) + len(each.places) for each in found)

    return extract


def _jionlp() -> Peer:
    import jionlp  # noqa: PLC0415

    def extract(texts: Sequence[str]) -> int:
        found = 0
        for text in texts:
            found += len(jionlp.ner.extract_money(text, with_parsing=True))
            found += len(jionlp.ner.extract_time(text, time_base={"year": 2024}, with_parsing=True))
            found += len(jionlp.recognize_location(text)["domestic"] or ())
        return found

    return extract


def _cpca() -> Peer:
    import cpca  # noqa: PLC0415

    def extract(texts: Sequence[str]) -> int:
        found = 0
        for text in texts:
            with contextlib.suppress(KeyError):  # a text without places, under pandas 3
                found += len(cpca.transform_text_with_addrs(text))
        return found

    return extract


def _recognizers() -> Peer:
    from recognizers_date_time import DateTimeRecognizer  # noqa: PLC0415
    from recognizers_number import NumberRecognizer  # noqa: PLC0415
    from recognizers_number_with_unit import NumberWithUnitRecognizer  # noqa: PLC0415
    from recognizers_text import Culture  # noqa: PLC0415

    units = NumberWithUnitRecognizer(Culture.Chinese)
    models = [
        NumberRecognizer(Culture.Chinese).get_number_model(),
        units.get_currency_model(),
        units.get_dimension_model(),
        DateTimeRecognizer(Culture.Chinese).get_datetime_model(),
    ]
    return lambda texts: sum(len(model.parse(text)) for text in texts for model in models)


if __name__ == "__main__":
    sys.exit(main())
