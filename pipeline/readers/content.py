"""What the bytes of a file say, whatever its format: a reader for each suffix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import PurePosixPath

from pipeline.readers.decode import decode
from pipeline.readers.metadata import Metadata


@dataclass(frozen=True, slots=True)
class Content:
    """`text` is plain, with `\\n` where a format has no line ends of its own; `encoding` is that of the file, where it has one.

    `told` is what fields of the file say; `made` is the day on which the file itself was made (ISO), empty when unknown.
    """

    text: str
    encoding: str = ""
    told: Metadata = field(default_factory=Metadata)
    made: str = ""


def _plain(data: bytes) -> Content:
    return Content(*decode(data))


def _by(module: str) -> Callable[[bytes], Content]:
    """The `read` of a module that is loaded with the first file of its kind."""

    def read(data: bytes) -> Content:
        content: Content = import_module(f"pipeline.readers.{module}").read(data)
        return content

    return read


#: a reader gives the content of the bytes, or raises `ReadError`
READERS: Mapping[str, Callable[[bytes], Content]] = {
    ".txt": _plain, ".md": _plain, ".html": _by("web"), ".htm": _by("web"), ".docx": _by("word"), ".pdf": _by("pdf"),
}  # fmt: skip


def is_converted(doc: str) -> bool:
    """Whether the text that the offsets of its rows count in is not the file's own."""
    return READERS[PurePosixPath(doc).suffix.lower()] is not _plain
