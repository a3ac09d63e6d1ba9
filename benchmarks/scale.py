"""A scaled run whose worker and driver are killed: are the rows those of `shuzhai run`, and what does it cost?

    .venv/bin/python benchmarks/scale.py [--docs 20000] [--shards 40] [--workers 2] [--ner doubtful] [--seed 0] [--json]

Generates the articles, starts `shuzhai scale` on Ray on this machine, kills a worker, kills the driver when half of the shards
are done, begins again; then compares every row of the parts with a run of the same articles, and a run from the parts with
that run, byte by byte. Ends with status 1 where anything differs.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pyarrow import parquet

from generated import write_articles
from killed import killed_twice
from pipeline import run_corpus
from pipeline.exchange.source import typed
from pipeline.writers.columns import columns_of
from pipeline.writers.rows import KINDS, TABLES

#: what an article repeats of another is told by a run alone
_ACROSS = {"repeats"}
_GB, _TB = 1e9, 1e12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--docs", type=int, default=20_000)
    parser.add_argument("--shards", type=int, default=40)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--ner", default="doubtful")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="shuzhai-scale-") as scratch:
        told = measured(Path(scratch), args)
    if args.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
    else:
        for name, value in told.items():
            print(f"{name:44} {value:,.1f}" if isinstance(value, float) else f"{name:44} {value}")
    sys.exit(bool(told["differences"]))


def measured(folder: Path, args: argparse.Namespace) -> dict[str, Any]:
    corpus, parts = folder / "corpus", folder / "parts"
    write_articles(corpus, args.docs, args.seed)
    per_shard = -(-args.docs // args.shards)
    asked = ["--shard-docs", per_shard, "--workers", args.workers, "--ner", args.ner]
    story = killed_twice([corpus, parts, *asked], parts, worker_at=args.shards // 8, driver_at=args.shards // 2)
    run_corpus(corpus, folder / "alone", workers=args.workers, ner=args.ner)
    taken = run_corpus(corpus, folder / "taken", workers=args.workers, ner=args.ner, from_parts=str(parts))
    run = json.loads((parts / "run.json").read_text(encoding="utf-8"))
    differences = [*_differences(folder, parts), *story.touched]
    if story.status or not run["complete"] or taken.extracted:
        differences.append(
            f"the second run ended with {story.status}; a run from its parts extracted {taken.extracted}: {story.told}"
        )
    size, seconds = run["input_bytes"], run["core_seconds"]
    return {
        "articles": run["documents"],
        "shards": run["shards"],
        "input, MB": size / 1e6,
        "characters": run["chars"],
        "rows of mentions and facts": sum(run["rows"][table] for table in (*KINDS, "facts")),
        "shards finished when the driver was killed": story.finished,
        "of these, files touched by the second run": len(story.touched),
        "differences": differences,
        "clock seconds, both runs": story.seconds,
        "peak memory of a worker, MB": story.peak / 1e6,
        "core seconds": seconds,
        "core seconds per GB of text": seconds / size * _GB,
        "core hours per TB of text": seconds / size * _TB / 3600,
        "output, MB": run["output_bytes"] / 1e6,
        "output per input": run["output_bytes"] / size,
        **{f"  of it {table}, MB": _size(parts / table) / 1e6 for table in ("documents", *KINDS, "facts", "articles")},
    }


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def _differences(folder: Path, parts: Path) -> Iterator[str]:
    """Tables that are others than those of a run: the first row that differs."""
    for table in TABLES:
        if (folder / "alone" / f"{table}.csv").read_bytes() != (folder / "taken" / f"{table}.csv").read_bytes():
            yield f"{table}.csv of a run from the parts differs"
    for table in ("documents", *KINDS, "facts"):
        rows = zip_longest(_of_parts(parts, table), _of_run(folder / "alone", table))
        if differs := next((pair for pair in rows if pair[0] != pair[1]), None):
            yield f"{table}: {differs[0]} in the parts, {differs[1]} in the run"


def _of_parts(parts: Path, table: str) -> Iterator[dict[str, Any]]:
    for path in sorted((parts / table).iterdir()):
        for batch in parquet.ParquetFile(path).iter_batches():
            for row in batch.to_pylist():
                yield {name: value for name, value in row.items() if name not in _ACROSS}


def _of_run(outputs: Path, table: str) -> Iterator[dict[str, Any]]:
    columns = columns_of(table)
    with (outputs / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {column.name: typed(table, column, row) for column in columns if column.name not in _ACROSS}


if __name__ == "__main__":
    main()
