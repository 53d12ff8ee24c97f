"""How many requests a query costs, and which: read from the hub's log."""

import datetime
import sqlite3
import time

import pytest

import listings
from conftest import PATIENCE, needs_sqlite

DAY, BUSY, NEWEST = "2026-07-30", "2026-07-22", "2026-07-31"
NEW = sqlite3.sqlite_version_info >= (3, 38)
DAY_URL = "/api/daily_papers?date={}&limit=100"
NEWEST_URL = "/api/daily_papers?limit=100"


def requests(cost, rest, *values):
    return cost(f"SELECT id, listed, rank FROM papers {rest}", *values)[1]


def day_urls(*days):
    return [DAY_URL.format(day) for day in days]


# -- the days

@pytest.mark.parametrize("rest, days", [
    (f"WHERE listed = '{DAY}'", [DAY]),
    (f"WHERE listed = '{DAY}' LIMIT 1", [DAY]),
    (f"WHERE listed = '{DAY}' ORDER BY upvotes DESC LIMIT 1", [DAY]),
    (f"WHERE listed = '{DAY}' AND upvotes > 3", [DAY]),
    (f"WHERE listed = '{DAY}' AND listed = '{DAY}'", [DAY]),
    (f"WHERE listed = '{DAY}' AND listed IN ('2026-07-29', '{DAY}')", [DAY]),
    (f"WHERE listed = '{DAY}' AND month = '2026-07' AND week = '2026-W31'",
     [DAY]),
    (f"WHERE listed = '{DAY}' AND id = '2607.06644'", [DAY]),
    (f"WHERE listed = '{DAY}' AND id IN ('2607.06644', 'x')", [DAY]),
    (f"WHERE listed >= '{DAY}' AND listed < '2026-07-31'", [DAY]),
    (f"WHERE listed > '2026-07-29' AND listed <= '{DAY}'", [DAY]),
    ("WHERE week = '2026-W30' AND listed > '2026-07-23T'",
     ["2026-07-26", "2026-07-25", "2026-07-24"]),
    ("WHERE week = '2026-W31' AND month = '2026-08'",
     ["2026-08-02", "2026-08-01"]),
    ("WHERE month < '2023-06' AND week < '2023-W19'",
     ["2023-05-07", "2023-05-06", "2023-05-05", "2023-05-04"]),
    ("WHERE listed BETWEEN '2023' AND '2023-05-05'",
     ["2023-05-05", "2023-05-04"]),
    ("WHERE listed BETWEEN '2023' AND '2023-05-05' ORDER BY listed",
     ["2023-05-04", "2023-05-05"]),
])
def test_only_the_days_that_satisfy_all(cost, hub, rest, days):
    hub.set(newest="2026-09-01")
    hub.born["newest"] = "2026-09-01"
    assert sorted(requests(cost, rest)) == sorted(day_urls(*days))


@pytest.mark.parametrize("rest", [
    "WHERE listed = '2020-01-01'", "WHERE listed < '2023-05-04'",
    "WHERE listed < '2023'", "WHERE month = '2023-04'",
    "WHERE week <= '2023-W17'", "WHERE listed > 'z'", "WHERE week > '2026-X'"
    " AND week < '2027'",
    f"WHERE listed = '{DAY}' AND listed = '2026-07-29'",
    f"WHERE listed > '{DAY}' AND listed < '{DAY}'",
    "WHERE listed >= '2026-07-02' AND listed <= '2026-07-01'",
    "WHERE month = '2026-07' AND week = '2026-W01'",
    f"WHERE listed = '{DAY}' AND month IN ('2026-06', '2025-07')",
    f"WHERE listed IN ('{DAY}') AND week <> week AND listed > '2026-08'",
    "WHERE listed IN ()", "WHERE listed = NULL", "WHERE listed > NULL",
    "WHERE listed IN (NULL)", "WHERE week = NULL", "WHERE month < NULL",
    "WHERE listed BETWEEN NULL AND '2026-07-30'",
    "WHERE id = NULL", "WHERE id IN (NULL, NULL)",
    "WHERE papers = NULL", "WHERE papers MATCH NULL", "WHERE feed = NULL",
    f"WHERE max_age = NULL AND listed = '{DAY}'",
    "WHERE papers MATCH ''", "WHERE papers MATCH ' \n'",
    "WHERE id = 'no id'", "WHERE id = ''", "WHERE id = '2607.06644v2'",
    "WHERE listed IN (SELECT day FROM (SELECT 'x' AS day) WHERE 0)",
    f"WHERE listed = '{DAY}' LIMIT 0", "LIMIT 0", "WHERE id = '2607.06644' "
    "LIMIT 0", f"WHERE listed = '{DAY}' AND 0"])
