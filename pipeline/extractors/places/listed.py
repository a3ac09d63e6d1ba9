"""Names of the gazetteer that stand as words: 霍城 in 霍城县江苏医院, but not 新乡 in 创新乡村 or 南京 in 南京路."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import NamedTuple

from pipeline.extractors.places.persons import Persons
from pipeline.model.place import PlaceEntry, PlacePart
from pipeline.model.span import Span
from pipeline.rulebook.figures import Currency
from pipeline.rulebook.lexicon import Lexicon
from pipeline.rulebook.lists import WordLists
from pipeline.rulebook.names import LONG_LEVELS, PlaceNames
from pipeline.text import WordMap
from pipeline.text.lookup import Hit

COUNTERS = frozenset("个名位家户座所条项次批年月日")
_BEFORE_COUNTERS = frozenset("0123456789多余数几十百千万亿")
_SHORTEST = 2
#: no division behind a mountain or region: 长三角|市场
_NO_DIVISION = ("市场", "市民", "县域", "市域", "市县", "县市", "市区", "县区", "市值", "市价")
#: behind 国 they make a word with it
_OF_STATE = tuple("会防内债家民务土旗歌籍营有企")
#: behind 市 they begin with 场, and no market is meant: 上海市|场馆
_HALLS = ("场馆", "场所", "场地", "场均", "场景", "场站")
#: 江苏、广|东三省: the count of a list, though the lists know 东三省
_COUNTED_TOGETHER = re.compile("[东西][两二三四五六七八九十][省市县区州地国]")
#: behind the last place of a list
_AND_OTHERS = re.compile(r"等(?:地|[省市县区州]|[\d两二三四五六七八九十])")
_TOWN_ENDS = ("镇", "乡", "村")
NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两点0123456789")
#: tags of single characters that names of lines are made of
_IN_LINES = ("a", "n", "j", "b", "g")
#: are called what stands in quotes behind them
_QUOTES = ("“", "「", "‘", '"')
_STORMS = ("台风", "热带风暴", "热带低压", "飓风", "颱風", "颶風", "風暴")
_BOUND_FOR = re.compile("[去往赴到来回返进]$")


class _Name(NamedTuple):
    """What the gazetteer alone says of a name: `long` 伊宁县, a `landmark` 天山, `unique` where it means one place and no shorter
    name opens it."""

    entries: tuple[PlaceEntry, ...]
    level: str
    rule: str
    support: str
    long: bool
    landmark: bool
    unique: bool


class ListedNames:
    """Takes the hits of the gazetteer that are no part of another word, street or person."""

    def __init__(
        self,
        names: PlaceNames,
        organisations: Collection[str],
        streets: Collection[str],
        money: Lexicon[Currency],
        lists: WordLists,
    ) -> None:
        self._names, self._gazetteer, self._money = names, names.gazetteer, money
        self._keeps, self._tails, self._before = lists["place.keep"], lists["place.tail"], lists["place.before"]
        self._told: dict[str, _Name] = {}
        self._other = Lexicon(dict.fromkeys(lists["place.other"], True))
        self._temples = lists["place.temple"]
        self._landforms, self._works = lists["place.landform"], Lexicon(dict.fromkeys(lists["place.works"], True))
        self._lines = Lexicon(dict.fromkeys(lists["place.line"], True))
        self._streets = Lexicon(dict.fromkeys(streets, True))
        self._persons = Persons(lists)
        self._organisation_words = frozenset(organisations)

    def find(self, text: str, hits: Iterable[Hit], words: WordMap, blocked: Callable[[int, int], bool]) -> list[PlacePart]:
        """Left to right, the longest name first that stands as a word; a name turned down gives way to a shorter one."""
        ends = self._names.matches(text, hits)
        found: list[PlacePart] = []
        offset = 0
        for start in sorted(ends):
            if start < offset:
                continue
            for end in sorted(ends[start], reverse=True):
                if blocked(start, end):
                    continue
                name = self._name(text[start:end])
                if self._stands(name, text, start, end, words, ends):
                    span = Span(start, end)
                    found.append(PlacePart(span, text[start:end], name.level, name.entries, "gazetteer", name.rule, name.support))
                    offset = end
                    break
        return found

    def _name(self, surface: str) -> _Name:
        """What can be told of a name without its text; the gazetteer never changes, so it is told once."""
        if (known := self._told.get(surface)) is not None:
            return known
        entries = self._names[surface]
        level = entries[0].level
        corps = entries[0].kind == "corps" and len(surface) < 4
        name = self._told[surface] = _Name(
            entries=entries, level=level, rule=f"place.{level}",
            support="corps" if corps else self._gazetteer.common.get(surface, ""),
            long=surface.endswith(LONG_LEVELS) and len(surface) > 2,
            landmark=surface[-1] in "山河江湖海" and any(entry.level == "natural" for entry in entries),
            unique=len(entries) == 1 and surface[:-1] not in self._names,
        )  # fmt: skip
        return name

    def _stands(
        self, name: _Name, text: str, start: int, end: int, words: WordMap, starts: Mapping[int, Collection[int]]
    ) -> bool:
        """Whether the name stands as a word of its own, is no street, no person and no part of a currency's name."""
        if words.covering(start) != (start, end) and self._is_cut(name, text, start, end, words, starts):
            return False
        if text[start] in NUMERALS and start and text[start - 1] in NUMERALS:
            return False  # 三点一四平方公里
        if text[start - 1 : start] in _QUOTES and text.endswith(_STORMS, 0, start - 1):
            return False  # 台风“凤凰”
        if text[start] in COUNTERS and start and text[start - 1] in _BEFORE_COUNTERS:
            return False  # 3.5万|名山区群众
        if end - start == _SHORTEST and self._ends_longer(name, text, start, words):
            return False
        if name.level == "county" and not name.long and self._opens_feature(text, start, end, words):
            return False
        if self._gives_way(text, start, end) or self.is_part_of_name(text, start, end, words):
            return False
        if text[start] in self._money.openings and (money := self._money.longest_at(text, start)) and len(money[0]) > end - start:
            return False
        return not (self._is_street(text, start, end, words, starts) or self._persons.holds(text, start, end, words))

    @staticmethod
    def _ends_longer(name: _Name, text: str, start: int, words: WordMap) -> bool:
        """昌|南县: a county's full name of two characters behind a lone one that opens a name is the end of another."""
        if name.level != "county" or name.entries[0].form != "full" or not start:
            return False
        first, last = words.covering(start - 1)
        return last - first == 1 and last == start and words.segmenter.tag(text[first]).startswith(("nr", "ns", "j"))

    def _opens_feature(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """凤凰|山隧道, 黄龙|观, 大|广南|高速: a county's short name in that of a hill, a temple or a line."""
        behind = text[end : end + 1]
        if behind in self._landforms and self._works.longest_at(text, end + 1):
            return True
        if behind in self._temples and not words.segmenter.is_word(text[end : end + 2]):
            return True
        if behind not in self._lines.openings or not self._lines.longest_at(text, end) or not start:
            return False
        return words.covering(start - 1) == (start - 1, start) and words.segmenter.tag(text[start - 1]).startswith(_IN_LINES)

    def _is_cut(
        self, name: _Name, text: str, start: int, end: int, words: WordMap, starts: Mapping[int, Collection[int]]
    ) -> bool:
        """Whether the words of the text are others, across the name's ends: 新乡 in 创新|乡村, 大理 in 大理石.

        Behind a mountain or river (天山脚下, 黄河南岸) the next word often begins with its last character.
        """
        if text[end - 1] == "市" and text.startswith("场", end) and text[end : end + 2] not in _HALLS:
            return True  # 纽约|市场
        if (
            end - start > _SHORTEST
            and text[end - 1] == "国"
            and text[end : end + 1] in _OF_STATE
            and text[start : end - 1] in self._names
        ):
            return True  # 日本|国会
        crossing = "" if name.landmark else self._crosses_right(text, start, end, words)
        if crossing and end in starts and text[start : words.covering(end - 1)[0]] not in self._before:
            crossing = ""  # 河南|海南, but 从|江苏|南通
        if crossing.endswith("等") and _AND_OTHERS.match(text, end):
            crossing = ""  # 莆田、南平|等地
        said_once = name.level == "country" and end - start == _SHORTEST and text[end - 1] == "国"  # 法国防长, 美国务卿
        if crossing and not said_once and not _COUNTED_TOGETHER.fullmatch(crossing):
            if not (name.long or (name.unique and end - start > 3)):
                return True
            if not (name.unique or crossing in self._keeps or crossing.startswith(("市委", "县委", "区委", "省委"))):
                return True
        if self._crosses_left(text, start, end, words) and not (name.long and end - start > 3):
            return True
        return self._begins_word(text, start, end, words)

    def is_part_of_name(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """乔治·华盛顿, 8月26日|本赛季, 希腊语, 泉州话."""
        before = text[start - 1 : start]
        if "·" in (before, text[end : end + 1]) and not any(
            entry.country == "CN" for entry in self._names.get(text[start:end], ())
        ):
            return True
        if text[start] in "日月" and before in NUMERALS:
            return True
        if text[start] == "里" and before and before in "年月日天夜":
            return True  # 七月里|海鹦
        other = self._other.longest_at(text, end) if text[end : end + 1] in self._other.openings else None
        return other is not None and words.is_boundary(end + len(other[0]))

    def _gives_way(self, text: str, start: int, end: int) -> bool:
        """杭州西湖 in 杭州西湖区: what begins inside and ends one character later is the division meant; 云岭|县 is no mountain."""
        if text[end : end + 1] not in ("区", "县", "市", "镇", "乡", "州") or text[start : end + 1] in self._names:
            return False
        if text[end] in "县市" and self._name(text[start:end]).level in ("natural", "region"):
            return text[end : end + 2] not in _NO_DIVISION
        return any(text[inner : end + 1] in self._names for inner in range(start + 2, end - 1))

    def _begins_word(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """大理石, 阿里巴巴, 荷兰豆: the name only begins an ordinary word."""
        first, stop = words.covering(start)
        if first != start or stop <= end:
            return False
        word = text[start:stop]
        if not words.segmenter.is_word(word) or word in self._names or word[end - start :] in self._tails:
            return False
        if len(word) - (end - start) > 1:
            return False  # 台湾同胞, 吉林长春: the rest is a word itself
        return words.segmenter.tag(word)[:2] not in ("ns", "nt", "nz") and word[end - start :] not in self._organisation_words

    def _crosses_right(self, text: str, start: int, end: int, words: WordMap) -> str:
        """The dictionary word that begins inside the hit and runs over its end; empty if none."""
        first, last = words.covering(end - 1)
        if last <= end or first <= start:
            return ""
        word = text[first:last]
        return word if words.segmenter.is_word(word) else ""

    def _crosses_left(self, text: str, start: int, end: int, words: WordMap) -> bool:
        first, last = words.covering(start)
        if first == start:
            return False
        word = text[first:last]
        return (
            words.segmenter.is_word(word) and text[first:start] not in ("新", "全", "旧") and text[first:start] not in self._names
        )

    def _is_street(self, text: str, start: int, end: int, words: WordMap, starts: Mapping[int, Collection[int]]) -> bool:
        """南京路, 长安街: streets are no places; 街道 is a township and 路上 no street."""
        found = self._streets.longest_at(text, end) if text[end : end + 1] in self._streets.openings else None
        if found is None or text.startswith(("街道", "里约", "里斯", "街头", "路段", "路线", "路途", "路径"), end):
            return False
        if text.startswith("路上", end) and _BOUND_FOR.search(text, max(0, start - 1), start):
            return False  # 去南京|路上
        suffix, stop = found[0], end + len(found[0])
        if any(other > stop for other in starts.get(end, ())):
            return False  # 青川县|大院回族乡
        if suffix in self._names or text.startswith((*_TOWN_ENDS, "机场"), stop):
            return False  # 河南商城 is a county, 伊宁县|新街镇 a town, 石河子|花园机场
        return len(suffix) > 1 or (suffix in "路街巷" and (words.is_boundary(stop) or text.startswith("路上", end)))
