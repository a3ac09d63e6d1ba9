"""What a figure measures: a trigger word of the rules at it, else the words that name it."""

from __future__ import annotations

import re

from pipeline.facts.growth import ChangeNamer
from pipeline.facts.measures import PERSONS, MeasureReader, is_size
from pipeline.facts.naming import BEFALLEN, DIVISIONS, HERDS, RATES, SPEED, TOLD_BY_UNIT, Naming
from pipeline.facts.parts import only_sizes
from pipeline.facts.phrases import PhraseReader
from pipeline.facts.references import is_named
from pipeline.facts.scene import Figure, Scene, Spot
from pipeline.facts.triggers import TriggerReader, Triggers
from pipeline.model import Amount, Count
from pipeline.model.fact import Change
from pipeline.rulebook.indicators import IndicatorRules
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists


class IndicatorNamer:
    """`name` chooses what one figure measures, of the triggers of the article and the words at it."""

    def __init__(
        self, rules: IndicatorRules, lists: WordLists, triggers: TriggerReader, measures: MeasureReader, changes: ChangeNamer,
        phrases: PhraseReader,
    ) -> None:  # fmt: skip
        self._triggers, self._measures, self._changes, self._phrases = triggers, measures, changes, phrases
        self._defaults, self._goods = rules.defaults, lists["fact.goods"]
        self._leads_on = re.compile(rf"(?:{any_of(lists['fact.leads_on']).pattern}|[、,，;；\s])*")

    def name(self, scene: Scene, hits: Triggers, index: int, last: Naming | None, whole: Naming | None) -> Naming:
        """The naming of the figure `scene.figures[index]`; `last` is that of the figure before it in the sentence, `whole`
        of the one that it is a part of."""
        placed = scene.figures[index]
        told = TOLD_BY_UNIT.get(getattr(placed.mention, "unit", ""))  # 2死11伤, 5金3银
        if getattr(placed.mention, "unit", "") == "口" and scene.text.endswith("家", 0, placed.start):
            told = PERSONS  # 一家|4口
        if told is not None:
            return Naming(told, "rule", placed.start, placed.end, direct=True)
        if last is not None and _is_exchanged(scene, index):
            return last._replace(inherited=True, direct=False)
        if whole is None and (self._is_threshold(scene, placed) or only_sizes(scene, index)):
            return Naming(start=placed.start, end=placed.end)
        return self._named(scene, hits, index, last, whole)

    def _named(self, scene: Scene, hits: Triggers, index: int, last: Naming | None, whole: Naming | None) -> Naming:
        placed = scene.figures[index]
        taken = self._triggers.taken_as(placed.mention)
        low, high = self._triggers.window(scene, placed)
        change = self._changes.before(scene.text[low : placed.start], taken) or self._changes.joined(scene, index, taken, last)
        until = scene.figures[index - 1].start if self._triggers.behind_lots(scene, placed) else placed.start
        before = self._triggers.nearest_before(scene, hits, low, until, taken, change)
        if (told := self._changes.named(scene, hits, index, taken, before, last, change)) is not None:
            return told
        if taken == "percent" and (share := self._share_of_last(scene, hits, index)):
            return share
        counted = self._thing(scene, placed) if taken == "count" else ""
        behind = self._triggers.behind(scene.text, hits, placed.end, high, taken, counted)
        behind = behind or self._triggers.behind_people(scene, hits, index)
        if before is not None and self._is_of_last(scene, placed, before):
            before = None
        if whole is not None and (before is None or not before.direct):
            return _befell(whole, behind) or whole._replace(inherited=True, direct=False)
        if (told := self._by_use(scene, placed, taken)) is not None:
            return told
        if taken not in RATES and taken != "amount" and (yearly := _YEARLY.search(scene.text[placed.bound : placed.start])):
            return Naming("产能", "rule", placed.bound + yearly.start(), placed.bound + yearly.end(), direct=True)
        chosen = self._triggers.befell_them(scene, hits, placed) or self._chosen(placed.mention, before, behind)
        goes_on = chosen is None and last is not None
        if goes_on and last and self._makes_too(scene, index, taken, last):
            return last
        if goes_on and last and (self._continues(scene, index, taken, last) or _sums_up(scene, index, taken, last)):
            return last._replace(inherited=True, direct=False, change="")
        if chosen is not None and chosen.indicator == _SHARE_PRICE and self._is_price(placed.mention):
            return chosen._replace(indicator=_PRICE)  # 黄金期货报收于每盎司|886.1美元
        if chosen is None or not chosen.direct:
            chosen = self._by_words(scene, placed, low, taken, chosen)
        if (chosen is None or chosen.indicator == PERSONS) and (carried := self._carried(scene, index, taken, last)):
            return carried
        of_index = getattr(placed.mention, "unit", "") == "点"  # 深证成指失守万点，报|9899.72点
        said = scene.text[placed.low : placed.start] in _LIKEWISE  # 经济增长率与去年相同，均为|2.0%
        if chosen is None and before is None and (taken not in RATES or of_index or said):
            over = self._over_count(scene, hits, index, change) if taken == "amount" else None
            chosen = over or self._from_clauses_before(scene, hits, placed, taken)
        return chosen or self._by_class(scene, hits, placed, taken) or Naming(start=placed.start, end=placed.end)

    def _by_words(self, scene: Scene, placed: Spot, low: int, taken: str, chosen: Naming | None) -> Naming | None:
        """What the words at the figure name, where they say more than the trigger chosen, which stands away from it."""
        if chosen is not None and chosen.indicator in _DONE_WITH and _ANIMAL.fullmatch(scene.text, chosen.end, placed.start):
            return chosen  # 年出栏|生牛|200头
        told = self._measures.at_figure(scene, placed, low, taken)
        measured = told is not None and told.start < placed.start and self._measures.is_measure(told.indicator)
        weak = taken in ("count", "person") and (taken == "count" or (chosen is not None and self._triggers.is_generic(chosen)))
        telling = told is not None and told.indicator != PERSONS
        far = taken == "person" and chosen is not None and chosen.behind
        of_share = chosen is not None and chosen.indicator in self._triggers.shares  # 占|深市净利润|45%
        if chosen is None or (telling and not of_share and (weak or measured or far)):
            chosen = told
        if self._is_price(placed.mention) and (chosen is None or (chosen is told and not measured)):
            return Naming(_PRICE, "rule", placed.start, placed.end, direct=True)
        return chosen

    def _by_class(self, scene: Scene, hits: Triggers, placed: Spot, taken: str) -> Naming | None:
        """What a figure measures that nothing names, by its class or unit."""
        if getattr(placed.mention, "unit", "") == "毫米" and (
            told := self._triggers.within(scene, hits, *scene.sentence(scene.sentence_index(placed.start)), taken, "")
        ):
            return told._replace(direct=False, inherited=True)  # 累计降雨100毫米，麻城|285毫米
        if taken in self._defaults and not self._modifies(scene, placed):
            return Naming(self._defaults[taken].name, "rule", placed.start, placed.end, direct=True)
        if taken in ("percent", "ratio") and self._is_share(scene, placed):
            return Naming("占比", "rule", placed.start, placed.end, direct=True)
        return _by_unit(scene, placed, taken)

    def _over_count(self, scene: Scene, hits: Triggers, index: int, change: Change) -> Naming | None:
        """What the words before the count right before a sum name: 发放创业担保贷款|797笔|9389万元, 安排救灾资金|19笔|，共计2.56亿元."""
        before, placed = scene.figures[index - 1], scene.figures[index]
        if not index or not isinstance(before.mention, Count):
            return None
        summed = placed.low == before.end + 1 and _SUMS.fullmatch(scene.text, placed.low, placed.start) is not None
        if before.end != placed.start and not (summed and before.mention.unit == "笔"):
            return None
        return self._triggers.nearest_before(scene, hits, self._triggers.window(scene, before)[0], before.start, "amount", change)

    @staticmethod
    def _is_of_last(scene: Scene, placed: Spot, before: Naming) -> bool:
        """Whether the word before a figure with a noun of its own is what the figure before counts: 9名|老师|180多名学生, 21名|教师|、18名医生."""
        if not placed.number or not getattr(placed.mention, "object", ""):
            return False
        named = before.indicator.startswith(scene.text[before.start : before.end])  # 教师|人数, not 派出人数 told by 挂职干部
        joint = scene.text[before.end : placed.start]
        told = not joint or (named and joint in ("、", "和", "及", "与", "以及"))
        return told and before.start == scene.figures[placed.number - 1].end

    def _is_price(self, figure: Figure) -> bool:
        """Whether money is per piece or weight of goods: 豆干|15元一斤."""
        return isinstance(figure, Amount) and figure.per in self._goods

    def _by_use(self, scene: Scene, placed: Spot, taken: str) -> Naming | None:
        """Of a share that is used for something, and of a price that a clause only states."""
        if taken == "amount" and scene.text[placed.low : placed.start] in _STATES:
            return Naming(_SHARE_PRICE, "rule", placed.low, placed.start, direct=True)  # 网易跌3.25%，报|214.6元
        if taken == "percent" and _USED_FOR.match(scene.text, placed.end):
            return Naming("占比", "rule", placed.start, placed.end, direct=True)  # 援疆资金80%以上|用于民生
        return None

    def _is_threshold(self, scene: Scene, placed: Spot) -> bool:
        """Whether the sum only tells of what size those behind it are: 亿元以上|工业项目, 税收500万元以上|的企业."""
        figure = placed.mention
        if not isinstance(figure, Amount) or figure.bound not in ("at_least", "at_most", "under", "over"):
            return False
        start = placed.end + 1 if scene.text.startswith("的", placed.end) else placed.end
        if not is_size(scene, placed):
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
        alone = figure.unit[-1:] in DIVISIONS or figure.unit.endswith(_FIRM) or scene.text.startswith("的", placed.end)
        itself = figure.unit in self._measures.nouns and alone
        return figure.object or (figure.unit if itself else "")

    def _chosen(self, figure: Figure, before: Naming | None, behind: Naming | None) -> Naming | None:
        """Between a trigger before and one behind: what stands at the figure, what is not generic.

        A thing counted that no row names is named by its own noun, not by the verb before it.
        """
        if (
            behind is None
            and isinstance(figure, Count)
            and figure.dimension == "count"
            and figure.object
            and self._triggers.taken_as(figure) == "count"
        ):
            return None
        if before is None or behind is None:
            return before or behind
        if not behind.direct:
            return (
                behind
                if self._triggers.is_generic(before) and not self._triggers.is_generic(behind) and not isinstance(figure, Amount)
                else before
            )
        if not before.direct:
            return behind
        if self._triggers.is_generic(before) != self._triggers.is_generic(behind):
            return behind if self._triggers.is_generic(before) else before
        return before if isinstance(figure, Amount) else behind

    def _share_of_last(self, scene: Scene, hits: Triggers, index: int) -> Naming | None:
        """占年初预算10065万元的|43.2%: what stands before the figure that the share is of."""
        placed = scene.figures[index]
        whole = scene.figures[index - 1] if index else placed
        if scene.text[whole.end : placed.start] != "的":
            return None
        found = self._triggers.nearest_before(scene, hits, whole.bound, whole.start, "percent", "")
        return found if found is not None and found.indicator in self._triggers.shares else None

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
        before = self._triggers.taken_as(scene.figures[index - 1].mention) if index else ""
        if getattr(scene.figures[index].mention, "object", "") or taken == "count" == before:
            return False
        if not index or last.source != "rule" or last.change or not self._triggers.takes(last.indicator, taken):
            return False
        between = scene.text[scene.figures[index - 1].end : scene.figures[index].start]
        if (
            taken == "person"
            and between.strip("、和及与，,")
            and self._phrases.type_of(scene.text[last.start : last.end]) == "group"
        ):
            return False  # 教师28名、医生|17名
        if before == taken and _IN_ALL.fullmatch(between):
            return True
        if before == "household" and taken in ("person", "count") and not between:
            return True  # 脱贫9276户|37104人, 倒塌1.2万户|3万余间
        if before == taken == "mass" and last.end <= scene.figures[index - 1].start and self._is_thing(scene, index):
            return True
        return (_NEXT_PART if last.inherited else _LISTED).fullmatch(between) is not None

    def _makes_too(self, scene: Scene, index: int, taken: str, last: Naming) -> bool:
        """Whether the figure is of the next of several things made: 年产15000吨细支纱、|4000吨|气流纺纱."""
        if not index:
            return False
        last_figure, placed = scene.figures[index - 1], scene.figures[index]
        made = last.source == "rule" and self._triggers.groups.get(last.indicator) in _MADE and not last.change
        befell = taken == "person" and last.indicator in BEFALLEN  # 死者中有5000名儿童和|3300名|妇女
        thing = getattr(last_figure.mention, "object", "")
        joints = "、和及与" if befell else "、"
        between = scene.text[last_figure.end : placed.start]
        alike = thing and between[:-1] == thing and between[-1] in joints and getattr(placed.mention, "object", "")
        return bool((made or befell) and alike) and self._triggers.takes(last.indicator, taken)

    def _is_thing(self, scene: Scene, index: int) -> bool:
        """Whether nothing but a comma and a noun stands between two figures: 生产化肥5万吨，农药|200吨."""
        start, end = scene.figures[index - 1].end + 1, scene.figures[index].start
        phrase = self._phrases.of(scene, start, end) if scene.text[start - 1] in "，," and start < end else None
        return phrase is not None and phrase.start == start and self._phrases.names(phrase)

    def _is_rate(self, figure: Figure) -> bool:
        return self._triggers.taken_as(figure) in RATES

    def _goes_on(self, scene: Scene, index: int, last: Naming) -> bool:
        """Whether the words between only lead from one value to the next: 由56元|涨到了|84元, 38.62亿元 | 33.15亿元 of a table."""
        if not index or not last.indicator or (last.indicator == SPEED and not self._is_rate(scene.figures[index].mention)):
            return False
        before, placed = scene.figures[index - 1], scene.figures[index]
        if self._triggers.taken_as(placed.mention) in RATES and self._is_share(scene, placed):
            return False  # 取证率93%，近七成|学员
        between = scene.text[before.end : placed.start]
        if (between and not between.strip(" \t\u3000|")) or (last.change and between in _UP_TO):
            return True
        return (
            self._triggers.taken_as(before.mention) == self._triggers.taken_as(placed.mention)
            and self._leads_on.fullmatch(_without_dates(scene, before.end, placed.start)) is not None
        )

    def _from_clauses_before(self, scene: Scene, hits: Triggers, placed: Spot, taken: str) -> Naming | None:
        for low, high in scene.clauses_before(placed.start)[:2]:
            if told := scene.figures_in(low, high):
                if not scene.text.startswith(_SUM_ALONE, placed.low):
                    break
                low = told[-1].end  # 7个项目签约，金额|9600万元
            if scene.text[low] in "与同跟":
                continue  # 与本年度|预算|相同；所得补充税52.2亿元
            found = self._triggers.nearest_before(scene, hits, low, high, taken, "")
            if found is not None:
                return found._replace(direct=False)
            if told:
                break
        return None


