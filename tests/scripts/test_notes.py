"""sql/notes.sql: notes, tags and the reading list beside the live papers."""

import sqlite3

import pytest

import scripts
from scripts import entry, reader  # noqa: F401 (a fixture)

pytestmark = scripts.needs

CODE = {"githubRepo": "https://github.com/a/first", "githubStars": 7}
DAYS = {
    "2026-03-02": [entry("2603.00001", "First", 9, **CODE),
                   entry("2603.00002", "Second", 8),
                   entry("2603.00003", "Third", 7)],
    "2026-03-03": [entry("2603.00004", "Fourth", 6),
                   entry("2603.00001", "First", 9, **CODE)],
}


@pytest.fixture
def noted(reader):  # noqa: F811
    return reader(DAYS, "notes")


def column(db, sql, *values):
    return [row[0] for row in db.execute(sql, values)]


def mark(db, paper, state, priority=None):
    db.execute("INSERT INTO mark VALUES (?, ?, ?)", (paper, state, priority))


def leave(db):
    """From now on nothing answers."""
    db.execute("SELECT papers_config('endpoint', 'http://127.0.0.1:1'), "
               "papers_config('retries', 0)")


def test_mark_takes_links_and_moves_a_paper(noted):
    db, _ = noted
    mark(db, "https://arxiv.org/abs/2603.00001v2", "to read", 5)
    db.execute("UPDATE reading_list SET added = '2026-03-02T00:00:00Z', "
               "moved = '2026-03-02T00:00:00Z'")
    mark(db, "2603.00001", "reading")
    rows = db.execute("SELECT paper, state, priority, added, "
                      "moved > added FROM reading_list").fetchall()
    assert rows == [("2603.00001", "reading", 5, "2026-03-02T00:00:00Z", 1)]
    mark(db, "2603.00001", "read", 1)
    assert column(db, "SELECT priority FROM reading_list") == [1]


@pytest.mark.parametrize("paper,state,error", [
    ("no such thing", "read", "neither an arXiv id nor a link"),
    (None, "read", "neither an arXiv id nor a link"),
    ("2603.00001", "done", "state is to read, reading, read or skipped")])
def test_mark_says_what_it_does_not_take(noted, paper, state, error):
    db, _ = noted
    with pytest.raises(sqlite3.IntegrityError, match=error):
        mark(db, paper, state)
    assert column(db, "SELECT count(*) FROM reading_list") == [0]


TABLES = {"notes": "note", "tags": "tag", "reading_list": "state"}


@pytest.mark.parametrize("paper", [
    "", "2603", "x", "2603.1", 2603.1000, "2603.000.1", "2603.000011"])
@pytest.mark.parametrize("table", TABLES)
def test_tables_hold_papers_alone(noted, paper, table):
    db, _ = noted
    with pytest.raises(sqlite3.IntegrityError, match="neither an arXiv id"):
        db.execute(f"INSERT INTO {table} (paper, {TABLES[table]}) "
                   "VALUES (?, 'read')", (paper,))
    db.execute(f"INSERT INTO {table} (paper, {TABLES[table]}) "
               "VALUES ('2603.00001', 'read')")
    with pytest.raises(sqlite3.IntegrityError, match="paper is an arXiv id"):
        db.execute(f"UPDATE {table} SET paper = ?", (paper,))


@pytest.mark.parametrize("paper", [
    "2603.00001v1", "https://arxiv.org/abs/2603.00001", " 2603.00001 ",
    "https://huggingface.co/papers/2603.00001"])
@pytest.mark.parametrize("table", TABLES)
def test_tables_take_links_as_their_papers(noted, paper, table):
    db, _ = noted
    db.execute(f"INSERT INTO {table} (paper, {TABLES[table]}) "
               "VALUES (?, 'read')", (paper,))
    assert db.execute(f"SELECT paper, {TABLES[table]} FROM {table}"
                      ).fetchall() == [("2603.00001", "read")]


@pytest.mark.parametrize("paper", ["2603.00001", "0704.0001",
                                   "hep-th/9901001", "solv-int/9901001"])
def test_ids_of_both_ages(noted, paper):
    db, _ = noted
    db.execute("INSERT INTO notes (paper, note) VALUES (?, 'n')", (paper,))


