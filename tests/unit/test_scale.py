"""Scaled runs without a cluster: shards, articles of records, parts, what counts as done, what comes back."""

from __future__ import annotations

import csv
import gzip
import json
import os
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow
import pytest
import yaml
from pyarrow import parquet

from helpers import ROOT, SAMPLES, MakeFolder, written
from pipeline import run_corpus
from pipeline.article import Pipeline
from pipeline.errors import RuleError, UsageError
from pipeline.exchange.parquet import DIGITS, PLACES
from pipeline.readers import Metadata
from pipeline.scale import scale as whole
from pipeline.scale.articles import Columns, ShardError, articles
from pipeline.scale.kit import Kit, Settings, TooSlow, no_longer_than, packed_kit, pipeline_of
from pipeline.scale.manifest import Entry, PartFile, entries, read_entry
from pipeline.scale.parts import part_names
from pipeline.scale.place import Place
from pipeline.scale.scale import scale_corpus
from pipeline.scale.shards import Shard, input_at, shards
from pipeline.scale.taken import gather, packed_articles
from pipeline.scale.trail import TRAILS
from pipeline.scale.work import finished
from pipeline.writers.rows import COLUMNS, KINDS, TABLES

TEXT = "2023年8月，江苏省南通市总投资26.17亿元，带动1500多户。"


@pytest.fixture(scope="module")
def kit() -> Kit:
    return packed_kit(Settings(ner="off"))


def jsonl(*rows: object) -> bytes:
    return b"".join(json.dumps(row, ensure_ascii=False).encode() + b"\n" for row in rows)


def listed(folder: Path | str, **options: int) -> list[Shard]:
    place, only = input_at(str(folder))
    return list(shards(place, only, **options))


def read(folder: Path | str, columns: Columns | None = None, **options: int) -> list[Any]:
    place, _ = input_at(str(folder))
    return [article for shard in listed(folder, **options) for article in articles(place, shard, columns or Columns())]


def extracted(corpus: Path | str, target: Path | str, kit: Kit, **options: int) -> list[Any]:
    """All shards, one after the other, in this process."""
    place, only = input_at(str(corpus))
    return [finished(shard, place, Place(str(target)), kit) for shard in shards(place, only, **options)]


def states(folder: Path) -> Mapping[str, tuple[bytes, int]]:
    return {
        path.relative_to(folder).as_posix(): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*") if path.is_file()
    }  # fmt: skip


# -- shards


@pytest.mark.parametrize(
    ("files", "docs", "size", "names"),
    [
        ({}, 2, 100, []),
        ({"README.md": "x", ".a.txt": "x", "b.doc": "x"}, 2, 100, []),
        ({f"{c}.txt": "x" for c in "abcde"}, 2, 100, ["a.txt … b.txt", "c.txt … d.txt", "e.txt"]),
        ({"b/z.txt": "x", "b.txt": "x", "a/y.md": "x"}, 9, 100, ["a/y.md … b.txt"]),
        ({"n.jsonl": "x" * 100, "a.txt": "x", "z.txt": "x"}, 9, 100, ["n.jsonl", "a.txt … z.txt"]),
        ({"n.jsonl": "x" * 250}, 9, 100, [f"n.jsonl (bytes {a} to {b})" for a, b in ((0, 100), (100, 200), (200, 250))]),
        ({"n.jsonl.gz": b"x" * 250, "m.JSONL.zst": b"x" * 250}, 9, 100, ["m.JSONL.zst", "n.jsonl.gz"]),
        ({"broken.parquet": "x" * 250}, 9, 100, ["broken.parquet"]),
    ],
)
def test_shards(corpus: MakeFolder, files: Mapping[str, str], docs: int, size: int, names: list[str]) -> None:
    found = listed(corpus(files), docs=docs, size=size)
    assert [shard.name for shard in found] == names
    assert [shard.number for shard in found] == list(range(len(names)))


def test_shards_of_one_file(corpus: MakeFolder) -> None:
    folder = corpus({"a.jsonl": jsonl({"text": TEXT}), "b.jsonl": jsonl({"text": TEXT})})
    assert [shard.name for shard in listed(folder / "b.jsonl")] == ["b.jsonl"]