def test_what_no_row_can_satisfy_asks_nobody(cost, rest):
    assert cost(f"SELECT id FROM papers {rest}") == ([], [])


@pytest.mark.parametrize("rest, many", [
    ("LIMIT 1", 2), ("ORDER BY listed DESC LIMIT 1", 2),
    ("ORDER BY listed DESC, rank LIMIT 3 OFFSET 2", 2),
    ("WHERE listed >= '2025' LIMIT 1", 2), ("WHERE upvotes >= 0 LIMIT 1", 2),
    ("WHERE listed <= '2026-07-30' LIMIT 1", 1),
    ("ORDER BY listed LIMIT 0", 0)])
def test_few_rows_of_every_day(cost, rest, many):
    asked = requests(cost, rest)
    assert len(asked) == many
    assert asked[:2] == [NEWEST_URL, DAY_URL.format(NEWEST)][:many] or (
        asked == day_urls(DAY))


def test_the_newest_day_is_found_without_reading_it(cost):
    rows, asked = cost("SELECT max(listed) FROM papers")
    assert (rows, asked) == ([(NEWEST,)], [NEWEST_URL, *day_urls(NEWEST)])


def test_who_takes_few_rows_costs_few_requests(asking, hub):
    """No LIMIT: the host stops by itself."""
    cursor = asking.execute("SELECT id FROM papers WHERE month = '2026-07'")
    cursor.fetchone()
    assert len(hub.asked()) <= 2
    cursor.close()


# -- side by side

def a_month(folder):
    return listings.write(folder, {
        f"2026-01-{day:02}": [{"paper": {"id": f"2601.{day:05}"}}]
        for day in range(1, 32)})


@pytest.mark.measures
@pytest.mark.parametrize("rest", [
    "WHERE month = '2026-01'",
    "WHERE listed BETWEEN '2026-01-01' AND '2026-01-31'",
    "WHERE listed BETWEEN '2026-01-01' AND '2026-01-31' ORDER BY listed",
    "WHERE week BETWEEN '2026-W01' AND '2026-W05' AND month = '2026-01'",
    pytest.param("WHERE listed IN (" + ",".join(
        f"'2026-01-{day:02}'" for day in range(1, 32)) + ")",
        marks=needs_sqlite(3, 38))])
def test_31_days_side_by_side(hub_of, tmp_path, asking, rest):
    hub = hub_of(a_month(tmp_path), delay=0.05 * PATIENCE)
    asking.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
    began = time.monotonic()
    asking.execute("SELECT 1 FROM papers WHERE listed = '2026-01-05'").fetchall()
    one = time.monotonic() - began
    hub.reset()
    began = time.monotonic()
    rows = asking.execute(f"SELECT listed FROM papers {rest}").fetchall()
    took = time.monotonic() - began
    days = [f"2026-01-{day:02}" for day in range(1, 32)]
    if "ORDER" not in rest:
        days.reverse()
    assert [day for day, in rows] == days
    assert len(hub.asked()) == 31
    assert 4 < hub.max_at_once <= 8
    assert took < 8 * one


@needs_sqlite(3, 38)
def test_papers_side_by_side(cost, hub):
    ids = ["2607.21003", "2607.06561", "2607.21001", "2607.06644", "2607.21002"]
    hub.born["delay"] = 0.1
    began = time.monotonic()
    marks = ",".join("?" * 5)
    rows, asked = cost(f"SELECT id FROM papers WHERE id IN ({marks})", *ids)
    assert time.monotonic() - began < 0.3 * PATIENCE
    assert sorted(id for id, in rows) == sorted(ids)
    assert sorted(asked) == sorted(f"/api/papers/{id}" for id in ids)
    assert hub.max_at_once == 5


