"""What is pushed to the service, in the words of EXPLAIN QUERY PLAN, and what
must not be, because SQLite still filters, sorts or skips afterwards."""

import re
import sqlite3

import pytest

from conftest import connect, needs_sqlite

VERSION = sqlite3.sqlite_version_info
NEW = VERSION >= (3, 38)     # LIMIT, IN as one call, the values of literals
STEP = re.compile(r"(?:SCAN|SEARCH) (?:TABLE )?(\w+)(?: AS (\w+))?"
                  r"(?:.* VIRTUAL TABLE INDEX \d+:(.*?))?(?: LEFT-JOIN)?$")


@pytest.fixture(scope="module")
def db():
    """Nobody is asked: the address is of nobody."""
    db = connect()
    db.execute("SELECT papers_config('endpoint', 'http://127.0.0.1:1')")
    db.executescript("""
        CREATE TABLE notes(pid TEXT, day TEXT, note TEXT);
        CREATE TABLE days(day TEXT PRIMARY KEY);
        CREATE TEMP VIEW v AS SELECT * FROM papers;
        """)
    yield db
    db.close()


def steps(db, sql):
    """The tables in the order of their loops: (name, words), words None for
    an ordinary table."""
    found = []
    for *_, detail in db.execute("EXPLAIN QUERY PLAN " + sql):
        match = STEP.match(detail)
        if match:
            table, alias, words = match.groups()
            found.append((alias or table, words))
    return found


def words(db, rest):
    ((_, said),) = steps(db, "SELECT title FROM papers " + rest)
    return said


# -- each row of what is pushed; [old] is what SQLite before 3.38 has

@pytest.mark.parametrize("rest, said, old", [
    ("", "", ""),
    ("WHERE listed = '2026-07-30'", "listed=?", None),
    ("WHERE '2026-07-30' = listed", "listed=?", None),
    ("WHERE listed = 'a' AND listed = 'b'", "listed=? listed=?", None),
    ("WHERE listed IN ('a', 'b')", "listed IN (?)", "listed=?"),
    ("WHERE listed IN (SELECT day FROM (SELECT 'a' AS day))",
     "listed IN (?)", "listed=?"),
    ("WHERE listed < 'a'", "listed<?", None),
    ("WHERE listed <= 'a'", "listed<=?", None),
    ("WHERE listed > 'a'", "listed>?", None),
    ("WHERE listed >= 'a'", "listed>=?", None),
    ("WHERE listed BETWEEN 'a' AND 'b'", "listed>=? listed<=?", None),
    ("WHERE week = 'a'", "week=?", None),
    ("WHERE week IN ('a', 'b')", "week IN (?)", "week=?"),
    ("WHERE week > 'a' AND week <= 'b'", "week>? week<=?", None),
    ("WHERE month = 'a'", "month=?", None),
    ("WHERE month IN ('a', 'b')", "month IN (?)", "month=?"),
    ("WHERE month >= 'a' AND month < 'b'", "month>=? month<?", None),
    ("WHERE month = 'a' AND week IN ('b') AND listed > 'c'",
     "listed>? week=? month=?", None),
    ("WHERE id = 'a'", "id=?", None),
    ("WHERE id IN ('a', 'b')", "id IN (?)", "id=?"),
    ("WHERE papers MATCH 'a'", "papers MATCH ?", None),
    ("WHERE papers = 'a'", "papers=?", None),
    ("('a')", "papers=?", None),
    ("('a', 'daily', 60)", "papers=? feed=? max_age=?", None),
    ("WHERE feed = 'trending'", "feed=?", None),
    ("WHERE feed IN ('daily', 'trending')", "feed=?", None),
    ("WHERE max_age = 0 AND listed = 'a'", "listed=? max_age=?", None),
    ("ORDER BY listed", "order=listed", None),
    ("ORDER BY listed DESC", "order=-listed", None),
    ("ORDER BY listed, rank", "order=listed", None),
    ("ORDER BY listed DESC, rank", "order=-listed", None),
    ("WHERE month = 'a' ORDER BY listed", "month=? order=listed", None),
    # The day of a search or of the trending list is SQLite's to check; it is
    # given so that a text that is no day is an error there too.
    ("WHERE papers MATCH 'a' AND listed = 'b'", "listed=? papers MATCH ?",
     None),
    ("WHERE feed = 'trending' AND listed = 'b'", "listed=? feed=?", None),
    # With a day the id is a filter.
    ("WHERE id = 'a' AND listed = 'b'", "listed=?", None),
    ("WHERE id IN ('a', 'b') AND month = 'b'", "month=?", None),
])
def test_what_is_pushed(db, rest, said, old):
    assert words(db, rest) == (said if NEW or old is None else old)


