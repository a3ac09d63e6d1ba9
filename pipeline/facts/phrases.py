"""Noun phrases of a clause, read off the tagged words: before a position, behind one, and at the clause's beginning."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.facts.scene import DATE, FIGURE, Scene, Token
from pipeline.rulebook.lexicon import lengths_by_edge
from pipeline.rulebook.lists import WordLists

_BUILT = frozenset(("project", "site", "school", "hospital", "company", "event"))
_SHORTEST_NAME = 3
#: how far into a clause its subject is looked for
_LEADING_REACH = 100
#: how much of a word may stand before a trigger that begins in it: 每|年增收
_CROSSING = 3
_LONGEST = 40
#: how what is left of a firm's name begins
_FIRMS = ("有限", "股份", "集团")
_A_YEAR = re.compile(r"(?:19|20)\d\d年度?")
#: behind places, sums them up
SUMMED_UP = re.compile(r"[两二三四五六七八九十][省市县区州地旗乡镇村]")
#: before a length of time
_FIRST = ("前", "头", "首", "近")
#: behind what a thing is told by: 经济基础|较好的|县
_SUCH = re.compile(r"((?:比较|相对|非常|特别|[较最更很极不])[\u4e00-\u9fff]{1,3})?的")
#: what a place does for another
_AIDS = ("对口", "对口支援", "支援", "援助", "帮扶", "援建", "结对")
#: behind what is counted, no part of it: 8个省市|与西部, 两个项目|主体完工, 名村民|“靠天吃饭”
_ENDS_COUNTED = ("的", "与", "同", "主体")
_AND_SO_ON = re.compile(r"等(?:领域|行业|方面|各?类|专业|学科)?")
#: units that count projects
_OF_PROJECTS = frozenset("个项类批大")
#: how verbs end that tell what becomes of a thing, and those that stand in names for all that
_RESULTS = ("为", "入", "成", "至")
_NAMING = frozenset("收入 投入 输入 行为 合成 集成 生成 养成 组成 构成 出入 人为 提成".split())
#: what makes a verb tell which are meant: 未|就业|毕业生
_NOT_YET = frozenset({"未", "尚未"})
#: before things and people seized: 533支|怀疑未完税|香烟
_SUSPECTED = re.compile(r"(?:(?:怀疑|疑似|疑(?=受|未))(?:未完税|未列舱单|受管制|受规管|涉案)?|未完税|未列舱单)(?:非?本地)?的?")
#: what the place that a text is of does, rather than what is done with it: 全县|安排|项目, but 全县|签约项目
_DOES = ("安排", "共建", "实施", "落实", "争取", "申报", "推进", "新改建", "承担", "完成", "启动", "开展", "建成", "投资", "投入")
_OURS = re.compile(r"[全我本该][省市县区州镇乡村旗盟校院]|自治[区州县旗]|[省市县区州]{2,3}")
_JOINS = frozenset("、和与及暨·—-–～")
#: between names and what they are: 浦东、虹桥|两|机场
_FEW = frozenset("两三四五六七八九十")
_NOMINAL = ("n", "vn", "an", "j", "l", "i", "b", "s", "f", "eng", "g", "k", "h", "q", "a", "z", "vg", "t")


class Phrase(NamedTuple):
    """A noun phrase in the flow; `type` is that of its last word as a subject, empty when it has none."""

    start: int
    end: int
    text: str
    type: str = ""
    tag: str = "n"

    @property
    def is_built(self) -> bool:
        """Whether it names something planned, built or run, which figures are attributes of."""
        return self.type in _BUILT

    def until(self, length: int, kind: str) -> Phrase:
        """The phrase's beginning, of the type `kind`; the phrase itself where that is all of it."""
        if length == len(self.text):
            return self
        return Phrase(self.start, self.start + length, self.text[:length], kind)


