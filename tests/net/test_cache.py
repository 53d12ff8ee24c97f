"""The cache: a question asked again costs nothing, and works without a network;
whatever becomes of its file, queries go on."""

import concurrent.futures
import contextlib
import os
import pathlib
import random
import resource
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import threading
import time

import pytest

from caching import (
    ALL, DAY, DAYS, FRIDAY, PROGRAM, ask, config, count, db, errors, file,
    grow_old, hub, inside, is_whole, program, start)
from conftest import LIBRARY, PATIENCE, ROOT, connect

# -- asked again

def test_asked_again_it_costs_nothing(db, hub):
    assert ask(db) == (130, {"network"})
    assert ask(db) == (130, {"fresh"})
    with contextlib.closing(connect()) as other:
        assert db.execute(DAY).fetchall() == other.execute(DAY).fetchall()
        assert [row[:2] for row in other.execute(
            "SELECT cache, bytes > 0, attempts FROM papers_requests")] \
            == [("fresh", 1)] * 2
    assert len(hub.asked()) == 2


def test_rows_are_the_same_wherever_they_come_from(db, file, hub):
    hub.set(etag=True)
    sql = "SELECT * FROM papers WHERE listed = '2026-07-22' AND max_age = {}"
    db.execute(sql.format(9)).fetchall()
    names = [each[0] for each in db.execute(sql.format(9)).description]
    at = [i for i, name in enumerate(names)
          if name not in ("cache", "fetched_at", "max_age")]

    def rows(age):
        found = db.execute(sql.format(age)).fetchall()
        return ({row[names.index("cache")] for row in found},
                [[row[i] for i in at] for row in found])

    (first, one), (second, two), (third, three) = rows(9), rows(9), rows(0)
    assert (first, second, third) == ({"fresh"}, {"fresh"}, {"revalidated"})
    hub.fault("status", status=503)
    config(db, "retries", 0)
    fourth, four = rows(0)
    assert fourth == {"stale"} and one == two == three == four


def test_after_its_age_it_is_revalidated(db, file, hub):
    hub.set(etag=True)
    ask(db, FRIDAY)
    before = db.execute(FRIDAY).fetchone()[1]
    grow_old(file, 8 * DAYS)
    assert db.execute(FRIDAY).fetchone()[1:] == (before, "revalidated")
    first, second = hub.asked()
    assert "if-none-match" not in first["headers"]
    assert second["headers"]["if-none-match"].startswith('W/"')
    assert (second["status"], second["bytes"]) == (304, 0)
    assert db.execute("SELECT status, cache, bytes FROM papers_requests "
                      "ORDER BY rowid DESC").fetchone() == (304, "revalidated",
                                                            0)
    assert ask(db, FRIDAY)[1] == {"fresh"}
    with contextlib.closing(connect()) as other:
        assert ask(other, FRIDAY)[1] == {"fresh"}
    assert len(hub.asked()) == 2


def test_a_changed_answer_replaces_the_old_one(db, file, hub):
    hub.set(etag=True)
    papers, _ = ask(db, FRIDAY)
    grow_old(file, 8 * DAYS)
    hub.fault("changed", count=1)
    assert ask(db, FRIDAY) == (papers - 1, {"network"})
    assert ask(db, FRIDAY) == (papers - 1, {"fresh"})
    assert count(file) == 1


@pytest.mark.parametrize("old, setting, column, source", [
    (7 * DAYS - 60, None, None, "fresh"),
    (7 * DAYS + 60, None, None, "network"),
    (50, 100, None, "fresh"), (200, 100, None, "network"),
    (8 * DAYS, 9 * DAYS, None, "fresh"), (50, 0, None, "network"),
    (50, 10, 100, "fresh"), (50, None, 40, "network"), (0, None, 0, "network"),
    (-500, None, None, "network")])
def test_how_old_an_answer_may_be(db, file, hub, old, setting, column, source):
    ask(db, FRIDAY)
    grow_old(file, old)
    config(db, "max_age", setting)
    sql = FRIDAY if column is None else f"{FRIDAY} AND max_age = {column}"
    assert ask(db, sql)[1] == {source}