@pytest.mark.parametrize("rest, said", [
    ("LIMIT 3", "limit=?"),
    ("LIMIT -1", "limit=?"),
    ("LIMIT 3 OFFSET 2", "limit=? offset=?"),
    ("WHERE listed = 'a' LIMIT 3", "listed=? limit=?"),
    ("WHERE listed IN ('a', 'b') LIMIT 3 OFFSET 1",
     "listed IN (?) limit=? offset=?"),
    ("WHERE id = 'a' LIMIT 3", "id=? limit=?"),
    ("WHERE id IN ('a', 'b') LIMIT 3", "id IN (?) limit=?"),
    ("WHERE feed = 'trending' LIMIT 3", "feed=? limit=?"),
    ("WHERE papers MATCH 'a' LIMIT 3", "papers MATCH ? limit=?"),
    ("WHERE max_age = 0 AND month = 'a' LIMIT 3", "month=? max_age=? limit=?"),
    ("ORDER BY listed LIMIT 3", "order=listed limit=?"),
    ("ORDER BY listed DESC, rank LIMIT 3", "order=-listed limit=?"),
    ("WHERE month = 'a' ORDER BY listed LIMIT 3",
     "month=? order=listed limit=?"),
])
@needs_sqlite(3, 38)
def test_a_limit_that_is_pushed(db, rest, said):
    offered = re.sub(" ?(limit|offset)=[?]", "", said).strip()
    # Not every version offers it with MATCH; none may with something else.
    assert words(db, rest) in ({said, offered} if "MATCH" in rest else {said})


@needs_sqlite(3, 38)
def test_a_limit_within_bounds_that_are_known_texts(db):
    """3.38 to 3.40 offer no LIMIT with BETWEEN; newer ones do."""
    for rest in ("WHERE listed >= '2026-07-01' LIMIT 3",
                 "WHERE listed BETWEEN '2026-07' AND '2026-08' LIMIT 3"):
        said = words(db, rest)
        assert said.split(" limit=")[0] in (
            "listed>=?", "listed>=? listed<=?")
    assert "limit=?" in words(db, "WHERE listed >= '2026-07-01' LIMIT 3")


@pytest.mark.parametrize("rest", [
    "WHERE listed = 'a' ORDER BY upvotes DESC LIMIT 2",
    "WHERE listed = 'a' ORDER BY title LIMIT 2",
    "WHERE listed = 'a' ORDER BY listed, upvotes LIMIT 2",
    "WHERE listed = 'a' ORDER BY listed, rank DESC LIMIT 2",
    "WHERE listed = 'a' ORDER BY rank LIMIT 2",
    "WHERE id IN ('a', 'b') ORDER BY listed LIMIT 2",
    "WHERE papers MATCH 'a' ORDER BY listed LIMIT 2",
    "WHERE feed = 'trending' ORDER BY listed LIMIT 2",
    "WHERE month IN ('a') ORDER BY month, week, rank LIMIT 2",
    "WHERE listed = 'a' AND upvotes > 2 LIMIT 2",
    "WHERE listed = 'a' AND title LIKE '%x%' LIMIT 2",
    "WHERE listed = 'a' AND length(title) > 3 LIMIT 2",
    "WHERE listed = 'a' AND id = 'b' LIMIT 2",
    "WHERE listed = 'a' AND rowid = 2 LIMIT 2",
    "WHERE listed > 5 LIMIT 2",
    "WHERE listed > x'00' LIMIT 2",
    "WHERE listed > (SELECT 'a') LIMIT 2",
    "WHERE listed = 'a' COLLATE NOCASE LIMIT 2",
    "WHERE listed <> 'a' LIMIT 2",
    "WHERE feed = 'trending' AND listed = 'a' LIMIT 2",
    "WHERE feed = 'trending' AND id = 'a' LIMIT 2",
    "WHERE feed IN ('daily', 'trending') LIMIT 2",
    "WHERE papers IN ('a', 'b') LIMIT 2",
    "WHERE papers MATCH 'a' AND listed = 'b' LIMIT 2",
    "WHERE id = 'a' AND id = 'b' LIMIT 2",
    "WHERE listed = 'a' OR upvotes = 2 LIMIT 2",
    "GROUP BY listed LIMIT 2",
])
def test_a_limit_that_must_not_be_pushed(db, rest):
    assert "limit" not in words(db, rest)


