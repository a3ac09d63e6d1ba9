"""`shuzhai evaluate`: how good the tables are, by what reviewers said and by annotated articles."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from pipeline.commands.console import err, out
from pipeline.commands.options import RulesOption

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.evaluation.evaluate import BadRule, GoldScore, Group
    from pipeline.evaluation.run import Evaluation
    from pipeline.evaluation.verdicts import Verdicts
    from pipeline.writers.rows import Row

_SHOWN = 40
_NAMED = 5
_KEYS = "kind, rule, genre, source, check, indicator, field, doc"


def evaluate(
    outputs: Annotated[Path, typer.Argument(help="Folder of a run's CSV files.")] = Path("outputs"),
    *,
    by: Annotated[str, typer.Option("--by", metavar="KEYS", help=f"What to tell apart, of {_KEYS}; with commas.")] = "kind",
    sample: Annotated[
        Path | None, typer.Option("--sample", metavar="FILE", help="Count only the rows of this sample, with its weights.")
    ] = None,
    gold: Annotated[
        Path | None, typer.Option("--gold", metavar="DIR", help="Also score against annotated articles (.json).")
    ] = None,
    export_gold: Annotated[
        Path | None, typer.Option("--export-gold", metavar="DIR", help="Write reviewed articles as annotation and test cases.")
    ] = None,
    corpus: Annotated[Path, typer.Option("--corpus", metavar="DIR", help="The articles of the run, for --export-gold.")] = Path(
        "corpus"
    ),
    rules: RulesOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object, for programs.")] = False,
) -> None:
    """How good the tables are: precision and recall with intervals, the worst rules; writes evaluation.csv."""
    from pipeline.evaluation.run import write_evaluation  # noqa: PLC0415

    asked = tuple(dict.fromkeys(key.strip() for key in by.split(",") if key.strip()))
    evaluation = write_evaluation(
        outputs, asked, sample=sample, gold=gold, export=export_gold, corpus=corpus, rules=[rules] if rules else ()
    )  # fmt: skip
    if as_json:
        print(json.dumps(_json(evaluation), ensure_ascii=False, indent=2))
    else:
        for key in dict.fromkeys(("kind", *asked)):
            _print_groups(key, evaluation.groups[key])
        _print_rest(evaluation.verdicts, evaluation.worst)
        if evaluation.gold:
            _print_gold(evaluation.gold)
        if evaluation.rows:
            out.print(Text(f"\nWritten 已写入: {outputs}/evaluation.csv"))
        else:
            out.print(Text(_no_verdicts(evaluation.journal)))
    if evaluation.absent:
        listed = ", ".join(evaluation.absent[:_NAMED]) + " …" * (len(evaluation.absent) > _NAMED)
        message = f"{len(evaluation.absent)} annotated articles are not in {outputs}/documents.csv, so all in them counts as missed 未在本次运行中，全部按漏计: {listed}"
        err.print(Text(message, style="yellow"))
    for path, rows in evaluation.waiting.items():
        message = f"{path}: verdicts on {rows} rows are not counted yet; run `shuzhai run` 尚未收取，先运行 shuzhai run"
        err.print(Text(message, style="yellow"))
    for line, reason in evaluation.broken:
        err.print(Text(f"{evaluation.journal}, line {line}, was passed over 跳过: {reason}", style="yellow"))
    if export_gold:
        _print_export(export_gold, evaluation, err if as_json else out)


def _no_verdicts(journal: Path) -> str:
    return (
        f"No verdicts yet: neither in the tables nor in {journal}. 还没有核对结果。\n"
        "Next 下一步: `shuzhai sample` draws rows to review; write ok or wrong into `verdict`; then evaluate again. "
        "shuzhai sample 抽出要核对的行，在 verdict 填 ok 或 wrong，再运行 evaluate。"
    )


def _percent(share: str) -> str:
    return f"{float(share):.1%}" if share else "–"


def _between(row: Row, name: str) -> str:
    return f"{_percent(row[name])}  {_percent(row[f'{name}_low'])} … {_percent(row[f'{name}_high'])}" if row[name] else "–"


def _print_groups(by: str, groups: Sequence[Group]) -> None:
    from pipeline.evaluation.table import verdict_rows  # noqa: PLC0415

    if not groups:
        return
    table = Table(title=f"by {by} 按 {by}", title_justify="left", box=None, pad_edge=False, header_style="bold")
    names = ("kind 类",) if by == "kind" else ("kind 类", by)
    for column in (
        *names,
        "rows 行",
        "judged 已核对",
        "wrong 错",
        "changed 已变",
        "covered 覆盖",
        "precision 准确率 (95 %)",
        "recall 召回率 (95 %)",
    ):
        table.add_column(column, justify="left" if column in names else "right", overflow="fold")
    for group, row in zip(groups[:_SHOWN], verdict_rows(groups), strict=False):
        name = (group.kind,) if by == "kind" else (group.kind, group.name)
        numbers = (f"{group.rows:,}", f"{group.judged:,}", f"{group.wrong:,}", f"{group.changed:,}", f"{group.covered:.0%}")
        table.add_row(*(Text(cell) for cell in (*name, *numbers, _between(row, "precision"), _between(row, "recall"))))
    out.print(table)
    if len(groups) > _SHOWN:
        out.print(Text(f"… {len(groups) - _SHOWN} more in evaluation.csv 其余见 evaluation.csv"))
    out.print()


def _print_rest(told: Verdicts, worst: Sequence[BadRule]) -> None:
    changed = sum(judged.outcome == "changed" for judged in told.rows)
    for number, meaning in (
        (changed, "read differently now than when judged: no fault of the present rules 核对后读法已变，不计"),
        (len(told.found_since), "added by a person and found now 人工补上、现在已能找到"),
        (len(told.missed), "added by a person and still missed 人工补上、仍未找到"),
        (len(told.gone), "judged, and no more in the tables 核对过、表中已没有"),
    ):
        if number:
            out.print(Text(f"  {number:>6,}  {meaning}"))
    if not worst:
        return
    out.print(Text("\nworst rules 最差的规则", style="bold"))
    for bad in worst:
        precision = bad.group.precision
        assert precision is not None
        out.print(
            Text(
                f"  {bad.group.kind} {bad.group.name}: {bad.group.wrong} of {bad.group.judged} wrong, "
                f"precision {precision.share:.0%} ({precision.low:.0%} … {precision.high:.0%})"
            )
        )
        for judged in bad.examples:
            out.print(Text(f"    {_marked(judged.row)}{_said(judged)}"))


def _marked(row: Row) -> str:
    """The sentence with the mention between 【】; in front of it where it stands there more than once."""
    sentence, text = row["sentence"], row["text"]
    return sentence.replace(text, f"【{text}】") if sentence.count(text) == 1 else f"【{text}】 {sentence}"


def _said(judged: Any) -> str:
    from pipeline.evaluation.aspects import reading  # noqa: PLC0415
    from pipeline.evaluation.verdicts import as_judged  # noqa: PLC0415

    correction = judged.review.correction if judged.review else ""
    row = as_judged(judged.table, judged.row, judged.review)
    right = f" → {correction}" if correction else ""
    return f"\n      {reading(judged.table, row)}{right}"


def _print_gold(gold: GoldScore) -> None:
    from pipeline.evaluation.table import gold_rows  # noqa: PLC0415
    from pipeline.writers.rows import KINDS  # noqa: PLC0415

    title = f"against {gold.articles} annotated articles 对照标注"
    table = Table(title=title, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for column in ("", "annotated 标注", "rows 行", "precision 准确率", "recall 召回率", "F1"):
        table.add_column(column, justify="right" if column else "left")
    for row in gold_rows(gold):
        name = f"{row['kind']} {row['by']}" if row["by"] != "field" else f"fact {row['group']}"
        shares = (f"{float(row[name]):.3f}" if row[name] else "–" for name in ("precision", "recall", "f1"))
        table.add_row(name, row["wanted"], row["judged"], *shares)
    out.print(table)
    if left := [kind for kind in KINDS if kind not in gold.kinds]:
        out.print(Text(f"Not annotated, not scored 没有标注，不评分: {', '.join(left)}"))


def _json(evaluation: Evaluation) -> dict[str, Any]:
    from pipeline.evaluation.aspects import reading  # noqa: PLC0415
    from pipeline.evaluation.verdicts import as_judged  # noqa: PLC0415

    told = evaluation.verdicts
    names = ("against", "by", "kind", "group")
    return {
        "groups": [
            {name: cell if name in names else (float(cell) if "." in cell else int(cell)) for name, cell in row.items() if cell}
            for row in evaluation.rows
        ],
        "changed": sum(judged.outcome == "changed" for judged in told.rows),
        "missed": len(told.missed),
        "found_since": len(told.found_since),
        "gone": len(told.gone),
        "worst_rules": [
            {
                "kind": bad.group.kind,
                "rule": bad.group.name,
                "examples": [
                    {
                        **{name: judged.row[name] for name in ("id", "doc", "text", "sentence")},
                        "reading": reading(judged.table, as_judged(judged.table, judged.row, judged.review)),
                        "correction": judged.review.correction if judged.review else "",
                    }
                    for judged in bad.examples
                ],
            }
            for bad in evaluation.worst
        ],
    }


def _print_export(folder: Path, evaluation: Evaluation, console: Console) -> None:
    exported, cases = evaluation.exported, evaluation.cases
    assert exported and cases
    console.print(Text(f"\nArticles written as annotation 导出为标注的文章: {len(exported.files)} → {folder}/"))
    for doc, reason in exported.left_out[:_SHOWN]:
        console.print(Text(f"  left out 未导出 {doc}: {reason}"))
    if len(exported.left_out) > _SHOWN:
        console.print(Text(f"  … and {len(exported.left_out) - _SHOWN} more 另有"))
    for path in exported.older[:_SHOWN]:
        console.print(
            Text(f"  {path} is from before; delete it if it holds no longer 以前的文件，不再适用请删除", style="yellow")
        )
    listed = ", ".join(f"{table} {number}" for table, number in cases.written.items())
    console.print(
        Text(
            f"Test cases 测试用例: {listed}; {cases.gaps} that the rules do not pass yet 尚未通过; "
            f"{cases.left_out} left out, which need their article or are not all judged 离不开上下文或未全部核对 → {folder}/cases/"
        )
    )
    if exported.files:
        console.print(Text(f"Next 下一步: `shuzhai evaluate --gold {folder}` scores the tables against them 用它评分。"))
    else:
        console.print(
            Text(
                "Next 下一步: give every row of an article a verdict, and export again 给一篇文章的每一行都填 verdict 后再导出。"
            )
        )
