"""What all tests share: the built-in pipeline, loaded once, and makers of folders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings
from pipeline import Pipeline
from pipeline.errors import ShuzhaiError

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus"

# The same examples on every machine; the bound on work is in properties/test_effort.py.
settings.register_profile("steady", deadline=None, derandomize=True, database=None, max_examples=100)
settings.load_profile("steady")


def written(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """The folder with the files in it, text in UTF-8, bytes as they are."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The pipeline with the built-in rules; without sound rules no test makes sense."""
    try:
        return Pipeline()
    except ShuzhaiError as error:
        pytest.exit(f"the built-in rules are broken: {error}", returncode=1)


@pytest.fixture
def rules_folder(tmp_path: Path) -> Callable[..., Path]:
    """Makes an analyst's folder: `rules_folder({"units.tsv": "unit\\tkind\\n…"})`."""

    return lambda files: written(tmp_path / "my-rules", files)


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[..., Path]:
    """Makes a corpus: `corpus({"a/b.txt": "总投资…", "c.txt": b"\\xff…"})`."""

    return lambda files: written(tmp_path / "articles", files)
