"""Who may do what: roles, permissions and the one policy table, read from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of the design ("People"). A person can hold several, each for a country or for all."""

    CONTRIBUTOR = "contributor"
    FOCAL_POINT = "focal_point"
    ALTERNATE = "alternate"
    SIGNATORY = "signatory"
    READER = "reader"
    COORDINATOR = "coordinator"
    COORDINATOR_STAFF = "coordinator_staff"
    SECRETARIAT = "secretariat"
    ADMINISTRATOR = "administrator"


class Scope(StrEnum):
    """Where a role's permission holds."""

    COUNTRY = "country"
    ALL = "all"


class Permission(StrEnum):
    """Permissions, named resource:action, in alphabetical order."""

    ACCOUNT_MANAGE = "account:manage"
    AGGREGATE_READ = "aggregate:read"
    CYCLE_MANAGE = "cycle:manage"
    DESK_READ = "desk:read"
    INVITATION_COUNTRY = "invitation:country"
    INVITATION_OFFICE = "invitation:office"
    INVITATION_SECRETARIAT = "invitation:secretariat"
    PUBLIC_READ = "public:read"
    QUESTIONNAIRE_MANAGE = "questionnaire:manage"
    REPORT_ACCEPT = "report:accept"
    REPORT_EDIT = "report:edit"
    REPORT_HISTORY = "report:history"
    REPORT_PREPARE = "report:prepare"
    REPORT_READ_DRAFT = "report:read-draft"
    REPORT_READ_FILED = "report:read-filed"
    REPORT_RECORD = "report:record"
    REPORT_SIGN = "report:sign"
    REVIEW_DECIDE = "review:decide"
    REVIEW_READ = "review:read"
    REVIEW_WRITE = "review:write"
    SELF_MANAGE = "self:manage"


GOVERNMENT = frozenset({Role.CONTRIBUTOR, Role.FOCAL_POINT, Role.ALTERNATE, Role.SIGNATORY, Role.READER})
OFFICE = frozenset({Role.COORDINATOR, Role.COORDINATOR_STAFF})
COUNTRY_ROLES = GOVERNMENT | OFFICE
PUBLIC = frozenset({Permission.PUBLIC_READ})


def _each(roles: Iterable[Role], scope: Scope = Scope.COUNTRY) -> Mapping[Role, Scope]:
    return dict.fromkeys(roles, scope)


_FOCAL = (Role.FOCAL_POINT, Role.ALTERNATE)
_SECRETARIAT = {Role.SECRETARIAT: Scope.ALL}
_ADMINISTRATOR = {Role.ADMINISTRATOR: Scope.ALL}

POLICY: Mapping[Permission, Mapping[Role, Scope]] = {
    Permission.ACCOUNT_MANAGE: _ADMINISTRATOR,
    Permission.AGGREGATE_READ: _SECRETARIAT,
    Permission.CYCLE_MANAGE: _SECRETARIAT,
    Permission.DESK_READ: {**_each(COUNTRY_ROLES), **_SECRETARIAT, **_ADMINISTRATOR},
    Permission.INVITATION_COUNTRY: {**_each(_FOCAL), **_SECRETARIAT},
    Permission.INVITATION_OFFICE: {**_each([Role.COORDINATOR]), **_SECRETARIAT},
    Permission.INVITATION_SECRETARIAT: _ADMINISTRATOR,
    Permission.PUBLIC_READ: {},
    Permission.QUESTIONNAIRE_MANAGE: _ADMINISTRATOR,
    Permission.REPORT_ACCEPT: _SECRETARIAT,
    Permission.REPORT_EDIT: _each([*_FOCAL, Role.CONTRIBUTOR]),
    Permission.REPORT_HISTORY: {**_each(COUNTRY_ROLES), **_SECRETARIAT},
    Permission.REPORT_PREPARE: _each(_FOCAL),
    Permission.REPORT_READ_DRAFT: _each(GOVERNMENT),
    Permission.REPORT_READ_FILED: {**_each(COUNTRY_ROLES), **_SECRETARIAT},
    Permission.REPORT_RECORD: _SECRETARIAT,
    Permission.REPORT_SIGN: _each([*_FOCAL, Role.SIGNATORY]),
    Permission.REVIEW_DECIDE: _each([Role.COORDINATOR]),
    Permission.REVIEW_READ: {**_each(OFFICE), **_SECRETARIAT},
    Permission.REVIEW_WRITE: _each(OFFICE),
    Permission.SELF_MANAGE: {**_each(COUNTRY_ROLES), **_SECRETARIAT, **_ADMINISTRATOR},
}
"""Each permission with the roles that hold it and where. PUBLIC_READ is everybody's, signed in or not."""


@dataclass(frozen=True)
class HeldRole:
    """A role as held by a person: for one country, or for all (country None)."""

    role: Role
    country: str | None = None


@dataclass(frozen=True)
class Identity:
    """Who is asking. `user_id` None: the public."""

    user_id: int | None = None
    name: str = ""
    held: frozenset[HeldRole] = frozenset()
    language: str | None = None

    def roles_in(self, country: str | None) -> frozenset[Role]:
        """Return the roles this person holds for a country, or anywhere where country is None."""
        return frozenset(
            held.role for held in self.held if country is None or held.country in {None, country}
        )

    def countries_with(self, permission: Permission) -> frozenset[str] | None:
        """Return the countries in which the permission holds; None means all of them."""
        policy = POLICY[permission]
        countries = set()
        for held in self.held:
            scope = policy.get(held.role)
            if scope is Scope.ALL:
                return None
            if scope is Scope.COUNTRY and held.country is not None:
                countries.add(held.country)
        return frozenset(countries)


ANYBODY = Identity()


def permits(identity: Identity, permission: Permission, country: str | None = None) -> bool:
    """Whether the policy allows it.

    `country` None asks whether it is allowed anywhere: then the page itself shows only what
    `countries_with` allows. A country role never reaches another country.
    """
    if permission in PUBLIC:
        return True
    policy = POLICY[permission]
    for held in identity.held:
        scope = policy.get(held.role)
        if scope is Scope.ALL or (scope is Scope.COUNTRY and _covers(held, country)):
            return True
    return False


def _covers(held: HeldRole, country: str | None) -> bool:
    return held.country is not None and (country is None or held.country == country)
