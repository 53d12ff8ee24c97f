"""Every way in which an answer of the test hub can go wrong.

A fault is a function (ask, answer, values...) that gives the Answer to send
in place of the true one; `answer(change)` makes the true one, of a listing
whose entries `change` has rearranged where given. FAULTS is the list of them
with their values: a new fault is one row.

Values that mean the same everywhere: `after` is how many bytes of the body
are sent before the trouble (0: the headers alone, -1: nothing at all),
`framing` how the end of a body is told (`length`, `chunked`, or `close` of
the connection), `seconds` how long it lasts. Every fault takes `pause`,
seconds before its answer, `count`, how many requests have it (None: every
one), and `chance`, of how many of these (0.1: a tenth, drawn at random).
"""

import email.utils
import gzip
import itertools
import json
import random
import time
import zlib

from hub_answers import HTML, JSON, Answer, refusal

MEGABYTE = 1000 * 1000


# -- manners: the true answer, badly sent

def late(ask, answer, seconds):
    return answer().with_(pause=seconds)


def slow(ask, answer, rate):
    return answer().with_(rate=rate)


def broken(ask, answer, ending, after, framing, seconds):
    return answer().with_(ending=ending, after=after, framing=framing,
                          seconds=seconds)


def wrapped(ask, answer, before, after):
    true = answer()
    return true.with_(body=before.encode() + true.body + after.encode())


def mislabelled(ask, answer, encoding):
    true = answer()
    return true.with_(headers={**true.headers, "Content-Encoding": encoding})


