"""Mentions: one occurrence in a text with what it means. Numbers are `Decimal`, never float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, Literal, get_args

from pipeline.model.span import Span

Bound = Literal["exact", "about", "nearly", "over", "at_least", "at_most", "under", "range", "vague"]
DateType = Literal["DATE", "DURATION", "SET"]
BOUNDS = frozenset(get_args(Bound))
LEVELS = frozenset(("country", "province", "prefecture", "county", "township", "village", "region", "natural"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """What all kinds share. `surface` is exactly the text under the span; `check` says why a person should look."""

    kind: ClassVar[str] = ""

    span: Span
    surface: str
    rule: str
    check: str = ""

    def __post_init__(self) -> None:
        if len(self.surface) != self.span.end - self.span.start:
            raise ValueError(f"surface {self.surface!r} does not fill its span {self.span}")
        if not self.rule:
            raise ValueError("every mention names the rule that found it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(Mention):
    """A number with its bound. `low`/`high` are what the words allow, None = open (contract §3)."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    bound: Bound
    per: str = ""

    def __post_init__(self) -> None:
        Mention.__post_init__(self)
        if self.bound not in BOUNDS:
            raise ValueError(f"bound {self.bound!r}")
        if self.bound == "exact":
            if not self.value == self.low == self.high:
                raise ValueError(f"exact, but value {self.value}, low {self.low}, high {self.high}")
        elif self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low {self.low} > high {self.high} in {self.surface!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Figure):
    """Money; `currency` is an ISO 4217 code."""

    kind: ClassVar[str] = "amount"
    currency: str

    def __post_init__(self) -> None:
        Figure.__post_init__(self)
        if len(self.currency) != 3 or not self.currency.isupper():
            raise ValueError(f"currency {self.currency!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Figure):
    """A quantity that is not money; `value_si` is in `unit_si`, None where there is no SI unit."""

    kind: ClassVar[str] = "count"
    unit: str
    dimension: str
    value_si: Decimal | None = None
    unit_si: str = ""
    object: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Date(Mention):
    """A TIMEX3-typed date; `value` is EDTF, ISO 8601 duration or period; the interval is of ISO days, closed."""

    kind: ClassVar[str] = "date"
    type: DateType
    value: str
    mod: str = ""
    start_date: str = ""
    end_date: str = ""
    resolved_by: str = "none"

    def __post_init__(self) -> None:
        Mention.__post_init__(self)
        if self.start_date and self.end_date and self.start_date > self.end_date:
            raise ValueError(f"{self.surface!r}: {self.start_date} is after {self.end_date}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Mention):
    """A place told apart; `adcode` is the six-digit code of the deepest division that it is or lies in.

    `candidates` are the other places that the name may mean, the likelier first: code (or country) and full name.
    """

    kind: ClassVar[str] = "place"
    name: str
    level: str
    adcode: str = ""
    country: str = ""
    province: str = ""
    prefecture: str = ""
    county: str = ""
    source: str = "gazetteer"
    within: str = ""
    candidates: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        Mention.__post_init__(self)
        if self.level not in LEVELS:
            raise ValueError(f"level {self.level!r}")
        if self.adcode and (len(self.adcode) != 6 or not self.adcode.isdigit()):
            raise ValueError(f"adcode {self.adcode!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A numeral that was seen and is no figure, with the reason."""

    span: Span
    surface: str
    reason: str
    rule: str
