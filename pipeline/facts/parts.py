"""Which figure another is a part of (总投资78348万元, 其中|援疆资金28784万元; 15栋厂房中|14栋), and which the change of
(存栏12万头、出栏22万头，分别增长1.8%和|4.5%)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from pipeline.facts.cues import Cues
from pipeline.facts.scene import DATE, FIGURE, Figure, Placed, Scene, Spot
from pipeline.model import Amount, Count, Date

#: the next of the parts, and what closes its clause
_ANOTHER = re.compile(r"[，,][^，,。；;、()\d]{1,8}")
_ENDS = re.compile(r"[，,。；;、()\n]|$")
_COMMA = re.compile(r"[，,](?!\d)")
_WITHIN = re.compile(r"[\u4e00-\u9fff]{0,6}中[，,]?(?:已?有)?")
_IN_TURN = re.compile(
    r"[，,；;](?:[比较](?:19|20)\d\d年(?:同期)?|比上年|较上年|比去年|较去年|按年|同期|同比|环比)*(?P<turn>分别)?(?:[比较](?:(?:19|20)\d\d年|去年|上年)(?:同期|同月)?)?[^，,。；;\d]{1,6}$"
)
#: between two rows of the same things, without the date
_AGAIN = re.compile(r"[，,；;](?:预计|预期|有望|可能|将|则|又)*分别(?:为|达|增|增长|下降|上升|回落|增加|减少)?")
_JOINED_CHANGE = re.compile(r"(?:[、和及与]|以及)(?:上升|下降|增长|上涨|下跌|减少|增加|提高|回落)?")
#: before a row that is dealt out among things
_DEALT = re.compile(
    r"(?:[同环]比|则|均|亦|也|按年|[较比](?:上|去|(?:19|20)\d\d)[年月]同?期?)*分别(?:为|约?占(?:[^，,。；;、\d]{2,14}的)?|达到?|[^，,。；;、\d]{1,6})?$"
)
_BETWEEN_ITEMS = frozenset("、和及与") | {"以及"}
_JOINT = re.compile(r"\)(?:[、和及与]|以及)")
#: where names of things hold 与 and 和 themselves: 城轨与城市基础设施业务、新产业业务
_LISTED_ITEMS = frozenset("、")
#: before things that a clause lists
_LISTS = re.compile(r"(?:还有|包括|依次[是为]|分别[是为]|主要[有是为]|(?<!还)有|是|为)(?=[^、，]{1,14}、)")
#: closes the clause before a list: 分行业|看，
_OPENS_LIST = ("看，", "看,", "其中，", "其中,")
_BEHIND_ITEMS = frozenset(("预计", "预期", "将", "有望", "可能", "均", "则", "增幅", "增速", "涨幅", "降幅", "增长率"))
_BEFORE_ITEMS = frozenset(("其中", "具体来看", "因此"))
#: how many figures before it a part looks back over
#: who or what a row of a sum's parts is of: 其中：市本级完成, 县级
_ROW = re.compile(r"(?:其中[：:，,]?)?[\u4e00-\u9fff]{2,9}")
_BACK = 12
#: how many figures of a row are dealt out
_LONGEST_ROW = 40
#: before a figure, makes it a change, of which nothing is a part
_MORE = ("同比增加", "同比减少", "比上年增加", "比上年减少", "较上年增加", "较上年减少", "环比增加", "环比减少")
_OF_PEOPLE = frozenset("人名位")
#: between a size and how many there are of it
_SIZED = re.compile(r"的?[\u4e00-\u9fff]{2,8}")


def before_bracket(scene: Scene, index: int) -> int | None:
    """The index of the figure before in the sentence, over those in a bracket that tell of it: 甲县534万元(占48%)、|乙县|421万元;
    156人死亡(其中甲县141人，乙县15人)，|5人失踪."""
    first, other = scene.figures[index].first, index - 1
    if other < 0 or scene.figures[other].start < first:
        return None
    closed = scene.text.find(")", scene.figures[other].end, scene.figures[index].start) if other else -1
    opened = scene.text.rfind("(", first, scene.figures[other].start) if closed >= 0 else -1
    if opened < first or scene.text.find("(", scene.figures[other].end, closed) >= 0:
        return other
    outside = next((place for place in range(other - 1, -1, -1) if scene.figures[place].end <= opened), None)
    if outside is None or _COMMA.search(scene.text, scene.figures[outside].end, opened):
        return other
    return outside


def changed_by(scene: Scene, index: int) -> int | None:
    """The index of the figure whose change `scene.figures[index]` tells, in a row of as many behind 分别."""
    if not _is_rate(scene.figures[index].mention) or not _is_dealt(scene, index):
        return None
    first, last = _row(scene, index)
    count = last - first + 1
    start = first - count
    if count < 2 or start < 0 or scene.figures[start].start < scene.figures[index].first:
        return None
    told = [spot.mention for spot in scene.figures[start:first]]
    of_rates = all(map(_is_percent, told)) and all(
        getattr(spot.mention, "dimension", "") == "points" for spot in scene.figures[first : last + 1]
    )
    if (any(map(_is_rate, told)) and not of_rates) or not all(_is_rate(spot.mention) for spot in scene.figures[first : last + 1]):
        return None
    lead = scene.text[scene.figures[first - 1].end : scene.figures[first].start]
    turn = _IN_TURN.match(lead)
    if turn is None or not (turn["turn"] or items_of(scene, start)[0]):  # 收入和利润分别为9亿元、1亿元，同比增长|20%、43%
        return None
    return start + index - first


def shared_before(scene: Scene, index: int, is_share: Callable[[int], bool]) -> int | None:
    """The index of the figure that shares behind it tell parts of, before the change `scene.figures[index]`: 收入4348万元，
    占预算10065万元的43.2%，同比下降|6.5%."""
    first = scene.figures[index].first
    if getattr(scene.figures[index].mention, "dimension", "") == "points":
        return None  # 占43.2%，提高|2个百分点
    other = index - 1
    while other >= 0 and scene.figures[other].start >= first and is_share(other):
        other -= 1 + scene.text.startswith("的", scene.figures[other - 1].end if other else 0)
    shared = other < index - 1
    while shared and other >= 0 and scene.figures[other].start >= first and _is_rate(scene.figures[other].mention):
        other -= 1  # 出口3.39万亿元，增长6.8%，占59.2%；其中电脑|增长8.6%
    return other if shared and other >= 0 and scene.figures[other].start >= first else None


#: things that a row of figures is dealt out among, and which of them a figure is of
Items = tuple[list[tuple[int, int]], int]


def items_of(scene: Scene, index: int) -> Items:
    """Where 分别 deals out a row of figures among as many things (淡水鱼、鸡蛋和植物油价格|分别上涨30.9%、18.3%和9.5%): the things, and
    which is that of `scene.figures[index]`; no things where it does not."""
    if not _is_dealt(scene, index):
        return [], 0
    first, last = _row(scene, index)
    count = last - first + 1
    opening = scene.figures[first]
    if not 1 < count <= _LONGEST_ROW or (dealt := _DEALT.search(scene.text, opening.bound, opening.start)) is None:
        return [], 0
    low, high = _listing(scene, opening, dealt.start())
    ages = scene.figures_in(opening.low, low)
    if ages and all(getattr(spot.mention, "dimension", "") == "age" for spot in ages):
        low = opening.low  # 0-17岁、18岁及以上人口|分别为2万人和9万人
    found = [_trimmed(scene, *item) for item in _bracketed(scene, first, low)]
    if len(found) == count and all(start < end for start, end in found):
        return found, index - first
    for joints in (_BETWEEN_ITEMS, _LISTED_ITEMS):
        found = [_trimmed(scene, *item) for item in _split(scene, low, high, joints)]
        if len(found) == count and all(start < end for start, end in found):
            return found, index - first
    found = list(_by_clauses(scene, opening, dealt.start(), count)) or _listed_before(scene, opening, count)
    return found or _items_again(scene, first, count), index - first


def date_of(scene: Scene, index: int) -> Placed[Date] | None:
    """Where 分别 deals out a row of figures among as many dates (2021年、2022年和2023年产量|分别为30万吨、31万吨和32万吨): the date of
    `scene.figures[index]`."""
    if not _is_dealt(scene, index) or items_of(scene, index)[0]:
        return None
    first, last = _row(scene, index)
    count, opening = last - first + 1, scene.figures[first]
    dates = scene.dates_in(opening.bound if scene.dates_in(opening.bound, opening.start) else opening.first, opening.start)
    joints = (scene.text[one.end : other.start] for one, other in itertools.pairwise(dates))
    return dates[index - first] if count == len(dates) > 1 and all(joint in _BETWEEN_ITEMS for joint in joints) else None


def _items_again(scene: Scene, first: int, count: int) -> list[tuple[int, int]]:
    """The things of the row before, where this one only is of another time: 美国和欧元区今年分别增长2%和1%，明年将分别增长|3%和2%."""
    before, opening = scene.figures[first - 1], scene.figures[first]
    if not first or before.start < opening.first:
        return []
    since, last = _row(scene, first - 1)
    dates = scene.dates_in(before.end, opening.start)
    if last - since + 1 != count or len(dates) != 1:
        return []
    lead = scene.text[before.end : dates[0].start] + scene.text[dates[0].end : opening.start]
    return items_of(scene, since)[0] if _AGAIN.fullmatch(lead) else []


def row_of(scene: Scene, index: int) -> tuple[list[tuple[int, int]], int, int]:
    """Where figures of different units stand in a row right behind as many things, without 分别: the things, which is that of
    `scene.figures[index]`, and where the row begins: 完成周转量、旅客运输量和货运量|65.8亿吨公里、3513.2万人和74.9万吨."""
    first, last = _row(scene, index)
    if not 0 < last - first < _LONGEST_ROW:
        return [], 0, first
    row, opening = scene.figures[first : last + 1], scene.figures[first]
    if len({getattr(spot.mention, "unit", "") for spot in row}) < len(row) or any(_is_rate(s.mention) for s in row):
        return [], 0, first
    found = list(_split(scene, opening.bound, opening.start, _BETWEEN_ITEMS))
    told = len(found) == len(row) and all(start < end for start, end in found)
    return (found if told else []), index - first, first


def _listed_before(scene: Scene, opening: Spot, count: int) -> list[tuple[int, int]]:
    """The things that the clause before lists behind its verb: 居前的还有|有色金属、电气设备|，净流入金额分别为5.09亿元、3.01亿元."""
    for low, high in scene.clauses_before(opening.start)[:1]:
        match = None if scene.figures_in(low, high) else _LISTS.search(scene.text, low, high - 1)
        for joints in (_LISTED_ITEMS, _BETWEEN_ITEMS) if match is not None else ():
            found = list(_split(scene, match.end(), high - 1, joints)) if match is not None else []
            if len(found) == count and all(start < end for start, end in found):
                return found
    return []


def _by_clauses(scene: Scene, opening: Spot, dealt: int, count: int) -> Iterator[tuple[int, int]]:
    """Things that commas part, each a clause of its own, from the beginning of the sentence or behind 分产品看: 采矿、洗选业，纺织业，
    服装业分别增长3%、2%和1%; none where there are not as many."""
    before = scene.clauses_before(opening.start)
    items = [(opening.low, dealt), *((low, high - 1) for low, high in before[: count - 1])][::-1]
    opens = items[0][0] == opening.first or scene.text.endswith(_OPENS_LIST, 0, items[0][0])
    if len(items) == count and opens and all(_is_thing(scene, *item) for item in items):
        yield from items


def _is_thing(scene: Scene, start: int, end: int) -> bool:
    """Whether the stretch is nothing but a name, no clause with a verb at its end, a date or a figure."""
    tokens = scene.tokens(start, end)
    told = bool(tokens) and not any(token.tag in (DATE, FIGURE) for token in tokens)
    return (
        told
        and scene.text[end] not in "；;"
        and all(t.tag[0] in "nvjlbacxf" for t in tokens)
        and tokens[-1].tag.startswith(("n", "l", "j"))
    )


def _listing(scene: Scene, opening: Spot, dealt: int) -> tuple[int, int]:
    """Where the things are told that a row is dealt out among: before 分别, or, where that opens the clause, before 等 in the one
    before: 汽车、灯具|等出口亮眼，分别增长32%和49%."""
    low, before = opening.bound, scene.clauses_before(opening.start)
    if dealt > low or not before or scene.figures_in(*before[0]):
        return low, dealt
    low, high = before[0]
    more = scene.text.find("等", low, high)
    return low, more if more >= 0 else low


def _bracketed(scene: Scene, first: int, low: int) -> list[tuple[int, int]]:
    """The things that a row is dealt out among, where each has a figure of its own in a bracket: 香港(58万人次)、日本(3万人次)旅客|分别
    减少2.7%、12.1%."""
    found: list[tuple[int, int]] = []
    other = first - 1
    while other >= 0 and scene.figures[other].end == low and scene.text.startswith(")", low):
        opened = scene.figures[other].start - 1
        if scene.text[opened] != "(":
            break
        low = scene.figures[other].bound
        joint = _JOINT.match(scene.text, low) if scene.text.startswith(")", low) else None
        found.append((joint.end() if joint else low, opened))
        if joint is None:
            break
        other -= 1
    return found[::-1]


def _is_dealt(scene: Scene, index: int) -> bool:
    """Whether 分别 stands before the figure in its sentence: without it the rest need not be looked at."""
    placed = scene.figures[index]
    return scene.text.find("分别", placed.first, placed.start) >= 0


def _split(scene: Scene, low: int, high: int, joints: frozenset[str]) -> Iterator[tuple[int, int]]:
    begin = low
    for token in scene.tokens(low, high):
        if token.word[0] == "《" and token.start > low and scene.text[token.start - 1] == "》":  # 《甲》|《乙》和《丙》
            yield low, token.start
            low = token.start
        if token.word in joints:
            if token.start > begin:  # 甲县5亿元、|乙县及丙县分别2亿元和1亿元
                yield low, token.start
            low = token.end
    yield low, high


def _trimmed(scene: Scene, start: int, end: int) -> tuple[int, int]:
    """The item without what only leads in or says that it will be: 其中|汽油, |欧元区经济|预计今年将, 因灾造成的|失踪人数."""
    tokens = scene.tokens(start, end)
    of = max((number for number, token in enumerate(tokens) if token.word == "的"), default=0)
    if any(token.tag == "p" for token in tokens[:of]):
        tokens = tokens[of + 1 :]
    while tokens and (tokens[-1].tag == DATE or tokens[-1].word in _BEHIND_ITEMS):
        end = tokens[-1].start
        tokens = tokens[:-1]
    for token in tokens:
        if not (token.tag in (DATE, "x", "c") or token.word in _BEFORE_ITEMS):
            return token.start, end
    return end, end


def _row(scene: Scene, index: int) -> tuple[int, int]:
    """The first and last of a row of figures that the one at `index` stands in."""
    return scene.once("rows", _rows)[index]


def _rows(scene: Scene) -> list[tuple[int, int]]:
    """The row of each figure, by the numbers of its first and last."""
    found: list[tuple[int, int]] = []
    first = 0
    for index in range(len(scene.figures)):
        if index + 1 == len(scene.figures) or not _beside(scene, index):
            found += [(first, index)] * (index + 1 - first)
            first = index + 1
    return found


def _beside(scene: Scene, index: int) -> bool:
    """Whether the figure at `index` and the next are joined and told alike: 上升1.35个百分点、|下降|6.79个百分点."""
    one, other = scene.figures[index], scene.figures[index + 1]
    joined = _JOINED_CHANGE.fullmatch(scene.text, one.end, other.start) is not None
    same = _is_rate(one.mention) == _is_rate(other.mention) and isinstance(one.mention, Amount) == isinstance(
        other.mention, Amount
    )
    return joined and same


def _is_rate(figure: Figure) -> bool:
    return not isinstance(figure, Amount) and figure.dimension in ("percent", "points", "multiple")


def _is_percent(figure: Figure) -> bool:
    return not isinstance(figure, Amount) and figure.dimension == "percent"


def whole_of(scene: Scene, cues: Cues, index: int, payers: tuple[str, ...]) -> int | None:
    """The index of the figure that `scene.figures[index]` is a part of: the last before 其中 that is counted alike. `payers` are
    how those end who pay a part of the money."""
    placed = scene.figures[index]
    first = placed.first
    if not index:
        return None
    if (listed := _of_bracket(scene, cues, index)) is not None:
        return listed
    if scene.figures[index - 1].start < first:
        rows = scene.text.startswith("其中", first) and scene.text.find("；", placed.end, placed.last) >= 0
        return _whole_of_rows(scene, first, index) if rows else None
    mark = cues.last("part", first, placed.start)
    if mark < 0:
        whole = scene.figures[index - 1]
        within = _WITHIN.fullmatch(scene.text, whole.end, placed.start)
        return index - 1 if within and _alike(whole.mention, placed.mention) else None
    between = scene.text[mark : placed.start]
    if between.count(")") > between.count("("):
        return None  # 17人死亡(其中5人…)，|2人失踪
    if "；" in between:
        return _whole_of_rows(scene, mark, index)
    if _COMMA.search(between) and not _goes_on(scene, index) and not _is_next_part(scene, mark, index, payers):
        return None
    # 8306人遇难，其中包括|3457名|儿童; 73万名劳动力就业，其中脱贫劳动力|48万人
    of_people = not getattr(placed.mention, "object", "") or (between == "包括" and scene.text.endswith("其中", first, mark))
    for other in range(index - 1, max(index - _BACK, 0) - 1, -1):
        whole = scene.figures[other]
        if whole.start < first:
            return None
        if scene.text.endswith(_MORE, 0, whole.start):
            continue  # 2.66亿人次，同比增加2585万人次，其中最高峰日|841.5万人次
        if whole.end <= mark and (_alike(whole.mention, placed.mention) or (of_people and _are_people(whole, placed))):
            return other
    return None


def _whole_of_rows(scene: Scene, mark: int, index: int) -> int | None:
    """Of the first sum of a row behind 其中 what all rows together are no more than: 支出9亿元，其中市级2亿元，增长3%；|县级|7亿元."""
    placed = scene.figures[index]
    if not isinstance(placed.mention, Amount):
        return None
    start, end = placed.first, placed.last
    if start == mark and start:
        start = scene.sentence(scene.sentence_index(start - 1))[0]
    wholes = [spot for spot in scene.figures_in(start, mark) if _alike(spot.mention, placed.mention, at_most=False)]
    left, is_first = wholes[0].mention.value if wholes else None, False
    if left is None:
        return None
    rows = [mark, *(at + 1 for at in range(mark, end) if scene.text[at] == "；")]
    for begin, close in zip(rows, [*rows[1:], end], strict=True):
        told = scene.figures_in(begin, close)
        if not told or told[0].mention.value is None or not _alike(told[0].mention, placed.mention, at_most=False):
            return None
        if _ROW.fullmatch(scene.text, begin, told[0].start) is None:
            return None
        left -= told[0].mention.value
        is_first = is_first or told[0].start == placed.start
    return wholes[0].number if is_first and left >= 0 else None


def only_sizes(scene: Scene, index: int) -> bool:
    """Whether the sum only tells of what size those counted behind it are: 其中|20亿元以上|项目4个."""
    placed, following = scene.figures[index], next(iter(scene.figures[index + 1 : index + 2]), None)
    if following is None or not isinstance(placed.mention, Amount) or not isinstance(following.mention, Count):
        return False
    return (
        scene.text[placed.end - 2 : placed.end] == "以上"
        and _SIZED.fullmatch(scene.text, placed.end, following.start) is not None
    )


def _are_people(whole: Spot, part: Spot) -> bool:
    """Whether both count people, the part fewer of them."""
    one, other = whole.mention, part.mention
    return (
        not isinstance(one, Amount) and not isinstance(other, Amount) and {one.unit, other.unit} <= _OF_PEOPLE
        and one.value is not None and other.value is not None and other.value < one.value
    )  # fmt: skip


def _of_bracket(scene: Scene, cues: Cues, index: int) -> int | None:
    """The figure before a bracket that shares it out among places: 病例15例(广东6例，上海4例)."""
    placed = scene.figures[index]
    places = scene.places_in(scene.figures[index - 1].end, placed.start)
    if not places or places[-1].end != placed.start:
        return None
    start, _ = scene.paragraph(placed.start)
    opening = scene.text.rfind("(", start, placed.start)
    if opening < 0 or scene.text.find(")", opening, placed.start) >= 0:
        return None
    since = max(opening, scene.text.rfind("；", opening, placed.start))
    if cues.any("part", since, placed.start):
        return None
    before = scene.figures_in(start, opening)
    return before[-1].number if before and _alike(before[-1].mention, placed.mention) else None


def _goes_on(scene: Scene, index: int) -> bool:
    """Whether the clause begins with the figure, counted like the one before: 其中10栋已投用, |3栋|在改造."""
    placed = scene.figures[index]
    return placed.low == placed.start and _alike(scene.figures[index - 1].mention, placed.mention, at_most=False)


def _is_next_part(scene: Scene, mark: int, index: int, payers: tuple[str, ...]) -> bool:
    """Whether the clause is another thing and its number, or another who pays, and all of them are no more than the whole:
    其中轿车800辆，|客车|400辆; 其中中央投资1400万元，|省级财政|420万元."""
    placed, before = scene.figures[index], scene.figures[index - 1]
    between = _ANOTHER.fullmatch(scene.text, before.end, placed.start)
    if between is None or not _ENDS.match(scene.text, placed.end):
        return False
    if isinstance(placed.mention, Amount) and not between.group().endswith((*payers, "期")):
        return False
    alike = scene.text[placed.start - 2 : placed.start] == scene.text[before.start - 2 : before.start]  # 产业发展|项目|43个
    if (
        not isinstance(placed.mention, Amount)
        and not alike
        and any(token.tag.startswith(("v", "p", "c", "d", "r", "u", "y")) for token in scene.tokens(before.end + 1, placed.start))
    ):
        return False
    told = [spot for spot in scene.figures[max(index - _BACK, 0) : index + 1] if spot.start >= placed.first]
    wholes = [spot.mention for spot in told if spot.end <= mark and _alike(spot.mention, placed.mention)]
    parts = [spot.mention for spot in told if spot.start >= mark]
    if not wholes or any(not _alike(part, placed.mention, at_most=False) or part.value is None for part in parts):
        return False
    return wholes[-1].value is not None and sum(part.value for part in parts if part.value is not None) <= wholes[-1].value


def _alike(whole: Figure, part: Figure, *, at_most: bool = True) -> bool:
    """Whether one can be a part of the other: money of one currency, counts of one unit, and (`at_most`) not more; as many
    only of the same things.

    Of an average (人均3.2万元, 其中城镇居民4.2万元) a part may be more, and need not say again what it is per.
    """
    if isinstance(whole, Amount) or isinstance(part, Amount):
        same, other = isinstance(whole, Amount) and isinstance(part, Amount) and whole.currency == part.currency, False
    else:
        same = whole.unit == part.unit
        other = bool(whole.object and part.object) and whole.object != part.object
    if not same or (part.per and whole.per != part.per):
        return False
    if not at_most or whole.per or whole.value is None or part.value is None:
        return True
    return part.value < whole.value or (part.value == whole.value and not other)
