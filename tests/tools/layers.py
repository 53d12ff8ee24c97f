#!/usr/bin/env python3
"""Checks who includes whom: a folder of ext/ includes only what stands below
it, always with the folder in the path; no two files include each other; each
library is known in one place. Checks names, too: a header declares what its own
source defines, and the name of a struct stands once in the program.
Prints what breaks a rule and ends with a code other than 0."""

import pathlib
import re
import sys

EXT = pathlib.Path(__file__).resolve().parents[2] / "ext"

# From the ground up: a folder includes its own headers and those of the folders
# that it names.
NET = ["base", "net"]
TEXT = ["base", "text", "text/link"]
HUB = [*TEXT, "hub", "hub/decode", "hub/relation"]
TABLE = [*NET, "net/answer", *HUB, "text/keyword", "saved", "table/settings",
         "table"]
MAY_INCLUDE = {
    "base": ["base"],
    "text": ["base", "text"],
    "text/link": ["base", "text", "text/link"],
    "text/keyword": ["base", "text", "text/keyword"],
    "net": NET,
    "net/cache": [*NET, "net/cache"],
    "net/answer": [*NET, "net/cache", "net/answer"],
    "hub": [*TEXT, "hub"],
    "hub/decode": [*TEXT, "hub", "hub/decode"],
    "hub/relation": HUB,
    "saved": [*HUB, "saved"],
    "table/settings": ["base", "net", "table/settings"],
    "table": TABLE,
    "table/relation": [*TABLE, "table/relation"],
    "table/saved": [*TABLE, "table/saved"],
    "table/function": [*TABLE, "table/function"],
    "": ["", *TABLE, "table/relation", "table/saved", "table/function"],
}

# Folders of which others see these headers only. What a face declares may be
# defined in any source of its folder.
FACES = {
    "": {"papers.h", "register.h"},
    "net/answer": {"net/answer/answers.h", "net/answer/fetch.h",
                   "net/answer/reader.h"},
    "net/cache": {"net/cache/cache.h"},
    "text/keyword": {"text/keyword/keyword.h"},
    "text/link": {"text/link/links.h"},
}

# Of net, what the tables see beside net/answer.
TABLES_SEE = {"net/clock.h", "net/host.h", "net/http.h", "net/log.h",
              "net/settings.h"}

# Headers of libraries: where they may be named, and in how many files.
LIBRARIES = {
    re.compile(r"sqlite3ext\.h"):
        (r"init\.c|(net/cache|table)/sqlite\.h", 3),
    re.compile(r"sqlite3\.h"): (r"papers\.h", 1),
    re.compile(r"curl/.*"): (r"net/[^/]*\.c", 1),
    re.compile(r"yajl/.*"): (r"hub/decode/[^/]*\.c", 1),
}

# Where a name of a library says as much as its header. table/version names
# what the extension stands on.
CALLS = {
    re.compile(r"\bcurl_\w+\s*\("): r"net/.*",
    re.compile(r"\byajl_(?!version\b)\w+\s*\("): r"hub/.*",
    re.compile(r"\bsqlite3_\w+\s*\("): r"((init|register)\.c|papers\.h|table/.*|net/cache/.*)",
}

