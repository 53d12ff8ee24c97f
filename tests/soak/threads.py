"""Many connections in many threads of several processes, on one cache file,
while the service fails at random: rows stay right, nothing hangs or grows.

    python3 tests/soak/threads.py SECONDS [--threads N] [--build FOLDER]

threads_driver, in FOLDER with the library that it loads, runs the statements;
this script makes them with the rows that they must give, has a test hub with
faults, looks at the processes from outside and prints the figures. One process
is killed every few seconds and started again. A report of ThreadSanitizer,
where FOLDER was built with it, is wrong, too. The exit code is 1 where anything
was wrong."""

import argparse
import collections
import contextlib
import os
import pathlib
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1])]
from conftest import BUILD, TESTS, connect  # noqa: E402

import listings  # noqa: E402
import of_papers  # noqa: E402
from hub import Hub  # noqa: E402

CACHE_SIZE = 500_000     # bytes: what the statements need is more
MORE_MEMORY = 16 * 2**20  # bytes that the last quarter may have over the first
MEASURED_FROM = 60       # seconds: a shorter run is still warming up
KILLED_AFTER = 5         # seconds
LATE = 300               # seconds after which a driver that goes on hangs
DAYS = 45

SETTINGS = dict(
    PAPERS_CACHE_SIZE=CACHE_SIZE, PAPERS_TIMEOUT=8, PAPERS_STALL_TIMEOUT=1,
    PAPERS_CONNECT_TIMEOUT=4, PAPERS_MAX_WAIT=2, PAPERS_RETRIES=2)

# Of the requests with this in their target, so many have this fault. None of
# them is an answer that means something else: a 404, a listing without papers.
LISTING = "/api/daily_papers"
FAULTS = [
    ("", .02, "status", dict(status=503)), ("", .01, "status", {}),
    ("", .01, "status", dict(status=408)), ("", .02, "delay", dict(seconds=.3)),
    ("", .002, "stall", dict(after=200)), ("", .01, "reset", {}),
    ("", .01, "reset", dict(after=300)), ("", .01, "truncate", {}),
    ("", .01, "truncate", dict(after=500, framing="chunked")),
    ("", .005, "rate_limit", dict(how="seconds", wait=1)),
    ("", .005, "rate_limit", dict(wait=60)), ("", .005, "not_http", {}),
    ("", .01, "status", dict(status=502, pause=.2)),
    ("", .005, "bad_encoding", {}), (LISTING, .01, "html", {}),
    (LISTING, .01, "garbage", {}), (LISTING, .01, "error_object", {}),
    (LISTING, .02, "drip", dict(rate=20000)),
    (LISTING, .02, "redirect", {}), (LISTING, .005, "redirect_loop", {})]

ALLOWED = [f"papers: * could not be fetched: {why} (http*" for why in (
    "no byte for 1 s (stall_timeout)*", "not answered within 8 s (timeout)*",
    "the connection broke*", "the service answered 5??*",
    "the service answered 408*", "rate limited*",
    "an HTML page where JSON is meant", "malformed JSON*",
    "the JSON breaks off*", "what answers there does not speak HTTP*",
    "the service says: Something went wrong on our side",
    "more than 5 redirects*", "could not connect within 4 s*")
] + ["papers: the cache *: database is locked"]


# -- what is run

