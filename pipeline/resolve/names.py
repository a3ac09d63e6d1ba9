"""What a model of names sees, weighed against rules and gazetteer: 李上海 is no Shanghai, 尤库日斯 is a place.

The model adds places that nothing else found and takes back weak ones; it never overrules a name in its full form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from pipeline.model.entity import Entity
from pipeline.model.place import PlaceEntry, PlacePart
from pipeline.model.span import Span

_SURE = 0.5
#: kinds of support that the model's word replaces
_WORDS = frozenset(("near", "article", "none"))
_NAME = re.compile("[\u4e00-\u9fff·]{2,12}")


class NameWeigher:
    """`weigh(parts, entities, text, is_none)` gives the parts that stand after the model was asked.

    `entries` tells what a name may mean (empty for unknown ones), `levels` what its ending says, longest first.
    """

    def __init__(self, entries: Callable[[str], tuple[PlaceEntry, ...]], levels: Sequence[tuple[str, str]]) -> None:
        self._entries, self._levels = entries, levels

    def weigh(
        self,
        parts: Sequence[PlacePart],
        entities: Sequence[Entity],
        text: str,
        is_none: Callable[[int, int], bool],
    ) -> list[PlacePart]:
        """All in text order; `is_none` tells spans that are no places whatever the model says."""
        found: list[PlacePart] = []
        index = 0
        for entity in entities:
            while index < len(parts) and parts[index].span.end <= entity.span.start:
                found.append(parts[index])
                index += 1
            first = index
            while index < len(parts) and parts[index].span.start < entity.span.end:
                index += 1
            found.extend(self._judged(entity, parts[first:index], text, is_none))
        found.extend(parts[index:])
        return _everywhere(found, text, is_none)

    def _judged(
        self, entity: Entity, near: Sequence[PlacePart], text: str, is_none: Callable[[int, int], bool]
    ) -> list[PlacePart]:
        """The parts that overlap an entity, and what it adds to them."""
        if entity.confidence < _SURE:
            return list(near)
        inside = [part for part in near if entity.span.covers(part.span)]
        if entity.label == "PER":
            return [part for part in near if part not in inside or not _gives_way(part, entity)]
        if entity.label == "ORG":
            return [_nested(part, entity, text) if part in inside else part for part in near]
        found = [part._replace(support="") if part in inside and part.support in _WORDS else part for part in near]
        added = self._added(entity, near, text)
        return found if added is None or is_none(added.span.start, added.span.end) else [*found, added]

    def _added(self, entity: Entity, parts: Sequence[PlacePart], text: str) -> PlacePart | None:
        """A place that is new: the whole entity, or what of it stands behind the last place in it."""
        start, end = entity.span.start, entity.span.end
        for part in parts:
            if part.span.start < end and start < part.span.end:
                if part.span.end >= end or part.span.start < start:
                    return None
                start = part.span.end
        surface = text[start:end]
        if not _NAME.fullmatch(surface):
            return None
        entries = self._entries(surface)
        level = entries[0].level if entries else next((level for tail, level in self._levels if surface.endswith(tail)), "")
        return PlacePart(
            span=Span(start, end), surface=surface, level=level, candidates=entries, source="ner", rule="place.ner",
        )  # fmt: skip


def _everywhere(parts: list[PlacePart], text: str, is_none: Callable[[int, int], bool]) -> list[PlacePart]:
    """The parts, and what the model added wherever else the article says it."""
    added = {part.surface: part for part in parts if part.source == "ner"}
    if not added:
        return parts
    covered = bytearray(len(text))
    for part in parts:
        covered[part.span.start : part.span.end] = b"\1" * len(part.span)
    found = list(parts)
    for surface in sorted(added, key=lambda name: (-len(name), name)):
        start, length = text.find(surface), len(surface)
        while start >= 0:
            if not any(covered[start : start + length]) and not is_none(start, start + length):
                found.append(added[surface]._replace(span=Span(start, start + length)))
                covered[start : start + length] = b"\1" * length
            start = text.find(surface, start + length)
    return sorted(found, key=lambda part: part.span.start)


def _gives_way(part: PlacePart, person: Entity) -> bool:
    """A short name within the name of a person, and longer than it."""
    short = not part.candidates or part.candidates[0].form != "full" or bool(part.support) or part.level == "township"
    return short and part.span != person.span


def _nested(part: PlacePart, organisation: Entity, text: str) -> PlacePart:
    if part.within or part.span == organisation.span:
        return part
    return part._replace(within=text[organisation.span.start : organisation.span.end])
