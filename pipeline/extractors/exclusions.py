"""Recognised first: what only looks like a mention. 一带一路, 第十一批, 5G, 0999-8123456, 合作 in 合作协议."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.numerals.parts import Refusal
from pipeline.rulebook.exclusions import Exclusion
from pipeline.rulebook.lexicon import ends_by_start, longest
from pipeline.text.gated import GatedPatterns
from pipeline.text.lookup import Hits

#: against dates and places only these reasons stand: 第三季度, 三亚 and “十四五” are ordinals and names, and dates or places
HARD = frozenset(("idiom", "fixed_word", "model", "score", "code", "identifier", "antiquity"))
_MAGNITUDES = frozenset("十百千万亿")
#: behind these a magnitude belongs to the number
_NUMERALS = frozenset("0123456789一二三四五六七八九十百千几两")
#: no number that anybody wrote, but a table that lost its blanks, noise or an attack: nothing reads it
_ENDLESS = re.compile(r"[0-9数几〇零一二三四五六七八九十百千万亿兆两廿卅壹贰叁肆伍陆柒捌玖拾佰仟]{64,}")


class ExclusionFinder:
    """Finds excluded stretches: words that are looked up, and families by patterns."""

    def __init__(self, words: dict[str, tuple[str, str]], patterns: tuple[Exclusion, ...]) -> None:
        self._meanings = words
        self._exclusions = patterns
        self._patterns = GatedPatterns(exclusion.pattern for exclusion in patterns)
        #: what is to be looked up
        self.words = {"exclusion": tuple(words), "gate": self._patterns.literals}

    def find(self, text: str, hits: Hits) -> Iterator[Refusal]:
        """Every excluded stretch of the flow, with its reason; stretches may overlap."""
        for start, end in longest(ends_by_start(hits["exclusion"])):
            if text[start] in _MAGNITUDES and text[start - 1 : start] in _NUMERALS:
                continue  # 3.56万|宁夏劳动力, not 万宁
            reason, rule = self._meanings[text[start:end]]
            yield Refusal(start, end, reason, rule)
        for match in _ENDLESS.finditer(text):
            yield Refusal(match.start(), match.end(), "identifier", "exclusion.endless")
        for index, start, end in self._patterns.matches(text, hits["gate"]):
            exclusion = self._exclusions[index]
            yield Refusal(start, end, exclusion.reason, exclusion.rule)