def statements(days, papers):
    """Statements whose rows stay the same, of every table and function."""
    some = ", ".join(f"'{paper}'" for paper in papers[::40])
    for day in days[-12:]:
        yield ("SELECT id, title, authors, rank, upvotes FROM papers "
               f"WHERE listed = '{day}'")
        yield f"SELECT * FROM (SELECT id FROM papers WHERE listed = '{day}')"
        yield ("SELECT id, abstract, repo FROM papers "
               f"WHERE listed = '{day}' AND max_age = 0")
        yield ("SELECT position, name, login, paper FROM papers_authors "
               f"WHERE listed = '{day}'")
    yield "SELECT count(*) FROM papers"
    yield "SELECT listed, count(*) FROM papers GROUP BY listed ORDER BY listed"
    yield "SELECT DISTINCT week FROM papers ORDER BY week DESC"
    for week in ("2023-W19", "2023-W21", "2023-W23"):
        yield f"SELECT id, listed, rank FROM papers WHERE week = '{week}'"
        yield f"SELECT sum(upvotes) FROM papers WHERE week = '{week}'"
    yield ("SELECT id, upvotes FROM papers WHERE month = '2023-05' "
           "AND max_age = 0 ORDER BY upvotes DESC, id")
    yield "SELECT id, title FROM papers ORDER BY listed DESC LIMIT 7"
    yield f"SELECT id, rank FROM papers WHERE id IN ({some}) ORDER BY id"
    yield ("SELECT a.id, b.rank FROM papers a JOIN papers b ON a.id = b.id AND "
           "a.listed = b.listed WHERE a.week = '2023-W20' ORDER BY 1")
    yield ("SELECT n.text, p.title FROM note n JOIN papers p ON p.id = n.paper "
           "ORDER BY n.text")
    yield ("SELECT n.text, (SELECT count(*) FROM papers_comments c WHERE "
           "c.paper = n.paper) FROM note n ORDER BY n.text")
    for paper in papers[:3] + papers[5::60]:
        yield f"SELECT title, listed FROM papers WHERE id = '{paper}'"
        for columns, table in (
                ("kind, position, id, likes", "artifacts"), ("*", "text"),
                ("position, author, text, parent", "comments")):
            columns = columns.replace("*", "position, heading, text")
            yield (f"SELECT {columns} FROM papers_{table} "
                   f"WHERE paper = '{paper}'")
    for word in ("agents", "audio NOT video", "NEAR(graph hands)", "tok*"):
        yield ("SELECT id, keyword_match(title, '{0}'), keyword_highlight("
               "title, '{0}', '[', ']') FROM papers WHERE week = '2023-W20'"
               .format(word))


def own_statements(page):
    """Statements of what has no plain table. Their rows are those of a quiet
    run."""
    yield "SELECT id, rank FROM papers('vision')"
    yield "SELECT id, rank FROM papers WHERE feed = 'trending' LIMIT 30"
    yield "SELECT id, rank FROM papers WHERE feed = 'new' LIMIT 130"
    for count in (1, 3, 20):
        yield f"SELECT rank, title FROM papers_read('{page}') LIMIT {count}"
    yield ("SELECT title FROM papers_parse((SELECT json_group_array(json("
           "raw)) FROM papers WHERE listed = '2023-05-09'))")
    yield ("SELECT author_count('Ada Byron, Émile Zola and Li Wei'), "
           "arxiv_id('see arXiv:2305.00001v2')")
    yield ("SELECT url FROM repo_links('at https://github.com/a/b and "
           "gitlab.com/c/d.')")
    yield "SELECT count(*) FROM papers_help"
    yield "SELECT count(*) FROM papers_config"
    yield "SELECT papers_config('connections', 2)"
    yield "SELECT papers_config('connections', 8)"
    yield "SELECT papers_config('max_age', 3)"
    yield "SELECT papers_config('cache', 'off')"
    yield "SELECT papers_config('cache', ':memory:')"
    for _ in range(3):
        yield "SELECT papers_config('max_age', NULL)"
        yield "SELECT papers_config('cache', '{file}') IS NOT NULL"
    yield "SELECT papers_cache_clear() >= 0"
    yield ("SELECT max(length(url) || length(error)) IS NOT 'x' "
           "FROM papers_requests")
    yield "SELECT papers_version()"


def text_of(rows):
    """As the driver reads rows."""
    return "".join("|".join("NULL" if cell is None else f"{cell}"
                            for cell in row) + "\n" for row in rows)


def plain(sql):
    return re.sub(r"\bpapers(?=_|\b)", "plain", sql).replace(
        " AND max_age = 0", "")


