"""What a count counts: the noun behind the figure or right before it, the people told by a clause, the places that it sums up."""

from __future__ import annotations

import re

from pipeline.facts.measures import is_deed
from pipeline.facts.naming import DIVISIONS, HERDS, TOLD_BY_UNIT, Naming
from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import Subject, is_discrete
from pipeline.facts.scene import Figure, Scene, Spot
from pipeline.model import Count
from pipeline.rulebook.lists import WordLists

_BESIDE = "和与及、"
_LISTED = ("、", "和", "与", "及")
#: right before a count, make its things the object of the clause: 山路将|9个村|连接在一起
DISPOSING = ("将", "把")
#: between a count and a measure of one thing: 27条|共|320公里水泥路
TOGETHER = re.compile(r"(?:[，,]?(?:共计?|合计|总计))?")
#: right before a figure, says that there are so many of the thing before it
_HAD = re.compile(r"(?:共|还|已)?有$")
#: the longest clause that tells of people before their name
_DESCRIPTION = 14
_AGE, _INFECTED = "年龄", "感染人数"


class CountedThings:
    """`find` gives the thing that a figure counts, as a subject."""

    def __init__(self, phrases: PhraseReader, lists: WordLists, nouns: frozenset[str]) -> None:
        """`nouns` are the units that are themselves what is counted: 20万|农民."""
        self._phrases, self._nouns = phrases, nouns
        self._people, self._wants = lists["unit.person"], tuple(sorted(lists["fact.want"]))

    def find(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The thing counted, that which there are so many of, or the disease that so many caught."""
        return (
            self._counted(scene, placed, naming.end if _tells_animals(placed, naming) else placed.bound)
            or self._had(scene, placed, naming)
            or self._caught(scene, placed, naming)
            or self._weighed(scene, placed, naming)
        )

    def _counted(self, scene: Scene, placed: Spot, bound: int) -> Subject | None:
        """The thing counted, behind the figure or right before it."""
        figure = placed.mention
        if not isinstance(figure, Count) or figure.unit in TOLD_BY_UNIT:
            return None
        if figure.unit in self._nouns and len(figure.unit) > 1 and not figure.object:
            return self._unit_itself(scene, placed, figure.unit)
        if (counted := self._places_counted(scene, placed, bound)) is not None:
            return counted
        together = TOGETHER.match(scene.text, placed.end)
        following = scene.figures_in(together.end(), together.end() + 1) if together else ()
        if together and together.group() and following and is_measure(following[0].mention):
            return self._named(self._phrases.behind(scene, following[0].end, following[0].high))
        beside = following and isinstance(following[0].mention, Count) and bool(following[0].mention.object)
        if beside and figure.unit not in DIVISIONS:  # 5万平方米|15栋|厂房, but 39市|217个县
            return self._counted(scene, following[0], placed.end)
        discrete = figure.dimension == "count" and bool(figure.unit)  # 人口|约6500万 is of a country
        high = placed.high
        stands = bool(figure.object) or (discrete and figure.unit not in DIVISIONS)  # 到5县|交流学习
        stands = stands and not scene.text.startswith("大关", placed.end)  # 突破1000万辆|大关
        phrase = self._behind(scene, placed, figure) if stands else None
        if phrase is not None and (phrase.text.removeprefix(figure.object)[:1] in ("", "、") or figure.object not in phrase.text):
            phrase = self._phrases.of_list(scene, phrase, high, figure.unit)
        if phrase is not None and figure.unit == "家" and figure.object and phrase.text.startswith(figure.object):
            phrase = phrase.until(len(figure.object), self._phrases.type_of(figure.object))  # 28家科创公司|研发费用
        if phrase is not None:
            phrase = self._only_counted(scene, self._phrases.of_object(phrase, figure.object))
        if figure.unit in self._people and (phrase is None or phrase.text == _AGE or is_deed(figure, phrase)):
            phrase = self._described(scene, placed.end, high)
        if phrase is not None and self._phrases.names(phrase) and self._holds(phrase, figure.object):
            return Subject.of(phrase, "object")
        if (
            len(figure.object) > 1
            and not figure.object.endswith(self._wants)
            and (start := scene.text.find(figure.object, placed.end, high)) >= 0
        ):
            phrase = Phrase(start, start + len(figure.object), figure.object, self._phrases.type_of(figure.object))
            return Subject.of(phrase, "object")
        told = discrete and not scene.text.endswith(DISPOSING, bound, placed.start)
        phrase = self._phrases.before(scene, bound, placed.start) if told else None
        if phrase is not None and phrase.start == bound > placed.low and len(figure.object) == 1:
            return None  # 7个|乡镇|34个村
        if phrase is not None and self._is_elsewhere(scene, placed, phrase):
            return None
        return None if phrase is None or self._does_to(scene, phrase) else self._named(phrase)

    def _named(self, phrase: Phrase | None) -> Subject | None:
        """The thing, where the phrase names one."""
        return Subject.of(phrase, "object") if phrase is not None and self._phrases.names(phrase) else None

    @staticmethod
    def _does_to(scene: Scene, phrase: Phrase) -> bool:
        """Whether the phrase is what is done to a place: 援助|新疆|12个地(州)市."""
        tokens = scene.tokens(phrase.start, phrase.end)
        return len(tokens) > 1 and tokens[0].tag.startswith("v") and tokens[-1].tag == "ns"

    def _behind(self, scene: Scene, placed: Spot, figure: Count) -> Phrase | None:
        """The phrase behind the figure, not that which only the next one counts: 贫困村41个|贫困户|2.85万人."""
        phrase = self._phrases.counted(scene, placed.end, placed.high, figure.object)
        if phrase is not None and scene.figures_in(phrase.end, phrase.end + 1):
            if not figure.object:
                return None
            first = phrase.text.find("、")  # 6个|班级|、小学18个班级
            whole = first < 1 or "(" in phrase.text
            return phrase if whole else phrase.until(first, self._phrases.type_of(phrase.text[:first]))
        return phrase

    def _had(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The thing before 有 of which the figure says how many there are: 省重点项目|有6宗."""
        told = _HAD.search(scene.text, placed.bound, placed.start) if is_discrete(placed.mention) else None
        kind = naming.indicator.removesuffix("数")
        if told is None or kind in ("", naming.indicator):
            return None
        phrase = self._phrases.before(scene, placed.bound, told.start())
        if phrase is None or phrase.end != told.start() or not phrase.text.endswith(kind) or not self._phrases.names(phrase):
            return None
        return Subject.of(phrase, "object")

    def _caught(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The disease that people caught: 49人感染|大肠杆菌."""
        if naming.indicator != _INFECTED or not naming.behind or naming.start != placed.end:
            return None
        return self._named(self._phrases.behind(scene, naming.end, placed.high))

    def _weighed(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The goods right before their weight, where no other word tells what that is: 调运|大米|20吨."""
        figure = placed.mention
        if naming.indicator or not isinstance(figure, Count) or figure.dimension != "mass":
            return None
        phrase = self._phrases.before(scene, placed.bound, placed.start)
        if phrase is None or phrase.end != placed.start or scene.tokens(phrase.start, phrase.end)[0].tag[0] == "v":
            return None  # 日|处理污水|4万吨
        return self._named(phrase)

    def _places_counted(self, scene: Scene, placed: Spot, bound: int) -> Subject | None:
        """The places that a number sums up, whatever they have: 日土、札达|两县|改水项目, 对口帮扶|甘孜州|18县."""
        if unit_of(placed.mention) not in DIVISIONS:
            return None
        start = placed.start
        for place in reversed(scene.places_in(bound, placed.start)):
            if place.end != start and scene.text[place.end : start] not in _LISTED:
                break
            start = place.start
        if start == placed.start or scene.text[start - 1] in _LISTED:
            return None
        text = scene.text[start : placed.start]
        return Subject.of(Phrase(start, placed.start, text, "", "ns"), "object")

    def _described(self, scene: Scene, start: int, high: int) -> Phrase | None:
        """People told by a clause before their name: 2名|涉嫌贩卖毒品的|犯罪嫌疑人, 8名|年龄介乎21至59岁的|男子."""
        if scene.text.startswith(_AGE, start):
            high = scene.clause(start, start + 1)[1]
        of = scene.text.find("的", start + 2, min(high, start + _DESCRIPTION))
        tokens = scene.tokens(start, of)
        if (
            of < 0
            or not tokens
            or not (tokens[0].word == "年龄" or (tokens[0].tag[0] == "v" and not scene.figures_in(start, of)))
        ):
            return None
        phrase = self._phrases.behind(scene, of + 1, high)
        return phrase if phrase is not None and phrase.type == "group" else None

    def _is_elsewhere(self, scene: Scene, placed: Spot, phrase: Phrase) -> bool:
        """Whether the phrase before people is only where they are (宜都市、松滋市|4万人受灾), or what the figure before counts:
        331个|县(市、区)|2333.5万人; or one place that holds the things: 结对|四川省|40个县."""
        figure = placed.mention
        if isinstance(figure, Count) and figure.object and phrase.tag == "ns" and not any(one in phrase.text for one in _LISTED):
            return True
        if unit_of(placed.mention) not in self._people or phrase.end != placed.start:
            return False
        places = scene.places_in(phrase.start, phrase.end)
        if places and places[-1].end == phrase.end and places[-1].mention.adcode:
            return True
        before = scene.figures[placed.number - 1] if placed.number else None
        return before is not None and unit_of(before.mention) not in self._people and before.end == phrase.start

    def _unit_itself(self, scene: Scene, placed: Spot, unit: str) -> Subject | None:
        """The noun that counts without a measure word: 120万|农牧民."""
        start = scene.text.rfind(unit, placed.start, placed.end)
        if start < 0:
            return None
        return Subject.of(Phrase(start, start + len(unit), unit, self._phrases.type_of(unit)), "object")

    def _only_counted(self, scene: Scene, phrase: Phrase) -> Phrase | None:
        """The phrase without a place named beside it (2个师|和霍尔果斯) and what the counted want (454个村|的通行条件); None where
        only that is told: 2.6万人|住房问题."""
        text = phrase.text
        for place in scene.places_in(phrase.start + 2, phrase.end):
            if scene.text[place.start - 1] in _BESIDE and not scene.places_in(phrase.start, phrase.start + 1):
                text = scene.text[phrase.start : place.start - 1]
                break
        head, of, tail = text.rpartition("的")
        if (tail if of else text).endswith(self._wants):
            text = head
        return phrase.until(len(text), self._phrases.type_of(text)) if text else None

    def _holds(self, phrase: Phrase, counted: str) -> bool:
        """Whether the phrase is all of the thing counted: 学员 of 学员|结业, not 工作 of 工作|保障组."""
        rest = counted.removeprefix(phrase.text)
        return len(rest) == len(counted) or not rest or self._phrases.bounds(rest)


def _tells_animals(placed: Spot, naming: Naming) -> bool:
    """Whether animals stand between the word that says they are sold or kept and their number: 年出栏|生牛|200头."""
    return naming.indicator in HERDS and not naming.inherited and placed.bound <= naming.end < placed.start


def is_measure(figure: Figure) -> bool:
    """Whether the figure says how long, large or heavy something is."""
    return isinstance(figure, Count) and figure.dimension in ("length", "area", "mass", "volume")


def unit_of(figure: Figure) -> str:
    """The unit of a count; empty of money."""
    return figure.unit if isinstance(figure, Count) else ""