def test_a_bound_that_is_bound_is_not_known_to_be_text(db):
    ((*_, detail),) = db.execute(
        "EXPLAIN QUERY PLAN SELECT title FROM papers WHERE listed > ? LIMIT 2",
        ("a",))
    assert detail.endswith(":listed>?")


@pytest.mark.parametrize("sql", [
    "SELECT DISTINCT month FROM papers LIMIT 2",
    "SELECT count(*) FROM papers WHERE listed = 'a' LIMIT 2",
    "SELECT max(upvotes) FROM papers WHERE listed = 'a' LIMIT 1",
    "SELECT title, row_number() OVER () FROM papers LIMIT 2",
    "SELECT p.title FROM papers p JOIN notes n ON p.listed = n.day LIMIT 2",
    "SELECT p.title FROM papers p LEFT JOIN notes n ON 1 LIMIT 2",
    "SELECT p.title FROM papers p JOIN papers q ON p.listed = q.listed "
    "LIMIT 2",
    "SELECT title FROM v ORDER BY upvotes LIMIT 1",
    "SELECT title FROM (SELECT * FROM papers ORDER BY upvotes) LIMIT 1",
])
def test_no_limit_where_rows_are_counted_differently(db, sql):
    said = [words for _, words in steps(db, sql) if words is not None]
    assert said and all("limit" not in each for each in said)


@pytest.mark.parametrize("rest", [
    "ORDER BY week", "ORDER BY month DESC", "ORDER BY listed, id",
    "ORDER BY listed, rank DESC", "ORDER BY rank, listed", "ORDER BY listed + 0",
    "ORDER BY listed COLLATE NOCASE", "ORDER BY listed NULLS LAST",
    "ORDER BY listed, rank, upvotes"])
def test_an_order_that_is_sqlites(db, rest):
    if "NULLS" in rest and VERSION < (3, 30):
        pytest.skip("an older syntax")
    details = [row[3] for row in db.execute(
        "EXPLAIN QUERY PLAN SELECT title FROM papers " + rest)]
    assert any("TEMP B-TREE" in detail for detail in details)


@pytest.mark.parametrize("rest", [
    "ORDER BY listed", "ORDER BY listed DESC, rank",
    "WHERE month = 'a' AND upvotes > 3 ORDER BY listed DESC",
    pytest.param("WHERE listed IN ('a', 'b') ORDER BY listed",
                 marks=needs_sqlite(3, 38))])
def test_an_order_that_comes_by_itself(db, rest):
    details = [row[3] for row in db.execute(
        "EXPLAIN QUERY PLAN SELECT title FROM papers " + rest)]
    assert len(details) == 1 and "order=" in details[0]


@pytest.mark.parametrize("condition", [
    "listed IS '2026-07-30'", "listed LIKE '2026%'", "listed + 0 = 1",
    "listed IS NULL", "listed <> 'a'", "id > 'a'", "id LIKE '2607%'",
    "title = 'a'", "upvotes > 3", "rank = 1", "rowid = 2",
    "listed = 'a' COLLATE NOCASE",
    "repo IS NOT NULL", "feed <> 'daily'", "max_age > 3"])
def test_what_stays_with_sqlite(db, condition):
    assert words(db, f"WHERE {condition}") == ""


