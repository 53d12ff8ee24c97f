"""keyword_match, keyword_score, keyword_highlight, keyword_snippet: what SQL
sees of them."""

import os
import re
import sqlite3
import subprocess
import sys
import time

import pytest

import keyword_texts
from conftest import (LIBRARY, PATIENCE, ROOT, connect, needs_fts5,
                      python)

CALLS = {
    "keyword_match": ["text", "query"],
    "keyword_score": ["text", "query"],
    "keyword_highlight": ["text", "query", "[", "]"],
    "keyword_snippet": ["text", "query", "[", "]", "...", 10],
}


def call(db, name, *arguments):
    marks = ", ".join("?" * len(arguments))
    (value,) = db.execute(f"SELECT {name}({marks})", arguments).fetchone()
    return value


def error(db, name, *arguments):
    with pytest.raises(sqlite3.Error) as raised:
        call(db, name, *arguments)
    return str(raised.value)


@needs_fts5
@pytest.mark.parametrize("name", CALLS)
def test_null_gives_null(db, name):
    arguments = [*CALLS[name], "unicode61"]
    for number in range(len(arguments)):
        some = list(arguments)
        some[number] = None
        assert call(db, name, *some) is None
    assert call(db, name, *CALLS[name]) is not None


@needs_fts5
def test_numbers_and_blobs_are_text(db):
    assert call(db, "keyword_match", 2024, 2024) == 1
    assert call(db, "keyword_match", b"two words", b"words") == 1
    assert call(db, "keyword_match", b"", b"") == 0
    assert call(db, "keyword_highlight", "a 1 b", 1, 2, 3) == "a 213 b"


@needs_fts5
def test_bytes_that_are_no_text(db):
    """A zero byte parts tokens; what is not UTF-8 is kept as it is."""
    assert call(db, "keyword_match", "a\0b", "b") == 1
    assert call(db, "keyword_highlight", "a\0b", "b", "[", "]") == "a\0[b]"
    assert call(db, "keyword_match", "b", "a\0b") == 0
    for tokenizer in keyword_texts.tokenizers():
        for broken in (b"\xff\xfe ok \xc3", b"\xf0\x9f\x98", b"ok\x80ok"):
            marked = db.execute(
                "SELECT CAST(keyword_highlight(?, ?, '', '', ?) AS BLOB)",
                (broken, broken, tokenizer)).fetchone()
            assert marked == (broken,)


@needs_fts5
@pytest.mark.parametrize("query, wanted", [
    ("agents", 1), ("NOT agents", 0), ("-agents", 0), ("AND", 0), ("", 0),
    ("()", 0), ("...", 0), ("-gui agents", 1), ("agents NOT gui", 1),
    ('agents AND "--"', 0), ('agents OR "--"', 1), ('"--" NOT agents', 0),
    ("(NOT a) OR b", 1), ("a AND (b OR \"--\")", 1), ("NEAR(a b)", 1),
    ("^a", 1), ("a*", 1), (None, None)])
def test_a_query_that_can_match_nothing(db, query, wanted):
    """And where it is said to match, some text of its words does."""
    (found,), = db.execute("SELECT keyword_match(?)", (query,))
    texts = ["agents", "agents a", "b", "a b", "a"]
    assert found == wanted and (not query or wanted == any(
        db.execute("SELECT keyword_match(?, ?)", (text, query)).fetchone()[0]
        for text in texts))
    assert db.execute(
        "SELECT group_concat(keyword_match(column1)) FROM (VALUES ('a'), "
        "('NOT a'), ('b'), ('-b'))").fetchone() == ("1,0,1,0",)


# --- The score -------------------------------------------------------------

def formula(count, tokens):
    return count * 2.2 / (count + 1.2 * (0.25 + 0.75 * tokens / 200))


@needs_fts5
def test_score_is_the_formula(db):
    dice = keyword_texts.random.Random(5)
    for _ in range(200):
        words = dice.choices("abcd", k=dice.randint(1, 400))
        text = " ".join(words)
        tokens = len(words)
        a, b = words.count("a"), words.count("b")
        ab = len(re.findall("(?=ab)", "".join(words)))
        for query, counts in (
                ("a", [a]), ("a OR b", [a, b]), ('"a b" OR a', [ab, a]),
                ("a OR a", [a, a]), ("a NOT zzz", [a]),
                ("zzz OR (zzz AND b) OR a", [a]),
                ("^a OR b", [int(words[0] == "a"), b])):
            wanted = sum(formula(count, tokens) for count in counts)
            got = call(db, "keyword_score", text, query, "unicode61")
            assert got == pytest.approx(wanted, rel=1e-12), (query, text)
        wanted = formula(a, tokens) + formula(b, tokens) if a and b else 0
        assert call(db, "keyword_score", text, "a b") == pytest.approx(wanted)


