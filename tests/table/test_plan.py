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
        CREATE TABLE reads(pid TEXT PRIMARY KEY);
        CREATE TEMP VIEW v AS SELECT * FROM papers;
        """)
    yield db
    db.close()


def steps(db, sql, values=()):
    """The tables in the order of their loops: (name, words), words None for
    an ordinary table."""
    found = []
    for *_, detail in db.execute("EXPLAIN QUERY PLAN " + sql, values):
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
    ("", "every day", None),
    ("WHERE listed = '2026-07-30'", "days: listed=?", None),
    ("WHERE '2026-07-30' = listed", "days: listed=?", None),
    ("WHERE listed = 'a' AND listed = 'b'", "days: listed=? listed=?", None),
    ("WHERE listed IN ('a', 'b')", "days: listed IN (?)", "days: listed=?"),
    ("WHERE listed IN (SELECT day FROM (SELECT 'a' AS day))",
     "days: listed IN (?)", "days: listed=?"),
    ("WHERE listed < 'a'", "days: listed<?", None),
    ("WHERE listed <= 'a'", "days: listed<=?", None),
    ("WHERE listed > 'a'", "days: listed>?", None),
    ("WHERE listed >= 'a'", "days: listed>=?", None),
    ("WHERE listed BETWEEN 'a' AND 'b'", "days: listed>=? listed<=?", None),
    ("WHERE week = 'a'", "days: week=?", None),
    ("WHERE week IN ('a', 'b')", "days: week IN (?)", "days: week=?"),
    ("WHERE week > 'a' AND week <= 'b'", "days: week>? week<=?", None),
    ("WHERE month = 'a'", "days: month=?", None),
    ("WHERE month IN ('a', 'b')", "days: month IN (?)", "days: month=?"),
    ("WHERE month >= 'a' AND month < 'b'", "days: month>=? month<?", None),
    ("WHERE month = 'a' AND week IN ('b') AND listed > 'c'",
     "days: listed>? week=? month=?", None),
    # IS, patterns, and days that are compared without regard to case
    ("WHERE listed IS ?1", "days: listed IS ?", None),
    ("WHERE week IS ?1 AND month IS ?1", "days: week IS ? month IS ?", None),
    ("WHERE listed LIKE '2026%'", "days: listed LIKE ?", None),
    ("WHERE week LIKE '%1'", "days: week LIKE ?", None),
    ("WHERE listed GLOB '2026*'", "days: listed GLOB ?", None),
    ("WHERE listed = 'a' COLLATE NOCASE", "days: listed=? NOCASE", None),
    ("WHERE week >= 'a' COLLATE NOCASE", "days: week>=? NOCASE", None),
    # A paper by its id or by one of its URLs
    ("WHERE id = 'a'", "records: id=?", None),
    ("WHERE id IN ('a', 'b')", "records: id IN (?)", "records: id=?"),
    ("WHERE id IS ?1", "records: id IS ?", None),
    ("WHERE url = 'a'", "records: url=?", None),
    ("WHERE arxiv_url IN ('a', 'b')", "records: arxiv_url IN (?)",
     "records: arxiv_url=?"),
    ("WHERE pdf_url = 'a' AND url = 'b'", "records: url=?", None),
    ("WHERE url = 'a' AND id = 'b'", "records: id=?", None),
    ("WHERE id = 'a' AND month = 'b'", "records: month=? id=?", None),
    ("WHERE id = 'a' AND listed > 'b'", "records: listed>? id=?", None),
    ("WHERE id IN ('a', 'b') AND listed IN ('c', 'd')",
     "records: listed IN (?) id IN (?)", "days: listed=?"),
    # On one day the id is a filter.
    ("WHERE id = 'a' AND listed = 'b'", "days: listed=?", None),
    ("WHERE id IN ('a', 'b') AND listed IS ?1", "days: listed IS ?", None),
    # What is asked for otherwise
    ("WHERE papers MATCH 'a'", "search: papers MATCH ?", None),
    ("WHERE papers = 'a'", "search: papers=?", None),
    ("('a')", "search: papers=?", None),
    ("('a', 'daily', 60)", "search: papers=? feed=? max_age=?", None),
    ("WHERE feed = 'trending'", "trending: feed=?", "feed: feed=?"),
    ("WHERE feed = 'new'", "new: feed=?", "feed: feed=?"),
    ("WHERE feed = ?1", "feed: feed=?", None),
    # IS is `=` for an input whose value is known and not NULL.
    ("WHERE feed IS 'trending'", "trending: feed=?", "every day"),
    ("WHERE listed = 'a' AND max_age IS 0", "days: listed=? max_age=?",
     "days: listed=?"),
    ("WHERE feed IS NULL", "every day", None),
    ("WHERE feed IS ?1", "every day", None),
    ("WHERE feed = 'daily'", "every day: feed=?", "feed: feed=?"),
    ("WHERE feed = 'daily' AND id = 'a'", "records: id=? feed=?",
     "feed: id=? feed=?"),
    ("WHERE feed IN ('daily', 'trending')", "feed: feed=?", None),
    ("WHERE papers MATCH 'a' AND feed = 'trending'",
     "search: papers MATCH ? feed=?", None),
    ("WHERE max_age = 0 AND listed = 'a'", "days: listed=? max_age=?", None),
    ("WHERE papers MATCH 'a' AND listed = 'b'",
     "search: listed=? papers MATCH ?", None),
    ("WHERE feed = 'trending' AND listed = 'b'", "trending: listed=? feed=?",
     "feed: listed=? feed=?"),
    # By what rows that are kept can be found: not by what is the same for all
    ("WHERE organization = ?1", "every day: organization=?", "every day"),
    ("WHERE listed = 'a' AND upvotes = ?1", "days: listed=? upvotes=?",
     "days: listed=?"),
    ("WHERE listed = 'a' AND id = ?1", "days: listed=? id=?",
     "days: listed=?"),
    ("WHERE papers MATCH 'a' AND title = ?1",
     "search: papers MATCH ? title=?", "search: papers MATCH ?"),
    # The order of the days
    ("ORDER BY listed", "every day: order=listed", None),
    ("ORDER BY listed DESC", "every day: order=-listed", None),
    ("ORDER BY listed, rank", "every day: order=listed", None),
    ("ORDER BY listed DESC, rank", "every day: order=-listed", None),
    ("ORDER BY listed, rank, upvotes", "every day: order=listed", None),
    ("ORDER BY week", "every day: order=listed", None),
    ("ORDER BY month DESC", "every day: order=-listed", None),
    ("ORDER BY week, listed", "every day: order=listed", None),
    ("ORDER BY month DESC, week DESC, listed DESC, rank",
     "every day: order=-listed", None),
    ("WHERE month = 'a' ORDER BY listed", "days: month=? order=listed", None),
])
def test_what_is_pushed(db, rest, said, old):
    values = ("x",) if "?1" in rest else ()
    ((_, found),) = steps(db, "SELECT title FROM papers " + rest, values)
    assert found == (said if NEW or old is None else old)


@pytest.mark.parametrize("rest, said", [
    ("LIMIT 3", "every day: limit=?"),
    ("LIMIT -1", "every day: limit=?"),
    ("LIMIT 3 OFFSET 2", "every day: limit=? offset=?"),
    ("WHERE listed = 'a' LIMIT 3", "days: listed=? limit=?"),
    ("WHERE listed IN ('a', 'b') LIMIT 3 OFFSET 1",
     "days: listed IN (?) limit=? offset=?"),
    ("WHERE id = 'a' LIMIT 3", "records: id=? limit=?"),
    ("WHERE id IN ('a', 'b') LIMIT 3", "records: id IN (?) limit=?"),
    ("WHERE feed = 'trending' LIMIT 3", "trending: feed=? limit=?"),
    ("WHERE feed = 'new' LIMIT 3", "new: feed=? limit=?"),
    ("WHERE feed = 'trending' AND listed = 'a' LIMIT 2",
     "trending: listed=? feed=? limit=?"),
    ("WHERE papers MATCH 'a' LIMIT 3", "search: papers MATCH ? limit=?"),
    ("WHERE max_age = 0 AND month = 'a' LIMIT 3",
     "days: month=? max_age=? limit=?"),
    ("ORDER BY listed LIMIT 3", "every day: order=listed limit=?"),
    ("ORDER BY listed DESC, rank LIMIT 3", "every day: order=-listed limit=?"),
    ("WHERE month = 'a' ORDER BY listed LIMIT 3",
     "days: month=? order=listed limit=?"),
    # Each day is sorted when it is whole.
    ("ORDER BY listed DESC, upvotes DESC LIMIT 3",
     "every day: order=-listed,-upvotes limit=?"),
    ("WHERE listed = 'a' ORDER BY listed, rank DESC LIMIT 2",
     "days: listed=? order=listed,-rank limit=?"),
    ("WHERE month = 'a' ORDER BY week, listed, title, id DESC LIMIT 2",
     "days: month=? order=listed,title,-id limit=?"),
])
@needs_sqlite(3, 38)
def test_a_limit_that_is_pushed(db, rest, said):
    offered = re.sub(" ?(limit|offset)=[?]", "", said).strip(": ")
    # Not every version offers it with MATCH; none may with something else.
    assert words(db, rest) in ({said, offered} if "MATCH" in rest else {said})


@needs_sqlite(3, 38)
def test_a_limit_within_bounds_that_are_known_texts(db):
    """3.38 to 3.40 offer no LIMIT with BETWEEN; newer ones do."""
    for rest in ("WHERE listed >= '2026-07-01' LIMIT 3",
                 "WHERE listed BETWEEN '2026-07' AND '2026-08' LIMIT 3"):
        said = words(db, rest)
        assert said.split(" limit=")[0] in (
            "days: listed>=?", "days: listed>=? listed<=?")
    assert "limit=?" in words(db, "WHERE listed >= '2026-07-01' LIMIT 3")


@pytest.mark.parametrize("rest", [
    "WHERE listed = 'a' ORDER BY upvotes DESC LIMIT 2",
    "WHERE listed = 'a' ORDER BY title LIMIT 2",
    "WHERE listed = 'a' ORDER BY listed, rowid LIMIT 2",
    "WHERE listed = 'a' ORDER BY listed, raw LIMIT 2",
    "WHERE listed = 'a' ORDER BY week, upvotes LIMIT 2",
    "WHERE listed = 'a' ORDER BY listed, week DESC, upvotes + 0 LIMIT 2",
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
    "WHERE listed LIKE '2026-07-1%' LIMIT 2",
    "WHERE listed > 5 LIMIT 2",
    "WHERE listed > x'00' LIMIT 2",
    "WHERE listed < '\u4e2d' LIMIT 2",
    "WHERE listed > (SELECT 'a') LIMIT 2",
    "WHERE listed = 'a' COLLATE NOCASE LIMIT 2",
    "WHERE listed <> 'a' LIMIT 2",
    "WHERE feed = 'trending' AND id = 'a' LIMIT 2",
    "WHERE feed IN ('daily', 'trending') LIMIT 2",
    "WHERE papers IN ('a', 'b') LIMIT 2",
    "WHERE url = 'a' LIMIT 2",
    "WHERE id = 'a' AND id = 'b' LIMIT 2",
    "WHERE listed = 'a' OR upvotes = 2 LIMIT 2",
    "GROUP BY listed LIMIT 2",
])
def test_a_limit_that_must_not_be_pushed(db, rest):
    assert "limit" not in words(db, rest)


def test_an_in_day_order_depends_on_the_encoding(db):
    """SQLite orders texts by their bytes, which are not UTF-8's everywhere;
    numbers are the same in all."""
    other = connect()
    other.execute("PRAGMA encoding = 'UTF-16'")
    other.execute("CREATE TABLE t(x)")
    sql = "SELECT id FROM papers ORDER BY listed, {} LIMIT 2"
    for column, pushed in (("upvotes", NEW), ("title", False)):
        ((_, said), *_) = steps(other, sql.format(column))
        assert ("order=" in said) == pushed, column
    ((_, said), *_) = steps(db, sql.format("title"))
    assert ("order=listed,title" in said) == NEW
    other.close()


@pytest.mark.parametrize("sql, said", [
    ("SELECT DISTINCT listed FROM papers", "every day: order=-listed"),
    ("SELECT DISTINCT week, month FROM papers WHERE month = 'a'",
     "days: month=? order=-listed"),
    ("SELECT DISTINCT listed FROM papers ORDER BY listed",
     "every day: order=listed"),
    ("SELECT DISTINCT listed, upvotes FROM papers", "every day"),
    ("SELECT month, count(*) FROM papers GROUP BY month ORDER BY month DESC",
     "every day: order=-listed"),
    ("SELECT month, count(*) FROM papers GROUP BY month ORDER BY month",
     "every day: order=listed"),
    # Where SQLite does not tell it from the one before, it ascends.
    ("SELECT month, count(*) FROM papers GROUP BY month",
     "every day: order=-listed" if VERSION >= (3, 54)
     else "every day: order=listed"),
    ("SELECT submitter, count(*) FROM papers GROUP BY submitter", "every day"),
])
@needs_sqlite(3, 38)
def test_days_that_come_together(db, sql, said):
    ((_, found), *_) = steps(db, sql)
    assert found == said


def test_a_bound_that_is_bound_is_not_known_to_be_text(db):
    ((*_, detail),) = db.execute(
        "EXPLAIN QUERY PLAN SELECT title FROM papers WHERE listed > ? LIMIT 2",
        ("a",))
    assert detail.endswith(":days: listed>?")


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
    "ORDER BY week, rank", "ORDER BY month DESC, listed", "ORDER BY listed, id",
    "ORDER BY listed, rank DESC", "ORDER BY rank, listed", "ORDER BY listed + 0",
    "ORDER BY listed COLLATE NOCASE", "ORDER BY listed NULLS LAST"])
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
    "listed + 0 = 1", "listed IS NULL", "listed IS NOT '2026-07-30'",
    "listed <> 'a'", "listed NOT LIKE '2026%'", 
    "id > 'a'", "id LIKE '2607%'", "url > 'a'",
    "title = 'a'", "upvotes > 3", "rank = 1", "rank IN (1, 2)", "rowid = 2",
    "title IN (SELECT 'a')", "upvotes IS ?1", "title = ?1 COLLATE NOCASE",
    "listed = 'a' COLLATE RTRIM", "id = 'a' COLLATE NOCASE",
    "repo IS NOT NULL", "feed <> 'daily'", "max_age > 3", "raw = ?1",
    "fetched_at = ?1"])
def test_what_stays_with_sqlite(db, condition):
    values = ("x",) if "?1" in condition else ()
    (found, *_) = steps(db, f"SELECT title FROM papers WHERE {condition}",
                        values)
    assert found == ("papers", "every day")


def test_an_or_is_two_scans(db):
    assert steps(db, "SELECT title FROM papers WHERE listed = 'a' OR id = 'b'"
                 ) == [("papers", "days: listed=?"), ("papers", "records: id=?")]


# -- joins

@pytest.mark.parametrize("sql, plan", [
    ("notes n JOIN papers p ON p.id = n.pid", ["n", "records: id=?"]),
    ("papers p JOIN notes n ON p.id = n.pid", ["n", "records: id=?"]),
    ("papers p, notes n WHERE n.pid = p.id", ["n", "records: id=?"]),
    ("papers p JOIN notes n ON p.url = n.pid", ["n", "records: url=?"]),
    ("papers p JOIN notes n ON p.listed = n.day", ["n", "days: listed=?"]),
    ("papers p JOIN days d ON p.listed = d.day", ["d", "days: listed=?"]),
    ("papers p JOIN notes n ON p.listed = n.day AND p.id = n.pid",
     ["n", "days: listed=? id=?"]),
    ("papers p JOIN notes n ON p.month = n.day", ["n", "days: month=?"]),
    ("papers p JOIN notes n ON p.listed >= n.day", ["n", "days: listed>=?"]),
    ("papers p JOIN notes n ON p.papers = n.note", ["n", "search: papers=?"]),
    ("papers p JOIN notes n ON p.papers MATCH n.note",
     ["n", "search: papers MATCH ?"]),
    ("papers p JOIN notes n ON p.feed = n.note", ["n", "feed: feed=?"]),
    ("notes n LEFT JOIN papers p ON p.id = n.pid", ["n", "records: id=?"]),
    ("notes n LEFT JOIN papers p ON p.listed = n.day",
     ["n", "days: listed=?"]),
    # A day of one's own comes first: 30 rows against a request for each note.
    ("papers p JOIN notes n ON n.pid = p.id WHERE p.listed = 'a'",
     ["days: listed=?", "n"]),
    ("papers p JOIN papers q ON q.listed = p.listed AND q.rank = p.rank + 1 "
     "WHERE p.listed = 'a'", ["days: listed=?", "days: listed=? rank=?"]),
    # One constraint on the id is enough, whatever the others wait for.
    ("papers_authors a JOIN reads r ON r.pid = a.paper "
     "JOIN papers p ON p.id = a.paper",
     ["r", "records: paper=?", "records: id=?"]),
    ("reads r JOIN papers q ON q.id = r.pid JOIN papers p "
     "ON p.listed = q.listed", ["r", "records: id=?", "days: listed=?"]),
    # Many tables around `papers`: it must not come first for that.
    ("notes n JOIN papers p ON p.id = n.pid JOIN papers_comments c "
     "ON c.paper = p.id JOIN papers_text t ON t.paper = p.id "
     "JOIN papers_authors a ON a.paper = p.id "
     "JOIN papers_artifacts f ON f.paper = p.id",
     ["n", "records: id=?"] + 4 * ["records: paper=?"]),
])
def test_a_join_starts_where_it_costs_least(db, sql, plan):
    found = steps(db, "SELECT p.title FROM " + sql)
    if not NEW:      # an `=` may be an IN there
        plan = [re.sub(" (id|rank)=[?]$", "", step)
                if step.startswith("days: ") else step for step in plan]
    assert [name if said is None else said for name, said in found] == plan


def test_own_tables_leave_fewer_papers_to_ask_for(db):
    *_, (*_, last) = db.execute(
        "EXPLAIN QUERY PLAN SELECT p.title FROM reads r JOIN papers p "
        "ON p.id = r.pid JOIN notes n ON n.pid = p.id")
    assert "records: id=?" in last


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
        ("n", None), ("p", "days: listed=?")]


def test_more_constraints_than_a_plan_holds(db):
    """The others are SQLite's, so that LIMIT is too."""
    many = " AND ".join(f"listed > '{number:02}'" for number in range(20))
    said = words(db, f"WHERE {many} LIMIT 1").split()
    assert said == ["days:"] + ["listed>?"] * 12


# -- columns

def number(db, columns, rest="WHERE listed = 'a'"):
    detail = db.execute(f"EXPLAIN QUERY PLAN SELECT {columns} FROM papers "
                        f"{rest}").fetchone()[3]
    return int(re.search(r"INDEX (\d+):", detail)[1])


def test_the_number_of_a_plan_is_small(db):
    """It stands for what has no words: which columns are read. The same ones
    have the same number, and no number grows beyond the table of them."""
    one = number(db, "title")
    assert one == number(db, "title") == number(db, "title, listed") > 0
    assert number(db, "abstract") != one
    other = connect()
    found = set()
    for i in range(1100):
        names = [name for bit, name in enumerate(COLUMNS) if i >> bit & 1]
        found.add(number(other, ", ".join(names) or "count(*)"))
    assert max(found) == 1024 and 0 in found
    other.close()


COLUMNS = ["title", "abstract", "authors", "upvotes", "comments", "submitter",
           "organization", "keywords", "ai_summary", "repo", "media"]
