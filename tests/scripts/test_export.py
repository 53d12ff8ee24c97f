"""sql/export.sql: what leaves the library is read by others' programs."""

import csv
import email
import email.policy
import io
import json
import re
import shutil
import smtplib
import socket
import sqlite3
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

import scripts
from conftest import BUILD, ROOT, SHARED, connect, needs_recordings
from scripts import page, send, text_of

pytestmark = scripts.needs

ATOM = "{http://www.w3.org/2005/Atom}"
DAY = "2026-03-03"
# What somebody might call a paper, or a person.
HOSTILE = [
    '<script>alert(1)</script> & "quotes" | $x_1$ 😀',
    "Bcc: victim@example.org\r\nBcc: other@example.org\r\n\r\nA body",
    "Controls \x01\x02\x08\x0b\x0c\x1b\x1f \x7f\x85\x9f \ufffe\uffff end",
    "\u202eright to left", "{ braces } } { \\textbf{x ~ ^ % # & _ $ @ \\",
    "zé" * 2000, "NUL\x00 and more", "=HYPERLINK(1)", "' OR 1=1 --",
    "]]> --> </title></style><!-- [link](javascript:alert(1)) `code` **b**",
    "\\u0001 \\\\u0001 \\n", "=?UTF-8?B?Qmxh?= \t x", "<img src=x onerror=y>",
    "--papers-digest-part--", "ü", "日本語の題名",
]
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "List-Id",
           "MIME-Version", "Auto-Submitted", "Content-Type"]
ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def tool(name):
    """Marks a test that lets this program read what was exported."""
    needed = pytest.mark.skipif(shutil.which(name) is None,
                                reason=f"{name} is not installed")
    return lambda test: pytest.mark.foreign(needed(test))


def told(title):
    """A title as a reader is to see it: without what no page may hold, in
    one line. SQLite's functions end at a NUL."""
    return ODD.sub("", title.split("\0")[0]).replace(
        "\r", " ").replace("\n", " ")


def squeeze(text):
    return " ".join(text.split())


def offer(db, **values):
    db.execute("INSERT INTO library (%s) VALUES (%s)" % (
        ", ".join(values), ", ".join("?" * len(values))), [*values.values()])


@pytest.fixture
def export():
    """A library of hostile papers, their upvotes observed twice."""
    db = scripts.read(connect())
    for place, text in enumerate(HOSTILE, 1):
        for hour in 8, 12:
            offer(db, id="2603.%05d" % place, title=text,
                  abstract=f"{text}\nA second paragraph.",
                  authors=json.dumps([text[:200], "B and C", "Last, Jr."]),
                  author_count=3, organization="lab", organization_name=text,
                  repo="https://github.com/a/b_c", repo_stars=place,
                  published="2026-03-01T09:00:00Z", listed=DAY, rank=place,
                  upvotes=10 * hour - place, comments=place - 1,
                  fetched_at=f"{DAY}T{hour:02}:00:00Z")
    db.execute("UPDATE digests SET recipients = 'a@example.org, "
               "b@example.org', sender = 'papers@example.org', "
               "sender_name = 'Jürgen Müller-Lüdenscheidt'")
    yield db
    db.close()


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8", newline="")
    return str(folder / name)


def output(*command, **more):
    return subprocess.run(command, capture_output=True, text=True,
                          timeout=300, **more)


def with_papers(**values):
    """A library of plain papers: {id: values of its listing}."""
    db = scripts.read(connect())
    for paper, more in values.items():
        offer(db, id=f"2603.{paper[1:]}", **{
            "title": f"Title {paper}", "authors": '["Ada Byron"]',
            "listed": DAY, "rank": 1, "fetched_at": f"{DAY}T12:00:00Z",
            **more})
    db.execute("UPDATE digests SET recipients = 'a@example.org'")
    return db


def papers(db, digest="daily"):
    return [row[0] for row in db.execute(
        "SELECT paper FROM digest_papers WHERE digest = ? AND on_page "
        "ORDER BY place", (digest,))]


def test_a_digest_is_of_its_days():
    db = with_papers(
        p00001={"upvotes": 5, "rank": 2}, p00002={"upvotes": 9},
        p00003={"upvotes": 7, "listed": "2026-03-01"},
        p00004={"upvotes": 8, "listed": "2026-02-01"})
    offer(db, id="2603.00001", title="Title p00001", listed="2026-03-02",
          rank=7, upvotes=5, fetched_at=f"{DAY}T12:00:00Z")
    assert papers(db) == ["2603.00002", "2603.00001"]
    db.execute("UPDATE digests SET days = 3")
    assert papers(db) == ["2603.00002", "2603.00003", "2603.00001"]
    assert db.execute("SELECT rank, listed FROM digest_papers "
                      "WHERE paper = '2603.00001'").fetchall() == [(2, DAY)]
    db.execute("UPDATE digests SET last_day = '2026-03-02'")
    assert papers(db) == ["2603.00003", "2603.00001"]
    db.execute("UPDATE digests SET min_upvotes = 6")
    assert papers(db) == ["2603.00003"]
    db.execute("UPDATE digests SET last_day = NULL, days = 366, most = 2, "
               "min_upvotes = 0")
    assert papers(db) == ["2603.00002", "2603.00004"]
    db.close()


