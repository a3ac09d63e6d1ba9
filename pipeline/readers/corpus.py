"""A corpus folder: which files it holds and how each is read. Whatever is wrong with one file is that file's row."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from pipeline.config import MAX_FILE_BYTES, METADATA_FILE
from pipeline.errors import ReadError, UsageError
from pipeline.model import Document
from pipeline.readers.content import READERS
from pipeline.readers.metadata import Metadata, read_metadata


def corpus_files(folder: Path, passed_over: Counter[str] | None = None) -> list[str]:
    """Paths of the articles below `folder`, with `/`, sorted; hidden files and folders and `metadata.csv` are left out.

    Linked folders are followed once: a circle of links ends where it closes. `passed_over` counts other files by suffix.
    """

    def wanted(name: str) -> bool:
        if is_article(name):
            return True
        suffix = Path(name).suffix.lower()
        if passed_over is not None and suffix not in READERS:
            passed_over[suffix] += 1
        return False

    return sorted(walked(folder, wanted))


def is_article(name: str) -> bool:
    """Whether a file of this name is one article."""
    return Path(name).suffix.lower() in READERS and Path(name).stem.lower() not in ("readme", "readme.zh-cn")


def walked(folder: Path, wanted: Callable[[str], bool] = is_article) -> Iterator[str]:
    """Paths of the files below `folder` whose names are `wanted`, folder by folder; what cannot be listed ends with `/`."""
    demand_folder(folder)
    return _walk(folder, "", frozenset(), wanted)


def demand_folder(folder: Path) -> None:
    """Raises `UsageError` where a corpus cannot be."""
    if not folder.exists():
        raise UsageError(f"no folder {folder}; name the folder that holds your articles")
    if not folder.is_dir():
        raise UsageError(f"{folder} is a file; name the folder that holds your articles")


def is_passed_over(name: str) -> bool:
    """Files and folders that are no articles wherever they stand; Word marks a document that is open by `~$`."""
    return name.startswith((".", "~$")) or name == METADATA_FILE


def _walk(folder: Path, below: str, seen: frozenset[str], wanted: Callable[[str], bool]) -> Iterator[str]:
    real = os.path.realpath(folder)
    if real in seen:
        yield f"{below.rstrip('/')}/"  # a circle of links: told as a row, followed no further
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield f"{below.rstrip('/')}/"
        return
    names = frozenset(entry.name for entry in entries)
    for entry in entries:
        if is_passed_over(entry.name) or _is_of_page(entry.name, names):
            continue
        name = f"{below}{entry.name}"
        if _is_folder(entry):
            yield from _walk(Path(entry.path), f"{name}/", seen | {real}, wanted)
        elif wanted(entry.name):
            yield name


def _is_of_page(name: str, names: frozenset[str]) -> bool:
    """Whether browsers made the folder beside a page that they saved: 简报.html, 简报_files."""
    stem = name.removesuffix("_files").removesuffix(".files")
    return stem != name and not names.isdisjoint((f"{stem}.html", f"{stem}.htm"))


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def shown_name(doc: str) -> str:
    """The path as text: what no encoding tells is replaced."""
    try:
        doc.encode()
    except UnicodeEncodeError:
        return doc.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return doc  # the same string: there may be a hundred thousand


def checksum(folder: Path, doc: str) -> str:
    """SHA-256 of the file; empty where it cannot be read."""
    try:
        return hashlib.sha256(read_bytes(folder / doc)).hexdigest()
    except ReadError:
        return ""


def read_document(folder: Path, doc: str, given: Metadata | None, published: str = "") -> Document:
    """The document, or one with `status` error and the reason; never raises for what the file is."""
    shown = shown_name(doc)
    try:
        return document_of(read_bytes(folder / doc), shown, given, published)
    except ReadError as error:
        return failed_document(shown, str(error))


def failed_document(doc: str, error: str) -> Document:
    """What stands for an article that could not be read."""
    return Document(doc=doc, text="", status="error", error=error)


def document_of(data: bytes, doc: str, given: Metadata | None, published: str = "") -> Document:
    """The document in the bytes of a file; raises `ReadError` where there is none."""
    content = READERS[Path(doc).suffix.lower()](data)
    known, origin = read_metadata(content.text, Path(doc).stem, given, content.told, content.made)
    day = known.published or published
    return Document(
        doc=doc, text=content.text, title=known.title, source=known.source, author=known.author, published=day,
        published_from=origin or ("option" if day else ""), encoding=content.encoding, sha256=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip


def read_bytes(path: Path) -> bytes:
    """The file as it is; raises `ReadError` where it cannot be read or is too large for an article."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            circle = path.is_symlink() and "the link leads back to a folder above it"
            raise ReadError(circle or "the folder cannot be listed; check its permissions")
        if not stat.S_ISREG(found.st_mode):
            raise ReadError("it is no regular file")
        check_size(found.st_size)
        return path.read_bytes()
    except PermissionError as error:
        raise ReadError("no permission to read it") from error
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ELOOP) and path.is_symlink():
            raise ReadError("the link leads nowhere") from error
        raise ReadError(f"it cannot be read: {error.strerror}") from error


def check_size(size: int) -> None:
    """Raises `ReadError` for more bytes than an article may have."""
    if size > MAX_FILE_BYTES:
        raise ReadError(f"it is {size // 1024 // 1024} MB; articles may have {MAX_FILE_BYTES // 1024 // 1024} MB at most")
