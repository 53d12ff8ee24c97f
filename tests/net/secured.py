"""What stands between the extension and the test hub in tests of TLS:
certificates of an authority of their own, nginx with them, a proxy, and a
server whose HTTP/2 breaks off. All of it is made anew in a folder."""

import contextlib
import dataclasses
import pathlib
import shutil
import socket
import ssl
import struct
import subprocess
import threading
import time

from conftest import PATIENCE
from nginx import free_ports, run, run_nginx

TINYPROXY = shutil.which("tinyproxy", path="/usr/bin:/usr/sbin:/usr/local/bin")
BROTLI = pathlib.Path(
    "/usr/lib/nginx/modules/ngx_http_brotli_filter_module.so")

HERE = "IP:127.0.0.1,IP:::1,DNS:localhost"


class Authority:
    """Signs certificates; `file` is its own, which clients are to trust."""

    def __init__(self, folder, name):
        self.folder, self.name = folder, name
        self.file = folder / f"{name}.pem"
        self.request(name, "-x509")

    def request(self, name, *options):
        self.openssl("req", "-nodes", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:prime256v1", "-subj", f"/CN={name}",
                     "-keyout", f"{name}.key", "-out", f"{name}.pem", *options)

    def openssl(self, *arguments):
        subprocess.run(["openssl", *arguments], cwd=self.folder, check=True,
                       capture_output=True)

    def sign(self, name, names=HERE, days=2):
        """A certificate for these names; with a negative number of days it
        has expired. Returns its file and that of its key."""
        self.request(name, "-new", "-addext", f"subjectAltName={names}")
        self.openssl("x509", "-req", "-in", f"{name}.pem", "-days", str(days),
                     "-CA", self.file, "-CAkey", f"{self.name}.key",
                     "-copy_extensions", "copy", "-out", f"{name}.signed")
        return self.folder / f"{name}.signed", self.folder / f"{name}.key"


@dataclasses.dataclass
class Kind:
    """A server of nginx's."""
    options: str = ""
    certificate: str = "good"
    protocol: str = "ssl http2"
    address: str = "127.0.0.1"


KINDS = {
    "usual": Kind(),
    "TLS 1.1": Kind("ssl_protocols TLSv1.1; ssl_ciphers ALL:@SECLEVEL=0;"),
    "TLS 1.2": Kind("ssl_protocols TLSv1.2;"),
    "TLS 1.3": Kind("ssl_protocols TLSv1.3;"),
    "HTTP/1.1": Kind(protocol="ssl"),
    "IPv6": Kind(address="[::1]"),
    "gzip": Kind("gzip on; gzip_proxied any; gzip_types application/json;"),
    "two requests": Kind("keepalive_requests 2;"),
    "to http": Kind("location /api/ {{ return 302 {hub}$request_uri; }}"),
    "wrong name": Kind(certificate="wrong"),
    "expired": Kind(certificate="expired"),
    "unknown": Kind(certificate="unknown"),
    **({"brotli": Kind("brotli on; brotli_types application/json;")}
       if BROTLI.exists() else {}),
}

SERVER = """
server {{
  listen {kind.address}:{port} {kind.protocol};
  access_log {folder}/access each;
  ssl_certificate {files[0]}; ssl_certificate_key {files[1]};
  {options}
  location / {{
    proxy_pass {hub}; proxy_http_version 1.1; proxy_set_header Host $http_host;
  }}
}}
"""
EACH = ("ssl_protocols TLSv1.2 TLSv1.3;"
        "log_format each '$server_port|$connection|$server_protocol|"
        "$ssl_protocol|$sent_http_content_encoding|$status';")


class Servers:
    """nginx with a server of each kind before a hub."""

    def __init__(self, folder, hub):
        self.folder, self.hub = folder, hub
        self.authority = Authority(folder, "authority")
        self.certificates = {
            "good": self.authority.sign("good"),
            "wrong": self.authority.sign("wrong", "DNS:papers.example"),
            "expired": self.authority.sign("expired", days=-1),
            "unknown": Authority(folder, "stranger").sign("unknown")}
        self.ports = dict(zip(KINDS, free_ports(len(KINDS))))

    def url(self, kind):
        return f"https://{KINDS[kind].address}:{self.ports[kind]}"

    def run(self):
        part = EACH + "".join(
            SERVER.format(kind=kind, port=self.ports[name], folder=self.folder,
                          files=self.certificates[kind.certificate],
                          hub=self.hub.url,
                          options=kind.options.format(hub=self.hub.url))
            for name, kind in KINDS.items())
        modules = f"load_module {BROTLI};" if BROTLI.exists() else ""
        return run_nginx(self.folder, part, self.ports["usual"], modules)

    def forget(self):
        self.hub.reset()
        self.hub.set(relative_links=True)
        (self.folder / "access").write_text("")

    def requests(self, kind, count):
        """What nginx has logged of at least so many requests, once they have
        ended there, too: connection, HTTP, TLS, encoding, status."""
        for _ in range(int(100 * PATIENCE)):
            lines = [line.split("|") for line in
                     (self.folder / "access").read_text().splitlines()]
            found = [line[1:] for line in lines
                     if line[0] == str(self.ports[kind])]
            if len(found) >= count:
                return found
            time.sleep(0.05)
        raise AssertionError(f"{len(found)} requests in place of {count}")


