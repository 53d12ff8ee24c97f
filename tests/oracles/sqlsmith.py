"""Queries that sqlsmith makes up (Debian's package), on a view of each relation
and on a table with the same rows. About half of them are SQLite's SQL and short
enough.

Its binary asserts that the SQLite it runs with is the very one that it was
built with, though it only reads a schema: a small library says so."""

import contextlib
import os
import random
import re
import shutil
import sqlite3
import subprocess

import beside
import listings
import of_papers
from conftest import connect
from differential import OPTIMIZATIONS, TooLong, limited, without
from hub import Hub

STEPS = 300_000
BATCH = 300   # queries of one seed
SMITH = shutil.which("sqlsmith")

SOURCE = re.compile(rb"SQLite (\d+)\.(\d+)\.(\d+) "
                    rb"(20\d\d-\d\d-\d\d [\d:]+ \w+)")
# What only other databases have; SQLite reads the rest.
FOREIGN = re.compile(r"lateral |tablesample (system|bernoulli) \([\d.]+\)")
SCALAR = re.compile(r"\(select (\w+) from ([\w.]+) limit 1 offset \d+\)")
LIMIT = re.compile(r"\blimit \d+")
# What differs from run to run, or between the two databases.
UNSURE = re.compile(r"\b(random|randomblob|changes|total_changes|"
                    r"last_insert_rowid)\(")
# What each of sqlsmith's tables is, beside those of the user.
RELATIONS = {
    "listing": "papers", "authors": "papers_authors",
    "artifacts": "papers_artifacts WHERE paper IN (SELECT pid FROM notes)",
    "comments": "papers_comments WHERE paper IN (SELECT pid FROM notes)",
    "sections": "papers_text WHERE paper IN (SELECT pid FROM notes)",
    "parsed": "papers_parse((SELECT page FROM pages))",
    "opened": "papers_read('{file}')",
    "links": "repo_links((SELECT text FROM texts))", "help": "papers_help"}
USER = """
    CREATE TABLE notes(pid TEXT, day TEXT, n INTEGER, score REAL);
    CREATE TABLE texts(text TEXT);
    CREATE TABLE pages(page TEXT);
    INSERT INTO notes SELECT id, listed, rank, upvotes / 2.0 FROM papers;
    INSERT INTO notes VALUES (NULL, '', 2, 0.5), ('x', 'n/a', NULL, 1),
                             ('2305.00001', '--11-03', 1, NULL);
    INSERT INTO texts VALUES ('Code: https://github.com/ann/tool and github.' ||
        'com/bo/lib, hf.co/ann/m; see www.example.org/x. https://ann.github.io')
    """
VIEWS = """
    CREATE VIEW first AS SELECT * FROM listing WHERE rank <= 2;
    CREATE VIEW papers_of_notes AS SELECT l.*, n.n, n.score
        FROM notes n JOIN listing l ON l.id = n.pid;
    CREATE VIEW day AS SELECT * FROM listing WHERE listed = '2023-05-05';
    """


def copy(live, plain, name, rows, columns):
    """A plain table of these rows, with these columns and types."""
    plain.execute(f"CREATE TABLE {name}(%s)" % ", ".join(
        f"'{column}' {kind}" for column, kind in columns))
    plain.executemany(f"INSERT INTO {name} VALUES (%s)" % ",".join(
        "?" * len(columns)), live.execute(rows))


def columns_of(live, table):
    return [(name, kind) for _, name, kind, *_, hidden
            in live.execute(f"PRAGMA table_xinfo({table})")
            if not hidden and name not in ("fetched_at", "cache")]


@contextlib.contextmanager
def databases(folder):
    """The one with a view of each relation, the one with tables, its file, and
    what `opened` stands for, as a view may not read a file."""
    made = listings.days(5)
    papers = [entry["paper"]["id"] for entries in made.values()
              for entry in entries]
    served = folder / "days"
    served.mkdir()
    of_papers.write_all(served, 1, papers)
    with Hub(listings.write(served, made)) as hub:
        live = connect()
        plain = sqlite3.connect(folder / "plain.db", isolation_level=None)
        live.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        live.execute("SELECT papers_config('cache', ':memory:')")
        live.executescript(USER)
        page = served / max(made, key=lambda day: len(made[day]))
        live.execute("INSERT INTO pages VALUES (?)",
                     [page.with_suffix(".json").read_text()])
        for table in ("notes", "texts", "pages"):
            copy(live, plain, table, f"SELECT * FROM {table}",
                 columns_of(live, table))
        for name, source in RELATIONS.items():
            source = source.replace("{file}", f"{page}.json")
            columns = columns_of(live, re.match(r"\w+", source)[0])
            names = ", ".join(f'"{column}"' for column, _ in columns)
            select = f"SELECT {names} FROM {source}"
            if name == "opened":
                opened = f"(SELECT * FROM {source})"
            else:
                live.execute(f"CREATE VIEW {name} AS {select}")
            copy(live, plain, name, select, columns)
        for db in (live, plain):
            db.executescript(VIEWS)
        beside.load(live, "optimizations")
        yield live, plain, folder / "plain.db", opened
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
    beside.build(folder / "says.c", folder / "says.so")
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


def compare(live, plain, query, opened, left_out):
    """None, or what differs; raises TooLong, or what the plain tables say."""
    due = limited(plain, STEPS, lambda: rows(plain, query))
    query = query.replace("main.opened", opened)
    try:
        with without(live, left_out):
            found = rows(live, f"{query} --{left_out}")
    except sqlite3.Error as error:
        if "parser stack overflow" in str(error):
            raise TooLong() from None
        return f"{error}: {query} -- without {left_out}"
    return None if found == due else (
        f"{len(found)} rows, where {len(due)} were due: {query} -- without "
        f"{left_out}")


def groups(query):
    """What is in parentheses, the longest first: (begin, end)."""
    open_at, found = [], []
    for place, letter in enumerate(query):
        if letter == "(":
            open_at.append(place)
        elif letter == ")" and open_at:
            found.append((open_at.pop(), place + 1))
    return sorted(found, key=lambda group: group[0] - group[1])


def shrunk(query, fails):
    """A shorter query that fails, too: parentheses have a number in them."""
    for begin, end in groups(query):
        for value in ("(0)", "(1)") if end - begin > 3 else ():
            shorter = query[:begin] + value + query[end:]
            if fails(shorter):
                return shrunk(shorter, fails)
    return query


def difference(live, plain, query, *rest):
    """None, or what differs, of a query that is as small as it could be
    made."""
    def fails(shorter):
        try:
            return compare(live, plain, shorter, *rest)
        except (TooLong, sqlite3.Error):
            return None

    query = " ".join(query.split())
    found = compare(live, plain, query, *rest)
    return found and fails(shrunk(query, fails))


def of_sqlsmith(folder, seed):
    """For each of endless queries: None, or what differs."""
    dice = random.Random(seed)
    with databases(folder) as (live, plain, file, opened):
        while True:
            for query in made_up(file, folder, BATCH, dice.randrange(2 ** 31)):
                left_out = dice.sample(list(OPTIMIZATIONS),
                                       dice.choice([0, 0, 1, 3]))
                with contextlib.suppress(TooLong, sqlite3.Error):
                    for form in forms(query):
                        yield difference(live, plain, form, opened, left_out)
