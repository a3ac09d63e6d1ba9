"""Words. jieba's dictionary and algorithm, run by its Rust twin `rjieba` where that is installed, else by jieba itself.

Both are private instances: a user dictionary from the rules never leaks into, or out of, another program's jieba.
"""

from __future__ import annotations

import logging
import sys
from bisect import bisect_right
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from importlib import import_module
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from itertools import accumulate
from types import ModuleType
from typing import Any, ClassVar, Literal

Engine = Literal["rjieba", "jieba"]
_USER_FREQUENCY = 20_000
#: jieba's tags of places, persons, other names, and of what it does not know
_NAME_TAGS = frozenset("ns nr nrt nrfg nz x".split())


class Segmenter:
    """Lazily loaded; `words(text)` cuts, `is_word(text)` asks the dictionary."""

    def __init__(self, user_words: Iterable[str] = (), engine: Engine | None = None) -> None:
        self._user_words = tuple(user_words)
        self._engine_name = engine or ("rjieba" if find_spec("rjieba") else "jieba")
        self._engine: Any = None

    @property
    def engine(self) -> Any:
        """The private tokenizer: `cut(text)` and `has_word`/`FREQ`."""
        if self._engine is None:
            self._engine = _rust(self._user_words) if self._engine_name == "rjieba" else _python(self._user_words)
        return self._engine

    def words(self, text: str) -> list[str]:
        """The words of `text`, in order; joined they are `text`."""
        found = self.engine.cut(text)
        return found if isinstance(found, list) else list(found)

    def tagged(self, text: str) -> list[tuple[str, str]]:
        """Words with jieba's part-of-speech tags."""
        if self._engine_name == "rjieba":
            found: list[tuple[str, str]] = self.engine.tag(text)
            return found
        from jieba.posseg import POSTokenizer  # noqa: PLC0415  heavy, and only the fallback needs it

        return [(pair.word, pair.flag) for pair in POSTokenizer(self.engine).cut(text)]

    def tag(self, word: str) -> str:
        """jieba's part-of-speech tag of a word, of the first where it is several."""
        return self.tagged(word)[0][1]

    def is_ordinary(self, word: str) -> bool:
        """Whether the dictionary has the word, and not as a name."""
        return self.is_word(word) and self.tag(word) not in _NAME_TAGS

    def is_word(self, text: str) -> bool:
        if self._engine_name == "rjieba":
            return bool(self.engine.has_word(text))
        return bool(self.engine.FREQ.get(text))


def load_ahead() -> None:
    """Begins to read the dictionary beside what the caller goes on to do: the Rust engine needs no lock for it."""
    if find_spec("rjieba"):
        _Ahead.loading.append(ThreadPoolExecutor(1).submit(lambda: _extension().Jieba()))


class _Ahead:
    """Engines that are being loaded, each for one segmenter."""

    loading: ClassVar[list[Future[Any]]] = []


def _rust(user_words: Iterable[str]) -> Any:
    engine = _Ahead.loading.pop().result() if _Ahead.loading else _extension().Jieba()
    for word in user_words:
        engine.add_word(word, _USER_FREQUENCY, "nz")
    return engine


def _extension() -> ModuleType:
    """The compiled part of rjieba alone: its package, when imported, would load the dictionary of 350,000 words for itself."""
    name = "rjieba.rjieba"
    if name in sys.modules:
        return sys.modules[name]
    package = find_spec("rjieba")
    spec = PathFinder.find_spec(name, package.submodule_search_locations) if package else None
    if spec is None or spec.loader is None:
        return import_module("rjieba")
    module = sys.modules[name] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _python(user_words: Iterable[str]) -> Any:
    import jieba  # noqa: PLC0415

    jieba.setLogLevel(logging.WARNING)
    engine = jieba.Tokenizer()
    engine.initialize()
    for word in user_words:
        engine.add_word(word, _USER_FREQUENCY, "nz")
    return engine


class WordMap:
    """The words of one flow by offset; cut on first use, once."""

    def __init__(self, text: str, segmenter: Segmenter) -> None:
        self.text, self.segmenter = text, segmenter
        self._bounds: list[int] = []

    @property
    def bounds(self) -> list[int]:
        """Offsets between words, with both ends of the text."""
        if not self._bounds:
            self._bounds = list(accumulate(map(len, self.segmenter.words(self.text)), initial=0))
        return self._bounds

    def covering(self, position: int) -> tuple[int, int]:
        """Half-open span of the word that covers `position`; of the last word at the end of the text."""
        bounds = self._bounds or self.bounds
        index = bisect_right(bounds, position, 1, len(bounds) - 1)
        return bounds[index - 1], bounds[index]

    def is_boundary(self, position: int) -> bool:
        """Whether a word begins (or the text ends) at `position`."""
        bounds = self.bounds
        return position >= bounds[-1] or bounds[bisect_right(bounds, position) - 1] == position
