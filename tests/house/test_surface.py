"""What docs/versioning.md promises, against what was recorded: the tables with
their arguments and columns, the functions, the settings.

    python3 tests/house/test_surface.py    records what is new

Nothing recorded is changed by that: it says where the promise is broken."""

import copy
import json
import pathlib
import re
import sqlite3
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "tests"))

from conftest import connect  # noqa: E402

RECORD = ROOT / "tests" / "cases" / "surface.json"
# Stands behind the arguments and is no part of the promise.
GUARD = "arguments_end"


def table(db, name):
    """Hidden columns up to the guard are the arguments, in their order."""
    rows = db.execute("SELECT name, type, hidden FROM pragma_table_xinfo(?)",
                      (name,)).fetchall()
    hidden = [f"{column} {kind}".strip() for column, kind, is_hidden in rows
              if is_hidden]
    end = hidden.index(GUARD) if GUARD in hidden else len(hidden)
    return {"arguments": hidden[:end],
            "columns": [f"{column} {kind}".strip()
                        for column, kind, is_hidden in rows if not is_hidden],
            "hidden": sorted(hidden[end + 1:])}


def surface():
    plain, db = sqlite3.connect(":memory:"), connect()

    def ours(sql):
        return sorted(set(db.execute(sql)) - set(plain.execute(sql)))
    return {
        "tables": {name: table(db, name) for (name,) in
                   ours("SELECT name FROM pragma_module_list")},
        "functions": [f"{name} {count}" for name, count in
                      ours("SELECT name, narg FROM pragma_function_list")],
        "settings": sorted(name for (name,) in
                           db.execute("SELECT name FROM papers_config"))}


def broken(recorded, found):
    """What somebody's SQL may rely on and is not so any more."""
    for name, old in recorded["tables"].items():
        new = found["tables"].get(name)
        if not new:
            yield f"there is no table {name}"
        elif new["columns"] != old["columns"]:
            yield f"SELECT * FROM {name}: {new['columns']}"
        elif new["arguments"][:len(old["arguments"])] != old["arguments"]:
            yield f"{name}({', '.join(new['arguments'])})"
        else:
            names = new["hidden"] + new["arguments"]
            yield from (f"{name} has no hidden {column}"
                        for column in old["hidden"] if column not in names)
    for kind in ("functions", "settings"):
        yield from (f"{kind}: no {name}"
                    for name in recorded[kind] if name not in found[kind])


def recorded_surface():
    return json.loads(RECORD.read_text(encoding="utf-8"))


def test_what_is_promised_is_there():
    assert list(broken(recorded_surface(), surface())) == []


def test_what_is_there_is_recorded():
    assert recorded_surface() == surface(), (
        "python3 tests/house/test_surface.py records what is new")


SMALL = {"tables": {"t": {"arguments": ["a TEXT", "b TEXT"],
                          "columns": ["x TEXT", "y INTEGER"],
                          "hidden": ["raw TEXT"]}},
         "functions": ["f 1", "f 2"], "settings": ["s"]}


def changed(**lists):
    new = copy.deepcopy(SMALL)
    for name, value in lists.items():
        part = new["tables"]["t"] if name in new["tables"]["t"] else new
        part[name] = value
    return new


@pytest.mark.parametrize("change", [
    {"tables": {}}, {"columns": ["x TEXT"]},
    {"columns": ["x TEXT", "z INTEGER"]}, {"columns": ["y INTEGER", "x TEXT"]},
    {"columns": ["x TEXT", "y TEXT"]},
    {"columns": ["x TEXT", "y INTEGER", "new TEXT"]}, {"arguments": ["a TEXT"]},
    {"arguments": ["new TEXT", "a TEXT", "b TEXT"]}, {"hidden": []},
    {"functions": ["f 1"]}, {"settings": []}])
def test_these_changes_break_the_promise(change):
    assert len(list(broken(SMALL, changed(**change)))) == 1


@pytest.mark.parametrize("change", [
    {"tables": {**SMALL["tables"], "new": SMALL["tables"]["t"]}},
    {"arguments": ["a TEXT", "b TEXT", "new TEXT"]},
    {"arguments": ["a TEXT", "b TEXT", "raw TEXT"], "hidden": []},
    {"hidden": ["new TEXT", "raw TEXT"]}, {"functions": ["f 1", "f 2", "f 3"]},
    {"settings": ["new", "s"]}])
def test_these_changes_keep_it(change):
    assert list(broken(SMALL, changed(**change))) == []


def test_the_changelog_begins_with_this_version():
    text = (ROOT / "docs" / "CHANGELOG.md").read_text(encoding="utf-8")
    version = connect().execute("SELECT papers_version()").fetchone()[0].split()
    releases = re.findall(r"^## (\d+\.\d+\.\d+)$", text, re.M)
    assert releases[0] == version[0] and releases[-1] == "1.0.0"


def main():
    found = surface()
    faults = list(broken(recorded_surface(), found)) if RECORD.exists() else []
    if faults:
        sys.exit("\n".join(faults))
    RECORD.write_text(json.dumps(found, indent=1, sort_keys=True) + "\n",
                      encoding="utf-8")


if __name__ == "__main__":
    main()
