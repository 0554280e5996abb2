"""Checking a password in a request, without holding a lock of the database while it is hashed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import after_this_request, g

from portal.accounts import access, queries, services
from portal.accounts.credentials.addresses import fold_email
from portal.accounts.limits import counting
from portal.accounts.models import Account
from portal.db import reading
from portal.errors import TooManyError
from portal.events import security
from portal.extensions import db


@contextmanager
def looking() -> Iterator[None]:
    """Read only, and let go of the transaction: a hash takes half a second, in which others may save.

    Nothing may have been changed before, and rows read inside are not to be used outside.
    """
    db.session.rollback()
    with reading():
        yield
    db.session.rollback()


def account_for(email: str, password: str) -> Account | None:
    """Return the account whose address and password these are; a wrong password is counted.

    None for a wrong password and an unknown address alike, after the same work. Raises TooManyError where
    this address, or strangers to the account, tried too often.
    """
    moment, folded = access.now(), fold_email(email)
    counted = counting.of_sign_in(folded)
    with looking():
        attempt = queries.sign_in_attempt(db.session, folded)
    _demand(counted, attempt.account_id)
    matches = access.hasher().verify(attempt.password_hash, password) and attempt.account_id is not None
    if matches:
        counting.forget(counted[:1])
        after_this_request(lambda response: counting.remember_browser(response, folded))
    else:
        counting.count(counted)
    account = services.finish_sign_in(db.session, attempt, matches=matches, now=moment)
    if account is None:
        # The answer is a refusal, and what was counted is kept all the same.
        g.keep_changes = True
        security.note("sign_in_refused", account=attempt.account_id)
    return account


def _demand(counted: list[counting.Counted], account_id: int | None) -> None:
    try:
        counting.demand(counted)
    except TooManyError:
        security.note("sign_in_limited", account=account_id)
        raise


def new_hash(password: str) -> str:
    """Return the hash of a new password, made while no lock is held."""
    db.session.rollback()
    return access.hasher().hash(password)
