"""A fact: a figure with what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pipeline.model.mention import Amount, Count

Change = Literal["", "increase", "decrease"]
Status = Literal["", "planned", "done"]
Confidence = Literal["high", "medium", "low"]
_SOURCES = frozenset(("", "rule", "text"))
_VIA = frozenset(("", "clause", "attribute", "list", "sentence", "reference", "carried", "heading", "object", "place"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One figure, linked. What the text does not say is empty.

    `group` is the family of the indicator. `indicator_source` is rule (a row of indicators.tsv) or text (the words at the figure); `subject_via` says where the
    subject was found, `subject_text` is how the clause itself names it (该项目) where that differs. `part_of` is the
    figure that this one is a part of (其中), `repeats` one before it that says the same; both are figures of the article.
    `date_start`, `date_end` are ISO days of when it holds, `date_text` the words; `adcode` and `place` the site, not the
    donor. `subject_type` tells what its name ends in, by subjects.tsv, `subject_named`
    whether a place, a quotation or a number in it makes it the name of one thing.
    """

    figure: Amount | Count
    subject: str = ""
    subject_text: str = ""
    subject_via: str = ""
    subject_type: str = ""
    subject_named: bool = False
    indicator: str = ""
    group: str = ""
    indicator_source: str = ""
    change: Change = ""
    status: Status = ""
    date_start: str = ""
    date_end: str = ""
    date_text: str = ""
    cumulative: bool = False
    adcode: str = ""
    place: str = ""
    donor: str = ""
    recipient: str = ""
    part_of: Amount | Count | None = None
    repeats: Amount | Count | None = None
    confidence: Confidence = "low"

    def __post_init__(self) -> None:
        if self.indicator_source not in _SOURCES or bool(self.indicator) != bool(self.indicator_source):
            raise ValueError(f"indicator {self.indicator!r} with source {self.indicator_source!r}")
        if self.subject_via not in _VIA or bool(self.subject) != bool(self.subject_via):
            raise ValueError(f"subject {self.subject!r} found via {self.subject_via!r}")
        if self.date_start and self.date_end and self.date_start > self.date_end:
            raise ValueError(f"{self.date_text!r}: {self.date_start} is after {self.date_end}")
        if self.part_of is self.figure or self.repeats is self.figure:
            raise ValueError("a figure is no part or repetition of itself")
