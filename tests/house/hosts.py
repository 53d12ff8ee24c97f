"""Hosts that sqlite3, the module, cannot be: SQLite's own functions through
ctypes. Run as a program by tests that may crash: a step by its name."""

import ctypes
import pathlib
import shutil
import sqlite3  # noqa: F401 - loads the SQLite that the tests run on
import sys
import threading

OK, ROW = 0, 100


def library_file():
    """The SQLite of this Python; None where it is built in."""
    for line in pathlib.Path("/proc/self/maps").read_text().splitlines():
        path = pathlib.Path(line.split(maxsplit=5)[-1])
        if path.name.startswith("libsqlite3.so"):
            return path.resolve()
    return None


class Sqlite:
    """A library of SQLite, which shares nothing with another one."""

    def __init__(self, path):
        self.c = ctypes.CDLL(str(path), mode=ctypes.RTLD_LOCAL)
        for name in ("errmsg", "libversion", "column_text"):
            getattr(self.c, "sqlite3_" + name).restype = ctypes.c_char_p
        self.c.sqlite3_next_stmt.restype = ctypes.c_void_p

    def open(self):
        db = ctypes.c_void_p()
        code = self.c.sqlite3_open(b":memory:", ctypes.byref(db))
        assert code == OK, (code, self.c.sqlite3_errmsg(db))
        return db

    def close(self, db):
        """Which nothing of the extension's may prevent."""
        assert self.c.sqlite3_close(db) == OK

    def load(self, db, path):
        """The code, and what SQLite says."""
        said = ctypes.c_char_p()
        self.c.sqlite3_enable_load_extension(db, 1)
        code = self.c.sqlite3_load_extension(
            db, str(path).encode(), None, ctypes.byref(said))
        text = (said.value or b"").decode()
        self.c.sqlite3_free(said)
        return code, text

    def prepare(self, db, sql):
        statement = ctypes.c_void_p()
        code = self.c.sqlite3_prepare_v2(db, sql.encode(), -1,
                                         ctypes.byref(statement), None)
        assert code == OK, self.c.sqlite3_errmsg(db)
        return statement

    def value(self, db, sql):
        """The first value, as text."""
        statement = self.prepare(db, sql)
        code = self.c.sqlite3_step(statement)
        assert code == ROW, (code, self.c.sqlite3_errmsg(db))
        text = self.c.sqlite3_column_text(statement, 0)
        self.c.sqlite3_finalize(statement)
        return text and text.decode()

    def statements(self, db):
        at, found = None, []
        while at := self.c.sqlite3_next_stmt(db, ctypes.c_void_p(at)):
            found.append(at)
        return found


DAY = "SELECT count(*) FROM papers WHERE listed = '2026-07-30'"


def two(library, url, folder):
    """A second SQLite is refused, and the first one goes on."""
    one = Sqlite(library_file())
    other = Sqlite(shutil.copy(library_file(), folder))
    db, late = one.open(), other.open()
    assert one.load(db, library) == (OK, "")
    rows = one.value(db, DAY)
    for _ in range(2):
        code, said = other.load(late, library)
        assert code != OK
        print(said[said.index("papers: "):])
        assert one.value(db, DAY) == rows
        again = one.open()
        assert one.load(again, library) == (OK, "")
        one.close(again)
    one.close(db)
    other.close(late)


def copies(library, url, folder):
    """Each with a copy of the extension: both are served."""
    one = Sqlite(library_file())
    other = Sqlite(shutil.copy(library_file(), folder))
    copy = pathlib.Path(folder, "copy", pathlib.Path(library).name + ".so")
    copy.parent.mkdir()
    shutil.copy(library + ".so", copy)
    db, late = one.open(), other.open()
    assert one.load(db, library) == (OK, "")
    assert other.load(late, str(copy)[:-3]) == (OK, "")
    assert one.value(db, DAY) == other.value(late, DAY)
    one.close(db)
    other.close(late)


def threads(library, url, folder):
    """All at once: one of the hosts has all its connections served, the other
    has none."""
    hosts = [Sqlite(library_file()),
             Sqlite(shutil.copy(library_file(), folder))]
    codes, start = [[], []], threading.Barrier(16)

    def load(number):
        host = hosts[number]
        db = host.open()
        start.wait()
        codes[number].append(host.load(db, library)[0])
        if codes[number][-1] == OK:
            host.value(db, "SELECT papers_version()")
        host.close(db)

    crowd = [threading.Thread(target=load, args=(i % 2,)) for i in range(16)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    assert sorted(set(map(tuple, codes))) == [(0,) * 8, (1,) * 8], codes


def automatic(library, url, folder):
    """Every later connection has it, and opens without an error."""
    host = Sqlite(library_file())
    extension = ctypes.CDLL(library + ".so")
    assert host.c.sqlite3_auto_extension(extension.sqlite3_papers_init) == OK
    for _ in range(3):
        db = host.open()
        assert host.c.sqlite3_errcode(db) == OK
        assert host.c.sqlite3_errmsg(db) == b"not an error"
        assert host.value(db, "SELECT papers_config('timeout', 3)") == "3.0"
        assert host.load(db, library) == (OK, "")
        assert host.c.sqlite3_errcode(db) == OK
        assert host.value(db, "SELECT papers_config('timeout')") == "3.0"
        host.close(db)


def alone(library, url, folder):
    """A host that cannot load extensions gives no table of routines."""
    host = Sqlite(library_file())
    extension = ctypes.CDLL(library + ".so")
    db = host.open()
    assert extension.sqlite3_papers_init(db, None, None) == 1
    host.close(db)


def idiom(library, url, folder):
    """A host may finalize every statement of its connection at any time."""
    host = Sqlite(library_file())
    db = host.open()
    assert host.load(db, library) == (OK, "")
    queries = ["SELECT id FROM papers WHERE listed IN ('2026-07-30', "
               "'2026-07-29')",
               "SELECT id FROM papers WHERE listed >= '2026-07-28'"]
    if host.value(db, "SELECT sqlite_compileoption_used('ENABLE_FTS5')") == "1":
        queries.append("SELECT keyword_match('a b', 'a') FROM papers_config")
    for sql in queries:
        statement = host.prepare(db, sql)
        assert host.c.sqlite3_step(statement) == ROW
        assert host.statements(db) == [statement.value]
        for each in host.statements(db):
            host.c.sqlite3_finalize(ctypes.c_void_p(each))
    assert int(host.value(db, DAY)) > 0
    host.close(db)


if __name__ == "__main__":
    if not library_file():
        sys.exit("SQLite is built in")
    globals()[sys.argv[1]](*sys.argv[2:])
