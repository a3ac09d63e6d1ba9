"""Datelines: where and when a dispatch was sent (新华社北京10月3日电, (中央社台北十三日电), 〔记者陈某/南投报道〕), no word of its news."""

from __future__ import annotations

import re

from pipeline.text.mask import Mask

_DAY = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})日"
_SENDER = r"[^\s，。；：,;:!?！？\d]{2,24}?"
_LINE = re.compile(
    rf"(?m)^[ \t\u3000【〔\[(]*(?:{_SENDER}(?:\d{{1,2}}月|[一二三四五六七八九十]{{1,2}}月)?{_DAY}(?:电(?![站力影视量网价商梯子器动池信缆])|讯|消息(?=[，,：:( \u3000]|(?:19|20)\d\d年|近日|日前))"
    rf"|\d{{1,2}}月{_DAY}电(?=[ \u3000，,])"
    r"|本报[\u4e00-\u9fff]{2,8}[电讯](?=[ \u3000(〔])"
    r"|[\u4e00-\u9fff]{2,8}讯(?=[ \u3000]?\([^()\n]{0,20}(?:记者|通讯员))"
    r"|[\u4e00-\u9fff·]{1,10}(?:[网报社台]|新闻|客户端)(?:消息|讯)(?=[ \u3000(〔:]))"
)
_BRACKET = re.compile(
    rf"[【〔\[(][^【】〔〕\[\]()，。；\n]{{0,30}}(?:{_DAY}(?:(?:综合|外)?[电讯]|报道|报导)|(?<=[记通].)[^【】〔〕\[\]()，。；\n]{{2,24}}(?:报道|报导|[电讯]))[】〕\])]"
)
_TELL = (
    "日电",
    "日综合电",
    "日外电",
    "日讯",
    "网讯",
    "报讯",
    "社讯",
    "台讯",
    "新闻讯",
    "客户端讯",
    "消息",
    "讯(",
    "报道",
    "报导",
    "本报",
)


def datelines(text: str) -> Mask:
    """The datelines of a flow."""
    if not any(word in text for word in _TELL):
        return Mask(())
    return Mask(match.span() for pattern in (_LINE, _BRACKET) for match in pattern.finditer(text))
