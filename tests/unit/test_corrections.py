"""What a reviewer may write into the column correction, as data: read, or refused with words that help."""

from __future__ import annotations

import pytest

from pipeline import Pipeline
from pipeline.reviews.corrections import CorrectionError, Corrections

READ: list[tuple[str, dict[str, str], str, dict[str, str]]] = [
    ("amounts", {"currency": "CNY"}, "1.3亿", {"value": "130000000", "currency": "CNY", "bound": "exact"}),
    ("amounts", {"currency": "USD"}, "1.3亿", {"value": "130000000", "currency": "USD"}),
    ("amounts", {"currency": "USD"}, "1.3亿港元", {"value": "130000000", "currency": "HKD"}),
    ("amounts", {}, "130,000,000", {"value": "130000000", "bound": "exact"}),
    ("amounts", {}, "1.3E+08", {"value": "130000000"}),
    ("amounts", {}, "5亿至6亿元", {"value": "", "low": "500000000", "high": "600000000", "bound": "range"}),
    ("amounts", {}, "约5亿", {"value": "500000000", "bound": "about"}),
    ("amounts", {}, "'3亿元", {"value": "300000000"}),
    ("counts", {"unit": "人"}, "4500余人", {"value": "4500", "bound": "over", "unit": "人"}),
    ("counts", {"unit": "亩", "unit_si": "m²"}, "1.2万", {"value": "12000", "unit": "亩", "value_si": "8000000"}),
    ("counts", {"unit": "%"}, "12", {"value": "12", "dimension": "percent"}),
    ("dates", {}, "2024-06-21/2024-06-30", {"start_date": "2024-06-21", "end_date": "2024-06-30"}),
    ("dates", {}, "2024/6/21", {"value": "2024-06-21", "start_date": "2024-06-21", "end_date": "2024-06-21"}),
    ("dates", {}, "2024-02", {"start_date": "2024-02-01", "end_date": "2024-02-29"}),
    ("dates", {}, "6月底", {"start_date": "2024-06-21", "end_date": "2024-06-30", "mod": "END"}),
    ("dates", {}, "2024-06/..", {"start_date": "2024-06-01", "end_date": ""}),
    ("dates", {}, "P1Y6M", {"type": "DURATION", "start_date": ""}),
    ("places", {}, "654023", {"name": "霍城县", "prefecture": "伊犁哈萨克自治州"}),
    ("places", {}, "霍城", {"name": "霍城县", "adcode": "654023"}),
    ("places", {}, "北京市朝阳区", {"adcode": "110105"}),
    ("places", {}, "220104 吉林省长春市朝阳区", {"adcode": "220104"}),
    ("places", {}, "哈萨克斯坦", {"country": "KZ", "adcode": ""}),
    ("facts", {"kind": "amount", "currency": "CNY"}, "1.3亿", {"value": "130000000"}),
    ("facts", {"kind": "amount"}, "主体=甲园；value=2亿", {"subject": "甲园", "value": "200000000"}),
    ("facts", {"kind": "amount"}, "indicator=总投资", {"indicator": "总投资", "group": "投资"}),
    ("facts", {"kind": "count", "unit": "人"}, "subject=; date=2024-08", {"subject": "", "date_start": "2024-08-01", "date_end": "2024-08-31"}),
    ("facts", {"kind": "count"}, "地点=霍城; 状态=计划", {"adcode": "654023", "place": "霍城县", "status": "planned"}),
    ("projects", {}, "project=甲园; total_investment=26.17亿元", {"project": "甲园", "total_investment": "2617000000 CNY"}),
]  # fmt: skip
REFUSED: list[tuple[str, dict[str, str], str, str]] = [
    ("amounts", {}, "不知道", "130000000"),
    ("counts", {"unit": "亩", "unit_si": "m²"}, "很多", "4500"),
    ("dates", {}, "2024-13", "calendar"),
    ("dates", {}, "2024-06-30/2024-06-21", "ends before"),
    ("places", {}, "朝阳区", "220104"),
    ("places", {}, "999999", "no division code"),
    ("places", {}, "亚特兰蒂斯", "gazetteer"),
    ("facts", {"kind": "amount"}, "价格=3", "the columns are"),
    ("facts", {"kind": "amount"}, "伊宁县", "subject="),
    ("facts", {"kind": "amount"}, "status=maybe", "planned, done"),
    ("projects", {}, "26亿", "column=value"),
]


@pytest.fixture(scope="module")
def corrections(pipeline: Pipeline) -> Corrections:
    return Corrections(pipeline)


@pytest.mark.parametrize(("table", "row", "text", "wanted"), READ)
def test_read(corrections: Corrections, table: str, row: dict[str, str], text: str, wanted: dict[str, str]) -> None:
    values = corrections.read(table, row, text, "2024-09-01")
    assert {name: values[name] for name in wanted} == wanted


@pytest.mark.parametrize(("table", "row", "text", "says"), REFUSED)
def test_refused(corrections: Corrections, table: str, row: dict[str, str], text: str, says: str) -> None:
    with pytest.raises(CorrectionError, match=says.replace("(", r"\(")):
        corrections.read(table, row, text, "2024-09-01")
