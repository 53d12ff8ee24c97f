"""Texts that nobody writes but to do harm: one thing again and again. And all
that reads texts."""

import sqlite3
import sys
import threading

# What may open without being closed, be glued together, or lead somewhere.
UNITS = [
    "(", "[", "{", "<", ")", "]", "}", "[[", "[{", '{"a":', '["a",', "[1,",
    '[{"name":"a"},', '{"dailyPapers":[', "<a ", "<a b=", "<!--", "<script>",
    "</", "<div data-target='DailyPapers' ", "<div data-props='[' ",
    "new", "new\n", "n e w", "Daily Papers", "Subscribe",
    "byAK and the research community", "Get trending papers in your email",
    "Get trending papers in your email inbox!", "8 authors\n", "8 authors",
    "Nov 3\n", "Nov 3 \u2022 \n", "\u2022 ", "\u2022\n", "\u00b7\n", "- ",
    "o ", "A Title\n", "A Title\n\n" + "words " * 40 + ".\n", "# ", "12. ",
    "NOT ", '"a" AND ', "a AND ", "a OR ", "a NOT ", "NEAR(", "NEAR(a, ",
    "-a ", "a* ", "^", "+", "a + ", "+a", "*", '"', '"" ', "a|b ", "(a ", "a) ",
    "a", "ab ", "\\", "\\url{", "\\href{", "\\href{a}{b}", "\\_", "](", "[a](",
    "`", "'", "https://", "http:/", "www.", "github.com/", "github. com/",
    "https://github.com/a/b.", "hf.co/", ".", "/", "//", ":", "-", "_", "#",
    "doi.org/", "a@b.", "user:pass@", "a.b.", "%20", "?a=b&",
    "et al.", "et al., ", "a,", "a and ", "a;", "&", "Lee, Ann and ", "Lee A, ",
    "J. ", "J.-", "van ", "John (", "{a} ", "X Collaboration:", "\uff0c",
    "2401.00001 ", "2401.00001", "2401.00001v1", "arxiv:", "cs/0101001 ",
    "1", "1,", "1.", "1/", "-1", "0", "1e9", "$", "2025-01-01T00:00:00.",
    "&amp;", "&#39;", "&quot;", "&#x0000000000000000", " ", "\n", "\t", "\r",
    "\0", "\u00e9", "\u2028", "\u3000 ", "\u5b57", "vs. ", "Ab. ", "word. Next ",
    "code at ",
]

# What a listing begins with before that, and ends with.
AROUND = [
    ("", ""),
    ("Get trending papers in your email inbox!\n", ""),
    ("Get trending papers in your email inbox!\nA Title\n\n" +
     "Some words. " * 40 + "\n\u00b7\nNov 3 " + "\u2022 " * 300 + "\n", ""),
    ('[{"paper":{"id":"1","summary":"', '"}}]'),
    ('[{"paper":{"id":"1","unknown":', "}}]"),
    ('<div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:'
     '[{&quot;paper&quot;:{&quot;id&quot;:&quot;', '&quot;}}]}">'),
]

PARSE = """(SELECT count(*) || max(length(title)) || max(length(repo)) ||
max(length(raw)) FROM papers_parse(?1))"""
LINKS = "(SELECT count(*) || max(length(url)) FROM repo_links(?1))"
KEYWORDS = [
    "keyword_match(?1, 'a b')", "keyword_match('a b', ?1)",
    "keyword_score(?1, 'a b')", "keyword_score('a b', ?1)",
    "keyword_highlight(?1, 'a b', '<', '>')",
    "keyword_highlight('a b', ?1, '<', '>')",
    "keyword_snippet(?1, 'a b', '<', '>', '...', 8)",
    "keyword_snippet('a b', ?1, '<', '>', '...', 8)",
]
PLAIN = ["author_count(?1)", "arxiv_id(?1)", "repo_link(?1)",
         "papers_config(?1)", LINKS]


def repeated(unit, length, around=("", "")):
    """About so many bytes of it."""
    count = length // len(unit.encode()) + 1
    return around[0] + unit * count + around[1]


def cases():
    """Each expression with each text that it may be given, as a function of
    the length."""
    for unit in UNITS:
        for around in AROUND:
            yield PARSE, unit, around
        for expression in PLAIN + KEYWORDS:
            yield expression, unit, AROUND[0]


def answer(db, expression, text):
    """What comes of it; most texts are errors."""
    try:
        return db.execute(f"SELECT {expression}", (text,)).fetchone()[0]
    except (sqlite3.Error, sqlite3.Warning) as error:
        return str(error)


def on_a_small_stack(library, length, stack):
    """Gives every text to everything in a thread with so many bytes of
    stack. Prints the case before it is tried: the last one is to blame."""
    def run():
        db = sqlite3.connect(":memory:")
        db.enable_load_extension(True)
        db.load_extension(library)
        for expression, unit, around in cases():
            print(repr((expression, unit, around)), flush=True)
            answer(db, expression, repeated(unit, length, around))

    threading.stack_size(stack)
    thread = threading.Thread(target=run)
    thread.start()
    thread.join()


if __name__ == "__main__":
    on_a_small_stack(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
