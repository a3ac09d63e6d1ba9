"""What a model of names sees, weighed against rules and gazetteer: 张北京 is no Beijing, 尤库日斯 is a place.

The model adds places that nothing else found and takes back weak ones; it never overrules a name in its full form.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from pipeline.model.entity import Entity
from pipeline.model.place import PlaceEntry, PlacePart
from pipeline.model.span import Span

_SURE = 0.5
#: kinds of support that the model's word replaces
_WORDS = frozenset(("near", "article", "none"))
_NAME = re.compile("[\u4e00-\u9fff·]{2,12}")


class NameWeigher:
    """`weigh(parts, entities, stretches, text, is_none)` gives the parts that stand after the model was asked.

    `entries` tells what a name may mean (empty for unknown ones), `levels` what its ending says, longest first.
    """

    def __init__(self, entries: Callable[[str], tuple[PlaceEntry, ...]], levels: Sequence[tuple[str, str]]) -> None:
        self._entries, self._levels = entries, levels

    def weigh(
        self,
        parts: Sequence[PlacePart],
        entities: Sequence[Entity],
        stretches: Sequence[Span],
        text: str,
        is_none: Callable[[int, int], bool],
    ) -> list[PlacePart]:
        """`stretches` are what the model read; `is_none` tells spans that are no places whatever it says."""
        found = [self._doubted(part, entities, stretches) for part in parts]
        for entity in entities:
            inside = [part for part in found if entity.span.covers(part.span)]
            if entity.label == "PER":
                found = [part for part in found if part not in inside or not _gives_way(part, entity)]
            elif entity.label == "ORG":
                found = [_nested(part, entity, text) if part in inside else part for part in found]
            elif entity.confidence >= _SURE:
                found = [replace(part, support="") if part in inside and part.support in _WORDS else part for part in found]
                if (added := self._added(entity, found, text)) and not is_none(added.span.start, added.span.end):
                    found.append(added)
        return sorted(found, key=lambda part: part.span.start)

    def _doubted(self, part: PlacePart, entities: Sequence[Entity], stretches: Sequence[Span]) -> PlacePart:
        """An ordinary word that the model was asked about and that it sees no name in needs support right before it."""
        if part.support != "article" or not any(stretch.covers(part.span) for stretch in stretches):
            return part
        return part if any(entity.span.overlaps(part.span) for entity in entities) else replace(part, support="behind")

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


def _gives_way(part: PlacePart, person: Entity) -> bool:
    """A short name within the name of a person, and longer than it."""
    short = not part.candidates or part.candidates[0].form != "full" or bool(part.support) or part.level == "township"
    return person.confidence >= _SURE and short and part.span != person.span


def _nested(part: PlacePart, organisation: Entity, text: str) -> PlacePart:
    if part.within or part.span == organisation.span or organisation.confidence < _SURE:
        return part
    return replace(part, within=text[organisation.span.start : organisation.span.end])
