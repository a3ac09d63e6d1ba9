"""What is kept of an article between runs: the lines of its tables, packed, and what the tables of other articles ask of it.

Lines that no review and no other article changes are copied into the tables as they are, without being read.
"""

from __future__ import annotations

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pipeline.facts.projects import Part, PartReader
from pipeline.facts.repeats import Said, said
from pipeline.model import Extraction
from pipeline.writers.article_rows import ArticleRows, KeptRows, Lines, named, parsed
from pipeline.writers.csv_files import csv_text
from pipeline.writers.rows import COLUMNS, KINDS, MILESTONE

#: tables whose lines no other article changes
_OWN = ("documents", *KINDS)
_COUNTED = (*KINDS, "facts", "chars")
_LEVEL = 1


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
            _lines_packed({table: lines[table].encode() for table in _OWN}),
            _lines_packed({"facts": csv_text(rows.facts, COLUMNS["facts"]).encode()}),
            _json_packed(told),
            _json_packed(rest),
        )

    @classmethod
    def of_extraction(cls, extraction: Extraction, reader: PartReader) -> Kept:
        return cls.of(KeptRows.of(extraction), reader)

    def packed(self) -> bytes:
        return _joined((self.own, self.facts, self.told, self.rest))

    @classmethod
    def unpacked(cls, data: bytes) -> Kept:
        return cls(*_parted(data))

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
        lines = {table: text.decode() for table, text in {**_lines(self.own), **_lines(self.facts)}.items()}
        (document,) = parsed(lines.pop("documents"), "documents")
        facts = parsed(lines.pop("facts"), "facts")
        tells, milestones = json.loads(zlib.decompress(self.rest))
        rows = [{**row, "named": tell} for row, tell in zip(facts, tells, strict=True)]
        return KeptRows(lines, document, rows, named(milestones, MILESTONE)).rows()

    def written(self, repeats: Sequence[str]) -> tuple[dict[str, bytes], Written]:
        """The lines of its tables, `repeats` being what each fact repeats; as bytes, and packed."""
        told, packed = _lines(self.facts), self.facts
        if any(fact.repeats != first for fact, first in zip(self.said, repeats, strict=True)):
            rows = parsed(told["facts"].decode(), "facts")
            for row, first in zip(rows, repeats, strict=True):
                row["repeats"] = first
            told = {"facts": csv_text(rows, COLUMNS["facts"]).encode()}
            packed = _lines_packed(told)
        lines = {**_lines(self.own), **told}
        return lines, Written.of(lines, (self.own, packed))


@dataclass(frozen=True, slots=True)
class Written:
    """Lines as they stand in the tables; `digest` is the same for the same lines."""

    digest: bytes
    packed: bytes

    @classmethod
    def of(cls, lines: Mapping[str, bytes], packed: Iterable[bytes] = ()) -> Written:
        """`packed` are the lines, packed in any number of pieces, where they are so already."""
        digest = hashlib.blake2b(digest_size=16)
        for table, text in lines.items():
            digest.update(b"%s %d\0" % (table.encode(), len(text)))
            digest.update(text)
        return cls(digest.digest(), _joined(packed or (_lines_packed(lines),)))

    @staticmethod
    def lines(packed: bytes) -> Lines:
        """The lines by table."""
        return {table: text.decode() for piece in _parted(packed) for table, text in _lines(piece).items()}


def _lines_packed(lines: Mapping[str, bytes]) -> bytes:
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
    return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(), _LEVEL)


def _joined(parts: Iterable[bytes]) -> bytes:
    """Parts behind their number and lengths."""
    told = tuple(parts)
    return struct.pack(f">{len(told) + 1}I", len(told), *map(len, told)) + b"".join(told)


def _parted(data: bytes) -> list[bytes]:
    """The parts of `_joined`."""
    (count,) = struct.unpack_from(">I", data)
    start, found = 4 * (count + 1), []
    for length in struct.unpack_from(f">{count}I", data, 4):
        found.append(data[start : start + length])
        start += length
    return found
