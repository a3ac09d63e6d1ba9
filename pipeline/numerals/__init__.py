"""Chinese and mixed numerals, and the grammar of a figure around them. Every kind uses it.

`parse` gives a string of digits its value, `written` reads a numeral in a text, `dressed` what stands at it, `figure` the whole
with its unit, ranges and lists; `headings` brings units from heads of tables, `per` what a figure is per.
"""

from pipeline.numerals.figure import FigureGrammar
from pipeline.numerals.headings import HeadingUnits
from pipeline.numerals.parse import NumeralSystem
from pipeline.numerals.parsed import ParsedFigure
from pipeline.numerals.per import PerReader

__all__ = ["FigureGrammar", "HeadingUnits", "NumeralSystem", "ParsedFigure", "PerReader"]
