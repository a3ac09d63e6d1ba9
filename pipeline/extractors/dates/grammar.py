"""The patterns of Chinese dates, compiled once from small named pieces."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists
from pipeline.text.scanner import Scanner

_D = "一二三四五六七八九"
CN_SMALL = rf"(?:[二三]?十[{_D}]?|廿[{_D}]?|卅[一]?|[{_D}两])"
N31 = rf"(?:3[01]|[12]\d|0?[1-9]|(?<!三)二?十[{_D}]?|三十一?(?![{_D}])|廿[{_D}]?|卅一?|[{_D}两])"
#: 元月 is the first, but 500元月底付清 is money
_NO_MONEY = r"(?<![\d万亿百千十美欧日港澳台加新])"
#: 元 of 元月, 元至5月
_FIRST = r"元(?=月|(?<![单公多纪状比]元)(?:至|到|[—~-]{1,2})(?:1[0-2]|[2-9]|十[一二]?|[二三四五六七八九])月)"
N12 = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[{_D}]|{_NO_MONEY}{_FIRST})"
CN_YEAR = "[一二][〇零一二三四五六七八九]{3}"
YEAR4 = rf"(?:(?:1[0-9]|20|21)\d\d|{CN_YEAR})"
_CENTURY = rf"(?:[1-9]\d?|[一二]?十[{_D}]?|[{_D}])"
_DIGIT = "[〇零一二三四五六七八九]"
REPUBLIC = rf"(?:(?<![\d.])1(?:0[1-9]|[1-4]\d)(?!\d)|(?<!{_DIGIT})一(?:[〇零][{_D}]|[一二三四]{_DIGIT})(?!{_DIGIT}))"
RANGE = r"(?:至|到|——|[-—~])"
_REPUBLIC_YEAR = rf"({REPUBLIC})年(?:度(?!假)|(?=底|初(?![中级])|{N12}月)|(?<=一[〇零一二三四]{_DIGIT}年)(?![级多余来]))"
#: 80, 1980, 八十; 七八十; 80至90, with the two ends in two groups
_TEN = r"(?:1\d|20)?[0-9]0|[二三四五六七八九]十"
DECADES = rf"({_TEN}|[二三四五六七八][三四五六七八九]十)(?:(?:{RANGE}|、)({_TEN}))?年代"
NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|[{_D}零〇十百]+点[{_D}零〇]+|[{_D}两十百千]+)"


#: «号» stands for "not before what makes a number of 13号", «date.inside» for the words of that list
_NAMED = re.compile("«([^»]+)»")


#: the lists that patterns name; behind lookbehinds all words must be of one length
_LISTS = ("date.lasted", "date.lasting", "date.middle", "date.inside")


class _Late:
    """A pattern of `Patterns`, compiled when it is first used: one text needs few of them."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, patterns: Patterns, owner: type) -> re.Pattern[str]:
        pattern = _NAMED.sub(lambda match: patterns.named[match[1]], self._pattern)
        compiled = vars(patterns)[self._name] = re.compile(pattern, re.VERBOSE)
        return compiled


