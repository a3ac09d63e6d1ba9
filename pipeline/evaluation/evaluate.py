"""How good the tables are by what reviewers said: precision with intervals, recall of fully read articles, the worst rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from pipeline.evaluation.agreement import FACT_FIELDS, FactScore, Gold, Score, fact_field
from pipeline.evaluation.aspects import BY_ARTICLE, JUDGED, Key, rule_of, stratum_of
from pipeline.evaluation.intervals import Estimate, Stratum, estimate, wilson
from pipeline.evaluation.verdicts import Judged, Outcome, Verdicts, as_judged, of_the_run, wrong_columns
from pipeline.writers.rows import KINDS, Row

#: a rule with fewer judged rows is not called bad
ENOUGH = 5
WORST = 5
EXAMPLES = 2
_FIELD_COLUMNS = {"date_start": "date", "date_end": "date", "date": "date", "adcode": "place", "place": "place"}


@dataclass(frozen=True, slots=True)
class Recall:
    """Over `articles` read in full: of `wanted` mentions that are there, so many were `missed`; the estimate is of those
    found and right."""

    articles: int
    wanted: int
    missed: int
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one table that share a key (`by`): so many of a run, right, wrong, changed since they were judged.

    `covered` is the share of the rows that lie in strata with verdicts, for which the precision speaks.
    """

    by: str
    kind: str
    name: str
    rows: int
    right: int
    wrong: int
    changed: int
    covered: float
    precision: Estimate | None
    recall: Recall | None = None

    @property
    def judged(self) -> int:
        return self.right + self.wrong


