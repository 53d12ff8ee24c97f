#!/usr/bin/env python3
"""The forms that a saved page takes in other hands: what mail programs, editors
and people make of its text, and what browsers and converters make of its HTML.

    python3 tests/tools/saved_forms.py sample   makes tests/saved/sample anew
    python3 tests/tools/saved_forms.py          the table of docs/saved.md, from the
                                          recorded pages

Both need the programs of PROGRAMS."""

import base64
import html
import json
import pathlib
import quopri
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

TESTS = pathlib.Path(__file__).resolve().parent.parent
SAMPLE = TESTS / "saved" / "sample"

# Text forms: text in, text out.


def wrapped(text, width, **options):
    """Each line that is longer than the width is filled anew."""
    return "\n".join(
        "\n".join(textwrap.wrap(line, width, **options))
        if len(line) > width else line for line in text.split("\n"))


def flowed(text, width=72):
    """As mail has it (RFC 3676): a space ends a line that goes on."""
    return "\n".join(
        " \n".join(textwrap.wrap(line, width))
        if len(line) > width else line for line in text.split("\n"))


def cut(text, width):
    """In the middle of words."""
    return "\n".join("\n".join(
        line[at:at + width] for at in range(0, len(line), width))
        for line in text.split("\n"))


def quoted(text):
    return "\n".join("> " + line for line in text.split("\n"))


