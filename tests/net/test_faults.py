"""Every way in which the service can fail, as a query sees it: the documented
error or a retried success within its timeout, no row twice, nothing partial
passed off as whole, and a connection that works afterwards."""

import concurrent.futures
import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import socket
import sqlite3
import subprocess
import termios
import threading
import time
import types

import pytest

from conftest import LIBRARY, PATIENCE, WRAP, connect, python
from hub import Hub

DAY = "2026-07-30"
DAY_SQL = f"SELECT id, rank FROM papers WHERE listed = '{DAY}'"
DAY_PATH = f"/api/daily_papers?date={DAY}&limit=100"
BUSY_SQL = DAY_SQL.replace(DAY, "2026-07-22")
WHOLE = [("2607.06561", 1), ("2607.06644", 2), ("2607.20011", 3),
         ("cs/0112017", 4), ("2607.21003", 5), ("2607.21001", 6),
         ("2607.21002", 7)]
CODES = {"ERROR": 1, "NOMEM": 7, "INTERRUPT": 9, "IOERR": 10, "TOOBIG": 18}
LIMITS = {"retries": 1, "stall_timeout": 0.25 * PATIENCE,
          "timeout": 1.5 * PATIENCE, "max_wait": 2, "cache": "off"}


def configure(db, hub):
    db.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
    for setting in LIMITS.items():
        db.execute("SELECT papers_config(?, ?)", setting)


def connect_from_anywhere():
    """A connection that another thread may interrupt or close."""
    db = sqlite3.connect(":memory:", isolation_level=None,
                         check_same_thread=False)
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    return db


@pytest.fixture
def asking(hub):
    with contextlib.closing(connect()) as db:
        configure(db, hub)
        yield db


def failure(db, sql=DAY_SQL):
    with pytest.raises(sqlite3.Error) as caught:
        db.execute(sql).fetchall()
    return caught.value


def name_of(case):
    fault, values, *_, requests = case
    told = [f"{name}={value!r}" for name, value in values.items()]
    return " ".join([fault, *told, f"requests={requests}"])


def outcome_of(case):
    """What comes of a query of a day, and of the same one afterwards. (Each
    has a hub of its own, because they are all tried at once: most of the time
    they wait.)"""
    fault, values, *_ = case
    with Hub() as hub, contextlib.closing(connect_from_anywhere()) as db:
        configure(db, hub)
        hub.fault(fault, **({"count": None} if len(case) == 4 else {}),
                  **values)
        outcome = types.SimpleNamespace(hub=hub, rows=None, error=None)
        began = time.monotonic()
        try:
            outcome.rows = db.execute(DAY_SQL).fetchall()
        except sqlite3.Error as error:
            outcome.error = error
        outcome.seconds = time.monotonic() - began
        outcome.requests = len(hub.asked())
        hub.reset()
        outcome.afterwards = db.execute(DAY_SQL).fetchall()
    return outcome


@pytest.fixture(scope="module")
def outcomes():
    cases = ERRORS + SUCCESSES
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        return dict(zip(map(name_of, cases), pool.map(outcome_of, cases)))


def works(db, hub):
    hub.reset()
    assert db.execute(DAY_SQL).fetchall() == WHOLE


# -- errors: (fault, its values, the words, the requests made)

