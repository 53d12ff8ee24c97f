"""papers_requests: the table of what a connection asked for."""

import re
import sqlite3

import pytest

from conftest import connect

COLUMNS = ["started_at", "method", "url", "status", "cache", "bytes",
           "milliseconds", "attempts", "rate_limit_left", "rate_limit_reset",
           "error"]


def test_columns(db):
    cursor = db.execute("SELECT * FROM papers_requests")
    assert [column[0] for column in cursor.description] == COLUMNS


def test_loading_asks_nobody(db):
    db.execute("SELECT * FROM papers_config").fetchall()
    assert db.execute("SELECT count(*) FROM papers_requests"
                      ).fetchone() == (0,)


def test_a_view_works_where_the_schema_is_trusted(db):
    db.execute("CREATE VIEW v AS SELECT url FROM papers_requests")
    assert db.execute("SELECT * FROM v").fetchall() == []
    db.execute("PRAGMA trusted_schema=off")
    with pytest.raises(sqlite3.Error):
        db.execute("SELECT * FROM v").fetchall()


@pytest.mark.parametrize("sql", [
    "INSERT INTO papers_requests(url) VALUES('u')",
    "DELETE FROM papers_requests",
    "CREATE VIRTUAL TABLE t USING papers_requests"])
def test_it_is_only_read(db, sql):
    with pytest.raises(sqlite3.Error):
        db.execute(sql)


DAY = "SELECT count(*) FROM papers WHERE listed = '2026-07-30'"


@pytest.fixture
def asking(db, hub):
    db.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
    return db


def rows(db):
    cursor = db.execute("SELECT * FROM papers_requests")
    return [dict(zip(COLUMNS, row)) for row in cursor]


def test_a_request_has_a_row(asking, hub):
    asking.execute(DAY).fetchall()
    (row,) = rows(asking)
    (asked,) = hub.asked()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["started_at"])
    assert asking.execute(
        "SELECT abs(julianday('now') - julianday(started_at)) * 86400 < 10 "
        "FROM papers_requests").fetchone() == (1,)
    assert row["url"] == hub.url + asked["target"]
    assert (row["method"], row["status"], row["cache"], row["attempts"],
            row["error"]) == ("GET", 200, "network", 1, None)
    assert row["bytes"] > 1000
    assert 0 < row["milliseconds"] < 10000
    assert type(row["rate_limit_left"]) is int and row["rate_limit_left"] < 500
    assert type(row["rate_limit_reset"]) is int


def test_a_failure_has_a_row(asking, hub):
    hub.fault("status", status=503)
    asking.execute("SELECT papers_config('retries', 0)")
    with pytest.raises(sqlite3.Error):
        asking.execute(DAY).fetchall()
    (row,) = rows(asking)
    assert row["status"] == 503 and row["error"]


def test_nobody_answered(db):
    db.execute("SELECT papers_config('endpoint', 'http://127.0.0.1:1'), "
               "papers_config('retries', 0)")
    with pytest.raises(sqlite3.Error):
        db.execute(DAY).fetchall()
    (row,) = rows(db)
    assert (row["status"], row["bytes"], row["rate_limit_left"]) == (
        None, 0, None)
    assert row["error"]


def test_newest_last(asking):
    for day in ("30", "29", "28"):
        asking.execute(DAY.replace("30", day)).fetchall()
    found = [re.search(r"date=2026-07-(\d\d)", row["url"])[1]
             for row in rows(asking)]
    assert found == ["30", "29", "28"]


def test_connections_have_their_own(asking):
    asking.execute(DAY).fetchall()
    assert rows(connect()) == []


def test_the_token_is_in_no_row(asking, hub):
    asking.execute("SELECT papers_config('token', 'hf_very_secret')")
    asking.execute(DAY).fetchall()
    hub.fault("status", status=401)
    with pytest.raises(sqlite3.Error) as caught:
        asking.execute(DAY).fetchall()
    assert [row["headers"].get("authorization") for row in hub.asked()] == [
        "Bearer hf_very_secret"] * 2
    assert len(rows(asking)) == 2
    assert "secret" not in repr(rows(asking)) + str(caught.value)


def test_the_table_may_grow_while_it_is_read(asking):
    """Each row read asks once more; nobody reads the rows of these."""
    asking.execute(DAY).fetchall()
    found = asking.execute(
        "SELECT rowid, (SELECT count(*) FROM papers WHERE listed = "
        "date('2026-07-30', '-' || r.rowid || ' days')) "
        "FROM papers_requests r LIMIT 5").fetchall()
    assert [number for number, _ in found] == [1, 2, 3, 4, 5]


def test_the_oldest_are_driven_out_while_it_is_read(db):
    db.execute("SELECT papers_config('endpoint', 'http://127.0.0.1:1'), "
               "papers_config('retries', 0)")

    def ask(numbers):
        for number in numbers:
            with pytest.raises(sqlite3.Error):
                db.execute("SELECT * FROM papers WHERE id = ?",
                           (f"2601.{number:05d}",)).fetchall()

    ask(range(1, 4))
    cursor = db.execute("SELECT rowid, url FROM papers_requests")
    assert cursor.fetchone()[0] == 1
    ask(range(4, 1101))
    rest = cursor.fetchall()
    assert [number for number, _ in rest] == [2, *range(101, 1101)] or (
        [number for number, _ in rest] == [*range(101, 1101)])
    assert all(url.endswith(f"{number:05d}") for number, url in rest[1:])