def test_today_is_the_newest_listing_without_what_was_decided(noted):
    db, hub = noted
    assert column(db, "SELECT id FROM today") == ["2603.00004", "2603.00001"]
    mark(db, "2603.00001", "skipped")
    assert column(db, "SELECT id FROM today") == ["2603.00004"]
    hub.set(newest="2026-03-08")
    assert column(db, "SELECT listed FROM today") == ["2026-03-03"]


def test_undecided_asks_for_the_day_wanted_alone(noted):
    db, hub = noted
    mark(db, "2603.00002", "to read")
    hub.reset()
    assert column(db, "SELECT id FROM undecided "
                      "WHERE listed = '2026-03-02'") == [
        "2603.00001", "2603.00003"]
    assert [ask["query"]["date"] for ask in hub.asked()] == ["2026-03-02"]


def test_marking_keeps_a_paper_with_one_request(noted):
    db, hub = noted
    mark(db, "2603.00001", "to read")
    assert [ask["path"] for ask in hub.asked()] == ["/api/papers/2603.00001"]
    mark(db, "https://arxiv.org/abs/2603.00001", "reading", 3)
    db.execute("INSERT INTO notes (paper, note) VALUES ('2603.00001', 'x')")
    db.execute("INSERT INTO tags VALUES ('2603.00001', 'graphs')")
    assert len(hub.asked()) == 1
    db.execute("INSERT INTO notes (paper, note) VALUES ('2603.00002', 'y')")
    db.execute("INSERT INTO tags VALUES ('2603.00003', 'graphs')")
    db.execute("INSERT INTO tags VALUES ('2603.99999', 'unknown')")
    assert len(hub.asked()) == 4
    assert column(db, "SELECT id FROM library_papers") == [
        "2603.00001", "2603.00002", "2603.00003"]
    assert column(db, "SELECT paper FROM unkept") == ["2603.99999"]


def test_what_is_mine_needs_no_network(noted):
    """Any number of papers, and the service is away."""
    db, hub = noted
    mark(db, "2603.00001", "to read", 2)
    mark(db, "2603.99999", "to read")
    db.execute("INSERT INTO tags VALUES ('2603.00002', 'graphs')")
    db.execute("INSERT INTO notes (paper, note) VALUES ('2603.00003', 'x')")
    db.executescript("""
        DROP TRIGGER reading_list_kept;
        WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n
                                 WHERE i < 999)
        INSERT INTO reading_list (paper, state)
        SELECT printf('2604.%05d', i + 1), 'to read' FROM n;""")
    hub.reset()
    leave(db)
    assert column(db, "SELECT count(*) FROM reading") == [1002]
    assert db.execute("SELECT paper, title, upvotes, repo, repo_stars, url "
                      "FROM reading LIMIT 1").fetchall() == [
        ("2603.00001", "First", 9, "https://github.com/a/first", 7,
         "https://huggingface.co/papers/2603.00001")]
    assert db.execute("SELECT paper, title FROM tagged").fetchall() == [
        ("2603.00002", "Second")]
    assert db.execute("SELECT paper, title, note FROM noted").fetchall() == [
        ("2603.00003", "Third", "x")]
    assert hub.asked() == []


def test_what_i_write_is_kept_while_the_service_is_away(noted):
    """The first statement says that it cannot be asked; then no other one
    waits for it."""
    db, hub = noted
    leave(db)
    note = "INSERT INTO notes (paper, note) VALUES ('2603.00001', 'a thought')"
    with pytest.raises(sqlite3.OperationalError, match=(
            r"could not be fetched: .*; nothing was written \(after SELECT "
            r"papers_config\('offline', 1\) nobody is asked\)$")):
        db.execute(note)
    db.execute(note)
    mark(db, "2603.00002", "read")
    assert db.execute("SELECT paper, title, note FROM noted").fetchall() == [
        ("2603.00001", None, "a thought")]
    assert column(db, "SELECT paper FROM unkept") == [
        "2603.00001", "2603.00002"]


def test_the_way_out_that_the_error_names(noted):
    db, _ = noted
    leave(db)
    with pytest.raises(sqlite3.OperationalError) as raised:
        mark(db, "2603.00001", "read")
    db.execute(str(raised.value).split("(after ")[1].split(" nobody")[0])
    mark(db, "2603.00001", "read")
    assert column(db, "SELECT paper FROM mark") == ["2603.00001"]
    with pytest.raises(sqlite3.OperationalError) as raised:
        db.execute("SELECT title FROM papers WHERE id = '2603.00001'")
    assert "written" not in str(raised.value)


