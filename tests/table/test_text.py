"""papers_text: what only a full text has. What it shares with the other
relations that need a paper is in test_of_paper.py."""

import json
import sqlite3
import time

import pytest

from conftest import PATIENCE, SHARED, connect, needs_recordings

PAPER = "2607.00001"


@pytest.fixture
def sections(hub, asking):
    """The sections of a text: (level, heading, text)."""
    def read(text, columns="level, heading, text", **values):
        hub.reset()
        hub.fault("body", text=text, **values)
        return asking.execute(f"SELECT {columns} FROM papers_text "
                              "WHERE paper = ?", (PAPER,)).fetchall()
    return read


@pytest.mark.parametrize("text, expected", [
    ("Text", [(0, None, "Text")]), ("# A", [(1, "A", "")]),
    ("a\nb\n===\nc\n", [(1, "a b", "c")]), ("a\n---", [(2, "a", "")]),
    ("x\n\na\n---\ny", [(0, None, "x"), (2, "a", "y")]),
    ("\n\n  x\n\n\n# A\n\ny\n\n", [(0, None, "  x"), (1, "A", "y")]),
    ("---\na: b\n---\n# A", [(1, "A", "")]),
    ("---\na: b\n...\nx", [(0, None, "x")]),
    ("---\n\n# A", [(0, None, "---"), (1, "A", "")]),
    ("---\nx", [(0, None, "---\nx")]),
    ("\ufeff# A\nx", [(1, "A", "x")]), ("# A\r\nx\r\n\r\ny", [
        (1, "A", "x\n\ny")]),
    ("Title: T\nx\nTitle: no", [(0, None, "x\nTitle: no")]),
    ("Title: T\n\nURL Source: u\n\nMarkdown Content:\nTitle: mine", [
        (0, None, "Title: mine")]),
    ("```\n# A\n```\n# B", [(0, None, "```\n# A\n```"), (1, "B", "")]),
    ("```\n# A", [(0, None, "```\n# A")]),
    ("~~~\n```\n# A\n~~~~\n# B", [(0, None, "~~~\n```\n# A\n~~~~"),
                                  (1, "B", "")]),
    ("- ```\n  # A\n  ```\n# B", [(0, None, "- ```\n  # A\n  ```"),
                                   (1, "B", "")]),
    ("10. ~~~\n    # A\n\n    ~~~\n\n    b\n# B", [
        (0, None, "10. ~~~\n    # A\n\n    ~~~\n\n    b"), (1, "B", "")]),
    ("- ```\n  # A\n# B", [(0, None, "- ```\n  # A"), (1, "B", "")]),
    ("-     ```\n# B", [(0, None, "-     ```"), (1, "B", "")]),
    ("``` a`b\n# A", [(0, None, "``` a`b"), (1, "A", "")]),
    ("- a\n---\nb\n---", [(0, None, "- a\n---"), (2, "b", "")]),
    ("> a\nb\n---", [(0, None, "> a\nb\n---")]),
    ("a\n+ \nb\n---", [(2, "a + b", "")]), ("a\n2. b\n---", [
        (2, "a 2. b", "")]), ("#a\n#######\n", [
        (0, None, "#a\n#######")]),
    ("    # a\n\t# b", [(0, None, "    # a\n\t# b")]),
    ("# \n#\n## b ##\n### c#", [(1, "", ""), (1, "", ""), (2, "b", ""),
                               (3, "c#", "")]),
    ("# ``a `b`", [(1, "``a b", "")]),
    ("# `a ``b` ``c```", [(1, "a ``b ``c```", "")]),
    ("a\0b", [(0, None, "a\ufffdb")]), ("\n \n", []),
    ("\\# no\n\n***\n", [(0, None, "\\# no\n\n***")])])
def test_sections(sections, text, expected):
    assert sections(text) == expected


@pytest.mark.parametrize("text", ["# A\n", "a\n---\n"])
def test_a_column_says_the_same_alone(sections, text):
    text = f"x\n\n{text}y\n\n# B"
    whole = sections(text, "position, level, heading, text")
    for place, column in enumerate(["position", "level", "heading", "text"]):
        assert sections(text, column) == [(row[place],) for row in whole]


@pytest.mark.parametrize("text, why", [
    ("<!DOCTYPE html><html>", "an HTML page where Markdown is meant"),
    ("\n\n <html lang=en>", "an HTML page where Markdown is meant"),
    ("", "an empty body where Markdown is meant"),
    ("# A\n" + "x" * (17 << 20), "section 1 has more than 16777216 bytes"),
    ("x\n" * (9 << 20), "section 1 has more than 16777216 bytes")],
    ids=["html", "html below blank lines", "empty", "long line",
         "long section"])
def test_what_is_no_text(sections, asking, text, why):
    asking.execute("SELECT papers_config('retries', 0)")
    with pytest.raises(sqlite3.Error) as raised:
        sections(text)
    assert str(raised.value).startswith(
        f"papers: the text of the paper {PAPER} could not be fetched: {why} (")