HTML = "an HTML page where JSON is meant"
STALL = f"no byte for {LIMITS['stall_timeout']:g} s (stall_timeout)"
ERRORS = [
    ("stall", {}, STALL, 1),
    ("stall", {"after": 0}, STALL, 1),
    ("stall", {"after": -1}, STALL, 1),
    ("stall", {"after": 4000, "framing": "chunked"}, STALL, 1),
    ("delay", {"seconds": 30}, STALL, 1),
    ("drip", {"rate": 300 / PATIENCE},
     f"not answered within {LIMITS['timeout']:g} s (timeout)", 1),
    ("reset", {}, "the connection broke before the answer, 2 attempts", 2),
    ("reset", {"after": 3000},
     "the connection broke after 3000 bytes, 2 attempts", 2),
    ("truncate", {}, "the connection broke after 100 bytes, 2 attempts", 2),
    ("truncate", {"framing": "chunked", "after": 3000},
     "the connection broke after 3000 bytes, 2 attempts", 2),
    ("truncate", {"framing": "close"}, "the JSON breaks off after 100 bytes",
     2),
    ("truncate", {"framing": "close", "after": 5000},
     "the JSON breaks off after 5000 bytes", 2),
    ("status", {}, "the service answered 500 (Internal error), 2 attempts", 2),
    ("status", {"status": 408, "message": "slow"},
     "the service answered 408 (slow), 2 attempts", 2),
    ("status", {"status": 401, "message": "who?"},
     "the service answered 401 (who?)", 1),
    ("status", {"status": 404, "message": "where?"},
     "the service answered 404 (where?)", 1),
    ("rate_limit", {"wait": 41}, "rate limited, resets in 41 s", 1),
    ("rate_limit", {"wait": 41, "how": "seconds"},
     "rate limited, resets in 41 s", 1),
    ("rate_limit", {"how": "neither"},
     "rate limited: the service answered 429 (We had to rate limit your IP), "
     "2 attempts", 2),
    ("html", {}, HTML, 1),
    ("html", {"status": 502},
     "the service answered 502 (an HTML page), 2 attempts", 2),
    ("html", {"status": 404}, "the service answered 404 (an HTML page)", 1),
    ("error_object", {},
     "the service says: Something went wrong on our side", 1),
    ("object", {}, "an object where an array is meant", 1),
    ("body", {"text": "null"}, "null where an array is meant", 1),
    ("body", {"text": '"text"'}, "a string where an array is meant", 1),
    ("body", {"text": ""}, "an empty body where JSON is meant", 2),
    ("body", {"text": "[{}]"}, "entry 1 has no paper.id", 1),
    ("body", {"text": '[{"paper":{"id":"2607.00001"}},7]'},
     "entry 2 is a number, not an object", 1),
    ("wrong_types", {}, "paper.id of entry 1 is a number, not a string", 1),
    ("wrap", {"after": " x"}, "malformed JSON", 1),
    ("wrap", {"before": "x "}, "malformed JSON", 1),
    ("garbage", {}, "malformed JSON", 1),
    ("not_http", {}, "what answers there does not speak HTTP", 1),
    ("not_http", {"text": "HTTP/2 9999999999\r\n\r\n[]"},
     "what answers there does not speak HTTP", 1),
    ("not_http", {"text": "HTTP/2 2200\r\n\r\n[]"},
     "what answers there does not speak HTTP", 1),
    ("deep", {}, "entry 1 is an array, not an object", 1),
    ("deep", {"where": "entry"}, "JSON nested more than 64 deep", 1),
    ("deep", {"where": "title"}, "JSON nested more than 64 deep", 1),
    ("bad_encoding", {}, "the connection broke before the answer, 2 attempts",
     2),
    ("long_headers", {}, "the headers of the answer are too long", 1),
    ("brotli_bomb", {"status": 404}, "the service answered 404", 1),
    ("encoded_twice", {}, "the answer is encoded more than once", 1),
    ("bad_encoding", {"encoding": "snappy"},
     "the answer is encoded as snappy, which is not known here: a proxy in "
     "between may do that", 1),
    ("redirect_file", {},
     "a redirect to another protocol (file:) is not followed", 1),
    ("redirect_loop", {}, "more than 5 redirects", 6),
]


def test_no_fault_of_the_hub_is_left_out():
    from hub_faults import FAULTS
    told = {fault for fault, *_ in ERRORS + SUCCESSES}
    assert set(FAULTS) - told == {
        "huge", "gzip_bomb", "crumbs"}       # test_memory.py, test_net.py


