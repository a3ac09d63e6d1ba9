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
#: opens a line with what the line is about, and what then tells of it at once: 正明铝业:|总投资1.8亿元
_LINE_NAME = re.compile(
    r"(?:[(（]?[一二三四五六七八九十\d]{1,2}[)）、.．]\s?)?([^\n:，。；;、\d]{3,24}):"
    r"(?=(?:该?项目)?(?:计划|预计|拟)?(?:总?投资|总?占地|规划|总?建筑面积|拟?新?建|年产|设计|位于))"
)
#: ends labels that only say what of it is told: 建设规模:|总建筑面积
_ASPECTS = (
    "规模", "内容", "概况", "情况", "简介", "估算", "说明", "方案", "指标", "计划", "目标", "名称", "投资", "金额", "面积",
    "地点", "时间", "条件", "优势", "依据", "意义", "现状", "进展", "亮点", "要求", "性质", "位置", "地址", "思路", "规划", "任务", "项目", "如下", "介绍", "表示", "说",
)  # fmt: skip
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
        """The thing that the last such label before `position` names, where its own line opens with a label too; or the one that
        its line opens with itself."""
        start = scene.paragraph(position)[0]
        named = _LINE_NAME.match(scene.text, start, position + 1) if ":" in scene.text else None
        if named is not None and not named[1].endswith(_ASPECTS):
            return Subject.of(Phrase(*named.span(1), named[1], self._phrases.type_of(named[1])), "heading")
        things = scene.once("things", self._things)
        if not things or not _LINE_LABEL.match(scene.text, start, position):
            return None
        index = bisect_right(things, position, key=itemgetter(0)) - 1
        return things[index][1] if index >= 0 else None

    def _things(self, scene: Scene) -> list[tuple[int, Subject]]:
        """Where they end, with what they are."""
        return [
            (match.end(1), Subject.of(Phrase(*match.span(1), match[1], self._phrases.type_of(match[1])), "heading"))
            for match in (self._named.finditer(scene.text) if ":" in scene.text else ())
        ]
