"""When a fact holds, and whether it is planned or done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.facts.scene import Figure, Placed, Scene
from pipeline.model import Date
from pipeline.model.fact import Status
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists

#: a date that another is compared with, not one at which a figure holds
_COMPARED_BEFORE = re.compile(r"(?:较|比|同比|相比|相较|对比|与|自|超过|高于|低于|恢复至|恢复到|相当于|高出)[^，,。\d]{0,3}$")
_COMPARED_BEHIND = re.compile(r"(?:\([^)]*\))?(?:年?同期|同月|同比|相比|的(?:水平|基础|\d)|增长|下降|增加|减少|提高|上升|缩短|多|高|低)")
_IN_NAME = re.compile(r"[”’》]?(?:规划|计划(?!用)|年鉴|届|方案|行动)")


@dataclass(frozen=True, slots=True)
class When:
    """`near` says how the date was found: clause, sentence, paragraph, or empty for none."""

    start: str = ""
    end: str = ""
    text: str = ""
    near: str = ""
    cumulative: bool = False
    status: Status = ""
    sure: bool = False


class TimeFinder:
    def __init__(self, lists: WordLists) -> None:
        self._planned = any_of(lists["fact.planned"])
        self._done = any_of(lists["fact.done"])
        self._did = any_of(lists["fact.did"])
        self._cumulative = any_of(lists["fact.cumulative"])

    def find(self, scene: Scene, placed: Placed[Figure]) -> When:
        low, high = scene.clause(placed.start, placed.end)
        first, last = scene.sentence(scene.sentence_index(placed.start))
        date, near = self._governing(scene, placed, low, high, first)
        start, end, text = _interval(date) if date is not None else ("", "", "")
        status, sure = self._status(scene, placed, low, high, first, end or start, start)
        left = scene.text[first : placed.start]
        cumulative = self._cumulative.search(scene.text, max(low, first), placed.start) is not None or (
            "累计" in left[left.rfind("；") + 1 :] and near != "clause"
        )
        if date is not None and date.mention.surface.startswith(("截至", "截止")):
            cumulative = True
        return When(start, end, text, near, cumulative, status, sure)

    # -- the date

    def _governing(
        self, scene: Scene, placed: Placed[Figure], low: int, high: int, first: int
    ) -> tuple[Placed[Date] | None, str]:
        """The date of the clause, else of a clause before in the sentence, else the one the paragraph began with."""
        own = self._usable(scene, scene.dates_in(low, placed.start))
        if own:
            return own[-1], "clause"
        now = self._is_now(scene, low, placed.start)
        before = self._usable(scene, scene.dates_in(first, low))
        if before and not now:
            return before[-1], "sentence"
        later = max((f.start for f in scene.figures_in(placed.end, high)), default=high)
        behind = self._usable(scene, scene.dates_in(placed.end, min(high, later)))
        if behind:
            return behind[0], "clause"
        if now:
            return None, ""
        return self._of_paragraph(scene, placed, first)

    def _of_paragraph(self, scene: Scene, placed: Placed[Figure], first: int) -> tuple[Placed[Date] | None, str]:
        """A sentence without a date goes on with that of the one before it in the paragraph."""
        start, _ = scene.paragraph(placed.start)
        index = scene.sentence_index(placed.start)
        for back in range(index - 1, max(index - 3, -1), -1):
            low, high = scene.sentence(back)
            if low < start:
                break
            dates = self._usable(scene, scene.dates_in(low, high))
            if dates:
                opening = dates[0]
                return (opening, "paragraph") if opening.start - low <= 6 else (None, "")
        return None, ""

    @staticmethod
    def _is_now(scene: Scene, low: int, high: int) -> bool:
        return any(d.mention.value.endswith("_REF") for d in scene.dates_in(low, high))

    def _usable(self, scene: Scene, dates: Sequence[Placed[Date]]) -> list[Placed[Date]]:
        return [date for date in dates if self._governs(scene, date)]

    @staticmethod
    def _governs(scene: Scene, date: Placed[Date]) -> bool:
        mention = date.mention
        if mention.type != "DATE" or not (mention.start_date or mention.end_date):
            return False
        if _COMPARED_BEHIND.match(scene.text, date.end) or _IN_NAME.match(scene.text, date.end):
            return False
        before = scene.text[max(0, date.start - 8) : date.start]
        return _COMPARED_BEFORE.search(before) is None

    # -- planned or done

    def _status(
        self, scene: Scene, placed: Placed[Figure], low: int, high: int, first: int, end: str, start: str
    ) -> tuple[Status, bool]:
        """The word nearest before the figure decides; then one behind it in the clause, then the date."""
        published = scene.published[:10]
        marks = self._marks(scene, first, placed.start)
        if marks:
            return marks[-1][1], marks[-1][0] >= low
        behind = self._marks(scene, placed.end, high)
        if behind:
            return behind[0][1], True
        if start and published and start > published:
            return "planned", True
        if self._did.search(scene.text, low, placed.start):
            return "done", True
        if end and published and end <= published and start:
            return "done", False
        return ("done", False) if self._did.search(scene.text, placed.end, high) else ("", False)

    def _marks(self, scene: Scene, low: int, high: int) -> list[tuple[int, Status]]:
        """Words of plan and of what is done, in order; a verb alone does not take back a plan told before it."""
        found: list[tuple[int, Status]] = [(m.start(), "planned") for m in self._planned.finditer(scene.text, low, high)]
        found += [(m.start(), "done") for m in self._done.finditer(scene.text, low, high)]
        found += [(position, "planned") for position in self._wills(scene, low, high)]
        return sorted(found)

    @staticmethod
    def _wills(scene: Scene, low: int, high: int) -> list[int]:
        """将 before a verb is the future; before a noun it only marks what is handled (将42份书信送到)."""
        if "将" not in (text := scene.text[low:high]) and "拟" not in text:
            return []
        tokens = scene.tokens(*scene.sentence(scene.sentence_index(low)))
        return [
            token.start
            for token, following in zip(tokens, tokens[1:], strict=False)
            if low <= token.start < high
            and (token.word in ("将", "拟") and following.tag.startswith(("v", "d", "p", "ad", "t")))
        ]


def _interval(date: Placed[Date]) -> tuple[str, str, str]:
    """截至8月3日 holds on that day; 8月底前 leaves its beginning open."""
    mention = date.mention
    start = mention.start_date
    if not start and mention.end_date and mention.surface.startswith(("截至", "截止", "到", "至")):
        start = mention.end_date
    return start, mention.end_date, mention.surface
