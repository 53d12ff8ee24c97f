"""A month with the script of docs/setup.md, on a database that version 1 of the
scripts had made: some days two of it run at once, on one the Hub is away, a
digest is renamed, the file is dumped and restored, papers come late to a
listing and are voted up late. The clock of the script is that of the month."""

import collections
import datetime
import shutil
import sqlite3
import subprocess

import pytest

import daily
import scripts
from conftest import PATIENCE, connect
from test_reader_month import DAYS, World
from test_upgrade import KEPT, OLD

pytestmark = [*scripts.needs, pytest.mark.skipif(
    shutil.which("flock") is None, reason="flock is not installed")]

TWICE = {DAYS[number] for number in (6, 13, 20)}
AWAY, RENAMED, RESTORED = DAYS[9], DAYS[15], DAYS[22]
LIMIT = 20


class Month:
    """The world, its reader's folder, and what the reader wrote."""

    def __init__(self, hub_of, folder):
        self.world = World()
        self.hub = hub_of(scripts.write(folder / "hub", {}))
        self.place = daily.Place(folder / "ada", self.hub, OLD)
        self.script = self.place.script.read_text()
        self.notes, self.marks = [], {}
        self.place.query("UPDATE digests SET recipients = NULL")
        self.place.query("DELETE FROM alerts")
        self.place.query(
            "INSERT INTO alerts (name, query, weight, since) VALUES "
            "('video', 'video', 1, ?1), ('sound', 'speech', 2, ?1), "
            "('no graphs', 'graphs OR 8', -9, ?1)", DAYS[0].isoformat())
        self.place.query(
            "INSERT INTO digests (name, source, min_upvotes, marked, "
            "recipients) VALUES ('found', 'alerts', 0, 1, 'a@x.org'), "
            "('votes', 'listing', ?, 1, 'a@x.org')", LIMIT)

    def late(self, today):
        """A paper that comes four days late stands in no listing before."""
        for day in DAYS:
            for paper in self.world.listings[day]:
                if (int(paper.id[5:]) % 9 == 0 and paper.first == day
                        and (today - day).days < 4):
                    yield paper

    def run(self, today):
        """One run of cron, or two at once: whether it went well."""
        hidden = list(self.late(today))
        shown = dict(self.world.listings)
        self.world.listings = {day: [paper for paper in papers
                                     if paper not in hidden]
                               for day, papers in shown.items()}
        self.world.show(self.hub, today)
        self.world.listings = shown
        self.place.script.write_text(self.script.replace(
            "date('now'", f"date('{today}'"))
        running = [self.place.start() for _ in range(1 + (today in TWICE))]
        if today in TWICE:
            self.note(today, "while two wait")
        ended = [each.communicate(timeout=120 * PATIENCE) for each in running]
        assert today == AWAY or ended == [("", "")] * len(running)
        return [each.returncode for each in running] == [0] * len(running)

    def note(self, today, text):
        """As somebody types it, in a shell with the manual's settings."""
        db = connect(str(self.place.file))
        db.execute("PRAGMA busy_timeout = 60000")
        db.execute("SELECT papers_config('endpoint', ?)", (self.hub.url,))
        paper = f"2604.{90000 + len(self.notes)}"
        db.execute("INSERT INTO notes (paper, note) VALUES (?, ?)",
                   (paper, f"{today}: {text}"))
        db.close()
        self.notes.append((paper, f"{today}: {text}"))

    def mark(self, today):
        """The best of the newest listing, from the library."""
        (paper,), = self.place.query(
            "SELECT id FROM library WHERE listed = (SELECT listed FROM library"
            " WHERE listed <= ? LIMIT 1) LIMIT 1", today.isoformat())
        self.hub.reset()
        state = ["to read", "read", "skipped"][today.day % 3]
        self.place.query("INSERT INTO mark (paper, state) VALUES (?, ?)",
                         f"https://arxiv.org/abs/{paper}v2", state)
        assert self.hub.asked() == []       # the library has it
        self.marks[paper] = state

    def restore(self):
        """The two lines of the manual, and the old file is gone."""
        before = daily.contents(self.place.file)
        done = subprocess.run(
            ["sh", "-e", "-c", self.place.here(daily.block("sh", ".dump"))],
            cwd=self.place.folder, text=True, capture_output=True)
        assert (done.returncode, done.stderr) == (0, "")
        for suffix in "", "-wal", "-shm":
            self.place.file.with_name("papers.db" + suffix).unlink(
                missing_ok=True)
        shutil.move(self.place.folder / "restored.db", self.place.file)
        assert daily.contents(self.place.file) == before

    def live(self):
        for today in DAYS:
            if today == AWAY:
                url, self.hub.url = self.hub.url, "http://127.0.0.1:1"
                before = daily.contents(self.place.file)
                assert not self.run(today)
                assert daily.contents(self.place.file) == before
                self.hub.url = url
                continue
            assert self.run(today)
            self.note(today, "in the evening")
            self.mark(today)
            if today == RENAMED:
                self.place.query("UPDATE digests SET name = 'best of all', "
                                 "title = 'Best' WHERE name = 'votes'")
            if today == RESTORED:
                self.restore()


