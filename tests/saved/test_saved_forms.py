"""Saved pages in other hands: wrapped, damaged, printed, as Markdown, copied
from a page of cards, dumped by text browsers. Each form gives the right rows
or an error, never another row."""

import html
import json
import pathlib
import re
import sqlite3
import tempfile

import pytest

import page_reading
import saved_forms
from conftest import ROOT, SHARED, connect, needs_recordings

PAGES = sorted(SHARED.glob("pages/*.txt"))
RECORDED = SHARED / "html" / "2024-08-01.html"
MANUAL = ROOT / "docs" / "saved.md"
OWN_PAGE = (ROOT / "docs" / "page.txt").read_text(encoding="utf-8")
COLUMNS = page_reading.COLUMNS
CARD = "title submitter upvotes author_count comments".split()
SAMPLES = sorted(path.stem for path in saved_forms.SAMPLE.glob("*.txt"))
REFUSED = {"html2text", "pdftotext"}
REFUSED_PROGRAMS = {
    "html2text, 80 columns", "pdftotext", "pdftotext -layout", "pdftotext -raw",
    *(f"pandoc, {form}" for form in ("rst", "org", "asciidoc", "mediawiki",
                                     "jira", "latex", "rst, 72 columns",
                                     "org, 72 columns"))}
TABLE_HEAD = "| form | papers read right | read otherwise | refused |"


@pytest.fixture(scope="module")
def db():
    connection = connect()
    yield connection
    connection.close()


def read(db, text, columns=COLUMNS):
    names = [name for name in columns if name != "rank"] + ["rank"]
    return [dict(zip(names, row)) for row in db.execute(
        f"SELECT {', '.join(names)} FROM papers_parse(?)", [text])]


def refused(db, text):
    with pytest.raises(sqlite3.Error) as caught:
        read(db, text)
    return str(caught.value)


def differing(found, wanted, columns):
    """How many rows of one are not in the other."""
    cells = [tuple(row[name] for name in columns) for row in found]
    others = [tuple(row[name] for name in columns) for row in wanted]
    return sum(cell not in others for cell in cells) + sum(
        other not in cells for other in others)


# Pages with abstracts.

@pytest.mark.parametrize("form", [form for form in saved_forms.TEXT_FORMS
                                  if "400" not in form])
def test_a_form_of_the_manuals_page_reads_as_the_page(db, form):
    changed = saved_forms.TEXT_FORMS[form](OWN_PAGE)
    assert changed != OWN_PAGE
    assert read(db, changed) == read(db, OWN_PAGE)


@needs_recordings
@pytest.mark.parametrize("form", saved_forms.TEXT_FORMS)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name[:3])
def test_a_form_of_a_page_reads_as_the_page(db, path, form):
    """98 of 100 papers: a wrap at a hyphen or at a dash cannot always be told
    from a line that ends so."""
    text = path.read_text(encoding="utf-8")
    wanted = page_reading.rows(text)
    changed = saved_forms.TEXT_FORMS[form](text)
    if "\n\n" not in text and form in saved_forms.WRAPS:
        assert "no blank line stands between a title" in refused(db, changed)
        return
    found = read(db, changed)
    assert len(found) == len(wanted)
    assert differing(found, wanted, COLUMNS) <= 2 * (len(wanted) // 50)


@pytest.mark.parametrize("form", saved_forms.REFUSED_FORMS)
def test_a_form_that_cannot_be_read_is_an_error(db, form):
    """Of the manual's page without its last title, which has no abstract."""
    whole = OWN_PAGE[:OWN_PAGE.index("An Id That")]
    refused(db, saved_forms.REFUSED_FORMS[form](whole))


@needs_recordings
@pytest.mark.parametrize("form", saved_forms.REFUSED_FORMS)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name[:3])
def test_a_form_of_a_page_that_cannot_be_read_is_an_error(db, path, form):
    change = saved_forms.REFUSED_FORMS[form]
    refused(db, change(path.read_text(encoding="utf-8")))