class Patterns:
    """All anchored patterns of the date reader; each is tried only where a hit begins.

    `traps` are those of `CalendarRules`: by the character that they begin with, a pattern for what stands behind it.
    """

    def __init__(self, traps: Mapping[str, str], lists: WordLists) -> None:
        words = {name: f"(?:{any_of(lists[name]).pattern})" for name in _LISTS}
        self.named = words | {char: f"(?!{behind})" for char, behind in traps.items()}

    iso = _Late(
        r"(?<![\d./])((?:19|20)\d\d)([-/.])(1[0-2]|0?[1-9])\2(3[01]|[12]\d|0?[1-9])(?![\d/]|-(?!(?:19|20)\d\d)|\.\d)"
        r"(?:[T\ ](\d{1,2}):(\d\d)(?::\d\d)?)?"
    )
    compact = _Late(r"(?<![\dA-Za-z.])((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\dA-Za-z.%万亿元人个])")
    #: 2000年前 of 一座2000年前的军营, 距今约1500年前: how long ago, no year
    ages = _Late(
        r"(?<=[个座处件条批约近今])(?:1[0-9]|20)00年(?=前(?!后|[一二三四五六七八九两\d]))"
        r"|(?:(?<=距今)|(?<=距今[约已有近超逾])|(?<=距今(?:已有|大约|约有|已约|已近|已逾|已超|超过)))[12]\d{3}年"
    )
    year = _Late(rf"(?<![\d.])({YEAR4})(?:年度(?!假)|财政?年度?|年)«年»(?:本年度?(?=收|支|结|末|初))?")
    #: 2022学年度, 113学年度 of the Republic: from autumn on
    school_year = _Late(rf"(?<![\d.])({YEAR4}|{REPUBLIC})学年度?")
    #: a year of the Republic as Taiwan counts: 112年8月, 一一四年 spelt digit by digit; `republic_alone` where the text has such a one
    republic = _Late(_REPUBLIC_YEAR)
    republic_alone = _Late(rf"(?<!«date.lasted»)({REPUBLIC})年(?!«date.lasting»)")
    #: 九十八年, 100年 in a text that says 民国 of another year
    republic_told = _Late(
        rf"(?<!«date.lasted»)(?<![\d.{_D}十百])((?:[6-9]\d|100|[六七八九]十[{_D}]?|一百(?:零[{_D}]|一?十[{_D}]?|[二三]十[{_D}]?)?))年(?![代级份]|«date.lasting»)"
    )
    #: 今(17)日, 去(2025)年, 本(8)月: the bracket says which, as papers in Taiwan write
    bracketed = _Late(r"([今昨明去前本上])\((\d{1,2}|1\d\d|20\d\d)\)(年度?|月份?|日|晨|(?=晚|早))")
    #: 114 in 114、115及116年度
    republic_list = _Late(rf"({REPUBLIC})(?=(?:[、及和与]{REPUBLIC}){{1,9}}年度)")
    #: behind the name of an era
    reign = _Late(r"(元|\d{1,4}|[〇零一二三四五六七八九十百千]+)年«年»")
    reign_day = _Late(rf"(?:元|\d{{1,4}}|[〇零一二三四五六七八九十百千]+)年(?:闰?(?:{N12}|[正腊冬])月(?:初?{N31}日?)?)?")
    #: a two-digit year: with an apostrophe, before a month or season, or spelt as two digits
    year2 = _Late(
        rf"(?<![\d.])(?:['’‘](\d\d)年?|(\d\d)年(?=(?:{N12})月(?!以)|(?:[上下]半年|[初底末](?!级)|[春夏秋冬]))|(\d\d)年底|(0\d)年«年»(?![多余])|((?<!«date.lasted»)[89]\d)年«年»(?!«date.lasting»|度)"
        # 过了七八年 and 七八年前 are seven or eight years, 七八年恢复高考 is 1978
        r"|(?<!\d)(?:(?!五六|六七|七八|八九)|(?<!«date.lasted»)(?!\w\w年(?:[前后来间里了时没才之多的，,。；]|以|左右)))([〇零五六七八九][〇零一二三四五六七八九])年)"
    )
    #: 2018 in 2018—2019年 and 2022 in 2022、2023年: 年 is said once
    year_range = _Late(rf"(?<![\d.])({YEAR4})(?=(?:{RANGE}|/)(?:{YEAR4}|\d\d|{_DIGIT}{{2}})(?:年|学年|财年|赛季))")
    year_list = _Late(rf"(?<![\d.])({YEAR4})(?=[、和](?:{YEAR4})(?:[、和]{YEAR4}){{0,20}}(?:年|两年))")
    #: 2019 of 2018、2019两年
    year_last = _Late(rf"(?<=[、和])({YEAR4})(?=[两三四]年)")
    #: 54年 of 1950-54年, 19年度 of 2018/19年度
    year_short = _Late(rf"(\d\d|{_DIGIT}{{2}})(?:年度(?!假)|财年|赛季|年)«年»")
    year_end = _Late(rf"({YEAR4}|\d\d)(学年度?|财年|赛季|年度(?!假)|年)«年»")
    century = _Late(
        rf"(?:(?:公元|西元)?(?P<number>{_CENTURY})|(?P<relative>上个?|本))世纪"
        rf"(?:{DECADES})?(中后期|初期?|前期|中叶|中期|中|末期?|后期|末叶)?"
    )
    #: 3至5世纪, 11世纪至13世纪
    centuries = _Late(rf"(?:公元|西元)?({_CENTURY})(?:世纪)?(?:{RANGE}|、)(?:公元)?({_CENTURY})世纪(?!(?:[0-9]0|[{_D}]十)年代)")
    decade = _Late(rf"(?<![\d.]){DECADES}(中后期|初期?|前期|中期|中|末期?|后期)?")
    quarter = _Late(
        rf"第?([一二三四1-4])(?:(?:季度?)?(?:{RANGE})|、(?:[二三]、)?)第?([一二三四1-4])(?:季度|季)|([前首]|(?<=年)头)([两二三3四42])个?季度?"
        r"|第?([一二三四1-4])季度|(?<!》)第([一二三四1-4])季(?:(?<=年第.季)|(?![开播收节综大季强首第赛次结试最]|总(?=决|冠|集|收视|奖)))|(首)季度?|[Qq]([1-4])(?![A-Za-z0-9])"
    )
    months = _Late(rf"({N12})(?:月份?)?(?:{RANGE})({N12})月份?(?!\d|[一二三四五六七八九十]+日|以后)")
    months_first = _Late(rf"(?:(?<![先此之提])(?<!财政年度)前|头|(?<!财政年度)首)({N12}|两)(?:个月|月)(?!\d)")
    months_list = _Late(rf"(?<![\d.])(?![{_D}十]{{1,2}}、\d)({N12})、({N12})月(?:份|间)")
    month_list = _Late(rf"(?<![\d.])(?<!\d,)(?![{_D}十]{{1,2}}、\d)({N12})(?=、(?:{N12}、){{0,12}}{N12}月份?(?!\d|间))")
    month = _Late(rf"(?<![\d.连])(?<!连续)({N12})月(?:份(?!额|子))?«月»")
    part = _Late(
        r"初期?«初»|底«底»|末期?«末»|中旬|上旬|下旬|中(?=下(?!旬)|[,，。;；、)]|«date.middle»|\s|$)|中期(?!目标)|上半月|下半月|中下旬|上中旬|伊始"
    )
    season = _Late(r"(?:入|开|初|早|仲|盛|暮|晚|深|隆|今)?(春«春»|夏«夏»|秋«秋»|冬«冬»)(?:季|天|日)?|(春|夏|秋|冬)季?(?=[，,。])")
    season_word = _Late(r"(今|去|前|明)年?(春«春»|夏«夏»|秋«秋»|冬«冬»)(?:天|季)?")
    day = _Late(rf"({N31})(?:(日)«日»|(号|號)«号»)")
    day_bare = _Late(rf"({N31})(?=(?:{RANGE}|、)(?:{N31})(?:日|号«号»))")
    day_suffixed = _Late(rf"({N31})(日|号)(?=前后|前«前»(?![一二三四五六七八九\d])|后«后»|内)")
    lunar = _Late(
        rf"(?:农历|阴历|旧历)?(正月|腊月|冬月|(?<=历){N12}月)(?:(初[一二三四五六七八九十]|十[{_D}]?|廿[{_D}]?|二十[{_D}]?|三十)(?:日)?)?"
        rf"|大年(初[一二三四五六七八九]|三十)"
    )
    lunar_head = _Late(
        rf"(?:农历|阴历|旧历)({N12}|正|腊|冬)月(?:(初[一二三四五六七八九十]|十[{_D}]?|廿[{_D}]?|二十[{_D}]?|三十)(?:日)?)?"
    )
    #: 的最后一天 of 2023年的最后一天, 5月的第一天
    edge_day = _Late(r"的?(最后|第)一天")
    nth_weekday = _Late(r"的?(?:第([一二三四五])|最后一)个(?:周|星期|礼拜)([一二三四五六日天])")
    weekday = _Late(
        r"(?:(上上|下下|上|下|本|这)个?|(?<!个))(?<![一二两三四五六七八九十半整\d每隔])(?:周|星期|礼拜)(一«一»|[二三四五六日])(?!周|鸣|个|次|岁|年级|报)"
        r"|(?:(上上|下下|上|下|本|这)个?|(?<!个))(?:星期|礼拜)(天)(?!报)|(上|下|本|这)?个?周末"
    )
    daypart = _Late(
        r"凌晨|一大早|一早|大早|清晨|早晨|早上|清早|早间|大清早|上午|中午|正午|午间|下午|午后|傍晚|晚间|晚上|晚(?!间|上)«晚»|夜间|深夜|夜里|半夜|午夜|夜晚|当晚|夜(?=\d)|早(?=\d)"
    )
    clock = _Late(
        rf"(?:北京时间|当地时间)?(?<![\d:])(?:(2[0-4]|1\d|0?\d):([0-5]\d)(?::[0-5]\d)?(?![\d:])"
        rf"|(2[0-4]|1\d|0?\d|零|{CN_SMALL})(?:时«时»|点(?![一二三四五六七八九零〇]{{1,4}}[元万亿%米吨亩公平倍个名人])«点»多?)(?:钟|整|许)?"
        rf"(?:([0-5]?\d|(?!九[江龙寨华]|三[峡亚门明]|五[台指]|六[安盘]|十堰|百色){CN_SMALL}|零[{_D}])分?(?:\d{{1,2}}秒)?(?!\d|[个名人万亿.%刻]|小时)|半|([一三])刻)?)(?:许|左右)?"
    )
    #: 0—24时: the hour is said once
    hours = _Late(rf"(2[0-4]|1\d|0?\d){RANGE}(2[0-4]|1\d|0?\d)(?:时«时»|点«点»)(?![\d分])")
    #: behind 476年 and the like: the year that it lasts to, so that it is a year as well
    to_year = _Late(rf"{RANGE}(?:公元)?{YEAR4}年")
    #: 三至五个月, 90-100天: the unit is said once
    duration_range = _Late(
        rf"({NUMBER})(?:{RANGE})({NUMBER})(年|个月|个?周(?!岁)|个?星期|天|个?小时|分钟|个?工作日|日历天|秒)(?!前|来|代|级|度|初|底)"
    )
    duration = _Late(
        rf"(?P<half>大?半)(?:(?P<hge>个)(?P<hmore>多)?)?(?P<hunit>年|月|星期|小时|钟头|世纪|学期|天|日|季度)(?P<hmore2>多)?(?!报|后卫|度)"
        rf"|(?P<n>{NUMBER}|[数几])(?P<more>多|余|来|几)?(?:(?P<ge>个)(?P<more2>多|余)?(?P<gehalf>半)?)?"
        rf"(?P<unit>日历天|载(?=[，,。；、！的来]|$)|年|月|周年|周|星期|礼拜|天|日|小时|钟头|分钟|秒钟|秒|季度|(?<=隔[\d{_D}])季|世纪|学年|学期|工作日|工作天|昼夜|日夜|岁月)"
        rf"(?P<tail>多|余)?(?P<plushalf>半(?!月|个|径|数|岛|成|决|导|载|程|价|球|夜))?"
        rf"(?:零?(?P<n2>{NUMBER})(?P<unit2>个月|天|小时|分钟|分|秒)(?P<half2>半)?(?:(?<=[分钟])零?(?P<n3>{NUMBER})秒)?)?(?:(?<=秒)(?P<fraction>\d\d)(?!\d|[年月日万]))?"
    )
    #: 8分32秒05, 1分零6秒, 10秒36
    stopwatch = _Late(r"(?<![\d:时])(?:(\d{1,3})分零?)?(\d{1,2})秒(\d{2})?(?![\d钟半])")
    #: 个多小时: one and more
    one_and_more = _Late(r"个多(月|星期|小时|钟头)")
    #: what places a length on the time line from behind: 20年来, 三年前, 两天后
    placed_behind = _Late(r"(?:以|之)?(来|前«前»|后«后»)|(?:时间)?(?:以来)")
    #: what belongs to a date that it stands behind, with what it opens
    suffix = _Late(
        r"(?P<since>(?:开[盘市]|封关)?以来|(?<=今年|年初)来(?=[，,]|已|共|累计))|(?P<now>(?:开[盘市])?(?:至今|迄今)|到现在|到目前)|(?P<until>以前|之前|前夕|为止|前«前»(?![一二两三四五六七八九十\d]))"
        r"|(?P<after>以后|之后|后«后»(?![三两\d]))|(?P<around>前后(?!端)|左右)"
        r"|(?P<during>期间|时期|假期(?!间)|假日(?:期间)?|小?长假(?:期间)?|假期间|当天|年内|以内|之内|内(?=«date.inside»|[,，。、]|$))"
    )
    #: 三 of 上周三至五, where the week is said
    weekday_bare = _Late(r"(?:一«一»|[二三四五六日天])(?![一二三四五六七八九十个])")
    each = _Late(
        rf"每(?:逢?(?:周|星期|礼拜)([一二三四五六日天])(?![个次])|隔?({NUMBER})?个?(年|月|周|星期|天|日|季度|小时|分钟|工作日))"
    )
    #: what may follow 每年, 每天: 5月, 上午, 9时
    each_month = _Late(rf"(?:的)?(?:{N12})月(?:份|[初中底末]|上旬|中旬|下旬)?")
    #: between the two ends of a stretch that recurs: 每年十月|至翌年|五月
    each_until = _Late(rf"{RANGE}(?:翌年|次年|第二年|来年)?")
    each_day = _Late(rf"{N31}(?:日|号«号»)")


