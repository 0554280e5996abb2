"""Commands for accounts: users invite, users reset, users list."""

from __future__ import annotations

from portal.accounts.models import Account
from portal.accounts.people.queries import every_member
from portal.accounts.people.services import InvitationDraft, invite_from_command
from portal.accounts.permissions import Role
from portal.accounts.queries import all_accounts
from portal.accounts.services import reset_from_command
from portal.cli.context import DONE, Commands, Context, add_command, add_group, add_output
from portal.i18n import LANGUAGES


def add_commands(commands: Commands) -> None:
    """Add the commands of this module."""
    group = add_group(commands, "users", "Accounts and the roles they hold.")
    inviting = add_command(group, "invite", invite, "Invite somebody to a role and print the link.")
    inviting.add_argument("email", metavar="EMAIL")
    inviting.add_argument("--role", required=True, choices=[role.value for role in Role])
    inviting.add_argument("--country", metavar="CODE", help="for a role that is held for one country")
    inviting.add_argument("--lang", default="en", choices=tuple(LANGUAGES))
    add_output(inviting)
    resetting = add_command(group, "reset", reset, "Print a link with which somebody sets a new password.")
    resetting.add_argument("email", metavar="EMAIL")
    add_output(resetting)
    listing = add_command(group, "list", list_accounts, "List the accounts and their roles.")
    add_output(listing)


def invite(context: Context) -> int:
    """Invite somebody; the letter is queued and the link printed."""
    asked, base = context.arguments, context.settings.base_url
    draft = InvitationDraft(asked.email, Role(asked.role), asked.country, asked.lang)
    with context.writing() as session:
        path = invite_from_command(session, draft, base, context.now).path
    context.write(f"{base}{path}\n")
    return DONE


def reset(context: Context) -> int:
    """Print a link to set a new password; it works once."""
    base = context.settings.base_url
    with context.writing() as session:
        link = reset_from_command(session, context.arguments.email, base, context.now)
    context.write(f"{link}\n")
    return DONE


def list_accounts(context: Context) -> int:
    """List the accounts by address: active or not, name, and each role with its country."""
    with context.reading() as session:
        roles: dict[int, list[str]] = {}
        for member in every_member(session):
            role = f"{member.role.value}:{member.country}" if member.country else member.role.value
            roles.setdefault(member.account_id, []).append(role)
        lines = [_line(account, roles.get(account.id, [])) for account in all_accounts(session)]
    context.write("".join(lines))
    return DONE


def _line(account: Account, roles: list[str]) -> str:
    state = "active" if account.active else "inactive"
    return "\t".join([account.email, state, account.language, account.name, " ".join(roles)]) + "\n"
