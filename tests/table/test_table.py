"""The table as SQL sees it: its declaration and its manual, wrong values, views,
and the shape of what it gives."""

import re
import sqlite3

import pytest

import manual
from conftest import ROOT, connect, needs_sqlite

DAY = "2026-07-30"


# -- the manual

def test_the_manual_is_written_out_from_the_columns():
    """`make manual` writes it."""
    _, table, _ = manual.part_of("docs/table.md", "columns")
    assert table == manual.driver("columns_driver", "papers")


def test_the_declaration_is_the_manuals(db):
    manual = (ROOT / "docs" / "table.md").read_text()
    rows = re.findall(r"^\| `(\w+)` \| (TEXT|INTEGER|any) \|", manual, re.M)
    columns = db.execute("PRAGMA table_xinfo(papers)").fetchall()
    assert [(name, type or "any") for _, name, type, *_ in columns] == rows
    hidden = [name for _, name, *_, hidden in columns if hidden]
    assert hidden == ["papers", "feed", "max_age", "arguments_end", "raw",
                      "withdrawn"]


def test_types(asking):
    """Every value has the type of its column."""
    columns = [(name, type.lower()) for _, name, type, *_ in asking.execute(
        "PRAGMA table_xinfo(papers)") if type]
    for name, type in columns:
        found = {found for found, in asking.execute(
            f"SELECT DISTINCT typeof({name}) FROM papers "
            "WHERE listed BETWEEN '2026-07-01' AND '2026-07-31'")}
        assert found <= {type, "null"}
        assert type in found or name == "papers"


def test_where_an_answer_came_from(asking):
    rows = asking.execute(
        "SELECT DISTINCT cache, abs(julianday('now') - julianday(fetched_at)) "
        f"* 86400 < 10 FROM papers WHERE listed = '{DAY}'").fetchall()
    assert rows == [("network", 1)]


def test_withdrawn_papers(cost, db):
    """A record says it as the listing does: one request."""
    paper, at = "2607.21001", "2026-07-31T08:30:00Z"
    assert cost("SELECT withdrawn FROM papers WHERE id = ?", paper) == (
        [(at,)], [f"/api/papers/{paper}"])
    rows, asked = cost("SELECT id, withdrawn FROM papers "
                       f"WHERE listed = '{DAY}' AND withdrawn IS NOT NULL")
    assert rows == [(paper, at)] and len(asked) == 1
    assert "withdrawn" not in [column[0] for column in db.execute(
        "SELECT * FROM papers_parse('[]')").description]
    assert db.execute("SELECT id, withdrawn FROM papers_parse(?)", (
        '[{"id":"2601.1","withdrawnAt":"2026-01-02T03:04:05.678+01:00"},'
        '{"id":"2601.2","withdrawnAt":null}]',)).fetchall() == [
        ("2601.1", "2026-01-02T02:04:05Z"), ("2601.2", None)]


# -- wrong values

D = "a day as YYYY-MM-DD, such as '2025-03-12'"
W = "an ISO week as YYYY-Www, such as '2025-W11'"
M = "a month as YYYY-MM, such as '2025-03'"
F = "'daily', 'trending' or 'new'"
A = "seconds from 0 to 3153600000"