def test_shards_are_listed_lazily(corpus: MakeFolder) -> None:
    folder = corpus({f"{number:03d}/a.txt": "x" for number in range(600)})
    place = Place(str(folder))
    begun = shards(place, docs=10)
    assert next(begun).name == "000/a.txt … 009/a.txt"
    for path in folder.glob("5*/a.txt"):
        path.unlink()
    assert sum(len(shard.files) for shard in begun) == 490


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "a.txt").write_text("other"),
        lambda folder: (folder / "aa.txt").write_text("more"),
        lambda folder: (folder / "b.txt").unlink(),
        lambda folder: (folder / "metadata.csv").write_text("doc,published\na.txt,2024-01-31\n"),
    ],
)
def test_identity_of_a_shard(corpus: MakeFolder, change: Any) -> None:
    folder = corpus({"a.txt": TEXT, "b.txt": TEXT, "metadata.csv": "doc,published\na.txt,2024-01-30\n"})
    (before,) = listed(folder)
    assert listed(folder)[0].identity == before.identity
    change(folder)
    assert listed(folder)[0].identity != before.identity


@pytest.mark.parametrize("size", [1, 7, 30, 64, 65, 1000])
def test_every_line_is_in_one_shard(corpus: MakeFolder, size: int) -> None:
    """Wherever the bytes are cut: between lines, inside one, inside a character."""
    texts = [f"第{number}行：" + "投资" * (number % 5) for number in range(20)]
    data = jsonl(*({"text": text} for text in texts)).rstrip(b"\n")
    found = read(corpus({"n.jsonl": b"\n" + data}), size=size)
    assert [article.data.decode() for article in found] == texts
    assert len({article.doc for article in found}) == len(texts)
    assert [article.doc for article in found] == sorted(article.doc for article in found)


def test_row_groups(corpus: MakeFolder) -> None:
    folder = corpus({})
    table = pyarrow.table({"text": [f"{number} 投资" * 50 for number in range(100)]})
    parquet.write_table(table, folder / "n.parquet", row_group_size=10, compression="none", use_dictionary=False)
    size = sum(parquet.ParquetFile(folder / "n.parquet").metadata.row_group(index).total_byte_size for index in range(3))
    found = listed(folder, size=size)
    assert [(shard.start, shard.end) for shard in found] == [(0, 3), (3, 6), (6, 9), (9, 10)]
    docs = [article.doc for article in read(folder, size=size)]
    assert docs == [f"n.parquet/{number:012d}.txt" for number in range(100)]


# -- articles of records


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_compression_is_told_by_the_ending(corpus: MakeFolder, ending: str) -> None:
    data = jsonl({"id": "a", "text": TEXT}, {"id": "b", "text": "投资"})
    pack = {".jsonl": bytes, ".jsonl.gz": gzip.compress, ".jsonl.zst": lambda data: pyarrow.compress(data, "zstd", asbytes=True)}
    found = read(corpus({f"n{ending}": pack[ending](data)}))
    assert [(article.doc, article.data.decode()) for article in found] == [
        (f"n{ending}/a.txt", TEXT), (f"n{ending}/b.txt", "投资"),
    ]  # fmt: skip


RECORDS = [
    ({"text": TEXT}, "n.jsonl/000000000000.txt", None, ""),
    ({"text": TEXT, "id": 7}, "n.jsonl/7.txt", None, ""),
    ({"text": TEXT, "id": "x.txt"}, "n.jsonl/x.txt", None, ""),
    ({"text": TEXT, "id": "https://a.cn/b/c.html?d=1"}, "n.jsonl/a.cn/b/c.html_d=1.txt", None, ""),
    ({"text": TEXT, "id": "../../.ssh/x"}, "n.jsonl/ssh/x.txt", None, ""),
    ({"text": TEXT, "id": "C:\\a\n"}, "n.jsonl/C__a_.txt", None, ""),
    ({"text": TEXT, "id": "..."}, "n.jsonl/_.txt", None, ""),
    ({"text": TEXT, "published": "2024-01-30T08:00:00Z"}, "n.jsonl/000000000000.txt", Metadata("2024-01-30"), ""),
    ({"text": TEXT, "published": "", "title": " 题 ", "source": None}, "n.jsonl/000000000000.txt", Metadata(title="题"), ""),
    ({"text": TEXT, "published": "soon"}, "n.jsonl/000000000000.txt", None, "published is 'soon'"),
    ({"text": ""}, "n.jsonl/000000000000.txt", None, "no text"),
    ({"text": ["a"]}, "n.jsonl/000000000000.txt", None, "text is no text but list"),
    ({"text": "a\ud800"}, "n.jsonl/000000000000.txt", None, "half a character"),
]


