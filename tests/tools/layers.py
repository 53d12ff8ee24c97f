#!/usr/bin/env python3
"""Checks who includes whom: a folder of ext/ includes only what stands below
it, always with the folder in the path; each library is known in one place.
Prints what breaks the rule and ends with a code other than 0."""

import pathlib
import re
import sys

EXT = pathlib.Path(__file__).resolve().parents[2] / "ext"

# From the ground up: a folder includes its own headers and those of the folders
# that it names.
NET = ["base", "net", "net/cache", "net/answer"]
TEXT = ["base", "text", "text/link"]
HUB = [*TEXT, "hub", "hub/decode", "hub/relation"]
TABLE = [*NET, *HUB, "text/keyword", "saved", "table/settings", "table"]
MAY_INCLUDE = {
    "base": ["base"],
    "text": ["base", "text"],
    "text/link": ["base", "text", "text/link"],
    "text/keyword": ["base", "text", "text/keyword"],
    "net": NET,
    "net/cache": NET,
    "net/answer": NET,
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

# Folders of which others see one header only.
FACES = {"text/keyword": "text/keyword/keyword.h",
         "text/link": "text/link/links.h"}

# Headers of libraries: where they may be named, and in how many files.
LIBRARIES = {
    re.compile(r"sqlite3ext\.h"):
        (r"init\.c|(net/cache|table)/sqlite\.h", 3),
    re.compile(r"sqlite3\.h"): (r"(?!)", 0),
    re.compile(r"curl/.*"): (r"net/[^/]*\.c", 1),
    re.compile(r"yajl/.*"): (r"hub/decode/[^/]*\.c", 1),
}

# Where a name of a library says as much as its header. table/version names
# what the extension stands on.
CALLS = {
    re.compile(r"\bcurl_\w+\s*\("): r"net/.*",
    re.compile(r"\byajl_(?!version\b)\w+\s*\("): r"hub/.*",
    re.compile(r"\bsqlite3_\w+\s*\("): r"(init|register)\.c|table/.*|net/cache/.*",
}

C11 = set("""assert complex ctype errno fenv float inttypes iso646 limits
locale math setjmp signal stdalign stdarg stdatomic stdbool stddef stdint stdio
stdlib stdnoreturn string tgmath threads time uchar wchar wctype""".split())
POSIX = {"dirent.h", "fcntl.h", "netdb.h", "poll.h", "pthread.h", "strings.h",
         "sys/random.h", "sys/socket.h", "sys/stat.h", "sys/types.h",
         "unistd.h"}

INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]', re.M)
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
    if folder != layer and FACES.get(folder, target) != target:
        return f'includes "{target}" and not {FACES[folder]}'
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


def main():
    users = {}
    faults = [fault for file in sorted(EXT.rglob("*.[ch]"))
              for fault in check(file, users)]
    for library, (_, most) in LIBRARIES.items():
        if len(users.get(library, ())) > most:
            faults.append(f"{library.pattern} is included by more than {most}:"
                          f" {', '.join(sorted(users[library]))}")
    print("\n".join(faults) or "layers: as they should be")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
