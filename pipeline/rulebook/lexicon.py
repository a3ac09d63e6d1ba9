"""Longest-match word lists by first character: no pattern to compile, one dictionary look-up a length."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Lexicon(Generic[T]):
    """Words with what they mean; `longest_at` is the longest word that starts at an offset."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self.entries = dict(entries)
        self._lengths = lengths_by_edge(self.entries, 0)
        #: the first characters of all words: where none stands, `longest_at` need not be asked
        self.openings = frozenset(self._lengths)

    def __reduce__(self) -> tuple[type[Lexicon[T]], tuple[Mapping[str, T]]]:  # kept rules hold the words, compiled or not
        return Lexicon, (self.entries,)

    def longest_at(self, text: str, position: int) -> tuple[str, T] | None:
        """The longest word of the lexicon that starts at `position`, with its entry."""
        for length in self._lengths.get(text[position : position + 1], ()):
            word = text[position : position + length]
            if (entry := self.entries.get(word)) is not None:
                return word, entry
        return None


class Standing:
    """Where words stand in one text: by where they begin, their ends in ascending order. `hits` are by ascending end."""

    def __init__(self, hits: Iterable[tuple[int, int, int]]) -> None:
        self._ends = ends_by_start(hits)
        self._starts = sorted(self._ends)

    def next(self, start: int, limit: int) -> tuple[int, int] | None:
        """The first word that begins at `start` or behind it, the longest of those that end by `limit`."""
        for index in range(bisect_left(self._starts, start), len(self._starts)):
            begin = self._starts[index]
            if begin >= limit:
                return None
            if end := self.end_at(begin, limit):
                return begin, end
        return None

    def end_at(self, start: int, limit: int) -> int:
        """The end of the longest word that begins at `start` and ends by `limit`, 0 where there is none."""
        for end in reversed(self._ends.get(start, ())):
            if end <= limit:
                return end
        return 0


def ends_by_start(hits: Iterable[tuple[int, int, int]]) -> dict[int, list[int]]:
    """Of hits by number, start and end: by where they begin, all their ends, in the order of the hits."""
    ends: dict[int, list[int]] = {}
    for _, start, end in hits:
        ends.setdefault(start, []).append(end)
    return ends


def longest(ends: Mapping[int, Iterable[int]]) -> Iterator[tuple[int, int]]:
    """From left to right the longest word at each place, none overlapping another."""
    done = 0
    for start in sorted(ends):
        if start >= done:
            done = max(ends[start])
            yield start, done


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the words, the longest that fits."""
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def lengths_by_edge(words: Iterable[str], edge: int) -> dict[str, list[int]]:
    """How long the words are that begin (`edge` 0) or end (`edge` -1) with a character, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[edge], set()).add(len(word))
    return {char: sorted(found, reverse=True) for char, found in lengths.items()}
