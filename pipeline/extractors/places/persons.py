"""Names of persons that hold a place's: 李海南, 主持人吴江, 县长才旺尼玛."""

from __future__ import annotations

import re

from pipeline.rulebook.lexicon import any_of
from pipeline.rulebook.lists import WordLists
from pipeline.text import WordMap

_BOUNDARY = re.compile(r"[^\u4e00-\u9fff·]")
#: the longest title
_TITLE = 5
#: what may stand between a title and a given name that is a place's too: 县长|才旺|尼玛
_GIVEN = re.compile(r"[\u4e00-\u9fff]{1,2}(?<![在到赴来去往从于])$")


class Persons:
    """Tells a person's name by its surname, the title before it and what is said behind it."""

    def __init__(self, lists: WordLists) -> None:
        self._surnames = lists["surname"]
        self._titled = re.compile(f"(?:{any_of(lists['person.title']).pattern})$")
        self._title_ends = frozenset(title[-1] for title in lists["person.title"]) | {"\n"}  # `$` looks over a line's end
        self._says = any_of(lists["person.says"])
        told = rf"[、，,。；（(]|{any_of(lists['person.behind'] | lists['person.says']).pattern}"
        self._named = re.compile(rf"(?:{told})|[\u4e00-\u9fff](?:[、，,。；（(]|等|{self._says.pattern})|[\u4e00-\u9fff]{{0,2}}/")

    def holds(self, text: str, start: int, end: int, words: WordMap) -> bool:
        """李海南: an unknown three-character word that a surname opens; 马云|南下; 主持人吴江、, 战友李通州."""
        if not start or end - start != 2:
            return False
        titled = text[start - 1] in self._title_ends and self._titled.search(text, max(0, start - _TITLE), start)
        if titled and self._named.match(text, end):
            return True
        if (named := _GIVEN.search(text, max(0, start - 2), start)) and self._titled.search(
            text, max(0, named.start() - _TITLE), named.start()
        ):
            if self._says.match(text, end):
                return True  # 县长才旺|尼玛说
        if text[start - 1] not in self._surnames:
            return False
        first, last = words.covering(start)
        if first == start - 1 and last == end:
            return True
        if self._titled.search(text, max(0, start - _TITLE), start - 1):
            return True
        opens = start == 1 or _BOUNDARY.match(text, start - 2) is not None
        return opens and words.segmenter.is_word(text[end - 1 : end + 1])