def test_offline_nothing_is_fetched_for_a_mark(noted):
    db, hub = noted
    db.execute("SELECT papers_config('offline', 'on')")
    mark(db, "2603.00001", "to read")
    assert column(db, "SELECT paper FROM reading") == ["2603.00001"]
    assert hub.asked() == []


def test_mark_can_be_updated_and_deleted(noted):
    db, _ = noted
    for number in 1, 2, 3:
        mark(db, f"2603.0000{number}", "to read", number)
    db.execute("UPDATE mark SET state = 'read' WHERE paper = '2603.00001'")
    db.execute("UPDATE mark SET priority = priority + 5 "
               "WHERE state = 'to read'")
    db.execute("DELETE FROM mark WHERE paper = '2603.00002'")
    assert db.execute("SELECT * FROM mark").fetchall() == [
        ("2603.00001", "read", 1), ("2603.00003", "to read", 8)]
    with pytest.raises(sqlite3.IntegrityError, match="state is to read"):
        db.execute("UPDATE mark SET state = 'done'")


def test_mark_knows_papers_by_their_ids(noted):
    db, _ = noted
    mark(db, "2603.00001", "to read")
    db.execute("UPDATE mark SET state = 'read' WHERE paper = "
               "arxiv_id('https://huggingface.co/papers/2603.00001')")
    assert db.execute("SELECT * FROM mark").fetchall() == [
        ("2603.00001", "read", 0)]


@pytest.mark.parametrize("priority", ["high", "", 1.5, b"1", "1e999"])
def test_a_priority_is_a_whole_number(noted, priority):
    db, _ = noted
    mark(db, "2603.00001", "to read", "3")
    for sql in ("INSERT INTO mark VALUES ('2603.00002', 'read', ?)",
                "INSERT INTO mark VALUES ('2603.00001', 'read', ?)",
                "UPDATE mark SET priority = ?",
                "UPDATE reading_list SET priority = ?",
                "INSERT INTO reading_list (paper, state, priority) "
                "VALUES ('2603.00002', 'read', ?)"):
        with pytest.raises(sqlite3.IntegrityError, match="a whole number"):
            db.execute(sql, (priority,))
    assert db.execute("SELECT * FROM mark").fetchall() == [
        ("2603.00001", "to read", 3)]


def test_reading_live_asks_once_for_all_its_papers(noted):
    db, hub = noted
    mark(db, "2603.00002", "to read", 1)
    mark(db, "2603.00001", "to read", 2)
    mark(db, "2603.00003", "reading")
    mark(db, "2603.00004", "read")
    mark(db, "2603.99999", "to read")
    db.execute("INSERT INTO tags VALUES ('2603.00001', 'b'), "
               "('2603.00001', 'a'), ('2603.00001', 'a')")
    db.execute("INSERT INTO notes (paper, note) VALUES ('2603.00001', 'x')")
    hub.reset()
    hub.set(delay=.2)
    rows = db.execute("SELECT paper, state, title, upvotes, repo, repo_stars, "
                      "tags, notes FROM reading_live").fetchall()
    assert rows == [
        ("2603.00003", "reading", "Third", 7, None, None, None, 0),
        ("2603.00001", "to read", "First", 9, "https://github.com/a/first", 7,
         "a, b", 1),
        ("2603.00002", "to read", "Second", 8, None, None, None, 0),
        ("2603.99999", "to read", None, None, None, None, None, 0)]
    # A record without an organization leaves it to the day's listing.
    assert sorted(ask["path"] for ask in hub.asked()) == [
        "/api/daily_papers", "/api/daily_papers", "/api/papers/2603.00001",
        "/api/papers/2603.00002", "/api/papers/2603.00003",
        "/api/papers/2603.99999"]
    assert hub.max_at_once > 1


def test_tagged_live_asks_for_the_papers_of_its_tag(noted):
    db, hub = noted
    db.execute("INSERT INTO tags VALUES ('2603.00001', 'graphs'), "
               "('2603.00002', 'graphs'), ('2603.00003', 'audio')")
    mark(db, "2603.00002", "read")
    hub.reset()
    hub.set(delay=.2)
    assert sorted(db.execute("SELECT paper, title, state FROM tagged_live "
                             "WHERE tag = 'graphs'")) == [
        ("2603.00001", "First", None), ("2603.00002", "Second", "read")]
    assert len(hub.asked()) == 2 and hub.max_at_once == 2
    for view in "tagged", "tagged_live":
        assert sorted(column(db, f"SELECT tag FROM {view}")) == [
            "audio", "graphs", "graphs"]


