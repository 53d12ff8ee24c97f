"""`make install`, `make uninstall` and `make dist`."""

import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time

import pytest

from conftest import BUILD, ROOT, connect
from documents import block

pytestmark = [pytest.mark.hostless, pytest.mark.foreign]
LIBRARY = "usr/lib/here/sqlite3/papers.so"
MANUAL = "usr/share/man/man7/papers.7"
PACKAGE = "usr/lib/here/pkgconfig/papers.pc"
SCRIPTS = [f"usr/share/papers/sql/{path.name}"
           for path in (ROOT / "sql").iterdir()]


def version():
    text, = connect().execute("SELECT papers_version()").fetchone()
    return text.split()[0]


def make(*arguments, cwd=ROOT):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(["make", *arguments], cwd=cwd, text=True,
                          capture_output=True, env=kept)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def at(place):
    return (f"BUILD={BUILD}", f"DESTDIR={place}", "PREFIX=/usr",
            "LIBDIR=/usr/lib/here")


def tree(place):
    return sorted(path.relative_to(place).as_posix()
                  for path in place.rglob("*"))


@pytest.fixture
def place(tmp_path):
    """A folder with a space in its name, with everything in it."""
    folder = tmp_path / "a place"
    make("install", *at(folder))
    return folder


def test_install_copies_these_and_no_more(place):
    files = {path: (place / path).stat().st_mode & 0o777
             for path in tree(place) if (place / path).is_file()}
    assert files == {LIBRARY: 0o755, MANUAL: 0o644, PACKAGE: 0o644,
                     **dict.fromkeys(SCRIPTS, 0o644)}


def test_what_is_installed_answers(place):
    db = sqlite3.connect(":memory:")
    db.enable_load_extension(True)
    db.load_extension(str(place / LIBRARY.removesuffix(".so")))
    assert db.execute("SELECT papers_version()").fetchone()[0].startswith(
        version())


def test_what_is_installed_has_nothing_for_a_debugger(place):
    done = subprocess.run(["nm", place / LIBRARY], text=True,
                          capture_output=True)
    assert (done.stdout, "no symbols" in done.stderr) == ("", True)


def test_pkg_config_knows_it(place):
    def value(*arguments):
        return subprocess.run(
            ["pkg-config", *arguments, "papers"], text=True, check=True,
            capture_output=True,
            env={**os.environ, "PKG_CONFIG_PATH": str((place / PACKAGE).parent)}
        ).stdout.strip()
    assert value("--modversion") == version()
    assert value("--variable=extension") == "/usr/lib/here/sqlite3/papers"
    assert f"{value('--variable=sqldir')[1:]}/notes.sql" in SCRIPTS


def test_the_man_page_names_every_table_and_function(place):
    text = (place / MANUAL).read_text()
    assert f'"papers {version()}"' in text and "@" not in text
    assert "/usr/lib/here/sqlite3/papers" in text
    plain, db = sqlite3.connect(":memory:"), connect()
    for sql in ("SELECT name FROM pragma_module_list",
                "SELECT name FROM pragma_function_list"):
        ours = set(db.execute(sql)) - set(plain.execute(sql))
        assert ours and [name for (name,) in sorted(ours) if not re.search(
            rf"^\.BR? {name}\b", text, re.M)] == []


@pytest.mark.skipif(not shutil.which("groff"), reason="there is no groff")
def test_the_man_page_is_one(place):
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z",
                           place / MANUAL], text=True, capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_uninstall_leaves_no_trace(tmp_path):
    """What others have in the same folders stays."""
    place = tmp_path / "a place"
    for path in ("usr/lib/here/pkgconfig", "usr/share/man/man7"):
        (place / path).mkdir(parents=True)
    before = tree(place)
    make("install", *at(place))
    make("uninstall", *at(place))
    assert tree(place) == before
    make("install", *at(place))
    others = [place / LIBRARY.replace("papers", "other"),
              place / SCRIPTS[0].replace(".sql", ".mine")]
    for path in others:
        path.write_text("")
    make("uninstall", *at(place))
    assert [path for path in tree(place) if (place / path).is_file()] == sorted(
        path.relative_to(place).as_posix() for path in others)


