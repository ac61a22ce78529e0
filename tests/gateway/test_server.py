"""`dure serve` as a process of its own: asked over HTTP, over its socket, killed, started again."""

import asyncio
import json
import os
import signal
import socket
import ssl
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import httpx2
import pytest
from tests.conftest import furnish
from tests.gateway.certificates import self_signed

from dure.app.wire import open_house
from dure.errors import BindRefused, DureError, PortInUse
from dure.gateway.server import SOCKET_NAME, listen, listen_operator
from dure.kernel.clock import SystemClock
from dure.kernel.events import Json
from dure.settings import Settings

ROOT: Final = Path(__file__).parents[2]
DURE: Final = (sys.executable, "-m", "dure")
TURNS: Final = "/v1/assistants/meals/turns"
LUNCH: Final = "5천원으로 점심"
OPENED: Final = "dure가 열렸어요"

# Waits in the middle of a turn, and says so, while WAITS is set.
WAITING: Final = """
import asyncio, os
from tests.engine.parrot import parrot, say

async def wait(scene):
    if "WAITS" in os.environ:
        print("acting", flush=True)
        await asyncio.Event().wait()
    return await say(scene)

def assistant(ports):
    return parrot({"SAY": wait})
"""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running `dure serve`."""

    process: subprocess.Popen[str]
    url: str
    folder: Path

    def line(self) -> str:
        """Return the next line that it prints; empty once it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline()

    def stop(self, how: signal.Signals) -> int:
        """Send a signal and return the exit code."""
        self.process.send_signal(how)
        self.process.communicate(timeout=20)
        return self.process.returncode


Start = Callable[..., Server]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def folder(tmp_path: Path, stocked: Path) -> Path:
    return furnish(tmp_path / "data", stocked)


@pytest.fixture
def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "DURE_DATA_DIR": str(folder)}


def launched(environment: dict[str, str], *options: str, host: str = "127.0.0.1") -> Server:
    """Start a server and wait until it says that it is open."""
    port = free_port()
    process = subprocess.Popen(
        [*DURE, "serve", "--port", str(port), "--host", host, *options],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    folder = Path(environment["DURE_DATA_DIR"])
    server = Server(process=process, url=f"http://{host}:{port}", folder=folder)
    first = server.line()
    assert first.startswith(OPENED), first
    assert server.url in first
    return server


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Start servers on the folder; whatever still runs is killed in the end."""
    running: list[Server] = []

    def started(*options: str, **more: str) -> Server:
        running.append(launched({**environment, **more}, *options))
        return running[-1]

    yield started
    for server in running:
        server.process.kill()
        server.process.communicate()


@pytest.fixture(scope="module")
def shared(stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests that only ask; each in a session of its own."""
    folder = furnish(tmp_path_factory.mktemp("shared"), stocked)
    server = launched({**os.environ, "DURE_DATA_DIR": str(folder)})
    yield server
    server.stop(signal.SIGINT)


@pytest.fixture
def session(request: pytest.FixtureRequest) -> str:
    """A session that no other test has."""
    return str(request.node.name).encode("ascii", "ignore").decode()[-100:]


@pytest.fixture
def beside(shared: Server) -> dict[str, str]:
    """The environment of a command beside the shared server."""
    return {**os.environ, "DURE_DATA_DIR": str(shared.folder)}


def dure(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DURE, *words], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )


def post(server: Server, text: str, *, session: str = "s", key: str | None = None) -> Json:
    headers = {"Idempotency-Key": key} if key else {}
    body = {"text": text, "session": session}
    answer = httpx2.post(server.url + TURNS, json=body, headers=headers)
    answer.raise_for_status()
    answered: Json = answer.json()
    return answered


def through_socket(server: Server) -> httpx2.Client:
    transport = httpx2.HTTPTransport(uds=str(server.folder / SOCKET_NAME))
    return httpx2.Client(transport=transport, base_url="http://dure")


# --- asked ---------------------------------------------------------------------------


def test_a_server_says_where_it_is_and_answers_there(shared: Server, session: str) -> None:
    assert post(shared, LUNCH, session=session)["outcome"] == "answered"


def test_a_server_says_how_to_ask_it(start: Start) -> None:
    server = start("--assistants", "meals")
    lines = iter(server.line, "")

    assert "dure ask meals" in next(line for line in lines if "물어보기" in line)


