"""nginx, which tests start before the test hub."""

import contextlib
import os
import shutil
import socket
import subprocess
import time

from conftest import PATIENCE

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:"
                     "/usr/local/bin:/opt/homebrew/bin")

AROUND = """
{modules}
daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/log;
events {{ worker_connections 400; }}
http {{
access_log off; client_body_temp_path {folder}/b; proxy_temp_path {folder}/p;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u;
scgi_temp_path {folder}/s;
{part}
}}
"""


def free_ports(count):
    """Ports on which nobody listens."""
    with contextlib.ExitStack() as held:
        ports = []
        for _ in range(count):
            one = held.enter_context(socket.socket())
            one.bind(("127.0.0.1", 0))
            ports.append(one.getsockname()[1])
        return ports


def wait_for(port, running):
    """Until the program, which has just been started, listens there."""
    for _ in range(int(100 * PATIENCE)):
        with contextlib.suppress(OSError), \
                socket.create_connection(("127.0.0.1", port)):
            return
        assert running.poll() is None, running.communicate()[0].decode()
        time.sleep(0.05)
    raise AssertionError(f"{running.args[0]} does not listen")


@contextlib.contextmanager
def run(command, port):
    """Runs a server that listens on a port."""
    running = subprocess.Popen(command, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT)
    try:
        wait_for(port, running)
        yield running
    finally:
        running.terminate()
        running.communicate()


def run_nginx(folder, part, port, modules=""):
    """Runs nginx with this part of a configuration, in a folder of its own."""
    folder.chmod(0o755)
    place = folder / "nginx.conf"
    place.write_text(AROUND.format(folder=folder, part=part, modules=modules))
    return run([NGINX, "-p", folder, "-e", folder / "log", "-c", place,
                "-g", "user root;" if os.geteuid() == 0 else ""], port)
