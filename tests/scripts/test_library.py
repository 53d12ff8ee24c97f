"""sql/library.sql: listings that are kept, and what they show."""

import collections
import json
import random
import re
import sqlite3

import pytest

import scripts
from conftest import ROOT
from scripts import entry, keep, reader  # noqa: F401 (a fixture)

pytestmark = scripts.needs

CODE = {"githubRepo": "https://github.com/a/first", "githubStars": 7}
DAYS = {
    "2026-03-02": [
        entry("2603.00001", "First", 9, 3, authors=["Ada Byron", "Li Wei"],
              organization={"name": "lab", "fullname": "A Lab"}),
        entry("2603.00002", "Second", 8, authors=["Li Wei"])],
    "2026-03-03": [
        entry("2603.00003", "Third", 6, authors=["Li Wei", "Émile Zola"]),
        entry("2603.00001", "First", 9, 3, authors=["Ada Byron", "Li Wei"],
              organization={"name": "lab", "fullname": "A Lab"})],
}
# What comes from the library instead of from the service.
OWN = {"fetched_at", "cache"}


@pytest.fixture
def library(reader):  # noqa: F811
    return reader(DAYS, "notes", "library")


def rows(db, sql, *values):
    return db.execute(sql, values).fetchall()


def offer(db, **values):
    """Inserts a row into the library as a listing might give it."""
    db.execute("INSERT INTO library (%s) VALUES (%s)" % (
        ", ".join(values), ", ".join("?" * len(values))), [*values.values()])


