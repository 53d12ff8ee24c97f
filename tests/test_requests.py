"""papers_requests: the table of what a connection asked for."""

import sqlite3

import pytest

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
