"""Where an article is about: the deepest division that holds most of its places.

Title and first sentence count more, abbreviations (援疆), places inside longer names, those that give aid and venues less: neither
南通高级中学 nor 南通援疆工作组 makes it an article about 南通. Where a dispatch was sent from (新华社北京8月5日电) does not count.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from pipeline.model.place import ResolvedPlace, lies_within
from pipeline.rulebook.gazetteer import Gazetteer
from pipeline.rulebook.giving import GivingWords
from pipeline.text import Mask

_HEAD, _TITLE = 3, 4
_NESTED = 0.25
_SHARE = 0.5
#: what a division holds of those mentions of the one above that tell where in it, and how much at least
_TOLD_SHARE, _TOLD = 0.65, 3
_COUNTRY_SHARE = 0.4
#: a province gives if one in so many of its mentions says so
_GIVING, _GIVER = 5, 0.2
#: behind a place, only says that it is itself: 伊犁州|党委, 伊犁州|签约项目
_ITSELF = re.compile(r"(?:人民)?(?:党委|政府|县委|市委|区委|州委|地委|委)|(?:签约|重点|招商)?项目")
#: before an abbreviation, makes it that of the province that is helped: 援|疆
_INTO = "援赴进入驻来在"
#: around a place where a meeting was held: 在|温岭市|举行
_VENUE = re.compile(r"(?:成功|顺利|隆重)?(?:举行|举办|召开)")
#: likewise, of one where only something was said: 在|成都|举办的论坛上介绍
_SAID_AT = re.compile(r"(?:举行|举办|召开)的[^，,。；;\n]{2,30}上")
_AT = re.compile(r"[在于][^，,。；;]{0,8}$")
_AT_REACH = 9
_JOINED_REACH = 16
#: before a place in the name of somebody that another works with
_WITH = re.compile(r"[与同]$")
#: likewise, with what it makes with them behind the place, unless one helps the other
_JOINED = re.compile(r"[，,。；;、\u4e00-\u9fff][与同][\u4e00-\u9fff、]{0,12}$")
_BONDS = re.compile(
    r"(?![^。\n]{0,30}(?:支援|帮扶|协作|对口|结对|援))[^，,。；;\n]{0,24}?(?:建立|结成|结为|缔结|达成|开展[\u4e00-\u9fff]{0,6}合作)"
)
#: the text is of a whole province, and of nothing less
_OF_PROVINCE = re.compile(r"[全我]省(?<![占居列为比较超][全我]省)(?!第|率先|首|最|领|前列|排名|推广|各)")
_OF_LESS = re.compile(r"[全我本该][市县区州旗镇乡村]")
#: where the police went after suspects, or somebody for investors: 分别远赴|河南省、江西省等地抓捕, 前往|上海、江苏等地招商
_CHASE = re.compile(
    r"(?:赴|在|辗转|前往|奔袭)(?:(?![。；;\n]|[在赴]).){2,80}?等(?:地|省|市|县|多地|省市|市县|县市|省份|地市)[^，,。；;\n]{0,8}(?:抓捕|收网|追捕|追逃|侦查|取证|抓获|围捕)"
    r"|(?:赴|前往)(?:(?![。；;\n]|[在赴]).){2,80}?等(?:地|省|市|县|多地|省市|市县)[，,]?(?:开展|进行)?(?:上门|实地)?(?:招商|考察|推介|洽谈|走访)"
    r"|辗转[^。；;\n]{2,80}?等(?:地|省|市|县|多地)|在[\u4e00-\u9fff]{2,9}(?:被抓|被捕|落网|将[^，,。；;\n]{1,24}抓)"
)
#: before a place that another only follows, joins or sends things to
_TOWARD = (
    "开往", "运往", "发往", "驶往", "飞往", "销往", "通达", "远销", "出口到", "接轨", "对接", "融入", "超车", "超越", "赶超", "反超",
)  # fmt: skip


def main_place(
    places: Sequence[ResolvedPlace],
    text: str,
    head: int,
    title: int,
    gazetteer: Gazetteer,
    datelines: Mask,
    gives: GivingWords,
) -> str:
    """Code and name, `654021 伊宁县`, or the country's code and name; empty without places.

    `head` and `title` are the offsets at which the first sentence and the title end; `gives` tells of places that give.
    """
    divisions: defaultdict[str, float] = defaultdict(float)
    countries: defaultdict[str, float] = defaultdict(float)
    #: of each division, what those mentions weigh that leave open where in it: the 疆 of 援疆, 青海|海西州
    open_: defaultdict[str, float] = defaultdict(float)
    spelt = [place for place in places if place.adcode and len(place.part.surface) > 1]
    giving = _giving(places, spelt, text, gives) | gives.paired(text, [place.adcode for place in spelt])
    bound, chains = -1, _chains(places)
    chases = Mask([match.span() for match in _CHASE.finditer(text)])
    for place, following in zip(places, [*places[1:], None], strict=False):
        span = place.part.span
        if datelines.covers(span.start, span.end):
            continue
        begin, end = chains[span.start]
        held = _VENUE.match(text, end) and _AT.search(text[max(0, begin - _AT_REACH) : begin])
        if held and _SAID_AT.match(text, span.end):
            continue
        if place.part.within and _WITH.search(text[max(0, span.start - 1) : span.start]):
            continue  # 我市与|常州市商务局签订协议
        if _JOINED.search(text[max(0, span.start - _JOINED_REACH) : span.start]) and _BONDS.match(text, span.end):
            continue  # 与|上海市|金山区|山阳工业园建立战略合作关系
        if text.startswith("方向", span.end) or chases.covers(span.start, span.end):
            continue  # 沿高速|西安|方向行驶
        if text.endswith(_TOWARD, 0, span.start) or span.start == bound:
            bound = span.end
            continue  # 接轨|上海, 开往|波兰|马拉舍维奇
        named = text.startswith("“", span.end)  # 上海|“区区行”活动
        gives_here = place.adcode[:2] in giving or gives.tells(text, span.start, span.end)
        abbreviated = span.end - span.start == 1
        inside = place.part.within and not _ITSELF.fullmatch(place.part.within, len(place.part.surface))
        weight = _NESTED if inside or named or abbreviated or held or gives_here else 1.0
        weight *= _GIVER if place.adcode[:2] in giving else 1
        weight *= _TITLE if span.start < title else _HEAD if span.start < head else 1
        for code in gazetteer.path(place.adcode):
            divisions[code] += weight
        if place.adcode and (abbreviated or _leads_to(place, following)):
            open_[place.adcode] += weight
        if place.country:
            countries[place.country] += weight
    if not countries:
        return ""
    weight, country = max((weight, country) for country, weight in countries.items())
    if country != "CN" and weight <= sum(countries.values()) / 2:
        return ""  # countries in passing
    if country != "CN":
        return f"{country} {gazetteer.countries.get(country, '')}".strip()
    of_province = len(_OF_PROVINCE.findall(text)) > 1 and _OF_LESS.search(text) is None
    found = _deepest(divisions, open_, weight, gazetteer, of_province=of_province)
    found = _county_of_ours(spelt, text, found) or found
    return (found.startswith("CN") and _titled(spelt, title or _headline(text), gazetteer)) or found


def _chains(places: Sequence[ResolvedPlace]) -> dict[int, tuple[int, int]]:
    """Of where each place begins, the bounds of those that stand together there, each holding the next: 在|浙江省|温岭市|举行."""
    found: dict[int, tuple[int, int]] = {}
    chain: list[int] = []
    end = -1
    for place in places:
        span = place.part.span
        if span.start != end:
            found.update((start, (chain[0], end)) for start in chain)
            chain = []
        chain.append(span.start)
        end = span.end
    found.update((start, (chain[0], end)) for start in chain)
    return found


def _county_of_ours(places: Sequence[ResolvedPlace], text: str, found: str) -> str:
    """The one county that an article which speaks of 我县 names in what it is about: 株洲市举行签约活动，|我县|…在茶陵县."""
    code = found.partition(" ")[0]
    if not code.endswith("00") or "我县" not in text:
        return ""
    counties = {p.adcode: p.name for p in places if p.level == "county" and lies_within(p.adcode, code)}
    return " ".join(*counties.items()) if len(counties) == 1 else ""


def _headline(text: str) -> int:
    """Where the first line ends, unless it is a paragraph."""
    line = text.find("\n")
    return 0 if "。" in text[: max(line, 0)] else max(line, 0)


def _titled(places: Sequence[ResolvedPlace], title: int, gazetteer: Gazetteer) -> str:
    """The one place of the title, where the article names too many others to be about any: 肃州区招商引资成效显著."""
    told = {place.adcode for place in places if place.part.span.start < title and not place.part.within}
    inner = [code for code in told if not any(lies_within(other, code) for other in told - {code})]
    return f"{inner[0]} {gazetteer.divisions[inner[0]].name}" if len(inner) == 1 and inner[0] in gazetteer.divisions else ""


def _giving(places: Sequence[ResolvedPlace], spelt: Sequence[ResolvedPlace], text: str, gives: GivingWords) -> frozenset[str]:
    """The first two digits of provinces that the article says again and again to give: what lies in them counts less.
    `spelt` are the places that are no abbreviations."""
    named = Counter(place.adcode[:2] for place in spelt)
    told = Counter(place.adcode[:2] for place in spelt if gives.tells(text, place.part.span.start, place.part.span.end))
    helped = {p.adcode[:2] for p in places if len(p.part.surface) == 1 and text[max(0, p.part.span.start - 1)] in _INTO}
    return frozenset(p for p, times in told.items() if times > 1 and p not in helped and _GIVING * times >= named[p])


def _leads_to(place: ResolvedPlace, following: ResolvedPlace | None) -> bool:
    """Whether the name only opens the longer one of a place that lies in it: 青海省|海西州."""
    if following is None or following.part.span.start != place.part.span.end or following.adcode == place.adcode:
        return False
    return lies_within(following.adcode, place.adcode)


def _deepest(
    weights: Mapping[str, float], open_: defaultdict[str, float], total: float, gazetteer: Gazetteer, *, of_province: bool
) -> str:
    """Down the tree for as long as one division holds enough of the one above it; no deeper than a province that the text is of."""
    here, told, whole = "", total, total
    share = _COUNTRY_SHARE
    while True:
        inside = sorted((weight, code) for code, weight in weights.items() if gazetteer.divisions[code].parent == here)
        weight, code = inside[-1] if inside else (0.0, "")
        if not code or (weight < share * total and (weight < _TOLD or weight < _TOLD_SHARE * told)):
            break
        if here and len(inside) > 1 and inside[-2][0] == weight:
            # several told alike: of them all, where they are most of what is told, else of none
            return "CN 中国" if total <= _SHARE * whole and not gazetteer.divisions[here].parent else _named(here, gazetteer)
        here, total, told, share = code, weight, weight - open_[code], _SHARE
        if of_province:
            break
    return _named(here, gazetteer)


def _named(code: str, gazetteer: Gazetteer) -> str:
    return f"{code} {gazetteer.divisions[code].name}" if code else "CN 中国"
