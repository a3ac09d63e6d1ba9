"""Many patterns at once: the strings that their gates ask for are looked up, and each pattern runs only near its own."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from pipeline.rulebook.gate import Gate, LatePattern
from pipeline.text.lookup import Hit

#: more than the lookups at the end of a pattern (`$`, `\b`) see behind what it reads
_MARGIN = 2


class GatedPatterns:
    """Patterns of the `regex` module, each run only where its gate lets a match begin.

    `literals` are what the gates ask for; where they stand in a text, as `Lookup.hits` tells it, is given with the text.
    """

    def __init__(self, patterns: Iterable[LatePattern]) -> None:
        self._patterns = tuple(patterns)
        self._gates = tuple(pattern.gate for pattern in self._patterns)
        #: the patterns whose gates tell nothing
        self.ungated = tuple(index for index, gate in enumerate(self._gates) if not gate.literals)
        #: by literal, the patterns that it may lead to and how near
        self._owners: dict[str, list[tuple[int, int | None]]] = {}
        for index, gate in enumerate(self._gates):
            for literal in sorted(gate.literals or ()):
                self._owners.setdefault(literal, []).append((index, None if gate.opens_line else gate.reach))
        self.literals = tuple(self._owners)

    def matches(self, text: str, hits: Iterable[Hit]) -> Iterator[tuple[int, int, int]]:
        """`(index of the pattern, start, end)` of all that `finditer` of every pattern finds, pattern by pattern."""
        near = self._near(text, hits)
        for index in sorted((*near, *self.ungated)):
            late = self._patterns[index]
            if (stretches := near.get(index)) is None:
                yield from ((index, *match.span()) for match in late.compiled.finditer(text))
                continue
            done, pattern = 0, late.compiled
            if late.gate.opens_line:
                for first, _, stop in stretches:
                    if match := pattern.match(text, first, stop):
                        yield index, first, match.end()
                continue
            for first, last, stop in stretches:
                done = max(first, done)
                while (match := pattern.search(text, done, stop)) and match.start() <= last:
                    done = match.end()
                    yield index, match.start(), done

    def _near(self, text: str, hits: Iterable[Hit]) -> dict[int, list[tuple[int, int, int]]]:
        """By pattern, ascending and apart: first and last start of a match, and the end of what it reads."""
        near: dict[int, list[tuple[int, int, int]]] = {}
        gates, owners = self._gates, self._owners
        for _, start, end in hits:
            for index, reach in owners[text[start:end]]:
                if (stretches := near.get(index)) is None:
                    stretches = near[index] = []
                if reach is not None:
                    first = max(end - reach, 0)
                    if stretches and first <= stretches[-1][1]:
                        first = stretches.pop()[0]
                    stretches.append((first, end + reach, end + 2 * reach + _MARGIN))
                elif not stretches or end > stretches[-1][2]:
                    stretches.append(_around(text, end, gates[index]))
        return near

    def by_line(self, text: str, hits: Iterable[Hit], starts: Sequence[int]) -> dict[int, set[int]]:
        """The patterns that may match a line, by the number of the line in `starts`; the others only those of `ungated`."""
        found: dict[int, set[int]] = {}
        for _, start, end in hits:
            indices = (index for index, _ in self._owners[text[start:end]])
            found.setdefault(bisect_right(starts, start) - 1, set(self.ungated)).update(indices)
        return found


def _around(text: str, offset: int, gate: Gate) -> tuple[int, int, int]:
    """The line at `offset` if the gate is of one line, else the whole text."""
    if not gate.one_line:
        return 0, len(text), len(text)
    end = text.find("\n", offset)
    end = end if end >= 0 else len(text)
    return text.rfind("\n", 0, offset) + 1, end, end
