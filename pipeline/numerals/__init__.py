"""Chinese and mixed numerals: their values, and the grammar of a figure around them. Every kind uses it."""

from pipeline.numerals.figure import FigureGrammar, ParsedFigure
from pipeline.numerals.headings import HeadingUnits
from pipeline.numerals.parse import NumeralSystem
from pipeline.numerals.per import PerReader

__all__ = ["FigureGrammar", "HeadingUnits", "NumeralSystem", "ParsedFigure", "PerReader"]
