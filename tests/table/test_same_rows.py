"""No plan changes what a row says: whatever is asked for and however, the rows
are those that a plain table with the same content gives. Each test here is of
a way in which that once was not so."""

import json
import sqlite3
import time

import pytest

import listings
from conftest import PATIENCE, connect, needs_sqlite
from hub import Hub

DAY = "2026-07-30"
DAY_URL = "/api/daily_papers?date={}&limit=100"
NEW = sqlite3.sqlite_version_info >= (3, 38)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """Runs a query on `papers` and on a plain table, `{T}` being either."""
    made = listings.days(19)
    folder = listings.write(tmp_path_factory.mktemp("days"), made)
    with Hub(folder) as hub:
        db = connect()
        db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        listings.plain_table(made, db)
        db.executescript("""
            CREATE TEMP VIEW view_of_papers AS SELECT * FROM papers;
            CREATE TEMP VIEW view_of_plain AS SELECT * FROM plain;""")

        def run(query, *values):
            return [db.execute(query.replace("{T}", table), values).fetchall()
                    for table in ("papers", "plain")]
        run.db = db
        yield run
        db.close()


# -- LIMIT, where SQLite goes on filtering by what it does not show

M = "month = '2023-05'"


@pytest.mark.parametrize("where", [
    f"{M} AND upvotes < author_count",
    f"{M} AND comments = author_count - 1",
    f"{M} AND upvotes + 0 > author_count + 20",
    f"{M} AND CASE WHEN upvotes > 20 THEN rank < 3 ELSE 0 END",
    f"{M} AND upvotes = (SELECT max(q.upvotes) FROM {{T}} q "
    "WHERE q.listed = {T}.listed)",
    f"{M} AND EXISTS (SELECT 1 FROM {{T}} q WHERE q.listed = {{T}}.listed "
    "AND q.rank = {T}.upvotes)",
    f"{M} AND upvotes IN (SELECT q.rank FROM {{T}} q "
    "WHERE q.listed = {T}.listed AND q.rank > 2)",
    f"{M} AND (upvotes, rank) = (SELECT max(upvotes), 2 FROM {{T}} q "
    "WHERE q.listed = {T}.listed)",
    f"{M} AND (author_count, upvotes) > (3, 20)",
    f"{M} AND upvotes IS NOT author_count AND submitter IS organization",
    f"{M} AND title COLLATE NOCASE < submitter",
    "listed >= '2023-05-04' AND upvotes < author_count",
    "listed IN ('2023-05-05', '2023-05-09', '2023-05-16') "
    "AND upvotes < author_count",
    "upvotes < author_count",
])
@pytest.mark.parametrize("limit", ["LIMIT 3", "LIMIT 1 OFFSET 2"])
def test_a_limit_counts_rows_that_pass_every_filter(both, where, limit):
    live, plain = both(f"SELECT id, listed FROM {{T}} WHERE {where} {limit}")
    assert live == plain


def test_many_bounds_and_a_limit_with_an_offset(both):
    """Fifteen of the sixteen arguments of a plan are taken: the limit is not
    taken without its offset."""
    many = " AND ".join(["listed >= '2023-05-04'"] * 15)
    live, plain = both(f"SELECT id, listed FROM {{T}} WHERE {many} "
                       "LIMIT 2 OFFSET 3")
    assert live == plain and len(live) == 2


MANY = " AND ".join(["listed >= '2023-05-04'"] * 17)


@pytest.mark.parametrize("where, requests", [
    ("feed = 'trending'", 3), ("papers = 'agents'", 1),
    ("papers MATCH 'agents' AND feed = 'daily' AND max_age = 60", 1),
    (f"listed = '{DAY}' AND max_age = 0", 1), ("id = '2607.06644'", 1),
    ("url = 'https://huggingface.co/papers/2607.06644' AND max_age = 60", 1)])
def test_many_bounds_leave_room_for_what_the_rows_are(cost, where, requests):
    sql = f"SELECT id, listed FROM papers WHERE {where}"
    wanted = [row for row in cost(sql)[0] if row[1]]
    rows, asked = cost(f"{sql} AND {MANY}")
    assert rows == wanted and len(asked) == requests


@pytest.mark.parametrize("feeds", [("daily", "trending"), ("trending", "daily"),
                                   ("daily", "daily", "trending")])
