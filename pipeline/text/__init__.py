"""From an article's text to the form that the rules read, with every offset leading back."""

from pipeline.text.dateline import datelines
from pipeline.text.flow import Flow, reflow
from pipeline.text.fold import fold
from pipeline.text.furniture import Furniture
from pipeline.text.mask import Mask
from pipeline.text.segment import Segmenter, WordMap, load_ahead
from pipeline.text.sentences import sentence_starts

__all__ = ["Flow", "Furniture", "Mask", "Segmenter", "WordMap", "datelines", "fold", "load_ahead", "reflow", "sentence_starts"]
