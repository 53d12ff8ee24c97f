"""A connection that a process had open when it was forked: parent and child
each get their own answers, and neither harms the other."""

import json
import sqlite3
import subprocess

import pytest

from conftest import PATIENCE, python

PROGRAM = """
import json, os, sys, time
url, cache, what = sys.argv[1:]
db = conftest.connect()
for setting in [("endpoint", url), ("cache", cache), ("max_requests", 5000)]:
    db.execute("SELECT papers_config(?, ?)", setting).fetchall()

def day(number):
    return f"2026-0{5 + number % 3}-{1 + number // 3 % 28:02}"

def wrong(count, first, age=0):
    found = []
    for number in range(first, first + count):
        rows = db.execute("SELECT listed, title FROM papers WHERE listed = ? "
                          "AND max_age = ?", (day(number), age)).fetchall()
        if len(rows) != 1 or rows[0][1] != "The paper of " + day(number):
            found.append((day(number), rows))
    return found

def forked(run):
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            said = run()
        except Exception as error:
            said = repr(error)
        os.write(writer, json.dumps(said).encode())
        os._exit(0)
    os.close(writer)
    return child, reader

def said_by(child, reader):
    said = b""
    while part := os.read(reader, 65536):
        said += part
    assert os.waitpid(child, 0)[1] == 0
    return json.loads(said)
"""