def test_two_feeds_have_no_row_in_common(cost, feeds):
    where = " AND ".join(["feed = ?"] * len(feeds))
    assert cost(f"SELECT 1 FROM papers WHERE {where}", *feeds) == ([], [])
    assert cost(f"SELECT count(*) FROM papers WHERE {where} AND listed = ?",
                *["daily"] * len(feeds), DAY)[0] == [(7,)]


# -- a paper by its id

EVERY = """id, title, abstract, authors, author_count, published, listed, week,
month, rank, upvotes, comments, submitter, organization, organization_name,
keywords, ai_summary, repo, repo_source, repo_stars, project_page, media,
thumbnail, author_participating, url, arxiv_url, pdf_url, rowid, raw,
withdrawn"""


def test_an_id_gives_the_row_of_its_listing(cost):
    """Every column, whichever of the others is read with it."""
    wanted = cost(f"SELECT {EVERY} FROM papers WHERE listed = '{DAY}'")[0]
    twice = "2607.20011"   # see the next test but one
    for row in wanted:
        if row[0] == twice:
            continue
        found = cost(f"SELECT {EVERY} FROM papers WHERE id = ?", row[0])
        assert found == ([row], ["/api/papers/" + row[0].replace("/", "%2F"),
                                 DAY_URL.format(DAY)])
        for column, value in zip(EVERY.replace("\n", " ").split(", "), row):
            (one,), asked = cost(f"SELECT {column} FROM papers WHERE id = ?",
                                 row[0])
            assert one == (value,), column
            assert len(asked) <= 2


@pytest.mark.parametrize("sql", [
    "SELECT {C} FROM v WHERE id = {I} AND rank <= 3",
    "SELECT {C} FROM papers WHERE id = {I} AND rank <= 3",
    "SELECT {C} FROM papers WHERE id = {I} AND comments >= 0",
    "SELECT {C} FROM papers WHERE +id = {I} AND listed = '{D}'",
    "SELECT {C} FROM papers WHERE id = {I} AND listed = '{D}'",
    "SELECT {C} FROM papers WHERE id = {I} OR (listed = '{D}' AND rank = 999)",
    "SELECT {C} FROM papers WHERE id = {I} AND listed = '{D}' OR id = {I}",
    "SELECT {C} FROM papers p WHERE listed = '{D}' AND EXISTS "
    "(SELECT 1 FROM papers q WHERE q.id = {I} AND q.id = p.id "
    "AND q.rank = p.rank)",
    "SELECT {C} FROM papers WHERE id IN ({I}, 'x')",
    "SELECT {C} FROM papers WHERE id IN (SELECT {I})",
    "SELECT {C} FROM (SELECT * FROM papers LIMIT 100) WHERE id = {I}",
    "SELECT {C} FROM papers WHERE url = 'https://huggingface.co/papers/' || {I}",
    "SELECT {C} FROM papers WHERE pdf_url IN "
    "('https://arxiv.org/pdf/' || {I}, 'https://arxiv.org/abs/2607.06561')",
    "SELECT {C} FROM papers WHERE arxiv_url = 'https://arxiv.org/abs/2607.06644'"
    " AND month = '2026-07'",
    "SELECT {C} FROM papers WHERE feed = 'daily' AND id = {I}",
    "SELECT {C} FROM papers WHERE id IS {I} AND listed LIKE '2026-07-%'",
    pytest.param("WITH w AS NOT MATERIALIZED (SELECT * FROM papers) "
                 "SELECT {C} FROM w WHERE id = {I}",
                 marks=needs_sqlite(3, 35)),
    pytest.param("WITH w AS MATERIALIZED (SELECT * FROM papers WHERE "
                 "month = '2026-07') SELECT {C} FROM w WHERE id = {I}",
                 marks=needs_sqlite(3, 35)),
])
def test_an_id_says_the_same_by_every_plan(asking, sql):
    asking.execute("CREATE TEMP VIEW v AS SELECT * FROM papers")
    columns = "id, listed, rank, comments, thumbnail, upvotes"
    wanted = asking.execute(f"SELECT {columns} FROM papers WHERE rank = 2 "
                            f"AND listed = '{DAY}'").fetchall()
    sql = sql.format(C=columns, I="'2607.06644'", D=DAY)
    assert asking.execute(sql).fetchall() == wanted


