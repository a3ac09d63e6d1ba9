"""Places: every name of the gazetteer that stands as a word, and by rule townships, villages, rivers and regiments.

霍城 in 霍城县江苏医院 is found and carries `within`; 新乡 in 创新乡村, 湖南 in 太湖南岸 and 南京 in 南京路 are not found.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from pipeline.extractors.places.abbreviated import AbbreviatedNames
from pipeline.extractors.places.covered import Covered, merged
from pipeline.extractors.places.listed import NUMERALS, ListedNames
from pipeline.extractors.places.longer import LongerNames
from pipeline.extractors.places.ruled import RuledNames
from pipeline.model.place import PlaceEntry, PlacePart
from pipeline.rulebook.endings import PlaceEnding
from pipeline.rulebook.figures import Currency
from pipeline.rulebook.lexicon import Lexicon
from pipeline.rulebook.lists import WordLists
from pipeline.rulebook.names import PlaceNames
from pipeline.text import WordMap
from pipeline.text.lookup import Hits


class PlaceExtractor:
    """Finds place names in a flow. `extract` tells nothing apart; that is the article's business."""

    def __init__(
        self,
        names: PlaceNames,
        organisations: Collection[str],
        streets: Collection[str],
        generic: Collection[str],
        endings: tuple[PlaceEnding, ...],
        money: Lexicon[Currency],
        lists: WordLists,
    ) -> None:
        self._names, self._generic = names, frozenset(generic)
        self._stops = lists["place.stop"] | lists["person.title"]
        self._listed = ListedNames(names, organisations, streets, money, lists)
        self._ruled = RuledNames(names, endings, generic, lists)
        self._abbreviated = AbbreviatedNames(names.gazetteer, lists["place.joined"])
        self._longer = LongerNames(lists)
        #: what is to be looked up
        self.words = {**names.words, "organisation": sorted(organisations)}
        self._facility_ends = (*organisations, *streets, *lists["place.facility"])

    def extract(self, text: str, hits: Hits, words: WordMap, blocked: Callable[[int, int], bool]) -> list[PlacePart]:
        """Place names, ascending and not overlapping."""
        found = self._listed.find(text, hits["place"], words, blocked)
        found = merged(found, self._ruled.find(text, words, found, blocked))
        found = merged(found, self._abbreviated.find(text, words, Covered(found), blocked))
        return self._longer.told(text, hits, found, words)

    def with_names(self, text: str, hits: Hits, parts: list[PlacePart], words: WordMap) -> list[PlacePart]:
        """The parts with the longer names they stand in."""
        return self._longer.told(text, hits, parts, words)

    def candidates(self, name: str) -> tuple[PlaceEntry, ...]:
        """What a name of the gazetteer may mean; empty for others."""
        return self._names.get(name, ())

    def is_none(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """Whether a name that the rules did not take is no place by its form: 永定门站, 贫困县, 三县, an ordinary word."""
        name = text[start:end]
        if self._listed.is_part_of_name(text, start, end, words):
            return True
        if name in self._names:
            return self._names[name][0].level != "township" and len(name) == 2
        if name.endswith(self._facility_ends) or name[0] in NUMERALS or name[:-1] in self._generic:
            return True
        return words.segmenter.is_ordinary(name)

    def name_start(self, start: int, end: int, words: WordMap) -> int:
        """Where a name in the span begins, behind the last word that no name holds: 经|拉什赫里村, 顺道往|邦咯岛."""
        first, last = words.covering(start)
        while last < end:
            if words.text[first:last] in self._stops:
                start = last
            first, last = words.covering(last)
        return start
