"""A built wheel, installed elsewhere, works on its own: the rules are inside."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from helpers import ROOT


def call(*command: object, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    arguments = [str(argument) for argument in command]
    done = subprocess.run(arguments, cwd=cwd, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    return done.stdout.decode()


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a fresh environment with the wheel, and this one's libraries behind it."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")
    call(*pip, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("shuzhai-*.whl")
    venv.create(folder / "env")
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = programs / ("python.exe" if os.name == "nt" else "python")
    call(*pip, "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    asked = call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(asked.strip()) / "libraries.pth").write_text("\n".join(sorted(libraries)) + "\n", encoding="utf-8")
    return programs


def test_command_has_its_rules(installed: Path, tmp_path: Path) -> None:
    shown = json.loads(call(installed / "shuzhai", "text", "江苏省南通市总投资26.17亿元", "--json", cwd=tmp_path))
    assert [amount["value"] for amount in shown["amounts"]] == ["2617000000"]
    assert [place["adcode"] for place in shown["places"]] == ["320000", "320600"]
    code = "import pipeline.config as config; print(config.RULES)"
    rules = Path(call(installed / "python", "-c", code, cwd=tmp_path).strip())
    assert rules.is_relative_to(installed.parent)
    assert "built-in" in call(installed / "shuzhai", "rules", "check", cwd=tmp_path)


def test_spacy_finds_the_component(installed: Path, tmp_path: Path) -> None:
    code = "import spacy; nlp = spacy.blank('zh'); nlp.add_pipe('shuzhai'); print(len(nlp('共3万元').spans['amounts']))"
    assert call(installed / "python", "-W", "ignore", "-c", code, cwd=tmp_path).strip() == "1"


def test_report_has_its_templates(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.txt").write_text("江苏省南通市总投资26.17亿元。", encoding="utf-8")
    call(installed / "shuzhai", "run", "--workers", "1", cwd=tmp_path)
    call(installed / "shuzhai", "report", cwd=tmp_path)
    page = (tmp_path / "outputs" / "report.html").read_text(encoding="utf-8")
    assert "26.17亿元" in page
    assert "<style>" in page
