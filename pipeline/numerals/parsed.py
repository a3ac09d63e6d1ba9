"""What the grammar of figures hands on: a figure with its unit, and the words that may stand at one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, Protocol

from pipeline.model.mention import Bound

#: what a round figure is called that is passed: 收入突破80亿|大关
MARKS = ("大关", "关口", "台阶", "门槛")


class Unit(Protocol):
    """What the grammar must know of a unit: whether it counts whole things."""

    @property
    def discrete(self) -> bool: ...


class UnitAt(NamedTuple):
    """A unit found in a text: `unit` ends at `end`; `surface` is how it is written."""

    unit: Unit
    surface: str
    end: int


class ParsedFigure(NamedTuple):
    """A figure in the flow. `low` and `high` are the two ends of a range or of a vague numeral, else both `value`.

    `numeral` is where the numeral itself begins; `unit` is None where none follows; `prefix` is a currency in front;
    `shared_unit` and `from_heading` tell that the unit stands elsewhere, behind a list or over a table.
    """

    start: int
    end: int
    numeral: int
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: Bound
    unit: UnitAt | None = None
    prefix: Unit | None = None
    bare: bool = False
    magnitude: bool = False
    style: str = "arabic"
    shared_unit: bool = False
    from_heading: bool = False

    def worth(self, value: Decimal, end: int) -> ParsedFigure:
        """The figure with another exact value, read on to `end`: 八块 with 五 behind it."""
        return self._replace(value=value, low=value, high=value, end=end)


def before_mark(figure: ParsedFigure, text: str) -> ParsedFigure | None:
    """突破80亿|大关: the figure without the 大 that was read as its unit."""
    if figure.unit is None or not figure.magnitude or figure.shared_unit:
        return None
    end = figure.unit.end - len(figure.unit.surface)
    return figure._replace(unit=None, end=end) if text.startswith(MARKS, end) else None


@dataclass(frozen=True, slots=True)
class Modifier:
    """A word at a figure; `not_after` are characters that make it part of another word."""

    word: str
    bound: Bound | None
    not_after: str = ""


@dataclass(frozen=True, slots=True)
class Modifiers:
    """By place: `before`, `before_bare` (only before 百 千 万 亿 alone), `inside`, `after`, `after_end` (not before Han)."""

    before: Mapping[str, Modifier]
    before_bare: Mapping[str, Modifier]
    inside: Mapping[str, Modifier]
    after: Mapping[str, Modifier]
    after_end: Mapping[str, Modifier]