def long_headers(ask, answer, size, lines):
    more = {f"X-Padding-{n}": "p" * (size // lines) for n in range(lines)}
    true = answer()
    return true.with_(headers={**true.headers, **more})


def many_headers(ask, answer, name, value, lines):
    """The same field again and again, in front of all others."""
    true = answer()
    name = (f"\r\n{name}: {value}" * lines)[2:-len(value) - 2]
    return true.with_(headers={name: value, **true.headers})


def linked(ask, answer, to, fields):
    """`to` may hold {target} (as asked), {url}, {path}, {other}: this hub, and
    this hub under another host name, which is another origin; {n} is another
    number each time."""
    port = ask.url.rsplit(":", 1)[1]
    place = to.format(target=ask.target, url=ask.url, path=ask.path, port=port,
                      other=f"http://localhost:{port}", n=next(NUMBERS))
    true = answer()
    return true.with_(headers={**true.headers, "Link": f"<{place}>{fields}"})


NUMBERS = itertools.count()


# -- the listing changes between two pages or two attempts

def moved(ask, answer, place, to):
    """On later pages the paper at `place` (from 0) stands at `to`."""
    def change(entries):
        entries = list(entries)
        entries.insert(to, entries.pop(place))
        return entries
    return answer(change if ask.number("p", 0) else None)


def entered(ask, answer, by):
    """On later pages `by` papers stand before those of the first."""
    def change(entries):
        return entries[:by] + entries
    return answer(change if ask.number("p", 0) else None)


def changed(ask, answer):
    """The other way round, and without what was the first."""
    return answer(lambda entries: entries[:0:-1])


# -- refusals

def failed(ask, answer, status, message):
    return refusal(status, message)


def rate_limited(ask, answer, how, wait):
    """`how` names what says when to come back: RateLimit, seconds or date
    (both Retry-After), both, neither."""
    until = email.utils.formatdate(time.time() + wait, usegmt=True)
    limit = {"RateLimit": f'"api";r=0;t={wait}'}
    headers = {"RateLimit": limit, "seconds": {"Retry-After": f"{wait}"},
               "date": {"Retry-After": until},
               "both": {**limit, "Retry-After": f"{wait + 7}"},
               "neither": {}}[how]
    return refusal(429, "We had to rate limit your IP",
                   **{"RateLimit": None, "RateLimit-Policy": None, **headers})


def redirected(ask, answer, to, status):
    """`to` may hold {target} (as asked), {url} and {other}: this hub, and
    this hub under another host name, which is another origin."""
    port = ask.url.rsplit(":", 1)[1]
    place = to.format(target=ask.target, url=ask.url,
                      other=f"http://localhost:{port}")
    return Answer(status, b"", "text/plain", {"Location": place})


# -- other bodies

def body(ask, answer, text, status, kind):
    return Answer(status, text if isinstance(text, bytes) else text.encode(),
                  kind)


def garbage(ask, answer, size, seed):
    return Answer(body=random.Random(seed).randbytes(size))


def not_http(ask, answer, size, seed, text):
    return Answer(body=text.encode() or random.Random(seed).randbytes(size),
                  raw=True)


def deep(ask, answer, depth, where):
    """Arrays in arrays: as the `root`, as an unknown key of an `entry`, as
    a `title`; closed as they should be."""
    before, after = {
        "root": ("", ""),
        "entry": ('[{"paper":{"id":"2607.00001","upvotes":1,"title":"Deep",'
                  '"odd":', '}}]'),
        "title": ('[{"paper":{"id":"2607.00001","title":', '}}]')}[where]
    text = before + "[" * depth + "]" * depth + after
    return Answer(body=text.encode())


def huge(ask, answer, megabytes, of, framing):
    """A body without an end in sight: a valid listing of distinct `entries`
    each of 2,000 bytes, one endless `string`, or `spaces` before a `[]`."""
    if of == "entries":
        count = megabytes * MEGABYTE // 2000
        blocks = entries(count)
        size = count * 2000 + 1
    else:
        before, filling, after = {
            "string": (b'[{"paper":{"id":"2607.00001","title":"', b"x",
                       b'"}}]'),
            "spaces": (b"", b" ", b"[]")}[of]
        blocks = filled(before, filling * MEGABYTE, megabytes, after)
        size = len(before) + megabytes * MEGABYTE + len(after)
    return Answer(body=blocks, size=size, framing=framing)


def entries(count):
    """A listing of `count` papers, each 2,000 bytes with what parts them."""
    paper = json.dumps({"paper": {
        "id": "{id}", "authors": [{"name": "Ada Example", "hidden": False}],
        "publishedAt": "2026-07-30T00:00:00.000Z", "title": "Paper {id}",
        "summary": "{summary}", "upvotes": 7}, "numComments": 1})
    paper = paper.replace("{id}", "{id:10}")
    empty = paper.replace("{id:10}", "0" * 10).replace("{summary}", "")
    words = "a long listing in a single body "
    summary = (words * 100)[:1998 - len(empty)]
    first, _, rest = paper.replace("{summary}", summary).partition("{id:10}")
    middle, _, last = rest.partition("{id:10}")
    for start in range(0, count, 500):
        block = []
        for number in range(start, min(start + 500, count)):
            name = f"{2001 + number // 100000}.{number % 100000:05}"
            block.append(first + name + middle + name + last)
        opening = "[" if start == 0 else ","
        yield (opening + ",\n".join(block)
               + ("\n" if start + 500 < count else "]\n")).encode()


def filled(before, block, times, after):
    yield before
    for _ in range(times):
        yield block
    yield after


def crumbs(ask, answer, size, framing):
    """A listing of nothing but spaces, a byte in each piece."""
    blocks = (b" " for _ in range(size - 2))
    return Answer(body=itertools.chain([b"["], blocks, [b"]"]), size=size,
                  framing=framing)


def bomb(ask, answer, megabytes, status):
    """A thousandth of `megabytes` on the wire: spaces and then `[]`."""
    def packed():
        packer = zlib.compressobj(9, wbits=31)
        for block in filled(b"", b" " * MEGABYTE, megabytes, b"[]"):
            yield packer.compress(block)
        yield packer.flush()
    return Answer(status, packed(), framing="chunked",
                  headers={"Content-Encoding": "gzip"})


def brotli_bomb(ask, answer, kilobytes, status):
    """Twelve bytes on the wire for each 16 MiB of spaces (RFC 7932): blocks
    of one literal that is inserted 2 ** 24 times."""
    block = [(0, 1), (2, 2), (2 ** 24 - 1, 24), (0, 1),   # length
             (0, 3), (0, 6), (0, 2), (0, 2),       # one of every kind of code
             (1, 2), (0, 2), (ord(" "), 8),        # of literals: a space
             (1, 2), (0, 2), (504, 10),            # of commands: insert
             (1, 2), (0, 2), (0, 6),               # of distances
             (2 ** 24 - 22594, 24)]
    bits = place = 0
    fields = [(0, 1)] + kilobytes * 85 * block + [(3, 2)]
    packed = bytearray()
    for value, width in fields:
        bits |= value << place
        place += width
        while place >= 8:
            packed.append(bits & 255)
            bits, place = bits >> 8, place - 8
    packed.append(bits)
    return Answer(status, bytes(packed), headers={"Content-Encoding": "br"})


def redirect_bomb(ask, answer, kilobytes):
    """In the body of a redirect, which nobody wants to see."""
    bomb = brotli_bomb(ask, answer, kilobytes, 302)
    return bomb.with_(headers={**bomb.headers,
                               "Location": ask.target + "&again=1"})


def encoded_twice(ask, answer, levels, fields):
    """Nothing at all comes out of the last decoder, but the one before it has
    megabytes of empty blocks for it."""
    body = b"\x1f\x8b\x08\0\0\0\0\0\0\3" + b"\0\0\0\xff\xff" * 10 ** 6
    for _ in range(levels - 1):
        body = gzip.compress(body, 9)
    name = {"one": "Content-Encoding", "transfer": "Transfer-Encoding"}[fields]
    return Answer(body=body, framing="close",
                  headers={name: ", ".join(["gzip"] * levels)})


WRONG_TYPES = json.dumps([
    {"paper": {"id": 2607.00001, "title": "The id is a number"}},
    {"paper": {"id": "2607.00002", "title": ["The", "title"],
               "upvotes": "12", "authors": "Ada Example",
               "publishedAt": 1785369600, "summary": {"text": "object"},
               "ai_keywords": "one, two", "githubStars": 1e300,
               "organization": "lab", "submittedOnDailyBy": []},
     "numComments": True, "isAuthorParticipating": "yes", "thumbnail": 7,
     "mediaUrls": [1, {"a": []}, "https://media.example/1.png"]},
    {"paper": {"id": "2607.00003", "title": "Numbers", "upvotes": 1.5,
               "authors": [1, None, {"name": 2}, {"name": "Ada Example"}]},
     "numComments": 10 ** 30},
    {"paper": "2607.00004"}, {"paper": None}, {}, 5, "text", None, []])

A_PAGE = ("<!doctype html><html><head><title>Gateway</title></head>"
          "<body><h1>Please sign in to the network</h1></body></html>")
AN_ERROR = '{"error":"Something went wrong on our side"}'
AN_OBJECT = '{"dailyPapers":[],"numTotalPapers":0}'

CUT = dict(after=100, framing="length", seconds=60)
GOTO = dict(status=302, count=1)

FAULTS = {
    # name: (function, its values unless told)
    "delay": (late, dict(seconds=1.0)),
    "drip": (slow, dict(rate=200)),
    "stall": (broken, dict(CUT, ending="stall")),
    "reset": (broken, dict(CUT, ending="reset", after=-1)),
    "truncate": (broken, dict(CUT, ending="close")),
    "wrap": (wrapped, dict(before="", after="")),
    "bad_encoding": (mislabelled, dict(encoding="gzip")),
    "long_headers": (long_headers, dict(size=MEGABYTE, lines=200)),
    "moved": (moved, dict(place=-1, to=0)),
    "entered": (entered, dict(by=1)),
    "changed": (changed, dict()),
    "status": (failed, dict(status=500, message="Internal error")),
    "rate_limit": (rate_limited, dict(how="RateLimit", wait=1)),
    "redirect": (redirected, dict(GOTO, to="{target}&again=1")),
    "redirect_other": (redirected, dict(GOTO, to="{other}{target}")),
    "redirect_file": (redirected, dict(GOTO, to="file:///etc/hostname")),
    "redirect_loop": (redirected, dict(GOTO, to="{target}", count=None)),
    "body": (body, dict(text="[]", status=200, kind=JSON)),
    "html": (body, dict(text=A_PAGE, status=200, kind=HTML)),
    "error_object": (body, dict(text=AN_ERROR, status=200, kind=JSON)),
    "object": (body, dict(text=AN_OBJECT, status=200, kind=JSON)),
    "wrong_types": (body, dict(text=WRONG_TYPES, status=200, kind=JSON)),
    "garbage": (garbage, dict(size=5000, seed=1)),
    "not_http": (not_http, dict(size=5000, seed=1, text="")),
    "deep": (deep, dict(depth=MEGABYTE, where="root")),
    "huge": (huge, dict(megabytes=300, of="entries", framing="chunked")),
    "gzip_bomb": (bomb, dict(megabytes=300, status=200)),
    "brotli_bomb": (brotli_bomb, dict(kilobytes=16, status=200)),
    "redirect_bomb": (redirect_bomb, dict(kilobytes=2)),
    "encoded_twice": (encoded_twice, dict(levels=3, fields="one")),
    "crumbs": (crumbs, dict(size=20000, framing="chunked")),
    "link": (linked, dict(to="{target}", fields='; rel="next"')),
    "many_headers": (many_headers, dict(name="Link", value="<a>",
                                        lines=30000)),
}


class Fault:
    """A row of FAULTS set on the requests whose target holds `match`: from
    the `nth` of them, `count` in all (None: every one)."""

    def __init__(self, kind, match="", nth=1, **values):
        if kind not in FAULTS:
            raise ValueError(f"no fault {kind!r}: {', '.join(FAULTS)}")
        self.make, defaults = FAULTS[kind]
        unknown = set(values) - set(defaults) - {"count", "pause", "chance"}
        if unknown:
            raise ValueError(f"{kind} takes {', '.join(defaults)}")
        self.values = {**defaults, **values}
        self.count = self.values.pop("count", None)
        self.pause = self.values.pop("pause", 0)
        self.chance = self.values.pop("chance", 1)
        self.random = random.Random(f"{kind} {match} {nth}")
        self.kind, self.match, self.nth, self.seen = kind, match, nth, 0

    def hits(self, target):
        """Whether it is this request's turn; every request is told once."""
        if self.match not in target:
            return False
        self.seen += 1
        return self.seen >= self.nth and (
            self.count is None or self.seen < self.nth + self.count) \
            and self.random.random() < self.chance
