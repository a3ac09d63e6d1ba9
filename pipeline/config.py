"""Limits and locations; nothing here reads the environment or the clock."""

from __future__ import annotations

from pathlib import Path

VERSION = "0.1.0"

PACKAGE = Path(__file__).resolve().parent
#: A wheel carries the rules inside the package; a checkout has them beside it.
RULES = PACKAGE / "_rules" if (PACKAGE / "_rules").is_dir() else PACKAGE.parent / "rules"
#: the model of names that comes with the rules
NAME_MODEL = RULES / "ner" / "model"

MAX_FILE_BYTES = 64 * 1024 * 1024
METADATA_FILE = "metadata.csv"
