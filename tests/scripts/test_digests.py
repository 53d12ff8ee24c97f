"""The choice of a digest, and what its mails are about: sql/export.sql over the
alerts of sql/alerts.sql. The library is kept by hand, a day at a time."""

import email
import email.policy
import re
import sqlite3

import pytest

import scripts
from conftest import connect
from scripts import page, send, text_of

pytestmark = scripts.needs


def day(number):
    return "2026-03-%02d" % number


@pytest.fixture
def db():
    connection = scripts.read(connect())
    connection.execute("SELECT papers_config('offline', 'on')")
    connection.execute("UPDATE digests SET recipients = 'ada@example.org'")
    yield connection
    connection.close()


def keep(db, number, listed, upvotes=5, **more):
    """A paper, called by a number, on a day, fetched on that day."""
    values = {"id": "2603.%05d" % number, "title": f"Paper {number}",
              "abstract": f"The abstract of {number}.", "rank": number,
              "authors": '["Ada Byron"]', "listed": day(listed),
              "upvotes": upvotes, "fetched_at": day(listed) + "T12:00:00Z",
              **more}
    db.execute("INSERT INTO library (%s) VALUES (%s)" % (
        ", ".join(values), ", ".join("?" * len(values))), [*values.values()])


def match(db, alert, number, listed=3, score=1):
    db.execute("INSERT INTO alert_matches (alert, paper, title, listed, score)"
               " VALUES (?, ?, 'A title', ?, ?)",
               (alert, "2603.%05d" % number, day(listed), score))


def numbers(rows):
    return [int(row[0].split(".")[1]) for row in rows]


def papers(db, digest="daily"):
    return numbers(db.execute(
        "SELECT paper FROM digest_papers WHERE digest = ? AND on_page "
        "ORDER BY place", (digest,)))


def left_out(db, digest="daily"):
    return [(reason, int(paper.split(".")[1])) for reason, paper in db.execute(
        "SELECT reason, paper FROM digest_left_out WHERE digest = ? "
        "ORDER BY paper", (digest,))]


def messages(db, digest="daily"):
    return [email.message_from_string(message, policy=email.policy.default)
            for message in send(db, digest)]


def part(message, kind="plain"):
    return message.get_body((kind,)).get_content()


def mail(db, digest="daily"):
    """The papers of the mail that is sent; none where there is no mail."""
    return [int(number) for message in send(db, digest) for number in
            re.findall(r"co/papers/2603\.(\d+)", text_of(message))]


@pytest.fixture
def alerted(db):
    for number in range(1, 7):
        keep(db, number, 3)
    db.execute("INSERT INTO alerts (name, query, weight) VALUES "
               "('good', 'x', 2), ('also', 'y', 1), ('never', 'z', -1), "
               "('resting', 'v', 9), ('gone', 'w', 9)")
    db.execute("INSERT INTO digests (name, source, recipients) "
               "VALUES ('mine', 'alerts', 'ada@example.org')")
    match(db, "also", 1, score=3)
    match(db, "good", 2, score=2)
    match(db, "also", 3, score=2)
    match(db, "never", 3, score=5)       # 2 - 5
    match(db, "good", 4, score=1)
    match(db, "also", 4, score=3)        # 2 + 3
    match(db, "never", 5, score=1)
    match(db, "resting", 6, score=9)
    match(db, "gone", 6, score=9)
    db.execute("UPDATE alerts SET active = 0 WHERE name = 'resting'")
    db.execute("DELETE FROM alerts WHERE name = 'gone'")
    return db


def test_a_score_is_the_sum_of_weight_times_score(alerted):
    assert papers(alerted, "mine") == [4, 2, 1]
    assert alerted.execute(
        "SELECT score, why FROM digest_papers WHERE digest = 'mine' "
        "ORDER BY place").fetchall() == [(5, "also, good"), (4, "good"),
                                         (3, "also")]
    assert mail(alerted, "mine") == [4, 2, 1]


def test_what_is_pushed_out_is_told(alerted):
    assert left_out(alerted, "mine") == [
        ("outweighed", 3), ("outweighed", 5), ("outweighed", 6)]
    for kind in "html", "markdown":
        assert "3 papers · left out: 3 outweighed" in page(
            alerted, kind, "mine")


