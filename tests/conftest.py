"""What every test here may use: a connection and a shell with the extension
loaded. PAPERS_LIBRARY names another build of it."""

import contextlib
import os
import pathlib
import sqlite3
import subprocess

import pytest

from hub import Hub

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIBRARY = os.environ.get("PAPERS_LIBRARY", str(ROOT / "build" / "papers"))
SHARED = ROOT.parent / "shared" / "data"


def connect(path=":memory:"):
    """A connection with the extension loaded."""
    db = sqlite3.connect(path, isolation_level=None)
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    db.enable_load_extension(False)
    return db


@pytest.fixture
def db():
    connection = connect()
    yield connection
    connection.close()


@pytest.fixture
def shell(tmp_path):
    """Runs SQL in the sqlite3 shell and returns the finished process."""

    def run(sql, *options, **environment):
        return subprocess.run(
            ["sqlite3", "-batch", "-cmd", f".load {LIBRARY}", *options],
            input=sql, capture_output=True, text=True, timeout=120,
            env={**os.environ, **environment}, cwd=tmp_path)

    return run


needs_recordings = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the recorded data is not here")


@pytest.fixture
def hub_of():
    """Starts test hubs: hub_of(folder, etag=True) and the like."""
    with contextlib.ExitStack() as hubs:
        yield lambda *folder, **settings: hubs.enter_context(
            Hub(*folder, **settings))


@pytest.fixture
def hub(hub_of):
    """A test hub that serves the sample."""
    return hub_of()
