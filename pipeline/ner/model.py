"""Loading a model of names and asking it, whatever Chinese spaCy model it is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import NameModelError
from pipeline.model.entity import Entity
from pipeline.model.span import Span

if TYPE_CHECKING:
    from pipeline.rulebook.names import PlaceNames
    from pipeline.text import Segmenter

#: what other models call places, organisations, facilities and persons
_LABELS = {
    "LOC": "LOC", "GPE": "LOC", "LOCATION": "LOC", "NS": "LOC", "ORG": "ORG", "ORGANIZATION": "ORG", "FAC": "ORG", "NT": "ORG",
    "PER": "PER", "PERSON": "PER", "NR": "PER",
}  # fmt: skip
_BATCH = 32


class NameModel:
    """A loaded spaCy model: texts in, entities out."""

    def __init__(self, nlp: Any) -> None:
        self._nlp = nlp
        self._docs = getattr(nlp.tokenizer, "docs", None)

    def entities(self, texts: Sequence[str]) -> list[tuple[Entity, ...]]:
        """The entities of every text, with spans in the text; texts of like length are read together."""
        order = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        found: list[tuple[Entity, ...]] = [()] * len(texts)
        for first in range(0, len(order), _BATCH):
            batch = order[first : first + _BATCH]
            asked = [texts[i] for i in batch]
            for i, doc in zip(batch, self._nlp.pipe(self._docs(asked) if self._docs else asked), strict=True):
                found[i] = tuple(_entities(doc))
        return found


def _entities(doc: Any) -> Iterator[Entity]:
    sure = doc.user_data.get("shuzhai_confidence", {})
    for ent in doc.ents:
        if label := _LABELS.get(ent.label_.upper()):
            yield Entity(Span(ent.start_char, ent.end_char), label, sure.get(ent.start_char, 1.0))


def load_name_model(name: str | Path, segmenter: Segmenter, names: PlaceNames) -> NameModel:
    """The spaCy model at a path or of an installed package; raises `NameModelError` when it is not there or broken."""
    # a worker has one core; matrices this small are slower on several, and many times so on a busy machine
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        import spacy  # noqa: PLC0415  half a second: only when names are in doubt

        from pipeline.ner import tagger, words  # noqa: F401, PLC0415  their parts register with spaCy

        nlp = spacy.load(name)
    except Exception as error:  # a package's own loading code may raise anything
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise NameModelError(f"the model of names {name} cannot be loaded ({reason})") from error
    if nlp.lang != "zh":
        raise NameModelError(f"the model of names {name} is for the language {nlp.lang!r}; it must be Chinese (zh)")
    known = {label for pipe in nlp.pipe_names for label in nlp.pipe_labels.get(pipe, ())}
    if not known & _LABELS.keys():
        raise NameModelError(
            f"the model {name} finds no names: none of its parts has a label such as {', '.join(sorted(_LABELS))}"
        )
    if isinstance(nlp.tokenizer, words.NameWords):
        nlp.tokenizer.share(segmenter, names)
    return NameModel(nlp)