@pytest.mark.parametrize("connections", [1, 3])
def test_never_more_than_connections(cost, asking, hub, connections):
    asking.execute("SELECT papers_config('connections', ?)", (connections,))
    hub.born["delay"] = 0.01
    assert len(requests(cost, "WHERE month = '2026-07'")) == 32
    assert hub.max_at_once == connections


# -- pages

def test_a_busy_day_has_two_pages(cost):
    rows, asked = cost(f"SELECT id, rank FROM papers WHERE listed = '{BUSY}'")
    assert len(rows) == len(set(id for id, _ in rows)) == 130
    assert [rank for _, rank in rows] == list(range(1, 131))
    assert asked == [DAY_URL.format(BUSY), DAY_URL.format(BUSY) + "&p=1"]


@pytest.mark.parametrize("fault, values, papers", [
    ("moved", {}, 129), ("moved", {"place": 99, "to": 100}, 130),
    ("entered", {"by": 1}, 130), ("entered", {"by": 30}, 130)])
def test_a_paper_that_moved_between_pages_stands_once(
        asking, hub, fault, values, papers):
    hub.fault(fault, **values)
    rows = asking.execute(f"SELECT id, rank, rowid FROM papers "
                          f"WHERE listed = '{BUSY}'").fetchall()
    ids, ranks, rowids = zip(*rows)
    assert len(set(ids)) == len(ids) == len(set(rowids)) >= papers - 1
    assert list(ranks) == list(range(1, len(rows) + 1))
    assert len(hub.asked()) == 2


def test_the_first_page_alone(cost):
    assert requests(cost, f"WHERE listed = '{BUSY}' LIMIT 100") == (
        day_urls(BUSY)) or not NEW


def test_a_listing_that_never_ends(asking, hub_of, tmp_path):
    """Every page has another one after it, with the same papers."""
    listings.write(tmp_path, {"2026-01-01": [
        {"paper": {"id": f"2601.{number:05}"}} for number in range(5000)]})
    hub = hub_of(tmp_path)
    hub.fault("moved", place=0, to=0)
    asking.execute("SELECT papers_config('endpoint', ?), "
                   "papers_config('max_requests', 20)", (hub.url,))
    with pytest.raises(sqlite3.OperationalError, match="more than 20 requests"):
        asking.execute("SELECT count(*) FROM papers "
                       "WHERE listed = '2026-01-01'").fetchall()
    assert len(hub.asked()) == 20


# -- one statement asks once

@pytest.mark.parametrize("sql", [
    "SELECT 1 FROM papers p JOIN papers q ON p.id = q.id AND "
    "p.listed = q.listed WHERE p.listed = '{0}'",
    "SELECT 1 FROM papers p, papers q WHERE p.listed = '{0}' "
    "AND q.listed = '{0}'",
    "SELECT 1 FROM papers WHERE listed = '{0}' UNION ALL "
    "SELECT 2 FROM papers WHERE listed = '{0}'",
    "SELECT (SELECT count(*) FROM papers q WHERE q.listed = p.listed AND "
    "q.upvotes > p.upvotes) FROM papers p WHERE p.listed = '{0}'",
    "SELECT 1 FROM papers p WHERE p.listed = '{0}' AND EXISTS (SELECT 1 FROM "
    "papers q WHERE q.listed = p.listed AND q.rank = p.rank + 1)",
    "SELECT 1 FROM papers p WHERE p.listed = '{0}' AND p.upvotes = "
    "(SELECT max(upvotes) FROM papers WHERE listed = '{0}')",
    "WITH one AS (SELECT * FROM papers WHERE listed = '{0}') "
    "SELECT 1 FROM one a JOIN one b ON a.rank = b.rank + 1",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
    "WHERE i < 9) SELECT id FROM n JOIN papers ON listed = '{0}' AND rank = i",
    "SELECT value, (SELECT count(*) FROM papers WHERE listed = '{0}' AND "
    "rank > value) FROM json_each('[1,2,3,4]')",
])
def test_a_statement_asks_once(cost, sql):
    assert cost(sql.format(DAY))[1] == day_urls(DAY)


