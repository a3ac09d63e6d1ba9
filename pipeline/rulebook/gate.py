"""Gates: before a pattern is tried, the strings of which one must be there for it to match, and how near they must be.

`(?<![\\d.,])\\d{1,2}期(?=工程|厂房)` can only match near a 期工程 or a 期厂房. One automaton finds such strings for all
patterns at once, and most patterns need not be tried at all. What a gate claims must be certain: where a pattern holds
anything that is not understood here, it gets `OPEN` and runs on every text.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from pipeline.rulebook.regex_tree import PARSE, UnknownItemError, inner

#: sets of strings larger than this are given up
_MOST = 200
#: what the `regex` module may read otherwise than `re`: classes by name, set operations, fuzzy counts, odd escapes
_FOREIGN = re.compile(r"\[:\^?\w+:\]|\[\^?\[|--|&&|\|\||~~|\{(?!\d+(?:,\d*)?\}|,\d+\})|\\[0-9NXRKGLmM]")
_HAN = re.compile(r"\\(?:([pP])\{Han\}|.)", re.DOTALL)
_KNOWN_FLAGS = re.MULTILINE | re.UNICODE
_COMMON = frozenset("0123456789〇零一二两三四五六七八九十百千万亿第年月日个的、，,。.;:：()（）“”-—~/ ")

Literals = frozenset[str]
_NOTHING: Literals = frozenset(("",))


@dataclass(frozen=True, slots=True)
class Gate:
    """A match has one of `literals` in it or in what it looks at, at most `reach` characters from where it begins.
    `reach` None is any number; `one_line` tells that a match and all it looks at lie between two line breaks, `opens_line`
    that it begins right behind the first. `literals` None is no claim at all.
    """

    literals: Literals | None
    reach: int | None = None
    one_line: bool = False
    opens_line: bool = False


OPEN = Gate(None)


def gate_of(pattern: str) -> Gate:
    """The gate of a pattern of the `regex` module, read by the parser of `re` where both mean the same."""
    if PARSE is None or _FOREIGN.search(_HAN.sub(_as_word, pattern)):
        return OPEN
    try:
        tree = PARSE(_HAN.sub(_as_word, pattern))
        if tree.state.flags & ~_KNOWN_FLAGS or not tree.getwidth()[0]:
            return OPEN
        part = _sequence(tree)
        reach = _extent(tree)
        multiline = tree.state.flags & re.MULTILINE
        one_line = not _breaks(tree, multiline)
        opens_line = bool(multiline) and one_line and [str(part) for part in tree[0]] == ["AT", "AT_BEGINNING"]
    except (re.error, UnknownItemError, RecursionError):
        return OPEN
    literals = _better(part.needed, part.exact)
    return Gate(literals, None if math.isinf(reach) else int(reach), one_line, opens_line) if literals else OPEN


def _as_word(match: re.Match[str]) -> str:
    """`\\p{Han}`, which `re` does not know, as another class without the line break."""
    return {"p": r"\w", "P": r"\W", None: match.group()}[match[1]]


# -- what must be there


@dataclass(frozen=True, slots=True)
class _Part:
    """What a piece of a pattern says.

    `exact`: all that it may consume, None where that is too much; `needed`: strings of which one is in the text
    wherever it matches, None where nothing is known.
    """

    exact: Literals | None = None
    needed: Literals | None = None


def _sequence(items: Iterable[tuple[Any, Any]]) -> _Part:
    run, whole = _NOTHING, True  # what the text right before here is, and whether that goes back to the first item
    needed: Literals | None = None
    for operation, argument in items:
        name = str(operation)
        part = _item(name, argument)
        needed = _better(needed, part.needed)
        ahead = name == "ASSERT" and argument[0] > 0
        joined = _joined(run, part.exact) if part.exact is not None else None
        if name in ("ASSERT", "ASSERT_NOT", "AT"):
            needed = _better(needed, joined if ahead else part.exact if name == "ASSERT" else None)
        elif joined is not None:
            run = joined
        else:
            needed = _better(needed, run)
            run, whole = part.exact or _NOTHING, False
    return _Part(run if whole else None, _better(needed, run))


def _item(name: str, argument: Any) -> _Part:
    if name in ("LITERAL", "IN"):
        return _Part(_characters(argument if name == "IN" else [(name, argument)]))
    if name in ("ANY", "NOT_LITERAL", "GROUPREF"):
        return _Part()
    if name in ("AT", "ASSERT_NOT"):
        return _Part(_NOTHING)
    if name == "BRANCH":
        return _branches([_sequence(branch) for branch in argument[1]])
    if name.endswith("_REPEAT"):
        return _repeated(*argument)
    return _sequence(inner(name, argument))


def _branches(parts: list[_Part]) -> _Part:
    every = [part.exact for part in parts if part.exact is not None]
    exact = frozenset[str]().union(*every) if len(every) == len(parts) else None
    least = [_better(part.needed, part.exact) for part in parts]
    needed = frozenset[str]().union(*(found for found in least if found)) if all(least) else None
    return _Part(exact if exact is None or len(exact) <= _MOST else None, needed)


def _repeated(low: int, high: int, items: Any) -> _Part:
    part = _sequence(items)
    if low == 0:
        return _Part(part.exact | _NOTHING if high == 1 and part.exact is not None else None)
    exact = part.exact if low == high else None
    for _ in range(low - 1):
        exact = _joined(exact, part.exact) if exact is not None and part.exact is not None else None
    return _Part(exact, _better(part.needed, part.exact))


def _joined(left: Literals, right: Literals) -> Literals | None:
    if len(left) * len(right) > _MOST:
        return None
    return frozenset(a + b for a, b in product(left, right))


def _characters(items: Iterable[tuple[Any, Any]]) -> Literals | None:
    """The characters of a set, if they are few and written one by one or as a range."""
    found: set[str] = set()
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            found.add(chr(argument))
        elif name == "RANGE" and argument[1] - argument[0] < _MOST:
            found.update(map(chr, range(argument[0], argument[1] + 1)))
        else:
            return None
    return frozenset(found) if len(found) <= _MOST else None


def _better(one: Literals | None, other: Literals | None) -> Literals | None:
    """The set whose most common string is the rarer; a set with the empty string says nothing."""
    if not other or "" in other:
        return one
    if not one or "" in one:
        return other
    return max(one, other, key=_rarity)


def _rarity(literals: Literals) -> tuple[float, int]:
    return min(sum(0.5 if char in _COMMON else 1 for char in literal) for literal in literals), -len(literals)


# -- how far, and across how many lines


def _extent(items: Iterable[tuple[Any, Any]]) -> float:
    """The most characters that a match reads, with all its lookarounds laid end to end."""
    total = 0.0
    for operation, argument in items:
        name = str(operation)
        if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            total += 1
        elif name == "GROUPREF":
            total = math.inf
        elif name == "BRANCH":
            total += max(map(_extent, argument[1]))
        elif name.endswith("_REPEAT"):
            total += _extent(argument[2]) * argument[1] if str(argument[1]) != "MAXREPEAT" else math.inf
        elif name != "AT":
            total += _extent(inner(name, argument))
    return total


def _breaks(items: Iterable[tuple[Any, Any]], multiline: int) -> bool:
    """Whether anything in the pattern may match a line break, or asks for the end of the text."""
    for operation, argument in items:
        name = str(operation)
        if name in ("LITERAL", "NOT_LITERAL"):
            found = (argument == 10) == (name == "LITERAL")
        elif name == "IN":
            found = _holds_break(argument)
        elif name == "AT":
            found = str(argument) == "AT_END_STRING" or (str(argument) == "AT_END" and not multiline)
        elif name == "BRANCH":
            found = any(_breaks(branch, multiline) for branch in argument[1])
        elif name == "ANY":
            found = False
        elif name == "GROUPREF":
            found = False  # repeats what another group matched
        else:
            found = _breaks(argument[2] if name.endswith("_REPEAT") else inner(name, argument), multiline)
        if found:
            return True
    return False


def _holds_break(items: Sequence[tuple[Any, Any]]) -> bool:
    """Whether a set holds the line break."""
    negated = str(items[0][0]) == "NEGATE"
    held = False
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            held = held or argument == 10
        elif name == "RANGE":
            held = held or argument[0] <= 10 <= argument[1]
        elif name == "CATEGORY":
            held = held or str(argument) in ("CATEGORY_SPACE", "CATEGORY_NOT_DIGIT", "CATEGORY_NOT_WORD")
        elif name != "NEGATE":
            raise UnknownItemError(name)
    return held != negated


class LatePattern:
    """A pattern of the `regex` module with its gate, compiled when it is first used: a text needs few of all the patterns."""

    __slots__ = ("_compiled", "gate", "pattern")

    def __init__(self, pattern: str, gate: Gate, compiled: Any = None) -> None:
        self.pattern, self.gate, self._compiled = pattern, gate, compiled

    def __reduce__(self) -> tuple[type[LatePattern], tuple[str, Gate]]:
        return LatePattern, (self.pattern, self.gate)

    @property
    def compiled(self) -> Any:
        if self._compiled is None:
            import regex  # noqa: PLC0415  likewise

            self._compiled = regex.compile(self.pattern)
        return self._compiled
