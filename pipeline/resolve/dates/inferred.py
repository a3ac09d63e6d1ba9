"""The article's date from its text, where nothing else tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pipeline.model.time import TimeExpression
from pipeline.resolve.dates.resolver import Resolver
from pipeline.resolve.dates.wording import DateWords

#: no article is from before: 光绪十八年 and 民国二十年 tell of history, not when it was written
_FIRST_NEWS = 1949


def infer_published(
    expressions: Sequence[TimeExpression], text: str, sentences: Sequence[int], words: DateWords
) -> tuple[str, date] | None:
    """The article's date from its text: the latest date told that is no plan, as EDTF and as the day to anchor on."""
    resolver = Resolver(text, None, sentences, words)
    latest_day: date | None = None
    latest_year = 0
    for found in resolver.resolve(expressions):
        interval, expression = found.interval, found.expression
        if interval is None or expression.shift is not None or interval.start.year < _FIRST_NEWS:
            continue
        if expression.open in ("before", "since", "now") or resolver.wording.is_planned(expression):
            continue
        if interval.granularity in ("day", "week", "month"):
            last = interval.start if interval.granularity == "month" else interval.end or interval.start
            latest_day = max(latest_day or last, last)
        elif interval.granularity == "year":
            latest_year = max(latest_year, interval.start.year)
    if latest_day is None and not latest_year:
        return None
    if latest_day is not None and latest_day.year >= latest_year:
        return latest_day.isoformat(), latest_day
    return f"{latest_year:04}", date(latest_year, 12, 31)