@needs_fts5
def test_score_counts_what_is_near(db):
    text = "a b x x x x x x a"
    assert call(db, "keyword_score", text, "NEAR(a b, 2)") == pytest.approx(
        2 * formula(1, 9))
    assert call(db, "keyword_score", text, "NEAR(a b, 9)") == pytest.approx(
        formula(2, 9) + formula(1, 9))


@needs_fts5
def test_score_counts_what_is_asked_for_twice(db):
    text = "a b x x x x x x a"
    for query, a, b in (
            ("NEAR(a a b, 2)", 2 * formula(1, 9), formula(1, 9)),
            ("NEAR(a b, 2) NEAR(a b, 2)", 2 * formula(1, 9), 2 * formula(1, 9)),
            ("NEAR(a b, 2) OR NEAR(a b, 9)", formula(1, 9) + formula(2, 9),
             2 * formula(1, 9)),
            ("NEAR(a b, 2) OR (NEAR(a b, 2) zzz)", formula(1, 9),
             formula(1, 9))):
        got = call(db, "keyword_score", text, query)
        assert got == pytest.approx(a + b), query


@needs_fts5
def test_score_ranks(db):
    def score(text, query="a"):
        return call(db, "keyword_score", text, query)

    gains = [score("a " * n + "x " * (40 - n)) for n in range(1, 20)]
    steps = [b - a for a, b in zip(gains, gains[1:])]
    assert all(step > 0 for step in steps)
    assert steps == sorted(steps, reverse=True)
    assert score("a " + "x " * 10) > score("a " + "x " * 400) > 0
    assert score("b") == 0 and isinstance(score("b"), float)
    assert score("a b", "a NOT c") == score("a b", "a -c") == score("a b")
    assert score("a b", "b NOT a") == 0


# --- Snippets and tokenizers -------------------------------------------------

@needs_fts5
def test_snippet(db):
    text = " ".join(f"w{i}" for i in range(100))

    def snippet(query, tokens):
        return call(db, "keyword_snippet", text, query, "[", "]", "…", tokens)

    assert snippet("w50", 1) == "…[w50]…"
    assert snippet("w50", 3) == "…w49 [w50] w51…"
    assert snippet("w0", 3) == "[w0] w1 w2…"
    assert snippet("w99", 3) == "…w97 w98 [w99]"
    assert snippet('"w50 w51 w52"', 2) == "…[w50 w51]…"
    assert snippet("none", 2) == "w0 w1…"
    assert len(snippet("w50", 64).split()) == 64


@needs_fts5
@pytest.mark.parametrize("tokens", [0, -1, 65, 2**40, "x"])
def test_a_snippet_has_bounds(db, tokens):
    said = error(db, "keyword_snippet", "a", "a", "[", "]", "…", tokens)
    assert said.startswith("papers: keyword_snippet: tokens is ")
    assert "from 1 to 64" in said


@needs_fts5
def test_tokenizers_are_fts5s(db):
    text = "Café C++ node_js naïve running"
    for query, tokenizer, wanted in (
            ("cafe", "unicode61 remove_diacritics 1", 1),
            ("cafe", "unicode61 remove_diacritics 0", 0),
            ("c++", "unicode61 tokenchars '+'", 1),
            ("c", "unicode61 tokenchars '+'", 0),
            ("c", "  unicode61   tokenchars '+' ", 0),
            ("c+", "unicode61 tokenchars '+'", 0),
            ("node", "unicode61 tokenchars _", 0),
            ("it's", "unicode61 tokenchars ''''", 0),
            ("run", "porter", 1), ("run", "unicode61", 0),
            ("run", "porter ascii", 1), ("cafe", "", 1), ("run", "", 0)):
        got = call(db, "keyword_match", text, query, tokenizer)
        assert got == wanted, (query, tokenizer)
    assert call(db, "keyword_match", "it's", "it's",
                "unicode61 tokenchars ''''") == 1


