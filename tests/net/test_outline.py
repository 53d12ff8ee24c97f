"""The outline of an answer: what the cache keeps beside a body, so that a query
for ids and places reads no body. It tells the same rows, or it is not used."""

import contextlib
import json
import sqlite3

import pytest

from caching import DAYS, db, file, grow_old, hub, inside
from conftest import connect
from hub import Hub

DAY = "2026-07-22"      # 130 papers on two pages
TOLD = ("SELECT id, listed, week, month, rank, url, rowid FROM papers "
        f"WHERE listed = '{DAY}'")
WHOLE = TOLD + " AND title <> ''"


def spoil_bodies(file):
    inside(file, "UPDATE pieces SET bytes = zeroblob(length(bytes))")


def outlines(file):
    return [row[0] for row in inside(
        file, "SELECT outline FROM answers ORDER BY number")]


def rows_on_their_own(sql):
    with contextlib.closing(connect()) as other:
        return other.execute(sql).fetchall()


def test_what_the_outline_tells_is_what_the_body_tells(db, file, hub):
    whole = db.execute(WHOLE).fetchall()
    assert len(whole) == 130 and len(hub.asked()) == 2
    spoil_bodies(file)
    assert rows_on_their_own(TOLD) == whole
    assert rows_on_their_own(
        f"SELECT count(*) FROM papers WHERE listed = '{DAY}'") == [(130,)]
    assert rows_on_their_own(
        "SELECT DISTINCT cache FROM papers "
        f"WHERE listed = '{DAY}' ORDER BY rank") == [("fresh",)]
    assert len(hub.asked()) == 2


@pytest.mark.parametrize("column", [
    "title", "upvotes", "authors", "raw", "published", "author_count"])
def test_any_other_column_reads_the_body(db, file, hub, column):
    sql = f"SELECT id, {column} FROM papers WHERE listed = '{DAY}'"
    rows = db.execute(sql).fetchall()
    spoil_bodies(file)
    assert rows_on_their_own(sql) == rows and len(hub.asked()) == 4


@pytest.mark.parametrize("sql", [
    # the outline first, then the body, and the other way round
    "SELECT id, (SELECT title FROM papers AS b WHERE b.listed = a.listed "
    "AND b.id = a.id) FROM papers AS a WHERE a.listed = '{day}'",
    "SELECT a.id, b.title FROM papers AS a CROSS JOIN papers AS b "
    "ON b.id = a.id WHERE a.listed = '{day}' AND b.listed = '{day}'",
    "SELECT a.id, a.title FROM papers AS a CROSS JOIN papers AS b "
    "ON b.id = a.id WHERE a.listed = '{day}' AND b.listed = '{day}'",
    "SELECT id, title FROM papers WHERE listed = '{day}' AND (SELECT count(*) "
    "FROM papers WHERE listed = '{day}') = 130",
    "WITH n AS MATERIALIZED (SELECT id FROM papers WHERE listed = '{day}' "
    "LIMIT 3) SELECT n.id, title FROM n JOIN papers AS p "
    "ON p.id = n.id AND p.listed = '{day}'"])
def test_a_statement_may_need_both(db, file, hub, sql):
    if sqlite3.sqlite_version_info < (3, 35):
        sql = sql.replace("AS MATERIALIZED", "AS")
    titles = dict(db.execute(
        f"SELECT id, title FROM papers WHERE listed = '{DAY}'").fetchall())
    rows = rows_on_their_own(sql.format(day=DAY))
    assert len(rows) in (3, 130)
    assert all(titles[id] == title for id, title in rows)
    assert len({id for id, _ in rows}) == len(rows) and len(hub.asked()) == 2


def test_the_rows_of_authors_are_not_those_of_an_outline(db, file, hub):
    count = "SELECT count(*) FROM papers_authors WHERE listed = '2026-07-31'"
    db.execute("SELECT id FROM papers WHERE listed = '2026-07-31'").fetchall()
    assert all(outlines(file))
    (authors,), = db.execute("SELECT sum(author_count) FROM papers "
                             "WHERE listed = '2026-07-31'").fetchall()
    assert rows_on_their_own(count) == [(authors,)] and authors > 9


def test_an_older_answer_may_be_an_outline(db, file, hub):
    hub.set(etag=True)
    sql = TOLD.replace("rowid", "cache")
    rows = [row[:-1] for row in db.execute(sql).fetchall()]

    def read_again(sql):
        grow_old(file, 8 * DAYS)
        found = rows_on_their_own(sql)
        assert [row[:-1] for row in found] == rows
        return {row[-1] for row in found}

    assert read_again(sql) == {"revalidated"}
    assert read_again(sql + " AND title <> ''") == {"revalidated"}
    hub.fault("status", status=503)
    assert read_again(sql) == {"stale"}
    assert read_again(sql + " AND title <> ''") == {"stale"}


