"""Work grows with the length of a text, never faster, however odd the text is."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import pytest

from pipeline import Pipeline

LENGTH = 20_000
#: of the process's own time, some fifty times what such a text should take: tells endless work from a slow machine
SECONDS = 60
#: four times the text may take this many times the calls
GROWTH = 5.5
UNITS = [
    *("一", "1", "0", "十", "万", "亿", "百万千亿", "一万", "十几", "数", "几", "约", "超", "第", "元", "每", "市"),
    *("((((", "））", "“", "，", "。", "、", " ", "\u3000", "\n", "\r\n", " \n", "\u200b", "A", "①", "\x00"),
    *("1,", "1,000", "1.", "1-", "1—", "1至", "1:", "1/", "1 ", "1\n", "一、", "1、", "1和", "至1", "1元", "A1", "1+"),
    *("2023-", "2023年", "1月", "1月1日至", "三年", "年初", "今年", "去年同期", "每年", "春节", "星期", "今年以来"),
    *("百分之", "三分之", "江苏省", "朝阳区", "伊犁", "人民医院", "村", "https://a.b/", "第一", "3:2", "5G", "约近超"),
    *(
        "\t",
        "1\t",
        "|",
        "甲|1|\n",
        "甲\t1万元\n",
        "投资(万元)\t",
        "霍 城 ",
        "**",
        '"',
        "占地200亩.",
        "一行二十个字左右的文字没有标点就断开\n",
        "3吨、",
        "分别为3亿元、",
        "一是修路1公里。",
        "公司盈利1元。",
        "全镇3人。",
        "浙江援助新疆1万元。",
    ),
    *("尔", "张北京、", "在布力开附近", "布里斯托尔镇", "里约热内卢与罗马", "京沪", "援疆"),
]
units = pytest.mark.parametrize("unit", UNITS)


@units
def test_odd_texts_end_in_time(pipeline: Pipeline, unit: str) -> None:
    pipeline.name_model  # noqa: B018  loaded before the clock runs
    with at_most(SECONDS):
        pipeline.extract(repeated(unit, LENGTH), "2024-01-30")


@units
def test_calls_grow_with_the_text(pipeline: Pipeline, unit: str) -> None:
    pipeline.extract(unit)
    small, large = (calls(pipeline, repeated(unit, length)) for length in (1000, 4000))
    assert large <= GROWTH * small, f"{small} calls for 1000 characters, {large} for 4000"


def test_many_headings_of_tables_cost_no_more_each(pipeline: Pipeline) -> None:
    small, large = (calls(pipeline, repeated("单位:亿元\n甲 1 2 3\n", length)) for length in (2000, 8000))
    assert large <= GROWTH * small, f"{small} calls for 2000 characters, {large} for 8000"


def test_wide_tables_cost_no_more_each(pipeline: Pipeline) -> None:
    small, large = (
        calls(pipeline, "\t".join(["指标", *["数(人)"] * cells]) + "\n" + "\t".join(["甲", *["5"] * cells]))
        for cells in (250, 1000)
    )
    assert large <= GROWTH * small, f"{small} calls for 250 cells, {large} for 1000"


def repeated(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def calls(pipeline: Pipeline, text: str) -> int:
    """How many functions an extraction calls: a measure of work that no busy machine disturbs."""
    count = 0

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        pipeline.extract(text, "2024-01-30")
    finally:
        sys.setprofile(before)
    return count


@contextmanager
def at_most(seconds: int) -> Iterator[None]:
    """An alarm on the process's own time; where the system has none, nothing is measured."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"not done after {seconds} s of work", pytrace=False)

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