def test_a_correlated_subquery_of_a_users_table(asking, cost):
    asking.executescript(f"""
        CREATE TABLE n(day TEXT);
        INSERT INTO n VALUES ('{DAY}'), ('2026-07-29'), ('{DAY}'), (NULL),
                             ('2026-07-29'), ('{DAY}');""")
    rows, asked = cost("SELECT day, (SELECT count(*) FROM papers "
                       "WHERE listed = n.day) FROM n")
    assert [many for day, many in rows if day == DAY] == [7, 7, 7]
    assert asked == day_urls(DAY, "2026-07-29")


@pytest.mark.parametrize("target", ["notes", "others"])
def test_a_trigger_begins_no_new_statement(asking, cost, target):
    """SQLite counts each of its runs as one of the statement."""
    asking.executescript("""
        CREATE TEMP TABLE notes(day, many, more);
        CREATE TEMP TABLE others(day, many, more);
        INSERT INTO notes(day) VALUES ('2026-07-30'), ('2026-07-30'),
                                      ('2026-07-29'), ('2026-07-30');
        INSERT INTO others SELECT * FROM notes;
        CREATE TEMP TRIGGER noted AFTER UPDATE OF many ON notes BEGIN
            UPDATE others SET more = new.many; END;""")
    rest = (f"SET many = (SELECT count(*) FROM papers p "
            f"WHERE p.listed = {target}.day)")
    assert len(cost(f"UPDATE {target} {rest}")[1]) == 2


@pytest.mark.parametrize("sql", [
    "SELECT n.note, p.title FROM notes n JOIN papers p ON p.id = n.pid",
    "SELECT n.note, p.title FROM papers p JOIN notes n ON p.id = n.pid",
    "SELECT n.note, p.title FROM notes n LEFT JOIN papers p ON p.id = n.pid",
    "SELECT n.note, p.title FROM notes n, papers p "
    "WHERE p.id = n.pid AND p.title <> ''",
    "SELECT title FROM papers WHERE id IN (SELECT pid FROM notes)"])
def test_a_join_from_20_notes(asking, cost, sql):
    ids = [id for id, in asking.execute(
        "SELECT DISTINCT id FROM papers WHERE listed BETWEEN '2026-07-20' "
        "AND '2026-07-31' AND id GLOB '2607.[0-9][0-9][0-9][0-9][0-9]'")][:20]
    asking.execute("CREATE TABLE notes(pid TEXT, note TEXT)")
    asking.executemany("INSERT INTO notes VALUES (?, 'read it')",
                       [(id,) for id in ids])
    rows, asked = cost(sql)
    assert len(rows) == 20
    assert sorted(asked) == sorted(f"/api/papers/{id}" for id in ids)


def test_each_statement_is_fresh(cost):
    for _ in range(3):
        assert requests(cost, f"WHERE listed = '{DAY}'") == day_urls(DAY)


def test_statements_that_are_open_at_once_are_fresh(asking, hub):
    """The second asks again, also for what the first has in hand; and what
    the first goes on with is its own."""
    sql = f"SELECT id FROM papers WHERE listed = '{DAY}'"
    first = asking.execute(sql)
    assert first.fetchone()
    assert len(hub.asked()) == 1
    second = asking.execute(sql + " AND 1")
    assert second.fetchone()
    assert len(hub.asked()) == 2
    third = asking.execute(sql + " AND 2")
    assert len(third.fetchall()) == 7 and len(hub.asked()) == 3
    assert len(second.fetchall()) == len(first.fetchall()) == 6
    assert len(hub.asked()) == 3
    assert len(asking.execute(sql).fetchall()) == 7
    assert len(hub.asked()) == 4


