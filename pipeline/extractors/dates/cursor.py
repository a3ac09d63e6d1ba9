"""What every part of the reader of one time expression shares: the text, how far it was understood, and by which rules."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extractors.dates.grammar import Patterns
from pipeline.model.time import Point
from pipeline.numerals import NumeralSystem
from pipeline.rulebook.calendar import CalendarRules, CalendarWord

NOTHING = Point()
_LOOK_BACK = 6


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a reader asks of the rules."""

    calendar: CalendarRules
    patterns: Patterns
    numbers: NumeralSystem
    numbered: tuple[str, ...]
    lengths: tuple[str, ...]
    single: tuple[str, ...]
    spans: tuple[str, ...]
    named: tuple[str, ...]
    lasts: tuple[str, ...]


class Cursor:
    """Stands in one time expression that begins at `start`; `at` moves forward over what was understood."""

    def __init__(
        self, text: str, start: int, vocabulary: Vocabulary, words: dict[int, str], *, republic: bool, told: bool, ages: bool
    ) -> None:
        self.text, self.start, self.at = text, start, start
        #: whether the text counts years of the Republic, says so of one (民国九十年), and speaks of centuries or decades
        self.republic, self.told, self.ages = republic, told, ages
        self.vocabulary, self.words = vocabulary, words
        self.calendar, self.patterns, self.numbers = vocabulary.calendar, vocabulary.patterns, vocabulary.numbers
        self.rule: list[str] = []
        self.mod = ""
        #: the year whose months are those of the old calendar; 0 for ours
        self.lunar_year = 0

    def before(self, at: int) -> str:
        """The few characters that stand in front of `at`."""
        return self.text[max(0, at - _LOOK_BACK) : at]

    def took(self, end: int, rule: str, point: Point) -> Point:
        """`point`, understood up to `end` by `rule`."""
        self.at = end
        self.rule.append(rule)
        return point

    def word_at(self, at: int) -> CalendarWord | None:
        """The calendar word that begins at `at` and may stand between its neighbours."""
        word = self.calendar.words.get(self.words.get(at, ""))
        if word is None:
            return None
        if self.text[at + len(word.word) : at + len(word.word) + 1] in tuple(word.follow):
            return None
        joined = at and self.text[at - 1] in word.after and not self.text.endswith("超过", 0, at)  # 过去|年, 超过|去年
        return None if joined else word
