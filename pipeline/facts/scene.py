"""The article as the linkers see it: mentions by their offsets in the flow, clauses, headings, tagged words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from pipeline.model import Amount, Count, Date, Place
from pipeline.text import Mask, Segmenter
from pipeline.text.scanner import Scanner
from pipeline.text.tables import Tables

M_co = TypeVar("M_co", covariant=True)
T = TypeVar("T")
Figure = Amount | Count
#: tags of tokens that are a mention
FIGURE, DATE = "M", "T"
#: of a team that a place opens
TEAM = "nst"
#: begins with a class, which `re` looks for fast; the group: what may stand within a number or a time instead
_CLAUSE_END = re.compile(
    r"[；;。！？!?\n，,：:—. \u3000](?:(?<=[；;。！？!?\n])|(?<=[，,：:])(?:(?=[\u4e00-\u9fff])|())|(?<=—)—"
    r"|(?<=[报社网]讯[ \u3000])[ \u3000]*|(?<=日电[ \u3000])[ \u3000]*|(?<=[^\d]\.)(?=[^\d]))"
)
#: cut as one word before a figure: 支出|率达|92%
_RATE_LED = re.compile("率[达为超约近]")
#: behind 队 they make no team of a place: 上海|队伍
_OF_TEAMS = frozenset("伍员长列友旗形礼")
#: 中 and 共 before a figure, which the segmenter takes for a party
_CUT = "中共"
#: how many clauses of a sentence are looked back over
_CLAUSES = 8
_LONGEST_HEADING = 45
_HEADING = re.compile(r"#|【|\d{1,2}[.、]|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]\)|\*\*")
_BYLINE = re.compile(r"(?:证券|股票|债券)代码|公告编号|记者|通讯员|来源|来 源|编辑|作者|融媒体|摄影|图为|供图|通讯社|电 |责编")
_DATE_LINE = re.compile(r"[\d年月日时分秒:：./ |-]+")
_LINE_END = re.compile("\n")
_FULL_STOP = re.compile(r"[。！？；!?;…]")


class Placed(NamedTuple, Generic[M_co]):
    """A mention with its half-open span in the flow."""

    start: int
    end: int
    mention: M_co


class Stretch(NamedTuple):
    """A span with the bounds of its clause, `low` to `high`, and of its sentence, `first` to `last`."""

    start: int
    end: int
    low: int
    high: int
    first: int
    last: int


class Spot(NamedTuple):
    """A figure where it stands, `scene.figures[number]`: a `Stretch`; `bound` is where its clause begins, or the figure before it
    ends."""

    start: int
    end: int
    low: int
    high: int
    first: int
    last: int
    mention: Figure
    number: int
    bound: int


class Token(NamedTuple):
    """A word with jieba's tag; the span is of the flow."""

    start: int
    end: int
    word: str
    tag: str


