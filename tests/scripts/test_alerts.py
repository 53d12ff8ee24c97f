"""sql/alerts.sql: saved queries, and each match told once."""

import sqlite3

import pytest

import scripts
from scripts import entry, reader  # noqa: F401 (a fixture)

pytestmark = scripts.needs

DAYS = {
    "2026-03-02": [entry("2603.00001", "Diffusion models for video", 9),
                   entry("2603.00002", "Sorting with graphs", 8)],
    "2026-03-03": [entry("2603.00003", "A video benchmark", 6,
                         summary="Diffusion is measured on video."),
                   entry("2603.00001", "Diffusion models for video", 9)],
    "2026-03-04": [entry("2603.00004", "Graphs of graphs", 5,
                         summary="On graphs.")],
}


@pytest.fixture
def alerted(reader):  # noqa: F811
    return reader(DAYS, "alerts")


def rows(db, sql, *values):
    return db.execute(sql, values).fetchall()


def alert(db, name, query, **more):
    values = {"name": name, "query": query, **more}
    db.execute("INSERT INTO alerts (%s) VALUES (%s)" % (
        ", ".join(values), ", ".join("?" * len(values))), [*values.values()])


def run(db):
    """Runs the alerts; what was new."""
    db.execute("INSERT INTO alert_runs DEFAULT VALUES")
    return sorted(rows(db, "SELECT alert, paper FROM alert_news"))


def test_new_alerts_begin_with_the_newest_listing(alerted):
    db, hub = alerted
    alert(db, "graphs", "graphs")
    assert run(db) == [("graphs", "2603.00004")]
    assert run(db) == []
    assert rows(db, "SELECT since FROM alerts") == [("2026-03-04",)]


def test_each_match_once_and_none_missed(alerted):
    db, hub = alerted
    hub.set(newest="2026-03-02")
    alert(db, "video", "diffusion video")
    alert(db, "graphs", "graphs")
    assert run(db) == [("graphs", "2603.00002"), ("video", "2603.00001")]
    hub.set(newest="2026-03-04")  # a day went by without a run
    assert run(db) == [("graphs", "2603.00004"), ("video", "2603.00003")]
    assert run(db) == []
    assert rows(db, "SELECT id, first_day, last_day, matches "
                    "FROM alert_runs") == [
        (1, "2026-03-02", "2026-03-02", 2), (2, "2026-03-02", "2026-03-04", 2),
        (3, "2026-03-02", "2026-03-04", 0)]


def test_a_listing_that_grew_is_looked_at_again(alerted):
    db, hub = alerted
    alert(db, "graphs", "graphs", since="2026-03-02")
    assert len(run(db)) == 2
    late = entry("2603.00009", "More graphs")
    scripts.write(hub.folder, {"2026-03-03": DAYS["2026-03-03"] + [late]})
    hub.set(newest="2026-03-04")
    assert run(db) == [("graphs", "2603.00009")]


def test_what_comes_late_within_a_week_is_found(alerted):
    """Run every day; a listing six days old grows."""
    db, hub = alerted
    alert(db, "graphs", "graphs", since="2026-03-02")
    days = {f"2026-03-{day:02}": [entry(f"2603.000{day:02}", "Nothing")]
            for day in range(5, 10)}
    scripts.write(hub.folder, days)
    for newest in ["2026-03-04", *days]:
        hub.set(newest=newest)
        run(db)
    scripts.write(hub.folder, {
        "2026-03-03": DAYS["2026-03-03"] + [entry("2603.00010", "Graphs")]})
    hub.set(newest="2026-03-09")
    assert run(db) == [("graphs", "2603.00010")]


@pytest.mark.parametrize("field, query, found", [
    ("authors", '"ada byron"', ["2603.00021"]),
    ("authors", "zola OR diffusion", ["2603.00022"]),
    ("authors", '"byron emile"', []),            # two authors are not a name
    ("organization", "north", ["2603.00021"]),
    ("organization", '"a lab"', ["2603.00022"]),
    ("keywords", '"state space"', ["2603.00021"]),
    ("text", "byron OR north OR space", [])])
def test_alerts_on_authors_organizations_and_keywords(
        alerted, field, query, found):
    db, hub = alerted
    scripts.write(hub.folder, {"2026-03-05": [
        entry("2603.00021", "One", authors=["Ada Byron", "Emile Zo"],
              organization={"name": "north-lab", "fullname": "The Lab"},
              ai_keywords=["state space models", "video"]),
        entry("2603.00022", "Two", authors=["Émile Zola"],
              organization={"name": "x", "fullname": "A Lab"})]})
    hub.set(newest="2026-03-05")
    alert(db, "x", query, field=field)
    assert [paper for _, paper in run(db)] == found
    with pytest.raises(sqlite3.IntegrityError, match="field is text, authors"):
        alert(db, "y", query, field="title")


def test_since_looks_back_and_only_for_its_alert(alerted):
    db, hub = alerted
    alert(db, "graphs", "graphs", since="2026-03-02")
    alert(db, "video", "video")
    hub.reset()
    assert run(db) == [("graphs", "2603.00002"), ("graphs", "2603.00004")]
    assert sorted({ask["query"].get("date") for ask in hub.asked()} -
                  {None}) == ["2026-03-02", "2026-03-03", "2026-03-04"]


