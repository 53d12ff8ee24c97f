"""Writes the extension as one file, papers.c, and its header, papers.h:

    python3 .make/amalgamate.py FOLDER

A header of ext/ is copied where it is first included, a list without a guard
wherever it is included. What several files use becomes static. A name that is
private to a source file, or that two headers define, gets the path of its file
as a prefix, so that each name has one meaning. All other text is copied as it
is.

This reads the C of ext/, not all of C. It tells file scope by the brackets, and
the member of a struct by `.`, `->` or the braces of the struct. Where it is
wrong, papers.c does not compile."""

import pathlib
import re
import sys

EXT = pathlib.Path(__file__).resolve().parents[1] / "ext"
ENTRY = "sqlite3_papers_init"

TOKEN = re.compile(
    r"(?P<comment>/\*.*?\*/|//[^\n]*)"
    r"|(?P<directive>^[ \t]*\#(?:\\\n|/\*.*?\*/|[^\n])*)"
    r"|(?P<text>\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*')"
    r"|(?P<name>[A-Za-z_]\w*)|(?P<number>\.?\d[\w.]*)"
    r"|(?P<space>\s+)|(?P<mark>->|.)", re.S | re.M)
INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')
DEFINE = re.compile(r"\s*#\s*define\s+(\w+)")
GUARD = re.compile(r"^#ifndef (\w+)\n#define \1\n(.*)^#endif\n", re.S | re.M)
# Code for C++, and SQLite's table of routines, which the prologue defines.
LEFT_OUT = re.compile(r"^#ifdef __cplusplus\n.*?^#endif\n"
                      r"|^SQLITE_EXTENSION_INIT\d\n", re.S | re.M)
VERSION = re.compile(r'^#define PAPERS_VERSION "(.*)"$', re.M)
OPEN, CLOSE = ("(", "[", "{"), (")", "]", "}")
STRUCTS = {"struct", "union"}
TAGGED = {*STRUCTS, "enum"}

PROLOGUE = """\
/* papers {version}, made by `make amalgamation`. As a loadable extension:
**     cc -O2 -shared -fPIC papers.c -lcurl -lyajl -o papers.so
** Compiled into a program: with -DSQLITE_CORE; papers.h says how. */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L
#endif
/* Asserts are for tests. */
#if !defined(NDEBUG) && !defined(PAPERS_TESTED)
#define NDEBUG
#endif
/* For what several files use. Some of it is used by tests only. Standard C
** requires the size of a static array at its first declaration; gcc and clang,
** told `__extension__`, do not. */
#ifdef __GNUC__
#define PAPERS_PRIVATE __extension__ static __attribute__((unused))
#else
#define PAPERS_PRIVATE static
#endif

{libraries}

#ifdef SQLITE_CORE
#include <sqlite3.h>
#else
#include <sqlite3ext.h>
static const sqlite3_api_routines *sqlite3_api;
#endif

"""


class Token:
    def __init__(self, match):
        self.kind = match.lastgroup
        self.text = match.group()


def tokens_of(text):
    return [Token(match) for match in TOKEN.finditer(text)]


def code_of(tokens):
    return [token for token in tokens
            if token.kind not in ("comment", "directive", "space")]


def declarations(tokens):
    """The declarations and definitions at file scope, as lists of tokens."""
    found, depth, is_function = [], 0, False
    for token in code_of(tokens):
        if token.text == "{" and depth == 0:
            is_function = found[-1].text == ")"
        found.append(token)
        depth += (token.text in OPEN) - (token.text in CLOSE)
        is_end = token.text == ";" or token.text == "}" and is_function
        if depth == 0 and is_end:
            yield found
            found, is_function = [], False
    if found:
        sys.exit("amalgamate.py: this declaration has no end: " +
                 " ".join(token.text for token in found[:8]))


