"""Packs what `make install` copies as a Python wheel:

    python3 .make/wheel.py TREE FOLDER VERSION

where TREE was DESTDIR with PREFIX=/. The same tree gives the same bytes."""

import base64
import hashlib
import pathlib
import sys
import sysconfig
import zipfile

NAME = "sqlite_papers"
MODULE = '''\
"""SQL over live paper listings: an extension of SQLite."""

import pathlib

__version__ = "{version}"


def loadable_path():
    """What to give to sqlite3.Connection.load_extension() or to `.load`."""
    return str(pathlib.Path(__file__).with_name("papers"))


def script(name):
    """The text of a script, say "notes.sql", for executescript()."""
    place = pathlib.Path(__file__).with_name("sql")
    return (place / name).read_text(encoding="utf-8")


def load(connection):
    """Loads the extension into a connection of sqlite3. Also sets a progress
    handler, in place of one that is there: without one Python does not see
    Ctrl-C before a query has ended."""
    connection.enable_load_extension(True)
    try:
        connection.load_extension(loadable_path())
    finally:
        connection.enable_load_extension(False)
    connection.set_progress_handler(lambda: 0, 1000)
'''
METADATA = """\
Metadata-Version: 2.1
Name: sqlite-papers
Version: {version}
Summary: SQL over live paper listings: an extension of SQLite
License: MIT
Requires-Python: >=3.8
"""
WHEEL = """\
Wheel-Version: 1.0
Generator: papers {version}
Root-Is-Purelib: false
Tag: {tag}
"""


def contents(tree, version, tag):
    (library,) = (tree / "lib/sqlite3").iterdir()
    yield "papers/__init__.py", MODULE.format(version=version).encode()
    yield f"papers/{library.name}", library.read_bytes()
    for script in sorted((tree / "share/papers/sql").iterdir()):
        yield f"papers/sql/{script.name}", script.read_bytes()
    info = f"{NAME}-{version}.dist-info"
    yield f"{info}/METADATA", METADATA.format(version=version).encode()
    yield f"{info}/WHEEL", WHEEL.format(version=version, tag=tag).encode()


def record_line(path, data):
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest())
    return f"{path},sha256={digest.decode().rstrip('=')},{len(data)}\n"


def main(tree, folder, version):
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    tag = f"py3-none-{platform}"
    wheel = pathlib.Path(folder) / f"{NAME}-{version}-{tag}.whl"
    files = list(contents(pathlib.Path(tree), version, tag))
    record = f"{NAME}-{version}.dist-info/RECORD"
    lines = "".join(record_line(*file) for file in files) + f"{record},,\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, data in [*files, (record, lines.encode())]:
            info = zipfile.ZipInfo(path)  # of 1980, whenever it is made
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    print(f"  {wheel}")


if __name__ == "__main__":
    main(*sys.argv[1:])
