"""Which places of an article give or send, and what stands around places that tells so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.facts.scene import Placed, Scene
from pipeline.model import Place
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists, giving

#: between places of one list
LISTED = re.compile(r"(?:省|市|县|区|州)?[、和与及](?:[^，。、]{0,3})?")
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
    they come from."""

    def __init__(self, lists: WordLists) -> None:
        self.gives, self.aids = giving(lists), giving(lists, narrow=True)
        toward = any_of(lists["fact.toward"]).pattern
        self.toward = re.compile(rf"(?:{toward})$")
        self.sends = re.compile(
            rf"[^，,。；;\n]{{0,30}}(?:{any_of(lists['fact.give']).pattern})[^，,。；;\n]{{0,30}}(?:{toward})"
        )
        self.errand = re.compile(rf"(?:等地)?(?:{any_of(lists['fact.errand']).pattern})")
        self.origin = re.compile(rf"(?:{any_of(lists['fact.origin']).pattern})[^，。]{{0,1}}$")
        self.visitors = tuple(sorted(lists["fact.visitor"]))
        self.comer = re.compile(rf"[省市县区]?(?:{any_of(lists['fact.comer']).pattern})")


class Givers:
    """Places that one article says give or send. Of two that work together the first gives: 福建|宁夏|协作."""

    def __init__(self, scene: Scene, main: str, words: SiteWords) -> None:
        """`main` is the code of what the article is mostly about."""
        self._scene, self._main, self._words = scene, main, words
        self._found = list(self._read())

    def include_main(self) -> bool:
        """Whether the title says of what the article is mostly about that it gives: 昆山|援疆项目10月底竣工."""
        scene, main = self._scene, self._main.rstrip("0")
        if not main or not scene.sentences:
            return False
        start, end = scene.headings[0] if scene.headings else scene.sentence(0)
        return any(start <= giver.start < end and giver.mention.adcode.startswith(main) for giver, _ in self._found) and any(
            place.mention.adcode and place.mention.adcode[:2] != main[:2] for place in scene.places
        )

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
        start = end = -1
        for before, place, following in zip([None, *places], places, [*places[1:], None], strict=False):
            start, end = (start if place.start == end else place.start), place.end
            if not place.mention.adcode:
                continue
            aids = words.aids.match(text, place.end) is not None
            sends = words.gives.match(text, place.end) is not None or self._sends(place, following)
            if not aids and (not sends or self._goes_to(following)):
                continue
            if words.toward.search(text[max(0, start - LEAD) : start]):
                continue  # 赴|喀什支援, 对口支援|新疆伊犁州前方指挥部
            yield before if before is not None and aids and self._beside(before, place) else place, aids

    def _sends(self, place: Placed[Place], following: Placed[Place] | None) -> bool:
        """Whether the words between two places say that the first sends to the second: 福清|选派16名教师到|西吉."""
        if (
            following is None
            or following.start - place.end > _SENT_OVER
            or following.mention.adcode[:4] == place.mention.adcode[:4]
        ):
            return False
        return self._words.sends.fullmatch(self._scene.text, place.end, following.start) is not None

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


def lies_in(inner: Place, outer: Place) -> bool:
    """Whether one division is the other or lies in it."""
    return inner.adcode.startswith(outer.adcode.rstrip("0"))