def test_the_first_lines_of_the_manual(tmp_path):
    """As root, with an empty /usr/local that only they see."""
    lines = block("install.md", "sh", "make uninstall").replace(
        "/tmp/root", str(tmp_path))
    install, elsewhere, remove = lines.splitlines()
    count = "find /usr/local -type f | wc -l"
    done = subprocess.run(
        ["unshare", "-m", "sh", "-ec", f"""mount -t tmpfs none /usr/local
         {install}
         sqlite3 :memory: -cmd '.load /usr/local/lib/sqlite3/papers' \\
           'SELECT papers_version()'
         {count}; {elsewhere}
         {remove}
         {count}"""], cwd=ROOT, text=True, capture_output=True,
        env={"BUILD": str(BUILD), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"})
    if re.match("unshare:|mount:", done.stderr):
        pytest.skip("needs root, and the right to mount")
    assert (done.returncode, done.stderr) == (0, "")
    kept = [path for path in tree(tmp_path) if (tmp_path / path).is_file()]
    said = [line for line in done.stdout.splitlines()
            if line.isdigit() or line.startswith(version())]
    assert [line.split()[0] for line in said] == [version(), str(len(kept)), "0"]
    assert {"usr/lib/sqlite3/papers.so", MANUAL, *SCRIPTS} < set(kept)


def copy_of_libcurl(place):
    """The system's libcurl at another place, with another version; its soname."""
    def of_curl(variable):
        return pathlib.Path(subprocess.run(
            ["pkg-config", f"--variable={variable}", "libcurl"], text=True,
            capture_output=True, check=True).stdout.strip())
    library = (of_curl("libdir") / "libcurl.so").resolve()
    (place / "lib" / "pkgconfig").mkdir(parents=True)
    shutil.copytree(of_curl("includedir") / "curl", place / "include" / "curl")
    soname = re.search(r"libcurl[\w-]*\.so\.\d+", library.name)[0]
    shutil.copy(library, place / "lib" / soname)
    (place / "lib" / "libcurl.so").symlink_to(soname)
    (place / "lib" / "pkgconfig" / "libcurl.pc").write_text(
        f"Name: libcurl\nDescription: a copy\nVersion: 99.0\n"
        f"Libs: -L{place}/lib -lcurl\nCflags: -I{place}/include\n")
    return soname


@pytest.mark.skipif(sys.platform != "linux", reason="asks ldd")
def test_a_libcurl_of_ones_own_is_enough(tmp_path):
    """The manual's line compiles with its header, and the extension finds it."""
    place, build = tmp_path / "curl", tmp_path / "build"
    soname = copy_of_libcurl(place)
    shutil.copytree(BUILD / "obj", build / "obj")
    (build / "obj" / "net" / "http.o").unlink()
    line = block("install.md", "sh", "/opt/curl").replace("/opt/curl", str(place))
    make(f"BUILD={build}", *line.split()[1:])
    assert "libcurl 99.0" in (build / "libraries").read_text()
    compiled = (build / "obj" / "net" / "http.d").read_text()
    assert f"{place}/include/curl/curl.h" in compiled
    needed = subprocess.run(["ldd", build / "papers.so"], text=True,
                            capture_output=True, check=True).stdout
    assert f"{soname} => {place}/lib/{soname} " in needed


def test_the_version_stands_once():
    """In the code and in what makes packages of it."""
    files = [ROOT / "Makefile", *(
        path for folder in ("ext", ".make", "sql")
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and path.suffix != ".pyc")]
    where = [path.name for path in files for _ in re.findall(
        rf"\b{re.escape(version())}\b", path.read_text())]
    assert where == ["version.h"]


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_the_same_bytes_in_another_folder(tmp_path, compiler):
    """With the names for a debugger, of which the id of a library is made."""
    if not shutil.which(compiler):
        pytest.skip(f"there is no {compiler}")
    made = []
    for folder in tmp_path / "one", tmp_path / "an other":
        for name in ".make", "ext":
            shutil.copytree(ROOT / name, folder / name)
        shutil.copy(ROOT / "Makefile", folder)
        make("build/obj/base/number.o", f"CC={compiler}", cwd=folder)
        made.append((folder / "build/obj/base/number.o").read_bytes())
    assert made[0] == made[1]


needs_git = pytest.mark.skipif(not (ROOT / ".git").exists(),
                               reason="this is no clone")


@pytest.fixture
def tarball(tmp_path):
    make("dist", f"BUILD={tmp_path}")
    return tmp_path / f"papers-{version()}.tar.gz"


@needs_git
def test_dist_has_what_is_committed_and_the_same_bytes_twice(tarball):
    before = tarball.read_bytes()
    time.sleep(1.1)
    make("dist", f"BUILD={tarball.parent}")
    assert tarball.read_bytes() == before
    committed = subprocess.run(
        ["git", "ls-tree", "-r", "--name-only", "-z", "HEAD"], cwd=ROOT,
        text=True, capture_output=True, check=True).stdout.split("\0")
    front = tarball.name.removesuffix(".tar.gz")
    with tarfile.open(tarball) as archive:
        found = [member.name for member in archive if not member.isdir()]
    assert sorted(found) == sorted(f"{front}/{name}"
                                   for name in committed if name)


@needs_git
@pytest.mark.slow
def test_what_dist_packs_can_be_installed(tarball, tmp_path):
    with tarfile.open(tarball) as archive:
        archive.extractall(tmp_path)
    place = tmp_path / "place"
    make("-j2", "install", "CFLAGS=-O0", f"DESTDIR={place}", "PREFIX=/usr",
         "LIBDIR=/usr/lib/here",
         cwd=tmp_path / tarball.name.removesuffix(".tar.gz"))
    assert [path for path in tree(place) if (place / path).is_file()] == sorted(
        [LIBRARY, MANUAL, PACKAGE, *SCRIPTS])
