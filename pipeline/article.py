"""One article through the house: text → extract → resolve → normalise → link."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline.config import NAME_MODEL
from pipeline.errors import NameModelError, NameModelWarning, UsageError
from pipeline.extractors.amounts import AmountExtractor
from pipeline.extractors.counts import CountExtractor
from pipeline.extractors.dates import DateExtractor
from pipeline.extractors.doubts import DoubtFinder
from pipeline.extractors.exclusions import HARD, ExclusionFinder
from pipeline.extractors.places import PlaceExtractor
from pipeline.facts.linker import FactLinker
from pipeline.facts.scene import Placed, Scene
from pipeline.model import Amount, Count, Date, Document, Extraction, Place, Rejected, Span
from pipeline.model.entity import Entity
from pipeline.model.fact import Fact
from pipeline.model.milestone import Milestone
from pipeline.model.place import PlaceEntry, PlacePart, ResolvedPlace
from pipeline.model.time import TimeExpression
from pipeline.normalise.dates import normalise_date
from pipeline.normalise.figures import normalise_amount, normalise_count
from pipeline.normalise.places import normalise_place
from pipeline.numerals import FigureGrammar, HeadingUnits, NumeralSystem, ParsedFigure, PerReader
from pipeline.numerals.parsed import Modifier, Modifiers, UnitAt
from pipeline.numerals.parts import AmountPart, CountPart, Refusal
from pipeline.resolve.dates import DateWords, Resolver, infer_published
from pipeline.resolve.main_place import main_place
from pipeline.resolve.names import NameWeigher
from pipeline.resolve.places import resolve_places
from pipeline.rulebook import Rules, load_rules
from pipeline.rulebook.figures import RATIO, Currency, FigureRules, MeasureUnit
from pipeline.rulebook.giving import GivingWords
from pipeline.rulebook.lexicon import Lexicon
from pipeline.rulebook.lists import WordLists
from pipeline.rulebook.names import PlaceNames
from pipeline.rulebook.senses import UnitSenses
from pipeline.text import Flow, Furniture, Mask, Segmenter, WordMap, datelines, fold, reflow, sentence_starts
from pipeline.text.fold import fold_table
from pipeline.text.lookup import Lookup
from pipeline.text.tables import Tables

if TYPE_CHECKING:
    from pipeline.ner.model import NameModel

_LONGEST_ASKED = 150
#: whether a model of names is asked: never, where the rules are in doubt, about every sentence
NER_MODES = ("off", "doubtful", "all")
_LISTED = re.compile(
    r"[、和与及或]|[，,]?(?:逐步|稳步|快速|大幅|一路)?(?:提升|提高|增加|增长|上升|下降|降低|攀升|跃升|回升|扩大|减少|压降|增|升|降|涨)(?:到|至)(?:了)?(?:(?:今年|去年|目前|如今|现在|(?:19|20)\d\d年[底末初]?)的?)?|[，,](?:上年|去年)同期为?|[，,](?:今年|去年|明年|本季|本月|上月)?(?:则|已)?(?:达到?|增至|降至|升至|涨到|跌到)"
)
FigurePart = TypeVar("FigurePart", AmountPart, CountPart)
FigureMention = TypeVar("FigureMention", Amount, Count)
_LIST_ITEM = re.compile(r"\s*\(?\d{1,2}[.、)]")
_NUMERAL = re.compile(r"[0-9一二三四五六七八九十百千万亿两]")
_NUMERAL_RUN = re.compile(r"\d+(?:[.,]\d+)*|[〇零一二三四五六七八九十百千万亿两]{2,}")


class Pipeline:
    """The extraction of one article, built once from the rules and used for any number of articles.

    `rules` is a folder (or several) laid over the built-in rules. `extract` takes the text and, where known, the
    article's date (ISO, `2024-01-30`), and returns an `Extraction` of frozen records with spans in code points of the text.

    `ner` says when a model of names is asked for places that no list has: `off`, `doubtful` (where the rules cannot be
    sure), `all`; or it is the path or package of another Chinese spaCy model, asked where in doubt.
    """

    def __init__(self, rules: Path | str | Sequence[Path | str] | Rules | None = None, *, ner: str = "doubtful") -> None:
        self.rules = rules if isinstance(rules, Rules) else load_rules(_folders(rules))
        self.ner = ner
        self._model: tuple[NameModel | None, ...] = ()
        self._folding = fold_table(self.rules.folding)
        self._segmenter = Segmenter(self.rules.user_words)
        figures, lists, exclusions = self.rules.figures, self.rules.lists, self.rules.exclusions
        self._numbers = _number_system(figures)
        self.grammar = _grammar(figures, self._numbers, self._segmenter, lists)
        each = {
            f"每{name}": name for name, unit in figures.units.entries.items() if unit.kind in ("measure", "unit") and name != "个"
        }
        per = PerReader(each | dict(figures.per_before), figures.per_after)
        senses = UnitSenses(figures.unit_senses)
        self._amounts = AmountExtractor(per, figures, senses, lists)
        self._counts = CountExtractor(per, figures, senses, lists)
        self._dates = DateExtractor(self.rules.calendar, self._numbers, lists)
        self._date_words = DateWords(lists)
        self._exclusions = ExclusionFinder(exclusions.words, exclusions.patterns)
        self._furniture = Furniture(exclusions.furniture)
        self._place_names = PlaceNames(self.rules.gazetteer)
        self._places = PlaceExtractor(
            self._place_names,
            exclusions.organisations,
            exclusions.streets,
            self.rules.generic_places,
            self.rules.place_endings,
            figures.currencies,
            lists,
        )
        self._doubts = DoubtFinder(
            self.rules.gazetteer.abroad(), [ending for ending, _ in self.rules.place_levels], lists, self._segmenter
        )
        self._facts = FactLinker(self.rules.indicators, lists, figures.units.entries, self.rules.gazetteer)
        self.gives = GivingWords(lists)
        self._zones = tuple(ending for ending, level in self.rules.place_levels if level == "region")
        self._weigher = NameWeigher(self._places.candidates, self.rules.place_levels)
        rooms = (self._furniture, self._exclusions, self._dates, self._places, self._facts)
        self._lookup = Lookup({name: words for room in rooms for name, words in room.words.items()})

    @property
    def name_model(self) -> NameModel | None:
        """The model of names, loaded when it is first asked; None when there is none, after a `NameModelWarning`."""
        if not self._model:
            self._model = (self._loaded(),)
        return self._model[0]

    def _loaded(self) -> NameModel | None:
        if self.ner == "off":
            return None
        from pipeline.ner.model import load_name_model  # noqa: PLC0415  spaCy takes half a second to import

        try:
            return load_name_model(NAME_MODEL if self.ner in NER_MODES else self.ner, self._segmenter, self._place_names)
        except NameModelError as error:
            warnings.warn(f"{error}; the rules go on alone", NameModelWarning, stacklevel=2)
            return None

    def extract(self, text: str, published: str | date | None = None, *, doc: str = "") -> Extraction:
        """All mentions of `text`; without `published`, the article's date is inferred from the text."""
        day = published.isoformat() if isinstance(published, date) else published or ""
        origin = "option" if day else ""
        return self.extract_document(Document(doc=doc, text=text, published=day, published_from=origin))

    def extract_document(self, document: Document) -> Extraction:
        """All mentions of a document that was read."""
        return _Reading(self, document).extraction()

    # -- what a trace asks for

    def flow_of(self, text: str) -> Flow:
        """The text as the rules read it."""
        return reflow(fold(text, self._folding), self._segmenter.is_word)

    def figures_in(self, text: str) -> list[ParsedFigure]:
        """Figures of a short text by the grammar alone, whatever exclusions, dates and places would say."""
        return list(self.grammar.scan(self.flow_of(text).text, lambda _start, _end: 0))

    def place_candidates(self, surface: str) -> tuple[PlaceEntry, ...]:
        """Everything that a name may mean."""
        return self._places.candidates(self.flow_of(surface).text)


