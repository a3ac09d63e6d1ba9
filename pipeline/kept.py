"""What is kept of an article between runs: the lines of its tables, packed, and what the tables of other articles ask of it.

Lines that no review and no other article changes are copied into the tables as they are, without being read.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any

from pipeline.facts.projects import Part, PartReader
from pipeline.facts.repeats import Said, said
from pipeline.model import Extraction
from pipeline.writers.article_rows import ArticleRows, KeptRows, Lines, parsed
from pipeline.writers.csv_files import cells_text, csv_text
from pipeline.writers.rows import COLUMNS, KINDS, MILESTONE, Row, named

#: tables whose lines no other article changes
_OWN = ("documents", *KINDS)
_AT = COLUMNS["facts"].index("repeats")
_COUNTED = (*KINDS, "facts", "chars")
_LEVEL = 1
#: half of a pair of characters, which stands for the byte 0xFF: none is in UTF-8
_GAP = "\udcff"
_before, _behind = itemgetter(*COLUMNS["facts"][:_AT]), itemgetter(*COLUMNS["facts"][_AT + 1 :])


@dataclass(frozen=True)
class Kept:
    """One article: packed lines of its own tables and of facts, and packed JSON of the rest."""

    own: bytes
    facts: bytes
    told: bytes
    rest: bytes

    @classmethod
    def of(cls, rows: KeptRows, reader: PartReader) -> Kept:
        """From rows as extracted or reviewed."""
        lines = {"documents": csv_text([rows.document], COLUMNS["documents"]), **rows.lines}
        counts = [int(rows.document[name] or 0) for name in _COUNTED]
        told = counts, rows.document["error"], said(rows.facts), reader.parts(rows.facts, rows.milestones)
        rest = [row["named"] for row in rows.facts], [[row[name] for name in MILESTONE] for row in rows.milestones]
        return cls(
            lines_packed({table: lines[table].encode() for table in _OWN}),
            lines_packed({"facts": _with_gaps(rows.facts)}),
            _json_packed(told),
            _json_packed(rest),
        )

    @classmethod
    def of_extraction(cls, extraction: Extraction, reader: PartReader) -> Kept:
        return cls.of(KeptRows.of(extraction), reader)

    def packed(self) -> bytes:
        return pieces_packed((self.own, self.facts, self.told, self.rest))

    @classmethod
    def unpacked(cls, data: bytes) -> Kept:
        return cls(*_parted(data))

    def plain(self) -> bytes:
        """Without its compression, for a file that compresses many articles together."""
        return pieces_packed(map(zlib.decompress, (self.own, self.facts, self.told, self.rest)))

    @classmethod
    def of_plain(cls, data: bytes) -> Kept:
        return cls(*(zlib.compress(piece, _LEVEL) for piece in _parted(data)))

    # -- what other articles' tables ask of it

    @cached_property
    def _told(self) -> tuple[list[int], str, list[list[Any]], list[list[Any]]]:
        counts, error, facts, parts = json.loads(zlib.decompress(self.told))
        return counts, error, facts, parts

    @property
    def counts(self) -> Mapping[str, int]:
        """Rows by table, and characters."""
        return dict(zip(_COUNTED, self._told[0], strict=True))

    @property
    def rows_told(self) -> int:
        """How many mentions and facts the article has."""
        return sum(self._told[0][:-1])

    @property
    def error(self) -> str:
        """Why the article could not be read; empty where it could."""
        return self._told[1]

    @property
    def said(self) -> list[Said]:
        return [Said(*told) for told in self._told[2]]

    @property
    def parts(self) -> list[Part]:
        return [Part(*told) for told in self._told[3]]

    # -- its tables

    def rows(self) -> ArticleRows:
        """The rows of all tables, as extracted; raises ValueError where another version extracted them."""
        repeats = [fact.repeats for fact in self.said]
        lines = {table: text.decode() for table, text in self._filled(repeats).items()}
        (document,) = parsed(lines.pop("documents"), "documents")
        facts = parsed(lines.pop("facts"), "facts")
        tells, milestones = json.loads(zlib.decompress(self.rest))
        rows = [{**row, "named": tell} for row, tell in zip(facts, tells, strict=True)]
        return KeptRows(lines, document, rows, named(milestones, MILESTONE)).rows()

    def written(self, repeats: Sequence[str]) -> Written:
        """The lines of its tables, `repeats` being what each fact repeats."""
        return Written(self._filled(repeats), (self.own, self.facts, _json(repeats)))

    def _filled(self, repeats: Sequence[str]) -> dict[str, bytes]:
        return {**_lines(self.own), "facts": _filled(_lines(self.facts)["facts"], repeats)}


@dataclass(frozen=True, slots=True)
class Written:
    """An article's lines by table as they stand in the files, and the packed pieces that they are made of."""

    lines: Mapping[str, bytes]
    pieces: tuple[bytes, ...]

    def digest(self) -> bytes:
        """The same for the same lines."""
        digest = hashlib.blake2b(digest_size=16)
        for table, text in self.lines.items():
            digest.update(b"%s %d\0" % (table.encode(), len(text)))
            digest.update(text)
        return digest.digest()

    def packed(self) -> bytes:
        return pieces_packed(self.pieces)

    @staticmethod
    def unpacked(packed: bytes) -> Lines:
        """The lines by table, as text."""
        own, facts, repeats = _parted(packed)
        found = {**_lines(own), "facts": _filled(_lines(facts)["facts"], json.loads(repeats))}
        return {table: text.decode() for table, text in found.items()}