def _is_exchanged(scene: Scene, index: int) -> bool:
    """Whether a bracket tells the sum before it in another money, or the size in another unit: 94.5亿比索(|约合2.17亿美元|),
    112220千公顷(|168329万亩|)."""
    before, placed = scene.figures[index - 1], scene.figures[index]
    if isinstance(before.mention, Count) and isinstance(placed.mention, Count):
        one, other = before.mention, placed.mention
        alike = one.dimension == other.dimension and other.dimension in _PHYSICAL and one.unit != other.unit
        return alike and scene.text[before.end : placed.start] == "(" and scene.text.startswith(")", placed.end)
    if (
        not (isinstance(before.mention, Amount) and isinstance(placed.mention, Amount))
        or before.mention.currency == placed.mention.currency
    ):
        return False
    return scene.text[before.end : placed.start] == "(" and placed.mention.surface.startswith(_EXCHANGED)


_BY_DISASTER = BEFALLEN | {"受灾人数", "转移安置人数", "救助人数"}


def _befell(whole: Naming, behind: Naming | None) -> Naming | None:
    """What became of some of those that something befell, where it is told right behind: 3人受伤，其中1人|抢救无效死亡,
    受灾206万人，其中5万人|需紧急生活救助."""
    return behind if behind is not None and behind.direct and {whole.indicator, behind.indicator} <= _BY_DISASTER else None