class _Reading:
    """One document on its way: the flow, its masks and words, and what each room made of them."""

    def __init__(self, pipeline: Pipeline, document: Document) -> None:
        self._p, self._document = pipeline, document
        self._flow = pipeline.flow_of(document.text)
        self._text = self._flow.text
        self._words = WordMap(self._text, pipeline._segmenter)
        self._sentences = sentence_starts(self._text)
        self._datelines = datelines(self._text)
        self._tables = Tables(self._text)
        self._hits = pipeline._lookup.hits(self._text)
        self._furniture = pipeline._furniture.spans(self._text, self._hits)
        self._excluded = list(pipeline._exclusions.find(self._text, self._hits))

    def extraction(self) -> Extraction:
        hard = Mask([*self._furniture, *((r.start, r.end) for r in self._excluded if self._is_hard(r))])
        expressions = list(self._p._dates.extract(hard.hidden(self._text), self._hits, hard.blocked, self._words))
        document, anchor = self._dated_document(expressions)
        title = document.title or self._first_line()
        resolved = Resolver(self._text, anchor, self._sentences, self._p._date_words, title, self._datelines).resolve(expressions)
        dates = tuple(normalise_date(r, *self._raw(r.expression.start, r.expression.end)) for r in resolved)
        found = self._places_found(hard)
        amounts, counts, refused = self._figures(expressions, [(f.part.span.start, f.part.span.end) for f in found])
        places = self._place_mentions(found)
        main = self._main_place(found)
        amounts = _doubted(amounts, main)
        facts, milestones = self._linked(
            [*amounts, *counts],
            [Placed(r.expression.start, r.expression.end, mention) for r, mention in zip(resolved, dates, strict=True)],
            [Placed(f.part.span.start, f.part.span.end, mention) for f, mention in zip(found, places, strict=True)],
            document.published,
            main,
        )
        return Extraction(
            document=document, amounts=tuple(a.mention for a in amounts), counts=tuple(c.mention for c in counts), dates=dates,
            places=places, facts=facts, milestones=milestones, rejected=self._rejected(refused, expressions),
            sentences=self._sentence_spans(), main_place=main,
        )  # fmt: skip

    def _linked(
        self,
        figures: Sequence[Placed[Amount | Count]],
        dates: Sequence[Placed[Date]],
        places: Sequence[Placed[Place]],
        published: str,
        main: str,
    ) -> tuple[tuple[Fact, ...], tuple[Milestone, ...]]:
        """What the figures say, from mentions with their places in the flow."""
        if not figures:
            return (), ()
        self._hits = {
            name: self._hits[name] for name in self._p._facts.words
        }  # of a long article the others take half the memory
        figures = sorted(figures, key=lambda placed: placed.start)
        scene = Scene(
            self._text,
            self._sentences,
            figures,
            dates,
            places,
            self._p._segmenter,
            published,
            datelines=self._datelines,
            tables=self._tables,
        )
        return self._p._facts.link(scene, self._hits, main, lambda start, end: self._raw(start, end)[1])

    def _is_hard(self, refusal: Refusal) -> bool:
        """Whether an exclusion keeps dates and places away too; the number of a list item always does."""
        return refusal.reason in HARD or _LIST_ITEM.fullmatch(self._text, refusal.start, refusal.end) is not None

    # -- the article's date

    def _dated_document(self, expressions: Sequence[TimeExpression]) -> tuple[Document, date | None]:
        document = self._document
        if document.published:
            return document, _anchor(document.published)
        inferred = infer_published(expressions, self._text, self._sentences, self._p._date_words)
        if inferred is None:
            return document, None
        return replace(document, published=inferred[0], published_from="inferred"), inferred[1]

    def _first_line(self) -> str:
        return self._text.lstrip().partition("\n")[0][:60]

    # -- kinds

    def _places_found(self, hard: Mask) -> list[ResolvedPlace]:
        parts = self._p._places.extract(self._text, self._hits, self._words, hard.covers)
        found = self._resolved(parts)
        stretches = self._stretches(found)
        if not stretches or (model := self._p.name_model) is None:
            return found
        entities = self._entities(model, stretches)

        def is_none(start: int, end: int) -> bool:
            return hard.covers(start, end) or self._p._places.is_none(self._text, start, end, self._words)

        weighed = self._p._weigher.weigh(parts, entities, self._text, is_none)
        if weighed == parts:
            return found
        named = self._p._places.with_names(self._text, self._hits, weighed, self._words)
        return self._resolved(named)

    def _resolved(self, parts: list[PlacePart]) -> list[ResolvedPlace]:
        return resolve_places(parts, self._text, self._p.rules.gazetteer, self._p._zones, self._hints()) if parts else []

    def _hints(self) -> list[PlacePart]:
        """Places of the title and the source, which need not stand in the text: 伊犁日报."""
        if not self._document.title and not self._document.source:
            return []
        about = self._p.flow_of(f"{self._document.title}\n{self._document.source}").text
        hits = self._p._lookup.hits(about)
        return self._p._places.extract(about, hits, WordMap(about, self._p._segmenter), lambda _start, _end: False)

    def _place_mentions(self, found: Sequence[ResolvedPlace]) -> tuple[Place, ...]:
        gazetteer = self._p.rules.gazetteer
        return tuple(
            normalise_place(place, *self._raw(place.part.span.start, place.part.span.end), place.part.within, gazetteer)
            for place in found
        )

    def _main_place(self, found: Sequence[ResolvedPlace]) -> str:
        if not found:
            return ""
        title = self._text.find(self._p.flow_of(self._document.title).text) if self._document.title else -1
        head = self._sentences[2] if len(self._sentences) > 2 else len(self._text)  # behind the title and a sentence
        end = max(title, 0) + len(self._document.title)
        return main_place(found, self._text, head, end, self._p.rules.gazetteer, self._datelines, self._p.gives)

    def _stretches(self, found: Sequence[ResolvedPlace]) -> list[Span]:
        """What the model of names is asked about: nothing, where there is doubt, or every sentence; long ones in pieces."""
        if self._p.ner == "off":
            return []
        if self._p.ner == "all":
            bounds = zip(self._sentences, [*self._sentences[1:], len(self._text)], strict=True)
            stretches = [Span(start, end) for start, end in bounds if end > start]
        else:
            stretches = self._p._doubts.stretches(self._text, self._words, found)
        return [
            Span(start, min(start + _LONGEST_ASKED, stretch.end))
            for stretch in stretches
            for start in range(stretch.start, stretch.end, _LONGEST_ASKED)
        ]

    def _entities(self, model: NameModel, stretches: Sequence[Span]) -> list[Entity]:
        """What the model sees, as spans of the flow."""
        texts = [self._text[stretch.start : stretch.end] for stretch in stretches]
        found = []
        for stretch, entities in zip(stretches, model.entities(texts), strict=True):
            for entity in entities:
                start, end = stretch.start + entity.span.start, stretch.start + entity.span.end
                if entity.label == "LOC":
                    start = self._p._places.name_start(start, end, self._words)
                found.append(replace(entity, span=Span(start, end)))
        return found

    def _figures(
        self, expressions: Sequence[TimeExpression], places: list[tuple[int, int]]
    ) -> tuple[list[Placed[Amount]], list[Placed[Count]], list[Refusal]]:
        """Amounts and counts. Exclusions, dates and place names come first: what they cover is no figure."""
        claimed = [(e.start, e.end) for e in expressions]
        mask = Mask([*self._furniture, *((r.start, r.end) for r in self._excluded), *claimed, *places])
        hidden = mask.hidden(self._text)
        amounts: list[AmountPart] = []
        counts: list[CountPart] = []
        refused: list[Refusal] = []
        headings = HeadingUnits(self._text, self._p.grammar.unit_at, self._p._numbers, self._tables)
        resume = 0
        for figure in self._p.grammar.scan(hidden, mask.blocked):
            if figure.start < resume:
                continue
            taken = self._taken(headings.applied(figure))
            if isinstance(taken, Refusal):
                refused.append(taken)
                continue
            resume = taken.figure.end
            if per := _inherited(taken, amounts if isinstance(taken, AmountPart) else counts, self._text):
                taken = taken._replace(per=per)
            if isinstance(taken, AmountPart):
                amounts.append(taken)
            else:
                counts.append(taken)
        amounts = self._p._amounts.declared(self._p._amounts.rates(amounts, self._text), self._text)
        spans = Mask([(a.figure.start, a.figure.end) for a in amounts] + [(c.figure.start, c.figure.end) for c in counts])
        counts.extend(s for s in self._p._counts.shares(hidden) if not spans.blocked(s.figure.start, s.figure.end))
        counts.sort(key=lambda part: part.figure.start)
        return (
            [self._placed(part, normalise_amount) for part in amounts],
            [self._placed(part, normalise_count) for part in counts],
            refused,
        )

    def _placed(self, part: FigurePart, normalise: Callable[[FigurePart, Span, str], FigureMention]) -> Placed[FigureMention]:
        start, end = part.figure.start, part.figure.end
        return Placed(start, end, normalise(part, *self._raw(start, end)))

    def _taken(self, figure: ParsedFigure) -> AmountPart | CountPart | Refusal:
        """What the figure is: money, a quantity, or neither and why."""
        amount = self._p._amounts.take(figure, self._text, self._words)
        count = None if isinstance(amount, AmountPart) else self._p._counts.take(figure, self._text, self._words)
        taken = count or amount or _unused(figure, self._text)
        if figure.from_heading and not isinstance(taken, Refusal):
            return taken._replace(check="the unit stands in a heading or label")
        return taken

    # -- rejected numerals, sentences

    def _rejected(self, refused: list[Refusal], expressions: Sequence[TimeExpression]) -> tuple[Rejected, ...]:
        excluded = [r for r in self._excluded if _NUMERAL.search(self._text, r.start, r.end)]
        furniture = [
            Refusal(*match.span(), "furniture", "furniture")
            for start, end in self._furniture
            for match in _NUMERAL_RUN.finditer(self._text, start, end)
        ]
        dates = Mask((e.start, e.end) for e in expressions)
        every = sorted({*refused, *excluded, *furniture}, key=lambda r: (r.start, -r.end, r.rule))
        found: list[Rejected] = []
        last = 0
        for refusal in every:
            if refusal.start < last or dates.blocked(refusal.start, refusal.end):
                continue
            span, surface = self._raw(refusal.start, refusal.end)
            found.append(Rejected(span=span, surface=surface, reason=refusal.reason, rule=refusal.rule))
            last = refusal.end
        return tuple(found)

    def _sentence_spans(self) -> tuple[Span, ...]:
        ends = [*self._sentences[1:], len(self._text)]
        bounds = zip(self._sentences, ends, strict=True)
        return tuple(self._flow.raw(start, end) for start, end in bounds if end > start)

    def _raw(self, start: int, end: int) -> tuple[Span, str]:
        span = self._flow.raw(start, end)
        return span, self._document.text[span.start : span.end]