def test_an_outline_that_was_renewed_stays_so_when_the_body_is_needed(
        db, file, hub):
    hub.set(etag=True)
    db.execute(TOLD).fetchall()
    db.close()
    grow_old(file, 8 * DAYS)
    assert rows_on_their_own(
        "SELECT DISTINCT julianday('now') - julianday(a.fetched_at) < 1, "
        "julianday('now') - julianday(b.fetched_at) < 1 FROM papers AS a "
        "CROSS JOIN papers AS b ON b.id = a.id WHERE b.title <> '' AND "
        f"a.listed = '{DAY}' AND b.listed = '{DAY}'") == [(1, 1)]
    assert len(hub.asked()) == 4
    assert rows_on_their_own(WHOLE.replace("rowid", "cache"))[0][-1] == "fresh"
    assert [row["status"] for row in hub.asked()] == [200, 200, 304, 304]


def test_a_new_answer_brings_a_new_outline(db, file, hub):
    hub.set(etag=True)
    sql = "SELECT count(*) FROM papers WHERE listed = '2026-07-31'"
    (before,), = db.execute(sql).fetchall()
    grow_old(file, 8 * DAYS)
    hub.fault("changed", count=1)
    for _ in range(2):
        assert rows_on_their_own(sql) == [(before - 1,)]
    text, = outlines(file)
    assert len(json.loads(text)) == before - 1


@pytest.mark.parametrize("damage", [
    "outline_sum = outline_sum + 1", "outline_sum = NULL",
    "outline_sum = '1'", "outline = substr(outline, 1, 100)",
    "outline = zeroblob(length(outline))", "outline = NULL",
    "outline = CAST(outline AS TEXT)", "outline = x''"])
def test_a_damaged_outline_is_not_used(db, file, hub, damage):
    rows = db.execute(TOLD).fetchall()
    inside(file, f"UPDATE answers SET {damage}")
    assert rows_on_their_own(TOLD) == rows and len(hub.asked()) == 2


@pytest.mark.parametrize("entry, has_outline", [
    ({"paper": {"id": "2607.00002"}}, True),
    ({"paper": {"id": "math/0001002"}}, True),
    ({"paper": {"id": 'a"b'}}, False),
    ({"paper": {"id": "n\u00e4"}}, False),
    ({"paper": {"id": "x" * 70000}}, False)])
def test_only_ordinary_ids_make_an_outline(
        tmp_path, file, monkeypatch, entry, has_outline):
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / "2026-07-31.json").write_text(json.dumps(
        [{"paper": {"id": "2607.00001", "title": "A paper"}}, entry]))
    sql = "SELECT id FROM papers WHERE listed = '2026-07-31'"
    with Hub(str(tmp_path / "days")) as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        rows = rows_on_their_own(sql)
        assert [row[0] for row in rows] == ["2607.00001", entry["paper"]["id"]]
        assert [bool(each) for each in outlines(file)] == [has_outline]
        assert rows_on_their_own(sql) == rows and len(hub.asked()) == 1


def test_a_scan_that_ends_early_leaves_an_outline(db, file, hub):
    db.execute(TOLD + " LIMIT 1").fetchall()
    db.close()
    text, = outlines(file)
    assert len(json.loads(text)) == 100


@pytest.mark.parametrize("change", [
    "status = status ^ 16", "next_page = 0", "next_page = 1 - next_page"])
@pytest.mark.parametrize("more", ["", " AND title <> ''"])
def test_a_wrong_bit_beside_the_body_is_noticed(db, file, hub, change, more):
    """Or rows would be taken for a refusal, or a second page for none."""
    sql = f"SELECT id FROM papers WHERE listed = '2026-07-22'{more}"
    rows = db.execute(sql).fetchall()
    inside(file, f"UPDATE answers SET {change}".replace(
        "status ^ 16", "(status | 16) - (status & 16)"))
    with contextlib.closing(connect()) as other:
        assert other.execute(sql).fetchall() == rows
    assert len(rows) == 130


def test_the_bit_of_a_next_page_without_a_link_is_noticed(db, file, hub):
    """A link that is too long is not kept, but that there is a page."""
    sql = "SELECT id FROM papers WHERE listed = '2026-07-22'"
    hub.fault("link", to="?" + "x" * 2047, count=1)
    rows = db.execute(sql).fetchall()
    db.close()
    assert inside(file, "SELECT count(*) FROM answers WHERE next_page = 1") == [
        (1,)]
    inside(file, "UPDATE answers SET next_page = 0")
    with contextlib.closing(connect()) as other:
        assert other.execute(sql).fetchall() == rows
    assert len(rows) == 130
