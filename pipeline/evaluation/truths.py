"""Mentions and facts as reviewers left them: right ones as they were read, corrected and added ones with the right values."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.errors import ShuzhaiError
from pipeline.evaluation.verdicts import Correct, Judged, as_judged
from pipeline.reviews.applied import READING
from pipeline.reviews.journal import Review
from pipeline.writers.rows import KINDS, Row


class UnreadableError(ShuzhaiError):
    """What a reviewer wrote of a row cannot be read as values."""


@dataclass(frozen=True, slots=True)
class Truth:
    """A row with the right values; `given` are the columns that a person gave, `as_read` is whether the run reads all of it so."""

    table: str
    row: Row
    given: frozenset[str] = frozenset()
    as_read: bool = False


def true_mention(judged: Judged, correct: Correct) -> Truth | None:
    """None where there is no such mention, or where what a person added stands for it. Raises `UnreadableError`."""
    review = judged.review
    if review is None:
        return None
    row = as_judged(judged.table, judged.row, review)
    if review.verdict == "ok":
        return Truth(judged.table, row, as_read=judged.outcome == "right")
    return _corrected(judged.table, row, review.correction, correct) if review.correction.strip() else None


def true_fact(judged: Judged) -> Truth | None:
    """None where nobody judged it, or judged it wrong without a correction that can be read."""
    review = judged.review
    if review is None or not judged.outcome:
        return None
    row = as_judged(judged.table, judged.row, review)
    if review.verdict == "ok":
        return Truth(judged.table, row, as_read=judged.outcome == "right")
    return Truth(judged.table, {**row, **judged.fixes}, frozenset(judged.fixes)) if judged.fixes else None


def added_mention(review: Review, correct: Correct) -> Truth:
    """A mention that a person added: its words read, with the values that the person gave. Raises `UnreadableError`."""
    blank = {
        "id": review.id, "doc": review.doc, "start": str(review.start), "end": str(review.end), "text": review.text,
        "sentence": review.sentence, "within": "", "resolved_by": "", **dict.fromkeys(READING[review.table], ""),
    }  # fmt: skip
    row = as_judged(review.table, blank, review)
    told = frozenset(name for name in READING[review.table] if row[name])
    if review.correction.strip():
        return _corrected(review.table, row, review.correction, correct)
    try:
        read = _corrected(review.table, row, review.text, correct)
    except UnreadableError:
        if not told:
            raise
        return Truth(review.table, row, told)
    return Truth(review.table, {**read.row, **{name: row[name] for name in told}}, read.given | told)


def gone_mention(review: Review, correct: Correct) -> Truth | None:
    """A mention that was judged and that the run gives no more; None where it was none. Raises `UnreadableError`."""
    if review.table not in KINDS or not (review.verdict == "ok" or review.correction.strip()):
        return None
    return added_mention(review, correct)


def _corrected(table: str, row: Row, correction: str, correct: Correct) -> Truth:
    try:
        fixes = correct(table, row, correction)
    except ShuzhaiError as error:
        raise UnreadableError(f"{row['text']}: {error}") from error
    return Truth(table, {**row, **fixes}, frozenset(fixes))
