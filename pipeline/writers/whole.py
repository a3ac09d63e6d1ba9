"""Files that are whole or not there: written beside the old ones, moved over them only when all are complete."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def replacing(folder: Path, names: Sequence[str]) -> Iterator[Path]:
    """A place to write the files `names` in: they reach the disk and move into `folder` when the block ends well.

    After an error nothing is left and what was in `folder` stays as it was.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".writing-", dir=folder) as temporary:
        place = Path(temporary)
        yield place
        for name in names:
            with (place / name).open("rb") as file:
                os.fsync(file.fileno())
        for name in names:
            (place / name).replace(folder / name)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[str]]:
    """One text file, UTF-8, line ends as they are written."""
    with replacing(path.parent, [path.name]) as place, (place / path.name).open("w", encoding="utf-8", newline="") as file:
        yield file


def file_checksum(path: Path) -> str:
    """SHA-256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
