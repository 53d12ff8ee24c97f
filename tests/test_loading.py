"""Loading the extension."""

import re

from conftest import LIBRARY


def test_version_names_what_it_stands_on(db):
    (version,) = db.execute("SELECT papers_version()").fetchone()
    assert re.fullmatch(
        r"\d+\.\d+\.\d+ \(libcurl \d+\.\d+\.\d+, yajl \d+\.\d+\.\d+\)", version)


def test_loading_twice_works(shell):
    done = shell(f".load {LIBRARY}\nSELECT typeof(papers_version());\n")
    assert (done.stdout, done.stderr) == ("text\n", "")


def test_the_service_is_told_the_same(hub, db):
    (version,) = db.execute("SELECT papers_version()").fetchone()
    db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
    db.execute("SELECT id FROM papers WHERE listed = '2026-07-30'").fetchall()
    agent = hub.log[0]["headers"]["user-agent"]
    sqlite = db.execute("SELECT sqlite_version()").fetchone()[0]
    numbers = re.findall(r"[\d.]+", version)
    assert agent == f"papers/{numbers[0]}; sqlite/{sqlite}; libcurl/{numbers[1]}"
