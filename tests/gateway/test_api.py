"""What goes over the wire: answers for people here, problem documents for everything else."""

import asyncio
import contextlib
import json
import shutil
import unicodedata
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from schemathesis import openapi
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import (  # noqa: F401 - see CONFORMANCE
    JsonSchemaError,
)
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.engine.parrot import parrot, turns_of

from dure import errors
from dure.app.wire import House, open_house
from dure.embedded.events import SqliteEventLog
from dure.engine.assistant import Answer, Scene
from dure.engine.turn import Turns
from dure.errors import DureError, StorageFull
from dure.gateway.api import BODY_LIMIT, make_app
from dure.gateway.local import is_loopback
from dure.gateway.problems import MEDIA_TYPE, problem_of
from dure.kernel.clock import StillClock
from dure.ports.events import Append
from dure.settings import Settings
from dure.trust.seal import Sealer

HERE: Final = "http://127.0.0.1:8000"
TURNS: Final = "/v1/assistants/meals/turns"
MB: Final = 2**20
