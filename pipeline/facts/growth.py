"""Growths and falls: which figures tell one, and what it is that changes."""

from __future__ import annotations

import re

from pipeline.facts.measures import MeasureReader
from pipeline.facts.naming import RATES, SPEED, STOCKS, Naming
from pipeline.facts.phrases import PhraseReader
from pipeline.facts.references import is_discrete
from pipeline.facts.scene import Scene, Spot
from pipeline.facts.triggers import CHANGING, COMPARED, TriggerReader, Triggers
from pipeline.model import Count
from pipeline.model.fact import Change
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists

#: what may stand behind a noun that tells of a change
_CLOSES = r"[，,。；;、)”\s]|$|和|与|后|以来|，|[主多]?[系因]"
_CHANGE_REACH = 10
#: how much of a plan is carried out, which words of sums name too: 防卫|预算|增加26%
_CARRIED_OUT = "完成率"
#: what sums are only compared with: 较上年度|预算|上升6.4%
_PLANS = frozenset(("概算", "完成率"))
#: right before a figure that is no rate and compared with nothing, make it a growth or fall
_MORE_OR_LESS = (
    "增加", "减少", "增长", "下降", "缩短", "增产", "减产", "提高", "上升", "下跌", "大增", "大减", "激增", "锐减", "猛增", "净增", "净减", "多增", "少增",
)  # fmt: skip


