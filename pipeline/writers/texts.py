"""The plain text of articles that are no plain text themselves (HTML, DOCX, PDF): what the spans of their rows count in."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pipeline.model import Document
from pipeline.writers.whole import whole_file

_FOLDER = "texts"


def text_file(outputs: Path, doc: str) -> Path:
    """Where the text of `doc` stands: `texts/2024/bulletin.docx.txt`."""
    return outputs / _FOLDER / f"{doc}.txt"


def write_text(outputs: Path, document: Document) -> None:
    """UTF-8, its characters as the offsets count them."""
    with whole_file(text_file(outputs, document.doc)) as file:
        file.write(document.text)


def sweep_texts(outputs: Path, docs: Iterable[str]) -> None:
    """Texts of articles that are gone go as well, and the folders that they leave empty."""
    kept, folder = {text_file(outputs, doc) for doc in docs}, outputs / _FOLDER
    for path in (*sorted(folder.rglob("*"), reverse=True), folder):  # what is in a folder before the folder
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path not in kept:
            path.unlink(missing_ok=True)
