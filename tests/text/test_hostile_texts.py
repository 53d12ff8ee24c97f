"""Texts that are made to do harm cost neither stack nor more time than their
length: see hostile_texts.py."""

import resource
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

import hostile_texts
import recursion
from conftest import (BUILD, LIBRARY, PATIENCE, ROOT, connect, needs_fts5,
                      needs_sqlite)

STACK = 256 * 1024
DEEP = 256 * 1024


@pytest.mark.foreign
def test_no_function_can_be_called_while_it_runs():
    graph = recursion.call_graph(ROOT / "ext")
    assert len(graph) > 1000
    assert recursion.circles(graph) == []


@pytest.mark.foreign
def test_recursion_is_found(tmp_path):
    (tmp_path / "a.c").write_text("""
static int alone(int n) {
  return n ? alone(n - 1) : 0;
}
static bool first(struct a *a);
static bool second(struct a *a) {
  return each(a, first);
}
static bool first(struct a *a) {
  return second(a);
}
static int length(int n) {
  int alone = n, second[] = {n}; /* first() */
  return first_of("first(") + alone;
}
""")
    graph = recursion.call_graph(tmp_path)
    assert sorted(recursion.circles(graph)) == [["alone"], ["first", "second"]]


@pytest.mark.slow
@pytest.mark.measures
def test_deep_texts_need_little_stack():
    """256 KB of brackets, headings, operators ... are answered on a stack of
    256 KB, by every function and by papers_parse."""
    done = subprocess.run(
        [sys.executable, hostile_texts.__file__, LIBRARY, str(DEEP),
         str(STACK)], capture_output=True, text=True, timeout=600 * PATIENCE,
        cwd=ROOT / "tests")
    last = done.stdout.splitlines()[-1:]
    assert done.returncode != -signal.SIGSEGV, last
    assert (done.returncode, done.stderr) == (0, ""), last
    assert len(done.stdout.splitlines()) == len(list(hostile_texts.cases()))


def many(unit, count):
    """SQL for a text of it, so many times."""
    return f"replace(hex(zeroblob({count})), '00', '{unit}')"


@pytest.mark.parametrize("unit", ["new", "new ", "Subscribe", "n e w"])
def test_new_repeated_80000_times(shell, unit):
    """Once it was a call in a call for each of them, and ended the host; it
    needs no more than a view in somebody's database."""
    done = shell(f"""CREATE VIEW v AS
        SELECT title FROM papers_parse({many(unit, 80000)});
        SELECT * FROM v;""", ":memory:")
    assert "neither API JSON" in done.stderr, done.returncode


def test_headings_that_are_glued_together_are_one_header(shell):
    heading = "Get trending papers in your email inbox! "
    abstract = "This is what the paper is about, in a sentence or two. " * 5
    done = shell(f"""SELECT title, abstract FROM papers_parse(
        {many(heading, 20000)} || 'A Title' || char(10) || '{abstract}');
        """, ":memory:")
    assert done.stdout == f"A Title|{abstract.strip()}\n", done.stderr


@needs_fts5
@needs_sqlite(3, 31)
def test_every_function_is_given_hostile_texts(db):
    """A new one is missed here, and belongs in hostile_texts.py."""
    names = "SELECT DISTINCT name FROM pragma_function_list"
    ours = {name for (name,) in db.execute(names)} - {
        name for (name,) in sqlite3.connect(":memory:").execute(names)}
    asked = " ".join(hostile_texts.PLAIN + hostile_texts.KEYWORDS)
    takes_no_text = {"papers_version", "papers_cache_clear"}
    assert {name for name in ours if name + "(" not in asked} <= takes_no_text


# Time.

SHORT, TIMES = 16 * 1024, 8
# What doubles with the text costs TIMES as much, what is quadratic its square;
# the rest is for a busy machine. Times below the least say nothing.
MOST, LEAST = 3 * TIMES, 0.0005
# The system counts the time of a process in ticks, and its start with it.
LEAST_OF_PROCESS = 0.005


def seconds(run, tries):
    best = float("inf")
    for _ in range(tries):
        started = time.thread_time()
        run()
        best = min(best, time.thread_time() - started)
    return best


def is_linear(time_of, least=LEAST):
    """Whether a text of TIMES the length takes not much more than TIMES as
    long; asked again where it looks otherwise."""
    for tries in (1, 3, 5):
        short, long = (time_of(n, tries) for n in (SHORT, SHORT * TIMES))
        if long <= MOST * max(short, least):
            return True
    return False


