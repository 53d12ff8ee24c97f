"""Every allocation of the process fails once, and then that one and all after
it: SQLite's, libcurl's, yajl's and ours (tests/fault/allocation_driver.c). No
crash, nothing left behind, and the rows are right or the error is
SQLITE_NOMEM."""

import contextlib
import os
import platform
import re
import sqlite3
import subprocess

import pytest

from conftest import BUILD, LIBRARY, PATIENCE, ROOT

DRIVER = BUILD / "fault" / "allocation_driver"
COLUMNS = """id, title, abstract, authors, author_count, published, listed, week,
month, rank, upvotes, comments, submitter, organization, organization_name,
keywords, ai_summary, repo, repo_source, repo_stars, project_page, media,
thumbnail, author_participating, url, arxiv_url, pdf_url, cache, papers, feed,
max_age, raw, withdrawn"""

NOMEM, ERROR = 7, 1
# libcurl has no other words for these where its resolver lacks memory.
LIBCURLS = re.compile("the host name .* could not be resolved|"
                      "could not connect to")

pytestmark = [pytest.mark.slow, pytest.mark.skipif(
    "LD_PRELOAD" in os.environ or platform.libc_ver()[0] != "glibc",
    reason="the allocator is not the C library's")]


def runs(mode, hub, sql, loading=False, cache="off"):
    setup = (f"SELECT papers_config('endpoint', '{hub.url}'), "
             "papers_config('retries', 0), papers_config('token', 'hf_x'), "
             f"papers_config('cache', '{cache}')")
    done = subprocess.run(
        [DRIVER, LIBRARY, mode, "1", str(int(loading)), setup, sql], text=True,
        capture_output=True, timeout=120 * PATIENCE)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert "stay behind" not in done.stdout
    return [(int(code), int(count), text) for code, count, text in re.findall(
        r"^(\d+) (\d+) (.*) \(first: \d+\)$", done.stdout, re.M)]


@pytest.mark.parametrize("mode", ["once", "on"])
@pytest.mark.parametrize("sql", [
    f"SELECT {COLUMNS} FROM papers WHERE listed = '2026-07-30'",
    "SELECT id FROM papers WHERE listed IN ('2026-07-30', '2026-07-31', "
    "'2026-07-29') ORDER BY upvotes",
    "SELECT count(*), max(title) FROM papers WHERE listed = '2026-07-22'",
    "SELECT title FROM papers WHERE id IN ('2607.06644', '2607.06561', 'x')",
    "SELECT id, rank FROM papers('agents')",
    "SELECT paper, position, level, heading, text, url FROM papers_text "
    "WHERE paper IN ('2607.06644', 'x/1')",
    "SELECT kind, position, id, author, description, gated, running, url, raw, "
    "cache FROM papers_artifacts WHERE paper IN ('2607.06644', 'x/1')",
    "SELECT id, thumbnail FROM papers WHERE feed = 'new' LIMIT 200",
    "SELECT id, parent, position, text, edited_at, reactions, url, raw, cache "
    "FROM papers_comments WHERE paper IN ('2607.06644', 'x/1')",
    "SELECT id FROM papers WHERE week <= '2023-W18' AND month > '2023-04'",
    "SELECT id FROM papers WHERE listed >= '2026-07-30' LIMIT 3",
    "SELECT id FROM papers WHERE listed = '2026-08-02'",
    "SELECT p.id FROM papers p JOIN papers q USING (listed, id) "
    "WHERE p.listed = '2026-07-30'",
    "SELECT id, rank, comments FROM papers WHERE id IN ('2607.06644', "
    "'2607.06561', '2607.06727') AND month = '2026-07'",
    "SELECT a.id, b.id FROM papers a JOIN papers b ON a.author_count = "
    "b.author_count WHERE a.listed = '2026-07-30' AND b.listed = '2026-07-30'",
    "SELECT id, title FROM papers WHERE listed IN ('2026-07-30', "
    "'2026-07-31') ORDER BY listed DESC, upvotes DESC, title LIMIT 9",
    "SELECT count(p.id) FROM (SELECT 'n/a' AS d UNION ALL SELECT '2026-07-30') "
    "n JOIN papers p ON p.listed = n.d",
    "SELECT id FROM papers WHERE listed LIKE '2026-07-3%' AND feed = 'daily'",
    f"SELECT title, listed FROM papers_read('{ROOT / 'docs' / 'page.txt'}')",
    "SELECT count(*), max(url) IS NOT NULL FROM papers_requests",
    "SELECT name, value, \"default\", source, help FROM papers_config",
], ids=lambda sql: sql[-40:])
def test_an_allocation_fails(hub, mode, sql):
    found = runs(mode, hub, sql)
    for code, count, text in found:
        assert (code == NOMEM or (code, text) == (0, "right") or
                (code == ERROR and LIBCURLS.search(text))), text
    assert sum(count for code, count, _ in found if code == NOMEM) > 25


@pytest.mark.parametrize("mode", ["once", "on"])
def test_a_setting_is_set_or_memory_is_missing(hub, mode):
    found = runs(mode, hub, "SELECT papers_config('timeout', 5), papers_config("
                 "'endpoint', 'http://a'), papers_config('timeout')")
    assert {(code, text) for code, _, text in found} == {
        (NOMEM, "out of memory"), (0, "right")}


@pytest.mark.parametrize("mode", ["once", "on"])
def test_an_allocation_of_the_loading_fails(hub, mode):
    found = runs(mode, hub, "SELECT papers_config('retries')", loading=True)
    assert sum(count for code, count, _ in found if code != 0) > 50
    for code, _, text in found:
        assert code in (0, ERROR, NOMEM) and "WRONG" not in text


@pytest.mark.parametrize("mode", ["once", "on"])
@pytest.mark.parametrize("age", [0, 99999])
@pytest.mark.parametrize("cache", [":memory:", "file"])
def test_an_allocation_fails_with_a_cache(hub, tmp_path, mode, age, cache):
    """In memory it is new each time; the file is kept, with an answer that is
    asked for again or not. Without memory for the cache there are rows all the
    same, or SQLITE_NOMEM."""
    hub.set(etag=True)
    place = tmp_path / "cache.db"
    found = runs(mode, hub, "SELECT id, title FROM papers WHERE "
                 f"listed = '2026-07-31' AND max_age = {age}",
                 cache=cache if cache == ":memory:" else place)
    for code, count, text in found:
        assert (code, text) == (0, "right") or code == NOMEM or (
            code == ERROR and LIBCURLS.search(text)), (code, count, text)
    if cache == "file":
        with contextlib.closing(sqlite3.connect(place)) as other:
            assert other.execute("PRAGMA integrity_check").fetchall() == [
                ("ok",)]