@pytest.mark.parametrize("case", ERRORS, ids=name_of)
def test_an_error(outcomes, case):
    _, _, words, requests = case
    outcome = outcomes[name_of(case)]
    start = f"papers: the listing of {DAY} could not be fetched: {words}"
    where = f" ({outcome.hub.url}{DAY_PATH})"
    said = str(outcome.error)
    assert said.startswith(start) and said.endswith(where)
    assert said == start + where or words == "malformed JSON"
    assert getattr(outcome.error, "sqlite_errorcode", 1) == CODES["ERROR"]
    assert outcome.requests == requests
    assert outcome.seconds < 4 * PATIENCE
    assert outcome.afterwards == WHOLE


# -- what passes by itself

SUCCESSES = [
    ("delay", {"seconds": 0.2}, 1),
    ("drip", {"rate": 20000}, 1),
    ("reset", {"count": 1}, 2),
    ("reset", {"count": 1, "after": 0}, 2),
    ("reset", {"count": 1, "after": 3000}, 2),
    ("stall", {"count": 1, "seconds": 0.2, "after": 3000}, 2),
    ("truncate", {"count": 1}, 2),
    ("truncate", {"count": 1, "framing": "chunked", "after": 3000}, 2),
    ("truncate", {"count": 1, "framing": "close"}, 2),
    ("truncate", {"count": 1, "framing": "close", "after": 5000}, 2),
    ("truncate", {"count": 1, "framing": "close", "after": 0}, 2),
    ("status", {"count": 1}, 2),
    ("status", {"count": 1, "status": 503}, 2),
    ("html", {"count": 1, "status": 504}, 2),
    ("bad_encoding", {"count": 1}, 2),
    ("body", {"count": 1, "text": ""}, 2),
    ("rate_limit", {"count": 1, "wait": 0}, 2),
    ("rate_limit", {"count": 1, "wait": 1, "how": "seconds"}, 2),
    ("rate_limit", {"count": 1, "wait": 1, "how": "date"}, 2),
    ("redirect", {}, 2),
    ("redirect", {"status": 308}, 2),
    ("redirect_other", {}, 2),
    ("redirect_bomb", {"count": 1}, 2),
    ("many_headers", {"lines": 20000}, 1),
    ("link", {"count": 1, "to": "{other}/x"}, 2),   # pages have numbers there
    ("wrap", {"before": "\ufeff"}, 1),
    ("wrap", {"after": " \r\n\t"}, 1),
    ("moved", {}, 1),
    ("entered", {}, 1),
    ("changed", {"count": 0}, 1),
]


@pytest.mark.parametrize("case", SUCCESSES, ids=name_of)
def test_a_success(outcomes, case):
    outcome = outcomes[name_of(case)]
    assert (outcome.error, outcome.rows) == (None, WHOLE)
    assert outcome.requests == case[-1]
    assert outcome.seconds < 4 * PATIENCE


@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
@pytest.mark.parametrize("after", [40000, 100000])
def test_no_row_twice_after_a_restart(asking, hub, framing, after):
    """Rows were out when the answer broke off, and the second time they come
    in another order, without the one that was the first."""
    hub.fault("truncate", after=after, framing=framing, count=1)
    hub.fault("changed", nth=2, count=1)
    cursor = asking.execute(BUSY_SQL)
    rows = cursor.fetchall()
    ids = [id for id, _ in rows]
    assert [row["fault"] for row in hub.asked()] == [
        "truncate", "changed", None]
    assert len(set(ids)) == len(ids) >= 100
    assert [rank for _, rank in rows] == list(range(1, len(rows) + 1))


@pytest.mark.parametrize("sql, match", [
    (BUSY_SQL, "&p=1"),
    ("SELECT id FROM papers WHERE month = '2026-07'", "07-15"),
    ("SELECT id FROM papers WHERE listed >= '2026-07-25'", "07-27"),
    ("SELECT title FROM papers WHERE id IN ('2607.06644', '2607.21001')",
     "21001"),
    ("SELECT count(*) FROM papers WHERE month = '2026-07'", "07-02"),
    ("SELECT id FROM papers('agents')", "search"),
    ("SELECT id FROM papers WHERE feed = 'trending'", "&p=1"),
    ("SELECT id FROM papers WHERE feed = 'new'", "cursor=200"),
    ("SELECT id FROM papers LIMIT 3", "papers?limit")])