def test_weights_count_as_they_are_today(alerted):
    alerted.execute("UPDATE alerts SET weight = 9 WHERE name = 'never'")
    alerted.execute("UPDATE alerts SET active = 1 WHERE name = 'resting'")
    alerted.execute("UPDATE alerts SET weight = -1 WHERE name = 'good'")
    assert papers(alerted, "mine") == [6, 3, 5, 1, 4]
    alerted.execute("DELETE FROM alerts")
    assert papers(alerted, "mine") == []
    assert "Nothing here." in page(alerted, "html", "mine")
    assert "left out: 6 outweighed" in page(alerted, "html", "mine")


def test_what_was_read_or_skipped_is_left_out_unless_wanted(db):
    for number in range(1, 5):
        keep(db, number, 3, upvotes=10 - number)
    db.execute("INSERT INTO tags SELECT id, 'share' FROM library_papers")
    db.execute("INSERT INTO mark (paper, state) VALUES ('2603.00001', 'read'),"
               " ('2603.00002', 'skipped'), ('2603.00003', 'reading')")
    assert papers(db) == [3, 4]
    assert left_out(db) == [("read or skipped", 1), ("read or skipped", 2)]
    assert "left out: 2 read or skipped" in page(db, "html")
    db.execute("INSERT INTO digests (name, source, tag, marked) VALUES "
               "('all', 'listing', NULL, 1), ('tag', 'tag', 'share', 0)")
    assert papers(db, "all") == papers(db, "tag") == [1, 2, 3, 4]


def test_how_many_are_under_the_threshold_and_how_many_more_there_are(db):
    for number in range(1, 7):
        keep(db, number, 3, upvotes=10 - number)
    db.execute("UPDATE digests SET min_upvotes = 6, most = 3")
    for kind in "html", "markdown":
        assert ("2026-03-03 · 3 of 4 papers · left out: 2 under 6 upvotes"
                ) in page(db, kind)
    message, = messages(db)
    for kind in "plain", "html":
        assert "and 1 more in the next mail" in part(message, kind)
    assert mail(db) == [4]


def test_a_tag_has_papers_that_are_not_kept(db):
    db.execute("INSERT INTO tags VALUES ('2603.00007', 'share')")
    db.execute("INSERT INTO digests (name, source, tag, recipients) VALUES "
               "('tag', 'tag', 'share', 'ada@example.org')")
    assert papers(db, "tag") == [7]
    assert "2603.00007" in page(db, "html", "tag")
    assert mail(db, "tag") == [7]


def test_what_comes_late_is_in_the_next_mail(db):
    """To a day of the last seven, or over the threshold."""
    db.execute("UPDATE digests SET min_upvotes = 5")
    for listed in range(1, 9):
        keep(db, listed, listed, upvotes=5 if listed != 3 else 1)
        assert mail(db) == ([listed] if listed != 3 else [])
    keep(db, 20, 2)                       # listed late
    keep(db, 3, 3, upvotes=9, fetched_at=day(8) + "T20:00:00Z")
    keep(db, 21, 1)                       # later than a week
    assert papers(db) == [8]              # the page is of one day
    assert sorted(mail(db)) == [3, 20]
    assert mail(db) == []


def test_the_first_mail_is_of_the_newest_day_and_the_next_no_older(db):
    for listed in range(1, 6):
        keep(db, listed, listed)
    assert mail(db) == [5]
    keep(db, 6, 6)
    assert mail(db) == [6]
    keep(db, 20, 4)
    assert mail(db) == []
    keep(db, 21, 5)
    assert mail(db) == [21]


def test_a_digest_that_never_mailed_looks_back_to_when_it_was_made(db):
    """Nothing reaches its threshold on the day itself."""
    keep(db, 1, 1)
    keep(db, 2, 2)
    db.execute("INSERT INTO digests (name, min_upvotes, recipients) "
               "VALUES ('best', 20, 'ada@example.org')")
    for listed in range(3, 6):
        keep(db, listed, listed)
        assert mail(db, "best") == []
    for number in 1, 2, 3:
        keep(db, number, number, upvotes=30,
             fetched_at=day(5) + "T20:00:00Z")
    assert sorted(mail(db, "best")) == [2, 3]


def test_days_are_how_far_page_and_mail_look_back(db):
    db.execute("UPDATE digests SET days = 3")
    for listed in range(1, 6):
        keep(db, listed, listed)
    assert sorted(papers(db)) == [3, 4, 5]
    assert sorted(mail(db)) == [3, 4, 5]
    keep(db, 20, 4)
    keep(db, 6, 6)
    assert sorted(mail(db)) == [6, 20]
    keep(db, 21, 3)
    assert mail(db) == []


