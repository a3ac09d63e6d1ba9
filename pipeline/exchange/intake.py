"""What comes back from a tool or a reviewed workbook, as reviews for the journal. Nothing is guessed: what does not agree
with the run and its articles is told and left alone, and a file taken twice adds nothing the second time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.exchange.marks import Fault, Mark, Returned, is_refused, mark_of, same_document, standing
from pipeline.exchange.source import Source, as_written
from pipeline.model import Document
from pipeline.reviews.anchors import missed_id
from pipeline.reviews.journal import CONTEXT, REVIEWED, VERDICTS, Review
from pipeline.text import sentence_starts
from pipeline.writers.rows import KINDS, REVIEW, Row, readable

Key = tuple[str, str]
Says = tuple[str, str, str]
_EMPTY: Says = ("", "", "")
#: columns that only quote the article, and those of the reviewer
_QUOTED = frozenset(("text", "sentence", "doc", *REVIEW))


@dataclass(slots=True)
class Taken:
    """The reviews of a file, in its order; `pieces` articles or rows were understood; `notices` tell what was left alone,
    `unplaced` counts the reviews among it."""

    reviews: list[Review] = field(default_factory=list)
    pieces: int = 0
    notices: list[str] = field(default_factory=list)
    unplaced: int = 0

    def leave(self, notice: str) -> None:
        """Tells of a review that has no place."""
        self.notices.append(notice)
        self.unplaced += 1

    def counts(self) -> Mapping[str, int]:
        """How many reviews say what: ok, wrong, missed, taken back, a note alone."""
        return Counter(_what(review) for review in self.reviews)


def _what(review: Review) -> str:
    if review.missed:
        return "missed"
    return review.verdict or ("taken back" if review.is_empty else "noted")


# -- articles from tools in which people annotate text


def marked_reviews(source: Source, pieces: Iterable[Returned | Fault]) -> Taken:
    """Reviews from articles that came back: marks taken away are wrong, new ones were missed, and those that stand are ok
    where a person confirmed the article."""
    taken = Taken()
    returned: list[Returned] = []
    for piece in pieces:
        if isinstance(piece, Fault):
            taken.notices.append(f"{piece.where}: {piece.reason}")
        else:
            returned.append(piece)
    run = _Run(source, {piece.doc for piece in returned})
    for piece in _once(returned, taken.notices):
        document = run.document(piece, taken.notices)
        if document is not None:
            taken.reviews += _Comparison(run, document, piece, taken.notices).reviews()
            taken.pieces += 1
    return taken


def _once(returned: Sequence[Returned], notices: list[str]) -> Iterator[Returned]:
    """Articles that the file holds once, or several times with the same marks."""
    told: defaultdict[str, list[Returned]] = defaultdict(list)
    for piece in returned:
        told[piece.doc].append(piece)
    for doc, pieces in told.items():
        if len({piece.marks for piece in pieces}) > 1:
            where = ", ".join(piece.where for piece in pieces)
            notices.append(
                f"{where}: {doc} is in the file {len(pieces)} times with different marks; left alone 标注不一致，未导入"
            )
            continue
        yield next((piece for piece in pieces if piece.reviewed), pieces[0])


class _Run:
    """What is asked of the run: the rows of the articles that came back."""

    def __init__(self, source: Source, docs: set[str]) -> None:
        self.source = source
        self._documents = {doc: row for row in source.rows("documents") if (doc := as_written(row["doc"])) in docs}
        self._rows: defaultdict[str, dict[str, list[Row]]] = defaultdict(lambda: {kind: [] for kind in KINDS})
        for kind in KINDS:
            for row in source.rows(kind):
                if (doc := as_written(row["doc"])) in docs:
                    self._rows[doc][kind].append(row)

    def rows(self, doc: str) -> Mapping[str, Sequence[Row]]:
        return self._rows[doc]

    def document(self, piece: Returned, notices: list[str]) -> Document | None:
        """The article, where it still is what went out; else None and a notice."""
        reason = ""
        document = None
        if piece.doc not in self._documents:
            reason = "the run has no such article 没有这篇文章"
        elif (document := same_document(self.source, self._documents[piece.doc])) is None:
            reason = "the article is not what the run read; run again, then import 文章已改动，请先重新运行"
        elif document.text != piece.text:
            reason = "the text is not that of the article 文字与原文不一致"
        elif piece.sent and not piece.marks and not piece.reviewed:
            reason = "all marks are gone and nobody confirmed the article 标注全无且未确认"
        if not reason:
            return document
        notices.append(f"{piece.where}: {piece.doc}: {reason}; left alone 未导入")
        return None


class _Comparison:
    """One article that came back, against the run and the journal."""

    def __init__(self, run: _Run, document: Document, piece: Returned, notices: list[str]) -> None:
        self._source, self._document, self._piece, self._notices = run.source, document, piece, notices
        rows = run.rows(document.doc)
        self._rows = {row["id"]: (table, row) for table, told in rows.items() for row in told}
        self._added = {
            review.id: review for review in self._source.holds.values() if review.missed and review.doc == document.doc
        }
        self._standing = {mention.mark: mention.id for mention in standing(self._source, rows, self._added.values())}

    def reviews(self) -> Iterator[Review]:
        piece, left = self._piece, Counter[str]()
        kept = {id_: mark for id_, mark in piece.sent.items() if mark in piece.marks}
        for id_, mark in piece.sent.items():
            if id_ in kept:
                yield from self._kept(id_, left)
            elif any(mark.start < other.end and other.start < mark.end for other in kept.values()):
                left["overlap a mark that stands; the tool may have dropped them 与保留的标注重叠"] += 1
            else:
                yield from self._removed(id_, left)
        for mark in sorted(piece.marks - set(piece.sent.values())):
            yield from self._new(mark, left)
        where = f"{piece.where}: {self._document.doc}"
        self._notices += [f"{where}: {count} marks {reason}; left alone 未导入" for reason, count in left.items()]
        if piece.unknown:
            self._notices.append(f"{where}: labels {', '.join(piece.unknown)} are none of ours; passed over 其他标签已略过")

    def _kept(self, id_: str, left: Counter[str]) -> Iterator[Review]:
        """A mark that stands."""
        if id_ not in self._rows:
            if id_ not in self._added:
                left["are not in the run any more 本次运行已没有"] += 1
            return
        table, row = self._rows[id_]
        says = self._source.says(table, row)
        if is_refused(says):
            left["stand in the file, but the journal calls them wrong 核对记录已判为错"] += 1
        elif self._piece.reviewed and not says[0]:
            yield self._review(table, row, "ok", *says[1:])

    def _removed(self, id_: str, left: Counter[str]) -> Iterator[Review]:
        """A mark that a person took away; one that a person had added is taken back."""
        if id_ in self._added:
            added = self._added[id_]
            yield replace(added, verdict="", correction="", note="", missed=False, at="", by=self._piece.by, via="")
        elif id_ not in self._rows:
            left["were taken away, but are not in the run any more 本次运行已没有"] += 1
        else:
            table, row = self._rows[id_]
            if not is_refused(says := self._source.says(table, row)):
                yield self._review(table, row, "wrong", "", says[2])

    def _new(self, mark: Mark, left: Counter[str]) -> Iterator[Review]:
        """A mark that did not go out: a mention that was missed, unless the run or a person found it since."""
        if (id_ := self._standing.get(mark)) is not None:
            yield from self._kept(id_, left)
            return
        if any(table == mark.table and mark_of(table, row) == mark for table, row in self._rows.values()):
            left["are new in the file, but the journal calls them wrong 核对记录已判为错"] += 1
            return
        text = readable(self._document.text[mark.start : mark.end])
        yield self._quoted(mark, text, sentence_around(self._document.text, mark.start, mark.end), verdict="ok", missed=True)

    def _review(self, table: str, row: Row, verdict: str, correction: str, note: str) -> Review:
        quoted = self._quoted(mark_of(table, row), as_written(row["text"]), as_written(row["sentence"]), id_=row["id"])
        return replace(quoted, verdict=verdict, correction=correction, note=note, read=_read(row))

    def _quoted(self, mark: Mark, text: str, sentence: str, *, id_: str = "", verdict: str = "", missed: bool = False) -> Review:
        whole, doc = self._document.text, self._document.doc
        return Review(
            table=mark.table, id=id_ or missed_id(mark.table, doc, mark.start, text), verdict=verdict, doc=doc,
            start=mark.start, end=mark.end, text=text, before=whole[max(0, mark.start - CONTEXT) : mark.start],
            after=whole[mark.end : mark.end + CONTEXT], sentence=sentence, sha256=self._document.sha256, missed=missed, by=self._piece.by,
        )  # fmt: skip


def sentence_around(text: str, start: int, end: int) -> str:
    """The sentence, or sentences, that hold a span."""
    starts = sentence_starts(text)
    first, behind = bisect_right(starts, start) - 1, bisect_left(starts, end)
    return readable(text[starts[first] : starts[behind] if behind < len(starts) else len(text)])


def _read(row: Row) -> dict[str, str]:
    """What the row said when it was judged."""
    return {name: value for name, value in row.items() if value and name not in REVIEW}


# -- rows of a reviewed workbook


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a workbook: its table, its place for messages, its cells by column."""

    table: str
    where: str
    cells: Mapping[str, str]


