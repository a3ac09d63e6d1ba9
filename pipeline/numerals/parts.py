"""What the extractors of figures hand on: a parsed figure with its kind's own parts, and what was turned down."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from pipeline.numerals.parsed import ParsedFigure
from pipeline.rulebook.figures import MeasureUnit


class AmountPart(NamedTuple):
    """A figure that is money. `factor` turns the number into the currency's major unit (角 → 0.1)."""

    figure: ParsedFigure
    currency: str
    factor: Decimal
    per: str
    rule: str
    check: str = ""


class CountPart(NamedTuple):
    """A figure that is a quantity. `unit` is as written, `scale` what turns the number into it (三成 → 30 %)."""

    figure: ParsedFigure
    unit: str
    measure: MeasureUnit | None
    per: str
    rule: str
    scale: Decimal = Decimal(1)
    object: str = ""
    check: str = ""


class Refusal(NamedTuple):
    """A numeral in the flow that is no figure, and why."""

    start: int
    end: int
    reason: str
    rule: str
