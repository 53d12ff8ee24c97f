"""Saved listings as they were recorded: every cell equals an independent
reading, and what copying does to a page changes no row."""

import html
import json
import random
import re
import sqlite3
import subprocess

import pytest

import page_reading
import reading
from conftest import BUILD, SHARED, connect, needs_recordings

PAGES = sorted(SHARED.glob("pages/*.txt"))
ANSWERS = sorted([*SHARED.glob("daily/*.json"), *SHARED.glob("search/*.json")])
HTML = sorted(SHARED.glob("html/*.html"))

pytestmark = needs_recordings


@pytest.fixture(scope="module")
def db():
    connection = connect()
    yield connection
    connection.close()


def dicts(db, sql, *values):
    cursor = db.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row)) for row in cursor]


def parsed(db, text, year=None):
    names = ", ".join(page_reading.COLUMNS)
    if year is None:
        return dicts(db, f"SELECT {names} FROM papers_parse(?)", text)
    return dicts(db, f"SELECT {names} FROM papers_parse(?, ?)", text, year)


def cells(db, path):
    return dicts(db, f"SELECT {', '.join(reading.COLUMNS)} "
                     "FROM papers_read(?)", str(path))


def test_the_recordings_are_all_there():
    assert [len(PAGES), len(ANSWERS), len(HTML)] == [3, 117, 1]


@pytest.mark.parametrize("year", [None, 2025])
@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name[:3])
def test_every_cell_of_a_page(db, path, year):
    text = path.read_text(encoding="utf-8")
    assert parsed(db, text, year) == page_reading.rows(text, year)
    names = ", ".join(page_reading.COLUMNS)
    given = [str(path)] + ([] if year is None else [year])
    marks = ", ".join("?" * len(given))
    assert (dicts(db, f"SELECT {names} FROM papers_read({marks})", *given)
            == page_reading.rows(text, year))


def test_the_numbers_that_the_pages_are_known_to_have(db):
    found = [db.execute("""
        SELECT count(*), count(author_count), sum(author_count),
               count(organization), count(comments), min(listed)
          FROM papers_read(?)""", [str(path)]).fetchone() for path in PAGES]
    assert found == [(106, 97, 720, 3, 31, "--11-03"),
                     (208, 0, None, 0, 0, None),
                     (95, 0, None, 0, 0, "--03-12")]


def test_organizations_of_a_page(db):
    found = db.execute("""
        SELECT organization, organization_name FROM papers_read(?)
         WHERE organization IS NOT NULL""", [str(PAGES[0])]).fetchall()
    assert found == [("facebook", "AI at Meta"), ("nvidia", "NVIDIA"),
                     ("kaist-ai", "KAIST AI")]


def test_what_a_text_page_does_not_have_is_null(db):
    names = ("id authors url arxiv_url pdf_url upvotes submitter keywords "
             "raw week month fetched_at cache").split()
    for row in db.execute(f"SELECT {', '.join(names)} FROM papers_read(?)",
                          [str(PAGES[0])]):
        assert row == (None,) * len(names)


def test_repositories_of_a_page_are_those_of_its_abstracts(db):
    for path in PAGES:
        found = db.execute("""
            SELECT repo IS repo_link(abstract),
                   repo_source IS CASE WHEN repo IS NULL THEN NULL
                                      ELSE 'abstract' END
              FROM papers_read(?)""", [str(path)]).fetchall()
        assert set(found) == {(1, 1)}


def test_every_cell_of_every_answer(db):
    wrong, count = [], 0
    for path in ANSWERS:
        read, entries = cells(db, path), json.loads(path.read_text())
        assert len(read) == len(entries), path.name
        for rank, (entry, row) in enumerate(zip(entries, read), 1):
            wrong += reading.differences(row, reading.row(entry, None, rank))
            count += 1
    assert count == 2467
    assert wrong == []


def test_every_cell_of_an_html_page(db):
    text = HTML[0].read_text(encoding="utf-8")
    props = re.search(r'data-target="DailyPapers"\s+data-props="([^"]*)"', text)
    props = json.loads(html.unescape(props[1]))
    read, wrong = cells(db, HTML[0]), []
    assert len(read) == len(props["dailyPapers"]) == 13
    for rank, (entry, row) in enumerate(zip(props["dailyPapers"], read), 1):
        wrong += reading.differences(
            row, reading.row(entry, props["date"][:10], rank))
    assert wrong == []
    assert {row["listed"] for row in read} == {"2024-08-01"}