def sheet_reviews(source: Source, rows: Iterable[SheetRow], before: Mapping[Key, Says]) -> Taken:
    """Reviews from the rows of a workbook. `before` is what stood there when it was written: only what was changed since
    counts, so that an old workbook takes nothing back that others said meanwhile."""
    taken = Taken()
    told: dict[Key, tuple[SheetRow, Says]] = {}
    for sheet_row in rows:
        taken.pieces += 1
        if (found := _told(sheet_row, taken)) is None:
            continue
        key, says = found
        if key in told and told[key][1] != says:
            taken.notices.append(
                f"{sheet_row.where}: {key[1]} is also in {told[key][0].where}, which counts 编号重复，以前一行为准"
            )
        told.setdefault(key, (sheet_row, says))
    differing: Counter[tuple[str, str]] = Counter()
    for table in dict.fromkeys(table for table, _ in told):
        for row in source.rows(table):
            if (known := told.pop((table, row.get("id", "")), None)) is None:
                continue
            sheet_row, says = known
            differing.update((table, column) for column in _differing(row, sheet_row.cells))
            was, now = before.get((table, row["id"]), _EMPTY), source.says(table, row)
            verdict, correction, note = (new if new != old else held for new, old, held in zip(says, was, now, strict=True))
            if (verdict, correction, note) != now:
                taken.reviews.append(_sheet_review(source, table, row, (verdict, correction, note)))
    for key, (sheet_row, says) in told.items():
        if says != before.get(key, _EMPTY):
            taken.leave(f"{sheet_row.where}: the run has no row {key[1]} in {key[0]}; left alone 没有这一行，未导入")
    taken.notices += [
        f"{table}: {count} cells of {column} differ from the run; only verdict, correction and note are read: write what is right "
        "into correction 只读取核对列，请把正确内容写在 correction"
        for (table, column), count in differing.items()
    ]
    return taken


