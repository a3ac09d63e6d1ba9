"""Notices told label by label: 项目名称:… and, lines below, 中标金额:1286万元, which is about the thing named last."""

from __future__ import annotations

import re
from bisect import bisect_right
from operator import itemgetter

from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import Subject
from pipeline.facts.scene import Scene
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists

_LINE_LABEL = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、)?[^\u4e00-\u9fff\n]{0,6}[\u4e00-\u9fff]{2,12}(?:\([^()\n]{1,8}\))?\s?:"
)
#: JC2024-08 of a plot
_CODE = r"[A-Za-z][A-Za-z0-9()/.-]+(?=[\u4e00-\u9fff\s，；])"
#: where what is named ends: with its line or clause, or before the next label
_ENDS = r"(?=\s[\u4e00-\u9fff]{2,12}(?:\([^()\n]{1,8}\))?\s?:|[\n，。；;]|$)"


class LabelledThings:
    """Finds what the labels of a notice name, once an article."""

    def __init__(self, phrases: PhraseReader, lists: WordLists) -> None:
        self._phrases = phrases
        labels = any_of(lists["fact.thing"]).pattern
        self._named = re.compile(rf"(?<![\u4e00-\u9fff])(?:{labels})\s?:\s?({_CODE}|[^\n，。；;]{{2,60}}?{_ENDS})")

    def above(self, scene: Scene, position: int) -> Subject | None:
        """The thing that the last such label before `position` names, where its own line opens with a label too."""
        things = self._things(scene)
        if not things or not _LINE_LABEL.match(scene.text, scene.paragraph(position)[0], position):
            return None
        index = bisect_right(things, position, key=itemgetter(0)) - 1
        return things[index][1] if index >= 0 else None

    def _things(self, scene: Scene) -> list[tuple[int, Subject]]:
        """Where they end, with what they are."""
        known: dict[tuple[str, int, int], list[tuple[int, Subject]]] = scene.phrases
        key = "things", 0, len(scene.text)
        if key not in known:
            known[key] = [
                (match.end(1), Subject.of(Phrase(*match.span(1), match[1], self._phrases.type_of(match[1])), "heading"))
                for match in (self._named.finditer(scene.text) if ":" in scene.text else ())
            ]
        return known[key]
