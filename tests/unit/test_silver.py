"""The sentences that the model of names is trained on, and the training itself, in small."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from helpers import ROOT
from pipeline import Pipeline
from pipeline.ner.model import load_name_model
from pipeline.rulebook.names import PlaceNames
from pipeline.text import Segmenter

sys.path.insert(0, str(ROOT / "rules" / "ner"))

from silver import sentences

UNER = """# text = 周明来到江北。
1\t周明\tB-PER
2\t来到\tO
3\t江北\tB-LOC
4\t。\tO

# text = 布力开合作社在尤库日斯。
1\t布力\tB-ORG
2\t开合作社\tI-ORG
3\t在\tO
4\t尤库日斯\tB-LOC
5\t。\tO

"""


def test_sentences_are_the_same_for_the_same_seed(pipeline: Pipeline) -> None:
    first, second, other = (list(sentences(pipeline.rules, 60, seed)) for seed in (1, 1, 2))
    assert first == second != other


def test_entities_are_spans_of_names(pipeline: Pipeline) -> None:
    labels: Counter[str] = Counter()
    for text, entities in sentences(pipeline.rules, 600, 3):
        assert not set("{}[]") & set(text)
        last = 0
        for start, end, label in entities:
            assert last <= start < end <= len(text), (text, entities)
            last = end
            labels[label] += 1
    assert all(labels[label] > 50 for label in ("LOC", "ORG", "PER"))


def test_most_names_are_new(pipeline: Pipeline) -> None:
    listed = {*pipeline.rules.gazetteer.names, *pipeline.rules.gazetteer.townships}
    towns = [text[s:e] for text, entities in sentences(pipeline.rules, 600, 4) for s, e, label in entities if label == "LOC"]
    assert sum(town not in listed for town in towns) > len(towns) / 2


def test_training_makes_a_model_that_loads(tmp_path: Path, pipeline: Pipeline) -> None:
    data = tmp_path / "uner"
    data.mkdir()
    for part in ("train", "dev"):
        (data / f"zh_gsdsimp-ud-{part}.iob2").write_text(UNER, encoding="utf-8")
    command = [sys.executable, ROOT / "rules" / "ner" / "train.py", data, "--output", tmp_path / "model", "--max-steps", "3"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    model = load_name_model(tmp_path / "model", Segmenter(), PlaceNames(pipeline.rules.gazetteer))
    assert len(model.entities(["周明来到江北。"])) == 1
