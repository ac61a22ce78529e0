"""A person's own data (`dure privacy …`): show, export, forget, and what they agreed to."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Annotated, Final, Literal, TypeVar

import typer

from dure.app.wire import TENANT, House, open_house
from dure.cli.console import out, print_json
from dure.engine.dossier import consents_of
from dure.settings import from_environment
from dure.trust.consent import Checked, Guardian

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
Done = TypeVar("Done")


@privacy.command()
def show(user: User = "local", tenant: Tenant = TENANT, as_json: AsJson = False) -> None:
    """무엇을 알고 있는지 보여 줘요."""
    known = _run(lambda house: house.privacy.dossier.show(tenant, user))
    if as_json:
        print_json(known)
        return
    for note in known["notes"]:
        out.print(f"{note['label']}: {', '.join(note['values'])}", markup=False)
    days = len(known["conversations"]["days"])
    out.print(f"대화 원문: {days}일치, 의견: {known['opinions']}건")
    for row in known["consents"]:
        out.print(f"{row['title']}: {row['state']}", markup=False)


@privacy.command()
def export(user: User = "local", tenant: Tenant = TENANT) -> None:
    """보관하는 것을 모두 JSON 하나로 내보내요 (표준 출력)."""

    async def write(house: House) -> None:
        pieces = house.privacy.dossier.export(tenant, user, now=house.clock.now())
        async for piece in pieces:
            sys.stdout.buffer.write(piece)

    _run(write)
    sys.stdout.buffer.flush()


@privacy.command()
def forget(
    user: User = "local",
    tenant: Tenant = TENANT,
    yes: Annotated[bool, typer.Option("--yes", help="묻지 않고 지워요")] = False,
    as_json: AsJson = False,
) -> None:
    """모두 지워요. 되돌릴 수 없어요."""
    if not yes:
        typer.confirm(f"{user}의 정보를 모두 지울까요? 되돌릴 수 없어요.", abort=True, err=True)
    done = _run(lambda house: house.privacy.mydata.forget_me(tenant, user))
    if as_json:
        print_json({"user": user, "keys": done.keys, "backups": done.backups})
    elif done.backups == "pending in backups":
        out.print("지웠어요. 백업에 든 열쇠는 기한이 되면 함께 없어져요.")
    else:
        out.print("지웠어요.")


@privacy.command()
def consents(user: User = "local", tenant: Tenant = TENANT, as_json: AsJson = False) -> None:
    """무엇에 동의했는지 보여 줘요."""
    state = _run(lambda house: house.privacy.consents.of(tenant, user))
    rows = consents_of(state)
    if as_json:
        print_json({"user": user, "under_14": state.under_14, "consents": rows})
        return
    for row in rows:
        out.print(f"{row['purpose']}  {row['state']}  {row['title']}: {row['text']}", markup=False)


@privacy.command()
def consent(
    purpose: PurposeName,
    user: User = "local",
    tenant: Tenant = TENANT,
    guardian: Annotated[str, typer.Option(help="보호자 성함 (14세 미만)")] = "",
    checked: Annotated[Checked, typer.Option(help="보호자께 확인한 방법")] = "in_person",
) -> None:
    """동의를 적어요."""
    who = Guardian(name=guardian, checked=checked) if guardian else None
    _run(
        lambda house: house.privacy.consents.give(
            tenant, user, purpose, how="command", guardian=who
        )
    )
    out.print("동의를 적었어요.")


@privacy.command()
def withdraw(purpose: PurposeName, user: User = "local", tenant: Tenant = TENANT) -> None:
    """동의를 거두고, 그 때문에 보관하던 것을 지워요."""
    _run(lambda house: house.privacy.consents.withdraw(tenant, user, purpose, how="command"))
    out.print("동의를 거두고, 그 때문에 보관하던 것을 지웠어요.")


def _run(work: Callable[[House], Awaitable[Done]]) -> Done:
    return asyncio.run(_in_house(work))


async def _in_house(work: Callable[[House], Awaitable[Done]]) -> Done:
    house = open_house(from_environment())
    try:
        return await work(house)
    finally:
        await house.close()
