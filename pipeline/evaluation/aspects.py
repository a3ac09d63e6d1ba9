"""What a row says in one line, and what rows are told apart by: rule, doubt, genre, stratum."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.reviews.applied import READING
from pipeline.writers.rows import KINDS, Row

#: tables whose rows are judged one by one
JUDGED = (*KINDS, "facts")
#: what a row says, as a person reads it
SHOWN = {**{table: READING[table] for table in JUDGED}, "counts": (*READING["counts"], "object")}
NO_FOLDER = "(no folder)"


def reading(table: str, row: Row) -> str:
    """`value=7000000; bound=about; currency=CNY`: the filled columns, in the form that corrections of facts are written in."""
    ends = ("low", "high") if row.get("bound") == "exact" else ()
    return "; ".join(f"{name}={row[name]}" for name in SHOWN[table] if row[name] and name not in ends)


def rule_of(table: str, row: Row) -> str:
    """The rule that found the mention; of a fact, where its subject was found: `fact.clause`, `fact.none`."""
    return f"fact.{row['subject_via'] or 'none'}" if table == "facts" else row["rule"]


def doubt_of(table: str, row: Row) -> str:
    """`check` or `sure`; of a fact its confidence."""
    if table == "facts":
        return row["confidence"]
    return "check" if row["check"] else "sure"


def genre_of(doc: str) -> str:
    """The folder at the top of the corpus that the article lies in."""
    folder, slash, _ = doc.removeprefix("'").partition("/")
    return folder if slash else NO_FOLDER


def stratum_of(table: str, row: Row) -> str:
    """`counts|count.area|check`"""
    return f"{table}|{rule_of(table, row)}|{doubt_of(table, row)}"


#: keys that tell whole articles apart, by their `doc` alone
BY_ARTICLE = ("kind", "genre", "source", "doc")
#: what `--by` tells groups apart by: name → the group of a row of a table; empty for none
Key = Callable[[str, Row], str]


def keys(sources: Mapping[str, str]) -> dict[str, Key]:
    """The keys by name; `sources` holds the source of every article."""
    return {
        "kind": lambda table, _: table,
        "rule": rule_of,
        "genre": lambda _, row: genre_of(row["doc"]),
        "source": lambda _, row: sources.get(row["doc"], "") or "(no source)",
        "check": lambda table, row: row["check"] or "(sure)" if table != "facts" else row["confidence"],
        "indicator": lambda table, row: row["indicator"] or "(none)" if table == "facts" else "",
        "doc": lambda _, row: row["doc"],
    }