@contextlib.contextmanager
def proxy(folder, *options):
    """tinyproxy; its address and its log."""
    (port,) = free_ports(1)
    place, log = folder / "tinyproxy.conf", folder / "tinyproxy.log"
    place.write_text("\n".join([
        f"Port {port}", "Listen 127.0.0.1", "Allow 127.0.0.1",
        "LogLevel Connect", f'LogFile "{log}"', *options]) + "\n")
    with run([TINYPROXY, "-d", "-c", place], port):
        yield f"127.0.0.1:{port}", log


# HTTP/2 by hand (RFC 9113, RFC 7541), because no server breaks off on demand.
DATA, HEADERS, RESET, SETTINGS, GOAWAY = 0, 1, 3, 4, 7
END_STREAM, END_HEADERS, ACKNOWLEDGED = 1, 4, 1
INTERNAL_ERROR, REFUSED_STREAM = 2, 7
STATUS_200 = b"\x88"


def frame(kind, flags, stream, content=b""):
    return struct.pack(">I", len(content))[1:] + \
        struct.pack(">BBI", kind, flags, stream) + content


def number(value):
    return struct.pack(">I", value)


def read_exactly(connection, length):
    read = b""
    while len(read) < length:
        more = connection.recv(length - len(read))
        if not more:
            raise OSError("the client has gone")
        read += more
    return read


def requested_streams(connection):
    """The streams of a connection as they are requested."""
    read_exactly(connection, 24)
    connection.sendall(frame(SETTINGS, 0, 0))
    while True:
        head = read_exactly(connection, 9)
        read_exactly(connection, int.from_bytes(head[:3], "big"))
        kind, flags, stream = struct.unpack(">BBI", head[3:])
        if kind == SETTINGS and not flags & ACKNOWLEDGED:
            connection.sendall(frame(SETTINGS, ACKNOWLEDGED, 0))
        if kind == HEADERS:
            yield stream


def half(stream, body):
    return (frame(HEADERS, END_HEADERS, stream, STATUS_200) +
            frame(DATA, 0, stream, body[:len(body) // 2]))


def whole(stream, body):
    return (half(stream, body) +
            frame(DATA, END_STREAM, stream, body[len(body) // 2:]))


# What is sent for a request that fails; after None the connection is closed.
BREAKS = {
    "reset in the middle": lambda stream, body: [
        half(stream, body) + frame(RESET, 0, stream, number(INTERNAL_ERROR))],
    "refused at once": lambda stream, body: [
        frame(RESET, 0, stream, number(REFUSED_STREAM))],
    "sent away in the middle": lambda stream, body: [
        half(stream, body) +
        frame(GOAWAY, 0, 0, number(stream) + number(INTERNAL_ERROR)), None],
    "sent away before": lambda stream, body: [
        frame(GOAWAY, 0, 0, number(0) + number(0)), None],
    "closed in the middle": lambda stream, body: [half(stream, body), None],
    "no frame": lambda stream, body: [b"\xff" * 64, None],
}


class Server:
    """A server of TLS; what it says on a connection is in `talk`."""

    def __init__(self, files, *protocols):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(*files)
        self.context.set_alpn_protocols(protocols)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = "https://127.0.0.1:%d" % self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def accept(self):
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=self.serve, daemon=True,
                                 args=(self.listener.accept()[0],)).start()

    def serve(self, plain):
        with contextlib.suppress(OSError), \
                self.context.wrap_socket(plain, server_side=True) as connection:
            self.talk(connection)


class Breaking(Server):
    """Its first `times` answers break off in one of these ways, and its others
    are the body."""

    def __init__(self, files, body, way, times):
        self.body, self.way, self.times, self.requests = body, way, times, 0
        super().__init__(files, "h2")

    def talk(self, connection):
        for stream in requested_streams(connection):
            for sent in self.answer(stream):
                if sent is None:
                    return
                connection.sendall(sent)

    def answer(self, stream):
        self.requests += 1
        if self.requests <= self.times:
            return BREAKS[self.way](stream, self.body)
        return [whole(stream, self.body)]


class Closing(Server):
    """Its answer is over when the connection is. Only TLS can tell (by its
    close_notify) whether that is the end or somebody has cut it."""

    def __init__(self, files, body, says_so):
        self.body, self.says_so = body, says_so
        super().__init__(files, "http/1.1")

    def talk(self, connection):
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/markdown"
                           b"\r\nConnection: close\r\n\r\n" + self.body)
        if self.says_so:
            connection.unwrap()
