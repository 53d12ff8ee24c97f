"""papers_authors: a row for each author of each paper of the same listings."""

import json

import pytest

from conftest import SHARED

DAYS = "listed BETWEEN '2026-07-01' AND '2026-07-31'"


def test_the_names_are_those_of_the_column_authors(asking):
    names = asking.execute(
        "SELECT p.listed, p.id, j.key + 1, j.value "
        f"FROM papers p, json_each(p.authors) j WHERE p.{DAYS} "
        "ORDER BY 1, 2, 3").fetchall()
    rows = asking.execute(
        "SELECT listed, paper, position, name FROM papers_authors "
        f"WHERE {DAYS} ORDER BY 1, 2, 3").fetchall()
    assert rows == names and len(rows) > 10


def test_every_value_is_the_answers(asking):
    """Against the entries themselves, which the hidden column of papers has."""
    entries = [json.loads(raw) for raw, in asking.execute(
        f"SELECT raw FROM papers WHERE {DAYS}")]
    expected = []
    for entry in entries:
        paper, position = entry["paper"], 0
        for author in paper.get("authors", []):
            if author.get("hidden") or "name" not in author:
                continue
            position += 1
            user = author.get("user") or {}
            expected.append((paper["id"], position, author["name"],
                             user.get("user"), user.get("fullname"),
                             author.get("status")))
    rows = asking.execute(
        "SELECT paper, position, name, login, full_name, status "
        f"FROM papers_authors WHERE {DAYS}").fetchall()
    assert sorted(rows, key=repr) == sorted(expected, key=repr)


def test_the_raw_value_is_the_author(asking):
    rows = asking.execute("SELECT name, raw FROM papers_authors "
                          f"WHERE {DAYS}").fetchall()
    assert rows and all(json.loads(raw)["name"] == name for name, raw in rows)


def test_a_paper_is_found_by_its_record(asking):
    paper, = asking.execute(f"SELECT max(id) FROM papers WHERE {DAYS} "
                            "AND author_count > 1").fetchone()
    by_day = asking.execute(
        f"SELECT rowid, * FROM papers_authors WHERE {DAYS}").fetchall()
    by_paper = asking.execute("SELECT rowid, * FROM papers_authors "
                              "WHERE paper = ?", (paper,)).fetchall()
    assert by_paper == [row for row in by_day if row[4] == paper]
    assert len(by_paper) > 1


def test_they_cost_no_request_more_than_the_papers(hub, asking):
    asking.execute(f"SELECT id FROM papers WHERE {DAYS}").fetchall()
    requests = len(hub.asked())
    asking.execute(f"SELECT name FROM papers_authors WHERE {DAYS}").fetchall()
    assert len(hub.asked()) == 2 * requests
    asking.execute("SELECT p.title, a.name FROM papers p "
                   "JOIN papers_authors a ON a.paper = p.id "
                   "AND a.listed = p.listed WHERE p.listed = '2026-07-31'"
                   ).fetchall()
    assert len(hub.asked()) == 2 * requests + 1


def test_a_rowid_is_that_of_one_row(asking):
    count, distinct = asking.execute(
        "SELECT count(*), count(DISTINCT rowid) FROM papers_authors "
        f"WHERE {DAYS}").fetchone()
    assert count == distinct > 10


@pytest.mark.skipif(not SHARED.is_dir(), reason="the recorded data is not here")
def test_recorded_authors(hub_of, asking):
    """All that were recorded in one month."""
    asking.execute("SELECT papers_config('endpoint', ?)",
                   (hub_of(SHARED / "daily").url,))
    total, = asking.execute(
        f"SELECT sum(author_count) FROM papers WHERE {DAYS}").fetchone()
    rows, = asking.execute(
        f"SELECT count(*) FROM papers_authors WHERE {DAYS}").fetchone()
    assert rows == total > 1000
