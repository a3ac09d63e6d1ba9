"""One file that is whole or not there."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from pipeline.errors import UsageError


def write_whole(path: Path, text: str) -> None:
    """Writes the text as UTF-8, on the disk before it takes the place of what was there. Raises `UsageError`."""
    handle, beside = -1, None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
        beside = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; what was there is untouched") from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)
