"""Reading a file costs this process no lock on it: POSIX gives up all of them
when any descriptor of the file is closed, and a transaction that another
process then writes into is lost."""

import ctypes
import ctypes.util
import fcntl
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys

import pytest

from conftest import ROOT, connect, needs_sqlite

PAGE = ROOT / "docs" / "page.txt"
READ = "SELECT count(*) FROM papers_read(?)"


def said_of(db, path):
    with pytest.raises(sqlite3.Error) as caught:
        db.execute(READ, (str(path),)).fetchall()
    return str(caught.value)


def elsewhere(script, *arguments):
    """What a script prints in a process of its own."""
    done = subprocess.run([sys.executable, "-c", script, *map(str, arguments)],
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def write_elsewhere(path):
    """Another process writes a row, if nobody keeps it out."""
    return elsewhere("""if True:
        import sqlite3, sys
        db = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
        try:
            db.execute("INSERT INTO t VALUES ('theirs')")
            print("written")
        except sqlite3.OperationalError as error:
            print(error)
        """, path)


def locked_elsewhere(path):
    return elsewhere("""if True:
        import fcntl, sys
        with open(sys.argv[1], "r+b") as file:
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                print("free")
            except OSError:
                print("locked")
        """, path) == "locked"


@pytest.fixture
def database(tmp_path):
    """A database in rollback mode."""
    path = tmp_path / "notes.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE t(x)")
    db.close()
    return path


def other_name(path, kind):
    name = path.with_name(kind)
    if kind == "hard":
        os.link(path, name)
    elif kind == "symbolic":
        name.symlink_to(path)
    return path if kind == "same" else name


@pytest.mark.parametrize("kind", ["same", "hard", "symbolic"])
@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.parametrize("is_own", [True, False], ids=["own", "another"])
def test_reading_a_database_loses_no_committed_row(database, kind, journal,
                                                   is_own):
    """The transaction of this process keeps all others out, whichever of its
    connections reads the file."""
    name = other_name(database, kind)
    writer = connect(database)
    writer.execute(f"PRAGMA journal_mode = {journal}")
    reader = writer if is_own else connect()
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("INSERT INTO t VALUES ('ours')")
    parts = [str(part) for part in database.parent.glob("notes.db-*")]
    for path in [name, *parts]:
        said_of(reader, path)
    assert write_elsewhere(database) == "database is locked"
    writer.execute("COMMIT")
    assert write_elsewhere(database) == "written"
    assert sqlite3.connect(database).execute(
        "SELECT x FROM t").fetchall() == [("ours",), ("theirs",)]


def test_a_database_of_another_sqlite_in_the_process(database, tmp_path):
    """It has bookkeeping of its own."""
    found = ctypes.util.find_library("sqlite3")
    maps = pathlib.Path("/proc/self/maps")
    lines = maps.read_text().split() if maps.exists() else []
    library = next((word for word in lines if "libsqlite3" in word), found)
    if not library:
        pytest.skip("no library of SQLite's to load twice")
    copy = tmp_path / "another.so"
    shutil.copy(library, copy)
    other = ctypes.CDLL(str(copy), mode=os.RTLD_LOCAL | os.RTLD_NOW)
    handle = ctypes.c_void_p()
    assert other.sqlite3_open(str(database).encode(), ctypes.byref(handle)) == 0
    assert other.sqlite3_exec(handle, b"BEGIN IMMEDIATE", None, None, None) == 0
    assert "an SQLite database" in said_of(connect(), database)
    assert write_elsewhere(database) == "database is locked"
    assert other.sqlite3_close(handle) == 0
    assert write_elsewhere(database) == "written"


def test_a_lock_taken_while_the_file_is_read_stays(tmp_path):
    """ATTACH, say, behind the reader's back."""
    path = tmp_path / "page.txt"
    shutil.copy(PAGE, path)
    db = connect()
    cursor = db.execute("SELECT title FROM papers_read(?)", (str(path),))
    assert cursor.fetchone()
    with open(path, "r+b") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        cursor.close()
        assert db.execute(READ, (str(path),)).fetchone() == (4,)
        db.close()
        assert locked_elsewhere(path)


def descriptors_of(path):
    facts = path.stat()
    count = 0
    for number in range(1000):
        try:
            own = os.fstat(number)
        except OSError:
            continue
        count += (own.st_dev, own.st_ino) == (facts.st_dev, facts.st_ino)
    return count


def test_descriptors_that_wait_are_few_and_not_for_ever(tmp_path):
    path, another = tmp_path / "page.txt", tmp_path / "another.txt"
    shutil.copy(PAGE, path)
    shutil.copy(PAGE, another)
    db = connect()
    with open(path, "rb"):
        for _ in range(20):
            assert db.execute(READ, (str(path),)).fetchone() == (4,)
        assert descriptors_of(path) == 2
    assert db.execute(READ, (str(another),)).fetchone() == (4,)
    assert descriptors_of(path) == descriptors_of(another) == 0


def test_a_descriptor_that_waits_reads_what_is_there_now(tmp_path):
    """Its file, from the beginning; and not one that took its name."""
    path = tmp_path / "page.txt"
    text = PAGE.read_text(encoding="utf-8")
    last = text.index("An Id That")
    path.write_text(text[:last], encoding="utf-8")
    db = connect()
    with open(path, "rb"):
        assert db.execute(READ, (str(path),)).fetchone() == (3,)
        with open(path, "a", encoding="utf-8") as file:
            file.write(text[last:])
        assert db.execute(READ, (str(path),)).fetchone() == (4,)
        path.rename(tmp_path / "old.txt")
        path.write_text("[]")
        assert db.execute(READ, (str(path),)).fetchone() == (0,)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read all")
def test_a_descriptor_that_waits_gives_no_rights(tmp_path):
    path = tmp_path / "page.txt"
    shutil.copy(PAGE, path)
    db = connect()
    with open(path, "rb"):
        assert db.execute(READ, (str(path),)).fetchone() == (4,)
        path.chmod(0)
        assert "Permission denied" in said_of(db, path)


def test_a_database_of_the_connection_is_called_by_its_name(database, tmp_path):
    db = connect(database)
    link = other_name(database, "symbolic")
    for path in (database, link):
        assert said_of(db, path) == (
            'papers: the saved listing could not be read: the file belongs to '
            'the database "main", which is open here: read its tables with SQL '
            f"({path})")
    empty = tmp_path / "empty.db"
    sqlite3.connect(empty).close()
    db.execute("PRAGMA journal_mode = wal")
    db.execute("INSERT INTO t VALUES (1)")
    for end in ("-wal", "-shm"):
        assert 'the database "main"' in said_of(db, f"{database}{end}")


@needs_sqlite(3, 39)
def test_an_attached_database_is_called_by_its_name(database, tmp_path):
    db = connect()
    empty = tmp_path / "empty.db"
    empty.touch()
    for path, name in ((database, "notes"), (empty, "e")):
        db.execute(f"ATTACH ? AS {name}", (str(path),))
        assert f'the database "{name}"' in said_of(db, path)
        db.execute(f"DETACH {name}")
    assert "an SQLite database" in said_of(db, database)
    assert "it is empty" in said_of(db, empty)


def test_the_cache_is_no_listing(tmp_path):
    db = connect()
    cache = tmp_path / "cache.db"
    cache.touch()
    db.execute("SELECT papers_config('cache', ?)", (str(cache),)).fetchall()
    assert said_of(db, cache) == (
        "papers: the saved listing could not be read: the file belongs to the "
        f"cache of this extension ({cache})")
