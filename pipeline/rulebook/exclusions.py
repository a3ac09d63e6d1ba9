"""What only looks like a mention: words and patterns with the reason, and the words that make longer names."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.config import RULES
from pipeline.rulebook.gate import LatePattern, gate_of
from pipeline.rulebook.layers import Layers
from pipeline.rulebook.table import Row, Unique, one_of

REASONS = frozenset(
    "ordinal idiom name identifier series fixed_word event policy model score code class clock page antiquity".split()
)
_EXAMPLE = "例:"
_TIMEOUT = 1.0


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A pattern of the `regex` module on folded text, and why what it covers is no mention."""

    pattern: LatePattern
    reason: str
    rule: str


@dataclass(frozen=True, slots=True)
class FurnitureRule:
    """A line in which `pattern` is found is page furniture; with `rest`, all below it too."""

    pattern: LatePattern
    rest: bool

    def found_in(self, line: str) -> bool:
        return self.pattern.compiled.search(line) is not None


@dataclass(frozen=True, slots=True)
class ExclusionRules:
    words: dict[str, tuple[str, str]]
    patterns: tuple[Exclusion, ...]
    organisations: dict[str, str]
    streets: frozenset[str]
    furniture: tuple[FurnitureRule, ...]


def load_exclusions(layers: Layers) -> ExclusionRules:
    words: dict[str, tuple[str, str]] = {}
    patterns: list[Exclusion] = []
    seen = Unique("exclusion")
    for row in layers.rows("exclusions.tsv"):
        reason = one_of(row, "reason", REASONS)
        rule = f"exclusion.{row.line}" if row.path.parent == RULES else f"exclusion.{row.path.parent.name}.{row.line}"
        seen.add(row["text"], row)
        if one_of(row, "kind", frozenset(("word", "pattern"))) == "word":
            words[row["text"]] = (reason, rule)
        else:
            patterns.append(Exclusion(_pattern(row, "text", row["note"]), reason, rule))
    return ExclusionRules(
        words=words,
        patterns=tuple(patterns),
        organisations={row["suffix"]: row["kind"] for row in layers.rows("organisations.tsv")},
        streets=frozenset(row["suffix"] for row in layers.rows("streets.tsv")),
        furniture=tuple(
            FurnitureRule(_pattern(row, "pattern", ""), one_of(row, "scope", frozenset(("line", "rest"))) == "rest")
            for row in layers.rows("furniture.tsv")
        ),
    )


def _pattern(row: Row, column: str, note: str) -> LatePattern:
    """The compiled pattern; where the note gives an example (`例:…`), the pattern must find it, and fast."""
    import regex  # noqa: PLC0415  rules that are kept need it for few of their patterns

    try:
        pattern = regex.compile(row[column])
    except regex.error as error:
        raise row.error(f"{column} is no pattern of the regex module: {error}") from error
    if pattern.search("", timeout=_TIMEOUT) is not None:
        raise row.error(f"{column} matches the empty string, so it would match everywhere")
    if _EXAMPLE in note:
        example = note.partition(_EXAMPLE)[2].split("|")[0].strip()
        try:
            found = pattern.search(example, timeout=_TIMEOUT)
        except TimeoutError as error:
            raise row.error("the pattern takes more than a second on its own example; make its repeats possessive") from error
        if example and found is None:
            raise row.error(f"the pattern does not find its own example {example!r}")
    return LatePattern(row[column], gate_of(row[column]), pattern)
