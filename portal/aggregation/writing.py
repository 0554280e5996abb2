"""The aggregates as a file: JSON with exact numbers, the same bytes for the command and the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import simplejson


def as_json(found: Mapping[str, Any]) -> bytes:
    """Write aggregates/1, numbers exact."""
    text: str = simplejson.dumps(found, use_decimal=True, ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode("utf-8")
