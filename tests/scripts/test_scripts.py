"""The scripts of sql/ are read again and again, by every kind of host, and
leave nothing behind where they cannot work."""

import os
import re
import sqlite3
import subprocess

import pytest

import scripts
from conftest import PATIENCE, connect

pytestmark = scripts.needs

FIRST = {"notes": [], "library": ["notes"], "alerts": [],
         "export": ["notes", "library", "alerts"]}


def schema(db):
    return db.execute("SELECT type, name, sql FROM sqlite_master "
                      "ORDER BY type, name").fetchall()


def bare_shell(sql, folder, *options):
    """The sqlite3 shell without the extension."""
    return subprocess.run(
        ["sqlite3", "-batch", *options, "bare.db"], input=sql, cwd=folder,
        capture_output=True, text=True, timeout=60 * PATIENCE, env=os.environ)


def tables_in(folder):
    db = sqlite3.connect(folder / "bare.db")
    try:
        return [name for _, name, _ in schema(db)]
    finally:
        db.close()


@pytest.mark.parametrize("name", scripts.ALL)
def test_scripts_hold_sql_alone(name):
    assert not re.search(r"^\s*\.", scripts.text(name), re.M)


@pytest.mark.parametrize("name", scripts.ALL)
def test_reading_again_changes_nothing(db, name):
    scripts.read(db, *FIRST[name], name)
    once = schema(db)
    scripts.read(db, name)
    assert schema(db) == once
    assert not db.in_transaction
    assert db.execute("SELECT count(*) FROM sqlite_temp_master"
                      ).fetchone() == (0,)


def test_shell_reads_all_twice_over_rows(shell, tmp_path):
    made = shell(
        scripts.text(*scripts.ALL) +
        "INSERT INTO notes (paper, note) VALUES ('2603.00001', 'a note');"
        "INSERT INTO tags VALUES ('2603.00001', 'a tag');"
        "INSERT INTO mark VALUES ('2603.00001', 'read', 2);"
        "INSERT INTO alerts (name, query) VALUES ('a', 'graph');"
        "INSERT INTO library (id, title, authors, listed, rank, fetched_at)"
        " VALUES ('2603.00001', 'A title', '[\"Ada\"]', '2026-03-02', 1,"
        " '2026-03-02T10:00:00Z');" +
        scripts.text(*scripts.ALL) +
        "SELECT note FROM notes; SELECT tag FROM tags;"
        "SELECT state, priority FROM reading_list; SELECT query FROM alerts;"
        "SELECT title, listed, rank FROM library; SELECT name FROM digests;"
        "SELECT author, papers FROM library_top_authors;"
        "SELECT script, version FROM papers_scripts;", "x.db",
        HF_HUB_OFFLINE="1")
    assert made.stderr == ""
    assert made.stdout.split("\n") == [
        "a note", "a tag", "read|2", "graph", "A title|2026-03-02|1", "daily",
        "rising", "Ada|1", "alerts|2", "export|2", "library|2", "notes|2", ""]


@pytest.mark.parametrize("name", scripts.ALL)
@pytest.mark.parametrize("options", [[], ["-bail"]])
def test_one_error_and_nothing_made_without_the_extension(
        name, options, tmp_path):
    made = bare_shell(scripts.text(name), tmp_path, *options)
    assert len(made.stderr.strip().splitlines()) == 1
    assert f"{name}.sql: the papers extension is not loaded" in made.stderr
    assert made.stdout == ""
    assert tables_in(tmp_path) == []


@pytest.mark.parametrize("name", scripts.ALL)
def test_python_without_the_extension(name):
    db = sqlite3.connect(":memory:", isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="is not loaded"):
        db.executescript(scripts.text(name))
    assert not db.in_transaction
    assert schema(db) == []
    db.execute("CREATE TABLE goes_on (x)")
    db.close()


def test_without_the_extension_what_was_made_before_stays(tmp_path):
    db = scripts.read(connect(str(tmp_path / "bare.db")))
    before = schema(db)
    db.close()
    made = bare_shell(scripts.text("library"), tmp_path)
    assert "is not loaded" in made.stderr
    db = sqlite3.connect(tmp_path / "bare.db")
    assert schema(db) == before
    db.close()