def test_one_failure_among_many_answers_is_an_error(asking, hub, sql, match):
    """Never with silently fewer rows."""
    asking.execute("SELECT papers_config('retries', 0)")
    # Long enough for an answer that is only slow on a busy machine.
    asking.execute("SELECT papers_config('stall_timeout', ?)",
                   [min(PATIENCE / 2, 3)])
    for fault, values in (("status", {}), ("html", {}), ("truncate", {}),
                          ("error_object", {}), ("stall", {"after": -1}),
                          ("truncate", {"framing": "close"}),
                          ("body", {"text": '{"a":1}'})):
        hub.reset()
        hub.fault(fault, match=match, **values)
        error = str(failure(asking, sql))
        assert re.match(r"papers: the [^:]+ could not be fetched: ", error)
        assert match in error
    works(asking, hub)


def test_a_failure_is_not_remembered(asking, hub):
    """The next statement asks again."""
    asking.execute("SELECT papers_config('retries', 0)")
    hub.fault("status", count=1)
    failure(asking)
    assert asking.execute(DAY_SQL).fetchall() == WHOLE


def test_a_limit_on_the_hub_is_waited_for_by_all(asking, hub):
    hub.limit(left=1, seconds=1)
    began = time.monotonic()
    rows = asking.execute("SELECT DISTINCT listed FROM papers "
                          "WHERE week = '2026-W31'").fetchall()
    assert len(rows) == 5
    assert time.monotonic() - began > 0.9
    assert len([row for row in hub.asked() if row["status"] == 429]) <= 8


def test_nobody_listens(asking):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = "http://127.0.0.1:%d" % server.getsockname()[1]
    asking.execute("SELECT papers_config('endpoint', ?)", (url,))
    assert str(failure(asking)) == (
        f"papers: the listing of {DAY} could not be fetched: could not connect "
        f"to 127.0.0.1: connection refused, 2 attempts ({url}{DAY_PATH})")


@pytest.mark.parametrize("sql, what", [
    (DAY_SQL, f"the listing of {DAY}"),
    ("SELECT id FROM papers LIMIT 1", "the newest listing"),
    ("SELECT id FROM papers WHERE feed = 'trending'", "the trending list"),
    ("SELECT id FROM papers WHERE feed = 'new'", "the newest papers"),
    ("SELECT id FROM papers('two words')", "the search for 'two words'"),
    ("SELECT id FROM papers WHERE id = 'cs/0112017'", "the paper cs/0112017")])
def test_an_error_says_what_and_where(asking, hub, sql, what):
    hub.fault("html")
    error = str(failure(asking, sql))
    (asked,) = hub.asked()
    meant = "JSON" if "listing" in what or "search" in what else ""
    assert error.startswith(f"papers: {what} could not be fetched: "
                            f"an HTML page where {meant}")
    assert error.endswith(f"({hub.url}{asked['target']})")


def test_what_the_service_says_is_shown_as_text(asking, hub):
    """Control characters and bytes that are no UTF-8 stay out of terminals."""
    hub.fault("status", status=400, match="search",
              message="a\x1b[31m\x07\r\nb \u00e9 " + "x" * 5000)
    error = str(failure(asking, "SELECT id FROM papers('x')"))
    assert not re.search(r"[\x00-\x1f\x7f]", error) and len(error) < 1100
    hub.reset()
    hub.fault("body", text='{"error":"\\u0000\\ud800\\u001b[31m!"}')
    error = str(failure(asking, "SELECT id FROM papers('x')"))
    assert "the service says: " in error and "[31m!" in error
    assert not re.search(r"[\x00-\x1f\x7f]", error)


