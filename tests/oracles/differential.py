"""Random queries on `papers` and its like, and on plain tables with the same
rows; the same query in other words; statements that run beside each other. Some
run without some of SQLite's optimisations: rows may not depend on these."""

import contextlib
import random
import re
import sqlite3
from collections import Counter

import beside
import listings
import of_papers
from conftest import connect
from hub import Hub
from queries import Queries, named, shrink

DAYS = 19
VERSION = sqlite3.sqlite_version_info
# The bits that sqlite3_test_control knows; older SQLites have fewer.
OPTIMIZATIONS = {
    "flattening": 0x1, "window functions": 0x2, "order of groups": 0x4,
    "constants first": 0x8, "distinct": 0x10, "covering index": 0x20,
    "order by index": 0x40, "transitive": 0x80, "joins left out": 0x100,
    "count of view": 0x200, "push down": 0x1000, "simpler joins": 0x2000,
    "skip scan": 0x4000, "constants of columns": 0x8000, "min max": 0x10000,
    "seek scan": 0x20000, "order left out": 0x40000, "bloom": 0x80000,
    "bloom pulled down": 0x100000, "balanced merge": 0x200000,
    "registers": 0x400000, "flattened unions": 0x800000,
    "indexed expressions": 0x1000000, "coroutines": 0x2000000,
    "unused columns": 0x4000000, "one pass": 0x8000000,
    "order of subqueries": 0x10000000, "star query": 0x20000000,
    "exists to join": 0x40000000, "all": -1}
READS = ("SELECT", "WITH")
LEFT_OUT = re.compile(r" /\* without (.*) \*/$")
# More steps than this on the plain table, and a query is left out: on
# `papers` it would take seconds.
STEPS = 150_000

IDS = [f"2305.{number:05}" for number in (9, 1, 2, 17, 40, 90, 110, 111, 120,
                                          99999)] + ["2401.00001"]
POOLS = {
    # Most of the papers are of these days; others have none.
    "DAY": ["2023-05-09"] * 6 + ["2023-05-11", "2023-05-12", "2023-05-16",
            "2023-05-22"] + [*("2023-05-%02d" % day for day in range(1, 27)),
                              "2023-06-30"],
    "WEEK": ["2023-W19", *("2023-W%02d" % week for week in range(17, 23)),
             "2020-W53"],
    "MONTH": ["2023-05", "2023-04", "2023-06"],
    "BOUND": ["2023-05-1", "", "2", "2023", "2023-05", "2023-05-0",
              "2023-05-2", "2023-05-22", "2023-W19", "2023-X", "9", "zzz",
              "2023-05-09 ", "2023-w19", "é", "2023-05-09\ue000",
              "2023-05-1\U0001f4c4"],
    "LOWER": ["2023-w19", "2023-w20", "2023-W19"],
    "LIKE": ["2023-05-1%", "2023-05-09", "2023-05-_9", "%", "", "%-W2%",
             "2023-w1_", "2023%", "x%", "2023-0%5", "_023-05-1%"],
    "GLOB": ["2023-05-1*", "2023-05-1[0-5]", "[2]023*", "*", "2023-05-09",
             "2023-W2?", "", "2023-w*", "2023-05-1[^0]"],
    "ID": IDS,
    "URL": [f"https://{place}{end}" for place in (
        "huggingface.co/papers/", "arxiv.org/abs/", "arxiv.org/pdf/")
        for end in (*IDS[:4], "", IDS[0] + "v2", IDS[1] + "/")]
        + ["HTTPS://huggingface.co/papers/" + IDS[0], "", IDS[0]],
    "N": [3, -1, 0, 1, 2, 4, 5, 8],
    "WORD": ["ada", "Ada", "cy", "", "2", "https", '["Ada Byron"]'],
    "WORDS": ["%ag%", "%a%", "[%", "ada", "A%", "%20%"],
    "OFF": list(OPTIMIZATIONS),
}
# What a user's own column may hold where a day or an id is looked for.
ODD = [None, "", "n/a", "--11-03", "2023-05-9", "2023-5-09", " 2023-05-09",
       "2023-05-09 ", "2023-05-09", "2023-05-12", "2023-05-09\0", "2023-W20",
       "2023-w20", "2023-W1", "2023-W99", "2023-05", "2023-5", "2023-13", 2023,
       20230509, 2023.5, 1e99, -1, b"", b"2023-05-09", b"\xff", IDS[0],
       IDS[3], IDS[1] + " ", IDS[1] + "v1", "https://arxiv.org/abs/" + IDS[0],
       "https://huggingface.co/papers/" + IDS[0], "daily", "x" * 5000, "é",
       2305.00017, 1, "1", 1.0, 2, 2**63 - 1, "ada", "Ada", "ada ", b"ada"]
