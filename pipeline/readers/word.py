"""A Word document: its paragraphs and tables in their order, and its properties."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import datetime

import docx
from docx.opc.exceptions import OpcError
from docx.table import Table
from lxml.etree import LxmlError

from pipeline.config import MAX_FILE_BYTES
from pipeline.errors import ReadError
from pipeline.readers.content import Content
from pipeline.readers.metadata import Metadata

#: who and when the template of the library is from; all documents carry both that programs made from it
_MAKER = "python-docx"
_TEMPLATE = datetime(2013, 12, 23, 23, 15)
#: how much larger than a file its unpacked parts may be in all; more is no document but an attack
_UNPACKED = 4 * MAX_FILE_BYTES


def read(data: bytes) -> Content:
    """Raises `ReadError` for what is no Word document, or has no text."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _UNPACKED:
                raise ReadError(f"unpacked it has more than {_UNPACKED // 1024 // 1024} MB")
        document = docx.Document(io.BytesIO(data))
    except (zipfile.BadZipFile, OpcError, LxmlError, KeyError, ValueError) as error:
        raise ReadError("it is no Word document (.docx) that can be read; open it in Word and save it again") from error
    lines = [
        line for block in document.iter_inner_content() for line in (_rows(block) if isinstance(block, Table) else [block.text])
    ]
    text = "\n".join(lines).strip()
    if not text:
        raise ReadError("the document has no text")
    told = document.core_properties
    made = told.created if told.created and told.created.replace(tzinfo=None) != _TEMPLATE else None
    return Content(
        text,
        told=Metadata(title=told.title.strip(), author=told.author.strip().removeprefix(_MAKER)),
        made=made.date().isoformat() if made else "",
    )


def _rows(table: Table) -> Iterator[str]:
    """A line a row, its cells in their columns; of one that spans several, the words stand in the first."""
    seen: set[object] = set()
    for row in table.rows:
        cells = []
        for cell in row.cells:
            cells.append("" if cell._tc in seen else " ".join(cell.text.split()))
            seen.add(cell._tc)
        yield "\t".join(cells).rstrip("\t")
