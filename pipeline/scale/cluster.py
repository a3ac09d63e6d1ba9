"""Ray: tasks out, results in. Placement, retries and growth of the cluster are Ray's; no other module knows it."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pipeline.errors import ShuzhaiError, UsageError
from pipeline.scale.kit import Kit
from pipeline.scale.place import Place
from pipeline.scale.shards import Shard
from pipeline.scale.work import Done, finished

#: how often Ray starts a shard again whose worker was killed, or whose place did not answer: enough for three articles that kill
#: their workers, each given up at the third. For want of memory Ray itself starts it as often as it takes
_RETRIES = 9
#: shards that wait on a small cluster, so that one that can grow sees what there is to do
_LEAST_WAITING = 32
#: bytes for what travels between processes on one machine: shards and results are small
_OBJECT_STORE = 100 * 1024 * 1024


def demand_ray() -> Any:
    """Ray; raises `UsageError` where it is not installed."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing about a user's work leaves the machine unasked
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    try:
        import ray  # noqa: PLC0415  an extra, and heavy
    except ImportError as error:
        raise UsageError("this needs Ray 需要 Ray: pip install 'shuzhai[cluster]'") from error
    return ray


class Cluster:
    """Ray as it is reached at an address, for one kit; `extracted` gives what becomes of each shard, in any order."""

    def __init__(self, ray: Any, kit: Kit, *, most: int | None) -> None:
        self.kit, self._ray, self._most = kit, ray, most
        self._sent = ray.put(kit)
        self._task = ray.remote(num_cpus=1, max_retries=_RETRIES, retry_exceptions=[OSError])(finished)

    def extracted(self, shards: Iterable[Shard], source: Place, target: Place) -> Iterator[tuple[Shard, Done | str]]:
        """What became of the shards, or why one failed. Only so many are listed and wait as the cluster has work for."""
        listed = iter(shards)
        waiting: dict[Any, Shard] = {}
        exhausted = False
        while True:
            while not exhausted and len(waiting) < self._bound():
                shard = next(listed, None)
                if shard is None:
                    exhausted = True
                else:
                    waiting[self._task.remote(shard, source, target, self._sent)] = shard
            if not waiting:
                return
            ready, _ = self._ray.wait(list(waiting), num_returns=1)
            for reference in ready:
                yield waiting.pop(reference), self._result(reference)

    def _bound(self) -> int:
        return self._most or max(_LEAST_WAITING, 2 * int(self._ray.cluster_resources().get("CPU", 0)))

    def _result(self, reference: Any) -> Done | str:
        try:
            done: Done = self._ray.get(reference)
        except self._ray.exceptions.RayTaskError as error:
            return _told(error.cause)
        except self._ray.exceptions.RayError as error:  # the worker was killed again and again, or ran out of memory
            return _told(error)
        return done


def _told(error: Exception) -> str:
    """In one line: Ray's errors go on with traces and advice."""
    first = (str(error).strip().splitlines() or [""])[0]
    return first if isinstance(error, ShuzhaiError) else f"{type(error).__name__}: {first}"


@contextmanager
def cluster_at(address: str, workers: int | None, kit: Callable[[], Kit]) -> Iterator[Cluster]:
    """Ray on this machine (`local`, with so many workers), or the cluster at `address` (with so many shards at a time at most).

    `kit` is asked for before Ray is started. Raises `UsageError` where there is no cluster.
    """
    ray = demand_ray()
    made = kit()
    here = address == "local"
    options: dict[str, Any] = {"logging_level": logging.ERROR, "log_to_driver": False}
    if here:
        options |= {"num_cpus": workers or os.cpu_count(), "include_dashboard": False, "object_store_memory": _OBJECT_STORE}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of Ray about itself
        try:
            ray.init(address=address, **options)
        except (ConnectionError, ValueError, RuntimeError, OSError) as error:
            raise UsageError(f"--address {address}: no Ray cluster: {str(error).splitlines()[0]}") from error
    try:
        yield Cluster(ray, made, most=None if here else workers)
    finally:
        ray.shutdown()
