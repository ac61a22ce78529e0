"""Who may: every operation against every role, and everything else nobody."""

import pytest

from dure.errors import Forbidden, Unauthenticated
from dure.trust.access import OPEN, POLICY, ROLES, Caller, Role, check, check_assistant

OPERATIONS = sorted(POLICY)
GUARDED = [name for name in OPERATIONS if POLICY[name] != OPEN]
UNGUARDED = [name for name in OPERATIONS if POLICY[name] == OPEN]


def caller(role: Role, *, tenant: str = "main", family: str | None = "f") -> Caller:
    return Caller(tenant=tenant, user="kim", role=role, family=family)


@pytest.mark.parametrize("operation", UNGUARDED)
def test_an_open_operation_asks_nobody(operation: str) -> None:
    check(None, operation, house_tenant="main")


@pytest.mark.parametrize("operation", GUARDED)
def test_a_guarded_operation_refuses_nobody_in_particular(operation: str) -> None:
    with pytest.raises(Unauthenticated):
        check(None, operation, house_tenant="main")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("operation", GUARDED)
def test_a_role_passes_where_it_is_strong_enough_and_nowhere_else(
    operation: str, role: Role
) -> None:
    is_enough = list(ROLES).index(role) >= list(ROLES).index(POLICY[operation])  # type: ignore[arg-type]
    if is_enough:
        check(caller(role), operation, house_tenant="main")
        return

    with pytest.raises(Forbidden):
        check(caller(role), operation, house_tenant="main")


def test_who_may_is_told_to_whoever_may_not() -> None:
    with pytest.raises(Forbidden) as caught:
        check(caller("admin"), "report", house_tenant="main")

    assert "운영자" in str(caught.value.facts["why"])


@pytest.mark.parametrize("operation", ["", "delete_everything", "take_turn ", "__class__"])
@pytest.mark.parametrize("who", [None, *map(caller, ROLES)])
def test_what_the_policy_does_not_name_is_forbidden_to_everybody(
    operation: str, who: Caller | None
) -> None:
    with pytest.raises(Forbidden):
        check(who, operation, house_tenant="main")


def test_the_policy_cannot_be_changed_at_run_time() -> None:
    with pytest.raises(TypeError):
        POLICY["metrics"] = OPEN  # type: ignore[index]


@pytest.mark.parametrize("operation", [name for name in GUARDED if "person" in name])
def test_people_are_managed_by_administrators_only(operation: str) -> None:
    assert POLICY[operation] == "admin"


def test_an_assistant_for_guests_takes_everybody() -> None:
    for role in ROLES:
        check_assistant(caller(role), guests=True, of_house=False, house_tenant="main")


def test_a_guest_who_never_signed_in_is_asked_to() -> None:
    stranger = caller("guest", family=None)

    with pytest.raises(Unauthenticated):
        check_assistant(stranger, guests=False, of_house=False, house_tenant="main")


def test_a_guest_with_tokens_is_turned_away_from_what_members_have() -> None:
    with pytest.raises(Forbidden):
        check_assistant(caller("guest"), guests=False, of_house=False, house_tenant="main")


@pytest.mark.parametrize("role", ROLES[1:])
def test_members_use_what_guests_do_not(role: Role) -> None:
    check_assistant(caller(role), guests=False, of_house=False, house_tenant="main")


@pytest.mark.parametrize("role", ROLES)
def test_an_assistant_of_the_house_takes_no_other_tenant(role: Role) -> None:
    with pytest.raises(Forbidden):
        check_assistant(
            caller(role, tenant="other"), guests=True, of_house=True, house_tenant="main"
        )
