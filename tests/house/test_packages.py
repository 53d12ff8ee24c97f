"""The packages: they have the same bytes twice, they can be installed and used,
and removing them leaves no file behind."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time

import pytest

from conftest import ROOT, connect
from documents import block, commands

pytestmark = [pytest.mark.hostless, pytest.mark.foreign, pytest.mark.slow,
              pytest.mark.skipif(not (ROOT / ".git").exists(),
                                 reason="this is no clone")]
needs_dpkg = pytest.mark.skipif(
    not shutil.which("dpkg-buildflags") or os.geteuid() != 0,
    reason="needs Debian's dpkg-dev, and root")
needs_lintian = pytest.mark.skipif(not shutil.which("lintian"),
                                   reason="there is no lintian")


ENDINGS = {"deb": "deb", "wheel": "whl", "npm": "tgz"}


def run(*command, **options):
    done = subprocess.run(command, text=True, capture_output=True, **options)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def make(target, build):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("MAKE", "MFLAGS", "LD_", "DEB_"))}
    said = run("make", target, f"BUILD={build}", cwd=ROOT, env={
        **kept, "DEBFULLNAME": "A Packager", "DEBEMAIL": "packager@debian.org"})
    (package,) = build.glob(f"*.{ENDINGS[target]}")
    assert said.splitlines()[-1].strip() == str(package)
    return package


def readme_line(target):
    """What README.md types to install what `make target` has made."""
    (line,) = (line for line in commands(block("README.md", "sh", "make deb"))
               if line.startswith(f"make {target} && "))
    return line.partition(" && ")[2]


def test_the_lines_of_the_readme_are_typed_on_a_bare_system():
    script = (ROOT / "tests" / "tools" / "bare_packages.sh").read_text()
    lines = ["make install", *map(readme_line, ENDINGS)]
    assert len(commands(block("README.md", "sh", "make deb"))) == len(lines)
    for line in lines:
        assert line.removeprefix("sudo ") in script


def files(folder):
    return {path for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def deb(tmp_path_factory):
    return make("deb", tmp_path_factory.mktemp("deb"))


@needs_dpkg
def test_deb_has_the_same_bytes_twice(deb):
    before = deb.read_bytes()
    assert make("deb", deb.parent).read_bytes() == before


@needs_dpkg
@needs_lintian
def test_lintian_says_nothing_about_the_deb(deb):
    done = subprocess.run(["lintian", "--allow-root", "--fail-on",
                           "error,warning", deb], text=True,
                          capture_output=True)
    assert (done.returncode, done.stdout) == (0, "")


@needs_dpkg
def test_the_deb_is_installed_answers_and_is_removed(deb, tmp_path):
    """In a system that has nothing else, not even what it depends on."""
    (tmp_path / "var/lib/dpkg/info").mkdir(parents=True)
    for name in ("status", "available"):
        (tmp_path / "var/lib/dpkg" / name).touch()
    dpkg = ("dpkg", f"--root={tmp_path}", "--force-depends", "--force-bad-path")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL,
             "check": True}
    subprocess.run([*dpkg, "--install", deb], **quiet)
    (library,) = (tmp_path / "usr").rglob("papers.so")
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(library)[:-3])
    version = "SELECT papers_version()"
    assert db.execute(version).fetchone() == connect().execute(
        version).fetchone()
    subprocess.run([*dpkg, "--purge", "libsqlite3-mod-papers"], **quiet)
    assert not (tmp_path / "usr").exists()


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """For the packages that have the same things in them."""
    folder = tmp_path_factory.mktemp("tree") / "build"
    folder.mkdir()
    return folder


needs_npm = pytest.mark.skipif(not shutil.which("npm"),
                               reason="there is no npm")


@pytest.mark.parametrize("target", [
    "wheel", pytest.param("npm", marks=needs_npm)])
def test_it_has_the_same_bytes_twice(build, target):
    package = make(target, build)
    before = package.read_bytes()
    package.unlink()
    time.sleep(1.1)
    assert make(target, build).read_bytes() == before


USE = """
import os, papers, sqlite3, sys, threading, time
db = sqlite3.connect(":memory:")
papers.load(db)
print(db.execute("SELECT papers_version()").fetchone()[0])
assert db.execute("SELECT papers_version()").fetchone()[0].startswith(
    papers.__version__ + " ")
assert "CREATE" in papers.script("notes.sql")
db.execute("SELECT papers_config('endpoint', ?)", sys.argv[1:])
threading.Timer(1, os.kill, (os.getpid(), 2)).start()
start = time.monotonic()
try:
    db.execute("SELECT id FROM papers WHERE listed = '2026-07-30'").fetchall()
