"""Short closed word lists that the extractors ask by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.rulebook.layers import Layers
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.table import Unique, one_of

LISTS = frozenset(
    """
    amount.between amount.budget amount.counted amount.spent amount.trap
    count.closes count.compound count.extent count.firm count.holder count.next count.no_head count.no_object count.numbered
    count.of_firm
    count.one count.parted count.party count.people count.whole
    date.ahead date.compared date.inside date.lasted date.lasting date.lasts date.length date.middle date.monthly
    date.named date.numbered date.report date.single date.span date.unahead
    fact.aid fact.aside fact.begin fact.bulletin fact.comer fact.compared fact.complete fact.copula
    fact.cumulative fact.decrease fact.did fact.done fact.donor fact.errand fact.filler fact.frame fact.give
    fact.goods fact.handled fact.having fact.here fact.increase fact.lead fact.leading fact.leads_on fact.level
    fact.made fact.measure fact.opponent fact.origin fact.outlook fact.pairing fact.part fact.payer fact.placed
    fact.planned fact.purpose fact.report fact.sector fact.sending fact.single fact.struck fact.thing fact.told fact.toward fact.trade
    fact.undone fact.unnamed fact.unplanned fact.untold fact.vague fact.venue fact.verb fact.visitor fact.want
    fact.work
    given_name
    person.behind person.says person.title
    place.before place.behind place.eastern place.facility place.joined place.keep place.landform place.line
    place.no_name place.no_water place.ordinary place.other place.stop place.tail place.temple place.village place.village_body
    place.whole place.works
    review.ok review.wrong
    surname
    table.plain table.sum
    unit.common unit.data unit.edition unit.event unit.household unit.land unit.money unit.person unit.piece
    """.split()
)
#: lists of single characters, for what is asked by one character
_CHARACTERS = frozenset(
    ("amount.spent", "count.next", "date.lasted", "fact.single", "place.landform", "place.tail", "place.temple")
)
WordLists = Mapping[str, frozenset[str]]


def load_lists(layers: Layers) -> WordLists:
    """Every list with its words; a list that nothing asks for is an error."""
    words: dict[str, set[str]] = {name: set() for name in LISTS}
    seen = Unique("word")
    for row in layers.rows("lists.tsv"):
        name = one_of(row, "list", LISTS)
        if not row["word"]:
            raise row.error("word is empty; fill it or delete the row")
        if name in _CHARACTERS and len(row["word"]) != 1:
            raise row.error(f"word is {row['word']!r}; words of {name} have one character")
        seen.add(f"{name} {row['word']}", row)
        words[name].add(row["word"])
    return {name: frozenset(found) for name, found in words.items()}


def giving(lists: WordLists, *, narrow: bool = False) -> re.Pattern[str]:
    """What stands behind a place that gives or sends: 南通|援疆, 浙江省|已累计投入援|疆资金; `narrow` only of aid, not of sending."""
    between, aid = any_of(lists["fact.cumulative"] | lists["fact.sending"]).pattern, any_of(lists["fact.aid"]).pattern
    sent = rf"(?:{between})*[选派][派出][出驻]?[\d多余名批]*援[疆藏青宁滇黔甘川桂琼蒙陕]"  # 深圳|累计派出援|疆干部
    wide = "" if narrow else rf"{any_of(lists['fact.donor']).pattern}|{sent}|"
    counted = r"第?[\d一二三四五六七八九十百]{1,4}[个项名批]"  # 湖南|25个|援藏项目
    since = r"(?:[自从]?(?:19|20)\d\d年(?:起|以来|开始)?)?"  # 浙江|自2012年起对口支援
    return re.compile(
        rf"(?:[省市县区]|方面)?·?{since}(?:{wide}(?:{between}|{counted})*(?:{aid})(?!合作|的?(?:地区|县|院校|学校|医院|部门|单位)))"
    )
