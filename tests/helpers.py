"""Places of the project, and how a test makes a folder of files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus"
#: a fixture that makes a folder: `corpus({"a/b.txt": "总投资…", "c.txt": b"\xff…"})`
MakeFolder = Callable[[Mapping[str, str | bytes]], Path]


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder with the files in it, text in UTF-8, bytes as they are."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder
