"""The words that name what a figure measures where no trigger does: 重点本科率|100%, 4000余件|作品."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.facts.naming import RATES, Naming
from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.scene import TEAM, Figure, Scene, Spot
from pipeline.facts.triggers import TriggerReader, Triggers, label_before
from pipeline.model import Amount, Count
from pipeline.rulebook.figures import MeasureUnit
from pipeline.rulebook.indicators import IndicatorRules
from pipeline.rulebook.lexicon import lengths_by_edge
from pipeline.rulebook.lists import WordLists

#: the measure of people counted
PERSONS = "人数"
_LONGEST_TEXT = 10


class MeasureReader:
    """`at_figure` names what one figure measures, `before` what the words before a position do, `at_end` the last of a stretch."""

    def __init__(
        self,
        rules: IndicatorRules,
        lists: WordLists,
        units: Mapping[str, MeasureUnit],
        triggers: TriggerReader,
        phrases: PhraseReader,
    ) -> None:
        self._triggers, self._phrases, self._defaults = triggers, phrases, rules.defaults
        self.nouns = frozenset(name for name, unit in units.items() if unit.kind == "noun")
        self._events = lists["unit.event"]
        self._measures = tuple(lists["fact.measure"])
        self._short_measures = {word for word in self._measures if len(word) == 1 or word in lists["fact.vague"]}
        self._leading = lists["fact.leading"] | {":", "："}
        self._leading_lengths = lengths_by_edge(self._leading, -1)

    def at_end(self, scene: Scene, hits: Triggers, start: int, end: int) -> Naming | None:
        """What the last words of a stretch measure, whatever figures they take: 受伤人数, 直接财产|损失, 火灾起数."""
        if (told := self._triggers.at_end(hits, start, end)) is not None:
            return told
        words = scene.text[start:end]
        if not self.is_measure(words):
            return None
        if (begin := self.short_measure(scene, start, end)) is not None:
            return Naming(scene.text[begin:end], "text", begin, end, direct=True)  # 使全市农村|集中供水率
        tokens = scene.tokens(start, end)
        return Naming(words, "text", tokens[-1].start if tokens else end, end, direct=True)

    def is_measure(self, words: str) -> bool:
        """Whether the words end in what figures measure: 重点本科|率, not 医疗力量, who are people."""
        return words.endswith(self._measures) and self._phrases.type_of(words) != "group"

    def at_figure(self, scene: Scene, placed: Spot, low: int, taken: str) -> Naming | None:
        """The words at the figure: 重点本科率|100%; 4000余件|作品 is 作品数."""
        figure = placed.mention
        if (found := self.before(scene, figure, taken, low, placed.start)) is not None:
            return found
        position = self._without_leading(scene.text, low, placed.start)
        phrase = self._phrases.before(scene, low, position)
        if isinstance(figure, Amount) or taken in RATES:
            return None
        if figure.dimension != "count":
            return None
        if taken == "person" and phrase is not None and _counted_before(scene, placed, phrase):
            phrase = None  # 19个|省份|2300余人
        noun = self._counted_noun(scene, placed, phrase)
        if not noun and figure.unit in self._events:
            tokens = scene.tokens(low, position)
            told = tokens and tokens[-1].tag.startswith(("n", "v", "l", "i", "j")) and tokens[-1].tag not in _PLACED
            last = tokens[-1] if told else None  # 持续|5天|6场, 广东|6例
            noun = last.word if last and last.end == position and len(last.word) > 1 else ""
        if not noun and taken != "person":
            return None
        if taken == "household" and noun.endswith(_WORKS) and scene.text.find(noun, placed.end, placed.high) >= 0:
            noun = "户"  # 7620户|住宅重建项目
        return Naming(noun + self.counted_as(figure, taken, noun), "text", placed.start, placed.end, direct=True)

    def before(self, scene: Scene, figure: Figure, taken: str, low: int, end: int) -> Naming | None:
        """The words that name what is measured before `end`: 重点本科率|100%, 存货|较年初下降4.1%."""
        if (label := label_before(scene.text, end)) and scene.text.endswith(self._measures, *label):
            return Naming(scene.text[slice(*label)], "text", *label, direct=True)  # 加价幅度:|100万元
        position = self._without_leading(scene.text, low, end)
        if taken in RATES and (dated := _since_when(scene, low, position)) is not None:
            position = self._without_leading(scene.text, low, dated)
        phrase = self._phrases.before(scene, low, position)
        if phrase is not None and (self.is_measure(phrase.text) or self._is_measured(figure, taken, phrase)):
            start = self._measure_start(scene, phrase)
            return Naming(scene.text[start : phrase.end], "text", start, phrase.end, direct=True)
        if (begin := self.short_measure(scene, low, position)) is not None:
            return Naming(scene.text[begin:position], "text", begin, position, direct=True)
        return None

    def _is_measured(self, figure: Figure, taken: str, phrase: Phrase) -> bool:
        """Whether the noun right before the figure can only be what is measured: 过路费|80元, 水深|16.3米, not 企业|5家, 水泥|180万吨."""
        counted = isinstance(figure, Count) and (figure.dimension in ("count", "mass") or taken in self._defaults)
        if (isinstance(figure, Amount) or taken in RATES) and phrase.text.endswith(_PLACES):
            return False  # 帮扶贫困县|22亿元, 两市高达|六成五
        return (
            not counted and not phrase.type and phrase.tag.startswith(("n", "vn")) and phrase.tag not in ("nr", "ns", "nt", "nz")
        )

    def short_measure(self, scene: Scene, low: int, position: int) -> int | None:
        """Where a name begins whose last word says nothing alone: 恢复|供电|率, 判赔|金额."""
        tokens = scene.tokens(low, position)
        if len(tokens) < 2 or tokens[-1].end != position or tokens[-1].word not in self._short_measures:
            return None
        start = None
        for token in reversed(tokens[:-1]):
            if (
                not token.tag.startswith(("n", "v", "j", "l", "b"))
                or len(token.word) < 2
                or position - token.start > _LONGEST_TEXT // 2 + 1
            ):
                break
            start = token.start
        return start

    def _measure_start(self, scene: Scene, phrase: Phrase) -> int:
        """Where the last noun of a phrase begins, with the word before where it is short: 高考|重点本科率, 前沿|水深."""
        tokens = scene.tokens(phrase.start, phrase.end)
        start = tokens[-1].start
        for token in reversed(tokens[:-1]):
            if (
                token.word == "的"
                or not token.tag.startswith(("n", "vn", "b", "a", "q", "v"))
                or phrase.end - token.start > _LONGEST_TEXT
            ):
                break
            if phrase.end - start >= 4 or token.tag in ("ns", "nz", "nr", "nt") or self._phrases.type_of(token.word) in _OWNING:
                break  # 升级改造工程|总工期
            start = token.start
        return start

    def _without_leading(self, text: str, low: int, end: int) -> int:
        """Where the words before a figure end, without those that only lead to it and a bracket right before it."""
        if text[end - 1] == ")" and (aside := _ASIDE.search(text, max(low, end - _ASIDE_REACH), end)):
            end = aside.start()  # 化肥施用量|(折纯)
        while end > low:
            for length in self._leading_lengths.get(text[end - 1], ()):
                if end - length >= low and text[end - length : end] in self._leading:
                    end -= length
                    break
            else:
                break
        return end

    def _counted_noun(self, scene: Scene, placed: Spot, before: Phrase | None) -> str:
        """The last noun of the thing counted, behind the figure or else before it: 理论宣讲|工作室, 9个|街镇|及部门."""
        figure = placed.mention
        if not isinstance(figure, Count) or figure.unit in self.nouns:
            return figure.unit if isinstance(figure, Count) else ""
        if "(" in figure.object:
            return figure.object.translate(_UNBRACKETED)  # 14个|地(州)市
        start, high = self._behind_size(scene, placed)
        and_more = _AND.search(scene.text, start, high)
        behind = self._phrases.counted(scene, start, and_more.start() if and_more else high, figure.object)
        behind = self._phrases.of_list(scene, behind, high, figure.unit) if behind is not None else None
        if figure.unit == "家" and figure.object:
            behind = None  # 28家科创公司|研发费用
        behind = self._phrases.of_object(behind, figure.object) if behind is not None else None
        for phrase in (behind, None if figure.object else before):
            if (
                phrase is not None
                and phrase is behind
                and is_deed(figure, phrase)
                and len(scene.tokens(phrase.start, phrase.end)) > 1
            ):
                continue  # but 两人|包夹
            if (
                phrase is not None
                and phrase.tag not in _PLACED
                and not (
                    figure.unit in ("人", "名") and phrase.tag.startswith("nr") and scene.text.endswith("等", 0, placed.start)
                )
                and self._phrases.names(phrase)
                and len(phrase.text) >= len(figure.object)
            ):
                return self.last_noun(scene, phrase)
        words = scene.tagged(figure.object) if figure.object else []
        return (words[-2][0] if len(words) > 1 and len(words[-1][0]) < 2 else "") + words[-1][0] if words else ""

    @staticmethod
    def _behind_size(scene: Scene, placed: Spot) -> tuple[int, int]:
        """Where what is counted begins and may end, behind the sum that only says of what size it is: 7个|1亿元以上|项目."""
        following = scene.figures_in(placed.end, placed.end + 1)
        size = following[0] if following else None
        if size is not None and is_size(scene, size):
            return size.end, size.high
        return placed.end, placed.high

    @staticmethod
    def last_noun(scene: Scene, phrase: Phrase) -> str:
        """The last word, with the one before it where it is a single character: 警务|站."""
        tokens = [token for token in scene.tokens(phrase.start, phrase.end) if token.tag != "k"]
        noun = tokens[-1].word if tokens else phrase.text
        if len(noun) < 2 and len(tokens) > 1 and tokens[-2].tag != "uj":
            noun = tokens[-2].word + noun
        if phrase.text.endswith("者") and not noun.endswith("者"):
            noun += "者"  # 密切接触|者
        return "" if noun.endswith("某") else noun.strip("“”")  # 黄某、|梁某|等21人

    def counted_as(self, figure: Count, taken: str, noun: str) -> str:
        """What makes the name of a count of its noun: 教师|人数, 义诊|次数, 作品|数."""
        if taken == "person":
            return "" if noun.endswith("人口") else PERSONS.removeprefix(noun)  # 未脱贫|人口|减至7981人; 2300口人
        if figure.unit in self._events:
            if figure.unit == "场":
                return "场次"
            if noun.endswith(figure.unit):
                return "数"  # 疑似病例|3例
            return figure.unit if figure.unit.endswith("次") and len(figure.unit) > 1 else f"{figure.unit}数"
        return "" if noun.endswith("数") else "数"


def _since_when(scene: Scene, low: int, end: int) -> int | None:
    """Where 从 and the date right before a figure begin: 硬化率|从2011年的|38%提高到79%."""
    end -= scene.text.endswith("的", low, end)
    dates = scene.dates_in(low, end)
    found = bool(dates) and dates[-1].end == end and scene.text.endswith(("从", "由"), low, dates[-1].start)
    return dates[-1].start - 1 if found else None


def _counted_before(scene: Scene, placed: Spot, phrase: Phrase) -> bool:
    """Whether the phrase is what the figure before counts."""
    last = scene.figures[placed.number - 1] if placed.number else None
    return last is not None and (last.end, getattr(last.mention, "object", "")) == (phrase.start, phrase.text)


def is_deed(figure: Count, phrase: Phrase) -> bool:
    """Whether what stands behind people is no name of theirs but what they do or suffer: 4520多万人|流离失所, 5人|得分上双."""
    return figure.unit == "人" and not figure.object and not phrase.type


#: tags of places and teams, which are not counted
_PLACED = ("ns", TEAM)
#: types of things that have measures and open no name of one
_OWNING = ("project", "company")
_ASIDE, _ASIDE_REACH = re.compile(r"\([\u4e00-\u9fff]{1,6}\)$"), 9
_UNBRACKETED = str.maketrans("", "", "()、")
#: how the names of what is built for households end
_WORKS = ("项目", "工程")
_AND = re.compile(r"[及和与]")
_PLACES = ("县", "村", "镇", "乡", "市", "区", "产品", "省级", "市级", "县级", "区级", "乡级", "本级")
#: how sums end that only tell a size
_SIZED = ("以上", "以下", "及以上", "以内")


def is_size(scene: Scene, placed: Spot) -> bool:
    """Whether the figure is a sum that may only tell of what size those behind it are: 亿元以上|工业项目."""
    return isinstance(placed.mention, Amount) and scene.text.endswith(_SIZED, placed.start, placed.end)
