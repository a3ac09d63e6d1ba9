"""What a figure is about: the name behind 的, the name before the words that measure, the clause's own subject, the thing
counted, or a name carried on from before."""

from __future__ import annotations

import re

from pipeline.facts.counted import DISPOSING, TOGETHER, CountedThings, is_measure, unit_of
from pipeline.facts.naming import BEFALLEN, LOTS, Naming
from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import References, Subject, is_discrete, is_named
from pipeline.facts.scene import DATE, TEAM, Figure, Scene, Spot
from pipeline.model import Amount, Count
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists

_SHORT, _LONGEST_ENDING = 3, 14
_QUOTES = "“”《》"
#: behind the whole name of what money is spent on
_ENDS_NAME = "、，,。；;等)）的"
#: units of what persons come in
#: opens a clause on the sum of what was told before
_SUM = re.compile(r"(?:共计|合计|总计|总共)")
#: a clause that only says what is hit most, or next
_RANKED = re.compile(
    r"(?P<first>(?:[\u4e00-\u9fff]{0,6}?主要|其次|再次|最后)则?[是为])?(?P<thing>[\u4e00-\u9fff]{1,8}?)"
    r"(?P<most>(?:受损|受灾|受创|损失|损害)(?:最为?|较为?)?(?:严重|惨重|重|大|多)|(?:最为?|较为?)(?:严重|惨重))?"
)
_PASSENGERS = "客运量"
#: tags and endings of those who win medals
_WINNERS, _TEAMS = ("ns", TEAM, "nr", "nt"), ("队", "代表团", "军团", "选手", "组合")
_CAPACITY, _CAPACITIES = "产能", ("能力", "规模", "量", "产能")
_WINNER_REACH = 4
_MEDALS = frozenset(("金牌数", "银牌数", "铜牌数", "奖牌数"))
#: before the next of a list that ranks
_NEXT_IS = ("其次是", "其次为", "再次是", "依次是", "依次为", "分别是", "分别为", "最后是")
_NEAR = 8
#: how far before its clause a bracket may open: 马某(男，|现年49岁)
_ASIDE = 12
_BUILDING = "建设|打造|新建|实施|兴建|修建|改造|援建|扩建|改扩建|迁建|重建|购置"
_ATTRIBUTE = re.compile(rf"的|(?:{_BUILDING})的?(?=[^\d，,。；;、])|(?:、|[，,]由)[^，,。；;、]{{1,14}}的(?=[^\d，,。；;、])")

#: before a name, tells what all is done there: 集|种植、观光于一体的|产业园
_IN_ONE = r"(?:集[^，,。；;\d]{2,40}?[于为]一体的)?"
#: behind money, tell what is bought or built for whom
_FOR = ("，为", ",为")
_EQUIPS = re.compile(r"(?:购置|采购|配备|配置|添置|购买|建设|修建|新建|建起|改造|安装|援建|捐建|捐赠|更新)")
#: indicators of money behind which 的 leads to what it is about, whatever that is called
_OF_NAMES = frozenset(("物资价值", "总投资", "投资", "概算", "中标价"))
#: behind a place, tells what it is and has
_IS_PLACE = ("是", "位于", "地处", "有", "共有", "现有", "辖", "下辖", "总面积", "面积")
_ANDS = ("和", "与", "及", "、")
#: characters by which names of one sort end alike, and among how many figures before
_HEAD, _SORTS_BACK = 2, 6
#: what a branch or a sort of goods is named by, and how such names end
_BRANCH, _BRANCH_ENDS = re.compile(r"[\u4e00-\u9fff、]{1,24}"), ("业", "类")
_DISTANCE, _AGE, _VISITORS = "距离", "年龄", "游客"
#: indicators of persons that are about the place which holds them
_OF_SITES = frozenset(("容纳人数",))
_MEASURED = ("海拔", "高海拔", "增速", "速度", "比例", "涨幅", "降幅", "增幅", "份额", "股份", "股权", "价格", "高空", "水平")
#: what a part is counted or measured in, and what leads to it
_OF_THINGS = frozenset(("count", "length", "area", "mass", "volume", "power"))
_NAME = re.compile(r"[\u4e00-\u9fff]{3,16}")
_HAN = re.compile(r"[\u4e00-\u9fff]{2,6}")
#: between an event and what was agreed on there
_SIGNS = re.compile(r"签约|签订|签署|达成")
#: between those of whom some are told and their number
_AMONG = re.compile(r"(?<![其集年月期空途手之])中[，,]?$")
#: behind a sum, the whole of what it is spent on
_SPENT_ON = re.compile(r"(?:主要|专项|全部)?(?:用于|用在|投向|投到)(?P<thing>[\u4e00-\u9fff“”]{2,16})(?=[，。；]|$)")
_SITUATED = re.compile(r"(?:其中)?(?P<thing>(?![该此其它这那本]|震[中源])[^，,。；;、的\s]{2,14})(?:位于|坐落[于在]|地处)")
_OPENS_PART = re.compile(r"[、，,和及与(]?(?:其中|包括|包含|分别为|含)?[：:，,]?(?:有|为)?")
#: between a figure and the share that it is of something: 收入7万元|，占|3%
_SHARE_OF_IT = re.compile(r"[，,]?(?:约|仅|只)?占比?(?:约|达|为|近|超过?)?")
#: right before what is measured, makes it that of a whole division
_OF_ALL = re.compile(r"[全我本该][省市县区州旗乡镇村][\u4e00-\u9fff]{0,2}$")
#: how words end that say how much is planted, not what
_EXTENTS = ("面积", "规模")


