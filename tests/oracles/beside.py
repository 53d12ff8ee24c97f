"""Small C programs of the tests, built and loaded into a connection."""

import os
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent


def build(source, program):
    """A shared library of a C file."""
    subprocess.run([os.environ.get("CC", "cc"), "-shared", "-fPIC", "-O1",
                    "-o", program, source], check=True)


def load(db, name):
    """Loads NAME.c of this folder into a connection."""
    with tempfile.TemporaryDirectory() as folder:
        build(HERE / f"{name}.c", f"{folder}/{name}.so")
        db.enable_load_extension(True)
        db.load_extension(f"{folder}/{name}")
        db.enable_load_extension(False)
