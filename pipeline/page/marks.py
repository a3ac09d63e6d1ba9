"""The text of an article as HTML with its mentions marked, whatever overlaps or lies within another.

The text content of the HTML is the article's text, character by character, so that a selection can be counted back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

#: characters of an article that are shown at once, and how many more until its paragraph ends
PART, SLACK = 6_000, 1_500
_RETURN = Markup("&#13;")  # a bare one would be read as a line feed
_NULL = str.maketrans("\0", "\N{REPLACEMENT CHARACTER}")  # HTML cannot hold it


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text that one or more rows are about. `state` is open, ok or wrong; `chosen` false is shown faintly."""

    start: int
    end: int
    kind: str
    state: str
    chosen: bool = True


def parts(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Start and end of the parts in which a long text is shown: cut behind a line, and never within a span."""
    ordered = sorted(spans)
    found = []
    start = 0
    while len(text) - start > PART + SLACK:
        behind = text.find("\n", start + PART, start + PART + SLACK) + 1
        cut = behind or start + PART
        for left, right in ordered:
            if left < cut < right:
                cut = right
        found.append((start, cut))
        start = cut
    return [*found, (start, len(text))]


@dataclass(frozen=True, slots=True)
class Piece:
    """Text without any border inside; `covering` are the numbers of the places over it, the narrowest first."""

    start: int
    end: int
    covering: tuple[int, ...]


def pieces(text: str, places: Sequence[Place]) -> Iterator[Piece]:
    """The text cut at every border of a place and behind every line feed."""
    borders = {0, len(text)} | {border for place in places for border in (place.start, place.end) if border < len(text)}
    at = text.find("\n")
    while at >= 0:
        borders.add(at + 1)
        at = text.find("\n", at + 1)
    opening: dict[int, list[int]] = {}
    for number, place in enumerate(places):
        opening.setdefault(place.start, []).append(number)
    over: list[int] = []
    cuts = sorted(borders)
    for start, end in pairwise(cuts):
        over = [number for number in over if places[number].end > start] + opening.get(start, [])
        yield Piece(start, end, tuple(sorted(over, key=lambda n: (places[n].end - places[n].start, n))))


def marked(text: str, places: Sequence[Place]) -> Markup:
    """HTML of the text: lines as blocks, places as marks that name their numbers. `places` lie within the text."""
    html = ['<span class="line">']
    seen: set[int] = set()
    for piece in pieces(text, places):
        shown = escape(text[piece.start : piece.end].translate(_NULL)).replace("\r", _RETURN)
        if not piece.covering:
            html.append(shown)
        else:
            html.append(_mark(shown, piece, places, first=piece.covering[0] not in seen))
            seen.update(piece.covering)
        if text[piece.end - 1 : piece.end] == "\n" and piece.end < len(text):
            html.append('</span><span class="line">')
    html.append("</span>")
    return Markup("").join(map(Markup, html))


def _mark(shown: Markup, piece: Piece, places: Sequence[Place], *, first: bool) -> Markup:
    """The narrowest place gives the colour; only its first piece is reached by the keyboard."""
    place = places[piece.covering[0]]
    names = f"{place.kind} {place.state}{' inner' if len(piece.covering) > 1 else ''}{'' if place.chosen else ' faint'}"
    numbers = " ".join(map(str, piece.covering))
    focus = Markup(' tabindex="0"') if first else ""
    return Markup('<mark class="{}" data-places="{}"{}>{}</mark>').format(names, numbers, focus, shown)