def outline(declaration):
    """The texts outside of all brackets, and the opening brackets."""
    depth, found = 0, []
    for token in declaration:
        depth -= token.text in CLOSE
        if depth == 0 and token.text not in CLOSE:
            found.append(token.text)
        depth += token.text in OPEN
    while "__attribute__" in found:
        at = found.index("__attribute__")
        del found[at:at + 2]
    return found


def declared(declaration):
    """The functions, variables and typedefs that a declaration names."""
    texts, found = outline(declaration), []
    if texts[0] == "_Static_assert":
        return found
    if texts[0] in TAGGED and "{" in texts[:3]:
        del texts[:texts.index("{")]
    is_named = texts[0] == "{" and len(texts) == 2 or texts[2:] == [";"]
    for name, mark in zip(texts, texts[1:]):
        if mark in ("(", "[", "=", ";", ",") and not is_named:
            found.append(name)
            is_named = True
        if mark == ",":
            is_named = False
    return found


def is_shared(declaration):
    return (bool(declared(declaration)) and
            declaration[0].text not in ("static", "typedef"))


def enumerators(declaration):
    """The constants of its enums: the first name after `{` or `,`."""
    texts = [token.text for token in declaration]
    for at in (at for at, text in enumerate(texts) if text == "enum"):
        begin = next((at + i for i in (1, 2) if texts[at + i] == "{"), None)
        depth = 0
        for before, name in zip(texts[begin:], texts[begin:][1:]):
            depth += (before in OPEN) - (before in CLOSE)
            if begin is None or depth == 0:
                break
            if depth == 1 and before in ("{", ",") and name != "}":
                yield name


def tags(tokens, behind=""):
    """The tags of structs, unions and enums that `behind` follows."""
    code = [token.text for token in code_of(tokens)]
    return {tag for kind, tag, mark in zip(code, code[1:], code[2:])
            if kind in TAGGED and tag != "{" and behind in mark}


def matches(pattern, tokens):
    found = (pattern.match(token.text) for token in tokens
             if token.kind == "directive")
    return [match for match in found if match]


class File:
    def __init__(self, path):
        text = (EXT / path).read_text(encoding="utf-8")
        inside = GUARD.sub(r"\2", text, count=1)
        self.path = path
        self.front = re.sub(r"\W", "_", path.rpartition(".")[0]) + "_"
        self.tokens = tokens_of(LEFT_OUT.sub("", inside))
        self.is_source = path.endswith(".c")
        # A list without a guard is a part of the file that includes it.
        self.is_part = inside == text and not self.is_source
        self.includes = [match[2] for match in matches(INCLUDE, self.tokens)
                         if match[1] == '"']
        self.tags, self.names = set(), set()
        if not self.is_part:
            self.find_names()

    def find_names(self):
        """All names of a header; the private ones of a source file."""
        self.tags = tags(self.tokens, "{")
        self.names.update(match[1] for match in matches(DEFINE, self.tokens))
        for declaration in declarations(self.tokens):
            self.names.update(enumerators(declaration))
            if not self.is_source or not is_shared(declaration):
                self.names.update(declared(declaration))

    def make_static(self):
        for declaration in list(declarations(self.tokens)):
            first = declaration[0]
            if is_shared(declaration) and ENTRY not in declared(declaration):
                first.text = ("PAPERS_PRIVATE" if first.text == "extern"
                              else f"PAPERS_PRIVATE {first.text}")


