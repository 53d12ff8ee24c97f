"""repo_links, repo_link: links in running text.

What was odd in the recorded abstracts, all of it in cases/links.tsv under made
names: addresses given twice (`https://x{https://x}`, `https://x}{github.com/x`),
a brace that closes nothing, `{this https URL}` and `{here}` behind an address,
`https: //host`, a page broken after its slash (`owner.github.io/ Name/`), `\\_`
in Hub names, `host//#fragment`, an owner where a repository is meant, a label
glued to the scheme (`Page:https://`), a full stop after a space, GitHub
repositories called `name.github.io`, and githubRepo itself with a line break
in it, with `.git`, with `/tree/...` or a slash at its end."""

import itertools
import json
import re
import time
import urllib.parse

import pytest

import manual
from conftest import PATIENCE, ROOT, SHARED, connect, needs_recordings

CASES = ROOT / "tests" / "cases"
ESCAPE = re.compile(rb"\\(n|r|x[0-9a-f]{2})")


def unescape(text):
    def byte(match):
        code = match[1]
        return {b"n": b"\n", b"r": b"\r"}.get(code) or bytes([int(code[1:], 16)])
    return ESCAPE.sub(byte, text.encode())


def read_cases(name):
    for line in (CASES / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


LINKS = {name: (unescape(text), links.split())
         for name, text, links in read_cases("links.tsv")}


def links_of(db, text):
    return [("*" if is_repo else "") + url for url, is_repo in db.execute(
        "SELECT url, is_repo FROM repo_links(?)", (text,))]


def test_there_are_enough_cases():
    assert len(LINKS) >= 100
    assert sum(name.startswith("arxiv_") for name in LINKS) == 33


@pytest.mark.parametrize("name", LINKS)
def test_links(db, name):
    text, links = LINKS[name]
    assert links_of(db, text) == links
    # Nothing depends on what stands far before or behind.
    around = b"Words before it. " + text + b"\n\nWords behind it."
    assert links_of(db, around) == links


def meaning(url):
    """Of an address, a slash at its end and the case of the host aside."""
    parts = urllib.parse.urlsplit(url)
    return parts._replace(netloc=parts.netloc.lower(),
                          path=parts.path.rstrip("/"))


@pytest.mark.parametrize("text, theirs, ours", [
    (unescape(text), theirs.split(), ours[0].split() if ours else None)
    for text, theirs, *ours in read_cases("twitter-text.tsv")])
def test_the_texts_of_twitter_text(db, text, theirs, ours):
    found = [link.removeprefix("*") for link in links_of(db, text)]
    if ours is None:
        assert [*map(meaning, found)] == [*map(meaning, theirs)]
    else:
        assert found == ours != theirs


@pytest.mark.parametrize("text, link", [
    pytest.param(unescape(text), link or None, id=name)
    for name, text, link in read_cases("repo-link.tsv")])
def test_repo_link(db, text, link):
    assert db.execute("SELECT repo_link(?)", (text,)).fetchone() == (link,)


HOST_ROW = re.compile(r"^\| `(\S+)` \| `(\w+)` \| (.*?) ?\| (\d) \|$", re.M)


def manual_of_hosts():
    return manual.part_of("docs/functions.md", "hosts")[1]


def test_the_manual_is_written_out_from_the_hosts():
    """`make manual` writes it."""
    assert manual_of_hosts() == manual.driver("hosts_driver")


HOSTS = HOST_ROW.findall(manual_of_hosts())


def test_each_host_is_in_the_manual():
    assert len(HOSTS) == manual_of_hosts().count("\n") - 2 >= 25


@pytest.mark.parametrize("host, kind, names, is_repo", HOSTS)
def test_a_bare_link_is_like_one_with_a_scheme(db, host, kind, names, is_repo):
    """Both are read from the one table of hosts."""
    host = host.replace("*.", "ann-lab.").replace(".*", ".lab.org")
    form = re.search(r"`((?!OWNER\.)[^`]*NAME)`", names)
    path = form[1].replace("...", "b").lower() if form else "view/tool"
    text = f"Code: {host}/{path}."
    query = ("SELECT url, kind, host, owner, name, is_repo FROM repo_links(?)")
    (bare,) = db.execute(query, (text,)).fetchall()
    assert bare[1] == kind
    assert bare[-1] == (int(is_repo) if form else 0)
    assert db.execute(query, (f"Code: https://{host}/{path}.",)
                      ).fetchall() == [bare]


def test_raw_and_start_point_into_the_text(db):
    """Also behind characters of several bytes and bytes that are none:
    substr(text, start + 1, length(raw)) is raw."""
    texts = [text for text, _ in LINKS.values() if b"\0" not in text]
    before = ["", "日本語 ", "é😀—", b"\xff\x80\x80\xe2\x80".decode(
        "latin-1"), "\u0300"]
    count = 0
    for text, prefix in itertools.product(texts, before):
        whole = prefix.encode() + b" " + text
        rows = db.execute(
            "SELECT raw, substr(x, start + 1, length(raw)), typeof(start)"
            " FROM (SELECT CAST(? AS TEXT) AS x), repo_links(x)", (whole,))
        for raw, found, kind in rows.fetchall():
            assert (raw, kind) == (found, "integer")
            count += 1
    assert count > 500


def test_raw_is_as_it_stands(db):
    text = "Code: https: //github.\ncom/ann/ my\\_tool.git."
    assert db.execute("SELECT raw, start, url FROM repo_links(?)",
                      (text,)).fetchall() == [
        (text[6:-1], 6, "https://github.com/ann/my_tool")]


@pytest.mark.parametrize("text, parts", [
    ("https://github.com/Ann/Tool", ("github", "github.com", "Ann", "Tool", 1)),
    ("https://github.com/ann", ("github", "github.com", "ann", None, 0)),
    ("https://github.com/orgs/ann", ("github", "github.com", None, None, 0)),
    ("https://gist.github.com/ann/ab", ("gist", "gist.github.com", "ann", "ab",
                                        0)),
    ("hf.co/ann/m", ("huggingface", "huggingface.co", "ann", "m", 1)),
    ("hf.co/spaces/ann/m", ("huggingface", "huggingface.co", "ann", "m", 1)),
    ("gitlab.com/a/b/c", ("gitlab", "gitlab.com", "a/b", "c", 1)),
    ("gitlab.com/a/b/c/d/-/x", ("gitlab", "gitlab.com", "a/b/c", "d", 1)),
    ("https://gitlab.x.org/a/b", ("gitlab", "gitlab.x.org", "a", "b", 1)),
    ("bitbucket.org/a/b", ("bitbucket", "bitbucket.org", "a", "b", 1)),
    ("gitee.com/a/b", ("gitee", "gitee.com", "a", "b", 1)),
    ("modelscope.cn/models/a/b", ("modelscope", "modelscope.cn", "a", "b", 1)),
    ("https://münchen.example/b", ("other", "münchen.example", None, None, 0)),
    ("codeberg.org/a/b", ("codeberg", "codeberg.org", "a", "b", 1)),
    ("sourceforge.net/projects/b", ("sourceforge", "sourceforge.net", None, "b",
                                    1)),
    ("https://anonymous.4open.science/r/b-1", (
        "anonymous", "anonymous.4open.science", None, "b-1", 1)),
    ("https://zenodo.org/records/1", ("zenodo", "zenodo.org", None, "1", 0)),
    ("https://a.github.io/b/c", ("page", "a.github.io", "a", "b", 0)),
    ("https://a.github.io", ("page", "a.github.io", "a", None, 0)),
    ("https://sites.google.com/view/b", ("page", "sites.google.com", None, None,
                                         0)),
    ("http://WWW.Example.ORG/A", ("other", "www.example.org", None, None, 0)),
])
def test_parts(db, text, parts):
    assert db.execute("SELECT kind, host, owner, name, is_repo"
                      " FROM repo_links(?)", (text,)).fetchall() == [parts]


def test_urls_are_canonical(db):
    """Reading a canonical form gives itself, and the same parts."""
    for text, _ in LINKS.values():
        query = ("SELECT url, kind, host, owner, name, is_repo"
                 " FROM repo_links(?)")
        for row in db.execute(query, (text,)).fetchall():
            assert db.execute(query, (row[0],)).fetchall() == [row]


@pytest.mark.parametrize("value, rows", [
    (None, 0), ("", 0), (b"", 0), (5, 0), (1.5, 0),
    (b"https://github.com/a/b", 1), ("\0https://github.com/a/b\0", 1)])
def test_other_values(db, value, rows):
    found = db.execute("SELECT url FROM repo_links(?)", (value,)).fetchall()
    assert found == [("https://github.com/a/b",)] * rows
    expected = "https://github.com/a/b" if rows else None
    assert db.execute("SELECT repo_link(?)", (value,)).fetchone() == (expected,)


@pytest.mark.parametrize("value", [
    "see https://github.com/a/b", b"see https://github.com/a/b",
    "\0 https://github.com/a/b"])
def test_the_text_comes_back_as_it_was(db, value):
    ((text, same),) = db.execute(
        "SELECT text, text IS ?1 FROM repo_links WHERE text = ?1", (value,))
    assert (text, type(text), same) == (value, type(value), 1)


def test_a_text_of_another_table(db):
    db.execute("CREATE TABLE t(x)")
    db.executemany("INSERT INTO t VALUES (?)", [
        ("https://github.com/a/b hf.co/c/d",), ("none",), (None,),
        ("gitlab.com/e/f",)])
    expected = [(1, "b"), (1, "d"), (4, "f")]
    for query in ("t, repo_links(x) AS l", "repo_links(x) AS l, t",
                  "t JOIN repo_links AS l ON l.text = x",
                  "repo_links AS l CROSS JOIN t WHERE l.text = x"):
        if "CROSS" in query:
            with pytest.raises(Exception, match="a text is needed"):
                db.execute(f"SELECT t.rowid, name FROM {query}").fetchall()
            continue
        assert db.execute(f"SELECT t.rowid, name FROM {query}"
                          " ORDER BY 1, start").fetchall() == expected
    assert db.execute("SELECT t.rowid, name FROM t"
                      " LEFT JOIN repo_links(x) AS l").fetchall() == [
        (1, "b"), (1, "d"), (2, None), (3, None), (4, "f")]


def test_rowids(db):
    """Unique in all texts, and the same again: OR tells rows by them."""
    query = ("SELECT l.rowid, url FROM json_each(?) AS j, repo_links(j.value)"
             " AS l")
    texts = json.dumps(["hf.co/a/b " * 100, "hf.co/a/b", "hf.co/a/c"])
    rows = db.execute(query, (texts,)).fetchall()
    assert len({rowid for rowid, _ in rows}) == len(rows) == 102
    assert db.execute(query, (texts,)).fetchall() == rows


def test_the_plan(db):
    plan = db.execute("EXPLAIN QUERY PLAN SELECT * FROM repo_links('x')")
    assert "text=?" in plan.fetchone()[3]


def test_a_missing_text_is_said(db):
    with pytest.raises(Exception, match=r"^papers: repo_links: a text is "
                                        r"needed: repo_links\(text\)$"):
        db.execute("SELECT * FROM repo_links").fetchall()


def test_two_texts_at_once(db):
    assert db.execute("SELECT * FROM repo_links('hf.co/a/b')"
                      " WHERE text = 'hf.co/c/d'").fetchall() == []
    assert db.execute(
        "SELECT name FROM repo_links WHERE text IN ('hf.co/a/b', 'hf.co/c/d')"
        " OR text = 'hf.co/e/f' ORDER BY 1").fetchall() == [
            ("b",), ("d",), ("f",)]


def test_or_takes_no_longer(db):
    """The rows of OR need rowids, which are made from the whole text."""
    text = "hf.co/ann/m " * 20000

    def took(query):
        start = time.perf_counter()
        (count,) = db.execute(f"SELECT count(url) FROM repo_links WHERE {query}",
                              (text, "hf.co/a/b")).fetchone()
        assert count == 20001
        return time.perf_counter() - start

    assert took("text = ?1 OR text = ?2") < (
        20 * took("text IN (?1, ?2)") + 0.5 * PATIENCE)


def test_refused_hosts_cost_as_much_as_links(db):
    """A host that will not do is refused before its path is read: else all of
    these paths, each in the ones before it, would be."""
    def took(unit):
        text = unit * (300_000 // len(unit))
        start = time.perf_counter()
        db.execute("SELECT count(*) FROM repo_links(?)", (text,)).fetchone()
        return time.perf_counter() - start

    links = took("https://x.io/ ")
    for unit in ("git://a/" * 250 + " ", "hf.a/" * 400 + " ",
                 "www.a/" * 330 + " "):
        assert took(unit) < 10 * links + 0.05 * PATIENCE


def test_want_of_memory(shell):
    """Whatever the limit, the answer is right or is that there is none."""
    found = starved = False
    for limit in range(300_000, 4_000_000, 200_000):
        done = shell(f"""
            CREATE TABLE t(x);
            INSERT INTO t VALUES (printf('%.*c hf.co/a/b', 500000, 'x'));
            PRAGMA hard_heap_limit = {limit};
            SELECT 'found', count(*), max(name) FROM t, repo_links(x);
            SELECT 'found', 1, substr(repo_link(x), -1) FROM t;""")
        assert done.returncode in (0, 1), done
        answers = re.findall(r"^found\|.*", done.stdout, re.M)
        assert set(answers) <= {"found|1|b"}
        found |= len(answers) == 2
        starved |= "out of memory" in done.stderr
    assert found and starved


def test_they_may_stand_in_any_schema(db):
    if db.execute("SELECT sqlite_version() < '3.31'").fetchone()[0]:
        pytest.skip("needs generated columns")
    db.executescript("""
        PRAGMA trusted_schema = off;
        CREATE TABLE t(x, repo AS (repo_link(x)), id AS (arxiv_id(x)) STORED,
                       CHECK (author_count('A') = 1));
        CREATE INDEX t_repo ON t(repo_link(x));
        CREATE VIEW v AS SELECT url FROM t, repo_links(x);
        INSERT INTO t(x) VALUES ('arXiv:2403.12345 at hf.co/a/b');
    """)
    assert db.execute("SELECT repo, id FROM t").fetchall() == [
        ("https://huggingface.co/a/b", "2403.12345")]
    assert db.execute("SELECT url FROM v").fetchall() == [
        ("https://huggingface.co/a/b",)]
    assert "t_repo" in db.execute(
        "EXPLAIN QUERY PLAN SELECT x FROM t WHERE repo_link(x) = 'y'"
    ).fetchone()[3]


def test_a_utf16_database():
    db = connect()
    db.execute("PRAGMA encoding = 'UTF-16le'")
    db.execute("CREATE TABLE t(x)")
    db.execute("INSERT INTO t VALUES ('日本 https://github.com/a/b。')")
    assert db.execute("SELECT url, raw, start, repo_link(x), text = x"
                      " FROM t, repo_links(x)").fetchall() == [
        ("https://github.com/a/b", "https://github.com/a/b", 3,
         "https://github.com/a/b", 1)]


def test_a_link_too_long_is_none(db):
    long = "https://example.org/" + "a" * 2000
    assert links_of(db, long) == [long]
    assert links_of(db, long + "a" * 1000 + " hf.co/a/b") == [
        "*https://huggingface.co/a/b"]
    assert links_of(db, "https://github.com/a/b/tree/" + "c" * 1000) == [
        "*https://github.com/a/b"]


# ---------------------------------------------------------- recorded data --


def fragments():
    path = SHARED / "link-fragments.tsv"
    for line in path.read_text().splitlines() if path.exists() else []:
        name, text, links = line.split("\t")
        yield pytest.param(text.replace("\\n", "\n"), links.split(), id=name)


@needs_recordings
def test_there_are_39_fragments():
    assert len(list(fragments())) == 39


# These are rows, but hold no code.
NO_REPO = re.compile(r"https://([^/]*\.github\.io|zenodo\.org|gist\.github)")


@needs_recordings
@pytest.mark.parametrize("text, links", fragments())
def test_fragments(db, text, links):
    rows = db.execute("SELECT url, is_repo, kind FROM repo_links(?)",
                      (text,)).fetchall()
    repos = [link for link in links if not NO_REPO.match(link)]
    assert [url for url, is_repo, _ in rows if is_repo] == repos
    if links:
        assert [url for url, *_ in rows] == links


def recorded():
    for path in sorted((SHARED / "daily").glob("*.json")):
        for entry in json.loads(path.read_text()):
            yield entry["paper"]


def owner_and_name(db, text):
    rows = db.execute("SELECT lower(owner || '/' || name) FROM repo_links(?)"
                      " WHERE is_repo AND kind = 'github'", (text,))
    return [pair for (pair,) in rows]


# The abstract names one repository and the listing another one; which of the
# two is the paper's is not in the text. All of these were looked at: renamed
# (zero-bubble, Lp-Reg, d-OPSD) or moved to another owner (OmniNWM, GORGO).
LOOKED_AT = {"2503.01328", "2510.03222", "2510.18313", "2606.18195",
             "2602.11688"}


@needs_recordings
def test_agreement_with_the_listings(db):
    named, agreed, faults, strange = 0, 0, [], set()
    for paper in recorded():
        abstract, listed = paper["summary"], paper.get("githubRepo")
        if not listed or not owner_and_name(db, abstract):
            continue
        named += 1
        link = db.execute("SELECT repo_link(?)", (abstract,)).fetchone()[0]
        truth = owner_and_name(db, listed)
        if owner_and_name(db, link) == truth:
            agreed += 1
        elif re.search(re.escape(truth[0]) + r"\.?(?![\w.-]*\w)",
                       re.sub(r"\s|\\", "", abstract).lower()):
            faults.append((paper["id"], link, listed))
        else:
            strange.add(paper["id"])
    assert not faults
    assert strange <= LOOKED_AT
    assert agreed / named >= 0.98
    assert agreed / (named - len(strange)) >= 0.987


LIKE_A_LINK = re.compile(
    r"https?\b|www\.|\w\.(com|io|org|co|ai|dev|net|app|edu|cn)\b", re.I)


@needs_recordings
def test_no_links_where_there_are_none(db):
    bare = [p["summary"] for p in recorded()
            if not LIKE_A_LINK.search(p["summary"])]
    assert len(bare) > 1000
    assert [text for text in bare if links_of(db, text)] == []


@needs_recordings
def test_every_github_address_of_the_listings_is_read(db):
    for paper in recorded():
        for text in filter(None, [paper.get("githubRepo"), *re.findall(
                r"github\s?\.\s?com/[\w-]+/\s?[\w.-]+", paper["summary"])]):
            assert len(owner_and_name(db, text)) == 1, text
