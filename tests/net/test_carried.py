"""What a statement leaves behind when it ends early: it is stored, goes on
beside the next statement, or is taken over by it; never asked for twice."""

import contextlib
import sqlite3
import time

import pytest

from conftest import LIBRARY, PATIENCE, connect

BUSY = "SELECT id FROM papers WHERE listed = '2026-07-22'"    # 130 papers
FRIDAY = "SELECT id FROM papers WHERE listed = '2026-07-31'"
WHOLE = 5


@pytest.fixture
def file(home, monkeypatch):
    monkeypatch.delenv("PAPERS_CACHE")
    return home / ".cache" / "papers" / "cache.db"


@pytest.fixture
def opened(file, hub, monkeypatch):
    """Opens connections to the hub, with the cache on."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(contextlib.closing(connect()))


@pytest.fixture
def db(opened):
    return opened()


def first_row(db, sql):
    """Of a statement that is left after it."""
    cursor = db.execute(sql)
    row = cursor.fetchone()
    cursor.close()
    return row


@pytest.mark.parametrize("sql", [
    FRIDAY + " LIMIT 3",
    "SELECT EXISTS (" + FRIDAY + ")",
    "SELECT id FROM papers('agents') LIMIT 1",
    "SELECT id FROM papers WHERE feed = 'trending' LIMIT 1",
    "SELECT id FROM papers WHERE feed = 'new' LIMIT 1",
    "SELECT title FROM papers WHERE id = '2607.06644' LIMIT 1"])
def test_a_statement_that_ends_early_costs_no_second_request(db, hub, sql):
    rows = db.execute(sql).fetchall()
    assert rows and len(hub.asked()) == 1
    assert db.execute(sql).fetchall() == rows
    whole = sql.rsplit(" LIMIT", 1)[0]
    assert set(rows) <= set(db.execute(whole).fetchall())
    asked = [row["target"] for row in hub.asked()]
    assert len(set(asked)) == len(asked)


def test_the_first_of_two_pages_costs_no_second_request(db, hub):
    """It serves while its next page, asked for now, is of the same moment."""
    for _ in range(2):
        assert len(db.execute(BUSY + " LIMIT 3").fetchall()) == 3
    assert len(hub.asked()) == 1
    assert len(db.execute(BUSY).fetchall()) == 130
    assert len(hub.asked()) == 2


def test_the_newest_day_is_asked_for_once(db, hub):
    newest = db.execute("SELECT max(listed) FROM papers").fetchone()
    asked = len(hub.asked())
    assert db.execute("SELECT max(listed) FROM papers").fetchone() == newest
    assert len(hub.asked()) == asked


def test_what_is_under_way_is_taken_over(db, hub):
    """Half of the answer is there; the next statement reads it all."""
    hub.fault("drip", rate=20_000)
    assert first_row(db, FRIDAY)
    assert len(db.execute(FRIDAY).fetchall()) == WHOLE
    assert len(hub.asked()) == 1


def test_what_is_under_way_goes_on_beside_another_statement(db, hub):
    hub.fault("drip", rate=20_000, match="07-31")
    hub.fault("delay", seconds=min(PATIENCE, 4), match="07-30")
    assert first_row(db, FRIDAY)
    db.execute("SELECT id FROM papers WHERE listed = '2026-07-30'").fetchall()
    rows = db.execute(FRIDAY.replace("id", "DISTINCT cache")).fetchall()
    assert rows == [("fresh",)]
    assert len(hub.asked("07-31")) == 1


def test_who_wants_it_new_asks_again(db, hub):
    hub.fault("drip", rate=20_000, count=1)
    assert first_row(db, FRIDAY)
    assert len(db.execute(FRIDAY + " AND max_age = 0").fetchall()) == WHOLE
    assert len(hub.asked()) == 2


def test_what_came_long_ago_is_not_taken_over(db, hub, file):
    """It was there while nobody looked; nor is it stored after the new one."""
    hub.fault("drip", rate=20_000, count=1)
    assert first_row(db, FRIDAY)
    time.sleep(2)
    began = int(time.time())
    assert len(db.execute(FRIDAY + " AND max_age = 1").fetchall()) == WHOLE
    assert len(hub.asked()) == 2
    db.close()
    with contextlib.closing(sqlite3.connect(file)) as other:
        (fetched_at,) = other.execute("SELECT fetched_at FROM answers"
                                      ).fetchone()
    assert fetched_at >= began


def test_what_came_while_nobody_looked_is_as_old_as_the_last_look(db, hub):
    """The service answered three seconds before the next statement."""
    hub.fault("delay", seconds=0.5, count=1)
    end = time.monotonic() + 0.2
    db.set_progress_handler(lambda: time.monotonic() > end, 1000)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        db.execute(FRIDAY).fetchall()
    db.set_progress_handler(None, 0)
    time.sleep(3)
    began = time.time()
    (age,) = db.execute(
        "SELECT DISTINCT ? - strftime('%s', fetched_at) FROM papers "
        "WHERE listed = '2026-07-31'", (began,)).fetchone()
    assert age > 2 and len(hub.asked()) == 1


def test_what_another_identity_was_given_is_not_taken_over(db, hub):
    """The token was another one for a moment, in which the first attempt had
    broken off."""
    hub.fault("stall", after=6000, seconds=0.5, count=1)
    hub.fault("drip", rate=20_000, nth=2, count=1)
    cursor = db.execute(FRIDAY)
    cursor.fetchone()
    db.execute("SELECT papers_config('token', 'hf_x')")
    while len(hub.asked()) < 2:
        assert cursor.fetchone()
    db.execute("SELECT papers_config('token', NULL)")
    cursor.close()
    assert len(db.execute(FRIDAY).fetchall()) == WHOLE
    assert [row["headers"].get("authorization") for row in hub.asked()] == [
        None, "Bearer hf_x", None]


def test_another_identity_takes_nothing_over(db, hub):
    hub.fault("drip", rate=20_000, count=1)
    assert first_row(db, FRIDAY)
    db.execute("SELECT papers_config('token', 'hf_x')")
    assert len(db.execute(FRIDAY).fetchall()) == WHOLE
    assert [row["headers"].get("authorization") for row in hub.asked()] == [
        None, "Bearer hf_x"]


def test_without_a_cache_nothing_is_carried_on(db, hub):
    db.execute("SELECT papers_config('cache', 'off')")
    hub.fault("drip", rate=20_000, count=1)
    assert first_row(db, FRIDAY)
    (error,) = db.execute("SELECT error FROM papers_requests").fetchone()
    assert error == "abandoned"


def test_what_is_broken_is_not_stored(db, hub):
    hub.fault("wrap", after="]", count=1)
    hub.fault("delay", seconds=0.3, match="07-30")
    assert first_row(db, BUSY)
    db.execute("SELECT id FROM papers WHERE listed = '2026-07-30'").fetchall()
    assert len(db.execute(BUSY).fetchall()) == 130
    assert len(hub.asked("07-22")) == 3


def test_what_fails_later_harms_nobody(db, hub):
    hub.fault("reset", after=7000, count=1)
    hub.fault("delay", seconds=0.3, match="07-30")
    assert first_row(db, FRIDAY)
    db.execute("SELECT id FROM papers WHERE listed = '2026-07-30'").fetchall()
    assert len(db.execute(FRIDAY).fetchall()) == WHOLE


def test_what_is_carried_on_holds_up_nobody(db, hub):
    """With one connection: it is given to who waits."""
    db.execute("SELECT papers_config('connections', 1)")
    hub.fault("stall", after=6000, match="07-31", count=1)
    assert first_row(db, FRIDAY)
    began = time.monotonic()
    assert db.execute("SELECT count(*) FROM papers WHERE "
                      "listed = '2026-07-30'").fetchone() == (7,)
    assert time.monotonic() - began < 0.5 * PATIENCE
    assert len(db.execute(FRIDAY).fetchall()) == WHOLE


def test_the_end_of_a_connection_waits_a_moment(opened, hub):
    hub.fault("drip", rate=100_000, count=1)
    db = opened()
    assert first_row(db, FRIDAY)
    db.close()
    assert len(opened().execute(FRIDAY).fetchall()) == WHOLE
    assert len(hub.asked()) == 1


def test_the_end_of_a_connection_waits_no_longer(opened, hub):
    hub.fault("stall", after=6000)
    db = opened()
    assert first_row(db, FRIDAY)
    began = time.monotonic()
    db.close()
    assert 0.25 < time.monotonic() - began < 0.3 + 0.3 * PATIENCE


# -- refusals

NOBODYS = "SELECT id FROM papers WHERE id = '2601.99999'"
AHEAD = "SELECT id FROM papers WHERE listed = '2026-08-01'"


def grow_old(file, seconds):
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("UPDATE answers SET fetched_at = fetched_at - ?",
                      (seconds,))
        other.commit()


@pytest.mark.parametrize("sql", [NOBODYS, AHEAD])
def test_a_refusal_is_remembered_for_five_minutes(db, hub, file, sql):
    assert db.execute(sql).fetchall() == []
    asked = len(hub.asked())
    assert db.execute(sql).fetchall() == []
    assert len(hub.asked()) == asked
    grow_old(file, 290)
    assert db.execute(sql).fetchall() == []
    assert len(hub.asked()) == asked
    grow_old(file, 20)
    assert db.execute(sql).fetchall() == []
    assert len(hub.asked()) > asked


def test_a_refusal_is_not_remembered_against_the_users_wish(db, hub):
    for _ in range(2):
        assert db.execute(NOBODYS + " AND max_age = 0").fetchall() == []
    assert len(hub.asked()) == 2


def test_an_old_refusal_is_never_given_as_stale(db, hub, file):
    assert db.execute(NOBODYS).fetchall() == []
    grow_old(file, 400)
    db.execute("SELECT papers_config('offline', 1)")
    with pytest.raises(sqlite3.OperationalError, match="offline"):
        db.execute(NOBODYS).fetchall()


@pytest.mark.parametrize("fault", [
    dict(kind="html", status=404), dict(kind="status", status=401),
    dict(kind="status", status=503)])
def test_other_refusals_are_not_remembered(db, hub, fault):
    db.execute("SELECT papers_config('retries', 0)")
    hub.fault(count=1, **fault)
    with pytest.raises(sqlite3.OperationalError):
        db.execute(NOBODYS).fetchall()
    assert db.execute(NOBODYS).fetchall() == []
    assert len(hub.asked()) == 2


def test_a_page_that_refuses_a_later_day_is_not_remembered(db, hub):
    """The service says with JSON that it has no such day; a page may be that
    of somebody in between."""
    later = "SELECT id FROM papers WHERE listed = '2026-08-02'"
    asked = []
    for kind in ("html", None, None):
        hub.reset()
        if kind:
            hub.fault(kind, status=400, count=1)
        assert db.execute(later).fetchall() == []
        asked.append(sum("2026-08-02" in row["target"]
                         for row in hub.asked()))
    assert asked == [1, 1, 0]


def test_an_answer_takes_the_place_of_a_refusal(db, hub, file):
    hub.fault("status", status=404, count=1)
    sql = "SELECT title FROM papers WHERE id = '2607.06644'"
    assert db.execute(sql).fetchall() == []
    assert db.execute(sql).fetchall() == []
    grow_old(file, 400)
    assert len(db.execute(sql).fetchall()) == 1
    grow_old(file, 400)
    assert len(db.execute(sql).fetchall()) == 1
    assert len(hub.asked()) == 2
