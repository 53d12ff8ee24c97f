"""papers_read and papers_parse as SQL has them: arguments, plans, joins, what
they refuse, and that nothing given to them hangs, crashes or grows."""

import json
import os
import pathlib
import random
import resource
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from conftest import LIBRARY, PATIENCE, ROOT, connect, needs_sqlite

PAGE = ROOT / "docs" / "page.txt"
SAMPLE = ROOT / "tests" / "hub" / "sample" / "2026-07-31.json"
TEXT = PAGE.read_text(encoding="utf-8")
WHAT = "neither API JSON, nor an HTML page"


def rows(db, sql, *values):
    return db.execute(sql, values).fetchall()


def error(db, sql, *values):
    with pytest.raises(sqlite3.Error) as caught:
        rows(db, sql, *values)
    return str(caught.value)


def test_the_page_of_the_manual(db):
    assert rows(db, """
        SELECT rank, substr(title, 1, 8), length(abstract),
               author_count, organization, published, comments, listed, week,
               month, repo
          FROM papers_read(?, 2026)""", str(PAGE)) == [
        (1, "Everybod", 270, 212, None, "2026-07-27", 2, "2026-07-31",
         "2026-W31", "2026-07", "https://github.com/example-lab/everybody"),
        (2, "Today's ", 237, None, "north-lab", "2026-07-30", None,
         "2026-07-31", "2026-W31", "2026-07", None),
        (3, "A Paper ", 218, 1, None, "2024-12-03", None, "2026-07-31",
         "2026-W31", "2026-07", None),
        (4, "An Id Th", None, None, None, None, None, "2026-07-31",
         "2026-W31", "2026-07", None)]


def test_a_value_is_text_or_a_blob(db):
    text = rows(db, "SELECT * FROM papers_parse(?)", TEXT)
    assert len(text) == 4
    assert rows(db, "SELECT * FROM papers_parse(?)", TEXT.encode()) == text
    assert rows(db, "SELECT * FROM papers_read(?)", str(PAGE)) == text
    db.execute("PRAGMA encoding = 'UTF-16'")
    assert rows(db, "SELECT * FROM papers_parse(?)", TEXT) == text


def test_other_values_are_no_listing(db):
    assert WHAT in error(db, "SELECT 1 FROM papers_parse(12)")
    assert WHAT in error(db, "SELECT 1 FROM papers_parse(1.5)")
    assert "not a text" in error(db, "SELECT 1 FROM papers_read(12)")
    assert "not a text" in error(db, "SELECT 1 FROM papers_read(x'2f')")


@pytest.mark.parametrize("call", [
    "papers_read(NULL)", "papers_parse(NULL)", "papers_parse('x', NULL)",
    "papers_read('/', NULL)", "papers_parse(NULL, 'x')"])
def test_null_is_no_rows(db, call):
    assert rows(db, f"SELECT * FROM {call}") == []


def test_a_missing_input_is_an_error_in_words(db):
    assert "path is missing" in error(db, "SELECT * FROM papers_read")
    assert "content is missing" in error(db, "SELECT * FROM papers_parse")
    assert "content is missing" in error(
        db, "SELECT * FROM papers_parse WHERE year = 2025")


@pytest.mark.parametrize("year", ["2025", 2025, 2025.0, " 2025 "])
def test_a_year_may_be_written_in_several_ways(db, year):
    assert rows(db, "SELECT listed FROM papers_parse(?, ?) LIMIT 1", TEXT,
                year) == [("2025-07-31",)]


@pytest.mark.parametrize("year", ["x", "", 25, -2025, 10000, 2025.5, 1e300,
                                  b"2025", "2025a", 2 ** 62, float("inf")])
def test_what_is_no_year_is_an_error(db, year):
    said = error(db, "SELECT 1 FROM papers_parse(?, ?)", TEXT, year)
    assert said.startswith("papers: year: ") and "whole number" in said


def test_inputs_return_what_was_given(db):
    db.execute("CREATE TABLE t(what)")
    db.executemany("INSERT INTO t VALUES (?)",
                   [(TEXT,), (TEXT.encode(),), ("[]",)])
    assert rows(db, """
        SELECT count(*), content = what, typeof(content), year IS NULL
          FROM t JOIN papers_parse(t.what) GROUP BY what""") == [
        (4, 1, "text", 1), (4, 1, "blob", 1)]
    assert rows(db, "SELECT DISTINCT path, year FROM papers_read(?, '2026')",
                str(PAGE)) == [(str(PAGE), 2026)]
    assert "begins with \"12\"" in error(
        db, "SELECT content FROM papers_parse('12')")