def _doubted(amounts: list[Placed[Amount]], main: str) -> list[Placed[Amount]]:
    """A bare 元 in an article about Taiwan, Hong Kong or Macao may be money of there."""
    code, _, name = main.partition(" ")
    if code[:2] not in ("71", "81", "82"):
        return amounts
    check = f"元 may be money of {name}"
    return [
        placed._replace(mention=replace(placed.mention, check=check))
        if placed.mention.currency == "CNY" and not placed.mention.check and "人民" not in placed.mention.surface
        else placed
        for placed in amounts
    ]


def _folders(rules: Path | str | Sequence[Path | str] | None) -> tuple[Path, ...]:
    if rules is None:
        return ()
    return (Path(rules),) if isinstance(rules, str | Path) else tuple(Path(folder) for folder in rules)


def _anchor(published: str) -> date:
    """The day that relative dates count from; a year or month alone counts from its last day."""
    try:
        if len(published) == 4:
            return date(int(published), 12, 31)
        return date.fromisoformat(published if len(published) > 7 else f"{published}-28")
    except ValueError as error:
        raise UsageError(f"{published!r} is no date; write it as 2024-01-30") from error


def _inherited(part: AmountPart | CountPart, before: Sequence[AmountPart | CountPart], text: str) -> str:
    """人均收入分别为42860元、22315元: what the first of a list is per holds for the next; empty where it does not."""
    if part.per or not before or not before[-1].per:
        return ""
    between = text[before[-1].figure.end : part.figure.start]
    return before[-1].per if _LISTED.fullmatch(between) else ""


