"""Tables as pandas frames: numbers as Decimal strings turned exact, codes as text, nothing guessed."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from pipeline.model import Extraction
from pipeline.writers.rows import COLUMNS, KINDS, document_row, mention_rows

if TYPE_CHECKING:
    import pandas as pd

_DECIMAL = ("value", "low", "high", "value_si")
_INTEGER = ("start", "end")


def frames(extractions: Iterable[Extraction]) -> dict[str, pd.DataFrame]:
    """`documents`, `amounts`, `counts`, `dates`, `places` with the columns of the CSVs.

    `value`, `low`, `high` of amounts and counts are `Decimal` (None where open), `start` and `end` integers, all else text.
    """
    import pandas as pd  # noqa: PLC0415  half a second that the command line does not need

    everything = list(extractions)
    tables = {"documents": pd.DataFrame([document_row(e) for e in everything], columns=list(COLUMNS["documents"]), dtype=object)}
    for kind in KINDS:
        rows = [row for extraction in everything for row in mention_rows(extraction, kind, guarded=False)]
        frame = pd.DataFrame(rows, columns=list(COLUMNS[kind]), dtype=object)
        for column in _INTEGER:
            frame[column] = frame[column].astype("int64")
        if kind in ("amounts", "counts"):
            for column in _DECIMAL:
                if column in frame:
                    numbers = [Decimal(text) if text else None for text in frame[column]]
                    frame[column] = pd.Series(numbers, index=frame.index, dtype=object)
        tables[kind] = frame
    return tables
