"""What every telemetry promises, run over every plug: it never fails, and shows nobody's data."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED
from tests.watch.told import Told

from dure.embedded.logs import logs_through
from dure.embedded.telemetry import SilentTelemetry
from dure.errors import DureError, StorageFull, Unavailable
from dure.kernel.clock import StillClock
from dure.ports.telemetry import OTHER, WITHHELD, Telemetry, anatomy, is_name, line_of, shown

DATA: Final = SHARED / "mask_dev.jsonl"
PERSONAL: Final = [
    "010-1234-5678", "01012345678", "900101-1234567", "4111-1111-1111-1111", "M12345678",
    "11-12-123456-78", "123-45-67890", "hong@example.com", "홍길동", "hong gildong",
    "서울시 강남구 테헤란로 1", "110-123-456789", "1990-01-01", "010.1234.5678", "010/1234/5678",
    "010_1234_5678", "+82-10-1234-5678", "공일공 일이삼사 오육칠팔", "M123A4567:12345678", "",
]  # fmt: skip


def silent(clock: StillClock) -> Told:
    told = Told(clock)
    told.plug = SilentTelemetry()
    return told


def traced(clock: StillClock) -> Told:
    told = Told(clock)
    told.traced()
    return told


PLUGS: Final[dict[str, Callable[[StillClock], Told]]] = {
    "silent": silent,
    "local": Told,
    "otel": traced,
}


@pytest.fixture(params=list(PLUGS.values()), ids=list(PLUGS))
def told(request: pytest.FixtureRequest, clock: StillClock) -> Iterator[Told]:
    """Each plug, with what leaves it."""
    made: Told = request.param(clock)
    yield made
    made.plug.close()


def push_everywhere(plug: Telemetry, said: str) -> None:
    """Hand a text to every function, in every place where one goes."""
    anything: dict[str, Any] = {said: said}
    plug.know("kind", [said])
    plug.know(said, [said])
    plug.count("test_shots_total", kind=said)
    plug.count(said, kind=said)
    plug.count("test_shots_total", 1, **anything)
    plug.observe("test_wait_seconds", 0.5, kind=said)
    plug.observe(said, 0.5, **anything)
    plug.level("test_depth", 1, kind=said)
    plug.level(said, 1, **anything)
    plug.sample("test_depth", lambda: 1.0, kind=said)
    plug.note(said)
    plug.note("test.said", fact=said, user=said, text=said)
    plug.note("test.said", level="error", **anything)
    plug.note("test.said", fact=said.encode())  # type: ignore[arg-type]
    with plug.about(request=said, **anything), plug.span(said, fact=said, **anything):
        plug.note("test.inside")
    push_errors(plug, said)


def push_errors(plug: Telemetry, said: str) -> None:
    kind = type(said.replace("\0", ""), (Exception,), {})
    for error in (ValueError(said), Unavailable(said, what=said), kind()):
        with pytest.raises(type(error)), plug.span("test.failing"):
            raise error
        plug.mishap("test.failed", error, fact=said)
        plug.mishap(said, error)
    with logs_through(plug, level=logging.DEBUG):
        log = logging.getLogger("tests")
        log.error("said %s", said)
        log.warning(said)
        logging.getLogger(said).info(said)
        try:
            raise ValueError(said) from KeyError(said)
        except ValueError:
            log.exception(said)


@pytest.mark.skipif(not DATA.is_file(), reason="needs ../shared/data/mask_dev.jsonl")
def test_no_personal_data_of_the_sample_is_ever_shown(told: Told) -> None:
    rows = [json.loads(line) for line in DATA.read_text(encoding="utf-8").splitlines()]
    spans = [span["text"] for row in rows for span in row["spans"]]

    for said in [*(row["text"] for row in rows), *spans]:
        push_everywhere(told.plug, said)
    told.plug.close()

    shown_text = told.everything()
    assert len(spans) > 20
    assert [span for span in spans if span in shown_text] == []
    assert not any("가" <= letter <= "힣" for letter in shown_text)


@pytest.mark.parametrize("said", [one for one in PERSONAL if one])
def test_personal_data_of_every_shape_is_withheld(told: Told, said: str) -> None:
    push_everywhere(told.plug, said)
    told.plug.close()

    assert said not in told.everything()


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(said=st.text(max_size=60))
def test_no_plug_ever_fails(clock: StillClock, said: str) -> None:
    for make in PLUGS.values():
        made = make(clock)

        push_everywhere(made.plug, said)

        assert isinstance(made.plug.exposition(), bytes)
        made.plug.close()


def test_what_is_below_runs_once_inside_a_span_and_its_error_goes_on(told: Told) -> None:
    runs = 0
    with told.plug.span("test.work"):
        runs += 1
    with pytest.raises(StorageFull), told.plug.span("test.work"):
        raise StorageFull

    assert runs == 1


@pytest.mark.parametrize("value", ["meals", "turn.py:12", "a-b_c", 3, 0.5, None, True, -2])
def test_a_short_token_or_a_number_is_shown(value: str | float | None) -> None:
    assert shown(value) is value


@pytest.mark.parametrize(
    "value",
    [*PERSONAL, "두 단어", "a b", "x" * 81, 10**10, float("nan"), float("inf"), "줄\n바꿈", "a\n"],
)
def test_anything_else_is_withheld(value: str | float) -> None:
    assert shown(value) == WITHHELD


@pytest.mark.parametrize(
    "value",
    ["01JD7Z3QKXW5V0000000000000", "0af7651916cd43dd8448eb211c80319c",
     "3f2b8c1e-9d4a-4c6b-8e2f-1a2b3c4d5e6f"],
)  # fmt: skip
def test_an_id_of_ours_is_shown_though_it_holds_digits(value: str) -> None:
    assert shown(value) == value


@pytest.mark.parametrize(
    "name", ["user", "text", "Name", "a b", "이름", "", "a" * 41, "a0101234567"]
)
def test_a_fact_may_not_be_called_so(name: str) -> None:
    assert not is_name(name)


def test_an_error_is_told_by_type_code_and_place() -> None:
    def fail() -> None:
        raise Unavailable("홍길동 010-1234-5678", what="홍길동") from KeyError("홍길동")

    with pytest.raises(DureError) as caught:
        fail()
    told = anatomy(caught.value)

    assert (told["error"], told["code"], told["causes"]) == (
        "Unavailable", "unavailable", ["KeyError"]
    )  # fmt: skip
    assert told["stack"][-1].startswith("test_telemetry.py:")


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("/home/gildong/dure/src/dure/engine/turn.py", "dure/engine/turn.py:7"),
        (
            "/home/gildong/venv/lib/python3.11/site-packages/uvicorn/server.py",
            "uvicorn/server.py:7",
        ),
        ("/usr/lib/python3.11/asyncio/events.py", "asyncio/events.py:7"),
        ("/home/gildong/own.py", "own.py:7"),
        ("/home/홍길동/홍.py", WITHHELD),
    ],
)
def test_a_place_in_the_source_names_no_home(file: str, told: str) -> None:
    assert line_of(file, 7) == told


def test_the_words_for_hidden_values_may_be_shown_themselves() -> None:
    assert (shown(OTHER), shown(WITHHELD)) == (OTHER, WITHHELD)
