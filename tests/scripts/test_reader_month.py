"""A month in a reader's life: every day listings are kept, alerts run, papers
marked, tagged, noted and read, mail is sent; upvotes move, code appears, and
some papers are listed twice. What all the views hold in the end is worked out
here a second time, without SQL."""

import datetime
import json
import random
import re
import xml.etree.ElementTree as ElementTree

import pytest

import scripts
from scripts import keep, reader, send, text_of  # noqa: F401 (a fixture)

pytestmark = scripts.needs

FIRST = datetime.date(2026, 4, 6)             # a Monday
DAYS = [FIRST + datetime.timedelta(n) for n in range(30)]
WORDS = ["graphs", "video", "speech", "agents", "kernels", "tables"]
PEOPLE = ["Ada Byron", "Émile Zola", "Li Wei", "Grace Hopper", "Ψ Omega"]
WINDOW = 7           # days that are kept again every day
RAN = [day for day in DAYS if day.day % 6]   # the reader misses some days


class Paper:
    """What the world knows of a paper on a day."""

    def __init__(self, chance, number, day):
        self.id = "26%02d.%05d" % (day.month, number)
        self.first, self.again = day, None
        self.word = chance.choice(WORDS)
        self.title = f"Paper {number} on {self.word}"
        self.authors = chance.sample(PEOPLE, chance.randrange(1, 4))
        self.base, self.grows = chance.randrange(20), chance.randrange(6)
        self.code_after = chance.choice([None, 0, 0, 2, 4])

    def upvotes(self, day):
        return self.base + self.grows * min((day - self.first).days, 8)

    def repo(self, day):
        if (self.code_after is None or
                (day - self.first).days < self.code_after):
            return None
        return f"https://github.com/lab/{self.word}-{self.id[5:]}"

    def entry(self, day):
        more = {"githubRepo": self.repo(day), "githubStars": 1}
        return scripts.entry(self.id, self.title, self.upvotes(day),
                             authors=self.authors,
                             **(more if self.repo(day) else {}))


class World:
    """The listings, as they stand on a day."""

    def __init__(self, seed=5):
        chance, self.papers, self.listings, number = (
            random.Random(seed), {}, {}, 0)
        for day in DAYS:
            self.listings[day] = [] if day.weekday() > 4 else self.again(
                chance, day)
            for _ in range(0 if day.weekday() > 4 else
                           chance.randrange(3, 8)):
                number += 1
                paper = Paper(chance, number, day)
                self.papers[paper.id] = paper
                self.listings[day].append(paper)

    def again(self, chance, day):
        """Sometimes a paper of the days before is listed a second time."""
        old = [paper for paper in self.papers.values()
               if not paper.again and 0 < (day - paper.first).days < 5]
        if not old or chance.random() < .5:
            return []
        paper = chance.choice(old)
        paper.again = day
        return [paper]

    def listing(self, day, as_of):
        return sorted(self.listings[day],
                      key=lambda paper: (-paper.upvotes(as_of), paper.id))

    def show(self, hub, today):
        """The hub has the listings up to this day, with its figures."""
        scripts.write(hub.folder, {
            day.isoformat(): [paper.entry(today)
                              for paper in self.listing(day, today)]
            for day in DAYS if day <= today})
        hub.set(newest=today.isoformat())

    def newest(self, today):
        return max(day for day in DAYS
                   if day <= today and self.listings[day])


def rows(db, sql, *values):
    return db.execute(sql, values).fetchall()


def one_column(db, sql, *values):
    return [row[0] for row in rows(db, sql, *values)]


def sent_to(db, digest):
    """The ids in the mail of a digest; none where nothing was sent."""
    return [paper for message in send(db, digest) for paper in
            re.findall(r"co/papers/(\d{4}\.\d{5})", text_of(message))]