@pytest.mark.parametrize(("record", "doc", "given", "error"), RECORDS)
def test_records(corpus: MakeFolder, record: object, doc: str, given: Metadata | None, error: str) -> None:
    line = json.dumps(record).encode()
    (found,) = read(corpus({"n.jsonl": line}))
    assert (found.doc, found.given) == (doc, given)
    assert error in found.error
    assert (found.data is None) == bool(error)


def test_a_long_id_stays_a_name(corpus: MakeFolder) -> None:
    first, second = read(corpus({"n.jsonl": jsonl(*({"text": TEXT, "id": "长" * 300 + end} for end in "ab"))}))
    assert first.doc != second.doc
    assert all(len(name.encode()) < 255 for name in first.doc.split("/"))


def test_lines_that_are_no_records(corpus: MakeFolder) -> None:
    folder = corpus({"n.jsonl": b'{"text": "a"}\n\n{"text": \n[1]\n\xff\n' + jsonl({"text": "b"})})
    found = read(folder)
    assert [bool(article.error) for article in found] == [False, True, True, True, False]
    assert ["no JSON" in found[1].error, "no object" in found[2].error, "no JSON" in found[3].error] == [True] * 3


def test_ids_that_stand_twice(corpus: MakeFolder) -> None:
    first, second = read(corpus({"n.jsonl": jsonl({"id": 1, "text": "a"}, {"id": 1, "text": "b"})}))
    assert (first.doc, first.error) == ("n.jsonl/1.txt", "")
    assert "n.jsonl/1.txt" in second.error
    assert second.doc != first.doc


def test_named_columns(corpus: MakeFolder) -> None:
    asked = Columns(text="body", id="url", published="day", author="by")
    folder = corpus({"n.jsonl": jsonl({"body": TEXT, "url": "u", "day": "2024-01-30", "by": "某人", "id": 1, "text": "no"})})
    rows = {"body": [TEXT], "url": ["u"], "day": [date(2024, 1, 30)], "by": ["某人"], "id": [1], "text": ["no"]}
    parquet.write_table(pyarrow.table(rows), folder / "n.parquet")
    for article, file in zip(read(folder, asked), ("n.jsonl", "n.parquet"), strict=True):
        assert (article.doc, article.data.decode()) == (f"{file}/u.txt", TEXT)
        assert article.given == Metadata("2024-01-30", author="某人")


def test_times_of_parquet_are_days(corpus: MakeFolder) -> None:
    folder = corpus({})
    parquet.write_table(pyarrow.table({"text": [TEXT], "published": [datetime(2024, 1, 30, 23)]}), folder / "n.parquet")
    assert read(folder)[0].given == Metadata("2024-01-30")


@pytest.mark.parametrize("name", ["n.jsonl", "n.parquet"])
def test_a_column_that_is_not_there(corpus: MakeFolder, name: str) -> None:
    folder = corpus({"n.jsonl": jsonl(*[{"body": TEXT}] * 100)} if name == "n.jsonl" else {})
    if name == "n.parquet":
        parquet.write_table(pyarrow.table({"body": [TEXT]}), folder / name)
    with pytest.raises(ShardError, match="column"):
        read(folder)


# -- one shard