def test_a_wrapped_title_may_end_with_a_word_of_the_site(db):
    """`Models` by itself is a link of the page's header."""
    text = OWN_PAGE.replace("Today's Favourite: Agents That Ask First",
                            "Asking First: " + "Very " * 10 + "Large\nModels")
    changed = saved_forms.wrapped(text, 80)
    assert "Large Models" in read(db, changed)[1]["title"]


def test_a_wrapped_paragraph_may_end_with_a_figure(db):
    text = OWN_PAGE.replace("nobody in the study wished for a second question.",
                            "we reduce the number of questions by 1/3 to\n2/3.")
    changed = saved_forms.wrapped(text, 80)
    assert read(db, changed)[1]["abstract"].endswith("by 1/3 to 2/3.")


def test_words_parted_at_their_hyphens_are_joined(db):
    abstract = ("The words are hyphen-\nated, pre-\nand post-processed, and "
                "parted at a dash --\nas here, or penalty--\nand reward.")
    text = OWN_PAGE.replace("We asked each of them", abstract + " We asked each"
                            " of them")
    changed = saved_forms.wrapped(text, 100)
    said = read(db, changed)[0]["abstract"]
    assert "hyphen-ated, pre- and post-processed" in said
    assert "a dash -- as here, or penalty--and reward." in said


def test_the_number_of_a_page_is_no_number_of_comments(db):
    """Where the page writes comments behind the day."""
    changed = OWN_PAGE.replace("Jul 30\n", "Jul 30\n\n1\n")
    assert changed != OWN_PAGE
    assert read(db, changed) == read(db, OWN_PAGE)


@needs_recordings
def test_a_wrapped_page_with_little_of_a_page_is_none(db):
    """Without a heading or a block, a wrapped text is any text."""
    text = PAGES[2].read_text(encoding="utf-8")
    rows = page_reading.rows(text)
    start = text.index(rows[0]["title"])
    changed = saved_forms.wrapped(text[start:], 80)
    try:
        found = read(db, changed)
    except sqlite3.Error as problem:
        assert "a text that begins with" in str(problem)
        return
    assert differing(found, rows, ["title", "abstract"]) <= 2


@pytest.mark.parametrize("title", ["Saved by the Bell", "Source Separation",
                                   "Page by Page", "Printed on Paper",
                                   "Models of Models"])
def test_a_title_that_begins_as_a_margin_does(db, title):
    text = OWN_PAGE.replace("Today's Favourite: Agents That Ask First", title)
    assert read(db, text)[1]["title"] == title


# Markdown.

@needs_recordings
@pytest.mark.parametrize("width", [None, 80])
@pytest.mark.parametrize("form", saved_forms.MARKDOWN)
def test_a_list_in_markdown(db, form, width):
    rows = page_reading.rows(PAGES[2].read_text(encoding="utf-8"))
    text = saved_forms.markdown(rows, form)
    if width:
        text = saved_forms.wrapped(text, width)
    found = read(db, text, ["id", "title", "abstract"])
    has_ids = "address" in form
    assert found[0]["title"] == rows[0]["title"]
    wanted = [{**row, "id": f"2501.{row['rank']:05}" if has_ids else None}
              for row in rows]
    assert len(found) == len(wanted)
    assert differing(found, wanted, ["id", "title", "abstract"]) <= 2


@needs_recordings
@pytest.mark.parametrize("form", saved_forms.REFUSED_MARKDOWN)
def test_a_list_with_unknown_marks_is_an_error(db, form):
    """Its titles are none with their marks."""
    for path in PAGES:
        rows = page_reading.rows(path.read_text(encoding="utf-8"))
        problem = refused(db, saved_forms.markdown(rows, form))
        assert "is not a title with its abstract" in problem or \
            "begins with" in problem


@pytest.mark.parametrize("title, said", [
    ("### [A \\[Bracketed\\] Title](https://huggingface.co/papers/2501.00001)",
     ("2501.00001", "A [Bracketed] Title")),
    ("2. [A Title](https://arxiv.org/abs/2501.00001v2)",
     ("2501.00001", "A Title")),
    ("**A Title**", (None, "A Title")),
    ("# A Title #", (None, "A Title")),
    ("*-Trees: A Title", (None, "*-Trees: A Title")),
    ("2. A Title of the Second Place", (None, "2. A Title of the Second Place")),
])
def test_marks_are_no_part_of_a_title(db, title, said):
    text = OWN_PAGE.replace("Today's Favourite: Agents That Ask First", title)
    found = read(db, text, ["id", "title"])[1]
    assert (found["id"], found["title"]) == said