class Reader:
    """What the reader did, as the reader remembers it."""

    def __init__(self, db):
        self.db = db
        self.states, self.notes, self.tags = {}, [], set()
        self.matched, self.mailed, self.mails = [], [], 0

    def mark(self, paper, state):
        self.db.execute("INSERT INTO mark (paper, state) VALUES (?, ?)", (
            f"https://arxiv.org/abs/{paper}v1", state))
        self.states[paper] = state

    def spend(self, day):
        """A day: run the alerts, look through the new, read, note, tag."""
        self.db.execute("INSERT INTO alert_runs DEFAULT VALUES")
        self.matched += rows(self.db, "SELECT alert, paper FROM alert_news")
        new = one_column(self.db, "SELECT id FROM today ORDER BY rank")
        for paper, state in zip(new, ["to read", "skipped", "to read"]):
            self.mark(paper, state)
        waiting = sorted(paper for paper, state in self.states.items()
                         if state == "to read")
        if len(waiting) > 3:
            self.mark(waiting[0], "reading")
            self.mark(waiting[1], "read")
            note = f"Read on {day}, on {waiting[1]}"
            self.db.execute("INSERT INTO notes (paper, note) VALUES (?, ?)",
                            (waiting[1], note))
            self.notes.append((waiting[1], note))
            self.db.execute("INSERT INTO tags VALUES (?, 'done')",
                            (waiting[1],))
            self.tags.add(waiting[1])
        sent = sent_to(self.db, "alerts")
        self.mails += bool(sent)
        self.mailed += sent


@pytest.fixture
def month(reader):  # noqa: F811
    world = World()
    db, hub = reader({}, *scripts.ALL)
    db.execute("INSERT INTO alerts (name, query, since) VALUES "
               "('video', 'video', ?1), "
               "('sound', 'speech OR audio', ?1)", (FIRST.isoformat(),))
    db.execute("INSERT INTO digests (name, title, source, days, marked, "
               "recipients) VALUES "
               "('alerts', 'My alerts', 'alerts', 30, 1, 'me@x.org'), "
               "('month', 'The month', 'listing', 30, 1, NULL)")
    me = Reader(db)
    for today in RAN:
        world.show(hub, today)
        since = today - datetime.timedelta(WINDOW)
        keep(db, f"listed >= '{since}'", f"{today}T20:00:00Z")
        me.spend(today)
    return world, me, db, hub


def observed(world, paper):
    """When the reader saw a paper: {day: upvotes}."""
    shown = [day for day in (paper.first, paper.again) if day]
    return {day: paper.upvotes(day) for day in RAN
            if any(0 <= (day - one).days <= WINDOW for one in shown)}


def risen(world, days):
    """What gained in the days before the last, by the rule of the view."""
    end, gained = RAN[-1], {}
    since = end - datetime.timedelta(days)
    for paper in world.papers.values():
        seen = observed(world, paper)
        recent = [day for day in seen if day > since]
        if recent:
            first = max([day for day in seen if day <= since],
                        default=min(seen))
            gained[paper.id] = seen[max(recent)] - seen[first]
    return {paper: gain for paper, gain in gained.items() if gain > 0}


def check_library(world, db):
    seen = {paper.id: observed(world, paper)
            for paper in world.papers.values() if observed(world, paper)}
    assert len(seen) == len(world.papers)
    assert sorted(one_column(db, "SELECT id FROM library_papers")) == sorted(
        seen)
    assert sorted(rows(db, "SELECT paper, observed_at, upvotes "
                           "FROM library_history")) == sorted(
        (paper, f"{day}T20:00:00Z", upvotes)
        for paper, days in seen.items() for day, upvotes in days.items())
    assert sorted(rows(db, "SELECT listed, id FROM library")) == sorted(
        (str(day), paper.id) for day in DAYS for paper in
        world.listings[day])
    assert sorted(one_column(db, "SELECT paper FROM library_relisted")
                  ) == sorted(paper.id for paper in world.papers.values()
                              if paper.again)
    for period, days in ("day", 1), ("week", 7):
        assert dict(rows(db, "SELECT paper, gained FROM library_rising "
                             "WHERE period = ?", period)
                    ) == risen(world, days)
    counts = {name: sum(name in paper.authors
                        for paper in world.papers.values())
              for name in PEOPLE}
    assert dict(rows(db, "SELECT * FROM library_top_authors")) == counts


def check_code(world, db):
    """Code that appeared in the last week, and whether before or after."""
    expected = {}
    for paper in world.papers.values():
        days = sorted(observed(world, paper))
        with_code = [day for day in days if paper.repo(day)]
        if with_code and (RAN[-1] - with_code[0]).days <= 7:
            expected[paper.id] = int(with_code[0] > days[0])
    assert dict(rows(db, "SELECT paper, late FROM library_new_repositories")
                ) == expected
    assert set(expected.values()) == {0, 1}