@pytest.mark.slow
@pytest.mark.measures
def test_time_is_linear_in_the_text(db):
    bad = []
    for expression, unit, around in hostile_texts.cases():
        def time_of(length, tries):
            text = hostile_texts.repeated(unit, length, around)
            return seconds(lambda: hostile_texts.answer(db, expression, text),
                           tries)

        if not is_linear(time_of):
            bad.append((expression, unit, around[0][:40]))
    assert bad == []


@pytest.mark.measures
def test_a_line_that_is_held_is_not_read_with_every_line(db):
    """A day behind a block, perhaps a title, and then dots of blocks."""
    def time_of(held):
        text = "\n".join(["Get trending papers in your email inbox!", "A Title",
                          "Some words. " * 40, "\u00b7", "Nov 3",
                          "Nov 3 " + held, *["\u00b7"] * 20000])
        return seconds(lambda: hostile_texts.answer(db, hostile_texts.PARSE,
                                                    text), 3)

    assert time_of("\u2022 " * 200000) <= 20 * max(time_of("\u2022"), LEAST)


JSON = '[{"paper":{"id":"1","unknown":', '}},{"paper":{"id":"2"}}]'
STRING = JSON[0] + '"', '"' + JSON[1]
HTML = '<div data-target="DailyPapers" data-props="', '">'
LATE = "<div data-props='", "' data-target='DailyPapers'>"
PROPS = ("{&quot;dailyPapers&quot;:[{&quot;paper&quot;:{&quot;id&quot;:"
         "&quot;1&quot;,&quot;unknown&quot;:&quot;", "&quot;}}]}")
PAGE_HEAD = "Get trending papers in your email inbox!\n\n"
PIECES = [
    (STRING, "\u00e9"), (STRING, "x"), (STRING, "\\n"), (STRING, "\\\\"),
    (STRING, '\\"'), (STRING, "\\u00e9"), (JSON, "1"), (JSON, " "),
    (('[{"paper":{"id":"1","', '":1}}]'), "\u00e9"),
    ((HTML[0] + PROPS[0], PROPS[1] + HTML[1]), "&amp;"),
    ((HTML[0] + PROPS[0], PROPS[1] + HTML[1]), "&#xe9;"),
    ((LATE[0] + PROPS[0], PROPS[1] + LATE[1]), "&eacute;"),
    (("<p>", ""), "<a b"), (("<script>", ""), "</scrip"),
    (("Get trending papers in your email inbox!\nA Title\n\n", ""),
     "Words of an abstract. "),
    (("Get trending papers in your email inbox!\n", ""), "new"),
    (("Get trending papers in your email inbox!\n", ""), "\u2022 "),
    # Whole pages and lines of every reader of ext/saved, many times.
    *[((PAGE_HEAD, ""), unit) for unit in (
        "A Title of a Paper\n" + "Some words of it. " * 20 + "\n2 authors\n"
        "\u00b7\nMay 4\n",
        "A Title of a Paper\n\n" + "some words of a line that is\n" * 20 + "\n",
        "# [A Title](https://huggingface.co/papers/2501.00001)\n\nSome words.\n",
        "Submitted by ada\n3\nA Title\n\u00b7\n3 authors\n", "Submitted by\n",
        "Nov 3\n", "> > > ", "\n", "\u200b", "\u200d", "&amp;amp;amp;", "=20\n",
        "\\'s \\\\", "](", "[", "<a>", "mailing lis", "https://github.com/",
        "A a/\n", "a/line/of/one/word/that/goes/on/\nand/on/and/on/and/on/"
        "and/on/\n",
        "12. https://example.org/\n", "2 authors\n", "\u00b7\n", "---\n",
        "words in a line that goes on and on with the next one\n",
        "Title: a\n", "Daily Papers", "\u00e9" * 7 + " ")],
]


def driver_seconds(path, piece, tries):
    """Of the driver's own time, the least."""
    best = float("inf")
    for _ in range(tries):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([BUILD / "unit" / "saved_driver", path, str(piece)],
                       stdout=subprocess.DEVNULL, timeout=120 * PATIENCE)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime - before.ru_utime)
    return best


@pytest.mark.slow
@pytest.mark.measures
@pytest.mark.hostless
@pytest.mark.parametrize("piece", [1, 1000, 65536])
@pytest.mark.parametrize("case", range(len(PIECES)))
def test_time_is_linear_in_any_pieces(tmp_path, case, piece):
    """A server may send byte by byte what is one string of megabytes."""
    around, unit = PIECES[case]

    def time_of(length, tries):
        path = tmp_path / "text"
        text = hostile_texts.repeated(unit, length * 16, around)
        path.write_text(text, encoding="utf-8")
        return driver_seconds(path, piece, tries)

    assert is_linear(time_of, LEAST_OF_PROCESS)
