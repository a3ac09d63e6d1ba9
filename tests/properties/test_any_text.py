"""What holds for every text, sense or nonsense."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given
from texts import anything, sentences

from pipeline import Pipeline
from pipeline.model import Extraction, Mention, Span
from pipeline.writers.rows import COLUMNS, KINDS, all_rows

PUBLISHED = "2024-01-30"
NEUTRAL = "会议由主持人宣布开始，与会者依次发言。"


def mentions(extraction: Extraction) -> dict[str, tuple[Mention, ...]]:
    return {kind: getattr(extraction, kind) for kind in KINDS}


@given(text=anything)
@example(text="")
@example(text="\ufeff")
@example(text="\ud800元")
@example(text="1\r\n2\r3\x0b4\x0c5\u20286\x857")
@example(text="---\n---\n")
@example(text="百万千亿" * 50)
@example(text="9" * 5000 + "元")
@example(text="年月日时分秒元角分" * 3)
@example(text="三十二日，第3至1季度，0世纪")
def test_every_mention_is_where_it_says(pipeline: Pipeline, text: str) -> None:
    extraction = pipeline.extract(text, PUBLISHED)
    for kind, found in mentions(extraction).items():
        assert all(text[m.span.start : m.span.end] == m.surface for m in found)
        assert all(a.span.end <= b.span.start for a, b in pairwise(found)), kind
        assert all(set(row) == set(COLUMNS[kind]) for row in all_rows(extraction)[kind])
    assert all(text[r.span.start : r.span.end] == r.surface for r in extraction.rejected)
    assert all(a.end <= b.start for a, b in pairwise(extraction.sentences))


@given(text=anything)
def test_without_a_date_nothing_breaks_either(pipeline: Pipeline, text: str) -> None:
    extraction = pipeline.extract(text)
    assert bool(extraction.document.published) == (extraction.document.published_from == "inferred")


@given(text=anything)
def test_twice_is_the_same(pipeline: Pipeline, text: str) -> None:
    assert pipeline.extract(text, PUBLISHED) == pipeline.extract(text, PUBLISHED)


@given(text=sentences)
def test_ids_are_unique_within_an_article(pipeline: Pipeline, text: str) -> None:
    extraction = pipeline.extract(text + text, PUBLISHED)
    ids = [row["id"] for kind in KINDS for row in all_rows(extraction)[kind]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize(("before", "after"), [(f"{NEUTRAL}\n\n", ""), ("", f"\n\n{NEUTRAL}")], ids=["before", "after"])
@given(text=sentences)
def test_padding_changes_nothing(pipeline: Pipeline, before: str, after: str, text: str) -> None:
    alone = mentions(pipeline.extract(text, PUBLISHED))
    padded = mentions(pipeline.extract(before + text + after, PUBLISHED))
    assert padded == {kind: tuple(shifted(found, len(before))) for kind, found in alone.items()}


def shifted(found: Iterable[Mention], by: int) -> Iterable[Mention]:
    return (replace(m, span=Span(m.span.start + by, m.span.end + by)) for m in found)
