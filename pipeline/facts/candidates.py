"""Which places of an article may be where something is: no donor, not where somebody comes from, spoke or only was."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from pipeline.facts.givers import LEAD, LISTED, SiteWords, lies_in
from pipeline.facts.scene import Placed, Scene
from pipeline.model import Place
from pipeline.model.place import lies_within
from pipeline.text.scanner import Scanner

_AT_REACH = 9
#: how far a list of places is followed
LIST_REACH = 30
#: behind a place, makes it the one where an event was held: 在|温岭市|举行
_VENUE = re.compile(r"(?:顺利|成功|隆重)?(?:举行|举办|召开)")
#: behind a place, makes it the one where somebody only spoke: 国务卿在|华盛顿|表示
_SPEAKS = re.compile(
    r"(?:市|州)?(?:对(?:媒体|记者)|接受[^，。]{0,8}采访时|举行的?(?:记者会|新闻发布会)上?)?(?:表示|宣布|指出|强调|透露|说[，,：:])"
)
_AT = re.compile(r"[在于][^，,。；;]{0,8}$")
#: behind a place, where a firm is from: 上海|均和集团; of a list of names that are told to be firms: 浙江|银轮、福建|星云，均为配套企业
_FIRM = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:集团|公司)|(?:[\u4e00-\u9fff]{2,8}、){0,5}[\u4e00-\u9fff]{2,6}等[\d一二三四五六七八九十百]{1,4}[多余]?家[\u4e00-\u9fff]{0,4}(?:企业|公司|单位)"
)
_FIRMS = re.compile(r"(?:[\u4e00-\u9fff]{2,8}、){0,8}[\u4e00-\u9fff]{2,8}[，,](?:均|都)为[^，,。；;]{0,14}(?:企业|公司)")
#: behind a country that only opens an item of a list of projects or firms: 包括|美国|某某净水、…等84个项目
_FOREIGN_ITEM = re.compile(r"[\u4e00-\u9fff]{2,12}(?:、[\u4e00-\u9fff]{2,14}){1,8}等\d+[个家]")
#: behind a country, its people, wherever they are: 5名|巴勒斯坦|人丧生
_NATIONALS = re.compile(r"人(?![民口均士工类大员次才物造])")
#: what a place names goods by: 白朗|蔬菜等特色品牌
_GOODS = re.compile(
    r"[\u4e00-\u9fff]{2,8}[”》]?(?:、[^，。；;]{2,40})?等[^，。；;、\d]{0,8}(?:品牌|名品|特产|农产品|产品|典型|名片|培训项目|培训|工种|课程)"
)
#: behind the last of several countries, of those who come from there: 德国、|日本|等21个国家和地区的客人
_CAME_FROM = re.compile(r"(?:、[\u4e00-\u9fff]{2,8}){0,6}等\d+[多余]?个国家(?:和地区)?的\d")
#: behind a place that something is one of: 是|新疆兵团|中棉花面积最大的
_ONE_OF = re.compile(r"[中里内][^，。；\n]{0,16}最")
#: before and behind those that somebody works with, where who does so is not named right before: 该县主动与|江苏|、陕煤集团开展合作
_WITH = re.compile(r"(?:主动|积极|该[省市县区镇乡]|我[省市县区镇乡]|先后|分别|，)[与同][\u4e00-\u9fff、]{0,12}$")
_BONDS = re.compile(
    r"[\u4e00-\u9fff、]{0,24}?(?:开展|建立|签订|签署|结成|达成)[\u4e00-\u9fff“”]{0,12}(?:合作|协作|对接|交流|关系|协议|联盟)"
)
#: behind a list of things, says that there are more, or how many projects they are
_AND_MORE = Scanner(
    re.compile(
        r"等(?:\d{1,5}[余多]?[个家项]|[^，,。；;\d]{0,14}?(?:企业|公司|集团))"
        r"|(?<=项目|工程|中心|医院|学校|公路|基地|园区)\d{1,5}[余多]?[个项](?=[^、，,。；;\d]{0,8}项目)"
    )
)
#: the most that stands between two places of a list
_LIST_GAP = 5


class Candidates:
    """`may_be_site` tells whether facts may be at a place of an article about the division `main`."""

    def __init__(self, scene: Scene, words: SiteWords, main: str, is_donor: Callable[[Place], bool]) -> None:
        self._scene, self._words, self._main_code, self._is_donor = scene, words, main, is_donor

    def openings(self, places: Sequence[Placed[Place]]) -> list[Placed[Place]]:
        """Of each place the first of those listed with it, or that it is told to lie in: 从|澳大利亚|、荷兰等地, 来自|浙江|安吉县."""
        found: list[Placed[Place]] = []
        for before, place in zip([None, *places], places, strict=False):
            gap = place.start - before.end if before is not None else 0
            listed = 0 < gap <= _LIST_GAP and LISTED.fullmatch(self._scene.text, place.start - gap, place.start)
            inside = before is not None and not gap and before.mention.adcode and lies_in(place.mention, before.mention)
            own = listed and self._words.origin.search(self._scene.text[place.start - LEAD : place.start])
            found.append(found[-1] if (listed and not own) or inside else place)  # 叶城县|与来自|浙江
        return found

    def items(self, sites: Sequence[Placed[Place]]) -> set[int]:
        """Where places begin that only open the items of a list of things which lie in several: 上海临港生物谷、|苏州|智造园等9个项目."""
        scene, starts = self._scene, [place.start for place in sites]
        found: set[int] = set()
        for match in _AND_MORE.finditer(scene.text):
            end = match.start()
            low, _ = scene.clause(end, end + 1)
            within = [place for place in sites[bisect_left(starts, low) : bisect_left(starts, end)] if place.mention.adcode]
            items: list[list[Placed[Place]]] = []  # of each item the places that stand together last in it
            for place in within:
                between = scene.text[items[-1][-1].end : place.start] if items else "、"
                if "、" in between:
                    items.append([place])
                else:
                    items[-1] = [*items[-1], place] if not between else [place]
            if len(items) > 1 and items[-1][-1].end < end and "、" not in scene.text[items[-1][-1].end : end]:
                one, *others = [item[-1].mention for item in items]
                if any(not (lies_in(one, other) or lies_in(other, one)) for other in others):
                    found.update(place.start for item in items for place in item)
        return found

    def may_be_site(self, place: Placed[Place], first: Placed[Place]) -> bool:
        """Whether a fact may be there: no donor, no abbreviation, no river, not where somebody or something comes from or is
        only for a while; `first` is the first place listed with it."""
        mention, text = place.mention, self._scene.text
        lead = text[max(0, first.start - LEAD) : first.start]
        return (
            place.end - place.start > 1
            and mention.level != "natural"
            and not self._scene.datelines.covers(place.start, place.end)
            and not (text[place.start - 1 : place.start] == "“" and text[place.end] != "”")  # “福建省十强县”: a title
            and bool(mention.adcode or mention.country not in ("", "CN"))
            and not self._is_donor(mention)
            and not (mention.level == "country" and _NATIONALS.match(text, place.end))
            and not self._words.origin.search(lead)
            and not self._words.comer.match(text, place.end)
            and not self._words.venue.match(text, place.end)
            and not _CAME_FROM.match(text, place.end)
            and not _GOODS.match(text, place.end)
            and not self._words.opponent.search(lead)
            and not (mention.level == "country" and mention.country != "CN" and _FOREIGN_ITEM.match(text, place.end))
            and not (not is_inside(mention, self._main_code) and self._is_passing(place, first, lead))
        )

    def _is_passing(self, place: Placed[Place], first: Placed[Place], lead: str) -> bool:
        """Whether the place is only where a meeting was held, a firm is from, or somebody went:
        赴|深圳、香港等地|招商."""
        text = self._scene.text
        if _SPEAKS.match(text, place.end) and _AT.search(text[max(0, place.start - _AT_REACH) : place.start]):
            return True
        begin = min(first.start, self._chain_start(place))
        at = _AT.search(text[max(0, begin - _AT_REACH) : begin]) is not None
        goes = self._words.toward.search(lead) is not None
        last = self._list_end(place) if at or goes else place.end
        held = at and _VENUE.match(text, last)
        if _FIRMS.match(text, place.end) or (self._main_code.isdigit() and (held or _FIRM.match(text, place.end))):
            return True
        if _ONE_OF.match(text, place.end) and lead.endswith("是"):
            return True  # 第八师是|新疆兵团|中棉花面积最大的
        low, high = self._scene.clause(place.start, place.end)
        if text.startswith("除", low) and text.endswith("外", low, high - 1):
            return True  # 除宜昌市与|上海|国际港务公司合作项目外
        if place.mention.within and lead.endswith(("与", "同")):
            return True  # 我市与|常州市商务局签订协议
        if _WITH.search(text, max(0, place.start - LIST_REACH), place.start) and _BONDS.match(text, place.end):
            return True  # 主动与|江苏|溧阳、陕煤集团开展劳务合作
        return goes and self._words.errand.match(text, last) is not None

    def _chain_start(self, place: Placed[Place]) -> int:
        """Where the places begin that stand right before it, each holding the next: |浙江省|温岭市."""
        start = place.start
        for other in reversed(self._scene.places_in(max(0, start - LIST_REACH), start)):
            if other.end == start:
                start = other.start
        return start

    def _list_end(self, place: Placed[Place]) -> int:
        """Where the list or chain ends that the place is an item of."""
        last = place.end
        for other in self._scene.places_in(place.end, place.end + LIST_REACH):
            if other.start == last or LISTED.fullmatch(self._scene.text, last, other.start):
                last = other.end
        return last


def is_inside(place: Place, code: str) -> bool:
    """Whether the place lies in the division of this code."""
    return bool(code.isdigit() and place.adcode) and lies_within(place.adcode, code)
