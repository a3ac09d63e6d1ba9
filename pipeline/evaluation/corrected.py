"""Corrections read when the first one is met: the rules take seconds to load, and most evaluations need none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from pipeline.article import Pipeline
from pipeline.evaluation.verdicts import Correct
from pipeline.reviews.corrections import Corrections
from pipeline.writers.rows import Row


def corrections_of(pipeline: Pipeline | Sequence[Path], published: Mapping[str, str]) -> Correct:
    """Reads corrections with the pipeline, or with one of these folders of rules; `published` holds the date of every article."""

    @cache
    def loaded() -> Corrections:
        return Corrections(pipeline if isinstance(pipeline, Pipeline) else Pipeline(pipeline))

    def correct(table: str, row: Row, text: str) -> Mapping[str, str]:
        return loaded().read(table, row, text, published.get(row.get("doc", ""), ""))

    return correct
