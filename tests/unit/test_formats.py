"""Web pages, Word documents and PDFs: their text, without what is around it, and what their fields say."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import pytest
from small_run import Run, rows_of

from helpers import written
from pipeline.errors import ReadError
from pipeline.readers.content import READERS, Content
from pipeline.run import run_corpus

LINES = ("霍城县上半年经济运行情况", "上半年，霍城县完成固定资产投资1.36亿元，同比增长12.5%。", "6月底，4500余人实现就业。")


def read(data: bytes | str, suffix: str) -> Content:
    return READERS[suffix](data.encode() if isinstance(data, str) else data)


# -- web pages

NAV = "".join(f'<li><a href="/{n}">第{n}版 要闻</a></li>' for n in range(1, 9))
PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>{LINES[0]}_霍城县人民政府</title>
<meta name="PubDate" content="2024-07-18 10:20"><meta name="ContentSource" content="霍城县融媒体中心"><meta name="Author" content="王芳">
<script>var total = "9亿元";</script><style>p {{ width: 300px }}</style></head>
<body><div class="wrap"><ul>{NAV}</ul>
<div class="article"><h1>{LINES[0]}</h1><p>　　{LINES[1][:9]}<b>{LINES[1][9:20]}</b>{LINES[1][20:]}</p><p>{LINES[2]}<br>记者：王芳</p>
<table><tr><th>指标</th><th>数值</th></tr><tr><td>投资</td><td>1.36亿元</td></tr></table></div>
<div class="related-news"><p>另一条消息说投资99亿元</p></div><footer>浏览次数：3000</footer></div></body></html>"""


def test_a_page() -> None:
    page = read(PAGE, ".html")
    assert page.text.split("\n") == [LINES[0], f"\u3000\u3000{LINES[1]}", LINES[2], "记者：王芳", "指标\t数值", "投资\t1.36亿元"]
    assert (page.told.published, page.told.title, page.told.source, page.told.author) == (
        "2024-07-18", LINES[0], "霍城县融媒体中心", "王芳",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>投资1亿元<p>就业\n  500人</p>", "投资1亿元\n就业500人"),  # unclosed, and broken in the source
        ("投资1亿元<br/>就业500人", "投资1亿元\n就业500人"),
        ("<div><div>投资<span>1亿</span>元</div>就业</div>", "投资1亿元\n就业"),
        ("<p>投资&nbsp;1&nbsp;亿元 &lt;5%</p>", "投资 1 亿元 <5%"),
        ("<p>甲<!-- 投资1亿元 --><noscript>投资2亿元</noscript>乙</p>", "甲乙"),
        ("<pre>投资1亿元\n就业500人</pre>", "投资1亿元\n就业500人"),
        ("<table><tr><td><p>地区<br>总值</p></td><td></td><td><b>5</b>%</td></tr></table>", "地区 总值\t\t5%"),
        (
            "<table><tr><td rowspan=2>指标<td colspan=2>2023年<td rowspan='2'>单位<tr><td>数值<td>增长<tr><td>产值<td>5<td>6<td>亿元</table>",
            "指标\t2023年\t\t单位\n\t数值\t增长\n产值\t5\t6\t亿元",
        ),
        ("<table><tr><td><p>第一段。</p><p>第二段。</p></td></tr></table>", "第一段。\n第二段。"),
        ("<table><tr><td><table><tr><td>产值</td><td>5</td></tr></table></td></tr></table>", "产值\t5"),
        (
            "<p><a href='1'>霍城县</a>、<a href='2'>伊宁县</a>、<a href='3'>巩留县</a>共完成投资1.36亿元，同比增长12.5%。</p>",
            None,
        ),
        (f"<div class='comment-share'>{LINES[1] * 20}</div>", LINES[1] * 20),  # called so, and the article all the same
    ],
)
def test_text_of_pages(page: str, text: str | None) -> None:
    """`None`: nothing that is said is left out."""
    assert read(page, ".htm").text == (text or "霍城县、伊宁县、巩留县共完成投资1.36亿元，同比增长12.5%。")


