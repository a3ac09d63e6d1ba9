"""Quantities that are not money: 1500多户, 5万平方米, 近三成, 三分之二, 翻两番; never 第十一批, 5G or 一心一意."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from pipeline.numerals import ParsedFigure, PerReader
from pipeline.numerals.figure import UnitAt
from pipeline.numerals.parts import CountPart, Refusal
from pipeline.rulebook.figures import MeasureUnit
from pipeline.rulebook.lexicon import Lexicon
from pipeline.text import WordMap
from pipeline.text.scanner import Scanner

_MORE_THAN_A = re.compile(
    r"(?:其中|共|仅|只有|分别|获|各|死亡|受伤|遇难|失踪|失联|增加|减少|新增|下降|上升|提高|包括|以及|另有|另外|还有|唯一|造成|致|第一|至少|最多|不足|超过|含|有|设|建成|培育|引进|新建|招引|派出|评为|取得|发表|完成|入选|夺得|摘得|斩获|拥有)$"
)
_CLOSES = re.compile(r"[，,。；;、！？!?)\n：:]|$|(?:死亡|受伤|遇难|失踪|失联|被困|获|人)")
_DOUBLES = re.compile(r"翻[了上]?(?:([一两二三四五2345])番|番|倍)(?P<more>还多|多)?")
_HALF = Scanner(
    re.compile(
        r"(?P<mod>超过|接近|将近|不到|不足|近|过|超|逾|约|大约)?(?P<half>一半|半数|(?<=[过近超逾])半(?=[的以,，。;；、来人数户村企业成游客是为都]|$))(?P<after>以上|左右|以下|还多|多)?"
    )
)
_HALF_BOUND = {"超过": "over", "接近": "nearly", "将近": "nearly", "不到": "under", "不足": "under", "近": "nearly", "过": "over",
               "超": "over", "逾": "over", "约": "about", "大约": "about", "以上": "at_least", "左右": "about", "以下": "at_most", "多": "over", "还多": "over"}  # fmt: skip
_BRACKET = re.compile(r"\(([^()0-9]{1,8})\)")
_TENTHS = re.compile(
    r"([一二三四五六七八九])(?![十百千万亿个名])|([1-9])(?![\d.,%十百千万亿个名家人户位件项次年月日号天周时分秒点元米成至到~—-])|半"
)
_SPOKEN = re.compile(r"([一二三四五六七八九]{1,2})(?![十百千万亿个名位家只次分秒米点时年月日户人条])")
_DEGREES = re.compile(r"零下|零上|摄氏|华氏|气温|体温|高温|低温|温度|水温|升温|降温|升高|降低|达|至|到")
#: what degrees are of, told before them in their clause or behind them
_HEAT = re.compile(r"[温热][^，,。；\n]{0,7}$")
_POWERED = re.compile(
    r"(?:[用发耗节省供购送售输产停]电|电[量能费价表网]|电力|光伏|风电|水电|绿电|储能|装机)(?![视影话])[^。；\n]{0,16}$"
)
_POWER_BEHIND = re.compile(r"(?:以上|左右)?的?(?:绿|清洁|风|水|光伏)?电(?![视影话])")
_TURNED = re.compile(
    r"(?:转[向动]?了?|旋转|倾斜|坡度|弯腰|鞠躬|[夹仰俯倾视转拐]角|弯曲|倾角|翻转|扭转|调头|掉头|纬|经|方位|弯成)[^，,。；\n]{0,5}$"
)
_TURNS = re.compile(r"(?:以上|左右)?的?(?:大?转|大?弯|角|斜?坡|鞠躬|全景|无死角|环绕|旋转|仰角|陡坡|的视角)")
_GRADED = re.compile(r"(?:烈度|近视|远视|散光|眼镜|度数|糖度|酒|酒精度|硬度|浊度|黏度|烧伤|老花)[^，,。；\n]{0,6}$")
_GRADES = re.compile(r"(?:以上|左右)?的?(?:近视|远视|散光|白?酒|烧伤|老花|镜片|眼镜|区(?!间))")
_HALVES = Scanner(
    re.compile(r"(?<![一两二三四五六七八九十大个折多另前后下上])半(个百分点|公里|公斤|斤|亩|吨|升|里地|公顷|瓶|碗|车)(?!八两)")
)
_CENTIMETRES = re.compile(r"(\d{1,2})(?![\d.,%万亿千百年月日个名人家只次分秒])")
#: several of one size: 2|×66万千瓦
_TIMES = tuple("×xX*✕")
_SEVERAL = re.compile(r"(?<![\d.A-Za-z])([2-9]|1\d)\s?[×xX*✕]$")
_SUMMED = frozenset(("power", "energy", "mass", "volume"))
_POWER = re.compile(r"[23](?![\d.,%万亿千百多余来分人名个户家项座栋处口])")
_BOUND_AFTER = re.compile("左右|以上|以下|以内")
#: behind a stroke, another word for the unit
_TWINS = frozenset(("套", "组", "件"))
_VOLUMES = frozenset(("立方米", "升", "毫升", "标准立方米"))
_PROPORTION = Scanner(re.compile(r"(?<![\d.:A-Za-z])(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)(?::(\d+(?:\.\d+)?))?(?![\d:.]|时|分)"))
_PROPORTIONED = re.compile(
    r"比(?:例|率|为|约|达|是|值|重|由|从)?(?:上年的|去年的)?[^，,。；\n]{0,3}$|(?:按照?|缩小|降至|扩大)[^，,。；\n]{0,3}$"
)
_MEDALS = frozenset("金银铜")
_MEDAL_TALLY = re.compile(
    r"[一二两三四五六七八九十]金、?[一二两三四五六七八九十][银铜]|[一二两三四五六七八九十]银、?[一二两三四五六七八九十]铜"
)
_POPULATION = re.compile(r"人口(?:总?数量?)?(?:约为|[为达是有共约近超逾]|达到|超过)?$")
_CLOSED = re.compile(r"(?:余|多)?(?:[，。；、;)\n]|,(?!\d)|$)")
_FIRMS = ("公司", "企业", "集团", "银行", "券商", "机构", "门店", "工厂")
_OF_FIRMS = ("费用", "收入", "利润", "营业", "营收", "业绩", "股价", "市值", "产值", "投入", "销售", "订单", "支出")
#: 调高|一成五, no 高一
_BEFORE_TENTHS = frozenset("高低升降涨跌增减")
_PARTIES = frozenset("市省国地岸方会军院")
_NEXT_ONE = frozenset("上前下每任这那某同首")
_RANKED = re.compile(r"(?:(?<!系)列|位列|(?<![安编指彩])排|排名|排在|第|(?<![移定新聚安])居|位居)$")
_NO_END = frozenset("%/-—~至到里一")
_DIGITS = {c: i for i, c in enumerate("一二三四五六七八九", 1)}
_LEVELLED = re.compile(r"(?:地震|里氏|震级|矩震级|面波震级|风力|阵风|风速|烈度|达|发生|MS|Ms|有|最大)[^，,。；\n]{0,8}$")
_LEVEL_AFTER = re.compile(r"\(|(?:左右|以上|以下)?(?:的)?(?:地震|余震|大风|台风|风|强震|浪|及以上|雷暴)|[，,。；;、左以)]|$")
_SURE_LEVEL = re.compile(r"(?:左右|以上|以下)?(?:的)?(?:地震|余震|强震|大风|台风|阵风|强风)")
_OF_POINTS = re.compile(
    r"(?:[、和及与]|以及)(?:(?:约|近|超)?\d+(?:\.\d+)?个(?:[、和及与]|以及))*+(?:约|近|超)?\d+(?:\.\d+)?个百分点"
)
_QUAKE = re.compile(r"(芮氏|里氏|地震)?规模(?:为|达|是)?$")
_QUAKE_ENDS = frozenset("模为达是")
_MAGNITUDE = re.compile(r"[1-9]\.\d(?![\d.万亿%级])")
_SHAKES = re.compile(r"的?(?:有感)?(?:地震|余震|强震|浅震)")
_OF_CLOCK = re.compile(r"[\d一二三四五六七八九十]点$")
_POINTS = re.compile(
    r"(?:考|得|平均|均分|高出|总分|成绩|评分|满分|打|达|拿下|砍下|贡献|领先|落后|分数线?|线|比分|超过|仅差|上涨|下跌|涨|跌|收于|报|报收|反超|以|高|低|提高了?|豪取|轰下|斩获|拿到|进账)[^，,。；\n]{0,8}$"
)
_SHARE_AFTER = "为立功果员都就长绩熟交本品人年片型效套才全活吨堆千上群因天团家排份"
_NOUN_TAGS = ("n", "vn", "an", "j", "l", "b", "nz", "nr", "ns", "nt", "eng", "i", "g", "zg", "a")
_OBJECT = re.compile(r"[\u4e00-\u9fff“”A-Za-z0-9·]+")
_OBJECT_WINDOW = 16


_Measured = tuple[ParsedFigure, MeasureUnit, str]


class CountExtractor:
    """Takes up the figures that a unit or measure word follows, and shares that carry no numeral (一半, 翻番)."""

    def __init__(
        self, per: PerReader, units: Lexicon[MeasureUnit], traps: Lexicon[bool], word_classes: Mapping[str, str]
    ) -> None:
        self._per = per
        self._traps = traps
        self._classes = word_classes
        self._units = units

    def take(self, figure: ParsedFigure, text: str, words: WordMap) -> CountPart | Refusal | None:
        """The figure as a quantity, or why it is none; None where no unit follows."""
        if text[figure.numeral - 1 : figure.numeral] in _QUAKE_ENDS and (magnitude := _quake(figure, text)) is not None:
            return magnitude
        if figure.unit is None:
            return self._unwritten(figure, text, words)
        measured = self._measured(figure, figure.unit, text)
        if measured is None:
            return None
        figure, unit, surface = measured
        if surface == "个" and _OF_POINTS.match(text, figure.unit.end if figure.unit else figure.end):
            unit, surface = self._units.entries["百分点"], "百分点"  # 分别拉低约1个、13个、25个百分点
        if reason := self._no_count(figure, unit, surface, text, words):
            return Refusal(figure.start, figure.end, reason, "count.word")
        if surface.startswith("个") and len(surface) > 1:
            surface = surface[1:]
        else:
            figure, unit, surface = self._shortened(figure, unit, surface, words, text)
        if surface == "大":
            return Refusal(figure.start, figure.end, "collective", "count.word")  # 三大指数, 五大学府
        if surface == "成":
            return self._tenths(figure, unit, text)
        if surface == "度":
            unit = self._degrees(figure, unit, text)
        part = CountPart(figure, surface, unit, "", f"count.{unit.dimension}")
        if text[figure.start - 1 : figure.start] in _TIMES and (
            several := _SEVERAL.search(text, max(0, figure.start - 4), figure.start)
        ):
            return self._several(part, several, text)
        part = self._half_behind(self._bracketed(part, text), text)
        part = self._with_per(part, text, words)
        counted = self._object(part, text, words)
        return part._replace(object=counted) if counted else part

    def _measured(self, figure: ParsedFigure, at: UnitAt, text: str) -> _Measured | None:
        """The figure with its measure unit; 分 and 块 were read as money and are measure words too."""
        if isinstance(at.unit, MeasureUnit):
            return figure, at.unit, at.surface
        begin = at.end - len(at.surface)
        found = self._units.longest_at(text, begin)
        if found is None:
            return None
        end = begin + len(found[0])
        moved = figure._replace(unit=UnitAt(found[1], found[0], end), end=end if figure.end == at.end else figure.end)
        return moved, found[1], found[0]

    def _unwritten(self, figure: ParsedFigure, text: str, words: WordMap) -> CountPart | None:
        """不到40万, 突破2000万: a magnitude with no unit at all, where a clause ends behind it or a bound stands at it."""
        least = figure.value if figure.value is not None else figure.low
        if not figure.magnitude and _is_population(figure, text):
            return CountPart(figure, "", None, "", "count.no-unit", check="no unit is written")
        if not figure.magnitude or least is None or least < 10_000 or (figure.bare and figure.bound == "exact") or figure.prefix:
            return None
        following = text[figure.end : figure.end + 1]
        if following and ((following.isascii() and following.isalnum()) or following in _NO_END):
            return None
        if following and "\u4e00" <= following <= "\u9fff" and not self._stands_alone(figure, text, words):
            return None
        start, end = words.covering(figure.numeral)
        if (start < figure.start or end > figure.end) and words.segmenter.is_word(text[start:end]):
            return None
        return CountPart(figure, "", None, "", "count.no-unit", check="no unit is written")

    def _stands_alone(self, figure: ParsedFigure, text: str, words: WordMap) -> bool:
        """Whether a number may be followed by Han without a unit: 13万产业工人, 不少于20万慢病患者."""
        if text.startswith(("之间", "不等", "的"), figure.end) and figure.bound == "range":
            return True
        if figure.style == "arabic":
            tagged = words.segmenter.tagged(text[figure.end : figure.end + 6])
            noun = bool(tagged) and tagged[0][1].startswith(("n", "vn")) and len(tagged[0][0]) > 1
            return noun or figure.bound not in ("exact", "range")
        return figure.bound not in ("exact", "range") and words.is_boundary(figure.end)

    def shares(self, text: str) -> Iterator[CountPart]:
        """一半, 过半, 翻番: quantities without a numeral of their own."""
        if "翻" in text:
            for match in _DOUBLES.finditer(text):
                times = 2 ** _numeral(match[1]) if match[1] else 2
                bound = "over" if match["more"] else "exact"
                yield _fixed(match.start(), match.end(), Decimal(times), "倍", "multiple", bound)
        for match in _HALVES.finditer(text) if "半" in text else ():
            unit = match[1].removeprefix("个").removesuffix("地")
            measure = self._units.entries.get(unit)
            if measure is not None:
                part = _fixed(match.start(), match.end(), Decimal("0.5"), unit, measure.dimension, "exact")
                yield part._replace(measure=measure)
        if ":" in text:
            yield from self._proportions(text)
        if "半" in text:
            for match in _HALF.finditer(text):
                word = match["mod"] or match["after"]
                bound = _HALF_BOUND[word] if word else _HALF_BOUND.get(text[match.start() - 1 : match.start()], "exact")
                start = match.start() - (1 if match["half"] == "半" and not match["mod"] else 0)
                yield _fixed(start, match.end(), Decimal("0.5"), "ratio", "ratio", bound)

    def _shortened(self, figure: ParsedFigure, unit: MeasureUnit, surface: str, words: WordMap, text: str) -> _Measured:
        """7支队伍 counts 支, not 支队: the longest unit gives way where its end runs into another word."""
        end = figure.unit.end if figure.unit else figure.end
        start, stop = words.covering(end - 1)
        begin = end - len(surface)
        if stop <= end or start <= begin or not words.segmenter.is_word(text[start:stop]):
            return figure, unit, surface
        for length in range(len(surface) - 1, 0, -1):
            if (shorter := self._units.entries.get(surface[:length])) is not None:
                at = UnitAt(shorter, surface[:length], begin + length)
                moved = figure._replace(unit=at, end=at.end if figure.end == end else figure.end)
                return moved, shorter, surface[:length]
        return figure, unit, surface

    @staticmethod
    def _proportions(text: str) -> Iterator[CountPart]:
        """师生比1:15.5, 按3:4:3的比例: one ratio; a clock or a score is none."""
        for match in _PROPORTION.finditer(text):
            spoken = _PROPORTIONED.search(text[max(0, match.start() - 8) : match.start()]) or text.startswith(
                ("的比", "比例"), match.end()
            )
            below = Decimal(match[2])
            if not below or not (spoken or "." in match[0]):
                continue
            value = None if match[3] else round(Decimal(match[1]) / below, 6).normalize()
            part = _fixed(match.start(), match.end(), value or Decimal(0), "ratio", "ratio", "exact")
            if value is None:
                figure = part.figure._replace(value=None, low=None, high=None, bound="about")
                part = part._replace(figure=figure, check="a ratio of three has no single value")
            yield part

    # -- what is no count

    def _no_count(self, figure: ParsedFigure, unit: MeasureUnit, surface: str, text: str, words: WordMap) -> str:
        """The reason why the figure is none, or an empty string."""
        end = figure.unit.end if figure.unit else figure.end
        if unit.kind == "collective":
            return "collective"
        if figure.bare and figure.bound == "exact" and (figure.value or 0) < 100_000 and "十" not in text[figure.numeral : end]:
            return "effect"
        if figure.style == "chinese" and (reason := self._chinese(figure, unit, surface, text, words)):
            return reason
        if text[figure.numeral] == "0" and text[figure.numeral + 1 : figure.numeral + 2].isdecimal():
            return "identifier"  # 014拨号
        if unit.risky and len(surface) == 1 and self._opens_word(end, text, words):
            return "word"
        if surface == "成":
            return "word" if text[end : end + 1] in tuple(_SHARE_AFTER) else ""
        if (trap := self._traps.longest_at(text, end - len(surface))) and len(trap[0]) > len(surface):
            return "word"
        if surface in ("位", "名") and _RANKED.search(text[max(0, figure.start - 4) : figure.start]):
            return "ordinal"
        return self._needs_company(figure, surface, end, text, words)

    def _needs_company(self, figure: ParsedFigure, surface: str, end: int, text: str, words: WordMap) -> str:
        """Words that are units only beside certain others: 级 of an earthquake, 分 of a score, 折 of a price."""
        before = text[max(0, figure.start - 12) : figure.start]
        if surface == "级":
            sure = _SURE_LEVEL.match(text, end) or "." in text[figure.start : end]
            return "" if sure or (_LEVELLED.search(before) and _LEVEL_AFTER.match(text, end)) else "series"
        if surface == "分":
            follows = text[end : end + 1]
            if _OF_CLOCK.search(before):
                return "clock"  # 11点|40分
            return "" if _POINTS.search(before) or (follows in tuple("，,。；;、)的之") and "时" not in before[-4:]) else "word"
        if surface == "点" and figure.style == "chinese" and self._noun_follows(end, text, words):
            return ""
        if surface == "点" and not (_POINTS.search(before) or figure.magnitude or text[end : end + 2] == "以上"):
            return "" if figure.value is not None and figure.value >= 100 else "clock"
        if surface in ("折", "番"):
            return "" if re.search(r"(?:打|享|低至|优惠)[^，,。\n]{0,4}$", before) else "word"
        return ""

    @staticmethod
    def _opens_word(end: int, text: str, words: WordMap) -> bool:
        """Whether the unit that ends at `end` belongs to a longer word: 2006|巴斯, 十八|罗汉."""
        start, stop = words.covering(end - 1)
        return start == end - 1 and stop > end and words.segmenter.is_word(text[start:stop])

    def _chinese(self, figure: ParsedFigure, unit: MeasureUnit, surface: str, text: str, words: WordMap) -> str:
        """Chinese numerals begin many words: 三角形, 一家人, 七里河; the segmenter and the context decide."""
        end = figure.unit.end if figure.unit else figure.end
        if surface in _MEDALS and _MEDAL_TALLY.search(text, max(0, figure.numeral - 2), end + 3):
            return ""  # 一金二银四铜
        numeral = text[figure.numeral : end - len(surface)]
        start, stop = words.covering(figure.numeral)
        before = text[start : figure.numeral]
        if (
            start < figure.start
            and before not in ("上", "成")
            and not (surface == "成" and before in _BEFORE_TENTHS)
            and not _is_numeral(before)
            and words.segmenter.is_word(text[start:stop])
        ):
            return "word"
        if stop > end and words.segmenter.is_word(text[start:stop]):
            return "word"
        if numeral == "数" and words.covering(end - 1)[1] > end:
            return "word"  # 立案数|下降
        if numeral == "一" and figure.bound == "exact" and unit.discrete:
            before = text[max(0, figure.start - 4) : figure.start]
            if not (_MORE_THAN_A.search(before) and _CLOSES.match(text, end)) and surface not in (
                "%",
                "倍",
                "个百分点",
                "百分点",
            ):
                return "article"
        if numeral == "两" and surface in _PARTIES and figure.bound == "exact":
            return "collective"  # 沪深两市
        if numeral == "一" and text[figure.numeral - 1 : figure.numeral] in _NEXT_ONE:
            return "ordinal"  # 上一交易日
        if numeral == "二" and unit.discrete and not figure.shared_unit:
            return "ordinal"  # 二期, 二次: two of a thing is 两
        if surface == "成":
            return ""
        if surface == "度" and _DEGREES.search(text[max(0, figure.numeral - 6) : figure.numeral]):
            return ""
        if unit.risky and len(numeral) == 1 and figure.bound == "exact" and not figure.shared_unit:
            return "" if self._noun_follows(end, text, words) and numeral != "一" else "word"
        return ""

    def _noun_follows(self, end: int, text: str, words: WordMap) -> bool:
        tagged = words.segmenter.tagged(text[end : end + 6])
        return bool(tagged) and tagged[0][1].startswith(("n", "vn", "b", "a")) and words.is_boundary(end)

    # -- parts

    def _tenths(self, figure: ParsedFigure, unit: MeasureUnit, text: str) -> CountPart:
        """七成五 and 7成5 are 75 %."""
        scale = Decimal(10)
        if (
            figure.value is not None
            and figure.bound in ("exact", "nearly", "about", "over")
            and (match := _TENTHS.match(text, figure.end))
        ):
            digit = _DIGITS[match[1]] if match[1] else match[2] or 5
            tenth = Decimal(digit) / 10
            figure = figure.worth(figure.value + tenth, match.end())
            if after := _BOUND_AFTER.match(text, figure.end):
                figure = figure._replace(bound=_HALF_BOUND.get(after[0], "at_most"), end=after.end())  # type: ignore[arg-type]
        return CountPart(figure, "%", unit, "", "count.tenths", scale=scale)

    def _degrees(self, figure: ParsedFigure, unit: MeasureUnit, text: str) -> MeasureUnit:
        """用电1200度 is energy, 转90度 an angle, 近视300度 and 烈度8度 are grades; other degrees are of heat."""
        before = text[max(0, figure.start - 20) : figure.start]
        end = figure.unit.end if figure.unit else figure.end
        if _HEAT.search(before):
            return unit
        if _TURNED.search(before) or _TURNS.match(text, end):
            return replace(unit, dimension="angle", si_unit="")
        if _GRADED.search(before) or _GRADES.match(text, end):
            return replace(unit, dimension="count", si_unit="")
        if figure.magnitude or _POWERED.search(before) or _POWER_BEHIND.match(text, end):
            energy = self._units.entries["千瓦时"]
            return replace(unit, dimension="energy", factor=energy.factor, si_unit=energy.si_unit)
        return unit

    @staticmethod
    def _several(part: CountPart, several: re.Match[str], text: str) -> CountPart | Refusal:
        """2×66万千瓦 are two of 66万千瓦; 12×8米 are the sides of a thing, 2×1000吨级 two of a class."""
        figure, start = part.figure, several.start()
        summed = part.measure is not None and part.measure.dimension in _SUMMED and not text.startswith("级", figure.end)
        if not summed or figure.value is None or figure.bound != "exact":
            return Refusal(start, figure.end, "model", "count.times")
        together = figure.worth(figure.value * int(several[1]), figure.end)._replace(start=start, numeral=start)
        return part._replace(figure=together, check=f"{several[1]} of them together")

    def _bracketed(self, part: CountPart, text: str) -> CountPart:
        """54.9万余箱(件), 30万套(间): a bracket of further units belongs to the unit."""
        unit = part.figure.unit
        if unit is None or unit.end != part.figure.end or not (match := _BRACKET.match(text, unit.end)):
            return part
        if not all(piece in self._units.entries for piece in re.split("[、,，/]", match[1])):
            return part
        figure = part.figure._replace(end=match.end())
        return part._replace(figure=figure, unit=part.unit + match.group())

    def _half_behind(self, part: CountPart, text: str) -> CountPart:
        """3斤半, 两米半, 1米75; 300米2 is an area."""
        figure = part.figure
        if part.unit == "米" and (power := _POWER.match(text, figure.end)) and _no_height(figure):
            surface = "米" + power[0]
            measure = self._units.entries["平方米" if power[0] == "2" else "立方米"]
            return part._replace(
                figure=figure._replace(end=power.end()), unit=surface, measure=measure, rule=f"count.{measure.dimension}"
            )
        if part.unit in ("米", "度") and figure.value is not None and figure.bound == "exact":
            if match := _CENTIMETRES.match(text, figure.end) or _SPOKEN.match(text, figure.end):
                value = figure.value + Decimal("0." + "".join(str(_DIGITS.get(c, c)) for c in match[1]))
                return part._replace(figure=figure.worth(value, match.end()))
        if not text.startswith("半", figure.end) or part.measure is None or part.measure.discrete or figure.value is None:
            return part
        if text[figure.end + 1 : figure.end + 2] in tuple("径年月天小数个成导决"):
            return part
        return part._replace(figure=figure.worth(figure.value + Decimal("0.5"), figure.end + 1))

    def _with_per(self, part: CountPart, text: str, words: WordMap) -> CountPart:
        if after := self._per.after(text, part.figure.end):
            per, end = after
            if text[part.figure.end] == "每" and self._noun_follows(end, text, words):
                return part  # 7亿人|每天生活费不足2.15美元
            twins = per in _TWINS and part.measure is not None and part.measure.discrete
            if text[part.figure.end] == "/" and (per in _VOLUMES or twins):  # 28微克/立方米, 107件/套: not per anything
                return part._replace(unit=part.unit + text[part.figure.end : end], figure=part.figure._replace(end=end))
            if text[part.figure.end] in "/每":
                return part._replace(per=per, figure=part.figure._replace(end=end))
        before = self._per.before(text, part.figure.start)
        return part._replace(per=before) if before else part

    def _object(self, part: CountPart, text: str, words: WordMap) -> str:
        """The noun counted: the words behind the unit up to what is no noun; behind 的 begins it anew."""
        if part.unit in ("", "%", "百分点", "ratio", "倍"):
            return ""
        begin = part.figure.end
        if part.unit == "岁" and text.startswith(("时", "那年", "半"), begin):
            return ""  # 1岁半|时因病落下残疾
        window = _OBJECT.match(text, begin, begin + _OBJECT_WINDOW)
        if window is None:
            return ""
        before: list[tuple[str, str]] = []
        taken: list[tuple[str, str]] = []
        for word, tag in words.segmenter.tagged(window[0].removesuffix("的")):  # 25个部门所属的|92个单位
            known = self._classes.get(word)
            tag = {"noun": "n", "verb": "v", None: tag}[known]
            if word == "的" and taken:
                if part.unit in _OF_PEOPLE and taken[-1][0].endswith(_PEOPLE):
                    break  # 27名消防员|的遗体
                before, taken = taken, []
            elif word in _NO_HEAD and before and not taken:
                taken = before  # 40个县的|基础上
                break
            elif taken and _TO_PROVINCE.fullmatch(word):
                break  # 200多家企业|来疆
            elif word in ("“", "”"):
                continue
            elif tag.startswith(_NOUN_TAGS) and word not in _NO_OBJECT and not (taken and _ends_phrase(taken[-1][1], tag)):
                taken.append((word, tag))
            else:
                break
        if part.unit == "家":
            taken = _firms(taken)
        physical = part.measure is not None and not part.measure.discrete
        while taken and taken[-1][1].startswith(("vn", "a", "b", "v")) and (len(taken) > 1 or physical):
            taken.pop()
        if len(taken) == 1 and len(taken[0][0]) == 1 and taken[0][1].startswith("a"):
            return ""  # 30万名|新登记的人士
        return "".join(word for word, _ in taken)


_OF_PEOPLE = frozenset(("名", "位"))
_PEOPLE = ("员", "人", "生", "师", "者", "子女", "干部", "群众", "民", "手", "兵", "士", "童", "孩", "工", "官兵", "烈士", "老人")
#: nouns behind 的 that nothing is counted by
_NO_HEAD = frozenset(("基础", "前提", "背景", "过程", "情况", "同时", "条件", "要求", "目标", "工作"))
_TO_PROVINCE = re.compile("[来入进援赴在返离留到][疆藏川黔滇陕甘青宁蒙桂琼渝陇新]")
_NO_OBJECT = frozenset(("等", "以上", "左右", "其中", "同比", "时间", "目前", "现场", "当地", "全部"))


def _is_population(figure: ParsedFigure, text: str) -> bool:
    """常住人口|766579，: people counted without 人."""
    whole = figure.value is not None and figure.value >= 1000 and figure.value == int(figure.value)
    return (
        whole
        and _POPULATION.search(text, max(0, figure.start - 8), figure.start) is not None
        and bool(_CLOSED.match(text, figure.end))
    )


def _quake(figure: ParsedFigure, text: str) -> CountPart | None:
    """芮氏规模|6.4|地震, 规模5.1|余震: a magnitude as Taiwan writes it."""
    number = _MAGNITUDE.match(text, figure.numeral)
    named = _QUAKE.search(text, max(0, figure.numeral - 8), figure.numeral) if number is not None else None
    if number is None or named is None or not (named[1] or _SHAKES.match(text, number.end())):
        return None
    plain = figure.worth(Decimal(number[0]), number.end())._replace(unit=None, bound="exact")
    return CountPart(plain, "", None, "", "count.no-unit", check="no unit is written")


def _firms(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """28家|科创公司|研发费用: what is counted ends in the firms, whatever of theirs is told behind."""
    for index, (word, _) in enumerate(words[:-1], 1):
        if word.endswith(_FIRMS) and not words[-1][0].endswith(_FIRMS) and words[-1][0].endswith(_OF_FIRMS):
            return words[:index]
    return words


def _no_height(figure: ParsedFigure) -> bool:
    """Whether 米2 behind the figure cannot be metres and 20 centimetres: 1米2, but 300米2, 12.5米2."""
    return figure.value is not None and (figure.value >= 100 or figure.value % 1 != 0)


def _ends_phrase(before: str, tag: str) -> bool:
    """企业 | 落户: behind a plain noun a verbal noun begins what the noun does."""
    return before in ("n", "nr", "nz") and tag.startswith(("vn", "v", "a", "i"))


def _fixed(start: int, end: int, value: Decimal, unit: str, dimension: str, bound: str) -> CountPart:
    measure = MeasureUnit(unit, dimension, None, "", "unit", False)
    figure = ParsedFigure(
        start=start, end=end, numeral=start, value=value, low=value, high=value, bound=bound,  # type: ignore[arg-type]
        unit=UnitAt(measure, unit, end), style="chinese",
    )  # fmt: skip
    return CountPart(figure, unit, measure, "", f"count.{dimension}")


def _numeral(text: str) -> int:
    return int(text) if text.isascii() else {"两": 2, **_DIGITS}[text]


def _is_numeral(text: str) -> bool:
    return all(c in "0123456789〇零一二两三四五六七八九十百千万亿.,，点余多来几数第约近超" for c in text)