def test_the_library_shows_what_the_service_showed(hub, db, monkeypatch):
    """Every listing of the sample, of all ages, all columns but two."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("PAPERS_CACHE", "off")
    db.close()
    db = scripts.read(scripts.connect(), "notes", "library")
    days = sorted(file.stem for file in
                  (ROOT / "tests" / "hub" / "sample").glob("20*.json"))
    listed = "listed IN (%s)" % ", ".join(f"'{day}'" for day in days)
    db.execute(f"INSERT INTO library SELECT * FROM papers WHERE {listed}")
    once = ", ".join(name for name in scripts.columns(db) if name not in OWN)
    # Of a paper in two listings the library knows one set of figures.
    single = (f"{listed} AND id NOT IN (SELECT paper FROM library_relisted)")
    live = rows(db, f"SELECT {once} FROM papers WHERE {single} "
                    "ORDER BY listed, rank")
    kept = rows(db, f"SELECT {once} FROM library WHERE {single} "
                    "ORDER BY listed, rank")
    assert len(kept) > 200 and kept == live
    assert rows(db, "SELECT listed, rank, id FROM library") and sorted(
        rows(db, f"SELECT listed, id, rank FROM papers WHERE {listed}")
    ) == sorted(rows(db, "SELECT listed, id, rank FROM library"))
    db.close()


def test_loading_again_updates(library):
    db, hub = library
    for at in "2026-03-03T10:00:00Z", "2026-03-03T10:00:00Z":
        keep(db, "listed >= '2026-03-01'", at)
    assert rows(db, "SELECT count(*) FROM library_papers") == [(3,)]
    assert rows(db, "SELECT day, papers FROM library_days ORDER BY 1") == [
        ("2026-03-02", 2), ("2026-03-03", 2)]
    assert rows(db, "SELECT count(*) FROM library_observations") == [(3,)]
    scripts.write(hub.folder, {"2026-03-03": [
        entry("2603.00001", "First, revised", 12, 4, **CODE),
        entry("2603.00003", "Third", 6)]})
    hub.set(newest="2026-03-03")
    keep(db, "listed = '2026-03-03'", "2026-03-03T12:00:00Z")
    assert rows(db, "SELECT id, rank, title, upvotes, comments, repo, "
                    "organization, authors FROM library "
                    "WHERE listed = '2026-03-03' ORDER BY rank") == [
        ("2603.00001", 1, "First, revised", 12, 4, CODE["githubRepo"], "lab",
         '["Ada Byron"]'),
        ("2603.00003", 2, "Third", 6, 0, None, None, '["Ada Byron"]')]
    assert rows(db, "SELECT observed_at, upvotes, comments, stars, gained "
                    "FROM library_history WHERE paper = '2603.00001' "
                    "ORDER BY observed_at") == [
        ("2026-03-03T10:00:00Z", 9, 3, None, None),
        ("2026-03-03T12:00:00Z", 12, 4, 7, 3)]


def test_an_older_answer_is_history_not_news(library):
    db, _ = library
    offer(db, id="2603.00001", title="New", upvotes=9,
          fetched_at="2026-03-03T10:00:00Z")
    offer(db, id="2603.00001", title="Old", upvotes=4, listed="2026-03-02",
          rank=3, fetched_at="2026-03-02T10:00:00Z")
    assert rows(db, "SELECT title, upvotes FROM library_papers") == [
        ("New", 9)]
    assert rows(db, "SELECT upvotes FROM library_observations") == [(4,), (9,)]
    assert rows(db, "SELECT listed, rank FROM library") == [("2026-03-02", 3)]


def test_a_saved_row_without_a_time_is_no_observation(library):
    db, _ = library
    offer(db, id="2603.00001", title="Saved", upvotes=4, listed="2026-03-02",
          rank=1)
    assert rows(db, "SELECT count(*) FROM library_observations") == [(0,)]
    offer(db, id="2603.00001", title="Live", upvotes=9,
          fetched_at="2026-03-03T10:00:00Z")
    offer(db, id="2603.00001", title="Saved", upvotes=4)
    assert rows(db, "SELECT title, upvotes FROM library_papers") == [
        ("Live", 9)]


def test_a_row_without_an_id_is_an_error(library):
    db, _ = library
    with pytest.raises(sqlite3.IntegrityError, match="without an id"):
        offer(db, title="From a saved text page", listed="2026-03-02", rank=1)


def test_a_search_is_no_listing_and_a_single_paper_is_a_row_of_one(library):
    db, _ = library
    keep(db, "papers MATCH 'second'", "2026-03-03T10:00:00Z")
    assert rows(db, "SELECT * FROM library_days") == []
    assert rows(db, "SELECT id, listed, rank FROM library") == [
        ("2603.00002", None, None)]
    keep(db, "id = '2603.00001'", "2026-03-03T11:00:00Z")
    assert rows(db, "SELECT id, title FROM library_papers ORDER BY id") == [
        ("2603.00001", "First"), ("2603.00002", "Second")]
    assert rows(db, "SELECT id, listed, rank FROM library") == [
        ("2603.00001", "2026-03-03", 2), ("2603.00002", None, None)]
    assert rows(db, "SELECT count(*) FROM library_observations") == [(2,)]


def test_what_is_trending_keeps_its_own_ranks(library):
    db, _ = library
    keep(db, "listed = '2026-03-02'", "2026-03-03T10:00:00Z")
    live = rows(db, "SELECT id, rank, listed FROM papers "
                    "WHERE feed = 'trending'")
    keep(db, "feed = 'trending'", "2026-03-03T10:00:00Z", "library_trending")
    assert len(live) == 3
    assert rows(db, "SELECT id, rank, listed FROM library_trending "
                    "ORDER BY rank") == live
    assert rows(db, "SELECT papers FROM library_days") == [(2,)]
    assert rows(db, "SELECT id, rank FROM library") == [
        ("2603.00001", 1), ("2603.00002", 2), ("2603.00003", None)]


def test_library_refuses_the_ranks_of_the_trending_list(library):
    """The suffix forgotten: nothing is written, and the error says how."""
    db, _ = library
    keep(db, "listed = '2026-03-02'", "2026-03-03T10:00:00Z")
    before = rows(db, "SELECT id, listed, rank FROM library")
    with pytest.raises(sqlite3.IntegrityError, match="INTO library_trending"):
        db.execute("INSERT INTO library SELECT * FROM papers "
                   "WHERE feed = 'trending'")
    assert rows(db, "SELECT id, listed, rank FROM library") == before
    keep(db, "papers MATCH 'first'", "2026-03-03T11:00:00Z")  # no day's ranks
    assert rows(db, "SELECT id, listed, rank FROM library") == before
    keep(db, "listed >= '2026-03-01'", "2026-03-03T11:00:00Z")
    assert rows(db, "SELECT papers FROM library_days") == [(2,), (2,)]


@pytest.mark.parametrize("cache", ["off", ":memory:"])
@pytest.mark.parametrize("order", [("trending", "days"), ("days", "trending")])
def test_the_ranks_of_a_row_are_told_apart_by_the_row(library, order, cache):
    """Both were fetched before either is written, in the same second."""
    db, hub = library
    db.execute("SELECT papers_config('cache', ?)", (cache,))
    chosen = {"days": "listed >= '2026-03-01'", "trending": "feed = 'trending'"}
    for name in order:
        db.execute(f"CREATE TEMP TABLE {name} AS SELECT * FROM papers "
                   f"WHERE {chosen[name]}")
    hub.reset()
    for name in reversed(order):
        if name == "days":
            db.execute("INSERT INTO library SELECT * FROM days")
            continue
        with pytest.raises(sqlite3.IntegrityError, match="library_trending"):
            db.execute("INSERT INTO library SELECT * FROM trending")
        db.execute("INSERT INTO library_trending SELECT * FROM trending")
    assert rows(db, "SELECT listed, rank, id FROM library "
                    "WHERE listed IS NOT NULL ORDER BY 1, 2") == rows(
        db, "SELECT listed, rank, id FROM days ORDER BY 1, 2")
    assert cache == "off" or hub.asked() == []


def test_rows_of_an_earlier_connection_are_no_trending_ones(library):
    """Although this one has asked for the trending list alone."""
    db, _ = library
    at = "2026-03-03T10:00:00Z"
    rows(db, "SELECT id FROM papers WHERE feed = 'trending'")
    offer(db, id="2603.00002", title="Second", listed="2026-03-02", rank=2,
          fetched_at=at, cache="network")
    assert rows(db, "SELECT id, rank FROM library") == [("2603.00002", 2)]


def test_library_begins_with_the_newest_day(library):
    """The first examples of the README, on the library."""
    db, _ = library
    keep(db, "id = '2603.00002'", "2026-03-03T10:00:00Z")
    keep(db, "papers MATCH 'third'", "2026-03-03T10:00:00Z")
    keep(db, "listed = '2026-03-02'", "2026-03-03T10:00:00Z")
    assert rows(db, "SELECT listed, rank FROM library LIMIT 1") == [
        ("2026-03-02", 1)]
    keep(db, "listed = '2026-03-03'", "2026-03-03T10:00:00Z")
    for table in "papers", "library":
        assert rows(db, f"SELECT listed, id FROM {table} LIMIT 3") == [
            ("2026-03-03", "2603.00003"), ("2026-03-03", "2603.00001"),
            ("2026-03-02", "2603.00001")]
        assert rows(db, f"SELECT id FROM {table} WHERE listed = "
                        f"(SELECT listed FROM {table} LIMIT 1) "
                        "ORDER BY upvotes DESC LIMIT 1") == [("2603.00001",)]


def test_a_day_that_is_forgotten_leaves_its_papers(library):
    db, _ = library
    keep(db, "listed >= '2026-03-01'", "2026-03-03T10:00:00Z")
    db.execute("DELETE FROM library_listings WHERE day = '2026-03-03'")
    assert rows(db, "SELECT id, listed, rank FROM library") == [
        ("2603.00001", "2026-03-02", 1), ("2603.00002", "2026-03-02", 2),
        ("2603.00003", None, None)]


def test_what_rises(library):
    db, _ = library
    seen = [("2603.00001", [("2026-03-01T12:00:00Z", 10),
                            ("2026-03-08T11:00:00Z", 20),
                            ("2026-03-09T12:00:00Z", 50)]),
            ("2603.00002", [("2026-03-09T02:00:00Z", 5),
                            ("2026-03-09T12:00:00Z", 25)]),
            ("2603.00003", [("2026-03-05T12:00:00Z", 1),
                            ("2026-03-06T12:00:00Z", 9)]),
            ("2603.00004", [("2026-02-01T12:00:00Z", 1),
                            ("2026-02-02T12:00:00Z", 99)])]
    for paper, observed in seen:
        for at, upvotes in observed:
            offer(db, id=paper, title=paper, upvotes=upvotes, comments=upvotes,
                  repo_stars=1, fetched_at=at)
    columns = "paper, gained, comments_gained, stars_gained, since, until"
    assert rows(db, f"SELECT {columns} FROM library_rising "
                    "WHERE period = 'day'") == [
        ("2603.00001", 30, 30, 0, "2026-03-08T11:00:00Z",
         "2026-03-09T12:00:00Z"),
        ("2603.00002", 20, 20, 0, "2026-03-09T02:00:00Z",
         "2026-03-09T12:00:00Z")]
    assert rows(db, "SELECT paper, gained FROM library_rising "
                    "WHERE period = 'week'") == [
        ("2603.00001", 40), ("2603.00002", 20), ("2603.00003", 8)]


def test_new_repositories(library):
    db, _ = library
    offer(db, id="2603.00001", title="Late", fetched_at="2026-03-01T10:00:00Z")
    offer(db, id="2603.00002", title="Born with it", repo="https://x.org/b",
          fetched_at="2026-03-08T10:00:00Z")
    offer(db, id="2603.00003", title="Old", repo="https://x.org/c",
          fetched_at="2026-02-01T10:00:00Z")
    offer(db, id="2603.00001", title="Late", repo="https://x.org/a",
          fetched_at="2026-03-08T10:00:00Z")
    offer(db, id="2603.00001", title="Late", repo="https://x.org/a",
          fetched_at="2026-03-09T10:00:00Z")
    assert rows(db, "SELECT paper, repo, repo_since, late "
                    "FROM library_new_repositories") == [
        ("2603.00001", "https://x.org/a", "2026-03-08T10:00:00Z", 1),
        ("2603.00002", "https://x.org/b", "2026-03-08T10:00:00Z", 0)]


def test_stars_belong_to_their_repository(library):
    db, _ = library
    offer(db, id="2603.00001", repo="https://x.org/a", repo_stars=9,
          fetched_at="2026-03-01T10:00:00Z")
    offer(db, id="2603.00001", fetched_at="2026-03-02T10:00:00Z")
    assert rows(db, "SELECT repo_stars FROM library_papers") == [(9,)]
    offer(db, id="2603.00001", repo="https://x.org/b",
          fetched_at="2026-03-03T10:00:00Z")
    assert rows(db, "SELECT repo_stars FROM library_papers") == [(None,)]


def counted(db):
    """The author counts, counted by somebody else."""
    names = collections.Counter()
    for text, in rows(db, "SELECT authors FROM library_papers"):
        names.update(set(json.loads(text or "[]")))
    return sorted(names.items(), key=lambda one: (-one[1], one[0]))


def test_authors_are_counted_as_papers_come_change_and_go(library):
    db, _ = library
    keep(db, "listed >= '2026-03-01'", "2026-03-03T10:00:00Z")
    top = "SELECT author, papers FROM library_top_authors"
    assert rows(db, top) == counted(db) == [
        ("Li Wei", 3), ("Ada Byron", 1), ("Émile Zola", 1)]
    offer(db, id="2603.00002", authors='["Ada Byron","Ada Byron",null]',
          fetched_at="2026-03-04T10:00:00Z")
    assert rows(db, top) == [("Ada Byron", 2), ("Li Wei", 2),
                             ("Émile Zola", 1)]
    db.execute("DELETE FROM library_papers WHERE id = '2603.00003'")
    assert rows(db, top) == [("Ada Byron", 2), ("Li Wei", 1)]


def test_organizations_and_relisted(library):
    db, _ = library
    keep(db, "listed >= '2026-03-01'", "2026-03-03T10:00:00Z")
    assert rows(db, "SELECT * FROM library_top_organizations") == [
        ("lab", "A Lab", 1, 9)]
    assert rows(db, "SELECT * FROM library_relisted") == [
        ("2603.00001", "First", 2, "2026-03-02", "2026-03-03")]


def found(db, words):
    return [row[0] for row in rows(
        db, "SELECT p.id FROM library_search AS s "
            "JOIN library_papers AS p ON p.number = s.rowid "
            "WHERE library_search MATCH ? ORDER BY p.id", words)]


def test_full_text_over_titles_abstracts_and_notes(library):
    db, _ = library
    db.execute("INSERT INTO notes (paper, note) "
               "VALUES ('2603.00001', 'take this home')")
    keep(db, "listed = '2026-03-02'", "2026-03-03T10:00:00Z")
    assert found(db, "abstracts") == ["2603.00001", "2603.00002"]
    assert found(db, "title : second") == ["2603.00002"]
    assert found(db, "taking") == ["2603.00001"]
    db.execute("INSERT INTO notes (paper, note) "
               "VALUES ('2603.00002', 'sorting networks')")
    assert found(db, "second AND network") == ["2603.00002"]
    db.execute("UPDATE notes SET paper = '2603.00001', note = 'graphs' "
               "WHERE note GLOB 'sort*'")
    assert found(db, "network") == []
    assert found(db, "graph AND taking") == ["2603.00001"]
    db.execute("DELETE FROM notes WHERE note = 'graphs'")
    assert found(db, "graph") == []
    offer(db, id="2603.00001", title="Another title",
          fetched_at="2099-03-04T10:00:00Z")
    assert found(db, "first") == [] and found(db, "another") == ["2603.00001"]
    assert found(db, "take") == ["2603.00001"]


def test_forgetting_a_paper_forgets_all_of_it(library):
    db, _ = library
    keep(db, "listed >= '2026-03-01'", "2026-03-03T10:00:00Z")
    keep(db, "feed = 'trending'", "2026-03-03T10:00:00Z", "library_trending")
    db.execute("INSERT INTO notes (paper, note) VALUES ('2603.00001', 'x')")
    db.execute("INSERT INTO library_people (paper, position) "
               "VALUES ('2603.00001', 1)")
    comment(db, 1)
    section(db, 1, "Heading", "Text", 3)
    artifact(db, "2603.00001", "lab/a", 3, 1)
    artifact(db, "2603.00001", "lab/a", 4, 2)
    db.execute("DELETE FROM library_papers")
    left = {name: rows(db, f"SELECT count(*) FROM {name}")[0][0]
            for name in ["library_search", "library_authors",
                         "library_author_counts", "library_listings",
                         "library_trends", "library_observations",
                         "library_logins", "library_kept_comments",
                         "library_sections", "library_text_search",
                         "library_kept_artifacts",
                         "library_artifact_observations", "notes"]}
    assert [name for name, count in left.items() if count] == ["notes"]


@pytest.fixture
def sample(hub, monkeypatch):
    """The library with a day of the sample, and its hub."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    db = scripts.read(scripts.connect(), "notes", "library")
    db.execute("INSERT INTO library SELECT * FROM papers "
               "WHERE listed = '2026-07-30'")
    yield db, hub
    db.close()


