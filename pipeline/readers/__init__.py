"""From a file to a `Document`. One module an input format; the registry is by suffix."""

from pipeline.readers.content import is_converted
from pipeline.readers.corpus import checksum, corpus_files, demand_folder, document_of, failed_document, read_document, shown_name
from pipeline.readers.metadata import Metadata, load_metadata

__all__ = [
    "Metadata", "checksum", "corpus_files", "demand_folder", "document_of", "failed_document", "is_converted", "load_metadata", "read_document", "shown_name",
]  # fmt: skip
