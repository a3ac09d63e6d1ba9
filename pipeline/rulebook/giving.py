"""What tells who gives: words behind places, and the frame in which eastern provinces work with western ones (东西部协作)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.rulebook.lists import WordLists, giving

#: what is done with money that is given
SPENDS = "安排|投入|拨付|拨出|下拨|援助|支援|落实|筹集|提供|到位|增加|划拨"
#: before a place that others give to: 广东各级财政向|广西
_GIVEN_TO, _LEAD = re.compile(r"(?:[为给向]|对(?!口))[^，,。；;\n]*$"), 16
#: a province named less often is there by the way
_LEAST = 2


class GivingWords:
    """`behind` matches behind a place that gives; `paired` tells who gives by what the article is about alone."""

    def __init__(self, lists: WordLists) -> None:
        self.behind = giving(lists)
        #: money of aid that a place spends: 湖南省|将安排12.84亿元援助资金; or that another is given: 广东各级财政向|广西|投入援助资金
        self.spends = re.compile(
            rf"(?:[^，,。；;、\n\d]{{0,3}}\d[\d.]*[多余]?[万亿]+元的?|[^，,。；;、\n]{{0,6}}(?:{SPENDS})[^，,。；;\n]{{0,14}}?)(?:援[助疆藏青宁黔滇甘建]|帮扶|协作)[^，,。；;、\n]{{0,3}}(?:资金|专项)"
        )
        self._frames, self._east = tuple(sorted(lists["fact.pairing"])), lists["place.eastern"]

    def tells(self, text: str, start: int, end: int) -> bool:
        """Whether what stands behind a place says that it gives, and nothing before it that it is given to."""
        if self.behind.match(text, end) is not None:
            return True
        return self.spends.match(text, end) is not None and _GIVEN_TO.search(text, max(0, start - _LEAD), start) is None

    def paired(self, text: str, codes: Iterable[str]) -> frozenset[str]:
        """The first two digits of the province that gives; `codes` are those of the places that the article spells out."""
        if not any(frame in text for frame in self._frames):
            return frozenset()
        named = Counter(code[:2] for code in codes if code)
        east = {province: times for province, times in named.items() if province in self._east and times >= _LEAST}
        if not east or all(province in self._east for province in named):
            return frozenset()
        return frozenset((max(sorted(east), key=lambda province: east[province]),))