def test_done_once(corpus: MakeFolder, tmp_path: Path, kit: Kit) -> None:
    """A shard that is done is not touched again; a changed one, or one that lost a part, is done anew; others stay."""
    folder, parts = corpus({f"{name}.txt": TEXT for name in "abcd"}), tmp_path / "parts"
    assert [done.before for done in extracted(folder, parts, kit, docs=2)] == [False, False]
    first = states(parts)
    assert [done.before for done in extracted(folder, parts, kit, docs=2)] == [True, True]
    assert states(parts) == first
    (folder / "c.txt").write_text("投资5亿元。", encoding="utf-8")
    assert [done.before for done in extracted(folder, parts, kit, docs=2)] == [True, False]
    (parts / "facts" / "part-00000.parquet").unlink()
    assert [done.before for done in extracted(folder, parts, kit, docs=2)] == [False, True]
    second = states(parts)
    assert {name: data for name, (data, _) in second.items() if "00000" in name and "manifest" not in name} == {
        name: data for name, (data, _) in first.items() if "00000" in name and "manifest" not in name
    }  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [Settings(ner="off", published="2024-01-30"), Settings(ner="off", format="csv"), Settings(ner="off", columns=Columns("b"))],
)
def test_other_options_are_another_fingerprint(kit: Kit, other: Settings) -> None:
    assert packed_kit(other).fingerprint != kit.fingerprint
    assert packed_kit(Settings(ner="off")).fingerprint == kit.fingerprint


def test_other_format_leaves_no_old_parts(corpus: MakeFolder, tmp_path: Path, kit: Kit) -> None:
    folder, parts = corpus({"a.txt": TEXT}), tmp_path / "parts"
    extracted(folder, parts, kit)
    extracted(folder, parts, packed_kit(Settings(ner="off", format="csv")))
    assert {path.name for path in parts.rglob("facts/*")} == {"part-00000.csv"}


