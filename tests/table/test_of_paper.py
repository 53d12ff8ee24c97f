"""The relations that need a paper: their rows are those of a plain table with
the same content, and every promise of the contract is kept for each of them."""

import collections
import json
import os
import random
import sqlite3
import time

import pytest

import of_papers
from conftest import PATIENCE, connect, needs_sqlite
from hub import Hub
from of_papers import PAPERS, RELATIONS

QUERIES = int(os.environ.get("PAPERS_QUERIES", "150"))

every = pytest.mark.parametrize(
    "relation", RELATIONS, ids=[relation.name for relation in RELATIONS])


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A hub with generated answers, a connection that asks it, and the rows."""
    folder = tmp_path_factory.mktemp("of_papers")
    rows = of_papers.write(folder, int(os.environ.get("PAPERS_SEED", "1")))
    with Hub(folder) as hub:
        db = connect()
        db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        names = {relation.name: of_papers.plain_table(
            db, relation.name, rows[relation.name]) for relation in RELATIONS}
        yield hub, db, rows, names
        db.close()


def given(sql, name):
    return sql.replace("{T}", name), sql.replace("{T}", f"plain_{name}")


@every
def test_every_value_is_that_of_an_independent_reading(served, relation):
    hub, db, rows, names = served
    listed = ", ".join(names[relation.name])
    marks = ",".join("?" * len(PAPERS))
    found = db.execute(f"SELECT {listed} FROM {relation.name} "
                       f"WHERE paper IN ({marks})", PAPERS).fetchall()
    expected = [tuple(row[name] for name in names[relation.name])
                for row in rows[relation.name]]
    assert len(found) > 100
    assert sorted(found, key=repr) == sorted(expected, key=repr)


@every
def test_any_query_has_the_rows_of_a_plain_table(served, relation):
    _, db, rows, names = served
    chance = random.Random(int(os.environ.get("PAPERS_SEED", "2")))
    some = 0
    for _ in range(QUERIES):
        sql, values = of_papers.query(chance, names[relation.name],
                                      rows[relation.name])
        live, plain = (sorted(db.execute(each, values).fetchall(), key=repr)
                       for each in given(sql, relation.name))
        assert live == plain, (sql, values)
        some += bool(plain)
    assert some > QUERIES / 4


@needs_sqlite(3, 38)   # before, the values of an IN come one by one
@every
def test_a_paper_is_one_request_and_they_run_side_by_side(served, relation):
    hub, db, rows, _ = served
    marks = ",".join("?" * 20)
    delay = min(.2 * PATIENCE, 4)
    hub.reset()
    hub.set(delay=delay)
    db.execute("SELECT papers_config('connections', 20)")
    begun = time.monotonic()
    found = db.execute(f"SELECT paper FROM {relation.name} "
                       f"WHERE paper IN ({marks})", PAPERS[:20]).fetchall()
    taken = time.monotonic() - begun
    db.execute("SELECT papers_config('connections', NULL)")
    hub.set(delay=0)
    assert sorted(row["target"] for row in hub.asked()) == sorted(
        relation.path.format(paper) for paper in PAPERS[:20])
    assert hub.max_at_once > 10 and taken < 15 * delay
    assert collections.Counter(found) == collections.Counter(
        (row["paper"],) for row in rows[relation.name]
        if row["paper"] in PAPERS[:20])


@every
def test_the_second_time_there_is_no_request(served, relation, tmp_path):
    hub = served[0]
    db = connect()
    db.execute("SELECT papers_config('endpoint', ?), papers_config('cache', ?)",
               (hub.url, f"{tmp_path}/cache.db"))
    sql = f"SELECT * FROM {relation.name} WHERE paper IN (?, ?)"
    hub.reset()
    columns = [column for column, in db.execute(
        "SELECT name FROM pragma_table_info(?)", (relation.name,))]
    first = db.execute(sql, PAPERS[:2]).fetchall()
    second = db.execute(sql, PAPERS[:2]).fetchall()
    assert len(hub.asked()) == 2 and first
    assert [row[:-1] for row in first] == [row[:-1] for row in second]
    cache = columns.index("cache")
    assert {row[cache] for row in first} == {"network"}
    assert {row[cache] for row in second} == {"fresh"}
    db.execute(f"{sql} AND max_age = 0", PAPERS[:2]).fetchall()
    assert len(hub.asked()) == 4
    db.close()


@every
def test_an_etag_spares_the_body(served, relation, tmp_path):
    hub = served[0]
    db = connect()
    db.execute("SELECT papers_config('endpoint', ?), papers_config('cache', ?)",
               (hub.url, f"{tmp_path}/cache.db"))
    sql = (f"SELECT cache, count(*) FROM {relation.name} WHERE paper = ? "
           "AND max_age = 0")
    hub.reset()
    hub.set(etag=True)
    (_, count), = db.execute(sql, PAPERS[:1]).fetchall()
    assert db.execute(sql, PAPERS[:1]).fetchall() == [("revalidated", count)]
    assert [row["status"] for row in hub.asked()] == [200, 304]
    hub.set(etag=False)
    db.close()


@every
def test_a_limit_asks_for_no_more_than_it_needs(served, relation):
    hub, db, rows, _ = served
    most = collections.Counter(row["paper"] for row in rows[relation.name])
    papers = [paper for paper, count in most.items() if count > 2][:9]
    hub.reset()
    marks = ",".join("?" * len(papers))
    found = db.execute(f"SELECT 1 FROM {relation.name} WHERE paper IN ({marks})"
                       " LIMIT 1", papers).fetchall()
    assert len(found) == 1
    assert len(hub.asked()) == (1 if sqlite3.sqlite_version_info >= (3, 38)
                                else len(hub.asked()))


@every
def test_rowids_are_stable_and_unique(served, relation):
    _, db, rows, _ = served
    marks = ",".join("?" * len(PAPERS))
    every_one = db.execute(
        f"SELECT rowid, paper, position FROM {relation.name} "
        f"WHERE paper IN ({marks})", PAPERS).fetchall()
    assert len({row[0] for row in every_one}) == len(every_one) > 100
    for paper in PAPERS[:5]:
        one = db.execute(f"SELECT rowid, paper, position FROM {relation.name} "
                         "WHERE paper = ?", (paper,)).fetchall()
        assert sorted(one) == sorted(row for row in every_one
                                     if row[1] == paper)
    either = db.execute(
        f"SELECT rowid, paper, position FROM {relation.name} WHERE "
        "paper = ? AND position > 1 OR paper = ? AND position < 3",
        (PAPERS[0], PAPERS[0])).fetchall()
    assert sorted(either) == sorted(row for row in every_one
                                    if row[1] == PAPERS[0])


@every
def test_rows_that_are_read_again_are_kept(served, relation):
    """A correlated sub-query: each paper is asked for once and decoded twice,
    whatever the number of rows."""
    hub, db, _, _ = served
    sql = ("SELECT count(*) FROM {T} a WHERE a.paper = ? AND EXISTS (SELECT 1 "
           "FROM {T} b WHERE b.paper = a.paper AND b.position = a.position)")
    hub.reset()
    live, plain = (db.execute(each, (PAPERS[0],)).fetchall()
                   for each in given(sql, relation.name))
    assert live == plain and len(hub.asked()) == 1


@every
@pytest.mark.parametrize("where", ["", "WHERE position = 1",
                                   "WHERE paper LIKE '2601%'",
                                   "WHERE paper > '2601.00001'",
                                   "WHERE paper = '2601.00001' OR position = 1"])
def test_a_paper_must_be_named(served, relation, where):
    hub, db, _, _ = served
    hub.reset()
    with pytest.raises(sqlite3.OperationalError) as raised:
        db.execute(f"SELECT * FROM {relation.name} {where}").fetchall()
    assert str(raised.value) == (
        f"papers: {relation.name}: paper is missing: name papers with = or IN, "
        "such as paper = '2601.10000'")
    assert not hub.asked()


@every
def test_the_join_order_in_which_a_paper_is_named_is_found(served, relation):
    _, db, _, _ = served
    db.execute("CREATE TEMP TABLE IF NOT EXISTS reads(pid TEXT, note TEXT)")
    db.execute("DELETE FROM reads")
    db.executemany("INSERT INTO reads VALUES (?, 'x')",
                   [(paper,) for paper in PAPERS[:4]] + [("",), (None,)])
    for sql in ("SELECT t.position FROM {T} t JOIN reads ON t.paper = pid",
                "SELECT t.position FROM reads JOIN {T} t ON t.paper = pid",
                "SELECT t.position FROM {T} t, reads WHERE pid = t.paper "
                "AND note = 'x'",
                "SELECT t.position FROM {T} t "
                "WHERE t.paper IN (SELECT pid FROM reads)",
                "SELECT (SELECT max(position) FROM {T} WHERE paper = pid) "
                "FROM reads"):
        live, plain = (sorted(db.execute(each).fetchall(), key=repr)
                       for each in given(sql, relation.name))
        assert live == plain and live, sql


@every
def test_a_join_order_that_names_no_paper_in_time_says_so(served, relation):
    """CROSS JOIN leaves SQLite no other."""
    _, db, _, _ = served
    with pytest.raises(sqlite3.OperationalError, match="paper is missing"):
        db.execute(f"SELECT 1 FROM {relation.name} t CROSS JOIN "
                   "json_each('[]') j ON t.paper = j.value").fetchall()


@every
@pytest.mark.parametrize("value", ["2601.1", 2601.1])
def test_a_value_that_is_no_id(served, relation, value):
    hub, db, _, _ = served
    hub.reset()
    sql = f"SELECT * FROM {relation.name} WHERE paper = ?"
    with pytest.raises(sqlite3.OperationalError, match="is not accepted: an id"):
        db.execute(sql, (value,)).fetchall()
    assert db.execute(f"SELECT * FROM {relation.name} WHERE paper IN "
                      "(SELECT value FROM json_each('[\"2601.1\",1,null]'))"
                      ).fetchall() == []
    assert db.execute(sql, (None,)).fetchall() == []
    assert not hub.asked()


@every
def test_the_plan_is_in_words(served, relation):
    _, db, _, _ = served
    plan = db.execute(f"EXPLAIN QUERY PLAN SELECT 1 FROM {relation.name} "
                      "WHERE paper IN ('2601.00001', '2601.00002') "
                      "AND max_age = 5").fetchall()[0][3]
    words = "IN (?)" if sqlite3.sqlite_version_info >= (3, 38) else "=?"
    assert plan.partition(":")[2].replace(" =?", "=?") == (
        f"records: paper{' ' if words[0] == 'I' else ''}{words} max_age=?")
    with pytest.raises(sqlite3.OperationalError,
                       match=r"too many arguments: \w+\(max_age\)"):
        db.execute(f"SELECT * FROM {relation.name}(1, 2)")


@every
def test_max_requests_is_said_in_terms_of_the_query(served, relation):
    hub, db, _, _ = served
    db.execute("SELECT papers_config('max_requests', 3)")
    with pytest.raises(sqlite3.OperationalError,
                       match=r"fewer papers at a time \(paper\)"):
        db.execute(f"SELECT * FROM {relation.name} WHERE paper IN "
                   f"({','.join('?' * 20)})", PAPERS[:20]).fetchall()
    db.execute("SELECT papers_config('max_requests', NULL)")


# -- what goes wrong

@pytest.fixture
def fails(served):
    """The error of a query of one paper, while the hub has a fault."""
    hub, db, _, _ = served
    db.execute("SELECT papers_config('retries', 0)")

    def error(relation, kind, **values):
        hub.reset()
        hub.fault(kind, **values)
        with pytest.raises(sqlite3.OperationalError) as raised:
            db.execute(f"SELECT * FROM {relation.name} WHERE paper = ?",
                       (PAPERS[0],)).fetchall()
        return str(raised.value).replace(
            hub.url + relation.path.format(PAPERS[0]), "URL")
    yield error
    hub.reset()
    db.execute("SELECT papers_config('retries', NULL)")


@every
@pytest.mark.parametrize("kind, values, why", [
    ("status", dict(status=500, message="Oh"), "Oh"),
    ("status", dict(status=403, message="No"), "No"),
    ("rate_limit", dict(wait=100), "rate limited"),
    ("html", {}, "HTML"), ("reset", {}, ""), ("truncate", {}, ""),
    ("redirect_file", {}, "another protocol"), ("garbage", {}, ""),
    ("redirect_loop", {}, "redirects"), ("not_http", {}, "")])
def test_an_answer_that_is_none_is_an_error(fails, relation, kind, values, why):
    if kind == "garbage" and relation is of_papers.Text:
        return    # any bytes are Markdown
    error = fails(relation, kind, **values)
    assert error.startswith("papers: the ") and PAPERS[0] in error
    assert why in error and error.endswith("(URL)"), error


@every
def test_a_paper_that_the_service_does_not_know_has_no_rows(served, relation):
    hub, db, _, _ = served
    hub.reset()
    hub.fault("status", match="2601.99999", status=404, message="Not found")
    rows = db.execute(f"SELECT DISTINCT paper FROM {relation.name} "
                      "WHERE paper IN ('2601.99999', ?)", PAPERS[:1]).fetchall()
    assert rows == [(PAPERS[0],)]
    hub.reset()


@every
@pytest.mark.parametrize("kind, values", [
    ("status", dict(status=503, message="Soon")), ("reset", dict(after=99)),
    ("truncate", dict(after=99)), ("rate_limit", dict(wait=0))])
def test_what_passes_is_tried_again(served, relation, kind, values):
    hub, db, rows, _ = served
    paper = max(PAPERS, key=[row["paper"] for row in rows[relation.name]].count)
    hub.reset()
    hub.fault(kind, count=1, **values)
    found = db.execute(f"SELECT position FROM {relation.name} WHERE paper = ?",
                       (paper,)).fetchall()
    assert sorted(found) == sorted((row["position"],) for row in
                                   rows[relation.name] if row["paper"] == paper)
    assert [row["status"] or row["fault"] for row in
            hub.asked(relation.path.format(paper))[1:]] == [200]
    hub.reset()


@every
def test_an_answer_of_another_paper_is_no_row(served, relation):
    """The service may know a paper by another id. A text names none."""
    hub, db, _, _ = served
    hub.reset()
    hub.fault("body", text='{"id":"2601.77777","comments":[{"id":"a"}],'
                           '"linkedModels":[{"id":"a"}],"numTotalModels":9}')
    assert relation.name == "papers_text" or db.execute(
        f"SELECT * FROM {relation.name} WHERE paper = ?",
        PAPERS[:1]).fetchall() == []
    hub.reset()
