"""The subject that a clause itself gives: the name before the words that measure, or what the clause begins with."""

from __future__ import annotations

import re

from pipeline.facts.counted import is_measure, unit_of
from pipeline.facts.naming import Naming
from pipeline.facts.phrases import Phrase, PhraseReader
from pipeline.facts.references import Subject, is_discrete
from pipeline.facts.scene import DATE, Figure, Scene, Spot
from pipeline.model import Count
from pipeline.rulebook.lists import WordLists

QUOTES = "“”《》"
#: before the next of a list that ranks
NEXT_IS = ("其次是", "其次为", "再次是", "依次是", "依次为", "分别是", "分别为", "最后是")
_NEAR = 8
#: how far before its clause a bracket may open: 马某(男，|现年49岁)
_ASIDE = 12
ANDS = ("和", "与", "及", "、")
#: what a branch or a sort of goods is named by, and how such names end
_BRANCH, _BRANCH_ENDS = re.compile(r"[\u4e00-\u9fff、]{1,24}"), ("业", "类")
_OTHER = frozenset(("其他", "其它"))
#: behind a sort of goods
_SORT, _SHORT_SORT = "类", 2
#: behind a verb, makes it a name: 居住|类, 租赁|和商务服务业
_NO_DEED = frozenset((*ANDS, _SORT))
DISTANCE, _GAIN, _PRICE = "距离", "增收", "价格"


