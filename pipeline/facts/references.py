"""Names that lead back: 该项目 and 园区 to the last full name of their type, 公司 to the company of the article."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.scene import Figure, Scene
from pipeline.model import Count
from pipeline.rulebook.lists import WordLists

_SENTENCES_BACK = 4
_DIVISION = re.compile(r"[全该我本][省市县区州旗乡镇村]")
_COMPANY = "公司"
_SHORTEST_FIRM = 3
#: heads of events that may mean any: 比赛, 展会
_SHORT_HEAD = 2
#: the last characters of a name, of which a site that leads back to it has one
_ENDING = 3
#: a name with a stock code behind it
_STOCK = re.compile(r"([\u4e00-\u9fffA-Za-z]{3,12})\((?:[A-Z]{2,4}[.:])?\d{5,6}(?:\.[A-Z]{2})?[)，,、/]")
_OPENS_WITH_CODE = re.compile(
    r"[\s\u3000]*(?:(?:[本上]?周[一二三四五六日]|(?:北京时间|当地时间)?(?:\d{1,2}月)?\d{1,2}日(?:晚间?|盘后)?)[，,]?\s*)?([\u4e00-\u9fffA-Za-z*]{3,8})\s?\((?:[A-Z]{2,4}[.:])?\d{5,6}(?:\.[A-Z]{2})?\)"
)
_REFERRING = re.compile(r"^(?:该|本|此|这一?|上述|前述|其)[个项座所家条批次]?")
#: behind a name, makes it the class of something named before
#: before a name, make it that of a class: 超过其他|国家高铁|里程
_OTHERS = ("其他", "其它", "其余", "各", "多个")
_ONE_OF = re.compile(r"(?:之一|[中里]的一)")
_PART, _PARTS = "其中", ("其中", "其中，", "其中,")
#: how far into its sentence a word that refers stands: 该|产业园
_REFERS = 2
_PLANS = ("方案", "意见", "办法")
_COPULAS = ("是", "系", "属于")
_PROPER = re.compile(r"[A-Za-z0-9“”《》·]")


class Subject(NamedTuple):
    """What a figure is about: `text` is the full name, `said` how the clause itself names it, `via` where it was found."""

    text: str
    said: str
    via: str
    phrase: Phrase

    @classmethod
    def of(cls, phrase: Phrase, via: str) -> Subject:
        """What the clause names in full."""
        return cls(phrase.text, phrase.text, via, phrase)


def is_named(scene: Scene, phrase: Phrase) -> bool:
    """Whether a place, a quotation, Latin letters or digits make the phrase the name of one thing."""
    placed = any(place.end - place.start > 1 for place in scene.places_in(phrase.start, phrase.end))
    return placed or _PROPER.search(phrase.text) is not None


#: a company that tells its figures: 比亚迪(002594)5月1日晚|公告，, 宁德时代|一季报显示
_ANNOUNCES = re.compile(
    r"(?:[^，,。；\n]{0,10}[讯电][，,：:\s]|(?:北京时间|当地时间)?\d{1,2}月\d{1,2}日(?:晚间?|盘后)?[，,])?([\u4e00-\u9fffA-Za-z*]{2,10}?)(?:\([^()\n]{2,14}\))?"
    r"(?:(?:19|20)\d\d年)?(?:\d{1,2}月\d{1,2}日|\d{1,2}日|[今昨]日|日前|近日)?(?:晚间?|早间|午间|盘后)?(?:在?(?:港交所|上交所|深交所))?(?:发布|披露|公布)?(?:的|了)?"
    r"(?:(?:19|20)\d\d年)?度?(?:第?[一二三四](?:季报|季度报告?|季度财报|季度业绩)|中报|中期业绩|半年报|年报|年度报告|半年度报告|全年业绩|财报|业绩快报|业绩预告|业绩公告|业绩|成绩单|公告|招股书|招股说明书)"
    r"(?:显示|称|披露|指出|表示|[，,：:])"
)
_NO_FIRM = (
    "公司",
    "该",
    "本",
    "据",
    "上述",
    "此前",
    "根据",
    "其",
    "政府",
    "多家",
    "两家",
    "港交所",
    "上交所",
    "深交所",
    "北交所",
    "证监会",
    "交易所",
    "央行",
    "统计",
    "国家",
    "发布",
    "官方",
    "市",
    "省",
    "县",
)


def _announced(scene: Scene) -> list[tuple[int, Subject]]:
    """The companies that sentences begin to report or announce something of, with where that is said."""
    found = []
    for index, low in enumerate(scene.sentences):
        match = _ANNOUNCES.match(scene.text, low, scene.sentence(index)[1])
        if match is not None and not match[1].startswith(_NO_FIRM):
            found.append((match.end(), Subject.of(Phrase(match.start(1), match.end(1), match[1], "company"), "sentence")))
    return found


def _coded(scene: Scene) -> list[tuple[int, Subject]]:
    """The companies whose names with a stock code open sentences, with where that is said."""
    return [
        (match.end(), Subject.of(Phrase(match.start(1), match.end(1), match[1], "company"), "sentence"))
        for low in scene.sentences
        if (match := _OPENS_WITH_CODE.match(scene.text, low)) is not None
    ]


def _last_told(told: Sequence[tuple[int, Subject]], scene: Scene, position: int) -> Subject | None:
    """The last of them before `position` in its paragraph."""
    index = bisect_right(told, position, key=itemgetter(0)) - 1
    return told[index][1] if index >= 0 and told[index][1].phrase.start >= scene.paragraph(position)[0] else None


def _is_topic_firm(scene: Scene, name: Phrase) -> bool:
    """Whether a clause begins with the name of a company, whose project the next sentence may tell of."""
    return name.type == "company" and scene.clause(name.start, name.end)[0] == name.start


def _is_source(scene: Scene, name: Phrase) -> bool:
    """Whether the name is only of who says so: 据|铁路局集团有限公司|统计."""
    return scene.text.startswith(("据", "记者从"), scene.clause(name.start, name.end)[0])


def _is_of_division(scene: Scene, phrase: Phrase) -> bool:
    """Whether all of a division are meant, not one of them told before: 该县|茶园|面积8万亩."""
    return _DIVISION.fullmatch(scene.text, max(0, phrase.start - 2), phrase.start) is not None


def is_discrete(figure: Figure) -> bool:
    """Whether the figure counts single things."""
    return isinstance(figure, Count) and figure.dimension == "count"


def _is_sort(scene: Scene, phrase: Phrase) -> bool:
    """Whether all of a kind are meant, as a part of what was told: 开通线路700公里，其中|高铁|300公里."""
    return scene.text.endswith(_PARTS, 0, phrase.start)


def _is_counted(scene: Scene, phrase: Phrase) -> bool:
    """Whether a count stands right at what a figure is about: 10个|重点项目|总投资44亿元, 示范工程|10个."""
    if (before := scene.figure_before(phrase.start)) is not None and is_discrete(before.mention):
        return True
    behind = scene.figures_in(phrase.end, phrase.end + 1)
    return bool(behind) and is_discrete(behind[0].mention) and not getattr(behind[0].mention, "object", "")


def _is_of_counted(scene: Scene, phrase: Phrase) -> bool:
    """Whether the sentence counts several of them right before: 落地|项目107个，项目|投产后…."""
    low, _ = scene.clause(phrase.start, phrase.end)
    spots = [spot for first, last in scene.clauses_before(low)[:1] for spot in scene.figures_in(first, last)]
    return any(
        is_discrete(spot.mention)
        and spot.mention.value != 1
        and (getattr(spot.mention, "object", "").endswith(phrase.text) or scene.text.endswith(phrase.text, spot.low, spot.start))
        for spot in spots
    )


def _is_predicate(scene: Scene, names: Sequence[Phrase], name: Phrase) -> bool:
    """Whether the name only says what another one is: 光伏组件项目|是今年引进的最大|工业项目, or of what that is: 绕城高速|起于…，是沪昆|公路|的连接线."""
    others = [other for other in names if other.end < name.start]
    if others and scene.text.startswith(_COPULAS, scene.clause(name.start, name.end)[0]):
        return True
    told = [scene.text[other.end : name.start] for other in others if scene.text.startswith(_COPULAS, other.end)]
    closes = scene.text[name.start - 1] == "的" and scene.text[name.end : name.end + 1] in ("。", "；", "\n", "")
    return any(closes or "，" not in between for between in told)


_SEVERAL = ("一批", "一大批", "一些", "一系列", "多个", "各类")


def _is_of_many(scene: Scene, name: Phrase, low: int) -> bool:
    """Whether the name is that of a class: 14个重大项目|之一; 一大批|惠民生项目; 其中…, 智力援助类项目|42个; 13个项目(市级|项目|8个)."""
    first, _ = scene.clause(name.start, name.end)
    if _ONE_OF.match(scene.text, name.end) or any(scene.text.find(word, first, name.start) >= 0 for word in _SEVERAL):
        return True  # 一批|设施齐全的中小学
    aside = scene.text.rfind("(", low, name.start) > scene.text.rfind(")", low, name.start)
    listed = aside or scene.text.find(_PART, low, name.start) >= 0
    return listed and any(spot.start == name.end and spot.mention.value != 1 for spot in scene.figures_in(name.end, name.end + 1))


class References:
    """Built once from the rules; `resolved` gives the full name of a subject that only refers."""

    def __init__(self, phrases: PhraseReader, lists: WordLists) -> None:
        self._phrases = phrases
        self._unnamed = tuple(sorted(lists["fact.unnamed"]))

    def resolved(self, scene: Scene, subject: Subject) -> Subject | None:
        """该项目, 园区: the last full name of its type."""
        said = subject.text
        bare = _REFERRING.sub("", said)
        if bare == said and (subject.phrase.type == "group" or not self.is_bare(said) or _is_sort(scene, subject.phrase)):
            return subject
        if bare == said and (
            _is_counted(scene, subject.phrase) or _is_of_counted(scene, subject.phrase) or _is_of_division(scene, subject.phrase)
        ):
            return subject
        firm = self.firm(scene) if subject.phrase.type == "company" else None
        start = subject.phrase.start
        if bare == _COMPANY and (told := self.reporting(scene, start) or _last_told(scene.once("coded", _coded), scene, start)):
            firm = told
        full = firm.phrase if firm and bare == _COMPANY else self._antecedent(scene, subject.phrase.start, bare)
        if full is None and firm is not None:
            full = firm.phrase
        if bare == said and (named := self._named_again(scene, subject.phrase)) is not None:
            full = named
        if full is None:
            return subject if bare == said or len(bare) > 1 else None
        return Subject(full.text, said, "reference", full)

    def _named_again(self, scene: Scene, phrase: Phrase) -> Phrase | None:
        """The name that the segmenter took for an adverb and a noun, and that the text says again: 积善|学校."""
        before = scene.tokens(max(phrase.start - _REFERS, 0), phrase.start)
        if not before or before[-1].end != phrase.start or before[-1].tag not in ("ad", "a") or len(before[-1].word) < 2:
            return None
        text = before[-1].word + phrase.text
        again = scene.text.count(text) > 1 and not self._phrases.bounds(before[-1].word)
        return phrase._replace(start=before[-1].start, text=text) if again else None

    def is_bare(self, text: str) -> bool:
        return self._phrases.is_head(text)

    def _antecedent(self, scene: Scene, position: int, bare: str) -> Phrase | None:
        wanted = self._phrases.type_of(bare)
        index = scene.sentence_index(position)
        heading = scene.heading_before(position)
        first = heading[0] if heading else 0
        if wanted == "company":
            return self._first_company(scene, first, position, bare)
        for back in range(index, max(index - _SENTENCES_BACK, -1), -1):
            low, high = scene.sentence(back)
            if high <= first:
                break
            told = self._names(scene, low, min(high, position))
            if told and told[0].type == wanted and self.is_bare(told[0].text) and told[0].start - low <= _REFERS:
                continue  # 该产业园|依托南通家纺产业园
            part = scene.text.rfind("；", low, min(high, position))
            told = [name for name in told if name.start > part or scene.clause(name.start, name.end)[0] == name.start]
            names = [name for name in told if self._fits(scene, name, wanted, bare) and not _is_of_many(scene, name, low)]
            names = [name for name in names if not _is_predicate(scene, names, name)]
            if names:
                return next((name for name in reversed(names) if name.text.endswith(bare)), names[-1])
            if wanted == "project" and any(_is_topic_firm(scene, name) for name in told):
                return None  # 公司正在试生产。项目投入500万元
        return None

    def _first_company(self, scene: Scene, first: int, position: int, bare: str) -> Phrase | None:
        """公司 is the company that its paragraph or the section began with, not one that was named in passing."""
        paragraph, last = scene.paragraph(position)[0], scene.sentence_index(position)
        for start, told in ((paragraph, True), (first, False))[bare != _COMPANY :]:
            index = scene.sentence_index(start)
            for sentence in range(index, min(index + _SENTENCES_BACK, last + 1)):
                low, high = scene.sentence(sentence)
                for name in self._names(scene, low, min(high, position)):
                    if (
                        (not told or _is_topic_firm(scene, name))
                        and self._fits(scene, name, "company", bare)
                        and not _is_source(scene, name)
                    ):
                        return name
        return None

    def _fits(self, scene: Scene, name: Phrase, wanted: str, bare: str) -> bool:
        if (
            len(name.text) <= len(bare) + 1
            or all(map(self.is_bare, name.text.split("、")))
            or _REFERRING.match(name.text)
            or name.text.startswith(self._unnamed)
            or scene.text.endswith(_OTHERS, 0, name.start)
        ):
            return False
        if self._phrases.type_of(bare) == "project":
            if name.text.endswith(_PLANS):
                return False  # “结对支援”的方案
            return name.type in ("project", "site", "school", "hospital")
        if bare and name.text.endswith(bare):
            return True
        if wanted == "event" and len(bare) > _SHORT_HEAD and name.text[-1] != bare[-1]:
            return False  # 本届亚运会 is no 小组赛
        if bare.endswith("路"):
            return False  # 公路 is no 铁路
        if wanted == "site" and not set(bare) & set(name.text[-_ENDING:]):
            return False  # 天桥 is no 隧道
        return bool(wanted) and name.type == wanted

    def _names(self, scene: Scene, low: int, high: int) -> list[Phrase]:
        """Typed names of a stretch, in order."""
        found: list[Phrase] = []
        if low >= high:
            return found
        tokens = scene.tokens(low, high)
        for index, token in enumerate(tokens):
            if not self._phrases.type_of(token.word):
                continue
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if following and following.tag.startswith("n") and self._goes_on(following.word):
                continue
            phrase = self._phrases.before(scene, low, token.end)
            if phrase is not None and len(phrase.text) > 2:
                if found and found[-1].start == phrase.start:  # 民生项目|创业中心: one name
                    found.pop()
                found.append(phrase)
        return found

    def _goes_on(self, word: str) -> bool:
        """Whether a name that a typed word ended goes on: 民生项目|创业中心, but 产业园|规划|面积."""
        return bool(self._phrases.type_of(word)) and not self._phrases.bounds(word)

    @staticmethod
    def reporting(scene: Scene, position: int) -> Subject | None:
        """The company whose report or announcement the paragraph tells from before `position`: 宁德时代|一季报显示，营收847.05亿元."""
        return _last_told(scene.once("reporting", _announced), scene, position)

    def firm(self, scene: Scene) -> Subject | None:
        """The company that the title and the first sentences are about: 陇锋精密 of 陇锋精密制造股份有限公司."""
        return scene.once("firm", self._firm)

    def _firm(self, scene: Scene) -> Subject | None:
        title = scene.headings[0] if scene.headings else scene.sentence(0)
        if (listed := self._listed(scene, *title)) is not None:
            return listed
        phrase = self._phrases.leading(scene, *title)
        if phrase is None or self.is_bare(phrase.text):
            return None
        first = self._first_company(scene, 0, len(scene.text), _COMPANY)
        if first is None or phrase.text not in first.text:
            return None
        if any(token.tag == "v" and self._phrases.bounds(token.word) for token in scene.tokens(first.start, first.end)):
            return None  # 全村贫困户|加入|合作社
        return Subject.of(first, "heading")

    @staticmethod
    def _listed(scene: Scene, low: int, high: int) -> Subject | None:
        """The company of the title, where a stock code stands behind its name: 蓝鲸精密(603981.SH)."""
        match = _STOCK.search(scene.text)
        if match is None:
            return None
        title = scene.text[low:high]
        for start in range(match.start(1), match.end(1) - _SHORTEST_FIRM + 1):
            name = scene.text[start : match.end(1)]
            if name in title:
                return Subject.of(Phrase(start, match.end(1), name, "company"), "heading")
        return None
