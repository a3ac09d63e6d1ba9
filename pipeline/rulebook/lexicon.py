"""Longest-match word lists by first character: no pattern to compile, one dictionary look-up a length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Lexicon(Generic[T]):
    """Words with what they mean; `longest_at` is the longest word that starts at an offset."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self.entries = dict(entries)
        self._lengths = lengths_by_edge(self.entries, 0)

    def longest_at(self, text: str, position: int) -> tuple[str, T] | None:
        """The longest word of the lexicon that starts at `position`, with its entry."""
        for length in self._lengths.get(text[position : position + 1], ()):
            word = text[position : position + length]
            if (entry := self.entries.get(word)) is not None:
                return word, entry
        return None


def any_of(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern for any of the words, the longest that fits."""
    return re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def lengths_by_edge(words: Iterable[str], edge: int) -> dict[str, list[int]]:
    """How long the words are that begin (`edge` 0) or end (`edge` -1) with a character, longest first."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[edge], set()).add(len(word))
    return {char: sorted(found, reverse=True) for char, found in lengths.items()}
