#!/usr/bin/env python3
"""Runs the unit programs and the tests on a build that counts, and prints how
many lines and branches of ext/ they ran, for each folder and in all.

    coverage.py BUILD [ARGUMENTS OF PYTEST]

Ends with 1 below LEAST, and names each function with a line that never ran and
that tests/cases/uncovered.tsv does not explain. With arguments it runs these
tests alone and only prints. gcovr reads what gcc counted."""

import collections
import csv
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXPLAINED = ROOT / "tests" / "cases" / "uncovered.tsv"
LEAST = {"lines": 95, "branches": 88}
WHOLE = ["-m", "not measures and not foreign", "tests"]
# These measure, and may fail in a slow build; but only they bring about that
# there is no room.
BESIDE = ["tests/net/test_space.py", "tests/table/test_memory.py"]


def run_tests(build, arguments):
    """Whether all passed."""
    environment = {
        **os.environ, "PAPERS_BUILD": str(build), "PAPERS_QUERIES": "400",
        "PAPERS_LIBRARY": str(build / "papers"),
        "PAPERS_PATIENCE": os.environ.get("PAPERS_PATIENCE") or "6",
        # A process that gives up its rights cannot write its counts, and says so.
        "GCOV_ERROR_FILE": os.devnull}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rf", "-p", "no:cacheprovider",
         *arguments], cwd=ROOT, env=environment).returncode == 0


def read_counts(build):
    """What gcovr has on each file."""
    done = subprocess.run(
        ["gcovr", "--root", ROOT, "--filter", "ext/", "--json", "-",
         build / "obj"], cwd=ROOT, text=True, stdout=subprocess.PIPE, check=True)
    files = json.loads(done.stdout)["files"]
    for file in files:
        file["lines"] = [line for line in file["lines"]
                         if not line["gcovr/noncode"]]
    return files


def function_of(file, line):
    before = [row for row in file["functions"]
              if row["lineno"] <= line["line_number"]]
    return max(before, key=lambda row: row["lineno"])["name"]


def figures_of(files):
    """Of each folder, and of all: lines, those run, branches, those taken."""
    figures = collections.defaultdict(lambda: [0] * 4)
    for file in files:
        taken = [branch["count"] > 0 for line in file["lines"]
                 for branch in line["branches"]]
        ran = [line["count"] > 0 for line in file["lines"]]
        for name in (os.path.dirname(file["file"]), "in all"):
            for at, values in enumerate((ran, taken)):
                figures[name][2 * at] += len(values)
                figures[name][2 * at + 1] += sum(values)
    return figures


def never_run(files):
    """The functions with a line that never ran, and those lines."""
    lines = collections.defaultdict(list)
    for file in files:
        for line in file["lines"]:
            if line["count"] == 0:
                place = file["file"], function_of(file, line)
                lines[place].append(str(line["line_number"]))
    return lines


def explained():
    with EXPLAINED.open(newline="") as table:
        return {(row["file"], row["function"])
                for row in csv.DictReader(table, delimiter="\t")}


def print_figures(figures):
    """Whether there are enough in all."""
    print(f"{'folder':24}{'lines':>8}{'branches':>10}")
    for name in sorted(figures, key=lambda name: (name == "in all", name)):
        lines, ran, branches, taken = figures[name]
        shares = 100 * ran / lines, 100 * taken / branches
        print(f"{name:24}{shares[0]:7.1f}%{shares[1]:9.1f}%")
    print(f"{ran} of {lines} lines, {taken} of {branches} branches")
    return all(share >= least for share, least in zip(shares, LEAST.values()))


def main(build, *arguments):
    build = pathlib.Path(build).resolve()
    good = run_tests(build, arguments or WHOLE)
    if not arguments:
        run_tests(build, BESIDE)
    files = read_counts(build)
    enough = print_figures(figures_of(files))
    if arguments:
        return good
    new = {place: lines for place, lines in never_run(files).items()
           if place not in explained()}
    for (file, function), lines in new.items():
        print(f"{file}: {function}: never run: {', '.join(lines)}")
    print(f"{len(new)} functions with lines that never ran and are not explained")
    return good and enough and not new


if __name__ == "__main__":
    sys.exit(0 if main(*sys.argv[1:]) else 1)
