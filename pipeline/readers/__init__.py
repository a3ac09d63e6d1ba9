"""From a file to a `Document`. One module an input format; the registry is by suffix."""

from pipeline.readers.corpus import corpus_files, read_document
from pipeline.readers.metadata import Metadata, load_metadata

__all__ = ["Metadata", "corpus_files", "load_metadata", "read_document"]
