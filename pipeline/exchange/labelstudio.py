"""Label Studio: tasks in JSON with our mentions as predictions, and the labelling interface beside them in XML.

A task comes back with `annotations`, one for each time that a person submitted it; skipped ones (`was_cancelled`) say
nothing. Of several the ground truth counts; where there is none they must agree. Offsets are code points; versions before
2022 counted UTF-16 code units, which the text that stands with each span gives away.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipeline.config import VERSION
from pipeline.errors import UsageError
from pipeline.exchange.marks import (
    LABELS,
    Fault,
    Mark,
    Marked,
    MarkError,
    Mention,
    Returned,
    from_units,
    mark_in,
    marked_articles,
    offset,
    sent_marks,
    sent_record,
    to_units,
)
from pipeline.exchange.source import Source
from pipeline.exchange.written import Written
from pipeline.writers.whole import replacing

_FROM, _TO = "label", "text"
_OURS = "shuzhai"
_COLOURS = {"amount": "#2e7d32", "count": "#00838f", "date": "#6a1b9a", "place": "#ef6c00"}
#: blanks, and line breaks as some versions write them into the text of a span
_LAYOUT = re.compile(r"\\n|\s")
Span = tuple[int, int, str, str]


def write(source: Source, path: Path) -> Written:
    """The tasks, and next to them the labelling interface: its name ends in .xml instead of .json."""
    notices: list[str] = []
    interface = path.with_suffix(".xml")
    labels = articles = 0
    with replacing(path.parent, [path.name, interface.name]) as place:
        (place / interface.name).write_text(_interface(), encoding="utf-8", newline="\n")
        with (place / path.name).open("w", encoding="utf-8", newline="\n") as file:
            for marked in marked_articles(source, notices):
                file.write(("[" if not articles else ",\n") + json.dumps(_task(marked), ensure_ascii=False))
                articles += 1
                labels += len(marked.mentions)
            file.write("]\n" if articles else "[]\n")
    return Written((path, interface), {"articles": articles, "labels": labels}, tuple(notices))


def _interface() -> str:
    labels = "\n".join(f'    <Label value="{label}" background="{_COLOURS[label]}"/>' for label in LABELS)
    return (
        "<View>\n"
        "  <Style>.htx-text { white-space: pre-wrap; }</Style>\n"
        '  <Header value="$title"/>\n'
        f'  <Labels name="{_FROM}" toName="{_TO}">\n{labels}\n  </Labels>\n'
        f'  <Text name="{_TO}" value="$text" granularity="symbol"/>\n'
        "</View>\n"
    )


def _task(marked: Marked) -> dict[str, Any]:
    document = marked.document
    return {
        "data": {
            "text": document.text,
            "title": document.title or document.doc,
            _OURS: {"doc": document.doc, "mentions": sent_record(marked.mentions)},
        },
        "predictions": [
            {
                "model_version": f"shuzhai {VERSION}",
                "result": [_region(document.text, mention) for mention in marked.mentions],
            }
        ],
    }


def _region(text: str, mention: Mention) -> dict[str, Any]:
    mark = mention.mark
    region = {
        "id": mention.id, "from_name": _FROM, "to_name": _TO, "type": "labels",
        "value": {"start": mark.start, "end": mark.end, "text": text[mark.start : mark.end], "labels": [mark.label]},
    }  # fmt: skip
    return region | ({"meta": {"text": [mention.meaning]}} if mention.meaning else {})


def read(path: Path) -> Iterator[Returned | Fault]:
    """The annotated tasks of an export in the format JSON; tasks that nobody submitted are passed over."""
    try:
        tasks = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path}: no JSON ({error}); export from Label Studio in the format JSON") from error
    if not isinstance(tasks, list):
        raise UsageError(f"{path}: no list of tasks; export from Label Studio in the format JSON")
    for number, task in enumerate(tasks, 1):
        where = f"task {number}"
        try:
            returned = _returned(where, task)
        except MarkError as error:
            yield Fault(where, str(error))
            continue
        if returned is not None:
            yield returned


def _returned(where: str, task: object) -> Returned | None:
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict) or not isinstance(task["data"].get("text"), str):
        raise MarkError("no article: `data.text` is missing; export in the format JSON, not JSON-MIN")
    data = task["data"]
    ours = data.get(_OURS)
    if not isinstance(ours, dict) or "doc" not in ours:
        raise MarkError("`data` does not name the article; only files that `shuzhai export` wrote can come back")
    annotation = _submitted(task.get("annotations"))
    if annotation is None:
        return None
    text: str = data["text"]
    spans = _spans(annotation)
    marks = _marks(text, [span for span in spans if span[2] in LABELS])
    return Returned(
        where=where, doc=str(ours["doc"]), text=text, sent=sent_marks(ours.get("mentions")), marks=marks, reviewed=True,
        by=_person(annotation), unknown=tuple(sorted({name for _, _, name, _ in spans if name not in LABELS})),
    )  # fmt: skip


def _submitted(annotations: object) -> Mapping[str, Any] | None:
    """The annotation that counts; None where nobody submitted one."""
    if annotations is None:
        return None
    if not isinstance(annotations, list) or not all(isinstance(annotation, dict) for annotation in annotations):
        raise MarkError("`annotations` is no list")
    told = [annotation for annotation in annotations if not annotation.get("was_cancelled")]
    told = [annotation for annotation in told if annotation.get("ground_truth")] or told
    if len({frozenset((start, end, name) for start, end, name, _ in _spans(annotation)) for annotation in told}) > 1:
        raise MarkError(f"{len(told)} annotations differ; mark one of them as ground truth")
    return told[-1] if told else None


def _spans(annotation: Mapping[str, Any]) -> list[Span]:
    """The labelled spans: start, end, label, text (empty where it is not told)."""
    try:
        return [
            (offset(region["value"]["start"]), offset(region["value"]["end"]), str(name), str(region["value"].get("text") or ""))
            for region in annotation.get("result") or ()
            if region.get("type") == "labels"
            for name in region["value"]["labels"]
        ]
    except (AttributeError, KeyError, TypeError) as error:
        raise MarkError("a region has no start, end and labels") from error


def _marks(text: str, spans: Sequence[Span]) -> frozenset[Mark]:
    """The spans in code points: counted so, or in UTF-16 code units, whichever agrees with the texts that stand with them."""
    for units in (range(len(text) + 1), to_units(text)):
        try:
            placed = [(from_units(units, start), from_units(units, end), name, told) for start, end, name, told in spans]
        except MarkError:
            continue
        if all(not told or _bare(told) == _bare(text[start:end]) for start, end, _, told in placed):
            return frozenset(mark_in(text, start, end, name) for start, end, name, _ in placed)
    raise MarkError("the spans do not lie where their texts are")


def _bare(text: str) -> str:
    return _LAYOUT.sub("", text)


def _person(annotation: Mapping[str, Any]) -> str:
    """The e-mail address of who submitted it, where the export tells it."""
    person = annotation.get("completed_by")
    return str(person.get("email") or "") if isinstance(person, dict) else ""
