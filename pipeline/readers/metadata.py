"""What is known about an article beside its text: `metadata.csv`, front matter, head and foot lines, the file name."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipeline.config import METADATA_FILE
from pipeline.errors import ReadError, UsageError
from pipeline.readers.decode import decode
from pipeline.text.furniture import FRONT_MATTER

_COLUMNS = ("published", "title", "source", "author")
_FIELD = re.compile(r"^([A-Za-z_\u4e00-\u9fff]+)\s*[:：]\s*(.+?)\s*$")
_FIELD_NAMES = {
    "title": "title", "标题": "title", "published": "published", "date": "published", "日期": "published",
    "发布日期": "published", "pubdate": "published", "source": "source", "来源": "source", "author": "author", "作者": "author",
}  # fmt: skip
_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:[-/.]\s*(1[0-2]|0?[1-9])\s*[-/.]\s*(3[01]|[12]\d|0?[1-9])"
    r"|年\s*(1[0-2]|0?[1-9])\s*月\s*(3[01]|[12]\d|0?[1-9])\s*日)(?!\d)"
)
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=年|[-/.]\d)")
_LABELLED = re.compile(r"(?:发布|发表|更新|刊发|发稿|见报|时间|日期)[^\d\n]{0,8}$")
_SOURCE = re.compile(r"(?:来\s*源|稿源|来源于)\s*[:：]\s*([^\s|｜()（）【】\[\]\d]{2,30})")
_AUTHOR = re.compile(r"(?:作者|记者|通讯员|撰文)\s*[:：/／]?\s*([\u4e00-\u9fff·]{2,4}(?:[、 ][\u4e00-\u9fff·]{2,4}){0,4})")
_NO_TITLE = re.compile(r"首页|当前位置|来\s*源\s*:|发布|浏览|字号|>|分享到|^打印|关闭窗口|:$")
_EDGE_LINES = 14
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is said about one article; empty where nothing is. `published` is ISO."""

    published: str = ""
    title: str = ""
    source: str = ""
    author: str = ""

    def filled(self, other: Metadata) -> Metadata:
        """This, and where it says nothing what `other` says."""
        return Metadata(
            self.published or other.published, self.title or other.title, self.source or other.source, self.author or other.author
        )


NOTHING_TOLD = Metadata()


def load_metadata(folder: Path) -> Mapping[str, Metadata]:
    """`metadata.csv` of a corpus: doc → what it says. A row without doc, or with a date that is none, is an error."""
    path = folder / METADATA_FILE
    if not path.is_file():
        return {}
    try:
        return metadata_table(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"{path}: {error}") from error


def metadata_table(data: bytes, path: str) -> Mapping[str, Metadata]:
    """The bytes of a `metadata.csv`, as `load_metadata` gives it; `path` is for messages."""
    try:
        text, _ = decode(data)
    except ReadError as error:
        raise UsageError(f"{path}: {error}") from error
    reader = csv.DictReader(io.StringIO(text))
    if reader.fieldnames is None or "doc" not in reader.fieldnames:
        raise UsageError(f"{path}: the first line must name the columns doc, {', '.join(_COLUMNS)}; 'doc' is missing")
    found: dict[str, Metadata] = {}
    for row in reader:
        doc = (row.get("doc") or "").strip().replace("\\", "/")
        if not doc:
            raise UsageError(f"{path}, line {reader.line_num}: no doc; say which article the row is about")
        if doc in found:
            raise UsageError(f"{path}, line {reader.line_num}: {doc} is named twice; keep one of the two rows")
        found[doc] = told_metadata(row, f"{path}, line {reader.line_num}")
    return found


def told_metadata(row: Mapping[str, str | None], where: str) -> Metadata:
    """What a row says of an article; raises `UsageError` with `where` for a date that is none."""
    values = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    if values["published"]:
        values["published"] = _checked_date(values["published"], where)
    return Metadata(**values)


def _checked_date(text: str, where: str) -> str:
    if re.fullmatch(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2]))?", text):
        return text
    found = first_date(text)
    if found is None:
        raise UsageError(f"{where}: published is {text!r}; write it as 2024-01-30")
    return found