class ChangeNamer:
    """`before` tells whether the words before a figure make it a change, `named` what changes."""

    def __init__(self, lists: WordLists, triggers: TriggerReader, measures: MeasureReader, phrases: PhraseReader) -> None:
        self._triggers, self._measures, self._phrases = triggers, measures, phrases
        self._verbs, self._acts = lists["fact.increase"] | lists["fact.decrease"], lists["fact.verb"]
        self._level = re.compile(rf"(?:{any_of(lists['fact.level']).pattern})了?(?:约|近|超过?|逾)?$")
        self._changes: tuple[tuple[Change, re.Pattern[str]], ...] = tuple(
            (
                name,
                re.compile(
                    rf"(?<!自然)(?<![最至负])(?<!(?<!至)少)(?:{any_of(lists[f'fact.{name}']).pattern})(?:了|近|约|超过?|逾|率|达|为|仅|只|幅度?|达到|:|速度|的|有望|可|[同环]比|分别|(?:均|都)?(?:保持|稳定|维持)?在)*$"
                ),
            )
            for name in ("increase", "decrease")
        )
        self._changes_behind: tuple[tuple[Change, re.Pattern[str]], ...] = tuple(
            (
                name,
                re.compile(
                    rf"(?:以上|左右)?(?:的(?P<of>[^的，,。；;、\d()]{{0,8}}?))?(?:{any_of(lists[f'fact.{name}']).pattern})(?={_CLOSES})"
                ),
            )
            for name in ("increase", "decrease")
        )

    def of_head(self, head: str) -> Change:
        """Whether the head of a column says that its figures are growths or falls: 比上年增长, 增减."""
        if head.endswith(("增减", "±", "涨跌")):
            return "increase"
        return self.before(head, "percent")

    def before(self, before: str, taken: str) -> Change:
        """Whether the words right before the figure make it a growth or a fall."""
        if taken not in RATES and taken != "amount" and not COMPARED.search(before):
            tail = before[-4:]
            if not any(word in tail for word in _MORE_OR_LESS):
                return ""
        for name, pattern in self._changes:
            if match := pattern.search(before[-_CHANGE_REACH:]):
                return "" if self._level.search(match.group()) and not _EXTENT.match(match.group()) else name
        return ""

    def named(
        self, scene: Scene, hits: Triggers, index: int, taken: str,
        before: Naming | None, last: Naming | None, change: Change,
    ) -> Naming | None:  # fmt: skip
        """Of a figure that a growth or fall stands before, or of a rate that one stands behind, which may say of what:
        利润出现36%的|增长, 2.5%的出口|增速."""
        placed = scene.figures[index]
        if change or taken not in RATES:
            return self._changed(scene, index, taken, before, hits, last, change) if change else None
        for name, pattern in self._changes_behind:
            if match := pattern.match(scene.text, placed.end, placed.high):
                within = self._triggers.within(scene, hits, *match.span("of"), taken, name) if match["of"] else None
                return within or self._changed(scene, index, taken, before, hits, last, name)
        return None

    def joined(self, scene: Scene, index: int, taken: str, last: Naming | None) -> Change:
        """Of the second of two rates the change of the first, or of any that 分别 deals out: 分别增长36%|和|41.7%."""
        if not index or last is None or not last.change:
            return ""
        other = scene.figures[index - 1]
        if taken not in RATES and (
            taken != self._triggers.taken_as(other.mention) or scene.text.find("分别", other.low, other.start) < 0
        ):
            return ""
        return last.change if scene.text[other.end : scene.figures[index].start] in _JOINING else ""

    def _changed(
        self, scene: Scene, index: int, taken: str, before: Naming | None,
        hits: Triggers, last: Naming | None, change: Change,
    ) -> Naming:  # fmt: skip
        """A change is named by what changes: the words before it, else the figure before."""
        placed = scene.figures[index]
        low, since = placed.low, placed.bound
        named = [before] if before is not None else []
        for kind in CHANGING if taken in RATES else (taken,):
            found = self._triggers.nearest_before(scene, hits, since, placed.start, kind, change)
            if found is not None:
                named.append(found)
        named = [n for n in named if not self._only_done(scene, n, placed.start)]
        named = [n for n in named if n.indicator != SPEED] or named
        compared = _COMPARED_WITH.search(scene.text, low, placed.start)
        named = [n for n in named if n.indicator not in _PLANS or compared is None or n.start < compared.start()]
        if named:
            nearest = max(
                named, key=lambda n: (n.end, n.end - n.start, n.indicator != _CARRIED_OUT, not self._triggers.is_generic(n))
            )
            of_firms = last is not None and last.change != "" and self._is_of_firms(scene, nearest)
            if last is not None and (of_firms or _is_growth_of_last(scene, placed, nearest, last)):
                return last._replace(inherited=True, direct=False, change=change)
            return nearest._replace(change=change)
        if found := self._measures.before(scene, placed.mention, "percent", low, compared.start() if compared else placed.start):
            if (of_branch := _of_branch(placed, found, last, change)) is not None:
                return of_branch
            if found.indicator not in self._verbs:
                return found._replace(change=change)
        if compared and taken == "count" and (thing := self._phrases.before(scene, low, compared.start())) is not None:
            noun = self._measures.last_noun(scene, thing) if self._phrases.names(thing) else ""
            if noun and isinstance(placed.mention, Count):  # 重症病例|较前一日增加45例
                return Naming(
                    noun + self._measures.counted_as(placed.mention, taken, noun), "text", thing.start, thing.end, change=change
                )
        if taken in ("count", "person") and isinstance(placed.mention, Count) and placed.mention.object:
            told = self._measures.at_figure(scene, placed, low, taken)
            if told is not None:
                return told._replace(change=change)  # 加装3.6万台电梯，增加了85万个|停车位
        if last is not None and last.indicator and not _is_size_of(scene, index, last):
            return self._of_last(scene, placed, taken, hits, last)._replace(inherited=True, direct=False, change=change)
        if compared and compared.start() == low and (told := self._told_before(scene, hits, placed)) is not None:
            return told._replace(direct=False, change=change)
        measure = STOCKS if getattr(placed.mention, "unit", "") == "点" else SPEED if taken in RATES else ""
        return Naming(measure, "rule" if measure else "", placed.start, placed.end, change=change)

    def _dealt_to_counted(self, scene: Scene, hits: Triggers, placed: Spot, taken: str, last: Naming) -> Naming | None:
        """What the rates measure that 分别 deals out to things counted before them, which are no number of them: 三个行业增加值较快增长，
        分别增长|9.4%、8.1%、7.2%."""
        before = scene.figures[placed.number - 1]
        if not placed.number or last.change or not is_discrete(before.mention) or taken not in RATES:
            return None
        if scene.text.find("分别", before.end, placed.start) < 0:
            return None
        for kind in CHANGING:
            if (found := self._triggers.nearest_before(scene, hits, before.end, placed.start, kind, "")) is not None:
                return found
        return Naming(SPEED, "rule", placed.start, placed.end)

    def _of_last(self, scene: Scene, placed: Spot, taken: str, hits: Triggers, last: Naming) -> Naming:
        """What the figure before measures, or, where such a figure cannot tell of it, what the sentence names before:
        年龄在55至64岁的就业人数减少1800人，35至44岁的增加|2500人."""
        if (dealt := self._dealt_to_counted(scene, hits, placed, taken, last)) is not None:
            return dealt
        if taken in RATES or self._triggers.fits(last, placed.mention):
            return last
        told = self._triggers.nearest_before(scene, hits, placed.first, placed.start, taken, "")
        return told or Naming("", "", placed.start, placed.end)

    def _only_done(self, scene: Scene, naming: Naming, end: int) -> bool:
        """Whether the word is a verb away from the figure, of those that it is done to: 使用旅行社|服务|的居民增加8倍."""
        away = not naming.direct and scene.text[naming.start : naming.end] in self._acts
        noun = away and scene.text.find("的", naming.end, end) >= 0  # 购买服务|的居民增加8倍
        return noun or (away and not self._triggers.takes(naming.indicator, "amount"))

    def _told_before(self, scene: Scene, hits: Triggers, placed: Spot) -> Naming | None:
        """What the clause before ends in, where it has no figure of its own: 平均入住率，同比上升43个百分点."""
        for low, high in scene.clauses_before(placed.start)[:1]:
            if not scene.figures_in(low, high) and scene.text[high - 1] in "，,":
                return self._measures.at_end(scene, hits, low, high - 1)
        return None

    def _is_of_firms(self, scene: Scene, naming: Naming) -> bool:
        """Whether the word only tells of what firms another measure is: 国有企业增加值增长3%；私营|企业|增长2%."""
        return naming.end > naming.start and self._phrases.type_of(scene.text[naming.start : naming.end]) == "company"


