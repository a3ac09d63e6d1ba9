"""The same fact said again."""

from __future__ import annotations

from dataclasses import replace

from pipeline.facts.scene import Scene
from pipeline.model.fact import Fact


def repeated_in_article(facts: list[Fact], scene: Scene) -> tuple[Fact, ...]:
    return tuple(facts)
