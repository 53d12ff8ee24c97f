"""A hub to test against: a folder of daily answers, served as the Hub does.

In Python:

    with Hub(folder, etag=True) as hub:      # hub/sample where not told
        hub.fault("status", match="date=2026-07-30", status=503, count=1)
        ... ask hub.url ...
        hub.asked("daily_papers")            # the requests, in order
        hub.max_at_once                      # how many ran side by side

From the command line, its address on the first line of what it prints:

    python3 tests/hub/hub.py --etag --fault '{"kind": "delay", "seconds": 2}'

There the same is done over HTTP: GET /_hub/log, and POST /_hub/fault,
/_hub/set, /_hub/limit, /_hub/reset with the arguments as a JSON object.
Those requests are neither counted nor logged.

hub_listings.py has the papers, hub_answers.py the endpoints, hub_faults.py
what can go wrong, hub_wire.py the connections; here is what they share.
"""

import argparse
import dataclasses
import gzip
import hashlib
import json
import pathlib
import signal
import socket
import sys
import threading
import time

from hub_answers import Answer, refusal, true_answer
from hub_faults import FAULTS, Fault
from hub_listings import Listings
from hub_wire import Connection, Server

SAMPLE = pathlib.Path(__file__).resolve().parent / "sample"


@dataclasses.dataclass
class Settings:
    """How the hub behaves while nothing is wrong."""
    delay: float = 0               # seconds before each answer
    etag: bool = False             # weak ETags, and 304 for If-None-Match
    gzip: bool = False             # compress for those who accept it
    framing: str = "length"        # of a body: length, chunked, close
    relative_links: bool = False   # Link without scheme and host
    newest: str = ""               # the newest day; else that of the folder