def test_a_paper_that_is_listed_twice_is_found_on_the_day_of_its_record(cost):
    rows, _ = cost("SELECT listed, rank FROM papers WHERE id = '2607.20011'")
    assert rows == [(DAY, 3)]
    rows, _ = cost("SELECT listed, rank FROM papers WHERE id = '2607.20011' "
                   "AND listed IS '2026-07-28'")
    assert [day for day, _ in rows] == ["2026-07-28"]


def test_a_paper_that_was_never_listed(cost):
    rows, asked = cost("SELECT id, listed, week, rank, comments, feed "
                       "FROM papers WHERE id = '2112.04321'")
    assert rows == [("2112.04321", None, None, None, None, "daily")]
    assert asked == ["/api/papers/2112.04321"]
    assert cost("SELECT id FROM papers WHERE id = '2112.04321' "
                "AND month = '2021-12'")[0] == []
    assert cost("SELECT id FROM papers WHERE id = '2112.04321' "
                "AND listed IS NULL")[0] == [("2112.04321",)]


def test_a_paper_that_its_days_listing_lacks(asking, hub):
    """The record names a day, but there the paper is not."""
    hub.fault("body", match="/api/papers/", text='{"id": "2607.00001", '
              '"title": "Lost", "submittedOnDailyAt": '
              '"2026-07-30T00:00:00.000Z"}')
    for columns, row in (("title, listed", ("Lost", DAY)),
                         ("title, listed, rank", ("Lost", DAY, None))):
        assert asking.execute(f"SELECT {columns} FROM papers "
                              "WHERE id = '2607.00001'").fetchall() == [row]


def test_papers_of_one_day_share_its_listing(cost):
    ids = [id for id, in cost(f"SELECT id FROM papers WHERE listed = '{DAY}' "
                              "AND rank <> 3")[0]]
    sql = ("SELECT id, rank FROM papers WHERE id IN (SELECT value FROM "
           "json_each(?)) ORDER BY rank")
    rows, asked = cost(sql, str(ids).replace("'", '"'))
    assert [id for id, _ in rows] == ids
    assert len(asked) == len(ids) + 1
    assert asked.count(DAY_URL.format(DAY)) == 1


def test_records_and_their_listings_run_side_by_side(asking, hub_of):
    ids = [id for id, in asking.execute(
        "SELECT id FROM papers WHERE listed IN ('2026-07-20', '2026-07-21', "
        "'2026-07-23', '2026-07-24', '2026-07-27') AND rank = 1")]
    hub = hub_of(delay=0.05)
    asking.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
    rows = asking.execute("SELECT id, rank FROM papers WHERE id IN "
                          f"({', '.join(repr(id) for id in ids)})").fetchall()
    assert sorted(rows) == sorted((id, 1) for id in ids)
    assert len(hub.asked()) == 2 * len(ids) == 10
    if NEW:
        assert hub.max_at_once == 5


# -- a search and the trending list, with a day

@pytest.mark.parametrize("condition", [
    "listed = '2026-07-30'", "listed IN ('2026-07-30', '2026-07-29')",
    "listed IN ('2026-07-30', NULL, '2026-07-30')",
    "listed IN (SELECT '2026-07-30' UNION ALL SELECT NULL)",
    "(listed, week) IN (SELECT '2026-07-30', '2026-W31')",
    "(listed, rank) IN (VALUES ('2026-07-30', 1), (NULL, 2))",
    "week = '2026-W31'", "month IN ('2026-07', '2026-06')",
    "month IN ('2026-07') AND listed IN ('2026-07-30', '2026-07-31')",
    "listed >= '2026-07-15'", "listed < '2026-07-15'", "listed IS NULL",
    "listed IS NOT NULL", "listed IS '2026-07-30'", "listed LIKE '2026-07-1%'",
    "listed IS NULL AND week IS NULL", "listed IS NULL AND month = '2026-07'",
    "listed = '2026-07-30' COLLATE NOCASE", "week = '2026-w31' COLLATE NOCASE",
    "NOT listed = '2026-07-30'", "listed = '2026-07-30' OR listed IS NULL",
])
@pytest.mark.parametrize("source", ["feed = 'trending'", "papers = 'agents'"])
def test_a_day_filters_a_search_and_the_trending_list(asking, source,
                                                      condition):
    asking.execute("CREATE TEMP TABLE got AS SELECT listed, week, month, rank, "
                   f"id FROM papers WHERE {source}")
    sql = "SELECT id, listed, rank FROM {} WHERE {} ORDER BY rank"
    wanted = asking.execute(sql.format("got", condition)).fetchall()
    got = asking.execute(sql.format("papers", f"{source} AND ({condition})"))
    assert got.fetchall() == wanted


