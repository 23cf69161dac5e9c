"""Above the school no address opens a version that is being written."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from tests.builders import sign_in

from mugur.prevention.tests.plan_world import PlanWorld, a_plan_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> PlanWorld:
    return a_plan_world()


def test_the_address_of_a_version_being_written_is_nowhere_for_the_municipality(world: PlanWorld, client: Any) -> None:
    world.in_force()
    version = world.next_version(world.line("t.room", 7777, "1", detail="not yet"))
    sign_in(client, world.town)
    assert client.get(reverse("prevention:approval", args=[version.uuid])).status_code == 404
