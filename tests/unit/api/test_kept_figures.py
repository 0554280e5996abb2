"""What is kept of the figures sent: a few contents, those asked for last, each for one standing of things."""

from __future__ import annotations

from portal.issued.live.figures import Asked
from portal.issued.live.keeping import Kept

ASKED = Asked("2000", "1999")


def test_a_content_is_found_while_things_stand_as_they_stood():
    kept: Kept[bytes] = Kept(8)
    kept.put(ASKED, "so", b"content")
    assert kept.get(Asked("2000", "1999"), "so")
    assert kept.get(ASKED, "otherwise") is None


def test_what_was_asked_otherwise_is_another_content():
    kept: Kept[bytes] = Kept(8)
    kept.put(ASKED, "so", b"content")
    for other in (Asked("2000"), Asked("1999", "1999"), Asked("2000", "1998")):
        assert kept.get(other, "so") is None


def test_few_are_kept_and_those_asked_for_last_stay():
    kept: Kept[bytes] = Kept(most=2)
    first, second, third = (Asked(code) for code in ("1", "2", "3"))
    kept.put(first, "so", b"1")
    kept.put(second, "so", b"2")
    assert kept.get(first, "so") == b"1"
    kept.put(third, "so", b"3")
    assert [kept.get(asked, "so") for asked in (first, second, third)] == [b"1", None, b"3"]
