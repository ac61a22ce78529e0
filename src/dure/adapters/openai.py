"""A language model behind an endpoint in OpenAI's format: vLLM, Ollama, llama.cpp, a service.

The client library speaks HTTP; what comes back is read here, because a server that says it
speaks the format may send anything: other types, broken JSON, no end.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import httpx2
import openai
import orjson
from openai import AsyncOpenAI

from dure.errors import BadSetting, LateAnswer, Unavailable
from dure.ports.models import Completion, Finish, LanguageModel, Spoken

_ANSWER_LIMIT: Final = 1_000_000
"""Bytes of an answer; the longest that is ever asked for is far shorter."""
_FORMATS: Final = ("json_schema", "json_object", "none")
_WHAT: Final = "언어 모델"
_NO_KEY: Final = "none"
"""Servers of one's own ask for no key, but the client wants one."""
_PLAIN: Final = {"openai": "http", "http": "http", "https": "https"}
_FINISHES: Final[Mapping[str, Finish]] = {"stop": "stop", "length": "length"}


class OpenAiModel(LanguageModel):
    """One model of one endpoint.

    url: `openai://host:port/v1?model=NAME` (plain HTTP), or `https://…/v1?model=NAME`. `format`
    says how JSON is asked for: json_schema (the default), json_object with the schema beside it
    (llama.cpp), or none.
    Raises BadFile for an address without a host or a model, or with an unknown format.
    """

    def __init__(self, url: str, *, key: str = "", connect_timeout_s: float = 0.2) -> None:
        parts = urlsplit(url)
        asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        self._model = asked.get("model", "")
        self._format = asked.get("format", _FORMATS[0])
        if not (parts.hostname and self._model and self._format in _FORMATS):
            raise BadSetting(file="models.url", why="서버 주소와 model=이름이 있어야 해요.")
        scheme = _PLAIN[parts.scheme]
        self._connect_timeout_s = connect_timeout_s
        self._client = AsyncOpenAI(
            api_key=key or _NO_KEY,
            base_url=f"{scheme}://{parts.netloc}{parts.path.rstrip('/') or '/v1'}",
            max_retries=0,
            http_client=httpx2.AsyncClient(
                transport=_Capped(), headers={"Accept-Encoding": "identity"}, trust_env=False
            ),
        )

    async def complete(
        self,
        messages: Sequence[Spoken],
        *,
        schema: Mapping[str, Any] | None = None,
        max_tokens: int,
        timeout_s: float,
    ) -> Completion:
        """See LanguageModel."""
        form = self._form(schema)
        async with _translated(timeout_s):
            response = await self._client.chat.completions.with_raw_response.create(
                **self._asked(messages, max_tokens, timeout_s), extra_body=form
            )
            return _completion(response.content)

    async def stream(
        self, messages: Sequence[Spoken], *, max_tokens: int, timeout_s: float
    ) -> AsyncIterator[str]:
        """See LanguageModel."""
        until = asyncio.get_running_loop().time() + timeout_s
        async with _translated(timeout_s):
            response = await self._client.chat.completions.with_raw_response.create(
                **self._asked(messages, max_tokens, timeout_s), stream=True
            )
        pieces = _pieces(response.http_response)
        try:
            while True:
                async with _translated(until - asyncio.get_running_loop().time()):
                    piece = await anext(pieces, None)
                if piece is None:
                    return
                yield piece
        finally:
            await response.http_response.aclose()

    async def ready(self) -> bool:
        """See LanguageModel."""
        try:
            async with _translated(self._connect_timeout_s * 5):
                response = await self._client.models.with_raw_response.list(
                    timeout=self._timeout(self._connect_timeout_s * 5)
                )
                return isinstance(_table(response.content).get("data"), list)
        except (Unavailable, LateAnswer):
            return False

    async def close(self) -> None:
        """See LanguageModel."""
        await self._client.close()

    def _asked(
        self, messages: Sequence[Spoken], max_tokens: int, timeout_s: float
    ) -> dict[str, Any]:
        said = [{"role": one.voice, "content": one.text} for one in messages]
        return {
            "model": self._model,
            "messages": said,
            "max_tokens": max_tokens,
            "temperature": 0,
            "timeout": self._timeout(timeout_s),
        }

    def _form(self, schema: Mapping[str, Any] | None) -> dict[str, Any]:
        if schema is None or self._format == "none":
            return {}
        if self._format == "json_object":
            return {"response_format": {"type": "json_object", "schema": schema}}
        named = {"name": "answer", "schema": schema, "strict": True}
        return {"response_format": {"type": "json_schema", "json_schema": named}}

    def _timeout(self, timeout_s: float) -> httpx2.Timeout:
        return httpx2.Timeout(timeout_s, connect=min(self._connect_timeout_s, timeout_s))


