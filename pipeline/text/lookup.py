"""Words of all lists looked up in one pass: every room names those it asks about, one automaton finds them together.

An automaton of its own for every list costs a pass each, and in a run none of their tables is in the processor's cache when its
turn comes: together they took a sixth of the time of an ordinary article.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from ahocorasick_rs import AhoCorasick

#: number of the word, where it begins and ends
Hit = tuple[int, int, int]
#: by the name of the list, in the order in which words end, overlapping ones too
Hits = Mapping[str, Sequence[Hit]]


class Lookup:
    """Lists of words by name; built once."""

    def __init__(self, lists: Mapping[str, Collection[str]]) -> None:
        self._names = tuple(lists)
        #: by the number of a word, the number of its list
        self._lists = [number for number, words in enumerate(lists.values()) for _ in words]
        self._automaton = AhoCorasick([word for words in lists.values() for word in words])

    def hits(self, text: str) -> dict[str, list[Hit]]:
        """Where words of each list stand."""
        found: list[list[Hit]] = [[] for _ in self._names]
        lists = self._lists
        for hit in self._automaton.find_matches_as_indexes(text, overlapping=True):
            found[lists[hit[0]]].append(hit)
        return dict(zip(self._names, found, strict=True))