def test_a_server_answers_over_its_socket(shared: Server) -> None:
    with through_socket(shared) as http:
        answer = http.post(TURNS, json={"text": LUNCH, "user": "kim"})

    assert answer.json()["outcome"] == "answered"


def test_the_socket_may_be_opened_by_its_owner_only(shared: Server) -> None:
    mode = (shared.folder / SOCKET_NAME).stat().st_mode

    assert (stat.S_ISSOCK(mode), stat.S_IMODE(mode)) == (True, 0o600)


def test_the_socket_may_name_a_user_and_the_port_may_not(shared: Server, session: str) -> None:
    said = {"text": LUNCH, "user": "kim", "session": session}
    with through_socket(shared) as http:
        http.post(TURNS, json=said).raise_for_status()

    answer = httpx2.post(shared.url + TURNS, json=said)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_ask_goes_through_the_server(shared: Server, beside: dict[str, str], session: str) -> None:
    run = dure(beside, "ask", "meals", LUNCH, "--session", session, "--json")

    assert run.returncode == 0, run.stderr
    seen = httpx2.get(f"{shared.url}/v1/sessions/{session}").json()["turns"]
    assert [turn["result"] for turn in seen] == [json.loads(run.stdout)]


def test_ask_through_the_server_may_name_a_user(
    shared: Server, beside: dict[str, str], session: str
) -> None:
    dure(beside, "ask", "meals", LUNCH, "--session", session, "--user", "kim")

    assert httpx2.get(f"{shared.url}/v1/sessions/{session}").status_code == 404


@pytest.mark.parametrize("option", ["--catalogue", "--columns"])
def test_ask_with_a_catalogue_of_its_own_does_not_go_through_the_server(
    beside: dict[str, str], tmp_path: Path, option: str
) -> None:
    run = dure(beside, "ask", "meals", LUNCH, option, str(tmp_path / "x"), "--json")

    error = json.loads(run.stdout)["error"]
    assert (run.returncode, error["code"]) == (1, "other_catalogue")
    assert "dure serve --catalogue" in error["detail"]


@pytest.mark.parametrize(
    ("words", "code"),
    [(("meals", " "), "empty_utterance"), (("nope", LUNCH), "unknown_assistant")],
)
def test_a_mistake_ends_the_same_with_a_server_and_without(
    environment: dict[str, str], beside: dict[str, str], words: tuple[str, str], code: str
) -> None:
    alone = dure(environment, "ask", *words, "--json")

    through = dure(beside, "ask", *words, "--json")

    assert json.loads(alone.stdout)["error"]["code"] == code
    assert (through.returncode, through.stdout) == (alone.returncode, alone.stdout)


def test_text_that_is_no_text_is_said_so_through_the_server(beside: dict[str, str]) -> None:
    run = subprocess.run(
        [*DURE, "ask", "meals", b"\xb9\xe4", "--json"],
        env=beside,
        cwd=ROOT,
        capture_output=True,
        check=False,
    )

    assert b"Traceback" not in run.stderr
    assert json.loads(run.stdout)["error"]["code"] == "unreadable_text"


def test_a_server_lights_the_assistants_it_is_told(start: Start) -> None:
    server = start("--assistants", "meals", "--role", "edge")

    assert httpx2.get(server.url + "/readyz").json()["assistants"] == ["meals"]


def test_a_server_takes_a_catalogue_and_its_columns_by_hand(start: Start, tmp_path: Path) -> None:
    shops, columns = tmp_path / "own.csv", tmp_path / "own.toml"
    shops.write_text("n,road_address,lat,lon,m\n내밥집,양화로 1,37.5572,126.9245,국밥: 4500\n")
    columns.write_text('[columns]\nname = "n"\nlat = "lat"\nlon = "lon"\nmenus = "m"\n')

    server = start("--assistants", "meals", "--catalogue", str(shops), "--columns", str(columns))

    asked = httpx2.post(f"{server.url}/v1/assistants/meals/turns", json={"text": LUNCH})
    assert [item["name"] for item in asked.json()["items"]] == ["내밥집"]


