"""A PDF: the text of its pages, line by line as they are set, without the heads and feet that every page has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pypdfium2 import PdfDocument, PdfiumError, PdfTextPage

from pipeline.errors import ReadError
from pipeline.readers.content import Content
from pipeline.readers.metadata import Metadata, first_date

_LINE_END = re.compile(r"[\r\n\f]+")
#: marks of a hyphen at a line end, and what stands for characters that the font does not name
_NO_TEXT = re.compile(r"[\x00\ufffe\uffff]")
_BLANK = re.compile(r"(?<=\S) (?=\S)")
#: a gap that is wider than so many heights of the characters beside it parts cells
_APART = 1.5
_DIGITS = re.compile(r"\d+")
#: of so many pages, on half of which a line stands first or last
_PAGES = 3


def read(data: bytes) -> Content:
    """Raises `ReadError` for a file that is no PDF, is locked, or has pictures only."""
    try:
        with PdfDocument(data) as document:
            pages = [_lines(document, number) for number in range(len(document))]
            told = document.get_metadata_dict()
    except PdfiumError as error:
        raise ReadError(f"the PDF cannot be opened: {str(error).lower().rstrip('.')}") from error
    text = "\n".join(line for page in _without_running(pages) for line in page)
    if not text.strip():
        raise ReadError("the PDF has no text, only pictures; run a text recognition (OCR) over it first")
    return Content(
        text, told=Metadata(title=told["Title"].strip(), author=told["Author"].strip()), made=first_date(told["CreationDate"][2:10]) or "",
    )  # fmt: skip


def _lines(document: PdfDocument, number: int) -> list[str]:
    text = _NO_TEXT.sub("", _set_apart(document[number].get_textpage()))
    return [line.rstrip() for line in _LINE_END.split(text) if line.strip()]


def _set_apart(page: PdfTextPage) -> str:
    """The text with two blanks where cells of a table stand apart, and one between words."""
    text: str = page.get_text_range()
    if page.count_chars() != len(text):
        return text  # characters of two code units: no telling which box is whose
    pieces = list(text)
    for match in _BLANK.finditer(text):
        before, behind = (page.get_charbox(at) for at in (match.start() - 1, match.end()))
        height = max(box[3] - box[1] for box in (before, behind))
        if behind[0] - before[2] > _APART * height:
            pieces[match.start()] = "  "
    return "".join(pieces)


def _without_running(pages: Sequence[Sequence[str]]) -> Iterator[Sequence[str]]:
    """The pages without lines that, page numbers aside, open or close half of them."""

    def plain(line: str) -> str:
        return _DIGITS.sub("#", "".join(line.split()))

    first, last = (Counter(plain(page[at]) for page in pages if page) for at in (0, -1))
    least = max(_PAGES, len(pages) / 2)
    for page in pages:
        begin = 1 if page and first[plain(page[0])] >= least else 0
        end = -1 if len(page) > begin and last[plain(page[-1])] >= least else None
        yield page[begin:end]
