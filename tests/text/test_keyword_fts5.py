"""The keyword functions against FTS5: the same texts in an FTS5 table, the
same random queries, the same tokenizer.

PAPERS_QUERIES=10000 draws more queries than usual, PAPERS_SEED=7 others;
PAPERS_TEXTS=500 asks each about more of the texts.

Two things of FTS5's make its marks depend on other rows of the table: what a
NEAR left from the last row is sometimes marked in the next, or reported as a
malformed database, and what a NOT takes away is sometimes marked. Where marks
differ, FTS5 is therefore asked about the text alone, and in a table with one
other row, before the difference counts. Older versions garble the marks of
trigrams that overlap; there such marks are left out."""

import os
import random
import re
import sqlite3

import pytest

import keyword_pairs
import keyword_texts
from conftest import connect, needs_fts5

pytestmark = [needs_fts5, pytest.mark.slow]

QUERIES = int(os.environ.get("PAPERS_QUERIES", "500"))
SEED = int(os.environ.get("PAPERS_SEED", "1"))
SHOWN = "highlight({0}, 0, '[', ']'), snippet({0}, 0, '[', ']', '…', ?2)"
EACH = int(os.environ.get("PAPERS_TEXTS", "4"))

ABSTRACTS = keyword_texts.ODD_TEXTS + keyword_texts.abstracts(1000)
SMALL = keyword_texts.small_texts(300)


def garbles(db):
    """Whether this FTS5 writes text twice where matches overlap."""
    db.execute("CREATE VIRTUAL TABLE probe USING fts5(x, tokenize=trigram)")
    db.execute("INSERT INTO probe VALUES ('aaaa')")
    (shown,) = db.execute("SELECT highlight(probe, 0, '[', ']') FROM probe"
                          " WHERE probe MATCH 'aaa'").fetchone()
    return shown != "[aaaa]"


class Differential:
    def __init__(self, texts, tokenizer):
        self.texts, self.tokenizer = texts, tokenizer
        self.dice = random.Random(SEED)
        self.matched = self.marked = 0
        self.db = connect()
        self.garbles = tokenizer == "trigram" and garbles(self.db)
        for name in ("t", "few"):
            self.db.execute(f"CREATE VIRTUAL TABLE {name} USING"
                            f' fts5(x, tokenize="{tokenizer}")')
        self.db.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)",
                            enumerate(texts))

    def fts5(self, table, query, tokens, rows):
        inside = ",".join(map(str, rows))
        try:
            return {row: shown for row, *shown in self.db.execute(
                f"SELECT rowid, {SHOWN.format(table)} FROM {table}"
                f" WHERE {table} MATCH ?1 AND rowid IN ({inside})",
                (query, tokens))}
        except sqlite3.DatabaseError:
            return {}

    def alone(self, query, tokens, texts):
        self.db.execute("DELETE FROM few")
        self.db.executemany("INSERT INTO few(rowid, x) VALUES (?, ?)",
                            enumerate(texts))
        last = len(texts) - 1
        return self.fts5("few", query, tokens, [last]).get(last)

    def excused(self, query, tokens, row, ours, number):
        text = self.texts[row]
        other = re.sub(r"[^\w\s\u0300-\u036f]", " ", query)
        shown = [self.alone(query, tokens, texts)
                 for texts in ([text], [other, text])]
        if self.garbles:
            return True
        return any(s and s[number] == ours[number] for s in shown)

    def check(self, query):
        matching = {row for (row,) in self.db.execute(
            "SELECT rowid FROM t WHERE t MATCH ?", (query,))}
        rows = set(self.dice.sample(sorted(matching), min(len(matching), EACH)))
        rows |= set(self.dice.sample(range(len(self.texts)), EACH))
        tokens = self.dice.randint(2, 30)
        theirs = self.fts5("t", query, tokens, rows & matching)
        for row in sorted(rows):
            self.check_row(query, row, row in matching, tokens,
                           theirs.get(row, (None, None)))

    def check_row(self, query, row, matches, tokens, theirs):
        text = self.texts[row]
        got, *ours = self.db.execute(
            "SELECT keyword_match(?1, ?2, ?3),"
            " keyword_highlight(?1, ?2, '[', ']', ?3),"
            " keyword_snippet(?1, ?2, '[', ']', '…', ?4, ?3)",
            (text, query, self.tokenizer, tokens)).fetchone()
        assert got == matches, (query, text)
        self.matched += matches
        for number in range(2) if matches else ():
            self.marked += 1
            if ours[number] != theirs[number]:
                assert self.excused(query, tokens, row, ours, number), (
                    query, tokens, text, ours[number], theirs[number])


@pytest.mark.parametrize("tokenizer", keyword_texts.tokenizers())
@pytest.mark.parametrize("texts, queries", [
    (ABSTRACTS, keyword_texts.Queries),
    (SMALL, keyword_texts.SmallQueries), (SMALL, keyword_texts.ManyQueries)],
    ids=["abstracts", "few-words", "many-words"])
def test_same_as_fts5(tokenizer, texts, queries):
    differential = Differential(texts, tokenizer)
    draw = queries(texts, SEED)
    count = QUERIES if texts is ABSTRACTS else QUERIES // 3
    for _ in range(count):
        differential.check(draw.query())
    assert differential.matched > count
    assert differential.marked > count


def test_pairs_match_alike():
    """Also with synonyms. `make prove` draws others."""
    pairs, matched, different = keyword_pairs.run(40 * QUERIES, SEED)
    assert different == []
    assert matched > pairs / 5


def test_pairs_that_differ_are_seen(monkeypatch):
    monkeypatch.setattr(keyword_pairs, "respelled", lambda query, *_: "zzz")
    assert keyword_pairs.run(2000, SEED)[2]


@pytest.mark.parametrize("query", [
    'NEAR(a "a b" a)', 'NEAR("a b" a "a b")', 'a OR "a b" OR a',
    '"a b" OR a OR "a b"', 'NEAR(a "a b") OR NEAR("a b" a) OR NEAR(a "a b")',
    'NEAR(a b) OR NEAR(a b, 0) OR NEAR(a b)', 'NEAR(a a b) OR c'])
def test_equal_parts_count_as_often_as_they_stand(query):
    """A snippet's place depends on how many phrases there are, and on which is
    the last of those that begin together."""
    text = "x x x x x x a b x x x x c x x x x x x a x b x x x x x x x"
    differential = Differential([text], "unicode61")
    for tokens in range(1, 20):
        differential.check_row(query, 0, True, tokens, differential.fts5(
            "t", query, tokens, [0])[0])


def test_trigrams_that_touch_are_marked_as_one(db):
    if "trigram" not in keyword_texts.tokenizers():
        pytest.skip("this SQLite has no trigrams")
    assert db.execute(
        "SELECT keyword_highlight('abcabc xabcd', 'abc', '[', ']', 'trigram')"
    ).fetchone() == ("[abcabc] x[abc]d",)
