"""The path of the cache: a file that is not a cache stays as it is, a damaged
cache is put aside, and nothing that exists is overwritten."""

import contextlib
import os
import random
import shutil
import sqlite3
import stat
import struct
import subprocess
import sys

import pytest

from caching import (
    ALL, DAY, FRIDAY, ask, checkpoint, config, count, db, errors, file, hub,
    inside, is_whole, start)
from conftest import PATIENCE, connect


# -- a damaged cache

def garbage(file):
    file.write_bytes(random.Random(1).randbytes(50000))


def with_trigger(file):
    inside(file, "CREATE TRIGGER t AFTER INSERT ON answers BEGIN "
           "DELETE FROM answers; END")


def with_view(file):
    inside(file, "CREATE VIEW v AS SELECT * FROM answers")


def replaced_by_view(file):
    for sql in ("ALTER TABLE answers RENAME TO a",
                "CREATE VIEW answers AS SELECT *, load_extension('x') FROM a"):
        inside(file, sql)


def without_salt(file):
    inside(file, "DELETE FROM salt")


def with_short_salt(file):
    inside(file, "UPDATE salt SET bytes = x'00'")


def with_another_column(file):
    inside(file, "ALTER TABLE salt ADD COLUMN more CHECK(abs(more) > 0)")


def cut(file):
    for suffix in ("-wal", "-shm"):
        file.with_name(file.name + suffix).unlink(missing_ok=True)
    os.truncate(file, 9000)


def zeroed(file):
    checkpoint(file)
    content = file.read_bytes()
    file.write_bytes(content[:4096] + bytes(len(content) - 4096))


@pytest.mark.parametrize("spoil", [
    garbage, with_trigger, with_view, replaced_by_view, without_salt,
    with_short_salt, with_another_column, cut, zeroed])
@pytest.mark.parametrize("is_open", [False, True])
def test_a_spoilt_file_is_put_aside(db, file, hub, spoil, is_open):
    ask(db, FRIDAY)
    checkpoint(file)
    if is_open:
        spoil(file)
        ask(db, FRIDAY + " AND max_age = 0")
    else:
        db.close()
        spoil(file)
    with contextlib.closing(connect()) as other:
        assert ask(other, FRIDAY)[0] == 5
        assert ask(other, FRIDAY)[0] == 5
        assert ask(other, FRIDAY)[1] == {"fresh"}
    aside = file.with_name("cache.db.aside")
    assert aside.exists() or is_open
    assert is_whole(file) and count(file) == 1


def test_nothing_aside_is_overwritten(file, hub):
    """Whatever it is, and whose."""
    file.parent.mkdir(parents=True)
    theirs = {"cache.db.aside": b"a", "cache.db.aside-3-wal": b"b"}
    for name, content in theirs.items():
        file.with_name(name).write_bytes(content)
    spoilt = []
    for number in (2, 4, 5, 6, 7, 8, 9):
        if file.exists():
            checkpoint(file)
        file.write_bytes(random.Random(number).randbytes(5000))
        spoilt.append((file.with_name(f"cache.db.aside-{number}"),
                       file.read_bytes()))
        with contextlib.closing(connect()) as db:
            assert ask(db, FRIDAY) == (5, {"network"})
            assert not errors(db)
            assert ask(db, FRIDAY) == (5, {"fresh"})
    file.write_bytes(b"once more")
    before = folder(file)
    with contextlib.closing(connect()) as db:
        assert ask(db, FRIDAY) == (5, {"network"})
        assert "cannot be put aside" in errors(db)[0]
    assert folder(file) == before
    for place, content in spoilt:
        assert place.read_bytes() == content
    for name, content in theirs.items():
        assert file.with_name(name).read_bytes() == content


