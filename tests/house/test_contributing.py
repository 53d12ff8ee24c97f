"""The diffs of docs/CONTRIBUTING.md: applied to a copy of the tree, all at
once, they build, and what is new can be used."""

import json
import os
import re
import shutil
import subprocess

import pytest

from conftest import ROOT, python
from documents import blocks

DIFFS = blocks("CONTRIBUTING.md", "diff")


class Hunk:
    """Some lines that stand together in a file, before and after."""

    def __init__(self, lines):
        self.before = [line[1:] for line in lines if line[:1] in (" ", "-")
                       or not line]
        self.after = [line[1:] for line in lines if line[:1] in (" ", "+")
                      or not line]
        self.only_adds = all(line[:1] == "+" for line in lines)

    def apply(self, text):
        before, after = "\n".join(self.before), "\n".join(self.after)
        if self.only_adds:
            return text + after + "\n"
        assert text.count(before) == 1, before
        return text.replace(before, after)


def files_of(diff):
    """Each file's path and hunks."""
    for part in re.split(r"^--- .*\n", diff, flags=re.M)[1:]:
        path, _, rest = part.partition("\n")
        hunks = [Hunk(text.rstrip("\n").split("\n"))
                 for text in re.split(r"^@@\n", rest, flags=re.M)[1:]]
        yield path.removeprefix("+++ b/"), hunks


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the tree with every diff applied, built."""
    folder = tmp_path_factory.mktemp("tree")
    for name in (".make", "ext", "Makefile"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name)
        else:
            shutil.copy2(ROOT / name, folder / name)
    for diff in DIFFS:
        for path, hunks in files_of(diff):
            file = folder / path
            text = file.read_text() if file.exists() else ""
            for hunk in hunks:
                text = hunk.apply(text)
            file.write_text(text)
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "PAPERS", "LD_"))}
    done = subprocess.run(
        ["make", "-j2", "all", "CFLAGS=-O0 -Werror"], cwd=folder, text=True,
        capture_output=True, env=environment)
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("query, rows", [
    ("SELECT discussion FROM papers WHERE listed = '2026-07-31' LIMIT 1",
     None),
    ("SELECT name FROM pragma_table_info('papers') WHERE cid BETWEEN 1 AND 3",
     [["title"], ["discussion"], ["abstract"]]),
    ("SELECT count(*) = (SELECT count(*) FROM papers_authors WHERE listed = "
     "'2026-07-31' AND login IS NOT NULL) AND count(*) > 0 "
     "FROM papers_users WHERE listed = '2026-07-31'", [[1]]),
    ("SELECT paper, count(*) > 0 FROM papers_users WHERE paper = (SELECT paper "
     "FROM papers_users WHERE listed = '2026-07-31' LIMIT 1) GROUP BY paper "
     "HAVING count(DISTINCT listed) = 1", None),
    ("SELECT url FROM repo_links('see my-tool.surge.sh/demo')",
     [["https://my-tool.surge.sh/demo"]]),
    ("SELECT papers_config('width')", [[80]]),
    ("SELECT text_bytes('é')", [[2]])])
def test_what_the_diffs_bring(tree, hub, query, rows):
    program = (
        "import json, sys\n"
        "db = conftest.connect()\n"
        "db.execute('SELECT papers_config(?, ?)', ('endpoint', sys.argv[1]))\n"
        "print(json.dumps(db.execute(sys.argv[2]).fetchall()))\n")
    done = subprocess.run(
        **python(program, hub.url, query,
                 PAPERS_LIBRARY=str(tree / "build" / "papers")),
        capture_output=True)
    assert (done.returncode, done.stderr) == (0, "")
    found = json.loads(done.stdout)
    assert found == rows if rows else len(found) == 1


def test_there_is_a_diff_for_each_journey():
    assert len(DIFFS) == 5
