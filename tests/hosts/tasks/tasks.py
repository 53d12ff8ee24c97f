"""The tasks of hosts in Python: `connect` opens a database with the extension,
`cancelled` is what a query that was interrupted raises."""

import os
import sys
import threading


def rows(db, sql):
    for row in db.cursor().execute(sql):
        texts = ["" if value is None else str(value) for value in row]
        sys.stdout.write("\t".join(texts) + "\n")
        sys.stdout.flush()


def run(connect, cancelled):
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
        except cancelled:
            print("cancelled")
    elif task == "fork":
        db = connect(":memory:")
        rows(db, first)
        child = os.fork()
        if child:
            assert os.waitpid(child, 0)[1] == 0
        rows(db, first)