ODD_DAYS = ["0001-01-01", "2020-02-29", "2023-05-03", "2023-05-04",
            "2099-12-31", "9999-12-31", None]


def odd_papers():
    return [{"id": f"2001.0000{n}", "title": "T", **(
        {"submittedOnDailyAt": f"{day}T00:00:00.000Z"} if day else {})}
        for n, day in enumerate(ODD_DAYS, 1)]


@pytest.mark.parametrize("condition", [
    "listed < '2024'", "listed >= ''", "listed = '2020-02-29'",
    "listed IN ('2023-05-03', '2023-05-04')", "week = '2023-W18'",
    "month = '2020-02'", "month LIKE '2023-05%'", "listed <= '9999-12-31'",
    "listed GLOB '2*'", "listed IS '0001-01-01'", "week < '0001-W02'"])
def test_a_day_that_can_have_no_listing_is_a_day(asking, hub, condition):
    """Before the first listing, or to come: papers name such days."""
    papers = odd_papers()
    hub.fault("body", match="trending",
              text=json.dumps([{"paper": paper} for paper in papers]))
    for paper in papers:
        hub.fault("body", match="/api/papers/" + paper["id"],
                  text=json.dumps(paper))
    asking.execute("CREATE TEMP TABLE got AS SELECT id, listed, week, month "
                   "FROM papers WHERE feed = 'trending'")
    wanted = asking.execute(f"SELECT id FROM got WHERE {condition}").fetchall()
    ids = ", ".join(f"'{paper['id']}'" for paper in papers)
    for one in ("feed = 'trending'", f"id IN ({ids})"):
        if "id" in one and condition.startswith(("listed =", "listed I")):
            continue  # with one day it is that day's listing which is read
        assert wanted == asking.execute(
            f"SELECT id FROM papers WHERE {one} AND {condition} ORDER BY id"
        ).fetchall() != []


def test_no_listing_is_read_before_the_first(asking, hub):
    for paper in odd_papers()[:3]:
        hub.fault("body", match="/api/papers/", text=json.dumps(paper), count=1)
        hub.fault("status", match="date=", status=400)
        assert asking.execute(
            "SELECT listed, rank FROM papers WHERE id = ?", (paper["id"],)
        ).fetchall() == [(paper["submittedOnDailyAt"][:10], None)]
        assert len(hub.asked()) == 1
        hub.reset()
    assert asking.execute("SELECT 1 FROM papers WHERE listed <= '2023-05-03' "
                          "OR month < '2023-05'").fetchall() == []
    assert hub.asked() == []


# -- values that come out of a table

STRANGE = ["", "n/a", "--11-03", "2025-3-12", "20250312", None, 20250312, 1.5,
           b"2026-07-30", "2026-W31", "today", "\u4e2d\u6587"]


@pytest.mark.parametrize("column", ["listed", "week", "month", "id", "url",
                                    "feed", "max_age"])
@pytest.mark.parametrize("join", [
    "notes n CROSS JOIN papers p ON p.{0} = n.x",
    "papers p CROSS JOIN notes n ON p.{0} = n.x",
    "notes n JOIN papers p ON p.{0} = n.x",
    "notes n LEFT JOIN papers p ON p.{0} = n.x",
    "papers p JOIN notes n ON p.{0} IN (n.x, n.x)",
    "papers p JOIN notes n ON p.{0} IS n.x AND n.x <> ''"])