def _completion(content: bytes) -> Completion:
    """Raises Unavailable if there is no text in the answer."""
    answer = _table(content)
    choice = _first(answer.get("choices"))
    message = choice.get("message")
    text = message.get("content") if isinstance(message, dict) else None
    if not isinstance(text, str):
        raise Unavailable("the answer holds no text", what=_WHAT)
    usage = answer.get("usage")
    counted = usage if isinstance(usage, dict) else {}
    return Completion(
        text=text,
        tokens_in=_count(counted.get("prompt_tokens")),
        tokens_out=_count(counted.get("completion_tokens")),
        finish=_FINISHES.get(str(choice.get("finish_reason")), "other"),
    )


async def _pieces(response: httpx2.Response) -> AsyncIterator[str]:
    """Yield the text of each event of a stream.

    Raises Unavailable if it ends before it says that it is done.
    """
    async for line in response.aiter_lines():
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:"):
            continue
        if data == "[DONE]":
            return
        delta = _first(_table(data.encode()).get("choices")).get("delta")
        text = delta.get("content") if isinstance(delta, dict) else None
        if isinstance(text, str) and text:
            yield text
    raise Unavailable("the stream broke off", what=_WHAT)


def _table(content: bytes) -> dict[str, Any]:
    try:
        answer = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise Unavailable("the answer is no JSON", what=_WHAT) from error
    if not isinstance(answer, dict):
        raise Unavailable("the answer is no object", what=_WHAT)
    return answer


def _first(choices: object) -> dict[str, Any]:
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _count(said: object) -> int | None:
    return said if isinstance(said, int) and not isinstance(said, bool) and said >= 0 else None


@asynccontextmanager
async def _translated(timeout_s: float) -> AsyncIterator[None]:
    """Say in our words what goes wrong, within so many seconds in all."""
    try:
        async with asyncio.timeout(timeout_s):
            yield
    except (TimeoutError, openai.APITimeoutError, httpx2.TimeoutException) as error:
        raise LateAnswer from error
    except (openai.OpenAIError, httpx2.HTTPError, UnicodeDecodeError) as error:
        raise Unavailable("the model's server does not answer", what=_WHAT) from error


class _Capped(httpx2.AsyncHTTPTransport):
    """Reads so many bytes of an answer and no more, whatever the server sends."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """See AsyncHTTPTransport."""
        response = await super().handle_async_request(request)
        if not isinstance(response.stream, httpx2.AsyncByteStream):
            raise TypeError("an asynchronous transport answers with an asynchronous stream")
        response.stream = _Limited(response.stream)
        # Unpacked, a small answer could be a large one; we asked for none that is packed.
        response.headers.pop("Content-Encoding", None)
        return response


class _Limited(httpx2.AsyncByteStream):
    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield what comes; raises ReadError above the limit."""
        seen = 0
        async for part in self._stream:
            seen += len(part)
            if seen > _ANSWER_LIMIT:
                raise httpx2.ReadError("the answer is too long")
            yield part

    async def aclose(self) -> None:
        """See AsyncByteStream."""
        await self._stream.aclose()