def _told(row: SheetRow, taken: Taken) -> tuple[Key, Says] | None:
    """The key of a row and what the reviewer says; None, and a notice, where that cannot be told."""
    if row.table not in REVIEWED:
        return None
    cells, says = row.cells, said_in(row.cells)
    if not cells.get("id"):
        if any(says) or ("id" in cells and any(cells.values())):
            taken.leave(f"{row.where}: no id; add a missed mention in {row.table}.csv 没有编号，请在 CSV 里补")
        return None
    if says[0] not in VERDICTS:
        taken.leave(f"{row.where}: the verdict {cells['verdict']!r} is none of ok, wrong 只能填 ok 或 wrong")
        return None
    return (row.table, cells["id"]), says


def said_in(cells: Mapping[str, str]) -> Says:
    """Verdict, correction and note of a row of a workbook."""
    verdict, correction, note = (as_written(cells.get(name, "").strip()) for name in REVIEW)
    return verdict.lower(), correction, note


def _differing(row: Row, cells: Mapping[str, str]) -> list[str]:
    """Columns of a reading that hold another thing than the run wrote: a person typed over it, or it is another run's."""
    return [name for name, text in row.items() if name not in _QUOTED and name in cells and cells[name].strip() != text.strip()]


def _sheet_review(source: Source, table: str, row: Row, says: Says) -> Review:
    verdict, correction, note = says
    held = source.holds.get((table, row["id"]))
    if held is not None:
        return replace(held, verdict=verdict, correction=correction, note=note, was="", at="", by="", via="")
    text = as_written(row.get("text", "") or row.get("project", ""))
    sentence = as_written(row.get("sentence", ""))
    before, _, after = sentence.partition(text) if sentence.count(text) == 1 else ("", "", "")
    return Review(
        table=table, id=row["id"], verdict=verdict, correction=correction, note=note, doc=as_written(row.get("doc", "")),
        start=int(row.get("start") or -1), end=int(row.get("end") or -1), text=text, before=before[-CONTEXT:],
        after=after[:CONTEXT], sentence=sentence, read=_read(row),
    )  # fmt: skip