def test_a_digest_of_a_tag_of_alerts_and_of_what_trends():
    db = with_papers(p00001={"upvotes": 5}, p00002={"upvotes": 9},
                     p00003={"upvotes": 7})
    db.execute("INSERT INTO digests (name, source, tag) VALUES "
               "('tag', 'tag', 'share'), ('alerts', 'alerts', NULL), "
               "('trends', 'trending', NULL)")
    db.execute("INSERT INTO tags VALUES ('2603.00002', 'share')")
    db.execute("INSERT INTO alerts (name, query) VALUES ('a', 'x'), "
               "('b', 'y')")
    db.execute("INSERT INTO alert_matches (alert, paper, title, listed, "
               "score, why) VALUES ('a', '2603.00001', 't', ?, 2, 'so [x]'), "
               "('b', '2603.00001', 't', ?, 1, 'or [y]'), "
               "('a', '2603.00009', 'Not kept', ?, 9, 'why')", (DAY,) * 3)
    for rank, paper in enumerate(["2603.00003", "2603.00001"], 1):
        db.execute("INSERT INTO library_trending (id, rank, listed, "
                   "fetched_at) VALUES (?, ?, ?, '2026-03-03T12:00:00Z')",
                   (paper, rank, DAY))
    assert papers(db, "tag") == ["2603.00002"]
    assert papers(db, "trends") == ["2603.00003", "2603.00001"]
    assert papers(db, "alerts") == ["2603.00009", "2603.00001"]
    assert db.execute("SELECT title, why FROM digest_papers "
                      "WHERE digest = 'alerts' ORDER BY place").fetchall() == [
        ("Not kept", "a"), ("Title p00001", "a, b")]
    for kind in "html", "markdown":
        assert "Not kept" in page(db, kind, "alerts")
    db.close()


@pytest.mark.parametrize("values,error", [
    ("source = 'hot'", "source is listing"), ("days = 0", "days is"),
    ("last_day = '2026-3-1'", "last_day is"), ("link = 'x'", "link is a URL"),
    ("link = 'https://x.org/\n'", "link is a URL"),
    ("link = 'https://x.org/\"'", "link is a URL"),
    ("link = 'javascript:https://x'", "link is a URL"),
    ("sender = 'a@x.org' || char(10) || 'Bcc: b@x.org'", "sender is"),
    ("sender = 'a@x.org, b@x.org'", "sender is"),
    ("sender_name = 'a' || char(13) || 'b'", "are a line each"),
    ("title = 'a' || char(10) || 'b'", "are a line each"),
    ("recipients = 'a@x.org' || char(10) || 'Bcc: b@x.org'", "recipients"),
    ("recipients = 'ü@x.org'", "recipients"),
    ("recipients = 'nobody'", "recipients"),
    ("recipients = 'a@x.org b@x.org'", "recipients"),
    ("recipients = 'a@x.org,,b@x.org'", "recipients")])
def test_a_digest_takes_no_nonsense(db, values, error):
    scripts.read(db)
    with pytest.raises(sqlite3.IntegrityError, match=error):
        db.execute(f"UPDATE digests SET {values}")


@pytest.mark.parametrize("title", ["", " ", "\t\r\n ", "\0x"])
def test_a_title_of_space_is_the_id(title):
    db = with_papers(p00001={"title": title})
    assert db.execute("SELECT title FROM digest_papers").fetchall() == [
        ("2603.00001",)]
    assert "{{2603.00001}}" in bibliography(db)
    db.close()


@pytest.mark.parametrize("repo", [
    "javascript:alert(1)", 'https://x.org/"onclick="alert(1)',
    "https://x.org/<b>", "ftp://x.org/a", "https://x.org/ü"])
def test_a_link_that_is_none_is_left_out(repo):
    db = with_papers(p00001={"repo": repo})
    for kind in "html", "markdown", "rss", "atom":
        assert repo[-6:] not in page(db, kind)
    db.close()


def test_papers_stay_in_order_however_many():
    """More than SQLite sorts in memory, in several digests at once."""
    db = with_papers(**{"p%05d" % number: {
        "upvotes": number * 7919 % 10007, "abstract": "abc " * 1500}
        for number in range(250)})
    db.execute("UPDATE digests SET most = 1000")
    db.execute("INSERT INTO digests (name, most) VALUES ('a', 1000), "
               "('z', 1000)")
    wanted = [row[0] for row in db.execute(
        "SELECT id FROM library ORDER BY upvotes DESC")]
    assert papers(db) == wanted
    for kind in "html", "markdown", "rss", "atom":
        shown = re.findall(r"co/papers/(2603\.\d+)", page(db, kind))
        assert list(dict.fromkeys(shown)) == wanted
    message, = send(db)
    for part in email.message_from_string(
            message, policy=email.policy.default).iter_parts():
        assert re.findall(r"co/papers/(2603\.\d+)",
                          part.get_content()) == wanted
    db.close()


