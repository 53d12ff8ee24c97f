"""The table's speed and size, end to end, each figure with its bound: rows
from JSON against json_each in the same SQLite, loading, requests side by side,
LIMIT 1, a self-join, memory. All ratios are of one run."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS), str(TESTS / "table")]

import conftest  # noqa: E402
from hub import Hub  # noqa: E402
from test_memory import measure  # noqa: E402

DAY = "2026-07-30"
missed = []


def tell(what, figure, unit, bound, good):
    print(f"{what}: {figure:.2f}{unit} ({bound}){'' if good else '  MISSED'}")
    if not good:
        missed.append(what)


def seconds(work, rounds=5):
    """The best of several rounds: other work only ever slows one down."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def connected(hub):
    db = conftest.connect()
    db.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
    return db


def recorded():
    """Every recorded entry, once and again; none where there are none."""
    days = sorted((conftest.SHARED / "daily").glob("*.json"))
    entries = [entry for day in days for entry in json.loads(day.read_text())]
    for number, entry in enumerate(entries):
        entry["paper"]["id"] = f"2601.{number:05}"
    return entries


def made():
    """Entries such as the service sends, where there are no recorded ones."""
    line = "A line of an abstract, as long as arXiv wraps such lines to be.\n"
    author = {"_id": "66540321d200a2ecdf780000", "name": "Author of a Paper",
              "hidden": False, "status": "claimed_verified",
              "statusLastChangedAt": "2026-01-15T18:55:03.000Z"}
    return [{"paper": {
        "id": f"2601.{n:05}", "authors": [author] * 12,
        "publishedAt": "2026-01-15T18:55:03.000Z",
        "submittedOnDailyAt": f"{DAY}T00:00:00.000Z",
        "title": "A paper about nothing", "summary": line * 20,
        "upvotes": n % 100, "ai_keywords": ["one", "two", "three"]},
        "title": "A paper about nothing", "summary": line * 20,
        "numComments": 3, "isAuthorParticipating": False}
        for n in range(3000)]


