"""Which places of an article give or send, and what stands around places that tells so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from pipeline.facts.scene import Placed, Scene
from pipeline.model import Place
from pipeline.model.place import lies_within
from pipeline.rulebook.giving import SPENDS, GivingWords
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists, giving

#: between places of one list
LISTED = re.compile(r"(?:省|市|县|区|州)?(?:以及|[、和与及])(?:[^，。、]{0,3})?")
#: between two that work together, besides: 南浔·广安
_PAIRED = ("", "·", "—", "-", "－")
#: how long words before a place are that tell what it is
LEAD = 4
#: how far what one place sends may reach to the other
_SENT_OVER = 70


class SiteWords:
    """Words around places, compiled once: `gives` and `aids` behind one that gives or sends, `origin` before and `comer` behind
    one that somebody comes from; `toward` before one that somebody goes or gives to, `errand` behind it of one who does not
    stay; `sends` between one that gives and one that it gives to; `visitors` end names of those who are elsewhere than where
    they come from; behind one `venue` is where only a meeting was; before one `opponent` tells of a team; `here` is
    the town of the paragraph before."""

    def __init__(self, lists: WordLists) -> None:
        words = GivingWords(lists)
        self.gives, self.spends, self.paired = words.behind, words.spends, words.paired
        self.aids = giving(lists, narrow=True)
        toward = any_of(lists["fact.toward"]).pattern
        self.toward = re.compile(rf"(?:{toward})$")
        self.sends = re.compile(
            rf"[^，,。；;\n]{{0,30}}(?:{any_of(lists['fact.give']).pattern})[^，,。；;\n]{{0,30}}(?:{toward})"
        )
        self.helps = re.compile(r"[^，,。；;\n]{0,30}\d[家所名支个批][^，,。；;\n]{2,24}(?:对口|结对)?(?:支援|帮扶|援助)")
        self.hands = re.compile(r"[^，,。；;\n]{0,12}[向对给为]")
        self.pays = re.compile(
            rf"[^，,。；;\n]{{0,6}}(?:{SPENDS}|捐[赠助资款]|出资)[^，,。；;\n]{{0,4}}\d[\d.]*[多余]?[万亿]+元(?:在|为|给|帮助|支持|用于)"
        )
        self.given_to = re.compile(r"[为给向]|对(?!口)")
        self.gift = re.compile(rf"[^，,。；;\n]{{0,14}}?(?:{SPENDS}|捐[赠助资款]|无偿)")
        self.errand = re.compile(rf"(?:等地[，,]?)?(?:{any_of(lists['fact.errand']).pattern})")
        self.origin = re.compile(rf"(?:{any_of(lists['fact.origin']).pattern})[^，。]{{0,1}}$")
        self.visitors = tuple(sorted(lists["fact.visitor"]))
        self.venue = re.compile(rf"[\u4e00-\u9fff]{{0,4}}?(?:{any_of(lists['fact.venue']).pattern})")
        self.opponent = re.compile(rf"(?:{any_of(lists['fact.opponent']).pattern})了?$")
        self.here = any_of(lists["fact.here"])
        self.comer = re.compile(rf"[省市县区]?(?:{any_of(lists['fact.comer']).pattern})")


class Givers:
    """Places that one article says give or send. Of two that work together the first gives: 福建|宁夏|协作."""

    def __init__(self, scene: Scene, main: str, words: SiteWords) -> None:
        """`main` is the code of what the article is mostly about."""
        self._scene, self._main, self._words = scene, main, words
        self._found = [told for giver, aids in self._read() for told in self._with_listed(giver, aids=aids)]

    def include_main(self) -> bool:
        """Whether the title says of what the article is mostly about that it gives: 昆山|援疆项目10月底竣工."""
        scene, main = self._scene, self._main
        if not main or not scene.sentences:
            return False
        start, end = scene.headings[0] if scene.headings else scene.sentence(0)
        return any(start <= giver.start < end and lies_within(giver.mention.adcode, main) for giver, _ in self._found) and any(
            place.mention.adcode and place.mention.adcode[:2] != main[:2] for place in scene.places
        )

    def gives(self, main: str) -> bool:
        """Whether the article says somewhere of the division, or of what lies in it, that it gives."""
        return any(lies_within(giver.mention.adcode, main) for giver, _ in self._found)

    def codes(self, main: str) -> frozenset[str]:
        """The divisions that give to `main` or to others; those of its own province only where they are said to aid, and lie in
        another prefecture."""
        return frozenset(
            code
            for giver, aids in self._found
            if (code := giver.mention.adcode)[:2] != main[:2] or (aids and code[2:4] != "00" != main[2:4] != code[2:4])
        )

    def _read(self) -> Iterator[tuple[Placed[Place], bool]]:
        """Those who give, with whether the words are those of aid."""
        text, words, places = self._scene.text, self._words, self._scene.places
        spelt = [place.mention.adcode for place in places if place.end - place.start > 1]
        paired = words.paired(text, spelt)
        start = end = -1
        for before, place, following in zip([None, *places], places, [*places[1:], None], strict=False):
            start, end = (start if place.start == end else place.start), place.end
            if not place.mention.adcode:
                continue
            if place.mention.adcode[:2] in paired:
                yield place, False
                continue
            aids = words.aids.match(text, place.end) is not None
            sends = words.gives.match(text, place.end) is not None and not self._is_given(place)
            sends = sends or self._sends(place, following)
            sends = sends or self._spends(place, following)
            if not aids and (not sends or self._goes_to(following)):
                continue
            if words.toward.search(text[max(0, start - LEAD) : start]) or self._is_helped(place, following):
                continue  # 赴|喀什支援, 对口支援|新疆伊犁州前方指挥部, 五家渠市|对口援疆推介会
            yield before if before is not None and aids and self._beside(before, place) else place, aids

    def _with_listed(self, giver: Placed[Place], *, aids: bool) -> Iterator[tuple[Placed[Place], bool]]:
        """One who gives, and those of other provinces than the article's who are listed before: 天津市、山东|青岛市和|厦门市援助."""
        yield giver, aids
        for place in self.listed_before(giver):
            if place.mention.adcode and place.mention.adcode[:2] != self._main[:2]:
                yield place, aids

    def listed_before(self, place: Placed[Place]) -> Sequence[Placed[Place]]:
        """The places of one list that stand before the place, the last first."""
        places, ends = self._whole
        index = bisect_left(ends, place.end)
        found: list[Placed[Place]] = []
        last = places[index]
        if last.end != place.end:
            return found
        for other in reversed(places[:index]):
            if not LISTED.fullmatch(self._scene.text, other.end, last.start):
                break
            found.append(other)
            last = other
        return found

    @cached_property
    def _whole(self) -> tuple[Sequence[Placed[Place]], Sequence[int]]:
        places = whole(self._scene.places)
        return places, [place.end for place in places]

    def _is_helped(self, place: Placed[Place], following: Placed[Place] | None) -> bool:
        """Whether the province that is helped is the place's own: the 疆 of 援疆 behind a city of 新疆."""
        if following is None or following.end - following.start > 1 or following.start - place.end > LEAD:
            return False
        return following.mention.adcode[:2] == place.mention.adcode[:2]

    def _sends(self, place: Placed[Place], following: Placed[Place] | None) -> bool:
        """Whether the words between two places say that the first sends to the second: 福清|选派16名教师到|西吉."""
        if (
            following is None
            or following.start - place.end > _SENT_OVER
            or following.mention.adcode[:4] == place.mention.adcode[:4]
        ):
            return False
        text, words = self._scene.text, self._words
        sent = words.sends.fullmatch(text, place.end, following.start) or words.helps.fullmatch(text, place.end, following.start)
        return sent is not None

    def _spends(self, place: Placed[Place], following: Placed[Place] | None) -> bool:
        """Whether the words behind a place tell of money of aid that it spends, itself or on the place that follows."""
        if not (self._words.spends.match(self._scene.text, place.end) or self._spends_on(place, following)):
            return False
        return not self._is_given(place)

    def _is_given(self, place: Placed[Place]) -> bool:
        """Whether the clause says that something is done for the place: 天津市为永登、|皋兰|三县投入援助资金."""
        low, _ = self._scene.clause(place.start, place.end)
        return self._words.given_to.search(self._scene.text, low, place.start) is not None

    def _spends_on(self, place: Placed[Place], following: Placed[Place] | None) -> bool:
        text, words = self._scene.text, self._words
        if following is None or following.mention.adcode[:4] == place.mention.adcode[:4]:
            return False
        if words.pays.fullmatch(text, place.end, following.start) is not None:
            return True  # 湖北省|投入4.3亿元在|博州|实施
        handed = words.hands.fullmatch(text, place.end, following.start) is not None
        return handed and words.gift.match(text, following.end) is not None

    def _goes_to(self, place: Placed[Place] | None) -> bool:
        """Whether those who are sent only learn or look around there: 选派20名教师到|南京|学习."""
        if place is None or self._words.errand.match(self._scene.text, place.end) is None:
            return False
        return self._words.toward.search(self._scene.text[max(0, place.start - LEAD) : place.start]) is not None

    def _beside(self, one: Placed[Place], other: Placed[Place]) -> bool:
        """Whether two places stand side by side, neither in the other: 浙江与四川."""
        if not one.mention.adcode or lies_in(one.mention, other.mention) or lies_in(other.mention, one.mention):
            return False
        between = self._scene.text[one.end : other.start]
        return between in _PAIRED or LISTED.fullmatch(between) is not None


def whole(places: Sequence[Placed[Place]]) -> list[Placed[Place]]:
    """The places, each together with those that it lies in, right before it: 山东省|青岛市 is one."""
    found: list[Placed[Place]] = []
    for place in places:
        if found and place.start == found[-1].end and found[-1].mention.adcode and lies_in(place.mention, found[-1].mention):
            found[-1] = place._replace(start=found[-1].start)
        else:
            found.append(place)
    return found


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether one division is the other or lies in it."""
    return lies_within(inner.adcode, outer.adcode)