def test_a_server_forgets_what_is_too_old(start: Start, folder: Path) -> None:
    old = (SystemClock().now().date() - timedelta(days=8)).isoformat()
    settings = Settings({"DURE_DATA_DIR": str(folder)})
    before = open_house(settings)
    before.keys.get_or_make(f"kim/raw/{old}", b"k" * 32)
    asyncio.run(before.close())

    start().stop(signal.SIGINT)

    after = open_house(settings)
    destroyed = after.keys.destroyed()
    asyncio.run(after.close())
    assert destroyed == [f"kim/raw/{old}"]


def has_ip6() -> bool:
    try:
        listen("::1", free_port()).close()
    except OSError:
        return False
    return True


@pytest.mark.skipif(not has_ip6(), reason="no IPv6 here")
def test_a_server_on_ip6_says_an_address_that_can_be_opened(
    folder: Path, environment: dict[str, str]
) -> None:
    port = free_port()
    words = [*DURE, "serve", "--host", "::1", "--port", str(port)]
    with subprocess.Popen(
        words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        process.send_signal(signal.SIGINT)
        process.communicate()

    assert url == f"http://[::1]:{port}"


def test_with_a_certificate_the_port_speaks_tls_and_the_operator_goes_on(
    environment: dict[str, str], tmp_path: Path
) -> None:
    certificate, key = self_signed(tmp_path)
    environment |= {
        "DURE_SERVE_CERTIFICATE": str(certificate),
        "DURE_SERVE_CERTIFICATE_KEY": str(key),
    }
    port = free_port()
    words = [*DURE, "serve", "--port", str(port)]
    with subprocess.Popen(
        words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        trusted = ssl.create_default_context(cafile=certificate)
        ready = httpx2.get(url + "/readyz", verify=trusted)
        with pytest.raises(httpx2.TransportError):
            httpx2.get(f"http://127.0.0.1:{port}/readyz")
        answer = subprocess.run(
            [*DURE, "ask", "meals", LUNCH],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)

    assert (url, ready.status_code) == (f"https://127.0.0.1:{port}", 200)
    assert answer.returncode == 0, answer.stderr
    assert "5,000원" in answer.stdout


@pytest.mark.parametrize("name", ["missing.pem", "key.pem"])
def test_a_certificate_that_is_none_is_told_in_a_sentence(
    environment: dict[str, str], tmp_path: Path, name: str
) -> None:
    self_signed(tmp_path)
    environment |= {"DURE_SERVE_CERTIFICATE": str(tmp_path / name)}

    ended = subprocess.run(
        [*DURE, "serve", "--port", str(free_port())],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip

    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.startswith("bad_file DURE_SERVE_CERTIFICATE 파일을 읽을 수 없어요.")
    assert len(ended.stderr.splitlines()) == 1


# --- killed --------------------------------------------------------------------------


def test_what_was_answered_survives_a_kill(start: Start) -> None:
    server = start()
    answered = {f"k{n}": post(server, LUNCH, key=f"k{n}") for n in range(5)}
    server.stop(signal.SIGKILL)

    again = start()

    assert {key: post(again, LUNCH, key=key) for key in answered} == answered


async def asked_until_killed(server: Server) -> dict[str, Json]:
    """Ask much at once, kill the server at the third answer; return what was answered."""
    answered: dict[str, Json] = {}

    async def ask(http: httpx2.AsyncClient, key: str) -> None:
        body = {"text": LUNCH, "session": f"s{key}"}
        try:
            answer = await http.post(TURNS, json=body, headers={"Idempotency-Key": key})
        except httpx2.TransportError:
            return
        answered[key] = answer.json()
        if len(answered) == 3:
            server.process.kill()

    async with httpx2.AsyncClient(base_url=server.url, timeout=30) as http:
        await asyncio.gather(*(ask(http, f"k{n}") for n in range(20)))
    server.process.wait()
    return answered


async def test_a_kill_in_the_middle_loses_no_answer(
    start: Start, environment: dict[str, str]
) -> None:
    answered = await asked_until_killed(start())

    again = start()
    same = {key: post(again, LUNCH, session=f"s{key}", key=key) for key in answered}
    again.stop(signal.SIGINT)

    assert len(answered) >= 3
    assert same == answered
    report = json.loads(dure(environment, "fsck", "--json").stdout)
    assert report["problems"] == []


def plug_in(tmp_path: Path, source: str) -> str:
    """Install an assistant named parrot into a folder; return the path to find it."""
    packages = tmp_path / "packages"
    about = packages / "waiting-1.0.dist-info"
    about.mkdir(parents=True)
    (packages / "waiting.py").write_text(source, encoding="utf-8")
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: waiting\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[dure.assistants]\nparrot = waiting:assistant\n")
    return os.pathsep.join([str(packages), str(ROOT)])


async def test_a_turn_that_was_heard_when_the_server_was_killed_is_answered_later(
    start: Start, environment: dict[str, str], tmp_path: Path
) -> None:
    path = plug_in(tmp_path, WAITING)
    server = start("--assistants", "parrot", PYTHONPATH=path, WAITS="1")
    turns, key = "/v1/assistants/parrot/turns", {"Idempotency-Key": "k"}
    async with httpx2.AsyncClient(base_url=server.url) as http:
        await http.post(turns, json={"text": "세어", "session": "s"})
        body = {"text": "말해 안녕", "session": "s"}
        asked = asyncio.create_task(http.post(turns, json=body, headers=key))
        while "acting" not in await asyncio.to_thread(server.line):
            pass
        server.stop(signal.SIGKILL)
        await asyncio.wait([asked])

    again = start("--assistants", "parrot", PYTHONPATH=path)
    async with httpx2.AsyncClient(base_url=again.url) as http:
        answer = (await http.post(turns, json=body, headers=key)).json()
        count = (await http.post(turns, json={"text": "세어", "session": "s"})).json()
    again.stop(signal.SIGINT)

    assert isinstance(asked.exception(), httpx2.TransportError)
    assert (answer["text"], count["text"]) == ("안녕", "2번째예요.")
    report = json.loads(dure(environment, "fsck", "--json").stdout)
    # An account for the first administrator, and an invitation at each start, stand there too.
    assert (report["problems"], report["events"]) == ([], 7 + 3)


def test_ask_works_beside_the_socket_of_a_server_that_was_killed(
    start: Start, environment: dict[str, str]
) -> None:
    start().stop(signal.SIGKILL)

    run = dure(environment, "ask", "meals", LUNCH)

    assert run.returncode == 0, run.stderr
    assert "원" in run.stdout


def test_a_server_that_goes_away_while_asked_is_said_so(
    folder: Path, environment: dict[str, str]
) -> None:
    with listen_operator(folder) as unix:
        words = [*DURE, "ask", "meals", LUNCH, "--json"]
        with subprocess.Popen(
            words,
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process:
            unix.accept()[0].close()
            said, error = process.communicate(timeout=30)

    assert "Traceback" not in error
    assert (process.returncode, json.loads(said)["error"]["code"]) == (1, "unavailable")


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_told_to_stop_leaves_no_socket(start: Start, how: signal.Signals) -> None:
    server = start()

    server.stop(how)

    assert not (server.folder / SOCKET_NAME).exists()


def test_a_server_that_is_told_to_stop_says_no_traceback(
    folder: Path, environment: dict[str, str]
) -> None:
    words = [*DURE, "serve", "--port", str(free_port())]
    with subprocess.Popen(
        words,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, error = process.communicate()

    assert "Traceback" not in error


# --- refused -------------------------------------------------------------------------


def test_a_second_server_on_a_folder_is_refused(beside: dict[str, str]) -> None:
    run = dure(beside, "serve", "--port", str(free_port()))

    assert (run.returncode, "folder_in_use" in run.stderr) == (1, True)


def test_a_taken_port_is_refused(environment: dict[str, str]) -> None:
    with listen("127.0.0.1", free_port()) as taken:
        port = str(taken.getsockname()[1])

        run = dure(environment, "serve", "--port", port)

    assert (run.returncode, "port_in_use" in run.stderr, port in run.stderr) == (1, True, True)


def test_another_host_is_refused(environment: dict[str, str]) -> None:
    run = dure(environment, "serve", "--host", "0.0.0.0", "--port", str(free_port()))  # noqa: S104

    assert (run.returncode, "bind_refused" in run.stderr) == (1, True)


def test_an_unknown_assistant_is_wrong_usage(environment: dict[str, str]) -> None:
    run = dure(environment, "serve", "--assistants", "nope", "--port", str(free_port()))

    assert (run.returncode, "unknown_assistant" in run.stderr) == (2, True)


def test_an_unknown_role_is_refused(environment: dict[str, str]) -> None:
    run = dure(environment, "serve", "--role", "king", "--port", str(free_port()))

    assert (run.returncode, "not_found" in run.stderr) == (1, True)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "eighty"])
def test_a_port_that_cannot_be_is_wrong_usage(environment: dict[str, str], port: str) -> None:
    assert dure(environment, "serve", "--port", port).returncode == 2


# --- the sockets ---------------------------------------------------------------------


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.0.1", "evil.example", "", "x" * 200])  # noqa: S104
def test_only_loopback_is_listened_on(host: str) -> None:
    with pytest.raises(BindRefused):
        listen(host, free_port())


def test_a_shared_port_has_several_listeners_but_no_others() -> None:
    port = free_port()
    shared = [listen("127.0.0.1", port, share=True) for _ in range(2)]
    for one in shared:
        one.listen()

    with pytest.raises(PortInUse):
        listen("127.0.0.1", port)

    for one in shared:
        one.close()


def test_who_shares_a_port_is_sent_nobody_before_it_serves() -> None:
    port = free_port()
    with listen("127.0.0.1", port, share=True), pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


def test_a_port_has_one_listener() -> None:
    port = free_port()
    with listen("127.0.0.1", port), pytest.raises(PortInUse) as caught:
        listen("localhost", port)

    assert str(caught.value.facts["port"]) == str(port)


def test_a_socket_that_was_left_behind_is_replaced(tmp_path: Path) -> None:
    listen_operator(tmp_path).close()

    with listen_operator(tmp_path), socket.socket(socket.AF_UNIX) as asking:
        asking.connect(str(tmp_path / SOCKET_NAME))

    assert (tmp_path / SOCKET_NAME).exists()


def test_the_mask_for_new_files_is_as_before(tmp_path: Path) -> None:
    before = os.umask(0o022)
    os.umask(before)

    listen_operator(tmp_path).close()

    after = os.umask(before)
    assert after == before


def test_a_folder_with_a_long_name_is_said_to_be_too_long(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 120)
    folder.mkdir()

    with pytest.raises(DureError):
        listen_operator(folder)


# --- a login -------------------------------------------------------------------------


def invite_of(server: Server) -> str:
    """Return the invitation that a server prints at its first start."""
    while "#invite=" not in (line := server.line()):
        assert line
    return line.rpartition("#invite=")[2].strip()


def test_the_first_start_prints_a_link_by_which_somebody_signs_in(start: Start) -> None:
    server = start("--assistants", "meals")
    body = {"invite": invite_of(server), "password": "아주 긴 비밀번호", "user": "boss"}

    tokens = httpx2.post(f"{server.url}/v1/auth/invite", json=body).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}

    assert httpx2.get(f"{server.url}/v1/me", headers=headers).json()["role"] == "admin"
    assert httpx2.get(f"{server.url}/v1/people").status_code == 403


def test_with_a_login_set_up_no_link_is_printed_and_a_network_may_be_served(
    start: Start, environment: dict[str, str]
) -> None:
    first = start("--assistants", "meals")
    body = {"invite": invite_of(first), "password": "아주 긴 비밀번호", "user": "boss"}
    httpx2.post(f"{first.url}/v1/auth/invite", json=body).raise_for_status()
    first.stop(signal.SIGTERM)

    again = launched(environment, "--assistants", "meals", host="0.0.0.0")  # noqa: S104
    try:
        lines = [again.line(), again.line()]  # Which shops are in use, and what may be asked.
        answer = httpx2.get(f"http://127.0.0.1:{again.url.rpartition(':')[2]}/v1/people")
    finally:
        again.stop(signal.SIGTERM)

    assert "물어보기" in lines[1]
    assert answer.status_code == 403


def test_without_a_login_no_network_is_served(environment: dict[str, str]) -> None:
    run = dure(environment, "serve", "--host", "0.0.0.0", "--port", str(free_port()))  # noqa: S104

    assert (run.returncode, "bind_refused" in run.stderr) == (1, True)