@pytest.mark.parametrize("path", [*PAGES, *HTML, *ANSWERS[:2], *ANSWERS[-2:]],
                         ids=lambda p: p.name[:10])
def test_the_size_of_the_pieces_does_not_count(path):
    said = [subprocess.run([BUILD / "unit" / "saved_driver", path, str(size)],
                           capture_output=True, check=True).stdout
            for size in (1, 4096, 1 << 24)]
    assert said[0].count(b"\n") > 5 and b"!" not in said[0].splitlines()[-1][:1]
    assert said[0] == said[1] == said[2]


# What copying, saving and mailing do to a page.

def some_breaks(text, chance, change):
    made = random.Random(3)
    return "".join(change if c == "\n" and made.random() < chance else c
                   for c in text)


CHANGES = {
    "CRLF": lambda t: t.replace("\n", "\r\n"),
    "CR": lambda t: t.replace("\n", "\r"),
    "byte order mark": lambda t: "\ufeff" + t,
    "no-break spaces": lambda t: t.replace(" ", "\u00a0"),
    "some no-break spaces": lambda t: re.sub(r"(\w) (\w{3})", "\\1\u202f\\2", t),
    "extra blank lines": lambda t: t.replace("\n", "\n\n"),
    "blank lines with spaces": lambda t: t.replace("\n", "\n  \t\n"),
    "some extra blank lines": lambda t: some_breaks(t, .3, "\n\n\n"),
    "no blank lines": lambda t: re.sub("\n+", "\n", t),
    "some blank lines missing": lambda t: re.sub(
        "\n\n", lambda m: m[0][:random.Random(m.start()).choice([1, 2])], t),
    "spaces around lines": lambda t: "\n".join(f"  {line} \t"
                                               for line in t.split("\n")),
    "blank lines at both ends": lambda t: f"\n\n \n{t}\n\n",
    "tabs": lambda t: t.replace("  •", "\t•"),
    **{f"bullet {bullet}": lambda t, b=bullet: t.replace("  •", f"  {b}")
       for bullet in "* - ◦ ● ▪ ‣ · – o →".split()},
    "no bullet": lambda t: t.replace("  • ", ""),
    "glued bullet": lambda t: t.replace("  • ", "•"),
    **{f"dot {dot}": lambda t, d=dot: t.replace("\n·\n", f"\n{d}\n")
       for dot in "• ∙ ・ | - —".split()},
    "one author": lambda t: t.replace(" 1 authors", " 1 author"),
    "block on one line": lambda t: re.sub(r"(• \d+ authors)\n·\n", r"\1 · ", t),
    "no `new`": lambda t: t.removeprefix("new\n\n"),
    "no mail": lambda t: re.sub("Get trending.*\n+", "", t),
    "no `Subscribe`": lambda t: t.replace("Subscribe", "", 1),
    "no `Daily Papers`": lambda t: t.replace("Daily Papers\n\n", "", 1),
    "with `Daily Papers`": lambda t: re.sub("(?m)^Subscribe",
                                            "Daily Papers\nSubscribe", t),
    "no `byAK`": lambda t: t.replace("byAK and the research community\n\n", ""),
    "`by AK`": lambda t: t.replace("byAK", "by AK"),
    "another mail": lambda t: t.replace("email inbox!", "inbox every day!"),
    "an unknown heading": lambda t: "A Heading of Next Year\n\n" + t,
    **{form: lambda t, f=form: re.sub(
        "(?m)^(Nov 3|Mar 12)$", lambda m: dict(zip(
            ["Nov 3", "Mar 12"], f.split(" = ")))[m[1]], t, count=1)
       for form in ["November 3 = March 12", "3 Nov = 12 Mar",
                    "3 November = 12 March", "Nov. 3 = Mar. 12",
                    "Nov 3rd = Mar 12th", "3rd of November = 12th of March",
                    "Monday, Nov 3 = Wednesday, Mar 12",
                    "Mon 3 Nov = Wed 12 Mar", "NOV 3 = MAR 12",
                    "Nov 03 = Mar 12"]},
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name[:3])
def test_a_mechanical_change_changes_no_row(db, path, change):
    text = path.read_text(encoding="utf-8")
    changed = CHANGES[change](text)
    assert parsed(db, changed, 2025) == page_reading.rows(text, 2025)


