"""Places to contract values: canonical name, code and the names on its path."""

from __future__ import annotations

from pipeline.model.mention import Place
from pipeline.model.place import PlaceEntry, ResolvedPlace
from pipeline.model.span import Span
from pipeline.rulebook.gazetteer import Gazetteer

_MOST = 10


def normalise_place(place: ResolvedPlace, span: Span, surface: str, within: str, gazetteer: Gazetteer) -> Place:
    candidates = tuple(_candidate(entry, gazetteer) for entry in place.others[:_MOST]) if place.others else ()
    province, prefecture, county = gazetteer.named_path(place.adcode)
    return Place(
        span=span, surface=surface, rule=place.part.rule, check=place.check, name=place.name, level=place.level,
        adcode=place.adcode, country=place.country, province=province, prefecture=prefecture, county=county,
        source=place.part.source, within=within, candidates=candidates,
    )  # fmt: skip


def _candidate(entry: PlaceEntry, gazetteer: Gazetteer) -> str:
    """220104 吉林省长春市朝阳区; of places abroad the country's code."""
    return f"{entry.adcode or entry.country} {gazetteer.full_name(entry)}"
