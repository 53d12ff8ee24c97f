"""The picture of a run in the sqlite3 shell: docs/shell.svg.

    python3 tests/tools/picture.py           writes it

What is shown was printed by the shell, for the sample of the test hub. Every line
is stretched to its width, so that the boxes are closed in every font."""

import html
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICTURE = ROOT / "docs" / "shell.svg"

LOADED = "/usr/local/lib/sqlite3/papers"
SESSION = [
    "SELECT upvotes, comments AS talk, id, title\n"
    "  FROM papers WHERE listed = (SELECT listed FROM papers LIMIT 1)\n"
    " ORDER BY upvotes DESC LIMIT 3;",
    "CREATE TABLE notes(paper, note);",
    "INSERT INTO notes VALUES ('2607.22001', 'for Monday');",
    "SELECT note, author_count AS authors, listed, title\n"
    "  FROM notes JOIN papers ON papers.id = notes.paper;",
    "SELECT listed, repo, repo_stars AS stars FROM papers\n"
    " WHERE week = '2026-W30' AND repo IS NOT NULL\n"
    " ORDER BY repo_stars DESC LIMIT 3;"]

COLUMN, LINE, MARGIN = 8.4, 18, 16
HARD = "\u00a0"  # a space that no reader of SVG folds
INK = {"prompt": "#7d8590", "typed": "#e6edf3", "printed": "#a5d6ff"}


def printed(statements, library, endpoint):
    """What the shell prints for each statement."""
    mark = "-- next"
    script = "".join(f"{sql}\n.print {mark}\n" for sql in statements)
    done = subprocess.run(
        ["sqlite3", "-batch", "-bail", "-init", os.devnull, "-cmd",
         f".load {library}", "-cmd", ".mode box"], input=script, text=True,
        encoding="utf-8", capture_output=True,
        env={**os.environ, "HF_ENDPOINT": endpoint, "PAPERS_CACHE": ":memory:"})
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    parts = done.stdout.split(f"{mark}\n")[:-1]
    assert len(parts) == len(statements)
    return [part.splitlines() for part in parts]


def typed(sql):
    """The lines of a statement with the shell's prompts before them."""
    prompts = ["sqlite> ", *["   ...> "] * sql.count("\n")]
    return [[("prompt", prompt), ("typed", line)]
            for prompt, line in zip(prompts, sql.split("\n"))]


def session(library, endpoint):
    """Lines: each is a list of pieces of text, with what they are."""
    lines = [[("prompt", "$ "), ("typed", "sqlite3 -box papers.db")],
             *typed(f".load {LOADED}")]
    for sql, output in zip(SESSION, printed(SESSION, library, endpoint)):
        lines += typed(sql) + [[("printed", line)] for line in output]
    return lines


def drawn(line, y):
    x, pieces = MARGIN, []
    for kind, text in line:
        width = len(text) * COLUMN
        pieces.append(
            f'<text x="{x:g}" y="{y}" textLength="{width:g}" '
            f'lengthAdjust="spacingAndGlyphs" fill="{INK[kind]}">'
            f'{html.escape(text, quote=False).replace(" ", HARD)}</text>\n')
        x = round(x + width, 2)
    return "".join(pieces)


def picture(lines):
    columns = max(sum(len(text) for _, text in line) for line in lines)
    width = round(columns * COLUMN + 2 * MARGIN)
    height = len(lines) * LINE + 2 * MARGIN
    body = "".join(drawn(line, MARGIN + LINE * i + 13)
                   for i, line in enumerate(lines))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" '
            f'height="{height}" viewBox="0 0 {width} {height}" '
            'font-size="14" '
            'font-family="ui-monospace, Menlo, Consolas, '
            '\'DejaVu Sans Mono\', monospace">\n'
            "<title>A session in the sqlite3 shell</title>\n"
            '<rect width="100%" height="100%" rx="8" fill="#0d1117"/>\n'
            f"{body}</svg>\n")


def main():
    sys.path.insert(0, str(ROOT / "tests"))
    from conftest import LIBRARY
    from hub import Hub
    with Hub() as hub:
        PICTURE.write_text(picture(session(LIBRARY, hub.url)),
                           encoding="utf-8")


if __name__ == "__main__":
    main()
