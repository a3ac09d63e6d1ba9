"""evaluation.csv: what verdicts and an annotation say of the tables, one row a group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.evaluation.agreement import FACT_FIELDS, Score
from pipeline.evaluation.evaluate import GoldScore, Group
from pipeline.evaluation.intervals import Estimate, wilson
from pipeline.writers.rows import COLUMNS, Row, cell


def verdict_rows(groups: Iterable[Group]) -> Iterator[Row]:
    for group in groups:
        recall = group.recall
        both = (group.precision.share, recall.estimate.share) if group.precision and recall else None
        yield _row(
            against="verdicts", by=group.by, kind=group.kind, group=cell(group.name), rows=str(group.rows), judged=str(group.judged),
            right=str(group.right), wrong=str(group.wrong), changed=str(group.changed), covered=_share(group.covered),
            articles=str(recall.articles) if recall else "", wanted=str(recall.wanted) if recall else "",
            missed=str(recall.missed) if recall else "", f1=_share(_f1(*both)) if both else "",
            **_cells("precision", group.precision), **_cells("recall", recall.estimate if recall else None),
        )  # fmt: skip


def gold_rows(score: GoldScore) -> Iterator[Row]:
    """Mentions found (`by` found) and right in their values (`by` right), then the fields of facts (`by` field)."""
    for kind, tally in score.kinds.items():
        for by, hits in (("found", tally.found), ("right", tally.right)):
            yield _gold_row(score, tally, kind, by, hits)
    facts = score.facts
    for name in FACT_FIELDS:
        if not facts.wanted[name]:
            continue
        wanted, right, answered = facts.wanted[name], facts.right[name], facts.right[name] + facts.wrong[name]
        precision, recall = _estimate(right, answered), _estimate(right, wanted)
        yield _row(
            against="gold", by="field", kind="facts", group=name, judged=str(answered), right=str(right), wrong=str(answered - right),
            articles=str(score.articles), wanted=str(wanted), missed=str(wanted - answered),
            f1=_share(_f1(precision.share, recall.share)) if precision and recall else "",
            **_cells("precision", precision), **_cells("recall", recall),
        )  # fmt: skip


def _gold_row(score: GoldScore, tally: Score, kind: str, by: str, hits: int) -> Row:
    return _row(
        against="gold", by=by, kind=kind, group=kind, rows=str(tally.given), judged=str(tally.given), right=str(hits),
        wrong=str(tally.given - hits), articles=str(score.articles), wanted=str(tally.wanted), missed=str(tally.wanted - tally.found),
        f1=_share(tally.f1(hits)), **_cells("precision", _estimate(hits, tally.given)), **_cells("recall", _estimate(hits, tally.wanted)),
    )  # fmt: skip


def _row(**cells: str) -> Row:
    return {**dict.fromkeys(COLUMNS["evaluation"], ""), **cells}


def _cells(name: str, estimate: Estimate | None) -> Row:
    if estimate is None:
        return {}
    return {name: _share(estimate.share), f"{name}_low": _share(estimate.low), f"{name}_high": _share(estimate.high)}


def _estimate(hits: int, n: int) -> Estimate | None:
    return Estimate(hits / n, *wilson(hits / n, n)) if n else None


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _share(share: float) -> str:
    return f"{share:.4f}"
