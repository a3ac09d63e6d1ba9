"""Reviews out of a file that came back, into the journal of the run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from pipeline.errors import UsageError
from pipeline.exchange import doccano, labelstudio, xlsx
from pipeline.exchange.intake import Taken, marked_reviews
from pipeline.exchange.source import Source, journal_of, open_source

_READ: Mapping[str, Callable[[Source, Path, bool], Taken]] = {
    "doccano": lambda source, path, approved: marked_reviews(source, doccano.read(path, approved=approved)),
    "labelstudio": lambda source, path, approved: marked_reviews(source, labelstudio.read(path)),
    "xlsx": lambda source, path, approved: xlsx.read(source, path),
}
#: what a file can be
ORIGINS = tuple(_READ)


def import_reviews(
    path: Path | str,
    outputs: Path | str = "outputs",
    *,
    corpus: Path | str = "corpus",
    origin: str = "auto",
    approved: bool = False,
    reviewer: str = "",
    reviews: Path | str | None = None,
    dry_run: bool = False,
) -> Taken:
    """Takes the reviews of a file into the journal of the run in `outputs` and returns them.

    `origin` is one of `ORIGINS`, or auto: told from the file. `approved` says that a file of doccano holds only approved
    articles. `reviewer` is who made the reviews, by default whom the file names; `reviews` the
    journal, where it is not beside the run. Nothing is written with `dry_run`. Raises `UsageError`.
    """
    path, outputs = Path(path), Path(outputs)
    if origin not in (*ORIGINS, "auto"):
        raise UsageError(f"--from {origin!r}: choose from {', '.join(ORIGINS)}, auto")
    if not path.is_file():
        raise UsageError(f"{path} is no file; name the file to import")
    origin = origin if origin != "auto" else _origin_of(path)
    taken = _READ[origin](open_source(outputs, Path(corpus), reviews), path, approved)
    if reviewer:
        taken.reviews = [replace(review, by=reviewer) for review in taken.reviews]
    if not dry_run:
        journal_of(outputs, reviews).append(taken.reviews, via=origin)
    return taken


def _origin_of(path: Path) -> str:
    """Told from how the file begins."""
    with path.open("rb") as file:
        begins = file.read(4096).removeprefix(b"\xef\xbb\xbf").lstrip()
    if begins.startswith(b"PK"):
        if _holds_workbook(path):
            return "xlsx"
        raise UsageError(f"{path} is an archive; unpack it and import the files in it 请先解压")
    if begins.startswith(b"{"):
        return "doccano"
    if begins.startswith(b"["):
        return "labelstudio"
    if path.suffix.lower() == ".csv":
        raise UsageError(f"{path}: reviews in the CSVs of a run need no import, `shuzhai run` takes them up 运行时自动读取")
    raise UsageError(f"{path} is none of {', '.join(ORIGINS)}; say --from if it is")


def _holds_workbook(path: Path) -> bool:
    try:
        with ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except BadZipFile:
        return False