def test_a_text_may_begin_with_a_bracket(db):
    text = "[A Title](https://huggingface.co/papers/2501.00001)\n\nAn abstract."
    assert [tuple(row.values()) for row in read(
        db, text, ["id", "title", "abstract"])] == [
        ("2501.00001", "A Title", "An abstract.", 1)]
    assert read(db, "[ ]") == []
    assert "breaks off" in refused(db, "[")


# Cards.

def cards(name):
    """The rows of the sample; a selection lacks what cannot be selected."""
    shows_upvotes = name != "chromium-selection-css"
    return [(title, login, upvotes if shows_upvotes else None, authors,
             comments or None)
            for title, login, upvotes, authors, comments in saved_forms.CARDS]


def rows_of_cards(db, text):
    return [tuple(row[name] for name in CARD) for row in read(db, text, CARD)]


@pytest.mark.parametrize("name", [name for name in SAMPLES
                                  if name not in REFUSED])
def test_a_page_of_cards_reads_as_its_papers(db, name):
    path = saved_forms.SAMPLE / f"{name}.txt"
    assert rows_of_cards(db, path.read_text(encoding="utf-8")) == cards(name)


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_a_page_that_cannot_be_read_is_an_error_with_its_line(db, name):
    path = saved_forms.SAMPLE / f"{name}.txt"
    assert re.search(r"line \d+: ", refused(
        db, path.read_text(encoding="utf-8")))


CARD_TEXT = (saved_forms.SAMPLE / "chromium-text.txt").read_text(
    encoding="utf-8")


@pytest.mark.parametrize("change", [
    lambda text: text.replace("\n", "\r\n"),
    lambda text: text.replace("\n", "\n\n"),
    lambda text: re.sub("\n+", "\n", text),
    lambda text: text.replace("\n·\n", "\n"),
    lambda text: text.replace("·\n", "· "),
    lambda text: text[text.index("Submitted by"):],
    saved_forms.in_latin, saved_forms.quoted, html.escape,
    lambda text: saved_forms.wrapped(text, 60),
    lambda text: saved_forms.FRONT_MATTER + text,
    lambda text: saved_forms.CLIPPED + text + saved_forms.SAVED_FROM])
def test_a_changed_page_of_cards_reads_the_same(db, change):
    assert rows_of_cards(db, change(CARD_TEXT)) == cards("")


def test_cards_of_which_the_first_is_cut_off(db):
    text = CARD_TEXT[CARD_TEXT.index("A Paper With a"):]
    first, *others = cards("")
    assert rows_of_cards(db, text) == [(first[0], None, None, *first[3:]),
                                       *others]


def test_cards_that_break_off(db):
    text = CARD_TEXT[:CARD_TEXT.index("1984") + 4]
    assert rows_of_cards(db, text) == [
        *cards("")[:2], ("1984", "tomas.v", 19, None, None)]


@pytest.mark.parametrize("found, changed, said", [
    ("A Paper With a Short Title", "A Paper\nWith Two Lines",
     "text between a title and its authors"),
    ("94\n", "", None),
    ("·\n533 authors\n", "", "a number between a title and its authors"),
    ("533 authors\n5", "many", "a card without a number of authors"),
    ("Submitted by  mira-k\n", "Submitted by\nits two authors\n", 'no login behind "Submitted by"'),
    ("A Paper With a Short Title\n", "", "a card without a title"),
    ("533 authors\n5\n", "533 authors\n5\nA\nB\nC\n", "text between two cards"),
])
def test_a_card_of_another_shape_is_an_error(db, found, changed, said):
    assert CARD_TEXT.count(found) >= 1
    text = CARD_TEXT.replace(found, changed, 1)
    if said is None:
        assert rows_of_cards(db, text)[0][:3] == (*cards("")[0][:2], None)
        return
    problem = refused(db, text)
    assert said in problem and re.search(r"line \d+: ", problem)