@needs_fts5
@pytest.mark.parametrize("tokenizer, said", [
    ("no_such", "no such tokenizer: no_such"),
    ("porter no_such", "the tokenizer porter refuses its arguments"),
    ("unicode61 x", "the tokenizer unicode61 refuses its arguments"),
    ("unicode61 tokenchars '", "is not readable"),
    ("unicode61 tokenchars 'a", "is not readable"),
    ('"porter"', "is not readable"), (" ", "is not readable"),
    ("x" * 20000, "too long")])
def test_a_tokenizer_can_be_refused(db, tokenizer, said):
    for name, arguments in CALLS.items():
        assert said in error(db, name, *arguments, tokenizer)


# --- In statements -----------------------------------------------------------

@needs_fts5
def test_queries_and_tokenizers_from_columns(db):
    db.executescript("""
        CREATE TABLE asked(query, tokenizer);
        INSERT INTO asked VALUES ('run', 'porter'), ('run', 'unicode61'),
            ('running', 'unicode61'), ('RUN*', 'ascii');""")
    assert db.execute(
        "SELECT keyword_match('running', query, tokenizer) FROM asked"
    ).fetchall() == [(1,), (0,), (1,), (1,)]
    assert db.execute(
        "SELECT keyword_match('running', 'run', tokenizer) FROM asked"
    ).fetchall() == [(1,), (0,), (0,), (0,)]
    assert db.execute(
        "SELECT keyword_match('running', query) FROM asked").fetchall() == [
            (1,), (1,), (1,), (1,)]


@needs_fts5
def test_an_error_does_not_spoil_the_statement(db):
    statement = "SELECT keyword_match(?, ?)"
    for _ in range(3):
        with pytest.raises(sqlite3.OperationalError):
            db.execute(statement, ("a", '"a'))
        assert db.execute(statement, ("a", "a")).fetchone() == (1,)


@needs_fts5
def test_usable_in_indexes_and_views(db):
    db.executescript("""
        PRAGMA trusted_schema = OFF;
        CREATE TABLE t(x, m GENERATED ALWAYS AS (keyword_match(x, 'agents')));
        CREATE INDEX i ON t(keyword_score(x, 'agents'));
        CREATE VIEW v AS SELECT x FROM t WHERE keyword_match(x, 'agents');
        INSERT INTO t(x) VALUES ('web agents'), ('models');""")
    assert db.execute("SELECT m FROM t").fetchall() == [(1,), (0,)]
    assert db.execute("SELECT x FROM v").fetchall() == [("web agents",)]


@needs_fts5
def test_two_queries_in_one_statement_do_not_meet(db):
    assert db.execute(
        "SELECT keyword_match(x, 'a'), keyword_match(x, 'b'),"
        " keyword_highlight(x, 'a', '<', '>'),"
        " keyword_highlight(x, 'b', '<', '>')"
        " FROM (SELECT 'a' AS x UNION ALL SELECT 'b')").fetchall() == [
            (1, 0, "<a>", "a"), (0, 1, "b", "<b>")]


@needs_fts5
def test_utf16_databases():
    db = connect()
    db.execute("PRAGMA encoding = 'UTF-16'")
    db.execute("CREATE TABLE t(x)")
    db.execute("INSERT INTO t VALUES ('Café 模型')")
    assert db.execute(
        "SELECT keyword_highlight(x, 'cafe 模型', '‹', '›') FROM t"
    ).fetchone() == ("‹Café› ‹模型›",)


# --- Size ------------------------------------------------------------------

