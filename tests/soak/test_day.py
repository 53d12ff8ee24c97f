"""A day of several users in seconds: the extension and the hub have a clock
that the test sets, and every request is one that the rules of the cache demand.

The users are processes that share one cache file. Between two statements pass
minutes: listings gain votes, answers grow old, it becomes midnight in
Greenwich and then in New York, where the Hub's day changes."""

import contextlib
import datetime
import json
import os
import random
import sqlite3
import struct
import subprocess
import sys
import types

import pytest

import hub as hub_module
import hub_faults
from conftest import BUILD, python
from hub import Hub

HOURS = float(os.environ.get("PAPERS_HOURS") or 30)
SEED = int(os.environ.get("PAPERS_SEED") or 1)
MINUTE, HOUR, DAY = 60, 3600, 86400
# Requests take a moment, which must not lead into the second before.
START = datetime.datetime(2026, 9, 14, 18, 0, 0, 900000, datetime.timezone.utc)
ZERO = datetime.date(2026, 8, 20)          # the first day with papers

pytestmark = [
    pytest.mark.slow, pytest.mark.hostless,
    pytest.mark.skipif(not sys.platform.startswith("linux"),
                       reason="the clock is set by LD_PRELOAD")]

USER = """
import json, sqlite3, sys
db = conftest.connect()
for line in sys.stdin:
    try:
        said = {"rows": db.execute(*json.loads(line)).fetchall()}
    except sqlite3.Error as error:
        said = {"error": str(error)}
    print(json.dumps(said), flush=True)
"""


def day_of(moment):
    """In Greenwich."""
    return datetime.datetime.fromtimestamp(moment, datetime.timezone.utc).date()


def newest_day(moment):
    """In New York, in summer."""
    return day_of(moment - 4 * HOUR)


class Clock:
    """What time it is for the users and the hub."""

    def __init__(self, file):
        self.now, self.file = START.timestamp(), file
        file.write_bytes(bytes(16))
        self.skip(0)

    def skip(self, seconds):
        self.now += seconds
        skipped = self.now - START.timestamp()
        with self.file.open("r+b") as clock:      # which users have mapped
            clock.write(struct.pack("dd", self.now, skipped))

    def time(self):
        return self.now

    monotonic = time

    def day(self):
        return day_of(self.now)


