"""Structured logs: one JSON object a line, with the identifiers of request and report, never a text typed."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request

from portal.events import security

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
_logger = structlog.wrap_logger(
    logging.getLogger("portal.requests"),
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    wrapper_class=structlog.stdlib.BoundLogger,
)


def configure(level: int = logging.INFO) -> None:
    """Send every log record of this process to standard error, one JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*_SHARED, structlog.stdlib.add_logger_name],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def init_app(app: Flask) -> None:
    """Give every request an identifier (its own, or that of the server before us) and log its outcome."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _GIVEN.fullmatch(given) else secrets.token_hex(8)
    g.request_began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)
    security.begin(
        current_app.extensions["portal.settings"].data_dir, request.remote_addr or "", g.request_id
    )


def _end(response: Response) -> Response:
    if not hasattr(g, "request_id"):
        return response
    response.headers[HEADER] = g.request_id
    _logger.info(
        "request",
        method=request.method,
        route=request.url_rule.rule if request.url_rule else None,
        report=(request.view_args or {}).get("report_id"),
        status=response.status_code,
        milliseconds=round((time.perf_counter() - g.request_began) * 1000, 1),
    )
    return response
