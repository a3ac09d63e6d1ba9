"""A day in the life of something built."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.mention import Date

STEPS = frozenset(("start", "completion"))


@dataclass(frozen=True, slots=True)
class Milestone:
    """`subject` was begun or completed (`step`) at `date`; `adcode` is its site, `named` as `subject_named` of a fact."""

    subject: str
    subject_type: str
    step: str
    date: Date
    named: bool = False
    adcode: str = ""
    place: str = ""

    def __post_init__(self) -> None:
        if self.step not in STEPS:
            raise ValueError(f"step {self.step!r}")