class Bucket:
    """A rate limit: `left` of `quota` requests until `resets`. It is shown
    from the start, but it is never near its end and holds nobody back until
    a test has set it."""

    def __init__(self, name, quota, window=300):
        self.name, self.quota, self.window = name, quota, window
        self.enforced = False
        self.fill(quota, window)

    def fill(self, left, seconds):
        self.left, self.resets = left, time.monotonic() + seconds

    def take(self):
        """Counts a request; the headers, and whether it may pass."""
        if time.monotonic() >= self.resets:
            self.fill(self.quota, self.window)
        passes = self.left > 0 or not self.enforced
        self.left = max(self.left - 1,
                        0 if self.enforced else self.quota // 2)
        # Rounded down, as seconds that are left are: hence "wait t + 1".
        seconds = int(self.resets - time.monotonic())
        return passes, {
            "RateLimit": f'"{self.name}";r={self.left};t={seconds}',
            "RateLimit-Policy": f'"fixed window";"{self.name}"'
                                f";q={self.quota};w={self.window}"}


class Hub:
    """The server. One object serves one folder until `stop`."""

    def __init__(self, folder=SAMPLE, port=0, **settings):
        self.folder, self.born = folder, settings
        self.lock = threading.RLock()
        self.stopping = threading.Event()
        self.connections = {}      # socket -> the thread that serves it
        self.running = 0
        self.reset()
        handler = type("Handler", (Connection,), {"hub": self})
        self.server = Server(("127.0.0.1", port), handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.thread = threading.Thread(target=self.accept, daemon=True)

    def accept(self):
        while not self.stopping.is_set():
            self.server.handle_request()

    def start(self):
        self.thread.start()
        return self

    __enter__ = start

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ends every answer under way, and returns when all have ended."""
        self.stopping.set()
        # One more connection, so that `accept` looks up at once.
        socket.create_connection(self.server.server_address).close()
        self.thread.join()
        self.server.server_close()
        with self.lock:
            open_ones = list(self.connections.items())
        for connection, thread in open_ones:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass               # it has ended meanwhile
            thread.join(10)

    def reset(self):
        """As newly made: no fault, an empty log, the settings of birth."""
        with self.lock:
            self.faults, self.log, self.max_at_once = [], [], 0
            self.buckets = {"api": Bucket("api", 500),
                            "search": Bucket("search", 50),
                            "pages": Bucket("pages", 100)}
            self.settings = Settings()
            self.set(**self.born)

    def set(self, **settings):
        """Changes Settings."""
        with self.lock:
            self.settings = dataclasses.replace(self.settings, **settings)
            self.listings = Listings(self.folder, self.settings.newest)

    def fault(self, kind, match="", nth=1, **values):
        """From now on the requests with `match` in their target have this
        row of FAULTS: from the `nth` of them on, `count` in all."""
        fault = Fault(kind, match, nth, **values)
        with self.lock:
            self.faults.append(fault)

    def limit(self, bucket="api", left=0, seconds=1):
        """So many requests may still pass in the next seconds."""
        with self.lock:
            self.buckets[bucket].enforced = True
            self.buckets[bucket].fill(left, seconds)

    def asked(self, match=""):
        """The log's requests with `match` in their target."""
        with self.lock:
            return [dict(row) for row in self.log if match in row["target"]]

    def begin(self, ask, connection):
        """Logs a request; returns its row, the fault it has and what the
        rate limit says of it."""
        name = "search" if ask.path == "/api/papers/search" else "api"
        name = name if ask.path.startswith("/api/") else "pages"
        with self.lock:
            self.running += 1
            self.max_at_once = max(self.max_at_once, self.running)
            hits = [fault for fault in self.faults if fault.hits(ask.target)]
            row = {"started": time.time(), "method": ask.method,
                   "target": ask.target, "path": ask.path,
                   "query": ask.query, "headers": ask.headers,
                   "connection": connection, "at_once": self.running,
                   "fault": hits[0].kind if hits else None, "status": None,
                   "bytes": 0, "end": None}
            self.log.append(row)
            return row, hits[0] if hits else None, self.buckets[name].take()

    def end(self, row, how):
        """A request is over: `sent`, `cut` by a fault or `gone`, the client.
        Counted down before the last bytes go, since the client may ask again
        before the thread that sent them runs on."""
        with self.lock:
            if row["end"] is None:
                self.running -= 1
                row["end"] = how
                row["seconds"] = time.time() - row["started"]
            elif how != "sent":
                row["end"] = how

    def answer(self, ask, fault, limit):
        """What is sent to a request."""
        passes, limit_headers = limit
        settings = self.settings

        def true(change=None):
            return self.tagged(ask, true_answer(
                self.listings, ask, change=change,
                relative_links=settings.relative_links))

        if fault:
            answer = fault.make(ask, true, **fault.values)
            answer = answer.with_(pause=answer.pause + fault.pause)
        elif passes:
            answer = true()
        else:
            answer = refusal(429, "We had to rate limit your IP")
        if answer.framing == "length":
            answer = answer.with_(framing=settings.framing)
        answer = answer.with_(pause=answer.pause + settings.delay,
                              headers={**limit_headers, **answer.headers})
        return self.packed(ask, answer)

    def tagged(self, ask, answer):
        """With an ETag, or 304 for a client that has the same."""
        if not self.settings.etag or answer.status != 200:
            return answer
        tag = f'W/"{hashlib.sha1(answer.body).hexdigest()[:20]}"'
        headers = {**answer.headers, "ETag": tag}
        if tag in ask.headers.get("if-none-match", ""):
            return Answer(304, headers=headers)
        return answer.with_(headers=headers)

    def packed(self, ask, answer):
        """Compressed, where that is on and the client takes it."""
        if not (self.settings.gzip and answer.body
                and isinstance(answer.body, bytes) and not answer.raw
                and "Content-Encoding" not in answer.headers
                and "gzip" in ask.headers.get("accept-encoding", "")):
            return answer
        return answer.with_(body=gzip.compress(answer.body, 1), headers={
            **answer.headers, "Content-Encoding": "gzip",
            "Vary": "Accept-Encoding"})


def options():
    parser = argparse.ArgumentParser(
        description="A hub to test against. Prints its address and serves "
        "until it is told to stop.", epilog="faults: " + " ".join(FAULTS))
    parser.add_argument("--folder", default=SAMPLE, help="daily answers")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fault", action="append", default=[],
                        type=json.loads, metavar="JSON",
                        help='such as {"kind": "delay", "seconds": 2}')
    parser.add_argument("--until-eof", action="store_true",
                        help="end when standard input ends")
    for field in dataclasses.fields(Settings):
        kind = {"action": argparse.BooleanOptionalAction} \
            if field.type is bool else {"type": field.type}
        parser.add_argument("--" + field.name.replace("_", "-"),
                            default=field.default, **kind)
    return parser.parse_args()


def main():
    told = options()
    names = [field.name for field in dataclasses.fields(Settings)]
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if told.until_eof:
        threading.Thread(target=lambda: (sys.stdin.read(), ended.set()),
                         daemon=True).start()
    with Hub(told.folder, told.port,
             **{name: getattr(told, name) for name in names}) as hub:
        for fault in told.fault:
            hub.fault(**fault)
        print(hub.url, flush=True)
        ended.wait()


if __name__ == "__main__":
    main()
