"""Which sense a unit with several has, by the words beside it: 用电1200|度, 转90|度, 考了98|分."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, cast

from pipeline.rulebook.layers import Layers
from pipeline.rulebook.table import Row, Unique, one_of, typed

#: the units that have several, and the senses that are asked for
_SENSES = {
    "度": frozenset(("heat", "angle", "grade", "energy", "spelt")), "级": frozenset(("magnitude",)),
    "分": frozenset(("score", "money")), "点": frozenset(("score",)), "折": frozenset(("discount",)), "番": frozenset(("discount",)),
    "角": frozenset(("money",)), "毛": frozenset(("money",)), "块": frozenset(("money",)), "圆": frozenset(("money",)),
    "位": frozenset(("rank",)), "名": frozenset(("rank",)),
}  # fmt: skip
_SIDES = frozenset(("before", "behind", "allows"))
#: what may stand between a word before the figure and the figure
_GAPS = {"clause": "[^，,。；\n]", "sentence": "[^。；\n]"}
#: longest reach; a word may be as long again
_FARTHEST = 20
_LEADS = r"(?:以上|左右|以下)?的?"


class SenseCue(NamedTuple):
    """A row of `unit_senses.tsv`; `word` is a pattern of it and what may not touch it."""

    unit: str
    sense: str
    side: str
    word: str
    gap: str


class UnitSenses:
    """All cues, ready to be asked: by unit, sense and side one pattern."""

    def __init__(self, cues: Iterable[SenseCue]) -> None:
        words: dict[tuple[str, str, str], dict[str, list[str]]] = {}
        for cue in cues:
            words.setdefault((cue.unit, cue.sense, cue.side), {}).setdefault(cue.gap, []).append(cue.word)
        self._patterns = {key: _beside(key[2], by_gap) for key, by_gap in words.items()}

    def before(self, unit: str, sense: str, text: str, at: int) -> bool:
        """Whether a word before the figure that begins at `at` tells the sense."""
        return self._patterns[unit, sense, "before"].search(text, max(0, at - 2 * _FARTHEST), at) is not None

    def behind(self, unit: str, sense: str, text: str, at: int, *, side: str = "behind") -> bool:
        """Whether a word behind the unit that ends at `at` tells the sense, or allows it."""
        return self._patterns[unit, sense, side].match(text, at) is not None

    def first(self, unit: str, senses: Iterable[str], text: str, start: int, end: int) -> str:
        """The first of `senses` that a word on either side of the figure from `start` to `end` tells, or an empty string."""
        for sense in senses:
            if self.before(unit, sense, text, start) or (
                (unit, sense, "behind") in self._patterns and self.behind(unit, sense, text, end)
            ):
                return sense
        return ""


def load_senses(layers: Layers) -> tuple[SenseCue, ...]:
    """The rows, one for each unit of a row; a row of a later layer takes the place of the same word's."""
    seen = Unique("word")
    return tuple({key: cue for row in layers.rows("unit_senses.tsv") for key, cue in _cues(row, seen)}.values())


def _cues(row: Row, seen: Unique) -> Iterable[tuple[str, SenseCue]]:
    side = one_of(row, "side", _SIDES)
    if not row["word"]:
        raise row.error("word is empty; fill it or delete the row")
    gap = ""
    if side == "before":
        reach = cast(int, typed(row, "reach", int, "a number of characters"))
        if not 0 <= reach <= _FARTHEST:
            raise row.error(f"reach is {reach}; it should be 0 to {_FARTHEST}")
        gap = f"{_GAPS[one_of(row, 'within', frozenset(_GAPS))]}{{0,{reach}}}"
    for unit in row.items("unit"):
        if unit not in _SENSES:
            raise row.error(f"unit is {unit!r}; those with several senses are {' '.join(_SENSES)}")
        sense = one_of(row, "sense", _SENSES[unit])
        seen.add(key := f"{unit} {sense} {side} {row['word']}", row)
        yield key, SenseCue(unit, sense, side, _word(row), gap)


def _word(row: Row) -> str:
    after = "".join(f"(?<!{re.escape(word)})" for word in row.items("not_after"))
    before = "|".join(map(re.escape, row.items("not_before")))
    return after + re.escape(row["word"]) + (f"(?!{before})" if before else "")


def _beside(side: str, by_gap: dict[str, list[str]]) -> re.Pattern[str]:
    if side == "before":
        return re.compile("|".join(f"(?:{'|'.join(words)}){gap}$" for gap, words in by_gap.items()))
    return re.compile(f"{_LEADS}(?:{'|'.join(word for words in by_gap.values() for word in words)})")
