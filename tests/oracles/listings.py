"""Listings made by a rule, for tests that need many rows of every kind in few
days: written as the hub's folder of daily answers, and as a plain table."""

import datetime
import json
import random
import sqlite3

import reading

FIRST = datetime.date(2023, 5, 4)  # no listing is older

_WORDS = """agents audio benchmark coding depth editing flow graph hands image
judge kernel language memory noise order planning quantized reward scene token
unlearning video world""".split()
_NAMES = ["Ada Byron", "Émile Zola", "Grace Hopper", "Li Wei", "Ψ Omega"]


def _maybe(random, chance, value):
    return value if random.random() < chance else None


def _account(name, number):
    """What the Hub knows of some authors. No two of them have one login."""
    if (number + len(name)) % 3:
        return {}
    return {"user": {"user": name.split()[-1].lower(), "fullname": name},
            "status": ["claimed_verified", "admin_assigned"][number % 2],
            "statusLastChangedAt": f"2023-05-{number % 28 + 1:02}T12:00:00Z"}


def _paper(random, number, day):
    words = random.sample(_WORDS, 4)
    by = random.choice(["ada", "bea", "cy", "Ada"])
    by = by if number % 11 else "007"  # equals the number 7, as a column does
    paper = {
        "id": "%02d%02d.%05d" % (day.year % 100, day.month, number),
        "authors": [{"name": name, "hidden": random.random() < .1,
                     **_account(name, number)}
                    for name in random.sample(_NAMES, random.randrange(5))],
        "publishedAt": f"{day - datetime.timedelta(random.randrange(9))}"
                       f"T{random.randrange(24):02}:00:00.000Z",
        "title": " ".join(words).capitalize(),
        "summary": f"About {words[0]} and {words[1]}.",
        "upvotes": random.choice([0, 0, 1, 2, 3, 5, 8, 13, 21, 144]),
        "githubStars": _maybe(random, .4, random.randrange(1000)),
        "githubRepo": _maybe(random, .5, "https://github.com/someone/"
                                         + words[0]),
        "ai_keywords": _maybe(random, .5, words),
        "organization": _maybe(random, .4, {"name": words[2],
                                            "fullname": words[2].title()}),
        "ai_summary": _maybe(random, .4, f"{words[3].title()} made short."),
        "projectPage": _maybe(random, .3, f"https://{words[1]}.example.org/"),
        "mediaUrls": _maybe(random, .3, [f"https://cdn.example.org/{number}"]),
        "submittedOnDailyBy": _maybe(random, .8, {"user": by}),
        "withdrawnAt": f"{day}T18:00:00.000Z" if number % 13 == 0 else None,
    }
    return {name: value for name, value in paper.items() if value is not None}


def _entry(random, paper, day):
    """What only the entry has, the paper's own record lacks."""
    submitted = {"submittedOnDailyAt": f"{day}T00:00:00.000Z"}
    by = paper.get("submittedOnDailyBy", {"user": "dee"})["user"]
    name = paper["title"].split()[-1]
    entry = {"paper": {**paper, **submitted}, "title": paper["title"],
             "mediaUrls": _maybe(random, .2, ["https://cdn.example.org/e"]),
             "thumbnail": _maybe(random, .8, "https://cdn.example.org/"
                                             f"{paper['id']}.png"),
             "numComments": _maybe(random, .9, random.randrange(4)),
             "submittedBy": _maybe(random, .8, {"name": by}),
             "organization": _maybe(random, .1, {"name": name}),
             "isAuthorParticipating": _maybe(random, .9,
                                             random.random() < .5)}
    return {name: value for name, value in entry.items() if value is not None}


def days(count, seed=1, twice=False):
    """{day: entries}: weekends are empty, some days hold one paper or none,
    one has more than a page; with `twice` every seventh paper is listed on
    two days."""
    chance, number, again, made = random.Random(seed), 0, [], {}
    for offset in range(count):
        day = FIRST + datetime.timedelta(offset)
        size = 0 if day.weekday() > 4 else chance.choice([0, 1, 3, 4, 6])
        if offset == 5:
            size = 104
        if offset == count - 1:
            size = 3
        entries = [_entry(chance, paper, day) for paper in again[:size]]
        again = again[size:]
        for _ in range(size):
            number += 1
            paper = _paper(chance, number, day)
            entries.append(_entry(chance, paper, day))
            if twice and number % 7 == 0:
                again.append(paper)
        made[day.isoformat()] = entries
    return made


def write(folder, made):
    for day, entries in made.items():
        (folder / f"{day}.json").write_text(json.dumps(entries))
    return folder


def plain_table(made, db=None):
    """A table `plain` that holds what `papers` must show, newest first, and
    the feed that it is."""
    db = db or sqlite3.connect(":memory:", isolation_level=None)
    names = [name for name in reading.COLUMNS]
    types = {"author_count", "rank", "upvotes", "comments", "repo_stars",
             "author_participating"}
    db.execute("CREATE TABLE plain(%s, feed DEFAULT 'daily')" % ", ".join(
        f"{name} {'INTEGER' if name in types else 'TEXT'}" for name in names))
    for day in sorted(made, reverse=True):
        for rank, entry in enumerate(made[day], 1):
            row = reading.row(entry, day, rank)
            db.execute("INSERT INTO plain(%s) VALUES (%s)" % (
                ",".join(names), ",".join("?" * len(names))),
                [row.get(name) for name in names])
    return db


def plain_authors(made, db):
    """A table `plain_authors` that holds what `papers_authors` must show."""
    db.execute("""CREATE TABLE plain_authors(listed TEXT, week TEXT, month TEXT,
        paper TEXT, position INTEGER, name TEXT, login TEXT, full_name TEXT,
        status TEXT, status_changed TEXT, title TEXT)""")
    for day in sorted(made, reverse=True):
        for entry in made[day]:
            row = reading.row(entry, day)
            shown = [author for author in entry["paper"]["authors"]
                     if not author["hidden"]]
            db.executemany(
                "INSERT INTO plain_authors VALUES (%s)" % ",".join("?" * 11),
                [(day, row["week"], row["month"], row["id"], position,
                  author["name"], author.get("user", {}).get("user"),
                  author.get("user", {}).get("fullname"), author.get("status"),
                  author.get("statusLastChangedAt"), row["title"])
                 for position, author in enumerate(shown, 1)])
