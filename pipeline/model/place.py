"""Places as they are found, before their article tells them apart."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.model.span import Span


class PlaceEntry(NamedTuple):
    """One place that a name may mean. `form`: full, short, alias, former. `adcode` is of itself or what it lies in.

    There are tens of thousands, loaded at every start: a tuple is made three times as fast as a dataclass.
    """

    name: str
    level: str
    adcode: str
    country: str
    form: str
    kind: str = ""


class PlacePart(NamedTuple):
    """A place name in the flow with what it may mean; none (`candidates` empty) for a name found by rule alone.

    `support` is what a name that is an ordinary word too needs to be taken for a place: near, article, or nothing.
    """

    span: Span
    surface: str
    level: str
    candidates: tuple[PlaceEntry, ...]
    source: str
    rule: str
    support: str = ""
    within: str = ""


def lies_within(adcode: str, outer: str) -> bool:
    """Whether a division is another or lies in it, by their codes (GB/T 2260: two digits each for province, prefecture, county):
    654023 in 654000 and 650000, but 510000 not in 500000."""
    while outer.endswith("00"):
        outer = outer[:-2]
    return adcode.startswith(outer)


class ResolvedPlace(NamedTuple):
    """A place told apart: `adcode` of the deepest division, `check` when it is a guess, `others` that the name may mean."""

    part: PlacePart
    name: str
    level: str
    adcode: str
    country: str
    check: str = ""
    others: tuple[PlaceEntry, ...] = ()
