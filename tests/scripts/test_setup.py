"""docs/setup.md: what it says is tried as it stands there, with one folder for
another."""

import datetime
import json
import shutil
import sqlite3
import subprocess
import time

import pytest

import scripts
from conftest import LIBRARY, PATIENCE, ROOT, connect
from daily import Place, block, contents
from scripts import entry

pytestmark = [*scripts.needs, pytest.mark.skipif(
    shutil.which("flock") is None, reason="flock is not installed")]


def days_ago(number):
    today = datetime.datetime.now(datetime.timezone.utc).date()
    return (today - datetime.timedelta(number)).isoformat()


def paper(number, **more):
    return entry("2603.%05d" % number, f"Paper {number}", **more)


@pytest.fixture
def place(hub_of, tmp_path):
    hub = hub_of(scripts.write(tmp_path / "hub", {
        days_ago(1): [paper(1, upvotes=9)], days_ago(0): [paper(2)]}))
    made = Place(tmp_path / "ada", hub)
    made.query("UPDATE digests SET recipients = 'ada@example.org'")
    return made


def test_the_script_keeps_looks_and_mails(place):
    place.query("INSERT INTO alerts (name, query, since) "
                "VALUES ('all', 'paper', ?)", days_ago(1))
    assert place.run() == (0, "", "")
    assert place.query("SELECT id FROM library") == [
        ("2603.00002",), ("2603.00001",)]
    assert place.query("SELECT count(*) FROM alert_matches") == [(2,)]
    assert place.mailed() == [["2603.00002"]]
    assert place.run() == (0, "", "")
    assert place.mailed() == [["2603.00002"]]
    assert list((place.folder / "outbox").iterdir()) == []


def test_two_at_once_lose_nothing_and_mail_once(place):
    place.hub.set(delay=.2)
    both = [place.start(), place.start()]
    for process in both:
        assert process.communicate(timeout=120 * PATIENCE) == ("", "")
        assert process.returncode == 0
    assert place.mailed() == [["2603.00002"]]
    assert place.query("SELECT DISTINCT paper FROM library_observations"
                       ) == [("2603.00001",), ("2603.00002",)]


def test_a_note_is_written_while_the_script_waits_for_the_network(place):
    place.hub.set(delay=1)
    process = place.start()
    while not place.hub.asked():
        assert process.poll() is None
        time.sleep(.01)
    db = sqlite3.connect(place.file, timeout=0, isolation_level=None)
    db.enable_load_extension(True)
    db.load_extension(LIBRARY)
    db.execute("SELECT papers_config('offline', 'on')")
    start = time.monotonic()
    db.execute("INSERT INTO notes (paper, note) VALUES "
               "('2603.00009', 'meanwhile')")
    assert process.poll() is None and time.monotonic() - start < .5 * PATIENCE
    db.close()
    assert process.wait(120 * PATIENCE) == 0
    assert place.query("SELECT note FROM notes") == [("meanwhile",)]


def test_a_day_without_the_hub_is_made_up_for(place):
    asleep = place.hub.url
    place.hub.url = "http://127.0.0.1:1"
    code, _, said = place.run()
    assert code != 0 and "could not be fetched" in said
    assert place.query("SELECT count(*) FROM library_papers") == [(0,)]
    place.hub.url = asleep
    assert place.run() == (0, "", "")
    assert place.mailed() == [["2603.00002"]]


def test_a_mail_that_cannot_be_sent_is_sent_the_next_time(place):
    sendmail = place.sendmail.read_text()
    place.sendmail.write_text("#!/bin/sh\nexit 75\n")
    assert place.run()[0] == 1
    assert place.mailed() == []
    place.sendmail.write_text(sendmail)
    assert place.run() == (0, "", "")
    assert place.mailed() == [["2603.00002"]]


def test_a_mail_that_cannot_be_written_is_made_the_next_time(place):
    """A file stands where the folder should: even root cannot write there."""
    outbox = place.folder / "outbox"
    outbox.rmdir()
    outbox.touch()
    code, _, said = place.run()
    assert code != 0 and "failed to write file" in said
    assert place.query("SELECT count(*) FROM digest_mails") == [(0,)]
    outbox.unlink()
    outbox.mkdir()
    assert place.run() == (0, "", "")
    assert place.mailed() == [["2603.00002"]]


def comment(number, written, text, **more):
    return {"id": f"{number:024x}", "type": "comment", "createdAt": written,
            "author": {"name": "bea", "fullname": "Bea"},
            "data": {"edited": False, "hidden": False,
                     "latest": {"raw": text, "updatedAt": written}}, **more}


def test_new_replies_are_printed_once(place):
    assert place.run() == (0, "", "")
    place.query("INSERT INTO mark (paper, state) VALUES "
                "('2603.00001', 'reading')")
    place.query("UPDATE reading_list SET added = '2026-03-02T10:00:00Z'")

    def discuss(*comments):
        (place.hub.folder / "comments.json").write_text(
            json.dumps({"2603.00001": comments}))
        place.hub.set()

    old = comment(1, "2026-03-01T10:00:00.000Z", "Before it was mine.")
    new = comment(2, "2026-03-03T10:00:00.000Z", "Does it scale?\nI doubt it.")
    discuss(old)
    assert place.run("replies") == (0, "", "")
    discuss(old, new)
    printed = ("2026-03-03T10:00:00Z, bea on Paper 1:\nDoes it scale?\nI doubt "
               "it.\nhttps://huggingface.co/papers/2603.00001"
               "#000000000000000000000002\n\n")
    assert place.run("replies") == (0, printed, "")
    assert place.run("replies") == (0, "", "")
    assert place.query("SELECT count(*) FROM library_comments") == [(2,)]


