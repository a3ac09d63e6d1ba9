"""Which shards are done: an entry for each, put in place after its parts, and `run.json` for the whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from pipeline.scale.place import Place

FOLDER = "manifest"
RUN = "run.json"


@dataclass(frozen=True, slots=True)
class PartFile:
    """One file of a shard."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A shard that is done: its name, the identity of its input, the fingerprint of what made it, and its parts by file name.

    `seconds` is processor time, `input_bytes` the size of the articles.
    """

    shard: str
    input: str
    fingerprint: str
    parts: Mapping[str, PartFile]
    documents: int = 0
    errors: int = 0
    chars: int = 0
    input_bytes: int = 0
    seconds: float = 0.0
    notices: tuple[str, ...] = field(default=())

    def text(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def of_text(cls, text: str) -> Entry:
        """Raises ValueError, KeyError or TypeError for what is no entry of this version."""
        told: dict[str, Any] = json.loads(text)
        told["parts"] = {name: PartFile(**part) for name, part in told["parts"].items()}
        told["notices"] = tuple(told["notices"])
        return cls(**told)

    def is_whole(self, place: Place) -> bool:
        """Whether all parts are there in their sizes."""
        files = place.found(list(self.parts))
        return all(file and file.size == part.bytes for file, part in zip(files, self.parts.values(), strict=True))


def part_name(number: int) -> str:
    return f"part-{number:05d}"


def entry_name(number: int) -> str:
    return f"{FOLDER}/{part_name(number)}.json"


def read_entry(place: Place, number: int) -> Entry | None:
    """The entry of a shard; None for none, or none that this version wrote."""
    return _entry(place, entry_name(number))


def entries(place: Place) -> Iterator[Entry]:
    """The entries of all shards that are done, in order."""
    for name in sorted(place.names(FOLDER), key=lambda name: (len(name), name)):
        if name.endswith(".json") and (entry := _entry(place, f"{FOLDER}/{name}")):
            yield entry


def _entry(place: Place, name: str) -> Entry | None:
    try:
        return Entry.of_text(place.text_of(name))
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        return None
