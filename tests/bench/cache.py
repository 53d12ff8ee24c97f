"""A day of 92 papers from the cache: in a connection that has used it before,
and in a new one, which opens the file. And a listing of 47 MB: how much memory
a query takes over an idle connection, when it fetches and stores it and when
it is given what is kept. A time counts that the connection alone took."""

import contextlib
import os
import pathlib
import subprocess
import statistics
import sys
import tempfile
import time

HOME = tempfile.TemporaryDirectory()
TESTS = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TESTS))

from conftest import connect  # noqa: E402
from hub import Hub  # noqa: E402

QUERY = ("SELECT id, title, upvotes, authors, abstract, cache FROM papers "
         "WHERE listed = '2026-07-22' LIMIT 92")
MILLISECONDS, MEGABYTES = 1, 8

READ = """
import resource, sys
sys.path.insert(0, sys.argv[1])
from conftest import connect
db = connect()
db.execute("SELECT papers_config('endpoint', ?), papers_config('cache', ?)",
           sys.argv[2:4]).fetchall()
db.execute("SELECT * FROM papers_config").fetchall()
def most():
    for line in open("/proc/self/status"):
        if line.startswith("VmHWM"): return int(line.split()[1])
before = most()
rows = 0
for row in db.execute("SELECT id, cache FROM papers "
                      "WHERE listed = '2026-07-20'"): rows += 1
db.close()
print(rows, row[1], (most() - before) // 1024)
"""


def times(cache, new):
    taken = []
    db = None
    for _ in range(30):
        if new or not db:
            db = connect()
            db.execute("SELECT papers_config('cache', ?)", (cache,)).fetchall()
            if not new:
                db.execute(QUERY).fetchall()
        start = time.perf_counter()
        rows = db.execute(QUERY).fetchall()
        taken.append((time.perf_counter() - start) * 1000)
        assert len(rows) == 92 and rows[0][-1] == "fresh", rows[0]
    return statistics.median(taken)


def memory(hub, cache):
    hub.fault("huge", megabytes=47, of="entries", match="2026-07-20",
              count=None, framing="length")
    for _ in range(2):
        done = subprocess.run(
            [sys.executable, "-c", READ, TESTS, hub.url, cache],
            capture_output=True, text=True, check=True)
        rows, source, used = done.stdout.split()
        yield f"{rows} papers, 47 MB, {source}", int(used)


def main():
    missed = False
    cache = HOME.name + "/cache.db"
    with Hub() as hub, contextlib.ExitStack():
        os.environ["HF_ENDPOINT"] = hub.url
        first = connect()
        first.execute("SELECT papers_config('cache', ?)", (cache,)).fetchall()
        first.execute(QUERY.split(" LIMIT")[0]).fetchall()
        for new in (False, True):
            taken = times(cache, new)
            missed |= taken > MILLISECONDS
            print(f"a day from the cache, {'new' if new else 'same'} "
                  f"connection: {taken:.2f} ms (at most {MILLISECONDS})")
        for what, used in memory(hub, cache):
            missed |= used > MEGABYTES
            print(f"{what}: {used} MiB over idle (at most {MEGABYTES})")
    return missed


if __name__ == "__main__":
    sys.exit(main())
