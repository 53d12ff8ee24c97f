"""author_count and arxiv_id."""

import json

import pytest

from conftest import SHARED, needs_recordings
from test_links import read_cases, unescape


@pytest.mark.parametrize("text, wanted", [
    (unescape(text), wanted or None)
    for text, wanted in read_cases("arxiv.tsv")])
def test_arxiv_id(db, text, wanted):
    assert db.execute("SELECT arxiv_id(CAST(? AS TEXT)), arxiv_id(?1)",
                      (text,)).fetchone() == (wanted, wanted)
    if wanted:
        assert db.execute("SELECT arxiv_id(?)",
                          (wanted,)).fetchone() == (wanted,)


@pytest.mark.parametrize("value, wanted", [
    (None, None), (5, None), (2403.12345, "2403.12345"), (2601.1, None),
    (b"", None)])
def test_arxiv_id_of_other_values(db, value, wanted):
    assert db.execute("SELECT arxiv_id(?)", (value,)).fetchone() == (wanted,)


AUTHORS = [(unescape(text), None if wanted == "-" else int(wanted))
           for text, wanted in read_cases("authors.tsv")]


def test_there_are_enough_cases():
    assert len(AUTHORS) >= 60


@pytest.mark.parametrize("text, wanted", AUTHORS)
def test_author_count(db, text, wanted):
    assert db.execute("SELECT author_count(CAST(? AS TEXT))",
                      (text,)).fetchone() == (wanted,)


@pytest.mark.parametrize("text, number, ours", [
    (unescape(text), number, ours)
    for text, number, *ours in read_cases("namae.tsv")])
def test_the_names_of_namae(db, text, number, ours):
    (count,) = db.execute("SELECT author_count(CAST(? AS TEXT))",
                          (text,)).fetchone()
    assert ("-" if count is None else str(count)) == [*ours, number][0]


@pytest.mark.parametrize("value", [None, b"", b"Ann Lee", 8, 1.5])
def test_author_count_of_other_values(db, value):
    assert db.execute("SELECT author_count(?)", (value,)).fetchone() == (None,)


BROKEN = ["[", "[1", '["a"', '["a",]', '["a" "b"]', "['a']", '["a"] x', "[,]",
          '["\\x"]', '["\\u12g4"]', '["a\nb"]', "[01]", "[1.]", "[-]", "[1e]",
          "[tru]", '[{"name" "a"}]', '[{"name":}]', '[{name:"a"}]', '[{"a":1,}]',
          '["a"]]', '["a"]"', '["a"] "b\\"', "[Ann Lee, Bo Ray]",
          "[" * 5000 + "]" * 5000, '["a\0"]']


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: text[:20])
def test_a_bracket_that_is_no_json(db, text):
    with pytest.raises(Exception, match=r"^papers: author_count: the text "
                       r"begins with \[ and is no JSON array \(byte \d+\)$"):
        db.execute("SELECT author_count(?)", (text,)).fetchone()


@pytest.mark.parametrize("text, byte", [
    ('["a" 5]', 6), ("[Ann Lee]", 2), ('["a",]', 6), ('["a" , "b" :]', 12),
    (' [1] x', 5), ('["a"', 5), ('[{"name" "a"}]', 10), ('["a", "b\x01"]', 7)])
def test_a_fault_in_json_has_its_place(db, text, byte):
    """The byte where the first thing begins that does not belong there, counted
    without the white space before the array."""
    with pytest.raises(Exception, match=rf"\(byte {byte}\)$"):
        db.execute("SELECT author_count(?)", (text,)).fetchone()


def test_json_may_hold_any_bytes_and_be_deep(db):
    for text, wanted in ((b'["Ann \xff", {"name": "\xc3"}]', 2),
                         (b'[{"a": ' + b"[" * 990 + b"]" * 990 +
                          b', "name": "Ann"}, "Bo"]', 2)):
        assert db.execute("SELECT author_count(CAST(? AS TEXT))",
                          (text,)).fetchone() == (wanted,)
    with pytest.raises(Exception, match="no JSON array"):
        db.execute("SELECT author_count(?)", ("[" * 1002 + "]" * 1002,)).fetchone()


GOOD = ['["a"]', '[{"name":"a"}]', "[[[]]]", "[1.5e-3, -0, 0.1E+5]",
        '["\\u00e9\\n\\/\\\\"]', '[true,false,null]', '[{"a":{"b":[{}]}}]',
        "[" * 900 + "]" * 900, "\t[\r\n ]\n"]


@pytest.mark.parametrize("text", GOOD + BROKEN, ids=lambda text: text[:20])
def test_what_is_json_is_what_sqlite_says(db, text):
    """Against SQLite's own JSON; newer ones also read JSON5 where asked to."""
    (valid,) = db.execute("SELECT json_valid(?)", (text,)).fetchone()
    try:
        db.execute("SELECT author_count(?)", (text,)).fetchone()
        good = 1
    except Exception:
        good = 0
    if "\0" not in text and text.count("[") < 2000:
        assert good == valid


def joined(names, last):
    return ", ".join(names[:-1]) + last + names[-1]


def test_many_authors(db):
    names = [f"Ann{chr(97 + i % 26)} Lee{chr(97 + i // 26)}"
             for i in range(664)]
    inverted = [", ".join(reversed(name.split())) for name in names]
    for text in (joined(names, " and "), joined(names, ", and "),
                 "; ".join(names), "; ".join(inverted), " and ".join(inverted),
                 json.dumps(names),
                 json.dumps([{"name": name} for name in names]),
                 json.dumps([{"name": name, "hidden": i % 2 == 1}
                             for i, name in enumerate(names * 2)])):
        assert db.execute("SELECT author_count(?)",
                          (text,)).fetchone() == (664,)


@needs_recordings
def test_the_listings_authors(db):
    """The array that the service sent, and the names as people write them."""
    count, most = 0, 0
    for path in sorted((SHARED / "daily").glob("*.json")):
        for entry in json.loads(path.read_text()):
            authors = entry["paper"]["authors"]
            names = [a["name"] for a in authors if not a.get("hidden")]
            wanted = len(names)
            texts = [json.dumps(authors), json.dumps(names)]
            plain = [n for n in names if not set(n) & set(",;()&0123456789")]
            if plain == names and len(names) > 2:
                texts += ["; ".join(names), joined(names, " and ")]
            for text in texts:
                assert db.execute("SELECT author_count(?)", (text,)
                                  ).fetchone() == (wanted,), text
            count += len(texts)
            most = max(most, wanted)
    assert count > 5000 and most == 664


@needs_recordings
def test_the_listings_ids(db):
    for path in sorted((SHARED / "daily").glob("*.json")):
        for entry in json.loads(path.read_text()):
            name = entry["paper"]["id"]
            for text in (name, f"https://huggingface.co/papers/{name}",
                         f"(see arXiv:{name}v3)", f"at {name}, or"):
                assert db.execute("SELECT arxiv_id(?)",
                                  (text,)).fetchone() == (name,)
