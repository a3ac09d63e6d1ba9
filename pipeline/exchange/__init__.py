"""Tables for other tools, and reviews that come back from them.

source       a run as it goes out: rows with their newest reviews, article by article
files        files that are whole or not there
formats      the registry of formats
xlsx  parquet  jsonl  doccano  labelstudio      one format each
marks        an article with its labelled spans, for tools that annotate text
intake       what such a tool, or a reviewed workbook, says, as reviews
"""
