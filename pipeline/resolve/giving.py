"""What tells who gives: words behind places, and the frame in which eastern provinces work with western ones (东西部协作)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pipeline.rulebook.lists import WordLists, giving

#: a province named less often is there by the way
_LEAST = 2


class GivingWords:
    """`behind` matches behind a place that gives; `paired` tells who gives by what the article is about alone."""

    def __init__(self, lists: WordLists) -> None:
        self.behind = giving(lists)
        self._frames, self._east = tuple(sorted(lists["fact.pairing"])), lists["place.eastern"]

    def paired(self, text: str, codes: Iterable[str]) -> frozenset[str]:
        """The first two digits of the province that gives; `codes` are those of the places that the article spells out."""
        if not any(frame in text for frame in self._frames):
            return frozenset()
        named = Counter(code[:2] for code in codes if code)
        east = {province: times for province, times in named.items() if province in self._east and times >= _LEAST}
        if not east or all(province in self._east for province in named):
            return frozenset()
        return frozenset((max(sorted(east), key=lambda province: east[province]),))
