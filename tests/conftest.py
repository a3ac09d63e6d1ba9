"""What all tests share: the built-in pipeline, loaded once, and small makers of rules folders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings
from pipeline import Pipeline
from pipeline.errors import ShuzhaiError

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus"

# The same examples on every machine; SHUZHAI's own bound on work is the alarm in properties/test_effort.py.
settings.register_profile("steady", deadline=None, derandomize=True, database=None, max_examples=100)
settings.load_profile("steady")


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

    def make(files: dict[str, str]) -> Path:
        folder = tmp_path / "my-rules"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def corpus(tmp_path: Path) -> Callable[..., Path]:
    """Makes a corpus: `corpus({"a/b.txt": "总投资…", "c.txt": b"\\xff…"})`, text in UTF-8, bytes as they are."""

    def make(files: dict[str, str | bytes]) -> Path:
        folder = tmp_path / "articles"
        folder.mkdir(exist_ok=True)
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return folder

    return make
