"""An article as it was read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`doc` is the path below the corpus folder with `/`; `text` is as decoded (BOM dropped, line ends kept).

    `published` is an EDTF date (`2024-01-30`, or `2024` where only the year is known), empty when unknown;
    `published_from` says where it comes from: metadata, field, text, name, option, inferred.
    """

    doc: str
    text: str
    title: str = ""
    source: str = ""
    author: str = ""
    published: str = ""
    published_from: str = ""
    encoding: str = ""
    sha256: str = ""
    status: str = "ok"
    error: str = ""

    def __post_init__(self) -> None:
        if self.status not in ("ok", "error"):
            raise ValueError(f"status {self.status!r} is neither 'ok' nor 'error'")
        if (self.status == "error") != bool(self.error):
            raise ValueError("a document has an error text exactly when its status is 'error'")
