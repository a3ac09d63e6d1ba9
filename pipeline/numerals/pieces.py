"""Which rule read which piece of a figure: 约 | 3700 | 余 | 万 | 元, for `shuzhai text --trace`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.numerals.figure import FigureGrammar
from pipeline.numerals.parsed import ParsedFigure
from pipeline.rulebook.figures import Currency, MeasureUnit

_SEPARATOR = re.compile(r"至|到|、|[-—~]{1,2}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the surface, what part it plays and what it was read as."""

    surface: str
    role: str
    reading: str


def figure_pieces(grammar: FigureGrammar, text: str, figure: ParsedFigure) -> list[Piece]:
    """The pieces of `figure` in `text`, in order; joined they are its span."""
    pieces = list(_in_front(grammar, text[figure.start : figure.numeral]))
    unit_start = figure.unit.end - len(figure.unit.surface) if figure.unit and not figure.shared_unit else figure.end
    if figure.from_heading or (figure.unit and figure.unit.end > figure.end):
        unit_start = figure.end
    pieces += _number(grammar, text[figure.numeral : max(unit_start, figure.numeral)])
    if unit_start < figure.end and figure.unit is not None:
        pieces.append(Piece(figure.unit.surface, "unit", _unit(figure.unit.unit)))
        rest = text[figure.unit.end : figure.end]
        if rest:
            word = grammar.modifiers.after.get(rest) or grammar.modifiers.after_end.get(rest)
            pieces.append(Piece(rest, "modifier" if word else "per", word.bound or "" if word else "what the figure is per"))
    return pieces


def _in_front(grammar: FigureGrammar, left: str) -> list[Piece]:
    pieces: list[Piece] = []
    while left:
        for length in range(len(left), 0, -1):
            word = left[:length]
            modifier = grammar.modifiers.before.get(word) or grammar.modifiers.before_bare.get(word)
            if modifier is not None:
                pieces.append(Piece(word, "modifier", modifier.bound or "no bound"))
                break
            if (prefix := grammar.prefixes.get(word)) is not None:
                pieces.append(Piece(word, "currency", _unit(prefix)))
                break
        else:
            length = 1
            pieces.append(Piece(left[0], "sign", "minus" if left[0] in "-负零下" else ""))
        left = left[length:]
    return pieces


def _number(grammar: FigureGrammar, text: str) -> list[Piece]:
    """Numeral, the modifier inside it and the magnitude that closes it; a range as its two ends."""
    numbers = grammar.numbers
    value = numbers.value(text)
    if value is not None:
        stem = text.rstrip("".join(numbers.myriads))
        if stem and stem != text and (head := numbers.value(stem)) is not None:
            closing = text[len(stem) :]
            return [Piece(stem, "numeral", f"{head:f}"), Piece(closing, "magnitude", f"× {numbers.value(closing):f}")]
        return [Piece(text, "numeral", f"{value:f}")]
    for index, char in enumerate(text):
        inside = grammar.modifiers.inside.get(char)
        if inside is not None and index:
            rest = text[index + 1 :]
            more = [Piece(rest, "magnitude", f"× {numbers.value(rest) or rest}")] if rest else []
            return [*_number(grammar, text[:index]), Piece(char, "modifier", inside.bound or ""), *more]
    if separator := _SEPARATOR.search(text, 1):
        ends = text[: separator.start()], text[separator.end() :]
        return [*_number(grammar, ends[0]), Piece(separator.group(), "range", "to"), *_number(grammar, ends[1])]
    return [Piece(text, "numeral", "two ends or a vague number")] if text else []


def _unit(unit: object) -> str:
    if isinstance(unit, Currency):
        return unit.code if unit.factor == 1 else f"{unit.factor} {unit.code}"
    if isinstance(unit, MeasureUnit):
        factor = f", × {unit.factor} {unit.si_unit}" if unit.factor else ""
        return f"{unit.dimension}{factor}"
    return ""