@pytest.mark.parametrize("named", ["gb2312", "GBK", "gb18030", ""])
def test_pages_in_chinese_encodings(named: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={named}">' if named else ""
    page = read(f"<html><head>{head}</head><body><p>{LINES[1]}</p></body></html>".encode("gb18030"), ".html")
    assert (page.text, page.encoding) == (LINES[1], "gb18030")


def test_a_page_that_names_another_encoding() -> None:
    assert read(f'<meta charset="gb2312"><p>{LINES[1]}你🙂</p>', ".html").text == f"{LINES[1]}你🙂"


@pytest.mark.parametrize(
    ("told", "published"),
    [
        ('<meta property="article:published_time" content="2024-01-30T10:49:23+08:00">', "2024-01-30"),
        ('<meta name="publishdate" content="2024年1月30日">', "2024-01-30"),
        ('<script type="application/ld+json">{"@graph": [{"datePublished": "2024-01-30"}]}</script>', "2024-01-30"),
        ('<script type="application/ld+json">{"datePublished": 5, </script>', ""),
        ('<meta name="viewport" content="width=2024-01-30">', ""),
    ],
)
def test_dates_of_pages(told: str, published: str) -> None:
    assert read(f"<html><head>{told}</head><body><p>{LINES[1]}</p></body></html>", ".html").told.published == published


def test_a_page_may_be_deep() -> None:
    assert read("<div>" * 20_000 + "投资1亿元", ".html").text == "投资1亿元"


# -- Word documents


def word(*blocks: str | list[list[str]], title: str = "", created: datetime | None = None) -> bytes:
    """A document of paragraphs and tables."""
    document = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            document.add_paragraph(block)
        else:
            table = document.add_table(len(block), len(block[0]))
            for row, cells in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
    document.core_properties.title = title
    if created:
        document.core_properties.created = created
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_a_document() -> None:
    content = read(
        word(LINES[0], [["指标", "数值"], ["投资", "1.36亿元"]], LINES[1], title="简报", created=datetime(2024, 7, 18)), ".docx"
    )
    assert content.text.split("\n") == [LINES[0], "指标\t数值", "投资\t1.36亿元", LINES[1]]
    assert (content.told.title, content.made) == ("简报", "2024-07-18")


def test_a_document_made_by_a_program_has_no_day() -> None:
    content = read(word(LINES[0]), ".docx")
    assert (content.made, content.told.author) == ("", "")


# -- PDFs


def pdf(*pages: list[str], created: str = "") -> bytes:
    """A PDF with a line of text every 20 points, cells of a row 160 points apart, in a font that every reader knows."""
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font "
        "/Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> "
        "/DW 1000 /FontDescriptor << /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /FontBBox [0 -200 1000 900] "
        "/ItalicAngle 0 /Ascent 800 /Descent -200 /CapHeight 800 /StemV 80 >> >>] >>"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        font,
        f"<< /CreationDate (D:{created}) >>" if created else "<< >>",
    ]
    for number, lines in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 700 800] /Contents {6 + 2 * number} 0 R /Resources << /Font << /F 3 0 R >> >> >>"
        )
        shown = "".join(
            f"BT /F 12 Tf {40 + 160 * column} {760 - 20 * at} Td <{cell.encode('utf-16-be').hex()}> Tj ET\n"
            for at, line in enumerate(lines)
            for column, cell in enumerate(line.split("\t"))
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}endstream")
    written, offsets = "%PDF-1.4\n", []
    for number, told in enumerate(objects, 1):
        offsets.append(len(written))
        written += f"{number} 0 obj\n{told}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    return (
        f"{written}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 4 0 R >>\n"
        f"startxref\n{len(written)}\n%%EOF\n"
    ).encode()