@pytest.mark.parametrize("name", ["library", "export"])
def test_a_script_names_those_to_be_read_before_it(shell, name):
    made = shell(scripts.text(name) + "SELECT count(*) FROM sqlite_master;")
    assert len(made.stderr.strip().splitlines()) == 1
    assert f"{name}.sql: read notes.sql" in made.stderr
    assert made.stdout == "0\n"


@pytest.mark.parametrize("name,other", [
    ("notes", "TABLE notes (x)"), ("notes", "VIEW today AS SELECT 1"),
    ("notes", "TABLE library_papers (x)"),
    ("library", "TABLE library_days (x)"), ("alerts", "TABLE alerts (x)"),
    ("export", "TABLE Bibtex (x)")])
def test_tables_of_somebody_else_are_left_alone(shell, name, other):
    made = shell(scripts.text(*FIRST[name]) + f"CREATE {other};" +
                 "CREATE TEMP TABLE before AS SELECT sql FROM sqlite_master;" +
                 scripts.text(name) +
                 "SELECT count(*) FROM before;"
                 "SELECT count(*) FROM sqlite_master;")
    assert f"{name}.sql: this database has" in made.stderr
    assert "rename it (ALTER TABLE" in made.stderr
    before, after = made.stdout.split()
    assert before == after


MINE = {"alerts": "alerts", "library": "library_listings", "export": "digests"}


@pytest.mark.parametrize("name", MINE)
@pytest.mark.parametrize("mine", [
    "ALTER TABLE {0} ADD COLUMN mine", "CREATE INDEX mine ON {0} (rowid)",
    "CREATE TRIGGER mine AFTER DELETE ON {0} BEGIN SELECT 1; END"])
def test_what_somebody_added_to_a_table_is_not_lost(db, name, mine):
    """Nothing is: the error says what is in the way, and the way out."""
    table = MINE[name]
    scripts.read(db, *scripts.ALL)
    column = db.execute("SELECT name FROM pragma_table_info(?)",
                        (table,)).fetchone()[0]
    db.execute(mine.format(table).replace("rowid", column))
    before = schema(db)
    with pytest.raises(sqlite3.IntegrityError,
                       match=f"{name}.sql: the table {table} has a column, "
                             "index or trigger of your own"):
        scripts.read(db, name)
    assert schema(db) == before
    for other in set(scripts.ALL) - {name}:
        scripts.read(db, other)
    for way_out in re.findall(r"(ALTER TABLE \w+ DROP COLUMN mine|DROP INDEX "
                              r"mine|DROP TRIGGER mine)", scripts.text(name)):
        try:
            db.execute(way_out)
        except sqlite3.OperationalError:
            continue
    scripts.read(db, name)


@pytest.mark.parametrize("name", scripts.ALL)
def test_an_error_undoes_nothing_of_an_open_transaction(name, tmp_path):
    made = bare_shell("CREATE TABLE mine (x);\nBEGIN;\n"
                      "INSERT INTO mine VALUES (1);\n" + scripts.text(name) +
                      "SELECT x FROM mine;\nROLLBACK;\n", tmp_path)
    assert f"{name}.sql: the papers extension is not loaded" in made.stderr
    assert made.stdout == "1\n"
    db = sqlite3.connect(tmp_path / "bare.db")
    assert db.execute("SELECT x FROM mine").fetchall() == [(1,)]
    assert tables_in(tmp_path) == ["mine"]
    db.close()


def test_export_wants_a_database_in_utf_8(db):
    db.execute("PRAGMA encoding = 'UTF-16'")
    scripts.read(db, "notes", "library", "alerts")
    with pytest.raises(sqlite3.IntegrityError, match="is in UTF-16"):
        scripts.read(db, "export")
    assert db.execute("SELECT count(*) FROM sqlite_master "
                      "WHERE name GLOB 'digest*'").fetchone() == (0,)


def test_an_attached_database_is_left_alone(tmp_path):
    """Somebody's other papers.db has views and triggers of these names."""
    scripts.read(connect(str(tmp_path / "other.db"))).close()
    db = connect()
    db.execute("ATTACH ? AS other", (str(tmp_path / "other.db"),))
    db.execute("CREATE TEMP VIEW today AS SELECT 1")
    whole = db.execute("SELECT * FROM other.sqlite_master").fetchall()
    for _ in range(2):
        scripts.read(db)
        assert db.execute("SELECT * FROM other.sqlite_master"
                          ).fetchall() == whole
        assert len(schema(db)) == len(whole)
    assert db.execute("SELECT * FROM today").fetchall() == [(1,)]
    db.close()
