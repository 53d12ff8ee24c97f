"""The examples of the manual, as tests run them: the fenced blocks of README.md and
docs/*.md. tests/house/test_docs.py looks who takes which."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([ROOT / "README.md", *(ROOT / "docs").glob("*.md")])
FENCED = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)


def all_blocks(document):
    """The language and the text of each, in order; `document` by its name."""
    path, = (path for path in DOCUMENTS if path.name == document)
    return FENCED.findall(path.read_text(encoding="utf-8"))


def blocks(document, language):
    """The texts in one language."""
    return [text for each, text in all_blocks(document) if each == language]


def block(document, language, part=""):
    """The one in which that part stands."""
    (found,) = (text for text in blocks(document, language) if part in text)
    return found


def commands(text):
    """Those of a block of sh, each without its comment, as one line."""
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    found = (re.sub(r"\s+#.*", "", line).strip() for line in lines)
    return [line for line in found if line]


def cron_command(document, part):
    """What cron gives to the shell: all behind minute, hour, day of the month,
    month and day of the week."""
    *when, command = block(document, "crontab", part).strip().split(None, 5)
    assert len(when) == 5 and "\n" not in command and "%" not in command
    for field, most in zip(when, (59, 23, 31, 12, 7)):
        assert field == "*" or 0 <= int(field) <= most
    return command
