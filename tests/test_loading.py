"""Loading the extension."""

import re

from conftest import LIBRARY


def test_version_names_what_it_stands_on(db):
    (version,) = db.execute("SELECT papers_version()").fetchone()
    assert re.match(r"\d+\.\d+\.\d+", version)


def test_loading_twice_works(shell):
    done = shell(f".load {LIBRARY}\nSELECT typeof(papers_version());\n")
    assert (done.stdout, done.stderr) == ("text\n", "")