# Other texts.

@pytest.mark.parametrize("path", sorted([
    *ROOT.glob("docs/*.md"), *ROOT.glob("*.md"), *ROOT.glob("sql/*.sql"),
    *ROOT.glob("tests/saved/*.py"), *ROOT.glob("ext/saved/*.c")]),
    ids=lambda path: path.name)
def test_another_text_is_no_page(db, path):
    text = path.read_text(encoding="utf-8")
    refused(db, text)
    refused(db, saved_forms.wrapped(text, 60))


PARAGRAPH = ("It says at some length what it has to say of this, in several "
             "sentences. They have nothing to do with papers, and one could take "
             "them for an abstract all the same: we show this in what follows.")
HEADINGS = ["A Short History of the Town", "How the Bridge Was Built",
            "What the Visitors Say About It", "The Years After the Flood",
            "Where to Go From Here Today"]


def sections(form, headings=HEADINGS):
    return "".join(form.format(heading, PARAGRAPH) for heading in headings)


OTHERS = {
    "an essay": sections("{}\n\n{}\n\n"),
    "an essay in Markdown": sections("## {}\n\n{}\n\n"),
    "an essay, compact": sections("{}\n{}\n"),
    "a newsletter": "The Weekly\n\nSubscribe\n\nnew\n\n" + sections(
        "{}\n\n{}\n\nAda Example \u00b7 Oct 1, 2024\n\n"),
    "a blog": sections("{}\n\n{}\n\n\u00b7\nJun 10\n\n"),
    "a page of the name, with other texts": "Daily Papers\n\n" + sections(
        "{}\n\n{}\n\n", ["About", "History", "Links"]),
    "a README that quotes a paper": "# A Tool\n\n" + PARAGRAPH
    + "\n\n[Paper](https://huggingface.co/papers/2501.00001)\n\n" + sections(
        "## {}\n\n{}\n\n"),
    "a README that links to a paper":
        "# [A Tool of Ours](https://huggingface.co/papers/2501.00001)\n\n"
        + PARAGRAPH + "\n\n" + sections("## {}\n\n{}\n\n"),
    "an essay that quotes a paper": "Daily Papers That I Like\n\nA Paper With "
    "a Title\n\n" + PARAGRAPH + "\n\n  \u2022 8 authors\n\u00b7\nJun 10\n\n"
    + sections("{}\n\n{}\n\n"),
    "arXiv's mail": "".join(
        f"\\\\\narXiv:2405.{number:05}\nDate: Tue, 21 May 2024 10:00:00 GMT   "
        f"(123kb)\n\nTitle: {heading}\nAuthors: Ada Example and Bo Example\n"
        f"Categories: cs.CL\n\\\\\n  {PARAGRAPH}\n\\\\ ( https://arxiv.org/abs/"
        f"2405.{number:05} ,  123kb)\n{'-' * 78}\n"
        for number, heading in enumerate(HEADINGS, 1)),
    "a bibliography": "".join(
        f"[{number}] A. Example and B. Example. {heading}. In Proceedings of a "
        f"Conference, pages 1-9, 2024.\n\n"
        for number, heading in enumerate(HEADINGS, 1)),
    "a bibliography with abstracts": sections(
        "[{0}](https://arxiv.org/abs/2405.00001)\n\n{1}\n\n"),
    "BibTeX": sections("@article{{x,\n  title = {{{}}},\n  abstract = {{{}}}\n"
                       "}}\n\n"),
    "a changelog": "".join(
        f"Version 1.{number}\n\n- {heading}\n- {PARAGRAPH}\n\n"
        for number, heading in enumerate(HEADINGS)),
    "a chat": "".join(f"Ada Example  10:0{number} AM\n{heading}\n\nBo  10:1"
                      f"{number} AM\n{PARAGRAPH}\n\n"
                      for number, heading in enumerate(HEADINGS)),
    "CSV": "title,abstract\n" + sections('"{}","{}"\n'),
    "a table": sections("| {} | {} |\n"),
    "questions": sections("Q: {}?\n\nA: {}\n\n"),
    "mails": sections("From: Ada\nSubject: {}\n\n{}\n\n-- \nAda\n\n"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_text_that_is_no_listing(db, name):
    for text in (OTHERS[name], saved_forms.wrapped(OTHERS[name], 72),
                 saved_forms.quoted(OTHERS[name]),
                 saved_forms.FRONT_MATTER + OTHERS[name]):
        refused(db, text)


@pytest.mark.parametrize("name", OTHERS)
@pytest.mark.parametrize("place", ["before", "behind"])
def test_a_page_with_another_text(db, name, place):
    """It is read as the page, or an error: the other text makes no row. A short
    text of one's own may be the header of the page."""
    page = OWN_PAGE[:OWN_PAGE.index("An Id That")]
    text = (OTHERS[name] + "\n" + page if place == "before"
            else page + "\n" + OTHERS[name])
    try:
        found = [row["title"] for row in read(db, text)]
    except sqlite3.Error:
        return
    assert found == [row["title"] for row in read(db, page)]


def test_the_header_of_a_mail_is_no_paper(db):
    header = ("From: ada@example.org\nTo: bo@example.org\nSubject: papers\n"
              "Date: Mon, 3 Nov 2025 10:00:00 +0000\n\n")
    sql = "SELECT title, abstract FROM papers_parse(?)"
    page = OWN_PAGE.replace("Everybody Wrote", "DATE: Everybody Wrote")
    assert db.execute(sql, (header + page,)).fetchall() == db.execute(
        sql, (page,)).fetchall()


def test_a_text_that_quotes_some_cards_is_no_page_of_cards(db):
    said = "This is a long line of a text about a page of cards.\n" * 9
    assert "much text that is not a card" in refused(db, said + CARD_TEXT)
    assert "much text that is not a card" in refused(db, CARD_TEXT + said)


def test_a_text_that_reads_as_papers_only_in_part(db):
    """The error says what was found, and where."""
    other = "".join(f"Remark {number}\n\nIt is short.\n\n"
                    for number in range(20))
    page = OWN_PAGE[:OWN_PAGE.index("An Id That Looks")]
    problem = refused(db, page + other)
    line = page.count("\n") + 1
    assert f'line {line}: "Remark 0" is not a title with its abstract' in problem


def test_lines_are_counted_as_the_file_has_them(db):
    for end in ("\n", "\r\n", "\r"):
        text = (end * 3 if end != "\r" else "") + CARD_TEXT.replace(
            "A Paper With a Short Title\n", "").replace("\n", end)
        line = re.search(r"line (\d+)", refused(db, text))[1]
        at = CARD_TEXT.split("\n").index("A Paper With a Short Title")
        assert int(line) - (3 if end != "\r" else 0) in range(at, at + 4)


# Any damage.

FOREIGN = ["Advertisement", "An inserted line", "3", "\u00b7", "Jun 10",
           "8 authors", "It is a sentence of its own, and it is a short one.",
           PARAGRAPH, "Submitted by", "Submitted by ada", "Daily Papers",
           "Subscribe", "by AK and the research community", "---", "- an item",
           "# A Heading", "https://example.org/", "> quoted", "Nov 4, 2025",
           "Ada Example \u00b7 Oct 1, 2024", "[A Link](https://example.org)",
           "10 authors \u00b7 Jun 3", "-- ", "References"]


def damaged_pages(lines):
    """The page cut before, cut behind, without, with twice, with a foreign line
    before each of its lines."""
    for at in range(1, len(lines)):
        yield lines[:at]
        yield lines[at:]
        yield lines[:at] + lines[at + 1:]
        yield lines[:at] + lines[at - 1:]
        for foreign in FOREIGN:
            yield lines[:at] + [foreign] + lines[at:]
            yield lines[:at] + ["", foreign, ""] + lines[at:]


def check_damaged(db, text, titles):
    """How many damaged pages were read, and how many refused."""
    read_of = refused_of = 0
    for lines in damaged_pages(text.split("\n")):
        try:
            found = db.execute("SELECT title FROM papers_parse(?)",
                               ["\n".join(lines)]).fetchall()
        except sqlite3.Error:
            refused_of += 1
            continue
        read_of += 1
        for (title,) in found:
            assert title is None or title in titles, "\n".join(lines)
    return read_of, refused_of


def test_a_damaged_page_gives_no_other_title(db):
    """A title that is lost is NULL, and only where the text begins behind it.
    A line that a title may be is none where it ends the text."""
    titles = {row["title"] for row in read(db, OWN_PAGE)}
    read_of, refused_of = check_damaged(db, OWN_PAGE, titles)
    assert min(read_of, refused_of) > 200


def test_damaged_cards_give_no_other_title(db):
    titles = {row[0] for row in cards("")}
    shown = CARD_TEXT[CARD_TEXT.index("new\n"):]
    read_of, refused_of = check_damaged(db, shown, titles)
    assert min(read_of, refused_of) > 200


@needs_recordings
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name[:3])
def test_a_damaged_recorded_page_gives_no_other_title(db, path):
    text = path.read_text(encoding="utf-8")
    rows = page_reading.rows(text)
    text = text[:text.index(rows[4]["title"])]
    titles = {row["title"] for row in rows}
    assert min(check_damaged(db, text, titles)) > 100


# The programs themselves, and the recorded page.

def recorded_cards():
    text = RECORDED.read_text(encoding="utf-8")
    props = re.search(r'data-target="DailyPapers"\s+data-props="([^"]*)"', text)
    return [(" ".join(entry["title"].split()), entry["submittedBy"]["name"],
             entry["paper"]["upvotes"], len(entry["paper"]["authors"]),
             entry["numComments"] or None)
            for entry in json.loads(html.unescape(props[1]))["dailyPapers"]]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The forms of a page of cards, each made once."""
    folder = tmp_path_factory.mktemp("forms")
    pages = {"own": saved_forms.page_of_cards()}
    if RECORDED.exists():
        pages["recorded"] = RECORDED.read_text(encoding="utf-8")
    known = {}

    def make(page, name):
        lacking = saved_forms.lacks(
            "chromium" if name.startswith("chromium") else name)
        if lacking:
            pytest.skip(f"{lacking} is not installed")
        path = folder / f"{page}.html"
        path.write_text(pages[page], encoding="utf-8")
        if name.startswith("chromium") and (page, name) not in known:
            for form, text in saved_forms.copied(path).items():
                known[page, "chromium-" + form.replace(", CSS", "-css")] = text
        elif (page, name) not in known:
            known[page, name] = saved_forms.PROGRAMS[name](str(path))
        return known[page, name]

    return make


@pytest.mark.foreign
@pytest.mark.parametrize("page", ["own", pytest.param(
    "recorded", marks=needs_recordings)])
@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_program_makes_of_a_page_of_cards(db, made, name, page):
    text = made(page, name)
    if name in REFUSED:
        refused(db, text)
        return
    wanted = cards(name) if page == "own" else recorded_cards()
    if name == "chromium-selection-css":
        wanted = [(*row[:2], None, *row[3:]) for row in wanted]
    assert rows_of_cards(db, text) == wanted


def test_the_sample_was_made_by_the_programs_of_the_manual():
    assert SAMPLES == sorted([*saved_forms.PROGRAMS, *(
        "chromium-" + form for form in ("text", "text-css", "selection",
                                        "selection-css"))])


@pytest.fixture(scope="module")
def pages_of_abstracts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("abstracts")
    made = []
    for path in (PAGES[0], PAGES[2]):
        rows = page_reading.rows(path.read_text(encoding="utf-8"))[:40]
        page = folder / f"{path.name[:3]}.html"
        page.write_text(saved_forms.page_of_abstracts(rows), encoding="utf-8")
        made.append((page, rows))
    return made


@needs_recordings
@pytest.mark.foreign
@pytest.mark.parametrize("name", saved_forms.ABSTRACT_PROGRAMS)
def test_what_a_program_makes_of_a_page_of_abstracts(db, pages_of_abstracts,
                                                     name):
    """The rows, of which at most one of twenty differs by a space at a wrap; or
    an error."""
    lacking = saved_forms.lacks(saved_forms.program_of(name))
    if lacking:
        pytest.skip(f"{lacking} is not installed")
    for page, rows in pages_of_abstracts:
        said = count(db, saved_forms.ABSTRACT_PROGRAMS[name](str(page)), rows,
                     ["title", "abstract"])
        titles = count(db, saved_forms.ABSTRACT_PROGRAMS[name](str(page)), rows,
                       ["title"])
        assert (said is None) == (name in REFUSED_PROGRAMS)
        if said:
            assert sum(said) == len(rows) and said[1] <= len(rows) // 20
            assert titles == (len(rows), 0)


# The table of the manual.

def count(db, text, wanted, columns):
    """(right rows, other rows), or None where there is an error."""
    try:
        found = read(db, text, columns)
    except sqlite3.Error:
        return None
    cells = [tuple(row[name] for name in columns) for row in wanted]
    right = sum(tuple(row[name] for name in columns) in cells for row in found)
    return right, len(found) - right


def line_of(form, counts):
    """counts: (papers, what count() said) of each page."""
    read_of = [(papers, said) for papers, said in counts if said]
    papers = sum(papers for papers, _ in read_of)
    right = sum(said[0] for _, said in read_of)
    other = sum(said[1] for _, said in read_of)
    gone = sum(papers for papers, said in counts if not said)
    shown = f"{right} of {papers}" if papers else ""
    return f"| {form} | {shown} | {other or ''} | {gone or ''} |"


def table():
    """The lines of the table, from the recorded pages."""
    db = connect()
    texts = [path.read_text(encoding="utf-8") for path in PAGES]
    rows = [page_reading.rows(text) for text in texts]
    lines = [TABLE_HEAD, "|---|---|---|---|"]
    for form, change in {"as recorded": str, **saved_forms.TEXT_FORMS,
                         **saved_forms.REFUSED_FORMS}.items():
        lines.append(line_of(form, [
            (len(wanted), count(db, change(text), wanted, COLUMNS))
            for text, wanted in zip(texts, rows)]))
    for form in (*saved_forms.MARKDOWN, *saved_forms.REFUSED_MARKDOWN):
        lines.append(line_of(f"Markdown: `{form}`", [
            (len(wanted), count(db, saved_forms.markdown(wanted, form), wanted,
                                ["title", "abstract"])) for wanted in rows]))
    return lines + table_of_abstracts(db, rows) + table_of_cards(db)


def table_of_abstracts(db, rows):
    lines, parts = [], [rows[0][:40], rows[2][:40]]
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        for name, make in saved_forms.ABSTRACT_PROGRAMS.items():
            counts = []
            for wanted in parts:
                page.write_text(saved_forms.page_of_abstracts(wanted),
                                encoding="utf-8")
                counts.append((len(wanted), count(
                    db, make(str(page)), wanted, ["title", "abstract"])))
            lines.append(line_of(f"{name}, with abstracts", counts))
    return lines


def table_of_cards(db):
    wanted = [dict(zip(CARD, row)) for row in recorded_cards()]
    with tempfile.TemporaryDirectory() as folder:
        # Some programs write beside the page.
        page = pathlib.Path(folder) / "page.html"
        page.write_bytes(RECORDED.read_bytes())
        forms = {f"cards: {name}": make(str(page))
                 for name, make in saved_forms.PROGRAMS.items()}
        for form, text in saved_forms.copied(page).items():
            forms[f"cards: chromium, {form}"] = text
    lines = []
    for form, text in forms.items():
        columns = [name for name in CARD
                   if form != "cards: chromium, selection, CSS"
                   or name != "upvotes"]
        lines.append(line_of(form, [
            (len(wanted), count(db, text, wanted, columns))]))
    return lines


@needs_recordings
@pytest.mark.foreign
def test_the_table_of_the_manual_is_what_is_read():
    lacking = [name for name in (*saved_forms.PROGRAMS, "chromium")
               if saved_forms.lacks(name)]
    if lacking:
        pytest.skip(f"{lacking[0]} is not installed")
    manual = MANUAL.read_text(encoding="utf-8")
    start = manual.index(TABLE_HEAD)
    assert manual[start:].split("\n\n")[0].split("\n") == table()
