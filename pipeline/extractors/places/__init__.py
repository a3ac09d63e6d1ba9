"""Places: names of the gazetteer (`listed`), by their endings (`ruled`), of one character (`abbreviated`), and the `longer` ones around."""

from pipeline.extractors.places.extractor import PlaceExtractor

__all__ = ["PlaceExtractor"]