@pytest.mark.parametrize("change, sources", [
    ("UPDATE answers SET url = url || '&' WHERE url LIKE '%p=1'",
     {"network"}),
    ("UPDATE answers SET url = url || '&' WHERE url NOT LIKE '%p=1'",
     {"network"}),
    ("UPDATE answers SET fetched_at = fetched_at - 3600 "
     "WHERE url LIKE '%p=1'", {"network"}),
    ("UPDATE answers SET fetched_at = fetched_at - 3600 "
     "WHERE url NOT LIKE '%p=1'", {"network"}),
    ("UPDATE answers SET fetched_at = fetched_at - 3600", {"fresh"})])
def test_the_pages_of_a_day_are_of_one_moment(db, file, hub, change, sources):
    """Or a paper that has moved in between would stand on neither."""
    ask(db)
    grow_old(file, 700)
    inside(file, change)
    assert ask(db) == (130, sources)
    assert ask(db) == (130, {"fresh"})
    assert len(hub.asked()) == (4 if sources == {"network"} else 2)


def test_a_renewed_page_renews_the_next(db, file, hub):
    hub.set(etag=True)
    ask(db)
    inside(file, "UPDATE answers SET fetched_at = fetched_at - ? * "
           "(url NOT LIKE '%p=1') - 60", 8 * DAYS)
    assert ask(db) == (130, {"revalidated"})
    assert ask(db) == (130, {"fresh"})


def test_pages_of_two_moments_are_better_than_none(db, file, hub):
    ask(db)
    inside(file, "UPDATE answers SET fetched_at = fetched_at - 3600 "
           "WHERE url LIKE '%p=1'")
    config(db, "offline", 1)
    assert ask(db) == (130, {"stale"})


def test_the_newest_day_is_asked_for_again_after_minutes(db, file, hub):
    newest = "SELECT id, fetched_at, cache FROM papers LIMIT 3"
    ask(db, newest)
    ask(db, newest)
    asked = [row["target"] for row in hub.asked()]
    assert asked.count("/api/daily_papers?limit=100") == 1
    grow_old(file, 5 * 60)
    ask(db, newest)
    asked = [row["target"] for row in hub.asked()]
    assert asked.count("/api/daily_papers?limit=100") == 2


def test_a_paper_a_search_and_a_404_are_kept(db, file, hub):
    for sql in ("SELECT id, 1, cache FROM papers WHERE id = '2607.18006'",
                "SELECT id, 1, cache FROM papers('agents')"):
        papers, source = ask(db, sql)
        assert papers and source == {"network"}
        assert ask(db, sql) == (papers, {"fresh"})
    assert ask(db, "SELECT id, 1, cache FROM papers WHERE id = '2001.00001'"
               )[0] == 0
    assert count(file) == 3


def test_an_empty_day_is_an_answer(db, hub):
    sunday = ALL.format("2026-07-26")
    assert ask(db, sunday)[0] == ask(db, sunday)[0] == 0
    assert len(hub.asked()) == 1


def test_only_requests_count_as_requests(db, hub):
    config(db, "max_requests", 2)
    week = "SELECT id, 1, cache FROM papers WHERE listed BETWEEN '{}' AND '{}'"
    for days in (("2026-07-27", "2026-07-28"), ("2026-07-29", "2026-07-30")):
        ask(db, week.format(*days))
    assert ask(db, week.format("2026-07-27", "2026-07-30"))[1] == {"fresh"}


# -- what is stored

def test_a_part_is_never_stored(db, file, hub):
    hub.fault("drip", rate=200000, count=1)
    assert len(db.execute(DAY + " LIMIT 1").fetchall()) == 1
    reading = db.execute(DAY)
    reading.fetchmany(3)
    reading.close()
    assert count(file) == 0
    assert ask(db) == (130, {"network"})
    assert ask(db) == (130, {"fresh"})
    assert count(file) == 2


@pytest.mark.parametrize("kind, values", [
    ("truncate", dict(after=2000)), ("truncate", dict(after=2000,
                                                      framing="close")),
    ("reset", dict(after=2000)), ("html", {}), ("error_object", {}),
    ("object", {}), ("garbage", {}), ("status", dict(status=500)),
    ("status", dict(status=403)), ("bad_encoding", {}), ("not_http", {}),
    ("body", dict(text="[{}]]")), ("body", dict(text=""))])
