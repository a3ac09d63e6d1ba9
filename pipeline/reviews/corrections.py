"""A reviewer's correction as typed values: 1.3亿 → 130000000, 2024年6月底, 654023 or 霍城; of facts `column=value` pairs.

The extractor itself reads what was written, so that a person may write as articles do; a correction must be read whole.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from pipeline.article import Pipeline
from pipeline.errors import ShuzhaiError
from pipeline.model import Place
from pipeline.model.place import PlaceEntry
from pipeline.writers.rows import COLUMNS, FIGURE, mention_values, plain

#: columns of facts that a correction may name, and what people call them
FACT_COLUMNS = (
    "subject", "indicator", *FIGURE, "unit", "currency", "per", "change", "status", "date_start", "date_end",
    "adcode", "place", "donor", "recipient", "part_of", "repeats", "cumulative",
)  # fmt: skip
PROJECT_COLUMNS = tuple(
    column for column in COLUMNS["projects"] if not column.endswith("_ids") and column not in ("id", "articles", "facts")
)
_ALIASES = {
    "主体": "subject", "指标": "indicator", "数值": "value", "值": "value", "金额": "value", "数量": "value", "单位": "unit", "币种": "currency",
    "变化": "change", "状态": "status", "时间": "date", "日期": "date", "开始": "date_start", "结束": "date_end", "地点": "place",
    "代码": "adcode", "援助方": "donor", "受援方": "recipient", "累计": "cumulative", "项目": "project", "名称": "project",
}  # fmt: skip
_CHOICES = {
    "status": {"": "", "planned": "planned", "done": "done", "计划": "planned", "完成": "done", "已完成": "done"},
    "change": {"": "", "increase": "increase", "decrease": "decrease", "增": "increase", "增加": "increase", "减": "decrease", "下降": "decrease"},
    "cumulative": {"": "", "yes": "yes", "no": "", "是": "yes", "否": ""},
    "bound": {bound: bound for bound in ("exact", "about", "nearly", "over", "at_least", "at_most", "under", "range", "vague")},
}  # fmt: skip
_NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?(?:[eE][+-]?\d{1,3})?")
_ISO = re.compile(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[ T]0{1,2}:00(?::00)?)?")
_DURATION = re.compile(r"P(?=\d|T\d)(?:\d+Y)?(?:\d+M)?(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?)?")
_PAIR = re.compile(r"\s*([a-z_]+|[\u4e00-\u9fff]{1,4})\s*[=＝]\s*(.*)\s*", re.DOTALL)
_SEPARATOR = re.compile(r"[;；\n]")
_CODE = re.compile(r"\d{6}")
#: candidates of an ambiguous name that the message lists
_LISTED = 6

Row = Mapping[str, str]
Values = dict[str, str]


class CorrectionError(ShuzhaiError):
    """A correction that cannot be read: says what would be understood."""


class Corrections:
    """Reads corrections with the rules of a pipeline."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline
        self._readers: dict[str, Callable[[Row, str, str], Values]] = {
            "amounts": self._amount, "counts": self._count, "dates": self._date, "places": self._place,
            "facts": self._fact, "projects": self._project,
        }  # fmt: skip

    def read(self, table: str, row: Row, text: str, published: str = "") -> Values:
        """The columns that the correction changes with their new values; `row` is the row as it stands, `published` the
        article's date, from which 去年 is counted. Raises `CorrectionError`."""
        return self._readers[table](row, text.strip().removeprefix("'"), published)

    # -- mentions

    def _amount(self, row: Row, text: str, published: str) -> Values:
        tried = [text] if not _NUMBER.fullmatch(text) else []
        for wording in (*tried, f"{text}元"):
            if values := self._mention("amounts", wording, published):
                own = wording == text or not row.get("currency")
                return values if own else values | {"currency": row["currency"]}
        if number := _number(text):
            return number
        raise CorrectionError(f"{text!r} is no amount; write it as 1.3亿, 130000000 or 1.3亿美元 请写成 1.3亿 或 130000000")

    def _count(self, row: Row, text: str, published: str) -> Values:
        for wording in (f"{text}{row.get('unit', '')}", text):
            if (values := self._mention("counts", wording, published)) and (values["unit"] or not row.get("unit")):
                return {name: value for name, value in values.items() if name != "object" or value}
        if (number := _number(text)) and not row.get("unit_si"):
            return number
        raise CorrectionError(f"{text!r} is no count; write it as 4500, 4500余人 or 1.2万亩 请写成 4500、4500余人 或 1.2万亩")

    def _date(self, row: Row, text: str, published: str) -> Values:
        if interval := _iso_interval(text):
            start, end = interval
            return {"type": "DATE", "value": _edtf(text), "mod": "", "start_date": start, "end_date": end}
        if _DURATION.fullmatch(text):
            return {"type": "DURATION", "value": text, "mod": "", "start_date": "", "end_date": ""}
        if values := self._mention("dates", text, published):
            return {name: value for name, value in values.items() if name != "resolved_by"}
        raise CorrectionError(f"{text!r} is no date; write it as 2024-06-21, 2024-06, 2024-06-21/2024-06-30 or 2024年6月底")

    def _place(self, row: Row, text: str, published: str) -> Values:
        entry = self._entry(text)
        gazetteer = self._pipeline.rules.gazetteer
        named = {gazetteer.divisions[code].level: gazetteer.divisions[code].name for code in gazetteer.path(entry.adcode)}
        return {
            "name": entry.name, "level": entry.level, "adcode": entry.adcode, "country": entry.country,
            **{level: named.get(level, "") for level in ("province", "prefecture", "county")},
        }  # fmt: skip

    def _entry(self, text: str) -> PlaceEntry:
        """The place that a code or a name means; the name may stand behind those of what it lies in."""
        gazetteer = self._pipeline.rules.gazetteer
        code, _, rest = text.partition(" ")
        if _CODE.fullmatch(code):
            if (division := gazetteer.divisions.get(code)) is None:
                raise CorrectionError(f"{code} is no division code of the gazetteer 没有这个区划代码")
            return PlaceEntry(division.name, division.level, code, "CN", "full")
        text = rest if len(code) == 2 and code.isascii() and rest else text
        entries = self._pipeline.place_candidates(text)
        entries = tuple(e for e in entries if e.name == text) or entries
        same = len({(entry.name, entry.adcode, entry.country) for entry in entries}) == 1
        if same and (entries[0].adcode or entries[0].level not in ("township", "village")):
            return entries[0]
        found = self._pipeline.extract(text).places
        if found and found[-1].span.end == len(text) and found[0].span.start == 0 and (len(found) > 1 or same or not entries):
            return _as_entry(found[-1])
        if entries:
            listed = "; ".join(f"{entry.adcode or entry.country} {gazetteer.full_name(entry)}" for entry in entries[:_LISTED])
            raise CorrectionError(f"{text!r} may mean several places; write the code 有多个同名地，请写代码: {listed}")
        raise CorrectionError(f"{text!r} is no place of the gazetteer; write its code or full name 请写区划代码或全称")

    def _mention(self, table: str, text: str, published: str) -> Values | None:
        """What the extractor reads in the text, when one mention is all of it."""
        found = getattr(self._pipeline.extract(text, published), table)
        if len(found) != 1 or found[0].surface != text:
            return None
        return mention_values(table, found[0])

    # -- facts and projects

    def _fact(self, row: Row, text: str, published: str) -> Values:
        pairs = _pairs(text, FACT_COLUMNS)
        if pairs is None:
            try:
                return self._figure(row, text, published)
            except CorrectionError as error:
                raise CorrectionError(
                    f"{text!r} is no figure; name the column 请写成 列=值: subject={text}; indicator=…; date=2024-08; place=霍城县"
                ) from error
        values: Values = {}
        for column, said in pairs:
            values |= self._fact_value(row, column, said, published)
        return values

    def _fact_value(self, row: Row, column: str, said: str, published: str) -> Values:
        if column in _CHOICES:
            if said not in _CHOICES[column]:
                raise CorrectionError(f"{column}={said!r}: choose from {', '.join(filter(None, _CHOICES[column]))}")
            return {column: _CHOICES[column][said]}
        if column == "value" and said:
            return self._figure(row, said, published)
        if column in ("low", "high") and said:
            return {column: _number(said, column)["value"]}
        if column in ("date", "date_start", "date_end"):
            return self._day(column, said, published)
        if column in ("place", "adcode"):
            place = self._place(row, said, published) if said else {"adcode": "", "name": ""}
            return {"adcode": place["adcode"], "place": place["name"]}
        if column == "indicator":
            return {"indicator": said, "group": self._pipeline.rules.indicators.groups().get(said, "")}
        return {column: said}

    def _figure(self, row: Row, said: str, published: str) -> Values:
        """The figure's value with the unit or currency where the correction names one."""
        values = (self._amount if row.get("kind") == "amount" else self._count)(row, said, published)
        return {name: value for name, value in values.items() if name in (*FIGURE, "unit", "currency", "per") and value != ""} | {
            name: values[name] for name in FIGURE
        }

    def _day(self, column: str, said: str, published: str) -> Values:
        found = self._date({}, said, published) if said else {"start_date": "", "end_date": ""}
        both = {"date_start": found["start_date"], "date_end": found["end_date"]}
        return both if column == "date" else {column: both[column]}

    def _project(self, row: Row, text: str, published: str) -> Values:
        pairs = _pairs(text, PROJECT_COLUMNS)
        if pairs is None:
            raise CorrectionError("write column=value 请写成 列=值: project=伊宁县家纺服装产业园; total_investment=26.17亿元")
        values: Values = {}
        for column, said in pairs:
            if column in ("place", "adcode"):
                place = self._place(row, said, published) if said else {"adcode": "", "name": ""}
                values |= {"adcode": place["adcode"], "place": place["name"]}
            elif column in ("total_investment", "aid_money") and said:
                money = self._amount({}, said, published)
                values[column] = f"{money['value'] or money['low'] + '..' + money['high']} {money.get('currency') or 'CNY'}"
            else:
                values[column] = said
        return values