def test_after_holidays_the_mail_goes_back_to_the_last_one(db):
    keep(db, 1, 1)
    assert mail(db) == [1]
    for listed in range(2, 29):
        keep(db, listed, listed)
    assert sorted(mail(db)) == list(range(2, 29))


def test_a_renamed_digest_mails_nothing_again(db):
    for listed in range(1, 4):
        keep(db, listed, listed)
        assert mail(db) == [listed]
    db.execute("UPDATE digests SET name = 'papers' WHERE name = 'daily'")
    assert mail(db, "papers") == []
    keep(db, 4, 4)
    keep(db, 20, 2)
    assert sorted(mail(db, "papers")) == [4, 20]
    assert db.execute("SELECT DISTINCT digest FROM digest_mails").fetchall(
        ) == [("papers",)]
    db.execute("INSERT INTO digests (name, recipients) "
               "VALUES ('new', 'ada@example.org')")
    assert mail(db, "new") == [4]


def test_what_rose_is_a_page_of_its_own(db):
    """A drawing in words, too: no script, and readable without colour."""
    for number, upvotes in (1, 20), (2, 50), (3, 6):
        keep(db, number, 3)
        keep(db, number, 3, upvotes=upvotes,
             fetched_at=day(8) + "T12:00:00Z")
    keep(db, 4, 8, upvotes=90)                 # seen once: rose by nothing
    assert papers(db, "rising") == [2, 1, 3]
    html, = db.execute("SELECT page FROM digest_trends").fetchone()
    assert re.findall(r"\+\d+ in a week", html) == [
        "+45 in a week", "+15 in a week", "+1 in a week"]
    assert "rose in a week · 3 papers" in html
    assert html.count("<polyline") == 3 and "<script" not in html
    assert "from 5 to 50 upvotes, 2026-03-03 to 2026-03-08" in html
    db.execute("UPDATE digests SET recipients = 'ada@example.org'")
    assert mail(db, "rising") == [2, 1, 3]
    assert mail(db, "rising") == []


@pytest.mark.parametrize("values,error", [
    ("name = 'two' || char(10) || 'lines'", "are a line each"),
    ("source = 'tag'", "a digest of a tag says which"),
    ("source = 'tag', tag = ' '", "a digest of a tag says which"),
    ("marked = 'yes'", "marked is 1 or 0"), ("days = 2.5", "days is 1 to"),
    ("days = 'week'", "days is 1 to"),
    ("min_upvotes = 'many'", "min_upvotes is a number")])
def test_a_digest_that_means_nothing_is_refused(db, values, error):
    with pytest.raises(sqlite3.IntegrityError, match=error):
        db.execute(f"UPDATE digests SET {values}")


@pytest.fixture
def told(db):
    """The one message about a paper that has everything."""
    keep(db, 1, 3, upvotes=1, title="A plain title of more than sixty "
         "characters, which is folded, not encoded",
         abstract="Diffusion for video.\nMore diffusion: diffusing a & b.",
         ai_summary="What a machine says of it.", published=day(1),
         organization="lab", organization_name="A Lab", repo_stars=12,
         repo="https://github.com/a/b")
    db.execute("INSERT INTO alerts (name, query) VALUES ('slow', 'diffusion'),"
               " ('moving', 'video OR tv'), ('both', 'diffusion video')")
    for alert in "slow", "moving", "both":
        match(db, alert, 1)
    db.execute("UPDATE digests SET source = 'alerts'")
    message, = messages(db)
    return message


def test_a_mail_says_it_once(told):
    text, html = part(told), part(told, "html")
    assert text.splitlines() == [
        "A plain title of more than sixty characters, which is folded, not "
        "encoded", "Ada Byron", "2026-03-03 · 1 upvote · A Lab",
        "https://huggingface.co/papers/2603.00001",
        "https://arxiv.org/abs/2603.00001", "https://arxiv.org/pdf/2603.00001",
        "code: https://github.com/a/b ★\xa012", "found by both, moving, slow",
        "", "What a machine says of it.", "",
        "[Diffusion] for [video].", "More [diffusion]: [diffusing] a & b.",
        "", "----"]
    assert "<b>Diffusion</b> for <b>video</b>." in html
    assert "<b>diffusing</b> a &amp; b." in html
    for shown in ["2026-03-03 · <b>1</b> upvote · A Lab", "★\xa012",
                  "found by both, moving, slow", "What a machine says of it.",
                  'href="https://arxiv.org/abs/2603.00001">arXiv',
                  'href="https://arxiv.org/pdf/2603.00001">PDF']:
        assert shown in html


