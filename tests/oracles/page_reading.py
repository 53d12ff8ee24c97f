"""An independent reading of page text as it was saved whole: paragraphs between
blank lines, or, where there are none, lines in turn. It knows no damaged page:
those are compared with the whole one."""

import re

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
HEADINGS = re.compile(r"new|Get trending papers in your email inbox.*!"
                      r"|Subscribe|Daily Papers|byAK and the research community")
DAY = re.compile(r"(%s) (\d+)(?:, (\d{4}))?(?: (\d+))?" % "|".join(MONTHS))
COLUMNS = """title abstract author_count organization organization_name
published listed comments rank""".split()


def day(text, year=None):
    """(ISO day, comments) of `Jun 10`, `Oct 1, 2024`, `Jun 10 9`."""
    match = DAY.fullmatch(text)
    month = MONTHS.index(match[1]) + 1
    year = match[3] or year
    return (f"{year or '-'}-{month:02}-{int(match[2]):02}",
            match[4] and int(match[4]))


def block(text, row, year):
    """The lines under an abstract."""
    who, dot, when = text.split("\n")
    assert dot == "·"
    authors = re.fullmatch(r" *• (\d+) authors", who)
    if authors:
        row["author_count"] = int(authors[1])
    else:
        row["organization"], row["organization_name"] = who.split(" ", 1)
    row["published"], row["comments"] = day(when, year)
    if row["listed"] and row["published"] > row["listed"] > "0":
        row["published"] = str(int(year) - 1) + row["published"][4:]


def rows(text, year=None):
    """The papers of a page, as dicts of COLUMNS."""
    compact = "\n\n" not in text
    parts = text.split("\n" if compact else "\n\n")
    listed, found = None, []
    while True:
        glued = re.match(r"Subscribe(?=\S)", parts[0])
        if HEADINGS.fullmatch(parts[0]):
            parts.pop(0)
        elif DAY.fullmatch(parts[0]):
            listed = day(parts.pop(0), year)[0]
        else:
            parts[0] = parts[0][glued.end() if glued else 0:]
            break
    while parts:
        row = dict.fromkeys(COLUMNS)
        row["title"], row["abstract"] = parts.pop(0), parts.pop(0)
        row["listed"], row["rank"] = listed, len(found) + 1
        if parts and "\n·\n" in parts[0]:
            block(parts.pop(0), row, year)
        found.append(row)
    return found
