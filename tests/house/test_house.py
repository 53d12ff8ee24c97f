"""The scripts around the code: what they find, install and forbid."""

import os
import re
import shutil
import subprocess

import pytest

import layers
import mutants
from conftest import ROOT

pytestmark = pytest.mark.foreign

TOOLS = "sh sed tr sort mktemp mkdir rm head tail dirname cat env".split()


@pytest.fixture
def system(tmp_path):
    """A machine on which only a few tools are installed, and those given."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        (folder / tool).symlink_to(shutil.which(tool))

    def has(name, script="exit 0"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)

    has("id", "echo 1000")
    has.path = str(folder)
    return has


def script(name, *arguments, **environment):
    return subprocess.run(
        ["/bin/sh", ROOT / ".make" / name, *arguments], text=True,
        capture_output=True, env={**os.environ, "CC": "cc", **environment})


@pytest.mark.parametrize("manager, command", [
    ("dnf", "sudo dnf install gcc libcurl-devel"),
    ("pacman", "sudo pacman -S --needed curl gcc"),
    ("apk", "sudo apk add build-base curl-dev"),
    ("brew", "brew install curl gcc")])
def test_elsewhere_deps_prints_the_command(system, manager, command):
    system(manager)
    done = script("deps.sh", "build", PATH=system.path)
    assert done.returncode == 1
    line = done.stderr.splitlines()[-1]
    assert line.startswith("papers: install with: ")
    assert set(command.split()) <= set(line.split()), line


def test_deps_installs_what_is_missing_with_apt(system, tmp_path):
    log = tmp_path / "log"
    system("pkg-config", '[ "$2" != yajl ]')
    system("cc")
    system("apt-cache", "exit 0")
    system("apt-get", f'echo "$*" >>{log}')
    system("sudo", f'echo sudo >>{log}; exec "$@"')
    done = script("deps.sh", "build", PATH=system.path)
    assert done.returncode == 0, done.stderr
    assert "libyajl-dev" in done.stdout
    said = log.read_text().split()
    assert said[0] == "sudo" and "install" in said
    assert "libyajl-dev" in said and "libcurl4-openssl-dev" not in said


def test_deps_asks_for_the_list_only_when_it_must(system, tmp_path):
    log = tmp_path / "log"
    system("id", "echo 0")
    system("apt-cache", "exit 100")
    system("apt-get", f'echo "$2" >>{log}')
    done = script("deps.sh", "build", PATH=system.path)
    assert done.returncode == 0, done.stderr
    assert log.read_text().split() == ["update", "install"]


def test_the_hosts_are_installed_with_sudo_where_needed(system, tmp_path):
    """By the same script, which says what it installs."""
    log, folder = tmp_path / "log", tmp_path / "hosts"
    for tool in "dpkg-query", "uname":
        system(tool, "exit 1")
    for tool in "cargo", "javac", "npm", "apt-cache":
        system(tool)
    system("apt-get", f'echo "$*" >>{log}')
    system("sudo", f'echo sudo >>{log}; exec "$@"')

    def install():
        return script("../tests/hosts/install.sh", folder, PATH=system.path)

    done = install()
    assert done.returncode == 0, done.stderr
    sudo, said = log.read_text().splitlines()
    assert sudo == "sudo" and {"install", "ruby-sqlite3"} <= set(said.split())
    assert said.rpartition("recommends ")[2] in done.stdout
    assert "cargo" not in said
    (tmp_path / "bin" / "sudo").unlink()
    done = install()
    assert done.returncode != 0 and "ruby-sqlite3" in done.stderr
    assert "(as root)" in done.stderr and not log.read_text().count("\n") > 2


def test_deps_changes_nothing_where_all_is_there(system):
    system("pkg-config")
    system("cc")
    system("apt-get", "exit 1")
    done = script("deps.sh", "build", PATH=system.path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


# Targets for other targets and for .ci/run.
INNER = {"test-unit", "test-whole", "format-check", "programs", "benches",
         "fuzz-programs", "tested"}


def test_make_help_has_a_line_for_every_target():
    targets = " ".join(
        target for name in ("Makefile", ".make/proofs.mk")
        for target in re.findall(r"^\.PHONY: ((?:.*\\\n)*.*)",
                                 (ROOT / name).read_text(), re.M))
    done = subprocess.run(["make", "help"], cwd=ROOT, text=True,
                          capture_output=True, check=True)
    told = re.findall(r"^  make ([a-z-]+) +\S", done.stdout, re.M)
    assert len(told) == len(set(told)) > 20
    assert set(targets.replace("\\", " ").split()) - set(told) <= INNER


@pytest.mark.parametrize("answer, said", [
    ('[ "$1" != --exists ] || [ "$2" != yajl ]', "yajl was not found"),
    ('case "$1 $2" in --atleast*\\ libcurl | --atleast*7.84*) exit 1 ;; esac; '
     'echo 7.74.0', "libcurl 7.84 or newer is needed, this one is 7.74.0")])
def test_a_library_that_will_not_do_is_named(system, answer, said):
    system("pkg-config", answer)
    done = script("libraries.sh", PATH=system.path)
    assert done.returncode == 1
    assert said in done.stderr and "make deps" in done.stderr


@pytest.mark.parametrize("version, said", [("3.31.1", 1), ("3.40.1", 0)])
def test_an_old_header_of_sqlite_is_enough(system, version, said):
    system("pkg-config", f"""case "$1 $2" in
      --modversion*) echo {version} ;;
      --atleast*) [ "$(printf '%s\\n' "${{1#*=}}" {version} | sort -V |
        head -n 1)" = "${{1#*=}}" ] || [ "$2" != sqlite3 ] ;;
    esac""")
    done = script("libraries.sh", PATH=system.path)
    assert done.returncode == 0, done.stderr
    assert f"sqlite3 {version}" in done.stdout
    assert done.stderr.count("3.38 or newer") == said


@pytest.mark.parametrize("path, line, fault", [
    ("text/a.c", '#include "net/b.h"', "text must not include"),
    ("text/a.c", '#include "text/keyword/b.h"', "text must not include"),
    ("text/keyword/a.c", '#include "net/b.h"', "must not include"),
    ("table/a.c", '#include "text/keyword/b.h"', "not text/keyword/keyword.h"),
    ("net/a.c", '#include "hub/b.h"', "net must not include"),
    ("hub/a.c", '#include "b.h"', "without its folder"),
    ("net/a.c", "#include <yajl/yajl_parse.h>", "must not include"),
    ("table/a.c", "#include <sqlite3.h>", "must not include"),
    ("hub/a.c", "#include <sqlite3ext.h>", "must not include"),
    ("base/a.c", "#include <openssl/md5.h>", "of what library"),
    ("hub/a.c", "void f(void) { sqlite3_free(0); }", "must not call"),
    ("extra/a.c", "", "there is no layer")])
def test_layers_are_kept(tmp_path, monkeypatch, path, line, fault):
    monkeypatch.setattr(layers, "EXT", tmp_path)
    for name in (path, "net/b.h", "hub/b.h", "text/keyword/b.h"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / path).write_text(line + "\n")
    (found,) = layers.check(tmp_path / path, {})
    assert path in found and fault in found


def modules_of(tmp_path, monkeypatch, **texts):
    monkeypatch.setattr(layers, "EXT", tmp_path)
    (tmp_path / "net").mkdir()
    for name, text in texts.items():
        path = tmp_path / "net" / name.replace("_", ".")
        path.write_text(text + "\n")
    return layers.modules()


@pytest.mark.parametrize("uses, circle", [
    ({"a_c": "b", "b_c": ""}, None),
    ({"a_c": "b", "b_h": "", "b_c": "a"}, ("net/a", "net/b")),
    ({"a_h": "b", "b_h": "c", "c_c": "a"}, ("net/a", "net/b", "net/c")),
    ({"a_h": "", "a_c": "a"}, None)])
def test_modules_that_include_each_other_are_found(tmp_path, monkeypatch, uses,
                                                   circle):
    texts = {name: f'#include "net/{target}.h"' if target else ""
             for name, target in uses.items()}
    found = layers.circles(modules_of(tmp_path, monkeypatch, **texts))
    assert [group for group, _ in found] == ([circle] if circle else [])


@pytest.mark.parametrize("header, source, missing", [
    ("int f(void);", "int f(void) {\n}", []),
    ("int f(void);", "static int f(void) {\n}", ["f"]),
    ("bool f(int a,\n       int b)\n    __attribute__((x(1, 2)));", "", ["f"]),
    ("extern const struct s t[N];", "const struct s t[N] = {0};", []),
    ("extern const struct s t[N];", "extern const struct s t[N];", ["t"]),
    ("extern const struct s t;", "/* const struct s t = {0}; */", ["t"])])
def test_a_header_declares_what_its_source_defines(tmp_path, monkeypatch,
                                                   header, source, missing):
    found = modules_of(tmp_path, monkeypatch, a_h=header, a_c=source)
    assert [what for _, what in layers.declared_elsewhere(found)] == [
        f"declares {name}, which its source lacks" for name in missing]


def test_a_struct_has_a_name_of_its_own(tmp_path, monkeypatch):
    modules_of(tmp_path, monkeypatch, a_c="struct one {\n};\nstruct two {\n};",
               b_h="struct two {\n};\nstruct one;")
    assert layers.twice() == [(["net/a.c", "net/b.h"], "each has a struct two")]


def test_the_folders_keep_the_rules_of_names_and_circles():
    done = subprocess.run(["python3", ROOT / "tests" / "tools" / "layers.py"], text=True,
                          capture_output=True)
    assert done.returncode == 0, done.stdout
    assert not [line for line in done.stdout.splitlines()
                if line.startswith("still: net")]


def test_each_mutant_fits_the_code():
    """Those that do not would never be tried (tests/mutants/)."""
    found = mutants.all_mutants()
    assert [mutant for mutant in found if mutant.mutated() is None] == []
    assert all(mutant.tests for mutant in found)
    names = [(mutant.path, mutant.what) for mutant in found]
    assert len(set(names)) == len(names) > 150


@pytest.mark.parametrize("code, fits", [
    ("one\n  two\n", True), ("one\n  two\none\n  two\n", False),
    ("one\n two\n", False)])
def test_a_mutant_has_one_place(tmp_path, monkeypatch, code, fits):
    cases = tmp_path / "all.txt"
    cases.write_text("# Words.\n\nunit a b\nrows c -k 'd e'\n\n"
                     "x.c: it: breaks\n- one\n-   two\n+ 2\n= why\n")
    (tmp_path / "ext").mkdir()
    (tmp_path / "ext" / "x.c").write_text(code)
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    mutant, = mutants.read_mutants(cases)
    assert mutant.tests == (("unit", ("a", "b")), ("rows", ("c", "-k", "d e")))
    assert (mutant.path, mutant.what, mutant.why) == ("x.c", "it: breaks", "why")
    assert mutant.mutated() == ("2\n" if fits else None)
