"""A library on several machines, as docs/cluster.md tells it: three nodes, a slow
hub and twenty readers. In the first story one node is killed and comes back, and
of two fetchers the first one is stopped and wakes up again; in the second one the
node is killed that takes the writes. Nothing is lost, nothing is there twice. An
engine that is not on this machine is skipped by its name.

Run as a program, this runs each once and writes the figures into the manual."""

import collections
import contextlib
import itertools
import pathlib
import re
import signal
import sys
import tempfile
import threading
import time

import pytest

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from conftest import LIBRARY, PATIENCE, ROOT, connect  # noqa: E402
from documents import block  # noqa: E402
from engines import Dqlite, Fetcher, Rqlite, Sqld  # noqa: E402
from hub import Hub  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.hostless, pytest.mark.foreign]

MANUAL = ROOT / "docs" / "cluster.md"
ENGINES = [Sqld, Dqlite, Rqlite]
FIRST = "2026-07-13"
LEASE = 4
READERS = 20
AWAY = 3  # seconds that a leader is missing where no other one is elected
KEPT = "SELECT listed, id, rank, title FROM kept ORDER BY listed, rank"


class Readers:
    """They read all nodes in turns, and note how long that took, what was
    refused, and whether what they saw grew and had nothing twice. A copy that was
    away may be behind what it had shown before, until it has caught up."""

    def __init__(self, engine):
        self.engine, self.stopping = engine, threading.Event()
        self.seconds, self.faults = [[], [], []], []
        self.refused = collections.Counter()
        self.threads = [threading.Thread(target=self.read, args=(i % 3,))
                        for i in range(READERS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def read(self, number):
        before, run = 0, self.engine.node(number)
        while not self.stopping.wait(0.1):
            start = time.monotonic()
            try:
                ((rows, apart),) = run(
                    "SELECT count(*), count(DISTINCT listed || id) FROM kept")
            except Exception:  # whatever a dead node gives
                self.refused[number] += 1
                before = before if self.engine.elects else 0
                continue
            self.seconds[number].append(time.monotonic() - start)
            if int(rows) != int(apart) or int(rows) < before:
                self.faults.append((number, before, rows, apart))
            before = int(rows)


def until(what, seconds):
    end = time.monotonic() + seconds * PATIENCE
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def expected(hub):
    hub.reset()
    with contextlib.closing(connect()) as db:
        db.execute("SELECT papers_config('endpoint', ?)", (hub.url,))
        return [list(map(str, row)) for row in db.execute(
            "SELECT listed, id, rank, title FROM papers "
            "WHERE listed >= ? ORDER BY listed, rank", (FIRST,))]


def texts(rows):
    return [list(map(str, row)) for row in rows]


def days_requested(hub):
    """How often each page of a day was requested."""
    return collections.Counter(row["target"] for row in hub.asked("date="))


def live(engine, hub):
    """The whole story; returns its figures."""
    hub.set(delay=1)
    leader, fetchers = engine.leader(), []
    away = (leader + 1) % 3

    def start(name):
        fetchers.append(Fetcher(engine, name, hub.url, FIRST, LEASE))
        return fetchers[-1]

    try:
        one = start("one")
        until(one.days, 30)
        with Readers(engine) as readers:
            two = start("two")
            engine.kill(away)
            until(lambda: len(one.days()) > 2, 30)
            one.process.send_signal(signal.SIGSTOP)
            stopped = time.monotonic()
            until(two.days, 30)
            taken = time.monotonic() - stopped
            one.process.send_signal(signal.SIGCONT)
            assert one.process.wait(20 * PATIENCE) == 3  # it has lost the lock
            engine.start(away)
            until(lambda: two.process.poll() is not None, 60)
        requested, wanted = days_requested(hub), expected(hub)
        assert two.process.returncode == 0, two.days()
        for number in range(3):
            until(lambda: texts(engine.node(number)(KEPT)) == wanted, 20)
    finally:
        for each in fetchers:
            each.kill()
    assert engine.leader() == leader
    assert readers.faults == [] and set(readers.refused) <= {away}
    assert max(requested.values()) <= 2
    return {"rows": len(wanted), "requests": sum(requested.values()),
            "pages": len(requested), "taken": taken,
            "reads": sum(map(len, readers.seconds)),
            "worst": max(seconds for number in range(3) if number != away
                         for seconds in readers.seconds[number])}


def lose_leader(engine, hub):
    """The node that takes the writes is killed while a fetcher writes; returns
    how long nobody could write, after the kill or after it was started again."""
    hub.set(delay=1)
    leader = engine.leader()
    fetcher = Fetcher(engine, "one", hub.url, FIRST, LEASE)
    try:
        until(fetcher.days, 30)
        with Readers(engine) as readers:
            engine.kill(leader)
            begun = time.monotonic()
            if not engine.elects:
                time.sleep(AWAY)
                assert not engine.takes_writes()
                begun = time.monotonic()
                engine.start(leader)
            until(engine.takes_writes, 60)
            without = time.monotonic() - begun
            if engine.elects:
                days = fetcher.days()
                until(lambda: fetcher.days() > days, 60)
                assert engine.leader() != leader
                engine.start(leader)
            until(lambda: fetcher.process.poll() is not None, 120)
        wanted = expected(hub)
        assert fetcher.process.returncode == 0, fetcher.days()
        for number in range(3):
            until(lambda: texts(engine.node(number)(KEPT)) == wanted, 20)
    finally:
        fetcher.kill()
    assert readers.faults == []
    return {"rows": len(wanted), "without": without,
            "reads": sum(map(len, readers.seconds)),
            "worst": max(itertools.chain(*readers.seconds)),
            "refused": readers.refused.pop(leader, 0),
            "elsewhere": sum(readers.refused.values())}


@pytest.fixture(params=ENGINES, ids=lambda kind: kind.name)
def engine(request, tmp_path):
    if not request.param.program:
        pytest.skip(f"{request.param.name} is not here")
    with request.param(tmp_path, LIBRARY) as running:
        yield running


def test_nothing_is_lost_and_nothing_is_there_twice(engine, hub):
    figures = live(engine, hub)
    # No reader waited for the hub, which takes a second for an answer.
    assert figures["worst"] < 1 * PATIENCE, figures


def test_nothing_is_lost_where_the_leader_is_killed(engine, hub):
    figures = lose_leader(engine, hub)
    # Replicas of libSQL answer their readers without the primary.
    assert engine.elects or figures["elsewhere"] == 0, figures


@pytest.mark.skipif(not Sqld.program, reason="sqld is not here")
def test_each_node_of_sqld_has_the_extension(hub, tmp_path, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", hub.url)
    monkeypatch.setenv("PAPERS_CACHE", str(tmp_path / "cache.db"))
    with Sqld(tmp_path, LIBRARY) as engine:
        for number in range(3):
            assert engine.node(number)(
                "SELECT title FROM papers WHERE id = '2607.20011'") == [
                    ["Listed Twice"]]
        with pytest.raises(RuntimeError):
            engine.node(0)("CREATE TEMP TABLE a(b)")


def table(figures):
    lines = ["| engine | rows kept | requests (pages) | another one took over "
             "after | reads by 20 readers | the slowest |",
             "|---|---|---|---|---|---|"]
    for kind, f in figures.items():
        lines.append(
            f"| {kind.name} | {f['rows']} | {f['requests']} ({f['pages']}) "
            f"| {f['taken']:.1f} s | {f['reads']} "
            f"| {f['worst'] * 1000:.0f} ms |")
    return "\n".join(lines) + "\n"


def leader_table(figures):
    lines = ["| engine | the writes go on | after | reads by 20 readers "
             "| the slowest | refused by the killed node | by the others |",
             "|---|---|---|---|---|---|---|"]
    for kind, f in figures.items():
        how = "at another leader" if kind.elects else "when it is back"
        lines.append(
            f"| {kind.name} | {how} | {f['without']:.1f} s | {f['reads']} "
            f"| {f['worst']:.1f} s | {f['refused']} | {f['elsewhere']} |")
    return "\n".join(lines) + "\n"


def program():
    return pathlib.Path(__file__).with_name("fetcher.py").read_text("utf-8")


def written(text, **parts):
    for name, part in parts.items():
        text = re.sub(rf"(?s)(<!-- {name} -->\n).*?(<!-- end -->)",
                      lambda found: found[1] + part + found[2], text)
    return text


def test_the_manual_shows_the_program_that_was_run():
    assert block("cluster.md", "python") == program()


def run(story):
    """The figures of each engine that is here."""
    figures = {}
    for kind in ENGINES:
        if kind.program:
            with tempfile.TemporaryDirectory() as folder, Hub() as hub, \
                    kind(pathlib.Path(folder), LIBRARY) as engine:
                figures[kind] = story(engine, hub)
                print(kind.name, figures[kind])
    return figures


def main():
    text = MANUAL.read_text(encoding="utf-8")
    MANUAL.write_text(written(
        text, fetcher=f"```python\n{program()}```\n", figures=table(run(live)),
        leader=leader_table(run(lose_leader))), encoding="utf-8")


if __name__ == "__main__":
    main()
