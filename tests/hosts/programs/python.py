# Python's own module, sqlite3.

# snippet
import sqlite3


def connect(path):
    db = sqlite3.connect(path)
    db.enable_load_extension(True)
    db.load_extension("/usr/local/lib/sqlite3/papers")
    db.enable_load_extension(False)
    db.set_progress_handler(lambda: 0, 1000)  # so that Ctrl-C is seen
    return db
# end

import tasks  # noqa: E402

tasks.run(connect, sqlite3.OperationalError)
