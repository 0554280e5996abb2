"""Who may do what: roles, permissions and the one policy table, read from top to bottom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum


class Role(StrEnum):
    """Roles of the design ("People"). A person can hold several, each for a country or for all."""

    CONTRIBUTOR = "contributor"
    FOCAL_POINT = "focal_point"
    ALTERNATE = "alternate"
    SIGNATORY = "signatory"
    READER = "reader"
    COORDINATOR = "coordinator"
    OFFICER_IN_CHARGE = "officer_in_charge"
    COORDINATOR_STAFF = "coordinator_staff"
    OFFICE_CONTRIBUTOR = "office_contributor"
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
    DRAFT_READ_WHOLE = "draft:read-whole"
    INVITATION_COUNTRY = "invitation:country"
    INVITATION_OFFICE = "invitation:office"
    INVITATION_SECRETARIAT = "invitation:secretariat"
    LETTER_READ = "letter:read"
    OFFICE_EDIT = "office:edit"
    OFFICE_PREPARE = "office:prepare"
    OFFICE_READ_DRAFT = "office:read-draft"
    OFFICE_READ_WHOLE = "office:read-whole"
    OFFICE_SIGN = "office:sign"
    PUBLIC_READ = "public:read"
    QUESTIONNAIRE_MANAGE = "questionnaire:manage"
    REPORT_ACCEPT = "report:accept"
    REPORT_COMMENT = "report:comment"
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
OFFICE = frozenset({Role.COORDINATOR, Role.OFFICER_IN_CHARGE, Role.COORDINATOR_STAFF})
"""The coordinator's office: it reviews national reports and prepares its own."""
OFFICE_CIRCLE = OFFICE | {Role.OFFICE_CONTRIBUTOR}
"""The office with those who contribute to its reports (agencies): they see nothing of a Government's."""
COUNTRY_ROLES = GOVERNMENT | OFFICE_CIRCLE
CONTRIBUTORS = frozenset({Role.CONTRIBUTOR, Role.OFFICE_CONTRIBUTOR})
"""Roles that see and edit only the sections assigned to them."""
PUBLIC = frozenset({Permission.PUBLIC_READ})


def _each(roles: Iterable[Role], scope: Scope = Scope.COUNTRY) -> Mapping[Role, Scope]:
    return dict.fromkeys(roles, scope)


_FOCAL = (Role.FOCAL_POINT, Role.ALTERNATE)
_HEADS = (Role.COORDINATOR, Role.OFFICER_IN_CHARGE)
_SECRETARIAT = {Role.SECRETARIAT: Scope.ALL}
_ADMINISTRATOR = {Role.ADMINISTRATOR: Scope.ALL}

POLICY: Mapping[Permission, Mapping[Role, Scope]] = {
    Permission.ACCOUNT_MANAGE: _ADMINISTRATOR,
    Permission.AGGREGATE_READ: _SECRETARIAT,
    Permission.CYCLE_MANAGE: _SECRETARIAT,
    Permission.DESK_READ: {**_each(COUNTRY_ROLES), **_SECRETARIAT, **_ADMINISTRATOR},
    Permission.DRAFT_READ_WHOLE: _each(GOVERNMENT - CONTRIBUTORS),
    Permission.INVITATION_COUNTRY: {**_each(_FOCAL), **_SECRETARIAT},
    Permission.INVITATION_OFFICE: {**_each(_HEADS), **_SECRETARIAT},
    Permission.INVITATION_SECRETARIAT: _ADMINISTRATOR,
    Permission.LETTER_READ: {**_SECRETARIAT, **_ADMINISTRATOR},
    Permission.OFFICE_EDIT: _each(OFFICE_CIRCLE),
    Permission.OFFICE_PREPARE: _each(OFFICE),
    Permission.OFFICE_READ_DRAFT: _each(OFFICE_CIRCLE),
    Permission.OFFICE_READ_WHOLE: _each(OFFICE),
    Permission.OFFICE_SIGN: _each(_HEADS),
    Permission.PUBLIC_READ: {},
    Permission.QUESTIONNAIRE_MANAGE: _ADMINISTRATOR,
    Permission.REPORT_ACCEPT: _SECRETARIAT,
    Permission.REPORT_COMMENT: _each(_FOCAL),
    Permission.REPORT_EDIT: _each([*_FOCAL, Role.CONTRIBUTOR]),
    Permission.REPORT_HISTORY: {**_each(GOVERNMENT | OFFICE), **_SECRETARIAT},
    Permission.REPORT_PREPARE: _each(_FOCAL),
    Permission.REPORT_READ_DRAFT: _each(GOVERNMENT),
    Permission.REPORT_READ_FILED: {**_each(GOVERNMENT | OFFICE), **_SECRETARIAT},
    Permission.REPORT_RECORD: _SECRETARIAT,
    Permission.REPORT_SIGN: _each([*_FOCAL, Role.SIGNATORY]),
    Permission.REVIEW_DECIDE: _each(_HEADS),
    Permission.REVIEW_READ: {**_each(OFFICE), **_SECRETARIAT},
    Permission.REVIEW_WRITE: _each(OFFICE),
    Permission.SELF_MANAGE: {**_each(COUNTRY_ROLES), **_SECRETARIAT, **_ADMINISTRATOR},
}
"""Each permission with the roles that hold it and where. PUBLIC_READ is everybody's, signed in or not."""

