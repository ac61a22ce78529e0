"""The OpenAPI document, and that every operation of it keeps to it whatever is sent."""

import asyncio
import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from schemathesis.specs.openapi.schemas import OpenApiSchema
from tests.conftest import furnish
from tests.gateway.doors import HERE

from dure.app.door import open_door
from dure.app.wire import open_house
from dure.gateway.api import make_app
from dure.kernel.clock import StillClock
from dure.settings import Settings

EXAMPLES: Final = int(os.environ.get("DURE_TEST_EXAMPLES", "12"))
"""Requests per operation and mode; 1,000 are for a quiet hour."""
CONFORMS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]


@pytest.fixture
def api(
    stocked: Path, tmp_path: Path, settings: Settings, clock: StillClock
) -> Iterator[OpenApiSchema]:
    """The document of a whole house, with the application that it describes."""
    furnish(tmp_path / "data", stocked)
    house = open_house(settings, clock=clock)
    door = asyncio.run(open_door(house))
    app = make_app(door)
    schema = openapi.from_dict(app.openapi())
    schema.app = app
    yield schema
    asyncio.run(door.close())
    asyncio.run(house.close())


@pytest.fixture(autouse=True)
def _parsing_is_left_alone() -> Iterator[None]:
    """Collect no garbage while Hypothesis reads sources.

    Until 3.11.8 and 3.12.2 a collection in the middle of `ast.parse` could make it miscount its
    depth and raise SystemError (python/cpython#106905).
    """
    gc.collect()
    gc.disable()
    yield
    gc.enable()


OPERATIONS: Final = [
    ("POST", "/v1/assistants/{name}/turns"),
    ("GET", "/v1/sessions/{session}"),
    ("GET", "/v1/assistants/{name}/panel"),
    ("POST", "/v1/privacy/mask"),
    ("GET", "/v1/privacy/consents"),
    ("PUT", "/v1/privacy/consents/{purpose}"),
    ("DELETE", "/v1/privacy/consents/{purpose}"),
    ("GET", "/v1/privacy/me"),
    ("GET", "/v1/privacy/me/export"),
    ("DELETE", "/v1/privacy/me"),
    ("POST", "/v1/feedback"),
    ("GET", "/v1/notices"),
    ("GET", "/v1/notices/key"),
    ("POST", "/v1/notices/targets"),
    ("DELETE", "/v1/notices/targets/{target}"),
    ("POST", "/v1/notices/{notice}/opened"),
    ("POST", "/v1/notices/{notice}/clicked"),
    ("POST", "/v1/assistants/{name}/orders/{order}"),
    ("GET", "/v1/reports/{name}/{period}"),
    ("POST", "/v1/auth/token"),
    ("POST", "/v1/auth/refresh"),
    ("POST", "/v1/auth/logout"),
    ("POST", "/v1/auth/invite"),
    ("GET", "/v1/me"),
    ("GET", "/v1/people"),
    ("POST", "/v1/people"),
    ("PATCH", "/v1/people/{user}"),
    ("DELETE", "/v1/people/{user}"),
    ("POST", "/v1/keys/rotate"),
    ("POST", "/v1/chat/completions"),
    ("GET", "/v1/models"),
    ("GET", "/v1/assistants"),
    ("POST", "/v1/channels/kakao"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
]
FREE: Final = {
    ("GET", "/v1/assistants/{name}/panel"),
    ("GET", "/v1/me"),
    ("GET", "/v1/notices"),
    ("GET", "/v1/notices/key"),
    ("GET", "/v1/models"),
    ("GET", "/v1/assistants"),
    ("GET", "/v1/people"),
    ("GET", "/v1/privacy/consents"),
    ("GET", "/v1/privacy/me"),
    ("GET", "/v1/privacy/me/export"),
    ("DELETE", "/v1/privacy/me"),
    ("POST", "/v1/keys/rotate"),
    ("POST", "/v1/channels/kakao"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
}
"""Operations that take nothing that could be wrong."""


def test_the_document_shows_every_operation(api: OpenApiSchema) -> None:
    shown = [(method.upper(), path) for path in api for method in api[path]]

    assert sorted(shown) == sorted(OPERATIONS)


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [
        *((*operation, GenerationMode.POSITIVE) for operation in OPERATIONS),
        *((*one, GenerationMode.NEGATIVE) for one in OPERATIONS if one not in FREE),
    ],
)
def test_an_operation_conforms_to_the_document(
    api: OpenApiSchema, method: str, path: str, mode: GenerationMode
) -> None:
    @given(api[path][method].as_strategy(mode))
    @hypothesis_settings(
        max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck)
    )
    def conforms(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(base_url=HERE, checks=CONFORMS, headers={"Host": "127.0.0.1"})

    conforms()
