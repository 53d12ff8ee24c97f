"""A damaged cache: no query hangs, fails or tells anything else than the Hub
would, and what is wrong with the file does not stay."""

import contextlib
import os
import random
import signal
import sqlite3
import time

import pytest

from caching import (
    DAY, FRIDAY, ask, checkpoint, config, count, db, errors, file, hub,
    inside, is_whole)
from conftest import PATIENCE, connect

JULY = ("SELECT id, 1, cache FROM papers WHERE listed "
        "BETWEEN '2026-07-13' AND '2026-07-24'")


@pytest.fixture(autouse=True)
def no_hang():
    """A loop in C that never ends can only be ended from outside."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(int(120 * PATIENCE))
    yield
    signal.alarm(0)


@contextlib.contextmanager
def unindexed(file):
    """Changes the table of answers behind the back of its index by use."""
    name = "answers_by_use"
    with contextlib.closing(sqlite3.connect(file)) as other:
        row = other.execute("SELECT * FROM sqlite_master WHERE name = ?",
                            (name,)).fetchone()
        other.execute("PRAGMA writable_schema = ON")
        other.execute("DELETE FROM sqlite_master WHERE name = ?", (name,))
        other.commit()
    with contextlib.closing(sqlite3.connect(file)) as other:
        yield other
        other.commit()
        other.execute("PRAGMA writable_schema = ON")
        other.execute("INSERT INTO sqlite_master VALUES(?, ?, ?, ?, ?)", row)
        other.commit()
    checkpoint(file)


def add_answers(other, number, size=60000):
    """As many more, used before all others."""
    columns = ", ".join(
        row[1] for row in other.execute("PRAGMA table_info(answers)")
        if row[1] not in ("number", "url", "used_at"))
    for i in range(1000, 1000 + number):
        other.execute(
            f"INSERT INTO answers(number, url, used_at, {columns}) "
            f"SELECT ?1, url || ?1, 1, {columns} FROM answers LIMIT 1", (i,))
        other.execute("INSERT INTO pieces VALUES(?, randomblob(?))",
                      (i * 65536, size))


def test_an_index_entry_without_its_row_ends(db, file, hub):
    """The least used answer is found, and cannot be dropped."""
    ask(db)
    db.close()
    inside(file, "UPDATE answers SET used_at = 1 WHERE number = 1")
    with unindexed(file) as other:
        other.execute("DELETE FROM answers WHERE number = 1")
    inode = file.stat().st_ino
    with contextlib.closing(connect()) as other:
        config(other, "cache_size", 65536)
        assert ask(other, FRIDAY) == (5, {"network"})
    assert file.with_name("cache.db.aside").stat().st_ino == inode
    with contextlib.closing(connect()) as other:
        ask(other, FRIDAY)
        assert ask(other, FRIDAY) == (5, {"fresh"})
    assert is_whole(file)


def assert_a_new_cache_is_made(file):
    """The old one holds more than is allowed and cannot be made smaller."""
    with contextlib.closing(connect()) as other:
        config(other, "cache_size", 200000)
        ask(other, DAY)
        ask(other, DAY)
        assert ask(other, DAY) == (130, {"fresh"})
    assert file.with_name("cache.db.aside").exists() and is_whole(file)


def test_answers_without_an_index_entry_do_not_fill_the_file(db, file, hub):
    """They are never the least used ones."""
    ask(db, FRIDAY)
    db.close()
    with unindexed(file) as other:
        add_answers(other, 20)
    assert_a_new_cache_is_made(file)


def test_pieces_without_an_answer_do_not_fill_the_file(db, file, hub):
    ask(db, FRIDAY)
    db.close()
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.executemany("INSERT INTO pieces VALUES(?, randomblob(60000))",
                          [(i * 65536,) for i in range(1000, 1020)])
        other.commit()
    assert_a_new_cache_is_made(file)


def test_answers_of_the_future_can_be_dropped(db, file, hub):
    """The clock was wrong when they were used."""
    ask(db, FRIDAY)
    with contextlib.closing(sqlite3.connect(file)) as other:
        add_answers(other, 20)
        other.execute("UPDATE answers SET used_at = used_at + 4000000000")
        other.commit()
    config(db, "cache_size", 200000)
    # Room is made a few milliseconds at a time.
    answers = [ask(db, DAY) for _ in range(8)]
    assert answers[-1] == (130, {"fresh"}) and not errors(db)


FLIPS = int(os.environ.get("PAPERS_FLIPS", 120))


@pytest.mark.parametrize("seed", range(3))
def test_any_byte_may_be_wrong(db, file, hub, seed):
    """Or several: rows are the right ones, from wherever they come, and after
    a while they are kept again."""
    chance = random.Random(seed)
    right = [row[0] for row in db.execute(JULY).fetchall()]
    ask(db)
    checkpoint(file)
    db.close()
    whole = file.read_bytes()
    used = sorted(chance.sample(range(len(whole)), FLIPS)) + [
        chance.randrange(4096) for _ in range(FLIPS // 4)]
    for at in used:
        for each in file.parent.iterdir():
            each.unlink()
        spoilt = bytearray(whole)
        for place in [at] + chance.sample(range(len(whole)), seed):
            spoilt[place] ^= 1 << chance.randrange(8)
        file.write_bytes(spoilt)
        with contextlib.closing(connect()) as other:
            config(other, "cache_size", chance.choice([65536, 1 << 28]))
            rows = other.execute(JULY).fetchall()
            assert [row[0] for row in rows] == right, at
            assert ask(other)[0] == 130
            config(other, "cache_size", 1 << 28)
            for _ in "abcd":
                ask(other)
            assert ask(other) == (130, {"fresh"}), at


# -- a smaller file

@pytest.mark.measures
def test_a_smaller_size_is_reached_in_short_steps(db, file, hub):
    """No statement takes much longer for it, none writes, and in the end the
    file is as small as it has to be."""
    ask(db, FRIDAY)
    with contextlib.closing(sqlite3.connect(file)) as other:
        add_answers(other, 1200)
        other.commit()
    checkpoint(file)
    assert file.stat().st_size > 70e6
    ask(db, FRIDAY)
    config(db, "cache_size", 1000000)
    longest = statements = 0
    while file.stat().st_size > 1000000 and statements < 2000:
        began = time.monotonic()
        assert ask(db, FRIDAY) == (5, {"fresh"})
        longest = max(longest, time.monotonic() - began)
        statements += 1
        if statements % 20 == 0:
            checkpoint(file)
    assert file.stat().st_size <= 1000000 and is_whole(file)
    assert count(file) < 20 and statements > 3
    assert longest < 0.15 * PATIENCE


def test_clearing_a_large_cache_can_be_interrupted(db, file, hub):
    """What has gone by then is gone, the rest goes the next time. So many that
    no machine drops them all in the first step of 10 ms."""
    ask(db, FRIDAY)
    with contextlib.closing(sqlite3.connect(file)) as other:
        add_answers(other, 30000, size=10)
        other.commit()
    db.set_progress_handler(lambda: 1, 1000)
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        db.execute("SELECT papers_cache_clear()").fetchone()
    db.set_progress_handler(None, 0)
    left = count(file)
    assert 0 < left < 30001
    assert db.execute("SELECT papers_cache_clear()").fetchone() == (left,)
    assert is_whole(file) and file.stat().st_size < 65536


@pytest.mark.slow
def test_a_long_life_is_no_damage(db, file, hub):
    """A statement of the cache may take so many steps, all its runs more."""
    empty = "SELECT 1 FROM papers WHERE listed = '2026-07-26'"
    for _ in range(40000):
        db.execute(empty).fetchall()
    assert not errors(db) and len(hub.asked()) == 1
    assert not list(file.parent.glob("*aside*"))