def paged(text, form, lines=55):
    """As printed: so many lines, a blank one, the number of the page."""
    printed = []
    for number, line in enumerate(text.split("\n"), 1):
        printed.append(line)
        if number % lines == 0:
            printed.append("\n" + form.format(number // lines) + "\n")
    return "\n".join(printed)


def in_latin(text):
    """Its bullets and dots, read in a wrong encoding."""
    return text.replace("•", "â€¢").replace("·", "Â·")


FRONT_MATTER = """---
title: "Daily Papers - Hugging Face"
source: "https://huggingface.co/papers"
author:
tags:
  - "clippings"
---
"""
CLIPPED = """Title: Daily Papers - Hugging Face

URL Source: https://huggingface.co/papers

Published Time: Mon, 03 Nov 2025 00:00:00 GMT

Markdown Content:
"""
FOOTER = """
Previous
Next

Company
© Hugging Face
TOS
Privacy
About
Jobs

Website
Models
Datasets
Spaces
Pricing
Docs
"""
SAVED_FROM = "\n\n---\nSaved from https://huggingface.co/papers on Nov 4, 2025\n"

FORWARDED = """---------- Forwarded message ---------
From: Ada Example <ada@example.org>
Date: Mon, Nov 3, 2025 at 10:00 AM
Subject: Daily Papers
To: <bo@example.org>


"""
WEITERGELEITET = """Von: Ada Beispiel <ada@example.org>
Gesendet: Montag, 3. November 2025 10:00
An: Bo <bo@example.org>
Betreff: Daily Papers

"""
TRANSFERE = """De : Ada Exemple <ada@example.org>
Envoy\u00e9 : lundi 3 novembre 2025 10:00
\u00c0 : Bo <bo@example.org>
Objet : Daily Papers

"""
READER = """Daily Papers - Hugging Face
huggingface.co
45\u201357 minutes

"""

# What follows a page in a mail, and is no paper of it.
TAILS = {
    "a greeting": "Bye,\nAda\n",
    "a greeting on one line": "Cheers, Ada\n",
    "a signature": "-- \nAda Example\nSenior Scientist\nExample Lab, 12345 "
                   "Example Town\n",
    "a mailing list's foot": "_______________________________________________\n"
                             "Papers mailing list\nPapers@lists.example.org\n"
                             "https://lists.example.org/listinfo/papers\n",
    "a group's foot": "-- \nYou received this message because you are subscribed"
                      " to the Groups \"papers\" group.\nTo unsubscribe, send an"
                      " email to papers+unsubscribe@groups.example.org.\n",
    "a notice": "CONFIDENTIALITY NOTICE\n\nThis e-mail and any attachments are "
                "confidential and intended solely for the use of those to whom "
                "they are addressed. If you have received it in error, please "
                "notify the sender. The views are those of the author.\n",
    "a note's properties": "id: 0a1b2c3d4e5f60718293a4b5c6d7e8f9\n"
                           "parent_id: 00112233445566778899aabbccddeeff\n"
                           "is_conflict: 0\nsource: a-program\ntype_: 1\n",
    "a thread's foot": "2 replies\nLast reply 3 days ago\n",
}

WIDTHS = (60, 66, 72, 80, 90, 100, 120, 132, 400)
WRAPS = {
    **{f"hard-wrapped at {width}": lambda text, width=width:
       wrapped(text, width) for width in WIDTHS},
    "hard-wrapped at 72, not at hyphens": lambda text: wrapped(
        text, 72, break_on_hyphens=False, break_long_words=False),
    "hard-wrapped at 80, indented": lambda text: "\n".join(
        " " * 4 + line for line in wrapped(text, 80).split("\n")),
    "format=flowed": flowed,
    "format=flowed, quoted": lambda text: quoted(flowed(text)),
    "hard-wrapped at 76 and quoted twice": lambda text: quoted(quoted(
        wrapped(text, 76))),
    "cut at 80, inside words": lambda text: cut(text, 80),
    "hard-wrapped at 72 and quoted": lambda text: quoted(wrapped(text, 72)),
    "cut at 72 and quoted": lambda text: quoted(cut(text, 72)),
    "hard-wrapped at 93, between header and footer": lambda text:
        FRONT_MATTER + wrapped(text, 93) + FOOTER,
    "hard-wrapped at 80, page numbers": lambda text: paged(
        wrapped(text, 80), "{}"),
    "hard-wrapped at 72, `Page 3 of 90`": lambda text: paged(
        wrapped(text, 72), "Page {} of 90\f"),
}
DAMAGES = {
    "bullets as `â€¢`": in_latin,
    "bullets as `?`": lambda text: text.replace("•", "?").replace("·", "?"),
    "lines end with U+2028": lambda text: text.replace("\n", "\u2028"),
    "lines end with U+2029": lambda text: text.replace("\n", "\u2029"),
    "lines end with NEL": lambda text: text.replace("\n", "\u0085"),
    "HTML entities": html.escape,
    "front matter": lambda text: FRONT_MATTER + text,
    "a clipper's header": lambda text: CLIPPED + text,
    "the page's footer": lambda text: text + FOOTER,
    "a clipper's footer": lambda text: text + SAVED_FROM,
    "HTML entities, encoded twice": lambda text: html.escape(html.escape(text)),
    "quoted twice": lambda text: quoted(quoted(text)),
    "forwarded by mail": lambda text: FORWARDED + text,
    "forwarded by mail, in German": lambda text: WEITERGELEITET + text,
    "forwarded by mail, in French": lambda text: TRANSFERE + text,
    "CR LF behind a byte order mark": lambda text: "\ufeff" + text.replace(
        "\n", "\r\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "spaces of no width": lambda text: re.sub(r"(\w{4}) ", "\\1\u200b ", text),
    "marks of direction": lambda text: "\n".join(
        f"\u200e{line}\u200f" for line in text.split("\n")),
    "soft hyphens": lambda text: re.sub(r"([a-z]{4})(?=[a-z]{4})",
                                        "\\1\u00ad", text),
    "form feeds": lambda text: "\f".join(re.findall(
        r"(?:.*\n){1,20}|.+", text)),
    "a reader's header": lambda text: READER + text,
}
TEXT_FORMS = {**WRAPS, **DAMAGES}
REFUSED_FORMS = {
    "quoted-printable": lambda text: quopri.encodestring(
        text.encode()).decode(),
    "base64": lambda text: base64.encodebytes(text.encode()).decode(),
    "an MHTML archive": lambda text: (
        "From: <Saved by Blink>\nMIME-Version: 1.0\n\n" + quopri.encodestring(
            text.encode()).decode()),
    "UTF-16": lambda text: text.encode("utf-16"),
    "RTF": lambda text: "{\\rtf1 " + text.replace("\n", "\\par\n") + "}",
    "lines with numbers": lambda text: "\n".join(
        f"{number:6}\t{line}" for number, line in enumerate(
            text.split("\n"), 1)),
    "a diff": lambda text: "--- a\n+++ b\n@@ -0,0 +1 @@\n" + "\n".join(
        "+" + line for line in text.split("\n")),
    "a chat": lambda text: "\n".join(
        "[10:00] <ada> " + line for line in text.split("\n") if line),
    **{f"with {name} behind it": lambda text, tail=tail:
       text.rstrip() + "\n\n" + tail for name, tail in TAILS.items()},
}

# Lists in Markdown: a paper's number, title and id in, the line of its title
# out.
ADDRESS = "https://huggingface.co/papers/"
MARKDOWN = {
    "### [Title](address)": "### [{title}](" + ADDRESS + "{id})",
    "- [Title](address)": "- [{title}](" + ADDRESS + "{id})",
    "12. **[Title](address)**": "{rank}. **[{title}](" + ADDRESS + "{id})**",
    "## 12. Title": "## {rank}. {title}",
    "12. **Title**": "{rank}. **{title}**",
    "**Title**": "**{title}**",
    "# Title": "# {title}",
    "2) Title": "{rank}) {title}",
    "[2] Title": "[{rank}] {title}",
    "### Title, address below it": "### {title}\n\n" + ADDRESS + "{id}",
}
# Whose marks are no mark of a list that this reader knows.
REFUSED_MARKDOWN = {
    "Title: ...": "Title: {title}",
    "\\section{Title}": "\\section{{{title}}}",
    "h3. Title": "h3. {title}",
    "[Title][2]": "[{title}][{rank}]",
    "(2) Title": "({rank}) {title}",
    "Title (arXiv:id)": "{title} (arXiv:{id})",
}


def markdown(rows, form):
    """A list of papers; an id for each where its form has one."""
    parts = ["# Daily Papers"]
    for rank, row in enumerate(rows, 1):
        parts.append({**MARKDOWN, **REFUSED_MARKDOWN}[form].format(
            title=row["title"], rank=rank, id=f"2501.{rank:05}"))
        parts.append(row["abstract"])
    return "\n\n".join(parts) + "\n"


# A page of cards in the Hub's markup.

CARDS = [
    ("A Paper With a Short Title", "mira-k", 94, 533, 5),
    ("Why the Title of a Paper That Nobody Has Written Is Longer Than a Line "
     "of a Terminal: A Long-Title Study", "lena_w", 24, 5, 2),
    ("1984", "tomas.v", 19, 8, 1),
    ("Everything That a Reader of Many Titles Wants to Know About Large "
     "Language Models", "mira-k", 16, 1, 0),
    ("Models", "North-Lab", 3, 12, 8),
]
STYLE = """.flex { display: flex } .grid { display: grid }
.hidden { display: none } .flex-col { flex-direction: column }
.uppercase { text-transform: uppercase } .select-none { user-select: none }
"""
CARD = """<div><article class="flex flex-col"><a href="/papers/{id}"><img
 src="/thumbnails/{id}.png" alt=""></a>
<div class="flex">Submitted by
  <img alt="" class="flex-none" src="/avatars/1674929746905.jpeg">
  {login}</div>
<div class="flex"><div class="flex"><div class="flex flex-wrap">
<a href="/login?next=%2Fpapers%2F{id}"><div class="flex select-none flex-col">
<input disabled type="checkbox" class="hidden"><div>{upvotes}</div></div></a>
</div><div><h3><a href="/papers/{id}">{title}</a></h3>
<div class="flex"><a href="/papers/{id}" class="flex"><ul class="flex">
<li title="one"><img alt="" src="/avatars/be9c948ecf.svg"></li>
<li title="two"><img alt="" src="/avatars/de1bb22e89.svg"></li>
<li><div class="flex"><div>·</div>
  {authors} author{plural}
</div></li></ul></a>
{comments}</div></div></div></div></article></div>
"""
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Daily Papers
 - A Hub</title></head><body><header><ul><li><a href="/models">Models</a></li>
<li><a href="/docs">Docs</a></li></ul></header><main>
<div><div>new</div><p>Get trending papers in your email inbox!</p>
<a href="/login">Subscribe</a></div>
<h1><a href="/papers">Daily Papers</a></h1>
<h2>by <a href="/ak"><span>AK</span></a> <span>and the research
 community</span></h2>
<time class="flex flex-col" datetime="2026-07-31"><span
 class="uppercase">Jul</span> <span>31</span></time>
<div class="grid">{cards}</div>
<nav><a href="/a">Previous</a> <a href="/b">Next</a></nav></main>
<footer><div>© Hugging Face</div> <a href="/tos">TOS</a>
<a href="/privacy">Privacy</a></footer></body></html>
"""


def page_of_cards(cards=CARDS):
    made = []
    for number, (title, login, upvotes, authors, comments) in enumerate(cards):
        link = (f'<a href="#community">\n {comments}\n</a>' if comments
                else "")
        made.append(CARD.format(
            id=f"2607.{number:05}", title=html.escape(title), login=login,
            upvotes=upvotes, authors=authors, comments=link,
            plural="s" if authors > 1 else ""))
    return PAGE.replace("{cards}", "".join(made))


# Programs: the path of an HTML page in, the text out.

COPY = """<script>
const made = {}, style = document.createElement("style");
function copy(name) {
  made["text" + name] = document.body.innerText;
  getSelection().selectAllChildren(document.body);
  made["selection" + name] = getSelection().toString();
}
copy("");
style.textContent = STYLE;
document.head.append(style);
copy(", CSS");
const all = JSON.stringify(made);
document.open();
document.write("<pre id=made></pre>");
document.close();
document.getElementById("made").textContent = all;
</script></body>"""


def chromium(*options):
    with tempfile.TemporaryDirectory() as profile:
        return subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu",
             "--disable-dev-shm-usage", f"--user-data-dir={profile}",
             "--window-size=1400,1000", *options],
            capture_output=True, text=True, timeout=180, check=True).stdout


def without_scripts(path):
    text = pathlib.Path(path).read_text(encoding="utf-8")
    return re.sub(r"<script\b.*?</script>|<link\b[^>]*>", "", text, flags=re.S)


def copied(path):
    """What a browser copies, with and without the page's style."""
    page = pathlib.Path(path).with_suffix(".copied.html")
    script = COPY.replace("STYLE", json.dumps(STYLE))
    page.write_text(without_scripts(path).replace("</body>", script),
                    encoding="utf-8")
    dumped = chromium("--dump-dom", page.as_uri())
    made = re.search(r'<pre id="made">(.*)</pre>', dumped, re.S)[1]
    return json.loads(html.unescape(made))


def printed(path, *options):
    page = pathlib.Path(path).with_suffix(".printed.html")
    page.write_text(without_scripts(path), encoding="utf-8")
    chromium(f"--print-to-pdf={page}.pdf", page.as_uri())
    return output("pdftotext", *options, f"{page}.pdf", "-")


def output(*command):
    return subprocess.run(command, capture_output=True, check=True,
                          timeout=60).stdout.decode(errors="replace")


PROGRAMS = {
    "w3m": lambda path: output("w3m", "-dump", "-cols", "80", "-T",
                               "text/html", path),
    "lynx": lambda path: output("lynx", "-dump", "-width=80", "-force_html",
                                path),
    "links": lambda path: output("links", "-dump", "-width", "80", path),
    "elinks": lambda path: output("elinks", "-dump", "-dump-width", "80",
                                  path),
    "html2text": lambda path: output("html2text", "-width", "80", "-utf8",
                                     path),
    "pdftotext": lambda path: printed(path, "-layout"),
    "pandoc": lambda path: output("pandoc", "-f", "html", "-t", "plain",
                                  "--wrap=none", path),
}
NEEDED = {"pdftotext": ("pdftotext", "chromium")}


def lacks(name):
    """The first program that this form needs and that is not installed."""
    return next((program for program in NEEDED.get(name, (name,))
                 if not shutil.which(program)), None)


# A page with abstracts in the markup that the Hub's had.

ABSTRACTS = """<!doctype html><html><head><meta charset="utf-8"><title>Daily
 Papers - A Hub</title></head><body><nav><a href="/models">Models</a></nav><main>
<div>new</div><p>Get trending papers in your email inbox!</p><a
 href="/login">Subscribe</a><h1>Daily Papers</h1><h2>by<a href="/ak">AK</a> and
 the research community</h2><time>Nov 3</time>{papers}</main>
<footer><a href="/tos">TOS</a></footer></body></html>
"""
ABSTRACT = """<article><h3><a href="/papers/2501.{rank:05}">{title}</a></h3>
<p>{abstract}</p><div><ul><li>{authors} authors</li></ul><div>\u00b7</div>
<time>Jun 10</time></div></article>
"""


def page_of_abstracts(rows):
    return ABSTRACTS.replace("{papers}", "".join(ABSTRACT.format(
        rank=rank, title=html.escape(row["title"]),
        abstract=html.escape(row["abstract"]),
        authors=row["author_count"] or 8) for rank, row in enumerate(rows, 1)))


def pandoc(path, form, *options):
    return output("pandoc", "-f", "html", "-t", form, *options, path)


ABSTRACT_PROGRAMS = {
    **{f"w3m, {width} columns": lambda path, width=width: output(
        "w3m", "-dump", "-cols", str(width), "-T", "text/html", path)
       for width in (66, 100)},
    **{f"lynx, {width} columns": lambda path, width=width: output(
        "lynx", "-dump", f"-width={width}", "-force_html", path)
       for width in (66, 132)},
    "lynx, no list": lambda path: output(
        "lynx", "-dump", "-nolist", "-force_html", path),
    "links, 90 columns": lambda path: output(
        "links", "-codepage", "utf-8", "-dump", "-width", "90", path),
    "elinks, 90 columns": lambda path: output(
        "elinks", "-dump", "-dump-width", "90", path),
    "html2text, 80 columns": lambda path: output(
        "html2text", "-width", "80", "-utf8", path),
    **{f"pandoc, {form}": lambda path, form=form: pandoc(
        path, form, "--wrap=none")
       for form in ("plain", "gfm", "markdown", "markdown_strict", "rst",
                    "org", "asciidoc", "mediawiki", "jira", "latex")},
    **{f"pandoc, {form}, 72 columns": lambda path, form=form: pandoc(
        path, form, "--columns=72") for form in ("plain", "gfm", "rst", "org")},
    "pdftotext": lambda path: printed(path),
    "pdftotext -layout": lambda path: printed(path, "-layout"),
    "pdftotext -raw": lambda path: printed(path, "-raw"),
}


def program_of(name):
    return re.match(r"\w+", name)[0]


def make_sample():
    SAMPLE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "page.html"
        page.write_text(page_of_cards(), encoding="utf-8")
        forms = {name: make(str(page)) for name, make in PROGRAMS.items()}
        for name, text in copied(page).items():
            forms["chromium-" + name.replace(", CSS", "-css")] = text
    for name, text in forms.items():
        text = re.sub(r"file://\S*", "https://huggingface.co/papers", text)
        (SAMPLE / f"{name}.txt").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] == ["sample"]:
        make_sample()
    else:
        sys.path[:0] = [str(TESTS), str(TESTS / "saved")]
        import conftest  # noqa: F401 -- puts the other folders on the path
        import test_saved_forms
        print("\n".join(test_saved_forms.table()))
