"""How `re` parses a pattern: the tree that gates and scanners reason about.

The parser is no public module of Python; where it is missing, `PARSE` is None and both do without.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


class UnknownItemError(Exception):
    """The pattern holds something that is not understood here."""


def _parser() -> Callable[..., Any] | None:
    try:
        parse: Callable[..., Any] = import_module("re._parser").parse
    except (ImportError, AttributeError):
        return None
    return parse


#: `PARSE(pattern, flags)` is the tree: pairs of an operation and its argument
PARSE = _parser()


def inner(name: str, argument: Any) -> Any:
    """What is in the brackets of a group or a lookaround."""
    if name == "ATOMIC_GROUP":
        return argument
    if name in ("ASSERT", "ASSERT_NOT"):
        return argument[1]
    if name == "SUBPATTERN" and not argument[1] and not argument[2]:  # without flags of its own
        return argument[3]
    raise UnknownItemError(name)
