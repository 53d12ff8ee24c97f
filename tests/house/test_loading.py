"""Loading the extension."""

import os
import re
import sqlite3
import subprocess
import sys

import pytest

import hosts
from conftest import LIBRARY, PATIENCE, ROOT, connect

needs_library = pytest.mark.skipif(
    not hosts.library_file(), reason="SQLite is built into this Python")


def as_host(step, url, folder):
    """What a step of hosts.py prints, in a process of its own."""
    done = subprocess.run(
        [sys.executable, hosts.__file__, step, LIBRARY, url,
         str(folder)], capture_output=True, text=True, timeout=60 * PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_version_names_what_it_stands_on(db):
    (version,) = db.execute("SELECT papers_version()").fetchone()
    assert re.fullmatch(
        r"\d+\.\d+\.\d+ \(libcurl \d+\.\d+\.\d+, yajl \d+\.\d+\.\d+\)", version)


def test_loading_twice_works(shell):
    done = shell(f".load {LIBRARY}\nSELECT typeof(papers_version());\n")
    assert (done.stdout, done.stderr) == ("text\n", "")


def test_the_service_is_told_the_same(hub, db):
    (version,) = db.execute("SELECT papers_version()").fetchone()
    db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
    db.execute("SELECT id FROM papers WHERE listed = '2026-07-30'").fetchall()
    agent = hub.log[0]["headers"]["user-agent"]
    sqlite = db.execute("SELECT sqlite_version()").fetchone()[0]
    numbers = re.findall(r"[\d.]+", version)
    assert agent == f"papers/{numbers[0]}; sqlite/{sqlite}; libcurl/{numbers[1]}"


def config(db, *arguments):
    marks = ", ".join("?" * len(arguments))
    return db.execute(f"SELECT papers_config({marks})", arguments).fetchone()[0]


def after_nothing(db):
    pass


def after_an_interrupt(db):
    """Which counts as long as a statement runs."""
    db.rows = db.execute("SELECT 1 UNION ALL SELECT 2")
    db.rows.fetchone()
    db.interrupt()


def after_a_failure(db):
    with pytest.raises(sqlite3.Error):
        db.execute("SELECT nothing")


def under_an_authorizer(db):
    db.set_authorizer(lambda *_: sqlite3.SQLITE_DENY)


def under_one_that_ignores(db):
    db.set_authorizer(lambda *_: sqlite3.SQLITE_IGNORE)


def with_little_allowed(db):
    db.set_progress_handler(lambda: 1, 1)


class Connection(sqlite3.Connection):
    """One that things can be kept with."""


@pytest.mark.parametrize("when", [
    after_nothing, after_an_interrupt, after_a_failure, under_an_authorizer,
    under_one_that_ignores, with_little_allowed])
def test_loading_again_keeps_the_settings(when):
    db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    config(db, "endpoint", "http://mirror.example")
    when(db)
    db.load_extension(LIBRARY)
    db.set_authorizer(None)
    db.set_progress_handler(None, 1)
    db.rows = None
    assert config(db, "endpoint") == "http://mirror.example"


@pytest.mark.parametrize("when", [
    after_nothing, after_an_interrupt, after_a_failure, under_an_authorizer,
    under_one_that_ignores, with_little_allowed])
def test_loading_works_at_any_time(when):
    db = sqlite3.connect(":memory:", isolation_level=None, factory=Connection)
    db.enable_load_extension(True)
    when(db)
    db.load_extension(LIBRARY)
    db.set_authorizer(None)
    db.set_progress_handler(None, 1)
    db.rows = None
    assert config(db, "timeout") == 30


def test_a_connection_that_follows_another_has_settings_of_its_own():
    """Also where SQLite gives it the memory of one that was closed."""
    for _ in range(50):
        db = connect()
        assert config(db, "timeout") == 30
        assert config(db, "timeout", 3) == 3
        db.close()


@needs_library
def test_a_second_sqlite_is_refused_and_the_first_goes_on(
        monkeypatch, tmp_path, hub):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    said = as_host("two", hub.url, tmp_path)
    version = sqlite3.sqlite_version
    assert said.splitlines() == [
        "papers: this process has two SQLites, and this file already serves "
        f"the other one, {version}; for this one, {version}, load a copy of "
        "the file from another folder"] * 2


# Places in sqlite3_api_routines, which only grows.
LIBVERSION, LIBVERSION_NUMBER, MPRINTF, ROUTINES = 66, 67, 69, 266

OLD_HOST = f"""
import ctypes
library = ctypes.CDLL({LIBRARY + ".so"!r})
text = ctypes.c_char_p(b"3.30.1")
version = ctypes.CFUNCTYPE(ctypes.c_size_t)(
    lambda: ctypes.cast(text, ctypes.c_void_p).value)
number = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 3030001)
printed = []
write = ctypes.CFUNCTYPE(ctypes.c_size_t, ctypes.c_char_p, ctypes.c_char_p)(
    lambda text, value: printed.append((text, value)) or 0)
routines = (ctypes.c_void_p * {ROUTINES})()
for place, routine in (({LIBVERSION}, version), ({LIBVERSION_NUMBER}, number),
                       ({MPRINTF}, write)):
    routines[place] = ctypes.cast(routine, ctypes.c_void_p)
message = ctypes.c_void_p()
print(library.sqlite3_papers_init(None, ctypes.byref(message), routines))
print(printed[0][0].decode() % printed[0][1].decode())
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the library's name")
def test_an_old_sqlite_is_refused():
    """By its own table of routines, of which nothing else may be called."""
    done = subprocess.run([sys.executable, "-c", OLD_HOST], text=True,
                          capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "1\npapers: SQLite 3.30.1 is too old: 3.31 or newer is needed\n")


@needs_library
@pytest.mark.parametrize("step", [
    "copies", "threads", "automatic", "alone", "idiom"])
def test_a_host(monkeypatch, tmp_path, hub, step):
    """Each step of hosts.py says what it is."""
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    hub.set(delay=0.1)
    as_host(step, hub.url, tmp_path)


@pytest.mark.slow
@pytest.mark.hostless
def test_a_program_that_has_it_compiled_in(tmp_path):
    """On the SQLite that the headers are of."""
    libraries = subprocess.run(
        ["pkg-config", "--cflags", "--libs", "sqlite3", "libcurl", "yajl"],
        capture_output=True, text=True, check=True).stdout.split()
    built = subprocess.run(
        [os.environ.get("CC", "cc"), "-std=c11", "-D_POSIX_C_SOURCE=200809L",
         "-DSQLITE_CORE", "-O0", "-Iext", "-o", tmp_path / "program",
         "tests/fault/static_host.c", *sorted((ROOT / "ext").rglob("*.c")),
         *libraries, "-lm"], capture_output=True, text=True, cwd=ROOT)
    assert (built.returncode, built.stderr) == (0, "")
    kept = {name: value for name, value in os.environ.items()
            if name not in ("LD_LIBRARY_PATH", "LD_PRELOAD")}
    done = subprocess.run([tmp_path / "program"], env=kept, text=True,
                          capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
