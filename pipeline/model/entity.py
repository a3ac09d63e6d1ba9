"""A name that a model of names sees."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.span import Span

LABELS = frozenset(("LOC", "ORG", "PER"))


@dataclass(frozen=True, slots=True)
class Entity:
    """A place, an organisation or facility, or a person (`label` LOC, ORG, PER); `confidence` from 0 to 1."""

    span: Span
    label: str
    confidence: float = 1.0

    def __post_init__(self) -> None:
        if self.label not in LABELS:
            raise ValueError(f"{self.label!r} is no label of an entity")
