"""The journal of reviews: one JSON object a line, only ever appended to, so that it can be read, versioned and merged.

A line is one act of one person: who, when, by what means, which row, the quote with its surroundings, what the row said
then, and the verdict. Later acts on a row replace earlier ones; an act that says nothing takes the earlier one back.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import UsageError

VERDICTS = ("", "ok", "wrong")
REVIEWED = ("amounts", "counts", "dates", "places", "facts", "projects")
#: characters kept on either side of a quote
CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Review:
    """One act of a reviewer.

    `table` and `id` name the row; `doc`, `start`, `end` (characters of the article) and `text` the mention, `before` and
    `after` up to 40 characters around it, `sha256` the article's checksum then; `read` holds what the row said when it was judged. `missed` is a row that a
    person added: its cells are in `read`. `was` is the id that the row had before its article changed. `aside` is what could
    not be understood, with the reason in `note` and the cells in `read`.
    """

    table: str
    id: str
    verdict: str = ""
    correction: str = ""
    note: str = ""
    doc: str = ""
    start: int = -1
    end: int = -1
    text: str = ""
    before: str = ""
    after: str = ""
    sentence: str = ""
    sha256: str = ""
    read: Mapping[str, str] = field(default_factory=dict)
    missed: bool = False
    aside: bool = False
    was: str = ""
    at: str = ""
    by: str = ""
    via: str = ""

    def __post_init__(self) -> None:
        if self.table not in REVIEWED:
            raise ValueError(f"no table {self.table!r} is reviewed")
        if self.verdict not in VERDICTS:
            raise ValueError(f"verdict {self.verdict!r} is none of ok, wrong, empty")

    @property
    def key(self) -> tuple[str, str]:
        return self.table, self.id

    @property
    def says(self) -> tuple[str, str, str]:
        """Verdict, correction, note."""
        return self.verdict, self.correction, self.note

    @property
    def is_empty(self) -> bool:
        """Whether the act takes back what was said."""
        return not (any(self.says) or self.missed)


_NAMES = frozenset(f.name for f in fields(Review))


def journal_path(outputs: Path) -> Path:
    """The journal of an outputs folder stands beside it, so that the folder can be deleted: outputs.reviews.jsonl."""
    outputs = Path(os.path.abspath(outputs))  # noqa: PTH100  resolve() would follow a linked folder elsewhere
    return outputs.with_name(f"{outputs.name}.reviews.jsonl")


class Journal:
    """The file of reviews. Lines that cannot be read are kept and listed in `broken` as (line number, reason)."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.broken: list[tuple[int, str]] = []

    def entries(self) -> Iterator[Review]:
        """Every act in the order of the file."""
        self.broken = []
        if not self.path.exists():
            return
        with self.path.open(encoding="utf-8", errors="surrogateescape") as file:
            for number, line in enumerate(file, 1):
                if not line.strip():
                    continue
                try:
                    yield _review(json.loads(line))
                except (ValueError, TypeError) as error:
                    self.broken.append((number, str(error)))

    def append(self, reviews: Iterable[Review], *, by: str = "", via: str = "") -> int:
        """Writes the acts behind all others, on the disk before it returns; gives their number.

        What has no time, person or means of its own takes the present time, `by` and `via`.
        """
        now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        lines = [_line(replace(r, at=r.at or now, by=r.by or by, via=r.via or via)) for r in reviews]
        if not lines:
            return 0
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise UsageError(f"{self.path} cannot be written: {error.strerror}; nothing was changed") from error
        try:
            size = os.fstat(handle).st_size
            torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"  # a crash in the middle of a line
            _write_all(handle, ("\n" if torn else "").encode() + "".join(lines).encode("utf-8", "surrogateescape"))
            os.fsync(handle)
        finally:
            os.close(handle)
        return len(lines)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]


def current(entries: Iterable[Review]) -> dict[tuple[str, str], Review]:
    """What holds now, by table and id: the latest act on each row, without what was taken back; nothing set aside."""
    holds: dict[tuple[str, str], Review] = {}
    for review in sorted((entry for entry in entries if not entry.aside), key=lambda entry: entry.at):
        if review.was:
            holds.pop((review.table, review.was), None)
        holds[review.key] = review
    return {key: review for key, review in holds.items() if not review.is_empty}


def _line(review: Review) -> str:
    """Only what is said, the verdict first."""
    told = {name: value for name, value in asdict(review).items() if not (value is False or value in ("", -1) or value == {})}
    return json.dumps(told, ensure_ascii=False) + "\n"


def _review(told: object) -> Review:
    if not isinstance(told, dict):
        raise ValueError("no JSON object")
    if unknown := set(told) - _NAMES:
        told = {name: value for name, value in told.items() if name not in unknown}  # a later version's
    return Review(**told)