def test_a_statement_within_a_statement(asking, hub):
    sql = f"SELECT count(*) FROM papers WHERE listed = '{DAY}'"
    asking.create_function(
        "within", 0, lambda: asking.execute(sql).fetchone()[0])
    rows = asking.execute(f"SELECT rank, within() FROM papers WHERE "
                          f"listed = '{DAY}'").fetchall()
    assert rows == [(rank, 7) for rank in range(1, 8)]
    assert len(hub.asked()) == 8


# -- max_requests

def test_a_scan_past_max_requests(asking, hub):
    asking.execute("SELECT papers_config('max_requests', 10)")
    cursor = asking.execute("SELECT id FROM papers WHERE month = '2026-07'")
    days = set()
    with pytest.raises(sqlite3.OperationalError) as caught:
        for id, in cursor:
            days.add(id)
    assert len(days) > 20
    assert len(hub.asked()) == 10
    said = str(caught.value)
    assert said.startswith("papers: the listing of 2026-07-2")
    assert ("could not be fetched: this needs more than 10 requests: narrow it "
            "by day (listed, week, month), or raise the limit with SELECT "
            "papers_config('max_requests', 20) (http://") in said
    asking.execute("SELECT papers_config('max_requests', 20)")
    assert asking.execute("SELECT count(*) > 50 FROM papers WHERE "
                          "week >= '2026-W30'").fetchone() == (1,)


@pytest.mark.parametrize("sql, advice", [
    ("SELECT 1 FROM papers p JOIN papers q ON q.id = p.id WHERE p.listed = "
     "'2026-07-30' AND q.title <> ''", "ask for fewer papers at a time (id)"),
    ("SELECT 1 FROM papers WHERE id IN ('2607.06644', '2607.06561', "
     "'2607.06727', '2607.06893')", "ask for fewer papers at a time (id)"),
    ("SELECT count(*) FROM papers WHERE feed = 'trending'",
     "read fewer of its rows (LIMIT)"),
    ("SELECT count(*) FROM papers WHERE papers IN ('a', 'b', 'c', 'd')",
     "search for fewer words at a time"),
    ("SELECT count(*) FROM papers WHERE listed LIKE '2026-07-1%'",
     "narrow it by day (listed, week, month)"),
])
def test_the_advice_is_about_the_query_that_was_made(asking, hub, sql, advice):
    asking.execute("SELECT papers_config('max_requests', 2)")
    with pytest.raises(sqlite3.OperationalError) as caught:
        asking.execute(sql).fetchall()
    assert f"this needs more than 2 requests: {advice}, or" in str(caught.value)


@pytest.mark.parametrize("limit", [1, 2, 3, 4])
def test_the_rows_before_the_limit_come(asking, hub, limit):
    """Those of every day that could be asked for, and then the error; but
    Python is always one row ahead, and so loses the last one."""
    asking.execute("SELECT papers_config('max_requests', ?)", (limit,))
    cursor = asking.execute("SELECT id FROM papers WHERE listed BETWEEN "
                            "'2026-07-27' AND '2026-07-31'")
    got = 0
    with pytest.raises(sqlite3.OperationalError, match="more than"):
        while cursor.fetchone():
            got += 1
    by_day = [len(asking.execute("SELECT id FROM papers WHERE listed = ?",
                                 (f"2026-07-{day}",)).fetchall())
              for day in range(31, 31 - limit, -1)]
    assert got == sum(by_day) - 1


def test_max_requests_is_of_one_statement(asking, hub):
    asking.execute("SELECT papers_config('max_requests', 1)")
    for day in (DAY, "2026-07-29", "2026-07-28"):
        assert asking.execute("SELECT count(*) FROM papers WHERE listed = ?",
                              (day,)).fetchone()[0] > 0


# -- the newest day

@pytest.mark.parametrize("rest", [
    "WHERE listed = '2026-08-01'", "WHERE listed = '2031-01-01'",
    "WHERE listed IN ('2026-08-01', '2026-08-02', '2031-01-01')",
    "WHERE listed BETWEEN '2026-08-01' AND '2031-01-01'",
    "WHERE month = '2026-12'", "WHERE week = '2031-W02'",
    "WHERE listed > '2026-07-31'", "WHERE listed >= '2026-08' ORDER BY listed",
    "WHERE listed > '2026-07-31' AND listed < '9'",
    "WHERE listed > '9'"])