def test_a_resting_alert_asks_nothing_new(alerted):
    db, _ = alerted
    alert(db, "graphs", "graphs", active=0, since="2026-03-02")
    assert run(db) == []
    assert rows(db, "SELECT since FROM alerts") == [("2026-03-02",)]


def test_unless_and_threshold(alerted):
    db, _ = alerted
    alert(db, "all", "video", since="2026-03-02")
    alert(db, "models", "video", unless="benchmark", since="2026-03-02")
    score = rows(db, "SELECT min(score), max(score) FROM alert_hits "
                     "WHERE alert = 'all' AND listed >= '2026-03-02'")[0]
    alert(db, "much", "video", threshold=sum(score) / 2, since="2026-03-02")
    found = run(db)
    assert [paper for name, paper in found if name == "all"] == [
        "2603.00001", "2603.00003"]
    assert [paper for name, paper in found if name == "models"] == [
        "2603.00001"]
    best = rows(db, "SELECT paper FROM alert_matches WHERE alert = 'all' "
                    "ORDER BY score DESC")[0][0]
    assert [paper for name, paper in found if name == "much"] == [best]


def test_a_match_says_why(alerted):
    db, _ = alerted
    alert(db, "video", "diffusion AND measured", since="2026-03-02")
    assert run(db) == [("video", "2603.00003")]
    (title, listed, score, why), = rows(
        db, "SELECT title, listed, score, why FROM alert_matches")
    assert (title, listed) == ("A video benchmark", "2026-03-03")
    assert score > 0
    assert "[Diffusion] is [measured] on video." in why


def test_ranking_by_all_alerts_together(alerted):
    db, hub = alerted
    hub.set(newest="2026-03-03")
    alert(db, "video", "video", weight=2)
    alert(db, "models", "models")
    alert(db, "no benchmarks", "benchmark", weight=-100)
    alert(db, "resting", "video", active=0)
    ranking = rows(db, "SELECT paper, alerts, rank, score "
                       "FROM alert_ranking")
    assert [row[:3] for row in ranking] == [
        ("2603.00001", "models, video", 2),
        ("2603.00003", "no benchmarks, video", 1)]
    assert ranking[0][3] > 0 > ranking[1][3]


@pytest.mark.parametrize("values,error", [
    ({"query": ""}, "a query is a word"), ({"query": " * "}, "a query is a"),
    ({"query": '"" ()'}, "a query is a"),
    ({"name": "two\nlines"}, "a name is a word or more, in one line"),
    ({"name": " "}, "a name is a word"),
    ({"weight": "much"}, "weight and threshold are numbers"),
    ({"weight": None}, "NOT NULL|are numbers"),
    ({"threshold": "high"}, "weight and threshold are numbers"),
    ({"active": "yes"}, "active is 1 or 0")])
def test_an_alert_takes_no_nonsense(alerted, values, error):
    db, _ = alerted
    with pytest.raises(sqlite3.IntegrityError, match=error):
        alert(db, **{"name": "x", "query": "a", **values})
    alert(db, "x", "a", weight="2.5")
    (name, value), = values.items()
    with pytest.raises(sqlite3.IntegrityError, match=error):
        db.execute(f"UPDATE alerts SET {name} = ?", (value,))
    assert rows(db, "SELECT name, query, weight FROM alerts") == [
        ("x", "a", 2.5)]


@pytest.mark.parametrize("query", ["视频", "c++", "vision*", "^first"])
def test_words_of_every_kind_are_queries(alerted, query):
    db, _ = alerted
    alert(db, "x", query)


@pytest.mark.parametrize("values", [
    ("'x', 'an \"open quote', NULL"), ("'x', 'a', '(b'")])
def test_a_query_that_cannot_be_read_is_no_alert(alerted, values):
    db, _ = alerted
    with pytest.raises(sqlite3.OperationalError):
        db.execute(f"INSERT INTO alerts (name, query, unless) "
                   f"VALUES ({values})")
    alert(db, "x", "a")
    with pytest.raises(sqlite3.OperationalError):
        db.execute("UPDATE alerts SET query = 'an \"open quote'")
    assert rows(db, "SELECT query FROM alerts") == [("a",)]


@pytest.mark.parametrize("query", ["AND", "NOT agents", "-agents", "()", "--"])
def test_a_query_that_can_match_nothing_is_refused(alerted, query):
    db, _ = alerted
    alert(db, "x", "agents")
    for sql in ("INSERT INTO alerts (name, query) VALUES ('y', ?)",
                "UPDATE alerts SET query = ?"):
        with pytest.raises(sqlite3.IntegrityError,
                           match="can match nothing|is a word or more"):
            db.execute(sql, (query,))
    assert rows(db, "SELECT name, query FROM alerts") == [("x", "agents")]


