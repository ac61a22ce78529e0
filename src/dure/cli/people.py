"""People who may sign in (`dure people …`), and the keys that sign for them (`dure keys …`)."""

import asyncio
from typing import Annotated, Any, Final, Literal
from urllib.parse import quote

import typer

from dure.app.database import rotate_master
from dure.app.wire import data_dir
from dure.cli.console import out, print_json
from dure.cli.operator import Operation, operate
from dure.settings import from_environment

people: Final = typer.Typer(help="로그인할 수 있는 사람들.", no_args_is_help=True)
keys: Final = typer.Typer(help="토큰에 서명하는 열쇠.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="영문 이름")]
Role = Annotated[Literal["member", "premium", "admin"], typer.Option(help="member, premium, admin")]
Tenant = Annotated[str | None, typer.Option(help="테넌트 (비우면 이 집)")]
Wrapping = Annotated[
    bool,
    typer.Option("--wrapping", help="마스터 열쇠를 바꿔요 (서버를 끄고)"),
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON 하나로 출력")]


@people.command(name="list")
def list_people(as_json: AsJson = False) -> None:
    """누가 있는지 보여 줘요."""
    found = _operate("GET", "/v1/people")
    if as_json:
        print_json({"people": found})
        return
    for one in found:
        out.print(f"{one['user']}  {one['role']}", markup=False)
    if not found:
        out.print("아직 아무도 없어요. dure people add 이름 --role admin 으로 초대하세요.")


@people.command()
def add(name: Name, role: Role = "member", tenant: Tenant = None, as_json: AsJson = False) -> None:
    """사람을 초대해요. 이미 있으면 비밀번호를 새로 정할 링크가 나와요."""
    made = _operate("POST", "/v1/people", {"user": name, "role": role, "tenant": tenant})
    if as_json:
        print_json(made)
        return
    if made["was_there"]:
        out.print(
            f"{name}: 이미 있는 사람이에요. 역할은 {role}이고, 이 링크로는 비밀번호를 새로 정해요. "
            "본인에게만 주세요.",
            markup=False,
        )
    out.print("서버 주소 뒤에 붙여 여세요. 하루 동안 한 번만 쓸 수 있어요.")
    out.print(invite_path(made["invite"], made["user"]), markup=False)


@people.command()
def change(name: Name, role: Role, as_json: AsJson = False) -> None:
    """역할을 바꿔요."""
    answer = _operate("PATCH", f"/v1/people/{quote(name, safe='')}", {"role": role})
    _tell(answer, f"{name}: 역할을 바꿨어요 ({role}).", as_json)


@people.command()
def remove(name: Name, as_json: AsJson = False) -> None:
    """계정을 없애요. 한 말은 지우지 않아요(dure privacy forget)."""
    _operate("DELETE", f"/v1/people/{quote(name, safe='')}")
    left = f"한 말은 남아 있어요. 지우려면: dure privacy forget --user {name}"
    _tell({"user": name}, f"{name}: 계정을 없앴어요. {left}", as_json)


@keys.command()
def rotate(wrapping: Wrapping = False, as_json: AsJson = False) -> None:
    """새 열쇠로 서명해요. 이미 나간 토큰은 제 시간까지 쓸 수 있어요."""
    if not wrapping:
        done = "이제 새 열쇠로 서명해요. 이미 나간 토큰은 제 시간까지 쓸 수 있어요."
        _tell(_operate("POST", "/v1/keys/rotate"), done, as_json)
        return
    settings = from_environment()
    wrapped = rotate_master(settings, data_dir(settings))
    done = f"마스터 열쇠를 바꾸고, 열쇠 {wrapped}개를 다시 잠갔어요."
    _tell({"wrapped": wrapped}, done, as_json)


@keys.command()
def revoke(name: Name, as_json: AsJson = False) -> None:
    """한 사람의 모든 로그인을 끝내요."""
    path = f"/v1/people/{quote(name, safe='')}"
    answer = _operate("PATCH", path, {"sign_out": True})
    _tell(answer, f"{name}: 모든 로그인을 끝냈어요.", as_json)


def invite_path(invite: str, user: str | None = None) -> str:
    """Return where an invitation is taken up on the page."""
    return f"/#invite={invite}" + (f"&user={quote(user)}" if user else "")


def _operate(method: str, path: str, body: Any = None) -> Any:  # noqa: ANN401 - any JSON
    return asyncio.run(operate(from_environment(), Operation(method=method, path=path, body=body)))


def _tell(answer: dict[str, Any], done: str, as_json: bool) -> None:
    if as_json:
        print_json(answer)
    else:
        out.print(done, markup=False)