def test_no_day_after_the_newest_has_rows(cost, rest):
    rows, asked = cost(f"SELECT id FROM papers {rest}")
    assert rows == [] and len(asked) <= (3 if NEW else 4)


def test_a_range_into_the_future(cost):
    """The days that the service does not have yet cost few requests."""
    sql = ("SELECT listed FROM papers WHERE listed BETWEEN '2026-07-30' AND "
           "'2030-01-01'")
    rows, asked = cost(sql)
    assert list(dict.fromkeys(day for day, in rows)) == [NEWEST, DAY]
    assert len(asked) == 4
    rows, asked = cost(sql + " ORDER BY listed")
    assert list(dict.fromkeys(day for day, in rows)) == [DAY, NEWEST]
    assert len(asked) <= 12


def test_a_service_that_has_no_answer_for_the_future(cost, hub):
    """No day after tomorrow is asked for, where the Hub's day changes: whether
    or not the service would refuse it."""
    hub.born["newest"] = "2031-01-01"
    today = datetime.date.today()
    ago, soon = (today + datetime.timedelta(days) for days in (-3, 400))
    for columns in ("count(*)", "sum(upvotes)"):
        rows, asked = cost(f"SELECT {columns} FROM papers WHERE listed BETWEEN "
                           "? AND ?", f"{ago}", f"{soon}")
        assert len(asked) in (4, 5, 6)
        assert DAY_URL.format(today + datetime.timedelta(3)) not in asked


def test_a_refusal_for_another_reason_is_an_error(asking, hub):
    hub.fault("status", match="date=", status=400, message="no such thing")
    with pytest.raises(sqlite3.OperationalError) as caught:
        asking.execute(f"SELECT 1 FROM papers WHERE listed = '{DAY}'").fetchall()
    assert str(caught.value) == (
        f"papers: the listing of {DAY} could not be fetched: the service "
        f"answered 400 (no such thing) ({hub.url}{DAY_URL.format(DAY)})")
    assert [row["target"] for row in hub.asked()] == [
        DAY_URL.format(DAY), NEWEST_URL]


def test_an_error_about_the_newest_day_is_named_once(asking, hub):
    hub.fault("status", match="date=", status=400)
    hub.fault("html", match="papers?limit")
    with pytest.raises(sqlite3.OperationalError) as caught:
        asking.execute(f"SELECT 1 FROM papers WHERE listed = '{DAY}'").fetchall()
    assert str(caught.value) == (
        "papers: the newest listing could not be fetched: an HTML page where "
        f"JSON is meant ({hub.url}{NEWEST_URL})")


@pytest.mark.parametrize("text, said", [
    ('[{"paper":{"id":"2607.00001"}}]', "none of its entries says its day"),
    ('{"error":"closed"}', "the service says: closed"),
    ("[", "the JSON breaks off after 1 bytes")])
def test_a_newest_listing_that_says_nothing_is_an_error(asking, hub, text,
                                                        said):
    asking.execute("SELECT papers_config('retries', 1)")
    hub.fault("body", match="papers?limit", text=text)
    with pytest.raises(sqlite3.OperationalError) as caught:
        asking.execute("SELECT 1 FROM papers LIMIT 1").fetchall()
    assert str(caught.value) == (
        f"papers: the newest listing could not be fetched: {said} "
        f"({hub.url}{NEWEST_URL})")


def test_a_newest_listing_that_breaks_off_is_asked_for_again(asking, hub):
    hub.fault("truncate", match="papers?limit", framing="close", after=9000,
              count=1)
    assert asking.execute("SELECT listed FROM papers LIMIT 1").fetchone() == (
        NEWEST,)


def test_a_hub_without_any_listing(hub_of, tmp_path, asking):
    asking.execute("SELECT papers_config('endpoint', ?)",
                   (hub_of(tmp_path).url,))
    assert asking.execute("SELECT * FROM papers").fetchall() == []


# -- other relations

def test_the_search(cost):
    rows, asked = cost("SELECT rank, id, listed, papers FROM papers('agents') "
                       "ORDER BY rank")
    assert asked == ["/api/papers/search?q=agents&limit=120"]
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1)) != []
    assert {row[2:] for row in rows} == {(None, "agents")}


