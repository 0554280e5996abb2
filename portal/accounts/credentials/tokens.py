"""How long mailed links last; their tokens are random, and the database holds only hashes."""

from __future__ import annotations

from datetime import timedelta

from portal.mail.keys import new_token as new_token  # noqa: PLC0414 - the name other rooms know
from portal.mail.keys import token_hash as token_hash  # noqa: PLC0414 - as above

INVITATION_LASTS = timedelta(days=30)
RESET_LASTS = timedelta(hours=2)
