"""Python's json against our decoder: answers of the Hub, written in any style
and damaged at random. Python's html reads the pages that hold them."""

import copy
import html
import html.parser
import json
import random
import sqlite3

import listings
import reading
from conftest import connect
from tries import shorter

WORDS = ["plain", "", " ", "a\tb", "line\nline", 'He said "no"', "back\\slash",
         "Ünïcode", "日本語", "🤗 face", "\x01\x1b", "\x7f", "\u2028", "/",
         "</p>", "&amp;", "\\u0041", "x" * 70, "\ufeff", "\ue000", "e\u0301"]
NUMBERS = [0, -1, 7, 10 ** 12, 2 ** 63 - 1, 1.5, -0.0, 1e300, 1e-7]
# Where JSON is decided, and what is put there. (yajl takes \x0b and \x0c for
# white space.)
MARKS = ["{", "}", "[", "]", '"', ",", ":", "\\", "\\u", "\\ud800", "\\x", "0",
         "-", ".", "e", "1e", "+", "01", "null", "true", "NaN", "Infinity",
         "\n", "\t", "\x00", "\x1f", "é", "\ufeff", "/**/", "'", " "]
ENTRIES = [entry for entries in listings.days(9).values() for entry in entries]


def noise(dice, depth=0):
    kind = dice.randrange(7 if depth < 4 else 5)
    if kind == 5:
        return [noise(dice, depth + 1) for _ in range(dice.randrange(4))]
    if kind == 6:
        return {dice.choice(WORDS): noise(dice, depth + 1)
                for _ in range(dice.randrange(4))}
    return [dice.choice(WORDS), dice.choice(NUMBERS), None, True, False][kind]


def entry(dice):
    """An entry of a listing with odd texts, and what nobody reads."""
    made = copy.deepcopy(dice.choice(ENTRIES))
    paper = made["paper"]
    for name in ("title", "summary", "ai_summary", "projectPage"):
        if dice.random() < .3:
            paper[name] = " ".join(dice.choices(WORDS, k=3))
    for there in (made, paper, *paper["authors"]):
        if dice.random() < .3:
            there[f"odd{dice.randrange(9)}"] = noise(dice)
    return made


def written(dice, value):
    """JSON in one of its styles."""
    indent = dice.choice([None, None, 0, 2, "\t"])
    space = dice.choice(["", " "])
    return json.dumps(value, ensure_ascii=dice.random() < .5, indent=indent,
                      separators=(space + ",", ":" + space))


def damaged(dice, text):
    for _ in range(dice.randrange(1, 4)):
        at = dice.choice([dice.randrange(len(text) + 1)] * 5 + [len(text)])
        cut = at + dice.choice([0, 0, 1, 1, 2, 9])
        text = text[:at] + dice.choice(["", *MARKS]) + text[cut:]
    return text


def refuse(name):
    raise ValueError(f"{name} is not in the standard")


def by_python(text):
    """What the JSON says, or ValueError."""
    return json.loads(text, parse_constant=refuse)


def cells(rows, value):
    """What differs in the cells of the rows."""
    for rank, (row, each) in enumerate(zip(rows, value), 1):
        wrong = reading.differences(row, reading.row(each, rank=rank))
        raw = json.loads(row["raw"])
        if wrong or raw != each:
            return f"{wrong or (raw, each)}"
    return None


def parse(db, text):
    """The rows, each a dict, or the error's text."""
    try:
        cursor = db.execute("SELECT *, raw, withdrawn FROM papers_parse(?)",
                            [text])
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row)) for row in cursor]
    except sqlite3.Error as error:
        return str(error)


def judge(db, text, is_whole=False):
    """None, or what differs. A text that is whole must be read; one that is
    damaged, where Python reads it, may still be no listing."""
    found = parse(db, text.encode())
    try:
        value = by_python(text)
    except ValueError as error:
        return None if isinstance(found, str) else f"{error}, but rows came"
    if is_whole:
        wrong = found if isinstance(found, str) else cells(found, value)
        return wrong or len(found) != len(value) and f"{len(found)} rows"
    if isinstance(found, str) or not isinstance(value, list):
        return None
    raws = [json.loads(row["raw"]) for row in found]
    return None if raws == [each for each in value if each in raws] else (
        "a row's raw is no entry")


