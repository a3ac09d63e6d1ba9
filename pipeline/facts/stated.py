"""What stands at a figure and names what it is about: behind 的, what money is spent on, an item of a list."""

from __future__ import annotations

import re

from pipeline.facts.clause_subjects import ANDS, DISTANCE, NEXT_IS, ClauseSubjects
from pipeline.facts.counted import is_measure, unit_of
from pipeline.facts.earlier import LONGEST_ENDING, SHORT
from pipeline.facts.measures import is_size
from pipeline.facts.naming import Naming
from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import References, Subject, is_discrete
from pipeline.facts.scene import TEAM, Scene, Spot
from pipeline.model import Amount, Count
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists

#: behind the whole name of what money is spent on
_ENDS_NAME = "、，,。；;等)）的"
#: tags and endings of those who win medals
WINNERS, TEAMS = ("ns", TEAM, "nr", "nt"), ("队", "代表团", "军团", "选手", "组合")
_CAPACITY, _CAPACITIES = "产能", ("能力", "规模", "量", "产能")
_WINNER_REACH = 4
MEDALS = frozenset(("金牌数", "银牌数", "铜牌数", "奖牌数"))
_BUILDING = "建设|打造|新建|实施|兴建|修建|改造|援建|扩建|改扩建|迁建|重建|购置"
_ATTRIBUTE = re.compile(rf"的|(?:{_BUILDING})的?(?=[^\d，,。；;、])|(?:、|[，,]由)[^，,。；;、]{{1,14}}的(?=[^\d，,。；;、])")
#: before a name, tells what all is done there: 集|种植、观光于一体的|产业园
_IN_ONE = r"(?:集[^，,。；;\d]{2,40}?[于为]一体的)?"
#: behind money, tell what is bought or built for whom
_FOR = ("，为", ",为")
_EQUIPS = re.compile(r"(?:购置|采购|配备|配置|添置|购买|建设|修建|新建|建起|改造|安装|援建|捐建|捐赠|更新)")
#: indicators of money behind which 的 leads to what it is about, whatever that is called
_OF_NAMES = frozenset(("物资价值", "总投资", "投资", "概算", "中标价"))
#: characters by which names of one sort end alike, and among how many figures before
HEAD, _SORTS_BACK = 2, 6
_AGE, _STOCK = "年龄", "饲养量"
_MEASURED = ("海拔", "高海拔", "增速", "速度", "比例", "涨幅", "降幅", "增幅", "份额", "股份", "股权", "价格", "高空", "水平")
#: what a part is counted or measured in, and what leads to it
_OF_THINGS = frozenset(("count", "length", "area", "mass", "volume", "power"))
_NAME = re.compile(r"[\u4e00-\u9fff]{3,16}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,6}")
#: between those of whom some are told and their number
_AMONG = re.compile(r"(?<![其集年月期空途手之])中[，,]?$")
#: behind a sum, the whole of what it is spent on
_SPENT_ON = re.compile(r"(?:主要|专项|全部)?(?:用于|用在|投向|投到)(?P<thing>[\u4e00-\u9fff“”]{2,16})(?=[，。；]|$)")
_OPENS_PART = re.compile(r"[、，,和及与(]?(?:其中|包括|包含|分别为|含)?[：:，,]?(?:有|为)?")
#: how words end that say how much is planted, not what
_EXTENTS = ("面积", "规模")


