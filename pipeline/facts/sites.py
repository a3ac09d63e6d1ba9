"""Where a fact is, who gives and who receives: the site, never the donor."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from pipeline.facts.candidates import LIST_REACH, Candidates, is_inside
from pipeline.facts.givers import Givers, SiteWords, lies_in, whole
from pipeline.facts.phrases import SUMMED_UP
from pipeline.facts.references import Subject
from pipeline.facts.runs import DEPTH, PlaceRuns
from pipeline.facts.scene import Placed, Scene, Spot, Stretch
from pipeline.model import Place
from pipeline.model.place import lies_within
from pipeline.rulebook.gazetteer import Gazetteer
from pipeline.text import Mask
from pipeline.text.scanner import Scanner

#: how far into a sentence a place stands that opens it: 在|安康市
_OPENS = 1
#: behind a place, makes it that of somebody of its government who tells what was done there
_SPEAKER = re.compile(r"(?:人民)?(?:政府|委|人大|政协)[^，,。；;]{1,16}(?:介绍|表示|告诉|说)")
#: how the names of meetings end, which give nothing
_MEETINGS = ("会", "展", "节")
#: how the names of bodies end that stand side by side with firms
_BODIES = ("局", "公司", "集团", "银行", "合作社")
#: behind a place, leads to a figure of its own: 内地游客57万人次，|台湾|为4万人次
_OF_ITSELF = re.compile(r"(?:为|有|达|则为?|占|约|仅)?\d")
#: how many sentences with a site are asked, the last first
_SENTENCES_BACK = 40
#: how names begin of what is of the whole country
_OF_CHINA = ("中国铁路", "中国民航", "中国道路", "中国公路", "中国水路", "全国", "我国")
#: with whom a clause tells of trade
_TRADED = re.compile(r"[对与同自从向][^，,。；;、\d]{2,12}?(?:进出口|进口|出口|贸易)")
#: open a clause that only compares what the one before tells
_COMPARED_TO = ("比起", "相比", "较之", "不及", "不如")
#: what armies do to a place
_ATTACK = re.compile(
    r"对(?P<on>[^，,。；;、\d]{2,12}?)(?:的|发动|展开|实施|进行)[^，,。；;\d]{0,8}(?:袭击|空袭|轰炸|炮击|军事行动|进攻|攻击)"
)
_PARTNER = re.compile(r"(?:对|与|向|同|往)(?:[\u4e00-\u9fff]{2,6}[、和及与])*$")
#: divisions that only the article tells which: 全县, 我省; none that another is compared with: 较|全省, 全州|第6位
_OWN = Scanner(
    re.compile(
        r"(?<![占居列为比较超])(?<![高低优好快慢先强]于)(?<!超过)(?<!跻身)(?<!走在)(?:全|我|本|该|同)(?P<level>省|市|县|区|州|自治区|旗|[镇乡村](?!镇)|团(?![结体队伙长员购]))(?!第|率先|首|最|领先|前列|排名|推广|各)|(?P<seat>省|(?<!城)市|县|(?<![园社小景片库校厂矿灾牧林山营街])区|州)(?:里|委|政府|财政)(?!书记)"
        r"|(?<![\u4e00-\u9fff·])(?P<region>自治区)(?=安排|实施|推进|开展|组织|新增|累计|建成|共|现有|已|全|重点|计划|力争|将)"
    )
)
#: a figure of the whole country: 全国接待游客1.2亿人次; none where it is compared with, or in a name or a rank
_NATION = Scanner(
    re.compile(
        r"(?<![占居列为比较超在向以是从到往及])(?<!面向)(?<!辐射)(?:全国(?!首[个家次批例创席位款座条届部台艘]|第|最|领|前|百|唯|重点|劳|统一|人大|政协|文明|示范|性|排名|知名|优秀|先进|五一|三八|运动会|锦标赛|冠军|各省)"
        r"|我国(?!首|第|最|唯)|全球(?!首|第|最|领|前|唯|变暖)|全台(?!设备|机)|\d{1,2}个?省[^，。；\d]{0,14}和新疆生产建设兵团|31个?省)"
    )
)
_BRACKETS = re.compile(r"\([^()\n]{2,800}\)")
#: behind the first of several that give
_MANY = re.compile(r"(?:、[\u4e00-\u9fff]{2,8}){2,}等?[\d一二三四五六七八九十]+个?(?:援[疆藏青])?省")
#: all who give, none of them named
_ALL_GIVE = re.compile(r"(?:各|\d+个)[^，,。；;、]{0,6}(?:援[疆藏青]|支援|帮扶|协作|东部)[^，,。；;、]{0,4}(?:省|区市)")
#: behind a place, tells where it is
_LOCATED = re.compile(r"(?:位于|地处|坐落[于在]|处于|隶属)")
#: opens a paragraph on the next of several cases
_NEXT_CASE = re.compile(r"[\s\u3000]*(?:第[一二三四五六七八九十\d]{1,2}|另外?一?|另[两三])(?:[宗起案]|个案|件案|方面)")
#: how the names of lines end that a place only is on the way of
_LINE = re.compile(r"(?:铁路?|高铁|客专|高速|公路|航线|班列)$")
_PARTS = re.compile("[；;]")
#: behind a place, makes it that which travellers are from: 香港|及中国台湾旅客
_TRAVELLERS = re.compile(r"(?:[、和与及][\u4e00-\u9fff]{2,6}){0,6}?(?:旅客|游客|访客)")
_TOWN_LEVELS = ("镇", "乡", "村", "团")
_LEVEL_ENDS = {
    "省": ("省",),
    "自治区": ("自治区",),
    "市": ("市",),
    "县": ("县", "自治县"),
    "区": ("区",),
    "州": ("州",),
    "旗": ("旗",),
}


class Where(NamedTuple):
    """`near` says how the site was found: subject, clause, sentence, paragraph, heading, article, or empty."""

    adcode: str = ""
    place: str = ""
    near: str = ""
    area: str = ""
    donor: str = ""
    recipient: str = ""


#: between the last two places of a list, and behind them all
_LISTED_BY = "、和与及"
#: a body that gives itself, behind the place named last that does: 吉林省援藏项目297个；|宝钢集团对口援|藏项目133个
_BODY_GIVES = re.compile(
    r"[；;。，,、\n][^；;。，,、\n]{2,12}(?:集团|公司|银行|基金会)(?:\([^()]{1,12}\))?[^，。；;、\d]{0,6}(?:援|捐|帮扶|定点帮)[^；;。\n]*$"
)
#: behind a sum, before what it is for
_SPENT_ON = re.compile(
    r"(?:资金)?(?:主要|全部|专项)?(?:用于|用在|投向|投到)|为[^，,。；;、\d]{2,14}?(?:建成|建设|修建|建起|购置|购买|援建|捐建|新建|改造|配备|添置)"
)
#: bodies that give
_BODY_TYPES = frozenset(("school", "hospital", "company", "organisation"))
#: between a body and what it gives, which is elsewhere: 江苏大学|捐赠的|一万册书籍
_GIVEN_BY = re.compile(r"[^，,。；;、\d]{0,6}(?:捐|赠|援建|援助|资助)[赠献助建送]?的?")
#: between a body that gives and the place it gives to: 体育学院|为|流溪村
_GIVES_TO = re.compile(r"[^，,。；;、\d]{0,6}[为向给]$")
#: in a paragraph, who else aids than the provinces of the paragraphs before
_OTHER_AID = re.compile(r"定点(?:帮扶|扶贫)|驻村帮扶|中央单位")
#: a place first named in that sentence is not what the article is about from the start
_LATE = 3
#: tells that a text is of one division, whatever it names
_OURS = re.compile(r"[全我本该][省市县区州镇乡村旗盟]|[省市县区州镇乡村](?:委|政府|里|局)")


class SiteFinder:
    """One article's sites. `main` is what the article is about, `code name`."""

    def __init__(self, scene: Scene, main: str, gazetteer: Gazetteer, words: SiteWords) -> None:
        self._scene, self._gazetteer, self._words = scene, gazetteer, words
        self._main_code, _, self._main_name = main.partition(" ")
        self._all_givers = givers = Givers(scene, self._main_code, words)
        if givers.include_main():
            self._main_code = self._main_name = main = ""
        giving = givers.codes(self._main_code)
        gives = givers.gives(self._main_code)
        self._donors = tuple(self._reach(code) for code in giving)
        self._own = (
            [(m.start(), m.end(), m["level"] or m["seat"] or m["region"]) for m in _OWN.finditer(scene.text)]
            if main[:1].isdigit()
            else []
        )
        quoted, ends = Mask(scene.quoted), {place.end for place in scene.places}
        self._own = [  # not 获评“|全省|平安县”, nor 万州|区政府
            own for own in self._own if not quoted.covers(*own[:2]) and own[0] + len(own[2]) not in ends
        ]
        if self._own and all(level == "省" for _, _, level in self._own) and self._only_in_names(scene):
            self._main_code = self._gazetteer.path(self._main_code)[-1]
            self._main_name = self._gazetteer.divisions[self._main_code].name
        self._runs = PlaceRuns(scene)
        candidates = Candidates(scene, words, self._main_code, self.is_donor)
        self._nations = [match.span() for match in _NATION.finditer(scene.text)]
        opening, national = candidates.openings(scene.places), Mask(self._nations)
        sites = [
            place
            for place, first in zip(scene.places, opening, strict=True)
            if candidates.may_be_site(place, first) and not national.covers(place.start, place.end)
        ]
        items = candidates.items(scene.places)
        sites = [place for place in sites if place.start not in items] if items else sites
        self._brackets = [match.span() for match in _BRACKETS.finditer(scene.text)]
        self._bracketed = Mask(self._brackets)
        #: those with places and figures, which tell of parts: 病例15例(|广东6例，上海4例|)
        self._asides = Mask(self._found_asides(sites))
        self._all_sites, self._all_starts = sites, [place.start for place in sites]
        self._sites = [place for place in sites if not self._asides.covers(place.start, place.end)]
        self._site_starts = [place.start for place in self._sites]
        if self._nations and (not sites or self._nations[0][0] < sites[0].start):
            self._main_code = self._main_name = ""  # the article is about the country, whatever places it names
        self._is_of_province = (
            self._main_code.endswith("0000") and not (gives or self._nations) and self._tells_of_one(scene, sites)
        )
        self._givers = [
            p for p in scene.places
            if p.mention.adcode in giving and not p.mention.within.endswith(_MEETINGS) and p.start not in items
        ]  # fmt: skip
        self._giver_starts = [place.start for place in self._givers]
        self._town = self._only_town(sites)
        self._late = self._found_late()
        #: of a paragraph, the codes of its sites below provinces, once asked
        self._told: dict[int, frozenset[str]] = {}
        self._known: dict[tuple[int, bool], tuple[str, str, str]] = {}

    def _tells_of_one(self, scene: Scene, sites: Sequence[Placed[Place]]) -> bool:
        """Whether the article names the province more than once, or says 全省 of it, and names no site elsewhere."""
        named = [place for place in scene.places if place.mention.adcode.startswith(self._main_code[:2])]
        of_all = [start for start, _, level in self._own if level in ("省", "自治区")]
        return len(named) + len(of_all) > 1 and all(place.mention.adcode.startswith(self._main_code[:2]) for place in sites)

    def _only_in_names(self, scene: Scene) -> bool:
        """Whether what the article is about only stands in longer names: 全省 in an article that names no place but 兰州日报."""
        return all(place.mention.within for place in scene.places if lies_within(place.mention.adcode, self._main_code))

    def _reach(self, code: str) -> str:
        """How the codes of all places begin that give with a giver: those of its province, or of its prefecture in the main one."""
        return code[:4] if code[:2] == self._main_code[:2] else code[:2]

    def is_donor(self, place: Place) -> bool:
        """Whether the place lies in a province or prefecture that gives."""
        return bool(place.adcode and self._donors) and place.adcode.startswith(self._donors)

    def find(self, placed: Spot, subject: Subject | None, *, of_area: bool = False) -> Where:
        """`of_area`: the figure is of a whole division, and a place of the sentence before does not hold on."""
        site = self.site(placed, subject, of_area=of_area)
        donor = self._donor(placed, site[0])
        recipient = site[1] if donor and site[1] != donor else ""
        return Where(*site, area=self._area(placed, site) if of_area else "", donor=donor, recipient=recipient)

    def _area(self, placed: Spot, site: tuple[str, str, str]) -> str:
        """The place that a figure of an area is said of: the clause's, unless trade or traffic is with it; else the article's."""
        code, place, near = site
        if not place:
            return ""  # 长江中下游地区1646万人受灾，|93人|死亡
        scene = self._scene
        before = scene.places_in(placed.low, placed.start)
        with_it = any(_PARTNER.search(scene.text[max(placed.low, p.start - LIST_REACH) : p.start]) for p in before)
        if near in ("clause", "sentence") and (code or "、" not in place) and not with_it:
            return place
        if code and code == self._main_code and (near == "paragraph" or self._town == place):
            return place  # the regiment that the sentence before is about
        if code and self._main_code.endswith("0000"):
            return place  # the site is told, and the article's main place is only a province
        return self._main_name if self._main_code.isdigit() else ""

    # -- the site

    def site(self, at: Stretch | Spot, subject: Subject | None, *, of_area: bool = False) -> tuple[str, str, str]:
        """The place in the subject's name; the nearest of the clause, then of the sentence; one in a longer name comes last."""
        begin, stop, low, high, first, last = at[:6]
        if self._scene.text.startswith(")", stop) and self._scene.text[begin - 1] == "(":
            high = last = stop  # 中国大陆(1175万人次)、|香港(577万人次): what follows has its own
        if (struck := self._struck(low, begin)) is not None:
            return (*struck, "clause")
        if (laid := self._laid(low, begin, stop, subject)) is not None:
            return (*laid, "clause")
        visits = subject is not None and subject.phrase.text.endswith(self._words.visitors)
        aside = self._asides.covers(begin, stop)
        if subject is not None and not visits and (found := self._subject_place(subject, begin, aside=aside)):
            return (*found, "subject")
        if subject is not None and subject.phrase.start >= first and self._is_of_region(subject):
            return "", "", "clause"
        if own := self._own_division(low, first, begin, aside=aside):
            return own
        if subject is not None and subject.text.startswith(_OF_CHINA) and not self._sites_in(first, last, aside=aside):
            return "", "", "clause"  # 阜阳站…。|中国铁路|发送旅客613万人
        if _TRADED.search(self._scene.text, low, begin) and not self._sites_in(low, begin, aside=aside):
            return "", "", "clause"  # 与美国进出口3亿元；与欧盟进出口|2亿元
        if self._is_national(first, stop, aside=aside):
            return "", "", "clause"
        if not (places := self._sites_in(first, last, aside=aside)):
            regions = (
                p for p in self._scene.places_in(first, begin) if p.mention.level == "region" and p.mention.country == "CN"
            )
            if self._main_code.endswith("0000") and any(regions):
                return "", "", "clause"  # 长江中下游地区1600万人受灾，|90人|死亡
            told = self._around(begin, of_area=of_area)
            return told if told[2] != "paragraph" or not self._is_natural(subject) else ("", "", "")
        around = [(low, begin, True, "clause"), (stop, high, False, "clause"), (first, low, True, "sentence")]
        if _SPENT_ON.match(self._scene.text, stop):
            around = around[1:2] + around[:1] + around[2:]  # 300万元|用于淇滩镇基地建设、200万元|用于官舟镇
        outermost = self._outermost(places)
        site = self._of_sentence(outermost, around) or self._behind(outermost, high, last)
        if site is None and len(outermost) < len(places):
            of_firm = subject is not None and _is_firm_of(subject, low)
            others = [place for place in places if self._is_told(place) and not (of_firm and _is_of_another(place, low))]
            site = self._of_sentence(others, around)
        return self._inside(site, places, begin) if site else self._around(begin, of_area=of_area)

    def _struck(self, low: int, begin: int) -> tuple[str, str] | None:
        """The place that an attack of the clause is on: 以色列军队对|加沙|的袭击造成3万余人受伤."""
        if (match := _ATTACK.search(self._scene.text, low, begin)) is None:
            return None
        places = [place for place in self._sites_in(match.start("on"), match.end("on")) if place.start == match.start("on")]
        return self._runs.first(places) if places else None

    def _laid(self, low: int, begin: int, stop: int, subject: Subject | None) -> tuple[str, str] | None:
        """Where the clause says that money is laid out, whatever place what is built is called after: 在|伊宁市|投资2.6亿元建设绍兴商场."""
        if subject is None or subject.phrase.start < stop or _SPENT_ON.match(self._scene.text, stop):
            return None
        laid = [
            p
            for p in self._sites_in(low, begin)
            if is_inside(p.mention, self._main_code) and self._scene.text[p.start - 1] in "在于"
        ]
        return self._runs.nearest(laid)

    def _is_of_region(self, subject: Subject) -> bool:
        """Whether the subject is a region, which has no code, and no place of another clause is its: |欧元区|今年增长1.6%."""
        within = self._scene.places_in(subject.phrase.start, subject.phrase.end)
        opens = bool(within) and within[0].start == subject.phrase.start
        return opens and all(p.mention.level == "region" and not p.mention.adcode for p in within)

    def _is_natural(self, subject: Subject | None) -> bool:
        """Whether the subject is a river or reservoir, which the site of the sentence before says nothing of."""
        within = self._scene.places_in(subject.phrase.start, subject.phrase.end) if subject is not None else ()
        return any(place.mention.level == "natural" for place in within)

    def _outermost(self, places: Sequence[Placed[Place]]) -> list[Placed[Place]]:
        """Those in no longer name, and the last of a list that only opens one with all of them: 日土、|札达|两县改水项目."""
        found: list[Placed[Place]] = []
        for place in places:
            beside = found and place.start - found[-1].end == 1 and self._scene.text[place.start - 1] in _LISTED_BY
            if not place.mention.within or (beside and SUMMED_UP.match(self._scene.text, place.end)):
                found.append(place)
        return found

    def _of_subject(self, subject: Subject, *, aside: bool) -> Sequence[Placed[Place]]:
        """The places in the subject's name, but not the province alone in that of a body: 宁夏|绿牛公司等18家 of a county of 宁夏."""
        places = self._sites_in(subject.phrase.start, subject.phrase.end, aside=aside)
        return [p for p in places if not (p.mention.within and p.mention.level == "province" and self._holds_main(p.mention))]

    def _subject_place(self, subject: Subject, begin: int, *, aside: bool) -> tuple[str, str] | None:
        """The place in the subject's name, or that which a body with one gives something to: 西安体育学院为|流溪村|投入27万元."""
        phrase = subject.phrase
        if phrase.type in _BODY_TYPES and _GIVEN_BY.fullmatch(self._scene.text, phrase.end, begin):
            return None
        own = self._of_subject(subject, aside=aside)
        places = self._sites_in(phrase.end, begin, aside=aside) if own and phrase.type in _BODY_TYPES else ()
        if not places or _GIVES_TO.fullmatch(self._scene.text, phrase.end, places[0].start) is None:
            return self._runs.deepest(own)
        ends = [phrase.end, *(place.end for place in places)]
        joined = takewhile(lambda place: place is places[0] or place.start in ends, places)
        return self._runs.deepest(list(joined))

    def _inside(self, site: tuple[str, str, str], places: Sequence[Placed[Place]], begin: int) -> tuple[str, str, str]:
        """The place itself, or one in it that a longer name opens and that was said since: 哈密市的工程，|伊州区|体育中心."""
        code, _, near = site
        last = next((place for place in reversed(places) if place.start < begin), None)
        if last is None or not code or not last.mention.within or not self._is_told(last):
            return site
        inner = last.mention
        deeper = (inner.adcode != code or self._is_town(last)) and lies_within(inner.adcode, code)
        return (inner.adcode, inner.name, near) if deeper else site

    def _of_sentence(
        self, places: Sequence[Placed[Place]], around: Iterable[tuple[int, int, bool, str]]
    ) -> tuple[str, str, str] | None:
        """The nearest of the first stretch that has any: the last of it, or the first."""
        for start, end, backwards, near in around:
            within = [place for place in places if start <= place.start < end]
            if near == "sentence":
                within = [
                    place for place in within if not (self._is_aside(place) and _PARTS.search(self._scene.text, place.end, end))
                ]
                if not self._bracketed.covers(end, end + 1):
                    within = [place for place in within if not self._bracketed.covers(place.start, place.end)]
                if within and (topic := self._topic(whole(within))) is not None:
                    return (*topic, near)  # 南麻街道柳溪村|是|淄博|的小山村，果园860亩
            if within:
                found = self._runs.nearest(within) if backwards else self._runs.first(within)
                return (*found, near) if found else None
        return None

    def _behind(self, places: Sequence[Placed[Place]], high: int, last: int) -> tuple[str, str, str] | None:
        """The first place of the clause behind, which says more than the article's."""
        if high >= last or not places or places[-1].start < high or self._scene.text[high - 1] in "；;":
            return None
        if self._scene.text.startswith(_COMPARED_TO, high):
            return None  # 获得1金|，比起去年在南京的2金差距明显
        end = min(last, self._scene.clause(high, high + 1)[1])
        found = self._runs.first(
            [
                place
                for place in places
                if high <= place.start < end
                and place.mention.adcode
                and not self._holds_main(place.mention)
                and not self._is_aside(place)
                and not _OF_ITSELF.match(self._scene.text, place.end)
            ]
        )
        return (*found, "behind") if found else None

    def _own_division(self, low: int, first: int, end: int, *, aside: bool = False) -> tuple[str, str, str] | None:
        """全县: the division of that level that the article is about, where no place stands behind the word."""
        index = bisect_left(self._own, (end, 0, "")) - 1
        if index < 0 or self._own[index][0] < first:
            return None
        start, behind, level = self._own[index]
        if self._sites_in(behind, end, aside=aside):
            return None
        near = "clause" if start >= low else "sentence"
        if level in _TOWN_LEVELS:
            return self._named_last(start, level, near)
        ends = _LEVEL_ENDS[level]
        if (opener := self._opener(start, ends)) is not None:
            return opener.adcode, opener.name, near
        for code in self._gazetteer.path(self._main_code):
            name = self._gazetteer.divisions[code].name
            if name.endswith(ends):
                return code, name, near
        return None

    def _named_last(self, position: int, level: str, near: str) -> tuple[str, str, str] | None:
        """The town, village or regiment that 全镇, 该村 or 全团 speaks of: the last one named, if it is of that kind."""
        for place in self._sites_in(0, position)[: -_SENTENCES_BACK - 1 : -1]:
            mention = place.mention
            if mention.level in ("township", "village"):
                return (mention.adcode, mention.name, near) if mention.name.endswith(level) else None
        return None

    def _opener(self, position: int, ends: tuple[str, ...]) -> Place | None:
        """The division of that level that a sentence before in the paragraph opens with: 在|安康市，…。全市茶园109万亩."""
        low, _ = self._scene.paragraph(position)
        for place in reversed(self._sites_in(low, position)):
            first = self._scene.sentence(self._scene.sentence_index(place.start))[0]
            if place.start - first <= _OPENS and place.mention.adcode and place.mention.name.endswith(ends):
                return place.mention
        return None

    def _is_national(self, start: int, end: int, *, aside: bool = False) -> bool:
        """Whether the stretch tells of the whole country: no place stands in the clause of its last word for it or behind, but in
        brackets."""
        index = bisect_left(self._nations, (end, 0)) - 1
        if index < 0 or self._nations[index][0] < start:
            return False
        first, last = self._nations[index]
        low, _ = self._scene.clause(first, first + 1)
        told = [*self._sites_in(low, first), *self._sites_in(last, end, aside=aside)]
        return all(not aside and self._bracketed.covers(place.start, place.end) for place in told)

    def _found_asides(self, sites: Sequence[Placed[Place]]) -> Iterator[tuple[int, int]]:
        starts = [place.start for place in sites]
        for start, end in self._brackets:
            first = bisect_left(starts, start)
            if first < len(starts) and starts[first] < end and self._scene.figures_in(starts[first], end):
                yield start, end

    def _holds_main(self, place: Place) -> bool:
        """Whether the place is a division above the one that the article is about."""
        return bool(place.adcode) and lies_within(self._main_code, place.adcode) and self._main_code != place.adcode

    def _is_aside(self, place: Placed[Place]) -> bool:
        """Whether the place is only that of a part: 茶叶产量9.37万吨，其中|安溪县|占七成."""
        low, _ = self._scene.clause(place.start, place.end)
        return self._scene.text.startswith("其中", low) or self._scene.text.endswith(("其中:", "其中："), 0, low)

    def _is_told(self, place: Placed[Place]) -> bool:
        """Whether the place may be where something is though it only stands in a longer name: not in one of 上海均和集团, which
        comes to another province, nor only the province of what the article is about, or the city in a body's name."""
        mention = place.mention
        if not mention.within or not self._main_code.isdigit() or _SPEAKER.match(self._scene.text, place.end):
            return True
        above = mention.level == "province" or mention.within.endswith(_BODIES)
        return mention.adcode[:2] == self._main_code[:2] and not (above and self._holds_main(mention))

    def _around(self, position: int, *, of_area: bool) -> tuple[str, str, str]:
        """The place of a sentence before, of the heading, of the article: one for all figures of a sentence."""
        key = self._scene.sentence_index(position), of_area
        if key not in self._known:
            self._known[key] = self._read_around(position, of_area=of_area)
        return self._known[key]

    def _read_around(self, position: int, *, of_area: bool) -> tuple[str, str, str]:
        scene = self._scene
        main = self._main_code.isdigit() and not self._main_code.endswith("0000")
        start, _ = scene.paragraph(position)
        first = scene.sentence(scene.sentence_index(position))[0]
        if of_area and main:
            return self._around_area(position, start)
        for low, high in self._told_sentences(start, first):
            if self._is_national(low, high):
                return "", "", ""
            places = [p for p in self._sites_in(low, high) if self._holds_on(p)]
            if places and (own := self._own_division(places[-1].end, low, high)):
                return own
            nested = all(lies_in(places[-1].mention, p.mention) for p in places)
            if places and (found := self._topic(places) or (self._runs.nearest(places) if nested else None)):
                return (*found, "paragraph")
        if (town := self._town_before(first, scene.sentence(scene.sentence_index(position))[1])) is not None:
            return (*town, "paragraph")
        heading = scene.heading_before(position)
        if heading is not None:
            titled = main and heading == scene.headings[0]
            reports = self._is_of_province and not self._donors
            index = bisect_left(self._nations, (position, 0)) - 1
            nation = self._nations[index][0] if index >= 0 else 0
            alone = titled or _NEXT_CASE.match(scene.text, start) is not None
            for bounds in (heading,) if alone else (heading, (max(heading[0], nation), position)):
                held = [p for p in self._sites_in(*bounds) if self._holds_on(p)]
                if bounds != heading and reports and held and self._is_town(held[-1]):
                    break  # a town of one paragraph is not what the next one of a province's report is about
                if bounds != heading and held and (self._is_of_many(held) or _LINE.search(held[-1].mention.within)):
                    break  # 山西开展…，安徽举办…，广东的庙会…: nor is the last of several provinces, or of a line
                found = self._runs.nearest(held)
                if found and (found[0] or bounds == heading):
                    return (*found, "heading")
        if (main or self._is_of_province) and self._late < scene.paragraph(position)[1]:
            return self._main_code, self._main_name, "article"
        return "", "", ""

    def _around_area(self, position: int, start: int) -> tuple[str, str, str]:
        """Where a figure of a whole division is that its own sentence says nothing of; `start` is that of its paragraph."""
        scene = self._scene
        low, high = scene.sentence(max(scene.sentence_index(position) - 1, 0))
        said = self._sites_in(low, high) if low >= start else ()
        own = self._own_division(low, low, high) if low >= start else None
        if own is not None and own[1].endswith(_TOWN_LEVELS):
            return (*own[:2], "paragraph")  # |全团|实现生产总值4.6亿元。全社会完成投资1.3亿元
        heading = scene.heading_before(position)
        if heading is not None and heading != scene.headings[0] and (headed := self._runs.nearest(self._sites_in(*heading))):
            return (*headed, "heading")  # 四、伊宁市|巴彦岱镇|: a table below
        topic = self._topic(said) if len(said) > 1 else None
        return (*topic, "paragraph") if topic else (self._main_code, self._town or self._main_name, "article")

    def _is_of_many(self, places: Sequence[Placed[Place]]) -> bool:
        """Whether the last sentence that names a place names several provinces, or places of them."""
        first = self._scene.sentence(self._scene.sentence_index(places[-1].start))[0]
        return len({p.mention.adcode[:2] for p in places if p.start >= first}) > 1

    @staticmethod
    def _is_town(place: Placed[Place]) -> bool:
        return DEPTH[place.mention.level] > DEPTH["county"]

    def _town_before(self, start: int, end: int) -> tuple[str, str] | None:
        """Of a sentence that says 全镇 or 该村: the town that was told of last."""
        index = bisect_left(self._site_starts, start) - 1
        if index < 0 or not self._is_town(self._sites[index]) or not self._words.here.search(self._scene.text, start, end):
            return None
        return self._runs.first([self._sites[index]])

    def _only_town(self, sites: Sequence[Placed[Place]]) -> str:
        """The town or township that the title names and that is all that is said of its county: 上安镇|政府工作总结."""
        inside = [place.mention for place in sites if is_inside(place.mention, self._main_code)]
        names = {place.name for place in inside if place.level == "township"}
        lower = all(place.level in ("township", "village") for place in inside)
        titled = bool(self._scene.headings) and any(
            p.mention.level == "township" for p in self._sites_in(*self._scene.headings[0])
        )
        return names.pop() if len(names) == 1 and lower and titled else ""

    def _found_late(self) -> int:
        """Where what the article is about is named, if only once, far behind, so that what stands before is of all:
        央企投入32亿。…|白沙县|4G全覆盖; else -1."""
        scene = self._scene
        inside = [place.start for place in scene.places if is_inside(place.mention, self._main_code)][:2]
        late = len(inside) == 1 and scene.sentence_index(inside[0]) >= _LATE
        return inside[0] if late and not _OURS.search(scene.text, 0, inside[0]) else -1

    def _told_sentences(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The sentences of a stretch that tell of a site or the whole country, the last first."""
        for _ in range(_SENTENCES_BACK):
            site, nation = bisect_left(self._site_starts, end) - 1, bisect_left(self._nations, (end, 0)) - 1
            last = max(self._site_starts[site] if site >= 0 else -1, self._nations[nation][0] if nation >= 0 else -1)
            if last < start:
                return
            low, high = self._scene.sentence(self._scene.sentence_index(last))
            yield low, high
            end = low

    def _topic(self, places: Sequence[Placed[Place]]) -> tuple[str, str] | None:
        """The town or regiment that a sentence opens with, though the county that it lies in is named behind, or the place whose
        whereabouts it tells: 七十九团|位于新疆伊犁地区."""
        for place in places:
            if _LOCATED.match(self._scene.text, place.end):
                return self._runs.first([place])
        first, last = places[0].mention, places[-1].mention
        inside = DEPTH[first.level] > DEPTH["county"] >= DEPTH[last.level] and lies_in(first, last)
        return self._runs.first(places[:1]) if inside else None

    def _holds_on(self, place: Placed[Place]) -> bool:
        """Whether the sentences behind may be about the place: not what holds the article's own, a part, what stands in brackets,
        another province in a name (广东|广药集团), a foreign country in passing."""
        foreign = not place.mention.adcode and place.mention.country != self._main_code
        spelt = place.mention.level == "province" and place.end - place.start > 1
        named = spelt and place.mention.within and not is_inside(place.mention, self._main_code)
        aside = foreign or named or self._bracketed.covers(place.start, place.end)
        aside = aside or _TRAVELLERS.match(self._scene.text, place.end) is not None
        return not (aside or self._holds_main(place.mention) or self._is_aside(place))

    def _sites_in(self, start: int, end: int, *, aside: bool = False) -> Sequence[Placed[Place]]:
        """The sites of the stretch; those in brackets that tell of parts only for figures there."""
        sites, starts = (self._all_sites, self._all_starts) if aside else (self._sites, self._site_starts)
        return sites[bisect_left(starts, start) : bisect_left(starts, end)]

    def of_item(self, where: Where, items: Sequence[tuple[int, int]], position: int) -> Where:
        """Of a row dealt out among things, some of them places (对欧盟、美国和日本分别出口): the place of the item, or none."""
        told = [self._sites_in(*item) for item in items]
        if not any(told):
            return where
        adcode, place = self._runs.nearest(told[position]) or ("", "")
        return where._replace(adcode=adcode, place=place, area="")

    # -- who gives

    def _donor(self, placed: Spot, site: str) -> str:
        """The last place that gives or sends, named before the figure under its heading, else in its paragraph; none that another
        paragraph names with other towns or counties than the one that the figure is in, `site`."""
        index = bisect_left(self._giver_starts, placed.start) - 1
        while index >= 0 and self._is_set_apart(self._givers[index], placed):
            index -= 1  # 上海投入3244万元(嘉定区项目3个)，拨付|2405.4万元
        if index < 0:
            return ""
        heading, own = self._scene.heading_before(placed.start), self._scene.paragraph(placed.start)[0]
        start = heading[0] if heading else own
        if not self._main_code.isdigit():
            start = placed.first  # 广东帮助广西、贵州…。浙江与四川共建|100个|产业园区
        giver = self._givers[index]
        if giver.start < placed.first and _ALL_GIVE.search(self._scene.text, placed.first, placed.start):
            return ""  # 嘉兴市援疆…。各援疆省市累计投入|242亿元
        if _MANY.match(self._scene.text, giver.end):
            return ""  # 北京、天津、深圳等|19个|省市承担对口支援任务
        if giver.start < own and (not self._is_helped(giver, site) or _OTHER_AID.search(self._scene.text, own, placed.start)):
            return ""  # 武清区援助…。|某研究院定点帮扶，投入260万元
        if giver.start < start or _BODY_GIVES.search(self._scene.text, max(giver.end, placed.first - 1), placed.start):
            return ""
        others = (
            self._givers[max(bisect_left(self._giver_starts, start), index - _SENTENCES_BACK) : index]
            if giver.start < own
            else ()
        )
        listed = self._all_givers.listed_before(giver)
        if any(other.mention.adcode[:2] != giver.mention.adcode[:2] and other not in listed for other in others):
            return ""
        given = [place.mention for place in reversed(listed) if self.is_donor(place.mention)]
        return "、".join(place.name for place in (*given, giver.mention))

    def _is_helped(self, giver: Placed[Place], site: str) -> bool:
        """Whether the paragraph that names a giver names the site's division too, or none but provinces."""
        if not site or site.endswith("0000"):
            return True
        start, end = self._scene.paragraph(giver.start)
        if start not in self._told:
            codes = {p.mention.adcode for p in self._sites_in(start, end)}
            self._told[start] = frozenset(code for code in codes if not code.endswith("0000"))
        told = self._told[start]
        return not told or any(lies_within(site, code) or lies_within(code, site) for code in told)

    def _is_set_apart(self, place: Placed[Place], placed: Spot) -> bool:
        """Whether the place stands in brackets, and the figure behind does not."""
        return self._bracketed.covers(place.start, place.end) and not self._bracketed.covers(placed.start, placed.end)


def _is_firm_of(subject: Subject, low: int) -> bool:
    """Whether the subject is a firm that the clause itself names."""
    return subject.via == "clause" and subject.phrase.type == "company" and subject.phrase.start >= low


def _is_of_another(place: Placed[Place], low: int) -> bool:
    """Whether the place only stands in the name of another body, in a clause before: |上海|铁路局发送800人，广铁集团|500人."""
    return place.start < low and place.mention.within.endswith(_BODIES)