def test_a_bad_answer_is_never_stored(db, file, hub, kind, values):
    hub.fault(kind, count=None, **values)
    config(db, "retries", 0)
    with pytest.raises(sqlite3.Error):
        db.execute(FRIDAY).fetchall()
    assert count(file) == 0


def test_an_older_answer_outlives_a_bad_one(db, file, hub):
    papers, _ = ask(db, FRIDAY)
    hub.fault("html", count=1)
    with pytest.raises(sqlite3.Error, match="HTML"):
        ask(db, FRIDAY + " AND max_age = 0")
    assert ask(db, FRIDAY) == (papers, {"fresh"})


def test_who_asks_has_answers_of_his_own(db, file, hub):
    tokens = [None, "hf_aaaaaaaaaaaaaaaaaaaa", "hf_bbbbbbbbbbbbbbbbbbbb"]
    for round_, source in (1, "network"), (2, "fresh"):
        for token in tokens:
            config(db, "token", token or "")
            assert ask(db, FRIDAY)[1] == {source}
    assert len(hub.asked()) == count(file) == 3
    db.close()
    for each in file.parent.iterdir():
        content = each.read_bytes()
        assert not any(token.encode() in content for token in tokens[1:])


def test_a_token_changed_in_the_middle_stores_nothing(db, file, hub):
    config(db, "token", "hf_aaaaaaaaaaaaaaaaaaaa")
    # With constants alone SQLite may call it once, before the first row.
    db.execute("SELECT count(papers_config('token', 'hf_b' || substr(id, 1, 0)))"
               " FROM papers WHERE listed = '2026-07-31'").fetchall()
    assert not file.exists() or count(file) == 0


def test_the_file_of_the_token_counts_offline(db, home, hub):
    place = home / ".cache" / "huggingface"
    place.mkdir(parents=True)
    (place / "token").write_text("hf_aaaaaaaaaaaaaaaaaaaa")
    ask(db, FRIDAY)
    assert hub.asked()[0]["headers"]["authorization"].endswith("aaa")
    with contextlib.closing(connect()) as other:
        config(other, "offline", 1)
        assert ask(other, FRIDAY)[1] == {"fresh"}


# -- when the service cannot be asked

def offline(db, hub):
    config(db, "offline", 1)


def gone(db, hub):
    hub.stop()


def failing(db, hub):
    hub.fault("status", status=500, count=None)


def limited(db, hub):
    config(db, "max_wait", 1)
    hub.fault("rate_limit", wait=200, count=None)


def silent(db, hub):
    config(db, "timeout", 0.2)
    hub.fault("delay", seconds=9, count=None)


def breaking(db, hub):
    hub.fault("truncate", after=9000, count=None)


def ending_early(db, hub):
    hub.fault("truncate", after=9000, framing="close", count=None)


TROUBLES = [(offline, "offline"), (gone, "connection refused"),
            (failing, "500"), (limited, "rate limited"),
            (silent, "not answered within 0.2 s"), (breaking, ""),
            (ending_early, "")]


@pytest.mark.parametrize("trouble, said", TROUBLES)
def test_an_older_answer_is_given(db, file, hub, trouble, said):
    ask(db)
    grow_old(file, 30 * DAYS)
    fetched = inside(file, "SELECT strftime('%Y-%m-%dT%H:%M:%SZ', fetched_at, "
                     "'unixepoch') FROM answers")
    config(db, "retries", 0)
    trouble(db, hub)
    rows = db.execute(DAY).fetchall()
    assert len(rows) == 130 == len({row[0] for row in rows})
    late = [row for row in rows if row[2] == "stale"]
    assert {(row[1],) for row in late} <= set(fetched)
    # A body that breaks off has given rows that stay what they are.
    assert len(late) == 130 or trouble in (breaking, ending_early) and late
    source, error = db.execute("SELECT cache, error FROM papers_requests "
                               "ORDER BY rowid DESC LIMIT 1").fetchone()
    assert source == "stale" and said in error


@pytest.mark.parametrize("trouble, said", TROUBLES[:5])
def test_without_one_the_error_says_both(db, hub, trouble, said):
    config(db, "retries", 0)
    trouble(db, hub)
    with pytest.raises(sqlite3.Error) as caught:
        ask(db)
    assert said in str(caught.value)
    assert "nothing is cached" in str(caught.value)


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_stands(db, file, hub, status):
    ask(db, FRIDAY)
    hub.fault("status", status=status, count=None)
    with pytest.raises(sqlite3.Error, match=str(status)):
        ask(db, FRIDAY + " AND max_age = 0")


