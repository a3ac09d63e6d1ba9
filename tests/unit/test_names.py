"""The model of names: loading it and others, asking it, and going on without it."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from pipeline import Pipeline
from pipeline.config import NAME_MODEL
from pipeline.errors import NameModelError, NameModelWarning
from pipeline.model.entity import Entity
from pipeline.model.span import Span
from pipeline.ner.encoder import CharEncoder
from pipeline.ner.model import load_name_model
from pipeline.ner.tagger import TAGS, decode
from pipeline.rulebook.names import PlaceNames
from pipeline.text import Segmenter

TEXTS = [
    "伊宁县胡地亚于孜镇布力开村村民阿依古丽·买买提说。",
    "在库尔其乡尤库日斯，牧民赶着300只羊转场。",
    "外长里亚布科夫抵达布里斯特科，会见了当地官员。",
    "全县共举办培训班36期。",
    "长",
]


@pytest.fixture(scope="module")
def names(pipeline: Pipeline) -> PlaceNames:
    return PlaceNames(pipeline.rules.gazetteer)


@pytest.fixture(scope="module")
def asked(pipeline: Pipeline) -> Pipeline:
    return Pipeline(pipeline.rules, ner="all")


def test_entities_lie_in_the_text(asked: Pipeline) -> None:
    assert asked.name_model is not None
    for text, entities in zip(TEXTS, asked.name_model.entities(TEXTS), strict=True):
        assert all(entity.span.end <= len(text) and 0 <= entity.confidence <= 1 for entity in entities)
        assert all(a.span.end <= b.span.start for a, b in pairwise(entities))


def test_company_does_not_matter(asked: Pipeline) -> None:
    assert asked.name_model is not None
    alone = [asked.name_model.entities([text])[0] for text in TEXTS]
    many = asked.name_model.entities([*TEXTS, *TEXTS])
    spans = [[(e.span, e.label) for e in entities] for entities in (*alone, *alone)]
    assert [[(e.span, e.label) for e in entities] for entities in many] == spans


@given(scores=st.lists(st.lists(st.floats(-20, 0), min_size=len(TAGS), max_size=len(TAGS)), min_size=1, max_size=12))
def test_decoded_tags_make_whole_names(scores: list[list[float]]) -> None:
    tags = ["O", *(TAGS[tag] for tag in decode(np.array(scores, np.float32))), "O"]
    for before, after in pairwise(tags):
        assert (after[0] in "IL") == (before[0] in "BI"), tags
        assert after[0] not in "IL" or before[1:] == after[1:], tags


def test_encoder_keeps_its_weights(tmp_path: Path) -> None:
    encoder = CharEncoder.load(NAME_MODEL / "tokenizer")
    encoder.save(tmp_path)
    (first,), (second,) = encoder.encode(["布力开村"]), CharEncoder.load(tmp_path).encode(["布力开村"])
    assert np.array_equal(first.states, second.states)
    assert first.states.shape == (4, 256)
    assert first.scores.shape == (4, encoder.tags)


def test_encoder_reads_each_text_alike_in_any_company() -> None:
    encoder = CharEncoder.load(NAME_MODEL / "tokenizer")
    together = encoder.encode([*TEXTS, *TEXTS])
    for text, encoded in zip(TEXTS, together, strict=False):
        assert np.allclose(encoded.states, encoder.encode([text])[0].states, atol=1e-5)


# -- other models, broken ones, none


def a_model(folder: Path, *, lang: str = "zh") -> Path:
    """A spaCy model that knows one name."""
    nlp = spacy.blank(lang)
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "GPE", "pattern": [{"TEXT": char} for char in "塔什迭列"]}])  # type: ignore[attr-defined]
    nlp.to_disk(folder)
    return folder


def test_another_model_by_its_folder(pipeline: Pipeline, tmp_path: Path) -> None:
    other = Pipeline(pipeline.rules, ner=str(a_model(tmp_path / "zh_other")))
    (place,) = other.extract("客人来自塔什迭列附近。").places
    assert (place.surface, place.source, place.rule) == ("塔什迭列", "ner", "place.ner")
    assert place.check


def test_another_model_by_its_package(pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "zh_packaged"
    package.mkdir()
    a_model(package / "data")
    (package / "__init__.py").write_text(
        "import spacy\nfrom pathlib import Path\n\n\ndef load(**given):\n    return spacy.util.load_model_from_path(Path(__file__).parent / 'data', **given)\n"
    )
    metadata = tmp_path / "zh_packaged-1.0.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: zh_packaged\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    (place,) = Pipeline(pipeline.rules, ner="zh_packaged").extract("客人来自塔什迭列附近。").places
    assert place.surface == "塔什迭列"


@pytest.mark.parametrize("fault", ["absent", "empty folder", "cut off", "another language", "no names"])
def test_models_of_no_use(fault: str, tmp_path: Path, names: PlaceNames) -> None:
    folder = tmp_path / "model"
    if fault == "empty folder":
        folder.mkdir()
    elif fault == "cut off":
        a_model(folder)
        (folder / "config.cfg").write_text("[nlp")
    elif fault == "another language":
        a_model(folder, lang="en")
    elif fault == "no names":
        spacy.blank("zh").to_disk(folder)
    with pytest.raises(NameModelError, match="model"):
        load_name_model(folder, Segmenter(), names)


def test_the_rules_go_on_alone(pipeline: Pipeline) -> None:
    without = Pipeline(pipeline.rules, ner="no_such_model")
    with pytest.warns(NameModelWarning, match=r"no_such_model.*rules go on alone"):
        (place,) = without.extract("伊宁县的客人来自塔什迭列附近。").places
    assert place.name == "伊宁县"


def test_off_never_loads_a_model(pipeline: Pipeline) -> None:
    off = Pipeline(pipeline.rules, ner="off")
    off.extract("客人来自塔什迭列附近。")
    assert off.name_model is None


def test_a_sure_text_loads_no_model(pipeline: Pipeline) -> None:
    sure = Pipeline(pipeline.rules)
    sure.extract("江苏省南通市投入援疆资金5亿元。")
    assert "name_model" not in vars(sure)


# -- what the model's word changes


@pytest.fixture
def told(pipeline: Pipeline, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    """A pipeline whose model says what the test wants: `told.name_model.says = {"尤库日斯": "LOC"}`."""

    class Told:
        def __init__(self) -> None:
            self.says: dict[str, str] = {}

        def entities(self, texts: list[str]) -> list[tuple[Entity, ...]]:
            return [
                tuple(
                    Entity(Span(text.index(name), text.index(name) + len(name)), label)
                    for name, label in self.says.items()
                    if name in text
                )
                for text in texts
            ]

    told = Pipeline(pipeline.rules, ner="all")
    monkeypatch.setitem(vars(told), "name_model", Told())
    return told


@pytest.mark.parametrize(
    ("text", "says", "places"),
    [
        ("客人来自塔什迭列附近。", {"塔什迭列": "LOC"}, {"塔什迭列": ""}),
        ("客人来自伊宁县塔什迭列附近。", {"伊宁县塔什迭列": "LOC"}, {"伊宁县": "", "塔什迭列": ""}),
        ("他在伊宁县住过。", {"伊宁县": "PER"}, {"伊宁县": ""}),
        ("专家周伊宁和同事到场。", {"周伊宁": "PER"}, {}),
        ("江西贵溪人蓝新建发言。", {"蓝新建": "PER"}, {"江西": "", "贵溪": ""}),
        ("伊宁市雪莲诗社成立。", {"伊宁市雪莲诗社": "ORG"}, {"伊宁市": "伊宁市雪莲诗社"}),
        ("塔什迭列大桥通车。", {"塔什迭列大桥": "LOC"}, {}),
        ("他经过三岔一带。", {"三岔": "LOC"}, {}),
        ("大家盼望土地。", {"土地": "LOC"}, {}),
    ],
)
def test_the_models_word(told: Pipeline, text: str, says: dict[str, str], places: dict[str, str]) -> None:
    told.name_model.says = says  # type: ignore[union-attr]
    assert {place.surface: place.within for place in told.extract(text).places} == places