def test_text_and_html_say_the_same(told):
    """Every word of one stands in the other; of a link, where it leads."""
    html = re.sub(r"(?s)<title>.*?</title>|<h1.*?</h1>", "",
                  part(told, "html"))
    links = set(re.findall(r'href="([^"]*)"', html))
    words = re.sub(r"<[^>]*>", " ", html).replace("&amp;", "&")
    text = part(told)
    assert links == set(re.findall(r"https://\S+", text))
    plain = re.sub(r"https://\S+|code:|----", " ", text)
    said, shown = [set(re.sub(r"[][.,:·]", " ", each).split())
                   for each in (plain, words)]
    assert shown - {"arXiv", "PDF", "a/b"} == said


def test_a_mail_has_no_blanks_at_the_ends_of_lines(db):
    for number in range(1, 40):
        keep(db, number, 3, title="T" * number, abstract="ü" * number)
    message, = messages(db)
    for kind in "plain", "html":
        lines = part(message, kind).split("\n")
        assert [line for line in lines if line != line.rstrip()] == []
    assert len(re.findall("----", part(message))) == 39


def test_a_plain_subject_is_folded_and_not_encoded(told, db):
    raw = db.execute("SELECT message FROM digest_mails").fetchone()[0]
    assert ("\nSubject: Daily papers: A plain title of more than sixty "
            "characters,\n which is folded, not encoded\nDate: ") in raw
    assert told["Subject"] == (
        "Daily papers: A plain title of more than sixty characters, which is "
        "folded, not encoded")


@pytest.mark.parametrize("title", [
    "w " * 90, "word " * 40, "x" * 61, "x" * 200, "a" + " " * 70 + "b",
    "end " * 12 + "x" * 59, "=?UTF-8?Q?no?= " * 5, "ü" + " plain" * 12])
def test_any_subject_comes_back(db, title):
    keep(db, 1, 3, title=title)
    message, = messages(db)
    plain = title.strip()
    shown = plain if len(plain) <= 80 else (
        plain[:77] + "..." if plain.isascii() else plain[:79] + "…")
    assert message["Subject"].split() == ("Daily papers: " + shown).split()
    assert message.defects == []
    raw = db.execute("SELECT message FROM digest_mails").fetchone()[0]
    assert all(len(line) <= 78 for line in raw.split("\n"))


def test_no_line_of_a_subject_is_too_long(db):
    """Whatever is left for the last line."""
    for length in range(30, 81):
        keep(db, length, 3, title="of words "[length % 3:] * 9)
        db.execute("UPDATE library_papers SET title = substr(title, 1, ?)",
                   (length,))
        messages(db)
    for raw, in db.execute("SELECT message FROM digest_mails"):
        assert max(map(len, raw.split("\nDate:")[0].split("\n"))) <= 69


def test_the_list_id_stays_by_any_name(told, db):
    keep(db, 2, 4)
    match(db, "slow", 2, 4)
    db.execute("UPDATE digests SET name = 'other', title = 'Other' "
               "WHERE name = 'daily'")
    message, = messages(db, "other")
    assert message["List-Id"] == told["List-Id"]
    assert re.fullmatch(r"<[-0-9a-f]{36}\.localhost>", told["List-Id"])


def test_a_long_query_marks_nothing_and_fails_nothing(db):
    keep(db, 1, 3)
    db.execute("INSERT INTO alerts (name, query) VALUES ('long', ?)",
               (" OR ".join(["abstract"] * 500),))
    match(db, "long", 1)
    db.execute("UPDATE digests SET source = 'alerts'")
    assert "The abstract of 1." in page(db, "html")


def test_marks_of_a_page_are_its_own(db):
    """Characters that stand for the marks may stand in an abstract."""
    keep(db, 1, 3, abstract="\ue000 <b>video</b> \ue001 video")
    db.execute("INSERT INTO alerts (name, query) VALUES ('v', 'video')")
    match(db, "v", 1)
    db.execute("UPDATE digests SET source = 'alerts'")
    assert (" &lt;b&gt;<mark>video</mark>&lt;/b&gt;  <mark>video</mark></p>"
            in page(db, "html"))
    assert "**video**" in page(db, "markdown")
    for kind in "rss", "atom":
        assert not re.search("[\ue000\ue001]|mark", page(db, kind))
