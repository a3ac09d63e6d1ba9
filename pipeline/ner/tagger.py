"""The trainable part of the model of names: a spaCy component that gives every word its place in a name, and so `Doc.ents`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.scorer import get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import registry
from spacy.vocab import Vocab
from thinc.api import HashEmbed, Maxout, Model, Softmax_v2, chain, clone, concatenate, expand_window, residual, with_array

from pipeline.ner.encoder import Floats
from pipeline.ner.words import CLASSES

LABELS = ("LOC", "ORG", "PER")
#: one name is L of one word U, or begins B, goes on I and ends L
TAGS = ("O", *(f"{part}-{label}" for label in LABELS for part in "BILU"))
#: key of `Doc.user_data`: how sure the model is of each entity, from 0 to 1, by the offset of its first character
CONFIDENCE = "shuzhai_confidence"
_INDEX = {tag: index for index, tag in enumerate(TAGS)}
_NEVER = -1e9
_TINY = 1e-9


def _follows(before: str, after: str) -> bool:
    if before[0] in "BI":
        return after[0] in "IL" and before[1:] == after[1:]
    return after[0] in "OBU"


_STEPS = np.array([[0.0 if _follows(a, b) else _NEVER for b in TAGS] for a in TAGS], np.float32)
_FIRST = np.array([0.0 if tag[0] in "OBU" else _NEVER for tag in TAGS], np.float32)
_FINAL = np.array([0.0 if tag[0] in "OLU" else _NEVER for tag in TAGS], np.float32)


def decode(scores: Floats) -> list[int]:
    """The likeliest sequence of tags that makes whole names; `scores` are log probabilities, words × tags."""
    total = _FIRST + scores[0]
    back = []
    for row in scores[1:]:
        through = total[:, None] + _STEPS
        best = through.argmax(axis=0)
        back.append(best)
        total = through[best, range(len(TAGS))] + row
    tags = [int((total + _FINAL).argmax())]
    for best in reversed(back):
        tags.append(int(best[tags[-1]]))
    return tags[::-1]


class NameTagger(TrainablePipe):
    """Probabilities of the tags of every word, decoded into `Doc.ents`."""

    def __init__(self, vocab: Vocab, model: Model[list[Doc], list[Floats]], name: str) -> None:
        self.vocab, self.model, self.name = vocab, model, name
        self.cfg: dict[str, Any] = {}

    @property
    def labels(self) -> tuple[str, ...]:
        return LABELS

    def predict(self, docs: Iterable[Doc]) -> list[Floats]:
        return self.model.predict(list(docs))

    def set_annotations(self, docs: Iterable[Doc], scores: Sequence[Floats]) -> None:
        for doc, probabilities in zip(docs, scores, strict=True):
            if len(doc):
                doc.ents = list(_entities(doc, probabilities))

    def get_loss(self, examples: Iterable[Example], scores: Sequence[Floats]) -> tuple[float, list[Floats]]:
        """Squared error, and its gradient for a softmax; words whose truth falls between names teach nothing."""
        gradients = []
        for example, probabilities in zip(examples, scores, strict=True):
            gradient = np.zeros_like(probabilities)
            for word, tag in enumerate(example.get_aligned_ner()):
                if tag in _INDEX:
                    gradient[word] = probabilities[word]
                    gradient[word, _INDEX[tag]] -= 1
            gradients.append(gradient)
        return float(sum((g**2).sum() for g in gradients)), gradients

    def initialize(self, get_examples: Callable[[], Iterable[Example]], **_: Any) -> None:
        docs = [example.x for example in islice(get_examples(), 10)]
        self.model.initialize(X=docs, Y=[np.zeros((len(doc), len(TAGS)), np.float32) for doc in docs])

    def score(self, examples: Iterable[Example], **_: Any) -> dict[str, Any]:
        return dict(get_ner_prf(examples))


def _entities(doc: Doc, probabilities: Floats) -> Iterator[Span]:
    tags = decode(np.log(probabilities + _TINY))
    sure = doc.user_data.setdefault(CONFIDENCE, {})
    start = 0
    for word, tag in enumerate(tags):
        part, _, label = TAGS[tag].partition("-")
        if part in "BU":
            start = word
        if part in "LU":
            chosen = range(start, word + 1)
            span = Span(doc, start, word + 1, label=label)
            sure[span.start_char] = float(min(probabilities[i, tags[i]] for i in chosen))
            yield span


@registry.architectures("shuzhai.NameTagger.v1")
def name_tagger(width: int, depth: int, classes: int, rows: int, vector: int, dropout: float) -> Model[list[Doc], list[Floats]]:
    """Words' vectors of `vector` numbers and embedded classes, mixed to `width`, in a window of `depth` layers."""
    vectors: Any = Model("vectors", lambda model, docs, is_train: ([doc.tensor for doc in docs], lambda _: []))
    numbers: Any = Model("classes", lambda model, docs, is_train: ([doc.user_data[CLASSES] for doc in docs], lambda _: []))
    seen: Any = chain(vectors, with_array(Maxout(nO=width, nI=vector, nP=2, normalize=True, dropout=dropout)))
    known: Any = chain(numbers, with_array(concatenate(*(HashEmbed(classes, rows, column=column) for column in (0, 1)))))
    mixed: Any = with_array(Maxout(nO=width, nI=width + 2 * classes, nP=2, normalize=True, dropout=dropout))
    window: Any = chain(expand_window(window_size=1), Maxout(nO=width, nI=width * 3, nP=2, normalize=True, dropout=dropout))
    context: Any = with_array(clone(residual(window), depth), pad=depth)
    return chain(concatenate(seen, known), mixed, context, with_array(Softmax_v2(len(TAGS), width)))


@Language.factory("shuzhai_names", default_score_weights={"ents_f": 1.0})
def create_name_tagger(nlp: Language, name: str, model: Model[list[Doc], list[Floats]]) -> NameTagger:
    return NameTagger(nlp.vocab, model, name)
