"""papers_artifacts: the lists behind a record. What it shares with the other
relations that need a paper is in test_of_paper.py."""

import json
import sqlite3
import time

import pytest

from conftest import (
    PATIENCE, SHARED, connect, needs_recordings, needs_sqlite)

PAPER = "2607.00001"
RECORD = f"/api/papers/{PAPER}"
LISTED = {"models": "/api/models", "datasets": "/api/datasets",
          "spaces": "/api/spaces"}


def some(kind, count, first=0, **more):
    return [{"id": f"org/{kind[0]}{n}", "likes": n, **more}
            for n in range(first, first + count)]


@pytest.fixture
def cite(tmp_path, hub_of):
    """A connection to a hub with these artifacts of each paper, and the hub."""
    made = []

    def serve(*papers, cache=None, **artifacts):
        papers = papers or (PAPER,)
        (tmp_path / "unlisted.json").write_text(json.dumps(
            [{"paper": {"id": paper, "title": "T"}} for paper in papers]))
        (tmp_path / "artifacts.json").write_text(
            json.dumps({paper: artifacts for paper in papers}))
        hub, db = hub_of(tmp_path), connect()
        made.append(db)
        db.execute("SELECT papers_config('endpoint', ?), papers_config('cache',"
                   " ?), papers_config('retries', 0)",
                   (hub.url, cache or "off"))
        return hub, lambda sql, *values: db.execute(sql, values).fetchall()
    yield serve
    for db in made:
        db.close()


ALL = "SELECT kind, position, id, likes FROM papers_artifacts WHERE paper = ?"


def paths(hub):
    return [row["path"] for row in hub.asked()]


def test_the_whole_list_is_read_where_the_record_has_only_some(cite):
    hub, run = cite(models={"record": some("models", 2), "total": 250,
                            "list": some("models", 250)},
                    datasets={"record": some("datasets", 3), "total": 3},
                    spaces={"record": [], "total": 1,
                            "list": some("spaces", 1)})
    rows = run(ALL, PAPER)
    assert sorted(paths(hub)) == (["/api/models"] * 3 + [RECORD]
                                  + ["/api/spaces"])
    assert sorted(rows) == (
        [("dataset", n + 1, f"org/d{n}", n) for n in range(3)]
        + [("model", n + 1, f"org/m{n}", n) for n in range(250)]
        + [("space", 1, "org/s0", 0)])


def test_what_a_list_is_asked_for(cite):
    """With the names of the columns; the test hub knows what the Hub takes."""
    hub, run = cite("cs/0112017", **{
        kind: {"record": [], "total": 1, "list": some(kind, 1)}
        for kind in LISTED})
    assert len(run(ALL, "cs/0112017")) == 3
    for row in hub.asked()[1:]:
        assert row["target"].startswith(
            row["path"] + "?filter=arxiv:cs%2F0112017&limit=100&expand%5B%5D=")
        assert row["query"]["filter"] == "arxiv:cs/0112017"
        assert row["status"] == 200


def test_a_row_has_what_the_list_and_the_record_say(cite):
    """What the list says counts; the record has what the list does not say. A
    row that no list has comes at the end."""
    hub, run = cite(datasets={
        "total": 9, "record": [
            {"id": "a/1", "likes": 1, "datasetsServerInfo": {"numRows": 7}},
            {"id": "a/2", "gated": "auto"}, {"likes": 3}],
        "list": [{"id": "b/3", "likes": 0, "gated": False},
                 {"id": "a/1", "likes": 5, "description": "D"}]})
    assert run("SELECT position, id, author, likes, row_count, description, "
               "gated FROM papers_artifacts WHERE paper = ?", PAPER) == [
        (1, "b/3", "b", 0, None, None, "open"),
        (2, "a/1", "a", 5, 7, "D", None), (3, "a/2", "a", None, None, None,
                                           "auto"),
        (4, None, None, 3, None, None, None)]
    raw = dict(run("SELECT id, raw FROM papers_artifacts WHERE paper = ?",
                   PAPER))
    assert json.loads(raw["a/1"])["likes"] == 5
    assert json.loads(raw["a/2"])["gated"] == "auto"


def test_a_model_and_a_dataset_may_have_one_name(cite):
    same = [{"id": "org/same", "likes": 1}]
    hub, run = cite(models={"record": same, "total": 1},
                    datasets={"record": [], "total": 2, "list": same},
                    spaces={"record": same, "total": 1})
    assert sorted(run(ALL, PAPER)) == [
        (kind, 1, "org/same", 1) for kind in ("dataset", "model", "space")]
    rowids = run("SELECT rowid FROM papers_artifacts WHERE paper = ?", PAPER)
    assert len(set(rowids)) == 3


