"""The noun counted: 190余万株|桑树苗, 25个部门所属的92个|单位, but never the verb behind it (5家企业|落户)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from pipeline.numerals.parts import CountPart
from pipeline.rulebook.lists import WordLists
from pipeline.text import WordMap

_NOUN_TAGS = ("n", "vn", "an", "j", "l", "b", "nz", "nr", "ns", "nt", "eng", "g", "zg", "a")
_OBJECT = re.compile(r"[\u4e00-\u9fff“”A-Za-z0-9·]+")
_OBJECT_WINDOW = 16
#: 4A级(含)以上|景区, 地级及以上|城市, 第十批|援疆干部
_GRADE = re.compile(
    r"(?:国家)?(?:[1-5]A级?|A级)(?:\([^()]{1,4}\))?(?:及?以上)?的?|[省市地县乡]级(?:\(含\))?及?以上的?|第[一二三四五六七八九十百\d]{1,4}[批届期轮]"
    r"|\d{0,4}[百千]?[万亿]元(?:级|以上)的?|[省市县区州](?:、[省市县区州])+级?(?=重点|项目)"
)
#: units of those who come from somewhere
_OF_ACTORS = frozenset(("名", "位", "家", "个", "支"))
_FROM = re.compile(r"来自[^，,。；;\d]{1,30}?的")
#: divisions of one level, some of them in brackets
_BRACKETED_DIVISIONS = re.compile(r"地\([州市、盟]{1,5}\)市?")
#: tells what those counted are about, before their name
_COVERING = re.compile(
    r"(?:涵盖|包括|包含|涉及|覆盖)(?:[^，,。；;、\d]{2,10}、){1,6}[^，,。；;、\d]{2,10}?等(?:领域|方面|行业)?的?(?=[\u4e00-\u9fff])"
)
#: of which kinds those counted are: 9名|农业、林业等|专业技术人员, 12个|交通、水利等领域的|项目
_KINDS = re.compile(
    r"[\u4e00-\u9fff]{2,6}(?:、[\u4e00-\u9fff]{2,8}){1,5}等(?:领域|方面|行业|各类|多个)?的?(?=[\u4e00-\u9fff]{2})"
)
_TOLD_BY = re.compile(r"(?:刚刚?|正在|正|已经?|尚未|即将|最近|由|被|新近)[^，,。；;、\d“”的]{1,14}的(?=[\u4e00-\u9fff])")
_EXPLAINED = re.compile(r"“[^”\n]{1,12}”\([^()\n]{2,40}\)(?=[\u4e00-\u9fff])")
#: what is told of institutions, not counted: 6所|乡镇卫生院|门诊量
_OF_THEIRS = re.compile(r"(?:门诊|就诊|接诊|住院|业务|工作|服务|销售|客流|发电|就业|参保|入学|升学)(?:人次|人数|总?量|率)")
#: before a count, say that what is told behind 的 has or makes those counted
_HAS = ("年产", "设有", "拥有", "开设", "建有", "设立")
#: units of animals
_OF_ANIMALS = frozenset("头只羽匹峰尾")
#: how words begin for all of a division: 全县|5个乡镇12个村
_WHOLE = "全我本该各"
_SHARES = ("比重", "占比", "比例", "比率")
_MEDALS = ("金牌", "银牌", "铜牌", "奖牌")
#: medals, of which a row tells how many
_TALLIED = frozenset("金银铜")
#: units of firms, which tell what is theirs
_OF_FIRMS = frozenset(("家", "个", "户"))
#: units of people alone
_OF_PEOPLE = frozenset(("名", "位"))
#: 五县|六乡, 一金|二银: what is counted next
_COUNTED_NEXT = re.compile("[一二三四五六七八九十两][县市区乡镇村人户金银铜]")
#: before a noun, a number with its unit: the noun is what that counts
_COUNTED_BEFORE = re.compile(r"[\d一二三四五六七八九十][余多百千万亿]*[\u4e00-\u9fff]?$")
_UNIT_REACH = 8
_TO_PROVINCE = re.compile("[来入进援赴在返离留到][疆藏川黔滇陕甘青宁蒙桂琼渝陇新]")

#: divisions that are counted, and what is told of them
_DIVISIONS = re.compile(
    r"(?:区县|县区|县市|市县|市州|州市|[省市县区乡镇村]|乡镇|地市|省份|行政村|自然村|村民组|社区|贫困县|街道|[大中小]*城市|行业|门类)"
)
_MEASURED = re.compile(
    r"(?:价格|房价|利润(?:总额)?|增加值|产值|销量|产量|增速|涨幅|增幅|降幅|跌幅|增势|走势|势头)(?:同比|环比|较|明显)?(?:增加|增长|上涨|下降|减少|回升|回落|[好快强稳])?$|[\u4e00-\u9fff]{2}率$|(?:硬化|普及|覆盖|达标)$"
)
_INVESTED = re.compile(r"(?:总|协议|计划|合同)?投资(?:总?额|规模)?|主体|(?:补助|援助|建设|帮扶)?资金")
_OF_DIVISIONS = re.compile(r"(?:地区|国内)?生产总值|GDP|财政(?:总?收入|支出)?|固定资产|增加值|税收|经济(?:总量)?|(?:总)?人口")


class CountedNouns:
    """Reads the noun behind a quantity; `word_classes` overrule the segmenter's tags."""

    def __init__(self, word_classes: Mapping[str, str], lists: WordLists) -> None:
        self._classes = word_classes
        self._never, self._headless = lists["count.no_object"], lists["count.no_head"]
        self._people, self._firms = tuple(sorted(lists["count.people"])), tuple(sorted(lists["count.firm"]))
        self._holders = tuple(sorted(lists["count.holder"]))
        self._wants = tuple(sorted(lists["fact.want"]))
        self._of_firms = tuple(sorted(lists["count.of_firm"]))
        self._extents = lists["count.extent"]
        self._compounding, self._whole = lists["count.compound"], tuple(sorted(lists["count.whole"] | lists["count.firm"]))

    def behind(self, part: CountPart, text: str, words: WordMap) -> str:
        """The noun counted: the words behind the unit up to what is no noun; behind 的 begins it anew."""
        if part.unit in ("", "%", "百分点", "ratio", "倍") or (part.measure is not None and part.measure.kind == "noun"):
            return ""  # 三县|新建高标准农田
        grade = _GRADE.match(text, part.figure.end)
        begin = grade.end() if grade else part.figure.end
        if part.unit in _TALLIED and (text[begin - 1] == part.unit):
            return ""  # 上届的2金4铜|差距明显
        if part.unit == "个" and (divisions := _BRACKETED_DIVISIONS.match(text, begin)) is not None:
            return divisions[0]  # 14个|地(州)市
        if part.unit == "岁" and text.startswith(("时", "那年", "半"), begin):
            return ""  # 1岁半|时因病落下残疾
        begin = self._behind_told(part, text, begin, words)
        window = _OBJECT.match(text, begin, begin + _OBJECT_WINDOW)
        if window is None:
            return ""
        tokens = words.segmenter.tagged(window[0].removesuffix("的"))
        if part.unit in _OF_ANIMALS or text.endswith(
            _HAS, 0, part.figure.start
        ):  # 1亿块|页岩砖|的建材公司, 300头|牛|的养殖场, 设有2个|指挥部|的省份
            tokens = list(takewhile(lambda token: token[0] != "的", tokens))
        taken = self._phrase(tokens, of_people=part.unit in _OF_PEOPLE)
        if part.unit in _OF_FIRMS:
            taken = self._only_firms(taken)
        if part.unit in _OF_PEOPLE and len(taken) > 1 and taken[-1][0].endswith(self._wants):
            taken = self._only_people(taken)
        taken = _without_measured(taken)
        while taken and taken[-1][0] in self._extents:
            taken.pop()  # 160万锭|纺纱|生产规模
        physical = part.measure is not None and not part.measure.discrete
        while taken and taken[-1][1].startswith(("vn", "a", "b", "v")) and (len(taken) > 1 or physical):
            taken.pop()
        while physical and len(taken) > 1 and (taken[-1][0].endswith(self._wants) or taken[-1][0] in self._compounding):
            taken.pop()  # 200万亩|农田|灌溉用水
        if len(taken) == 1 and (taken[0][1] in ("a", "b") or (len(taken[0][0]) == 1 and taken[0][1].startswith("a"))):
            return ""  # 30万名|新登记的人士, 两间|主要用于堆放, 3.3万间|严重损坏
        noun = "".join(word for word, _ in taken)
        if noun and self._is_next(noun, part.figure.start, begin, text, words):
            return ""
        of_people = part.unit == "人" or (part.unit in _OF_PEOPLE and text.startswith("第", part.figure.end))
        return "" if of_people and not noun.endswith(self._people) else noun  # 2.5万人|饮水安全

    @staticmethod
    def _behind_told(part: CountPart, text: str, begin: int, words: WordMap) -> int:
        """Where the noun begins, behind what only tells of those counted: 9个|来自山东、安徽的|企业, 12个|涵盖教育、医疗等|项目,
        6个|“两带一创”(带产业，创品牌)|先进村, 两栋|刚刚建成的|大楼, 9名|农业、林业等|专业技术人员."""
        if part.unit in _OF_ACTORS and (origin := _FROM.match(text, begin)) is not None:
            begin = origin.end()
        if (told := _TOLD_BY.match(text, begin)) is not None:
            begin = told.end()
        if (quoted := _EXPLAINED.match(text, begin)) is not None:
            begin = quoted.end()
        if part.measure is not None and part.measure.discrete and (covering := _COVERING.match(text, begin)) is not None:
            begin = covering.end()
        if part.unit in _OF_ACTORS and (kinds := _KINDS.match(text, begin)) is not None and _opens_noun(words, kinds.end()):
            begin = kinds.end()
        return begin

    def _phrase(self, tokens: Sequence[tuple[str, str]], *, of_people: bool) -> list[tuple[str, str]]:
        """The words of the noun with their tags."""
        before: list[tuple[str, str]] = []
        taken: list[tuple[str, str]] = []
        for index, (word, tag) in enumerate(tokens):
            tag = {"noun": "n", "verb": "v", None: tag}[self._classes.get(word)]
            if word == "的" and (taken or before):  # 25个部门所属的|92个单位
                if of_people and taken and taken[-1][0].endswith(self._people):
                    break  # 27名消防员|的遗体
                if taken and taken[-1][0] in _MEDALS:
                    break  # 7枚金牌|的日本队
                if len(taken) == 1 and _DIVISIONS.fullmatch(taken[0][0]):
                    break  # 7个地市|的人民医院
                before, taken = taken or before, []
            elif word == "”" and taken and [w for w, _ in tokens[index + 1 : index + 2]] == ["“"]:
                break  # 年产200吨|银杏提取物|项目”“思青药材基地”
            elif word in ("“", "”"):
                continue
            elif taken and tag in ("a", "ad") and [w for w, _ in tokens[index + 1 : index + 2]] == ["的"]:
                before, taken = taken, []  # 5个经济实力强的|县级市
            elif word in self._never or _COUNTED_NEXT.fullmatch(word):
                break
            elif (taken and _TO_PROVINCE.fullmatch(word)) or (word in self._compounding and (taken or tag == "v")):
                acts = bool(taken) and not of_people and taken[-1][0].endswith(self._whole)
                acts = acts or (bool(taken) and [t for _, t in tokens[index + 1 : index + 2]] == ["ns"])  # 专家|支援新疆
                if acts or not self._follows_noun(tokens[index + 1 :]):
                    break  # 45个村|建设光伏电站, 200多家企业|来疆
                taken.append((word, "vn"))  # 30个水质|检测|中心, 39个产业|援疆|项目
            elif not tag.startswith(_NOUN_TAGS) or (taken and _ends_phrase(taken[-1][1], tag)):
                break  # 5家企业|落户
            else:
                taken.append((word, tag))
        owns = not taken or taken[0][1] == "ns" or taken[-1][0] in self._headless  # 两个景区的|大理至丽江公路
        told = before and before[-1][1].startswith(("n", "zg")) and owns
        if before and taken and before[-1][0].endswith(self._holders) and taken[-1][0].endswith((*self._people, "户")):
            return before  # 7个行政村|的村民
        return before if told else taken  # 40个县的|基础上, 328所高校的|7万余名志愿者

    def _follows_noun(self, tokens: Sequence[tuple[str, str]]) -> bool:
        """Whether a noun begins there, or other verbs and a noun: 网络诈骗|犯罪|嫌疑人, 帮扶|挂牌|督战|贫困村."""
        noun = next((tag for word, tag in tokens if word not in self._compounding), "")
        return noun.startswith("n")

    @staticmethod
    def _is_next(noun: str, start: int, begin: int, text: str, words: WordMap) -> bool:
        """Whether the noun is what the next figure counts, as another before this one is what it counts: 贫困村|41个|贫困户|2.85万人."""
        if not text.startswith(noun, begin) or not text[begin + len(noun) : begin + len(noun) + 1].isdecimal():
            return False
        first, last = words.covering(start - 1) if start else (0, 0)
        word = text[first:last]
        if _COUNTED_BEFORE.search(text, max(0, first - _UNIT_REACH), first):
            return False  # 14个|市州|86个|县|179.8万人受灾
        return last == start and len(word) > 1 and word[0] not in _WHOLE and words.segmenter.tag(word) in ("n", "nz", "l")

    def _only_people(self, words: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """705名|儿童|学前教育难题: those who have it."""
        return next((words[:index] for index, (word, _) in enumerate(words, 1) if word.endswith(self._people)), words)

    def _only_firms(self, words: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """28家|科创公司|研发费用: what is counted ends in the firms, whatever of theirs is told behind."""
        for index, (word, _) in enumerate(words[:-1], 1):
            if word.endswith(self._firms) and not words[-1][0].endswith(self._firms) and words[-1][0].endswith(self._of_firms):
                return words[:index]
        return words


def _without_measured(words: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The divisions or branches counted without what is told of them: 15个|区县|地区生产总值, 70个大中|城市|商品住宅销售价格."""
    if len(words) > 1 and words[-1][0] in _SHARES:
        return words[:-1]  # 15至59岁|人口|比重
    if words and words[-1][0].removesuffix("数") in _MEDALS:
        return [*words[:-1], (words[-1][0].removesuffix("数"), "n")]  # 以12枚金牌|数位居第六
    for index, (word, _) in enumerate(words[:-1], 1):
        rest = "".join(w for w, _ in words[index:])
        if word.endswith("项目") and _INVESTED.fullmatch(rest):
            return words[:index]  # 26个|项目|投资额, 两个|项目|主体完工
        if _OF_THEIRS.fullmatch(rest):
            return words[:index]
        if _DIVISIONS.fullmatch(word) and (_OF_DIVISIONS.fullmatch(rest) or _MEASURED.search(rest)):
            return words[:index]
    return words


def _opens_noun(words: WordMap, position: int) -> bool:
    first, last = words.covering(position)
    return first == position and words.segmenter.tag(words.text[first:last]).startswith("n")


def _ends_phrase(before: str, tag: str) -> bool:
    """企业 | 落户: behind a plain noun a verbal noun begins what the noun does."""
    return before in ("n", "nr", "nz") and tag.startswith(("vn", "v", "a", "i"))
