"""All names of the gazetteer at once: where they stand in a text and what they may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ahocorasick_rs import AhoCorasick

from pipeline.model.place import PlaceEntry
from pipeline.rulebook.gazetteer import Gazetteer
from pipeline.rulebook.lexicon import ends_by_start, longest
from pipeline.rulebook.table import uncollected

#: characters and words that end the full name of a division
LONG_LEVELS = tuple("特别行政区 自治区 自治州 自治县 自治旗 地区 街道 新区 林区 矿区 省 市 区 县 州 盟 旗 镇 乡 村".split())
#: nine townships in ten end so: where none of these stands, no look into their 30,000 names is needed
_ENDINGS = ("镇", "乡", "街道")
_ENDING = re.compile("|".join(_ENDINGS))


class PlaceNames(Mapping[str, tuple[PlaceEntry, ...]]):
    """What a name may mean, townships last; their entries, tens of thousands, are made only when asked for."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._listed, self._townships = gazetteer.names, gazetteer.townships
        with uncollected():
            surfaces = [name for name in self._listed if len(name) > 1]
            surfaces.extend(name for name in self._townships if not name.endswith(_ENDINGS) and name not in self._listed)
        #: what is to be looked up
        self.words = {"place": surfaces}
        self._longest = max(map(len, self._townships), default=0)
        #: of the names alone, for texts that nothing else is looked up in; compiled classes keep no `cached_property`
        self._automaton: AhoCorasick | None = None

    def __getitem__(self, name: str) -> tuple[PlaceEntry, ...]:
        if (codes := self._townships.get(name)) is None:
            return self._listed[name]
        return (*self._listed.get(name, ()), *(PlaceEntry(name, "township", code, "CN", "full") for code in codes))

    def __contains__(self, name: object) -> bool:
        return name in self._listed or name in self._townships

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*self._listed, *self._townships)))

    def __len__(self) -> int:
        return len(self._listed.keys() | self._townships.keys())

    def matches(self, text: str, hits: Iterable[tuple[int, int, int]]) -> dict[int, list[int]]:
        """Where names of two characters and more begin, with all their ends; names may overlap. `hits` are those of `words`."""
        ends = ends_by_start(hits)
        for match in _ENDING.finditer(text):
            end = match.end()
            for start in range(max(0, end - self._longest), match.start()):
                if text[start:end] in self._townships and end not in ends.get(start, ()):
                    ends.setdefault(start, []).append(end)
        return ends

    def longest(self, text: str) -> Iterator[tuple[int, int]]:
        """Names from left to right, the longest at each place, none overlapping another."""
        if self._automaton is None:
            self._automaton = AhoCorasick(self.words["place"])
        return longest(self.matches(text, self._automaton.find_matches_as_indexes(text, overlapping=True)))