MEGABYTE = 1_000_000
TEXT = "a " * (MEGABYTE // 2)


@needs_fts5
@pytest.mark.slow
@pytest.mark.parametrize("query, wanted", [
    ("(" * 400_000 + "a" + ")" * 400_000, 1),
    (")" * MEGABYTE, 0), ('"' * MEGABYTE, 0), ("+" * MEGABYTE, 0),
    ("*" * MEGABYTE, 0), ("^" * MEGABYTE, 0), ("NOT " * (MEGABYTE // 4), 0),
    (" ".join('"' + "a " * n + '"' for n in range(1, 45)), 1),
    ("x" * MEGABYTE, 0)],
    ids=lambda value: str(value)[:20])
def test_large_queries(db, query, wanted):
    start = time.monotonic()
    assert call(db, "keyword_match", TEXT, query, "unicode61") == wanted
    assert time.monotonic() - start < 3 * PATIENCE


MOST_WORDS = 1024


@needs_fts5
@pytest.mark.slow
@pytest.mark.parametrize("make, wanted", [
    (lambda n: " ".join(f"w{i}" for i in range(n)), 0),
    (lambda n: " ".join(["a"] * n), 1),
    (lambda n: " OR ".join(f"w{i}" for i in range(n)), 0),
    (lambda n: "a " * n, 1), (lambda n: "a-" * n, 1),
    (lambda n: '"' + "a " * (n - 1) + 'b"', 0),
    (lambda n: " + ".join(["a*"] * n), 1),
    (lambda n: " + ".join((["a*", "a"] * n)[:n - 1] + ["b"]), 0),
    (lambda n: "-a " * n, 0), (lambda n: "^a" * n, 1),
    (lambda n: "(a OR " * (n - 1) + "a" + ")" * (n - 1), 1),
    (lambda n: "(" * (n - 1) + "a" + " NOT b)" * (n - 1), 1),
    (lambda n: "a + " * n, 1), (lambda n: "a " + "NOT b " * (n - 1), 1),
    (lambda n: "NEAR(" + "a " * n + ")", 1),
    (lambda n: "NEAR(a a) " * (n // 2) + "a" * (n % 2), 1),
    (lambda n: "NEAR(" + " ".join(f"a{i}" for i in range(n)) + ")", 0),
    (lambda n: '"" OR ' * (n - 1) + "a", 1)],
    ids=lambda value: str(callable(value) and value(3)))
def test_a_query_has_at_most_1024_words(db, make, wanted):
    """Those are asked about a long text in no time, and more are refused at
    once, however many they are."""
    start = time.monotonic()
    got = call(db, "keyword_match", TEXT, make(MOST_WORDS), "unicode61")
    assert got == wanted
    for words in (MOST_WORDS + 1, 2000, 100_000):
        said = error(db, "keyword_match", TEXT, make(words), "unicode61")
        assert said == "papers: keyword query: more than 1024 words"
    assert time.monotonic() - start < 3 * PATIENCE


@needs_fts5
def test_a_query_can_be_too_large(db):
    with pytest.raises(sqlite3.Error) as raised:
        call(db, "keyword_match", "a", "a" * (17 << 20))
    assert "more than 16777216 bytes" in str(raised.value)


@needs_fts5
def test_parentheses_can_be_too_many(db):
    most = 1_000_000
    query = "(" * most + "a" + ")" * most
    assert call(db, "keyword_match", "a", query) == 1
    said = error(db, "keyword_match", "a", "(" + query + ")")
    assert said == "papers: keyword query: more than 1000000 open parentheses"


@needs_fts5
def test_overlapping_phrases(db):
    """Each word of the text goes on with all of them."""
    most = " + ".join(["a*", "a"] * 512)
    assert call(db, "keyword_match", "a " * 100, most) == 0
    assert call(db, "keyword_match", "a " * 1023, most) == 0
    assert call(db, "keyword_match", "a " * 1024, most) == 1
    assert call(db, "keyword_match", "a " * 40_000, most) == 1
    assert call(db, "keyword_match", "b " + "a " * 1023, most) == 0


@needs_fts5
@pytest.mark.slow
@pytest.mark.parametrize("name, rest", [
    ("keyword_score", []), ("keyword_highlight", ["[", "]"]),
    ("keyword_snippet", ["[", "]", "…", 64])])
def test_matches_of_a_text_can_be_too_many(db, name, rest):
    """44 phrases at each of 390,000 words."""
    phrases = " ".join('"' + "a " * n + '"' for n in range(1, 45))
    text = "a " * 390_000
    said = error(db, name, text, f"NEAR({phrases})", *rest)
    assert said == "papers: more than 16777216 matches in one text"
    assert call(db, name, text[:2000], f"NEAR({phrases})", *rest)


@needs_fts5
@pytest.mark.slow
def test_words_of_a_text_can_be_too_many(db):
    text = "a " * (2**24 + 1)
    for name, rest in (("keyword_highlight", ["[", "]"]),
                       ("keyword_snippet", ["[", "]", "…", 64])):
        said = error(db, name, text, "b", *rest, "ascii")
        assert said == "papers: more than 16777216 words in one text"
    assert call(db, "keyword_highlight", text[2:], "b", "[", "]",
                "ascii") == text[2:]
    assert call(db, "keyword_score", text, "a", "ascii") > 0


def seconds(db, name, *arguments):
    times = []
    for _ in range(3):
        start = time.monotonic()
        call(db, name, *arguments)
        times.append(time.monotonic() - start)
    return min(times)


@needs_fts5
@pytest.mark.measures
@pytest.mark.parametrize("name, rest", [
    ("keyword_match", []), ("keyword_score", []),
    ("keyword_highlight", ["[", "]"]),
    ("keyword_snippet", ["[", "]", "…", 64])])
def test_costs_are_linear_in_the_text(db, name, rest):
    """Four times the text takes about four times as long, not sixteen."""
    query = 'a OR "a a" OR "a a a" b* NOT zzz'
    text = "a a b. " * 20_000
    once = seconds(db, name, text, query, *rest)
    assert seconds(db, name, text * 4, query, *rest) < 10 * once + 0.05


@needs_fts5
@pytest.mark.measures
@pytest.mark.parametrize("name, rest", [
    ("keyword_match", []), ("keyword_score", []),
    ("keyword_highlight", ["[", "]"])])
def test_equal_nears_cost_what_one_does(db, name, rest):
    text = "a b " * 50_000
    one = seconds(db, name, text, "zzz OR NEAR(a b) OR zzz", *rest)
    many = "zzz OR " + "NEAR(a b) " * 500 + "OR zzz"
    assert seconds(db, name, text, many, *rest) < 3 * one + 0.02


MANY = 1000
HOSTILE = {
    "starts": ("a ", " OR ".join("a" * n + "*" for n in range(1, MANY))),
    "starts of one long word": (
        "a" * 1023 + " ", " ".join("a" * n + "*" for n in range(1, MANY))),
    "starts that just miss": (
        "ab ", " OR ".join("a" * n + "*" for n in range(2, MANY))),
    "words with one beginning": (
        "x" * 30 + "512 ",
        " OR ".join("x" * 30 + f"{n}z" for n in range(MANY))),
    "a phrase of one word": ("a ", '"' + "a " * MANY + 'b"'),
    "a phrase of one start": ("a ", " + ".join(["a*"] * MANY) + " + b"),
    "phrases in phrases": (
        "a ", " ".join('"' + "a " * n + '"' for n in range(1, 45))),
    "equal NEARs": ("a ", "b OR " + "NEAR(a a) " * (MANY // 2)),
    "NEARs that differ": (
        "a b x x x x x x x x ",
        " ".join(f"NEAR(a b, {n})" for n in range(MANY // 20))),
    "NEARs that miss": (
        "a " + "x " * 600 + "b " + "x " * 600,
        " OR ".join(f"NEAR(a b, {n})" for n in range(MANY // 2))),
    "NEAR of many words": (
        " ".join(f"w{n}" for n in range(MANY)) + " ",
        "NEAR(" + " ".join(f"w{n}" for n in range(MANY)) + ", 99999)"),
    "NEAR of phrases in phrases": (
        "a ",
        "NEAR(" + " ".join('"' + "a " * n + '"' for n in range(1, 45)) + ")"),
    "a deep NOT": ("a ", "(" * MANY + "a" + " NOT b)" * MANY),
    "a deep OR": ("a ", "(b OR " * MANY + "a" + ")" * MANY)}


@needs_fts5
@pytest.mark.measures
@pytest.mark.parametrize("name, rest", [
    ("keyword_match", []), ("keyword_score", []),
    ("keyword_highlight", ["[", "]"])])
@pytest.mark.parametrize("unit, query", HOSTILE.values(), ids=HOSTILE)
def test_no_query_makes_a_text_dear(db, unit, query, name, rest):
    """16 KB cost a fraction of a second at the worst, and four times as many
    about four times that."""
    text = unit * (16_000 // len(unit) + 1)
    once = seconds(db, name, text, query, *rest)
    assert once < 0.3 * PATIENCE
    assert seconds(db, name, text * 4, query, *rest) < 10 * once + 0.05


@needs_fts5
@pytest.mark.slow
@pytest.mark.parametrize("operator", [" ", " OR "])
def test_words_that_do_not_occur_cost_little(db, operator):
    def rows(words):
        query = operator.join(f"w{i}" for i in range(words))
        start = time.monotonic()
        assert db.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
            " LIMIT 2000) SELECT sum(keyword_match(?1 || i, ?2)) FROM n",
            ("some other text", query)).fetchone() == (0,)
        return time.monotonic() - start

    many = min(rows(1000) for _ in range(3))
    assert many < 10 * min(rows(10) for _ in range(3)) + 0.1


@needs_fts5
@pytest.mark.slow
def test_spaces_before_trigrams_are_read_once(db):
    if "trigram" not in keyword_texts.tokenizers():
        pytest.skip("this SQLite has no trigrams")
    start = time.monotonic()
    call(db, "keyword_snippet", " " * MEGABYTE + "abc", "abc OR '   '", "[",
         "]", "…", 64, "trigram")
    assert time.monotonic() - start < 3 * PATIENCE


# --- The host's limits and its authorizer ------------------------------------

LIMIT = 10**6
BIG = """
import sqlite3, sys
def peak():
    lines = open("/proc/self/status").read().split("VmHWM:")
    return int(lines[1].split()[0])
db = conftest.connect()
db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 10**6)
texts = "a " * 400000, "a" * int(sys.argv[2]), "b"
sql = sys.argv[1]
db.execute(sql.replace("?3", "''").replace("?2", "''"), texts[:1]).fetchall()
before = peak()
try:
    db.execute(sql, texts).fetchall()
except sqlite3.DataError as error:
    print(error)
print(peak() - before)
"""


@needs_fts5
@pytest.mark.measures
@pytest.mark.skipif(sys.platform != "linux" or sys.version_info < (3, 11),
                    reason="reads /proc and sets a limit")
@pytest.mark.parametrize("sql, length", [
    ("SELECT keyword_highlight(?1, 'a', ?2, ?3)", 1000),
    ("SELECT keyword_snippet(?1, 'a', ?2, ?3, '', 64)", 900000)])
def test_marks_keep_to_the_limit_of_the_host(sql, length):
    """The marked text would have 400 MB, or 57."""
    done = subprocess.run(**python(BIG, sql, str(length)), capture_output=True)
    assert done.stderr == ""
    said, more = done.stdout.splitlines()
    assert said == "papers: the marked text: more than 1000000 bytes"
    assert int(more) < 16 * 1024


@needs_fts5
@pytest.mark.skipif(sys.version_info < (3, 11), reason="sets a limit")
def test_a_text_as_long_as_the_limit_is_none_too_long(db):
    db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LIMIT)
    text = "a" + " " * (LIMIT - 3)
    assert len(call(db, "keyword_highlight", text, "a", "[", "]")) == LIMIT
    assert "more than" in error(db, "keyword_highlight", text, "a", "[", "] ")


@needs_fts5
@pytest.mark.parametrize("verdict, said", [
    (sqlite3.SQLITE_DENY, "not authorized to use function: fts5"),
    (sqlite3.SQLITE_IGNORE, "an authorizer ignores it")])
@pytest.mark.parametrize("name", CALLS)
def test_an_authorizer_that_denies_fts5_is_named(db, name, verdict, said):
    def judge(action, *names):
        return verdict if names[1] == "fts5" else sqlite3.SQLITE_OK

    db.set_authorizer(judge)
    assert error(db, name, *CALLS[name]) == (
        "papers: keyword functions need FTS5, which cannot be used here: "
        + said)
    db.set_authorizer(None)
    call(db, name, *CALLS[name])


# --- A host without FTS5 -----------------------------------------------------

ASK = f"""
import sqlite3, sys
db = sqlite3.connect(":memory:")
db.enable_load_extension(True)
db.load_extension({LIBRARY!r})
print(db.execute("SELECT typeof(papers_version())").fetchone()[0])
for call in {[f"{name}({', '.join(map(repr, CALLS[name]))})" for name in CALLS]}:
    try:
        print(db.execute("SELECT " + call).fetchone())
    except sqlite3.OperationalError as error:
        print(error)
"""


def without_fts5():
    """A folder with an SQLite that has no FTS5, if one was built."""
    for folder in sorted((ROOT / "build" / "sqlite").glob("*-nofts5")):
        if (folder / "libsqlite3.so.0").exists():
            return folder
    return None


def test_a_host_without_fts5_is_told_so():
    folder = without_fts5()
    if not folder:
        pytest.skip("no SQLite without FTS5 was built: "
                    "tests/tools/build_sqlite.sh 3.40.0 nofts5")
    done = subprocess.run(
        [sys.executable, "-c", ASK], capture_output=True, text=True,
        env={**os.environ, "LD_LIBRARY_PATH": str(folder)}, cwd=ROOT)
    assert done.stderr == ""
    version, *lines = done.stdout.splitlines()
    assert version == "text"
    assert len(lines) == len(CALLS)
    for line in lines:
        assert re.fullmatch(
            r"papers: keyword functions need FTS5, which this SQLite "
            r"\(3\.\d+\.\d+\) does not have", line)
