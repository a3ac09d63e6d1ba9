"""The same fact said again: a table of contents and its heading, a sentence reprinted, a project's sum in two articles."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from pipeline.facts.scene import Figure, Scene
from pipeline.model import Amount
from pipeline.model.fact import Fact

_ALIKE = 0.5
#: earlier facts of one figure that a later one is compared with
_COMPARED = 12
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
#: a subject that a fact is known by in any article
_SPECIFIC = 5
#: types of subjects whose figures are the same wherever they are told
BUILT = frozenset(("project", "site", "school", "hospital"))
#: cells that tell one fact of something built from another
_TELLING = ("subject", "indicator", "value", "low", "high", "unit", "currency", "per", "change", "adcode")


def repeated_in_article(facts: Sequence[Fact], scene: Scene) -> tuple[Fact, ...]:
    """The facts, with `repeats` where an earlier one says the same of the same figure."""
    article = _Article(facts, scene)
    told: dict[tuple[object, ...], list[int]] = {}
    found = []
    for index, fact in enumerate(facts):
        earlier = told.setdefault(_figure_key(fact.figure), [])
        first = next((other for other in earlier if article.same(index, other)), None)
        if first is None and len(earlier) < _COMPARED:
            earlier.append(index)
        found.append(fact if first is None else replace(fact, repeats=facts[first].figure))
    return tuple(found)


def _figure_key(figure: Figure) -> tuple[object, ...]:
    unit = figure.currency if isinstance(figure, Amount) else figure.unit
    return figure.kind, figure.value, figure.low, figure.high, figure.bound, unit, figure.per


class _Article:
    """Facts of one article, compared in pairs."""

    def __init__(self, facts: Sequence[Fact], scene: Scene) -> None:
        self._facts, self._scene = facts, scene
        self._sentences = [scene.sentence_index(figure.start) for figure in scene.figures]
        self._pairs: dict[int, frozenset[str]] = {}

    def same(self, index: int, other: int) -> bool:
        """Whether two facts of one figure say one thing: a heading's and the text's, or one subject, indicator and time."""
        here, there = self._sentences[index], self._sentences[other]
        if here == there:
            return False
        start = self._scene.sentences[here], self._scene.sentences[there]
        if any(map(self._scene.is_heading, start)) and self._overlap(here, there) >= _ALIKE:
            return True
        one, two = self._facts[index], self._facts[other]
        if not (one.indicator and one.indicator == two.indicator and one.change == two.change and one.subject and two.subject):
            return False
        dated = not (one.date_text and two.date_text) or (one.date_start, one.date_end) == (two.date_start, two.date_end)
        of_table = one.adcode == two.adcode and self._in_table(index) != self._in_table(other)  # what prose picks out of it
        return dated and (of_table or one.subject in two.subject or two.subject in one.subject)

    def _in_table(self, index: int) -> bool:
        return self._scene.tables.cell_at(self._scene.figures[index].start) is not None

    def _overlap(self, here: int, there: int) -> float:
        """The share of the shorter sentence's character pairs that the other has too."""
        one, two = self._characters(here), self._characters(there)
        shorter = min(len(one), len(two))
        return len(one & two) / shorter if shorter else 0.0

    def _characters(self, sentence: int) -> frozenset[str]:
        if sentence not in self._pairs:
            letters = _letters(self._scene.text[slice(*self._scene.sentence(sentence))])
            self._pairs[sentence] = frozenset(letters[i : i + 2] for i in range(len(letters) - 1))
        return self._pairs[sentence]


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(text))


class Said(NamedTuple):
    """A fact as other articles may say it again: keys of its sentence and of what it tells, None where it is known by neither."""

    id: str
    repeats: str
    sentence: int | None
    fact: int | None


def said(rows: Iterable[Mapping[str, str]]) -> list[Said]:
    """The facts of one article, in their order."""
    counted: dict[tuple[str, str], int] = {}
    sentence, letters = "", ""
    found = []
    for row in rows:
        if row["sentence"] != sentence:
            sentence = row["sentence"]
            letters = _letters(sentence)
        ordinal = counted[sentence, row["text"]] = counted.get((sentence, row["text"]), 0) + 1
        found.append(Said(row["id"], row["repeats"], _sentence_key(letters, row, ordinal), _fact_key(row)))
    return found


class Repetitions:
    """Facts said before in the corpus; articles are given in their order. A scratch database keeps a hash and an id of each."""

    def __init__(self, scratch: sqlite3.Connection) -> None:
        self._db = scratch
        self._db.execute("CREATE TABLE said (key INTEGER PRIMARY KEY, id TEXT NOT NULL)")

    def of(self, facts: Sequence[Said]) -> list[str]:
        """What each fact of the next article repeats: a sentence of another article word by word, or a project's figure."""
        keys = {key for fact in facts for key in (fact.sentence, fact.fact) if key is not None}
        known = self._known(keys)
        new: dict[int, str] = {}
        found = []
        for fact in facts:
            repeats = fact.repeats
            for key in (fact.sentence, fact.fact):
                if key is None:
                    continue
                if (first := known.get(key)) is None:
                    known[key] = new[key] = repeats or fact.id
                elif not repeats:
                    repeats = first
            found.append(repeats)
        self._db.executemany("INSERT INTO said VALUES (?, ?)", new.items())
        return found

    def _known(self, keys: Collection[int]) -> dict[int, str]:
        """Who said it first, of those keys that are known."""
        query = "SELECT key, id FROM said WHERE key IN (SELECT value FROM json_each(?))"
        return dict(self._db.execute(query, (json.dumps(list(keys)),)))


def _hashed(*parts: str) -> int:
    """A signed number of 64 bits, as SQLite keeps them."""
    digest = hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def _sentence_key(letters: str, row: Mapping[str, str], ordinal: int) -> int | None:
    """The letters of the sentence and which figure of it; none for sentences too short to be told by."""
    if len(letters) < 2 * _SPECIFIC:
        return None
    return _hashed("sentence", letters, row["kind"], row["text"], str(ordinal))


def _fact_key(row: Mapping[str, str]) -> int | None:
    """What is told of something built; such figures are the same wherever they stand."""
    if (
        row["subject_type"] not in BUILT
        or row["subject_via"] == "object"
        or len(row["subject"]) < _SPECIFIC
        or not row["indicator"]
    ):
        return None
    return _hashed("fact", *(row[part] for part in _TELLING))
