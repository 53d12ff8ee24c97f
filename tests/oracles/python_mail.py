"""Python's email and html read what the scripts of sql/ write: a digest as a
message, and as a page."""

import email
import email.policy
import html.parser
import json
import random

import scripts
from conftest import connect
from python_json import WORDS

DAY = "2026-03-02"
# What has a meaning in a header, in its words, in HTML or in Markdown.
MARKS = [*WORDS, "=?UTF-8?Q?no?=", "=?", "?=", "=3D", "_", "\r\nBcc: x", "<b>",
         "&", "&lt;", '"', "'", "\\", "(c)", "@", ",", ";", ":", "]]>", "-->",
         "*", "[a](b)", "ä" * 40, "w " * 40, "\u202e", "\u200b"]


def title_of(dice):
    marks = dice.choices(MARKS, k=dice.randrange(1, 6))
    return dice.choice(["T", "Ü", "日"]) + dice.choice(["", " "]).join(marks)


def sender_of(dice):
    return "A" + "".join(dice.choices(
        ["Ann", "Jürgen", " M", ".", ",", '"', "日"], k=4)).rstrip()


def one_line(text):
    """What a title is in a document: a line without control characters."""
    return " ".join("".join(
        " " if each in "\r\n\t" else "" if each < " " or "\x7f" <= each < "\xa0"
        else each for each in text).split())


class Headings(html.parser.HTMLParser):
    """The texts of the headings, and the addresses of the links."""

    def __init__(self, page):
        super().__init__()
        self.found, self.links, self.is_inside = [], [], False
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag == "h2":
            self.is_inside = True
            self.found.append("")
        if tag == "a":
            self.links.append(dict(attrs).get("href"))

    def handle_endtag(self, tag):
        self.is_inside &= tag != "h2"

    def handle_data(self, data):
        if self.is_inside:
            self.found[-1] += data


def wrong_with(message, title, sender):
    """What is not as it must be."""
    got = email.message_from_string(message, policy=email.policy.default)
    shown = one_line(title)
    subject = one_line(got["Subject"])
    if shown not in subject and not (
            len(shown) > 70 and shown[:70] in subject):
        return f"subject {got['Subject']!r}"
    if got["From"].addresses[0].display_name != sender:
        return f"from {got['From']}"
    if [part.get_content_type() for part in got.iter_parts()] != [
            "text/plain", "text/html"] or "Bcc" in got:
        return "other parts"
    if any(part.defects for part in got.walk()):
        return f"{[part.defects for part in got.walk()]}"
    if any(len(line) > 78 for line in message.split("\n")):
        return "a long line"
    text = got.get_body(("plain",)).get_content()
    if shown not in map(one_line, text.split("\n")):
        return f"text {text!r}"
    return wrong_with_page(got.get_body(("html",)).get_content(), shown)


def wrong_with_page(page, shown):
    read = Headings(page)
    if [one_line(each) for each in read.found] != [shown]:
        return f"headings {read.found}"
    if not all(link.startswith("https://") for link in read.links):
        return f"links {read.links}"
    return None


def of_mail(_, seed):
    dice, db = random.Random(seed), scripts.read(connect())
    db.execute("UPDATE digests SET recipients = 'a@example.org', "
               "sender = 'papers@example.org'")
    while True:
        title, sender = title_of(dice), sender_of(dice)
        db.execute("BEGIN")
        db.execute("UPDATE digests SET sender_name = ?", [sender])
        db.execute(
            "INSERT INTO library(id, title, abstract, authors, listed, rank, "
            "fetched_at) VALUES ('2603.00001', ?, ?, ?, ?, 1, ?)",
            [title, title_of(dice), json.dumps([title_of(dice)]), DAY,
             f"{DAY}T12:00:00Z"])
        (page,), = db.execute("SELECT page FROM digest_html "
                              "WHERE digest = 'daily'")
        message, = scripts.send(db)
        wrong = (wrong_with(message, title, one_line(sender))
                 or wrong_with_page(page, one_line(title)))
        db.execute("ROLLBACK")
        yield wrong and f"{wrong}: {title!r} of {sender!r}"
