"""Every call that can fail fails once, while every relation and every function
is used: each allocation of the process, each call of libcurl, each call of the
extension on a file (its spool, the place of the cache, what it reads), each call
of SQLite's VFS on the cache. Then that one and all after it.

    make faults        all of them; STEP=7 every seventh

The rows must be right, or there is an error that is one of ERRORS; the statement
has its right rows when it runs again on the same connection; and neither memory
nor a file stays behind (tests/fault/fault_driver.c)."""

import dataclasses
import itertools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

if __name__ == "__main__":
    sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from conftest import BUILD, LIBRARY, PATIENCE, ROOT  # noqa: E402
from hub import Hub  # noqa: E402

DRIVER = BUILD / "fault" / "fault_driver"
# With its ending. Else SQLite tries the name without it first, and where it has
# no memory then it leaves what the linker said of that behind.
FILE = f"{LIBRARY}.so"
PAGE = ROOT / "docs" / "page.txt"
COLUMNS = """id, title, abstract, authors, author_count, published, listed, week,
month, rank, upvotes, comments, submitter, organization, organization_name,
keywords, ai_summary, repo, repo_source, repo_stars, project_page, media,
thumbnail, author_participating, url, arxiv_url, pdf_url, papers, feed, max_age,
raw, withdrawn"""

OF_PAPERS = [
    f"SELECT {COLUMNS} FROM papers WHERE listed = '2026-07-30'",
    "SELECT id FROM papers WHERE listed IN ('2026-07-30', '2026-07-31', "
    "'2026-07-29') ORDER BY upvotes",
    "SELECT count(*), max(title) FROM papers WHERE listed = '2026-07-22'",
    "SELECT title FROM papers WHERE id IN ('2607.06644', '2607.06561', 'x')",
    "SELECT id, rank FROM papers('agents')",
    "SELECT id, thumbnail FROM papers WHERE feed = 'new' LIMIT 200",
    "SELECT id FROM papers WHERE feed = 'trending' LIMIT 150",
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
]
OTHER_RELATIONS = [
    "SELECT listed, paper, position, name, login, full_name, status, "
    "status_changed, title, raw FROM papers_authors "
    "WHERE listed = '2026-07-30'",
    "SELECT name, login FROM papers_authors WHERE paper = '2607.06644'",
    "SELECT kind, position, id, author, description, gated, running, url, raw "
    "FROM papers_artifacts WHERE paper IN ('2607.06644', 'x/1')",
    "SELECT id, parent, position, text, edited_at, reactions, url, raw "
    "FROM papers_comments WHERE paper IN ('2607.06644', 'x/1')",
    "SELECT paper, position, level, heading, text, url FROM papers_text "
    "WHERE paper IN ('2607.06644', 'x/1')",
]
SAVED = [
    f"SELECT title, listed, abstract, authors FROM papers_read('{PAGE}')",
    "SELECT id, title FROM papers_parse('[{\"paper\":{\"id\":\"2607.06644\","
    "\"title\":\"A\",\"authors\":[{\"name\":\"B\"}]}}]')",
]
TABLES = [
    "SELECT count(*), max(url) IS NOT NULL FROM papers_requests",
    "SELECT name, value, \"default\", source, help FROM papers_config",
    "SELECT name, kind, of, signature, help, example FROM papers_help",
    "SELECT url, kind, host, owner, name, raw, start, is_repo FROM repo_links("
    "'See https://github.com/a/b, hf.co/datasets/c/d and https://x.org/e.')",
]
TEXT = "'Agents that ask: a vision-language agent of 3 agents'"
QUERY = "'agents (NEAR(vision language, 4) OR \"that ask\") -gui ask*'"
FUNCTIONS = [
    f"SELECT keyword_match({QUERY}), keyword_match({TEXT}, {QUERY})",
    f"SELECT keyword_score({TEXT}, {QUERY})",
    f"SELECT keyword_highlight({TEXT}, {QUERY}, '<b>', '</b>')",
    f"SELECT keyword_snippet({TEXT}, {QUERY}, '[', ']', '...', 4)",
    "SELECT author_count('[\"A B\", \"C D\"]'), "
    "author_count('Ada B. Lee, C. Day and the E team')",
    "SELECT arxiv_id('see https://arxiv.org/abs/2607.06644v2'), "
    "repo_link('code: https://github.com/a/b')",
    "SELECT papers_version(), papers_cache_clear()",
    "SELECT papers_config('timeout', 5), papers_config('endpoint', 'http://a'),"
    " papers_config('token', 'hf_y'), papers_config('timeout')",
]
KEPT = "SELECT id, title FROM papers WHERE listed = '2026-07-31' AND max_age = "
LONG = "SELECT count(*), max(title) FROM papers WHERE listed = '2026-06-01'"
LOADING = "SELECT papers_config('retries')"

