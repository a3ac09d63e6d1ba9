"""Whether what a figure tells is done or planned."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence

from pipeline.facts.cues import Cues
from pipeline.facts.scene import Placed, Scene, Spot, Token
from pipeline.model import Date
from pipeline.model.fact import Status

#: 拟 with a preposition, which the segmenter joins
_INTENDED = frozenset(("拟以", "拟向", "拟于", "拟由", "拟在", "拟对", "拟按", "拟与", "拟用"))
#: what 将 did with a thing that a verb names: 将防汛|应急响应提升至Ⅱ级
_DISPOSED = re.compile(r"[^，。；]{1,10}?(?:提升|提高|调整|升级|下调|上调|转移|移交|列|纳|分|编|送)(?:至|到|为|给|入|成|往|医)")
#: words of plans that tell of the aim or the way of what was done
_ENSURES = ("确保", "逐步")
#: how pronouns begin that 将 says are dealt with
_HANDLED = frozenset("自其它他她我你这那该此本")
#: they tell whom 将 handles: 将|被困|群众12人转移
_AFFECTED = frozenset(("相关", "有关", "涉案", "涉嫌", "被困", "受困", "受灾", "遇险", "获救", "正", "正在", "正欲", "正准备"))
#: right before a figure, says that what is counted was there before anything planned
_EXISTING = ("原有", "现有", "已有", "原有的", "现有的")
#: how the sentences of a list begin, and what tells in the one before them that they are plans
_OPENS_PLAN = re.compile(
    r"将(?:加[大快强]|继续|重点|全[力面]|大力|进一步|着力|实施|推进|推动|围绕|按照?|从|通过|开展|投入|安排|新建|建设|采取|抓[好住]|做好|坚持|切实|突出)"
)
#: behind 将, tells which thing is handled: 将|占地30亩的选矿厂划拨给中学
_TOLD_OF = re.compile(r"(?:占地|位于|坐落|闲置|原有?)[^，,。；;]{0,16}的")
#: how far into a sentence words may stand that open an outlook
_LEAD = 14
#: how many sentences with dates are asked, the last first
SENTENCES_BACK = 40
ITEM = re.compile(r"[一二三四五六七八九十]是")


class StatusFinder:
    """One article's status of figures; `follows` tells what only follows on a plan, `wills` where 将 speaks of what is to come."""

    def __init__(self, cues: Cues, verbs: frozenset[str], after: tuple[str, ...]) -> None:
        """`after` are the words of plans that tell of what follows on something: 建成后."""
        self._cues, self._verbs, self._after = cues, verbs, after
        self._outlooks: dict[int, bool] = {}
        #: by where a sentence begins, where it says 将 of what is to come
        self._said: dict[int, list[int]] = {}

    def find(self, scene: Scene, placed: Spot, date: Placed[Date] | None, start: str, end: str) -> tuple[Status, bool]:
        """The last word before the figure decides, or a date to come behind it; then words behind; then the date."""
        low, high, first = placed.low, placed.high, placed.first
        begins = start or end
        to_come = bool(begins and scene.published) and (begins > scene.published or begins == scene.published < end)
        planned = max(self._last_plan(scene, first, placed.start), self._last_will(scene, first, placed.start))
        if scene.text.endswith(_EXISTING, low, placed.start):
            planned, to_come = -1, False  # 将在原有|380张|床位的基础上新增
        if 0 <= planned < low and end and end < scene.published and scene.text.startswith(_ENSURES, planned):
            planned = -1  # 2021年，通过监管确保品种一致，皮棉单产达|160公斤
        if planned >= 0 and self._is_other_part(scene, planned, placed.start):
            planned = -1  # 项目有望按时完成征拆任务；铁路完成征地|984亩
        done = self._cues.last("done", first, placed.start)
        if to_come and date is not None and date.start > max(planned, done):
            return "planned", True
        if done < planned < low and self._says_done(placed.end, high):
            return "done", True  # 计划实施9个，9个|已全部开工
        if planned >= 0 or done >= 0:
            return ("planned" if planned > done else "done"), max(planned, done) >= low
        if status := self._behind(scene, placed.end, high):
            return status, True
        if first not in self._outlooks:
            self._outlooks[first] = self._looks_out(scene, first)
        if self._outlooks[first] or self._is_item_of_plan(scene, first):
            return "planned", False
        if self._cues.any("did", low, placed.start):
            return "done", True
        if low > first and scene.text[low - 1] in "，," and self._cues.any("did", scene.clause(low - 1, low)[0], low):
            return "done", False  # 沿线村庄建起冷库47座，|总库容2.6万立方米
        if start and end and scene.published and end <= scene.published:
            return "done", False
        return ("done", False) if self._cues.any("did", placed.end, high) else ("", False)

    def _last_plan(self, scene: Scene, first: int, position: int) -> int:
        """Where the last word of plans before a figure stands, none in a bracket that is closed: 慈善人士(计划捐款)|10位."""
        planned = self._cues.last("planned", first, position)
        closed = scene.text.find(")", planned, position) if planned >= 0 else -1
        if closed < 0 or "(" in scene.text[planned:closed]:
            return planned
        opened = scene.text.rfind("(", first, planned)
        return self._cues.last("planned", first, opened) if opened >= 0 else planned

    def follows(self, scene: Scene, first: int, position: int) -> bool:
        """Whether what is planned only follows on something, and is of no date gone by: 一月份签约15个项目，建成后产值可达|10亿元."""
        planned = self._cues.last("planned", first, position)
        return planned >= 0 and scene.text.startswith(self._after, planned) and planned > self._cues.last("done", first, position)

    def _is_other_part(self, scene: Scene, planned: int, position: int) -> bool:
        """Whether a plan without figures is only of the part of the sentence before, and what was done is told since."""
        end = scene.text.find("；", planned, position)
        return end >= 0 and not scene.figures_in(planned, end) and self._cues.any("did", end, position)

    def _says_done(self, start: int, end: int) -> bool:
        """Whether the words behind the figure say that it is done, and nothing there that it is planned."""
        return self._cues.any("done", start, end) and not self._cues.any("planned", start, end)

    def _behind(self, scene: Scene, start: int, end: int) -> Status:
        """What the words behind the figure say."""
        planned = min(
            (p for p in (self._cues.first("planned", start, end), self._first_will(scene, start, end)) if p >= 0), default=-1
        )
        done = self._cues.first("done", start, end)
        if planned < 0 and done < 0:
            return ""
        return "planned" if done < 0 or 0 <= planned < done else "done"

    def _looks_out(self, scene: Scene, position: int) -> bool:
        """Whether the heading, or the paragraph up to here, says that plans follow: 【下步安排】."""
        start, _ = scene.paragraph(position)
        spans = [(start, position + _LEAD), *scene.headings_over(position)]
        return any(self._cues.any("outlook", *span) for span in spans)

    def _is_item_of_plan(self, scene: Scene, first: int) -> bool:
        """Whether the sentence is one of a list that plans open: 今年将加大力度。一是|新建公路80公里."""
        if not ITEM.match(scene.text, first):
            return False
        start, _ = scene.paragraph(first)
        last = scene.sentence_index(first) - 1
        for index in range(last, max(last - SENTENCES_BACK, -1), -1):
            if (low := scene.sentence(index)[0]) < start:
                break
            if not ITEM.match(scene.text, low):
                high = scene.sentence(index)[1]
                planned = self._cues.any("planned", low, high) or _OPENS_PLAN.search(scene.text, low, high) is not None
                return planned and not self._cues.any("done", low, high)
        return False

    def _last_will(self, scene: Scene, low: int, high: int) -> int:
        return max(self.wills(scene, low, high), default=-1)

    def _first_will(self, scene: Scene, low: int, high: int) -> int:
        return min(self.wills(scene, low, high), default=-1)

    def wills(self, scene: Scene, low: int, high: int) -> list[int]:
        """将 before a verb is the future; before a noun it only marks what is handled (将42份书信送到, 将收到的菜籽榨油)."""
        if scene.text.find("将", low, high) < 0 and scene.text.find("拟", low, high) < 0:
            return []
        bounds = scene.sentence(scene.sentence_index(low))
        if (wills := self._said.get(bounds[0])) is None:
            wills = self._said[bounds[0]] = [
                token.start
                for token, following, third in _threes(scene.tokens(*bounds))
                if token.word in _INTENDED
                or (
                    token.word in ("将", "拟")
                    and following.word not in _AFFECTED
                    and third != "的"
                    and not _TOLD_OF.match(scene.text, token.end)
                    and not (following.tag == "vn" and _DISPOSED.match(scene.text, following.end))
                    and (
                        following.tag.startswith(("v", "d", "p", "ad", "t"))
                        or following.word in self._verbs
                        or _is_each(following)
                    )
                )
            ]
        return [start for start in wills if low <= start < high]


def _threes(tokens: Sequence[Token]) -> Iterator[tuple[Token, Token, str]]:
    """Every token with the next and the word behind that."""
    words = [*(token.word for token in tokens[2:]), ""]
    yield from ((token, following, third) for (token, following), third in zip(itertools.pairwise(tokens), words, strict=False))


def _is_each(token: Token) -> bool:
    """Whether a pronoun may stand between 将 and its verb: 将|每年|投入, not 将|自家的|菜园|改建."""
    return token.word[0] == "每" or (token.tag.startswith("r") and token.word[0] not in _HANDLED)
