"""A process of the production server: receives requests whole in its main loop, then gives each a thread.

gunicorn starts the processes, replaces and ends them; waitress receives and answers in each. A sender who is
slow, or stands still, holds no thread. How long and how much one may send is counted here, since neither
does.
"""

from __future__ import annotations

import logging
import os
import time
from typing import Any

from gunicorn.workers.base import Worker
from waitress.adjustments import Adjustments
from waitress.channel import HTTPChannel
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import Error
from waitress.wasyncore import loop

MEGABYTE = 1024 * 1024
LARGEST_BODY = 64 * MEGABYTE
"""Bytes of one body that are received at all; pages refuse far smaller ones, in words."""
WAITING_AT_MOST = 512 * MEGABYTE
"""Bytes of all bodies that one process has received in part."""
CONNECTIONS = 500
"""Open connections of one process, within the 1,024 open files that a system allows by default."""
SILENCE = 60
"""Seconds after which a connection over which nothing comes is closed."""
SLOWEST = 8 * 1024
"""Bytes a second that are enough to go on after the time which every body may take."""
LAST_WORDS = 2
"""Seconds for which a process that ends waits for a body that is still coming."""


class TooSlowError(Error):  # type: ignore[misc]  # its package publishes no types
    """A request took longer to arrive than one may take."""

    code = 408
    reason = "Request Timeout"


class TooManyError(Error):  # type: ignore[misc]  # as above
    """More is being received at this moment than this process takes."""

    code = 503
    reason = "Service Unavailable"


class Channel(HTTPChannel):  # type: ignore[misc]  # as above
    """One connection; it knows since when the request is coming that is not whole yet."""

    waiting = 0
    request: Any

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.begun: float | None = time.monotonic()

    def received(self, data: bytes) -> bool:
        """Take bytes as they come, count them, and refuse what is too much at once."""
        if self.begun is None:
            self.begun = time.monotonic()
        known = self.request
        taken: bool = super().received(data)
        if self.request is None:
            self.begun = None
        elif self.request is not known:
            self.begun = time.monotonic()
        self._count()
        if self.server.waiting > WAITING_AT_MOST and self.request is not None:
            self.refuse(TooManyError("Please try again in a minute."))
        return taken

    def is_too_slow(self, seconds: float) -> bool:
        """Whether what is coming has taken longer than `seconds`, and comes too slowly to go on."""
        if self.begun is None or self.request is None:
            return False
        received: int = self.request.body_bytes_received
        return time.monotonic() - self.begun > seconds + received / SLOWEST

    def refuse(self, error: Error) -> None:
        """Answer the request that is coming with an error, and close the connection after it."""
        with self.requests_lock:
            request, self.request, self.begun = self.request, None, None
            request.error, request.completed = error, True
            self.requests.append(request)
            if len(self.requests) == 1:
                self.server.add_task(self)
        self._count()

    def handle_close(self) -> None:
        """Forget what came of a request that will never be whole."""
        super().handle_close()
        if self.request is not None:
            self.request.close()
            self.request = None
        self._count()

    def is_busy(self) -> bool:
        """Whether something is being answered, or a request that just began may be coming."""
        if self.requests or self.total_outbufs_len:
            return True
        return self.begun is not None and time.monotonic() - self.begun < LAST_WORDS

    def _count(self) -> None:
        now = self.request.body_bytes_received if self.request is not None else 0
        self.server.waiting += now - self.waiting
        self.waiting = now


class Listener(TcpWSGIServer):  # type: ignore[misc]  # as above
    """The socket that all processes share, as one of them listens to it."""

    channel_class = Channel
    waiting = 0
    seconds_of_body = 120.0

    def maintenance(self, now: float) -> None:
        """Close silent connections, and end those over which a request comes too slowly."""
        super().maintenance(now)
        for channel in list(self.active_channels.values()):
            if channel.is_too_slow(self.seconds_of_body):
                channel.refuse(TooSlowError("This took too long to arrive."))

    def stop_accepting(self) -> None:
        """Leave the socket to the other processes."""
        self.accepting = False
        self.del_channel()

    def is_busy(self) -> bool:
        """Whether somebody still waits for an answer."""
        return any(channel.is_busy() for channel in list(self.active_channels.values()))


class BufferingWorker(Worker):  # type: ignore[misc]  # its package publishes no types
    """A process under gunicorn's supervision in which waitress receives and answers."""

    def run(self) -> None:
        """Serve until told to end; then answer what has arrived, within the time given for it."""
        dispatcher = ThreadedTaskDispatcher()
        dispatcher.set_thread_count(self.cfg.threads)
        server = self._listener(dispatcher)
        while self.alive and os.getppid() == self.ppid:
            self._turn(server)
        self._turn(server)  # who connected just before is served still
        server.stop_accepting()
        deadline = time.monotonic() + self.cfg.graceful_timeout
        while server.is_busy() and time.monotonic() < deadline:
            self._turn(server)
        dispatcher.shutdown(timeout=1)

    def _turn(self, server: Listener) -> None:
        self.notify()
        loop(timeout=0.5, use_poll=True, map=server._map, count=1)  # noqa: SLF001 - made here, shared with it

    def _listener(self, dispatcher: ThreadedTaskDispatcher) -> Listener:
        [listening] = self.sockets
        settings = self.wsgi.extensions["portal.settings"]
        # Who comes through a trusted proxy is read from its headers by the application.
        adjustments: dict[str, Any] = {
            "sockets": [listening.sock],
            "threads": self.cfg.threads,
            "ident": "",
            "url_scheme": "https" if settings.https else "http",
            "clear_untrusted_proxy_headers": False,
            "max_request_body_size": LARGEST_BODY,
            "connection_limit": CONNECTIONS,
            "channel_timeout": SILENCE,
            "cleanup_interval": min(5, settings.body_seconds),
            "backlog": self.cfg.backlog,
        }
        adj = Adjustments(**adjustments)
        logging.getLogger("waitress").setLevel(logging.WARNING)
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a queue is what is wanted here
        sock = listening.sock
        server = Listener(
            self.wsgi,
            map={},
            _sock=sock,
            dispatcher=dispatcher,
            adj=adj,
            sockinfo=(sock.family, sock.type, sock.proto, sock.getsockname()),
            bind_socket=False,
        )
        server.seconds_of_body = settings.body_seconds
        return server