def test_killed_between_parts_and_entry(
    corpus: MakeFolder, tmp_path: Path, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """The entry comes last: without it the shard is not done, whatever parts stand there."""
    folder, parts = corpus({"a.txt": TEXT}), tmp_path / "parts"
    replace = Path.replace

    def die_at_the_entry(path: Path, target: Path) -> Path:
        if path.suffix == ".json":
            raise KeyboardInterrupt
        return replace(path, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Path, "replace", die_at_the_entry)
        extracted(folder, parts, kit)
    assert (parts / "facts" / "part-00000.parquet").exists()
    assert [*entries(Place(str(parts)))] == []
    assert [done.before for done in extracted(folder, parts, kit)] == [False]


def test_parts_and_entry(tmp_path: Path, kit: Kit) -> None:
    """The columns of a run, typed as an export's; rows, sizes and checksums as the entry says."""
    (done,) = extracted(SAMPLES, tmp_path, kit)
    entry = read_entry(Place(str(tmp_path)), 0)
    assert entry is not None
    assert entry.is_whole(Place(str(tmp_path)))
    assert (entry.documents, entry.errors, entry.fingerprint) == (14, 0, kit.fingerprint)
    for table in ("documents", *KINDS, "facts", "errors"):
        told = parquet.read_table(tmp_path / table / "part-00000.parquet")
        assert tuple(told.schema.names) == COLUMNS[table]
        assert told.num_rows == done.rows[table] == entry.parts[f"{table}/part-00000.parquet"].rows
    amounts = pyarrow.types.is_decimal(parquet.read_schema(tmp_path / "amounts" / "part-00000.parquet").field("value").type)
    assert amounts and (DIGITS, PLACES) == (38, 12)


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"parts": {"a": {}}}', '{"shard": 1'])
def test_an_entry_that_is_none(tmp_path: Path, text: str) -> None:
    written(tmp_path / "parts", {"manifest/part-00000.json": text})
    assert read_entry(Place(str(tmp_path / "parts")), 0) is None


def test_an_entry_survives_writing() -> None:
    entry = Entry("a … b", "i", "f", {"facts/part-00000.csv": PartFile(1, 2, "c")}, 3, 4, 5, 6, 7.5, ("数",))
    assert Entry.of_text(entry.text()) == entry


def test_names_of_parts_sort_and_grow() -> None:
    assert part_names(7, "csv")["facts"] == "facts/part-00007.csv"
    assert part_names(1_234_567, "csv")["articles"] == "articles/part-1234567.parquet"


def test_failed_articles(corpus: MakeFolder, tmp_path: Path, kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unreadable, too slow, and what makes the program fail: each stands in errors, all others are extracted."""
    folder = corpus({"a.txt": TEXT, "b.txt": b"", "c.txt": "慢" + TEXT, "d.txt": "坏" + TEXT, "e.txt": TEXT})
    extract = Pipeline.extract_document

    def fail(self: Pipeline, document: Any) -> Any:
        if document.text[0] == "坏":
            raise IndexError("list index out of range")
        if document.text[0] == "慢":
            time.sleep(20)
        return extract(self, document)

    monkeypatch.setattr(Pipeline, "extract_document", fail)
    (done,) = extracted(folder, tmp_path / "parts", packed_kit(Settings(ner="off", seconds=1)))
    assert (done.documents, done.errors, done.rows["errors"], done.rows["articles"]) == (5, 3, 3, 5)
    errors = parquet.read_table(tmp_path / "parts" / "errors").to_pylist()
    assert [row["doc"] for row in errors] == ["b.txt", "c.txt", "d.txt"]
    assert [("empty" in errors[0]["error"]), ("1 s" in errors[1]["error"]), ("IndexError" in errors[2]["error"])] == [True] * 3
    rows = parquet.read_table(tmp_path / "parts" / "documents").to_pylist()
    assert [row["status"] for row in rows] == ["ok", "error", "error", "error", "ok"]


def lived(work: Callable[[], object]) -> bool:
    """Whether a process of its own lives through the work."""
    pid = os.fork()
    if not pid:
        try:
            work()
        finally:
            os._exit(0)
    return os.waitpid(pid, 0)[1] == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that are forked")
def test_articles_that_kill_their_workers(
    corpus: MakeFolder, tmp_path: Path, kit: Kit, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    """The first death shows only that there is something, the next two at what; then the article stands in errors, with its text."""
    folder = corpus({"a.txt": TEXT, "b.txt": "杀" + TEXT, "c.txt": TEXT, "d.txt": "杀" + TEXT, "e.txt": TEXT})
    parts = tmp_path / "parts"
    extract = Pipeline.extract_document

    def kill(self: Pipeline, document: Any) -> Any:
        if document.text[0] == "杀":
            os.kill(os.getpid(), signal.SIGKILL)
        return extract(self, document)

    monkeypatch.setattr(Pipeline, "extract_document", kill)
    assert [lived(lambda: extracted(folder, parts, kit)) for _ in range(6)] == [False] * 5 + [True]
    errors = parquet.read_table(parts / "errors").to_pylist()
    assert [(row["doc"], "killed" in row["error"]) for row in errors] == [("b.txt", True), ("d.txt", True)]
    kept = parquet.read_table(parts / "articles").to_pylist()
    assert [row["doc"] for row in kept if row["data"].startswith("杀".encode())] == ["b.txt", "d.txt"]
    assert [*(parts / TRAILS).iterdir()] == []


def test_a_death_elsewhere_costs_no_article(corpus: MakeFolder, tmp_path: Path, kit: Kit) -> None:
    """Trails that hold other articles, or one death only."""
    folder, place = corpus({"a.txt": TEXT, "b.txt": TEXT}), Place(str(tmp_path / "parts"))
    place.put(f"{TRAILS}/part-00000", json.dumps(["a.txt", "x.txt", "x.txt"]))
    (done,) = extracted(folder, tmp_path / "parts", kit)
    assert (done.documents, done.errors) == (2, 0)
    assert place.names(TRAILS) == []


def test_no_longer_than() -> None:
    begun = time.monotonic()
    with pytest.raises(TooSlow), no_longer_than(1):
        time.sleep(20)
    assert time.monotonic() - begun < 10
    with no_longer_than(1):
        pass
    time.sleep(1.2)  # the alarm is off


# -- rules that travel


OWN = {"units.tsv": "unit\taliases\tdimension\tsi_factor\tsi_unit\tucum\tkind\tnote\n瓮\t\tcount\t\t\t\tmeasure\t\n"}


def test_rules_travel(rules_folder: MakeFolder, corpus: MakeFolder, tmp_path: Path, kit: Kit) -> None:
    """A worker needs none of the driver's files, and leaves none behind."""
    own = rules_folder(OWN)
    packed = packed_kit(Settings((own,), ner="off"))
    assert packed.fingerprint != kit.fingerprint
    (own / "units.tsv").unlink()
    own.rmdir()
    folder = corpus({"a.txt": "老窖开坛300瓮。"})
    assert extracted(folder, tmp_path / "own", packed)[0].rows["counts"] == 1
    assert extracted(folder, tmp_path / "built-in", kit)[0].rows["counts"] == 0
    assert pipeline_of(kit) is pipeline_of(kit)


def test_faulty_rules_are_told_by_the_driver(rules_folder: MakeFolder) -> None:
    with pytest.raises(RuleError, match=r"units\.tsv"):
        packed_kit(Settings((rules_folder({"units.tsv": "unit\n"}),), ner="off"))


def test_a_worker_with_other_code(corpus: MakeFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = packed_kit(Settings(ner="off", published="2001-01-01"))
    monkeypatch.setattr("pipeline.scale.kit.code_fingerprint", lambda: "other")
    with pytest.raises(UsageError, match="another version"):
        extracted(corpus({"a.txt": TEXT}), tmp_path / "parts", packed)


# -- a whole run, the cluster in this process


class _Here:
    """Stands for the cluster: shards one after the other, some of which fail."""

    def __init__(self, kit: Kit, fails: str) -> None:
        self.kit, self._fails = kit, fails

    def extracted(self, listed: Any, source: Place, target: Place) -> Iterator[Any]:
        for shard in listed:
            fails = self._fails and self._fails in shard.name
            yield shard, "WorkerCrashedError: it died" if fails else finished(shard, source, target, self.kit)


@pytest.fixture
def scaled(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`scaled(corpus, parts, fails="b.txt", …)`: `scale_corpus` without Ray."""

    def run(corpus: object, parts: object, *, fails: str = "", **options: Any) -> Any:
        from contextlib import contextmanager

        @contextmanager
        def here(_address: str, _workers: int | None, kit: Any) -> Iterator[_Here]:
            yield _Here(kit(), fails)

        monkeypatch.setattr(whole, "cluster_at", here)
        monkeypatch.setattr(whole, "demand_ray", lambda: None)
        return scale_corpus(str(corpus), str(parts), **{"ner": "off", **options})

    return run


def test_a_shard_that_fails_is_done_by_the_next_run(corpus: MakeFolder, tmp_path: Path, scaled: Any) -> None:
    folder, parts = corpus({f"{name}.txt": TEXT for name in "abc"}), tmp_path / "parts"
    report = scaled(folder, parts, shard_docs=1, fails="b.txt")
    assert (report.shards, report.failures, report.failed) == (3, 1, [("b.txt", "WorkerCrashedError: it died")])
    run = json.loads((parts / "run.json").read_text(encoding="utf-8"))
    assert (run["complete"], run["failed"], run["documents"]) == (False, {"b.txt": "WorkerCrashedError: it died"}, 2)
    report = scaled(folder, parts, shard_docs=1)
    assert (report.before, report.failures, report.documents) == (2, 0, 3)
    run = json.loads((parts / "run.json").read_text(encoding="utf-8"))
    assert (run["complete"], run["failed"], run["rows"]["amounts"]) == (True, {}, 3)


def test_fewer_shards_leave_no_old_parts(corpus: MakeFolder, tmp_path: Path, scaled: Any) -> None:
    folder, parts = corpus({f"{name}.txt": TEXT for name in "abcd"}), tmp_path / "parts"
    scaled(folder, parts, shard_docs=1)
    written(parts / ".writing-dead", {"x": "y"})
    written(parts / "facts", {"notes.txt": "a person's"})
    scaled(folder, parts, shard_docs=2)
    assert parquet.read_table([*(parts / "amounts").glob("*.parquet")]).num_rows == 4
    assert sorted(path.name for path in (parts / "facts").iterdir()) == [
        "notes.txt", "part-00000.parquet", "part-00001.parquet",
    ]  # fmt: skip
    assert not (parts / ".writing-dead").exists()


def test_on_an_object_store(scaled: Any, tmp_path: Path) -> None:
    """Input and output at addresses of fsspec, whose memory stands for a bucket."""
    source, target = Place("memory://bucket/in"), Place("memory://bucket/out")
    for name, text in {
        "2023/a.txt": TEXT,
        "b.txt": TEXT,
        ".hidden.txt": "x",
        "metadata.csv": "doc,published\nb.txt,2020\n",
    }.items():
        source.put(name, text)
    source.put("c.jsonl", jsonl({"id": 1, "text": TEXT}).decode())
    report = scaled(source.address, target.address, shard_docs=1)
    assert (report.shards, report.before, report.documents, report.errors) == (3, 0, 3, 0)
    assert scaled(source.address, target.address, shard_docs=1).before == 3
    source.put("b.txt", "投资9亿元。")
    assert scaled(source.address, target.address, shard_docs=1).before == 2
    assert target.names("facts") == [f"part-{number:05d}.parquet" for number in range(3)]
    gather(target.address, tmp_path / "gathered")
    assert run_corpus(tmp_path / "gathered", tmp_path / "tables", ner="off", workers=1, from_parts=target.address).from_parts == 3


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"corpus": "nowhere"}, "nothing at nowhere"),
        ({"corpus": "a.txt"}, "is one article"),
        ({"format": "xlsx"}, "--format 'xlsx'"),
        ({"parts": "."}, "lies in"),
        ({"parts": "deep/parts"}, "lies in"),
        ({"rules": ["no-rules"]}, "no folder of rules"),
        ({"ner": "no_such_model"}, "no_such_model"),
        ({"parts": "what://a/b"}, "what://"),
    ],
)
def test_wrong_use(
    corpus: MakeFolder, scaled: Any, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], told: str
) -> None:  # fmt: skip
    monkeypatch.chdir(corpus({"a.txt": TEXT}))
    asked = {"corpus": ".", "parts": "../parts", **options}
    with pytest.raises(UsageError, match=told):
        scaled(asked.pop("corpus"), asked.pop("parts"), **asked)
    assert not Path("../parts", "manifest").exists()


# -- parts that come back


def tables(outputs: Path) -> dict[str, bytes]:
    return {table: (outputs / f"{table}.csv").read_bytes() for table in TABLES}


def test_a_run_from_parts_is_a_run(tmp_path: Path, kit: Kit) -> None:
    """The samples: encodings, front matter, metadata."""
    extracted(SAMPLES, tmp_path / "parts", kit, docs=5)
    alone = run_corpus(SAMPLES, tmp_path / "alone", ner="off", workers=1)
    taken = run_corpus(SAMPLES, tmp_path / "taken", ner="off", workers=1, from_parts=str(tmp_path / "parts"))
    assert (alone.extracted, alone.from_parts) == (14, 0)
    assert (taken.extracted, taken.from_parts) == (0, 14)
    assert tables(tmp_path / "taken") == tables(tmp_path / "alone")


def test_only_what_is_the_same_is_taken(corpus: MakeFolder, tmp_path: Path, kit: Kit) -> None:
    folder, parts = corpus({"a.txt": TEXT, "b.txt": TEXT}), str(tmp_path / "parts")
    extracted(folder, parts, kit)
    written(folder, {"b.txt": "投资5亿元。", "c.txt": TEXT})
    report = run_corpus(folder, tmp_path / "one", ner="off", workers=1, from_parts=parts)
    assert (report.from_parts, report.extracted) == (1, 2)
    report = run_corpus(folder, tmp_path / "two", ner="off", workers=1, from_parts=parts, published="2024-01-30")
    assert (report.from_parts, report.extracted) == (0, 3)


def test_records_become_a_corpus(corpus: MakeFolder, tmp_path: Path, kit: Kit) -> None:
    """Gathered articles with the parts give what a run of the same articles gives, metadata and all."""
    records = [
        {
            "id": f"2024/{number}",
            "text": f"今年投资{number + 2}亿元。\r\n{TEXT}",
            "published": f"2024-0{number + 1}-15",
            "title": "题,“引”\n",
        }
        for number in range(4)
    ]
    folder = corpus({"n.jsonl": jsonl(*records, {"id": "old", "text": TEXT}, {"id": "bad"})})
    parts = str(tmp_path / "parts")
    extracted(folder, parts, kit, size=200)
    gathered = gather(parts, tmp_path / "gathered")
    assert (gathered.articles, gathered.twice) == (5, [])
    taken = run_corpus(tmp_path / "gathered", tmp_path / "taken", ner="off", workers=1, from_parts=parts)
    run_corpus(tmp_path / "gathered", tmp_path / "alone", ner="off", workers=1)
    assert (taken.from_parts, taken.extracted) == (5, 0)
    assert tables(tmp_path / "taken") == tables(tmp_path / "alone")
    with (tmp_path / "taken" / "documents.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["doc"]: row for row in csv.DictReader(file)}
    assert rows["n.jsonl/2024/2.txt"]["published"] == "2024-03-15"
    assert gather(parts, tmp_path / "some", only="*/2024/*").articles == 4


def test_articles_of_one_name(corpus: MakeFolder, tmp_path: Path, kit: Kit) -> None:
    """Pieces of one file know nothing of each other's ids; gathering tells."""
    folder = corpus({"n.jsonl": jsonl(*({"id": "same", "text": TEXT * 3} for _ in range(2)))})
    extracted(folder, tmp_path / "parts", kit, size=100)
    gathered = gather(str(tmp_path / "parts"), tmp_path / "gathered")
    assert (gathered.articles, gathered.twice) == (1, ["n.jsonl/same.txt"])


def test_no_parts(tmp_path: Path, corpus: MakeFolder) -> None:
    with pytest.raises(UsageError, match="no parts"):
        list(packed_articles(str(tmp_path), {}))
    folder = corpus({"a.txt": TEXT})
    with pytest.raises(UsageError, match="not empty"):
        gather(str(tmp_path), folder)


# -- Kubernetes


def test_manifest_for_kubernetes() -> None:
    """The fields that KubeRay's RayJob knows, and a command that the program knows."""
    (job,) = yaml.safe_load_all((ROOT / "docs" / "kuberay.yaml").read_text(encoding="utf-8"))
    assert (job["apiVersion"], job["kind"]) == ("ray.io/v1", "RayJob")
    spec = job["spec"]
    assert spec.keys() <= {
        "entrypoint", "shutdownAfterJobFinishes", "ttlSecondsAfterFinished", "submissionMode", "backoffLimit", "rayClusterSpec",
        "runtimeEnvYAML", "activeDeadlineSeconds", "suspend", "submitterPodTemplate", "entrypointNumCpus",
    }  # fmt: skip
    assert spec["entrypoint"].startswith("shuzhai scale ")
    assert "--address auto" in spec["entrypoint"]
    cluster = spec["rayClusterSpec"]
    assert cluster.keys() <= {"rayVersion", "enableInTreeAutoscaling", "autoscalerOptions", "headGroupSpec", "workerGroupSpecs"}
    groups = [cluster["headGroupSpec"], *cluster["workerGroupSpecs"]]
    for group in groups:
        assert group.keys() <= {"groupName", "replicas", "minReplicas", "maxReplicas", "rayStartParams", "template"}
        (container,) = group["template"]["spec"]["containers"]
        assert {"name", "image", "resources"} <= container.keys()
        assert container["resources"].keys() == {"requests", "limits"}
    assert len({group["template"]["spec"]["containers"][0]["image"] for group in groups}) == 1
    assert all(value == str(value) for group in groups for value in group["rayStartParams"].values())
