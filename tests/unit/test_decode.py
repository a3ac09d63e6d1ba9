"""Bytes to text, and the name of the encoding."""

from __future__ import annotations

import codecs

import pytest

from pipeline.errors import ReadError
from pipeline.readers.decode import decode

TEXT = "2023年，全县完成固定资产投资26.17亿元，同比增长8.5%，新增就业1500多人。\r\n人民生活得到很大改善。"
TRADITIONAL = "今年首五個月，訪港旅客約二千萬人次，較去年同期增加一成二，主要來自內地。政府表示經濟會繼續發展。"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        ((TEXT * 40).encode("gb18030"), "gb18030"),
    ],
    ids=["utf-8", "bom", "utf-16-le", "utf-16-be", "gb18030", "gbk", "long gb18030"],
)
def test_simplified(data: bytes, encoding: str) -> None:
    text, name = decode(data)
    assert name == encoding
    assert text.startswith(TEXT)


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030"])
def test_traditional(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == (TRADITIONAL, encoding)


@pytest.mark.parametrize("text", ["共计3万元。", "投资", "我们的家乡是个好地方"])
def test_short_gb18030(text: str) -> None:
    assert decode(text.encode("gb18030")) == (text, "gb18030")


@pytest.mark.parametrize("data", [b"", b" \r\n\t", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, b"\0\0\0\0"])
def test_empty(data: bytes) -> None:
    with pytest.raises(ReadError, match="empty"):
        decode(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(range(256)) * 8,
        b"PK\x03\x04\x14\0\0\0\x08\0" + bytes(range(255, -1, -1)) * 8,
        bytes(range(1, 9)) * 64,
        codecs.BOM_UTF16_LE + b"\x00\xd8" * 5,
        codecs.BOM_UTF8 + b"\xff\xfe\xfd" * 9,
    ],
    ids=["png", "pdf", "zip", "controls", "broken utf-16", "broken utf-8"],
)
def test_binary_or_broken(data: bytes) -> None:
    with pytest.raises(ReadError):
        decode(data)


def test_line_ends_stay() -> None:
    assert decode(b"a\r\nb\rc\n")[0] == "a\r\nb\rc\n"