def test_the_log_goes_aside_with_its_file(db, file, hub):
    ask(db, FRIDAY)
    db.close()
    log = file.with_name("cache.db-wal").read_bytes()
    inode = file.stat().st_ino
    assert log
    with open(file, "r+b") as writing:       # more than the header is gone
        writing.seek(100)
        writing.write(bytes(3996))
    os.truncate(file, 4096)
    with open(file.with_name("cache.db-wal"), "r+b") as writing:
        writing.seek(len(log) // 2)
        writing.write(b"-" * 5000)
    with contextlib.closing(connect()) as other:
        ask(other, FRIDAY)
        assert ask(other, FRIDAY) == (5, {"fresh"}) and not errors(other)
    aside = file.with_name("cache.db.aside")
    assert aside.stat().st_ino == inode
    assert aside.with_name("cache.db.aside-wal").stat().st_size == len(log)


def test_many_processes_find_the_same_damage(db, file, hub):
    """One of them puts it aside, and the new file of that one stays."""
    ask(db, FRIDAY)
    checkpoint(file)
    db.close()
    for number in range(3):
        with_trigger(file)
        inode = file.stat().st_ino
        running = [start("""
db = connect()
for _ in "ab":
    print(len(db.execute("SELECT id FROM papers WHERE listed = '2026-07-31'"
                         ).fetchall()))
""") for _ in range(8)]
        for each in running:
            said, wrong = each.communicate(timeout=60 * PATIENCE)
            assert (each.returncode, said, wrong) == (0, "5\n5\n", "")
        asides = [each for each in file.parent.glob("cache.db.aside*")
                  if not each.name.endswith(("-wal", "-shm"))]
        assert len(asides) == number + 1
        assert inode in [each.stat().st_ino for each in asides]
        with contextlib.closing(connect()) as other:
            assert ask(other, FRIDAY) == (5, {"fresh"}) and not errors(other)
        assert is_whole(file) and not list(file.parent.glob("*.new-*"))


# -- a file that is not a cache

def folder(file):
    """All that is in the file's folder, to the byte."""
    return {each.name: (each.lstat().st_ino, each.lstat().st_mtime_ns,
                        each.read_bytes() if each.is_file() else None)
            for each in sorted(file.parent.iterdir())}


def a_text(path):
    path.write_text("milk, eggs\n" * 300)


def a_short_text(path):
    path.write_text("milk\n")


def nothing(path):
    path.touch()


def a_database(path):
    inside(path, "CREATE TABLE notes(x)")


def a_database_with_a_log(path):
    """As a program leaves it that was ended in the middle."""
    subprocess.run([sys.executable, "-c", """if True:
        import os, sqlite3, sys
        db = sqlite3.connect(sys.argv[1], isolation_level=None)
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE notes(x)")
        os._exit(0)""", str(path)], check=True)
    assert path.with_name(path.name + "-wal").exists()


def a_database_with_a_journal(path):
    """The same in the middle of a transaction that is to be undone."""
    subprocess.run([sys.executable, "-c", """if True:
        import os, sqlite3, sys
        db = sqlite3.connect(sys.argv[1], isolation_level=None)
        db.execute("CREATE TABLE notes(x)")
        db.execute("PRAGMA cache_size = 1")
        db.execute("BEGIN")
        db.execute("INSERT INTO notes SELECT randomblob(90000) FROM ("
                   "VALUES(1), (2), (3))")
        os._exit(0)""", str(path)], check=True)
    assert path.with_name(path.name + "-journal").exists()


def a_database_with_our_tables(path):
    inside(path, "CREATE TABLE answers(url, body)")


def a_link_to_a_text(path):
    (path.parent / "shopping.txt").write_text("milk, eggs\n" * 300)
    path.symlink_to(path.parent / "shopping.txt")


USERS = [a_text, a_short_text, nothing, a_database, a_database_with_a_log,
         a_database_with_a_journal, a_database_with_our_tables,
         a_link_to_a_text, os.mkdir, os.mkfifo]


@pytest.mark.parametrize("make", USERS)
def test_a_users_file_stays_as_it_is(db, tmp_path, hub, make):
    """And the answers are kept all the same, in memory."""
    path = tmp_path / "mine" / "notes.db"
    path.parent.mkdir()
    make(path)
    before = folder(path)
    config(db, "cache", str(path))
    assert ask(db) == (130, {"network"})
    assert ask(db) == (130, {"fresh"})
    assert db.execute("SELECT papers_cache_clear()").fetchone() == (2,)
    assert ask(db) == (130, {"network"})
    help, = db.execute("SELECT help FROM papers_config "
                       "WHERE name = 'cache'").fetchone()
    said = f"the cache {path} cannot be used, and answers are kept in memory: "
    assert said in help
    assert len(errors(db)) == 4 and all(said in each for each in errors(db))
    db.close()
    assert folder(path) == before


@pytest.mark.parametrize("make", [
    a_database, a_database_with_a_journal, a_database_with_our_tables,
    a_link_to_a_text, os.mkdir, os.mkfifo])
def test_a_users_file_stays_at_the_default_path_too(db, file, hub, make):
    file.parent.mkdir(parents=True)
    make(file)
    before = folder(file)
    assert ask(db, FRIDAY) == (5, {"network"})
    assert ask(db, FRIDAY) == (5, {"fresh"})
    assert "kept in memory" in errors(db)[0]
    db.close()
    assert folder(file) == before


def test_an_empty_file_at_the_default_path_is_used(db, file, hub):
    file.parent.mkdir(parents=True)
    file.touch()
    ask(db, FRIDAY)
    assert ask(db, FRIDAY) == (5, {"fresh"}) and not errors(db)
    assert count(file) == 1


@pytest.mark.parametrize("path", ["/dev/null", "/dev/stdin", "/proc/self/mem",
                                  "/proc/version", "/", "", "/dev/null/x"])
def test_what_is_no_file_is_left_alone(db, hub, path):
    before = os.path.exists(path) and os.stat(path).st_mode
    if path:
        config(db, "cache", path)
    else:
        with pytest.raises(sqlite3.Error, match="a path"):
            config(db, "cache", path)
        return
    assert ask(db, FRIDAY) == (5, {"network"})
    assert "cannot be used" in errors(db)[0]
    assert (os.path.exists(path) and os.stat(path).st_mode) == before
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_link_to_nothing_leads_to_the_new_file(db, file, hub, tmp_path):
    file.parent.mkdir(parents=True)
    file.symlink_to(tmp_path / "large disk" / "cache.db")
    ask(db, FRIDAY)
    assert ask(db, FRIDAY) == (5, {"fresh"}) and not errors(db)
    assert file.is_symlink() and count(tmp_path / "large disk" / "cache.db")


def test_a_path_too_long_is_no_place(db, hub, tmp_path):
    config(db, "cache", str(tmp_path / "x" / ("a" * 600)))
    assert ask(db, FRIDAY) == (5, {"network"})
    assert "cannot be used" in errors(db)[0]
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("part", ["-wal", "-journal"])
def test_a_log_without_its_file_stays(db, hub, tmp_path, part):
    """Its database was moved away, perhaps for a moment."""
    path = tmp_path / "mine" / "notes.db"
    path.parent.mkdir()
    path.with_name("notes.db" + part).write_bytes(b"log")
    before = folder(path)
    config(db, "cache", str(path))
    assert ask(db, FRIDAY) == (5, {"network"})
    assert "is gone" in errors(db)[0]
    assert folder(path) == before


def write_journal(cache, names):
    """A journal of nothing, of a transaction over several databases whose own
    journal is `names`: SQLite deletes that when it has played this one back."""
    magic, page = bytes.fromhex("d9d505f920a163d7"), 4096
    head = magic + struct.pack(
        ">5I", 0, 0, cache.stat().st_size // page, 512, page)
    name = os.fsencode(names)
    cache.with_name(cache.name + "-journal").write_bytes(
        head.ljust(512, b"\0") + struct.pack(">I", 0x40000000 // page + 1)
        + name + struct.pack(">2I", len(name), sum(name)) + magic)


@pytest.mark.parametrize("is_default", [True, False])
def test_a_journal_beside_a_cache_deletes_nothing(db, file, hub, tmp_path,
                                                  is_default):
    path = file if is_default else tmp_path / "its" / "cache.db"
    if not is_default:
        config(db, "cache", str(path))
    assert ask(db) == (130, {"network"})
    checkpoint(path)
    config(db, "cache", ":memory:")
    assert ask(db) == (130, {"network"})   # it is closed
    precious = tmp_path / "precious"
    precious.write_text("what the user wrote")
    write_journal(path, precious)
    before = folder(path)
    config(db, "cache", None if is_default else str(path))
    assert ask(db) == (130, {"network"})
    assert ask(db) == (130, {"fresh"})
    assert precious.read_text() == "what the user wrote"
    assert folder(path) == before
    assert any("beside it is a journal" in text for text in errors(db))


def test_our_log_without_its_file_goes_aside(db, file, hub):
    ask(db, FRIDAY)
    db.close()
    log = file.with_name("cache.db-wal").read_bytes()
    file.unlink()
    with contextlib.closing(connect()) as other:
        assert ask(other, FRIDAY) == (5, {"network"})
        assert ask(other, FRIDAY) == (5, {"fresh"}) and not errors(other)
    assert file.with_name("cache.db.aside-wal").read_bytes() == log


@pytest.mark.parametrize("is_default", [True, False])
def test_a_file_overwritten_while_open_stays(db, file, hub, tmp_path,
                                             is_default):
    """By `cp`, say, which writes into the same file."""
    path = file if is_default else tmp_path / "mine.db"
    config(db, "cache", str(path))
    ask(db, FRIDAY)
    other = tmp_path / "notes.db"
    a_database(other)
    path.write_bytes(other.read_bytes())
    for _ in range(3):
        assert ask(db)[0] == 130
    assert ask(db) == (130, {"fresh"}) and "not a cache" in errors(db)[0]
    db.close()
    assert path.read_bytes() == other.read_bytes()
    assert not list(path.parent.glob("*aside*"))


def test_a_file_put_in_its_place_while_open_stays(db, file, hub, tmp_path):
    ask(db, FRIDAY)
    a_database(tmp_path / "notes.db")
    content = (tmp_path / "notes.db").read_bytes()
    os.replace(tmp_path / "notes.db", file)
    ask(db)
    assert ask(db) == (130, {"fresh"}) and "not a cache" in errors(db)[0]
    db.close()
    assert file.read_bytes() == content


def test_the_file_is_used_as_soon_as_it_can_be(db, hub, tmp_path):
    path = tmp_path / "notes.db"
    a_text(path)
    config(db, "cache", str(path))
    ask(db, FRIDAY)
    assert ask(db, FRIDAY) == (5, {"fresh"})
    path.unlink()
    config(db, "cache", ":memory:")
    ask(db, FRIDAY)
    config(db, "cache", str(path))
    ask(db, FRIDAY)
    assert count(path) == 1
    assert "kept in" not in db.execute(
        "SELECT help FROM papers_config WHERE name = 'cache'").fetchone()[0]


# -- a database that the process works with

TRY_TO_WRITE = """if True:
    import sqlite3, sys
    db = sqlite3.connect(sys.argv[1], timeout=0, isolation_level=None)
    try:
        db.execute("BEGIN IMMEDIATE")
        print("free")
    except sqlite3.OperationalError as error:
        print(error)"""


def write_from_outside(path):
    return subprocess.run([sys.executable, "-c", TRY_TO_WRITE, str(path)],
                          capture_output=True, text=True,
                          check=True).stdout.strip()


@pytest.mark.parametrize("part", ["", "-wal", "-shm", " linked"])
@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_database_of_the_host_keeps_its_locks(hub, tmp_path, mode, part):
    """Whoever opens and closes a file drops all locks that his process has on
    it: another program could then write into the middle of a transaction."""
    path = tmp_path / "notes.db"
    (tmp_path / "notes.db linked").symlink_to(path)
    if mode == "DELETE" and part in ("-wal", "-shm"):
        return
    with contextlib.closing(connect(str(path))) as db:
        db.execute(f"PRAGMA journal_mode = {mode}")
        db.execute("CREATE TABLE notes(x)")
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO notes VALUES(1)")
        assert write_from_outside(path) == "database is locked"
        config(db, "cache", str(path) + part)
        assert ask(db, FRIDAY) == (5, {"network"})
        assert "kept in memory" in errors(db)[0]
        assert write_from_outside(path) == "database is locked"
        db.execute("COMMIT")
        assert db.execute("SELECT * FROM notes").fetchall() == [(1,)]
    assert write_from_outside(path) == "free" and is_whole(path)


def test_a_damaged_cache_is_looked_at_with_its_locks_kept(db, file, hub):
    """The connection that has it open for longer still writes alone."""
    ask(db, FRIDAY)
    with contextlib.closing(
            sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with contextlib.closing(connect()) as other:
            assert ask(other, FRIDAY) == (5, {"fresh"})
        assert write_from_outside(file) == "database is locked"
        holder.execute("ROLLBACK")


# -- other versions

def test_a_newer_file_is_left_alone(db, file, hub):
    ask(db, FRIDAY)
    db.close()
    inside(file, "PRAGMA user_version = 3")
    checkpoint(file)
    content = file.read_bytes()
    with contextlib.closing(connect()) as other:
        assert ask(other, FRIDAY) == (5, {"network"})
        assert ask(other, FRIDAY) == (5, {"fresh"})
        assert "newer version" in errors(other)[0]
    assert file.read_bytes() == content
    assert not list(file.parent.glob("*aside*"))


def make_first_version(file):
    """As version 1 of the file was, whose sums were made in another way."""
    columns = ("number, url, identity, etag, next_page, fetched_at, used_at, "
               "length, sum + 1")
    rows = inside(file, f"SELECT {columns} FROM answers")
    inside(file, "DROP TABLE answers")
    inside(file, "CREATE TABLE answers(number INTEGER PRIMARY KEY, "
           "url TEXT NOT NULL, identity BLOB NOT NULL, etag TEXT, "
           "next_page INTEGER NOT NULL, fetched_at INTEGER NOT NULL, "
           "used_at INTEGER NOT NULL, length INTEGER NOT NULL, "
           "sum INTEGER NOT NULL, UNIQUE(url, identity))")
    inside(file, "CREATE INDEX answers_by_use ON answers(used_at)")
    for row in rows:
        inside(file, "INSERT INTO answers VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
               *row)
    inside(file, "PRAGMA user_version = 1")
    checkpoint(file)


def test_a_file_of_the_first_version_is_brought_up_to_date(db, file, hub):
    ask(db, FRIDAY)
    db.close()
    make_first_version(file)
    before, salt = file.stat().st_ino, inside(file, "SELECT * FROM salt")
    with contextlib.closing(connect()) as other:
        assert ask(other, FRIDAY) == (5, {"network"})
        assert ask(other, FRIDAY) == (5, {"fresh"})
        assert ask(other, DAY) == (130, {"network"})
        assert not errors(other)
    assert inside(file, "PRAGMA user_version") == [(2,)]
    assert inside(file, "SELECT status FROM answers") == [(200,)] * 3
    assert (before, salt) == (file.stat().st_ino,
                              inside(file, "SELECT * FROM salt"))
    assert is_whole(file) and not list(file.parent.glob("*aside*"))


def test_a_file_of_the_first_version_may_bring_no_trigger(db, file, hub):
    ask(db, FRIDAY)
    db.close()
    make_first_version(file)
    with_trigger(file)
    with contextlib.closing(connect()) as other:
        assert ask(other, FRIDAY) == (5, {"network"})
        assert ask(other, FRIDAY) == (5, {"fresh"})
    assert file.with_name("cache.db.aside").exists()
    assert inside(file, "SELECT name FROM sqlite_master "
                  "WHERE type = 'trigger'") == []


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_left_alone(db, file, hub, make):
    file.parent.mkdir(parents=True)
    make(file)
    assert ask(db, FRIDAY) == (5, {"network"})
    assert "it is not a file" in errors(db)[0]
    config(db, "cache", "/dev/null")
    assert ask(db, FRIDAY) == (5, {"network"})
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


def test_a_first_version_that_is_all_in_its_log_is_used(db, file, hub):
    """Until its log was copied, nothing in its header said what it is."""
    ask(db, FRIDAY)
    make_first_version(file)
    db.close()
    rows = {name: inside(file, f"SELECT * FROM {name}")
            for name in ("answers", "pieces", "salt")}
    schema = [row[0] for row in inside(
        file, "SELECT sql FROM sqlite_master WHERE sql NOTNULL")]
    shutil.rmtree(file.parent)
    file.parent.mkdir()
    subprocess.run([sys.executable, "-c", """if True:
        import os, sqlite3, sys
        file, schema, rows = sys.argv[1], *map(eval, sys.argv[2:])
        db = sqlite3.connect(file, isolation_level=None)
        db.execute("PRAGMA auto_vacuum = INCREMENTAL")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN")
        for sql in schema:
            db.execute(sql)
        db.execute("PRAGMA application_id = 1885433970")
        db.execute("PRAGMA user_version = 1")
        for table, values in rows.items():
            for row in values:
                marks = ", ".join("?" * len(row))
                db.execute(f"INSERT INTO {table} VALUES({marks})", row)
        db.execute("COMMIT")
        os._exit(0)""", str(file), repr(schema), repr(rows)], check=True)
    assert file.stat().st_size == 4096
    with contextlib.closing(connect()) as other:
        assert ask(other, FRIDAY) == (5, {"network"})
        assert ask(other, FRIDAY) == (5, {"fresh"}) and not errors(other)
    assert inside(file, "PRAGMA user_version") == [(2,)]
    assert inside(file, "SELECT count(*) FROM answers") == [(1,)]