@pytest.mark.parametrize("kind", ["html", "markdown", "rss", "atom"])
def test_an_empty_digest_is_a_whole_document(db, kind):
    scripts.read(db)
    text = page(db, kind)
    assert "0 papers" in text
    if kind in ("rss", "atom"):
        ElementTree.fromstring(text)




def test_html_by_a_strict_parser(export):
    html5lib = pytest.importorskip("html5lib")
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(page(export, "html"))
    found = {element.tag for element in tree.iter()
             if isinstance(element.tag, str)}
    assert not found & {"script", "img", "iframe", "object", "form", "base"}
    titles = ["".join(h2.itertext()) for h2 in tree.iter("h2")]
    assert titles == [told(title) for title in HOSTILE]
    for element in tree.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on") and name != "src"
            if name == "href" and element.tag == "a":
                assert value.startswith("https://")
    assert len(list(tree.iter("details"))) == len(HOSTILE)
    lines = [element for element in tree.iter()
             if str(element.tag).endswith("polyline")]
    assert len(lines) == len(HOSTILE)
    assert lines[0].attrib["points"] == "2.0,17.0 78.0,3.0"
    policy, = [meta.attrib["content"] for meta in tree.iter("meta")
               if meta.attrib.get("http-equiv") == "Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "script-src" not in policy


@tool("java")
def test_html_by_the_validator_of_the_w3c(export, tmp_path):
    package = ROOT / "build" / "node_modules" / "vnu-jar"
    jar = package / "build" / "dist" / "vnu.jar"
    if not jar.exists():
        pytest.skip("the npm package vnu-jar is not in the build folder")
    mails = [email.message_from_string(message, policy=email.policy.default)
             .get_body(("html",)).get_content() for message, in
             export.execute("SELECT message FROM digest_mail")]
    assert mails
    done = output("java", "-jar", str(jar), "--Werror", "--no-langdetect",
                  write(tmp_path, "page.html", page(export, "html")),
                  *(write(tmp_path, f"mail{number}.html", html)
                    for number, html in enumerate(mails)))
    assert (done.returncode, done.stderr) == (0, "")


@tool("chromium")
@pytest.mark.parametrize("extra", [[], ["--force-dark-mode"],
                                   ["--window-size=360,800"]])
def test_html_in_a_browser(export, tmp_path, extra):
    """Nothing on the console, nothing run, and all titles there."""
    done = output(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu",
        "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        "--enable-logging=stderr", f"--user-data-dir={tmp_path / 'profile'}",
        *extra, "--dump-dom",
        "file://" + write(tmp_path, "page.html", page(export, "html")))
    assert done.returncode == 0, done.stderr
    assert "CONSOLE" not in done.stderr
    assert done.stdout.count("<article>") == len(HOSTILE)
    assert "<script" not in done.stdout and "<img" not in done.stdout
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in done.stdout


@tool("chromium")
def test_a_browser_would_tell(tmp_path):
    """The test above sees what is written to the console."""
    done = output(
        "chromium", "--headless", "--no-sandbox", "--disable-gpu",
        "--disable-background-networking", "--enable-logging=stderr",
        f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
        "file://" + write(tmp_path, "a.html", "<!doctype html><script>"
                          "console.error('seen')</script>"))
    assert "CONSOLE" in done.stderr




@tool("xmllint")
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_by_their_schemas(export, tmp_path, kind):
    schema = str(ROOT / "tests" / "cases" / f"{kind}.rng")
    done = output("xmllint", "--noout", "--relaxng", schema,
                  write(tmp_path, "feed.xml", page(export, kind)))
    assert done.returncode == 0, done.stderr
    broken = page(export, kind).replace("title>", "name>")
    done = output("xmllint", "--noout", "--relaxng", schema,
                  write(tmp_path, "broken.xml", broken))
    assert done.returncode != 0


def test_rss_holds_every_paper_once(export):
    channel = ElementTree.fromstring(page(export, "rss")).find("channel")
    items = channel.findall("item")
    assert [squeeze(item.findtext("title")) for item in items] == [
        squeeze(told(title)) for title in HOSTILE]
    assert [item.findtext("guid") for item in items] == [
        "https://huggingface.co/papers/2603.%05d" % place
        for place in range(1, len(HOSTILE) + 1)]
    assert items[0].findtext("pubDate") == "Tue, 03 Mar 2026 00:00:00 +0000"
    assert channel.findtext("lastBuildDate").startswith("Tue, 03 Mar 2026")
    html = items[0].findtext("description")
    assert "&lt;script&gt;alert(1)" in html and "<script" not in html


@tool("xmllint")
@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_of_papers_without_a_name(tmp_path, kind):
    blank = json.dumps(["", " ", "\t\n", "\0", None, "Ada Byron"])
    db = with_papers(p00001={"title": " \n", "authors": blank},
                     p00002={"title": None, "authors": None},
                     p00003={"title": "\0", "authors": "[]"})
    done = output("xmllint", "--noout", "--relaxng",
                  str(ROOT / "tests" / "cases" / f"{kind}.rng"),
                  write(tmp_path, "feed.xml", page(db, kind)))
    assert done.returncode == 0, done.stderr
    db.close()


def test_atom_holds_every_paper_once(export):
    feed = ElementTree.fromstring(page(export, "atom"))
    entries = feed.findall(ATOM + "entry")
    assert [squeeze(one.findtext(ATOM + "title")) for one in entries] == [
        squeeze(told(title)) for title in HOSTILE]
    assert len({one.findtext(ATOM + "id") for one in entries}) == len(entries)
    assert [author.findtext(ATOM + "name") for author in
            entries[0].findall(ATOM + "author")] == [
        HOSTILE[0], "B and C", "Last, Jr."]
    assert feed.findtext(ATOM + "updated") == f"{DAY}T08:00:00Z"


def test_atom_moves_when_an_entry_says_something_else():
    """Upvotes are no part of an entry; a title, an author, code are."""
    db = with_papers(p00001={"upvotes": 5}, p00002={"upvotes": 3})

    def updated():
        feed = ElementTree.fromstring(page(db, "atom"))
        return [one.findtext(ATOM + "updated") for one in
                [feed, *feed.findall(ATOM + "entry")]]

    assert updated() == [f"{DAY}T12:00:00Z"] * 3
    for hour, more in enumerate([{"upvotes": 9, "comments": 2}, {}], 13):
        offer(db, id="2603.00001", fetched_at=f"{DAY}T{hour}:00:00Z", **more)
        assert updated() == [f"{DAY}T12:00:00Z"] * 3
    offer(db, id="2603.00002", fetched_at=f"{DAY}T20:00:00Z",
          repo="https://github.com/a/b")
    moved = [f"{DAY}T20:00:00Z", f"{DAY}T12:00:00Z", f"{DAY}T20:00:00Z"]
    assert updated() == moved
    offer(db, id="2603.00002", fetched_at=f"{DAY}T21:00:00Z", upvotes=4)
    assert updated() == moved
    db.close()




def test_markdown_rows_have_four_cells(export):
    text = page(export, "markdown")
    table = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(table) == len(HOSTILE) + 1
    for line in table:
        assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) == 5, line


