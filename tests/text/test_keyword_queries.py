"""Queries as people type them, and what each means
(cases/keyword_queries.tsv)."""

import sqlite3

import pytest

from conftest import ROOT, needs_fts5

pytestmark = needs_fts5


def cases():
    path = ROOT / "tests" / "cases" / "keyword_queries.tsv"
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield [field.replace("\\t", "\t").replace("\\n", "\n")
                   for field in line.split("\t")]


CASES = list(cases())


def test_there_are_enough():
    assert len(CASES) >= 80


@pytest.mark.parametrize(
    "query, text, wanted, why", CASES,
    ids=[f"{number}: {case[0]}" for number, case in enumerate(CASES)])
def test_query(db, query, text, wanted, why):
    if wanted.startswith("error: "):
        with pytest.raises(sqlite3.OperationalError) as raised:
            db.execute("SELECT keyword_match(?, ?)", (text, query))
        assert str(raised.value) == wanted.replace(
            "error: ", "papers: keyword query: "), why
        return
    matches, marked, score = db.execute(
        "SELECT keyword_match(:text, :query),"
        " keyword_highlight(:text, :query, '[', ']'),"
        " keyword_score(:text, :query)",
        {"text": text, "query": query}).fetchone()
    assert (matches, marked) == (
        (0, text) if wanted == "-" else (1, wanted)), why
    assert (score > 0) == matches, why
