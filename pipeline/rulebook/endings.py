"""Endings that make a name of a place where no list has the name: 胡地亚于孜 + 镇."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.model.mention import LEVELS
from pipeline.rulebook.layers import Layers
from pipeline.rulebook.table import Unique, one_of

TYPES = ("village", "township", "farm", "water")


@dataclass(frozen=True, slots=True)
class PlaceEnding:
    """An ending, what it names (one of `TYPES`), and what may not stand around it: 村 is none in 示范村 and 村民."""

    text: str
    type: str
    not_after: tuple[str, ...]
    not_before: tuple[str, ...]


def load_place_endings(layers: Layers) -> tuple[PlaceEnding, ...]:
    """Every ending; a later folder's row for the same ending wins."""
    endings: dict[str, PlaceEnding] = {}
    seen = Unique("ending")
    for row in layers.rows("place_endings.tsv"):
        text = row["ending"]
        seen.add(text, row)
        kind = one_of(row, "type", frozenset(TYPES))
        endings[text] = PlaceEnding(text, kind, tuple(row.items("not_after")), tuple(row.items("not_before")))
    return tuple(endings.values())


def load_place_levels(layers: Layers) -> tuple[tuple[str, str], ...]:
    """Endings with the level that they give a name, the longest ending first."""
    levels: dict[str, str] = {}
    seen = Unique("ending")
    for row in layers.rows("place_levels.tsv"):
        seen.add(row["ending"], row)
        levels[row["ending"]] = one_of(row, "level", LEVELS)
    return tuple(sorted(levels.items(), key=lambda item: (-len(item[0]), item)))


def ending_pattern(endings: tuple[PlaceEnding, ...]) -> re.Pattern[str]:
    """One pattern with a group for each type, the longest ending first."""
    ordered = sorted(endings, key=lambda ending: -len(ending.text))
    groups = {name: [_alternative(ending) for ending in ordered if ending.type == name] for name in TYPES}
    return re.compile("|".join(f"(?P<{name}>{'|'.join(parts)})" for name, parts in groups.items() if parts))


def _alternative(ending: PlaceEnding) -> str:
    after = "|".join(map(re.escape, ending.not_before))
    return re.escape(ending.text) + (f"(?!{after})" if after else "")
