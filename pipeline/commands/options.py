"""Options that several commands have."""

from __future__ import annotations

import getpass
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipeline.errors import UsageError

RulesOption = Annotated[
    Path | None, typer.Option("--rules", metavar="DIR", help="A folder of rule files laid over the built-in ones.")
]
NerOption = Annotated[
    str,
    typer.Option(
        "--ner",
        metavar="off|doubtful|all|NAME",
        help="When to ask the model of names for places that no list has: never, where the rules are in doubt, about every "
        "sentence; or the package or folder of another Chinese spaCy model, asked where in doubt.",
    ),
]
PublishedOption = Annotated[
    str, typer.Option("--published", metavar="DATE", help="The date (2024-01-30) of articles that carry none.")
]


def check_date(published: str) -> None:
    if not published:
        return
    try:
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", published):
            raise ValueError
        date.fromisoformat(published)
    except ValueError as error:
        raise UsageError(f"--published {published!r} is no date; write it as 2024-01-30") from error


def current_user() -> str:
    """Who reviews, where nobody says it; empty for a user that the machine has no name for."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
