"""Write ``folding.tsv``: the traditional → simplified map, one character to one character.

Found: 億 → 亿, ⻓ (a radical that PDF files use for 长) → 长, 樂 (U+F914, a compatibility form) → 乐.
Left alone: 乾, whose usual simplification 干 would spoil 乾县.

Folded text is only searched in, never shown, so the map may be coarser than a good conversion of
whole words; what it must not do is change the length of a text or damage a name that simplified
news writes itself. Hence one character at a time, and the corrections below.

    python rules/build_folding.py            write folding.tsv beside this file
    python rules/build_folding.py --check    exit 1 if folding.tsv is not what would be written

Needs the package ``opencc`` (OpenCC 1.4, Apache-2.0); a run of shuzhai does not, it reads the table.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

TABLE = Path(__file__).with_name("folding.tsv")

#: Blocks walked, first and last code point: radicals, extension A and the basic block, compatibility forms.
BLOCKS = ((0x2E80, 0x2FDF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))

#: Characters that stay as they are, and why: simplified text uses them in their own right.
KEEP = {
    "乾": "乾县, 乾安县, 乾隆 keep it; as 干 they would be lost",
    "吒": "哪吒 is the standard form",
    "薹": "蒜薹, a crop; 苔 is moss",
    "袷": "袷袢, a garment of Xinjiang",
}

#: Numeral characters and their variants that OpenCC leaves alone.
NUMERALS = {
    "弌": "一", "弍": "二", "弎": "三", "亖": "四", "卄": "廿",
    "壱": "壹", "弐": "贰", "貮": "贰", "両": "两", "馀": "余",
}  # fmt: skip

#: Print variants that OpenCC leaves alone but newspapers, scans and HK or Macao pages use.
VARIANTS = {
    "砲": "炮", "鑛": "矿", "騐": "验", "鬪": "斗", "囯": "国", "圀": "国",
    "髙": "高", "靑": "青", "淸": "清", "緖": "绪", "囬": "回", "戸": "户",
    "妳": "你", "牠": "它", "凟": "渎", "畧": "略", "黒": "黑", "鉄": "铁", "陜": "陕", "値": "值", "歩": "步", "鐡": "铁", "囘": "回",
    "鄊": "乡", "鄕": "乡", "疎": "疏", "吿": "告", "晩": "晚", "郞": "郎", "毎": "每", "効": "效", "鶏": "鸡", "氷": "冰", "浄": "净",
    "濶": "阔", "畆": "亩", "畂": "亩", "皐": "皋", "罸": "罚", "脇": "胁", "蘓": "苏", "蠏": "蟹", "讃": "赞", "関": "关", "闘": "斗",
    "隣": "邻", "雑": "杂", "鳯": "凤", "鴈": "雁", "鵞": "鹅", "黙": "默", "鼈": "鳖", "呉": "吴", "巻": "卷", "渉": "涉",
}  # fmt: skip

#: Radicals without a Unicode decomposition that PDF text layers put in place of a whole character.
RADICALS = {
    "⺁": "厂", "⺌": "小", "⺎": "兀", "⺒": "巳", "⺓": "幺", "⺝": "月", "⺠": "民", "⺧": "牛",
    "⺩": "王", "⺫": "目", "⺬": "示", "⺳": "网", "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺻": "聿",
    "⺼": "肉", "⺽": "臼", "⻁": "虎", "⻄": "西", "⻅": "见", "⻆": "角", "⻇": "角", "⻉": "贝",
    "⻊": "足", "⻋": "车", "⻑": "长", "⻒": "长", "⻓": "长", "⻔": "门", "⻗": "雨", "⻘": "青",
    "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "食", "⻡": "首", "⻢": "马",
    "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾",
    "⻫": "齐", "⻬": "齐", "⻭": "齿", "⻮": "齿", "⻯": "龙", "⻰": "龙", "⻱": "龟", "⻲": "龟",
}  # fmt: skip

HEADER = """\
# Traditional → simplified characters, for folding a text before anything is looked for in it.
#
# from   one character as found in an article
# to     the one character that rules are written with; never equal to `from`, never folded again
#
# One row a character, ordered by the code point of `from`. Full-width letters, digits and signs are not here:
# code folds them. Do not edit: change build_folding.py (its KEEP, NUMERALS, VARIANTS, RADICALS) and run it.
#
# Source: OpenCC 1.4, configuration t2s, asked for each character of U+2E80-2FDF, U+3400-9FFF and U+F900-FAFF after
# Unicode NFKC (Apache-2.0), with corrections of this project's own.
# Left alone on purpose: 乾 (乾县), 吒 (哪吒), 薹 (蒜薹), 袷 (袷袢).
# Date: 2026-11-22
"""


def characters() -> Iterator[str]:
    """Yield every assigned character of the blocks, in order of code point."""
    for first, last in BLOCKS:
        for code in range(first, last + 1):
            if unicodedata.category(chr(code)) != "Cn":
                yield chr(code)


def fold_table(simplify: Callable[[str], str]) -> dict[str, str]:
    """Return the map; ``simplify`` turns one traditional character into its simplified form."""
    own = NUMERALS | VARIANTS | RADICALS
    table: dict[str, str] = {}
    for char in characters():
        if char in KEEP:
            continue
        plain = own.get(char) or simplify(unicodedata.normalize("NFKC", char))
        # A few characters simplify to something that folds again (in two steps): go to the end at once.
        for _ in range(3):
            if plain in KEEP:
                break
            plain = own.get(plain) or simplify(plain)
        if len(plain) == 1 and plain != char:
            table[char] = plain
    return table


def render(table: dict[str, str]) -> str:
    """Return the text of the table file, or fail where a row would be folded a second time."""
    for char, plain in table.items():
        if plain in table:
            raise ValueError(f"{char} → {plain}, but {plain} is folded itself (to {table[plain]})")
    rows = "".join(f"{char}\t{plain}\n" for char, plain in sorted(table.items()))
    return f"{HEADER}from\tto\n{rows}"


def main(arguments: list[str]) -> int:
    """Write the table, or with ``--check`` compare it with the file; return the exit status."""
    import opencc

    text = render(fold_table(opencc.OpenCC("t2s").convert))
    if arguments == ["--check"]:
        return int(TABLE.read_text(encoding="utf-8") != text)
    if arguments:
        sys.stderr.write(f"usage: {Path(__file__).name} [--check]\n")
        return 2
    TABLE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