def _with_gaps(facts: Iterable[Row]) -> bytes:
    """Lines of facts with a byte that no text holds in place of what each repeats: only other articles tell that."""
    cells = ((*_before(row), _GAP, *_behind(row)) for row in facts)
    return cells_text(cells).encode("utf-8", "surrogateescape")


def _filled(lines: bytes, repeats: Sequence[str]) -> bytes:
    """The lines of `_with_gaps` with what each fact repeats."""
    *before, last = lines.split(_GAP.encode("utf-8", "surrogateescape"))
    return b"".join(part + _cell(first) for part, first in zip(before, repeats, strict=True)) + last


def _cell(text: str) -> bytes:
    """A cell as it stands between two commas: an id needs no quotation marks, a reviewer's words may."""
    return (text if text.isalnum() else cells_text([(text, "")])[:-2]).encode() if text else b""


def lines_packed(lines: Mapping[str, bytes]) -> bytes:
    """The names of the tables with their lengths, and the lines behind them, compressed."""
    head = json.dumps({table: len(text) for table, text in lines.items()})
    return zlib.compress(b"\n".join((head.encode(), b"".join(lines.values()))), _LEVEL)


def _lines(packed: bytes) -> dict[str, bytes]:
    head, _, text = zlib.decompress(packed).partition(b"\n")
    found, start = {}, 0
    for table, length in json.loads(head).items():
        found[table] = text[start : start + length]
        start += length
    return found


def _json_packed(value: object) -> bytes:
    return zlib.compress(_json(value), _LEVEL)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def pieces_packed(pieces: Iterable[bytes]) -> bytes:
    """Pieces behind their number and lengths."""
    told = tuple(pieces)
    return struct.pack(f">{len(told) + 1}I", len(told), *map(len, told)) + b"".join(told)


def lines_unpacked(packed: bytes, table: str) -> Iterator[str]:
    """The lines of one table, from `pieces_packed` of `lines_packed`, piece by piece."""
    return (_lines(piece)[table].decode() for piece in _parted(packed))


def _parted(data: bytes) -> list[bytes]:
    """The pieces of `pieces_packed`."""
    (count,) = struct.unpack_from(">I", data)
    start, found = 4 * (count + 1), []
    for length in struct.unpack_from(f">{count}I", data, 4):
        found.append(data[start : start + length])
        start += length
    return found