AT_THE_OFFICE: Mapping[Permission, Permission] = {
    Permission.DRAFT_READ_WHOLE: Permission.OFFICE_READ_WHOLE,
    Permission.REPORT_EDIT: Permission.OFFICE_EDIT,
    Permission.REPORT_PREPARE: Permission.OFFICE_PREPARE,
    Permission.REPORT_READ_DRAFT: Permission.OFFICE_READ_DRAFT,
    Permission.REPORT_SIGN: Permission.OFFICE_SIGN,
}
"""What of the author side is asked in its place where the author is a coordinator's office."""


def of_author(permission: Permission, filed_by: str) -> Permission:
    """Return the permission asked on the author side of a report filed by a government or a coordinator.

    >>> of_author(Permission.REPORT_EDIT, "coordinator").value
    'office:edit'
    """
    return AT_THE_OFFICE.get(permission, permission) if filed_by == "coordinator" else permission


@dataclass(frozen=True)
class HeldRole:
    """A role as held by a person: for one country, or for all (country None)."""

    role: Role
    country: str | None = None


class SideKind(StrEnum):
    """What a side is: one Government, a coordinator's office, the secretariat, the administration."""

    GOVERNMENT = "government"
    OFFICE = "office"
    SECRETARIAT = "secretariat"
    ADMINISTRATION = "administration"


@dataclass(frozen=True, order=True)
class Side:
    """The side on which a role stands; one account is of one side. `country` is set for a Government only.

    An office can serve several countries, so that its roles are of one side in all of them.
    """

    kind: SideKind
    country: str = ""

    @property
    def name(self) -> str:
        """Return the side as one word, for forms and sessions."""
        return f"{self.kind}:{self.country}" if self.country else self.kind.value


def side_of(held: HeldRole) -> Side:
    """Return the side on which a role stands.

    >>> side_of(HeldRole(Role.READER, "KEN")).name, side_of(HeldRole(Role.COORDINATOR, "KEN")).name
    ('government:KEN', 'office')
    """
    if held.role in GOVERNMENT:
        return Side(SideKind.GOVERNMENT, held.country or "")
    if held.role in OFFICE_CIRCLE:
        return Side(SideKind.OFFICE)
    return Side(SideKind.SECRETARIAT if held.role is Role.SECRETARIAT else SideKind.ADMINISTRATION)


def sides_of(held: Iterable[HeldRole]) -> frozenset[Side]:
    """Return the sides on which these roles stand: one, but for accounts of before that rule."""
    return frozenset(map(side_of, held))


@dataclass(frozen=True)
class Identity:
    """Who is asking. `user_id` None: the public."""

    user_id: int | None = None
    name: str = ""
    held: frozenset[HeldRole] = frozenset()
    language: str | None = None

    def at_side(self, name: str | None) -> Identity:
        """Return this person with the roles of one side only; nobody acts on two sides at once."""
        if len(sides_of(self.held)) < 2:  # noqa: PLR2004 - two sides
            return self
        return replace(self, held=frozenset(one for one in self.held if side_of(one).name == name))

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
