"""Gates: a gated pattern finds exactly what the pattern alone finds, and what a gate does not understand stays open."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from helpers import SAMPLES
from pipeline import Pipeline
from pipeline.rulebook.gate import OPEN, Gate, LatePattern, gate_of
from pipeline.text.gated import GatedPatterns
from pipeline.text.lookup import Lookup

FILES = [path for path in sorted(SAMPLES.rglob("*")) if path.suffix in (".txt", ".md")]


def ungated(patterns: Sequence[Any], text: str) -> list[tuple[int, int, int]]:
    return [(index, *match.span()) for index, pattern in enumerate(patterns) for match in pattern.finditer(text)]


def gated_of(patterns: Sequence[Any]) -> GatedPatterns:
    return GatedPatterns(LatePattern(pattern.pattern, gate_of(pattern.pattern), pattern) for pattern in patterns)


def matches(gated: GatedPatterns, text: str) -> list[tuple[int, int, int]]:
    return list(gated.matches(text, Lookup({"gate": gated.literals}).hits(text)["gate"]))


@pytest.fixture(scope="module")
def patterns(pipeline: Pipeline) -> list[Any]:
    return [exclusion.pattern.compiled for exclusion in pipeline.rules.exclusions.patterns]


@pytest.fixture(scope="module")
def gated(patterns: list[Any]) -> GatedPatterns:
    return gated_of(patterns)


@pytest.fixture(scope="module")
def examples() -> list[str]:
    """The hits and near-misses that stand in the notes of the exclusions."""
    rows = (SAMPLES.parent / "rules" / "exclusions.tsv").read_text(encoding="utf-8").split("\n")
    notes = [row.split("\t")[3] for row in rows if row.count("\t") == 3 and "例:" in row]
    examples = (example for note in notes for example in note.replace("反例:", "|").replace("例:", "|").split("|"))
    return [example for example in examples if example]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_samples_are_read_alike(patterns: list[Any], gated: GatedPatterns, path: Any) -> None:
    text = path.read_text(encoding="utf-8", errors="replace")
    for variant in (text, text.replace("\n", ""), text.replace("。", "\n"), text * 2):
        assert matches(gated, variant) == ungated(patterns, variant)


def test_examples_of_the_rules_are_read_alike(patterns: list[Any], gated: GatedPatterns, examples: list[str]) -> None:
    assert len(examples) > 300
    mixed, pieces = random.Random(1), [*examples, "\n", "1", "三", "。", " ", "年"]
    joined = ["".join(mixed.choices(pieces, k=length)) for length in (3, 10, 30) for _ in range(150)]
    for text in (*examples, *joined):
        assert matches(gated, text) == ungated(patterns, text), text


PIECES = ["甲", "乙丙", "丙", "1", "22", "号", "工程", "厂", "第", "\n", " ", ",", "a", "是"]
PATTERNS = r"""
甲(?=乙丙|工程)
(?<=甲|乙丙)\d+号
(?<!甲)\d{1,2}号(?!厂)
(?:甲|乙丙)?第\d
(?m)^\s*第
第[^号]{0,3}厂
甲$
(?m)[甲丙](?=,|$)
(?m)^甲|工程$
厂\Z
\b22\b
号\B
第\d++(?:,\d++)*+号
(\d)\1号
(?>甲|甲1)第
甲(?!.*号)
[^\d]号
\S+厂
第(?=[\s\S]{2}号)
(?:工程|厂){2}
(?:甲|丙){2,3}
[丙-乙]厂
\p{Han}号
[^\p{Han}]号
(?:甲乙丙|\p{Han}号)(?=\s?是)
是(?:第|\d)?厂
.号
(?<=\n)第
(?<=号\n?)1
a+?(?=号)
(?:甲|)厂
甲(?=乙)乙丙
""".strip().split("\n")


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_any_text_is_read_alike(text: str) -> None:
    compiled = [regex.compile(pattern) for pattern in PATTERNS]
    assert matches(gated_of(compiled), text) == ungated(compiled, text)


@pytest.mark.parametrize(
    ("pattern", "gate"),
    [
        (r"甲(?=乙|丙)", Gate(frozenset(("甲乙", "甲丙")), 2, one_line=True)),
        (r"\d+期(?!工)", Gate(frozenset(("期",)), None, one_line=True)),
        (r"甲\s?乙", Gate(frozenset(("甲",)), 3, one_line=False)),
        (r"(?:甲丁|乙)[^丙]*", Gate(frozenset(("甲丁", "乙")), None, one_line=False)),
    ],
)
def test_a_gate_says_what_must_be_there(pattern: str, gate: Gate) -> None:
    assert gate_of(pattern) == gate


@pytest.mark.parametrize(
    "pattern",
    r"""
\d{3}
(?:甲|\d)
甲?
(?i)tel
(?i:tel)甲
(?s)甲.乙
(?x)甲 乙
[[:alpha:]]甲
[甲--乙]丙
(?:甲乙){e<=1}
\m甲
甲\K乙
甲\R
(?|甲|乙)
(?<name>甲)
(甲(?1)?)
\L<words>甲
\p{Latin}甲
(甲)?(?(1)乙|丙)
""".strip().split("\n"),
)
def test_what_is_not_understood_stays_open(pattern: str) -> None:
    assert gate_of(pattern) == OPEN


def test_most_exclusions_have_a_gate_and_a_reach(patterns: list[Any]) -> None:
    gates = [gate_of(pattern.pattern) for pattern in patterns]
    assert sum(gate == OPEN for gate in gates) <= 5
    assert sum(gate.reach is not None for gate in gates) >= 0.7 * len(gates)
