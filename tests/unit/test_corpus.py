"""Which files a corpus holds, and what is said of those that cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers import MakeFolder
from pipeline.errors import UsageError
from pipeline.readers import corpus_files, read_document


def test_files(corpus: MakeFolder) -> None:
    articles = ("b.txt", "a.md", "子 文件夹/文章 一.txt", "大写.TXT", "子 文件夹/深/c.md")
    others = ("metadata.csv", "子 文件夹/metadata.csv", ".hidden.txt", ".git/x.txt", "photo.jpg", "README.md", "noend")
    folder = corpus(dict.fromkeys((*articles, *others), "文"))
    assert corpus_files(folder) == sorted(articles)


def test_links(corpus: MakeFolder, tmp_path: Path) -> None:
    """Linked files and folders are followed; a circle ends where it closes."""
    folder = corpus({"sub/a.txt": "文"})
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "b.txt").write_text("文")
    (folder / "linked").symlink_to(elsewhere)
    (folder / "c.txt").symlink_to(elsewhere / "b.txt")
    (folder / "sub" / "circle").symlink_to(folder)
    (folder / "self.txt").symlink_to(folder / "self.txt")
    found = corpus_files(folder)
    assert found == ["c.txt", "linked/b.txt", "self.txt", "sub/a.txt", "sub/circle/"]
    assert [read_document(folder, doc, None).status for doc in found] == ["ok", "ok", "error", "ok", "error"]


@pytest.mark.parametrize("name", ["missing", "file.txt"])
def test_no_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "file.txt").write_text("文")
    with pytest.raises(UsageError, match=name):
        corpus_files(tmp_path / name)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\n", "empty"),
        (bytes(range(256)) * 40, "binary|encoding"),
        (b"\xff\xfe\x00\xd8\x41\x00", "broken"),
        (b"\x81" * 301, "encoding|binary"),
    ],
    ids=["empty", "only a mark", "binary", "broken utf-16", "undecodable"],
)
def test_unreadable_content(corpus: MakeFolder, content: bytes, reason: str) -> None:
    document = read_document(corpus({"坏 文件.txt": content}), "坏 文件.txt", None)
    assert (document.doc, document.status, document.text) == ("坏 文件.txt", "error", "")
    assert any(word in document.error for word in reason.split("|"))


def test_dangling_link(corpus: MakeFolder) -> None:
    folder = corpus({})
    (folder / "x.txt").symlink_to(folder / "nowhere.txt")
    assert corpus_files(folder) == ["x.txt"]
    assert "nowhere" in read_document(folder, "x.txt", None).error


def test_no_permission(corpus: MakeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """A user who may read everything is refused by a stand-in."""
    folder = corpus({"x.txt": "文"})
    (folder / "x.txt").chmod(0)
    if os.access(folder / "x.txt", os.R_OK):

        def refuse(path: Path) -> bytes:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(Path, "read_bytes", refuse)
    assert "permission" in read_document(folder, "x.txt", None).error


def test_folder_named_like_an_article(corpus: MakeFolder) -> None:
    folder = corpus({"x.txt/inner.txt": "共3万元"})
    assert corpus_files(folder) == ["x.txt/inner.txt"]
    assert read_document(folder, "x.txt", None).status == "error"


def test_oversize(corpus: MakeFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.corpus.MAX_FILE_BYTES", 1024 * 1024)
    folder = corpus({"x.txt": b"a" * (2 * 1024 * 1024)})
    error = read_document(folder, "x.txt", None).error
    assert "2 MB" in error
    assert "1 MB" in error


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes in folders")
def test_pipe_is_never_waited_for(corpus: MakeFolder) -> None:
    folder = corpus({})
    os.mkfifo(folder / "x.txt")
    assert "regular file" in read_document(folder, "x.txt", None).error


def test_name_that_is_no_text(corpus: MakeFolder) -> None:
    folder = corpus({})
    name = os.fsdecode(b"\xd0\xc2\xce\xc5.txt")
    try:
        (folder / name).write_text("共3万元")
    except OSError:
        return  # a file system that refuses such names cannot hold one
    (doc,) = corpus_files(folder)
    document = read_document(folder, doc, None)
    assert document.status == "ok"
    document.doc.encode()


def test_document(corpus: MakeFolder) -> None:
    folder = corpus({"甲/a.txt": "\ufeff标题在这里\r\n共3万元。"})
    document = read_document(folder, "甲/a.txt", None)
    assert document.text == "标题在这里\r\n共3万元。"
    assert (document.encoding, document.title, document.status, document.error) == ("utf-8-sig", "标题在这里", "ok", "")
    assert len(document.sha256) == 64