def test_a_strange_value_of_a_table_equals_nothing(asking, column, join):
    """Where the table comes first, and where it comes last."""
    if column in ("feed", "max_age") and ("papers p CROSS" in join
                                          or " IS " in join):
        pytest.skip("an input is given by `=`, and must be known first")
    if column in ("feed", "max_age") or "papers p CROSS" in join:
        join += " AND p.listed BETWEEN '2026-07-29' AND '2026-07-31'"
    good = {"listed": DAY, "week": "2026-W31", "month": "2026-07",
            "id": "2607.06644", "feed": "daily", "max_age": 60,
            "url": "https://huggingface.co/papers/2607.06644"}[column]
    strange = [value for value in STRANGE
               if value != good and (column, value) != ("max_age", 20250312)
               and (column, value) != ("max_age", 1.5)
               and (column, value) != ("max_age", "20250312")]
    asking.execute("CREATE TEMP TABLE notes(x)")
    asking.executemany("INSERT INTO notes VALUES (?)",
                       [(value,) for value in strange])
    sql = "SELECT count(p.id) FROM " + join.format(column)
    assert asking.execute(sql).fetchone() == (0,)
    asking.execute("INSERT INTO notes VALUES (?)", (good,))
    assert asking.execute(sql).fetchone()[0] > 0


@pytest.mark.parametrize("sql", [
    "SELECT 1 FROM papers WHERE listed = '2026-7-30'",
    "SELECT 1 FROM papers WHERE listed = ?1",
    "SELECT 1 FROM papers WHERE listed = :day",
    "SELECT '?', \"listed\" /* ? ' */ FROM papers -- ?'\n WHERE listed = $day",
    "SELECT 1 FROM papers WHERE listed IN ('2026-07-30', '2026-7-30')",
    "SELECT 1 FROM papers WHERE listed IN ('2026-07-30', ?1)",
    "SELECT 1 FROM notes n JOIN papers p ON p.listed = n.x AND p.listed = ?1",
    "SELECT 1 FROM v WHERE listed = '2026-7-30'",
    "SELECT 1 FROM papers WHERE listed IS '2026-7-30'",
    "SELECT 'it''s', \"a\"\"b\" FROM (SELECT 1 AS \"a\"\"b\") JOIN papers "
    "ON listed = '2026-7-30'",
])
def test_a_strange_value_of_the_statement_is_an_error(asking, hub, sql):
    asking.executescript(f"""
        CREATE TEMP TABLE notes(x); INSERT INTO notes VALUES ('{DAY}');
        CREATE TEMP VIEW v AS SELECT * FROM papers;""")
    values = ({"day": "2026-7-30"} if ":day" in sql or "$day" in sql
              else ("2026-7-30",) if "?1" in sql else ())
    with pytest.raises(sqlite3.OperationalError, match="^papers: listed: "
                       "'2026-7-30' is not accepted: a day as YYYY-MM-DD"):
        asking.execute(sql, values).fetchall()
    # Before 3.38 the values of an IN come one by one.
    assert hub.asked() == [] or (" IN (" in sql and not NEW)


@pytest.mark.parametrize("arguments, said", [
    ("'agents', 'hot'", "feed: 'hot' is not accepted: 'daily', 'trending' or"),
    ("'agents', 'daily', -1", "max_age: -1 is not accepted: seconds from 0 to"),
    ("'agents', 'new', 0", "feed: 'new' cannot be searched: leave the words")])
def test_a_strange_argument_is_an_error(asking, hub, arguments, said):
    with pytest.raises(sqlite3.OperationalError) as caught:
        asking.execute(f"SELECT 1 FROM papers({arguments})").fetchall()
    assert str(caught.value).startswith(f"papers: {said}")
    assert hub.asked() == []


@pytest.mark.parametrize("feed", ["new", "trending"])
def test_papers_of_a_feed_without_a_day(asking, feed):
    """IS NULL on the day leaves nothing out of what has rows without one."""
    sql = "SELECT id FROM papers WHERE feed = ?"
    rows = asking.execute(f"SELECT id, listed FROM ({sql.replace('id', '*')})",
                          [feed]).fetchall()
    found = asking.execute(f"{sql} AND listed IS NULL", [feed]).fetchall()
    assert found == [(id,) for id, listed in rows if listed is None] != []


