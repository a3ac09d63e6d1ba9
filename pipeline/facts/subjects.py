"""What a figure is about: the name behind 的, the name before the words that measure, the clause's own subject, the thing
counted, or a name carried on from before."""

from __future__ import annotations

import re

from pipeline.facts.clause_subjects import NEXT_IS, ClauseSubjects, item_start
from pipeline.facts.counted import DISPOSING, TOGETHER, CountedThings, is_measure, unit_of
from pipeline.facts.earlier import EarlierSubjects, is_count_of
from pipeline.facts.naming import BEFALLEN, LOTS, Naming
from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import References, Subject, is_discrete
from pipeline.facts.scene import Figure, Scene, Spot
from pipeline.facts.stated import HEAD, MEDALS, TEAMS, WINNERS, StatedSubjects
from pipeline.model import Amount, Count
from pipeline.rulebook.lists import WordLists

#: opens a clause on the sum of what was told before
_SUM = re.compile(r"(?:共计|合计|总计|总共)")
_PASSENGERS = "客运量"
_VISITORS = "游客"
_LOSS = "损失"
#: indicators of persons that are about the place which holds them
_OF_SITES = frozenset(("容纳人数",))
#: before those who do something for what was told
_ACTS = ("由", "与", "同", "被")
#: between a clause that tells who persons are and their number
_THOSE = re.compile(r"[\u4e00-\u9fff]的(?:[就已共约仅]|总共|一共)*有$")
#: between an event and what was agreed on there
_SIGNS = re.compile(r"签约|签订|签署|达成")
#: between a figure and the share that it is of something: 收入7万元|，占|3%
_SHARE_OF_IT = re.compile(r"[，,]?(?:约|仅|只)?占比?(?:约|达|为|近|超过?)?")
#: right before what is measured, makes it that of a whole division
_OF_ALL = re.compile(r"[全我本该][省市县区州旗乡镇村][\u4e00-\u9fff]{0,2}$")