@tool("cmark-gfm")
def test_markdown_by_the_parser_of_github(export, tmp_path):
    html5lib = pytest.importorskip("html5lib")
    done = output("cmark-gfm", "--extension", "table",
                  write(tmp_path, "page.md", page(export, "markdown")))
    tree = html5lib.parse(done.stdout, namespaceHTMLElements=False)
    rows = list(tree.find(".//tbody").iter("tr"))
    assert [squeeze("".join(row[1].itertext())) for row in rows] == [
        squeeze(told(title)) for title in HOSTILE]
    assert [row[2].text for row in rows] == [
        str(120 - place) for place in range(1, len(HOSTILE) + 1)]
    assert [squeeze("".join(h2.itertext())) for h2 in tree.iter("h2")] == [
        squeeze(f"{place}. {told(title)}")
        for place, title in enumerate(HOSTILE, 1)]
    assert not {"script", "img", "strong", "em", "code"} & {
        element.tag for element in tree.iter()}
    for link in tree.iter("a"):
        assert link.attrib["href"].startswith("https://")




def bibliography(db):
    return "".join(row[0] for row in db.execute("SELECT entry FROM bibtex"))


@tool("biber")
def test_bibtex_by_biber(export, tmp_path):
    export.execute("INSERT INTO tags VALUES ('2603.00001', 'a_b, c'), "
                   "('2603.00001', '100%')")
    done = output("biber", "--tool", "--validate-datamodel", "--nolog",
                  "--output-file", str(tmp_path / "out.bib"),
                  write(tmp_path, "in.bib", bibliography(export)))
    assert done.returncode == 0, done.stdout
    assert "WARN" not in done.stdout and "ERROR" not in done.stdout
    assert (tmp_path / "out.bib").read_text().count("@") >= len(HOSTILE)
    entries = re.findall(r"(?m)^@\w+\{([^,]+),",
                         (tmp_path / "out.bib").read_text())
    assert entries == ["arXiv:2603.%05d" % place
                       for place in range(1, len(HOSTILE) + 1)]


def test_bibtex_has_no_control_characters(export):
    assert not ODD.search(bibliography(export))


@tool("bibtool")
def test_bibtex_by_bibtool(export):
    done = output("bibtool", input=bibliography(export))
    assert (done.returncode, done.stderr) == (0, "")
    assert len(re.findall(r"(?m)^@Misc", done.stdout)) == len(HOSTILE)
    assert len(re.findall(r"(?m)^  archiveprefix", done.stdout)) == len(
        HOSTILE)


