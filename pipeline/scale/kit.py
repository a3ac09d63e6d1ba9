"""What travels to a worker: rules, model of names and options; and the pipeline that a worker builds of it, once."""

from __future__ import annotations

import gc
import io
import signal
import tempfile
import threading
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from pipeline.article import NER_MODES, Pipeline
from pipeline.config import VERSION
from pipeline.errors import NameModelWarning, UsageError
from pipeline.fingerprints import code_fingerprint, rules_fingerprint, short_hash
from pipeline.scale.articles import Columns

#: counts up when parts that were written before are no longer what would be written
LAYOUT = 2


@dataclass(frozen=True, slots=True)
class Settings:
    """What a scaled run was asked for beside its input and output; `seconds` is the most that one article may take."""

    rules: tuple[Path, ...] = ()
    published: str = ""
    ner: str = "doubtful"
    columns: Columns = field(default_factory=Columns)
    format: str = "parquet"
    seconds: int = 600

    def __post_init__(self) -> None:
        if self.format not in ("parquet", "csv"):
            raise UsageError(f"--format {self.format!r}: choose parquet or csv")


@dataclass(frozen=True, slots=True)
class Kit:
    """All that a worker needs beside its shard, none of it a path of the driver's machine.

    `rules` and `code` are the fingerprints that the articles of a run are kept under; `base` is that of the built-in rules,
    which a worker must have itself.
    """

    settings: Settings
    folders: tuple[tuple[str, bytes], ...]
    model: bytes
    rules: str
    code: str
    base: str

    @property
    def fingerprint(self) -> str:
        """Of everything that the parts of a shard depend on beside their input."""
        asked = self.settings
        told = f"{asked.published}\0{asked.columns}\0{asked.format}\0{asked.seconds}"
        return short_hash(VERSION, str(LAYOUT), self.rules, self.code, told)


def packed_kit(settings: Settings) -> Kit:
    """The kit of a run. Raises `RuleError` and `UsageError` for what would fail on every worker: faulty rules, no model."""
    _built(settings.rules, settings.ner)
    return Kit(
        settings, tuple((folder.resolve().name, _zipped(folder)) for folder in settings.rules),
        _zipped(Path(settings.ner)) if _is_folder(settings.ner) else b"",
        rules_fingerprint(settings.rules, settings.ner), code_fingerprint(), rules_fingerprint(),
    )  # fmt: skip


def _is_folder(ner: str) -> bool:
    return ner not in NER_MODES and Path(ner).is_dir()


def _built(rules: Sequence[Path], ner: str) -> Pipeline:
    """The pipeline with all that it loads later; one without the model that was asked for would find other places."""
    pipeline = Pipeline(rules, ner=ner)
    with warnings.catch_warnings():
        warnings.simplefilter("error", NameModelWarning)
        try:
            pipeline.name_model  # noqa: B018  loads it
        except NameModelWarning as warning:
            raise UsageError(f"{warning}: give --ner off if that is wanted") from warning
    return pipeline


def _zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.writestr(zipfile.ZipInfo(path.relative_to(folder).as_posix()), path.read_bytes())
    return buffer.getvalue()


# -- on a worker


class _Worker:
    """The pipeline of this process."""

    made_of: str = ""
    pipeline: Pipeline | None = None


def pipeline_of(kit: Kit) -> Pipeline:
    """The pipeline of this process, built when the kit is another. Raises `UsageError` on a machine with another version."""
    if _Worker.made_of != kit.fingerprint or _Worker.pipeline is None:
        if (code_fingerprint(), rules_fingerprint()) != (kit.code, kit.base):
            raise UsageError(
                "this worker has another version of shuzhai, Python or its libraries than the driver; use one image for all"
            )
        _Worker.made_of, _Worker.pipeline = kit.fingerprint, _unpacked(kit)
        gc.freeze()  # half a million records of rules, which no collection needs to look at
    return _Worker.pipeline


def _unpacked(kit: Kit) -> Pipeline:
    """Everything is read when the pipeline is built, so its files need not outlive that."""
    with tempfile.TemporaryDirectory(prefix="shuzhai-") as temporary:
        folders = []
        for number, (name, data) in enumerate(kit.folders):
            folders.append(Path(temporary) / str(number) / name)
            zipfile.ZipFile(io.BytesIO(data)).extractall(folders[-1])
            folders[-1].mkdir(parents=True, exist_ok=True)  # where it holds no file
        ner = kit.settings.ner
        if kit.model:
            ner = str(Path(temporary) / "model" / Path(ner).name)
            zipfile.ZipFile(io.BytesIO(kit.model)).extractall(ner)
        return _built(folders, ner)


class TooSlow(BaseException):
    """An article took longer than one may; no `except Exception` on the way may keep it."""


@contextmanager
def no_longer_than(seconds: int) -> Iterator[None]:
    """Raises `TooSlow` in the block after so many seconds; 0, or a thread or system without alarms, means any time."""
    if not seconds or not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_signal: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"it took longer than {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
