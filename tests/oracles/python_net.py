"""Python's email and urllib against what we read of an answer's head, write
into a request's URL and find as a link."""

import email
import random
import subprocess
import urllib.parse
import urllib.request

from conftest import BUILD, connect
from hub import Hub

# -- heads of answers

TEXTS = ["a", "x y", "a,b", "a; b", "rel=next", "r=7;t=8", "<b>", "", "Zürich"]
FIELDS = ["Link", "RateLimit", "Content-Type", "ETag", "X-Error-Message",
          "Retry-After", "Content-Encoding", "Transfer-Encoding", "Server",
          "Linked", "X-Link"]


def parameter(dice, name, value):
    """name=value, in quotes where it must be, and with odd spaces."""
    if not value.isalnum() or dice.random() < .5:
        value = f'"{value}"'
    before, behind = dice.choice(["", " ", "  "]), dice.choice(["", " "])
    return f"{before}{name}={value}{behind}"


def link(dice, number):
    parts = [parameter(dice, "rel", dice.choice(
        ["next", "prev", "Next", "first next", "nextish", "last", ""]))]
    parts = parts[:dice.choice([0, 1, 1, 1])]
    parts += [parameter(dice, name, dice.choice(TEXTS)) for name in dice.sample(
        ["title", "type", "anchor"], dice.randrange(3))]
    dice.shuffle(parts)
    target = dice.choice(["https://hub.example/api?p={}", "/a?x=1&p={}", "?{}"])
    return ";".join([f"<{target.format(number)}>", *parts])


def policy(dice):
    parts = [parameter(dice, "r", str(dice.randrange(600))),
             parameter(dice, "t", str(dice.randrange(400)))]
    if dice.random() < .3:
        parts.append(parameter(dice, "w", dice.choice(TEXTS)))
    dice.shuffle(parts)
    return ";".join([dice.choice(['"api"', "api", '"a;r=1"']), *parts])


def value_of(dice, name):
    comma = dice.choice([",", ", ", " ,"])
    if name in ("Link", "X-Link"):
        return comma.join(link(dice, number) for number in range(
            dice.choice([1, 1, 2, 4])))
    if name == "RateLimit":
        return comma.join(policy(dice) for _ in range(dice.choice([1, 2])))
    if name == "Content-Type":
        return dice.choice(["text/html", "text/html; charset=utf-8",
                            "TEXT/HTML;a=b", "text/plain", "application/json"])
    if name.endswith("Encoding"):
        return comma.join(dice.sample(
            ["gzip", "Chunked", "identity", "BR", "x"], dice.choice([1, 1, 2])))
    return dice.choice([*TEXTS, 'W/"abc"', "120", "x" * 300])


def head_of(dice):
    lines = ["HTTP/1.1 200 OK"]
    for name in dice.choices(FIELDS, k=dice.randrange(7)):
        name = dice.choice([name, name.lower(), name.upper()])
        space = dice.choice(["", " ", "\t"])
        value = value_of(dice, next(each for each in FIELDS
                                    if each.lower() == name.lower()))
        lines.append(f"{name}:{space}{value}{dice.choice(['', ' '])}")
    return "\r\n".join(lines) + "\r\n\r\n"


def parameters(text):
    """What is before the first semicolon, and {name: value} of the others."""
    message = email.message_from_string(f"X: {text}\n\n")
    first, *others = message.get_params(header="X")
    return "=".join(filter(None, first)), dict(reversed(others))


def elements(text):
    return map(parameters, urllib.request.parse_http_list(text))


def by_email(head):
    """What header_driver must print, out of Python's libraries."""
    message = email.message_from_string(head.partition("\r\n")[2])

    def every(name):
        return [each.strip(" \t") for each in message.get_all(name, [])]

    targets = [first[1:-1] for value in every("Link")
               for first, given in elements(value)
               if "next" in given.get("rel", "").lower().split()]
    limits = [(int(given["r"]), -int(given["t"]))
              for value in every("RateLimit")[:1]
              for _, given in elements(value)]
    left, reset = min(limits, default=(-1, 1))
    codings = [coding.strip().lower() for name, value in message.items()
               if name.lower() in ("content-encoding", "transfer-encoding")
               for coding in value.split(",")
               if coding.strip().lower() not in ("identity", "chunked")]
    is_html = bool(every("Content-Type")) and (
        message.get_content_type() == "text/html")
    tag = next((tag for tag in every("ETag") if 0 < len(tag) < 256), "")
    said = next(filter(None, every("X-Error-Message")), "")
    return [str(int(bool(targets))), targets[0] if targets else "",
            str(int(is_html)), str(int(bool(every("Retry-After")))),
            str(left), str(-reset), tag, said.encode()[:255].decode(
                errors="ignore"), str(len(codings)),
            codings[0] if codings else ""]