def test_bibtex_of_one_paper():
    db = with_papers(p00001={
        "title": "100% of $x_1$ & {y}", "published": "2026-02-28T10:00:00Z",
        "authors": '["Ada Byron","Émile Zola","X and Y","Last, Jr."]'})
    db.execute("INSERT INTO tags VALUES ('2603.00001', 'a_b'), "
               "('2603.00001', 'c')")
    assert db.execute("SELECT * FROM bibtex").fetchall() == [
        ("2603.00001", "arXiv:2603.00001", """@misc{arXiv:2603.00001,
  title = {{100\\% of $x_1$ \\& \\textbraceleft{}y\\textbraceright{}}},
  author = {Ada Byron and Émile Zola and {X and Y} and {Last, Jr.}},
  year = {2026},
  month = feb,
  eprint = {2603.00001},
  archivePrefix = {arXiv},
  doi = {10.48550/arXiv.2603.00001},
  url = {https://arxiv.org/abs/2603.00001},
  keywords = {a\\_b, c}
}
""")]
    db.close()




@pytest.mark.parametrize("title, tex", [
    ("CoRe^2: a^{3} of 10^12", "CoRe\\textsuperscript{2}: "
     "a\\textsuperscript{3} of 10\\textsuperscript{12}"),
    ("$\\nabla^2$DFT", "$\\ensuremath{\\nabla}^2$DFT"),
    ("$τ$-bench", "$\\ensuremath{\\tau}$-bench"),
    ("$L_2$ α^x", "$L_2$ \\ensuremath{\\alpha}\\textasciicircum{}x"),
    ("Under $0.1D or $5", "Under \\$0.1D or \\$5"),
    ("$\\input{x}$", "\\$\\textbackslash{}input\\textbraceleft{}x"
     "\\textbraceright{}\\$"),
    ("$x^2^3$ $_$", "\\$x\\textsuperscript{2}\\textsuperscript{3}\\$ "
     "\\$\\_\\$"),
    ("$x^2^3$", "\\$x\\textsuperscript{2}\\textsuperscript{3}\\$"),
    ("a ~ <b> | \\\\ c", "a \\textasciitilde{} \\ensuremath{<}b"
     "\\ensuremath{>} \\ensuremath{|} "
     "\\textbackslash{}\\textbackslash{} c")])
def test_what_is_tex_in_a_title(title, tex):
    db = with_papers(p00001={"title": title})
    assert "title = {{" + tex + "}},\n" in bibliography(db)
    db.close()


def typeset(folder, entries):
    """The titles and authors of a bibliography through pdflatex."""
    fields = re.findall(r"(?m)^  (?:title|author|abstract|note) = \{(.*?)\}"
                        r"(?:,\n  [a-z]+ =|\n\}$)", entries, re.S)
    lines = "\n\n".join(field.replace("\n", " ") for field in fields)
    done = output("pdflatex", "-interaction=nonstopmode", "-halt-on-error",
                  "-no-shell-escape", write(folder, "a.tex", (
                      "\\documentclass{article}\\begin{document}\n" + lines +
                      "\n\\end{document}\n")), cwd=folder)
    return done, len(fields)


@tool("pdflatex")
@needs_recordings
def test_every_recorded_title_by_pdflatex(tmp_path):
    db = scripts.read(connect())
    titles = set()
    for path in sorted((SHARED / "daily").glob("*.json")):
        for one in json.loads(path.read_text(encoding="utf-8")):
            titles.add(one["paper"]["title"])
    for place, title in enumerate(sorted(titles)):
        offer(db, id=f"26{place // 50000:02}.{place + 1:05}", title=title)
    done, fields = typeset(tmp_path, bibliography(db))
    assert fields == len(titles) > 2000
    assert done.returncode == 0, done.stdout[-2000:]
    broken, _ = typeset(tmp_path, "@misc{x,\n  title = {α \\no},\n  x = {}\n}")
    assert broken.returncode != 0
    db.close()


@tool("biber")
def test_abstracts_and_notes_on_demand_by_biber(export, tmp_path):
    export.execute("SELECT papers_config('offline', 'on')")
    export.execute("INSERT INTO notes (paper, note) VALUES "
                   "('2603.00001', '50% of {it}'), ('2603.00001', 'b_c')")
    entries = "".join(row[0] for row in export.execute(
        "SELECT entry FROM bibtex_full"))
    assert "note = {50\\% of \\textbraceleft{}it\\textbraceright{} | b" in (
        entries.replace("\\ensuremath{|}", "|"))
    assert entries.count("\n  abstract = {") == len(HOSTILE)
    done = output("biber", "--tool", "--validate-datamodel", "--nolog",
                  "--output-file", str(tmp_path / "out.bib"),
                  write(tmp_path, "in.bib", entries))
    assert (done.returncode, "WARN" in done.stdout) == (0, False), done.stdout