def of_json(_, seed):
    """Answers, whole and damaged; and arrays of authors, which another reader
    of ours reads."""
    dice, db = random.Random(seed), connect()
    while True:
        text = written(dice, [entry(dice)
                              for _ in range(dice.choice([1, 1, 2, 5]))])
        is_whole = dice.random() < .3
        if not is_whole:
            text = damaged(dice, text)
        wrong = judge(db, text, is_whole)
        if wrong and not is_whole:
            text = shorter(text, lambda cut: judge(db, cut))
        yield wrong and f"{wrong}: {text!r}"
        text = damaged(dice, written(dice, noise(dice)))
        if array(db, text):
            yield array(db, shorter(text, lambda cut: array(db, cut)))


def array(db, text):
    """author_count says whether what begins with [ is JSON."""
    if not text.lstrip(" \t\n\r").startswith("["):
        return None
    try:
        by_python(text)
        is_json = True
    except ValueError:
        is_json = False
    try:
        db.execute("SELECT author_count(CAST(? AS TEXT))",
                   [text.encode()]).fetchone()
        is_ours = True
    except sqlite3.Error:
        is_ours = False
    return None if is_json == is_ours else (
        f"{text!r} is JSON: {is_json} for Python, {is_ours} here")


# -- pages of HTML

class Listing(html.parser.HTMLParser):
    """The data-props of the first element with data-target="DailyPapers"."""

    def __init__(self, page):
        super().__init__()
        self.props = None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attributes = dict(reversed(attrs))   # the first of equal names counts
        if attributes.get("data-target") == "DailyPapers" and not self.props:
            self.props = attributes.get("data-props")


def reference(dice, character):
    code = ord(character)
    if code == 127:
        return character   # Python forgets references to it
    return dice.choice([f"&#{code};", f"&#x{code:x};", f"&#X{code:04X};",
                        html.escape(character)])


def attribute(dice, name, value):
    """An attribute as HTML may write it."""
    if dice.random() < .2:
        name = name.upper()
    equals = dice.choice(["=", "=", " = ", "\n="])
    quote = dice.choice(["'", '"'])
    value = "".join(
        reference(dice, each) if each in f"&{quote}" or dice.random() < .03
        else each for each in value)
    return f"{name}{equals}{quote}{value}{quote}"


AROUND = ["<!-- {} -->", "<p>{}</p>", "<script>{}</script>", "<div title='{}'>",
          "<title>{}</title>", "<br/>", "a < b & c", "</div>",
          "<!doctype html>",
          "<style>{}</style>", "<textarea>{}</textarea>", "<img alt=x src=y>"]


def page_of(dice, text):
    """A page with the listing somewhere, and with what looks like one."""
    attributes = ["data-target='DailyPapers'",
                  attribute(dice, "data-props", text), 'class="contents"',
                  "hidden"]
    dice.shuffle(attributes)
    lure = '<div data-target="DailyPapers" data-props="{{}}">'
    around = [dice.choice(AROUND).replace("{}", dice.choice(["x", "<", lure]))
              for _ in range(dice.randrange(6))]
    around = [each.replace("'" + lure, "'" + html.escape(lure))
              for each in around if not each.startswith("<p><div")]
    around.insert(dice.randrange(len(around) + 1),
                  f"<div {' '.join(attributes)}></div>")
    return "<html>" + "\n".join(around) + "</html>"


def of_html(_, seed):
    dice, db = random.Random(seed), connect()
    while True:
        entries = [entry(dice) for _ in range(dice.choice([1, 2]))]
        page = page_of(dice, written(dice, {"dailyPapers": entries}))
        props = Listing(page).props
        found = parse(db, page)
        try:
            value = by_python(props)["dailyPapers"]
        except (TypeError, ValueError, KeyError):
            continue   # Python sees another element
        wrong = found if isinstance(found, str) else (
            cells(found, value) or len(found) != len(value) and "other rows")
        yield wrong and f"{wrong}: {page!r}"
