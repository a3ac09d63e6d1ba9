"""Counts: figures with a unit (`extractor`), why some are none (`refusals`), what stands behind (`attached`, `objects`), `shares`."""

from pipeline.extractors.counts.extractor import CountExtractor

__all__ = ["CountExtractor"]