def _pairs(text: str, columns: tuple[str, ...]) -> list[tuple[str, str]] | None:
    """Column and value of each `column=value`; None where there is no pair at all."""
    parts = [part for part in _SEPARATOR.split(text) if part.strip()]
    found = [_PAIR.fullmatch(part) for part in parts]
    if not any(found):
        return None
    pairs = []
    for part, match in zip(parts, found, strict=True):
        column = _ALIASES.get(match[1], match[1]) if match else ""
        if match is None or column not in (*columns, "date"):
            raise CorrectionError(f"{part.strip()!r} is no column=value; the columns are {', '.join(columns)}")
        pairs.append((column, match[2].strip()))
    return pairs


def _number(text: str, column: str = "value") -> Values:
    """A plain number as an exact figure; empty for none."""
    if not _NUMBER.fullmatch(text):
        if column != "value":
            raise CorrectionError(f"{column}={text!r} is no number")
        return {}
    value = plain(Decimal(text.replace(",", "").replace("−", "-")))
    return {"value": value, "low": value, "high": value, "bound": "exact"}


def _iso_interval(text: str) -> tuple[str, str] | None:
    """First and last day of a date or of two with `/` between; an open end (`..`) is empty."""
    if whole := _ISO.fullmatch(text):
        return _days(whole)
    left, slash, right = text.partition("/")
    if not slash:
        return None
    ends = [("", "") if side in ("..", "") else (m and _days(m)) for side in (left, right) for m in [_ISO.fullmatch(side)]]
    if not ends[0] or not ends[1] or not (ends[0][0] or ends[1][1]):
        return None
    if ends[0][0] and ends[1][1] and ends[0][0] > ends[1][1]:
        raise CorrectionError(f"{text!r} ends before it begins")
    return ends[0][0], ends[1][1]


def _days(match: re.Match[str]) -> tuple[str, str]:
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        start = date(year, month or 1, day or 1)
        end = date(year, month or 12, day or monthrange(year, month or 12)[1])
    except ValueError as error:
        raise CorrectionError(f"{match[0]!r} is no day of the calendar") from error
    return start.isoformat(), end.isoformat()


def _edtf(text: str) -> str:
    """The date as EDTF: 2024/6/21 → 2024-06-21."""

    def padded(match: re.Match[str]) -> str:
        return "-".join(part.zfill(2) for part in match.groups() if part)

    return padded(whole) if (whole := _ISO.fullmatch(text)) else _ISO.sub(padded, text)


def _as_entry(place: Place) -> PlaceEntry:
    return PlaceEntry(place.name, place.level, place.adcode, place.country, "full")
