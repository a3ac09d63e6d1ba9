"""The rows of projects.csv as cards: every cell with the facts behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.page.verdicts import Item

_TEXTS = ("project", "aliases", "place", "donor", "maybe_same_as")


@dataclass(frozen=True, slots=True)
class Cell:
    """A column, what it says, whether articles contradict one another, and the ids behind it."""

    column: str
    value: str
    contradicted: bool
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProjectCard:
    """A project with its cells; one without an id (an older table) cannot be judged."""

    item: Item
    cells: tuple[Cell, ...]
    facts: tuple[str, ...]

    @staticmethod
    def of(item: Item) -> ProjectCard:
        row = item.row
        contradicted = set(row["contradictions"].replace(",", " ").split())
        told = [column.removesuffix("_ids") for column in row if column.endswith("_ids")]
        cells = (Cell(column, row[column], column in contradicted, tuple(row[f"{column}_ids"].split())) for column in told)
        return ProjectCard(item, tuple(cell for cell in cells if cell.value), tuple(row["facts"].split()))


def chosen_projects(items: Iterable[Item], *, text: str, verdict: str, contradictory: bool) -> list[Item]:
    """The projects that hold the text, are judged so (open, ok, wrong) and, where asked for, contradict themselves."""
    return [
        item
        for item in items
        if (not contradictory or item.row["contradictions"])
        and (not verdict or (item.verdict or ("open" if not item.is_reviewed else "")) == verdict)
        and (not text or any(text in item.row[column] for column in _TEXTS))
    ]
