"""Whether the tests can fail: small faults are put into a copy of the code, one
at a time, and each must be caught by the tests of what rows are right.

    python3 tests/mutants.py              all of them, some minutes
    python3 tests/mutants.py limit        those with this word
    python3 tests/mutants.py --check      only whether each still fits the code
    LD_LIBRARY_PATH=$(sh tests/build_sqlite.sh 3.45.1) python3 ...

MUTANTS says which text of which file becomes which, and what is wrong then.
The text must stand in its file once. A mutant that survives is printed, and
so is one that fits no more: aim it anew at the code that has taken the place.
"""

import argparse
import concurrent.futures
import contextlib
import os
import pathlib
import queue
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ["tests/test_differential.py", "tests/test_plan.py",
         "tests/test_asked.py"]
PLAN, SCAN = "table/plan.c", "table/scan.c"
ARGUMENTS, DAYS = "table/arguments.c", "listing/days.c"

MUTANTS = [
    (PLAN, "    if (!info->aConstraintUsage[i].omit) return false;\n", "",
     "limit: taken beside a constraint that SQLite still checks"),
    (PLAN, "(info->nOrderBy && !choice->is_ordered)", "false",
     "limit: taken although SQLite sorts afterwards"),
    (PLAN, "choice->is_looped |= is_input && is_list(choice, i);", "",
     "limit: taken of each value of an input, not of all"),
    (ARGUMENTS, "arguments->rows = limit + offset;", "arguments->rows = limit;",
     "limit: the offset is ignored"),
    (ARGUMENTS, "  if (limit >= 0 && limit <= INT64_MAX - offset)\n    ", "  ",
     "limit: a negative one is taken for a number of rows"),
    (ARGUMENTS, "  if (offset < 0) offset = 0;\n", "",
     "limit: a negative offset is subtracted"),
    (SCAN, "    if (scan->left > 0) scan->left--;\n",
     "    if (scan->left > 0) scan->left -= scan->left > 1 ? 2 : 1;\n",
     "limit: the scan ends too early"),
    (PLAN, "omit = is_exact(choice, i, word)", "omit = 1",
     "exact: SQLite is told not to check what is only nearly so"),
    (PLAN, "    return false;\n  }\n  if (word->operation == OPERATION_EQUAL",
     "    return true;\n  }\n  if (word->operation == OPERATION_EQUAL",
     "exact: the day of a search result is not checked"),
    (PLAN, "         sqlite3_value_type(value) == SQLITE_TEXT;", "         true;",
     "exact: a bound of any type is taken for a text"),
    (PLAN, '  return !collation || sqlite3_stricmp(collation, "BINARY") == 0;',
     "  (void)collation;\n  return true;", "collation: is ignored"),
    (PLAN, " || info->aOrderBy[1].desc", "",
     "order: by rank descending is taken for ascending"),
    (PLAN, "desc ? order_descending : order_ascending",
     "desc ? order_ascending : order_descending", "order: the wrong way round"),
    (PLAN, "  if (info->aOrderBy[0].iColumn != COLUMN_LISTED) return;\n", "",
     "order: by any column is taken for the day's"),
    (PLAN, "info->nOrderBy > 2", "info->nOrderBy > 3",
     "order: a third column is overlooked"),
    (PLAN, "  if (choice->relation != RELATION_DAYS) return;\n", "",
     "order: papers that come by id are taken for sorted"),
    (PLAN, "survey->id && !survey->day ?", "survey->id ?",
     "id: the day beside it is forgotten"),
    ("table/plan_cost.c", "if (is_one_paper(choice)) ", "",
     "id: every scan is said to give one row"),
    (SCAN, "row->rank = ask->source == SOURCE_PAPER ? 0 : ++scan->place;",
     "row->rank = ++scan->place;", "rank: a paper by id is always the first"),
    (SCAN, "    number_set_clear(&scan->seen);\n    scan->place = 0;\n",
     "    number_set_clear(&scan->seen);\n",
     "rank: goes on counting from one day to the next"),
    (SCAN, "  scan->head = head;\n", "  scan->head = head;\n  scan->place = 0;\n",
     "rank: begins again on the second page"),
    (SCAN, "identity_of(row->listed, paper_text(paper, PAPER_ID))",
     "identity_of((struct slice){0}, paper_text(paper, PAPER_ID))",
     "rowid: the same on every day"),
    (SCAN, "identity_of(row->listed, paper_text(paper, PAPER_ID))",
     "scan->rowid + 1", "rowid: counts the rows of a scan"),
    (SCAN, "identity_of(row->listed, paper_text(paper, PAPER_ID))",
     "identity_of(row->listed, paper_text(paper, PAPER_ID)) + "
     "(ask->source == SOURCE_PAPER)",
     "rowid: another one where the paper is found by id"),
    (SCAN, "  case NUMBER_PRESENT:\n    return false;\n",
     "  case NUMBER_PRESENT:\n    break;\n",
     "once: a paper that moved to the next page stands twice"),
    (SCAN, "             answer_has_next_page(scan->head.answer)) {",
     "             false) {", "pages: the second one is not read"),
    (SCAN, "days_cut(&scan->arguments.query.days, newest);",
     "days_cut(&scan->arguments.query.days, newest - 1);",
     "days: the newest one is missing"),
    (DAYS, "order <= 0;", "order < 0;", "days: <= is taken for <"),
    (DAYS, "order < 0;", "order <= 0;", "days: < is taken for <="),
    (DAYS, "order >= 0;", "order > 0;", "days: >= is taken for >"),
    (DAYS, "order > 0;", "order >= 0;", "days: > is taken for >="),
    (DAYS, "int low = FIRST_LISTING,", "int low = FIRST_LISTING + 1,",
     "days: the first one is missing"),
    (DAYS, "a.first > b.first ? a.first : b.first", "a.first",
     "days: two constraints are not both kept"),
    (DAYS, "    if (a.last < b.last) {\n      i++;",
     "    if (a.last <= b.first) {\n      i++;",
     "days: of several stretches some are lost"),
    (ARGUMENTS, "    if (operation != OPERATION_IN) return true;",
     "    return true;", "in: only the first value counts"),
    (ARGUMENTS, "sqlite3_value_type(value) != SQLITE_NULL && !visit(",
     "sqlite3_value_type(value) == SQLITE_NULL || !visit(",
     "in: NULL ends the list"),
    (ARGUMENTS, "return is_lower || days_add(", "return !is_lower || days_add(",
     "bounds: a blob is smaller than every text"),
    (ARGUMENTS, "    if (is_lower) return days_add(",
     "    if (!is_lower) return days_add(",
     "bounds: a number is larger than every text"),
    ("table/columns.c", "  if (!paper_has(row->paper, column->field)) return;\n",
     "", "values: a number that was not sent is 0"),
    ("table/columns.c", "if (is_input || !(used >> i & 1)) continue;",
     "if (is_input || i == 2 || !(used >> i & 1)) continue;",
     "values: a column that is read is not made"),
    ("listing/query.c", "query->ascending", "!query->ascending",
     "order: days come the other way round"),
]


