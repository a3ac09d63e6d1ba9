"""How far a worker came with a shard, written down where the next one finds it: an article that kills its workers is told, not
read for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from pipeline.scale.manifest import part_name
from pipeline.scale.place import Place

TRAILS = ".trying"
#: workers that may die at an article before it is given up
_DEATHS = 2


class Trail:
    """The trail of one attempt at a shard, which stands as long as the attempt lives.

    A first attempt leaves only that it began: to write at every article would take longer than most articles. One that finds a
    trail follows a worker that died, and writes down each article while it is read.
    """

    def __init__(self, place: Place, number: int) -> None:
        self._place, self._name = place, f"{TRAILS}/{part_name(number)}"
        self._dead: list[str] = []
        self._follows = False

    def __enter__(self) -> Trail:
        try:
            self._dead = json.loads(self._place.text_of(self._name))
            self._follows = True
        except FileNotFoundError:
            self._put()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._place.remove([self._name])  # an error is no death

    @contextmanager
    def at(self, doc: str) -> Iterator[bool]:
        """While the article is read; gives whether it is given up, as too many workers have died at it."""
        if not self._follows or self._dead.count(doc) == _DEATHS:
            yield self._follows
            return
        self._put(doc)
        yield False
        self._put()

    def _put(self, *reading: str) -> None:
        self._place.put(self._name, json.dumps([*self._dead, *reading], ensure_ascii=False))
