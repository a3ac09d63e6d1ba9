"""A small run, made once, of which every test gets a copy."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
from small_run import Run, small_run


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("run"))


@pytest.fixture
def run(ran: Run, tmp_path: Path) -> Run:
    """A copy of the run, with a journal of its own."""
    return Run(copytree(ran.corpus, tmp_path / "articles"), copytree(ran.outputs, tmp_path / "outputs"))
