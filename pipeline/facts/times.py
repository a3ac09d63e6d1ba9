"""When a fact holds, and whether it is planned or done."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from pipeline.facts.cues import Cues
from pipeline.facts.parts import date_of
from pipeline.facts.scene import Placed, Scene, Spot
from pipeline.facts.statuses import ITEM, SENTENCES_BACK, StatusFinder
from pipeline.model import Date
from pipeline.model.fact import Status
from pipeline.text.tables import Cell

#: a date that another is compared with, not one at which a figure holds
_COMPARED_BEFORE = re.compile(
    r"(?:较|比|(?<!连)同(?=$)|同比|相比|相较|对比|[与跟]|自|超过|[高低好优快慢多少大小强弱]于|不及|不如|恢复至|恢复到|相当于|高出|历史|历年|往年|常年)[^，,。\d]{0,3}$|与近[\d一二三四五十]{1,2}年$|较[^，,。\d]{0,8}$|接近[^，,。；;\d]{0,8}$|上一?[期季]\($"
)
_COMPARED_BEHIND = re.compile(
    r"(?:\([^)]*\))?(?:年?同期|同月|相比|入[汛春夏秋冬梅]以来(?:最|首|第)|的(?:水平|基础|\d)|水平的?\d|(?:多|高|低)[了出\d]|(?<=以来)最[强大小多少高低严重])"
)
_OF_FIGURE = re.compile(r"[”’」]?(的)?(?:约|近|不足|超过?)?\d")
#: behind a date, tells of its ranks alone: 从|2011年|的全国第七位
_RANKED = re.compile(r"的[^，,。；;\d]{0,8}第[一二三四五六七八九十百\d]{1,4}[位名]")
#: before a date, gives with 的 behind it one of two values: 由|2016年|的31.5%提高到|去年|的78.2%; the first also without
#: 3.0%和|2024年|的2.9%
_FROM_TO = re.compile(
    r"[由从][“‘「]?$|(?<!恢复)(?<!相当于)([到至]|(?<=超)过)$|(?<=[放回缓落升降增减][缓落至到])$|(?<=%)[和与及]$|(?<=[值高低])为$"
)
#: behind a date that is compared with: the value of that time, before the change that is told: 较|去年同期|的103亿元增长21%
_BASE = re.compile(
    r"的?[^增减升降涨跌多少提上下高低，,。；;\d]{0,9}\d[\d.,]*(?![\d.,]|%的)[^，,。；;\d]{0,6}?(?:[增减升降涨跌]|上升|下[降跌滑]|提高|回[落升])"
)
#: behind a day, makes it that on which somebody told what holds at another time: 11日|公布第七次普查主要数据结果，
_PUBLISHED = re.compile(
    r"(?:正式|对外)?(?:公布|发布|披露)(?:了|的)?[^，,。；;\d]{0,30}?(?:数据|结果|公报|统计报告)(?:显示)?[，,：:]"
)
_IN_NAME = re.compile(
    r"[”’》]?(?:度?(?:规划|计划(?=[的，。；、中内外任目表书”》])|目标|任务|预算)|(?<=年[底末终])(?:分红|结算|盘点|考核)|(?<=年初)(?:计划|预算|下达|确定|预期|既定)|(?:工作|发展|建设|援建|行动)规划|年鉴|届|方案|行动|(?:的?第)?\d{1,2}号(?:超?强?台风|热带)|(?:交割|到期|交货)的)"
)
#: behind a period, makes it part of an event's name: 2023年第一季度|招商引资集中签约仪式在…举行
_IN_EVENT = re.compile(r"[^，,。；;\d]{0,30}?(?:仪式|大会|推介会|活动|会议)(?:在|于|[^，,。；;]{0,12}(?:举行|举办|召开))")
_HELD_IN = re.compile(r"[^，,。；;\d]{0,24}?(?:仪式|大会|活动|会议|[介谈览]会)")
#: between years whose figures are told together: 2018年、2019年|引进12家企业
_BESIDE = re.compile(r"[、和及与]|(?<=年)至")
#: before the first figure of a course, between the two, and how many those are
_FROM, _GREW, _ENDS = frozenset("从由"), re.compile(r"[^，,。；;\d]{1,8}[至到为]"), 2
_BELOW = re.compile(r"如下(?:[：:。]|[ \t\u3000]*\n)")
_COMPARES = ("相比", "相较", "比较")
_JOINS = ("、", "和", "及", "与")
_IN_TURN = "分别"
#: before a period, likewise
_HELD = ("举行", "举行了", "举办", "举办了", "召开", "召开了")
#: a date that only the figure beside it is of: 上年同期为0.94元
_OF_ONE = re.compile(r"同期|同月|^(?:上年|去年|上季|上月|前年)")
#: a date that only its own clause is of: 20多年前|这里没有企业，如今入驻30家
_LONG_AGO = re.compile(r"(?:多|余|几|数[十百]?)年[以之]?前$")
#: behind a date, makes it that of a beginning, which what is told of the thing is not of: 2008年10月|开工建设，面积1.6万平方米
_FOUNDED = re.compile(r"(?:正式|全面)?(?:开工|动工|奠基|破土|始建|立项|获批|批复|成立|创办|创建|组建)")
_FOUNDED_IN = ("建于", "成立于", "创建于", "创办于", "创立于", "组建于", "设立于", "开业于")
#: around a date that only tells which one something is: 是|2017年|引进的首家企业，
_IS = re.compile(r"是[^，,。；;的]{0,8}$")
_WHICH = re.compile(r"[^，,。；;\d]{2,16}的[^，,。；;\d]{2,20}[，,。；;]?$")
#: behind a duration over which figures add up: 一年半|时间里
_OVER = re.compile(r"(?:的?时间)?[里内间来]")
#: behind a date, makes it the beginning of a stretch up to now: 自2008年|通车以来
_SINCE = re.compile(
    r"[\u4e00-\u9fff]{1,40}以来|[\u4e00-\u9fff]{1,10}至今|[，,](?![自今去近上本党新有])[\u4e00-\u9fff]{2,30}以来|(?<=[年月])(?:起|开始)[，,]"
)
#: behind a date, makes it only the beginning of what goes on: 1997年|开始
_BEGUN = re.compile(r"(?:开始|起)")
_WORK_REPORT = ("政府工作报告", "度政府工作报告")
_REVIEW = re.compile(r"回顾|成就|成效")
#: where such a report comes to its plans
_AGENDA = re.compile(r"以下工作|工作安排|工作部署|预期目标|工作总体要求|主要目标")
#: right before a sum, says that it is for the whole year
_FOR_YEAR = re.compile(r"(?:年度|当年|本年)(?:计划)?(?:完成)?投资(?:计划|额|目标)?[约达为]?$")
_UNTIL = ("截至", "截止", "到", "至")
#: how far from its beginning a sentence's date may stand to hold for the next one
_OPENING = 6
#: before a date that opens what its sentence tells: 在改革推进的背景下，|去年|
_FRAME = re.compile(r"(?:在|随着|面对|受|得益于)[^，,。；;\d]{2,40}[，,]|[^，,。；;\d]{2,24}(?:显示|公布|统计|获悉)[，,:]")
_YEAR_ALONE = 5
#: behind a month in a title, says that the figures are of it: 9月|旅客入境数目
_MONTHLY = re.compile(r"[^，,。；;、：:\d\n]{2,20}(?:数目|统计|情况|数据|简报|快报|公报|月报|概况)[ \t]*(?:\n|$)")
_YEAR = re.compile(r"(?<![全半])年$")
#: the year gone by, which in a section on a year is that year
_PAST_YEAR = re.compile(r"(?:刚刚)?(?:过去|这)的?一年|一年来")
_OF_YEAR = re.compile(r"(?:19|20)\d\d年")
#: of states at the end of a period, which the next sentence is not of
_STOCK = "余额"
_AT_END = ("年末", "年底", "季末", "月末", "月底")
_NEXT_ITEM = re.compile(r"[；;：:，,。]\s?[二三四五六七八九十]是")


#: a company's report, which says what period its figures are of: 宁德时代|一季报|显示
_REPORT = re.compile(
    r"(?:(?P<year>(?:19|20)\d\d)年)?度?第?(?:(?P<first>一季(?:报|度报告?|度财报|度业绩(?:公告|报告)))|(?P<half>半年报|中报|半年度报告|中期报告)"
    r"|(?P<third>三季(?:报|度报告?|度财报))|(?P<full>年报|年度报告))(?=显示|披露|称|指出|[，,：:])"
)
_TELLS = re.compile(r"发布|公布|披露|预计|预测|报告|显示|公告|获悉|[了获]解到|得知|介绍|通报|透露|[^，,。；]说|称|表示")


class When(NamedTuple):
    """`near` says how the date was found: clause, sentence, paragraph, or empty for none."""

    start: str = ""
    end: str = ""
    text: str = ""
    near: str = ""
    cumulative: bool = False
    status: Status = ""
    sure: bool = False


#: opens a sentence that is not of the years told before
_THIS_TIME = ("此次", "本次", "这次", "这一次", "经过多年", "历经多年", "经过几年", "经过数年", "多年来")
#: what the whole report is of, whatever the sentence before told of
_REPORTED = ("报告期", "本报告期")
#: opens a sentence that tells parts of what the one before told
_BY_PERIOD = ("分季度看", "分月看", "分月份看", "逐季看", "逐月看")
PARTS_OF_IT = ("其中", "分产业看", "分行业看", "分门类看", "分地区看", "分品种看")


class TimeFinder:
    """One article's dates and status."""

    def __init__(self, scene: Scene, cues: Cues, verbs: frozenset[str], after: tuple[str, ...]) -> None:
        """`after` are the words of plans that tell of what follows on something: 建成后."""
        self._cues, self._statuses = cues, StatusFinder(cues, verbs, after)
        self._dates = [date for date in scene.dates if _governs(scene, date)]
        self._starts = [date.start for date in self._dates]
        self._nows = [date.start for date in scene.dates if _tells_now(scene, date)]
        self._named = frozenset(
            d.start
            for d in self._dates
            if _is_period(d) and (_IN_EVENT.match(scene.text, d.end) or scene.text.endswith(_HELD, 0, d.start))
        )
        self._opened = {
            date.start: first
            for first, date in itertools.pairwise(self._dates)
            if _is_period(first) and _is_period(date) and _BESIDE.fullmatch(scene.text, first.end, date.start)
        }
        self._single = frozenset(date.start for date in self._dates if _is_single(scene, date))
        self._periods: dict[int, tuple[Placed[Date] | None, str]] = {}
        #: where sentences begin that are items of lists, once asked
        self._listed: list[int] | None = None

    def find(self, scene: Scene, placed: Spot, cells: Sequence[Cell] = ()) -> When:
        """`cells` are those that tell of a figure in a table, the nearest first."""
        low, first = placed.low, placed.first
        date, near = self._of_cells(scene, placed, cells) if cells else self._governing(scene, placed)
        start, end, text = _interval(scene, date) if date is not None else ("", "", "")
        status, sure = self._statuses.find(scene, placed, date, start, end)
        if date is not None and (opening := self._opened.get(date.start)) and _IN_TURN not in scene.text[date.end : placed.start]:
            start, text = min(start, opening.mention.start_date), scene.text[opening.start : date.end]
        if not cells and near != "clause" and (reported := _reported(scene, placed, date)) is not None:
            (start, end, text), near = reported, "sentence"
        if date is not None and (until := self._until(scene, date, first)) and start <= until < end:
            end = until  # 截至8月底，今年销售农产品|84亿元
        if near == "heading" and status == "planned" and end and end < scene.published and "将" in scene.text[low : placed.start]:
            start = end = text = near = ""  # 一季度招商引资“开门红”: 企业将投资|15亿元
        if near == "heading" and date is not None and _is_of_review(scene, date, first):
            start = end = text = near = ""
        if near != "clause" and end and end < scene.published and self._statuses.follows(scene, first, placed.start):
            start = end = text = near = ""
        if date is not None and near != "clause" and status == "planned" and _is_of_deed(scene, placed, date, end, near):
            start = end = text = near = ""
        if date is not None and status == "planned" and end == scene.published and _SINCE.match(scene.text, date.end):
            end = ""  # 自2018年起将增至|3000万元
        cumulative = self._cues.any("cumulative", low, placed.start) or (
            near != "clause" and self._cues.any("cumulative", scene.text.rfind("；", first, low) + 1 or first, low)
        )
        if date is not None and date.mention.surface.startswith(("截至", "截止")):
            cumulative = True
        return When(start, end, text, near, cumulative, status, sure)

    def _until(self, scene: Scene, date: Placed[Date], first: int) -> str:
        """The day up to which what is told of a year is told: the sentence opens with it."""
        before = self._usable(first, date.start)
        if not before or not _YEAR.search(date.mention.surface):
            return ""
        last = before[-1].mention
        return last.end_date if last.surface.startswith(_UNTIL[:2]) else ""

    def date_at(self, scene: Scene, start: int, end: int) -> Placed[Date] | None:
        """The date of the clause at the words `start`–`end`, else the last one before it in the sentence."""
        at = scene.stretch(start, end)
        for bounds, index in (((at.low, start), -1), ((end, at.high), 0), ((at.first, at.low), -1)):
            if dates := self._usable(*bounds):
                return dates[index]
        return None

    # -- the date

    def _governing(self, scene: Scene, placed: Spot) -> tuple[Placed[Date] | None, str]:
        """The date of the clause, else of a clause before in the sentence, else what the paragraph or the heading says."""
        low, high, first = placed.low, placed.high, placed.first
        if (dealt := date_of(scene, placed.number)) is not None:
            return dealt, "clause"
        if (course := self._of_course(scene, placed)) is not None:
            return course, "clause"
        if placed.number and (again := self._of_row(scene, placed)) is not None:
            return again, "clause"
        if scene.text.startswith(_COMPARES, placed.end) and (compared := scene.dates_in(low, placed.start)):
            return compared[-1], "clause"  # 与2010年第六次普查的|725482人|相比
        before = [d for d in self._usable(first, low) if d.start not in self._single and _holds_on(scene, d, first, low)]
        own = [date for date in self._usable(low, placed.start) if date.start not in self._single or date.start >= placed.bound]
        if own and not (own[-1].start in self._named and before):
            told = before and _is_period(own[-1]) and _TELLS.search(scene.text, before[-1].end, own[-1].start)
            ahead = self._cues.any("planned", own[-1].end, placed.start)  # 一季度开工20个，今年|计划完成5亿元
            return own[-1] if told or ahead else _narrower(own[-1], before), "clause"  # 22日发布报告，预计|2025年|增长2.8%
        if any(date.start not in self._named for date in before):
            before = [date for date in before if date.start not in self._named]
        carried = [
            date
            for index, date in enumerate(before)
            if not (index and _OF_ONE.search(date.mention.surface) and scene.figures_in(first, date.start))
            and not _LONG_AGO.search(date.mention.surface)
            and not _is_of_beginning(scene, date)
            and not _tells_which(scene, date)
        ]
        now = self._is_now(carried[-1].end if carried and carried[-1].end < low else low, placed.start)
        if carried and (not now or carried[-1].mention.surface.startswith(_UNTIL)):
            whole = [date for date in carried if _YEAR.search(date.mention.surface)]
            if whole and _FOR_YEAR.search(scene.text, low, placed.start):
                return whole[-1], "sentence"  # 2023年项目530项，1—6月完成投资3亿元，其中…，年度计划投资|5亿元
            return _of_event(scene, carried), "sentence"
        if now or self._is_now(first, low):
            return None, ""
        following = scene.figures[placed.number + 1].start if placed.number + 1 < len(scene.figures) else high
        if following >= high and (behind := self._usable(placed.end, high)):
            return behind[0], "clause"
        if first not in self._periods:
            self._periods[first] = self._of_paragraph(scene, first)
        return self._periods[first]

    def _of_row(self, scene: Scene, placed: Spot) -> Placed[Date] | None:
        """The date right before the first of a row of figures: 由上年的22.26%、|28.63%|和|49.11%|调整为21.35%."""
        number = placed.number
        while number and scene.text[scene.figures[number - 1].end : scene.figures[number].start] in _JOINS:
            number -= 1
        if number == placed.number or scene.text[scene.figures[number].start - 1] != "的":
            return None
        dates = self._usable(placed.low, scene.figures[number].start)
        return dates[-1] if dates and dates[-1].end == scene.figures[number].start - 1 else None

    def _of_course(self, scene: Scene, placed: Spot) -> Placed[Date] | None:
        """The date of one end of a course like that of a clause before: 产值从1994年的5亿元增长到2017年的216亿元，投资从|0.8亿元|增长到|375亿元."""
        begins = scene.text[placed.start - 1 : placed.start] in _FROM
        before = scene.figures[placed.number - 1] if placed.number else placed
        ends = placed.low <= before.start < placed.start and scene.text[before.start - 1] in _FROM
        if not begins and not (ends and _GREW.fullmatch(scene.text, before.end, placed.start)):
            return None
        for low, high in scene.clauses_before(placed.start):
            if dates := self._usable(low, high):
                told = len(dates) == len(scene.figures_in(low, high)) == _ENDS and scene.text[dates[0].start - 1] in _FROM
                return dates[0 if begins else 1] if told else None
        return None

    def _of_cells(self, scene: Scene, placed: Spot, cells: Sequence[Cell]) -> tuple[Placed[Date] | None, str]:
        """The date of the head or label, else of what stands over the table; other cells of the row are of other columns."""
        dates = [date for cell in cells for date in self._usable(cell.start, cell.end)]
        if not dates:
            return self._of_paragraph(scene, placed.first)
        return _narrower(dates[0], dates[1:]), "clause"

    def _of_paragraph(self, scene: Scene, first: int) -> tuple[Placed[Date] | None, str]:
        """A sentence without a date goes on with the period of one before it in the paragraph, or of the heading or title."""
        start = _stretch_of(scene, first)
        last_now = self._last_now(start, first)
        again: Placed[Date] | None = None
        items: Sequence[int] | None = None
        if scene.text.startswith(_THIS_TIME, first):
            return None, ""  # 1986年发掘1、2号坑。|此次发现的8号坑
        whole = scene.text.startswith(_REPORTED, first)  # 第四季度营收9亿元。|报告期内，毛利率38.6%
        for low, dates in () if whole else self._dated_sentences(scene, start, first):
            if last_now >= low:
                return None, ""
            if scene.text.startswith(_BY_PERIOD, low):
                continue  # 分季度看，一季度增长5%。|分产业看，…
            if items is None:
                items = self._items(scene, start, first)
            if len(items) > 1 and items[0] <= low < items[-1]:
                continue  # 一是修路。2009年，投入20万元。二是办学。投入|9万元
            opens = dates[0].start - low <= _OPENING or _FRAME.fullmatch(scene.text, low, dates[0].start) is not None
            if all(_is_of_beginning(scene, date) for date in dates):
                continue
            if len(dates) > 1 and not _is_period(dates[0]) and _TELLS.search(scene.text, dates[0].end, dates[1].start):
                dates = dates[1:]  # 2月1日，记者获悉，|2023年|，全县经济稳中有进。
            parts = scene.text.startswith(PARTS_OF_IT, first)  # 2月25日发送旅客87万人次。|其中，动车组|31万人次
            until = parts and dates[0].mention.surface.startswith(_UNTIL[:2])  # 截至9月底，装机31亿千瓦。|其中，风电|4.8亿千瓦
            stock = (
                _STOCK in scene.text[first : scene.sentence(scene.sentence_index(first))[1]]
            )  # 5月末，M2余额300万亿元。M1|余额70万亿元
            if dates[0].mention.surface.endswith(_AT_END) and not (until or (stock and low >= scene.paragraph(first)[0])):
                continue
            said = _within(dates)
            held = _is_period(said) or (parts and scene.sentence_index(low) + 1 == scene.sentence_index(first))
            if _BEGUN.match(scene.text, said.end) or not held or not _is_same(said, again or said):
                return None, ""
            if self._is_over(scene, said, first):
                return None, ""
            if opens or parts:
                return said, "paragraph"
            again = said  # 今年安排39个项目。…，全年投资2亿元。
        if last_now >= start:
            return None, ""
        return (None, "") if again is not None else self._of_heading(scene, first)

    @staticmethod
    def _of_heading(scene: Scene, first: int) -> tuple[Placed[Date] | None, str]:
        """When all that follows holds, as a sentence before says, or the period that the heading or the title tells."""
        told = scene.once("told below", _told_below)
        if (index := bisect_left(told, first, key=itemgetter(0)) - 1) >= 0:
            return told[index][1], "heading"
        reviewed = next((date for low, high, date in scene.once("reviewed", _reviewed) if low < first < high), None)
        if reviewed is not None:
            return reviewed, "heading"
        for bounds in dict.fromkeys((*scene.headings_over(first), *scene.headings[:1])):
            if bounds[0] < first and (periods := [date for date in scene.dates_in(*bounds) if _heads(scene, date)]):
                if _is_month(periods[0]) and not _is_alone(scene, periods[0], bounds[1], first):
                    return None, ""  # 9月旅客入境数目。今年首九个月经海路入境8万人次。|经陆路入境9万人次
                # 2022年预算执行情况和2023年预算草案: which of them, the sections say
                return (periods[0], "heading") if all(_is_same(periods[0], other) for other in periods) else (None, "")
        return None, ""

    def _items(self, scene: Scene, start: int, first: int) -> Sequence[int]:
        """Where the sentences of a stretch begin that open items of a list, up to the one the figure is in."""
        if self._listed is None:
            self._listed = [low for low in scene.sentences if ITEM.match(scene.text, low)]
        return self._listed[bisect_left(self._listed, start) : bisect_left(self._listed, first + 1)]

    def _dated_sentences(self, scene: Scene, start: int, end: int) -> Iterator[tuple[int, Sequence[Placed[Date]]]]:
        """Where the sentences of a stretch begin that have dates, the last first, and their dates."""
        index = bisect_left(self._starts, end) - 1
        for _ in range(SENTENCES_BACK):
            if index < 0 or self._starts[index] < start:
                return
            low, high = scene.sentence(scene.sentence_index(self._starts[index]))
            yield low, self._usable(low, high)
            index = bisect_left(self._starts, low) - 1

    def _last_now(self, start: int, end: int) -> int:
        """Where the stretch last says now; -1 where it does not."""
        index = bisect_left(self._nows, end) - 1
        return self._nows[index] if index >= 0 and self._nows[index] >= start else -1

    def _is_over(self, scene: Scene, date: Placed[Date], first: int) -> bool:
        """Whether a month or a time to come, told in a sentence before, says nothing of the next one: 2018年10月引种。…
        两个月后投用。公司订单过亿元."""
        start, end, published = date.mention.start_date, date.mention.end_date, scene.published
        if not published:
            return False
        if start > published:
            last = scene.sentence(scene.sentence_index(first))[1]
            return not (self._cues.any("planned", first, last) or self._statuses.wills(scene, first, last))
        return start[:7] == end[:7] and int(published[:4]) - int(start[:4]) > 1

    def _is_now(self, start: int, end: int) -> bool:
        """Whether the stretch says now, lately, or over how long: 过去一年半时间里."""
        index = bisect_left(self._nows, start)
        return index < len(self._nows) and self._nows[index] < end

    def _usable(self, start: int, end: int) -> Sequence[Placed[Date]]:
        """The dates of the stretch at which figures hold."""
        return self._dates[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    # -- planned or done


def _tells_now(scene: Scene, date: Placed[Date]) -> bool:
    mention = date.mention
    if mention.type == "DURATION" and scene.text[date.start - 1 : date.start] in ("前", "头", "首"):
        return True  # 假期前|4天: days that nothing else tells
    return mention.value.endswith("_REF") or (mention.type == "DURATION" and _OVER.match(scene.text, date.end) is not None)


def _stretch_of(scene: Scene, first: int) -> int:
    """Where the paragraph begins that a sentence goes on with: its own, or the one before where 其中 opens it."""
    start, _ = scene.paragraph(first)
    if first == start and start and scene.text.startswith(PARTS_OF_IT, first):
        start, _ = scene.paragraph(start - 1)
    return start


def _governs(scene: Scene, date: Placed[Date]) -> bool:
    """Whether figures hold at the date: it is neither compared with another nor part of a name or dateline."""
    mention = date.mention
    if mention.type != "DATE" or not (mention.start_date or mention.end_date):
        return False
    if scene.datelines.covers(date.start, date.end):
        return False
    if _is_single(scene, date):
        return True
    if not _is_period(date) and _PUBLISHED.match(scene.text, date.end):
        return False
    if _COMPARED_BEHIND.match(scene.text, date.end) or _IN_NAME.match(scene.text, date.end):
        return False
    if _PAST_YEAR.fullmatch(mention.surface) and (heading := scene.heading_before(date.start)):
        return _OF_YEAR.search(scene.text, *heading) is None
    if mention.surface.endswith(("以来", "至今")) or _SINCE.match(scene.text, date.end):
        return True
    return _COMPARED_BEFORE.search(scene.text[max(0, date.start - 10) : date.start]) is None


def _is_of_deed(scene: Scene, placed: Spot, date: Placed[Date], end: str, near: str) -> bool:
    """Whether a date gone by is only of what was done before a plan: 双方|今天|签署文件，中方将提供2亿元; |上半年|事故312起。
    将检查企业1200家; but |10月4日|，全国铁路预计发送1100万人次, and what is reckoned of a year just over: |2019年|，…。预计实现生产总值391亿元."""
    if not end or end > scene.published or date.mention.surface.startswith(_UNTIL):
        return False
    if near == "paragraph" and end < scene.published:
        return "预计" not in scene.text[placed.first : placed.start]
    return date.mention.start_date == date.mention.end_date and not scene.text.startswith(("，", ","), date.end)


def _heads(scene: Scene, date: Placed[Date]) -> bool:
    """Whether a heading's date is the time that figures below hold at: of 2022年预算执行情况 too, though it is part of a name."""
    named = date.mention.type == "DATE" and _IN_NAME.match(scene.text, date.end) is not None
    return (
        _is_period(date)
        and (not _is_month(date) or _MONTHLY.match(scene.text, date.end) is not None)
        and (_governs(scene, date) or (named and not scene.datelines.covers(date.start, date.end)))
    )


def _is_single(scene: Scene, date: Placed[Date]) -> bool:
    """Whether only the figure behind holds at the date: 由|2016年|的31.5%提高到|去年|的78.2%; 较|去年同期|的103亿元增长21%."""
    if _BASE.match(scene.text, date.end) and _COMPARED_BEFORE.search(scene.text[max(0, date.start - 4) : date.start]):
        return True
    if _RANKED.match(scene.text, date.end) and scene.text[date.start - 1 : date.start] in ("从", "由"):
        return True  # 从2011年的全国第七位跃居到第三位，累计装机|803万千瓦
    figure = _OF_FIGURE.match(scene.text, date.end)
    lead = _FROM_TO.search(scene.text[max(0, date.start - 4) : date.start]) if figure else None
    return figure is not None and lead is not None and bool(figure[1] or not lead[1])


def _is_period(date: Placed[Date]) -> bool:
    """Whether the date is a stretch of days, which figures that follow are of, not the day of an event."""
    start, end = date.mention.start_date, date.mention.end_date
    return bool(start and end) and start != end


def _is_month(date: Placed[Date]) -> bool:
    """Whether the date is one month, in which something happens (7月投用); 7月份 are the figures of the month."""
    start, end = date.mention.start_date, date.mention.end_date
    return start[:7] == end[:7] and date.mention.surface.endswith("月")


def _is_alone(scene: Scene, date: Placed[Date], start: int, end: int) -> bool:
    """Whether no other period that ends with the date is told of in the stretch."""
    return not any(
        _is_period(other) and other.mention.end_date == date.mention.end_date and not _is_same(date, other)
        for other in scene.dates_in(start, end)
    )


def _holds_on(scene: Scene, date: Placed[Date], first: int, low: int) -> bool:
    """Whether a date holds for a clause behind it: across a semicolon only where it opens its part of the sentence, or figures
    there are of it: 主体完工，计划10月竣工；|3700户. That of one item of a list is not that of the next."""
    if ITEM.search(scene.text, first, date.start) and _NEXT_ITEM.search(scene.text, date.end, low + 3):
        return False  # 2022年有五项领先：一是8月底开工率达100%；二是支出进度|98.4%
    end = scene.text.find("；", date.end, low)
    if end < 0 or scene.figures_in(date.end, end):
        return True
    return date.start - max(first, scene.text.rfind("；", first, date.start) + 1) <= _OPENING


def _is_same(one: Placed[Date], other: Placed[Date]) -> bool:
    """Whether two dates are the same days: 今年, 全年."""
    return (one.mention.start_date, one.mention.end_date) == (other.mention.start_date, other.mention.end_date)


def _is_up_to(scene: Scene, date: Placed[Date]) -> bool:
    """Whether what is told has come about up to the end of a year or month gone by: 到|2008年底|，已累计完成2777万亩."""
    if date.mention.mod != "END" or not scene.text.startswith(("到", "至"), date.start - 1) or not date.start:
        return False
    return date.mention.end_date < scene.published


def _is_of_review(scene: Scene, date: Placed[Date], first: int) -> bool:
    """Whether the heading's year is only that of a report which first looks back: 2025年|政府工作报告."""
    if not scene.text.startswith(_WORK_REPORT, date.end) or date.mention.value[:4] != scene.published[:4]:
        return False
    return _AGENDA.search(scene.text, date.end, first) is None


def _is_of_beginning(scene: Scene, date: Placed[Date]) -> bool:
    """Whether something only began then, which what is told of it is not of: 2008年|开工, 建于|1965年."""
    return _FOUNDED.match(scene.text, date.end) is not None or scene.text.endswith(_FOUNDED_IN, 0, date.start)


def _tells_which(scene: Scene, date: Placed[Date]) -> bool:
    """Whether a date gone by only tells which one a clause says that something is: 这家厂|是广东|2017年|引进的首家企业，员工月薪3000元."""
    if date.mention.end_date >= scene.published:
        return False
    low, high = scene.clause(date.start, date.end)
    return _IS.search(scene.text, low, date.start) is not None and _WHICH.match(scene.text, date.end, high) is not None


def _within(dates: Sequence[Placed[Date]]) -> Placed[Date]:
    """The date that a sentence opens with; where it runs up to now, the period in it that the sentence ends on: 今年以来，…，一季度经济平稳."""
    first, last = dates[0], dates[-1]
    if first is last or not first.mention.surface.endswith("以来") or not _is_period(last):
        return first
    inside = first.mention.start_date <= last.mention.start_date and last.mention.end_date <= first.mention.end_date
    return last if inside else first


def _narrower(date: Placed[Date], before: Sequence[Placed[Date]]) -> Placed[Date]:
    """6月10日，2024年邀请赛: of a year and a day in it that the sentence said before, the day."""
    if before and _is_period(date) and not date.mention.surface.endswith("以来"):
        inner, outer = before[-1].mention, date.mention
        if inner.start_date and outer.start_date <= inner.start_date and inner.end_date <= outer.end_date:
            alone = len(outer.surface) <= _YEAR_ALONE and _YEAR.search(outer.surface) and not inner.mod
            return before[-1] if alone else date  # 2018年底新线开通，|2018年|投产4683公里
    return date


def _of_event(scene: Scene, carried: Sequence[Placed[Date]]) -> Placed[Date]:
    """9月23日，该市参加9月集中签约仪式，签约2个项目: not the period in the name of what was held, but the day before it."""
    last = carried[-1]
    if len(carried) < 2 or not _is_period(last) or not _HELD_IN.match(scene.text, last.end):
        return last
    day = carried[-2].mention
    return carried[-2] if last.mention.start_date <= day.start_date and day.end_date <= last.mention.end_date else last


def _told_below(scene: Scene) -> list[tuple[int, Placed[Date]]]:
    """Where sentences begin that say when what is told below holds, and when: 现将|2020年11月1日零时|我市人口公布如下."""
    found = []
    for match in _BELOW.finditer(scene.text):
        low = scene.sentence(scene.sentence_index(match.start()))[0]
        found += [(low, date) for date in scene.dates_in(low, match.start())[-1:] if _governs(scene, date)]
    return found


def _reviewed(scene: Scene) -> list[tuple[int, int, Placed[Date]]]:
    """Stretches under headings that look back, and since when what they tell holds, as their first sentence opens: 工作回顾\n|2016年以来|，…."""
    found = []
    for (low, high), following in itertools.zip_longest(scene.headings, scene.headings[1:]):
        if _REVIEW.search(scene.text, low, high):
            last = scene.sentence(scene.sentence_index(high))[1]
            since = [d for d in scene.dates_in(high, min(high + _OPENING, last)) if d.mention.surface.endswith("以来")]
            found += [(low, following[0] if following else len(scene.text), date) for date in since]
    return found


def _reported(scene: Scene, placed: Spot, date: Placed[Date] | None) -> tuple[str, str, str] | None:
    """The period of the report that the sentence tells from, where no date but that of its publication is told."""
    reports = list(_REPORT.finditer(scene.text, placed.first, placed.start))
    if not reports:
        return None
    report = reports[-1]
    within = date is not None and date.start >= placed.first
    if date is not None and within and (date.start >= report.end() or (_is_period(date) and date.end < report.start())):
        return None
    anchor = date.mention.end_date if date is not None and within and not _is_period(date) else scene.published
    if not anchor:
        return None
    year, month = int(anchor[:4]), int(anchor[5:7])
    if report["year"]:
        year = int(report["year"])
    elif report["full"] or (report["half"] and month < 7) or (report["third"] and month < 10):
        year -= 1
    first, last = (
        "01-01",
        "03-31" if report["first"] else "06-30" if report["half"] else "09-30" if report["third"] else "12-31",
    )
    return f"{year}-{first}", f"{year}-{last}", report[0]


def _interval(scene: Scene, date: Placed[Date]) -> tuple[str, str, str]:
    """截至8月3日 holds on that day; 8月底前 leaves its beginning open; 自2008年通车以来 runs to the article's date."""
    mention = date.mention
    start = mention.start_date
    if start and start < scene.published and _SINCE.match(scene.text, date.end):
        return start, scene.published, mention.surface
    if mention.end_date and (mention.surface.startswith(_UNTIL) if not start else _is_up_to(scene, date)):
        start = mention.end_date
    return start, mention.end_date, mention.surface