@pytest.mark.parametrize("view", ["bibtex", "bibtex_full", "ris"])
def test_a_bibliography_is_read_back(export, view):
    """Each paper once, and none that an abstract speaks of."""
    export.execute("SELECT papers_config('offline', 'on')")
    export.execute("INSERT INTO mark (paper, state) VALUES "
                   "('2603.00002', 'read')")
    export.execute("UPDATE library_papers SET abstract = abstract || "
                   "' See arXiv:1706.03762 and\narXiv:1810.04805.'")
    content = "".join(row[0] for row in export.execute(
        f"SELECT entry FROM {view}"))
    other = scripts.read(connect())
    other.execute("SELECT papers_config('offline', 'on')")
    other.execute("INSERT INTO mark (paper, state) VALUES "
                  "('2603.00001', 'skipped')")
    other.execute("INSERT INTO bibliography (content) VALUES (?)",
                  (content.encode(),))
    assert other.execute("SELECT paper, state FROM mark").fetchall() == [
        ("2603.00001", "skipped")] + [
        ("2603.%05d" % place, "to read")
        for place in range(2, len(HOSTILE) + 1)]
    other.close()


def test_bibliographies_of_others_are_read(db):
    scripts.read(db)
    db.execute("SELECT papers_config('offline', 'on')")
    for content, state in [
            ("@article{vaswani2017,\r\n  title={Attention},\r\n  journal="
             "{arXiv preprint arXiv:1706.03762},\r\n  year={2017}\r\n}", None),
            ("@misc{a,\n\tEprint = {hep-th/9901001},\n}\n@article{b,\n"
             "doi={10.1145/3292500.3330701}}", "read"),
            ("TY  - JOUR\nTI  - On arXiv:2101.00009\nUR  - "
             "http://arxiv.org/abs/1810.04805v2\nER  - \n", "reading")]:
        db.execute("INSERT INTO bibliography VALUES (?, ?)", (content, state))
    assert db.execute("SELECT paper, state FROM mark ORDER BY paper"
                      ).fetchall() == [
        ("1706.03762", "to read"), ("1810.04805", "reading"),
        ("hep-th/9901001", "read")]


def test_fields_in_which_others_put_the_id(db):
    """Scholar's RIS, Zotero's and Mendeley's BibTeX; no abstract, no note."""
    scripts.read(db)
    db.execute("SELECT papers_config('offline', 'on')")
    for content in (
            "TY  - JOUR\nT1  - Attention\nJO  - arXiv preprint "
            "arXiv:1706.03762\nN2  - See arXiv:1810.00001.\nER  - \n",
            "TY  - GEN\nT2  - arXiv:1706.03763 [cs]\nER  - \n",
            "@misc{a,\n  publisher = {arXiv},\n  number = {arXiv:1706.03764},"
            "\n  note = {after arXiv:1810.00002}\n}",
            "@article{b,\narxivId = {1706.03765},\nnumber = {1810.00003},\n}",
            "@misc{c,\n  howpublished = {\\url{https://arxiv.org/abs/"
            "1706.03766}}\n}"):
        db.execute("INSERT INTO bibliography (content) VALUES (?)", (content,))
    assert db.execute("SELECT paper FROM mark ORDER BY paper").fetchall() == [
        (f"1706.0376{last}",) for last in range(2, 7)]


@pytest.mark.parametrize("content", [None, "", b"", "1706.03762\n", b"%PDF"])
def test_what_is_no_bibliography_is_refused(db, content):
    """readfile() gives NULL where there is no such file."""
    scripts.read(db)
    with pytest.raises(sqlite3.IntegrityError, match="neither BibTeX nor RIS"):
        db.execute("INSERT INTO bibliography (content) VALUES (?)", (content,))


def test_ris_is_a_line_a_field(export):
    for entry, in export.execute("SELECT entry FROM ris").fetchall():
        lines = entry.split("\n")
        assert lines[0] == "TY  - UNPB" and lines[-2:] == ["ER  - ", ""]
        assert all(re.match("[A-Z][A-Z0-9]  - ", line)
                   for line in lines[:-1])


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_feeds_by_feedparser(export, kind):
    feedparser = pytest.importorskip("feedparser")
    feed = feedparser.parse(page(export, kind).encode())
    assert not feed.bozo, feed.get("bozo_exception")
    assert [one.link for one in feed.entries] == [
        "https://huggingface.co/papers/2603.%05d" % place
        for place in range(1, len(HOSTILE) + 1)]
    assert feed.feed.title == "Daily papers"
    assert feed.entries[0].published_parsed[:3] == (2026, 3, 3)


@pytest.mark.parametrize("name", [
    "and", "AND", "And B", "A and", "A\nand\nB",
    "A\tAND\tB", "A\r\nB", "Last,First", " and "])
@pytest.mark.parametrize("like", ["on", "off"])
def test_each_author_is_one_author(name, like):
    db = with_papers(p00001={
        "authors": json.dumps(["Ada Byron", name, "", " \n", None])})
    db.execute(f"PRAGMA case_sensitive_like = {like}")
    author, = re.findall(r"(?m)^  author = \{(.*)\},$", bibliography(db))
    names = re.sub(r"\{[^{}]*\}", "X", author).split(" and ")
    assert len(names) == 2
    db.close()