def test_offline_nobody_is_asked(db, monkeypatch, hub):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    ask(db, FRIDAY)
    with contextlib.closing(connect()) as other:
        assert ask(other, FRIDAY)[1] == {"fresh"}
        assert ask(other, FRIDAY + " AND max_age = 0")[1] == {"stale"}
    assert len(hub.asked()) == 1


# -- the setting

def test_only_its_owner_may_read_the_file(db, file):
    ask(db, FRIDAY)
    for each in (file, *file.parent.glob("cache.db-*")):
        assert stat.S_IMODE(each.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_nothing_is_made_before_the_first_question(db, file):
    db.execute("SELECT * FROM papers_config").fetchall()
    assert not file.parent.exists()


def test_in_memory_and_off(db, file, hub):
    config(db, "cache", ":memory:")
    assert [ask(db, FRIDAY)[1] for _ in "ab"] == [{"network"}, {"fresh"}]
    for off in "off", "OFF":
        config(db, "cache", off)
        assert [ask(db, FRIDAY)[1] for _ in "ab"] == [{"network"}] * 2
    with pytest.raises(sqlite3.Error) as caught:
        failing(db, hub), config(db, "retries", 0), ask(db, FRIDAY)
    assert "cached" not in str(caught.value)
    assert not file.parent.exists() and not pathlib.Path(":memory:").exists()


def test_another_file_from_one_statement_to_the_next(db, file, hub, tmp_path):
    ask(db, FRIDAY)
    there = tmp_path / "a b" / "ü?x=1#.db"
    config(db, "cache", str(there))
    assert ask(db, FRIDAY)[1] == {"network"}
    assert ask(db, FRIDAY)[1] == {"fresh"} and count(there) == 1
    config(db, "cache", None)
    assert ask(db, FRIDAY)[1] == {"fresh"}


def test_a_name_is_no_uri(db, hub, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    config(db, "cache", "file:x?mode=memory")
    ask(db, FRIDAY)
    assert (tmp_path / "file:x?mode=memory").exists()


def test_a_tilde_is_the_home(db, home, hub):
    config(db, "cache", "~/mine.db")
    ask(db, FRIDAY)
    assert count(home / "mine.db") == 1


def test_the_settings_show_the_file_and_its_size(db, file):
    ask(db, FRIDAY)
    value, text = db.execute("SELECT value, help FROM papers_config "
                             "WHERE name = 'cache'").fetchone()
    size = file.stat().st_size + file.with_name("cache.db-wal").stat().st_size
    assert value == str(file) and text.endswith(f"; {size} bytes now")


def test_clearing(db, file, hub):
    assert db.execute("SELECT papers_cache_clear()").fetchone() == (0,)
    ask(db)
    assert db.execute("SELECT papers_cache_clear()").fetchone() == (2,)
    assert count(file) == 0 and file.stat().st_size < 65536
    assert ask(db)[1] == {"network"}
    config(db, "cache", "off")
    assert db.execute("SELECT papers_cache_clear()").fetchone() == (0,)


def test_no_schema_may_clear(db, file):
    ask(db, FRIDAY)
    db.execute("CREATE VIEW v AS SELECT papers_cache_clear()")
    with pytest.raises(sqlite3.Error, match="unsafe use"):
        db.execute("SELECT * FROM v")
    assert count(file) == 1


def test_the_least_used_go(db, file, hub):
    for day in (31, 13, 14, 15, 16, 17, 20, 21):
        ask(db, ALL.format(f"2026-07-{day}"))
    (pages,), = inside(file, "PRAGMA page_count")
    most = pages * 4096                   # it is full
    config(db, "cache_size", most)
    inside(file, "UPDATE answers SET used_at = used_at - 7000 + number * 10")
    ask(db, FRIDAY)                       # used again
    ask(db, ALL.format("2026-07-29"))
    kept = str(inside(file, "SELECT url FROM answers"))
    assert "2026-07-31" in kept and "2026-07-29" in kept
    assert "2026-07-13" not in kept and "2026-07-21" in kept
    config(db, "cache_size", 230000)
    ask(db)                               # 145 kB
    assert file.stat().st_size <= 230000
    assert ask(db)[1] == {"fresh"} and is_whole(file)
    config(db, "cache_size", 65536)
    ask(db, ALL.format("2026-07-29"))
    assert file.stat().st_size <= 65536


def test_an_answer_too_large_for_the_cache(db, file, hub):
    config(db, "cache_size", 65536)
    page = DAY + " LIMIT 99"
    assert ask(db)[1] == ask(db, page)[1] == {"network"}
    assert any("full" in error for error in errors(db))


def test_an_answer_that_does_not_fit_leaves_no_lock(db, file, hub):
    """Its pages are more than its bytes, which is known when they are in."""
    ask(db)
    (length,), = inside(file, "SELECT max(length) FROM answers")
    config(db, "cache_size", length + 100)
    ask(db, DAY + " AND max_age = 0 LIMIT 99")   # one page
    assert any("full" in error for error in errors(db))
    inside(file, "BEGIN IMMEDIATE")


# -- what somebody else wrote into the file

@pytest.mark.parametrize("sql", [
    "UPDATE pieces SET bytes = replace(bytes, 'a', 'b')",
    "UPDATE pieces SET bytes = substr(bytes, 1, length(bytes) - 1)",
    "UPDATE pieces SET bytes = 'text'", "DELETE FROM pieces",
    "UPDATE pieces SET bytes = zeroblob(900000)",
    "INSERT INTO pieces SELECT number + 1, bytes FROM pieces",
    "UPDATE answers SET length = length - 1", "UPDATE answers SET length = -1",
    "UPDATE answers SET length = 1e300", "UPDATE answers SET length = 'many'",
    "UPDATE answers SET sum = 0", "UPDATE answers SET next_page = 'x'",
    "UPDATE answers SET next_page = x''", "UPDATE answers SET next_page = 1.5",
    "UPDATE answers SET next_page = x'610062'",
    "UPDATE answers SET next_page = zeroblob(2048)",
    "UPDATE answers SET next_page = CAST(printf('%.2048c', 'a') AS BLOB)",
    "UPDATE answers SET number = 9223372036854775807",
    "UPDATE answers SET number = -5",
    "UPDATE answers SET identity = x'00'", "UPDATE answers SET status = 'x'",
    "UPDATE answers SET status = 99", "UPDATE answers SET status = 1 << 32"])
def test_what_is_not_as_it_was_written_is_not_there(db, file, hub, sql):
    ask(db, FRIDAY)
    inside(file, sql)
    assert ask(db, FRIDAY) == (5, {"network"})
    ask(db, FRIDAY)
    assert ask(db, FRIDAY) == (5, {"fresh"})
    assert len(hub.asked()) <= 3


@pytest.mark.parametrize("moment", [-2 ** 63, -1, 0, 2 ** 62, 2 ** 63 - 1])
@pytest.mark.parametrize("where", ["NOT LIKE", "LIKE"])
def test_any_moment_may_stand_in_the_file(db, file, hub, moment, where):
    ask(db)
    grow_old(file, 700)
    inside(file, "UPDATE answers SET used_at = ?1, fetched_at = ?1 "
           f"WHERE url {where} '%p=1'", moment)
    offline(db, hub)
    assert ask(db, DAY + " AND max_age = 3153600000")[0] == 130
    config(db, "offline", 0)
    assert ask(db) == (130, {"network"})


def test_one_used_in_the_future_is_used_now(db, file, hub):
    """Or it would never go."""
    ask(db, FRIDAY)
    inside(file, "UPDATE answers SET used_at = used_at + 9000")
    ask(db, FRIDAY)
    assert inside(file, "SELECT used_at <= strftime('%s') + 0 FROM answers") == [(1,)]


@pytest.mark.parametrize("etag", [
    'W/"a"\r\nX-Evil: 1', '"a\nb"', "plain", '"' + "a" * 5000 + '"', b'"a"', 5])
def test_a_tag_that_is_none_is_not_sent(db, file, hub, etag):
    hub.set(etag=True)
    ask(db, FRIDAY)
    inside(file, "UPDATE answers SET etag = ?", etag)
    assert ask(db, FRIDAY + " AND max_age = 0") == (5, {"network"})
    headers = hub.asked()[-1]["headers"]
    assert "if-none-match" not in headers and "x-evil" not in headers


def test_a_file_taken_away_is_made_again(db, file, hub):
    ask(db, FRIDAY)
    shutil.rmtree(file.parent)
    assert ask(db, FRIDAY)[1] == {"network"}
    assert ask(db, FRIDAY)[1] == {"fresh"} and count(file) == 1


# -- many at once

def test_many_processes(db, file, hub):
    """No error, no entry lost, whoever writes it first."""
    body = """
days = ["2026-07-{:02}".format(day) for day in range(1, 32)] * 2
random.seed(int(sys.argv[1]))
random.shuffle(days)
db = connect()
for name in ("timeout", "stall_timeout", "connect_timeout"):
    db.execute("SELECT papers_config(?, 600)", (name,)).fetchall()
for day in days[:50]:
    db.execute("SELECT id FROM papers WHERE listed = ?", (day,)).fetchall()
print(db.execute("SELECT DISTINCT status, error FROM papers_requests WHERE "
                 "error NOTNULL OR status <> 200").fetchall())
db.close()
"""
    running = [subprocess.Popen([*program(body), str(i)], text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
               for i in range(16)]
    for each in running:
        said, wrong = each.communicate(timeout=120 * PATIENCE)
        assert (each.returncode, said, wrong) == (0, "[]\n", "")
    assert is_whole(file)
    asked = len(hub.asked())
    for day in range(1, 32):
        assert ask(db, ALL.format(f"2026-07-{day:02}"))[1] <= {"fresh"}
    assert len(hub.asked()) == asked and count(file) == 32


@pytest.mark.slow
def test_killed_at_any_moment(db, file, hub):
    body = """
while True:
    db = connect()
    for day in range(20, 32):
        db.execute("SELECT id FROM papers WHERE max_age = 0 AND listed = ?",
                   (f"2026-07-{day}",)).fetchall()
    db.close()
"""
    chance = random.Random(6)
    for _ in range(12):
        running = start(body)
        time.sleep((0.1 + chance.random() / 3) * min(PATIENCE, 4))
        running.send_signal(signal.SIGKILL)
        running.communicate()
        assert is_whole(file) if file.exists() else True
    assert ask(db)[0] == 130 and ask(db)[1] == {"fresh"}
    assert not errors(db) and not list(file.parent.glob("*aside*"))


def test_two_connections_of_one_process(hub, file):
    def work(_):
        with contextlib.closing(connect()) as db:
            return [ask(db, ALL.format(f"2026-07-{day}"))[0]
                    for day in (27, 28, 29, 30, 31)]

    with concurrent.futures.ThreadPoolExecutor(8) as threads:
        results = list(threads.map(work, range(24)))
    assert all(result == results[0] for result in results)
    assert count(file) == 5 and is_whole(file)


@contextlib.contextmanager
def locked(file, how):
    """As if another program had it."""
    with contextlib.closing(
            sqlite3.connect(file, isolation_level=None)) as holder:
        holder.execute(f"BEGIN {how}")
        yield
        holder.execute("ROLLBACK")


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_lock_holds_nobody_up(db, file, hub, lock):
    """What could not be written is written by the next statement."""
    ask(db, FRIDAY)
    with locked(file, lock):
        began = time.monotonic()
        assert ask(db, ALL.format("2026-07-30"))[1] == {"network"}
        assert time.monotonic() - began < 0.6 * PATIENCE
    ask(db, FRIDAY)
    assert count(file) == 2


def test_a_lock_from_the_beginning(db, file, hub):
    file.parent.mkdir(parents=True)
    with locked(file, "EXCLUSIVE"):
        assert ask(db, FRIDAY)[1] == {"network"}
    db.close()                           # where it is written at last
    assert count(file) == 1


def test_the_log_of_many_short_processes_stays_short(file, hub):
    """Each opens the cache, writes one answer of a megabyte and ends."""
    hub.fault("huge", megabytes=1, framing="length")
    for _ in range(20):
        with contextlib.closing(connect()) as each:
            ask(each, FRIDAY + " AND max_age = 0")
        assert file.with_name("cache.db-wal").stat().st_size < 10_000_000


def test_nobody_waits_for_a_reader_who_keeps_the_log(file, hub):
    """As long as somebody reads, the log cannot begin anew."""
    hub.fault("huge", megabytes=1, framing="length")

    def fetch(first="2026-07-31"):
        with contextlib.closing(connect()) as each:
            each.execute("SELECT count(title) FROM papers WHERE listed BETWEEN "
                         f"'{first}' AND '2026-07-31' AND max_age = 0"
                         ).fetchall()

    fetch()
    with contextlib.closing(sqlite3.connect(
            file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM answers").fetchall()
        for _ in range(12):
            fetch()
        assert file.with_name("cache.db-wal").stat().st_size > 10_000_000
        began = time.monotonic()
        fetch("2026-07-27")
        assert time.monotonic() - began < PATIENCE
        assert count(file) == 5
    fetch()
    fetch()
    assert file.with_name("cache.db-wal").stat().st_size < 10_000_000


# -- a file system that fails

FAILING = """
import contextlib, pathlib, random, shutil, sqlite3, sys, time
tool = sqlite3.connect(":memory:")
tool.enable_load_extension(True)
tool.load_extension({vfs!r})
file = pathlib.Path({file!r})

def vfs(sql):
    return tool.execute("SELECT vfs_" + sql).fetchone()[0]

def run():
    db = connect()
    db.execute("SELECT papers_config('cache', ?)", (str(file),))
    for age in (9, 9, 0):
        rows = db.execute("SELECT id FROM papers WHERE listed = '2026-07-31' "
                          "AND max_age = ?", (age,)).fetchall()
        assert len(rows) == 5, rows
    db.close()

def clean(whole):
    for each in file.parent.glob("*"):
        if whole or "aside" in each.name: each.unlink()

def fail_each(before, sign, step):
    done = 0
    for number in range(1, 3000, step):
        before()
        vfs(f"fail({{sign * number}})")
        run()
        done = vfs("count()")
        vfs("fail(0)")
        with contextlib.closing(sqlite3.connect(file)) as other:
            assert other.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if done < number: return number
    raise AssertionError("no end")

file.parent.mkdir(exist_ok=True)
run()
{body}
"""


def fail(hub, vfs, tmp_path, body):
    hub.set(etag=True)
    done = subprocess.run(program(FAILING.format(
        vfs=vfs, file=str(tmp_path / "c" / "cache.db"), body=body)),
        capture_output=True, text=True, timeout=300 * PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    assert int(done.stdout) > 40


@pytest.fixture(scope="module")
def vfs(tmp_path_factory):
    place = tmp_path_factory.mktemp("vfs") / "vfs"
    subprocess.run(["cc", "-shared", "-fPIC", "-I", ROOT / "tests", "-o",
                    f"{place}.so", *(ROOT / "tests" / "fault").glob("*vfs*.c")],
                   check=True)
    return str(place)


@pytest.mark.parametrize("is_new", [True, False])
@pytest.mark.parametrize("sign, step", [(1, 1), (-1, 7)])
def test_every_operation_fails_once(hub, vfs, tmp_path, is_new, sign, step):
    """The n-th, or all from the n-th on, until a run needs fewer."""
    fail(hub, vfs, tmp_path,
         f"print(fail_each(lambda: clean({is_new}), {sign}, {step}))")


# -- no room, no rights, no home

def test_a_full_disk(hub, tmp_path):
    """On a disk of 128 kB, where one can be had, else in a file that may not
    grow; the entries that fit are there, and rows come all the same."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", place],
        capture_output=True).returncode == 0
    limit = None if mounted else lambda: resource.setrlimit(
        resource.RLIMIT_FSIZE, (100000, resource.RLIM_INFINITY))
    body = f"""
db = connect()
db.execute("SELECT papers_config('cache', '{place}/cache.db')")
for again in range(2):
    for day in (22, 29, 30, 31):
        print(len(db.execute("SELECT id FROM papers WHERE listed = ?",
                             (f"2026-07-{{day}}",)).fetchall()), end=" ")
print(db.execute("SELECT count(*) > 0 FROM papers_requests "
                 "WHERE error NOTNULL").fetchone())
"""
    try:
        running = start(body, preexec_fn=limit)
        said, wrong = running.communicate(timeout=60 * PATIENCE)
        assert wrong == "" and running.returncode == 0
        counts = said.split()
        assert counts[:4] == counts[4:8] and counts[0] == "130"
        assert counts[-1] == "(1,)"
        assert is_whole(place / "cache.db")
    finally:
        if mounted:
            subprocess.run(["umount", place], check=True)


@contextlib.contextmanager
def open_folder():
    """A folder that also another user can reach."""
    place = pathlib.Path(tempfile.mkdtemp())
    try:
        yield place
    finally:
        for each in (place, *place.rglob("*")):
            each.chmod(0o700)
        shutil.rmtree(place)


def nobody():
    if os.geteuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


READ = """
db = connect()
for _ in "ab":
    rows = db.execute("SELECT cache FROM papers "
                      "WHERE listed = '2026-07-31'").fetchall()
    print(len(rows), rows[0][0], end=" ")
"""


def read_as_nobody(cache, library=LIBRARY):
    """As a user without rights; of a library that he can reach."""
    with open_folder() as place:
        shutil.copy(f"{library}.so", place / "papers.so")
        shutil.copytree(ROOT / "tests", place / "tests",
                        ignore=shutil.ignore_patterns("sample", "__pycache__"))
        for each in (place, *place.rglob("*")):
            each.chmod(0o755)
        body = READ.replace("db = connect()", f"""db = connect()
db.execute("SELECT papers_config('cache', '{cache}')")""")
        command = [sys.executable, "-c", PROGRAM.format(
            tests=str(place / "tests"), library=str(place / "papers"),
            without=()) + body]
        return subprocess.run(command, preexec_fn=nobody, cwd="/", text=True,
                              capture_output=True, timeout=60 * PATIENCE)


@pytest.mark.parametrize("is_there", [False, True])
def test_a_folder_that_may_only_be_read(db, hub, is_there):
    with open_folder() as place:
        if is_there:
            config(db, "cache", str(place / "cache.db"))
            ask(db, FRIDAY)
            db.close()
        for each in place.iterdir():
            each.chmod(0o444)
        place.chmod(0o555)
        done = read_as_nobody(place / "cache.db")
        assert (done.returncode, done.stderr) == (0, "")
        first, second = done.stdout.split()[1::2]
        assert (first, second) == ("fresh" if is_there else "network", "fresh")


def test_no_home(hub):
    done = subprocess.run(
        program(READ, without=("HOME", "XDG_CACHE_HOME")),
        capture_output=True, text=True, timeout=60 * PATIENCE)
    assert (done.stdout, done.stderr) == ("5 network 5 network ", "")


def test_a_home_that_cannot_be_made(db, hub, tmp_path):
    (tmp_path / "file").write_text("")
    config(db, "cache", str(tmp_path / "file" / "cache.db"))
    assert ask(db, FRIDAY) == (5, {"network"})
    assert "cannot be used" in errors(db)[0]


# -- the rate limit

def test_requests_slow_down_before_the_wall(db, hub):
    hub.limit(left=6, seconds=2)
    papers, _ = ask(db, "SELECT id, 1, cache FROM papers "
                    "WHERE listed BETWEEN '2026-07-20' AND '2026-07-31'")
    assert papers > 100
    assert {row["status"] for row in hub.asked()} == {200}


def test_the_searches_limit_is_its_own(db, hub):
    hub.limit("search", left=2, seconds=60)
    ask(db, "SELECT id, 1, cache FROM papers('agents')")
    began = time.monotonic()
    ask(db, FRIDAY)
    assert time.monotonic() - began < 5 * PATIENCE


def test_waiting_for_the_searches_limit_holds_up_no_day(db, hub):
    hub.fault("rate_limit", match="search", wait=40, count=None)
    timer = threading.Timer(0.2, db.interrupt)
    timer.start()
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        ask(db, "SELECT id, 1, cache FROM papers('agents')")
    timer.join()
    began = time.monotonic()
    assert ask(db, FRIDAY) == (5, {"network"})
    assert time.monotonic() - began < 5 * PATIENCE


def test_slowing_down_can_be_stopped(db, hub):
    hub.limit(left=3, seconds=100)
    ask(db, FRIDAY)
    timer = threading.Timer(0.3, db.interrupt)
    timer.start()
    began = time.monotonic()
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        ask(db, ALL.format("2026-07-30"))
    assert time.monotonic() - began < 0.3 + 0.2 * PATIENCE + 0.1
    timer.join()