def test_a_literal_elsewhere_makes_no_error(asking):
    """A strange value of a table that the statement also has, but not as a
    parameter: SQLite tells the planner that it is none of these."""
    asking.execute("CREATE TEMP TABLE notes(x)")
    asking.execute("INSERT INTO notes VALUES ('n/a'), (''), (?)", (DAY,))
    rows = asking.execute(
        "SELECT DISTINCT coalesce(n.x, '') FROM notes n JOIN papers p "
        "ON p.listed = n.x " + ("WHERE n.x <> 'b/a'" if not NEW else
                                "WHERE CASE n.x WHEN 'n/a' THEN 1 ELSE 1 END")
    ).fetchall()
    assert rows == [(DAY,)]


@pytest.mark.parametrize("where", [
    "n.listed = 'n/a'", "n.listed IN ('n/a', 'b/a')", "'n/a' = n.listed",
    "n.listed == ?", "? IS n.listed", "[n] . \"listed\" IN ('', ?)"])
@pytest.mark.parametrize("name", ["notes AS n", "notes n", "main.[notes] n"])
def test_a_column_of_the_same_name_holds_what_it_likes(asking, name, where):
    """The value is compared with the note's own column, and comes out of it."""
    asking.execute("CREATE TABLE notes(listed)")
    asking.execute("INSERT INTO notes VALUES ('n/a')")
    rows = asking.execute(
        f"SELECT n.listed, p.id FROM {name} LEFT JOIN papers p "
        f"ON p.listed = n.listed WHERE {where}", ["n/a"] * where.count("?"))
    assert rows.fetchall() == [("n/a", None)]
    with pytest.raises(sqlite3.OperationalError, match="is not accepted"):
        asking.execute("SELECT 1 FROM notes JOIN papers p ON p.listed = "
                       "notes.listed AND p.listed = ?", ["n/a"]).fetchall()


@pytest.mark.measures
def test_strange_values_beside_a_long_parameter(asking):
    """The text of the statement is not gone through for each of them: that
    took half a minute here."""
    many = json.dumps([{"day": "n/a", "text": "x" * 1000}] * 3000)
    sql = ("SELECT count(*), count(p.id) FROM json_each(?) n LEFT JOIN papers p "
           "ON p.listed = json_extract(n.value, '$.day')")
    started = time.monotonic()
    assert asking.execute(sql, [many]).fetchone() == (3000, 0)
    assert time.monotonic() - started < 2 * PATIENCE


def test_a_number_is_compared_with_an_id_as_its_text(asking, hub):
    """As with any text column; one that lost its zeros is told."""
    said = "papers: id: '?2601.1'? is not accepted: an id is text, such as"
    for condition in ("id IN (2601.1)", "id IN (2601.1, 'x')", "id = '2601.1'",
                      "id = 2601.1"):
        with pytest.raises(sqlite3.OperationalError, match=said):
            asking.execute(f"SELECT 1 FROM papers WHERE {condition}").fetchall()
    assert hub.asked() == []
    for condition in ("id = 2607.06644", "id IN (2607.06644, 'x')"):
        assert asking.execute("SELECT id FROM papers WHERE "
                              + condition).fetchall() == [("2607.06644",)]


@pytest.mark.parametrize("call", [
    "papers('a', 'daily', 0, 'raw')", "papers('a', 'daily', 0, NULL)",
    "papers_parse('[]', 2026, 'raw')"])
def test_an_argument_too_many_is_an_error(asking, hub, call):
    name = call.split("(")[0]
    with pytest.raises(sqlite3.OperationalError, match="^papers: too many "
                       rf"arguments: {name}\("):
        asking.execute(f"SELECT * FROM {call}").fetchall()
    assert hub.asked() == []
    assert asking.execute("SELECT count(*) FROM papers p JOIN papers q ON "
                          f"p.raw = q.raw WHERE p.listed = '{DAY}' AND "
                          f"q.listed = '{DAY}'").fetchone() == (7,)


# -- the order of the days

def test_distinct_days_come_newest_first(cost):
    rows, asked = cost("SELECT DISTINCT listed FROM papers LIMIT 3")
    assert rows == ([("2026-07-31",), (DAY,), ("2026-07-29",)])
    assert len(asked) <= 8
    rows, _ = cost("SELECT DISTINCT month FROM papers LIMIT 2")
    assert rows == [("2026-07",), ("2026-06",)]


