"""A spaCy component: the mentions of a `Doc` as spans of any Chinese spaCy pipeline.

nlp = spacy.blank("zh"); nlp.add_pipe("shuzhai")
nlp("总投资26.17亿元").spans["shuzhai"]        # every mention; spans["amounts"] and so on by kind
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from pipeline.article import Pipeline
from pipeline.writers.rows import KINDS


@Language.factory("shuzhai", default_config={"rules": None, "published": "", "ner": "doubtful"})
def create_shuzhai(nlp: Language, name: str, rules: str | None, published: str, ner: str) -> ShuzhaiComponent:
    """Factory for `nlp.add_pipe("shuzhai", config={"rules": DIR, "published": "2024-01-30", "ner": "off"})`."""
    return ShuzhaiComponent(rules, published, ner)


class ShuzhaiComponent:
    """Puts mentions on `Doc.spans`: `amounts`, `counts`, `dates`, `places`, and all of them under `shuzhai`.

    A mention whose ends fall inside tokens takes those tokens whole. The record itself is `span._.shuzhai`, and
    `Doc._.published` (ISO), where set before, is the article's date.
    """

    def __init__(self, rules: str | None, published: str, ner: str) -> None:
        self._pipeline = Pipeline(Path(rules) if rules else None, ner=ner)
        self._published = published
        if not Span.has_extension("shuzhai"):
            Span.set_extension("shuzhai", default=None)
        if not Doc.has_extension("published"):
            Doc.set_extension("published", default="")

    def __call__(self, doc: Doc) -> Doc:
        extraction = self._pipeline.extract(doc.text, doc._.published or self._published)
        everything: list[Any] = []
        for kind in KINDS:
            spans = []
            for mention in getattr(extraction, kind):
                span = doc.char_span(mention.span.start, mention.span.end, label=mention.kind.upper(), alignment_mode="expand")
                if span is not None:
                    span._.shuzhai = mention
                    spans.append(span)
            doc.spans[kind] = spans
            everything.extend(spans)
        doc.spans["shuzhai"] = sorted(everything, key=lambda span: (span.start, span.end))
        return doc
