"""Why a passage was read as it was: the pieces of every mention, its anchor, and the readings that lost."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.article import Pipeline
from pipeline.model import Amount, Count, Date, Extraction, Place
from pipeline.numerals.pieces import Piece, figure_pieces

_NEAR = 6


@dataclass(frozen=True, slots=True)
class Explanation:
    """A mention with the pieces that it was put together from and the competing readings, each with why it lost."""

    mention: Amount | Count | Date | Place
    pieces: tuple[Piece, ...]
    lost: tuple[str, ...]


def explain(pipeline: Pipeline, extraction: Extraction) -> list[Explanation]:
    """Every mention of the extraction, in text order."""
    mentions: list[Amount | Count | Date | Place] = sorted(
        (*extraction.amounts, *extraction.counts, *extraction.dates, *extraction.places),
        key=lambda mention: (mention.span.start, mention.kind),
    )
    return [
        Explanation(mention, tuple(_pieces(pipeline, extraction, mention)), tuple(_lost(pipeline, extraction, mention)))
        for mention in mentions
    ]


def _pieces(pipeline: Pipeline, extraction: Extraction, mention: Amount | Count | Date | Place) -> list[Piece]:
    if isinstance(mention, Date):
        steps = mention.rule.partition(".")[2].split("-")
        published = extraction.document.published or "unknown"
        anchors = {
            "explicit": "the text says the year",
            "published": f"the article's date {published}",
            "context": "a date said before it",
            "none": "none needed" if mention.type != "DATE" or mention.value.endswith("_REF") else "none found",
        }
        return [Piece(mention.surface, step, "") for step in steps] + [Piece("", "anchor", anchors[mention.resolved_by])]
    if isinstance(mention, Place):
        return [Piece(mention.surface, mention.source, f"{mention.name} {mention.adcode or mention.country}".strip())]
    for figure in pipeline.figures_in(mention.surface):
        text = pipeline.flow_of(mention.surface).text
        rest = [Piece(text[figure.end :], "per", mention.per)] if figure.end < len(text) and mention.per else []
        return [*figure_pieces(pipeline.grammar, text, figure), *rest]
    return [Piece(mention.surface, "pattern", mention.rule)]


def _lost(pipeline: Pipeline, extraction: Extraction, mention: Amount | Count | Date | Place) -> list[str]:
    found = []
    if isinstance(mention, Place):
        for entry in pipeline.place_candidates(mention.surface):
            if entry.adcode != mention.adcode or entry.name != mention.name:
                why = "the article's other places speak for another"
                found.append(f"{entry.name} {entry.adcode or entry.country} ({entry.level}): {why}")
    if isinstance(mention, Date):
        for figure in pipeline.figures_in(mention.surface):
            if figure.unit is not None:
                found.append(f"count {mention.surface[figure.start : figure.end]}: the calendar comes before the units")
    if isinstance(mention, Amount | Count) and mention.per:
        found.append(f"a total: the words at it say per {mention.per}")
    for refusal in extraction.rejected if isinstance(mention, Amount | Count | Date) else ():
        near = refusal.span.start < mention.span.end + _NEAR and mention.span.start - _NEAR < refusal.span.end
        if near:
            found.append(f"{refusal.surface}: {refusal.reason} ({refusal.rule})")
    return found
