"""A saved web page: its text without navigation and lists of links, and what its head says of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.errors import ReadError
from pipeline.readers.content import Content
from pipeline.readers.decode import decode
from pipeline.readers.metadata import Metadata, first_date

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,20})", re.IGNORECASE)
_HEAD_BYTES = 4096
#: the names of the Chinese national standards, one a subset of the next
_GB = frozenset(("gb2312", "gbk", "gb_2312-80", "gb18030"))
_UNREAD = frozenset(
    "head script style noscript template nav footer aside form button select textarea iframe svg canvas object audio video".split()
)
_BLOCKS = frozenset(
    "address article blockquote body caption center dd div dl dt fieldset figcaption figure h1 h2 h3 h4 h5 h6 header hr html li main ol p"
    " pre section table tbody td tfoot th thead tr ul".split()
)
_BESIDE = re.compile(
    r"(?:^|[-_ ])(?:nav|menu|breadcrumb|crumbs?|foot|footer|copyright|sidebar|related|recommend|rank|ranking|comments?|share|pager|"
    r"pagination|toolbar|login|search|banner|advert|ads?|qrcode)(?:$|[-_ ])",
    re.IGNORECASE,
)
#: what is called so and has more characters than this is the article all the same
_LONG = 400
#: a block of so many links, that make up so much of it, leads elsewhere
_LINKS, _LINKED = 3, 0.7
#: a longer cell lays out the page; a wider one is no table
_LONGEST_CELL, _WIDEST = 160, 100
_BREAK, _CELL = "\x1e", "\x1f"
_SPACE = re.compile(r"[ \t\r\n\f\xa0]+")
_WIDE = r"\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
#: a line end of the source, which no page shows
_WRAPPED = re.compile(rf"(?:(?<=[{_WIDE}])|(?<=[\d%])(?=[ \t\r\n]+[{_WIDE}]))[ \t]*[\r\n][ \t\r\n]*(?=[{_WIDE}\d])")
#: names of meta elements, the surest first
_META = {
    "published": "pubdate publishdate publish-date article:published_time datepublished og:release_date weibo:article:create_at "
    "dc.date.issued dcterms.issued date",
    "title": "articletitle og:title",
    "source": "contentsource source og:site_name",
    "author": "author article:author",
}  # fmt: skip
_LONGEST_TITLE = 80
#: the name of the site behind the title
_SITE = re.compile(r"\s*[_|].*|\s+[-–—]\s+.*|--.*|-[^-\d]{2,15}$", re.DOTALL)


def read(data: bytes) -> Content:
    """Raises `ReadError` where the page has no text."""
    source, encoding = _decoded(data)
    page = LexborHTMLParser(source.replace("\x00", ""))
    text = "\n".join(_Text(page.root).lines())
    if not text:
        raise ReadError("the page has no text; save it again once it has loaded")
    return Content(text, encoding, _told(page))


def _decoded(data: bytes) -> tuple[str, str]:
    """By the encoding that the page names, where it is that."""
    if match := _CHARSET.search(data[:_HEAD_BYTES]):
        name = match[1].decode().lower()
        try:
            return data.decode("gb18030" if name in _GB else name), "gb18030" if name in _GB else name
        except (UnicodeDecodeError, LookupError):
            pass
    return decode(data)


@dataclass(slots=True)
class _Frame:
    """A block while it is read: where its pieces begin, its characters, those in links, and its links."""

    node: LexborNode
    start: int
    chars: int = 0
    linked: int = 0
    links: int = 0
    #: of a row, its next column; of a table, in how many rows below a column is taken by a cell above
    column: int = 0
    taken: dict[int, int] = field(default_factory=dict)

    def leads_elsewhere(self) -> bool:
        if self.links >= _LINKS and self.linked > _LINKED * self.chars:
            return True
        named = self.node.attributes
        return self.chars <= _LONG and any(_BESIDE.search(named.get(name) or "") for name in ("class", "id", "role"))

    def span(self, name: str) -> int:
        """`colspan` or `rowspan`."""
        told = (self.node.attributes.get(name) or "1").strip()
        return min(int(told), _WIDEST) if told.isascii() and told.isdigit() and told != "0" else 1


class _Text:
    """The text of a page while it is walked through: one line a block; the cells of a row apart by tabs, each in its column."""

    def __init__(self, root: LexborNode | None) -> None:
        self._pieces: list[str] = []
        self._frames: list[_Frame] = []
        self._in_link = 0
        for node, entered in _walk(root):
            self._take(node, entered=entered)

    def lines(self) -> Iterator[str]:
        text = _SPACE.sub(" ", _WRAPPED.sub("", "".join(self._pieces)))
        for line in text.split(_BREAK):
            cells = [cell.strip(" ") for cell in line.split(_CELL)]
            whole = "\t".join(cells[1:] if line.startswith(_CELL) else cells).rstrip("\t")
            if whole.strip("\t\u3000"):
                yield whole

    def _take(self, node: LexborNode, *, entered: bool) -> None:
        tag = node.tag
        if tag == "-text":
            self._say(node.text(deep=False) or "")
        elif tag == "a":
            self._in_link += 1 if entered else -1
            if entered and self._frames:
                self._frames[-1].links += 1
        elif tag == "br" and entered:
            self._pieces.append(_BREAK)
        elif tag in _BLOCKS:
            if tag not in ("td", "th"):
                self._pieces.append(_BREAK)
            if entered:
                self._frames.append(_Frame(node, len(self._pieces)))
            else:
                self._close(self._frames.pop())

    def _say(self, text: str) -> None:
        text = text.replace(_BREAK, "").replace(_CELL, "")
        frame = self._frames[-1] if self._frames else None
        self._pieces.append(text.replace("\n", _BREAK) if frame and frame.node.tag == "pre" else text)
        if frame:
            said = len(text.strip())
            frame.chars += said
            frame.linked += said if self._in_link else 0

    def _close(self, frame: _Frame) -> None:
        """A block is over: it goes with what leads elsewhere, or counts for the block around it."""
        if frame.leads_elsewhere() and frame.node.tag not in ("body", "html"):
            del self._pieces[frame.start :]
            return
        if frame.node.tag in ("td", "th"):
            self._close_cell(frame)
        elif frame.node.tag == "tr":
            taken = self._table_of(frame).taken
            taken.update({column: left - 1 for column, left in taken.items() if left and column >= frame.column})
        if self._frames:
            around = self._frames[-1]
            around.chars += frame.chars
            around.linked += frame.linked
            around.links += frame.links

    def _close_cell(self, cell: _Frame) -> None:
        """What stands in a cell is one line of a row; a cell with a table or an article in it lays out the page."""
        content = "".join(self._pieces[cell.start :])
        del self._pieces[cell.start :]
        row = self._frames[-1] if self._frames and self._frames[-1].node.tag == "tr" else None
        prose = "。" in content and _BREAK in content.strip(_BREAK)
        if row is None or _CELL in content or len(content) > _LONGEST_CELL or prose:
            self._pieces += [_BREAK, content, _BREAK]
            return
        table = self._table_of(row)
        self._pieces.append(_CELL * self._passed(row, table) + _CELL + content.replace(_BREAK, " "))
        columns, rows = cell.span("colspan"), cell.span("rowspan")
        self._pieces.append(_CELL * (columns - 1))
        for column in range(row.column, row.column + columns):
            if rows > 1:
                table.taken[column] = rows - 1
        row.column += columns

    def _table_of(self, row: _Frame) -> _Frame:
        return next((frame for frame in reversed(self._frames) if frame.node.tag == "table"), row)

    @staticmethod
    def _passed(row: _Frame, table: _Frame) -> int:
        """How many columns the row leaves to cells above, which reach down into it."""
        begin = row.column
        while table.taken.get(row.column, 0):
            table.taken[row.column] -= 1
            row.column += 1
        return row.column - begin


def _walk(root: LexborNode | None) -> Iterator[tuple[LexborNode, bool]]:
    """Every node that is read, where it begins and, of elements, where it ends; as deep as a page may be."""
    node, down = root, True
    while node is not None:
        if down:
            yield node, True
            if node.tag not in _UNREAD and node.first_child is not None:
                node = node.first_child
                continue
        if node.tag != "-text":
            yield node, False
        if node.mem_id == (root.mem_id if root else 0):
            return
        down = node.next is not None
        node = node.next if down else node.parent


def _told(page: LexborHTMLParser) -> Metadata:
    said: dict[str, str] = {}
    for node in page.css("meta"):
        named = node.attributes
        name = named.get("name") or named.get("property") or named.get("itemprop") or ""
        if content := (named.get("content") or "").strip():
            said.setdefault(name.lower(), content)
    found = {field: next((said[name] for name in names.split() if name in said), "") for field, names in _META.items()}
    published = first_date(found["published"]) or first_date(_linked_data(page)) or ""
    return Metadata(published, found["title"] or _title(page), found["source"], found["author"])


def _title(page: LexborHTMLParser) -> str:
    heads = page.css("h1")
    if len(heads) == 1 and (title := _SPACE.sub(" ", heads[0].text()).strip()):
        return title
    head = page.css_first("title")
    title = _SITE.sub("", _SPACE.sub(" ", head.text()).strip()) if head else ""
    return title if len(title) <= _LONGEST_TITLE else ""


def _linked_data(page: LexborHTMLParser) -> str:
    """`datePublished` of JSON-LD."""
    for node in page.css('script[type="application/ld+json"]'):
        try:
            told: Any = json.loads(node.text())
        except ValueError:
            continue
        items = told if isinstance(told, list) else told.get("@graph", [told]) if isinstance(told, Mapping) else []
        for item in items if isinstance(items, list) else []:
            if isinstance(item, Mapping) and isinstance(day := item.get("datePublished"), str):
                return day
    return ""
