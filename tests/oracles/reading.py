"""An independent reading of the Hub's entries: what every column must say,
from the contract and from Python's own libraries alone."""

import datetime
import json
import re

COLUMNS = """id title abstract authors author_count published listed week month
rank upvotes comments submitter organization organization_name keywords
ai_summary repo repo_source repo_stars project_page media thumbnail
author_participating url arxiv_url pdf_url withdrawn""".split()


def fold(text):
    """One line: every run of white space is a space."""
    return None if text is None else " ".join(text.split())


def paragraphs(text):
    """A blank line, or a line that begins with a space, begins a paragraph;
    every other line end is a space."""
    if text is None:
        return None
    done, current = [], []
    for line in re.split(r"\r\n|\r|\n", text.strip()):
        if (not line.strip() or line[0] in " \t") and current:
            done.append(" ".join(current))
            current = []
        current += line.split()
    if current:
        done.append(" ".join(current))
    return "\n".join(done)


def array(values):
    return None if values is None else json.dumps(
        values, ensure_ascii=False, separators=(",", ":"))


def moment(text):
    """An ISO 8601 time in UTC, to the second."""
    if text is None:
        return None
    time = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return time.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def first(*values):
    return next((value for value in values if value is not None), None)


GITHUB = re.compile(r"^(?:https?://)?(?:www\.)?github\.com/"
                    r"([\w.-]+)/([\w.-]+?)(?:\.git)?(?:[/?#].*)?$", re.I)


def given_repo(url):
    """The canonical form of a plain GitHub URL, all that the field holds in
    practice; None where this reading cannot tell."""
    match = GITHUB.match(url.strip())
    return match and f"https://github.com/{match[1]}/{match[2]}"


def media(entry, paper):
    one = entry.get("mediaUrl")
    return first(paper.get("mediaUrls"), entry.get("mediaUrls"),
                 None if one is None else [one])


def row(entry, day=None, rank=None):
    """What each column of the entry must be. `repo` and `repo_source` are
    left out where the listing does not give the repository."""
    paper = entry.get("paper", entry)
    submitted = paper.get("submittedOnDailyAt")
    listed = day or (submitted and moment(submitted)[:10])
    date = listed and datetime.date.fromisoformat(listed)
    authors = paper.get("authors")
    names = authors and [a["name"] for a in authors if not a.get("hidden")]
    if authors == []:
        names = []
    organization = first(paper.get("organization"), entry.get("organization"),
                         entry.get("submitterOrganization"), {})
    by = paper.get("submittedOnDailyBy") or {}
    flag = entry.get("isAuthorParticipating")
    values = {
        "id": paper["id"],
        "title": fold(first(paper.get("title"), entry.get("title"))),
        "abstract": paragraphs(first(paper.get("summary"),
                                     entry.get("summary"))),
        "authors": array(names),
        "author_count": None if names is None else len(names),
        "published": moment(paper.get("publishedAt")),
        "listed": listed,
        "week": date and "%04d-W%02d" % date.isocalendar()[:2],
        "month": listed and listed[:7],
        "rank": rank,
        "upvotes": paper.get("upvotes"),
        "comments": entry.get("numComments"),
        "submitter": first((entry.get("submittedBy") or {}).get("name"),
                           by.get("user")),
        "organization": organization.get("name"),
        "organization_name": organization.get("fullname"),
        "keywords": array(paper.get("ai_keywords")),
        "ai_summary": paper.get("ai_summary"),
        "repo_stars": paper.get("githubStars"),
        "project_page": paper.get("projectPage"),
        "media": array(media(entry, paper)),
        "thumbnail": entry.get("thumbnail"),
        "author_participating": None if flag is None else int(flag),
        "url": "https://huggingface.co/papers/" + paper["id"],
        "arxiv_url": "https://arxiv.org/abs/" + paper["id"],
        "pdf_url": "https://arxiv.org/pdf/" + paper["id"],
        "withdrawn": moment(paper.get("withdrawnAt")),
    }
    repo = paper.get("githubRepo")
    if repo and given_repo(repo):
        values["repo"] = given_repo(repo)
        values["repo_source"] = paper.get("githubRepoAddedBy", "listing")
    return values


def differences(read, expected):
    """The cells of a row (a dict) that are not as they must be, by type too."""
    return [(expected["id"], name, read[name], value)
            for name, value in expected.items()
            if read[name] != value or type(read[name]) is not type(value)]
