"""Folding: one character in, one character out, so that every offset stays what it was.

`１２３％` becomes `123%`, `萬` becomes `万`, the radical `⽔` becomes `水`. Characters that would grow (`℃`, `㎡`) are left
to the rules, which know them as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

_DASHES = "‒–―−﹣"
_TILDES = "〜∼˜∽"
_SPACES = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
#: what parts clauses is full width, whatever the article has; `,` between digits is that of 1,821
_FULL_WIDTH = {",": "，", ";": "；", "!": "！", "?": "？"}
_COMMA, _CALL = re.compile(r",(?!(?<=\d,)\d)"), re.compile(r"[!?](?<=[^\x00-\x7f][!?])")
_STRAIGHT = re.compile(r'"([^"\n]{1,60})"')
#: a point that ends a sentence: 占地200亩.6月底完工; not that of 买买提.吐尔逊, unless the text has no other
_POINT = r"\.(?<=[\u4e00-\u9fff%)”\"]\.)(?<![一二三四五六七八九十]\.)"
_STOP = re.compile(rf"{_POINT}(?=[ ]*[\d\n\r\"”]|$)")
_ANY_STOP = re.compile(rf"{_POINT}(?=[ ]*[\d\n\r\"”\u4e00-\u9fff]|$)")
#: a middle dot that is a decimal point, as old type and Taiwan set it: 7·2%, 三·五亿元; not that of 5·12 or 一·二八
_DECIMAL = re.compile(
    r"(?<=[\d一二三四五六七八九十百千〇零])·(?=[\d一二三四五六七八九〇零]{1,4}(?:[%‰亿万倍元吨米亩斤度℃]|个?百分点|公[里斤顷]|[平立]方|千[米克瓦]|[美欧日港]元))"
)
#: as news agencies of Hong Kong set it: 136﹒3亿
_SMALL_POINT = re.compile(r"(?<=\d)﹒(?=\d)")


@dataclass(frozen=True, slots=True)
class FoldTable:
    """What each code point becomes, and where such characters stand: most texts have few, and `translate` asks for every one."""

    table: Mapping[int, str]
    foldable: re.Pattern[str]


def fold_table(characters: Mapping[str, str]) -> FoldTable:
    """What is folded: full width to half width (but for Chinese clause marks), signs, and `characters`."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in _FULL_WIDTH.values()}
    table |= dict.fromkeys(map(ord, _DASHES), "—") | dict.fromkeys(map(ord, _TILDES), "~")
    table |= dict.fromkeys(map(ord, _SPACES), " ")
    table |= {ord("−"): "-", ord("﹣"): "-", ord("–"): "-", ord("○"): "〇", ord("•"): "·", ord("・"): "·", ord("￥"): "¥"}
    table |= {ord("╱"): "/", ord("∕"): "/", ord("⁄"): "/", ord("∶"): ":"}
    table |= {ord("「"): "“", ord("」"): "”", ord("『"): "“", ord("』"): "”"}
    table |= dict.fromkeys(range(0xD800, 0xE000), "\ufffd")  # half of a pair, from a broken decoder: no UTF-8 for it
    table |= {ord(source): target for source, target in characters.items()}
    return FoldTable(table, re.compile(f"[{''.join(_ranges(sorted(table)))}]+"))


def _ranges(codes: Sequence[int]) -> Iterator[str]:
    """Ascending code points as pieces of a character class; thousands of single ones would take long to compile."""
    for _, run in groupby(enumerate(codes), lambda pair: pair[1] - pair[0]):
        first, *rest = (code for _, code in run)
        yield f"{re.escape(chr(first))}-{re.escape(chr(rest[-1]))}" if rest else re.escape(chr(first))


def fold(text: str, folding: FoldTable) -> str:
    """The folded text, of the same length."""
    folded = folding.foldable.sub(lambda run: run[0].translate(folding.table), text)
    if "﹒" in folded:
        folded = _SMALL_POINT.sub(".", folded)
    if "·" in folded:
        folded = _DECIMAL.sub(".", folded)
    if '"' in folded:
        folded = _STRAIGHT.sub(r"“\1”", folded)
    folded = _COMMA.sub("，", folded).replace(";", "；")
    if "!" in folded or "?" in folded:
        folded = _CALL.sub(lambda mark: _FULL_WIDTH[mark[0]], folded)
    return (_STOP if "。" in folded else _ANY_STOP).sub("。", folded) if "." in folded else folded
