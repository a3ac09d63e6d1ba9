"""Recognised first: what only looks like a mention. 一带一路, 第十一批, 5G, 0999-8123456, 合作 in 合作协议."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ahocorasick_rs import AhoCorasick, MatchKind

from pipeline.numerals.parts import Refusal
from pipeline.rulebook.exclusions import Exclusion
from pipeline.text.gated import GatedPatterns

#: against dates and places only these reasons stand: 第三季度, 三亚 and “十四五” are ordinals and names, and dates or places
HARD = frozenset(("idiom", "fixed_word", "model", "score", "code", "identifier"))
#: no number that anybody wrote, but a table that lost its blanks, noise or an attack: nothing reads it
_ENDLESS = re.compile(r"[0-9数几〇零一二三四五六七八九十百千万亿兆两廿卅壹贰叁肆伍陆柒捌玖拾佰仟]{64,}")


class ExclusionFinder:
    """Finds excluded stretches: words by one automaton, families by patterns."""

    def __init__(self, words: dict[str, tuple[str, str]], patterns: tuple[Exclusion, ...]) -> None:
        self._words = list(words)
        self._meanings = list(words.values())
        self._automaton = AhoCorasick(self._words, matchkind=MatchKind.LeftmostLongest) if words else None
        self._exclusions = patterns
        self._patterns = GatedPatterns(exclusion.pattern for exclusion in patterns)

    def find(self, text: str) -> Iterator[Refusal]:
        """Every excluded stretch of the flow, with its reason; stretches may overlap."""
        if self._automaton is not None:
            for index, start, end in self._automaton.find_matches_as_indexes(text):
                reason, rule = self._meanings[index]
                yield Refusal(start, end, reason, rule)
        for match in _ENDLESS.finditer(text):
            yield Refusal(match.start(), match.end(), "identifier", "exclusion.endless")
        for index, start, end in self._patterns.matches(text):
            exclusion = self._exclusions[index]
            yield Refusal(start, end, exclusion.reason, exclusion.rule)
