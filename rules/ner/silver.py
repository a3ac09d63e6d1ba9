"""Training sentences in the manner of news: the templates of templates.txt with names put into their slots.

Many of the names are made up, character by character after those of the gazetteer (胡地亚于孜, 布力开), so that a model
learns how such names look and where they stand rather than the names themselves.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from pipeline.rulebook import Rules

HERE = Path(__file__).resolve().parent
Entity = tuple[int, int, str]
Sentence = tuple[str, list[Entity]]
#: codes of provinces and prefectures whose township names are transliterated
_TRANSLITERATED = ("65", "54", "15", "63", "5132", "5133", "5334", "6230")
_TOWNSHIP_END = re.compile("(?:.族乡|.{2,4}族乡|街道|地区|镇|乡|苏木|办事处)$")
_PIECE = re.compile(r"\{(\w+)\}|(\[)|(\])|([^{}\[\]]+)")
_TIMES = ("昨日", "3日凌晨", "2021年9月16日", "当天上午", "当地时间5日", "近日", "去年8月")
_CORPS = ("一师五团", "第三师四十四团", "第八师一四七团", "九师一六一团", "六十二团", "四师六十四团", "八十九团")


class NameChain:
    """Makes names that resemble given ones and are none of them, each character after the two before it."""

    def __init__(self, names: Iterable[str], known: frozenset[str]) -> None:
        self._known = known
        self._next: dict[str, list[str]] = defaultdict(list)
        for name in names:
            for i, char in enumerate((*name, "$")):
                self._next[f"^^{name}"[i : i + 2]].append(char)

    def draw(self, random: Random) -> str:
        while True:
            name = "^^"
            while not name.endswith("$") and len(name) < 10:
                name += random.choice(self._next[name[-2:]])
            name = name.strip("^$")
            if 2 <= len(name) <= 7 and name not in self._known:
                return name


class Names:
    """What goes into the slots of a template: `draw(slot)` gives a name and its label, empty for none."""

    def __init__(self, rules: Rules, random: Random) -> None:
        self._random = random
        self._words = _words()
        self._long_words = [word for word in self._words["village"] if len(word) > 1]
        self._listed = _listed(rules)
        townships = rules.gazetteer.townships
        known = frozenset((*rules.gazetteer.names, *townships))
        self._townships = sorted(townships)
        self._stems = [
            stem
            for name in self._townships
            if townships[name][0].startswith(_TRANSLITERATED) and len(stem := _TOWNSHIP_END.sub("", name)) > 2
        ]
        self._home, self._abroad = NameChain(self._stems, known), NameChain(self._listed["abroad"], known)
        self._surnames = sorted(rules.lists["surname"])
        self._slots: dict[str, tuple[Callable[[], str], str]] = {
            "province": (lambda: self._pick(self._listed["province"]), "LOC"),
            "prefecture": (lambda: self._pick(self._listed["prefecture"]), "LOC"),
            "county": (lambda: self._pick(self._listed["county"]), "LOC"),
            "town": (self._town, "LOC"),
            "village": (self._village, "LOC"),
            "bare": (self._bare, "LOC"),
            "corps": (lambda: self._pick(_CORPS), "LOC"),
            "foreign": (lambda: self._pick(self._listed["country"]), "LOC"),
            "foreigncity": (self._foreign_city, "LOC"),
            **{
                slot: (lambda end=end, made=made: self._feature(end, made), "LOC")
                for slot, end, made in (
                    ("river", "rivers", self._bare), ("lake", "lakes", self._bare), ("mountain", "mountains", self._bare),
                    ("foreignriver", "foreignriver", self._abroad_made), ("strait", "strait", self._abroad_made),
                    ("foreignmountain", "foreignmountain", self._abroad_made),
                )
            },
            "person": (self._person, "PER"),
            "uperson": (self._uperson, "PER"),
            "fperson": (self._fperson, "PER"),
            "company": (self._company, "ORG"),
            "forg": (lambda: self._pick(self._words["forg"]), "ORG"),
            "surname": (lambda: self._pick(self._surnames), ""),
            "time": (lambda: self._pick(_TIMES), ""),
        }  # fmt: skip

    def draw(self, slot: str) -> tuple[str, str]:
        make, label = self._slots[slot]
        return make(), label

    def _pick(self, items: Sequence[str]) -> str:
        return self._random.choice(items)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _bare(self) -> str:
        """A name without an ending: most of them made up."""
        if self._chance(0.15):
            return self._pick(self._stems)
        return self._home.draw(self._random) if self._chance(0.7) else self._pick(self._long_words)

    def _abroad_made(self) -> str:
        return self._abroad.draw(self._random)

    def _town(self) -> str:
        if self._chance(0.4):
            return self._pick(self._townships)
        return self._home.draw(self._random) + self._pick(self._words["townend"])

    def _village(self) -> str:
        stem = self._home.draw(self._random) if self._chance(0.5) else self._pick(self._words["village"])
        return stem + self._pick(self._words["villageend"])

    def _foreign_city(self) -> str:
        return self._pick(self._listed["abroad"]) if self._chance(0.4) else self._abroad.draw(self._random)

    def _feature(self, ends: str, made: Callable[[], str]) -> str:
        if made == self._bare and self._chance(0.3):
            return self._pick(self._listed["natural"])
        return made() + self._pick(self._words[ends])

    def _person(self) -> str:
        given = self._random.sample(self._words["given"], 2 if self._chance(0.75) else 1)
        return self._pick(self._surnames) + "".join(given)

    def _uperson(self) -> str:
        return "·".join(self._random.sample(self._words["uname"], 2 if self._chance(0.6) else 1))

    def _fperson(self) -> str:
        parts = 1 if self._chance(0.55) else 2
        return "·".join(
            "".join(self._random.choices(self._words["fsyllable"], k=self._random.randint(2, 4))) for _ in range(parts)
        )

    def _company(self) -> str:
        place = self._pick(self._listed["prefecture"]) if self._chance(0.5) else ""
        return place + self._pick(self._words["brand"]) + self._pick(self._words["companyend"])


def sentences(rules: Rules, count: int, seed: int) -> Iterator[Sentence]:
    """`count` sentences with their entities, the same for the same seed and rules."""
    random = Random(seed)
    names = Names(rules, random)
    templates = [
        line for line in (HERE / "templates.txt").read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    for index in range(count):
        yield _filled(templates[index % len(templates)], names)


def _filled(template: str, names: Names) -> Sentence:
    text = ""
    entities: list[Entity] = []
    organisation = -1
    for slot, opening, closing, plain in _PIECE.findall(template):
        start = len(text)
        if opening:
            organisation = start
        elif closing:
            entities = [e for e in entities if e[0] < organisation]
            entities.append((organisation, start, "ORG"))
            organisation = -1
        elif slot:
            name, label = names.draw(slot)
            text += name
            if label == "LOC" and entities and entities[-1][1:] == (start, "LOC"):
                entities[-1] = (entities[-1][0], len(text), "LOC")
            elif label:
                entities.append((start, len(text), label))
        text += plain
    return text, entities


def _words() -> dict[str, list[str]]:
    lists: dict[str, list[str]] = defaultdict(list)
    for line in (HERE / "words.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#") and line != "list\titem":
            name, item = line.split("\t")
            lists[name].append(item)
    return lists


def _listed(rules: Rules) -> dict[str, list[str]]:
    """Names of the gazetteer by level; those abroad that are no countries under `abroad`, ordinary words left out."""
    listed: dict[str, list[str]] = defaultdict(list)
    for name, entries in sorted(rules.gazetteer.names.items()):
        entry = entries[0]
        if len(name) < 2 or name in rules.gazetteer.common or entry.form == "former" or entry.kind == "corps":
            continue
        listed[entry.level if entry.country == "CN" or entry.level in ("country", "natural") else "abroad"].append(name)
    return listed