PAPER = "2607.06644"
# Two that are in the library, and one that is not.
LIVE = f"IN ('{PAPER}', '2607.06561', '2607.07053')"


@pytest.mark.parametrize("kept, live", [
    ("library_people", "papers_authors WHERE listed = '2026-07-30'"),
    ("library_artifacts", f"papers_artifacts WHERE paper {LIVE}"),
    ("library_comments", f"papers_comments WHERE paper {LIVE}"),
    ("library_text", f"papers_text WHERE paper {LIVE}")])
def test_what_is_kept_of_other_tables_is_what_they_showed(sample, kept, live):
    """Twice, which makes no row more, and without the network."""
    db, hub = sample
    for _ in range(2):
        db.execute(f"INSERT INTO {kept} SELECT * FROM {live}")
    names = ", ".join(name for name, in rows(
        db, "SELECT name FROM pragma_table_info(?)", live.split()[0])
        if name not in OWN)
    wanted = rows(db, f"SELECT {names} FROM {live}")
    hub.reset()
    found = rows(db, f"SELECT {names} FROM {kept}")
    assert sorted(found, key=repr) == sorted(wanted, key=repr)
    assert len(wanted) > 4
    assert [name for _, name, *_ in rows(db, f"PRAGMA table_info({kept})")] == [
        name for _, name, *_ in rows(
            db, f"PRAGMA table_info({live.split()[0]})")]
    assert hub.asked() == []


