#!/usr/bin/env python3
"""Checks that no function of ext/ can be called while it runs: what somebody
gives us must not decide how deep the host's stack becomes. Prints each circle
of calls and ends with a code other than 0 where there is one.

A name that stands in a function counts as a call of it, so that functions
which are handed on are followed too; what is reached through a table at the top
of a file, or through SQLite, is not."""

import pathlib
import re
import sys

EXT = pathlib.Path(__file__).resolve().parents[2] / "ext"

NOISE = re.compile(r"/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'",
                   re.S)
# The code is formatted: a function begins at the left margin, and ends there.
FUNCTION = re.compile(r"^(?!enum|struct \w+ \{)((?:\w+[ *]+)+)(\w+)\("
                      r"([^;{}]*)\) \{\n(.*?)^\}", re.S | re.M)
NAME = re.compile(r"(?<![\w.>])(?<!struct )(?<!enum )(\w+)\b")


def functions(file):
    """Yields name, whether it is static, and the names in its body, without
    those of its arguments and variables."""
    text = NOISE.sub(" ", file.read_text(encoding="utf-8"))
    for kind, name, arguments, body in FUNCTION.findall(text):
        own = set(re.findall(r"(\w+)(?:\[\w*\])?\s*(?:,|$)", arguments))
        own |= set(re.findall(r"[\w*]\s[*]*(\w+)(?:\[[^]]*\])? ?[=;,]", body))
        called = set(re.findall(r"(\w+)\(", body))
        names = set(NAME.findall(body)) - own | called
        yield name, "static" in kind.split(), names


def call_graph(folder):
    """Functions as (file, name), file being "" for those with one name in the
    program, and what each of them calls."""
    found = [(file, *function) for file in sorted(folder.rglob("*.[ch]"))
             for function in functions(file)]
    keys = {(str(file) if is_static else "", name)
            for file, name, is_static, _ in found}

    def key_of(file, name):
        return next((key for key in ((str(file), name), ("", name))
                     if key in keys), None)

    return {key_of(file, name): {key_of(file, called) for called in names}
            - {None} for file, name, _, names in found}


def circles(graph):
    """The functions that can be reached from themselves, in groups."""
    reach = {}
    for start in graph:
        seen, due = set(), [start]
        while due:
            fresh = graph[due.pop()] - seen
            seen |= fresh
            due += fresh
        reach[start] = seen
    groups = {frozenset(other for other in reach[key] if key in reach[other])
              for key in graph if key in reach[key]}
    return [sorted(name for _, name in group) for group in groups]


def main():
    graph = call_graph(EXT)
    found = sorted(circles(graph))
    for names in found:
        print("called while it runs:", ", ".join(names))
    if not found:
        print(f"recursion: none in {len(graph)} functions")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
