"""Whether the tests can fail: small faults are put into a copy of the code, one
at a time, and each must be caught by the tests of what rows are right.

    python3 tests/tools/mutants.py            all of them, some minutes
    python3 tests/tools/mutants.py limit      those with this word
    python3 tests/tools/mutants.py --check    only whether each still fits
    LD_LIBRARY_PATH=$(sh tests/tools/build_sqlite.sh 3.45.1) python3 ...

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

ROOT = pathlib.Path(__file__).resolve().parents[2]
TESTS = ["tests/table/test_differential.py", "tests/table/test_same_rows.py",
         "tests/table/test_plan.py", "tests/table/test_asked.py",
         "tests/net/test_outline.py", "tests/table/test_artifacts.py",
         "tests/table/test_of_paper.py"]
CONSTRAINT = "table/relation/constraint.c"
PLAN, SCAN = "table/relation/best_index.c", "table/relation/scan.c"
ARGUMENTS, DAYS = "table/relation/arguments.c", "hub/days.c"
OUTLINE, ANSWER = "hub/decode/outline.c", "net/answer/answer.c"
ROWS = "net/cache/rows.c"
HELD, HTTP = "table/relation/held.c", "net/http.c"
LISTING, KEPT = "table/relation/listing.c", "table/relation/kept.c"

MUTANTS = [
    (LISTING,
     "  if (!outline_tells(relation, wanted)) answer_need_whole(answer);\n", "",
     "outline: is read although more is wanted"),
    (OUTLINE, "!relation_has_parts(relation) && ", "",
     "outline: the authors of a paper are taken for one row"),
    (OUTLINE, "outline->is_none || outline->entries != entries",
     "outline->entries != entries",
     "outline: an id that breaks its JSON is in it"),
    (ROWS, "hash_piece(sum_of_head(answer), answer->outline)", "1",
     "outline: its sum is another's"),
    (ROWS, "answer->status * 2 + answer->has_next_page", "answer->status",
     "pages: a bit that is wrong loses the second one"),
    (ANSWER, "  if (!answer->is_outline || answer->outline_does) return;\n",
     "  if (!answer->is_outline || !answer->outline_does) return;\n",
     "outline: is kept where the body is needed"),
    (SCAN, "  scan->at_row = false;\n  bool done =",
     "  scan->at_row = false;\n"
     "  if (scan->arguments.rows-- == 0) return true;\n  bool done =",
     "limit: the scan ends itself"),
    (PLAN, "    if (!is_limit && !info->aConstraintUsage[i].omit) return false;\n",
     "    (void)is_limit;\n",
     "limit: taken beside a constraint that SQLite still checks"),
    (PLAN, "(info->nOrderBy && !info->orderByConsumed)", "false",
     "limit: taken although SQLite sorts afterwards"),
    (PLAN, "omit = is_exact(choice, i, argument)", "omit = 1",
     "exact: SQLite is told not to check what is only nearly so"),
    (PLAN, "    return is_known_text(choice, i);\n", "    return true;\n",
     "exact: a bound of any type is taken for a text"),
    (PLAN, "argument->folds || use == USE_NONE",
     "use == USE_NONE",
     "exact: what folds letters is not checked"),
    (PLAN, "  return is_one_of && use == USE_DAY;",
     "  return use == USE_DAY;",
     "exact: LIKE is taken for its bounds"),
    (CONSTRAINT, '  if (!collation || sqlite3_stricmp(collation, "BINARY") == 0) '
     "return true;", "  if (collation) return true;", "collation: is ignored"),
    (CONSTRAINT, "  return argument->folds &&\n         column_use("
     "surface->relation, argument->column) == USE_DAY;",
     "  return argument->folds;", "collation: NOCASE on an id is undone"),
    (ARGUMENTS, "(reader->argument->folds && part == PART_WEEK)", "false",
     "collation: a bound under NOCASE is taken as it is"),
    (ARGUMENTS, "  if (is_like) prefix = fold_day(prefix, from);\n",
     "  (void)from;\n", "like: small letters are no capitals"),
    (ARGUMENTS, 'is_like ? "%_" : "*?["', 'is_like ? "%" : "*?["',
     "like: an underscore stands for itself"),
    (ARGUMENTS, 'is_like ? "%_" : "*?["', 'is_like ? "%_" : "*?"',
     "like: a set of GLOB stands for itself"),
    (PLAN, "(order_by.has_listed && !info->aOrderBy[i].desc &&",
     "(order_by.has_listed &&",
     "order: by rank descending is taken for ascending"),
    (PLAN, "      (order_by.has_listed && !info->aOrderBy[i].desc &&",
     "      (!info->aOrderBy[i].desc &&",
     "order: by rank of a week is taken for that of a day"),
    (PLAN, "consume_order(choice, info->aOrderBy[0].desc != 0);\n"
     "  } else if (order_by.has_listed",
     "consume_order(choice, info->aOrderBy[0].desc == 0);\n"
     "  } else if (order_by.has_listed", "order: the wrong way round"),
    (PLAN, "info->aOrderBy[i].desc == info->aOrderBy[0].desc;",
     "info->aOrderBy[i].desc >= 0;",
     "order: week and day in opposite directions are taken for one"),
    (PLAN, "  } else if (order_by.days && order_by.is_natural) {",
     "  } else if (order_by.is_natural || order_by.days) {",
     "order: what follows the day is overlooked"),
    (PLAN, "  } else if (order_by.has_listed && has_limit(choice)) {",
     "  } else if (order_by.days && has_limit(choice)) {",
     "order: a week is sorted day by day"),
    (PLAN, "  if (origin != ORIGIN_DAYS && origin != ORIGIN_EVERY_DAY) return;\n",
     "  (void)origin;\n",
     "order: papers that come by id are taken for sorted"),
    (PLAN, "how == 2 || (how == 1 && has_bare_group_by())", "how >= 1",
     "order: groups that are to be in order are not"),
    (KEPT, "(order > 0) != sorting->terms[i].descending", "order > 0",
     "order: within a day descending is taken for ascending"),
    (KEPT, "    if (order) return (order", "    return (order",
     "order: within a day only by the first column"),
    (PLAN, "  if (survey->id && !survey->one_day) return ORIGIN_RECORDS;",
     "  if (survey->id) return ORIGIN_RECORDS;",
     "id: a day beside it is not asked for"),
    (SCAN, "  return scan->needs_listing ||", "  return false &&",
     "id: answered by the record alone"),
    (SCAN, " || (lacking & scan->outside) != 0;", ";",
     "id: what the record lacks is NULL"),
    (SCAN, "  if (!is_day_wanted(scan, row)) return true;\n", "",
     "id: the days beside it are forgotten"),
    (PLAN, "if (is_one_row) info",
     "info", "id: every scan is said to give one row"),
    (PLAN, "         (has_equality(choice, COLUMN_ID) || has_equality(choice, COLUMN_URL));",
     "         choice;", "id: a list of ids is said to give one row"),
    (LISTING, "  listing->wanted = wanted;\n  listing->place = 0;\n",
     "  listing->wanted = wanted;\n",
     "rank: goes on counting from one day to the next"),
    (LISTING, "  listing->answer = answer;\n  listing->has_next = false;\n",
     "  listing->answer = answer;\n  listing->has_next = false;\n"
     "  listing->place = 0;\n", "rank: begins again on the second page"),
    (LISTING, "identity_of(row->listed, id);",
     "identity_of((struct slice){0}, id);", "rowid: the same on every day"),
    (LISTING, "row->rowid = rowid_of(relation, row);",
     "row->rowid = (int64_t)listing->seen.count;",
     "rowid: counts the rows of a listing"),
    (LISTING, "row->rowid = rowid_of(relation, row);",
     "row->rowid = rowid_of(relation, row) +\n"
     "                (listing->page.source == SOURCE_PAPER);",
     "rowid: another one where the paper is found by id"),
    (LISTING, "  return answer == NUMBER_ADDED;", "  return true;",
     "once: a paper that moved to the next page stands twice"),
    (LISTING, "  listing->has_next = has_next_page(listing);",
     "  listing->has_next = false;", "pages: the second one is not read"),
    (LISTING, "    note_lists(listing);\n", "",
     "lists: only what the record has"),
    (LISTING, "         take_held(listing, row, error);", "         false;",
     "lists: what no list has is left out"),
    (LISTING, "  case NUMBER_PRESENT:\n", "  case NUMBER_PRESENT:\n    return true;\n",
     "links: round in a circle for ever"),
    (HELD, "record_row->values->present & ~own->present", "0",
     "lists: nothing from the record"),
    (HTTP, "!is_same_place(here, next, error)", "false",
     "links: followed to another server"),
    (SCAN, "    days_cut(&scan->arguments.query.days, scan->newest);",
     "    days_cut(&scan->arguments.query.days, scan->newest - 1);",
     "days: the newest one is missing"),
    (DAYS, "order <= 0;", "order < 0;", "days: <= is taken for <"),
    (DAYS, "order < 0;", "order <= 0;", "days: < is taken for <="),
    (DAYS, "order >= 0;", "order > 0;", "days: >= is taken for >"),
    (DAYS, "order > 0;", "order >= 0;", "days: > is taken for >="),
    (ARGUMENTS, "== SOURCE_DAY ? FIRST_LISTING :",
     "== SOURCE_DAY ? FIRST_LISTING + 1 :",
     "days: the first one is missing"),
    (DAYS, "a.first > b.first ? a.first : b.first", "a.first",
     "days: two constraints are not both kept"),
    (DAYS, "    if (a.last < b.last) {\n      i++;",
     "    if (a.last <= b.first) {\n      i++;",
     "days: of several stretches some are lost"),
    (DAYS, "    if (day <= days->at[i].last) return true;",
     "    if (day < days->at[i].last) return true;",
     "days: the last one of a stretch is not in it"),
    (ARGUMENTS, "    if (!is_list) return true;", "    return true;",
     "in: only the first value counts"),
    (ARGUMENTS, "sqlite3_value_type(value) != SQLITE_NULL && !visit(",
     "sqlite3_value_type(value) == SQLITE_NULL || !visit(",
     "in: NULL ends the list"),
    (ARGUMENTS, "return is_lower || add_every_day(",
     "return !is_lower || add_every_day(",
     "bounds: a blob is smaller than every text"),
    (ARGUMENTS, "    if (is_lower) return add_every_day(",
     "    if (!is_lower) return add_every_day(",
     "bounds: a number is larger than every text"),
    (ARGUMENTS, "  return reader->is_literal ||\n",
     "  return true ||\n",
     "values: one out of a table that is no day is an error"),
    (ARGUMENTS, "  if (!has_type || reader->has_no_rows) return true;\n",
     "  if (reader->has_no_rows) return true;\n",
     "lookup: a value of another type is compared as if it were not"),
    (KEPT, "    if (cell_compare(&before, cell) == 0) at = "
     "index->after[place - 1];", "    at = index->after[place - 1];",
     "lookup: goes on in the list of another value"),
    (KEPT, "  for (; at != NONE; at = index->after[at]) {",
     "  if (at != NONE) {", "lookup: gives up at the first of one hash"),
    (PLAN, "    if (argument.operation != OPERATION_EQUAL) continue;\n"
     "    if (constraint_literal(choice->info, i)) continue;\n", "",
     "lookup: takes what is no comparison for equal"),
    (SCAN, "    stored->wanted |= scan->wanted;\n", "",
     "kept: rows lack the columns of a later scan"),
    (SCAN, "  scan->row = *kept_row(kept, place);\n  scan->place++;",
     "  scan->row = *kept_row(kept, place);\n  scan->place += 1 + "
     "(scan->place == 99);", "kept: a row is left out"),
    ("hub/query.c", "query->ascending", "!query->ascending",
     "order: days come the other way round"),
]


def mutated(text, mutant):
    """The text with the fault in it; None where it has no such place."""
    _, old, new, _ = mutant
    return text.replace(old, new) if text.count(old) == 1 else None


def fits(mutant):
    path = ROOT / "ext" / mutant[0]
    return path.exists() and mutated(path.read_text(), mutant) is not None


class Tree:
    """A copy of the project in which one fault at a time may stand."""

    def __init__(self, folder):
        self.folder = folder
        for name in ("ext", "tests", ".make", "Makefile"):
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(
                source, folder / name)

    def build(self):
        return subprocess.run(["make", "-s", "all", "ASSERT="], cwd=self.folder,
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
    print(f"{len(mutants)} mutants, {len(bad)} "
          + ("fit no more" if told.check else "not caught"))
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