class Names:
    """The new names, in one file, of what has another meaning in others."""

    def __init__(self, file, headers, clashes):
        """`headers` are those that the file includes, directly or not."""
        self.tags, self.names = {}, {}
        if file.is_source:
            known = (tags(header.tokens) for header in headers)
            names = (header.names for header in headers)
            self.add(file, file.tags.difference(*known),
                     file.names.difference(*names))
        for header in headers if file.is_source else [file, *headers]:
            self.add(header, header.tags & clashes.tags,
                     header.names & clashes.names)

    def add(self, file, own_tags, own_names):
        self.tags.update((name, file.front + name) for name in own_tags)
        self.names.update((name, file.front + name) for name in own_names)

    def become(self, name, before):
        """The new name of a token that follows `before`."""
        if before in (".", "->"):
            return name
        return (self.tags if before in TAGGED else self.names).get(name, name)

    def rename_code(self, tokens):
        code = code_of(tokens)
        texts = ["", "", *[token.text for token in code], ""]
        holds_members = [False]  # for each open bracket
        for token, kind, before, text, behind in zip(
                code, texts, texts[1:], texts[2:], texts[3:]):
            if text in OPEN:
                is_struct = text == "{" and STRUCTS & {kind, before}
                is_pointer = (text, behind) == ("(", "*") and holds_members[-1]
                holds_members.append(bool(is_struct or is_pointer))
            elif text in CLOSE:
                holds_members.pop()
            elif token.kind == "name" and not (
                    holds_members[-1] and behind in (";", ",", "[", ":", ")")):
                token.text = self.become(text, before)

    def renamed_directive(self, text):
        mark, text = re.match(r"(\s*#)(.*)", text, re.S).groups()
        before = ""
        for token in tokens_of(text):
            mark += (self.become(token.text, before) if token.kind == "name"
                     else token.text)
            if token.kind != "space":
                before = token.text
        return mark


def twice(sets):
    """What is in more than one of the sets."""
    seen, found = set(), set()
    for names in sets:
        found |= seen & names
        seen |= names
    return found


class Clashes:
    """The names that two headers define."""

    def __init__(self, headers):
        self.tags = twice(header.tags for header in headers)
        self.names = twice(header.names for header in headers)


class Amalgamation:
    def __init__(self):
        paths = sorted(path.relative_to(EXT).as_posix()
                       for path in EXT.rglob("*.[ch]"))
        self.files = {path: File(path) for path in paths}
        self.clashes = Clashes([file for file in self.files.values()
                                if not file.is_source])
        self.written, self.libraries = set(), set()

    def headers_of(self, file):
        found, to_see = {}, list(file.includes)
        while to_see:
            path = to_see.pop()
            if path not in found:
                found[path] = self.files[path]
                to_see += found[path].includes
        return list(found.values())

    def included(self, match, names):
        """The text that replaces an #include."""
        mark, path = match.groups()
        if mark == '"':
            return self.text_of(path, names)
        if not path.startswith("sqlite3"):
            self.libraries.add(path)
        return ""

    def text_of(self, path, names=None):
        """A file with what it includes; "" if that was written before. `names`
        are those of the file that includes it."""
        if path in self.written:
            return ""
        file = File(path)
        if not file.is_part:
            self.written.add(path)
            file.make_static()
            names = Names(file, self.headers_of(file), self.clashes)
        names.rename_code(file.tokens)
        found = [f"/* ---- {path} ---- */\n"]
        for token in file.tokens:
            if token.kind != "directive":
                found.append(token.text)
            elif match := INCLUDE.match(token.text):
                found.append(self.included(match, names))
            else:
                found.append(names.renamed_directive(token.text))
        return "".join(found)

    def source(self):
        body = "\n".join(self.text_of(path)
                         for path, file in self.files.items() if file.is_source)
        libraries = "\n".join(f"#include <{path}>"
                              for path in sorted(self.libraries))
        text = PROLOGUE.format(version=version(), libraries=libraries) + body
        return re.sub(r"\n{3,}", "\n\n", text)


def version():
    headers = sorted(EXT.rglob("*.h"))
    texts = (path.read_text(encoding="utf-8") for path in headers)
    (found,) = VERSION.findall("".join(texts))
    return found


def main(folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "papers.c").write_text(Amalgamation().source(), encoding="utf-8")
    header = (EXT / "papers.h").read_text(encoding="utf-8")
    (folder / "papers.h").write_text(header, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
