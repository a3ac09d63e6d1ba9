"""Folding, reflow, sentences, furniture: the text changes its form, never its offsets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Pipeline
from pipeline.rulebook import load_rules
from pipeline.text import Flow, Furniture, Mask, Segmenter, fold, reflow, sentence_starts
from pipeline.text.fold import fold_table
from pipeline.text.lookup import Lookup

RULES = load_rules()
TABLE = fold_table(RULES.folding)
FURNITURE = Furniture(RULES.exclusions.furniture)
LOOKUP = Lookup(FURNITURE.words)
SEGMENTER = Segmenter(RULES.user_words)


def flow_of(text: str) -> Flow:
    return reflow(fold(text, TABLE), SEGMENTER.is_word)


def sentences_of(text: str) -> list[str]:
    starts = sentence_starts(text)
    return [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


# -- folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("１，２３４．５６％", "1，234.56%"),
        ("（ＧＤＰ：３０）", "(GDP:30)"),
        ("數萬戶，兩億臺", "数万户，两亿台"),
        ("⽔⼒發電⾄今", "水力发电至今"),
        ("二○二三年", "二〇二三年"),
        ("占地200亩.6月底完工.\n增长5%.", "占地200亩。6月底完工。\n增长5%。"),
        ("6月底完工.共有5个村", "6月底完工。共有5个村"),
        ("买买提.吐尔逊有26.1亩地。一.总体要求", "买买提.吐尔逊有26.1亩地。一.总体要求"),
        ("「上合」『一帶』", "“上合”“一带”"),
        ("３　萬\u00a0元", "3 万 元"),
        ("25℃、30㎡", "25℃、30㎡"),
        ("“好。”，；！？《》", "“好。”，；！？《》"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text, TABLE) == folded


@given(st.text())
def test_fold_keeps_the_length_and_is_done_once(text: str) -> None:
    folded = fold(text, TABLE)
    assert len(folded) == len(text)
    assert fold(folded, TABLE) == folded


# -- reflow

LINE = "记者昨日从现场了解到，两地干部群众来到田间地头，江苏援伊·南通工作"


@pytest.mark.parametrize(
    ("text", "flow"),
    [
        (f"{LINE}\n\n组联合当地合作社开展活动。", f"{LINE}组联合当地合作社开展活动。"),
        (f"{LINE}\r\n组联合当地合作社。", f"{LINE}组联合当地合作社。"),
        (f"{LINE}  \n　　组联合当地合作社。", None),
        ("2017 年 8 月 21 日，共 30 家", "2017年8月21日，共30家"),
        ("第一章 总则\n\n一、目标\n新建 10 个项目", "第一章 总则\n\n一、目标\n新建10个项目"),
        ("这一句已经写完，而且也有足够的长度和逗号，所以不会断。\n下一句开始", None),
        ("全镇土地流转面积逐年增加，带动周边农户就业，主要做法有以下几点\n1.统一规划", None),
        (
            "“十四五”时期，江阴累计安排对口支援资金6.2亿元、援建项目112个\n"
            "霍城县前方工作组负责人介绍，新建的中学建筑面积36000平方米，可容纳2000名学生，将于今年4月交付使用，九月开学。",
            None,
        ),
        ("全镇土地流转面积逐年增加，带动周边农户就业，主要做法有以下几点\n（一）统一规划", None),
        ("总投\u200b资", "总投资"),
        ("投入 3 万 多 元，4500 余 人，1.36 亿 元", "投入3万多元，4500余人，1.36亿元"),
        ("2024 年 底、6 月 下旬", "2024年底、6月下旬"),
        ("超**600万元**，至少 **49** 人，10 000 人", "超600万元，至少49人，10000人"),
        ("总额 500万 张三", "总额500万 张三"),
        ("霍 城 县 共 投 资 1 . 36 亿 元 ， 占 比 5 % 。", "霍城县共投资1.36亿元，占比5%。"),
        ("全县 累计 完成 投资 1,200 万 元 ， 惠及 群众 。", "全县累计完成投资1,200万元，惠及群众。"),
        ("ab  cd", None),
    ],
)
def test_reflow(text: str, flow: str | None) -> None:
    """`None`: nothing is taken out."""
    assert flow_of(text).text == (fold(text, TABLE) if flow is None else flow)


@given(st.text("年月日元万亿组合，。\n\r \t0123456789（)—\u200b\u3000", max_size=60))
def test_every_character_of_the_flow_leads_back(text: str) -> None:
    flow, folded = flow_of(text), fold(text, TABLE)
    assert "".join(folded[flow.raw_offset(i)] for i in range(len(flow.text))) == flow.text
    offsets = [flow.raw_offset(i) for i in range(len(flow.text))]
    assert offsets == sorted(set(offsets))


def test_a_broken_line_is_one_mention(pipeline: Pipeline) -> None:
    text = "据统计，全县设施农业不断发展，种植大户和合作社持续增多，去年总产值达到 26.1\n7 亿元，增幅明显。"
    (amount,) = pipeline.extract(text).amounts
    assert amount.surface == "26.1\n7 亿元"
    assert amount.value == 2_617_000_000


# -- sentences


@pytest.mark.parametrize(
    "sentences",
    [
        ["他说来了。", "然后走了！", "真的吗？！", "当然"],
        ["他说：“来了。”", "然后走了。"],
        ["“好。”，他说。", "“行。”的声音传来。"],
        ["产值3.5亿元。", "增长2.1%。"],
        ["首先……", "其次。"],
        ["一、目标\n", "二、任务：新建\n", "三、其他"],
        ["“第一句。", "第二句。”", "后面。"],
    ],
)
def test_sentences(sentences: list[str]) -> None:
    assert sentences_of("".join(sentences)) == sentences


@given(st.text("甲。！？…”“\n，的", max_size=40))
def test_sentences_cover_the_text(text: str) -> None:
    assert "".join(sentences_of(text)) == text


# -- furniture

BODY = "这是一段正文，讲的是当地的发展情况，内容与页面无关，篇幅也够长。\n" * 6


@pytest.mark.parametrize(
    "line",
    [
        *("首页 > 新闻中心 > 正文", "京ICP备05004340号-1", "京公网安备 11010202009201号", "联系电话：010-12345678"),
        *("浏览次数：1203", "字号：大 中 小", "责任编辑：王某", "2024-01-30 10:49:23 来源：某融媒体中心"),
        *("发布日期：2022-12-23", "上一篇：茶谷新增驿站3个", "- 5 -", "第3页 共12页", "邮箱 news@example.cn"),
    ],
)
def test_furniture_is_found(line: str) -> None:
    folded = fold(f"{BODY}{line}\n{BODY}", TABLE)
    spans = FURNITURE.spans(folded, LOOKUP.hits(folded))
    assert [folded[start:end] for start, end in spans] == [fold(line, TABLE)]


@pytest.mark.parametrize(
    "line",
    ["访问量突破3万人次，创下新高。", "来源于中央财政的资金有3亿元。", "编辑部共有12人。"],
)
def test_prose_is_no_furniture(line: str) -> None:
    folded = fold(f"{BODY}{line}\n{BODY}", TABLE)
    assert FURNITURE.spans(folded, LOOKUP.hits(folded)) == []


def test_all_below_a_copyright_line_goes_with_it(pipeline: Pipeline) -> None:
    foot = "Copyright © 2012-2022 All Rights Reserved\n注册资金500万元\n"
    assert not pipeline.extract(BODY + foot, "2023-01-01").amounts
    assert len(pipeline.extract(foot + BODY, "2023-01-01").amounts) == 1


# -- masks


def test_mask() -> None:
    mask = Mask([(5, 8), (2, 3), (7, 10)])
    assert mask.hidden("0123456789ab", "x") == "01x34xxxxxab"
    assert [mask.blocked(i, i + 1) for i in range(11)] == [0, 0, 3, 0, 0, 10, 10, 10, 10, 10, 0]
    assert mask.blocked(3, 6) == 10
    assert Mask([]).hidden("abc") == "abc"


# -- words


def test_user_words_stay_private() -> None:
    plain, own = Segmenter(), Segmenter(["缑扈郇"])
    assert own.is_word("缑扈郇")
    assert not plain.is_word("缑扈郇")


@given(st.text(max_size=50))
def test_words_make_up_the_text(text: str) -> None:
    assert "".join(SEGMENTER.words(text)) == text


def test_words_of_all_lists_are_looked_up_at_once() -> None:
    lookup = Lookup({"places": ("伊宁", "伊宁县", "宁县"), "none": (), "words": ("县", "伊宁县")})
    assert lookup.hits("伊宁县城") == {
        "places": [(0, 0, 2), (1, 0, 3), (2, 1, 3)],
        "none": [],
        "words": [(4, 0, 3), (3, 2, 3)],
    }
    assert not any(lookup.hits("").values())
