"""Where sentences begin. A sentence ends at 。！？… with what closes behind it, and at a line end.

What runs on for more than a thousand characters (a table without marks, a page that lost its stops) is cut at a comma, so
that no row of a table carries a whole article as its sentence.
"""

from __future__ import annotations

import re

#: begins with a class, which `re` looks for fast: behind it what stands there by its kind
_END = re.compile(
    r"[。！!？?…\n](?:(?:(?<=[。！!？?])[。！!？?]*|(?<=…)…*)[”’\"』\")）)】》]*(?![,，、的]|[”’])"
    r"|(?<=\n)\s*|(?<=[。！？!?])[”’\"]+(?=[^,，、的。]))"
)
_LONGEST = 1000
_TO_LAST_CLAUSE = re.compile(rf".{{1,{_LONGEST - 1}}}[，,；;、\s]", re.DOTALL)


def sentence_starts(text: str) -> list[int]:
    """Ascending offsets of the first character of every sentence of the flow, beginning with 0."""
    starts = [0]
    for end in (*(match.end() for match in _END.finditer(text)), len(text)):
        while end - starts[-1] > _LONGEST:
            clauses = _TO_LAST_CLAUSE.match(text, starts[-1])
            starts.append(clauses.end() if clauses else starts[-1] + _LONGEST)
        if starts[-1] != end < len(text):
            starts.append(end)
    return starts
