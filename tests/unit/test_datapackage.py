"""datapackage.json describes what a run wrote, and a validator that knows only the standard agrees."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from frictionless import validate
from small_run import Run, small_run

from pipeline.totals import write_totals
from pipeline.writers.columns import TYPES, described_columns, described_tables
from pipeline.writers.datapackage import DATAPACKAGE, datapackage
from pipeline.writers.rows import COLUMNS, TABLES

pytestmark = pytest.mark.filterwarnings("ignore")  # the validator's own


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return small_run(tmp_path_factory.mktemp("run"))


@pytest.fixture
def outputs(run: Run, tmp_path: Path) -> Path:
    """The tables with their package, to be tampered with."""
    copy = copytree(run.outputs, tmp_path / "outputs")
    (copy / DATAPACKAGE).write_text(datapackage(copy, TABLES), encoding="utf-8")
    return copy


def _faults(outputs: Path) -> set[str]:
    report = validate(str(outputs / DATAPACKAGE))
    return {error.type for task in report.tasks for error in task.errors} | {error.type for error in report.errors}


def _replace(path: Path, old: str, new: str, *, times: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, times), encoding="utf-8", newline="")


def test_every_column_of_every_table_is_described_and_nothing_else() -> None:
    assert set(described_columns()) == {(table, name) for table, names in COLUMNS.items() for name in names}
    assert set(described_tables()) == set(COLUMNS)


def test_descriptions_are_in_both_languages() -> None:
    for key, column in described_columns().items():
        assert column.english and any("\u4e00" <= char <= "\u9fff" for char in column.chinese), key
        assert column.type in TYPES


def test_units_and_references_name_columns_that_are_there() -> None:
    for (table, _), column in described_columns().items():
        for name in filter(None, column.unit.replace("{", "}").split("}")[1::2]):
            assert name in COLUMNS[table]
        if column.refers:
            assert column.refers[1] in COLUMNS[column.refers[0]]


def test_a_run_validates(outputs: Path) -> None:
    assert _faults(outputs) == set()


def test_the_package_names_every_column_in_its_order(outputs: Path) -> None:
    package = json.loads((outputs / DATAPACKAGE).read_text(encoding="utf-8"))
    assert [resource["name"] for resource in package["resources"]] == list(TABLES)
    for resource in package["resources"]:
        assert tuple(field["name"] for field in resource["schema"]["fields"]) == COLUMNS[resource["name"]]


def test_totals_validate_beside_the_run(outputs: Path) -> None:
    write_totals(outputs)
    (outputs / DATAPACKAGE).write_text(datapackage(outputs, (*TABLES, "totals", "totals_left_out")), encoding="utf-8")
    assert _faults(outputs) == set()


def test_a_table_alone_refers_to_no_table_that_is_not_there(outputs: Path) -> None:
    (outputs / DATAPACKAGE).write_text(datapackage(outputs, ["amounts"]), encoding="utf-8")
    assert _faults(outputs) == set()


@pytest.mark.parametrize("table", TABLES)
def test_a_changed_byte_is_noticed(outputs: Path, table: str) -> None:
    path = outputs / f"{table}.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert "hash-count" in _faults(outputs)


@pytest.mark.parametrize(
    ("table", "old", "new", "fault"),
    [
        ("facts", ",amount,", ",money,", "constraint-error"),
        ("amounts", ",CNY,", ",yuan,", "constraint-error"),
        ("amounts", "700万元,7000000", "700万元,7 million", "type-error"),
        ("dates", "2023-11-01", "2023-11-31", "type-error"),
        ("documents", "陷阱.txt", "别的.txt", "foreign-key"),
    ],
)
def test_what_the_schema_forbids_is_noticed(outputs: Path, table: str, old: str, new: str, fault: str) -> None:
    _replace(outputs / f"{table}.csv", old, new)
    (outputs / DATAPACKAGE).write_text(datapackage(outputs, TABLES), encoding="utf-8")
    assert fault in _faults(outputs)


def test_a_part_of_no_fact_is_noticed(outputs: Path) -> None:
    facts = outputs / "facts.csv"
    lines = facts.read_text(encoding="utf-8").splitlines()
    part_of = COLUMNS["facts"].index("part_of")
    cells = next(
        line.split(",") for line in lines[1:] if not line.split(",")[part_of] and line.count(",") == len(lines[0].split(",")) - 1
    )
    whole = ",".join(cells)
    cells[part_of] = "a" + "0" * 16
    _replace(facts, whole, ",".join(cells))
    (outputs / DATAPACKAGE).write_text(datapackage(outputs, TABLES), encoding="utf-8")
    assert "foreign-key" in _faults(outputs)


def test_the_same_tables_give_the_same_package(outputs: Path, tmp_path: Path) -> None:
    elsewhere = copytree(outputs, tmp_path / "elsewhere")
    assert datapackage(elsewhere, TABLES) == datapackage(outputs, TABLES)