@pytest.mark.parametrize("column, value, shown, accepted", [
    ("listed", "2025-3-12", "'2025-3-12'", D),
    ("listed", "", "''", D),
    ("listed", "2025-02-29", "'2025-02-29'", D),
    ("listed", "2025-13-01", "'2025-13-01'", D),
    ("listed", "2025-03-12 ", "'2025-03-12 '", D),
    ("listed", "2025-03-12T00:00:00Z", "'2025-03-12T00:00:00Z'", D),
    ("listed", "today", "'today'", D),
    ("listed", "2025-W11", "'2025-W11'", D),
    ("listed", "\uff12025-03-12", "'\uff12025-03-12'", D),
    ("listed", 20250312, "20250312", D),
    ("listed", 2460000.5, "2460000.5", D),
    ("listed", b"2025-03-12", "a blob", D),
    ("week", "2025-11", "'2025-11'", W),
    ("week", "2025-W1", "'2025-W1'", W),
    ("week", "2025-W00", "'2025-W00'", W),
    ("week", "2025-W53", "'2025-W53'", W),
    ("week", "2025-w11", "'2025-w11'", W),
    ("week", 11, "11", W),
    ("month", "2025-13", "'2025-13'", M),
    ("month", "2025-3", "'2025-3'", M),
    ("month", "March", "'March'", M),
    ("month", 3, "3", M),
    ("feed", "hot", "'hot'", F),
    ("feed", "Trending", "'Trending'", F),
    ("feed", "", "''", F),
    ("feed", 1, "1", F),
    ("feed", b"daily", "a blob", F),
    ("max_age", -1, "-1", A),
    ("max_age", -0.001, "-0.001", A),
    ("max_age", 1e300, "1.0e+300", A),
    ("max_age", float("inf"), "Inf", A),
    ("max_age", 3153600001, "3153600001", A),
    ("max_age", 2**63 - 1, "9223372036854775807", A),
    ("max_age", "soon", "'soon'", A),
    ("max_age", "", "''", A),
    ("max_age", "1 day", "'1 day'", A),
    ("max_age", b"60", "a blob", A),
    ("papers", "x" * 251, "'" + "x" * 60 + "'...",
     "words of up to 250 characters"),
    ("papers", "\u00e9" * 251, "'" + "\u00e9" * 30 + "'...",
     "words of up to 250 characters"),
    ("papers", "a\0b", "'a'", "words of up to 250 characters"),
    ("papers", b"words", "a blob", "words of up to 250 characters"),
], ids=lambda value: repr(value)[:24])
def test_a_wrong_value(asking, hub, column, value, shown, accepted):
    said = [f"papers: {column}: {text} is not accepted: {accepted}"
            for text in (shown, f"'{shown}'")]   # with the column's affinity
    queries = [f"{column} = ?", f"? = {column}"]
    if column in ("listed", "week", "month"):
        queries += [f"{column} IN (?, '2026-07-30')",
                    f"papers = 'x' AND {column} = ?",
                    f"feed = 'trending' AND {column} = ?",
                    f"listed >= '' AND {column} = ? AND id = 'x'"]
    if column == "papers":
        queries.append("papers MATCH ?")
    if column == "max_age":
        queries += ["listed = '2026-07-30' AND max_age = ?",
                    "id = '2607.06644' AND max_age = ?"]
    for condition in queries:
        value_first = "'2026-07-30'" in condition and "IN" in condition
        if value_first and sqlite3.sqlite_version_info < (3, 38) or (
                value_first and column != "listed"):
            continue
        with pytest.raises(sqlite3.OperationalError) as caught:
            asking.execute("SELECT id FROM papers WHERE " + condition,
                           (value,)).fetchall()
        assert str(caught.value) in said, condition
    assert hub.asked() == []


def test_a_number_is_no_id(asking, hub):
    with pytest.raises(sqlite3.OperationalError) as caught:
        asking.execute("SELECT id FROM papers WHERE id = 2601.1").fetchall()
    assert str(caught.value) == ("papers: id: 2601.1 is not accepted: an id is "
                                 "text, such as '2601.10000'")
    assert hub.asked() == []


@pytest.mark.parametrize("column", ["listed", "week", "month", "id", "papers",
                                    "feed", "max_age"])
@pytest.mark.parametrize("condition", [
    "{} = NULL", "{} = ?", "{} IN (NULL)",
    "{} = (SELECT value FROM (SELECT 1 AS value) WHERE 0)"])
def test_null_is_no_rows(asking, hub, column, condition):
    values = (None,) if "?" in condition else ()
    rows = asking.execute("SELECT id FROM papers WHERE "
                          + condition.format(column), values).fetchall()
    assert (rows, hub.asked()) == ([], [])


@pytest.mark.parametrize("bound", [
    "2026", 2026, 1.5, b"\x00", "", "\u4e2d", "2026-07-30' ", 2**63 - 1])
@pytest.mark.parametrize("operator", ["<", "<=", ">", ">="])
def test_no_bound_is_an_error(asking, bound, operator):
    """And each means what it means of any text column."""
    days = [day for day, in asking.execute(
        "SELECT DISTINCT listed FROM papers WHERE listed > '2026-07-28'")]
    asking.execute("CREATE TEMP TABLE plain(listed TEXT)")
    asking.executemany("INSERT INTO plain VALUES (?)", [(d,) for d in days])
    query = (f"SELECT DISTINCT listed FROM {{}} WHERE listed {operator} ? AND "
             "listed > '2026-07-28'")
    assert sorted(asking.execute(query.format("papers"), (bound,))) == sorted(
        asking.execute(query.format("plain"), (bound,)))


def test_a_database_of_another_encoding(asking):
    db = connect()
    db.execute("PRAGMA encoding = 'UTF-16'")
    db.execute("CREATE TABLE days(day TEXT)")
    db.execute("INSERT INTO days VALUES (?)", (DAY,))
    db.execute("SELECT papers_config('endpoint', papers_config('endpoint'))")
    db.execute("SELECT papers_config('endpoint', ?)", asking.execute(
        "SELECT papers_config('endpoint')").fetchone())
    query = "SELECT id, title, listed, rank FROM papers, days WHERE listed = day"
    assert db.execute(query).fetchall() == asking.execute(
        query.replace(", days", "").replace("day", f"'{DAY}'")
        .replace("listed = ", "listed = ")).fetchall()
    with pytest.raises(sqlite3.Error, match="'\u4e2d\u6587' is not accepted"):
        db.execute("SELECT 1 FROM papers WHERE listed = ?",
                   ("\u4e2d\u6587",)).fetchall()
    db.close()