def run(hub, cache, what):
    done = subprocess.run(
        **python(PROGRAM + what, hub.url, str(cache), ""),
        capture_output=True, timeout=60 * PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


@pytest.fixture
def days(hub_of, tmp_path):
    """A hub of which every day has one paper, whose title is the day."""
    folder = tmp_path / "days"
    folder.mkdir()
    for month in (5, 6, 7):
        for number in range(1, 29):
            day = f"2026-{month:02}-{number:02}"
            (folder / f"{day}.json").write_text(json.dumps([{"paper": {
                "id": f"26{month:02}.{number:05}",
                "title": f"The paper of {day}", "summary": "x" * 2000,
                "publishedAt": f"{day}T00:00:00.000Z",
                "submittedOnDailyAt": f"{day}T00:00:00.000Z"}}]))
    return hub_of(folder)


def test_parent_and_children_get_their_own_days(days):
    """They would read each other's answers off the shared sockets."""
    found = run(days, "off", """
wrong(5, 0)                                  # there are connections to share
children = [forked(lambda: wrong(60, 20 * n)) for n in range(1, 4)]
mine = wrong(60, 7)
print(json.dumps([mine] + [said_by(*one) for one in children]))
""")
    assert found == [[], [], [], []]
    assert len(days.asked()) == 5 + 4 * 60


def test_they_share_a_cache(days, tmp_path):
    """Each through a handle of its own; the file is whole afterwards."""
    cache = tmp_path / "cache.db"
    found = run(days, cache, """
wrong(30, 0, 9999)
children = [forked(lambda: wrong(60, 10 * n, 9999)) for n in range(1, 4)]
mine = wrong(60, 5, 9999)
print(json.dumps([mine, wrong(84, 0, 9999)]
                 + [said_by(*one) for one in children]))
""")
    assert found == [[], [], [], [], []]
    db = sqlite3.connect(cache)
    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert db.execute("SELECT count(*) FROM answers").fetchone() == (84,)
    db.close()


def test_a_child_of_two_connections_takes_locks_of_its_own(days, tmp_path):
    """SQLite shares what it knows of locks among the handles of a file: one
    that is inherited makes it believe that the child has the parent's. Without
    them, others change the file's shared memory below it."""
    assert run(days, tmp_path / "cache.db", """
import subprocess
other = conftest.connect()
for setting in [("endpoint", url), ("cache", cache)]:
    other.execute("SELECT papers_config(?, ?)", setting).fetchall()
wrong(1, 0, 9999)
mine, db = db, other
wrong(1, 0, 9999)
probe = ("import fcntl, sys\\n"
         "with open(sys.argv[1], 'r+b') as file: fcntl.lockf("
         "file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, int(sys.argv[2]))")
def locks():
    os.read(read_end, 1)
    wrong(1, 0, 9999)
    tries = [subprocess.run([sys.executable, "-c", probe, name, str(byte)],
                            capture_output=True, text=True)
             for name, byte in ((cache, 0x40000002), (cache + "-shm", 128))]
    return ["BlockingIOError" in each.stderr for each in tries]
read_end, write_end = os.pipe()
child = forked(locks)
other.close()
mine.close()
os.write(write_end, b"x")
print(json.dumps(said_by(*child)))
""") == [True, True]


def test_what_was_under_way_begins_again_in_the_child(days):
    """The cursor was open over the fork; the parent's goes on as it was."""
    days.set(delay=0.1)
    mine, childs = run(days, "off", """
cursor = db.execute("SELECT listed, title FROM papers WHERE listed BETWEEN "
                    "'2026-06-01' AND '2026-06-20' ORDER BY listed")
rows = [cursor.fetchone(), cursor.fetchone()]
rest = lambda: [title for day, title in rows + cursor.fetchall()]
child = forked(rest)
print(json.dumps([rest(), said_by(*child)]))
""")
    whole = [f"The paper of 2026-06-{day:02}" for day in range(1, 21)]
    assert mine == whole and childs == whole


def test_a_body_in_the_temporary_file_is_each_ones_own(hub):
    """30 MB are more than stays in memory: what the parent writes next would
    stand in the child's answer. It gets that again, and no row twice."""
    hub.fault("huge", megabytes=30, framing="length", match="07-30")
    hub.fault("huge", megabytes=25, framing="length", match="07-31")
    mine, childs = run(hub, "off", """
cursor = db.execute("SELECT id FROM papers WHERE listed = '2026-07-30'")
ids = [cursor.fetchone()[0] for _ in range(9000)]
def rest():
    found = ids + [row[0] for row in cursor.fetchall()]
    return [len(found), len(set(found))]
read_end, write_end = os.pipe()
child = forked(lambda: os.read(read_end, 1) and rest())
mine = rest()
mine += db.execute("SELECT count(*), count(DISTINCT id) FROM papers "
                   "WHERE listed = '2026-07-31'").fetchone()
os.write(write_end, b"x")
print(json.dumps([mine, said_by(*child)]))
""")
    assert mine == [15000, 15000, 12500, 12500]
    assert childs == [15000, 15000]


def test_a_revalidated_body_that_is_lost_is_asked_for_whole(hub_of, tmp_path):
    """The child lacks what the parent has in its temporary file, and the cache
    has lost it: a 304 would be of no use. 6 MB do not stay in memory."""
    day = "2026-06-01"
    (tmp_path / "days").mkdir()
    (tmp_path / "days" / f"{day}.json").write_text(json.dumps([{"paper": {
        "id": f"2606.{number:05}", "title": "A paper", "summary": "x" * 60000,
        "publishedAt": f"{day}T00:00:00.000Z",
        "submittedOnDailyAt": f"{day}T00:00:00.000Z"}}
        for number in range(100)]))
    hub = hub_of(tmp_path / "days", etag=True)
    found = run(hub, tmp_path / "cache.db", """
import sqlite3
sql = "SELECT id, cache, title FROM papers WHERE listed = '2026-06-01' "
db.execute(sql).fetchall()
cursor = db.execute(sql + "AND max_age = 0")
rows = [cursor.fetchone() for _ in range(5)]
other = sqlite3.connect(cache)
other.execute("DELETE FROM answers")
other.commit()
def rest():
    whole = rows + cursor.fetchall()
    return [rows[0][1], whole[-1][1], len({row[0] for row in whole}), len(whole)]
child = forked(rest)
print(json.dumps(said_by(*child)))
""")
    assert found == ["revalidated", "network", 100, 100]
    assert [row["status"] for row in hub.asked()] == [200, 304, 200]


def test_the_childs_end_leaves_the_parents_connection_open(days):
    """Also where the child does nothing but close what it has inherited."""
    assert run(days, "off", """
wrong(1, 0)
child = forked(lambda: db.close())
said_by(*child)
print(json.dumps(wrong(3, 1)))
""") == []
    assert len({row["connection"] for row in days.asked()}) == 1


def test_sockets_and_files_are_not_inherited_by_programs(hub):
    """Of libcurl's own there stays a pair of sockets without a name, by which
    its threads wake each other; nothing goes over it."""
    hub.fault("huge", megabytes=20, framing="length", match="07-30")
    found = run(hub, "off", """
import socket, subprocess
cursor = db.execute("SELECT id FROM papers WHERE listed = '2026-07-30'")
for _ in range(9000): cursor.fetchone()
held = os.popen(f"ls -l /proc/{os.getpid()}/fd").read()
assert "(deleted)" in held and "socket:" in held
names = subprocess.run(
    [sys.executable, "-c",
     "import os\\nfor n in os.listdir('/proc/self/fd'):\\n"
     " try: print(os.readlink('/proc/self/fd/' + n))\\n"
     " except OSError: pass"], close_fds=False,
    capture_output=True, text=True).stdout.split("\\n")
inet = {line.split()[9] for line in open("/proc/net/tcp")}
print(json.dumps([name for name in names if "deleted" in name or
                  name.startswith("socket:") and name[8:-1] in inet]))
""")
    assert found == []
