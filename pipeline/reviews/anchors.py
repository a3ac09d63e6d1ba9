"""A review's mention found again, by id, else by its quote: after the rules, the article or its name changed."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from pipeline.reviews.journal import CONTEXT, Review
from pipeline.writers.article_rows import ArticleRows
from pipeline.writers.rows import Row

#: characters around a quote that must agree for it to be the same one
_LEAST = 8
#: how alike a sentence must be that was rewritten around the quote
_ALIKE = 0.6
#: candidates that are named beside an orphan
_NAMED = 3


@dataclass(frozen=True, slots=True)
class Articles:
    """What anchoring asks of a run: the articles in order, the checksum of each, its rows, its text."""

    checksums: Mapping[str, str]
    rows: Callable[[str], ArticleRows]
    text: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Orphan:
    """A review without its row, or one that a person should look at again; `candidates` are the nearest rows."""

    review: Review
    reason: str
    now: str = ""
    candidates: tuple[str, ...] = ()


@dataclass(slots=True)
class Anchored:
    """Reviews by article; `moved` ones stand under a new id; `orphans` have no row."""

    by_doc: dict[str, list[Review]] = field(default_factory=lambda: defaultdict(list))
    moved: list[Review] = field(default_factory=list)
    orphans: list[Orphan] = field(default_factory=list)

    def place(self, doc: str, review: Review) -> None:
        self.by_doc[doc].append(review)


def missed_id(table: str, doc: str, start: int, text: str) -> str:
    """The id of a mention that a person added."""
    return table[0] + hashlib.sha256(f"missed\0{table}\0{doc}\0{start}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def anchor(reviews: Iterable[Review], articles: Articles) -> Anchored:
    """Every review of a mention or fact put to its article's row. Those of projects are for the caller."""
    found = Anchored()
    told: defaultdict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        told[review.doc].append(review)
    lost: list[Review] = []
    taken: set[tuple[str, str]] = set()
    for doc in sorted(told):
        present = _ids(articles.rows(doc)) if doc in articles.checksums else frozenset()
        added = {r.id for r in told[doc] if r.missed}
        for review in told[doc]:
            stays = review.missed and doc in articles.checksums and _stands(review, articles)
            if review.key in present or stays or (review.table == "facts" and review.id in added):
                found.place(doc, review)
                taken.add(review.key)
            else:
                lost.append(review)
    if lost:
        _Search(articles, found, taken).settle(lost)
    return found


def _ids(rows: ArticleRows) -> frozenset[tuple[str, str]]:
    return frozenset((table, row["id"]) for table, told in rows.tables.items() for row in told)


def _stands(review: Review, articles: Articles) -> bool:
    """Whether an added mention still stands where it was marked."""
    if review.sha256 and review.sha256 == articles.checksums[review.doc]:
        return True
    text = articles.text(review.doc)
    same = _squeezed(text[review.start : review.end]) == _squeezed(review.text)
    return same and _agreement(review, text, review.start) >= _least(review)


