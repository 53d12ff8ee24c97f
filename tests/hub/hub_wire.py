"""The test hub's connections: how an Answer becomes bytes, and how they end.

The framing is done by hand, since most of what a test wants is a framing
that a server's library would never let through.
"""

import http.server
import json
import os
import select
import socket
import struct
import sys
import threading
import time

from hub_answers import Answer, Ask

PIECE = 65536


class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 128

    def verify_request(self, request, client_address):
        return not self.RequestHandlerClass.hub.stopping.is_set()

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Cut(Exception):
    """The connection has been left in the middle of an answer."""


class Connection(http.server.BaseHTTPRequestHandler):
    """One client's connection, for as long as it is kept alive."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self):
        super().setup()
        with self.hub.lock:
            self.hub.connections[self.request] = threading.current_thread()
        if self.hub.stopping.is_set():
            self.request.shutdown(socket.SHUT_RDWR)

    def finish(self):
        with self.hub.lock:
            self.hub.connections.pop(self.request, None)
        super().finish()

    def log_message(self, *_):
        pass

    def do_GET(self):
        ask = Ask(self.command, self.path, self.headers,
                  f"http://{self.headers.get('Host', self.hub.url[7:])}")
        sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if ask.path.startswith("/_hub/"):
            self.control(ask.path[len("/_hub/"):], sent)
            return
        row, fault, limit = self.hub.begin(ask, self.client_address[1])
        try:
            self.send(row, self.hub.answer(ask, fault, limit))
        except Cut:
            self.close_connection = True
        except OSError:
            self.hub.end(row, "gone")
            self.close_connection = True

    do_HEAD = do_POST = do_GET

    def control(self, name, text):
        """The hub's own paths."""
        hub, status, said = self.hub, 200, "{}"
        try:
            if name == "log":
                said = json.dumps({"max_at_once": hub.max_at_once,
                                   "requests": hub.asked()})
            elif self.command == "POST" and name in (
                    "fault", "set", "limit", "reset"):
                getattr(hub, name)(**json.loads(text or b"{}"))
            else:
                status, said = 404, '{"error": "no such control"}'
        except (TypeError, ValueError, KeyError) as error:
            status, said = 400, json.dumps({"error": str(error)})
        body = said.encode()
        self.wfile.write(self.head(Answer(status, body), len(body)) + body)

    def send(self, row, answer):
        """Sends an answer in its manner; the last bytes alone, so that
        `end` can come before them."""
        self.idle(answer.pause)
        if answer.after == -1:
            self.leave(answer, row)
        row["status"] = answer.status
        empty = self.command == "HEAD" or answer.status in (204, 304)
        size = answer.size
        if isinstance(answer.body, bytes):
            size = len(answer.body)
        held = b"" if answer.raw else self.head(answer, size)
        if not empty:
            for piece in self.pieces(answer, row):
                if held:
                    self.wfile.write(held)
                held = piece
        self.hub.end(row, "sent")
        self.wfile.write(held)
        if answer.framing == "close" or answer.raw:
            self.close_connection = True

    def pieces(self, answer, row):
        """The body's bytes as they go out, up to where it breaks off."""
        if answer.after == 0:
            yield b""
            self.leave(answer, row)
        for block in slices(answer):
            if answer.after is not None:
                block = block[:answer.after - row["bytes"]]
            row["bytes"] += len(block)
            if answer.rate:
                self.idle(len(block) / answer.rate)
            if answer.framing == "chunked" and not answer.raw:
                block = b"%x\r\n%b\r\n" % (len(block), block)
            yield block
            if answer.after is not None and row["bytes"] >= answer.after:
                yield b""          # what is held goes out before the end
                self.leave(answer, row)
        if answer.framing == "chunked" and not answer.raw:
            yield b"0\r\n\r\n"

    def head(self, answer, size):
        """Status line and headers; a header that is None is left out."""
        headers = {"Date": self.date_time_string(),
                   "Content-Type": answer.kind}
        if answer.framing == "close":
            headers["Connection"] = "close"
        elif answer.status not in (204, 304):
            headers.update({"Transfer-Encoding": "chunked"}
                           if answer.framing == "chunked"
                           else {"Content-Length": size})
        headers.update(answer.headers)
        phrase = self.responses.get(answer.status, ("Unknown", ""))[0]
        lines = [f"HTTP/1.1 {answer.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()
                  if value is not None]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")

    def leave(self, answer, row):
        """Ends the connection as the answer says."""
        if answer.ending == "stall":
            self.idle(answer.seconds)
        self.hub.end(row, "cut")
        if answer.ending == "reset":
            # Closing with a linger of 0 seconds sends RST in place of FIN.
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER,
                                       struct.pack("ii", 1, 0))
            os.close(self.connection.detach())
        raise Cut

    def idle(self, seconds):
        """Says nothing for so long, unless the client goes away (or the hub
        is stopped, which looks the same from here)."""
        until = time.monotonic() + seconds
        ready = seconds and select.select([self.connection], [], [],
                                          seconds)[0]
        if ready and not self.connection.recv(1, socket.MSG_PEEK):
            raise ConnectionAbortedError
        if ready:
            self.hub.stopping.wait(until - time.monotonic())


def slices(answer):
    """The body in pieces that suit its rate and the socket."""
    size = PIECE
    if answer.rate:
        size = max(1, min(PIECE, int(answer.rate / 20)))
    blocks = [answer.body] if isinstance(answer.body, bytes) else answer.body
    for block in blocks:
        for start in range(0, len(block), size):
            yield block[start:start + size]