class StatedSubjects:
    """`find` gives the subject that stands at the figure, `part` what alone stands before a part."""

    def __init__(self, phrases: PhraseReader, references: References, clause: ClauseSubjects, lists: WordLists) -> None:
        self._phrases, self._references, self._clause = phrases, references, clause
        self._purposes = re.compile(rf"[，,]?(?:{any_of(lists['fact.purpose']).pattern})+(?:了|的)?{_IN_ONE}")

    def find(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """What stands at the figure, the surest first."""
        return (
            self._attribute(scene, placed, naming)
            or self._item(scene, placed, naming)
            or self._next_sort(scene, placed)
            or self._grown(scene, placed, naming)
            or self._made_yearly(scene, placed, naming)
            or self._kept(scene, naming)
            or self._winner(scene, placed, naming)
            or self._sized(scene, placed, naming)
            or self._listed_name(scene, placed)
            or self._among(scene, placed)
        )

    def _attribute(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """总投资26.17亿元的|织造园二期项目, 总投资5000万元建设|…项目, 总投资1.2亿元、由东莞援建的|基地, 80%以上的|援疆资金."""
        if (found := self._purpose(scene, placed, naming)) is not None:
            return found
        match = _ATTRIBUTE.match(scene.text, placed.end)
        figure = placed.mention
        if match is None:
            return None
        beside = bool(scene.figures_in(placed.end, match.end()))  # 长800公里、|宽50公里的|沙带
        if match.group() != "的" and not isinstance(figure, Amount) and not beside and naming.indicator != _AGE:
            return None
        if naming.behind and naming.start <= match.end() <= naming.end and getattr(figure, "dimension", "") == "percent":
            return None  # 37.82%的|得票率
        named_before = naming.direct and naming.start < placed.start and not is_measure(figure)  # 面积0.6平方公里的|冷泉区
        if isinstance(figure, Count) and (figure.dimension == "count" or named_before):
            return None
        start = max((f.end for f in scene.figures_in(match.end(), match.end() + 1)), default=match.end())
        phrase = self._phrases.behind(scene, start, placed.high)
        if phrase is not None and scene.text.startswith("等", phrase.end):
            phrase = self._phrases.of_list(scene, phrase, placed.high, unit_of(figure))  # 10公里的燃气等各类|管道
        aside = match.group()[0] in "、，," and not beside
        of_age = aside and naming.indicator == _AGE and phrase is not None and self._phrases.names(phrase)
        if phrase is None or not (
            phrase.is_built or of_age or (not aside and (isinstance(figure, Count) or naming.indicator in _OF_NAMES))
        ):
            return None
        phrase = self._phrases.thing(scene, phrase)
        share = naming.indicator == "占比"  # 80%以上的|援疆资金
        if not (share or self._phrases.names(phrase)) or phrase.text.startswith(_MEASURED):  # 以4.6%的|增速
            return None
        return Subject.of(phrase, "attribute")

    def _purpose(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """投入600万元援疆资金打造|伊宁县科创中心, 安排援疆资金1200万元, 设立|火种计划."""
        if not isinstance(placed.mention, Amount) or not naming.source or naming.change:
            return None
        start = naming.end if naming.behind else placed.end
        match = self._purposes.match(scene.text, start)
        if match is None:
            return self._helped(scene, start)
        _, high = scene.clause(match.end(), match.end())
        if match.group()[0] in "，," and self._tells_else(scene, placed, naming, match.end(), high):
            return None
        phrase = self._phrases.behind(scene, match.end(), high)
        told = phrase is not None and phrase.type and not self._references.is_bare(phrase.text)
        if not told and (spent := _SPENT_ON.match(scene.text, start, high)) is not None:
            text = spent["thing"]  # 1.2亿元专项用于|人才培训，, whatever verbs it is made of
            return Subject.of(Phrase(*spent.span("thing"), text, self._phrases.type_of(text)), "attribute")
        if phrase is None or self._references.is_bare(phrase.text):
            return None
        items = phrase.text.split("、")
        if len(items) > 1 and self._phrases.type_of(items[0]) == "project" and self._phrases.type_of(items[-1]) == "company":
            phrase = phrase.until(len(items[0]), "project")  # 甲公司投资2亿元建设|光伏项目|、乙公司投资…
        named = any(map(self._phrases.type_of, items)) or scene.places_in(phrase.start, phrase.end)
        whole = phrase.end >= high or scene.text[phrase.end] in _ENDS_NAME
        return Subject.of(phrase, "attribute") if named or whole else None  # not |贫困劳动力交通|补助

    def _helped(self, scene: Scene, start: int) -> Subject | None:
        """The school or the like that money buys or builds something for: 投资150万元，为|裕民县医院|购置设备."""
        if not scene.text.startswith(_FOR, start):
            return None
        begin = start + len(_FOR[0])
        phrase = self._phrases.behind(scene, begin, scene.clause(begin, begin)[1])
        if phrase is None or not phrase.is_built or not _EQUIPS.match(scene.text, phrase.end):
            return None
        return None if self._references.is_bare(phrase.text) else Subject.of(phrase, "attribute")

    def _tells_else(self, scene: Scene, placed: Spot, naming: Naming, start: int, end: int) -> bool:
        """Whether the clause behind is not what money is spent on: 项目投资2亿元，建设厂房, 投资5亿元，建设|车间9个."""
        own = self._clause.find(scene, placed, naming)
        return bool(scene.figures_in(start, end)) or (own is not None and own.phrase.is_built)

    def _item(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """Of a list whose items are measured alike, the item: 农业设施101亿元、|电力系统|110亿元."""
        if not placed.number or naming.change or is_discrete(placed.mention):
            return None
        last = scene.figures[placed.number - 1]
        begin = last.end + 1 + scene.text.startswith(")", last.end)
        if naming.indicator == DISTANCE:
            return None  # 距喀什市15公里、|机场|20公里
        told_before = naming.inherited or (naming.source and not naming.behind and naming.end <= last.start)
        if not told_before or begin < placed.first or scene.text[begin - 1] not in "、，,":
            return None
        begin += next((len(word) for word in NEXT_IS if scene.text.startswith(word, begin)), 0)
        phrase = self._phrases.before(scene, max(begin, placed.low), placed.start)
        if phrase is None or (phrase.start, phrase.end) != (begin, placed.start) or not self._phrases.names(phrase):
            return None
        return Subject.of(phrase, "clause")

    def _next_sort(self, scene: Scene, placed: Spot) -> Subject | None:
        """The next of several sorts of projects counted in one sentence: 智力支援项目5个，…；|保障和改善民生项目|10个."""
        text = scene.text[placed.low : placed.start]
        if not is_discrete(placed.mention) or self._phrases.type_of(text) != "project" or not _NAME.fullmatch(text):
            return None
        alike = any(
            unit_of(spot.mention) == unit_of(placed.mention) and scene.text.endswith(text[-HEAD:], spot.low, spot.start)
            for spot in scene.figures[max(placed.number - _SORTS_BACK, 0) : placed.number]
            if spot.start >= placed.first
        )
        opens = scene.tokens(placed.low, placed.start)
        acts = self._phrases.bounds(opens[0].word) and opens[1].word not in ANDS
        return Subject.of(self._phrases.whole(placed.low, placed.start, text), "object") if alike and not acts else None

    def _grown(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """What is grown there, which alone tells that an area is planted, as the next of a list: 黑木耳7.5万袋、|茶园|150亩."""
        if getattr(placed.mention, "dimension", "") != "area" or naming.behind or naming.source != "rule":
            return None
        tokens = scene.tokens(naming.start, naming.end) if naming.end == placed.start and naming.start == placed.bound + 1 else []
        if len(tokens) != 1 or not tokens[0].tag.startswith("n") or tokens[0].word.endswith(_EXTENTS):
            return None
        return (
            Subject.of(self._phrases.whole(naming.start, naming.end, tokens[0].word), "object")
            if scene.text[placed.bound] == "、"
            else None
        )

    def _made_yearly(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """What is made, between the word that says so and how many: 年产|空调|70万台."""
        text = scene.text[naming.end : placed.start].rstrip()
        named = _HAN.fullmatch(text) is not None and not text.endswith(_CAPACITIES)
        if naming.indicator != _CAPACITY or naming.behind or naming.inherited or not named:
            return None
        return (
            Subject.of(self._phrases.whole(naming.end, naming.end + len(text), text), "object")
            if scene.text[naming.start] == "年"
            else None
        )

    def _kept(self, scene: Scene, naming: Naming) -> Subject | None:
        """The animals, behind the verb that says they are kept: 养|牛|8头."""
        text = scene.text[naming.start + 1 : naming.end]
        if naming.indicator != _STOCK or naming.inherited or scene.text[naming.start] != "养" or len(text) != 1:
            return None
        return Subject.of(Phrase(naming.start + 1, naming.end, text, ""), "object")

    def _winner(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """Who won, told behind the medals: 获得46枚金牌的|美国."""
        if naming.indicator not in MEDALS:
            return None
        start = placed.end + len(getattr(placed.mention, "object", ""))
        tokens = scene.tokens(start + 1, placed.high)[:_WINNER_REACH] if scene.text.startswith("的", start) else []
        names = [token.tag in WINNERS or token.word.endswith(TEAMS) for token in tokens]
        if True not in names:
            return None
        last = names.index(True)
        while last + 1 < len(names) and names[last + 1]:
            last += 1  # 东道主|巴西队
        who = tokens[last]
        return Subject.of(Phrase(*who[:3], "", who.tag), "attribute")

    def _among(self, scene: Scene, placed: Spot) -> Subject | None:
        """Those of whom a share or number is: 受访商户中|逾四成, 在参保群众中，|七成以上."""
        figure = placed.mention
        if not isinstance(figure, Count) or figure.object or not (figure.dimension == "percent" or is_discrete(figure)):
            return None
        match = _AMONG.search(scene.text, max(placed.first, placed.start - SHORT), placed.start)
        if match is None:
            return None
        phrase = self._phrases.before(scene, scene.clause(match.start() - 1, match.start())[0], match.start())
        told = phrase is not None and phrase.end == match.start() and phrase.type in ("", "group", "company")
        return Subject.of(phrase, "clause") if phrase is not None and told and self._phrases.names(phrase) else None

    def part(self, scene: Scene, placed: Spot, naming: Naming, whole: Subject | None) -> Subject | None:
        """What alone stands before a part, where it is another thing than the whole: 平民200名，其中|儿童|15名、|妇女|20名."""
        figure = placed.mention
        if not isinstance(figure, Count) or figure.object or figure.dimension not in _OF_THINGS:
            return None
        low = _OPENS_PART.match(scene.text, max(placed.low, placed.bound)).end()  # type: ignore[union-attr]
        text = scene.text[low : placed.start]
        if whole is not None and len(text) > HEAD and whole.text.endswith(text[-HEAD:]) and _HAN.fullmatch(text):
            return Subject.of(self._phrases.whole(low, placed.start, text), "object")  # 其中|人才支持项目|15个
        if not naming.inherited:
            return None
        phrase = self._phrases.before(scene, low, placed.start)
        if phrase is not None and phrase.type == "group" and phrase.end == placed.start:
            acts = any(self._phrases.bounds(token.word) for token in scene.tokens(low, phrase.start))
            return Subject.of(phrase if acts else self._phrases.whole(low, placed.start, text), "object")  # 其中|脱贫劳动力|82人
        if any(token.start < low < token.end for token in scene.tokens(max(placed.low, placed.bound), placed.start)):
            # 其中|国道: cut as 其|中国|道
            return Subject.of(Phrase(low, placed.start, text, ""), "object") if _HAN.fullmatch(text) else None
        if phrase is None or (phrase.start, phrase.end) != (low, placed.start):
            return None
        if whole is not None and phrase.text.endswith(whole.text):
            return None
        noun = phrase.tag in ("n", "nz", "nr", "l") and self._phrases.names(phrase)
        return Subject.of(phrase, "object") if noun else None

    def _sized(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """Those behind a sum that only tells of what size they are: 15个亿元以上|招商项目."""
        if naming.source or not is_size(scene, placed):
            return None
        phrase = self._phrases.behind(scene, placed.end, placed.high)
        return Subject.of(phrase, "attribute") if phrase is not None and phrase.is_built else None

    def _listed_name(self, scene: Scene, placed: Spot) -> Subject | None:
        """What stands before a bracket that holds the figure alone, in a list of such: 石化化工|(363.33亿元)、."""
        if scene.text[placed.start - 1] != "(" or not scene.text.startswith(")", placed.end):
            return None
        low = placed.bound
        while low < placed.start and scene.text[low] in ")、和及与":
            low += 1
        listed = low > placed.bound or scene.text.startswith("、", placed.end + 1)
        words = scene.tokens(low, placed.start - 1)
        if not listed or not words or placed.start - low > LONGEST_ENDING or any(self._phrases.bounds(t.word) for t in words):
            return None
        text = scene.text[low : placed.start - 1]
        phrase = Phrase(low, placed.start - 1, text, self._phrases.type_of(text))
        return Subject.of(phrase, "clause")
