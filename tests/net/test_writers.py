"""Others write into a database while a statement fills a table of it from the
Hub: docs/table.md says how to keep them from waiting."""

import contextlib
import sqlite3
import threading
import time

import pytest

from conftest import PATIENCE, connect

pytestmark = pytest.mark.slow
DAYS = "FROM papers WHERE listed >= '2026-07-27'"
FILL = f"INSERT INTO kept SELECT id, title {DAYS}"


@pytest.fixture
def path(tmp_path, hub, monkeypatch):
    """A database, and a hub that takes a while."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("PAPERS_CACHE", str(tmp_path / "cache.db"))
    hub.set(delay=2)
    with contextlib.closing(sqlite3.connect(tmp_path / "papers.db")) as db:
        db.executescript("PRAGMA journal_mode = WAL; CREATE TABLE notes(note);"
                         "CREATE TABLE kept(id, title);")
    return str(tmp_path / "papers.db")


def run(path, sql):
    with contextlib.closing(connect(path)) as db:
        return db.execute(sql).fetchall()


def write_beside(path, sql, hub):
    """Writes at once, while that statement waits for the hub."""
    running = threading.Thread(target=run, args=(path, sql))
    running.start()
    end = time.monotonic() + 30 * PATIENCE
    while not hub.asked() and time.monotonic() < end:
        time.sleep(0.01)
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=0)) as db, db:
            db.execute("INSERT INTO notes VALUES ('meanwhile')")
        assert running.is_alive()
    finally:
        running.join()


def test_a_statement_that_fills_a_table_holds_its_lock(hub, path):
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        write_beside(path, FILL, hub)


def test_who_reads_first_does_not_wait_with_the_lock(hub, path):
    write_beside(path, f"SELECT count(*) {DAYS}", hub)
    hub.reset()
    run(path, FILL)
    assert hub.asked() == []
    assert run(path, "SELECT count(*) FROM kept") == run(
        path, f"SELECT count(*) {DAYS}")
