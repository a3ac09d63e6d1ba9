"""What all tests share: the built-in pipeline, loaded once, and makers of folders."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from helpers import MakeFolder, written
from pipeline import Pipeline
from pipeline.errors import ShuzhaiError

# as in a run: several threads for matrices as small as a sentence's spin more than they work, on the process's own time
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# `steady`: the same examples on every machine. To look further: pytest tests/properties --hypothesis-profile search
settings.register_profile("steady", deadline=None, derandomize=True, database=None, max_examples=100)
settings.register_profile("search", deadline=None, database=None, max_examples=5000)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Rules that tests keep are not the user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def pipeline() -> Pipeline:
    """The pipeline with the built-in rules; without sound rules no test makes sense."""
    try:
        return Pipeline()
    except ShuzhaiError as error:
        pytest.exit(f"the built-in rules are broken: {error}", returncode=1)


@pytest.fixture
def rules_folder(tmp_path: Path) -> MakeFolder:
    """An analyst's own rules: `rules_folder({"words.tsv": "word\\tnote\\n…"})`."""
    return lambda files: written(tmp_path / "my-rules", files)


@pytest.fixture
def corpus(tmp_path: Path) -> MakeFolder:
    """A folder of articles."""
    return lambda files: written(tmp_path / "articles", files)
