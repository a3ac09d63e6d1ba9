"""When something built was begun and completed: 8月29日, 伊宁县南通高级中学竣工交付."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pipeline.facts.repeats import BUILT
from pipeline.facts.scene import Scene
from pipeline.facts.sites import SiteFinder
from pipeline.facts.subjects import SubjectFinder, is_named
from pipeline.facts.times import TimeFinder
from pipeline.model.milestone import Milestone
from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists


class MilestoneFinder:
    """Built once from the rules; `find` gives one article's milestones, in text order."""

    def __init__(self, subjects: SubjectFinder, lists: WordLists) -> None:
        self._subjects = subjects
        self._steps = (("start", any_of(lists["fact.begin"])), ("completion", any_of(lists["fact.complete"])))

    def find(self, scene: Scene, times: TimeFinder, sites: SiteFinder, surface: Callable[[int, int], str]) -> Iterator[Milestone]:
        """Steps whose clause names, or refers to, something built, and whose sentence says the day."""
        if not scene.dates:
            return
        for step, pattern in self._steps:
            for match in pattern.finditer(scene.text):
                date = times.date_at(scene, *match.span())
                subject = self._subjects.built_at(scene, *match.span()) if date is not None else None
                if date is None or subject is None or subject.phrase.type not in BUILT:
                    continue
                adcode, place, _ = sites.site(match.start(), match.end(), subject)
                name = surface(subject.phrase.start, subject.phrase.end)
                yield Milestone(name, subject.phrase.type, step, date.mention, is_named(scene, subject.phrase), adcode, place)
