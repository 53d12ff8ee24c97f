"""The scripts of sql/ on an SQLite that is too old for them or lacks FTS5: an
error that says so, and nothing made."""

import sqlite3

import pytest

import scripts
from conftest import _has_fts5

pytestmark = pytest.mark.skipif(
    sqlite3.sqlite_version_info >= (3, 38) and _has_fts5(),
    reason="this SQLite is fit for the scripts")


@pytest.mark.parametrize("name", scripts.ALL)
def test_nothing_is_made(shell, name):
    made = shell(scripts.text(name) + "SELECT count(*) FROM sqlite_master;")
    assert "needs SQLite 3.38 or newer with FTS5" in made.stderr
    assert made.stdout == "0\n"
