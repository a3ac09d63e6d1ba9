"""What a figure measures, and the words that say so."""

from __future__ import annotations

from typing import NamedTuple

from pipeline.model.fact import Change

#: classes of figures that tell no amount themselves
RATES = frozenset(("percent", "points", "multiple", "ratio"))
#: units of groups of people: 选派|五批|238名
LOTS = ("批", "期", "班", "批次")
#: what the names of divisions end in
DIVISIONS = frozenset("省市县区州旗乡镇村")
#: what measures a change where nothing says of what
SPEED, STOCKS = "增速", "股市指数"
#: of animals that are kept or sold: 年出栏|生牛|200头
HERDS = ("存栏", "出栏")
#: units that say what befell people, or what was won
TOLD_BY_UNIT = {
    "死": "死亡人数", "亡": "死亡人数", "伤": "受伤人数", "失踪": "失踪人数", "金": "金牌数", "银": "银牌数", "铜": "铜牌数",
    "胜": "胜场数", "负": "负场数",
}  # fmt: skip
#: what befalls people, of whom others may befall some: 3人受伤，其中|1人抢救无效死亡
BEFALLEN = frozenset(("死亡人数", "受伤人数", "失踪人数", "被困人数", "获救人数", "住院人数"))


class Naming(NamedTuple):
    """What a figure measures. `start` and `end` are of the words that say so (the figure's own where none do).

    `source` is rule, text or empty; `direct` whether the words stand right at the figure; `inherited` whether the name
    is that of the figure before.
    """

    indicator: str = ""
    source: str = ""
    start: int = 0
    end: int = 0
    direct: bool = False
    behind: bool = False
    inherited: bool = False
    change: Change = ""
