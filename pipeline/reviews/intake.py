"""What people wrote into the tables since they were written, as reviews.

Three states are compared: what a run wrote (the base), what the file says, what the journal holds. A cell that differs from
the base is a person's; so is a value that was typed over the extracted one, which becomes a correction. A file that was
opened before the last run and saved after it is compared with the run that it came from.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from pipeline.errors import ReadError
from pipeline.reviews.added import AddedRowError, added_reviews
from pipeline.reviews.anchors import Articles
from pipeline.reviews.applied import READING
from pipeline.reviews.corrections import PROJECT_COLUMNS
from pipeline.reviews.journal import CONTEXT, REVIEWED, Review, current
from pipeline.reviews.sheets import Sheet, read_sheet, same_cell
from pipeline.rulebook.lists import WordLists
from pipeline.store import PROJECTS, Store
from pipeline.writers.article_rows import parsed
from pipeline.writers.rows import COLUMNS, REVIEW, Row
from pipeline.writers.whole import file_checksum

#: earlier runs that a file may come from
_RUNS_BACK = 8
#: a column in which so many rows differ was reformatted, not corrected
_MANY, _MOST = 20, 0.2
_SAMPLE = "sample*.csv"
#: columns of a sheet beside those of its table: of a sample, and rows added by hand
_EXTRA = ("table",)
_NOTHING: Mapping[str, list[Row]] = {table: [] for table in REVIEWED}


@dataclass(slots=True)
class Intake:
    """What was taken up: `reviews` for the journal; `files` that had something; `faults` as (file, line, what is wrong)."""

    reviews: list[Review] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    faults: list[tuple[str, int, str]] = field(default_factory=list)


def changed_sheets(outputs: Path, store: Store) -> list[Path]:
    """Tables and filled-in samples that are not as a run wrote them."""
    written = store.files()
    paths = [outputs / f"{table}.csv" for table in REVIEWED]
    return [path for path in [*paths, *sorted(outputs.glob(_SAMPLE))] if path.is_file() and not _untouched(path, written)]


def _untouched(path: Path, written: Mapping[str, tuple[str, int, int]]) -> bool:
    if path.name not in written:
        return False
    checksum, size, mtime = written[path.name]
    stat = path.stat()
    if (stat.st_size, stat.st_mtime_ns) == (size, mtime):
        return True
    return stat.st_size == size and file_checksum(path) == checksum


class SheetReader:
    """Reads changed sheets against what was written and what the journal holds; `entries` are all of the journal."""

    def __init__(self, store: Store, articles: Articles, entries: Sequence[Review], lists: WordLists) -> None:
        self._store, self._articles, self._held = store, articles, current(entries)
        self._asides = {entry.id for entry in entries if entry.aside}
        self._said = {(entry.via, entry.key, entry.says) for entry in entries}
        self._verdicts = {
            "": "",
            **dict.fromkeys(lists["review.ok"], "ok"),
            **dict.fromkeys(lists["review.wrong"], "wrong"),
        }
        self._base = lru_cache(maxsize=256)(self._read_base)
        self._machine = lru_cache(maxsize=64)(self._read_machine)
        self._runs = [record.id for record in store.runs()][-_RUNS_BACK:]
        self._origins = dict(store.origins())
        self._docs = sorted({*self._origins, *articles.checksums})

    def read(self, paths: Sequence[Path]) -> Intake:
        intake = Intake()
        for path in paths:
            try:
                sheet = read_sheet(path, _known(path))
            except ReadError as error:
                intake.faults.append((path.name, 0, f"{error}; nothing was taken from it"))
                continue
            if any(name in sheet.columns for name in (*REVIEW, "id")):
                found = list(_Reading(self, path.name, sheet, intake.faults).reviews())
                intake.reviews += [replace(review, via=path.name) for review in found]
                intake.files += [path.name] * bool(found)
            else:
                intake.faults.append((path.name, 1, "it has none of the columns id, verdict, correction, note"))
        return intake

    # -- what a run wrote

    def _read_base(self, table: str, doc: str, run: int | None) -> dict[str, Row]:
        try:
            return {row["id"]: row for row in parsed(self._store.lines(doc, run).get(table, ""), table)}
        except ValueError:  # written by another version
            return {}

    def _read_machine(self, doc: str) -> Mapping[str, list[Row]]:
        kept = self._store.article(doc)
        try:
            return kept.rows().tables if kept else _NOTHING
        except ValueError:  # extracted by another version
            return _NOTHING

    def base(self, table: str, doc: str, run: int | None) -> dict[str, Row]:
        return self._base(table, PROJECTS if table == "projects" else doc, run)

    def docs_of(self, table: str) -> dict[str, str]:
        """The article of every id of a table."""
        docs = {review.id: review.doc for review in self._held.values() if review.table == table}
        return docs | {key: doc for doc in self._docs for key in self.base(table, doc, None)}


def _known(path: Path) -> tuple[str, ...]:
    own = COLUMNS.get(path.stem)
    return own or tuple(dict.fromkeys(column for table in REVIEWED for column in (*_EXTRA, *COLUMNS[table])))


class _Reading:
    """One sheet."""

    def __init__(self, reader: SheetReader, name: str, sheet: Sheet, faults: list[tuple[str, int, str]]) -> None:
        self._r, self._name, self._sheet, self._faults = reader, name, sheet, faults
        self._table = Path(name).stem if Path(name).stem in REVIEWED else ""
        self._rows = sorted(self._with_docs(sheet), key=lambda item: (item[1].get("doc", ""), item[0]))
        self._run = self._origin()

    def _with_docs(self, sheet: Sheet) -> Iterator[tuple[int, Row]]:
        """The rows, each with the article that it is of, also where the column was dropped."""
        docs = lru_cache(self._r.docs_of)
        for line, row in sheet.rows:
            table = self._table or row.get("table", "")
            if "doc" not in row and table in REVIEWED and table != "projects":
                row["doc"] = docs(table).get(row.get("id", ""), "")
            yield line, {**row, "doc": row.get("doc", "").removeprefix("'")}

    def reviews(self) -> Iterator[Review]:
        typed_over = self._typed_over()
        for line, row in self._rows:
            table = self._table or row.get("table", "")
            if table not in REVIEWED:
                yield from self._set_aside(line, row, "facts", f"no table {table!r} is reviewed")
            elif row.get("id"):
                yield from self._known_row(line, table, row, typed_over.get(line, ""))
            elif row.get("text") or any(row.get(name) for name in REVIEW):
                yield from self._new_row(line, table, row)

    # -- rows that a run wrote

    def _base_of(self, table: str, row: Row, run: int | None) -> Row | None:
        return self._r.base(table, row["doc"], run).get(row["id"])

    def _known_row(self, line: int, table: str, row: Row, typed_over: str) -> Iterator[Review]:
        base = self._base_of(table, row, self._run) or self._base_of(table, row, None)
        held = self._r._held.get((table, row["id"]))
        verdict = self._r._verdicts.get(row.get("verdict", "").lower())
        if verdict is None:
            yield from self._set_aside(line, row, table, f"the verdict {row['verdict']!r} is none of ok, wrong")
            verdict = ""
            row = {name: value for name, value in row.items() if name != "verdict"}
        if base is None and held is None:
            if any(row.get(name) for name in REVIEW):
                yield from self._set_aside(line, row, table, f"no row has the id {row['id']}")
            return
        was = tuple((base or {}).get(name, "").removeprefix("'") for name in REVIEW)
        holds = held.says if held else ("", "", "")
        saved = (verdict, row.get("correction", "").removeprefix("'") or typed_over, row.get("note", "").removeprefix("'"))
        says = tuple(saved[i] if (name in row or saved[i]) and saved[i] != was[i] else holds[i] for i, name in enumerate(REVIEW))
        if typed_over and says[1] == typed_over and not says[0]:
            says = ("wrong", *says[1:])
        again = not self._table and (self._name, (table, row["id"]), says) in self._r._said  # a sample is never written anew
        if says != holds and not again:
            yield self._review(table, row["id"], says, base, held)

    def _review(self, table: str, key: str, says: tuple[str, ...], base: Row | None, held: Review | None) -> Review:
        verdict, correction, note = says
        doc = held.doc if held else (base or {}).get("doc", "").removeprefix("'")
        if base is None and held is not None:
            return replace(held, verdict=verdict, correction=correction, note=note, was="", at="", by="")
        assert base is not None
        if table == "projects":
            return Review(table, key, verdict, correction, note, text=base["project"], read=_read(table, base))
        missed = bool(held and held.missed)
        return Review(
            table, key, verdict, correction, note, doc, int(base["start"]), int(base["end"]), base["text"].removeprefix("'"),
            *self._around(doc, base), sentence=base["sentence"], sha256=self._checksum(doc, base), missed=missed,
            read=held.read if held and missed else _read(table, base),
        )  # fmt: skip

    def _around(self, doc: str, base: Row) -> tuple[str, str]:
        """The text before and after the mention, from the article where it still stands there, else from the sentence."""
        start, end, text = int(base["start"]), int(base["end"]), base["text"].removeprefix("'")
        if doc in self._r._articles.checksums:
            whole = self._r._articles.text(doc)
            if "".join(whole[start:end].split()) == "".join(text.split()):
                return whole[max(0, start - CONTEXT) : start], whole[end : end + CONTEXT]
        before, found, after = base["sentence"].partition(text)
        return (before[-CONTEXT:], after[:CONTEXT]) if found and text not in after else ("", "")

    def _checksum(self, doc: str, base: Row) -> str:
        """The checksum of the article that the row was written from."""
        origin = self._r._origins.get(doc)
        return origin.article if origin else ""

    # -- values typed over what was extracted

    def _typed_over(self) -> dict[int, str]:
        """By line, the correction that values typed over others amount to."""
        differing = {line: cells for line, row in self._rows if (cells := self._differing(row))}
        columns = Counter(name for cells in differing.values() for name in cells)
        most = max(_MANY, int(len(self._sheet.rows) * _MOST))
        reformatted = {name for name, count in columns.items() if count > most}
        for name in sorted(reformatted):
            differ = f"{columns[name]} cells of the column {name} differ from what was written"
            self._faults.append((self._name, 1, f"{differ}; they were not taken as corrections"))
        return {
            line: correction
            for line, cells in differing.items()
            if (correction := _as_correction(self._table, {n: v for n, v in cells.items() if n not in reformatted}))
        }

    def _differing(self, row: Row) -> dict[str, str]:
        if not (self._table and row.get("id")) or (base := self._base_of(self._table, row, self._run)) is None:
            return {}
        columns = PROJECT_COLUMNS if self._table == "projects" else READING[self._table]
        return {name: row[name] for name in columns if name in row and not same_cell(base[name], row[name])}

    # -- which run the sheet comes from

    def _origin(self) -> int | None:
        """The run whose rows the sheet differs least from; None for the last one, which most come from."""
        if not self._table or len(self._r._runs) < 2 or not self._distance(None):
            return None
        distances = [(self._distance(run), -run) for run in self._r._runs]
        least, run = min(distances)
        return None if least >= self._distance(None) else -run

    def _distance(self, run: int | None) -> int:
        """Rows that the run did not write, values typed over, and verdicts taken back."""
        count = 0
        for _, row in self._rows:
            if not row.get("id"):
                continue
            if (base := self._base_of(self._table, row, run)) is None:
                count += 1
                continue
            count += any(name in row and not same_cell(base[name], row[name]) for name in READING[self._table])
            held = self._r._held.get((self._table, row["id"]))
            elsewhere = held is not None and held.via != self._name  # what was typed into the sheet itself may be erased there
            count += elsewhere and any(name in row and base[name] and not row[name] for name in REVIEW)
        return count

    # -- rows that a person added

    def _new_row(self, line: int, table: str, row: Row) -> Iterator[Review]:
        if table == "projects":
            yield from self._set_aside(line, row, table, "projects are gathered from facts; add the fact to facts.csv")
            return
        row = {**row, "verdict": self._r._verdicts.get(row.get("verdict", "").lower()) or "ok"}
        try:
            found = added_reviews(table, row, self._r._articles, self._r._machine)
        except AddedRowError as error:
            yield from self._set_aside(line, row, table, str(error))
            return
        for review in found:
            held = self._r._held.get(review.key)
            if held is None or held.says != review.says:
                yield review

    def _set_aside(self, line: int, row: Row, table: str, reason: str) -> Iterator[Review]:
        self._faults.append((self._name, line, reason))
        cells = {name: value for name, value in row.items() if value}
        key = "x" + hashlib.sha256(repr((self._name, sorted(cells.items()))).encode("utf-8", "surrogatepass")).hexdigest()[:16]
        if key not in self._r._asides:
            self._r._asides.add(key)
            yield Review(
                table if table in REVIEWED else "facts", key, note=reason, doc=row.get("doc", ""), text=row.get("text", ""),
                sentence=row.get("sentence", ""), read=cells, aside=True,
            )  # fmt: skip


def _read(table: str, row: Mapping[str, str]) -> dict[str, str]:
    """What a row said, as far as a verdict is about it, and how it was found."""
    told = (*READING[table], "rule", "check", "confidence", "indicator_source")
    return {name: row[name] for name in told if row.get(name)}


def _as_correction(table: str, cells: Mapping[str, str]) -> str:
    """Values typed over as one correction; empty where there is none."""
    if table in ("facts", "projects"):
        return "; ".join(f"{name}={value}" for name, value in cells.items())
    if table == "dates" and ("start_date" in cells or "end_date" in cells):
        return "/".join(cells[name] for name in ("start_date", "end_date") if name in cells)
    return cells.get("adcode") or cells.get("value") or cells.get("name") or ""
