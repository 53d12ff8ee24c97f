"""Packs the extension for sqlpkg, a package manager of SQLite extensions:

    python3 .make/sqlpkg.py TREE FOLDER VERSION [ADDRESS]

where TREE was DESTDIR with PREFIX=/. In FOLDER there are then an archive of this
platform's library, sqlpkg.json, which lists it and the archives of other
platforms that were put beside it, and their checksums.txt. ADDRESS is where the
three will be published; without one they are taken from the current folder.
The same tree gives the same bytes."""

import gzip
import hashlib
import io
import json
import pathlib
import platform
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[1]
# As sqlpkg names them.
MACHINES = {"x86_64": "amd64", "aarch64": "arm64"}


def platform_name():
    machine = platform.machine()
    return f"{platform.system().lower()}-{MACHINES.get(machine, machine)}"


def pack(library):
    """A compressed archive of one file, of 1970, whenever it is made."""
    archive, packed = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        entry = tarfile.TarInfo(library.name)
        entry.size, entry.mode = library.stat().st_size, 0o644
        with library.open("rb") as file:
            tar.addfile(entry, file)
    with gzip.GzipFile(fileobj=packed, mode="wb", mtime=0) as file:
        file.write(archive.getvalue())
    return packed.getvalue()


def symbols():
    """The functions and tables that are promised."""
    surface = json.loads((ROOT / "tests/cases/surface.json").read_text())
    names = {name.split()[0] for name in surface["functions"]}
    return sorted(names | set(surface["tables"]))


def description(version, address, files):
    return {
        "owner": "papers", "name": "papers", "version": version,
        "authors": ["The papers authors"], "license": "MIT",
        "description": "SQL over live paper listings",
        "keywords": ["papers", "arxiv", "virtual-table"],
        "symbols": symbols(),
        "assets": {"path": address, "files": files}}


def main(tree, folder, version, address="."):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (library,) = (pathlib.Path(tree) / "lib/sqlite3").iterdir()
    front, end = f"papers-{version}-", ".tar.gz"
    (folder / f"{front}{platform_name()}{end}").write_bytes(pack(library))
    archives = sorted(folder.glob(f"{front}*{end}"))
    files = {path.name[len(front):-len(end)]:
             path.name.replace(version, "{version}", 1) for path in archives}
    (folder / "sqlpkg.json").write_text(json.dumps(
        description(version, address or ".", files), indent=4) + "\n")
    (folder / "checksums.txt").write_text("".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in archives))
    print(f"  {folder / 'sqlpkg.json'}")


if __name__ == "__main__":
    main(*sys.argv[1:])