@pytest.mark.parametrize("total, requests", [
    (0, 1), (2, 1), (-5, 1), (None, 1), (3, 2), (10 ** 18, 2)])
def test_a_total_that_lies_does_not_loop(cite, total, requests):
    hub, run = cite(models={"record": some("models", 2), "total": total,
                            "list": some("models", 3)})
    assert len(run(ALL, PAPER)) == requests + 1
    assert len(hub.asked()) == requests


def test_a_row_that_moves_between_two_pages_comes_once(cite):
    everything = some("models", 150)
    hub, run = cite(models={"record": some("models", 1), "total": 150,
                            "list": everything[:110] + everything[90:]})
    assert run(ALL, PAPER) == [("model", n + 1, f"org/m{n}", n)
                               for n in range(150)]


@pytest.mark.parametrize("relative", [False, True])
def test_the_second_time_there_is_no_request(cite, tmp_path, relative):
    hub, run = cite(cache=str(tmp_path / "cache.db"),
                    models={"record": some("models", 2), "total": 250,
                            "list": some("models", 250)},
                    spaces={"record": [], "total": 101,
                            "list": some("spaces", 101)})
    hub.set(relative_links=relative)
    assert len(run(ALL, PAPER)) == 351 and len(hub.asked()) == 6
    assert len(run(ALL, PAPER)) == 351 and len(hub.asked()) == 6
    assert run("SELECT DISTINCT cache FROM papers_artifacts WHERE paper = ?",
               PAPER) == [("fresh",)]
    run("SELECT papers_config('offline', 1)")
    assert run("SELECT cache, count(*) FROM papers_artifacts WHERE paper = ? "
               "AND max_age = 0 GROUP BY 1", PAPER) == [("stale", 351)]


def test_pages_of_a_list_are_of_one_moment(cite, tmp_path):
    """Where one page has to be requested again, so are those behind it."""
    file = tmp_path / "cache.db"
    hub, run = cite(cache=str(file), models={
        "record": [], "total": 250, "list": some("models", 250)})
    run(ALL, PAPER)
    db = sqlite3.connect(file)
    assert sorted(kind for kind, in db.execute(
        "SELECT typeof(next_page) FROM answers")) == [
        "blob", "blob", "integer", "integer"]
    with db:
        db.execute("UPDATE answers SET fetched_at = fetched_at - CASE WHEN url "
                   "LIKE '%cursor=%' THEN 10 ELSE 700 END "
                   "WHERE url LIKE '%/api/models%'")
    db.close()
    hub.reset()
    assert len(run(ALL, PAPER)) == 250
    assert paths(hub) == ["/api/models"] * 3


@needs_sqlite(3, 38)
@pytest.mark.parametrize("limit, requests", [
    (1, 2), (100, 2), (101, 3), (250, 4), (252, 4), (253, 5), (1000, 5)])
def test_what_ends_early_reads_no_more_pages_than_it_needs(cite, limit,
                                                           requests):
    hub, run = cite(models={"record": some("models", 251, 1), "total": 252,
                            "list": some("models", 250)},
                    spaces={"record": [], "total": 2,
                            "list": some("spaces", 1)})
    # Two models are in the record alone, and then there is one Space.
    assert len(run(f"{ALL} LIMIT {limit}", PAPER)) == min(limit, 253)
    assert len(hub.asked()) == requests


def test_the_lists_of_a_paper_run_side_by_side(cite):
    hub, run = cite(**{kind: {"record": [], "total": 1, "list": some(kind, 1)}
                       for kind in LISTED})
    hub.set(delay=min(.2 * PATIENCE, 4))
    assert len(run(ALL, PAPER)) == 3
    assert len(hub.asked()) == 4 and hub.max_at_once == 3