def _of_branch(placed: Spot, found: Naming, last: Naming | None, change: Change) -> Naming | None:
    """What a change measures that only a branch stands before: 采矿业增加值增长3%；|制造业|同比增长9%, 第一、二、三|产业|分别增长4%、5%、6%."""
    if not found.indicator.endswith(_BRANCH):
        return None
    if last is not None and last.change:
        return last._replace(inherited=True, direct=False, change=change)
    return Naming(SPEED, "rule", placed.start, placed.end, change=change) if found.source == "text" else None


def _is_size_of(scene: Scene, index: int, last: Naming) -> bool:
    """Whether the figure before only tells how large a thing is: 面积1772方呎|的豪宅，按月跌1.5%."""
    return bool(index) and last.indicator == "面积" and scene.text.startswith("的", scene.figures[index - 1].end)


def _is_growth_of_last(scene: Scene, placed: Spot, naming: Naming, last: Naming) -> bool:
    """Whether a clause that says by what rate names nothing itself: 利润2.41亿元，|同比增长率|为295.12%."""
    if naming.indicator != SPEED or last.indicator in ("", SPEED) or last.change:
        return False
    return scene.text[placed.low - 1] in "，," and _COMPARES.fullmatch(scene.text, placed.low, naming.start) is not None


_JOINING = ("和", "、", "及", "与", "或")
#: words of change that stand as nouns: 增幅|为9.3%
_EXTENT = re.compile(r"[增涨升降减跌][幅速]|增长(?:率|速度|幅度)")
#: how branches end, which measure nothing
_BRANCH = ("业", "企业")
#: where a comparison begins: 存货|较年初
_COMPARED_WITH = re.compile(r"较|[同环]比|(?<![占对])比(?=[上去前年全])|按[年月季周]|逐年")
#: all that stands before a rate that names nothing: 同比|增长率
_COMPARES = re.compile(r"(?:其|年均|平均|[同环]比|按年|比上年|较上年|较去年|比去年|名义|现价|实际|按?可比价格?(?:计算)?|不变价)?")
