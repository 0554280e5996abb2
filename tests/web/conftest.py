"""A whole portal with reports in every state, made once for the tests that visit every page of it."""

from __future__ import annotations

import pytest

from tests.samples.portal import SamplePortal
from tests.samples.world import make_world


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The portal in the middle of its work. Tests read it; what they post is for them to take back."""
    portal = SamplePortal(tmp_path_factory.mktemp("world"))
    yield make_world(portal)
    portal.close()
