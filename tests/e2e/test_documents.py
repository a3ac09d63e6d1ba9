"""What the documents say about the command and the tables is true and complete."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from helpers import ROOT
from pipeline import __version__
from pipeline.cli import app
from pipeline.model.mention import BOUNDS, LEVELS
from pipeline.rulebook.layers import FILES
from pipeline.writers.rows import COLUMNS

READMES = ("README.md", "README.zh-CN.md")


def commands(command: Any, path: str = "shuzhai") -> Iterator[tuple[str, Any]]:
    for name, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{path} {name}")
    if not hasattr(command, "commands"):
        yield path, command


COMMANDS = dict(commands(typer.main.get_command(app)))
OPTIONS = sorted({option for command in COMMANDS.values() for p in command.params for option in p.opts if option[:2] == "--"})


@pytest.mark.parametrize("readme", READMES)
def test_every_command_and_option_is_documented(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert [name for name in (*COMMANDS, *OPTIONS) if not re.search(rf"{re.escape(name)}\b", text)] == []


@pytest.mark.parametrize("readme", READMES)
def test_every_documented_option_exists(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")
    said = {option for line in text.splitlines() if "shuzhai" in line for option in re.findall(r"--[a-z-]+", line)}
    assert said - {"--help"} <= set(OPTIONS)


@pytest.mark.parametrize("readme", READMES)
def test_the_two_commands_come_first(readme: str) -> None:
    top = (ROOT / readme).read_text(encoding="utf-8")[:1500]
    assert "make run" in top
    assert "make test" in top


def test_links_lead_somewhere() -> None:
    for readme in READMES:
        text = (ROOT / readme).read_text(encoding="utf-8")
        targets = [target for target in re.findall(r"\]\(([^)#\s]+)", text) if "://" not in target]
        assert [target for target in targets if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("table", COLUMNS)
def test_data_dictionary_names_every_column(table: str) -> None:
    text = (ROOT / "outputs" / "README.md").read_text(encoding="utf-8")
    assert f"{table}.csv" in text
    assert [column for column in COLUMNS[table] if f"`{column}`" not in text] == []


def test_data_dictionary_names_every_bound_and_level() -> None:
    text = (ROOT / "outputs" / "README.md").read_text(encoding="utf-8")
    assert [word for word in (*BOUNDS, *LEVELS) if not re.search(rf"\b{word}\b", text)] == []


def test_every_rule_file_is_there() -> None:
    assert [name for name in FILES if not (ROOT / "rules" / name).is_file()] == []


def test_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
