"""Frozen records that check themselves: span, document, mentions, extraction."""

from pipeline.model.document import Document
from pipeline.model.extraction import Extraction
from pipeline.model.mention import Amount, Count, Date, Mention, Place, Rejected
from pipeline.model.span import Span

__all__ = ["Amount", "Count", "Date", "Document", "Extraction", "Mention", "Place", "Rejected", "Span"]