# -- views, triggers, writing

def test_a_view_works(asking):
    asking.executescript(f"""
        CREATE VIEW busy AS SELECT id, title, upvotes FROM papers
            WHERE listed = '{DAY}' AND upvotes > 10;
        CREATE VIEW top AS SELECT * FROM papers WHERE listed = '{DAY}'
            ORDER BY upvotes DESC LIMIT 2;""")
    plain = asking.execute(f"SELECT id, title, upvotes FROM papers "
                           f"WHERE listed = '{DAY}'").fetchall()
    assert asking.execute("SELECT * FROM busy").fetchall() == [
        row for row in plain if (row[2] or 0) > 10]
    best = sorted((row[2] or 0 for row in plain), reverse=True)[:2]
    assert [row[0] for row in asking.execute("SELECT upvotes FROM top")] == best


def test_a_view_of_a_schema_that_is_not_trusted(asking, hub):
    asking.executescript("CREATE VIEW v AS SELECT * FROM papers;"
                         "PRAGMA trusted_schema = off;")
    with pytest.raises(sqlite3.OperationalError, match="unsafe use"):
        asking.execute("SELECT * FROM v LIMIT 1").fetchall()
    assert hub.asked() == []
    assert asking.execute("SELECT id FROM papers LIMIT 1").fetchall()


@pytest.mark.parametrize("schema", [
    "CREATE VIEW v AS SELECT papers_config('endpoint', 'http://evil.example')",
    "CREATE VIEW v AS SELECT papers_config('token', 'hf_x') FROM papers"])
def test_a_view_sets_no_option(asking, schema):
    asking.execute(schema)
    for trusted in ("on", "off"):
        asking.execute(f"PRAGMA trusted_schema = {trusted}")
        with pytest.raises(sqlite3.OperationalError, match="unsafe use"):
            asking.execute("SELECT * FROM v").fetchall()


def test_a_trigger_sets_no_option(asking, hub):
    asking.executescript("""
        CREATE TABLE t(x);
        CREATE TRIGGER r AFTER INSERT ON t BEGIN
            SELECT papers_config('endpoint', 'http://evil.example');
        END;""")
    with pytest.raises(sqlite3.OperationalError, match="unsafe use"):
        asking.execute("INSERT INTO t VALUES (1)")
    assert asking.execute("SELECT papers_config('endpoint')").fetchone() == (
        hub.url,)


def test_a_trigger_may_read_papers(asking):
    asking.executescript(f"""
        CREATE TABLE t(id TEXT, title TEXT);
        CREATE TRIGGER r AFTER INSERT ON t BEGIN
            UPDATE t SET title = (SELECT title FROM papers WHERE listed =
                '{DAY}' AND id = new.id) WHERE id = new.id;
        END;
        INSERT INTO t(id) VALUES ('2607.06644');""")
    assert asking.execute("SELECT title FROM t").fetchone()[0]


@pytest.mark.parametrize("sql", [
    "INSERT INTO papers(id) VALUES ('x')", "DELETE FROM papers",
    "UPDATE papers SET title = 'x' WHERE id = 'y'",
    pytest.param("DROP TABLE papers", marks=needs_sqlite(3, 40)),
    "CREATE VIRTUAL TABLE t USING papers", "ALTER TABLE papers ADD COLUMN x",
    "CREATE INDEX i ON papers(id)"])
def test_it_is_only_read(asking, hub, sql):
    with pytest.raises(sqlite3.OperationalError):
        asking.execute(sql)
    assert hub.asked() == []


def test_more_arguments_than_inputs(asking):
    with pytest.raises(sqlite3.OperationalError, match="too many arguments"):
        asking.execute("SELECT 1 FROM papers('a', 'daily', 0, 'raw', 1)")


def test_writing_what_was_read(asking):
    """A statement that writes a table of one's own while it asks."""
    asking.execute("CREATE TABLE kept AS SELECT * FROM papers "
                   f"WHERE listed = '{DAY}'")
    assert asking.execute("SELECT count(*), count(DISTINCT id) FROM kept"
                          ).fetchone() == (7, 7)
    asking.execute("BEGIN")
    asking.execute("INSERT INTO kept SELECT * FROM papers "
                   "WHERE listed = '2026-07-29'")
    asking.execute("ROLLBACK")
    assert asking.execute("SELECT count(*) FROM kept").fetchone() == (7,)
