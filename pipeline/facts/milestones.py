"""When something built was begun and completed: 8月29日, 伊宁县南通高级中学竣工交付."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.facts.cues import Cues
from pipeline.facts.references import is_named
from pipeline.facts.repeats import BUILT
from pipeline.facts.scene import Scene
from pipeline.facts.sites import SiteFinder
from pipeline.facts.subjects import SubjectFinder
from pipeline.facts.times import TimeFinder
from pipeline.model.milestone import Milestone

#: kind of cue → the step that it tells of
_STEPS = {"begin": "start", "complete": "completion"}


class MilestoneFinder:
    """One article's milestones."""

    def __init__(self, scene: Scene, cues: Cues, subjects: SubjectFinder, times: TimeFinder, sites: SiteFinder) -> None:
        self._scene, self._cues, self._subjects, self._times, self._sites = scene, cues, subjects, times, sites

    def find(self, surface: Callable[[int, int], str]) -> tuple[Milestone, ...]:
        """In the order of their dates; those whose clause names, or refers to, something built, and whose sentence says the day."""
        found = [milestone for kind in _STEPS for milestone in self._of_kind(kind, surface)] if self._scene.dates else []
        return tuple(sorted(dict.fromkeys(found), key=lambda milestone: milestone.date.span))

    def _of_kind(self, kind: str, surface: Callable[[int, int], str]) -> Iterator[Milestone]:
        scene = self._scene
        for start in self._cues.all(kind):
            date = self._times.date_at(scene, start, start + 1)
            subject = self._subjects.built_at(scene, start, start + 1) if date is not None else None
            if date is None or subject is None or subject.phrase.type not in BUILT:
                continue
            adcode, place, _ = self._sites.site(scene.stretch(start, start + 1), subject)
            phrase = subject.phrase
            name, named = surface(phrase.start, phrase.end), is_named(scene, phrase)
            yield Milestone(name, phrase.type, _STEPS[kind], date.mention, named, adcode, place)