@pytest.mark.parametrize("words, query", [
    ("two words", "two%20words"), ("a&b=c#d?e", "a%26b%3Dc%23d%3Fe"),
    ("ä\u4e2d", "%C3%A4%E4%B8%AD"), (" padded ", "padded"), ("100%s", "100%25s"),
    ("x" * 250, "x" * 250), ("\u4e2d" * 250, "%E4%B8%AD" * 250),
    (5, "5"), (1.5, "1.5")])
def test_words_reach_the_search_as_they_are(cost, words, query):
    _, asked = cost("SELECT id FROM papers WHERE papers = ?", words)
    assert asked == [f"/api/papers/search?q={query}&limit=120"]


def test_the_trending_list(cost):
    rows, asked = cost("SELECT rank, id, feed FROM papers "
                       "WHERE feed = 'trending' LIMIT 5")
    assert asked == ["/api/daily_papers?sort=trending&limit=100"]
    assert [row[0] for row in rows] == [1, 2, 3, 4, 5]
    assert {row[2] for row in rows} == {"trending"}
    rows, asked = cost("SELECT rank, id FROM papers WHERE feed = 'trending'")
    assert len(set(rows)) == len(rows) > 100
    assert [rank for rank, _ in rows] == list(range(1, len(rows) + 1))
    if sqlite3.sqlite_version_info >= (3, 38):
        again, asked = cost("SELECT rank, id FROM papers "
                            "WHERE feed IS 'trending'")
        assert again == rows and len(asked) == 3


def test_a_search_of_the_trending_list_is_an_error(asking, hub):
    with pytest.raises(sqlite3.OperationalError, match="cannot be searched"):
        asking.execute("SELECT 1 FROM papers('x', 'trending')").fetchall()
    assert hub.asked() == []


def test_a_paper(cost):
    rows, asked = cost("SELECT id, listed, rank, comments, thumbnail, upvotes "
                       "FROM papers WHERE id = '2607.06644'")
    (row,), target = rows, "/api/papers/2607.06644"
    assert asked == [target, DAY_URL.format(DAY)]
    assert rows == cost("SELECT id, listed, rank, comments, thumbnail, upvotes "
                        f"FROM papers WHERE listed = '{DAY}' AND rank = 2")[0]
    assert row[:3] == ("2607.06644", DAY, 2) and None not in row
    assert cost("SELECT title, upvotes, week FROM papers "
                "WHERE id = '2607.06644'")[1] == [target]
    assert cost("SELECT 1 FROM papers WHERE id = '2607.29999'") == (
        [], ["/api/papers/2607.29999"])
    assert cost("SELECT id FROM papers WHERE id = 'cs/0112017'") == (
        [("cs/0112017",)], ["/api/papers/cs%2F0112017"])


def test_only_the_service_can_say_that_there_is_no_such_paper(asking, hub):
    """And not a page that somebody on the way puts in its place."""
    sql = "SELECT 1 FROM papers WHERE id = '2607.06644'"
    hub.fault("html", status=404, count=1)
    with pytest.raises(sqlite3.Error, match=r"paper 2607.06644 .*404 \(an HTML"):
        asking.execute(sql).fetchall()
    hub.fault("status", status=404, count=1)
    assert asking.execute(sql).fetchall() == []
    assert asking.execute(sql).fetchall() == [(1,)]


def test_a_paper_that_the_service_calls_otherwise_is_no_row(asking, hub):
    hub.fault("body", text='{"id":"2607.00009","title":"Another"}')
    for id, rows in (("2607.00008", []), ("2607.00009", [("Another",)])):
        assert asking.execute("SELECT title FROM papers WHERE id = ?",
                              (id,)).fetchall() == rows