def test_authors_that_are_gone_are_not_kept(library):
    db, _ = library
    for position, name in (1, "Ada"), (2, "Bo"), (1, "Bo"):
        db.execute("INSERT INTO library_people (paper, position, name, login) "
                   "VALUES ('2603.00001', ?, ?, lower(?))",
                   (position, name, name))
    assert rows(db, "SELECT paper, position, name, login, listed "
                    "FROM library_people") == [
        ("2603.00001", 1, "Bo", "bo", None)]


def comment(db, number, **more):
    values = {"paper": "2603.00001", "id": f"c{number}", "position": number,
              "author": "bea", "text": f"Text {number}", "hidden": 0,
              "written": f"2026-03-03T10:00:{number:02}Z",
              "fetched_at": "2026-03-03T11:00:00Z", **more}
    db.execute("INSERT INTO library_comments (%s) VALUES (%s)" % (
        ", ".join(values), ", ".join("?" * len(values))), [*values.values()])


def replies(db):
    return rows(db, "SELECT text, answers FROM library_replies")


def test_replies_are_told_until_they_are_looked_at(library):
    db, _ = library
    keep(db, "listed = '2026-03-02'", "2026-03-03T10:00:00Z")
    db.execute("INSERT INTO reading_list VALUES "
               "('2603.00001', 'read', 0, '2026-03-03T10:00:05Z', ''), "
               "('2603.00002', 'skipped', 0, '2026-03-03T10:00:05Z', '')")
    for number in 4, 6, 7:                  # 4 is older than the mark
        comment(db, number)
    comment(db, 8, paper="2603.00002")      # skipped
    comment(db, 9, paper="2603.00003")      # not on the list
    comment(db, 10, hidden=1, text=None)
    assert replies(db) == [("Text 7", None), ("Text 6", None)]
    db.execute("INSERT INTO library_looks DEFAULT VALUES")
    assert replies(db) == []
    comment(db, 7, text="Text 7, edited")   # as it was
    comment(db, 11, parent="c4", hidden=None)
    assert replies(db) == [("Text 11", "bea")]
    db.execute("DELETE FROM library_kept_comments WHERE id = 'c11'")
    db.execute("INSERT INTO library_looks DEFAULT VALUES")
    comment(db, 12)
    assert replies(db) == [("Text 12", None)]
    assert rows(db, "SELECT text FROM library_comments WHERE id = 'c7'") == [
        ("Text 7, edited",)]


