"""What every test here may use: a connection and a shell with the extension
loaded, away from the settings of whoever runs the tests.

Read from the environment, and meant for `make` and `.ci/run`:
PAPERS_LIBRARY   another build of the extension
PAPERS_BUILD     the folder with the unit programs and their drivers
PAPERS_SHARED    where the recorded data is
PAPERS_WRAP      a command to run the shell under (valgrind ...)
PAPERS_PATIENCE  how many times slower than usual everything is; where it is
                 not set, what else the machine has to do says that
PAPERS_QUERIES, PAPERS_TEXTS, PAPERS_SQLSMITH, PAPERS_FLIPS, PAPERS_SEED
                 how much is tried where random things are, and which
PAPERS_HOURS     how long a day is where the clock is set
PAPERS_CASES     at most so many cases of each parametrized test, from all over
                 its list: for a checker that is forty times slower
PAPERS_SHARE     3 for every third test
"""

import contextlib
import os
import pathlib
import shlex
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

import pytest

TESTS = pathlib.Path(__file__).resolve().parent
ROOT = TESTS.parent
# The folders whose modules tests of several folders import. A program that has
# tests/ on its path imports this file first.
sys.path[:0] = [str(TESTS / name)
                for name in ("hub", "oracles", "tools", "scripts", "fault")]

from hub import Hub  # noqa: E402

BUILD = pathlib.Path(os.environ.get("PAPERS_BUILD", ROOT / "build"))
LIBRARY = os.environ.get("PAPERS_LIBRARY", str(BUILD / "papers"))
SHARED = pathlib.Path(os.environ.get("PAPERS_SHARED",
                                     ROOT.parent / "shared" / "data"))
WRAP = shlex.split(os.environ.get("PAPERS_WRAP", ""))
SHELL = [*WRAP, "sqlite3", "-batch", "-cmd", f".load {LIBRARY}"]
PATIENCE = float(os.environ.get("PAPERS_PATIENCE") or
                 max(1.5, 2 * os.getloadavg()[0] / os.cpu_count()))

_STRANGE = ("HF_", "HUGGING", "PAPERS_", "XDG_", "LC_", "LANG", "CURL_CA_",
            "SSL_CERT_")
_OURS = {"PAPERS_LIBRARY", "PAPERS_BUILD", "PAPERS_SHARED", "PAPERS_WRAP",
         "PAPERS_PATIENCE", "PAPERS_QUERIES", "PAPERS_TEXTS", "PAPERS_SEED",
         "PAPERS_SQLSMITH", "PAPERS_FLIPS", "PAPERS_CASES", "PAPERS_HOURS",
         "PAPERS_SHARE"}


def _isolate():
    """Forgets the user's settings: of the Hub, of proxies and certificates, of
    the locale. The clock of the place is an odd one, so that a test of anything
    that looks at it fails everywhere."""
    for name in list(os.environ):
        strange = name.startswith(_STRANGE) and name not in _OURS
        if strange or name.lower().endswith("_proxy"):
            del os.environ[name]
    os.environ.update(TZ="ODD-9:45", LC_ALL="C.UTF-8", PYTHONUTF8="1")
    time.tzset()
    # A shell lets what it starts beside itself ignore Ctrl-C, and the programs
    # of the tests inherit that.
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


_isolate()
_HOME = tempfile.TemporaryDirectory(prefix="papers-home-")
os.environ.update(HOME=_HOME.name, XDG_CACHE_HOME=_HOME.name + "/.cache")
# What a test asks for is asked of the hub; the cache's own tests switch it on.
os.environ["PAPERS_CACHE"] = "off"


def pytest_configure(config):
    for marker in ("slow: takes seconds; left out under valgrind",
                   "measures: memory or time; left out under a checker",
                   "hostless: asks nothing of SQLite; left out on other SQLites",
                   "foreign: what runs is not the extension; once is enough"):
        config.addinivalue_line("markers", marker)


def pytest_collection_modifyitems(config, items):
    most = int(os.environ.get("PAPERS_CASES") or len(items) or 1)
    share = int(os.environ.get("PAPERS_SHARE") or 1)
    tests = {}
    for item in items:
        name = getattr(item, "originalname", item.name)
        tests.setdefault((item.fspath, name), []).append(item)
    kept = {item for cases in list(tests.values())[::share]
            for item in cases[::-(-len(cases) // most)]}
    config.hook.pytest_deselected(
        items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty home for every test: no token, no ~/.sqliterc."""
    place = tmp_path / "home"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("XDG_CACHE_HOME", str(place / ".cache"))
    return place


def connect(path=":memory:"):
    """A connection with the extension loaded."""
    db = sqlite3.connect(path, isolation_level=None)
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    db.enable_load_extension(False)
    return db


def python(program, *arguments, **environment):
    """What subprocess needs to run this Python program, with tests/conftest.py
    imported, in a process of its own."""
    return {"args": [sys.executable, "-c", "import conftest\n" + program,
                     *arguments],
            "cwd": TESTS, "text": True,
            "env": {**os.environ, "PAPERS_LIBRARY": LIBRARY, **environment}}


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
            [*SHELL, *options], input=sql, capture_output=True, text=True,
            timeout=120 * PATIENCE, env={**os.environ, **environment},
            cwd=tmp_path)

    return run


def _has_fts5():
    options = sqlite3.connect(":memory:").execute("PRAGMA compile_options")
    return ("ENABLE_FTS5",) in options.fetchall()


needs_recordings = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the recorded data is not here")
needs_fts5 = pytest.mark.skipif(
    not _has_fts5(), reason="this SQLite was built without FTS5")


def needs_sqlite(*version):
    """Marks a test of what an older SQLite does not offer."""
    return pytest.mark.skipif(
        sqlite3.sqlite_version_info < version,
        reason=f"needs SQLite {'.'.join(map(str, version))}")


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


@pytest.fixture
def asking(hub):
    """A connection that asks that hub."""
    db = connect()
    db.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
    yield db
    db.close()


@pytest.fixture
def cost(asking, hub):
    """The rows of a query and the targets it asked for."""
    def measure(sql, *values):
        hub.reset()
        rows = asking.execute(sql, values).fetchall()
        return rows, [row["target"] for row in hub.asked()]
    return measure