def test_fifty_megabytes_are_read_in_linear_time(sections):
    block = "# Heading [a](b) **c**\n\n" + "Some words of it.\n" * 500 + "\n"
    count = 50 * 1000 * 1000 // len(block)
    begun = time.monotonic()
    (rows, size), = sections(block * count, "count(*), sum(length(text))")
    assert (rows, size) == (count, count * (500 * 18 - 1))
    assert time.monotonic() - begun < 5 * PATIENCE


@pytest.mark.parametrize("piece", [
    "[", "](", "[a](", "*a ", "**a**", "`a ``", "a\n-\n", "_", "# \n", "\\",
    "[a](b)", "![", "- a\n", "```\n", "   ", "> "])
def test_no_text_costs_its_size_squared(sections, piece):
    """As a heading, and as lines."""
    for before in ("# ", ""):
        times = []
        for size in (200_000, 1_600_000):
            begun = time.monotonic()
            sections(before + piece * (size // len(piece)), "count(*)")
            times.append(time.monotonic() - begun)
        assert times[1] < 30 * PATIENCE * (times[0] + .02)


def test_max_bytes_holds(sections, asking):
    asking.execute("SELECT papers_config('max_bytes', 1000000)")
    with pytest.raises(sqlite3.Error, match="max_bytes"):
        sections("x\n" * 600000)


@pytest.mark.parametrize("where", ["/papers/index?arxivId=x", "/papers/index"])
def test_a_paper_that_is_sent_on_has_no_text(hub, asking, tmp_path, where):
    """And that is remembered, as a 404 is."""
    asking.execute("SELECT papers_config('cache', ?)", (f"{tmp_path}/c.db",))
    hub.fault("redirect", match=".md", to=where, count=None)
    for _ in range(2):
        assert asking.execute("SELECT * FROM papers_text WHERE paper = ?",
                              (PAPER,)).fetchall() == []
    assert [row["path"] for row in hub.asked()] == [
        f"/papers/{PAPER}.md", "/papers/index"]


def test_a_page_elsewhere_is_an_error(hub, asking):
    """As of a network that wants somebody to sign in first."""
    hub.fault("redirect", match=".md", to="/papers")
    with pytest.raises(sqlite3.Error, match="an HTML page"):
        asking.execute("SELECT * FROM papers_text WHERE paper = ?",
                       (PAPER,)).fetchall()


@pytest.mark.parametrize("kind", ["status", "html"])
def test_a_paper_that_is_not_found_has_no_text(hub, asking, tmp_path, kind):
    asking.execute("SELECT papers_config('cache', ?)", (f"{tmp_path}/c.db",))
    hub.fault(kind, status=404)
    for _ in range(2):
        assert asking.execute("SELECT * FROM papers_text WHERE paper = ?",
                              (PAPER,)).fetchall() == []
    assert len(hub.asked()) == 1


def test_texts_have_a_rate_limit_of_their_own(hub, asking):
    hub.limit("pages", left=1, seconds=30)   # which the first one uses up
    asking.execute("SELECT papers_config('max_wait', 40)")
    asking.execute("SELECT * FROM papers_text WHERE paper = ?",
                   (PAPER,)).fetchall()
    for sql in ("SELECT id FROM papers WHERE listed = '2026-07-30'",
                "SELECT id FROM papers('agents')"):
        begun = time.monotonic()
        assert asking.execute(sql).fetchall()
        assert time.monotonic() - begun < 20
    asking.execute("SELECT papers_config('max_wait', 1)")
    with pytest.raises(sqlite3.Error, match="rate limited"):
        asking.execute("SELECT * FROM papers_text WHERE paper = '2607.00002'"
                       ).fetchall()


def test_the_url_names_the_paper(hub, asking):
    hub.fault("body", text="# A")
    assert asking.execute(
        "SELECT paper, url FROM papers_text WHERE url = "
        f"'https://huggingface.co/papers/{PAPER}'").fetchall() == [
        (PAPER, f"https://huggingface.co/papers/{PAPER}")]


@needs_recordings
def test_recorded_heads(sections):
    """How texts begin, as they were recorded."""
    heads = (SHARED / "hub" / "paper_md_heads.txt").read_text().split("=== (")
    found = {head[:10]: sections(head.partition("\n")[2]) for head in heads[1:]}
    assert len(found) == len(heads) - 1 > 3
    first = found["2411.07501"]
    assert [row[:2] for row in first] == [
        (6, "Abstract"), (2, "1 Introduction"),
        (3, "2.1 Residual Weights Version (LAuReL-RW)")]
    assert first[0][2].startswith("One of the core pillars")
    assert [row[:2] for row in found["2502.17416"]] == [
        (1, "Reasoning with Latent Thoughts: On the Power of Looped "
            "Transformers")]
    assert found["2310.03646"][0][2].startswith("Back to arXiv")
