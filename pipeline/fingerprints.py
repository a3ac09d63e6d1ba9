"""Checksums of what decides a run's rows: the rules, the code, the libraries below them."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pipeline.config import PACKAGE, RULES

#: parts of the package that no extracted row depends on
_BESIDE = frozenset("cli.py commands page report exchange evaluation spacy_component.py explain.py __pycache__ _rules".split())
_LIBRARIES = tuple(
    "ahocorasick-rs charset-normalizer jieba rjieba lunar-python numpy regex spacy selectolax python-docx pypdfium2".split()
)
_LENGTH = 16


def rules_fingerprint(folders: Sequence[Path] = (), ner: str = "") -> str:
    """Of the built-in rule files, those of `folders`, and the model of names that is asked."""
    files = [path for folder in (RULES, *folders) for path in sorted(folder.rglob("*")) if path.suffix in (".tsv", "")]
    if ner != "off":
        model = Path(ner)
        models = [RULES / "ner" / "model", *([model] if ner and model.is_dir() else [])]
        files += [path for folder in models for path in sorted(folder.rglob("*"))]
    return _of_files(files, ner)


@cache  # the code that runs is the code that was loaded
def code_fingerprint() -> str:
    """Of the code that extracts, and of the libraries that it rests on."""
    files = [
        path for path in sorted(PACKAGE.rglob("*.py")) if not _BESIDE.intersection(path.relative_to(PACKAGE).parts)
    ]  # fmt: skip
    return _of_files(files, " ".join(f"{name} {told}" for name, told in library_versions().items()))


def library_versions() -> dict[str, str]:
    """Versions of Python and of the libraries that rows depend on."""
    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def short_hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def _of_files(paths: Iterable[Path], more: str) -> str:
    digest = hashlib.sha256(more.encode())
    for path in paths:
        if path.is_file():
            data = path.read_bytes()
            digest.update(f"{path.name} {len(data)}\0".encode("utf-8", "surrogatepass"))
            digest.update(data)
    return digest.hexdigest()[:_LENGTH]