def rows_of_plain(db, sql):
    """The right rows, which those of the extension must be before anything
    goes wrong."""
    right = text_of(db.execute(plain(sql)))
    found = text_of(db.execute(sql))
    assert found == right, (sql, found, right)
    return right


def make_cases(path, file, made, others, papers):
    """The driver's file, and notes to join."""
    with contextlib.closing(connect(path)) as db:
        db.execute("PRAGMA synchronous = OFF")
        db.execute("PRAGMA journal_mode = MEMORY")
        db.execute("CREATE TABLE note(paper TEXT, text TEXT)")
        db.executemany("INSERT INTO note VALUES (?, ?)", [
            (paper, f"note {number}") for number, paper
            in enumerate(papers[::15] + ["2301.99999"])])
        listings.plain_table(made, db)
        listings.plain_authors(made, db)
        for name, rows in others.items():
            of_papers.plain_table(db, name, rows, plain(name))
        cases = [(sql, rows_of_plain(db, sql))
                 for sql in statements(sorted(made), papers)]
        for sql in own_statements(TESTS / "saved/sample/chromium-text.txt"):
            sql = sql.replace("{file}", str(file))
            cases.append((sql, text_of(db.execute(sql))))
        db.execute("CREATE TABLE statement(sql, rows)")
        db.execute("CREATE TABLE allowed(error)")
        db.executemany("INSERT INTO statement VALUES (?, ?)", cases)
        db.executemany("INSERT INTO allowed VALUES (?)", zip(ALLOWED))


class QuietHub(Hub):
    """A hub whose log has an end: what it is asked is counted."""
    requests = 0

    def begin(self, ask, connection):
        with self.lock:
            self.requests += 1
            del self.log[:-1000]
        return super().begin(ask, connection)


# -- processes

class Process:
    """A driver, looked at from outside."""

    def __init__(self, told, cases, environment, threads, seed):
        self.output = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [told.build / "soak" / "threads_driver", told.build / "papers",
             cases, str(told.seconds), str(threads), str(seed)],
            stdout=self.output, stderr=subprocess.STDOUT,
            env={**os.environ, **environment})
        self.memory, self.descriptors, self.text = [], [], ""

    def look(self):
        """Notes its memory and its descriptors; False: it has ended."""
        place = pathlib.Path("/proc", str(self.process.pid))
        with contextlib.suppress(OSError, IndexError):
            pages = int((place / "statm").read_text().split()[1])
            self.memory.append(pages * os.sysconf("SC_PAGE_SIZE"))
            self.descriptors.append(len(list((place / "fd").iterdir())))
        return self.process.poll() is None

    def end(self, *expected):
        """Stops it if it still runs. What was wrong: all that it printed, if
        it ended with another code than is expected."""
        self.process.kill()
        code = self.process.wait()
        self.output.seek(0)
        self.text = self.output.read()
        self.output.close()
        wrong = [line for line in self.text.splitlines()
                 if line.startswith("wrong ")]
        if code not in expected and not wrong or "WARNING:" in self.text:
            wrong.append(f"exit {code}:\n{self.text}")
        return wrong