def test_a_pdf() -> None:
    content = read(pdf([*LINES], created="20240718102000+08'00'"), ".pdf")
    assert content.text.split("\n") == [*LINES]
    assert content.made == "2024-07-18"


def test_a_table_in_a_pdf() -> None:
    content = read(pdf(["指标\t单位\t2023年", "产值\t亿元\t1.36", "年末就业\t万人\t45.6"]), ".pdf")
    assert content.text == "指标  单位  2023年\n产值  亿元  1.36\n年末就业  万人  45.6"


def test_heads_and_feet_of_a_pdf() -> None:
    pages = [["霍城统计 2024年第3期", f"第{number}项投资{number}亿元。", f"— {number} —"] for number in range(1, 5)]
    assert read(pdf(*pages), ".pdf").text.split("\n") == [f"第{number}项投资{number}亿元。" for number in range(1, 5)]


# -- what cannot be read


@pytest.mark.parametrize(
    ("data", "suffix", "why"),
    [
        (b"", ".html", "empty"),
        (b"<html><script>var a</script></html>", ".html", "no text"),
        (b"\xd0\xcf\x11\xe0 an old .doc", ".docx", "no Word document"),
        (word(), ".docx", "no text"),
        (word(LINES[0])[:-40], ".docx", "no Word document"),
        (b"%PDF-1.4\nnothing more", ".pdf", "cannot be opened"),
        (b"", ".pdf", "cannot be opened"),
        (pdf([]), ".pdf", "only pictures"),
    ],
)
def test_what_cannot_be_read(data: bytes, suffix: str, why: str) -> None:
    with pytest.raises(ReadError, match=why):
        read(data, suffix)


def test_a_document_that_unpacks_to_far_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.word._UNPACKED", 1_000_000)
    buffer = io.BytesIO(word(LINES[0]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/media/large.bin", b"0" * 2_000_000)
    with pytest.raises(ReadError, match="unpacked"):
        read(buffer.getvalue(), ".docx")


# -- a run


def test_all_formats_say_the_same(tmp_path: Path) -> None:
    files = {
        "a.txt": "\n".join(LINES),
        "b.html": PAGE,
        "c.docx": word(*LINES),
        "d.pdf": pdf([*LINES]),
        "~$c.docx": b"open",
        "old.doc": b"",
        "e.DOC": b"",
        "README.md": "",
        "b_files/frame.html": PAGE,
    }
    run = Run(written(tmp_path / "corpus", files), tmp_path / "outputs")
    report = run_corpus(run.corpus, run.outputs, published="2024-07-18", ner="off")
    assert (report.files, report.errors, report.passed_over) == (4, (), {".doc": 2})
    rows = rows_of(run, "amounts")
    assert [(row["doc"], row["value"]) for row in rows] == [
        (name, "136000000") for name in ("a.txt", "b.html", "b.html", "c.docx", "d.pdf")
    ]
    for row in rows[1:]:
        text = (run.outputs / "texts" / f"{row['doc']}.txt").read_bytes().decode()
        assert text[int(row["start"]) : int(row["end"])] == row["text"]


def test_texts_follow_their_articles(tmp_path: Path) -> None:
    corpus = written(tmp_path / "corpus", {"sub/c.docx": word(*LINES), "broken.pdf": b"%PDF-1.4"})
    outputs = tmp_path / "outputs"
    text = outputs / "texts" / "sub" / "c.docx.txt"
    assert [doc for doc, _ in run_corpus(corpus, outputs, ner="off").errors] == ["broken.pdf"]
    assert text.read_text(encoding="utf-8") == "\n".join(LINES)
    text.unlink()
    assert not run_corpus(corpus, outputs, ner="off").unchanged
    assert text.exists()
    assert run_corpus(corpus, outputs, ner="off").unchanged
    (corpus / "sub" / "c.docx").unlink()
    written(corpus, {"a.txt": "投资1亿元。"})
    run_corpus(corpus, outputs, ner="off")
    assert not (outputs / "texts").exists()
