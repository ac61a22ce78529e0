"""A person's own data (`dure privacy …`): show, export, forget, and what they agreed to."""

import asyncio
import sys
from typing import Annotated, Any, Final, Literal

import orjson
import typer

from dure.cli.console import out, print_json
from dure.cli.operator import Operation, operate
from dure.engine.privacy import told_state
from dure.settings import from_environment
from dure.trust.consent import Checked

privacy: Final = typer.Typer(
    help="한 사람의 정보: 보기, 내보내기, 지우기, 동의.", no_args_is_help=True
)

Purpose = Literal["terms", "health", "location", "guardian", "improvement"]
User = Annotated[str, typer.Option(help="누구의 것")]
Tenant = Annotated[str, typer.Option(help="테넌트")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")]
PurposeName = Annotated[
    Purpose, typer.Argument(help="terms, health, location, guardian, improvement")
]
_MINE: Final = "/v1/privacy/me"
_CONSENTS: Final = "/v1/privacy/consents"


@privacy.command()
def show(user: User = "local", tenant: Tenant = "main", as_json: AsJson = False) -> None:
    """무엇을 알고 있는지 보여 줘요."""
    known = _operate(Operation(method="GET", path=_MINE, tenant=tenant, user=user))
    if as_json:
        print_json(known)
        return
    for note in known["notes"]:
        out.print(f"{note['label']}: {', '.join(note['values'])}", markup=False)
    days = len(known["conversations"]["days"])
    out.print(f"대화 원문: {days}일치, 의견: {known['opinions']}건")
    for row in known["consents"]:
        out.print(f"{row['title']}: {told_state(row['state'])}", markup=False)


@privacy.command()
def export(user: User = "local", tenant: Tenant = "main") -> None:
    """보관하는 것을 모두 JSON 하나로 내보내요 (표준 출력)."""
    whole = _operate(Operation(method="GET", path=f"{_MINE}/export", tenant=tenant, user=user))
    sys.stdout.buffer.write(orjson.dumps(whole))
    sys.stdout.buffer.flush()


@privacy.command()
def forget(
    user: User = "local",
    tenant: Tenant = "main",
    yes: Annotated[bool, typer.Option("--yes", help="묻지 않고 지워요")] = False,
    as_json: AsJson = False,
) -> None:
    """모두 지워요. 되돌릴 수 없어요."""
    if not yes:
        typer.confirm(f"{user}의 정보를 모두 지울까요? 되돌릴 수 없어요.", abort=True, err=True)
    done = _operate(Operation(method="DELETE", path=_MINE, tenant=tenant, user=user))
    if as_json:
        print_json({"user": user, **done})
    elif done["backups"] == "pending in backups":
        out.print("지웠어요. 백업에 든 열쇠는 기한이 되면 함께 없어져요.")
    else:
        out.print("지웠어요.")


@privacy.command()
def consents(user: User = "local", tenant: Tenant = "main", as_json: AsJson = False) -> None:
    """무엇에 동의했는지 보여 줘요."""
    rows = _operate(Operation(method="GET", path=_CONSENTS, tenant=tenant, user=user))
    if as_json:
        print_json({"user": user, "consents": rows})
        return
    for row in rows:
        state = told_state(row["state"])
        out.print(f"{row['purpose']}  {state}  {row['title']}: {row['text']}", markup=False)


@privacy.command()
def consent(
    purpose: PurposeName,
    user: User = "local",
    tenant: Tenant = "main",
    guardian: Annotated[str, typer.Option(help="보호자 성함 (14세 미만)")] = "",
    checked: Annotated[Checked, typer.Option(help="보호자께 확인한 방법")] = "in_person",
) -> None:
    """동의를 적어요."""
    body = {"guardian": {"name": guardian, "checked": checked} if guardian else None}
    path = f"{_CONSENTS}/{purpose}"
    _operate(Operation(method="PUT", path=path, body=body, tenant=tenant, user=user))
    out.print("동의를 적었어요.")


@privacy.command()
def withdraw(purpose: PurposeName, user: User = "local", tenant: Tenant = "main") -> None:
    """동의를 거두고, 그 때문에 보관하던 것을 지워요."""
    path = f"{_CONSENTS}/{purpose}"
    _operate(Operation(method="DELETE", path=path, tenant=tenant, user=user))
    out.print("동의를 거두고, 그 때문에 보관하던 것을 지웠어요.")


def _operate(operation: Operation) -> Any:  # noqa: ANN401 - any JSON
    return asyncio.run(operate(from_environment(), operation))
