"""papers_comments: what only a discussion has. What it shares with the other
relations that need a paper is in test_of_paper.py."""

import json
import sqlite3
import time

import pytest

from conftest import PATIENCE, SHARED, connect, needs_recordings

PAPER = "2607.00001"


@pytest.fixture
def discuss(tmp_path, hub_of):
    """A connection to a hub with this discussion, an array or its text."""
    made = []

    def serve(comments, paper=PAPER):
        (tmp_path / "unlisted.json").write_text(
            json.dumps([{"paper": {"id": paper, "title": "T"}}]))
        (tmp_path / "comments.json").write_text(json.dumps({paper: comments}))
        db = connect()
        made.append(db)
        db.execute("SELECT papers_config('endpoint', ?)",
                   (hub_of(tmp_path).url,))
        return lambda sql, *values: db.execute(sql, values).fetchall()
    yield serve
    for db in made:
        db.close()


def comment(name, *replies, **data):
    return {"id": name, "data": data, "replies": list(replies)}


def thread(depth, first=0, width=1):
    """The text of a comment with a reply, with a reply ... `depth` of them."""
    opening = "".join('{"id":"%d","data":{"latest":{"raw":"r"}},"replies":['
                      % (first + n) for n in range(depth))
    return opening + "]}" * depth


def test_ten_thousand_comments_a_thousand_deep(discuss):
    run = discuss("[" + ",".join(thread(1000, 1000 * n) for n in range(10))
                  + "]")
    begun = time.monotonic()
    rows = run("SELECT id, parent, position FROM papers_comments "
               "WHERE paper = ?", PAPER)
    assert time.monotonic() - begun < 2 * PATIENCE
    assert rows == [(str(n), str(n - 1) if n % 1000 else None, n + 1)
                    for n in range(10000)]
    deepest = run("""WITH RECURSIVE thread(id, depth) AS (
        SELECT id, 1 FROM papers_comments
         WHERE paper = ?1 AND parent IS NULL AND position = 1
        UNION ALL SELECT c.id, depth + 1 FROM thread t JOIN papers_comments c
            ON c.paper = ?1 AND c.parent = t.id)
        SELECT max(depth) FROM thread""", PAPER)
    assert deepest == [(1000,)]


def test_a_deeper_thread_is_an_error(discuss):
    with pytest.raises(sqlite3.OperationalError, match="nested more than 2048"):
        discuss("[" + thread(5000) + "]")(
            "SELECT * FROM papers_comments WHERE paper = ?", PAPER)


def test_the_json_of_a_deep_thread_is_not_its_size_squared(discuss):
    """Each comment without its replies: a thousand times a thousand bytes."""
    text = thread(1000).replace('"raw"', '"pad":"%s","raw"' % ("x" * 1000))
    (size, count), = discuss("[" + text + "]")(
        "SELECT sum(length(raw)), count(*) FROM papers_comments "
        "WHERE paper = ?", PAPER)
    assert count == 1000 and size < 2 * len(text)


@pytest.mark.parametrize("replies", [
    '"replies":[{"id":"b"},{"id":"c"}]', '"replies":[]', '"replies":null',
    '"replies":[{"id":"x","replies":[{"id":"y"}]}],"replies":[{"id":"b"}]'])
def test_the_json_of_a_comment_has_no_replies(discuss, replies):
    text = '[{"odd":1,%s,"id":"a","data":{}}]' % replies
    rows = dict(discuss(text)("SELECT id, raw FROM papers_comments "
                              "WHERE paper = ?", PAPER))
    value = json.loads(rows.pop("a"))
    assert value["odd"] == 1 and not value["replies"]
    assert rows == {name: '{"id":"%s"}' % name for name in rows}


def test_a_key_that_comes_again_takes_back_its_rows(discuss):
    text = ('[{"id":"a","replies":[{"id":"x","replies":[{"id":"y"}]}],'
            '"data":{},"replies":[{"id":"b"}],"id":"c"},{"id":"d"}]')
    assert discuss(text)("SELECT id, parent, position FROM papers_comments "
                         "WHERE paper = ?", PAPER) == [
        ("c", None, 1), ("b", "c", 2), ("d", None, 3)]


def test_a_comment_that_stands_twice_is_one_row(discuss):
    both = [comment("a", comment("b", comment("c"), parentCommentId="a")),
            comment("b", parentCommentId="a"), comment("c"), {"id": None},
            comment("d", parentCommentId="c"), {}]
    assert discuss(both)("SELECT id, parent, position FROM papers_comments "
                         "WHERE paper = ?", PAPER) == [
        ("a", None, 1), ("b", "a", 2), ("c", "b", 3), (None, None, 4),
        ("d", "c", 5), (None, None, 6)]


