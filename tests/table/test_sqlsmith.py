"""Queries that sqlsmith makes up (Debian's package), on a view of `papers` and
on a table with the same rows. PAPERS_SQLSMITH says how many it makes, and
PAPERS_SEED which; about half of them are SQLite's SQL and short enough.

Its binary asserts that the SQLite it runs with is the very one that it was
built with, though it only reads a schema: a small library says so."""

import os
import re
import shutil
import sqlite3
import subprocess

import pytest

import listings
from conftest import connect
from hub import Hub
from test_differential import TooLong, limited

COUNT = int(os.environ.get("PAPERS_SQLSMITH", "600"))
SEED = int(os.environ.get("PAPERS_SEED", "1"))
STEPS = 300_000
SMITH = shutil.which("sqlsmith")
NAMES = listings.reading.COLUMNS
pytestmark = [pytest.mark.foreign, pytest.mark.skipif(
    not SMITH, reason="sqlsmith is not here")]

SOURCE = re.compile(rb"SQLite (\d+)\.(\d+)\.(\d+) "
                    rb"(20\d\d-\d\d-\d\d [\d:]+ \w+)")
NOTES = """
    CREATE TABLE notes(pid TEXT, day TEXT, n INTEGER, score REAL);
    INSERT INTO notes SELECT id, listed, rank, upvotes / 2.0 FROM {from};
    INSERT INTO notes VALUES (NULL, '', 2, 0.5), ('x', 'n/a', NULL, 1),
                             ('2305.00001', '--11-03', 1, NULL);
    CREATE VIEW first AS SELECT * FROM listing WHERE rank <= 2;
    CREATE VIEW papers_of_notes AS SELECT l.*, n.n, n.score
        FROM notes n JOIN listing l ON l.id = n.pid;
    CREATE VIEW day AS SELECT * FROM listing WHERE listed = '2023-05-05';
    """
# What only other databases have; SQLite reads the rest.
FOREIGN = re.compile(r"lateral |tablesample (system|bernoulli) \([\d.]+\)")
SCALAR = re.compile(r"\(select (\w+) from ([\w.]+) limit 1 offset \d+\)")
LIMIT = re.compile(r"\blimit \d+")
# What differs from run to run, or between the two databases.
UNSURE = re.compile(r"\b(random|randomblob|changes|total_changes|"
                    r"last_insert_rowid)\(")


@pytest.fixture(scope="module")
def databases(tmp_path_factory):
    """The one with a view of `papers`, the one with a table, its file."""
    made = listings.days(5)
    place = tmp_path_factory.mktemp("sqlsmith")
    file = place / "plain.db"
    with Hub(listings.write(tmp_path_factory.mktemp("days"), made)) as hub:
        live, plain = connect(), sqlite3.connect(file, isolation_level=None)
        live.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        live.execute("SELECT papers_config('cache', ':memory:')")
        listings.plain_table(made, plain)
        plain.execute("CREATE TABLE listing(%s)" % ", ".join(
            f"{name} {kind}" for _, name, kind, *_ in plain.execute(
                "PRAGMA table_info(plain)") if name in NAMES))
        plain.execute(f"INSERT INTO listing SELECT {', '.join(NAMES)} "
                      "FROM plain")
        plain.execute("DROP TABLE plain")
        live.execute(f"CREATE VIEW listing AS SELECT {', '.join(NAMES)} "
                     "FROM papers")
        for db in (live, plain):
            db.executescript(NOTES.replace("{from}", "listing"))
        yield live, plain, file
        live.close()
        plain.close()


def its_sqlite(folder):
    """A library to load before sqlsmith, that says which SQLite it wants."""
    major, minor, patch, source = (part.decode() for part in SOURCE.search(
        open(SMITH, "rb").read()).groups())
    number = int(major) * 1000000 + int(minor) * 1000 + int(patch)
    (folder / "says.c").write_text(f"""
        const char *sqlite3_libversion(void) {{
          return "{major}.{minor}.{patch}"; }}
        int sqlite3_libversion_number(void) {{ return {number}; }}
        const char *sqlite3_sourceid(void) {{ return "{source}"; }}
        """)
    subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-o",
                    folder / "says.so", folder / "says.c"], check=True)
    return str(folder / "says.so")


def made_up(file, folder, count, seed):
    """The queries, freed of what is not SQLite's."""
    said = subprocess.run(
        [SMITH, f"--sqlite=file:{file}?mode=ro", "--dry-run",
         "--exclude-catalog", f"--max-queries={count}", f"--seed={seed}"],
        capture_output=True, text=True, check=True,
        env={**os.environ, "LD_PRELOAD": its_sqlite(folder)}).stdout
    for query in said.split(";"):
        query = query[query.find("select"):] if "select" in query else ""
        if query and not UNSURE.search(query):
            yield SCALAR.sub(r"(select max(\1) from \2)",
                             FOREIGN.sub("", query))


def forms(query):
    """The query without any LIMIT, whose rows are known, and with the last
    one alone, whose number of rows is."""
    whole = LIMIT.sub("", query)
    yield whole
    last = re.search(r"\blimit \d+\s*$", query)
    if last:
        yield f"SELECT count(*) FROM ({whole} {last[0]})"


def rows(db, query):
    return sorted(map(repr, db.execute(query)))


def test_queries_of_sqlsmith(databases, tmp_path):
    live, plain, file = databases
    compared, found = 0, []
    for query in made_up(file, tmp_path, COUNT, SEED):
        for form in forms(query):
            try:
                due = limited(plain, STEPS, lambda: rows(plain, form))
            except (TooLong, sqlite3.Error):
                break
            compared += 1
            try:
                differs = rows(live, form) != due
            except sqlite3.Error as error:
                differs = str(error)
            if differs:
                found.append(f"{differs}: {' '.join(form.split())}")
    print(f"{compared} queries compared")
    assert not found, "\n".join(found[:5])
    assert compared > COUNT / 10
