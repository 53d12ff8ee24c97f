"""The scripts of sql/, and small listings to try them on."""

import email
import email.policy
import json

import pytest

from conftest import ROOT, connect, needs_fts5, needs_sqlite

ALL = ["notes", "library", "alerts", "export"]

needs = [needs_sqlite(3, 38), needs_fts5, pytest.mark.slow]


def text(*names):
    return "".join((ROOT / "sql" / f"{name}.sql").read_text(encoding="utf-8")
                   for name in names)


def read(db, *names):
    for name in names or ALL:
        db.executescript(text(name))
    return db


def entry(paper, title="A title", upvotes=1, comments=0, **more):
    """An entry of a listing. A paper's own keys are given as they are called
    in the Hub's answers."""
    authors = [{"name": name} for name in more.pop("authors", ["Ada Byron"])]
    return {"paper": {"id": paper, "title": title, "upvotes": upvotes,
                      "authors": authors, "summary": "An abstract.",
                      "publishedAt": "2026-03-01T09:00:00.000Z", **more},
            "title": title, "numComments": comments}


def write(folder, days):
    """{day: entries} as the hub's folder; a day that is there stays."""
    folder.mkdir(exist_ok=True)
    for day, entries in days.items():
        for one in entries:
            one["paper"]["submittedOnDailyAt"] = f"{day}T03:00:00.000Z"
        (folder / f"{day}.json").write_text(json.dumps(entries))
    return folder


def columns(db):
    return [row[1] for row in db.execute("PRAGMA table_info(papers)")]


def keep(db, where, at, table="library"):
    """Keeps live papers as if they had been fetched at the time `at`."""
    chosen = ", ".join(f"'{at}'" if name == "fetched_at" else name
                       for name in columns(db))
    db.execute(f"INSERT INTO {table} SELECT {chosen} FROM papers "
               f"WHERE {where}")


def page(db, kind, digest="daily"):
    """The document of a digest: html, markdown, rss or atom."""
    return db.execute(f"SELECT page FROM digest_{kind} WHERE digest = ?",
                      (digest,)).fetchone()[0]


def send(db, digest="daily"):
    """Sends what is new: the messages, none or one."""
    return [row[0] for row in db.execute(
        "INSERT INTO digest_mails (digest, message) SELECT digest, message "
        "FROM digest_mail WHERE digest = ? RETURNING message",
        (digest,)).fetchall()]


def text_of(message):
    """The plain text of a message."""
    return email.message_from_string(
        message, policy=email.policy.default).get_body(
        ("plain",)).get_content()


@pytest.fixture
def reader(hub_of, tmp_path, monkeypatch):
    """reader(days, *scripts): a connection to a hub with these days, and the
    hub. Every query asks it anew."""
    opened = []

    def open_one(days, *names, **settings):
        hub = hub_of(write(tmp_path / "hub", days), **settings)
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.setenv("PAPERS_CACHE", "off")
        opened.append(connect(str(tmp_path / "reader.db")))
        return read(opened[-1], *names), hub

    yield open_one
    for db in opened:
        db.close()
