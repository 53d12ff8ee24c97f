"""The parts of the manual that the code says itself: tables and functions as
papers_help has them, relations with what is pushed, the hosts of links, the
settings.

    python3 tests/tools/manual.py            writes them into docs/
    python3 tests/tools/manual.py --check    only says which are not written out

A part stands between `<!-- NAME -->` and `<!-- end -->` in its file."""

import contextlib
import functools
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("PAPERS_BUILD", ROOT / "build"))


def driver(*command):
    return subprocess.run([BUILD / "unit" / command[0], *command[1:]],
                          text=True, capture_output=True, check=True).stdout


def settings(db):
    """The table of the settings, from the rows of papers_config."""
    lines = ["| setting | default | accepted | environment | what it is |",
             "|---|---|---|---|---|"]
    rows = db.execute('SELECT name, "default", help FROM papers_config')
    for name, default, text in rows:
        what, accepted, variables = re.fullmatch(
            r"(.*) \(accepted: (.*?)(?:; environment: (.*))?\)", text).groups()
        variables = ", ".join(
            f"`{each}`" for each in (variables or "").split(", ") if each)
        if type(default) is str:
            default = default.replace(os.environ["HOME"], "~")
        default = "" if default is None else f"`{default}`"
        lines.append(f"| `{name}` | {default} | {accepted} | {variables} "
                     f"| {what} |")
    return "\n".join(lines) + "\n"


def columns(table, db):
    """The columns of a table, from the rows of papers_help."""
    lines = ["| column | type | what it is |", "|---|---|---|"]
    rows = db.execute("SELECT name, signature, help FROM papers_help "
                      "WHERE of = ?", (table,))
    for name, signature, text in rows:
        kind = signature.removeprefix(name).strip() or "any"
        lines.append(f"| `{name}` | {kind.replace('HIDDEN', 'hidden')} "
                     f"| {text} |")
    return "\n".join(lines) + "\n"


def functions(db):
    lines = ["| function | what it is |", "|---|---|"]
    lines += [f"| `{signature}` | {text} |" for signature, text in db.execute(
        "SELECT signature, help FROM papers_help WHERE kind = 'function'")]
    return "\n".join(lines) + "\n"


def usually(write):
    """What `write` makes of a connection that nothing in the environment has
    changed."""
    sys.path.insert(0, str(ROOT / "tests"))
    from conftest import connect
    for name in [*os.environ]:
        if name.startswith(("PAPERS_CACHE", "HF_", "XDG_")):
            del os.environ[name]
    os.environ["HOME"] = "/home/reader"
    with contextlib.closing(connect()) as db:
        return write(db)


PARTS = [
    ("docs/table.md", "columns", lambda: driver("columns_driver", "papers")),
    *[("docs/tables.md", name, functools.partial(
        driver, "columns_driver", name))
      for name in ("papers_authors", "papers_artifacts", "papers_comments",
                   "papers_text")],
    *[(file, name, functools.partial(usually, functools.partial(columns, name)))
      for file, name in (("docs/tables.md", "papers_help"),
                         ("docs/settings.md", "papers_config"),
                         ("docs/settings.md", "papers_requests"),
                         ("docs/functions.md", "repo_links"))],
    ("docs/functions.md", "functions", functools.partial(usually, functions)),
    ("docs/functions.md", "hosts", lambda: driver("hosts_driver")),
    ("docs/settings.md", "settings", functools.partial(usually, settings)),
]


def part_of(file, name):
    """Where the part stands: what is before it, the part, what is behind."""
    text = (ROOT / file).read_text(encoding="utf-8")
    before, begin, rest = text.partition(f"<!-- {name} -->\n")
    part, end, behind = rest.partition("<!-- end -->\n")
    assert begin and end, f"{file} has no part {name}"
    return before + begin, part, end + behind


def main(check):
    stale = 0
    for file, name, write in PARTS:
        before, part, behind = part_of(file, name)
        written = write()
        if part == written:
            continue
        stale += 1
        print(f"{file}: {name}")
        if not check:
            (ROOT / file).write_text(before + written + behind,
                                     encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
