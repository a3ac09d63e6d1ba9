"""Numbers, days and the program's own words as people read them; the words in Chinese and English."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from pipeline.writers.rows import plain

#: (Chinese, English)
Words = tuple[str, str]
_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_ENGLISH_SCALES = ((Decimal(10) ** 12, " trn"), (Decimal(10) ** 9, " bn"), (Decimal(10) ** 6, " m"))
_CENT = Decimal("0.01")
_TOLD = re.compile(r"(?P<low>-?\d+(?:\.\d+)?)(?:\.\.(?P<high>-?\d+(?:\.\d+)?))? (?P<unit>\S+?)(?P<planned> planned)?$")

KINDS: dict[str, Words] = {
    "amounts": ("金额", "amounts"), "counts": ("数量", "counts"), "dates": ("日期", "dates"),
    "places": ("地名", "places"), "facts": ("事实", "facts"), "projects": ("项目", "projects"),
}  # fmt: skip
STATUSES: dict[str, Words] = {"planned": ("计划", "planned"), "started": ("在建", "started"), "done": ("已成", "done")}
CONFIDENCES: dict[str, Words] = {"high": ("高", "high"), "medium": ("中", "medium"), "low": ("低", "low")}
CELLS: dict[str, Words] = {
    "total_investment": ("总投资", "total investment"), "aid_money": ("援助资金", "aid money"), "land_area": ("占地面积", "land"),
    "floor_area": ("建筑面积", "floor space"), "capacity": ("产能", "capacity"), "jobs": ("就业", "jobs"),
    "start_date": ("开工、启动", "begun"), "completion_date": ("竣工、投用", "completed"),
}  # fmt: skip
PUBLISHED_FROM: dict[str, Words] = {
    "metadata": ("metadata.csv", "metadata.csv"), "field": ("文件头字段", "head of the file"), "text": ("日期行", "date line"),
    "name": ("文件名", "file name"), "option": ("--published", "--published"), "inferred": ("据文中日期推断", "inferred from the text"),
    "": ("不知道", "not known"),
}  # fmt: skip
#: how a reason of totals_left_out.csv begins → the reason in Chinese
_REASONS = {
    "judged wrong": "核对人判为错误",
    "says again": "重复另一条事实（repeats）",
    "a part of": "是另一个数字的一部分（part_of）",
    "a change": "变化量，不是数额（change）",
    "a rate": "比率或水平，不能相加",
    "per year": "每年、每人、每件的数额（per）",
    "no indicator": "没有指标",
    "an indicator that no rule names": "指标不在规则表中（indicator_source）",
    "a vague figure": "数字含糊",
    "confidence below": "可信度不够",
    "an earlier state": "累计数，已有更晚的数（cumulative）",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A number as a reader takes it in, in Chinese (63.88亿元) and English (6.39 bn CNY), and as it is (6,388,000,000 CNY)."""

    short: str
    english: str
    exact: str


@dataclass(frozen=True, slots=True)
class Told:
    """One of the values that a project's cell tells, and whether it is planned."""

    value: Shown
    planned: bool


def shown(number: Decimal, unit: str, currencies: Mapping[str, str]) -> Shown:
    """`currencies` are the Chinese names of money by code. The short forms have two places at most: 102.49亿元."""
    name = currencies.get(unit, unit)
    return Shown(f"{_scaled(number, _SCALES)}{name}", f"{_scaled(number, _ENGLISH_SCALES)} {unit}", f"{grouped(number)} {unit}")


def _scaled(number: Decimal, scales: Iterable[tuple[Decimal, str]]) -> str:
    for size, word in scales:
        if abs(number) >= size:
            return f"{grouped((number / size).quantize(_CENT, ROUND_HALF_UP))}{word}"
    return grouped(number)


def grouped(number: Decimal) -> str:
    """With separators of thousands, all its digits, no trailing zeros."""
    whole, point, rest = plain(number).partition(".")
    return f"{int(whole):,}{point}{rest}" if int(whole) else f"{whole}{point}{rest}"


def told(cell: str, currencies: Mapping[str, str]) -> tuple[Told, ...]:
    """What a cell of projects.csv tells: `212000000 CNY | 5..8 个 planned`; other text as it is."""
    return tuple(_told(part, currencies) for part in cell.split(" | ") if part)


def _told(part: str, currencies: Mapping[str, str]) -> Told:
    match = _TOLD.match(part)
    if match is None:
        return Told(Shown(part, part, part), planned=False)
    ends = [shown(Decimal(end), match["unit"], currencies) for end in (match["low"], match["high"]) if end]
    words = (" – ".join(form) for form in zip(*((end.short, end.english, end.exact) for end in ends), strict=True))
    return Told(Shown(*words), planned=bool(match["planned"]))


def period(start: str, end: str) -> str:
    """Days as short as they can be said: 2024-08-29, 2024-04, 2023, 2021–2025, 2024-06-21 – 2024-06-30, … – 2024-06-30."""
    if not (start and end):
        return f"{start or '…'} – {end or '…'}" if start or end else ""
    if start == end:
        return start
    if start.endswith("-01-01") and end.endswith("-12-31"):
        return start[:4] if start[:4] == end[:4] else f"{start[:4]}–{end[:4]}"
    if start[:7] == end[:7] and start.endswith("-01") and end.endswith(f"-{monthrange(int(end[:4]), int(end[5:7]))[1]}"):
        return start[:7]
    return f"{start} – {end}"


def reason(text: str) -> Words:
    """A reason of totals_left_out.csv in both languages; one that is not known here stays English."""
    return next((chinese for begin, chinese in _REASONS.items() if text.startswith(begin)), text), text
