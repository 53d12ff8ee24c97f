"""The examples of the manual are tests: README.md and docs/*.md.

A fenced block of sql is run in the sqlite3 shell, in box mode, against the
sample hub; the blocks of one document are one session. A fenced block of text
right after it is what it prints, first the results, then the errors; without
one it must print no error. In the text "..." stands for anything, the hub's
address is shown as the real one, and how wide the boxes are drawn does not
count. Blocks of other languages are run by other tests, which take them with
tests/tools/documents.py; those that no test can run stand in NOT_RUN.

Run as a program, this writes what the examples print into the documents named
(all of them, if none is); a block that still fits stays as it is.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import pytest

from conftest import LIBRARY, PATIENCE, ROOT, SHELL, needs_fts5, needs_sqlite
from documents import DOCUMENTS, all_blocks
from hub import Hub

REAL = "https://huggingface.co"

EXAMPLE = re.compile(
    r"^```sql\n(?P<sql>.*?)^```\n"
    r"(?P<between>\n*```text\n(?P<text>.*?)^```\n)?", re.M | re.S)
# The semicolon is for a block that ends with a comment.
MARK = ".print mark {0}\nSELECT mark_{0};\n"
MARK_PRINTED = re.compile(r"^mark \d+\n", re.M)
MARK_MISSED = re.compile(r"^\w.*no such column: mark_\d+\n(?: .*\n)*", re.M)


# What no test runs, and why.
NOT_RUN = {
    ("internals.md", ""): "a drawing",
    ("CONTRIBUTING.md", "sh"): "they run these tests, and write what "
                               "test_the_tables_of_the_manual_are_the_rows sees",
}
# How a test takes blocks: all of a document, those of a language, or one of them.
TAKEN = re.compile(r'''\b(?:all_blocks\("(?P<all>[\w.]+)"\)
    |blocks\("(?P<each>[\w.]+)",\ "(?P<kind>\w*)"\)(?!\[)
    |block\("(?P<one>[\w.]+)",\ "(?P<of>\w*)"(?:,\s+"(?P<part>[^"]*)")?\)
    |cron_command\("(?P<cron>[\w.]+)",\ "(?P<line>[^"]*)"\))''', re.X)


def examples(document):
    return list(EXAMPLE.finditer(document.read_text(encoding="utf-8")))


SESSIONS = [document for document in DOCUMENTS if examples(document)]


def run(sqls, endpoint, folder):
    """What each of the blocks prints: pairs of results and errors."""
    library = pathlib.Path(LIBRARY)
    (folder / "build").mkdir()
    for suffix in (".so", ".dylib"):
        (folder / "build" / f"papers{suffix}").symlink_to(f"{library}{suffix}")
    (folder / "sql").symlink_to(ROOT / "sql")
    (folder / "docs").symlink_to(ROOT / "docs")
    script = "".join(MARK.format(i) + sql + ";\n" for i, sql in enumerate(sqls))
    done = subprocess.run(
        [*SHELL, "-box"], input=script, capture_output=True, text=True,
        cwd=folder, timeout=120 * PATIENCE,
        env={**os.environ, "HF_ENDPOINT": endpoint})
    printed = MARK_PRINTED.split(done.stdout)[1:]
    errors = MARK_MISSED.split(done.stderr)[1:]
    assert len(printed) == len(errors) == len(sqls), done.stderr
    return [tuple(re.sub(" near line [0-9]+", "", text).replace(endpoint, REAL)
                  for text in pair) for pair in zip(printed, errors)]


def squeeze(line):
    """A line without the width of its box."""
    return re.sub(r"─+", "─", re.sub(r" +", " ", line)).strip()


def fits(wanted, got):
    pattern = ".*".join(map(re.escape, squeeze(wanted).split("...")))
    return re.fullmatch(pattern, squeeze(got)) is not None


def same(wanted, got):
    wanted, got = wanted.splitlines(), got.splitlines()
    return len(wanted) == len(got) and all(map(fits, wanted, got))


def faults(document, endpoint, folder):
    """Yields, in words, what a document says wrongly."""
    blocks = examples(document)
    outputs = run([b["sql"] for b in blocks], endpoint, folder)
    for block, (printed, errors) in zip(blocks, outputs):
        line = block.string.count("\n", 0, block.start("sql"))
        where = f"{document.relative_to(ROOT)}:{line}"
        if block["text"] is None:
            if errors:
                yield f"{where}: {errors}"
        elif not same(block["text"], printed + errors):
            yield f"{where}:\n" + "\n".join(difflib.unified_diff(
                block["text"].splitlines(), (printed + errors).splitlines(),
                "the document", "the shell", lineterm=""))


def needs(document):
    """Before 3.38 query plans are worded differently."""
    marks = [needs_sqlite(3, 38)]
    if any(re.search(r"\bkeyword_|^\.read sql/", b["sql"], re.M)
           for b in examples(document)):
        marks.append(needs_fts5)
    return pytest.param(document, marks=marks, id=document.name)


@pytest.mark.parametrize("document", map(needs, SESSIONS))
def test_examples_print_what_the_document_says(document, hub, tmp_path):
    folder = tmp_path / "session"
    folder.mkdir()
    found = list(faults(document, hub.url, folder))
    assert not found, "\n".join(found)


def test_the_security_page_names_tests_that_are_there():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(test_\w+)`", page))
    there = {name for path in (ROOT / "tests").rglob("test_*.py")
             for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"),
                                    re.M)}
    assert len(named) > 40 and named <= there, named - there


def test_the_readme_has_examples():
    found = examples(ROOT / "README.md")
    assert len(found) == 5 and len([e for e in found if e["text"]]) == 4


def taken(source):
    """The blocks that a test's source takes: document, language and text."""
    for found in TAKEN.finditer(source):
        document = found["all"] or found["each"] or found["one"] or found["cron"]
        language = found["kind"] or found["of"] or found["cron"] and "crontab"
        part = found["part"] or found["line"] or ""
        for each, text in all_blocks(document):
            if found["all"] or each == (language or "") and part in text:
                yield document, each, text


