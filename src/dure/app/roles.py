"""Which role lights which rooms. A role is data: nowhere else is it asked for by name."""

from dataclasses import dataclass
from typing import Final

from dure.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Role:
    """answers: takes turns. stores: keeps the log. forwards: hands on what it cannot answer."""

    answers: bool
    stores: bool
    forwards: bool


ROLES: Final = {
    "all": Role(answers=True, stores=True, forwards=False),
    "edge": Role(answers=True, stores=True, forwards=True),
    "fog": Role(answers=True, stores=True, forwards=True),
    "cloud": Role(answers=True, stores=True, forwards=False),
}


def role(name: str) -> Role:
    """Return a role.

    Raises NotFound naming the roles there are.
    """
    if name not in ROLES:
        raise NotFound(what=f"역할 {name[:20]}({', '.join(ROLES)})")
    return ROLES[name]
