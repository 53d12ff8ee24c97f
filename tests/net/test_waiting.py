"""What a query does while it waits: it can be stopped, and may tell how far
it is."""

import os
import pty
import sqlite3
import subprocess
import threading
import time

import pytest

from conftest import LIBRARY, PATIENCE, python

DAY = "SELECT count(*) FROM papers WHERE listed = '2026-07-30'"
SOON = 0.5 * PATIENCE


@pytest.fixture
def stalled(hub):
    """A connection whose every request stalls, and the hub that does."""
    db = sqlite3.connect(":memory:", isolation_level=None,
                         check_same_thread=False)
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    db.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
    hub.fault("delay", seconds=20)
    yield db
    db.close()


def stopped_after(db, sql=DAY):
    began = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="interrupted") as raised:
        db.execute(sql).fetchall()
    assert getattr(raised.value, "sqlite_errorcode", 9) == 9
    return time.monotonic() - began


def test_an_interrupt(stalled, hub):
    threading.Timer(0.3, stalled.interrupt).start()
    assert 0.25 < stopped_after(stalled) < 0.3 + SOON
    hub.reset()
    assert stalled.execute(DAY).fetchone()[0] > 0


@pytest.mark.parametrize("every", [1000, 3000])
def test_a_progress_handler(stalled, every):
    end = time.monotonic() + 0.3
    stalled.set_progress_handler(lambda: time.monotonic() > end, every)
    assert 0.25 < stopped_after(stalled) < 0.3 + SOON


def test_a_progress_handler_that_seldom_comes(stalled):
    """Its steps are counted from one question to the next."""
    stalled.set_progress_handler(lambda: 1, 20000)
    assert stopped_after(stalled) < 1 + SOON


def test_under_an_authorizer(stalled):
    """That grants what the statement itself needs, and nothing more."""
    allowed = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ,
               sqlite3.SQLITE_FUNCTION)
    stalled.execute("SELECT id FROM papers LIMIT 0")  # makes the table
    stalled.set_authorizer(lambda action, *_: (
        sqlite3.SQLITE_OK if action in allowed else sqlite3.SQLITE_DENY))
    threading.Timer(0.3, stalled.interrupt).start()
    assert stopped_after(stalled) < 0.3 + SOON


def test_an_authorizer_that_refuses_everything_later(stalled, hub):
    """Then nobody can be asked, but the answer still comes."""
    hub.reset()
    hub.fault("delay", seconds=0.3)
    statement = stalled.execute("SELECT 1 UNION ALL " + DAY)
    stalled.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)
    assert statement.fetchall()[1][0] > 0


def test_nothing_keeps_the_connection_open(stalled):
    threading.Timer(0.2, stalled.interrupt).start()
    stopped_after(stalled)
    stalled.close()
    with pytest.raises(sqlite3.ProgrammingError):
        stalled.execute("SELECT 1")


def on_a_terminal(hub, *statements):
    """What a program with these statements writes to its terminal."""
    program = ("import sys\n"
               "db = conftest.connect()\n"
               "db.execute(\"SELECT papers_config('endpoint', ?)\", "
               "(sys.argv[1],))\n"
               "for sql in sys.argv[2:]: print(db.execute(sql).fetchone())\n")
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        **python(program, hub.url, *statements), stdin=follower,
        stdout=subprocess.PIPE, stderr=follower)
    os.close(follower)
    shown = b""
    while True:
        try:
            part = os.read(leader, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.close(leader)
    rows = process.communicate()[0].splitlines()
    assert process.returncode == 0
    return shown.decode(), rows


def test_progress_on_a_terminal(hub):
    hub.fault("delay", seconds=1.2)
    shown, rows = on_a_terminal(
        hub, "SELECT papers_config('progress', 'on')", DAY)
    lines = shown.split("\r\033[K")
    assert lines[0] == "" and lines[-1] == ""
    assert lines[1] == "papers: 0 of 1 requests, 0.0 MB, 0 s"
    assert "papers: 0 of 1 requests, 0.0 MB, 1 s" in lines
    assert len(rows) == 2 and rows[1] != "(0,)"


def test_no_progress_by_itself(hub):
    hub.fault("delay", seconds=0.8)
    assert on_a_terminal(hub, DAY)[0] == ""


def test_no_progress_when_it_is_quick(hub):
    assert on_a_terminal(
        hub, "SELECT papers_config('progress', 1)", DAY)[0] == ""


def test_no_progress_without_a_terminal(hub, shell):
    hub.fault("delay", seconds=0.8)
    done = shell("SELECT papers_config('progress', 1);\n" + DAY + ";\n",
                 HF_ENDPOINT=hub.url)
    assert done.stderr == "" and done.stdout.startswith("1\n")


@pytest.mark.parametrize("every", [100000, 400000])
def test_a_progress_handler_that_comes_once_in_a_long_time(stalled, every):
    """A question is long enough for it every few seconds."""
    stalled.set_progress_handler(lambda: 1, every)
    assert stopped_after(stalled) < 8 + SOON


def test_the_waiting_statement_says_what_it_is(stalled, hub):
    hub.reset()
    hub.fault("delay", seconds=0.3)
    seen = []
    stalled.set_trace_callback(seen.append)
    stalled.execute(DAY).fetchall()
    ours = [sql for sql in seen if sql != DAY]
    assert 0 < len(ours) < 20
    assert all("/* papers waits, " in sql[:20] for sql in ours)
