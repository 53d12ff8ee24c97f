"""What a query needs in memory, measured from outside: the high-water mark of
a process of its own, above what an idle connection has."""

import json
import subprocess
import sys

import pytest

from conftest import PATIENCE, python

PROGRAM = """
import json, resource, sqlite3, sys
db = conftest.connect()
config = "SELECT papers_config(?, ?)"
db.execute(config, ("endpoint", sys.argv[1]))
# Idle, but with all in memory that the first query loads.
db.execute("SELECT count(*) FROM papers WHERE listed = '2026-07-30'").fetchall()
def peak():
    lines = open("/proc/self/status").read().split("VmHWM:")
    return int(lines[1].split()[0])
idle, said, rows = peak(), None, None
for name, value in json.loads(sys.argv[3]).items():
    db.execute(config, (name, value))
try:
    rows = [list(row) for row in db.execute(sys.argv[2])]
except sqlite3.Error as error:
    said = str(error)
print(json.dumps({"more": peak() - idle, "said": said, "rows": rows}))
"""

IN_16_MIB = 16 * 1024
LIMIT = 64 * 1024 * 1024
DAY = "2026-07-22"      # the first query of the program is for another one


def measure(hub, sql, **settings):
    done = subprocess.run(
        **python(PROGRAM, hub.url, sql, json.dumps(settings)),
        capture_output=True, timeout=120 * PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


pytestmark = [
    pytest.mark.measures,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


@pytest.mark.parametrize("sql, rows", [
    ("SELECT count(*), sum(upvotes), max(rank) FROM papers WHERE listed = ?",
     [[23500, 164500, 23500]]),
    ("SELECT count(DISTINCT id || title), max(length(abstract)) > 100, "
     "max(rank) FROM papers WHERE listed = ?", [[23500, 1, 23500]])])
def test_a_listing_of_47_mb(hub, sql, rows):
    hub.fault("huge", match=DAY, megabytes=47, framing="length")
    found = measure(hub, sql.replace("?", f"'{DAY}'"))
    assert (found["said"], found["rows"]) == (None, rows)
    if "DISTINCT" not in sql:          # SQLite's own sorter holds the others
        assert found["more"] < IN_16_MIB


@pytest.mark.parametrize("fault, values", [
    ("huge", {"framing": "length"}), ("huge", {"framing": "chunked"}),
    ("huge", {"framing": "close"}), ("huge", {"of": "string"}),
    ("huge", {"of": "spaces"}), ("gzip_bomb", {})], ids=str)
def test_300_mb_end_at_max_bytes(hub, fault, values):
    hub.fault(fault, match=DAY, **values)
    found = measure(hub, f"SELECT count(*) FROM papers WHERE listed = '{DAY}'")
    path = f"/api/daily_papers?date={DAY}&limit=100"
    what = f"papers: the listing of {DAY} could not be fetched: "
    assert found["said"] in (
        f"{what}the answer is larger than {LIMIT} bytes (max_bytes) "
        f"({hub.url}{path})",
        f"{what}entry 1 has more than 16777216 bytes ({hub.url}{path})",
        f"{what}more than 16777216 bytes and no entry in them "
        f"({hub.url}{path})")
    assert found["more"] < IN_16_MIB or values.get("of") == "string"
    # Beside what waits in sockets no more was sent than is allowed.
    (asked,) = hub.asked(DAY)
    assert asked["bytes"] < LIMIT + 32 * 1024 * 1024


def test_many_days_are_not_kept_in_memory(hub):
    """Eight answers of 8 MB at once, each read after the one before."""
    hub.fault("huge", match="date=2026-07", megabytes=8, framing="length")
    found = measure(hub, "SELECT count(*) FROM papers WHERE listed BETWEEN "
                    "'2026-07-10' AND '2026-07-17'")
    assert (found["said"], found["rows"]) == (None, [[32000]])
    assert found["more"] < IN_16_MIB
