"""llama-cpp-python's own server over a tiny random model: a real server, and a model that raves.

Needs the extra `llm`, or DURE_TEST_LLAMA naming a Python that has it; skipped elsewhere.
"""

import importlib.util
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.adapters.tiny_model import write_tiny_model
from tests.assistants.odd_wordings import ODD

from dure.adapters.openai import OpenAiModel
from dure.app.wire import open_house
from dure.engine.widen import SCHEMA, Offer, read_offer
from dure.errors import Unavailable
from dure.kernel.clock import StillClock
from dure.kernel.turns import TurnRequest
from dure.ports.models import Spoken
from dure.settings import Settings

ASKED = [Spoken(voice="user", text='말: "거실 등짝 밝혀라"')]


def python_with_llama() -> str | None:
    """Return a Python that has llama-cpp-python, None if there is none."""
    named = os.environ.get("DURE_TEST_LLAMA")
    return named or (sys.executable if importlib.util.find_spec("llama_cpp") else None)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the server listens."""
    python = python_with_llama()
    if python is None:
        pytest.skip("llama-cpp-python is not installed (extra llm, or DURE_TEST_LLAMA)")
    folder = tmp_path_factory.mktemp("llama")
    write_tiny_model(folder / "tiny.gguf")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    command = [python, "-m", "llama_cpp.server", "--model", str(folder / "tiny.gguf")]
    command += ["--model_alias", "tiny", "--host", "127.0.0.1", "--port", str(port)]
    command += ["--n_ctx", "2048", "--n_threads", "1"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not answers(port):
        assert time.monotonic() < until, "the server did not start"
        assert server.poll() is None, "the server ended"
    yield f"openai://127.0.0.1:{port}/v1?model=tiny"
    server.terminate()
    server.wait(20)


def answers(port: int) -> bool:
    with socket.socket() as one:
        one.settimeout(0.2)
        return one.connect_ex(("127.0.0.1", port)) == 0


async def test_it_answers_and_counts(url: str) -> None:
    model = OpenAiModel(url)

    answer = await model.complete(ASKED, max_tokens=8, timeout_s=30)
    pieces = [piece async for piece in model.stream(ASKED, max_tokens=8, timeout_s=30)]

    assert await model.ready()
    assert (answer.tokens_in or 0) > 0
    assert "".join(pieces)
    await model.close()


async def test_json_that_its_grammar_finished_is_in_the_form_asked_for(url: str) -> None:
    model = OpenAiModel(f"{url}&format=json_object")

    answer = await model.complete(ASKED, schema=SCHEMA, max_tokens=1500, timeout_s=60)

    assert answer.finish == "stop"
    assert isinstance(read_offer(answer.text), Offer | None)
    assert set(answer.text.strip()[:1]) == {"{"}
    await model.close()


async def test_json_that_was_cut_off_says_so(url: str) -> None:
    model = OpenAiModel(f"{url}&format=json_object")

    answer = await model.complete(ASKED, schema=SCHEMA, max_tokens=12, timeout_s=60)

    assert answer.finish == "length"
    await model.close()


async def test_the_form_it_does_not_know_is_an_error_and_not_an_answer(url: str) -> None:
    model = OpenAiModel(f"{url}&format=json_schema")

    with pytest.raises(Unavailable):
        await model.complete(ASKED, schema=SCHEMA, max_tokens=12, timeout_s=60)
    await model.close()


async def test_a_model_that_raves_changes_no_answer(
    url: str, tmp_path: Path, clock: StillClock
) -> None:
    texts: list[list[str]] = []
    for number, named in enumerate(("", f"{url}&format=json_object")):
        settings = {"DURE_DATA_DIR": str(tmp_path / str(number)), "DURE_MODELS_URL": named}
        settings |= {"DURE_MODELS_WORDING": "true", "DURE_MODELS_TIMEOUT_S": "5"}
        house = open_house(Settings(settings), clock=clock, only=["home"])
        await house.start()
        assert (house.adviser is not None and house.adviser.is_proven) == bool(named)
        requests = [
            TurnRequest(text=odd, session=f"s{n}", turn=f"t{n}")
            for n, odd in enumerate((*ODD["home"], "거실 불 켜져 있어?"))
        ]
        texts.append([(await house.turns.take("home", one)).text for one in requests])
        await house.close()

    assert texts[0] == texts[1]