@needs_sqlite(3, 38)   # before, the values of an IN come one by one
def test_the_lists_of_many_papers_run_side_by_side(cite):
    """All records at once, the lists of the first paper, then all others."""
    papers = [f"2607.{n:05}" for n in range(1, 13)]
    hub, run = cite(*papers, **{
        kind: {"record": some(kind, 1), "total": 2, "list": some(kind, 2)}
        for kind in LISTED})
    delay = min(.2 * PATIENCE, 4)
    hub.set(delay=delay)
    run("SELECT papers_config('connections', 40)")
    begun = time.monotonic()
    rows = run("SELECT paper, kind, id FROM papers_artifacts WHERE paper IN "
               "(SELECT value FROM json_each(?))", json.dumps(papers))
    taken = time.monotonic() - begun
    assert sorted(rows) == sorted(
        (paper, kind[:-1], f"org/{kind[0]}{n}")
        for paper in papers for kind in LISTED for n in range(2))
    assert len(hub.asked()) == 4 * len(papers)
    assert hub.max_at_once > 20 and taken < 15 * delay


@needs_sqlite(3, 38)
def test_a_limit_requests_no_list_before_it_is_due(cite):
    papers = [f"2607.{n:05}" for n in range(1, 9)]
    hub, run = cite(*papers, **{
        kind: {"record": [], "total": 2, "list": some(kind, 2)}
        for kind in LISTED})
    sql = ("SELECT paper FROM papers_artifacts WHERE paper IN (SELECT value "
           "FROM json_each(?)) LIMIT ")
    assert len(run(sql + "2", json.dumps(papers))) == 2
    assert len(hub.asked()) <= 3 and paths(hub).count("/api/models") == 1
    # The first paper is read to its end: the second may need its lists, too.
    assert len(run(sql + "7", json.dumps(papers))) == 7


def test_who_looks_only_whether_there_is_one_requests_no_more(cite):
    """EXISTS leaves its scan at the first row. That is known from the second
    paper on, also where SQLite tells no LIMIT."""
    papers = [f"2607.{n:05}" for n in range(1, 9)]
    hub, run = cite(*papers, **{
        kind: {"record": [], "total": 2, "list": some(kind, 2)}
        for kind in LISTED})
    assert run("SELECT count(*) FROM json_each(?) AS j WHERE EXISTS (SELECT 1 "
               "FROM papers_artifacts WHERE paper = j.value)",
               json.dumps(papers)) == [(8,)]
    assert len(hub.asked()) <= 2 * len(papers) + 2


THREE = [f"2607.0000{n}" for n in range(1, 4)]
LAST_DIGITS = ("SELECT substr(paper, -1) FROM papers_artifacts WHERE paper IN "
               "(SELECT value FROM json_each(?))")


@needs_sqlite(3, 38)
@pytest.mark.parametrize("kind, values, found, more", [
    ("status", {"status": 404, "message": "no"}, "13", 0),
    ("truncate", {"count": 1, "after": 30, "framing": "close"}, "123", 1)])
def test_a_record_ahead_may_be_absent_or_broken(cite, kind, values, found,
                                                more):
    hub, run = cite(*THREE, spaces={"record": [], "total": 1,
                                    "list": some("spaces", 1)})
    hub.fault(kind, match=f"/api/papers/{THREE[1]}", **values)
    run("SELECT papers_config('retries', 1)")
    rows = run(LAST_DIGITS, json.dumps(THREE))
    assert "".join(digit for digit, in rows) == found
    assert len(hub.asked()) == 3 + len(found) + more


@needs_sqlite(3, 38)
def test_a_bad_record_ahead_is_an_error_when_it_is_due(cite):
    hub, run = cite(*THREE, spaces={"record": [], "total": 1,
                                    "list": some("spaces", 1)})
    hub.fault("garbage", match=f"/api/papers/{THREE[1]}")
    with pytest.raises(sqlite3.OperationalError, match=THREE[1]):
        run(LAST_DIGITS, json.dumps(THREE))
    assert run(f"{LAST_DIGITS} LIMIT 1", json.dumps(THREE)) == [("1",)]


def test_what_has_been_said_is_kept_when_a_statement_ends_early(cite, tmp_path):
    hub, run = cite(cache=str(tmp_path / "cache.db"), models={
        "record": [], "total": 250, "list": some("models", 250)})
    run(f"{ALL} LIMIT 3", PAPER)
    assert len(run(ALL, PAPER)) == 250
    assert paths(hub) == [RECORD] + ["/api/models"] * 3


@pytest.mark.parametrize("where, kinds", [
    ("kind = 'model'", ["models"]), ("kind = 'dataset'", []),
    ("kind IS 'space'", ["spaces"]), ("kind = 'other'", None),
    ("kind IS NULL", ["models", "spaces"]), ("kind = NULL", None), ("kind = 5", None),
    ("kind = x'6d6f64656c'", None), ("'space' = kind", ["spaces"]),
    ("kind IN ('space', 'dataset', NULL)", ["spaces"]),
    ("kind IN ('space', 'model')", ["models", "spaces"]),
    ("kind = 'model' AND kind = 'space'", ["models", "spaces"]),
    ("kind = 'Model' COLLATE NOCASE", ["models", "spaces"]),
    ("kind <> 'model'", ["models", "spaces"]),
    ("kind = (SELECT 'model')", ["models"])])
