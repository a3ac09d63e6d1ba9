"""What a figure in a table says: its head and the label of its row share what prose says in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.facts.growth import ChangeNamer
from pipeline.facts.naming import Naming
from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import Subject
from pipeline.facts.scene import Figure, Scene, Spot
from pipeline.facts.triggers import TriggerReader, Triggers
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists
from pipeline.text.tables import Cell

#: behind the words of a head or label, the unit or a note
_NOTE = re.compile(r"\s*\([^()]*\)$")
_PART = re.compile(r"(?:其中|#|[-—])\s*:?\s*")
_LONGEST_HEAD = 10


class InTable(NamedTuple):
    """`cells` are those that tell of the figure, the nearest head first; `whole` is the sum of its column."""

    naming: Naming
    subject: Subject | None
    cells: Sequence[Cell]
    whole: Figure | None


class CellReader:
    """Built once from the rules; `read` gives what the table says of one figure."""

    def __init__(self, triggers: TriggerReader, changes: ChangeNamer, phrases: PhraseReader, lists: WordLists) -> None:
        self._triggers, self._changes, self._phrases = triggers, changes, phrases
        self._sums, self._plain = any_of(lists["table.sum"]), any_of(lists["table.plain"])

    def read(self, scene: Scene, triggers: Triggers, placed: Spot) -> InTable | None:
        """None where the figure stands in no table, or among other words in its cell."""
        cell = scene.tables.cell_at(placed.start)
        if cell is None or cell.start != placed.start or cell.end != placed.end:
            return None
        heads, label = list(scene.tables.heads(cell))[::-1], scene.tables.label(cell)
        taken = self._triggers.taken_as(placed.mention)
        changes = [change for head in heads if (change := self._changes.of_head(_words(scene, head)))]
        change = changes[0] if changes else ""
        if change == "increase" and placed.mention.value is not None and placed.mention.value < 0:
            change = "decrease"
        labels, whole = [label] if label else [], self._whole(scene, cell)
        for told in (*labels, *heads) if change else (*heads, *labels):  # 地区生产总值, 比上年增长
            naming = self._triggers.within(scene, triggers, told.start, told.end, taken, change)
            if naming is not None:
                subject = self._of_label(scene, told, naming) if told is label else self._subject(scene, label)
                return InTable(naming, subject, [*heads, *labels], whole)
        naming = self._by_head(scene, placed, [] if change else heads)
        return InTable(naming._replace(change=change), self._subject(scene, label), [*heads, *labels], whole)

    def _whole(self, scene: Scene, cell: Cell) -> Figure | None:
        """The figure of the same column in the row of sums."""
        total = scene.tables.in_row_of(cell, self._sums)
        figures = scene.figures_in(total.start, total.end) if total is not None else ()
        return figures[0].mention if len(figures) == 1 else None

    def _by_head(self, scene: Scene, placed: Spot, heads: Sequence[Cell]) -> Naming:
        """The words of the nearest head that say more than that there are values."""
        for head in heads:
            words = _words(scene, head)
            dated = scene.dates_in(head.start, head.end)
            if words and len(words) <= _LONGEST_HEAD and not dated and not self._plain.fullmatch(words):
                return Naming(words, "text", head.start, head.start + len(words), direct=True)
        return Naming(start=placed.start, end=placed.end)

    def _of_label(self, scene: Scene, label: Cell, naming: Naming) -> Subject | None:
        """Whose measure a label names: 城镇居民|人均可支配收入, 巷道|硬化."""
        tokens = scene.tokens(label.start, naming.start)
        if not tokens or tokens[-1].end != naming.start or not all(token.tag.startswith(("n", "j", "vn")) for token in tokens):
            return None
        text = scene.text[label.start : naming.start]
        return Subject.of(Phrase(label.start, naming.start, text, self._phrases.type_of(text)), "clause")

    def _subject(self, scene: Scene, label: Cell | None) -> Subject | None:
        """What the row is of; a row of sums is of nothing of its own."""
        if label is None:
            return None
        part = _PART.match(scene.text, label.start, label.end)
        start, text = (part.end() if part else label.start), _words(scene, label)
        text = text[start - label.start :]
        if not text or self._sums.fullmatch(text):
            return None
        return Subject.of(Phrase(start, start + len(text), text, self._phrases.type_of(text)), "clause")


def _words(scene: Scene, cell: Cell) -> str:
    return _NOTE.sub("", scene.text[cell.start : cell.end])
