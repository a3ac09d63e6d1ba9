"""What a reviewer chose to see: filters on rows, the order of the articles, pages of the list; all of it in the address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from pipeline.page.verdicts import Item

VERDICTS = ("open", "reviewed", "ok", "wrong", "corrected", "missed")
CONFIDENCES = ("low", "medium", "high")
SORTS = ("doc", "title", "published", "open", "doubts", "reviewed")
#: articles or projects of one page of a list
PAGE_SIZE = 100
#: the check that stands for any
ANY = "any"
_PLACES = ("name", "adcode", "province", "prefecture", "county", "place")
_TEXTS = ("text", "sentence", "subject", "indicator", "name", "value")

T = TypeVar("T")
Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """Filters on rows; empty ones let everything pass. `check` is a text of the column, or `any`."""

    kind: str = ""
    rule: str = ""
    verdict: str = ""
    check: str = ""
    confidence: str = ""
    place: str = ""
    text: str = ""
    sort: str = "doc"

    @staticmethod
    def of(query: Mapping[str, str]) -> Choice:
        """From the query of an address; what is unknown in it is passed over."""
        choice = Choice(**{f.name: query[f.name].strip() for f in fields(Choice) if query.get(f.name, "").strip()})
        return choice if choice.sort in SORTS else replace(choice, sort="doc")

    @property
    def filters(self) -> bool:
        """Whether some row may be left out."""
        return replace(self, sort="doc") != Choice()

    def query(self, **more: object) -> str:
        """The query of an address with this choice, `more` put over it."""
        told: dict[str, Any] = {f.name: getattr(self, f.name) for f in fields(self)} | more
        return urlencode({name: value for name, value in told.items() if value != "" and (name, value) != ("sort", "doc")})

    def takes(self, document: Row) -> Callable[[Item], bool]:
        """Whether an item of this article is chosen, verdict included."""
        tests = self._tests(document)
        return lambda item: all(test(item) for test in tests)

    def _tests(self, document: Row) -> list[Callable[[Item], bool]]:
        tests: list[Callable[[Item], bool]] = []
        if self.kind:
            tests.append(lambda item: item.table == self.kind)
        if self.rule:
            tests.append(lambda item: item.row.get("rule", "") == self.rule)
        if self.check:
            tests.append(lambda item: bool(check := item.row.get("check", "")) and self.check in (ANY, check))
        if self.confidence:
            tests.append(lambda item: item.row.get("confidence", "") == self.confidence)
        if self.place and self.place not in document["main_place"]:
            tests.append(lambda item: _holds(item.row, _PLACES, self.place))
        if self.text and self.text not in document["title"] and self.text not in document["doc"]:
            tests.append(lambda item: _holds(item.row, _TEXTS, self.text))
        if self.verdict:
            tests.append(self._judged)
        return tests

    def _judged(self, item: Item) -> bool:
        match self.verdict:
            case "open":
                return not item.is_reviewed
            case "reviewed":
                return item.is_reviewed
            case "corrected":
                return bool(item.correction)
            case "missed":
                return item.missed
        return item.verdict == self.verdict


def _holds(row: Row, columns: Iterable[str], wanted: str) -> bool:
    return any(wanted in row[column] for column in columns if column in row)


@dataclass(frozen=True, slots=True)
class Listed:
    """An article of the list: how many rows were chosen, of these reviewed and doubtful."""

    document: Row
    chosen: int
    reviewed: int
    doubts: int

    @property
    def doc(self) -> str:
        return self.document["doc"]

    @property
    def open(self) -> int:
        return self.chosen - self.reviewed


def is_doubtful(item: Item) -> bool:
    """Whether a person should look first."""
    return bool(item.row.get("check")) or item.row.get("confidence") == "low"


def listed(document: Row, items: Iterable[Item], choice: Choice) -> Listed:
    """An article with the numbers of its chosen rows."""
    takes = choice.takes(document)
    chosen = reviewed = doubts = 0
    for item in items:
        if takes(item):
            chosen += 1
            reviewed += item.is_reviewed
            doubts += is_doubtful(item)
    return Listed(document, chosen, reviewed, doubts)


def ordered(articles: Iterable[Listed], sort: str) -> list[Listed]:
    """In the order asked for; articles that are alike in the order of their names."""
    keys: dict[str, Callable[[Listed], Any]] = {
        "doc": lambda article: "",
        "title": lambda article: article.document["title"],
        "published": lambda article: _falling(article.document["published"]),
        "open": lambda article: -article.open,
        "doubts": lambda article: -article.doubts,
        "reviewed": lambda article: -article.reviewed,
    }
    return sorted(articles, key=lambda article: (keys[sort](article), article.doc))


def _falling(day: str) -> tuple[int, ...]:
    """The latest day first, no day last."""
    return tuple(-ord(char) for char in day) or (0,)


@dataclass(frozen=True, slots=True)
class Pages(Generic[T]):
    """One page of a list."""

    shown: Sequence[T]
    number: int
    last: int
    all: int

    @staticmethod
    def of(found: Sequence[T], number: str) -> Pages[T]:
        """The page of that number, the nearest where there is none."""
        last = max(-(-len(found) // PAGE_SIZE), 1)
        page = min(max(int(number), 1), last) if number.isdecimal() else 1
        return Pages(found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE], page, last, len(found))
