"""Two servers on one database: one port, one is killed, and whoever talks goes on.

What one of them learns of people (tokens, sign-outs, forgetting) the other one knows too.
"""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
from tests.adapters import postgresql, redises
from tests.conftest import furnish

ROOT: Final = Path(__file__).parents[2]
DURE: Final = (sys.executable, "-m", "dure")
TURNS: Final = "/v1/assistants/meals/turns"
SAID: Final = ("5천원으로 점심", "만원으로 저녁", "다른 데는?", "7천원으로 국수")
PATIENCE_S: Final = 30.0
HEARD_WITHIN_S: Final = 5.0
"""Seconds in which a process honours what another one took back (issue 4)."""
PASSWORD: Final = "correct horse battery"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two servers. environments: of each, and of a third who only looks. urls: of each."""

    processes: "list[subprocess.Popen[str]]"
    environments: list[dict[str, str]]
    urls: list[str]

    @property
    def url(self) -> str:
        """Where both listen."""
        assert self.urls[0] == self.urls[1]
        return self.urls[0]


@pytest.fixture
def database(postgres_url: str) -> str:
    """The address of an empty schema."""
    return postgres_url


@pytest.fixture
def pair(database: str, tmp_path: Path, stocked: Path) -> Iterator[Pair]:
    """Two servers on one database, behind one port."""
    with served(database, tmp_path, stocked, ports=free_ports(1) * 2) as made:
        yield made


@pytest.fixture
def apart(database: str, tmp_path: Path, stocked: Path) -> Iterator[Pair]:
    """Two servers on one database, each with a port of its own: one knows whom one asks."""
    with served(database, tmp_path, stocked, ports=free_ports(2)) as made:
        yield made


def free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]


@contextmanager
def served(
    database: str, tmp_path: Path, stocked: Path, ports: Sequence[int], **more: str
) -> Iterator[Pair]:
    """Two servers with folders of their own and one master key."""
    shared = {
        **os.environ,
        "DURE_DATABASE": database,
        "DURE_MASTER_KEY_FILE": str(tmp_path / "master.key"),
        "DURE_ASSISTANTS": "meals",
        # A cold server on a busy machine may need longer than a person would wait.
        "DURE_TURN_DEADLINE_S": "60",
        **more,
    }
    environments = [{**shared, "DURE_DATA_DIR": str(tmp_path / name)} for name in "abc"]
    for name in "abc":
        furnish(tmp_path / name, stocked)
    urls = [f"http://127.0.0.1:{port}" for port in ports]
    made = Pair(processes=[], environments=environments, urls=urls)
    made.processes.extend(map(launch, environments, ports))
    try:
        for process in made.processes:
            assert process.stdout is not None
            assert process.stdout.readline().startswith("dure가 열렸어요")
        yield made
    finally:
        for process in made.processes:
            process.kill()
            process.communicate()


def launch(environment: dict[str, str], port: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*DURE, "serve", "--port", str(port)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def take(url: str, text: str, session: str, key: str) -> dict[str, Any]:
    """Say something until it is answered, each time under the same key, on a new connection."""
    until = time.monotonic() + PATIENCE_S
    headers = {"Idempotency-Key": key, "Connection": "close"}
    while True:
        try:
            answer = httpx2.post(
                url + TURNS, json={"text": text, "session": session}, headers=headers, timeout=12
            )
        except httpx2.TransportError:
            assert time.monotonic() < until, "nobody answers"
            continue
        if answer.status_code < 500:
            answer.raise_for_status()
            answered: dict[str, Any] = answer.json()
            return answered
        assert time.monotonic() < until, answer.text


def test_answers_go_on_while_redis_is_away(database: str, tmp_path: Path, stocked: Path) -> None:
    if not redises.is_installed():
        pytest.skip("redis-server is not installed")
    redis = redises.OwnRedis()
    redis.start()
    ports = free_ports(1) * 2
    with served(database, tmp_path, stocked, ports, DURE_SHARED=redis.url) as pair:
        answers = [take(pair.url, SAID[0], "s", "before")]
        redis.kill()
        answers += [take(pair.url, SAID[1], "s", f"away-{number}") for number in range(4)]
        redis.start()
        answers.append(take(pair.url, SAID[0], "s", "after"))

    redis.kill()
    assert [answer["outcome"] for answer in answers] == ["answered"] * 6
    assert [count for _, count in turns_by_key(database, "turn.answered")] == [1] * 6


def operators_door(environment: dict[str, str]) -> httpx2.Client:
    """Return a way to one of the servers and no other."""
    transport = httpx2.HTTPTransport(uds=f"{environment['DURE_DATA_DIR']}/serve.sock")
    return httpx2.Client(transport=transport, base_url="http://dure", timeout=20)


def checked(environment: dict[str, str], *words: str) -> dict[str, Any]:
    """Run a command that answers in JSON."""
    done = subprocess.run(
        [*DURE, *words, "--json"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def turns_by_key(database: str, kind: str) -> list[tuple[str, int]]:
    """Return how often each turn stands in the log with an event of a kind."""
    query = "SELECT open FROM events WHERE kind = $1"
    turns = [json.loads(row[0])["turn"] for row in postgresql.ask(database, query, kind)]
    return sorted((turn, turns.count(turn)) for turn in set(turns))


def test_whoever_talks_goes_on_when_one_of_two_servers_is_killed(pair: Pair, database: str) -> None:
    answers: dict[str, dict[str, Any]] = {}

    def talk(person: int) -> None:
        for number in range(12):
            key = f"p{person}-{number}"
            answers[key] = take(pair.url, SAID[number % 4], f"session-{person}", key)

    talking = [threading.Thread(target=talk, args=(person,)) for person in range(6)]
    for one in talking:
        one.start()
    until = time.monotonic() + PATIENCE_S
    while len(answers) < 12:
        assert time.monotonic() < until, "too slow"
    pair.processes[0].kill()
    for one in talking:
        one.join()

    keys = sorted(f"p{person}-{number}" for person in range(6) for number in range(12))
    assert sorted(answers) == keys
    assert turns_by_key(database, "turn.heard") == [(key, 1) for key in keys]
    assert turns_by_key(database, "turn.answered") == [(key, 1) for key in keys]
    again = take(pair.url, SAID[0], "session-0", "p0-0")
    assert again == answers["p0-0"]
    assert checked(pair.environments[2], "fsck")["problems"] == []
    assert all(checked(pair.environments[2], "replay", "--verify").values())


def test_what_one_server_sealed_the_other_reads(pair: Pair) -> None:
    here, there = (operators_door(environment) for environment in pair.environments[:2])

    taken = here.post(TURNS, json={"text": SAID[0], "session": "one"}).json()

    [turn] = there.get("/v1/sessions/one").json()["turns"]
    assert (turn["said"], turn["result"]["text"]) == (SAID[0], taken["text"])
    assert there.post(TURNS, json={"text": SAID[2], "session": "one"}).status_code == 200
    assert len(here.get("/v1/sessions/one").json()["turns"]) == 2
    here.close()
    there.close()


def invited(environment: dict[str, str], url: str, user: str, role: str = "member") -> str:
    """Let somebody choose a password at one of the servers, and return their access token."""
    with operators_door(environment) as door:
        invite = door.post("/v1/people", json={"user": user, "role": role}).json()["invite"]
    body = {"invite": invite, "password": PASSWORD}
    return str(httpx2.post(url + "/v1/auth/invite", json=body).json()["access_token"])


def signed_in(url: str, user: str) -> dict[str, Any]:
    answer = httpx2.post(url + "/v1/auth/token", json={"user": user, "password": PASSWORD})
    answer.raise_for_status()
    tokens: dict[str, Any] = answer.json()
    return tokens


def bearing(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def who_is(url: str, token: str) -> tuple[int, str | None]:
    answer = httpx2.get(url + "/v1/me", headers=bearing(token))
    return answer.status_code, answer.json().get("user")


def seconds_until(done: Callable[[], bool]) -> float:
    """Return how long it took until something was so."""
    began = time.monotonic()
    while not done():
        assert time.monotonic() < began + PATIENCE_S, "it never came to be so"
    return time.monotonic() - began


def test_a_token_of_one_server_is_good_on_the_other_and_revoked_on_both(apart: Pair) -> None:
    here, there = apart.urls
    boss = invited(apart.environments[0], here, "boss", "admin")
    invited(apart.environments[0], here, "kim")
    first, second = signed_in(here, "kim"), signed_in(there, "kim")
    new_there = httpx2.post(
        there + "/v1/auth/refresh", json={"refresh_token": first["refresh_token"]}
    ).json()
    tokens = [tokens["access_token"] for tokens in (first, second, new_there)]

    assert [who_is(url, token) for url in apart.urls for token in tokens] == [(200, "kim")] * 6

    logged_out = {"refresh_token": new_there["refresh_token"]}
    assert httpx2.post(there + "/v1/auth/logout", json=logged_out).status_code == 204
    assert seconds_until(lambda: who_is(here, tokens[0])[0] == 401) < HEARD_WITHIN_S
    assert who_is(here, tokens[1]) == (200, "kim")

    ended = httpx2.patch(here + "/v1/people/kim", json={"sign_out": True}, headers=bearing(boss))
    assert ended.status_code == 200
    assert seconds_until(lambda: who_is(there, tokens[1])[0] == 401) < HEARD_WITHIN_S
    assert [who_is(url, token)[0] for url in apart.urls for token in tokens] == [401] * 6


def test_a_person_forgotten_on_one_server_is_forgotten_on_the_other(apart: Pair) -> None:
    here, there = apart.urls
    kim, lee = (invited(apart.environments[0], here, user) for user in ("kim", "lee"))
    for token, user in ((kim, "kim"), (lee, "lee")):
        body = {"text": "나 국수 좋아해", "session": f"of-{user}"}
        assert httpx2.post(there + TURNS, json=body, headers=bearing(token)).status_code == 200
    assert known_of(apart, "kim") == known_of(apart, "lee")
    assert known_of(apart, "lee") == (["나 국수 좋아해"], ["국수", "면", "한식"])

    forgotten = httpx2.delete(here + "/v1/privacy/me", headers=bearing(kim))

    assert forgotten.status_code == 200
    assert seconds_until(lambda: known_of(apart, "kim") == ([None], [])) < HEARD_WITHIN_S
    assert seconds_until(lambda: who_is(there, kim)[0] == 401) < HEARD_WITHIN_S
    assert known_of(apart, "lee") == (["나 국수 좋아해"], ["국수", "면", "한식"])
    assert who_is(there, lee) == (200, "lee")


def known_of(pair: Pair, user: str) -> tuple[list[str | None], list[str]]:
    """Return what the second server can read: a person's words in a session, and its notes."""
    with operators_door(pair.environments[1]) as door:
        acting = {"Dure-User": user}
        session = door.get(f"/v1/sessions/of-{user}", headers=acting).json()
        notes = door.get("/v1/privacy/me", headers=acting).json()["notes"]
    said = [turn["said"] for turn in session["turns"]]
    return said, [value for note in notes for value in note["values"]]