def of_headers(_, seed):
    dice = random.Random(seed)
    with subprocess.Popen([BUILD / "unit" / "header_driver"], text=True,
                          stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as driver:
        while True:
            head = head_of(dice)
            driver.stdin.write(head)
            driver.stdin.flush()
            ours = driver.stdout.readline().removesuffix("\n").split("\t")
            due = by_email(head)
            yield None if ours == due else (
                f"{ours} here, {due} for Python: {head!r}")


# -- URLs

LETTERS = "abcZ019-._~ éü日🤗&=#%+?/;:@!$'()*,[]{}|\\^`<>\"\t\n"
SAFE = "abcxyzABC0189_"   # and no dashes, which end a link where they are many


def word(dice, letters, most):
    return "".join(dice.choices(letters, k=dice.randrange(1, most)))


def of_requests(folder, seed):
    """What is asked for arrives as it was."""
    dice, db = random.Random(seed), connect()
    with Hub(folder) as hub:
        db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
        db.execute("SELECT papers_config('cache', 'off')")
        while True:
            words = "a" + word(dice, LETTERS, 30) + "b"
            paper = dice.choice([
                f"{dice.choice(['hep-th', 'cs'])}/9901{{:03}}",
                "2601.{:05}"]).format(dice.randrange(1, 999))
            db.execute("SELECT count(*) FROM papers WHERE papers MATCH ?",
                       [words]).fetchone()
            db.execute("SELECT count(*) FROM papers_comments WHERE paper = ?",
                       [paper]).fetchone()
            search, comments = [urllib.parse.urlsplit(each["target"])
                                for each in hub.asked()]
            hub.reset()
            arrived = urllib.parse.parse_qs(search.query).get("q")
            *_, last = map(urllib.parse.unquote, comments.path.split("/"))
            yield None if (arrived, last) == ([words], paper) else (
                f"{words!r}, {paper}: {search.query}, {comments.path}")


def address(dice):
    """A URL of a host that is no code host."""
    labels = [word(dice, SAFE[:10], 6) for _ in range(dice.randrange(1, 4))]
    port = dice.choice(["", "", "", ":80", ":443",
                        f":{dice.randrange(1, 65536)}"])
    path = "".join(f"/{word(dice, SAFE, 8)}" for _ in range(dice.randrange(4)))
    query = dice.choice(["", f"?{word(dice, SAFE, 5)}={word(dice, SAFE, 9)}"])
    part = dice.choice(["", "", f"#{word(dice, SAFE, 9)}"])
    host = ".".join([*labels, dice.choice(["org", "edu", "de", "example"])])
    scheme = dice.choice(["http", "https", "HTTPS"])
    if (query or part or port in (":80", ":443")) and not path:
        path = f"/{word(dice, SAFE, 8)}"
    if dice.random() < .5:
        host = host.upper()
    return f"{scheme}://{host}{port}{path}{query}{part}"


def parts_of(url):
    """What has a meaning in a URL; the port of its scheme has none."""
    parts = urllib.parse.urlsplit(url)
    port = {"http": ":80", "https": ":443"}[parts.scheme]
    return (parts.scheme, parts.netloc.lower().removesuffix(port),
            parts.path.rstrip("/"), parts.query, parts.fragment)


def of_links(_, seed):
    dice, db = random.Random(seed), connect()
    while True:
        urls = [address(dice) for _ in range(dice.choice([1, 2, 3]))]
        text = dice.choice(["See {}.", "({})", "<{}>", '"{}"', "at {}, and"])
        found = db.execute(
            "SELECT url, host, raw, start FROM repo_links(?)",
            [" and ".join(text.format(url) for url in urls)]).fetchall()
        wrong = [each for each in zip(urls, found)
                 if parts_of(each[0]) != parts_of(each[1][0])
                 or parts_of(each[0])[1] != each[1][1] or each[0] != each[1][2]]
        yield None if not wrong and len(found) == len(urls) else (
            f"{wrong or found}: {urls}")
