"""feed = 'new': the newest papers that the Hub has, page by page with a cursor."""

import json
import sqlite3
import urllib.parse
import urllib.request

import pytest

import reading
from conftest import connect, needs_sqlite

SQL = "SELECT id, rank FROM papers WHERE feed = 'new'"


def flat(hub):
    """What the Hub has: every page after the other."""
    rows, target = [], "/api/papers?limit=100"
    while target:
        with urllib.request.urlopen(hub.url + target) as answer:
            rows += json.load(answer)
            link = answer.headers["Link"]
            target = link and link[link.index("/api"):link.index(">")]
    hub.reset()
    return rows


def test_every_value_is_that_of_an_independent_reading(hub, asking):
    names = ("id title abstract authors author_count published upvotes "
             "project_page ai_summary organization organization_name thumbnail "
             "listed week month comments url").split()
    found = asking.execute(f"SELECT rank, {', '.join(names)} FROM papers "
                           "WHERE feed = 'new'").fetchall()
    rows = flat(hub)
    assert len(found) == len(rows) > 200
    for rank, (read, row) in enumerate(zip(found, rows), 1):
        expected = reading.row({"paper": row})
        expected["thumbnail"] = row.get("thumbnailUrl")
        assert read == (rank, *(expected[name] for name in names))


@pytest.mark.parametrize("relative", [False, True])
def test_one_request_for_a_hundred_papers(hub, cost, relative):
    rows = flat(hub)
    hub.set(relative_links=relative)
    found, targets = cost(SQL)
    hub.set(relative_links=False)
    assert found == [(row["id"], n + 1) for n, row in enumerate(rows)]
    assert targets[0] == "/api/papers?limit=100"
    assert targets[1:] == [f"/api/papers?limit=100&cursor={n}"
                           for n in range(100, len(rows), 100)]


@needs_sqlite(3, 38)
@pytest.mark.parametrize("limit, requests", [(3, 1), (100, 1), (101, 2)])
def test_a_limit_reads_no_more_pages_than_it_needs(cost, limit, requests):
    rows, targets = cost(f"{SQL} LIMIT {limit}")
    assert (len(rows), len(targets)) == (limit, requests)


def test_the_second_time_there_is_no_request(hub, asking, tmp_path):
    asking.execute("SELECT papers_config('cache', ?)", (f"{tmp_path}/c.db",))
    first = asking.execute(SQL).fetchall()
    count = len(hub.asked())
    assert asking.execute(SQL).fetchall() == first
    assert len(hub.asked()) == count > 2
    with connect() as other:
        other.execute("SELECT papers_config('endpoint', ?), papers_config("
                      "'cache', ?)", (hub.url, f"{tmp_path}/c.db"))
        assert other.execute(SQL).fetchall() == first
    other.close()
    assert len(hub.asked()) == count


def test_what_it_is_joined_and_filtered_with(hub, asking):
    rows = flat(hub)
    assert asking.execute(
        "SELECT count(*) FROM papers_authors WHERE feed = 'new'").fetchall() == [
        (sum(not author.get("hidden") for row in rows
             for author in row.get("authors", [])),)]
    assert asking.execute(f"{SQL} AND id = ?", (rows[7]["id"],)).fetchall() == [
        (rows[7]["id"], 8)]
    assert asking.execute(f"{SQL} AND listed > '2000'").fetchall() == []
    assert len(asking.execute(f"{SQL} AND listed IS NULL").fetchall()) == len(
        rows)
    for both in ("feed IN ('new', 'trending')",
                 "feed = 'new' AND feed = 'trending'"):
        some = asking.execute("SELECT DISTINCT feed FROM papers WHERE "
                              + both).fetchall()
        assert sorted(some) == ([("new",), ("trending",)] if "IN" in both
                                else [])


def test_it_cannot_be_searched(asking):
    with pytest.raises(sqlite3.OperationalError,
                       match="feed: 'new' cannot be searched"):
        asking.execute("SELECT * FROM papers('words', 'new')").fetchall()


@pytest.mark.parametrize("to, why", [
    ("{other}/api/papers?cursor=1", "leads elsewhere"),
    ("/api/daily_papers?cursor=1", "leads elsewhere"),
    ("/api/papers?limit=100", "leads back to a page before it"),
    ("{target}", "leads back to a page before it")])
def test_a_link_that_cannot_be_followed(hub, asking, to, why):
    hub.fault("link", match="cursor=100", to=to)
    with pytest.raises(sqlite3.OperationalError) as raised:
        asking.execute(SQL).fetchall()
    assert why in str(raised.value) and len(hub.asked()) == 2
    assert str(raised.value).endswith(
        f"({hub.url}/api/papers?limit=100&cursor=100)")


def test_an_endless_feed_says_how_to_read_less(hub, asking):
    hub.fault("link", to="/api/papers?limit=100&n={n}")
    asking.execute("SELECT papers_config('max_requests', 7)")
    with pytest.raises(sqlite3.OperationalError, match=r"more than 7 requests: "
                       r"read fewer of its rows \(LIMIT\), or raise"):
        asking.execute(SQL).fetchall()
    assert len(hub.asked()) == 7


def test_a_paper_that_moves_between_two_pages_comes_once(hub, asking):
    rows = flat(hub)
    hub.fault("body", match="cursor=100",
              text=json.dumps(rows[98:100] + rows[100:120]))
    found = asking.execute(SQL).fetchall()
    assert found == [(row["id"], n + 1) for n, row in enumerate(rows[:120])]


@pytest.mark.parametrize("text, why", [
    ("{}", "an object where an array is meant"),
    ('[{"title":"T"}]', "entry 1 has no paper.id"),
    ('[{"id":"2601.00001","upvotes":"7"}]', "upvotes of entry 1 is a string"),
    ('[5]', "entry 1 is a number, not an object"),
    ('[{"id":"2601.00001"', "breaks off")])
def test_what_is_no_feed(hub, asking, text, why):
    hub.fault("body", text=text)
    asking.execute("SELECT papers_config('retries', 0)")
    with pytest.raises(sqlite3.OperationalError) as raised:
        asking.execute("SELECT * FROM papers WHERE feed = 'new'").fetchall()
    assert why in str(raised.value), str(raised.value)