@pytest.mark.parametrize("table", ["library_comments", "library_artifacts"])
def test_what_has_no_id_is_an_error(library, table):
    db, _ = library
    with pytest.raises(sqlite3.IntegrityError,
                       match="without an id cannot be kept: leave it out"):
        db.execute(f"INSERT INTO {table} (paper, fetched_at) "
                   "VALUES ('2603.00001', '2026-03-03T10:00:00Z')")


def test_an_older_answer_changes_no_comment(library):
    db, _ = library
    comment(db, 1, text="New")
    comment(db, 1, text="Old", fetched_at="2026-03-02T11:00:00Z")
    assert rows(db, "SELECT text FROM library_comments") == [("New",)]


def section(db, position, heading, text, day):
    db.execute("INSERT INTO library_text (paper, position, level, heading, "
               "text, fetched_at) VALUES ('2603.00001', ?, 2, ?, ?, ?)",
               (position, heading, text, f"2026-03-{day:02}T10:00:00Z"))


def test_full_text_over_kept_texts(library):
    """A newer text replaces the older one, also where it is shorter."""
    db, _ = library
    search = ("SELECT s.paper, s.heading FROM library_text_search AS t "
              "JOIN library_sections AS s ON s.number = t.rowid "
              "WHERE library_text_search MATCH ?")
    for position, heading, text in ((1, "Method", "We sort graphs."),
                                    (2, "Limitations", "Models hallucinate.")):
        section(db, position, heading, text, 2)
    assert rows(db, search, "hallucination") == [
        ("2603.00001", "Limitations")]
    assert rows(db, search, "heading : limitation") == [
        ("2603.00001", "Limitations")]
    section(db, 1, "Limits", "We sort trees.", 3)
    assert rows(db, search, "hallucination OR graph") == []
    assert rows(db, search, "trees") == [("2603.00001", "Limits")]
    db.execute("INSERT INTO library_text_search (library_text_search, rank) "
               "VALUES ('integrity-check', 1)")


