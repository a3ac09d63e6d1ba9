"""`shuzhai text`: what is found in one passage."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import err, out
from pipeline.commands.options import NerOption, PublishedOption, RulesOption, check_date
from pipeline.errors import UsageError

_COLOURS = {"amounts": "green", "counts": "cyan", "dates": "magenta", "places": "yellow"}


def text(
    passage: Annotated[str | None, typer.Argument(help="The passage; standard input when left out.")] = None,
    published: PublishedOption = "",
    rules: RulesOption = None,
    ner: NerOption = "doubtful",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
    trace: Annotated[bool, typer.Option("--trace", help="Show which rule read which piece, and which readings lost.")] = False,
    rejected: Annotated[
        bool, typer.Option("--rejected", help="Also list numerals that are no figures, with the reason.")
    ] = False,
) -> None:
    """Show what is found in one passage."""
    from pipeline.text import load_ahead  # noqa: PLC0415

    load_ahead()
    from pipeline.article import Pipeline  # noqa: PLC0415
    from pipeline.writers.rows import KINDS, all_rows  # noqa: PLC0415

    check_date(published)
    if passage is None:
        passage = _standard_input()
    pipeline = Pipeline(rules, ner=ner)
    extraction = pipeline.extract(passage, published)
    rows = all_rows(extraction, guarded=False)
    facts = rows.pop("facts")
    if as_json:
        _print_json(extraction, {**rows, "facts": facts}, rejected)
        return
    spans = [(m.span.start, m.span.end, _COLOURS[kind]) for kind in KINDS for m in getattr(extraction, kind)]
    marked = Text(passage)
    for start, end, colour in spans:
        marked.stylize(f"bold {colour}", start, end)
    out.print(marked if out.is_terminal else Text(_bracketed(passage, spans)))
    out.print()
    _print_mentions(rows)
    if facts:
        _print_facts(facts)
    if trace:
        _print_trace(pipeline, extraction)
    if rejected:
        _print_rejected(extraction)


def _print_trace(pipeline: Any, extraction: Any) -> None:
    from pipeline.explain import explain  # noqa: PLC0415

    for explanation in explain(pipeline, extraction):
        mention = explanation.mention
        out.print()
        out.print(Text(f"{mention.surface}  {mention.kind}  {mention.rule}", style="bold"))
        for piece in explanation.pieces:
            out.print(Text(f"  {piece.surface:　<6} {piece.role:10} {piece.reading}".rstrip()))
        for reading in explanation.lost:
            out.print(Text(f"  lost 落选: {reading}", style="dim"))


def _standard_input() -> str:
    if sys.stdin.isatty():
        err.print("Paste the passage, then Ctrl-D. 粘贴文字后按 Ctrl-D。")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError("standard input is not UTF-8") from error


def _bracketed(passage: str, spans: list[tuple[int, int, str]]) -> str:
    """Marks for where there are no colours: 总投资[26.17亿元]的项目."""
    for start, end, _ in sorted(spans, reverse=True):
        passage = f"{passage[:start]}[{passage[start:end]}]{passage[end:]}"
    return passage


def _print_json(extraction: Any, rows: dict[str, list[dict[str, str]]], rejected: bool) -> None:
    review = ("verdict", "correction", "note", "doc", "named")
    shown: dict[str, Any] = {
        "published": extraction.document.published,
        "published_from": extraction.document.published_from,
        **{
            kind: [{k: int(v) if k in ("start", "end") else v for k, v in row.items() if k not in review} for row in rows[kind]]
            for kind in rows
        },
    }
    if rejected:
        shown["rejected"] = [
            {"start": r.span.start, "end": r.span.end, "text": r.surface, "reason": r.reason, "rule": r.rule}
            for r in extraction.rejected
        ]
    print(json.dumps(shown, ensure_ascii=False, indent=2))


def _print_mentions(rows: dict[str, list[dict[str, str]]]) -> None:
    if not any(rows.values()):
        out.print("No mentions found. 没有找到金额、数量、日期或地名。")
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("kind", "text", "value", "bound", "low … high", "more", "rule", "check"):
        table.add_column(column, overflow="fold")
    everything = sorted(((int(row["start"]), kind, row) for kind in rows for row in rows[kind]), key=lambda item: item[:2])
    for _, kind, row in everything:
        table.add_row(Text(kind[:-1], style=_COLOURS[kind]), *(Text(cell) for cell in _mention_cells(kind, row)))
    out.print(table)


def _mention_cells(kind: str, row: dict[str, str]) -> tuple[str, ...]:
    if kind == "places":
        where = " ".join(part for part in (row["adcode"], row["country"], row["level"]) if part)
        return row["text"], row["name"], "", "", where, row["rule"], row["check"]
    if kind == "dates":
        days = f"{row['start_date']} … {row['end_date']}" if row["start_date"] or row["end_date"] else ""
        return row["text"], row["value"], row["mod"], days, row["resolved_by"], row["rule"], row["check"]
    unit = row.get("currency") or row.get("unit", "")
    per = f" / {row['per']}" if row["per"] else ""
    thing = f" {row['object']}" if row.get("object") else ""
    span = f"{row['low']} … {row['high']}" if row["bound"] != "exact" else ""
    return row["text"], row["value"], row["bound"], span, f"{unit}{per}{thing}", row["rule"], row["check"]


def _print_facts(facts: list[dict[str, str]]) -> None:
    """What each figure says; parts and repetitions by the text of the figure that they belong to."""
    out.print()
    table = Table(title="facts 事实", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in ("text", "subject", "indicator", "time", "place", "status", "more", "confidence"):
        table.add_column(column, overflow="fold")
    texts = {fact["id"]: fact["text"] for fact in facts}
    for fact in facts:
        more = [fact["change"]]
        more += [f"{word} {texts[fact[word]]}" for word in ("part_of", "repeats") if fact[word]]
        more += [f"{word} {fact[word]}" for word in ("donor",) if fact[word]] + ["cumulative"] * bool(fact["cumulative"])
        days = dict.fromkeys(day for day in (fact["date_start"], fact["date_end"]) if day)
        cells = (
            fact["text"], fact["subject"], fact["indicator"], " … ".join(days), f"{fact['place']} {fact['adcode']}".strip(),
            fact["status"], ", ".join(filter(None, more)), fact["confidence"],
        )  # fmt: skip
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table)


def _print_rejected(extraction: Any) -> None:
    out.print()
    table = Table(title="seen and rejected 见到但不算", title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in ("text", "reason", "rule"):
        table.add_column(column)
    for refusal in extraction.rejected:
        table.add_row(Text(refusal.surface), refusal.reason, refusal.rule)
    out.print(table)
