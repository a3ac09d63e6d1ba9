"""Strategies for texts: pieces of news, numerals and signs in any order, and any string at all."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    *("总投资", "26.17亿元", "约", "1500多户", "超", "不足", "百人", "以上", "左右", "至少", "近", "数百万", "十几"),
    *("二〇二三年", "2023年", "8月", "29日", "今年", "去年同期", "上半年", "前三季度", "截至", "以来", "年底", "每年"),
    *("江苏省", "南通市", "伊宁县", "新疆", "霍城", "伊犁州", "第四师", "天山", "长三角", "朝阳区", "胡地亚于孜镇"),
    *("百分之三十五", "三分之二", "20至30", "3—5", "3、5、8", "1,234.5", "１２３", "壹佰贰拾", "三万五", "2.5:1"),
    *("个", "家", "亩", "平方米", "%", "％", "倍", "元", "美元", "人次", "公里", "万吨", "百分点", "/亩", "个月", "天"),
    *("第十一批", "一带一路", "5G", "G30", "21号楼", "一心一意", "其中", "增长", "达到", "项目", "在", "和", "的"),
)
#: words of the calendar, in an order that makes no sense: 第3至1季度, 三十二日, 0世纪
CALENDAR = (
    *"第 3 至 1 0 12 31 99 2023 9999 一 二 三 十 两 几 年 月 日 号 季度 世纪 年代 星期 周 天 点 时 分 个月 初 底 中旬 上 下 半 前 后".split(),
    *"今年 去年 明年 同期 以来 截至 农历 闰 正月 初一 春节 国庆 公元前 民国 财年 学年 十四五 上午 每 近 过去 未来 到 — - ~ / . 、 ，".split(),
)
SIGNS = tuple("。，、；：！？“”《》（）()—-~～.,:/%·… \t\n\r\u3000\u200b\u00a0①⑩㎡℃零〇十百千万亿兆廿点年月日至到")
DIGITS = st.text("0123456789０１２３４５６７８９一二三四五六七八九十", min_size=1, max_size=6)

pieces = st.sampled_from(PIECES)
calendar = st.lists(st.sampled_from(CALENDAR), max_size=16).map("".join)
mixed = st.lists(pieces | DIGITS | st.sampled_from(SIGNS) | st.text(max_size=3), max_size=40).map("".join)
anything = mixed | calendar | st.text(max_size=200)

_said = st.lists(pieces | DIGITS, min_size=1, max_size=6).map("".join)
_clauses = st.lists(_said, min_size=1, max_size=4).map("，".join)
#: sentences that begin and end like sentences, one paragraph
sentences = st.lists(_clauses, min_size=1, max_size=4).map(lambda clauses: "。".join(clauses) + "。")