@tool("biber")
def test_names_and_particles_by_biber(tmp_path):
    names = ["and", "A\nand\nB", "Vincent van der Berg",
             "lower case", "O'Neil", "{x", "Y\\", "Émile Zola", "李明"]
    db = with_papers(p00001={"authors": json.dumps(names)})
    done = output("biber", "--tool", "--nolog",
                  "--output-format=biblatexml",
                  "--output-file", str(tmp_path / "out.xml"),
                  write(tmp_path, "in.bib", bibliography(db)))
    assert (done.returncode, "WARN" in done.stdout) == (0, False), done.stdout
    authors, = [one for one in ElementTree.parse(tmp_path / "out.xml").iter()
                if one.tag.endswith("}names")]
    assert len(authors) == len(names)
    prefix = next(one for one in authors.iter()
                  if one.attrib.get("type") == "prefix")
    assert squeeze(" ".join(prefix.itertext())) == "van der"
    db.close()


def test_csv_is_a_line_a_row_and_no_formula(export):
    export.execute("INSERT INTO notes (paper, note) VALUES "
                   "('2603.00001', 'one\ntwo'), ('2603.00001', '@three')")
    export.execute("INSERT INTO reading_list (paper, state) VALUES "
                   "('2603.00001', 'read')")
    table = export.execute("SELECT * FROM csv_papers ORDER BY paper")
    written = io.StringIO()
    csv.writer(written).writerows(table)
    rows = list(csv.reader(io.StringIO(written.getvalue())))
    assert len(rows) == len(HOSTILE)
    for cell in [cell for row in rows for cell in row]:
        assert "\n" not in cell and "\r" not in cell
        assert not re.match("[-=+@\t]", cell)
    assert "one two | @three" in rows[0]
    assert export.execute("SELECT paper, state FROM csv_reading"
                          ).fetchall() == [("arXiv:2603.00001", "read")]


def test_csv_reading_has_papers_that_are_not_kept(export):
    """Marked offline: a row with what is known."""
    export.execute("SELECT papers_config('offline', 'on')")
    export.execute("INSERT INTO mark (paper, state) VALUES "
                   "('2604.17250', 'to read'), ('2603.00015', 'read')")
    export.execute("INSERT INTO notes (paper, note) VALUES "
                   "('2604.17250', 'a note')")
    assert export.execute(
        "SELECT paper, title, state, notes, url FROM csv_reading "
        "ORDER BY paper").fetchall() == [
        ("arXiv:2603.00015", "ü", "read", None,
         "https://arxiv.org/abs/2603.00015"),
        ("arXiv:2604.17250", None, "to read", "a note",
         "https://arxiv.org/abs/2604.17250")]
    assert ("arXiv:2604.17250",) not in export.execute(
        "SELECT paper FROM csv_papers").fetchall()


@tool("soffice")
def test_csv_through_libreoffice(shell, export, tmp_path):
    """As the manual says: neither an id nor a letter is changed in the sheet,
    and nothing of the byte order mark is seen."""
    offer(export, id="2603.17250", title="A round id: ü", listed=DAY, rank=1,
          authors='["Jürgen Müller"]', fetched_at=f"{DAY}T12:00:00Z")
    file = sqlite3.connect(tmp_path / "x.db")
    export.backup(file)
    file.close()
    made = shell(".mode csv\n.headers on\n.once --bom papers.csv\n"
                 "SELECT * FROM csv_papers ORDER BY paper;\n", "x.db")
    assert made.stderr == ""
    done = output("soffice", "--headless", "--infilter=CSV:44,34,UTF8",
                  f"-env:UserInstallation=file://{tmp_path}/profile",
                  "--convert-to", "fods", "--outdir", str(tmp_path),
                  str(tmp_path / "papers.csv"))
    assert done.returncode == 0, done.stderr
    sheet = ElementTree.parse(tmp_path / "papers.fods")
    table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
    office = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
    cells = [cell for cell in sheet.iter(f"{table}table-cell")
             if "".join(cell.itertext()).strip().startswith("arXiv:")]
    assert {cell.get(f"{office}value-type") for cell in cells} == {"string"}
    texts = ["".join(cell.itertext()).strip()
             for cell in sheet.iter(f"{table}table-cell")]
    assert texts[0] == "paper"
    assert "arXiv:2603.17250" in texts and "A round id: ü" in texts
    assert "Jürgen Müller" in texts and "日本語の題名" in texts




def deliver(message):
    """Through a real server on loopback: what arrived. Lines end as a
    sendmail makes them end."""
    controller = pytest.importorskip("aiosmtpd.controller")
    arrived = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):
            arrived.append(envelope)
            return "250 OK"

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = controller.Controller(Handler(), hostname="127.0.0.1", port=port)
    server.start()
    try:
        with smtplib.SMTP("127.0.0.1", server.port) as client:
            client.sendmail("papers@example.org", ["a@example.org"],
                            message.replace("\n", "\r\n").encode("ascii"))
    finally:
        server.stop()
    return arrived[0].content


