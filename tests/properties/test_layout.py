"""Layout tells nothing: a sample broken at any width, or set letter by letter, keeps its figures, dates and places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline import Pipeline
from pipeline.text import Segmenter
from pipeline.text.columns import column_of, width

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
#: of the samples in UTF-8 those that were not broken or set apart already
PLAIN = ("01_对口援疆年度盘点", "03_县域招商签约", "05_暴雨洪涝灾情", "08_秋粮与特色农业", "09_铁路公路与港口")
IS_WORD = Segmenter().is_word
NO_LINE_BEGINS_WITH = "，。、；：”）！？》%"


def read(name: str) -> str:
    text = (SAMPLES / f"{name}.txt").read_text(encoding="utf-8")
    return re.sub(r"\n+", "\n", re.sub(r"[ \u3000]+", "", text))


def broken(text: str, column: int) -> str:
    """The paragraphs of `text` in lines of at most `column` cells, but for a mark that hangs over."""

    def lines(paragraph: str) -> Iterator[str]:
        line = ""
        for char in paragraph:
            if width(line + char) > column and char not in NO_LINE_BEGINS_WITH:
                yield line
                line = ""
            line += char
        yield line

    return "\n".join(line for paragraph in text.split("\n") for line in lines(paragraph))


def set_apart(text: str) -> str:
    return "\n".join(" ".join(re.findall(r"[0-9.,]+|[A-Za-z]+|\S", paragraph)) for paragraph in text.split("\n"))


def found(pipeline: Pipeline, text: str) -> Counter[tuple[str, str]]:
    extraction = pipeline.extract(text, "2024-05-01")
    mentions = (*extraction.amounts, *extraction.counts, *extraction.dates, *extraction.places)
    return Counter((re.sub(r"\s", "", mention.surface), str(getattr(mention, "value", ""))) for mention in mentions)


@pytest.mark.parametrize("column", [30, 40, 66])
@pytest.mark.parametrize("name", PLAIN)
def test_a_column_keeps_every_mention(pipeline: Pipeline, name: str, column: int) -> None:
    text = read(name)
    assert found(pipeline, broken(text, column)) == found(pipeline, text)


@pytest.mark.parametrize("name", PLAIN)
def test_blanks_between_letters_keep_every_mention(pipeline: Pipeline, name: str) -> None:
    text = read(name)
    assert found(pipeline, set_apart(text)) == found(pipeline, text)


@pytest.mark.parametrize("name", PLAIN)
def test_paragraphs_are_no_column(name: str) -> None:
    assert column_of(read(name), IS_WORD) == 0


@pytest.mark.parametrize(
    "lines",
    [
        [
            f"{county}投资{number}00万元，占比{number}0%"
            for number, county in enumerate(("霍城县", "伊宁县", "巩留县", "昭苏县"), 2)
        ],
        ["春种一粒粟秋收万颗子", "四海无闲田农夫犹饿死", "锄禾日当午汗滴禾下土", "谁知盘中餐粒粒皆辛苦"],
        ["指标,2022年,2023年,增长", "产值,1203亿元,1310亿元,8%", "税收,1003亿元,1110亿元,9%", "投资,2203亿元,2310亿元,7%"],
    ],
)
def test_lists_and_verses_are_no_column(lines: list[str]) -> None:
    assert column_of("\n".join(lines), IS_WORD) == 0
