from __future__ import annotations

import pytest


@pytest.fixture
def database_url():
    """These commands ask no database."""
    return "sqlite://"


def test_the_questionnaires_are_sound(portal):
    assert portal("questionnaires", "check").status == 0


def test_catalogues_are_begun_by_an_update_and_told_as_not_translated(portal, folder):
    missing = portal("translations", "check", "--folder", folder)
    assert missing.status == 1
    assert missing.told.count("there is no catalogue") == 5
    assert portal("translations", "update", "--folder", folder).status == 0
    assert sorted(path.name for path in folder.iterdir()) == ["ar", "es", "fr", "ru", "zh"]
    begun = portal("translations", "check", "--folder", folder)
    assert begun.status == 1
    assert "fr VNR.12.A1 “Name of the authority submitting this report”: not translated" in begun.told