@pytest.mark.parametrize("sql", [
    "SELECT DISTINCT {c} FROM {{T}} ORDER BY {c} {d}",
    "SELECT DISTINCT {c} FROM {{T}} ORDER BY {c} {d} LIMIT 2 OFFSET 1",
    "SELECT {c}, count(*) FROM {{T}} GROUP BY {c} ORDER BY {c} {d}",
    "SELECT {c}, max(rank) FROM {{T}} GROUP BY {c} HAVING count(*) > 1 "
    "ORDER BY {c} {d} LIMIT 2",
    "SELECT count(*) FROM (SELECT {c} FROM {{T}} GROUP BY {c} ORDER BY {c} {d})",
    "SELECT max({c}), min({c}) FROM {{T}}",
    "SELECT {c}, id FROM {{T}} ORDER BY {c} {d}, listed {d}, rank LIMIT 9",
    "SELECT {c}, listed FROM {{T}} ORDER BY listed {d}, upvotes DESC, id "
    "LIMIT 7 OFFSET 5",
    "SELECT id FROM {{T}} WHERE month = '2023-05' ORDER BY {c} {d}, listed {d}, "
    "title DESC, id LIMIT 5",
    "SELECT id FROM {{T}} ORDER BY listed {d}, submitter, organization DESC, "
    "comments, id DESC LIMIT 30",
    "SELECT id FROM {{T}} ORDER BY {c} {d}, listed {d}, url DESC LIMIT 30",
    "SELECT id FROM {{T}} ORDER BY listed {d}, repo_stars DESC, published, "
    "title LIMIT 30",
])
@pytest.mark.parametrize("column", ["listed", "week", "month"])
@pytest.mark.parametrize("direction", ["", "DESC"])
def test_an_order_of_days_is_the_order_that_was_asked_for(both, sql, column,
                                                          direction):
    live, plain = both(sql.format(c=column, d=direction))
    assert live == plain


@needs_sqlite(3, 38)
def test_a_day_is_sorted_when_it_is_whole(cost):
    rows, asked = cost("SELECT listed, upvotes FROM papers "
                       "ORDER BY listed DESC, upvotes DESC LIMIT 3")
    assert rows == sorted(rows, reverse=True) and len(rows) == 3
    assert asked == ["/api/daily_papers?limit=100",
                     DAY_URL.format("2026-07-31")]


# -- what is pushed beside `=`

@pytest.mark.parametrize("where, days", [
    ("listed IS '2026-07-30'", 1), ("listed LIKE '2026-07-1%'", 10),
    ("listed LIKE '2026-07-1_'", 10), ("listed GLOB '2026-07-3[01]'", 2),
    ("listed GLOB '2026-07-2?'", 10), ("week LIKE '2026-w31'", 7),
    ("month LIKE '2026-06'", 30), ("month GLOB '2026-06'", 30),
    ("listed = '2026-07-30' COLLATE NOCASE", 1),
    ("week = '2026-w31' COLLATE NOCASE", 7),
    ("listed LIKE 'x%'", 0), ("listed LIKE '\u4e2d%'", 0),
    ("week LIKE '2026-W3%' AND month = '2026-07'", 12),
    ("listed LIKE '2026-07-1%' AND listed LIKE '%5'", 10),
])
def test_a_pattern_of_days_asks_for_its_days(cost, where, days):
    rows, asked = cost(f"SELECT id, listed FROM papers WHERE {where}")
    assert len({target.split("&p=")[0] for target in asked}) == days
    again, _ = cost("SELECT id, listed FROM (SELECT id, listed, week, month "
                    "FROM papers WHERE listed BETWEEN '2026-06-01' AND "
                    f"'2026-08-01') WHERE {where}")
    assert rows == again


def test_an_id_with_a_month_is_two_requests(cost):
    rows, asked = cost("SELECT rank FROM papers WHERE id = '2607.06644' "
                       "AND month = '2026-07'")
    assert rows == [(2,)] and len(asked) == 2
    assert len(cost("SELECT title FROM papers WHERE id = '2607.06644' "
                    "AND month = '2026-07'")[1]) == 1


# -- what a statement reads again and again