def check_alerts(world, me, db):
    expected = sorted(
        (name, paper.id) for paper in world.papers.values()
        for name, word in (("video", "video"), ("sound", "speech"))
        if paper.word == word)
    assert sorted(me.matched) == expected          # none missed, none twice
    assert sorted(rows(db, "SELECT alert, paper FROM alert_matches")
                  ) == expected
    for paper, why in rows(db, "SELECT paper, why FROM alert_matches"):
        assert f"[{world.papers[paper].word}]" in why
    assert sorted(me.mailed) == sorted(paper for _, paper in expected)
    assert 5 < me.mails < len(RAN)                 # and none for nothing
    assert sent_to(db, "alerts") == []


def check_notes(world, me, db, hub):
    assert dict(rows(db, "SELECT paper, state FROM reading_list")
                ) == me.states
    open_ones = {paper for paper, state in me.states.items()
                 if state in ("to read", "reading")}
    hub.reset()
    kept = rows(db, "SELECT paper, title, upvotes FROM reading")
    assert {row[0] for row in kept} == open_ones
    for paper, title, upvotes in kept:
        known = world.papers[paper]
        seen = observed(world, known)
        assert (title, upvotes) == (known.title, seen[max(seen)])
    assert hub.asked() == []
    live = rows(db, "SELECT paper, title, upvotes, repo FROM reading_live")
    assert {row[0] for row in live} == open_ones
    for paper, title, upvotes, repo in live:
        known = world.papers[paper]
        assert (title, upvotes, repo) == (
            known.title, known.upvotes(RAN[-1]), known.repo(RAN[-1]))
    asked = [ask["target"] for ask in hub.asked()]
    assert len([url for url in asked if "/api/papers/" in url]) == len(
        open_ones)
    days = [url for url in asked if "/api/daily_papers?date=" in url]
    assert len(days) == len(set(days)) == len(asked) - len(open_ones)
    newest = world.newest(RAN[-1])
    assert set(one_column(db, "SELECT id FROM today")) == {
        paper.id for paper in world.listings[newest]} - set(me.states)
    hub.reset()
    assert set(one_column(db, "SELECT paper FROM tagged "
                              "WHERE tag = 'done'")) == me.tags
    assert sorted(rows(db, "SELECT paper, note FROM noted")) == sorted(
        me.notes)
    assert hub.asked() == []
    paper, note = me.notes[-1]
    assert one_column(
        db, "SELECT p.id FROM library_search AS s JOIN library_papers AS p "
            "ON p.number = s.rowid WHERE library_search MATCH ?",
        f'notes : "{note}"') == [paper]


def check_exports(world, db):
    chosen = one_column(db, "SELECT paper FROM digest_papers "
                            "WHERE digest = 'month' AND on_page")
    by_upvotes = sorted(
        world.papers.values(),
        key=lambda paper: -observed(world, paper)[max(observed(
            world, paper))])
    assert len(chosen) == len(set(chosen)) == min(100, len(world.papers))
    assert chosen[0] in {paper.id for paper in by_upvotes
                         if paper.upvotes(RAN[-1]) >=
                         by_upvotes[0].upvotes(RAN[-1])}
    pages = {kind: one_column(db, f"SELECT page FROM digest_{kind} "
                                  "WHERE digest = 'month'")[0]
             for kind in ("html", "markdown", "rss", "atom")}
    for kind, page in pages.items():
        shown = re.findall(r"co/papers/(\d{4}\.\d{5})", page)
        assert set(shown) == set(chosen), kind
    assert pages["html"].count("<polyline") == len(
        [paper for paper in chosen
         if len(observed(world, world.papers[paper])) > 1])
    for kind in "rss", "atom":
        ElementTree.fromstring(pages[kind])
    keys = one_column(db, "SELECT key FROM bibtex")
    assert sorted(keys) == sorted(f"arXiv:{paper}" for paper in world.papers)
    assert len(rows(db, "SELECT * FROM csv_papers")) == len(world.papers)


def test_a_month(month):
    world, me, db, hub = month
    assert sum(bool(paper.again) for paper in world.papers.values()) > 3
    check_library(world, db)
    check_code(world, db)
    check_alerts(world, me, db)
    check_notes(world, me, db, hub)
    check_exports(world, db)
    before = json.dumps(sorted(rows(db, "SELECT * FROM library_papers")))
    scripts.read(db)
    assert json.dumps(sorted(rows(db, "SELECT * FROM library_papers"))
                      ) == before
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