def quarter(samples, number):
    """The highest of a quarter."""
    size = max(1, len(samples) // 4)
    return max(samples[number * size:(number + 1) * size])


def growth(process):
    """What of a process was more in the last quarter than in the first."""
    for name, most in (("memory", MORE_MEMORY), ("descriptors", 64)):
        samples = getattr(process, name)
        first, last = quarter(samples, 0), quarter(samples, 3)
        print(f"{name}: start {samples[0]}, first quarter at most {first}, "
              f"last quarter at most {last}")
        if last > first + most:
            yield f"{name} grew from {first} to {last}"


def run(told, start):
    """Two steady processes, and one that is killed and started again. Returns
    the steady ones, how often the other was killed, and what was wrong."""
    steady = [start(told.threads // 2, seed) for seed in (1, 2)]
    wrong, kills, began = [], 0, time.monotonic()
    victim = start(4, 3)
    while any([each.look() for each in steady]) \
            and time.monotonic() < began + told.seconds + LATE:
        time.sleep(.5)
        if time.monotonic() > began + KILLED_AFTER * (kills + 1):
            kills += 1
            wrong += victim.end(0, -signal.SIGKILL)
            victim = start(4, 3 + kills)
    wrong += victim.end(0, -signal.SIGKILL)
    return steady, kills, wrong + [line for each in steady
                                   for line in each.end(0)]


# -- what is wrong

def cache_faults(file):
    """What is wrong with the cache after all have closed it."""
    names = {each.name: each.stat().st_size for each in file.parent.iterdir()}
    print("cache:", ", ".join(f"{names[name]} bytes of {name}"
                              for name in sorted(names)))
    allowed = {file.name + end for end in ("", "-wal", "-shm")}
    if set(names) - allowed:
        yield f"files beside the cache: {set(names) - allowed}"
    if names[file.name] > CACHE_SIZE:
        yield f"the cache has {names[file.name]} bytes"
    with contextlib.closing(sqlite3.connect(file)) as db:
        checked = db.execute("PRAGMA integrity_check").fetchall()
    if checked != [("ok",)]:
        yield f"integrity_check: {checked}"


def figures(processes):
    """The sums of what the drivers counted."""
    counts, longest = collections.Counter(), []
    for process in processes:
        for line in process.text.splitlines():
            words = line.split(" ", 2)
            if words[0] == "longest":
                longest.append((float(words[1]), words[2]))
            elif words[0] == "error":
                counts[f"error: {words[2]}"] += int(words[1])
            elif len(words) == 2 and words[1].isdigit():
                counts[words[0]] += int(words[1])
    for name, count in counts.items():
        print(f"{name}: {count}")
    print("longest:", *max(longest, default=()))


@contextlib.contextmanager
def failing_hub(folder, cases, cache):
    """A hub with faults, and the driver's cases, made before it has any."""
    made = listings.days(DAYS)
    papers = [entry["paper"]["id"] for day in made.values() for entry in day]
    others = of_papers.write_all(folder, 1, papers)
    with QuietHub(listings.write(folder, made), etag=True, gzip=True) as hub:
        os.environ["HF_ENDPOINT"] = hub.url
        make_cases(cases, cache, made, others, papers)
        for match, chance, kind, values in FAULTS:
            hub.fault(kind, match=match, chance=chance, **{"count": None,
                                                           **values})
        yield hub


def soak(folder, told):
    """Runs all; the list of what was wrong."""
    for name in ("cache", "days", "temporary"):
        (folder / name).mkdir()
    cases, cache = folder / "cases.db", folder / "cache" / "cache.db"
    environment = {name: str(value) for name, value in SETTINGS.items()}
    environment |= {"PAPERS_CACHE": str(cache),
                    "TMPDIR": str(folder / "temporary")}
    with failing_hub(folder / "days", cases, cache) as hub:
        steady, kills, wrong = run(
            told, lambda *each: Process(told, cases, environment, *each))
        requests = hub.requests
    print(f"{told.seconds:g} s, {told.threads} connections in 2 processes, 4 "
          f"in one that was killed {kills} times, {requests} requests")
    figures(steady)
    if told.seconds >= MEASURED_FROM:
        wrong += [each for process in steady for each in growth(process)]
    left = [each.name for each in (folder / "temporary").iterdir()]
    return wrong + list(cache_faults(cache)) \
        + [f"temporary files left: {left}"] * bool(left)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("seconds", type=float)
    parser.add_argument("--threads", type=int, default=64)
    parser.add_argument("--build", type=pathlib.Path, default=BUILD)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="papers-soak-") as folder:
        wrong = soak(pathlib.Path(folder), told)
    for line in wrong[:50]:
        print(line)
    print(f"{len(wrong)} wrong")
    return len(wrong) > 0


if __name__ == "__main__":
    sys.exit(main())
