"""What the tests of the cache share: its file at the usual place, a hub, a
connection, and ways to look into the file from outside."""

import contextlib
import os
import sqlite3
import subprocess
import sys

import pytest

from conftest import LIBRARY, ROOT, connect
from hub import Hub

# The title: without it, the cache would give outlines of its answers.
ALL = ("SELECT id, fetched_at, cache FROM papers "
       "WHERE listed = '{}' AND title <> ''")
DAY = ALL.format("2026-07-22")      # 130 papers on two pages
FRIDAY = ALL.format("2026-07-31")   # one page
DAYS = 24 * 3600


@pytest.fixture
def file(home, monkeypatch):
    """Where the cache is by default; it is on."""
    monkeypatch.delenv("PAPERS_CACHE")
    return home / ".cache" / "papers" / "cache.db"


@pytest.fixture
def hub(file, monkeypatch):
    hub = Hub().start()
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    yield hub
    if hub.thread.is_alive():
        hub.stop()


@pytest.fixture
def db(hub):
    with contextlib.closing(connect()) as connection:
        yield connection


def config(db, name, value):
    db.execute("SELECT papers_config(?, ?)", (name, value)).fetchall()


def ask(db, sql=DAY):
    """How many papers came, and from where."""
    rows = db.execute(sql).fetchall()
    return len(rows), {row[2] for row in rows}


def inside(file, sql, *values):
    """Looks into the file, or changes it, as nobody else should."""
    with contextlib.closing(sqlite3.connect(file)) as other:
        rows = other.execute(sql, values).fetchall()
        other.commit()
        return rows


def grow_old(file, seconds):
    inside(file, "UPDATE answers SET fetched_at = fetched_at - ?", seconds)


def count(file):
    return inside(file, "SELECT count(*) FROM answers")[0][0]


def is_whole(file):
    return inside(file, "PRAGMA integrity_check") == [("ok",)]


def errors(db):
    return [row[0] for row in db.execute(
        "SELECT error FROM papers_requests WHERE error IS NOT NULL")]


def checkpoint(file):
    inside(file, "PRAGMA wal_checkpoint(TRUNCATE)")


PROGRAM = """
import os, random, sys
sys.path.insert(0, {tests!r})
os.environ["PAPERS_LIBRARY"] = {library!r}
kept = {{name: os.environ[name] for name in ("HF_ENDPOINT", "XDG_CACHE_HOME")
         if name in os.environ}}
from conftest import connect
os.environ.update(kept)
del os.environ["PAPERS_CACHE"]
for name in {without!r}: os.environ.pop(name, None)
"""


def program(body, without=()):
    return [sys.executable, "-c", PROGRAM.format(
        tests=str(ROOT / "tests"), library=LIBRARY, without=without) + body]


def start(body, **options):
    return subprocess.Popen(program(body), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, **options)
