"""Tables as pandas frames: numbers exact, codes as text, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model import Extraction
from pipeline.writers.rows import COLUMNS, KINDS, all_rows, document_row

if TYPE_CHECKING:
    import pandas as pd

_DECIMAL = ("value", "low", "high", "value_si")
_INTEGER = ("start", "end")


_CATEGORIES = ("kind", "indicator", "bound", "change", "status", "confidence", "indicator_source", "subject_via", "subject_type")


def read_facts(outputs: Path | str = "outputs", *, exact: bool = False) -> pd.DataFrame:
    """facts.csv of a run, typed and ready for pivoting: one row a fact, indexed by `id`.

    `value`, `low`, `high` are float64 (`Decimal` objects with `exact`), NaN or None where open; `date_start`, `date_end`
    datetime64, `year` that of the end (Int64); `cumulative` bool; kind, indicator, status and the like categories;
    all else text. `counts_once` is False for what repeats or is a part of another fact, or was judged wrong.
    """
    import pandas as pd  # noqa: PLC0415  half a second that the command line does not need

    frame = pd.read_csv(Path(outputs) / "facts.csv", dtype=str, keep_default_na=False, encoding="utf-8-sig").set_index("id")
    for column in ("value", "low", "high"):
        numbers = [Decimal(text) if text else None for text in frame[column]]
        frame[column] = pd.Series(numbers, index=frame.index, dtype=object if exact else "float64")
    for column in ("date_start", "date_end"):
        frame[column] = pd.to_datetime(frame[column].where(frame[column] != ""), errors="coerce")
    frame["year"] = frame["date_end"].fillna(frame["date_start"]).dt.year.astype("Int64")
    frame["cumulative"] = frame["cumulative"] == "yes"
    refused = (frame["verdict"] == "wrong") & ((frame["correction"] == "") | (frame["by_person"] == ""))
    frame["counts_once"] = (frame["repeats"] == "") & (frame["part_of"] == "") & ~refused
    for column in _INTEGER:
        frame[column] = frame[column].astype("int64")
    return frame.astype(dict.fromkeys(_CATEGORIES, "category"))


def frames(extractions: Iterable[Extraction]) -> dict[str, pd.DataFrame]:
    """`documents`, `amounts`, `counts`, `dates`, `places`, `facts` with the columns of the CSVs.

    `value`, `low`, `high` of amounts and counts are `Decimal` (None where open), `start` and `end` integers, all else text.
    """
    import pandas as pd  # noqa: PLC0415  half a second that the command line does not need

    everything = list(extractions)
    tables = {"documents": pd.DataFrame([document_row(e) for e in everything], columns=list(COLUMNS["documents"]), dtype=object)}
    said = [all_rows(extraction, guarded=False) for extraction in everything]
    for kind in (*KINDS, "facts"):
        frame = pd.DataFrame([row for rows in said for row in rows[kind]], columns=list(COLUMNS[kind]), dtype=object)
        for column in _INTEGER:
            frame[column] = frame[column].astype("int64")
        if kind in ("amounts", "counts"):
            for column in _DECIMAL:
                if column in frame:
                    numbers = [Decimal(text) if text else None for text in frame[column]]
                    frame[column] = pd.Series(numbers, index=frame.index, dtype=object)
        tables[kind] = frame
    return tables
