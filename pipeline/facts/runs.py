"""Places that are listed together, as one site: 霍城县、伊宁县."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.facts.givers import LISTED, lies_in, whole
from pipeline.facts.scene import Placed, Scene
from pipeline.model import Place

DEPTH = {"country": 0, "region": 1, "natural": 1, "province": 1, "prefecture": 2, "county": 3, "township": 4, "village": 5}
#: between two places of one name, the second being where it stands: 晋江|(|长汀)工业园区
_SEATED = "("
#: behind a list of places: there are more of them
_AMONG = re.compile(r"等(?:[\d一二三四五六七八九十]+个?(?:地级|设区|县级)?(?:的市|[省市州县区])|地)")


class PlaceRuns:
    """`nearest` gives the last place of a stretch, `first` and `deepest` those, each as code and name with what is listed beside it."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def nearest(self, places: Sequence[Placed[Place]]) -> tuple[str, str] | None:
        """The last place, with those listed beside it; a list of several has no code of its own."""
        if not places:
            return None
        found = whole(places)
        return self._said(self._run(found, len(found) - 1, -1))

    def first(self, places: Sequence[Placed[Place]]) -> tuple[str, str] | None:
        if not places:
            return None
        return self._said(self._run(whole(places), 0, 1))

    def deepest(self, places: Sequence[Placed[Place]]) -> tuple[str, str] | None:
        if not places:
            return None
        found = whole(places)
        best = max(found, key=lambda p: (DEPTH[p.mention.level], self._scene.text[p.start - 1] == _SEATED))
        index = found.index(best)
        return self._said([*self._run(found, index, -1)[:-1], *self._run(found, index, 1)])

    def _run(self, found: list[Placed[Place]], index: int, step: int) -> list[Placed[Place]]:
        run = [found[index]]
        following = index + step
        while 0 <= following < len(found):
            left, right = sorted((run[-1], found[following]), key=lambda p: p.start)
            if not LISTED.fullmatch(self._scene.text, left.end, right.start):
                break
            run.append(found[following])
            following += step
        return sorted(run, key=lambda p: p.start)

    def _said(self, run: list[Placed[Place]]) -> tuple[str, str]:
        if len(run) > 1 and _AMONG.match(self._scene.text, run[-1].end) and (whole := self._division_of(run)) is not None:
            return whole.adcode, whole.name
        codes = {place.mention.adcode or place.mention.name for place in run}
        first = run[0].mention
        every = len(codes) > 1 or first.level in ("township", "village")
        return "" if len(codes) > 1 else first.adcode, "、".join(place.mention.name for place in run) if every else first.name

    def _division_of(self, run: Sequence[Placed[Place]]) -> Place | None:
        """The division named before in the sentence that holds all of a list: 江苏灾情:|南京、徐州等8市."""
        begin, _ = self._scene.sentence(self._scene.sentence_index(run[0].start))
        for place in reversed(self._scene.places_in(begin, run[0].end)):
            if place.mention.adcode and all(lies_in(other.mention, place.mention) for other in run):
                return place.mention
        return None
