"""Dates, durations and recurring times: 6月底, 10月18日至21日, 去年同期, 一年半, 每周三; never 1805名 or 百年大计.

A cursor is set only where a number stands before a calendar character or a calendar word begins. From there one `Point`
is read (year, then what is smaller, in falling order), then a second one behind 至 or a dash, then what is attached.
Nothing is resolved here: 去年 stays "year -1 from the article's date".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from pipeline.extractors.dates.cursor import Cursor, Vocabulary
from pipeline.extractors.dates.expression import read_expression
from pipeline.extractors.dates.grammar import Patterns, Starts
from pipeline.model.time import TimeExpression
from pipeline.numerals import NumeralSystem
from pipeline.rulebook.calendar import CalendarRules
from pipeline.rulebook.lexicon import lengths_by_edge
from pipeline.rulebook.lists import WordLists
from pipeline.text import WordMap
from pipeline.text.lookup import Hits

#: what only Taiwan's papers speak of as a matter of course: 107年 there is a year of the Republic
_TAIWAN = re.compile(r"中央社|行政院|立法院|新台币|卫福部|内政部|健保署|台铁|台湾高铁|中华民国")
#: says of one year that it is of the Republic
_TOLD = re.compile(r"民国[\d一二三四五六七八九十百零〇]{2,5}年")
#: behind a date, say that it is compared with
_LIKENED = ("相比", "相较", "持平")
_NAME_BEFORE = ("", "\n", " ", "，", ",", "、", "。", "：", ":", "；", "“", "(", "由", "与", "和", "是")
#: behind a holiday, makes it a season of films: 春节|档
_FILMS = re.compile("档(?![案位])")
#: behind 清明, 国庆 and the like: what makes the whole a title or a name
_LONGER = re.compile(r"上河图|路|街|镇|乡|村|桥|寺|山|河|湖|县|区|市|门|茶|粽|月饼")


class DateExtractor:
    """Finds time expressions in a flow."""

    def __init__(self, calendar: CalendarRules, numbers: NumeralSystem, lists: WordLists) -> None:
        names = ("date.numbered", "date.length", "date.single", "date.span", "date.named", "date.lasts")
        self._patterns = Patterns(calendar.traps, lists)
        self._vocabulary = Vocabulary(calendar, self._patterns, numbers, *(tuple(sorted(lists[name])) for name in names))
        self._surnames, self._given_names = lists["surname"], lists["given_name"]
        #: what is to be looked up
        self.words = {"date": sorted({*calendar.words, *calendar.holidays, *calendar.periods, *calendar.eras})}
        self._era_lengths = lengths_by_edge(calendar.eras, -1)

    def extract(self, text: str, hits: Hits, blocked: Callable[[int, int], int], map_: WordMap) -> Iterator[TimeExpression]:
        """Time expressions, ascending and not overlapping; `hits` may lie in what is blocked."""
        words: dict[int, str] = {}
        for _, start, end in hits["date"]:
            if end - start > len(words.get(start, "")) and not blocked(start, end) and not _FILMS.match(text, end):
                words[start] = text[start:end]
        told = "民国" in text and "台湾" in text and _TOLD.search(text) is not None
        republic = next(Starts.republic.finditer(text), None) is not None or _TAIWAN.search(text) is not None
        starts = sorted(words.keys() | {match.start() for match in Starts.numbers.finditer(text)})
        ages = "世纪" in text or "年代" in text
        resume, eras = 0, self._vocabulary.calendar.eras
        for start in starts:
            if start < resume or blocked(start, start + 1):
                continue
            if start not in words and (end := self._unplaced(text, start)):
                resume = end
                continue
            if start in words and words[start] not in eras and self._part_of_word(start, start + len(words[start]), map_):
                if not Starts.numeric.match(text, start):
                    continue
                words.pop(start)
            expression = read_expression(Cursor(text, start, self._vocabulary, words, republic=republic, told=told, ages=ages))
            if expression is not None and expression.start >= resume:
                yield expression
                resume = expression.end

    def _unplaced(self, text: str, start: int) -> int:
        """Where the date at `start` ends that an era stands before which does not place it (建武|二十六年三月); 0 where there is none."""
        for length in self._era_lengths.get(text[start - 1 : start], ()):
            era = self._vocabulary.calendar.eras.get(text[max(start - length, 0) : start])
            if (
                era is not None
                and not (era.spelt and text[start].isascii())
                and (match := self._patterns.reign_day.match(text, start))
            ):
                return match.end()
        return 0

    def _part_of_word(self, start: int, end: int, words: WordMap) -> bool:
        """证明 | 年检, 去 | 年轻人, 李国庆: a calendar word whose characters the segmenter gives to other words."""
        text = words.text
        first, stop = words.covering(start)
        if (
            first == start
            and start
            and text[start - 1] in self._surnames
            and text[start - 2 : start - 1] in _NAME_BEFORE
            and not self._patterns.suffix.match(text, end)
        ):
            return text[start:end] in self._given_names  # 李国庆 cut as 李 | 国庆
        if text.startswith(_LIKENED, end):
            return False  # 与去年|同期相比 is one word of the segmenter
        if text[first:start] in ("从", "自", "到", "至", "在", "以", "于", "由", "据", "较", "比", "与"):
            return False  # 从今天起 is one word of the segmenter
        if first < start and (words.segmenter.is_word(text[first:stop]) or text[first] in self._surnames):
            return stop < end or stop - first > end - start
        first, stop = words.covering(end - 1)
        if stop <= end:
            return False
        word = text[first:stop]
        if not words.segmenter.is_word(word) or text[end] in "底初末" or text.endswith("年度", start, end):  # 明年度|预算
            return False
        return first > start or (
            first == start
            and not self._patterns.suffix.match(text, end)
            and not self._patterns.daypart.match(text, end - 1)
            and _LONGER.match(text, end) is not None
        )
