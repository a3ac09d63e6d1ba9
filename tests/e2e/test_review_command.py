"""`shuzhai review`: starts, says where it is and ends; what a user gets wrong is told in a line."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from helpers import MakeFolder

Shuzhai = Callable[..., Any]


def test_wrong_use(shuzhai: Shuzhai, corpus: MakeFolder) -> None:
    folder = corpus({"a.txt": "总投资26.17亿元。"})
    for arguments, says in (
        (["--corpus", "nowhere"], "nowhere"),
        (["--corpus", folder / "a.txt"], "a.txt"),
        (["--corpus", folder, "--rules", "nowhere"], "nowhere"),
        (["--corpus", folder, "--port", "70000"], "--port"),
        (["--corpus", folder, "--host", "192.0.2.1"], "--host"),
    ):
        result = shuzhai("review", "--no-open", *arguments)
        assert result.status == 2, result.told
        assert says in result.err


def test_a_port_that_is_taken(shuzhai: Shuzhai, corpus: MakeFolder) -> None:
    folder = corpus({})
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = shuzhai("review", "--no-open", "--corpus", folder, "--port", port)
    assert result.status == 2
    assert f"127.0.0.1:{port}" in result.err
    assert "--port" in result.err


@pytest.mark.skipif(sys.platform == "win32", reason="no Ctrl-C can be sent there")
def test_from_start_to_end(shuzhai: Shuzhai, corpus: MakeFolder, tmp_path: Path) -> None:
    folder = corpus({"a.txt": "霍城县的新项目\n总投资26.17亿元。"})
    assert shuzhai("run", folder, "--workers", 1).status == 0
    command = [sys.executable, "-u", "-m", "pipeline.cli", "review", "--corpus", str(folder), "--no-open", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as served:
        assert served.stdout is not None
        address = re.search(r"http://127\.0\.0\.1:\d+/\?token=\S+", served.stdout.readline())
        assert address is not None
        assert "outputs.reviews.jsonl" in served.stdout.readline()
        with build_opener(HTTPCookieProcessor()).open(address[0], timeout=60) as answer:
            assert "霍城县的新项目" in answer.read().decode()
        served.send_signal(signal.SIGINT)
        out, err = served.communicate(timeout=60)
    assert served.returncode == 0, err
    assert "shuzhai run" in out
    assert err == ""