def read_metadata(
    text: str, name: str, given: Metadata | None, told: Metadata = NOTHING_TOLD, made: str = ""
) -> tuple[Metadata, str]:
    """What is known of an article, and where its date comes from: metadata, field, text, name, or nowhere (empty).

    `told` are fields beside the text. The day on which its file was `made` comes behind a date line, and counts only for a
    text that speaks of that year or the one before, or of none: documents are copied and converted years after.
    """
    given = given or Metadata()
    front = told.filled(_front_matter(text))
    lines = [line for line in text.splitlines() if line and not line.isspace()]
    written = [line.strip() for line in lines[:_EDGE_LINES]]
    edges = lines[:_EDGE_LINES], lines[-_EDGE_LINES:]
    half = {line: line.translate(_FULL_WIDTH).strip() for line in {*edges[0], *edges[1]}}
    head, foot = ([half[line] for line in edge] for edge in edges)
    published, origin = given.published, "metadata"
    for candidate, where in (
        (front.published, "field"),
        (_line_date(head, foot), "text"),
        (_borne_out(made, text), "field"),
        (_name_date(name), "name"),
    ):
        if not published and candidate:
            published, origin = candidate, where
    return (
        Metadata(
            published=published,
            title=given.title or front.title or _title(written),
            source=given.source or front.source or _search(_SOURCE, (*head, *foot)),
            author=given.author or front.author or _search(_AUTHOR, (*head[:6], *foot)),
        ),
        origin if published else "",
    )


def _front_matter(text: str) -> Metadata:
    match = FRONT_MATTER.match(text)
    if match is None:
        return Metadata()
    values: dict[str, str] = {}
    for line in match[1].splitlines():
        if (field := _FIELD.match(line.strip())) and (name := _FIELD_NAMES.get(field[1].lower())):
            values.setdefault(name, field[2].strip("\"'"))
    if "published" in values:
        values["published"] = first_date(values["published"]) or ""
    return Metadata(**values)


def _line_date(head: list[str], foot: list[str]) -> str:
    """A date line: one that is little else than a date, a source and a label."""
    for line in (*head, *reversed(foot)):
        match = _DATE.search(line)
        if match is None:
            continue
        rest = line[: match.start()] + line[match.end() :]
        labelled = _LABELLED.search(line[: match.start()]) is not None or re.search(r"来\s*源", line) is not None
        bare = not re.sub(r"[\d:：\s./\-|年月日时分星期一二三四五六()（）电讯]", "", rest)
        if (labelled and len(line) < 90 and "。" not in line) or bare:
            return _iso(match) or ""
    return ""


def _borne_out(made: str, text: str) -> str:
    if not made:
        return ""
    spoken_of, year = set(map(int, _YEAR.findall(text))), int(made[:4])
    return made if not spoken_of or {year, year - 1} & spoken_of else ""


def _name_date(name: str) -> str:
    match = _DATE.search(name) or _COMPACT.search(name)
    return (_iso(match) or "") if match else ""


def first_date(text: str) -> str | None:
    """The first day that stands in a text, in ISO."""
    match = _DATE.search(text) or _COMPACT.search(text)
    return _iso(match) if match else None


def _iso(match: re.Match[str]) -> str | None:
    year, *rest = (group for group in match.groups() if group)
    try:
        return date(int(year), int(rest[0]), int(rest[1])).isoformat()
    except ValueError:
        return None


def _title(head: list[str]) -> str:
    """The first line that reads like a title: short, no sentence end, no label. As written, full width and all."""
    for line in head:
        title = line.lstrip("# ").strip()
        half = title.translate(_FULL_WIDTH)
        field = _FIELD.match(half)
        if title == "---" or (field and field[1].lower() in _FIELD_NAMES):
            continue
        if title.endswith("。"):
            return ""
        if 4 <= len(title) <= 60 and not title.endswith(("；", "，", ",")) and not (_NO_TITLE.search(half) or _DATE.match(half)):
            return title
    return ""


def _search(pattern: re.Pattern[str], lines: tuple[str, ...]) -> str:
    for line in lines:
        if len(line) < 120 and (match := pattern.search(line)):
            return match[1].strip("，,。 ")
    return ""
