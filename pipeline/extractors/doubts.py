"""Doubts about names of places: where a model of names should look, because rules and gazetteer cannot be sure.

尤库日斯 (no list has it), 卡莱尔 (a place or a person?), 张北京 (no Beijing), 灾区逐村 (no village) are doubts; 提质增效,
which no dictionary has either, is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from pipeline.model.place import ResolvedPlace
from pipeline.model.span import Span
from pipeline.rulebook.lists import WordLists
from pipeline.text import WordMap

_HAN = re.compile("[\u4e00-\u9fff]+")
#: what stands before and behind a place
_BEFORE = re.compile(r"(?:[在到至于赴往从自抵经去离省市县区州镇乡国]|来自|途经)$")
_BEHIND = re.compile(
    r"村民|境内|地区|一带|片区|等地|口岸|附近|以[东西南北]|[东西南北]部|牧场|机场|水库|隧道|大桥|方向|市长|总统|首都|郊|人口|位于|是[^。，]{0,8}[城河山湖岛镇村]"
)
_LIST = "、"
#: jieba's tags of places and of transliterated names
_OPEN = frozenset(("ns", "nr", "nrt", "nrfg", "nz", "x"))
#: of closed classes: prepositions, conjunctions, particles, adverbs, numerals
_CLOSED = frozenset("p c u uj ul uz uv ud ug d m r f q y".split())
_REACH = 45
_SENTENCE_END = re.compile("[。！？；\n\x00]")
_OFTEN = 4


class DoubtFinder:
    """`stretches(text, words, parts)` gives the pieces of text that a model of names should read."""

    def __init__(self, abroad: Sequence[str], lists: WordLists) -> None:
        self._ordinary = lists["place.ordinary"]
        counted = Counter(char for name in abroad if len(name) > 2 for char in set(name))
        self._transliterating = frozenset(char for char, count in counted.items() if count >= _OFTEN)

    def stretches(self, text: str, words: WordMap, found: Sequence[ResolvedPlace]) -> list[Span]:
        """What surrounds each doubt as far as its sentence goes, ascending and not overlapping."""
        stretches: list[Span] = []
        for spot in sorted({*self._spots(text, words, found), *_weak(found)}):
            start, end = _around(text, spot)
            if stretches and start <= stretches[-1].end:
                stretches[-1] = Span(stretches[-1].start, max(end, stretches[-1].end))
            else:
                stretches.append(Span(start, end))
        return stretches

    def _spots(self, text: str, words: WordMap, found: Sequence[ResolvedPlace]) -> Iterator[Span]:
        """Runs of characters that transliterate, and words between the signs of a place that jieba does not know."""
        covered = bytearray(len(text) + 1)
        for place in found:
            covered[place.part.span.start : place.part.span.end] = b"\1" * len(place.part.span)
        run = offset = 0
        for word, tag in words.segmenter.tagged(text):
            start, offset = offset, offset + len(word)
            foreign = not covered[start] and self._transliterates(word, tag, words)
            if not foreign:
                if (
                    start - run > 2
                    and _HAN.fullmatch(text, run, start)
                    and "·" not in (text[run - 1 : run], text[start : start + 1])
                ):
                    yield Span(run, start)
                run = offset
            if len(word) > 1 and not covered[start] and self._stands_as_place(text, start, offset, tag, words):
                yield Span(start, offset)

    def _transliterates(self, word: str, tag: str, words: WordMap) -> bool:
        if not self._transliterating.issuperset(word):
            return False
        return tag in _OPEN or not words.segmenter.is_word(word) if len(word) > 1 else tag not in _CLOSED

    def _stands_as_place(self, text: str, start: int, end: int, tag: str, words: WordMap) -> bool:
        if not _HAN.fullmatch(text, start, end) or text[start:end] in self._ordinary:
            return False
        if not _BEFORE.search(text, max(0, start - 2), start) or not _BEHIND.match(text, end):
            return False
        return tag in _OPEN or not words.segmenter.is_word(text[start:end])


def _weak(found: Sequence[ResolvedPlace]) -> Iterator[Span]:
    """Places that may be none: ordinary words and names by rule, where no place stands right before them."""
    end = -1
    for place in found:
        span, part = place.part.span, place.part
        if span.start != end and (part.support in ("near", "article") or part.source == "rule"):
            yield span
        end = span.end


def _around(text: str, spot: Span) -> tuple[int, int]:
    """The sentence of a spot, at most `_REACH` characters to each side."""
    start = max(0, spot.start - _REACH)
    for stop in _SENTENCE_END.finditer(text, start, spot.start):
        start = stop.end()
    end = min(len(text), spot.end + _REACH)
    if closing := _SENTENCE_END.search(text, spot.end, end):
        end = closing.start()
    return start, end