def test_constraints_on_inputs(db):
    path = str(PAGE)
    assert rows(db, """SELECT count(*) FROM papers_read
                        WHERE path = ? AND year = 2026""", path) == [(4,)]
    assert rows(db, "SELECT count(*) FROM papers_read(?) WHERE path = ?", path,
                str(PAGE.parent / "." / ".." / "docs" / "page.txt")) == [(0,)]
    assert rows(db, """SELECT year, count(*) FROM papers_parse
                        WHERE content IN (?, '[]') AND year IN (2025, 2026)
                        GROUP BY 1""", TEXT) == [(2025, 4), (2026, 4)]


def test_unusable_inputs_make_another_join_order(db):
    db.execute("CREATE TABLE t(path, year)")
    db.execute("INSERT INTO t VALUES (?, 2026), (?, NULL)", [str(PAGE)] * 2)
    for tables in ("t, papers_read AS p", "papers_read AS p, t"):
        assert rows(db, f"""
            SELECT count(*), min(p.listed) FROM {tables}
             WHERE p.path = t.path AND p.year = t.year""") == [
            (4, "2026-07-31")]


@needs_sqlite(3, 38)
def test_plans(db):
    def plan(sql):
        return rows(db, "EXPLAIN QUERY PLAN SELECT 1 FROM " + sql)[0][3]

    assert plan("papers_read('x')").endswith(":path=?")
    assert plan("papers_parse('x', 1)").endswith(":content=? year=?")
    assert plan("papers_parse WHERE year = 1").endswith(":year=?")


def test_rows_are_told_apart_by_their_place(db):
    assert rows(db, """
        SELECT count(*) FROM papers_parse(?1) WHERE rank = 1 OR title LIKE 'T%'
        """, TEXT) == [(2,)]
    first = "SELECT rowid FROM papers_parse(?1) LIMIT 1"
    assert rows(db, f"""
        SELECT title FROM papers_parse(?1) WHERE rowid = ({first}) + 3
        """, TEXT) == [("An Id That Looks Like a Number",)]


@pytest.mark.parametrize("one, other", [
    (("docs/page.txt", 2025), ("docs/page.txt", 2026)),
    (("docs/page.txt", 2026), ("./docs/page.txt", 2026))])
def test_rows_of_two_listings_are_told_apart(db, monkeypatch, one, other):
    """SQLite looks at nothing but the rowid, to leave out what both sides of
    an OR have."""
    monkeypatch.chdir(ROOT)
    both = """SELECT count(*) FROM papers_read
               WHERE (path = ? AND year = ?) OR (path = ? AND year = ?)"""
    assert rows(db, both, *one, *other) == [(8,)]
    assert rows(db, both, *one, *one) == [(4,)]


def test_each_title_is_looked_up_in_the_live_search(db, hub):
    db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
    assert rows(db, """
        SELECT saved.rank, live.id
          FROM papers_read(?, 2026) AS saved
          LEFT JOIN papers(saved.title) AS live
            ON live.title = saved.title
         ORDER BY saved.rank""", str(PAGE)) == [
        (1, "2607.19001"), (2, "2607.22001"), (3, None), (4, "2607.10000")]
    assert rows(db, """
        SELECT count(*) FROM papers_read(?, 2026) AS saved
          JOIN papers(saved.title) AS live ON live.title = saved.title""",
                str(PAGE)) == [(3,)]


def test_raw_of_an_entry_is_read_again(db):
    found = rows(db, """
        SELECT a.id = b.id, a.title = b.title, a.abstract = b.abstract
          FROM papers_read(?) AS a
          JOIN papers_parse('[' || a.raw || ']') AS b""", str(SAMPLE))
    assert found and set(found) == {(1, 1, 1)}


# What a schema may do.

def test_a_schema_reads_no_file(db):
    db.execute(f"CREATE VIEW v AS SELECT * FROM papers_read('{PAGE}')")
    assert "unsafe" in error(db, "SELECT * FROM v")
    db.execute("CREATE TABLE t(x)")
    db.execute(f"""CREATE TRIGGER r AFTER INSERT ON t BEGIN
                   INSERT INTO t SELECT title FROM papers_read('{PAGE}');
                   END""")
    assert "unsafe" in error(db, "INSERT INTO t VALUES (1)")


def test_a_view_may_parse(db):
    db.execute("CREATE TABLE t(page)")
    db.execute("INSERT INTO t VALUES (?)", [TEXT])
    db.execute("CREATE VIEW v AS SELECT p.title FROM t, papers_parse(page) p")
    assert len(rows(db, "SELECT * FROM v")) == 4


# What is no file, or none that can be read.

def said_of(db, path):
    return error(db, "SELECT * FROM papers_read(?)", str(path))


