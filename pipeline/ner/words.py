"""A text as the model of names sees it: words that no name can cut, with the vectors and classes of each."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

from pipeline.ner.encoder import CharEncoder, Encoded
from pipeline.rulebook import load_rules
from pipeline.rulebook.names import LONG_LEVELS, PlaceNames
from pipeline.text import Segmenter

#: key of `Doc.user_data`: two class numbers for each word, of the gazetteer and of jieba
CLASSES = "shuzhai_classes"
_SMALL = 0.25  # brings scores, about ±10, into the range where tanh tells them apart


class NameWords:
    """A spaCy tokenizer: cuts where jieba, LAC or a name of the gazetteer cuts.

    Every `Doc` carries its words' vectors as `tensor` and their classes as `user_data[CLASSES]`. `docs` takes many texts
    at once and is much quicker than one by one. `share` gives it a segmenter and names that are loaded already.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._encoder: CharEncoder | None = None
        self._segmenter: Segmenter | None = None
        self._names: PlaceNames | None = None

    def share(self, segmenter: Segmenter, names: PlaceNames) -> None:
        self._segmenter, self._names = segmenter, names

    def attach(self, encoder: CharEncoder) -> None:
        self._encoder = encoder

    def __call__(self, text: str) -> Doc:
        return self.docs([text])[0]

    def docs(self, texts: Sequence[str]) -> list[Doc]:
        filled = [text for text in texts if text]
        assert self._encoder is not None, "the model's encoder is not loaded"
        encoded = iter(self._encoder.encode(filled) if filled else ())
        return [self._doc(text, next(encoded)) if text else Doc(self.vocab, words=[]) for text in texts]

    def _doc(self, text: str, encoded: Encoded) -> Doc:
        segmenter, names = self._loaded()
        tagged = segmenter.tagged(text)
        starts, tags = [], []
        offset = 0
        for word, tag in tagged:
            starts.append(offset)
            tags.append(tag)
            offset += len(word)
        marks: dict[int, str] = {}
        cuts = {*starts, *np.flatnonzero(encoded.begins).tolist(), 0, len(text)}
        for start, end in names.longest(text):
            kind = _kind(names, text[start:end])
            marks |= dict.fromkeys(range(start, end), f"{kind}I") | {start: f"{kind}B"}
            cuts |= {start, end}
        bounds = sorted(cuts)
        starts.append(len(text))
        classes = np.zeros((len(bounds) - 1, 2), np.uint64)
        for row, (start, end) in enumerate(pairwise(bounds)):
            last = "" if marks.get(end, "").endswith("I") else "E"
            at = bisect_right(starts, start) - 1
            part = "BU"[starts[at + 1] == end] if starts[at] == start else "IE"[starts[at + 1] == end]
            classes[row] = _number(marks.get(start, "") + last), _number(tags[at] + part)
        doc = Doc(self.vocab, words=[text[a:b] for a, b in pairwise(bounds)], spaces=[False] * len(classes))
        first, final = np.array(bounds[:-1]), np.array(bounds[1:]) - 1
        doc.tensor = np.concatenate(
            [encoded.states[first], encoded.states[final], np.tanh(encoded.scores[first] * np.float32(_SMALL))], axis=1
        )
        doc.user_data[CLASSES] = classes
        return doc

    def _loaded(self) -> tuple[Segmenter, PlaceNames]:
        if self._segmenter is None or self._names is None:
            rules = load_rules()
            self.share(Segmenter(rules.user_words), PlaceNames(rules.gazetteer))
        assert self._segmenter is not None and self._names is not None
        return self._segmenter, self._names

    # -- what spaCy asks of a tokenizer

    def to_disk(self, path: Path, **_: Any) -> None:
        path = Path(path)
        path.mkdir(exist_ok=True)
        if self._encoder is not None:
            self._encoder.save(path)

    def from_disk(self, path: Path, **_: Any) -> NameWords:
        self._encoder = CharEncoder.load(Path(path))
        return self

    def to_bytes(self, **_: Any) -> bytes:
        return b""

    def from_bytes(self, _: bytes, **__: Any) -> NameWords:
        return self


def _kind(names: PlaceNames, name: str) -> str:
    """The class of a name: its level, `abroad`, and `-` for one without a level's character at its end."""
    entry = names[name][0]
    kind = entry.level if entry.country == "CN" or entry.level in ("country", "natural") else "abroad"
    return kind if name.endswith(LONG_LEVELS) else f"{kind}-"


@cache
def _number(name: str) -> int:
    return crc32(name.encode())


@registry.tokenizers("shuzhai.NameWords.v1")
def create_name_words() -> Callable[[Language], NameWords]:
    return lambda nlp: NameWords(nlp.vocab)