class SubjectFinder:
    """`find` gives the subject of one figure; `last` is that of the figure before it in the sentence."""

    def __init__(self, phrases: PhraseReader, references: References, lists: WordLists, nouns: frozenset[str]) -> None:
        """`nouns` are the units that are themselves what is counted: 20万|农民."""
        self._phrases, self._references = phrases, references
        self._clause = ClauseSubjects(phrases, lists)
        self._earlier = EarlierSubjects(phrases, references, lists)
        self._stated = StatedSubjects(phrases, references, self._clause, lists)
        self._things = CountedThings(phrases, lists, nouns)
        self._common = lists["unit.common"]
        self._payers, self._struck = lists["fact.payer"], lists["fact.struck"]
        self._people, self._households = lists["unit.person"], lists["unit.household"]

    def find(
        self, scene: Scene, index: int, naming: Naming, last: Subject | None, whole: Subject | None, *, is_part: bool = False
    ) -> Subject | None:
        """`last` is the subject of the figure before in the sentence, `whole` that of the figure that this is a part of."""
        placed = scene.figures[index]
        if last is not None and self._is_of_its_own(naming, last):
            last = None
        if (found := self._stated.find(scene, placed, naming)) is not None:
            return self._references.resolved(scene, found)
        if last is not None and self._is_of_last(scene, index):
            return _listed(last)
        own = self._teller(scene, placed, naming)
        if own is not None and _has_part(scene, placed, own.phrase, whole, is_part):
            return own
        if is_part and (part := self._stated.part(scene, placed, naming, whole)) is not None:
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
        if counted is None and self._are_those(scene, placed):
            return None
        if counted is None and last is not None and (self._counts_again(scene, index, last) or self._is_beside(scene, index)):
            return _listed(last)
        earlier = self._earlier.in_sentence(scene, placed, naming)
        if counted is not None:
            return self._of_counted(scene, placed, naming, counted, earlier, last)
        nearer = earlier is None or (last is not None and (_are_projects(earlier, last) or _is_past(scene, earlier, last)))
        if last is not None and nearer and self._carries_on(scene, index, last):
            return _listed(last)  # 引进效益好的项目，签约项目|10个，总投资|56亿元
        return self._references.resolved(scene, earlier) if earlier is not None else self._from_before(scene, placed, naming)

    def _of_counted(
        self, scene: Scene, placed: Spot, naming: Naming, counted: Subject, earlier: Subject | None, last: Subject | None
    ) -> Subject | None:
        """The things counted, or what is built, told `earlier` in the sentence, and holds them."""
        bare = counted.phrase.is_built and counted.phrase.type != "project" and self._references.is_bare(counted.text)
        acting = scene.text.endswith(_ACTS, placed.low, placed.start)  # 工程总投资2亿元，由|两家公司承建
        of_site = bare and not acting and earlier is not None and _hosts(scene, counted, earlier)
        if naming.indicator in _OF_SITES and not of_site and (earlier is None or not earlier.phrase.is_built):
            return _listed(last) if last is not None and last.phrase.is_built else counted
        of_site = of_site or naming.indicator in _OF_SITES  # 学校设60个教学班，可容纳|2700名
        return self._references.resolved(scene, earlier) if earlier and of_site else counted

    def _from_before(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The word that measures, where it alone names things, else what the sentence or heading before is about."""
        if (measuring := self._measuring(scene, placed, naming)) is not None:
            return measuring
        return None if _OF_ALL.search(scene.text, placed.low, naming.start) else self._earlier.carried(scene, placed)

    def _are_those(self, scene: Scene, placed: Spot) -> bool:
        """Whether the clause itself says who the persons are: 参加开工仪式的有|120人."""
        return unit_of(placed.mention) in self._people and _THOSE.search(scene.text, placed.low, placed.start) is not None

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
        return Subject.of(self._phrases.whole(naming.start, naming.end, scene.text[naming.start : naming.end]), "object")

    def _teller(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """What the clause tells of, unless it only disposes of those counted (山路将|9个村|连接在一起) or lists them
        (甲产业园、乙研究院、丙中心|3个|援疆项目)."""
        if scene.text.endswith(DISPOSING, placed.low, placed.start):
            return None
        own = self._clause.find(scene, placed, naming) or self._clause.bracketed(scene, placed)
        if own is not None and (self._sums_up_names(scene, placed, own.phrase) or self._earlier.only_says(scene, own.phrase)):
            return None
        return own

    def _sums_up_names(self, scene: Scene, placed: Spot, phrase: Phrase) -> bool:
        """Whether a list of names ends in the phrase, right before the number of projects that they are."""
        kind = self._phrases.type_of(getattr(placed.mention, "object", ""))
        if kind == "project" and scene.text.endswith("等", placed.low, placed.start):
            return True  # 老旧小区改造、污水处理厂等|16个|民生项目
        listed = scene.text.find("、", placed.low, phrase.end) >= 0
        if phrase.end == placed.start or scene.text.endswith("共", phrase.end, placed.start):  # 甲、乙等企业|共15个|招商项目
            return listed and kind == "project"
        last = scene.text[placed.start - 1]  # 西延高铁(…)、杭衢高铁和武宜段|三条|高铁线路
        alike = phrase.type == kind != "" and scene.text[phrase.end] in "(、"
        return alike and (last == ")" or scene.tokens(phrase.end, placed.start)[-1].tag.startswith("n"))

    @staticmethod
    def _is_another(scene: Scene, placed: Spot, naming: Naming, phrase: Phrase) -> bool:
        """Whether a clause names somebody else than the one before: a typed name, one that opens it before a change, the next of
        those ranked: 其次是|乙县|421万元."""
        opens = naming.change != "" and _opened_at(scene, placed, phrase, naming) and phrase.start >= placed.bound
        return bool(phrase.type) or opens or scene.text.endswith(NEXT_IS, 0, phrase.start)

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
        if before is not None and is_count_of(before, last.phrase) and self._earlier.is_part(scene, before, last.phrase):
            return False  # 设置安置点26个，每人每天补助15元
        if scene.text.startswith("的", last.phrase.end):
            return False  # 来自15个乡镇|的学生2316名
        return told and "；" not in between

    def _is_of_its_own(self, naming: Naming, last: Subject) -> bool:
        """Whether the subject before says nothing of the figure: 省级财政400万元，县级配套|200万元; 5个项目中…，最后获得|1金|4铜;
        房屋损坏2600户，直接经济损失|90亿元."""
        if naming.indicator == _LOSS and last.text in self._struck:
            return True
        if naming.indicator in MEDALS and last.phrase.type == "project":
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
        return same and unit_of(figure) not in self._common and last.via == "object" and is_count_of(before, last.phrase)

    def built_at(self, scene: Scene, start: int, end: int) -> Subject | None:
        """The thing built that a clause tells of at the words `start`–`end`."""
        low, _ = scene.clause(start, end)
        for phrase in (self._phrases.before(scene, low, start), self._phrases.leading(scene, low, start)):
            if phrase is not None and phrase.is_built:
                return self._references.resolved(scene, Subject.of(phrase, "clause"))
        return None

    @staticmethod
    def _befell(placed: Spot, naming: Naming) -> bool:
        """Whether what stands right behind is no noun but what became of those counted: 2人|受伤住院, 7人|留院."""
        return naming.behind and naming.indicator in BEFALLEN and not getattr(placed.mention, "object", "")

    def _is_beside(self, scene: Scene, index: int) -> bool:
        """Whether the figure says how long, large or many those are that the one right before it counts: 连通工程31个|33.3公里,
        干部13批|20名."""
        placed, before = scene.figures[index], scene.figures[index - 1]
        if not placed.number or before.end != placed.start or not is_discrete(before.mention):
            return False
        return is_measure(placed.mention) or (unit_of(before.mention) in LOTS and unit_of(placed.mention) in self._people)


def _has_part(scene: Scene, placed: Spot, phrase: Phrase, whole: Subject | None, is_part: bool) -> bool:
    """Whether the name before a part has it: 其中|泉州市|191例, 其中市本级44亿元；|市辖区|49亿元."""
    of_place = whole is not None and phrase.end == placed.start and scene.is_place(phrase.start, phrase.end)
    return of_place or (is_part and scene.text[phrase.start - 1] == "；")


def _opened_at(scene: Scene, placed: Spot, phrase: Phrase, naming: Naming) -> bool:
    """Whether no other figure of the clause stands before, or the phrase opens an item of a list of growths."""
    return placed.bound == placed.low or (naming.change != "" and phrase.start == item_start(scene, placed))


def _opens_doing(scene: Scene, index: int) -> bool:
    """Whether the clause begins with the people counted, and says by what means they did something."""
    placed = scene.figures[index]
    return placed.start == placed.low and scene.text.startswith("通过", placed.end)


def _are_projects(earlier: Subject, last: Subject) -> bool:
    """Whether both name projects, the last of them nearer."""
    return earlier.phrase.type == last.phrase.type == "project" and earlier.phrase.start < last.phrase.start


def _is_past(scene: Scene, earlier: Subject, last: Subject) -> bool:
    """Whether what is built and told last is another thing: a semicolon stands between, or it sums up a list: 甲、乙等15个|项目."""
    between = scene.text[earlier.phrase.start : last.phrase.start]
    return last.phrase.is_built and ("；" in between or ("、" in between and last.phrase.type == "project"))


def _hosts(scene: Scene, counted: Subject, earlier: Subject) -> bool:
    """Whether what is counted is in something built that is told before: 企业100家 of a park, not 5所学校落成，1所|幼儿园扩建."""
    told = scene.figure_before(earlier.phrase.start)
    if not earlier.phrase.is_built or told is None or counted.text.endswith(earlier.text[-HEAD:]):
        return earlier.phrase.is_built
    return not is_discrete(told.mention) or told.mention.value == 1


def _is_host(scene: Scene, own: Subject, naming: Naming) -> bool:
    """Whether the clause is about who receives or carries those counted: |上海局|发送旅客4512万人次."""
    if naming.indicator == _PASSENGERS:
        return own.phrase.type == "organisation"
    if naming.indicator in MEDALS:
        return own.phrase.tag in WINNERS or own.phrase.text.endswith(TEAMS)
    return naming.indicator == _VISITORS and scene.is_place(own.phrase.start, own.phrase.end)


def _counts_itself(subject: Subject, naming: Naming) -> bool:
    """Whether the figure says how many of them there are, which leads back to nothing: 投产|企业|达到91户."""
    kind = naming.indicator.removesuffix("数")
    return kind != naming.indicator and subject.phrase.text.endswith(kind) and subject.via == "clause"


def _listed(subject: Subject) -> Subject:
    return Subject(subject.text, subject.said, "list", subject.phrase)
