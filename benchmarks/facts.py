"""What linking costs: whole runs with and without facts, taking turns.

    .venv/bin/python benchmarks/facts.py DIR [--repeats 7] [--ner off]

The articles of DIR are run as often as it takes to reach 100,000 characters. Prints medians and the share of the run.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from pipeline import run_corpus
from pipeline.facts.linker import FactLinker

MIN_CHARS = 100_000
LINK = FactLinker.link


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, nargs="?", default=Path("corpus"))
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--ner", default="doubtful")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        corpus, outputs = Path(scratch) / "corpus", Path(scratch) / "outputs"
        copies(args.folder, corpus)
        seconds(corpus, outputs, args.ner, linked=True)
        pairs = [
            (seconds(corpus, outputs, args.ner, linked=True), seconds(corpus, outputs, args.ner, linked=False))
            for _ in range(args.repeats)
        ]
    whole, without = (statistics.median(side) for side in zip(*pairs, strict=True))
    share = statistics.median(1 - bare / full for full, bare in pairs)
    print(f"whole run {whole:.3f} s, without facts {without:.3f} s; facts are {share:.0%} of the run (medians of {args.repeats})")


def copies(folder: Path, corpus: Path) -> None:
    """Enough copies of the articles, each under a name of its own."""
    files = [path for path in sorted(folder.rglob("*")) if path.suffix in (".txt", ".md") and path.name != "README.md"]
    chars = sum(len(path.read_text(encoding="utf-8", errors="replace")) for path in files)
    corpus.mkdir()
    for number in range(-(-MIN_CHARS // max(chars, 1))):
        for path in files:
            shutil.copy(path, corpus / f"{number}_{path.name}")


def seconds(corpus: Path, outputs: Path, ner: str, *, linked: bool) -> float:
    """Processor time of a run with one worker; without facts, the linker gives none."""
    FactLinker.link = LINK if linked else lambda *_: ((), ())  # type: ignore[method-assign]
    begin = time.process_time()
    run_corpus(corpus, outputs, workers=1, ner=ner)
    return time.process_time() - begin


if __name__ == "__main__":
    main()