def test_offline(asking, hub):
    asking.execute("SELECT papers_config('offline', 1)")
    assert "offline (HF_HUB_OFFLINE or papers_config('offline'))" in str(
        failure(asking))
    assert hub.asked() == []
    asking.execute("SELECT papers_config('offline', 0)")
    works(asking, hub)


def test_offline_by_the_environment(shell, hub):
    done = shell(DAY_SQL + ";\nSELECT 5;\n", HF_ENDPOINT=hub.url,
                 HF_HUB_OFFLINE="1")
    assert "offline (HF_HUB_OFFLINE" in done.stderr
    assert done.stdout == "5\n" and hub.asked() == []


# -- the token

@pytest.mark.parametrize("fault, values", [
    ("redirect_other", {}), ("redirect_other", {"status": 301}),
    ("redirect_other", {"status": 307, "count": 3})])
def test_the_token_goes_to_no_other_origin(asking, hub, fault, values):
    asking.execute("SELECT papers_config('token', 'hf_secret')")
    hub.fault(fault, **values)
    assert asking.execute(DAY_SQL).fetchall() == WHOLE
    rows = hub.asked()
    assert len(rows) >= 2
    for row in rows:
        own = row["headers"]["host"].startswith("127.0.0.1:")
        assert ("authorization" in row["headers"]) == own
    assert any(row["headers"]["host"].startswith("localhost") for row in rows)


def test_the_token_stays_with_its_own_origin(asking, hub):
    asking.execute("SELECT papers_config('token', 'hf_secret')")
    hub.fault("redirect")
    assert asking.execute(DAY_SQL).fetchall() == WHOLE
    assert [row["headers"].get("authorization") for row in hub.asked()] == [
        "Bearer hf_secret"] * 2


# -- stopping

def test_ctrl_c_in_the_shell(hub):
    """On a terminal, as people do it."""
    hub.fault("stall", match="date=", after=100)
    leader, follower = pty.openpty()
    child = subprocess.Popen(
        [*WRAP, "sqlite3", "-cmd", f".load {LIBRARY}"], stdin=follower,
        stdout=follower, stderr=follower, start_new_session=True,
        preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        env={**os.environ, "HF_ENDPOINT": hub.url, "TERM": "dumb"})
    os.close(follower)
    shown = b""

    def until(text):
        nonlocal shown
        end = time.monotonic() + 10 * PATIENCE
        while text not in shown:
            left = end - time.monotonic()
            assert left > 0 and select.select([leader], [], [], left)[0], shown
            shown += os.read(leader, 4096)
        shown = shown.split(text, 1)[1]

    try:
        until(b"sqlite> ")
        os.write(leader, DAY_SQL.encode() + b";\n")
        until(b";\r\n")
        while not hub.asked():
            time.sleep(0.01)
        time.sleep(0.2)
        began = time.monotonic()
        os.write(leader, b"\x03")
        until(b"interrupted")
        until(b"sqlite> ")
        assert time.monotonic() - began < 0.5 * PATIENCE
        hub.reset()
        os.write(leader, b"SELECT 'still', count(*) FROM papers WHERE "
                         b"listed = '2026-07-30';\n")
        until(b"still|7")
        os.write(leader, b".quit\n")
        assert child.wait(10 * PATIENCE) in (0, 1)    # there was an error
    finally:
        child.kill()
        child.wait()
        os.close(leader)


WAITS = [("stall", {"after": 100}), ("stall", {"after": -1}),
         ("delay", {"seconds": 30}), ("drip", {"rate": 100}),
         ("rate_limit", {"wait": 1}), ("status", {"status": 503})]