NOMEM, ERROR, IOERR = 7, 1, 10
# What a user reads where something of the system failed: documented, with what
# could not be done. libcurl has no other words where its resolver lacks memory.
ERRORS = {
    "memory": {ERROR: "the host name .* could not be resolved|"
                      "could not connect to"},
    "curl": {ERROR: r"not answered within 1 s \(timeout\)|"
                    "the service answered 0 |what answers there does not speak HTTP"},
    "file": {ERROR: "could not connect to",
             IOERR: "the temporary file could not be (made|written|read)|"
                    "the saved listing could not be read: (Input/output error|"
                    "Too many open files)|"
                    "the token file .* cannot be used: "},
    "disk": {},
}


@dataclasses.dataclass
class Case:
    """A statement, and what fails while it runs."""
    kind: str                  # memory, curl, file or disk
    sql: str
    cache: str = "off"         # {folder}: one of the case; {new}: of each run
    loads: bool = False        # while the extension is loaded, too
    before: str = ""           # SQL in which nothing fails

    def __str__(self):
        return " ".join(filter(None, [
            self.kind, self.loads and "loading",
            self.cache != "off" and self.cache, self.sql[-40:]]))


FOLDER, NEW = "{folder}/cache.db", "{folder}/{new}/cache.db"
NETWORK = OF_PAPERS + OTHER_RELATIONS
CASES = [
    *(Case("memory", sql) for sql in NETWORK + SAVED + TABLES + FUNCTIONS),
    *(Case("memory", f"{KEPT}{age}", cache)
      for age in (0, 99999) for cache in (":memory:", FOLDER)),
    Case("memory", LOADING, loads=True),
    *(Case("curl", sql) for sql in NETWORK),
    Case("curl", f"{KEPT}0", NEW, before=f"{KEPT}0"),
    Case("file", OF_PAPERS[0], NEW), Case("file", LONG),
    Case("file", f"{KEPT}0", NEW, before=f"{KEPT}0"), Case("file", SAVED[0]),
    *(Case("disk", sql, NEW) for sql in NETWORK),
    *(Case("disk", f"{KEPT}{age}", NEW, before=f"{KEPT}0")
      for age in (0, 99999)),
]


@dataclasses.dataclass
class Result:
    points: int
    right: int
    errors: int
    others: list               # (code, count, text)
    leaks: int


def setup(case, hub, folder):
    # Where libcurl does not say that a request has ended, this is waited for.
    timeout = 1 if case.kind == "curl" else 20
    return (f"SELECT papers_config('endpoint', '{hub.url}'), papers_config("
            f"'retries', 0), papers_config('timeout', {timeout}), papers_config("
            "'stall_timeout', 20), papers_config('cache', "
            "replace('" + case.cache.replace("{folder}", str(folder)) +
            "', '{new}', hex(randomblob(8)))); " + case.before)


def judge(case, said):
    lines = [(int(code), int(count), text) for code, count, text in re.findall(
        r"^(-?\d+) (\d+) (.*) \(first: \d+\)$", said, re.M)]
    result = Result(sum(count for _, count, _ in lines), 0, 0, [],
                    len(re.findall("^# .* leaked ", said, re.M)))
    for code, count, text in lines:
        words = ERRORS[case.kind].get(code)
        if (code, text) == (0, "right"):
            result.right += count
        elif code == NOMEM and case.kind != "disk" or (
                words and re.search(words, text)):
            result.errors += count
        elif case.loads and code == ERROR:
            result.errors += count
        else:
            result.others.append((code, count, text))
    return result


def run(case, mode, step, hub, folder):
    """What came of each failure, `step` calls after the one before."""
    hub.reset()
    hub.set(etag=True)
    hub.fault("huge", match="2026-06-01", megabytes=4, framing="length")
    token = pathlib.Path(folder, "token")
    token.write_text("hf_x")
    done = subprocess.run(
        [DRIVER, FILE, case.kind, mode, str(step), str(int(case.loads)),
         setup(case, hub, folder), case.sql], text=True, capture_output=True,
        timeout=1200 * PATIENCE, env={**os.environ, "HF_TOKEN_PATH": str(token)})
    result = judge(case, done.stdout)
    assert (done.stderr, result.points > 0) == ("", True), done
    assert done.returncode == (1 if result.leaks or any(
        code <= 0 for code, *_ in result.others) else 0), done
    return result


MODES = "once", "on"


def main(step):
    total = Result(0, 0, 0, [], 0)
    with Hub() as hub:
        for case, mode in itertools.product(CASES, MODES):
            with tempfile.TemporaryDirectory() as folder:
                result = run(case, mode, step, hub, folder)
            print(f"{mode} {case}: {result.points} points")
            for code, count, text in result.others:
                print(f"  {count} times: {code} {text}")
            if result.leaks:
                print(f"  {result.leaks} leaks")
            for field in dataclasses.fields(Result):
                setattr(total, field.name, getattr(total, field.name) +
                        getattr(result, field.name))
            sys.stdout.flush()
    others = sum(count for _, count, _ in total.others)
    print(f"{total.points} fault points: {total.right} right rows, "
          f"{total.errors} errors, {others} others, {total.leaks} leaks")
    return others or total.leaks


if __name__ == "__main__":
    sys.exit(1 if main(int(os.environ.get("STEP") or 1)) else 0)
