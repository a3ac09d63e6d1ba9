"""Extractors: one kind each, ignorant of one another. They read the flow and know characters only."""