class Starts:
    """Where a date may begin: a number before a calendar character."""

    numeric = re.compile(
        r"(?<![\d.])(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d"
        r"|(?<![\d.A-Za-z])(?:19|20)\d{6}(?!\d)"
        rf"|(?<![\d.])(?:{YEAR4})(?={RANGE}|[/、和年财学]|[两三四]年)"
        r"|['’‘]\d\d(?=年|[^\d])"
        r"|(?<![\d.:时])\d{1,3}分(?=零?\d{1,2}秒)"
        rf"|(?<![\d.])(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:\.\d+)?|[{_D}零〇十百]+点[{_D}零〇]+|[{_D}两十百千零〇廿卅数几]+)(?=[多余来几]?(?:个[多余]?半?)?(?:年|月|日|号|天|周|星期|礼拜|小时|钟头|分钟|秒|季|世纪|学年|学期|工作|昼夜|点|时|日夜|载))"
        rf"|(?<![\d.])(?<!\d,)(?:\d{{1,3}}|[{_D}十]{{1,3}})(?=(?:{RANGE}|[、及和与])(?:\d{{1,3}}|[{_D}十]{{1,3}})(?:年|月|日|号|个月|天|小时|分钟|季|周|时|世纪|、|[及和与]1[0-4]\d年度))"
        r"|(?<![\d:])(?:2[0-4]|1\d|0?\d):[0-5]\d(?![\d:])"
        r"|个多(?=小时|月|星期|钟头)"
        r"|大?半(?=个?多?(?:年|月|星期|小时|钟头|世纪|学期|天|日|季度))"
        r"|(?<![A-Za-z])Q[1-4](?![A-Za-z0-9])|上个?世纪|本世纪|"
        rf"{_NO_MONEY}{_FIRST}"
        r"|农历|阴历|旧历|正月|腊月|大年(?=初|三十)|首季"
        r"|每(?=隔?[\d一二两三四五六七八九十]*个?(?:年|月|周|星期|天|日|季度|小时|分钟|工作日)|逢?(?:周|星期))"
        r"|(?:(?:上上|下下|上|下|本|这)个?)?(?:周|星期|礼拜)(?=[一二三四五六日天末])"
        r"|(?:前|(?<![剧片集目艺的])首)(?=[两二三3四42]个?季)|(?<!提)前(?=(?:\d{1,2}|[一二两三四五六七八九十]{1,2})(?:个月|月))|[头首](?=[\d一二两三四五六七八九十]+个?月)|第(?=[一二三四1-4](?:季|至|到|[-—~]|、(?:[二三]、)?[二三四]季))"
        r"|[今去前明](?=[春夏秋冬])|[今昨明去前本上](?=\(\d{1,4}\)[年月日晚晨早])|凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间|深夜|夜里|夜间|半夜|午夜|午后|午间|北京时间|当地时间"
    )
    numbers = Scanner(numeric)
    republic = Scanner(re.compile(_REPUBLIC_YEAR))


#: between the two ends of a range
SEPARATOR = re.compile(rf"[ ]?起?(?:{RANGE})[ ]?")
_VALUES = {c: i for i, c in enumerate(_D, 1)} | {"零": 0, "〇": 0, "两": 2, "元": 1}


def small_number(text: str) -> int:
    """1 to 99 in digits or Chinese: `12`, `十二`, `廿三`, `卅一`."""
    if text.isascii():
        return int(text)
    text = text.replace("廿", "二十").replace("卅", "三十")
    head, ten, tail = text.partition("十")
    if not ten:
        return int("".join(str(_VALUES[c]) for c in text))
    return (_VALUES[head] if head else 1) * 10 + (_VALUES[tail] if tail else 0)


def year_number(text: str) -> int:
    """A four-digit year in digits or Chinese."""
    return int(text) if text.isascii() else int("".join(str(_VALUES[c]) for c in text))
