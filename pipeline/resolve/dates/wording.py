"""What the words around a date say: whether they look ahead, compare, or open an event; and in which sentence it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

from pipeline.model.time import TimeExpression
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists

#: 完成全年|目标|的85% tells how much of a goal is done, 年度|计划|投资5亿元，1—6月 what the clause before is of
_PLANS = ("计划", "目标")
_DONE_OF = r"(?!的[超近逾约达]?[\d.]+[%％])(?!投资[额约达为]{0,2}[\d.]+[万亿]+元[，,；;])"
#: a clause that has told its figure
_TOLD = re.compile(r"[^，,]*\d[\d.]*[万亿]*[^\d，,]{1,3}(?=[，,])")
#: behind a quarter that is not over, makes it the one that an event opens: 第四季度|项目集中开工, 一季度|项目开复工仪式
_BEGUN = r"(?:开工|签约|开竣工|开复工|竣工|投产)"
_EVENT = re.compile(
    rf"(?:全[省市县区州])?(?:重大|重点|招商(?:引资)?|产业)?(?:建设)?(?:工程|项目)?(?:集中{_BEGUN}|{_BEGUN}(?:仪式|活动|动员))"
)
#: around a year that is only told to be the how manieth: 今年是援疆|第三年|。
_IS_NTH, _CLOSED = re.compile(r"是[^，,。；;]{2,40}$"), re.compile(r"[，,。；;]|$")


class DateWords:
    """The patterns of what is asked of the words around dates, from lists of the rules."""

    def __init__(self, lists: WordLists) -> None:
        ahead, none = (any_of(lists[f"date.{name}"]).pattern for name in ("ahead", "unahead"))
        starts = {
            (word[:at], word[at:])
            for word in lists["date.unahead"]
            for at in range(1, len(word))
            if word[at:] in lists["date.ahead"] or word[at:] in _PLANS
        }
        inside = "".join(rf"(?<!{re.escape(head)}(?={re.escape(tail)}))" for head, tail in sorted(starts))  # 接|待
        self.ahead = re.compile(rf"{inside}(?!{none})(?:{ahead}|(?:{'|'.join(_PLANS)}){_DONE_OF})")
        self.compared = re.compile(f"(?:{any_of(lists['date.compared']).pattern})(?:上年|)$")
        self.reports, self.monthly = any_of(lists["date.report"]), any_of(lists["date.monthly"])


class Wording:
    """Asks the text of an article about the dates in it; `sentences` are where sentences begin."""

    def __init__(self, text: str, sentences: Sequence[int], words: DateWords) -> None:
        self.text, self._sentences, self._words = text, sentences, words
        self._paragraphs = [match.start() for match in re.finditer("\n", text)]

    def paragraph(self, expression: TimeExpression) -> int:
        """The number of its paragraph."""
        return bisect_right(self._paragraphs, expression.start)

    def sentence(self, expression: TimeExpression) -> int:
        """The number of its sentence, from 1."""
        return bisect_right(self._sentences, expression.start)

    def begin(self, expression: TimeExpression) -> int:
        """Where its sentence begins."""
        return self._bounds(expression)[0]

    def compares(self, expression: TimeExpression) -> bool:
        """较|2019年, 比|上月: only compared with."""
        return self._words.compared.search(self.text[max(0, expression.start - 5) : expression.start]) is not None

    def numbers(self, expression: TimeExpression) -> bool:
        """今年是援疆的|第三年|。: it only says the how manieth a year is."""
        return (
            _IS_NTH.search(self.text, self.begin(expression), expression.start) is not None
            and _CLOSED.match(self.text, expression.end) is not None
        )

    def opens_event(self, expression: TimeExpression) -> bool:
        """第四季度|项目集中开工: the quarter opens with it."""
        return _EVENT.match(self.text, expression.end) is not None

    def looks_ahead(self, expression: TimeExpression) -> bool:
        """Whether the words at the expression speak of the future."""
        return expression.open == "before" or self._words.ahead.search(self._clause(expression)) is not None

    def announced(self, expression: TimeExpression) -> bool:
        """Whether the words right before the expression, or 前 behind it, speak of the future."""
        begin = max(self.begin(expression), expression.start - 12)
        begin = max(begin, self.text.rfind("；", begin, expression.start))
        return expression.open == "before" or self._words.ahead.search(self.text, begin, expression.start) is not None

    def is_planned(self, expression: TimeExpression) -> bool:
        """Whether the sentence up to the expression, or the words right behind it, speak of plans."""
        begin = self.begin(expression)
        return self.looks_ahead(expression) or self._words.ahead.search(self.text, begin, expression.start) is not None

    def _bounds(self, expression: TimeExpression) -> tuple[int, int]:
        index = bisect_right(self._sentences, expression.start)
        return self._sentences[index - 1], self._sentences[index] if index < len(self._sentences) else len(self.text)

    def _clause(self, expression: TimeExpression) -> str:
        begin, end = self._bounds(expression)
        before = self.text[max(begin, expression.start - 12) : expression.start].rpartition("；")[2]
        behind = self.text[expression.end : min(end, expression.end + 16)].partition("；")[0]
        told = _TOLD.match(behind)  # 1—6月|完成投资3亿元，|年度计划…
        return before + (told.group() if told else behind)