def test_a_tag_is_there_once_and_not_empty(noted):
    db, _ = noted
    for _ in range(2):
        db.execute("INSERT INTO tags VALUES ('2603.00001', 'graphs')")
    assert column(db, "SELECT count(*) FROM tags") == [1]
    for tag in " ", "", " a", "two\nlines":
        with pytest.raises(sqlite3.IntegrityError, match="a tag is a word"):
            db.execute("INSERT INTO tags VALUES ('2603.00001', ?)", (tag,))
    db.execute("INSERT INTO tags VALUES ('2603.00001', 'Graph Netzwerk ü')")


def test_noted_shows_each_note_with_its_paper(noted):
    db, hub = noted
    db.execute("INSERT INTO notes (paper, note, written) VALUES "
               "('2603.00001', 'older', '2026-03-02T10:00:00Z'), "
               "('2603.00001', 'newer', '2026-03-02T11:00:00Z'), "
               "('2603.99999', 'unknown', '2026-03-01T10:00:00Z')")
    hub.reset()
    for view, requests in ("noted", 0), ("noted_live", 2):
        assert db.execute(f"SELECT note, title FROM {view}").fetchall() == [
            ("newer", "First"), ("older", "First"), ("unknown", None)]
        assert len(hub.asked()) == requests


def test_full_text_follows_the_notes(noted):
    db, _ = noted

    def found(words):
        return column(db, "SELECT n.paper FROM notes_search AS s "
                          "JOIN notes AS n ON n.id = s.rowid "
                          "WHERE notes_search MATCH ?", words)

    db.execute("INSERT INTO notes (paper, note) VALUES "
               "('2603.00001', 'sorting networks'), ('2603.00002', 'nothing')")
    assert found("network") == ["2603.00001"]
    assert column(db, "SELECT changed FROM notes") == [None, None]
    db.execute("UPDATE notes SET note = 'graphs' WHERE paper = '2603.00001'")
    assert found("network") == [] and found("graph") == ["2603.00001"]
    assert column(db, "SELECT changed >= written FROM notes") == [1, None]
    db.execute("DELETE FROM notes WHERE paper = '2603.00001'")
    assert found("graph") == []
    db.execute("INSERT INTO notes_search (notes_search, rank) "
               "VALUES ('integrity-check', 1)")


@pytest.mark.parametrize("recursive", ["off", "on"])
def test_full_text_follows_notes_that_are_replaced(noted, recursive):
    """Deleting them for a REPLACE fires no trigger, or one, by this pragma."""
    db, _ = noted
    db.execute(f"PRAGMA recursive_triggers = {recursive}")
    db.execute("INSERT INTO notes (id, paper, note) VALUES "
               "(1, '2603.00001', 'alpha'), (2, '2603.00002', 'beta')")
    db.execute("REPLACE INTO notes (id, paper, note) "
               "VALUES (1, '2603.00001', 'gamma')")
    db.execute("INSERT OR IGNORE INTO notes (id, paper, note) "
               "VALUES (1, '2603.00001', 'delta')")
    db.execute("UPDATE OR REPLACE notes SET id = 2 WHERE id = 1")
    words = "alpha OR beta OR gamma OR delta"
    found = "SELECT rowid, note FROM notes_search WHERE notes_search MATCH ?"
    assert db.execute(found, (words,)).fetchall() == [(2, "gamma")]
    db.execute("DELETE FROM notes")
    assert db.execute(found, (words,)).fetchall() == []
    db.execute("INSERT INTO notes_search (notes_search, rank) "
               "VALUES ('integrity-check', 1)")


def test_full_text_of_an_earlier_version_is_made_anew(noted):
    db, _ = noted
    db.execute("INSERT INTO notes (paper, note) VALUES ('2603.00001', 'alpha')")
    db.execute("DROP TABLE notes_search")
    db.execute("CREATE VIRTUAL TABLE notes_search USING fts5 "
               "(note, content = 'notes', content_rowid = 'id')")
    scripts.read(db, "notes")
    assert db.execute("SELECT note FROM notes_search WHERE notes_search "
                      "MATCH 'alpha'").fetchall() == [("alpha",)]
