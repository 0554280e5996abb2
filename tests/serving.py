"""The production server as an operator starts it: another process, reached over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from urllib.parse import urlencode

PATIENCE = 90
"""Seconds a busy machine may take."""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def wait_until(condition, told):
    """Wait for another process: look again and again, as it tells nobody, and fail when patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, told()
        time.sleep(0.1)


class Server:
    """A running `portal serve`."""

    def __init__(self, environment, folder):
        self.port = free_port()
        self.out, self.err = folder / "out", folder / "err"
        self._files = [self.out.open("wb"), self.err.open("wb")]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "portal.cli.main", "serve"],
            env={**os.environ, **environment, "PORT": str(self.port), "PORTAL_WORKERS": "2"},
            stdout=self._files[0],
            stderr=self._files[1],
        )

    def status(self, path):
        """Return the status of a page; None while nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            try:
                connection.request("GET", path, headers={"X-Request-ID": "0123456789"})
                return connection.getresponse().status
            except OSError:
                return None

    def wait_for(self, path, status):
        """Wait until a page answers so; return what it answered before."""
        seen = []

        def answers():
            seen.append(self.status(path))
            assert self.process.poll() is None, self.err.read_text()
            return seen[-1] == status

        wait_until(answers, lambda: f"{path} {seen[-1]} {self.err.read_text()}")
        return seen[:-1]

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        status = self.process.wait(timeout=PATIENCE)
        for file in self._files:
            file.close()
        return status


class Visitor:
    """A browser as far as tests need one: keeps cookies, and the token of the last page it read."""

    def __init__(self, port, timeout=PATIENCE):
        self.port, self.timeout = port, timeout
        self.cookies, self.token = {}, None

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, **fields):
        body = urlencode({"csrf_token": self.token, **fields})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def _ask(self, method, path, body=None, headers=()):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.timeout)
        with contextlib.closing(connection):
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body, {**dict(headers), "Cookie": cookies})
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            for line in answer.headers.get_all("Set-Cookie") or ():
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value
        found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', text)
        self.token = found[1] if found else self.token
        return answer.status


@contextlib.contextmanager
def stalled(port, path, *, times=1, announced=500, sent=b"a=1"):
    """Hold connections open over which a post came whose body stops after a few bytes."""
    with contextlib.ExitStack() as stack:
        lines = []
        for _ in range(times):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            line.sendall(
                f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {announced}\r\n"
                "Content-Type: application/x-www-form-urlencoded\r\n\r\n".encode()
                + sent
            )
            lines.append(line)
        yield lines
