"""A whole scaled run: shards of the input out to the cluster, what became of them into a report."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from pipeline.config import VERSION
from pipeline.errors import UsageError
from pipeline.fingerprints import library_versions
from pipeline.scale.articles import Columns
from pipeline.scale.cluster import cluster_at, demand_ray
from pipeline.scale.kit import Kit, Settings, packed_kit
from pipeline.scale.manifest import FOLDER, RUN, entry_name
from pipeline.scale.parts import part_names
from pipeline.scale.place import Place
from pipeline.scale.shards import Shard, input_at, shards
from pipeline.scale.trail import TRAILS
from pipeline.scale.work import Done

_LOCK = ".lock"
#: failed shards that are named; all are counted
_NAMED = 1000
_NUMBER = re.compile(r"part-(\d{5,})\.")


@dataclass(slots=True)
class ScaleReport:
    """What a scaled run did: shards done, of these finished `before`, and failed with the reason; rows by table.

    `errors` are documents that failed; sizes and processor seconds are those of all parts, `seconds_now` of what this run extracted.
    """

    output: str
    shards: int = 0
    before: int = 0
    failures: int = 0
    failed: list[tuple[str, str]] = field(default_factory=list)
    documents: int = 0
    errors: int = 0
    chars: int = 0
    input_bytes: int = 0
    output_bytes: int = 0
    seconds: float = 0.0
    rows: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)

    def add(self, shard: Shard, result: Done | str) -> None:
        self.shards += 1
        if isinstance(result, str):
            self.failures += 1
            if len(self.failed) < _NAMED:
                self.failed.append((shard.name, result))
            return
        self.before += result.before
        for name in ("documents", "errors", "chars", "input_bytes", "output_bytes", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(result, name))
        self.rows.update(result.rows)
        if len(self.notices) < _NAMED:
            self.notices += result.notices


def scale_corpus(
    input: str,
    output: str,
    *,
    address: str = "local",
    workers: int | None = None,
    rules: Sequence[Path | str] = (),
    published: str = "",
    ner: str = "doubtful",
    columns: Columns | None = None,
    format: str = "parquet",
    shard_docs: int = 1000,
    shard_bytes: int | None = None,
    seconds: int = 600,
    progress: Callable[[int, int], None] | None = None,
) -> ScaleReport:
    """Extracts `input`, a folder of articles or files of records, or one such file, into parts below `output`, on Ray.

    Both may be local or on an object store. `address` is that of a Ray cluster, `local` for this machine. Shards that stand in
    `output` already, of the same input and by the same rules, are left alone: a run that was killed goes on where it was.
    `progress(done, listed)` is called after every shard. Raises `UsageError` and `RuleError`.
    """
    demand_ray()
    settings = Settings(tuple(Path(folder) for folder in rules), published, ner, columns or Columns(), format, seconds)
    source, only = input_at(input)
    target = Place(output)
    if not only and target.is_within(source):
        raise UsageError(f"{output} lies in {input}, whose parts would be read as articles; name another place")
    listed = shards(source, only, docs=shard_docs, **({"size": shard_bytes} if shard_bytes else {}))
    report = ScaleReport(target.address)
    with _locked(target), cluster_at(address, workers, lambda: packed_kit(settings)) as cluster:
        target.sweep()
        target.remove_folder(TRAILS)  # whatever killed the workers of an earlier run, this one has its own machines
        target.remove([RUN])
        counted = _Counted(listed)
        for shard, result in cluster.extracted(counted, source, target):
            report.add(shard, result)
            if progress is not None:
                progress(report.shards, counted.number)
        kit = cluster.kit
        target.remove_folder(TRAILS)
        _remove_strangers(target, report.shards, kit.settings.format)
        target.put(RUN, _told(report, source, kit))
    return report


class _Counted:
    """Shards as they are listed, counted."""

    def __init__(self, listed: Iterator[Shard]) -> None:
        self._listed = listed
        self.number = 0

    def __iter__(self) -> Iterator[Shard]:
        for shard in self._listed:
            self.number += 1
            yield shard


@contextmanager
def _locked(target: Place) -> Iterator[None]:
    """One run at a time writes a local output; object stores know no locks."""
    if target.local is None:
        yield
        return
    target.local.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(target.local / _LOCK, timeout=0):
            yield
    except Timeout as error:
        raise UsageError(f"another run is writing {target.address} 另一次运行正在写这里") from error


def _remove_strangers(target: Place, count: int, format: str) -> None:
    """Parts of an earlier run that had more shards, or another format: their rows would count twice."""
    for folder in {FOLDER, *(name.split("/")[0] for name in part_names(0, format).values())}:
        strange = []
        for name in target.names(folder):
            number = _NUMBER.match(name)
            if number is None:
                continue
            ours = {entry_name(int(number[1])), *part_names(int(number[1]), format).values()}
            if int(number[1]) >= count or f"{folder}/{name}" not in ours:
                strange.append(f"{folder}/{name}")
        target.remove(strange)


def _told(report: ScaleReport, source: Place, kit: Kit) -> str:
    """`run.json`, written last: what stands here, of what and by what."""
    asked = kit.settings
    told: Mapping[str, Any] = {
        "complete": not report.failures,
        "input": source.address,
        "versions": {"shuzhai": VERSION, "rules": kit.rules, "code": kit.code, **library_versions()},
        "options": {"published": asked.published, "ner": asked.ner, "columns": asked.columns.read(), "format": asked.format},
        "shards": report.shards, "failed_shards": report.failures, "failed": dict(report.failed), "documents": report.documents,
        "errors": report.errors, "chars": report.chars, "input_bytes": report.input_bytes, "output_bytes": report.output_bytes,
        "core_seconds": round(report.seconds, 1), "rows": dict(report.rows),
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
