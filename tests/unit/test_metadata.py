"""An article's date, title, source and author, and which of several sources wins."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers import MakeFolder
from pipeline import Pipeline
from pipeline.errors import UsageError
from pipeline.readers import Metadata, load_metadata, read_document
from pipeline.readers.metadata import read_metadata

BODY = "全县完成固定资产投资26.17亿元，其中2021年3月5日开工的项目投资3亿元，群众生活明显改善。\n"


def published(text: str, name: str = "article", given: Metadata | None = None) -> tuple[str, str]:
    found, origin = read_metadata(text, name, given)
    return found.published, origin


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2024-01-30 10:49:23 来源:某县融媒体中心", "2024-01-30"),
        ("2022-09-15 08:21　来源：江淮乡土网　编辑：苏小满　浏览次数：12864", "2022-09-15"),
        ("发布日期:2022-12-23", "2022-12-23"),
        ("发布时间：2022年12月3日 09:00", "2022-12-03"),
        ("2017 年 8 月 21 日", "2017-08-21"),
        ("２０１７年８月２１日", "2017-08-21"),
        ("2023/5/8", "2023-05-08"),
        ("2023.05.08", "2023-05-08"),
        ("（2023年5月8日）", "2023-05-08"),
        ("时间:2021-03-04 信息来源:办公室", "2021-03-04"),
        ("2023年5月8日 星期一", "2023-05-08"),
    ],
)
@pytest.mark.parametrize("where", ["head", "foot"])
def test_date_line(line: str, day: str, where: str) -> None:
    text = f"标题在这里\n{line}\n{BODY * 3}" if where == "head" else f"标题在这里\n{BODY * 3}{line}\n"
    assert published(text) == (day, "text")


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "标题在这里\n2023年5月8日，项目开工，投资3亿元。\n",
        "标题在这里\n发布日期:2022-13-40\n正文。\n",
        "标题在这里\n联系电话:2022-1234\n正文。\n",
    ],
    ids=["in prose", "prose begins with it", "no such day", "telephone"],
)
def test_no_date_line(text: str) -> None:
    assert published(text) == ("", "")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        *(("2024-01-30_签约", "2024-01-30"), ("20240130", "2024-01-30"), ("签约 2024年1月30日", "2024-01-30")),
        *(("000_20240231", ""), ("1234567890123", ""), ("签约", ""), ("2024", "")),
    ],
)
def test_file_name(name: str, day: str) -> None:
    assert published(BODY, name) == (day, "name" if day else "")


def test_front_matter() -> None:
    text = "---\ntitle: 签约仪式\ndate: '2023-05-08'\n来源：某报\nauthor: 周敏\ntags: [a]\n---\n" + BODY
    found, origin = read_metadata(text, "article", None)
    assert found == Metadata(published="2023-05-08", title="签约仪式", source="某报", author="周敏")
    assert origin == "field"


def test_front_matter_yields_no_mention(pipeline: Pipeline, corpus: MakeFolder) -> None:
    folder = corpus({"a.md": "---\ntitle: 投资3亿元\ndate: 2023-05-08\n---\n今年投资5亿元。"})
    extraction = pipeline.extract_document(read_document(folder, "a.md", None))
    assert [a.surface for a in extraction.amounts] == ["5亿元"]
    assert [(d.surface, d.start_date) for d in extraction.dates] == [("今年", "2023-01-01")]


def test_precedence() -> None:
    field, line, name = "---\ndate: 2022-02-02\n---\n", "发布日期:2023-03-03\n", "2024-04-04"
    assert published(field + line + BODY, name, Metadata(published="2021-01-01")) == ("2021-01-01", "metadata")
    assert published(field + line + BODY, name) == ("2022-02-02", "field")
    assert published(line + BODY, name) == ("2023-03-03", "text")
    assert published(BODY, name) == ("2024-04-04", "name")


def test_last_resorts(pipeline: Pipeline, corpus: MakeFolder) -> None:
    """The date given for the run, then the latest date of the text that is no plan."""
    folder = corpus({"a.txt": BODY})
    given = pipeline.extract_document(read_document(folder, "a.txt", None, "2022-06-01")).document
    assert (given.published, given.published_from) == ("2022-06-01", "option")
    inferred = pipeline.extract_document(read_document(folder, "a.txt", None)).document
    assert (inferred.published, inferred.published_from) == ("2021-03-05", "inferred")


def test_head_lines() -> None:
    text = "首页 > 新闻\n\n玉山：一天签下9个项目\n2024-05-17 09:30 来源：玉山县融媒体中心 作者：周敏\n" + BODY
    found, _ = read_metadata(text, "article", None)
    assert (found.title, found.source, found.author) == ("玉山：一天签下9个项目", "玉山县融媒体中心", "周敏")


def test_metadata_table(corpus: MakeFolder) -> None:
    table = "doc,published,title,source,author\n甲/a.txt,2023年5月8日,题目,某报,\n乙\\b.txt,2023,,,\nc.txt,,,,周敏\n"
    found = load_metadata(corpus({"metadata.csv": "\ufeff" + table}))
    assert found == {
        "甲/a.txt": Metadata("2023-05-08", "题目", "某报", ""),
        "乙/b.txt": Metadata("2023", "", "", ""),
        "c.txt": Metadata("", "", "", "周敏"),
    }


def test_no_metadata_table(tmp_path: Path) -> None:
    assert load_metadata(tmp_path) == {}


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("path,published\na.txt,2023-05-08\n", "doc"),
        ("", "empty"),
        ("doc,published\na.txt,2023-05-08\nb.txt,soon\n", "line 3.*soon"),
        ("doc,published\na.txt,2023-02-30\n", "line 2.*2023-02-30"),
        ("doc,published\na.txt,2023-13\n", "line 2.*2023-13"),
        ("doc,published\n,2023-05-08\n", "line 2"),
        ("doc,published\na.txt,2023-05-08\na.txt,2024-05-08\n", "line 3.*a.txt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "metadata.csv"),
    ],
    ids=["no doc", "empty", "no date", "no such day", "no such month", "row without doc", "said twice", "binary"],
)
def test_bad_metadata_table(corpus: MakeFolder, table: str | bytes, fault: str) -> None:
    folder = corpus({"metadata.csv": table})
    with pytest.raises(UsageError, match=fault) as caught:
        load_metadata(folder)
    assert "metadata.csv" in str(caught.value)


def test_history_dates_no_article(pipeline: Pipeline) -> None:
    """光绪十八年 tells when something was, not when the article was written."""
    extraction = pipeline.extract("光绪十八年建校，今年招生600人。")
    assert extraction.document.published == ""
    assert [(date.value, date.resolved_by) for date in extraction.dates] == [("1892", "explicit"), ("", "none")]
