"""Short closed word lists that the extractors ask by name."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.rulebook.layers import Layers
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.table import Unique, one_of

LISTS = frozenset(
    "place.stop place.whole place.keep place.tail place.village place.no_water place.before place.behind place.ordinary place.facility place.joined place.eastern place.other place.landform place.works place.line person.title person.says person.behind place.no_name surname given_name date.numbered date.length "
    "date.single date.span date.named date.lasts date.lasted date.lasting date.middle date.inside date.ahead date.unahead date.compared date.report date.monthly amount.between amount.spent amount.trap count.one count.closes count.party count.next count.people count.no_head count.no_object count.compound count.whole count.firm count.of_firm count.holder count.parted fact.goods fact.placed fact.made fact.having fact.bulletin fact.verb fact.lead fact.vague fact.single fact.frame fact.measure fact.work fact.purpose fact.told fact.leading fact.filler fact.leads_on fact.aside fact.handled fact.unnamed fact.copula fact.compared fact.origin fact.comer fact.visitor fact.venue fact.opponent fact.here fact.thing fact.toward fact.errand fact.want fact.aid fact.sending fact.begin fact.complete fact.report fact.sector fact.untold fact.planned fact.unplanned fact.undone fact.outlook fact.done fact.did fact.increase "
    "fact.decrease fact.level fact.cumulative fact.part fact.payer fact.give fact.pairing fact.donor table.plain table.sum review.ok review.wrong unit.event unit.edition unit.person unit.household unit.common unit.piece unit.data unit.money".split()
)
#: lists of single characters, for what is asked by one character
_CHARACTERS = frozenset(("amount.spent", "count.next", "date.lasted", "fact.single", "place.landform", "place.tail"))
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
    return re.compile(
        rf"(?:[省市县区]|方面)?·?(?:{wide}(?:{between}|{counted})*(?:{aid})(?!合作|的?(?:地区|县|院校|学校|医院|部门|单位)))"
    )