def test_an_or_is_two_scans(db):
    assert steps(db, "SELECT title FROM papers WHERE listed = 'a' OR id = 'b'"
                 ) == [("papers", "listed=?"), ("papers", "id=?")]


# -- joins

@pytest.mark.parametrize("sql, plan", [
    ("notes n JOIN papers p ON p.id = n.pid", ["n", "id=?"]),
    ("papers p JOIN notes n ON p.id = n.pid", ["n", "id=?"]),
    ("papers p, notes n WHERE n.pid = p.id", ["n", "id=?"]),
    ("papers p JOIN notes n ON p.listed = n.day", ["n", "listed=?"]),
    ("papers p JOIN days d ON p.listed = d.day", ["d", "listed=?"]),
    ("papers p JOIN notes n ON p.listed = n.day AND p.id = n.pid",
     ["n", "listed=?"]),
    ("papers p JOIN notes n ON p.month = n.day", ["n", "month=?"]),
    ("papers p JOIN notes n ON p.listed >= n.day", ["n", "listed>=?"]),
    ("papers p JOIN notes n ON p.papers = n.note", ["n", "papers=?"]),
    ("papers p JOIN notes n ON p.papers MATCH n.note", ["n", "papers MATCH ?"]),
    ("papers p JOIN notes n ON p.feed = n.note", ["n", "feed=?"]),
    ("notes n LEFT JOIN papers p ON p.id = n.pid", ["n", "id=?"]),
    ("notes n LEFT JOIN papers p ON p.listed = n.day", ["n", "listed=?"]),
    # A day of one's own comes first: 30 rows against a request for each note.
    ("papers p JOIN notes n ON n.pid = p.id WHERE p.listed = 'a'",
     ["listed=?", "n"]),
    ("papers p JOIN papers q ON q.listed = p.listed AND q.rank = p.rank + 1 "
     "WHERE p.listed = 'a'", ["listed=?", "listed=?"]),
])
def test_a_join_starts_where_it_costs_least(db, sql, plan):
    found = steps(db, "SELECT p.title FROM " + sql)
    assert [name if said is None else said for name, said in found] == plan


def test_an_input_that_cannot_be_had_first(db):
    """Each needs the other: there is no order for that."""
    with pytest.raises(sqlite3.OperationalError, match="no query solution"):
        steps(db, "SELECT 1 FROM papers p JOIN papers q "
              "ON p.papers = q.title AND q.papers = p.title")


def test_an_id_gives_one_row(db):
    """SQLITE_INDEX_SCAN_UNIQUE: a join that can neither take rows away nor
    double them is left out, where nothing of it is read."""
    sql = "SELECT n.note FROM notes n LEFT JOIN papers p ON p.{}"
    assert steps(db, sql.format("id = n.pid")) == [("n", None)]
    assert steps(db, sql.format("listed = n.day")) == [
        ("n", None), ("p", "listed=?")]


def test_more_constraints_than_a_plan_holds(db):
    """The others are SQLite's, so that LIMIT is too."""
    many = " AND ".join(f"listed > '{number:02}'" for number in range(20))
    said = words(db, f"WHERE {many} LIMIT 1").split()
    assert said == ["listed>?"] * 16


# -- columns

def wanted(db, columns, rest="WHERE listed = 'a'"):
    detail = db.execute(f"EXPLAIN QUERY PLAN SELECT {columns} FROM papers "
                        f"{rest}").fetchone()[3]
    return int(re.search(r"INDEX (\d+):", detail)[1])


def count_bits(mask):
    return bin(mask).count("1")


def test_only_what_is_read_is_made(db):
    one = wanted(db, "count(*)")
    assert one == wanted(db, "listed")    # the constraint's column, and the id
    for columns in ("title", "abstract", "upvotes", "raw"):
        mask = wanted(db, columns)
        assert mask & one == one and count_bits(mask) == count_bits(one) + 1
    assert wanted(db, "url, arxiv_url, rank, cache, papers, max_age") == one
    everything = wanted(db, "*, raw")
    assert everything & ~wanted(db, "*") == wanted(db, "raw") & ~one
    assert count_bits(everything) > 20
