"""The catalogue of countries, as loaded from the reference table shipped with the portal."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from portal.countries.models import Country, Region
from portal.countries.queries import countries_by_code, get_country
from portal.countries.services import add_country, load_reference
from portal.errors import NotFoundError
from portal.i18n import LANGUAGES
from tests.factories import make_country


def test_the_reference_table_gives_every_state_a_name_in_six_languages_and_a_region(session):
    added = load_reference(session)
    session.commit()
    countries = countries_by_code(session)
    assert len(countries) == added > 190
    for country in countries.values():
        assert set(country.names) == set(LANGUAGES)
        assert all(country.names.values())
        assert country.region in Region
        assert country.default_track in {"rc", "norc"}
        assert country.un_status in {"member", "observer"}
        assert not country.fictional
    assert {country.region for country in countries.values()} == set(Region)
    kenya = get_country(session, "KEN")
    assert (kenya.names["fr"], kenya.m49, kenya.region, kenya.default_track) == (
        "Kenya",
        "404",
        Region.AFRICA,
        "rc",
    )
    assert any(country.sids for country in countries.values())


def test_loading_again_adds_nothing_and_keeps_what_an_operator_corrected(session):
    load_reference(session)
    get_country(session, "KEN").names = {"en": "Corrected"}
    session.commit()
    assert load_reference(session) == 0
    session.expire_all()
    assert get_country(session, "KEN").names == {"en": "Corrected"}


def test_a_fictional_country_is_added_beside_the_states(session):
    load_reference(session)
    before = session.scalar(select(func.count()).select_from(Country))
    make_country(session, "XAA")
    add_country(session, Country(code="XBB", names={"en": "XBB"}, region=Region.LAC, fictional=True))
    assert session.scalar(select(func.count()).select_from(Country)) == before + 2
    assert list(countries_by_code(session, ["XBB", "KEN"])) == ["KEN", "XBB"]


def test_an_unknown_country_is_not_found(session):
    with pytest.raises(NotFoundError, match="country_unknown"):
        get_country(session, "XQQ")