CHANGES = ["UPDATE alerts SET query = 'video' WHERE name = 'x'",
           "UPDATE alerts SET name = 'y', query = 'video' WHERE name = 'x'",
           "REPLACE INTO alerts (name, query, since) "
           "VALUES ('x', 'video', '2026-03-02')",
           "DELETE FROM alerts; INSERT INTO alerts (name, query, since) "
           "VALUES ('x', 'video', '2026-03-02')",
           "INSERT INTO alerts (name, query) VALUES ('x', 'video') "
           "ON CONFLICT DO UPDATE SET query = excluded.query"]


@pytest.mark.parametrize("change", CHANGES)
def test_an_alert_that_is_edited_forgets_what_it_found(alerted, change):
    db, _ = alerted
    alert(db, "x", "graphs", since="2026-03-02")
    alert(db, "other", "graphs", since="2026-03-02")
    run(db)
    db.executescript(change)
    name, = {row[0] for row in rows(db, "SELECT name FROM alerts")} - {"other"
                                                                       } or "x"
    assert rows(db, "SELECT paper FROM alert_matches WHERE alert = ?",
                name) == []
    if ("other",) in rows(db, "SELECT name FROM alerts"):
        assert rows(db, "SELECT count(*) FROM alert_matches") == [(2,)]
    assert [paper for found, paper in run(db) if found == name] == [
        "2603.00001", "2603.00003"]


@pytest.mark.parametrize("change", [
    "UPDATE alerts SET weight = 3, active = 1, query = query",
    "REPLACE INTO alerts (name, query, since) "
    "VALUES ('x', 'graphs', '2026-03-02')",
    "INSERT OR IGNORE INTO alerts (name, query) VALUES ('x', 'video')"])
def test_an_alert_that_stays_the_same_tells_nothing_again(alerted, change):
    db, _ = alerted
    alert(db, "x", "graphs", since="2026-03-02")
    assert len(run(db)) == 2
    db.execute(change)
    scripts.read(db, "alerts")
    assert run(db) == []
    assert rows(db, "SELECT count(*) FROM alert_matches") == [(2,)]


def test_after_two_years_runs_go_on_in_pieces(alerted):
    """No run asks for more days than a statement may."""
    db, hub = alerted
    alert(db, "graphs", "graphs", since="2024-03-04")
    alert(db, "new", "graphs")
    scripts.write(hub.folder, {"2024-03-05": [entry("2403.00001", "Graphs")],
                               "2025-03-05": [entry("2503.00001", "Graphs")]})
    hub.set(newest="2026-03-04")
    found = [run(db) for _ in range(4)]
    assert found == [[("graphs", "2403.00001")], [("graphs", "2503.00001")],
                     [("graphs", "2603.00002"), ("graphs", "2603.00004"),
                      ("new", "2603.00004")], []]
    assert rows(db, "SELECT first_day, last_day FROM alert_runs")[1:] == [
        ("2024-12-22", "2025-10-17"), ("2025-10-11", "2026-03-04"),
        ("2026-02-26", "2026-03-04")]


def test_since_is_a_day(alerted):
    db, _ = alerted
    with pytest.raises(sqlite3.IntegrityError, match="since is a day"):
        alert(db, "x", "a", since="2026-3-2")


def test_papers_are_read_once_for_all_alerts(alerted):
    db, hub = alerted
    alert(db, "graphs", "graphs")
    alert(db, "video", "video")
    hub.reset()
    rows(db, "SELECT * FROM alert_hits WHERE listed >= '2026-03-02'")
    assert len(hub.asked("date=")) == 3
    plan = [row[3] for row in rows(db, "EXPLAIN QUERY PLAN SELECT * FROM "
                                       "alert_hits WHERE listed = '2026-03-02'"
                                   ) if row[3].startswith("SCAN")]
    assert "VIRTUAL TABLE" in plan[0] and "listed=?" in plan[0]
    assert plan[1] == "SCAN a"


def test_a_paper_without_a_title_is_matched_too(alerted):
    db, hub = alerted
    untitled = entry("2603.00008", summary="About graphs.")
    del untitled["paper"]["title"], untitled["title"]
    scripts.write(hub.folder, {"2026-03-05": [untitled]})
    hub.set(newest="2026-03-05")
    alert(db, "graphs", "graphs")
    assert run(db) == [("graphs", "2603.00008")]


def test_a_renamed_alert_has_no_matches_of_a_deleted_one(alerted):
    db, _ = alerted
    alert(db, "new", "video", since="2026-03-02")
    alert(db, "old", "graphs", since="2026-03-02")
    run(db)
    db.executescript("DELETE FROM alerts WHERE name = 'new';"
                     "UPDATE alerts SET name = 'new'")
    assert rows(db, "SELECT alert, paper FROM alert_matches") == [
        ("new", "2603.00002"), ("new", "2603.00004")]


def test_a_renamed_alert_tells_nothing_again(alerted):
    db, _ = alerted
    alert(db, "graphs", "graphs")
    assert run(db) == [("graphs", "2603.00004")]
    db.execute("UPDATE alerts SET name = 'networks'")
    assert rows(db, "SELECT alert FROM alert_matches") == [("networks",)]
    assert run(db) == []