class PhraseReader:
    """Reads phrases; `subjects` are endings with their types, `lists` the closed words that bound phrases."""

    def __init__(self, subjects: Mapping[str, str], lists: WordLists) -> None:
        self._subjects = dict(subjects)
        self._lengths = lengths_by_edge(self._subjects, -1)
        self._verbs = lists["fact.verb"]
        self._skipped = lists["fact.lead"]
        self._vague, self._single = lists["fact.vague"], lists["fact.single"]
        self._measures = tuple(lists["fact.measure"])
        self._compared, self._copulas = lists["fact.compared"], lists["fact.copula"]
        self._frames, self._works, self._told = lists["fact.frame"], lists["fact.work"], lists["fact.told"]
        self._lines, self._placed = lists["place.line"], lists["fact.placed"]
        self._trades = lists["fact.trade"]
        self._in_front = _JOINS | self._skipped | {"的", "了"}
        self._at_end = _JOINS | self._skipped | self._vague | {"的"}
        self._nominal: dict[str, bool] = {}
        self.type_of = lru_cache(maxsize=4096)(self._type_of)

    def _type_of(self, text: str) -> str:
        """The type that the ending of a name tells: 家纺服装产业园 is a site."""
        name = text.rstrip("”\"'》」』)）")
        for length in self._lengths.get(name[-1:], ()):
            if (found := self._subjects.get(name[-length:])) is not None:
                return found
        return ""

    def whole(self, start: int, end: int, text: str) -> Phrase:
        """The whole stretch as a name, verbs and all."""
        return Phrase(start, end, text, self.type_of(text))

    def bounds(self, word: str) -> bool:
        """Whether no name goes on over the word."""
        return word in self._verbs or word in self._skipped

    def is_head(self, text: str) -> bool:
        """Whether the text is an ending alone: 项目, 园区."""
        return text in self._subjects

    def names(self, phrase: Phrase) -> bool:
        """Whether the phrase names something that figures are about: it ends in a noun, and in none that is measured."""
        if phrase.type or phrase.tag == "ns":
            return True
        return phrase.tag.startswith(("n", "j", "l", "eng", "an", "k", "zg")) and not phrase.text.endswith(self._measures)

    def is_verb(self, word: str, tag: str) -> bool:
        """Whether the word is a predicate that bounds names."""
        return word in self._verbs or (tag.startswith("v") and tag != "vn")

    def before(self, scene: Scene, low: int, position: int) -> Phrase | None:
        """The phrase that ends at `position`, back to a verb, a comma or another figure; not before `low`.

        Dates and adverbs between are passed over: 农户每年|增收.
        """
        return self._known(scene, "before", low, position, self._before_position)

    def _before_position(self, scene: Scene, low: int, position: int) -> Phrase | None:
        tokens = scene.tokens(low, position)
        if not tokens or position - tokens[-1].end >= _CROSSING or "，" in scene.text[tokens[-1].end : position]:
            return None
        while tokens and (tokens[-1].tag in (DATE, "d", "ad") or tokens[-1].word in self._skipped):
            dated = tokens.pop().tag == DATE
            if dated and tokens and tokens[-1].word in _FIRST:
                tokens.pop()  # 景区|前|4天累计接待游客
        if len(tokens) > 1 and tokens[-1].word in self._frames and tokens[-1].tag.startswith("f"):
            return None  # 在比赛中|获奖
        first = len(tokens)
        while first and self._belongs(tokens, first - 1, len(tokens)):
            first -= 1
        if 0 < first < len(tokens) and tokens[first].tag in _MORPHEMES and self._may_follow(tokens[first - 1]):
            first -= 1  # 织造|园|二期: cut where no word ends
        if self._is_compared(tokens, first):
            return None
        visited = 0 < first < len(tokens) - 1 and tokens[first].tag == "ns" and len(tokens[first].word) < 2
        if visited and tokens[first - 1].word in _VISITS:
            first -= 1  # 访|港|旅客
        return self._made(scene, tokens[first:])

    def _is_compared(self, tokens: Sequence[Token], first: int) -> bool:
        """Whether the phrase that begins there is only compared with: 比|纪录, 比|此前|纪录."""
        while first and tokens[first - 1].tag == DATE:
            first -= 1
        return first > 0 and tokens[first - 1].word in self._compared

    def behind(self, scene: Scene, position: int, high: int) -> Phrase | None:
        """The phrase that begins at `position`, up to the predicate, a comma or another figure."""
        return self._known(scene, "behind", position, high, self._behind_position)

    def _behind_position(self, scene: Scene, position: int, high: int) -> Phrase | None:
        tokens = scene.tokens(position, high)
        if (match := _SUSPECTED.match(scene.text, position, high)) and any(t.start == match.end() for t in tokens):
            position, tokens = match.end(), [token for token in tokens if token.start >= match.end()]
        if not tokens or tokens[0].start != position:
            return None
        last = self._reach(tokens, 0, figures=True)
        phrase = self._made(scene, tokens[:last])
        figures = [token for token in tokens[: last + 1] if token.tag == FIGURE]
        if not figures or (phrase is not None and phrase.is_built and not any(map(scene.counts_things, figures))):
            return phrase
        return self._made(scene, tokens[: self._reach(tokens, 0)])  # a figure belongs to the name only of what is built

    def counted(self, scene: Scene, position: int, high: int, thing: str) -> Phrase | None:
        """The phrase at `position`, or that behind what only tells of its quality: 5个|经济基础较好的|县; `thing` is what is counted, if known."""
        phrase = self.behind(scene, position, high)
        if phrase is None or (phrase.text[0] == "“" and thing not in phrase.text):
            return None  # 6个|“两带一创”(带产业…)|先进村
        such = _SUCH.match(scene.text, phrase.end, high)
        if such and (such[1] or (thing and not phrase.type and scene.text.startswith(thing, such.end()))):
            return self.behind(scene, such.end(), high)
        return phrase

    def of(self, scene: Scene, start: int, end: int) -> Phrase | None:
        """The phrase that the whole stretch is, behind a verb that leads to it: 使|全市农村自来水."""
        tokens = scene.tokens(start, end)
        if len(tokens) > 1 and tokens[0].word in self._verbs and tokens[0].tag == "v":
            tokens = tokens[1:]
        return self._made(scene, tokens) if tokens and tokens[-1].end == end else None

    def of_list(self, scene: Scene, phrase: Phrase, high: int, unit: str) -> Phrase:
        """What a list of things counted is of: 280名|医疗、教育|等领域|柔性人才, but 300户|安置房|等|项目, 1000套|廉租房|、学校等52项工程."""
        match = _AND_SO_ON.match(scene.text, phrase.end)
        if match and "、" in phrase.text and scene.figures_in(match.end(), match.end() + 1):
            length = phrase.text.index("、")
            return phrase.until(length, self.type_of(phrase.text[:length]))
        whole = self.behind(scene, match.end(), high) if match else None
        if whole is None or (whole.type == "project" and self.is_head(whole.text) and unit not in _OF_PROJECTS):
            return phrase
        return whole

    def of_object(self, phrase: Phrase, thing: str) -> Phrase:
        """The thing counted alone, where a phrase only opens with it: 7个|行政村|的村民, 28个|省(区、市)|遭受灾害, 8个|省市|与西部."""
        if thing and phrase.text.startswith(thing + "(") and not phrase.type and (closed := phrase.text.find(")") + 1):
            return phrase.until(closed, self.type_of(thing))
        if thing and phrase.text.startswith(f"“{thing}”"):
            return phrase.until(len(thing) + 2, self.type_of(thing))  # 210种|“大病”|不出自治区
        ends = bool(thing) and phrase.text.startswith(tuple(thing + word for word in _ENDS_COUNTED))
        says = bool(thing) and phrase.text.startswith(thing + "“") and phrase.text.endswith("”")
        rest = phrase.text.removeprefix(thing) if thing and not phrase.type and self.type_of(thing) else ""
        acts = 0 < len(rest) < len(phrase.text) and rest[0] not in _JOINS
        return phrase.until(len(thing), self.type_of(thing)) if ends or says or acts else phrase  # 专业技术人才|援川

    def thing(self, scene: Scene, phrase: Phrase) -> Phrase:
        """The thing built that a phrase opens with, without what is told of it: 治理工程|总工期, 水库工程|设计, 公路|通车."""
        tokens = scene.tokens(phrase.start, phrase.end) if not phrase.type else []
        for index in range(len(tokens) - 1, 0, -1):
            word = tokens[index].word
            if word not in self._told and not word.endswith(self._measures):
                break
            kind = self.type_of(tokens[index - 1].word)
            if kind in _BUILT or (word in self._told and tokens[index - 1].tag == "ns"):
                return phrase.until(tokens[index].start - phrase.start, kind)
        return phrase

    def leading(self, scene: Scene, low: int, high: int) -> Phrase | None:
        """The phrase at the beginning of a clause, behind dates, adverbs and what frames it (在…中, 据…)."""
        return self._known(scene, "leading", low, high, self._leading)

    @staticmethod
    def _known(scene: Scene, side: str, start: int, end: int, read: Callable[[Scene, int, int], Phrase | None]) -> Phrase | None:
        known: dict[tuple[str, int, int], Phrase | None] = scene.phrases
        key = side, start, end
        if key not in known:
            known[key] = read(scene, start, end)
        return known[key]

    def _leading(self, scene: Scene, low: int, high: int) -> Phrase | None:
        tokens = scene.tokens(low, min(high, low + _LEADING_REACH))
        first = 0
        while first < len(tokens) and self._leads_in(tokens[first]) and not self._opens_region(tokens, first):
            first += 1
        if first + 1 < len(tokens) and tokens[first].word in self._verbs and tokens[first + 1].word == "的":
            first += 2  # 新建|的|拜城县第二幼儿园
        if first < len(tokens) and tokens[first].word in self._placed:
            behind = next((token.end for token in tokens[first + 1 :] if token.word == "的"), high)
            return self.leading(scene, behind, high) if behind < high else None  # 位于社棠镇的|智能工厂
        if first < len(tokens) and tokens[first].tag == "p":
            first = self._behind_frame(tokens, first)
        rest = tokens[first:]
        last = self._reach(rest, 0)
        if 1 < last < len(rest) and rest[last - 1].word in self._frames and rest[last - 1].tag.startswith("f"):
            return self.leading(scene, rest[last].start, high)  # 二级市场上, 公司股价…
        if (told := self._told_by_most(scene, rest, last, high)) is not None:
            return told
        verbal = bool(last) and rest[0].tag.startswith("v")
        if last and last < len(rest) and rest[last].tag == FIGURE and rest[last].end < high and not verbal:
            counted = self.behind(scene, rest[last].end, high)
            return counted or self._made(scene, rest[:last])
        if verbal and 1 < last < len(rest) and rest[last].tag == FIGURE:
            counted = self._made(scene, rest[rest[0].word in self._verbs : last])
            return counted if counted is not None and counted.is_built else None  # 在建|项目|185项
        behind = last + (last < len(rest) and rest[last].tag == DATE)  # 返乡青年汪某|去年|流转荒坡
        if not last or (verbal and not (behind < len(rest) and self._is_predicate(rest[behind]))):
            return None
        if last > 1 and rest[last - 1].word.endswith(self._measures) and self.type_of(rest[last - 2].word) in _BUILT:
            last -= 1  # 棚户区改造项目|投资额|最大
        return self._head(scene, rest, last, high) or self._made(scene, rest[:last])

    def _told_by_most(self, scene: Scene, rest: Sequence[Token], last: int, high: int) -> Phrase | None:
        """The thing built that is told by what it is the most of: 投资额|最大的|项目."""
        if not 0 < last < len(rest) - 2 or rest[last].word[0] != "最" or rest[last + 1].word != "的":
            return None
        named = self.behind(scene, rest[last + 2].start, high)
        if named is None or not named.is_built:
            return None
        return named._replace(start=rest[0].start, text=scene.text[rest[0].start : named.end])

    def _is_predicate(self, token: Token) -> bool:
        return token.tag.startswith(("v", "d", "p")) or token.word in self._verbs

    def _head(self, scene: Scene, rest: Sequence[Token], last: int, high: int) -> Phrase | None:
        """What a clause within the name belongs to: 集团控股51%的|江淮农商银行."""
        if last >= len(rest) or rest[last].word in self._copulas or not rest[last].tag.startswith(("v", "p")):
            return None
        for token in rest[last:]:
            if token.word == "的":
                phrase = self.behind(scene, token.end, high)
                return phrase if phrase is not None and phrase.is_built else None
        return None

    # -- how far a phrase goes

    def _reach(self, tokens: Sequence[Token], last: int, *, figures: bool = False) -> int:
        """Behind the last word of the phrase that the words begin with."""
        while last < len(tokens) and self._goes_on(tokens, last, figures=figures):
            last += 1
        return last

    def _belongs(self, tokens: Sequence[Token], index: int, end: int) -> bool:
        """Whether a phrase reaches back over the word."""
        token = tokens[index]
        if index + 1 < end and tokens[index + 1].word in _NOT_YET:
            return False
        if token.word in self._works and (self._is_work(tokens, index) or self._opens_work(tokens, index, end)):
            return True
        if token.word in self._verbs and index + 1 < end and (self._is_sort(tokens, index) or self._in_firm(tokens, index, end)):
            return True
        if token.word in self._verbs or token.word in self._skipped or tokens[-1].end - token.start > _LONGEST:
            return False
        if self._is_to(tokens, index, end) or token.word in _NOT_YET:
            return True
        if token.word in _JOINS:
            return index + 1 < end and index > 0 and self._is_nominal(tokens[index - 1])
        if token.word == "的":
            return index + 1 < end and index > 0 and self._is_nominal(tokens[index - 1]) and tokens[index - 1].tag != FIGURE
        if token.tag == "m" and 0 < index < end - 1 and token.word in _FEW:  # 浦东、虹桥|两|机场
            return self._is_nominal(tokens[index - 1]) and self.type_of(tokens[index + 1].word) in _BUILT
        if token.tag.startswith("v") and token.tag != "vn":
            behind = index > 0 and (self._is_nominal(tokens[index - 1]) or tokens[index - 1].word in _JOINS | _NOT_YET)
            return len(token.word) > 1 and behind and index + 1 < end
        return self._is_nominal(token)

    def _goes_on(self, tokens: Sequence[Token], index: int, *, figures: bool) -> bool:
        """Whether a phrase that began goes on over the word."""
        _, end, word, tag = token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if end - tokens[0].start > _LONGEST:
            return False
        named = (
            self._is_to(tokens, index, len(tokens))
            or self._dates_project(tokens, index)
            or self._in_firm(tokens, index, len(tokens))
        )
        if named or (word in self._works and self._is_work(tokens, index)):
            return True
        if word in self._verbs and not (following and self._is_joined(index, tag, following)):
            return False
        if word in _JOINS or word == "的":
            return index > 0 and following is not None and self._may_follow(following)
        if word in self._skipped or (index and word in _INSIDE_OR_ON and following is not None and following.tag == "v"):
            return False  # 600亩土地|上套种
        if tag == FIGURE and index and SUMMED_UP.fullmatch(word) and tokens[index - 1].tag == "ns":
            return following is not None and self._is_nominal(following)  # 日土、札达|两县|农牧区发展项目
        if tag == FIGURE:  # 年产|8000吨|盐碱地改良剂项目
            named = following is not None and (self._is_nominal(following) or following.word == "的")  # 年产2000万袋|的|菌包厂
            listed = any(before.word == "、" for before in tokens[:index])  # 1490家|公司、科创板|28家公司
            return figures and index > 0 and named and not listed and not self.type_of(tokens[index - 1].word)
        if tag.startswith("v") and tag != "vn":
            if index and word.endswith(_RESULTS) and word not in _NAMING:
                return False  # 油轮|列入名单, 村|列为试点
            if index and tokens[index - 1].tag == "nr" and following is not None and not self.type_of(following.word):
                return False  # 24岁的|袁辉|背起行囊
            if index and self.type_of("".join(t.word for t in tokens[:index])):
                return False  # 自行车赛|架起…桥梁: what names something has ended
            return (
                len(word) > 1
                and following is not None
                and self._is_nominal(following)
                and (following.tag not in ("ns", "nz") or not index)
            )
        return self._is_nominal(token)

    def _dates_project(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether the word is the year in the name of a project: 大院乡|2022年|以工代赈项目."""
        if tokens[index].tag != DATE or not index or tokens[index - 1].tag != "ns" or not _A_YEAR.fullmatch(tokens[index].word):
            return False
        last = first = index + 1
        while (
            last < len(tokens)
            and tokens[last].end - tokens[first].start < _LONGEST
            and (self._is_nominal(tokens[last]) or tokens[last].word in self._works)
        ):
            last += 1
        return last > first + 1 and self._subjects.get(tokens[last - 1].word) == "project"

    def _in_firm(self, tokens: Sequence[Token], index: int, end: int) -> bool:
        """Whether the word tells what a firm does, in its name: 恒发|建设|有限公司, 国峰|投资|发展|有限公司."""
        last = index
        while last < end and tokens[last].word in self._trades:
            last += 1
        if not 0 < index < last < end or not tokens[last].word.startswith(_FIRMS):
            return False
        return len(tokens[index - 1].word) > 1 and self._is_nominal(tokens[index - 1])

    def _is_to(self, tokens: Sequence[Token], index: int, end: int) -> bool:
        """Whether the word parts the two ends of a line in its name: 大理|至|丽江高速公路."""
        if tokens[index].word != "至" or not 0 < index < end - 2 or tokens[index - 1].tag != "ns":
            return False
        return tokens[index + 1].tag == "ns" and tokens[index + 2].word in self._lines

    def _is_joined(self, index: int, tag: str, following: Token) -> bool:
        """Whether a verb belongs to the name by what follows: 养殖|基地, 工作|保障|组, 生活|保障|类|物资."""
        if following.word in _SORTS:
            return True
        return bool(index) and (tag == "vn" or len(following.word) < 2) and self.type_of(following.word) != ""

    def _is_work(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether the verb is one of those in the name of a project: 功能|优化|提升|项目, not 加快|提升|项目."""
        first = last = index
        while first and tokens[first].word in self._works:
            first -= 1
        while last + 1 < len(tokens) and tokens[last].word in self._works:
            last += 1
        opening = tokens[first]
        named = opening.word not in self._works and opening.word not in self._verbs and self._is_nominal(opening)
        return named and self._subjects.get(tokens[last].word) == "project"

    def _opens_work(self, tokens: Sequence[Token], index: int, end: int) -> bool:
        """Whether a word that is a noun as well opens the name of a project: 改扩建|工程."""
        following = tokens[index + 1] if index + 1 < end else None
        return following is not None and tokens[index].tag[0] != "v" and self._subjects.get(following.word) == "project"

    def _is_sort(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether a verb tells what is done in something built that is named with it: 食品|生产|项目, not 公司|生产|基地, nor
        全县|安排|项目."""
        before, following = tokens[index - 1] if index else None, tokens[index + 1]
        return (
            before is not None
            and before.tag in ("n", "vn", "b", "j")
            and len(before.word) > 1
            and before.word not in self._verbs
            and not self.type_of(before.word)
            and not (tokens[index].word in _DOES and _OURS.fullmatch(before.word))
            and following.tag != "nz"
            and self.type_of(following.word) in ("project", "site")
        )

    def _refers(self, token: Token) -> bool:
        """Whether the segmenter's pronoun leads back to something built: 该校, 本院."""
        return token.tag == "r" and token.word[0] in "该本" and self.type_of(token.word) in _BUILT

    def _may_follow(self, token: Token) -> bool:
        """Whether a name may go on with the word behind 、 or 的: 纺纱区、|织布|区."""
        verbal = token.tag.startswith("v") and len(token.word) > 1
        return (self._is_nominal(token) or verbal) and token.word not in self._verbs

    def _is_nominal(self, token: Token) -> bool:
        tag = token.tag
        if (nominal := self._nominal.get(tag)) is not None:
            return nominal
        if tag == "m":
            return _is_ordinal(token)
        if tag == "r":
            return self._refers(token)
        if tag == "x":
            return "\u4e00" <= token.word[0] <= "\u9fff"
        nominal = self._nominal[tag] = tag.startswith(_NOMINAL) and tag != "ad"
        return nominal

    def _leads_in(self, token: Token) -> bool:
        if token.word == "的":  # 72岁|的|王阿姨
            return True
        if (token.word[0] == "第" and _is_ordinal(token)) or self._refers(token):  # 第十一批|援疆指挥部, 该校
            return False
        if token.tag in _LEADING_TAGS:
            return token.word not in _QUOTES or token.word in self._skipped
        return token.word in self._skipped and not token.tag.startswith(("ns", "nz", "nr", "nt"))

    def _opens_region(self, tokens: Sequence[Token], first: int) -> bool:
        """Whether the word tells which of several: |东部|地区."""
        named = first + 1 < len(tokens) and tokens[first + 1].tag == "n"
        return named and tokens[first].tag == "f" and tokens[first].word.endswith("部") and len(tokens[first].word) > 1

    def _behind_frame(self, tokens: Sequence[Token], first: int) -> int:
        """Behind 在…中, 据…: where the frame closes within the clause; the end where it does not."""
        if tokens[first].word in ("由", "对", "把", "将", "为", "向", "与", "从", "以"):
            return len(tokens)
        for index in range(first + 1, len(tokens)):
            if tokens[index].word in self._frames:
                return index + 1
        return len(tokens)

    def _made(self, scene: Scene, tokens: Sequence[Token]) -> Phrase | None:
        """The phrase without what only leads in or hangs on; None when nothing is left that names anything."""
        first, last = 0, len(tokens)
        while first < last and (
            tokens[first].word in self._in_front
            or tokens[first].word[0] == "每"
            or (tokens[first].word in _OF_EACH and scene.text.startswith("各", tokens[first].start - 1))
            or (tokens[first].word in _POINTED and scene.text.startswith(("这", "那"), tokens[first].start - 1))
            or (tokens[first].tag == "r" and tokens[first].word[0] in "这那" and first + 1 < last)
            or (
                tokens[first].word in self._works
                and scene.text[tokens[first].start - 1] == "、"
                and not self.is_head("".join(token.word for token in tokens[first + 1 : last]))
            )  # 新建、|改扩建|幼儿园
            or (tokens[first].tag in ("f", "q", "k", "a", "r") and first + 1 < last and len(tokens[first].word) < 2)
            or (
                first and first + 1 < last and tokens[first].tag == "v" and tokens[first - 1].word in self._skipped
            )  # 全市|破获|案件
        ):
            first += 1
        while last > first and (
            tokens[last - 1].word in self._at_end
            or tokens[last - 1].word[0] == "每"
            or (
                tokens[last - 1].tag in ("f", "q", "k", "s0") and len(tokens[last - 1].word) < 2 and tokens[last - 1].word != "者"
            )
        ):
            last -= 1
        if last > first and tokens[last - 1].tag == "ns":
            last = next((at for at in range(first + 1, last - 1) if tokens[at].word in _AIDS), last)  # 江苏|对口支援西藏
        if last - first > 2 and tokens[last - 2].word == "的" and len(tokens[last - 1].word) < 2:
            last -= 2  # 干部人才|的|心
        if last - first > 2 and _WHOLE.fullmatch(tokens[first].word) and _CARRIES_OUT.fullmatch(tokens[first + 1].word):
            first += 2  # 全县|建设|重点项目
        if first == last:
            return None
        for index in range(last - 2, first, -1):
            if tokens[index].word in _INSIDE and tokens[index].tag == "f" and self.type_of(tokens[index - 1].word):
                first = index + 1 + (tokens[index + 1].word == "的")  # 重大项目中|产业项目
                break
        start, end = tokens[first].start, tokens[last - 1].end
        if tokens[last - 1].tag.startswith("nr") and end - start > 2 and scene.text[end - 1] == "以":
            end -= 1  # 登奇勒|以22.26%的得票率居第二
        text = scene.text[start:end]
        head, _, name = text.rpartition("的")
        such = last - first > 2 and tokens[last - 1].end - len(name) == tokens[last - 2].start and tokens[last - 2].tag == "a"
        if head and (len(name) > _SHORTEST_NAME or such) and self.type_of(name) in _BUILT:  # 玉尔其村的|柯坪县国学书苑
            start, text = end - len(name), name
        if (
            (len(text) < 2 and text not in self._single)
            or text[0] == "("
            or text in self._vague
            or not any(map(self._is_nominal, tokens[first:last]))
        ):
            return None
        tag = tokens[last - 1].tag
        placed = tag == "ns" and tokens[last - 1].word not in self._subjects  # 连云港 is no harbour
        return Phrase(start, end, text, "" if placed else self.type_of(text), tag)


def _is_ordinal(token: Token) -> bool:
    """Whether the word is the number in a name, not that of a time: 第二|实验学校, 西藏|首座|科学院, not 第一年|贫困户."""
    return token.tag == "m" and token.word[0] in "第首" and token.word[-1] not in "年月周天日季"


#: who does something, where no place is named, and what is done to the thing behind it
_WHOLE = re.compile(r"[全我该][省市县区州盟旗乡镇村]|[省市县区州乡镇村]里")
_CARRIES_OUT = re.compile(
    r"实施|建设|新建|修建|兴建|完成|推进|引进|启动|储备|谋划|建成|承接|新增|培育|扶持|打造|改造|组织|开展|举办"
)
#: jieba's tags of single characters that are no words
_MORPHEMES = ("zg", "vg", "ng", "g")
#: before a place of one character, those who go there
_VISITS = frozenset("访赴来抵入")
#: behind a verb they make of it a sort of what follows
_SORTS = ("类", "型", "性")
#: behind a name they make what follows a part of it
_INSIDE = frozenset("中里内")
_INSIDE_OR_ON = _INSIDE | {"上"}
#: behind 这 and 那 they belong to no name: 这|条|邮路
_POINTED = frozenset("条批座处件栋艘架辆台套种类项")
#: behind 各 they name nothing: 各|领域|援助项目
_OF_EACH = frozenset(("民族", "领域", "行业", "方面", "级", "族", "界"))
_QUOTES = frozenset("“”「」『』《》")
#: of words that stand before what a clause is about
_LEADING_TAGS = frozenset((DATE, FIGURE, "m", "d", "c", "ad", "r", "x", "w", "u", "ul", "f"))
