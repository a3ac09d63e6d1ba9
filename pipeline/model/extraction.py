"""What one article yields."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.model.document import Document
from pipeline.model.fact import Fact
from pipeline.model.mention import Amount, Count, Date, Place, Rejected
from pipeline.model.milestone import Milestone
from pipeline.model.span import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All mentions of one document, each kind in text order, and the sentences that hold them.

    `main_place` is what the article is about, code (or country) and name: `654021 伊宁县`; empty when it is about none.
    """

    document: Document
    amounts: tuple[Amount, ...] = ()
    counts: tuple[Count, ...] = ()
    dates: tuple[Date, ...] = ()
    places: tuple[Place, ...] = ()
    facts: tuple[Fact, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    sentences: tuple[Span, ...] = ()
    main_place: str = ""
