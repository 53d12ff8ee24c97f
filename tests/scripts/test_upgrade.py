"""A database of version 1 of the scripts, with what people had put into it,
read by the scripts of today: nothing is lost and nothing mailed twice."""

import re

import pytest

import scripts
from conftest import ROOT, connect
from test_digests import mail, numbers, papers

pytestmark = scripts.needs

OLD = (ROOT / "tests" / "cases" / "scripts-1.sql").read_text(encoding="utf-8")
# The tables whose rows must be there as they were.
KEPT = {
    "notes": "*", "tags": "*", "reading_list": "*", "library_papers": "*",
    "library_observations": "*", "library_trends": "*", "library_authors": "*",
    "library_author_counts": "*", "alert_matches": "*",
    "alerts": "name, query, unless, weight, threshold, since, active",
    "digest_mails": "*", "digest_mailed": "*",
    "library_listings": "day, paper, rank",
    "digests": "name, title, source, last_day, min_upvotes, most, link, "
               "sender, sender_name, recipients, feed_id"}


@pytest.fixture
def file(tmp_path):
    """Its schema is read anew, since the dump writes to it by hand."""
    path = str(tmp_path / "old.db")
    db = connect(path)
    db.executescript(OLD)
    db.close()
    return path


def contents(db):
    return {name: sorted(map(repr, db.execute(
        f"SELECT {columns} FROM {name}").fetchall()))
        for name, columns in KEPT.items()}


@pytest.fixture
def upgraded(file):
    db = connect(file)
    before = contents(db)
    for _ in range(2):
        scripts.read(db)
    yield db, before
    db.close()


def test_every_row_is_still_there(upgraded):
    db, before = upgraded
    after = contents(db)
    trending = "(None, '2603.00090', None)"
    assert trending in after["library_listings"]    # new: it has no listing
    after["library_listings"].remove(trending)
    new, = set(after["digests"]) - set(before["digests"])
    assert new.startswith("('rising', 'What rose', 'rising'")
    after["digests"].remove(new)
    assert after == before
    assert all(len(rows) > 1 for rows in before.values())
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert db.execute("SELECT script, version FROM papers_scripts").fetchall(
        ) == [(name, 2) for name in sorted(scripts.ALL)]


def test_views_and_triggers_are_those_of_a_new_database(upgraded):
    """No trigger of version 1 is left behind."""
    db, _ = upgraded
    new = scripts.read(connect())
    schema = ("SELECT name, sql FROM sqlite_master WHERE type IN "
              "('view', 'trigger') ORDER BY name")
    assert db.execute(schema).fetchall() == new.execute(schema).fetchall()
    new.close()


def test_tables_take_and_show_what_those_of_a_new_database_do(upgraded):
    db, _ = upgraded
    db.execute("SELECT papers_config('offline', 'on')")
    link = "https://arxiv.org/abs/2603.00004v2"
    db.execute("INSERT INTO notes (paper, note) VALUES (?, 'new')", (link,))
    db.execute("INSERT INTO tags VALUES (?, 'new')", (link,))
    db.execute("INSERT INTO reading_list (paper, state) VALUES (?, 'reading')",
               (link,))
    for view in "noted", "tagged", "reading":
        assert ("2603.00004", "Paper 4 on graphs") in db.execute(
            f"SELECT paper, title FROM {view}").fetchall()
    assert db.execute("SELECT paper FROM unkept").fetchall() == [
        ("2603.00099",)]
    assert numbers(db.execute("SELECT id FROM library LIMIT 2")) == [7, 8]
    assert db.execute(
        "SELECT note FROM notes WHERE id IN (SELECT rowid FROM notes_search "
        "WHERE notes_search MATCH 'kept')").fetchall() == [
        ("on a paper that is not kept",)]


def test_nothing_is_mailed_again(upgraded):
    db, _ = upgraded
    assert dict(db.execute("SELECT name, days FROM digests")) == {
        "daily": None, "week": 7, "alerts": 7, "untagged": None, "tag": None,
        "rising": None}
    assert mail(db) == mail(db, "week") == []
    for number, listed in (20, 3), (21, 4), (22, 5):
        db.execute("INSERT INTO library (id, title, listed, rank, upvotes, "
                   "fetched_at) VALUES (?, 'Late', ?, 9, 30, ?)",
                   (f"2603.000{number}", f"2026-03-0{listed}",
                    "2026-03-05T10:00:00Z"))
    assert sorted(mail(db)) == [21, 22]      # its first mail was of day 4
    assert sorted(mail(db, "week")) == [20, 21, 22]
    assert papers(db, "alerts") == [7]       # 8 is pushed out by weight -2
    assert mail(db, "alerts") == [7]


def test_what_version_1_let_in_is_made_to_fit(upgraded):
    db, _ = upgraded
    assert db.execute("SELECT name, tag FROM digests WHERE source = 'tag' "
                      "ORDER BY name").fetchall() == [
        ("tag", "graphs"), ("untagged", "no tag")]
    assert numbers(db.execute(
        "SELECT paper FROM digest_papers WHERE digest = 'tag' "
        "ORDER BY paper")) == [1, 99]
    db.execute("UPDATE alerts SET active = 0 WHERE query = ''")
    db.execute("DELETE FROM alerts WHERE name GLOB 'Two*'")


@pytest.mark.parametrize("name, table", [
    ("notes", "kept"), ("notes", "reading_live"), ("alerts", "alert_checks"),
    ("alerts", "alert_definitions"), ("library", "library_comments"),
    ("export", "ris"), ("export", "Bibliography")])
def test_a_table_with_a_name_of_version_2_is_left_alone(
        file, shell, name, table):
    db = connect(file)
    db.execute(f"CREATE TABLE {table} (mine)")
    before = db.execute("SELECT * FROM sqlite_master").fetchall()
    done = shell(scripts.text(name), file)
    assert f"{name}.sql: this database has a table" in done.stderr
    assert db.execute("SELECT * FROM sqlite_master").fetchall() == before
    db.close()


def test_the_old_database_is_one_of_version_1(file):
    db = connect(file)
    assert db.execute("SELECT DISTINCT version FROM papers_scripts").fetchall(
        ) == [(1,)]
    assert not re.search("marked|unkept|digest_spans", OLD)
    db.close()
