"""The library: `Pipeline`, `run_corpus`, `frames`, and the spaCy component."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import spacy

from helpers import MakeFolder
from pipeline import Pipeline, RunReport, frames, run_corpus
from pipeline.errors import UsageError
from pipeline.model import Amount, Count, Date, Extraction, Place

TEXT = "今年，江苏省南通市总投资26.17亿元，带动1500多户。"


def test_extract(pipeline: Pipeline) -> None:
    extraction = pipeline.extract(TEXT, published="2024-01-30")
    assert isinstance(extraction, Extraction)
    (amount,), (count,), (day,) = extraction.amounts, extraction.counts, extraction.dates
    assert isinstance(amount, Amount)
    assert (amount.value, amount.currency, amount.span.start) == (Decimal("2617000000"), "CNY", TEXT.index("26"))
    assert isinstance(count, Count)
    assert (count.value, count.low, count.high) == (Decimal(1500), Decimal(1500), None)
    assert (count.bound, count.unit) == ("over", "户")
    assert isinstance(day, Date)
    assert (day.start_date, day.end_date, day.resolved_by) == ("2024-01-01", "2024-12-31", "published")
    assert all(isinstance(place, Place) for place in extraction.places)
    assert [place.adcode for place in extraction.places] == ["320000", "320600"]
    assert all(m.rule for m in (amount, count, day, *extraction.places))
    assert extraction == pipeline.extract(TEXT, date(2024, 1, 30))


def test_published(pipeline: Pipeline) -> None:
    assert pipeline.extract(TEXT).dates[0].resolved_by == "none"
    assert pipeline.extract(TEXT, "2021").dates[0].start_date == "2021-01-01"
    with pytest.raises(UsageError, match="soon"):
        pipeline.extract(TEXT, "soon")


def test_run_corpus_and_frames(pipeline: Pipeline, corpus: MakeFolder, tmp_path: Path) -> None:
    folder = corpus({"a.txt": TEXT, "b.txt": b""})
    steps: list[tuple[int, int]] = []
    report = run_corpus(folder, tmp_path / "out", workers=1, progress=lambda *step: steps.append(step))
    assert isinstance(report, RunReport)
    assert (report.files, report.chars, report.outputs) == (2, len(TEXT), tmp_path / "out")
    assert report.mentions == {"amounts": 1, "counts": 1, "dates": 1, "places": 2, "facts": 2}
    assert [doc for doc, _ in report.errors] == ["b.txt"]
    assert steps == [(1, 2), (2, 2)]
    tables = frames([pipeline.extract(TEXT)])
    assert tables["amounts"].loc[0, "value"] == Decimal("2617000000")


def test_import_is_light() -> None:
    heavy = "{'pandas', 'spacy', 'numpy', 'lunar_python', 'jieba', 'rich'} & set(sys.modules)"
    code = f"import sys, pipeline; from pipeline import Pipeline; assert not {heavy}, {heavy}"
    subprocess.run([sys.executable, "-c", code], check=True)


# -- spaCy


@pytest.fixture(scope="module")
def nlp() -> spacy.language.Language:
    nlp = spacy.blank("zh")
    nlp.add_pipe("shuzhai", config={"published": "2024-01-30"})
    return nlp


def test_spans(nlp: spacy.language.Language, pipeline: Pipeline) -> None:
    doc = nlp(TEXT)
    extraction = pipeline.extract(TEXT, "2024-01-30")
    for kind in ("amounts", "counts", "dates", "places"):
        found = getattr(extraction, kind)
        assert [(span.text, span._.shuzhai) for span in doc.spans[kind]] == [(m.surface, m) for m in found]
    assert [span.text for span in doc.spans["shuzhai"]] == ["今年", "江苏省", "南通市", "26.17亿元", "1500多户"]
    assert [span.label_ for span in doc.spans["shuzhai"]] == ["DATE", "PLACE", "PLACE", "AMOUNT", "COUNT"]


def test_doc_with_a_date_of_its_own(nlp: spacy.language.Language) -> None:
    doc = nlp.make_doc(TEXT)
    doc._.published = "2020-05-01"
    assert nlp(doc).spans["dates"][0]._.shuzhai.start_date == "2020-01-01"


def test_pipe_and_empty_text(nlp: spacy.language.Language) -> None:
    empty, full = nlp.pipe(["", TEXT])
    assert not len(empty.spans["shuzhai"])
    assert len(full.spans["shuzhai"]) == 5


def test_words_longer_than_mentions() -> None:
    """A tokenizer that cuts elsewhere: the span takes its tokens whole, the record keeps the exact place."""
    nlp = spacy.blank("zh")
    nlp.add_pipe("shuzhai")
    words = ["总投资26", ".17亿元的", "项目"]
    doc = nlp(spacy.tokens.Doc(nlp.vocab, words=words, spaces=[False] * 3))
    (span,) = doc.spans["amounts"]
    assert (span.text, span._.shuzhai.surface) == ("总投资26.17亿元的", "26.17亿元")