@dataclass(frozen=True, slots=True)
class BadRule:
    """A rule with judged rows that are wrong, and two of them."""

    group: Group
    examples: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of a sample with its stratum and how many rows it stands for."""

    stratum: str
    weight: Decimal


Sample = Mapping[tuple[str, str], Drawn]


class Tally:
    """Rows counted one by one into the groups of every key of `by`: those of `by_key`, and `field`, the filled fields of facts.

    A judged row stands for its stratum (table, rule, doubt) in the group. With a sample, only its rows count, in its strata
    and with its weights.
    """

    def __init__(self, by_key: Mapping[str, Key], by: Iterable[str], sample: Sample | None = None) -> None:
        self.by = tuple(dict.fromkeys(by))
        self._by_key, self._sample = by_key, sample
        self._cells: dict[str, dict[tuple[str, str], _Cell]] = {name: {} for name in self.by}

    def add(self, judged: Judged) -> None:
        if (drawn := self.drawn(judged)) is None:
            return
        row = of_the_run(judged)
        for by, cells in self._cells.items():
            if by != "field":
                if name := self._by_key[by](judged.table, row):
                    cells.setdefault((judged.table, name), _Cell()).add(drawn, judged.outcome)
            elif judged.table == "facts":
                for name in FACT_FIELDS:
                    if _field_said(judged, name):
                        cells.setdefault(("facts", name), _Cell()).add(drawn, _field_outcome(judged, name))

    def drawn(self, judged: Judged) -> Drawn | None:
        """The stratum of the row and how many rows it stands for; None for a row that is not in the sample."""
        if self._sample is None:
            return Drawn(stratum_of(judged.table, judged.row), Decimal(1))
        return self._sample.get((judged.table, judged.row["id"]))

    def groups(self, by: str, verdicts: Verdicts) -> list[Group]:
        """The groups that have verdicts, in the order of tables and names; what tells articles apart has recall."""
        found = [cell.group(by, kind, name) for (kind, name), cell in self._cells[by].items()]
        with_verdicts = [group for group in found if group.judged or group.changed]
        with_verdicts.sort(key=lambda group: (JUDGED.index(group.kind), group.name))
        recall = recalls(verdicts, self._by_key[by]) if by in BY_ARTICLE else {}
        return [replace(group, recall=recall.get((group.kind, group.name))) for group in with_verdicts]


class _Cell:
    """The rows of one group: how many, what was said of them, and their strata."""

    def __init__(self) -> None:
        self._outcomes: Counter[Outcome] = Counter()
        self._weights: defaultdict[str, Decimal] = defaultdict(Decimal)
        self._right: Counter[str] = Counter()
        self._wrong: Counter[str] = Counter()

    def add(self, drawn: Drawn, outcome: Outcome) -> None:
        self._outcomes[outcome] += 1
        self._weights[drawn.stratum] += drawn.weight
        self._right[drawn.stratum] += outcome == "right"
        self._wrong[drawn.stratum] += outcome == "wrong"

    def group(self, by: str, kind: str, name: str) -> Group:
        strata = [
            Stratum(float(weight), self._right[stratum] + self._wrong[stratum], self._right[stratum])
            for stratum, weight in sorted(self._weights.items())
        ]
        covered = sum(stratum.rows for stratum in strata if stratum.judged) / sum(stratum.rows for stratum in strata)
        right, wrong, changed = (self._outcomes[outcome] for outcome in ("right", "wrong", "changed"))
        return Group(by, kind, name, self._outcomes.total(), right, wrong, changed, covered, estimate(strata))


def recalls(verdicts: Verdicts, key: Key) -> dict[tuple[str, str], Recall]:
    """By table and group, over fully reviewed articles; `key` tells articles apart.

    Without any missed mention in the journal there is none: nobody is known to have looked for them. What is wrong without a
    correction is no mention.
    """
    if not (verdicts.missed or verdicts.found_since):
        return {}
    told: Counter[tuple[str, str, str]] = Counter()
    articles: Counter[tuple[str, str]] = Counter()
    for table, doc in verdicts.whole:
        articles[table, key(table, {"doc": doc})] += 1
    for judged in verdicts.rows:
        table, doc = judged.table, judged.row["doc"]
        if (table, doc) in verdicts.whole:
            is_misread = judged.outcome == "wrong" and judged.review is not None and judged.review.correction
            told[table, key(table, {"doc": doc}), "misread" if is_misread else judged.outcome] += 1
    for review in verdicts.missed:
        if (review.table, review.doc) in verdicts.whole:
            told[review.table, key(review.table, {"doc": review.doc}), "missed"] += 1
    found = {}
    for (table, name), number in articles.items():
        right, misread, missed = (told[table, name, outcome] for outcome in ("right", "misread", "missed"))
        if table in KINDS and (wanted := right + misread + missed):
            found[table, name] = Recall(number, wanted, missed, Estimate(right / wanted, *wilson(right / wanted, wanted)))
    return found


def _field_said(fact: Judged, name: str) -> str:
    return fact_field(as_judged(fact.table, fact.row, fact.review), name)


def _field_outcome(fact: Judged, name: str) -> Outcome:
    """Of a corrected fact the columns that the correction names are wrong, the others right; one judged wrong without a
    correction that names columns says nothing of a single field."""
    if fact.outcome != "wrong":
        return fact.outcome
    wrong = {_FIELD_COLUMNS.get(column, column) for column in wrong_columns(fact)}
    return "" if not wrong else "wrong" if name in wrong else "right"


def worst_rules(tally: Tally, verdicts: Verdicts) -> list[BadRule]:
    """The rules of which it is surest that they are bad: lowest upper end of the interval first. The tally has the key `rule`."""
    bad = [group for group in tally.groups("rule", verdicts) if group.wrong and group.judged >= ENOUGH]
    bad.sort(key=lambda group: (group.precision.high if group.precision else 1.0, -group.wrong, group.kind, group.name))
    return [BadRule(group, tuple(islice(_faults(group, tally, verdicts), EXAMPLES))) for group in bad[:WORST]]


def _faults(rule: Group, tally: Tally, verdicts: Verdicts) -> Iterator[Judged]:
    for judged in verdicts.rows:
        if judged.outcome == "wrong" and (judged.table, rule_of(judged.table, judged.row)) == (rule.kind, rule.name):
            if tally.drawn(judged):
                yield judged


@dataclass(frozen=True, slots=True)
class GoldScore:
    """The tables against an annotation: mentions by kind that it has, fields of facts."""

    articles: int
    kinds: Mapping[str, Score]
    facts: FactScore


def score(verdicts: Verdicts, gold: Sequence[Gold]) -> GoldScore:
    """What the run itself found and read; what people added or put right is not counted. Kinds of which the annotation has no
    mention are not scored."""
    by_doc: dict[str, defaultdict[str, list[Row]]] = {table: defaultdict(list) for table in JUDGED}
    for judged in verdicts.rows:
        by_doc[judged.table][judged.row["doc"]].append(of_the_run(judged))
    annotated = {f"{mention['kind']}s" for article in gold for mention in article["mentions"]}
    kinds, facts = {kind: Score() for kind in KINDS if kind in annotated}, FactScore()
    for article in gold:
        doc, mentions = article["doc"], article["mentions"]
        for kind, tally in kinds.items():
            tally.add(kind, doc, mentions, by_doc[kind][doc])
        facts.add(doc, mentions, by_doc["facts"][doc])
    return GoldScore(len(gold), kinds, facts)
