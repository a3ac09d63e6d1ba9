"""The registry of formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.exchange import doccano, jsonl, labelstudio, parquet, xlsx
from pipeline.exchange.source import Source, open_source
from pipeline.exchange.written import Written


@dataclass(frozen=True, slots=True)
class Format:
    """How a run is written: `ending` of the file (or folder) beside the run, and the function that writes it."""

    ending: str
    write: Callable[[Source, Path], Written]


FORMATS: Mapping[str, Format] = {
    "xlsx": Format(".xlsx", xlsx.write),
    "parquet": Format(".parquet", parquet.write),
    "jsonl": Format(".jsonl", jsonl.write),
    "doccano": Format(".doccano.jsonl", doccano.write),
    "labelstudio": Format(".labelstudio.json", labelstudio.write),
}


def export(
    outputs: Path | str,
    to: str,
    *,
    corpus: Path | str = "corpus",
    path: Path | str | None = None,
    reviews: Path | str | None = None,
) -> Written:
    """Writes the run in `outputs` in the format `to` (a key of `FORMATS`) to `path`, by default beside the run.

    `corpus` is the folder of the articles, which the formats with whole texts read; `reviews` the journal, where it is not
    beside the run. Raises `UsageError`.
    """
    if to not in FORMATS:
        raise UsageError(f"--to {to!r}: choose from {', '.join(FORMATS)}")
    outputs = Path(outputs)
    chosen = FORMATS[to]
    beside = outputs.absolute()
    target = Path(path) if path else beside.with_name(beside.name + chosen.ending)
    return chosen.write(open_source(outputs, Path(corpus), reviews), target)
