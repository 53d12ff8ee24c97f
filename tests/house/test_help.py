"""papers_help has what there is, and the manual's tables are its rows."""

import re
import shutil
import sqlite3

import pytest

import manual
from conftest import ROOT, needs_fts5, needs_sqlite
from test_surface import surface


def help_of(db, kind):
    return db.execute("SELECT name, of, signature, help, example "
                      "FROM papers_help WHERE kind = ?", (kind,)).fetchall()


@needs_sqlite(3, 37)    # that PRAGMA names the tables, too
def test_each_table_has_a_row_and_each_of_its_columns(db):
    tables = [name for name, *_ in help_of(db, "table")]
    assert sorted(tables) == sorted(surface()["tables"])
    for table in tables:
        declared = [
            " ".join(filter(None, (name, type, hidden and "HIDDEN")))
            for name, type, hidden in db.execute(
                "SELECT name, type, hidden FROM pragma_table_xinfo(?)",
                (table,))]
        assert [signature for _, of, signature, *_ in help_of(db, "column")
                if of == table] == declared


def test_each_function_has_a_row_for_each_number_of_arguments(db):
    found = []
    for name, _, signature, *_ in help_of(db, "function"):
        called, arguments = re.fullmatch(r"(\w+)\((.*)\)", signature).groups()
        assert called == name
        found.append(f"{name} {len(arguments.split(', ')) if arguments else 0}")
    assert sorted(found) == surface()["functions"]


def test_each_setting_has_a_row(db):
    settings = db.execute("SELECT name, help FROM papers_config").fetchall()
    rows = help_of(db, "setting")
    assert [row[0] for row in rows] == [name for name, _ in settings]
    for (_, _, signature, text, _), (name, more) in zip(rows, settings):
        accepted = signature.removeprefix(f"{name}: ")
        assert more.startswith(f"{text} (accepted: {accepted}")


def test_a_row_is_there_once_and_says_something(db):
    rows = db.execute("SELECT rowid, * FROM papers_help").fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    assert len({(row[2], row[3], row[4]) for row in rows}) == len(rows)
    assert all(row[4] and row[5] for row in rows)
    assert all((row[3] is None) == (row[2] != "column") for row in rows)
    assert all((row[6] is None) == (row[2] == "column") for row in rows)


@needs_fts5
@needs_sqlite(3, 34)    # the tokenizer trigram
def test_every_example_can_be_run(asking, tmp_path, monkeypatch):
    shutil.copy(ROOT / "docs" / "page.txt", tmp_path)
    monkeypatch.chdir(tmp_path)
    for kind in "table", "function", "setting":
        for name, _, _, _, example in help_of(asking, kind):
            assert name in example
            assert len(asking.execute(example).fetchall()) > 0, example


def cells(part):
    """The first and the last cell of each row of a table in Markdown."""
    return re.findall(r"^\| `([^|]*)` \|(?:.*\|)? ([^|]*) \|$", part, re.M)


@pytest.mark.parametrize("file, part", [row[:2] for row in manual.PARTS])
def test_the_tables_of_the_manual_are_the_rows(db, file, part):
    """Those that are written from the declarations, too."""
    table = {"columns": "papers"}.get(part, part)
    if part == "hosts":
        return    # of no table
    if part in ("functions", "settings"):
        cell = "name" if part == "settings" else "signature"
        rows = db.execute(f"SELECT {cell}, help FROM papers_help "
                          "WHERE kind || 's' = ?", (part,))
    else:
        rows = db.execute("SELECT name, help FROM papers_help WHERE of = ?",
                          (table,))
    rows = list(rows)
    assert cells(manual.part_of(file, part)[1]) == rows and len(rows) > 4


def test_every_relation_is_in_the_manual(db):
    """And every other table whose columns are its own."""
    parts = {part for _, part, _ in manual.PARTS}
    tables = {name for name, *_ in help_of(db, "table")}
    assert tables - parts == {"papers", "papers_read", "papers_parse"}


def test_it_can_only_be_read(db):
    with pytest.raises(sqlite3.OperationalError, match="may not be modified"):
        db.execute("DELETE FROM papers_help")
    assert db.execute("SELECT * FROM papers_help AS a JOIN papers_help AS b "
                      "ON a.rowid = b.rowid AND a.name <> b.name"
                      ).fetchall() == []
