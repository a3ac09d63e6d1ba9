"""Lengths of time: 一年半, 三至五个月, 近5个小时; placed on the time line by what stands around them: 近五年, 三年前, 20年来."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pipeline.extractors.dates.cursor import Cursor
from pipeline.model.time import TimeExpression

_ISO_UNITS = {
    "年": "Y", "载": "Y", "周年": "Y", "个月": "M", "月": "M", "周": "W", "星期": "W", "礼拜": "W", "天": "D", "日": "D", "昼夜": "D", "日夜": "D",
    "工作日": "D", "工作天": "D", "日历天": "D", "小时": "TH", "钟头": "TH", "分钟": "TM", "分": "TM", "秒": "TS", "秒钟": "TS",
    "季度": "Q", "季": "Q", "世纪": "C", "学年": "Y", "学期": "S",
}  # fmt: skip
_NEAR = re.compile(r"(近|最近|过去|过去的|刚过去的|前|此前|未来|今后|接下来的?|后|上|此后|之后|随后|下|这|头)$")
#: words at a length, in the order they are tried
_BOUND_BEFORE = {
    "不少于": "MORE_THAN", "不低于": "MORE_THAN", "不超过": "LESS_THAN", "超过": "MORE_THAN", "不到": "LESS_THAN", "不足": "LESS_THAN",
    "至少": "MORE_THAN", "将近": "APPROX", "大约": "APPROX", "大概": "APPROX", "约": "APPROX", "近": "APPROX", "超": "MORE_THAN", "逾": "MORE_THAN",
}  # fmt: skip
_BOUND_BEHIND = {"以上": "MORE_THAN", "左右": "APPROX", "以内": "LESS_THAN", "之内": "LESS_THAN", "以下": "LESS_THAN"}
#: 距今8000—|7500年
_AGES_AGO = re.compile(r"\d{4}(?:至|到|——|[-—~])$")
#: 汉惠帝|二年: a year of a reign that no table has
_REIGN = re.compile(r"[\u4e00-\u9fff](?:帝|(?<!大)宗|始皇)$")
#: two digits that are the ends of a range: 两三, 二三十, 十五六
_PAIR = re.compile(r"([一二三四五六七八九]?[十百])?([一二两三四五六七八九])([二两三四五六七八九])([十百]?)")
_HALVES = {
    "年": "P6M", "月": "P15D", "星期": "P3.5D", "小时": "PT30M", "钟头": "PT30M", "世纪": "P50Y", "天": "PT12H", "日": "PT12H",
    "学期": "P3M", "季度": "P45D",
}  # fmt: skip


def duration_range(cursor: Cursor) -> TimeExpression | None:
    """三至五个月: from the shorter to the longer."""
    match = cursor.patterns.duration_range.match(cursor.text, cursor.start)
    if match is None:
        return None
    low, high = cursor.numbers.value(match[1]), cursor.numbers.value(match[2])
    unit = match[3].removeprefix("个")
    if low is None or high is None or low >= high or (match[3] == "年" and high > 100):
        return None
    cursor.at = match.end()
    return plain_duration(cursor, f"{iso_length(low, unit)}/{iso_length(high, unit)}")


#: before a length, says that it went on so long: 连续增加|2个月后再现下降
_IN_A_ROW = re.compile(r"(?:连续|持续)[\u4e00-\u9fff]{0,3}$")


def duration(cursor: Cursor) -> TimeExpression | None:
    """一年半, 近5个小时; with what places it, a date: 近五年, 三年前."""
    if match := cursor.patterns.one_and_more.match(cursor.text, cursor.start):  # 等了个多小时
        cursor.at = match.end()
        return plain_duration(cursor, iso_length(Decimal(1), match[1]) or "", "MORE_THAN")
    match = cursor.patterns.duration.match(cursor.text, cursor.start)
    if match is None or cursor.text[cursor.start - 1 : cursor.start] == "第" or _AGES_AGO.search(cursor.before(cursor.start)):
        return None
    value, mod = _length(cursor, match)
    if value is None:
        return None
    cursor.at = match.end()
    return _placed(cursor, match, value, mod)


def _length(cursor: Cursor, match: Any) -> tuple[str | None, str]:
    if match["half"]:
        more = match["hmore"] or match["hmore2"] or match["half"] == "大半"
        return _half_length(cursor, match), "MORE_THAN" if more else ""
    unit, number = match["unit"], match["n"]
    grouped = match["ge"] is not None
    if unit in ("月", "季度", "世纪") and not grouped and number not in ("数", "几"):
        return None, ""
    if unit == "岁月" or (unit in ("年", "周", "天", "日", "秒", "分钟") and grouped and not match["gehalf"]):
        return None, ""
    if not _is_length(cursor, match):
        return None, ""
    if number in ("数", "几") or match["more"] == "几":
        return iso_length(None, unit), ""
    pair = _side_by_side(cursor, number, unit)
    amount = cursor.numbers.value(number)
    if pair is not None or amount is None:
        return pair, "APPROX"
    if match["gehalf"] or match["plushalf"]:
        amount += Decimal("0.5")
    rest = [(match["n2"], match["unit2"], match["half2"]), (match["n3"], "秒", None)]
    more = match["more"] in ("多", "余") or match["more2"] or match["tail"]
    length = _compound(cursor, amount, unit, [part for part in rest if part[0]], Decimal(match["fraction"] or 0) / 100)
    return length, "MORE_THAN" if more else "APPROX" if match["more"] == "来" else ""


def _side_by_side(cursor: Cursor, number: str, unit: str) -> str | None:
    """两三天 is two or three days, 二三十年 twenty or thirty years."""
    pair = _PAIR.fullmatch(number)
    if pair is None:
        return None
    low, high = (cursor.numbers.value((pair[1] or "") + digit + pair[4]) for digit in pair.group(2, 3))
    first, second = (cursor.numbers.value(digit) for digit in pair.group(2, 3))
    if low is None or high is None or first is None or second is None:
        return None
    if second - first != 1 and not (first == 3 and second == 5):
        return None
    return f"{iso_length(low, unit)}/{iso_length(high, unit)}"


def _half_length(cursor: Cursor, match: Any) -> str | None:
    if match["hunit"] in ("月", "星期", "世纪", "学期", "季度") and not match["hge"]:
        return None
    return _HALVES[match["hunit"]]


def _is_length(cursor: Cursor, match: Any) -> bool:
    """Whether N年, N日 say how long; four digits are a year, a round Chinese 百年 千年 万年 is for effect."""
    number, unit = match["n"], match["unit"]
    before = cursor.before(cursor.start)
    after = cursor.text[match.end() : match.end() + 2]
    if number == "一" and before.endswith(cursor.vocabulary.single):
        return False
    if unit == "年" and number.isascii() and len(number) == 4 and number[0] in "12" and not match["more"]:
        return cursor.patterns.ages.match(cursor.text, cursor.start) is not None
    if unit == "年" and number.isdecimal() and len(number) == 3 and not match["more"]:
        if cursor.patterns.to_year.match(cursor.text, match.end()) or (before.endswith(("于", "自", "至")) and after[:1] != "的"):
            return False  # 476年-1453年, 建于723年
    if unit == "年" and _is_no_length(number, before):
        return False
    if after.startswith(("制", "一贯")) or (unit == "日" and after.startswith(("元", "圆", "币"))):
        return False
    if number in ("百", "千") and unit in ("日", "天") and before.endswith(("奋战", "大干", "攻坚", "冲刺", "会战", "倒计时")):
        return True
    if (
        unit == "年"
        and after.startswith(("级", "龄", "代", "轮", "期", "生", "制", "糕"))
        and not after.startswith(("期间", "代表"))
    ):
        return after.startswith("期")
    if number in ("百", "千", "万", "百千"):
        return False
    if unit == "日" and not (
        "." in number or before.endswith(cursor.vocabulary.lengths) or after.startswith(("内", "之内", "游", "假", "长假"))
    ):
        return not number.isascii() and after.startswith(("后", "之后", "前", "之前")) and not after.startswith(("前往", "前去"))
    if unit == "天" and after.startswith(("堂", "然", "津", "气", "才")):
        return False
    if unit == "周" and after.startswith(("边", "围", "岁", "转", "期")):
        return False
    return not (unit in ("秒", "秒钟") and before.endswith("分"))


def _is_no_length(number: str, before: str) -> bool:
    """Whether N年 is a year that only looks like a length: 2.2024年, 汉惠帝|二年."""
    if number.isascii():
        return len(number.partition(".")[2]) > 2
    return _REIGN.search(before) is not None


def _compound(
    cursor: Cursor, amount: Decimal, unit: str, rest: Sequence[tuple[str, str, str | None]], fraction: Decimal
) -> str | None:
    """2小时 and the smaller units behind it, 10分 and 48秒; `fraction` of a second belongs to the last."""
    found = iso_length(amount if rest else amount + fraction, unit)
    for index, (number, smaller, half) in enumerate(rest, 1):
        more = cursor.numbers.value(number)
        if more is None or found is None:
            return found
        more += Decimal("0.5") if half else fraction if index == len(rest) else 0
        last = iso_length(more, smaller)
        if last is None:
            return found
        found += last.removeprefix("PT" if "T" in found and "T" in last else "P")
    return found


def _placed(cursor: Cursor, match: Any, value: str, mod: str) -> TimeExpression | None:
    """A length placed on the time line: 近五年, 三年前, 20年来, 两天后; else a duration."""
    text = cursor.text
    near = _NEAR.search(text[max(0, cursor.start - 4) : cursor.start])
    after = cursor.patterns.placed_behind.match(text, cursor.at)
    start = cursor.start
    if ("T" in value and "D" not in value) or text[max(0, start - 6) : start].endswith(cursor.vocabulary.spans):
        return plain_duration(cursor, value, mod)
    if after:
        sign = {"来": "since", "前": "ago", "后": "later"}.get(after[1] or "来", "since")
        if sign == "ago" and text.endswith("周年", 0, cursor.at):
            return plain_duration(cursor, value, mod)  # 成立60周年|前夕
        if sign == "later" and _IN_A_ROW.search(text[max(0, start - 6) : start]):
            return plain_duration(cursor, value, mod)
        start = (
            _near_start(cursor, near) if sign == "since" and near and near[1] in ("近", "最近", "过去", "过去的", "这") else start
        )
        return _shifted(cursor, start, after.end(), value, sign, mod)
    if near and near[1] not in ("上", "下", "这", "头", "随后", "之后", "此后", "前", "后", "此前") and "X" not in value:
        sign = "next" if near[1] in ("未来", "今后", "接下来", "接下来的") else "since"
        if sign == "since" and text.startswith(("时间", "里", "中", "的时间"), cursor.at):
            return plain_duration(cursor, value, mod)
        if near[1] == "近" and not _is_recent(cursor, match):
            return plain_duration(cursor, value, mod)
        return _shifted(cursor, _near_start(cursor, near), cursor.at, value, sign, mod)
    return plain_duration(cursor, value, mod)


def _is_recent(cursor: Cursor, match: Any) -> bool:
    """近五年 (the last five years) against 历时近五年 (nearly five years long)."""
    if cursor.text[max(0, cursor.start - 4) : cursor.start - 1].endswith(cursor.vocabulary.lasts):
        return False
    return match["unit"] in ("年", "月", "周", "天", "日", "季度") and not match["half"]


def _near_start(cursor: Cursor, near: Any) -> int:
    return cursor.start - len(near[1]) if near else cursor.start


def _shifted(cursor: Cursor, start: int, end: int, value: str, sign: str, mod: str) -> TimeExpression:
    cursor.at = end
    vague = "X" in value
    ref = {"since": "PAST_REF", "ago": "PAST_REF", "later": "FUTURE_REF", "next": "FUTURE_REF"}[sign]
    return TimeExpression(
        start=start, end=end, type="DATE", rule=f"date.duration-{sign}", value=ref if vague else "", mod=mod,
        shift=None if vague else (sign, value),
    )  # fmt: skip


def plain_duration(cursor: Cursor, value: str, mod: str = "") -> TimeExpression:
    """A length that lies nowhere on the time line, with the words that bound it: 不到三年, 5天以上."""
    text, start, end = cursor.text, cursor.start, cursor.at
    before = text[max(0, start - 3) : start]
    if before.endswith(("最近", "附近", "临近", "违约", "预约", "签约", "节约")):
        before = ""
    for word, meaning in _BOUND_BEFORE.items():
        if before.endswith(word):
            start, mod = start - len(word), mod or meaning
            break
    for word, meaning in _BOUND_BEHIND.items():
        if text.startswith(word, end):
            end, mod = end + len(word), mod or meaning
            break
    return TimeExpression(start=start, end=end, type="DURATION", rule="date.duration", value=value, mod=mod)


def iso_length(amount: Decimal | None, unit: str) -> str | None:
    """An ISO 8601 duration: P18M, PT30M; `PXY` without an amount (数年), None for what is no unit of time."""
    code = _ISO_UNITS.get(unit)
    if code is None:
        return None
    if amount is None:
        return {"Q": "PXM", "C": "PXY", "S": "PXM"}.get(code) or (f"PTX{code[1]}" if code.startswith("T") else f"PX{code}")
    if code in "QCS":
        times = {"Q": 3, "C": 100, "S": 6}[code]
        amount, code = amount * times, {"Q": "M", "C": "Y", "S": "M"}[code]
    whole = int(amount)
    if code == "Y" and amount - whole == Decimal("0.5"):
        return f"P{whole}Y6M" if whole else "P6M"
    if code == "M" and amount - whole == Decimal("0.5"):
        return f"P{whole}M15D" if whole else "P15D"
    if code == "TH" and amount - whole == Decimal("0.5") and whole:
        return f"PT{whole}H30M"
    number = f"{amount.normalize():f}"
    return f"PT{number}{code[1]}" if code.startswith("T") else f"P{number}{code}"