def _without_dates(scene: Scene, start: int, end: int) -> str:
    """The text between two figures without the dates in it."""
    text, offset = "", start
    for date in scene.dates_in(start, end):
        text += scene.text[offset : date.start]
        offset = max(offset, date.end)
    return text + scene.text[offset:end]


def _sums_up(scene: Scene, index: int, taken: str, last: Naming) -> bool:
    """Whether the clause of the figure is nothing but that it is the sum of those before, or is so much of that of another year."""
    placed = scene.figures[index]
    if last.source != "rule" or not index or scene.figures[index - 1].start < placed.first:
        return False
    if taken in RATES:
        return not last.change and _OF_YEAR.fullmatch(scene.text, placed.low, placed.start) is not None
    figure, before = placed.mention, scene.figures[index - 1].mention
    alike = type(figure) is type(before) and getattr(figure, "dimension", "") == getattr(before, "dimension", "")
    return alike and _SUMS.fullmatch(scene.text, placed.low, placed.start) is not None


def _by_unit(scene: Scene, placed: Spot, taken: str) -> Naming | None:
    """What a figure measures that nothing names, by its unit: 发生地震132次，其中|4.0到4.9级|12次; 房屋倒塌8间，受损|110余间."""
    told = ""
    if taken == "magnitude" and scene.text.find("地震", placed.first, placed.start) >= 0:
        told = "震级"
    elif getattr(placed.mention, "unit", "") == "席" and _ELECTED.search(scene.text, placed.first, placed.last):
        told = "席位数"
    elif getattr(placed.mention, "unit", "") == "票" and _VOTED.search(scene.text, placed.first, placed.last):
        told = "得票数"
    elif getattr(placed.mention, "unit", "") in _OF_HOUSES and scene.text.endswith("受损", placed.low, placed.start):
        told = "倒损房屋"
    return Naming(told, "rule", placed.start, placed.end, direct=True) if told else None


