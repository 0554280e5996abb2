"""Handing a role over: whose it was, whose it is, and what of other rooms passes on with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from portal.accounts.permissions import Role
from portal.events.services import Actor


@dataclass(frozen=True)
class Succession:
    """A role of a country that passes from some persons (often one) to another."""

    role: Role
    country: str
    predecessors: frozenset[int]


@dataclass(frozen=True)
class Estate:
    """Open items of one kind that lie with a person: how many there are, and how they pass on.

    `label` is in English, for the catalogues. `pass_on` gets the account of the successor; `end`
    the account and the country of a role that ended without one.
    """

    label: str
    count: Callable[[Session, Succession, datetime], int]
    pass_on: Callable[[Session, Succession, int, datetime], int]
    end: Callable[[Session, int, str | None, Actor, datetime], int] | None = None


_estates: dict[str, Estate] = {}


def register(estates: Iterable[Estate]) -> None:
    """Let the items of a room above pass on too; the application's factory says so, once or again."""
    _estates.update({estate.label: estate for estate in estates})


def registered() -> tuple[Estate, ...]:
    """Return what passes on beside the role and its invitations."""
    return tuple(_estates.values())
