# APSW, SQLite's whole interface in Python.

# snippet
import apsw


def connect(path):
    db = apsw.Connection(path)
    db.enableloadextension(True)
    db.loadextension("/usr/local/lib/sqlite3/papers")
    db.enableloadextension(False)
    db.setprogresshandler(lambda: False, 1000)  # so that Ctrl-C is seen
    return db
# end

import tasks  # noqa: E402

tasks.run(connect, apsw.InterruptError)
