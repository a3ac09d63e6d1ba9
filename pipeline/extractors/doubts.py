"""Doubts about names of places: where a model of names should look, because rules and gazetteer cannot be sure.

尤库日斯 (no list has it), 史旺森山脉 (ends like a place), 张北京 (no Beijing) are doubts; 提质增效, which no dictionary has
either, is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from pipeline.model.place import ResolvedPlace
from pipeline.model.span import Span
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists
from pipeline.text import Mask, Segmenter, WordMap
from pipeline.text.scanner import Scanner

_HAN = re.compile("[\u4e00-\u9fff]+")
#: jieba's tags of closed classes: prepositions, conjunctions, particles, adverbs, numerals
_CLOSED = frozenset("p c u uj ul uz uv ud ug d m r f q y".split())
_REACH, _SENTENCE = 14, 40
_SENTENCE_END = re.compile("[。！？；\n\x00]")
#: a character transliterates when at least one of so many names abroad has it
_ONE_OF = 250
_REMEMBERED = 10_000
_LONG, _PERSON = 8, 3


class DoubtFinder:
    """`stretches(text, words, found)` gives the pieces of text that a model of names should read."""

    def __init__(self, abroad: Sequence[str], endings: Sequence[str], lists: WordLists, segmenter: Segmenter) -> None:
        self._endings, self._behind = Scanner(any_of(endings)), Scanner(any_of(lists["place.behind"]))
        self._before = re.compile(f"(?:{any_of(lists['place.before']).pattern})$")
        self._segmenter = segmenter
        self._is_open = lru_cache(maxsize=_REMEMBERED)(self._open)
        self._is_strange = lru_cache(maxsize=_REMEMBERED)(self._strange)
        self._is_verb = lru_cache(maxsize=_REMEMBERED)(self._verb)
        self._ordinary, self._surnames = lists["place.ordinary"], lists["surname"]
        long = [name for name in abroad if len(name) > 2]
        counted = Counter(char for name in long for char in set(name))
        often = "".join(char for char, count in sorted(counted.items()) if count * _ONE_OF >= len(long) and _HAN.match(char))
        self._often = frozenset(often)
        self._runs = re.compile(f"(?<![·{often}])[{often}]{{3,}}(?![·])")

    def stretches(self, text: str, words: WordMap, found: Sequence[ResolvedPlace]) -> list[Span]:
        """What surrounds the first of each doubt as far as its sentence goes, ascending and not overlapping."""
        stretches: list[Span] = []
        seen: set[str] = set()
        for spot in sorted(set(self._spots(text, words, found))):
            if (surface := text[spot.start : spot.end]) in seen:
                continue
            seen.add(surface)
            start, end = _around(text, spot, _REACH)
            if stretches and start <= stretches[-1].end:
                stretches[-1] = Span(stretches[-1].start, max(end, stretches[-1].end))
            else:
                stretches.append(Span(start, end))
        return stretches

    def _spots(self, text: str, words: WordMap, found: Sequence[ResolvedPlace]) -> Iterator[Span]:
        """Runs of characters that transliterate, and words between the signs of a place that jieba does not know."""
        covered = Mask((place.part.span.start, place.part.span.end) for place in found)
        for match in self._runs.finditer(text):
            if not covered.blocked(match.start(), match.end()):
                yield from self._foreign(text, match.start(), match.end(), words)
        for match in self._behind.finditer(text):
            begin = self._name_before(text, match.start(), covered, words)
            if match.start() - begin > 1 and self._before.search(text, max(0, begin - 2), begin):
                yield Span(begin, match.start())
        for match in self._endings.finditer(text):
            if not covered.blocked(match.start(), match.start() + 1) and (
                spot := self._ended(text, match.start(), match.end(), covered, words)
            ):
                yield spot
        for place in found:
            start, end = place.part.span.start, place.part.span.end
            if end - start == 2 and start and text[start - 1] in self._surnames and self._opens(text, start - 1):
                yield Span(start - 1, end)
            if _is_town_abroad(place):
                yield from self._unknown(text, *_around(text, place.part.span, _SENTENCE), covered, words)

    def _unknown(self, text: str, start: int, end: int, covered: Mask, words: WordMap) -> Iterator[Span]:
        """Words of a sentence that no dictionary has, or only as a transliterated name."""
        first, last = words.covering(start)
        while first < end:
            word = text[first:last]
            if last - first > 1 and not covered.blocked(first, first + 1) and _HAN.fullmatch(word) and self._is_strange(word):
                yield Span(first, last)
            if last >= len(text):
                break
            first, last = words.covering(last)

    def _strange(self, word: str) -> bool:
        """Whether a word looks transliterated and is no ordinary one."""
        if sum(char in self._often for char in word) * 2 <= len(word):
            return False
        return self._segmenter.tag(word) == "nrt" or not self._segmenter.is_word(word)

    def _opens(self, text: str, start: int) -> bool:
        """Whether nothing but a sign stands before `start`: 张北京 may be a person, 位于北京 is none."""
        return not start or not _HAN.match(text, start - 1)

    def _ended(self, text: str, start: int, end: int, covered: Mask, words: WordMap) -> Span | None:
        """A name of unknown words before 山脉, 县, 岛, behind a place or a sign; none in 全县, 小岛, 村民, 两省."""
        first, last = words.covering(start)
        if first < start and (last > end or words.segmenter.is_word(text[first:last])):
            return None
        begin = self._name_before(text, first, covered, words)
        if start - begin < 2 or (end - begin == _PERSON and text[begin] in self._surnames):
            return None  # 张建峰
        return Span(begin, end)

    def _name_before(self, text: str, end: int, covered: Mask, words: WordMap) -> int:
        """Where the run of words begins that may be part of a name and that no place covers; `end` if there is none.

        Two verbs of one character, one behind the other, are none: 送进|寨子.
        """
        begin, verbal = end, False
        while begin and end - begin < _LONG and not covered.blocked(begin - 1, begin):
            first, last = words.covering(begin - 1)
            word = text[first:last]
            if last > begin or not _HAN.fullmatch(word) or word in self._ordinary or not self._is_open(word):
                break
            if (is_verb := self._is_verb(word)) and verbal:
                return end
            begin, verbal = first, is_verb
        return begin

    def _foreign(self, text: str, start: int, end: int, words: WordMap) -> Iterator[Span]:
        """What of a run of transliterating characters is no ordinary word, three characters and more."""
        begin = start
        while start < end:
            first, last = words.covering(start)
            if first >= begin and last <= end and self._is_open(text[first:last]):
                start = last
                continue
            if start - begin > 2:
                yield Span(begin, start)
            begin = start = min(last, end)
        if end - begin > 2:
            yield Span(begin, end)

    def _verb(self, word: str) -> bool:
        """Whether the word is a verb of one character that transliterates nothing."""
        return len(word) == 1 and word not in self._often and self._segmenter.tag(word) == "v"

    def _open(self, word: str) -> bool:
        """Whether a word may be part of a name: jieba takes it for one, does not know it, or it is one character."""
        return self._segmenter.tag(word) not in _CLOSED if len(word) == 1 else not self._segmenter.is_ordinary(word)


def _is_town_abroad(place: ResolvedPlace) -> bool:
    """Where one foreign town or province is named, others that no list has are not far."""
    return place.country not in ("CN", "") and place.level != "country"


def _around(text: str, spot: Span, reach: int) -> tuple[int, int]:
    """The sentence of a spot, at most `reach` characters to each side."""
    start = max(0, spot.start - reach)
    for stop in _SENTENCE_END.finditer(text, start, spot.start):
        start = stop.end()
    end = min(len(text), spot.end + reach)
    if closing := _SENTENCE_END.search(text, spot.end, end):
        end = closing.start()
    return start, end
