"""How sure a share is: strata weighed back to all their rows, with an interval that holds for small numbers too.

Each judged row stands for as many rows as its stratum has for one judged (Horvitz and Thompson, A generalization of sampling
without replacement from a finite universe, Journal of the American Statistical Association 47, 1952). The interval is that
of Wilson (Probable inference, the law of succession, and statistical inference, ibid. 22, 1927) at 95 %, for the number of
rows that unequal weights are worth (Kish, Survey Sampling, 1965). It speaks of texts like these: it does not close when all
rows are judged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

#: the normal quantile of 95 % on both sides
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Stratum:
    """So many rows, of which so many were judged and so many of these are right. `rows` may be a sum of weights."""

    rows: float
    judged: int
    right: int

    def __post_init__(self) -> None:
        if not 0 <= self.right <= self.judged:
            raise ValueError(f"{self.right} right of {self.judged} judged")


def wilson(share: float, n: float) -> tuple[float, float]:
    """Lower and upper end of the interval around a share of `n` rows; `n` need not be whole."""
    if n <= 0:
        raise ValueError("no interval without rows")
    middle = share + _Z**2 / (2 * n)
    reach = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    low, high = ((middle + side * reach) / (1 + _Z**2 / n) for side in (-1, 1))
    return (0.0 if share == 0 else low), (1.0 if share == 1 else high)


def estimate(strata: Iterable[Stratum]) -> Estimate | None:
    """The share of rows that are right, over the strata that have judged rows; None where none has."""
    told = [stratum for stratum in strata if stratum.judged]
    if not told:
        return None
    rows = sum(stratum.rows for stratum in told)
    right = sum(stratum.rows * stratum.right / stratum.judged for stratum in told)
    worth = rows**2 / sum(stratum.rows**2 / stratum.judged for stratum in told)
    share = 1.0 if all(stratum.right == stratum.judged for stratum in told) else right / rows
    return Estimate(share, *wilson(share, worth))
