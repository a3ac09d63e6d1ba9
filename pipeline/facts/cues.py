"""Words that tell of plans and of what is done, found once an article and asked by offset."""

from __future__ import annotations

import re
from bisect import bisect_left

from pipeline.facts.scene import Scene
from pipeline.rulebook.lists import WordLists
from pipeline.text import Mask
from pipeline.text.lookup import Hits

_LISTS = ("planned", "unplanned", "undone", "done", "did", "cumulative", "outlook", "begin", "complete", "part")
#: before a word of plans, they make it one of what is done
_DONE = ("已", "已经", "均已")


#: what a clause opens that says since when: |自从项目|投产后
_SINCE, _SINCE_REACH = (
    re.compile(r"(?:自从|(?<![^，,。；;\n\s])自(?![主治愿然动贸身行筹来]))[^，,。；;\n]{0,14}$|(?<!各)自(?:建成|全面)?$"),
    18,
)
#: before a word of an outlook, makes it what was followed: 围绕|招商|工作目标
_AROUND = re.compile(r"(?:围绕|紧扣|对照|按照|锚定|聚焦|完成)[^，,。；;\n]{0,12}$")
_AROUND_REACH = 16


def _is_since(scene: Scene, start: int) -> bool:
    return _SINCE.search(scene.text, max(0, start - _SINCE_REACH), start) is not None


class CueFinder:
    """Built once from the lists `fact.planned` and the like."""

    def __init__(self, lists: WordLists) -> None:
        self._kinds: dict[str, list[str]] = {}
        for kind in _LISTS:
            for word in sorted(lists[f"fact.{kind}"]):
                self._kinds.setdefault(word, []).append(kind)
        #: what is to be looked up
        self.words = {"cue": sorted(self._kinds)}

    def find(self, scene: Scene, hits: Hits) -> Cues:
        """Where each kind of word begins; words inside others that tell nothing (年度计划, “火种计划”, 服务中心) are left out."""
        found: dict[str, list[int]] = {kind: [] for kind in _LISTS}
        spans: list[tuple[int, int, str]] = []
        for _, start, end in hits["cue"]:
            spans.extend((start, end, kind) for kind in self._kinds[scene.text[start:end]])
        unplanned = Mask([*scene.quoted, *((start, end) for start, end, kind in spans if kind == "unplanned")])
        undone = Mask((start, end) for start, end, kind in spans if kind == "undone")
        for start, end, kind in sorted(spans):
            if kind == "planned" and end - start == 1 and not scene.is_word(start, end):
                continue  # 油料
            if kind == "planned" and scene.text.endswith(_DONE, 0, start):
                continue  # 已|全部建成
            if kind == "planned" and scene.text.endswith("后", start, end) and _is_since(scene, start):
                continue  # 自从项目|投产后
            if kind == "outlook" and _AROUND.search(scene.text, max(0, start - _AROUND_REACH), start):
                continue
            if kind in ("done", "did") and undone.blocked(start, end):
                continue
            if kind == "done" and scene.text.startswith(("的", "后"), end):
                continue  # 由目前的20万吨提升至200万吨, 投入使用后可提供学位
            if kind not in ("planned", "outlook") or not unplanned.blocked(start, end):
                found[kind].append(start)
        return Cues(found)


class Cues:
    """Offsets of cue words by kind, ascending."""

    def __init__(self, found: dict[str, list[int]]) -> None:
        self._found = found

    def last(self, kind: str, start: int, end: int) -> int:
        """Where the last word of the kind in the stretch begins; -1 for none."""
        offsets = self._found[kind]
        index = bisect_left(offsets, end) - 1
        return offsets[index] if index >= 0 and offsets[index] >= start else -1

    def first(self, kind: str, start: int, end: int) -> int:
        """Where the first word of the kind in the stretch begins; -1 for none."""
        offsets = self._found[kind]
        index = bisect_left(offsets, start)
        return offsets[index] if index < len(offsets) and offsets[index] < end else -1

    def all(self, kind: str) -> list[int]:
        """Where all words of the kind begin."""
        return self._found[kind]

    def any(self, kind: str, start: int, end: int) -> bool:
        return self.first(kind, start, end) >= 0
