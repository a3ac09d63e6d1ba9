"""What an export did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """The files, how many rows or articles of what they hold, and what the reader must know: one line each."""

    files: tuple[Path, ...]
    counts: Mapping[str, int]
    notices: tuple[str, ...] = ()