@pytest.mark.parametrize("where, given", [
    ("papers = 'agents'", ("agents", None, None)),
    ("papers MATCH 'agents'", ("agents", None, None)),
    ("papers = 'agents' AND feed = 'daily'", ("agents", "daily", None)),
    (f"listed = '{DAY}'", (None, "daily", None)),
    (f"listed = '{DAY}' AND feed = 'daily'", (None, "daily", None)),
    (f"listed = '{DAY}' AND max_age = 60", (None, "daily", 60)),
    (f"listed = '{DAY}' AND max_age = 0.5", (None, "daily", 0.5)),
    (f"listed = '{DAY}' AND max_age = '60'", (None, "daily", "60")),
    ("id = '2607.06644'", (None, "daily", None)),
    ("id = '2607.06644' AND feed = 'daily'", (None, "daily", None)),
    ("feed = 'trending'", (None, "trending", None)),
    ("feed IN ('trending', 'daily') AND listed = '2026-07-31' "
     "AND feed = 'daily'", (None, "daily", None))])
def test_inputs_are_returned_as_they_were_given(cost, where, given):
    rows, _ = cost(f"SELECT DISTINCT papers, feed, max_age FROM papers "
                   f"WHERE {where}")
    assert rows == [given]


def test_each_value_of_an_input(cost):
    rows, asked = cost("SELECT papers, count(*) FROM papers WHERE papers IN "
                       "('agents', 'models') GROUP BY 1 ORDER BY 1")
    assert [words for words, _ in rows] == ["agents", "models"]
    assert len(asked) == 2
    rows, asked = cost(f"SELECT feed, count(*) FROM papers WHERE feed IN "
                       f"('daily', 'trending') AND listed = '{DAY}' GROUP BY 1")
    assert [feed for feed, _ in rows] == ["daily", "trending"]


# -- the rowid

def rowids(asking, rest):
    return dict(asking.execute(f"SELECT id, rowid FROM papers WHERE {rest}"))


def test_the_rowid_is_the_same_in_every_scan(asking):
    known = rowids(asking, f"listed = '{DAY}'")
    assert len(set(known.values())) == len(known) == 7
    for rest in ("month = '2026-07'", "week = '2026-W31'",
                 f"listed IN ('{DAY}', '2026-07-29')",
                 f"listed >= '{DAY}' ORDER BY listed"):
        assert known.items() <= {
            (id, rowid) for id, rowid in asking.execute(
                f"SELECT id, rowid FROM papers WHERE {rest}")}
    for id, rowid in known.items():
        assert rowids(asking, f"id = '{id}'") == {id: rowid}
        assert asking.execute("SELECT rowid, listed FROM papers WHERE id = ?",
                              (id,)).fetchone() == (rowid, DAY)


def test_an_or_gives_no_row_twice(asking, cost):
    rows, asked = cost(f"SELECT id, listed FROM papers WHERE listed = '{DAY}' "
                       f"OR listed IN ('{DAY}', '2026-07-29') OR "
                       f"week = '2026-W31' AND listed > '2026-07-28'")
    assert len(set(rows)) == len(rows)
    assert {day for _, day in rows} == {NEWEST, DAY, "2026-07-29"}


def test_the_other_papers_of_a_papers_day(cost):
    rows, targets = cost("""
        SELECT other.id FROM papers one JOIN papers other
            ON other.listed = one.listed AND other.id <> one.id
        WHERE one.id = '2607.06644' ORDER BY other.rank""")
    assert len(rows) == 6
    assert targets == ["/api/papers/2607.06644", DAY_URL.format(DAY)]


def test_a_plan_with_a_literal_is_another(asking):
    """That reads the same columns. Or else a value out of a table, which no day
    can be, would be the user's mistake."""
    one, = asking.execute(
        "SELECT count(id) FROM papers WHERE listed = '2026-07-30'").fetchone()
    both, = asking.execute(
        "SELECT count(p.id) FROM (SELECT 'n/a' AS d UNION ALL "
        "SELECT '2026-07-30') n JOIN papers p ON p.listed = n.d").fetchone()
    assert one == both > 0


def test_words_bring_no_parameters(cost):
    _, targets = cost("SELECT id FROM papers(?)", "a&limit=1 #b?c/%26")
    assert targets == [
        "/api/papers/search?q=a%26limit%3D1%20%23b%3Fc%2F%2526&limit=120"]