class Scene:
    """One article. All offsets are of the flow; `sentences` are the offsets at which sentences begin.

    `published` is the last day that the article's date may be. What is asked again and again is kept: `phrases` holds what
    was read at an offset.
    """

    def __init__(
        self,
        text: str,
        sentences: Sequence[int],
        figures: Sequence[Placed[Figure]],
        dates: Sequence[Placed[Date]],
        places: Sequence[Placed[Place]],
        segmenter: Segmenter,
        published: str,
        *,
        datelines: Mask,
        tables: Tables,
    ) -> None:
        self.text, self.sentences, self.dates, self.places = text, sentences, dates, places
        self.published = published and published + "-12-31"[len(published) - 4 :]
        self.datelines, self.tables = datelines, tables
        self._segmenter = segmenter
        self._indices: dict[int, int] = {}
        self.phrases: dict[tuple[str, int, int], Any] = {}
        self._once: dict[str, Any] = {}
        self._characters: dict[str, list[tuple[str, str]]] = {}
        self._tokens: dict[int, tuple[list[Token], list[int], list[int]]] = {}
        self._date_starts = [date.start for date in dates]
        self._place_starts = [place.start for place in places]
        self._figure_starts = [figure.start for figure in figures]
        self._lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
        #: bounds of the lines that are headings
        self.headings = list(self._found_headings())
        self._heading_starts = [start for start, _ in self.headings]
        #: of each heading, the last one up to it that is a section's
        self._sections = list(self._found_sections())
        told = {figure.end for figure in figures}
        #: spans of names in quotation marks, not of what is said there: “新开工小区|1405个|”
        self.quoted = [match.span() for match in _QUOTED.finditer(text) if match.end() - 1 not in told]
        self._cuts = sorted({*_clause_ends(text), *_datelines_end(text, datelines), *_title_parts(text)})
        self.figures = list(self._spots(figures))
        self._wholes = self._found_wholes()
        self._whole_starts = [start for start, _, _ in self._wholes]
        self._stretches = self._found_stretches()

    # -- where something stands

    def sentence_index(self, position: int) -> int:
        if (index := self._indices.get(position)) is None:
            index = self._indices[position] = max(bisect_right(self.sentences, position) - 1, 0)
        return index

    def sentence(self, index: int) -> tuple[int, int]:
        """Half-open bounds of a sentence."""
        end = self.sentences[index + 1] if index + 1 < len(self.sentences) else len(self.text)
        return self.sentences[index], end

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Bounds of the clause around a span, within its sentence."""
        return self._clause(start, end, *self.sentence(self.sentence_index(start)))

    def _clause(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        cuts = self._cuts
        left, right = bisect_right(cuts, start), bisect_left(cuts, end)
        low, high = cuts[left - 1] if left else first, cuts[right] if right < len(cuts) else last
        return low if low > first else first, high if high < last else last

    def stretch(self, start: int, end: int) -> Stretch:
        """A span with what it stands in."""
        first, last = self.sentence(self.sentence_index(start))
        low, high = self._clause(start, end, first, last)
        return Stretch(start, end, low, high, first, last)

    def _spots(self, figures: Sequence[Placed[Figure]]) -> Iterator[Spot]:
        behind = 0
        for index, placed in enumerate(figures):
            first, last = self.sentence(self.sentence_index(placed.start))
            low, high = self._clause(placed.start, placed.end, first, last)
            yield Spot(placed.start, placed.end, low, high, first, last, placed.mention, index, max(low, behind))
            behind = placed.end

    def clauses_before(self, position: int) -> list[tuple[int, int]]:
        """The nearest clauses of the sentence before the one at `position`, the nearest first."""
        low, _ = self.sentence(self.sentence_index(position))
        cuts = self._cuts[bisect_right(self._cuts, low) : bisect_right(self._cuts, position)]
        bounds = [low, *cuts] if len(cuts) < _CLAUSES else cuts[-_CLAUSES:]
        return [(first, last) for first, last in zip(bounds[-2::-1], bounds[:0:-1], strict=False) if first < last]

    def once(self, name: str, read: Callable[[Scene], T]) -> T:
        """What `read` finds in the article, found once: `name` tells what."""
        if name not in self._once:
            self._once[name] = read(self)
        found: T = self._once[name]
        return found

    # -- paragraphs and headings

    def paragraph(self, position: int) -> tuple[int, int]:
        index = bisect_right(self._lines, position) - 1
        return self._lines[index], self._lines[index + 1] if index + 1 < len(self._lines) else len(self.text)

    def _found_headings(self) -> Iterator[tuple[int, int]]:
        """Short lines without a stop, and numbered ones of one sentence."""
        for start, end in zip(self._lines, [*self._lines[1:], len(self.text)], strict=True):
            line = self.text[start:end].strip()
            if (
                self.tables.reaches_into(start, end)
                or not 2 < len(line) <= _LONGEST_HEADING + 10
                or _BYLINE.search(line)
                or _DATE_LINE.fullmatch(line)
            ):
                continue
            stops = _FULL_STOP.findall(line)
            if (not stops and len(line) <= _LONGEST_HEADING) or (len(stops) == 1 and line[-1] in "。" and _HEADING.match(line)):
                yield start, end

    def is_heading(self, position: int) -> bool:
        heading = self.heading_before(position)
        return heading is not None and position < heading[1]

    def heading_before(self, position: int) -> tuple[int, int] | None:
        """The heading that `position` stands under."""
        index = bisect_right(self._heading_starts, position) - 1
        return self.headings[index] if index >= 0 else None

    def _found_sections(self) -> Iterator[tuple[int, int] | None]:
        section = None
        for heading in self.headings:
            section = heading if _SECTION.match(self.text, *heading) else section
            yield section

    def headings_over(self, position: int) -> list[tuple[int, int]]:
        """The heading that `position` stands under, and the one of a section that this is a part of: 二、2023年预算草案 over (一)收入."""
        index = bisect_right(self._heading_starts, position) - 1
        if index < 0:
            return []
        nearest, section = self.headings[index], self._sections[index]
        return [nearest, section] if section and _SUBHEADING.match(self.text, *nearest) else [nearest]

    # -- mentions

    def dates_in(self, start: int, end: int) -> Sequence[Placed[Date]]:
        return self.dates[bisect_left(self._date_starts, start) : bisect_left(self._date_starts, end)]

    def places_in(self, start: int, end: int) -> Sequence[Placed[Place]]:
        return self.places[bisect_left(self._place_starts, start) : bisect_left(self._place_starts, end)]

    def is_place(self, start: int, end: int) -> bool:
        """Whether a place is just what stands there."""
        return any(place.start == start and place.end == end for place in self.places_in(start, start + 1))

    def figures_in(self, start: int, end: int) -> Sequence[Spot]:
        return self.figures[bisect_left(self._figure_starts, start) : bisect_left(self._figure_starts, end)]

    def figure_before(self, position: int) -> Spot | None:
        """The figure that ends right there: 10个|重点项目."""
        index = bisect_left(self._figure_starts, position) - 1
        return self.figures[index] if index >= 0 and self.figures[index].end == position else None

    def counts_things(self, token: Token) -> bool:
        """Whether the word is a count that says itself of what: 328所|高校, not 370兆瓦|光伏项目."""
        told = (spot.mention for spot in self.figures_in(token.start, token.start + 1))
        return any(isinstance(figure, Count) and figure.dimension == "count" and figure.object for figure in told)

    # -- words

    def tokens(self, start: int, end: int) -> list[Token]:
        """Tagged words that lie in the span; mentions and quoted names are one word each."""
        bounds = self._stretches
        index = bisect_right(bounds, start) - 1
        found: list[Token] = []
        while bounds[index] < end:
            tokens, starts, ends = self._tokens.get(index) or self._words(index)
            found += tokens[bisect_left(starts, start) : bisect_right(ends, end)]
            index += 1
        return found

    def _found_stretches(self) -> list[int]:
        """Where the text is cut for tagging: between clauses and sentences, never within what is one word; and its end."""
        spans, starts = self._wholes, self._whole_starts
        cuts = sorted({0, *self._cuts, *self.sentences})
        found = [cut for cut in cuts if (index := bisect_left(starts, cut)) == 0 or spans[index - 1][1] <= cut]
        return [*found, len(self.text)] if found[-1] < len(self.text) else found

    def _words(self, index: int) -> tuple[list[Token], list[int], list[int]]:
        """The tokens of one stretch, with where they begin and end."""
        tokens = self._tagged(self._stretches[index], self._stretches[index + 1])
        found = self._tokens[index] = tokens, [token.start for token in tokens], [token.end for token in tokens]
        return found

    def is_word(self, start: int, end: int) -> bool:
        """Whether the span is exactly one word."""
        return any(token.start == start and token.end == end for token in self.tokens(start, end))

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Words and tags of any text."""
        if len(text) > 1:
            return self._segmenter.tagged(text)
        if text not in self._characters:
            self._characters[text] = self._segmenter.tagged(text)
        return self._characters[text]

    def _tagged(self, low: int, high: int) -> list[Token]:
        """Words of a sentence. Tags of our own: `FIGURE`, `DATE`; ns place, nz a name in quotation marks, k in brackets."""
        spans, starts = self._wholes, self._whole_starts
        found: list[Token] = []
        position = low
        for start, end, tag in [*spans[bisect_left(starts, low) : bisect_left(starts, high)], (high, high, "")]:
            if start > position:
                told = self.tagged(self.text[position:start])
                final = told[-1][0]
                if final[0] == "率" and _RATE_LED.fullmatch(final):
                    told = [*told[:-1], (final[0], "n"), (final[1], "v")]
                elif tag == FIGURE and final == _CUT:
                    told = [*told[:-1], ("中", "f"), ("共", "d")]  # 事故中|共|8人
                for word, kind in told:
                    last = position + len(word)
                    found.append(Token(position, last, word, kind))
                    position = last
            if end > start:
                found.append(Token(start, end, self.text[start:end], tag))
            position = end
        return found

    def _found_wholes(self) -> list[tuple[int, int, str]]:
        """Spans of the article that are one word each, with their tags; the first of two that meet."""
        spans = [
            *((f.start, f.end, FIGURE) for f in self.figures),
            *((d.start, d.end, DATE) for d in self.dates),
            *((p.start, *_with_team(self.text, p.end)) for p in self.places),
            *((*match.span(), "k") for match in _BRACKETED.finditer(self.text)),
            *((start, end, "nz") for start, end in self.quoted),
        ]
        kept: list[tuple[int, int, str]] = []
        for span in sorted(spans, key=lambda s: (s[0], s[0] - s[1])):
            if not kept or span[0] >= kept[-1][1]:
                kept.append(span)
        return kept


