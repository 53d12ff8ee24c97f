"""Pairs of a query and a text: keyword_match against FTS5's MATCH.

The queries are random: words, phrases, prefixes, NEAR, ^, AND, OR, NOT. Every
second one is also spelled as people type it (| for OR, one-two for a phrase,
title:agents, which is a phrase as well). Each is matched with EACH texts, in
one statement. The tokenizers are those of keyword_texts and one with
synonyms."""

import random
import re
import sqlite3

import beside
import keyword_texts
from conftest import connect

EACH = 50
DIFFERENT = """SELECT id, matches FROM (
  SELECT id, x, id IN (SELECT rowid FROM t WHERE t MATCH ?1) AS matches
  FROM pair WHERE id BETWEEN ?3 AND ?4)
WHERE keyword_match(x, ?2, ?5) IS NOT matches"""
MATCHES = "SELECT count(*) FROM t WHERE t MATCH ? AND rowid BETWEEN ? AND ?"
PLAIN_PHRASE = re.compile(r'(?<![\w"+*^])"([a-z]+) ([a-z]+)"(?! ?[*+\w"])')


def tables(texts, tokenizer):
    """A connection with the texts in a plain table and in one of FTS5's."""
    db = connect()
    if tokenizer == "synonyms":
        beside.load(db, "synonyms")
    db.executescript(f"""CREATE TABLE pair(id INTEGER PRIMARY KEY, x);
        CREATE VIRTUAL TABLE t USING fts5(x, tokenize="{tokenizer}");""")
    rows = list(enumerate(texts))
    db.executemany("INSERT INTO pair VALUES (?, ?)", rows)
    db.executemany("INSERT INTO t(rowid, x) VALUES (?, ?)", rows)
    return db


def respelled(query, tokenizer, dice):
    """The same query as people type it, for us alone. For some tokenizers a
    hyphen is no space."""
    if tokenizer != "trigram" and "tokenchars" not in tokenizer:
        query = PLAIN_PHRASE.sub(
            lambda found: dice.choice("-:/").join(found.groups()), query)
    if '"' not in query:
        query = query.replace(" OR ", dice.choice([" | ", " || ", "|"]))
    return query


def is_within_limits(db, query, tokenizer):
    """A query of more than 1024 words is refused; FTS5's limit is another."""
    try:
        db.execute("SELECT keyword_match('', ?, ?)", (query, tokenizer))
    except sqlite3.DataError:
        return False
    return True


def differences(tokenizer, texts, draw, pairs, seed):
    """Yields how many texts match each query, and those where we differ."""
    db, dice = tables(texts, tokenizer), random.Random(seed)
    for number in range(0, pairs, EACH):
        query = draw.query()
        while not is_within_limits(db, query, tokenizer):
            query = draw.query()
        ours = query
        if number % (2 * EACH):
            ours = respelled(query, tokenizer, dice)
        first = dice.randrange(len(texts) - EACH + 1)
        last = first + EACH - 1
        rows = db.execute(DIFFERENT, (query, ours, first, last, tokenizer))
        different = [(tokenizer, ours, query, texts[row], matches)
                     for row, matches in rows]
        (count,) = db.execute(MATCHES, (query, first, last)).fetchone()
        yield count, different


def kinds():
    """What is combined: tokenizer, texts, a generator of queries."""
    small, abstracts = (keyword_texts.small_texts(300),
                        keyword_texts.ODD_TEXTS + keyword_texts.abstracts(1000))
    for tokenizer in [*keyword_texts.tokenizers(), "synonyms"]:
        yield tokenizer, abstracts, keyword_texts.Queries
        yield tokenizer, small, keyword_texts.SmallQueries
        yield tokenizer, small, keyword_texts.ManyQueries


def run(pairs, seed):
    """The number of pairs, of matches, and the differences."""
    every = list(kinds())
    share = -(-pairs // len(every) // EACH) * EACH
    matched, different = 0, []
    for tokenizer, texts, queries in every:
        for count, found in differences(tokenizer, texts, queries(texts, seed),
                                        share, seed):
            matched += count
            different += found
    return share * len(every), matched, different


def of_keywords(_, seed):
    """For each of endless queries, with EACH texts: None, or what differs."""
    while True:
        for tokenizer, texts, queries in kinds():
            for _, found in differences(tokenizer, texts, queries(texts, seed),
                                        200 * EACH, seed):
                yield "\n".join(map(repr, found[:3])) or None
        seed += 1