def artifact(db, paper, name, day, downloads, likes=0):
    db.execute("INSERT INTO library_artifacts (paper, kind, id, likes, "
               "downloads, fetched_at) VALUES (?, 'model', ?, ?, ?, ?)",
               (paper, name, likes, downloads, f"2026-03-{day:02}T10:00:00Z"))


def test_what_gained_downloads(library):
    db, _ = library
    for day, downloads in (1, 10), (8, 20), (9, 50):
        artifact(db, "2603.00001", "lab/a", day, downloads, likes=day)
        artifact(db, "2603.00002", "lab/a", day, downloads, likes=day)
        artifact(db, "2603.00001", "lab/b", day, 7)
    artifact(db, "2603.00002", "lab/c", 9, 5)
    gained = ("SELECT id, gained, likes_gained, downloads, since, paper "
              "FROM library_downloads WHERE period = ?")
    assert rows(db, gained, "day") == [
        ("lab/a", 30, 1, 50, "2026-03-08T10:00:00Z", "2603.00001")]
    assert rows(db, gained, "week") == [
        ("lab/a", 40, 8, 50, "2026-03-01T10:00:00Z", "2603.00001")]
    artifact(db, "2603.00001", "lab/a", 2, 11)      # an older answer
    assert rows(db, "SELECT downloads FROM library_artifacts "
                    "WHERE id = 'lab/a'") == [(50,), (50,)]


