"""Telling places apart: 伊宁 is 伊宁县 in an article about it, 朝阳区 that of Beijing or of Changchun.

Evidence, in falling order: the division named right before it (江苏省南通市 → 通州区), what the article names in full,
where its other places lie; only then the higher level. A guess says so in `check`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from operator import itemgetter

from pipeline.model.place import PlaceEntry, PlacePart, ResolvedPlace
from pipeline.rulebook.gazetteer import Gazetteer
from pipeline.text import Mask

_RANK = {"country": 6, "province": 5, "prefecture": 4, "region": 3, "natural": 3, "county": 2, "township": 1, "village": 0}
_WATER = re.compile(
    r"[东西南北]麓|山脚|主峰|支流|流域|干流|上游|中游|下游|沿岸|两岸|河段|江段|江面|水位|水质|北岸|南岸|河道|入海口|源头|大堤|航道|水系|水面|灌区|治理工程|[^，,。；;、\d]{2,5}站[^，,。；;、]{0,4}(?:水位|流量)|等河流"
)
_WATERS = frozenset("江河湖溪")
#: the words around a place: 在仙台、, 赴万象。, 东北三省, 中东地区
#: between two items of a list
_JOINTS, _LONGEST_JOINT = ("、", "和", "及", "与", "以及"), 2
#: the characters of the shortest counties' names, and what makes them another word: 新县|城
_TWO, _ENDS_NO_COUNTY = 2, frozenset("城级域处富强图兴裕")
_BEFORE = re.compile(
    r"(?:在|到|从|赴|往|于|至|自|由|抵|回|达|离|入|、|和|与|及|经|飞|(?:^|[，,。；;：:（(“\n\x00 ])|去了|到了|省|区|市|州|[—－·])$"
)
_AFTER = re.compile(r"[，,。、；;：:）)”！？ \n\x00]|等|和|与|及|至|市|举|召|的|一|发|开|当|方|之|$")
_SIGHT = re.compile(r"(?:旅游)?(?:风景)?(?:名胜)?(?:景区|景点|风景区|名胜区|古镇|古寨|古村|溶洞|大峡谷|温泉|瀑布)")
_SURELY = re.compile(
    r"[东西南北两沿]岸|边(?=[的上，])|流域|支流|干流|上游|下游|之滨|畔|水域|地区|三省|各省|等地|大部|大地|部分|境内|当地|市民|人民|全境|街头|籍|市区|方言|话|海域|北部|南部|东部|西部"
)
_CORPS = re.compile(
    r"兵团|新疆|援疆|师市|团场|连队|伊犁|第?(?:[一二三四五六七八九十]{1,3}|\d{1,2})师[一二三四五六七八九十〇零百\d]{1,5}团"
    r"|[一二三四五六七八九十〇零\d]团(?:[一二三四五六七八九十\d]{1,2}连(?![续胜冠])|职工|党委)"
)
#: between one that gives and a town elsewhere that it gives to: 惠州市|对口援建|三江乡
_AIDS = re.compile(r"[^，,。；;]{0,8}?(?:援建|支援|帮扶|援助|结对)[了的]?")
#: says of the names listed before it that they are towns or villages: 三河、西安、高崖|等6个乡镇
_TOWNS = re.compile(r"等(?:[\d一二三四五六七八九十]{1,3})(?:余|多)?个?(?:乡|镇|街道|村)")
_LISTED_NAMES = re.compile(r"(?:[\u4e00-\u9fff]{2,8}[、和])+[\u4e00-\u9fff]{2,8}$")
_LIST_REACH = 60
_COMPLEMENTS = str.maketrans("0123456789", "9876543210")
_BY_MODEL = "no list has this name; the model of names found it"
_LISTED_BY_MODEL = "the rules see another word here; the model of names a place"


def resolve_places(
    parts: Sequence[PlacePart], text: str, gazetteer: Gazetteer, zones: tuple[str, ...], hints: Sequence[PlacePart] = ()
) -> list[ResolvedPlace]:
    """The parts that stand, told apart, in text order; unsupported ordinary words are dropped.

    `zones` end the names of new areas and the like, of which there are more than the gazetteer has. `hints` are places of title
    and source: they say where the article's places are likely to lie, and are not resolved.
    """
    return _Resolver(parts, text, gazetteer, zones, hints).resolve()


#: how the names end of what stands somewhere
_STANDING = ("中心", "馆", "大厦", "广场", "酒店", "机场", "公园")


class _Resolver:
    def __init__(
        self, parts: Sequence[PlacePart], text: str, gazetteer: Gazetteer, zones: tuple[str, ...], hints: Sequence[PlacePart]
    ) -> None:
        self._parts, self._text, self._gazetteer, self._zones = parts, text, gazetteer, zones
        self._named: Counter[str] = Counter()
        self._near: Counter[str] = Counter()
        self._corps = _CORPS.search(text) is not None
        self._rivals: frozenset[str] = frozenset()
        self._is_natural = self._is_region = False
        self._inside_next: frozenset[str] = frozenset()
        self._told: list[ResolvedPlace] = []
        self._last: dict[str, ResolvedPlace] = {}
        self._homes: dict[str, str] = {}
        self._sentences = [-1, *(match.start() for match in re.finditer("[。\n]", text))]
        self._lines = [-1, *(match.start() for match in re.finditer("\n", text))]
        self._towns = Mask(_town_lists(text))
        self._namesakes: dict[str, PlaceEntry | None] = {}
        self._country: str | None = None
        self._county: str | None = None
        self._opening = Counter(part.surface for part in parts if part.support and self._opens(part))
        self._gather(parts)
        self._gather(hints)

    def _gather(self, parts: Sequence[PlacePart]) -> None:
        """Counts the divisions that are beyond doubt, and all that they lie in."""
        for part in parts:
            if part.support or not part.candidates or part.candidates[0].level == "township":
                continue
            if any(entry.country != "CN" and entry.level != "natural" for entry in part.candidates):
                continue  # 德州 of Shandong, or of America
            if any(entry.level == "region" and not entry.adcode for entry in part.candidates[1:]):
                continue  # 江汉 of Wuhan, or the plain
            meant = {entry.adcode for entry in part.candidates if entry.adcode and entry.kind != "corps"}
            if len(meant) == 1:
                (code,) = meant
                for above in self._gazetteer.path(code):
                    self._near[above] += 1
                    self._named[code] += above == code

    def resolve(self) -> list[ResolvedPlace]:
        found = self._told
        for part, following in zip_longest(self._parts, self._parts[1:]):
            before = found[-1] if found and found[-1].part.span.end == part.span.start else None
            if (part.support and not self._supported(part, before, following)) or self._is_town_elsewhere(part):
                continue
            resolved = self._by_candidates(part, before, following) if part.candidates else self._by_context(part, before)
            if resolved is not None:
                found.append(resolved)
                self._remember(resolved)
        return found

    def _remember(self, place: ResolvedPlace) -> None:
        """The last place, county, corps division and corps city: where a name that no list has may lie."""
        if place.part.rule == "place.abbreviation":
            return  # 援疆 says nothing about where a village lies
        if place.country:
            self._last["any"] = place
        if place.adcode and place.country == "CN":
            self._last["place"] = place
            if _is_county(place.adcode):
                self._last["county"] = place
        if place.part.candidates and place.part.candidates[0].kind == "corps":
            self._last["corps"] = place
        if place.adcode.startswith("6590"):
            self._last["city"] = place

    def _is_town_elsewhere(self, part: PlacePart) -> bool:
        """Whether the short name is said to be a town's, which no list has: 西安 in 三河、西安、高崖等6个乡镇."""
        if not self._towns.covers(part.span.start, part.span.end) or self._text[part.span.end] not in "、和等":
            return False
        return all(entry.form == "short" and entry.level != "township" for entry in part.candidates)

    def _adjoining(self, part: PlacePart, following: PlacePart | None) -> frozenset[str]:
        """Codes of all that the place right behind `part` may lie in: in 吉林长春 it tells that 吉林 is the province."""
        if following is None or following.span.start != part.span.end:
            return frozenset()
        paths = ((entry.level != "township", self._gazetteer.path(entry.adcode)) for entry in following.candidates)
        return frozenset(code for is_division, path in paths for code in path[is_division:])  # a town has its county's code

    def _supported(self, part: PlacePart, before: ResolvedPlace | None, following: PlacePart | None) -> bool:
        """Whether the article bears out that an ordinary word is meant as a place."""
        if part.support == "corps":
            return self._corps or any(code.startswith("6590") for code in self._named)
        if part.support == "none":
            return False
        paths = [self._gazetteer.path(entry.adcode) for entry in part.candidates]
        if before is not None and before.adcode and any(before.adcode in path[1:] for path in paths):
            return True
        inside = self._adjoining(part, following)
        if any(entry.adcode in inside for entry in part.candidates if entry.adcode) or self._is_listed(part, paths):
            return True  # 和县|西埠镇
        left, right = self._text[max(0, part.span.start - 2) : part.span.start], self._text[part.span.end : part.span.end + 2]
        if self._opens(part) and self._opening[part.surface] > 1:
            return True
        cued = (_BEFORE.search(left) is not None and _AFTER.match(right) is not None) or _SURELY.match(right) is not None
        named = any(self._named[entry.adcode] for entry in part.candidates if entry.adcode)
        if part.support == "near":
            return cued and named
        around = any(self._near[code] for path in paths for code in path[1:]) or any(
            entry.kind == "hkmotw" and self._near[entry.adcode] for entry in part.candidates
        )
        return cued or (around and not named) or (named and _BEFORE.search(left) is not None)

    def _opens(self, part: PlacePart) -> bool:
        """Whether a county's full name of two characters, which may be the end of a word, begins a clause: 环县|投入5亿元."""
        if part.support != "article" or len(part.surface) != _TWO or part.candidates[0].form != "full":
            return False
        start, end = part.span.start, part.span.end
        return (not start or not self._text[start - 1].isalnum()) and self._text[end : end + 1] not in _ENDS_NO_COUNTY

    def _is_listed(self, part: PlacePart, paths: list[tuple[str, ...]]) -> bool:
        """沈河、和平三区: an item of a list whose item before it lies in the same prefecture or province; 乍得、马里: two countries."""
        if not self._told or part.span.start - self._told[-1].part.span.end > _LONGEST_JOINT:
            return False
        before = self._told[-1]
        joint = self._text[before.part.span.end : part.span.start]
        if before.level == "country" and joint in _JOINTS and any(entry.level == "country" for entry in part.candidates):
            return True
        if joint != "、":
            return False
        siblings = self._gazetteer.path(before.adcode)[1:2]
        return before.part.span.end == part.span.start - 1 and any(path[1:2] == siblings for path in paths if siblings)

    def _by_candidates(self, part: PlacePart, before: ResolvedPlace | None, following: PlacePart | None) -> ResolvedPlace | None:
        scored, is_tie = part.candidates, False
        if len(scored) > 1:
            scored, is_tie = self._scored(part, before, following)
        best = scored[0]
        best = self._namesake(part, best) or best
        if self._is_sight(part, best):
            return None
        if self._is_water(part, best) or self._is_among_waters(part, best, following):
            return ResolvedPlace(part=part, name=part.surface, level="natural", adcode="", country="CN")
        check = ""
        if is_tie and best.form != "full" and any(f"{part.surface}{level}" in self._text for level in ("镇", "乡", "街道")):
            return None  # 海城站 in an article that names 海城镇
        if is_tie:
            others = "、".join(self._gazetteer.full_name(entry) for entry in scored[1:3])
            check = f"could also be {others}" if best.level == scored[1].level or best.form != "full" else ""
            if best.level == "township":
                return self._open(part, best, len(scored))
        if best.level == "township" and part.surface.endswith(self._zones) and not self._is_near(best):
            return self._open(part, best, len(scored))  # 城东新区: many cities have one
        if best.level == "township" and not self._near[best.adcode] and self._country_around(part, before) not in ("CN", ""):
            return self._by_context(part, before)  # 埃尔梅斯基|塔尔镇 abroad
        if (
            best.level == "township"
            and before is not None
            and before.adcode
            and before.adcode not in self._gazetteer.path(best.adcode)
        ):
            return self._placed(part, before.adcode, "township", "not in the list of that county")
        if self._is_elsewhere(best, before):
            assert before is not None
            return ResolvedPlace(
                part=part, name=best.name, level=best.level, adcode="", country=before.country,
                check=f"not in the list of {before.name}", others=scored,
            )  # fmt: skip
        if self._is_quarter(part, best, before):
            assert before is not None
            return self._placed(part, before.adcode, "region", f"not in the list of {before.name}")
        code = best.adcode
        if (
            best.level == "region"
            and code
            and before is not None
            and before.adcode
            and before.adcode not in self._gazetteer.path(code)
        ):
            code, check = before.adcode, f"not in the list of {before.name}"  # 芜湖市|江北新区, which is not that of 南京
        return ResolvedPlace(
            part=part, name=best.name, level=best.level, adcode=code, country=best.country,
            check=check or (_LISTED_BY_MODEL if part.source == "ner" else ""), others=scored[1:],
        )  # fmt: skip

    def _namesake(self, part: PlacePart, best: PlaceEntry) -> PlaceEntry | None:
        """The prefecture elsewhere that the article calls by a province's short name: 海南 in one on 海南藏族自治州 and nothing of 海南省."""
        if best.level != "province" or best.form != "short":
            return None
        if part.surface not in self._namesakes:
            self._namesakes[part.surface] = self._prefecture_called(part.surface, best.adcode)
        return self._namesakes[part.surface]

    def _prefecture_called(self, name: str, province: str) -> PlaceEntry | None:
        """The prefecture outside the province whose name begins alike, where the article names it and nothing else of the province."""
        codes = [code for code, named in self._named.items() if named > 1 and not code.startswith(province[:2])]
        divisions = [self._gazetteer.divisions[code] for code in codes]
        called = [d.name for d in divisions if d.level == "prefecture" and d.name.startswith(name)]
        if not called or f"{name}省" in self._text:
            return None
        said = sum(part.surface == name for part in self._parts)
        return self._gazetteer.names[called[0]][0] if self._near[province] <= said else None

    def _is_sight(self, part: PlacePart, best: PlaceEntry) -> bool:
        """Whether a county's short name is only that of a sight elsewhere: 黄龙|景区 of 四川."""
        return _SIGHT.match(self._text, part.span.end) is not None and self._is_far(best)

    def _is_water(self, part: PlacePart, best: PlaceEntry) -> bool:
        """Whether a district's short name is a river's: 梅江|灌区 of 宁都."""
        return part.surface[-1] in _WATERS and _WATER.match(self._text, part.span.end) is not None and self._is_far(best)

    def _is_among_waters(self, part: PlacePart, best: PlaceEntry, following: PlacePart | None) -> bool:
        """Whether a county's short name is listed beside rivers and lakes: 信江、|昌江|、乐安河."""
        if part.surface[-1] not in _WATERS or best.level != "county" or best.form != "short" or best.name in self._text:
            return False
        before = self._told[-1] if self._told else None
        if before is not None and before.level == "natural" and self._joined(before.part, part):
            return before.part.surface[-1] in _WATERS
        return (
            following is not None
            and following.surface[-1] in _WATERS
            and (following.level == "natural" or any(entry.level == "natural" for entry in following.candidates))
            and self._joined(part, following)
        )

    def _joined(self, one: PlacePart, other: PlacePart) -> bool:
        return self._text[one.span.end : other.span.start] in _JOINTS

    def _is_far(self, best: PlaceEntry) -> bool:
        """Whether it is a county by its short name that lies in nothing else that the article names."""
        return best.level == "county" and best.form == "short" and self._stands_alone(best)

    def _stands_alone(self, entry: PlaceEntry) -> bool:
        """Whether the article names nothing else in the divisions that hold the place."""
        return not any(self._near[code] > self._named[entry.adcode] for code in self._gazetteer.path(entry.adcode)[1:])

    def _is_near(self, entry: PlaceEntry) -> bool:
        """Whether the article names the county or prefecture that it lies in."""
        return any(self._near[code] for code in self._gazetteer.path(entry.adcode)[:2])

    def _is_elsewhere(self, best: PlaceEntry, before: ResolvedPlace | None) -> bool:
        """美国伯明翰 where lists have that of Britain only: a town right behind the name of another country."""
        if before is None or before.level != "country" or before.country == best.country:
            return False
        return best.level == "prefecture" and best.country != "CN" != before.country

    @staticmethod
    def _is_quarter(part: PlacePart, best: PlaceEntry, before: ResolvedPlace | None) -> bool:
        """西安|曲江国际会展中心: a county's short name behind a city elsewhere, in the name of what stands there, is a quarter of it."""
        if before is None or before.level != "prefecture" or (best.level, best.form) != ("county", "short"):
            return False
        return best.adcode[:2] != before.adcode[:2] and part.within == before.part.within and part.within.endswith(_STANDING)

    def _open(self, part: PlacePart, best: PlaceEntry, counties: int) -> ResolvedPlace:
        """A township name that many counties share and nothing tells apart: the article's county, if it has one."""
        if self._told or any(_is_county(code) for code in self._named):
            return self._by_surroundings(part)._replace(check="not in the list of that county")
        return ResolvedPlace(
            part=part, name=best.name, level="township", adcode="", country="CN",
            check=f"{counties} counties have a {best.name}" if counties > 1 else "county not named",
        )  # fmt: skip

    def _scored(
        self, part: PlacePart, before: ResolvedPlace | None, following: PlacePart | None
    ) -> tuple[tuple[PlaceEntry, ...], bool]:
        """What the part may mean, the likeliest first, and whether nothing but its level or code speaks for the first."""
        candidates = part.candidates
        if _WATER.match(self._text, part.span.end):
            candidates = tuple(e for e in candidates if e.level == "natural") or candidates
        self._inside_next = self._adjoining(part, following)
        self._is_natural = any(e.level == "natural" for e in candidates)
        self._is_region = any(e.level == "region" for e in candidates)
        self._provinces = frozenset(e.adcode for e in candidates if e.level == "province")
        self._rivals = frozenset(e.adcode for e in candidates if e.level == "prefecture" and e.form != "former")
        scores = [(self._score(entry, before), entry) for entry in candidates]
        scores.sort(key=itemgetter(0), reverse=True)
        return tuple(entry for _, entry in scores), len(scores) > 1 and scores[0][0][:3] == scores[1][0][:3]

    def _score(self, entry: PlaceEntry, before: ResolvedPlace | None) -> tuple[int, int, int, int, str]:
        path = self._gazetteer.path(entry.adcode)
        inside = path if entry.level in ("township", "village") or entry.kind == "hkmotw" else path[1:]
        adjacent = 0
        if before is not None and before.adcode:
            adjacent = 2 if before.adcode in inside else 0
        if entry.adcode and entry.adcode in self._inside_next:
            adjacent = 2
        if entry.country != "CN":
            if before is not None and before.level == "country" and before.country == entry.country:
                return 2, 0, 2, _RANK[entry.level], ""  # 美国|德州
            if entry.level != "natural" and self._main_country == entry.country:
                return adjacent, 3, 2, _RANK[entry.level], ""
        named = min(self._named[entry.adcode], 3) if entry.form != "full" or entry.level == "township" else 0
        if self._provinces.intersection(path[1:]):
            return adjacent, 0, 2, _RANK[entry.level], ""  # 吉林 is the province, though 吉林市 or 长春市 be named too
        if entry.level == "county" and self._is_outdone(entry, path) and not adjacent:
            return adjacent, 0, 0, 0, ""  # 长沙 is the city, though 长沙县 be named too
        around = sum(3 - i for i, code in enumerate(inside[:2]) if self._near[code]) if inside else 0
        if entry.level == "township":
            around += 4 * min(self._near[entry.adcode], 2)
        weight = 1 if entry.form == "former" else 2
        return adjacent, named * 10 + around, weight, _RANK[entry.level], _descending(entry.adcode)

    def _is_outdone(self, entry: PlaceEntry, path: tuple[str, ...]) -> bool:
        """A short name that a prefecture bears means the prefecture: not its own county, nor a district elsewhere.

        One that a lake or mountain bears (西湖, 天山) means that, and no district; one that a part of the country bears (江南), where
        the district is not named.
        """
        if entry.form == "full" or not (self._rivals or self._is_natural or self._is_region):
            return False
        if any(parent in self._rivals for parent in path[1:]):
            return True
        if self._is_natural and entry.level == "county" and entry.name not in self._text:
            return self._stands_alone(entry)  # 雅江 of Tibet is the river
        return entry.name.endswith("区") and (self._is_natural or not self._named[entry.adcode])

    def _by_context(self, part: PlacePart, before: ResolvedPlace | None) -> ResolvedPlace | None:
        """A name that no list has: in the country around it, at home in the division before it or around it."""
        if part.rule == "place.rule-regiment":
            corps, city = self._last.get("corps"), self._last.get("city")
            code = corps.adcode if corps else city.adcode if city else "650000"
            return self._placed(part, code, "township", "" if corps or city else "division not named")
        country, by_model = self._country_around(part, before), part.source == "ner"
        check = _BY_MODEL if by_model else ""
        if part.level == "natural":
            country = country or ("" if by_model else "CN")
            return ResolvedPlace(part=part, name=part.surface, level="natural", adcode="", country=country, check=check)
        if country and country != "CN":
            level = "prefecture" if not part.level or (by_model and part.level == "village") else part.level
            check = check or "country taken from the text"
            return ResolvedPlace(part=part, name=part.surface, level=level, adcode="", country=country, check=check)
        if before is not None and before.adcode and not by_model:
            self._homes.setdefault(part.surface, before.adcode)
            return self._placed(part, before.adcode, part.level, "")
        place = self._by_surroundings(part)
        return place._replace(level=part.level or "village", check=check) if by_model else place

    def _country_around(self, part: PlacePart, before: ResolvedPlace | None) -> str:
        """The country of the place right before, else of the last in the sentence, else of the article; empty if none.

        In an article about China a mere 美国 earlier in the sentence says nothing of where a village lies.
        """
        if before is not None:
            return before.country
        nearest = self._last.get("any")
        if nearest is None or nearest.part.span.start < _last_before(self._sentences, part.span.start):
            return self._main_country
        return "CN" if nearest.level == "country" and self._main_country == "CN" else nearest.country

    @property
    def _main_country(self) -> str:
        """The country of most places that lists have; empty if none."""
        if self._country is None:
            countries = Counter(part.candidates[0].country for part in self._parts if part.candidates)
            self._country = next((country for country, _ in countries.most_common(1)), "")
        return self._country

    def _by_surroundings(self, part: PlacePart) -> ResolvedPlace:
        """A name that no list has lies where its sentence is, else where it was placed before, else in its paragraph's county, else
        in the article's."""
        nearest, county = self._last.get("place"), self._last.get("county")
        told = nearest is not None and nearest.part.span.start > _last_before(self._sentences, part.span.start)
        if nearest is not None and told and not _AIDS.fullmatch(self._text, nearest.part.span.end, part.span.start):
            self._homes.setdefault(part.surface, nearest.adcode)
            return self._placed(part, nearest.adcode, part.level, "")
        if home := self._homes.get(part.surface):
            return self._placed(part, home, part.level, "")
        if county is not None and county.part.span.start > _last_before(self._lines, part.span.start):
            return self._placed(part, county.adcode, part.level, "")
        if self._main_county:
            return self._placed(part, self._main_county, part.level, "county taken from the article")
        if nearest is not None:
            return self._placed(part, nearest.adcode, part.level, "county not named")
        return self._placed(part, "", part.level, "county not named")

    @property
    def _main_county(self) -> str:
        """The county that the article names most often, the first named of equals; empty if none."""
        if self._county is None:
            self._county = next((code for code, _ in self._named.most_common() if _is_county(code)), "")
        return self._county

    def _placed(self, part: PlacePart, adcode: str, level: str, check: str) -> ResolvedPlace:
        return ResolvedPlace(part=part, name=part.surface, level=level, adcode=adcode, country="CN", check=check)


def _town_lists(text: str) -> Iterator[tuple[int, int]]:
    """Spans of names that are listed before 等6个乡镇."""
    for match in _TOWNS.finditer(text):
        if listed := _LISTED_NAMES.search(text, max(0, match.start() - _LIST_REACH), match.start()):
            yield listed.span()


def _last_before(offsets: Sequence[int], position: int) -> int:
    return offsets[bisect_left(offsets, position) - 1]


def _is_county(adcode: str) -> bool:
    return bool(adcode) and not adcode.endswith("00")


def _descending(adcode: str) -> str:
    """So that of two equal scores the lower code comes first when sorted in reverse."""
    return adcode.translate(_COMPLEMENTS)
