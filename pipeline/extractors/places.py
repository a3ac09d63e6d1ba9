"""Places: every name of the gazetteer that stands as a word, and by rule townships, villages, rivers and regiments.

霍城 in 霍城县江苏医院 is found and carries `within`; 新乡 in 创新乡村, 湖南 in 太湖南岸 and 南京 in 南京路 are not found.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.model.place import PlaceEntry, PlacePart
from pipeline.model.span import Span
from pipeline.rulebook.endings import PlaceEnding, ending_pattern
from pipeline.rulebook.figures import Currency
from pipeline.rulebook.gazetteer import Gazetteer
from pipeline.rulebook.lexicon import Lexicon, Standing, any_of
from pipeline.rulebook.lists import WordLists
from pipeline.rulebook.names import LONG_LEVELS, PlaceNames
from pipeline.text import WordMap
from pipeline.text.lookup import Hit, Hits
from pipeline.text.scanner import Scanner

_HAN = "\u4e00-\u9fff"
_BOUNDARY = re.compile(rf"[^{_HAN}·]")
_REGIMENT = re.compile(
    r"(?:第?[一二三四五六七八九十〇零百\d]{1,4}师)?(?P<number>[一二三四五六七八九十〇零百]{1,5}|\d{1,3})团(?!体|队|结|员|委|市|中|圆|长|伙|聚|拜|购|建|干|课|支|歌|校|代|场馆|党|政)"
)
_REGIMENT_END = re.compile("团")
#: what stands before 团: 第二十一师二十一
_LONGEST_REGIMENT = 11
_COUNTERS = frozenset("个名位家户座所条项次批年月日")
_BEFORE_COUNTERS = frozenset("0123456789多余数几十百千万亿")
_LINKS = re.compile(
    rf"[^{_HAN}·]|的|和|与|及|在|将|是|了|为|等|对|向|从|到|个|名|位|两|多|全|各|该|这|至|被|把|村|镇|乡|县|市|区"
)
#: how far behind a name that a village bears its ending may stand: 萨尔塔|合塔依|村
_BEARING = 5
_TOWN_ENDS = ("镇", "乡", "村")
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两点0123456789")
_MAX_NAME = 8
_TITLE = 5
#: what stands behind the name of a person
_NAMED = re.compile(
    r"[、，,。；（(]|和|与|等|表示|说|称|介绍|告诉|认为|先生|女士|[\u4e00-\u9fff](?:[、，,。；（(]|表示|说|称|笑|宣布|认为|介绍|告诉|伙同|等)"
)
#: what may stand between a title and a given name that is a place's too, and behind it: 县长|才旺|尼玛|介绍
_GIVEN = re.compile(r"[\u4e00-\u9fff]{1,2}(?<![在到赴来去往从于])$")
_SAYS = re.compile(r"[说称]|介绍|表示|告诉|认为|坦言|笑着")
_BOUND_FOR = re.compile("[去往赴到来回返进]$")
_COUNTED = re.compile(r"[\d〇零一二三四五六七八九十百千万两几多数]个?$")
#: of names by rule
_LEVELS = {"village": "village", "township": "township", "farm": "township", "water": "natural", "regiment": "township"}
_ORGANISATION_REACH = 22
#: words that no name of an organisation holds
_NO_NAME = re.compile(
    "[的是在与和将了等为对]|[都还没拥共已设]有|举行|举办|召开|实施|推进|建设|签订|开展|参加|出席|考察|调研|访问|参观|进行|打造|达成"
    "|来到|抵达|组成|深化|落实|助力|加快|经过"
)
#: words that end like the names of fairs and offices
_NO_END = re.compile("[发开进拓扩伸施]展$|[全结布格]局$")


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


class PlaceExtractor:
    """Finds place names in a flow. `extract` tells nothing apart; that is the article's business."""

    def __init__(
        self,
        names: PlaceNames,
        organisations: Collection[str],
        streets: Collection[str],
        generic: Collection[str],
        endings: tuple[PlaceEnding, ...],
        money: Lexicon[Currency],
        lists: WordLists,
    ) -> None:
        self._gazetteer = names.gazetteer
        self._generic = frozenset(generic)
        self._endings = Scanner(ending_pattern(endings))
        self._not_after = {ending.text: ending.not_after for ending in endings}
        self._generic_ends = tuple(word for word in self._generic if len(word) > 1)
        self._money = money
        self._stops = lists["place.stop"] | lists["person.title"]
        self._keeps, self._tails = lists["place.keep"], lists["place.tail"]
        self._village_words, self._no_water, self._surnames = lists["place.village"], lists["place.no_water"], lists["surname"]
        self._names = names
        self._told: dict[str, _Name] = {}
        self._abbreviations = Scanner(_abbreviation_pattern(names.gazetteer, lists["place.joined"]))
        self._other = Lexicon(dict.fromkeys(lists["place.other"], True))
        self._titled = re.compile(f"(?:{any_of(lists['person.title']).pattern})$")
        self._title_ends = frozenset(title[-1] for title in lists["person.title"]) | {"\n"}  # `$` looks over a line's end
        self._streets = Lexicon(dict.fromkeys(streets, True))
        #: what is to be looked up
        self.words = {**names.words, "organisation": sorted(organisations)}
        self._organisation_words = frozenset(organisations)
        self._facility_ends = (*organisations, *streets, *lists["place.facility"])

    def extract(self, text: str, hits: Hits, words: WordMap, blocked: Callable[[int, int], bool]) -> list[PlacePart]:
        """Place names, ascending and not overlapping."""
        found = self._listed(text, hits["place"], words, blocked)
        found = _merged(found, self._by_rule(text, words, found, blocked))
        found = _merged(found, self._abbreviated(text, words, _Covered(found), blocked))
        return self.with_names(text, hits, found, words)

    def candidates(self, name: str) -> tuple[PlaceEntry, ...]:
        """What a name of the gazetteer may mean; empty for others."""
        return self._names.get(name, ())

    def is_none(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """Whether a name that the rules did not take is no place by its form: 永定门站, 贫困县, 三县, an ordinary word."""
        name = text[start:end]
        if self._is_part_of_name(text, start, end, words):
            return True
        if name in self._names:
            return self._names[name][0].level != "township" and len(name) == 2
        if name.endswith(self._facility_ends) or name[0] in _NUMERALS or name[:-1] in self._generic:
            return True
        return words.segmenter.is_ordinary(name)

    def name_start(self, start: int, end: int, words: WordMap) -> int:
        """Where a name in the span begins, behind the last word that no name holds: 经|拉什赫里村, 顺道往|邦咯岛."""
        first, last = words.covering(start)
        while last < end:
            if words.text[first:last] in self._stops:
                start = last
            first, last = words.covering(last)
        return start

    # -- names of the gazetteer

    def _listed(self, text: str, hits: Iterable[Hit], words: WordMap, blocked: Callable[[int, int], bool]) -> list[PlacePart]:
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

    def _stands(self, name: _Name, text: str, start: int, end: int, words: WordMap, starts: Container[int]) -> bool:
        """Whether the name stands as a word of its own, is no street, no person and no part of a currency's name."""
        if words.covering(start) != (start, end) and self._is_cut(name, text, start, end, words, starts):
            return False
        if text[start] in _NUMERALS and start and text[start - 1] in _NUMERALS:
            return False  # 三点一四平方公里
        if text[start] in _COUNTERS and start and text[start - 1] in _BEFORE_COUNTERS:
            return False  # 3.5万|名山区群众
        if self._gives_way(text, start, end) or self._is_part_of_name(text, start, end, words):
            return False
        if text[start] in self._money.openings and (money := self._money.longest_at(text, start)) and len(money[0]) > end - start:
            return False
        return not (self._is_street(text, start, end, words) or self._is_person(text, start, end, words))

    def _is_cut(self, name: _Name, text: str, start: int, end: int, words: WordMap, starts: Container[int]) -> bool:
        """Whether the words of the text are others, across the name's ends: 新乡 in 创新|乡村, 大理 in 大理石.

        Behind a mountain or river (天山脚下, 黄河南岸) the next word often begins with its last character.
        """
        if end not in starts and not name.landmark and (crossing := self._crosses_right(text, start, end, words)):
            if not (name.long or (name.unique and end - start > 3)):
                return True
            if not (name.unique or crossing in self._keeps or crossing.startswith(("市委", "县委", "区委", "省委"))):
                return True
        if self._crosses_left(text, start, end, words) and not (name.long and end - start > 3):
            return True
        return self._begins_word(text, start, end, words)

    def _is_part_of_name(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """乔治·华盛顿, 8月26日|本赛季, 希腊语, 泉州话."""
        before = text[start - 1 : start]
        if "·" in (before, text[end : end + 1]) and not any(entry.country == "CN" for entry in self.candidates(text[start:end])):
            return True
        if text[start] in "日月" and before in _NUMERALS:
            return True
        if text[start] == "里" and before and before in "年月日天夜":
            return True  # 七月里|海鹦
        other = self._other.longest_at(text, end) if text[end : end + 1] in self._other.openings else None
        return other is not None and words.is_boundary(end + len(other[0]))

    def _gives_way(self, text: str, start: int, end: int) -> bool:
        """杭州西湖 in 杭州西湖区: what begins inside and ends one character later is the division meant."""
        if text[end : end + 1] not in ("区", "县", "市", "镇", "乡", "州") or text[start : end + 1] in self._names:
            return False
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

    def _is_street(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """南京路, 长安街: streets are no places; 街道 is a township and 路上 no street."""
        found = self._streets.longest_at(text, end) if text[end : end + 1] in self._streets.openings else None
        if found is None or text.startswith(("街道", "里约", "里斯", "街头", "路线", "路途", "路径"), end):
            return False
        if text.startswith("路上", end) and _BOUND_FOR.search(text, max(0, start - _TITLE), start):
            return False  # 去南京|路上
        suffix, stop = found[0], end + len(found[0])
        if suffix in self._names or text[stop : stop + 1] in _TOWN_ENDS:
            return False  # 河南商城 is a county, 伊宁县|新街镇 a town
        return len(suffix) > 1 or (suffix in "路街巷" and (words.is_boundary(stop) or text.startswith("路上", end)))

    def _is_person(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """李海南: an unknown three-character word that a surname opens; 马云|南下; 主持人吴江、, 战友李通州."""
        if not start or end - start != 2:
            return False
        titled = text[start - 1] in self._title_ends and self._titled.search(text, max(0, start - _TITLE), start)
        if titled and _NAMED.match(text, end):
            return True
        if (named := _GIVEN.search(text, max(0, start - 2), start)) and self._titled.search(
            text, max(0, named.start() - _TITLE), named.start()
        ):
            if _SAYS.match(text, end):
                return True  # 县长才旺|尼玛说
        if text[start - 1] not in self._surnames:
            return False
        first, last = words.covering(start)
        if first == start - 1 and last == end:
            return True
        if self._titled.search(text, max(0, start - _TITLE), start - 1):
            return True
        opens = start == 1 or _BOUNDARY.match(text, start - 2) is not None
        return opens and words.segmenter.is_word(text[end - 1 : end + 1])

    # -- names of one character

    def _abbreviated(self, text: str, words: WordMap, covered: _Covered, blocked: Callable[[int, int], bool]) -> list[PlacePart]:
        """疆 in 援疆, both of 京沪 in 京沪高铁; not 台 in 出台, whose word is longer."""
        found = []
        for match in self._abbreviations.finditer(text):
            joined = match.lastgroup == "joined"
            for start in range(*match.span(match.lastgroup or 0)):
                end = start + 1
                entries = self._gazetteer.abbreviations[text[start]].entries
                if covered.touch(start, end) or blocked(start, end) or (not joined and self._is_inside_word(start, words)):
                    continue
                level = entries[0].level
                found.append(PlacePart(Span(start, end), text[start], level, entries, "gazetteer", "place.abbreviation"))
        return found

    def _is_inside_word(self, start: int, words: WordMap) -> bool:
        """Whether a word of the dictionary begins with the character and runs on: 台上, 川流不息."""
        first, last = words.covering(start)
        return first == start and last > start + 1 and words.segmenter.is_word(words.text[first:last])

    # -- names by rule

    def _by_rule(
        self, text: str, words: WordMap, listed: list[PlacePart], blocked: Callable[[int, int], bool]
    ) -> list[PlacePart]:
        ends = {part.span.end: part for part in listed}
        covered = _Covered(listed)
        found = []
        for match in self._endings.finditer(text):
            if text.startswith(text[match.end() - 1], match.end()):
                continue  # 荆州村|村年收入10万元
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
        self, text: str, match: re.Match[str], words: WordMap, ends: Container[int], covered: _Covered
    ) -> PlacePart | None:
        kind = match.lastgroup or ""
        stem_end, end = match.start(), match.end()
        if kind == "water" and end in ends:
            return None  # 浙江 is known
        start = self._name_start(text, stem_end, words, ends)
        stem = text[start:stem_end]
        adjacent = start in ends
        longest = _MAX_NAME if kind != "water" else 4
        if not stem or len(stem) > longest or stem.endswith(self._not_after[match.group()]) or covered.cut_by(start, end):
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
        for begin in range(stem_end - 1, max(stem_end - _MAX_NAME, -1), -1):
            if begin in ends and not _LINKS.search(text, begin, stem_end):
                return begin
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
            if text[first - 1 : first].isdigit() and word[0] in _COUNTERS:
                return first + 1  # 8户 | 央布拉克村, 2026年 | 洛克乡
            if word in self._stops or (len(word) > 1 and word.endswith(("支流", "干流", "流域"))):
                return start
            start = first
        return start

    def _is_name(self, stem: str, kind: str, adjacent: bool, words: WordMap, text: str, start: int) -> bool:
        if kind == "water":
            return self._is_water(stem, adjacent, text, start)
        if stem in self._generic and not (adjacent and len(stem) > 1):
            return False
        if stem.endswith(self._generic_ends) and not (adjacent and stem in self._village_words):
            return False
        if _COUNTED.search(stem) and not adjacent:
            return False
        if len(stem) == 1:
            return adjacent
        return adjacent or not (len(stem) > 4 and words.segmenter.is_word(stem[-2:]))

    def _is_water(self, stem: str, adjacent: bool, text: str, start: int) -> bool:
        """A river or lake by its suffix alone: in a list, behind 支流 or 在, or right behind a place."""
        if stem in self._no_water or stem in self._generic or stem[-1] in "江湖河海内":
            return False
        if all(char in self._gazetteer.abbreviations for char in stem):
            return False  # 沪苏湖高铁
        before = text[max(0, start - 2) : start]
        listed = (
            not before
            or before[-1] in "、，,。;；和及与“(的在\n:】]〕>"
            or before.endswith(("支流", "干流", "沿着", "流域", "位于"))
        )
        return listed or adjacent

    def _regiments(self, text: str, covered: _Covered) -> list[PlacePart]:
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

    # -- longer names

    def with_names(self, text: str, hits: Hits, parts: list[PlacePart], words: WordMap) -> list[PlacePart]:
        """The parts with the longer names they stand in; 武汉长江大桥 holds both of its places."""
        if not parts:
            return parts
        named: list[PlacePart] = []
        name, end = "", 0
        organisations = Standing(hits["organisation"])
        for part in parts:
            if part.span.end >= end:
                name = self._within(text, part.span, words, organisations)
                end = part.span.start + len(name)
            named.append(part._replace(within=name) if name else part)
        return named

    def _within(self, text: str, place: Span, words: WordMap, organisations: Standing) -> str:
        """The organisation, facility, event or document whose name the place opens or stands in."""
        limit = min(place.end + _ORGANISATION_REACH, len(text))
        if stop := _BOUNDARY.search(text, place.end, limit):
            limit = stop.start()
        found = organisations.next(place.end, limit)
        while found:
            start, end = found
            behind = end
            while more := organisations.end_at(end, limit):
                start, end = end, more
            if _NO_NAME.search(text, place.end, start):
                return ""
            if words.is_boundary(end) and not _NO_END.search(text, end - 2, end):
                return text[place.start : end]
            found = organisations.next(behind, limit)
        return ""


def _may_name(entry: PlaceEntry) -> bool:
    """Whether towns and villages may bear the name: 江阴 of 江阴村; 克孜勒 abroad opens that of 克孜勒陶乡."""
    return entry.form in ("short", "alias") or (entry.country != "CN" and entry.level != "country")


class _Covered:
    """Spans of parts that ascend and do not overlap, asked by offset."""

    def __init__(self, parts: Sequence[PlacePart]) -> None:
        self._starts = [part.span.start for part in parts]
        self._ends = [part.span.end for part in parts]

    def has(self, start: int, end: int) -> bool:
        """Whether one is `[start, end)`."""
        index = bisect_left(self._starts, start)
        return index < len(self._starts) and self._starts[index] == start and self._ends[index] == end

    def touch(self, start: int, end: int) -> bool:
        """Whether one overlaps `[start, end)`."""
        index = bisect_left(self._starts, end) - 1
        return index >= 0 and self._ends[index] > start

    def cut_by(self, start: int, end: int) -> bool:
        """Whether one overlaps `[start, end)` and does not lie in it: `start` or `end` is within it."""
        return any(
            (index := bisect_left(self._starts, offset) - 1) >= 0 and self._ends[index] > offset for offset in (start, end)
        )


def _abbreviation_pattern(gazetteer: Gazetteer, joined: Collection[str]) -> re.Pattern[str]:
    """Two to four abbreviations before a word that joins places, or one behind a word that makes it a place alone."""
    every = "".join(gazetteer.abbreviations)
    alone: dict[str, list[str]] = {}
    for char, abbreviation in gazetteer.abbreviations.items():
        for word in abbreviation.behind:
            alone.setdefault(word, []).append(char)
    behind = "|".join(f"(?<={re.escape(word)})[{''.join(chars)}]" for word, chars in sorted(alone.items()))
    return re.compile(f"(?P<joined>(?<![{every}])[{every}]{{2,4}})(?={any_of(joined).pattern})|(?P<alone>{behind})")


def _unlisted(text: str, start: int, end: int, kind: str) -> PlacePart:
    """A name that no list has."""
    return PlacePart(
        span=Span(start, end), surface=text[start:end], level=_LEVELS[kind], candidates=(), source="rule",
        rule=f"place.rule-{kind}",
    )  # fmt: skip


def _merged(listed: list[PlacePart], ruled: list[PlacePart]) -> list[PlacePart]:
    """Both in text order; a name found by rule that covers listed ones is the whole and replaces them."""
    if not ruled:
        return listed
    ordered = sorted([*listed, *ruled], key=lambda part: (part.span.start, -part.span.end))
    by_rule = set(map(id, ruled))
    found: list[PlacePart] = []
    whole = Span(0, 1)  # of the names by rule so far, the one that reaches farthest
    for part in ordered:
        if id(part) in by_rule:
            whole = part.span if part.span.end > whole.end else whole
        elif whole.covers(part.span) and whole != part.span:
            continue
        if not found or part.span.start >= found[-1].span.end:
            found.append(part)
    return found
