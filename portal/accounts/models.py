"""Accounts, the roles they hold, invitations to hold one, and links to set a new password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.permissions import COUNTRY_ROLES, Role
from portal.db import Base, UtcDateTime, enum_text

_COUNTRY_ROLES = ", ".join(f"'{role}'" for role in sorted(COUNTRY_ROLES))
_COUNTRY_BY_ROLE = f"(role IN ({_COUNTRY_ROLES})) = (country IS NOT NULL)"


class Account(Base):
    """One person. `email` is case-folded; `epoch` is raised to end all of the person's sessions."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(2))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_sign_in: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    epoch: Mapped[int] = mapped_column(default=0)


class Grant(Base):
    """A role held by an account: for one country, or (secretariat, administrator) for all."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "country"),
        # SQL takes two empty countries for different ones: roles for all countries need their own index.
        Index(
            "uq_role_grant_for_all",
            "account_id",
            "role",
            unique=True,
            sqlite_where=text("country IS NULL"),
            postgresql_where=text("country IS NULL"),
        ),
        Index("ix_role_grant_country_role", "country", "role"),
        CheckConstraint(_COUNTRY_BY_ROLE, name="country_by_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[Role] = mapped_column(enum_text(Role, "role"))
    country: Mapped[str | None] = mapped_column(String(3), ForeignKey("country.code"))
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class Invitation(Base):
    """An invitation to hold a role, by a link that works once; only the SHA-256 of its token is kept.

    `hands_over`: when it is accepted, the same role of the person who invited ends in that country.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        Index("ix_invitation_country", "country"),
        CheckConstraint(_COUNTRY_BY_ROLE, name="country_by_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200), default="")
    role: Mapped[Role] = mapped_column(enum_text(Role, "role"))
    country: Mapped[str | None] = mapped_column(String(3), ForeignKey("country.code"))
    language: Mapped[str] = mapped_column(String(2))
    hands_over: Mapped[bool] = mapped_column(default=False)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PasswordReset(Base):
    """A link to set a new password; it works once, and only the SHA-256 of its token is kept."""

    __tablename__ = "password_reset"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