def _with_team(text: str, end: int) -> tuple[int, str]:
    """Where the word ends that a place opens, and its tag: 东莞|队 is a team."""
    return (end + 1, TEAM) if text.startswith("队", end) and text[end + 1 : end + 2] not in _OF_TEAMS else (end, "ns")


def _datelines_end(text: str, datelines: Mask) -> Iterator[int]:
    """Where datelines end, with who wrote the news in brackets: 新华社银川6月15日电(记者于瑶)."""
    for end in datelines.ends:
        writer = _WRITER.match(text, end)
        yield writer.end() if writer else end


def _clause_ends(text: str) -> list[int]:
    """Where clauses end, of the whole article."""
    whole = Mask([match.span() for match in _DIVISIONS_TOO.finditer(text)])
    return [
        match.end()
        for match in _CLAUSE_END.finditer(text)
        if (
            match.lastindex is None
            or not (text[match.start() - 1 : match.start()].isdigit() and text[match.end() : match.end() + 1].isdigit())
        )
        and not whole.covers(*match.span())
    ]


def _title_parts(text: str) -> Iterator[int]:
    """Where the parts of a title begin that blanks set apart: 推进会召开 |上半年收入增长12.4%."""
    title = _TITLE.match(text)
    if title is not None:
        yield from (blank.end() for blank in _TITLE_BLANK.finditer(text, *title.span()))


