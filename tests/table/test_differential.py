"""Random queries give the same rows on `papers` as on a plain table with the
same content, and the same rows as the same query in other words. The seed is
fixed; PAPERS_QUERIES and PAPERS_SEED change how many are drawn, and which:

    PAPERS_QUERIES=30000 PAPERS_SEED=7 make test-whole \\
        SELECT=tests/table/test_differential.py

on another SQLite with
LD_LIBRARY_PATH=$(sh tests/tools/build_sqlite.sh 3.45.1)."""

import contextlib
import itertools
import json
import os
import sqlite3
import urllib.request
from collections import Counter

import pytest

import listings
import of_papers
from conftest import connect, needs_sqlite
from hub import Hub
from queries import Queries, named, shrink

DAYS = 19
SEED = int(os.environ.get("PAPERS_SEED", "20260731"))
QUERIES = int(os.environ.get("PAPERS_QUERIES", "2500"))
VERSION = sqlite3.sqlite_version_info
# More steps than this on the plain table, and a query is left out: on
# `papers` it would take seconds.
STEPS = 150_000
SHOWN = 5

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
VIEWS = """
    CREATE TEMP VIEW view_of_{T} AS SELECT *, feed FROM {T};
    CREATE TEMP VIEW first_of_{T} AS SELECT * FROM view_of_{T}
        WHERE rank <= 3;
    CREATE TEMP VIEW days_of_{T} AS
        SELECT listed, count(*) AS many, max(upvotes) AS most
        FROM view_of_{T} GROUP BY listed;
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


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    with both(tmp_path_factory.mktemp("days")) as db:
        yield db


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
    """What a query gives, or leaves in `kept`, each row as a text that tells
    types apart; sorted where the query does not say an order."""
    if query.startswith(("SELECT", "WITH")):
        found = [repr(row) for row in db.execute(query, parameters)]
        is_ordered = " ORDER BY " in query.rsplit(")", 1)[-1]
        return found if is_ordered else sorted(found)
    db.execute("BEGIN")
    try:
        db.execute(query, parameters)
        return sorted(map(repr, db.execute("SELECT * FROM kept")))
    finally:
        db.execute("ROLLBACK")


def answer(db, query, table, parameters=()):
    return rows(db, named(query, table), parameters)


def difference(db, query, parameters):
    """None, or what differs; raises TooLong. What the plain table cannot be
    asked is a mistake of this test."""
    plain = limited(db, STEPS,
                    lambda: answer(db, query, "plain", parameters))
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


class Tries:
    """Tries drawn queries; keeps a few differences, each made small."""

    def __init__(self, db, differs, seed, *sections):
        self.db, self.differs, self.sections = db, differs, sections
        self.queries = Queries(VERSION, POOLS, seed)
        self.found, self.late = [], 0

    def differ(self, queries):
        return self.differs(self.db, *queries.draw(*self.sections))

    def shrunk(self, choices):
        def fails(fewer):
            try:
                return bool(self.differ(Queries(VERSION, POOLS,
                                                choices=fewer)))
            except (TooLong, sqlite3.Error):
                return False

        small = shrink(choices, fails)
        query, parameters = Queries(VERSION, POOLS,
                                    choices=small).draw(*self.sections)
        try:
            found = self.differs(self.db, query, parameters)
        except TooLong:
            found = "not seen again"
        return f"{query} {parameters or ''}\n    {found}"

    def run(self, count):
        for number in range(count):
            try:
                found = self.differ(self.queries)
            except TooLong:
                self.late += 1
                continue
            if found:
                self.found.append(f"query {number}: {found}\n  in short: "
                                  + self.shrunk(self.queries.choices))
            assert len(self.found) < SHOWN, "\n".join(self.found)
        assert not self.found, "\n".join(self.found)
        assert self.late <= count / 10


def test_the_plain_table_is_the_whole_listing(db):
    query = f"SELECT {', '.join(listings.reading.COLUMNS)}, feed FROM {{T}} "
    for order in ("ORDER BY listed DESC, rank", "ORDER BY id"):
        assert answer(db, query + order, "papers") == \
            answer(db, query + order, "plain")


@pytest.mark.parametrize("table, names", [
    ("{A}", "listed, week, month, paper, position, name, login, full_name, "
            "status, status_changed, title"),
    ("{R}", "paper, kind, position, id, author, likes, downloads, gated"),
    ("{C}", "paper, id, parent, position, author, text, reactions"),
    ("{X}", "paper, position, level, heading, text, url")])
def test_the_other_plain_tables_are_whole_too(db, table, names):
    query = (f"SELECT {names} FROM {table} WHERE paper IN "
             "(SELECT id FROM plain) ORDER BY 1, 2, position")
    assert same(db, query)


def test_a_record_lacks_what_only_the_listing_has(hub_of, tmp_path):
    """Else nobody would notice a row that was made of the record alone."""
    made = listings.days(8)
    hub = hub_of(listings.write(tmp_path, made))
    outside = {"numComments", "thumbnail", "submittedBy",
               "isAuthorParticipating", "rank", "paper"}
    for day, entries in made.items():
        for entry in entries:
            with urllib.request.urlopen(
                    f"{hub.url}/api/papers/{entry['paper']['id']}") as answer:
                record = json.load(answer)
            assert {**record, **entry["paper"]} == record
            assert not outside & set(record)
            assert record["submittedOnDailyAt"].startswith(day)


@pytest.mark.slow
def test_random_queries(db):
    Tries(db, difference, SEED).run(QUERIES)


@pytest.mark.slow
def test_random_queries_in_a_database_of_utf16(tmp_path):
    """There texts have another order, by the bytes they have there."""
    with both(tmp_path, "UTF-16") as db:
        Tries(db, difference, SEED + 2).run(QUERIES // 5)


@pytest.mark.slow
def test_random_queries_side_by_side(db):
    """Statements that run at the same time, a row of each in turn."""
    queries = Queries(VERSION, POOLS, SEED + 3)
    for _ in range(QUERIES // 20):
        due, running = [], []
        while len(due) < 3:
            query, parameters = queries.draw("simple")
            try:
                due.append((query, parameters, limited(
                    db, STEPS, lambda: db.execute(query.replace(
                        "{T}", "plain"), parameters).fetchall())))
            except TooLong:
                pass
        for query, parameters, _ in due:
            running.append(db.execute(query.replace("{T}", "papers"),
                                      parameters))
        found = list(itertools.zip_longest(*running))
        for (query, parameters, rows), live in zip(due, zip(*found)):
            live = [row for row in live if row is not None]
            assert live == rows, f"{query} {parameters}, beside {due}"
        assert found or not any(rows for *_, rows in due)


# -- the same query in other words, on `papers` alone

def check_steps(db, condition, parameters):
    limited(db, STEPS, lambda: db.execute(
        f"SELECT total({condition}) FROM plain p".replace("{T}", "plain"),
        parameters).fetchall())


def counted_in_two_ways(db, condition, parameters):
    """NoREC: what WHERE lets pass is what the condition is true for."""
    check_steps(db, condition, parameters)
    one, two = (db.execute(sql.replace("{T}", "papers"), parameters)
                .fetchone()[0] for sql in (
        f"SELECT count(*) FROM {{T}} p WHERE {condition}",
        f"SELECT total(({condition}) IS TRUE) FROM {{T}} p"))
    return one != two and f"WHERE counts {one}, the condition {two}"


def parted_in_three(db, condition, parameters):
    """TLP: the rows with a condition, with its opposite and with neither are
    all rows. Each of PARTED is a query and how its parts come together."""
    check_steps(db, condition, parameters)
    for query, join in PARTED:
        parts = [db.execute(f"{query} WHERE {where}".replace("{T}", "papers"),
                            parameters).fetchall()
                 for where in (condition, f"NOT ({condition})",
                               f"({condition}) IS NULL")]
        whole = db.execute(query.replace("{T}", "papers")).fetchall()
        joined = join([row for part in parts for row in part])
        if joined != join(whole):
            return (f"{query}: {len(joined)} rows in parts, {len(whole)} in "
                    "all, or others")
    return None


def the_most(found):
    counts, most = zip(*found)
    return sum(counts), max((one for one in most if one), default=None)


PARTED = [
    ("SELECT p.id, p.listed, p.rank, p.comments FROM {T} p",
     lambda found: sorted(map(repr, found))),
    ("SELECT DISTINCT p.listed FROM {T} p", set),
    ("SELECT DISTINCT p.week, p.submitter FROM {T} p", set),
    ("SELECT count(*), max(p.listed) FROM {T} p", the_most),
    ("SELECT count(p.comments), max(p.id) FROM {T} p", the_most),
]


@pytest.mark.slow
def test_where_counts_what_the_condition_is_true_for(db):
    Tries(db, counted_in_two_ways, SEED, "condition").run(QUERIES // 4)


@pytest.mark.slow
def test_a_condition_parts_all_rows_in_three(db):
    Tries(db, parted_in_three, SEED + 1, "condition").run(QUERIES // 8)


# -- what random queries have found, one test for each cause

def same(db, query, *parameters):
    live = answer(db, query, "papers", parameters)
    assert live == answer(db, query, "plain", parameters)
    return live


@pytest.mark.parametrize("query", [
    "SELECT id FROM {T} ORDER BY upvotes DESC, listed, rank LIMIT 1",
    "SELECT id FROM {T} WHERE listed = '2023-05-09' "
    "ORDER BY upvotes DESC, rank LIMIT 1",
    "SELECT id FROM {T} WHERE upvotes > 5 ORDER BY listed, rank LIMIT 3",
    "SELECT id FROM {T} WHERE listed = '2023-05-09' AND upvotes > 5 LIMIT 3",
    "SELECT id FROM {T} WHERE listed = '2023-05-09' LIMIT 2 OFFSET 3",
    "SELECT id FROM {T} WHERE listed IN ('2023-05-09', '2023-05-11') "
    "ORDER BY listed DESC LIMIT 2 OFFSET 3",
    "SELECT id FROM {T} LIMIT 5 OFFSET 100",
    "SELECT id FROM {T} WHERE listed >= '2023-05-04' LIMIT -1 OFFSET 3",
])
def test_limits(db, query):
    assert same(db, query)


@pytest.mark.parametrize("condition", [
    "upvotes < author_count", "rank > comments", "rank = author_count",
    "substr(published, 1, 10) = listed", "upvotes - comments > rank",
    "(upvotes, comments) < (author_count, rank)",
    "rank IN (comments, author_count, 3)",
    "CASE WHEN upvotes > 3 THEN rank ELSE comments END > author_count",
    "coalesce(repo_stars, rank) > rank",
    "rank < (SELECT max(n) FROM days d WHERE d.listed = p.listed)",
    "rank IN (SELECT n FROM days d WHERE d.listed <= p.listed)",
    "EXISTS (SELECT 1 FROM days d WHERE d.id = p.id)"])
@pytest.mark.parametrize("rest", [
    "WHERE {}", "WHERE month = '2023-05' AND {}",
    "WHERE listed = '2023-05-09' AND {}",
    "WHERE listed >= '2023-05-08' AND {}"])
@pytest.mark.parametrize("limit", ["LIMIT 3", "LIMIT 2 OFFSET 3",
                                   "LIMIT 2 OFFSET -1"])
def test_a_limit_beside_what_is_not_shown(db, condition, rest, limit):
    """SQLite 3.38 to 3.45 offer LIMIT, and keep such a comparison back."""
    where = rest.format(condition)
    same(db, f"SELECT id FROM {{T}} p {where} ORDER BY listed DESC, rank "
             f"{limit}")
    same(db, "SELECT count(*) FROM (SELECT id FROM {T} p "
             f"{where} {limit})")


@pytest.mark.parametrize("condition", [
    f"{column} {sign} '{value}'"
    for column, values in (("listed", ("2023-05-09", "2023-05-04",
                                       "2023-05-22", "2023-05-13", "2023")),
                           ("week", ("2023-W19", "2023-W18", "2023-W21")),
                           ("month", ("2023-05", "2023-04")))
    for value in values for sign in ("=", "<", "<=", ">", ">=", "<>")
    if (sign, value) != ("=", "2023")])
@pytest.mark.parametrize("order", ["", "ORDER BY listed, rank LIMIT 120"])
def test_bounds(db, condition, order):
    same(db, f"SELECT id FROM {{T}} WHERE {condition} {order}")
    same(db, f"SELECT id FROM {{T}} WHERE {condition} AND week IN "
             f"('2023-W18', '2023-W20') {order}")


@pytest.mark.parametrize("one", [
    "week IN ('2023-W18', '2023-W20')", "listed NOT LIKE '2023-05-11'",
    "listed IN ('2023-05-05', '2023-05-09', '2023-05-16', '2023-05-22')",
    "listed BETWEEN '2023-05-08' AND '2023-05-17'"])
@pytest.mark.parametrize("other", [
    "listed IN ('2023-05-04', '2023-05-05', '2023-05-11', '2023-05-17')",
    "listed IN ('2023-05-09', '2023-05-22')", "week IN ('2023-W19', "
    "'2023-W21', '2023-W18')", "listed > '2023-05-05' AND month = '2023-05'"])
def test_sets_of_days_that_meet(db, one, other):
    for order in ("", "ORDER BY listed, rank", "ORDER BY listed DESC, rank"):
        same(db, f"SELECT id FROM {{T}} WHERE {one} AND {other} {order}")


@pytest.mark.parametrize("bounds", [14, 15, 16, 17, 40])
@pytest.mark.parametrize("limit", ["LIMIT 3", "LIMIT 2 OFFSET 3",
                                   "LIMIT 100 OFFSET 100"])
def test_many_bounds_and_a_limit_with_an_offset(db, bounds, limit):
    many = " AND ".join(f"listed > '{number:03}'" for number in range(bounds))
    assert same(db, f"SELECT id FROM {{T}} WHERE {many} "
                    f"ORDER BY listed DESC, rank {limit}")


@pytest.mark.parametrize("query", [
    "SELECT * FROM (SELECT *, feed FROM {T}) WHERE id = '2305.00009' "
    "AND rank <= 3",
    "SELECT rank, comments, thumbnail, submitter, organization, media, feed, "
    "author_participating FROM {T} WHERE id = '2305.00009'",
    "SELECT rank FROM first_of_{T} WHERE id IN ('2305.00009', '2305.00017')",
    "SELECT id, rank FROM {T} WHERE id = '2305.00009' OR rank = 3",
    "SELECT id, rank FROM {T} WHERE id = '2305.00009' "
    "OR listed = '2023-05-09'",
    "SELECT id, rank FROM {T} p WHERE listed = '2023-05-09' AND EXISTS "
    "(SELECT 1 FROM {T} q WHERE q.id = p.id AND q.rank <= 3)",
    "SELECT id, rank FROM {T} WHERE id IN (SELECT id FROM days)",
    "SELECT d.n, p.id, p.rank FROM days d LEFT JOIN {T} p ON p.id = d.id",
    "SELECT d.n, p.id FROM days d JOIN {T} p ON p.id = d.id AND p.rank = d.n",
    "SELECT d.n FROM days d LEFT JOIN {T} p ON p.id IN ('2305.00009', "
    "'2305.00017')",
    "SELECT d.n FROM days d LEFT JOIN {T} p ON p.listed = d.listed",
    "SELECT a.id, b.rank FROM {T} a JOIN {T} b ON a.id = b.id "
    "WHERE a.listed = '2023-05-09'",
    "SELECT a.id, b.rank FROM {T} a JOIN {T} b ON a.rowid = b.rowid "
    "WHERE a.id = '2305.00009'",
    "SELECT rank, feed FROM {T} WHERE id = '2305.00009' AND feed = 'daily'",
    # Only SQLite 3.38 tells what is a literal, and that it is true of all rows.
    pytest.param("SELECT p.rank, d.n FROM {T} p LEFT JOIN days d ON p.id = d.id "
    "AND p.feed = 'daily'",
                 marks=needs_sqlite(3, 38)),
    "SELECT id, rank FROM {T} WHERE feed = 'daily' AND (id, listed) IN "
    "(SELECT id, listed FROM days)",
    "SELECT rank FROM {T} WHERE id = '2305.00009' AND month = '2023-05'",
    "SELECT rank, title FROM {T} "
    "WHERE url = 'https://huggingface.co/papers/2305.00009'",
    "SELECT rank FROM {T} WHERE pdf_url = 'https://arxiv.org/pdf/2305.00009'",
    "SELECT rank FROM {T} WHERE (id, rank) IN (SELECT id, rank FROM {T} "
    "WHERE listed = '2023-05-09')",
    # Its place is on the second page.
    "SELECT rank FROM {T} WHERE id = '2305.00111'",
    "SELECT id, rank FROM {T} WHERE listed = '2023-05-09' AND rank > 98",
])
def test_a_row_is_the_same_whichever_way_it_is_found(db, query):
    names = ", ".join(listings.reading.COLUMNS)
    assert same(db, query.replace("SELECT *, feed", f"SELECT {names}, feed"))


@pytest.mark.parametrize("on", [
    "p.listed = o.value", "o.value = p.listed", "p.week = o.value",
    "p.month = o.value", "p.listed IS o.value", "p.id = o.value",
    "p.url = o.value", "p.listed IN (o.value, o.folded)",
    "o.folded = p.week", "o.spaced = p.listed", "o.spaced = p.id",
    "(p.listed, p.rank) = (o.value, o.n)", "p.listed LIKE o.value",
    "p.listed > o.value", "p.listed <= o.value"])
@pytest.mark.parametrize("tables", [
    "odd o CROSS JOIN {T} p ON", "{T} p CROSS JOIN odd o ON",
    "odd o LEFT JOIN {T} p ON", "odd o, {T} p WHERE"])
def test_a_value_from_a_row_that_is_no_day_equals_nothing(db, tables, on):
    same(db, f"SELECT o.n, p.id, p.rank FROM {tables} {on}")


@pytest.mark.parametrize("condition", [
    f"{column} {sign} (SELECT value FROM odd {which})"
    for column in ("listed", "week", "month", "id", "url")
    for sign, which in (("IN", ""), ("NOT IN", "WHERE value <> 'x'"),
                        ("=", "LIMIT 1 OFFSET 2"), ("=", "LIMIT 1 OFFSET 8"),
                        ("=", "LIMIT 1 OFFSET 18"), ("IS", "LIMIT 1"))])
def test_a_value_from_a_subquery_that_is_no_day_equals_nothing(
        db, condition):
    same(db, f"SELECT id, rank FROM {{T}} WHERE {condition}")


@pytest.mark.parametrize("condition", [
    "week = (SELECT '2023-w19') COLLATE NOCASE",
    "week COLLATE NOCASE = '2023-w19'", "week COLLATE NOCASE >= '2023-w20'",
    "week COLLATE NOCASE IN ('2023-w19', '2023-W20')",
    "week LIKE '2023-w1_'", "NOT week GLOB '2023-w1?'",
    "listed COLLATE RTRIM = '2023-05-09  '",
    "listed COLLATE RTRIM BETWEEN '2023-05-09 ' AND '2023-05-10 '",
    "id COLLATE RTRIM = '2305.00009  '",
    "url = 'HTTPS://HUGGINGFACE.CO/PAPERS/2305.00009' COLLATE NOCASE"])
def test_collations(db, condition):
    same(db, f"SELECT id, rank FROM {{T}} WHERE {condition}")


def test_like_that_tells_letters_apart(db):
    """`PRAGMA case_sensitive_like` gives LIKE another meaning."""
    db.execute("PRAGMA case_sensitive_like = ON")
    try:
        for pattern in ("2023-w1%", "2023-W1%", "2023-W19"):
            same(db, f"SELECT id FROM {{T}} WHERE week LIKE '{pattern}'")
    finally:
        db.execute("PRAGMA case_sensitive_like = OFF")


def test_an_order_with_a_collation_is_not_the_tables(db):
    for order in ("week COLLATE NOCASE, listed DESC, rank",
                  "listed COLLATE RTRIM DESC, rank DESC"):
        assert same(db, f"SELECT id FROM {{T}} ORDER BY {order} LIMIT 120")


def test_a_paper_listed_twice_is_found_where_its_record_says(tmp_path):
    """Both rows are there; by id alone there is the one of the record."""
    made = listings.days(DAYS, twice=True)
    with Hub(listings.write(tmp_path, made)) as hub:
        db = connect()
        db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        listings.plain_table(made, db)
        twice = db.execute("SELECT id, min(listed), max(listed) FROM plain "
                           "GROUP BY id HAVING count(*) > 1").fetchall()
        assert twice
        for paper, first, last in twice:
            what = "SELECT id, listed, rank, comments FROM {T} WHERE "
            same(db, what + "+id = ?", paper)
            same(db, what + "+id = ? AND listed = ?", paper, first)
            by_id = answer(db, what + "id = ?", "papers", [paper])
            assert by_id == answer(db, what + "id = ? AND listed = ?",
                                   "plain", [paper, last])
            # Two rows have two rowids, and each of them only one.
            same(db, what + f"listed = '{first}' OR listed = '{last}' "
                 "OR id = ?", paper)
        same(db, "SELECT count(DISTINCT rowid), count(*) FROM {T}")
        db.close()
