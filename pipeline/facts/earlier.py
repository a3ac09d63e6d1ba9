"""A subject that an earlier clause, sentence or heading gives."""

from __future__ import annotations

import re

from pipeline.facts.clause_subjects import QUOTES
from pipeline.facts.naming import Naming
from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import References, Subject, is_discrete, is_named
from pipeline.facts.scene import Scene, Spot
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists

#: words of the name of a firm that is called after its trade alone
_TRADE_AND_HEAD = 2
SHORT, LONGEST_ENDING = 3, 14
#: a clause that only says what is hit most, or next
_RANKED = re.compile(
    r"(?P<first>(?:[\u4e00-\u9fff]{0,6}?主要|其次|再次|最后)则?[是为])?(?P<thing>[\u4e00-\u9fff]{1,8}?)"
    r"(?P<most>(?:受损|受灾|受创|损失|损害)(?:最为?|较为?)?(?:严重|惨重|重|大|多)|(?:最为?|较为?)(?:严重|惨重))?"
)
#: a clause that only says how a branch does
_THRIVES = re.compile(
    r"(?:其中)?(?P<branch>[\u4e00-\u9fff、]{1,24}业)(?:的?(?:生产|发展|增长|运行|恢复|经济)){0,2}(?:增势|势头|态势|走势|形势|情况)?"
    r"(?:持续|继续|明显|总体|整体|保持|呈现|较为|稳步|逐步|进一步)*(?:强劲|良好|向好|平稳|较[快好]|稳定|回[暖升落]|活跃|恢复|增长|加快|放缓|低迷|喜人|快速增长|稳中[有向][进好]|[趋走][稳好弱])(?:的?态势|势头|增长)?"
)
#: behind a place, tells what it is and has
_IS_PLACE = ("是", "位于", "地处", "有", "共有", "现有", "辖", "下辖", "总面积", "面积")
_SITUATED = re.compile(r"(?:其中)?(?P<thing>(?![该此其它这那本]|震[中源])[^，,。；;、的\s]{2,14})(?:位于|坐落[于在]|地处)")


