"""Errors that a user can cause, each with what to do about it; and how one of the program is told."""

from __future__ import annotations

from pathlib import Path


class ShuzhaiError(Exception):
    """Base of all errors that are the input's, never the program's."""


class RuleError(ShuzhaiError):
    """A rule file that cannot be trusted: names the file, the line and the fault."""

    def __init__(self, path: Path, line: int, fault: str) -> None:
        self.path, self.line, self.fault = path, line, fault
        super().__init__(f"{path}, line {line}: {fault}")


class ReadError(ShuzhaiError):
    """One article that could not be read; the run goes on without it."""


class UsageError(ShuzhaiError):
    """A folder, option or date that makes no sense."""


class NameModelError(ShuzhaiError):
    """A model of names that is not there, broken or of no use."""


class NameModelWarning(UserWarning):
    """The model of names could not be loaded; the rules go on without it."""


def program_error(error: Exception) -> str:
    """What is told of an article that the program itself failed on."""
    return f"the program failed on it: {type(error).__name__}: {error}"
