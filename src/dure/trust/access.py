"""Who may do what: deny by default, one table, no model's opinion.

An operation is named by its OpenAPI operation id; what the table does not name is forbidden to
everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal, TypeAlias, get_args

from dure.errors import Forbidden, Unauthenticated

Role = Literal["guest", "member", "premium", "admin", "operator"]
Open = Literal["open"]

OPEN: Final[Open] = "open"
"""Nobody is asked who they are."""
ROLES: Final[tuple[Role, ...]] = get_args(Role)
"""Weakest first; a stronger role may whatever a weaker one may."""

Gate: TypeAlias = Open | Role


@dataclass(frozen=True, kw_only=True)
class Caller:
    """Who asks. family: the sign-in it came from; None if it never signed in."""

    tenant: str
    user: str
    role: Role
    family: str | None = None


POLICY: Final[Mapping[str, Gate]] = MappingProxyType(
    {
        "healthz": OPEN,
        "readyz": OPEN,
        "metrics": "admin",
        "sign_in": OPEN,
        "refresh": OPEN,
        "logout": OPEN,
        "accept_invite": OPEN,
        "list_assistants": "guest",
        "panel": "member",
        "take_turn": "guest",
        "chat_completions": "guest",
        "list_models": "guest",
        "session": "guest",
        "feedback": "guest",
        "mask_text": "guest",
        "chat_socket": "guest",
        "who_am_i": "guest",
        "list_people": "admin",
        "add_person": "admin",
        "change_person": "admin",
        "remove_person": "admin",
        "rotate_keys": "admin",
        "list_consents": "guest",
        "give_consent": "guest",
        "withdraw_consent": "guest",
        "show_my_data": "guest",
        "export_my_data": "guest",
        "forget_me": "guest",
        "list_notices": "guest",
        "notice_key": "guest",
        "want_notices": "guest",
        "unwant_notices": "guest",
        "notice_opened": "guest",
        "notice_clicked": "guest",
        "kakao_skill": OPEN,
        "give_order": "operator",
        "report": "operator",
    }
)
"""Operation id -> the least role that may, or OPEN."""
_WHY: Final[Mapping[str, str]] = {
    "operator": "이 컴퓨터에서 dure 명령을 쓰는 운영자만 할 수 있어요.",
    "admin": "관리자만 할 수 있어요.",
    "premium": "프리미엄 회원만 할 수 있어요.",
    "member": "회원만 할 수 있어요.",
}
"""The least role that is missing → who may."""
OF_INSTALLATION: Final = frozenset({"metrics", "rotate_keys"})
"""What concerns all tenants: only those of the house's own may."""


def check(caller: Caller | None, operation: str, *, house_tenant: str) -> None:
    """Let a caller pass to an operation.

    Raises Forbidden for an operation that the policy does not name, whoever asks, and for a role
    that is too low; Unauthenticated where somebody is asked for and nobody is there.
    """
    gate = POLICY.get(operation)
    if gate is None:
        raise Forbidden(f"no policy names {operation!r}", why="허락된 일이 아니에요.")
    if gate == OPEN:
        return
    if caller is None:
        raise Unauthenticated
    if operation in OF_INSTALLATION and caller.tenant != house_tenant:
        raise Forbidden(f"{operation!r} is the house's own", why="이 집 관리자만 할 수 있어요.")
    if ROLES.index(caller.role) < ROLES.index(gate):
        needed = f"{operation!r} needs {gate!r}, not {caller.role!r}"
        raise Forbidden(needed, why=_WHY[gate])


def check_assistant(caller: Caller, *, guests: bool, of_house: bool, house_tenant: str) -> None:
    """Let a caller pass to an assistant.

    guests: whether it talks to guests. of_house: whether only people of the house's tenant may
        use it, as a home's devices belong to those who live there.
    Raises Unauthenticated for a guest who may come in after signing in, else Forbidden.
    """
    if of_house and caller.tenant != house_tenant:
        raise Forbidden("the assistant serves its house only", why="이 집 사람만 쓸 수 있어요.")
    if guests or caller.role != "guest":
        return
    if caller.family is None:
        raise Unauthenticated
    raise Forbidden("the assistant serves no guests", why="회원만 쓸 수 있어요.")