def test_replies_wait_for_a_hub_that_is_away(place):
    assert place.run() == (0, "", "")
    place.query("INSERT INTO mark (paper, state) VALUES "
                "('2603.00001', 'reading')")
    place.hub.url = "http://127.0.0.1:1"
    code, printed, said = place.run("replies")
    assert code != 0 and printed == "" and "could not be fetched" in said
    assert place.query("SELECT count(*) FROM library_looks") == [(0,)]


def test_after_three_weeks_of_holidays_the_mail_has_all_of_them(place):
    scripts.write(place.hub.folder, {days_ago(22): [paper(22)]})
    place.hub.set(newest=days_ago(22))
    place.query("INSERT INTO library (id, title, listed, rank, fetched_at) "
                "VALUES ('2603.00022', 'Paper 22', ?, 1, ?)",
                days_ago(22), days_ago(22) + "T10:00:00Z")
    place.query("INSERT INTO digest_mails (digest, message) "
                "SELECT digest, message FROM digest_mail")
    scripts.write(place.hub.folder, {
        days_ago(number): [paper(number)] for number in range(1, 22)})
    place.hub.set(newest=days_ago(0))
    assert place.run() == (0, "", "")
    sent, = place.mailed()
    assert sorted(sent) == ["2603.%05d" % number for number in range(1, 22)]


def test_after_two_years_it_goes_on_in_pieces(place):
    """A statement may make 400 requests. Each run begins where the listings
    end that are kept."""
    old = {days_ago(number): [paper(number)] for number in (700, 500, 250)}
    scripts.write(place.hub.folder, old)
    place.hub.set(newest=days_ago(0))
    place.query("INSERT INTO library (id, title, listed, rank, fetched_at) "
                "VALUES ('2603.00800', 'Paper 800', ?, 1, ?)",
                days_ago(800), days_ago(800) + "T10:00:00Z")
    place.query("INSERT INTO alerts (name, query, since) "
                "VALUES ('all', 'paper', ?)", days_ago(800))
    for _ in range(4):
        assert place.run() == (0, "", "")
    assert place.query("SELECT paper FROM library_listings ORDER BY day") == [
        ("2603.%05d" % number,) for number in (800, 700, 500, 250, 1, 2)]
    assert place.query("SELECT count(*) FROM alert_matches") == [(5,)]


def test_the_lines_of_sqliterc(place, home):
    """Given by name: the shell looks for its own in the passwd file."""
    (home / "sqliterc").write_text(place.here(block("sqliterc")))
    done = subprocess.run(
        ["sqlite3", "-init", str(home / "sqliterc"), str(place.file)],
        input="SELECT papers_version() > '' AS loaded;\n"
        "PRAGMA busy_timeout;\n", text=True, capture_output=True,
        timeout=60 * PATIENCE)
    assert "│ loaded │" in done.stdout and "│ 60000   │" in done.stdout
    assert "Error" not in done.stderr


def test_backup_and_dump_bring_everything_back(place, home):
    assert place.run()[0] == 0
    place.query("SELECT papers_config('offline', 'on')")
    place.query("INSERT INTO notes (paper, note) VALUES "
                "('2603.00001', 'a note on graphs')")
    before = contents(place.file)
    for command in ".backup", ".dump":
        done = subprocess.run(
            ["sh", "-e", "-c", place.here(block("sh", command))], text=True,
            capture_output=True, cwd=home, timeout=120 * PATIENCE)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    for copy in place.folder.parent / "papers.backup.db", home / "restored.db":
        assert contents(copy) == before
        db = connect(str(copy))
        scripts.read(db)
        db.close()
        assert contents(copy) == before


def test_what_is_kept_can_be_read_without_the_extension(place):
    assert place.run()[0] == 0
    place.query("SELECT papers_config('offline', 'on')")
    place.query("INSERT INTO mark (paper, state) VALUES "
                "('2603.00001', 'to read')")
    db = sqlite3.connect(place.file)
    library = [name for name, in db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'view' "
        "AND name GLOB 'library*'")]
    assert len(library) > 10
    for view in [*library, "reading", "noted", "tagged", "bibtex", "ris",
                 "csv_papers", "csv_reading"]:
        db.execute(f"SELECT * FROM {view}").fetchall()
    assert db.execute("SELECT title FROM reading").fetchall() == [
        ("Paper 1",)]
    for sql in ("SELECT * FROM today", "SELECT * FROM digest_html",
                "INSERT INTO mark VALUES ('2603.00001', 'read', 1)"):
        with pytest.raises(sqlite3.OperationalError, match="no such"):
            db.execute(sql)
    db.close()


@pytest.mark.foreign
def test_make_shell_opens_a_file_that_stays(home):
    done = subprocess.run(
        ["make", "-s", "shell"], input="CREATE TABLE mine (x);\n"
        "PRAGMA busy_timeout;\n", text=True, capture_output=True, cwd=ROOT,
        timeout=600 * PATIENCE)
    assert done.returncode == 0 and "60000" in done.stdout
    db = sqlite3.connect(home / "papers.db")
    assert db.execute("SELECT name FROM sqlite_master").fetchall() == [
        ("mine",)]
    db.close()