TABLES = """
    CREATE TABLE days(n INTEGER, listed TEXT, week TEXT, month TEXT,
                      id TEXT, number INTEGER);
    INSERT INTO days SELECT rowid % 11, listed, week, month, id, 1900 + rowid
        FROM plain WHERE rowid % 13 = 0;
    INSERT INTO days VALUES (3, '2023-05-06', NULL, '2022-01', 'x', 9),
                            (4, NULL, '2023-W19', NULL, NULL, NULL),
                            (2, '2023-05-09', '2023-W19', '2023-05', NULL, 7),
                            (5, '2029-01-01', '2029-W01', '2029-01',
                             '2305.00001', 1);
    CREATE TABLE odd(n INTEGER, value, folded TEXT COLLATE NOCASE,
                     spaced TEXT COLLATE RTRIM);
    CREATE TABLE kept(id TEXT, listed TEXT, n INTEGER);
    INSERT INTO kept SELECT id, listed, rank FROM plain WHERE rowid % 9 = 2;
    """
# What is written to `watched_...` lets a trigger read the table.
VIEWS = """
    CREATE TEMP VIEW view_of_{T} AS SELECT *, feed FROM {T};
    CREATE TEMP VIEW first_of_{T} AS SELECT * FROM view_of_{T}
        WHERE rank <= 3;
    CREATE TEMP VIEW days_of_{T} AS
        SELECT listed, count(*) AS many, max(upvotes) AS most
        FROM view_of_{T} GROUP BY listed;
    CREATE TABLE watched_{T} AS SELECT listed, id, n FROM days;
    CREATE TEMP TRIGGER insert_{T} AFTER INSERT ON watched_{T} BEGIN
        INSERT INTO kept SELECT p.id, NEW.listed, p.rank FROM {T} p
            WHERE p.id = NEW.id AND p.upvotes >= NEW.n;
        UPDATE kept SET n = (SELECT max(upvotes) FROM {T}
            WHERE listed = NEW.listed) WHERE listed = NEW.listed;
    END;
    CREATE TEMP TRIGGER delete_{T} AFTER DELETE ON watched_{T} BEGIN
        DELETE FROM kept WHERE id IN (SELECT p.id FROM {T} p
            WHERE p.listed = OLD.listed AND p.rank > OLD.n);
    END;
    """


def fill(db):
    for number, value in enumerate(ODD):
        text = value if isinstance(value, str) else None
        db.execute("INSERT INTO odd VALUES (?, ?, ?, ?)", [
            number % 7, value, text and text.swapcase(),
            text and text + "  "])
    db.execute("INSERT INTO odd VALUES (1, CAST(x'ffff' AS TEXT), 'ÿ', ' ')")


@contextlib.contextmanager
def both(folder, encoding="UTF-8"):
    """A connection with `papers` and the plain table, the other relations and
    theirs, and what joins them."""
    made = listings.days(DAYS)
    papers = [entry["paper"]["id"] for entries in made.values()
              for entry in entries]
    others = of_papers.write_all(folder, 1, papers)
    with Hub(listings.write(folder, made)) as hub:
        db = connect()
        db.execute(f"PRAGMA encoding = '{encoding}'")
        db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        db.execute("SELECT papers_config('cache', ':memory:')")
        if (3, 38) <= VERSION < (3, 45):
            # The Bloom filter of an automatic index overlooks RTRIM: rows of
            # the plain table would be lost.
            db.execute("PRAGMA automatic_index = OFF")
        db.execute("SELECT papers_config('max_requests', 2000)")
        beside.load(db, "optimizations")
        listings.plain_table(made, db)
        listings.plain_authors(made, db)
        for name, its in others.items():
            plain = name.replace("papers", "plain", 1)
            of_papers.plain_table(db, name, its, plain)
            db.execute(f"CREATE INDEX {plain}_paper ON {plain} (paper)")
        db.executescript(TABLES)
        fill(db)
        for table in ("papers", "plain"):
            db.executescript(VIEWS.replace("{T}", table))
        yield db
        db.close()