@pytest.fixture
def month(hub_of, tmp_path, monkeypatch):
    made = Month(hub_of, tmp_path)
    monkeypatch.setenv("HF_ENDPOINT", made.hub.url)
    made.live()
    return made


def check_kept(month):
    world, query = month.world, month.place.query
    assert {(listed, paper) for paper, listed in query(
        "SELECT id, listed FROM library WHERE listed >= ?",
        DAYS[0].isoformat())} == {
        (day.isoformat(), paper.id) for day in DAYS
        for paper in world.listings[day]
        if paper not in list(month.late(DAYS[-1]))}
    assert sorted(row for row in query("SELECT paper, note FROM notes")
                  if row[0] > "2604") == month.notes
    assert dict(row for row in query("SELECT paper, state FROM reading_list")
                if row[0] > "2604") == month.marks


def check_the_old(month, before):
    """All that version 1 had is there."""
    db = connect(str(month.place.file))
    for name in ("notes", "tags", "reading_list", "library_observations",
                 "library_papers", "library_trends", "alert_matches",
                 "digest_mails", "digest_mailed"):
        rows = set(map(repr, db.execute(f"SELECT {KEPT[name]} FROM {name}")))
        assert before[name] <= rows, name
    db.close()


def check_mailed(month):
    """Each once: all that the alerts found, and all that had the upvotes
    within a week of its day."""
    world, sent = month.world, month.place.mailed()
    times = collections.Counter(paper for mail in sent for paper in mail)
    by_alert = {paper.id for paper in world.papers.values()
                if paper.word in ("video", "speech")
                and not paper.title.startswith("Paper 8 ")}
    hidden = {paper.id for paper in month.late(DAYS[-1])}
    voted = set()
    for today in DAYS:
        newest = world.newest(today)
        for paper in world.papers.values():
            if (paper.first <= newest and (newest - paper.first).days < 7
                    and today != AWAY and paper.upvotes(today) >= LIMIT
                    and paper not in list(month.late(today))):
                voted.add(paper.id)
    alerts, votes = [collections.Counter(
        row[0] for row in month.place.query(
            "SELECT paper FROM digest_mailed WHERE digest = ?", name))
        for name in ("found", "best of all")]
    assert set(alerts) == by_alert - hidden
    assert voted - hidden <= set(votes)
    assert all(world.papers[paper].upvotes(DAYS[-1]) >= LIMIT
               for paper in votes)
    assert times == alerts + votes
    assert len(votes) > 20 and len(alerts) > 20
    late = {paper.id for paper in world.papers.values()
            if int(paper.id[5:]) % 9 == 0}
    assert late & set(votes) and late & set(alerts)


def check_my_own(month):
    """0 requests for what is one's own."""
    month.hub.reset()
    assert len(month.place.query("SELECT * FROM noted")) >= len(month.notes)
    reading = month.place.query("SELECT paper, title FROM reading")
    assert {paper for paper, state in month.marks.items()
            if state == "to read"} <= {row[0] for row in reading}
    month.place.query("SELECT * FROM tagged")
    month.place.query("SELECT * FROM csv_reading")
    for kind in "html", "markdown", "rss", "atom":
        month.place.query(f"SELECT page FROM digest_{kind}")
    assert month.hub.asked() == []


def test_a_month_with_the_script_of_the_manual(month, tmp_path):
    old = sqlite3.connect(tmp_path / "old.db")
    old.executescript(OLD)
    before = {name: set(map(repr, old.execute(
        f"SELECT {columns} FROM {name}"))) for name, columns in KEPT.items()}
    old.close()
    check_kept(month)
    check_the_old(month, before)
    check_mailed(month)
    check_my_own(month)