def test_a_kind_spares_the_lists_of_the_others(cite, where, kinds):
    hub, run = cite(models={"record": some("models", 2), "total": 3,
                            "list": some("models", 3)},
                    datasets={"record": some("datasets", 3)},
                    spaces={"record": [], "total": 1,
                            "list": some("spaces", 1)})
    everything = run(ALL, PAPER)
    run("CREATE TEMP TABLE plain(kind TEXT, position, id, likes)")
    for row in everything:
        run("INSERT INTO plain VALUES (?, ?, ?, ?)", *row)
    hub.reset()
    assert sorted(run(f"{ALL} AND {where}", PAPER)) == sorted(
        run(f"SELECT * FROM plain WHERE {where}"))
    if sqlite3.sqlite_version_info >= (3, 38) and " AND " not in where:
        assert sorted(paths(hub)) == ([] if kinds is None else sorted(
            [RECORD] + [LISTED[kind] for kind in kinds]))


@needs_sqlite(3, 38)
def test_the_plan_names_the_kind(asking):
    for where, words in (("= 'model'", "kind=?"),
                         ("IN ('model', 'space')", "kind IN (?)"),
                         ("IS 'model'", "kind IS ?"), ("> 'model'", "")):
        (*_, plan), = asking.execute(
            "EXPLAIN QUERY PLAN SELECT 1 FROM papers_artifacts WHERE paper = ? "
            f"AND kind {where}", ("2601.00001",))
        assert plan.partition(":")[2] == f"records: paper=? {words}".rstrip()


def test_kinds_that_are_read_again_are_kept_apart(cite):
    hub, run = cite(models={"record": some("models", 3), "total": 3},
                    spaces={"record": some("spaces", 2), "total": 2})
    assert run("SELECT k.value, (SELECT count(*) FROM papers_artifacts WHERE "
               "paper = ?1 AND kind = k.value) FROM json_each("
               "'[\"model\",\"space\",\"model\",\"space\",\"x\",\"model\"]') k",
               PAPER) == [("model", 3), ("space", 2), ("model", 3),
                          ("space", 2), ("x", 0), ("model", 3)]
    assert len(hub.asked()) == 1


def test_an_etag_spares_the_bodies_of_all_pages(cite, tmp_path):
    hub, run = cite(cache=str(tmp_path / "cache.db"), models={
        "record": [], "total": 250, "list": some("models", 250)})
    hub.set(etag=True)
    first = run(ALL, PAPER)
    sql = f"{ALL} AND max_age = 0"
    assert run(sql, PAPER) == first and len(first) == 250
    assert [row["status"] for row in hub.asked()] == [200] * 4 + [304] * 4


def test_a_paper_is_asked_for_once_where_it_is_read_again(cite):
    hub, run = cite(models={"record": some("models", 2), "total": 150,
                            "list": some("models", 150)})
    assert run("SELECT count(*) FROM papers_artifacts a JOIN papers_artifacts b "
               "ON b.paper = a.paper AND b.kind = a.kind AND b.likes = a.likes "
               "WHERE a.paper = ?", PAPER) == [(150,)]
    assert len(hub.asked()) == 3


# -- what goes wrong

@pytest.fixture
def fails(cite):
    """The error of a query, while the list of the models has a fault."""
    hub, run = cite(models={"record": some("models", 2), "total": 350,
                            "list": some("models", 350)})

    def error(kind, nth=1, **values):
        hub.reset()
        hub.fault(kind, match="/api/models", nth=nth, **values)
        with pytest.raises(sqlite3.OperationalError) as raised:
            run("SELECT * FROM papers_artifacts WHERE paper = ?", PAPER)
        text = str(raised.value)
        start = f"papers: the models that cite the paper {PAPER} could not be " \
            "fetched: "
        assert text.startswith(start)
        url = hub.asked("/api/models")[nth - 1]["target"]
        assert text.endswith(f" ({hub.url}{url})"), text
        return text[len(start):text.rindex(" (http")], hub
    return error


