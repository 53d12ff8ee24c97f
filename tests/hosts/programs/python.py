# Python's own module, sqlite3.

import os
import sys
import threading

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


def rows(db, sql):
    for row in db.execute(sql):
        texts = ["" if value is None else str(value) for value in row]
        sys.stdout.write("\t".join(texts) + "\n")
        sys.stdout.flush()


def opened(sql):
    db = connect(":memory:")
    rows(db, sql)
    db.close()


task, first = sys.argv[1:3]
if task == "rows":
    db = connect(":memory:")
    for sql in sys.argv[2:]:
        rows(db, sql)
elif task == "threads":
    threads = [threading.Thread(target=opened, args=(first,))
               for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
elif task == "many":
    for _ in range(50):
        opened(first)
elif task == "cancel":
    db = connect(":memory:")
    threading.Timer(0.5, db.interrupt).start()
    try:
        rows(db, first)
    except sqlite3.OperationalError:
        print("cancelled")
elif task == "fork":
    db = connect(":memory:")
    rows(db, first)
    child = os.fork()
    if child:
        assert os.waitpid(child, 0)[1] == 0
    rows(db, first)
