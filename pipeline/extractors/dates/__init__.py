"""Dates: where one may begin (`extractor`), and its reading, from the whole (`expression`) to years, points and durations."""

from pipeline.extractors.dates.extractor import DateExtractor

__all__ = ["DateExtractor"]
