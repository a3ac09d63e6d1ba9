"""The Rust engine cuts as jieba does, and jieba itself can stand in for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline import Pipeline
from pipeline.readers import corpus_files, read_document
from pipeline.text import Segmenter

SAMPLES = Path(__file__).parents[2] / "corpus"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    texts = [read_document(SAMPLES, doc, None).text for doc in corpus_files(SAMPLES) if doc.startswith("samples/")]
    return [line.strip() for text in texts for line in text.splitlines() if line.strip()]


def han_words(segmenter: Segmenter, line: str) -> list[str]:
    """Words with a Han character; how ASCII digits and hyphens hang together differs, and no rule looks at it."""
    return [word for word in segmenter.words(line) if any("\u4e00" <= char <= "\u9fff" for char in word)]


def test_same_words_as_jieba(lines: list[str]) -> None:
    rust, python = Segmenter(engine="rjieba"), Segmenter(engine="jieba")
    assert [line for line in lines if han_words(rust, line) != han_words(python, line)] == []


@pytest.mark.parametrize("engine", ["rjieba", "jieba"])
def test_own_words_and_borders(engine: str) -> None:
    segmenter = Segmenter(["胡地亚于孜"], engine)  # type: ignore[arg-type]
    assert "胡地亚于孜" in segmenter.words("来到胡地亚于孜镇卫生院")
    assert segmenter.is_word("卫生院")
    assert not segmenter.is_word("生院来")
    assert segmenter.tagged("卫生院")[0][0] == "卫生院"


def test_private(pipeline: Pipeline) -> None:
    """A word of the rules never reaches another segmenter of the same process."""
    assert pipeline.extract("伊宁县")
    assert not Segmenter().is_word("访惠聚")
