"""Names of one character: 疆 in 援疆, both of 京沪 in 京沪高铁."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from pipeline.extractors.places.covered import Covered
from pipeline.model.place import PlacePart
from pipeline.model.span import Span
from pipeline.rulebook.gazetteer import Gazetteer
from pipeline.rulebook.lexicon import any_of
from pipeline.text import WordMap
from pipeline.text.scanner import Scanner


class AbbreviatedNames:
    """Finds abbreviations of provinces side by side, or behind a word that makes one a place."""

    def __init__(self, gazetteer: Gazetteer, joined: Collection[str]) -> None:
        self._gazetteer, self._pattern = gazetteer, Scanner(_pattern(gazetteer, joined))

    def find(self, text: str, words: WordMap, covered: Covered, blocked: Callable[[int, int], bool]) -> list[PlacePart]:
        """疆 in 援疆, both of 京沪 in 京沪高铁; not 台 in 出台, whose word is longer."""
        found = []
        for match in self._pattern.finditer(text):
            joined = match.lastgroup == "joined"
            for start in range(*match.span(match.lastgroup or 0)):
                end = start + 1
                entries = self._gazetteer.abbreviations[text[start]].entries
                if covered.touch(start, end) or blocked(start, end) or (not joined and self._is_inside_word(start, words)):
                    continue
                level = entries[0].level
                found.append(PlacePart(Span(start, end), text[start], level, entries, "gazetteer", "place.abbreviation"))
        return found

    @staticmethod
    def _is_inside_word(start: int, words: WordMap) -> bool:
        """Whether a word of the dictionary begins with the character and runs on: 台上, 川流不息."""
        first, last = words.covering(start)
        return first == start and last > start + 1 and words.segmenter.is_word(words.text[first:last])


def _pattern(gazetteer: Gazetteer, joined: Collection[str]) -> re.Pattern[str]:
    """Two to four abbreviations before a word that joins places, or one behind a word that makes it a place alone."""
    every = "".join(gazetteer.abbreviations)
    alone: dict[str, list[str]] = {}
    for char, abbreviation in gazetteer.abbreviations.items():
        for word in abbreviation.behind:
            alone.setdefault(word, []).append(char)
    behind = "|".join(f"(?<={re.escape(word)})[{''.join(chars)}]" for word, chars in sorted(alone.items()))
    return re.compile(f"(?P<joined>(?<![{every}])[{every}]{{2,4}})(?={any_of(joined).pattern})|(?P<alone>{behind})")