def test_mail_is_delivered_and_read(export):
    message, = send(export)
    assert all(len(line) <= 78 for line in message.split("\n"))
    got = email.message_from_bytes(deliver(message),
                                   policy=email.policy.default)
    assert got.keys() == HEADERS
    assert [address.addr_spec for address in got["To"].addresses] == [
        "a@example.org", "b@example.org"]
    assert got["From"].addresses[0].display_name == (
        "Jürgen Müller-Lüdenscheidt")
    assert got["From"].addresses[0].addr_spec == "papers@example.org"
    assert got["Subject"] == (f"Daily papers: {HOSTILE[0]} "
                              f"and {len(HOSTILE) - 1} more")
    assert got["Date"].datetime.utcoffset().total_seconds() == 0
    assert [part.get_content_type() for part in got.iter_parts()] == [
        "text/plain", "text/html"]
    for part in [got, *got.walk()]:
        assert part.defects == []
    text = got.get_body(("plain",)).get_content()
    html5lib = pytest.importorskip("html5lib")
    html = html5lib.HTMLParser(
        strict=True, namespaceHTMLElements=False).parse(
        got.get_body(("html",)).get_content())
    shown = [squeeze("".join(h2.itertext())) for h2 in html.iter("h2")]
    assert shown == [squeeze(told(title)) for title in HOSTILE]
    lines = [squeeze(line) for line in text.splitlines()]
    for place, title in enumerate(HOSTILE, 1):
        assert squeeze(told(title)) in lines
        assert f"https://huggingface.co/papers/2603.{place:05}" in text


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_is_a_header(title):
    db = with_papers(p00001={"title": title})
    message, = send(db)
    got = email.message_from_string(message, policy=email.policy.default)
    assert got.keys() == HEADERS
    shown = told(title).replace("\t", " ")
    if len(shown) > 80:
        shown = shown[:79] + "…"
    assert squeeze(got["Subject"]) == squeeze("Daily papers: " + shown)
    assert got.defects == [] and len(list(got.iter_parts())) == 2
    assert message.isascii()
    db.close()


def test_a_mail_does_not_hang_on_the_order_of_a_scan(export):
    code = ("SELECT * FROM digest_mail_lines "
            "ORDER BY digest, part, place, line")
    usual = export.execute(code).fetchall()
    export.execute("PRAGMA reverse_unordered_selects = on")
    assert export.execute(code).fetchall() == usual


def test_nothing_new_is_nothing_sent():
    db = with_papers(p00001={}, p00002={})
    first, = send(db)
    assert "and 1 more" in email.message_from_string(
        first, policy=email.policy.default)["Subject"]
    assert send(db) == []
    offer(db, id="2603.00003", title="New", listed=DAY, rank=9,
          fetched_at=f"{DAY}T12:00:00Z")
    second, = send(db)
    text = text_of(second)
    assert "2603.00003" in text and "2603.00001" not in text
    assert send(db) == []
    assert db.execute("SELECT paper, mail FROM digest_mailed").fetchall() == [
        ("2603.00001", 1), ("2603.00002", 1), ("2603.00003", 2)]
    assert len(papers(db)) == 3
    db.close()


def test_without_recipients_is_no_mail():
    db = with_papers(p00001={})
    db.execute("UPDATE digests SET recipients = NULL")
    assert send(db) == []
    db.close()


def test_a_mail_holds_so_many_and_the_next_one_the_rest():
    db = with_papers(**{f"p0000{i}": {"upvotes": 10 - i}
                        for i in range(1, 6)})
    db.execute("UPDATE digests SET most = 2")
    sent = []
    for _ in range(4):
        for message in send(db):
            sent.append(re.findall(r"co/papers/(2603\.\d+)",
                                   text_of(message)))
    assert sent == [["2603.00001", "2603.00002"],
                    ["2603.00003", "2603.00004"], ["2603.00005"]]
    db.close()


def test_the_last_thirty_mails_stay(db):
    scripts.read(db)
    for number in range(40):
        db.execute("INSERT INTO digest_mails (digest, message) "
                   "VALUES ('daily', ?)", (str(number),))
    assert [row[0] for row in db.execute(
        "SELECT message FROM digest_mails ORDER BY id")] == [
        str(number) for number in range(10, 40)]


def test_the_shell_pipes_the_message_as_it_is(shell, export, tmp_path):
    """What cron pipes into sendmail is the message and nothing else."""
    file = sqlite3.connect(tmp_path / "x.db")
    export.backup(file)
    file.close()
    send = ("INSERT INTO digest_mails (digest, message) SELECT digest, "
            "message FROM digest_mail WHERE digest = 'daily' "
            "RETURNING message;")
    first, second = shell(send, "x.db"), shell(send, "x.db")
    assert (first.stderr, second.stdout, second.stderr) == ("", "", "")
    got = email.message_from_string(first.stdout, policy=email.policy.default)
    assert len(list(got.iter_parts())) == 2 and got.defects == []
    assert HOSTILE[0] in got["Subject"]