@pytest.mark.parametrize("nth", [1, 2])
@pytest.mark.parametrize("kind, values, why", [
    ("status", dict(status=500, message="Oh"), "500 (Oh)"),
    ("status", dict(status=404, message="No"), "404 (No)"),
    ("status", dict(status=401, message="No"), "401 (No)"),
    ("rate_limit", dict(wait=100), "rate limited"),
    ("html", {}, "HTML"), ("reset", {}, ""), ("truncate", {}, ""),
    ("error_object", {}, "Something went wrong"), ("garbage", {}, ""),
    ("object", {}, "an object where an array is meant"),
    ("redirect_file", {}, "another protocol"),
    ("body", dict(text="[5]"), "entry 1 is a number, not an object"),
    ("body", dict(text="[null]"), "entry 1 is null, not an object"),
    ("body", dict(text="[{}]"), "entry 1 has no id"),
    ("body", dict(text='[{"id":"a"},{"id":null}]'), "entry 2 has no id"),
    ("body", dict(text='[{"id":7}]'), "id of entry 1 is a number, not a"),
    ("body", dict(text='[{"id":"a","gated":1}]'),
     "gated of entry 1 is a number, not a string, true or false"),
    ("body", dict(text='[{"id":"a","runtime":[]}]'), "runtime of entry 1 is"),
    ("body", dict(text='[{"id":"a","likes":1.5}]'), "likes of entry 1 is not"),
    ("body", dict(text='[{"id":"a","lastModified":"x"}]'),
     'lastModified of entry 1 is not a time: "x"')])
def test_a_list_that_cannot_be_read_is_an_error(fails, nth, kind, values, why):
    error, _ = fails(kind, nth, **values)
    assert why in error


@pytest.mark.parametrize("answer, why", [
    ('{"id":"%s","linkedModels":{}}', "linkedModels is an object, not an array"),
    ('{"id":"%s","linkedModels":[[]]}', "linkedModels[] is an array"),
    ('{"id":"%s","linkedSpaces":[{"id":[]}]}', "linkedSpaces[].id is an array"),
    ('{"id":"%s","linkedDatasets":[{"id":"a","datasetsServerInfo":{"numRows":'
     '"7"}}]}', "linkedDatasets[].datasetsServerInfo.numRows is a string"),
    ('{"id":"%s","linkedModels":[{"lastModified":"x"}]}',
     'linkedModels[].lastModified is not a time: "x"'),
    ('{"id":"%s","numTotalModels":"7"}', "numTotalModels is a string, not a"),
    ('{"id":"%s","numTotalModels":1e300}', "numTotalModels is"),
    ('{"linkedModels":[{"id":"a"}]}', "an object without an id is no paper"),
    ('{"id":"%s","linkedModels":[{"id":"a"', "breaks off")])
def test_what_is_no_record(hub, asking, answer, why):
    hub.fault("body", text=answer.replace("%s", PAPER))
    asking.execute("SELECT papers_config('retries', 0)")
    with pytest.raises(sqlite3.OperationalError) as raised:
        asking.execute("SELECT * FROM papers_artifacts WHERE paper = ?",
                       (PAPER,)).fetchall()
    assert why in str(raised.value), str(raised.value)


def test_a_record_with_too_many_rows_is_an_error(hub, asking):
    hub.fault("body", text=json.dumps(
        {"id": PAPER, "linkedModels": some("models", 65537)}))
    asking.execute("SELECT papers_config('retries', 0)")
    with pytest.raises(sqlite3.DataError) as raised:
        asking.execute("SELECT * FROM papers_artifacts WHERE paper = ?",
                       (PAPER,)).fetchall()
    assert str(raised.value).startswith(
        f"papers: the paper {PAPER} could not be fetched: it has more than "
        "65536 rows (http")


def test_arrays_in_any_order_and_twice(hub, asking):
    """A key that comes again takes back its own rows, and no others."""
    hub.fault("body", text=f"""{{
        "linkedSpaces": [{{"id": "a/1"}}], "linkedModels": [{{"id": "b/1"}}],
        "linkedSpaces": [{{"id": "a/2"}}, {{"id": "a/3"}}],
        "numTotalModels": 0, "linkedDatasets": null, "id": "{PAPER}"}}""")
    assert asking.execute(ALL, (PAPER,)).fetchall() == [
        ("model", 1, "b/1", None), ("space", 1, "a/2", None),
        ("space", 2, "a/3", None)]


# -- links

def test_a_link_to_another_place_is_an_error(fails):
    """Neither the request nor the token goes there."""
    error, hub = fails("link", to="{other}{target}")
    assert error.startswith("the link to its next page leads elsewhere: http")
    assert len(hub.asked()) == 2


