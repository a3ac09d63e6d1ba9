"""Articles in any number for benchmarks: the samples with other figures, dates and names, the same ones for the same seed.

    from generated import generated_articles, write_articles
    for name, text in generated_articles(1000, seed=7): ...
    write_articles(Path("corpus"), 1000, seed=7)

Every article keeps the wording of a sample; digits of its figures change (never their number or the first one, so that they
stay figures of their kind), days and months stay days and months, counties and names of projects become others. Only for
measuring: what the articles say means nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random

from pipeline.readers.decode import decode

SAMPLES = Path(__file__).parents[1] / "corpus" / "samples"
_PER_FOLDER = 500
#: three digits and more, or a fraction: no day, month, hour or number in a series; a year is left out below
_FIGURE = re.compile(r"(?<![\d./:：\-A-Za-z])(\d{1,3}(?:,\d{3})+|\d{3,7}|\d{1,6}\.\d{1,4})(?![\d./:：\-])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BESIDE_YEAR = re.compile(r"\s*[年/.\-]")
_DAY = re.compile(r"(?<=月)(\d{1,2})(?=日)")
_NAMES = (
    "望河",
    "青岩",
    "云岭",
    "金沙",
    "双河",
    "长坪",
    "安澜",
    "玉泉",
    "石门",
    "清溪",
    "龙湾",
    "南屏",
    "松林",
    "白塔",
    "新桥",
    "柳泉",
)
_PROJECT = re.compile(r"“([\u4e00-\u9fff]{2,6})”(?=[\u4e00-\u9fff]{0,4}(?:项目|工程|园|基地|中心|行动))")
_COUNTIES = "昔阳县 沙雅县 玉山县 伊宁县 霍城县 绥德县 巴东县 上犹县 云阳县 泗县 长武县 宜君县 桑植县 大关县 田阳区 三都水族自治县".split()
_COUNTY = re.compile("|".join(_COUNTIES))


def generated_articles(count: int, seed: int = 0) -> Iterator[tuple[str, str]]:
    """`count` pairs of name (a path with `/`) and text; a larger count begins with the articles of a smaller one."""
    samples = _samples()
    for number in range(count):
        random = Random(f"{seed} {number}")
        stem, text = samples[random.randrange(len(samples))]
        yield f"{number // _PER_FOLDER:04d}/{number:07d}_{stem}.txt", _varied(text, random)


def write_articles(folder: Path, count: int, seed: int = 0, chars: int | None = None) -> int:
    """Writes the articles into `folder`, UTF-8, cut behind so many `chars`; gives their bytes."""
    size = 0
    for name, text in generated_articles(count, seed):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        size += path.write_bytes(text[:chars].encode())
    return size


@cache
def _samples() -> tuple[tuple[str, str], ...]:
    paths = sorted(path for path in SAMPLES.iterdir() if path.suffix in (".txt", ".md") and path.stem != "README")
    return tuple((path.stem, decode(path.read_bytes())[0]) for path in paths)


def _varied(text: str, random: Random) -> str:
    counties = dict(zip(_COUNTIES, random.sample(_COUNTIES, len(_COUNTIES)), strict=True))
    names: dict[str, str] = {}

    def project(match: re.Match[str]) -> str:
        return f"“{names.setdefault(match[1], random.choice(_NAMES) + random.choice(_NAMES))}”"

    text = _COUNTY.sub(lambda match: counties[match[0]], text)
    text = _PROJECT.sub(project, text)
    text = _DAY.sub(lambda match: str(random.randint(1, 28)), text)
    return _FIGURE.sub(lambda match: _figure(match, random), text)


def _figure(match: re.Match[str], random: Random) -> str:
    """Other digits behind the first; a year stays."""
    if _YEAR.fullmatch(match[0]) and _BESIDE_YEAR.match(match.string, match.end()):
        return match[0]
    return match[0][0] + "".join(str(random.randint(0, 9)) if char.isdigit() else char for char in match[0][1:])