def test_what_is_hidden_has_no_text(discuss):
    latest = {"raw": "This comment has been hidden", "updatedAt":
              "2026-01-02T03:04:05.678Z"}
    run = discuss([comment("a", hidden=True, hiddenReason="Spam",
                           edited=True, latest=latest),
                   comment("b", hidden=False, edited=False, latest=latest)])
    for columns, expected in [
            ("text, hidden, hidden_reason", [
                (None, 1, "Spam"), (latest["raw"], 0, None)]),
            ("text", [(None,), (latest["raw"],)]),
            ("edited_at", [("2026-01-02T03:04:05Z",), (None,)]),
            ("reactions, reaction_count", [("{}", 0)] * 2),
            ("reaction_count", [(0,), (0,)])]:
        assert run(f"SELECT {columns} FROM papers_comments WHERE paper = ?",
                   PAPER) == expected


def test_reactions_keep_their_names(discuss):
    reactions = [{"reaction": "🔥", "users": ["a", "b"], "count": 2},
                 {"count": 2 ** 62, "reaction": 'a"\n'}, {"reaction": "no"},
                 {"count": 9}, {}, {"reaction": "plus", "count": 2 ** 62}]
    (text, count), = discuss([comment("a", reactions=reactions)])(
        "SELECT reactions, reaction_count FROM papers_comments "
        "WHERE paper = ?", PAPER)
    assert json.loads(text) == {"🔥": 2, 'a"\n': 2 ** 62, "plus": 2 ** 62}
    assert count == 2 ** 62 + 2  # where the next would be too many


@pytest.mark.parametrize("answer, why", [
    ('{"error":"No such paper"}', "the service says: No such paper"),
    ("{}", "an object without an id is no paper"), ("[]", "an array"),
    ('{"comments":[{"id":"a"}]}', "an object without an id is no paper"),
    ('{"id":"%s","comments":{}}', "comments is an object, not an array"),
    ('{"id":"%s","comments":[1]}', "comments[] is a number, not an object"),
    ('{"id":"%s","comments":[{"id":7}]}', "comments[].id is a number"),
    ('{"id":"%s","comments":[{"data":[]}]}', "comments[].data is an array"),
    ('{"id":"%s","comments":[{"replies":{}}]}', "replies is an object"),
    ('{"id":"%s","comments":[{"replies":[[]]}]}', "comments[] is an array"),
    ('{"id":"%s","comments":[{"createdAt":"x"}]}', "createdAt is not a time"),
    ('{"id":"%s","comments":[{"data":{"reactions":[{"count":1.5}]}}]}',
     "count is"),
    ('{"id":"%s","comments":[{"replies":[{"id":"a"', "breaks off")])
def test_what_is_no_discussion(hub, asking, answer, why):
    hub.fault("body", text=answer.replace("%s", PAPER))
    asking.execute("SELECT papers_config('retries', 0)")
    with pytest.raises(sqlite3.OperationalError) as raised:
        asking.execute("SELECT * FROM papers_comments WHERE paper = ?",
                       (PAPER,)).fetchall()
    error = str(raised.value)
    assert error.startswith(f"papers: the comments on the paper {PAPER} could "
                            "not be fetched: ")
    assert why in error and "entry 0" not in error, error


def test_a_paper_without_comments_has_no_rows(hub, asking):
    for text in ('{"id":"%s"}', '{"id":"%s","comments":null}',
                 '{"comments":[],"id":"%s"}'):
        hub.fault("body", text=text.replace("%s", PAPER), count=1)
        assert asking.execute("SELECT * FROM papers_comments WHERE paper = ?",
                              (PAPER,)).fetchall() == []
    assert len(hub.asked()) == 3


@needs_recordings
def test_a_recorded_discussion(discuss):
    """A fragment of one: its first comment lacks its beginning."""
    text = (SHARED / "hub" / "comments_2407.13168.fragment.txt").read_text()
    text = text[:text.index('],"primaryEmailConfirmed"')]
    run = discuss('[{"id":"first","data":{"latest":{' + text + "]")
    rows = run("SELECT id, parent, author, text IS NOT NULL, language, hidden, "
               "reaction_count FROM papers_comments WHERE paper = ?", PAPER)
    assert len(rows) == text.count('"replies"') + text.count('"createdAt"')
    assert rows[1][0] == "66a24e137fe09e2a65d89b38" and rows[1][2] == "nielsr"
    assert {row[4] for row in rows[1:]} == {"en"}
    assert {row[5] for row in rows[1:]} == {0}