@pytest.mark.parametrize("to", ["{path}/other?filter=x", "/api/datasets?filter=x",
                                "//evil.example{path}", "file:///etc/passwd"])
def test_a_link_to_another_path_is_an_error(fails, to):
    error, hub = fails("link", to=to)
    assert "leads elsewhere" in error and len(hub.asked()) == 2


def test_the_error_about_a_long_link_ends_with_the_url(fails):
    error, _ = fails("link", to="http://evil.example/" + "x" * 1900)
    assert error == ("the link to its next page leads elsewhere: "
                     "http://evil.example/" + "x" * 280)


@pytest.mark.parametrize("to", ["{target}", "{url}{target}"])
def test_links_in_a_circle_are_an_error(fails, to):
    error, hub = fails("link", nth=3, to=to)
    assert error.startswith("the link to its next page leads back to a page "
                            "before it: http://")
    assert len(hub.asked()) == 4


def test_a_link_back_to_the_first_page_is_an_error(cite):
    hub, run = cite(models={"record": [], "total": 350,
                            "list": some("models", 350)})
    run(f"{ALL} LIMIT 1", PAPER)
    first = hub.asked("/api/models")[0]["target"].replace(
        "{", "{{").replace("}", "}}")
    hub.reset()
    hub.fault("link", match="/api/models", nth=3, to=first)
    with pytest.raises(sqlite3.OperationalError, match="leads back to a page"):
        run(ALL, PAPER)
    assert len(hub.asked()) == 4


def test_an_endless_list_ends_with_max_requests(cite):
    hub, run = cite(models={"record": [], "total": 5,
                            "list": some("models", 1)})
    hub.fault("link", match="/api/models", to="?n={n}")
    run("SELECT papers_config('max_requests', 30)")
    with pytest.raises(sqlite3.OperationalError) as raised:
        run(ALL, PAPER)
    assert "this needs more than 30 requests: read fewer rows (LIMIT) or fewer " \
        "papers at a time (paper), or raise" in str(raised.value)
    assert len(hub.asked()) == 30


def test_ten_thousand_pages_are_the_most(cite):
    hub, run = cite(models={"record": [], "total": 5,
                            "list": some("models", 1)})
    hub.fault("link", match="/api/models", to="?n={n}")
    run("SELECT papers_config('max_requests', 100000)")
    with pytest.raises(sqlite3.DataError,
                       match="it has more than 10000 pages"):
        run(ALL, PAPER)
    assert len(hub.asked()) == 10001


def test_empty_pages_in_the_middle_are_followed(cite):
    hub, run = cite(models={"record": [], "total": 150,
                            "list": some("models", 150)})
    hub.fault("link", match="/api/models", nth=2, count=1,
              to="?filter=arxiv:none")
    hub.fault("link", match="filter=arxiv:none", count=1,
              to="?filter=arxiv:PAPER&limit=20".replace("PAPER", PAPER))
    assert len(run(ALL, PAPER)) == 150
    assert len(hub.asked()) == 12


@needs_recordings
def test_a_recorded_record(hub, asking):
    text = (SHARED / "hub" / "paper_2608.09888.json").read_text()
    hub.fault("body", text=text)
    row = asking.execute(
        "SELECT kind, position, id, author, likes, downloads, task, parameters,"
        " row_count, description, gated, running, last_modified, url "
        "FROM papers_artifacts WHERE paper = '2608.09888'").fetchall()
    assert row == [
        ("dataset", 1, "WhySoCodius/in-context-grid-reasoning", "WhySoCodius",
         1, 108, None, None, 1000, None, "open", None, "2026-09-03T19:16:12Z",
         "https://huggingface.co/datasets/WhySoCodius/in-context-grid-reasoning")]


@needs_recordings
@pytest.mark.parametrize("kind, file", [
    ("models", "models_expand_2026-08"), ("models", "models_list_2026-08"),
    ("spaces", "spaces_list_2026-07")])
def test_recorded_lists(cite, kind, file):
    text = (SHARED / "hub" / f"{file}.json").read_text()
    hub, run = cite(**{kind: {"record": [], "total": 1}})
    hub.fault("body", match=LISTED[kind], text=text)
    assert run("SELECT id, likes, author FROM papers_artifacts "
               "WHERE paper = ?", PAPER) == [
        (row["id"], row["likes"], row.get("author", row["id"].split("/")[0]))
        for row in json.loads(text)]
