"""The real command, as a user runs it: another process, another folder, its output in a pipe."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Result:
    """How a command ended. `told` is what a user saw, on either stream."""

    status: int
    out: str
    err: str

    @property
    def told(self) -> str:
        return self.out + self.err


Shuzhai = Callable[..., Result]


@pytest.fixture
def shuzhai(tmp_path: Path) -> Shuzhai:
    """`shuzhai("run", corpus, "--workers", 1)`: never with a traceback, whatever is asked of it."""

    def run(*arguments: object, given: bytes | None = b"") -> Result:
        command = [sys.executable, "-m", "pipeline.cli", *map(str, arguments)]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
        done = subprocess.run(command, input=given, capture_output=True, cwd=tmp_path, env=environment, check=False)
        result = Result(done.returncode, done.stdout.decode(), done.stderr.decode())
        assert "Traceback" not in result.told, result.told
        return result

    return run
