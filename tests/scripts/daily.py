"""What docs/setup.md says, in a folder of a test: the file, the script of every
day, a sendmail that keeps what it is given."""

import os
import re
import shutil
import subprocess

import scripts
from conftest import LIBRARY, PATIENCE, ROOT, connect

MANUAL = (ROOT / "docs" / "setup.md").read_text(encoding="utf-8")


# What each script has and no other block of the manual.
SCRIPTS = {"daily": "Keeps the last days", "replies": "Keeps what others make"}


def block(language, with_text=""):
    """The first one in which the text is."""
    blocks = re.findall(rf"```{language}\n(.*?)```", MANUAL, re.S)
    return next(each for each in blocks if with_text in each)


class Place:
    """The folder of a user, with the files that the manual has made."""

    def __init__(self, folder, hub, old=""):
        """`old` is SQL for the file, before the scripts are read."""
        self.folder, self.hub = folder / "papers", hub
        self.sent = folder / "sent"
        for each in self.folder / "outbox", self.sent:
            each.mkdir(parents=True)
        self.sendmail = folder / "sendmail"
        self.sendmail.write_text(
            f"#!/bin/sh\ncat >{self.sent}/$(date +%s%N).eml\n")
        self.sendmail.chmod(0o755)
        self.scripts = {name: self.folder / f"{name}.sh"
                        for name in ("daily", "replies")}
        for name, script in self.scripts.items():
            assert str(script) in self.here(block("crontab", name))
            script.write_text(self.here(block("sh", SCRIPTS[name])))
            script.chmod(0o755)
        self.file = self.folder / "papers.db"
        db = connect(str(self.file))
        db.execute("PRAGMA journal_mode = WAL")
        db.executescript(old)
        db.close()
        db = connect(str(self.file))
        scripts.read(db)
        db.close()

    def here(self, text):
        for theirs, ours in {
                "/home/ada/papers": self.folder,
                "/home/ada": self.folder.parent,
                "/usr/sbin/sendmail": self.sendmail,
                "/usr/bin/sqlite3": shutil.which("sqlite3"),
                "/usr/local/lib/sqlite3/papers": LIBRARY}.items():
            text = text.replace(theirs, str(ours))
        return text

    def start(self, script="daily"):
        return subprocess.Popen(
            [str(self.scripts[script])], stdout=subprocess.PIPE, text=True,
            stderr=subprocess.PIPE, env={**os.environ,
                                         "HF_ENDPOINT": self.hub.url,
                                         "PAPERS_CACHE": ":memory:"})

    def run(self, script="daily"):
        """What the script returns and says."""
        process = self.start(script)
        said = process.communicate(timeout=120 * PATIENCE)
        return process.returncode, *said

    def query(self, sql, *values):
        db = connect(str(self.file))
        try:
            return db.execute(sql, values).fetchall()
        finally:
            db.close()

    def mailed(self):
        """The papers of each mail that was sent."""
        return [re.findall(r"co/papers/(\S+)", scripts.text_of(
            path.read_text())) for path in sorted(self.sent.iterdir())]


def contents(file):
    """Every row of every table that is not the inside of an index."""
    db = connect(str(file))
    try:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        tables = [name for name, in db.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND name NOT GLOB '*_search_*'")]
        return {name: sorted(map(repr, db.execute(
            f"SELECT * FROM {name}").fetchall())) for name in tables}
    finally:
        db.close()
