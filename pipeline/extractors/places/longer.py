"""The longer names that places stand in: 伊宁县|人民医院, 武汉|长江|大桥."""

from __future__ import annotations

import re

from pipeline.model.place import PlacePart
from pipeline.model.span import Span
from pipeline.rulebook.lexicon import Standing, any_of
from pipeline.rulebook.lists import WordLists
from pipeline.text import WordMap
from pipeline.text.lookup import Hits

_BOUNDARY = re.compile(r"[^\u4e00-\u9fff·]")
_ORGANISATION_REACH = 22
#: words that end like the names of fairs and offices
_NO_END = re.compile("[发开进拓扩伸施]展$|[全结布格]局$")


class LongerNames:
    """Reads the organisation, facility, event or document whose name a place opens."""

    def __init__(self, lists: WordLists) -> None:
        self._no_name = any_of(lists["place.no_name"])

    def told(self, text: str, hits: Hits, parts: list[PlacePart], words: WordMap) -> list[PlacePart]:
        """The parts with the longer names they stand in; 武汉长江大桥 holds both of its places."""
        if not parts:
            return parts
        named: list[PlacePart] = []
        name, end = "", 0
        organisations = Standing(hits["organisation"])
        for part in parts:
            if part.span.end >= end:
                name = self._within(text, part.span, words, organisations)
                end = part.span.start + len(name)
            named.append(part._replace(within=name) if name else part)
        return named

    def _within(self, text: str, place: Span, words: WordMap, organisations: Standing) -> str:
        """The organisation, facility, event or document whose name the place opens or stands in."""
        limit = min(place.end + _ORGANISATION_REACH, len(text))
        if stop := _BOUNDARY.search(text, place.end, limit):
            limit = stop.start()
        found = organisations.next(place.end, limit)
        while found:
            start, end = found
            behind = end
            while more := organisations.end_at(end, limit):
                start, end = end, more
            if self._no_name.search(text, place.end, start):
                return ""
            if words.is_boundary(end) and not _NO_END.search(text, end - 2, end):
                return text[place.start : end]
            found = organisations.next(behind, limit)
        return ""
