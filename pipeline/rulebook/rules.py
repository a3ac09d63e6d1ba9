"""All rules together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.config import RULES
from pipeline.errors import RuleError, ShuzhaiError
from pipeline.rulebook import cache
from pipeline.rulebook.calendar import CalendarRules, load_calendar
from pipeline.rulebook.endings import PlaceEnding, load_place_endings, load_place_levels
from pipeline.rulebook.exclusions import ExclusionRules, load_exclusions
from pipeline.rulebook.figures import FigureRules, load_figures
from pipeline.rulebook.gazetteer import Gazetteer, load_gazetteer
from pipeline.rulebook.indicators import IndicatorRules, load_indicators
from pipeline.rulebook.layers import FILES, Layers
from pipeline.rulebook.lists import WordLists, load_lists


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that `rules/` says; immutable and shared by all articles."""

    folding: dict[str, str]
    user_words: tuple[str, ...]
    figures: FigureRules
    calendar: CalendarRules
    exclusions: ExclusionRules
    gazetteer: Gazetteer
    generic_places: frozenset[str]
    place_endings: tuple[PlaceEnding, ...]
    place_levels: tuple[tuple[str, str], ...]
    lists: WordLists
    indicators: IndicatorRules


def load_rules(folders: Sequence[Path] = ()) -> Rules:
    """The built-in rules with the `folders` laid over them in order; the first fault found is raised as `RuleError`."""
    layers = Layers((RULES, *folders))
    for stranger in layers.strangers():
        raise RuleError(stranger, 0, f"no rule file has this name; the names are {', '.join(sorted(FILES))}")
    key = cache.key_of(layers)
    rules = cache.read(key)
    if not isinstance(rules, Rules):
        rules = _read(layers)
        cache.keep(key, rules)
    return rules


def _read(layers: Layers) -> Rules:
    return Rules(
        folding=_folding(layers),
        user_words=tuple(row["word"] for row in layers.rows("words.tsv")),
        figures=load_figures(layers),
        calendar=load_calendar(layers),
        exclusions=load_exclusions(layers),
        gazetteer=load_gazetteer(layers),
        lists=load_lists(layers),
        indicators=load_indicators(layers),
        place_endings=load_place_endings(layers),
        place_levels=load_place_levels(layers),
        generic_places=frozenset(row["word"] for row in layers.rows("gazetteer/generic.tsv")),
    )


def _folding(layers: Layers) -> dict[str, str]:
    folding: dict[str, str] = {}
    for row in layers.rows("folding.tsv"):
        if len(row["from"]) != 1 or len(row["to"]) != 1:
            raise row.error("from and to must be one character each, so that offsets stay")
        folding[row["from"]] = row["to"]
    return folding


def check_rules(folders: Sequence[Path] = ()) -> Iterator[ShuzhaiError]:
    """The faults of the folders, one a rule file at most, so that one run shows as many as there are files."""
    layers = Layers((RULES, *folders))
    for stranger in layers.strangers():
        yield RuleError(stranger, 0, f"no rule file has this name; the names are {', '.join(sorted(FILES))}")
    for load in (
        _folding,
        load_lists,
        load_indicators,
        load_figures,
        load_calendar,
        load_exclusions,
        load_place_endings,
        load_place_levels,
        load_gazetteer,
    ):
        try:
            load(layers)
        except ShuzhaiError as error:
            yield error
