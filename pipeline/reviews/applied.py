"""An article's rows with what reviewers said of them: verdicts beside every row, right values in the facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from pipeline.reviews.anchors import Orphan, row_at
from pipeline.reviews.corrections import FACT_COLUMNS, PROJECT_COLUMNS, CorrectionError, Corrections
from pipeline.reviews.journal import Review
from pipeline.writers.article_rows import ArticleRows
from pipeline.writers.rows import COLUMNS, FACT, FIGURE, KINDS, REVIEW, Row, cell, readable

#: what a mention means: the columns that a verdict is about
READING: dict[str, tuple[str, ...]] = {
    "amounts": (*FIGURE, "currency", "per"),
    "counts": (*FIGURE, "unit", "per"),
    "dates": ("type", "value", "mod", "start_date", "end_date"),
    "places": ("name", "level", "adcode", "country"),
    "facts": tuple(column for column in FACT_COLUMNS if column not in ("part_of", "repeats")),  # ids of other rows
    "projects": PROJECT_COLUMNS,
}
#: the rule of a mention that a person added
PERSON = "person"
#: cells of an added row that tell its value
_TELLING = ("value", "adcode", "name", "start_date")
Values = dict[str, str]


class Applier:
    """Lays reviews over rows. `corrections` is asked for only where something was corrected."""

    def __init__(self, corrections: Callable[[], Corrections]) -> None:
        self._corrections = corrections

    def apply(self, rows: ArticleRows, reviews: Sequence[Review]) -> tuple[ArticleRows, list[Orphan]]:
        """The rows as reviewed, and what a person should look at again: corrections that are not understood, readings that
        changed since their verdict."""
        work = _Work(self._corrections, rows)
        for review in sorted(reviews, key=lambda r: (r.table, r.start, r.id)):
            if review.table != "facts":
                work.mention(review)
        work.facts({review.id: review for review in reviews if review.table == "facts"})
        return work.result(), work.attention

    def project(self, row: Row, review: Review) -> tuple[Row, list[Orphan]]:
        """The row of a project as reviewed."""
        work = _Work(self._corrections, None)
        row = {**row, **_said(review)}
        if values := work.corrected(review, row):
            told = {*row["by_person"].split(), *values}
            row |= _guarded(values) | {"by_person": " ".join(name for name in COLUMNS["projects"] if name in told)}
        return row, work.attention


class _Work:
    """One article's rows while reviews are laid over them."""

    def __init__(self, corrections: Callable[[], Corrections], rows: ArticleRows | None) -> None:
        self._corrections = corrections
        self._rows = rows
        self._tables: dict[str, list[Row]] = {name: list(told) for name, told in rows.tables.items()} if rows else {}
        self._published = rows.document["published"] if rows else ""
        self._places: dict[str, dict[str, int]] = {}
        #: by table and id, what a person says that a mention means; empty cells where it means nothing
        self._means: dict[tuple[str, str], Values] = {}
        self._added: list[Row] = []
        self.attention: list[Orphan] = []

    def result(self) -> ArticleRows:
        assert self._rows is not None
        counts = {name: str(len(self._tables[name])) for name in (*KINDS, "facts")}
        milestones = [told for row in self._rows.milestones if (told := self._milestone(row)) is not None]
        return replace(self._rows, document={**self._rows.document, **counts}, tables=self._tables, milestones=milestones)

    def _milestone(self, row: Row) -> Row | None:
        """With the right day; None where a person says that it is none."""
        if (means := self._means.get(("dates", row["id"]))) is None:
            return row
        start, end = means.get("start_date", ""), means.get("end_date", "")
        return {**row, "date_start": start or end, "date_end": end or start} if start or end else None

    # -- mentions

    def mention(self, review: Review) -> None:
        table = self._tables[review.table]
        index = self._index(review.table).get(review.id)
        if review.missed and index is None and (found := row_at(table, review.start, review.end)) is not None:
            index = self._index(review.table)[found["id"]]  # the rules find it now
            if table[index]["verdict"]:
                return
        if index is None:
            self._add(review)
            return
        row = table[index] = {**table[index], **_said(review)}
        values = self.corrected(review, row)
        if values is None and review.verdict == "wrong":
            values = dict.fromkeys(READING[review.table], "")
        if values is None and review.verdict == "ok" and (was := _changed(review, row)):
            values = was
        if values is not None:
            self._means[review.table, row["id"]] = values

    def _index(self, table: str) -> dict[str, int]:
        if table not in self._places:
            self._places[table] = {row["id"]: index for index, row in enumerate(self._tables[table])}
        return self._places[table]

    def corrected(self, review: Review, row: Row) -> Values | None:
        """What the correction says; None where there is none, or none that is understood."""
        if review.verdict and not review.correction and not review.missed and (was := _changed(review, row)):
            told = ", ".join(f"{name}: {value} → {row[name]}" for name, value in was.items())
            self.attention.append(Orphan(review, "the reading is another since the verdict", told))
        if not review.correction:
            return None
        try:
            return self._corrections().read(review.table, row, review.correction, self._published)
        except CorrectionError as error:
            self.attention.append(Orphan(review, f"the correction is not understood: {error}"))
            return None

    def _add(self, review: Review) -> None:
        """The row of a mention that a person added, in its place."""
        table = self._tables[review.table]
        blank = dict.fromkeys(COLUMNS[review.table], "")
        given = {name: value for name, value in review.read.items() if name in READING[review.table] and value}
        row = blank | {
            "id": review.id, "doc": cell(review.doc), "start": str(review.start), "end": str(review.end),
            "text": cell(readable(review.text)), "sentence": cell(readable(review.sentence)), "rule": PERSON, **_said(review),
        }  # fmt: skip
        wording = review.correction or next((given[name] for name in _TELLING if name in given), review.text)
        try:
            values = given | self._corrections().read(review.table, given, wording, self._published)
        except CorrectionError as error:
            values = {}
            self.attention.append(Orphan(review, f"the value is not understood: {error}"))
        row |= _guarded({name: value for name, value in values.items() if name in row})
        if review.table == "places":
            row["source"] = PERSON
        where = next((i for i, other in enumerate(table) if int(other["start"]) > review.start), len(table))
        table.insert(where, row)
        self._places.pop(review.table, None)
        if review.table in ("amounts", "counts"):
            self._added.append(row)

    # -- facts

    def facts(self, reviews: Mapping[str, Review]) -> None:
        """Facts with the right values of their figures, days and places, and with what was said of themselves."""
        facts = self._tables["facts"]
        for row in self._added:
            where = next((i for i, other in enumerate(facts) if int(other["start"]) > int(row["start"])), len(facts))
            facts.insert(where, _bare_fact(row))
        if not (self._means or reviews or self._added):
            return
        self._tables["facts"] = [self._fact(row, reviews.get(row["id"])) for row in facts]

    def _fact(self, row: Row, review: Review | None) -> Row:
        values: Values = {}
        figure = "amounts" if row["kind"] == "amount" else "counts"
        if (told := self._means.get((figure, row["id"]))) is not None:
            values |= {name: told[name] for name in (*FIGURE, "unit", "currency", "per") if name in told}
        if (told := self._means.get(("dates", row["date_id"]))) is not None:
            values |= {"date_start": told.get("start_date", ""), "date_end": told.get("end_date", "")}
        if (told := self._means.get(("places", row["place_id"]))) is not None:
            values |= {"adcode": told.get("adcode", ""), "place": told.get("name", "")}
        if review is not None:
            row = {**row, **_said(review)}
            seen = {**row, **{name: review.read.get(name, value) for name, value in values.items()}}
            own = self.corrected(review, {**row, **values} if review.correction else seen)
            values |= own if own is not None else (_changed(review, seen) if review.verdict == "ok" else {})
        changed = {name for name, value in values.items() if row[name] != value} | set(row["by_person"].split())
        if not changed:
            return row
        by_person = " ".join(name for name in COLUMNS["facts"] if name in changed)
        return {**row, **_guarded(values), "by_person": by_person}


def _bare_fact(row: Row) -> Row:
    """The fact of a figure that a person added: nothing is linked to it by rule."""
    kind = "amount" if "currency" in row else "count"
    shared = {name: row[name] for name in COLUMNS["facts"] if name in row and name not in REVIEW}
    blank = dict.fromkeys(FACT, "")
    return blank | shared | {"kind": kind, "confidence": "high", "indicator_source": PERSON, "by_person": "value"}


def _said(review: Review) -> Values:
    return {name: cell(value) for name, value in zip(REVIEW, review.says, strict=True)}


def _guarded(values: Mapping[str, str]) -> Values:
    return {name: value if name in FIGURE else cell(value) for name, value in values.items()}


def _changed(review: Review, row: Row) -> Values:
    """What the row said when it was judged, where it says something else now."""
    return {
        name: review.read[name]
        for name in READING[review.table]
        if name in review.read and name in row and review.read[name] != row[name]
    }
