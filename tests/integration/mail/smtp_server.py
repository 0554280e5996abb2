"""A mail server of a few lines: takes messages on this machine, or refuses as it is told."""

from __future__ import annotations

import contextlib
import socketserver
import threading


class _Conversation(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self):
        self.server.connections += 1
        self._say("220 test server")
        recipient = ""
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word in (b"EHLO", b"HELO"):
                self._say("250 test")
            elif word == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
                self._say("550 no such person" if recipient in self.server.refused else "250 ok")
            elif word == b"DATA":
                self._say("354 go on")
                self.server.received.append((recipient, self._message()))
                self._say("250 ok")
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _message(self):
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line.removeprefix(b".") for line in lines)

    def _say(self, text):
        self.wfile.write(text.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.received: list[tuple[str, bytes]] = []
        self.refused: set[str] = set()
        self.connections = 0

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server_address[1]}"


@contextlib.contextmanager
def running_mail_server():
    """Run the server; it has `url`, `received` (recipient, message), `refused`, `connections`."""
    with _Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