class _Search:
    """Looks for the quotes of lost reviews."""

    def __init__(self, articles: Articles, found: Anchored, taken: set[tuple[str, str]]) -> None:
        self._articles, self._found, self._taken = articles, found, taken
        self._docs_of = defaultdict(list)
        for doc, checksum in articles.checksums.items():
            self._docs_of[checksum].append(doc)
        self._texts: dict[str, str] = {}
        self._moves: dict[tuple[str, str], tuple[str, str]] = {}

    def settle(self, lost: Sequence[Review]) -> None:
        """Mentions first: a fact goes where its figure went."""
        for review in sorted(lost, key=lambda r: (r.table == "facts", r.doc, r.start, r.table, r.id)):
            places = [(doc, p) for doc in self._targets(review) if (p := self._position(review, doc)) is not None]
            if len(places) != 1:
                self._orphan(review, places)
                continue
            self._move(review, *places[0])

    def _targets(self, review: Review) -> list[str]:
        """Articles that may hold the quote: its own, else the one that is the same file, else any."""
        if review.doc in self._articles.checksums:
            return [review.doc]
        if review.sha256 and (same := self._docs_of.get(review.sha256)):
            return same[:1]
        return list(self._articles.checksums)

    def _text(self, doc: str) -> str:
        if doc not in self._texts:
            if len(self._texts) > 500:
                self._texts.clear()
            self._texts[doc] = self._articles.text(doc)
        return self._texts[doc]

    def _position(self, review: Review, doc: str) -> int | None:
        """Where the quote stands now: where its surroundings agree most, or its sentence is most alike."""
        text, quote = self._text(doc), review.text
        if not quote:
            return None
        if review.sha256 and review.sha256 == self._articles.checksums[doc]:
            return review.start
        starts = occurrences(text, quote)
        ranked = sorted(((_agreement(review, text, start), -abs(start - review.start), start) for start in starts), reverse=True)
        if ranked and ranked[0][0] >= _least(review) and (len(ranked) == 1 or ranked[0][0] > ranked[1][0]):
            return ranked[0][2]
        alike = sorted(((_likeness(review.sentence, text, start), start) for start in starts), reverse=True)
        if doc == review.doc and alike and alike[0][0] >= _ALIKE and (len(alike) == 1 or alike[0][0] > alike[1][0]):
            return alike[0][1]
        return None

    def _move(self, review: Review, doc: str, start: int) -> None:
        """Puts the review to the row at the quote."""
        text = self._text(doc)
        end = start + max(review.end - review.start, len(review.text))
        row = row_at(self._articles.rows(doc).tables[review.table], start, end)
        moved = replace(
            review, doc=doc, start=start, end=end, sha256=self._articles.checksums[doc], was=review.id, at="",
            before=text[max(0, start - CONTEXT) : start], after=text[end : end + CONTEXT],
        )  # fmt: skip
        if row is None and not review.missed:
            here = self._moves.get(("amounts", review.id)) or self._moves.get(("counts", review.id))
            if review.table == "facts" and here is not None:
                moved = replace(moved, id=here[1])
            else:
                self._orphan(review, [(doc, start)])
                return
        elif row is None:
            moved = replace(moved, id=missed_id(review.table, doc, start, review.text))
        else:
            moved = replace(moved, id=row["id"], sentence=row["sentence"])
        if moved.key in self._taken and moved.id != review.id:
            self._orphan(review, [(doc, start)], "another review stands at that row")
            return
        self._taken.add(moved.key)
        self._moves[review.key] = moved.key
        self._found.place(doc, moved)
        if moved.id != review.id or moved.doc != review.doc:
            self._found.moved.append(moved)

    def _orphan(self, review: Review, places: Sequence[tuple[str, int]], reason: str = "") -> None:
        if not reason:
            if len(places) > 1:
                reason = f"its quote stands in {len(places)} articles"
            elif places:
                reason = "the rules find nothing at its quote any more"
            elif review.doc in self._articles.checksums:
                reason = "its quote is not in the article any more"
            else:
                reason = "its article is gone"
        self._found.orphans.append(Orphan(review, reason, candidates=self._near(review, places)))

    def _near(self, review: Review, places: Sequence[tuple[str, int]]) -> tuple[str, ...]:
        """Rows of the article that have the same text or stand nearest."""
        docs = [doc for doc, _ in places] or [doc for doc in (review.doc,) if doc in self._articles.checksums]
        start = places[0][1] if places else review.start
        rows = [row for doc in docs[:_NAMED] for row in self._articles.rows(doc).tables.get(review.table, ())]
        rows.sort(key=lambda row: (row["text"] != review.text, abs(int(row["start"]) - start)))
        return tuple(f"{row['id']} {row['text']} ({row['doc']}:{row['start']})" for row in rows[:_NAMED])


def row_at(rows: Iterable[Row], start: int, end: int) -> Row | None:
    """The row that shares most characters with the span; None where none does."""
    overlaps = [(min(int(row["end"]), end) - max(int(row["start"]), start), row) for row in rows]
    shared, row = max(overlaps, key=lambda item: item[0], default=(0, None))
    return row if shared > 0 else None


def occurrences(text: str, quote: str) -> list[int]:
    """Where the quote begins, blanks, line breaks and marks of bold print inside it aside."""
    pattern = r"(?:\s|\*\*)*".join(map(re.escape, _squeezed(quote)))
    return [match.start() for match in re.finditer(f"(?={pattern})", text)] if pattern else []


def _agreement(review: Review, text: str, start: int) -> int:
    """How many characters directly around the quote are as they were, blanks aside."""
    end = start + max(review.end - review.start, len(review.text))
    before = _squeezed(text[max(0, start - 2 * CONTEXT) : start])[::-1]
    after = _squeezed(text[end : end + 2 * CONTEXT])
    return _common(before, _squeezed(review.before)[::-1]) + _common(after, _squeezed(review.after))


def _least(review: Review) -> int:
    return min(_LEAST, len(_squeezed(review.before + review.after)))


def _squeezed(text: str) -> str:
    return "".join(text.replace("**", "").split())


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _likeness(sentence: str, text: str, start: int) -> float:
    """How alike the sentence is to the text around the position."""
    around = _squeezed(text[max(0, start - len(sentence)) : start + len(sentence)])
    said = _squeezed(sentence)
    if not said:
        return 0.0
    blocks = SequenceMatcher(None, said, around, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(said)