@pytest.mark.parametrize("how", ["interrupt", "progress handler"])
@pytest.mark.parametrize("fault, values", WAITS, ids=str)
def test_every_wait_can_be_stopped(hub, how, fault, values):
    db = connect_from_anywhere()
    db.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
    hub.fault(fault, **values)
    began = time.monotonic()
    if how == "interrupt":
        threading.Timer(0.3, db.interrupt).start()
    else:
        db.set_progress_handler(lambda: time.monotonic() - began > 0.3, 1000)
    error = failure(db)
    assert 0.29 < time.monotonic() - began < 0.3 + 0.5 * PATIENCE
    assert str(error) == "papers: interrupted"
    assert getattr(error, "sqlite_errorcode", 9) == CODES["INTERRUPT"]
    db.set_progress_handler(None, 0)
    works(db, hub)
    db.close()


def test_a_query_that_does_not_wait_can_be_stopped(asking):
    """Nor does one that goes through answers it has."""
    asking.create_function("stop", 0, lambda: asking.interrupt())
    with pytest.raises(sqlite3.OperationalError, match="interrupted"):
        asking.execute("SELECT stop(), p.id FROM papers p, papers q WHERE "
                       "p.listed = '2026-07-30' AND q.listed = p.listed"
                       ).fetchall()


def test_a_kill_in_the_middle_leaves_nothing_behind(hub, tmp_path):
    """SIGINT to a program that does not handle it ends it at once."""
    hub.fault("stall")
    program = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.SIG_DFL)\n"
        "db = conftest.connect()\n"
        "db.execute(\"SELECT papers_config('endpoint', ?)\", sys.argv[1:])\n"
        f"db.execute(\"{DAY_SQL}\").fetchall()\n")
    process = subprocess.Popen(
        **python(program, hub.url, TMPDIR=str(tmp_path)))
    while not hub.asked():
        assert process.poll() is None
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(5 * PATIENCE) == -signal.SIGINT
    assert [path for path in tmp_path.iterdir() if "home" not in path.name
            ] == []


# -- codes

def test_the_code_of_a_failed_disk(hub):
    """An answer that is longer than what may stay in memory goes to a file;
    this process may write none."""
    hub.fault("huge", megabytes=20, framing="length")
    program = (
        "import resource, sqlite3, sys\n"
        "db = conftest.connect()\n"
        "db.execute(\"SELECT papers_config('endpoint', ?)\", sys.argv[1:])\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))\n"
        "try: db.execute('SELECT count(*) FROM papers '\n"
        "    \"WHERE listed = '2026-07-30'\").fetchall()\n"
        "except sqlite3.Error as error:\n"
        "    print(getattr(error, 'sqlite_errorcode', 10), error)\n")
    done = subprocess.run(**python(program, hub.url), capture_output=True)
    assert done.stdout.startswith(
        f"{CODES['IOERR']} papers: the listing of {DAY} could not be fetched: ")
    assert done.returncode == 0 and done.stderr == ""


def test_the_code_of_a_long_answer(asking, hub):
    asking.execute("SELECT papers_config('max_bytes', 1000)")
    error = failure(asking)
    assert isinstance(error, sqlite3.DataError)           # SQLITE_TOOBIG
    assert str(error) == (
        f"papers: the listing of {DAY} could not be fetched: the answer is "
        f"larger than 1000 bytes (max_bytes) ({hub.url}{DAY_PATH})")
    assert getattr(error, "sqlite_errorcode", 18) == CODES["TOOBIG"]
    asking.execute("SELECT papers_config('max_bytes', 1000000)")
    works(asking, hub)


def test_many_failures_leave_the_connection_as_it_was(asking, hub):
    """Errors, restarts and stops by the dozen: no connection, file or request
    stays behind."""
    asking.execute("SELECT papers_config('retries', 0)")
    count = lambda: len(os.listdir("/proc/self/fd"))
    with contextlib.suppress(FileNotFoundError):
        works(asking, hub)
        before = count()
        for fault in ("html", "reset", "truncate", "garbage", "not_http") * 8:
            hub.reset()
            hub.fault(fault)
            failure(asking, "SELECT id FROM papers WHERE week = '2026-W31'")
        works(asking, hub)
        assert count() <= before + 16        # connections that are kept