@pytest.mark.parametrize("sql", [
    "SELECT a.id, b.id FROM {T} a JOIN {T} b ON a.submitter = b.submitter "
    "AND a.upvotes = b.comments",
    "SELECT a.id, b.id FROM {T} a JOIN {T} b ON a.upvotes = b.rank "
    "WHERE a.month = '2023-05' AND b.week = '2023-W19'",
    "SELECT a.id, b.title, b.repo FROM {T} a JOIN {T} b ON a.title > b.title "
    "WHERE a.week = '2023-W19' AND b.week = '2023-W20'",
    "SELECT a.id, (SELECT count(*) FROM {T} b WHERE b.listed = a.listed AND "
    "b.upvotes > a.upvotes) FROM {T} a",
    "SELECT a.id, (SELECT b.id FROM {T} b WHERE b.submitter = a.submitter "
    "ORDER BY b.listed DESC, b.upvotes DESC, b.id LIMIT 1) FROM {T} a",
    "SELECT count(*) FROM {T} a, {T} b, {T} c WHERE a.listed = '2023-05-10' "
    "AND b.listed = a.listed AND c.rank = b.comments AND c.week = a.week",
    "SELECT n.n, p.id FROM (SELECT 1 AS n UNION SELECT 2.0 UNION SELECT '3' "
    "UNION SELECT NULL UNION SELECT 1.5) n JOIN {T} p ON p.rank = n.n "
    "WHERE p.month = '2023-05'",
    "SELECT n.n, p.id FROM (SELECT 1 AS n UNION SELECT 'ada' UNION SELECT "
    "x'616461') n JOIN {T} p ON p.submitter = n.n WHERE p.month = '2023-05'",
    "SELECT p.id FROM {T} p JOIN (SELECT 'ADA' AS s) n "
    "ON p.submitter = n.s COLLATE NOCASE WHERE p.month = '2023-05'",
    "SELECT p.id, p.listed FROM {T} p JOIN {T} q ON q.id = p.id "
    "AND q.listed = p.listed AND q.rank = p.rank",
])
def test_rows_that_are_kept_are_the_same_rows(both, sql):
    live, plain = both(sql)
    assert sorted(live, key=repr) == sorted(plain, key=repr) and plain


def test_rows_that_are_too_many_are_not_kept(hub_of, tmp_path):
    """A listing of more memory than a statement may keep is decoded anew."""
    entries = [{"paper": {"id": f"2305.{n:05}", "title": f"T{n % 7}",
                          "summary": "x" * 400_000}} for n in range(1, 100)]
    (tmp_path / "2023-05-04.json").write_text(json.dumps(entries))
    (tmp_path / "2023-05-05.json").write_text(json.dumps(entries[:3]))
    db = connect()
    db.execute("SELECT papers_config('endpoint', ?)", (hub_of(tmp_path).url,))
    sql = ("SELECT count(*), sum(length(b.abstract)) FROM papers a JOIN papers "
           "b ON a.title = b.title WHERE a.listed = '2023-05-05' AND "
           "b.listed = '2023-05-04'")
    assert db.execute(sql).fetchone() == (43, 43 * 400_000)
    if NEW:
        with pytest.raises(sqlite3.Error, match="more than 32 MiB and cannot "
                           "be sorted: order by listed alone"):
            db.execute("SELECT abstract FROM papers WHERE listed = "
                       "'2023-05-04' ORDER BY listed, title LIMIT 1").fetchall()
    assert db.execute("SELECT rank FROM papers WHERE id IN ('2305.00098', "
                      "'2305.00099') AND length(abstract) > 5 AND listed >= ''"
                      ).fetchall() in ([(98,), (99,)], [])
    db.close()


def test_a_setting_that_changes_within_a_statement_counts(asking, hub, hub_of,
                                                          tmp_path):
    """What was kept of one service is not another's."""
    (tmp_path / f"{DAY}.json").write_text('[{"paper": {"id": "2607.00001"}}]')
    other = hub_of(tmp_path).url
    asking.execute("CREATE TEMP TABLE n(url)")
    asking.executemany("INSERT INTO n VALUES (?)",
                       [(hub.url,), (hub.url,), (hub.url,), (other,),
                        (other,), (hub.url,)])
    rows = asking.execute(
        "SELECT papers_config('endpoint', n.url) = n.url, (SELECT count(*) FROM "
        f"papers WHERE listed = '{DAY}' AND n.url <> '') FROM n").fetchall()
    assert rows == [(1, 7), (1, 7), (1, 7), (1, 1), (1, 1), (1, 7)]
