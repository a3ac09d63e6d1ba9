"""Train the model of names: `make train-ner UNER=folder`, a few minutes on one core.

The training sentences are those of Universal NER (a folder with `zh_gsdsimp-ud-train.iob2` and `-dev.iob2`; the data does
not belong to the project) and sentences from templates (silver.py). The encoder below the trained part is LAC's as it
stands in the package jieba, and is not trained. See README.md for sources, licences and figures.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import spacy
from spacy.cli.init_config import fill_config
from spacy.cli.train import train
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import registry

sys.path.insert(0, str(Path(__file__).resolve().parent))

from silver import Entity, Sentence, sentences

from pipeline.ner import tagger  # noqa: F401  registers with spaCy
from pipeline.ner.encoder import HIDDEN, STATE, CharEncoder, Floats
from pipeline.ner.words import NameWords
from pipeline.rulebook import load_rules

HERE = Path(__file__).resolve().parent
MODEL = HERE / "model"
_BATCH = 64


def lac_encoder() -> CharEncoder:
    """The encoder of LAC from the files of the package jieba."""
    spec = find_spec("jieba")
    assert spec is not None and spec.origin is not None, "jieba is not installed"
    folder = Path(spec.origin).parent / "lac_small"
    words = _numbered(folder / "word.dic")
    singles = [(char, number) for char, number in words.items() if len(char) == 1]
    tags = list(_numbered(folder / "tag.dic"))

    def weights(name: str, *shape: int) -> Floats:
        data = (folder / "model_baseline" / name).read_bytes()
        return np.frombuffer(data[-4 * int(np.prod(shape)) :], "<f4").reshape(shape)

    embedding = weights("word_emb", max(words.values()) + 1, HIDDEN)
    arrays = {
        "embedding": embedding[[*(number for _, number in singles), words["OOV"]]],
        "tag_weight": weights("fc_4.w_0", STATE, len(tags)),
        "tag_bias": weights("fc_4.b_0", len(tags)),
        "begin": np.array([tag == "O" or tag.endswith("-B") for tag in tags], np.float32),
    }
    for layer, inputs in enumerate((HIDDEN, STATE)):
        both = [_direction(weights, 2 * layer + way, inputs) for way in (0, 1)]
        for name, pair in zip(("weight", "bias", "gates", "candidate"), zip(*both, strict=True), strict=True):
            arrays[f"{name}{layer}"] = np.stack(pair)
    return CharEncoder("".join(char for char, _ in singles), arrays)


def _direction(weights: Callable[..., Floats], number: int, inputs: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights of one direction; those of the gates and of the candidate's state halved, as the encoder wants them."""
    half = np.ones(3 * HIDDEN, np.float32)
    half[:STATE] = 0.5
    recurrent = weights(f"gru_{number}.w_0", 3 * HIDDEN * HIDDEN)
    return (
        weights(f"fc_{number}.w_0", inputs, 3 * HIDDEN) * half,
        (weights(f"fc_{number}.b_0", 3 * HIDDEN) + weights(f"gru_{number}.b_0", 3 * HIDDEN)) * half,
        recurrent[: STATE * HIDDEN].reshape(HIDDEN, STATE) * 0.5,
        recurrent[STATE * HIDDEN :].reshape(HIDDEN, HIDDEN) * 0.5,
    )


def _numbered(path: Path) -> dict[str, int]:
    """Items of one of LAC's word lists: number, tab, item."""
    pairs = (line.split("\t") for line in path.read_text(encoding="utf-8").split("\n"))
    return {pair[1]: int(pair[0]) for pair in pairs if len(pair) == 2}


def uner_sentences(path: Path) -> Iterator[Sentence]:
    """Sentences of an IOB2 file of Universal NER with their entities as spans of characters."""
    text, position, entities = "", 0, list[Entity]()
    for line in (*path.read_text(encoding="utf-8").splitlines(), "# text ="):
        if line.startswith("# text ="):
            if text:
                yield text, entities
            text, position, entities = line.removeprefix("# text =").strip(), 0, []
        elif line[:1].isdigit():
            _, word, tag, *_ = line.split("\t")
            start = text.index(word, position)
            position = start + len(word)
            if tag.startswith("B-"):
                entities.append((start, position, tag[2:]))
            elif tag.startswith("I-"):
                entities[-1] = (entities[-1][0], position, tag[2:])


@registry.readers("shuzhai.NameSentences.v1")
def name_sentences(uner: str, part: str, silver: int, seed: int) -> Callable[[Language], Iterable[Example]]:
    """Sentences of a part of Universal NER and `silver` sentences from templates; made into examples once."""
    examples: list[Example] = []

    def corpus(nlp: Language) -> Iterable[Example]:
        if not examples:
            data = [*uner_sentences(Path(uner) / f"zh_gsdsimp-ud-{part}.iob2"), *sentences(load_rules(), silver, seed)]
            data.sort(key=lambda sentence: len(sentence[0]))
            for first in range(0, len(data), _BATCH):
                examples.extend(_examples(nlp, data[first : first + _BATCH]))
            Random(seed).shuffle(examples)
        return examples

    return corpus


def _examples(nlp: Language, data: list[Sentence]) -> Iterator[Example]:
    assert isinstance(nlp.tokenizer, NameWords)
    for (text, entities), predicted in zip(data, nlp.tokenizer.docs([text for text, _ in data]), strict=True):
        cuts = sorted({*(token.idx for token in predicted), *(cut for entity in entities for cut in entity[:2]), len(text)})
        reference = Doc(nlp.vocab, words=[text[a:b] for a, b in pairwise(cuts)], spaces=[False] * (len(cuts) - 1))
        reference.ents = [reference.char_span(start, end, label=label) for start, end, label in entities]
        yield Example(predicted, reference)


@registry.callbacks("shuzhai.attach_encoder.v1")
def attach_encoder() -> Callable[[Language], Language]:
    def attach(nlp: Language) -> Language:
        assert isinstance(nlp.tokenizer, NameWords)
        nlp.tokenizer.attach(lac_encoder())
        return nlp

    return attach


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("uner", type=Path, help="folder of the Universal NER files zh_gsdsimp-ud-train.iob2 and -dev.iob2")
    arguments.add_argument("--output", type=Path, default=MODEL)
    arguments.add_argument("--max-steps", type=int, help="stop early, to try the script out")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.cfg"
        fill_config(full, HERE / "config.cfg")
        steps = {"training.max_steps": given.max_steps, "training.eval_frequency": given.max_steps} if given.max_steps else {}
        train(full, Path(folder), overrides={"paths.uner": str(given.uner), **steps})
        f1 = publish(Path(folder) / "model-best", given.output)
    print(f"{given.output}: F1 of all names on dev and held-out silver {f1:.3f}")


def publish(best: Path, output: Path) -> float:
    """Saves the trained model without its word list, with its licence, and gives its F1."""
    nlp = spacy.load(best)
    f1 = float(nlp.meta["performance"]["ents_f"])
    nlp.meta.update(
        name="shuzhai_names", version="1.0.0", spacy_version=">=3.8,<4", license="CC BY-SA 4.0",
        description="Places, organisations and persons of Chinese news, asked where rules and gazetteer are in doubt",
    )  # fmt: skip
    nlp.config["paths"]["uner"] = None
    shutil.rmtree(output, ignore_errors=True)
    nlp.to_disk(output, exclude=["vocab"])
    return f1


if __name__ == "__main__":
    main()
