"""Random queries give the same rows on `papers` and its like as on plain tables
with the same content, and the same rows as the same query in other words. The
seed is fixed; PAPERS_QUERIES and PAPERS_SEED change how many are drawn, and
which. `make prove MINUTES=30` draws others on each version of SQLite."""

import json
import os
import urllib.request

import pytest

import listings
from conftest import connect, needs_sqlite
from differential import (DAYS, answer, both, by_norec, by_tlp,
                          on_plain_tables, side_by_side, without)
from hub import Hub
from tries import differences

SEED = int(os.environ.get("PAPERS_SEED", "20260731"))
QUERIES = int(os.environ.get("PAPERS_QUERIES", "2500"))


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    with both(tmp_path_factory.mktemp("days")) as db:
        yield db


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


@needs_sqlite(3, 35)
def test_an_optimisation_is_left_out(db):
    plan = "EXPLAIN QUERY PLAN SELECT * FROM (SELECT id FROM plain LIMIT 9)"
    counted = plan.replace("*", "count(*)").replace(" LIMIT 9", "")
    with without(db, ["all"]):
        whole = db.execute(counted + " --").fetchall()
    assert len(whole) > len(db.execute(counted).fetchall())


@pytest.mark.slow
@pytest.mark.parametrize("tries, count", [
    (on_plain_tables, QUERIES), (by_norec, QUERIES // 4),
    (by_tlp, QUERIES // 20), (side_by_side, QUERIES // 20)])
def test_random_queries(db, tries, count):
    assert not differences(tries(db, SEED), count)


@pytest.mark.slow
def test_random_queries_in_a_database_of_utf16(tmp_path):
    """There texts have another order, by the bytes they have there."""
    with both(tmp_path, "UTF-16") as db:
        assert not differences(on_plain_tables(db, SEED + 2), QUERIES // 5)


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
