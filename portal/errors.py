"""Domain exceptions with stable codes; they know nothing of HTTP and carry no translated text."""

from __future__ import annotations

from typing import Any


class PortalError(Exception):
    """A refusal with a stable code and the values its sentence needs."""

    def __init__(self, code: str, **params: Any) -> None:
        """Keep the code (a key of the message registry) and its parameters."""
        super().__init__(code)
        self.code = code
        self.params = params


class NotFoundError(PortalError):
    """The thing asked for does not exist, or not for this person."""


class MalformedError(PortalError):
    """What was asked cannot be read; `parameters` holds what is wrong, by parameter of the address."""


class NotAllowedError(PortalError):
    """The person may not do this."""


class RefusedError(PortalError):
    """The step is not possible as things stand; nothing was changed."""


class TooManyError(PortalError):
    """Too many tries in a short time; parameter `seconds` says after how many to try again."""


class BusyError(PortalError):
    """As much is being done already as can be; parameter `seconds` says after how many to try again."""


class StaleError(PortalError):
    """Someone else changed the same thing meanwhile; nothing was changed."""