class TooLong(Exception):
    """A query would take seconds."""


def limited(db, steps, run):
    """What `run` returns, unless SQLite takes more steps for it."""
    db.set_progress_handler(lambda: 1, steps)
    try:
        return run()
    except sqlite3.OperationalError as error:
        if str(error) == "interrupted":
            raise TooLong() from None
        raise
    finally:
        db.set_progress_handler(None, 0)


def rows(db, query, parameters):
    """What a query gives, or leaves in a table, each row as a text that tells
    types apart; sorted where the query does not say an order."""
    if query.startswith(READS):
        found = [repr(row) for row in db.execute(query, parameters)]
        return found if is_ordered(query) else sorted(found)
    written = "made" if query.startswith("CREATE") else "kept"
    db.execute("BEGIN")
    try:
        db.execute(query, parameters)
        return sorted(map(repr, db.execute(f"SELECT * FROM {written}")))
    finally:
        if db.in_transaction:   # what is interrupted has ended it
            db.execute("ROLLBACK")


def is_ordered(query):
    return " ORDER BY " in query.rsplit(")", 1)[-1]


@contextlib.contextmanager
def without(db, names):
    """What is prepared inside does without these optimisations."""
    if not names:
        yield
        return
    bits = 0
    for name in names:
        bits |= OPTIMIZATIONS[name]
    db.execute("SELECT leave_out(?)", [bits])
    try:
        yield
    finally:
        db.execute("SELECT leave_out(0)")


def left_out(query):
    found = LEFT_OUT.search(query)
    return re.findall("'(.*?)'", found[1]) if found else []


def answer(db, query, table, parameters=()):
    """The plain table is asked with all optimisations."""
    if table == "plain":
        return rows(db, named(LEFT_OUT.sub("", query), table), parameters)
    with without(db, left_out(query)):
        return rows(db, named(query, table), parameters)


def limited_answer(db, query, parameters):
    """The plain table's; raises TooLong."""
    return limited(db, STEPS, lambda: answer(db, query, "plain", parameters))


def difference(db, query, parameters):
    """None, or what differs; raises TooLong. What the plain table cannot be
    asked is a mistake of the grammar."""
    plain = limited_answer(db, query, parameters)
    try:
        live = answer(db, query, "papers", parameters)
    except sqlite3.Error as error:
        return f"{error}, where {len(plain)} rows were due"
    if live == plain:
        return None
    if sorted(live) == sorted(plain):
        return "rows in another order"
    missing, extra = (list((Counter(these) - Counter(others)).elements())[:2]
                      for these, others in ((plain, live), (live, plain)))
    return (f"{len(live)} rows, where {len(plain)} were due; "
            f"missing {missing}, too many {extra}")


# -- the same query in other words, on `papers` and its like alone

def read(db, words, parameters):
    """The rows, where the plain table says that it is no matter of seconds."""
    limited(db, STEPS, lambda: db.execute(
        named(words, "plain"), parameters).fetchall())
    return db.execute(named(words, "papers"), parameters).fetchall()


def counted_in_two_ways(db, query, parameters):
    """NoREC: what WHERE lets pass is what the condition is true for. `query` is
    of the grammar's section `parted`; where the condition is counted, SQLite
    has nothing to optimise, and does without."""
    source, condition = query[query.index("FROM"):].split(" THAT ")
    try:
        one = read(db, f"SELECT count(*) {source} AND {condition}", parameters)
        with without(db, ["all"]):
            two = read(db, f"SELECT count(CASE WHEN {condition} THEN 1 END) "
                       f"{source} /* without all */", parameters)
    except sqlite3.Error as error:
        return str(error)
    return one != two and f"WHERE counts {one}, the condition {two}"


