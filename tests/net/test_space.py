"""The temporary space of a statement has a bound, whatever the service sends:
bodies make room for each other, and come again when they are wanted."""

import contextlib
import os
import threading

import pytest

from conftest import connect

pytestmark = [pytest.mark.slow, pytest.mark.measures]

MAX_BYTES = 10_000_000
MOST = 2 * MAX_BYTES + 64 * 1024 * 1024
DAYS, EACH = 16, 9                                   # megabytes
COUNT = ("SELECT count(*), count(DISTINCT id) FROM papers WHERE listed "
         "BETWEEN '2026-06-01' AND '2026-06-%02d'" % DAYS)
ROWS = DAYS * EACH * 500


def is_temporary(name):
    """Made by tmpfile(): without a name, or with one in no folder of a test."""
    return name.endswith("(deleted)") and os.path.dirname(name) == "/tmp"


class Watch:
    """Looks at the size of this process's temporary files all the time."""

    def __init__(self):
        self.most = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.look)

    def look(self):
        while not self.over.wait(0.005):
            size = 0
            for name in os.listdir("/proc/self/fd"):
                with contextlib.suppress(OSError):
                    if is_temporary(os.readlink("/proc/self/fd/" + name)):
                        size += os.stat("/proc/self/fd/" + name).st_size
            self.most = max(self.most, size)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


@pytest.fixture
def db(hub, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    hub.fault("huge", megabytes=EACH, framing="length", match="2026-06-")
    with contextlib.closing(connect()) as db:
        db.execute("SELECT papers_config('max_bytes', ?)", (MAX_BYTES,))
        yield db


def test_many_long_answers_stay_within_the_bound(db, hub):
    with Watch() as watch:
        assert db.execute(COUNT).fetchall() == [(ROWS, ROWS // DAYS)]
    assert 4 * EACH * 10 ** 6 < watch.most < MOST
    assert len(hub.asked()) == DAYS


def test_what_had_to_go_is_asked_for_again(db, hub):
    with Watch() as watch:
        assert db.execute(f"{COUNT} UNION ALL {COUNT} ORDER BY 1").fetchall(
            ) == [(ROWS, ROWS // DAYS)] * 2
    assert watch.most < MOST
    assert DAYS < len(hub.asked()) <= 2 * DAYS


def test_what_had_to_go_comes_from_the_cache(db, hub, tmp_path):
    db.execute("SELECT papers_config('cache', ?)", (str(tmp_path / "c.db"),))
    db.execute("SELECT papers_config('cache_size', 1000000000)")
    with Watch() as watch:
        assert db.execute(f"{COUNT} UNION ALL {COUNT} ORDER BY 1").fetchall(
            ) == [(ROWS, ROWS // DAYS)] * 2
    assert watch.most < MOST
    assert len(hub.asked()) == DAYS
    with Watch() as watch:
        assert db.execute(f"{COUNT} UNION ALL {COUNT} ORDER BY 1").fetchall(
            ) == [(ROWS, ROWS // DAYS)] * 2
    assert watch.most < MOST
    assert len(hub.asked()) == DAYS


def test_what_is_asked_for_again_counts_as_a_request(db, hub):
    db.execute("SELECT papers_config('max_requests', ?)", (DAYS + 2,))
    with pytest.raises(Exception, match=f"more than {DAYS + 2} requests"):
        db.execute(f"{COUNT} UNION ALL {COUNT}").fetchall()
    assert len(hub.asked()) <= DAYS + 2


def test_who_is_in_the_middle_of_an_answer_keeps_it(db, hub):
    """The outer scan is at its first rows while the inner ones go through
    more than there is room for."""
    sql = ("SELECT a.id, (SELECT count(*) FROM papers b WHERE b.listed BETWEEN "
           "'2026-06-02' AND '2026-06-12' AND b.id >= a.id) FROM papers a "
           "WHERE a.listed = '2026-06-01' LIMIT 3")
    db.execute("SELECT papers_config('max_requests', 5000)")
    rows = db.execute(sql).fetchall()
    count = 11 * EACH * 500
    assert rows == [("2001.00000", count), ("2001.00001", count - 11),
                    ("2001.00002", count - 22)]
    assert len(hub.asked("06-01")) == 1


def test_the_temporary_file_is_cut_when_the_statement_ends(db):
    db.execute(COUNT).fetchall()
    with Watch() as watch:
        watch.over.wait(0.05)
    assert watch.most == 0