C11 = set("""assert complex ctype errno fenv float inttypes iso646 limits
locale math setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio
stdlib stdnoreturn string tgmath threads time uchar wchar wctype""".split())
POSIX = {"dirent.h", "fcntl.h", "netdb.h", "poll.h", "pthread.h", "strings.h",
         "sys/random.h", "sys/socket.h", "sys/stat.h", "sys/types.h",
         "unistd.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
# What stands at the beginning of a line: functions and variables.
DECLARATION = re.compile(
    r"^(?!typedef|static)(?:extern [^;(]*?\b(\w+)(?:\[[^;]*)?;"
    r"|\w[\w\s*]*?\b(\w+)\()", re.M)
DEFINITION = re.compile(
    r"^(?!typedef|static|extern)\w[\w\s*]*?\b(\w+)"
    r"(?:\([^;{]*\)\s*\{|(?:\[[^;={]*)?\s*=\s)", re.M)
STRUCT = re.compile(r"^struct (\w+) \{", re.M)
COMMENT = re.compile(r'/\*.*?\*/|"(?:\\.|[^"\\\n])*"', re.S)


def own_include(path, layer, target):
    """What is wrong with including a header of ours, or None."""
    folder, slash, _ = target.rpartition("/")
    if not slash and layer:
        return f'includes "{target}" without its folder'
    if not (EXT / target).is_file():
        return f'includes "{target}", which is not in ext/'
    if folder not in MAY_INCLUDE[layer]:
        return f'{layer or "init"} must not include "{target}"'
    if folder != layer and target not in FACES.get(folder, {target}):
        return f'includes "{target}" and not {", ".join(FACES[folder])}'
    if folder == "net" and layer[:5] == "table" and target not in TABLES_SEE:
        return f'includes "{target}", which is for net/answer'
    return None


def foreign_include(path, target, users):
    """The same for a header of somebody else's; notes who uses which."""
    for library, (where, _) in LIBRARIES.items():
        if library.fullmatch(target):
            users.setdefault(library, set()).add(path)
            if not re.fullmatch(where, path):
                return f"must not include <{target}>"
            return None
    if target.removesuffix(".h") in C11 or target in POSIX:
        return None
    return f"includes <{target}>: of what library is that?"


def check(file, users):
    """Yields what is wrong with one file."""
    path = file.relative_to(EXT).as_posix()
    layer = path.rpartition("/")[0]
    if layer not in MAY_INCLUDE:
        yield f"{path}: there is no layer {layer}"
        return
    text = file.read_text(encoding="utf-8")
    for mark, target in INCLUDE.findall(text):
        fault = (own_include(path, layer, target) if mark == '"'
                 else foreign_include(path, target, users))
        if fault:
            yield f"{path}: {fault}"
    code = COMMENT.sub(" ", text)
    for call, where in CALLS.items():
        found = call.search(code)
        if found and not re.fullmatch(where, path):
            yield f"{path}: must not call {found[0].rstrip('( ')}"


def code_of(file):
    return COMMENT.sub(" ", file.read_text(encoding="utf-8"))


def modules():
    """The files of each module: its header, its source or both, by their path
    without the ending."""
    found = {}
    for file in sorted(EXT.rglob("*.[ch]")):
        path = file.relative_to(EXT).with_suffix("").as_posix()
        found.setdefault(path, {})[file.suffix] = file
    return found


def reach(uses, module):
    """All modules that this one includes, and those that they include."""
    reached, to_see = set(), [module]
    while to_see:
        for target in uses.get(to_see.pop(), ()):
            if target not in reached:
                reached.add(target)
                to_see.append(target)
    return reached


def circles(found):
    """Modules that include each other, directly or through others."""
    uses = {module: {target.removesuffix(".h")
                     for file in files.values()
                     for mark, target in INCLUDE.findall(
                         file.read_text(encoding="utf-8"))
                     if mark == '"'} - {module}
            for module, files in found.items()}
    reached = {module: reach(uses, module) for module in uses}
    groups = {tuple(sorted(other for other in reached[module]
                           if module in reached.get(other, ())))
              for module in uses if module in reached[module]}
    return [(group, "include each other") for group in groups]


def declared_elsewhere(found):
    """Names that a header declares and its source does not define."""
    defined = {module: set(DEFINITION.findall(code_of(files[".c"])))
               for module, files in found.items() if ".c" in files}
    for module, files in found.items():
        if ".h" not in files:
            continue
        header = f"{module}.h"
        folder = module.rpartition("/")[0]
        known = set(defined.get(module, ()))
        if header in FACES.get(folder, ()):
            known.update(*(names for other, names in defined.items()
                           if other.rpartition("/")[0] == folder))
        names = DECLARATION.findall(code_of(files[".h"]))
        for name in (variable or function for variable, function in names):
            if name not in known:
                yield (header,), f"declares {name}, which its source lacks"


def twice():
    """Names of structs that stand in more than one file."""
    where = {}
    for file in sorted(EXT.rglob("*.[ch]")):
        for name in STRUCT.findall(code_of(file)):
            where.setdefault(name, []).append(file.relative_to(EXT).as_posix())
    return [(files, f"each has a struct {name}")
            for name, files in where.items() if len(files) > 1]


def main():
    users = {}
    faults = [fault for file in sorted(EXT.rglob("*.[ch]"))
              for fault in check(file, users)]
    for library, (_, most) in LIBRARIES.items():
        if len(users.get(library, ())) > most:
            faults.append(f"{library.pattern} is included by more than {most}:"
                          f" {', '.join(sorted(users[library]))}")
    found = modules()
    for files, what in (*circles(found), *declared_elsewhere(found), *twice()):
        faults.append(f"{', '.join(files)}: {what}")
    print("\n".join(faults) or "layers: as they should be")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
