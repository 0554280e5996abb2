from __future__ import annotations

from portal.questionnaires.comparison import compare
from tests.specimens.library import specimen


def test_two_releases_are_compared_by_code():
    found = compare(specimen("releases", release="1"), specimen("releases", release="2"))
    assert found.added == ("TST.1.A6", "TST.1.A7")
    assert found.removed == ("TST.1.A5",)
    assert found.reworded == ("TST.1.A3",)
    assert found.retyped == ("TST.1.A4",)
    assert found.limited == ("TST.1.A2",)
    assert found.conditioned == ()
    assert found.replaced == {"TST.1.A6": "TST.1.A5"}
    assert not found.is_empty


def test_a_question_required_in_other_cases_is_found():
    found = compare(specimen("releases", release="2"), specimen("releases", release="10"))
    assert found.conditioned == ("TST.1.A1",)


def test_a_release_does_not_differ_from_itself():
    for name in ("kinds", "conditions", "releases"):
        assert compare(specimen(name), specimen(name)).is_empty
