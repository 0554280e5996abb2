"""Who the client is where a proxy stands in front: taken from the headers of a trusted one alone."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FORWARDED_FOR = "HTTP_X_FORWARDED_FOR"


def init_app(app: Flask) -> None:
    """Read the client's address before anything else does."""
    settings = app.extensions["portal.settings"]
    proxies = TrustedProxies(app.wsgi_app, settings.proxies, https=settings.https)
    app.wsgi_app = proxies  # type: ignore[method-assign]  # the way Flask names for it


class TrustedProxies:
    """Puts the client's address, and HTTPS where pages are reached by it, into the environment."""

    def __init__(self, application: WSGIApplication, networks: Iterable[str], *, https: bool) -> None:
        self._application, self._https = application, https
        self._networks = [ipaddress.ip_network(network) for network in networks]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with the application."""
        if self._networks:
            said = environ.get(FORWARDED_FOR, "")
            environ["REMOTE_ADDR"] = self.client_of(environ.get("REMOTE_ADDR", ""), said)
        if self._https:
            environ["wsgi.url_scheme"] = "https"
        return self._application(environ, start_response)

    def client_of(self, line: str, said: str) -> str:
        """Return the address nearest to us that is no proxy of ours.

        What a client says of itself stands further left: a proxy adds at the right whom it heard from.

        >>> proxies = TrustedProxies(lambda *_: [], ["10.0.0.0/8"], https=False)
        >>> proxies.client_of("10.0.0.2", "203.0.113.9, 198.51.100.7, 10.0.0.1")
        '198.51.100.7'
        >>> proxies.client_of("198.51.100.7", "203.0.113.9")
        '198.51.100.7'
        """
        nearest = line
        for address in (line, *_from_the_right(said)):
            try:
                read = ipaddress.ip_address(address)
            except ValueError:
                break
            nearest = str(read)
            if not any(read in network for network in self._networks):
                break
        return nearest


def _from_the_right(said: str) -> Iterator[str]:
    yield from (part.strip() for part in reversed(said.split(",")))