def test_each_change_changes_some_page():
    texts = [path.read_text(encoding="utf-8") for path in PAGES]
    same = {name for name, change in CHANGES.items()
            if all(change(text) == text for text in texts)}
    assert same == set()


@pytest.mark.parametrize("form", ["Nov 3, 2025", "2025-11-03", "3 Nov 2025",
                                  "Monday, November 3rd, 2025", "3.11.2025",
                                  "2025/11/03", "11/13/2025"])
def test_a_day_with_its_year_needs_no_year(db, form):
    text = PAGES[0].read_text(encoding="utf-8")
    changed = parsed(db, text.replace("\nNov 3\n", f"\n{form}\n"))
    listed = "2025-11-13" if "13" in form else "2025-11-03"
    assert changed == [{**row, "listed": listed}
                       for row in page_reading.rows(text)]


def test_a_page_without_any_header_is_known_by_its_blocks(db):
    """Titles and texts in turn stand in other texts, too."""
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        rows = page_reading.rows(text)
        start = text.index(rows[0]["title"])
        if rows[0]["published"]:
            assert parsed(db, text[start:]) == [
                {**row, "listed": None} for row in rows]
            continue
        with pytest.raises(sqlite3.Error, match="a text that begins with"):
            parsed(db, text[start:])
        assert parsed(db, "Daily Papers\n\n" + text[start:]) == [
            {**row, "listed": None} for row in rows]


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name[:3])
def test_a_page_that_breaks_off_gives_what_is_there(db, path):
    """Wherever it breaks, the papers before that place are there, and at most
    one more row, of the title or abstract that broke off. Where too little of a
    title is left, or it is like no other, that is an error with its line."""
    data = path.read_bytes()
    whole = page_reading.rows(data.decode())
    made = random.Random(path.name)
    doubtful = 0
    for _ in range(40):
        cut = made.randrange(2000, len(data))
        text = data[:cut].decode(errors="ignore")
        try:
            read = parsed(db, text)
        except sqlite3.Error as problem:
            line = int(re.search(r"line (\d+): \"", str(problem))[1])
            assert text.count("\n") - line < 6
            doubtful += 1
            continue
        complete = sum(text.find(row["abstract"]) >= 0 for row in whole)
        assert len(read) - complete in (0, 1), cut
        assert read[:complete - 1] == whole[:complete - 1], cut
        for row, of in zip(read[complete - 1:], whole[complete - 1:]):
            assert of["title"].startswith(row["title"]), cut
            assert (of["abstract"].startswith(row["abstract"] or "")), cut
    assert doubtful <= 4


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.name[:3])
def test_abstracts_that_are_missing(db, path):
    """A paper with a block may lose its abstract, where the one before it has
    one, too. Without blocks, its title may as well be a foreign line."""
    said = {True: 0, False: 0}
    text = path.read_text(encoding="utf-8")
    rows = page_reading.rows(text)
    for lost in range(1, len(rows) - 1, 7):
        abstract = rows[lost]["abstract"]
        damaged = re.sub(r"\n+" + re.escape(abstract), "", text, count=1)
        if rows[lost]["organization"]:
            continue  # the organization stands where the abstract would
        is_sure = all(row["author_count"] for row in rows[lost - 1:lost + 1])
        said[is_sure] += 1
        if not is_sure:
            with pytest.raises(sqlite3.Error, match=r"line \d+: .* is not a"):
                parsed(db, damaged)
            continue
        assert parsed(db, damaged) == [
            {**row, "abstract": None} if row is rows[lost] else row
            for row in rows], rows[lost]["title"]
    assert said[True] > 5 or rows[0]["published"] is None
    assert said[False] > 0


def test_a_page_in_another_encoding_loses_only_its_accents(db):
    text = PAGES[0].read_text(encoding="utf-8")
    whole = page_reading.rows(text)
    names = ", ".join(page_reading.COLUMNS)
    read = dicts(db, f"SELECT {names} FROM papers_parse(?)",
                 text.encode("cp1252"))
    plain = [{name: cell.replace("é", "\ufffd") if isinstance(cell, str)
              else cell for name, cell in row.items()} for row in whole]
    assert read == plain and read != whole
