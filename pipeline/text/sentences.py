"""Where sentences begin. A sentence ends at 。！？… with what closes behind it, and at a line end."""

from __future__ import annotations

import re

_END = re.compile(r"(?:[。！!？?]+|…+)[”’\"』）)】》]*(?![,，、的]|[”’])|\n\s*|[。！？!?][”’\"]+(?=[^,，、的。])")


def sentence_starts(text: str) -> list[int]:
    """Ascending offsets of the first character of every sentence of the flow, beginning with 0."""
    starts = [0]
    starts.extend(end for match in _END.finditer(text) if (end := match.end()) < len(text) and end != starts[-1])
    return starts
