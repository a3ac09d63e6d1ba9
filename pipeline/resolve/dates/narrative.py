"""What an article has told so far: the years, months and days that its next bare month or day follows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.model.time import Interval, Point, ResolvedTime, TimeExpression
from pipeline.resolve.dates.stretches import in_year
from pipeline.resolve.dates.wording import DateWords, Wording
from pipeline.text import Mask

_TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
_TITLE_MONTH = re.compile(r"(?:((?:19|20)\d\d)年)?(?<!\d)(\d{1,2})月(?:份)?(?!\d)")
#: a year so long past does not date the days of later sentences, but where it opens its own; and how far in that is
_LONG_PAST, _OPENING = 5, 2
#: how many days after its dateline an article may come out
_LATEST = 3
#: days: what lies farther back than that is of the next year
_HALF_A_YEAR = 182


@dataclass(slots=True)
class Told:
    """The last date told, and the paragraph and sentence in which it was told."""

    interval: Interval
    paragraph: int
    sentence: int
    #: 截至2月: how far figures reach, not when the next day told is
    until: bool = False
    #: whether its sentence opens with it
    opens: bool = False


class Narrative:
    """Remembers the dates of an article in their order and says which year, month or day a bare one means."""

    def __init__(self, wording: Wording, words: DateWords, published: date | None, title: str, datelines: Mask) -> None:
        self._wording, self._published, self._datelines = wording, published, datelines
        #: the days that 今天 and 昨天 count from: the dateline's, where the article came out within days of it
        self.today = self.yesterday = published
        #: the last date told, and that of this paragraph
        self.told: Told | None = None
        self.here: Told | None = None
        self.day_told: Interval | None = None
        #: the last day told that is not to come
        self._gone: Interval | None = None
        self.year_told: int | None = None
        #: the stretch that 同期 is the same of
        self.period: Interval | None = None
        #: the quarter or month told last by its own number, and the sentence of it
        self._numbered: tuple[Interval, int] | None = None
        self._paragraph = 0
        self.theme = _theme(title, published, words)
        self.theme_month = _theme_month(title, published, words)

    def enter(self, paragraph: int) -> None:
        """A new paragraph begins anew."""
        if self.here is not None and self.here.paragraph != paragraph:
            self.here = self.day_told = None
        self._paragraph = paragraph

    def year_of(self, point: Point, expression: TimeExpression) -> int | None:
        """The year that the paragraph tells of, else the one that the whole article is about, unless the words look ahead."""
        year = self.here.interval.start.year if self.here is not None else self.theme
        published = self._published
        if published is None or year is None:
            return year
        whole = point.months == (1, 12) and self.here is not None and self.here.interval.by != "published"
        if year < published.year and not whole and self._wording.looks_ahead(expression):
            return None  # but 2009年…。全年预计解决60万人的温饱 is of 2009
        if year == published.year and self.here is not None and self.here.interval.by == "published":
            whole = point.months == (1, 12) and self.here.interval.granularity == "year"
            if whole or (point.months is not None and not self.told_elsewhere(expression)):
                return year  # 今年一季度3亿元，全年可达12亿元; 今年安排39个项目。全年投资2亿元
            return None  # nothing but the article's own year: its date decides
        dated = point.day or point.half is not None or point.quarters is not None or point.months is not None
        if self.here is not None and dated and self.here.interval.start > published and self.told_elsewhere(expression):
            return None  # 预计2024年3月试产。9月18日投放鱼苗: told after a plan, not within it
        if self.here is not None and self._is_recent(point) and self.told_elsewhere(expression):
            return None
        if self._goes_on_into(point, year) and not self._wording.compares(expression):
            return year + 1
        if self._is_to_come(point, year) and not self._wording.is_planned(expression):
            return None  # 到2023年1月12日回落，峰值是12月20日: of an article of January
        if self._is_in_passing(year) and point.month and point.day and self.told_elsewhere(expression):
            return None
        if self.here is None and point.month and point.day and (point.month, point.day) <= (published.month, published.day):
            return None  # a day just past, though the article reports on the year before
        return year

    def _is_in_passing(self, year: int) -> bool:
        """Whether the narrative's year is long past, and no sentence opened with it: 江西在1997年派出第一批干部。6月16日，…"""
        here = self.here
        if here is None or here.opens or here.interval.granularity != "year" or self._published is None:
            return False
        return self._published.year - year >= _LONG_PAST

    def _goes_on_into(self, point: Point, year: int) -> bool:
        """Whether the day only lies behind the one told before it in the next year: 峰值是12月20日，到|1月12日|下降."""
        here, published = self.here, self._published
        if here is None or published is None or here.interval.granularity != "day" or not (point.month and point.day):
            return False
        found, following = in_year(point, year), in_year(point, year + 1)
        back = found is not None and (here.interval.start - found[0]).days > _HALF_A_YEAR
        return back and following is not None and following[0] <= published

    def _is_to_come(self, point: Point, year: int) -> bool:
        """Whether the day lies after the article's date in that year, though the narrative has reached no such day."""
        here, published = self.here, self._published
        found = in_year(point, year) if point.month and point.day else None
        return (
            published is not None
            and found is not None
            and found[0] > published
            and (here is None or here.interval.start <= published)
        )

    def _is_recent(self, point: Point) -> bool:
        """Whether the month or day lies within the two months up to the article's date."""
        published = self._published
        if published is None or point.month is None:
            return False
        found = in_year(point, published.year)
        return found is not None and timedelta(-10) <= published - found[1] <= timedelta(60)

    def told_elsewhere(self, expression: TimeExpression) -> bool:
        """Whether the narrative's year was told in another sentence than the expression's."""
        return self.here is not None and self.here.sentence != self._wording.sentence(expression)

    def told_by(self) -> str:
        """Where the narrative's year comes from: the article's date, when that is what settled it."""
        here = self.here
        return "published" if here is not None and here.interval.by == "published" else "context"

    def subject_year(self, offset: int) -> tuple[int | None, str]:
        """上年: the year before the one that is told of (a bulletin of 2021 says 比上年增长), else before the article's."""
        here = self.here
        surely = here is not None and here.interval.by == "explicit"
        told = here.interval.start.year if here is not None and surely else (self.theme or (self.year_told if offset else None))
        if told is not None:
            return told + offset, "context"
        return (self._published.year + offset, "published") if self._published else (None, "none")

    def one_before(self, usual: Interval, expression: TimeExpression) -> Interval | None:
        """第三季度6亿元，较|上季度|: the quarter or month that 上季度, 上月 are the one before of, where the text tells of one.

        `usual` is what the word means by the article's date; the very one that is told is not called the last one.
        """
        if self._numbered is None:
            return None
        told, sentence = self._numbered
        if told.granularity != usual.granularity:
            return None
        near = told.granularity == "quarter" or sentence == self._wording.sentence(expression)
        same = told.start == usual.start and near
        return told if same or (self._wording.compares(expression) and self.here is not None) else None

    def quarter_told(self, expression: TimeExpression) -> Interval | None:
        """The quarter that the sentence has told of."""
        told, sentence = self._numbered or (None, -1)
        here = sentence == self._wording.sentence(expression)
        return told if told is not None and told.granularity == "quarter" and here else None

    def last_year(self) -> int | None:
        """The year told last, else the article's."""
        if self.told is not None:
            return self.told.interval.start.year
        return self._published.year if self._published else None

    def remember(self, resolved: ResolvedTime) -> None:
        """What is resolved may be what the next date follows."""
        interval, expression = resolved.interval, resolved.expression
        if interval is None or expression.first is None or interval.end is None:
            return
        if interval.granularity == "day" and self._datelines.covers(expression.start, expression.end):
            self._sent_on(interval.start, expression)
        beside = self.period is not None and self._wording.compares(expression)  # 4月209人，比3月增加23%，比去年同期高84%
        relative = expression.first.relative
        # 前十个月2193万人次，逼近|去年全年|的记录，比去年同期上升23%
        beside = beside or bool(
            self.period is not None and interval.granularity == "year" and relative and relative.unit == "year" and relative.offset < 0
            and interval.start.year < self.period.start.year and self.period.granularity != "year"
        )  # fmt: skip
        if interval.granularity != "span" and not expression.first.same and interval.start != interval.end and not beside:
            self.period = interval
        if (
            interval.granularity in ("quarter", "month")
            and expression.first.relative is None
            and not expression.first.same
            and not beside
        ):
            self._numbered = interval, self._wording.sentence(expression)
        if expression.open in ("since", "now") and interval.granularity == "year" and self._published is not None:
            self.period = interval if interval.start.year == self._published.year else self.period
        if expression.open in ("since", "now", "after") and interval.granularity != "day":
            return
        if self._wording.text.startswith("起", expression.end):
            return
        if expression.first.same or expression.first.fixed is not None or self._wording.compares(expression):
            return
        if relative is not None and relative.anchor == "subject" and relative.offset:
            return  # 2018年收入1亿元，|上年|结余320万元，|上年|结转41407万元: both of 2017
        if self._published is not None and interval.start > self._published and interval.granularity in ("year", "span"):
            return
        sentence = self._wording.sentence(expression)
        opens = expression.start - self._wording.begin(expression) <= _OPENING
        told = Told(interval, self._paragraph, sentence, expression.open == "until", opens)
        self.told = self.here = told
        if interval.granularity == "day":
            self.day_told = interval
            if self._published is not None and interval.start <= self._published:
                self._gone = interval
        self.year_told = interval.start.year

    def day_gone(self, expression: TimeExpression) -> Interval | None:
        """9日拘捕三人，12日提堂。|同日|，警方再搜查: the day before the one to come, where 同日 itself speaks of no plan."""
        told = self.told
        to_come = told is not None and self._published is not None and told.interval.start > self._published
        same = self._wording.text.startswith("同日", expression.start)
        return (
            self._gone
            if same and to_come and self.told_elsewhere(expression) and not self._wording.is_planned(expression)
            else None
        )

    def _sent_on(self, day: date, expression: TimeExpression) -> None:
        """A dateline: 今天 of the dispatch is that day; 昨天 is so too, but newspapers write it of the day they come out."""
        late = (self._published - day).days if self._published else 0
        own = self._wording.text.find("本报", self._wording.begin(expression), expression.start) >= 0
        self.today = day if 0 <= late <= _LATEST else self._published
        self.yesterday = (own and self._published) or self.today


def _theme(title: str, published: date | None, words: DateWords) -> int | None:
    """The one past year of a title that reports on a year: 2021年国民经济和社会发展统计公报."""
    years = {int(year) for year in _TITLE_YEAR.findall(title)}
    if len(years) != 1 or published is None or not words.reports.search(title):
        return None
    year = years.pop()
    return year if published.year - 2 <= year < published.year else None


def _theme_month(title: str, published: date | None, words: DateWords) -> date | None:
    """The month that a title's statistics are of: 7月份CPI同比上涨2.7%."""
    match = _TITLE_MONTH.search(title)
    if match is None or published is None or not words.monthly.search(title) or not 1 <= int(match[2]) <= 12:
        return None
    month = int(match[2])
    return date(int(match[1]) if match[1] else published.year - (month > published.month), month, 1)
