"""What a figure measures: a trigger word of the rules at it, else the words that name it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import is_named
from pipeline.facts.scene import Figure, Scene, Spot
from pipeline.model import Amount, Count
from pipeline.model.fact import Change
from pipeline.rulebook.figures import MeasureUnit
from pipeline.rulebook.indicators import IndicatorRules
from pipeline.rulebook.lexicon import any_of, lengths_by_edge
from pipeline.rulebook.lists import WordLists
from pipeline.text import Mask
from pipeline.text.lookup import Hits

_RATES = frozenset(("percent", "points", "multiple", "ratio"))
#: what may stand between a word and its figure besides the words of the lists: 每斤, 全省, brackets, signs
_FILLING = r"每[\u4e00-\u9fff]{1,3}|全[国省市县区州]|[（(][^）)\d]{1,12}[)）]|[:：\s“”\"、]"
#: classes of figures that a share or an amount more may tell the change of
_CHANGING = ("amount", "person", "mass", "count", "area", "volume", "energy", "household", "power", "length", "percent")
#: what may stand behind a noun that tells of a change
_CLOSES = r"[，,。；;、)”\s]|$|和|与|后|以来|，|[主多]?[系因]"
_REACH = 12
_CHANGE_REACH = 10
#: between a change and the level that it leads to: 增加36.3%|至|1821万人次
_UP_TO = ("至", "到", "达", "达到", "增至", "降至", "升至", "，达", "，达到", ",达", ",达到")
_PERSONS = "人数"
_OF_HOUSES = frozenset("间栋幢")
#: what measures a change where nothing says of what
SPEED, _STOCKS = "增速", "股市指数"
#: what the people of households counted are: 惠及380户|1200人
_PEOPLE_OF = {"受益户数": "受益人数"}
#: units that say what befell people, or what was won
TOLD_BY_UNIT = {
    "死": "死亡人数", "亡": "死亡人数", "伤": "受伤人数", "失踪": "失踪人数", "金": "金牌数", "银": "银牌数", "铜": "铜牌数",
    "胜": "胜场数", "负": "负场数",
}  # fmt: skip
#: what befalls people, of whom others may befall some: 3人受伤，其中|1人抢救无效死亡
BEFALLEN = frozenset(("死亡人数", "受伤人数", "失踪人数", "被困人数", "获救人数", "住院人数"))
_PRICE = "价格"
#: how much nearer a generic word must stand than another
_GENERIC_REACH = 8
_LONGEST_TEXT = 10


class Naming(NamedTuple):
    """What a figure measures. `start` and `end` are of the words that say so (the figure's own where none do).

    `source` is rule, text or empty; `direct` whether the words stand right at the figure; `inherited` whether the name
    is that of the figure before.
    """

    indicator: str = ""
    source: str = ""
    start: int = 0
    end: int = 0
    direct: bool = False
    behind: bool = False
    inherited: bool = False
    change: Change = ""


class IndicatorNamer:
    """`triggers` are all triggers in an article; `name` chooses for one figure."""

    def __init__(self, rules: IndicatorRules, lists: WordLists, phrases: PhraseReader, units: Mapping[str, MeasureUnit]) -> None:
        self._sides = {"before": rules.before, "after": rules.after}
        #: what is to be looked up
        self.words = {"indicator": sorted({*rules.before, *rules.after})}
        self._phrases = phrases
        self.nouns = frozenset(name for name, unit in units.items() if unit.kind == "noun")
        self._untold = any_of(lists["fact.untold"])
        self._defaults = rules.defaults
        self._events = lists["unit.event"]
        self._takes: dict[str, set[str]] = {}
        known = [pair for side in self._sides.values() for classes in side.values() for pair in classes.items()]
        for taken, indicator in known:
            self._takes.setdefault(indicator.name, set()).add(taken)
        self._generic = frozenset(indicator.name for _, indicator in known if indicator.generic)
        self.groups = {indicator.name: indicator.group for _, indicator in known}
        self.of_areas = frozenset(indicator.name for _, indicator in known if indicator.area)
        self.shares = frozenset(indicator.name for _, indicator in known if indicator.share)
        self.of_firms = frozenset(indicator.name for _, indicator in known if indicator.firm)
        #: classes of counts that indicators tell apart
        self._by_unit = {unit: kind for kind in ("person", "household", "edition") for unit in lists[f"unit.{kind}"]}
        self._goods = lists["fact.goods"]
        self._measures = tuple(lists["fact.measure"])
        self._short_measures = {word for word in self._measures if len(word) == 1 or word in lists["fact.vague"]}
        self._leading = lists["fact.leading"] | {":", "："}
        self._leading_lengths = lengths_by_edge(self._leading, -1)
        between = any_of(lists["fact.leading"] | lists["fact.filler"]).pattern
        self._filler = re.compile(rf"(?:{between}|{_FILLING})*")
        self._leads_on = re.compile(rf"(?:{any_of(lists['fact.leads_on']).pattern}|[、,，;；\s])*")
        level = any_of(lists["fact.level"]).pattern
        self._changes: tuple[tuple[Change, re.Pattern[str]], ...] = tuple(
            (
                name,
                re.compile(
                    rf"(?<!自然)(?<![最至])(?:{any_of(lists[f'fact.{name}']).pattern})(?:了|近|约|超过?|逾|率|达|为|幅度?|达到|:|速度|的|有望|可|[同环]比)*$"
                ),
            )
            for name in ("increase", "decrease")
        )
        self._changes_behind: tuple[tuple[Change, re.Pattern[str]], ...] = tuple(
            (
                name,
                re.compile(
                    rf"(?:以上|左右)?的(?P<of>[^的，,。；;、\d()]{{0,8}}?)(?:{any_of(lists[f'fact.{name}']).pattern})(?={_CLOSES})"
                ),
            )
            for name in ("increase", "decrease")
        )
        self._level = re.compile(rf"(?:{level})了?(?:约|近|超过?|逾)?$")
        self._verbs, self._acts = lists["fact.increase"] | lists["fact.decrease"], lists["fact.verb"]

    def fits(self, naming: Naming, figure: Figure) -> bool:
        """Whether what is named can be told by such a figure."""
        return naming.source != "rule" or self.taken_as(figure) in self._takes.get(naming.indicator, ())

    def counts(self, indicator: str) -> bool:
        """Whether the indicator is only of things counted."""
        return self._takes.get(indicator) == {"count"}

    def triggers(self, scene: Scene, hits: Hits) -> list[tuple[int, int, str]]:
        """Every trigger word in sentences that have figures, with its half-open span, by where it begins, overlapping ones too."""
        text, told, found = scene.text, hits["indicator"], []
        ends = [end for _, _, end in told]
        told_in = [*(figure.start for figure in scene.figures), *(cell.start for cell in scene.tables.all_heads())]
        for index in sorted(set(map(scene.sentence_index, told_in))):
            low, high = scene.sentence(index)
            within = told[bisect_right(ends, low) : bisect_right(ends, high)]
            if not within:
                continue
            dated = {at for date in scene.dates_in(low, high) for at in range(date.start + 1, date.end)}
            listed = (place for place in scene.places_in(low, high) if place.mention.source == "gazetteer")
            dated |= {at for place in listed for at in range(place.start + 1, place.end)}  # 新疆|生产|建设兵团
            hits_there = [(s, e, text[s:e]) for _, s, e in within if s >= low and s not in dated]  # 比上年|增收 is no 年增收
            if spans := [(low + match.start(), low + match.end()) for match in self._untold.finditer(text[low:high])]:
                untold = Mask(spans)
                hits_there = [hit for hit in hits_there if not untold.covers(hit[0], hit[1])]
            found += sorted(hits_there)
        return found

    def taken_as(self, figure: Figure) -> str:
        """The class of figure that indicators take: amount, person, household, edition, or the dimension."""
        if isinstance(figure, Amount):
            return "amount"
        if figure.unit == "口" and not (isinstance(figure, Count) and figure.object.startswith("人")):
            return "count"  # 沼气池252口
        return self._by_unit.get(figure.unit, "count") if figure.dimension == "count" else figure.dimension

    def name(
        self, scene: Scene, hits: list[tuple[int, int, str]], index: int, last: Naming | None, whole: Naming | None
    ) -> Naming:
        """The naming of the figure `scene.figures[index]`; `last` is that of the figure before it in the sentence, `whole`
        of the one that it is a part of."""
        placed = scene.figures[index]
        told = TOLD_BY_UNIT.get(getattr(placed.mention, "unit", ""))  # 2死11伤, 5金3银
        if told is not None:
            return Naming(told, "rule", placed.start, placed.end, direct=True)
        return self._named(scene, hits, index, last, whole)

    def _named(
        self, scene: Scene, hits: list[tuple[int, int, str]], index: int, last: Naming | None, whole: Naming | None
    ) -> Naming:
        placed = scene.figures[index]
        taken = self.taken_as(placed.mention)
        low, high = self._window(scene, placed)
        change = self._change(scene.text[low : placed.start], taken) or self._joined_change(scene, index, taken, last)
        before = self._nearest_before(scene, hits, low, placed.start, taken, change)
        if (told := self._changing(scene, hits, index, taken, before, last, change)) is not None:
            return told
        if taken == "percent" and (share := self._share_of_last(scene, hits, index)):
            return share
        counted = self._thing(scene, placed) if taken == "count" else ""
        behind = self._behind(scene.text, hits, placed.end, high, taken, counted) or self._behind_people(scene, hits, index)
        if before is not None and self._is_of_last(scene, placed, before):
            before = None
        if whole is not None and (before is None or not before.direct):
            return _befell(whole, behind) or whole._replace(inherited=True, direct=False)
        chosen = self._befell_them(scene, hits, placed) or self._chosen(placed.mention, before, behind)
        if (told := self._by_use(scene, placed, taken)) is not None:
            return told
        if (
            chosen is None
            and last is not None
            and (self._continues(scene, index, taken, last) or _sums_up(scene, index, taken, last))
        ):
            return last._replace(inherited=True, direct=False, change="")
        if chosen is None or not chosen.direct:
            told = self._by_text(scene, placed, low, taken)
            measured = told is not None and told.start < placed.start and told.indicator.endswith(self._measures)
            weak = taken in ("count", "person") and (taken == "count" or (chosen is not None and self._is_generic(chosen)))
            telling = told is not None and told.indicator != _PERSONS
            far = taken == "person" and chosen is not None and chosen.behind
            of_share = chosen is not None and chosen.indicator in self.shares  # 占|深市净利润|45%
            if chosen is None or (telling and not of_share and (weak or measured or far)):
                chosen = told
            if self._is_price(placed.mention) and (chosen is None or (chosen is told and not measured)):
                chosen = Naming(_PRICE, "rule", placed.start, placed.end, direct=True)
        if (chosen is None or chosen.indicator == _PERSONS) and (carried := self._carried(scene, index, taken, last)):
            return carried
        if chosen is None and before is None and taken not in _RATES:
            over = self._over_count(scene, hits, index, change) if taken == "amount" else None
            chosen = over or self._from_clauses_before(scene, hits, placed, taken)
        if chosen is None and taken in self._defaults and not self._modifies(scene, placed):
            chosen = Naming(self._defaults[taken].name, "rule", placed.start, placed.end, direct=True)
        if chosen is None and taken in ("percent", "ratio") and self._is_share(scene, placed):
            chosen = Naming("占比", "rule", placed.start, placed.end, direct=True)
        return chosen or _by_unit(scene, placed, taken) or Naming(start=placed.start, end=placed.end)

    def _over_count(self, scene: Scene, hits: list[tuple[int, int, str]], index: int, change: Change) -> Naming | None:
        """What the words before the count right before a sum name: 发放创业担保贷款|797笔|9389万元."""
        before = scene.figures[index - 1]
        if not index or before.end != scene.figures[index].start or not isinstance(before.mention, Count):
            return None
        return self._nearest_before(scene, hits, self._window(scene, before)[0], before.start, "amount", change)

    @staticmethod
    def _is_of_last(scene: Scene, placed: Spot, before: Naming) -> bool:
        """Whether the word before a figure with a noun of its own is what the figure before counts: 9名|老师|180多名学生."""
        if not placed.number or not getattr(placed.mention, "object", ""):
            return False
        return before.start == scene.figures[placed.number - 1].end and before.end == placed.start

    def _is_price(self, figure: Figure) -> bool:
        """Whether money is per piece or weight of goods: 豆干|15元一斤."""
        return isinstance(figure, Amount) and figure.per in self._goods

    def _by_use(self, scene: Scene, placed: Spot, taken: str) -> Naming | None:
        """Of a share that is used for something, and of a sum that only tells a size, which measures nothing itself."""
        if taken == "percent" and _USED_FOR.match(scene.text, placed.end):
            return Naming("占比", "rule", placed.start, placed.end, direct=True)  # 援疆资金80%以上|用于民生
        return Naming(start=placed.start, end=placed.end) if self._is_threshold(scene, placed) else None

    def _is_threshold(self, scene: Scene, placed: Spot) -> bool:
        """Whether the sum only tells of what size those behind it are: 亿元以上|工业项目, 税收500万元以上|的企业."""
        figure = placed.mention
        if not isinstance(figure, Amount) or figure.bound not in ("at_least", "at_most", "under", "over"):
            return False
        start = placed.end + 1 if scene.text.startswith("的", placed.end) else placed.end
        if not scene.text.endswith(_SIZED, placed.start, placed.end):
            return False
        phrase = self._phrases.behind(scene, start, placed.high)
        return phrase is not None and phrase.is_built and not is_named(scene, phrase)

    def _is_share(self, scene: Scene, placed: Spot) -> bool:
        """Whether what the share is of stands behind it: 80%|的援疆资金, 近七成|学员."""
        if _SHARE_OF.match(scene.text, placed.end):
            return True
        if placed.number and scene.figures[placed.number - 1].end == placed.start:
            return False  # a row of a table
        phrase = self._phrases.behind(scene, placed.end, placed.high)
        return phrase is not None and self._phrases.names(phrase)

    def at_end(self, scene: Scene, hits: list[tuple[int, int, str]], start: int, end: int) -> Naming | None:
        """What the last words of a stretch measure, whatever figures they take: 受伤人数, 直接财产|损失, 火灾起数."""
        for first, last, word in self._in(hits, start, end):
            if last == end and (taken := self._sides["before"].get(word)) and ("amount" in taken or word not in self._acts):
                return Naming(next(iter(taken.values())).name, "rule", first, last, direct=True)
        words = scene.text[start:end]
        if not words.endswith(self._measures):
            return None
        if (begin := self._short_measure(scene, start, end)) is not None:
            return Naming(scene.text[begin:end], "text", begin, end, direct=True)  # 使全市农村|集中供水率
        tokens = scene.tokens(start, end)
        return Naming(words, "text", tokens[-1].start if tokens else end, end, direct=True)

    @staticmethod
    def _modifies(scene: Scene, placed: Spot) -> bool:
        """Whether the figure only tells the kind of what stands behind it: 28纳米|工艺; or its unit has two meanings: 7.2度."""
        if getattr(placed.mention, "unit", "") == "度":
            return True
        if getattr(placed.mention, "dimension", "") != "length":
            return False
        tokens = scene.tokens(placed.end, placed.high)
        return bool(tokens) and (tokens[0].word == "的" or tokens[0].tag.startswith(("n", "j")))

    def _thing(self, scene: Scene, placed: Spot) -> str:
        """What is counted: the noun behind the figure, or the unit that is one: 60万农村居民|的吃水问题."""
        figure = placed.mention
        if not isinstance(figure, Count):
            return ""
        itself = figure.unit in self.nouns and scene.text.startswith("的", placed.end)
        return figure.object or (figure.unit if itself else "")

    # -- where triggers may stand

    def _window(self, scene: Scene, placed: Spot) -> tuple[int, int]:
        """The clause, between the figures before and behind; with the label before a colon; of a share, with what it is of: 完成任务75亿元|的23.7%."""
        following = placed.number + 1
        low = scene.figures[placed.number - 1].bound if scene.text[placed.bound : placed.start] == "的" else placed.bound
        if label := _LABEL.search(scene.text, max(0, placed.start - _LABEL_REACH), placed.start):
            low = label.start(1)  # 中标价(万元):|1286
        return low, min(placed.high, scene.figures[following].start) if following < len(scene.figures) else placed.high

    @staticmethod
    def _in(hits: list[tuple[int, int, str]], low: int, high: int) -> list[tuple[int, int, str]]:
        within = hits[bisect_left(hits, (low, 0, "")) : bisect_left(hits, (high, 0, ""))]
        return [hit for hit in within if hit[1] <= high]

    def _nearest_before(
        self, scene: Scene, hits: list[tuple[int, int, str]], low: int, high: int, taken: str, change: str
    ) -> Naming | None:
        """The trigger that ends nearest to the figure, the longest one there, what is generic only where nothing else is."""
        best: tuple[bool, int, int] | None = None
        found: Naming | None = None
        compared = bool(change) and _COMPARED.search(scene.text, low, high) is not None
        hits_there = self._in(hits, low, high)
        told = [hit for hit in hits_there if any(taken in side.get(hit[2], ()) for side in self._sides.values())]
        given_way = {
            start for start, end, word in told if self._is_filler(scene, word, taken, end, high)
        }  # 预算收入|安排|9.6亿元
        for start, end, word in told:
            side = "before" if taken in self._sides["before"].get(word, {}) else "after"
            indicator = self._sides[side][word][taken]
            if len(word) == 1 and not scene.is_word(start, end) and not (indicator.share and scene.text[start - 1] in "，,"):
                continue  # but ，|占营收的17.8%
            if any(s <= start and end <= e and e - s > end - start for s, e, _ in (hits_there if indicator.share else told)):
                continue  # 占一般公共|预算|收入的48.5%, 成交 of 成交均价
            if change and word in self._verbs and (compared or indicator.name != word):  # 农户增收3万元, but 比上年增收3万元
                continue
            direct = end in given_way or self._filler.fullmatch(scene.text, end, high) is not None
            if side == "after" and not direct:
                continue
            rank = (direct, -(high - end) // (1 if direct else 4), end - start)
            if (indicator.generic and not indicator.share) or side == "after":
                rank = (direct, rank[1] - _GENERIC_REACH, rank[2])
            if best is None or rank > best:
                best = rank
                found = Naming(indicator.name, "rule", start, end, direct)
        return found

    def _is_filler(self, scene: Scene, word: str, taken: str, end: int, high: int) -> bool:
        """Whether a generic verb stands right at the figure."""
        indicator = self._sides["before"].get(word, {}).get(taken) if word in self._acts else None
        return indicator is not None and indicator.generic and self._filler.fullmatch(scene.text, end, high) is not None

    def _behind(
        self, text: str, hits: list[tuple[int, int, str]], low: int, high: int, taken: str, counted: str
    ) -> Naming | None:
        """The first trigger behind the figure, the longest one there; of a thing counted, the word that its name ends in."""
        best: Naming | None = None
        rank: tuple[int, int] | None = None
        for start, end, word in self._in(hits, low, min(high, low + 2 * _REACH)):
            indicator = self._sides["after"].get(word, {}).get(taken)
            if (
                indicator is None
                or text[low] in "、，,"
                or _TELLS_PARTS.match(text, low)
                or _BREAK.search(text, low, start)
                or _BRACKETED.match(text, end)
            ):
                continue
            if taken == "person" and start - low > _BESIDE_IT and _OF_OTHERS.match(text, end):
                continue
            if (
                counted
                and not (counted.endswith(word) and end - low <= len(counted) + _REACH)
                and not text.endswith(counted, low, start)
            ):
                continue
            order = (-(end - low), end - start) if taken != "amount" else (-(start - low), end - start)
            longer = best is not None and best.start == start and end > best.end  # 就业|岗位
            if rank is None or longer or order > rank:
                rank = order
                best = Naming(indicator.name, "rule", start, end, start - low <= 1 or end - low <= _REACH, behind=True)
        return best

    def _chosen(self, figure: Figure, before: Naming | None, behind: Naming | None) -> Naming | None:
        """Between a trigger before and one behind: what stands at the figure, what is not generic.

        A thing counted that no row names is named by its own noun, not by the verb before it.
        """
        if (
            behind is None
            and isinstance(figure, Count)
            and figure.dimension == "count"
            and figure.object
            and self.taken_as(figure) == "count"
        ):
            return None
        if before is None or behind is None:
            return before or behind
        if not behind.direct:
            return (
                behind if self._is_generic(before) and not self._is_generic(behind) and not isinstance(figure, Amount) else before
            )
        if not before.direct:
            return behind
        if self._is_generic(before) != self._is_generic(behind):
            return behind if self._is_generic(before) else before
        return before if isinstance(figure, Amount) else behind

    def _is_generic(self, naming: Naming) -> bool:
        return naming.indicator in self._generic

    def within(
        self, scene: Scene, hits: list[tuple[int, int, str]], start: int, end: int, taken: str, change: Change
    ) -> Naming | None:
        """What the words of a stretch name for such a figure, or for what changes: the longest trigger."""
        best: Naming | None = None
        for first, last, word in self._in(hits, start, end):
            if len(word) == 1 and not scene.is_word(first, last):
                continue
            for kind in (*_CHANGING, taken) if change else (taken,):
                indicator = next((side[word][kind] for side in self._sides.values() if kind in side.get(word, ())), None)
                if indicator is not None and (best is None or last - first > best.end - best.start):
                    best = Naming(indicator.name, "rule", first, last, direct=True, change=change)
        return best

    # -- changes

    def change_in(self, head: str) -> Change:
        """Whether the head of a column says that its figures are growths or falls: 比上年增长, 增减."""
        if head.endswith(("增减", "±", "涨跌")):
            return "increase"
        return self._change(head, "percent")

    def _change(self, before: str, taken: str) -> Change:
        """Whether the words right before the figure make it a growth or a fall."""
        if taken not in _RATES and taken != "amount" and not _COMPARED.search(before):
            tail = before[-4:]
            if not any(word in tail for word in ("增加", "减少", "增长", "下降", "缩短", "增产", "减产", "提高")):
                return ""
        for name, pattern in self._changes:
            if match := pattern.search(before[-_CHANGE_REACH:]):
                return "" if self._level.search(match.group()) and not _EXTENT.match(match.group()) else name
        return ""

    def _changing(
        self, scene: Scene, hits: list[tuple[int, int, str]], index: int, taken: str,
        before: Naming | None, last: Naming | None, change: Change,
    ) -> Naming | None:  # fmt: skip
        """Of a figure that a growth or fall stands before, or of a rate that one stands behind, which may say of what:
        利润出现36%的|增长, 2.5%的出口|增速."""
        placed = scene.figures[index]
        if change or taken not in _RATES:
            return self._changed(scene, index, taken, before, hits, last, change) if change else None
        for name, pattern in self._changes_behind:
            if match := pattern.match(scene.text, placed.end, placed.high):
                within = self.within(scene, hits, *match.span("of"), taken, name) if match["of"] else None
                return within or self._changed(scene, index, taken, before, hits, last, name)
        return None

    def _joined_change(self, scene: Scene, index: int, taken: str, last: Naming | None) -> Change:
        """Of the second of two rates the change of the first, or of any that 分别 deals out: 分别增长36%|和|41.7%."""
        if not index or last is None or not last.change:
            return ""
        other = scene.figures[index - 1]
        if taken not in _RATES and (taken != self.taken_as(other.mention) or scene.text.find("分别", other.low, other.start) < 0):
            return ""
        return last.change if scene.text[other.end : scene.figures[index].start] in _JOINING else ""

    def _changed(
        self, scene: Scene, index: int, taken: str, before: Naming | None,
        hits: list[tuple[int, int, str]], last: Naming | None, change: Change,
    ) -> Naming:  # fmt: skip
        """A change is named by what changes: the words before it, else the figure before."""
        placed = scene.figures[index]
        low, since = placed.low, placed.bound
        named = [before] if before is not None else []
        for kind in _CHANGING if taken in _RATES else (taken,):
            found = self._nearest_before(scene, hits, since, placed.start, kind, change)
            if found is not None:
                named.append(found)
        named = [n for n in named if not self._only_done(scene, n)]
        named = [n for n in named if n.indicator != SPEED] or named
        if named:
            nearest = max(named, key=lambda n: (n.end, n.end - n.start, not self._is_generic(n)))
            if last is not None and last.change and self._is_of_firms(scene, nearest):
                return last._replace(inherited=True, direct=False, change=change)
            return nearest._replace(change=change)
        compared = _COMPARED_WITH.search(scene.text, low, placed.start)
        if found := self._measured_before(scene, placed.mention, "percent", low, compared.start() if compared else placed.start):
            if last is not None and last.change and found.indicator.endswith(_BRANCH):
                return last._replace(inherited=True, direct=False, change=change)  # 采矿业增加值增长3%；|制造业|同比增长9%
            if found.indicator not in self._verbs:
                return found._replace(change=change)
        if compared and taken == "count" and (thing := self._phrases.before(scene, low, compared.start())) is not None:
            noun = self._last_noun(scene, thing) if self._phrases.names(thing) else ""
            if noun and isinstance(placed.mention, Count):  # 重症病例|较前一日增加45例
                return Naming(noun + self._counted_as(placed.mention, taken, noun), "text", thing.start, thing.end, change=change)
        if taken in ("count", "person") and isinstance(placed.mention, Count) and placed.mention.object:
            told = self._by_text(scene, placed, low, taken)
            if told is not None:
                return told._replace(change=change)  # 加装3.6万台电梯，增加了85万个|停车位
        if last is not None and last.indicator:
            return self._of_last(scene, placed, taken, hits, last)._replace(inherited=True, direct=False, change=change)
        if compared and compared.start() == low and (told := self._told_before(scene, hits, placed)) is not None:
            return told._replace(direct=False, change=change)
        measure = _STOCKS if getattr(placed.mention, "unit", "") == "点" else SPEED if taken in _RATES else ""
        return Naming(measure, "rule" if measure else "", placed.start, placed.end, change=change)

    def _of_last(self, scene: Scene, placed: Spot, taken: str, hits: list[tuple[int, int, str]], last: Naming) -> Naming:
        """What the figure before measures, or, where such a figure cannot tell of it, what the sentence names before:
        年龄在55至64岁的就业人数减少1800人，35至44岁的增加|2500人."""
        if taken in _RATES or self.fits(last, placed.mention):
            return last
        told = self._nearest_before(scene, hits, placed.first, placed.start, taken, "")
        return told or Naming("", "", placed.start, placed.end)

    def _befell_them(self, scene: Scene, hits: list[tuple[int, int, str]], placed: Spot) -> Naming | None:
        """What stands right behind the people counted and befell them: 3名乘客|死亡, 16名矿工|被困."""
        counted = getattr(placed.mention, "object", "")
        if not counted or self.taken_as(placed.mention) != "person" or not scene.text.startswith(counted, placed.end):
            return None
        end = placed.end + len(counted)
        for start, last, word in self._in(hits, end, placed.high):
            indicator = self._sides["after"].get(word, {}).get("person")
            if start == end and indicator is not None and indicator.name in BEFALLEN and not _OF_OTHERS.match(scene.text, last):
                return Naming(indicator.name, "rule", start, last, direct=True, behind=True)
        return None

    def _only_done(self, scene: Scene, naming: Naming) -> bool:
        """Whether the word is a verb away from the figure, of those that it is done to: 使用旅行社|服务|的居民增加8倍."""
        away = not naming.direct and scene.text[naming.start : naming.end] in self._acts
        return away and "amount" not in self._takes.get(naming.indicator, ())

    def _told_before(self, scene: Scene, hits: list[tuple[int, int, str]], placed: Spot) -> Naming | None:
        """What the clause before ends in, where it has no figure of its own: 平均入住率，同比上升43个百分点."""
        for low, high in scene.clauses_before(placed.start)[:1]:
            if not scene.figures_in(low, high) and scene.text[high - 1] in "，,":
                return self.at_end(scene, hits, low, high - 1)
        return None

    def _is_of_firms(self, scene: Scene, naming: Naming) -> bool:
        """Whether the word only tells of what firms another measure is: 国有企业增加值增长3%；私营|企业|增长2%."""
        return naming.end > naming.start and self._phrases.type_of(scene.text[naming.start : naming.end]) == "company"

    def _share_of_last(self, scene: Scene, hits: list[tuple[int, int, str]], index: int) -> Naming | None:
        """占年初预算10065万元的|43.2%: what stands before the figure that the share is of."""
        placed = scene.figures[index]
        whole = scene.figures[index - 1] if index else placed
        if scene.text[whole.end : placed.start] != "的":
            return None
        found = self._nearest_before(scene, hits, whole.bound, whole.start, "percent", "")
        return found if found is not None and found.indicator in self.shares else None

    # -- without a trigger

    def _by_text(self, scene: Scene, placed: Spot, low: int, taken: str) -> Naming | None:
        """The words at the figure: 重点本科率|100%; 4000余件|作品 is 作品数."""
        figure = placed.mention
        if (found := self._measured_before(scene, figure, taken, low, placed.start)) is not None:
            return found
        position = self._without_leading(scene.text, low, placed.start)
        phrase = self._phrases.before(scene, low, position)
        if isinstance(figure, Amount) or taken in _RATES:
            return None
        if figure.dimension != "count":
            return None
        noun = self._counted_noun(scene, placed, phrase)
        if not noun and figure.unit in self._events:
            tokens = scene.tokens(low, position)
            last = (
                tokens[-1] if tokens and tokens[-1].tag.startswith(("n", "v", "l", "i", "j")) and tokens[-1].tag != "ns" else None
            )  # 持续|5天|6场, 广东|6例
            noun = last.word if last and last.end == position and len(last.word) > 1 else ""
        if not noun and taken != "person":
            return None
        return Naming(noun + self._counted_as(figure, taken, noun), "text", placed.start, placed.end, direct=True)

    def _measured_before(self, scene: Scene, figure: Figure, taken: str, low: int, end: int) -> Naming | None:
        """The words that name what is measured before `end`: 重点本科率|100%, 存货|较年初下降4.1%."""
        if (label := _LABEL.search(scene.text, max(0, end - _LABEL_REACH), end)) and label[1].endswith(self._measures):
            return Naming(label[1], "text", *label.span(1), direct=True)  # 加价幅度:|100万元
        position = self._without_leading(scene.text, low, end)
        phrase = self._phrases.before(scene, low, position)
        if phrase is not None and (phrase.text.endswith(self._measures) or self._is_measured(figure, taken, phrase)):
            start = self._measure_start(scene, phrase)
            return Naming(scene.text[start : phrase.end], "text", start, phrase.end, direct=True)
        if (begin := self._short_measure(scene, low, position)) is not None:
            return Naming(scene.text[begin:position], "text", begin, position, direct=True)
        return None

    def _counted_noun(self, scene: Scene, placed: Spot, before: Phrase | None) -> str:
        """The last noun of the thing counted, behind the figure or else before it: 理论宣讲|工作室, 9个|街镇|及部门."""
        figure = placed.mention
        if not isinstance(figure, Count) or figure.unit in self.nouns:
            return figure.unit if isinstance(figure, Count) else ""
        start, high = self._behind_size(scene, placed)
        and_more = _AND.search(scene.text, start, high)
        behind = self._phrases.behind(scene, start, and_more.start() if and_more else high)
        behind = self._phrases.of_list(scene, behind, high, figure.unit) if behind is not None else None
        if figure.unit == "家" and figure.object:
            behind = None  # 28家科创公司|研发费用
        behind = self._phrases.of_object(behind, figure.object) if behind is not None else None
        for phrase in (behind, None if figure.object else before):
            if (
                phrase is not None
                and phrase.tag != "ns"
                and self._phrases.names(phrase)
                and len(phrase.text) >= len(figure.object)
            ):
                return self._last_noun(scene, phrase)
        words = scene.tagged(figure.object) if figure.object else []
        return (words[-2][0] if len(words) > 1 and len(words[-1][0]) < 2 else "") + words[-1][0] if words else ""

    @staticmethod
    def _behind_size(scene: Scene, placed: Spot) -> tuple[int, int]:
        """Where what is counted begins and may end, behind the sum that only says of what size it is: 7个|1亿元以上|项目."""
        following = scene.figures_in(placed.end, placed.end + 1)
        size = following[0] if following else None
        if size is not None and isinstance(size.mention, Amount) and scene.text.endswith(_SIZED, size.start, size.end):
            return size.end, size.high
        return placed.end, placed.high

    def _without_leading(self, text: str, low: int, end: int) -> int:
        """Where the words before a figure end, without those that only lead to it."""
        while end > low:
            for length in self._leading_lengths.get(text[end - 1], ()):
                if end - length >= low and text[end - length : end] in self._leading:
                    end -= length
                    break
            else:
                break
        return end

    @staticmethod
    def _last_noun(scene: Scene, phrase: Phrase) -> str:
        """The last word, with the one before it where it is a single character: 警务|站."""
        tokens = [token for token in scene.tokens(phrase.start, phrase.end) if token.tag != "k"]
        noun = tokens[-1].word if tokens else phrase.text
        if len(noun) < 2 and len(tokens) > 1 and tokens[-2].tag != "uj":
            noun = tokens[-2].word + noun
        if phrase.text.endswith("者") and not noun.endswith("者"):
            noun += "者"  # 密切接触|者
        return "" if noun.endswith("某") else noun.strip("“”")  # 黄某、|梁某|等21人

    def _counted_as(self, figure: Count, taken: str, noun: str) -> str:
        """What makes the name of a count of its noun: 教师|人数, 义诊|次数, 作品|数."""
        if taken == "person":
            return _PERSONS.removeprefix(noun)  # 2300口人
        if figure.unit in self._events:
            if figure.unit == "场":
                return "场次"
            if noun.endswith(figure.unit):
                return "数"  # 疑似病例|3例
            return figure.unit if figure.unit.endswith("次") and len(figure.unit) > 1 else f"{figure.unit}数"
        return "" if noun.endswith("数") else "数"

    def _is_measured(self, figure: Figure, taken: str, phrase: Phrase) -> bool:
        """Whether the noun right before the figure can only be what is measured: 过路费|80元, 水深|16.3米, not 企业|5家, 水泥|180万吨."""
        counted = isinstance(figure, Count) and (figure.dimension in ("count", "mass") or taken in self._defaults)
        if isinstance(figure, Amount) and phrase.text.endswith(_PLACES):
            return False  # 帮扶贫困县|22亿元
        return (
            not counted and not phrase.type and phrase.tag.startswith(("n", "vn")) and phrase.tag not in ("nr", "ns", "nt", "nz")
        )

    def _short_measure(self, scene: Scene, low: int, position: int) -> int | None:
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

    @staticmethod
    def _measure_start(scene: Scene, phrase: Phrase) -> int:
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
            if phrase.end - start >= 4 or token.tag in ("ns", "nz", "nr", "nt"):
                break
            start = token.start
        return start

    def _behind_people(self, scene: Scene, hits: list[tuple[int, int, str]], index: int) -> Naming | None:
        """What stands behind the people told right behind their households: 9276户|37104人|脱贫."""
        placed, following = scene.figures[index], scene.figures[index + 1] if index + 1 < len(scene.figures) else None
        if following is None or following.start != placed.end:
            return None
        if (self.taken_as(placed.mention), self.taken_as(following.mention)) != ("household", "person"):
            return None
        return self._behind(scene.text, hits, following.end, following.high, "household", "")

    def _carried(self, scene: Scene, index: int, taken: str, last: Naming | None) -> Naming | None:
        """What the figure before measures, where this one only goes on: 惠及380户|1200人."""
        if last is None:
            return None
        if self._goes_on(scene, index, last):
            return last._replace(inherited=True, direct=False, change="")
        if taken == "person" and last.indicator in _PEOPLE_OF and scene.figures[index - 1].end == scene.figures[index].start:
            return last._replace(indicator=_PEOPLE_OF[last.indicator], inherited=True, direct=False)
        return None

    def _continues(self, scene: Scene, index: int, taken: str, last: Naming) -> bool:
        """Whether the figure is the next of a list, and what the one before measures takes it too: 53名、柔性人才120余名."""
        before = self.taken_as(scene.figures[index - 1].mention) if index else ""
        if getattr(scene.figures[index].mention, "object", "") or taken == "count" == before:
            return False
        if not index or last.source != "rule" or last.change or taken not in self._takes.get(last.indicator, ()):
            return False
        between = scene.text[scene.figures[index - 1].end : scene.figures[index].start]
        if (
            taken == "person"
            and between.strip("、和及与，,")
            and self._phrases.type_of(scene.text[last.start : last.end]) == "group"
        ):
            return False  # 教师28名、医生|17名
        if before == "household" and taken in ("person", "count") and not between:
            return True  # 脱贫9276户|37104人, 倒塌1.2万户|3万余间
        return (_NEXT_PART if last.inherited else _LISTED).fullmatch(between) is not None

    def _is_rate(self, figure: Figure) -> bool:
        return self.taken_as(figure) in _RATES

    def _goes_on(self, scene: Scene, index: int, last: Naming) -> bool:
        """Whether the words between only lead from one value to the next: 由56元|涨到了|84元, 38.62亿元 | 33.15亿元 of a table."""
        if not index or not last.indicator or (last.indicator == SPEED and not self._is_rate(scene.figures[index].mention)):
            return False
        before, placed = scene.figures[index - 1], scene.figures[index]
        if self.taken_as(placed.mention) in _RATES and self._is_share(scene, placed):
            return False  # 取证率93%，近七成|学员
        between = scene.text[before.end : placed.start]
        if (between and not between.strip(" \t\u3000|")) or (last.change and between in _UP_TO):
            return True
        return (
            self.taken_as(before.mention) == self.taken_as(placed.mention)
            and self._leads_on.fullmatch(_without_dates(scene, before.end, placed.start)) is not None
        )

    def _from_clauses_before(self, scene: Scene, hits: list[tuple[int, int, str]], placed: Spot, taken: str) -> Naming | None:
        for low, high in scene.clauses_before(placed.start)[:2]:
            if scene.figures_in(low, high):
                break
            found = self._nearest_before(scene, hits, low, high, taken, "")
            if found is not None:
                return found._replace(direct=False)
        return None


def _befell(whole: Naming, behind: Naming | None) -> Naming | None:
    """What became of some of those that something befell, where it is told right behind: 3人受伤，其中1人|抢救无效死亡."""
    return behind if behind is not None and behind.direct and {whole.indicator, behind.indicator} <= BEFALLEN else None


def _without_dates(scene: Scene, start: int, end: int) -> str:
    """The text between two figures without the dates in it."""
    text, offset = "", start
    for date in scene.dates_in(start, end):
        text += scene.text[offset : date.start]
        offset = max(offset, date.end)
    return text + scene.text[offset:end]


_JOINING = ("和", "、", "及", "与")
#: words of change that stand as nouns: 增幅|为9.3%
_EXTENT = re.compile(r"[增涨升降减跌][幅速]|增长(?:率|速度|幅度)")
#: how branches end, which measure nothing
_BRANCH = ("业", "企业")
_AND = re.compile(r"[及和与]")
_BREAK = re.compile(r"[，,;；]|\((?:其中|包括|含)")
#: what goes on behind a bracket: 12个|村|(社区)文化广场
_BRACKETED = re.compile(r"\([\u4e00-\u9fff]{1,4}\)(?!的)[\u4e00-\u9fff]")
#: behind a trigger that is not at the figure, makes it one of others: 近千人|驾船接出|被困|群众
_OF_OTHERS = re.compile(r"的?(?:群众|人员|居民|村|乡|镇|家庭|户|车辆|旅客|游客)")
_PLACES = ("县", "村", "镇", "乡", "市", "区", "产品")
_BESIDE_IT = 3
#: right behind a figure, a bracket that tells figures of its parts: 培训2114人|(脱贫人口1785人)
_TELLS_PARTS = re.compile(r"\([^()]*\d[^()]*\)")
_SIZED = ("以上", "以下", "及以上", "以内")
_USED_FOR = re.compile(r"(?:用于|用在|投向|投到|投入到|向(?=[^，,。]{1,6}倾斜))")
_SHARE_OF = re.compile(r"(?:以上|左右)?的[\u4e00-\u9fff]")
#: before a figure that tells all of those before, or how it stands to that of another year: ，共计折合|607万元, ，是去年同期的|6成
_SUMS = re.compile(r"(?:以上)?(?:合计|共计|总计|共)(?:折合)?(?:约|达|为)*")
_OF_YEAR = re.compile(r"(?:约|仅|只|大约)*(?:是|为|相当于|达到?)(?:上年|去年|前年|(?:19|20)\d\d年)[^，,。；;\d]{0,6}的")
_LISTED = re.compile(r"(?:[^，,。；;\d]{0,8}[、和及与]|[^，,。；;\d]{0,6}[，,]其次[是为])[^，,。；;\d]{0,8}")
#: where a comparison begins: 存货|较年初
_COMPARED_WITH = re.compile(r"较|[同环]比|(?<![占对])比(?=[上去前年全])|按年|逐年")
#: the like behind a comma too, where the figure before was a part: 其中城镇居民4.2万元，农村居民|2.1万元
_NEXT_PART = re.compile(r"[^，,。；;\d]{0,8}[、和及与，,][^，,。；;\d]{0,8}")
#: a label right before its figure
_LABEL = re.compile(r"(?:^|[^\u4e00-\u9fffA-Za-z·])([\u4e00-\u9fff]{2,12})(?:\([^()]{1,8}\))?\s?:\s?(?:人民币)?$")
_LABEL_REACH = 28
_COMPARED = re.compile(r"同比|环比|比上年|比去年|较上年|较去年|按年|较[^，,]{1,8}")


def _sums_up(scene: Scene, index: int, taken: str, last: Naming) -> bool:
    """Whether the clause of the figure is nothing but that it is the sum of those before, or is so much of that of another year."""
    placed = scene.figures[index]
    if last.source != "rule" or not index or scene.figures[index - 1].start < placed.first:
        return False
    if taken in _RATES:
        return not last.change and _OF_YEAR.fullmatch(scene.text, placed.low, placed.start) is not None
    figure, before = placed.mention, scene.figures[index - 1].mention
    alike = type(figure) is type(before) and getattr(figure, "dimension", "") == getattr(before, "dimension", "")
    return alike and _SUMS.fullmatch(scene.text, placed.low, placed.start) is not None


def _by_unit(scene: Scene, placed: Spot, taken: str) -> Naming | None:
    """What a figure measures that nothing names, by its unit: 发生地震132次，其中|4.0到4.9级|12次; 房屋倒塌8间，受损|110余间."""
    told = ""
    if taken == "magnitude" and scene.text.find("地震", placed.first, placed.start) >= 0:
        told = "震级"
    elif getattr(placed.mention, "unit", "") in _OF_HOUSES and scene.text.endswith("受损", placed.low, placed.start):
        told = "倒损房屋"
    return Naming(told, "rule", placed.start, placed.end, direct=True) if told else None
