"""What a request asks the runner for: once there is something to do, and only then."""

from __future__ import annotations

import pytest

from portal.jobs.runner import Runner, open_queue

ADDRESS = "/en/forgotten-password"


@pytest.fixture
def queue(portal, tmp_path):
    queue = open_queue(f"sqlite:///{tmp_path / 'jobs.sqlite3'}", "key")
    portal.app.extensions["portal.jobs"] = Runner(queue, {"letters": int, "long_tasks": int})
    yield queue
    queue.storage.close()


def names(queue):
    return [queue.deserialize_task(data).name for data in queue.storage.enqueued_items()]


def test_a_request_that_wrote_a_letter_asks_for_its_sending(portal, focal_point, queue):
    client = portal.client()
    portal.post(client, ADDRESS, ADDRESS, email="nobody@example.org")
    assert names(queue) == []
    portal.post(client, ADDRESS, ADDRESS, email=focal_point)
    assert names(queue) == ["letters"]
