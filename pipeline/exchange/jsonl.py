"""JSON Lines: one object an article, with its metadata, its mentions and its facts.

Offsets and counts are integers, other numbers exact decimal strings, days ISO, empty cells null. Projects stand across articles and
have no place here.
"""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.exchange.source import ARTICLE_TABLES, Article, Source, typed
from pipeline.exchange.written import Written
from pipeline.writers.columns import columns_of
from pipeline.writers.rows import Row
from pipeline.writers.whole import replacing


def write(source: Source, path: Path) -> Written:
    """One file of all articles in order."""
    count = 0
    with replacing(path.parent, [path.name]) as place, (place / path.name).open("w", encoding="utf-8", newline="\n") as file:
        for article in source.articles():
            file.write(json.dumps(_object(article), ensure_ascii=False) + "\n")
            count += 1
    return Written((path,), {"articles": count})


def _object(article: Article) -> dict[str, Any]:
    """The columns of documents.csv, but the lists in the place of their lengths."""
    document = {name: value for name, value in _values("documents", article.row).items() if name not in ARTICLE_TABLES}
    lists = {table: [_values(table, row) for row in article.tables[table]] for table in ARTICLE_TABLES}
    for row in (row for rows in lists.values() for row in rows):
        del row["doc"]
    return document | lists


def _values(table: str, row: Row) -> dict[str, Any]:
    values = {column.name: typed(table, column, row) for column in columns_of(table)}
    return {name: row[name] if isinstance(value, (Decimal, date)) else value for name, value in values.items()}