class SubjectFinder:
    """`find` gives the subject of one figure; `last` is that of the figure before it in the sentence."""

    def __init__(self, phrases: PhraseReader, references: References, lists: WordLists, nouns: frozenset[str]) -> None:
        """`nouns` are the units that are themselves what is counted: 20万|农民."""
        self._phrases, self._references = phrases, references
        self._things = CountedThings(phrases, lists, nouns)
        self._asides = tuple(sorted(lists["fact.aside"]))
        self._copulas = tuple(sorted(lists["fact.copula"], key=len, reverse=True))
        self._handling, self._common = lists["fact.handled"], lists["unit.common"]
        self._reports = tuple(sorted(lists["fact.report"]))
        self._payers = lists["fact.payer"]
        self._parts = tuple(sorted(lists["fact.part"]))
        self._placed = any_of(lists["fact.placed"])
        self._compared = lists["fact.compared"]
        self._leading = lists["fact.lead"]
        self._changing = tuple(sorted(lists["fact.increase"] | lists["fact.decrease"]))
        self._people, self._households = lists["unit.person"], lists["unit.household"]
        self._made = re.compile(rf"(?:{any_of(lists['fact.made']).pattern})了?$")
        self._having = re.compile(rf"(?:{any_of(lists['fact.having']).pattern})[了共有]?$")
        self._purposes = re.compile(rf"[，,]?(?:{any_of(lists['fact.purpose']).pattern})+(?:了|的)?{_IN_ONE}")

    def find(
        self, scene: Scene, index: int, naming: Naming, last: Subject | None, whole: Subject | None, *, is_part: bool = False
    ) -> Subject | None:
        """`last` is the subject of the figure before in the sentence, `whole` that of the figure that this is a part of."""
        placed = scene.figures[index]
        if last is not None and self._is_of_its_own(naming, last):
            last = None
        at_it = self._attribute(scene, placed, naming) or self._item(scene, placed, naming) or self._next_sort(scene, placed)
        at_it = at_it or self._grown(scene, placed, naming) or self._made_yearly(scene, placed, naming)
        at_it = at_it or self._winner(scene, placed, naming)
        if (found := at_it or self._listed_name(scene, placed) or self._among(scene, placed)) is not None:
            return self._references.resolved(scene, found)
        if last is not None and self._is_of_last(scene, index):
            return _listed(last)
        own = self._teller(scene, placed, naming)
        if own is not None and _has_part(scene, placed, own.phrase, whole, is_part):
            return own
        if is_part and (part := self._named_part(scene, placed, naming, whole)) is not None:
            return part
        opens = whole is None and own is not None and _opened_at(scene, placed, own.phrase, naming)
        another = opens and own is not None and self._is_another(scene, placed, naming, own.phrase)
        if not another and (before := self._inherited(placed.mention, naming, last, whole)) is not None:
            return _listed(before)
        counted = self._things.find(scene, placed, naming)
        if counted is not None and not counted.phrase.type and self._befell(placed, naming):
            counted = None
        measured = not is_discrete(placed.mention) and naming.source == "rule" and naming.direct and not naming.behind
        hosts = own is not None and _is_host(scene, own, naming)
        others = self._counts_others(scene, placed, own, counted)
        if own is not None and not others and (own.phrase.is_built or counted is None or measured or hosts):
            return own if _counts_itself(own, naming) else self._references.resolved(scene, own)
        if counted is None and last is not None and (self._counts_again(scene, index, last) or self._is_beside(scene, index)):
            return _listed(last)
        earlier = self._of_sentence(scene, placed, naming)
        if counted is not None:
            bare = counted.phrase.is_built and counted.phrase.type != "project" and self._references.is_bare(counted.text)
            of_site = bare and earlier is not None and _hosts(scene, counted, earlier)
            if naming.indicator in _OF_SITES and not of_site and (earlier is None or not earlier.phrase.is_built):
                return _listed(last) if last is not None and last.phrase.is_built else counted
            of_site = of_site or naming.indicator in _OF_SITES  # 学校设60个教学班，可容纳|2700名
            return self._references.resolved(scene, earlier) if earlier and of_site else counted
        nearer = earlier is None or (last is not None and _are_projects(earlier, last))
        if last is not None and nearer and self._carries_on(scene, index, last):
            return _listed(last)  # 引进效益好的项目，签约项目|10个，总投资|56亿元
        if earlier is not None:
            return self._references.resolved(scene, earlier)
        carried = None if _OF_ALL.search(scene.text, placed.low, naming.start) else self._carried(scene, placed)
        return self._measuring(scene, placed, naming) or carried

    @staticmethod
    def _counts_others(scene: Scene, placed: Spot, own: Subject | None, counted: Subject | None) -> bool:
        """Whether those counted are others than those of the clause, which a count before names (12家|大医院|对口支援15家|县级医院)
        or who only agreed on them: 推介会|签约4个|项目."""
        if own is None or counted is None:
            return False
        if own.phrase.type == "event" and bool(getattr(placed.mention, "object", "")):
            return _SIGNS.search(scene.text, own.phrase.end, placed.start) is not None
        behind = counted.phrase.start >= placed.end and counted.phrase.type == own.phrase.type
        return behind and scene.figure_before(own.phrase.start) is not None

    def _measuring(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The things counted, where the word that tells of them stands alone before what became of them: |援疆项目|已开工1076个."""
        if naming.source != "rule" or naming.behind or naming.start != placed.low or not is_discrete(placed.mention):
            return None
        kind = self._phrases.type_of(scene.text[naming.start : naming.end])
        if not kind or any(token.tag[0] not in "vdp" for token in scene.tokens(naming.end, placed.start)):
            return None
        return self._all_of(naming.start, naming.end, scene.text[naming.start : naming.end])

    def _teller(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """What the clause tells of, unless it only disposes of those counted (山路将|9个村|连接在一起) or lists them
        (甲产业园、乙研究院、丙中心|3个|援疆项目)."""
        if scene.text.endswith(DISPOSING, placed.low, placed.start):
            return None
        own = self._own(scene, placed, naming) or self._bracketed(scene, placed)
        if own is not None and (self._sums_up_names(scene, placed, own.phrase) or self._only_says(scene, own.phrase)):
            return None
        return own

    def _only_says(self, scene: Scene, phrase: Phrase) -> bool:
        """Whether the phrase is a meeting that only says or decides what follows: 会议|确定|北京等19个省市."""
        return phrase.type == "event" and scene.text.startswith(self._reports, phrase.end)

    def _sums_up_names(self, scene: Scene, placed: Spot, phrase: Phrase) -> bool:
        """Whether a list of names ends in the phrase, right before the number of projects that they are."""
        thing = getattr(placed.mention, "object", "")
        if phrase.end != placed.start:  # 西延高铁(…)、杭衢高铁和武宜段|三条|高铁线路
            last = scene.text[placed.start - 1]
            alike = bool(thing) and phrase.type == self._phrases.type_of(thing) != "" and scene.text[phrase.end] in "(、"
            return alike and (last == ")" or scene.tokens(phrase.end, placed.start)[-1].tag.startswith("n"))
        listed = scene.text.find("、", placed.low, phrase.end) >= 0
        return listed and self._phrases.type_of(thing) == "project"

    @staticmethod
    def _is_another(scene: Scene, placed: Spot, naming: Naming, phrase: Phrase) -> bool:
        """Whether a clause names somebody else than the one before: a typed name, one that opens it before a change, the next of
        those ranked: 其次是|乙县|421万元."""
        opens = naming.change != "" and _opened_at(scene, placed, phrase, naming) and phrase.start >= placed.bound
        return bool(phrase.type) or opens or scene.text.endswith(_NEXT_IS, 0, phrase.start)

    @staticmethod
    def _inherited(figure: Figure, naming: Naming, last: Subject | None, whole: Subject | None) -> Subject | None:
        """Of a figure named after the one before: the subject of the whole, or of the last of the list."""
        if not naming.inherited or whole is not None:
            return whole if naming.inherited else None
        alike = last is not None and (last.phrase.is_built or bool(naming.change) or not is_discrete(figure))
        return last if alike else None  # 游客350万人次，比上年增加|20万人次

    def _carries_on(self, scene: Scene, index: int, last: Subject) -> bool:
        """Whether the subject of the figure before holds on: not across a semicolon, nor a thing that was only counted."""
        between = scene.text[scene.figures[index - 1].end : scene.figures[index].start] if index else ""
        told = last.via not in ("object", "heading") or last.phrase.is_built
        if unit_of(scene.figures[index].mention) in self._people and (last.via == "attribute" or _opens_doing(scene, index)):
            return False  # 翻落深8米的路基下，造成4人死亡; 援建饮水工程45处，|28.8万人|通过务工增收
        if (between.startswith("、") or TOGETHER.fullmatch(between)) and is_measure(scene.figures[index].mention):
            return True  # 海底电缆3回、总长186公里; 27条共320公里水泥路
        before = scene.figures[index - 1] if index else None
        beside = before is not None and last.phrase.end == before.start
        if (beside or last.via == "object") and _SUM.match(scene.text, scene.figures[index].low):
            return False  # 海洛因1.3公斤、冰毒12.7公斤，|共计|净重14公斤
        if before is not None and _counts(before, last.phrase) and self._is_part(scene, before, last.phrase):
            return False  # 设置安置点26个，每人每天补助15元
        if scene.text.startswith("的", last.phrase.end):
            return False  # 来自15个乡镇|的学生2316名
        return told and "；" not in between

    def _is_of_its_own(self, naming: Naming, last: Subject) -> bool:
        """Whether the subject before says nothing of the figure: 省级财政400万元，县级配套|200万元; 5个项目中…，最后获得|1金|4铜."""
        if naming.indicator in _MEDALS and last.phrase.type == "project":
            return True
        return not naming.change and last.text in self._payers

    def _is_of_last(self, scene: Scene, index: int) -> bool:
        """Whether the figure is a share of the one before, or per one of those that it counts: 农户1.2万户增收，户均增收|8000元."""
        placed = scene.figures[index]
        if not placed.number:
            return False
        before = scene.figures[index - 1]
        each = self._is_each_of(placed.mention, before.mention) and "；" not in scene.text[before.end : placed.start]
        return each or _SHARE_OF_IT.fullmatch(scene.text, before.end, placed.start) is not None

    def _is_each_of(self, figure: Figure, before: Figure) -> bool:
        if not isinstance(figure, Amount) or not isinstance(before, Count):
            return False
        return (figure.per == "户" and before.unit in self._households) or (figure.per == "人" and before.unit in self._people)

    def _counts_again(self, scene: Scene, index: int, last: Subject) -> bool:
        """Whether a figure without a noun counts what the one before does, by the same unit: 牦牛2000头，饲养量达到|6000头."""
        figure, before = scene.figures[index].mention, scene.figures[index - 1]
        same = is_discrete(figure) and is_discrete(before.mention) and unit_of(figure) == unit_of(before.mention)
        return same and unit_of(figure) not in self._common and last.via == "object" and _counts(before, last.phrase)

    def built_at(self, scene: Scene, start: int, end: int) -> Subject | None:
        """The thing built that a clause tells of at the words `start`–`end`."""
        low, _ = scene.clause(start, end)
        for phrase in (self._phrases.before(scene, low, start), self._phrases.leading(scene, low, start)):
            if phrase is not None and phrase.is_built:
                return self._references.resolved(scene, Subject.of(phrase, "clause"))
        return None

    # -- in the clause

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
        own = self._own(scene, placed, naming)
        return bool(scene.figures_in(start, end)) or (own is not None and own.phrase.is_built)

    def _item(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """Of a list whose items are measured alike, the item: 农业设施101亿元、|电力系统|110亿元."""
        if not placed.number or naming.change or is_discrete(placed.mention):
            return None
        last = scene.figures[placed.number - 1]
        begin = last.end + 1 + scene.text.startswith(")", last.end)
        if naming.indicator == _DISTANCE:
            return None  # 距喀什市15公里、|机场|20公里
        told_before = naming.inherited or (naming.source and not naming.behind and naming.end <= last.start)
        if not told_before or begin < placed.first or scene.text[begin - 1] not in "、，,":
            return None
        begin += next((len(word) for word in _NEXT_IS if scene.text.startswith(word, begin)), 0)
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
            unit_of(spot.mention) == unit_of(placed.mention) and scene.text.endswith(text[-_HEAD:], spot.low, spot.start)
            for spot in scene.figures[max(placed.number - _SORTS_BACK, 0) : placed.number]
            if spot.start >= placed.first
        )
        opens = scene.tokens(placed.low, placed.start)
        acts = self._phrases.bounds(opens[0].word) and opens[1].word not in _ANDS
        return self._all_of(placed.low, placed.start, text) if alike and not acts else None

    def _grown(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """What is grown there, which alone tells that an area is planted, as the next of a list: 黑木耳7.5万袋、|茶园|150亩."""
        if getattr(placed.mention, "dimension", "") != "area" or naming.behind or naming.source != "rule":
            return None
        tokens = scene.tokens(naming.start, naming.end) if naming.end == placed.start and naming.start == placed.bound + 1 else []
        if len(tokens) != 1 or not tokens[0].tag.startswith("n") or tokens[0].word.endswith(_EXTENTS):
            return None
        return self._all_of(naming.start, naming.end, tokens[0].word) if scene.text[placed.bound] == "、" else None

    def _made_yearly(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """What is made, between the word that says so and how many: 年产|空调|70万台."""
        text = scene.text[naming.end : placed.start].rstrip()
        named = _HAN.fullmatch(text) is not None and not text.endswith(_CAPACITIES)
        if naming.indicator != _CAPACITY or naming.behind or naming.inherited or not named:
            return None
        return self._all_of(naming.end, naming.end + len(text), text) if scene.text[naming.start] == "年" else None

    def _winner(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """Who won, told behind the medals: 获得46枚金牌的|美国."""
        if naming.indicator not in _MEDALS:
            return None
        start = placed.end + len(getattr(placed.mention, "object", ""))
        tokens = scene.tokens(start + 1, placed.high)[:_WINNER_REACH] if scene.text.startswith("的", start) else []
        names = [token.tag in _WINNERS or token.word.endswith(_TEAMS) for token in tokens]
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
        match = _AMONG.search(scene.text, max(placed.first, placed.start - _SHORT), placed.start)
        if match is None:
            return None
        phrase = self._phrases.before(scene, scene.clause(match.start() - 1, match.start())[0], match.start())
        told = phrase is not None and phrase.end == match.start() and phrase.type in ("", "group", "company")
        return Subject.of(phrase, "clause") if phrase is not None and told and self._phrases.names(phrase) else None

    def _all_of(self, start: int, end: int, text: str) -> Subject:
        """The whole stretch as a name, verbs and all."""
        return Subject.of(Phrase(start, end, text, self._phrases.type_of(text)), "object")

    def _own(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The name before the words that measure, else the subject of the clause."""
        low, bound = placed.low, placed.bound
        words = naming.start if naming.source and not naming.behind and bound <= naming.start < placed.start else placed.start
        told = naming.source and not naming.behind and naming.indicator != _DISTANCE
        if (aged := _of_age(scene, placed, naming)) is not None:
            return Subject.of(aged, "clause")
        if told and bound <= naming.end < placed.start and is_measure(placed.mention):
            laid = self._phrases.before(scene, naming.end, placed.start)
            if laid is not None and (laid.start, laid.end) == (naming.end, placed.start) and self._phrases.names(laid):
                return Subject.of(laid, "object")  # 铺设|管道|7.8万公里
        phrase = self._phrases.before(scene, bound, words - 1 if scene.text[words - 1 : words] == "的" else words)
        if phrase is not None:
            phrase = None if _comes_from(scene, placed, phrase) else self._phrases.thing(scene, phrase)
        if phrase is not None and (those := self._those(scene, placed, naming, phrase)) is not None:
            return Subject.of(those, "object")
        if phrase is not None and self._handled(scene, low, phrase):
            told_of = (naming.source and is_measure(placed.mention)) or phrase.text[0] in _QUOTES  # 发放|“科贷通”|1400万元
            if told_of and phrase.end == placed.start and self._phrases.names(phrase):
                return Subject.of(phrase, "object")  # 改建|农村公路|97公里
            phrase = self._behind_of(phrase) if told and is_measure(placed.mention) else None
        if phrase is not None and scene.text.startswith("等", phrase.end) and self._is_counted(placed.mention):
            phrase = None  # 来自第一医院、第二医院|等5家|单位
        if phrase is not None and phrase.type and scene.text.startswith("等", phrase.end) and is_discrete(placed.mention):
            behind = self._phrases.before(scene, phrase.end + 1, placed.start)
            if (
                behind is not None
                and (behind.start, behind.end) == (phrase.end + 1, placed.start)
                and self._phrases.names(behind)
            ):
                return Subject.of(behind, "object")  # 引进远景公司等|龙头企业|18家
        quoted = phrase is not None and phrase.text.endswith("”")
        if not quoted and phrase is not None and naming.source and (phrase.type or scene.is_place(phrase.start, phrase.end)):
            return Subject.of(phrase, "clause")
        if phrase is not None and (headed := self._headed(scene, placed, naming, phrase)) is not None:
            return Subject.of(headed, "object")
        if phrase is None and (done := _only_verb(scene, bound, naming)) is not None:
            return Subject.of(done, "clause")
        return self._of_clause(scene, placed, naming, phrase, words) or self._branch(scene, placed, naming)

    def _branch(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The branch or sort of goods that alone stands before its growth, verbs and all, or whose name is one character:
        租赁和商务服务业|增长5%, 纱|下降2%."""
        if not naming.change:
            return None
        start = _item_start(scene, placed)
        tokens = scene.tokens(start, placed.start)
        last = next((index for index, token in enumerate(tokens) if token.word.endswith(self._changing)), 0)
        while last and (tokens[last - 1].tag in ("d", "ad") or tokens[last - 1].word in self._leading):
            last -= 1
        tokens = tokens[:last]
        if not tokens or tokens[0].start != start or not _BRANCH.fullmatch(scene.text, start, tokens[-1].end):
            return None
        single = len(tokens) == 1 and tokens[0].end - start == 1 and tokens[0].tag.startswith(("n", "zg"))
        single = single and tokens[0].word not in self._compared
        named = tokens[-1].word.endswith(_BRANCH_ENDS) and not any(token.tag[0] in "dpru" for token in tokens)
        acts = tokens[0].tag.startswith("v") and (len(tokens) == 1 or tokens[1].word not in _ANDS)  # 带动|制造业|增长
        if not single and (not named or acts):
            return None
        text = scene.text[start : tokens[-1].end]
        return Subject.of(Phrase(start, tokens[-1].end, text, self._phrases.type_of(text)), "clause")

    def _those(self, scene: Scene, placed: Spot, naming: Naming, phrase: Phrase) -> Phrase | None:
        """The people counted, with the word that measures, which says who they are: 非内地|旅客|录得765万人次."""
        told = naming.source == "rule" and not naming.behind and phrase.end == naming.start < naming.end < placed.start
        if not told or phrase.type or scene.is_place(phrase.start, phrase.end) or is_measure(placed.mention):
            return None
        if self._phrases.type_of(scene.text[naming.start : naming.end]) != "group":
            return None
        whole = self._phrases.before(scene, placed.bound, naming.end)
        return whole if whole is not None and whole.end == naming.end else None

    def _behind_of(self, phrase: Phrase) -> Phrase | None:
        """What a clause before 的 tells of: 发生|塌方的|巷道|宽3米."""
        _, of, name = phrase.text.rpartition("的")
        return (
            phrase._replace(start=phrase.end - len(name), text=name, type=self._phrases.type_of(name))
            if of and len(name) > 1
            else None
        )

    def _of_clause(self, scene: Scene, placed: Spot, naming: Naming, phrase: Phrase | None, words: int) -> Subject | None:
        """The subject of the clause or of the bracket in it, else `phrase`, which ends at the words that measure."""
        low, bound = placed.low, placed.bound
        speaks = scene.text.endswith(self._reports, low, max(low, placed.high - 1))  # 王某指着8吨木耳|说，
        item = bound + 1 if low < bound < words and self._is_next(scene, placed) else low
        opened = _bracket_around(scene, placed, words)
        if opened >= item:
            item = opened + 1  # 肉类价格上涨3%，影响指数0.2个百分点(|猪肉|价格上涨5%
        leading = None if speaks else self._phrases.leading(scene, item, words)
        if leading is not None and scene.text.startswith("等", leading.end) and self._is_counted(placed.mention):
            leading = None
        if leading is not None and naming.source == "rule" and not is_discrete(placed.mention):
            leading = None if naming.start <= leading.start and leading.end <= naming.end else leading  # |工业|投资5亿元、增长3%
        if leading is not None and self._leads(scene, leading, item, words):
            return Subject.of(self._phrases.thing(scene, leading), "clause")
        if phrase is None:
            return self._before_bracket(scene, opened) if leading is None and opened >= 0 else None
        told = naming.source and not self._is_counted(placed.mention)
        if told and (self._phrases.names(phrase) or naming.start == placed.start):
            return Subject.of(phrase, "clause")
        return None

    def _before_bracket(self, scene: Scene, opened: int) -> Subject | None:
        """The name that a bracket of its own stands behind: 服装|(上升7.6%), 蔡某|(25岁), not the whole in 30人(其中…)."""
        if scene.text.startswith(self._parts, opened + 1):
            return None
        phrase = self._phrases.before(scene, scene.clause(opened, opened + 1)[0], opened)
        told = phrase is not None and phrase.end == opened and self._phrases.names(phrase)
        return Subject.of(phrase, "clause") if phrase is not None and told else None

    def _named_part(self, scene: Scene, placed: Spot, naming: Naming, whole: Subject | None) -> Subject | None:
        """What alone stands before a part, where it is another thing than the whole: 平民200名，其中|儿童|15名、|妇女|20名."""
        figure = placed.mention
        if not isinstance(figure, Count) or figure.object or figure.dimension not in _OF_THINGS:
            return None
        low = _OPENS_PART.match(scene.text, max(placed.low, placed.bound)).end()  # type: ignore[union-attr]
        text = scene.text[low : placed.start]
        if whole is not None and len(text) > _HEAD and whole.text.endswith(text[-_HEAD:]) and _HAN.fullmatch(text):
            return self._all_of(low, placed.start, text)  # 其中|人才支持项目|15个
        if not naming.inherited:
            return None
        phrase = self._phrases.before(scene, low, placed.start)
        if any(token.start < low < token.end for token in scene.tokens(max(placed.low, placed.bound), placed.start)):
            # 其中|国道: cut as 其|中国|道
            return Subject.of(Phrase(low, placed.start, text, ""), "object") if _HAN.fullmatch(text) else None
        if phrase is None or (phrase.start, phrase.end) != (low, placed.start):
            return None
        if whole is not None and phrase.text.endswith(whole.text):
            return None
        noun = phrase.tag in ("n", "nz", "nr", "l") and self._phrases.names(phrase)
        return Subject.of(phrase, "object") if noun else None

    def _headed(self, scene: Scene, placed: Spot, naming: Naming, phrase: Phrase) -> Phrase | None:
        """The thing counted, where the word that measures is its head: 医疗|设备|12台, “双竞赛”|项目|13个, not 医院|床位|200张."""
        if (
            (phrase.type and not phrase.text.endswith("”"))
            or phrase.end != naming.start
            or naming.end != placed.start
            or not is_discrete(placed.mention)
        ):
            return None
        whole = self._phrases.before(scene, placed.bound, naming.end)
        if whole is None or whole.end != naming.end:
            return None
        return whole if whole.tag == "vn" or self._phrases.names(whole) else None

    def _listed_name(self, scene: Scene, placed: Spot) -> Subject | None:
        """What stands before a bracket that holds the figure alone, in a list of such: 石化化工|(363.33亿元)、."""
        if scene.text[placed.start - 1] != "(" or not scene.text.startswith(")", placed.end):
            return None
        low = placed.bound
        while low < placed.start and scene.text[low] in ")、和及与":
            low += 1
        listed = low > placed.bound or scene.text.startswith("、", placed.end + 1)
        words = scene.tokens(low, placed.start - 1)
        if not listed or not words or placed.start - low > _LONGEST_ENDING or any(self._phrases.bounds(t.word) for t in words):
            return None
        text = scene.text[low : placed.start - 1]
        phrase = Phrase(low, placed.start - 1, text, self._phrases.type_of(text))
        return Subject.of(phrase, "clause")

    def _bracketed(self, scene: Scene, placed: Spot) -> Subject | None:
        """The thing built that a bracket tells of: 污水处理厂(日处理能力1.5万吨)."""
        start = scene.text.rfind("(", placed.first, placed.start)
        if start < 0 or ")" in scene.text[start : placed.start]:
            return None
        phrase = self._phrases.before(scene, placed.first, start)
        return Subject.of(phrase, "clause") if phrase is not None and phrase.is_built else None

    def _leads(self, scene: Scene, leading: Phrase, low: int, words: int) -> bool:
        """Whether the phrase that begins the clause is the subject at `words`: 22所|学校 is not that of 、90个|班级."""
        if leading.end > words or not self._phrases.names(leading):
            return False
        between, figures = scene.tokens(leading.end, words), scene.figures_in(low, leading.start)
        attributed = bool(figures) and scene.text[figures[-1].end : leading.start] == "的"  # 72岁|的|王阿姨
        return not figures or attributed or any(self._phrases.is_verb(t.word, t.tag) for t in between)

    def _handled(self, scene: Scene, low: int, phrase: Phrase) -> bool:
        """Whether a verb right before makes the name its object: 带动|周边|就业."""
        before = scene.tokens(max(low, phrase.start - _NEAR), phrase.start)
        if not before or before[-1].end != phrase.start:
            return False
        word, tag = before[-1].word, before[-1].tag
        if scene.text.endswith(_NEXT_IS, 0, phrase.start):
            return False  # 其次是|高雄市|损失
        return word in self._handling or (not phrase.is_built and self._phrases.is_verb(word, tag))

    @staticmethod
    def _befell(placed: Spot, naming: Naming) -> bool:
        """Whether what stands right behind is no noun but what became of those counted: 2人|受伤住院, 7人|留院."""
        return naming.behind and naming.indicator in BEFALLEN and not getattr(placed.mention, "object", "")

    @staticmethod
    def _is_next(scene: Scene, placed: Spot) -> bool:
        """Whether the figure is the next of a list that names each of its own: 县县结对56个、|镇镇结对331个."""
        before = scene.figures[placed.number - 1]
        alike = type(before.mention) is type(placed.mention) and unit_of(before.mention) == unit_of(placed.mention)
        return alike and scene.text[before.end] == "、"

    @staticmethod
    def _is_counted(figure: Figure) -> bool:
        return isinstance(figure, Count) and bool(figure.object)

    def _is_beside(self, scene: Scene, index: int) -> bool:
        """Whether the figure says how long, large or many those are that the one right before it counts: 连通工程31个|33.3公里,
        干部13批|20名."""
        placed, before = scene.figures[index], scene.figures[index - 1]
        if not placed.number or before.end != placed.start or not is_discrete(before.mention):
            return False
        return is_measure(placed.mention) or (unit_of(before.mention) in LOTS and unit_of(placed.mention) in self._people)

    def _has_topic(self, scene: Scene, index: int) -> bool:
        """Whether a sentence begins with a name of its own: 喜洲古镇的老板|告诉记者."""
        low, high = scene.sentence(index)
        first, last = scene.clause(low, low + 1)
        phrase = self._phrases.leading(scene, first, min(last, high))
        return phrase is not None and (is_named(scene, phrase) or phrase.tag == "nr")

    # -- before the clause

    def _of_sentence(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The subject of a clause before, in the sentence."""
        if (ranked := self._ranked(scene, placed)) is not None:
            return ranked
        independent, of_count = False, None
        others: list[Phrase] = []
        for low, high in scene.clauses_before(placed.start):
            independent = independent or scene.text[high - 1] in "；;"
            if independent and any(phrase.type or is_named(scene, phrase) for phrase in others):
                break  # 古城日均客流14万人；生态廊道接待游客62万人次，投放单车4500辆
            if high == placed.low and (part := self._part(scene, low, high)) is not None:
                return part
            situated = _SITUATED.match(scene.text, low, high)
            if (scene.text.startswith(self._asides, low) and not situated) or scene.text.endswith(self._reports, low, high - 1):
                continue
            phrase = self._phrases.leading(scene, low, high)
            if not independent and (phrase is None or self._phrases.is_head(phrase.text)):
                phrase = self._named_at_end(scene, low, high) or phrase  # 投产的项目为|临江电子产业园，年产值…
            if situated and not (phrase is not None and phrase.type):
                text = situated["thing"]  # 2号台地|位于遗址南部，面积约2.5万平方米
                phrase = Phrase(*situated.span("thing"), text, self._phrases.type_of(text) or "site")
            if phrase is None or self._only_says(scene, phrase):
                continue
            others.append(phrase)
            if not (_is_one_thing(phrase) or (phrase.type and not independent and is_discrete(placed.mention))):
                person = phrase.tag == "nr" and len(scene.tokens(phrase.start, phrase.end)) > 1  # 天文台 alone is nobody
                if person and not independent and naming.source and not is_discrete(placed.mention):
                    of_count = of_count or Subject.of(phrase, "sentence")  # 青年汪某|流转荒坡，贷款150万元
                continue
            found = Subject.of(phrase, "sentence")
            counts = [spot for spot in scene.figures_in(low, high) if _counts(spot, phrase)]
            if not counts:
                return found
            if not independent and not self._is_part(scene, counts[0], phrase):
                of_count = of_count or found  # less than what the sentence is about
        return of_count

    def _ranked(self, scene: Scene, placed: Spot) -> Subject | None:
        """What the clause right before says to be hit most, or next: 香蕉|受损最严重，损失3779万元; 其次为|芭乐，损失2097万元."""
        for low, high in scene.clauses_before(placed.start)[:1]:
            match = _RANKED.fullmatch(scene.text, low, high - 1)
            if match is None or scene.text[high - 1] not in "，," or not (match["first"] or match["most"]):
                return None
            phrase = self._phrases.of(scene, *match.span("thing"))
            return Subject.of(phrase, "clause") if phrase is not None and self._phrases.names(phrase) else None
        return None

    def _part(self, scene: Scene, low: int, high: int) -> Subject | None:
        """The projects that the clause right before counts as a part: 其中|续建项目46个，里程121公里."""
        if not scene.text.startswith(self._parts, low) and not scene.text[max(0, low - _SHORT) : low].rstrip("：:，,").endswith(
            self._parts
        ):
            return None
        phrase = self._phrases.leading(scene, low, high)
        counts = phrase is not None and phrase.type == "project" and any(_counts(s, phrase) for s in scene.figures_in(low, high))
        return Subject.of(phrase, "sentence") if phrase is not None and counts else None

    def _is_part(self, scene: Scene, spot: Spot, phrase: Phrase) -> bool:
        """Whether what is counted is only a part of what the sentence is about: 设|7座车站."""
        begin = min(spot.start, phrase.start)
        return self._having.search(scene.text[max(0, begin - 4) : begin]) is not None

    def _named_at_end(self, scene: Scene, low: int, high: int) -> Phrase | None:
        """The name that a clause ends with and tells of: 7月落户园区的|瓯越纺织有限公司, 新建|城北小学."""
        if not self._phrases.type_of(scene.text[max(low, high - _LONGEST_ENDING) : high - 1]):
            return None
        phrase = self._phrases.before(scene, low, high - 1)
        if phrase is None or not phrase.is_built or phrase.end < high - 1:
            return None
        if scene.text[phrase.start - 1] == "的":
            return phrase if self._placed.search(scene.text, low, phrase.start) else None
        before = scene.text[low : phrase.start]
        return phrase if self._made.search(before) or self._headed_by(scene, low, before) else None

    def _headed_by(self, scene: Scene, low: int, before: str) -> bool:
        """Whether the words before a name say no more than what it is: 最大的项目|为."""
        copula = next((word for word in self._copulas if before.endswith(word)), "")
        high = low + len(before) - len(copula)
        phrase = self._phrases.before(scene, low, high) if copula else None
        told = phrase is not None and phrase.end == high and self._phrases.is_head(phrase.text)
        return told and phrase is not None and scene.text[phrase.start - 1] == "的"  # not 该工程是…工程

    def _carried(self, scene: Scene, placed: Spot) -> Subject | None:
        """The thing built that the sentence before was about, or that the heading names."""
        start = placed.start
        paragraph, _ = scene.paragraph(start)
        index = scene.sentence_index(start)
        if index and (low := scene.sentence(index - 1)[0]) >= paragraph:
            first, last = scene.clause(low, low + 1)
            if self._has_topic(scene, index) or scene.text.startswith("其中", low):
                return None  # 其中门诊楼6层。|总投资5亿元
            if scene.text.endswith(self._reports, first, last - 1):
                return None  # 会议认为，…。|到位资金46亿元
            topic = self._phrases.leading(scene, first, last)
            if topic is not None and topic.is_built:
                return self._references.resolved(scene, Subject.of(topic, "carried"))
        opening = scene.clause(placed.first, placed.first + 1)
        topic = self._phrases.leading(scene, *opening) if opening[1] <= placed.low else None
        if topic is not None and topic.tag == "ns" and scene.text.startswith(_IS_PLACE, topic.end):
            return Subject.of(topic, "sentence")  # 吴庄村|是农业村，耕地1902亩
        if heading := scene.heading_before(start):
            topic = self._phrases.leading(scene, *heading)
            # 776个|协作项目, 776个东西部|协作项目
            counted = topic is not None and any(
                _counts(spot, topic) or scene.stretch(spot.start, spot.end).high >= topic.end > spot.end
                for spot in scene.figures_in(*heading)
            )
            event = topic is not None and any(
                self._phrases.type_of(token.word) == "event" for token in scene.tokens(topic.start, heading[1])
            )
            if topic is not None and topic.is_built and len(topic.text) > _SHORT and not counted and not event:
                return Subject.of(topic, "heading")
        return None


def _has_part(scene: Scene, placed: Spot, phrase: Phrase, whole: Subject | None, is_part: bool) -> bool:
    """Whether the name before a part has it: 其中|泉州市|191例, 其中市本级44亿元；|市辖区|49亿元."""
    of_place = whole is not None and phrase.end == placed.start and scene.is_place(phrase.start, phrase.end)
    return of_place or (is_part and scene.text[phrase.start - 1] == "；")


def _item_start(scene: Scene, placed: Spot) -> int:
    """Where the clause of the figure begins, or its item of a list: 粮食增长5%、|棉花增长3%."""
    return placed.bound + (placed.bound > placed.low and scene.text[placed.bound] == "、")


def _opened_at(scene: Scene, placed: Spot, phrase: Phrase, naming: Naming) -> bool:
    """Whether no other figure of the clause stands before, or the phrase opens an item of a list of growths."""
    return placed.bound == placed.low or (naming.change != "" and phrase.start == _item_start(scene, placed))


def _opens_doing(scene: Scene, index: int) -> bool:
    """Whether the clause begins with the people counted, and says by what means they did something."""
    placed = scene.figures[index]
    return placed.start == placed.low and scene.text.startswith("通过", placed.end)


def _are_projects(earlier: Subject, last: Subject) -> bool:
    """Whether both name projects, the last of them nearer."""
    return earlier.phrase.type == last.phrase.type == "project" and earlier.phrase.start < last.phrase.start


def _hosts(scene: Scene, counted: Subject, earlier: Subject) -> bool:
    """Whether what is counted is in something built that is told before: 企业100家 of a park, not 5所学校落成，1所|幼儿园扩建."""
    told = scene.figure_before(earlier.phrase.start)
    if not earlier.phrase.is_built or told is None or counted.text.endswith(earlier.text[-_HEAD:]):
        return earlier.phrase.is_built
    return not is_discrete(told.mention) or told.mention.value == 1


def _is_host(scene: Scene, own: Subject, naming: Naming) -> bool:
    """Whether the clause is about who receives or carries those counted: |上海局|发送旅客4512万人次."""
    if naming.indicator == _PASSENGERS:
        return own.phrase.type == "organisation"
    if naming.indicator in _MEDALS:
        return own.phrase.tag in _WINNERS or own.phrase.text.endswith(_TEAMS)
    return naming.indicator == _VISITORS and scene.is_place(own.phrase.start, own.phrase.end)


def _of_age(scene: Scene, placed: Spot, naming: Naming) -> Phrase | None:
    """The people told by their age: |0—14岁人口|为1347万人."""
    before = scene.figures[placed.number - 1] if placed.number else placed
    aged = getattr(before.mention, "dimension", "") == "age" and naming.source == "rule" and not naming.behind
    between = scene.text[before.end : naming.start]
    if not aged or naming.start < before.end or between not in ("", "人口") or before.start < placed.first:
        return None
    end = naming.start if between else naming.end  # 15至59岁人口|比重
    return Phrase(before.start, end, scene.text[before.start : end], "group")


def _only_verb(scene: Scene, low: int, naming: Naming) -> Phrase | None:
    """The verb used as a noun that alone stands before what changes: |服务|价格上涨1.6%."""
    if not naming.change or naming.source != "rule" or naming.inherited or naming.behind:
        return None
    tokens = [token for token in scene.tokens(low, naming.start) if token.tag not in (DATE, "x")]
    if len(tokens) != 1 or tokens[0].tag != "vn" or tokens[0].end != naming.start:
        return None
    return Phrase(tokens[0].start, tokens[0].end, tokens[0].word, "", "vn")


def _comes_from(scene: Scene, placed: Spot, phrase: Phrase) -> bool:
    """Whether the phrase is counted by the figure before and only tells where somebody comes from: 来自15个|乡镇|的学生2316名."""
    if not placed.number or not scene.text.startswith("的", phrase.end):
        return False
    before = scene.figures[placed.number - 1]
    return before.end == phrase.start and scene.text.endswith("来自", 0, before.start)


def _bracket_around(scene: Scene, placed: Spot, high: int) -> int:
    """Where the bracket opens, shortly before `high`, that the figure stands in; -1 where it stands in none."""
    opened = scene.text.rfind("(", max(placed.first, placed.low - _ASIDE), high)
    return -1 if ")" in scene.text[opened : placed.start] else opened


def _counts(spot: Spot, phrase: Phrase) -> bool:
    """Whether the figure counts what the phrase names: 7座|车站, 安置点|26个; not that of 项目|15栋厂房."""
    return spot.end == phrase.start or (spot.start == phrase.end and not getattr(spot.mention, "object", ""))


def _counts_itself(subject: Subject, naming: Naming) -> bool:
    """Whether the figure says how many of them there are, which leads back to nothing: 投产|企业|达到91户."""
    kind = naming.indicator.removesuffix("数")
    return kind != naming.indicator and subject.phrase.text.endswith(kind) and subject.via == "clause"


def _is_one_thing(phrase: Phrase) -> bool:
    """Whether the phrase names something built, or is a name in quotation marks: “海研七号”."""
    return phrase.is_built or (phrase.text[0] in _QUOTES and phrase.text[-1] in _QUOTES)


def _listed(subject: Subject) -> Subject:
    return Subject(subject.text, subject.said, "list", subject.phrase)
