"""A role is data."""

import pytest

from dure.app.roles import ROLES, role
from dure.errors import NotFound


@pytest.mark.parametrize("name", ["all", "edge", "fog", "cloud"])
def test_a_role_answers_and_stores(name: str) -> None:
    assert (role(name).answers, role(name).stores) == (True, True)


def test_only_the_edge_and_the_fog_hand_on_what_they_cannot_answer() -> None:
    assert [name for name in ROLES if role(name).forwards] == ["edge", "fog"]


@pytest.mark.parametrize("name", ["", "ALL", "king" * 50])
def test_another_role_is_not_found_and_the_roles_are_named(name: str) -> None:
    with pytest.raises(NotFound) as caught:
        role(name)

    assert "all, edge, fog, cloud" in str(caught.value.facts["what"])
    assert len(str(caught.value.facts["what"])) < 60
