"""Many patterns at once: one automaton finds the strings that their gates ask for, and each runs only near them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from ahocorasick_rs import AhoCorasick

from pipeline.rulebook.gate import Gate, LatePattern

#: more than the lookups at the end of a pattern (`$`, `\b`) see behind what it reads
_MARGIN = 2


class GatedPatterns:
    """Patterns of the `regex` module, each run only where its gate lets a match begin."""

    def __init__(self, patterns: Iterable[LatePattern]) -> None:
        self._patterns = tuple(patterns)
        self._gates = tuple(pattern.gate for pattern in self._patterns)
        #: the patterns whose gates tell nothing
        self.ungated = tuple(index for index, gate in enumerate(self._gates) if not gate.literals)
        owners: dict[str, list[tuple[int, int | None]]] = {}
        for index, gate in enumerate(self._gates):
            for literal in sorted(gate.literals or ()):
                owners.setdefault(literal, []).append((index, None if gate.opens_line else gate.reach))
        self._owners = list(owners.values())
        self._automaton = AhoCorasick(list(owners))

    def matches(self, text: str) -> Iterator[tuple[int, int, int]]:
        """`(index of the pattern, start, end)` of all that `finditer` of every pattern finds, pattern by pattern."""
        near = self._near(text)
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

    def _near(self, text: str) -> dict[int, list[tuple[int, int, int]]]:
        """By pattern, ascending and apart: first and last start of a match, and the end of what it reads."""
        near: dict[int, list[tuple[int, int, int]]] = {}
        gates, owners = self._gates, self._owners
        for literal, _, end in self._automaton.find_matches_as_indexes(text, overlapping=True):  # by ascending end
            for index, reach in owners[literal]:
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

    def by_line(self, text: str, starts: Sequence[int]) -> dict[int, set[int]]:
        """The patterns that may match a line, by the number of the line in `starts`; the others only those of `ungated`."""
        found: dict[int, set[int]] = {}
        for literal, _, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            indices = (index for index, _ in self._owners[literal])
            found.setdefault(bisect_right(starts, end - 1) - 1, set(self.ungated)).update(indices)
        return found


def _around(text: str, offset: int, gate: Gate) -> tuple[int, int, int]:
    """The line at `offset` if the gate is of one line, else the whole text."""
    if not gate.one_line:
        return 0, len(text), len(text)
    end = text.find("\n", offset)
    end = end if end >= 0 else len(text)
    return text.rfind("\n", 0, offset) + 1, end, end
