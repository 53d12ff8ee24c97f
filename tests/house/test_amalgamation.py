"""The extension as one file: `make amalgamation`."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys

import pytest

from conftest import ROOT, connect
from documents import block

sys.path.append(str(ROOT / ".make"))
import amalgamate  # noqa: E402

pytestmark = [pytest.mark.hostless, pytest.mark.foreign]
COMPILERS = [pytest.param(name, marks=pytest.mark.skipif(
    not shutil.which(name), reason=f"there is no {name}"))
    for name in ("gcc", "clang")]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
SOURCES = sorted((ROOT / "build" / "sqlite").glob("source-*"))
DAY = ("SELECT count(*) || ' ' || max(title) FROM papers "
       "WHERE listed = '2026-07-30'")
SURFACE = ("SELECT name FROM pragma_module_list",
           "SELECT name || narg FROM pragma_function_list")


def run(*command, **options):
    done = subprocess.run(command, text=True, capture_output=True, **options)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """With papers.c and papers.h."""
    place = tmp_path_factory.mktemp("one")
    amalgamate.main(place)
    return place


def test_the_same_bytes_twice(folder, tmp_path):
    run("make", f"BUILD={tmp_path}", "amalgamation", cwd=ROOT)
    for name in ("papers.c", "papers.h"):
        text = (folder / name).read_bytes()
        assert text == (tmp_path / name).read_bytes()
        assert str(ROOT).encode() not in text


def test_every_file_stands_in_it(folder):
    """Each file once; a list without a guard as often as it is included."""
    begun = re.findall(r"^/\* ---- (.*) ---- \*/$",
                       (folder / "papers.c").read_text(), re.M)
    paths = [path.relative_to(ROOT / "ext").as_posix()
             for path in (ROOT / "ext").rglob("*.[ch]")]
    assert sorted(set(begun)) == sorted(paths)
    assert {path for path in begun if begun.count(path) > 1} == {
        path for path, file in amalgamate.Amalgamation().files.items()
        if file.is_part}


@pytest.mark.slow
@pytest.mark.parametrize("compiler", COMPILERS)
def test_its_first_lines_make_the_extension(folder, tmp_path, compiler):
    """Without a warning, and with one symbol that others see."""
    command = re.search(r"^\*\* +(cc .*)$", (folder / "papers.c").read_text(),
                        re.M)[1]
    shutil.copy(folder / "papers.c", tmp_path)
    run(compiler, *WARNINGS, *command.split()[1:], cwd=tmp_path)
    shown = run("nm", "-g", "--defined-only", tmp_path / "papers.so")
    assert [line.split()[-1] for line in shown.splitlines()] == [
        "sqlite3_papers_init"]
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(tmp_path / "papers"))
    assert db.execute("SELECT papers_version()").fetchall() == (
        connect().execute("SELECT papers_version()").fetchall())


@pytest.mark.slow
@pytest.mark.parametrize("compiler", COMPILERS)
def test_no_warning_where_it_is_compiled_in(folder, tmp_path, compiler):
    run(compiler, "-std=c11", "-O2", "-DSQLITE_CORE", *WARNINGS, "-c",
        folder / "papers.c", "-o", tmp_path / "papers.o")
    shown = run("nm", "-g", "--defined-only", tmp_path / "papers.o")
    assert [line.split()[-1] for line in shown.splitlines()] == [
        "sqlite3_papers_init"]


@pytest.mark.slow
@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_the_header_is_one_for_cpp_too(folder, tmp_path, compiler):
    if not shutil.which(compiler):
        pytest.skip(f"there is no {compiler}")
    program = tmp_path / "program.cc"
    program.write_text('#include "papers.h"\n#include "papers.h"\n'
                       "int f() { return sqlite3_papers_init(0, 0, 0); }\n")
    run(compiler, *WARNINGS, "-I", folder, "-c", program, "-o",
        tmp_path / "program.o")
    assert "U sqlite3_papers_init\n" in run("nm", tmp_path / "program.o")


def ours():
    """The tables and functions of the extension, by the library itself."""
    plain, db = sqlite3.connect(":memory:"), connect()
    return {name for sql in SURFACE for (name,) in
            set(db.execute(sql)) - set(plain.execute(sql))}


CC = (os.environ.get("CC", "cc"), "-w", "-O0", "-DSQLITE_CORE")


def host_program(folder, tmp_path, *sqlite):
    """A program that gives the extension to all of its connections, with
    sqlite3_auto_extension."""
    program = tmp_path / "program"
    run(*CC, "-I", folder, ROOT / "tests" / "fault" / "static_host.c", *sqlite,
        "-lcurl", "-lyajl", "-lm", "-lpthread", "-ldl", "-o", program)
    return program


def check_host(program, hub, **environment):
    kept = {name: value for name, value in os.environ.items()
            if name not in ("LD_LIBRARY_PATH", "LD_PRELOAD")}
    said = run(program, "SELECT sqlite_version()", DAY, *SURFACE,
               env={**kept, "HF_ENDPOINT": hub.url, **environment}).splitlines()
    db = connect()
    db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
    assert said[1] == db.execute(DAY).fetchone()[0]
    assert ours() and ours() <= set(said[2:])
    return said[0]


@pytest.mark.slow
def test_a_program_with_the_systems_sqlite(folder, tmp_path, hub):
    check_host(host_program(folder, tmp_path, folder / "papers.c", "-lsqlite3"),
               hub)


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_program_with_another_sqlite(folder, tmp_path, hub, source):
    """Each that build_sqlite.sh has made here: as a library, and compiled in."""
    (code,) = source.rglob("sqlite3.c")
    version = source.name.removeprefix("source-")
    papers = ("-I", code.parent, tmp_path / "papers.o")
    run(*CC, *papers[:2], "-c", folder / "papers.c", "-o", papers[2])
    library, *_ = sorted(source.parent.glob(f"{version}-*fts5"))
    program = host_program(folder, tmp_path, *papers, "-L", library,
                           "-l:libsqlite3.so.0")
    assert check_host(program, hub, LD_LIBRARY_PATH=str(library)) == version
    program = host_program(folder, tmp_path, *papers, "-DSQLITE_ENABLE_FTS5",
                           "-DSQLITE_ENABLE_JSON1", code)
    assert check_host(program, hub) == version


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_extension_with_the_header_of_another_sqlite(folder, tmp_path, hub,
                                                         source):
    """It answers on the SQLite of this Python, older or newer."""
    (header,) = source.rglob("sqlite3ext.h")
    run("cc", *WARNINGS, "-O0", "-shared", "-fPIC", "-I", header.parent,
        folder / "papers.c", "-lcurl", "-lyajl", "-o", tmp_path / "papers.so")
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(tmp_path / "papers"))
    db.execute("SELECT papers_config('endpoint', ?)", [hub.url])
    title = "SELECT max(title) FROM papers WHERE listed IN (?, ?)"
    days = "2026-07-30", "2026-07-29"
    expected = connect()
    expected.execute("SELECT papers_config('endpoint', ?)", [hub.url])
    assert db.execute(title, days).fetchall() == (
        expected.execute(title, days).fetchall())


HEADER = "#ifndef {0}\n#define {0}\n{1}\n#endif\n"

# Two files that mean different things by the same names.
TWO_FILES = {
    "one.h": HEADER.format(
        "ONE_H", "struct pair;\nenum form { SHAPE = 1, ONE_ONLY };\n"
        "extern const int one_limit;\nextern const char *const one_texts[];\n"
        "int one(void);"),
    "one.c": '#include "one.h"\n#include <stdio.h>\n#include "names.h"\n'
    "#define SIZE 2\n#define MORE(x) ((x)->size + SIZE)\n"
    "enum { LIMIT = 10 };\ntypedef int number;\n"
    "struct node {\n  number size, list[LIMIT];\n"
    "  int (*size_of)(int size);\n};\n"
    "static number size(int size) { return size + SHAPE; }\n"
    "const char *const one_texts[] = {\n#define NAME(x) #x,\n"
    '#include "list.h"\n#undef NAME\n};\nconst int one_limit = LIMIT;\n'
    "int one(void) {\n  struct node node = {.size = 1, .size_of = size};\n"
    '  printf("%s %s ", one_texts[1], "size /* SIZE */");\n'
    "  return MORE(&node) + node.size_of(LIMIT) + (int)sizeof node.list;\n}\n",
    "two.h": HEADER.format(
        "TWO_H", "enum form { FORM, SHAPE = 100 };\nint two(enum form size);"),
    "two.c": '#include "two.h"\n'
    "#define SIZE 3\nenum { LIMIT = 1000 };\ntypedef long number;\n"
    "struct node {\n  double size;\n};\n"
    "static number size(struct node *node) { return (long)node->size; }\n"
    "int two(enum form form) {\n  struct node node = {SIZE + LIMIT};\n"
    "  return (int)size(&node) + (int)form;\n}\n"
    "int both(void) { return two(SHAPE); }\n",
    "names.h": HEADER.format("NAMES_H", "enum { NAMES = 1 };"),
    "list.h": "NAME(first) NAME(second)\n",
    "papers.h": HEADER.format("PAPERS_H", '#define PAPERS_VERSION "0"'),
    "main.c": '#include "one.h"\n#include "papers.h"\n#include <stdio.h>\n'
    "int both(void);\n"
    'int main(void) { return printf("%d %d %d\\n", one(), one_limit, both()) '
    "< 0; }\n",
}


def test_each_name_means_what_it_means_in_its_file(tmp_path, monkeypatch):
    """One file prints what the program of several files prints."""
    ext, one = tmp_path / "ext", tmp_path / "one"
    ext.mkdir()
    for name, text in TWO_FILES.items():
        (ext / name).write_text(text)
    run("cc", "-I", ext, *sorted(ext.glob("*.c")), "-o", tmp_path / "several")
    monkeypatch.setattr(amalgamate, "EXT", ext)
    monkeypatch.setattr(amalgamate, "ENTRY", "main")
    amalgamate.main(one)
    run("cc", "-DSQLITE_CORE", *WARNINGS, one / "papers.c", "-o",
        tmp_path / "single")
    printed = run(tmp_path / "several")
    assert printed == "second size /* SIZE */ 54 10 1103\n"
    assert run(tmp_path / "single") == printed


@pytest.mark.slow
def test_what_the_manual_types(tmp_path):
    """The commands of docs/install.md, in a copy of the tree."""
    first, then = (block("install.md", "sh", "make amalgamation"),
                   block("install.md", "sh", "./program"))
    for name in (".make", "ext"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "program.c").write_text(block("install.md", "c"))
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("MAKE", "MFLAGS", "LD_", "PAPERS_"))}
    said = run("sh", "-ec", first + then, cwd=tmp_path, env=kept)
    version = connect().execute("SELECT papers_version()").fetchone()[0]
    assert said.splitlines()[-2:] == [version, version]
