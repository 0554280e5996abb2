"""Addresses that nobody is led to: each is answered as one that leads nowhere, on every database."""

from __future__ import annotations

import pytest

from portal.accounts.permissions import Role
from tests.samples.world import CURRENT


@pytest.mark.parametrize(
    "address",
    ["countries/%00", f"countries/QMU/{CURRENT}%00", "countries?cycle=%00", f"verify?digest={'%00' * 64}"],
)
def test_an_address_with_a_character_that_no_name_holds_leads_nowhere(world, address):
    """PostgreSQL refuses to compare it with anything."""
    assert world.portal.client().get(f"/en/{address}").status_code == 404


@pytest.mark.parametrize("number", [2**31, 2**63, "9" * 5000], ids=["one more", "many", "endless"])
def test_a_number_greater_than_that_of_any_row_leads_nowhere(world, number):
    client = world.portal.client(world.people[Role.SECRETARIAT])
    assert client.get(f"/en/secretariat/reports/{number}").status_code == 404


def test_a_summary_leads_to_the_whole_report_only_where_that_is_published(world):
    officer = world.portal.client(world.people[Role.SECRETARIAT])
    for country, is_there in (("QMA", False), ("QMU", True)):
        page = officer.get(f"/en/countries/{country}/{CURRENT}").get_data(as_text=True)
        address = f"/en/countries/{country}/{CURRENT}/report"
        assert (f'href="{address}"' in page) is is_there
        assert (officer.get(address).status_code == 200) is is_there
