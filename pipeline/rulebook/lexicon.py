"""Longest-match word lists by first character: no pattern to compile, one dictionary look-up a length."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Lexicon(Generic[T]):
    """Words with what they mean; `longest_at` is the longest word that starts at an offset."""

    def __init__(self, entries: Mapping[str, T]) -> None:
        self.entries = dict(entries)
        lengths: dict[str, set[int]] = {}
        for word in self.entries:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def longest_at(self, text: str, position: int) -> tuple[str, T] | None:
        """The longest word of the lexicon that starts at `position`, with its entry."""
        for length in self._lengths.get(text[position : position + 1], ()):
            word = text[position : position + length]
            if (entry := self.entries.get(word)) is not None:
                return word, entry
        return None