@pytest.mark.parametrize("table, key, column", [
    ("library_artifacts", "paper, kind, id", "likes"),
    ("library_comments", "paper, id, edited", "position")])
def test_what_was_kept_without_a_time_is_replaced(library, table, key, column):
    db, _ = library
    for number, time in (1, None), (2, "2026-03-02T10:00:00Z"):
        db.execute(f"INSERT INTO {table} ({key}, {column}, fetched_at) "
                   "VALUES ('2603.00001', '1', 1, ?, ?)", (number, time))
    assert rows(db, f"SELECT {column}, fetched_at FROM {table}") == [
        (2, "2026-03-02T10:00:00Z")]


class MadeUpReader:
    """Who likes two topics, an author and a keyword, whatever others vote."""

    TOPICS = ["graphs", "video", "speech", "agents", "kernels", "tables",
              "vision", "proteins", "weather", "robots"]

    def __init__(self, db, papers=400, seed=3):
        self.chance, self.liked = random.Random(seed), set()
        for number in range(1, papers + 1):
            self.offer(db, number, number <= papers // 2)

    def offer(self, db, number, is_old):
        topic, other = self.chance.sample(self.TOPICS, 2)
        authors = self.chance.sample(range(40), 3)
        paper = "2603.%05d" % number
        if (self.chance.random() < .9) == (
                topic in ("graphs", "proteins") or 7 in authors):
            self.liked.add(paper)
        offer(db, id=paper, title=f"Towards better {topic}: a study, with "
              f"{other}", rank=number, upvotes=self.chance.randrange(100),
              authors=json.dumps([f"Author {one}" for one in authors]),
              keywords=json.dumps([f"{topic} models", "deep learning"]),
              listed="2026-02-01" if is_old else "2026-03-01",
              fetched_at="2026-03-01T10:00:00Z")
        if is_old:
            db.execute("INSERT INTO mark (paper, state) VALUES (?, ?)", (
                paper, self.chance.choice(["read", "to read"])
                if paper in self.liked else "skipped"))

    def recall(self, papers):
        """The share of the best twenty that this reader likes."""
        return sum(paper in self.liked for paper in papers[:20]) / 20


def test_suggestions_know_a_reader_better_than_upvotes_do(library):
    db, hub = library
    me = MadeUpReader(db)
    hub.reset()
    suggested = rows(db, "SELECT paper, why, score FROM library_suggestions")
    by_votes = rows(db, "SELECT paper FROM library_suggestions "
                        "ORDER BY upvotes DESC")
    assert len(suggested) == len(by_votes) == 200
    assert me.recall([row[0] for row in suggested]) >= .8
    assert me.recall([row[0] for row in by_votes]) <= .5
    assert suggested[0][2] > 1 > 0 > suggested[-1][2]
    assert re.search(r"(word|keyword|author) \S.* \(\+0\.\d\)",
                     suggested[0][1])
    weights = {feature: weight for feature, weight in rows(
        db, "SELECT feature, weight FROM library_tastes")}
    assert min(weights["graphs models"], weights["Author 7"]) > .3
    assert abs(weights["deep learning"]) < .1 and weights["video models"] < -.3
    assert hub.asked() == []


def test_an_offline_reader_keeps_the_library(library, monkeypatch):
    db, hub = library
    keep(db, "listed >= '2026-03-01'", "2026-03-03T10:00:00Z")
    hub.reset()
    for view, in rows(db, "SELECT name FROM sqlite_master WHERE type = 'view' "
                          "AND name GLOB 'library*'"):
        rows(db, f"SELECT * FROM {view}")
    assert hub.asked() == []


# The indexes that a view may read from end to end: of one entry for each
# listing, author or paper with an organization, without their texts. Whatever
# else it looks at it finds by a key.
WHOLE = {
    "library WHERE listed = '2026-03-02'": [],
    "library WHERE id = '2603.00001'": [],
    "library_days": [],
    "library_history WHERE paper = '2603.00001'": [],
    "library_rising WHERE period = 'day'": [],
    "library_new_repositories": [],
    "library_top_authors": ["library_author_counts_papers"],
    "library_top_organizations": [],
    "library_relisted": [],
    "library_people WHERE login = 'bo'": [],
    "library_people WHERE listed = '2026-03-02'": [],
    "library_comments WHERE paper = '2603.00001'": [],
    "library_text WHERE paper = '2603.00001'": [],
    "library_artifacts WHERE paper = '2603.00001'": [],
    "library_downloads WHERE period = 'day'": [],
}


@pytest.mark.parametrize("query", WHOLE)
def test_plans_use_the_indexes(library, query):
    db, _ = library
    plan = [row[3] for row in rows(
        db, f"EXPLAIN QUERY PLAN SELECT * FROM {query}")]
    made = {step.split()[1] for step in plan
            if step.startswith(("CO-ROUTINE ", "MATERIALIZE "))}
    scans = [step.split() for step in plan if step.startswith("SCAN ")]
    assert [words[-1] for words in scans if "INDEX" in words] == WHOLE[query]
    assert {words[1] for words in scans if "INDEX" not in words} <= made
    assert any("INDEX" in step or "PRIMARY KEY" in step for step in plan)