def parted_in_three(db, query, parameters):
    """TLP: the rows with a condition, with its opposite and with neither are
    all rows."""
    head, condition = query.split(" THAT ")
    columns, source = head.split(" FROM ", 1)
    last = columns.split(", ")[-1]
    try:
        for select, join in [
                (columns, lambda found: sorted(map(repr, found))),
                (f"DISTINCT {last}", set),
                (f"count({last}), max({last})", the_most)]:
            whole = f"SELECT {select} FROM {source}"
            parts = [read(db, f"{whole} AND {where}", parameters)
                     for where in (condition, f"NOT ({condition})",
                                   f"({condition}) IS NULL")]
            joined = join([row for part in parts for row in part])
            if joined != join(read(db, whole, parameters)):
                return f"{select}: the parts are {[*map(len, parts)]} rows"
    except sqlite3.Error as error:
        return str(error)
    return None


def the_most(found):
    counts, most = zip(*found)
    return sum(counts), max((one for one in most if one is not None),
                            default=None)


# -- many of them

def shrunk(db, differs, section, choices):
    def fails(fewer):
        queries = Queries(VERSION, POOLS, choices=fewer)
        try:
            return bool(differs(db, *queries.draw(section)))
        except (TooLong, sqlite3.Error):
            return False

    queries = Queries(VERSION, POOLS, choices=shrink(choices, fails))
    query, parameters = queries.draw(section)
    try:
        found = differs(db, query, parameters)
    except TooLong:
        found = "not seen again"
    return f"{query} {parameters or ''}\n    {found}"


def tries(db, differs, seed, section):
    """For each of endless random queries: None, or what differs."""
    queries = Queries(VERSION, POOLS, seed)
    while True:
        try:
            found = differs(db, *queries.draw(section))
        except TooLong:
            continue
        yield found and (f"{found}\n  in short: "
                         + shrunk(db, differs, section, queries.choices))


def on_plain_tables(db, seed):
    return tries(db, difference, seed, "masked")


def by_norec(db, seed):
    return tries(db, counted_in_two_ways, seed, "parted")


def by_tlp(db, seed):
    return tries(db, parted_in_three, seed, "parted")


# -- statements that run at the same time

class Running:
    """A statement that is being stepped, and the rows that are due."""

    def __init__(self, db, queries):
        self.found, self.due, self.is_done = [], None, False
        while self.due is None:
            self.text, parameters = queries.draw()
            if self.text.startswith(READS):
                with contextlib.suppress(TooLong):
                    self.due = limited_answer(db, self.text, parameters)
        with without(db, left_out(self.text)):
            self.cursor = db.execute(named(self.text, "papers"), parameters)

    def step(self, count):
        rows = self.cursor.fetchmany(count)
        self.found += map(repr, rows)
        self.is_done = len(rows) < count

    def end(self):
        """What is wrong with the rows that came, be it all or a part."""
        self.cursor.close()
        due = self.due
        if is_ordered(self.text) and not self.is_done:
            due = due[:len(self.found)]
        if is_ordered(self.text):
            is_right = self.found == due
        elif self.is_done:
            is_right = sorted(self.found) == due
        else:
            is_right = not Counter(self.found) - Counter(due)
        return None if is_right else (
            f"{self.text}: {len(self.found)} rows, where {len(due)} were due")


def side_by_side(db, seed):
    """Statements that run at the same time, some rows of one, then of another;
    some end early, and something is written meanwhile."""
    queries, dice = Queries(VERSION, POOLS, seed), random.Random(seed)
    while True:
        running = [Running(db, queries) for _ in range(3)]
        wrong = []
        try:
            while running:
                one = dice.choice(running)
                one.step(dice.choice([1, 1, 2, 5, 30]))
                if one.is_done or dice.random() < .05:
                    running.remove(one)
                    wrong.append(one.end())
                db.execute("UPDATE kept SET n = n WHERE n = 1")
        except sqlite3.Error as error:
            wrong.append(f"{error}: {[one.text for one in running]}")
        yield "\n  ".join(filter(None, wrong)) or None


def of_tables(tries, encoding="UTF-8"):
    """The same with a database of its own, for tools/prove.py."""
    def run(folder, seed):
        with both(folder, encoding) as db:
            yield from tries(db, seed)
    return run