_VOTED = re.compile("赞成|反对|弃权|表决|投票|得票|选举|当选")
_ELECTED = re.compile("议[会席员院]|席位|选举|政党")
#: between a change and the level that it leads to: 增加36.3%|至|1821万人次
_UP_TO = ("至", "到", "达", "达到", "增至", "降至", "升至", "，达", "，达到", ",达", ",达到")
#: open a clause that only says how much
_SUM_ALONE = ("金额", "总金额", "总额")
_LIKEWISE = ("均为", "都为", "皆为", "都是", "均是", "同为")
_PHYSICAL = frozenset(("area", "mass", "volume", "length", "energy"))
_STATES = ("报", "现报", "最新报")
_EXCHANGED = ("约合", "折合", "合", "约")
_FIRM = "企业"
_OF_HOUSES = frozenset("间栋幢")
#: what the people of households counted are: 惠及380户|1200人
_PEOPLE_OF = {"受益户数": "受益人数"}
_PRICE, _SHARE_PRICE = "价格", "股价"
#: what is done with the animals or vaccines between the word and the figure
_DONE_WITH, _ANIMAL = frozenset((*HERDS, "接种")), re.compile(r"(?:(?!的)[\u4e00-\u9fff]){1,6}")
#: families of indicators of what is made
_MADE = ("产量", "产能")
#: what is made a year, told before how many: 年产|空调|70万台
_YEARLY = re.compile(r"年(?:产|加工|生产)(?=(?:[\u4e00-\u9fff]{2,12})?\s?$)(?!值|[能量])")
_USED_FOR = re.compile(r"(?:用于|用在|投向|投到|投入到|向(?=[^，,。]{1,6}倾斜))")
_SHARE_OF = re.compile(r"(?:以上|左右)?(?:均?为|都?是|来自)?的?(?<=[的为是自])[\u4e00-\u9fff]")
#: before a figure that tells all of those before, or how it stands to that of another year: ，共计折合|607万元, ，是去年同期的|6成
_SUMS = re.compile(r"(?:以上)?(?:合计|共计|总计|共)(?:折合)?(?:约|达|为)*")
_OF_YEAR = re.compile(
    r"(?:分别)?(?:约|仅|只|大约)*(?:是|为|相当于|达到?|恢复[至到]|回升[至到])(?:上年|去年|前年|(?:19|20)\d\d年)[^，,。；;\d]{0,14}的"
)
_LISTED = re.compile(r"(?:[^，,。；;\d]{0,8}[、和及与]|[^，,。；;\d]{0,6}[，,]其次[是为])[^，,。；;\d]{0,8}")
#: between a figure and that of all since: 救助35万人(累计|70万人)
_IN_ALL = re.compile(r"[(，,](?:今年|年内)?(?:已)?累计(?:达|为|已达)?")
#: the like behind a comma too, where the figure before was a part: 其中城镇居民4.2万元，农村居民|2.1万元
_NEXT_PART = re.compile(r"[^，,。；;\d]{0,8}[、和及与，,][^，,。；;\d]{0,8}")