def test_files_that_cannot_be_read(db, tmp_path):
    missing = tmp_path / "missing"
    assert said_of(db, missing) == (
        "papers: the saved listing could not be read: No such file or "
        f"directory ({missing})")
    assert f"Is a directory ({tmp_path})" in said_of(db, tmp_path)
    assert "Not a directory" in said_of(db, f"{PAGE}/x")
    assert "too long" in said_of(db, "x" * 5000)
    assert "neither a file nor a pipe" in said_of(db, "/dev/zero")
    assert "a NUL character" in said_of(db, "a\0b")
    assert "No such file" in said_of(db, "")
    assert "No such file" in said_of(db, "https://huggingface.co/papers")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read all")
def test_a_file_without_permission(db, tmp_path):
    path = tmp_path / "closed"
    path.write_text(TEXT)
    path.chmod(0)
    assert f"Permission denied ({path})" in said_of(db, path)


def test_a_pipe_nobody_writes_to_is_empty_and_does_not_hang(db, tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    assert "it is empty" in said_of(db, path)


def test_a_pipe_is_read_as_it_comes(db, tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    keep = os.open(path, os.O_RDWR)

    def write():
        with open(path, "wb", buffering=0) as pipe:
            for start in range(0, len(TEXT), 300):
                pipe.write(TEXT.encode()[start:start + 300])
                time.sleep(.01)
        os.close(keep)

    writer = threading.Thread(target=write)
    writer.start()
    found = rows(db, "SELECT count(*) FROM papers_read(?)", str(path))
    writer.join()
    assert found == [(4,)]


def test_a_pipe_that_stays_silent_can_be_interrupted(db, tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    keep = os.open(path, os.O_RDWR)
    started = time.monotonic()
    threading.Timer(.2, db.interrupt).start()
    assert error(db, "SELECT * FROM papers_read(?)", str(path)) == (
        "papers: interrupted")
    assert time.monotonic() - started < .5 * PATIENCE
    os.close(keep)


def test_standard_input(tmp_path, shell):
    done = subprocess.run(
        ["sqlite3", "-batch", "-cmd", f".load {LIBRARY}", ":memory:",
         "SELECT count(*) FROM papers_read('/dev/stdin')"],
        input=TEXT, capture_output=True, text=True, timeout=60 * PATIENCE)
    assert done.stdout == "4\n", done.stderr


# Content of every bad kind.

BAD = [
    ("", "it is empty"), (b"\xef\xbb\xbf \r\n", "it is empty"),
    ("Hello", 'a text that begins with "Hello"'),
    (b"SQLite format 3\0and more", "an SQLite database"),
    (TEXT.encode("utf-16"), "UTF-16 text"),
    (TEXT.encode("utf-16-le"), "bytes that are no text"),
    ("<html>", 'data-target="DailyPapers"'),
    ("{}", "an object without an id"), ("[1]", 'a text that begins with "[1]"'),
    ("[", "breaks off"), ('[{"paper":{"id":"1"}}', "breaks off"),
    ("[" * 1000000, "entry 1 is an array"),
    ('[{"paper":{"id":"1","x":' + "[" * 1000000, "nested more than"),
    ('{"a":' * 1000000, "nested more than"),
    ("[]]", "malformed JSON"), ('[] "', "breaks off"),
    ((ROOT / "README.md").read_text(), 'begins with "# papers"'),
]


@pytest.mark.parametrize("place", range(len(BAD)))
def test_bad_content(db, place):
    content, said = BAD[place]
    for value in {content, content if isinstance(content, bytes)
                  else content.encode()}:
        assert said in error(db, "SELECT * FROM papers_parse(?)", value)


def test_parts_of_an_answer(db):
    """One entry, as `raw` has it, reads as it does in its listing, and so do
    the properties of a page; papers without entries lack what entries say."""
    sample = json.loads(SAMPLE.read_text())
    listing = rows(db, "SELECT * FROM papers_parse(?)", SAMPLE.read_text())
    page = json.dumps({"dailyPapers": sample, "date": "2020-02-02"})
    assert rows(db, "SELECT * FROM papers_parse(?)", page) == listing
    rank = [name for _, name, *_ in db.execute(
        "PRAGMA table_info(papers_parse)")].index("rank")
    assert rows(db, """
        SELECT one.* FROM papers_parse(?) AS listing, papers_parse(listing.raw)
                       AS one""", SAMPLE.read_text()) == [
        (*row[:rank], 1, *row[rank + 1:]) for row in listing]
    columns = """id, title, abstract, authors, published, listed, upvotes,
                 keywords, ai_summary, repo, repo_source, repo_stars"""
    assert rows(db, f"SELECT {columns} FROM papers_parse(?)", json.dumps(
        [entry["paper"] for entry in sample])) == rows(
        db, f"SELECT {columns} FROM papers_parse(?)", SAMPLE.read_text())


def test_random_bytes(db):
    made = random.Random(5)
    for size in (1, 10, 1000, 300000):
        said = error(db, "SELECT * FROM papers_parse(?)",
                     b"x" + made.randbytes(size))
        assert WHAT in said, size


def test_damaged_pages_and_listings_do_no_harm(db):
    """Bytes changed, taken out, doubled; the rows are what they are, and their
    texts are valid."""
    sample = SAMPLE.read_bytes()
    page = b'<p data-target="DailyPapers" data-props=\'{"dailyPapers":' \
        + sample.replace(b"'", b"&#39;") + b"}'>"
    made = random.Random(9)
    for source in (TEXT.encode(), sample, page):
        for _ in range(150):
            data = bytearray(source)
            for _ in range(made.choice([1, 3, 30])):
                at = made.randrange(len(data))
                if made.random() < .4:
                    data[at] = made.randrange(256)
                elif made.random() < .5:
                    del data[at:at + made.randrange(40)]
                else:
                    data[at:at] = data[at:at + made.randrange(200)]
            try:
                for row in rows(db, "SELECT * FROM papers_parse(?)",
                                bytes(data)):
                    assert all("\0" not in cell for cell in row
                               if isinstance(cell, str))
            except sqlite3.Error as problem:
                assert str(problem).startswith("papers: ")


# Size.

MEASURE = """
import resource, sys
sys.path.insert(0, sys.argv[1])
import sqlite3
db = sqlite3.connect(":memory:")
db.enable_load_extension(True)
db.load_extension(sys.argv[2])
def read():
    try:
        return db.execute("SELECT count(*) FROM papers_read(?)",
                          [sys.argv[3]]).fetchone()[0]
    except sqlite3.Error as error:
        return str(error)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
said = read()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
print(said)
"""


def measured(path):
    """How many KiB reading takes, and what comes of it."""
    done = subprocess.run([sys.executable, "-c", MEASURE, ROOT / "tests",
                           LIBRARY, path], capture_output=True, text=True,
                          timeout=100 * PATIENCE, check=True)
    grown, said = done.stdout.split("\n", 1)
    return int(grown), said.strip()


def repeated(path, head, body, foot, count):
    with open(path, "wb") as file:
        file.write(head)
        for _ in range(count // 100):
            file.write(body * 100)
        file.write(foot)
    return path


BLOCK = TEXT[TEXT.index("Everybody"):TEXT.index("Today's")].encode()
ENTRY = b'{"paper":{"id":"2601.00001","title":"A","summary":"' \
    + b"x " * 400 + b'"}}'


LISTED = ENTRY.replace(
    b'"title"', b'"submittedOnDailyAt":"2026-01-01T00:00:00Z","title"')

SIZES = {
    "text": (b"Subscribe\n", BLOCK, b"", 100000, "100000"),
    "json": (b"[" + ENTRY, b"," + ENTRY, b"]", 40000, "40001"),
    "html": (b'<p data-target="DailyPapers" data-props=\'{"dailyPapers":['
             + LISTED, b"," + LISTED, b"]}'>", 40000, "40001"),
    "html around": (b"<html>", b"<p class=x>&quot;</p>" * 1000, b"", 2000,
                    "DailyPapers"),
    "one line": (b"", b"word " * 10000, b"", 4000, "more than 1048576 bytes"),
    "zeros": (b"", bytes(50000), b"", 4000, "bytes that are no text"),
    "one string": (b'["', b"word " * 10000, b"", 4000, "and no entry"),
    "one title": (b'[{"title":"', b"word " * 10000, b"", 4000, "entry 1 has"),
    "nested": (b"", b"[" * 50000, b"", 4000, "entry 1 is an array"),
}


@pytest.mark.measures
@pytest.mark.parametrize("kind", SIZES)
def test_a_large_file_takes_no_more_memory(tmp_path, kind):
    *content, said = SIZES[kind]
    path = repeated(tmp_path / "large", *content)
    grown, result = measured(path)
    path.unlink()
    assert said in result
    # A string is held until it ends, in a buffer that doubles.
    most = 60 if kind in ("one string", "one title") else 8
    assert grown < most * 1024, result


def test_a_long_parse_stops_when_the_host_says_so(db):
    page = "<p>" + "<b>" * 20_000_000
    started, calls = time.monotonic(), []

    def stop():
        calls.append(1)
        return len(calls) > 20

    db.set_progress_handler(stop, 1000)
    assert error(db, "SELECT * FROM papers_parse(?)", page) == (
        "papers: interrupted")
    assert time.monotonic() - started < 1 * PATIENCE


def test_limit_reads_no_further(tmp_path, db):
    """The first rows are out before what is broken is read."""
    path = repeated(tmp_path / "broken", b"[" + ENTRY, b"," + ENTRY, b"}", 1000)
    assert len(rows(db, "SELECT id FROM papers_read(?) LIMIT 5",
                    str(path))) == 5
    assert "malformed" in said_of(db, path)
