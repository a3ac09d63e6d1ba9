"""A scaled run that is killed: one worker while it works, then the driver with all that it started, then begun again.

What stands when the driver dies must stand untouched at the end. Needs /proc, so Linux.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PATIENCE = 120
#: how Ray names a process that works on a shard
_TASK = "ray::finished"


@dataclass(frozen=True)
class Untouched:
    """How a file was left: checksum and time of change."""

    sha256: str
    changed: int


@dataclass(frozen=True)
class Story:
    """What happened: shards that were finished when the driver was killed, files of theirs that are others now, how the second
    run ended, the clock seconds of both, the most bytes that a worker of the first held."""

    finished: int
    touched: Sequence[str]
    status: int
    told: str
    seconds: float
    peak: int


def killed_twice(arguments: Sequence[object], output: Path, *, worker_at: int, driver_at: int) -> Story:
    """Starts `shuzhai scale …`, kills a worker once `worker_at` shards are finished, the driver at `driver_at`; begins again.

    Raises `RuntimeError` where it does not come to that in time.
    """
    begun = time.monotonic()
    first = _started(arguments)
    _until(lambda: len(finished_shards(output)) >= worker_at and bool(_workers(first.pid)), first)
    os.kill(_workers(first.pid)[0], signal.SIGKILL)
    _until(lambda: len(finished_shards(output)) >= driver_at, first)
    everything = [*_below(first.pid)]
    peak = max(map(_peak, _workers(first.pid)), default=0)
    first.kill()
    first.communicate()
    _ended(everything)
    before = _files(output)
    second = _started(arguments)
    told, _ = second.communicate(timeout=PATIENCE * 60)
    after = _files(output)
    touched = sorted(name for name, state in before.items() if after.get(name) != state)
    shards = sum(name.startswith("manifest/") for name in before)
    return Story(shards, touched, second.returncode, told, time.monotonic() - begun, peak)


def finished_shards(output: Path) -> list[str]:
    return sorted(path.name for path in (output / "manifest").glob("*.json"))


def _started(arguments: Sequence[object]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline.cli", "scale", *map(str, arguments)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "200"}
    return subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", env=environment
    )  # fmt: skip


def _until(happened: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"the run ended, or stood still, too early: {process.communicate()[0]}")
        time.sleep(0.02)


def _files(output: Path) -> Mapping[str, Untouched]:
    """The files of the finished shards: entries and the parts that stand beside them."""
    numbers = {name.partition(".")[0] for name in finished_shards(output)}
    paths = [path for path in output.rglob("part-*") if path.name.partition(".")[0] in numbers and ".writing-" not in str(path)]
    return {
        path.relative_to(output).as_posix(): Untouched(
            hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns
        ) for path in paths
    }  # fmt: skip


# -- processes


def _workers(pid: int) -> list[int]:
    return [child for child, command in _below(pid) if command.startswith(_TASK)]


def _below(pid: int) -> Iterator[tuple[int, str]]:
    """Processes that descend from one, with their command lines."""
    parents: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (parent := _parent(folder)):
            parents.setdefault(parent, []).append(int(folder.name))
    waiting = [pid]
    while waiting:
        for child in parents.get(waiting.pop(), ()):
            waiting.append(child)
            yield child, _command(child)


def _parent(folder: Path) -> int:
    try:
        return int((folder / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it ended meanwhile
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def _peak(pid: int) -> int:
    """The most memory that a process held, in bytes."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM:")), 0)


def _ended(processes: Sequence[tuple[int, str]]) -> None:
    """Waits until the workers of a dead driver are gone, as Ray sees to; its agents, which linger for a minute, are ended here.

    Raises `RuntimeError` when a worker stays.
    """
    deadline = time.monotonic() + PATIENCE
    while left := [pid for pid, command in processes if _is_worker(command) and _is_worker(_command(pid))]:
        if time.monotonic() > deadline:
            raise RuntimeError(f"still running long after their driver: {left}")
        time.sleep(0.05)
    for pid, command in processes:
        if command and _command(pid) == command:
            os.kill(pid, signal.SIGKILL)


def _is_worker(command: str) -> bool:
    return command.startswith("ray::") and not command.endswith("Agent")
