"""What the page says, in both languages: the rows of words.tsv."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.rulebook.table import read_table

LANGUAGES = ("zh", "en")
_FILE = Path(__file__).with_name("words.tsv")


@cache
def words(language: str) -> Mapping[str, str]:
    """Key → wording. `{name}` in a wording is filled in where it is used."""
    return {row["key"]: row[language] for row in read_table(_FILE, ("key", *LANGUAGES))}


def preferred(accepted: str) -> str:
    """The language that a browser asks for (`Accept-Language`), Chinese before any other that is not spoken here."""
    weighed: list[tuple[float, str]] = []
    for part in accepted.split(","):
        name, _, weight = part.strip().partition(";q=")
        try:
            weighed.append((float(weight or 1), name.lower()[:2]))
        except ValueError:
            continue
    spoken = [(weight, name) for weight, name in weighed if name in LANGUAGES and weight > 0]
    return max(spoken, key=lambda pair: pair[0])[1] if spoken else "en"
