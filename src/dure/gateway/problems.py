"""Turn errors into problem documents (RFC 9457): a stable code, a Korean sentence, a status."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from dure.errors import DureError, RateLimited, Unauthenticated
from dure.gateway.schemas import ProblemBody
from dure.korean.messages import sentence, sentence_for
from dure.trust.mask import mask

MEDIA_TYPE: Final = "application/problem+json"
_STATUS: Final = {
    "invalid_input": 422,
    "empty_utterance": 422,
    "too_long": 422,
    "unreadable_text": 422,
    "bad_file": 422,
    "bad_setting": 422,
    "not_found": 404,
    "unknown_assistant": 404,
    "bad_name": 422,
    "bad_period": 422,
    "weak_password": 422,
    "unauthenticated": 401,
    "rate_limited": 429,
    "forbidden": 403,
    "bind_refused": 403,
    "guardian_needed": 403,
    "conflict": 409,
    "folder_in_use": 409,
    "key_reused": 409,
    "name_left": 409,
    "unavailable": 503,
    "port_in_use": 503,
    "storage_full": 507,
    "late_answer": 504,
    "unsure_effect": 409,
}
_BY_STATUS: Final = {
    400: "invalid_input",
    404: "not_found",
    405: "method_not_allowed",
    408: "body_too_slow",
    413: "body_too_large",
    415: "invalid_input",
}

RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    status: {
        "description": text,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}},
    }
    for status, text in (
        (400, "not readable"),
        (401, "nobody signed in"),
        (403, "not allowed"),
        (404, "not there"),
        (408, "too slow"),
        (409, "somebody was first"),
        (413, "too large"),
        (422, "not valid"),
        (429, "too often"),
        (503, "not available now"),
        (504, "too late"),
        (507, "no room"),
    )
}


def problem(status: int, code: str, detail: str) -> JSONResponse:
    """Return a problem document."""
    body = ProblemBody(title=HTTPStatus(status).phrase, status=status, code=code, detail=detail)
    return JSONResponse(body.model_dump(), status_code=status, media_type=MEDIA_TYPE)


def status_of(error: Exception) -> int:
    """Return the status that an error leaves with; unknown ones are ours to answer for: 500."""
    if isinstance(error, DureError):
        return _STATUS.get(error.code, 500)
    if isinstance(error, RequestValidationError):
        return 422
    return error.status_code if isinstance(error, HTTPException) else 500


def problem_of(error: DureError) -> JSONResponse:
    """Return the problem document of an error."""
    # What came in may be repeated in it ("‘…’ 도우미는 없어요"), and may be somebody's data.
    answer = problem(status_of(error), error.code, mask(sentence_for(error)))
    if isinstance(error, RateLimited):
        answer.headers["Retry-After"] = str(error.facts["retry_s"])
    if isinstance(error, Unauthenticated):
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


class ProblemApp(FastAPI):
    """An application whose OpenAPI document holds the shape of its problem documents."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        document = super().openapi()
        shape = ProblemBody.model_json_schema()
        document["components"]["schemas"][ProblemBody.__name__] = shape
        return document


def install(app: FastAPI) -> None:
    """Let every error of an application leave as a problem document."""
    handlers: dict[type[Exception], Callable[[Request, Any], Any]] = {
        DureError: _on_dure_error,
        RequestValidationError: _on_invalid,
        HTTPException: _on_http,
        Exception: _on_mistake,
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


async def _on_dure_error(request: Request, error: DureError) -> JSONResponse:
    return problem_of(error)


async def _on_invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    # What was sent is not repeated: it may be personal, or not even text.
    return problem(422, "invalid_input", sentence("invalid_input"))


async def _on_mistake(request: Request, error: Exception) -> JSONResponse:
    return problem(500, DureError.code, sentence(DureError.code))


async def _on_http(request: Request, error: HTTPException) -> JSONResponse:
    code = _BY_STATUS.get(error.status_code, "error")
    answer = problem(error.status_code, code, sentence(code, what="것"))
    answer.headers.update(error.headers or {})
    return answer
