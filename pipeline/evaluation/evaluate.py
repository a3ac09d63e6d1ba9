"""How good the tables are by what reviewers said: precision with intervals, recall of fully read articles, the worst rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.evaluation.agreement import FACT_FIELDS, FactScore, Gold, Score, fact_field
from pipeline.evaluation.aspects import BY_ARTICLE, JUDGED, Key, rule_of, stratum_of
from pipeline.evaluation.intervals import Estimate, Stratum, estimate, wilson
from pipeline.evaluation.verdicts import Judged, Verdicts, as_judged, of_the_run, wrong_columns
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
    weight: float


Sample = Mapping[tuple[str, str], Drawn]


def evaluated(
    verdicts: Verdicts, by_key: Mapping[str, Key], by: Iterable[str], sample: Sample | None = None
) -> dict[str, list[Group]]:
    """The groups of every key of `by`: those of `by_key`, and `field`. What tells articles apart has recall."""
    found = {}
    for name in dict.fromkeys(by):
        if name == "field":
            found[name] = fields(verdicts, sample)
            continue
        found[name] = groups(verdicts, name, by_key[name], sample)
        if name in BY_ARTICLE:
            found[name] = [with_recall(group, verdicts, by_key[name]) for group in found[name]]
    return found


def groups(verdicts: Verdicts, by: str, key: Key, sample: Sample | None = None) -> list[Group]:
    """The rows of each table by `key`, in the order of the tables and names; only groups with verdicts.

    A judged row stands for its stratum (table, rule, doubt) in the group. With a sample, only its rows count, in its
    strata and with its weights.
    """
    told: defaultdict[tuple[str, str], list[Judged]] = defaultdict(list)
    for judged in verdicts.rows:
        if (sample is None or _key(judged) in sample) and (name := key(judged.table, judged.row)):
            told[judged.table, name].append(judged)
    found = [_group(by, kind, name, told[kind, name], sample) for kind, name in told]
    with_verdicts = [group for group in found if group.judged or group.changed]
    return sorted(with_verdicts, key=lambda group: (JUDGED.index(group.kind), group.name))


def _key(judged: Judged) -> tuple[str, str]:
    return judged.table, judged.row["id"]


def _group(by: str, kind: str, name: str, rows: Sequence[Judged], sample: Sample | None) -> Group:
    outcomes = Counter(judged.outcome for judged in rows)
    covered, precision = _weighed(((judged, _verdict(judged)) for judged in rows), sample)
    return Group(
        by, kind, name, len(rows), outcomes["right"], outcomes["wrong"], outcomes["changed"], covered, precision
    )  # fmt: skip


def _verdict(judged: Judged) -> bool | None:
    return {"right": True, "wrong": False}.get(judged.outcome)


def _weighed(rows: Iterable[tuple[Judged, bool | None]], sample: Sample | None) -> tuple[float, Estimate | None]:
    """The covered share of the rows, and how many are right; None is a row that says nothing."""
    weights: defaultdict[str, float] = defaultdict(float)
    judged: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for row, verdict in rows:
        drawn = sample[_key(row)] if sample is not None else Drawn(stratum_of(row.table, row.row), 1.0)
        weights[drawn.stratum] += drawn.weight
        judged[drawn.stratum] += verdict is not None
        right[drawn.stratum] += bool(verdict)
    strata = {name: Stratum(weights[name], judged[name], right[name]) for name in sorted(weights)}
    everything = sum(weights.values())
    covered = sum(stratum.rows for stratum in strata.values() if stratum.judged) / everything if everything else 0.0
    return covered, estimate(strata.values())


def with_recall(group: Group, verdicts: Verdicts, key: Key) -> Group:
    """The group with its recall, over its fully reviewed articles; `key` tells articles apart.

    Without any missed mention in the journal there is none: nobody is known to have looked for them.
    """
    if group.kind not in KINDS or not (verdicts.missed or verdicts.found_since):
        return group
    read = {doc for doc in verdicts.articles(group.kind) if key(group.kind, {"doc": doc}) == group.name}
    rows = [judged for judged in verdicts.rows if judged.table == group.kind and judged.row["doc"] in read]
    right = sum(judged.outcome == "right" for judged in rows)
    misread = sum(judged.outcome == "wrong" and bool(judged.review and judged.review.correction) for judged in rows)
    missed = sum(review.table == group.kind and review.doc in read for review in verdicts.missed)
    wanted = right + misread + missed
    if not wanted:
        return group
    recall = Recall(len(read), wanted, missed, Estimate(right / wanted, *wilson(right / wanted, wanted)))
    return replace(group, recall=recall)


def fields(verdicts: Verdicts, sample: Sample | None = None) -> list[Group]:
    """The filled fields of facts: those that a correction names are wrong, the others of a judged fact right.

    A fact judged wrong without a correction that names columns says nothing of a single field.
    """
    facts = [judged for judged in verdicts.rows if judged.table == "facts" and (sample is None or _key(judged) in sample)]
    found = []
    for name in FACT_FIELDS:
        answers = [(fact, _field_verdict(fact, name)) for fact in facts if _field_said(fact, name)]
        covered, precision = _weighed(answers, sample)
        right, judged = (
            sum(verdict is value for _, verdict in answers for value in values) for values in ((True,), (True, False))
        )
        if judged:
            found.append(Group("field", "facts", name, len(answers), right, judged - right, 0, covered, precision))
    return found


def _field_said(fact: Judged, name: str) -> str:
    return fact_field(as_judged(fact.table, fact.row, fact.review), name)


def _field_verdict(fact: Judged, name: str) -> bool | None:
    if fact.outcome != "wrong":
        return True if fact.outcome == "right" else None
    wrong = {_FIELD_COLUMNS.get(column, column) for column in wrong_columns(fact)}
    return name not in wrong if wrong else None


def worst_rules(rules: Iterable[Group], verdicts: Verdicts, sample: Sample | None = None) -> list[BadRule]:
    """The rules of which it is surest that they are bad: lowest upper end of the interval first."""
    bad = [group for group in rules if group.wrong and group.judged >= ENOUGH and group.precision]
    bad.sort(key=lambda group: (group.precision.high if group.precision else 1.0, -group.wrong, group.kind, group.name))
    return [BadRule(group, tuple(_examples(group, verdicts, sample))) for group in bad[:WORST]]


def _examples(rule: Group, verdicts: Verdicts, sample: Sample | None) -> Iterator[Judged]:
    faults = (
        judged
        for judged in verdicts.rows
        if judged.outcome == "wrong"
        and judged.table == rule.kind
        and rule_of(judged.table, judged.row) == rule.name
        and (sample is None or _key(judged) in sample)
    )
    yield from (fault for fault, _ in zip(faults, range(EXAMPLES), strict=False))


@dataclass(frozen=True, slots=True)
class GoldScore:
    """The tables against an annotation: mentions by kind, fields of facts."""

    articles: int
    kinds: Mapping[str, Score]
    facts: FactScore


def score(verdicts: Verdicts, gold: Sequence[Gold]) -> GoldScore:
    """What the run itself found and read; what people added or put right is not counted."""
    by_doc: dict[str, defaultdict[str, list[Row]]] = {table: defaultdict(list) for table in JUDGED}
    for judged in verdicts.rows:
        by_doc[judged.table][judged.row["doc"]].append(of_the_run(judged))
    kinds, facts = {kind: Score() for kind in KINDS}, FactScore()
    for article in gold:
        doc, mentions = article["doc"], article["mentions"]
        for kind, tally in kinds.items():
            tally.add(kind, doc, mentions, by_doc[kind][doc])
        facts.add(doc, mentions, by_doc["facts"][doc])
    return GoldScore(len(gold), kinds, facts)
