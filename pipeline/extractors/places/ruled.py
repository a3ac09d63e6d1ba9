"""Names that no list has, by their endings: 布力开村, 芦草沟镇, 二十一团, 特克斯河."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Container, Mapping

from pipeline.extractors.places.covered import Covered
from pipeline.extractors.places.listed import COUNTERS
from pipeline.model.place import PlaceEntry, PlacePart
from pipeline.model.span import Span
from pipeline.rulebook.endings import PlaceEnding, ending_pattern
from pipeline.rulebook.lists import WordLists
from pipeline.rulebook.names import PlaceNames
from pipeline.text import WordMap
from pipeline.text.scanner import Scanner

_HAN = "\u4e00-\u9fff"
_BOUNDARY = re.compile(rf"[^{_HAN}·]")
_REGIMENT = re.compile(
    r"(?:第?[一二三四五六七八九十〇零百\d]{1,4}师)?(?P<number>[一二三四五六七八九十〇零百]{1,5}|\d{1,3})团(?!体|队|结|员|委|市|中|圆|长|伙|聚|拜|购|建|干|课|支|歌|校|代|场馆|党|政)"
)
_REGIMENT_END = re.compile("团")
#: what stands before 团: 第二十一师二十一
_LONGEST_REGIMENT = 11
_LINKS = re.compile(
    rf"[^{_HAN}·]|的|和|与|及|在|将|是|了|为|等|对|向|从|到|个|名|位|两|多|全|各|该|这|至|被|把|村|镇|乡|县|市|区"
)
#: behind a name, make it that of one of several leaders
_LEADERS = re.compile(r"等(?:\d*位?)?(?:县|市|区|州|省)?(?:领导|同志|人(?![民口均]))|(?:代表|主持|出席|陪同)")
#: with the surname, before 河 that ends the name of a person
_GIVEN_NAME = 2
#: begin what is no word of the dictionary, and no name
_LEADS = frozenset("使让把将令被对")
_ANDS = "与和及"
#: how far behind a name that a village bears its ending may stand: 萨尔塔|合塔依|村
_BEARING = 5
_MAX_NAME = 8
#: how full names of divisions end
_DIVISIONS = ("省", "市", "区", "县", "州", "旗")
_TOWN_ENDS = ("村", "乡", "镇")
#: tags of words that tell what is done, or how, and open no name
_ACTS = ("v", "p", "c", "d")
_COUNTED = re.compile(r"[\d〇零一二三四五六七八九十百千万两几多数]个?$")
#: of names by rule
_LEVELS = {"village": "village", "township": "township", "farm": "township", "water": "natural", "regiment": "township"}


class RuledNames:
    """Walks back from an ending to where the name begins."""

    def __init__(self, names: PlaceNames, endings: tuple[PlaceEnding, ...], generic: Collection[str], lists: WordLists) -> None:
        self._known, self._gazetteer, self._generic = names, names.gazetteer, frozenset(generic)
        self._endings = Scanner(ending_pattern(endings))
        self._not_after = {ending.text: ending.not_after for ending in endings}
        self._never_after = {ending.text: tuple(word for word in ending.not_after if len(word) > 1) for ending in endings}
        self._generic_ends = tuple(word for word in self._generic if len(word) > 1)
        self._stops = lists["place.stop"] | lists["person.title"]
        self._nameless, self._whole = self._stops - lists["place.village"], lists["place.whole"]
        self._surnames, self._bodies = lists["surname"], tuple(sorted(lists["place.village_body"]))
        self._village_words, self._no_water = lists["place.village"], lists["place.no_water"]

    def find(self, text: str, words: WordMap, listed: list[PlacePart], blocked: Callable[[int, int], bool]) -> list[PlacePart]:
        ends = {part.span.end: part for part in listed}
        covered = Covered(listed)
        found = []
        for match in self._endings.finditer(text):
            if text.startswith(text[match.end() - 1], match.end()) and not _opens_word(words, match.end()):
                continue  # 荆州村|村年收入10万元, but 博里其村|村民
            part = self._named(text, match, words, ends, covered)
            bearing = self._named_after(match, text, ends)
            if bearing is not None and (part is None or part.span.start >= bearing.span.start):
                part = bearing
            if part is not None and not blocked(part.span.start, part.span.end):
                found.append(part)
                ends[part.span.end] = part
        if "团" in text and ("兵团" in text or "师" in text):
            found.extend(self._regiments(text, covered))
        return found

    def _named(
        self, text: str, match: re.Match[str], words: WordMap, ends: Mapping[int, PlacePart], covered: Covered
    ) -> PlacePart | None:
        kind = match.lastgroup or ""
        stem_end, end = match.start(), match.end()
        if kind == "water" and end in ends:
            return None  # 浙江 is known
        start = self._name_start(text, stem_end, words, ends)
        if start in ends and text[start] in _ANDS and stem_end - start > 1:
            start += 1  # 阿西河|与|斯瓦克河
        stem = text[start:stem_end]
        adjacent = start in ends and not (kind == ends[start].level == "village")  # 金光村|实现村集体经济收入4000余元
        longest = _MAX_NAME if kind != "water" else 4
        known = ends.get(end)
        if known is not None and start < known.span.start and _LINKS.fullmatch(text, start, known.span.start):
            return None  # 对|塔孜洪乡
        if kind == "village" and stem.endswith(_DIVISIONS) and covered.has(start, stem_end):
            return None  # 上海市|社区长者食堂
        if kind == "village" and not adjacent and text.startswith(self._bodies, end + text.startswith("“", end)):
            return None  # 石门镇|白杨村|党支部, but 各村党支部, 村“两委”
        bears_word = (
            kind == "village" and adjacent and len(stem) > _GIVEN_NAME and not words.segmenter.is_word(stem[:-1])
        )  # 石门镇|板桥山|村
        told = stem.endswith(self._never_after[match.group()]) or (
            stem.endswith(self._not_after[match.group()]) and not bears_word
        )
        if not stem or len(stem) > longest or told or covered.cut_by(start, end):
            return None
        if covered.has(start, end) or not self._is_name(stem, kind, adjacent, words, text, start):
            return None
        return _unlisted(text, start, end, kind)

    def _named_after(self, match: re.Match[str], text: str, ends: Mapping[int, PlacePart]) -> PlacePart | None:
        """A village or town that bears another place's name: 江阴村, 芦草沟镇西宁庄村."""
        kind = match.lastgroup or ""
        if kind == "water":
            return None
        for length in range(_BEARING):
            part = ends.get(match.start() - length)
            if (
                part is None
                or not (part.candidates and _may_name(part.candidates[0]))
                or (length > 2 and part.candidates[0].country == "CN")
                or _BOUNDARY.search(text[part.span.end : match.start()])
            ):
                continue
            if length and not self._is_foreign(part, ends.get(part.span.start)):
                return None
            return _unlisted(text, part.span.start, match.end(), kind)
        return None

    def _is_foreign(self, part: PlacePart, before: PlacePart | None) -> bool:
        """Whether a name cannot be meant for itself, because it does not lie in the place right before it."""
        if before is None:
            return False
        above = {entry.adcode for entry in before.candidates}
        return not any(code in above for entry in part.candidates for code in self._gazetteer.path(entry.adcode))

    def _name_start(self, text: str, stem_end: int, words: WordMap, ends: Container[int]) -> int:
        """Walks back over words to where the name begins: a place, a sign or a word that cannot be part of it."""
        start = stem_end
        if stem_end and text[words.covering(stem_end - 1)[0] : stem_end] in self._whole:
            return start  # 云南扶贫开发实施|整|村推进
        for begin in range(stem_end - 1, max(stem_end - _MAX_NAME, -1), -1):
            if begin in ends and not _LINKS.search(text, begin, stem_end):
                return self._behind_verb(begin, stem_end, words)
        while stem_end - start < _MAX_NAME and start > 0:
            if start in ends and start < stem_end:
                return start
            first, _ = words.covering(start - 1)
            word = text[first:start]
            if _BOUNDARY.search(word):
                return start
            inner = next((e for e in range(start - 1, first, -1) if e in ends), None)
            if inner is not None:
                return inner
            if text[first - 1 : first].isdigit() and word[0] in COUNTERS:
                return first + 1  # 8户 | 央布拉克村, 2026年 | 洛克乡
            if len(word) > 1 and word[0] in _LEADS and not words.segmenter.is_word(word):
                return first + 1  # 使大|茅村
            if word in self._stops or (len(word) > 1 and word.endswith(("支流", "干流", "流域"))):
                return start
            if len(word) > 1 and words.segmenter.tag(word) in _ACTS and self._is_told(text, start, stem_end, words):
                return start  # 300万元|用于|淇滩镇, 尽快|打通|小鱼洞镇
            start = first
        return start

    def _behind_verb(self, start: int, end: int, words: WordMap) -> int:
        """Where a name begins behind a place and what that does: 珠海|援建|绵虒镇, but 霍城县|团结村."""
        first, last = words.covering(start)
        if first != start or last >= end or last - first == 1:
            return start
        word = words.text[first:last]
        return last if word in self._nameless or self._is_act(word, words) else start

    def _is_name(self, stem: str, kind: str, adjacent: bool, words: WordMap, text: str, start: int) -> bool:
        if kind == "water":
            return self._is_water(stem, adjacent, text, start)
        if stem in self._generic and not (adjacent and len(stem) > 1):
            return False
        if len(stem) > 1 and self._is_act(stem, words):
            return False  # 实现|村集体经济收入
        if stem.endswith(self._generic_ends) and not (adjacent and stem in self._village_words):
            return False
        if _COUNTED.search(stem) and not adjacent:
            return False
        if len(stem) == 1:
            return adjacent
        return adjacent or not (len(stem) > 4 and words.segmenter.is_word(stem[-2:]))

    @staticmethod
    def _is_told(text: str, start: int, end: int, words: WordMap) -> bool:
        """Whether what stands between a verb and the ending may be told of: a name, or what is done as well, 坚持|走|村, not 团结|新|村."""
        return end - start > 1 or (start < end and words.segmenter.tag(text[start:end]) == "v")

    def _is_act(self, word: str, words: WordMap) -> bool:
        """Whether it is a verb that no town or village is called after: 实现, not 前进."""
        if not words.segmenter.is_word(word) or words.segmenter.tag(word) != "v" or word in self._village_words:
            return False
        return not any(word + ending in self._known for ending in _TOWN_ENDS)

    def _is_water(self, stem: str, adjacent: bool, text: str, start: int) -> bool:
        """A river or lake by its suffix alone: in a list, behind 支流 or 在, or right behind a place."""
        if stem in self._no_water or stem in self._generic or stem[-1] in "江湖河海内一" or stem[0] in "该本":
            return False
        if all(char in self._gazetteer.abbreviations for char in stem):
            return False  # 沪苏湖高铁
        if len(stem) == _GIVEN_NAME and stem[0] in self._surnames and _LEADERS.match(text, start + len(stem) + 1):
            return False  # 以及|陈银河等领导
        before = text[max(0, start - 2) : start]
        listed = (
            not before
            or before[-1] in "、，,。;；和及与“(的在\n:】]〕>"
            or before.endswith(("支流", "干流", "沿着", "流域", "位于"))
        )
        return listed or adjacent

    def _regiments(self, text: str, covered: Covered) -> list[PlacePart]:
        found = []
        done = 0
        for stop in _REGIMENT_END.finditer(text):
            match = _REGIMENT.search(text, max(done, stop.start() - _LONGEST_REGIMENT), stop.end() + 2)
            if match is None or match.end() != stop.end():
                continue
            start, end = match.start("number"), match.end()
            done = end
            if covered.touch(start, end) or text[start - 1 : start] in ("第", "一批", "个"):
                continue
            found.append(_unlisted(text, start, end, "regiment")._replace(support="corps"))
        return found


def _opens_word(words: WordMap, position: int) -> bool:
    """Whether a word of more than one character begins there."""
    start, end = words.covering(position)
    return start == position and end > start + 1


def _may_name(entry: PlaceEntry) -> bool:
    """Whether towns and villages may bear the name: 江阴 of 江阴村; 克孜勒 abroad opens that of 克孜勒陶乡."""
    return entry.form in ("short", "alias") or (entry.country != "CN" and entry.level != "country")


def _unlisted(text: str, start: int, end: int, kind: str) -> PlacePart:
    """A name that no list has."""
    return PlacePart(
        span=Span(start, end), surface=text[start:end], level=_LEVELS[kind], candidates=(), source="rule",
        rule=f"place.rule-{kind}",
    )  # fmt: skip