class ClauseSubjects:
    """`find` gives the subject of the clause, `bracketed` what a bracket tells of."""

    def __init__(self, phrases: PhraseReader, lists: WordLists) -> None:
        self._phrases = phrases
        self._handling = lists["fact.handled"]
        self._reports = tuple(sorted(lists["fact.report"]))
        self._parts = tuple(sorted(lists["fact.part"]))
        self._compared = lists["fact.compared"]
        self._leading = lists["fact.lead"]
        self._changing = tuple(sorted(lists["fact.increase"] | lists["fact.decrease"]))

    def find(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The name before the words that measure, else the subject of the clause."""
        low, bound = placed.low, placed.bound
        words = naming.start if naming.source and not naming.behind and bound <= naming.start < placed.start else placed.start
        told = naming.source and not naming.behind and naming.indicator != DISTANCE
        if (aged := _of_age(scene, placed, naming)) is not None:
            return Subject.of(aged, "clause")
        branch = self._branch(scene, placed, naming)
        if branch is not None and (branch.text.endswith(_SORT) or scene.text.startswith(_SORT, branch.phrase.end)):
            return branch
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
            if (given := self._given(scene, placed, naming, phrase)) is not None:
                return given
            phrase = self._behind_of(phrase) if told and is_measure(placed.mention) else None
        if phrase is not None and scene.text.startswith("等", phrase.end):
            if (listed := self._listed(scene, placed, phrase)) is not None:
                return listed
            phrase = None if self._is_counted(placed.mention) else phrase  # 来自第一医院、第二医院|等5家|单位
        quoted = phrase is not None and phrase.text.endswith("”")
        if not quoted and phrase is not None and naming.source and (phrase.type or scene.is_place(phrase.start, phrase.end)):
            return Subject.of(phrase, "clause")
        if phrase is not None and (headed := self._headed(scene, placed, naming, phrase)) is not None:
            return Subject.of(headed, "object")
        if phrase is None and (done := _only_verb(scene, bound, naming)) is not None:
            return Subject.of(done, "clause")
        return self._of_clause(scene, placed, naming, phrase, words) or branch

    def _given(self, scene: Scene, placed: Spot, naming: Naming, phrase: Phrase) -> Subject | None:
        """What a verb does something to, where the figure is of that: 改建|农村公路|97公里, 发放|“科贷通”|1400万元, 带动|村民|增收60万元."""
        if naming.indicator == _GAIN and phrase.type == "group" and phrase.end == naming.start:
            return Subject.of(phrase, "clause")
        told = (naming.source and is_measure(placed.mention)) or phrase.text[0] in QUOTES
        return Subject.of(phrase, "object") if told and phrase.end == placed.start and self._phrases.names(phrase) else None

    def _listed(self, scene: Scene, placed: Spot, phrase: Phrase) -> Subject | None:
        """What a list is of, whose last name the phrase is: 引进远景公司等|龙头企业|18家."""
        if self._is_counted(placed.mention) or not phrase.type or not is_discrete(placed.mention):
            return None
        behind = self._phrases.before(scene, phrase.end + 1, placed.start)
        if behind is None or (behind.start, behind.end) != (phrase.end + 1, placed.start):
            return None
        return Subject.of(behind, "object") if self._phrases.names(behind) else None

    def _branch(self, scene: Scene, placed: Spot, naming: Naming) -> Subject | None:
        """The branch or sort of goods that alone stands before its growth, verbs and all, or whose name is one character:
        租赁和商务服务业|增长5%, 纱|下降2%."""
        if not naming.change:
            return None
        start = item_start(scene, placed)
        tokens = scene.tokens(start, placed.start)
        last = next((index for index, token in enumerate(tokens) if token.word.endswith(self._changing)), 0)
        while last and (tokens[last - 1].tag in ("d", "ad") or tokens[last - 1].word in self._leading):
            last -= 1
        tokens = tokens[:last]
        if not tokens or tokens[0].start != start or not _BRANCH.fullmatch(scene.text, start, tokens[-1].end):
            return None
        single = len(tokens) == 1 and tokens[0].end - start == 1 and tokens[0].tag.startswith(("n", "zg"))
        single = single and tokens[0].word not in self._compared
        named = tokens[-1].word.endswith(_BRANCH_ENDS) and not any(t.tag[0] in "dpru" and t.word not in _OTHER for t in tokens)
        acts = tokens[0].tag == "v" and (len(tokens) == 1 or tokens[1].word not in _NO_DEED)  # 带动|制造业|增长
        if not single and (not named or acts):
            return None
        text = scene.text[start : tokens[-1].end]
        text = text.removesuffix(_SORT) if len(text) > _SHORT_SORT else text
        return Subject.of(self._phrases.whole(start, start + len(text), text), "clause")

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
        if phrase is not None and leading is not None and self._parted_by_date(scene, placed, naming, leading, phrase):
            return Subject.of(phrase, "clause")
        if leading is not None and self._leads(scene, leading, item, words):
            return Subject.of(self._phrases.thing(scene, leading), "clause")
        if phrase is None:
            return self._before_bracket(scene, opened) if leading is None and opened >= 0 else None
        told = naming.source and not self._is_counted(placed.mention)
        if told and (self._phrases.names(phrase) or naming.start == placed.start):
            return Subject.of(phrase, "clause")
        return None

    def _parted_by_date(self, scene: Scene, placed: Spot, naming: Naming, leading: Phrase, phrase: Phrase) -> bool:
        """Whether only a date stands between a place and what is measured: 昭苏县今年|油菜|种植面积45万亩."""
        between = scene.tokens(leading.end, phrase.start)
        told = naming.source == "rule" and phrase.end == naming.start and not is_discrete(placed.mention)
        parted = bool(between) and all(token.tag == DATE for token in between)
        return told and parted and scene.is_place(leading.start, leading.end) and self._phrases.names(phrase)

    def _before_bracket(self, scene: Scene, opened: int) -> Subject | None:
        """The name that a bracket of its own stands behind: 服装|(上升7.6%), 蔡某|(25岁), not the whole in 30人(其中…)."""
        if scene.text.startswith(self._parts, opened + 1):
            return None
        phrase = self._phrases.before(scene, scene.clause(opened, opened + 1)[0], opened)
        told = phrase is not None and phrase.end == opened and self._phrases.names(phrase)
        return Subject.of(phrase, "clause") if phrase is not None and told else None

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

    def bracketed(self, scene: Scene, placed: Spot) -> Subject | None:
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
        if scene.text.endswith(NEXT_IS, 0, phrase.start):
            return False  # 其次是|高雄市|损失
        return word in self._handling or (not phrase.is_built and self._phrases.is_verb(word, tag))

    @staticmethod
    def _is_next(scene: Scene, placed: Spot) -> bool:
        """Whether the figure is the next of a list that names each of its own: 县县结对56个、|镇镇结对331个."""
        before = scene.figures[placed.number - 1]
        alike = type(before.mention) is type(placed.mention) and unit_of(before.mention) == unit_of(placed.mention)
        return alike and scene.text[before.end] == "、"

    @staticmethod
    def _is_counted(figure: Figure) -> bool:
        return isinstance(figure, Count) and bool(figure.object)


def item_start(scene: Scene, placed: Spot) -> int:
    """Where the clause of the figure begins, or its item of a list: 粮食增长5%、|棉花增长3%."""
    return placed.bound + (placed.bound > placed.low and scene.text[placed.bound] == "、")


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
    """The verb that alone stands before what changes, and is used as a noun: |服务|价格上涨1.6%, |居住|价格上涨2%."""
    if not naming.change or naming.source != "rule" or naming.inherited or naming.behind:
        return None
    tokens = [token for token in scene.tokens(low, naming.start) if token.tag not in (DATE, "x")]
    if len(tokens) != 1 or tokens[0].end != naming.start:
        return None
    if tokens[0].tag != "vn" and not (tokens[0].tag == "v" and naming.indicator == _PRICE):
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
