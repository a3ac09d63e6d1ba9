"""The built-in rules with an analyst's own folder laid over them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import UsageError
from pipeline.rulebook.table import Row, read_table

#: every rule file and its columns; a file of another name in a rules folder is an error, so that none goes unread
FILES: dict[str, tuple[str, ...]] = {
    "numerals.tsv": ("char", "role", "value", "style"),
    "modifiers.tsv": ("word", "place", "bound", "not_after"),
    "units.tsv": ("unit", "aliases", "dimension", "si_factor", "si_unit", "ucum", "kind", "note"),
    "unit_traps.tsv": ("word", "note"),
    "unit_senses.tsv": ("unit", "sense", "side", "word", "not_after", "not_before", "reach", "within", "note"),
    "currencies.tsv": ("code", "name", "after", "before", "minor"),
    "per.tsv": ("word", "per", "place", "note"),
    "money_words.tsv": ("word", "note"),
    "exclusions.tsv": ("text", "kind", "reason", "note"),
    "organisations.tsv": ("suffix", "kind", "note"),
    "streets.tsv": ("suffix", "note"),
    "place_endings.tsv": ("ending", "type", "not_after", "not_before", "note"),
    "place_levels.tsv": ("ending", "level", "note"),
    "folding.tsv": ("from", "to"),
    "furniture.tsv": ("pattern", "scope", "note"),
    "words.tsv": ("word", "note"),
    "lists.tsv": ("list", "word", "note"),
    "word_classes.tsv": ("word", "class", "note"),
    "indicators.tsv": ("name", "group", "takes", "before", "after", "note"),
    "subjects.tsv": ("word", "type", "note"),
    "calendar/words.tsv": ("word", "means", "follow", "after"),
    "calendar/holidays.tsv": ("name", "aliases", "rule", "bare"),
    "calendar/periods.tsv": ("name", "start", "end", "bare"),
    "calendar/traps.tsv": ("word", "unless", "note"),
    "calendar/eras.tsv": ("era", "first", "last", "calendar", "numerals", "note"),
    "gazetteer/divisions.tsv": ("adcode", "name", "short", "level", "parent", "aliases"),
    "gazetteer/aliases.tsv": ("adcode", "alias", "note"),
    "gazetteer/abbreviations.tsv": ("char", "adcode", "behind"),
    "gazetteer/townships.tsv": ("code", "name"),
    "gazetteer/former.tsv": ("name", "short", "level", "adcode", "year", "note"),
    "gazetteer/corps.tsv": ("name", "short", "aliases", "adcode", "city"),
    "gazetteer/regiments.tsv": ("name", "aliases", "division", "adcode"),
    "gazetteer/generic.tsv": ("word", "note"),
    "gazetteer/hkmotw.tsv": ("name", "short", "level", "adcode", "parent"),
    "gazetteer/countries.tsv": ("alpha2", "name", "full", "aliases", "capital"),
    "gazetteer/world.tsv": ("name", "level", "country", "aliases"),
    "gazetteer/regions.tsv": ("name", "aliases", "country", "adcode"),
    "gazetteer/natural.tsv": ("name", "aliases", "kind", "country"),
    "gazetteer/common_words.tsv": ("name", "support", "note"),
}
#: tables that only a build script or the training of the model reads
BUILD_ONLY = frozenset(
    (*(f"gazetteer/{name}.tsv" for name in ("changes", "countries_extra", "shorts")), "ner/templates.txt", "ner/words.tsv")
)


@dataclass(frozen=True, slots=True)
class Layers:
    """Folders, the built-in one first; rows of a later one come after and win."""

    folders: tuple[Path, ...]

    def __post_init__(self) -> None:
        for folder in self.folders:
            if not folder.is_dir():
                raise UsageError(f"no folder of rules: {folder}")

    def rows(self, name: str) -> Iterator[Row]:
        """Rows of one rule file through all layers."""
        for folder in self.folders:
            path = folder / name
            if path.exists():
                yield from read_table(path, FILES[name])

    def strangers(self) -> list[Path]:
        """Tables in the folders that nothing reads, most likely misnamed."""
        known = FILES.keys() | BUILD_ONLY
        return [
            path
            for folder in self.folders
            for path in sorted(folder.rglob("*"))
            if path.suffix.lower() in (".tsv", ".csv", ".txt", ".xlsx") and path.relative_to(folder).as_posix() not in known
        ]