def test_every_block_is_run():
    """Those of sql by this file, and what stands in text is what they print."""
    run = {block for path in (ROOT / "tests").rglob("*.py")
           if path.name != pathlib.Path(__file__).name
           for block in taken(path.read_text(encoding="utf-8"))}
    for path in DOCUMENTS:
        every = [(path.name, *block) for block in all_blocks(path.name)]
        left = {block[:2] for block in every
                if block[1] not in ("sql", "text") and block not in run}
        assert left <= NOT_RUN.keys(), (
            "take them in a test by documents.block(), or say in NOT_RUN why not")
        prints = [e for e in examples(path) if e["text"] is not None]
        languages = [language for _, language, _ in every]
        assert languages.count("sql") == len(examples(path))
        assert languages.count("text") == len(prints)


@pytest.mark.parametrize("source, count", [
    ('block("README.md", "sh", "make demo")', 1), ('block("README.md", "c")', 0),
    ('cron_command("setup.md", "daily.sh")', 1), ('blocks("README.md", "sh")', 2),
    ('blocks("README.md", "sh")[1:]', 0), ('all_blocks("internals.md")', 1)])
def test_what_a_test_takes_is_seen(source, count):
    assert len(list(taken(source))) == count


@pytest.mark.parametrize("wanted, got, fit", [
    ("│ a  │", "│ a      │", True), ("┌──┐", "┌────┐", True),
    ("│ 2... │", "│ 2026-07-31 │", True), ("│ 1 │", "│ 2 │", False),
    ("a\nb\n", "a\n", False)])
def test_comparing_forgives_width_only(wanted, got, fit):
    assert same(wanted, got) is fit


def kept(wanted, got):
    """The new text of a block: lines that say "..." stay where they fit."""
    if wanted and same(wanted, got):
        return wanted
    return got


def write(document):
    """Puts what the examples print into the document."""
    blocks = examples(document)
    with tempfile.TemporaryDirectory() as folder, Hub() as hub:
        outputs = run([b["sql"] for b in blocks], hub.url,
                      pathlib.Path(folder))
    text = document.read_text(encoding="utf-8")
    for block, pair in reversed(list(zip(blocks, outputs))):
        if block["text"] is not None:
            text = (text[:block.start("text")]
                    + kept(block["text"], "".join(pair))
                    + text[block.end("text"):])
    document.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:] or SESSIONS:
        write(pathlib.Path(name).resolve())


def named_paths(text):
    """What looks like a path of this repository: in code, with a slash in it,
    and the blocks that show one at the beginning of a line."""
    spans = re.findall(r"`([a-z_.]+(?:/[a-z_0-9.]*)+)`", text)
    return sorted(set(spans))


@pytest.mark.parametrize("manual", ["internals.md", "CONTRIBUTING.md"])
def test_every_path_is_there(manual):
    """The folders of ext/ may be named without it, and a module without the
    ending of its two files."""
    paths = named_paths((ROOT / "docs" / manual).read_text())
    places = [ROOT, ROOT / "ext"]
    gone = [path for path in paths
            if not any((place / (path + end)).exists()
                       for place in places for end in ("", ".c"))]
    assert len(paths) > 10 and gone == []


def test_every_make_target_that_a_document_names_is_there():
    there = {target for name in ("Makefile", ".make/proofs.mk")
             for target in re.findall(r"^([a-z-]+):", (ROOT / name).read_text(),
                                      re.M)}
    named = set()
    for document in DOCUMENTS:
        for line in re.findall(r"(?:`|^)make ((?:[a-z-]+ ?)+)",
                               document.read_text(encoding="utf-8"), re.M):
            named |= set(line.split())
    assert len(named) > 10 and named <= there, named - there