def mutated(text, mutant):
    """The text with the fault in it; None where it has no such place."""
    _, old, new, _ = mutant
    return text.replace(old, new) if text.count(old) == 1 else None


def fits(mutant):
    return mutated((ROOT / "ext" / mutant[0]).read_text(), mutant) is not None


class Tree:
    """A copy of the project in which one fault at a time may stand."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("ext", "tests", "Makefile"):
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(
                source, folder / name)

    def build(self):
        return subprocess.run(["make", "-s", "all"], cwd=self.folder,
                              capture_output=True, text=True)

    def test(self):
        """The line that says what failed, None where nothing did."""
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-x", "-p",
             "no:cacheprovider", "-m", "not measures", "--tb=no", *TESTS],
            cwd=self.folder, capture_output=True, text=True, env={
                "PAPERS_QUERIES": "1500", **os.environ,
                "PAPERS_LIBRARY": str(self.folder / "build" / "papers")})
        failed = [line for line in done.stdout.splitlines()
                  if line.startswith(("FAILED", "ERROR"))]
        return (failed or [done.stdout[-200:]])[0] if done.returncode else None

    @contextlib.contextmanager
    def with_fault(self, mutant):
        path = self.folder / "ext" / mutant[0]
        right = path.read_text()
        path.write_text(mutated(right, mutant))
        yield
        path.write_text(right)

    def try_out(self, mutant):
        """Whether the mutant was caught, and by what."""
        with self.with_fault(mutant):
            done = self.build()
            if done.returncode:
                return False, "does not compile: " + done.stderr.strip()[:300]
            caught = self.test()
            return caught is not None, caught or ""


def try_all(mutants, jobs):
    """Yields (mutant, whether it was caught, by what)."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as place:
        trees = queue.Queue()
        for number in range(jobs):
            tree = Tree(pathlib.Path(place) / str(number))
            done = tree.build()
            if done.returncode:
                sys.exit(done.stderr)
            trees.put(tree)
        caught = tree.test()
        if caught:
            sys.exit(f"no mutant can be told from the code itself: {caught}")

        def try_one(mutant):
            tree = trees.get()
            try:
                return mutant, *tree.try_out(mutant)
            finally:
                trees.put(tree)

        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            yield from pool.map(try_one, mutants)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("word", nargs="?", default="")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    told = parser.parse_args()
    mutants = [mutant for mutant in MUTANTS
               if told.word in f"{mutant[0]} {mutant[3]}"]
    bad = [mutant for mutant in mutants if not fits(mutant)]
    for name, old, _, why in bad:
        print(f"FITS NO MORE: {why} ({name}: {old.strip()!r})")
    if not told.check:
        right = [mutant for mutant in mutants if mutant not in bad]
        for mutant, caught, what in try_all(right, told.jobs):
            print(f"{'caught' if caught else 'SURVIVED'}: {mutant[3]} "
                  f"({mutant[0]}) {what}", flush=True)
            bad += [] if caught else [mutant]
    print(f"{len(mutants)} mutants, {len(bad)} not caught")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