class EarlierSubjects:
    """`in_sentence` looks through the clauses before, `carried` behind the sentence."""

    def __init__(self, phrases: PhraseReader, references: References, lists: WordLists) -> None:
        self._phrases, self._references = phrases, references
        self._asides = tuple(sorted(lists["fact.aside"]))
        self._copulas = tuple(sorted(lists["fact.copula"], key=len, reverse=True))
        self._reports = tuple(sorted(lists["fact.report"]))
        self._parts = tuple(sorted(lists["fact.part"]))
        self._placed = any_of(lists["fact.placed"])
        self._made = re.compile(rf"(?:{any_of(lists['fact.made']).pattern})了?$")
        self._having = re.compile(rf"(?:{any_of(lists['fact.having']).pattern})[了共有]?$")

    def only_says(self, scene: Scene, phrase: Phrase) -> bool:
        """Whether the phrase is a meeting that only says or decides what follows: 会议|确定|北京等19个省市."""
        return phrase.type == "event" and scene.text.startswith(self._reports, phrase.end)

    def _has_topic(self, scene: Scene, index: int) -> bool:
        """Whether a sentence begins with a name of its own: 喜洲古镇的老板|告诉记者."""
        low, high = scene.sentence(index)
        first, last = scene.clause(low, low + 1)
        phrase = self._phrases.leading(scene, first, min(last, high))
        return phrase is not None and (is_named(scene, phrase) or phrase.tag == "nr")

    def in_sentence(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The subject of a clause before, in the sentence."""
        if (ranked := self._ranked(scene, placed)) is not None:
            return ranked
        if (branch := thriving_branch(scene, placed)) is not None:
            return branch
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
            phrase = self._alone(scene, low, high) or self._phrases.leading(scene, low, high)
            if not independent and (phrase is None or self._phrases.is_head(phrase.text)):
                phrase = self._named_at_end(scene, low, high) or phrase  # 投产的项目为|临江电子产业园，年产值…
            if situated and not (phrase is not None and phrase.type):
                text = situated["thing"]  # 2号台地|位于遗址南部，面积约2.5万平方米
                phrase = Phrase(*situated.span("thing"), text, self._phrases.type_of(text) or "site")
            if phrase is None or self.only_says(scene, phrase):
                continue
            others.append(phrase)
            if not (_is_one_thing(phrase) or (phrase.type and not independent and is_discrete(placed.mention))):
                person = phrase.tag == "nr" and len(scene.tokens(phrase.start, phrase.end)) > 1  # 天文台 alone is nobody
                if person and not independent and naming.source and not is_discrete(placed.mention):
                    of_count = of_count or Subject.of(phrase, "sentence")  # 青年汪某|流转荒坡，贷款150万元
                continue
            found = Subject.of(phrase, "sentence")
            counts = [spot for spot in scene.figures_in(low, high) if is_count_of(spot, phrase)]
            if not counts:
                return found
            if not independent and not self.is_part(scene, counts[0], phrase):
                of_count = of_count or found  # less than what the sentence is about
        return of_count

    def _alone(self, scene: Scene, low: int, high: int) -> Phrase | None:
        """The name that a clause is, verbs and all: |种植合作社|，种植蔬菜103亩."""
        words = [token.word for token in scene.tokens(low, high - 1)]
        if len(words) != _TRADE_AND_HEAD or not (self._phrases.bounds(words[0]) and self._phrases.is_head(words[1])):
            return None
        phrase = self._phrases.whole(low, high - 1, "".join(words))
        return phrase if phrase.type == "company" else None

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
        if not scene.text.startswith(self._parts, low) and not scene.text[max(0, low - SHORT) : low].rstrip("：:，,").endswith(
            self._parts
        ):
            return None
        phrase = self._phrases.leading(scene, low, high)
        counts = (
            phrase is not None and phrase.type == "project" and any(is_count_of(s, phrase) for s in scene.figures_in(low, high))
        )
        return Subject.of(phrase, "sentence") if phrase is not None and counts else None

    def is_part(self, scene: Scene, spot: Spot, phrase: Phrase) -> bool:
        """Whether what is counted is only a part of what the sentence is about: 设|7座车站."""
        begin = min(spot.start, phrase.start)
        return self._having.search(scene.text[max(0, begin - 4) : begin]) is not None

    def _named_at_end(self, scene: Scene, low: int, high: int) -> Phrase | None:
        """The name that a clause ends with and tells of: 7月落户园区的|瓯越纺织有限公司, 新建|城北小学."""
        if not self._phrases.type_of(scene.text[max(low, high - LONGEST_ENDING) : high - 1]):
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

    def carried(self, scene: Scene, placed: Spot) -> Subject | None:
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
                is_count_of(spot, topic) or scene.stretch(spot.start, spot.end).high >= topic.end > spot.end
                for spot in scene.figures_in(*heading)
            )
            event = topic is not None and any(
                self._phrases.type_of(token.word) == "event" for token in scene.tokens(topic.start, heading[1])
            )
            if topic is not None and topic.is_built and len(topic.text) > SHORT and not counted and not event:
                return Subject.of(topic, "heading")
        return None


def thriving_branch(scene: Scene, placed: Spot) -> Subject | None:
    """The branch that the clause right before only says to do well or badly: |电子设备制造业|增长势头强劲，营收同比增长9.68%."""
    for low, high in scene.clauses_before(placed.start)[:1]:
        match = _THRIVES.fullmatch(scene.text, low, high - 1) if scene.text[high - 1] in "，," else None
        if match is not None:
            return Subject.of(Phrase(*match.span("branch"), match["branch"], ""), "sentence")
    return None


def is_count_of(spot: Spot, phrase: Phrase) -> bool:
    """Whether the figure counts what the phrase names: 7座|车站, 安置点|26个; not that of 项目|15栋厂房."""
    return spot.end == phrase.start or (spot.start == phrase.end and not getattr(spot.mention, "object", ""))


def _is_one_thing(phrase: Phrase) -> bool:
    """Whether the phrase names something built, or is a name in quotation marks: “海研七号”."""
    return phrase.is_built or (phrase.text[0] in QUOTES and phrase.text[-1] in QUOTES)