def rows_from_json(db, hub):
    """Five columns, over HTTP on the one side, from a value on the other. What
    the transfer costs is told by a paper of as many bytes with nothing to read
    in it. The ratio that is promised is in decode.c, where both read a value."""
    entries = recorded() or made()
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    size = len(text.encode())
    hub.fault("body", match=f"date={DAY}", text=text)
    hub.fault("body", match="/api/papers/",
              text='{"id":"2601.00001","x":['
              + ",".join(['"' + "x" * 4000 + '"'] * (size // 4003)) + "]}")
    live = (f"SELECT count(id), max(title), max(published), max(listed), "
            f"sum(upvotes) FROM papers WHERE listed = '{DAY}'")
    nothing = "SELECT count(*) FROM papers WHERE id = '2601.00001'"
    plain = """SELECT count(json_extract(value, '$.paper.id')),
        max(json_extract(value, '$.paper.title')),
        max(json_extract(value, '$.paper.publishedAt')),
        max(json_extract(value, '$.paper.submittedOnDailyAt')),
        sum(json_extract(value, '$.paper.upvotes')) FROM json_each(?)"""
    assert db.execute(live).fetchone()[::4] == db.execute(
        plain, (text,)).fetchone()[::4]
    papers = seconds(lambda: db.execute(live).fetchall(), 9)
    transfer = seconds(lambda: db.execute(nothing).fetchall(), 9)
    each = seconds(lambda: db.execute(plain, (text,)).fetchall(), 3)
    megabytes = size / 1e6
    print(f"{len(entries)} entries of {megabytes:.1f} MB over HTTP to rows: "
          f"{megabytes / papers:.0f} MB/s, the transfer alone: "
          f"{megabytes / transfer:.0f} MB/s, json_each with json_extract: "
          f"{megabytes / each:.0f} MB/s")
    hub.reset()


def loading():
    """The first time in a process, so with the mapping of all libraries."""
    program = ("import sqlite3, sys, time\n"
               "db = sqlite3.connect(':memory:')\n"
               "db.enable_load_extension(True)\n"
               "began = time.perf_counter()\n"
               "db.load_extension(sys.argv[1])\n"
               "print((time.perf_counter() - began) * 1000)\n")
    took = min(float(subprocess.run(
        [sys.executable, "-c", program, conftest.LIBRARY], text=True,
        capture_output=True, check=True).stdout) for _ in range(9))
    tell("loading in a new process", took, " ms", "under 5", took < 5)


def side_by_side():
    with tempfile.TemporaryDirectory() as folder:
        for day in range(1, 32):
            pathlib.Path(folder, f"2026-01-{day:02}.json").write_text(
                json.dumps([{"paper": {"id": f"2601.{day:05}"}}]))
        with Hub(folder, delay=0.05) as hub:
            db = connected(hub)
            count = "SELECT count(*) FROM papers WHERE "
            db.execute(count + "listed = '2026-01-01'").fetchall()
            one = seconds(lambda: db.execute(
                count + "listed = '2026-01-01'").fetchall(), 3)
            month = seconds(lambda: db.execute(
                count + "month = '2026-01'").fetchall(), 3)
    tell("31 days against one, a server that takes 50 ms", month / one, " x",
         "under 7", month / one < 7)


def requests(db, hub):
    for rest, most in ((f"WHERE listed = '{DAY}'", 1),
                       ("WHERE id = '2607.06644'", 1), ("('agents')", 1),
                       ("", 2)):
        hub.reset()
        db.execute(f"SELECT id FROM papers {rest} LIMIT 1").fetchall()
        many = len(hub.asked())
        tell(f"requests of LIMIT 1 {rest or 'without a constraint'}", many, "",
             f"at most {most}", many <= most)
    db.execute("SELECT papers_config('cache', ':memory:')").fetchall()
    for rest in (f"WHERE listed = '{DAY}'", "WHERE id = '2607.06644'",
                 "('agents')", ""):
        for _ in range(2):
            hub.reset()
            db.execute(f"SELECT id FROM papers {rest} LIMIT 1").fetchall()
        again = len(hub.asked())
        tell(f"the second time {rest or 'without a constraint'}", again, "",
             "none", not again)


def self_join(db):
    """A month joined with itself on a column that is not pushed, against an
    ordinary table with the same rows and without an index. SQLite makes itself
    one there, which it cannot do for a virtual table."""
    db.execute("SELECT papers_config('cache', ':memory:')")
    month = "month = '2026-07'"
    db.execute(f"CREATE TEMP TABLE month AS SELECT * FROM papers WHERE {month}")
    sql = ("SELECT count(*) FROM {0} a JOIN {0} b ON a.author_count = "
           f"b.author_count WHERE a.{month} AND b.{month}")
    assert (db.execute(sql.format("papers")).fetchall()
            == db.execute(sql.format("month")).fetchall())
    live, plain = (seconds(lambda: db.execute(sql.format(table)).fetchall(), 9)
                   for table in ("papers", "month"))
    tell("a self-join of a month against an ordinary table", live / plain,
         " x", "under 20", live / plain < 20)


def memory(hub):
    hub.reset()
    hub.fault("huge", match="2026-07-22", megabytes=47, framing="length")
    more = statistics.median(
        measure(hub, "SELECT count(id), max(title), sum(upvotes) FROM papers "
                "WHERE listed = '2026-07-22'")["more"] for _ in range(3))
    tell("memory for a listing of 47 MB", more / 1024, " MiB",
         "under 8 over idle", more < 8 * 1024)


def main():
    os.environ["PAPERS_LIBRARY"] = conftest.LIBRARY
    with Hub() as hub:
        db = connected(hub)
        rows_from_json(db, hub)
        loading()
        side_by_side()
        requests(db, hub)
        self_join(connected(hub))
        memory(hub)
        db.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
