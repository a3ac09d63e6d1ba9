"""Figures to contract values: bounds to `low` and `high`, units to SI."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

from pipeline.model.mention import Amount, Bound, Count
from pipeline.model.span import Span
from pipeline.numerals import ParsedFigure
from pipeline.numerals.parts import AmountPart, CountPart

_ROUNDED = Decimal("0.000001")


def normalise_amount(part: AmountPart, span: Span, surface: str) -> Amount:
    value, low, high = bounded(part.figure, part.factor)
    return Amount(
        span=span, surface=surface, rule=part.rule, check=part.check, value=value, low=low, high=high,
        bound=part.figure.bound, per=part.per, currency=part.currency,
    )  # fmt: skip


def normalise_count(part: CountPart, span: Span, surface: str) -> Count:
    value, low, high = bounded(part.figure, part.scale)
    measure = part.measure
    factor = measure.factor if measure else None
    return Count(
        span=span, surface=surface, rule=part.rule, check=part.check, value=value, low=low, high=high,
        bound=part.figure.bound, per=part.per, unit=part.unit, dimension=measure.dimension if measure else "count",
        value_si=_si(value, factor) if factor else None, unit_si=measure.si_unit if measure and factor else "",
        object=part.object,
    )  # fmt: skip


def bounded(figure: ParsedFigure, factor: Decimal) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    """`value`, `low`, `high` of the contract: an inequality leaves its other side open, about both."""
    value = None if figure.value is None else figure.value * factor
    bound: Bound = figure.bound
    if bound == "exact":
        return value, value, value
    low, high = (None if x is None else x * factor for x in (figure.low, figure.high))
    if bound == "range":
        return None, low, high
    if bound == "vague":
        return value, low, high
    if bound in ("over", "at_least"):
        return value, value, None
    if bound in ("nearly", "under", "at_most"):
        return value, None, value
    if bound == "about":
        return value, None, None
    return value, value, value


def _si(value: Decimal | None, factor: Fraction) -> Decimal | None:
    """Exact where the result ends, else rounded to six decimals (half to even)."""
    if value is None:
        return None
    product = Fraction(value) * factor
    below = product.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    exact = Decimal(product.numerator) / Decimal(product.denominator)
    return exact if below == 1 else exact.quantize(_ROUNDED, ROUND_HALF_EVEN)
