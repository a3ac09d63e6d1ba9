"""Characters in their context, as vectors: two layers of gated recurrent units in both directions.

The weights are those of Baidu's lexical analyser LAC in its small form, as jieba 0.42.1 carries it (Apache-2.0); here they
run in NumPy and stay as they are. See rules/ner/README.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bools = npt.NDArray[np.bool_]
HIDDEN = 128
STATE = 2 * HIDDEN
FILE = "encoder.npz"
_FEW = 5  # so many texts are quicker one by one: a vector times a matrix needs no packing
_FULL = "".join(map(chr, range(0xFF01, 0xFF5F)))
#: LAC was trained on half-width signs
_HALF_WIDTH = str.maketrans(
    _FULL + "。、“”‘’《》【】", "".join(chr(ord(c) - 0xFEE0) for c in _FULL) + ".," + '""' + "''" + "<>[]"
)


@dataclass(frozen=True, slots=True)
class Layer:
    """Both directions of one layer, forward first: input weights and bias, gate weights, candidate weights."""

    weight: Floats
    bias: Floats
    gates: Floats
    candidate: Floats


@dataclass(frozen=True, slots=True)
class Encoded:
    """One text: `states` of its characters (n × 256), `scores` of LAC's own tags (n × tags), and where it begins words."""

    states: Floats
    scores: Floats
    begins: Bools


class CharEncoder:
    """Texts to vectors. `save` and `load` keep the weights in half precision, 6 MB on disk."""

    def __init__(self, chars: str, arrays: dict[str, Floats]) -> None:
        self._ids = {char: index for index, char in enumerate(chars)}
        self._unknown = len(chars)
        self._embedding = arrays["embedding"]
        self._layers = tuple(
            Layer(*(arrays[f"{name}{i}"] for name in ("weight", "bias", "gates", "candidate"))) for i in range(2)
        )
        self._tag_weight, self._tag_bias, self._begin = arrays["tag_weight"], arrays["tag_bias"], arrays["begin"] > 0
        self._chars, self._arrays = chars, arrays

    @property
    def tags(self) -> int:
        """The number of LAC's own tags."""
        return len(self._tag_bias)

    def encode(self, texts: Sequence[str]) -> list[Encoded]:
        """All texts, none of them empty; quickest when they are about as long as one another."""
        if len(texts) > _FEW:
            return self._together(texts)
        return [encoded for text in texts for encoded in self._together([text])]

    def _together(self, texts: Sequence[str]) -> list[Encoded]:
        order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        lengths = np.array([len(texts[i]) for i in order])
        steps = int(lengths[0])
        ids = np.full((steps, len(texts)), self._unknown)
        for column, i in enumerate(order):
            ids[: lengths[column], column] = [self._ids.get(char, self._unknown) for char in texts[i].translate(_HALF_WIDTH)]
        at = np.arange(steps)[:, None]
        backward = np.where(at < lengths, lengths - 1 - at, at)  # the position of each step when read from the end
        inputs = self._embedding[ids]
        columns = np.arange(len(texts))
        for layer in self._layers:
            states = _run(layer, np.stack([inputs, inputs[backward, columns]], axis=1))
            inputs = np.concatenate([states[:, 0], states[:, 1][backward, columns]], axis=2)
        scores = inputs @ self._tag_weight + self._tag_bias
        begins = self._begin[scores.argmax(axis=2)]
        found: list[Encoded | None] = [None] * len(texts)
        for column, i in enumerate(order):
            n = lengths[column]
            found[i] = Encoded(inputs[:n, column], scores[:n, column], begins[:n, column])
        return [encoded for encoded in found if encoded is not None]

    def save(self, folder: Path) -> None:
        arrays: dict[str, Any] = {name: array.astype(np.float16) for name, array in self._arrays.items()}
        np.savez(folder / FILE, chars=np.array(list(self._chars)), **arrays)

    @classmethod
    def load(cls, folder: Path) -> CharEncoder:
        with np.load(folder / FILE, allow_pickle=False) as stored:
            chars = "".join(stored["chars"].tolist())
            return cls(chars, {name: stored[name].astype(np.float32) for name in stored.files if name != "chars"})


def _run(layer: Layer, inputs: Floats) -> Floats:
    """States of both directions; in and out are steps × 2 × texts × numbers. Behind a text's end they mean nothing.

    Weights are stored so that sigmoids become `tanh` and halves need no multiplication of their own: with gates `u`, `r`
    between -1 and 1, the new state is `h + (c - h) / 2 + u (c - h) / 2`, and the candidate `c` looks at `h + r h`.
    """
    projected = inputs @ layer.weight + layer.bias[:, None, :]
    steps, ways, texts, _ = inputs.shape
    for_gates, for_candidate = np.ascontiguousarray(projected[..., :STATE]), np.ascontiguousarray(projected[..., STATE:])
    states = np.empty((steps, ways, texts, HIDDEN), np.float32)
    state = np.zeros((ways, texts, HIDDEN), np.float32)
    gates = np.empty((ways, texts, STATE), np.float32)
    update, reset = gates[..., :HIDDEN], gates[..., HIDDEN:]
    candidate, seen = np.empty_like(state), np.empty_like(state)
    half = np.float32(0.5)
    for gate_input, candidate_input, result in zip(for_gates, for_candidate, states, strict=True):
        np.matmul(state, layer.gates, out=gates)
        gates += gate_input
        np.tanh(gates, out=gates)
        np.multiply(reset, state, out=seen)
        seen += state
        np.matmul(seen, layer.candidate, out=candidate)
        candidate += candidate_input
        np.tanh(candidate, out=candidate)
        candidate -= state
        candidate *= half
        state += candidate
        candidate *= update
        state += candidate
        result[...] = state
    return states