except (KeyboardInterrupt, sqlite3.OperationalError) as error:
    print("ended" if time.monotonic() - start < 4 else "late")
"""


def test_the_wheel_is_installed_is_interrupted_and_is_removed(build, tmp_path,
                                                             hub):
    make("wheel", build)
    place = tmp_path / "environment"
    venv = subprocess.run([sys.executable, "-m", "venv", place],
                          capture_output=True)
    if venv.returncode != 0:
        pytest.skip("this Python makes no environments")
    python, before = place / "bin" / "python", files(place)
    quiet = {**os.environ, "PIP_QUIET": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1",
             "PATH": f"{place}/bin:{os.environ['PATH']}"}
    run("sh", "-c", readme_line("wheel"), cwd=build.parent, env=quiet)
    hub.set(delay=8)
    said = run(python, "-c", USE, hub.url)
    assert said.splitlines() == [
        connect().execute("SELECT papers_version()").fetchone()[0], "ended"]
    run("pip", "uninstall", "-y", "sqlite-papers", env=quiet)
    assert {path for path in files(place) - before
            if "__pycache__" not in path.parts} == set()
    assert not list(place.rglob("papers*"))


@needs_npm
def test_the_npm_package_is_installed_answers_and_is_removed(build):
    place = build.parent
    make("npm", build)
    quiet = {**os.environ, **{f"npm_config_{name}": value for name, value in (
        ("offline", "true"), ("audit", "false"), ("fund", "false"),
        ("loglevel", "silent"))}}
    run("sh", "-c", readme_line("npm"), cwd=place, env=quiet)
    path = run("node", "-p", "require('sqlite-papers').getLoadablePath()",
               cwd=place).strip()
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(path)
    version = "SELECT papers_version()"
    assert db.execute(version).fetchone() == connect().execute(
        version).fetchone()
    script = run("node", "-p",
                 "require('sqlite-papers').getScriptPath('notes.sql')",
                 cwd=place).strip()
    assert open(script, encoding="utf-8").read() == (
        ROOT / "sql" / "notes.sql").read_text(encoding="utf-8")
    run("npm", "uninstall", "sqlite-papers", cwd=place, env=quiet)
    assert not list((place / "node_modules").rglob("papers*"))


def make_sqlpkg(folder, *arguments):
    run("make", "sqlpkg", f"BUILD={folder}", *arguments, cwd=ROOT, env={
        name: value for name, value in os.environ.items()
        if not name.startswith(("MAKE", "MFLAGS", "LD_"))})
    return {path.name: path.read_bytes()
            for path in (folder / "sqlpkg").iterdir()}


def test_sqlpkg_lists_archives_that_load(build, tmp_path):
    """As sqlpkg takes them: an asset of the platform by its name, checked, and
    unpacked flat. An archive of another platform is listed beside it."""
    first = make_sqlpkg(build)
    spec = json.loads(first["sqlpkg.json"])
    version = connect().execute("SELECT papers_version()").fetchone()[0]
    assert version.startswith(spec["version"] + " ")
    (front,) = spec["assets"]["files"].values()
    name = front.replace("{version}", spec["version"])
    assert first["checksums.txt"].decode() == (
        f"{hashlib.sha256(first[name]).hexdigest()}  {name}\n")
    with tarfile.open(fileobj=io.BytesIO(first[name])) as archive:
        assert len(archive.getnames()) == 1
        archive.extractall(tmp_path)
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(tmp_path / "papers"))
    assert db.execute("SELECT papers_version()").fetchone() == (version,)
    time.sleep(1.1)
    assert make_sqlpkg(build) == first
    other = f"papers-{spec['version']}-other-arch.tar.gz"
    (build / "sqlpkg" / other).write_bytes(b"another")
    both = make_sqlpkg(build, "ADDRESS=https://example.org/1")
    assets = json.loads(both["sqlpkg.json"])["assets"]
    assert assets["path"] == "https://example.org/1"
    assert assets["files"]["other-arch"] == other.replace(
        spec["version"], "{version}")
    assert both["checksums.txt"].count(b"\n") == 2


def test_sqlpkg_names_the_tables_and_functions_that_are_there(build):
    symbols = json.loads(make_sqlpkg(build)["sqlpkg.json"])["symbols"]
    names = connect().execute(
        "SELECT name FROM pragma_module_list UNION "
        "SELECT name FROM pragma_function_list").fetchall()
    assert len(symbols) > 15 and {(name,) for name in symbols} <= set(names)
