"""The same fact said again: a table of contents and its heading, a sentence reprinted, a project's sum in two articles."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from pipeline.facts.scene import Figure, Scene
from pipeline.model import Amount
from pipeline.model.fact import Fact

_ALIKE = 0.5
_WORDS = re.compile(r"[\u4e00-\u9fffA-Za-z]+")
#: a subject that a fact is known by in any article
_SPECIFIC = 5
#: types of subjects whose figures are the same wherever they are told
BUILT = frozenset(("project", "site", "school", "hospital"))


def repeated_in_article(facts: list[Fact], scene: Scene) -> tuple[Fact, ...]:
    """The facts, with `repeats` where an earlier one says the same of the same figure."""
    seen: dict[tuple[object, ...], list[int]] = {}
    found: list[Fact] = []
    for index, fact in enumerate(facts):
        earlier = seen.setdefault(_figure_key(fact.figure), [])
        for other in earlier:
            if _same(fact, facts[other], scene, index, other):
                fact = replace(fact, repeats=found[other].repeats or found[other].figure)
                break
        earlier.append(index)
        found.append(fact)
    return tuple(found)


def _figure_key(figure: Figure) -> tuple[object, ...]:
    unit = figure.currency if isinstance(figure, Amount) else figure.unit
    return figure.kind, figure.value, figure.low, figure.high, figure.bound, unit, figure.per


def _same(fact: Fact, other: Fact, scene: Scene, index: int, other_index: int) -> bool:
    here, there = scene.figures[index].start, scene.figures[other_index].start
    low, high = scene.sentence(scene.sentence_index(here))
    if low <= there < high:
        return False
    before = scene.text[slice(*scene.sentence(scene.sentence_index(there)))]
    if _overlap(before, scene.text[low:high]) >= _ALIKE and (scene.is_heading(there) or scene.is_heading(here)):
        return True
    if _letters(before) == _letters(scene.text[low:high]):
        return True
    alike = bool(fact.subject) and (fact.subject in other.subject or other.subject in fact.subject) and bool(other.subject)
    dated = not (fact.date_text and other.date_text) or (fact.date_start, fact.date_end) == (other.date_start, other.date_end)
    return alike and dated and bool(fact.indicator) and fact.indicator == other.indicator and fact.change == other.change


def _letters(text: str) -> str:
    return "".join(_WORDS.findall(text))


def _overlap(one: str, other: str) -> float:
    """The share of the shorter text's character pairs that the other has too."""
    pairs = [{text[i : i + 2] for i in range(len(text) - 1)} for text in map(_letters, (one, other))]
    shorter = min(len(pairs[0]), len(pairs[1]))
    return len(pairs[0] & pairs[1]) / shorter if shorter else 0.0


class Repetitions:
    """Facts said before in the corpus; articles are given in their order. Keeps two hashes a fact."""

    def __init__(self) -> None:
        self._sentences: dict[bytes, str] = {}
        self._facts: dict[bytes, str] = {}

    def mark(self, rows: Iterable[dict[str, str]]) -> None:
        """Fills `repeats` in the rows of one article: a sentence of another article word by word, or a project's figure."""
        said: Counter[tuple[str, str]] = Counter()
        for row in rows:
            said[row["sentence"], row["text"]] += 1
            ordinal = said[row["sentence"], row["text"]]
            for known, key in ((self._sentences, _sentence_key(row, ordinal)), (self._facts, _fact_key(row))):
                if key is None:
                    continue
                if (first := known.get(key)) is not None and not row["repeats"]:
                    row["repeats"] = first
                known.setdefault(key, row["repeats"] or row["id"])


def _hashed(*parts: str) -> bytes:
    return hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=12).digest()


def _sentence_key(row: Mapping[str, str], ordinal: int) -> bytes | None:
    """The sentence and which figure of it; none for sentences too short to be told by."""
    letters = _letters(row["sentence"])
    if len(letters) < 2 * _SPECIFIC:
        return None
    return _hashed(letters, row["kind"], row["text"], str(ordinal))


def _fact_key(row: Mapping[str, str]) -> bytes | None:
    """What is told of something built; such figures are the same wherever they stand."""
    if row["subject_type"] not in BUILT or row["subject_via"] == "object" or len(row["subject"]) < _SPECIFIC or not row["indicator"]:
        return None
    parts = ("subject", "indicator", "value", "low", "high", "unit", "currency", "per", "change", "adcode")
    return _hashed(*(row[part] for part in parts))