def _unused(figure: ParsedFigure, text: str) -> Refusal:
    before = text[figure.start - 1 : figure.start]
    reason = "identifier" if before.isascii() and before.isalpha() else "no unit"
    return Refusal(figure.start, figure.end, reason, "figure.no-unit")


def _runs_on(text: str, end: int) -> bool:
    """Whether a Latin word goes on across `end`."""
    pair = text[end - 1 : end + 1]
    return len(pair) == 2 and pair.isascii() and pair.isalnum()


def _number_system(rules: FigureRules) -> NumeralSystem:
    by_role = {
        role: {row.char: row.value for row in rules.numerals if row.role == role} for role in ("digit", "ten", "myriad", "both")
    }
    capitals = frozenset(row.char for row in rules.numerals if row.capital)
    return NumeralSystem(by_role["digit"], by_role["ten"], by_role["myriad"], by_role["both"], capitals)


def _grammar(rules: FigureRules, numbers: NumeralSystem, segmenter: Segmenter, lists: WordLists) -> FigureGrammar:
    parted = lists["count.parted"]

    def is_word(text: str) -> bool:
        return segmenter.is_word(text) and text not in parted

    def words(place: str) -> dict[str, Modifier]:
        return {m.word: Modifier(m.word, m.bound, m.not_after) for m in rules.modifiers if m.place == place}

    either: Lexicon[MeasureUnit | Currency] = Lexicon({**rules.units.entries, **rules.currencies.entries})

    def unit_at(text: str, position: int) -> UnitAt | None:
        """The longest currency or unit at `position`; Latin ones must not run on into a word."""
        found = either.longest_at(text, position)
        if found is None:
            return None
        word, unit = found
        end = position + len(word)
        if word in numbers.digits and rules.unit_traps.longest_at(text, position) is not None:
            return None  # 国道314、315|两条
        if not _runs_on(text, end):
            return UnitAt(unit, word, end)
        other = (rules.units if isinstance(unit, Currency) else rules.currencies).longest_at(text, position)
        if other is None or _runs_on(text, position + len(other[0])):
            return None
        return UnitAt(other[1], other[0], position + len(other[0]))

    modifiers = Modifiers(*(words(place) for place in ("before", "before_bare", "inside", "after", "after_end")))
    percent = rules.units.entries["%"]
    return FigureGrammar(numbers, modifiers, unit_at, rules.prefixes, (percent, RATIO), is_word, lists["unit.data"])
