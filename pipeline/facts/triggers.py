"""Words of the rules that tell what figures measure: all of an article, and which of them stands at a figure."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

from pipeline.facts.naming import BEFALLEN, LOTS, Naming
from pipeline.facts.phrases import PhraseReader
from pipeline.facts.scene import Figure, Scene, Spot
from pipeline.model import Amount, Count
from pipeline.model.fact import Change
from pipeline.rulebook.indicators import LAND, IndicatorRules
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists
from pipeline.text import Mask
from pipeline.text.lookup import Hits

#: words of an article that tell what is measured, with their half-open spans, by where they begin
Triggers = list[tuple[int, int, str]]

#: what may stand between a word and its figure besides the words of the lists: 每斤, 全省, brackets, signs
_FILLING = r"每[\u4e00-\u9fff]{1,3}|全[国省市县区州]|[（(][^）)\d]{1,12}[)）]|[:：\s“”\"、]"
#: classes of figures that a share or an amount more may tell the change of
CHANGING = ("amount", "person", "mass", "count", "area", LAND, "volume", "energy", "household", "power", "length", "percent")
#: words of a comparison with another time
COMPARED = re.compile(r"同比|环比|比上年|比去年|较上年|较去年|按[年月季周]|较[^，,]{1,8}")
_REACH = 12
#: by how much a word may be longer than a trigger that it begins with
_LONGER = 3
#: how much nearer a generic word must stand than another
_GENERIC_REACH = 8


#: units that are themselves who is counted
_ONES = frozenset("消防员 警员 人员 学生 乘客 旅客 村民 居民 工人 矿工 儿童 男子 女子 孩子 士兵 船员 司机 员工".split())


class TriggerReader:
    """`find` gives all triggers in an article; `nearest_before` and `behind` the one that stands at a figure."""

    def __init__(self, rules: IndicatorRules, lists: WordLists, phrases: PhraseReader) -> None:
        self._phrases = phrases
        self._sides = {"before": rules.before, "after": rules.after}
        #: what is to be looked up
        self.words = {"indicator": sorted({*rules.before, *rules.after})}
        self._untold = any_of(lists["fact.untold"])
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
        self._land, self._sectors = lists["unit.land"], lists["fact.sector"]
        between = any_of(lists["fact.leading"] | lists["fact.filler"]).pattern
        self._filler = re.compile(rf"(?:{between}|{_FILLING})*")
        self._changing, self._acts = lists["fact.increase"] | lists["fact.decrease"], lists["fact.verb"]

    def find(self, scene: Scene, hits: Hits) -> Triggers:
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

    def fits(self, naming: Naming, figure: Figure) -> bool:
        """Whether what is named can be told by such a figure."""
        return naming.source != "rule" or self.takes(naming.indicator, self.taken_as(figure))

    def takes(self, indicator: str, taken: str) -> bool:
        """Whether the indicator can be told by figures of the class."""
        return taken in self._takes.get(indicator, ())

    def counts(self, indicator: str) -> bool:
        """Whether the indicator is only of things counted."""
        return self._takes.get(indicator) == {"count"}

    def taken_as(self, figure: Figure) -> str:
        """The class of figure that indicators take: amount, person, household, edition, land, or the dimension."""
        if isinstance(figure, Amount):
            return "amount"
        if figure.unit == "口" and not (isinstance(figure, Count) and figure.object.startswith("人")):
            return "count"  # 沼气池252口
        if figure.dimension == "area" and figure.unit in self._land:
            return LAND
        return self._by_unit.get(figure.unit, "count") if figure.dimension == "count" else figure.dimension

    def is_generic(self, naming: Naming) -> bool:
        return naming.indicator in self._generic

    def window(self, scene: Scene, placed: Spot) -> tuple[int, int]:
        """The clause, between the figures before and behind; with the label before a colon; of a share, with what it is of: 完成任务75亿元|的23.7%."""
        following = placed.number + 1
        back = scene.text[placed.bound : placed.start] == "的" or self.behind_lots(scene, placed)
        low = scene.figures[placed.number - 1].bound if back else placed.bound
        if label := label_before(scene.text, placed.start):
            low = label[0]  # 中标价(万元):|1286
        return low, min(placed.high, scene.figures[following].start) if following < len(scene.figures) else placed.high

    def behind_lots(self, scene: Scene, placed: Spot) -> bool:
        """Whether people stand right behind the number of lots that they came in: 选派五批|238名."""
        if not placed.number or self.taken_as(placed.mention) != "person":
            return False
        before = scene.figures[placed.number - 1].mention
        return isinstance(before, Count) and before.unit in LOTS and scene.text[placed.bound : placed.start] in ("", "共", "共计")

    @staticmethod
    def _in(hits: Triggers, low: int, high: int) -> Triggers:
        within = hits[bisect_left(hits, (low, 0, "")) : bisect_left(hits, (high, 0, ""))]
        return [hit for hit in within if hit[1] <= high]

    def nearest_before(self, scene: Scene, hits: Triggers, low: int, high: int, taken: str, change: str) -> Naming | None:
        """The trigger that ends nearest to the figure, the longest one there, what is generic only where nothing else is."""
        best: tuple[bool, int, int] | None = None
        found: Naming | None = None
        compared = bool(change) and COMPARED.search(scene.text, low, high) is not None
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
            if word in self._sectors and any(other == end for other, _, _ in told):
                continue  # 第一产业|投资增长49.7%
            if change and word in self._changing and (compared or indicator.name != word):  # 农户增收3万元, but 比上年增收3万元
                continue
            direct = end in given_way or self._filler.fullmatch(scene.text, end, high) is not None
            if not direct and (side == "after" or self._opens_thing(scene, start, end)):
                continue
            rank = (direct, -(high - end) // (1 if direct else 4), end - start)
            if (indicator.generic and not indicator.share) or side == "after":
                rank = (direct, rank[1] - _GENERIC_REACH, rank[2])
            if best is None or rank > best:
                best = rank
                found = Naming(indicator.name, "rule", start, end, direct)
        return found

    def _opens_thing(self, scene: Scene, start: int, end: int) -> bool:
        """Whether the word only begins that of a thing that figures are about: 招聘|会现场共接受咨询2500人次."""
        tokens = scene.tokens(start, end + _LONGER)
        return bool(tokens) and tokens[0].start == start and tokens[0].end > end and self._phrases.type_of(tokens[0].word) != ""

    def _is_filler(self, scene: Scene, word: str, taken: str, end: int, high: int) -> bool:
        """Whether a generic verb stands right at the figure."""
        indicator = self._sides["before"].get(word, {}).get(taken) if word in self._acts else None
        return indicator is not None and indicator.generic and self._filler.fullmatch(scene.text, end, high) is not None

    def behind(self, text: str, hits: Triggers, low: int, high: int, taken: str, counted: str) -> Naming | None:
        """The first trigger behind the figure, the longest one there; of a thing counted, the word that its name ends in."""
        best: Naming | None = None
        rank: tuple[int, int] | None = None
        told = [hit for hit in self._in(hits, low, min(high, low + 2 * _REACH)) if taken in self._sides["after"].get(hit[2], ())]
        if text.startswith("因", low) and taken == "person":  # 1053人因感染登革热|死亡
            told = [hit for hit in told if self._sides["after"][hit[2]][taken].name in BEFALLEN] or told
        for start, end, word in told:
            indicator = self._sides["after"][word][taken]
            if (
                (len(word) == 1 and any(s < start and end < e for s, e, _ in told))  # 158米的最|高|库水位
                or text[low] in "、，,"
                or _TELLS_PARTS.match(text, low)
                or _BREAK.search(text, low, start)
                or _BRACKETED.match(text, end)
            ):
                continue
            if taken == "person" and start - low > _BESIDE_IT and _OF_OTHERS.match(text, end):
                continue
            if taken == "count" and not counted and _DESCRIBING.match(text, end):
                continue
            if counted and self._phrases.type_of(word) and not counted.endswith(word):
                continue  # 19个|援疆省市|援疆项目资金
            if (
                counted
                and not (counted.endswith(word) and end - low <= len(counted) + _REACH)
                and not text.endswith(counted, low, start)
                and not (start == low and word.startswith(counted))
            ):
                continue
            order = (-(end - low), end - start) if taken != "amount" else (-(start - low), end - start)
            longer = best is not None and best.start == start and end > best.end  # 就业|岗位
            if rank is None or longer or order > rank:
                rank = order
                best = Naming(indicator.name, "rule", start, end, start - low <= 1 or end - low <= _REACH, behind=True)
        return best

    def befell_them(self, scene: Scene, hits: Triggers, placed: Spot) -> Naming | None:
        """What stands right behind the people counted and befell them: 3名乘客|死亡, 16名矿工|被困."""
        counted, unit = getattr(placed.mention, "object", ""), getattr(placed.mention, "unit", "")
        if unit == _MEN and scene.figures_in(placed.end, placed.end + 1):
            placed = scene.figures[placed.number + 1]  # 4男|2女|受伤
        elif not counted and unit in _ONES:
            pass  # 1消防员|死亡
        elif not counted or self.taken_as(placed.mention) != "person" or not scene.text.startswith(counted, placed.end):
            return None
        end = placed.end + len(counted)
        for start, last, word in self._in(hits, end, placed.high):
            indicator = self._sides["after"].get(word, {}).get("person")
            near = start == end or (scene.text[end:start] in _NEED and not counted.endswith(_HURT))
            if near and indicator is not None and indicator.name in _HAPPENS and not _OF_OTHERS.match(scene.text, last):
                return Naming(indicator.name, "rule", start, last, direct=True, behind=True)
        return None

    def behind_people(self, scene: Scene, hits: Triggers, index: int) -> Naming | None:
        """What stands behind the people told right behind their households: 9276户|37104人|脱贫."""
        placed, following = scene.figures[index], scene.figures[index + 1] if index + 1 < len(scene.figures) else None
        if following is None or following.start != placed.end:
            return None
        if (self.taken_as(placed.mention), self.taken_as(following.mention)) != ("household", "person"):
            return None
        return self.behind(scene.text, hits, following.end, following.high, "household", "")

    def at_end(self, hits: Triggers, start: int, end: int) -> Naming | None:
        """The trigger that a stretch ends in, whatever figures it takes: 受伤人数, 火灾起数."""
        for first, last, word in self._in(hits, start, end):
            if last == end and (taken := self._sides["before"].get(word)) and ("amount" in taken or word not in self._acts):
                return Naming(next(iter(taken.values())).name, "rule", first, last, direct=True)
        return None

    def within(self, scene: Scene, hits: Triggers, start: int, end: int, taken: str, change: Change) -> Naming | None:
        """What the words of a stretch name for such a figure, or for what changes: the longest trigger."""
        best: Naming | None = None
        for first, last, word in self._in(hits, start, end):
            if len(word) == 1 and not scene.is_word(first, last):
                continue
            for kind in (*CHANGING, taken) if change else (taken,):
                indicator = next((side[word][kind] for side in self._sides.values() if kind in side.get(word, ())), None)
                if indicator is not None and (best is None or last - first > best.end - best.start):
                    best = Naming(indicator.name, "rule", first, last, direct=True, change=change)
        return best


_BREAK = re.compile(r"[，,;；]|\((?:其中|包括|含)")
#: what goes on behind a bracket: 12个|村|(社区)文化广场
_BRACKETED = re.compile(r"\([\u4e00-\u9fff]{1,4}\)(?!的)[\u4e00-\u9fff]")
#: behind a trigger that is not at the figure, makes it one of others: 近千人|驾船接出|被困|群众
#: between people and what they must or did do: 500名乘客|需要|疏散
_NEED = ("需", "需要", "要", "已", "被", "均", "已被", "全部", "均已")
_HURT = ("伤员", "伤者", "病人", "患者")
_HAPPENS = BEFALLEN | {"转移安置人数"}
_MEN = "男"
_OF_OTHERS = re.compile(r"的?(?:群众|人员|居民|村|乡|镇|家庭|户|车辆|旅客|游客)")
#: behind a trigger that is only in what things are told by: 2个|脱贫|人口|参与度较高的|基地
_DESCRIBING = re.compile(r"[\u4e00-\u9fff]{1,10}的[\u4e00-\u9fff]{2}")
_BESIDE_IT = 3
#: right behind a figure, a bracket that tells figures of its parts: 培训2114人|(脱贫人口1785人)
_TELLS_PARTS = re.compile(r"\([^()]*\d[^()]*\)")
#: a label right before its figure
_LABEL = re.compile(r"(?:^|[^\u4e00-\u9fffA-Za-z·])([\u4e00-\u9fff]{2,12})(?:\([^()]{1,8}\))?\s?:\s?(?:人民币)?$")
_LABEL_REACH = 28


def label_before(text: str, position: int) -> tuple[int, int] | None:
    """The label whose colon stands right before `position`, as a half-open span: 加价幅度:|100万元."""
    label = _LABEL.search(text, max(0, position - _LABEL_REACH), position)
    return label.span(1) if label else None