_TITLE = re.compile(r"\s*[^\n，,。；;]{8,55}(?=\n)")
_TITLE_BLANK = re.compile(
    r"(?<=[\u4e00-\u9fff”》\w]{4})[ \u3000]*[ \u3000|][ \u3000]*(?=[\u4e00-\u9fff“《\d][\u4e00-\u9fff“《\d]{3})"
)
#: how headings of sections are numbered, and those of their parts
_SECTION, _SUBHEADING = (
    re.compile(r"[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]{1,2}(?:章|部分)"),
    re.compile(r"[(（]|\d"),
)
#: what a division's name may be too: 74个县(市、区，含功能区)
_OR_ELSE = r"\((?<=[县市区州旗乡镇村]\()[县市区州旗乡镇街村][\u4e00-\u9fff、，,]{0,14}\)(?=[\u4e00-\u9fff\d])"
_DIVISIONS_TOO = re.compile(_OR_ELSE)
_BRACKETED = re.compile(rf"\((?<=[\u4e00-\u9fff]\()[\u4e00-\u9fff、]{{1,6}}\)(?=[\u4e00-\u9fff\d])|{_OR_ELSE}")
_WRITER = re.compile(r"\([^()\n]{0,12}(?:记者|通讯员|见习)[^()\n]{0,40}\)")
_QUOTED = Scanner(re.compile(r"[“「『][^“”「」『』\n。]{1,30}[”」』]|《[^《》\n]{1,40}》"))