class User:
    """A process with a connection."""

    def __init__(self, clock, **settings):
        before = os.environ.get("LD_PRELOAD")
        libraries = [before, f"{BUILD}/soak/clock.so"]
        self.process = subprocess.Popen(**python(
            USER, PAPERS_CLOCK=str(clock.file),
            LD_PRELOAD=":".join(filter(None, libraries))),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        for setting in settings.items():
            assert self.ask("SELECT papers_config(?, ?)", *setting).rows

    def ask(self, sql, *values):
        print(json.dumps([sql, values]), file=self.process.stdin, flush=True)
        said = json.loads(self.process.stdout.readline())
        return types.SimpleNamespace(**{"rows": None, "error": None, **said})

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(60) == 0


class Service:
    """The papers of each day. The votes of a day change every hour while it is
    the newest, and no more when it is a week old."""

    def __init__(self, folder, clock):
        self.folder, self.clock = folder, clock

    def papers(self, day):
        count = 0 if day.weekday() > 4 else 2 + day.day % 3
        return [f"{day:%y%m}.{day.day:02}{n:03}" for n in range(count)]

    def votes(self, day, number, moment):
        age = (day_of(moment) - day).days
        steps = {0: HOUR, 1: HOUR}.get(age, 5 * HOUR)
        return 50 - 10 * number + (int(moment // steps) % 7 if age < 7 else 0)

    def newest(self):
        return newest_day(self.clock.now)

    def write(self):
        """The folder of the hub as it is now."""
        for offset in range((self.newest() - ZERO).days + 1):
            day = ZERO + datetime.timedelta(offset)
            (self.folder / f"{day}.json").write_text(json.dumps([{
                "paper": {"id": paper, "title": f"Paper {paper}",
                          "summary": "About agents.", "authors": [],
                          "submittedOnDailyAt": f"{day}T05:00:00.000Z",
                          "upvotes": self.votes(day, number, self.clock.now)},
                "numComments": number}
                for number, paper in enumerate(self.papers(day))]))


class Expected:
    """What the cache must have, by the rules of the contract."""

    def __init__(self, clock, service):
        self.clock, self.service, self.fetched = clock, service, {}

    @staticmethod
    def day_path(day):
        return f"/api/daily_papers?date={day}&limit=100"

    def age_of_day(self, day):
        """The Hub's newest day can be yesterday's in Greenwich."""
        age = (self.clock.day() - day).days
        return 5 * MINUTE if age <= 1 else HOUR if age <= 7 else 7 * DAY

    def is_old(self, path, age):
        fetched = self.fetched.get(path)
        return fetched is None or self.clock.now - fetched >= age

    def note(self, path, age):
        """Whether the path must be requested; it is then."""
        if not self.is_old(path, age):
            return []
        self.fetched[path] = self.clock.now
        return [path]

    def days(self, first, last):
        """What a query of these days requests."""
        needed = []
        for offset in range((last - first).days + 1):
            day = first + datetime.timedelta(offset)
            if day <= self.service.newest() + datetime.timedelta(1):
                needed += self.day(day)
        return needed

    def day(self, day):
        if day <= self.service.newest():
            return self.note(self.day_path(day), self.age_of_day(day))
        refused = self.note(self.day_path(day), 5 * MINUTE)
        return refused + (self.newest() if refused else [])

    def forget_refusals(self, first, newest):
        """Of days that have begun since, as the newest listing shows."""
        for offset in range((newest - first).days + 1):
            day = first + datetime.timedelta(offset)
            fetched = self.fetched.get(self.day_path(day))
            if fetched is not None and day > newest_day(fetched):
                del self.fetched[self.day_path(day)]

    NEWEST = "/api/daily_papers?limit=100"

    def newest(self):
        return self.note(self.NEWEST, 5 * MINUTE)

    def known_newest(self):
        """The newest day that had papers when the newest listing came."""
        day = newest_day(self.fetched[self.NEWEST])
        while not self.service.papers(day):
            day -= datetime.timedelta(1)
        return day

    def rows(self, day):
        """The rows of a day as they were when its answer came."""
        fetched = self.fetched.get(self.day_path(day))
        if fetched is None or day > newest_day(fetched):
            return []
        return [[paper, rank, self.service.votes(day, rank - 1, fetched),
                 moment(fetched)]
                for rank, paper in enumerate(self.service.papers(day), 1)]


def moment(seconds):
    return datetime.datetime.fromtimestamp(
        seconds, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


ROWS = "SELECT id, rank, upvotes, fetched_at FROM papers "


class World:
    """All of it, and one statement of each kind. What was requested is compared
    with what had to be, after each."""

    def __init__(self, tmp_path, monkeypatch, stack):
        self.clock = Clock(tmp_path / "clock")
        for module in (hub_module, hub_faults):
            monkeypatch.setattr(module, "time", self.clock)
        folder = tmp_path / "days"
        folder.mkdir()
        self.service = Service(folder, self.clock)
        self.service.write()
        self.cache = tmp_path / "cache" / "cache.db"
        self.hub = stack.enter_context(Hub(folder, etag=True))
        self.stack = stack
        self.expected = Expected(self.clock, self.service)
        self.requests = self.revalidated = self.statements = 0

    def user(self, **settings):
        user = User(self.clock, **{"endpoint": self.hub.url, "retries": 0,
                                   "cache": str(self.cache), **settings})
        self.stack.callback(user.close)
        return user

    def cache_size(self):
        """Of the file when its log is written back."""
        with contextlib.closing(sqlite3.connect(self.cache)) as db:
            (size,), = db.execute("SELECT page_count * page_size FROM "
                                  "pragma_page_count, pragma_page_size")
            return size

    def skip(self, seconds):
        self.clock.skip(seconds)
        self.service.write()
        self.hub.set(newest=str(self.service.newest()))

    def ask(self, user, sql, *values):
        with self.hub.lock:
            self.hub.log.clear()
        said = user.ask(sql, *values)
        asked = self.hub.asked()
        self.statements += 1
        self.requests += len(asked)
        self.revalidated += sum(row["status"] == 304 for row in asked)
        return said, [row["target"] for row in asked]

    def check(self, user, requests, rows, sql, *values):
        """The statement makes these requests, in any order, and has these
        rows."""
        said, asked = self.ask(user, sql, *values)
        where = (moment(self.clock.now), sql, values)
        assert said.error is None, where
        assert sorted(asked) == sorted(requests), where
        assert said.rows == rows, where

    def day(self, user, day):
        self.days(user, day, day)

    def days(self, user, first, last):
        requests = self.expected.days(first, last)
        rows = [row for offset in range((last - first).days + 1)
                for row in self.expected.rows(last
                                              - datetime.timedelta(offset))]
        self.check(user, requests, rows,
                   ROWS + "WHERE listed BETWEEN ? AND ?", str(first), str(last))

    def since(self, user, first):
        """A range that is open at its end: the newest day must be known."""
        requests = self.expected.newest()
        newest = self.expected.known_newest()
        self.expected.forget_refusals(first, newest)
        requests += self.expected.days(first, newest)
        rows = [row for offset in range((newest - first).days + 1)
                for row in self.expected.rows(newest
                                              - datetime.timedelta(offset))]
        self.check(user, requests, rows, ROWS + "WHERE listed >= ?", str(first))

    def paper(self, user, day):
        """Its record, and its row in the listing that the record names."""
        paper = self.service.papers(day)[0]
        requests = self.expected.note(f"/api/papers/{paper}", HOUR)
        requests += self.expected.days(day, day)
        self.check(user, requests, [[paper, 1, 0]], "SELECT id, rank, comments "
                   "FROM papers WHERE id = ?", paper)

    def comments(self, user, day):
        paper = self.service.papers(day)[0]
        requests = self.expected.note(f"/api/papers/{paper}?field=comments",
                                      5 * MINUTE)
        self.check(user, requests, [[0]], "SELECT count(*) "
                   "FROM papers_comments WHERE paper = ?", paper)

    def search(self, user, word):
        requests = self.expected.note(
            f"/api/papers/search?q={word}&limit=120", HOUR)
        said, asked = self.ask(user, "SELECT count(*) FROM papers(?)", word)
        assert (asked, said.error) == (requests, None)

    def trending(self, user):
        requests = self.expected.note(
            "/api/daily_papers?sort=trending&limit=100", 5 * MINUTE)
        said, asked = self.ask(user, "SELECT count(*) FROM papers "
                               "WHERE feed = 'trending'")
        assert (asked, said.error) == (requests, None)

    def one_of_all(self, chance, user):
        """A statement such as people make, of a random kind."""
        today = self.clock.day()
        listed = today - datetime.timedelta(chance.randrange(2, 20))
        while not self.service.papers(listed):
            listed -= datetime.timedelta(1)
        chance.choice([
            lambda: self.day(user, self.service.newest()),
            lambda: self.day(user, today),
            lambda: self.day(user, today + datetime.timedelta(
                chance.randrange(3))),
            lambda: self.day(user, listed),
            lambda: self.days(user, listed - datetime.timedelta(6), listed),
            lambda: self.since(user, today - datetime.timedelta(
                chance.randrange(4))),
            lambda: self.paper(user, listed),
            lambda: self.comments(user, listed),
            lambda: self.search(user, chance.choice(["agents", "2609"])),
            lambda: self.trending(user)])()


@pytest.fixture
def world(tmp_path, monkeypatch):
    with contextlib.ExitStack() as stack:
        yield World(tmp_path, monkeypatch, stack)


def test_every_request_of_a_day_is_one_that_the_rules_demand(world):
    chance = random.Random(SEED)
    users = [world.user() for _ in range(3)]
    end = world.clock.now + HOURS * HOUR
    while world.clock.now < end:
        place = chance.randrange(len(users))
        if chance.random() < .02:
            users[place] = world.user()      # a shell that was started again
        world.one_of_all(chance, users[place])
        world.skip(chance.choice([1, 20, 100, 200, 299, 301, 900]))
    assert world.statements > 8 * HOURS
    assert world.revalidated > world.requests / 20
    print(f"{HOURS:g} hours: {world.statements} statements, {world.requests} "
          f"requests, {world.revalidated} of them answered with 304")


def test_a_day_that_was_ahead_a_moment_ago(world):
    """Its refusal is remembered for five minutes, but not by a statement that
    knows that the day has begun."""
    user, tomorrow = world.user(), START.date() + datetime.timedelta(1)
    midnight = datetime.datetime.combine(tomorrow, datetime.time(4),
                                         datetime.timezone.utc)
    world.skip(int((midnight - START).total_seconds()) - 180)
    world.since(user, START.date())
    world.skip(60)
    world.day(user, tomorrow)
    world.skip(242)
    world.day(user, tomorrow)
    assert world.expected.rows(tomorrow) == []
    world.since(user, tomorrow)
    assert len(world.expected.rows(tomorrow)) == 2
    world.day(user, tomorrow)


def test_an_hour_without_the_service_gives_what_is_kept(world):
    """And each statement tries again, so that the first one after the hour has
    the new rows."""
    user, day = world.user(), START.date()
    world.day(user, day)
    before = world.expected.rows(day)
    world.hub.fault("status", status=503)
    for _ in range(12):
        world.skip(301)
        said, asked = world.ask(user, ROWS + "WHERE listed = ?", str(day))
        assert (said.rows, len(asked)) == (before, 1)
        said, asked = world.ask(user, "SELECT DISTINCT cache FROM papers "
                                "WHERE listed = ?", str(day))
        assert (said.rows, len(asked)) == ([["stale"]], 1)
    said, _ = world.ask(user, ROWS + "WHERE listed = '2026-09-01'")
    assert "the service answered 503" in said.error
    world.hub.faults.clear()
    world.day(user, day)
    assert world.expected.rows(day) != before


@pytest.mark.parametrize("left", [290, 70])
def test_a_spent_rate_limit_lasts_until_its_window_ends(world, left):
    """What is kept is given meanwhile, what is not is an error that says when
    to come back."""
    user, day = world.user(), START.date()
    world.day(user, day)
    before = world.expected.rows(day)
    world.skip(301)
    world.hub.limit(left=0, seconds=left)
    said, _ = world.ask(user, ROWS + "WHERE listed = ?", str(day))
    assert said.rows == before
    said, _ = world.ask(user, ROWS + "WHERE listed = '2026-09-01'")
    assert f"rate limited, resets in {left + 1} s" in said.error \
        or f"rate limited, resets in {left} s" in said.error
    world.skip(left + 1)
    world.day(user, day)
    world.day(user, datetime.date(2026, 9, 1))


def test_a_short_rate_limit_is_waited_for(world):
    user, day = world.user(retries=4), START.date()
    world.hub.fault("rate_limit", how="date", wait=2, count=1)
    said, asked = world.ask(user, "SELECT count(*), max(cache) FROM papers "
                            "WHERE listed = ?", str(day))
    assert (said.rows[0][1], len(asked)) == ("network", 2)


def test_what_is_used_outlives_what_is_not(world):
    """Through a day in a cache that has room for a dozen listings. It notes
    once an hour that an answer was used. On a busy machine it may need the next
    answer to become small enough again."""
    days = [ZERO + datetime.timedelta(number) for number in range(18)]
    papers = {str(day): [[f"{day:%y%m}.{day.day:02}{n:03}"] for n in range(40)]
              for day in days}
    for day, ids in papers.items():
        (world.service.folder / f"{day}.json").write_text(json.dumps([
            {"paper": {"id": paper, "title": paper, "summary": "words " * 50}}
            for paper, in ids]))
    user, used, *others = world.user(cache_size=200000), *papers
    requests = []
    for number in range(96):
        world.clock.skip(15 * MINUTE)
        for day in (used, others[number % len(others)]):
            said, asked = world.ask(user, "SELECT id FROM papers "
                                    "WHERE listed = ? AND title <> ''", day)
            assert said.rows == papers[day]
            requests += asked
        assert world.cache_size() <= 200000 + 50000
    assert requests.count(Expected.day_path(used)) == 1
    assert len(requests) > 90
